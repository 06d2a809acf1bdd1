use csv_core::{ReadFieldResult, ReadRecordResult, Reader, ReaderBuilder};

use super::builder::{Builder, Given};
use super::error::Place;
use super::{DataError, Format, Limits};

const FORMATS: [Format; 3] = [Format::Tsv, Format::Semicolons, Format::Csv];

fn reader(format: Format) -> Reader {
    let delimiter = match format {
        Format::Tsv => b'\t',
        Format::Semicolons => b';',
        _ => b',',
    };
    ReaderBuilder::new().delimiter(delimiter).build()
}

/// Which delimiter a table has, of which this is the beginning, or the whole: the first of tab, semicolon and comma that divides all rows
/// alike, else the one that divides the first row most.
pub(super) fn detect(sample: &str, is_whole: bool) -> Format {
    let widths = FORMATS.map(|format| (format, widths(sample, is_whole, format)));
    let divides_alike = |widths: &[usize]| {
        let first = widths.first().copied().unwrap_or(0);
        first > 1 && widths.iter().all(|&width| width == first)
    };
    let first = |widths: &[usize]| widths.first().copied().unwrap_or(0);
    let found = widths
        .iter()
        .find(|(_, widths)| divides_alike(widths))
        .or_else(|| widths.iter().max_by_key(|(_, widths)| first(widths)));
    found.map_or(Format::Csv, |&(format, _)| format)
}

/// How many cells the first rows have.
fn widths(sample: &str, is_whole: bool, format: Format) -> Vec<usize> {
    const ROWS: usize = 32;
    let mut reader = reader(format);
    let mut rest = sample.as_bytes();
    let mut cell = [0; 256];
    let mut widths = Vec::new();
    let mut width = 0;
    // A row that the sample cuts off does not count.
    while widths.len() < ROWS && (is_whole || !rest.is_empty()) {
        let (result, read, _) = reader.read_field(rest, &mut cell);
        rest = &rest[read..];
        match result {
            ReadFieldResult::Field { record_end } => {
                width += 1;
                if record_end {
                    widths.push(width);
                    width = 0;
                }
            }
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
            ReadFieldResult::End => break,
        }
    }
    widths
}

/// Reads CSV, TSV and the like.
#[derive(Debug)]
pub(super) struct Delimited {
    reader: Reader,
    /// The cells of the row so far, one after the other, and where each ends.
    cells: Vec<u8>,
    used: usize,
    ends: Vec<usize>,
    width: usize,
    /// The line that is being read.
    line: u64,
    /// The line in which the row begins, once it has begun.
    start: Option<u64>,
}

impl Delimited {
    pub fn new(format: Format, limits: &Limits) -> Self {
        Self {
            reader: reader(format),
            cells: vec![0; limits.row_bytes.saturating_add(1).min(1 << 12)],
            used: 0,
            ends: vec![0; limits.columns.saturating_add(1)],
            width: 0,
            line: 1,
            start: None,
        }
    }

    pub fn feed(&mut self, text: &str, builder: &mut Builder) -> Result<(), DataError> {
        let mut rest = text.as_bytes();
        loop {
            if self.start.is_none() {
                let row = rest.iter().position(|byte| !matches!(byte, b'\r' | b'\n'));
                let (blank, row) = rest.split_at(row.unwrap_or(rest.len()));
                self.line += lines(blank);
                rest = row;
            }
            if rest.is_empty() {
                return Ok(());
            }
            let start = *self.start.get_or_insert(self.line);
            let (result, read, used, width) = self.reader.read_record(
                rest,
                &mut self.cells[self.used..],
                &mut self.ends[self.width..],
            );
            self.line += lines(&rest[..read]);
            rest = &rest[read..];
            self.used += used;
            self.width += width;
            if self.width == self.ends.len() {
                let limit = builder.limits.columns;
                let place = Place {
                    line: start,
                    column: self.width as u64,
                };
                return Err(DataError::TooManyColumns { place, limit });
            }
            if self.used > builder.limits.row_bytes {
                let place = Place {
                    line: start,
                    column: 1,
                };
                let limit = builder.limits.row_bytes;
                return Err(DataError::TooLong { place, limit });
            }
            if result == ReadRecordResult::Record {
                self.row(start, builder)?;
                self.start = None;
                self.used = 0;
                self.width = 0;
            } else if self.used == self.cells.len() {
                let more = (2 * self.used).min(builder.limits.row_bytes.saturating_add(1));
                self.cells.resize(more, 0);
            }
        }
    }

    /// The input ends here.
    pub fn finish(&mut self, builder: &mut Builder) -> Result<(), DataError> {
        // A line's end ends a row, save within quotes.
        self.feed("\n", builder)?;
        match self.start {
            None => Ok(()),
            Some(line) => Err(DataError::OpenQuote { line }),
        }
    }

    fn row(&self, line: u64, builder: &mut Builder) -> Result<(), DataError> {
        // The delimiters are ASCII, so the cells of valid text are valid too.
        let cells = std::str::from_utf8(&self.cells[..self.used]).unwrap_or_default();
        let ends = &self.ends[..self.width];
        let start = |i: usize| i.checked_sub(1).map_or(0, |before| ends[before]);
        let cell = |i: usize| Ok(Given::new(cells.get(start(i)..ends[i]).unwrap_or_default()));
        // A line of spaces, unless there is only one column, in which a value may be missing.
        if ends.len() == 1 && builder.width() != 1 && cells.trim().is_empty() {
            return Ok(());
        }
        builder.row(ends.len(), cell, |i| Place {
            line: line + lines(&cells.as_bytes()[..ends.get(i).map_or(self.used, |_| start(i))]),
            column: i as u64 + 1,
        })
    }
}

fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
