//! From any bytes to a report and its files: no panic, an end, and figures that agree with each other. RVPO_FUZZ_CASES sets the number of
//! generated inputs.
#![cfg(feature = "tables")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::cell::Cell as Counter;
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestRunner;
use rvpo_playground::aggregate::{
    Convention, Method, MethodName, RiskCoefficient, ScaleRewards, Schedule, Weights,
};
use rvpo_playground::data::{Cell, DataError, Loader, Role, Roles, Selection, Table};
use rvpo_playground::report::{Analysis, Choice, Export, Input, Outcome, Report};
use rvpo_playground::words::Language;

fn config() -> ProptestConfig {
    let cases = std::env::var("RVPO_FUZZ_CASES").ok();
    let cases = cases.and_then(|cases| cases.parse().ok()).unwrap_or(512);
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn load(bytes: &[u8], piece: usize) -> Result<Table, DataError> {
    let mut loader = Loader::new(None);
    for piece in bytes.chunks(piece) {
        loader.feed(piece)?;
    }
    loader.finish()
}

/// A cell, mostly a number.
fn cell() -> impl Strategy<Value = String> {
    let odd = select(vec![
        "", "", "NA", "0", "-0", "1", "1e150", "-1e150", "1e-300", "5e-324", "true", "3.4e38",
        "1e39", "0.1",
    ]);
    prop_oneof![
        3 => (0..5_u8).prop_map(|x| (f64::from(x) / 4.0).to_string()),
        2 => (-1e3..1e3_f64).prop_map(|x| x.to_string()),
        1 => odd.prop_map(str::to_owned),
    ]
}

/// Tables, some of them damaged.
fn tables() -> impl Strategy<Value = Vec<u8>> {
    let group = select(vec!["p", "q", "r", "0012", "\"a,b\""]).prop_map(str::to_owned);
    let length = select(vec!["1", "2", "100", "4294967295"]).prop_map(str::to_owned);
    let rows = (1..6_usize, 1..40_usize).prop_flat_map(move |(rewards, rows)| {
        let row = (group.clone(), vec(cell(), rewards), length.clone());
        (any::<bool>(), vec(row, rows))
    });
    let table = rows.prop_map(|(has_header, rows)| {
        let mut text = String::new();
        if has_header {
            let names: Vec<String> = (0..rows[0].1.len()).map(|j| format!("=r{j}")).collect();
            text = format!("prompt,{},response_length\n", names.join(","));
        }
        for (group, cells, length) in rows {
            text += &format!("{group},{},{length}\n", cells.join(","));
        }
        text.into_bytes()
    });
    let edit = (any::<Index>(), select(b",\n\"x01e;[{\xff\0".to_vec()));
    (
        table,
        prop_oneof![3 => Just(Vec::new()), 1 => vec(edit, 1..4)],
    )
        .prop_map(|(mut bytes, edits)| {
            for (at, byte) in edits {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes
        })
}

fn roles() -> impl Strategy<Value = Option<(Vec<Role>, Option<usize>)>> {
    let role = select(vec![
        Role::Reward,
        Role::Reward,
        Role::Group,
        Role::ResponseLength,
        Role::Ignore,
    ]);
    let group_size = prop_oneof![Just(None), (0..9_usize).prop_map(Some)];
    prop_oneof![
        2 => Just(None),
        1 => (vec(role, 8), group_size).prop_map(Some),
    ]
}

fn risk() -> impl Strategy<Value = RiskCoefficient<f64>> {
    prop_oneof![
        4 => 0.01..100.0_f64,
        1 => select(vec![1e-300, 1e-12, 1e12, 1e300, f64::MIN_POSITIVE, f64::MAX]),
    ]
    .prop_map(|k| RiskCoefficient::new(k).unwrap())
}

fn method() -> impl Strategy<Value = Method> {
    (select(MethodName::ALL.to_vec()), risk(), risk()).prop_map(|(name, from, to)| {
        let k = name.takes_k().then_some(Schedule::linear(from, to));
        Method::new(name, k).unwrap()
    })
}

/// All of a choice but the weights, whose number depends on the table.
fn choice() -> impl Strategy<Value = (Choice, Option<Vec<f64>>)> {
    let conventions = select(Convention::ALL.to_vec());
    let weight = prop_oneof![
        4 => 0.0..4.0_f64,
        1 => select(vec![0.0, 1.0, 1e-300, 1e300]),
    ];
    let weights = proptest::option::of(vec(weight, 8));
    let scales = select(ScaleRewards::ALL.to_vec());
    (
        (method(), method(), conventions),
        (weights, scales, 0..5_u32),
    )
        .prop_map(
            |((method, compare, convention), (weights, scale_rewards, step))| {
                let mut choice = Choice::new(method, convention);
                choice.compare = compare;
                choice.scale_rewards = scale_rewards;
                (choice.step, choice.steps) = (step, 5);
                (choice, weights)
            },
        )
}

fn select_by(
    table: &Table,
    roles: Option<&(Vec<Role>, Option<usize>)>,
) -> Result<Selection, DataError> {
    let width = table.columns().len();
    match roles {
        Some((roles, group_size)) => table.select(&Roles {
            columns: roles.iter().copied().cycle().take(width).collect(),
            group_size: *group_size,
        }),
        None => {
            let mut roles = table.roles().clone();
            if !roles.columns.contains(&Role::Group) {
                roles.group_size = Some(1);
            }
            table.select(&roles)
        }
    }
}

/// What must hold of every report.
fn check_report(report: &Report, input: &Input) -> Result<(), TestCaseError> {
    let (rollouts, rewards) = input.rewards.dim();
    prop_assert_eq!(
        (report.sizes.rollouts, report.sizes.rewards),
        (rollouts, rewards)
    );
    prop_assert_eq!(report.sizes.groups, input.groups.len());
    let missing = input
        .rewards
        .iter()
        .filter(|reward| reward.is_nan())
        .count();
    prop_assert_eq!(report.sizes.missing, missing);
    for advantages in [&report.advantages, &report.compare_advantages] {
        prop_assert_eq!(advantages.advantages.len(), rollouts);
        prop_assert_eq!(
            advantages.details.as_ref().unwrap().z.dim(),
            (rollouts, rewards)
        );
        prop_assert_eq!(
            advantages.details.as_ref().unwrap().credit.dim(),
            (rollouts, rewards)
        );
    }
    for credit in [&report.credit, &report.compare_credit] {
        prop_assert_eq!(credit.shares.len(), rewards);
    }
    prop_assert!(report.comparison.sign_flips <= rollouts);
    for changes in [report.comparison.in_groups, report.comparison.in_batch] {
        prop_assert_eq!(changes.up + changes.down + changes.unchanged, rollouts);
    }
    for mover in &report.comparison.movers {
        prop_assert!(mover.rollout < rollouts && mover.group < input.groups.len());
        prop_assert_eq!(
            mover.advantage.to_bits(),
            report.advantages.advantages[mover.rollout].to_bits()
        );
    }
    for correlation in [report.comparison.spearman, report.comparison.kendall] {
        prop_assert!(
            correlation.is_none_or(|r| (-1.0..=1.0).contains(&r)),
            "{:?}",
            correlation
        );
    }
    prop_assert!(report.findings.is_sorted_by_key(|finding| finding.severity));
    for check in &report.checks {
        prop_assert_eq!(check.failed > 0, check.outcome == Outcome::Fail);
        prop_assert_eq!(
            check.counterexample.is_some(),
            check.outcome == Outcome::Fail
        );
        prop_assert!(check.failed <= check.tried);
    }
    for point in &report.sweep.points {
        prop_assert_eq!(point.shares.len(), rewards);
    }
    Ok(())
}

/// The files hold what was computed, however they are divided, and are read again.
fn check_files(
    export: Export<'_>,
    input: &Input,
    report: &Report,
    piece: usize,
) -> Result<(), TestCaseError> {
    let (rollouts, rewards) = input.rewards.dim();
    let pieces = || (0..rollouts).step_by(piece).map(|from| from..from + piece);
    let csv: String = pieces().map(|rows| export.csv(rows).to_string()).collect();
    let json: String = pieces().map(|rows| export.json(rows).to_string()).collect();
    prop_assert_eq!(&csv, &export.csv(0..usize::MAX).to_string());
    prop_assert_eq!(&json, &export.json(0..usize::MAX).to_string());
    prop_assert_eq!(csv.matches("\r\n").count(), rollouts + 1);
    let whole: serde_json::Value = serde_json::from_str(&json).unwrap();
    prop_assert_eq!(
        &whole["settings"]["method"]["name"],
        report.method.name.as_str()
    );
    prop_assert_eq!(&whole["report"]["sizes"]["rollouts"], rollouts);
    let flips = whole["rollouts"].as_array().unwrap().iter();
    let flips = flips.filter(|row| row["flips"] == true).count();
    prop_assert_eq!(flips, report.comparison.sign_flips);
    let has_details = report.method != report.compare;
    // The list alone is a table again.
    let (_, list) = json.split_once("\n\"rollouts\":").unwrap();
    let list = list.trim_end().strip_suffix('}').unwrap();
    let tables = [&csv, list].map(|text| load(text.as_bytes(), 1 << 16).unwrap());
    let [details, other] = [&report.advantages, &report.compare_advantages]
        .map(|advantages| advantages.details.as_ref().unwrap());
    let bits = |z: &ndarray::Array2<f64>| -> Vec<u64> {
        z.iter()
            .map(|z| if z.is_nan() { 0 } else { z.to_bits() })
            .collect()
    };
    let has_other_z = tables[0].columns().len() > 2 + 4 * rewards + 4;
    prop_assert!(has_other_z || bits(&details.z) == bits(&other.z));
    prop_assert!(has_details || bits(&details.credit) == bits(&other.credit));
    let width = 2 + (3 + usize::from(has_details) + usize::from(has_other_z)) * rewards + 4;
    for (table, flips) in tables.iter().zip([0, 1]) {
        prop_assert_eq!(table.rows(), rollouts);
        prop_assert_eq!(table.columns().len(), width + flips);
        for i in 0..rollouts {
            let (method, compare) = (&report.advantages, &report.compare_advantages);
            let results = [method, compare].map(|of| [of.scores[i], of.advantages[i]]);
            let expected = input.rewards.row(i).into_iter();
            let expected = expected
                .chain(details.z.row(i))
                .chain(details.credit.row(i))
                .chain(other.z.row(i).into_iter().filter(|_| has_other_z))
                .chain(other.credit.row(i).into_iter().filter(|_| has_details));
            let expected = expected.chain(results.iter().flatten());
            for (column, &number) in table.columns()[2..].iter().zip(expected) {
                let cell = match column.cell(i) {
                    Cell::Number(number) => Some(number),
                    Cell::Missing => None,
                    // Larger than a reward may be.
                    Cell::Text(text) => Some(text.parse().unwrap()),
                    Cell::NotKept => panic!("{} was not kept", column.name()),
                };
                let expected = Some(number).filter(|number| number.is_finite());
                prop_assert_eq!(cell, expected, "row {} of {}", i, column.name());
            }
        }
    }
    Ok(())
}

/// Whether it came to a report.
fn whole_way(
    bytes: &[u8],
    roles: Option<&(Vec<Role>, Option<usize>)>,
    mut choice: Choice,
    weights: Option<Vec<f64>>,
    piece: usize,
) -> Result<bool, TestCaseError> {
    let Ok(table) = load(bytes, piece) else {
        return Ok(false);
    };
    let Ok(mut selection) = select_by(&table, roles) else {
        return Ok(false);
    };
    let group_ids = std::mem::take(&mut selection.group_ids);
    let input = Arc::new(Input::from(selection));
    if let Some(weights) = weights {
        let weights = weights.into_iter().cycle();
        let weights: Vec<f64> = weights.take(input.reward_names.len()).collect();
        // All 0 is refused.
        choice.weights = Weights::new(&weights).ok();
    }
    let Ok(mut analysis) = Analysis::new(Arc::clone(&input), choice) else {
        return Ok(false);
    };
    let mut before = 0.0;
    loop {
        // What the input and the choice rule out was refused above.
        let progress = analysis.step();
        prop_assert!(progress.is_ok(), "{:?}", progress);
        let progress = progress.unwrap();
        prop_assert!((before..=1.0).contains(&progress.fraction));
        before = progress.fraction;
        if progress.is_done() {
            break;
        }
    }
    let report = analysis.finish().unwrap();
    check_report(&report, &input)?;
    let names = &report.reward_names;
    let findings = report.findings.iter();
    let findings = findings.map(|finding| finding.sentence(Language::English, names));
    let checks = report
        .checks
        .iter()
        .map(|check| check.sentence(Language::English, names));
    let suggestion = std::iter::once(report.sweep.words(Language::English, names));
    let mut sentences = findings.chain(checks).chain(suggestion);
    prop_assert!(sentences.all(|sentence| !sentence.is_empty()));
    // One group too few is refused, not a panic.
    prop_assert!(Export::new(&input, &group_ids[1..], &report).is_err());
    let export = Export::new(&input, &group_ids, &report).unwrap();
    check_files(export, &input, &report, piece)?;
    Ok(true)
}

#[test]
fn any_bytes_come_to_an_end() {
    let reports = Counter::new(0_u32);
    let inputs = (tables(), roles(), choice(), 1..50_usize);
    let config = config();
    let cases = config.cases;
    let result =
        TestRunner::new(config).run(&inputs, |(bytes, roles, (choice, weights), piece)| {
            if whole_way(&bytes, roles.as_ref(), choice, weights, piece)? {
                reports.set(reports.get() + 1);
            }
            Ok(())
        });
    if let Err(error) = result {
        panic!("{error}");
    }
    // The inputs are not all refused.
    assert!(reports.get() > cases / 8, "{} of {cases}", reports.get());
}
