use std::ops::Range;

use ndarray::{Array1, Array2, ArrayView2};

use super::block::aggregate_columns;
use super::estimator::{Kind, scored};
use super::standardise::sum;
use super::{
    Advantages, Aggregator, Details, Error, Estimator, Groups, Missing, Real, Rewards, Rule,
    ScoredWithout,
};

/// A batch whose rewards come in pieces, of whole groups each, so that not all of them need be in memory at once.
///
/// ```
/// # use rvpo_playground::aggregate::*;
/// # use ndarray::{arr2, s};
/// # fn main() -> Result<(), Error> {
/// let rewards = arr2(&[[1.0, 0.0], [0.5, 0.5], [0.2, 0.9], [0.4, 0.1]]);
/// let k = Schedule::constant(RiskCoefficient::new(2.0)?);
/// let estimator = Estimator::new(Method::Rvpo(k), 0, 1, Weights::equal(2)?, ScaleRewards::Group);
///
/// let mut batch = Batch::new(&estimator, 4);
/// for piece in [s![..2, ..], s![2.., ..]] {
///     batch.score(&Rewards::new(rewards.slice(piece))?, &Groups::of_size(2, 2)?, false)?;
/// }
/// let groups = Groups::of_size(4, 2)?;
/// let result = batch.finish(&groups, None)?;
///
/// let whole = estimator.advantages(&Rewards::new(rewards.view())?, &groups, None, false)?;
/// assert_eq!(result.advantages, whole.advantages);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Batch<'e, F> {
    estimator: &'e Estimator<F>,
    group: GroupBlock<F>,
    scores: Vec<F>,
    tally: Tally,
}

/// What is counted on the way.
#[derive(Debug, Default)]
struct Tally {
    constant: usize,
    single: usize,
    missing: usize,
    /// Rollouts that have a score without having a reward.
    unscored: usize,
}

impl<'e, F: Real> Batch<'e, F> {
    /// A batch of `rollouts` rollouts, or about as many.
    pub fn new(estimator: &'e Estimator<F>, rollouts: usize) -> Self {
        let weights = &estimator.weights;
        // Rewards that count come first, so that one slice holds them.
        let p = weights.normalised();
        let counted = (0..p.len()).filter(|&j| p[j] > F::zero());
        let order: Vec<usize> = counted
            .chain((0..p.len()).filter(|&j| p[j] <= F::zero()))
            .collect();
        let p = weights.positive();
        let raw = order.iter().take(p.len());
        let raw = raw.map(|&j| weights.raw()[j]).collect();
        Self {
            estimator,
            group: GroupBlock {
                order,
                p,
                raw,
                columns: Vec::new(),
                rows: Vec::new(),
                scores: Vec::new(),
            },
            scores: Vec::with_capacity(rollouts),
            tally: Tally::default(),
        }
    }

    /// Scores the next rollouts, N of them. `with_details` gives their N x M standardised rewards and credits.
    ///
    /// # Errors
    /// As [`Estimator::advantages`], but for what concerns `response_tokens`; the rollouts are counted from the batch's first. After an error the batch is of no
    /// use.
    pub fn score(
        &mut self,
        rewards: &Rewards<'_, F>,
        groups: &Groups,
        with_details: bool,
    ) -> Result<Option<Details<F>>, Error> {
        self.score_from(rewards, None, groups, with_details)
    }

    /// The same from `z`, where there is one, which only methods take that aggregate Z.
    pub(super) fn score_from(
        &mut self,
        rewards: &Rewards<'_, F>,
        z: Option<ArrayView2<'_, F>>,
        groups: &Groups,
        with_details: bool,
    ) -> Result<Option<Details<F>>, Error> {
        self.estimator.weights.check_len(rewards.rewards())?;
        let rollouts = rewards.rollouts();
        check_groups(groups, rollouts)?;
        let first = self.scores.len();
        self.estimator.check_rewards(rewards, first)?;
        let mut details = with_details.then(|| Details {
            z: Array2::zeros(rewards.values().dim()),
            credit: Array2::zeros(rewards.values().dim()),
        });
        self.scores.resize(first + rollouts, F::zero());
        self.tally.missing += rewards.missing();
        let piece = Piece {
            rewards: rewards.values(),
            may_miss: rewards.missing() > 0,
            z,
            groups,
        };
        for range in groups.ranges().filter(|range| !range.is_empty()) {
            self.group.run(
                self.estimator,
                &piece,
                range,
                &mut self.scores[first..],
                details.as_mut(),
                &mut self.tally,
            );
        }
        Ok(details)
    }

    /// The advantages of all rollouts, `groups` being those of the whole batch; without details. `response_tokens` as for [`Estimator::advantages`].
    ///
    /// # Errors
    /// As [`Estimator::advantages`].
    pub fn finish(
        self,
        groups: &Groups,
        response_tokens: Option<&[u32]>,
    ) -> Result<Advantages<F>, Error> {
        let Self { scores, tally, .. } = self;
        check_groups(groups, scores.len())?;
        let tokens = self.estimator.check_tokens(scores.len(), response_tokens)?;
        let may_miss = tally.missing > 0;
        let advantages = (self.estimator).advantages_of(&scores, may_miss, groups, tokens);
        let unscored = if may_miss {
            scores.iter().filter(|score| score.is_nan()).count()
        } else {
            0
        };
        let unscored = unscored + tally.unscored;
        Ok(Advantages {
            advantages: Array1::from_vec(advantages),
            scores: Array1::from_vec(scores),
            details: None,
            constant: tally.constant,
            single: tally.single,
            missing: tally.missing,
            unscored,
        })
    }
}

fn check_groups(groups: &Groups, rollouts: usize) -> Result<(), Error> {
    if groups.rollouts() == rollouts {
        return Ok(());
    }
    let rule = Rule::EachRollout { rollouts };
    Err(Error::length("groupIds", groups.rollouts(), rule))
}

/// Some of a batch's rollouts.
struct Piece<'p, F> {
    /// N x M.
    rewards: ArrayView2<'p, F>,
    may_miss: bool,
    /// N x M, where Z is known already.
    z: Option<ArrayView2<'p, F>>,
    groups: &'p Groups,
}

/// Whether those that are present, at least one, are all the same.
fn is_constant<F: Real>(column: &[F]) -> bool {
    let mut present = column.iter().filter(|value| !value.is_nan());
    present
        .next()
        .is_some_and(|first| present.all(|value| value == first))
}

/// One group's rewards, reward-major, and the memory it is worked on in.
#[derive(Debug)]
struct GroupBlock<F> {
    /// Which reward each row of `columns` holds; those that count first.
    order: Vec<usize>,
    /// The weights of those that count, scaled to sum to 1.
    p: Vec<F>,
    /// The same as given.
    raw: Vec<F>,
    columns: Vec<F>,
    /// The group's rewards, rollout by rollout, where they do not lie together.
    rows: Vec<F>,
    scores: Vec<F>,
}

impl<F: Real> GroupBlock<F> {
    /// The group at these places of the piece; `scores` and `details` are those of all its rollouts.
    fn run(
        &mut self,
        estimator: &Estimator<F>,
        piece: &Piece<'_, F>,
        range: Range<usize>,
        scores: &mut [F],
        details: Option<&mut Details<F>>,
        tally: &mut Tally,
    ) {
        let size = range.len();
        self.columns.resize(self.order.len() * size, F::zero());
        self.scores.resize(size, F::zero());
        let is_standardised =
            cfg!(feature = "scripting") && self.standardise_rows(estimator, piece, &range);
        if !is_standardised {
            self.read(estimator, piece, &range);
        }
        let misses = piece.may_miss && self.columns.iter().any(|value| value.is_nan());
        if let Kind::Sum(_) = estimator.kind {
            self.sum(size);
        }
        let scorable = if misses {
            self.scorable(estimator.traits().scored_without, size)
        } else {
            Vec::new()
        };
        self.count(size, tally);
        let mut stds = Vec::new();
        if let Some(z) = piece.z {
            self.gather(z, piece.groups, &range);
        } else if !is_standardised && estimator.standardises(details.is_some()) {
            stds = self.standardise(estimator, size, misses);
        }
        let misses = misses && !self.fill_missing(estimator);
        match estimator.kind {
            Kind::Sum(_) => {}
            Kind::Dvao => self.weight_by_deviation(estimator, size, &stds),
            Kind::Standardised(aggregator) => self.aggregate(estimator, aggregator, size, misses),
        }
        self.score_without(estimator, &scorable, tally);
        for (place, &score) in range.clone().zip(&self.scores) {
            scores[piece.groups.rollout(place)] = score;
        }
        if let Some(details) = details {
            self.write_details(estimator, piece.groups, range, &stds, details);
        }
    }

    /// Fills the columns with the group's rewards, as the convention rounds them.
    fn read(&mut self, estimator: &Estimator<F>, piece: &Piece<'_, F>, range: &Range<usize>) {
        self.gather(piece.rewards, piece.groups, range);
        if estimator.rounds_rewards() {
            for value in &mut self.columns {
                *value = F::from_f64(f64::from(value.to_f64() as f32));
            }
        }
    }

    /// Counts groups of one, and rewards that are constant, be they standardised or not.
    fn count(&self, size: usize, tally: &mut Tally) {
        if size == 1 {
            tally.single += 1;
        } else {
            let columns = self.columns.chunks_exact(size);
            tally.constant += columns.filter(|column| is_constant(column)).count();
        }
    }

    /// Standardises the columns; the deviations, where something is missing or goes by them.
    fn standardise(&mut self, estimator: &Estimator<F>, size: usize, misses: bool) -> Vec<F> {
        if !misses && !estimator.needs_deviations() {
            estimator.standardise_columns(&mut self.columns, size);
            return Vec::new();
        }
        let columns = self.columns.chunks_exact_mut(size);
        columns
            .map(|column| {
                if misses {
                    standardise_present(column, estimator)
                } else {
                    estimator.standardise_column(column, size)
                }
            })
            .collect()
    }

    /// Gives the score 0 to rollouts that the convention scores though they have no reward that counts.
    fn score_without(&mut self, estimator: &Estimator<F>, scorable: &[bool], tally: &mut Tally) {
        let scores_all = estimator.traits().scored_without == ScoredWithout::Always;
        for (score, &scorable) in self.scores.iter_mut().zip(scorable) {
            if score.is_nan() && (scorable || scores_all) {
                *score = F::zero();
            }
            tally.unscored += usize::from(!scorable && !score.is_nan());
        }
    }

    /// Writes Z and credits to the places of the group's rollouts.
    fn write_details(
        &self,
        estimator: &Estimator<F>,
        groups: &Groups,
        range: Range<usize>,
        stds: &[F],
        details: &mut Details<F>,
    ) {
        let size = range.len();
        let is_filled = estimator.traits().missing == Missing::ZeroZ;
        let (mut present, mut credit) = (Present::default(), Vec::new());
        for (i, place) in range.enumerate() {
            let rollout = groups.rollout(place);
            for (row, &j) in self.order.iter().enumerate() {
                let z = self.columns[row * size + i];
                let is_missing = is_filled && z.is_nan();
                details.z[(rollout, j)] = if is_missing { F::zero() } else { z };
            }
            self.look_at(i, size, &mut present);
            estimator.credit_of(&present, stds, &mut credit);
            for (&row, &share) in present.rows.iter().zip(&credit) {
                details.credit[(rollout, self.order[row])] = share;
            }
        }
    }

    /// Fills the columns with Z straight from the group's rewards, where all of these are there and count, and they are enough: the usual case, and much the
    /// fastest way. Whether it did.
    fn standardise_rows(
        &mut self,
        estimator: &Estimator<F>,
        piece: &Piece<'_, F>,
        range: &Range<usize>,
    ) -> bool {
        let count = self.order.len();
        if piece.z.is_some() || !self.order.is_sorted() {
            return false;
        }
        let rows = match piece.rewards.as_slice() {
            Some(rewards) if piece.groups.are_in_order() => {
                &rewards[range.start * count..range.end * count]
            }
            _ => {
                self.rows.clear();
                for place in range.clone() {
                    let row = piece.rewards.row(piece.groups.rollout(place));
                    self.rows.extend(row);
                }
                &self.rows
            }
        };
        let misses = piece.may_miss && rows.iter().any(|value| value.is_nan());
        !misses && estimator.standardise_rows(rows, count, &mut self.columns)
    }

    /// The scores of Z in the columns.
    fn aggregate(
        &mut self,
        estimator: &Estimator<F>,
        aggregator: Aggregator<F>,
        size: usize,
        misses: bool,
    ) {
        let adds_up = estimator.adds_up();
        let weights = if adds_up { &self.raw } else { &self.p };
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
            let counted = &self.columns[..self.p.len() * size];
            aggregate_columns(counted, weights, aggregator, &mut self.scores);
        }
    }

    /// Fills the columns from an N x M table.
    fn gather(&mut self, table: ArrayView2<'_, F>, groups: &Groups, range: &Range<usize>) {
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

    /// Which rollouts have something to score: any reward at all, or one that counts. Empty where rollouts have a score exactly then anyway.
    fn scorable(&self, scored_without: ScoredWithout, size: usize) -> Vec<bool> {
        let rows = match scored_without {
            ScoredWithout::No => return Vec::new(),
            ScoredWithout::AnyReward => self.order.len(),
            ScoredWithout::Always => self.p.len(),
        };
        let has = |i: usize| (0..rows).any(|row| !self.columns[row * size + i].is_nan());
        (0..size).map(has).collect()
    }

    /// Puts ms-swift's 0 in the place of missing standardised rewards; whether it did.
    fn fill_missing(&mut self, estimator: &Estimator<F>) -> bool {
        let fills = estimator.traits().missing == Missing::ZeroZ
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
    fn weight_by_deviation(&mut self, estimator: &Estimator<F>, size: usize, stds: &[F]) {
        let (mut present, mut weights) = (Present::default(), Vec::new());
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
    /// Whether Z is needed: always for the details.
    fn standardises(&self, with_details: bool) -> bool {
        with_details || !matches!(self.kind, Kind::Sum(_))
    }

    /// Whether [`Self::credit_of`] looks at the deviations.
    fn needs_deviations(&self) -> bool {
        !matches!(self.kind, Kind::Standardised(_))
    }

    /// Whether the aggregate is a sum of Z by the weights as given: a trainer's GDPO.
    fn adds_up(&self) -> bool {
        self.traits().sums_z && matches!(self.kind, Kind::Standardised(Aggregator::Mean))
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
