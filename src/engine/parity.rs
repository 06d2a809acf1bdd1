use std::sync::Arc;

use super::webgpu::Gpu;
use super::{Buffers, Config, Engine as _, Error, cpu, webgpu};
use crate::toy::random::Draws;

/// The three kernels of a step, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// Draws and scores responses.
    Rollout,
    /// Turns rewards into advantages.
    Advantage,
    /// Moves the policies along their gradient.
    Update,
}

impl Kernel {
    /// Every kernel, in the order of a step.
    pub const ALL: [Self; 3] = [Self::Rollout, Self::Advantage, Self::Update];

    /// Returns the name of its function in Rust and in WGSL.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rollout => "rollout",
            Self::Advantage => "advantage",
            Self::Update => "update",
        }
    }
}

/// How far each kernel's result is from its CPU twin's on the same input: the largest difference, relative to the largest value.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Parity {
    /// Rewards; 1 if a response differs.
    pub rollout: f64,
    /// Standardised rewards and advantages.
    pub advantage: f64,
    /// Logits and bottlenecks; 1 if the step count differs.
    pub update: f64,
}

impl Parity {
    /// Returns the largest of the three, which is infinite where a result is NaN.
    pub fn largest(self) -> f64 {
        self.rollout.max(self.advantage).max(self.update)
    }
}

/// Runs each kernel on the GPU and on the CPU, from the same buffers, after `warm_up` steps of training.
///
/// # Errors
/// The device is lost.
pub async fn parity(gpu: &Arc<Gpu>, config: &Config, warm_up: u32) -> Result<Parity, Error> {
    let mut twin = cpu::Engine::new(config);
    twin.step(warm_up);
    let mut buffers = twin.into_buffers();
    let mut engine = webgpu::Engine::new(Arc::clone(gpu), config).await?;
    let mut parity = Parity::default();
    for kernel in Kernel::ALL {
        engine.upload(&buffers);
        engine.dispatch([kernel]);
        let got = engine.download().await?;
        run(kernel, config, &mut buffers);
        match kernel {
            Kernel::Rollout => {
                let same = got.responses == buffers.responses;
                parity.rollout = if same {
                    difference(&got.rewards, &buffers.rewards)
                } else {
                    1.0
                };
            }
            Kernel::Advantage => {
                // Lane by lane: the advantages of Dr. GRPO have another scale than the others'.
                let n = config.rollouts();
                let lanes = got.advantages.chunks(n).zip(buffers.advantages.chunks(n));
                parity.advantage = lanes
                    .map(|(got, right)| difference(got, right))
                    .fold(difference(&got.z, &buffers.z), largest);
            }
            Kernel::Update => {
                let same = got
                    .lanes
                    .iter()
                    .zip(&buffers.lanes)
                    .all(|(got, right)| got.step == right.step);
                let logits = |buffers: &Buffers| -> Vec<f32> {
                    buffers.lanes.iter().flat_map(|lane| lane.logits).collect()
                };
                let logits = difference(&logits(&got), &logits(&buffers));
                parity.update = if same {
                    largest(logits, difference(&got.bottlenecks, &buffers.bottlenecks))
                } else {
                    1.0
                };
            }
        }
    }
    Ok(parity)
}

/// A kernel's CPU twin over all lanes.
fn run(kernel: Kernel, config: &Config, buffers: &mut Buffers) {
    let mut draws = Draws::default();
    match kernel {
        Kernel::Rollout => {
            (0..config.seeds).for_each(|seed| cpu::rollout(config, seed, buffers, &mut draws))
        }
        Kernel::Advantage => {
            (0..config.lanes()).for_each(|lane| cpu::advantage(config, lane, buffers))
        }
        Kernel::Update => (0..config.lanes()).for_each(|lane| cpu::update(config, lane, buffers)),
    }
}

/// The larger; NaN, which a broken device may give, counts as the largest.
fn largest(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::INFINITY
    } else {
        a.max(b)
    }
}

fn difference(got: &[f32], right: &[f32]) -> f64 {
    let scale = right
        .iter()
        .fold(f64::MIN_POSITIVE, |most, &x| most.max(f64::from(x).abs()));
    got.iter()
        .zip(right)
        .map(|(&got, &right)| (f64::from(got) - f64::from(right)).abs() / scale)
        .fold(0.0, largest)
}
