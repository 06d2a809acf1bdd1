//! The report on one's own rewards: against figures worked out by hand, against plain references, and on tables made to show each finding.
#![cfg(feature = "tables")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ndarray::{Array2, array};
use proptest::collection::vec;
use proptest::prelude::*;
use rvpo_playground::aggregate::{
    Convention, Estimator, Groups, Method, MethodName, MissingUse, Rewards, RiskCoefficient,
    ScaleRewards, Schedule, Weights, aggregate, credit, taylor,
};
use rvpo_playground::report::{
    Analysis, Check, Choice, Finding, Input, Lint, NotApplicable, Outcome, Property, Pushed,
    Reason, Report, SAMPLE, SWEEP_POINTS, Severity,
};
use rvpo_playground::toy::random::{Draws, Key};
use rvpo_playground::words::Language;

fn constant(k: f64) -> Schedule {
    Schedule::constant(RiskCoefficient::new(k).unwrap())
}

fn rvpo(k: f64) -> Method {
    Method::Rvpo(constant(k))
}

fn input(rewards: Array2<f64>, group_size: usize) -> Input {
    Input {
        reward_names: (0..rewards.ncols()).map(|j| format!("r{j}")).collect(),
        groups: Groups::of_size(rewards.nrows(), group_size).unwrap(),
        rewards,
        response_lengths: None,
    }
}

fn report_of(input: Input, choice: Choice) -> Report {
    Analysis::new(input, choice).unwrap().finish().unwrap()
}

fn report(rewards: Array2<f64>, group_size: usize, method: Method) -> Report {
    let choice = Choice::new(method, Convention::Paper);
    report_of(input(rewards, group_size), choice)
}

/// Standard normal numbers, N x M.
fn normals(rollouts: usize, rewards: usize, seed: u32) -> Array2<f64> {
    let mut draws = Draws::default();
    draws.fill(Key { seed, stream: 0 }, 0, rollouts, rewards);
    Array2::from_shape_fn((rollouts, rewards), |(i, j)| {
        f64::from(draws.normals[j * rollouts + i])
    })
}

fn check(report: &Report, property: Property) -> &Check {
    let place = Property::ALL.iter().position(|&one| one == property);
    &report.checks[place.unwrap()]
}

/// The findings' codes, with the severities.
fn codes(report: &Report) -> Vec<(String, Severity)> {
    let code = |finding: &Finding| {
        let lint = serde_json::to_value(&finding.lint).unwrap();
        (lint["code"].as_str().unwrap().to_owned(), finding.severity)
    };
    report.findings.iter().map(code).collect()
}

fn has(report: &Report, code: &str, severity: Severity) -> bool {
    codes(report).contains(&(code.to_owned(), severity))
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance
}

/// One group, two rewards with Z of a lone success: (3, -1, -1, -1)/2 and its reverse, up to epsilon.
#[test]
fn a_small_table_by_hand() {
    let k = 1.0;
    let rewards = array![[1.0, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 1.0]];
    let report = report(rewards, 4, rvpo(k));
    assert_eq!(
        (
            report.sizes.rollouts,
            report.sizes.rewards,
            report.sizes.groups
        ),
        (4, 2, 1)
    );
    // Z: 1.5, -0.5, -0.5, -0.5 and -0.5, -0.5, -0.5, 1.5. The mean is 0.5 at the ends and -0.5 between; SoftMin is
    // -ln((e^-1.5 + e^0.5)/2) at the ends, about 0.066, and -0.5 between.
    let end = -f64::ln((f64::exp(-1.5) + f64::exp(0.5)) / 2.0);
    let scores = &report.advantages.scores;
    for (score, expected) in scores.iter().zip([end, -0.5, -0.5, end]) {
        assert!(close(*score, expected, 1e-5), "{score} {expected}");
    }
    // Both rank alike: 1.5, 3.5, 3.5, 1.5; no sign differs.
    assert_eq!(report.comparison.spearman, Some(1.0));
    assert_eq!(report.comparison.kendall, Some(1.0));
    assert_eq!(report.comparison.sign_flips, 0);
    assert_eq!(report.comparison.in_groups.unchanged, 4);
    assert_eq!(report.comparison.in_batch.unchanged, 4);
    // Credit at the ends: e^-1.5 : e^0.5 = 1 : e^2; between, halves.
    let low = 1.0 / (1.0 + f64::exp(2.0));
    assert!(close(report.credit.shares[0], 0.5, 1e-9));
    let effective = 1.0 / (low * low + (1.0 - low) * (1.0 - low));
    // Between, the two Z are the same, and no k could tell them apart.
    let per_rollout = report.credit.effective_per_rollout.unwrap();
    assert!(
        close(per_rollout, effective, 1e-5),
        "{per_rollout} {effective}"
    );
    assert!(close(report.credit.effective_of_shares.unwrap(), 2.0, 1e-9));
    assert_eq!(report.compare_credit.shares, [0.5, 0.5]);
    assert_eq!(report.compare_credit.effective_per_rollout, Some(2.0));
}

/// A sign flip and ranks, worked out by hand: Z of three rollouts (1, 0, -1) in one reward and (-1, 0.., 1) scaled in another.
#[test]
fn movers_are_sorted_by_flips_then_change() {
    // Rollout 0 is good at two of three rewards and fails the third: the mean likes it, hard min does not.
    let rewards = array![
        [1.0, 1.0, 0.0],
        [0.5, 0.5, 1.0],
        [0.4, 0.4, 1.0],
        [0.0, 0.0, 1.0],
    ];
    let report = report(rewards, 4, Method::Min);
    let comparison = &report.comparison;
    assert!(comparison.sign_flips > 0);
    let first = comparison.movers[0];
    assert_eq!(first.rollout, 0);
    assert!(first.flips);
    assert!(first.compare_advantage > 0.0 && first.advantage < 0.0);
    // Z of reward 2 is -1.5 for rollout 0 and 0.5 for the others: the mean ranks 1, 0.5 and 0.4 before 0.
    assert_eq!(first.compare_rank_in_group, 1.0);
    assert_eq!(first.rank_in_group, 4.0);
    assert_eq!(
        (first.rank_in_batch, first.compare_rank_in_batch),
        (first.rank_in_group, first.compare_rank_in_group)
    );
    let is_sorted = comparison.movers.windows(2).all(|pair| {
        let change = |i: usize| (pair[i].advantage - pair[i].compare_advantage).abs();
        (pair[0].flips, pair[1].flips) == (true, false)
            || (pair[0].flips == pair[1].flips && change(0) >= change(1))
    });
    assert!(is_sorted);
    let flips = comparison.movers.iter().filter(|mover| mover.flips).count();
    assert_eq!(flips, comparison.sign_flips);
}

/// An advantage within 1e-10 of its method's largest has no sign: what rounding leaves of a 0 flips nothing.
#[test]
fn a_sign_flips_only_where_both_advantages_have_one() {
    // Dr. GRPO gives the last two rollouts 2t and -2t, its largest being 11; GDPO -0.857t and 0.857t, its largest being 2.449, before it whitens. So
    // they differ in sign; but Dr. GRPO counts 2t as 0 up to t = 5.5e-10, and GDPO its own up to t = 2.86e-10.
    for (t, flips, method_has_a_sign, compare_has_a_sign) in [
        (1e-6, 2, true, true),
        (6e-10, 2, true, true),
        (5e-10, 0, false, true),
        (3.5e-10, 0, false, true),
        (2e-10, 0, false, false),
        (1e-14, 0, false, false),
        (0.0, 0, false, false),
    ] {
        let rewards = array![[10.0, 1.0], [-10.0, -1.0], [3.0 * t, -t], [-3.0 * t, t]];
        let mut choice = Choice::new(Method::DrGrpo, Convention::Paper);
        choice.compare = Method::Gdpo;
        let report = report_of(input(rewards, 4), choice);
        let comparison = &report.comparison;
        let (a, b) = (
            report.advantages.advantages[2],
            report.compare_advantages.advantages[2],
        );
        assert!(a * b < 0.0 || t < 1e-9, "t = {t}: {a} and {b}");
        assert_eq!(
            (a.abs() > comparison.zero, b.abs() > comparison.compare_zero),
            (method_has_a_sign, compare_has_a_sign),
            "t = {t}: {a} and {b}"
        );
        assert_eq!(comparison.sign_flips, flips, "t = {t}");
        // The rows and the list of movers go by the same rule.
        let rows = (0..4).filter(|&rollout| report.flips(rollout)).count();
        let movers = comparison.movers.iter().filter(|mover| mover.flips).count();
        assert_eq!((rows, movers), (flips, flips), "t = {t}");
    }
}

/// Pairs, one by one: concordant less discordant, over the root of the untied ones.
fn kendall_by_pairs(a: &[f64], b: &[f64]) -> Option<f64> {
    let compare = |values: &[f64], i: usize, j: usize| {
        let largest = values.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        let difference = values[i] - values[j];
        if difference.abs() <= 1e-10 * largest {
            0.0
        } else {
            difference.signum()
        }
    };
    let (mut sum, mut untied_a, mut untied_b) = (0.0, 0.0, 0.0);
    for i in 0..a.len() {
        for j in 0..i {
            let (x, y) = (compare(a, i, j), compare(b, i, j));
            sum += x * y;
            untied_a += x * x;
            untied_b += y * y;
        }
    }
    (untied_a > 0.0 && untied_b > 0.0).then(|| sum / f64::sqrt(untied_a * untied_b))
}

/// Pearson's correlation of ranks, each found by counting.
fn spearman_by_counting(a: &[f64], b: &[f64]) -> Option<f64> {
    let ranks = |values: &[f64]| -> Vec<f64> {
        let largest = values.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        let rank = |x: &f64| {
            let before = values.iter().filter(|y| *y - x > 1e-10 * largest).count();
            let equal = values.iter().filter(|y| (*y - x).abs() <= 1e-10 * largest);
            before as f64 + (equal.count() as f64 + 1.0) / 2.0
        };
        values.iter().map(rank).collect()
    };
    let (a, b) = (ranks(a), ranks(b));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (ma, mb) = (mean(&a), mean(&b));
    let of = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
        a.iter().zip(&b).map(|(x, y)| f(x - ma, y - mb)).sum()
    };
    let (xx, xy, yy) = (of(&|x, _| x * x), of(&|x, y| x * y), of(&|_, y| y * y));
    (xx > 0.0 && yy > 0.0).then(|| xy / f64::sqrt(xx * yy))
}

#[derive(Clone, Debug)]
struct Case {
    rewards: Array2<f64>,
    labels: Vec<u8>,
    lengths: Vec<u32>,
    weights: Vec<f64>,
    method: MethodName,
    compare: MethodName,
    convention: Convention,
    k: f64,
}

impl Case {
    fn input(&self) -> Input {
        Input {
            reward_names: (0..self.weights.len()).map(|j| format!("r{j}")).collect(),
            groups: Groups::by_id(&self.labels),
            rewards: self.rewards.clone(),
            response_lengths: Some(self.lengths.clone()),
        }
    }

    fn choice(&self) -> Choice {
        let method =
            |name: MethodName| Method::new(name, name.takes_k().then(|| constant(self.k))).unwrap();
        Choice {
            compare: method(self.compare),
            weights: Some(Weights::new(&self.weights).unwrap()),
            ..Choice::new(method(self.method), self.convention)
        }
    }
}

/// Few levels, so that there are ties, or many; some rewards missing where the convention allows it.
fn cases() -> impl Strategy<Value = Case> {
    (1..24_usize, 1..5_usize).prop_flat_map(|(rollouts, rewards)| {
        let values = vec(
            vec((0.0..1.0_f64, prop::bool::weighted(0.1)), rewards),
            rollouts,
        );
        let table = (
            values,
            prop_oneof![Just(1.0), Just(3.0), Just(1000.0)],
            any::<bool>(),
            vec(0..4_u8, rollouts),
            vec(2..500_u32, rollouts),
        );
        let choice = (
            vec(prop_oneof![Just(1.0), 0.1..3.0_f64], rewards),
            prop::sample::select(MethodName::ALL.to_vec()),
            prop::sample::select(MethodName::ALL.to_vec()),
            prop::sample::select(Convention::ALL.to_vec()),
            prop_oneof![0.05..5.0_f64, 5.0..100.0_f64],
        );
        (table, choice).prop_map(move |(table, choice)| {
            let (values, levels, may_miss, labels, lengths) = table;
            let (weights, method, compare, convention, k) = choice;
            let is_papers = |name| {
                use MethodName::{Dvao, ReinforcePlusPlus, Rloo};
                matches!(name, Rloo | ReinforcePlusPlus | Dvao)
            };
            let convention = if is_papers(method) || is_papers(compare) {
                Convention::Paper
            } else {
                convention
            };
            let may_miss = may_miss && convention.allows_missing();
            let value = |(i, j): (usize, usize)| {
                let (value, is_missing): (f64, bool) = values[i][j];
                if may_miss && is_missing {
                    f64::NAN
                } else {
                    (value * levels).round() / levels
                }
            };
            Case {
                rewards: Array2::from_shape_fn((rollouts, rewards), value),
                labels,
                lengths,
                weights,
                method,
                compare,
                convention,
                k,
            }
        })
    })
}

fn same(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => close(a, b, 1e-9),
        (a, b) => a == b,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn correlations_are_those_of_the_references(case in cases()) {
        let report = report_of(case.input(), case.choice());
        let a = report.advantages.advantages.to_vec();
        let b = report.compare_advantages.advantages.to_vec();
        let comparison = &report.comparison;
        prop_assert!(same(comparison.kendall, kendall_by_pairs(&a, &b)), "{comparison:?}");
        prop_assert!(same(comparison.spearman, spearman_by_counting(&a, &b)), "{comparison:?}");
        for correlation in [comparison.kendall, comparison.spearman].into_iter().flatten() {
            prop_assert!((-1.0..=1.0).contains(&correlation));
        }
        let changes = [comparison.in_groups, comparison.in_batch];
        for change in changes {
            prop_assert_eq!(change.up + change.down + change.unchanged, a.len());
        }
        let flips = (0..a.len() + 1).filter(|&i| report.flips(i)).count();
        prop_assert_eq!(flips, comparison.sign_flips);
        // Ranks in the group, counted.
        let rank = |values: &[f64], i: usize| {
            let largest = values.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
            let others = (0..values.len()).filter(|&j| case.labels[j] == case.labels[i]);
            others.fold(0.5, |rank, j| {
                let lead = values[j] - values[i];
                rank + if lead.abs() <= 1e-10 * largest { 0.5 } else { f64::from(u8::from(lead > 0.0)) }
            })
        };
        for mover in &comparison.movers {
            prop_assert_eq!(mover.rank_in_group, rank(&a, mover.rollout));
            prop_assert_eq!(mover.compare_rank_in_group, rank(&b, mover.rollout));
        }
        // The other way round, up is down.
        let choice = case.choice();
        let swapped = Choice { method: choice.compare, compare: choice.method, ..choice };
        let other = report_of(case.input(), swapped);
        prop_assert!(same(comparison.kendall, other.comparison.kendall));
        prop_assert!(same(comparison.spearman, other.comparison.spearman));
        prop_assert_eq!(comparison.sign_flips, other.comparison.sign_flips);
        prop_assert_eq!(comparison.in_groups.up, other.comparison.in_groups.down);
        prop_assert_eq!(comparison.in_batch.up, other.comparison.in_batch.down);
        // A method beside itself does not move.
        let choice = case.choice();
        let itself = report_of(case.input(), Choice { compare: choice.method, ..choice });
        prop_assert!(itself.comparison.kendall.is_none_or(|tau| tau == 1.0));
        prop_assert_eq!(itself.comparison.in_batch.unchanged, a.len());
        prop_assert!(itself.comparison.movers.is_empty());
    }

    #[test]
    fn credits_are_shares(case in cases()) {
        let report = report_of(case.input(), case.choice());
        let rewards = case.weights.len() as f64;
        for credit in [&report.credit, &report.compare_credit] {
            let Some(effective) = credit.effective_per_rollout else { continue };
            let sum: f64 = credit.shares.iter().sum();
            prop_assert!(close(sum, 1.0, 1e-9), "{credit:?}");
            let most = rewards + 1e-9;
            prop_assert!((1.0 - 1e-9..=most).contains(&effective), "{credit:?}");
            prop_assert!((1.0 - 1e-9..=most).contains(&credit.effective_of_shares.unwrap()));
        }
        // The whole's details are those that the estimator gives at once.
        let choice = case.choice();
        let estimator = Estimator::new(choice.method, 0, 1, choice.weights.unwrap(), choice.scale_rewards)
            .with_convention(case.convention)
            .unwrap();
        let rewards = Rewards::with_missing(case.rewards.view()).unwrap();
        let whole = estimator
            .advantages(&rewards, &Groups::by_id(&case.labels), Some(&case.lengths), true)
            .unwrap();
        prop_assert_eq!(&whole.advantages, &report.advantages.advantages);
        let (whole, parts) = (whole.details.unwrap(), report.advantages.details.unwrap());
        let bits = |values: &Array2<f64>| -> Vec<u64> {
            values.iter().map(|x| if x.is_nan() { u64::MAX } else { x.to_bits() }).collect()
        };
        prop_assert_eq!(bits(&whole.z), bits(&parts.z));
        prop_assert_eq!(bits(&whole.credit), bits(&parts.credit));
    }

    /// RVPO, the mean and hard min are what they are said to be, on any data and under any convention.
    #[test]
    fn what_must_hold_holds(case in cases()) {
        for method in [rvpo(case.k), Method::Gdpo, Method::Min] {
            let report = report_of(case.input(), Choice { method, ..case.choice() });
            for check in &report.checks {
                // verl's Z of a group of one is the raw reward.
                let is_raw = case.convention == Convention::Verl
                    && matches!(check.property, Property::ShiftInvariant | Property::ScaleInvariant);
                if !is_raw {
                    prop_assert!(check.outcome != Outcome::Fail, "{method:?} {check:?}");
                }
                prop_assert_eq!(check.failed > 0, check.counterexample.is_some());
            }
        }
    }

    /// Rewards of any size, some of them alike: figures stay in range, and what must hold holds.
    #[test]
    fn rewards_of_any_size_are_survived(case in cases(), powers in vec(-300..150_i32, 4), shift in -150..150_i32) {
        let mut case = case;
        for ((_, j), reward) in case.rewards.indexed_iter_mut() {
            let power = if j == 0 { shift } else { powers[j] };
            *reward *= 10_f64.powi(power);
        }
        for method in [rvpo(case.k), Method::Grpo, case.choice().method] {
            let choice = Choice { method, ..case.choice() };
            // What is taken is worked through.
            let Ok(analysis) = Analysis::new(case.input(), choice) else {
                prop_assert!(case.convention == Convention::Verl);
                prop_assert!(case.rewards.iter().any(|reward| reward.abs() > f64::from(f32::MAX)));
                return Ok(());
            };
            let report = analysis.finish().unwrap();
            for correlation in [report.comparison.kendall, report.comparison.spearman] {
                prop_assert!(correlation.is_none_or(|value| (-1.0..=1.0).contains(&value)));
            }
            for point in &report.sweep.points {
                prop_assert!(point.shares.iter().all(|share| (0.0..=1.0 + 1e-9).contains(share)));
            }
            let json = serde_json::to_value(&report).unwrap();
            prop_assert!(json["sizes"]["rollouts"].is_u64());
            if matches!(method, Method::Rvpo(_)) {
                for check in &report.checks {
                    let is_raw = case.convention == Convention::Verl
                        && matches!(check.property, Property::ShiftInvariant | Property::ScaleInvariant);
                    prop_assert!(is_raw || check.outcome != Outcome::Fail, "{check:?}");
                }
            }
        }
    }

    /// Each counterexample is one: what it says comes out when it is tried.
    #[test]
    fn counterexamples_are_true(case in cases()) {
        let choice = Choice { method: Method::Variance(constant(case.k)), ..case.choice() };
        let weights = choice.weights.clone().unwrap();
        let method = choice.method;
        let report = report_of(case.input(), choice);
        let Some(example) = check(&report, Property::Monotone).counterexample else {
            return Ok(());
        };
        prop_assert!(example.after > example.before);
        prop_assert!(example.score_after < example.score_before - example.tolerance);
        let mut rewards = case.rewards.clone();
        prop_assert_eq!(Some(rewards[(example.rollout, example.reward)]), example.before);
        rewards[(example.rollout, example.reward)] = example.after.unwrap();
        let estimator = Estimator::new(method, 0, 1, weights, ScaleRewards::Group)
            .with_convention(case.convention)
            .unwrap();
        let rewards = Rewards::with_missing(rewards).unwrap();
        let scores = estimator
            .advantages(&rewards, &Groups::by_id(&case.labels), Some(&case.lengths), false)
            .unwrap()
            .scores;
        prop_assert!(close(scores[example.rollout], example.score_after, 1e-9));
    }

    /// The order of the rollouts, and labels that scatter the groups, change no figure.
    #[test]
    fn the_order_of_rollouts_does_not_matter(case in cases(), seed in any::<u64>()) {
        let report = report_of(case.input(), case.choice());
        let count = case.labels.len();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|&i| (i as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let moved = Case {
            rewards: Array2::from_shape_fn(case.rewards.dim(), |(i, j)| case.rewards[(order[i], j)]),
            labels: order.iter().map(|&i| case.labels[i]).collect(),
            lengths: order.iter().map(|&i| case.lengths[i]).collect(),
            ..case.clone()
        };
        let other = report_of(moved.input(), moved.choice());
        prop_assert_eq!(&report.sizes, &other.sizes);
        prop_assert!(same(report.comparison.kendall, other.comparison.kendall));
        prop_assert_eq!(
            codes(&report).into_iter().collect::<BTreeSet<_>>(),
            codes(&other).into_iter().collect::<BTreeSet<_>>()
        );
        // Equal minima share hard min's credit, but rounding, which goes by the order, can tell them apart: then one has all.
        if case.method != MethodName::Min {
            for (a, b) in report.credit.shares.iter().zip(&other.credit.shares) {
                prop_assert!(close(*a, *b, 1e-9));
            }
        }
    }
}

#[test]
fn undefined_numbers_are_null() {
    let report = report(Array2::ones((8, 2)), 4, rvpo(1.0));
    assert_eq!(report.comparison.spearman, None);
    assert_eq!(report.comparison.kendall, None);
    let json = serde_json::to_value(&report).unwrap();
    assert!(json["comparison"]["spearman"].is_null());
    assert!(json["sweep"]["points"][0]["taylorError"].is_null());
    assert_eq!(json["method"]["name"], "rvpo");
    assert_eq!(json["method"]["k"], 1.0);
    assert!(json["compare"]["k"].is_null());
    assert_eq!(json["findings"][0]["severity"], "error");
    assert_eq!(json["findings"][0]["lint"]["code"], "no-signal");
    assert_eq!(json["checks"][1]["property"], "between-min-and-mean");
    assert_eq!(json["comparison"]["signFlips"], 0);
}

#[test]
fn a_clean_table_has_no_finding() {
    let mut input = input(normals(256, 3, 1), 16);
    input.response_lengths = Some(vec![100; 256]);
    for method in [rvpo(0.3), Method::Gdpo, Method::Grpo, Method::Min] {
        for convention in Convention::ALL {
            let report = report_of(input.clone(), Choice::new(method, convention));
            assert_eq!(report.findings, [], "{method:?} {convention}");
        }
    }
}

#[test]
fn each_finding_is_found() {
    let base = || normals(256, 3, 2);
    let of = |rewards: Array2<f64>| report(rewards, 16, rvpo(0.3));
    let only = |report: &Report| -> Lint {
        assert_eq!(report.findings.len(), 1, "{:?}", report.findings);
        report.findings[0].lint.clone()
    };

    // Reward 1 is constant in 4 of 16 groups.
    let mut rewards = base();
    rewards
        .column_mut(1)
        .iter_mut()
        .take(64)
        .for_each(|x| *x = 7.0);
    let found = of(rewards);
    let expected = Lint::ConstantReward {
        reward: 1,
        groups: 4,
        share: 0.25,
    };
    assert_eq!(only(&found), expected);
    assert_eq!(found.findings[0].severity, Severity::Note);
    let mut rewards = base();
    rewards.column_mut(1).fill(7.0);
    assert!(has(&of(rewards), "constant-reward", Severity::Error));

    // Groups 3 and 4 have no signal.
    let mut rewards = base();
    for mut row in rewards.rows_mut().into_iter().skip(48).take(32) {
        row.fill(0.5);
    }
    let found = of(rewards);
    let signal = found
        .findings
        .iter()
        .find_map(|finding| match finding.lint {
            Lint::NoSignal {
                groups,
                share,
                first,
                ..
            } => Some((groups, share, first)),
            _ => None,
        });
    assert_eq!(signal, Some((2, 0.125, 3)));

    let mut rewards = base();
    let copy = rewards.column(0).to_owned();
    rewards.column_mut(2).assign(&copy);
    let expected = Lint::DuplicateReward {
        reward: 0,
        other: 2,
    };
    assert_eq!(only(&of(rewards.clone())), expected);

    // Scaled and shifted by group, it is still the same but for a little noise.
    for sign in [1.0, -1.0] {
        let noise = normals(256, 1, 3);
        for (i, row) in rewards.rows_mut().into_iter().enumerate() {
            let mut row = row;
            row[2] = sign * 0.5 * (row[0] + 0.1 * noise[(i, 0)]) + (i / 16) as f64;
        }
        let found = only(&of(rewards.clone()));
        match found {
            Lint::CorrelatedRewards {
                reward: 0,
                other: 2,
                correlation,
                rollouts: 256,
            } => assert!(sign > 0.0 && close(correlation, 1.0 / f64::sqrt(1.01), 5e-3)),
            Lint::OpposedRewards {
                reward: 0,
                other: 2,
                correlation,
                rollouts: 256,
            } => assert!(sign < 0.0 && close(correlation, -1.0 / f64::sqrt(1.01), 5e-3)),
            other => panic!("{other:?}"),
        }
    }

    let mut rewards = base();
    rewards.column_mut(2).mapv_inplace(|x| 100.0 * x);
    let found = of(rewards.clone());
    assert!(has(&found, "drowning-reward", Severity::Note));
    let Lint::DrowningReward { reward, share, .. } = only(&found) else {
        panic!("{found:?}");
    };
    assert_eq!(reward, 2);
    assert!(close(share, 1e4 / 10_002.0, 1e-4), "{share}");
    let summed = report(rewards, 16, Method::Grpo);
    assert!(has(&summed, "drowning-reward", Severity::Warning));

    // A k that is too large: of 3 independent rewards one has nearly all.
    let found = report(base(), 16, rvpo(20.0));
    assert!(has(&found, "large-k", Severity::Warning));
    assert!(has(&found, "second-order-off", Severity::Note));
    let found = report(base(), 16, Method::Variance(constant(20.0)));
    assert!(has(&found, "second-order-off", Severity::Warning));
    assert!(!has(&found, "large-k", Severity::Warning));
    // Both ends of a schedule are looked at.
    let ends = [0.3, 20.0].map(|k| RiskCoefficient::new(k).unwrap());
    let found = report(base(), 16, Method::Rvpo(Schedule::linear(ends[0], ends[1])));
    assert!(has(&found, "large-k", Severity::Warning));

    let found = report(normals(256, 3, 2), 2, rvpo(0.3));
    assert!(has(&found, "small-groups", Severity::Warning));
    let single = Input {
        groups: Groups::by_id(&(0..256).map(|i| i.max(16)).collect::<Vec<_>>()),
        ..input(base(), 16)
    };
    let found = report_of(single.clone(), Choice::new(rvpo(0.3), Convention::Paper));
    assert!(has(&found, "single-rollouts", Severity::Warning));

    // Long responses have the high scores.
    let mut long = input(base(), 16);
    let length = |i: usize| if long.rewards[(i, 0)] > 0.0 { 1000 } else { 10 };
    long.response_lengths = Some((0..256).map(length).collect());
    let found = report_of(long.clone(), Choice::new(rvpo(0.3), Convention::Verl));
    assert!(has(&found, "token-whitening", Severity::Warning));
    let Lint::TokenWhitening {
        shift,
        is_used: true,
        ..
    } = only(&found)
    else {
        panic!("{found:?}");
    };
    // All advantages are lower by the shift, in token standard deviations.
    let mean = found.advantages.advantages.mean().unwrap();
    assert!(shift > 0.3 && mean < -0.2, "{shift} {mean}");
    let found = report_of(long, Choice::new(rvpo(0.3), Convention::Trl));
    assert!(has(&found, "token-whitening", Severity::Note));

    let mut rewards = base();
    rewards[(5, 1)] = f64::NAN;
    rewards[(9, 1)] = f64::NAN;
    let expected = Lint::MissingRewards {
        rewards: vec![1],
        missing: 2,
        share: 2.0 / 768.0,
        is_filled: false,
        method: MissingUse::LeftOut,
        compare: MissingUse::LeftOut,
    };
    assert_eq!(only(&of(rewards.clone())), expected);
    let choice = Choice::new(rvpo(0.3), Convention::MsSwift);
    let found = report_of(input(rewards.clone(), 16), choice);
    assert!(has(&found, "missing-rewards", Severity::Warning));
    rewards.row_mut(9).fill(f64::NAN);
    assert!(has(&of(rewards), "unscored", Severity::Warning));

    assert!(has(
        &of(normals(256, 1, 2)),
        "single-reward",
        Severity::Note
    ));
}

/// A score of 0 is above the mean of risk-averse scores, so that the whitening pushes what failed in everything up.
#[test]
fn groups_without_signal_are_pushed_up_by_risk_averse_methods() {
    let mut rewards = normals(256, 3, 2);
    for mut row in rewards.rows_mut().into_iter().take(16) {
        row.fill(0.0);
    }
    let pushed = |report: &Report| {
        let found = report
            .findings
            .iter()
            .find_map(|finding| match &finding.lint {
                Lint::NoSignal { pushed, .. } | Lint::SingleRollouts { pushed, .. } => Some((
                    pushed.clone(),
                    finding.sentence(Language::English, &[]),
                    finding.severity,
                )),
                _ => None,
            });
        found.unwrap()
    };
    for method in [rvpo(2.0), Method::Variance(constant(2.0)), Method::Min] {
        for convention in [Convention::Paper, Convention::Trl, Convention::NemoRl] {
            let choice = Choice::new(method, convention);
            let report = report_of(input(rewards.clone(), 16), choice);
            let (found, sentence, severity) = pushed(&report);
            let advantage = report.advantages.advantages[3];
            assert!(advantage > 0.1, "{method:?} {convention} {advantage}");
            let name = method.name();
            let expected = Pushed {
                method: name,
                advantage: Some(advantage),
            };
            assert_eq!(found, [expected]);
            assert_eq!(severity, Severity::Warning);
            let figure: f64 = format!("{advantage:.2e}").parse().unwrap();
            let words = format!(" all of them are pushed up by {figure}.");
            assert!(sentence.ends_with(&words), "{sentence}");
        }
    }
    // The mean of the sums is 0.
    for method in [Method::Gdpo, Method::Grpo, Method::Rloo, Method::Dvao] {
        let report = report(rewards.clone(), 16, method);
        let (found, sentence, severity) = pushed(&report);
        assert!(
            found.is_empty() && !sentence.contains("pushed"),
            "{sentence}"
        );
        assert_eq!(severity, Severity::Note);
        assert!(report.advantages.advantages[3].abs() < 1e-12);
    }
    let whitened = report(rewards, 16, Method::ReinforcePlusPlus);
    assert_eq!(pushed(&whitened).0[0].advantage, None);
    // Likewise a rollout alone.
    let single = Input {
        groups: Groups::by_id(&(0..256).map(|i| i.max(16)).collect::<Vec<_>>()),
        ..input(normals(256, 3, 2), 16)
    };
    let report = report_of(single, Choice::new(rvpo(2.0), Convention::Paper));
    let advantage = report.advantages.advantages[20];
    assert_eq!(pushed(&report).0[0].advantage, Some(advantage));
    assert!(advantage > 0.1);
}

/// Rollouts whose Z do not differ listen to all rewards at every k, and say nothing about it.
#[test]
fn a_large_k_is_found_among_groups_without_signal() {
    let mut rewards = normals(256, 3, 2);
    for mut row in rewards.rows_mut().into_iter().skip(64) {
        row.fill(0.5);
    }
    let found = report(rewards, 16, rvpo(20.0));
    assert!(has(&found, "large-k", Severity::Warning));
    let suggestion = &found.sweep.suggestion;
    assert!(
        suggestion.to < Some(20.0) && !suggestion.to_is_last,
        "{suggestion:?}"
    );
    // So do those with a single reward present.
    let mut rewards = normals(256, 2, 2);
    rewards
        .column_mut(1)
        .iter_mut()
        .skip(64)
        .for_each(|x| *x = f64::NAN);
    assert!(has(
        &report(rewards, 16, rvpo(20.0)),
        "large-k",
        Severity::Warning
    ));
}

#[test]
fn a_range_at_the_edge_says_so() {
    // Z differ so little that no k of the sweep makes a rollout listen to one reward only, and enough for the credit to shift.
    let one = normals(64, 1, 4);
    let lift = |i: usize| if i.is_multiple_of(8) { 0.1 } else { 0.0 };
    let rewards = Array2::from_shape_fn((64, 2), |(i, j)| one[(i, 0)] + j as f64 * lift(i));
    let sweep = report(rewards, 8, rvpo(1.0)).sweep;
    let suggestion = sweep.suggestion;
    assert!(
        suggestion.to_is_last && !suggestion.from_is_first,
        "{suggestion:?}"
    );
    let words = sweep.words(Language::English, &[]);
    assert!(
        words.contains("No larger k") && !words.contains("No smaller k"),
        "{words}"
    );
}

/// Unequal weights: GDPO itself listens to fewer than 1.5 rewards, and a small k to no fewer.
#[test]
fn unequal_weights_have_a_bound_of_their_own() {
    let of = |k: f64| {
        let choice = Choice {
            weights: Some(Weights::new(&[20.0, 1.0, 1.0, 1.0]).unwrap()),
            ..Choice::new(rvpo(k), Convention::Paper)
        };
        report_of(input(normals(256, 4, 2), 16), choice)
    };
    let small = of(0.05);
    let mean = 23.0 * 23.0 / 403.0;
    assert!(close(
        small.compare_credit.effective_per_rollout.unwrap(),
        mean,
        1e-9
    ));
    assert!(close(small.sweep.effective_bound, (1.0 + mean) / 2.0, 1e-9));
    assert!(!has(&small, "large-k", Severity::Warning));
    let suggestion = &small.sweep.suggestion;
    assert!(suggestion.from.is_some(), "{suggestion:?}");
    assert!(
        has(&of(50.0), "large-k", Severity::Warning),
        "{:?}",
        of(50.0).sweep
    );
    assert_eq!(
        report(normals(64, 2, 1), 8, rvpo(1.0))
            .sweep
            .effective_bound,
        1.5
    );
}

/// One reward of three times the others' deviation is not much among two and as much among 17; one of ten times is.
#[test]
fn a_reward_drowns_the_others_by_variance() {
    for rewards in [2, 8, 17] {
        let found = |factor: f64| {
            let mut table = normals(512, rewards, 2);
            table.column_mut(1).mapv_inplace(|x| factor * x);
            let found = report(table, 16, rvpo(0.3));
            has(&found, "drowning-reward", Severity::Note)
        };
        // Nine times the variance of all others together.
        let edge = f64::sqrt(9.0 * (rewards - 1) as f64);
        assert!(!found(0.8 * edge) && found(1.25 * edge), "{rewards}");
    }
}

#[test]
fn missing_rewards_are_told_by_method() {
    let mut rewards = normals(256, 3, 2);
    rewards[(5, 1)] = f64::NAN;
    rewards.row_mut(9).fill(f64::NAN);
    let of = |method, compare, convention| {
        let choice = Choice {
            compare,
            ..Choice::new(method, convention)
        };
        let report = report_of(input(rewards.clone(), 16), choice);
        let found = report
            .findings
            .iter()
            .find_map(|finding| match finding.lint {
                Lint::MissingRewards {
                    method, compare, ..
                } => Some((method, compare, finding.severity)),
                _ => None,
            });
        let scored = report
            .findings
            .iter()
            .find_map(|finding| match finding.lint {
                Lint::Unscored {
                    rollouts,
                    is_scored,
                    ..
                } => Some((rollouts, is_scored)),
                _ => None,
            });
        assert_eq!(report.sizes.unscored, 1);
        (found.unwrap(), scored.unwrap())
    };
    use MissingUse::{LeftOut, Neutral, RawZero, ZeroZ};
    use Severity::{Note, Warning};
    let (gdpo, grpo) = (Method::Gdpo, Method::Grpo);
    for (method, compare, convention, expected) in [
        (rvpo(1.0), gdpo, Convention::Paper, (LeftOut, LeftOut, Note)),
        (grpo, gdpo, Convention::Paper, (RawZero, LeftOut, Warning)),
        (
            Method::Dvao,
            gdpo,
            Convention::Paper,
            (LeftOut, LeftOut, Note),
        ),
        (rvpo(1.0), gdpo, Convention::Trl, (LeftOut, Neutral, Note)),
        (
            rvpo(1.0),
            gdpo,
            Convention::MsSwift,
            (ZeroZ, Neutral, Warning),
        ),
        (gdpo, grpo, Convention::MsSwift, (Neutral, RawZero, Warning)),
    ] {
        let is_scored = convention == Convention::MsSwift;
        let found = of(method, compare, convention);
        assert_eq!(found, (expected, (1, is_scored)), "{method:?} {convention}");
    }
}

/// Two rewards that are each other's opposite: GDPO's scores are 0 up to rounding, which NeMo-RL divides by.
#[test]
fn whitened_noise_is_found_under_nemo_rl() {
    let one = normals(64, 1, 6);
    let rewards = Array2::from_shape_fn((64, 2), |(i, j)| {
        if j == 0 {
            one[(i, 0)]
        } else {
            0.3 - one[(i, 0)]
        }
    });
    let of = |rewards: &Array2<f64>, convention| {
        let choice = Choice::new(rvpo(1.0), convention);
        report_of(input(rewards.clone(), 8), choice)
    };
    let found = of(&rewards, Convention::NemoRl);
    assert!(
        has(&found, "noise-whitened", Severity::Error),
        "{:?}",
        found.findings
    );
    let size = found
        .compare_advantages
        .advantages
        .iter()
        .fold(0.0, |most: f64, x| most.max(x.abs()));
    assert!(size > 0.5, "{size}");
    let others = [
        of(&rewards, Convention::Trl),
        of(&normals(64, 2, 6), Convention::NemoRl),
    ];
    assert!(
        others
            .iter()
            .all(|report| !has(report, "noise-whitened", Severity::Error))
    );
}

/// verl's gdpo holds rewards in single precision: what a check takes out of its range is not tried, and what the sweep cannot take is refused.
#[test]
fn the_range_of_single_precision_ends_no_report() {
    let of = |largest: f64, method: Method, compare: Method| {
        let mut input = input(normals(32, 2, 1), 8);
        input.rewards[(3, 1)] = largest;
        input.response_lengths = Some(vec![7; 32]);
        let choice = Choice {
            compare,
            ..Choice::new(method, Convention::Verl)
        };
        Analysis::new(input, choice)
    };
    for method in [rvpo(1.0), Method::Grpo] {
        let report = of(3.4e38, method, Method::Gdpo).unwrap().finish().unwrap();
        assert_eq!(report.sizes.rollouts, 32);
    }
    let error = of(1e39, Method::Grpo, Method::DrGrpo).unwrap_err();
    assert_eq!(error.field(), "rewards[3][1]");
    // Lengths are looked at before any work is done.
    let mut alone = input(normals(1, 2, 1), 1);
    alone.response_lengths = Some(vec![1]);
    let choice = Choice::new(rvpo(1.0), Convention::Verl);
    let error = Analysis::new(alone.clone(), choice).unwrap_err();
    assert_eq!(error.field(), "responseTokens[0]");
    let choice = Choice {
        compare: Method::DrGrpo,
        ..Choice::new(Method::Grpo, Convention::Verl)
    };
    let report = report_of(alone, choice);
    assert_eq!(report.sizes.rollouts, 1);
}

/// ms-swift adds 1e-8 to the deviations of Z, and 1e-4 to those of sums.
#[test]
fn small_rewards_are_checked_with_the_epsilon_in_use() {
    let rewards = normals(64, 2, 1).mapv(|x| 1e-3 * x);
    let of = |method| {
        let choice = Choice::new(method, Convention::MsSwift);
        let report = report_of(input(rewards.clone(), 8), choice);
        let check = check(&report, Property::ScaleInvariant);
        (check.outcome, check.tried)
    };
    assert_eq!(of(rvpo(1.0)), (Outcome::Pass, 16));
    assert_eq!(of(Method::Grpo).0, Outcome::NotApplicable);
}

#[test]
fn every_finding_has_words() {
    let lints = [
        Lint::ConstantReward {
            reward: 0,
            groups: 1,
            share: 0.5,
        },
        Lint::NoSignal {
            groups: 1,
            share: 0.5,
            first: 0,
            pushed: vec![Pushed {
                method: MethodName::Rvpo,
                advantage: Some(0.5),
            }],
        },
        Lint::DuplicateReward {
            reward: 0,
            other: 1,
        },
        Lint::CorrelatedRewards {
            reward: 0,
            other: 1,
            correlation: 0.99,
            rollouts: 9,
        },
        Lint::OpposedRewards {
            reward: 0,
            other: 1,
            correlation: -0.99,
            rollouts: 9,
        },
        Lint::DrowningReward {
            reward: 1,
            share: 0.9,
            std: 2.0,
            next: 0.1,
            is_summed: true,
        },
        Lint::LargeK {
            k: 20.0,
            effective: 1.2,
            bound: 1.5,
            rollouts: 9,
        },
        Lint::SecondOrderOff {
            k: 20.0,
            error: 3.0,
            share: 0.9,
            rollouts: 9,
        },
        Lint::SmallGroups {
            groups: 2,
            share: 0.5,
            smallest: 2,
        },
        Lint::SingleRollouts {
            groups: 1,
            share: 0.5,
            is_raw: true,
            pushed: Vec::new(),
        },
        Lint::TokenWhitening {
            shift: 0.5,
            ratio: 1.2,
            is_used: true,
        },
        Lint::MissingRewards {
            rewards: vec![1],
            missing: 2,
            share: 0.1,
            is_filled: true,
            method: MissingUse::ZeroZ,
            compare: MissingUse::Neutral,
        },
        Lint::Unscored {
            rollouts: 2,
            share: 0.1,
            is_scored: true,
        },
        Lint::NoiseWhitened {
            method: MethodName::Gdpo,
            std: 1e-17,
        },
        Lint::SingleReward,
    ];
    let names = ["helpful", "safe"].map(str::to_owned);
    let mut sentences = BTreeSet::new();
    for lint in lints {
        let finding = Finding {
            severity: Severity::Note,
            lint,
        };
        let sentence = finding.sentence(Language::English, &names);
        assert!(sentence.ends_with('.'), "{sentence}");
        assert!(
            !sentence.contains("reward 1") && !finding.advice(Language::English, &names).is_empty(),
            "{sentence}"
        );
        sentences.insert(sentence);
    }
    assert_eq!(sentences.len(), 15);
}

/// A rollout that is good at one reward and bad at the others: better there, it falls.
#[test]
fn the_variance_penalty_is_not_monotone() {
    let rewards = array![
        [1.0, 0.0, 0.1],
        [0.2, 0.5, 0.4],
        [0.4, 0.6, 0.5],
        [0.1, 0.9, 0.8],
        [0.3, 0.4, 0.6],
    ];
    let of = |method| report(rewards.clone(), 5, method);
    let found = of(Method::Variance(constant(4.0)));
    let monotone = check(&found, Property::Monotone);
    assert_eq!(monotone.outcome, Outcome::Fail);
    assert_eq!(
        (monotone.tried, monotone.groups, monotone.is_exhaustive),
        (30, 1, true)
    );
    assert_eq!(
        check(&found, Property::BetweenMinAndMean).outcome,
        Outcome::Fail
    );
    assert!(found.credit.negative > 0);
    let rollout = monotone.counterexample.unwrap().rollout + 1;
    let sentence = monotone.sentence(Language::English, &[]);
    assert!(
        sentence.contains(&format!(". Rollout {rollout}: ")),
        "{sentence}"
    );
    for method in [rvpo(4.0), Method::Gdpo, Method::Min] {
        let found = of(method);
        for check in &found.checks {
            assert_eq!(check.outcome, Outcome::Pass, "{method:?} {check:?}");
        }
    }
}

#[test]
fn checks_tell_sums_from_standardised_rewards() {
    let rewards = normals(64, 3, 4);
    let of =
        |method, convention| report_of(input(rewards.clone(), 8), Choice::new(method, convention));
    let outcomes = |report: &Report| -> Vec<Outcome> {
        report.checks.iter().map(|check| check.outcome).collect()
    };
    use Outcome::{Fail, NotApplicable as None, Pass};
    for method in [
        Method::Grpo,
        Method::DrGrpo,
        Method::Rloo,
        Method::ReinforcePlusPlus,
    ] {
        let report = of(method, Convention::Paper);
        assert_eq!(
            outcomes(&report),
            [Pass, None, Pass, Pass, Fail],
            "{method:?}"
        );
        let bounds = check(&report, Property::BetweenMinAndMean);
        assert_eq!(bounds.reason, Some(NotApplicable::WeightedSum));
        let example = check(&report, Property::ScaleInvariant)
            .counterexample
            .unwrap();
        assert_eq!(example.after, example.before.map(|x| 10.0 * x));
    }
    assert_eq!(
        outcomes(&of(Method::Gdpo, Convention::Trl)),
        [Pass, None, Pass, Pass, Pass]
    );
    assert_eq!(outcomes(&of(rvpo(2.0), Convention::Trl)), [Pass; 5]);

    let weights = Some(Weights::new(&[1.0, 2.0, 1.0]).unwrap());
    let choice = Choice {
        weights,
        ..Choice::new(rvpo(2.0), Convention::Paper)
    };
    let report = report_of(input(rewards.clone(), 8), choice);
    assert_eq!(outcomes(&report), [Pass, Pass, None, Pass, Pass]);
    let symmetric = check(&report, Property::Symmetric);
    assert_eq!(symmetric.reason, Some(NotApplicable::UnequalWeights));

    // verl takes the raw reward in a group of one.
    let mut alone = input(rewards, 1);
    alone.response_lengths = Some(vec![1; 64]);
    let report = report_of(alone, Choice::new(rvpo(2.0), Convention::Verl));
    assert_eq!(outcomes(&report), [Pass, Pass, Pass, Fail, Fail]);
}

#[test]
fn the_sweep_is_what_the_formulas_say() {
    let rewards = normals(48, 4, 5);
    let report = report(rewards, 8, rvpo(1.0));
    let sweep = &report.sweep;
    assert_eq!((sweep.rollouts, sweep.points.len()), (48, SWEEP_POINTS));
    assert!(close(sweep.points[0].k, 0.05, 1e-15) && close(sweep.points[30].k, 50.0, 1e-9));
    let z = &report.advantages.details.as_ref().unwrap().z;
    let weights = Weights::equal(4).unwrap();
    for point in &sweep.points {
        let k = RiskCoefficient::new(point.k).unwrap();
        let (mut shares, mut effective, mut errors, mut off) = ([0.0; 4], 0.0, 0.0, 0.0);
        for row in z.rows() {
            let row = row.to_vec();
            let credits = credit(&row, &weights, k).unwrap();
            for (share, credit) in shares.iter_mut().zip(&credits) {
                *share += credit / 48.0;
            }
            effective += 1.0 / credits.iter().map(|c| c * c).sum::<f64>() / 48.0;
            let taylor = taylor(&row, &weights, k).unwrap();
            let error = (taylor.orders[1] - taylor.exact).abs() / (taylor.orders[0] - taylor.min);
            errors += error / 48.0;
            off += f64::from(u8::from(error > 0.2)) / 48.0;
        }
        for (share, found) in shares.iter().zip(&point.shares) {
            assert!(close(*share, *found, 1e-9), "{point:?}");
        }
        assert!(
            close(effective, point.effective.unwrap(), 1e-9),
            "{point:?}"
        );
        assert!(
            close(errors, point.taylor_error.unwrap(), 1e-9 * (1.0 + errors)),
            "{point:?}"
        );
        assert!(close(off, point.taylor_off.unwrap(), 1e-9), "{point:?}");
        // Signs, from the scores: both are whitened, so a sign is that of the distance from the mean.
        let aggregated = |method: Method| {
            let scores = aggregate(z.view(), &weights, method.aggregator(0, 1).unwrap()).unwrap();
            let mean = scores.mean().unwrap();
            scores.mapv(|score| (score - mean).signum())
        };
        let (a, b) = (aggregated(rvpo(point.k)), aggregated(Method::Gdpo));
        let flips = a.iter().zip(&b).filter(|(a, b)| a != b).count();
        assert!(
            close(flips as f64 / 48.0, point.sign_flips, 1e-12),
            "{point:?}"
        );
    }
    let suggestion = &sweep.suggestion;
    let (from, to) = (suggestion.from.unwrap(), suggestion.to.unwrap());
    assert!(0.05 <= from && from < to && to < 50.0, "{suggestion:?}");
    let at = |k: f64| sweep.points.iter().position(|point| point.k == k).unwrap();
    assert!(sweep.points[at(to)].effective >= Some(1.5));
    assert!(sweep.points[at(to) + 1].effective < Some(1.5));
    assert_eq!(suggestion.effective, sweep.points[at(to)].effective);
}

#[test]
fn where_no_range_of_k_is_suggested_the_reason_is() {
    let reason = |rewards: Array2<f64>| report(rewards, 4, rvpo(1.0)).sweep.suggestion;
    let none = reason(normals(32, 1, 6));
    assert_eq!(
        (none.from, none.to, none.reason),
        (None, None, Reason::SingleReward)
    );
    // Twice the same reward: SoftMin is the mean.
    let one = normals(32, 1, 6);
    let twice = Array2::from_shape_fn((32, 2), |(i, _)| one[(i, 0)]);
    let none = reason(twice);
    assert_eq!(
        (none.from, none.to, none.reason),
        (None, None, Reason::NoDifference)
    );
}

#[test]
fn many_rollouts_are_sampled_in_whole_groups() {
    let rewards = normals(1 << 17, 4, 7);
    let report = report(rewards.clone(), 16, rvpo(1.0));
    assert_eq!(report.sweep.rollouts, SAMPLE);
    // Put together from parts, the details are those of the whole.
    let choice = Method::Rvpo(constant(1.0));
    let weights = Weights::equal(4).unwrap();
    let estimator = Estimator::new(choice, 0, 1, weights, ScaleRewards::Group);
    let whole = estimator
        .advantages(
            &Rewards::new(rewards).unwrap(),
            &Groups::of_size(1 << 17, 16).unwrap(),
            None,
            true,
        )
        .unwrap();
    let parts = report.advantages.details.as_ref().unwrap();
    let whole = whole.details.unwrap();
    assert!(whole.z == parts.z && whole.credit == parts.credit);
    let monotone = check(&report, Property::Monotone);
    assert_eq!(monotone.outcome, Outcome::Pass);
    assert!(
        !monotone.is_exhaustive && monotone.tried > 1000,
        "{monotone:?}"
    );
    assert_eq!(monotone.tried, monotone.groups * 2 * 4 * 16);
    // The sample is close to the whole: each reward has a quarter.
    let point = &report.sweep.points[13];
    assert!(
        close(point.k, 1.0, 0.01) && close(point.shares[0], 0.25, 0.01),
        "{point:?}"
    );
    let effective = report.credit.effective_per_rollout.unwrap();
    assert!(
        close(point.effective.unwrap(), effective, 0.01),
        "{point:?} {effective}"
    );
}

#[test]
fn a_single_large_group_is_worked_through() {
    let rewards = normals(100_000, 2, 8);
    let report = report(rewards, 100_000, rvpo(1.0));
    assert_eq!(report.sweep.rollouts, 100_000);
    let monotone = check(&report, Property::Monotone);
    assert_eq!(monotone.outcome, Outcome::Pass);
    assert!(
        monotone.tried >= 1 && !monotone.is_exhaustive,
        "{monotone:?}"
    );
}

#[test]
fn groups_too_large_for_a_step_are_sampled_only_if_there_are_no_others() {
    let sampled = |sizes: &[usize]| {
        let groups = sizes.iter().enumerate();
        let labels: Vec<usize> = groups.flat_map(|(i, &size)| vec![i; size]).collect();
        let input = Input {
            groups: Groups::by_label(&labels),
            ..input(normals(labels.len(), 2, 8), 1)
        };
        report_of(input, Choice::new(rvpo(1.0), Convention::Paper))
            .sweep
            .rollouts
    };
    let (large, larger) = (SAMPLE + 1, SAMPLE + 2);
    // Whichever is drawn first.
    assert_eq!(sampled(&[large, 20, 10]), 30);
    assert_eq!(sampled(&[20, large, 10]), 30);
    assert_eq!(sampled(&[20, 10, large]), 30);
    assert_eq!(sampled(&[larger, large]), large);
    assert_eq!(sampled(&[large, larger]), large);
    assert_eq!(sampled(&[SAMPLE, large]), SAMPLE);
}

/// A hundred movers of one large group are not a hundred times the work.
#[test]
fn no_step_takes_a_large_part_of_the_time() {
    let input = input(normals(300_000, 2, 8), 300_000);
    let mut analysis = Analysis::new(input, Choice::new(rvpo(1.0), Convention::Paper)).unwrap();
    let (start, mut longest) = (Instant::now(), Duration::ZERO);
    loop {
        let step = Instant::now();
        let is_done = analysis.step().unwrap().is_done();
        longest = longest.max(step.elapsed());
        if is_done {
            break;
        }
    }
    let all = start.elapsed();
    assert!(longest < all / 4, "{longest:?} of {all:?}");
}

#[test]
fn the_result_does_not_depend_on_who_steps_when() {
    let make = |seed: u32, method: Method| {
        let input = Arc::new(input(normals(70_000, 8, seed), 7));
        Analysis::new(input, Choice::new(method, Convention::Trl)).unwrap()
    };
    let json = |report: &Report| serde_json::to_string(report).unwrap();
    let alone = [make(1, rvpo(1.0)), make(2, Method::Grpo)].map(|it| json(&it.finish().unwrap()));
    let (mut a, mut b) = (make(1, rvpo(1.0)), make(2, Method::Grpo));
    let (mut before, mut steps) = (0.0, 0);
    loop {
        let progress = a.step().unwrap();
        assert!(progress.fraction >= before && progress.fraction <= 1.0);
        before = progress.fraction;
        steps += 1;
        if steps % 3 == 0 {
            b.step().unwrap();
        }
        if progress.is_done() {
            break;
        }
    }
    assert!(steps > 50, "{steps}");
    // One more does no harm.
    assert!(a.step().unwrap().is_done());
    assert_eq!(json(&a.finish().unwrap()), alone[0]);
    assert_eq!(json(&b.finish().unwrap()), alone[1]);
}

#[test]
fn details_need_not_be_kept() {
    let make = || {
        let input = input(normals(64, 3, 1), 8);
        Analysis::new(input, Choice::new(rvpo(1.0), Convention::Paper)).unwrap()
    };
    let (with, without) = (make().finish(), make().without_details().finish());
    let (with, without) = (with.unwrap(), without.unwrap());
    assert!(with.advantages.details.is_some() && with.compare_advantages.details.is_some());
    assert!(without.advantages.details.is_none() && without.compare_advantages.details.is_none());
    let json = |report: &Report| serde_json::to_string(report).unwrap();
    assert_eq!(json(&with), json(&without));
}

#[test]
fn what_does_not_fit_is_refused() {
    let good = || input(normals(8, 2, 1), 4);
    let refused = |input: Input, choice: Choice| {
        let error = Analysis::new(input, choice).unwrap_err();
        error.field().to_owned()
    };
    let choice = || Choice::new(rvpo(1.0), Convention::Paper);
    let names = vec!["only".to_owned()];
    assert_eq!(
        refused(
            Input {
                reward_names: names,
                ..good()
            },
            choice()
        ),
        "rewardNames"
    );
    let groups = Groups::of_size(4, 4).unwrap();
    assert_eq!(refused(Input { groups, ..good() }, choice()), "groupIds");
    let lengths = Some(vec![1; 7]);
    assert_eq!(
        refused(
            Input {
                response_lengths: lengths,
                ..good()
            },
            choice()
        ),
        "responseTokens"
    );
    let weights = Some(Weights::equal(3).unwrap());
    assert_eq!(
        refused(
            good(),
            Choice {
                weights,
                ..choice()
            }
        ),
        "weights"
    );
    let verl = Choice::new(rvpo(1.0), Convention::Verl);
    assert_eq!(refused(good(), verl.clone()), "responseTokens");
    let mut missing = good();
    missing.rewards[(3, 1)] = f64::NAN;
    assert_eq!(refused(missing, verl), "rewards");
    let mut infinite = good();
    infinite.rewards[(3, 1)] = f64::INFINITY;
    assert_eq!(refused(infinite, choice()), "rewards[3][1]");
    let trl = Choice {
        compare: Method::Rloo,
        ..Choice::new(rvpo(1.0), Convention::Trl)
    };
    assert_eq!(refused(good(), trl), "compare.convention");
}
