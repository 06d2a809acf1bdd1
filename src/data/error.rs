use std::fmt;

use serde::Serialize;

use crate::aggregate;

/// A place in the input, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Place {
    /// The line; lines end with LF.
    pub line: u64,
    /// In CSV and TSV the cell's number in its row; in JSON, and where the input is no text, the byte's number in its line.
    pub column: u64,
}

impl Place {
    pub(super) const START: Self = Self { line: 1, column: 1 };

    /// Past these bytes.
    pub(super) fn advance(&mut self, bytes: &[u8]) {
        match memchr::memrchr(b'\n', bytes) {
            None => self.column += bytes.len() as u64,
            Some(last) => {
                self.line += memchr::memchr_iter(b'\n', bytes).count() as u64;
                self.column = (bytes.len() - last) as u64;
            }
        }
    }

    pub(super) fn after(mut self, bytes: &[u8]) -> Self {
        self.advance(bytes);
        self
    }
}

/// Why a table cannot be read, or cannot be used as asked: where, what stands there and what is allowed.
///
/// Names and values come from the input; values are shortened, and what does not print is escaped. Serialised, it is the variant's name as `code`
/// with the fields beside it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(
    tag = "code",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum DataError {
    /// The input has no row of values.
    Empty,
    /// The input has bytes that are not UTF-8.
    NotUtf8 {
        /// The place of the byte, whose number in its line is the column.
        place: Place,
        /// What the first bytes look like, if anything.
        likeness: Option<Likeness>,
    },
    /// The input has a byte 0.
    Nul {
        /// The place of the byte, whose number in its line is the column.
        place: Place,
        /// What the first bytes look like, if anything.
        likeness: Option<Likeness>,
    },
    /// The input breaks the grammar of JSON.
    Json {
        /// The place of the byte, whose number in its line is the column.
        place: Place,
        /// How it breaks the grammar.
        problem: JsonProblem,
    },
    /// Something else stands where a row of JSON should begin.
    NotARow {
        /// Where it begins.
        place: Place,
        /// What stands there.
        value: String,
        /// What may stand there.
        row: Row,
    },
    /// A row has more or fewer cells than the first.
    Ragged {
        /// The first cell too many, or where the first one is missing; in JSON where the row begins.
        place: Place,
        /// How many cells the row has.
        found: usize,
        /// How many cells the first row has.
        expected: usize,
    },
    /// In an object of columns, one is longer or shorter than the first.
    UnequalColumns {
        /// Where the column ends.
        place: Place,
        /// What the column is called.
        name: String,
        /// How many cells it has.
        found: usize,
        /// How many cells the first column has.
        expected: usize,
    },
    /// A quoted cell never ends.
    OpenQuote {
        /// Where the row begins.
        line: u64,
    },
    /// Two columns have one name.
    DuplicateName {
        /// Where the second one is.
        place: Place,
        /// The name.
        name: String,
    },
    /// There are more columns than are read, by default [`Limits::columns`](super::Limits::columns).
    TooManyColumns {
        /// The first column too many, or the row that has it.
        place: Place,
        /// How many are allowed.
        limit: usize,
    },
    /// There are more cells than are read, by default [`Limits::cells`](super::Limits::cells).
    TooManyCells {
        /// Where the row is that is too many.
        place: Place,
        /// How many are allowed.
        limit: usize,
    },
    /// A row has more bytes than are read, by default [`Limits::row_bytes`](super::Limits::row_bytes).
    TooLong {
        /// Where it begins.
        place: Place,
        /// How many bytes are allowed.
        limit: usize,
    },
    /// A column's name is too long to be one.
    LongName {
        /// Where the name is.
        place: Place,
        /// How the name begins.
        name: String,
        /// How many bytes are allowed.
        limit: usize,
    },
    /// JSON is nested too deeply.
    TooDeep {
        /// Where it is nested once too often.
        place: Place,
        /// How deep it may be nested.
        limit: usize,
    },

    /// There is not one role for each column.
    Roles {
        /// How many roles there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// There is no reward, or there are too many.
    Rewards {
        /// How many rewards there are.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// There is neither a group column nor a group size, or there are both.
    Groups {
        /// Which of the two it is.
        found: GroupsGiven,
    },
    /// Several columns are response lengths.
    ResponseLengths {
        /// How many they are.
        found: usize,
    },
    /// Text stands in a column of numbers.
    NotANumber {
        /// The first such cell.
        place: Place,
        /// What the column is called.
        name: String,
        /// What stands there.
        value: String,
    },
    /// A number is infinite, or too large to be squared.
    NotFinite {
        /// The first such cell.
        place: Place,
        /// What the column is called.
        name: String,
        /// What stands there.
        value: String,
        /// The largest magnitude that is allowed.
        most: f64,
    },
    /// A response length is none.
    NotALength {
        /// The first such cell.
        place: Place,
        /// What the column is called.
        name: String,
        /// What stands there.
        value: String,
        /// The largest that is allowed.
        most: u32,
    },
    /// A group or a response length is missing.
    Missing {
        /// The first such cell.
        place: Place,
        /// What the column is called.
        name: String,
    },
    /// The text of the column was not kept.
    NotKept {
        /// What the column is called.
        name: String,
    },
    /// The column's numbers are too large to be told apart, as groups must be.
    InexactIds {
        /// What the column is called.
        name: String,
    },
    /// A group size that the core refuses.
    #[serde(skip)]
    Core(aggregate::Error),
}

/// What an input looks like that is no text in UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Likeness {
    /// Text in UTF-16.
    Utf16,
    /// A Parquet file.
    Parquet,
    /// A ZIP archive, which spreadsheets are, too.
    Zip,
    /// A file compressed by gzip.
    Gzip,
    /// A file compressed by Zstandard.
    Zstandard,
}

/// What may stand where a row of JSON begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "AllowedRow"))]
pub enum Row {
    /// An object or a list of values.
    ObjectOrList,
    /// An object, as in the first row.
    ObjectAsFirst,
    /// A list of values, as in the first row.
    ListAsFirst,
    /// A list of at least one value.
    LongerList,
}

/// What says what a group is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum GroupsGiven {
    /// Columns and a group size.
    Both,
    /// Nothing.
    Neither,
}

/// How JSON breaks the grammar. In what is serialised, `code` names the variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum JsonProblem {
    /// A value is not written as JSON writes it.
    Syntax,
    /// The input ends within a value.
    Incomplete,
    /// A row with more entries than are read.
    TooManyEntries {
        /// The most that are read.
        limit: usize,
    },
    /// Something else stands between values than should.
    Unexpected {
        /// What stands there.
        found: String,
        /// What should stand there.
        expected: Expected,
    },
    /// The input ends between values.
    Ends {
        /// What should stand there.
        expected: Expected,
    },
}

/// What may come next between the values of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(strum::VariantNames),
    strum(serialize_all = "kebab-case")
)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "ExpectedInJson")
)]
pub enum Expected {
    /// The bracket that opens the whole.
    Opening,
    /// A row, or the end of the list.
    RowOrEnd,
    /// A row.
    Row,
    /// A comma, or the end of the list.
    CommaOrListEnd,
    /// A column's name, or the end of the object.
    NameOrEnd,
    /// A column's name.
    Name,
    /// The colon after a column's name.
    Colon,
    /// The list of a column's values.
    Column,
    /// A value, or the end of the list.
    ValueOrEnd,
    /// A value.
    Value,
    /// A comma, or the end of the object.
    CommaOrObjectEnd,
    /// Nothing more.
    End,
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Core(error) => error.fmt(f),
            error => f.write_str(&crate::words::message(error)),
        }
    }
}

impl std::error::Error for DataError {}

impl From<aggregate::Error> for DataError {
    fn from(error: aggregate::Error) -> Self {
        Self::Core(error)
    }
}

impl DataError {
    /// Where in the input, if it is one place.
    pub fn place(&self) -> Option<Place> {
        match *self {
            Self::NotUtf8 { place, .. }
            | Self::Nul { place, .. }
            | Self::Json { place, .. }
            | Self::NotARow { place, .. }
            | Self::Ragged { place, .. }
            | Self::UnequalColumns { place, .. }
            | Self::DuplicateName { place, .. }
            | Self::TooManyColumns { place, .. }
            | Self::TooManyCells { place, .. }
            | Self::TooLong { place, .. }
            | Self::LongName { place, .. }
            | Self::TooDeep { place, .. }
            | Self::NotANumber { place, .. }
            | Self::NotFinite { place, .. }
            | Self::NotALength { place, .. }
            | Self::Missing { place, .. } => Some(place),
            Self::OpenQuote { line } => Some(Place { line, column: 1 }),
            Self::Empty
            | Self::Roles { .. }
            | Self::Rewards { .. }
            | Self::Groups { .. }
            | Self::ResponseLengths { .. }
            | Self::NotKept { .. }
            | Self::InexactIds { .. }
            | Self::Core(_) => None,
        }
    }
}

/// A value of the input as errors show it: in quotes, escaped, and cut after 40 characters.
pub(super) fn shown(value: &str) -> String {
    const MOST: usize = 40;
    let mut text: String = value
        .chars()
        .take(MOST)
        .flat_map(char::escape_debug)
        .collect();
    if value.chars().nth(MOST).is_some() {
        text.push('…');
    }
    format!("\"{text}\"")
}

/// The same without quotes.
pub(super) fn shown_name(name: &str) -> String {
    shown(name).trim_matches('"').to_owned()
}
