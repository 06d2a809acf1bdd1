use ndarray::{ArrayView1, ArrayView2};

use super::Credit;

/// Adds up rollouts' credits.
#[derive(Clone, Debug)]
pub(super) struct Credits {
    sums: Vec<f64>,
    effective: f64,
    scored: usize,
    negative: usize,
}

impl Credits {
    pub fn new(rewards: usize) -> Self {
        Self {
            sums: vec![0.0; rewards],
            effective: 0.0,
            scored: 0,
            negative: 0,
        }
    }

    /// Adds rollouts: n x M.
    pub fn add(&mut self, credit: ArrayView2<'_, f64>) {
        for row in credit.rows() {
            // A rollout without any reward has no credit to give.
            let Some(effective) = effective(row) else {
                continue;
            };
            self.scored += 1;
            self.effective += effective;
            for (sum, &share) in self.sums.iter_mut().zip(row) {
                *sum += share;
                self.negative += usize::from(share < 0.0);
            }
        }
    }

    pub fn finish(self) -> Credit {
        let count = self.scored.max(1) as f64;
        let shares: Vec<f64> = self.sums.iter().map(|sum| sum / count).collect();
        Credit {
            effective_per_rollout: (self.scored > 0).then(|| self.effective / count),
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
