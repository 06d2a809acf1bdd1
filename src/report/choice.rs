use ndarray::Array2;

use crate::aggregate::{Convention, Groups, Method, ScaleRewards, Weights};

/// The rewards that are looked at.
#[derive(Clone, Debug)]
pub struct Input {
    /// N x M, in units of their own; NaN where missing.
    pub rewards: Array2<f64>,
    /// M.
    pub reward_names: Vec<String>,
    /// Which rollouts answer the same prompt.
    pub groups: Groups,
    /// N, in tokens.
    pub response_lengths: Option<Vec<u32>>,
}

impl From<crate::data::Selection> for Input {
    fn from(selection: crate::data::Selection) -> Self {
        Self {
            rewards: selection.rewards,
            reward_names: selection.reward_names,
            groups: selection.groups,
            response_lengths: selection.response_lengths,
        }
    }
}

/// What is done with them.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Whose standardisation and batch step.
    pub convention: Convention,
    /// The method that is looked at.
    pub method: Method,
    /// The method it is compared with.
    pub compare: Method,
    /// One for each reward, or equal ones.
    pub weights: Option<Weights<f64>>,
    /// What GRPO divides by.
    pub scale_rewards: ScaleRewards,
    /// Where in the training the rollouts are from, for a scheduled k: the step, from 0,
    pub step: u32,
    /// and how many steps there are.
    pub steps: u32,
}

impl Choice {
    /// A method beside GDPO, with equal weights, at the beginning of the schedule.
    pub fn new(method: Method, convention: Convention) -> Self {
        Self {
            convention,
            method,
            compare: Method::Gdpo,
            weights: None,
            scale_rewards: ScaleRewards::default(),
            step: 0,
            steps: 1,
        }
    }
}
