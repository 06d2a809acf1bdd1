//! Which properties hold.

use ndarray::array;
use proptest::prelude::*;
use rvpo_playground::aggregate::{
    Convention, Estimator, Groups, Method, Rewards, ScaleRewards, Weights,
};
use rvpo_playground::report::{Analysis, Choice, NotApplicable, Outcome, Property, Report};
use rvpo_playground::words::Language;

use crate::cases::cases;
use crate::support::{check, close, constant, input, normals, report, report_of, rvpo};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

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
