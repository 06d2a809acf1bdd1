//! Tables of rewards of real rollouts: from bytes to what the core takes.
//!
//! ```
//! use rvpo_playground::data::{DataError, Loader};
//!
//! let mut loader = Loader::new(Some("rewards.csv"));
//! loader.feed(b"prompt_id,helpful,safe\np1,0.9,0\np1,0.6,")?;
//! loader.feed(b"1\np2,0.3,NA\n")?;
//! let table = loader.finish()?;
//! let selection = table.select(table.roles())?;
//! assert_eq!(selection.reward_names, ["helpful", "safe"]);
//! assert_eq!(selection.group_ids, [0, 0, 1]);
//! assert!(selection.rewards[(2, 1)].is_nan());
//! # Ok::<(), DataError>(())
//! ```
//!
//! A [`Loader`] is fed with the input piece by piece; between two pieces the caller may show progress or stop. How the input is divided
//! makes no difference. What comes out is a [`Table`] of columns, with a recognised [`Role`] for each; [`Table::select`] takes from it the
//! rewards, groups and response lengths by these roles or by others.
//!
//! # What is read
//!
//! Text in UTF-8, with or without a byte order mark, lines ending with LF or CRLF:
//!
//! - rows of cells between commas, semicolons or tabs, cells in quotes where need be (RFC 4180). The first row is a header if there is some text and no
//!   number in it; also if its numbers are 0, 1, 2 and so on, as pandas names columns, and its texts are known names such as `prompt`, or its first cell is
//!   empty. Blank lines are skipped; nothing is a comment. Only between semicolons is `0,5` a number, like `0.5`;
//! - JSON: a list of objects or of lists (the first of which may be a header), or an object of lists of equal length, the columns;
//! - JSON Lines: objects, or lists, one after the other.
//!
//! In objects the keys are the columns; the value of a key that is absent is missing. A dictionary within is spread over columns, `info` with a key
//! `safety` over `info.safety`; lists, and dictionaries within dictionaries, are text. This covers the logs of TRL's
//! completions (`step`, `prompt`, `completion`, the rewards by name, `advantage`) and verl's rollouts (`input`, `output`, `gts`, `score`, `step`,
//! what else the reward function gave).
//!
//! The format goes by the content; a file's name ending with `.csv`, `.tsv`, `.tab`, `.jsonl` or `.ndjson` decides where the content leaves a
//! choice.
//!
//! A value is a number, `true` (1) or `false` (0), or text; it is missing if there is nothing, or `NA`, `N/A`, `NaN`, `null`, `None` (in any case) or `-`.
//! JSON's strings are read the same way, and so is Python's bare `NaN`, which is not JSON. Infinities and numbers beyond 1e150, whose
//! square is none, are refused in the columns that are used.
//!
//! # Memory
//!
//! 8 bytes for each cell of the table, whatever it holds; each different text of a column once, cut to about 70 bytes, with about 16 more; the longest
//! row of the input, and its first 64 KiB. Texts of responses are not kept. [`Table::select`] takes another 8 bytes for each reward, and two `usize` for
//! each row. 2^20 rows of a prompt's id and 8 rewards, 64 MiB as doubles, take 76 MiB when they are read and 155 MiB beside what was selected
//! from them. [`Limits`] bounds it all, and is checked while the input comes in.

mod builder;
mod cell;
mod delimited;
mod error;
mod json;
mod meaning;
mod recognise;
mod roles;
mod selection;
mod table;
mod texts;

use builder::Builder;
use delimited::Delimited;
use json::Json;

pub use cell::Cell;
pub use error::{DataError, Expected, GroupsGiven, JsonProblem, Likeness, Place, Row};
pub use roles::{Role, Roles};
pub use selection::Selection;
pub use table::{Column, Kind, Table};

/// The most rewards that [`Table::select`] takes.
pub const MAX_TABLE_REWARDS: usize = 64;
/// How much of the input the format is told by, in bytes.
const SAMPLE: usize = 1 << 16;
/// How many bytes tell what the input is if it is no text.
const HEAD: usize = 4;

/// The most that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Columns.
    pub columns: usize,
    /// Rows times columns.
    pub cells: usize,
    /// Bytes of a row; in an object of columns, of a cell.
    pub row_bytes: usize,
    /// Different texts, of all columns together. The column with the most is let go where there would be more.
    pub different_texts: usize,
}

impl Default for Limits {
    /// 1024 columns, 2^26 cells (512 MiB), rows of 16 MiB, 2^22 different texts (about 350 MB).
    fn default() -> Self {
        Self {
            columns: 1 << 10,
            cells: 1 << 26,
            row_bytes: 1 << 24,
            different_texts: 1 << 22,
        }
    }
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "TableFormat", rename_all = "kebab-case"))]
pub enum Format {
    /// Cells between commas.
    Csv,
    /// Cells between semicolons.
    Semicolons,
    /// Cells between tabs.
    Tsv,
    /// A list of rows.
    Json,
    /// An object of columns.
    JsonColumns,
    /// Rows, one after the other.
    JsonLines,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 6] = [
        Self::Csv,
        Self::Semicolons,
        Self::Tsv,
        Self::Json,
        Self::JsonColumns,
        Self::JsonLines,
    ];

    /// The format as JavaScript writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Semicolons => "semicolons",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::JsonColumns => "json-columns",
            Self::JsonLines => "json-lines",
        }
    }
}

/// Reads a table from bytes that come in pieces.
#[derive(Debug)]
pub struct Loader {
    builder: Builder,
    /// What a file's name ends with, in lower case.
    extension: Option<String>,
    /// The input's beginning, until there is enough to tell the format by.
    sample: String,
    parser: Option<(Format, Parser)>,
    /// The first bytes, by which to tell what the input is if it is no text. Held back until they are complete.
    head: Vec<u8>,
    /// The beginning of a character that the last piece cut.
    cut: Vec<u8>,
    /// Where the next byte is.
    place: Place,
    failed: Option<DataError>,
}

#[derive(Debug)]
enum Parser {
    Delimited(Box<Delimited>),
    Json(Json),
}

impl Loader {
    /// A loader for one table. A file's name, where there is one, may help to tell its format.
    pub fn new(file_name: Option<&str>) -> Self {
        Self::with_limits(file_name, Limits::default())
    }

    /// A loader for one table, within limits of one's own.
    pub fn with_limits(file_name: Option<&str>, limits: Limits) -> Self {
        let extension = file_name.and_then(|name| name.rsplit_once('.'));
        Self {
            builder: Builder::new(limits),
            extension: extension.map(|(_, extension)| extension.to_ascii_lowercase()),
            sample: String::new(),
            parser: None,
            head: Vec::new(),
            cut: Vec::new(),
            place: Place::START,
            failed: None,
        }
    }

    /// How many rows are complete; 0 while columns come one after the other.
    pub fn rows(&self) -> usize {
        self.builder.rows()
    }

    /// Reads the next piece.
    ///
    /// # Errors
    /// What has come so far cannot become a table: it is no text, breaks its format or is beyond a limit. From then on every call gives
    /// the same error.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), DataError> {
        self.unless_failed(|loader| {
            let held_back = HEAD - loader.head.len();
            if held_back == 0 {
                return loader.bytes(bytes);
            }
            let (head, rest) = bytes.split_at(held_back.min(bytes.len()));
            loader.head.extend_from_slice(head);
            if loader.head.len() == HEAD {
                loader.bytes(&loader.head.clone())?;
                loader.bytes(rest)?;
            }
            Ok(())
        })
    }

    /// Gives the table once all pieces were fed.
    ///
    /// # Errors
    /// As [`Self::feed`]; also where the input ends too early, or holds no row.
    pub fn finish(mut self) -> Result<Table, DataError> {
        let format = self.unless_failed(Self::end)?;
        self.builder.finish(format)
    }

    fn end(&mut self) -> Result<Format, DataError> {
        if self.head.len() < HEAD {
            self.bytes(&self.head.clone())?;
        }
        if !self.cut.is_empty() {
            return Err(self.not_utf8());
        }
        if self.parser.is_none() {
            self.begin(true)?;
        }
        match &mut self.parser {
            Some((format, Parser::Delimited(parser))) => {
                parser.finish(&mut self.builder)?;
                Ok(*format)
            }
            Some((format, Parser::Json(parser))) => {
                parser.finish(&mut self.builder)?;
                Ok(*format)
            }
            None => Err(DataError::Empty),
        }
    }

    fn unless_failed<T>(
        &mut self,
        step: impl FnOnce(&mut Self) -> Result<T, DataError>,
    ) -> Result<T, DataError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let result = step(self);
        self.failed = result.as_ref().err().cloned();
        result
    }

    /// Takes the text out of the bytes. What is good comes before what is not, so that errors come in the order of the input.
    fn bytes(&mut self, mut bytes: &[u8]) -> Result<(), DataError> {
        while !self.cut.is_empty()
            && let Some((&next, rest)) = bytes.split_first()
        {
            bytes = rest;
            self.cut.push(next);
            match std::str::from_utf8(&self.cut) {
                Ok(character) => {
                    let character = character.to_owned();
                    self.cut.clear();
                    self.text(&character)?;
                }
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return Err(self.not_utf8()),
            }
        }
        let error = match std::str::from_utf8(bytes) {
            Ok(text) => return self.text(text),
            Err(error) => error,
        };
        let (valid, rest) = bytes.split_at(error.valid_up_to());
        self.text(std::str::from_utf8(valid).unwrap_or_default())?;
        if error.error_len().is_some() {
            return Err(self.not_utf8());
        }
        self.cut = rest.to_vec();
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), DataError> {
        let nul = memchr::memchr(0, text.as_bytes());
        let text = text.get(..nul.unwrap_or(text.len())).unwrap_or_default();
        self.parse(text)?;
        self.place.advance(text.as_bytes());
        match nul {
            None => Ok(()),
            Some(_) => Err(DataError::Nul {
                place: self.place,
                likeness: likeness(&self.head),
            }),
        }
    }

    fn parse(&mut self, text: &str) -> Result<(), DataError> {
        if self.parser.is_some() {
            return self.pass_on(text);
        }
        let wanted = SAMPLE.saturating_sub(self.sample.len());
        let end = (wanted..text.len()).find(|&end| text.is_char_boundary(end));
        let (sample, rest) = text.split_at(end.unwrap_or(text.len()));
        self.sample.push_str(sample);
        if self.sample.len() < SAMPLE {
            return Ok(());
        }
        self.begin(false)?;
        self.pass_on(rest)
    }

    /// Decides on the format and reads the sample.
    fn begin(&mut self, is_whole: bool) -> Result<(), DataError> {
        let sample = std::mem::take(&mut self.sample);
        let text = sample.strip_prefix('\u{feff}').unwrap_or(&sample);
        let is_json = text.trim_ascii_start().starts_with(['[', '{']);
        let format = match self.extension.as_deref() {
            Some("tsv" | "tab") => Format::Tsv,
            Some("csv") => delimited::detect(text, is_whole),
            // There an object is a row, even one of lists.
            Some("jsonl" | "ndjson") if json::detect(text) == Format::JsonColumns => {
                Format::JsonLines
            }
            Some("jsonl" | "ndjson" | "json") => json::detect(text),
            _ if is_json => json::detect(text),
            _ => delimited::detect(text, is_whole),
        };
        self.builder.decimal_comma = format == Format::Semicolons;
        let parser = match format {
            Format::Csv | Format::Semicolons | Format::Tsv => {
                let parser = Delimited::new(format, &self.builder.limits);
                Parser::Delimited(Box::new(parser))
            }
            Format::Json | Format::JsonColumns | Format::JsonLines => {
                Parser::Json(Json::new(format))
            }
        };
        self.parser = Some((format, parser));
        self.pass_on(text)
    }

    fn pass_on(&mut self, text: &str) -> Result<(), DataError> {
        match &mut self.parser {
            Some((_, Parser::Delimited(parser))) => parser.feed(text, &mut self.builder),
            Some((_, Parser::Json(parser))) => parser.feed(text, &mut self.builder),
            None => Ok(()),
        }
    }

    fn not_utf8(&self) -> DataError {
        DataError::NotUtf8 {
            place: self.place,
            likeness: likeness(&self.head),
        }
    }
}

/// What else than UTF-8 an input may be, by its first bytes.
fn likeness(head: &[u8]) -> Option<Likeness> {
    Some(match head {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, _, 0] | [0, _, 0, _] => Likeness::Utf16,
        b"PAR1" => Likeness::Parquet,
        [b'P', b'K', 3, 4] => Likeness::Zip,
        [0x1f, 0x8b, ..] => Likeness::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd] => Likeness::Zstandard,
        _ => return None,
    })
}
