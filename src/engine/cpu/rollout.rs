use crate::engine::{Buffers, Config};
use crate::toy::random::{Draws, Key};
use crate::toy::{MAX_RESPONSES, sample, softmax};

/// Draws and scores the rollouts of one seed under every method.
pub fn rollout(config: &Config, seed: usize, buffers: &mut Buffers, draws: &mut Draws) {
    let (n, rewards, noise) = (config.rollouts(), config.rewards(), config.scenario.noise());
    let step = buffers.lanes[seed].step;
    draws.fill(
        Key {
            seed: config.seed,
            stream: seed as u32,
        },
        step,
        n,
        rewards,
    );
    for method in 0..config.methods.len() {
        let lane = method * config.seeds + seed;
        let probabilities = softmax(&buffers.lanes[lane].logits, config.responses());
        let responses = &mut buffers.responses[lane * n..(lane + 1) * n];
        for (response, &uniform) in responses.iter_mut().zip(&draws.uniforms) {
            *response = sample(&probabilities, config.responses(), uniform);
        }
        let scored = &mut buffers.rewards[lane * rewards * n..(lane + 1) * rewards * n];
        for ((j, row), normals) in scored
            .chunks_exact_mut(n)
            .enumerate()
            .zip(draws.normals.chunks_exact(n))
        {
            let mut levels = [0.0; MAX_RESPONSES];
            for (level, &expected) in levels.iter_mut().zip(config.table().column(j)) {
                *level = expected;
            }
            for ((reward, &response), &normal) in row.iter_mut().zip(&*responses).zip(normals) {
                *reward = levels[response as usize % MAX_RESPONSES] + noise * normal;
            }
        }
    }
}
