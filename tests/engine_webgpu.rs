//! The WGSL kernels beside their CPU twins, on a real driver, which may be a software one.
//!
//! Without an adapter these tests have nothing to test. `cargo xtask test` provides one and sets `RVPO_REQUIRE_VULKAN`, which
//! makes its absence a failure.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use std::sync::{Arc, OnceLock};

use common::{reproduce_reference, schedule};
use pollster::block_on;
use rvpo_playground::aggregate::{Method, MethodName};
use rvpo_playground::engine::webgpu::Gpu;
use rvpo_playground::engine::{BackendChoice, Config, Settings, Trainer, parity};
use rvpo_playground::toy::Scenario;

fn gpu() -> Option<Arc<Gpu>> {
    static GPU: OnceLock<Option<Arc<Gpu>>> = OnceLock::new();
    GPU.get_or_init(|| match block_on(Gpu::request()) {
        Ok(gpu) => {
            println!("on {}", gpu.name());
            Some(Arc::new(gpu))
        }
        Err(error) if std::env::var_os("RVPO_REQUIRE_VULKAN").is_none() => {
            println!("not tested: {error}");
            None
        }
        Err(error) => panic!("{error}"),
    })
    .clone()
}

fn all_methods(from: f64, to: f64) -> Vec<Method> {
    MethodName::TRAINED
        .map(|name| Method::new(name, name.takes_k().then(|| schedule(from, to))).unwrap())
        .to_vec()
}

#[test]
fn each_kernel_agrees_with_its_twin() {
    let Some(gpu) = gpu() else { return };
    let cases = [
        // rewards, noise, k, prompts, group, seeds, warm-up
        (5, 0.15, (2.0, 2.0), 8, 16, 8, 3),
        (2, 0.05, (0.5, 2.0), 1, 2, 1, 0),
        (17, 0.5, (5.0, 5.0), 3, 33, 3, 1),
        (3, 1.0, (0.05, 0.05), 5, 14, 3, 10),
        (8, 0.3, (1e-3, 50.0), 2, 129, 2, 5),
        (4, 0.2, (1e-6, 1e6), 64, 3, 2, 2),
    ];
    for (rewards, noise, (from, to), prompts, group_size, seeds, warm_up) in cases {
        let scenario = Scenario::neglect(rewards, noise).unwrap();
        let settings = Settings {
            prompts,
            group_size,
            seeds,
            steps: 20,
            ..Settings::new(scenario, all_methods(from, to))
        };
        let parity = block_on(parity(&gpu, &Config::new(settings).unwrap(), warm_up)).unwrap();
        println!("M = {rewards}, k {from} to {to}, {prompts} x {group_size}: {parity:?}");
        assert!(
            parity.largest() <= 1e-5,
            "M = {rewards}, k {from} to {to}, {prompts} x {group_size}: {parity:?}"
        );
    }
}

#[test]
fn eight_responses_of_any_level_agree() {
    let Some(gpu) = gpu() else { return };
    let table =
        ndarray::Array2::from_shape_fn((8, 6), |(a, j)| ((a * 7 + j * 3) % 11) as f64 / 5.0 - 1.0);
    let scenario = Scenario::new(table.view(), 0.4).unwrap();
    let settings = Settings {
        seeds: 4,
        learning_rate: 0.3,
        seed: u32::MAX,
        ..Settings::new(scenario, all_methods(3.0, 3.0))
    };
    let parity = block_on(parity(&gpu, &Config::new(settings).unwrap(), 4)).unwrap();
    assert!(parity.largest() <= 1e-5, "{parity:?}");
}

#[test]
fn reproduces_the_reference_figures() {
    if gpu().is_some() {
        // Few seeds, since the driver may be a software one; the standard errors grow accordingly.
        assert_eq!(
            reproduce_reference(BackendChoice::WebGpu, 16).kind,
            "webgpu"
        );
    }
}

#[test]
fn same_run_as_the_cpu_for_as_long_as_rounding_lets_it() {
    if gpu().is_none() {
        return;
    }
    let scenario = Scenario::neglect(5, 0.15).unwrap();
    let settings = Settings {
        seeds: 8,
        ..Settings::new(scenario, all_methods(2.0, 2.0))
    };
    let run = |choice| {
        let mut trainer =
            block_on(Trainer::new(Config::new(settings.clone()).unwrap(), choice)).unwrap();
        let first = block_on(trainer.step(20, None)).unwrap();
        let again = trainer.reset(1);
        assert_eq!(again.step, 0);
        let second = block_on(trainer.step(20, None)).unwrap();
        assert_eq!(first.history_mean, second.history_mean);
        second
    };
    let (gpu, cpu) = (run(BackendChoice::WebGpu), run(BackendChoice::Cpu));
    assert!(gpu.core_difference.unwrap() < 1e-4);
    for (gpu, cpu) in gpu.history_mean.iter().zip(&cpu.history_mean) {
        assert!(
            (gpu - cpu).abs() < 1e-4,
            "{gpu} on the GPU, {cpu} on the CPU"
        );
    }
}
