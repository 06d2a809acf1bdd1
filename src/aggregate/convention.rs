use std::fmt;

use serde::{Serialize, Serializer};

/// Whose numbers to reproduce: how rewards are standardised in a group, what becomes of missing ones and of groups of one, and the step over the
/// batch.
///
/// | | Z divides by | missing reward | group of one | step over the batch |
/// |---|---|---|---|---|
/// | `paper` | `std + 1e-6` | left out | Z = 0 | over rollouts, `std + 1e-6` |
/// | `trl` (1.16) | `std + 1e-4` | left out; adds nothing to a sum, of Z or of raw rewards | Z = 0 | over rollouts, `std + 1e-4` |
/// | `verl` (0.9) | `std + 1e-6` | refused | Z is the raw reward | over tokens, `sqrt(var + 1e-8)` |
/// | `ms-swift` (4.6) | `std + 1e-8` | Z = 0 | Z = 0 | over rollouts, `std + 1e-8` |
/// | `nemo-rl` | `std + 1e-6` | refused | Z = 0 | over rollouts, `std`, or 1 where that is 0 |
///
/// Every deviation has ddof 1, and what is constant in its group has Z = 0. A trainer's GDPO is the sum of Z, weighted by weights as they are given;
/// none has RVPO, the variance penalty or hard min: these take the trainer's Z, weights scaled to sum to 1, and end with the trainer's step. GRPO divides
/// the centred sum of raw rewards by `std + 1e-6`, TRL's and ms-swift's by `std + 1e-4`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename_all = "kebab-case")
)]
pub enum Convention {
    /// Our reading of the paper, which states neither epsilon nor ddof.
    #[default]
    Paper,
    /// `GRPOTrainer`; GDPO is its `normalize_then_sum`, GRPO its `sum_then_normalize`.
    Trl,
    /// `core_algos`. GDPO, and so what is carried into it, rounds rewards to single precision first.
    Verl,
    /// `compute_advantages`; GDPO is its `scale_rewards = "gdpo"`.
    MsSwift,
    /// `advantage_estimator`, without its leave-one-out baseline.
    NemoRl,
}

impl Convention {
    /// Every convention.
    pub const ALL: [Self; 5] = [
        Self::Paper,
        Self::Trl,
        Self::Verl,
        Self::MsSwift,
        Self::NemoRl,
    ];
    /// The conventions that this build computes: without the feature `conventions` the paper's alone.
    pub const BUILT: &[Self] = if cfg!(feature = "conventions") {
        &Self::ALL
    } else {
        &[Self::Paper]
    };

    /// The name as JavaScript writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Trl => "trl",
            Self::Verl => "verl",
            Self::MsSwift => "ms-swift",
            Self::NemoRl => "nemo-rl",
        }
    }
}

impl fmt::Display for Convention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Convention {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
