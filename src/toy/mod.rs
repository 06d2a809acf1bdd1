//! The toy problem: one softmax policy chooses among a few responses, each of which has an expected level of every reward.
//!
//! A judge adds noise to each level. The interesting tables have a response that exploits the easy rewards and scores nothing on the
//! hard one, beside one that is balanced: see [`Scenario::neglect`].

mod policy;
pub mod random;

use ndarray::{Array2, ArrayView2};

use crate::aggregate::{Counted, Error, Path, Rule};

pub use policy::{bottleneck, expected_rewards, softmax};

/// The most responses a scenario may have; the kernels' arrays are that long.
pub const MAX_RESPONSES: usize = 8;
/// The most rewards a scenario may have.
pub const MAX_TRAINED_REWARDS: usize = 17;
/// The largest magnitude of a reward's level, and the largest noise.
pub const MAX_LEVEL: f64 = 10.0;

/// What every response is worth, and how noisily it is judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    table: Array2<f32>,
    noise: f32,
}

impl Scenario {
    /// A scenario whose `table` is responses x rewards; `noise` is the standard deviation of the normal noise on each scored reward, in the unit of
    /// the rewards.
    ///
    /// # Errors
    /// There are not 2 to [`MAX_RESPONSES`] responses and 2 to [`MAX_TRAINED_REWARDS`] rewards, or a number is not finite or beyond [`MAX_LEVEL`].
    pub fn new(table: ArrayView2<'_, f64>, noise: f64) -> Result<Self, Error> {
        let (responses, rewards) = table.dim();
        if !(2..=MAX_RESPONSES).contains(&responses) {
            return Err(Error::length(
                "rewardTable",
                responses,
                Rule::Count {
                    from: 2,
                    to: MAX_RESPONSES,
                    of: Counted::Responses,
                },
            ));
        }
        if !(2..=MAX_TRAINED_REWARDS).contains(&rewards) {
            return Err(Error::length(
                Path::from("rewardTable").at(0),
                rewards,
                Rule::Count {
                    from: 2,
                    to: MAX_TRAINED_REWARDS,
                    of: Counted::Rewards,
                },
            ));
        }
        for a in 0..responses {
            for j in 0..rewards {
                let level = table[(a, j)];
                if !(-MAX_LEVEL..=MAX_LEVEL).contains(&level) {
                    return Err(Error::new(
                        Path::from("rewardTable").at(a).at(j),
                        level,
                        Rule::Between {
                            from: -MAX_LEVEL,
                            to: MAX_LEVEL,
                        },
                    ));
                }
            }
        }
        if !(0.0..=MAX_LEVEL).contains(&noise) {
            return Err(Error::new(
                "noise",
                noise,
                Rule::Between {
                    from: 0.0,
                    to: MAX_LEVEL,
                },
            ));
        }
        Ok(Self {
            table: table.mapv(|level| level as f32),
            noise: noise as f32,
        })
    }

    /// Constraint neglect with `rewards` rewards, of which the last is the hard one: a response that exploits the easy ones, a balanced
    /// one, one that only serves the hard one, and a poor one.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn neglect(rewards: usize, noise: f64) -> Result<Self, Error> {
        let rows = [(1.0, 0.0), (0.6, 0.6), (0.2, 1.0), (0.3, 0.3)];
        let table = Array2::from_shape_fn((rows.len(), rewards), |(a, j)| {
            if j + 1 < rewards {
                rows[a].0
            } else {
                rows[a].1
            }
        });
        Self::new(table.view(), noise)
    }

    /// What each response is worth by each reward: responses x rewards.
    pub fn table(&self) -> ArrayView2<'_, f32> {
        self.table.view()
    }

    /// Standard deviation of the noise, in the unit of the rewards.
    pub fn noise(&self) -> f32 {
        self.noise
    }

    /// How many responses there are.
    pub fn responses(&self) -> usize {
        self.table.nrows()
    }

    /// How many rewards there are.
    pub fn rewards(&self) -> usize {
        self.table.ncols()
    }
}
