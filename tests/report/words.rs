//! What is said of each finding.

use std::collections::BTreeSet;

use rvpo_playground::aggregate::{MethodName, MissingUse};
use rvpo_playground::report::{Finding, Lint, Pushed, Severity};
use rvpo_playground::words::Language;

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
