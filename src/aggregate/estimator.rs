use ndarray::{Array1, Array2, ArrayView2};

#[cfg(feature = "own-rewards")]
use super::MethodName;
use super::block::aggregate_columns;
#[cfg(feature = "own-rewards")]
use super::error::shortest;
use super::standardise::{Spread, standardise_groups, standardise_in_place, sum};
use super::{Aggregator, Convention, Error, Groups, Method, Real, Rewards, Weights};

/// What GRPO's centred sums are divided by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// Rewards to advantages, by one method in one convention.
#[derive(Clone, Debug)]
pub struct Estimator<F> {
    kind: Kind<F>,
    weights: Weights<F>,
    convention: Convention,
    /// What is added to the deviation that Z is divided by.
    epsilon: F,
    #[cfg(feature = "own-rewards")]
    name: MethodName,
}

#[derive(Clone, Copy, Debug)]
enum Kind<F> {
    /// The weighted sum of the raw rewards.
    Sum(Step),
    /// Standardise, aggregate, whiten.
    Standardised(Aggregator<F>),
    /// Standardise, weight by the deviations.
    #[cfg(feature = "own-rewards")]
    Dvao,
}

/// From weighted sums to advantages.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Centred in the group and divided.
    Centred(ScaleRewards),
    /// Less the mean of the group's others.
    #[cfg(feature = "own-rewards")]
    LeaveOneOut,
    /// Whitened over the batch.
    #[cfg(feature = "own-rewards")]
    Whitened,
}

/// What verl divides a group of one by: `1 + 1e-6`, added up in single precision whatever that of the rewards.
#[cfg(feature = "own-rewards")]
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
            #[cfg(feature = "own-rewards")]
            (Method::Rloo, None) => Kind::Sum(Step::LeaveOneOut),
            #[cfg(feature = "own-rewards")]
            (Method::ReinforcePlusPlus, None) => Kind::Sum(Step::Whitened),
            #[cfg(feature = "own-rewards")]
            (Method::Dvao, None) => Kind::Dvao,
            (_, None) => Kind::Sum(Step::Centred(ScaleRewards::None)),
        };
        Self {
            kind,
            weights,
            convention: Convention::Paper,
            epsilon: F::from_f64(Convention::Paper.epsilon()),
            #[cfg(feature = "own-rewards")]
            name: method.name(),
        }
    }

    /// The same in another convention, [`Convention::Paper`] being the one of [`Self::new`].
    ///
    /// # Errors
    /// The trainer has no `scale_rewards` like that, or the method is computed in the paper's convention alone: RLOO, REINFORCE++ and DVAO.
    pub fn with_convention(mut self, convention: Convention) -> Result<Self, Error> {
        #[cfg(feature = "own-rewards")]
        match (convention, self.kind) {
            (Convention::Paper, _) => {}
            (_, Kind::Dvao | Kind::Sum(Step::LeaveOneOut | Step::Whitened)) => {
                let allowed = format_args!("paper, for {}", self.name);
                return Err(Error::value("convention", convention, allowed));
            }
            (
                Convention::Verl | Convention::NemoRl,
                Kind::Sum(Step::Centred(ScaleRewards::Batch)),
            ) => {
                let allowed = format_args!("group or none, which {convention} has");
                return Err(Error::value("scaleRewards", "batch", allowed));
            }
            _ => {}
        }
        self.convention = convention;
        self.epsilon = F::from_f64(convention.epsilon());
        Ok(self)
    }

    /// Whether [`Self::advantages`] needs to be told how many tokens each response has: for verl's step over the batch, which counts tokens.
    #[cfg(feature = "own-rewards")]
    pub fn needs_response_tokens(&self) -> bool {
        self.convention == Convention::Verl && matches!(self.kind, Kind::Standardised(_))
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
        self.estimate(rewards, None, groups, response_tokens, with_details)
    }

    /// The same with details, for rewards of which another estimator in the same convention gave `z`, N x M, as [`Details::z`]: a method that aggregates
    /// Z goes on from there, which spares the standardising.
    #[cfg(feature = "own-rewards")]
    pub(crate) fn advantages_from(
        &self,
        rewards: &Rewards<'_, F>,
        z: ArrayView2<'_, F>,
        groups: &Groups,
        response_tokens: Option<&[u32]>,
    ) -> Result<Advantages<F>, Error> {
        let z = Some(z).filter(|_| matches!(self.kind, Kind::Standardised(_)));
        self.estimate(rewards, z, groups, response_tokens, true)
    }

    /// Only methods that aggregate Z take a `z`.
    fn estimate(
        &self,
        rewards: &Rewards<'_, F>,
        z: Option<ArrayView2<'_, F>>,
        groups: &Groups,
        response_tokens: Option<&[u32]>,
        with_details: bool,
    ) -> Result<Advantages<F>, Error> {
        self.weights.check_len(rewards.rewards())?;
        let rollouts = rewards.rollouts();
        if groups.rollouts() != rollouts {
            return Err(Error::length(
                "groupIds",
                groups.rollouts(),
                format_args!("{rollouts}, one for each rollout"),
            ));
        }
        #[cfg(feature = "own-rewards")]
        let tokens = self.check_for_trainer(rewards, response_tokens)?;
        #[cfg(not(feature = "own-rewards"))]
        let _ = response_tokens;
        let mut batch = Batch {
            scores: vec![F::zero(); rollouts],
            details: with_details.then(|| Details {
                z: Array2::zeros(rewards.values().dim()),
                credit: Array2::zeros(rewards.values().dim()),
            }),
            constant: 0,
            single: 0,
            #[cfg(feature = "own-rewards")]
            unscored: 0,
        };
        // Rewards that count come first, so that one slice holds them.
        let p = self.weights.normalised();
        let counted = (0..p.len()).filter(|&j| p[j] > F::zero());
        let order: Vec<usize> = counted
            .chain((0..p.len()).filter(|&j| p[j] <= F::zero()))
            .collect();
        let p = self.weights.positive();
        let raw = order.iter().take(p.len());
        let raw = raw.map(|&j| self.weights.raw()[j]).collect();
        let mut group = GroupBlock {
            order,
            p,
            raw,
            columns: Vec::new(),
            scores: Vec::new(),
        };
        let source = Source {
            rewards: rewards.values(),
            may_miss: rewards.missing() > 0,
            z,
        };
        for range in groups.ranges() {
            batch.single += usize::from(range.len() == 1);
            group.run(self, source, groups, range, &mut batch);
        }
        let mut advantages = batch.scores.clone();
        match self.kind {
            #[cfg(feature = "own-rewards")]
            Kind::Standardised(_) if self.convention != Convention::Paper => {
                self.step_of_trainer(&mut advantages, tokens);
            }
            Kind::Standardised(_) if rewards.missing() > 0 => {
                whiten_scored(&mut advantages, |scores| {
                    standardise_in_place(scores, self.epsilon);
                });
            }
            Kind::Standardised(_) => {
                standardise_in_place(&mut advantages, self.epsilon);
            }
            Kind::Sum(Step::Centred(scale)) => self.centre_sums(&mut advantages, groups, scale),
            #[cfg(feature = "own-rewards")]
            Kind::Sum(Step::LeaveOneOut) => leave_one_out(&mut advantages, groups),
            #[cfg(feature = "own-rewards")]
            Kind::Sum(Step::Whitened) => whiten_scored(&mut advantages, |scores| {
                standardise_in_place(scores, self.epsilon);
            }),
            #[cfg(feature = "own-rewards")]
            Kind::Dvao => whiten_scored(&mut advantages, |_| {}),
        }
        let unscored = batch.scores.iter().filter(|score| score.is_nan()).count();
        #[cfg(feature = "own-rewards")]
        let unscored = unscored + batch.unscored;
        Ok(Advantages {
            advantages: Array1::from_vec(advantages),
            scores: Array1::from_vec(batch.scores),
            details: batch.details,
            constant: batch.constant,
            single: batch.single,
            missing: rewards.missing(),
            unscored,
        })
    }

    /// What a trainer's convention asks of the data beyond the paper's; the tokens of each response where they matter, else none.
    #[cfg(feature = "own-rewards")]
    pub(crate) fn check_for_trainer<'t>(
        &self,
        rewards: &Rewards<'_, F>,
        response_tokens: Option<&'t [u32]>,
    ) -> Result<&'t [u32], Error> {
        let convention = self.convention;
        if rewards.missing() > 0
            && !convention.allows_missing()
            && let Some(((i, j), _)) = (rewards.values().indexed_iter()).find(|(_, r)| r.is_nan())
        {
            let allowed = format_args!("a number: {convention} has no place for missing rewards");
            return Err(Error::value(
                format_args!("rewards[{i}][{j}]"),
                "missing",
                allowed,
            ));
        }
        if !self.needs_response_tokens() {
            return Ok(&[]);
        }
        let most = F::from_f64(f64::from(f32::MAX));
        if let Some(((i, j), &value)) =
            (rewards.values().indexed_iter()).find(|(_, value)| value.abs() > most)
        {
            return Err(Error::value(
                format_args!("rewards[{i}][{j}]"),
                shortest(value),
                "a number in the range of single precision, which verl's gdpo holds rewards in",
            ));
        }
        let rollouts = rewards.rollouts();
        let Some(tokens) = response_tokens else {
            return Err(Error::value(
                "responseTokens",
                "nothing",
                format_args!("{rollouts} numbers, since verl whitens over tokens"),
            ));
        };
        if tokens.len() != rollouts {
            let allowed = format_args!("{rollouts}, one for each rollout");
            return Err(Error::length("responseTokens", tokens.len(), allowed));
        }
        if let Some(i) = tokens.iter().position(|&tokens| tokens == 0) {
            let field = format_args!("responseTokens[{i}]");
            return Err(Error::value(field, 0, "a whole number from 1"));
        }
        if let [1] = tokens {
            let allowed = "2 or more, since verl whitens over tokens";
            return Err(Error::value("responseTokens[0]", 1, allowed));
        }
        Ok(tokens)
    }

    /// A trainer's step over the batch, from scores to advantages; those of rollouts without a score (NaN) become 0.
    #[cfg(feature = "own-rewards")]
    fn step_of_trainer(&self, scores: &mut [F], tokens: &[u32]) {
        match self.convention {
            Convention::Verl => whiten_tokens(scores, tokens),
            Convention::NemoRl => {
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
            Convention::Trl => whiten_scored(scores, |scores| {
                self.standardise_biased(scores);
            }),
            Convention::Paper | Convention::MsSwift => {
                standardise_in_place(scores, self.epsilon);
            }
        }
    }

    /// `(x - mean) / (std + epsilon)` with the convention's own deviation, which it returns.
    #[cfg(feature = "own-rewards")]
    fn standardise_biased(&self, values: &mut [F]) -> F {
        let bias = F::from_f64(self.convention.deviation_of(values.len()));
        let std = standardise_in_place(values, self.epsilon / bias);
        if bias != F::one() {
            let scale = bias.recip();
            values.iter_mut().for_each(|value| *value *= scale);
        }
        std * bias
    }

    /// Standardises one reward of a group of `size` rollouts, all that have it; returns the deviation.
    fn standardise_column(&self, present: &mut [F], size: usize) -> F {
        #[cfg(feature = "own-rewards")]
        match (self.convention, present.len()) {
            // verl takes the mean of a group of one for 0 and its deviation for 1.
            (Convention::Verl, 1) => {
                present[0] /= F::from_f64(VERL_ALONE);
                return F::one();
            }
            // TRL's deviation of a single number is NaN, but for groups of one.
            (Convention::Trl, 1) if size > 1 => {
                present[0] = F::nan();
                return F::zero();
            }
            (Convention::Trl | Convention::MsSwift, _) => return self.standardise_biased(present),
            _ => {}
        }
        let _ = size;
        standardise_in_place(present, self.epsilon)
    }

    /// Standardises every reward of a group of `size` rollouts, none of them missing; reward-major.
    fn standardise_columns(&self, columns: &mut [F], size: usize) {
        #[cfg(feature = "own-rewards")]
        match (self.convention, size) {
            (Convention::Verl, 1) => {
                let divisor = F::from_f64(VERL_ALONE);
                columns.iter_mut().for_each(|value| *value /= divisor);
                return;
            }
            (Convention::Trl | Convention::MsSwift, _) => {
                let bias = F::from_f64(self.convention.deviation_of(size));
                standardise_groups(None, columns, size, self.epsilon / bias);
                if bias != F::one() {
                    let scale = bias.recip();
                    columns.iter_mut().for_each(|value| *value *= scale);
                }
                return;
            }
            _ => {}
        }
        standardise_groups(None, columns, size, self.epsilon);
    }

    /// GRPO's way from sums to advantages.
    fn centre_sums(&self, sums: &mut [F], groups: &Groups, scale: ScaleRewards) {
        let epsilon = F::from_f64(self.convention.sum_epsilon());
        let deviation = |sums: &[F]| {
            let spread = Spread::of(sums);
            #[cfg(feature = "own-rewards")]
            let spread = match self.convention {
                Convention::Verl if sums.len() == 1 => Spread {
                    origin: F::zero(),
                    mean: F::zero(),
                    std: F::from_f64(VERL_ALONE) - epsilon,
                },
                Convention::Trl => Spread {
                    std: spread.std * F::from_f64(self.convention.deviation_of(sums.len())),
                    ..spread
                },
                _ => spread,
            };
            spread
        };
        let of_batch = deviation(&scored(sums)).std;
        for range in groups.ranges() {
            let members: Vec<F> = range
                .clone()
                .map(|place| sums[groups.rollout(place)])
                .collect();
            let spread = deviation(&scored(&members));
            let divisor = match scale {
                ScaleRewards::Group => spread.std + epsilon,
                ScaleRewards::Batch => of_batch + epsilon,
                ScaleRewards::None => F::one(),
            };
            for place in range {
                let sum = &mut sums[groups.rollout(place)];
                *sum = if sum.is_nan() {
                    F::zero()
                } else {
                    spread.centre(*sum) / divisor
                };
            }
        }
    }
}

/// RLOO: each sum less the mean of the group's other sums, which is `n/(n - 1)` times its distance from the mean of all n.
#[cfg(feature = "own-rewards")]
fn leave_one_out<F: Real>(sums: &mut [F], groups: &Groups) {
    for range in groups.ranges() {
        let members: Vec<F> = range
            .clone()
            .map(|place| sums[groups.rollout(place)])
            .collect();
        let members = scored(&members);
        let spread = Spread::of(&members);
        let n = F::from_f64(members.len() as f64);
        let factor = if members.len() > 1 {
            n / (n - F::one())
        } else {
            F::one()
        };
        for place in range {
            let sum = &mut sums[groups.rollout(place)];
            *sum = if sum.is_nan() {
                F::zero()
            } else {
                spread.centre(*sum) * factor
            };
        }
    }
}

/// verl's whitening: `(A - mean) / sqrt(var + 1e-8)`, in which a response's score counts once for each of its tokens; ddof 1.
#[cfg(feature = "own-rewards")]
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

fn scored<F: Real>(scores: &[F]) -> Vec<F> {
    scores
        .iter()
        .copied()
        .filter(|score| !score.is_nan())
        .collect()
}

/// Whether those that are present, at least one, are all the same.
fn is_constant<F: Real>(column: &[F]) -> bool {
    let mut present = column.iter().filter(|value| !value.is_nan());
    present
        .next()
        .is_some_and(|first| present.all(|value| value == first))
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

/// What all groups write to.
struct Batch<F> {
    scores: Vec<F>,
    details: Option<Details<F>>,
    constant: usize,
    single: usize,
    /// Rollouts that have a score without having a reward.
    #[cfg(feature = "own-rewards")]
    unscored: usize,
}

/// What all groups are read from.
#[derive(Clone, Copy)]
struct Source<'a, F> {
    /// N x M.
    rewards: ArrayView2<'a, F>,
    may_miss: bool,
    /// The same standardised, where that is known.
    z: Option<ArrayView2<'a, F>>,
}

/// One group's rewards, reward-major, and the memory it is worked on in.
struct GroupBlock<F> {
    /// Which reward each row of `columns` holds; those that count first.
    order: Vec<usize>,
    /// The weights of those that count, scaled to sum to 1.
    p: Vec<F>,
    /// The same as given.
    raw: Vec<F>,
    columns: Vec<F>,
    scores: Vec<F>,
}

impl<F: Real> GroupBlock<F> {
    fn run(
        &mut self,
        estimator: &Estimator<F>,
        source: Source<'_, F>,
        groups: &Groups,
        range: std::ops::Range<usize>,
        batch: &mut Batch<F>,
    ) {
        let size = range.len();
        if size == 0 {
            return;
        }
        self.columns.resize(self.order.len() * size, F::zero());
        self.scores.resize(size, F::zero());
        self.gather(source.rewards, groups, &range);
        #[cfg(feature = "own-rewards")]
        if estimator.needs_response_tokens() {
            for value in &mut self.columns {
                *value = F::from_f64(f64::from(value.to_f64() as f32));
            }
        }
        let misses = source.may_miss && self.columns.iter().any(|value| value.is_nan());
        let counted = self.p.len() * size;
        if let Kind::Sum(_) = estimator.kind {
            self.sum(size);
        }
        #[cfg(feature = "own-rewards")]
        let scorable = if misses {
            self.scorable(estimator.convention, size)
        } else {
            Vec::new()
        };
        if size > 1 {
            let columns = self.columns.chunks_exact(size);
            batch.constant += columns.filter(|column| is_constant(column)).count();
        }
        let mut stds = Vec::new();
        if let Some(z) = source.z {
            self.gather(z, groups, &range);
        } else if !matches!(estimator.kind, Kind::Sum(_)) || batch.details.is_some() {
            let with_stds = batch.details.is_some();
            #[cfg(feature = "own-rewards")]
            let with_stds = with_stds || matches!(estimator.kind, Kind::Dvao);
            if misses || with_stds {
                for column in self.columns.chunks_exact_mut(size) {
                    stds.push(if misses {
                        standardise_present(column, estimator)
                    } else {
                        estimator.standardise_column(column, size)
                    });
                }
            } else {
                estimator.standardise_columns(&mut self.columns, size);
            }
        }
        #[cfg(feature = "own-rewards")]
        let misses = misses && !self.fill_missing(estimator);
        #[cfg(feature = "own-rewards")]
        if let Kind::Dvao = estimator.kind {
            self.weight_by_deviation(estimator, size, misses, &stds);
        }
        if let Kind::Standardised(aggregator) = estimator.kind {
            let weights = &self.p;
            #[cfg(feature = "own-rewards")]
            let weights = if estimator.adds_up() {
                &self.raw
            } else {
                weights
            };
            #[cfg(feature = "own-rewards")]
            let adds_up = estimator.adds_up();
            #[cfg(not(feature = "own-rewards"))]
            let adds_up = false;
            if misses && adds_up {
                self.sum(size);
            } else if misses {
                let mut present = Present::default();
                for i in 0..size {
                    self.look_at(i, size, &mut present);
                    let mut score = [F::nan()];
                    if !present.z.is_empty() {
                        aggregate_columns(&present.z, &present.p, aggregator, &mut score);
                    }
                    self.scores[i] = score[0];
                }
            } else {
                aggregate_columns(
                    &self.columns[..counted],
                    weights,
                    aggregator,
                    &mut self.scores,
                );
            }
        }
        #[cfg(feature = "own-rewards")]
        for (score, &scorable) in self.scores.iter_mut().zip(&scorable) {
            let zero = scorable || estimator.convention == Convention::MsSwift;
            if score.is_nan() && zero {
                *score = F::zero();
            }
            batch.unscored += usize::from(!scorable && !score.is_nan());
        }
        for (place, &score) in range.clone().zip(&self.scores) {
            batch.scores[groups.rollout(place)] = score;
        }
        if let Some(details) = &mut batch.details {
            let (mut present, mut credit) = (Present::default(), Vec::new());
            for (i, place) in range.enumerate() {
                let rollout = groups.rollout(place);
                for (row, &j) in self.order.iter().enumerate() {
                    let z = self.columns[row * size + i];
                    #[cfg(feature = "own-rewards")]
                    let z = match estimator.convention {
                        Convention::MsSwift if z.is_nan() => F::zero(),
                        _ => z,
                    };
                    details.z[(rollout, j)] = z;
                }
                self.look_at(i, size, &mut present);
                estimator.credit_of(&present, &stds, &mut credit);
                for (&row, &share) in present.rows.iter().zip(&credit) {
                    details.credit[(rollout, self.order[row])] = share;
                }
            }
        }
    }

    /// Fills the columns from an N x M table.
    fn gather(
        &mut self,
        table: ArrayView2<'_, F>,
        groups: &Groups,
        range: &std::ops::Range<usize>,
    ) {
        let columns = self.columns.chunks_exact_mut(range.len());
        for (column, &j) in columns.zip(&self.order) {
            let values = table.column(j);
            for (value, place) in column.iter_mut().zip(range.clone()) {
                *value = values[groups.rollout(place)];
            }
        }
    }

    /// Sums of the columns by the weights as given; a missing entry adds nothing.
    fn sum(&mut self, size: usize) {
        for i in 0..size {
            let mut score = F::nan();
            for (row, &w) in self.raw.iter().enumerate() {
                let value = self.columns[row * size + i];
                if !value.is_nan() {
                    score = if score.is_nan() {
                        w * value
                    } else {
                        score + w * value
                    };
                }
            }
            self.scores[i] = score;
        }
    }

    /// Which rollouts a trainer has something to score of: under TRL those with any reward at all, else those with one that counts. Empty in
    /// the paper's convention, where a rollout has a score exactly then.
    #[cfg(feature = "own-rewards")]
    fn scorable(&self, convention: Convention, size: usize) -> Vec<bool> {
        let rows = match convention {
            Convention::Paper => return Vec::new(),
            Convention::Trl => self.order.len(),
            _ => self.p.len(),
        };
        let has = |i: usize| (0..rows).any(|row| !self.columns[row * size + i].is_nan());
        (0..size).map(has).collect()
    }

    /// Puts ms-swift's 0 in the place of missing standardised rewards; whether it did.
    #[cfg(feature = "own-rewards")]
    fn fill_missing(&mut self, estimator: &Estimator<F>) -> bool {
        let fills = estimator.convention == Convention::MsSwift
            && matches!(estimator.kind, Kind::Standardised(_));
        if fills {
            for value in &mut self.columns {
                if value.is_nan() {
                    *value = F::zero();
                }
            }
        }
        fills
    }

    /// DVAO's scores.
    #[cfg(feature = "own-rewards")]
    fn weight_by_deviation(
        &mut self,
        estimator: &Estimator<F>,
        size: usize,
        misses: bool,
        stds: &[F],
    ) {
        let (mut present, mut weights) = (Present::default(), Vec::new());
        if !misses {
            let counted = self.p.len();
            present.rows.extend(0..counted);
            present.p.clone_from(&self.p);
            estimator.credit_of(&present, stds, &mut weights);
            let columns = &self.columns[..counted * size];
            aggregate_columns(columns, &weights, Aggregator::Mean, &mut self.scores);
            return;
        }
        for i in 0..size {
            self.look_at(i, size, &mut present);
            estimator.credit_of(&present, stds, &mut weights);
            let terms = weights.iter().zip(&present.z);
            let terms = terms.map(|(&weight, &z)| weight * z);
            self.scores[i] = terms.reduce(|sum, term| sum + term).unwrap_or_else(F::nan);
        }
    }

    /// What rollout i has of the rewards that count.
    fn look_at(&self, i: usize, size: usize, present: &mut Present<F>) {
        let Present { rows, z, p } = present;
        rows.clear();
        z.clear();
        p.clear();
        for (row, &weight) in self.p.iter().enumerate() {
            let value = self.columns[row * size + i];
            if !value.is_nan() {
                rows.push(row);
                z.push(value);
                p.push(weight);
            }
        }
        let sum = p.iter().fold(F::zero(), |sum, &p| sum + p);
        for p in p {
            *p /= sum;
        }
    }
}

/// What a rollout has of the rewards that count.
#[derive(Debug, Default)]
struct Present<F> {
    /// Their rows among the columns.
    rows: Vec<usize>,
    z: Vec<F>,
    /// Their weights, scaled to sum to 1 again.
    p: Vec<F>,
}

fn standardise_present<F: Real>(column: &mut [F], estimator: &Estimator<F>) -> F {
    let mut present = scored(column);
    let std = estimator.standardise_column(&mut present, column.len());
    let mut present = present.into_iter();
    for value in column.iter_mut().filter(|value| !value.is_nan()) {
        *value = present.next().unwrap_or_default();
    }
    std
}

impl<F: Real> Estimator<F> {
    /// Whether the aggregate is a sum of Z by the weights as given: a trainer's GDPO.
    #[cfg(feature = "own-rewards")]
    fn adds_up(&self) -> bool {
        self.convention != Convention::Paper
            && matches!(self.kind, Kind::Standardised(Aggregator::Mean))
    }

    /// See [`Details::credit`]; `stds` are those of all rows, which sums and DVAO look at.
    fn credit_of(&self, present: &Present<F>, stds: &[F], credit: &mut Vec<F>) {
        let Present { rows, z, p } = present;
        let std = rows.iter().map(|&row| stds[row]);
        let kind = self.kind;
        credit.clear();
        match kind {
            Kind::Sum(_) => {
                credit.extend(p.iter().zip(std).map(|(&p, std)| p * (std + self.epsilon)))
            }
            #[cfg(feature = "own-rewards")]
            Kind::Dvao => credit.extend(p.iter().zip(std).map(|(&p, std)| p * std)),
            Kind::Standardised(Aggregator::Mean) => credit.extend(p),
            Kind::Standardised(Aggregator::Variance { k }) => {
                let mu = z.iter().zip(p).fold(F::zero(), |sum, (&z, &p)| sum + p * z);
                let terms = z.iter().zip(p);
                credit.extend(terms.map(|(&z, &p)| p * (F::one() - k * (z - mu))));
            }
            Kind::Standardised(Aggregator::SoftMin { k }) => {
                let least = least(z);
                credit.extend(z.iter().map(|&z| k * (least - z)));
                F::exponentials(credit);
                for (share, &p) in credit.iter_mut().zip(p) {
                    *share *= p;
                }
            }
            Kind::Standardised(Aggregator::Min) => {
                let least = least(z);
                credit.extend(
                    z.iter()
                        .map(|&z| if z <= least { F::one() } else { F::zero() }),
                );
            }
        }
        if !matches!(
            kind,
            Kind::Standardised(Aggregator::Mean | Aggregator::Variance { .. })
        ) {
            let sum = sum(credit, |term| term);
            // DVAO has nothing to go by where all rewards are constant.
            #[cfg(feature = "own-rewards")]
            if sum <= F::zero() {
                credit.clone_from(p);
                return;
            }
            for share in credit {
                *share /= sum;
            }
        }
    }
}

fn least<F: Real>(z: &[F]) -> F {
    z.iter().copied().fold(F::infinity(), F::min)
}
