//! What holds exactly for SoftMin, its credit and the variance penalty, in both precisions.

use ndarray::Array2;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseResult;
use rvpo_playground::aggregate::{Aggregator, Real as _, Weights, aggregate, cumulants};

use crate::softmin_cases::{
    Case, Tested, case_and_counts, case_and_order, case_and_other, cases, doubles, largest,
    log_uniform, product, small_tables, sum, tables, units,
};
use crate::support::config;

fn bounded<F: Tested>(case: &Case<F>) -> TestCaseResult {
    let a = case.softmin().to_f64();
    prop_assert!(a.is_finite());
    prop_assert!(a >= case.min(), "{a} is below the minimum {}", case.min());
    prop_assert!(
        a <= case.mean() + case.rounding(),
        "{a} is over the mean {}",
        case.mean()
    );
    // Each term of the sum alone is a lower bound of it; for equal weights this is `min + (ln M)/k`.
    for (p, z) in case.p().into_iter().zip(doubles(&case.z)) {
        let bound = z - p.ln() / case.k();
        prop_assert!(a <= bound + case.rounding(), "{a} is over {bound}");
    }
    Ok(())
}

/// `k -> 0` gives the mean, no farther off than Hoeffding's lemma says; `k -> inf` gives the minimum.
fn limits<F: Tested>(case: &Case<F>) -> TestCaseResult {
    let a = case.softmin().to_f64();
    let range = case.range();
    let below_mean = case.mean() - a;
    prop_assert!(
        below_mean <= case.k() * range / 8.0 * range + case.rounding(),
        "{below_mean} below the mean"
    );
    let smallest_p = case.p().into_iter().fold(1.0, f64::min);
    let above_min = a - case.min();
    prop_assert!(
        above_min <= -smallest_p.ln() / case.k() + case.rounding(),
        "{above_min} above the minimum"
    );
    // At the ends of k's range it is the one or the other.
    let range_end = |exponent: f64| F::from_f64(10.0_f64.powf(exponent));
    let (first, last) = (range_end(-F::K_EXPONENT), range_end(F::K_EXPONENT));
    let mean = case.softmin_at(first).to_f64();
    prop_assert!(
        (mean - case.mean()).abs() <= case.rounding(),
        "{mean} instead of the mean {}",
        case.mean()
    );
    let min = case.softmin_at(last).to_f64();
    prop_assert!(min - case.min() <= case.rounding() - smallest_p.ln() / last.to_f64());
    Ok(())
}

fn falls_as_k_grows<F: Tested>(case: &Case<F>, factor: f64) -> TestCaseResult {
    let larger = F::from_f64((case.k() * factor).min(10.0_f64.powf(F::K_EXPONENT)));
    let (a, b) = (case.softmin().to_f64(), case.softmin_at(larger).to_f64());
    prop_assert!(
        b <= a + 2.0 * case.rounding(),
        "{a} at k = {}, {b} at k = {larger}",
        case.k
    );
    Ok(())
}

fn credit_sums_to_one<F: Tested>(case: &Case<F>) -> TestCaseResult {
    let credit = case.credit();
    let epsilon = F::epsilon().to_f64();
    prop_assert_eq!(credit.len(), case.z.len());
    prop_assert!(credit.iter().all(|c| (0.0..=1.0).contains(c)));
    let total = sum(&credit);
    prop_assert!(
        (total - 1.0).abs() <= epsilon * credit.len() as f64,
        "{total}"
    );
    // dA/dz_j = p_j exp(k (A - z_j)), A being the logarithm of credit's denominator.
    let a = case.softmin().to_f64();
    let amplified = case.k() * case.rounding();
    if amplified > 1e-2 {
        return Ok(());
    }
    for ((c, p), z) in credit.into_iter().zip(case.p()).zip(doubles(&case.z)) {
        let right = p * (case.k() * (a - z)).exp();
        let tolerance = right * (2.0 * amplified + units(&case.z) * epsilon) + case.credit_floor();
        prop_assert!((c - right).abs() <= tolerance, "{c} instead of {right}");
    }
    Ok(())
}

/// A reward that rises by `step` raises A, by no more than `step` times the old credit and no less than `step` times the new one.
fn monotone<F: Tested>(case: &Case<F>, j: Index, step: f64) -> TestCaseResult {
    let j = j.index(case.z.len());
    let mut z = case.z.clone();
    z[j] = F::from_f64(z[j].to_f64() + step * largest(&z));
    let rise = z[j].to_f64() - case.z[j].to_f64();
    let better = case.with(z);
    let gain = better.softmin().to_f64() - case.softmin().to_f64();
    let rounding = case.rounding() + better.rounding() + F::epsilon().to_f64() * 64.0 * rise;
    let (old, new) = (case.credit()[j] * rise, better.credit()[j] * rise);
    prop_assert!(
        gain <= old + rounding,
        "gained {gain}, the credit says {old}"
    );
    prop_assert!(
        gain >= new - rounding,
        "gained {gain}, the new credit says {new}"
    );
    Ok(())
}

fn concave<F: Tested>(case: &Case<F>, other: Vec<F>, t: f64) -> TestCaseResult {
    let (z, y) = (doubles(&case.z), doubles(&other));
    let between = z
        .iter()
        .zip(&y)
        .map(|(z, y)| F::from_f64(z * (1.0 - t) + y * t));
    let (between, other) = (case.with(between.collect()), case.with(other));
    let chord = case.softmin().to_f64() * (1.0 - t) + other.softmin().to_f64() * t;
    let a = between.softmin().to_f64();
    prop_assert!(
        a >= chord - 2.0 * (case.rounding() + other.rounding()),
        "{a} is under the chord, {chord}"
    );
    Ok(())
}

fn symmetric<F: Tested>(case: &Case<F>, order: &[usize]) -> TestCaseResult {
    let permuted = Case {
        z: order.iter().map(|&j| case.z[j]).collect(),
        weights: order.iter().map(|&j| case.weights[j]).collect(),
        k: case.k,
    };
    let (a, b) = (case.softmin().to_f64(), permuted.softmin().to_f64());
    prop_assert!((a - b).abs() <= 2.0 * case.rounding(), "{a} and {b}");
    let epsilon = F::epsilon().to_f64();
    for (c, &j) in permuted.credit().into_iter().zip(order) {
        let right = case.credit()[j];
        prop_assert!(
            (c - right).abs() <= 2.0 * units(&case.z) * epsilon * right + case.credit_floor(),
            "{c} instead of {right}"
        );
    }
    Ok(())
}

/// `A(z + c) = A(z) + c`, with numbers whose sums are exact.
fn shifts<F: Tested>(z: &[i32], c: i32, exponent: i32, k: f64) -> TestCaseResult {
    let scale = 2.0_f64.powi(exponent);
    let k = F::from_f64(k / (scale * f64::from(1 << 20)));
    let case = |c: i32| Case {
        z: z.iter()
            .map(|&z| F::from_f64(f64::from(z + c) * scale))
            .collect::<Vec<F>>(),
        weights: vec![F::one(); z.len()],
        k,
    };
    let (here, there) = (case(0), case(c));
    let moved = there.softmin().to_f64() - here.softmin().to_f64();
    let right = f64::from(c) * scale;
    prop_assert!(
        (moved - right).abs() <= here.rounding() + there.rounding(),
        "moved by {moved} instead of {right}"
    );
    Ok(())
}

/// `A(s z; k/s) = s A(z; k)`, without any rounding where s is a power of two.
fn scales<F: Tested>(case: &Case<F>, exponent: i32) -> TestCaseResult {
    let s = F::from_f64(2.0_f64.powi(exponent));
    let scaled = Case {
        z: case.z.iter().map(|&z| z * s).collect(),
        weights: case.weights.iter().map(|&w| w * s).collect(),
        k: case.k / s,
    };
    if !scaled.k.is_normal() {
        return Ok(());
    }
    prop_assert_eq!(scaled.softmin(), case.softmin() * s);
    prop_assert_eq!(scaled.credit(), case.credit());
    Ok(())
}

/// A reward of weight 3 counts as three equal rewards, one of weight 0 as none.
fn weights_repeat<F: Tested>(case: &Case<F>, counts: &[u8]) -> TestCaseResult {
    prop_assume!(counts.iter().any(|&count| count > 0));
    let weighted = Case {
        weights: counts
            .iter()
            .map(|&count| F::from_f64(count.into()))
            .collect(),
        ..case.clone()
    };
    let repeated: Vec<F> = case
        .z
        .iter()
        .zip(counts)
        .flat_map(|(&z, &count)| std::iter::repeat_n(z, count.into()))
        .collect();
    let repeated = Case {
        weights: vec![F::one(); repeated.len()],
        z: repeated,
        k: case.k,
    };
    let (a, b) = (weighted.softmin().to_f64(), repeated.softmin().to_f64());
    prop_assert!(
        (a - b).abs() <= 2.0 * repeated.rounding(),
        "{a} with weights, {b} with repeated rewards"
    );
    let (credit, mut each) = (weighted.credit(), repeated.credit().into_iter());
    for (c, &count) in credit.into_iter().zip(counts) {
        let right: f64 = (0..count).filter_map(|_| each.next()).sum();
        let tolerance = 2.0 * units(&repeated.z) * F::epsilon().to_f64() * right
            + repeated.credit_floor() * f64::from(count);
        prop_assert!((c - right).abs() <= tolerance, "{c} instead of {right}");
    }
    Ok(())
}

fn weight_zero_leaves_out<F: Tested>(case: &Case<F>, at: Index, value: F) -> TestCaseResult {
    let at = at.index(case.z.len() + 1);
    let mut more = case.clone();
    more.z.insert(at, value);
    more.weights.insert(at, F::zero());
    prop_assert_eq!(more.softmin(), case.softmin());
    let mut credit = more.credit();
    prop_assert_eq!(credit.remove(at), 0.0);
    prop_assert_eq!(credit, case.credit());
    let weights = (more.checked_weights(), case.checked_weights());
    let all = [
        Aggregator::Mean,
        Aggregator::Variance { k: F::one() },
        Aggregator::SoftMin { k: case.k },
        Aggregator::Min,
    ];
    for aggregator in all {
        let row = |z: &[F]| Array2::from_shape_vec((1, z.len()), z.to_vec()).unwrap();
        prop_assert_eq!(
            aggregate(row(&more.z).view(), &weights.0, aggregator).unwrap(),
            aggregate(row(&case.z).view(), &weights.1, aggregator).unwrap()
        );
    }
    prop_assert_eq!(
        cumulants(&more.z, &weights.0).unwrap(),
        cumulants(&case.z, &weights.1).unwrap()
    );
    Ok(())
}

/// Many rollouts at once are the same as each by itself.
fn block_is_single<F: Tested>(rows: &[Vec<F>], weights: &[F], k: F) -> TestCaseResult {
    let weights_of_all = Weights::new(weights).unwrap();
    let table = Array2::from_shape_fn((rows.len(), weights.len()), |(i, j)| rows[i][j]);
    let all = |aggregator| {
        doubles(
            &aggregate(table.view(), &weights_of_all, aggregator)
                .unwrap()
                .to_vec(),
        )
    };
    let [mean, softmin, min] =
        [Aggregator::Mean, Aggregator::SoftMin { k }, Aggregator::Min].map(all);
    for (i, row) in rows.iter().enumerate() {
        let case = Case {
            z: row.clone(),
            weights: weights.to_vec(),
            k,
        };
        let close = |got: f64, right: f64, tolerance: f64| {
            prop_assert!(
                (got - right).abs() <= tolerance,
                "rollout {}: {} instead of {}",
                i,
                got,
                right
            );
            Ok(())
        };
        close(mean[i], case.mean(), case.rounding())?;
        close(softmin[i], case.softmin().to_f64(), 2.0 * case.rounding())?;
        close(min[i], case.min(), 0.0)?;
        prop_assert!(softmin[i] >= min[i]);
    }
    Ok(())
}

/// `mu - (k/2) sum_j p_j (z_j - mu)^2`, over many rollouts.
fn variance_is_penalised<F: Tested>(rows: &[Vec<F>], weights: &[F], k: F) -> TestCaseResult {
    let table = Array2::from_shape_fn((rows.len(), weights.len()), |(i, j)| rows[i][j]);
    let got = aggregate(
        table.view(),
        &Weights::new(weights).unwrap(),
        Aggregator::Variance { k },
    )
    .unwrap();
    for (row, got) in rows.iter().zip(doubles(&got.to_vec())) {
        let case = Case {
            z: row.clone(),
            weights: weights.to_vec(),
            k,
        };
        let mean = case.mean();
        let squares: Vec<f64> = doubles(row).iter().map(|z| (z - mean).powi(2)).collect();
        let penalty = case.k() / 2.0 * sum(&product(&squares, &case.p()));
        let right = mean - penalty;
        let most = largest(row);
        let rounding = case.rounding()
            + F::epsilon().to_f64() * units(row) * (penalty + case.k() * case.range() * most);
        prop_assert!(
            (got - right).abs() <= rounding,
            "{got} instead of {right} within {rounding}"
        );
    }
    Ok(())
}

macro_rules! in_precision {
    ($float:ident) => {
        mod $float {
            use super::*;

            proptest! {
                #![proptest_config(config())]

                #[test]
                fn softmin_lies_between_the_minimum_and_the_mean(case in cases::<$float>()) {
                    bounded(&case)?;
                }

                #[test]
                fn softmin_tends_to_the_mean_and_to_the_minimum(case in cases::<$float>()) {
                    limits(&case)?;
                }

                #[test]
                fn softmin_falls_as_k_grows(case in cases::<$float>(), factor in log_uniform(0.0, 3.0)) {
                    falls_as_k_grows(&case, factor)?;
                }

                #[test]
                fn credit_is_a_distribution(case in cases::<$float>()) {
                    credit_sums_to_one(&case)?;
                }

                #[test]
                fn softmin_rises_with_each_reward(case in cases::<$float>(), j: Index, step in log_uniform(-6.0, 1.0)) {
                    monotone(&case, j, step)?;
                }

                #[test]
                fn softmin_is_concave((case, other) in case_and_other::<$float>(), t in 0.0..1.0) {
                    concave(&case, other, t)?;
                }

                #[test]
                fn softmin_is_symmetric((case, order) in case_and_order::<$float>()) {
                    symmetric(&case, &order)?;
                }

                #[test]
                fn softmin_shifts_along(
                    z in vec(-(1 << 20)..(1 << 20), 1..=64), c in -(1 << 20)..(1 << 20), exponent in -30..30_i32, k in log_uniform(-4.0, 4.0)
                ) {
                    shifts::<$float>(&z, c, exponent, k)?;
                }

                #[test]
                fn softmin_scales_along(case in cases::<$float>(), exponent in -20..20_i32) {
                    scales(&case, exponent)?;
                }

                #[test]
                fn whole_weights_repeat_rewards((case, counts) in case_and_counts::<$float>()) {
                    weights_repeat(&case, &counts)?;
                }

                #[test]
                fn weight_zero_is_a_reward_left_out(case in cases::<$float>(), at: Index, value in -1e15..1e15) {
                    weight_zero_leaves_out(&case, at, $float::from_f64(value))?;
                }

                #[test]
                fn a_block_of_rollouts_is_each_by_itself((rows, weights, k) in tables::<$float>()) {
                    block_is_single(&rows, &weights, k)?;
                }

                #[test]
                fn the_variance_penalty_is_its_formula((rows, weights, k) in small_tables::<$float>()) {
                    variance_is_penalised(&rows, &weights, k)?;
                }
            }
        }
    };
}

in_precision!(f32);

in_precision!(f64);
