//! What the methods and the conventions do. This is the one place that says so: whoever computes by them, warns, checks or explains reads it here.

use serde::Serialize;

use super::{Convention, EPSILON, MethodName, ScaleRewards};

/// What a method does, whatever the convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MethodTraits {
    /// What a rollout's score is.
    pub scoring: Scoring,
    /// How the scores become advantages.
    pub normalisation: Normalisation,
    /// Whether the method has a k.
    pub takes_k: bool,
}

/// What a rollout's score is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scoring {
    /// The weighted sum of the raw rewards.
    RawSum,
    /// An [`Aggregator`](super::Aggregator) of the standardised rewards.
    Aggregate,
    /// The mean of the standardised rewards, each weighted by weight times standard deviation in the group.
    ByDeviation,
}

/// How scores become advantages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Normalisation {
    /// They are whitened over the batch.
    Whitened,
    /// The mean of the group is taken off, and the rest divided by what [`ScaleRewards`] says.
    Scaled,
    /// The mean of the group is taken off.
    Centred,
    /// The mean of the group's other scores is taken off.
    LeaveOneOut,
    /// They are the advantages already.
    None,
}

impl MethodTraits {
    /// Whether raw rewards are added up, each in its own unit.
    pub const fn adds_up_raw(self) -> bool {
        matches!(self.scoring, Scoring::RawSum)
    }

    /// Whether a reward counts by its standard deviation in the group, so that one with a large deviation drowns the others.
    pub const fn counts_by_deviation(self) -> bool {
        !matches!(self.scoring, Scoring::Aggregate)
    }

    /// Whether the scores are whitened over the batch.
    pub const fn is_whitened(self) -> bool {
        matches!(self.normalisation, Normalisation::Whitened)
    }

    /// Whether the mean of the group is taken off the scores.
    pub const fn takes_off_mean(self) -> bool {
        matches!(
            self.normalisation,
            Normalisation::Scaled | Normalisation::Centred
        )
    }

    /// Whether [`ScaleRewards`] changes anything.
    pub const fn takes_scale_rewards(self) -> bool {
        matches!(self.normalisation, Normalisation::Scaled)
    }

    /// Whether the advantages are in the unit of the rewards, and not in standard deviations.
    pub fn keeps_unit(self, scale: ScaleRewards) -> bool {
        self.adds_up_raw()
            && match self.normalisation {
                Normalisation::Whitened => false,
                Normalisation::Scaled => scale == ScaleRewards::None,
                Normalisation::Centred | Normalisation::LeaveOneOut | Normalisation::None => true,
            }
    }
}

impl MethodName {
    /// What the method does.
    pub const fn traits(self) -> MethodTraits {
        use Normalisation::{Centred, LeaveOneOut, None, Scaled, Whitened};
        use Scoring::{Aggregate, ByDeviation, RawSum};
        let (scoring, normalisation, takes_k) = match self {
            Self::Grpo => (RawSum, Scaled, false),
            Self::DrGrpo => (RawSum, Centred, false),
            Self::Gdpo => (Aggregate, Whitened, false),
            Self::Variance => (Aggregate, Whitened, true),
            Self::Rvpo => (Aggregate, Whitened, true),
            Self::Min => (Aggregate, Whitened, false),
            Self::Rloo => (RawSum, LeaveOneOut, false),
            Self::ReinforcePlusPlus => (RawSum, Whitened, false),
            Self::Dvao => (ByDeviation, None, false),
        };
        MethodTraits {
            scoring,
            normalisation,
            takes_k,
        }
    }
}

/// What a convention does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConventionTraits {
    /// What is added to the standard deviation that Z is divided by.
    pub epsilon: f64,
    /// What is added to the standard deviation that GRPO divides by.
    pub sum_epsilon: f64,
    /// Which standard deviations take Bessel's correction in single precision.
    pub rounded_bessel: RoundedBessel,
    /// What becomes of a missing reward where Z are aggregated.
    pub missing: Missing,
    /// Whether a reward that only one rollout of a larger group has is missing there, too.
    pub drops_lone_reward: bool,
    /// What a reward of a group of one rollout is standardised to.
    pub single: SingleZ,
    /// Whether GDPO is the sum of Z by the weights as they are given, and not their mean.
    pub sums_z: bool,
    /// How scores are whitened over the batch.
    pub whitening: Whitening,
    /// Whether methods that standardise each reward round it to single precision first.
    pub rounds_rewards: bool,
    /// Which rollouts without a reward of a weight above 0 have a score nevertheless: 0, which is whitened or centred with the others.
    pub scored_without: ScoredWithout,
    /// Whether all groups must be of one size in the trainer itself.
    pub has_equal_groups: bool,
    /// Whether GRPO may divide by the standard deviation of the whole batch.
    pub scales_by_batch: bool,
    /// Whether the methods are computed that the engines do not train.
    pub has_untrained: bool,
}

/// Which standard deviations take Bessel's correction in single precision, whatever the rewards are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoundedBessel {
    /// None does.
    Never,
    /// Only those that Z is divided by do.
    ForZ,
    /// Those that Z, sums and scores are divided by do.
    Always,
}

/// What becomes of a missing reward where Z are aggregated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// It has no Z.
    LeftOut,
    /// Its Z is 0.
    ZeroZ,
    /// A batch with one is refused.
    Refused,
}

/// What a reward of a group of one rollout is standardised to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum SingleZ {
    /// Its Z is 0.
    Zero,
    /// Its Z is the raw reward: the mean is taken for 0 and the standard deviation for 1.
    RawReward,
}

/// How scores are whitened over the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whitening {
    /// Each rollout counts once; they are divided by their standard deviation plus epsilon.
    Rollouts,
    /// Each rollout counts once; they are divided by their standard deviation itself, or by 1 where that is 0.
    RolloutsWithoutEpsilon,
    /// Each rollout counts once for each of its response's tokens; they are divided by `sqrt(var + 1e-8)`.
    Tokens,
}

/// Which rollouts without a reward of a weight above 0 have a score nevertheless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScoredWithout {
    /// None has.
    No,
    /// Those have that have a reward of weight 0.
    AnyReward,
    /// All have.
    Always,
}

/// What a method does with a missing reward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum MissingUse {
    /// It is left out, and the others of its rollout count for more.
    LeftOut,
    /// It adds nothing to a sum of raw rewards, as if it were 0 in its own unit.
    RawZero,
    /// It adds nothing to a sum of Z, as if it were average.
    Neutral,
    /// Its Z is 0, which a sum would not notice but a SoftMin, the variance penalty and hard min do.
    ZeroZ,
}

impl ConventionTraits {
    /// The standard deviation of n numbers that Z is divided by, in units of the exact one.
    pub(super) fn bias_of_z(&self, n: usize) -> f64 {
        match self.rounded_bessel {
            RoundedBessel::Never => 1.0,
            RoundedBessel::ForZ | RoundedBessel::Always => bias_of_bessel(n),
        }
    }

    /// The same of the one that sums and scores are divided by.
    pub(super) fn bias_of_scores(&self, n: usize) -> f64 {
        match self.rounded_bessel {
            RoundedBessel::Never | RoundedBessel::ForZ => 1.0,
            RoundedBessel::Always => bias_of_bessel(n),
        }
    }
}

/// What rounding Bessel's correction to single precision makes of the standard deviation of n numbers.
fn bias_of_bessel(n: usize) -> f64 {
    if n < 2 {
        return 1.0;
    }
    let bessel = n as f32 / (n - 1) as f32;
    (f64::from(bessel) * (n - 1) as f64 / n as f64).sqrt()
}

pub(super) const PAPER: ConventionTraits = ConventionTraits {
    epsilon: EPSILON,
    sum_epsilon: EPSILON,
    rounded_bessel: RoundedBessel::Never,
    missing: Missing::LeftOut,
    drops_lone_reward: false,
    single: SingleZ::Zero,
    sums_z: false,
    whitening: Whitening::Rollouts,
    rounds_rewards: false,
    scored_without: ScoredWithout::No,
    has_equal_groups: false,
    scales_by_batch: true,
    has_untrained: true,
};
/// What the trainers have in common, and else the paper's.
const TRAINER: ConventionTraits = ConventionTraits {
    sums_z: true,
    has_untrained: false,
    ..PAPER
};

impl Convention {
    /// What the convention does.
    pub const fn traits(self) -> ConventionTraits {
        match self {
            Self::Paper => PAPER,
            Self::Trl => ConventionTraits {
                epsilon: 1e-4,
                sum_epsilon: 1e-4,
                rounded_bessel: RoundedBessel::Always,
                drops_lone_reward: true,
                scored_without: ScoredWithout::AnyReward,
                has_equal_groups: true,
                ..TRAINER
            },
            Self::Verl => ConventionTraits {
                epsilon: 1e-6,
                sum_epsilon: 1e-6,
                missing: Missing::Refused,
                single: SingleZ::RawReward,
                whitening: Whitening::Tokens,
                rounds_rewards: true,
                scales_by_batch: false,
                ..TRAINER
            },
            Self::MsSwift => ConventionTraits {
                epsilon: 1e-8,
                sum_epsilon: 1e-4,
                rounded_bessel: RoundedBessel::ForZ,
                missing: Missing::ZeroZ,
                scored_without: ScoredWithout::Always,
                has_equal_groups: true,
                ..TRAINER
            },
            Self::NemoRl => ConventionTraits {
                epsilon: 1e-6,
                sum_epsilon: 1e-6,
                missing: Missing::Refused,
                whitening: Whitening::RolloutsWithoutEpsilon,
                scales_by_batch: false,
                ..TRAINER
            },
        }
    }

    /// Whether there is a place for missing rewards.
    pub fn allows_missing(self) -> bool {
        self.traits().missing != Missing::Refused
    }

    /// Whether the method is computed.
    pub fn has_method(self, method: MethodName) -> bool {
        self.traits().has_untrained || MethodName::TRAINED.contains(&method)
    }

    /// Whether GRPO may divide by that.
    pub fn has_scale(self, scale: ScaleRewards) -> bool {
        self.traits().scales_by_batch || scale != ScaleRewards::Batch
    }

    /// Whether the method's score is the sum of Z, weighted by the weights as they are given.
    pub fn sums_z(self, method: MethodName) -> bool {
        self.traits().sums_z && method == MethodName::Gdpo
    }

    /// Whether the method's score is at most the mean of Z, weighted by the weights scaled to sum to 1, or should be.
    pub fn is_bounded_by_mean(self, method: MethodName) -> bool {
        method.traits().scoring == Scoring::Aggregate && !self.sums_z(method)
    }

    /// Whether the method's advantages depend on how many tokens each response has.
    pub fn counts_tokens(self, method: MethodName) -> bool {
        self.whitens(method, Whitening::Tokens)
    }

    /// Whether the method's scores are whitened over the batch without an epsilon, which makes advantages of size 1 of what is rounding alone.
    pub fn whitens_noise(self, method: MethodName) -> bool {
        self.whitens(method, Whitening::RolloutsWithoutEpsilon)
    }

    fn whitens(self, method: MethodName, whitening: Whitening) -> bool {
        let is_whitened = self.has_method(method) && method.traits().is_whitened();
        is_whitened && self.traits().whitening == whitening
    }

    /// Whether the method rounds rewards to single precision.
    pub fn rounds_rewards(self, method: MethodName) -> bool {
        self.traits().rounds_rewards && !method.traits().adds_up_raw()
    }

    /// What is added to the standard deviation that the method divides by.
    pub fn epsilon_of(self, method: MethodName) -> f64 {
        if method.traits().adds_up_raw() {
            self.traits().sum_epsilon
        } else {
            self.traits().epsilon
        }
    }

    /// What the method does with a missing reward; none where a batch with one is refused.
    pub fn missing_use(self, method: MethodName) -> Option<MissingUse> {
        match self.traits().missing {
            Missing::Refused => None,
            _ if method.traits().adds_up_raw() => Some(MissingUse::RawZero),
            _ if self.sums_z(method) => Some(MissingUse::Neutral),
            Missing::ZeroZ => Some(MissingUse::ZeroZ),
            Missing::LeftOut => Some(MissingUse::LeftOut),
        }
    }
}
