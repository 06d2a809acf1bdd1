//! The core against values computed with 60 to 400 digits.

use ndarray::arr2;
use rvpo_playground::aggregate::{
    Aggregator, RiskCoefficient, Weights, aggregate, credit, softmin, standardise, taylor,
};
use serde_json::Value;

fn cases(text: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(text).unwrap();
    file["cases"].as_array().unwrap().clone()
}

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|x| x.as_f64().unwrap())
        .collect()
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, x| most.max(x.abs()))
}

/// The issue of trust: an error of at most this many units of 2^-52 max |z|.
const UNITS: f64 = 4.0;

#[test]
fn softmin_and_credit_to_four_units() {
    let cases = cases(include_str!("../golden/softmin.json"));
    assert_eq!(cases.len(), 208);
    let (mut worst, mut worst_credit) = (0.0_f64, 0.0_f64);
    for case in cases {
        let z = numbers(&case["z"]);
        let k = RiskCoefficient::new(case["k"].as_f64().unwrap()).unwrap();
        let weights = Weights::equal(z.len()).unwrap();
        let unit = f64::EPSILON * largest(&z);
        let right = case["value"].as_f64().unwrap();
        let got = softmin(&z, &weights, k).unwrap();
        let error = if unit == 0.0 {
            (got - right).abs()
        } else {
            (got - right).abs() / unit
        };
        assert!(
            error <= UNITS,
            "{}: {got} instead of {right}, {error} units",
            case["id"]
        );
        worst = worst.max(error);
        for (got, right) in credit(&z, &weights, k)
            .unwrap()
            .into_iter()
            .zip(numbers(&case["credit"]))
        {
            let error = (got - right).abs() / f64::EPSILON;
            assert!(
                error <= UNITS,
                "{}: credit {got} instead of {right}, {error} units",
                case["id"]
            );
            worst_credit = worst_credit.max(error);
        }
    }
    println!("largest error: {worst:.2} units, credit {worst_credit:.2}");
}

#[test]
fn taylor_to_four_units() {
    for case in cases(include_str!("../golden/taylor.json")) {
        let z = numbers(&case["z"]);
        let k = RiskCoefficient::new(case["k"].as_f64().unwrap()).unwrap();
        let got = taylor(&z, &Weights::equal(z.len()).unwrap(), k).unwrap();
        let most = largest(&z);
        for (n, right) in numbers(&case["cumulants"]).into_iter().enumerate() {
            let got = got.cumulants[n];
            let error = (got - right).abs() / (f64::EPSILON * most.powi(n as i32 + 1));
            assert!(
                error <= UNITS,
                "{}: cumulant {}: {got} instead of {right}, {error} units",
                case["id"],
                n + 1
            );
        }
        // The series' own terms may be far larger than z; the rounding of the largest is part of any result.
        let factorials = [1.0, 2.0, 6.0, 24.0];
        let mut unit = f64::EPSILON * most;
        for (n, right) in numbers(&case["orders_1_to_4"]).into_iter().enumerate() {
            unit = unit.max(
                f64::EPSILON * (k.get().powi(n as i32) * most.powi(n as i32 + 1) / factorials[n]),
            );
            let error = (got.orders[n] - right).abs() / unit;
            assert!(
                error <= UNITS,
                "{}: order {}: {} instead of {right}, {error} units",
                case["id"],
                n + 1,
                got.orders[n]
            );
        }
        let right = case["exact"].as_f64().unwrap();
        assert!(
            (got.exact - right).abs() <= UNITS * f64::EPSILON * most,
            "{}: {} instead of {right}",
            case["id"],
            got.exact
        );
    }
}

#[test]
fn gdpo_paper_toy() {
    for case in cases(include_str!("../golden/gdpo_toy.json")) {
        let rewards: Vec<Vec<f64>> = case["rewards"]
            .as_array()
            .unwrap()
            .iter()
            .map(numbers)
            .collect();
        // The golden figures are without an epsilon.
        let standardise = |j: usize| standardise(&[rewards[0][j], rewards[1][j]], 1e-300).unwrap();
        let (first, second) = (standardise(0), standardise(1));
        let z = arr2(&[[first[0], second[0]], [first[1], second[1]]]);
        let weights = Weights::equal(2).unwrap();
        let close = |got: f64, right: f64, what: &str| {
            assert!(
                (got - right).abs() <= 4.0 * f64::EPSILON,
                "{} {what}: {got} instead of {right}",
                case["id"]
            )
        };
        let softmin = aggregate(z.view(), &weights, Aggregator::SoftMin { k: 1.0 }).unwrap();
        let sums: Vec<f64> = rewards.iter().map(|row| row.iter().sum()).collect();
        let grpo = rvpo_playground::aggregate::standardise(&sums, 1e-300).unwrap();
        for g in 0..2 {
            close(softmin[g], numbers(&case["rvpo_k1"])[g], "rvpo");
            close(z[(g, 0)] + z[(g, 1)], numbers(&case["gdpo_sum"])[g], "gdpo");
            close(grpo[g], numbers(&case["grpo"])[g], "grpo");
        }
    }
}
