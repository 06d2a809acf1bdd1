use super::real::{Lanes as _, MAX_WIDTH};
use super::{Error, Given, Path, Real, Rule};

/// The sum of `f` over the numbers, in as many strands as there are lanes: faster, and more exact, than one after the other.
#[inline(always)]
pub(crate) fn sum<F: Real>(values: &[F], f: impl Fn(F::Lanes) -> F::Lanes) -> F {
    let of = F::Lanes::splat;
    let mut strands = of(F::zero());
    let mut chunks = values.chunks_exact(F::Lanes::WIDTH);
    for chunk in &mut chunks {
        strands = strands + f(F::Lanes::load(chunk));
    }
    let rest = chunks
        .remainder()
        .iter()
        .fold(F::zero(), |sum, &x| sum + f(of(x)).first());
    strands.sum() + rest
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
        let of = F::Lanes::splat;
        let mean = sum(values, |x| x - of(origin)) / count;
        let squares = sum(values, |x| {
            let distance = (x - of(origin)) - of(mean);
            distance * distance
        });
        let std = if values.len() < 2 {
            F::zero()
        } else if squares > F::min_positive_value() / F::epsilon() && squares.is_finite() {
            (squares / (count - F::one())).sqrt()
        } else {
            return Self::in_units_of_the_largest(values, origin, mean);
        };
        Self { origin, mean, std }
    }

    /// Where the squares leave the range of normal numbers, or all are 0.
    #[cold]
    fn in_units_of_the_largest(values: &[F], origin: F, mean: F) -> Self {
        let count = F::from_f64(values.len() as f64);
        let sum = |f: &dyn Fn(F) -> F| values.iter().fold(F::zero(), |sum, &x| sum + f(x));
        let mean = if mean.is_finite() {
            mean
        } else {
            sum(&|x| (x - origin) / count)
        };
        let distance = |x: F| (x - origin) - mean;
        let largest = values
            .iter()
            .fold(F::zero(), |most, &x| most.max(distance(x).abs()));
        let std = if largest > F::zero() {
            let square = |x: F| (distance(x) / largest) * (distance(x) / largest);
            largest * (sum(&square) / (count - F::one())).sqrt()
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
pub(crate) fn standardise_in_place<F: Real>(values: &mut [F], epsilon: F) -> F {
    let spread = Spread::of(values);
    let scale = (spread.std + epsilon).recip();
    let of = F::Lanes::splat;
    let (origin, mean, scales) = (of(spread.origin), of(spread.mean), of(scale));
    let mut chunks = values.chunks_exact_mut(F::Lanes::WIDTH);
    for chunk in &mut chunks {
        (((F::Lanes::load(chunk) - origin) - mean) * scales).store(chunk);
    }
    for value in chunks.into_remainder() {
        *value = spread.centre(*value) * scale;
    }
    spread.std
}

/// Standardises consecutive groups of `size` numbers, as many groups at a time as there are lanes: most of the work of a small group is what
/// comes after its sums. The numbers are those of `from`, or `values` themselves, which get the result.
pub(crate) fn standardise_groups<F: Real>(
    from: Option<&[F]>,
    values: &mut [F],
    size: usize,
    epsilon: F,
) {
    let width = F::Lanes::WIDTH;
    let at_once = if size.is_multiple_of(width) { width } else { 1 };
    for (i, block) in values.chunks_mut(size * at_once).enumerate() {
        let start = i * size * at_once;
        let from = from.map(|from| &from[start..start + block.len()]);
        if block.len() < size * width || !standardise_block(from, block, size, epsilon) {
            if let Some(from) = from {
                block.copy_from_slice(from);
            }
            for group in block.chunks_exact_mut(size) {
                standardise_in_place(group, epsilon);
            }
        }
    }
}

/// As many groups as there are lanes; `false`, with nothing done, where one needs [`Spread::in_units_of_the_largest`].
fn standardise_block<F: Real>(
    from: Option<&[F]>,
    block: &mut [F],
    size: usize,
    epsilon: F,
) -> bool {
    let (of, width) = (F::Lanes::splat, F::Lanes::WIDTH);
    let count = F::from_f64(size as f64);
    let numbers = from.unwrap_or(block);
    let zeros = [of(F::zero()); MAX_WIDTH];

    let mut strands = zeros;
    for (strand, group) in strands.iter_mut().zip(numbers.chunks_exact(size)) {
        let origin = of(group[0]);
        for chunk in group.chunks_exact(width) {
            *strand = *strand + (F::Lanes::load(chunk) - origin);
        }
    }
    let mut means = [F::zero(); MAX_WIDTH];
    (F::Lanes::sums(&strands) / of(count)).store(&mut means[..width]);

    let mut strands = zeros;
    for ((strand, group), &mean) in strands
        .iter_mut()
        .zip(numbers.chunks_exact(size))
        .zip(&means)
    {
        let (origin, mean) = (of(group[0]), of(mean));
        for chunk in group.chunks_exact(width) {
            let distance = (F::Lanes::load(chunk) - origin) - mean;
            *strand = *strand + distance * distance;
        }
    }
    let squares = F::Lanes::sums(&strands);
    let mut scales = [F::one(); MAX_WIDTH];
    squares.store(&mut scales[..width]);
    let normal = F::min_positive_value() / F::epsilon()..=F::max_value();
    if !scales.iter().all(|squares| normal.contains(squares)) {
        return false;
    }
    let std = (squares / of(count - F::one())).sqrt();
    (of(F::one()) / (std + of(epsilon))).store(&mut scales[..width]);

    for (g, (&mean, &scale)) in means.iter().zip(&scales).take(width).enumerate() {
        let first = g * size;
        let origin = of(from.unwrap_or(block)[first]);
        let (mean, scale) = (of(mean), of(scale));
        for start in (first..first + size).step_by(width) {
            let numbers = F::Lanes::load(&from.unwrap_or(block)[start..]);
            (((numbers - origin) - mean) * scale).store(&mut block[start..]);
        }
    }
    true
}

fn checked<F: Real>(field: &'static str, values: &[F], epsilon: F) -> Result<Vec<F>, Error> {
    for (i, &value) in values.iter().enumerate() {
        super::rewards::check_magnitude(value, || Path::from(field).at(i))?;
    }
    if !(epsilon.is_normal() && epsilon > F::zero()) {
        return Err(Error::new(
            "epsilon",
            Given::number(epsilon),
            Rule::From {
                from: F::min_positive_value().written_alike(),
            },
        ));
    }
    let mut values = values.to_vec();
    standardise_in_place(&mut values, epsilon);
    Ok(values)
}

/// Standardises one reward over the G rollouts of one group: `(R - mean) / (std + epsilon)`, ddof 1; in units of the standard
/// deviation. A constant reward, and that of a group of one, becomes exactly 0.
///
/// # Errors
/// A reward is not finite or too large; epsilon is not finite or not a normal number above 0.
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
