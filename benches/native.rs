//! What the core and the CPU engine take natively, on one thread. Prints `BENCH <name> <who> <value> <unit>`; `cargo xtask bench` sets it beside
//! NumPy and the browser.
#![allow(missing_docs, clippy::unwrap_used)]

use std::hint::black_box;
use std::time::Instant;

use rvpo_playground::aggregate::{Method, RiskCoefficient, Schedule};
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
    #[cfg(feature = "tables")]
    reading();
}

/// 2^20 rollouts x 8 rewards with six decimals and a prompt's id, in pieces of 1 MiB.
#[cfg(feature = "tables")]
fn reading() {
    use std::fmt::Write as _;

    use rvpo_playground::data::Loader;

    let (n, m) = (1 << 20, 8);
    let reward = |i: usize, j: usize| (i * 7919 + j * 104_729) % 1_000_003;
    let mut csv = "prompt_id".to_owned();
    (0..m).for_each(|j| write!(csv, ",reward_{j}").unwrap());
    let mut lines = String::new();
    for i in 0..n {
        write!(csv, "\np{}", i / 16).unwrap();
        write!(lines, "{{\"prompt_id\": \"p{}\"", i / 16).unwrap();
        for j in 0..m {
            let reward = reward(i, j);
            write!(csv, ",0.{reward:06}").unwrap();
            write!(lines, ", \"reward_{j}\": 0.{reward:06}").unwrap();
        }
        lines.push_str("}\n");
    }
    for (name, text) in [("csv", csv), ("json-lines", lines)] {
        let read = || {
            let mut loader = Loader::new(None);
            for piece in text.as_bytes().chunks(1 << 20) {
                loader.feed(piece).unwrap();
            }
            loader.finish().unwrap()
        };
        let speed = |ms: f64| text.len() as f64 / 1e3 / ms;
        let reading = best(3, || drop(black_box(read())));
        let reading_speed = speed(reading);
        println!("BENCH read-{name}-2^20x8 native {reading:.1} ms");
        println!("BENCH read-{name}-2^20x8-speed native {reading_speed:.1} MB/s");
        let table = read();
        let selecting = best(3, || drop(black_box(table.select(table.roles()).unwrap())));
        println!("BENCH select-{name}-2^20x8 native {selecting:.1} ms");
    }
}
