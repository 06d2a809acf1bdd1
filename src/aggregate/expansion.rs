use super::{Error, Real, RiskCoefficient, Weights, softmin};

/// SoftMin's expansion in k around the mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taylor<F> {
    /// `K_1` to `K_4` across the rewards: mean, population variance, third and fourth cumulant, in units of `z` to the first to fourth
    /// power. Infinite where that is out of range.
    pub cumulants: [F; 4],
    /// The series cut off after one to four cumulants: `K_1`, `- (k/2) K_2`, `+ (k^2/6) K_3`, `- (k^3/24) K_4`, added up; in the unit of `z`.
    /// Infinite where that is out of range.
    pub orders: [F; 4],
    /// SoftMin itself.
    pub exact: F,
}

/// The population cumulants `K_1` to `K_4` of M numbers; see [`Taylor::cumulants`].
///
/// # Errors
/// As [`softmin`].
pub fn cumulants<F: Real>(z: &[F], weights: &Weights<F>) -> Result<[F; 4], Error> {
    Moments::new(z, weights).map(|moments| moments.cumulants())
}

/// The expansion of [`softmin`] in k, after one to four cumulants, beside the exact value.
///
/// # Errors
/// As [`softmin`].
pub fn taylor<F: Real>(
    z: &[F],
    weights: &Weights<F>,
    k: RiskCoefficient<F>,
) -> Result<Taylor<F>, Error> {
    let exact = softmin(z, weights, k)?;
    let moments = Moments::new(z, weights)?;
    let k_spread = k.get() * moments.spread;
    let mut orders = [moments.mean; 4];
    // sum_n (-k)^(n-1) K_n / n!, with the spread's powers taken along with k's so that small k and large z meet in range.
    let mut power = moments.spread;
    let mut factorial = F::one();
    let mut n = F::one();
    for order in 1..4 {
        n += F::one();
        factorial *= n;
        power *= -k_spread;
        let cumulant = moments.scaled[order - 1];
        let term = if cumulant == F::zero() {
            F::zero()
        } else {
            power * cumulant / factorial
        };
        // Where terms are out of range, the last one outweighs all before it.
        orders[order] = if term.is_infinite() {
            term
        } else {
            orders[order - 1] + term
        };
    }
    Ok(Taylor {
        cumulants: moments.cumulants(),
        orders,
        exact,
    })
}

/// Cumulants in units of the spread, which keeps the powers in range.
struct Moments<F> {
    mean: F,
    /// The largest distance from the mean; 1 where all numbers are equal.
    spread: F,
    /// `K_2 / spread^2`, `K_3 / spread^3`, `K_4 / spread^4`.
    scaled: [F; 3],
}

impl<F: Real> Moments<F> {
    fn new(z: &[F], weights: &Weights<F>) -> Result<Self, Error> {
        weights.check_len(z.len())?;
        for (j, &value) in z.iter().enumerate() {
            super::rewards::check_magnitude(value, format_args!("z[{j}]"))?;
        }
        let counted: Vec<(F, F)> = z
            .iter()
            .copied()
            .zip(weights.normalised().iter().copied())
            .filter(|&(_, p)| p > F::zero())
            .collect();
        let average = |f: &dyn Fn(F) -> F| {
            counted
                .iter()
                .fold(F::zero(), |sum, &(z, p)| sum + p * f(z))
        };
        // The second pass takes out the rounding of the first.
        let rough = average(&|z| z);
        let mean = rough + average(&|z| z - rough);
        let spread = counted
            .iter()
            .fold(F::zero(), |most, &(z, _)| most.max((z - mean).abs()));
        let spread = if spread > F::zero() { spread } else { F::one() };
        let moment = |n: i32| average(&|z| ((z - mean) / spread).powi(n));
        let (m2, m3, m4) = (moment(2), moment(3), moment(4));
        Ok(Self {
            mean,
            spread,
            scaled: [m2, m3, m4 - F::from_f64(3.0) * m2 * m2],
        })
    }

    fn cumulants(&self) -> [F; 4] {
        let mut power = self.spread;
        let [k2, k3, k4] = self.scaled.map(|scaled| {
            power *= self.spread;
            if scaled == F::zero() {
                F::zero()
            } else {
                scaled * power
            }
        });
        [self.mean, k2, k3, k4]
    }
}
