use std::fmt;
use std::ops::Range;

use ndarray::ArrayView1;

use super::{Input, Report};
use crate::aggregate::Advantages;

/// All that was computed for each rollout, as a file: its rewards, the method's standardised rewards and credits (where the report keeps them),
/// score and advantage, and score and advantage of the one it is compared with. Rows and groups count from 1. What is missing is empty in CSV
/// and null in JSON.
///
/// A file is written in pieces: those of consecutive ranges, one after the other, are the file.
#[derive(Clone, Copy, Debug)]
pub struct Export<'a> {
    /// What was looked at.
    pub input: &'a Input,
    /// N, the number of each rollout's group, from 0.
    pub group_ids: &'a [usize],
    /// What came out.
    pub report: &'a Report,
}

impl<'a> Export<'a> {
    /// CSV (RFC 4180), lines ending with CRLF, with a header before the first row. A reward whose name a spreadsheet would take for a formula
    /// gets an apostrophe in front, and one whose name is a number the word "reward". Where a name is not ASCII, the file begins with a byte order
    /// mark, without which Excel would misread it.
    pub fn csv(self, rows: Range<usize>) -> impl fmt::Display + 'a {
        Csv(self, rows)
    }

    /// A JSON list of objects.
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
        } = *self;
        let details = report.advantages.details.as_ref();
        let details = details.map(|details| [details.z.row(i), details.credit.row(i)]);
        let results = |of: &Advantages<f64>| (of.scores[i], of.advantages[i]);
        let (score, advantage) = results(&report.advantages);
        let (compare_score, compare_advantage) = results(&report.compare_advantages);
        Row {
            row: i + 1,
            group: group_ids[i] + 1,
            numbers: [input.rewards.row(i)]
                .into_iter()
                .chain(details.into_iter().flatten())
                .collect(),
            results: [score, advantage, compare_score, compare_advantage],
        }
    }
}

struct Row<'a> {
    row: usize,
    group: usize,
    /// M each: rewards, Z, credits.
    numbers: Vec<ArrayView1<'a, f64>>,
    results: [f64; 4],
}

struct Csv<'a>(Export<'a>, Range<usize>);

impl fmt::Display for Csv<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(export, rows) = self;
        if rows.start == 0 {
            let has_details = export.report.advantages.details.is_some();
            write_header(f, &export.input.reward_names, has_details)?;
        }
        for i in export.clip(rows) {
            let Row {
                row,
                group,
                numbers,
                results,
            } = export.row(i);
            write!(f, "{row},{group}")?;
            for &number in numbers.iter().flatten().chain(&results) {
                f.write_str(",")?;
                if number.is_finite() {
                    Number(number).fmt(f)?;
                }
            }
            f.write_str("\r\n")?;
        }
        Ok(())
    }
}

fn write_header(
    f: &mut fmt::Formatter<'_>,
    reward_names: &[String],
    has_details: bool,
) -> fmt::Result {
    let named = |what: &'static str| reward_names.iter().map(move |name| format!("{what}{name}"));
    let details = ["z ", "credit "].into_iter().filter(|_| has_details);
    let results = ["score", "advantage", "compare score", "compare advantage"];
    let own = ["row", "group"].map(str::to_owned).into_iter();
    // The rewards come first, so that they keep their names where another column would have the same.
    let mut names: Vec<String> = Vec::new();
    for mut name in named("")
        .chain(own)
        .chain(details.flat_map(named))
        .chain(results.map(str::to_owned))
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
    for (i, name) in own.iter().chain(rewards).chain(computed).enumerate() {
        let comma = if i > 0 { "," } else { "" };
        write!(f, "{comma}\"{}\"", name.replace('"', "\"\""))?;
    }
    f.write_str("\r\n")
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
        let names = export.input.reward_names.iter();
        let keys: Vec<String> = names
            .map(|name| serde_json::Value::from(name.as_str()).to_string())
            .collect();
        for i in rows {
            let Row {
                row,
                group,
                numbers,
                results,
            } = export.row(i);
            let before = if i == 0 { "[" } else { "," };
            write!(f, "{before}\n{{\"row\":{row},\"group\":{group}")?;
            for (name, numbers) in ["rewards", "z", "credit"].into_iter().zip(numbers) {
                write!(f, ",\"{name}\":{{")?;
                for (j, (key, &number)) in keys.iter().zip(numbers).enumerate() {
                    let comma = if j > 0 { "," } else { "" };
                    write!(f, "{comma}{key}:{}", Number(number))?;
                }
                f.write_str("}")?;
            }
            let names = ["score", "advantage", "compareScore", "compareAdvantage"];
            for (name, number) in names.into_iter().zip(results) {
                write!(f, ",\"{name}\":{}", Number(number))?;
            }
            f.write_str("}")?;
            if i + 1 == export.len() {
                f.write_str("\n]\n")?;
            }
        }
        Ok(())
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
