//! `RewardTable`: what stands in a table, and what its columns are taken as.

use std::sync::Arc;

use js_sys::Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::read_range;
use super::refusal::Refusal;
use super::selection::RewardSelection;
use crate::aggregate::Error;
use crate::data::{Cell, Format, Kind, Role, Roles, Table};
use crate::web::input::{Input, object};

/// In the order of [`ROLES`].
const ROLE_NAMES: [&str; 4] = ["reward", "group", "length", "ignore"];
const ROLES: [Role; 4] = [
    Role::Reward,
    Role::Group,
    Role::ResponseLength,
    Role::Ignore,
];

/// A table of rollouts, one in each row, as it was read.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RewardTable {
    pub(super) table: Table,
}

#[wasm_bindgen]
impl RewardTable {
    /// How many rows there are.
    #[wasm_bindgen(getter)]
    pub fn rows(&self) -> usize {
        self.table.rows()
    }

    /// How it is written.
    #[wasm_bindgen(
        getter,
        unchecked_return_type = "\"csv\" | \"semicolons\" | \"tsv\" | \"json\" | \"json-columns\" | \"json-lines\""
    )]
    pub fn format(&self) -> String {
        match self.table.format() {
            Format::Csv => "csv",
            Format::Semicolons => "semicolons",
            Format::Tsv => "tsv",
            Format::Json => "json",
            Format::JsonColumns => "json-columns",
            Format::JsonLines => "json-lines",
        }
        .to_owned()
    }

    /// Where no column is recognised as the group: how many consecutive rows are one, if that can be told.
    #[wasm_bindgen(getter, js_name = groupSize)]
    pub fn group_size(&self) -> Option<usize> {
        self.table.roles().group_size
    }

    /// Whether the columns have names: from a first row, or from the keys of objects.
    #[wasm_bindgen(getter, js_name = hasHeader)]
    pub fn has_header(&self) -> bool {
        self.table.has_header()
    }

    /// Left to right; in JSON in the order in which the keys come up.
    #[wasm_bindgen(unchecked_return_type = "ColumnInfo[]")]
    pub fn columns(&self) -> Result<JsValue, JsError> {
        #[derive(Serialize)]
        struct Output<'a> {
            name: &'a str,
            kind: &'static str,
            missing: usize,
            unreadable: usize,
            different: Option<usize>,
            role: &'static str,
        }
        let columns = self.table.columns().iter();
        let columns: Vec<Output<'_>> = columns
            .zip(&self.table.roles().columns)
            .map(|(column, role)| {
                let (kind, missing, unreadable, different) = match column.kind() {
                    Kind::Number {
                        missing,
                        unreadable,
                    } => ("number", missing, unreadable, None),
                    Kind::Text { missing, different } => ("text", missing, 0, different),
                };
                let role = match role {
                    Role::Reward => "reward",
                    Role::Group => "group",
                    Role::ResponseLength => "length",
                    Role::Ignore => "ignore",
                };
                Output {
                    name: column.name(),
                    kind,
                    missing,
                    unreadable,
                    different,
                    role,
                }
            })
            .collect();
        object(&columns)
    }

    /// What stands in some of the rows, `from` counted from 0; fewer come at the end. Missing is null, and a text that was not kept is `…`.
    ///
    /// @throws Error if from or count is no whole number from 0
    #[wasm_bindgen(unchecked_return_type = "(string | number | null)[][]")]
    pub fn cells(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<JsValue, JsError> {
        let rows = read_range(from, count)?;
        let rows = rows.start..rows.end.min(self.table.rows());
        let cells = |row: usize| -> Array {
            let columns = self.table.columns().iter();
            columns
                .map(|column| match column.cell(row) {
                    Cell::Missing => JsValue::NULL,
                    Cell::Number(number) => number.into(),
                    Cell::Text(text) => text.into(),
                    Cell::NotKept => "…".into(),
                })
                .collect()
        };
        Ok(rows.map(cells).collect::<Array>().into())
    }

    /// The rewards, groups and lengths: one role for each column, and the number of consecutive rows that are a group if no column tells.
    ///
    /// @throws Error if the roles do not fit the table, or a cell, named by line and column, does not fit its role
    pub fn select(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ColumnRole[]")] roles: JsValue,
        #[wasm_bindgen(js_name = groupSize, unchecked_optional_param_type = "number")]
        group_size: JsValue,
    ) -> Result<RewardSelection, Refusal> {
        let roles = Input::new("roles", roles).items("an array of roles")?;
        let columns = roles
            .iter()
            .map(|role| Ok(ROLES[role.choice(&ROLE_NAMES)?]))
            .collect::<Result<_, Error>>()?;
        let group_size = if group_size.is_undefined() {
            None
        } else {
            let size = Input::new("groupSize", group_size).whole(&(1..=u32::MAX))?;
            Some(size as usize)
        };
        let mut selection = self.table.select(&Roles {
            columns,
            group_size,
        })?;
        Ok(RewardSelection {
            group_ids: std::mem::take(&mut selection.group_ids).into(),
            group_names: std::mem::take(&mut selection.group_names).into(),
            input: Arc::new(selection.into()),
        })
    }
}
