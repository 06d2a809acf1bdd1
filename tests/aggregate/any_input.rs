//! Any input at all: never a panic, and no NaN where nothing was refused.

use ndarray::Array2;
use proptest::collection::vec;
use proptest::prelude::*;
use rvpo_playground::aggregate::{
    Aggregator, Error, Estimator, Groups, Method, MethodName, Real, Rewards, RiskCoefficient,
    ScaleRewards, Schedule, Step, Weights, aggregate, credit, cumulants, softmin, standardise,
    taylor, whiten,
};

use crate::support::config;

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
            let path = error.refusal().path.steps();
            let is_known = matches!(path, [Step::Field(field), ..] if fields.contains(field));
            prop_assert!(is_known, "{error}");
            let message = error.to_string();
            prop_assert!(message.contains(" is not allowed; allowed: "), "{message}");
            prop_assert!(message.len() < 150, "{message}");
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
