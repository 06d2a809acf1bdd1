//! What an aggregator does with the rewards of real rollouts: two methods' advantages side by side, what looks wrong, which properties hold
//! on these very data, and a sweep over k.
//!
//! ```
//! use ndarray::array;
//! use rvpo_playground::aggregate::{Convention, Groups, Method, RiskCoefficient, Schedule};
//! use rvpo_playground::report::{Analysis, Choice, Input, Outcome};
//!
//! let input = Input {
//!     rewards: array![[1.0, 0.9, 0.0], [0.6, 0.5, 1.0], [0.2, 0.4, 1.0], [0.3, 0.4, 0.0]],
//!     reward_names: ["helpful", "polite", "safe"].map(str::to_owned).to_vec(),
//!     groups: Groups::of_size(4, 4)?,
//!     response_lengths: None,
//! };
//! let k = Schedule::constant(RiskCoefficient::new(2.0)?);
//! let mut analysis = Analysis::new(input, Choice::new(Method::Rvpo(k), Convention::Paper))?;
//! while !analysis.step()?.is_done() {
//!     // Show how far it is, or stop.
//! }
//! let report = analysis.finish()?;
//! // RVPO is monotone in each reward, on these data too.
//! assert_eq!(report.checks[0].outcome, Outcome::Pass);
//! # Ok::<(), rvpo_playground::aggregate::Error>(())
//! ```
//!
//! Everything is a pure function of the input and the choice. Where the data are too many to look at all of them (the sweep, the correlations, the
//! property checks), whole groups are drawn by [`philox`](crate::toy::random::philox) with a fixed key, and the report says how many rollouts were
//! looked at.
//!
//! Indices of rollouts, groups and rewards count from 0: rollouts and rewards as in the input, groups in the order of [`Groups`].

use ndarray::Array2;
use serde::Serialize;

use crate::aggregate::{
    Advantages, Convention, Groups, Method, MethodName, MissingUse, ScaleRewards, Weights,
};

mod analysis;
mod check;
mod compare;
mod credit;
mod export;
mod lint;
mod sample;
mod sweep;
mod words;

pub use analysis::{Analysis, Progress};
pub use export::Export;

/// A reward that is constant in this share of the groups is found.
pub const CONSTANT_SHARE: f64 = 0.1;
/// From this share on, that is a warning and not a note.
pub const CONSTANT_WARNING: f64 = 0.5;
/// Two rewards whose correlation within groups is above this, or below its negative, are found.
pub const CORRELATION: f64 = 0.95;
/// One reward's share of the weighted variances within groups, above which it drowns the others in a plain sum.
pub const DROWNING_SHARE: f64 = 0.9;
/// The effective number of rewards under which a k is too large, if the mean has two or more: see [`Sweep::effective_bound`].
pub const EFFECTIVE_REWARDS: f64 = 1.5;
/// How far the second order may be off, as a share of the way from the mean to the minimum.
pub const TAYLOR_ERROR: f64 = 0.2;
/// The smallest group that is large enough.
pub const GROUP_SIZE: usize = 4;
/// How far weighing by tokens may move the mean of the scores, in standard deviations, or change the standard deviation, as a share of it.
pub const TOKEN_SHIFT: f64 = 0.1;
/// The share of groups without any signal from which on that is a warning and not a note.
pub const NO_SIGNAL_WARNING: f64 = 0.2;
/// The advantage, in standard deviations of the scores, from which on a group without any signal counts as pushed.
pub const PUSHED: f64 = 0.01;
/// The standard deviation of the scores, as a share of the largest Z, under which it is rounding.
pub const NOISE: f64 = 1e-12;
/// The most movers that are listed.
pub const MOVERS: usize = 100;
/// The most rollouts that the sweep and the correlations look at, unless every group has more.
pub const SAMPLE: usize = 1 << 16;
/// The sweep goes from this k,
pub const SWEEP_FROM: f64 = 0.05;
/// to this one,
pub const SWEEP_TO: f64 = 50.0;
/// at so many points, ten for each factor of ten.
pub const SWEEP_POINTS: usize = 31;
/// SoftMin differs from the mean where a reward's share of the credit is so many times what the mean gives it,
pub const SUGGESTED_SHARE: f64 = 1.1;
/// or where the sign of more than this share of the advantages is another.
pub const SUGGESTED_FLIPS: f64 = 0.05;

/// The rewards that are looked at.
#[derive(Clone, Debug)]
pub struct Input {
    /// N x M, in units of their own; NaN where missing.
    pub rewards: Array2<f64>,
    /// M.
    pub reward_names: Vec<String>,
    /// Which rollouts answer the same prompt.
    pub groups: Groups,
    /// N, in tokens.
    pub response_lengths: Option<Vec<u32>>,
}

impl From<crate::data::Selection> for Input {
    fn from(selection: crate::data::Selection) -> Self {
        Self {
            rewards: selection.rewards,
            reward_names: selection.reward_names,
            groups: selection.groups,
            response_lengths: selection.response_lengths,
        }
    }
}

/// What is done with them.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Whose standardisation and batch step.
    pub convention: Convention,
    /// The method that is looked at.
    pub method: Method,
    /// The method it is compared with.
    pub compare: Method,
    /// One for each reward, or equal ones.
    pub weights: Option<Weights<f64>>,
    /// What GRPO divides by.
    pub scale_rewards: ScaleRewards,
    /// Where in the training the rollouts are from, for a scheduled k: the step, from 0,
    pub step: u32,
    /// and how many steps there are.
    pub steps: u32,
}

impl Choice {
    /// A method beside GDPO, with equal weights, at the beginning of the schedule.
    pub fn new(method: Method, convention: Convention) -> Self {
        Self {
            convention,
            method,
            compare: Method::Gdpo,
            weights: None,
            scale_rewards: ScaleRewards::default(),
            step: 0,
            steps: 1,
        }
    }
}

/// What came out.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// What was chosen.
    pub settings: Settings,
    /// The convention.
    pub convention: Convention,
    /// The method that was looked at.
    pub method: MethodUsed,
    /// The one it was compared with.
    pub compare: MethodUsed,
    /// M.
    pub reward_names: Vec<String>,
    /// M, the weights scaled to sum to 1: the mean's credit.
    pub weights: Vec<f64>,
    /// How many of what.
    pub sizes: Sizes,
    /// The two methods' advantages.
    pub comparison: Comparison,
    /// Whose reward the two methods listen to: the method's,
    pub credit: Credit,
    /// and that of the one it is compared with.
    pub compare_credit: Credit,
    /// What looks wrong; errors first, then warnings, then notes.
    pub findings: Vec<Finding>,
    /// The properties, in the order of [`Property::ALL`].
    pub checks: Vec<Check>,
    /// RVPO against k.
    pub sweep: Sweep,
    /// The method's advantages, with details (but see [`Analysis::without_details`]): for export, and not a part of what is serialised.
    #[serde(skip)]
    pub advantages: Advantages<f64>,
    /// Those of the one it is compared with, likewise.
    #[serde(skip)]
    pub compare_advantages: Advantages<f64>,
}

impl Report {
    /// Whether the two methods' advantages of the rollout are of opposite sign, as [`Comparison::sign_flips`] counts it; false where there is no
    /// such rollout.
    pub fn flips(&self, rollout: usize) -> bool {
        let sign = |of: &Advantages<f64>, zero: f64| {
            let advantage = of.advantages.get(rollout).copied().unwrap_or_default();
            i8::from(advantage > zero) - i8::from(advantage < -zero)
        };
        let Comparison {
            zero, compare_zero, ..
        } = self.comparison;
        sign(&self.advantages, zero) * sign(&self.compare_advantages, compare_zero) < 0
    }
}

/// What was chosen, as it was given.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The convention.
    pub convention: Convention,
    /// The method that was looked at,
    pub method: MethodUsed,
    /// and the one it was compared with.
    pub compare: MethodUsed,
    /// M, not scaled.
    pub weights: Vec<f64>,
    /// What GRPO divides by.
    pub scale_rewards: ScaleRewards,
    /// The step, from 0,
    pub step: u32,
    /// of so many.
    pub steps: u32,
}

/// A method, as the report names it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MethodUsed {
    /// Its name.
    pub name: MethodName,
    /// k at the chosen step, where the method has one,
    pub k: Option<f64>,
    /// at the first step,
    pub k_from: Option<f64>,
    /// and at the last.
    pub k_to: Option<f64>,
}

/// How many of what there are.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sizes {
    /// N.
    pub rollouts: usize,
    /// M.
    pub rewards: usize,
    /// How many groups there are.
    pub groups: usize,
    /// Rollouts in the smallest group,
    pub smallest_group: usize,
    /// in the one in the middle (the mean of two, where there is none),
    pub median_group: f64,
    /// and in the largest.
    pub largest_group: usize,
    /// Missing rewards.
    pub missing: usize,
    /// Rollouts that have nothing to score: see [`Advantages::unscored`].
    pub unscored: usize,
}

/// Two methods' advantages of the same rollouts. Advantages closer than 1e-10 of the largest count as equal, and those closer to 0 as 0.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Spearman's rank correlation over the batch, ties sharing their mean rank; null where a method's advantages are all equal.
    pub spearman: Option<f64>,
    /// Kendall's tau-b over the batch (Kendall 1945, counted as by Knight 1966); null likewise.
    pub kendall: Option<f64>,
    /// Rollouts that one method reinforces and the other discourages: advantages of opposite sign.
    pub sign_flips: usize,
    /// The largest magnitude of the method's advantages that counts as 0,
    pub zero: f64,
    /// and of the other's.
    pub compare_zero: f64,
    /// How many ranks change within the groups, from the compared method to the chosen one,
    pub in_groups: RankChanges,
    /// and in the batch.
    pub in_batch: RankChanges,
    /// At most [`MOVERS`]: sign flips first, and among each the largest change of the advantage first.
    pub movers: Vec<Mover>,
}

/// How many rollouts change their rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RankChanges {
    /// Rollouts that the chosen method ranks better.
    pub up: usize,
    /// Worse.
    pub down: usize,
    /// The same.
    pub unchanged: usize,
}

/// A rollout that two methods judge differently. Ranks count from 1, the best; equal advantages share the mean of their ranks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mover {
    /// The rollout's index.
    pub rollout: usize,
    /// Its group's number.
    pub group: usize,
    /// Its advantage under the method,
    pub advantage: f64,
    /// and under the one it is compared with.
    pub compare_advantage: f64,
    /// Its rank in its group under the method,
    pub rank_in_group: f64,
    /// and under the other.
    pub compare_rank_in_group: f64,
    /// Its rank in the batch under the method,
    pub rank_in_batch: f64,
    /// and under the other.
    pub compare_rank_in_batch: f64,
    /// Whether the advantages are of opposite sign.
    pub flips: bool,
}

/// Whose reward a method's scores depend on: see [`Details::credit`](crate::aggregate::Details::credit).
///
/// The effective number of rewards is `1 / sum_j c_j^2` of shares `c_j` that sum to 1: the inverse Simpson index (Simpson 1949), which is Hill's
/// number of order 2 (Hill 1973). It is M where all rewards have the same share, and 1 where one has all. The variance penalty's credits can be
/// negative: their magnitudes are taken, and scaled to sum to 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credit {
    /// M: the mean of the rollouts' credits; they sum to 1. All 0 where no rollout has a reward.
    pub shares: Vec<f64>,
    /// The mean of the rollouts' effective numbers of rewards, over those of which two rewards that count differ in Z (to the others no k
    /// makes a difference), or over all where there is none such; null where no rollout has a reward.
    pub effective_per_rollout: Option<f64>,
    /// The effective number of the shares: whether the same reward rules everywhere.
    pub effective_of_shares: Option<f64>,
    /// How many credits are below 0: there a better reward lowers the score.
    pub negative: usize,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It spoils the training.
    Error,
    /// It may well.
    Warning,
    /// Good to know.
    Note,
}

/// Something that looks wrong. [`Finding::sentence`] and [`Finding::advice`] say it in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What it is, with its figures.
    pub lint: Lint,
}

/// What can look wrong. In what is serialised, `code` names the variant: `constant-reward`, and so on.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(
    tag = "code",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Lint {
    /// A reward is the same for a whole group in many groups. It then says nothing, its Z is 0, and under a SoftMin it still caps the score at
    /// `(ln M)/k`.
    ConstantReward {
        /// Which.
        reward: usize,
        /// In how many groups.
        groups: usize,
        /// Their share of the groups of at least two rollouts that have the reward.
        share: f64,
    },
    /// Groups in which every reward is constant: their rollouts teach nothing, or what the whitening makes of the score 0.
    NoSignal {
        /// How many groups.
        groups: usize,
        /// Their share of the groups of at least two rollouts.
        share: f64,
        /// The number of the first.
        first: usize,
        /// What the methods do to all their rollouts alike.
        pushed: Vec<Pushed>,
    },
    /// Two columns are the same, number by number.
    DuplicateReward {
        /// The one,
        reward: usize,
        /// and the other.
        other: usize,
    },
    /// Two rewards measure nearly the same: together they count twice.
    CorrelatedRewards {
        /// The one,
        reward: usize,
        /// and the other.
        other: usize,
        /// Pearson's correlation within the groups, of the rollouts that have both, each group standardised.
        correlation: f64,
        /// Of how many rollouts.
        rollouts: usize,
    },
    /// Two rewards are nearly each other's opposite: in a mean they cancel, and a SoftMin punishes whichever is low.
    OpposedRewards {
        /// The one,
        reward: usize,
        /// and the other.
        other: usize,
        /// As above.
        correlation: f64,
        /// As above.
        rollouts: usize,
    },
    /// In a plain weighted sum one reward drowns the others.
    DrowningReward {
        /// Which.
        reward: usize,
        /// Its share of `sum_j (w_j std_j)^2`.
        share: f64,
        /// Its standard deviation within the groups (root of the mean variance), in its own unit.
        std: f64,
        /// The largest of the others' `w_j std_j`, over its own; 0 where they are all constant.
        next: f64,
        /// Whether one of the two methods sums raw rewards.
        is_summed: bool,
    },
    /// At this k nearly all the credit goes to one reward in each rollout.
    LargeK {
        /// Which k.
        k: f64,
        /// The mean effective number of rewards of a rollout at this k,
        effective: f64,
        /// and the one it is under: see [`Sweep::effective_bound`].
        bound: f64,
        /// Of how many rollouts.
        rollouts: usize,
    },
    /// At this k, mean minus variance is no longer SoftMin.
    SecondOrderOff {
        /// Which k.
        k: f64,
        /// The mean error as a share of the way from the mean to the minimum.
        error: f64,
        /// The share of the rollouts whose error is over [`TAYLOR_ERROR`].
        share: f64,
        /// Of how many rollouts.
        rollouts: usize,
    },
    /// Groups too small for a mean and a standard deviation that mean something.
    SmallGroups {
        /// How many have 2 rollouts or more, but fewer than [`GROUP_SIZE`].
        groups: usize,
        /// Their share of all groups.
        share: f64,
        /// Rollouts in the smallest of them.
        smallest: usize,
    },
    /// Groups of a single rollout, which have nothing to be compared with.
    SingleRollouts {
        /// How many.
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
    /// Missing rewards: a sum goes on as if they were 0, a SoftMin must leave them out.
    MissingRewards {
        /// Which rewards have missing values.
        rewards: Vec<usize>,
        /// How many values are missing.
        missing: usize,
        /// Their share of all values.
        share: f64,
        /// Whether the convention puts Z = 0 in their place, which caps a SoftMin at `(ln M)/k`.
        is_filled: bool,
        /// What the method does with them,
        method: MissingUse,
        /// and what the one it is compared with does.
        compare: MissingUse,
    },
    /// Rollouts without any reward: their advantage is 0, but for ms-swift.
    Unscored {
        /// How many.
        rollouts: usize,
        /// Their share.
        share: f64,
        /// Whether the convention scores them 0 and goes on with that.
        is_scored: bool,
    },
    /// Under NeMo-RL: the scores differ by rounding alone, and what divides them by their standard deviation makes advantages of size 1 of that.
    NoiseWhitened {
        /// Which method's scores.
        method: MethodName,
        /// Their standard deviation.
        std: f64,
    },
    /// With one reward there is nothing to aggregate: the methods agree but for the scale.
    SingleReward,
}

/// What a method's whitening over the batch does to rollouts whose score is 0 because nothing in their group differs. Risk-averse scores have a
/// mean below 0 (Jensen's inequality), so that it pushes them up, whether they succeeded or failed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pushed {
    /// Which method's.
    pub method: MethodName,
    /// The advantage of the score 0, at least [`PUSHED`] or at most its negative; null under REINFORCE++, which whitens raw sums, each its own.
    pub advantage: Option<f64>,
}

/// What a method may or may not keep.
///
/// Each group that is tried is taken as a batch of its own. What is looked at is the score before the batch step for methods that standardise
/// first, and the advantage for those that add up raw rewards, whose score is not yet compared with the group's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
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
#[serde(rename_all = "kebab-case")]
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
pub struct Check {
    /// Which.
    pub property: Property,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, where it does not apply.
    pub reason: Option<NotApplicable>,
    /// How many cases were tried,
    pub tried: usize,
    /// in how many groups,
    pub groups: usize,
    /// and whether these are all cases that there are.
    pub is_exhaustive: bool,
    /// In how many it did not hold.
    pub failed: usize,
    /// The one in which it is off the most.
    pub counterexample: Option<Counterexample>,
}

/// A case in which a property does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counterexample {
    /// The group's number.
    pub group: usize,
    /// The rollout whose score is off.
    pub rollout: usize,
    /// The reward that was changed; for the bounds, the smallest.
    pub reward: usize,
    /// The reward it was swapped with.
    pub other: Option<usize>,
    /// The rollout's reward before: for [`Property::BetweenMinAndMean`] the smallest Z; null where it is missing.
    pub before: Option<f64>,
    /// The rollout's reward after: for [`Property::BetweenMinAndMean`] the mean of Z; null where it is missing.
    pub after: Option<f64>,
    /// The score before.
    pub score_before: f64,
    /// The score after; for [`Property::BetweenMinAndMean`] the bound that it passes.
    pub score_after: f64,
    /// What rounding and epsilon may do.
    pub tolerance: f64,
}

/// RVPO under the chosen convention and weights, against k.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sweep {
    /// How many rollouts it was computed from, in whole groups.
    pub rollouts: usize,
    /// From the smallest k to the largest.
    pub points: Vec<SweepPoint>,
    /// The effective number of rewards under which a k is too large: [`EFFECTIVE_REWARDS`], or half way from 1 to what the mean has, where that is
    /// less, since the mean itself listens to few rewards where the weights are very unequal.
    pub effective_bound: f64,
    /// From which k to which RVPO does something and is no hard min yet.
    pub suggestion: Suggestion,
}

/// RVPO at one k.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SweepPoint {
    /// The risk coefficient.
    pub k: f64,
    /// M: each reward's share of the credit.
    pub shares: Vec<f64>,
    /// See [`Credit::effective_per_rollout`].
    pub effective: Option<f64>,
    /// The share of the rollouts whose advantage has the opposite sign under GDPO.
    pub sign_flips: f64,
    /// Spearman's rank correlation with GDPO's advantages.
    pub spearman: Option<f64>,
    /// The mean over the rollouts of `|second order - SoftMin| / (mean - min)`; null where no rollout has two different Z.
    pub taylor_error: Option<f64>,
    /// The share of these rollouts for which it is over [`TAYLOR_ERROR`].
    pub taylor_off: Option<f64>,
}

/// A range of k, out of the sweep's.
///
/// It begins at the smallest k at which RVPO is no longer the mean: one reward's share of the credit is [`SUGGESTED_SHARE`] times its
/// share under GDPO, or more than [`SUGGESTED_FLIPS`] of the signs differ from GDPO's. It ends at the largest k up to which a rollout listens to at
/// least [`Sweep::effective_bound`] rewards. Both are rules of thumb; whether training gets better there is not known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// The smallest k; null where there is no range.
    pub from: Option<f64>,
    /// The largest.
    pub to: Option<f64>,
    /// Why.
    pub reason: Reason,
    /// At `from`: the reward whose share is the largest compared with its weight,
    pub reward: Option<usize>,
    /// that share,
    pub share: Option<f64>,
    /// and the share of the signs that differ from GDPO's.
    pub sign_flips: Option<f64>,
    /// At `to`: the effective number of rewards.
    pub effective: Option<f64>,
    /// Whether `from` is the smallest k of the sweep,
    pub from_is_first: bool,
    /// and `to` the largest, so that the range may go on.
    pub to_is_last: bool,
}

/// Why a range of k is suggested, or why none is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It begins where a reward's share of the credit exceeds what the mean gives it.
    Share,
    /// It begins where signs differ.
    SignFlips,
    /// There is none: with one reward, k changes nothing.
    SingleReward,
    /// There is none: at no k does RVPO differ from the mean.
    NoDifference,
    /// There is none: a rollout listens to too few rewards at every k from which on RVPO differs.
    TooFewRewards,
}
