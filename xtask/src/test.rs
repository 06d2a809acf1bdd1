//! `cargo xtask test`: all that must hold, in parts that also run alone.

use std::ffi::OsString;
use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail, ensure};

use crate::build::Size;
use crate::npm::Packages;
use crate::{build, choose, digest, files, serve, shell, tools};

/// What the page may weigh: all that it loads, gzipped, in bytes.
const PAGE_BUDGET: u64 = 137_000;

/// The tests of what the page's module holds, which is the library without its features. The kernels know none.
const PAGE_TESTS: [&str; 3] = ["aggregate", "chart", "engine_cpu"];

/// What a remark begins with where nothing of a part could be run.
const LEFT_OUT: &str = "left out: ";

/// A part of the tests.
struct Part {
    name: &'static str,
    lane: Lane,
    /// Returns a remark for the summary, empty if there is none.
    run: fn(&Path) -> Result<String>,
}

/// The parts of a lane run one after the other; the lanes run side by side, since neither keeps two cores busy.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lane {
    /// What cargo compiles and runs, mostly in one folder, which it locks; and what takes little beside that.
    Cargo,
    /// What runs the package as it is in `pkg/`, which takes longest.
    Package,
}

const PARTS: [Part; 8] = [
    Part {
        name: "fmt",
        lane: Lane::Cargo,
        run: fmt,
    },
    Part {
        name: "clippy",
        lane: Lane::Cargo,
        run: clippy,
    },
    Part {
        name: "rust",
        lane: Lane::Cargo,
        run: rust,
    },
    Part {
        name: "docs",
        lane: Lane::Cargo,
        run: docs,
    },
    Part {
        name: "wasm",
        lane: Lane::Cargo,
        run: wasm,
    },
    Part {
        name: "trainers",
        lane: Lane::Cargo,
        run: trainers,
    },
    Part {
        name: "js",
        lane: Lane::Package,
        run: js,
    },
    Part {
        name: "browser",
        lane: Lane::Package,
        run: browser,
    },
];

/// How a part ended.
struct Outcome {
    name: &'static str,
    time: Duration,
    /// A remark, or why it failed.
    result: Result<String, String>,
}

impl Outcome {
    fn is_left_out(&self) -> bool {
        matches!(&self.result, Ok(remark) if remark.starts_with(LEFT_OUT))
    }

    fn word(&self) -> &'static str {
        match self.result {
            Ok(_) if self.is_left_out() => "not run",
            Ok(_) => "passed",
            Err(_) => "FAILED",
        }
    }
}

/// Runs the named parts, or all, and prints a summary. A part that fails does not keep the others from running.
pub fn test(root: &Path, parts: &[String]) -> Result<ExitCode> {
    let parts = choose(&PARTS, |part| part.name, parts)?;
    let outcomes = match parts.as_slice() {
        [part] => vec![outcome(part, || (part.run)(root))],
        parts => side_by_side(root, parts)?,
    };
    println!("{}", summary(&outcomes));
    let passed = outcomes.iter().all(|outcome| outcome.result.is_ok());
    Ok(if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn outcome(part: &Part, run: impl FnOnce() -> Result<String>) -> Outcome {
    let start = Instant::now();
    let result = run().map_err(|error| format!("{error:#}"));
    Outcome {
        name: part.name,
        time: start.elapsed(),
        result,
    }
}

/// Runs each lane's parts in a thread of its own. What a part writes is printed when it ends, so that no two are mixed.
fn side_by_side(root: &Path, parts: &[&Part]) -> Result<Vec<Outcome>> {
    let folder = root.join("target/test");
    std::fs::create_dir_all(&folder).context("cannot write to target/")?;
    let lane = |lane: Lane| {
        let parts = parts.iter().filter(move |part| part.lane == lane);
        parts
            .map(|part| in_own_process(&folder, part))
            .collect::<Vec<_>>()
    };
    let (cargo, package) = std::thread::scope(|scope| {
        let package = scope.spawn(|| lane(Lane::Package));
        (lane(Lane::Cargo), package.join())
    });
    let package = package.map_err(|_| anyhow!("the thread of a lane has panicked"))?;
    Ok(cargo.into_iter().chain(package).collect())
}

/// Runs a part in a process of its own, and prints all that it and its programs wrote when it has ended.
fn in_own_process(folder: &Path, part: &Part) -> Outcome {
    let log = folder.join(format!("{}.log", part.name));
    eprintln!("{} runs and writes to {}", part.name, log.display());
    let outcome = outcome(part, || {
        let remark = folder.join(format!("{}.txt", part.name));
        let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let status = Command::new(std::env::current_exe()?)
            .arg("test-part")
            .arg(part.name)
            .arg(&remark)
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .status()
            .context("cannot run this program again")?;
        let remark = std::fs::read_to_string(remark).context("it ended before its end")?;
        ensure!(status.success(), remark);
        Ok(remark)
    });
    let text = std::fs::read(&log).unwrap_or_default();
    println!(
        "\n== {}: {}\n{}",
        part.name,
        outcome.word(),
        String::from_utf8_lossy(&text).trim_end()
    );
    if let Err(reason) = &outcome.result {
        println!("{} failed: {reason}", part.name);
    }
    outcome
}

/// Runs a part and writes its remark, or why it failed, to a file, for the process that gathers them.
pub fn test_part(root: &Path, name: String, remark: &Path) -> Result<ExitCode> {
    // What an earlier run left must not count, should this one not come to its end.
    match std::fs::remove_file(remark) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let parts = choose(&PARTS, |part| part.name, &[name])?;
    let [part] = parts.as_slice() else {
        bail!("this is for one part");
    };
    let (text, code) = match (part.run)(root) {
        Ok(text) => (text, ExitCode::SUCCESS),
        Err(error) => (format!("{error:#}"), ExitCode::FAILURE),
    };
    std::fs::write(remark, text).with_context(|| format!("cannot write {}", remark.display()))?;
    Ok(code)
}

fn summary(outcomes: &[Outcome]) -> String {
    let mut lines = vec![String::new()];
    for outcome in outcomes {
        let (Ok(remark) | Err(remark)) = &outcome.result;
        // One line each, whatever a program reported.
        let remark = remark.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = format!(
            "{:<8} {:<7} {:>6.1} s  {remark}",
            outcome.name,
            outcome.word(),
            outcome.time.as_secs_f64()
        );
        lines.push(line.trim_end().to_owned());
    }
    let left_out = outcomes
        .iter()
        .filter(|outcome| outcome.is_left_out())
        .count();
    let failed = outcomes
        .iter()
        .filter(|outcome| outcome.result.is_err())
        .count();
    let mut count = format!(
        "{} passed, {failed} failed",
        outcomes.len() - failed - left_out
    );
    if left_out > 0 {
        count += &format!(", {left_out} left out");
    }
    lines.push(count);
    lines.join("\n")
}

fn fmt(root: &Path) -> Result<String> {
    tools::cargo_component("fmt", "rustfmt")?;
    shell::run(
        shell::cargo()
            .current_dir(root)
            .args(["fmt", "--all", "--check"]),
    )?;
    Ok(String::new())
}

fn clippy(root: &Path) -> Result<String> {
    tools::cargo_component("clippy", "clippy")?;
    let mut cargo = shell::cargo();
    cargo
        .current_dir(root)
        .args(["clippy", "--workspace", "--all-targets", "--all-features"]);
    shell::run(cargo.args(["--", "-D", "warnings"]))?;
    Ok(String::new())
}

fn rust(root: &Path) -> Result<String> {
    let mut cargo = shell::cargo();
    cargo.current_dir(root).args(["test", "--workspace"]);
    let remark = match tools::swiftshader() {
        Ok(folder) => {
            cargo.env("VK_ICD_FILENAMES", folder.join(tools::SWIFTSHADER_ICD));
            // The Vulkan loader lies there too.
            cargo.env(
                "LD_LIBRARY_PATH",
                with_folder(&folder, std::env::var_os("LD_LIBRARY_PATH"))?,
            );
            // There is an adapter: a test that finds none fails instead of passing untried.
            cargo.env("RVPO_REQUIRE_VULKAN", "1");
            String::new()
        }
        // The driver exists for Linux alone; elsewhere the kernels run in the browser's tests.
        Err(error) if cfg!(target_os = "linux") => return Err(error),
        Err(_) => "without the GPU kernels: no software Vulkan driver here".to_owned(),
    };
    shell::run(&mut cargo)?;
    // Of the whole workspace, so that the dependencies keep their features and are not compiled again.
    let mut page = shell::cargo();
    page.current_dir(root)
        .args(["test", "--workspace", "--no-default-features", "--lib"])
        .args(PAGE_TESTS.iter().flat_map(|name| ["--test", name]));
    shell::run(&mut page)?;
    Ok(remark)
}

/// The list of folders with one more in front.
fn with_folder(folder: &Path, list: Option<OsString>) -> Result<OsString> {
    let list = list.unwrap_or_default();
    let rest = std::env::split_paths(&list).filter(|folder| !folder.as_os_str().is_empty());
    std::env::join_paths(std::iter::once(folder.to_path_buf()).chain(rest))
        .context("a folder's name holds a separator")
}

fn docs(root: &Path) -> Result<String> {
    let mut cargo = shell::cargo();
    cargo
        .current_dir(root)
        .args(["doc", "--workspace", "--no-deps"])
        .env("RUSTDOCFLAGS", "-D warnings");
    shell::run(&mut cargo)?;
    Ok(String::new())
}

fn wasm(root: &Path) -> Result<String> {
    let package = build::package(root)?;
    let files = build::page_files(root, &package.folder)?;
    let sizes = build::sizes(root, &files)?;
    for (file, size) in &sizes {
        println!(
            "{:>9} bytes, {:>8} gzipped  {}",
            size.raw,
            size.gzipped,
            files::relative(root, file)
        );
    }
    let page: Size = sizes.into_iter().map(|(_, size)| size).sum();
    let weight = format!(
        "the page loads {} bytes gzipped of {PAGE_BUDGET} allowed",
        page.gzipped
    );
    println!("{weight}");
    ensure!(!package.has_warnings, "the compiler warned, see above");
    ensure!(page.gzipped <= PAGE_BUDGET, "{weight}");
    refuse_stale(root)?;
    Ok(weight)
}

/// Fails if `pkg/` was not built from the present sources.
fn refuse_stale(root: &Path) -> Result<()> {
    if let Some(reason) = digest::staleness(root)? {
        bail!("pkg/ is stale ({reason}); run `cargo xtask build`");
    }
    Ok(())
}

/// The Python for the trainers, beside the core in `pkg/` and the frameworks' own code.
fn trainers(root: &Path) -> Result<String> {
    let python = match tools::python_with_torch() {
        Ok(python) => python,
        Err(error) => {
            let remark = format!("{LEFT_OUT}{error:#}");
            println!("{remark}");
            return Ok(remark);
        }
    };
    refuse_stale(root)?;
    // Without Node.js the tests leave out the core, and say so.
    if let Err(error) = tools::node() {
        eprintln!("{error:#}");
    }
    let text = shell::run_for_output(
        Command::new(python)
            .current_dir(root)
            .args(["-W", "error::RuntimeWarning", "-m"])
            .args(["unittest", "discover", "tests/trainers"])
            .env("RVPO_WHEELS", tools::framework_wheels(root))
            .env("PYTHONDONTWRITEBYTECODE", "1"),
    )?;
    print!("{text}");
    Ok(left_out_in(&text))
}

/// What a program says that it left out, as one remark.
fn left_out_in(text: &str) -> String {
    let reasons: Vec<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix(LEFT_OUT))
        .collect();
    match reasons.as_slice() {
        [] => String::new(),
        reasons => format!("without {}", reasons.join("; without ")),
    }
}

fn js(root: &Path) -> Result<String> {
    let packages = Packages::of_tests(root)?;
    let configs = [
        "tsconfig.json",
        "tsconfig.page.json",
        "tsconfig.worker.json",
    ];
    let fails =
        |config: &&str| shell::run(packages.program("tsc").args(["--project", config])).is_err();
    let failed: Vec<_> = configs.into_iter().filter(fails).collect();
    ensure!(failed.is_empty(), "type errors under {}", failed.join(", "));
    Ok(String::new())
}

fn browser(root: &Path) -> Result<String> {
    refuse_stale(root)?;
    let packages = Packages::of_tests(root)?;
    let chromium = tools::chromium()?;
    let mut playwright = packages.program("playwright");
    playwright
        .arg("test")
        .env("RVPO_CHROMIUM", chromium)
        .env("RVPO_URL", serve::in_background(root)?);
    // Firefox is a second opinion: where it cannot be had, the rest is tested all the same.
    let remark = match tools::firefox() {
        Ok(firefox) => {
            playwright.env("RVPO_FIREFOX", firefox);
            String::new()
        }
        Err(error) => format!("without Firefox: {error:#}"),
    };
    println!("{remark}");
    shell::run(&mut playwright)?;
    Ok(remark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_ends_with_the_count() {
        let outcome = |name, result: Result<&str, &str>| Outcome {
            name,
            time: Duration::from_millis(1250),
            result: result.map(str::to_owned).map_err(str::to_owned),
        };
        let outcomes = [
            outcome("fmt", Ok("")),
            outcome("rust", Err("two\n lines")),
            outcome("js", Ok("a remark")),
        ];
        let expected = "\nfmt      passed     1.2 s\nrust     FAILED     1.2 s  two lines\njs       passed     1.2 s  a remark\n2 passed, 1 failed";
        assert_eq!(summary(&outcomes), expected);
        let outcomes = [
            outcome("fmt", Ok("")),
            outcome("trainers", Ok("left out: no Python")),
        ];
        let expected = "\nfmt      passed     1.2 s\ntrainers not run    1.2 s  left out: no Python\n1 passed, 0 failed, 1 left out";
        assert_eq!(summary(&outcomes), expected);
    }

    #[test]
    fn what_a_program_left_out_becomes_a_remark() {
        assert_eq!(left_out_in("a: off by 1e-15\n"), "");
        assert_eq!(
            left_out_in("left out: a\nok\nleft out: b, c\n"),
            "without a; without b, c"
        );
    }

    #[cfg(unix)]
    #[test]
    fn folders_are_put_in_front() -> Result<()> {
        let folder = Path::new("/usr/lib/chromium");
        assert_eq!(with_folder(folder, None)?, "/usr/lib/chromium");
        assert_eq!(
            with_folder(folder, Some("/a:/b".into()))?,
            "/usr/lib/chromium:/a:/b"
        );
        // An empty entry would stand for the working folder.
        assert_eq!(
            with_folder(folder, Some("/a:".into()))?,
            "/usr/lib/chromium:/a"
        );
        Ok(())
    }
}
