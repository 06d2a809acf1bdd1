use super::meaning::{GROUP_IDS, Meaning};
use super::roles::{Role, Roles};
use super::table::Column;
use super::texts::Texts;

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
