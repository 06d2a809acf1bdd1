//! `cargo xtask test`: all that must hold, in parts that also run alone.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use crate::build::Size;
use crate::{build, choose, digest, serve, shell, tools};

/// What the page may weigh: all that it loads, gzipped, in bytes.
const PAGE_BUDGET: u64 = 150_000;

/// What a remark begins with where nothing of a part could be run.
const LEFT_OUT: &str = "left out: ";

/// A part of the tests.
struct Part {
    name: &'static str,
    /// Returns a remark for the summary, empty if there is none.
    run: fn(&Path) -> Result<String>,
}

const PARTS: [Part; 8] = [
    Part {
        name: "fmt",
        run: fmt,
    },
    Part {
        name: "clippy",
        run: clippy,
    },
    Part {
        name: "rust",
        run: rust,
    },
    Part {
        name: "docs",
        run: docs,
    },
    Part {
        name: "wasm",
        run: wasm,
    },
    Part {
        name: "trainers",
        run: trainers,
    },
    Part {
        name: "js",
        run: js,
    },
    Part {
        name: "browser",
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

/// Runs the named parts, or all, and prints a summary. A part that fails does not keep the next from running.
pub fn test(root: &Path, parts: &[String]) -> Result<ExitCode> {
    let mut outcomes = Vec::new();
    for part in choose(&PARTS, |part| part.name, parts)? {
        eprintln!("\n== {}", part.name);
        let start = Instant::now();
        let result = (part.run)(root).map_err(|error| format!("{error:#}"));
        if let Err(reason) = &result {
            eprintln!("{} failed: {reason}", part.name);
        }
        outcomes.push(Outcome {
            name: part.name,
            time: start.elapsed(),
            result,
        });
    }
    println!("{}", summary(&outcomes));
    let passed = outcomes.iter().all(|outcome| outcome.result.is_ok());
    Ok(if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn summary(outcomes: &[Outcome]) -> String {
    let mut lines = vec![String::new()];
    let mut left_out = 0;
    for Outcome { name, time, result } in outcomes {
        let (word, remark) = match result {
            Ok(remark) if remark.starts_with(LEFT_OUT) => {
                left_out += 1;
                ("not run", remark)
            }
            Ok(remark) => ("passed", remark),
            Err(reason) => ("FAILED", reason),
        };
        // One line each, whatever a program reported.
        let remark = remark.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = format!(
            "{name:<8} {word:<7} {:>6.1} s  {remark}",
            time.as_secs_f64()
        );
        lines.push(line.trim_end().to_owned());
    }
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
            build::relative(root, file)
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

/// The folder of the browser tests and of their npm packages.
pub fn browser_folder(root: &Path) -> PathBuf {
    root.join("tests/browser")
}

fn js(root: &Path) -> Result<String> {
    let folder = browser_folder(root);
    tools::node_modules(&folder)?;
    let configs = [
        "tsconfig.json",
        "tsconfig.page.json",
        "tsconfig.worker.json",
    ];
    let fails = |config: &&str| {
        shell::run(tools::node_program(&folder, "tsc").args(["--project", config])).is_err()
    };
    let failed: Vec<_> = configs.into_iter().filter(fails).collect();
    ensure!(failed.is_empty(), "type errors under {}", failed.join(", "));
    Ok(String::new())
}

fn browser(root: &Path) -> Result<String> {
    refuse_stale(root)?;
    let folder = browser_folder(root);
    tools::node_modules(&folder)?;
    let chromium = tools::chromium()?;
    let mut playwright = tools::node_program(&folder, "playwright");
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
