use std::fmt::{Debug, Display};

use num_traits::{Float, NumAssign};

/// How many rollouts the hot loops treat at once. Fixed, so that the compiler turns them into SIMD.
pub(crate) const WIDTH: usize = 8;

/// `f32` or `f64`.
///
/// Besides arithmetic it carries the elementary functions that SoftMin needs. They are written without branches and
/// without calls, so that a loop over [`WIDTH`] rollouts compiles to SIMD instructions, on wasm too; the standard library's are
/// calls into libm, one number at a time. `benches/advantages.rs` measures the difference.
pub trait Real: Float + NumAssign + Debug + Display + Default + Send + Sync + 'static {
    /// The largest magnitude of a reward: its square, summed, must stay finite.
    const LARGEST_REWARD: Self;

    /// The nearest value of this type.
    fn from_f64(x: f64) -> Self;

    /// The value in double precision.
    fn to_f64(self) -> f64;

    /// `(exp(t), exp(t) - 1)` for `t <= 0`, each to about one unit in the last place.
    ///
    /// Below the range in which `exp` is a normal number, `t` counts as that range's lower end.
    fn exp_and_expm1(t: Self) -> (Self, Self);

    /// `ln(u)` for positive, normal `u`, to about one unit in the last place.
    fn ln_normal(u: Self) -> Self;

    /// `ln` of a weighted mean of exponentials of `t <= 0`, of which the same mean of `exp(t) - 1` is known too: no digit is lost where the
    /// mean is near 1, since then only the second counts.
    fn ln_of_sum(exp: Self, expm1: Self) -> Self;
}

/// Horner's rule, highest power first.
macro_rules! horner {
    ($x:expr, $first:expr $(, $rest:expr)*) => {{
        let sum = $first;
        $(let sum = sum * $x + $rest;)*
        sum
    }};
}

macro_rules! real {
    (
        $float:ident, $bits:ident, $signed:ident,
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

            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, reason = "rounding to the nearest f32 is the purpose")]
            fn from_f64(x: f64) -> Self {
                x as $float
            }

            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }

            #[inline(always)]
            fn exp_and_expm1(t: Self) -> (Self, Self) {
                let t = if t > $exp_floor { t } else { $exp_floor };
                // t = n ln 2 + r with |r| <= (ln 2) / 2. Adding `round` leaves n in the low bits of the sum.
                let shifted = t * std::$float::consts::LOG2_E + $round;
                let n = shifted - $round;
                let r = (t - n * $ln2_high) - n * $ln2_low;
                let p = r + r * r * horner!(r, $($expm1),*);
                let scale = $float::from_bits((shifted.to_bits() << $mantissa_bits).wrapping_add($bias << $mantissa_bits));
                (scale + scale * p, scale * p + (scale - 1.0))
            }

            #[inline(always)]
            fn ln_normal(u: Self) -> Self {
                let (f, e) = split(u);
                ln_scaled(f - 1.0, f + 1.0, e)
            }

            #[inline(always)]
            fn ln_of_sum(exp: Self, expm1: Self) -> Self {
                const NEAREST: $float = std::$float::consts::FRAC_1_SQRT_2 - 1.0;
                let (f, e) = split(exp);
                let (top, bottom, e) = if expm1 > NEAREST {
                    (expm1, 2.0 + expm1, 0.0)
                } else if expm1 > -0.5 {
                    (1.0 + 2.0 * expm1, 3.0 + 2.0 * expm1, -1.0)
                } else {
                    (f - 1.0, f + 1.0, e)
                };
                ln_scaled(top, bottom, e)
            }
        }

        #[doc = "`u` as `2^e f` with `f` from sqrt(1/2) to sqrt(2)."]
        #[inline(always)]
        fn split(u: $float) -> ($float, $float) {
            const HALF_ROOT: $bits = std::$float::consts::FRAC_1_SQRT_2.to_bits();
            let e = (u.to_bits().wrapping_sub(HALF_ROOT) as $signed) >> $mantissa_bits;
            let f = $float::from_bits(u.to_bits().wrapping_sub((e as $bits) << $mantissa_bits));
            // An integer to a float without a conversion, which 64-bit SIMD lacks.
            (f, $float::from_bits($round.to_bits().wrapping_add(e as $bits)) - $round)
        }

        #[doc = "`ln(2^e f)` of `f - 1`, `f + 1` and `e`, as `e ln 2 + 2 artanh((f - 1) / (f + 1))`."]
        #[inline(always)]
        fn ln_scaled(top: $float, bottom: $float, e: $float) -> $float {
            let s = top / bottom;
            let square = s * s;
            let tail = s * square * horner!(square, $($atanh),*);
            e * $ln2_high + (2.0 * s + (2.0 * tail + e * $ln2_low))
        }
    };
}

/// A module for each type keeps their helpers apart.
mod single {
    use super::Real;

    real!(
        f32, u32, i32,
        largest_reward: 1e15,
        mantissa_bits: 23,
        exponent_bias: 127,
        round: 12_582_912.0_f32, // 1.5 * 2^23
        exp_floor: -87.0,
        ln2: 0.693_359_4, -2.121_944_4e-4,
        expm1: [1.0 / 5_040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5],
        atanh: [1.0 / 9.0, 1.0 / 7.0, 1.0 / 5.0, 1.0 / 3.0]
    );
}

mod double {
    use super::Real;

    real!(
        f64, u64, i64,
        largest_reward: 1e150,
        mantissa_bits: 52,
        exponent_bias: 1023,
        round: 6_755_399_441_055_744.0_f64, // 1.5 * 2^52
        exp_floor: -708.0,
        ln2: 0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10,
        expm1: [
            1.0 / 6_227_020_800.0, 1.0 / 479_001_600.0, 1.0 / 39_916_800.0, 1.0 / 3_628_800.0, 1.0 / 362_880.0, 1.0 / 40_320.0,
            1.0 / 5_040.0, 1.0 / 720.0, 1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5
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

    #[test]
    fn elementary_functions_agree_with_the_standard_library() {
        let (mut double, mut single) = (0.0_f64, 0.0_f64);
        for i in 0..200_000 {
            let x = f64::from(i) / 200_000.0;
            for t in [-700.0 * x, -20.0 * x, -x, -1e-3 * x, -1e-12 * x] {
                let (exp, expm1) = f64::exp_and_expm1(t);
                double = double
                    .max(ulps(exp, t.exp(), 52))
                    .max(ulps(expm1, t.exp_m1(), 52));
                let t = (t / 9.0) as f32;
                let (exp, expm1) = f32::exp_and_expm1(t);
                let t = f64::from(t);
                single = single.max(ulps(exp.into(), t.exp(), 23)).max(ulps(
                    expm1.into(),
                    t.exp_m1(),
                    23,
                ));
            }
            for u in [0.02 + x, 1.0 - x / 2.0, 1.0 - 1e-6 * x, (300.0 * x).exp()] {
                double = double.max(ulps(f64::ln_normal(u), u.ln(), 52));
                let u = (0.02 + x) as f32;
                single = single.max(ulps(f32::ln_normal(u).into(), f64::from(u).ln(), 23));
            }
        }
        assert!(double <= 3.0, "f64: {double} ulp");
        assert!(single <= 3.0, "f32: {single} ulp");
        assert_eq!(f64::exp_and_expm1(f64::NEG_INFINITY).1, -1.0);
        assert_eq!(f32::exp_and_expm1(f32::NEG_INFINITY).1, -1.0);
        assert_eq!(f64::exp_and_expm1(0.0), (1.0, 0.0));
    }
}
