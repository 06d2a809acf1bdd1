use crate::aggregate::{
    Aggregator, EPSILON, Normalisation, aggregate_columns, standardise_groups, standardise_in_place,
};
use crate::engine::{Buffers, Config};
use crate::toy::MAX_TRAINED_REWARDS;

/// Turns one lane's rewards into its advantages, by the core's own loops.
pub fn advantage(config: &Config, lane: usize, buffers: &mut Buffers) {
    let (n, group, size) = (
        config.rollouts(),
        config.group_size,
        config.rollouts() * config.rewards(),
    );
    let rewards = &buffers.rewards[lane * size..(lane + 1) * size];
    let z = &mut buffers.z[lane * size..(lane + 1) * size];
    let advantages = &mut buffers.advantages[lane * n..(lane + 1) * n];
    let epsilon = EPSILON as f32;
    let method = config.method(lane);
    if let Some(aggregator) = method.aggregator(buffers.lanes[lane].step, config.steps) {
        standardise_groups(Some(rewards), z, group, epsilon);
        let weights = [1.0 / config.rewards() as f32; MAX_TRAINED_REWARDS];
        aggregate_columns(z, &weights[..config.rewards()], aggregator, advantages);
        standardise_in_place(advantages, epsilon);
    } else {
        let ones = &[1.0; MAX_TRAINED_REWARDS][..config.rewards()];
        aggregate_columns(rewards, ones, Aggregator::Mean, advantages);
        if method.name().traits().normalisation == Normalisation::Centred {
            for group in advantages.chunks_exact_mut(group) {
                let std = standardise_in_place(group, epsilon);
                group
                    .iter_mut()
                    .for_each(|advantage| *advantage *= std + epsilon);
            }
        } else {
            standardise_groups(None, advantages, group, epsilon);
        }
    }
}
