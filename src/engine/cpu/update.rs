use wide::{f32x8, u32x8};

use crate::aggregate::Lanes as _;
use crate::engine::{Buffers, Config, MAX_STEPS};
use crate::toy::{MAX_RESPONSES, bottleneck, softmax};

/// Moves one lane a step along its policy gradient: `theta_a += (learning_rate / N) sum_i A_i ([response_i = a] - p_a)`.
pub fn update(config: &Config, lane: usize, buffers: &mut Buffers) {
    let n = config.rollouts();
    let responses = &buffers.responses[lane * n..(lane + 1) * n];
    let advantages = &buffers.advantages[lane * n..(lane + 1) * n];
    let mut strands = [f32x8::splat(0.0); MAX_RESPONSES];
    for (responses, advantages) in responses
        .chunks(f32x8::WIDTH)
        .zip(advantages.chunks(f32x8::WIDTH))
    {
        let (responses, advantages) = (super::load(responses), f32x8::load(advantages));
        for (strand, a) in strands.iter_mut().zip(0..config.responses() as u32) {
            let is_a = f32x8::from_bits(responses.simd_eq(u32x8::splat(a)));
            *strand += is_a & advantages;
        }
    }
    let sums = strands.map(|strand| strand.sum());
    let total: f32 = sums.iter().sum();
    let state = &mut buffers.lanes[lane];
    let probabilities = softmax(&state.logits, config.responses());
    let rate = config.learning_rate as f32 / n as f32;
    for ((logit, &sum), &p) in state.logits.iter_mut().zip(&sums).zip(&probabilities) {
        *logit += rate * (sum - p * total);
    }
    let row = (state.step % MAX_STEPS) as usize;
    state.step += 1;
    buffers.bottlenecks[row * config.lanes() + lane] =
        bottleneck(config.table(), &softmax(&state.logits, config.responses()));
}
