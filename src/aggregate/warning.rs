use std::fmt;

use serde::Serialize;

use super::{Advantages, Convention, Groups, MethodName, MissingUse, ScoredWithout, SingleZ};

/// What is peculiar about a batch. [`fmt::Display`] says it in an English sentence, without a full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(
    tag = "code",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Warning {
    /// Response lengths are given where they change nothing.
    UnusedTokens,
    /// Pairs of a group and a reward are constant, so that Z is 0 there.
    ConstantRewards {
        /// How many pairs are.
        pairs: usize,
        /// How many pairs there are.
        of: usize,
        /// Whether they cap the method's score at `(ln M)/k`, as they do a SoftMin's.
        caps: bool,
    },
    /// Groups have a single rollout.
    SingleRollouts {
        /// How many groups have.
        groups: usize,
        /// How many groups there are.
        of: usize,
        /// What a reward is standardised to there.
        z: SingleZ,
        /// By whose convention.
        convention: Convention,
    },
    /// Rewards are missing.
    MissingRewards {
        /// How many are.
        rewards: usize,
        /// How many there are, with those that are missing.
        of: usize,
        /// What the method does with them.
        method: MissingUse,
        /// Whether a reward that no other rollout of its group has is left out, too.
        drops_lone_reward: bool,
    },
    /// Rollouts have no reward that counts.
    Unscored {
        /// How many have none.
        rollouts: usize,
        /// How many there are.
        of: usize,
        /// Whether they are scored 0, which is whitened or centred with the others; else their advantage is 0.
        is_scored: bool,
    },
    /// The groups are of unequal size, which the convention's trainer does not have.
    UnequalGroups {
        /// The convention.
        convention: Convention,
    },
}

impl<F> Advantages<F> {
    /// What is peculiar about the batch that these are the advantages of, by that method in that convention, of rollouts with `reward_count` rewards each.
    pub fn warnings(
        &self,
        convention: Convention,
        method: MethodName,
        groups: &Groups,
        reward_count: usize,
    ) -> Vec<Warning> {
        let traits = convention.traits();
        let rollouts = groups.rollouts();
        let mut warnings = Vec::new();
        if self.constant > 0 {
            warnings.push(Warning::ConstantRewards {
                pairs: self.constant,
                of: groups.len() * reward_count,
                caps: method == MethodName::Rvpo,
            });
        }
        if self.single > 0 {
            warnings.push(Warning::SingleRollouts {
                groups: self.single,
                of: groups.len(),
                z: traits.single,
                convention,
            });
        }
        // Where a missing reward is refused, there is none.
        if let (true, Some(method)) = (self.missing > 0, convention.missing_use(method)) {
            warnings.push(Warning::MissingRewards {
                rewards: self.missing,
                of: rollouts * reward_count,
                method,
                drops_lone_reward: traits.drops_lone_reward && method == MissingUse::LeftOut,
            });
        }
        if self.unscored > 0 {
            warnings.push(Warning::Unscored {
                rollouts: self.unscored,
                of: rollouts,
                is_scored: traits.scored_without == ScoredWithout::Always,
            });
        }
        if traits.has_equal_groups && !groups.are_equal() {
            warnings.push(Warning::UnequalGroups { convention });
        }
        warnings
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::UnusedTokens => f.write_str("responseTokens change nothing here: only verl's whitening, for methods that standardise each reward, counts tokens"),
            Self::ConstantRewards { pairs, of, caps } => {
                write!(f, "{pairs} of {of} pairs of a group and a reward are constant: Z is 0 there")?;
                f.write_str(if caps { ", which still caps RVPO's A at (ln M)/k" } else { "" })
            }
            Self::SingleRollouts { groups, of, z, convention } => {
                write!(f, "{groups} of {of} groups have a single rollout: ")?;
                match z {
                    SingleZ::Zero => f.write_str("its Z is 0"),
                    SingleZ::RawReward => write!(f, "{convention} takes its mean for 0 and its deviation for 1, so that it keeps its raw rewards"),
                }
            }
            Self::MissingRewards { rewards, of, method, drops_lone_reward } => {
                write!(f, "{rewards} of {of} rewards are missing: {}", method.as_str())?;
                f.write_str(if drops_lone_reward { "; so is a reward that no other rollout of its group has" } else { "" })
            }
            Self::Unscored { rollouts, of, is_scored } => {
                write!(f, "{rollouts} of {of} rollouts have no reward at all: ")?;
                f.write_str(if is_scored { "they are scored 0 and whitened or centred with the others" } else { "their advantage is 0" })
            }
            Self::UnequalGroups { convention } => write!(f, "the groups are of unequal size, which {convention} does not have: each is standardised by itself, as in the others"),
        }
    }
}

impl MissingUse {
    /// What becomes of missing rewards, in a clause about "them".
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeftOut => "they are left out, and the others of the rollout count for more",
            Self::RawZero => {
                "they add nothing to the weighted sum of raw rewards, as if they were 0"
            }
            Self::Neutral => "they add nothing to the weighted sum of Z, as if they were average",
            Self::ZeroZ => {
                "their Z is 0, which a sum does not notice but RVPO, the variance penalty and hard min do"
            }
        }
    }
}
