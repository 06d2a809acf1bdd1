use ndarray::ArrayView1;
use serde::Serialize;

use crate::aggregate::Details;

/// The smallest distance of a rollout's Z that is one: below, it would be rounding.
pub(super) const SMALLEST_WAY: f64 = 1e-9;

/// Whose reward a method's scores depend on: see [`Details::credit`](crate::aggregate::Details::credit).
///
/// The effective number of rewards is `1 / sum_j c_j^2` of shares `c_j` that sum to 1: the inverse Simpson index (Simpson 1949), which is Hill's
/// number of order 2 (Hill 1973). It is M where all rewards have the same share, and 1 where one has all. The variance penalty's credits can be
/// negative: their magnitudes are taken, and scaled to sum to 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "CreditShares"))]
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

/// Adds up rollouts' credits.
#[derive(Clone, Debug)]
pub(super) struct Credits {
    sums: Vec<f64>,
    /// Of all rollouts that have a reward.
    effective: f64,
    scored: usize,
    /// Of those whose Z differ.
    effective_of_differing: f64,
    differing: usize,
    negative: usize,
    largest_z: f64,
}

impl Credits {
    pub fn new(rewards: usize) -> Self {
        Self {
            sums: vec![0.0; rewards],
            effective: 0.0,
            scored: 0,
            effective_of_differing: 0.0,
            differing: 0,
            negative: 0,
            largest_z: 0.0,
        }
    }

    /// Adds rollouts: n x M; `p` are the weights, M.
    pub fn add(&mut self, details: &Details<f64>, p: &[f64]) {
        for (row, z) in details.credit.rows().into_iter().zip(details.z.rows()) {
            // A rollout without any reward has no credit to give.
            let Some(effective) = effective(row) else {
                continue;
            };
            self.scored += 1;
            self.effective += effective;
            let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
            for (&z, _) in z.iter().zip(p).filter(|(z, p)| !z.is_nan() && **p > 0.0) {
                (least, most) = (least.min(z), most.max(z));
            }
            if least <= most {
                self.largest_z = self.largest_z.max(most.abs()).max(least.abs());
            }
            if most - least > SMALLEST_WAY {
                self.differing += 1;
                self.effective_of_differing += effective;
            }
            for (sum, &share) in self.sums.iter_mut().zip(row) {
                *sum += share;
                self.negative += usize::from(share < 0.0);
            }
        }
    }

    /// The largest magnitude of a Z that counts.
    pub fn largest_z(&self) -> f64 {
        self.largest_z
    }

    pub fn finish(self) -> Credit {
        let (sum, of) = if self.differing > 0 {
            (self.effective_of_differing, self.differing)
        } else {
            (self.effective, self.scored)
        };
        let count = self.scored.max(1) as f64;
        let shares: Vec<f64> = self.sums.iter().map(|sum| sum / count).collect();
        Credit {
            effective_per_rollout: (of > 0).then(|| sum / of as f64),
            effective_of_shares: effective(ArrayView1::from(&shares)),
            negative: self.negative,
            shares,
        }
    }
}

/// The effective number of rewards of M shares, by their magnitudes; none where all are 0.
pub(super) fn effective(shares: ArrayView1<'_, f64>) -> Option<f64> {
    let largest = shares
        .iter()
        .fold(0.0, |most: f64, share| most.max(share.abs()));
    if largest <= 0.0 {
        return None;
    }
    // In units of the largest, so that nothing overflows.
    let (mut sum, mut squares) = (0.0, 0.0);
    for share in shares {
        let share = share.abs() / largest;
        sum += share;
        squares += share * share;
    }
    Some(sum * sum / squares)
}
