//! `Snapshot`: what a run has come to.

use js_sys::Float64Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::engine::{self, Backend};
#[cfg(test)]
use crate::web::declarations::ts;
use crate::web::output::{Refusal, object};

/// The lowest expected reward: its mean over the seeds.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::web) struct Bottleneck {
    /// The mean, in the unit of the rewards.
    mean: f64,
    /// The standard error of that mean; 0 for a single seed.
    standard_error: f64,
}

/// Where one method's policies are.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::web) struct MethodSnapshot {
    /// Which method.
    #[cfg_attr(test, schemars(with = "ts::MethodName"))]
    pub name: &'static str,
    /// Its k at the step that was made last, before the first at that one, by the options as they are now; null where the method has no k.
    pub k: Option<f64>,
    /// The probability of each response: its mean over the seeds.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    pub policy: Float64Array,
    /// The expectation of each reward, in the unit of the rewards: its mean over the seeds.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    pub rewards: Float64Array,
    /// The lowest expected reward.
    pub bottleneck: Bottleneck,
}

impl From<&engine::MethodSnapshot> for MethodSnapshot {
    fn from(method: &engine::MethodSnapshot) -> Self {
        Self {
            name: method.name.as_str(),
            k: method.k,
            policy: Float64Array::from(method.policy.as_slice()),
            rewards: Float64Array::from(method.rewards.as_slice()),
            bottleneck: Bottleneck {
                mean: method.bottleneck,
                standard_error: method.bottleneck_standard_error,
            },
        }
    }
}

/// The last batch of a method's first policy: P groups of G rollouts one after the other, N in all, with M rewards each. What is made of the rewards is
/// the double-precision core's, under the k that the options have now. Before the first step all arrays but `policy` are empty.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::web) struct Batch {
    /// k in that step: the method's, or where it has none that of another that has; null where none has.
    k: Option<f64>,
    /// N: which response each rollout is, from 0.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    responses: Float64Array,
    /// The probability of each response after the step.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    policy: Float64Array,
    /// N x M, row-major: the scored rewards.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    rewards: Float64Array,
    /// N x M, row-major: the rewards, standardised in their group.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    z: Float64Array,
    /// N x M, row-major: the derivative of each score by each standardised reward; every row sums to 1.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    credit: Float64Array,
    /// N: what the method makes of each rollout, before the step over the batch.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    scores: Float64Array,
    /// N: the advantages.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    advantages: Float64Array,
    /// P: the mean of each group's scores, for the methods that take it off them, `grpo` and `dr-grpo`; else empty.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    group_means: Float64Array,
    /// P: the standard deviation (ddof 1) of each group's scores, likewise.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    group_deviations: Float64Array,
    /// N: the advantages that the method `compared` would give for the same rewards; empty where none was asked for.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    compared: Float64Array,
}

/// The bottleneck after each step since the last snapshot.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::web) struct BottleneckHistory {
    /// The first of these steps, counted from 1.
    first_step: u32,
    /// Steps x methods, row-major: the mean over the seeds, in the unit of the rewards.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    mean: Float64Array,
    /// Steps x methods, row-major: the standard error of that mean.
    #[serde(with = "crate::web::output::preserve")]
    #[cfg_attr(test, schemars(with = "ts::Float64Array"))]
    standard_error: Float64Array,
}

/// What a run has come to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::web) struct Snapshot<'s> {
    /// How many steps are done.
    step: u32,
    /// What they were done on.
    backend: &'s Backend,
    /// The largest difference seen between the engine's advantages and the double-precision core's from the same rewards; null before the first check.
    core_difference: Option<f64>,
    /// One for each method, in the order of the options.
    methods: Vec<MethodSnapshot>,
    /// What the last step did for the method that was asked for; null if none was.
    batch: Option<Batch>,
    /// What happened since the last snapshot.
    history: BottleneckHistory,
}

pub(super) fn snapshot_object(snapshot: &engine::Snapshot) -> Result<JsValue, Refusal> {
    let array = |numbers: &[f64]| Float64Array::from(numbers);
    let steps = (snapshot.history_mean.len() / snapshot.methods.len().max(1)) as u32;
    object(&Snapshot {
        step: snapshot.step,
        backend: &snapshot.backend,
        core_difference: snapshot.core_difference,
        methods: snapshot.methods.iter().map(MethodSnapshot::from).collect(),
        batch: snapshot.batch.as_ref().map(|batch| Batch {
            k: batch.k,
            responses: array(&batch.responses),
            policy: array(&batch.policy),
            rewards: array(&batch.rewards),
            z: array(&batch.z),
            credit: array(&batch.credit),
            scores: array(&batch.scores),
            advantages: array(&batch.advantages),
            group_means: array(&batch.group_means),
            group_deviations: array(&batch.group_deviations),
            compared: array(&batch.compared),
        }),
        history: BottleneckHistory {
            first_step: snapshot.step - steps + 1,
            mean: array(&snapshot.history_mean),
            standard_error: array(&snapshot.history_standard_error),
        },
    })
}
