//! What holds exactly for SoftMin, its credit, its expansion and the variance penalty, on generated rewards.
#![allow(missing_docs, clippy::unwrap_used)]

use ndarray::{Array2, arr2};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseResult;
use rvpo_playground::aggregate::{
    Aggregator, Estimator, Groups, Method, Real, Rewards, RiskCoefficient, ScaleRewards, Schedule,
    Weights, aggregate, credit, cumulants, softmin, standardise, taylor,
};

/// The number types, and how far their Z and k are taken.
trait Tested: Real {
    /// The largest |Z| is ten to the power of this; the smallest is 1e-6.
    const Z_EXPONENT: f64;
    /// k goes from ten to the power of minus this to ten to the power of this.
    const K_EXPONENT: f64;
}

impl Tested for f32 {
    const Z_EXPONENT: f64 = 15.0;
    const K_EXPONENT: f64 = 37.0;
}

impl Tested for f64 {
    const Z_EXPONENT: f64 = 150.0;
    const K_EXPONENT: f64 = 300.0;
}

/// One rollout's standardised rewards, their weights, and a k.
#[derive(Clone, Debug)]
struct Case<F> {
    z: Vec<F>,
    weights: Vec<F>,
    k: F,
}

impl<F: Tested> Case<F> {
    fn softmin(&self) -> F {
        self.softmin_at(self.k)
    }

    fn softmin_at(&self, k: F) -> F {
        softmin(&self.z, &self.checked_weights(), checked(k)).unwrap()
    }

    fn credit(&self) -> Vec<f64> {
        credit(&self.z, &self.checked_weights(), checked(self.k))
            .unwrap()
            .into_iter()
            .map(Real::to_f64)
            .collect()
    }

    fn checked_weights(&self) -> Weights<F> {
        Weights::new(&self.weights).unwrap()
    }

    /// Another list of Z with the same weights and k.
    fn with(&self, z: Vec<F>) -> Self {
        Self { z, ..self.clone() }
    }

    fn min(&self) -> f64 {
        doubles(&self.z).into_iter().fold(f64::INFINITY, f64::min)
    }

    fn max(&self) -> f64 {
        doubles(&self.z)
            .into_iter()
            .fold(f64::NEG_INFINITY, f64::max)
    }

    fn range(&self) -> f64 {
        self.max() - self.min()
    }

    fn k(&self) -> f64 {
        self.k.to_f64()
    }

    /// The weights, scaled to sum to 1.
    fn p(&self) -> Vec<f64> {
        let weights = doubles(&self.weights);
        let sum = sum(&weights);
        weights.into_iter().map(|w| w / sum).collect()
    }

    /// The weighted mean.
    fn mean(&self) -> f64 {
        let (z, weights) = (doubles(&self.z), doubles(&self.weights));
        sum(&product(&z, &weights)) / sum(&weights)
    }

    /// Below this, credit is as good as none: `exp` ends a little above the smallest normal number.
    fn credit_floor(&self) -> f64 {
        let p = self.p();
        let most = p.iter().copied().fold(0.0, f64::max);
        let least = p.into_iter().fold(1.0, f64::min);
        2.0 * F::min_positive_value().to_f64() * most / least
    }

    /// What rounding may do to a SoftMin: [`units`] of the last place of the largest Z.
    fn rounding(&self) -> f64 {
        units(&self.z) * F::epsilon().to_f64() * largest(&self.z)
    }
}

/// 4 units, as for the golden values, and one more for every 8 rewards: each addition may round the same way.
fn units<F>(z: &[F]) -> f64 {
    4.0 + z.len() as f64 / 8.0
}

fn checked<F: Real>(k: F) -> RiskCoefficient<F> {
    RiskCoefficient::new(k).unwrap()
}

fn doubles<F: Real>(values: &[F]) -> Vec<f64> {
    values.iter().map(|&x| x.to_f64()).collect()
}

fn largest<F: Real>(values: &[F]) -> f64 {
    doubles(values)
        .into_iter()
        .fold(0.0, |most, x| most.max(x.abs()))
}

fn product(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a * b).collect()
}

/// Neumaier's sum: as good as exact.
fn sum(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    for &x in values {
        let next = sum + x;
        lost += if sum.abs() >= x.abs() {
            (sum - next) + x
        } else {
            (x - next) + sum
        };
        sum = next;
    }
    sum + lost
}

/// 256 cases of each, or as many as the environment's PROPTEST_CASES says.
fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn log_uniform(from: f64, to: f64) -> impl Strategy<Value = f64> + Clone {
    (from..to).prop_map(|exponent| 10.0_f64.powf(exponent))
}

/// M numbers: of one magnitude, of very different ones, or with many equal ones.
fn z_of<F: Tested>(m: usize) -> impl Strategy<Value = Vec<F>> {
    let magnitude = || log_uniform(-6.0, F::Z_EXPONENT);
    prop_oneof![
        (magnitude(), vec(-1.0..1.0, m))
            .prop_map(|(scale, x)| x.into_iter().map(|x| F::from_f64(scale * x)).collect()),
        vec((magnitude(), -1.0..1.0), m).prop_map(|x| x
            .into_iter()
            .map(|(scale, x)| F::from_f64(scale * x))
            .collect()),
        (magnitude(), vec(-2..=2_i32, m)).prop_map(|(scale, x)| x
            .into_iter()
            .map(|x| F::from_f64(scale * 0.5 * f64::from(x)))
            .collect()),
    ]
}

fn weights_of<F: Tested>(m: usize) -> impl Strategy<Value = Vec<F>> {
    prop_oneof![
        Just(vec![F::one(); m]),
        vec(log_uniform(-3.0, 3.0), m).prop_map(|w| w.into_iter().map(F::from_f64).collect()),
    ]
}

/// k over its whole range, or around the inverse of the spread, where SoftMin is neither the mean nor the minimum.
fn k_for<F: Tested>(z: &[F]) -> impl Strategy<Value = F> + use<F> {
    let spread = 2.0 * largest(z);
    prop_oneof![
        log_uniform(-F::K_EXPONENT, F::K_EXPONENT).prop_map(F::from_f64),
        log_uniform(-4.0, 4.0).prop_map(move |k| if spread > 0.0 {
            F::from_f64(k / spread)
        } else {
            F::from_f64(k)
        }),
    ]
}

fn cases_of<F: Tested>(m: usize) -> impl Strategy<Value = Case<F>> {
    (z_of(m), weights_of(m)).prop_flat_map(|(z, weights)| {
        k_for(&z).prop_map(move |k| Case {
            z: z.clone(),
            weights: weights.clone(),
            k,
        })
    })
}

/// From 1 to 64 rewards.
fn cases<F: Tested>() -> impl Strategy<Value = Case<F>> {
    (1..=64_usize).prop_flat_map(cases_of)
}

/// Standardised rewards as they come in practice: a few of them, of order 1, with a k of order 1.
fn usual() -> impl Strategy<Value = Case<f64>> {
    (2..=17_usize)
        .prop_flat_map(|m| (vec(-3.0..3.0, m), weights_of(m), log_uniform(-1.0, 1.0)))
        .prop_map(|(z, weights, k)| Case { z, weights, k })
}

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

/// Rows that share one number of rewards, their weights and a k.
fn tables<F: Tested>() -> impl Strategy<Value = (Vec<Vec<F>>, Vec<F>, F)> {
    (1..=64_usize, 1..=20_usize)
        .prop_flat_map(|(m, n)| (vec(z_of(m), n), weights_of(m)))
        .prop_flat_map(|(rows, weights)| {
            k_for(&rows[0]).prop_map(move |k| (rows.clone(), weights.clone(), k))
        })
}

/// As [`tables`], but such that squares and k times squares are in range.
fn small_tables<F: Tested>() -> impl Strategy<Value = (Vec<Vec<F>>, Vec<F>, F)> {
    (
        1..=64_usize,
        1..=20_usize,
        log_uniform(-6.0, 6.0),
        log_uniform(-10.0, 10.0),
    )
        .prop_flat_map(|(m, n, scale, k)| {
            let row = vec(-1.0..1.0, m).prop_map(move |row| {
                row.into_iter()
                    .map(|z| F::from_f64(z * scale))
                    .collect::<Vec<F>>()
            });
            (vec(row, n), weights_of(m), Just(F::from_f64(k)))
        })
}

fn case_and_order<F: Tested>() -> impl Strategy<Value = (Case<F>, Vec<usize>)> {
    cases().prop_flat_map(|case| {
        let order: Vec<usize> = (0..case.z.len()).collect();
        (Just(case), Just(order).prop_shuffle())
    })
}

fn case_and_other<F: Tested>() -> impl Strategy<Value = (Case<F>, Vec<F>)> {
    (1..=64_usize).prop_flat_map(|m| (cases_of(m), z_of(m)))
}

fn case_and_counts<F: Tested>() -> impl Strategy<Value = (Case<F>, Vec<u8>)> {
    (1..=20_usize).prop_flat_map(|m| (cases_of(m), vec(0..=3_u8, m)))
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

    /// A reward that is the same for all rollouts of a group still caps SoftMin at `(ln M)/k`.
    #[test]
    fn a_constant_reward_caps_the_score(rows in (2..=9_usize, 2..=16_usize).prop_flat_map(|(m, g)| vec(vec(-1.0..1.0, m), g)), constant in -1.0..1.0, k in log_uniform(-2.0, 3.0)) {
        let m = rows[0].len();
        let table = Array2::from_shape_fn((rows.len(), m), |(i, j)| if j == 0 { constant } else { rows[i][j] });
        let got = rvpo(m, k).advantages(&Rewards::new(table).unwrap(), &Groups::of_size(rows.len(), rows.len()).unwrap(), None, true).unwrap();
        prop_assert!(got.details.unwrap().z.column(0).iter().all(|&z| z == 0.0));
        prop_assert_eq!(got.constant, 1);
        let cap = (m as f64).ln() / k;
        for score in got.scores {
            prop_assert!(score <= cap + 4.0 * f64::EPSILON * cap.max(4.0), "{score} is over {cap}");
        }
    }

    /// Jensen: the mean of a concave function of numbers whose mean is 0.
    #[test]
    fn the_groups_scores_are_at_most_zero_on_average(rows in (1..=9_usize, 1..=16_usize).prop_flat_map(|(m, g)| vec(vec(-1.0..1.0, m), g)), k in log_uniform(-6.0, 3.0)) {
        let (m, g) = (rows[0].len(), rows.len());
        let table = Array2::from_shape_fn((g, m), |(i, j)| rows[i][j]);
        let got = rvpo(m, k).advantages(&Rewards::new(table).unwrap(), &Groups::of_size(g, g).unwrap(), None, false).unwrap();
        let mean = got.scores.mean().unwrap();
        prop_assert!(mean <= 16.0 * f64::EPSILON, "{mean}");
        if m == 1 {
            prop_assert!(mean.abs() <= 16.0 * f64::EPSILON, "a single reward is centred, {mean}");
        }
    }

    /// Two rewards with a constant sum: the mean sees nothing, SoftMin sees how far apart they are.
    #[test]
    fn opposed_rewards_cancel_under_the_mean_alone(first in vec(-1024..1024_i32, 2..=16), total in -1024..1024_i32, k in log_uniform(-6.0, 3.0)) {
        let g = first.len();
        let table = Array2::from_shape_fn((g, 2), |(i, j)| f64::from(if j == 0 { first[i] } else { total - first[i] }) / 256.0);
        let rewards = Rewards::new(table).unwrap();
        let groups = Groups::of_size(g, g).unwrap();
        let weights = Weights::equal(2).unwrap();
        let gdpo = Estimator::new(Method::Gdpo, 0, 1, weights, ScaleRewards::Group).advantages(&rewards, &groups, None, false).unwrap();
        prop_assert!(gdpo.scores.iter().chain(&gdpo.advantages).all(|&x| x == 0.0), "{:?}", gdpo.scores);
        let got = rvpo(2, k).advantages(&rewards, &groups, None, true).unwrap();
        for (z, a) in got.details.unwrap().z.column(0).iter().zip(got.scores) {
            let x = (k * z).abs();
            // ln cosh x, without overflow and without loss near 0.
            let right = -(if x < 1.0 { 0.5 * x.sinh().powi(2).ln_1p() } else { x + (-2.0 * x).exp().ln_1p() - std::f64::consts::LN_2 }) / k;
            prop_assert!((a - right).abs() <= 8.0 * f64::EPSILON * z.abs(), "{a} instead of {right}");
        }
    }
}

fn rvpo(rewards: usize, k: f64) -> Estimator<f64> {
    Estimator::new(
        Method::Rvpo(Schedule::constant(checked(k))),
        0,
        1,
        Weights::equal(rewards).unwrap(),
        ScaleRewards::Group,
    )
}

#[test]
fn a_lone_success_is_far_above_the_mean() {
    for g in 2..=4096_usize {
        for at in [0, g / 2, g - 1] {
            let mut rewards = vec![0.0; g];
            rewards[at] = 1.0;
            let count = g as f64;
            // One for each number that is added up, in 8 strands.
            let tolerance = (8.0 + count / 16.0) * f64::EPSILON;
            let right = (count - 1.0) / count.sqrt();
            let z = standardise(&rewards, f64::MIN_POSITIVE).unwrap()[at];
            assert!(
                (z - right).abs() <= tolerance * right,
                "G = {g}: {z} instead of {right}"
            );
            // The epsilon takes away its share.
            let z = standardise(&rewards, 1e-6).unwrap()[at];
            let right = right / (1.0 + 1e-6 * count.sqrt());
            assert!(
                (z - right).abs() <= tolerance * right,
                "G = {g}: {z} instead of {right}"
            );
        }
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

#[test]
fn a_missing_reward_set_to_zero_is_neutral_in_a_sum_but_not_in_a_softmin() {
    let k = 1.0;
    let score = |z: &[f64], aggregator| {
        let weights = Weights::equal(z.len()).unwrap();
        aggregate(arr2(&[[z[0], z[1]]]).view(), &weights, aggregator).unwrap()[0]
    };
    assert_eq!(score(&[1.0, 0.0], Aggregator::Mean) * 2.0, 1.0);
    let one = softmin(&[1.0], &Weights::equal(1).unwrap(), checked(k)).unwrap();
    assert_eq!(one, 1.0);
    assert!(score(&[1.0, 0.0], Aggregator::SoftMin { k }) * 2.0 < 0.8);
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
