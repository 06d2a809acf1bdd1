use ndarray::ArrayView2;
use wide::f32x8;

use super::MAX_RESPONSES;
use crate::aggregate::Lanes as _;

/// Computes the softmax policy: the probability of each response, `exp(theta_a) / sum_b exp(theta_b)`; entries past the responses are 0.
#[inline]
pub fn softmax(logits: &[f32; MAX_RESPONSES], responses: usize) -> [f32; MAX_RESPONSES] {
    const INDICES: f32x8 = f32x8::new([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    let is_one = INDICES.simd_lt(f32x8::splat(responses as f32));
    let theta = is_one.bitselect(f32x8::new(*logits), f32x8::splat(logits[0]));
    let most =
        theta.to_array().into_iter().fold(
            logits[0],
            |most, theta| if theta > most { theta } else { most },
        );
    let exp = (theta - f32x8::splat(most)).exp_and_expm1().0 & is_one;
    (exp / f32x8::splat(exp.sum())).to_array()
}

/// Computes what the policy gets of each reward in expectation, in the unit of the rewards; `table` is responses x rewards.
pub fn expected_rewards(
    table: ArrayView2<'_, f32>,
    probabilities: &[f32; MAX_RESPONSES],
) -> impl Iterator<Item = f32> {
    (0..table.ncols()).map(move |j| {
        table
            .column(j)
            .iter()
            .zip(probabilities)
            .map(|(&level, &p)| level * p)
            .sum()
    })
}

/// Computes the lowest of the [`expected_rewards`].
pub fn bottleneck(table: ArrayView2<'_, f32>, probabilities: &[f32; MAX_RESPONSES]) -> f32 {
    expected_rewards(table, probabilities).fold(f32::INFINITY, f32::min)
}
