//! Reports to test, and what is looked up in them.

use ndarray::Array2;
use rvpo_playground::aggregate::{Convention, Groups, Method, RiskCoefficient, Schedule};
use rvpo_playground::report::{
    Analysis, Check, Choice, Finding, Input, Property, Report, Severity,
};
use rvpo_playground::toy::random::{Draws, Key};

pub fn constant(k: f64) -> Schedule {
    Schedule::constant(RiskCoefficient::new(k).unwrap())
}

pub fn rvpo(k: f64) -> Method {
    Method::Rvpo(constant(k))
}

pub fn input(rewards: Array2<f64>, group_size: usize) -> Input {
    Input {
        reward_names: (0..rewards.ncols()).map(|j| format!("r{j}")).collect(),
        groups: Groups::of_size(rewards.nrows(), group_size).unwrap(),
        rewards,
        response_lengths: None,
    }
}

pub fn report_of(input: Input, choice: Choice) -> Report {
    Analysis::new(input, choice).unwrap().finish().unwrap()
}

pub fn report(rewards: Array2<f64>, group_size: usize, method: Method) -> Report {
    let choice = Choice::new(method, Convention::Paper);
    report_of(input(rewards, group_size), choice)
}

/// Standard normal numbers, N x M.
pub fn normals(rollouts: usize, rewards: usize, seed: u32) -> Array2<f64> {
    let mut draws = Draws::default();
    draws.fill(Key { seed, stream: 0 }, 0, rollouts, rewards);
    Array2::from_shape_fn((rollouts, rewards), |(i, j)| {
        f64::from(draws.normals[j * rollouts + i])
    })
}

pub fn check(report: &Report, property: Property) -> &Check {
    let place = Property::ALL.iter().position(|&one| one == property);
    &report.checks[place.unwrap()]
}

/// The findings' codes, with the severities.
pub fn codes(report: &Report) -> Vec<(String, Severity)> {
    let code = |finding: &Finding| {
        let lint = serde_json::to_value(&finding.lint).unwrap();
        (lint["code"].as_str().unwrap().to_owned(), finding.severity)
    };
    report.findings.iter().map(code).collect()
}

pub fn has(report: &Report, code: &str, severity: Severity) -> bool {
    codes(report).contains(&(code.to_owned(), severity))
}

pub fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance
}
