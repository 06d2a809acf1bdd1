use ndarray::{Array1, Array2};
use serde::{Serialize, Serializer};

use super::real::Lanes as _;
use super::rewards::entry;
use super::standardise::{Spread, standardise_groups, standardise_in_place};
use super::traits::PAPER;
use super::{
    Aggregator, Batch, Convention, ConventionTraits, Error, Given, Groups, Method, MethodName,
    Missing, Path, Real, Rewards, Rule, SingleZ, Weights, Whitening,
};

/// What GRPO's centred sums are divided by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename_all = "kebab-case")
)]
pub enum ScaleRewards {
    /// The standard deviation of the sums in the rollout's group.
    #[default]
    Group,
    /// The standard deviation of the sums in the whole batch.
    Batch,
    /// Nothing.
    None,
}

impl ScaleRewards {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Group, Self::Batch, Self::None];

    /// The choice as JavaScript writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Batch => "batch",
            Self::None => "none",
        }
    }
}

impl Serialize for ScaleRewards {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Rewards to advantages, by one method in one convention.
#[derive(Clone, Debug)]
pub struct Estimator<F> {
    pub(super) kind: Kind<F>,
    pub(super) weights: Weights<F>,
    convention: Convention,
    traits: ConventionTraits,
    /// What is added to the deviation that Z is divided by.
    pub(super) epsilon: F,
    name: MethodName,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind<F> {
    /// The weighted sum of the raw rewards.
    Sum(Step),
    /// Standardise, aggregate, whiten.
    Standardised(Aggregator<F>),
    /// Standardise, weight by the deviations.
    Dvao,
}

/// From weighted sums to advantages.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// Centred in the group and divided.
    Centred(ScaleRewards),
    /// Less the mean of the group's others.
    LeaveOneOut,
    /// Whitened over the batch.
    Whitened,
}

/// What verl divides a group of one by: `1 + 1e-6`, added up in single precision whatever that of the rewards.
const VERL_ALONE: f64 = (1.0_f32 + 1e-6_f32) as f64;

/// N advantages and what they were made from.
#[derive(Clone, Debug)]
pub struct Advantages<F> {
    /// N, in standard deviations of the scores (Dr. GRPO and RLOO: in the unit of the rewards; DVAO: in standard deviations of the rewards); 0 where a
    /// rollout has no score.
    pub advantages: Array1<F>,
    /// N: the aggregate before the step over the batch, for the methods that add up raw rewards the weighted sum; NaN where a rollout has no reward at
    /// all, for which ms-swift has 0.
    pub scores: Array1<F>,
    /// Standardised rewards and credits, where asked for.
    pub details: Option<Details<F>>,
    /// Pairs of a group, of more than one rollout, and a reward that is the same for all its rollouts that have it, and so standardises to 0.
    pub constant: usize,
    /// Groups of a single rollout, whose standardised rewards are 0, or under verl the rewards themselves.
    pub single: usize,
    /// Missing rewards.
    pub missing: usize,
    /// Rollouts without any reward (of a weight above 0).
    pub unscored: usize,
}

/// The inside of [`Advantages`].
#[derive(Clone, Debug)]
pub struct Details<F> {
    /// N x M rewards as the convention standardises them; NaN where missing (ms-swift: 0), under TRL also where the group's others are.
    pub z: Array2<F>,
    /// N x M: the derivative of the aggregate by each standardised reward. Each row sums to 1, but for a rollout without
    /// any reward, whose row is 0. Under the mean it is the weight, under SoftMin
    /// nearly all goes to the bottleneck, under the variance penalty it can be negative. Where the sum is over raw rewards (GRPO, Dr. GRPO, RLOO,
    /// REINFORCE++), and under DVAO, it is the reward's share of the weighted standard deviations. Where several rewards are the minimum, hard min's
    /// credit is shared among them. The weights of a trainer's GDPO, which it takes as they are, count scaled to sum to 1 here.
    pub credit: Array2<F>,
}

impl<F: Real> Estimator<F> {
    /// The estimator of a method for M rewards, at step `step` of a run of `steps` where its k is scheduled. `scale_rewards` matters for GRPO alone.
    pub fn new(
        method: Method,
        step: u32,
        steps: u32,
        weights: Weights<F>,
        scale_rewards: ScaleRewards,
    ) -> Self {
        let kind = match (method, method.aggregator(step, steps)) {
            (_, Some(aggregator)) => Kind::Standardised(aggregator),
            (Method::Grpo, None) => Kind::Sum(Step::Centred(scale_rewards)),
            (Method::Rloo, None) => Kind::Sum(Step::LeaveOneOut),
            (Method::ReinforcePlusPlus, None) => Kind::Sum(Step::Whitened),
            (Method::Dvao, None) => Kind::Dvao,
            (_, None) => Kind::Sum(Step::Centred(ScaleRewards::None)),
        };
        Self {
            kind,
            weights,
            convention: Convention::Paper,
            traits: PAPER,
            epsilon: F::from_f64(PAPER.epsilon),
            name: method.name(),
        }
    }

    /// The same in another convention, [`Convention::Paper`] being the one of [`Self::new`].
    ///
    /// # Errors
    /// The trainer has no `scale_rewards` like that; the method is computed in the paper's convention alone: RLOO, REINFORCE++ and DVAO; or this build is
    /// without the feature `conventions`.
    pub fn with_convention(mut self, convention: Convention) -> Result<Self, Error> {
        if !Convention::BUILT.contains(&convention) {
            let convention = convention.as_str();
            return Err(Error::new("convention", convention, Rule::PaperBuilt));
        }
        if !convention.has_method(self.name) {
            let (method, convention) = (self.name.as_str(), convention.as_str());
            let rule = Rule::PaperOnly { method, convention };
            return Err(Error::new("convention", convention, rule));
        }
        if let Kind::Sum(Step::Centred(scale)) = self.kind
            && !convention.has_scale(scale)
        {
            let rule = Rule::NoBatchScale {
                convention: convention.as_str(),
            };
            return Err(Error::new("scaleRewards", scale.as_str(), rule));
        }
        self.convention = convention;
        self.traits = convention.traits();
        self.epsilon = F::from_f64(self.traits.epsilon);
        Ok(self)
    }

    /// Whose numbers it reproduces.
    // A constant without the feature, so that the compiler leaves out of the page's module what only the trainers' conventions take.
    #[inline(always)]
    pub(crate) fn convention(&self) -> Convention {
        if cfg!(feature = "conventions") {
            self.convention
        } else {
            Convention::Paper
        }
    }

    /// What its convention does, constant likewise.
    #[inline(always)]
    pub(super) fn traits(&self) -> &ConventionTraits {
        if cfg!(feature = "conventions") {
            &self.traits
        } else {
            &PAPER
        }
    }

    /// Whether rewards are rounded to single precision first: verl's, of methods that standardise each of them.
    pub(super) fn rounds_rewards(&self) -> bool {
        self.traits().rounds_rewards && !matches!(self.kind, Kind::Sum(_))
    }

    /// Whether [`Self::advantages`] needs to be told how many tokens each response has: for verl's step over the batch, which counts tokens.
    pub fn needs_response_tokens(&self) -> bool {
        self.traits().whitening == Whitening::Tokens && matches!(self.kind, Kind::Standardised(_))
    }

    /// N rollouts' advantages. `response_tokens`, N from 1, are needed for verl's whitening over tokens, and otherwise ignored. `with_details` also
    /// gives the N x M standardised rewards and credits.
    ///
    /// A missing reward is left out: of its group's mean and deviation, and of its rollout's aggregate, whose other weights then count for more.
    /// Setting it to 0 instead, as ms-swift does, would be neutral in a sum, but not in a SoftMin.
    ///
    /// # Errors
    /// `groups` is for another number of rollouts, or the estimator's weights for another number of rewards. A reward is missing where the convention
    /// has no place for that. Under verl: `response_tokens` are missing, too few, 0, or less than two in all; or a reward is out of single precision's range.
    pub fn advantages(
        &self,
        rewards: &Rewards<'_, F>,
        groups: &Groups,
        response_tokens: Option<&[u32]>,
        with_details: bool,
    ) -> Result<Advantages<F>, Error> {
        let mut batch = Batch::new(self, groups.rollouts());
        let details = batch.score(rewards, groups, with_details)?;
        let advantages = batch.finish(groups, response_tokens)?;
        Ok(Advantages {
            details,
            ..advantages
        })
    }

    /// The same with details, for rewards of which another estimator in the same convention gave `z`, N x M, as [`Details::z`]: a method that aggregates
    /// Z goes on from there, which spares the standardising.
    #[cfg(feature = "tables")]
    pub(crate) fn advantages_from(
        &self,
        rewards: &Rewards<'_, F>,
        z: ndarray::ArrayView2<'_, F>,
        groups: &Groups,
        response_tokens: Option<&[u32]>,
    ) -> Result<Advantages<F>, Error> {
        let z = Some(z).filter(|_| matches!(self.kind, Kind::Standardised(_)));
        let mut batch = Batch::new(self, groups.rollouts());
        let details = batch.score_from(rewards, z, groups, true)?;
        let advantages = batch.finish(groups, response_tokens)?;
        Ok(Advantages {
            details,
            ..advantages
        })
    }

    /// From the scores of all rollouts, some of which may be NaN, to their advantages: the step over the batch. `tokens` are those of [`Self::check_tokens`].
    pub(super) fn advantages_of(
        &self,
        scores: &[F],
        may_miss: bool,
        groups: &Groups,
        tokens: &[u32],
    ) -> Vec<F> {
        let mut advantages = scores.to_vec();
        match self.kind {
            Kind::Standardised(_) | Kind::Sum(Step::Whitened) => {
                self.whiten(&mut advantages, may_miss, tokens);
            }
            Kind::Sum(step) => self.centre_sums(&mut advantages, groups, step),
            Kind::Dvao => {
                for score in advantages.iter_mut().filter(|score| score.is_nan()) {
                    *score = F::zero();
                }
            }
        }
        advantages
    }

    /// What a trainer's convention asks of the data beyond the paper's.
    #[cfg(feature = "tables")]
    pub(crate) fn check_for_trainer(
        &self,
        rewards: &Rewards<'_, F>,
        response_tokens: Option<&[u32]>,
    ) -> Result<(), Error> {
        self.check_rewards(rewards, 0)?;
        self.check_tokens(rewards.rollouts(), response_tokens)?;
        Ok(())
    }

    /// The same of a batch's rewards from rollout `first` on.
    pub(super) fn check_rewards(
        &self,
        rewards: &Rewards<'_, F>,
        first: usize,
    ) -> Result<(), Error> {
        let convention = self.convention();
        let entry = |(i, j): (usize, usize)| entry((first + i, j));
        if rewards.missing() > 0
            && self.traits().missing == Missing::Refused
            && let Some((at, _)) = (rewards.values().indexed_iter()).find(|(_, r)| r.is_nan())
        {
            let convention = convention.as_str();
            let rule = Rule::NoMissing { convention };
            return Err(Error::new(entry(at), Given::Missing, rule));
        }
        let most = F::from_f64(f64::from(f32::MAX));
        if self.rounds_rewards()
            && let Some((at, &value)) =
                (rewards.values().indexed_iter()).find(|(_, value)| value.abs() > most)
        {
            return Err(Error::new(
                entry(at),
                Given::number(value),
                Rule::SinglePrecision,
            ));
        }
        Ok(())
    }

    /// The tokens of each response where they matter, else none.
    pub(super) fn check_tokens<'t>(
        &self,
        rollouts: usize,
        response_tokens: Option<&'t [u32]>,
    ) -> Result<&'t [u32], Error> {
        if !self.needs_response_tokens() {
            return Ok(&[]);
        }
        let Some(tokens) = response_tokens else {
            return Err(Error::new(
                "responseTokens",
                Given::Nothing,
                Rule::TokensNeeded { rollouts },
            ));
        };
        if tokens.len() != rollouts {
            let rule = Rule::EachRollout { rollouts };
            return Err(Error::length("responseTokens", tokens.len(), rule));
        }
        if let Some(i) = tokens.iter().position(|&tokens| tokens == 0) {
            let path = Path::from("responseTokens").at(i);
            return Err(Error::new(path, 0, Rule::WholeFrom { from: 1 }));
        }
        if let [1] = tokens {
            let path = Path::from("responseTokens").at(0);
            return Err(Error::new(path, 1, Rule::TwoTokens));
        }
        Ok(tokens)
    }

    /// Whitens scores over the batch; those of rollouts without a score (NaN) become 0.
    fn whiten(&self, scores: &mut [F], may_miss: bool, tokens: &[u32]) {
        match self.traits().whitening {
            Whitening::Tokens => whiten_tokens(scores, tokens),
            Whitening::RolloutsWithoutEpsilon => {
                let spread = Spread::of(scores);
                let divisor = if spread.std > F::zero() {
                    spread.std
                } else {
                    F::one()
                };
                for score in scores {
                    *score = spread.centre(*score) / divisor;
                }
            }
            Whitening::Rollouts => {
                let whiten = |scores: &mut [F]| {
                    let bias = self.traits().bias_of_scores(scores.len());
                    self.standardise_biased(scores, bias);
                };
                if may_miss {
                    whiten_scored(scores, whiten);
                } else {
                    whiten(scores);
                }
            }
        }
    }

    /// `(x - mean) / (std + epsilon)` with a standard deviation of `bias` times the exact one, which it returns.
    fn standardise_biased(&self, values: &mut [F], bias: f64) -> F {
        let bias = F::from_f64(bias);
        let std = standardise_in_place(values, self.epsilon / bias);
        if bias != F::one() {
            let scale = bias.recip();
            values.iter_mut().for_each(|value| *value *= scale);
        }
        std * bias
    }

    /// Standardises one reward of a group of `size` rollouts, all that have it; returns the deviation.
    pub(super) fn standardise_column(&self, present: &mut [F], size: usize) -> F {
        let traits = self.traits();
        match present {
            // The mean of a group of one is taken for 0 and its deviation for 1.
            [alone] if traits.single == SingleZ::RawReward => {
                *alone /= F::from_f64(VERL_ALONE);
                F::one()
            }
            // TRL's deviation of a single number is NaN, but for groups of one.
            [alone] if traits.drops_lone_reward && size > 1 => {
                *alone = F::nan();
                F::zero()
            }
            _ => self.standardise_biased(present, traits.bias_of_z(present.len())),
        }
    }

    /// Standardises every reward of a group of `size` rollouts, none of them missing; reward-major.
    pub(super) fn standardise_columns(&self, columns: &mut [F], size: usize) {
        if size == 1 && self.traits().single == SingleZ::RawReward {
            let divisor = F::from_f64(VERL_ALONE);
            columns.iter_mut().for_each(|value| *value /= divisor);
            return;
        }
        self.with_bias(columns, size, |columns, epsilon| {
            standardise_groups(None, columns, size, epsilon);
            true
        });
    }

    /// The same from a group's rewards, rollout by rollout, of which each has `count`; `columns` gets them reward by reward. `false`, with nothing done, where
    /// there are too few for it, or something is peculiar about them.
    pub(super) fn standardise_rows(&self, rows: &[F], count: usize, columns: &mut [F]) -> bool {
        matches!(self.kind, Kind::Standardised(_))
            && !self.rounds_rewards()
            && self.with_bias(columns, rows.len() / count, |columns, epsilon| {
                F::Lanes::standardise_rows(rows, count, epsilon, columns)
            })
    }

    /// Has groups of `size` standardised, with success or without, and does what the convention's own deviation changes about it.
    fn with_bias(
        &self,
        columns: &mut [F],
        size: usize,
        standardise: impl FnOnce(&mut [F], F) -> bool,
    ) -> bool {
        let bias = F::from_f64(self.traits().bias_of_z(size));
        if bias == F::one() {
            return standardise(columns, self.epsilon);
        }
        let scale = bias.recip();
        let done = standardise(columns, self.epsilon / bias);
        columns.iter_mut().for_each(|value| *value *= scale);
        done
    }

    /// The way from sums to advantages that goes by the group's mean.
    fn centre_sums(&self, sums: &mut [F], groups: &Groups, step: Step) {
        let traits = self.traits();
        let epsilon = F::from_f64(traits.sum_epsilon);
        let deviation = |sums: &[F]| {
            if sums.len() == 1 && traits.single == SingleZ::RawReward {
                return Spread {
                    origin: F::zero(),
                    mean: F::zero(),
                    std: F::from_f64(VERL_ALONE) - epsilon,
                };
            }
            let spread = Spread::of(sums);
            let bias = F::from_f64(traits.bias_of_scores(sums.len()));
            Spread {
                std: spread.std * bias,
                ..spread
            }
        };
        let of_batch = deviation(&scored(sums)).std;
        for range in groups.ranges() {
            let members: Vec<F> = range
                .clone()
                .map(|place| sums[groups.rollout(place)])
                .collect();
            let members = scored(&members);
            let spread = deviation(&members);
            let n = F::from_f64(members.len() as f64);
            let one = F::one();
            let (factor, divisor) = match step {
                Step::Centred(ScaleRewards::Group) => (one, spread.std + epsilon),
                Step::Centred(ScaleRewards::Batch) => (one, of_batch + epsilon),
                // The distance from the mean of the others is so many times that from the mean of all.
                Step::LeaveOneOut if n > one => (n / (n - one), one),
                Step::Centred(ScaleRewards::None) | Step::LeaveOneOut | Step::Whitened => {
                    (one, one)
                }
            };
            for place in range {
                let sum = &mut sums[groups.rollout(place)];
                *sum = if sum.is_nan() {
                    F::zero()
                } else {
                    spread.centre(*sum) * factor / divisor
                };
            }
        }
    }
}

/// verl's whitening: `(A - mean) / sqrt(var + 1e-8)`, in which a response's score counts once for each of its tokens; ddof 1.
fn whiten_tokens<F: Real>(scores: &mut [F], tokens: &[u32]) {
    let Some(&origin) = scores.first() else {
        return;
    };
    let total: f64 = tokens.iter().map(|&tokens| f64::from(tokens)).sum();
    let sum = |scores: &[F], of: &dyn Fn(F) -> F, share_of: f64| {
        let terms = scores.iter().zip(tokens);
        terms.fold(F::zero(), |sum, (&score, &tokens)| {
            sum + of(score) * F::from_f64(f64::from(tokens) / share_of)
        })
    };
    let mean = sum(scores, &|score| score - origin, total);
    let distance = |score: F| (score - origin) - mean;
    let largest = (scores.iter()).fold(F::zero(), |most, &score| most.max(distance(score).abs()));
    if largest <= F::zero() {
        scores.fill(F::zero());
        return;
    }
    // In units of the largest, so that no square leaves the range.
    let variance = sum(
        scores,
        &|score| (distance(score) / largest) * (distance(score) / largest),
        total - 1.0,
    );
    let divisor = variance.sqrt().hypot(F::from_f64(1e-4) / largest);
    for score in scores {
        *score = distance(*score) / largest / divisor;
    }
}

/// The scores that are there.
pub(super) fn scored<F: Real>(scores: &[F]) -> Vec<F> {
    scores
        .iter()
        .copied()
        .filter(|score| !score.is_nan())
        .collect()
}

/// Does something to the scores that are there; the others become 0.
fn whiten_scored<F: Real>(scores: &mut [F], whiten: impl FnOnce(&mut [F])) {
    let mut present = scored(scores);
    whiten(&mut present);
    let mut present = present.into_iter();
    for score in scores {
        *score = if score.is_nan() {
            F::zero()
        } else {
            present.next().unwrap_or_default()
        };
    }
}
