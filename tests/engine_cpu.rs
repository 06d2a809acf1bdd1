//! Whole runs on the CPU engine.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{reproduce_reference, schedule};
use ndarray::{Array2, array};
use pollster::block_on;
use rvpo_playground::aggregate::{
    Estimator, Groups, Method, MethodName, Rewards, ScaleRewards, Weights,
};
use rvpo_playground::engine::{
    BackendChoice, Change, Config, Engine as _, Inspection, Settings, Snapshot, Trainer,
};
use rvpo_playground::toy::Scenario;

fn methods() -> Vec<Method> {
    MethodName::TRAINED
        .map(|name| Method::new(name, name.takes_k().then(|| schedule(0.5, 4.0))).unwrap())
        .to_vec()
}

fn small() -> Settings {
    Settings {
        prompts: 3,
        group_size: 7,
        seeds: 5,
        steps: 40,
        ..Settings::new(Scenario::neglect(5, 0.15).unwrap(), methods())
    }
}

fn trainer(settings: Settings) -> Trainer {
    block_on(Trainer::new(
        Config::new(settings).unwrap(),
        BackendChoice::Cpu,
    ))
    .unwrap()
}

#[test]
fn methods_that_are_only_compared_are_not_trained() {
    for name in MethodName::ALL {
        let method = Method::new(name, name.takes_k().then(|| schedule(1.0, 1.0))).unwrap();
        let settings = Settings {
            methods: vec![Method::Gdpo, method],
            ..small()
        };
        let trained = MethodName::TRAINED.contains(&name);
        match Config::new(settings) {
            Ok(_) => assert!(trained, "{name}"),
            Err(error) => {
                assert!(!trained, "{name}");
                assert_eq!(
                    error.to_string(),
                    format!(
                        "methods[1].name: {name} is not allowed; allowed: grpo, dr-grpo, gdpo, variance, rvpo, min in training"
                    )
                );
            }
        }
    }
}

#[test]
fn reproduces_the_reference_figures() {
    assert_eq!(reproduce_reference(BackendChoice::Cpu, 256).kind, "cpu");
}

#[test]
fn same_seed_same_run_however_the_steps_are_cut() {
    let whole = block_on(trainer(small()).step(150, None)).unwrap();
    let mut pieces = trainer(small());
    let mut history = Vec::new();
    for steps in [0, 1, 2, 64, 65, 0, 18] {
        history.extend(block_on(pieces.step(steps, None)).unwrap().history_mean);
    }
    let end = block_on(pieces.step(0, None)).unwrap();
    assert_eq!(history, whole.history_mean);
    assert_eq!(end.methods, whole.methods);

    let again = pieces.reset(1);
    assert_eq!(again.step, 0);
    assert_eq!(again.methods[0].policy, [0.25; 4]);
    assert_eq!(
        block_on(pieces.step(150, None)).unwrap().history_mean,
        whole.history_mean
    );
    pieces.reset(2);
    assert_ne!(
        block_on(pieces.step(150, None)).unwrap().history_mean,
        whole.history_mean
    );
}

#[test]
fn all_methods_see_the_same_random_numbers() {
    // The same method several times over must give the same run several times over.
    let same = vec![Method::Gdpo; 3];
    let end = block_on(
        trainer(Settings {
            methods: same,
            ..small()
        })
        .step(30, None),
    )
    .unwrap();
    assert_eq!(end.methods[0], end.methods[1]);
    assert_eq!(end.methods[0], end.methods[2]);
}

#[test]
fn advantages_agree_with_the_double_precision_core() {
    let mut trainer = trainer(small());
    // Often enough for every lane to be checked.
    for _ in 0..60 {
        block_on(trainer.step(1, None)).unwrap();
    }
    let difference = block_on(trainer.step(1, None))
        .unwrap()
        .core_difference
        .unwrap();
    assert!(difference > 0.0 && difference < 1e-4, "{difference}");
}

#[test]
fn an_inspected_batch_is_that_of_the_last_step() {
    let settings = Settings {
        steps: 10,
        methods: vec![Method::Gdpo, Method::Rvpo(schedule(0.5, 2.0))],
        ..small()
    };
    let config = Config::new(settings.clone()).unwrap();
    let mut trainer = trainer(settings);
    let first = block_on(trainer.step(0, Some(Inspection::of(1))))
        .unwrap()
        .batch
        .unwrap();
    assert!(first.responses.is_empty() && first.rewards.is_empty());
    assert_eq!(first.policy, [0.25; 4]);

    // Looking changes nothing, and once more gives the same.
    let snapshot = block_on(trainer.step(7, Some(Inspection::of(1)))).unwrap();
    let again = block_on(trainer.step(0, Some(Inspection::of(1)))).unwrap();
    assert_eq!(snapshot.batch, again.batch);
    assert_eq!(again.step, 7);
    assert!(again.history_mean.is_empty());

    let batch = snapshot.batch.unwrap();
    let (n, m) = (config.rollouts(), config.rewards());
    assert_eq!((batch.responses.len(), batch.rewards.len()), (n, n * m));
    // k goes from its first value at the first step to its last at the last: this is step 6 of 0 to 9.
    assert_eq!(batch.k, Some(0.5 / 3.0 + 2.0 * 2.0 / 3.0));
    for (response, rewards) in batch.responses.iter().zip(batch.rewards.chunks(m)) {
        for (j, &reward) in rewards.iter().enumerate() {
            let level = f64::from(config.table()[(*response as usize, j)]);
            assert!((reward - level).abs() < 6.0 * f64::from(config.scenario.noise()));
        }
    }

    // The engine itself, for the same steps.
    let mut buffers = rvpo_playground::engine::cpu::Engine::new(&config);
    buffers.step(7);
    let buffers = buffers.into_buffers();
    let lane = config.seeds;
    let rewards: Vec<f32> = (0..m * n)
        .map(|i| batch.rewards[i % n * m + i / n] as f32)
        .collect();
    assert_eq!(rewards, buffers.rewards[lane * m * n..(lane + 1) * m * n]);
    let other = block_on(trainer.step(0, Some(Inspection::of(0))))
        .unwrap()
        .batch
        .unwrap();
    assert_eq!(other.k, batch.k);
    assert_ne!(other.rewards, batch.rewards);
    assert!(block_on(trainer.step(0, Some(Inspection::of(2)))).is_err());
}

/// Two methods with a k, one with none, and one that adds up raw rewards.
fn four_methods(from: f64, to: f64) -> Settings {
    Settings {
        steps: 10,
        methods: vec![
            Method::Grpo,
            Method::Gdpo,
            Method::Variance(schedule(from, to)),
            Method::Rvpo(schedule(from, to)),
        ],
        ..small()
    }
}

#[test]
fn what_is_made_of_an_inspected_batch_is_the_cores() {
    let settings = four_methods(0.5, 2.0);
    let config = Config::new(settings.clone()).unwrap();
    let (n, m, size) = (config.rollouts(), config.rewards(), config.group_size);
    let groups = Groups::of_size(n, size).unwrap();
    let mut trainer = trainer(settings);
    block_on(trainer.step(7, None)).unwrap();
    for (method, compared) in [(0, 3), (1, 0), (2, 1), (3, 2)] {
        let inspection = Inspection {
            method,
            compared: Some(compared),
        };
        let batch = block_on(trainer.step(0, Some(inspection))).unwrap().batch;
        let batch = batch.unwrap();
        let rewards = Array2::from_shape_vec((n, m), batch.rewards).unwrap();
        let rewards = Rewards::new(rewards.view()).unwrap();
        let estimate = |method: usize| {
            let weights = Weights::equal(m).unwrap();
            Estimator::new(config.methods[method], 6, 10, weights, ScaleRewards::Group)
                .advantages(&rewards, &groups, None, true)
                .unwrap()
        };
        let expected = estimate(method);
        let details = expected.details.unwrap();
        assert_eq!(batch.z, details.z.into_raw_vec_and_offset().0);
        assert_eq!(batch.credit, details.credit.into_raw_vec_and_offset().0);
        assert_eq!(batch.scores, expected.scores.to_vec());
        assert_eq!(batch.advantages, expected.advantages.to_vec());
        assert_eq!(batch.compared, estimate(compared).advantages.to_vec());
        let centred = if method == 0 { config.prompts } else { 0 };
        assert_eq!(batch.group_means.len(), centred);
        assert_eq!(batch.group_deviations.len(), centred);
        for (p, (mean, deviation)) in
            (batch.group_means.iter().zip(&batch.group_deviations)).enumerate()
        {
            for i in p * size..(p + 1) * size {
                let advantage = (batch.scores[i] - mean) / (deviation + 1e-6);
                assert!((advantage - batch.advantages[i]).abs() < 1e-12);
            }
        }
    }
    let alone = block_on(trainer.step(0, Some(Inspection::of(3)))).unwrap();
    assert!(alone.batch.unwrap().compared.is_empty());
    let no_such = Inspection {
        method: 3,
        compared: Some(4),
    };
    assert!(block_on(trainer.step(0, Some(no_such))).is_err());
}

#[test]
fn a_snapshot_says_what_k_is() {
    let ks = |snapshot: Snapshot| snapshot.methods.into_iter().map(|method| method.k);
    let mut trainer = trainer(four_methods(1.0, 10.0));
    for (steps, k) in [(0, 1.0), (1, 1.0), (1, 2.0), (8, 10.0), (5, 10.0)] {
        let snapshot = block_on(trainer.step(steps, None)).unwrap();
        assert!(ks(snapshot).eq([None, None, Some(k), Some(k)]));
    }
    assert!(ks(trainer.reset(1)).eq([None, None, Some(1.0), Some(1.0)]));
}

#[test]
fn another_k_is_no_difference_from_the_core() {
    let mut trainer = trainer(four_methods(1.0, 1.0));
    block_on(trainer.step(3, None)).unwrap();
    trainer
        .configure(Config::new(four_methods(5.0, 5.0)).unwrap())
        .unwrap();
    // The last step was made with the k before, its batch is shown with the new one.
    let look = block_on(trainer.step(0, Some(Inspection::of(3)))).unwrap();
    assert_eq!(look.batch.unwrap().k, Some(5.0));
    assert!(look.core_difference.unwrap() < 1e-4);
    let next = block_on(trainer.step(1, Some(Inspection::of(3)))).unwrap();
    let difference = next.core_difference.unwrap();
    assert!(difference > 0.0 && difference < 1e-4, "{difference}");
}

#[test]
fn what_another_configuration_needs() {
    let of = |settings: Settings| Config::new(settings).unwrap();
    let now = of(small());
    let needs = |settings| now.change_to(&of(settings));
    let mut k = small();
    k.methods[4] = Method::Rvpo(schedule(1.0, 1.0));
    let mut other_method = small();
    other_method.methods[4] = Method::Gdpo;
    let table = |responses, rewards| Settings {
        scenario: Scenario::new(Array2::from_elem((responses, rewards), 0.7).view(), 0.1).unwrap(),
        ..small()
    };
    assert_eq!(needs(small()), Change::Nothing);
    assert_eq!(needs(k), Change::NextStep);
    assert_eq!(needs(table(4, 5)), Change::NextStep);
    assert_eq!(needs(Settings { seed: 2, ..small() }), Change::Reset);
    assert_eq!(
        needs(Settings {
            seeds: 4,
            ..small()
        }),
        Change::NewRun
    );
    assert_eq!(needs(other_method), Change::NewRun);
    assert_eq!(needs(table(4, 6)), Change::NewRun);
    assert_eq!(needs(table(3, 5)), Change::NewRun);
    // More than a reset, where the seed is another too.
    let both = Settings {
        seed: 2,
        ..table(4, 6)
    };
    assert_eq!(needs(both), Change::NewRun);
}

#[test]
fn a_changed_table_counts_from_the_next_step() {
    let mut trainer = trainer(small());
    let before = block_on(trainer.step(5, None)).unwrap();
    let flat = Scenario::new(Array2::from_elem((4, 5), 0.7).view(), 0.1).unwrap();
    trainer
        .configure(
            Config::new(Settings {
                scenario: flat,
                ..small()
            })
            .unwrap(),
        )
        .unwrap();
    let after = block_on(trainer.step(1, None)).unwrap();
    assert_eq!(after.step, 6);
    for (before, after) in before.methods.iter().zip(&after.methods) {
        assert!(before.bottleneck < 0.6 && (after.bottleneck - 0.7).abs() < 1e-6);
        // The policy goes on from where it was.
        assert!(
            before
                .policy
                .iter()
                .zip(&after.policy)
                .all(|(b, a)| (b - a).abs() < 0.1)
        );
    }
}

#[test]
fn no_noise_and_no_difference_moves_nothing() {
    let flat = Scenario::new(Array2::from_elem((3, 2), 0.1).view(), 0.0).unwrap();
    let end = block_on(
        trainer(Settings {
            scenario: flat,
            ..small()
        })
        .step(20, None),
    )
    .unwrap();
    for method in end.methods {
        assert!(
            method.policy.iter().all(|p| (p - 1.0 / 3.0).abs() < 1e-6),
            "{:?}",
            method.policy
        );
    }
}

#[test]
fn refuses_what_does_not_fit() {
    let refused = |settings: Settings| Config::new(settings).unwrap_err().to_string();
    assert_eq!(
        refused(Settings {
            prompts: 0,
            ..small()
        }),
        "prompts: 0 is not allowed; allowed: a whole number from 1 to 64"
    );
    assert_eq!(
        refused(Settings {
            group_size: 1,
            ..small()
        }),
        "groupSize: 1 is not allowed; allowed: a whole number from 2 to 256"
    );
    assert_eq!(
        refused(Settings {
            seeds: 2000,
            ..small()
        }),
        "seeds: 2000 is not allowed; allowed: a whole number from 1 to 1024"
    );
    assert_eq!(
        refused(Settings {
            steps: 0,
            ..small()
        }),
        "steps: 0 is not allowed; allowed: a whole number from 1 to 100000"
    );
    assert_eq!(
        refused(Settings {
            methods: vec![],
            ..small()
        }),
        "methods: length 0 is not allowed; allowed: 1 to 16 methods"
    );
    assert_eq!(
        refused(Settings {
            learning_rate: f64::NAN,
            ..small()
        }),
        "learningRate: NaN is not allowed; allowed: a number above 0, at most 100"
    );
    assert!(
        refused(Settings {
            seeds: 1024,
            prompts: 64,
            group_size: 256,
            ..small()
        })
        .starts_with("methods x seeds x prompts x groupSize x rewards: ")
    );

    let extreme = vec![Method::Gdpo, Method::Rvpo(schedule(1.0, 1e7))];
    assert_eq!(
        refused(Settings {
            methods: extreme,
            ..small()
        }),
        "methods[1].k: 10000000 is not allowed; allowed: a number from 1e-6 to 1000000 in training"
    );

    let scenario =
        |table: Array2<f64>, noise| Scenario::new(table.view(), noise).unwrap_err().to_string();
    assert_eq!(
        scenario(array![[1.0, f64::NAN], [0.0, 0.0]], 0.1),
        "rewardTable[0][1]: NaN is not allowed; allowed: a number from -10 to 10"
    );
    assert_eq!(
        scenario(array![[1.0, 2.0]], 0.1),
        "rewardTable: length 1 is not allowed; allowed: 2 to 8 responses"
    );
    assert_eq!(
        scenario(array![[1.0], [2.0]], 0.1),
        "rewardTable[0]: length 1 is not allowed; allowed: 2 to 17 rewards"
    );
    assert_eq!(
        scenario(array![[1.0, 2.0], [2.0, 1.0]], -0.1),
        "noise: -0.1 is not allowed; allowed: a number from 0 to 10"
    );

    let mut trainer = trainer(small());
    let other = |settings: Settings| Config::new(settings).unwrap();
    let error = trainer
        .configure(other(Settings {
            seeds: 6,
            ..small()
        }))
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "seeds: 6 is not allowed; allowed: 5, as the run began with; start a new one for another"
    );
    let error = trainer
        .configure(other(Settings { seed: 6, ..small() }))
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "seed: 6 is not allowed; allowed: 1, as the run began with; reset it for another"
    );
}
