use ndarray::{Array1, Array2, ArrayView2};

use super::block::aggregate_columns;
use super::standardise::{Spread, standardise_groups, standardise_in_place, sum};
use super::{Aggregator, Convention, EPSILON, Error, Groups, Method, Real, Rewards, Weights};

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

/// Rewards to advantages, by one method.
#[derive(Clone, Debug)]
pub struct Estimator<F> {
    kind: Kind<F>,
    weights: Weights<F>,
    epsilon: F,
}

#[derive(Clone, Copy, Debug)]
enum Kind<F> {
    /// The weighted sum of the raw rewards, centred in the group and divided.
    Sum(ScaleRewards),
    /// Standardise, aggregate, whiten.
    Standardised(Aggregator<F>),
}

/// N advantages and what they were made from.
#[derive(Clone, Debug)]
pub struct Advantages<F> {
    /// N, in standard deviations of the scores (Dr. GRPO: in the unit of the rewards); 0 where a rollout has no reward at all.
    pub advantages: Array1<F>,
    /// N: the aggregate before whitening, for GRPO the weighted sum; NaN where a rollout has no reward at all.
    pub scores: Array1<F>,
    /// Standardised rewards and credits, where asked for.
    pub details: Option<Details<F>>,
    /// Pairs of a group, of more than one rollout, and a reward that is the same for all its rollouts that have it, and so standardises to 0.
    pub constant: usize,
    /// Groups of a single rollout, whose standardised rewards are 0.
    pub single: usize,
    /// Missing rewards.
    pub missing: usize,
    /// Rollouts without any reward (of a weight above 0).
    pub unscored: usize,
}

/// The inside of [`Advantages`].
#[derive(Clone, Debug)]
pub struct Details<F> {
    /// N x M standardised rewards; NaN where missing.
    pub z: Array2<F>,
    /// N x M: the derivative of the aggregate by each standardised reward. Each row sums to 1, but for a rollout without
    /// any reward, whose row is 0. Under the mean it is the weight, under SoftMin
    /// nearly all goes to the bottleneck, under the variance penalty it can be negative. For GRPO, whose sum is over raw rewards, it is the reward's
    /// share of the weighted standard deviations. Where several rewards are the minimum, hard min's credit is shared among them.
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
            (Method::Grpo, None) => Kind::Sum(scale_rewards),
            (_, None) => Kind::Sum(ScaleRewards::None),
        };
        Self {
            kind,
            weights,
            epsilon: F::from_f64(EPSILON),
        }
    }

    /// The same in another convention, [`Convention::Paper`] being the one of [`Self::new`].
    ///
    /// # Errors
    /// The trainer does not have the method or its `scale_rewards`; or the method is computed in the paper's convention alone.
    pub fn with_convention(self, convention: Convention) -> Result<Self, Error> {
        if convention == Convention::Paper {
            Ok(self)
        } else {
            Err(Error::value("convention", convention, "paper"))
        }
    }

    /// Whether [`Self::advantages`] needs to be told how many tokens each response has: for verl's step over the batch, which counts tokens.
    pub fn needs_response_tokens(&self) -> bool {
        false
    }

    /// N rollouts' advantages. `response_tokens`, N, is needed where [`Self::needs_response_tokens`], and otherwise ignored. `with_details` also gives the N x M standardised rewards and credits.
    ///
    /// A missing reward is left out: of its group's mean and deviation, and of its rollout's aggregate, whose other weights then count for more.
    /// Setting it to 0 instead would be neutral in a sum, but not in a SoftMin.
    ///
    /// # Errors
    /// `groups` is for another number of rollouts, or the estimator's weights for another number of rewards.
    pub fn advantages(
        &self,
        rewards: &Rewards<'_, F>,
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
        let mut batch = Batch {
            scores: vec![F::zero(); rollouts],
            details: with_details.then(|| Details {
                z: Array2::zeros(rewards.values().dim()),
                credit: Array2::zeros(rewards.values().dim()),
            }),
            constant: 0,
            single: 0,
        };
        // Rewards that count come first, so that one slice holds them.
        let p = self.weights.normalised();
        let counted = (0..p.len()).filter(|&j| p[j] > F::zero());
        let order = counted
            .chain((0..p.len()).filter(|&j| p[j] <= F::zero()))
            .collect();
        let mut group = GroupBlock {
            order,
            p: self.weights.positive(),
            columns: Vec::new(),
            scores: Vec::new(),
        };
        for range in groups.ranges() {
            batch.single += usize::from(range.len() == 1);
            group.run(
                self,
                rewards.values(),
                groups,
                range,
                rewards.missing() > 0,
                &mut batch,
            );
        }
        let mut advantages = batch.scores.clone();
        match self.kind {
            Kind::Standardised(_) if rewards.missing() > 0 => {
                whiten_scored(&mut advantages, self.epsilon);
            }
            Kind::Standardised(_) => {
                standardise_in_place(&mut advantages, self.epsilon);
            }
            Kind::Sum(scale) => self.centre_sums(&mut advantages, groups, scale),
        }
        let unscored = batch.scores.iter().filter(|score| score.is_nan()).count();
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

    /// GRPO's way from sums to advantages.
    fn centre_sums(&self, sums: &mut [F], groups: &Groups, scale: ScaleRewards) {
        let of_batch = Spread::of(&scored(sums)).std;
        for range in groups.ranges() {
            let members: Vec<F> = range
                .clone()
                .map(|place| sums[groups.rollout(place)])
                .collect();
            let spread = Spread::of(&scored(&members));
            let divisor = match scale {
                ScaleRewards::Group => spread.std + self.epsilon,
                ScaleRewards::Batch => of_batch + self.epsilon,
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

/// Whitens the scores that are there; the others become 0.
fn whiten_scored<F: Real>(scores: &mut [F], epsilon: F) {
    let mut present = scored(scores);
    standardise_in_place(&mut present, epsilon);
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
}

/// One group's rewards, reward-major, and the memory it is worked on in.
struct GroupBlock<F> {
    /// Which reward each row of `columns` holds; those that count first.
    order: Vec<usize>,
    /// The weights of those that count.
    p: Vec<F>,
    columns: Vec<F>,
    scores: Vec<F>,
}

impl<F: Real> GroupBlock<F> {
    fn run(
        &mut self,
        estimator: &Estimator<F>,
        rewards: ArrayView2<'_, F>,
        groups: &Groups,
        range: std::ops::Range<usize>,
        may_miss: bool,
        batch: &mut Batch<F>,
    ) {
        let size = range.len();
        if size == 0 {
            return;
        }
        self.columns.resize(self.order.len() * size, F::zero());
        self.scores.resize(size, F::zero());
        for (column, &j) in self.columns.chunks_exact_mut(size).zip(&self.order) {
            let rewards = rewards.column(j);
            for (value, place) in column.iter_mut().zip(range.clone()) {
                *value = rewards[groups.rollout(place)];
            }
        }
        let misses = may_miss && self.columns.iter().any(|value| value.is_nan());
        let counted = self.p.len() * size;
        if let Kind::Sum(_) = estimator.kind {
            self.sum_raw(estimator, size);
        }
        if size > 1 {
            let columns = self.columns.chunks_exact(size);
            batch.constant += columns.filter(|column| is_constant(column)).count();
        }
        let mut stds = Vec::new();
        if matches!(estimator.kind, Kind::Standardised(_)) || batch.details.is_some() {
            if misses || batch.details.is_some() {
                for column in self.columns.chunks_exact_mut(size) {
                    stds.push(if misses {
                        standardise_present(column, estimator.epsilon)
                    } else {
                        standardise_in_place(column, estimator.epsilon)
                    });
                }
            } else {
                standardise_groups(None, &mut self.columns, size, estimator.epsilon);
            }
        }
        if let Kind::Standardised(aggregator) = estimator.kind {
            if misses {
                for i in 0..size {
                    let (z, p) = self.present(i, size);
                    let mut score = [F::nan()];
                    if !z.is_empty() {
                        aggregate_columns(&z, &p, aggregator, &mut score);
                    }
                    self.scores[i] = score[0];
                }
            } else {
                aggregate_columns(
                    &self.columns[..counted],
                    &self.p,
                    aggregator,
                    &mut self.scores,
                );
            }
        }
        for (place, &score) in range.clone().zip(&self.scores) {
            batch.scores[groups.rollout(place)] = score;
        }
        if let Some(details) = &mut batch.details {
            for (i, place) in range.enumerate() {
                let rollout = groups.rollout(place);
                for (row, &j) in self.order.iter().enumerate() {
                    details.z[(rollout, j)] = self.columns[row * size + i];
                }
                let counts =
                    |row: usize| row < self.p.len() && !self.columns[row * size + i].is_nan();
                let (z, p) = self.present(i, size);
                let stds: Vec<F> = (0..self.order.len())
                    .filter(|&row| counts(row))
                    .map(|row| stds[row] + estimator.epsilon)
                    .collect();
                let mut credit = credit_of(estimator.kind, &z, &p, &stds).into_iter();
                for (row, &j) in self.order.iter().enumerate() {
                    if counts(row) {
                        details.credit[(rollout, j)] = credit.next().unwrap_or_default();
                    }
                }
            }
        }
    }

    /// Weighted sums of the raw rewards; a missing one adds nothing.
    fn sum_raw(&mut self, estimator: &Estimator<F>, size: usize) {
        let weights: Vec<F> = self
            .order
            .iter()
            .take(self.p.len())
            .map(|&j| estimator.weights.raw()[j])
            .collect();
        for i in 0..size {
            let mut score = F::nan();
            for (row, &w) in weights.iter().enumerate() {
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

    /// What rollout i has of the rewards that count, and their weights, scaled to sum to 1 again.
    fn present(&self, i: usize, size: usize) -> (Vec<F>, Vec<F>) {
        let (z, mut p): (Vec<F>, Vec<F>) = self
            .p
            .iter()
            .enumerate()
            .map(|(row, &p)| (self.columns[row * size + i], p))
            .filter(|(z, _)| !z.is_nan())
            .unzip();
        let sum = p.iter().fold(F::zero(), |sum, &p| sum + p);
        for p in &mut p {
            *p /= sum;
        }
        (z, p)
    }
}

fn standardise_present<F: Real>(column: &mut [F], epsilon: F) -> F {
    let mut present = scored(column);
    let std = standardise_in_place(&mut present, epsilon);
    let mut present = present.into_iter();
    for value in column.iter_mut().filter(|value| !value.is_nan()) {
        *value = present.next().unwrap_or_default();
    }
    std
}

/// See [`Details::credit`].
fn credit_of<F: Real>(kind: Kind<F>, z: &[F], p: &[F], stds: &[F]) -> Vec<F> {
    let least = z.iter().copied().fold(F::infinity(), F::min);
    let mu = z.iter().zip(p).fold(F::zero(), |sum, (&z, &p)| sum + p * z);
    let mut credit: Vec<F> = (z.iter().zip(p).zip(stds))
        .map(|((&z, &p), &std)| match kind {
            Kind::Sum(_) => p * std,
            Kind::Standardised(Aggregator::Mean) => p,
            Kind::Standardised(Aggregator::Variance { k }) => p * (F::one() - k * (z - mu)),
            Kind::Standardised(Aggregator::SoftMin { k }) => {
                p * F::exp_and_expm1(k * (least - z)).0
            }
            Kind::Standardised(Aggregator::Min) if z <= least => F::one(),
            Kind::Standardised(Aggregator::Min) => F::zero(),
        })
        .collect();
    if let Kind::Sum(_) | Kind::Standardised(Aggregator::SoftMin { .. } | Aggregator::Min) = kind {
        let sum = sum(&credit, |term| term);
        for share in &mut credit {
            *share /= sum;
        }
    }
    credit
}
