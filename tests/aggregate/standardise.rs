//! Standardising and whitening by themselves.

use ndarray::Array2;
use proptest::collection::vec;
use proptest::prelude::*;
use rvpo_playground::aggregate::{
    Error, Estimator, Groups, Method, MethodName, Rewards, RiskCoefficient, ScaleRewards, Schedule,
    Weights, standardise, whiten,
};

use crate::estimator::plain;
use crate::estimator_reference::EPSILON;
use crate::support::config;

proptest! {
    #![proptest_config(config())]

    /// Where neighbours of one group, or of one reward, are of quite different size.
    #[test]
    fn each_reward_is_standardised_by_itself((size, count) in (2..20_usize, 1..20_usize), scales in vec(-160..140_i32, 20), seed: u64) {
        let rewards = Array2::from_shape_fn((2 * size, count), |(i, j)| {
            let random = (seed ^ (i * 31 + j) as u64).wrapping_mul(6_364_136_223_846_793_005) >> 40;
            // Some are constant in one group.
            let constant = scales[j] < -150 && i < size;
            if constant { 0.25 } else { (random % 5) as f64 * 10_f64.powi(scales[j]) }
        });
        let k = Schedule::constant(RiskCoefficient::new(2.0).unwrap());
        let weights = Weights::equal(count).unwrap();
        let estimator = Estimator::new(Method::Rvpo(k), 0, 1, weights, ScaleRewards::Group);
        let groups = Groups::of_size(2 * size, size).unwrap();
        let result = estimator.advantages(&Rewards::new(rewards.view()).unwrap(), &groups, None, true).unwrap();
        let z = result.details.unwrap().z;
        let mut constant = 0;
        for first in [0, size] {
            for j in 0..count {
                let column: Vec<f64> = (first..first + size).map(|i| rewards[(i, j)]).collect();
                constant += usize::from(column.iter().all(|&x| x == column[0]));
                for (i, alone) in standardise(&column, EPSILON).unwrap().into_iter().enumerate() {
                    prop_assert_eq!(z[(first + i, j)].to_bits(), alone.to_bits());
                }
            }
        }
        prop_assert_eq!(result.constant, constant);
    }

}

/// Sums and penalties whose squares leave the range of numbers are still told apart.
#[test]
fn large_numbers_are_whitened_too() {
    let huge = [1e150, 0.0, -1e150, 5e149];
    let small = huge.map(|x| x / 1e150);
    let table = |x: [f64; 4]| Array2::from_shape_vec((4, 1), x.to_vec()).unwrap();
    let groups = Groups::of_size(4, 4).unwrap();
    let of = |x: [f64; 4], weight: f64| {
        let weights = Weights::new(&[weight]).unwrap();
        Estimator::new(Method::Grpo, 0, 1, weights, ScaleRewards::Group)
            .advantages(&Rewards::new(table(x)).unwrap(), &groups, None, false)
            .unwrap()
            .advantages
    };
    for (a, b) in of(huge, 1e150).iter().zip(of(small, 1e150)) {
        assert!((a - b).abs() <= 4.0 * f64::EPSILON, "{a} and {b}");
    }
    assert!(of(huge, 1e150)[0] > 0.9);
    // The other end: a deviation whose square is under the smallest number.
    let tiny = huge.map(|x| x * 1e-150 * 1e-200);
    let z = standardise(&tiny, f64::MIN_POSITIVE).unwrap();
    for (a, b) in z.iter().zip(of(small, 1e150)) {
        assert!((a - b).abs() <= 4.0 * f64::EPSILON, "{a} and {b}");
    }
}

#[test]
fn whitening_is_over_the_batch_and_not_the_group() -> Result<(), Error> {
    // The second group's conflict is real: RVPO is not centred in each group, only over the batch.
    let rewards: [&[f64]; 4] = [&[0.0, 0.0], &[1.0, 1.0], &[0.0, 1.0], &[1.0, 0.0]];
    let got = plain(MethodName::Rvpo, 2.0, &rewards, 2);
    let whitened = whiten(&got.scores.to_vec(), EPSILON)?;
    assert_eq!(got.advantages.to_vec(), whitened);
    assert!(got.advantages[0] + got.advantages[1] > 0.1);
    assert!(got.advantages[2] + got.advantages[3] < -0.1);
    Ok(())
}
