//! `simulate` and `selfTest`: what the page does not use.

use std::sync::Arc;

use js_sys::Float64Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::input::object;
use super::training::{Mean, MethodOutput, read};
use crate::engine::webgpu::Gpu;
use crate::engine::{self, Parity};

/// Trains every method from the first step to the last, and says where it ends.
///
/// @throws Error that names the field, its value and what is allowed; or says why WebGPU, if asked for by name, is not available
#[wasm_bindgen(unchecked_return_type = "SimulationResult[]")]
pub async fn simulate(
    #[wasm_bindgen(unchecked_param_type = "SimulateOptions")] options: JsValue,
) -> Result<JsValue, JsError> {
    #[derive(Serialize)]
    #[serde(untagged)]
    enum K {
        Constant(f64),
        Linear { from: f64, to: f64 },
    }
    #[derive(Serialize)]
    struct Method {
        name: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        k: Option<K>,
    }
    #[derive(Serialize)]
    struct Output {
        method: Method,
        backend: &'static str,
        bottleneck: Mean,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        policy: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        rewards: Float64Array,
    }
    let (config, choice) = read(options)?;
    let mut trainer = engine::Trainer::new(config, choice).await?;
    let end = trainer.step(trainer.config().steps, None).await?;
    let results: Vec<Output> = trainer
        .config()
        .methods
        .iter()
        .zip(&end.methods)
        .map(|(method, result)| {
            let MethodOutput {
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
            Output {
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

/// Runs each kernel on WebGPU and on the CPU from the same input: the adapter's name, and for each kernel the largest difference relative to the largest value.
///
/// @throws Error if there is no WebGPU
#[wasm_bindgen(js_name = selfTest, unchecked_return_type = "{ adapter: string; rollout: number; advantage: number; update: number }")]
pub async fn self_test() -> Result<JsValue, JsError> {
    #[derive(Serialize)]
    struct Output<'a> {
        adapter: &'a str,
        rollout: f64,
        advantage: f64,
        update: f64,
    }
    let gpu = Arc::new(Gpu::request().await?);
    let Parity {
        rollout,
        advantage,
        update,
    } = engine::self_test(&gpu).await?;
    object(&Output {
        adapter: gpu.name(),
        rollout,
        advantage,
        update,
    })
}
