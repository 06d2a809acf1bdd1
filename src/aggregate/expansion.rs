use super::block::aggregate_columns;
use super::{Aggregator, Error, Path, Real, RiskCoefficient, Rule, Weights, softmin};

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
    /// The smallest `z` that counts: SoftMin's lower bound, which it reaches as k grows. The mean, its upper bound, is `orders[0]`.
    pub min: F,
    /// `min - (1/k) ln p` with p the weight of the smallest `z`, which is `min + (ln M)/k` for equal weights: SoftMin's other upper bound, and for
    /// large k the nearer one. Infinite where that is out of range.
    pub cap: F,
}

/// Where the expansion's second order, the mean minus `k/2` times the variance, stops being SoftMin; see [`breakdown`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Breakdown {
    /// The k from which it is off by more for the first time.
    pub first: f64,
    /// The k above which it is off by more for good. Larger than `first` where the second order comes back across SoftMin, as it does where the
    /// `z` have a tail towards the low end.
    pub last: f64,
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
    let min = moments.min;
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
    let counted = z.iter().zip(weights.normalised());
    let share = counted
        .filter(|&(&z, _)| z == min)
        .fold(F::zero(), |most, (_, &p)| most.max(p));
    Ok(Taylor {
        cumulants: moments.cumulants(),
        orders,
        exact,
        min,
        cap: min - share.ln() / k.get(),
    })
}

/// How finely k is searched, on a log scale; a power of two. The span is a factor of 200 for 17 equal weights: 1 percent a step.
const SEARCHED: u32 = 512;

/// The k at which the second order of the expansion, `mean - (k/2) K_2`, is off from SoftMin by more than `share` of the distance between the mean
/// and the smallest `z`. That distance is the whole way that SoftMin goes as k grows; so the result does not depend on a shift of `z`, and falls in
/// proportion where `z` is stretched. Nothing where the second order is exact for every k, because all `z` that count are equal (or so close that
/// the k is out of range).
///
/// Between the first and the last such k, what lasts for less than about 1 percent of k may be missed.
///
/// # Errors
/// As [`softmin`]; `share` is not above 0 and at most 1.
pub fn breakdown(
    z: &[f64],
    weights: &Weights<f64>,
    share: f64,
) -> Result<Option<Breakdown>, Error> {
    let Moments { min, .. } = Moments::new(z, weights)?;
    if !(share > 0.0 && share <= 1.0) {
        return Err(Error::new(
            "share",
            share,
            Rule::AboveZeroUpTo { most: 1.0 },
        ));
    }
    let counted = z
        .iter()
        .zip(weights.normalised())
        .filter(|&(_, &p)| p > 0.0);
    let (mut z, p): (Vec<f64>, Vec<f64>) = counted.map(|(&z, &p)| (z, p)).unzip();
    let range = z.iter().fold(0.0, |most: f64, z| most.max(z - min));
    if range <= 0.0 {
        return Ok(None);
    }
    // From 0 to 1, with k in units of one over the range.
    for z in &mut z {
        *z = (*z - min) / range;
    }
    let aggregate = |aggregator| {
        let mut out = [0.0];
        aggregate_columns(&z, &p, aggregator, &mut out);
        out[0]
    };
    let way = aggregate(Aggregator::Mean);
    let variance = way - aggregate(Aggregator::Variance { k: 2.0 });
    let most = share * way;
    let is_off = |k: f64| {
        let second_order = aggregate(Aggregator::Variance { k });
        (second_order - aggregate(Aggregator::SoftMin { k })).abs() > most
    };
    // Below, the third cumulant of any law on a range of 1 is too small: the error is at most k^2/6 of 1/(6 sqrt 3). Above, the second order is
    // too far under the smallest z.
    let low = 0.999 * (62.35 * most).sqrt();
    let high = 1.001 * 2.0 * (way + most) / variance;
    let step = (0..SEARCHED.ilog2()).fold(high / low, |step, _| step.sqrt());
    let mut found: Option<Breakdown> = None;
    let (mut inner, mut within) = (low, true);
    for _ in 0..=SEARCHED {
        let mut outer = inner * step;
        let next = outer;
        let is_within = !is_off(outer);
        if within && !is_within {
            for _ in 0..50 {
                let middle = 0.5 * (inner + outer);
                *(if is_off(middle) {
                    &mut outer
                } else {
                    &mut inner
                }) = middle;
            }
            let last = outer / range;
            let first = found.map_or(last, |found| found.first);
            found = Some(Breakdown { first, last });
        }
        (inner, within) = (next, is_within);
    }
    Ok(found.filter(|found| found.last.is_finite()))
}

/// Cumulants in units of the spread, which keeps the powers in range.
struct Moments<F> {
    mean: F,
    min: F,
    /// The largest distance from the mean; 1 where all numbers are equal.
    spread: F,
    /// `K_2 / spread^2`, `K_3 / spread^3`, `K_4 / spread^4`.
    scaled: [F; 3],
}

impl<F: Real> Moments<F> {
    fn new(z: &[F], weights: &Weights<F>) -> Result<Self, Error> {
        weights.check_len(z.len())?;
        for (j, &value) in z.iter().enumerate() {
            super::rewards::check_magnitude(value, || Path::from("z").at(j))?;
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
            min: counted
                .iter()
                .fold(F::infinity(), |least, &(z, _)| least.min(z)),
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
