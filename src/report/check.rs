use std::collections::BTreeSet;
use std::ops::Range;

use ndarray::{Array2, ArrayView2};

use super::sample::{Batch, Purpose, TOKENS, drawn, random};
use super::{Check, Choice, Counterexample, Input, NotApplicable, Outcome, Property};
use crate::aggregate::{Aggregator, Error, Estimator, Groups, Rewards, Weights};

/// How much work one property may be, in rewards that are worked through.
const WORK: usize = 1 << 24;
/// What is lost with each case, in the same unit.
const OVERHEAD: usize = 64;
/// How many groups a property is spread over at least, where it cannot be tried in all.
const SPREAD: usize = 64;
/// How many parts a check is done in.
pub(super) const PARTS: usize = 16;
/// What is taken for rounding in every check, in units of the scores.
const ROUNDING: f64 = 1e-9;
/// Where rounding and epsilon may do more than this share of the scores, a case tells nothing and is not tried.
const LARGEST_TOLERANCE: f64 = 0.1;

/// The method that is checked.
#[derive(Debug)]
pub(super) struct Checked {
    estimator: Estimator<f64>,
    weights: Weights<f64>,
    /// What is done across the standardised rewards, if that is what the method does.
    aggregator: Option<Aggregator<f64>>,
    /// Whether the score is what is looked at, and not the advantage.
    has_scores: bool,
    is_mean: bool,
    /// Whether what is looked at is in the unit of the rewards.
    is_raw: bool,
    epsilon: f64,
    /// The relative error of a reward's rounding, and of what follows.
    unit: f64,
}

impl Checked {
    pub fn new(choice: &Choice, estimator: Estimator<f64>, weights: &Weights<f64>) -> Self {
        let (method, convention) = (choice.method.name(), choice.convention);
        let traits = method.traits();
        Self {
            estimator,
            weights: weights.clone(),
            aggregator: choice.method.aggregator(choice.step, choice.steps),
            has_scores: !traits.adds_up_raw(),
            is_mean: convention.is_bounded_by_mean(method),
            is_raw: traits.keeps_unit(choice.scale_rewards),
            epsilon: convention.epsilon_of(method),
            unit: if convention.rounds_rewards(method) {
                1e-6
            } else {
                1e-14
            },
        }
    }

    /// Which rewards count.
    fn counted(&self) -> Vec<usize> {
        let p = self.weights.normalised();
        (0..p.len()).filter(|&j| p[j] > 0.0).collect()
    }

    fn not_applicable(&self, property: Property) -> Option<NotApplicable> {
        let p = self.weights.normalised();
        match property {
            Property::BetweenMinAndMean if !self.is_mean => Some(NotApplicable::WeightedSum),
            Property::Symmetric if p.len() < 2 => Some(NotApplicable::SingleReward),
            Property::Symmetric if p.windows(2).any(|pair| pair[0] != pair[1]) => {
                Some(NotApplicable::UnequalWeights)
            }
            _ => None,
        }
    }
}

/// A group, taken as a batch of its own.
struct Group<'a> {
    checked: &'a Checked,
    number: usize,
    /// In the input.
    rollouts: Vec<usize>,
    rewards: Array2<f64>,
    groups: Groups,
    tokens: Vec<u32>,
    /// M: each reward's standard deviation.
    stds: Vec<f64>,
    /// The standard deviation of the weighted sums.
    std_of_sums: f64,
    scores: Vec<f64>,
    z: Array2<f64>,
}

impl<'a> Group<'a> {
    fn new(
        checked: &'a Checked,
        input: &Input,
        ranges: &[Range<usize>],
        number: usize,
    ) -> Result<Self, Error> {
        let batch = Batch::of(input, ranges, [number]);
        let advantages = batch.scores(&checked.estimator)?;
        let raw = checked.weights.raw();
        let sums: Vec<f64> = batch
            .rewards
            .rows()
            .into_iter()
            .map(|row| {
                let terms = row.iter().zip(raw).filter(|(value, _)| !value.is_nan());
                terms.map(|(value, w)| w * value).sum()
            })
            .collect();
        Ok(Self {
            checked,
            number,
            stds: batch.rewards.columns().into_iter().map(std_of).collect(),
            std_of_sums: std_of(&sums),
            scores: if checked.has_scores {
                advantages.scores.to_vec()
            } else {
                advantages.advantages.to_vec()
            },
            z: advantages
                .details
                .map(|details| details.z)
                .unwrap_or_default(),
            rollouts: batch.rollouts,
            groups: batch.groups,
            tokens: vec![TOKENS; batch.rewards.nrows()],
            rewards: batch.rewards,
        })
    }

    /// The scores of other rewards; none where these are out of range, be it the convention's.
    fn scores_of(&self, rewards: ArrayView2<'_, f64>) -> Option<Vec<f64>> {
        let rewards = Rewards::with_missing(rewards).ok()?;
        let estimator = &self.checked.estimator;
        let result = estimator
            .advantages(&rewards, &self.groups, Some(&self.tokens), false)
            .ok()?;
        Some(if self.checked.has_scores {
            result.scores.to_vec()
        } else {
            result.advantages.to_vec()
        })
    }

    /// What rounding may do to the scores, where rewards as large as `added` come in, and `epsilon_does` in standard deviations. None where
    /// that is so much that a case would tell nothing.
    fn tolerance(&self, added: f64, epsilon_does: f64) -> Option<f64> {
        let largest = |values: &mut dyn Iterator<Item = f64>| {
            values
                .filter(|value| !value.is_nan())
                .fold(0.0, |most: f64, value| most.max(value.abs()))
        };
        let Checked {
            epsilon,
            unit,
            weights,
            ..
        } = self.checked;
        let largest_score = largest(&mut self.scores.iter().copied());
        // The largest rewards, of which rounding takes a share, in units of the scores.
        let rounded = if self.checked.has_scores {
            let of_reward = |j: usize| {
                // A constant reward stays one.
                if self.stds[j] > 0.0 {
                    let most = largest(&mut self.rewards.column(j).iter().copied());
                    (most + added) / (self.stds[j] + epsilon)
                } else {
                    0.0
                }
            };
            let counted = self.checked.counted().into_iter();
            counted.map(of_reward).fold(0.0, f64::max)
        } else {
            let mut sums = self.rewards.rows().into_iter().map(|row| {
                let terms = row.iter().zip(weights.raw());
                let terms = terms.map(|(value, w)| w * (value.abs() + added));
                terms.filter(|term| !term.is_nan()).sum()
            });
            let largest = largest(&mut sums);
            if self.checked.is_raw {
                largest
            } else {
                largest / (self.std_of_sums + epsilon)
            }
        };
        let (scale, tolerance) = if self.checked.is_raw {
            // Scores in the unit of the rewards.
            (largest_score, ROUNDING * largest_score + unit * rounded)
        } else {
            let scale = 1.0 + largest_score;
            (scale, scale * (ROUNDING + unit * rounded) + epsilon_does)
        };
        (tolerance <= LARGEST_TOLERANCE * scale || scale <= 0.0).then_some(tolerance)
    }

    /// What the epsilon beside reward j's standard deviation may do when the reward is ten times as large.
    fn epsilon_does(&self, j: usize) -> f64 {
        let epsilon = self.checked.epsilon;
        // No Z of a group of G is larger.
        let largest_z = (self.rollouts.len() as f64).sqrt();
        let slope = match self.checked.aggregator {
            Some(Aggregator::Variance { k }) => 1.0 + 2.0 * k * largest_z,
            Some(_) => self.checked.weights.raw()[j].max(1.0),
            None => 1.0,
        };
        let std = if self.checked.has_scores {
            self.stds[j]
        } else {
            self.std_of_sums
        };
        // What is constant is 0 before and after.
        if std > 0.0 {
            2.0 * slope * largest_z * epsilon / (std + epsilon)
        } else {
            0.0
        }
    }
}

/// The standard deviation, ddof 1, of the numbers that are there.
pub(super) fn std_of<'a>(values: impl IntoIterator<Item = &'a f64>) -> f64 {
    let mut present: Vec<f64> = values
        .into_iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    crate::aggregate::standardise_in_place(&mut present, f64::MIN_POSITIVE)
}

/// A check that is under way.
#[derive(Debug)]
pub(super) struct Checking {
    property: Property,
    reason: Option<NotApplicable>,
    /// The groups to try, and how many cases in each; all, where there is no number.
    plan: Vec<(usize, Option<usize>)>,
    is_exhaustive: bool,
    tried: usize,
    groups: usize,
    failed: usize,
    worst: f64,
    counterexample: Option<Counterexample>,
}

impl Checking {
    pub fn new(property: Property, checked: &Checked, ranges: &[Range<usize>]) -> Self {
        let reason = checked.not_applicable(property);
        let rewards = checked.counted().len();
        let all = checked.weights.raw().len();
        let cases = |size: usize| match property {
            Property::Monotone => 2 * size * rewards,
            Property::BetweenMinAndMean => 1,
            Property::Symmetric => all.saturating_sub(1),
            Property::ShiftInvariant | Property::ScaleInvariant => rewards,
        };
        let cost = |size: usize| size.saturating_mul(all).saturating_add(OVERHEAD);
        let work = |size: usize| cases(size).saturating_mul(cost(size));
        let total = (ranges.iter().filter(|range| !range.is_empty()))
            .fold(0_usize, |sum, range| sum.saturating_add(work(range.len())));
        let is_exhaustive = total <= WORK;
        let mut plan = Vec::new();
        if reason.is_none() {
            let mut left = WORK;
            for group in drawn(ranges, Purpose::Check) {
                let size = ranges[group].len();
                if is_exhaustive {
                    plan.push((group, None));
                    continue;
                }
                let most = (WORK / SPREAD / cost(size)).clamp(1, cases(size));
                let work = most.saturating_mul(cost(size));
                if work > left && !plan.is_empty() {
                    break;
                }
                left = left.saturating_sub(work);
                plan.push((group, (most < cases(size)).then_some(most)));
            }
            plan.sort_unstable();
        }
        Self {
            property,
            reason,
            plan,
            is_exhaustive,
            tried: 0,
            groups: 0,
            failed: 0,
            worst: 0.0,
            counterexample: None,
        }
    }

    /// One of the [`PARTS`] of the work. `magnitudes` are the rewards' largest magnitudes in all data, `stds` their standard deviations, M each.
    pub fn part(
        &mut self,
        part: usize,
        checked: &Checked,
        input: &Input,
        ranges: &[Range<usize>],
        magnitudes: &[f64],
        stds: &[f64],
    ) -> Result<(), Error> {
        let at = |part: usize| part * self.plan.len() / PARTS;
        let planned: Vec<_> = self.plan[at(part)..at(part + 1)].to_vec();
        for (number, most) in planned {
            let group = Group::new(checked, input, ranges, number)?;
            let before = self.tried;
            match self.property {
                Property::Monotone => self.monotone(&group, stds, most),
                Property::BetweenMinAndMean => self.bounds(&group),
                Property::Symmetric => {
                    for j in chosen(number, checked.weights.raw().len() - 1, most) {
                        self.swapped(&group, j);
                    }
                }
                Property::ShiftInvariant | Property::ScaleInvariant => {
                    let counted = checked.counted();
                    for case in chosen(number, counted.len(), most) {
                        self.moved(&group, counted[case], magnitudes);
                    }
                }
            }
            self.groups += usize::from(self.tried > before);
        }
        Ok(())
    }

    pub fn finish(self) -> Check {
        let reason = (self.reason).or((self.tried == 0).then_some(NotApplicable::NothingToTry));
        Check {
            property: self.property,
            outcome: match (reason, self.counterexample) {
                (Some(_), _) => Outcome::NotApplicable,
                (None, Some(_)) => Outcome::Fail,
                (None, None) => Outcome::Pass,
            },
            reason,
            tried: self.tried,
            groups: self.groups,
            is_exhaustive: self.is_exhaustive && reason.is_none(),
            failed: self.failed,
            counterexample: self.counterexample,
        }
    }

    /// Counts a case, whose score is off by `off`.
    fn count(&mut self, off: f64, example: Counterexample) {
        self.tried += 1;
        if off > example.tolerance {
            self.failed += 1;
            if off > self.worst {
                self.worst = off;
                self.counterexample = Some(example);
            }
        }
    }

    fn monotone(&mut self, group: &Group<'_>, stds: &[f64], most: Option<usize>) {
        let Some(tolerance) = group.tolerance(0.0, 0.0) else {
            return;
        };
        let counted = group.checked.counted();
        let size = group.rollouts.len();
        let mut rewards = group.rewards.clone();
        for case in chosen(group.number, 2 * size * counted.len(), most) {
            let (i, j) = (case / 2 % size, counted[case / 2 / size]);
            let before = group.rewards[(i, j)];
            if before.is_nan() {
                continue;
            }
            let std = [group.stds[j], stds[j], 1.0]
                .into_iter()
                .find(|&std| std > 0.0);
            let share = if case % 2 == 0 { 0.1 } else { 1.0 };
            let after = before + share * std.unwrap_or(1.0);
            if after <= before {
                continue;
            }
            rewards[(i, j)] = after;
            let scores = group.scores_of(rewards.view());
            rewards[(i, j)] = before;
            let Some(scores) = scores else { continue };
            let example = Counterexample {
                group: group.number,
                rollout: group.rollouts[i],
                reward: j,
                other: None,
                before: Some(before),
                after: Some(after),
                score_before: group.scores[i],
                score_after: scores[i],
                tolerance,
            };
            self.count(fall(group.scores[i], scores[i]), example);
        }
    }

    fn bounds(&mut self, group: &Group<'_>) {
        let Some(tolerance) = group.tolerance(0.0, 0.0) else {
            return;
        };
        let p = group.checked.weights.normalised();
        let present = |i: usize| {
            let z = group.z.row(i);
            (0..p.len())
                .map(move |j| (j, z[j], p[j]))
                .filter(|&(_, z, p)| p > 0.0 && !z.is_nan())
        };
        for (i, &score) in group.scores.iter().enumerate() {
            let least = present(i).min_by(|a, b| a.1.total_cmp(&b.1));
            let (Some((reward, least, _)), false) = (least, score.is_nan()) else {
                continue;
            };
            let total: f64 = present(i).map(|(_, _, p)| p).sum();
            let mean = present(i).map(|(_, z, p)| p / total * z).sum::<f64>();
            let off = (least - score).max(score - mean);
            let example = Counterexample {
                group: group.number,
                rollout: group.rollouts[i],
                reward,
                other: None,
                before: Some(least),
                after: Some(mean),
                score_before: score,
                score_after: if least - score > score - mean {
                    least
                } else {
                    mean
                },
                tolerance,
            };
            self.count(off, example);
        }
    }

    fn swapped(&mut self, group: &Group<'_>, j: usize) {
        let Some(tolerance) = group.tolerance(0.0, 0.0) else {
            return;
        };
        let mut rewards = group.rewards.clone();
        for mut row in rewards.rows_mut() {
            row.swap(j, j + 1);
        }
        self.unchanged(group, &rewards, j, Some(j + 1), tolerance);
    }

    fn moved(&mut self, group: &Group<'_>, j: usize, magnitudes: &[f64]) {
        let mut rewards = group.rewards.clone();
        let tolerance = if self.property == Property::ShiftInvariant {
            let added = if magnitudes[j] > 0.0 {
                magnitudes[j]
            } else {
                1.0
            };
            rewards.column_mut(j).mapv_inplace(|value| value + added);
            group.tolerance(added, 0.0)
        } else {
            rewards.column_mut(j).mapv_inplace(|value| 10.0 * value);
            group.tolerance(0.0, group.epsilon_does(j))
        };
        let (Some(tolerance), false) = (
            tolerance,
            group.rewards.column(j).iter().all(|reward| reward.is_nan()),
        ) else {
            return;
        };
        self.unchanged(group, &rewards, j, None, tolerance);
    }

    /// Counts a case in which no score should change.
    fn unchanged(
        &mut self,
        group: &Group<'_>,
        rewards: &Array2<f64>,
        reward: usize,
        other: Option<usize>,
        tolerance: f64,
    ) {
        let Some(scores) = group.scores_of(rewards.view()) else {
            return;
        };
        let off = |i: usize| fall(group.scores[i], scores[i]).abs();
        let worst =
            (0..scores.len()).fold(0, |worst, i| if off(i) > off(worst) { i } else { worst });
        let shown = |value: f64| (!value.is_nan()).then_some(value);
        let example = Counterexample {
            group: group.number,
            rollout: group.rollouts[worst],
            reward,
            other,
            before: shown(group.rewards[(worst, reward)]),
            after: shown(rewards[(worst, reward)]),
            score_before: group.scores[worst],
            score_after: scores[worst],
            tolerance,
        };
        self.count(off(worst), example);
    }
}

/// From a score to another; infinite where one of them alone is a number.
fn fall(before: f64, after: f64) -> f64 {
    match (before.is_nan(), after.is_nan()) {
        (false, false) => before - after,
        (true, true) => 0.0,
        _ => f64::INFINITY,
    }
}

/// Which of a group's cases are tried: all of them, or so many, drawn by lot.
fn chosen(group: usize, cases: usize, most: Option<usize>) -> Vec<usize> {
    match most {
        None => (0..cases).collect(),
        Some(most) => (0..most as u32)
            .map(|draw| (random(Purpose::Case, group, draw) % cases.max(1) as u64) as usize)
            .collect::<BTreeSet<usize>>()
            .into_iter()
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::fall;

    #[test]
    fn a_score_that_is_lost_is_no_small_change() {
        assert_eq!(fall(1.0, 0.75), 0.25);
        assert_eq!(fall(f64::NAN, f64::NAN), 0.0);
        assert_eq!(fall(f64::NAN, 1.0), f64::INFINITY);
        assert_eq!(fall(1.0, f64::NAN), f64::INFINITY);
    }
}
