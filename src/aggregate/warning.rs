use std::fmt;

use serde::Serialize;

use super::{Advantages, Convention, Groups, MethodName, MissingUse, ScoredWithout, SingleZ};

/// What is peculiar about a batch, named by its `code` in what is serialised. As text it is an English sentence without a full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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

#[cfg(any(feature = "words", not(target_arch = "wasm32")))]
impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::words::message(self))
    }
}

/// The page's module has no words.
#[cfg(not(any(feature = "words", not(target_arch = "wasm32"))))]
impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnusedTokens => "unused-tokens",
            Self::ConstantRewards { .. } => "constant-rewards",
            Self::SingleRollouts { .. } => "single-rollouts",
            Self::MissingRewards { .. } => "missing-rewards",
            Self::Unscored { .. } => "unscored",
            Self::UnequalGroups { .. } => "unequal-groups",
        })
    }
}
