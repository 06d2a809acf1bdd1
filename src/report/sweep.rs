use std::collections::BTreeMap;

use ndarray::{Array2, ArrayView1};
use serde::Serialize;

use super::Choice;
#[cfg(doc)]
use super::Credit;
use super::compare::{Ranked, sign_flips, spearman};
use super::credit::{Credits, SMALLEST_WAY};
use super::sample::Subset;
use crate::aggregate::{
    Aggregator, Error, Estimator, Method, RiskCoefficient, Schedule, Weights, aggregate_columns,
};

/// The smallest k of the sweep.
pub const SWEEP_FROM: f64 = 0.05;
/// The largest k of the sweep.
pub const SWEEP_TO: f64 = 50.0;
/// How many values of k the sweep has: ten for each factor of ten, and the last.
pub const SWEEP_POINTS: usize = 31;
/// The effective number of rewards under which a k is too large, if the mean has two or more: see [`Sweep::effective_bound`].
pub const EFFECTIVE_REWARDS: f64 = 1.5;
/// How far the second order may be off, as a share of the way from the mean to the minimum.
pub const TAYLOR_ERROR: f64 = 0.2;
/// SoftMin differs from the mean where a reward's share of the credit is this many times what the mean gives it.
pub const SUGGESTED_SHARE: f64 = 1.1;
/// SoftMin also differs from the mean where more than this share of the advantages have another sign.
pub const SUGGESTED_FLIPS: f64 = 0.05;

/// RVPO under the chosen convention and weights, against k.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Sweep {
    /// How many rollouts it was computed from, in whole groups.
    pub rollouts: usize,
    /// The points, from the smallest k to the largest.
    pub points: Vec<SweepPoint>,
    /// The effective number of rewards under which a k is too large: [`EFFECTIVE_REWARDS`], or half way from 1 to what the mean has, where that is
    /// less, since the mean itself listens to few rewards where the weights are very unequal.
    pub effective_bound: f64,
    /// The range of k in which RVPO does something and is no hard min yet.
    pub suggestion: Suggestion,
}

/// RVPO at one k.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SweepPoint {
    /// The risk coefficient.
    pub k: f64,
    /// M: each reward's share of the credit.
    pub shares: Vec<f64>,
    /// The mean effective number of rewards: see [`Credit::effective_per_rollout`]; null where no rollout has a reward.
    pub effective: Option<f64>,
    /// The share of the rollouts whose advantage has the opposite sign under GDPO.
    pub sign_flips: f64,
    /// Spearman's rank correlation with GDPO's advantages; null where a method's advantages are all equal.
    pub spearman: Option<f64>,
    /// The mean over the rollouts of `|second order - SoftMin| / (mean - min)`; null where no rollout has two different Z.
    pub taylor_error: Option<f64>,
    /// The share of these rollouts for which that is over [`TAYLOR_ERROR`]; null where no rollout has two different Z.
    pub taylor_off: Option<f64>,
}

/// A range of k, out of the sweep's.
///
/// It begins at the smallest k at which RVPO is no longer the mean: one reward's share of the credit is [`SUGGESTED_SHARE`] times its
/// share under GDPO, or more than [`SUGGESTED_FLIPS`] of the signs differ from GDPO's. It ends at the largest k up to which a rollout listens to at
/// least [`Sweep::effective_bound`] rewards. Both are rules of thumb; whether training gets better there is not known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Suggestion {
    /// The smallest k; null where there is no range.
    pub from: Option<f64>,
    /// The largest k; null where there is no range.
    pub to: Option<f64>,
    /// Why the range begins where it does, or why there is none.
    pub reason: Reason,
    /// At `from`: the reward whose share is the largest compared with its weight; null where there is no range.
    pub reward: Option<usize>,
    /// At `from`: the share of that reward; null where there is no range.
    pub share: Option<f64>,
    /// At `from`: the share of the signs that differ from GDPO's; null where there is no range.
    pub sign_flips: Option<f64>,
    /// At `to`: the effective number of rewards; null where there is no range.
    pub effective: Option<f64>,
    /// Whether `from` is the smallest k of the sweep.
    pub from_is_first: bool,
    /// Whether `to` is the largest k of the sweep, so that the range may go on.
    pub to_is_last: bool,
}

/// Why a range of k is suggested, or why none is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "SuggestionReason")
)]
pub enum Reason {
    /// The range begins where a reward's share of the credit exceeds what the mean gives it.
    Share,
    /// The range begins where signs differ from GDPO's.
    SignFlips,
    /// There is no range: with one reward, k changes nothing.
    SingleReward,
    /// There is no range: at no k does RVPO differ from the mean.
    NoDifference,
    /// There is no range: a rollout listens to too few rewards at every k from which on RVPO differs.
    TooFewRewards,
}

/// The k of the sweep's point of that index.
pub(super) fn k_at(index: usize) -> f64 {
    SWEEP_FROM * 10_f64.powf(index as f64 / 10.0)
}

/// What every k is compared with.
#[derive(Debug)]
pub(super) struct Sweeping {
    weights: Weights<f64>,
    /// N x M: the same for every k.
    z: Array2<f64>,
    mean_advantages: Vec<f64>,
    mean_ranked: Ranked,
    mean_shares: Vec<f64>,
    /// The effective number of rewards under which a k is too large.
    bound: f64,
    expansion: Expansion,
    points: Vec<SweepPoint>,
}

/// An estimator under the choice's convention.
pub(super) fn estimator(
    choice: &Choice,
    method: Method,
    weights: &Weights<f64>,
) -> Result<Estimator<f64>, Error> {
    let (step, steps) = (choice.step, choice.steps);
    Estimator::new(method, step, steps, weights.clone(), choice.scale_rewards)
        .with_convention(choice.convention)
}

impl Sweeping {
    pub fn new(subset: &Subset, choice: &Choice, weights: &Weights<f64>) -> Result<Self, Error> {
        let mean = subset.advantages(&estimator(choice, Method::Gdpo, weights)?)?;
        let mut credits = Credits::new(subset.rewards.ncols());
        let mut z = Array2::default((0, 0));
        if let Some(details) = mean.details {
            credits.add(&details, weights.normalised());
            z = details.z;
        }
        let mean_advantages = mean.advantages.to_vec();
        let credit = credits.finish();
        Ok(Self {
            weights: weights.clone(),
            mean_ranked: Ranked::new(&mean_advantages),
            mean_advantages,
            bound: credit
                .effective_per_rollout
                .map_or(EFFECTIVE_REWARDS, effective_bound),
            mean_shares: credit.shares,
            expansion: Expansion::new(&z, weights),
            z,
            points: Vec::new(),
        })
    }

    /// See [`Sweep::effective_bound`].
    pub fn bound(&self) -> f64 {
        self.bound
    }

    /// The point of that k.
    pub fn point(&self, k: f64, subset: &Subset, choice: &Choice) -> Result<SweepPoint, Error> {
        let method = Method::Rvpo(Schedule::constant(RiskCoefficient::new(k)?));
        let softmin =
            subset.advantages_from(&self.z, &estimator(choice, method, &self.weights)?)?;
        let mut credits = Credits::new(subset.rewards.ncols());
        if let Some(details) = &softmin.details {
            credits.add(details, self.weights.normalised());
        }
        let credit = credits.finish();
        let advantages = softmin.advantages.to_vec();
        let ranked = Ranked::new(&advantages);
        let flips = sign_flips(
            (&advantages, &ranked),
            (&self.mean_advantages, &self.mean_ranked),
        );
        let error = self.expansion.error(k);
        Ok(SweepPoint {
            k,
            shares: credit.shares,
            effective: credit.effective_per_rollout,
            sign_flips: flips as f64 / advantages.len().max(1) as f64,
            spearman: spearman(&ranked, &self.mean_ranked),
            taylor_error: error.map(|error| error.mean),
            taylor_off: error.map(|error| error.off),
        })
    }

    pub fn push(&mut self, point: SweepPoint) {
        self.points.push(point);
    }

    pub fn finish(self, rollouts: usize) -> Sweep {
        let suggestion = suggest(&self.points, &self.mean_shares, self.bound);
        Sweep {
            rollouts,
            points: self.points,
            effective_bound: self.bound,
            suggestion,
        }
    }
}

/// See [`Sweep::effective_bound`].
fn effective_bound(of_mean: f64) -> f64 {
    EFFECTIVE_REWARDS.min((1.0 + of_mean) / 2.0)
}

/// See [`Suggestion`]; the second argument is the mean's credit, M.
fn suggest(points: &[SweepPoint], mean_shares: &[f64], bound: f64) -> Suggestion {
    let none = |reason| Suggestion {
        from: None,
        to: None,
        reason,
        reward: None,
        share: None,
        sign_flips: None,
        effective: None,
        from_is_first: false,
        to_is_last: false,
    };
    let counted = || (0..mean_shares.len()).filter(|&j| mean_shares[j] > 0.0);
    if counted().count() < 2 {
        return none(Reason::SingleReward);
    }
    let favoured = |point: &SweepPoint| {
        let times = |j: usize| point.shares[j] / mean_shares[j];
        counted().max_by(|&i, &j| times(i).total_cmp(&times(j)))
    };
    let exceeds = |point: &SweepPoint| {
        favoured(point).is_some_and(|j| point.shares[j] >= SUGGESTED_SHARE * mean_shares[j])
    };
    let differs = |point: &SweepPoint| exceeds(point) || point.sign_flips > SUGGESTED_FLIPS;
    let Some((first, from)) = (points.iter().enumerate()).find(|(_, point)| differs(point)) else {
        return none(Reason::NoDifference);
    };
    let is_enough =
        |point: &&SweepPoint| point.effective.is_some_and(|effective| effective >= bound);
    let Some(to) = points[first..].iter().take_while(is_enough).last() else {
        return none(Reason::TooFewRewards);
    };
    let reward = favoured(from);
    Suggestion {
        from: Some(from.k),
        to: Some(to.k),
        reason: if exceeds(from) {
            Reason::Share
        } else {
            Reason::SignFlips
        },
        reward,
        share: reward.map(|j| from.shares[j]),
        sign_flips: Some(from.sign_flips),
        effective: to.effective,
        from_is_first: first == 0,
        to_is_last: points.last().is_some_and(|last| last.k <= to.k),
    }
}

/// How far the second order is off, as a share of the way from mean to minimum.
#[derive(Clone, Copy, Debug)]
pub(super) struct SecondOrder {
    /// The mean over the rollouts.
    pub mean: f64,
    /// The share of the rollouts for which it is over [`TAYLOR_ERROR`].
    pub off: f64,
}

/// Rollouts' standardised rewards, those with the same rewards present together.
#[derive(Clone, Debug, Default)]
struct Expansion(Vec<Block>);

#[derive(Clone, Debug)]
struct Block {
    /// Of the rewards that are there, scaled to sum to 1.
    weights: Vec<f64>,
    /// Reward-major.
    columns: Vec<f64>,
    /// Of each rollout: its mean less its minimum.
    ways: Vec<f64>,
}

impl Block {
    fn aggregates(&self, aggregator: Aggregator<f64>) -> Vec<f64> {
        let mut out = vec![0.0; self.ways.len()];
        aggregate_columns(&self.columns, &self.weights, aggregator, &mut out);
        out
    }
}

impl Expansion {
    fn new(z: &Array2<f64>, weights: &Weights<f64>) -> Self {
        let weights = weights.normalised();
        let present = |row: ArrayView1<'_, f64>| -> Vec<usize> {
            (0..weights.len())
                .filter(|&j| weights[j] > 0.0 && !row[j].is_nan())
                .collect()
        };
        let mut alike: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for (i, row) in z.rows().into_iter().enumerate() {
            alike.entry(present(row)).or_default().push(i);
        }
        alike.remove(&Vec::new());
        let blocks = alike.into_iter().map(|(present, rollouts)| {
            let sum: f64 = present.iter().map(|&j| weights[j]).sum();
            let column = |j: usize| rollouts.iter().map(move |&i| z[(i, j)]);
            let mut block = Block {
                weights: present.iter().map(|&j| weights[j] / sum).collect(),
                columns: present.iter().flat_map(|&j| column(j)).collect(),
                ways: vec![0.0; rollouts.len()],
            };
            let means = block.aggregates(Aggregator::Mean);
            let least = block.aggregates(Aggregator::Min);
            block.ways = means
                .iter()
                .zip(least)
                .map(|(m, least)| m - least)
                .collect();
            block
        });
        Self(blocks.collect())
    }

    /// None where no rollout has two different standardised rewards.
    fn error(&self, k: f64) -> Option<SecondOrder> {
        let (mut sum, mut off, mut count) = (0.0, 0_usize, 0_usize);
        for block in &self.0 {
            let second = block.aggregates(Aggregator::Variance { k });
            let exact = block.aggregates(Aggregator::SoftMin { k });
            for ((second, exact), &way) in second.iter().zip(exact).zip(&block.ways) {
                if way > SMALLEST_WAY {
                    let error = (second - exact).abs() / way;
                    sum += error;
                    off += usize::from(error > TAYLOR_ERROR);
                    count += 1;
                }
            }
        }
        (count > 0).then(|| SecondOrder {
            mean: sum / count as f64,
            off: off as f64 / count as f64,
        })
    }
}
