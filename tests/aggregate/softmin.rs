//! SoftMin, its credit and the variance penalty in double precision: against the formulas, and where single precision and the ends of the range are.

use ndarray::{Array2, arr2};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use rvpo_playground::aggregate::{Aggregator, Real, Weights, aggregate};

use crate::softmin_cases::{
    Case, cases, doubles, largest, log_uniform, product, sum, units, usual,
};
use crate::support::config;

proptest! {
    #![proptest_config(config())]

    #[test]
    fn single_precision_agrees_with_double(case in cases::<f32>()) {
        let double = Case { z: doubles(&case.z), weights: doubles(&case.weights), k: case.k() };
        let (a, right) = (case.softmin().to_f64(), double.softmin());
        prop_assert!((a - right).abs() <= case.rounding(), "{a} instead of {right}");
        // Each exponent t is known to 3 units of itself; where it is under -88, no credit is left.
        let exponents: Vec<f64> = double.z.iter().map(|z| (case.k() * (z - case.min())).min(88.0)).collect();
        let typical = sum(&product(&exponents, &double.credit()));
        for ((c, right), t) in case.credit().into_iter().zip(double.credit()).zip(exponents) {
            let tolerance = f64::from(f32::EPSILON) * (units(&case.z) + 3.0 * (t + typical));
            prop_assert!((c - right).abs() <= tolerance * right + case.credit_floor(), "credit {c} instead of {right}");
        }
    }

    /// Where the textbook's formula is safe, the result is the same.
    #[test]
    fn softmin_is_the_textbook_formula(case in usual()) {
        let terms: Vec<f64> = case.z.iter().zip(case.p()).map(|(z, p)| p * (-case.k * z).exp()).collect();
        let right = -sum(&terms).ln() / case.k;
        // exp is off by the rounding of k z, ln by that of a number near 1, both in units of 1/k.
        let tolerance = f64::EPSILON * (units(&case.z) * largest(&case.z) + 4.0 / case.k);
        let a = case.softmin();
        prop_assert!((a - right).abs() <= tolerance, "{a} instead of {right}");
    }

    #[test]
    fn credit_is_the_derivative(case in usual(), j: Index) {
        let j = j.index(case.z.len());
        // The third derivative is at most k^2/(6 sqrt 3).
        let h = f64::EPSILON.cbrt() / case.k;
        let moved = |h: f64| {
            let mut z = case.z.clone();
            z[j] += h;
            (z[j], case.with(z).softmin())
        };
        let ((above, a), (below, b)) = (moved(h), moved(-h));
        let slope = (a - b) / (above - below);
        let tolerance = 0.0962 * (h * case.k).powi(2) / 6.0 + (case.rounding() + f64::EPSILON * 4.0) / h;
        let credit = case.credit()[j];
        prop_assert!((slope - credit).abs() <= tolerance, "slope {slope}, credit {credit}, tolerance {tolerance}");
    }

    /// What SoftMin never does: a reward gets better, and the explicit penalty's score gets worse.
    #[test]
    fn the_variance_penalty_is_not_monotone(z in vec(-3.0..3.0_f64, 2..=17), j: Index, k in log_uniform(-1.0, 1.0), step in 0.02..2.0_f64) {
        let j = j.index(z.len());
        let m = z.len() as f64;
        let weights = Weights::equal(z.len()).unwrap();
        let at = |value: f64, aggregator| -> f64 {
            let mut z = Array2::from_shape_vec((1, z.len()), z.clone()).unwrap();
            z[(0, j)] = value;
            aggregate(z.view(), &weights, aggregator).unwrap()[0]
        };
        let penalised = |value: f64| -> f64 { at(value, Aggregator::Variance { k }) };
        let beta = k / 2.0;
        let derivative = |value: f64| {
            let mean = (sum(&z) - z[j] + value) / m;
            1.0 / m - 2.0 * beta * (value - mean) / m
        };
        // It is a parabola in each reward: its derivative and its bend say all.
        let bend = beta * (m - 1.0) / (m * m);
        for from in [z[j], z[j] - step, z[j] + step] {
            let gain = penalised(from + step) - penalised(from);
            let right = step * derivative(from) - bend * step * step;
            prop_assert!((gain - right).abs() <= 64.0 * f64::EPSILON * (1.0 + k) * 50.0, "{gain} instead of {right}");
        }
        // The turn is where the reward is 1/k above the mean: below it better is better, beyond it better is worse.
        let turn = (m / k + sum(&z) - z[j]) / (m - 1.0);
        prop_assert!(derivative(turn - step) > 0.0 && derivative(turn + step) < 0.0);
        prop_assert!(penalised(turn - 2.0 * step) < penalised(turn - step));
        prop_assert!(penalised(turn + 2.0 * step) < penalised(turn + step));
        let softmin = |value: f64| at(value, Aggregator::SoftMin { k });
        prop_assert!(softmin(turn + 2.0 * step) >= softmin(turn + step) - 4.0 * f64::EPSILON * (turn.abs() + 2.0 * step));
    }

}

/// The ends of the range, where the block's loops take a k, or a penalty, for its nearest neighbour in range.
#[test]
fn a_block_is_right_at_the_ends_of_the_range() {
    fn at<F: Real>(z: f64, aggregator: Aggregator<F>) -> f64 {
        let z = F::from_f64(z);
        let weights = Weights::equal(2).unwrap();
        let scores = aggregate(arr2(&[[-z, z]]).view(), &weights, aggregator).unwrap();
        Real::to_f64(scores[0])
    }
    for k in [f32::MIN_POSITIVE, 1e-30, 1e-25, 1e-24, 1e-23] {
        // ln cosh x is x^2/2 for small x.
        let right = -f64::from(k) * 1e30 / 2.0;
        let got = at(1e15, Aggregator::SoftMin { k });
        let unit = f64::from(f32::EPSILON) * 1e15;
        assert!((got - right).abs() <= unit, "k = {k:e}: {got}");
    }
    for k in [f64::MIN_POSITIVE, 1e-200, 1e-167, 1e-165] {
        let right = -k * 1e300 / 2.0;
        let got = at(1e150, Aggregator::SoftMin { k });
        assert!(
            (got - right).abs() <= f64::EPSILON * 1e150,
            "k = {k:e}: {got}"
        );
    }
    assert_eq!(
        at(1e15, Aggregator::SoftMin { k: f32::MAX }),
        -f64::from(1e15_f32)
    );
    assert_eq!(at(1e150, Aggregator::SoftMin { k: f64::MAX }), -1e150);
    assert_eq!(
        at(1e15, Aggregator::Variance { k: f32::MAX }),
        f64::from(f32::MIN)
    );
    assert_eq!(at(1e150, Aggregator::Variance { k: f64::MAX }), f64::MIN);
}
