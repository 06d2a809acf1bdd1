//! Bad input: refused with the field, the value and what is allowed; never a panic, and no NaN where nothing was refused.
#![allow(missing_docs, clippy::unwrap_used)]

use ndarray::{Array2, arr2};
use proptest::collection::vec;
use proptest::prelude::*;
use rvpo_playground::aggregate::{
    Aggregator, Error, Estimator, Groups, Method, MethodName, Real, Rewards, RiskCoefficient,
    ScaleRewards, Schedule, Weights, aggregate, credit, cumulants, softmin, standardise, taylor,
    whiten,
};

#[track_caller]
fn refused<T: std::fmt::Debug>(got: Result<T, Error>, message: &str) {
    assert_eq!(got.unwrap_err().to_string(), message);
}

fn k(k: f64) -> RiskCoefficient<f64> {
    RiskCoefficient::new(k).unwrap()
}

fn equal(rewards: usize) -> Weights<f64> {
    Weights::equal(rewards).unwrap()
}

#[test]
fn errors_have_parts() {
    let parts = |error: Error| [error.field(), error.given(), error.allowed()].map(str::to_owned);
    assert_eq!(
        parts(RiskCoefficient::new(-1.0).unwrap_err()),
        ["k", "-1", "a finite number above 0"]
    );
    assert_eq!(
        parts(Weights::<f64>::new(&[]).unwrap_err()),
        ["weights", "length 0", "at least one reward"]
    );
}

#[test]
fn k_is_finite_and_above_zero() {
    for (k, shown) in [
        (0.0, "0"),
        (-0.0, "-0"),
        (-0.5, "-0.5"),
        (-1e300, "-1e300"),
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
    ] {
        let message = format!("k: {shown} is not allowed; allowed: a finite number above 0");
        refused(RiskCoefficient::new(k), &message);
        refused(
            RiskCoefficient::new(k as f32),
            &message.replace("-1e300", "-inf"),
        );
        for aggregator in [Aggregator::SoftMin { k }, Aggregator::Variance { k }] {
            refused(
                aggregate(arr2(&[[0.0]]).view(), &equal(1), aggregator),
                &message,
            );
        }
    }
    for k in [f64::from_bits(1), f64::MIN_POSITIVE, 1.0, f64::MAX] {
        assert_eq!(RiskCoefficient::new(k).unwrap().get(), k);
    }
}

#[test]
fn weights_are_not_negative_and_not_all_zero() {
    refused(
        Weights::<f64>::equal(0),
        "weights: length 0 is not allowed; allowed: at least one reward",
    );
    for (weight, shown) in [
        (-1.0, "-1"),
        (-1e-9, "-1e-9"),
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (1e151, "1e151"),
    ] {
        refused(
            Weights::new(&[1.0, weight]),
            &format!("weights[1]: {shown} is not allowed; allowed: a number from 0 to 1e150"),
        );
    }
    for zeros in [&[0.0][..], &[0.0, -0.0, 0.0]] {
        refused(
            Weights::new(zeros),
            "weights: all 0 is not allowed; allowed: at least one weight above 0",
        );
    }
    refused(
        Weights::new(&[1e16_f32]),
        "weights[0]: 1e16 is not allowed; allowed: a number from 0 to 1000000000000000",
    );
    let weights = Weights::new(&[0.0, 1.0, 3.0]).unwrap();
    assert_eq!(weights.raw(), [0.0, 1.0, 3.0]);
    assert_eq!(weights.normalised(), [0.0, 0.25, 0.75]);
}

#[test]
fn z_is_finite_and_as_long_as_the_weights() {
    let check = |z: &[f64], weights: &Weights<f64>, message: &str| {
        refused(softmin(z, weights, k(1.0)), message);
        refused(credit(z, weights, k(1.0)), message);
        refused(taylor(z, weights, k(1.0)), message);
    };
    check(
        &[],
        &equal(2),
        "z: length 0 is not allowed; allowed: at least one reward",
    );
    check(
        &[1.0, 2.0, 3.0],
        &equal(2),
        "weights: length 2 is not allowed; allowed: 3, one for each reward",
    );
    for (z, shown) in [
        (f64::NAN, "NaN"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
    ] {
        check(
            &[0.0, z],
            &equal(2),
            &format!("z[1]: {shown} is not allowed; allowed: a finite number"),
        );
        let table = "a finite number from -1e150 to 1e150";
        refused(
            cumulants(&[0.0, z], &equal(2)),
            &format!("z[1]: {shown} is not allowed; allowed: {table}"),
        );
        refused(
            aggregate(
                arr2(&[[0.0, 0.0], [0.0, z]]).view(),
                &equal(2),
                Aggregator::Mean,
            ),
            &format!("z[1][1]: {shown} is not allowed; allowed: {table}"),
        );
    }
    refused(
        cumulants(&[-2e150], &equal(1)),
        "z[0]: -2e150 is not allowed; allowed: a finite number from -1e150 to 1e150",
    );
    refused(
        aggregate(
            arr2(&[[2e15_f32]]).view(),
            &Weights::equal(1).unwrap(),
            Aggregator::Min,
        ),
        "z[0][0]: 2000000000000000 is not allowed; allowed: a finite number from -1000000000000000 to 1000000000000000",
    );
    refused(
        aggregate(
            Array2::<f64>::zeros((3, 0)).view(),
            &equal(1),
            Aggregator::Mean,
        ),
        "z: length 0 is not allowed; allowed: at least one reward",
    );
    refused(
        aggregate(
            Array2::<f64>::zeros((3, 2)).view(),
            &equal(1),
            Aggregator::Mean,
        ),
        "weights: length 1 is not allowed; allowed: 2, one for each reward",
    );
    refused(
        cumulants(&[], &equal(1)),
        "z: length 0 is not allowed; allowed: at least one reward",
    );
    assert_eq!(
        aggregate(
            Array2::<f64>::zeros((0, 2)).view(),
            &equal(2),
            Aggregator::Min
        )
        .unwrap()
        .len(),
        0
    );
}

#[test]
fn rewards_are_a_table_of_finite_numbers() {
    for (shape, message) in [
        (
            (0, 3),
            "rewards: length 0 is not allowed; allowed: at least one rollout",
        ),
        (
            (0, 0),
            "rewards: length 0 is not allowed; allowed: at least one rollout",
        ),
        (
            (3, 0),
            "rewards[0]: length 0 is not allowed; allowed: at least one reward",
        ),
    ] {
        refused(Rewards::new(Array2::<f64>::zeros(shape)), message);
        refused(Rewards::with_missing(Array2::<f64>::zeros(shape)), message);
    }
    refused(
        Rewards::<f64>::from_rows(&[]),
        "rewards: length 0 is not allowed; allowed: at least one rollout",
    );
    refused(
        Rewards::<f64>::from_rows(&[vec![], vec![]]),
        "rewards[0]: length 0 is not allowed; allowed: at least one reward",
    );
    let one = Some(1.0);
    refused(
        Rewards::from_rows(&[vec![one, one], vec![one, one], vec![one]]),
        "rewards[2]: length 1 is not allowed; allowed: 2, as in rewards[0]",
    );
    refused(
        Rewards::from_rows(&[vec![], vec![one]]),
        "rewards[1]: length 1 is not allowed; allowed: 0, as in rewards[0]",
    );
    let allowed = "a finite number from -1e150 to 1e150";
    for (bad, shown) in [
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
        (1.5e150, "1.5e150"),
        (-f64::MAX, "-1.7976931348623157e308"),
    ] {
        let message = format!("rewards[1][0]: {shown} is not allowed; allowed: {allowed}");
        let table = arr2(&[[0.0, 1.0], [bad, f64::NAN]]);
        refused(Rewards::with_missing(&table), &message);
        refused(Rewards::new(&table), &message);
        refused(
            Rewards::from_rows(&[vec![one, None], vec![Some(bad), one]]),
            &message,
        );
    }
    let message = format!("rewards[0][1]: NaN is not allowed; allowed: {allowed}");
    refused(Rewards::new(arr2(&[[0.0, f64::NAN]])), &message);
    refused(Rewards::from_rows(&[vec![one, Some(f64::NAN)]]), &message);

    let rewards =
        Rewards::from_rows(&[vec![one, None], vec![None, Some(1e150)], vec![one, one]]).unwrap();
    assert_eq!(
        (rewards.rollouts(), rewards.rewards(), rewards.missing()),
        (3, 2, 2)
    );
    let table = arr2(&[[0.0, f64::NAN]]);
    assert_eq!(Rewards::with_missing(&table).unwrap().missing(), 1);
}

#[test]
fn groups_fit_the_rollouts() {
    for (rollouts, size) in [(12, 5), (12, 0), (12, 24), (0, 0), (1, 2)] {
        refused(
            Groups::of_size(rollouts, size),
            &format!(
                "groupSize: {size} is not allowed; allowed: a whole number that divides the {rollouts} rollouts"
            ),
        );
    }
    let table = Array2::<f64>::zeros((6, 2));
    let rewards = Rewards::new(&table).unwrap();
    let gdpo = |weights| Estimator::new(Method::Gdpo, 0, 1, weights, ScaleRewards::Group);
    for (groups, length) in [
        (Groups::of_size(4, 2).unwrap(), 4),
        (Groups::of_size(0, 2).unwrap(), 0),
        (Groups::by_id::<u8>(&[]), 0),
        (Groups::by_id(&["a"; 7]), 7),
    ] {
        refused(
            gdpo(equal(2)).advantages(&rewards, &groups, None, false),
            &format!("groupIds: length {length} is not allowed; allowed: 6, one for each rollout"),
        );
    }
    refused(
        gdpo(equal(3)).advantages(&rewards, &Groups::of_size(6, 3).unwrap(), None, false),
        "weights: length 3 is not allowed; allowed: 2, one for each reward",
    );
}

#[test]
fn standard_deviations_need_good_numbers_and_a_good_epsilon() {
    type Standardise = fn(&[f64], f64) -> Result<Vec<f64>, Error>;
    let both: [(&str, Standardise); 2] = [("rewards", standardise), ("scores", whiten)];
    for (field, f) in both {
        for (bad, shown) in [
            (f64::NAN, "NaN"),
            (f64::INFINITY, "inf"),
            (-2e150, "-2e150"),
        ] {
            refused(
                f(&[0.0, 1.0, bad], 1e-6),
                &format!(
                    "{field}[2]: {shown} is not allowed; allowed: a finite number from -1e150 to 1e150"
                ),
            );
        }
        for (epsilon, shown) in [
            (0.0, "0"),
            (-1e-6, "-1e-6"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "inf"),
            (5e-324, "5e-324"),
        ] {
            refused(
                f(&[0.0, 1.0], epsilon),
                &format!(
                    "epsilon: {shown} is not allowed; allowed: a finite number from 2.2250738585072014e-308 up"
                ),
            );
        }
        assert!(f(&[], 1e-6).unwrap().is_empty());
        assert_eq!(f(&[0.3; 3], f64::MIN_POSITIVE).unwrap(), [0.0; 3]);
    }
}

#[test]
fn methods_have_a_k_or_have_none() {
    let schedule = Schedule::constant(k(2.5));
    for name in MethodName::ALL {
        if name.takes_k() {
            refused(
                Method::new(name, None),
                &format!(
                    "k: nothing is not allowed; allowed: a finite number above 0, which {name} needs"
                ),
            );
            assert_eq!(
                Method::new(name, Some(schedule)).unwrap().schedule(),
                Some(schedule)
            );
        } else {
            refused(
                Method::new(name, Some(schedule)),
                &format!("k: 2.5 is not allowed; allowed: no k, since {name} has none"),
            );
            assert_eq!(Method::new(name, None).unwrap().schedule(), None);
        }
    }
}

/// Any number at all, with the troublesome ones more often than their share.
fn any_bits() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => any::<u64>().prop_map(f64::from_bits),
        2 => any::<u32>().prop_map(|bits| f32::from_bits(bits).into()),
        1 => -3.0..3.0,
        1 => proptest::sample::select(vec![
            0.0, -0.0, 1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, -5e-324,
            1e150, -1e150, 1e15, -1e15, f64::from(f32::MAX), f64::from(f32::MIN_POSITIVE), 1e-45,
        ]),
    ]
}

/// Any number that is not refused outright: without these, most lists hold something that is.
fn any_in_range<F: Real>() -> impl Strategy<Value = f64> {
    any_bits().prop_map(|x| {
        if F::from_f64(x).abs() <= F::LARGEST_REWARD {
            x
        } else if x > 0.0 {
            F::LARGEST_REWARD.to_f64()
        } else {
            -F::LARGEST_REWARD.to_f64()
        }
    })
}

fn lists<F: Real>(
    len: impl Into<proptest::collection::SizeRange> + Clone,
) -> impl Strategy<Value = Vec<F>> {
    let narrow = |list: Vec<f64>| list.into_iter().map(F::from_f64).collect();
    prop_oneof![
        1 => vec(any_bits(), len.clone()).prop_map(narrow),
        3 => vec(any_in_range::<F>(), len).prop_map(narrow),
    ]
}

fn any_k<F: Real>() -> impl Strategy<Value = F> {
    prop_oneof![
        any_bits(),
        any_bits().prop_map(f64::abs),
        (-300.0..300.0).prop_map(|x| 10.0_f64.powf(x))
    ]
    .prop_map(F::from_f64)
}

fn no_nan<F: Real>(values: impl IntoIterator<Item = F>, what: &str) -> Result<(), TestCaseError> {
    for (i, value) in values.into_iter().enumerate() {
        prop_assert!(!value.is_nan(), "{what}[{i}] is NaN");
    }
    Ok(())
}

fn finite<F: Real>(values: impl IntoIterator<Item = F>, what: &str) -> Result<(), TestCaseError> {
    for (i, value) in values.into_iter().enumerate() {
        prop_assert!(value.is_finite(), "{what}[{i}] is {value}");
    }
    Ok(())
}

/// An error is a field that one can find in the input, a value and a rule.
fn named<T>(result: Result<T, Error>, fields: &[&str]) -> Result<Option<T>, TestCaseError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) => {
            let field = error.field().split('[').next().unwrap();
            prop_assert!(fields.contains(&field), "{field}");
            prop_assert!(
                !error.given().is_empty() && error.given().len() < 30,
                "{error}"
            );
            prop_assert!(!error.allowed().is_empty(), "{error}");
            Ok(None)
        }
    }
}

fn one_rollout<F: Real>(z: &[F], weights: &[F], k: F, epsilon: F) -> Result<(), TestCaseError> {
    let k = named(RiskCoefficient::new(k), &["k"])?;
    for (field, result) in [
        ("rewards", standardise(z, epsilon)),
        ("scores", whiten(z, epsilon)),
    ] {
        if let Some(got) = named(result, &[field, "epsilon"])? {
            finite(got, field)?;
        }
    }
    let Some(weights) = named(Weights::new(weights), &["weights"])? else {
        return Ok(());
    };
    finite(weights.normalised().iter().copied(), "normalised")?;
    if let Some([mean, k2, k3, k4]) = named(cumulants(z, &weights), &["z", "weights"])? {
        finite([mean], "mean")?;
        no_nan([k2, k3, k4], "cumulants")?;
    }
    let Some(k) = k else { return Ok(()) };
    if let Some(a) = named(softmin(z, &weights, k), &["z", "weights"])? {
        finite([a], "softmin")?;
        let counted = || {
            z.iter()
                .zip(weights.normalised())
                .filter(|(_, p)| **p > F::zero())
                .map(|(z, _)| *z)
        };
        prop_assert!(a >= counted().fold(F::infinity(), F::min));
        // Up to rounding; in halves, since z may reach to the end of the range.
        let half = F::from_f64(0.5);
        let most = counted().fold(F::neg_infinity(), F::max);
        let largest = counted().fold(F::zero(), |most, z| most.max(z.abs()));
        prop_assert!(half * a <= half * most + largest * F::from_f64(4.0) * F::epsilon());
    }
    if let Some(credit) = named(credit(z, &weights, k), &["z", "weights"])? {
        prop_assert!(
            credit.iter().all(|&c| c >= F::zero() && c <= F::one()),
            "{credit:?}"
        );
        let sum = credit
            .iter()
            .fold(0.0, |sum: f64, &c| sum + Real::to_f64(c));
        prop_assert!(
            (sum - 1.0).abs() <= F::epsilon().to_f64() * credit.len() as f64,
            "{sum}"
        );
    }
    if let Some(expansion) = named(taylor(z, &weights, k), &["z", "weights"])? {
        no_nan(expansion.cumulants, "cumulants")?;
        no_nan(expansion.orders, "orders")?;
        finite([expansion.exact, expansion.orders[0]], "exact, orders[0]")?;
    }
    Ok(())
}

fn many_rollouts<F: Real>(
    values: &[F],
    width: usize,
    weights: &[F],
    k: F,
    schedule: (f64, f64),
    ids: &[u8],
    size: usize,
) -> Result<(), TestCaseError> {
    let rows = values.len().checked_div(width).unwrap_or(3);
    let table = Array2::from_shape_vec((rows, width), values[..rows * width].to_vec()).unwrap();
    let weights = named(Weights::new(weights), &["weights"])?;
    if let Some(weights) = &weights {
        let all = [
            Aggregator::Mean,
            Aggregator::Variance { k },
            Aggregator::SoftMin { k },
            Aggregator::Min,
        ];
        for aggregator in all {
            if let Some(scores) = named(
                aggregate(table.view(), weights, aggregator),
                &["z", "weights", "k"],
            )? {
                prop_assert_eq!(scores.len(), rows);
                finite(scores, "scores")?;
            }
        }
    }
    let listed: Vec<Vec<Option<F>>> = table
        .rows()
        .into_iter()
        .map(|row| row.iter().map(|&x| Some(x)).collect())
        .collect();
    let fields = &["rewards"];
    let all_there = named(Rewards::new(&table), fields)?;
    prop_assert_eq!(
        named(Rewards::from_rows(&listed), fields)?.is_some(),
        all_there.is_some()
    );
    let Some(rewards) = named(Rewards::with_missing(&table), fields)? else {
        return Ok(());
    };
    let mut groups = vec![Groups::by_id(ids), Groups::by_id(&vec![0; rows])];
    groups.extend(named(Groups::of_size(rows, size), &["groupSize"])?);
    let schedule = (
        named(RiskCoefficient::new(schedule.0), &["k"])?,
        named(RiskCoefficient::new(schedule.1), &["k"])?,
    );
    let schedule = match schedule {
        (Some(from), Some(to)) => Some(Schedule::linear(from, to)),
        _ => None,
    };
    let Some(weights) = weights else {
        return Ok(());
    };
    for name in MethodName::ALL {
        let Some(method) = named(
            Method::new(name, schedule.filter(|_| name.takes_k())),
            &["k"],
        )?
        else {
            continue;
        };
        for (groups, scale) in
            groups
                .iter()
                .zip([ScaleRewards::Group, ScaleRewards::Batch, ScaleRewards::None])
        {
            let estimator = Estimator::new(method, 1, 4, weights.clone(), scale);
            let Some(got) = named(
                estimator.advantages(&rewards, groups, None, true),
                &["groupIds", "weights"],
            )?
            else {
                continue;
            };
            prop_assert_eq!(got.advantages.len(), rows);
            finite(got.advantages, "advantages")?;
            let unscored = got.scores.iter().filter(|score| score.is_nan()).count();
            prop_assert_eq!(unscored, got.unscored);
            finite(
                got.scores.into_iter().filter(|score| !score.is_nan()),
                "scores",
            )?;
            let details = got.details.unwrap();
            let missing = details.z.iter().filter(|z| z.is_nan()).count();
            prop_assert_eq!(missing, got.missing);
            finite(details.z.into_iter().filter(|z| !z.is_nan()), "z")?;
            // The variance penalty's credit has no bound.
            no_nan(details.credit, "credit")?;
        }
    }
    Ok(())
}

type Many<F> = (Vec<F>, usize, Vec<F>, F, (f64, f64), Vec<u8>, usize);

fn many<F: Real>() -> impl Strategy<Value = Many<F>> {
    (0..=4_usize, 0..=12_usize, 0..=4_usize, any::<bool>()).prop_flat_map(
        |(width, rows, other, fits)| {
            let weights = if fits { width } else { other };
            let ids = if fits { rows } else { rows + other };
            let missing = prop_oneof![5 => Just(false), 1 => Just(true)];
            let values = (lists::<F>(width * rows), vec(missing, width * rows)).prop_map(
                |(values, missing)| {
                    values
                        .into_iter()
                        .zip(missing)
                        .map(|(x, missing)| if missing { F::nan() } else { x })
                        .collect()
                },
            );
            let weights = prop_oneof![
                lists(weights),
                lists::<F>(weights).prop_map(|list| list.into_iter().map(|w| w.abs()).collect())
            ];
            (
                values,
                Just(width),
                weights,
                any_k(),
                (any_k::<f64>(), any_k::<f64>()),
                vec(0..3_u8, ids),
                0..5_usize,
            )
        },
    )
}

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

macro_rules! in_precision {
    ($float:ident) => {
        mod $float {
            use super::*;

            proptest! {
                #![proptest_config(config())]

                #[test]
                fn any_list_is_taken_or_refused(
                    (z, weights) in (0..=9_usize, 0..=9_usize, any::<bool>()).prop_flat_map(|(m, n, fits)| {
                        let weights = lists::<$float>(if fits { m } else { n });
                        (lists::<$float>(m), prop_oneof![weights, Just(vec![1.0; m])])
                    }),
                    k in any_k::<$float>(),
                    epsilon in any_k::<$float>()
                ) {
                    one_rollout(&z, &weights, k, epsilon)?;
                }

                #[test]
                fn any_table_is_taken_or_refused((values, width, weights, k, schedule, ids, size) in many::<$float>()) {
                    many_rollouts(&values, width, &weights, k, schedule, &ids, size)?;
                }
            }
        }
    };
}

in_precision!(f32);
in_precision!(f64);
