use std::fmt::{self, Write as _};
use std::io;
use std::ops::Range;

use csv_core::{QuoteStyle, Terminator, Writer, WriterBuilder};
use ndarray::ArrayView1;
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::{Input, MethodUsed, Report};
use crate::aggregate::{Advantages, Error, Rule};

/// All that was computed, as a file. Of each rollout: its rewards, the standardised rewards and credits (where the report keeps them), score and
/// advantage under the method, and the same under the one it is compared with, as far as they differ. Rows and groups of rollouts count from 1.
/// What is missing is empty in CSV and null in JSON.
///
/// A file is written in pieces: those of consecutive ranges, one after the other, are the file.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    input: &'a Input,
    group_ids: &'a [usize],
    report: &'a Report,
    /// Whether the two methods' Z differ, and whether their credits do.
    differ: [bool; 2],
}

impl<'a> Export<'a> {
    /// What was looked at; N, the number of each rollout's group, from 0; and what came out.
    ///
    /// # Errors
    /// They are not of the same rollouts and rewards.
    pub fn new(
        input: &'a Input,
        group_ids: &'a [usize],
        report: &'a Report,
    ) -> Result<Self, Error> {
        let (rollouts, rewards) = input.rewards.dim();
        let all = [&report.advantages, &report.compare_advantages];
        let details = all.map(|of| of.details.as_ref().map_or(rewards, |of| of.z.ncols()));
        for (field, length, allowed) in [
            ("groupIds", group_ids.len(), rollouts),
            ("report", all[0].advantages.len(), rollouts),
            ("report", all[1].advantages.len(), rollouts),
            ("report", details[0], rewards),
            ("report", details[1], rewards),
            ("rewardNames", input.reward_names.len(), rewards),
        ] {
            if length != allowed {
                return Err(Error::length(
                    field,
                    length,
                    Rule::Exactly { length: allowed },
                ));
            }
        }
        let (method, compare) = (&report.method, &report.compare);
        // Z are the convention's, of whatever method, but where it rounds some methods' rewards.
        let rounds = |method: &MethodUsed| report.convention.rounds_rewards(method.name);
        let has_other_z = rounds(method) != rounds(compare);
        Ok(Self {
            input,
            group_ids,
            report,
            differ: [has_other_z, method != compare],
        })
    }

    /// CSV (RFC 4180), lines ending with CRLF, with a header before the first row. A reward whose name a spreadsheet would take for a formula
    /// gets an apostrophe in front, and one whose name is a number the word "reward". Where a name is not ASCII, the file begins with a byte order
    /// mark, without which Excel would misread it.
    pub fn csv(self, rows: Range<usize>) -> impl fmt::Display + 'a {
        Csv(self, rows)
    }

    /// JSON: an object of `settings`, `report` (as it is serialised, its indices from 0) and `rollouts`, a list of objects.
    pub fn json(self, rows: Range<usize>) -> impl fmt::Display + 'a {
        Json(self, rows)
    }

    fn len(&self) -> usize {
        self.input.rewards.nrows()
    }

    fn clip(&self, rows: &Range<usize>) -> Range<usize> {
        let end = rows.end.min(self.len());
        rows.start.min(end)..end
    }

    fn row(&self, i: usize) -> Row<'a> {
        let Self {
            input,
            group_ids,
            report,
            differ: [has_other_z, has_other_credit],
        } = *self;
        let rows = |of: &'a Advantages<f64>| {
            let details = of.details.as_ref();
            details.map(|details| [details.z.row(i), details.credit.row(i)])
        };
        let mut numbers = vec![("rewards", input.rewards.row(i))];
        if let Some([z, credit]) = rows(&report.advantages) {
            numbers.extend([("z", z), ("credit", credit)]);
        }
        if let Some([z, credit]) = rows(&report.compare_advantages) {
            numbers.extend(has_other_z.then_some(("compareZ", z)));
            numbers.extend(has_other_credit.then_some(("compareCredit", credit)));
        }
        let results = |of: &Advantages<f64>| (of.scores[i], of.advantages[i]);
        let (score, advantage) = results(&report.advantages);
        let (compare_score, compare_advantage) = results(&report.compare_advantages);
        Row {
            reward_names: &input.reward_names,
            row: i + 1,
            group: group_ids[i] + 1,
            numbers,
            flips: report.flips(i),
            results: [score, advantage, compare_score, compare_advantage],
        }
    }
}

struct Row<'a> {
    reward_names: &'a [String],
    row: usize,
    group: usize,
    /// M each: rewards, Z, credits.
    numbers: Vec<(&'static str, ArrayView1<'a, f64>)>,
    flips: bool,
    results: [f64; 4],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_map(None)?;
        row.serialize_entry("row", &self.row)?;
        row.serialize_entry("group", &self.group)?;
        for (what, numbers) in &self.numbers {
            row.serialize_entry(what, &Named(self.reward_names, numbers))?;
        }
        let names = ["score", "advantage", "compareScore", "compareAdvantage"];
        for (name, number) in names.iter().zip(self.results) {
            row.serialize_entry(name, &number)?;
        }
        row.serialize_entry("flips", &self.flips)?;
        row.end()
    }
}

/// M numbers by the rewards' names, which need not differ.
struct Named<'a>(&'a [String], &'a ArrayView1<'a, f64>);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(names, numbers) = self;
        let mut named = serializer.serialize_map(None)?;
        for (name, number) in names.iter().zip(*numbers) {
            named.serialize_entry(name, number)?;
        }
        named.end()
    }
}

struct Csv<'a>(Export<'a>, Range<usize>);

impl fmt::Display for Csv<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(export, rows) = self;
        if rows.start == 0 {
            write_header(f, export)?;
        }
        let (mut line, mut text) = (Line::new(QuoteStyle::Necessary), String::new());
        for i in export.clip(rows) {
            let row = export.row(i);
            for number in [row.row, row.group] {
                line.cell(&number.to_string());
            }
            let numbers = row.numbers.iter().flat_map(|(_, numbers)| numbers);
            for &number in numbers.chain(&row.results) {
                text.clear();
                if number.is_finite() {
                    write!(text, "{}", Number(number))?;
                }
                line.cell(&text);
            }
            line.end(f)?;
        }
        Ok(())
    }
}

/// A line of CSV.
struct Line {
    writer: Writer,
    /// What there is so far.
    text: Vec<u8>,
}

impl Line {
    fn new(quotes: QuoteStyle) -> Self {
        let mut builder = WriterBuilder::new();
        builder.quote_style(quotes).terminator(Terminator::CRLF);
        Self {
            writer: builder.build(),
            text: Vec::new(),
        }
    }

    fn cell(&mut self, cell: &str) {
        // A quote may become two, and there may be a comma and two quotes around it all.
        self.write(2 * cell.len() + 3, |writer, is_first, out| {
            let before = if is_first { 0 } else { writer.delimiter(out).1 };
            let (_, _, written) = writer.field(cell.as_bytes(), &mut out[before..]);
            before + written
        });
    }

    fn end(&mut self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The last cell's quote, and the end of the line.
        self.write(3, |writer, _, out| writer.terminator(out).1);
        f.write_str(std::str::from_utf8(&self.text).map_err(|_| fmt::Error)?)?;
        self.text.clear();
        Ok(())
    }

    /// Adds what is written to a place with so much room.
    fn write(&mut self, room: usize, write: impl FnOnce(&mut Writer, bool, &mut [u8]) -> usize) {
        let end = self.text.len();
        self.text.resize(end + room, 0);
        let written = write(&mut self.writer, end == 0, &mut self.text[end..]);
        self.text.truncate(end + written);
    }
}

/// A method as a header names it.
fn label(method: &MethodUsed) -> String {
    match method.k {
        Some(k) => format!("{} k={}", method.name, Number(k)),
        None => method.name.to_string(),
    }
}

fn write_header(f: &mut fmt::Formatter<'_>, export: &Export<'_>) -> fmt::Result {
    let Export { input, report, .. } = export;
    let [has_other_z, has_other_credit] = export.differ;
    let reward_names = &input.reward_names;
    let named = |what: String| {
        let names = reward_names.iter();
        names.map(move |name| format!("{what}{name}"))
    };
    let (method, compare) = (label(&report.method), label(&report.compare));
    let mut details = Vec::new();
    if report.advantages.details.is_some() {
        details.push(if has_other_z {
            format!("z {method} ")
        } else {
            "z ".to_owned()
        });
        details.push(format!("credit {method} "));
    }
    if report.compare_advantages.details.is_some() {
        details.extend(has_other_z.then(|| format!("z {compare} ")));
        details.extend(has_other_credit.then(|| format!("credit {compare} ")));
    }
    let results = [method, compare];
    let results = results.map(|method| [format!("score {method}"), format!("advantage {method}")]);
    let own = ["row", "group"].map(str::to_owned).into_iter();
    // The rewards come first, so that they keep their names where another column would have the same.
    let mut names: Vec<String> = Vec::new();
    for mut name in named(String::new())
        .chain(own)
        .chain(details.into_iter().flat_map(named))
        .chain(results.into_iter().flatten())
    {
        if looks_like_a_formula(&name) {
            name.insert(0, '\'');
        } else if is_value(&name) {
            // It would make the header look like a row.
            name.insert_str(0, "reward ");
        }
        while names.contains(&name) {
            name.push('_');
        }
        names.push(name);
    }
    if !names.iter().all(|name| name.is_ascii()) {
        f.write_str("\u{feff}")?;
    }
    let (rewards, others) = names.split_at(reward_names.len());
    let (own, computed) = others.split_at(2);
    let mut line = Line::new(QuoteStyle::Always);
    for name in own.iter().chain(rewards).chain(computed) {
        line.cell(name);
    }
    line.end(f)
}

/// As a cell, a number.
fn is_value(name: &str) -> bool {
    let is = |word: &str| name.eq_ignore_ascii_case(word);
    name.parse::<f64>().is_ok() || is("true") || is("false")
}

/// To a spreadsheet, also as written in East Asia.
fn looks_like_a_formula(name: &str) -> bool {
    name.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

struct Json<'a>(Export<'a>, Range<usize>);

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(export, rows) = self;
        let rows = export.clip(rows);
        if rows.is_empty() {
            return Ok(());
        }
        if rows.start == 0 {
            let report = export.report;
            let settings = serde_json::to_string(&report.settings).map_err(|_| fmt::Error)?;
            let report = serde_json::to_string(report).map_err(|_| fmt::Error)?;
            write!(
                f,
                "{{\"settings\":{settings},\n\"report\":{report},\n\"rollouts\":["
            )?;
        }
        let mut text = Vec::new();
        for i in rows {
            f.write_str(if i == 0 { "\n" } else { ",\n" })?;
            text.clear();
            let mut serializer = serde_json::Serializer::with_formatter(&mut text, Digits);
            let row = export.row(i).serialize(&mut serializer);
            row.map_err(|_| fmt::Error)?;
            f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)?;
            if i + 1 == export.len() {
                f.write_str("\n]}\n")?;
            }
        }
        Ok(())
    }
}

/// JSON whose numbers are written as in CSV.
struct Digits;

impl serde_json::ser::Formatter for Digits {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, number: f64) -> io::Result<()> {
        write!(writer, "{}", Number(number))
    }
}

/// A number as JSON has it, with every digit; `null` for what it has not.
struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number) = *self;
        if !number.is_finite() {
            f.write_str("null")
        } else if number.fract() == 0.0 && number.abs() < 1e15 {
            // Without the `.0` that would else end it.
            fmt::Display::fmt(&(number as i64), f)
        } else {
            fmt::Debug::fmt(&number, f)
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::Export;
    use crate::aggregate::{Convention, Error, Groups, Method, RiskCoefficient, Schedule};
    use crate::report::{Analysis, Choice, Input};

    /// Names with quotes and commas, that look like a formula or a number, are not ASCII, or are another column's.
    #[test]
    fn files_are_to_the_byte_what_they_were() -> Result<(), Error> {
        let names = ["a \"b\", c", "=d", "7", "größe", "row"];
        let input = Input {
            rewards: array![
                [0.5, 1e-7, 1e16, f64::NAN, -2.0],
                [0.5, 3.0, 2.5, 1.0, 1e20]
            ],
            reward_names: names.map(str::to_owned).to_vec(),
            groups: Groups::of_size(2, 2)?,
            response_lengths: None,
        };
        let k = Schedule::constant(RiskCoefficient::new(1.5)?);
        let choice = Choice::new(Method::Rvpo(k), Convention::Trl);
        let report = Analysis::new(input.clone(), choice)?
            .without_details()
            .finish()?;
        let export = Export::new(&input, &[0, 0], &report)?;
        let results = |number: fn(f64) -> String| {
            [&report.advantages, &report.compare_advantages]
                .map(|of| [0, 1].map(|i| [of.scores[i], of.advantages[i]].map(number)))
        };
        let [rvpo, gdpo] = results(|number| format!("{number:?}"));
        let row = |i: usize| [rvpo[i].join(","), gdpo[i].join(",")].join(",");
        let header = "\u{feff}\"row_\",\"group\",\"a \"\"b\"\", c\",\"'=d\",\"reward 7\",\"größe\",\"row\",\"score rvpo k=1.5\",\"advantage rvpo k=1.5\",\"score gdpo\",\"advantage gdpo\"\r\n";
        let rows = [
            format!("1,1,0.5,1e-7,1e16,,-2,{}\r\n", row(0)),
            format!("2,1,0.5,3,2.5,1,1e20,{}\r\n", row(1)),
        ];
        let expected = [header, &rows[0], &rows[1]];
        assert_eq!(export.csv(0..2).to_string(), expected.concat());
        assert_eq!(export.csv(1..9).to_string(), expected[2]);
        let json = export.json(0..1).to_string();
        let rewards = r#"{"row":1,"group":1,"rewards":{"a \"b\", c":0.5,"=d":1e-7,"7":1e16,"größe":null,"row":-2},"score":"#;
        assert!(json.contains(rewards), "{json}");
        Ok(())
    }
}
