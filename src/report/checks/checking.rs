use std::collections::BTreeSet;
use std::ops::Range;

use ndarray::Array2;

use super::group::{Checked, Group};
use super::{Check, Counterexample, NotApplicable, Outcome, Property};
use crate::aggregate::Error;
use crate::report::Input;
use crate::report::sample::{Purpose, drawn, random};

/// How much work one property may be, in rewards that are worked through.
const WORK: usize = 1 << 24;
/// What is lost with each case, in the same unit.
const OVERHEAD: usize = 64;
/// How many groups a property is spread over at least, where it cannot be tried in all.
const SPREAD: usize = 64;
/// How many parts a check is done in.
pub const PARTS: usize = 16;

/// A check that is under way.
#[derive(Debug)]
pub struct Checking {
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
