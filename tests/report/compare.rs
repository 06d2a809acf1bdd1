//! Two methods side by side.

use ndarray::{Array2, array};
use proptest::prelude::*;
use rvpo_playground::aggregate::{Convention, Estimator, Groups, Method, Rewards};
use rvpo_playground::report::Choice;

use crate::cases::{cases, same};
use crate::support::{close, input, report, report_of, rvpo};

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
