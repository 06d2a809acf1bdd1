//! What SoftMin does to the scores of groups.

use ndarray::{Array2, arr2};
use proptest::collection::vec;
use proptest::prelude::*;
use rvpo_playground::aggregate::{
    Aggregator, Estimator, Groups, Method, Rewards, ScaleRewards, Schedule, Weights, aggregate,
    softmin, standardise,
};

use crate::softmin_cases::{checked, log_uniform};
use crate::support::config;

proptest! {
    #![proptest_config(config())]

    /// A reward that is the same for all rollouts of a group still caps SoftMin at `(ln M)/k`.
    #[test]
    fn a_constant_reward_caps_the_score(rows in (2..=9_usize, 2..=16_usize).prop_flat_map(|(m, g)| vec(vec(-1.0..1.0, m), g)), constant in -1.0..1.0, k in log_uniform(-2.0, 3.0)) {
        let m = rows[0].len();
        let table = Array2::from_shape_fn((rows.len(), m), |(i, j)| if j == 0 { constant } else { rows[i][j] });
        let got = rvpo(m, k).advantages(&Rewards::new(table).unwrap(), &Groups::of_size(rows.len(), rows.len()).unwrap(), None, true).unwrap();
        prop_assert!(got.details.unwrap().z.column(0).iter().all(|&z| z == 0.0));
        prop_assert_eq!(got.constant, 1);
        let cap = (m as f64).ln() / k;
        for score in got.scores {
            prop_assert!(score <= cap + 4.0 * f64::EPSILON * cap.max(4.0), "{score} is over {cap}");
        }
    }

    /// Jensen: the mean of a concave function of numbers whose mean is 0.
    #[test]
    fn the_groups_scores_are_at_most_zero_on_average(rows in (1..=9_usize, 1..=16_usize).prop_flat_map(|(m, g)| vec(vec(-1.0..1.0, m), g)), k in log_uniform(-6.0, 3.0)) {
        let (m, g) = (rows[0].len(), rows.len());
        let table = Array2::from_shape_fn((g, m), |(i, j)| rows[i][j]);
        let got = rvpo(m, k).advantages(&Rewards::new(table).unwrap(), &Groups::of_size(g, g).unwrap(), None, false).unwrap();
        let mean = got.scores.mean().unwrap();
        prop_assert!(mean <= 16.0 * f64::EPSILON, "{mean}");
        if m == 1 {
            prop_assert!(mean.abs() <= 16.0 * f64::EPSILON, "a single reward is centred, {mean}");
        }
    }

    /// Two rewards with a constant sum: the mean sees nothing, SoftMin sees how far apart they are.
    #[test]
    fn opposed_rewards_cancel_under_the_mean_alone(first in vec(-1024..1024_i32, 2..=16), total in -1024..1024_i32, k in log_uniform(-6.0, 3.0)) {
        let g = first.len();
        let table = Array2::from_shape_fn((g, 2), |(i, j)| f64::from(if j == 0 { first[i] } else { total - first[i] }) / 256.0);
        let rewards = Rewards::new(table).unwrap();
        let groups = Groups::of_size(g, g).unwrap();
        let weights = Weights::equal(2).unwrap();
        let gdpo = Estimator::new(Method::Gdpo, 0, 1, weights, ScaleRewards::Group).advantages(&rewards, &groups, None, false).unwrap();
        prop_assert!(gdpo.scores.iter().chain(&gdpo.advantages).all(|&x| x == 0.0), "{:?}", gdpo.scores);
        let got = rvpo(2, k).advantages(&rewards, &groups, None, true).unwrap();
        for (z, a) in got.details.unwrap().z.column(0).iter().zip(got.scores) {
            let x = (k * z).abs();
            // ln cosh x, without overflow and without loss near 0.
            let right = -(if x < 1.0 { 0.5 * x.sinh().powi(2).ln_1p() } else { x + (-2.0 * x).exp().ln_1p() - std::f64::consts::LN_2 }) / k;
            prop_assert!((a - right).abs() <= 8.0 * f64::EPSILON * z.abs(), "{a} instead of {right}");
        }
    }

}

fn rvpo(rewards: usize, k: f64) -> Estimator<f64> {
    Estimator::new(
        Method::Rvpo(Schedule::constant(checked(k))),
        0,
        1,
        Weights::equal(rewards).unwrap(),
        ScaleRewards::Group,
    )
}

#[test]
fn a_lone_success_is_far_above_the_mean() {
    for g in 2..=4096_usize {
        for at in [0, g / 2, g - 1] {
            let mut rewards = vec![0.0; g];
            rewards[at] = 1.0;
            let count = g as f64;
            // One for each number that is added up, in 8 strands.
            let tolerance = (8.0 + count / 16.0) * f64::EPSILON;
            let right = (count - 1.0) / count.sqrt();
            let z = standardise(&rewards, f64::MIN_POSITIVE).unwrap()[at];
            assert!(
                (z - right).abs() <= tolerance * right,
                "G = {g}: {z} instead of {right}"
            );
            // The epsilon takes away its share.
            let z = standardise(&rewards, 1e-6).unwrap()[at];
            let right = right / (1.0 + 1e-6 * count.sqrt());
            assert!(
                (z - right).abs() <= tolerance * right,
                "G = {g}: {z} instead of {right}"
            );
        }
    }
}

#[test]
fn a_missing_reward_set_to_zero_is_neutral_in_a_sum_but_not_in_a_softmin() {
    let k = 1.0;
    let score = |z: &[f64], aggregator| {
        let weights = Weights::equal(z.len()).unwrap();
        aggregate(arr2(&[[z[0], z[1]]]).view(), &weights, aggregator).unwrap()[0]
    };
    assert_eq!(score(&[1.0, 0.0], Aggregator::Mean) * 2.0, 1.0);
    let one = softmin(&[1.0], &Weights::equal(1).unwrap(), checked(k)).unwrap();
    assert_eq!(one, 1.0);
    assert!(score(&[1.0, 0.0], Aggregator::SoftMin { k }) * 2.0 < 0.8);
}
