//! The command line tool: `rvpo report FILE` prints what an aggregator does with the rewards in a file.
//!
//! `cargo run --release --bin rvpo -- report rewards.csv --method rvpo --k 2 --compare gdpo --convention trl`

use std::io::Write as _;
use std::process::ExitCode;

mod options;
mod report;
mod text;

/// How to call it.
const USAGE: &str = "\
rvpo report FILE [OPTION VALUE]...   what an aggregator does with the rewards in a file; rvpo report --help lists the options
";

fn main() -> ExitCode {
    match run(lexopt::Parser::from_env()) {
        Ok(text) => {
            // Whoever reads may have had enough.
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// What is printed, or what is wrong.
fn run(mut arguments: lexopt::Parser) -> Result<String, String> {
    use lexopt::prelude::*;
    match arguments.next().map_err(|error| error.to_string())? {
        Some(Value(command)) if command == "report" => report::run(arguments),
        Some(Long("help") | Short('h')) => Ok(USAGE.to_owned()),
        Some(argument) => Err(format!("{}\n\n{USAGE}", argument.unexpected())),
        None => Err(USAGE.to_owned()),
    }
}
