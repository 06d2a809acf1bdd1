use std::fmt;
use std::ops::Range;

use ndarray::ArrayView1;

use super::{Input, MethodUsed, Report};
use crate::aggregate::{Advantages, Error};

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
                return Err(Error::length(field, length, allowed));
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
            row: i + 1,
            group: group_ids[i] + 1,
            numbers,
            flips: report.flips(i),
            results: [score, advantage, compare_score, compare_advantage],
        }
    }
}

struct Row<'a> {
    row: usize,
    group: usize,
    /// M each: rewards, Z, credits.
    numbers: Vec<(&'static str, ArrayView1<'a, f64>)>,
    flips: bool,
    results: [f64; 4],
}

struct Csv<'a>(Export<'a>, Range<usize>);

impl fmt::Display for Csv<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(export, rows) = self;
        if rows.start == 0 {
            write_header(f, export)?;
        }
        for i in export.clip(rows) {
            let Row {
                row,
                group,
                numbers,
                results,
                ..
            } = export.row(i);
            write!(f, "{row},{group}")?;
            let numbers = numbers.iter().flat_map(|(_, numbers)| numbers);
            for &number in numbers.chain(&results) {
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
        if rows.start == 0 {
            let report = export.report;
            let settings = serde_json::to_string(&report.settings).map_err(|_| fmt::Error)?;
            let report = serde_json::to_string(report).map_err(|_| fmt::Error)?;
            write!(
                f,
                "{{\"settings\":{settings},\n\"report\":{report},\n\"rollouts\":["
            )?;
        }
        for i in rows {
            let Row {
                row,
                group,
                numbers,
                flips,
                results,
            } = export.row(i);
            let before = if i == 0 { "" } else { "," };
            write!(f, "{before}\n{{\"row\":{row},\"group\":{group}")?;
            for (name, numbers) in numbers {
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
            write!(f, ",\"flips\":{flips}}}")?;
            if i + 1 == export.len() {
                f.write_str("\n]}\n")?;
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
