use std::borrow::Cow;
use std::collections::HashMap;

use super::cell::Scalar;
use super::error::{Place, shown};
use super::meaning::Meaning;
use super::recognise::recognise;
use super::table::{Column, Table};
use super::texts::Texts;
use super::{DataError, Format, Limits};

/// The longest name of a column, in bytes.
const LONGEST_NAME: usize = 256;

/// A cell as it is read.
#[derive(Clone, Debug)]
pub(super) struct Given<'a> {
    text: Cow<'a, str>,
    /// Whether it is text whatever it looks like: JSON's lists and objects.
    is_text: bool,
}

impl<'a> Given<'a> {
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: text.into(),
            is_text: false,
        }
    }

    pub fn text(text: &'a str) -> Self {
        Self {
            text: text.into(),
            is_text: true,
        }
    }
}

/// A table that is being read, row by row or column by column.
#[derive(Clone, Debug)]
pub(super) struct Builder {
    pub limits: Limits,
    /// Whether `0,5` is a number.
    pub decimal_comma: bool,
    columns: Vec<Column>,
    by_name: HashMap<String, usize>,
    rows: usize,
    /// Where the first row of named cells is.
    first_row: Place,
    has_header: bool,
    /// The column that comes next if the keys come in the order of the row before.
    next: usize,
    /// How many different texts are kept.
    different: usize,
}

impl Builder {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            decimal_comma: false,
            columns: Vec::new(),
            by_name: HashMap::new(),
            rows: 0,
            first_row: Place::START,
            has_header: false,
            next: 0,
            different: 0,
        }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Adds a row of cells; the first may turn out to be the header.
    pub fn row<'a>(
        &mut self,
        width: usize,
        cell: impl Fn(usize) -> Result<Given<'a>, DataError>,
        place: impl Fn(usize) -> Place,
    ) -> Result<(), DataError> {
        let limit = self.limits.columns;
        if width > limit {
            let place = place(limit);
            return Err(DataError::TooManyColumns { place, limit });
        }
        if self.columns.is_empty() {
            self.has_header = self.is_header(width, &cell)?;
            for i in 0..width {
                let name = if self.has_header {
                    cell(i)?.text
                } else {
                    Cow::default()
                };
                let name = match Scalar::of(name.trim(), false) {
                    Scalar::Missing => "",
                    _ => name.trim(),
                };
                let meaning = Meaning::of(name, self.has_header);
                if name.is_empty() {
                    let name = format!("column {}", i + 1);
                    self.add_column(&name, meaning, || place(i))?;
                } else {
                    self.add_column(name, meaning, || place(i))?;
                }
            }
            if self.has_header {
                return Ok(());
            }
        }
        if width != self.columns.len() {
            return Err(DataError::Ragged {
                place: place(width.min(self.columns.len())),
                found: width,
                expected: self.columns.len(),
            });
        }
        for i in 0..width {
            self.push(i, &cell(i)?, || place(i));
        }
        self.end_row(|| place(0))
    }

    /// The column of that name in this row of named cells, a new one if need be.
    pub fn column(&mut self, name: &str, place: impl Fn() -> Place) -> Result<usize, DataError> {
        self.has_header = true;
        let index = match self.columns.get(self.next) {
            Some(column) if column.name() == name => Some(self.next),
            _ => self.by_name.get(name).copied(),
        };
        let index = match index {
            Some(index) if self.columns[index].len() > self.rows => {
                return Err(duplicate(name, place()));
            }
            Some(index) => index,
            None => {
                let index = self.columns.len();
                self.add_column(name, Meaning::of(name, true), &place)?;
                self.check_cells(self.rows, place)?;
                for _ in 0..self.rows {
                    self.columns[index].push("", Scalar::Missing, || self.first_row);
                }
                index
            }
        };
        self.next = index + 1;
        Ok(index)
    }

    /// Ends a row of named cells; those that did not come are missing.
    pub fn end_named_row(&mut self, place: impl Fn() -> Place) -> Result<(), DataError> {
        self.next = 0;
        if self.rows == 0 {
            self.first_row = place();
        }
        for column in &mut self.columns {
            if column.len() == self.rows {
                column.push("", Scalar::Missing, &place);
            }
        }
        self.end_row(place)
    }

    /// Adds a cell to a column.
    #[inline]
    pub fn push(&mut self, column: usize, given: &Given<'_>, place: impl Fn() -> Place) {
        let text = given.text.trim();
        let scalar = if given.is_text {
            Scalar::Text
        } else {
            Scalar::of(text, self.decimal_comma)
        };
        if self.columns[column].push(text, scalar, place) {
            self.different += 1;
            while self.different > self.limits.different_texts {
                self.let_go_of_the_most_texts();
            }
        }
    }

    /// Ends a column whose cells came one after the other, the first column's setting how many there are.
    pub fn end_column(&self, column: usize, place: Place) -> Result<(), DataError> {
        let found = self.columns[column].len();
        let expected = self.columns[0].len();
        if found == expected {
            Ok(())
        } else {
            Err(DataError::UnequalColumns {
                place,
                name: self.columns[column].name().to_owned(),
                found,
                expected,
            })
        }
    }

    /// Adds a cell to a column whose cells come one after the other.
    pub fn push_in_column(
        &mut self,
        column: usize,
        given: &Given<'_>,
        place: Place,
    ) -> Result<(), DataError> {
        self.push(column, given, || place);
        if column > 0 && self.columns[column].len() > self.columns[0].len() {
            return self.end_column(column, place);
        }
        self.check_cells(self.columns[0].len(), || place)
    }

    /// The finished table.
    pub fn finish(mut self, format: Format) -> Result<Table, DataError> {
        if format == Format::JsonColumns {
            self.rows = self.columns.first().map_or(0, Column::len);
        }
        if self.rows == 0 || self.columns.is_empty() {
            return Err(DataError::Empty);
        }
        Ok(Table {
            roles: recognise(&self.columns),
            columns: self.columns,
            rows: self.rows,
            format,
            has_header: self.has_header,
        })
    }

    /// A header has some text and no number; or, as pandas writes them, the numbers 0, 1, 2 and so on, beside names that are known or after an empty cell.
    fn is_header<'a>(
        &self,
        width: usize,
        cell: impl Fn(usize) -> Result<Given<'a>, DataError>,
    ) -> Result<bool, DataError> {
        let (mut has_text, mut has_unknown) = (false, false);
        let (mut missing, mut numbers) = (0, 0);
        for i in 0..width {
            let given = cell(i)?;
            let text = given.text.trim();
            match Scalar::of(text, self.decimal_comma) {
                Scalar::Missing => missing += 1,
                _ if given.is_text => return Ok(false),
                Scalar::Number(number) if number == f64::from(numbers) => numbers += 1,
                // A name such as `inf`.
                Scalar::TooLarge if !text.starts_with(|c: char| c.is_alphabetic()) => {
                    return Ok(false);
                }
                Scalar::Text | Scalar::TooLarge => {
                    has_text = true;
                    has_unknown |= Meaning::of(text, true) == Meaning::Unknown;
                }
                Scalar::Number(_) => return Ok(false),
            }
        }
        Ok(match numbers {
            0 => has_text,
            1 => false,
            _ if has_text => !has_unknown,
            _ => missing == 1 && numbers > 2 && cell(0)?.text.trim().is_empty(),
        })
    }

    fn add_column(
        &mut self,
        name: &str,
        meaning: Meaning,
        place: impl Fn() -> Place,
    ) -> Result<(), DataError> {
        let limit = self.limits.columns;
        let index = self.columns.len();
        if index >= limit {
            let place = place();
            return Err(DataError::TooManyColumns { place, limit });
        }
        if name.len() > LONGEST_NAME {
            return Err(DataError::LongName {
                place: place(),
                name: shown(name),
                limit: LONGEST_NAME,
            });
        }
        if self.by_name.insert(name.to_owned(), index).is_some() {
            return Err(duplicate(name, place()));
        }
        self.columns.push(Column::new(name.to_owned(), meaning));
        Ok(())
    }

    fn end_row(&mut self, place: impl Fn() -> Place) -> Result<(), DataError> {
        self.rows += 1;
        self.check_cells(self.rows, place)
    }

    fn check_cells(&self, rows: usize, place: impl Fn() -> Place) -> Result<(), DataError> {
        let limit = self.limits.cells;
        if rows.saturating_mul(self.columns.len()) > limit {
            let place = place();
            return Err(DataError::TooManyCells { place, limit });
        }
        Ok(())
    }

    /// The column with the most different texts is the least likely to name groups.
    fn let_go_of_the_most_texts(&mut self) {
        let len = |column: &Column| column.texts.as_ref().map_or(0, Texts::len);
        if let Some(column) = self.columns.iter_mut().max_by_key(|column| len(column)) {
            self.different -= len(column);
            column.texts = None;
        }
    }
}

fn duplicate(name: &str, place: Place) -> DataError {
    DataError::DuplicateName {
        place,
        name: super::error::shown_name(name),
    }
}
