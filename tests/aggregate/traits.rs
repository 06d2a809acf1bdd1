//! What the methods and the conventions are said to do, against what the estimator does.

use ndarray::{Array2, ArrayView1, array};
use rvpo_playground::aggregate::{
    Advantages, Convention, Error, Estimator, Groups, Method, MethodName, Missing, MissingUse,
    Normalisation, Rewards, RiskCoefficient, RoundedBessel, ScaleRewards, Schedule, ScoredWithout,
    Scoring, SingleZ, Warning, Weights, Whitening, aggregate,
};
use rvpo_playground::report::{Analysis, Choice, Input, Lint};

const WEIGHTS: [f64; 3] = [1.0, 2.0, 0.5];

/// Two groups of four rollouts, whose three rewards have units of their own.
fn rewards() -> Array2<f64> {
    array![
        [0.9, 12.0, -3.0],
        [0.1, 17.5, -2.0],
        [0.4, 11.0, -4.5],
        [0.6, 10.0, -1.0],
        [0.3, 19.0, -2.5],
        [0.8, 13.0, -6.0],
        [0.7, 14.0, -1.5],
        [0.2, 18.0, -3.5],
    ]
}

/// The same with two rewards missing, in a group each.
fn rewards_with_holes() -> Array2<f64> {
    let mut rewards = rewards();
    rewards[(1, 0)] = f64::NAN;
    rewards[(6, 2)] = f64::NAN;
    rewards
}

fn method(name: MethodName) -> Method {
    let k = Schedule::constant(RiskCoefficient::new(1.5).unwrap());
    Method::new(name, name.traits().takes_k.then_some(k)).unwrap()
}

fn run_with(
    rewards: &Array2<f64>,
    weights: &[f64],
    group_size: usize,
    tokens: &[u32],
    (convention, name, scale): (Convention, MethodName, ScaleRewards),
) -> Result<Advantages<f64>, Error> {
    Estimator::new(method(name), 0, 1, Weights::new(weights)?, scale)
        .with_convention(convention)?
        .advantages(
            &Rewards::with_missing(rewards.view())?,
            &Groups::of_size(rewards.nrows(), group_size)?,
            Some(tokens),
            true,
        )
}

fn run(rewards: &Array2<f64>, convention: Convention, name: MethodName) -> Advantages<f64> {
    let how = (convention, name, ScaleRewards::Group);
    let tokens = vec![1000; rewards.nrows()];
    run_with(rewards, &WEIGHTS, 4, &tokens, how).unwrap()
}

/// Every method of every convention.
fn all() -> impl Iterator<Item = (Convention, MethodName)> {
    let of = |convention: Convention| {
        let names = MethodName::ALL.into_iter();
        let names = names.filter(move |&name| convention.has_method(name));
        names.map(move |name| (convention, name))
    };
    Convention::ALL.into_iter().flat_map(of)
}

fn is_close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs() + b.abs())
}

fn weighted_sum<'a>(values: impl IntoIterator<Item = &'a f64>) -> f64 {
    let terms = values.into_iter().zip(WEIGHTS);
    terms
        .map(|(x, w)| if x.is_nan() { 0.0 } else { w * x })
        .sum()
}

/// The aggregate of those standardised rewards that are not NaN.
fn aggregate_of(z: ArrayView1<'_, f64>, name: MethodName) -> f64 {
    let (z, weights): (Vec<f64>, Vec<f64>) =
        (z.iter().zip(WEIGHTS)).filter(|(z, _)| !z.is_nan()).unzip();
    let z = Array2::from_shape_vec((1, z.len()), z).unwrap();
    let aggregator = method(name).aggregator(0, 1).unwrap();
    aggregate(z.view(), &Weights::new(&weights).unwrap(), aggregator).unwrap()[0]
}

#[test]
fn a_missing_reward_is_used_as_stated() {
    let rewards = rewards_with_holes();
    for convention in Convention::ALL {
        for name in MethodName::ALL {
            let how = (convention, name, ScaleRewards::Group);
            let got = run_with(&rewards, &WEIGHTS, 4, &[9; 8], how);
            let stated = convention.missing_use(name);
            assert_eq!(convention.allows_missing(), stated.is_some());
            if !convention.has_method(name) {
                continue;
            }
            let Some(stated) = stated else {
                assert!(got.is_err(), "{convention} {name}");
                continue;
            };
            let got = got.unwrap();
            let z = got.details.unwrap().z;
            for rollout in [1, 6] {
                let score = got.scores[rollout];
                let z = z.row(rollout);
                let with_zero = z.mapv(|z| if z.is_nan() { 0.0 } else { z });
                let of_raw = weighted_sum(rewards.row(rollout));
                if name.traits().scoring != Scoring::Aggregate {
                    // DVAO has no aggregator, and leaves out what is NaN.
                    let expected = if name.traits().adds_up_raw() {
                        MissingUse::RawZero
                    } else {
                        assert!(z.iter().any(|z| z.is_nan()));
                        MissingUse::LeftOut
                    };
                    assert_eq!(stated, expected, "{convention} {name}");
                    assert_eq!(is_close(score, of_raw), stated == MissingUse::RawZero);
                    continue;
                }
                // Under ms-swift, Z is 0 where the reward is missing.
                let mut present = z.to_owned();
                present[if rollout == 1 { 0 } else { 2 }] = f64::NAN;
                let found: Vec<MissingUse> = [
                    (MissingUse::LeftOut, aggregate_of(present.view(), name)),
                    (MissingUse::RawZero, of_raw),
                    (MissingUse::Neutral, weighted_sum(&with_zero)),
                    (MissingUse::ZeroZ, aggregate_of(with_zero.view(), name)),
                ]
                .into_iter()
                .filter(|&(_, expected)| is_close(score, expected))
                .map(|(found, _)| found)
                .collect();
                assert!(found.contains(&stated), "{convention} {name} {found:?}");
                // Where Z = 0 is not the least, a minimum is the same with it.
                let is_unique = name != MethodName::Min;
                assert!(
                    !is_unique || found.len() == 1,
                    "{convention} {name} {found:?}"
                );
            }
        }
    }
}

#[test]
fn methods_and_scales_are_there_as_stated() {
    for convention in Convention::ALL {
        for name in MethodName::ALL {
            let how = (convention, name, ScaleRewards::None);
            let got = run_with(&rewards(), &WEIGHTS, 4, &[9; 8], how);
            assert_eq!(
                got.is_ok(),
                convention.has_method(name),
                "{convention} {name}"
            );
        }
        for scale in ScaleRewards::ALL {
            let how = (convention, MethodName::Grpo, scale);
            let got = run_with(&rewards(), &WEIGHTS, 4, &[9; 8], how);
            assert_eq!(
                got.is_ok(),
                convention.has_scale(scale),
                "{convention} {scale:?}"
            );
        }
    }
    for name in MethodName::ALL {
        let k = Schedule::constant(RiskCoefficient::new(1.0).unwrap());
        assert_eq!(Method::new(name, Some(k)).is_ok(), name.traits().takes_k);
        assert_eq!(Method::new(name, None).is_err(), name.traits().takes_k);
        assert_eq!(method(name).schedule().is_some(), name.traits().takes_k);
        let aggregator = method(name).aggregator::<f64>(0, 1);
        assert_eq!(
            aggregator.is_some(),
            name.traits().scoring == Scoring::Aggregate
        );
    }
}

#[test]
fn scores_are_made_as_stated() {
    let rewards = rewards();
    for (convention, name) in all() {
        let got = run(&rewards, convention, name);
        let z = got.details.as_ref().unwrap().z.view();
        let is = |of: &dyn Fn(usize) -> f64| (0..8).all(|i| is_close(got.scores[i], of(i)));
        let is_raw = is(&|i| weighted_sum(rewards.row(i)));
        assert_eq!(is_raw, name.traits().adds_up_raw(), "{convention} {name}");
        let is_sum = is(&|i| weighted_sum(z.row(i)));
        assert_eq!(is_sum, convention.sums_z(name), "{convention} {name}");
        let total: f64 = WEIGHTS.iter().sum();
        let is_bounded = (0..8).all(|i| got.scores[i] <= weighted_sum(z.row(i)) / total + 1e-9);
        assert_eq!(
            is_bounded,
            convention.is_bounded_by_mean(name),
            "{convention} {name}"
        );

        // In another unit, the second reward counts for more where it counts by its deviation.
        let mut scaled = rewards.clone();
        scaled.column_mut(1).mapv_inplace(|x| 100.0 * x);
        let credit = |of: &Advantages<f64>| of.details.as_ref().unwrap().credit.clone();
        let (before, after) = (credit(&got), credit(&run(&scaled, convention, name)));
        let moved = (before - after)
            .iter()
            .fold(0.0, |most: f64, x| most.max(x.abs()));
        assert_eq!(
            moved > 0.02,
            name.traits().counts_by_deviation(),
            "{convention} {name} {moved}"
        );
    }
}

#[test]
fn scores_become_advantages_as_stated() {
    for (convention, name) in all() {
        let got = run(&rewards(), convention, name);
        let (scores, advantages) = (got.scores.to_vec(), got.advantages.to_vec());
        let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
        let group = |i: usize| &scores[i / 4 * 4..i / 4 * 4 + 4];
        let is = |of: &dyn Fn(usize) -> f64| (0..8).all(|i| is_close(advantages[i], of(i)));
        let slope = (advantages[1] - advantages[0]) / (scores[1] - scores[0]);
        let found = if is(&|i| scores[i]) {
            Normalisation::None
        } else if is(&|i| scores[i] - mean(group(i))) {
            Normalisation::Centred
        } else if is(&|i| (scores[i] - mean(group(i))) * 4.0 / 3.0) {
            Normalisation::LeaveOneOut
        } else if is(&|i| (scores[i] - mean(&scores)) * slope) {
            Normalisation::Whitened
        } else {
            Normalisation::Scaled
        };
        let traits = name.traits();
        assert_eq!(found, traits.normalisation, "{convention} {name}");
        assert_eq!(found == Normalisation::Whitened, traits.is_whitened());

        for scale in ScaleRewards::ALL
            .into_iter()
            .filter(|&scale| convention.has_scale(scale))
        {
            let how = (convention, name, scale);
            let run = |rewards: &Array2<f64>, tokens: [u32; 8]| {
                run_with(rewards, &WEIGHTS, 4, &tokens, how)
                    .unwrap()
                    .advantages
                    .to_vec()
            };
            let plain = run(&rewards(), [1000; 8]);
            assert_eq!(
                plain != advantages,
                scale != ScaleRewards::Group && traits.takes_scale_rewards()
            );
            let times_ten = run(&rewards().mapv(|x| 10.0 * x), [1000; 8]);
            let follows = plain
                .iter()
                .zip(times_ten)
                .all(|(one, ten)| is_close(10.0 * one, ten));
            assert_eq!(
                follows,
                traits.keeps_unit(scale),
                "{convention} {name} {scale:?}"
            );
            let long = run(&rewards(), [9000, 1000, 1, 1000, 1000, 1000, 1000, 1000]);
            assert_eq!(
                long != plain,
                convention.counts_tokens(name),
                "{convention} {name}"
            );
        }
    }
}

#[test]
fn peculiarities_are_as_stated() {
    for (convention, name) in all() {
        let traits = convention.traits();
        let is_standardised = !name.traits().adds_up_raw();
        let z = |of: &Advantages<f64>| of.details.as_ref().unwrap().z.clone();

        let how = (convention, name, ScaleRewards::Group);
        let single = run_with(&rewards(), &WEIGHTS, 1, &[9; 8], how).unwrap();
        let is_raw = is_close(z(&single)[(0, 1)], 12.0 / 1.000001)
            || (z(&single)[(0, 1)] - 12.0).abs() < 1e-4;
        assert_eq!(
            is_raw,
            traits.single == SingleZ::RawReward,
            "{convention} {name}"
        );
        assert_eq!(z(&single)[(0, 1)] == 0.0, traits.single == SingleZ::Zero);

        let nudged = rewards().mapv(|x| x * (1.0 + 1e-12));
        let is_same =
            run(&nudged, convention, name).scores == run(&rewards(), convention, name).scores;
        assert_eq!(
            is_same,
            convention.rounds_rewards(name),
            "{convention} {name}"
        );

        // Groups that differ by a hair: what is left of the scores is what epsilon leaves.
        let hair = Array2::from_shape_fn((8, 1), |(i, _)| 1e-6 * f64::from(u8::from(i % 4 == 0)));
        let tiny = run_with(&hair, &[1.0], 4, &[9; 8], how).unwrap();
        let std = 0.5e-6;
        let epsilon = |of: f64| 0.75e-6 / of - std;
        let (of_z, of_sum) = (epsilon(z(&tiny)[(0, 0)]), epsilon(tiny.advantages[0]));
        assert!(
            (of_z / traits.epsilon - 1.0).abs() < 1e-4,
            "{convention} {name} {of_z}"
        );
        if name == MethodName::Grpo {
            assert!(
                (of_sum / traits.sum_epsilon - 1.0).abs() < 1e-4,
                "{convention} {of_sum}"
            );
        }
        if !is_standardised {
            assert_eq!(convention.epsilon_of(name), traits.sum_epsilon);
        }

        // Of numbers so large that no epsilon counts, the deviation is right but for its rounding.
        let large = rewards().mapv(|x| 1e8 * x);
        let large = run_with(&large, &[1.0, 0.0, 0.0], 4, &[9; 8], how).unwrap();
        let exact = {
            let x = [0.9, 0.1, 0.4, 0.6];
            let squares: f64 = x.iter().map(|x| (x - 0.5_f64).powi(2)).sum();
            0.4 / (squares / 3.0).sqrt()
        };
        let is_rounded = |of: f64| (of / exact - 1.0).abs() > 2e-9;
        let rounds_z = traits.rounded_bessel != RoundedBessel::Never;
        if !convention.rounds_rewards(name) {
            assert_eq!(
                is_rounded(z(&large)[(0, 0)]),
                rounds_z,
                "{convention} {name}"
            );
        }
        if name == MethodName::Grpo {
            let rounds_sums = traits.rounded_bessel == RoundedBessel::Always;
            assert_eq!(is_rounded(large.advantages[0]), rounds_sums, "{convention}");
        }

        if traits.missing == Missing::Refused {
            continue;
        }
        let mut lone = rewards();
        lone.column_mut(2)
            .slice_mut(ndarray::s![1..4])
            .fill(f64::NAN);
        let lone = run_with(&lone, &WEIGHTS, 4, &[9; 8], how).unwrap();
        let is_missing = z(&lone)[(0, 2)].is_nan();
        assert_eq!(is_missing, traits.drops_lone_reward, "{convention} {name}");

        // The first has nothing, the second a reward of weight 0.
        let mut without = rewards();
        without.row_mut(0).fill(f64::NAN);
        without.row_mut(1).assign(&array![f64::NAN, f64::NAN, 1.0]);
        let without = run_with(&without, &[1.0, 2.0, 0.0], 4, &[9; 8], how).unwrap();
        assert_eq!(
            without.unscored,
            if traits.scored_without == ScoredWithout::AnyReward {
                1
            } else {
                2
            }
        );
        let found = match [without.scores[0], without.scores[1]].map(|score| score == 0.0) {
            [false, false] => ScoredWithout::No,
            [false, true] => ScoredWithout::AnyReward,
            _ => ScoredWithout::Always,
        };
        assert_eq!(found, traits.scored_without, "{convention} {name}");
    }
    // Scores that differ by rounding alone.
    let one = rewards().column(0).to_owned();
    let opposed =
        Array2::from_shape_fn((8, 2), |(i, j)| if j == 0 { one[i] } else { 0.3 - one[i] });
    for (convention, name) in all().filter(|(_, name)| *name == MethodName::Gdpo) {
        let how = (convention, name, ScaleRewards::Group);
        let got = run_with(&opposed, &[1.0, 1.0], 4, &[9; 8], how).unwrap();
        let largest = got
            .advantages
            .iter()
            .fold(0.0, |most: f64, x| most.max(x.abs()));
        assert_eq!(
            largest > 0.5,
            convention.whitens_noise(name),
            "{convention} {largest}"
        );
        assert_eq!(
            convention.whitens_noise(name),
            convention.traits().whitening == Whitening::RolloutsWithoutEpsilon
        );
    }
}

/// One empty cell in the first group and one in the second, and a third group in which every rollout has the same rewards.
#[test]
fn warnings_and_findings_say_the_same_of_missing_rewards() {
    let mut rewards = Array2::from_shape_fn(
        (12, 3),
        |(i, j)| if i < 8 { rewards()[(i, j)] } else { 0.5 },
    );
    rewards[(1, 0)] = f64::NAN;
    rewards[(6, 2)] = f64::NAN;
    let groups = Groups::of_size(12, 4).unwrap();
    let allowing = Convention::ALL
        .into_iter()
        .filter(|convention| convention.allows_missing());
    for convention in allowing {
        let choice = Choice::new(method(MethodName::Rvpo), convention);
        let input = Input {
            rewards: rewards.clone(),
            reward_names: ["a", "b", "c"].map(str::to_owned).to_vec(),
            groups: groups.clone(),
            response_lengths: None,
        };
        let report = Analysis::new(input, choice).unwrap().finish().unwrap();
        let warned = [
            (&report.advantages, MethodName::Rvpo),
            (&report.compare_advantages, MethodName::Gdpo),
        ]
        .map(|(advantages, name)| {
            let warnings = advantages.warnings(convention, name, &groups, 3);
            let missing = warnings.into_iter().find_map(|warning| match warning {
                Warning::MissingRewards {
                    rewards: 2,
                    of: 36,
                    method,
                    ..
                } => Some(method),
                _ => None,
            });
            missing.unwrap()
        });
        let found = report
            .findings
            .iter()
            .find_map(|finding| match finding.lint {
                Lint::MissingRewards {
                    method,
                    compare,
                    missing: 2,
                    ..
                } => Some([method, compare]),
                _ => None,
            });
        assert_eq!(found, Some(warned), "{convention}");
        let expected = match convention {
            Convention::Paper => [MissingUse::LeftOut, MissingUse::LeftOut],
            Convention::Trl => [MissingUse::LeftOut, MissingUse::Neutral],
            _ => [MissingUse::ZeroZ, MissingUse::Neutral],
        };
        assert_eq!(warned, expected, "{convention}");
    }
}

#[test]
fn warnings_speak_of_what_is_there() {
    let of = |rewards: &Array2<f64>, groups: &Groups, convention: Convention, name: MethodName| {
        let weights = Weights::equal(3).unwrap();
        Estimator::new(method(name), 0, 1, weights, ScaleRewards::Group)
            .with_convention(convention)
            .unwrap()
            .advantages(
                &Rewards::with_missing(rewards.view()).unwrap(),
                groups,
                Some(&[9; 8]),
                false,
            )
            .unwrap()
            .warnings(convention, name, groups, 3)
    };
    let even = Groups::of_size(8, 4).unwrap();
    let uneven = Groups::by_label(&[0, 0, 0, 0, 0, 0, 0, 1]);
    for (convention, name) in all() {
        assert_eq!(
            of(&rewards(), &even, convention, name),
            [],
            "{convention} {name}"
        );
        let found = of(&rewards(), &uneven, convention, name);
        let z = convention.traits().single;
        let single = Warning::SingleRollouts {
            groups: 1,
            of: 2,
            z,
            convention,
        };
        assert_eq!(found[0], single);
        let is_uneven = found[1..] == [Warning::UnequalGroups { convention }];
        assert_eq!(is_uneven, convention.traits().has_equal_groups, "{found:?}");

        let mut same = rewards();
        same.column_mut(0).fill(0.5);
        let caps = name == MethodName::Rvpo;
        let constant = Warning::ConstantRewards {
            pairs: 2,
            of: 6,
            caps,
        };
        assert_eq!(of(&same, &even, convention, name), [constant]);

        if convention.allows_missing() {
            let mut none = rewards();
            none.row_mut(2).fill(f64::NAN);
            let is_scored = convention.traits().scored_without == ScoredWithout::Always;
            let unscored = Warning::Unscored {
                rollouts: 1,
                of: 8,
                is_scored,
            };
            assert!(of(&none, &even, convention, name).contains(&unscored));
        }
    }
}
