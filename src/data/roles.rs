use super::table::Column;
use super::texts::Texts;

/// What a column is used as.
///
/// A column's role is recognised by its name, without regard to case and with `groupId`, `group-id` and `group id` read as `group_id`; of a name
/// like `reward_extra_info.score` or `train/score` the last part counts. In this order:
///
/// 1. **Group**: the first of `group_id`, `group`, `group_index`, `group_idx`, `uid`, `request_id`; `prompt_id`, `prompt_uid`, `prompt_index`,
///    `prompt_idx`, `question_id`, `problem_id`, `task_id`, `query_id`, `example_id`, `instance_id`; `prompt`, `prompts`, `input`, `inputs`, `question`,
///    `problem`, `instruction`, `query` in which some value comes up twice. If it names the prompt rather than the group and there is a `step`
///    (`global_step`, `training_step`, `train_step`, `iteration`), the step is a group column too: the same prompt at another step is another
///    group. Where no column has a name, the first one of text in which some value comes up twice.
/// 2. **Response length**: the first of whole numbers from 0 that is called `response_length`, `completion_length`, `output_length`,
///    `response_len`, `completion_len`, `num_tokens`, `response_tokens`, `completion_tokens`, `output_tokens`, `num_response_tokens`,
///    `num_completion_tokens`, `length`, `len`, `Länge`, `Antwortlänge` or `长度`.
/// 3. **Ignored**: text; the candidates for 1 and 2 that were not taken; what trainers log beside rewards, such as `step`, `epoch`, `index`, `id`,
///    `advantage`, `kl`, `lr`, `loss`, `gts`; a column without a name in a table with names; and a total such as `score`, `reward` or
///    `total`, unless there is no other reward.
/// 4. **Reward**: every other column with more numbers than cells that are none; one that has `reward` in its name needs only one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "ColumnRole", rename_all = "kebab-case"))]
pub enum Role {
    /// A reward.
    Reward,
    /// Names the rollout's group; with several such columns, rollouts that agree in all of them are a group.
    Group,
    /// How many tokens the response has.
    #[cfg_attr(test, schemars(rename = "length"))]
    ResponseLength,
    /// Not used.
    Ignore,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [
        Self::Reward,
        Self::Group,
        Self::ResponseLength,
        Self::Ignore,
    ];

    /// The role as JavaScript writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reward => "reward",
            Self::Group => "group",
            Self::ResponseLength => "length",
            Self::Ignore => "ignore",
        }
    }
}

/// What each column of a table is used as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles {
    /// One for each column.
    pub columns: Vec<Role>,
    /// Where no column is [`Role::Group`]: how many consecutive rows are a group.
    pub group_size: Option<usize>,
}

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

const GROUP_IDS: [&str; 6] = [
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

/// See [`Role`].
pub(super) fn recognise(columns: &[Column]) -> Roles {
    let mut roles = vec![Role::Ignore; columns.len()];
    let mut assign = |index: Option<usize>, role| {
        if let Some(index) = index {
            roles[index] = role;
        }
    };
    let repeats = |column: &Column| {
        let different = column.texts.as_ref().map_or(usize::MAX, Texts::len);
        different < column.present()
    };
    let group = columns
        .iter()
        .enumerate()
        .filter_map(|(index, column)| {
            let order = match column.meaning {
                Meaning::GroupId(order) => order,
                Meaning::Prompt(order) => GROUP_IDS.len() + order,
                Meaning::Unnamed if column.words > 0 && !column.is_numeric() => usize::MAX,
                _ => return None,
            };
            repeats(column).then_some((order, index))
        })
        .min()
        .map(|(_, index)| index);
    assign(group, Role::Group);
    if group.is_some_and(|index| matches!(columns[index].meaning, Meaning::Prompt(_))) {
        let is_step =
            |column: &Column| column.meaning == Meaning::Step && column.first_missing.is_none();
        assign(columns.iter().position(is_step), Role::Group);
    }
    let is_length = |column: &Column| {
        let is_whole = column.is_numeric() && column.first_no_length.is_none();
        column.meaning == Meaning::Length && is_whole
    };
    assign(columns.iter().position(is_length), Role::ResponseLength);
    for (role, column) in roles.iter_mut().zip(columns) {
        let is_reward = match column.meaning {
            Meaning::Reward => column.present() > column.words,
            // A reward for length has other numbers than a length.
            Meaning::Length => column.is_numeric() && column.first_no_length.is_some(),
            Meaning::Unnamed | Meaning::Unknown => column.is_numeric(),
            _ => false,
        };
        if is_reward && *role == Role::Ignore {
            *role = Role::Reward;
        }
    }
    if !roles.contains(&Role::Reward) {
        let is_total = |column: &Column| column.meaning == Meaning::Total && column.is_numeric();
        if let Some(index) = columns.iter().position(is_total) {
            roles[index] = Role::Reward;
        }
    }
    Roles {
        columns: roles,
        group_size: None,
    }
}
