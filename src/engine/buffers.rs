use bytemuck::{Pod, Zeroable};

use super::{Config, MAX_STEPS};
use crate::toy::MAX_RESPONSES;

/// One policy and how far it has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Lane {
    /// One logit for each response; the rest is 0.
    pub logits: [f32; MAX_RESPONSES],
    /// How many steps it has made.
    pub step: u32,
}

/// One lane's last batch: N rollouts, M rewards.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The place of the lane.
    pub lane: usize,
    /// N: which response each rollout is.
    pub responses: Vec<u32>,
    /// M x N, reward-major: what each rollout was scored.
    pub rewards: Vec<f32>,
    /// N: the advantages that the engine trained on, in single precision.
    pub advantages: Vec<f32>,
}

/// Everything that the kernels read and write; the same on the CPU and the GPU.
#[derive(Clone, Debug, PartialEq)]
pub struct Buffers {
    /// L: the policies.
    pub lanes: Vec<Lane>,
    /// L x N: which response each rollout is.
    pub responses: Vec<u32>,
    /// L x M x N: what it was scored.
    pub rewards: Vec<f32>,
    /// L x M x N: standardised in its group; untouched by GRPO and Dr. GRPO.
    pub z: Vec<f32>,
    /// L x N: the advantages.
    pub advantages: Vec<f32>,
    /// [`MAX_STEPS`] x L: the bottleneck after step s is in row `(s - 1) % MAX_STEPS`.
    pub bottlenecks: Vec<f32>,
}

/// One of the [`Buffers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Buffer {
    /// [`Buffers::lanes`].
    Lanes,
    /// [`Buffers::responses`].
    Responses,
    /// [`Buffers::rewards`].
    Rewards,
    /// [`Buffers::z`].
    Z,
    /// [`Buffers::advantages`].
    Advantages,
    /// [`Buffers::bottlenecks`].
    Bottlenecks,
}

impl Buffer {
    /// Every buffer, each at the place that its number says.
    pub const ALL: [Self; 6] = [
        Self::Lanes,
        Self::Responses,
        Self::Rewards,
        Self::Z,
        Self::Advantages,
        Self::Bottlenecks,
    ];

    /// Returns its name, in Rust and in WGSL.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lanes => "lanes",
            Self::Responses => "responses",
            Self::Rewards => "rewards",
            Self::Z => "z",
            Self::Advantages => "advantages",
            Self::Bottlenecks => "bottlenecks",
        }
    }

    /// Counts its elements.
    pub fn len(self, config: &Config) -> usize {
        let lanes = config.lanes();
        match self {
            Self::Lanes => lanes,
            Self::Responses | Self::Advantages => lanes * config.rollouts(),
            Self::Rewards | Self::Z => lanes * config.rewards() * config.rollouts(),
            Self::Bottlenecks => MAX_STEPS as usize * lanes,
        }
    }

    /// Returns the size of one element in bytes.
    pub fn stride(self) -> usize {
        match self {
            Self::Lanes => size_of::<Lane>(),
            Self::Responses => size_of::<u32>(),
            Self::Rewards | Self::Z | Self::Advantages | Self::Bottlenecks => size_of::<f32>(),
        }
    }
}

impl Buffers {
    /// Makes uniform policies before their first step.
    pub fn new(config: &Config) -> Self {
        let zeros = |buffer: Buffer| vec![0.0; buffer.len(config)];
        Self {
            lanes: vec![Lane::default(); Buffer::Lanes.len(config)],
            responses: vec![0; Buffer::Responses.len(config)],
            rewards: zeros(Buffer::Rewards),
            z: zeros(Buffer::Z),
            advantages: zeros(Buffer::Advantages),
            bottlenecks: zeros(Buffer::Bottlenecks),
        }
    }

    /// Shows what is in one of them, as it lies in memory.
    pub(super) fn bytes(&self, buffer: Buffer) -> &[u8] {
        match buffer {
            Buffer::Lanes => bytemuck::cast_slice(&self.lanes),
            Buffer::Responses => bytemuck::cast_slice(&self.responses),
            Buffer::Rewards => bytemuck::cast_slice(&self.rewards),
            Buffer::Z => bytemuck::cast_slice(&self.z),
            Buffer::Advantages => bytemuck::cast_slice(&self.advantages),
            Buffer::Bottlenecks => bytemuck::cast_slice(&self.bottlenecks),
        }
    }
}

/// Lists the rows of [`Buffers::bottlenecks`] that hold the steps after `from` up to `to`, in order.
pub(super) fn bottleneck_rows(from: u32, to: u32) -> impl Iterator<Item = usize> {
    (from..to).map(|step| (step % MAX_STEPS) as usize)
}
