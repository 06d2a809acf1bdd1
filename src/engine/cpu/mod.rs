//! The engine that runs everywhere: the kernels as plain loops, which the compiler turns into SIMD.

mod advantage;
mod rollout;
mod update;

pub use advantage::advantage;
pub use rollout::rollout;
pub use update::update;

use wide::u32x8;

use super::buffers::bottleneck_rows;
use super::{Buffers, Config, Error, Lane, MAX_STEPS, Readback, Sample};
use crate::toy::random::Draws;

/// Trains on the CPU, in single precision.
#[derive(Clone, Debug)]
pub struct Engine {
    config: Config,
    buffers: Buffers,
    draws: Draws,
    /// The step at the last snapshot.
    read: u32,
    /// Whether the buffers hold the batch of the last step; what is loaded are policies alone.
    has_batch: bool,
}

impl Engine {
    /// Makes uniform policies before their first step.
    pub fn new(config: &Config) -> Self {
        Self {
            config: config.clone(),
            buffers: Buffers::new(config),
            draws: Draws::default(),
            read: 0,
            has_batch: false,
        }
    }

    /// Gives away what the kernels work on.
    pub fn into_buffers(self) -> Buffers {
        self.buffers
    }

    fn now(&self) -> u32 {
        self.buffers.lanes.first().map_or(0, |lane| lane.step)
    }
}

/// Eight neighbours of one lane's responses; past the last, what no response is.
fn load(responses: &[u32]) -> u32x8 {
    u32x8::new(
        responses.first_chunk().copied().unwrap_or_else(|| {
            std::array::from_fn(|i| responses.get(i).copied().unwrap_or(u32::MAX))
        }),
    )
}

/// Puts as many of the responses as there is room for.
fn store(found: u32x8, responses: &mut [u32]) {
    let found = found.to_array();
    match responses.first_chunk_mut() {
        Some(responses) => *responses = found,
        None => responses.copy_from_slice(&found[..responses.len()]),
    }
}

impl super::Engine for Engine {
    fn configure(&mut self, config: &Config) {
        self.config = config.clone();
    }

    fn load(&mut self, lanes: &[Lane]) {
        self.buffers.lanes.copy_from_slice(lanes);
        self.read = self.now();
        self.has_batch = false;
    }

    fn step(&mut self, steps: u32) {
        self.has_batch |= steps > 0;
        // Seed by seed: what one kernel leaves in the cache the next one finds there, and so does the next step.
        for seed in 0..self.config.seeds {
            for _ in 0..steps {
                rollout(&self.config, seed, &mut self.buffers, &mut self.draws);
                for method in 0..self.config.methods.len() {
                    let lane = method * self.config.seeds + seed;
                    advantage(&self.config, lane, &mut self.buffers);
                    update(&self.config, lane, &mut self.buffers);
                }
            }
        }
    }

    async fn snapshot(&mut self, sampled: usize) -> Result<Readback, Error> {
        let (lanes, now) = (self.config.lanes(), self.now());
        debug_assert!(now - self.read <= MAX_STEPS);
        let bottlenecks = bottleneck_rows(self.read, now)
            .flat_map(|row| &self.buffers.bottlenecks[row * lanes..(row + 1) * lanes])
            .copied()
            .collect();
        self.read = now;
        let (n, size) = (
            self.config.rollouts(),
            self.config.rollouts() * self.config.rewards(),
        );
        let sample = self.has_batch.then(|| Sample {
            lane: sampled,
            responses: self.buffers.responses[sampled * n..(sampled + 1) * n].to_vec(),
            rewards: self.buffers.rewards[sampled * size..(sampled + 1) * size].to_vec(),
            advantages: self.buffers.advantages[sampled * n..(sampled + 1) * n].to_vec(),
        });
        Ok(Readback {
            lanes: self.buffers.lanes.clone(),
            bottlenecks,
            sample,
        })
    }
}
