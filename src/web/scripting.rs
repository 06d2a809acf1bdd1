//! `softmin`, `credit`, `simulate` and `selfTest`: what scripts call and the page does not.

use std::sync::Arc;

use js_sys::Float64Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[cfg(test)]
use super::declarations::ts;
use super::output::{Refusal, object};
use super::softmin::Rollout;
use super::training::options::read;
use super::training::snapshot::{Bottleneck, MethodSnapshot};
use crate::aggregate;
use crate::engine::webgpu::Gpu;
use crate::engine::{self, Parity};

/// Gives SoftMin of the M standardised rewards `z` of one rollout, `-(1/k) ln mean_j exp(-k z_j)`, in the unit of `z`.
///
/// @throws Error if z is empty or not finite, or k is not finite and above 0
#[wasm_bindgen(unchecked_return_type = "number")]
pub fn softmin(
    #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] z: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] k: JsValue,
) -> Result<f64, Refusal> {
    let Rollout { z, weights, k } = Rollout::read(z, k)?;
    Ok(aggregate::softmin(&z, &weights, k)?)
}

/// Says how much SoftMin listens to each of the M standardised rewards `z` of one rollout: M derivatives `dA/dz_j`, which sum to 1.
///
/// @throws Error as softmin
#[wasm_bindgen]
pub fn credit(
    #[wasm_bindgen(unchecked_param_type = "ArrayLike<number>")] z: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] k: JsValue,
) -> Result<Float64Array, Refusal> {
    let Rollout { z, weights, k } = Rollout::read(z, k)?;
    let credit = aggregate::credit(&z, &weights, k)?;
    Ok(Float64Array::from(credit.as_slice()))
}

/// How a rollout's rewards become its advantage.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Method {
    /// What it is called.
    #[cfg_attr(test, schemars(with = "ts::MethodName"))]
    name: &'static str,
    /// The risk coefficient of `variance` and `rvpo`, which need one; the others have none. It is finite and above 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "ts::Optional<K>"))]
    k: Option<K>,
}

/// A risk coefficient, or one that runs from one value to another.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged)]
enum K {
    Constant(f64),
    Linear {
        /// At the first step of a run.
        from: f64,
        /// At its last step.
        to: f64,
    },
}

/// Where a method's policies are at the end of a run.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SimulationResult {
    /// The method, as it was given.
    method: Method,
    /// What computed it.
    #[cfg_attr(test, schemars(extend("enum" = ["cpu", "webgpu"])))]
    backend: &'static str,
    /// The lowest expected reward.
    bottleneck: Bottleneck,
    /// The probability of each response: its mean over the seeds.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    policy: Float64Array,
    /// The expectation of each reward: its mean over the seeds.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    rewards: Float64Array,
}

/// What WebGPU computes beside what the CPU does.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SelfTest<'a> {
    /// The adapter's name.
    adapter: &'a str,
    /// The largest difference in the rewards of the rollouts, relative to the largest of them; 1 if a response differs.
    rollout: f64,
    /// The same in the standardised rewards and the advantages.
    advantage: f64,
    /// The same in the policies and bottlenecks after a step.
    update: f64,
}

/// Trains every method from the first step to the last, and says where it ends.
///
/// @throws Error that names the field, its value and what is allowed; or says why WebGPU, if asked for by name, is not available
#[wasm_bindgen(unchecked_return_type = "SimulationResult[]")]
pub async fn simulate(
    #[wasm_bindgen(unchecked_param_type = "SimulateOptions")] options: JsValue,
) -> Result<JsValue, Refusal> {
    let (config, choice) = read(options)?;
    let mut trainer = engine::Trainer::new(config, choice).await?;
    let end = trainer.step(trainer.config().steps, None).await?;
    let results: Vec<SimulationResult> = trainer
        .config()
        .methods
        .iter()
        .zip(&end.methods)
        .map(|(method, result)| {
            let MethodSnapshot {
                name,
                policy,
                rewards,
                bottleneck,
                ..
            } = result.into();
            let k = method.schedule().map(|k| {
                if k.from() == k.to() {
                    K::Constant(k.from())
                } else {
                    K::Linear {
                        from: k.from(),
                        to: k.to(),
                    }
                }
            });
            SimulationResult {
                method: Method { name, k },
                backend: end.backend.kind,
                bottleneck,
                policy,
                rewards,
            }
        })
        .collect();
    object(&results)
}

/// Runs each kernel on WebGPU and on the CPU from the same input, and says how far they are from each other.
///
/// @throws Error if there is no WebGPU
#[wasm_bindgen(js_name = selfTest, unchecked_return_type = "SelfTest")]
pub async fn self_test() -> Result<JsValue, Refusal> {
    let gpu = Arc::new(Gpu::request().await?);
    let Parity {
        rollout,
        advantage,
        update,
    } = engine::self_test(&gpu).await?;
    object(&SelfTest {
        adapter: gpu.name(),
        rollout,
        advantage,
        update,
    })
}
