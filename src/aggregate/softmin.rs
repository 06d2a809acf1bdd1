use super::block::{Aggregator, aggregate_columns};
use super::standardise::sum;
use super::{Error, Given, Path, Real, RiskCoefficient, Rule, Weights};

/// A list of Z as `Z_j = least + 2 half_spread x_j` with `x_j` from 0 to 1, which keeps every intermediate result in range for
/// any finite Z and any k.
struct Scaled<F> {
    least: F,
    half_spread: F,
    x: Vec<F>,
    /// k in the unit of x.
    k: F,
}

impl<F: Real> Scaled<F> {
    fn new(z: &[F], weights: &Weights<F>, k: RiskCoefficient<F>) -> Result<Self, Error> {
        weights.check_len(z.len())?;
        for (j, &value) in z.iter().enumerate() {
            if !value.is_finite() {
                return Err(Error::new(
                    Path::from("z").at(j),
                    Given::number(value),
                    Rule::Finite,
                ));
            }
        }
        let half = F::from_f64(0.5);
        let counted = || {
            z.iter()
                .zip(weights.normalised())
                .filter(|&(_, &p)| p > F::zero())
                .map(|(&z, _)| z)
        };
        let least = counted().fold(F::infinity(), F::min);
        let half_spread = counted().fold(F::zero(), |most, z| most.max(half * z - half * least));
        let x = if half_spread > F::zero() {
            counted()
                .map(|z| (half * z - half * least) / half_spread)
                .collect()
        } else {
            counted().map(|_| F::zero()).collect()
        };
        Ok(Self {
            least,
            half_spread,
            x,
            k: (k.get() * half_spread * (F::one() + F::one())).min(F::max_value()),
        })
    }
}

/// SoftMin of one rollout's M standardised rewards: `-(1/k) ln sum_j p_j exp(-k z_j)`.
///
/// The result is in the unit of `z`, between its minimum and its (weighted) mean, and exact to a few units of `2^-52 max |z|` for every
/// finite `z` and every `k > 0`; nothing overflows. (A weight under 1e-290 of their sum, in f32 1e-30, may be taken for a larger one.)
///
/// # Errors
/// `z` is empty or holds a number that is not finite; `weights` is for another number of rewards.
pub fn softmin<F: Real>(z: &[F], weights: &Weights<F>, k: RiskCoefficient<F>) -> Result<F, Error> {
    let scaled = Scaled::new(z, weights, k)?;
    let mut out = [F::zero()];
    aggregate_columns(
        &scaled.x,
        &weights.positive(),
        Aggregator::SoftMin { k: scaled.k },
        &mut out,
    );
    // Added twice, since twice the half may be out of range.
    let half = out[0] * scaled.half_spread;
    Ok(scaled.least + half + half)
}

/// How much SoftMin listens to each reward: `dA/dz_j = p_j exp(-k z_j) / sum_i p_i exp(-k z_i)`.
///
/// M numbers from 0 to 1 that sum to 1. The mean's are the weights `p_j` themselves.
///
/// # Errors
/// As [`softmin`].
pub fn credit<F: Real>(
    z: &[F],
    weights: &Weights<F>,
    k: RiskCoefficient<F>,
) -> Result<Vec<F>, Error> {
    let scaled = Scaled::new(z, weights, k)?;
    let mut terms: Vec<F> = scaled.x.iter().map(|&x| -scaled.k * x).collect();
    F::exponentials(&mut terms);
    for (term, p) in terms.iter_mut().zip(weights.positive()) {
        *term *= p;
    }
    let sum = sum(&terms, |term| term);
    let mut terms = terms.into_iter();
    Ok(weights
        .normalised()
        .iter()
        .map(|&p| {
            if p > F::zero() {
                terms.next().unwrap_or_default() / sum
            } else {
                F::zero()
            }
        })
        .collect())
}
