//! Training many policies at once.
//!
//! A run trains L *lanes*, one policy for each (method, seed). All methods see the same random numbers for the same seed. A step is
//! three kernels, each over every lane:
//!
//! 1. `rollout`: draw P x G responses from the policy and score them;
//! 2. `advantage`: standardise in each group of G, aggregate across the rewards, whiten over the P x G rollouts;
//! 3. `update`: `theta += learning_rate * mean_i A_i grad ln p(response_i)`.
//!
//! [`cpu`] and [`webgpu`] hold each kernel under the same name, and [`parity`] compares them. [`Trainer`] picks one, watches over it and turns what
//! it reads back into figures.

use serde::Serialize;

use crate::written::exponential;

mod buffers;
mod config;
pub mod cpu;
mod inspection;
mod parity;
mod snapshot;
mod trainer;
pub mod webgpu;

pub use buffers::{Buffers, Lane, Sample};
pub use config::{Change, Config, MAX_METHODS, Settings};
pub use inspection::{InspectedBatch, Inspection};
pub use parity::{Kernel, Parity, parity};
pub use snapshot::{MethodSnapshot, Snapshot};
pub use trainer::{Backend, BackendChoice, Notice, Trainer, self_test};

/// The most steps between two readbacks; so many bottlenecks are kept for each lane.
pub const MAX_STEPS: u32 = 64;

/// What both engines can do. Neither is asked for more than [`MAX_STEPS`] steps between two snapshots.
pub trait Engine {
    /// Takes another scenario, k, learning rate or seed from the next step on; the shape is the same.
    fn configure(&mut self, config: &Config);

    /// Puts every lane's policy and step count in place.
    fn load(&mut self, lanes: &[Lane]);

    /// Moves every lane on by `steps` steps. The work may still be under way on return.
    fn step(&mut self, steps: u32);

    /// Waits for the steps and reads back what they did; `sampled` is the lane whose last batch is wanted.
    ///
    /// # Errors
    /// The device is lost or did not do the steps.
    fn snapshot(&mut self, sampled: usize) -> impl Future<Output = Result<Readback, Error>>;
}

/// What an engine reads back.
#[derive(Clone, Debug, PartialEq)]
pub struct Readback {
    /// Every lane's policy and step count.
    pub lanes: Vec<Lane>,
    /// The bottleneck after each step since the last snapshot: steps x lanes.
    pub bottlenecks: Vec<f32>,
    /// The sampled lane's last batch; none where there were no steps yet.
    pub sample: Option<Sample>,
}

/// Why training could not begin or go on.
// As small as a pointer, so that passing it on costs little code.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<Cause>);

/// What kind of error it is. In what is serialised, `code` names the variant.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[non_exhaustive]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Cause {
    /// An option that was refused.
    #[error(transparent)]
    #[serde(skip)]
    Config(crate::aggregate::Error),
    /// There is no WebGPU here, or not enough of it.
    #[serde(rename = "webgpu-unavailable")]
    #[error("WebGPU {lack}{}", detail.as_ref().map_or_else(String::new, |detail| format!(": {detail}")))]
    Unavailable {
        /// What it lacks.
        lack: Lack,
        /// The browser's or the driver's own words, if it has any.
        detail: Option<String>,
    },
    /// The device computes something else than the core.
    #[serde(rename = "webgpu-self-test")]
    #[error("WebGPU failed its self-test: its results differ from the core's by {}", exponential(*difference, 1))]
    SelfTest {
        /// The largest difference, relative to the largest value.
        difference: f64,
    },
    /// The device went away or reported an error.
    #[serde(rename = "webgpu-lost")]
    #[error("WebGPU was lost: {detail}")]
    Lost {
        /// The browser's or the driver's own words.
        detail: String,
    },
}

/// What a WebGPU lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Lack {
    /// There is no adapter.
    #[error("has no adapter")]
    Adapter,
    /// The adapter gives no device.
    #[error("gave no device")]
    Device,
    /// The device does not take the kernels.
    #[error("refused the kernels")]
    Kernels,
    /// The device has too little memory.
    #[error("has no room for the run")]
    Room,
}

/// What is wrong with a WebGPU that is not trained on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Fault {
    /// It computes something else than the core.
    SelfTest,
    /// It went away or reported an error.
    Lost,
    /// It lacks something.
    #[serde(untagged)]
    Lack(Lack),
}

impl Error {
    /// Returns what is wrong with WebGPU, if that is what it is about.
    pub fn fault(&self) -> Option<Fault> {
        match *self.0 {
            Cause::Config(_) => None,
            Cause::Unavailable { lack, .. } => Some(Fault::Lack(lack)),
            Cause::SelfTest { .. } => Some(Fault::SelfTest),
            Cause::Lost { .. } => Some(Fault::Lost),
        }
    }

    /// Returns what kind of error it is.
    pub fn cause(&self) -> &Cause {
        &self.0
    }

    /// Says what happened in a few words, without the browser's own.
    pub fn in_short(&self) -> String {
        match &*self.0 {
            Cause::Config(error) => error.to_string(),
            Cause::Unavailable { lack, .. } => format!("WebGPU {lack}"),
            Cause::SelfTest { .. } => "WebGPU failed its self-test".to_owned(),
            Cause::Lost { .. } => "WebGPU was lost".to_owned(),
        }
    }

    #[cold]
    #[inline(never)]
    fn lost(why: &dyn std::fmt::Display) -> Self {
        Cause::Lost {
            detail: why.to_string(),
        }
        .into()
    }
}

impl From<Cause> for Error {
    #[cold]
    fn from(cause: Cause) -> Self {
        Self(Box::new(cause))
    }
}

impl From<crate::aggregate::Error> for Error {
    #[cold]
    fn from(error: crate::aggregate::Error) -> Self {
        Cause::Config(error).into()
    }
}
