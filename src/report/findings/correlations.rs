use std::ops::Range;

use super::{Finding, GroupStatistics, Lint, Severity};
use crate::aggregate::{Weights, standardise_in_place};
use crate::report::sample::Subset;

/// Two rewards whose correlation within groups is above this, or below its negative, are found.
pub const CORRELATION: f64 = 0.95;

/// Pearson's correlations within groups, each group standardised.
#[derive(Debug)]
pub struct Correlations {
    rewards: usize,
    /// Of each pair i < j: the sums of `x^2`, `x y` and `y^2`, and of how many rollouts.
    pairs: Vec<Pair>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Pair {
    xx: f64,
    xy: f64,
    yy: f64,
    rollouts: usize,
}

impl Correlations {
    pub fn new(rewards: usize) -> Self {
        Self {
            rewards,
            pairs: vec![Pair::default(); rewards * rewards.saturating_sub(1) / 2],
        }
    }

    /// A group of the subset.
    pub fn add(&mut self, subset: &Subset, range: Range<usize>) {
        let members: Vec<usize> = range.map(|place| subset.groups.rollout(place)).collect();
        let column =
            |j: usize| -> Vec<f64> { members.iter().map(|&i| subset.rewards[(i, j)]).collect() };
        let mut columns: Vec<Vec<f64>> = (0..self.rewards).map(column).collect();
        let has_missing = |column: &Vec<f64>| column.iter().any(|value| value.is_nan());
        let missing: Vec<bool> = columns.iter().map(has_missing).collect();
        let raw = missing.contains(&true).then(|| columns.clone());
        for column in &mut columns {
            standardise_in_place(column, f64::MIN_POSITIVE);
        }
        let mut pairs = self.pairs.iter_mut();
        for i in 0..self.rewards {
            for j in i + 1..self.rewards {
                let Some(pair) = pairs.next() else { return };
                match &raw {
                    Some(raw) if missing[i] || missing[j] => {
                        let both = raw[i].iter().zip(&raw[j]);
                        let (mut x, mut y): (Vec<f64>, Vec<f64>) =
                            both.filter(|(x, y)| !x.is_nan() && !y.is_nan()).unzip();
                        standardise_in_place(&mut x, f64::MIN_POSITIVE);
                        standardise_in_place(&mut y, f64::MIN_POSITIVE);
                        pair.add(&x, &y);
                    }
                    _ => pair.add(&columns[i], &columns[j]),
                }
            }
        }
    }

    /// Pairs that are the same number by number are left to [`GroupStatistics`].
    pub fn findings(&self, statistics: &GroupStatistics, weights: &Weights<f64>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut pairs = self.pairs.iter();
        for reward in 0..self.rewards {
            for other in reward + 1..self.rewards {
                let Some(pair) = pairs.next() else { break };
                let counts = |j: usize| weights.normalised()[j] > 0.0;
                if !counts(reward) || !counts(other) || statistics.are_same(reward, other) {
                    continue;
                }
                let Some(correlation) = pair.correlation() else {
                    continue;
                };
                let rollouts = pair.rollouts;
                let lint = if correlation > CORRELATION {
                    Lint::CorrelatedRewards {
                        reward,
                        other,
                        correlation,
                        rollouts,
                    }
                } else if correlation < -CORRELATION {
                    Lint::OpposedRewards {
                        reward,
                        other,
                        correlation,
                        rollouts,
                    }
                } else {
                    continue;
                };
                let severity = Severity::Warning;
                findings.push(Finding { severity, lint });
            }
        }
        findings
    }
}

impl Pair {
    fn add(&mut self, x: &[f64], y: &[f64]) {
        for (x, y) in x.iter().zip(y) {
            self.xx += x * x;
            self.xy += x * y;
            self.yy += y * y;
        }
        self.rollouts += x.len();
    }

    /// Where there are three rollouts at least: two are always on a line.
    fn correlation(&self) -> Option<f64> {
        (self.rollouts > 2 && self.xx > 0.0 && self.yy > 0.0)
            .then(|| (self.xy / (self.xx * self.yy).sqrt()).clamp(-1.0, 1.0))
    }
}
