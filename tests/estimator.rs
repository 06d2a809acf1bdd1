//! The estimator against a plain reference, written from the formulas: rewards in, advantages out, in every combination.
#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::HashSet;

use ndarray::{Array2, ArrayView1};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use rvpo_playground::aggregate::{
    self, Advantages, Aggregator, Error, Estimator, Groups, Method, MethodName, Real, Rewards,
    RiskCoefficient, ScaleRewards, Schedule, Weights, aggregate, standardise, whiten,
};

const EPSILON: f64 = 1e-6;

/// A batch, and what is to be done with it.
#[derive(Clone, Debug)]
struct Batch {
    /// N x M.
    rewards: Vec<Vec<Option<f64>>>,
    /// N labels.
    groups: Vec<u8>,
    weights: Vec<f64>,
    method: MethodName,
    k: f64,
    scale: ScaleRewards,
}

impl Batch {
    fn estimator<F: Real>(&self) -> Estimator<F> {
        let k = Schedule::constant(RiskCoefficient::new(self.k).unwrap());
        let method = Method::new(self.method, self.method.takes_k().then_some(k)).unwrap();
        let weights: Vec<F> = self.weights.iter().map(|&w| F::from_f64(w)).collect();
        Estimator::new(method, 0, 1, Weights::new(&weights).unwrap(), self.scale)
    }

    fn advantages<F: Real>(&self, with_details: bool) -> Advantages<F> {
        let rows: Vec<Vec<Option<F>>> = self
            .rewards
            .iter()
            .map(|row| row.iter().map(|x| x.map(F::from_f64)).collect())
            .collect();
        self.estimator()
            .advantages(
                &Rewards::from_rows(&rows).unwrap(),
                &Groups::by_id(&self.groups),
                None,
                with_details,
            )
            .unwrap()
    }

    fn members(&self, group: u8) -> Vec<usize> {
        (0..self.groups.len())
            .filter(|&i| self.groups[i] == group)
            .collect()
    }

    /// Rollout i's rewards that count.
    fn counted(&self, i: usize) -> Vec<usize> {
        (0..self.weights.len())
            .filter(|&j| self.weights[j] > 0.0 && self.rewards[i][j].is_some())
            .collect()
    }

    fn is_sum(&self) -> bool {
        use MethodName::{DrGrpo, Grpo, ReinforcePlusPlus, Rloo};
        matches!(self.method, Grpo | DrGrpo | Rloo | ReinforcePlusPlus)
    }
}

/// Mean and standard deviation, ddof 1; the deviation of equal numbers is 0.
fn mean_and_std(x: &[f64]) -> (f64, f64) {
    if x.iter().all(|value| *value == x[0]) {
        return (x[0], 0.0);
    }
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    let squares: f64 = x.iter().map(|x| (x - mean).powi(2)).sum();
    (mean, (squares / (x.len() as f64 - 1.0)).sqrt())
}

/// A number and how far rounding may have taken it.
#[derive(Clone, Copy, Debug, Default)]
struct About {
    value: f64,
    rounding: f64,
}

impl About {
    fn check(self, got: f64, what: &str) -> Result<(), TestCaseError> {
        prop_assert!(
            (got - self.value).abs() <= self.rounding,
            "{what}: {got} instead of {self:?}"
        );
        Ok(())
    }
}

/// One unit in the last place of numbers around 1, for every number added up.
fn unit(batch: &Batch) -> f64 {
    f64::EPSILON * (8 + batch.rewards.len().max(batch.weights.len())) as f64
}

/// What is expected; the outer lists are the rollouts.
struct Reference {
    z: Vec<Vec<Option<About>>>,
    scores: Vec<Option<About>>,
    advantages: Vec<About>,
    credit: Vec<Vec<f64>>,
    constant: usize,
    single: usize,
    missing: usize,
    unscored: usize,
}

fn reference(batch: &Batch) -> Reference {
    let (n, m) = (batch.rewards.len(), batch.weights.len());
    let unit = unit(batch);
    let groups: HashSet<u8> = batch.groups.iter().copied().collect();
    let mut z = vec![vec![None; m]; n];
    let mut stds = vec![vec![0.0; m]; n];
    let mut constant = 0;
    for &group in &groups {
        let members = batch.members(group);
        for j in 0..m {
            let present: Vec<usize> = members
                .iter()
                .copied()
                .filter(|&i| batch.rewards[i][j].is_some())
                .collect();
            let values: Vec<f64> = present
                .iter()
                .map(|&i| batch.rewards[i][j].unwrap())
                .collect();
            if values.is_empty() {
                continue;
            }
            let (mean, std) = mean_and_std(&values);
            constant += usize::from(std == 0.0 && members.len() > 1);
            let largest = values.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
            for i in members.iter().copied() {
                stds[i][j] = std;
            }
            for (&i, x) in present.iter().zip(&values) {
                let value = (x - mean) / (std + EPSILON);
                // The mean is known to a unit of the largest reward; that is also what the deviation may be off by.
                let rounding = if std == 0.0 {
                    0.0
                } else {
                    unit * largest / (std + EPSILON) * (1.0 + value.abs()) + unit * value.abs()
                };
                z[i][j] = Some(About { value, rounding });
            }
        }
    }
    let score_of = |i: usize| -> Option<(About, Vec<f64>)> {
        let counted = batch.counted(i);
        if counted.is_empty() {
            return None;
        }
        let weights: Vec<f64> = counted.iter().map(|&j| batch.weights[j]).collect();
        let total: f64 = weights.iter().sum();
        let p: Vec<f64> = weights.iter().map(|w| w / total).collect();
        let x: Vec<About> = counted.iter().map(|&j| z[i][j].unwrap()).collect();
        let largest = x.iter().fold(0.0_f64, |most, x| most.max(x.value.abs()));
        let off = x.iter().fold(0.0_f64, |most, x| most.max(x.rounding)) + unit * largest;
        let mean: f64 = p.iter().zip(&x).map(|(p, x)| p * x.value).sum();
        let variance: f64 = p
            .iter()
            .zip(&x)
            .map(|(p, x)| p * (x.value - mean).powi(2))
            .sum();
        let least = x.iter().fold(f64::INFINITY, |least, x| least.min(x.value));
        let k = batch.k;
        let terms: Vec<f64> = p
            .iter()
            .zip(&x)
            .map(|(p, x)| p * (-k * (x.value - least)).exp())
            .collect();
        let all: f64 = terms.iter().sum();
        let (value, rounding, credit): (f64, f64, Vec<f64>) = match batch.method {
            MethodName::Grpo
            | MethodName::DrGrpo
            | MethodName::Rloo
            | MethodName::ReinforcePlusPlus => {
                let parts: Vec<f64> = counted
                    .iter()
                    .map(|&j| batch.weights[j] * batch.rewards[i][j].unwrap())
                    .collect();
                let shares: Vec<f64> = counted
                    .iter()
                    .map(|&j| batch.weights[j] * (stds[i][j] + EPSILON))
                    .collect();
                let all: f64 = shares.iter().sum();
                (
                    parts.iter().sum(),
                    unit * parts.iter().map(|x| x.abs()).sum::<f64>(),
                    shares.iter().map(|share| share / all).collect(),
                )
            }
            MethodName::Gdpo => (mean, off, p),
            MethodName::Variance => (
                mean - k / 2.0 * variance,
                off * (1.0 + 2.0 * k * largest),
                p.iter()
                    .zip(&x)
                    .map(|(p, x)| p * (1.0 - k * (x.value - mean)))
                    .collect(),
            ),
            MethodName::Rvpo => (
                // The plain logarithm loses what 1/k says.
                least - all.ln() / k,
                off + unit / k,
                terms.iter().map(|term| term / all).collect(),
            ),
            MethodName::Dvao => {
                let shares: Vec<f64> = counted
                    .iter()
                    .map(|&j| batch.weights[j] * stds[i][j])
                    .collect();
                let all: f64 = shares.iter().sum();
                // The deviations are shares, too, and known as well as z is.
                let rounding = off * (2.0 + 2.0 * largest);
                if all == 0.0 {
                    (0.0, 0.0, p)
                } else {
                    let parts = shares.iter().zip(&x);
                    (
                        parts.map(|(share, x)| share * x.value).sum::<f64>() / all,
                        rounding,
                        shares.iter().map(|share| share / all).collect(),
                    )
                }
            }
            MethodName::Min => {
                let at_least: Vec<bool> = x.iter().map(|x| x.value <= least).collect();
                let ties = at_least.iter().filter(|&&tie| tie).count() as f64;
                (
                    least,
                    off,
                    at_least
                        .iter()
                        .map(|&tie| f64::from(u8::from(tie)) / ties)
                        .collect(),
                )
            }
        };
        let mut row = vec![0.0; m];
        for (&j, credit) in counted.iter().zip(credit) {
            row[j] = credit;
        }
        Some((About { value, rounding }, row))
    };
    let both: Vec<_> = (0..n).map(score_of).collect();
    let scores: Vec<Option<About>> = both
        .iter()
        .map(|both| both.as_ref().map(|both| both.0))
        .collect();
    let credit = both
        .into_iter()
        .map(|both| both.map_or(vec![0.0; m], |both| both.1))
        .collect();

    // The last step: over the batch for the standardised methods and REINFORCE++, over each group for the other sums; DVAO has none.
    let of = |rollouts: &[usize]| -> Vec<f64> {
        rollouts
            .iter()
            .filter_map(|&i| scores[i])
            .map(|score| score.value)
            .collect()
    };
    let everyone: Vec<usize> = (0..n).collect();
    let advantages = (0..n)
        .map(|i| {
            let Some(score) = scores[i] else {
                return About::default();
            };
            if batch.method == MethodName::Dvao {
                return score;
            }
            let among = if batch.is_sum() && batch.method != MethodName::ReinforcePlusPlus {
                batch.members(batch.groups[i])
            } else {
                everyone.clone()
            };
            let scored = of(&among);
            let (mean, std) = mean_and_std(&scored);
            if batch.method == MethodName::Rloo && scored.len() == 1 {
                return About::default();
            }
            let divisor = match (batch.method, batch.scale) {
                (MethodName::DrGrpo, _) | (MethodName::Grpo, ScaleRewards::None) => 1.0,
                (MethodName::Rloo, _) => 1.0 - 1.0 / scored.len() as f64,
                (MethodName::Grpo, ScaleRewards::Batch) => mean_and_std(&of(&everyone)).1 + EPSILON,
                _ => std + EPSILON,
            };
            let value = (score.value - mean) / divisor;
            // Everyone's rounding goes into the mean and into the deviation, the latter no more than once each.
            let worst = everyone
                .iter()
                .filter_map(|&i| scores[i])
                .fold(0.0_f64, |most, x| {
                    most.max(x.rounding + unit * x.value.abs())
                });
            let among = (among.len() as f64).sqrt();
            let rounding =
                worst / divisor * (2.0 + value.abs() * among.min(2.0)) + unit * value.abs();
            About { value, rounding }
        })
        .collect();
    Reference {
        z,
        scores,
        advantages,
        credit,
        constant,
        single: groups
            .iter()
            .filter(|&&group| batch.members(group).len() == 1)
            .count(),
        missing: batch
            .rewards
            .iter()
            .flatten()
            .filter(|x| x.is_none())
            .count(),
        unscored: (0..n).filter(|&i| batch.counted(i).is_empty()).count(),
    }
}

/// Rewards as rubrics and checkers give them, or any number; some constant, some missing.
fn rewards(n: usize, m: usize, missing: bool) -> impl Strategy<Value = Vec<Vec<Option<f64>>>> {
    let reward = prop_oneof![
        3 => (0..=1_i32).prop_map(f64::from),
        3 => (0..=4_i32).prop_map(|x| f64::from(x) * 0.25),
        3 => -2.0..2.0,
        1 => Just(0.1),
        1 => 90.0..110.0,
    ];
    // A column is of one kind; a constant one is as good as forgotten.
    let column = prop_oneof![
        8 => vec(reward.clone(), n).boxed(),
        2 => vec(-1.0..1.0, n).boxed(),
        2 => vec((0..=1_i32).prop_map(f64::from), n).boxed(),
        1 => reward.prop_map(move |x| vec![x; n]).boxed(),
    ];
    let gone = if missing { 0.15 } else { 0.0 };
    (
        vec(column, m),
        vec(vec(proptest::bool::weighted(gone), m), n),
    )
        .prop_map(move |(columns, gone)| {
            (0..n)
                .map(|i| {
                    (0..m)
                        .map(|j| (!gone[i][j]).then_some(columns[j][i]))
                        .collect()
                })
                .collect()
        })
}

fn weights(m: usize) -> impl Strategy<Value = Vec<f64>> {
    prop_oneof![
        2 => Just(vec![1.0; m]),
        1 => vec(0.1..3.0, m),
        1 => vec((0..=3_i32).prop_map(f64::from), m).prop_filter("all 0", |w| w.iter().any(|&w| w > 0.0)),
    ]
}

fn any_method() -> impl Strategy<Value = MethodName> {
    proptest::sample::select(&MethodName::ALL[..])
}

fn any_scale() -> impl Strategy<Value = ScaleRewards> {
    proptest::sample::select(&[ScaleRewards::Group, ScaleRewards::Batch, ScaleRewards::None][..])
}

fn k() -> impl Strategy<Value = f64> {
    (-2.0..2.0).prop_map(|exponent| 10.0_f64.powf(exponent))
}

/// Up to 40 rollouts in up to 8 groups of any size, in any order.
fn batches(missing: bool) -> impl Strategy<Value = Batch> {
    (1..=40_usize, 1..=9_usize)
        .prop_flat_map(move |(n, m)| {
            (
                rewards(n, m, missing),
                (1..=8_u8).prop_flat_map(move |groups| vec(0..groups, n)),
                weights(m),
                any_method(),
                k(),
                any_scale(),
            )
        })
        .prop_map(|(rewards, groups, weights, method, k, scale)| Batch {
            rewards,
            groups,
            weights,
            method,
            k,
            scale,
        })
}

/// With rewards that add up without rounding.
fn dyadic_batches() -> impl Strategy<Value = Batch> {
    batches(true).prop_map(|batch| Batch {
        rewards: batch
            .rewards
            .iter()
            .map(|row| {
                row.iter()
                    .map(|x| x.map(|x| (x * 1024.0).round() / 1024.0))
                    .collect()
            })
            .collect(),
        weights: batch
            .weights
            .iter()
            .map(|w| (w * 16.0).ceil() / 16.0)
            .collect(),
        ..batch
    })
}

fn same<F: Real>(a: ArrayView1<'_, F>, b: ArrayView1<'_, F>) -> bool {
    a.len() == b.len()
        && a.iter()
            .zip(b)
            .all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
}

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn advantages_are_the_references(batch in prop_oneof![batches(false), batches(true)]) {
        let got = batch.advantages::<f64>(true);
        let right = reference(&batch);
        let details = got.details.as_ref().unwrap();
        for i in 0..batch.rewards.len() {
            for j in 0..batch.weights.len() {
                match right.z[i][j] {
                    Some(z) => z.check(details.z[(i, j)], &format!("z[{i}][{j}]"))?,
                    None => prop_assert!(details.z[(i, j)].is_nan()),
                }
            }
            match right.scores[i] {
                Some(score) => score.check(got.scores[i], &format!("scores[{i}]"))?,
                None => prop_assert!(got.scores[i].is_nan()),
            }
            right.advantages[i].check(got.advantages[i], &format!("advantages[{i}]"))?;
        }
        prop_assert_eq!(got.constant, right.constant, "constant");
        prop_assert_eq!(got.single, right.single, "single");
        prop_assert_eq!(got.missing, right.missing, "missing");
        prop_assert_eq!(got.unscored, right.unscored, "unscored");
    }

    #[test]
    fn credit_is_the_references(batch in batches(true)) {
        let credit = batch.advantages::<f64>(true).details.unwrap().credit;
        let right = reference(&batch);
        for (i, row) in right.credit.iter().enumerate() {
            let z: Vec<About> = batch.counted(i).into_iter().map(|j| right.z[i][j].unwrap()).collect();
            let off = z.iter().fold(0.0_f64, |most, z| most.max(z.rounding));
            let largest = z.iter().fold(0.0_f64, |most, z| most.max(z.value.abs()));
            if batch.method == MethodName::Min {
                // Which of several is the least may hang on rounding; constant rewards have none.
                let least = z.iter().fold(f64::INFINITY, |least, z| least.min(z.value));
                let candidates: Vec<&About> = z.iter().filter(|z| z.value - least <= 2.0 * off).collect();
                if candidates.len() > 1 && candidates.iter().any(|z| z.rounding > 0.0) {
                    continue;
                }
            }
            let exponents = if batch.method == MethodName::Rvpo { 4.0 * batch.k } else { 2.0 * batch.k };
            let tolerance = unit(&batch) * (1.0 + batch.k * largest) + exponents * off;
            // A sum's and DVAO's shares are as good as the deviations they are shares of.
            let shares = batch.is_sum() || batch.method == MethodName::Dvao;
            let tolerance = if shares { 2.0 * (unit(&batch) + off) } else { tolerance };
            for (j, right) in row.iter().enumerate() {
                let got = credit[(i, j)];
                prop_assert!((got - right).abs() <= tolerance, "credit[{i}][{j}]: {got} instead of {right}, within {tolerance}");
            }
            let total: f64 = credit.row(i).sum();
            let right = if row.iter().all(|&c| c == 0.0) { 0.0 } else { 1.0 };
            prop_assert!((total - right).abs() <= unit(&batch) * (1.0 + batch.k * largest), "credit[{i}] sums to {total}");
        }
    }

    /// What the details say agrees with itself: the scores are the aggregates of z, and credit is their derivative.
    #[test]
    fn credit_is_the_derivative_of_the_score(batch in batches(true), at: Index) {
        // A sum's score has no z in it, and DVAO's weights are the group's.
        let method = if batch.is_sum() || batch.method == MethodName::Dvao { MethodName::Rvpo } else { batch.method };
        let batch = Batch { method, ..batch };
        let got = batch.advantages::<f64>(true);
        let details = got.details.unwrap();
        for i in 0..batch.rewards.len() {
            let counted = batch.counted(i);
            if counted.is_empty() {
                continue;
            }
            let weights: Vec<f64> = counted.iter().map(|&j| batch.weights[j]).collect();
            let weights = Weights::new(&weights).unwrap();
            let k = batch.k;
            let aggregator = match batch.method {
                MethodName::Variance => Aggregator::Variance { k },
                MethodName::Rvpo => Aggregator::SoftMin { k },
                MethodName::Min => Aggregator::Min,
                _ => Aggregator::Mean,
            };
            let z: Vec<f64> = counted.iter().map(|&j| details.z[(i, j)]).collect();
            let score = |z: &[f64]| {
                let row = Array2::from_shape_vec((1, z.len()), z.to_vec()).unwrap();
                aggregate(row.view(), &weights, aggregator).unwrap()[0]
            };
            let largest = z.iter().fold(0.0_f64, |most, z| most.max(z.abs()));
            let rounding = unit(&batch) * (largest + k * largest * largest);
            prop_assert!((got.scores[i] - score(&z)).abs() <= rounding, "scores[{i}]");
            let changed = at.index(z.len());
            let h = 1e-5 / k.max(1.0);
            let (mut above, mut below) = (z.clone(), z.clone());
            above[changed] += h;
            below[changed] -= h;
            let credit = details.credit[(i, counted[changed])];
            let slope = (score(&above) - score(&below)) / (above[changed] - below[changed]);
            if batch.method == MethodName::Min {
                // The least of them has a kink where several meet.
                let rest: Vec<f64> = (0..z.len()).filter(|&j| j != changed).map(|j| z[j]).collect();
                if rest.iter().any(|other| (other - z[changed]).abs() <= 2.0 * h) {
                    continue;
                }
            }
            let tolerance = 0.0161 * (h * k).powi(2) + (rounding + unit(&batch) * h) / h;
            prop_assert!((slope - credit).abs() <= tolerance, "slope {slope}, credit[{i}] {credit}, within {tolerance}");
        }
    }

    #[test]
    fn details_change_nothing_else(batch in batches(true)) {
        let (with, without) = (batch.advantages::<f64>(true), batch.advantages::<f64>(false));
        prop_assert!(without.details.is_none());
        prop_assert!(same(with.advantages.view(), without.advantages.view()));
        prop_assert!(same(with.scores.view(), without.scores.view()));
        prop_assert_eq!(
            (with.constant, with.single, with.missing, with.unscored),
            (without.constant, without.single, without.missing, without.unscored)
        );
    }

    #[test]
    fn a_constant_added_to_a_reward_changes_nothing(batch in dyadic_batches(), j: Index, shift in -64..64_i32) {
        let j = j.index(batch.weights.len());
        let mut batch = batch;
        if batch.is_sum() {
            // It changes where the reward is there and not where it is missing; here it is there.
            batch.rewards.iter_mut().for_each(|row| row[j] = row[j].or(Some(0.0)));
        }
        let mut shifted = batch.clone();
        for row in &mut shifted.rewards {
            row[j] = row[j].map(|x| x + f64::from(shift) / 64.0);
        }
        let (a, b) = (batch.advantages::<f64>(false), shifted.advantages::<f64>(false));
        // Nothing is rounded on the way, so that nothing at all may change.
        prop_assert!(same(a.advantages.view(), b.advantages.view()), "{} and {}", a.advantages, b.advantages);
        if !batch.is_sum() {
            prop_assert!(same(a.scores.view(), b.scores.view()));
        }
    }

    #[test]
    fn the_order_of_rollouts_does_not_matter((batch, order) in batches(true).prop_flat_map(|batch| {
        let order: Vec<usize> = (0..batch.rewards.len()).collect();
        (Just(batch), Just(order).prop_shuffle())
    })) {
        let shuffled = Batch {
            rewards: order.iter().map(|&i| batch.rewards[i].clone()).collect(),
            // Other labels, too.
            groups: order.iter().map(|&i| 200 - 3 * batch.groups[i]).collect(),
            ..batch.clone()
        };
        let (a, b) = (batch.advantages::<f64>(true), shuffled.advantages::<f64>(true));
        let right = reference(&batch);
        for (place, &i) in order.iter().enumerate() {
            let About { rounding, .. } = right.advantages[i];
            prop_assert!((a.advantages[i] - b.advantages[place]).abs() <= 2.0 * rounding, "rollout {i}");
        }
        prop_assert_eq!((a.constant, a.single, a.missing, a.unscored), (b.constant, b.single, b.missing, b.unscored));
    }

    #[test]
    fn the_order_of_rewards_does_not_matter((batch, order) in batches(true).prop_flat_map(|batch| {
        let order: Vec<usize> = (0..batch.weights.len()).collect();
        (Just(batch), Just(order).prop_shuffle())
    })) {
        let shuffled = Batch {
            rewards: batch.rewards.iter().map(|row| order.iter().map(|&j| row[j]).collect()).collect(),
            weights: order.iter().map(|&j| batch.weights[j]).collect(),
            ..batch.clone()
        };
        let (a, b) = (batch.advantages::<f64>(true), shuffled.advantages::<f64>(true));
        let right = reference(&batch);
        for i in 0..batch.rewards.len() {
            let About { rounding, .. } = right.advantages[i];
            prop_assert!((a.advantages[i] - b.advantages[i]).abs() <= 2.0 * rounding, "rollout {i}");
        }
        let (a, b) = (a.details.unwrap(), b.details.unwrap());
        for (place, &j) in order.iter().enumerate() {
            prop_assert!(same(a.z.column(j), b.z.column(place)));
        }
    }

    /// Consecutive groups of one size are those of labels that say the same, to the last bit; their mean advantage is 0.
    #[test]
    fn groups_by_size_are_groups_by_label(batch in batches(true), size in 1..=8_usize) {
        let size = size.min(batch.rewards.len());
        let n = batch.rewards.len() / size * size;
        let batch = Batch {
            rewards: batch.rewards[..n].to_vec(),
            groups: (0..n).map(|i| 3 * (i / size) as u8).collect(),
            ..batch
        };
        let by_label = batch.advantages::<f64>(true);
        let rewards = Rewards::from_rows(&batch.rewards).unwrap();
        let groups = Groups::of_size(n, size).unwrap();
        prop_assert_eq!((groups.len(), groups.rollouts(), groups.is_empty()), (n / size, n, false));
        let by_size = batch.estimator().advantages(&rewards, &groups, None, true).unwrap();
        prop_assert!(same(by_label.advantages.view(), by_size.advantages.view()));
        prop_assert!(same(by_label.scores.view(), by_size.scores.view()));
        if batch.method == MethodName::Dvao && by_size.missing > 0 {
            // What a rollout lacks counts for the group's others.
            return Ok(());
        }
        let scored = n - by_size.unscored;
        let largest = by_size.advantages.iter().fold(0.0_f64, |most, a| most.max(a.abs()));
        let right = reference(&batch);
        let rounding = right.advantages.iter().fold(0.0_f64, |most, a| most.max(a.rounding));
        prop_assert!(by_size.advantages.sum().abs() <= scored as f64 * (rounding + unit(&batch) * largest));
    }

    /// A reward of weight 0 is as good as not there at all, whatever its values.
    #[test]
    fn a_batch_in_pieces_is_the_batch(batch in batches(true), size in 1..=8_usize, with_details: bool) {
        let mut labels: Vec<usize> = batch.groups.iter().map(|&label| label.into()).collect();
        labels.sort_unstable();
        let (groups, estimator) = (Groups::by_id(&labels), batch.estimator::<f64>());
        let of = |range: std::ops::Range<usize>| {
            let rows: Vec<_> = batch.rewards[range].to_vec();
            Rewards::from_rows(&rows).unwrap()
        };
        let whole = estimator.advantages(&of(0..labels.len()), &groups, None, with_details).unwrap();

        let mut pieces = aggregate::Batch::new(&estimator, 0);
        let mut next = 0;
        for (range, groups) in groups.pieces(size) {
            prop_assert_eq!(range.start, next);
            next = range.end;
            prop_assert!(range.len() >= size || next == labels.len());
            let details = pieces.score(&of(range.clone()), &groups, with_details).unwrap();
            prop_assert_eq!(details.is_some(), with_details);
            for (i, rollout) in range.enumerate() {
                let Some((piece, whole)) = details.as_ref().zip(whole.details.as_ref()) else { continue };
                prop_assert!(same(piece.z.row(i), whole.z.row(rollout)));
                prop_assert!(same(piece.credit.row(i), whole.credit.row(rollout)));
            }
        }
        prop_assert_eq!(next, labels.len());
        let pieces = pieces.finish(&groups, None).unwrap();
        prop_assert!(same(pieces.advantages.view(), whole.advantages.view()));
        prop_assert!(same(pieces.scores.view(), whole.scores.view()));
        let counts = |of: &Advantages<f64>| [of.constant, of.single, of.missing, of.unscored];
        prop_assert_eq!(counts(&pieces), counts(&whole));
    }

    /// Where neighbours of one group, or of one reward, are of quite different size.
    #[test]
    fn each_reward_is_standardised_by_itself((size, count) in (2..20_usize, 1..20_usize), scales in vec(-160..140_i32, 20), seed: u64) {
        let rewards = Array2::from_shape_fn((2 * size, count), |(i, j)| {
            let random = (seed ^ (i * 31 + j) as u64).wrapping_mul(6_364_136_223_846_793_005) >> 40;
            // Some are constant in one group.
            let constant = scales[j] < -150 && i < size;
            if constant { 0.25 } else { (random % 5) as f64 * 10_f64.powi(scales[j]) }
        });
        let k = Schedule::constant(RiskCoefficient::new(2.0).unwrap());
        let weights = Weights::equal(count).unwrap();
        let estimator = Estimator::new(Method::Rvpo(k), 0, 1, weights, ScaleRewards::Group);
        let groups = Groups::of_size(2 * size, size).unwrap();
        let result = estimator.advantages(&Rewards::new(rewards.view()).unwrap(), &groups, None, true).unwrap();
        let z = result.details.unwrap().z;
        let mut constant = 0;
        for first in [0, size] {
            for j in 0..count {
                let column: Vec<f64> = (first..first + size).map(|i| rewards[(i, j)]).collect();
                constant += usize::from(column.iter().all(|&x| x == column[0]));
                for (i, alone) in standardise(&column, EPSILON).unwrap().into_iter().enumerate() {
                    prop_assert_eq!(z[(first + i, j)].to_bits(), alone.to_bits());
                }
            }
        }
        prop_assert_eq!(result.constant, constant);
    }

    #[test]
    fn weight_zero_leaves_a_reward_out(batch in batches(true), at: Index, values in vec(-1e6..1e6, 40)) {
        let at = at.index(batch.weights.len() + 1);
        let mut more = batch.clone();
        more.weights.insert(at, 0.0);
        for (row, value) in more.rewards.iter_mut().zip(values) {
            row.insert(at, Some(value));
        }
        let (a, b) = (batch.advantages::<f64>(true), more.advantages::<f64>(true));
        prop_assert!(same(a.advantages.view(), b.advantages.view()));
        prop_assert!(same(a.scores.view(), b.scores.view()));
        prop_assert!(b.details.unwrap().credit.column(at).iter().all(|&c| c == 0.0));
    }

    #[test]
    fn single_precision_agrees_with_double(batch in batches(true)) {
        // The same numbers in both: what an f32 can hold.
        let narrow = |x: f64| f64::from(x as f32);
        let batch = Batch {
            rewards: batch.rewards.iter().map(|row| row.iter().map(|x| x.map(narrow)).collect()).collect(),
            weights: batch.weights.iter().map(|&w| narrow(w)).collect(),
            k: narrow(batch.k),
            ..batch
        };
        let got = batch.advantages::<f32>(false);
        let right = reference(&batch);
        let factor = f64::from(f32::EPSILON) / f64::EPSILON;
        for (i, advantage) in right.advantages.iter().enumerate() {
            if let Some(score) = right.scores[i] {
                // 1/k is the reference's own loss, not the core's.
                let rounding = score.rounding * factor;
                prop_assert!((f64::from(got.scores[i]) - score.value).abs() <= rounding, "scores[{i}]: {} instead of {}", got.scores[i], score.value);
            }
            let rounding = advantage.rounding * factor;
            prop_assert!((f64::from(got.advantages[i]) - advantage.value).abs() <= rounding, "advantages[{i}]: {} instead of {}", got.advantages[i], advantage.value);
        }
    }

    /// k goes from the first value at the first step to the last at the last, in a straight line and never beyond either.
    #[test]
    fn schedules_run_from_end_to_end(from in -300.0..300.0, to in -300.0..300.0, near: bool, step in 0..2000_u32, steps in 0..1000_u32) {
        let from = 10.0_f64.powf(from);
        let to = if near { from * (1.0 + 4.0 * f64::EPSILON) } else { 10.0_f64.powf(to) };
        let checked = |k: f64| RiskCoefficient::new(k).unwrap();
        let schedule = Schedule::linear(checked(from), checked(to));
        let k = schedule.at(step, steps).get();
        prop_assert!((from.min(to)..=from.max(to)).contains(&k), "{k} is not from {from} to {to}");
        prop_assert_eq!(schedule.at(0, steps).get(), from);
        if steps > 1 {
            prop_assert_eq!(schedule.at(steps - 1, steps).get(), to);
            prop_assert_eq!(schedule.at(u32::MAX, steps).get(), to);
            let progress = f64::from(step.min(steps - 1)) / f64::from(steps - 1);
            let right = from + (to - from) * progress;
            prop_assert!((k - right).abs() <= 4.0 * f64::EPSILON * from.max(to));
        } else {
            prop_assert_eq!(k, from);
        }
        prop_assert_eq!(Schedule::constant(checked(from)).at(step, steps).get(), from);
    }
}

fn plain(method: MethodName, k: f64, rewards: &[&[f64]], group_size: usize) -> Advantages<f64> {
    let batch = Batch {
        rewards: rewards
            .iter()
            .map(|row| row.iter().map(|&x| (!x.is_nan()).then_some(x)).collect())
            .collect(),
        groups: (0..rewards.len()).map(|i| (i / group_size) as u8).collect(),
        weights: vec![1.0; rewards[0].len()],
        method,
        k,
        scale: ScaleRewards::Group,
    };
    batch.advantages(true)
}

#[test]
fn a_group_of_one_says_nothing() {
    // REINFORCE++ does not ask for groups.
    let methods = MethodName::ALL
        .into_iter()
        .filter(|&method| method != MethodName::ReinforcePlusPlus);
    for method in methods {
        let got = plain(method, 1.0, &[&[3.0, -1.0], &[0.0, 5.0], &[7.0, 7.0]], 1);
        assert_eq!(got.advantages.to_vec(), [0.0; 3], "{method}");
        assert_eq!((got.single, got.constant), (3, 0), "{method}");
    }
}

#[test]
fn a_missing_reward_is_left_out_and_not_set_to_zero() {
    // The second reward of the last rollout is missing: its score is the first reward's alone.
    let rewards: [&[f64]; 4] = [&[0.0, 0.0], &[0.0, 1.0], &[1.0, 0.0], &[1.0, f64::NAN]];
    let got = plain(MethodName::Rvpo, 2.0, &rewards, 4);
    let z = got.details.unwrap().z;
    // Up to k's rounding of the one reward's own value.
    assert!((got.scores[3] - z[(3, 0)]).abs() <= 2.0 * f64::EPSILON);
    assert!(got.scores[3] > 0.8);
    assert_eq!((got.missing, got.unscored), (1, 0));
    // The three that are there: mean 1/3, deviation sqrt(1/3).
    let right = (1.0 - 1.0 / 3.0) / ((1.0_f64 / 3.0).sqrt() + EPSILON);
    assert!((z[(1, 1)] - right).abs() <= 4.0 * f64::EPSILON);
    assert!(z[(3, 1)].is_nan());
}

#[test]
fn nothing_scorable_gets_nothing() {
    let rewards: [&[f64]; 3] = [&[f64::NAN, f64::NAN], &[1.0, 0.0], &[0.0, f64::NAN]];
    for method in MethodName::ALL {
        let got = plain(method, 1.0, &rewards, 3);
        assert!(got.scores[0].is_nan(), "{method}");
        assert_eq!(got.advantages[0], 0.0, "{method}");
        assert!(
            got.advantages[1] > 0.0 && got.advantages[2] < 0.0,
            "{method}: {}",
            got.advantages
        );
        // The second reward is there once, and so the same wherever it is there.
        assert_eq!(
            (got.missing, got.unscored, got.constant),
            (3, 1, 1),
            "{method}"
        );
    }
    // A reward that no rollout has is missing, not constant.
    let got = plain(
        MethodName::Rvpo,
        1.0,
        &[&[f64::NAN, 1.0], &[f64::NAN, 0.0]],
        2,
    );
    assert_eq!((got.missing, got.unscored, got.constant), (2, 0, 0));
}

/// A k that an f32 cannot hold is the mean or the minimum there, as in double precision.
#[test]
fn every_k_is_good_in_single_precision() {
    let batch = |method, k| Batch {
        rewards: vec![
            vec![Some(0.0), Some(1.0), Some(0.5)],
            vec![Some(1.0), Some(0.5), Some(0.5)],
            vec![Some(0.25), Some(0.0), Some(0.5)],
        ],
        groups: vec![0; 3],
        weights: vec![1.0; 3],
        method,
        k,
        scale: ScaleRewards::Group,
    };
    for k in [1e-300, 1e-60, 1e60, 1e300] {
        for method in [MethodName::Rvpo, MethodName::Variance] {
            let single = batch(method, k).advantages::<f32>(true);
            let double = batch(method, k).advantages::<f64>(true);
            for (a, b) in single.advantages.iter().zip(&double.advantages) {
                assert!(
                    (f64::from(*a) - b).abs() < 1e-5,
                    "{method}, k = {k}: {} and {}",
                    single.advantages,
                    double.advantages
                );
            }
            if method == MethodName::Rvpo {
                let (single, double) = (
                    single.details.unwrap().credit,
                    double.details.unwrap().credit,
                );
                for (a, b) in single.iter().zip(&double) {
                    assert!(
                        (f64::from(*a) - b).abs() < 1e-6,
                        "k = {k}: {single} and {double}"
                    );
                }
            }
        }
    }
}

/// Sums and penalties whose squares leave the range of numbers are still told apart.
#[test]
fn large_numbers_are_whitened_too() {
    let huge = [1e150, 0.0, -1e150, 5e149];
    let small = huge.map(|x| x / 1e150);
    let table = |x: [f64; 4]| Array2::from_shape_vec((4, 1), x.to_vec()).unwrap();
    let groups = Groups::of_size(4, 4).unwrap();
    let of = |x: [f64; 4], weight: f64| {
        let weights = Weights::new(&[weight]).unwrap();
        Estimator::new(Method::Grpo, 0, 1, weights, ScaleRewards::Group)
            .advantages(&Rewards::new(table(x)).unwrap(), &groups, None, false)
            .unwrap()
            .advantages
    };
    for (a, b) in of(huge, 1e150).iter().zip(of(small, 1e150)) {
        assert!((a - b).abs() <= 4.0 * f64::EPSILON, "{a} and {b}");
    }
    assert!(of(huge, 1e150)[0] > 0.9);
    // The other end: a deviation whose square is under the smallest number.
    let tiny = huge.map(|x| x * 1e-150 * 1e-200);
    let z = standardise(&tiny, f64::MIN_POSITIVE).unwrap();
    for (a, b) in z.iter().zip(of(small, 1e150)) {
        assert!((a - b).abs() <= 4.0 * f64::EPSILON, "{a} and {b}");
    }
}

#[test]
fn whitening_is_over_the_batch_and_not_the_group() -> Result<(), Error> {
    // The second group's conflict is real: RVPO is not centred in each group, only over the batch.
    let rewards: [&[f64]; 4] = [&[0.0, 0.0], &[1.0, 1.0], &[0.0, 1.0], &[1.0, 0.0]];
    let got = plain(MethodName::Rvpo, 2.0, &rewards, 2);
    let whitened = whiten(&got.scores.to_vec(), EPSILON)?;
    assert_eq!(got.advantages.to_vec(), whitened);
    assert!(got.advantages[0] + got.advantages[1] > 0.1);
    assert!(got.advantages[2] + got.advantages[3] < -0.1);
    Ok(())
}
