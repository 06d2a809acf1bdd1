//! Bad input: refused with the field, the value and what is allowed.

use ndarray::{Array2, arr2};
use rvpo_playground::aggregate::{
    Aggregator, Error, Estimator, Given, Groups, Method, MethodName, Path, Refusal, Rewards,
    RiskCoefficient, Rule, ScaleRewards, Schedule, Step, Weights, aggregate, credit, cumulants,
    softmin, standardise, taylor, whiten,
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
    let error = RiskCoefficient::new(-1.0)
        .unwrap_err()
        .within(Path::from("methods").at(1));
    let Refusal { path, given, rule } = error.refusal();
    assert_eq!(
        path.steps(),
        [Step::Field("methods"), Step::Index(1), Step::Field("k")]
    );
    assert_eq!(
        (given, rule),
        (&Given::Written { text: "-1".into() }, &Rule::AboveZero)
    );
    let error = Weights::<f64>::new(&[]).unwrap_err();
    let Refusal { path, given, rule } = error.refusal();
    assert_eq!(path.steps(), [Step::Field("weights")]);
    assert_eq!(
        (given, rule),
        (&Given::Length { length: 0 }, &Rule::SomeReward)
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
        "weights[0]: 10000000000000000 is not allowed; allowed: a number from 0 to 1000000000000000",
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
            (-1e-6, "-0.000001"),
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
