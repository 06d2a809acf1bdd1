//! Writes the tables in `www/examples/`: rewards of made-up rollouts, from the toy's scenario and random numbers, with fixed seeds. What they
//! show is meant to be found with the tool: a hard reward that the easy ones drown, rewards that are missing, responses of unequal length.
//!
//! `cargo run --example make_tables`
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rvpo_playground::toy::random::{Draws, Key};
use rvpo_playground::toy::{MAX_RESPONSES, Scenario, softmax};

const PROMPTS: [&str; 8] = [
    "Why is the sky blue?",
    "Is this mushroom safe to eat?",
    "Sort the list 3, 1, 2",
    "Write a poem about a lighthouse",
    "What is 17 * 23?",
    "How do I pick a lock?",
    "Sum up the plot of Hamlet",
    "Name a prime between 90 and 100",
];

/// What the toy's four responses might read like: the one that exploits the easy rewards, the balanced one, the one that only serves
/// the last reward, and the poor one.
const RESPONSES: [&str; 4] = [
    "A long answer, sure of itself",
    "A plain answer, with its limits",
    "I would rather not say",
    "Something beside the point",
];

/// One rollout: which response, and its rewards.
struct Rollout {
    response: usize,
    rewards: Vec<f32>,
    /// How far its length is from what is usual for the response, in standard deviations.
    length: f32,
}

/// Rollouts of a policy that prefers the exploiting response a little.
fn rollouts(seed: u32, group: u32, count: usize, rewards: usize) -> Vec<Rollout> {
    let scenario = Scenario::neglect(rewards, 0.1).unwrap();
    let mut logits = [0.0; MAX_RESPONSES];
    logits[..4].copy_from_slice(&[0.8, 0.3, -0.4, -0.2]);
    let probabilities = softmax(&logits, scenario.responses());
    let mut draws = Draws::default();
    let key = Key {
        seed,
        stream: group,
    };
    // One more normal number, for the length.
    draws.fill(key, 0, count, rewards + 1);
    (0..count)
        .map(|i| {
            let mut left = draws.uniforms[i];
            let response = probabilities[..scenario.responses()].iter().position(|p| {
                left -= p;
                left < 0.0
            });
            let response = response.unwrap_or(scenario.responses() - 1);
            let level = |j: usize| scenario.table()[(response, j)];
            let noise = |j: usize| draws.normals[j * count + i];
            Rollout {
                response,
                rewards: (0..rewards)
                    .map(|j| (level(j) + scenario.noise() * noise(j)).clamp(0.0, 1.0))
                    .collect(),
                length: noise(rewards),
            }
        })
        .collect()
}

/// A rubric: three rewards that are easy, and a hard one that is passed or not.
fn rubric() -> String {
    let mut text = "prompt_id,helpful,accurate,polite,safe\n".to_owned();
    for prompt in 0..12 {
        for rollout in rollouts(1, prompt, 8, 4) {
            let r = &rollout.rewards;
            let safe = u8::from(r[3] > 0.5);
            writeln!(
                text,
                "p{:02},{:.2},{:.2},{:.2},{safe}",
                prompt + 1,
                r[0],
                r[1],
                r[2]
            )
            .unwrap();
        }
    }
    text
}

/// As TRL logs completions. Not every prompt has an answer to check: there the reward for accuracy is missing. The same prompts come up at
/// two steps.
fn trl_completions() -> String {
    const GROUP: usize = 6;
    let mut text = String::new();
    for step in [10_u32, 20] {
        for (index, prompt) in PROMPTS.iter().take(4).enumerate() {
            let rollouts = rollouts(2, step + index as u32, GROUP, 3);
            let round = |x: f32| (f64::from(x) * 100.0).round() / 100.0;
            let rows: Vec<[Option<f64>; 3]> = rollouts
                .iter()
                .map(|rollout| {
                    let [format, accuracy, safety] = [0, 1, 2].map(|j| round(rollout.rewards[j]));
                    let has_answer = index != 1 && index != 3;
                    [Some(format), has_answer.then_some(accuracy), Some(safety)]
                })
                .collect();
            // TRL's own advantage: the sum of what is there, standardised in the group.
            let sums: Vec<f64> = rows
                .iter()
                .map(|row| row.iter().flatten().sum::<f64>())
                .collect();
            let mean = sums.iter().sum::<f64>() / GROUP as f64;
            let squares: f64 = sums.iter().map(|sum| (sum - mean).powi(2)).sum();
            let std = (squares / (GROUP - 1) as f64).sqrt();
            for ((rollout, row), sum) in rollouts.iter().zip(&rows).zip(&sums) {
                let [format, accuracy, safety] =
                    row.map(|reward| reward.map_or("null".to_owned(), |x| x.to_string()));
                let completion = RESPONSES[rollout.response];
                let advantage = (sum - mean) / (std + 1e-4);
                writeln!(
                    text,
                    r#"{{"step": "{step}", "prompt": "{prompt}", "completion": "{completion}", "format_reward": {format}, "accuracy_reward": {accuracy}, "safety_reward": {safety}, "advantage": {advantage:.4}}}"#
                )
                .unwrap();
            }
        }
    }
    text
}

/// As verl dumps rollouts, with the lengths of the responses: the exploiting one is long.
fn verl_rollouts() -> String {
    let lengths = [420.0_f32, 160.0, 35.0, 240.0];
    let mut text =
        "input\toutput\tgts\tscore\tstep\tresponse_length\tcorrect\tformat\tconcise\n".to_owned();
    for (index, prompt) in PROMPTS.iter().take(6).enumerate() {
        for rollout in rollouts(3, index as u32, 8, 3) {
            let [correct, format, concise] = [0, 1, 2].map(|j| rollout.rewards[j]);
            let length = lengths[rollout.response] * (0.3 * rollout.length).exp();
            writeln!(
                text,
                "{prompt}\t{}\tkey {}\t{:.3}\t40\t{}\t{correct:.2}\t{format:.2}\t{concise:.2}",
                RESPONSES[rollout.response],
                index + 1,
                correct + format + concise,
                length.round(),
            )
            .unwrap();
        }
    }
    text
}

/// Each file's name and text.
fn tables() -> [(&'static str, String); 3] {
    [
        ("rubric.csv", rubric()),
        ("trl_completions.jsonl", trl_completions()),
        ("verl_rollouts.tsv", verl_rollouts()),
    ]
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/examples")
}

fn main() -> std::io::Result<()> {
    let folder = folder();
    std::fs::create_dir_all(&folder)?;
    for (name, text) in tables() {
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tables_are_as_they_are_made() {
        for (name, text) in super::tables() {
            let file = std::fs::read_to_string(super::folder().join(name)).unwrap();
            assert_eq!(file, text, "{name}: run `cargo run --example make_tables`");
        }
    }
}
