//! Tables to test, and how they are looked at.

use std::fmt::Write as _;

use rvpo_playground::data::{Cell, Column, DataError, Limits, Loader, Selection, Table};

pub fn load(input: impl AsRef<[u8]>) -> Result<Table, DataError> {
    load_as(None, input)
}

pub fn load_as(name: Option<&str>, input: impl AsRef<[u8]>) -> Result<Table, DataError> {
    let mut loader = Loader::new(name);
    loader.feed(input.as_ref())?;
    loader.finish()
}

pub fn load_pieces<'a>(
    limits: Limits,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Table, DataError> {
    let mut loader = Loader::with_limits(None, limits);
    for piece in pieces {
        // The error comes again from every later call.
        let _ = loader.feed(piece);
    }
    loader.finish()
}

/// The table with nothing left out, to compare.
pub fn described(table: &Table) -> String {
    let mut text = format!(
        "{:?} {} {}\n",
        table.format(),
        table.rows(),
        table.has_header()
    );
    for (column, role) in table.columns().iter().zip(&table.roles().columns) {
        let cells = cells(column, table.rows());
        writeln!(
            text,
            "{} {:?} {role:?} {cells:?}",
            column.name(),
            column.kind()
        )
        .unwrap();
    }
    text
}

/// The same without what depends on the format.
pub fn content(table: &Table) -> String {
    let text = described(table);
    text.split_once('\n').unwrap().1.to_owned()
}

pub fn cells(column: &Column, rows: usize) -> Vec<Cell<'_>> {
    (0..rows).map(|row| column.cell(row)).collect()
}

pub fn names(table: &Table) -> Vec<&str> {
    table.columns().iter().map(Column::name).collect()
}

/// The cells of the first column.
pub fn first_column(input: &str) -> Vec<String> {
    let table = load(input).unwrap();
    let cells = cells(&table.columns()[0], table.rows());
    cells
        .into_iter()
        .map(|cell| match cell {
            Cell::Missing => "missing".to_owned(),
            Cell::Number(x) => x.to_string(),
            Cell::Text(text) => format!("\"{text}\""),
            Cell::NotKept => "not kept".to_owned(),
        })
        .collect()
}

pub fn selected(input: impl AsRef<[u8]>) -> Result<Selection, DataError> {
    let table = load(input)?;
    table.select(table.roles())
}

/// The message of the error in reading.
pub fn refused(input: impl AsRef<[u8]>) -> String {
    match load(input) {
        Err(error) => error.to_string(),
        Ok(table) => panic!("read: {}", described(&table)),
    }
}

/// The message of the error in reading, or in using what was recognised.
pub fn refused_use(input: impl AsRef<[u8]>) -> String {
    match selected(input) {
        Err(error) => error.to_string(),
        Ok(selection) => panic!("selected: {selection:?}"),
    }
}
