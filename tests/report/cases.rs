//! Generated tables and choices.

use ndarray::Array2;
use proptest::collection::vec;
use proptest::prelude::*;
use rvpo_playground::aggregate::{Convention, Groups, Method, MethodName, Weights};
use rvpo_playground::report::{Choice, Input};

use crate::support::{close, constant};

#[derive(Clone, Debug)]
pub struct Case {
    pub rewards: Array2<f64>,
    pub labels: Vec<u8>,
    pub lengths: Vec<u32>,
    pub weights: Vec<f64>,
    pub method: MethodName,
    pub compare: MethodName,
    pub convention: Convention,
    pub k: f64,
}

impl Case {
    pub fn input(&self) -> Input {
        Input {
            reward_names: (0..self.weights.len()).map(|j| format!("r{j}")).collect(),
            groups: Groups::by_id(&self.labels),
            rewards: self.rewards.clone(),
            response_lengths: Some(self.lengths.clone()),
        }
    }

    pub fn choice(&self) -> Choice {
        let method =
            |name: MethodName| Method::new(name, name.takes_k().then(|| constant(self.k))).unwrap();
        Choice {
            compare: method(self.compare),
            weights: Some(Weights::new(&self.weights).unwrap()),
            ..Choice::new(method(self.method), self.convention)
        }
    }
}

/// Few levels, so that there are ties, or many; some rewards missing where the convention allows it.
pub fn cases() -> impl Strategy<Value = Case> {
    (1..24_usize, 1..5_usize).prop_flat_map(|(rollouts, rewards)| {
        let values = vec(
            vec((0.0..1.0_f64, prop::bool::weighted(0.1)), rewards),
            rollouts,
        );
        let table = (
            values,
            prop_oneof![Just(1.0), Just(3.0), Just(1000.0)],
            any::<bool>(),
            vec(0..4_u8, rollouts),
            vec(2..500_u32, rollouts),
        );
        let choice = (
            vec(prop_oneof![Just(1.0), 0.1..3.0_f64], rewards),
            prop::sample::select(MethodName::ALL.to_vec()),
            prop::sample::select(MethodName::ALL.to_vec()),
            prop::sample::select(Convention::ALL.to_vec()),
            prop_oneof![0.05..5.0_f64, 5.0..100.0_f64],
        );
        (table, choice).prop_map(move |(table, choice)| {
            let (values, levels, may_miss, labels, lengths) = table;
            let (weights, method, compare, convention, k) = choice;
            let is_papers = |name| {
                use MethodName::{Dvao, ReinforcePlusPlus, Rloo};
                matches!(name, Rloo | ReinforcePlusPlus | Dvao)
            };
            let convention = if is_papers(method) || is_papers(compare) {
                Convention::Paper
            } else {
                convention
            };
            let may_miss = may_miss && convention.allows_missing();
            let value = |(i, j): (usize, usize)| {
                let (value, is_missing): (f64, bool) = values[i][j];
                if may_miss && is_missing {
                    f64::NAN
                } else {
                    (value * levels).round() / levels
                }
            };
            Case {
                rewards: Array2::from_shape_fn((rollouts, rewards), value),
                labels,
                lengths,
                weights,
                method,
                compare,
                convention,
                k,
            }
        })
    })
}

pub fn same(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => close(a, b, 1e-9),
        (a, b) => a == b,
    }
}
