//! Which k to try.

use ndarray::Array2;
use rvpo_playground::aggregate::{
    Convention, Estimator, Groups, Method, Rewards, RiskCoefficient, ScaleRewards, Weights,
    aggregate, credit, taylor,
};
use rvpo_playground::report::{Choice, Input, Outcome, Property, Reason, SAMPLE, SWEEP_POINTS};
use rvpo_playground::words::Language;

use crate::support::{check, close, constant, input, normals, report, report_of, rvpo};

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
