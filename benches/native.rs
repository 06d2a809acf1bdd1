//! What the core and the CPU engine take natively, on one thread. Prints `BENCH <name> <who> <value> <unit>`; `cargo xtask bench` sets it beside
//! NumPy and the browser.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Instant;

use ndarray::Array2;
use rvpo_playground::aggregate::{
    Estimator, Groups, Method, Rewards, RiskCoefficient, ScaleRewards, Schedule, Weights,
};
use rvpo_playground::engine::{BackendChoice, Config, Settings, Trainer};
use rvpo_playground::toy::Scenario;

/// The best of several runs, in milliseconds: the others were disturbed.
fn best(runs: usize, mut run: impl FnMut()) -> f64 {
    (0..runs)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1e3
        })
        .fold(f64::INFINITY, f64::min)
}

fn main() {
    let k = Schedule::constant(RiskCoefficient::new(2.0).unwrap());
    let methods = vec![
        Method::Grpo,
        Method::Gdpo,
        Method::Variance(k),
        Method::Rvpo(k),
        Method::Min,
    ];
    let config = Config::new(Settings::new(Scenario::neglect(5, 0.15).unwrap(), methods)).unwrap();
    let training = best(5, || {
        let mut trainer =
            pollster::block_on(Trainer::new(config.clone(), BackendChoice::Cpu)).unwrap();
        black_box(pollster::block_on(trainer.step(300, None)).unwrap());
    });
    println!("BENCH default-run native-cpu-engine {training:.1} ms");

    let (n, m, group) = (1 << 20, 8, 16);
    let mut state = 1_u64;
    let table = Array2::from_shape_simple_fn((n, m), || {
        // Any numbers will do; a linear congruential generator is at hand.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    });
    let groups = Groups::of_size(n, group).unwrap();
    let estimator = Estimator::new(
        Method::Rvpo(k),
        0,
        1,
        Weights::equal(m).unwrap(),
        ScaleRewards::Group,
    );
    let double = best(7, || {
        let rewards = Rewards::with_missing(table.view()).unwrap();
        black_box(estimator.advantages(&rewards, &groups, false).unwrap());
    });
    println!("BENCH advantages-2^20x8 native-f64 {double:.1} ms");
    let table = table.mapv(|x| x as f32);
    let estimator = Estimator::new(
        Method::Rvpo(k),
        0,
        1,
        Weights::equal(m).unwrap(),
        ScaleRewards::Group,
    );
    let single = best(7, || {
        let rewards = Rewards::with_missing(table.view()).unwrap();
        black_box(estimator.advantages(&rewards, &groups, false).unwrap());
    });
    println!("BENCH advantages-2^20x8 native-f32 {single:.1} ms");
}
