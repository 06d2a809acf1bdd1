//! The trainers' conventions against the numbers of the trainers' own code, and against a plain reference written from their formulas.
#![cfg(feature = "own-rewards")]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use ndarray::Array2;
use proptest::collection::vec;
use proptest::prelude::*;
use rvpo_playground::aggregate::{
    Advantages, Convention, Error, Estimator, Groups, Method, MethodName, Rewards, RiskCoefficient,
    ScaleRewards, Schedule, Weights, whiten,
};
use serde_json::Value;

/// N rollouts.
#[derive(Clone, Debug)]
struct Batch {
    /// N x M.
    rewards: Vec<Vec<Option<f64>>>,
    /// N labels.
    groups: Vec<usize>,
    /// N lengths.
    tokens: Vec<u32>,
    /// M.
    weights: Vec<f64>,
}

fn method(name: MethodName, k: f64) -> Method {
    let k = Schedule::constant(RiskCoefficient::new(k).unwrap());
    Method::new(name, name.takes_k().then_some(k)).unwrap()
}

impl Batch {
    fn run(
        &self,
        convention: Convention,
        method: Method,
        scale: ScaleRewards,
    ) -> Result<Advantages<f64>, Error> {
        let weights = Weights::new(&self.weights).unwrap();
        Estimator::new(method, 0, 1, weights, scale)
            .with_convention(convention)?
            .advantages(
                &Rewards::from_rows(&self.rewards)?,
                &Groups::by_id(&self.groups),
                Some(&self.tokens),
                true,
            )
    }

    /// The rollouts of each group.
    fn members(&self) -> Vec<Vec<usize>> {
        let groups = self.groups.iter().max().map_or(0, |most| most + 1);
        let members = |group| (0..self.groups.len()).filter(move |&i| self.groups[i] == group);
        (0..groups)
            .map(|group| members(group).collect())
            .filter(|members: &Vec<usize>| !members.is_empty())
            .collect()
    }
}

fn golden(text: &str) -> Vec<(Value, Batch)> {
    let file: Value = serde_json::from_str(text).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();
    list(&file["cases"])
        .into_iter()
        .map(|case| {
            let rewards: Vec<Vec<Option<f64>>> = list(&case["rewards"])
                .iter()
                .map(|row| list(row).iter().map(Value::as_f64).collect())
                .collect();
            let groups = match case["group_size"].as_u64() {
                Some(size) => (0..rewards.len()).map(|i| i / size as usize).collect(),
                None => {
                    let ids = list(&case["group_ids"]);
                    let place = |id| ids.iter().position(|other| other == id).unwrap();
                    ids.iter().map(place).collect()
                }
            };
            let tokens = match case["response_tokens"].as_array() {
                Some(tokens) => tokens.iter().map(|n| n.as_u64().unwrap() as u32).collect(),
                None => vec![1; rewards.len()],
            };
            let weights = list(&case["weights"])
                .iter()
                .map(|w| w.as_f64().unwrap())
                .collect();
            let batch = Batch {
                rewards,
                groups,
                tokens,
                weights,
            };
            (case, batch)
        })
        .collect()
}

fn scale(name: &str) -> ScaleRewards {
    *ScaleRewards::ALL
        .iter()
        .find(|scale| scale.as_str() == name)
        .unwrap()
}

/// The largest difference over all cases, each of which must be within its tolerance.
fn compare(
    convention: Convention,
    cases: &[(Value, Batch)],
    how: impl Fn(&Value) -> (Method, ScaleRewards, f64),
) -> f64 {
    let mut worst = 0.0_f64;
    for (case, batch) in cases {
        let (method, scale, tolerance) = how(case);
        let got = batch.run(convention, method, scale).unwrap();
        let right = case["advantages"].as_array().unwrap();
        assert_eq!(got.advantages.len(), right.len());
        for (i, right) in right.iter().enumerate() {
            let right = right.as_f64().unwrap();
            let off = (got.advantages[i] - right).abs();
            assert!(
                off <= tolerance,
                "{} rollout {i}: {} instead of {right}",
                case["id"],
                got.advantages[i]
            );
            worst = worst.max(off);
        }
    }
    worst
}

#[test]
fn trl_golden() {
    let cases = golden(include_str!("golden/trl.json"));
    assert_eq!(cases.len(), 80);
    let missing =
        |(_, batch): &&(Value, Batch)| batch.rewards.iter().flatten().any(Option::is_none);
    assert_eq!(cases.iter().filter(missing).count(), 16);
    let worst = compare(Convention::Trl, &cases, |case| {
        let scale = scale(case["scale_rewards"].as_str().unwrap());
        match case["mode"].as_str().unwrap() {
            "normalize_then_sum" => (Method::Gdpo, scale, 1e-9),
            "sum_then_normalize" => (Method::Grpo, scale, 1e-9),
            other => panic!("{other}"),
        }
    });
    println!("TRL: off by {worst:.1e}");
    // Its "none" is Dr. GRPO.
    let none: Vec<_> = (cases.into_iter())
        .filter(|(case, _)| case["scale_rewards"] == "none")
        .collect();
    assert_eq!(none.len(), 20);
    compare(Convention::Trl, &none, |_| {
        (Method::DrGrpo, ScaleRewards::Group, 1e-9)
    });
}

#[test]
fn verl_golden() {
    let cases = golden(include_str!("golden/verl.json"));
    let (gdpo, grpo): (Vec<_>, Vec<_>) =
        (cases.into_iter()).partition(|(case, _)| case["mode"] == "gdpo");
    assert_eq!((gdpo.len(), grpo.len()), (16, 16));
    let alone = |(_, batch): &(Value, Batch)| batch.members().iter().any(|group| group.len() == 1);
    assert!(gdpo.iter().all(alone) && grpo.iter().all(alone));
    let unequal = |(_, batch): &(Value, Batch)| batch.tokens.iter().any(|&n| n != batch.tokens[0]);
    assert!(gdpo.iter().all(unequal));
    // verl computes its gdpo in single precision, its grpo in that of the rewards.
    let worst = compare(Convention::Verl, &gdpo, |_| {
        (Method::Gdpo, ScaleRewards::Group, 1e-5)
    });
    println!("verl's gdpo: off by {worst:.1e}");
    let worst = compare(Convention::Verl, &grpo, |_| {
        (Method::Grpo, ScaleRewards::Group, 1e-9)
    });
    println!("verl's grpo: off by {worst:.1e}");
}

#[test]
fn ms_swift_golden() {
    let cases = golden(include_str!("golden/ms_swift.json"));
    assert_eq!(cases.len(), 64);
    let worst = compare(
        Convention::MsSwift,
        &cases,
        |case| match case["scale_rewards"].as_str().unwrap() {
            "gdpo" => (Method::Gdpo, ScaleRewards::Group, 1e-9),
            name => (Method::Grpo, scale(name), 1e-9),
        },
    );
    println!("ms-swift: off by {worst:.1e}");
}

/// What is expected.
struct Reference {
    /// N x M; none where the convention has no Z, which only TRL does not.
    z: Vec<Vec<Option<f64>>>,
    /// None where there is nothing to score.
    scores: Vec<Option<f64>>,
    advantages: Vec<f64>,
    /// The smallest number that something was divided by on the way from scores to advantages.
    divisor: f64,
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// ddof 1; none for fewer than two numbers.
fn std(x: &[f64]) -> Option<f64> {
    let m = mean(x);
    let squares: f64 = x.iter().map(|x| (x - m).powi(2)).sum();
    (x.len() > 1).then(|| (squares / (x.len() as f64 - 1.0)).sqrt())
}

/// The function of that name in TRL and ms-swift.
fn nanstd(x: &[f64]) -> Option<f64> {
    let m = mean(x);
    let squares: Vec<f64> = x.iter().map(|x| (x - m).powi(2)).collect();
    let n = x.len();
    (n > 1).then(|| (mean(&squares) * f64::from(n as f32 / (n - 1) as f32)).sqrt())
}

fn standardised(convention: Convention, column: &[Option<f64>]) -> Vec<Option<f64>> {
    let present: Vec<f64> = column.iter().copied().flatten().collect();
    if present.is_empty() {
        return match convention {
            Convention::MsSwift => vec![Some(0.0); column.len()],
            _ => column.to_vec(),
        };
    }
    let m = mean(&present);
    let (m, divisor) = match convention {
        Convention::Paper | Convention::NemoRl => (m, Some(std(&present).unwrap_or(0.0) + 1e-6)),
        Convention::Trl if column.len() == 1 => (m, Some(1e-4)),
        Convention::Trl => (m, nanstd(&present).map(|std| std + 1e-4)),
        Convention::Verl => match std(&present) {
            Some(std) => (m, Some(std + 1e-6)),
            None => (0.0, Some(f64::from(1.0_f32 + 1e-6))),
        },
        Convention::MsSwift => (m, nanstd(&present).map(|std| std + 1e-8)),
    };
    let z = |x: &Option<f64>| Some((((*x)?) - m) / divisor?);
    let z = column.iter().map(z);
    match convention {
        Convention::MsSwift => z.map(|z| Some(z.unwrap_or(0.0))).collect(),
        _ => z.collect(),
    }
}

fn reference(
    batch: &Batch,
    convention: Convention,
    name: MethodName,
    k: f64,
    scale: ScaleRewards,
) -> Reference {
    let (n, m) = (batch.rewards.len(), batch.weights.len());
    let mut z: Vec<Vec<Option<f64>>> = vec![Vec::new(); n];
    for group in batch.members() {
        let column = |j: usize| -> Vec<_> { group.iter().map(|&i| batch.rewards[i][j]).collect() };
        let columns: Vec<_> = (0..m)
            .map(|j| standardised(convention, &column(j)))
            .collect();
        for (place, &i) in group.iter().enumerate() {
            z[i] = columns.iter().map(|column| column[place]).collect();
        }
    }
    let is_sum = matches!(name, MethodName::Grpo | MethodName::DrGrpo);
    let score = |i: usize| -> Option<f64> {
        let from = if is_sum { &batch.rewards[i] } else { &z[i] };
        let (values, weights): (Vec<f64>, Vec<f64>) = (from.iter().zip(&batch.weights))
            .filter_map(|(value, &w)| Some(((*value)?, w)))
            .filter(|&(_, w)| w > 0.0)
            .unzip();
        let sum: f64 = values.iter().zip(&weights).map(|(x, w)| x * w).sum();
        if values.is_empty() {
            // A sum of nothing is 0 where the trainer does not look at what is missing.
            let has_any = batch.rewards[i].iter().any(Option::is_some);
            let scored = match convention {
                Convention::Trl => has_any,
                Convention::MsSwift => true,
                _ => false,
            };
            return scored.then_some(0.0);
        }
        if is_sum {
            return Some(sum);
        }
        let total: f64 = weights.iter().sum();
        let mu = sum / total;
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let spread = |of: &dyn Fn(f64) -> f64| -> f64 {
            let terms = values.iter().zip(&weights);
            terms.map(|(&x, w)| w / total * of(x)).sum()
        };
        Some(match name {
            MethodName::Gdpo if convention == Convention::Paper => mu,
            MethodName::Gdpo => sum,
            MethodName::Variance => mu - k / 2.0 * spread(&|x| (x - mu).powi(2)),
            MethodName::Rvpo => least - spread(&|x| (-k * (x - least)).exp()).ln() / k,
            MethodName::Min => least,
            _ => panic!("{name}"),
        })
    };
    let scores: Vec<Option<f64>> = (0..n).map(score).collect();
    let scored =
        |rollouts: &[usize]| -> Vec<f64> { rollouts.iter().filter_map(|&i| scores[i]).collect() };
    let everyone: Vec<usize> = (0..n).collect();
    let all = scored(&everyone);
    let mut least_divisor = f64::INFINITY;
    let mut advantages = vec![0.0; n];
    if is_sum {
        let epsilon = match convention {
            Convention::Trl | Convention::MsSwift => 1e-4,
            _ => 1e-6,
        };
        let std = |x: &[f64]| match convention {
            Convention::Trl => nanstd(x),
            _ => std(x),
        };
        for group in batch.members() {
            let own = scored(&group);
            let alone = convention == Convention::Verl && group.len() == 1;
            let m = if alone { 0.0 } else { mean(&own) };
            let divisor = match (name, scale) {
                (MethodName::DrGrpo, _) | (_, ScaleRewards::None) => 1.0,
                _ if alone => f64::from(1.0_f32 + 1e-6),
                (_, ScaleRewards::Group) => std(&own).unwrap_or(0.0) + epsilon,
                (_, ScaleRewards::Batch) => std(&all).unwrap_or(0.0) + epsilon,
            };
            least_divisor = least_divisor.min(divisor);
            for i in group {
                advantages[i] = scores[i].map_or(0.0, |score| (score - m) / divisor);
            }
        }
    } else if !all.is_empty() {
        let (m, divisor) = match convention {
            Convention::Paper => (mean(&all), std(&all).unwrap_or(0.0) + 1e-6),
            Convention::Trl => (mean(&all), nanstd(&all).unwrap_or(0.0) + 1e-4),
            Convention::MsSwift => (mean(&all), std(&all).unwrap_or(0.0) + 1e-8),
            Convention::NemoRl => (mean(&all), std(&all).unwrap_or(0.0)),
            Convention::Verl => {
                // Every token is a number of its own.
                let tokens: Vec<f64> = (all.iter().zip(&batch.tokens))
                    .flat_map(|(&score, &n)| std::iter::repeat_n(score, n as usize))
                    .collect();
                (mean(&tokens), (std(&tokens).unwrap().powi(2) + 1e-8).sqrt())
            }
        };
        least_divisor = divisor;
        for i in 0..n {
            advantages[i] = scores[i].map_or(0.0, |score| (score - m) / divisor);
        }
    }
    Reference {
        z,
        scores,
        advantages,
        divisor: least_divisor,
    }
}

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
fn batches(missing: bool) -> impl Strategy<Value = Batch> {
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

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
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

    /// RLOO is Dr. GRPO times n/(n - 1): the mean of the others, spelt out.
    #[test]
    fn rloo_leaves_one_out(batch in batches(true)) {
        let got = batch.run(Convention::Paper, Method::Rloo, ScaleRewards::Group).unwrap();
        for group in batch.members() {
            let scored: Vec<usize> = group.iter().copied().filter(|&i| !got.scores[i].is_nan()).collect();
            for &i in &group {
                let others: Vec<f64> = scored.iter().filter(|&&h| h != i).map(|&h| got.scores[h]).collect();
                let right = if others.is_empty() || got.scores[i].is_nan() { 0.0 } else { got.scores[i] - mean(&others) };
                prop_assert!((got.advantages[i] - right).abs() <= 1e-10, "{} instead of {right}", got.advantages[i]);
            }
        }
    }

    #[test]
    fn reinforce_plus_plus_knows_no_groups(batch in batches(false), groups in vec(0..5_usize, 30)) {
        let got = batch.run(Convention::Paper, Method::ReinforcePlusPlus, ScaleRewards::Group).unwrap();
        let sums: Vec<f64> = batch.rewards.iter().map(|row| row.iter().zip(&batch.weights).map(|(x, w)| x.unwrap() * w).sum()).collect();
        let right = whiten(&sums, 1e-6).unwrap();
        for (got, right) in got.advantages.iter().zip(right) {
            prop_assert!((got - right).abs() <= 1e-8, "{got} instead of {right}");
        }
        let other = Batch { groups: groups[..batch.rewards.len()].to_vec(), ..batch.clone() };
        let other = other.run(Convention::Paper, Method::ReinforcePlusPlus, ScaleRewards::Group).unwrap();
        for (a, b) in got.advantages.iter().zip(&other.advantages) {
            prop_assert!((a - b).abs() <= 1e-12 * (1.0 + a.abs()));
        }
    }

    /// DVAO's own propositions: a weighted sum of centred rewards over the weighted sum of their deviations, and so never larger than GRPO's
    /// advantage, which divides by the deviation of the sum.
    #[test]
    fn dvao_is_bounded_by_grpo(batch in batches(false)) {
        let got = batch.run(Convention::Paper, Method::Dvao, ScaleRewards::Group).unwrap();
        let grpo = batch.run(Convention::Paper, Method::DrGrpo, ScaleRewards::Group).unwrap();
        for group in batch.members() {
            let columns: Vec<Vec<f64>> = (0..batch.weights.len()).map(|j| group.iter().map(|&i| batch.rewards[i][j].unwrap()).collect()).collect();
            let stds: f64 = columns.iter().zip(&batch.weights).map(|(column, w)| w * std(column).unwrap_or(0.0)).sum();
            let sums: Vec<f64> = group.iter().map(|&i| grpo.scores[i]).collect();
            for (place, &i) in group.iter().enumerate() {
                let centred = sums[place] - mean(&sums);
                // 1e-6 beside a deviation of a 64th of a reward, or more.
                let right = if stds == 0.0 { 0.0 } else { centred / stds };
                prop_assert!((got.advantages[i] - right).abs() <= 1e-3 * (1.0 + right.abs()), "{} instead of {right}", got.advantages[i]);
                let bound = if centred == 0.0 { 0.0 } else { centred.abs() / std(&sums).unwrap_or(f64::INFINITY) };
                prop_assert!(got.advantages[i].abs() <= bound + 1e-3 * (1.0 + bound), "{} over {bound}", got.advantages[i]);
            }
        }
        prop_assert_eq!(got.advantages, got.scores);
    }
}

/// One reward, or two that conflict, with numbers that one can follow by hand.
#[test]
fn the_methods_for_comparison_by_hand() {
    let batch = |rewards: &[&[f64]]| Batch {
        rewards: rewards
            .iter()
            .map(|row| row.iter().map(|&x| Some(x)).collect())
            .collect(),
        groups: (0..rewards.len()).map(|i| i / 4).collect(),
        tokens: vec![1; rewards.len()],
        weights: vec![1.0; rewards[0].len()],
    };
    let run = |batch: &Batch, method| {
        let got = batch.run(Convention::Paper, method, ScaleRewards::Group);
        got.unwrap().advantages.to_vec()
    };
    let close = |got: &[f64], right: &[f64]| {
        for (got, right) in got.iter().zip(right) {
            assert!((got - right).abs() < 2e-6, "{got} instead of {right}");
        }
    };
    let two = batch(&[
        &[1.0],
        &[0.0],
        &[0.0],
        &[0.0],
        &[1.0],
        &[1.0],
        &[1.0],
        &[0.0],
    ]);
    let third = 1.0 / 3.0;
    close(
        &run(&two, Method::Rloo),
        &[1.0, -third, -third, -third, third, third, third, -1.0],
    );
    // Mean 1/2, deviation sqrt(8 / 4 / 7).
    let one = 0.5 / (2.0_f64 / 7.0).sqrt();
    close(
        &run(&two, Method::ReinforcePlusPlus),
        &[one, -one, -one, -one, one, one, one, -one],
    );
    // Deviations 1 and 3 times sqrt(1/3), so that the weights are 1/4 and 3/4; Z is -+ sqrt(3)/2.
    let conflict = batch(&[&[0.0, 3.0], &[0.0, 3.0], &[1.0, 0.0], &[1.0, 0.0]]);
    let half = 0.5 * 0.75_f64.sqrt();
    close(&run(&conflict, Method::Dvao), &[half, half, -half, -half]);
    // All constant: nothing to go by.
    let row: &[f64] = &[1.0, 2.0];
    let constant = batch(&[row; 4]);
    assert_eq!(run(&constant, Method::Dvao), [0.0; 4]);
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
                "responseTokens: nothing is not allowed; allowed: 2 numbers, since verl whitens over tokens",
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
