//! How an analysis goes on, and what it refuses.

use std::collections::BTreeSet;
use std::sync::Arc;

use ndarray::Array2;
use proptest::collection::vec;
use proptest::prelude::*;
use rvpo_playground::aggregate::{Convention, Groups, Method, MethodName, Weights};
use rvpo_playground::report::{Analysis, Choice, Input, Outcome, Property, Report};

use crate::cases::{Case, cases, same};
use crate::support::{close, codes, input, normals, report_of, rvpo};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

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

/// A hundred movers of one large group are not a hundred times the work.
#[test]
fn no_step_is_a_large_part_of_the_work() {
    let input = input(normals(300_000, 2, 8), 300_000);
    let mut analysis = Analysis::new(input, Choice::new(rvpo(1.0), Convention::Paper)).unwrap();
    let (mut before, mut largest) = (0.0, 0.0_f64);
    while before < 1.0 {
        let now = analysis.step().unwrap().fraction;
        largest = largest.max(now - before);
        before = now;
    }
    assert!(largest < 0.25, "{largest}");
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
