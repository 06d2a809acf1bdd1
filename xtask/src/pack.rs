//! `pack module WASM FOLDER`: gives the compiled module its script and types.
//! `pack package WASM FOLDER`: the same, with a manifest that makes a package of it.
//! `pack size FILE...`: prints the size of each file, raw and gzipped.
//!
//! A program of its own, because only `cargo xtask build` and `test` need what it takes to compile it.
//! This file is part of what `pkg/` is built from.

use std::collections::{HashMap, HashSet};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use wasm_bindgen_cli_support::Bindgen;

const NAME: &str = "rvpo_playground";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["module", wasm, folder] => module(Path::new(wasm), Path::new(folder)),
        ["package", wasm, folder] => {
            module(Path::new(wasm), Path::new(folder))?;
            manifest(Path::new(folder))
        }
        ["size", files @ ..] => files
            .iter()
            .try_for_each(|file| print_size(Path::new(file))),
        other => bail!("unknown arguments {other:?}"),
    }
}

fn module(wasm: &Path, folder: &Path) -> Result<()> {
    let mut output = Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .typescript(true)
        // `init()` alone finds the wasm beside the script.
        .omit_default_module_path(false)
        .out_name(NAME)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    // What the two call each other is hashed, and a sixth of the page's script and imports; hashes do not compress.
    let mut shorter = HashMap::new();
    let mut taken = HashSet::new();
    for import in output.wasm_mut().imports.iter_mut() {
        let short = unique(unhashed(&import.name), &mut taken);
        shorter.insert(std::mem::replace(&mut import.name, short.clone()), short);
    }
    output.emit(folder)?;
    let script = folder.join(format!("{NAME}.js"));
    let text = std::fs::read_to_string(&script)?;
    std::fs::write(&script, lighter(&text, &shorter))
        .with_context(|| format!("cannot write {}", script.display()))
}

fn manifest(folder: &Path) -> Result<()> {
    let manifest = json!({
        "name": "rvpo-playground",
        "version": env!("CARGO_PKG_VERSION"),
        "description": "RVPO's SoftMin over several rewards, beside GRPO and GDPO, and a toy policy to try it on",
        "license": "MIT OR Apache-2.0",
        "type": "module",
        "main": format!("{NAME}.js"),
        "types": format!("{NAME}.d.ts"),
        "files": [format!("{NAME}.js"), format!("{NAME}.d.ts"), format!("{NAME}_bg.wasm"), format!("{NAME}_bg.wasm.d.ts"), "snippets"],
    });
    let file = folder.join("package.json");
    std::fs::write(&file, format!("{manifest:#}\n"))
        .with_context(|| format!("cannot write {}", file.display()))
}

/// `__wbg_get_57b93e4469e51558` without the hash and what all names begin with.
fn unhashed(name: &str) -> &str {
    let short = name.strip_prefix("__wbg_").unwrap_or(name);
    match short.rsplit_once('_') {
        Some((short, hash)) if hash.len() == 16 => short,
        _ => short,
    }
}

/// The name, with a number behind it where it is taken.
fn unique(name: &str, taken: &mut HashSet<String>) -> String {
    let mut candidates =
        std::iter::once(name.to_owned()).chain((2..).map(|number| format!("{name}_{number}")));
    candidates
        .find(|candidate| taken.insert(candidate.clone()))
        .unwrap_or_default()
}

/// The script with other names for the imports, and without indentation and the comments for those who read the `.d.ts`
/// as well. wasm-bindgen begins every line of a comment as one, and writes no text over several lines.
fn lighter(script: &str, names: &HashMap<String, String>) -> String {
    let mut text = String::with_capacity(script.len());
    for line in script.lines().map(str::trim_start) {
        let is_comment = line.starts_with("/**") || line.starts_with('*');
        if line.is_empty() || is_comment {
            continue;
        }
        // Every import is a property on a line of its own.
        match line.split_once(": ") {
            Some((name, rest)) if names.contains_key(name) => {
                text.push_str(&names[name]);
                text.push_str(": ");
                text.push_str(rest);
            }
            _ => text.push_str(line),
        }
        text.push('\n');
    }
    text
}

/// Prints `RAW GZIPPED FILE`, sizes in bytes, gzipped as hard as a web server would.
fn print_size(file: &Path) -> Result<()> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes)?;
    println!(
        "{} {} {}",
        bytes.len(),
        gzip.finish()?.len(),
        file.display()
    );
    Ok(())
}
