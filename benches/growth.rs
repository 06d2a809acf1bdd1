//! How the time for RVPO's advantages grows with rollouts and with rewards, natively, on one thread. Prints `BENCH <name> <who> <value> <unit>`, for the
//! same sizes as `tests/bench/numpy_bench.py` and `tests/browser/bench/chromium_bench.mjs`.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Instant;

use ndarray::Array2;
use rvpo_playground::aggregate::{
    Estimator, Groups, Method, Real, Rewards, RiskCoefficient, ScaleRewards, Schedule, Weights,
};

/// Rollouts, as powers of 2, and rewards.
const SIZES: [(u32, usize); 10] = [
    (12, 8),
    (14, 8),
    (16, 8),
    (18, 8),
    (20, 8),
    (17, 2),
    (17, 4),
    (17, 16),
    (17, 32),
    (17, 64),
];

fn main() {
    for (log2, rewards) in SIZES {
        let mut state = 1_u64;
        let table = Array2::from_shape_simple_fn((1 << log2, rewards), || {
            // Any numbers will do; a linear congruential generator is at hand.
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        });
        measure(&table, "f64");
        measure(&table.mapv(|x| x as f32), "f32");
    }
}

/// The shortest of seven runs: the others were disturbed.
fn measure<F: Real>(table: &Array2<F>, precision: &str) {
    let (rollouts, rewards) = table.dim();
    let k = Schedule::constant(RiskCoefficient::new(2.0).unwrap());
    let weights = Weights::<F>::equal(rewards).unwrap();
    let estimator = Estimator::new(Method::Rvpo(k), 0, 1, weights, ScaleRewards::Group);
    let groups = Groups::of_size(rollouts, 16).unwrap();
    let shortest = (0..7)
        .map(|_| {
            let start = Instant::now();
            let rewards = Rewards::with_missing(table.view()).unwrap();
            black_box(
                estimator
                    .advantages(&rewards, &groups, None, false)
                    .unwrap(),
            );
            start.elapsed().as_secs_f64() * 1e3
        })
        .fold(f64::INFINITY, f64::min);
    let log2 = rollouts.ilog2();
    println!("BENCH advantages-2^{log2}x{rewards} native-{precision} {shortest:.4} ms");
}
