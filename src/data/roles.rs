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
