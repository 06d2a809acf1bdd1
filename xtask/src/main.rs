//! The project's commands: `cargo xtask serve | build | test | bench`.
//!
//! Each command is a module. `shell` runs other programs, `tools` finds or installs them, `npm` installs packages, `digest`
//! knows whether `pkg/` was built from the present sources.

mod bench;
mod build;
mod digest;
mod files;
mod npm;
mod page;
mod serve;
mod shell;
mod test;
mod tools;
mod wasm;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use lexopt::prelude::*;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  serve [--port N] [--open]   show the page on http://127.0.0.1 (a free port unless N is given); --open: in the browser
  build                       build pkg/ from the present sources
  test [PART...]              run the tests, all of them or only these parts, and install what they need where possible:
                              fmt, clippy, rust, docs, wasm, trainers, js, browser
  bench [PART...]             run the benchmarks, all of them or only these parts, and print a table:
                              native, numpy, chromium, fuzz (some 15 minutes)";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
enum Command {
    Help,
    Serve {
        port: u16,
        open: bool,
    },
    Build,
    Test {
        parts: Vec<String>,
    },
    /// What `test` starts for each of several parts.
    TestPart {
        name: String,
        remark: PathBuf,
    },
    Bench {
        parts: Vec<String>,
    },
}

fn main() -> ExitCode {
    match parse(lexopt::Parser::from_env()).and_then(run) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    let root = root()?;
    match command {
        Command::Help => println!("{USAGE}"),
        Command::Serve { port, open } => serve::serve(&root, port, open)?,
        Command::Build => build::build(&root)?,
        Command::Test { parts } => return test::test(&root, &parts),
        Command::TestPart { name, remark } => return test::test_part(&root, name, &remark),
        Command::Bench { parts } => bench::bench(&root, &parts)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn parse(mut parser: lexopt::Parser) -> Result<Command> {
    let name = match parser.next()? {
        None | Some(Long("help") | Short('h')) => return Ok(Command::Help),
        Some(Value(name)) => name.string()?,
        Some(other) => return Err(other.unexpected().into()),
    };
    match name.as_str() {
        "serve" => {
            let (mut port, mut open) = (0, false);
            while let Some(argument) = parser.next()? {
                match argument {
                    Long("port") => {
                        port = parser
                            .value()?
                            .parse()
                            .context("--port takes a number from 0 (any free port) to 65535")?;
                    }
                    Long("open") => open = true,
                    Long("help") | Short('h') => return Ok(Command::Help),
                    other => return Err(other.unexpected().into()),
                }
            }
            Ok(Command::Serve { port, open })
        }
        "build" => match parser.next()? {
            None => Ok(Command::Build),
            Some(Long("help") | Short('h')) => Ok(Command::Help),
            Some(other) => Err(other.unexpected().into()),
        },
        "test" | "bench" => {
            let mut parts = Vec::new();
            while let Some(argument) = parser.next()? {
                match argument {
                    Value(part) => parts.push(part.string()?),
                    Long("help") | Short('h') => return Ok(Command::Help),
                    other => return Err(other.unexpected().into()),
                }
            }
            Ok(if name == "test" {
                Command::Test { parts }
            } else {
                Command::Bench { parts }
            })
        }
        "test-part" => Ok(Command::TestPart {
            name: parser.value()?.string()?,
            remark: parser.value()?.into(),
        }),
        "help" => Ok(Command::Help),
        _ => bail!("there is no command {name:?}\n\n{USAGE}"),
    }
}

/// The root of the checkout: the folder above this package.
fn root() -> Result<PathBuf> {
    // Cargo sets the variable for what it runs; the constant is for a program started by hand.
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package
        .parent()
        .map(Path::to_path_buf)
        .context("the xtask package lies in no checkout")
}

/// The entries of a command's list that the command line names, in the list's order; all of them if it names none.
fn choose<'a, T>(
    all: &'a [T],
    name_of: impl Fn(&T) -> &'static str,
    named: &[String],
) -> Result<Vec<&'a T>> {
    if let Some(unknown) = named
        .iter()
        .find(|name| !all.iter().any(|part| name_of(part) == **name))
    {
        let names: Vec<_> = all.iter().map(name_of).collect();
        bail!(
            "there is no part {unknown:?}; the parts are {}",
            names.join(", ")
        );
    }
    let chosen = |part: &&T| named.is_empty() || named.iter().any(|name| name == name_of(part));
    Ok(all.iter().filter(chosen).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command> {
        parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn command_lines() -> Result<()> {
        assert_eq!(parsed("")?, Command::Help);
        assert_eq!(parsed("--help")?, Command::Help);
        assert_eq!(parsed("serve -h")?, Command::Help);
        assert_eq!(
            parsed("serve")?,
            Command::Serve {
                port: 0,
                open: false
            }
        );
        assert_eq!(
            parsed("serve --open --port=8080")?,
            Command::Serve {
                port: 8080,
                open: true
            }
        );
        assert_eq!(parsed("build")?, Command::Build);
        assert_eq!(parsed("test")?, Command::Test { parts: vec![] });
        assert_eq!(
            parsed("test fmt js")?,
            Command::Test {
                parts: vec!["fmt".into(), "js".into()]
            }
        );
        assert_eq!(
            parsed("bench numpy")?,
            Command::Bench {
                parts: vec!["numpy".into()]
            }
        );
        Ok(())
    }

    #[test]
    fn wrong_command_lines() {
        for line in [
            "deploy",
            "--fast",
            "serve --port",
            "serve --port x",
            "serve --port 65536",
            "serve 8080",
            "build pkg",
            "test --all",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn parts_come_in_their_own_order() -> Result<()> {
        let all = ["fmt", "rust", "js"];
        let chosen = |names: &[&str]| -> Result<Vec<&str>> {
            let named: Vec<_> = names.iter().map(ToString::to_string).collect();
            Ok(choose(&all, |part| *part, &named)?
                .into_iter()
                .copied()
                .collect())
        };
        assert_eq!(chosen(&[])?, all);
        assert_eq!(chosen(&["js", "fmt", "js"])?, ["fmt", "js"]);
        assert!(
            chosen(&["fmt", "python"])
                .is_err_and(|error| error.to_string().contains("fmt, rust, js"))
        );
        Ok(())
    }
}
