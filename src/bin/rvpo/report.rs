//! `rvpo report`: two methods side by side, what looks wrong, which properties hold, a sweep over k.

use std::fmt::Display;
use std::fs::File;
use std::io::Read as _;

use rvpo_playground::aggregate::Error;
use rvpo_playground::data::{DataError, Loader, Role, Table};
use rvpo_playground::report::{Analysis, Input};
use rvpo_playground::words::{Language, Words};

use crate::options::{Format, Options, USAGE};
use crate::text::text;

/// Bytes read at once.
const PIECE: usize = 1 << 20;

/// The report, or what is wrong with the arguments or the file.
pub fn run(arguments: lexopt::Parser) -> Result<String, String> {
    let Some(options) = Options::parse(arguments)? else {
        return Ok(USAGE.to_owned());
    };
    let refused = |error: &DataError| match error {
        DataError::Core(error) => in_words(options.language, error),
        error => Words::of(options.language).say(error, &[]),
    };
    let core = |error: Error| in_words(options.language, &error);
    let in_file = |error: &dyn Display| format!("{}: {error}", options.file);
    let table = load(&options.file, |error| in_file(&refused(error)))?;
    let mut roles = table.roles().clone();
    for (name, role) in &options.roles {
        let columns = table.columns();
        let Some(index) = columns.iter().position(|column| column.name() == name) else {
            let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
            let names = names.join(", ");
            return Err(format!("There is no column \"{name}\"; there are {names}."));
        };
        roles.columns[index] = *role;
    }
    if let Some(size) = options.group_size {
        // Then no column says what a group is.
        for role in &mut roles.columns {
            if *role == Role::Group {
                *role = Role::Ignore;
            }
        }
        roles.group_size = Some(size);
    }
    let selection = table.select(&roles).map_err(|error| refused(&error))?;
    let mut analysis = Analysis::new(Input::from(selection), options.choice).map_err(core)?;
    while !analysis.step().map_err(core)?.is_done() {}
    let report = analysis.finish().map_err(core)?;
    match options.format {
        Format::Json => serde_json::to_string_pretty(&report)
            .map(|json| json + "\n")
            .map_err(|error| error.to_string()),
        Format::Text => text(&report, options.language).map_err(|error| error.to_string()),
    }
}

/// The field, its value and what is allowed.
fn in_words(language: Language, error: &Error) -> String {
    Words::of(language).value(error.refusal())
}

/// Reads a file piece by piece.
fn load(path: &str, refused: impl Fn(&DataError) -> String) -> Result<Table, String> {
    let unreadable = |error: std::io::Error| format!("{path}: {error}");
    let mut file = File::open(path).map_err(unreadable)?;
    let mut loader = Loader::new(Some(path));
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece).map_err(unreadable)?;
        if read == 0 {
            return loader.finish().map_err(|error| refused(&error));
        }
        loader
            .feed(&piece[..read])
            .map_err(|error| refused(&error))?;
    }
}
