use std::sync::Arc;

use ndarray::Array2;

use super::webgpu::Gpu;
use super::{
    Cause, Config, Engine as _, Error, Lane, MAX_STEPS, Parity, Readback, Sample, Settings, cpu,
    parity, webgpu,
};
use crate::aggregate::{
    Estimator, Groups, Method, MethodName, Rewards, RiskCoefficient, ScaleRewards, Schedule,
    Weights,
};
use crate::toy::{Scenario, bottleneck, expected_rewards, softmax};

/// A self-test that is off by more, relative to the largest value, means another computation rather than another rounding.
const SELF_TEST_LIMIT: f64 = 1e-4;

/// Which engine is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
pub struct Backend {
    /// `cpu` or `webgpu`.
    pub kind: &'static str,
    /// The adapter's name; empty on the CPU.
    pub adapter: String,
    /// Why it is not WebGPU, or what happened to it; empty if there is nothing to say.
    pub notice: String,
}

/// What a run has come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Steps done.
    pub step: u32,
    /// What they were done on.
    pub backend: Backend,
    /// The largest difference seen between an advantage of the engine and the double-precision core's from the same rewards; none before the first check.
    pub core_difference: Option<f64>,
    /// One for each method.
    pub methods: Vec<MethodSnapshot>,
    /// What the last step did for the method that was asked for.
    pub batch: Option<Batch>,
    /// The mean of the bottleneck over the seeds after each step since the last snapshot: steps x methods.
    pub history_mean: Vec<f64>,
    /// The standard error of that mean.
    pub history_standard_error: Vec<f64>,
}

/// The last batch of a method's first seed, N rollouts with M rewards each.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// k in that step: the method's, or where it has none that of another that has.
    pub k: Option<f64>,
    /// N: which response each rollout is; empty before the first step.
    pub responses: Vec<f64>,
    /// N x M.
    pub rewards: Vec<f64>,
    /// The probability of each response after the step.
    pub policy: Vec<f64>,
}

/// One method's policies, averaged over the seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodSnapshot {
    /// Which method.
    pub name: MethodName,
    /// The probability of each response.
    pub policy: Vec<f64>,
    /// The expectation of each reward, in the unit of the rewards.
    pub rewards: Vec<f64>,
    /// The mean over the seeds of the lowest expected reward.
    pub bottleneck: f64,
    /// The standard error of that mean; 0 for a single seed.
    pub bottleneck_standard_error: f64,
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
    /// Uniform policies before their first step.
    ///
    /// # Errors
    /// WebGPU was asked for by name and is not there, or computes something else than the core.
    pub async fn new(config: Config, choice: BackendChoice) -> Result<Self, Error> {
        let (running, backend) = match choice {
            BackendChoice::Cpu => on_cpu(&config, String::new()),
            BackendChoice::WebGpu => on_gpu(&config).await?,
            BackendChoice::Auto => match on_gpu(&config).await {
                Ok(gpu) => gpu,
                Err(error) => on_cpu(&config, format!("{}; the CPU trains", error.in_short())),
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
        })
    }

    /// What it trains.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Steps done.
    pub fn now(&self) -> u32 {
        self.lanes.first().map_or(0, |lane| lane.step)
    }

    /// Another scenario, k, learning rate or horizon, from the next step on; the policies stay as they are.
    ///
    /// # Errors
    /// The shape or the seed is another: that takes a new run.
    pub fn configure(&mut self, config: Config) -> Result<(), Error> {
        self.config.check_shape(&config)?;
        if config.seed != self.config.seed {
            let allowed = format!(
                "{}, as the run began with; reset it for another",
                self.config.seed
            );
            return Err(crate::aggregate::Error::value("seed", config.seed, allowed).into());
        }
        self.running.configure(&config);
        self.config = config;
        Ok(())
    }

    /// Back to uniform policies before their first step. The same seed gives the same run again.
    pub fn reset(&mut self, seed: u32) -> Snapshot {
        self.config = self.config.with_seed(seed);
        self.running.configure(&self.config);
        self.lanes = vec![Lane::default(); self.config.lanes()];
        self.running.load(&self.lanes);
        self.sampled = 0;
        self.snapshot(&[])
    }

    /// `steps` steps of every lane; 0 only looks. `inspected` is the place of a method whose last batch is wanted too.
    ///
    /// # Errors
    /// Both engines failed, which a loss of the GPU alone does not bring about; or there is no such method.
    pub async fn step(&mut self, steps: u32, inspected: Option<usize>) -> Result<Snapshot, Error> {
        if let Some(method) = inspected.filter(|&method| method >= self.config.methods.len()) {
            let allowed = format_args!("a whole number below {}", self.config.methods.len());
            return Err(crate::aggregate::Error::value("method", method, allowed).into());
        }
        let mut bottlenecks = Vec::new();
        let mut batch = None;
        let mut left = steps;
        while left > 0 || inspected.is_some() && batch.is_none() {
            let steps = left.min(MAX_STEPS);
            left -= steps;
            // The first seed of the method that is inspected, at the end; else one after the other.
            let inspected = inspected.filter(|_| left == 0);
            let sampled = inspected.map_or(self.sampled, |method| method * self.config.seeds);
            let readback = match self.running.advance(steps, sampled).await {
                Ok(readback) => readback,
                Err(error) => {
                    // The random numbers are counted by step, so the CPU repeats what was lost.
                    let notice = format!(
                        "{} at step {}; the CPU goes on",
                        error.in_short(),
                        self.now()
                    );
                    (self.running, self.backend) = on_cpu(&self.config, notice);
                    self.running.load(&self.lanes);
                    self.running.advance(steps, sampled).await?
                }
            };
            self.lanes = readback.lanes;
            bottlenecks.extend(readback.bottlenecks);
            if let Some(sample) = &readback.sample {
                let core =
                    core_advantages(&self.config, sample.lane, self.now() - 1, &sample.rewards)?;
                let difference = sample
                    .advantages
                    .iter()
                    .zip(&core)
                    .map(|(&engine, &core)| (f64::from(engine) - core).abs())
                    .fold(0.0, f64::max);
                self.core_difference = Some(
                    self.core_difference
                        .map_or(difference, |largest| largest.max(difference)),
                );
                // A stride that shares no factor with most counts of lanes, so that methods and seeds take turns.
                self.sampled = (self.sampled + 67) % self.config.lanes();
            }
            batch = inspected.map(|method| self.batch(method, readback.sample));
        }
        let mut snapshot = self.snapshot(&bottlenecks);
        snapshot.batch = batch;
        Ok(snapshot)
    }

    /// What a sample of the last step holds of the first seed of a method.
    fn batch(&self, method: usize, sample: Option<Sample>) -> Batch {
        let config = &self.config;
        let (n, m) = (config.rollouts(), config.rewards());
        let (responses, columns) = sample
            .map(|sample| (sample.responses, sample.rewards))
            .unwrap_or_default();
        let policy = softmax(
            &self.lanes[method * config.seeds].logits,
            config.responses(),
        );
        let has_k = config.methods[method..].iter().chain(&config.methods);
        let schedule = has_k.filter_map(|method| method.schedule()).next();
        Batch {
            k: schedule.map(|k| k.at(self.now().saturating_sub(1), config.steps).get()),
            responses: responses.iter().map(|&a| f64::from(a)).collect(),
            rewards: row_major(&columns, n, m),
            policy: policy[..config.responses()]
                .iter()
                .map(|&p| f64::from(p))
                .collect(),
        }
    }

    /// `bottlenecks` is steps x lanes.
    fn snapshot(&self, bottlenecks: &[f32]) -> Snapshot {
        let config = &self.config;
        let methods = config
            .methods
            .iter()
            .zip(self.lanes.chunks(config.seeds))
            .map(|(method, lanes)| {
                let mut policy = vec![0.0; config.responses()];
                let mut rewards = vec![0.0; config.rewards()];
                let mut bottlenecks = Vec::with_capacity(lanes.len());
                for lane in lanes {
                    let probabilities = softmax(&lane.logits, config.responses());
                    for (mean, &p) in policy.iter_mut().zip(&probabilities) {
                        *mean += f64::from(p) / lanes.len() as f64;
                    }
                    for (mean, reward) in rewards
                        .iter_mut()
                        .zip(expected_rewards(config.table(), &probabilities))
                    {
                        *mean += f64::from(reward) / lanes.len() as f64;
                    }
                    bottlenecks.push(bottleneck(config.table(), &probabilities));
                }
                let (bottleneck, bottleneck_standard_error) = mean_and_standard_error(&bottlenecks);
                MethodSnapshot {
                    name: method.name(),
                    policy,
                    rewards,
                    bottleneck,
                    bottleneck_standard_error,
                }
            });
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

fn on_cpu(config: &Config, notice: String) -> (Running, Backend) {
    let engine = Running::Cpu(Box::new(cpu::Engine::new(config)));
    (
        engine,
        Backend {
            kind: "cpu",
            adapter: String::new(),
            notice,
        },
    )
}

async fn on_gpu(config: &Config) -> Result<(Running, Backend), Error> {
    let gpu = Arc::new(Gpu::request().await?);
    let parity = self_test(&gpu).await?;
    if parity.largest() > SELF_TEST_LIMIT {
        let largest = parity.largest();
        let reason = format!("its results differ from the core's by {largest:.1e}");
        return Err(Cause::SelfTest(reason).into());
    }
    let backend = Backend {
        kind: "webgpu",
        adapter: gpu.name().to_owned(),
        notice: String::new(),
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

/// M x N numbers as N x M, or none as none.
fn row_major(columns: &[f32], n: usize, m: usize) -> Vec<f64> {
    let number = |i: usize| f64::from(columns[i % m * n + i / m]);
    (0..columns.len()).map(number).collect()
}

/// Mean and its standard error (ddof 1); the latter is 0 for a single number.
fn mean_and_standard_error(values: &[f32]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().map(|&x| f64::from(x)).sum::<f64>() / count;
    let squares = values
        .iter()
        .map(|&x| (f64::from(x) - mean).powi(2))
        .sum::<f64>();
    (
        mean,
        if values.len() > 1 {
            (squares / (count - 1.0) / count).sqrt()
        } else {
            0.0
        },
    )
}

/// The advantages of one lane's batch by the core, in double precision: N of them, from M x N rewards (reward-major) scored at step `step`.
///
/// # Errors
/// The number of rewards does not fit the configuration, or one is not finite.
pub fn core_advantages(
    config: &Config,
    lane: usize,
    step: u32,
    rewards: &[f32],
) -> Result<Vec<f64>, Error> {
    let (n, m) = (config.rollouts(), config.rewards());
    let wrong_length = || crate::aggregate::Error::length("rewards", rewards.len(), n * m);
    if rewards.len() != n * m {
        return Err(wrong_length().into());
    }
    let table = Array2::from_shape_vec((n, m), row_major(rewards, n, m));
    let rewards = Rewards::new(table.map_err(|_| wrong_length())?)?;
    let groups = Groups::of_size(config.rollouts(), config.group_size)?;
    let weights = Weights::equal(config.rewards())?;
    let estimator = Estimator::new(
        config.method(lane),
        step,
        config.steps,
        weights,
        ScaleRewards::Group,
    );
    Ok(estimator
        .advantages(&rewards, &groups, None, false)?
        .advantages
        .to_vec())
}
