//! The reference figures, shared by the tests of both engines.
#![allow(
    dead_code,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

use rvpo_playground::aggregate::{Method, MethodName, RiskCoefficient, Schedule};
use rvpo_playground::engine::{Backend, BackendChoice, Config, Settings, Trainer};
use rvpo_playground::toy::Scenario;
use serde_json::Value;

/// One row of the reference figures.
pub struct Row {
    pub rewards: usize,
    pub noise: f64,
    pub method: Method,
    pub label: String,
    pub bottleneck: f64,
    pub standard_error: f64,
    pub policy: Vec<f64>,
}

pub fn schedule(from: f64, to: f64) -> Schedule {
    Schedule::linear(
        RiskCoefficient::new(from).unwrap(),
        RiskCoefficient::new(to).unwrap(),
    )
}

pub fn rows() -> Vec<Row> {
    let file: Value = serde_json::from_str(include_str!("../golden/reference_sim.json")).unwrap();
    let number = |row: &Value, field: &str| row[field].as_f64().unwrap();
    file["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let name = *MethodName::ALL
                .iter()
                .find(|name| row["method"] == name.as_str())
                .unwrap();
            let k = name
                .takes_k()
                .then(|| schedule(number(row, "k_from"), number(row, "k_to")));
            Row {
                rewards: row["m"].as_u64().unwrap() as usize,
                noise: number(row, "noise"),
                method: Method::new(name, k).unwrap(),
                label: format!(
                    "M = {}, noise {}, {name} k {} to {}",
                    row["m"], row["noise"], row["k_from"], row["k_to"]
                ),
                bottleneck: number(row, "bottleneck_mean"),
                standard_error: number(row, "bottleneck_sem"),
                policy: row["policy_mean"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|p| p.as_f64().unwrap())
                    .collect(),
            }
        })
        .collect()
}

/// Runs every row on one engine, with so many seeds each, and compares each cell: within 0.03, or 4 standard errors of the difference.
pub fn reproduce_reference(choice: BackendChoice, seeds: usize) -> Backend {
    let rows = rows();
    assert_eq!(rows.len(), 40);
    let mut backend = None;
    for (rewards, noise) in [(3, 0.05), (5, 0.05), (5, 0.15), (8, 0.05)] {
        let rows: Vec<&Row> = rows
            .iter()
            .filter(|row| row.rewards == rewards && row.noise == noise)
            .collect();
        let scenario = Scenario::neglect(rewards, noise).unwrap();
        let methods = rows.iter().map(|row| row.method).collect();
        let config = Config::new(Settings {
            seeds,
            ..Settings::new(scenario, methods)
        })
        .unwrap();
        let mut trainer = pollster::block_on(Trainer::new(config, choice)).unwrap();
        let end = pollster::block_on(trainer.step(300, None)).unwrap();
        assert_eq!(end.step, 300);
        assert_eq!(end.history_mean.len(), 300 * rows.len());
        for (row, got) in rows.iter().zip(&end.methods) {
            let error = (got.bottleneck - row.bottleneck).abs();
            let allowed = f64::max(
                0.03,
                4.0 * row.standard_error.hypot(got.bottleneck_standard_error),
            );
            println!(
                "{}: {:.4} ± {:.4}, reference {:.4} ± {:.4}",
                row.label,
                got.bottleneck,
                got.bottleneck_standard_error,
                row.bottleneck,
                row.standard_error
            );
            assert!(
                error <= allowed,
                "{}: {} instead of {}",
                row.label,
                got.bottleneck,
                row.bottleneck
            );
            for (a, (&got, &right)) in got.policy.iter().zip(&row.policy).enumerate() {
                // The bottleneck is at least 0.6 times the probability that wavers.
                assert!(
                    (got - right).abs() <= 0.01 + allowed / 0.6,
                    "{}: response {a}: {got} instead of {right}",
                    row.label
                );
            }
        }
        backend = Some(end.backend);
    }
    backend.unwrap()
}
