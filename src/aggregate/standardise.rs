use super::real::WIDTH;
use super::{Error, Real};

/// The sum of the numbers, in [`WIDTH`] strands: faster, and more exact, than one after the other.
#[inline(always)]
pub(crate) fn sum<F: Real>(values: &[F], f: impl Fn(F) -> F) -> F {
    let mut strands = [F::zero(); WIDTH];
    let (wide, rest) = values.as_chunks::<WIDTH>();
    for chunk in wide {
        for (strand, &value) in strands.iter_mut().zip(chunk) {
            *strand += f(value);
        }
    }
    for (strand, &value) in strands.iter_mut().zip(rest) {
        *strand += f(value);
    }
    strands.iter().fold(F::zero(), |sum, &strand| sum + strand)
}

/// Mean and standard deviation (ddof 1) of numbers; the deviation of fewer than two, or of equal ones, is exactly 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread<F> {
    pub origin: F,
    /// The mean less the origin.
    pub mean: F,
    pub std: F,
}

impl<F: Real> Spread<F> {
    #[inline(always)]
    pub fn of(values: &[F]) -> Self {
        let Some(&origin) = values.first() else {
            return Self {
                origin: F::zero(),
                mean: F::zero(),
                std: F::zero(),
            };
        };
        let count = F::from_f64(values.len() as f64);
        // Counted from one of the numbers, so that equal ones have no spread left by rounding.
        let mean = sum(values, |x| x - origin) / count;
        let squares = sum(values, |x| ((x - origin) - mean) * ((x - origin) - mean));
        let std = if values.len() > 1 {
            (squares / (count - F::one())).sqrt()
        } else {
            F::zero()
        };
        Self { origin, mean, std }
    }

    #[inline(always)]
    pub fn centre(&self, x: F) -> F {
        (x - self.origin) - self.mean
    }
}

/// `(x - mean) / (std + epsilon)` in place; returns the standard deviation.
#[inline(always)]
pub(crate) fn standardise_in_place<F: Real>(values: &mut [F], epsilon: F) -> F {
    let spread = Spread::of(values);
    let scale = (spread.std + epsilon).recip();
    for value in values.iter_mut() {
        *value = spread.centre(*value) * scale;
    }
    spread.std
}

fn checked<F: Real>(field: &str, values: &[F], epsilon: F) -> Result<Vec<F>, Error> {
    for (i, &value) in values.iter().enumerate() {
        super::rewards::check_magnitude(value, || format!("{field}[{i}]"))?;
    }
    // Also refuses NaN.
    if !(epsilon > F::zero() && epsilon.is_finite()) {
        return Err(Error::value("epsilon", epsilon, "a finite number above 0"));
    }
    let mut values = values.to_vec();
    standardise_in_place(&mut values, epsilon);
    Ok(values)
}

/// Standardises one reward over the G rollouts of one group: `(R - mean) / (std + epsilon)`, ddof 1; in units of the standard
/// deviation. A constant reward, and that of a group of one, becomes exactly 0.
///
/// # Errors
/// A reward is not finite or too large; epsilon is not finite or not above 0.
pub fn standardise<F: Real>(rewards: &[F], epsilon: F) -> Result<Vec<F>, Error> {
    checked("rewards", rewards, epsilon)
}

/// Whitens the scores of a batch of N rollouts: `(A - mean) / (std + epsilon)`, ddof 1, over all its groups.
///
/// # Errors
/// As [`standardise`].
pub fn whiten<F: Real>(scores: &[F], epsilon: F) -> Result<Vec<F>, Error> {
    checked("scores", scores, epsilon)
}
