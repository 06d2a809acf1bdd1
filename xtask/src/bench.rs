//! `cargo xtask bench`: the same work by several programs, in one table.
//!
//! A benchmark prints lines `BENCH name who value unit`, such as `BENCH default-run rust-native 0.21 s`. Lines of one
//! name are compared, so they must agree on the work and on the unit. To add one, put a file where its part looks:
//!
//! | part | files |
//! |---|---|
//! | native | `benches/NAME.rs`, named in Cargo.toml as a `[[bench]]` with `harness = false` |
//! | numpy | `tests/bench/numpy_NAME.py`, run by a Python with NumPy; rows of `who` = `numpy` are what the others are compared with |
//! | torch | `tests/bench/torch_NAME.py`, run by a Python with PyTorch |
//! | chromium | `tests/browser/bench/NAME.mjs`, run by Node; RVPO_CHROMIUM names the browser, RVPO_URL the server |
//!
//! The part `fuzz` runs the tests on generated input at length: a million inputs for the readers of tables, for all from bytes to a report, and for each
//! part of the JavaScript API. It takes some 25 minutes, and ends the run where one fails.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use crate::npm::Packages;
use crate::{choose, digest, files, serve, shell, tools};

/// Those whom everyone is compared with.
const REFERENCE: &str = "numpy";
const NUMPY: &str = "numpy>=2,<3";

/// A part of the benchmarks.
struct Part {
    name: &'static str,
    /// Returns what its benchmarks printed.
    run: fn(&Path) -> Result<String>,
}

/// How many generated inputs each test of the part `fuzz` gets.
const FUZZ_CASES: u32 = 1_000_000;

const PARTS: [Part; 5] = [
    Part {
        name: "native",
        run: native,
    },
    Part {
        name: "numpy",
        run: numpy,
    },
    Part {
        name: "torch",
        run: torch,
    },
    Part {
        name: "chromium",
        run: chromium,
    },
    Part {
        name: "fuzz",
        run: fuzz,
    },
];

/// Runs the named parts, or all, one after the other, and prints their rows as one table.
pub fn bench(root: &Path, parts: &[String]) -> Result<()> {
    let parts = choose(&PARTS, |part| part.name, parts)?;
    // What it takes is compiled and installed before the first clock runs.
    if parts
        .iter()
        .any(|part| ["chromium", "fuzz"].contains(&part.name))
        && let Some(reason) = digest::staleness(root)?
    {
        bail!("pkg/ is stale ({reason}); run `cargo xtask build`");
    }
    let mut rows = Vec::new();
    for part in parts {
        eprintln!("\n== {}", part.name);
        let text = (part.run)(root).with_context(|| format!("the part {}", part.name))?;
        rows.extend(parse(&text)?);
    }
    println!("\n{}\n\n{}", machine(), table(&rows));
    Ok(())
}

fn native(root: &Path) -> Result<String> {
    let mut text = String::new();
    for file in files(&root.join("benches"), "rs")? {
        let Some(name) = file.file_stem() else {
            continue;
        };
        let mut cargo = shell::cargo();
        text += &shown(
            cargo
                .current_dir(root)
                .args(["bench", "--package", "rvpo-playground", "--bench"])
                .arg(name),
        )?;
    }
    Ok(text)
}

fn numpy(root: &Path) -> Result<String> {
    python(root, "numpy", || python_with_numpy(root))
}

fn torch(root: &Path) -> Result<String> {
    python(root, "torch", tools::python_with_torch)
}

/// The benchmarks in Python that are for this library.
fn python(root: &Path, library: &str, python: impl FnOnce() -> Result<PathBuf>) -> Result<String> {
    let mut files = files(&root.join("tests/bench"), "py")?;
    files.retain(|file| {
        file.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with(library))
    });
    if files.is_empty() {
        return Ok(String::new());
    }
    let python = python()?;
    files
        .iter()
        .map(|file| shown(Command::new(&python).current_dir(root).arg(file)))
        .collect()
}

/// A Python of its own under `target/`, with NumPy.
fn python_with_numpy(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/bench-python");
    let python = folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    if !shell::succeeds(Command::new(&python).args(["-c", "import numpy"])) {
        let system = ["python3", "python"]
            .into_iter()
            .find_map(tools::find_program);
        let system = system.context("Python 3 is missing; NumPy's figures need it")?;
        shell::run(Command::new(system).args(["-m", "venv"]).arg(&folder))?;
        shell::run(Command::new(&python).args(["-m", "pip", "install", "--quiet", NUMPY]))?;
    }
    Ok(python)
}

fn chromium(root: &Path) -> Result<String> {
    let files = files(&root.join("tests/browser/bench"), "mjs")?;
    if files.is_empty() {
        return Ok(String::new());
    }
    let packages = Packages::of_tests(root)?;
    let chromium = tools::chromium()?;
    let url = serve::in_background(root)?;
    let run = |file: &PathBuf| {
        let mut node = Command::new("node");
        shown(
            node.current_dir(packages.folder())
                .arg(file)
                .env("RVPO_CHROMIUM", &chromium)
                .env("RVPO_URL", &url),
        )
    };
    files.iter().map(run).collect()
}

/// The tests on generated input, by the files they are in and what their names begin with.
fn fuzz(root: &Path) -> Result<String> {
    let mut text = String::new();
    for (file, names) in [
        ("data", &["any_", "what_is_written"][..]),
        ("own_fuzz", &[]),
    ] {
        let test = || {
            let mut cargo = shell::cargo();
            cargo
                .current_dir(root)
                .args(["test", "--release", "--package", "rvpo-playground"])
                .args(["--test", file]);
            cargo
        };
        // Compiled before the clock runs.
        shell::run(test().arg("--no-run"))?;
        text += &fuzzed(file, "proptest", test().arg("--").args(names))?;
    }
    let mut playwright = Packages::of_tests(root)?.program("playwright");
    playwright
        .args(["test", "--project=node", "node-fuzz"])
        .env("RVPO_URL", serve::in_background(root)?);
    text += &fuzzed("javascript", "fast-check", &mut playwright)?;
    Ok(text)
}

/// Runs tests on so many inputs, and says how long it took.
fn fuzzed(name: &str, who: &str, tests: &mut Command) -> Result<String> {
    let start = Instant::now();
    shell::run(tests.env("RVPO_FUZZ_CASES", FUZZ_CASES.to_string()))?;
    let seconds = start.elapsed().as_secs_f64();
    let line = format!("BENCH fuzz-{name}-{FUZZ_CASES} {who} {seconds:.0} s\n");
    print!("{line}");
    Ok(line)
}

/// Runs the command, shows what it writes and returns it.
fn shown(command: &mut Command) -> Result<String> {
    let text = shell::run_for_output(command)?;
    print!("{text}");
    Ok(text)
}

/// The files of that kind in a folder, sorted; none if there is no such folder.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let all = if folder.is_dir() {
        files::under(folder)?
    } else {
        Vec::new()
    };
    Ok(all
        .into_iter()
        .filter(|file| file.extension().is_some_and(|found| found == extension))
        .collect())
}

/// One measurement.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    name: String,
    who: String,
    value: f64,
    unit: String,
}

impl Row {
    /// How many times better than the other: faster, or more in the same time.
    fn ratio_to(&self, other: &Self) -> Option<f64> {
        let ratio = if self.unit.ends_with("/s") {
            self.value / other.value
        } else {
            other.value / self.value
        };
        (self.unit == other.unit && ratio.is_finite()).then_some(ratio)
    }
}

/// The measurements in what a benchmark printed.
fn parse(text: &str) -> Result<Vec<Row>> {
    let lines = text.lines().filter(|line| line.starts_with("BENCH "));
    lines
        .map(|line| {
            parse_row(line).with_context(|| format!("{line:?} is not `BENCH name who value unit`"))
        })
        .collect()
}

fn parse_row(line: &str) -> Option<Row> {
    let words: Vec<_> = line.split_whitespace().collect();
    let ["BENCH", name, who, value, unit] = words.as_slice() else {
        return None;
    };
    let value = value.parse().ok().filter(|value: &f64| value.is_finite())?;
    Some(Row {
        name: (*name).to_owned(),
        who: (*who).to_owned(),
        value,
        unit: (*unit).to_owned(),
    })
}

/// A Markdown table, rows of one name together, in the order in which the names came.
fn table(rows: &[Row]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        if !names.contains(&row.name.as_str()) {
            names.push(&row.name);
        }
    }
    let header = ["benchmark", "who", "figure", "against NumPy"].map(str::to_owned);
    let mut cells = vec![header];
    for name in names {
        let group = || rows.iter().filter(|row| row.name == name);
        let reference = group().find(|row| row.who == REFERENCE);
        for row in group() {
            let ratio = reference.and_then(|reference| row.ratio_to(reference));
            cells.push([
                row.name.clone(),
                row.who.clone(),
                format!("{} {}", row.value, row.unit),
                ratio.map_or_else(String::new, |ratio| format!("{ratio:.2} x")),
            ]);
        }
    }
    let width = |column: usize| {
        cells
            .iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths = [0, 1, 2, 3].map(width);
    let mut lines: Vec<String> = cells
        .iter()
        .map(|row| {
            let [name, who, figure, ratio] = row;
            let [a, b, c, d] = widths;
            format!("| {name:<a$} | {who:<b$} | {figure:>c$} | {ratio:>d$} |")
        })
        .collect();
    let [a, b, c, d] = widths.map(|width| "-".repeat(width));
    // The colons align to the right.
    lines.insert(1, format!("| {a} | {b} | {}: | {}: |", &c[1..], &d[1..]));
    lines.join("\n")
}

/// What the figures were measured on.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let processor = std::fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("model name"))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        });
    let processor = processor.unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let rustc =
        shell::output(Command::new(tools::active_rustc()).arg("--version")).unwrap_or_default();
    format!(
        "{processor}, {cores} cores, {}, {rustc}",
        std::env::consts::OS
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_among_other_lines() -> Result<()> {
        let rows = parse("compiling\nBENCH run numpy 2.8 s\nBENCHMARK\nBENCH run  rust 0.2 s\n")?;
        let row = |who: &str, value| Row {
            name: "run".into(),
            who: who.into(),
            value,
            unit: "s".into(),
        };
        assert_eq!(rows, [row("numpy", 2.8), row("rust", 0.2)]);
        for line in [
            "BENCH run numpy s",
            "BENCH run numpy x s",
            "BENCH run numpy NaN s",
            "BENCH a b 1 s t",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
        Ok(())
    }

    #[test]
    fn ratios_say_how_many_times_better() -> Result<()> {
        let rows = parse(
            "BENCH run rust 0.25 s\nBENCH rate rust 30 M/s\nBENCH run numpy 2.5 s\nBENCH rate numpy 10 M/s\nBENCH run js 1 ms\nBENCH size page 90 kB",
        )?;
        let expected = "\
| benchmark | who   | figure | against NumPy |
| --------- | ----- | -----: | ------------: |
| run       | rust  | 0.25 s |       10.00 x |
| run       | numpy |  2.5 s |        1.00 x |
| run       | js    |   1 ms |               |
| rate      | rust  | 30 M/s |        3.00 x |
| rate      | numpy | 10 M/s |        1.00 x |
| size      | page  |  90 kB |               |";
        assert_eq!(table(&rows), expected);
        Ok(())
    }
}
