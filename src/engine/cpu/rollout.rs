use wide::{f32x8, u32x8};

use crate::aggregate::Lanes as _;
use crate::engine::{Buffers, Config};
use crate::toy::random::{Draws, Key};
use crate::toy::{MAX_RESPONSES, MAX_TRAINED_REWARDS, softmax};

/// Draws and scores the rollouts of one seed under every method.
///
/// A rollout's response is the first whose cumulative probability is above its uniform number.
pub fn rollout(config: &Config, seed: usize, buffers: &mut Buffers, draws: &mut Draws) {
    let (n, rewards, others) = (config.rollouts(), config.rewards(), config.responses() - 1);
    let noise = f32x8::splat(config.scenario.noise());
    let step = buffers.lanes[seed].step;
    let key = Key {
        seed: config.seed,
        stream: seed as u32,
    };
    draws.fill(key, step, n, rewards);
    // Of each response's level, the bits in which it differs from the level of the response before.
    let mut levels = [[0; MAX_RESPONSES]; MAX_TRAINED_REWARDS];
    for (levels, column) in levels.iter_mut().zip(config.table().columns()) {
        let mut before = 0;
        for (difference, level) in levels.iter_mut().zip(column) {
            *difference = before ^ level.to_bits();
            before = level.to_bits();
        }
    }
    for method in 0..config.methods.len() {
        let lane = method * config.seeds + seed;
        let mut cumulative = softmax(&buffers.lanes[lane].logits, config.responses());
        for a in 1..others {
            cumulative[a] += cumulative[a - 1];
        }
        let responses = &mut buffers.responses[lane * n..(lane + 1) * n];
        let scored = &mut buffers.rewards[lane * rewards * n..(lane + 1) * rewards * n];
        for start in (0..n).step_by(f32x8::WIDTH) {
            let end = n.min(start + f32x8::WIDTH);
            let uniform = f32x8::load(&draws.uniforms[start..end]);
            // Whether the response comes after response a: all ones or all zeros.
            let mut after = [u32x8::splat(0); MAX_RESPONSES];
            let mut response = u32x8::splat(0);
            for (after, &cumulative) in after.iter_mut().zip(&cumulative).take(others) {
                *after = uniform.simd_ge(f32x8::splat(cumulative)).to_bits();
                response -= *after;
            }
            super::store(response, &mut responses[start..end]);
            for (j, levels) in levels.iter().enumerate().take(rewards) {
                let mut level = u32x8::splat(levels[0]);
                for (&after, &difference) in after.iter().zip(&levels[1..]).take(others) {
                    level ^= after & u32x8::splat(difference);
                }
                let place = j * n + start..j * n + end;
                let normal = f32x8::load(&draws.normals[place.clone()]);
                (f32x8::from_bits(level) + noise * normal).store(&mut scored[place]);
            }
        }
    }
}
