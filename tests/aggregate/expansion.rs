//! SoftMin's expansion in k.

use proptest::prelude::*;
use rvpo_playground::aggregate::{Weights, cumulants, taylor};

use crate::softmin_cases::{checked, largest, log_uniform, product, sum, units, usual};
use crate::support::config;

proptest! {
    #![proptest_config(config())]

    /// Lagrange's remainder: the error after n cumulants is at most the largest (n+1)th cumulant of any law on the same
    /// range, times `k^n/(n+1)!`. For every k.
    #[test]
    fn the_expansion_is_off_by_no_more_than_its_remainder(case in usual(), k in log_uniform(-6.0, 6.0)) {
        let expansion = taylor(&case.z, &case.checked_weights(), checked(k)).unwrap();
        // |K_2| <= r^2/4, |K_3| <= r^3/(6 sqrt 3), |K_4| <= r^4/8; K_5 = m_5 - 10 m_3 m_2 by its parts.
        let most = [0.25, 0.096_23, 0.125, 0.35];
        let mut factorial = 1.0;
        let mut terms = largest(&case.z);
        for n in 1..=4 {
            factorial *= (n + 1) as f64;
            let remainder = most[n - 1] * (k * case.range()).powi(n as i32) * case.range() / factorial;
            let off = (expansion.orders[n - 1] - expansion.exact).abs();
            prop_assert!(off <= remainder + 2.0 * units(&case.z) * f64::EPSILON * terms, "order {n} is off by {off}, over {remainder}");
            terms += remainder;
        }
    }

    /// With half the k, the error after n cumulants is a 2^n-th: the next cumulant's term is what it is made of.
    #[test]
    fn the_expansions_error_shrinks_with_the_right_power_of_k(case in usual()) {
        let z = &case.z;
        let (p, mean) = (case.p(), case.mean());
        let moment = |n: i32| sum(&product(&p, &z.iter().map(|z| (z - mean).powi(n)).collect::<Vec<f64>>()));
        let (m2, m3, m4, m5) = (moment(2), moment(3), moment(4), moment(5));
        let next = [m2, m3, m4 - 3.0 * m2 * m2, m5 - 10.0 * m3 * m2];
        let range = case.range();
        prop_assume!(range > 0.1);
        let k = 0.02 / range;
        let at = |k: f64| taylor(z, &case.checked_weights(), checked(k)).unwrap();
        let (whole, half) = (at(k), at(k / 2.0));
        for n in 1..=4_usize {
            let cumulant = next[n - 1] / range.powi(n as i32 + 1);
            if cumulant.abs() < 0.02 {
                continue;
            }
            let error = |expansion: &rvpo_playground::aggregate::Taylor<f64>| expansion.exact - expansion.orders[n - 1];
            let ratio = error(&whole) / error(&half);
            let right = 2.0_f64.powi(n as i32);
            // The term after the next, and rounding where the error itself is tiny.
            let term = 0.02_f64.powi(n as i32) * 0.02 / [2.0, 6.0, 24.0, 120.0][n - 1];
            let blur = 0.35 * 0.02 / 0.02 * 0.5 + 4.0 * units(z) * f64::EPSILON * largest(z) / range / term * right;
            prop_assert!((ratio / right - 1.0).abs() <= blur, "order {n}: {ratio} instead of {right}, within {blur}");
            prop_assert!(blur < 0.5, "order {n}: nothing is tested within {blur}");
        }
    }

    #[test]
    fn cumulants_are_those_of_the_moments(case in usual()) {
        let got = cumulants(&case.z, &case.checked_weights()).unwrap();
        let (p, mean) = (case.p(), case.mean());
        let moment = |n: i32| sum(&product(&p, &case.z.iter().map(|z| (z - mean).powi(n)).collect::<Vec<f64>>()));
        let right = [mean, moment(2), moment(3), moment(4) - 3.0 * moment(2).powi(2)];
        for n in 0..4 {
            let tolerance = units(&case.z) * f64::EPSILON * (2.0 * largest(&case.z)).powi(n as i32 + 1);
            prop_assert!((got[n] - right[n]).abs() <= tolerance, "cumulant {}: {} instead of {}", n + 1, got[n], right[n]);
        }
    }

}

/// The 17 quantiles of a normal law: good at small k, wrong by a half at k = 2, and beyond all sense at k = 5, where the second
/// order lies below the smallest of the numbers.
#[test]
fn the_expansion_breaks_as_k_grows() {
    #[rustfmt::skip]
    let upper = [
        0.149_141_2, 0.301_467_8, 0.460_494_5, 0.630_447_7, 0.817_928_6, 1.034_895_7, 1.309_172, 1.889_849_9_f64,
    ];
    let z: Vec<f64> = upper
        .iter()
        .rev()
        .map(|z| -z)
        .chain([0.0])
        .chain(upper)
        .collect();
    assert_eq!(z.len(), 17);
    let weights = Weights::equal(17).unwrap();
    let at = |k: f64| {
        let expansion = taylor(&z, &weights, checked(k)).unwrap();
        let off = expansion
            .orders
            .map(|order| (order - expansion.exact).abs());
        (expansion, off)
    };
    let (_, small) = at(0.1);
    assert!(
        small[3] < small[1] && small[1] < 1e-2 * small[0],
        "{small:?}"
    );
    let (expansion, two) = at(2.0);
    assert!(two[1] > 0.05 * expansion.exact.abs(), "{two:?}");
    let (expansion, five) = at(5.0);
    assert!(expansion.orders[1] < z[0], "{expansion:?}");
    assert!(five[3] > five[1], "{five:?}");
    assert!(expansion.exact > z[0]);
}
