use std::sync::Arc;

use super::inspection::CoreBatch;
use super::snapshot::mean_and_standard_error;
use super::webgpu::Gpu;
use super::{
    Cause, Config, Engine as _, Error, Fault, InspectedBatch, Inspection, Lane, MAX_STEPS,
    MethodSnapshot, Parity, Readback, Sample, Settings, Snapshot, cpu, parity, webgpu,
};
use crate::aggregate::{Method, MethodName, RiskCoefficient, Rule, Schedule};
use crate::toy::Scenario;

/// A self-test that is off by more, relative to the largest value, means another computation rather than another rounding.
const SELF_TEST_LIMIT: f64 = 1e-4;

/// Which engine is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "lowercase"))]
pub enum BackendChoice {
    /// WebGPU if it is there and passes its self-test, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// WebGPU, or an error.
    WebGpu,
}

impl BackendChoice {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Cpu, Self::WebGpu];

    /// The choice as JavaScript writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Cpu => "cpu",
            Self::WebGpu => "webgpu",
        }
    }
}

/// Which engine is at work.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Backend {
    /// `cpu` or `webgpu`.
    #[cfg_attr(test, schemars(extend("enum" = ["cpu", "webgpu"])))]
    pub kind: &'static str,
    /// The adapter's name; empty on the CPU.
    pub adapter: String,
    /// Why it is not WebGPU, or what happened to it, in English; empty if there is nothing to say.
    pub notice: String,
    /// The same in parts; null if there is nothing to say.
    pub notice_details: Option<Notice>,
}

/// What is wrong with WebGPU, so that the CPU trains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Notice {
    /// What is wrong.
    pub fault: Fault,
    /// The step from which on the CPU goes on; null if it has trained from the first.
    pub step: Option<u32>,
}

enum Running {
    Cpu(Box<cpu::Engine>),
    WebGpu(Box<webgpu::Engine>),
}

impl Running {
    fn configure(&mut self, config: &Config) {
        match self {
            Self::Cpu(engine) => engine.configure(config),
            Self::WebGpu(engine) => engine.configure(config),
        }
    }

    fn load(&mut self, lanes: &[Lane]) {
        match self {
            Self::Cpu(engine) => engine.load(lanes),
            Self::WebGpu(engine) => engine.load(lanes),
        }
    }

    async fn advance(&mut self, steps: u32, sampled: usize) -> Result<Readback, Error> {
        match self {
            Self::Cpu(engine) => {
                engine.step(steps);
                engine.snapshot(sampled).await
            }
            Self::WebGpu(engine) => {
                engine.step(steps);
                engine.snapshot(sampled).await
            }
        }
    }
}

/// Trains all lanes on one engine, checks its advantages against the core, and goes on with the CPU from the same state should a GPU be lost.
pub struct Trainer {
    config: Config,
    running: Running,
    backend: Backend,
    /// As last read back; what a fall-back goes on from.
    lanes: Vec<Lane>,
    core_difference: Option<f64>,
    /// The lane whose advantages are checked next.
    sampled: usize,
    /// Whether the last step was made with the k that the settings have now, so that its advantages can be checked.
    same_k: bool,
}

impl std::fmt::Debug for Trainer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Trainer")
            .field("config", &self.config)
            .field("backend", &self.backend)
            .finish_non_exhaustive()
    }
}

impl Trainer {
    /// Begins with uniform policies before their first step.
    ///
    /// # Errors
    /// WebGPU was asked for by name and is not there, or computes something else than the core.
    pub async fn new(config: Config, choice: BackendChoice) -> Result<Self, Error> {
        let (running, backend) = match choice {
            BackendChoice::Cpu => on_cpu(&config, None),
            BackendChoice::WebGpu => on_gpu(&config).await?,
            BackendChoice::Auto => match on_gpu(&config).await {
                Ok(gpu) => gpu,
                Err(error) => on_cpu(&config, Some((&error, None))),
            },
        };
        let lanes = vec![Lane::default(); config.lanes()];
        Ok(Self {
            config,
            running,
            backend,
            lanes,
            core_difference: None,
            sampled: 0,
            same_k: true,
        })
    }

    /// Returns what it trains.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Counts the steps done.
    pub fn now(&self) -> u32 {
        self.lanes.first().map_or(0, |lane| lane.step)
    }

    /// Takes another scenario, k, learning rate or horizon from the next step on; the policies stay as they are.
    ///
    /// # Errors
    /// The shape, a method or the seed is another, which takes more than the next step: see [`Config::change_to`].
    pub fn configure(&mut self, config: Config) -> Result<(), Error> {
        self.config.check_same_run(&config)?;
        let k = |config: &Config| (config.methods.clone(), config.steps);
        self.same_k &= k(&config) == k(&self.config);
        self.running.configure(&config);
        self.config = config;
        Ok(())
    }

    /// Goes back to uniform policies before their first step. The same seed gives the same run again.
    pub fn reset(&mut self, seed: u32) -> Snapshot {
        self.config = self.config.with_seed(seed);
        self.running.configure(&self.config);
        self.lanes = vec![Lane::default(); self.config.lanes()];
        self.running.load(&self.lanes);
        self.sampled = 0;
        self.snapshot(&[])
    }

    /// Moves every lane on by `steps` steps; 0 only looks. `inspected` says of which method the last batch is wanted too.
    ///
    /// # Errors
    /// Both engines failed, which a loss of the GPU alone does not bring about; or there is no such method.
    pub async fn step(
        &mut self,
        steps: u32,
        inspected: Option<Inspection>,
    ) -> Result<Snapshot, Error> {
        let count = self.config.methods.len();
        let mut asked = (inspected.into_iter())
            .flat_map(|of| [Some(of.method), of.compared])
            .flatten();
        if let Some(method) = asked.find(|&method| method >= count) {
            let rule = Rule::WholeBelow { limit: count };
            return Err(crate::aggregate::Error::new("method", method, rule).into());
        }
        let mut bottlenecks = Vec::new();
        let mut batch = None;
        let mut left = steps;
        while left > 0 || inspected.is_some() && batch.is_none() {
            let steps = left.min(MAX_STEPS);
            left -= steps;
            // The first seed of the method that is inspected, at the end; else one after the other.
            let inspected = inspected.filter(|_| left == 0);
            let sampled = inspected.map_or(self.sampled, |of| of.method * self.config.seeds);
            let readback = match self.running.advance(steps, sampled).await {
                Ok(readback) => readback,
                Err(error) => {
                    // The random numbers are counted by step, so the CPU repeats what was lost.
                    let step = Some(self.now());
                    (self.running, self.backend) = on_cpu(&self.config, Some((&error, step)));
                    self.running.load(&self.lanes);
                    self.running.advance(steps, sampled).await?
                }
            };
            self.lanes = readback.lanes;
            bottlenecks.extend(readback.bottlenecks);
            self.same_k |= steps > 0;
            let sample = readback.sample.as_ref();
            let core = sample.map(|sample| self.check(sample, inspected.is_some()));
            let core = core.transpose()?;
            batch = match inspected {
                Some(inspection) => Some(InspectedBatch::new(
                    &self.config,
                    self.last_step(),
                    &self.lanes[sampled],
                    inspection,
                    sample.zip(core.as_ref()),
                )?),
                None => None,
            };
        }
        let mut snapshot = self.snapshot(&bottlenecks);
        snapshot.batch = batch;
        Ok(snapshot)
    }

    /// Computes a lane's batch again and notes how far its advantages are from the core's.
    fn check(&mut self, sample: &Sample, with_details: bool) -> Result<CoreBatch, Error> {
        let core = CoreBatch::new(&self.config, self.last_step(), sample, with_details)?;
        if self.same_k {
            let difference = core.difference(sample);
            let largest = self.core_difference.unwrap_or_default();
            self.core_difference = Some(largest.max(difference));
        }
        // A stride that shares no factor with most counts of lanes, so that methods and seeds take turns.
        self.sampled = (self.sampled + 67) % self.config.lanes();
        Ok(core)
    }

    /// The step that was made last, counted from 0; before the first, that one.
    fn last_step(&self) -> u32 {
        self.now().saturating_sub(1)
    }

    /// `bottlenecks` is steps x lanes.
    fn snapshot(&self, bottlenecks: &[f32]) -> Snapshot {
        let config = &self.config;
        let methods = (config.methods.iter())
            .zip(self.lanes.chunks(config.seeds))
            .map(|(&method, lanes)| MethodSnapshot::new(config, self.last_step(), method, lanes));
        let (history_mean, history_standard_error) = bottlenecks
            .chunks(config.seeds)
            .map(mean_and_standard_error)
            .unzip();
        Snapshot {
            step: self.now(),
            backend: self.backend.clone(),
            core_difference: self.core_difference,
            methods: methods.collect(),
            batch: None,
            history_mean,
            history_standard_error,
        }
    }
}

/// The CPU, because of an error, if there was one, at a step or before the first.
fn on_cpu(config: &Config, instead: Option<(&Error, Option<u32>)>) -> (Running, Backend) {
    let engine = Running::Cpu(Box::new(cpu::Engine::new(config)));
    let notice = instead.map(|(error, step)| match step {
        None => format!("{}; the CPU trains", error.in_short()),
        Some(step) => format!("{} at step {step}; the CPU goes on", error.in_short()),
    });
    let details = |(error, step): (&Error, Option<u32>)| {
        let fault = error.fault()?;
        Some(Notice { fault, step })
    };
    (
        engine,
        Backend {
            kind: "cpu",
            adapter: String::new(),
            notice: notice.unwrap_or_default(),
            notice_details: instead.and_then(details),
        },
    )
}

async fn on_gpu(config: &Config) -> Result<(Running, Backend), Error> {
    let gpu = Arc::new(Gpu::request().await?);
    let parity = self_test(&gpu).await?;
    let difference = parity.largest();
    if difference > SELF_TEST_LIMIT {
        return Err(Cause::SelfTest { difference }.into());
    }
    let backend = Backend {
        kind: "webgpu",
        adapter: gpu.name().to_owned(),
        notice: String::new(),
        notice_details: None,
    };
    let engine = webgpu::Engine::new(gpu, config).await?;
    Ok((Running::WebGpu(Box::new(engine)), backend))
}

/// What a device must pass before it is trained on: every kernel beside its CPU twin.
///
/// # Errors
/// The device is lost.
pub async fn self_test(gpu: &Arc<Gpu>) -> Result<Parity, Error> {
    parity(gpu, &self_test_config()?, 3).await
}

/// Every method, a scheduled k, and sizes that fill no workgroup evenly.
fn self_test_config() -> Result<Config, Error> {
    let schedule = Schedule::linear(RiskCoefficient::new(0.5)?, RiskCoefficient::new(4.0)?);
    let methods =
        MethodName::TRAINED.map(|name| Method::new(name, name.takes_k().then_some(schedule)));
    let methods = methods.into_iter().collect::<Result<_, _>>()?;
    let settings = Settings {
        prompts: 5,
        group_size: 14,
        steps: 10,
        seeds: 3,
        ..Settings::new(Scenario::neglect(5, 0.15)?, methods)
    };
    Ok(Config::new(settings)?)
}
