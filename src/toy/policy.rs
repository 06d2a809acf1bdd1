use ndarray::ArrayView2;
use wide::f32x8;

use super::MAX_RESPONSES;
use crate::aggregate::Lanes as _;

/// The softmax policy: the probability of each response, `exp(theta_a) / sum_b exp(theta_b)`; entries past the responses are 0.
#[inline]
pub fn softmax(logits: &[f32; MAX_RESPONSES], responses: usize) -> [f32; MAX_RESPONSES] {
    let logits = &logits[..responses.min(MAX_RESPONSES)];
    let most = logits
        .iter()
        .fold(f32::NEG_INFINITY, |most, &theta| most.max(theta));
    let mut probabilities = [0.0; MAX_RESPONSES];
    let (exp, _) = (f32x8::load(logits) - f32x8::splat(most)).exp_and_expm1();
    exp.store(&mut probabilities[..logits.len()]);
    let sum: f32 = probabilities.iter().sum();
    probabilities.map(|p| p / sum)
}

/// What the policy gets of each reward in expectation, in the unit of the rewards; `table` is responses x rewards.
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

/// The lowest of the [`expected_rewards`].
pub fn bottleneck(table: ArrayView2<'_, f32>, probabilities: &[f32; MAX_RESPONSES]) -> f32 {
    expected_rewards(table, probabilities).fold(f32::INFINITY, f32::min)
}
