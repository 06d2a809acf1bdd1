//! The trainers' conventions against the reference, and what holds for them.

use ndarray::Array2;
use proptest::collection::vec;
use proptest::prelude::*;
use rvpo_playground::aggregate::{
    Advantages, Convention, Error, Estimator, Groups, Method, MethodName, Rewards, ScaleRewards,
    Weights, whiten,
};

use crate::conventions_reference::{Batch, method, reference, std};
use crate::support::config;

/// Sixty-fourths, which single precision holds and which add up without rounding; some constant, some missing.
fn rewards(n: usize, m: usize, missing: bool) -> impl Strategy<Value = Vec<Vec<Option<f64>>>> {
    let number = |x: i32| f64::from(x) / 64.0;
    let column = prop_oneof![
        3 => vec(-128..=128_i32, n),
        2 => vec((0..=1_i32).prop_map(|x| 64 * x), n),
        1 => (-64..=64_i32).prop_map(move |x| vec![x; n]),
        1 => vec(-128..=128_i32, n).prop_map(|x| x.iter().map(|x| 64 * x).collect()),
    ];
    let gone = if missing { 0.25 } else { 0.0 };
    (
        vec(column, m),
        vec(vec(proptest::bool::weighted(gone), m), n),
    )
        .prop_map(move |(columns, gone)| {
            let cell = |i: usize, j: usize| (!gone[i][j]).then_some(number(columns[j][i]));
            (0..n)
                .map(|i| (0..m).map(|j| cell(i, j)).collect())
                .collect()
        })
}

/// Up to 30 rollouts in groups of any size, those of one among them; lengths of 1 to 9 tokens; weights, also of 0.
pub fn batches(missing: bool) -> impl Strategy<Value = Batch> {
    (2..=30_usize, 1..=6_usize).prop_flat_map(move |(n, m)| {
        let weights = prop_oneof![
            2 => Just(vec![1.0; m]),
            1 => vec(0.25..3.0, m),
            1 => vec((0..=3_i32).prop_map(f64::from), m)
                .prop_filter("all 0", |w| w.iter().any(|&w| w > 0.0)),
        ];
        (
            rewards(n, m, missing),
            (1..=8_usize).prop_flat_map(move |groups| vec(0..groups, n)),
            vec(1..=9_u32, n),
            weights,
        )
            .prop_map(|(rewards, groups, tokens, weights)| Batch {
                rewards,
                groups,
                tokens,
                weights,
            })
    })
}

/// A convention, and a batch that it has a place for.
fn any_convention() -> impl Strategy<Value = (Convention, Batch)> {
    proptest::sample::select(&Convention::ALL[..]).prop_flat_map(|convention| {
        let missing = any::<bool>().prop_map(move |missing| missing && convention.allows_missing());
        (Just(convention), missing.prop_flat_map(batches))
    })
}

fn any_method() -> impl Strategy<Value = (MethodName, f64, ScaleRewards)> {
    (
        proptest::sample::select(&MethodName::TRAINED[..]),
        (-2.0..2.0).prop_map(|exponent| 10.0_f64.powf(exponent)),
        proptest::sample::select(&ScaleRewards::ALL[..]),
    )
}

/// Whether the trainer has it.
fn has(convention: Convention, name: MethodName, scale: ScaleRewards) -> bool {
    let no_batch = matches!(convention, Convention::Verl | Convention::NemoRl);
    !(no_batch && name == MethodName::Grpo && scale == ScaleRewards::Batch)
}

fn largest<'a>(x: impl Iterator<Item = &'a f64>) -> f64 {
    x.fold(0.0, |most, x| most.max(x.abs()))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_convention_is_what_its_formulas_say(
        (convention, batch) in any_convention(),
        (name, k, scale) in any_method(),
    ) {
        prop_assume!(has(convention, name, scale));
        let got = batch.run(convention, method(name, k), scale).unwrap();
        let right = reference(&batch, convention, name, k, scale);
        let details = got.details.unwrap();
        let mut unscored = 0;
        let most = largest(right.scores.iter().flatten());
        for (i, score) in right.scores.iter().enumerate() {
            for (j, z) in right.z[i].iter().enumerate() {
                let got = details.z[(i, j)];
                match z {
                    Some(z) => prop_assert!((got - z).abs() <= 1e-12 * (1.0 + z.abs()), "z[{i}][{j}]: {got} instead of {z}"),
                    None => prop_assert!(got.is_nan(), "z[{i}][{j}]: {got}"),
                }
            }
            match score {
                Some(score) => prop_assert!((got.scores[i] - score).abs() <= 1e-12 * (1.0 + most), "scores[{i}]: {} instead of {score}", got.scores[i]),
                None => prop_assert!(got.scores[i].is_nan()),
            }
            let counted = (batch.rewards[i].iter().zip(&batch.weights)).any(|(x, &w)| x.is_some() && w > 0.0);
            let any = batch.rewards[i].iter().any(Option::is_some);
            unscored += usize::from(!if convention == Convention::Trl { any } else { counted });
        }
        prop_assert_eq!(got.unscored, unscored);
        // NeMo-RL divides by what rounding leaves of equal scores.
        if right.divisor > 1e-9 {
            for (i, right_one) in right.advantages.iter().enumerate() {
                let tolerance = 1e-12 * (1.0 + most) / right.divisor + 1e-11 * right_one.abs();
                prop_assert!((got.advantages[i] - right_one).abs() <= tolerance, "advantages[{i}]: {} instead of {right_one}", got.advantages[i]);
            }
        }
    }

    /// Credit is SoftMin's derivative by the convention's own Z, and sums to 1, for what is missing too where that has a Z.
    #[test]
    fn credit_is_that_of_the_conventions_z((convention, batch) in any_convention(), k in 0.05..20.0) {
        let got = batch.run(convention, method(MethodName::Rvpo, k), ScaleRewards::Group).unwrap();
        let details = got.details.unwrap();
        for i in 0..batch.rewards.len() {
            let z = |j: usize| details.z[(i, j)];
            let counted: Vec<usize> = (0..batch.weights.len())
                .filter(|&j| batch.weights[j] > 0.0 && !z(j).is_nan())
                .collect();
            let least = counted.iter().fold(f64::INFINITY, |least, &j| least.min(z(j)));
            let all: f64 = counted.iter().map(|&j| batch.weights[j] * (k * (least - z(j))).exp()).sum();
            for j in 0..batch.weights.len() {
                let right = if counted.contains(&j) { batch.weights[j] * (k * (least - z(j))).exp() / all } else { 0.0 };
                let got = details.credit[(i, j)];
                prop_assert!((got - right).abs() <= 1e-12, "credit[{i}][{j}]: {got} instead of {right}");
            }
        }
    }

    /// Details, and the way to them, change no digit.
    #[test]
    fn details_change_nothing_else((convention, batch) in any_convention(), (name, k, scale) in any_method()) {
        prop_assume!(has(convention, name, scale));
        let with = batch.run(convention, method(name, k), scale).unwrap();
        let without = Estimator::new(method(name, k), 0, 1, Weights::new(&batch.weights).unwrap(), scale)
            .with_convention(convention)
            .unwrap()
            .advantages(&Rewards::from_rows(&batch.rewards).unwrap(), &Groups::by_id(&batch.groups), Some(&batch.tokens), false)
            .unwrap();
        prop_assert!(without.details.is_none());
        prop_assert_eq!(with.advantages, without.advantages);
    }

    #[test]
    fn the_order_of_rollouts_does_not_matter(
        ((convention, batch), order) in any_convention().prop_flat_map(|(convention, batch)| {
            let order: Vec<usize> = (0..batch.rewards.len()).collect();
            (Just((convention, batch)), Just(order).prop_shuffle())
        }),
        (name, k, scale) in any_method(),
    ) {
        prop_assume!(has(convention, name, scale));
        let shuffled = Batch {
            rewards: order.iter().map(|&i| batch.rewards[i].clone()).collect(),
            groups: order.iter().map(|&i| batch.groups[i]).collect(),
            tokens: order.iter().map(|&i| batch.tokens[i]).collect(),
            weights: batch.weights.clone(),
        };
        let right = reference(&batch, convention, name, k, scale);
        prop_assume!(right.divisor > 1e-9);
        let a = batch.run(convention, method(name, k), scale).unwrap();
        let b = shuffled.run(convention, method(name, k), scale).unwrap();
        let most = largest(right.scores.iter().flatten());
        for (place, &i) in order.iter().enumerate() {
            let tolerance = 2e-12 * (1.0 + most) / right.divisor;
            prop_assert!((a.advantages[i] - b.advantages[place]).abs() <= tolerance, "rollout {i}");
        }
        prop_assert_eq!((a.constant, a.single, a.missing, a.unscored), (b.constant, b.single, b.missing, b.unscored));
    }

    /// Where all responses are of one length, verl's whitening differs from one over rollouts by a factor: that of ddof and epsilon.
    #[test]
    fn equal_lengths_are_no_lengths_but_for_ddof_and_epsilon(batch in batches(false), length in 1..50_u32, k in 0.05..20.0) {
        let n = batch.rewards.len();
        let batch = Batch { tokens: vec![length; n], ..batch };
        let got = batch.run(Convention::Verl, method(MethodName::Rvpo, k), ScaleRewards::Group).unwrap();
        let scores = got.scores.to_vec();
        let right = whiten(&scores, 1e-300).unwrap();
        let variance = std(&scores).unwrap().powi(2);
        prop_assume!(variance > 1e-12);
        let tokens = f64::from(length) * n as f64;
        let of_tokens = variance * (tokens - f64::from(length)) / (tokens - 1.0);
        let factor = (variance / (of_tokens + 1e-8)).sqrt();
        for (got, right) in got.advantages.iter().zip(right) {
            prop_assert!((got - right * factor).abs() <= 1e-9 * (1.0 + right.abs() * factor));
        }
    }

    /// The longer a response, the nearer is verl's mean to its score.
    #[test]
    fn verl_centres_on_long_responses(batch in batches(false), k in 0.05..20.0) {
        let mut long = batch.clone();
        long.tokens[0] = 1_000_000_000;
        let run = |batch: &Batch| batch.run(Convention::Verl, method(MethodName::Rvpo, k), ScaleRewards::Group).unwrap();
        let (short, long) = (run(&batch), run(&long));
        prop_assert_eq!(&short.scores, &long.scores);
        prop_assert!(long.advantages[0].abs() <= 1e-3);
        let others = |x: &Advantages<f64>| x.advantages.iter().skip(1).fold(0.0_f64, |most, a| most.max(a.abs()));
        prop_assert!(others(&long) >= others(&short) - 1e-9 || short.advantages[0].abs() <= 1e-9);
    }

    /// The paper's convention is what there was without any, and lengths are nothing to it.
    #[test]
    fn the_papers_convention_is_the_default(batch in batches(true), (name, k, scale) in any_method()) {
        let (rewards, groups) = (Rewards::from_rows(&batch.rewards).unwrap(), Groups::by_id(&batch.groups));
        let weights = Weights::new(&batch.weights).unwrap();
        let plain = Estimator::new(method(name, k), 0, 1, weights, scale).advantages(&rewards, &groups, None, false).unwrap();
        let named = batch.run(Convention::Paper, method(name, k), scale).unwrap();
        prop_assert_eq!(plain.advantages, named.advantages);
        prop_assert_eq!(Convention::default(), Convention::Paper);
    }

    /// Without missing rewards and groups of one, Z differs by the epsilon alone, so that RVPO's order of rollouts hardly does.
    #[test]
    fn conventions_agree_on_clean_data(rewards in vec(vec(-2.0..2.0_f64, 3), 24), k in 0.05..5.0) {
        let batch = Batch {
            rewards: rewards.iter().map(|row| row.iter().map(|&x| Some(x)).collect()).collect(),
            groups: (0..24).map(|i| i / 6).collect(),
            tokens: vec![100; 24],
            weights: vec![1.0, 2.0, 0.5],
        };
        let run = |convention| batch.run(convention, method(MethodName::Rvpo, k), ScaleRewards::Group).unwrap();
        let paper = run(Convention::Paper);
        let (z, most) = (paper.details.unwrap().z, largest(paper.scores.iter()));
        for convention in Convention::ALL {
            let got = run(convention);
            for (got, right) in got.details.unwrap().z.iter().zip(&z) {
                prop_assert!((got - right).abs() <= 0.01, "{convention}: {got} and {right}");
            }
            for (got, right) in got.advantages.iter().zip(&paper.advantages) {
                prop_assert!((got - right).abs() <= 0.05 * (1.0 + most), "{convention}: {got} and {right}");
            }
        }
    }

    /// Any finite input gives finite advantages, also where squares leave the range.
    #[test]
    fn nothing_overflows(
        (convention, name, k) in (proptest::sample::select(&Convention::ALL[..]), proptest::sample::select(&MethodName::TRAINED[..]), -300.0..300.0),
        exponents in vec(vec(-320.0..150.0_f64, 3), 1..12),
        signs: u64,
        weights in vec(-300.0..150.0_f64, 3),
        groups in vec(0..3_usize, 12),
        tokens in vec(1..=u32::MAX, 12),
    ) {
        let n = exponents.len();
        let most = if convention == Convention::Verl { 38.5 } else { 150.0 };
        let number = |i: usize, x: f64| {
            let size = 10.0_f64.powf(x.min(most)).min(1e150);
            if signs >> (i % 64) & 1 == 1 { -size } else { size }
        };
        let batch = Batch {
            rewards: exponents.iter().enumerate().map(|(i, row)| row.iter().enumerate().map(|(j, &x)| Some(number(3 * i + j, x))).collect()).collect(),
            groups: groups[..n].to_vec(),
            tokens: tokens[..n].iter().map(|&tokens| tokens.max(2)).collect(),
            weights: weights.iter().map(|x| 10.0_f64.powf(*x).min(1e150)).collect(),
        };
        let got = batch.run(convention, method(name, 10.0_f64.powf(k)), ScaleRewards::Group).unwrap();
        prop_assert!(got.advantages.iter().all(|a| a.is_finite()), "{}", got.advantages);
        prop_assert!(got.scores.iter().all(|a| a.is_finite()), "{}", got.scores);
        prop_assert!(got.details.unwrap().z.iter().all(|z| z.is_finite()));
    }

}

#[test]
fn what_a_trainer_does_not_have_is_refused() {
    let refused = |result: Result<Advantages<f64>, Error>, message: &str| {
        assert_eq!(result.unwrap_err().to_string(), message);
    };
    let full = Batch {
        rewards: vec![vec![Some(1.0), Some(0.0)], vec![Some(0.0), Some(0.5)]],
        groups: vec![0, 0],
        tokens: vec![3, 5],
        weights: vec![1.0, 1.0],
    };
    let rvpo = method(MethodName::Rvpo, 2.0);
    let group = ScaleRewards::Group;
    for convention in [Convention::Verl, Convention::NemoRl] {
        refused(
            full.run(convention, Method::Grpo, ScaleRewards::Batch),
            &format!(
                "scaleRewards: batch is not allowed; allowed: group or none, which {convention} has"
            ),
        );
        let mut missing = full.clone();
        missing.rewards[1][0] = None;
        for method in [rvpo, Method::Gdpo, Method::Grpo, Method::DrGrpo] {
            refused(
                missing.run(convention, method, group),
                &format!(
                    "rewards[1][0]: missing is not allowed; allowed: a number: {convention} has no place for missing rewards"
                ),
            );
        }
        assert!(!convention.allows_missing());
    }
    for convention in Convention::ALL {
        for name in MethodName::ALL {
            let result = full.run(convention, method(name, 1.0), group);
            if MethodName::TRAINED.contains(&name) || convention == Convention::Paper {
                assert!(result.is_ok(), "{convention}, {name}");
            } else {
                refused(
                    result,
                    &format!("convention: {convention} is not allowed; allowed: paper, for {name}"),
                );
            }
        }
    }
    let with = |batch: &Batch, method, tokens: Option<&[u32]>| {
        let weights = Weights::equal(2).unwrap();
        let estimator = Estimator::new(method, 0, 1, weights, group)
            .with_convention(Convention::Verl)
            .unwrap();
        let rewards = Rewards::from_rows(&batch.rewards).unwrap();
        let groups = Groups::by_id(&batch.groups);
        let needs = estimator.needs_response_tokens();
        (needs, estimator.advantages(&rewards, &groups, tokens, true))
    };
    for method in [rvpo, Method::Gdpo, Method::Min] {
        for (tokens, message) in [
            (
                None,
                "responseTokens: nothing is not allowed; allowed: one number for each rollout, since verl whitens over tokens",
            ),
            (
                Some(&[3][..]),
                "responseTokens: length 1 is not allowed; allowed: 2, one for each rollout",
            ),
            (
                Some(&[3, 0][..]),
                "responseTokens[1]: 0 is not allowed; allowed: a whole number from 1",
            ),
        ] {
            let (needs, result) = with(&full, method, tokens);
            assert!(needs);
            refused(result, message);
        }
    }
    // Where verl whitens nothing, it does not ask.
    for method in [Method::Grpo, Method::DrGrpo] {
        let (needs, result) = with(&full, method, None);
        assert!(!needs && result.is_ok());
    }
    let alone = Batch {
        rewards: vec![vec![Some(1.0), Some(0.0)]],
        groups: vec![0],
        tokens: vec![1],
        ..full.clone()
    };
    refused(
        with(&alone, rvpo, Some(&[1])).1,
        "responseTokens[0]: 1 is not allowed; allowed: 2 or more, since verl whitens over tokens",
    );
    assert_eq!(with(&alone, rvpo, Some(&[2])).1.unwrap().advantages[0], 0.0);
    let mut large = full;
    large.rewards[0][1] = Some(1e39);
    refused(
        with(&large, rvpo, Some(&[1, 1])).1,
        "rewards[0][1]: 1e39 is not allowed; allowed: a number in the range of single precision, which verl's gdpo holds rewards in",
    );
    assert!(with(&large, Method::Grpo, None).1.is_ok());
}

/// ms-swift's 0 caps a SoftMin; the paper and TRL leave the reward out.
#[test]
fn a_missing_reward_is_each_conventions_own() {
    let batch = Batch {
        rewards: vec![
            vec![Some(0.0), Some(0.0)],
            vec![Some(0.0), Some(1.0)],
            vec![Some(1.0), Some(0.0)],
            vec![Some(1.0), None],
        ],
        groups: vec![0; 4],
        tokens: vec![1; 4],
        weights: vec![1.0; 2],
    };
    let run = |convention| {
        let rvpo = method(MethodName::Rvpo, 50.0);
        batch.run(convention, rvpo, ScaleRewards::Group).unwrap()
    };
    for convention in [Convention::Paper, Convention::Trl] {
        let got = run(convention);
        let details = got.details.unwrap();
        assert!(details.z[(3, 1)].is_nan());
        assert_eq!(details.credit[(3, 1)], 0.0);
        assert!((got.scores[3] - details.z[(3, 0)]).abs() < 1e-12);
    }
    let got = run(Convention::MsSwift);
    let details = got.details.unwrap();
    assert_eq!(details.z[(3, 1)], 0.0);
    assert!(details.credit[(3, 1)] > 0.99);
    assert!(got.scores[3] <= 2.0_f64.ln() / 50.0);
    // A reward that only one rollout of its group has says nothing under TRL.
    let lone = Batch {
        rewards: vec![vec![Some(0.0), Some(7.0)], vec![Some(1.0), None]],
        groups: vec![0; 2],
        tokens: vec![1; 2],
        weights: vec![1.0; 2],
    };
    let rvpo = method(MethodName::Rvpo, 2.0);
    let z = |convention| {
        let got = lone.run(convention, rvpo, ScaleRewards::Group).unwrap();
        got.details.unwrap().z
    };
    assert!(z(Convention::Trl)[(0, 1)].is_nan());
    assert_eq!(z(Convention::Paper)[(0, 1)], 0.0);
}

/// Nothing but the order of additions may depend on the type.
#[test]
fn single_precision_agrees() {
    let rows: Vec<Vec<f64>> = (0..24_u32)
        .map(|i| {
            (0..3)
                .map(|j| f64::from((i * 37 + j * 11) % 64) / 64.0)
                .collect()
        })
        .collect();
    let narrow = Array2::from_shape_fn((24, 3), |(i, j)| rows[i][j] as f32);
    let wide = Array2::from_shape_fn((24, 3), |(i, j)| rows[i][j]);
    let groups = Groups::of_size(24, 6).unwrap();
    let tokens: Vec<u32> = (1..=24).collect();
    for convention in Convention::ALL {
        for name in MethodName::TRAINED {
            let method = method(name, 2.0);
            let single = Estimator::<f32>::new(
                method,
                0,
                1,
                Weights::new(&[1.0, 2.0, 0.5]).unwrap(),
                ScaleRewards::Group,
            );
            let double = Estimator::<f64>::new(
                method,
                0,
                1,
                Weights::new(&[1.0, 2.0, 0.5]).unwrap(),
                ScaleRewards::Group,
            );
            let single = single.with_convention(convention).unwrap();
            let double = double.with_convention(convention).unwrap();
            let rewards = Rewards::new(&narrow).unwrap();
            let single = single.advantages(&rewards, &groups, Some(&tokens), false);
            let rewards = Rewards::new(&wide).unwrap();
            let double = double.advantages(&rewards, &groups, Some(&tokens), false);
            for (a, b) in (single.unwrap().advantages.iter()).zip(&double.unwrap().advantages) {
                assert!(
                    (f64::from(*a) - b).abs() < 1e-5,
                    "{convention}, {name}: {a} and {b}"
                );
            }
        }
    }
}
