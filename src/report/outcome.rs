use serde::Serialize;

use super::{Check, Choice, Comparison, Credit, Finding, Sweep};
use crate::aggregate::{Advantages, Convention, Method, MethodName, ScaleRewards, Weights};

/// What came out.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// What was chosen.
    pub settings: Settings,
    /// The convention.
    pub convention: Convention,
    /// The method that was looked at.
    pub method: MethodUsed,
    /// The one it was compared with.
    pub compare: MethodUsed,
    /// M.
    pub reward_names: Vec<String>,
    /// M, the weights scaled to sum to 1: the mean's credit.
    pub weights: Vec<f64>,
    /// How many of what.
    pub sizes: Sizes,
    /// The two methods' advantages.
    pub comparison: Comparison,
    /// Whose reward the two methods listen to: the method's,
    pub credit: Credit,
    /// and that of the one it is compared with.
    pub compare_credit: Credit,
    /// What looks wrong; errors first, then warnings, then notes.
    pub findings: Vec<Finding>,
    /// The properties, in the order of [`Property::ALL`].
    pub checks: Vec<Check>,
    /// RVPO against k.
    pub sweep: Sweep,
    /// The method's advantages, with details (but see [`Analysis::without_details`]): for export, and not a part of what is serialised.
    #[serde(skip)]
    pub advantages: Advantages<f64>,
    /// Those of the one it is compared with, likewise.
    #[serde(skip)]
    pub compare_advantages: Advantages<f64>,
}

impl Report {
    /// Whether the two methods' advantages of the rollout are of opposite sign, as [`Comparison::sign_flips`] counts it; false where there is no
    /// such rollout.
    pub fn flips(&self, rollout: usize) -> bool {
        let sign = |of: &Advantages<f64>, zero: f64| {
            let advantage = of.advantages.get(rollout).copied().unwrap_or_default();
            i8::from(advantage > zero) - i8::from(advantage < -zero)
        };
        let Comparison {
            zero, compare_zero, ..
        } = self.comparison;
        sign(&self.advantages, zero) * sign(&self.compare_advantages, compare_zero) < 0
    }
}

/// What was chosen, as it was given.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The convention.
    pub convention: Convention,
    /// The method that was looked at,
    pub method: MethodUsed,
    /// and the one it was compared with.
    pub compare: MethodUsed,
    /// M, not scaled.
    pub weights: Vec<f64>,
    /// What GRPO divides by.
    pub scale_rewards: ScaleRewards,
    /// The step, from 0,
    pub step: u32,
    /// of so many.
    pub steps: u32,
}

/// A method, as the report names it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MethodUsed {
    /// Its name.
    pub name: MethodName,
    /// k at the chosen step, where the method has one,
    pub k: Option<f64>,
    /// at the first step,
    pub k_from: Option<f64>,
    /// and at the last.
    pub k_to: Option<f64>,
}

/// How many of what there are.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sizes {
    /// N.
    pub rollouts: usize,
    /// M.
    pub rewards: usize,
    /// How many groups there are.
    pub groups: usize,
    /// Rollouts in the smallest group,
    pub smallest_group: usize,
    /// in the one in the middle (the mean of two, where there is none),
    pub median_group: f64,
    /// and in the largest.
    pub largest_group: usize,
    /// Missing rewards.
    pub missing: usize,
    /// Rollouts that have nothing to score: see [`Advantages::unscored`].
    pub unscored: usize,
}

impl MethodUsed {
    pub(super) fn new(method: Method, choice: &Choice) -> Self {
        let schedule = method.schedule();
        Self {
            name: method.name(),
            k: schedule.map(|schedule| schedule.at(choice.step, choice.steps).get()),
            k_from: schedule.map(|schedule| schedule.from()),
            k_to: schedule.map(|schedule| schedule.to()),
        }
    }
}

impl Settings {
    pub(super) fn new(choice: &Choice, weights: &Weights<f64>) -> Self {
        Self {
            convention: choice.convention,
            method: MethodUsed::new(choice.method, choice),
            compare: MethodUsed::new(choice.compare, choice),
            weights: weights.raw().to_vec(),
            scale_rewards: choice.scale_rewards,
            step: choice.step,
            steps: choice.steps,
        }
    }
}
