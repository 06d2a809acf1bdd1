use std::ops::Range;

use ndarray::{Array2, ArrayView2};

use super::{NotApplicable, Property};
use crate::aggregate::{Aggregator, Error, Estimator, Groups, Rewards, Weights};
use crate::report::sample::{Subset, TOKENS};
use crate::report::{Choice, Input};

/// What is taken for rounding in every check, in units of the scores.
const ROUNDING: f64 = 1e-9;
/// Where rounding and epsilon may do more than this share of the scores, a case tells nothing and is not tried.
const LARGEST_TOLERANCE: f64 = 0.1;

/// The method that is checked.
#[derive(Debug)]
pub struct Checked {
    estimator: Estimator<f64>,
    pub weights: Weights<f64>,
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
    pub fn counted(&self) -> Vec<usize> {
        let p = self.weights.normalised();
        (0..p.len()).filter(|&j| p[j] > 0.0).collect()
    }

    pub fn not_applicable(&self, property: Property) -> Option<NotApplicable> {
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
pub struct Group<'a> {
    pub checked: &'a Checked,
    pub number: usize,
    /// In the input.
    pub rollouts: Vec<usize>,
    pub rewards: Array2<f64>,
    groups: Groups,
    tokens: Vec<u32>,
    /// M: each reward's standard deviation.
    pub stds: Vec<f64>,
    /// The standard deviation of the weighted sums.
    std_of_sums: f64,
    pub scores: Vec<f64>,
    pub z: Array2<f64>,
}

impl<'a> Group<'a> {
    pub fn new(
        checked: &'a Checked,
        input: &Input,
        ranges: &[Range<usize>],
        number: usize,
    ) -> Result<Self, Error> {
        let subset = Subset::of(input, ranges, [number]);
        let advantages = subset.scores(&checked.estimator)?;
        let raw = checked.weights.raw();
        let sums: Vec<f64> = subset
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
            stds: subset.rewards.columns().into_iter().map(std_of).collect(),
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
            rollouts: subset.rollouts,
            groups: subset.groups,
            tokens: vec![TOKENS; subset.rewards.nrows()],
            rewards: subset.rewards,
        })
    }

    /// The scores of other rewards; none where these are out of range, be it the convention's.
    pub fn scores_of(&self, rewards: ArrayView2<'_, f64>) -> Option<Vec<f64>> {
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
    pub fn tolerance(&self, added: f64, epsilon_does: f64) -> Option<f64> {
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
    pub fn epsilon_does(&self, j: usize) -> f64 {
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
pub fn std_of<'a>(values: impl IntoIterator<Item = &'a f64>) -> f64 {
    let mut present: Vec<f64> = values
        .into_iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    crate::aggregate::standardise_in_place(&mut present, f64::MIN_POSITIVE)
}
