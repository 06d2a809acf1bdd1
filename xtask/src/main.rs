//! The project's commands: `cargo xtask serve | build | test | bench`.
//!
//! Each command is a module. `shell` runs other programs, `tools` finds or installs them, `digest` knows whether
//! `pkg/` was built from the present sources.

mod build;
mod digest;
mod serve;
mod shell;
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
  test [PART...]              run the tests, all of them or the parts named
  bench [NAME...]             run the benchmarks and print a table";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
enum Command {
    Help,
    Serve { port: u16, open: bool },
    Build,
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
