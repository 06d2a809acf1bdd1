//! RLOO, REINFORCE++ and DVAO, which are not trained.

use proptest::collection::vec;
use proptest::prelude::*;
use rvpo_playground::aggregate::{Convention, Method, ScaleRewards, whiten};

use crate::conventions::batches;
use crate::conventions_reference::{Batch, mean, std};
use crate::support::config;

proptest! {
    #![proptest_config(config())]

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
