use crate::engine::{Buffers, Config, MAX_STEPS};
use crate::toy::{MAX_RESPONSES, bottleneck, softmax};

/// One step of one lane along its policy gradient: `theta_a += (learning_rate / N) sum_i A_i ([response_i = a] - p_a)`.
pub fn update(config: &Config, lane: usize, buffers: &mut Buffers) {
    let n = config.rollouts();
    let responses = &buffers.responses[lane * n..(lane + 1) * n];
    let advantages = &buffers.advantages[lane * n..(lane + 1) * n];
    let mut sums = [0.0; MAX_RESPONSES];
    let mut total = 0.0;
    for (&response, &advantage) in responses.iter().zip(advantages) {
        sums[response as usize % MAX_RESPONSES] += advantage;
        total += advantage;
    }
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
