use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::builder::{Builder, Given};
use super::error::{Expected, JsonProblem, Place, Row, shown};
use super::{DataError, Format};

/// The deepest nesting.
const DEEPEST: usize = 128;
/// The most entries of one object or list, far more than columns are allowed.
const MOST_ENTRIES: usize = 1 << 16;

/// How the JSON is laid out, of which this is the beginning.
pub(super) fn detect(sample: &str) -> Format {
    let text = sample.trim_ascii_start();
    if let Some(rest) = text.strip_prefix('[') {
        // Rows in a list, or a row of cells.
        return match rest.trim_ascii_start().bytes().next() {
            None | Some(b'[' | b'{' | b']') => Format::Json,
            Some(_) => Format::JsonLines,
        };
    }
    if is_object_of_lists(text) {
        Format::JsonColumns
    } else {
        Format::JsonLines
    }
}

/// Whether the text begins with an object, of which every value that can be seen is a list of scalars, and nothing comes after it.
fn is_object_of_lists(text: &str) -> bool {
    let bytes = text.as_bytes();
    let next = |at: usize| {
        let after = text.get(at..).unwrap_or_default();
        after.trim_ascii_start().bytes().next()
    };
    let mut scan = Scan::default();
    let mut has_list = false;
    let mut depth = 0_usize;
    for (at, &byte) in bytes.iter().enumerate() {
        let was_in_string = scan.in_string;
        scan.string_byte(byte);
        if was_in_string || scan.in_string {
            continue;
        }
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b':' if depth == 1 => match next(at + 1) {
                None => return has_list,
                Some(b'[') => has_list = true,
                Some(_) => return false,
            },
            _ => {}
        }
        // In a list among the object's values.
        if depth > 2 {
            return false;
        }
        if depth == 0 {
            return has_list && next(at + 1).is_none();
        }
    }
    has_list
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    /// The bracket that opens the whole.
    Open,
    /// A row, or the end of the list.
    FirstRow,
    Row,
    AfterRow,
    /// A row, with nothing between it and the next but white space.
    Line,
    /// A column's name, or the end of the object.
    FirstKey,
    Key,
    AfterKey,
    /// The bracket that opens a column.
    Column,
    /// A cell, or the end of the column.
    FirstCell,
    Cell,
    AfterCell,
    AfterColumn,
    /// Nothing but white space.
    End,
}

impl Expect {
    fn expected(self) -> Expected {
        match self {
            Self::Open => Expected::Opening,
            Self::FirstRow => Expected::RowOrEnd,
            Self::Row | Self::Line => Expected::Row,
            Self::AfterRow | Self::AfterCell => Expected::CommaOrListEnd,
            Self::FirstKey => Expected::NameOrEnd,
            Self::Key => Expected::Name,
            Self::AfterKey => Expected::Colon,
            Self::Column => Expected::Column,
            Self::FirstCell => Expected::ValueOrEnd,
            Self::Cell => Expected::Value,
            Self::AfterColumn => Expected::CommaOrObjectEnd,
            Self::End => Expected::End,
        }
    }
}

/// Reads JSON: finds the rows, or the cells of an object's columns, and has serde_json read one at a time.
#[derive(Debug)]
pub(super) struct Json {
    format: Format,
    expect: Expect,
    /// Where the next byte is.
    place: Place,
    /// Of the value that is being read: where it begins, where it goes on, and what of it came in earlier pieces.
    start: Option<Place>,
    scan: Scan,
    value: String,
    /// Whether rows are objects, once there was one.
    has_names: Option<bool>,
    /// The column that is being read.
    column: usize,
}

impl Json {
    pub fn new(format: Format) -> Self {
        Self {
            format,
            expect: if format == Format::JsonLines {
                Expect::Line
            } else {
                Expect::Open
            },
            place: Place::START,
            start: None,
            scan: Scan::default(),
            value: String::new(),
            has_names: None,
            column: 0,
        }
    }

    pub fn feed(&mut self, text: &str, builder: &mut Builder) -> Result<(), DataError> {
        let mut rest = text;
        while !rest.is_empty() {
            let Some(start) = self.start else {
                let after = rest.trim_ascii_start();
                let (space, after) = rest.split_at(rest.len() - after.len());
                self.place.advance(space.as_bytes());
                rest = after;
                let Some(first) = rest.chars().next() else {
                    break;
                };
                if self.begins_value(first, builder)? {
                    self.start = Some(self.place);
                    self.scan = Scan::default();
                } else {
                    self.place.column += 1;
                    rest = &rest[1..];
                }
                continue;
            };
            // As far as the limit allows, so that it is met at the same byte however the input is divided.
            let limit = builder.limits.row_bytes;
            let most = (limit + 1).saturating_sub(self.value.len());
            let within = &rest.as_bytes()[..most.min(rest.len())];
            let (read, is_complete) = self.scan.value(within).map_err(|read| {
                let place = self.place.after(&within[..read]);
                let limit = DEEPEST;
                DataError::TooDeep { place, limit }
            })?;
            self.place.advance(&within[..read]);
            if self.value.len() + read > limit {
                // What went wrong may have been long before.
                let end = (0..=read).rfind(|&end| rest.is_char_boundary(end));
                self.value
                    .push_str(rest.get(..end.unwrap_or(0)).unwrap_or_default());
                let so_far = serde_json::from_str::<&RawValue>(&self.value);
                return Err(match so_far {
                    Err(error) if !error.is_eof() => syntax(&error, start),
                    _ => DataError::TooLong {
                        place: start,
                        limit,
                    },
                });
            }
            let (piece, after) = rest.split_at(read);
            rest = after;
            if !is_complete {
                self.value.push_str(piece);
            } else if self.value.is_empty() {
                self.end_value(piece, start, builder)?;
            } else {
                let mut value = std::mem::take(&mut self.value);
                value.push_str(piece);
                self.end_value(&value, start, builder)?;
                // Its memory serves the next one.
                value.clear();
                self.value = value;
            }
        }
        Ok(())
    }

    /// The input ends here.
    pub fn finish(&mut self, builder: &mut Builder) -> Result<(), DataError> {
        if let Some(start) = self.start {
            // A number ends with the input; anything else is incomplete, and serde_json says in which way.
            let value = std::mem::take(&mut self.value);
            self.end_value(&value, start, builder)?;
        }
        match self.expect {
            Expect::End | Expect::Line => Ok(()),
            expect => Err(DataError::Json {
                place: self.place,
                problem: JsonProblem::Ends {
                    expected: expect.expected(),
                },
            }),
        }
    }

    /// Whether a value begins with this character; if not, it is one that divides values.
    fn begins_value(&mut self, first: char, builder: &Builder) -> Result<bool, DataError> {
        let is_value = !matches!(first, ',' | ':' | ']' | '}');
        self.expect = match (self.expect, first) {
            (Expect::Line | Expect::FirstRow | Expect::Row, _) if is_value => return Ok(true),
            (Expect::FirstCell | Expect::Cell, _) if is_value => return Ok(true),
            (Expect::FirstKey | Expect::Key, '"') => return Ok(true),
            (Expect::Open, '[') if self.format == Format::Json => Expect::FirstRow,
            (Expect::Open, '{') if self.format == Format::JsonColumns => Expect::FirstKey,
            (Expect::FirstRow | Expect::AfterRow, ']') => Expect::End,
            (Expect::AfterRow, ',') => Expect::Row,
            (Expect::AfterKey, ':') => Expect::Column,
            (Expect::Column, '[') => Expect::FirstCell,
            (Expect::FirstCell | Expect::AfterCell, ']') => {
                builder.end_column(self.column, self.place)?;
                Expect::AfterColumn
            }
            (Expect::AfterCell, ',') => Expect::Cell,
            (Expect::AfterColumn, ',') => Expect::Key,
            (Expect::FirstKey | Expect::AfterColumn, '}') => Expect::End,
            (expect, _) => {
                return Err(DataError::Json {
                    place: self.place,
                    problem: JsonProblem::Unexpected {
                        found: shown(first.encode_utf8(&mut [0; 4])),
                        expected: expect.expected(),
                    },
                });
            }
        };
        Ok(false)
    }

    fn end_value(
        &mut self,
        value: &str,
        start: Place,
        builder: &mut Builder,
    ) -> Result<(), DataError> {
        self.start = None;
        let as_json;
        let value = if self.scan.has_python {
            as_json = without_python(value);
            &as_json
        } else {
            value
        };
        self.expect = match self.expect {
            Expect::FirstKey | Expect::Key => {
                let name: String = parse(value, start)?;
                self.column = builder.column(&name, || start)?;
                Expect::AfterKey
            }
            Expect::FirstCell | Expect::Cell => {
                let raw: &RawValue = parse(value, start)?;
                builder.push_in_column(self.column, &given(raw.get(), start)?, start)?;
                Expect::AfterCell
            }
            expect => {
                self.row(value, start, builder)?;
                if expect == Expect::Line {
                    Expect::Line
                } else {
                    Expect::AfterRow
                }
            }
        };
        Ok(())
    }

    fn row(&mut self, value: &str, start: Place, builder: &mut Builder) -> Result<(), DataError> {
        let is_object = value.starts_with('{');
        let row = match self.has_names {
            None => Row::ObjectOrList,
            Some(true) => Row::ObjectAsFirst,
            Some(false) => Row::ListAsFirst,
        };
        let is_row = is_object || value.starts_with('[');
        if !is_row || self.has_names.is_some_and(|names| names != is_object) {
            let _: &RawValue = parse(value, start)?;
            return Err(DataError::NotARow {
                place: start,
                value: shown(value),
                row,
            });
        }
        self.has_names = Some(is_object);
        let place = |part: &str| start.after(&value.as_bytes()[..offset(value, part)]);
        if !is_object {
            let List(cells) = parse(value, start)?;
            if cells.is_empty() {
                return Err(DataError::NotARow {
                    place: start,
                    value: shown(value),
                    row: Row::LongerList,
                });
            }
            let place = |i: usize| {
                cells
                    .get(i)
                    .map_or(start, |cell: &&RawValue| place(cell.get()))
            };
            return builder.row(cells.len(), |i| given(cells[i].get(), place(i)), place);
        }
        let Object(entries) = parse(value, start)?;
        for (Key(name), cell) in entries {
            let cell = cell.get();
            if cell.starts_with('{') {
                // One level of a dictionary is spread over columns.
                let Object(entries) = parse(cell, place(cell))?;
                for (Key(part), cell) in entries {
                    let cell = cell.get();
                    let column = builder.column(&format!("{name}.{part}"), || place(cell))?;
                    builder.push(column, &given(cell, place(cell))?, || place(cell));
                }
            } else {
                let column = builder.column(&name, || place(cell))?;
                builder.push(column, &given(cell, place(cell))?, || place(cell));
            }
        }
        builder.end_named_row(|| start)
    }
}

/// Where a part of the text begins in it.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize)
        .saturating_sub(text.as_ptr() as usize)
        .min(text.len())
}

/// A value as a cell.
fn given(raw: &str, place: Place) -> Result<Given<'_>, DataError> {
    Ok(match raw.as_bytes() {
        [b'[' | b'{', ..] => Given::text(raw),
        [b'"', inner @ .., b'"'] if !inner.contains(&b'\\') => {
            Given::new(raw.get(1..raw.len() - 1).unwrap_or_default())
        }
        [b'"', ..] => Given::new(parse::<String>(raw, place)?),
        _ => Given::new(raw),
    })
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str, start: Place) -> Result<T, DataError> {
    serde_json::from_str(text).map_err(|error| syntax(&error, start))
}

/// serde_json's error in a text that begins at `start`.
fn syntax(error: &serde_json::Error, start: Place) -> DataError {
    let column = error.column().max(1) as u64;
    let place = match error.line() {
        0 | 1 => Place {
            line: start.line,
            column: start.column + column - 1,
        },
        line => Place {
            line: start.line + line as u64 - 1,
            column,
        },
    };
    let problem = match error.classify() {
        Category::Syntax | Category::Io => JsonProblem::Syntax,
        Category::Eof => JsonProblem::Incomplete,
        // The readers of rows refuse nothing else that is JSON.
        Category::Data => JsonProblem::TooManyEntries {
            limit: MOST_ENTRIES,
        },
    };
    DataError::Json { place, problem }
}

/// How far a value was read.
#[derive(Clone, Copy, Debug, Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    is_escaped: bool,
    /// Whether it is a number or a word, which ends before what comes after it.
    is_bare: bool,
    /// Whether `NaN` or `Infinity` may stand in it, which Python writes and JSON does not have.
    has_python: bool,
}

impl Scan {
    /// Follows quotes and escapes.
    fn string_byte(&mut self, byte: u8) {
        if self.is_escaped {
            self.is_escaped = false;
        } else if self.in_string && byte == b'\\' {
            self.is_escaped = true;
        } else if byte == b'"' {
            self.in_string = !self.in_string;
        }
    }

    /// Reads on. Returns how many bytes belong to the value, and whether it ends there; or, as an error, the bytes before the
    /// bracket that is one too many.
    fn value(&mut self, bytes: &[u8]) -> Result<(usize, bool), usize> {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if self.in_string {
                if !self.is_escaped {
                    match memchr::memchr2(b'"', b'\\', &bytes[at..]) {
                        None => break,
                        Some(plain) => at += plain,
                    }
                }
                self.string_byte(bytes[at]);
                at += 1;
                if !self.in_string && self.depth == 0 {
                    return Ok((at, true));
                }
                continue;
            }
            match byte {
                b',' | b':' | b']' | b'}' | b'[' | b'{' | b'"' | b' ' | b'\n' | b'\r' | b'\t'
                    if self.is_bare =>
                {
                    return Ok((at, true));
                }
                b'"' => self.in_string = true,
                b'{' | b'[' => {
                    if self.depth == DEEPEST {
                        return Err(at);
                    }
                    self.depth += 1;
                }
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Ok((at + 1, true));
                    }
                }
                b'N' | b'I' => {
                    self.has_python = true;
                    self.is_bare |= self.depth == 0;
                }
                _ => self.is_bare |= self.depth == 0,
            }
            at += 1;
        }
        Ok((bytes.len(), false))
    }
}

/// Replaces `NaN` and `Infinity`, outside of quotes, by text that reads as such, and keeps everything in its place.
fn without_python(text: &str) -> String {
    const WORDS: [(&[u8], &[u8]); 3] = [
        (b"NaN", b"\"\" "),
        (b"-Infinity", b"\"-Inf\"   "),
        (b"Infinity", b"\"Inf\"   "),
    ];
    let mut bytes = text.as_bytes().to_vec();
    let mut scan = Scan::default();
    let mut at = 0;
    while at < bytes.len() {
        let word = WORDS
            .iter()
            .find(|(word, _)| !scan.in_string && bytes[at..].starts_with(word));
        if let Some((word, json)) = word {
            bytes[at..at + word.len()].copy_from_slice(json);
            at += word.len();
        } else {
            scan.string_byte(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A key, borrowed unless it has escapes.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// The entries of an object, their values as they are written.
struct Object<'a>(Vec<(Key<'a>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    check_entries(entries.len())?;
                    entries.push(entry);
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// The items of a list, as they are written.
struct List<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for List<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items;
        impl<'de> Visitor<'de> for Items {
            type Value = List<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    check_entries(items.len())?;
                    items.push(item);
                }
                Ok(List(items))
            }
        }
        deserializer.deserialize_seq(Items)
    }
}

fn check_entries<E: serde::de::Error>(entries: usize) -> Result<(), E> {
    if entries < MOST_ENTRIES {
        Ok(())
    } else {
        Err(E::custom("too many entries"))
    }
}
