use std::ops::Range;

use super::{Finding, Lint, Pushed, Severity};
use crate::aggregate::{
    Missing, MissingUse, ScoredWithout, SingleZ, Weights, standardise_in_place,
};
use crate::report::{Choice, Input};

/// A reward that is constant in this share of the groups is found.
pub const CONSTANT_SHARE: f64 = 0.1;
/// From this share on, that is a warning and not a note.
pub const CONSTANT_WARNING: f64 = 0.5;
/// One reward's share of the weighted variances within groups, above which it drowns the others in a plain sum.
pub const DROWNING_SHARE: f64 = 0.9;
/// The smallest group that is large enough.
pub const GROUP_SIZE: usize = 4;
/// The share of groups without any signal from which on that is a warning and not a note.
pub const NO_SIGNAL_WARNING: f64 = 0.2;

/// What each group's rewards are like, added up.
#[derive(Debug)]
pub struct GroupStatistics {
    /// M: in how many groups, of those in which two rollouts have it, the reward is constant,
    constant: Vec<usize>,
    /// and how many such groups there are.
    judged: Vec<usize>,
    /// M: squared distances from the group's mean, in units of the largest magnitude squared, and how many are free.
    squares: Vec<f64>,
    free: Vec<f64>,
    /// M.
    missing: Vec<usize>,
    /// Pairs of columns that have been the same so far.
    same: Vec<(usize, usize)>,
    no_signal: usize,
    first_without_signal: usize,
    first_single: usize,
    /// Groups of one rollout, of fewer than [`GROUP_SIZE`], and all.
    single: usize,
    small: usize,
    smallest: usize,
    groups: usize,
}

impl GroupStatistics {
    pub fn new(rewards: usize) -> Self {
        Self {
            constant: vec![0; rewards],
            judged: vec![0; rewards],
            squares: vec![0.0; rewards],
            free: vec![0.0; rewards],
            missing: vec![0; rewards],
            same: (0..rewards)
                .flat_map(|i| (i + 1..rewards).map(move |j| (i, j)))
                .collect(),
            no_signal: 0,
            first_without_signal: 0,
            first_single: 0,
            single: 0,
            small: 0,
            smallest: usize::MAX,
            groups: 0,
        }
    }

    /// A group of that number. `magnitudes` are the rewards' largest, M.
    pub fn add(
        &mut self,
        input: &Input,
        number: usize,
        range: Range<usize>,
        weights: &Weights<f64>,
        magnitudes: &[f64],
    ) {
        let size = range.len();
        if size == 0 {
            return;
        }
        self.groups += 1;
        if size == 1 && self.single == 0 {
            self.first_single = number;
        }
        self.single += usize::from(size == 1);
        if (2..GROUP_SIZE).contains(&size) {
            self.small += 1;
            self.smallest = self.smallest.min(size);
        }
        let rollouts = || range.clone().map(|place| input.groups.rollout(place));
        let rewards = &input.rewards;
        self.same.retain(|&(i, j)| {
            rollouts().all(|rollout| {
                let (a, b) = (rewards[(rollout, i)], rewards[(rollout, j)]);
                a == b || (a.is_nan() && b.is_nan())
            })
        });
        let p = weights.normalised();
        let mut has_signal = false;
        for j in 0..rewards.ncols() {
            let column = rollouts().map(|rollout| rewards[(rollout, j)]);
            let mut present: Vec<f64> = column.filter(|value| !value.is_nan()).collect();
            self.missing[j] += size - present.len();
            if present.len() < 2 {
                continue;
            }
            let count = present.len() as f64;
            let std = standardise_in_place(&mut present, f64::MIN_POSITIVE);
            self.judged[j] += 1;
            if std > 0.0 {
                let std = std / magnitudes[j];
                self.squares[j] += (count - 1.0) * std * std;
                has_signal |= p[j] > 0.0;
            } else {
                self.constant[j] += 1;
            }
            self.free[j] += count - 1.0;
        }
        if size > 1 && !has_signal {
            if self.no_signal == 0 {
                self.first_without_signal = number;
            }
            self.no_signal += 1;
        }
    }

    /// M: the standard deviation within the groups, the root of the mean variance; 0 where a reward is constant.
    pub fn stds(&self, magnitudes: &[f64]) -> Vec<f64> {
        (self.squares.iter().zip(&self.free))
            .zip(magnitudes)
            .map(|((squares, free), magnitude)| {
                if *squares > 0.0 {
                    (squares / free).sqrt() * magnitude
                } else {
                    0.0
                }
            })
            .collect()
    }

    /// Whether two columns, the first of them further left, are the same.
    pub fn are_same(&self, reward: usize, other: usize) -> bool {
        self.same.contains(&(reward, other))
    }

    pub fn missing(&self) -> usize {
        self.missing.iter().sum()
    }

    /// What groups and columns show by themselves; `pushed` tells what becomes of a group of that number if all its scores are 0.
    pub fn findings(
        &self,
        choice: &Choice,
        weights: &Weights<f64>,
        magnitudes: &[f64],
        rollouts: usize,
        unscored: usize,
        pushed: impl Fn(usize) -> Vec<Pushed>,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut found = |severity, lint| findings.push(Finding { severity, lint });
        let traits = choice.convention.traits();
        let rewards = self.constant.len();
        let groups = self.groups as f64;
        let counts = |j: usize| weights.normalised()[j] > 0.0;
        if (0..rewards).filter(|&j| counts(j)).count() == 1 {
            found(Severity::Note, Lint::SingleReward);
        }
        if self.single > 0 {
            let is_raw = traits.single == SingleZ::RawReward;
            let severity = if is_raw || self.single == self.groups {
                Severity::Error
            } else {
                Severity::Warning
            };
            let share = self.single as f64 / groups;
            let groups = self.single;
            let pushed = if is_raw {
                Vec::new()
            } else {
                pushed(self.first_single)
            };
            found(
                severity,
                Lint::SingleRollouts {
                    groups,
                    share,
                    is_raw,
                    pushed,
                },
            );
        }
        if self.small > 0 {
            let lint = Lint::SmallGroups {
                groups: self.small,
                share: self.small as f64 / groups,
                smallest: self.smallest,
            };
            found(Severity::Warning, lint);
        }
        if self.no_signal > 0 {
            let share = self.no_signal as f64 / (self.groups - self.single) as f64;
            let pushed = pushed(self.first_without_signal);
            let severity = match share {
                1.0 => Severity::Error,
                share if share >= NO_SIGNAL_WARNING || !pushed.is_empty() => Severity::Warning,
                _ => Severity::Note,
            };
            let lint = Lint::NoSignal {
                groups: self.no_signal,
                share,
                first: self.first_without_signal,
                pushed,
            };
            found(severity, lint);
        }
        for reward in (0..rewards).filter(|&j| counts(j) && self.judged[j] > 0) {
            let groups = self.constant[reward];
            let share = groups as f64 / self.judged[reward] as f64;
            let severity = match share {
                1.0 => Severity::Error,
                share if share >= CONSTANT_WARNING => Severity::Warning,
                _ => Severity::Note,
            };
            if share >= CONSTANT_SHARE {
                let lint = Lint::ConstantReward {
                    reward,
                    groups,
                    share,
                };
                found(severity, lint);
            }
        }
        for &(reward, other) in &self.same {
            if counts(reward) && counts(other) {
                found(Severity::Warning, Lint::DuplicateReward { reward, other });
            }
        }
        if let Some(lint) = self.drowning(choice, weights, magnitudes) {
            let severity = match lint {
                Lint::DrowningReward {
                    is_summed: true, ..
                } => Severity::Warning,
                _ => Severity::Note,
            };
            found(severity, lint);
        }
        let missing = self.missing();
        let uses = [choice.method, choice.compare]
            .map(|method| choice.convention.missing_use(method.name()));
        // Where a missing reward is refused, there is none.
        if let (true, [Some(method), Some(compare)]) = (missing > 0, uses) {
            let changes = |of: MissingUse| matches!(of, MissingUse::RawZero | MissingUse::ZeroZ);
            let severity = if changes(method) || changes(compare) {
                Severity::Warning
            } else {
                Severity::Note
            };
            let lint = Lint::MissingRewards {
                rewards: (0..rewards).filter(|&j| self.missing[j] > 0).collect(),
                missing,
                share: missing as f64 / (rollouts * rewards) as f64,
                is_filled: traits.missing == Missing::ZeroZ,
                method,
                compare,
            };
            found(severity, lint);
        }
        if unscored > 0 {
            let lint = Lint::Unscored {
                rollouts: unscored,
                share: unscored as f64 / rollouts as f64,
                is_scored: traits.scored_without == ScoredWithout::Always,
            };
            found(Severity::Warning, lint);
        }
        findings
    }

    fn drowning(
        &self,
        choice: &Choice,
        weights: &Weights<f64>,
        magnitudes: &[f64],
    ) -> Option<Lint> {
        let stds = self.stds(magnitudes);
        let weighted: Vec<f64> = (stds.iter().zip(weights.normalised()))
            .map(|(std, p)| p * std)
            .collect();
        if weighted
            .iter()
            .zip(weights.normalised())
            .filter(|(_, p)| **p > 0.0)
            .count()
            < 2
        {
            return None;
        }
        let reward = (0..weighted.len()).max_by(|&i, &j| weighted[i].total_cmp(&weighted[j]))?;
        let others = |f: fn(f64, f64) -> f64| {
            (0..weighted.len())
                .filter(|&j| j != reward)
                .fold(0.0, |sum, j| f(sum, weighted[j] / weighted[reward]))
        };
        let share = 1.0 / (1.0 + others(|sum, ratio| sum + ratio * ratio));
        (share > DROWNING_SHARE).then(|| Lint::DrowningReward {
            reward,
            share,
            std: stds[reward],
            next: others(f64::max),
            is_summed: [choice.method, choice.compare]
                .iter()
                .any(|method| method.name().traits().counts_by_deviation()),
        })
    }
}
