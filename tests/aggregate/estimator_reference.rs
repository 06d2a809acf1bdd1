//! The estimator written once more, plainly and slowly, from the formulas.

use std::collections::HashSet;

use proptest::prelude::*;
use rvpo_playground::aggregate::{
    Advantages, Estimator, Groups, Method, MethodName, Real, Rewards, RiskCoefficient,
    ScaleRewards, Schedule, Weights,
};

pub const EPSILON: f64 = 1e-6;

/// A batch, and what is to be done with it.
#[derive(Clone, Debug)]
pub struct Batch {
    /// N x M.
    pub rewards: Vec<Vec<Option<f64>>>,
    /// N labels.
    pub groups: Vec<u8>,
    pub weights: Vec<f64>,
    pub method: MethodName,
    pub k: f64,
    pub scale: ScaleRewards,
}

impl Batch {
    pub fn estimator<F: Real>(&self) -> Estimator<F> {
        let k = Schedule::constant(RiskCoefficient::new(self.k).unwrap());
        let method = Method::new(self.method, self.method.takes_k().then_some(k)).unwrap();
        let weights: Vec<F> = self.weights.iter().map(|&w| F::from_f64(w)).collect();
        Estimator::new(method, 0, 1, Weights::new(&weights).unwrap(), self.scale)
    }

    pub fn advantages<F: Real>(&self, with_details: bool) -> Advantages<F> {
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

    pub fn members(&self, group: u8) -> Vec<usize> {
        (0..self.groups.len())
            .filter(|&i| self.groups[i] == group)
            .collect()
    }

    /// Rollout i's rewards that count.
    pub fn counted(&self, i: usize) -> Vec<usize> {
        (0..self.weights.len())
            .filter(|&j| self.weights[j] > 0.0 && self.rewards[i][j].is_some())
            .collect()
    }

    pub fn is_sum(&self) -> bool {
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
pub struct About {
    pub value: f64,
    pub rounding: f64,
}

impl About {
    pub fn check(self, got: f64, what: &str) -> Result<(), TestCaseError> {
        prop_assert!(
            (got - self.value).abs() <= self.rounding,
            "{what}: {got} instead of {self:?}"
        );
        Ok(())
    }
}

/// One unit in the last place of numbers around 1, for every number added up.
pub fn unit(batch: &Batch) -> f64 {
    f64::EPSILON * (8 + batch.rewards.len().max(batch.weights.len())) as f64
}

/// What is expected; the outer lists are the rollouts.
pub struct Reference {
    pub z: Vec<Vec<Option<About>>>,
    pub scores: Vec<Option<About>>,
    pub advantages: Vec<About>,
    pub credit: Vec<Vec<f64>>,
    pub constant: usize,
    pub single: usize,
    pub missing: usize,
    pub unscored: usize,
}

pub fn reference(batch: &Batch) -> Reference {
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
