//! The hot loops: many rollouts at once, reward-major (M rows of B rollouts), so that neighbours in memory are different rollouts and the
//! compiler makes SIMD of them.

use ndarray::{Array1, ArrayView2, Axis};

use super::real::Lanes as _;
use super::{Error, Path, Real, Weights};

/// What is done across the M standardised rewards of one rollout. p are the weights, scaled to sum to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aggregator<F> {
    /// `sum_j p_j Z_j`.
    Mean,
    /// `mu - (k/2) sum_j p_j (Z_j - mu)^2` with `mu` the mean.
    Variance {
        /// Twice the penalty's factor beta, so that it is SoftMin's second-order expansion at the same k. A penalty out of range
        /// counts as the lowest finite number.
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

/// k, but no smaller than the loops below can take: under this, SoftMin is the mean to the last digit, for Z up to
/// [`Real::LARGEST_REWARD`], and `k Z` would leave the range of normal numbers.
fn k_in_range<F: Real>(k: F) -> F {
    k.max(F::epsilon() / F::from_f64(16.0) / F::LARGEST_REWARD)
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
    let width = F::Lanes::WIDTH;
    for start in (0..rollouts).step_by(width) {
        let end = rollouts.min(start + width);
        // What a last, shorter block reads past its row is not stored.
        let row = |j: usize| F::Lanes::load(&columns[j * rollouts + start..]);
        aggregate_lanes(row, weights, aggregator).store(&mut out[start..end]);
    }
}

/// The aggregates of neighbouring rollouts; `row(j)` are their rewards j.
#[inline(always)]
fn aggregate_lanes<F: Real>(
    row: impl Fn(usize) -> F::Lanes,
    weights: &[F],
    aggregator: Aggregator<F>,
) -> F::Lanes {
    let of = F::Lanes::splat;
    let mean = || {
        weights
            .iter()
            .enumerate()
            .fold(of(F::zero()), |sum, (j, &p)| sum + of(p) * row(j))
    };
    let least = || (1..weights.len()).fold(row(0), |least, j| least.min(row(j)));
    match aggregator {
        Aggregator::Mean => mean(),
        Aggregator::Min => least(),
        Aggregator::Variance { k } => {
            let mu = mean();
            let variance = weights
                .iter()
                .enumerate()
                .fold(of(F::zero()), |sum, (j, &p)| {
                    let distance = row(j) - mu;
                    sum + of(p) * distance * distance
                });
            (mu - of(F::from_f64(0.5) * k) * variance).max(of(F::min_value()))
        }
        Aggregator::SoftMin { k } => {
            // A = min - (1/k) ln sum_j p_j exp(t_j) with t_j = -k (Z_j - min) <= 0. The sum of exp(t_j) - 1 is kept beside that of exp(t_j):
            // all its terms have one sign, so that no digit is lost however small k is.
            let (k, least) = (of(k_in_range(k)), least());
            let (mut sum_exp, mut sum_expm1) = (of(F::zero()), of(F::zero()));
            for (j, &p) in weights.iter().enumerate() {
                let (exp, expm1) = (k * (least - row(j))).weighted_exp_and_expm1(of(p));
                sum_exp = sum_exp + exp;
                sum_expm1 = sum_expm1 + expm1;
            }
            least - F::Lanes::ln_of_sum(sum_exp, sum_expm1) / k
        }
    }
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
        super::rewards::check_magnitude(value, || Path::from("z").at(i).at(j))?;
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
