//! Generated batches.

use proptest::collection::vec;
use proptest::prelude::*;
use rvpo_playground::aggregate::{MethodName, ScaleRewards};

use crate::estimator_reference::Batch;

/// Rewards as rubrics and checkers give them, or any number; some constant, some missing.
fn rewards(n: usize, m: usize, missing: bool) -> impl Strategy<Value = Vec<Vec<Option<f64>>>> {
    let reward = prop_oneof![
        3 => (0..=1_i32).prop_map(f64::from),
        3 => (0..=4_i32).prop_map(|x| f64::from(x) * 0.25),
        3 => -2.0..2.0,
        1 => Just(0.1),
        1 => 90.0..110.0,
    ];
    // A column is of one kind; a constant one is as good as forgotten.
    let column = prop_oneof![
        8 => vec(reward.clone(), n).boxed(),
        2 => vec(-1.0..1.0, n).boxed(),
        2 => vec((0..=1_i32).prop_map(f64::from), n).boxed(),
        1 => reward.prop_map(move |x| vec![x; n]).boxed(),
    ];
    let gone = if missing { 0.15 } else { 0.0 };
    (
        vec(column, m),
        vec(vec(proptest::bool::weighted(gone), m), n),
    )
        .prop_map(move |(columns, gone)| {
            (0..n)
                .map(|i| {
                    (0..m)
                        .map(|j| (!gone[i][j]).then_some(columns[j][i]))
                        .collect()
                })
                .collect()
        })
}

fn weights(m: usize) -> impl Strategy<Value = Vec<f64>> {
    prop_oneof![
        2 => Just(vec![1.0; m]),
        1 => vec(0.1..3.0, m),
        1 => vec((0..=3_i32).prop_map(f64::from), m).prop_filter("all 0", |w| w.iter().any(|&w| w > 0.0)),
    ]
}

fn any_method() -> impl Strategy<Value = MethodName> {
    proptest::sample::select(&MethodName::ALL[..])
}

fn any_scale() -> impl Strategy<Value = ScaleRewards> {
    proptest::sample::select(&[ScaleRewards::Group, ScaleRewards::Batch, ScaleRewards::None][..])
}

fn k() -> impl Strategy<Value = f64> {
    (-2.0..2.0).prop_map(|exponent| 10.0_f64.powf(exponent))
}

/// Up to 40 rollouts in up to 8 groups of any size, in any order.
pub fn batches(missing: bool) -> impl Strategy<Value = Batch> {
    (1..=40_usize, 1..=9_usize)
        .prop_flat_map(move |(n, m)| {
            (
                rewards(n, m, missing),
                (1..=8_u8).prop_flat_map(move |groups| vec(0..groups, n)),
                weights(m),
                any_method(),
                k(),
                any_scale(),
            )
        })
        .prop_map(|(rewards, groups, weights, method, k, scale)| Batch {
            rewards,
            groups,
            weights,
            method,
            k,
            scale,
        })
}

/// With rewards that add up without rounding.
pub fn dyadic_batches() -> impl Strategy<Value = Batch> {
    batches(true).prop_map(|batch| Batch {
        rewards: batch
            .rewards
            .iter()
            .map(|row| {
                row.iter()
                    .map(|x| x.map(|x| (x * 1024.0).round() / 1024.0))
                    .collect()
            })
            .collect(),
        weights: batch
            .weights
            .iter()
            .map(|w| (w * 16.0).ceil() / 16.0)
            .collect(),
        ..batch
    })
}
