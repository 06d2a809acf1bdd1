use std::ops::Range;

use ndarray::Array2;

use super::Input;
use crate::aggregate::{Advantages, Error, Estimator, Groups, Rewards};
use crate::toy::random::{Key, philox};

/// The most rollouts that the sweep and the correlations look at, unless every group has more.
pub const SAMPLE: usize = 1 << 16;
/// The length of a response where it does not matter. (verl's step refuses a batch of a single token.)
pub(super) const TOKENS: u32 = 2;

/// What random numbers are drawn for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Sample = 1,
    Check = 2,
    Case = 3,
}

/// A random number of 64 bits for an index.
pub(super) fn random(purpose: Purpose, index: usize, part: u32) -> u64 {
    const KEY: Key = Key {
        seed: 0x2605_0575,
        stream: 0,
    };
    let index = index as u64;
    let counter = [index as u32, (index >> 32) as u32, purpose as u32, part];
    let [low, high, ..] = philox(counter, KEY);
    u64::from(low) | u64::from(high) << 32
}

/// The numbers of all groups that are not empty, in an order drawn by lot.
pub(super) fn drawn(ranges: &[Range<usize>], purpose: Purpose) -> Vec<usize> {
    let mut order: Vec<(u64, usize)> = (0..ranges.len())
        .filter(|&group| !ranges[group].is_empty())
        .map(|group| (random(purpose, group, 0), group))
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, group)| group).collect()
}

/// Groups of [`SAMPLE`] rollouts at most, in the order of their numbers: all of them, where they are few enough. A larger group would make for long steps
/// and is passed over; where there are only such groups, the smallest is taken.
pub(super) fn sample(ranges: &[Range<usize>]) -> Vec<usize> {
    let drawn = drawn(ranges, Purpose::Sample);
    let mut rollouts = 0;
    let mut chosen: Vec<usize> = Vec::new();
    for &group in &drawn {
        let size = ranges[group].len();
        if rollouts + size <= SAMPLE {
            rollouts += size;
            chosen.push(group);
        }
    }
    if chosen.is_empty() {
        chosen.extend(drawn.into_iter().min_by_key(|&group| ranges[group].len()));
    }
    chosen.sort_unstable();
    chosen
}

/// Some of the groups, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Subset {
    /// Which rollouts of the input they are.
    pub rollouts: Vec<usize>,
    pub rewards: Array2<f64>,
    pub groups: Groups,
    /// At least 1 each; all alike where they are not known.
    response_tokens: Vec<u32>,
}

impl Subset {
    /// The estimator's advantages of these rollouts alone, with details.
    pub fn advantages(&self, estimator: &Estimator<f64>) -> Result<Advantages<f64>, Error> {
        let rewards = Rewards::with_missing(self.rewards.view())?;
        let tokens = Some(self.response_tokens.as_slice());
        estimator.advantages(&rewards, &self.groups, tokens, true)
    }

    /// The same, from these rollouts' Z as an estimator in the same convention gave it.
    pub fn advantages_from(
        &self,
        z: &Array2<f64>,
        estimator: &Estimator<f64>,
    ) -> Result<Advantages<f64>, Error> {
        let rewards = Rewards::with_missing(self.rewards.view())?;
        let tokens = Some(self.response_tokens.as_slice());
        estimator.advantages_from(&rewards, z.view(), &self.groups, tokens)
    }

    /// The same, as if all responses were of one length: for what comes before the step over the batch.
    pub fn scores(&self, estimator: &Estimator<f64>) -> Result<Advantages<f64>, Error> {
        let rewards = Rewards::with_missing(self.rewards.view())?;
        let tokens = vec![TOKENS; self.rollouts.len()];
        estimator.advantages(&rewards, &self.groups, Some(&tokens), true)
    }

    pub fn of(
        input: &Input,
        ranges: &[Range<usize>],
        chosen: impl IntoIterator<Item = usize>,
    ) -> Self {
        let (mut rollouts, mut labels) = (Vec::new(), Vec::new());
        for (label, group) in chosen
            .into_iter()
            .filter(|&group| !ranges[group].is_empty())
            .enumerate()
        {
            for place in ranges[group].clone() {
                rollouts.push(input.groups.rollout(place));
                labels.push(label);
            }
        }
        let rewards = Array2::from_shape_fn((rollouts.len(), input.rewards.ncols()), |(i, j)| {
            input.rewards[(rollouts[i], j)]
        });
        let lengths = input.response_lengths.as_ref();
        let least = if rollouts.len() == 1 { TOKENS } else { 1 };
        Self {
            response_tokens: (rollouts.iter())
                .map(|&i| lengths.map_or(TOKENS, |all| all[i].max(least)))
                .collect(),
            groups: Groups::by_label(&labels),
            rollouts,
            rewards,
        }
    }
}
