use super::{Backend, Config, InspectedBatch, Lane};
use crate::aggregate::{Method, MethodName};
use crate::toy::{bottleneck, expected_rewards, softmax};

/// What a run has come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// How many steps are done.
    pub step: u32,
    /// What they were done on.
    pub backend: Backend,
    /// The largest difference seen between an advantage of the engine and the double-precision core's from the same rewards; none before the first check.
    pub core_difference: Option<f64>,
    /// What each method has come to, in the order of the settings.
    pub methods: Vec<MethodSnapshot>,
    /// What the last step did for the method that was asked for; none where none was.
    pub batch: Option<InspectedBatch>,
    /// The mean of the bottleneck over the seeds after each step since the last snapshot: steps x methods.
    pub history_mean: Vec<f64>,
    /// The standard error of each of these means; 0 for a single seed.
    pub history_standard_error: Vec<f64>,
}

/// One method's policies, averaged over the seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodSnapshot {
    /// Which method.
    pub name: MethodName,
    /// Its k at the step that was made last, before the first at that one, by the schedule that the settings have now; none where the method has no k.
    pub k: Option<f64>,
    /// The probability of each response.
    pub policy: Vec<f64>,
    /// The expectation of each reward, in the unit of the rewards.
    pub rewards: Vec<f64>,
    /// The mean over the seeds of the lowest expected reward.
    pub bottleneck: f64,
    /// The standard error of that mean; 0 for a single seed.
    pub bottleneck_standard_error: f64,
}

impl MethodSnapshot {
    /// Averages a method's policies, one for each seed, after step `step`, counted from 0.
    pub(super) fn new(config: &Config, step: u32, method: Method, lanes: &[Lane]) -> Self {
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
        Self {
            name: method.name(),
            k: method.schedule().map(|k| k.at(step, config.steps).get()),
            policy,
            rewards,
            bottleneck,
            bottleneck_standard_error,
        }
    }
}

/// Returns the mean and its standard error (ddof 1); the latter is 0 for a single number.
pub(super) fn mean_and_standard_error(values: &[f32]) -> (f64, f64) {
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
