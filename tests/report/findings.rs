//! What looks wrong in a table.

use ndarray::Array2;
use rvpo_playground::aggregate::{
    Convention, Groups, Method, MissingUse, RiskCoefficient, Schedule, Weights,
};
use rvpo_playground::report::{Choice, Input, Lint, Pushed, Report, Severity};
use rvpo_playground::words::Language;

use crate::support::{close, constant, has, input, normals, report, report_of, rvpo};

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
