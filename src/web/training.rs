//! `Trainer`, and how its options are read.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use js_sys::Float64Array;
use ndarray::Array2;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::input::{Input, object};
use crate::aggregate::{Error, MethodName};
use crate::engine::{
    self, Backend, BackendChoice, Change, Config, Inspection, MethodSnapshot, Settings,
};
use crate::toy::Scenario;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export interface SimulateOptions {
  /** Responses x rewards: 2 to 8 responses with 2 to 17 rewards each, from -10 to 10. */
  rewardTable: number[][];
  /** Standard deviation of the normal noise on each scored reward, 0 to 10. */
  noise: number;
  /** 1 to 16, trained side by side on the same random numbers; k from 1e-6 to 1e6. */
  methods: Method[];
  /** Prompts in a batch, 1 to 64; 8 by default. */
  prompts?: number;
  /** Rollouts in a group, 2 to 256; 16 by default. */
  groupSize?: number;
  /** Steps over which k runs from its first to its last value, 1 to 100,000; 300 by default. */
  steps?: number;
  /** Policies for each method, 1 to 1024; 64 by default. */
  seeds?: number;
  /** 0 to 4,294,967,295; 1 by default. */
  seed?: number;
  /** Above 0, up to 100; 1 by default. */
  learningRate?: number;
  /** `"auto"` (the default) takes WebGPU if it is there and passes its self-test, else the CPU. */
  backend?: "auto" | "cpu" | "webgpu";
}

export interface SimulationResult {
  method: Method;
  backend: "cpu" | "webgpu";
  /** The lowest expected reward at the end: its mean over the seeds. */
  bottleneck: { mean: number; standardError: number };
  /** The probability of each response, mean over the seeds. */
  policy: Float64Array;
  /** The expectation of each reward, mean over the seeds. */
  rewards: Float64Array;
}

/**
 * The last batch of a method's first policy: P groups of G rollouts one after the other, N in all, with M rewards each. What is made of the rewards is the
 * double-precision core's, under the k that the options have now. Before the first step all arrays but `policy` are empty.
 */
export interface Batch {
  /** k in that step: the method's, or where it has none that of another that has; null where none has. */
  k: number | null;
  /** N: which response each rollout is, from 0. */
  responses: Float64Array;
  /** The probability of each response after the step. */
  policy: Float64Array;
  /** N x M, row-major: the scored rewards. */
  rewards: Float64Array;
  /** N x M, row-major: the rewards, standardised in their group. */
  z: Float64Array;
  /** N x M, row-major: the derivative of each score by each standardised reward; every row sums to 1. */
  credit: Float64Array;
  /** N: before the step over the batch. */
  scores: Float64Array;
  /** N */
  advantages: Float64Array;
  /** P: the mean of each group's scores, for the methods that take it off them, `grpo` and `dr-grpo`; else empty. */
  groupMeans: Float64Array;
  /** P: the standard deviation (ddof 1) of each group's scores, likewise. */
  groupDeviations: Float64Array;
  /** N: the advantages that the method `compared` would give for the same rewards; empty where none was asked for. */
  compared: Float64Array;
}

/** What a run needs so that it goes on with other options; see `changeBetween`. */
export type Change = "nothing" | "step" | "reset" | "trainer";

export interface Snapshot {
  /** Steps done. */
  step: number;
  backend: {
    kind: "cpu" | "webgpu";
    /** Empty on the CPU. */
    adapter: string;
    /** Why it is not WebGPU, or what happened to it; empty if there is nothing to say. */
    notice: string;
  };
  /** The largest difference seen between the engine's advantages and the double-precision core's from the same rewards. */
  coreDifference: number | null;
  /** In the order of the options. */
  methods: {
    name: MethodName;
    /** Its k at the step that was made last, before the first at that one, by the options as they are now; null where the method has no k. */
    k: number | null;
    policy: Float64Array;
    rewards: Float64Array;
    bottleneck: { mean: number; standardError: number };
  }[];
  /** What the last step did for the method that was asked for; else null. */
  batch: Batch | null;
  /** The bottleneck after each step since the last snapshot, steps x methods, row-major. `firstStep` counts from 1. */
  history: { firstStep: number; mean: Float64Array; standardError: Float64Array };
}
"#;

const FIELDS: [&str; 10] = [
    "rewardTable",
    "noise",
    "methods",
    "prompts",
    "groupSize",
    "steps",
    "seeds",
    "seed",
    "learningRate",
    "backend",
];

#[inline(never)]
pub(super) fn read(options: JsValue) -> Result<(Config, BackendChoice), Error> {
    let options = Input::new("options", options);
    options.only(&FIELDS)?;
    let methods = options.field("methods").items("an array of methods")?;
    let methods = methods
        .iter()
        .map(|method| method.method(&MethodName::TRAINED));
    let scenario = scenario(&options)?;
    let mut settings = Settings::new(scenario, methods.collect::<Result<_, _>>()?);
    let whole = |name: &str, range: RangeInclusive<u32>, default: u32| {
        let input = options.given(name);
        input.map_or(Ok(default), |input| input.whole(&range))
    };
    let size = |name: &str, range, default: usize| {
        whole(name, range, default as u32).map(|number| number as usize)
    };
    settings.prompts = size("prompts", Settings::PROMPTS, settings.prompts)?;
    settings.group_size = size("groupSize", Settings::GROUP_SIZE, settings.group_size)?;
    settings.steps = whole("steps", Settings::STEPS, settings.steps)?;
    settings.seeds = size("seeds", Settings::SEEDS, settings.seeds)?;
    settings.seed = whole("seed", 0..=u32::MAX, settings.seed)?;
    if let Some(rate) = options.given("learningRate") {
        settings.learning_rate = rate.number()?;
    }
    let backend = match options.given("backend") {
        None => BackendChoice::default(),
        Some(backend) => {
            let choices = BackendChoice::ALL;
            choices[backend.choice(&choices.map(BackendChoice::as_str))?]
        }
    };
    let config = Config::new(settings).map_err(|error| error.within("options"))?;
    Ok((config, backend))
}

fn scenario(options: &Input) -> Result<Scenario, Error> {
    let table = options.field("rewardTable");
    let (responses, rewards, levels) = table.table(false)?;
    let noise = options.field("noise").number()?;
    Array2::from_shape_vec((responses, rewards), levels)
        .map_err(|_| table.refused(&"a table"))
        .and_then(|table| {
            Scenario::new(table.view(), noise).map_err(|error| error.within("options"))
        })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Mean {
    mean: f64,
    standard_error: f64,
}

#[derive(Serialize)]
pub(super) struct MethodOutput {
    pub name: &'static str,
    pub k: Option<f64>,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub policy: Float64Array,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    pub rewards: Float64Array,
    pub bottleneck: Mean,
}

impl From<&MethodSnapshot> for MethodOutput {
    fn from(method: &MethodSnapshot) -> Self {
        Self {
            name: method.name.as_str(),
            k: method.k,
            policy: Float64Array::from(method.policy.as_slice()),
            rewards: Float64Array::from(method.rewards.as_slice()),
            bottleneck: Mean {
                mean: method.bottleneck,
                standard_error: method.bottleneck_standard_error,
            },
        }
    }
}

fn snapshot_object(snapshot: &engine::Snapshot) -> Result<JsValue, JsError> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct History {
        first_step: u32,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        mean: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        standard_error: Float64Array,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Batch {
        k: Option<f64>,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        responses: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        policy: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        rewards: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        z: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        credit: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        scores: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        advantages: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        group_means: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        group_deviations: Float64Array,
        #[serde(with = "serde_wasm_bindgen::preserve")]
        compared: Float64Array,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Output<'a> {
        step: u32,
        backend: &'a Backend,
        core_difference: Option<f64>,
        methods: Vec<MethodOutput>,
        batch: Option<Batch>,
        history: History,
    }
    let array = |numbers: &[f64]| Float64Array::from(numbers);
    let steps = (snapshot.history_mean.len() / snapshot.methods.len().max(1)) as u32;
    object(&Output {
        step: snapshot.step,
        backend: &snapshot.backend,
        core_difference: snapshot.core_difference,
        methods: snapshot.methods.iter().map(MethodOutput::from).collect(),
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
        history: History {
            first_step: snapshot.step - steps + 1,
            mean: array(&snapshot.history_mean),
            standard_error: array(&snapshot.history_standard_error),
        },
    })
}

/// What a run that began with the options `from` needs so that it goes on with the options `to`: `"nothing"`, since they are the same; its next
/// `"step"`, after `Trainer.configure`; a `"reset"` to another seed; or a new `"trainer"`.
///
/// @throws Error that names the field, its value and what is allowed
#[wasm_bindgen(js_name = changeBetween, unchecked_return_type = "Change")]
pub fn change_between(
    #[wasm_bindgen(unchecked_param_type = "SimulateOptions")] from: JsValue,
    #[wasm_bindgen(unchecked_param_type = "SimulateOptions")] to: JsValue,
) -> Result<String, JsError> {
    let ((from, backend), (to, other)) = (read(from)?, read(to)?);
    let change = match from.change_to(&to) {
        _ if backend != other => Change::NewRun,
        change => change,
    };
    let change = match change {
        Change::Nothing => "nothing",
        Change::NextStep => "step",
        Change::Reset => "reset",
        Change::NewRun => "trainer",
    };
    Ok(change.to_owned())
}

/// Trains policies step by step; what the page's worker holds.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Trainer {
    /// Empty while steps are under way.
    trainer: RefCell<Option<engine::Trainer>>,
}

impl Trainer {
    fn busy() -> JsError {
        JsError::new(
            "trainer: steps under way is not allowed; allowed: one call at a time, awaited before the next",
        )
    }
}

#[wasm_bindgen]
impl Trainer {
    /// Picks the backend and puts uniform policies before their first step.
    ///
    /// @throws Error that names the field, its value and what is allowed; or says why WebGPU, if asked for by name, is not available
    #[wasm_bindgen(unchecked_return_type = "Trainer")]
    pub async fn create(
        #[wasm_bindgen(unchecked_param_type = "SimulateOptions")] options: JsValue,
    ) -> Result<Trainer, JsError> {
        let (config, choice) = read(options)?;
        let trainer = engine::Trainer::new(config, choice).await?;
        Ok(Self {
            trainer: RefCell::new(Some(trainer)),
        })
    }

    /// Another rewardTable, noise, k, learningRate or steps, from the next step on; the policies stay as they are.
    ///
    /// @throws Error if the options are bad or are for other shapes, methods or another seed
    pub fn configure(
        &self,
        #[wasm_bindgen(unchecked_param_type = "SimulateOptions")] options: JsValue,
    ) -> Result<(), JsError> {
        let (config, _) = read(options)?;
        Ok(self
            .trainer
            .borrow_mut()
            .as_mut()
            .ok_or_else(Self::busy)?
            .configure(config)?)
    }

    /// Back to uniform policies before their first step. The same seed gives the same run again.
    ///
    /// @throws Error if the seed is not a whole number from 0 to 4,294,967,295
    #[wasm_bindgen(unchecked_return_type = "Snapshot")]
    pub fn reset(&self, seed: f64) -> Result<JsValue, JsError> {
        let seed = Input::new("seed", seed.into()).whole(&(0..=u32::MAX))?;
        let snapshot = self
            .trainer
            .borrow_mut()
            .as_mut()
            .ok_or_else(Self::busy)?
            .reset(seed);
        snapshot_object(&snapshot)
    }

    /// Moves every policy on by n steps; 0 only looks. `inspected` is the place of a method whose last batch is wanted too, `compared` that of another, to say
    /// what it would make of the same rewards.
    ///
    /// @throws Error if n is not a whole number from 0 to 100,000, there is no such method, or steps are still under way
    #[wasm_bindgen(unchecked_return_type = "Snapshot")]
    pub async fn step(
        &self,
        n: f64,
        inspected: Option<u32>,
        compared: Option<u32>,
    ) -> Result<JsValue, JsError> {
        let n = Input::new("n", n.into()).whole(&Settings::STEPS_AT_ONCE)?;
        let inspection = inspected.map(|method| Inspection {
            method: method as usize,
            compared: compared.map(|method| method as usize),
        });
        let mut trainer = self.trainer.borrow_mut().take().ok_or_else(Self::busy)?;
        let result = trainer.step(n, inspection).await;
        *self.trainer.borrow_mut() = Some(trainer);
        snapshot_object(&result?)
    }
}
