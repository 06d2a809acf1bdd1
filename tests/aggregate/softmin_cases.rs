//! Generated rewards of one rollout and of several, in both precisions.

use proptest::collection::vec;
use proptest::prelude::*;
use rvpo_playground::aggregate::{Real, RiskCoefficient, Weights, credit, softmin};

/// The number types, and how far their Z and k are taken.
pub trait Tested: Real {
    /// The largest |Z| is ten to the power of this; the smallest is 1e-6.
    const Z_EXPONENT: f64;
    /// k goes from ten to the power of minus this to ten to the power of this.
    const K_EXPONENT: f64;
}

impl Tested for f32 {
    const Z_EXPONENT: f64 = 15.0;
    const K_EXPONENT: f64 = 37.0;
}

impl Tested for f64 {
    const Z_EXPONENT: f64 = 150.0;
    const K_EXPONENT: f64 = 300.0;
}

/// One rollout's standardised rewards, their weights, and a k.
#[derive(Clone, Debug)]
pub struct Case<F> {
    pub z: Vec<F>,
    pub weights: Vec<F>,
    pub k: F,
}

impl<F: Tested> Case<F> {
    pub fn softmin(&self) -> F {
        self.softmin_at(self.k)
    }

    pub fn softmin_at(&self, k: F) -> F {
        softmin(&self.z, &self.checked_weights(), checked(k)).unwrap()
    }

    pub fn credit(&self) -> Vec<f64> {
        credit(&self.z, &self.checked_weights(), checked(self.k))
            .unwrap()
            .into_iter()
            .map(Real::to_f64)
            .collect()
    }

    pub fn checked_weights(&self) -> Weights<F> {
        Weights::new(&self.weights).unwrap()
    }

    /// Another list of Z with the same weights and k.
    pub fn with(&self, z: Vec<F>) -> Self {
        Self { z, ..self.clone() }
    }

    pub fn min(&self) -> f64 {
        doubles(&self.z).into_iter().fold(f64::INFINITY, f64::min)
    }

    pub fn max(&self) -> f64 {
        doubles(&self.z)
            .into_iter()
            .fold(f64::NEG_INFINITY, f64::max)
    }

    pub fn range(&self) -> f64 {
        self.max() - self.min()
    }

    pub fn k(&self) -> f64 {
        self.k.to_f64()
    }

    /// The weights, scaled to sum to 1.
    pub fn p(&self) -> Vec<f64> {
        let weights = doubles(&self.weights);
        let sum = sum(&weights);
        weights.into_iter().map(|w| w / sum).collect()
    }

    /// The weighted mean.
    pub fn mean(&self) -> f64 {
        let (z, weights) = (doubles(&self.z), doubles(&self.weights));
        sum(&product(&z, &weights)) / sum(&weights)
    }

    /// Below this, credit is as good as none: `exp` ends a little above the smallest normal number.
    pub fn credit_floor(&self) -> f64 {
        let p = self.p();
        let most = p.iter().copied().fold(0.0, f64::max);
        let least = p.into_iter().fold(1.0, f64::min);
        2.0 * F::min_positive_value().to_f64() * most / least
    }

    /// What rounding may do to a SoftMin: [`units`] of the last place of the largest Z.
    pub fn rounding(&self) -> f64 {
        units(&self.z) * F::epsilon().to_f64() * largest(&self.z)
    }
}

/// 4 units, as for the golden values, and one more for every 8 rewards: each addition may round the same way.
pub fn units<F>(z: &[F]) -> f64 {
    4.0 + z.len() as f64 / 8.0
}

pub fn checked<F: Real>(k: F) -> RiskCoefficient<F> {
    RiskCoefficient::new(k).unwrap()
}

pub fn doubles<F: Real>(values: &[F]) -> Vec<f64> {
    values.iter().map(|&x| x.to_f64()).collect()
}

pub fn largest<F: Real>(values: &[F]) -> f64 {
    doubles(values)
        .into_iter()
        .fold(0.0, |most, x| most.max(x.abs()))
}

pub fn product(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a * b).collect()
}

/// Neumaier's sum: as good as exact.
pub fn sum(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    for &x in values {
        let next = sum + x;
        lost += if sum.abs() >= x.abs() {
            (sum - next) + x
        } else {
            (x - next) + sum
        };
        sum = next;
    }
    sum + lost
}

pub fn log_uniform(from: f64, to: f64) -> impl Strategy<Value = f64> + Clone {
    (from..to).prop_map(|exponent| 10.0_f64.powf(exponent))
}

/// M numbers: of one magnitude, of very different ones, or with many equal ones.
fn z_of<F: Tested>(m: usize) -> impl Strategy<Value = Vec<F>> {
    let magnitude = || log_uniform(-6.0, F::Z_EXPONENT);
    prop_oneof![
        (magnitude(), vec(-1.0..1.0, m))
            .prop_map(|(scale, x)| x.into_iter().map(|x| F::from_f64(scale * x)).collect()),
        vec((magnitude(), -1.0..1.0), m).prop_map(|x| x
            .into_iter()
            .map(|(scale, x)| F::from_f64(scale * x))
            .collect()),
        (magnitude(), vec(-2..=2_i32, m)).prop_map(|(scale, x)| x
            .into_iter()
            .map(|x| F::from_f64(scale * 0.5 * f64::from(x)))
            .collect()),
    ]
}

fn weights_of<F: Tested>(m: usize) -> impl Strategy<Value = Vec<F>> {
    prop_oneof![
        Just(vec![F::one(); m]),
        vec(log_uniform(-3.0, 3.0), m).prop_map(|w| w.into_iter().map(F::from_f64).collect()),
    ]
}

/// k over its whole range, or around the inverse of the spread, where SoftMin is neither the mean nor the minimum.
fn k_for<F: Tested>(z: &[F]) -> impl Strategy<Value = F> + use<F> {
    let spread = 2.0 * largest(z);
    prop_oneof![
        log_uniform(-F::K_EXPONENT, F::K_EXPONENT).prop_map(F::from_f64),
        log_uniform(-4.0, 4.0).prop_map(move |k| if spread > 0.0 {
            F::from_f64(k / spread)
        } else {
            F::from_f64(k)
        }),
    ]
}

fn cases_of<F: Tested>(m: usize) -> impl Strategy<Value = Case<F>> {
    (z_of(m), weights_of(m)).prop_flat_map(|(z, weights)| {
        k_for(&z).prop_map(move |k| Case {
            z: z.clone(),
            weights: weights.clone(),
            k,
        })
    })
}

/// From 1 to 64 rewards.
pub fn cases<F: Tested>() -> impl Strategy<Value = Case<F>> {
    (1..=64_usize).prop_flat_map(cases_of)
}

/// Standardised rewards as they come in practice: a few of them, of order 1, with a k of order 1.
pub fn usual() -> impl Strategy<Value = Case<f64>> {
    (2..=17_usize)
        .prop_flat_map(|m| (vec(-3.0..3.0, m), weights_of(m), log_uniform(-1.0, 1.0)))
        .prop_map(|(z, weights, k)| Case { z, weights, k })
}

/// Rows that share one number of rewards, their weights and a k.
pub fn tables<F: Tested>() -> impl Strategy<Value = (Vec<Vec<F>>, Vec<F>, F)> {
    (1..=64_usize, 1..=20_usize)
        .prop_flat_map(|(m, n)| (vec(z_of(m), n), weights_of(m)))
        .prop_flat_map(|(rows, weights)| {
            k_for(&rows[0]).prop_map(move |k| (rows.clone(), weights.clone(), k))
        })
}

/// As [`tables`], but such that squares and k times squares are in range.
pub fn small_tables<F: Tested>() -> impl Strategy<Value = (Vec<Vec<F>>, Vec<F>, F)> {
    (
        1..=64_usize,
        1..=20_usize,
        log_uniform(-6.0, 6.0),
        log_uniform(-10.0, 10.0),
    )
        .prop_flat_map(|(m, n, scale, k)| {
            let row = vec(-1.0..1.0, m).prop_map(move |row| {
                row.into_iter()
                    .map(|z| F::from_f64(z * scale))
                    .collect::<Vec<F>>()
            });
            (vec(row, n), weights_of(m), Just(F::from_f64(k)))
        })
}

pub fn case_and_order<F: Tested>() -> impl Strategy<Value = (Case<F>, Vec<usize>)> {
    cases().prop_flat_map(|case| {
        let order: Vec<usize> = (0..case.z.len()).collect();
        (Just(case), Just(order).prop_shuffle())
    })
}

pub fn case_and_other<F: Tested>() -> impl Strategy<Value = (Case<F>, Vec<F>)> {
    (1..=64_usize).prop_flat_map(|m| (cases_of(m), z_of(m)))
}

pub fn case_and_counts<F: Tested>() -> impl Strategy<Value = (Case<F>, Vec<u8>)> {
    (1..=20_usize).prop_flat_map(|m| (cases_of(m), vec(0..=3_u8, m)))
}
