use ndarray::{Array, ArrayView2, Dimension};

use super::{Config, Error, Lane, Sample};
use crate::aggregate::{
    self, Advantages, Estimator, Groups, Method, Rewards, Rule, ScaleRewards, Spread, Weights,
};
use crate::toy::softmax;

/// Says of which method the last batch is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// The place of the method among those of the run. Of its policies, the first is looked at.
    pub method: usize,
    /// The place of another method, to say what it would make of the same rewards.
    pub compared: Option<usize>,
}

impl Inspection {
    /// Looks at a method that is compared with no other.
    pub fn of(method: usize) -> Self {
        Self {
            method,
            compared: None,
        }
    }
}

/// The last batch of a method's first policy: P groups of G rollouts one after the other, N in all, with M rewards each.
///
/// What is made of the rewards is the double-precision core's, under the k that the settings have now. Before the first step there are no rollouts, and all
/// but `k` and `policy` is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InspectedBatch {
    /// k in that step: the method's, or where it has none that of another that has.
    pub k: Option<f64>,
    /// The probability of each response after the step.
    pub policy: Vec<f64>,
    /// N: which response each rollout is.
    pub responses: Vec<f64>,
    /// N x M: the scored rewards.
    pub rewards: Vec<f64>,
    /// N x M: the rewards, standardised in their group.
    pub z: Vec<f64>,
    /// N x M: the derivative of each score by each standardised reward; [`Details::credit`](crate::aggregate::Details::credit).
    pub credit: Vec<f64>,
    /// N: before the step over the batch.
    pub scores: Vec<f64>,
    /// N: in standard deviations of the scores (Dr. GRPO: in the unit of the rewards).
    pub advantages: Vec<f64>,
    /// P: the mean of each group's scores, for the methods that take it off them, GRPO and Dr. GRPO; else empty.
    pub group_means: Vec<f64>,
    /// P: the standard deviation (ddof 1) of each group's scores, likewise.
    pub group_deviations: Vec<f64>,
    /// N: the advantages that the other method would give for the same rewards; empty where no other was asked for.
    pub compared: Vec<f64>,
}

impl InspectedBatch {
    /// Puts together what the last step, number `step` counted from 0, did for a method's first policy, which has come to `lane`.
    ///
    /// # Errors
    /// As [`CoreBatch::new`].
    pub(super) fn new(
        config: &Config,
        step: u32,
        lane: &Lane,
        inspection: Inspection,
        batch: Option<(&Sample, &CoreBatch)>,
    ) -> Result<Self, Error> {
        let method = config.methods[inspection.method];
        let others = std::iter::once(&method).chain(&config.methods);
        let k = others.filter_map(|method| method.schedule()).next();
        let policy = softmax(&lane.logits, config.responses());
        let inspected = Self {
            k: k.map(|k| k.at(step, config.steps).get()),
            policy: (policy.iter().take(config.responses()))
                .map(|&p| f64::from(p))
                .collect(),
            ..Self::default()
        };
        let Some((sample, core)) = batch else {
            return Ok(inspected);
        };
        let CoreBatch { rewards, result } = core;
        let (z, credit) = (result.details.as_ref())
            .map(|details| (listed(&details.z), listed(&details.credit)))
            .unwrap_or_default();
        let scores = listed(&result.scores);
        let (group_means, group_deviations) = if method.name().traits().takes_off_mean() {
            (scores.chunks(config.group_size))
                .map(Spread::of)
                .map(|spread| (spread.origin + spread.mean, spread.std))
                .unzip()
        } else {
            Default::default()
        };
        let compared = match inspection.compared {
            Some(other) => {
                let result = estimate(config, config.methods[other], step, rewards, false)?;
                listed(&result.advantages)
            }
            None => Vec::new(),
        };
        Ok(Self {
            responses: sample.responses.iter().map(|&a| f64::from(a)).collect(),
            rewards: rewards.clone(),
            z,
            credit,
            scores,
            advantages: listed(&result.advantages),
            group_means,
            group_deviations,
            compared,
            ..inspected
        })
    }
}

/// What the double-precision core makes of one lane's batch.
#[derive(Debug)]
pub(super) struct CoreBatch {
    /// N x M, row-major.
    rewards: Vec<f64>,
    result: Advantages<f64>,
}

impl CoreBatch {
    /// Computes the batch of step `step`, counted from 0, again; `with_details`, z and credits too.
    ///
    /// # Errors
    /// A reward is not finite.
    pub fn new(
        config: &Config,
        step: u32,
        sample: &Sample,
        with_details: bool,
    ) -> Result<Self, Error> {
        let n = config.rollouts();
        let mut rewards = Vec::with_capacity(sample.rewards.len());
        for i in 0..n {
            for j in 0..config.rewards() {
                rewards.push(f64::from(sample.rewards[j * n + i]));
            }
        }
        let method = config.method(sample.lane);
        let result = estimate(config, method, step, &rewards, with_details)?;
        Ok(Self { rewards, result })
    }

    /// Returns the largest difference between an advantage of the engine and the core's.
    pub fn difference(&self, sample: &Sample) -> f64 {
        (sample.advantages.iter())
            .zip(self.result.advantages.as_slice().unwrap_or_default())
            .map(|(&engine, &core)| (f64::from(engine) - core).abs())
            .fold(0.0, f64::max)
    }
}

/// What the core computes lies in order.
fn listed<D: Dimension>(numbers: &Array<f64, D>) -> Vec<f64> {
    numbers.as_slice().unwrap_or_default().to_vec()
}

/// Computes a method's advantages for N x M rewards, row-major, of step `step`, counted from 0.
fn estimate(
    config: &Config,
    method: Method,
    step: u32,
    rewards: &[f64],
    with_details: bool,
) -> Result<Advantages<f64>, Error> {
    let shape = (config.rollouts(), config.rewards());
    let rewards = ArrayView2::from_shape(shape, rewards)
        .map_err(|_| aggregate::Error::length("rewards", rewards.len(), Rule::Table))?;
    let rewards = Rewards::new(rewards)?;
    let groups = Groups::of_size(config.rollouts(), config.group_size)?;
    let weights = Weights::equal(config.rewards())?;
    let estimator = Estimator::new(method, step, config.steps, weights, ScaleRewards::Group);
    Ok(estimator.advantages(&rewards, &groups, None, with_details)?)
}
