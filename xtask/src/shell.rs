//! Running other programs.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Shows the command, runs it with this program's own input and output, and fails if it does.
pub fn run(command: &mut Command) -> Result<()> {
    eprintln!("$ {}", describe(command));
    let name = name(command);
    let status = command
        .status()
        .with_context(|| format!("cannot run `{name}`"))?;
    if status.success() {
        Ok(())
    } else {
        bail!("`{name}` failed ({status})")
    }
}

/// Shows the command, runs it and returns its standard output, which alone stays unseen.
pub fn run_for_output(command: &mut Command) -> Result<String> {
    eprintln!("$ {}", describe(command));
    let name = name(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot run `{name}`"))?;
    if !output.status.success() {
        bail!("`{name}` failed ({})", output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{name}` wrote no UTF-8"))
}

/// Runs the command unseen and returns what it wrote on its standard output, trimmed.
pub fn output(command: &mut Command) -> Result<String> {
    let name = name(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .with_context(|| format!("cannot run `{name}`"))?;
    if !output.status.success() {
        bail!(
            "`{name}` failed ({}): {}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8(output.stdout)
        .with_context(|| format!("`{name}` wrote no UTF-8"))?
        .trim()
        .to_owned())
}

/// Whether the command can be run and succeeds; what it writes is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The cargo that runs this program.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The command as one would type it.
fn describe(command: &Command) -> String {
    let arguments = command.get_args().map(OsStr::to_string_lossy);
    std::iter::once(program(command))
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The command in short, for errors: the program and what it was told to do.
fn name(command: &Command) -> String {
    let first = command.get_args().next().map(OsStr::to_string_lossy);
    std::iter::once(program(command))
        .chain(first)
        .collect::<Vec<_>>()
        .join(" ")
}

fn program(command: &Command) -> Cow<'_, str> {
    let program = Path::new(command.get_program());
    program
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
}
