//! `RewardTable`: what stands in a table, and what its columns are taken as.

use std::sync::Arc;

use js_sys::Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::read_range;
use super::selection::RewardSelection;
use crate::aggregate::{Error, Items};
use crate::data::{Cell, Kind, Role, Roles, Table};
use crate::web::input::Input;
use crate::web::output::{Refusal, object};

/// A column of a table, and what it is taken as.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::web) struct ColumnInfo<'t> {
    /// What it is called: `column` and its number, counted from 1, where it has no name.
    name: &'t str,
    /// What most of its cells are.
    #[cfg_attr(test, schemars(extend("enum" = ["number", "text"])))]
    kind: &'static str,
    /// How many cells have nothing in them.
    missing: usize,
    /// In a column of numbers: how many cells are no number, or not a finite one. With one of them it cannot be a reward or a length.
    unreadable: usize,
    /// In a column of text: how many different ones there are; null where they were not kept.
    different: Option<usize>,
    /// What it is used as, recognised by its name and content.
    #[cfg_attr(test, schemars(with = "Role"))]
    role: &'static str,
}

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
    #[wasm_bindgen(getter, unchecked_return_type = "TableFormat")]
    pub fn format(&self) -> String {
        self.table.format().as_str().to_owned()
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

    /// The columns from left to right; in JSON in the order in which the keys come up.
    #[wasm_bindgen(unchecked_return_type = "ColumnInfo[]")]
    pub fn columns(&self) -> Result<JsValue, Refusal> {
        let columns = self.table.columns().iter();
        let columns: Vec<ColumnInfo<'_>> = columns
            .zip(&self.table.roles().columns)
            .map(|(column, role)| {
                let (kind, missing, unreadable, different) = match column.kind() {
                    Kind::Number {
                        missing,
                        unreadable,
                    } => ("number", missing, unreadable, None),
                    Kind::Text { missing, different } => ("text", missing, 0, different),
                };
                ColumnInfo {
                    name: column.name(),
                    kind,
                    missing,
                    unreadable,
                    different,
                    role: role.as_str(),
                }
            })
            .collect();
        object(&columns)
    }

    /// What stands in `count` rows, `from` counted from 0; fewer come at the end. What is missing is null, and a text that was not kept is `…`.
    ///
    /// @throws Error if from or count is no whole number from 0
    #[wasm_bindgen(unchecked_return_type = "(string | number | null)[][]")]
    pub fn cells(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] from: JsValue,
        #[wasm_bindgen(unchecked_param_type = "number")] count: JsValue,
    ) -> Result<JsValue, Refusal> {
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

    /// Takes the rewards, groups and lengths out of the table. `roles` has one for each column; `groupSize` is how many consecutive rows are a group, and
    /// is given if no column tells.
    ///
    /// @throws Error if the roles do not fit the table, or a cell, named by line and column, does not fit its role
    pub fn select(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ColumnRole[]")] roles: JsValue,
        #[wasm_bindgen(js_name = groupSize, unchecked_optional_param_type = "number")]
        group_size: JsValue,
    ) -> Result<RewardSelection, Refusal> {
        let roles = Input::new("roles", roles).items(Items::Roles)?;
        let columns = roles
            .iter()
            .map(|role| Ok(Role::ALL[role.choice(&Role::ALL.map(Role::as_str))?]))
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
