use std::fmt;

use serde::{Serialize, Serializer};

use super::{Aggregator, Error, Given, Real, Rule};

/// SoftMin's k: how strongly a spread across the rewards is punished. Finite and above 0; its inverse is the temperature.
///
/// Unit: one over that of the standardised rewards, which have none. `k -> 0` gives the mean, `k -> inf` the minimum.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct RiskCoefficient<F>(F);

impl<F: Real> RiskCoefficient<F> {
    /// # Errors
    /// `k` is not finite or not above 0.
    pub fn new(k: F) -> Result<Self, Error> {
        if k > F::zero() && k.is_finite() {
            Ok(Self(k))
        } else {
            Err(Error::new("k", Given::number(k), Rule::AboveZero))
        }
    }

    /// k itself.
    pub fn get(self) -> F {
        self.0
    }
}

/// k over a training run: from one value to another in a straight line, or constant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    from: RiskCoefficient<f64>,
    to: RiskCoefficient<f64>,
}

impl Schedule {
    /// The same k throughout.
    pub fn constant(k: RiskCoefficient<f64>) -> Self {
        Self { from: k, to: k }
    }

    /// In a straight line from the first step to the last.
    pub fn linear(from: RiskCoefficient<f64>, to: RiskCoefficient<f64>) -> Self {
        Self { from, to }
    }

    /// k at the first step.
    pub fn from(self) -> f64 {
        self.from.get()
    }

    /// k at the last step, and after it.
    pub fn to(self) -> f64 {
        self.to.get()
    }

    /// k at step `step` (from 0) of a run of `steps`; after the run's end it stays.
    pub fn at(self, step: u32, steps: u32) -> RiskCoefficient<f64> {
        let progress = if steps > 1 {
            f64::from(step.min(steps - 1)) / f64::from(steps - 1)
        } else {
            0.0
        };
        let (from, to) = (self.from.0, self.to.0);
        let k = from * (1.0 - progress) + to * progress;
        // Rounding must not take it beyond its ends; so a constant, too, stays exactly itself.
        RiskCoefficient(k.clamp(from.min(to), from.max(to)))
    }
}

/// The name of a method, without its k.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "AnyMethodName", rename_all = "kebab-case"))]
pub enum MethodName {
    /// The weighted sum of the raw rewards, standardised in the group.
    Grpo,
    /// GRPO without the division by the standard deviation.
    DrGrpo,
    /// The mean of the standardised rewards.
    Gdpo,
    /// The mean minus `k/2` times the population variance across the rewards.
    Variance,
    /// SoftMin: `-(1/k) ln mean_j exp(-k Z_j)`.
    Rvpo,
    /// The smallest standardised reward.
    Min,
    /// RLOO (Ahmadian et al. 2024, arXiv 2402.14740): the weighted sum of the raw rewards less the mean of the sums of the group's other rollouts,
    /// `s_i - mean_{h != i} s_h`; 0 in a group of one. No division, no whitening.
    Rloo,
    /// REINFORCE++ (Hu et al. 2025, arXiv 2501.03262): the weighted sum of the raw rewards, whitened over the whole batch whatever the groups. (The
    /// paper's other variant, "w/ Baseline", takes the group's mean off first; it is not computed here.)
    #[cfg_attr(test, schemars(rename = "reinforce++"))]
    ReinforcePlusPlus,
    /// DVAO (Jiang et al. 2026, arXiv 2605.25604): the standardised rewards, weighted by weight times the reward's standard deviation in the group,
    /// `sum_j w_j std_j Z_j / sum_j w_j std_j`; 0 where all rewards are constant. No whitening. The paper states no ddof: 1 stands in.
    Dvao,
}

impl MethodName {
    /// The methods that the engines train.
    pub const TRAINED: [Self; 6] = [
        Self::Grpo,
        Self::DrGrpo,
        Self::Gdpo,
        Self::Variance,
        Self::Rvpo,
        Self::Min,
    ];
    /// Every method.
    pub const ALL: [Self; 9] = [
        Self::Grpo,
        Self::DrGrpo,
        Self::Gdpo,
        Self::Variance,
        Self::Rvpo,
        Self::Min,
        Self::Rloo,
        Self::ReinforcePlusPlus,
        Self::Dvao,
    ];

    /// The name as JavaScript and the page write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Grpo => "grpo",
            Self::DrGrpo => "dr-grpo",
            Self::Gdpo => "gdpo",
            Self::Variance => "variance",
            Self::Rvpo => "rvpo",
            Self::Min => "min",
            Self::Rloo => "rloo",
            Self::ReinforcePlusPlus => "reinforce++",
            Self::Dvao => "dvao",
        }
    }

    /// Whether the method has a k.
    pub fn takes_k(self) -> bool {
        self.traits().takes_k
    }
}

impl fmt::Display for MethodName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for MethodName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// How a rollout's rewards become its advantage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method {
    /// See [`MethodName::Grpo`].
    Grpo,
    /// See [`MethodName::DrGrpo`].
    DrGrpo,
    /// See [`MethodName::Gdpo`].
    Gdpo,
    /// See [`MethodName::Variance`].
    Variance(Schedule),
    /// See [`MethodName::Rvpo`].
    Rvpo(Schedule),
    /// See [`MethodName::Min`].
    Min,
    /// See [`MethodName::Rloo`].
    Rloo,
    /// See [`MethodName::ReinforcePlusPlus`].
    ReinforcePlusPlus,
    /// See [`MethodName::Dvao`].
    Dvao,
}

impl Method {
    /// Puts a name and a k together.
    ///
    /// # Errors
    /// `k` is missing for a method that has one, or given for one that has none.
    pub fn new(name: MethodName, k: Option<Schedule>) -> Result<Self, Error> {
        match (name, k) {
            (MethodName::Variance, Some(k)) => Ok(Self::Variance(k)),
            (MethodName::Rvpo, Some(k)) => Ok(Self::Rvpo(k)),
            (MethodName::Variance | MethodName::Rvpo, None) => Err(Error::new(
                "k",
                Given::Nothing,
                Rule::NeedsK {
                    method: name.as_str(),
                },
            )),
            (_, Some(k)) => Err(Error::new(
                "k",
                k.from(),
                Rule::NoK {
                    method: name.as_str(),
                },
            )),
            (MethodName::Grpo, None) => Ok(Self::Grpo),
            (MethodName::DrGrpo, None) => Ok(Self::DrGrpo),
            (MethodName::Gdpo, None) => Ok(Self::Gdpo),
            (MethodName::Min, None) => Ok(Self::Min),
            (MethodName::Rloo, None) => Ok(Self::Rloo),
            (MethodName::ReinforcePlusPlus, None) => Ok(Self::ReinforcePlusPlus),
            (MethodName::Dvao, None) => Ok(Self::Dvao),
        }
    }

    /// The method's name.
    pub fn name(self) -> MethodName {
        match self {
            Self::Grpo => MethodName::Grpo,
            Self::DrGrpo => MethodName::DrGrpo,
            Self::Gdpo => MethodName::Gdpo,
            Self::Variance(_) => MethodName::Variance,
            Self::Rvpo(_) => MethodName::Rvpo,
            Self::Min => MethodName::Min,
            Self::Rloo => MethodName::Rloo,
            Self::ReinforcePlusPlus => MethodName::ReinforcePlusPlus,
            Self::Dvao => MethodName::Dvao,
        }
    }

    /// k's schedule, where the method has one.
    pub fn schedule(self) -> Option<Schedule> {
        match self {
            Self::Variance(schedule) | Self::Rvpo(schedule) => Some(schedule),
            _ => None,
        }
    }

    /// What it does across the standardised rewards at step `step` of `steps`; nothing for those that add up the raw rewards instead, and for
    /// DVAO, whose weights depend on the group.
    pub fn aggregator<F: Real>(self, step: u32, steps: u32) -> Option<Aggregator<F>> {
        // An f64's k may be out of an f32's range; its end then does the same.
        let k_at = |schedule: Schedule| {
            F::from_f64(schedule.at(step, steps).get())
                .clamp(F::min_positive_value(), F::max_value())
        };
        match self {
            Self::Grpo | Self::DrGrpo => None,
            Self::Rloo | Self::ReinforcePlusPlus | Self::Dvao => None,
            Self::Gdpo => Some(Aggregator::Mean),
            Self::Variance(schedule) => Some(Aggregator::Variance { k: k_at(schedule) }),
            Self::Rvpo(schedule) => Some(Aggregator::SoftMin { k: k_at(schedule) }),
            Self::Min => Some(Aggregator::Min),
        }
    }
}
