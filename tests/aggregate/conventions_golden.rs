//! The trainers' conventions against the numbers of the trainers' own code.

use rvpo_playground::aggregate::{Convention, Method, ScaleRewards};
use serde_json::Value;

use crate::conventions_reference::Batch;

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
    let cases = golden(include_str!("../golden/trl.json"));
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
    let cases = golden(include_str!("../golden/verl.json"));
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
    let cases = golden(include_str!("../golden/ms_swift.json"));
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
