//! The hot loops: many rollouts at once, reward-major (M rows of B rollouts), so that neighbours in memory are different rollouts and the
//! compiler makes SIMD of them.

use ndarray::{Array1, ArrayView2, Axis};

use super::real::WIDTH;
use super::{Error, Real, Weights};

/// What is done across the M standardised rewards of one rollout. p are the weights, scaled to sum to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aggregator<F> {
    /// `sum_j p_j Z_j`.
    Mean,
    /// `mu - (k/2) sum_j p_j (Z_j - mu)^2` with `mu` the mean.
    Variance {
        /// Twice the penalty's factor beta, so that it is SoftMin's second-order expansion at the same k.
        k: F,
    },
    /// `-(1/k) ln sum_j p_j exp(-k Z_j)`.
    SoftMin {
        /// The risk coefficient, above 0.
        k: F,
    },
    /// `min_j Z_j` over the rewards with `p_j > 0`.
    Min,
}

/// [`WIDTH`] neighbouring rollouts.
type Lanes<F> = [F; WIDTH];

#[inline(always)]
fn lanes<F: Real>(f: impl FnMut(usize) -> F) -> Lanes<F> {
    std::array::from_fn(f)
}

/// The smallest and the largest k that the loops below take as they are. Beyond them SoftMin is the mean, or the minimum, to the last
/// digit, and `k Z` would leave the range of normal numbers.
fn k_in_range<F: Real>(k: F) -> F {
    let edge = F::from_f64(if F::epsilon().to_f64() > 1e-10 {
        1e20
    } else {
        1e200
    });
    k.max(edge.recip()).min(edge)
}

/// Aggregates `columns.len() / weights.len()` rollouts; `columns[j * rollouts + i]` is reward j of rollout i, and `out[i]` gets its aggregate.
///
/// The caller has dropped rewards of weight 0. Magnitudes are at most [`Real::LARGEST_REWARD`].
pub(crate) fn aggregate_columns<F: Real>(
    columns: &[F],
    weights: &[F],
    aggregator: Aggregator<F>,
    out: &mut [F],
) {
    let rollouts = out.len();
    debug_assert_eq!(columns.len(), weights.len() * rollouts);
    let mut start = 0;
    while start + WIDTH <= rollouts {
        let row = |j: usize| -> Lanes<F> {
            let row = &columns[j * rollouts + start..][..WIDTH];
            lanes(|i| row[i])
        };
        out[start..start + WIDTH].copy_from_slice(&aggregate_lanes(row, weights, aggregator));
        start += WIDTH;
    }
    if start < rollouts {
        // The last, narrower stretch: the missing neighbours repeat the last rollout.
        let row = |j: usize| -> Lanes<F> {
            let row = &columns[j * rollouts + start..(j + 1) * rollouts];
            lanes(|i| row[i.min(row.len() - 1)])
        };
        let last = aggregate_lanes(row, weights, aggregator);
        let rest = rollouts - start;
        out[start..].copy_from_slice(&last[..rest]);
    }
}

#[inline(always)]
fn aggregate_lanes<F: Real>(
    row: impl Fn(usize) -> Lanes<F>,
    weights: &[F],
    aggregator: Aggregator<F>,
) -> Lanes<F> {
    match aggregator {
        Aggregator::Mean => mean(&row, weights),
        Aggregator::Variance { k } => {
            let mu = mean(&row, weights);
            let mut variance = [F::zero(); WIDTH];
            for (j, &p) in weights.iter().enumerate() {
                let z = row(j);
                variance = lanes(|i| variance[i] + p * (z[i] - mu[i]) * (z[i] - mu[i]));
            }
            let half = F::from_f64(0.5);
            lanes(|i| mu[i] - half * k * variance[i])
        }
        Aggregator::SoftMin { k } => softmin(&row, weights, k_in_range(k)),
        Aggregator::Min => min(&row, weights.len()),
    }
}

#[inline(always)]
fn mean<F: Real>(row: &impl Fn(usize) -> Lanes<F>, weights: &[F]) -> Lanes<F> {
    let mut sum = [F::zero(); WIDTH];
    for (j, &p) in weights.iter().enumerate() {
        let z = row(j);
        sum = lanes(|i| sum[i] + p * z[i]);
    }
    sum
}

#[inline(always)]
fn min<F: Real>(row: &impl Fn(usize) -> Lanes<F>, rewards: usize) -> Lanes<F> {
    let mut min = row(0);
    for j in 1..rewards {
        let z = row(j);
        min = lanes(|i| if z[i] < min[i] { z[i] } else { min[i] });
    }
    min
}

/// `A = min - (1/k) ln sum_j p_j exp(t_j)` with `t_j = -k (Z_j - min) <= 0`.
///
/// The sum of `exp(t_j) - 1` is kept beside that of `exp(t_j)`: all its terms have one sign, so that no digit is lost however small k is.
#[inline(always)]
fn softmin<F: Real>(row: &impl Fn(usize) -> Lanes<F>, weights: &[F], k: F) -> Lanes<F> {
    let least = min(row, weights.len());
    let (mut sum_exp, mut sum_expm1) = ([F::zero(); WIDTH], [F::zero(); WIDTH]);
    for (j, &p) in weights.iter().enumerate() {
        let z = row(j);
        let terms: [(F, F); WIDTH] =
            std::array::from_fn(|i| F::exp_and_expm1(k * (least[i] - z[i])));
        sum_exp = lanes(|i| sum_exp[i] + p * terms[i].0);
        sum_expm1 = lanes(|i| sum_expm1[i] + p * terms[i].1);
    }
    lanes(|i| least[i] - F::ln_of_sum(sum_exp[i], sum_expm1[i]) / k)
}

/// Aggregates every rollout's standardised rewards.
///
/// `z` is N x M, the result N long, in the unit of `z`.
///
/// # Errors
/// An entry is not finite or its magnitude is over [`Real::LARGEST_REWARD`]; there is no reward; `weights` is for another number of rewards; k is not
/// finite or not above 0.
pub fn aggregate<F: Real>(
    z: ArrayView2<'_, F>,
    weights: &Weights<F>,
    aggregator: Aggregator<F>,
) -> Result<Array1<F>, Error> {
    weights.check_len(z.ncols())?;
    if let Aggregator::SoftMin { k } | Aggregator::Variance { k } = aggregator {
        super::RiskCoefficient::new(k)?;
    }
    for ((i, j), &value) in z.indexed_iter() {
        super::rewards::check_magnitude(value, || format!("z[{i}][{j}]"))?;
    }
    let present: Vec<usize> = (0..z.ncols())
        .filter(|&j| weights.normalised()[j] > F::zero())
        .collect();
    let weights: Vec<F> = present.iter().map(|&j| weights.normalised()[j]).collect();
    let columns: Vec<F> = z.select(Axis(1), &present).t().iter().copied().collect();
    let mut out = vec![F::zero(); z.nrows()];
    aggregate_columns(&columns, &weights, aggregator, &mut out);
    Ok(Array1::from_vec(out))
}
