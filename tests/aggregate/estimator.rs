//! Rewards in, advantages out, in every combination: against the reference, and what changes nothing.

use ndarray::{Array2, ArrayView1};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use rvpo_playground::aggregate;
use rvpo_playground::aggregate::{
    Advantages, Aggregator, Groups, MethodName, Real, Rewards, ScaleRewards, Weights, aggregate,
};

use crate::estimator_batches::{batches, dyadic_batches};
use crate::estimator_reference::{About, Batch, EPSILON, reference, unit};
use crate::support::config;

fn same<F: Real>(a: ArrayView1<'_, F>, b: ArrayView1<'_, F>) -> bool {
    a.len() == b.len()
        && a.iter()
            .zip(b)
            .all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn advantages_are_the_references(batch in prop_oneof![batches(false), batches(true)]) {
        let got = batch.advantages::<f64>(true);
        let right = reference(&batch);
        let details = got.details.as_ref().unwrap();
        for i in 0..batch.rewards.len() {
            for j in 0..batch.weights.len() {
                match right.z[i][j] {
                    Some(z) => z.check(details.z[(i, j)], &format!("z[{i}][{j}]"))?,
                    None => prop_assert!(details.z[(i, j)].is_nan()),
                }
            }
            match right.scores[i] {
                Some(score) => score.check(got.scores[i], &format!("scores[{i}]"))?,
                None => prop_assert!(got.scores[i].is_nan()),
            }
            right.advantages[i].check(got.advantages[i], &format!("advantages[{i}]"))?;
        }
        prop_assert_eq!(got.constant, right.constant, "constant");
        prop_assert_eq!(got.single, right.single, "single");
        prop_assert_eq!(got.missing, right.missing, "missing");
        prop_assert_eq!(got.unscored, right.unscored, "unscored");
    }

    #[test]
    fn credit_is_the_references(batch in batches(true)) {
        let credit = batch.advantages::<f64>(true).details.unwrap().credit;
        let right = reference(&batch);
        for (i, row) in right.credit.iter().enumerate() {
            let z: Vec<About> = batch.counted(i).into_iter().map(|j| right.z[i][j].unwrap()).collect();
            let off = z.iter().fold(0.0_f64, |most, z| most.max(z.rounding));
            let largest = z.iter().fold(0.0_f64, |most, z| most.max(z.value.abs()));
            if batch.method == MethodName::Min {
                // Which of several is the least may hang on rounding; constant rewards have none.
                let least = z.iter().fold(f64::INFINITY, |least, z| least.min(z.value));
                let candidates: Vec<&About> = z.iter().filter(|z| z.value - least <= 2.0 * off).collect();
                if candidates.len() > 1 && candidates.iter().any(|z| z.rounding > 0.0) {
                    continue;
                }
            }
            let exponents = if batch.method == MethodName::Rvpo { 4.0 * batch.k } else { 2.0 * batch.k };
            let tolerance = unit(&batch) * (1.0 + batch.k * largest) + exponents * off;
            // A sum's and DVAO's shares are as good as the deviations they are shares of.
            let shares = batch.is_sum() || batch.method == MethodName::Dvao;
            let tolerance = if shares { 2.0 * (unit(&batch) + off) } else { tolerance };
            for (j, right) in row.iter().enumerate() {
                let got = credit[(i, j)];
                prop_assert!((got - right).abs() <= tolerance, "credit[{i}][{j}]: {got} instead of {right}, within {tolerance}");
            }
            let total: f64 = credit.row(i).sum();
            let right = if row.iter().all(|&c| c == 0.0) { 0.0 } else { 1.0 };
            prop_assert!((total - right).abs() <= unit(&batch) * (1.0 + batch.k * largest), "credit[{i}] sums to {total}");
        }
    }

    /// What the details say agrees with itself: the scores are the aggregates of z, and credit is their derivative.
    #[test]
    fn credit_is_the_derivative_of_the_score(batch in batches(true), at: Index) {
        // A sum's score has no z in it, and DVAO's weights are the group's.
        let method = if batch.is_sum() || batch.method == MethodName::Dvao { MethodName::Rvpo } else { batch.method };
        let batch = Batch { method, ..batch };
        let got = batch.advantages::<f64>(true);
        let details = got.details.unwrap();
        for i in 0..batch.rewards.len() {
            let counted = batch.counted(i);
            if counted.is_empty() {
                continue;
            }
            let weights: Vec<f64> = counted.iter().map(|&j| batch.weights[j]).collect();
            let weights = Weights::new(&weights).unwrap();
            let k = batch.k;
            let aggregator = match batch.method {
                MethodName::Variance => Aggregator::Variance { k },
                MethodName::Rvpo => Aggregator::SoftMin { k },
                MethodName::Min => Aggregator::Min,
                _ => Aggregator::Mean,
            };
            let z: Vec<f64> = counted.iter().map(|&j| details.z[(i, j)]).collect();
            let score = |z: &[f64]| {
                let row = Array2::from_shape_vec((1, z.len()), z.to_vec()).unwrap();
                aggregate(row.view(), &weights, aggregator).unwrap()[0]
            };
            let largest = z.iter().fold(0.0_f64, |most, z| most.max(z.abs()));
            let rounding = unit(&batch) * (largest + k * largest * largest);
            prop_assert!((got.scores[i] - score(&z)).abs() <= rounding, "scores[{i}]");
            let changed = at.index(z.len());
            let h = 1e-5 / k.max(1.0);
            let (mut above, mut below) = (z.clone(), z.clone());
            above[changed] += h;
            below[changed] -= h;
            let credit = details.credit[(i, counted[changed])];
            let slope = (score(&above) - score(&below)) / (above[changed] - below[changed]);
            if batch.method == MethodName::Min {
                // The least of them has a kink where several meet.
                let rest: Vec<f64> = (0..z.len()).filter(|&j| j != changed).map(|j| z[j]).collect();
                if rest.iter().any(|other| (other - z[changed]).abs() <= 2.0 * h) {
                    continue;
                }
            }
            let tolerance = 0.0161 * (h * k).powi(2) + (rounding + unit(&batch) * h) / h;
            prop_assert!((slope - credit).abs() <= tolerance, "slope {slope}, credit[{i}] {credit}, within {tolerance}");
        }
    }

    #[test]
    fn details_change_nothing_else(batch in batches(true)) {
        let (with, without) = (batch.advantages::<f64>(true), batch.advantages::<f64>(false));
        prop_assert!(without.details.is_none());
        prop_assert!(same(with.advantages.view(), without.advantages.view()));
        prop_assert!(same(with.scores.view(), without.scores.view()));
        prop_assert_eq!(
            (with.constant, with.single, with.missing, with.unscored),
            (without.constant, without.single, without.missing, without.unscored)
        );
    }

    #[test]
    fn a_constant_added_to_a_reward_changes_nothing(batch in dyadic_batches(), j: Index, shift in -64..64_i32) {
        let j = j.index(batch.weights.len());
        let mut batch = batch;
        if batch.is_sum() {
            // It changes where the reward is there and not where it is missing; here it is there.
            batch.rewards.iter_mut().for_each(|row| row[j] = row[j].or(Some(0.0)));
        }
        let mut shifted = batch.clone();
        for row in &mut shifted.rewards {
            row[j] = row[j].map(|x| x + f64::from(shift) / 64.0);
        }
        let (a, b) = (batch.advantages::<f64>(false), shifted.advantages::<f64>(false));
        // Nothing is rounded on the way, so that nothing at all may change.
        prop_assert!(same(a.advantages.view(), b.advantages.view()), "{} and {}", a.advantages, b.advantages);
        if !batch.is_sum() {
            prop_assert!(same(a.scores.view(), b.scores.view()));
        }
    }

    #[test]
    fn the_order_of_rollouts_does_not_matter((batch, order) in batches(true).prop_flat_map(|batch| {
        let order: Vec<usize> = (0..batch.rewards.len()).collect();
        (Just(batch), Just(order).prop_shuffle())
    })) {
        let shuffled = Batch {
            rewards: order.iter().map(|&i| batch.rewards[i].clone()).collect(),
            // Other labels, too.
            groups: order.iter().map(|&i| 200 - 3 * batch.groups[i]).collect(),
            ..batch.clone()
        };
        let (a, b) = (batch.advantages::<f64>(true), shuffled.advantages::<f64>(true));
        let right = reference(&batch);
        for (place, &i) in order.iter().enumerate() {
            let About { rounding, .. } = right.advantages[i];
            prop_assert!((a.advantages[i] - b.advantages[place]).abs() <= 2.0 * rounding, "rollout {i}");
        }
        prop_assert_eq!((a.constant, a.single, a.missing, a.unscored), (b.constant, b.single, b.missing, b.unscored));
    }

    #[test]
    fn the_order_of_rewards_does_not_matter((batch, order) in batches(true).prop_flat_map(|batch| {
        let order: Vec<usize> = (0..batch.weights.len()).collect();
        (Just(batch), Just(order).prop_shuffle())
    })) {
        let shuffled = Batch {
            rewards: batch.rewards.iter().map(|row| order.iter().map(|&j| row[j]).collect()).collect(),
            weights: order.iter().map(|&j| batch.weights[j]).collect(),
            ..batch.clone()
        };
        let (a, b) = (batch.advantages::<f64>(true), shuffled.advantages::<f64>(true));
        let right = reference(&batch);
        for i in 0..batch.rewards.len() {
            let About { rounding, .. } = right.advantages[i];
            prop_assert!((a.advantages[i] - b.advantages[i]).abs() <= 2.0 * rounding, "rollout {i}");
        }
        let (a, b) = (a.details.unwrap(), b.details.unwrap());
        for (place, &j) in order.iter().enumerate() {
            prop_assert!(same(a.z.column(j), b.z.column(place)));
        }
    }

    /// Consecutive groups of one size are those of labels that say the same, to the last bit; their mean advantage is 0.
    #[test]
    fn groups_by_size_are_groups_by_label(batch in batches(true), size in 1..=8_usize) {
        let size = size.min(batch.rewards.len());
        let n = batch.rewards.len() / size * size;
        let batch = Batch {
            rewards: batch.rewards[..n].to_vec(),
            groups: (0..n).map(|i| 3 * (i / size) as u8).collect(),
            ..batch
        };
        let by_label = batch.advantages::<f64>(true);
        let rewards = Rewards::from_rows(&batch.rewards).unwrap();
        let groups = Groups::of_size(n, size).unwrap();
        prop_assert_eq!((groups.len(), groups.rollouts(), groups.is_empty()), (n / size, n, false));
        let by_size = batch.estimator().advantages(&rewards, &groups, None, true).unwrap();
        prop_assert!(same(by_label.advantages.view(), by_size.advantages.view()));
        prop_assert!(same(by_label.scores.view(), by_size.scores.view()));
        if batch.method == MethodName::Dvao && by_size.missing > 0 {
            // What a rollout lacks counts for the group's others.
            return Ok(());
        }
        let scored = n - by_size.unscored;
        let largest = by_size.advantages.iter().fold(0.0_f64, |most, a| most.max(a.abs()));
        let right = reference(&batch);
        let rounding = right.advantages.iter().fold(0.0_f64, |most, a| most.max(a.rounding));
        prop_assert!(by_size.advantages.sum().abs() <= scored as f64 * (rounding + unit(&batch) * largest));
    }

    /// A reward of weight 0 is as good as not there at all, whatever its values.
    #[test]
    fn a_batch_in_pieces_is_the_batch(batch in batches(true), size in 1..=8_usize, with_details: bool) {
        let mut labels: Vec<usize> = batch.groups.iter().map(|&label| label.into()).collect();
        labels.sort_unstable();
        let (groups, estimator) = (Groups::by_id(&labels), batch.estimator::<f64>());
        let of = |range: std::ops::Range<usize>| {
            let rows: Vec<_> = batch.rewards[range].to_vec();
            Rewards::from_rows(&rows).unwrap()
        };
        let whole = estimator.advantages(&of(0..labels.len()), &groups, None, with_details).unwrap();

        let mut pieces = aggregate::Batch::new(&estimator, 0);
        let mut next = 0;
        for (range, groups) in groups.pieces(size) {
            prop_assert_eq!(range.start, next);
            next = range.end;
            prop_assert!(range.len() >= size || next == labels.len());
            let details = pieces.score(&of(range.clone()), &groups, with_details).unwrap();
            prop_assert_eq!(details.is_some(), with_details);
            for (i, rollout) in range.enumerate() {
                let Some((piece, whole)) = details.as_ref().zip(whole.details.as_ref()) else { continue };
                prop_assert!(same(piece.z.row(i), whole.z.row(rollout)));
                prop_assert!(same(piece.credit.row(i), whole.credit.row(rollout)));
            }
        }
        prop_assert_eq!(next, labels.len());
        let pieces = pieces.finish(&groups, None).unwrap();
        prop_assert!(same(pieces.advantages.view(), whole.advantages.view()));
        prop_assert!(same(pieces.scores.view(), whole.scores.view()));
        let counts = |of: &Advantages<f64>| [of.constant, of.single, of.missing, of.unscored];
        prop_assert_eq!(counts(&pieces), counts(&whole));
    }

    #[test]
    fn weight_zero_leaves_a_reward_out(batch in batches(true), at: Index, values in vec(-1e6..1e6, 40)) {
        let at = at.index(batch.weights.len() + 1);
        let mut more = batch.clone();
        more.weights.insert(at, 0.0);
        for (row, value) in more.rewards.iter_mut().zip(values) {
            row.insert(at, Some(value));
        }
        let (a, b) = (batch.advantages::<f64>(true), more.advantages::<f64>(true));
        prop_assert!(same(a.advantages.view(), b.advantages.view()));
        prop_assert!(same(a.scores.view(), b.scores.view()));
        prop_assert!(b.details.unwrap().credit.column(at).iter().all(|&c| c == 0.0));
    }

    #[test]
    fn single_precision_agrees_with_double(batch in batches(true)) {
        // The same numbers in both: what an f32 can hold.
        let narrow = |x: f64| f64::from(x as f32);
        let batch = Batch {
            rewards: batch.rewards.iter().map(|row| row.iter().map(|x| x.map(narrow)).collect()).collect(),
            weights: batch.weights.iter().map(|&w| narrow(w)).collect(),
            k: narrow(batch.k),
            ..batch
        };
        let got = batch.advantages::<f32>(false);
        let right = reference(&batch);
        let factor = f64::from(f32::EPSILON) / f64::EPSILON;
        for (i, advantage) in right.advantages.iter().enumerate() {
            if let Some(score) = right.scores[i] {
                // 1/k is the reference's own loss, not the core's.
                let rounding = score.rounding * factor;
                prop_assert!((f64::from(got.scores[i]) - score.value).abs() <= rounding, "scores[{i}]: {} instead of {}", got.scores[i], score.value);
            }
            let rounding = advantage.rounding * factor;
            prop_assert!((f64::from(got.advantages[i]) - advantage.value).abs() <= rounding, "advantages[{i}]: {} instead of {}", got.advantages[i], advantage.value);
        }
    }

}

pub fn plain(method: MethodName, k: f64, rewards: &[&[f64]], group_size: usize) -> Advantages<f64> {
    let batch = Batch {
        rewards: rewards
            .iter()
            .map(|row| row.iter().map(|&x| (!x.is_nan()).then_some(x)).collect())
            .collect(),
        groups: (0..rewards.len()).map(|i| (i / group_size) as u8).collect(),
        weights: vec![1.0; rewards[0].len()],
        method,
        k,
        scale: ScaleRewards::Group,
    };
    batch.advantages(true)
}

#[test]
fn a_group_of_one_says_nothing() {
    // REINFORCE++ does not ask for groups.
    let methods = MethodName::ALL
        .into_iter()
        .filter(|&method| method != MethodName::ReinforcePlusPlus);
    for method in methods {
        let got = plain(method, 1.0, &[&[3.0, -1.0], &[0.0, 5.0], &[7.0, 7.0]], 1);
        assert_eq!(got.advantages.to_vec(), [0.0; 3], "{method}");
        assert_eq!((got.single, got.constant), (3, 0), "{method}");
    }
}

#[test]
fn a_missing_reward_is_left_out_and_not_set_to_zero() {
    // The second reward of the last rollout is missing: its score is the first reward's alone.
    let rewards: [&[f64]; 4] = [&[0.0, 0.0], &[0.0, 1.0], &[1.0, 0.0], &[1.0, f64::NAN]];
    let got = plain(MethodName::Rvpo, 2.0, &rewards, 4);
    let z = got.details.unwrap().z;
    // Up to k's rounding of the one reward's own value.
    assert!((got.scores[3] - z[(3, 0)]).abs() <= 2.0 * f64::EPSILON);
    assert!(got.scores[3] > 0.8);
    assert_eq!((got.missing, got.unscored), (1, 0));
    // The three that are there: mean 1/3, deviation sqrt(1/3).
    let right = (1.0 - 1.0 / 3.0) / ((1.0_f64 / 3.0).sqrt() + EPSILON);
    assert!((z[(1, 1)] - right).abs() <= 4.0 * f64::EPSILON);
    assert!(z[(3, 1)].is_nan());
}

#[test]
fn nothing_scorable_gets_nothing() {
    let rewards: [&[f64]; 3] = [&[f64::NAN, f64::NAN], &[1.0, 0.0], &[0.0, f64::NAN]];
    for method in MethodName::ALL {
        let got = plain(method, 1.0, &rewards, 3);
        assert!(got.scores[0].is_nan(), "{method}");
        assert_eq!(got.advantages[0], 0.0, "{method}");
        assert!(
            got.advantages[1] > 0.0 && got.advantages[2] < 0.0,
            "{method}: {}",
            got.advantages
        );
        // The second reward is there once, and so the same wherever it is there.
        assert_eq!(
            (got.missing, got.unscored, got.constant),
            (3, 1, 1),
            "{method}"
        );
    }
    // A reward that no rollout has is missing, not constant.
    let got = plain(
        MethodName::Rvpo,
        1.0,
        &[&[f64::NAN, 1.0], &[f64::NAN, 0.0]],
        2,
    );
    assert_eq!((got.missing, got.unscored, got.constant), (2, 0, 0));
}

/// A k that an f32 cannot hold is the mean or the minimum there, as in double precision.
#[test]
fn every_k_is_good_in_single_precision() {
    let batch = |method, k| Batch {
        rewards: vec![
            vec![Some(0.0), Some(1.0), Some(0.5)],
            vec![Some(1.0), Some(0.5), Some(0.5)],
            vec![Some(0.25), Some(0.0), Some(0.5)],
        ],
        groups: vec![0; 3],
        weights: vec![1.0; 3],
        method,
        k,
        scale: ScaleRewards::Group,
    };
    for k in [1e-300, 1e-60, 1e60, 1e300] {
        for method in [MethodName::Rvpo, MethodName::Variance] {
            let single = batch(method, k).advantages::<f32>(true);
            let double = batch(method, k).advantages::<f64>(true);
            for (a, b) in single.advantages.iter().zip(&double.advantages) {
                assert!(
                    (f64::from(*a) - b).abs() < 1e-5,
                    "{method}, k = {k}: {} and {}",
                    single.advantages,
                    double.advantages
                );
            }
            if method == MethodName::Rvpo {
                let (single, double) = (
                    single.details.unwrap().credit,
                    double.details.unwrap().credit,
                );
                for (a, b) in single.iter().zip(&double) {
                    assert!(
                        (f64::from(*a) - b).abs() < 1e-6,
                        "k = {k}: {single} and {double}"
                    );
                }
            }
        }
    }
}
