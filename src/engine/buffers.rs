use bytemuck::{Pod, Zeroable};

use super::{Config, MAX_STEPS};
use crate::toy::MAX_RESPONSES;

/// One policy and how far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Lane {
    /// One for each response; the rest is 0.
    pub logits: [f32; MAX_RESPONSES],
    /// Steps done.
    pub step: u32,
}

/// One lane's last batch: N rollouts, M rewards.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Which lane.
    pub lane: usize,
    /// N: which response each rollout is.
    pub responses: Vec<u32>,
    /// M x N, reward-major.
    pub rewards: Vec<f32>,
    /// N.
    pub advantages: Vec<f32>,
}

/// Everything that the kernels read and write; the same on the CPU and the GPU.
#[derive(Clone, Debug, PartialEq)]
pub struct Buffers {
    /// L policies.
    pub lanes: Vec<Lane>,
    /// L x N: which response each rollout is.
    pub responses: Vec<u32>,
    /// L x M x N: what it was scored.
    pub rewards: Vec<f32>,
    /// L x M x N: standardised in its group; untouched by GRPO and Dr. GRPO.
    pub z: Vec<f32>,
    /// L x N.
    pub advantages: Vec<f32>,
    /// [`MAX_STEPS`] x L: the bottleneck after step s is in row `(s - 1) % MAX_STEPS`.
    pub bottlenecks: Vec<f32>,
}

impl Buffers {
    /// Uniform policies before their first step.
    pub fn new(config: &Config) -> Self {
        let (lanes, rollouts, rewards) = (config.lanes(), config.rollouts(), config.rewards());
        Self {
            lanes: vec![Lane::default(); lanes],
            responses: vec![0; lanes * rollouts],
            rewards: vec![0.0; lanes * rewards * rollouts],
            z: vec![0.0; lanes * rewards * rollouts],
            advantages: vec![0.0; lanes * rollouts],
            bottlenecks: vec![0.0; MAX_STEPS as usize * lanes],
        }
    }
}

/// The rows of [`Buffers::bottlenecks`] that hold the steps after `from` up to `to`, in order.
pub(super) fn bottleneck_rows(from: u32, to: u32) -> impl Iterator<Item = usize> {
    (from..to).map(|step| (step % MAX_STEPS) as usize)
}
