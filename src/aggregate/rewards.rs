use std::ops::Range;

use ndarray::{Array2, ArrayView2, CowArray, Ix2};

use super::real::Lanes as _;
use super::{Error, Given, Path, Real, Rule};

/// Refuses what is not finite or too large to be squared.
#[inline]
pub(crate) fn check_magnitude<F: Real>(value: F, path: impl FnOnce() -> Path) -> Result<(), Error> {
    if value.abs() <= F::LARGEST_REWARD {
        Ok(())
    } else {
        let most = F::LARGEST_REWARD.written_alike();
        Err(Error::new(
            path(),
            Given::number(value),
            Rule::FiniteUpTo { most },
        ))
    }
}

/// The place of one reward.
#[cold]
pub(super) fn entry((i, j): (usize, usize)) -> Path {
    Path::from("rewards").at(i).at(j)
}

/// One weight per reward, `w_j >= 0`, not all 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights<F> {
    raw: Vec<F>,
    normalised: Vec<F>,
}

impl<F: Real> Weights<F> {
    /// # Errors
    /// There is none, one is negative or not finite, or all are 0.
    pub fn new(weights: &[F]) -> Result<Self, Error> {
        if weights.is_empty() {
            return Err(Error::length("weights", 0, Rule::SomeReward));
        }
        for (j, &w) in weights.iter().enumerate() {
            if !(w >= F::zero() && w <= F::LARGEST_REWARD) {
                return Err(Error::new(
                    Path::from("weights").at(j),
                    Given::number(w),
                    Rule::Between {
                        from: 0.0,
                        to: F::LARGEST_REWARD.written_alike(),
                    },
                ));
            }
        }
        let sum = weights.iter().fold(F::zero(), |sum, &w| sum + w);
        if sum <= F::zero() {
            return Err(Error::new("weights", Given::AllZero, Rule::SomeWeight));
        }
        Ok(Self {
            raw: weights.to_vec(),
            normalised: weights.iter().map(|&w| w / sum).collect(),
        })
    }

    /// The same weight, 1, for each of `rewards` rewards.
    ///
    /// # Errors
    /// `rewards` is 0.
    pub fn equal(rewards: usize) -> Result<Self, Error> {
        Self::new(&vec![F::one(); rewards])
    }

    /// As given.
    pub fn raw(&self) -> &[F] {
        &self.raw
    }

    /// Scaled to sum to 1.
    pub fn normalised(&self) -> &[F] {
        &self.normalised
    }

    /// The normalised weights above 0.
    pub(crate) fn positive(&self) -> Vec<F> {
        self.normalised
            .iter()
            .copied()
            .filter(|&p| p > F::zero())
            .collect()
    }

    pub(crate) fn check_len(&self, rewards: usize) -> Result<(), Error> {
        if rewards == 0 {
            Err(Error::length("z", 0, Rule::SomeReward))
        } else if self.raw.len() == rewards {
            Ok(())
        } else {
            Err(Error::length(
                "weights",
                self.raw.len(),
                Rule::EachReward { rewards },
            ))
        }
    }
}

/// The rewards of N rollouts, N x M, known to be finite and in range; some may be missing.
#[derive(Clone, Debug)]
pub struct Rewards<'a, F> {
    values: CowArray<'a, F, Ix2>,
    missing: usize,
}

impl<'a, F: Real> Rewards<'a, F> {
    /// Rewards that are all present.
    ///
    /// # Errors
    /// There is no rollout or no reward, or an entry is NaN, infinite or over [`Real::LARGEST_REWARD`] in magnitude.
    pub fn new(values: impl Into<CowArray<'a, F, Ix2>>) -> Result<Self, Error> {
        let rewards = Self::with_missing(values)?;
        if rewards.missing > 0 {
            for ((i, j), &value) in rewards.values.indexed_iter() {
                check_magnitude(value, || entry((i, j)))?;
            }
        }
        Ok(rewards)
    }

    /// Rewards of which some are missing, marked by NaN.
    ///
    /// # Errors
    /// There is no rollout or no reward, or an entry is infinite or over [`Real::LARGEST_REWARD`] in magnitude.
    pub fn with_missing(values: impl Into<CowArray<'a, F, Ix2>>) -> Result<Self, Error> {
        Self::piece(values, 0)
    }

    /// The same, of which errors speak as rollouts `first` and on.
    pub(crate) fn piece(
        values: impl Into<CowArray<'a, F, Ix2>>,
        first: usize,
    ) -> Result<Self, Error> {
        let values = values.into();
        if values.nrows() == 0 {
            return Err(Error::length("rewards", 0, Rule::SomeRollout));
        }
        if values.ncols() == 0 {
            return Err(Error::length(
                Path::from("rewards").at(0),
                0,
                Rule::SomeReward,
            ));
        }
        // Mostly all is well, which is told faster of many numbers at once.
        let within = |values| F::Lanes::are_within(values, F::LARGEST_REWARD);
        if values.as_slice().is_some_and(within) {
            return Ok(Self { values, missing: 0 });
        }
        let mut missing = 0;
        for (i, row) in values.rows().into_iter().enumerate() {
            for (j, &value) in row.iter().enumerate() {
                if value.is_nan() {
                    missing += 1;
                } else {
                    check_magnitude(value, || entry((first + i, j)))?;
                }
            }
        }
        Ok(Self { values, missing })
    }

    /// From one list per rollout; `None` is a missing reward.
    ///
    /// # Errors
    /// As [`Self::with_missing`]; also a list of another length than the first, or a number that is NaN.
    pub fn from_rows(rows: &[Vec<Option<F>>]) -> Result<Self, Error> {
        let width = rows.first().map_or(0, Vec::len);
        let mut flat = Vec::with_capacity(rows.len() * width);
        for (i, row) in rows.iter().enumerate() {
            if row.len() != width {
                return Err(Error::length(
                    Path::from("rewards").at(i),
                    row.len(),
                    Rule::AsFirst {
                        length: width,
                        list: "rewards".to_owned(),
                    },
                ));
            }
            for (j, value) in row.iter().enumerate() {
                if let Some(value) = value {
                    check_magnitude(*value, || entry((i, j)))?;
                }
                flat.push(value.unwrap_or_else(F::nan));
            }
        }
        let values = Array2::from_shape_vec((rows.len(), width), flat)
            .map_err(|_| Error::length("rewards", rows.len(), Rule::Table))?;
        Self::with_missing(values)
    }

    /// N x M; NaN where missing.
    pub fn values(&self) -> ArrayView2<'_, F> {
        self.values.view()
    }

    /// How many entries are missing.
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// N.
    pub fn rollouts(&self) -> usize {
        self.values.nrows()
    }

    /// M.
    pub fn rewards(&self) -> usize {
        self.values.ncols()
    }
}

/// Which rollouts answer the same prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    /// Rollout indices, group by group; none where they are in order already.
    order: Option<Vec<usize>>,
    /// Where each group begins, and the end.
    bounds: Vec<usize>,
}

impl Groups {
    /// `rollouts` rollouts in consecutive groups of `size`.
    ///
    /// # Errors
    /// `size` is 0 or does not divide `rollouts`.
    pub fn of_size(rollouts: usize, size: usize) -> Result<Self, Error> {
        if size == 0 || !rollouts.is_multiple_of(size) {
            return Err(Error::new(
                "groupSize",
                size,
                Rule::DividesRollouts { rollouts },
            ));
        }
        Ok(Self {
            order: None,
            bounds: (0..=rollouts).step_by(size).collect(),
        })
    }

    /// One label per rollout; equal labels make a group, wherever they stand. Groups are in the order of their first rollouts.
    pub fn by_id<T: Eq + std::hash::Hash>(ids: &[T]) -> Self {
        let mut labels = std::collections::HashMap::new();
        let numbers: Vec<usize> = ids
            .iter()
            .map(|id| {
                let next = labels.len();
                *labels.entry(id).or_insert(next)
            })
            .collect();
        Self::by_label(&numbers)
    }

    /// The same, the labels being numbers from 0 up to the number of groups.
    pub fn by_label(labels: &[usize]) -> Self {
        let groups = labels.iter().max().map_or(0, |&most| most + 1);
        let mut bounds = vec![0; groups + 1];
        for &g in labels {
            bounds[g + 1] += 1;
        }
        for g in 1..bounds.len() {
            bounds[g] += bounds[g - 1];
        }
        let mut order = vec![0; labels.len()];
        let mut next = bounds.clone();
        for (i, &g) in labels.iter().enumerate() {
            order[next[g]] = i;
            next[g] += 1;
        }
        Self {
            order: (!order.is_sorted()).then_some(order),
            bounds,
        }
    }

    /// How many rollouts there are in all.
    pub fn rollouts(&self) -> usize {
        self.bounds.last().copied().unwrap_or(0)
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// Whether there is no group.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The batch in pieces of whole groups, of `rollouts` rollouts or somewhat more each: which of its rollouts they are, and their groups. Where groups are not made
    /// of neighbours, the batch is one piece.
    pub fn pieces(&self, rollouts: usize) -> Vec<(Range<usize>, Self)> {
        if !self.are_in_order() {
            return vec![(0..self.rollouts(), self.clone())];
        }
        let mut pieces = Vec::new();
        let mut rest = self.bounds.as_slice();
        while let [first, _, ..] = *rest {
            let enough = rest.partition_point(|&bound| bound < first.saturating_add(rollouts));
            let groups = enough.clamp(1, rest.len() - 1);
            let order = None;
            let bounds: Vec<usize> = rest[..=groups].iter().map(|bound| bound - first).collect();
            pieces.push((first..rest[groups], Self { order, bounds }));
            rest = &rest[groups..];
        }
        pieces
    }

    /// Whether all groups have the same size.
    pub fn are_equal(&self) -> bool {
        let sizes = || self.ranges().map(|range| range.len());
        sizes().zip(sizes().skip(1)).all(|(one, next)| one == next)
    }

    /// The place of each group in [`Self::rollout`]'s order.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        self.bounds.windows(2).map(|pair| pair[0]..pair[1])
    }

    /// Whether the rollouts stand group by group already.
    pub(crate) fn are_in_order(&self) -> bool {
        self.order.is_none()
    }

    /// The rollout at a place of that order.
    #[inline(always)]
    pub(crate) fn rollout(&self, place: usize) -> usize {
        self.order.as_ref().map_or(place, |order| order[place])
    }
}
