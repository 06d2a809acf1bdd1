//! What looks wrong, and how it is found.

use serde::Serialize;

use crate::aggregate::{MethodName, MissingUse};
#[cfg(doc)]
use crate::report::{Sweep, TAYLOR_ERROR};

mod correlations;
mod groups;
mod scores;

pub use correlations::CORRELATION;
pub(super) use correlations::Correlations;
pub(super) use groups::GroupStatistics;
pub use groups::{CONSTANT_SHARE, CONSTANT_WARNING, DROWNING_SHARE, GROUP_SIZE, NO_SIGNAL_WARNING};
pub(super) use scores::{AtK, noise, pushed, token_whitening};
pub use scores::{NOISE, PUSHED, TOKEN_SHIFT};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Severity {
    /// It spoils the training.
    Error,
    /// It may well spoil the training.
    Warning,
    /// It is good to know.
    Note,
}

/// Something that looks wrong, with its figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What it is.
    pub lint: Lint,
}

/// What can look wrong, named by its `code`. Rewards and groups are given by their indices, counted from 0; shares are from 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(
    tag = "code",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Lint {
    /// A reward is the same for a whole group in many groups. It then says nothing, its Z is 0, and under a SoftMin it still caps the score at
    /// `(ln M)/k`.
    ConstantReward {
        /// The reward.
        reward: usize,
        /// How many groups it is constant in.
        groups: usize,
        /// Their share of the groups of at least two rollouts that have the reward.
        share: f64,
    },
    /// Groups in which every reward is constant: their rollouts teach nothing, or what the whitening makes of the score 0.
    NoSignal {
        /// How many groups there are in which nothing differs.
        groups: usize,
        /// Their share of the groups of at least two rollouts.
        share: f64,
        /// The number of the first of them.
        first: usize,
        /// What the methods do to all their rollouts alike.
        pushed: Vec<Pushed>,
    },
    /// Two columns are the same, number by number.
    DuplicateReward {
        /// The first of the two rewards.
        reward: usize,
        /// The second of the two.
        other: usize,
    },
    /// Two rewards measure nearly the same: together they count twice.
    CorrelatedRewards {
        /// The first of the two rewards.
        reward: usize,
        /// The second of the two.
        other: usize,
        /// Pearson's correlation within the groups, of the rollouts that have both, each group standardised.
        correlation: f64,
        /// How many rollouts it was computed from.
        rollouts: usize,
    },
    /// Two rewards are nearly each other's opposite: in a mean they cancel, and a SoftMin punishes whichever is low.
    OpposedRewards {
        /// The first of the two rewards.
        reward: usize,
        /// The second of the two.
        other: usize,
        /// Pearson's correlation within the groups, of the rollouts that have both, each group standardised.
        correlation: f64,
        /// How many rollouts it was computed from.
        rollouts: usize,
    },
    /// In a plain weighted sum one reward drowns the others.
    DrowningReward {
        /// The reward that drowns the others.
        reward: usize,
        /// Its share of `sum_j (w_j std_j)^2`.
        share: f64,
        /// Its standard deviation within the groups (the root of the mean variance), in its own unit.
        std: f64,
        /// The largest of the others' `w_j std_j`, over its own; 0 where they are all constant.
        next: f64,
        /// Whether one of the two methods sums raw rewards.
        is_summed: bool,
    },
    /// At this k nearly all the credit goes to one reward in each rollout.
    LargeK {
        /// The risk coefficient that is meant.
        k: f64,
        /// The mean effective number of rewards of a rollout at this k.
        effective: f64,
        /// The number that this is under: see [`Sweep::effective_bound`].
        bound: f64,
        /// How many rollouts it was computed from.
        rollouts: usize,
    },
    /// At this k, mean minus variance is no longer SoftMin.
    SecondOrderOff {
        /// The risk coefficient that is meant.
        k: f64,
        /// The mean error as a share of the way from the mean to the minimum.
        error: f64,
        /// The share of the rollouts whose error is over [`TAYLOR_ERROR`].
        share: f64,
        /// How many rollouts it was computed from.
        rollouts: usize,
    },
    /// Groups too small for a mean and a standard deviation that mean something.
    SmallGroups {
        /// How many groups have 2 rollouts or more, but fewer than [`GROUP_SIZE`].
        groups: usize,
        /// Their share of all groups.
        share: f64,
        /// How many rollouts the smallest of them has.
        smallest: usize,
    },
    /// Groups of a single rollout, which have nothing to be compared with.
    SingleRollouts {
        /// How many groups have a single rollout.
        groups: usize,
        /// Their share of all groups.
        share: f64,
        /// Whether the convention takes the raw reward for Z there.
        is_raw: bool,
        /// What the methods do to all of them alike.
        pushed: Vec<Pushed>,
    },
    /// verl's whitening counts tokens, not rollouts: long responses move the mean and the standard deviation.
    TokenWhitening {
        /// The token-weighted mean of the scores less the plain one, in plain standard deviations: how far all advantages shift down.
        shift: f64,
        /// The token-weighted standard deviation over the plain one.
        ratio: f64,
        /// Whether the convention whitens over tokens.
        is_used: bool,
    },
    /// Rewards are missing; what becomes of them depends on the method and on the convention.
    MissingRewards {
        /// The rewards that have missing values.
        rewards: Vec<usize>,
        /// How many values are missing.
        missing: usize,
        /// Their share of all values.
        share: f64,
        /// Whether the convention puts Z = 0 in their place, which caps a SoftMin at `(ln M)/k`.
        is_filled: bool,
        /// What the method that is looked at does with them.
        method: MissingUse,
        /// What the method that it is compared with does with them.
        compare: MissingUse,
    },
    /// Rollouts without any reward: their advantage is 0, but for ms-swift.
    Unscored {
        /// How many rollouts have no reward.
        rollouts: usize,
        /// Their share of all rollouts.
        share: f64,
        /// Whether the convention scores them 0 and goes on with that.
        is_scored: bool,
    },
    /// Under NeMo-RL: the scores differ by rounding alone, and what divides them by their standard deviation makes advantages of size 1 of that.
    NoiseWhitened {
        /// The method whose scores they are.
        method: MethodName,
        /// The standard deviation of the scores.
        std: f64,
    },
    /// With one reward there is nothing to aggregate: the methods agree but for the scale.
    SingleReward,
}

/// What a method's whitening over the batch does to rollouts whose score is 0 because nothing in their group differs. Risk-averse scores have a
/// mean below 0 (Jensen's inequality), so that it pushes them up, whether they succeeded or failed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Pushed {
    /// The method that pushes them.
    pub method: MethodName,
    /// The advantage of the score 0, at least [`PUSHED`] or at most its negative; null under REINFORCE++, which whitens raw sums, each its own.
    pub advantage: Option<f64>,
}
