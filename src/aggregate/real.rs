use std::fmt::{Debug, Display};
use std::ops::{Add, Div, Mul, Neg, Sub};

use num_traits::{Float, NumAssign};
use wide::{f32x4, f32x8, f64x2, f64x4, u32x8, u64x4};

use crate::written::Written;

/// `f32` or `f64`.
pub trait Real:
    Float + NumAssign + Debug + Display + Default + Written + Send + Sync + 'static
{
    /// The largest magnitude of a reward: its square, summed, must stay finite.
    const LARGEST_REWARD: Self;

    /// Several numbers that are worked on at once.
    type Lanes: Lanes<Self>;

    /// The nearest value of this type.
    fn from_f64(x: f64) -> Self;

    /// The value in double precision.
    fn to_f64(self) -> f64;

    /// Puts `exp(t)` in the place of each `t <= 0`, to about one unit in the last place.
    #[inline(never)]
    fn exponentials(numbers: &mut [Self]) {
        for numbers in numbers.chunks_mut(Self::Lanes::WIDTH) {
            let (exp, _) = Self::Lanes::load(numbers).exp_and_expm1();
            exp.store(numbers);
        }
    }
}

/// The most numbers that any SIMD vector here holds.
pub const MAX_WIDTH: usize = 8;

/// A SIMD vector of `F`.
///
/// Besides arithmetic it carries the elementary functions that SoftMin needs, without a branch. `exp(t)` and `exp(t) - 1` come from one
/// polynomial, and the logarithm takes them both: that is what keeps SoftMin exact for every k, and a library's functions, one for
/// each, cannot.
pub trait Lanes<F: Float>:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// How many numbers it holds.
    const WIDTH: usize;

    /// The same number in all lanes.
    fn splat(x: F) -> Self;

    /// The first [`Self::WIDTH`] of these numbers; where there are fewer, the last one fills the rest.
    fn load(numbers: &[F]) -> Self;

    /// Puts as many of the numbers as there is room for.
    fn store(self, to: &mut [F]);

    /// The first number.
    fn first(self) -> F;

    /// The sum of the numbers.
    fn sum(self) -> F;

    /// The sums of the first [`Self::WIDTH`] vectors, each in a lane of its own.
    fn sums(vectors: &[Self; MAX_WIDTH]) -> Self;

    /// Whether all these numbers, some of which may be NaN, are from `-most` to `most`.
    fn are_within(numbers: &[F], most: F) -> bool;

    /// Standardises the columns of a group's rewards, `rows`, of which each holds `columns` numbers: `(x - mean) / (std + epsilon)`, ddof 1. `to` gets
    /// them column by column. `false`, with `to` in no defined state, where there are too few rows or columns for it, or squares leave the range of
    /// normal numbers.
    fn standardise_rows(rows: &[F], columns: usize, epsilon: F, to: &mut [F]) -> bool;

    /// Lane by lane, the smaller.
    fn min(self, other: Self) -> Self;

    /// Lane by lane, the larger.
    fn max(self, other: Self) -> Self;

    /// The square roots.
    fn sqrt(self) -> Self;

    /// `(exp(t), exp(t) - 1)` for `t <= 0`, each to about one unit in the last place.
    ///
    /// Below the range in which `exp` is a normal number, `t` counts as that range's lower end.
    #[inline(always)]
    fn exp_and_expm1(self) -> (Self, Self) {
        self.weighted_exp_and_expm1(Self::splat(F::one()))
    }

    /// [`Self::exp_and_expm1`], each times `weight`.
    fn weighted_exp_and_expm1(self, weight: Self) -> (Self, Self);

    /// `ln(u)` for positive, normal `u`, to about one unit in the last place.
    fn ln(self) -> Self;

    /// `ln` of a weighted mean of exponentials of `t <= 0`, of which the same mean of `exp(t) - 1` is known too: no digit is lost where the
    /// mean is near 1, since then only the second counts.
    fn ln_of_sum(exp: Self, expm1: Self) -> Self;
}

/// Horner's rule, highest power first.
macro_rules! horner {
    ($of:ident, $x:expr, $first:expr $(, $rest:expr)*) => {{
        let sum = $of($first);
        $(let sum = sum * $x + $of($rest);)*
        sum
    }};
}

/// A polynomial with an even number of coefficients, in two strands: one of them alone would spend its time waiting for itself.
macro_rules! polynomial {
    ($of:ident, $x:expr, $square:expr, $($odd:expr, $even:expr),*) => {
        horner!($of, $square, $($odd),*) * $x + horner!($of, $square, $($even),*)
    };
}

macro_rules! real {
    (
        $float:ident, $lanes:ident, $half:ident, $bits:ident, $width:expr, [$($lane:expr),*],
        largest_reward: $largest:expr,
        mantissa_bits: $mantissa_bits:expr,
        exponent_bias: $bias:expr,
        round: $round:expr,
        exp_floor: $exp_floor:expr,
        ln2: $ln2_high:expr, $ln2_low:expr,
        expm1: [$($expm1:expr),*],
        atanh: [$($atanh:expr),*]
    ) => {
        impl Real for $float {
            const LARGEST_REWARD: Self = $largest;

            type Lanes = $lanes;

            #[inline(always)]
            fn from_f64(x: f64) -> Self {
                x as $float
            }

            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
        }

        impl Lanes<$float> for $lanes {
            const WIDTH: usize = $width;

            #[inline(always)]
            fn splat(x: $float) -> Self {
                Self::splat(x)
            }

            #[inline(always)]
            fn load(numbers: &[$float]) -> Self {
                match numbers.first_chunk() {
                    Some(numbers) => Self::new(*numbers),
                    None => {
                        let last = numbers.last().copied().unwrap_or_default();
                        Self::new(std::array::from_fn(|i| numbers.get(i).copied().unwrap_or(last)))
                    }
                }
            }

            #[inline(always)]
            fn store(self, to: &mut [$float]) {
                match to.first_chunk_mut() {
                    Some(to) => *to = self.to_array(),
                    None => to.copy_from_slice(&self.to_array()[..to.len()]),
                }
            }

            #[inline(always)]
            fn first(self) -> $float {
                self.to_array()[0]
            }

            #[inline(always)]
            fn sum(self) -> $float {
                // In pairs: the additions of one round don't wait for each other.
                let mut numbers = self.to_array();
                let mut half = Self::WIDTH / 2;
                while half > 0 {
                    for i in 0..half {
                        numbers[i] += numbers[i + half];
                    }
                    half /= 2;
                }
                numbers[0]
            }

            #[inline(always)]
            fn sums(vectors: &[Self; MAX_WIDTH]) -> Self {
                const HALF: usize = $width / 2;
                let halves = |i: usize| -> [$half; 2] { bytemuck::cast(vectors[i]) };
                let sums = |first: usize| {
                    $half::transpose(std::array::from_fn(|i| halves(first + i)[0] + halves(first + i)[1]))
                        .into_iter()
                        .fold($half::splat(0.0), |sum, column| sum + column)
                };
                bytemuck::cast([sums(0), sums(HALF)])
            }

            #[inline(never)]
            fn are_within(numbers: &[$float], most: $float) -> bool {
                let within = |numbers: Self| numbers.abs().simd_le(Self::splat(most));
                let mut all = within(Self::splat(0.0));
                let (chunks, rest) = numbers.as_chunks();
                for &chunk in chunks {
                    all &= within(Self::new(chunk));
                }
                all.all() && rest.iter().all(|number| number.abs() <= most)
            }

            fn standardise_rows(rows: &[$float], columns: usize, epsilon: $float, to: &mut [$float]) -> bool {
                if columns < SIDE || rows.len() < columns * SIDE.max(2) {
                    return false;
                }
                let mut first = 0;
                while first < columns {
                    let left = columns - first;
                    let (fits, done) = if left >= 2 * SIDE {
                        (standardise_block::<2>(rows, columns, first, epsilon, to), 2 * SIDE)
                    } else {
                        // The last block may overlap the one before.
                        (standardise_block::<1>(rows, columns, first.min(columns - SIDE), epsilon, to), SIDE)
                    };
                    if !fits {
                        return false;
                    }
                    first += done;
                }
                true
            }

            #[inline(always)]
            fn min(self, other: Self) -> Self {
                self.fast_min(other)
            }

            #[inline(always)]
            fn max(self, other: Self) -> Self {
                self.fast_max(other)
            }

            #[inline(always)]
            fn sqrt(self) -> Self {
                self.sqrt()
            }

            #[inline(always)]
            fn weighted_exp_and_expm1(self, weight: Self) -> (Self, Self) {
                let of = Self::splat;
                let t = self.fast_max(of($exp_floor));
                // t = n ln 2 + r with |r| <= (ln 2) / 2. Adding `round` leaves n in the low bits of the sum.
                let shifted = t * of(std::$float::consts::LOG2_E) + of($round);
                let n = shifted - of($round);
                let r = (t - n * of($ln2_high)) - n * of($ln2_low);
                let square = r * r;
                let p = r + square * polynomial!(of, r, square, $($expm1),*);
                let scale = Self::from_bits((shifted.to_bits() << $mantissa_bits) + $bits::splat($bias << $mantissa_bits)) * weight;
                (scale + scale * p, scale * p + (scale - weight))
            }

            #[inline(always)]
            fn ln(self) -> Self {
                let of = Self::splat;
                let (f, e) = split(self);
                ln_scaled(f - of(1.0), f + of(1.0), e)
            }

            #[inline(always)]
            fn ln_of_sum(exp: Self, expm1: Self) -> Self {
                let of = Self::splat;
                let (f, e) = split(exp);
                let nearest = expm1.simd_gt(of(std::$float::consts::FRAC_1_SQRT_2 - 1.0));
                let near = expm1.simd_gt(of(-0.5));
                let twice = expm1 + expm1;
                let choose = |first: Self, second: Self, third: Self| nearest.bitselect(first, near.bitselect(second, third));
                ln_scaled(
                    choose(expm1, of(1.0) + twice, f - of(1.0)),
                    choose(of(2.0) + expm1, of(3.0) + twice, f + of(1.0)),
                    choose(of(0.0), of(-1.0), e),
                )
            }
        }

        #[doc = "Half the lanes: for these there is a quick transposition."]
        const SIDE: usize = $width / 2;

        #[doc = "Sums over rows, in as many strands as [`super::super::standardise::sum`] has, and added up in its order: to the last bit the same."]
        #[inline(always)]
        fn sum_rows<const B: usize>(rows: &[$float], columns: usize, term: impl Fn(&[$float]) -> [$half; B]) -> [$half; B] {
            let zero = $half::splat(0.0);
            let mut strands = [[zero; B]; $width];
            let mut chunks = rows.chunks_exact($width * columns);
            for chunk in &mut chunks {
                // Without a loop the strands stay in registers.
                $(
                    let term_of_row = term(&chunk[$lane * columns..][..columns]);
                    for b in 0..B {
                        strands[$lane][b] += term_of_row[b];
                    }
                )*
            }
            let mut rest = [zero; B];
            for row in chunks.remainder().chunks_exact(columns) {
                let term = term(row);
                for b in 0..B {
                    rest[b] += term[b];
                }
            }
            let mut half = $width / 2;
            while half > 0 {
                for i in 0..half {
                    for b in 0..B {
                        strands[i][b] += strands[i + half][b];
                    }
                }
                half /= 2;
            }
            std::array::from_fn(|b| strands[0][b] + rest[b])
        }

        #[doc = "[`Lanes::standardise_rows`] for `B` times [`SIDE`] columns, from `first` on: a lane is a column, so that sums need no lane but their own."]
        fn standardise_block<const B: usize>(rows: &[$float], columns: usize, first: usize, epsilon: $float, to: &mut [$float]) -> bool {
            let of = $half::splat;
            let size = rows.len() / columns;
            let row = |row: &[$float]| -> [$half; B] {
                let (numbers, _) = row[first..first + B * SIDE].as_chunks::<SIDE>();
                std::array::from_fn(|b| $half::new(numbers[b]))
            };
            // Counted from one of the numbers, so that equal ones have no spread left by rounding.
            let origin = row(rows);
            let sums = sum_rows::<B>(rows, columns, |numbers| {
                let numbers = row(numbers);
                std::array::from_fn(|b| numbers[b] - origin[b])
            });
            let mean = sums.map(|sum| sum / of(size as $float));
            let squares = sum_rows::<B>(rows, columns, |numbers| {
                let numbers = row(numbers);
                std::array::from_fn(|b| {
                    let distance = (numbers[b] - origin[b]) - mean[b];
                    distance * distance
                })
            });
            let normal = $float::MIN_POSITIVE / $float::EPSILON..=$float::MAX;
            for (b, squares) in squares.iter().enumerate() {
                for (lane, squares) in squares.to_array().iter().enumerate() {
                    let column = first + b * SIDE + lane;
                    let is_constant = || rows.iter().skip(column).step_by(columns).all(|&x| x == rows[column]);
                    if !normal.contains(squares) && !is_constant() {
                        return false;
                    }
                }
            }
            let scale = squares.map(|squares| of(1.0) / ((squares / of((size - 1) as $float)).sqrt() + of(epsilon)));
            for at in (0..size).step_by(SIDE) {
                let at = at.min(size - SIDE);
                let lines: [[$half; B]; SIDE] = std::array::from_fn(|i| row(&rows[(at + i) * columns..]));
                for b in 0..B {
                    let z = |i: usize| ((lines[i][b] - origin[b]) - mean[b]) * scale[b];
                    let z = $half::transpose(std::array::from_fn(z));
                    for lane in 0..SIDE {
                        let column = first + b * SIDE + lane;
                        if let Some(to) = to[column * size + at..].first_chunk_mut() {
                            *to = z[lane].to_array();
                        }
                    }
                }
            }
            true
        }

        #[doc = "`u` as `2^e f` with `f` from sqrt(1/2) to sqrt(2)."]
        #[inline(always)]
        fn split(u: $lanes) -> ($lanes, $lanes) {
            const HALF_ROOT: $bits = $bits::splat(std::$float::consts::FRAC_1_SQRT_2.to_bits());
            const BIAS: $bits = $bits::splat($bias << $mantissa_bits);
            // Biased, the exponent is positive, and makes a mantissa: a conversion that 64-bit SIMD has none for.
            let biased = (u.to_bits() - HALF_ROOT + BIAS) >> $mantissa_bits;
            let f = $lanes::from_bits(u.to_bits() - (biased << $mantissa_bits) + BIAS);
            let e = $lanes::from_bits(biased + $bits::splat(($round as $float).to_bits())) - $lanes::splat($round + $bias as $float);
            (f, e)
        }

        #[doc = "`ln(2^e f)` of `f - 1`, `f + 1` and `e`, as `e ln 2 + 2 artanh((f - 1) / (f + 1))`."]
        #[inline(always)]
        fn ln_scaled(top: $lanes, bottom: $lanes, e: $lanes) -> $lanes {
            let of = $lanes::splat;
            let s = top / bottom;
            let square = s * s;
            let tail = s * square * polynomial!(of, square, square * square, $($atanh),*);
            e * of($ln2_high) + (s + s + (tail + tail + e * of($ln2_low)))
        }
    };
}

/// A module for each type keeps their helpers apart.
mod single {
    use super::{Lanes, MAX_WIDTH, Real, f32x4, f32x8, u32x8};

    real!(
        f32, f32x8, f32x4, u32x8, 8, [0, 1, 2, 3, 4, 5, 6, 7],
        largest_reward: 1e15,
        mantissa_bits: 23_u32,
        exponent_bias: 127_u32,
        round: 12_582_912.0, // 1.5 * 2^23
        exp_floor: -87.0,
        ln2: 0.693_359_4, -2.121_944_4e-4,
        expm1: [1.0 / 5_040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5],
        atanh: [1.0 / 9.0, 1.0 / 7.0, 1.0 / 5.0, 1.0 / 3.0]
    );
}

mod double {
    use super::{Lanes, MAX_WIDTH, Real, f64x2, f64x4, u64x4};

    real!(
        f64, f64x4, f64x2, u64x4, 4, [0, 1, 2, 3],
        largest_reward: 1e150,
        mantissa_bits: 52_u32,
        exponent_bias: 1023_u64,
        round: 6_755_399_441_055_744.0, // 1.5 * 2^52
        exp_floor: -708.0,
        ln2: 0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10,
        // Through the Chebyshev nodes of |r| <= (ln 2) / 2, off by 0.2 units at most: Taylor's series needs two terms more.
        expm1: [
            2.510_037_761_960_637_2e-8, 2.762_007_820_380_639_4e-7, 2.755_726_847_655_369_5e-6, 2.480_152_131_748_408_3e-5,
            1.984_126_986_304_296_3e-4, 1.388_888_891_719_986_3e-3, 8.333_333_333_330_063e-3, 4.166_666_666_662_416e-2,
            1.666_666_666_666_666_9e-1, 0.5
        ],
        atanh: [
            1.0 / 21.0, 1.0 / 19.0, 1.0 / 17.0, 1.0 / 15.0, 1.0 / 13.0, 1.0 / 11.0, 1.0 / 9.0, 1.0 / 7.0, 1.0 / 5.0, 1.0 / 3.0
        ]
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Distance in units of the last place of `right`.
    fn ulps(got: f64, right: f64, digits: i32) -> f64 {
        if got == right {
            0.0
        } else {
            (got - right).abs() / (right.abs().log2().floor() - f64::from(digits)).exp2()
        }
    }

    fn exp_and_expm1<F: Real>(t: F) -> (F, F) {
        let (exp, expm1) = F::Lanes::splat(t).exp_and_expm1();
        (exp.first(), expm1.first())
    }

    fn ln<F: Real>(u: F) -> f64 {
        F::Lanes::splat(u).ln().first().to_f64()
    }

    #[test]
    fn elementary_functions_agree_with_the_standard_library() {
        let (mut double, mut single) = (0.0_f64, 0.0_f64);
        for i in 0..200_000 {
            let x = f64::from(i) / 200_000.0;
            for t in [-700.0 * x, -20.0 * x, -x, -1e-3 * x, -1e-12 * x] {
                let (exp, expm1) = exp_and_expm1::<f64>(t);
                double = double
                    .max(ulps(exp, t.exp(), 52))
                    .max(ulps(expm1, t.exp_m1(), 52));
                let t = (t / 9.0) as f32;
                let (exp, expm1) = exp_and_expm1::<f32>(t);
                let t = f64::from(t);
                single = single.max(ulps(exp.into(), t.exp(), 23)).max(ulps(
                    expm1.into(),
                    t.exp_m1(),
                    23,
                ));
            }
            for u in [0.02 + x, 1.0 - x / 2.0, 1.0 - 1e-6 * x, (300.0 * x).exp()] {
                double = double.max(ulps(ln(u), u.ln(), 52));
                let u = (0.02 + x) as f32;
                single = single.max(ulps(ln(u), f64::from(u).ln(), 23));
            }
        }
        assert!(double <= 3.0, "f64: {double} ulp");
        assert!(single <= 3.0, "f32: {single} ulp");
        assert_eq!(exp_and_expm1::<f64>(f64::NEG_INFINITY).1, -1.0);
        assert_eq!(exp_and_expm1::<f32>(f32::NEG_INFINITY).1, -1.0);
        assert_eq!(exp_and_expm1::<f64>(0.0), (1.0, 0.0));
    }

    #[test]
    fn lanes_take_and_give_what_there_is() {
        let numbers: Vec<f64> = (1..=9).map(f64::from).collect();
        for count in 1..=9 {
            let mut out = vec![0.0; count];
            f64x4::load(&numbers[..count]).store(&mut out);
            assert_eq!(out[..count.min(4)], numbers[..count.min(4)]);
            assert!(out[count.min(4)..].iter().all(|&x| x == 0.0));
        }
        assert_eq!(f64x4::load(&[1.0, 2.0]).to_array(), [1.0, 2.0, 2.0, 2.0]);
    }
}
