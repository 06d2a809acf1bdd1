use std::fmt;

use serde::Serialize;

use crate::aggregate;

/// A place in the input, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why a table cannot be read, or cannot be used as asked: where, what stands there and what is allowed.
///
/// Names and values come from the input; values are shortened, and what does not print is escaped. Serialised, it is the variant's name as `code`
/// with the fields beside it.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Serialize)]
#[serde(
    tag = "code",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
#[non_exhaustive]
pub enum DataError {
    /// No row of values.
    #[error("no rows; allowed: a table with at least one row of values")]
    Empty,
    /// Bytes that are not UTF-8.
    #[error("{place}: not UTF-8{}; allowed: text in UTF-8", likeness(.looks_like))]
    NotUtf8 {
        /// Line and byte.
        place: Place,
        /// What the first bytes look like.
        looks_like: Option<&'static str>,
    },
    /// A byte 0.
    #[error("{place}: a NUL byte{}; allowed: text in UTF-8", likeness(.looks_like))]
    Nul {
        /// Line and byte.
        place: Place,
        /// What the first bytes look like.
        looks_like: Option<&'static str>,
    },
    /// JSON that breaks the grammar.
    #[error("{place}: {message}; allowed: JSON")]
    Json {
        /// Line and byte.
        place: Place,
        /// What is wrong.
        message: String,
    },
    /// JSON where a row should be that is none.
    #[error("{place}: {value} is not a row; allowed: {allowed}")]
    NotARow {
        /// Where it begins.
        place: Place,
        /// What stands there.
        value: String,
        /// What may stand there.
        allowed: &'static str,
    },
    /// A row with more or fewer cells than the first.
    #[error("{place}: a row of {found} cells; allowed: {expected}, as in the first row")]
    Ragged {
        /// The first cell too many, or where the first one is missing; in JSON where the row begins.
        place: Place,
        /// Its cells.
        found: usize,
        /// Those of the first row.
        expected: usize,
    },
    /// In an object of columns, one that is longer or shorter than the first.
    #[error(
        "{place}: column \"{name}\" has {found} cells; allowed: {expected}, as in the first column"
    )]
    UnequalColumns {
        /// Where it ends.
        place: Place,
        /// Its name.
        name: String,
        /// Its cells.
        found: usize,
        /// Those of the first column.
        expected: usize,
    },
    /// A quoted cell that never ends.
    #[error(
        "line {line}: a row that begins here has a quote that is never closed; allowed: \" in pairs"
    )]
    OpenQuote {
        /// Where the row begins.
        line: u64,
    },
    /// Two columns of one name.
    #[error("{place}: a second column \"{name}\"; allowed: each name once")]
    DuplicateName {
        /// Where the second one is.
        place: Place,
        /// The name.
        name: String,
    },
    /// More columns than [`Limits::columns`](super::Limits::columns).
    #[error("{place}: more than {limit} columns; allowed: 1 to {limit}")]
    TooManyColumns {
        /// The first one too many, or the row that has it.
        place: Place,
        /// The most allowed.
        limit: usize,
    },
    /// More cells than [`Limits::cells`](super::Limits::cells).
    #[error("{place}: more than {limit} cells; allowed: rows times columns up to {limit}")]
    TooManyCells {
        /// Where the row is that is too many.
        place: Place,
        /// The most allowed.
        limit: usize,
    },
    /// A row longer than [`Limits::row_bytes`](super::Limits::row_bytes).
    #[error("{place}: a row of more than {limit} bytes begins here; allowed: up to {limit}")]
    TooLong {
        /// Where it begins.
        place: Place,
        /// The most allowed.
        limit: usize,
    },
    /// A column's name that is too long to be one.
    #[error("{place}: a column's name {name} of more than {limit} bytes; allowed: 1 to {limit}")]
    LongName {
        /// Where it is.
        place: Place,
        /// How it begins.
        name: String,
        /// The most allowed.
        limit: usize,
    },
    /// JSON nested too deeply.
    #[error("{place}: nested more than {limit} deep; allowed: up to {limit}")]
    TooDeep {
        /// Where it is one too many.
        place: Place,
        /// The most allowed.
        limit: usize,
    },

    /// Not one role for each column.
    #[error("roles: {found} are given; allowed: {expected}, one for each column")]
    Roles {
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// No reward, or too many.
    #[error("{found} columns are rewards; allowed: 1 to {limit}")]
    Rewards {
        /// How many there are.
        found: usize,
        /// The most allowed.
        limit: usize,
    },
    /// Neither or both of a group column and a group size.
    #[error(
        "groups: {found}; allowed: columns that name each rollout's group, or a group size, not both"
    )]
    Groups {
        /// Which of the two.
        found: &'static str,
    },
    /// Several columns of response lengths.
    #[error("{found} columns are response lengths; allowed: at most 1")]
    ResponseLengths {
        /// How many there are.
        found: usize,
    },
    /// Text in a column of numbers.
    #[error(
        "{place}, column \"{name}\": {value} is not a number; allowed: numbers, true and false, and where one is missing nothing, NA, N/A, NaN, null, None or -"
    )]
    NotANumber {
        /// The first such cell.
        place: Place,
        /// The column.
        name: String,
        /// What stands there.
        value: String,
    },
    /// A number that is infinite, or too large to be squared.
    #[error(
        "{place}, column \"{name}\": {value} is not allowed; allowed: numbers from -1e150 to 1e150"
    )]
    NotFinite {
        /// The first such cell.
        place: Place,
        /// The column.
        name: String,
        /// What stands there.
        value: String,
    },
    /// A response length that is none.
    #[error(
        "{place}, column \"{name}\": {value} is not a response length; allowed: whole numbers from 0 to {}",
        u32::MAX
    )]
    NotALength {
        /// The first such cell.
        place: Place,
        /// The column.
        name: String,
        /// What stands there.
        value: String,
    },
    /// A group or a response length that is missing.
    #[error(
        "{place}, column \"{name}\": nothing stands here; allowed: a value in every row of a group or response-length column"
    )]
    Missing {
        /// The first such cell.
        place: Place,
        /// The column.
        name: String,
    },
    /// A column whose text was not kept.
    #[error(
        "column \"{name}\": its text was not kept, being a response's or too varied; allowed: another column"
    )]
    NotKept {
        /// The column.
        name: String,
    },
    /// A column of numbers too large to be told apart, as groups.
    #[error(
        "column \"{name}\": numbers of 2^53 or more, which cannot be told apart; allowed: ids as text, or in a column called \"group_id\""
    )]
    InexactIds {
        /// The column.
        name: String,
    },
    /// A group size that the core refuses.
    #[error(transparent)]
    #[serde(skip)]
    Core(#[from] aggregate::Error),
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

fn likeness(looks_like: &Option<&'static str>) -> String {
    looks_like.map_or_else(String::new, |what| format!(" (this looks like {what})"))
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
