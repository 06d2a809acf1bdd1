/// What a column's name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A group's id; the smaller, the surer.
    GroupId(usize),
    /// A prompt's id or text; the smaller, the surer.
    Prompt(usize),
    /// The training step.
    Step,
    /// How long the response is.
    Length,
    /// A sum of rewards.
    Total,
    /// The response itself, whose text nobody needs.
    Response,
    /// Something else that is no reward.
    Other,
    /// Surely a reward.
    Reward,
    /// Nothing, the table having no names.
    Unnamed,
    /// Nothing known.
    Unknown,
}

pub(super) const GROUP_IDS: [&str; 6] = [
    "group_id",
    "group",
    "group_index",
    "group_idx",
    "uid",
    "request_id",
];

const PROMPTS: [&str; 18] = [
    "prompt_id",
    "prompt_uid",
    "prompt_index",
    "prompt_idx",
    "question_id",
    "problem_id",
    "task_id",
    "query_id",
    "example_id",
    "instance_id",
    "prompt",
    "prompts",
    "input",
    "inputs",
    "question",
    "problem",
    "instruction",
    "query",
];

impl Meaning {
    /// Of a column's name; an empty one in a header is an index without a name.
    pub fn of(name: &str, has_header: bool) -> Self {
        if !has_header {
            return Self::Unnamed;
        }
        let (parents, name) = name
            .rfind(['.', '/'])
            .map_or(("", name), |at| (&name[..at], &name[at + 1..]));
        let name = normalised(name);
        let is_reward = |name: &str| name.split('_').any(|word| word.starts_with("reward"));
        let position = |names: &[&str]| names.iter().position(|&known| known == name);
        match name.as_str() {
            "score" | "scores" | "reward" | "rewards" | "total" | "total_reward"
            | "total_score" | "reward_total" | "score_total" | "sum" | "reward_sum"
            | "sum_reward" | "mean_reward" | "reward_mean" | "final_reward" | "final_score"
            | "overall" | "overall_reward" | "overall_score" | "return" | "returns" => Self::Total,
            _ if is_reward(&name) || is_reward(&normalised(parents)) => Self::Reward,
            "step" | "global_step" | "training_step" | "train_step" | "iteration" => Self::Step,
            "response_length"
            | "completion_length"
            | "output_length"
            | "response_len"
            | "completion_len"
            | "num_tokens"
            | "response_tokens"
            | "completion_tokens"
            | "output_tokens"
            | "num_response_tokens"
            | "num_completion_tokens"
            | "length"
            | "len"
            | "länge"
            | "antwortlänge"
            | "长度" => Self::Length,
            "completion" | "completions" | "response" | "responses" | "output" | "outputs"
            | "generation" | "generations" | "answer" | "answers" => Self::Response,
            "" | "index" | "idx" | "id" | "row" | "rank" | "epoch" | "episode" | "advantage"
            | "advantages" | "lr" | "learning_rate" | "kl" | "approx_kl" | "loss" | "grad_norm"
            | "entropy" | "temperature" | "seed" | "time" | "timestamp" | "date"
            | "prompt_length" | "prompt_len" | "prompt_tokens" | "num_prompt_tokens"
            | "input_length" | "input_tokens" | "total_tokens" | "num_turns" | "gts" | "gt"
            | "ground_truth" | "label" | "labels" | "target" | "solution" | "reference"
            | "mode" | "model" | "data_source" | "split" | "logprob" | "logprobs"
            | "ref_logprob" | "ref_logprobs" | "mask" | "rollout" | "rollout_id" | "sample_id"
            | "completion_id" | "response_id" => Self::Other,
            other if other.starts_with("kl_") || other.starts_with("unnamed_") => Self::Other,
            _ => position(&GROUP_IDS)
                .map(Self::GroupId)
                .or_else(|| position(&PROMPTS).map(Self::Prompt))
                .unwrap_or(Self::Unknown),
        }
    }
}

/// In lower case, words separated by `_`.
fn normalised(name: &str) -> String {
    let mut words = String::with_capacity(name.len());
    let mut was_lower = false;
    for c in name.chars() {
        let is_boundary = !c.is_alphanumeric() || (c.is_uppercase() && was_lower);
        if is_boundary && words.ends_with(|last| last != '_') {
            words.push('_');
        }
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase() || c.is_numeric();
    }
    words.truncate(words.trim_end_matches('_').len());
    words
}
