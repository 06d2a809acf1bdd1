use serde::Serialize;

#[cfg(doc)]
use super::Analysis;
use super::{Check, Choice, Comparison, Credit, Finding, Sweep};
use crate::aggregate::{Advantages, Convention, Method, MethodName, ScaleRewards, Weights};

/// What two methods do with the M rewards of N rollouts. Rollouts, groups and rewards are given by their indices, counted from 0; groups in the order
/// in which they first come.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Report {
    /// What was chosen, as it was given.
    pub settings: Settings,
    /// The convention.
    pub convention: Convention,
    /// The method that was looked at.
    pub method: MethodUsed,
    /// The method that it was compared with.
    pub compare: MethodUsed,
    /// M: what the rewards are called.
    pub reward_names: Vec<String>,
    /// M: the weights, scaled to sum to 1, which are the mean's credit.
    pub weights: Vec<f64>,
    /// How many rollouts, rewards and groups there are.
    pub sizes: Sizes,
    /// The two methods' advantages, compared.
    pub comparison: Comparison,
    /// Whose reward the method that was looked at listens to.
    pub credit: Credit,
    /// Whose reward the method that it was compared with listens to.
    pub compare_credit: Credit,
    /// What looks wrong: errors first, then warnings, then notes.
    pub findings: Vec<Finding>,
    /// Which properties the method has on these data, one for each property.
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

/// What was chosen for a report, as it was given.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "ReportSettings")
)]
pub struct Settings {
    /// Whose standardisation and batch step were taken.
    pub convention: Convention,
    /// The method that was looked at.
    pub method: MethodUsed,
    /// The method that it was compared with.
    pub compare: MethodUsed,
    /// M: the weights, as they were given.
    pub weights: Vec<f64>,
    /// What GRPO divides by.
    pub scale_rewards: ScaleRewards,
    /// The step that the rollouts are from, counted from 0.
    pub step: u32,
    /// How many steps the run has.
    pub steps: u32,
}

/// A method as a report names it, with its k, if it has one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MethodUsed {
    /// What it is called.
    pub name: MethodName,
    /// k at the chosen step; null where the method has none.
    pub k: Option<f64>,
    /// k at the first step; null where the method has none.
    pub k_from: Option<f64>,
    /// k at the last step; null where the method has none.
    pub k_to: Option<f64>,
}

/// How many rollouts, rewards and groups there are.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "ReportSizes"))]
pub struct Sizes {
    /// How many rollouts there are: N.
    pub rollouts: usize,
    /// How many rewards there are: M.
    pub rewards: usize,
    /// How many groups there are.
    pub groups: usize,
    /// How many rollouts the smallest group has.
    pub smallest_group: usize,
    /// How many rollouts the group in the middle has; the mean of two where there are two.
    pub median_group: f64,
    /// How many rollouts the largest group has.
    pub largest_group: usize,
    /// How many of the N x M rewards are missing.
    pub missing: usize,
    /// How many rollouts have no reward that counts.
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
