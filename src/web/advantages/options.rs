//! How the options of `advantages` are read.

use crate::aggregate::{Convention, Error, Given, Groups, Method, MethodName, Rule, ScaleRewards};
use crate::web::input::Input;
use crate::web::options::options;

options! {
    /// What `advantages` computes, and of which groups.
    pub(in crate::web) struct AdvantageOptions {
        /// The method, whose k is one number here, since a batch belongs to one step.
        required method = "method": ts::AnyMethod,
        /// How many consecutive rollouts answer the same prompt. Either this is given or `groupIds`.
        optional group_size = "groupSize": u32,
        /// How many rewards a rollout has. It is given where the rewards are one flat array, and elsewhere does nothing.
        optional reward_count = "rewardCount": u32,
        /// `false` leaves `z` and `credit` empty, which saves time and memory on large batches. `true` by default.
        optional details = "details": bool,
        /// Whose numbers to reproduce, `"paper"` by default.
        optional convention = "convention": Convention,
        /// A text for each rollout: those with equal texts make a group. Either this is given or `groupSize`.
        optional group_ids = "groupIds": Vec<String>,
        /// The weight of each reward, at least 0; 1 each by default.
        optional weights = "weights": ts::Numbers,
        /// The length of each rollout's response in tokens, a whole number from 1. `verl` needs them for `gdpo`, `rvpo`, `variance` and `min`, which it
        /// whitens over tokens; elsewhere they change nothing.
        optional response_tokens = "responseTokens": ts::Numbers,
        /// What `grpo` divides the centred sums by, `"group"` by default. Other methods have no such choice; nor have `verl` and `nemo-rl` `"batch"`.
        optional scale_rewards = "scaleRewards": ScaleRewards,
    }
}

/// The options of `advantages`, as they were read.
pub(super) struct Choice {
    pub method: Method,
    pub convention: Convention,
    pub scale_rewards: ScaleRewards,
    pub groups: Groups,
    pub weights: Vec<f64>,
    pub response_tokens: Option<Vec<u32>>,
    pub with_details: bool,
}

impl Choice {
    pub fn read(options: &AdvantageOptions, rollouts: usize, count: usize) -> Result<Self, Error> {
        let convention = match options.convention() {
            None => Convention::default(),
            Some(convention) => {
                let conventions = Convention::ALL;
                conventions[convention.choice(&conventions.map(Convention::as_str))?]
            }
        };
        let method = options.method().method(&MethodName::ALL)?;
        if let Some(schedule) = method.schedule()
            && schedule.from() != schedule.to()
        {
            return Err(Error::new(
                options.0.path().clone().field("method").field("k"),
                Given::Span {
                    from: schedule.from(),
                    to: schedule.to(),
                },
                Rule::OneK,
            ));
        }
        let scale_rewards = match options.scale_rewards() {
            None => ScaleRewards::default(),
            Some(scale) if method.name().traits().takes_scale_rewards() => {
                let scales = ScaleRewards::ALL;
                scales[scale.choice(&scales.map(ScaleRewards::as_str))?]
            }
            Some(scale) => {
                let method = method.name().as_str();
                return Err(scale.refused(Rule::OfGrpo { method }));
            }
        };
        let groups = match (options.group_size(), options.group_ids()) {
            (Some(size), None) => Groups::of_size(rollouts, size.whole(&(1..=u32::MAX))? as usize)
                .map_err(|error| error.within("options"))?,
            (None, Some(ids)) => {
                let labels = ids.labels()?;
                one_for_each_rollout(&ids, labels.len(), rollouts)?;
                Groups::by_label(&labels)
            }
            (None, None) => {
                return Err(options.0.field("groupSize").refused(Rule::GroupsNeeded));
            }
            (Some(_), Some(ids)) => {
                let given = Given::BesideGroupSize;
                return Err(Error::new(ids.path(), given, Rule::OneOfTheTwo));
            }
        };
        let weights = match options.weights() {
            None => vec![1.0; count],
            Some(weights) => {
                let numbers = weights.numbers()?;
                if numbers.len() != count {
                    let rule = Rule::EachReward { rewards: count };
                    return Err(Error::length(weights.path(), numbers.len(), rule));
                }
                numbers
            }
        };
        let response_tokens = response_tokens(options, rollouts)?;
        let with_details = match options.details() {
            None => true,
            Some(details) => details.truth()?,
        };
        Ok(Self {
            method,
            convention,
            scale_rewards,
            groups,
            weights,
            response_tokens,
            with_details,
        })
    }
}

/// The lengths of the responses, where they are given.
fn response_tokens(options: &AdvantageOptions, rollouts: usize) -> Result<Option<Vec<u32>>, Error> {
    let Some(tokens) = options.response_tokens() else {
        return Ok(None);
    };
    let numbers = tokens.numbers()?;
    one_for_each_rollout(&tokens, numbers.len(), rollouts)?;
    let mut lengths = Vec::with_capacity(rollouts);
    for (i, &number) in numbers.iter().enumerate() {
        let length = number as u32;
        if length == 0 || f64::from(length) != number {
            let path = tokens.path().clone().at(i);
            return Err(Error::new(path, number, Rule::WholeFrom { from: 1 }));
        }
        lengths.push(length);
    }
    Ok(Some(lengths))
}

fn one_for_each_rollout(list: &Input, length: usize, rollouts: usize) -> Result<(), Error> {
    if length == rollouts {
        return Ok(());
    }
    let rule = Rule::EachRollout { rollouts };
    Err(Error::length(list.path(), length, rule))
}
