//! Which properties the method has on the very data.

use serde::Serialize;

mod checking;
mod group;

pub(super) use checking::{Checking, PARTS};
pub(super) use group::{Checked, std_of};

/// What a method may or may not keep.
///
/// Each group that is tried is taken as a batch of its own. What is looked at is the score before the batch step for methods that standardise
/// first, and the advantage for those that add up raw rewards, whose score is not yet compared with the group's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Property {
    /// Raising one raw reward of one rollout, the group's mean and standard deviation following, does not lower its own score. It is
    /// raised by a tenth of the reward's standard deviation in the group (by that in all data, or by 1, where it is constant), and by the whole of
    /// it.
    Monotone,
    /// The score lies between the smallest and the (weighted) mean of the standardised rewards that are there.
    BetweenMinAndMean,
    /// Swapping two neighbouring rewards' columns leaves all scores.
    Symmetric,
    /// Adding a constant to a reward, the largest magnitude that it has in the data (or 1), leaves all scores.
    ShiftInvariant,
    /// Multiplying a reward by 10 leaves all scores, up to what the epsilon beside the standard deviation does.
    ScaleInvariant,
}

impl Property {
    /// Every property.
    pub const ALL: [Self; 5] = [
        Self::Monotone,
        Self::BetweenMinAndMean,
        Self::Symmetric,
        Self::ShiftInvariant,
        Self::ScaleInvariant,
    ];
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "CheckOutcome"))]
pub enum Outcome {
    /// It held in every case tried.
    Pass,
    /// There is a counterexample.
    Fail,
    /// The property says nothing about this method or these data.
    NotApplicable,
}

/// Why a check does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum NotApplicable {
    /// The method's score is a weighted sum, not a mean of standardised rewards.
    WeightedSum,
    /// The weights differ, so the rewards are not meant to count alike.
    UnequalWeights,
    /// There is only one reward.
    SingleReward,
    /// No group gives a case to try.
    NothingToTry,
}

/// A property of the method on these data.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Check {
    /// The property.
    pub property: Property,
    /// How the check ended.
    pub outcome: Outcome,
    /// Why the property does not apply; null where it does.
    pub reason: Option<NotApplicable>,
    /// How many cases were tried.
    pub tried: usize,
    /// In how many groups they were.
    pub groups: usize,
    /// Whether these are all the cases that there are.
    pub is_exhaustive: bool,
    /// In how many cases the property did not hold.
    pub failed: usize,
    /// The case in which it is off the most; null where it held.
    pub counterexample: Option<Counterexample>,
}

/// A case in which a property does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Counterexample {
    /// The number of the group.
    pub group: usize,
    /// The rollout whose score is off.
    pub rollout: usize,
    /// The reward that was changed; for the bounds, the smallest one.
    pub reward: usize,
    /// The reward that it was swapped with; null where there was no swap.
    pub other: Option<usize>,
    /// The rollout's reward before: for [`Property::BetweenMinAndMean`] the smallest Z; null where it is missing.
    pub before: Option<f64>,
    /// The rollout's reward after: for [`Property::BetweenMinAndMean`] the mean of Z; null where it is missing.
    pub after: Option<f64>,
    /// The score before the change.
    pub score_before: f64,
    /// The score after the change; for [`Property::BetweenMinAndMean`] the bound that it passes.
    pub score_after: f64,
    /// How far rounding and the epsilon beside the standard deviation may move the score.
    pub tolerance: f64,
}
