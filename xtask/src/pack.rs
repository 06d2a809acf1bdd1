//! `pack module WASM FOLDER`: gives the compiled module its script and types.
//! `pack package WASM FOLDER`: the same, with a manifest that makes a package of it.
//! `pack size FILE...`: prints the size of each file, raw and gzipped.
//!
//! A program of its own, because only `cargo xtask build` and `test` need what it takes to compile it.
//! This file is part of what `pkg/` is built from.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use wasm_bindgen_cli_support::Bindgen;

const NAME: &str = "rvpo_playground";
/// What the module calls the script.
const IMPORTED_FROM: &str = "a";
/// The export that keeps its name, since the script uses it otherwise than by calling it.
const MEMORY: &str = "memory";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["module", wasm, folder] => module(Path::new(wasm), Path::new(folder), Exports::Short),
        ["package", wasm, folder] => {
            module(Path::new(wasm), Path::new(folder), Exports::Named)?;
            manifest(Path::new(folder))
        }
        ["size", files @ ..] => files
            .iter()
            .try_for_each(|file| print_size(Path::new(file))),
        other => bail!("unknown arguments {other:?}"),
    }
}

/// What the script calls the module's functions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Exports {
    /// As wasm-bindgen names them: `init` hands them out, and someone may call one.
    Named,
    /// As short as can be.
    Short,
}

fn module(wasm: &Path, folder: &Path, exports: Exports) -> Result<()> {
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
    // What the two call each other stands in both, and a name that stands once does not compress.
    let mut names = Names::default();
    let module = output.wasm_mut();
    for (place, import) in module.imports.iter_mut().enumerate() {
        import.module = IMPORTED_FROM.to_owned();
        let name = std::mem::replace(&mut import.name, short(place));
        names.imports.insert(name, import.name.clone());
    }
    if exports == Exports::Short {
        let functions = module
            .exports
            .iter_mut()
            .filter(|export| export.name != MEMORY);
        for (place, export) in functions.enumerate() {
            let name = std::mem::replace(&mut export.name, short(place));
            names.exports.insert(name, export.name.clone());
        }
    }
    output.emit(folder)?;
    let rewrite = |file: &str, with: &dyn Fn(&str) -> String| {
        let path = folder.join(file);
        let text = std::fs::read_to_string(&path)?;
        std::fs::write(&path, with(&text))
            .with_context(|| format!("cannot write {}", path.display()))
    };
    rewrite(&format!("{NAME}.js"), &|script| names.script(script))?;
    for types in [format!("{NAME}.d.ts"), format!("{NAME}_bg.wasm.d.ts")] {
        rewrite(&types, &|text| names.types(text))?;
    }
    Ok(())
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

/// The names by which wasm-bindgen's script and the module know what they give each other, and the short ones instead.
#[derive(Default)]
struct Names {
    imports: HashMap<String, String>,
    exports: HashMap<String, String>,
}

impl Names {
    /// The script with the short names, and without indentation and the comments for those who read the `.d.ts` as well. wasm-bindgen
    /// begins every line of a comment as one, and writes no text over several lines.
    fn script(&self, script: &str) -> String {
        let mut text = String::with_capacity(script.len());
        for line in script.lines().map(str::trim_start) {
            let is_comment = line.starts_with("/**") || line.starts_with('*');
            if line.is_empty() || is_comment {
                continue;
            }
            // Every import is a property on a line of its own, and so is where all are from.
            match line.split_once(": ") {
                Some((name, rest)) if self.imports.contains_key(name) => {
                    text.push_str(&self.imports[name]);
                    text.push_str(": ");
                    text.push_str(rest);
                }
                Some((from, rest)) if from == format!("\"./{NAME}_bg.js\"") => {
                    text.push_str(IMPORTED_FROM);
                    text.push_str(": ");
                    text.push_str(rest);
                }
                _ => text.push_str(&self.calls(line)),
            }
            text.push('\n');
        }
        text
    }

    /// The line with the short names of what it calls in the module: `wasm.name`.
    fn calls(&self, line: &str) -> String {
        let mut parts = line.split("wasm.");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            text.push_str("wasm.");
            text.push_str(self.exports.get(name).map_or(name, String::as_str));
            text.push_str(rest);
        }
        text
    }

    /// The declarations with the short names: `readonly name: ` and `export const name: `.
    fn types(&self, text: &str) -> String {
        let line = |line: &str| {
            let declared = line.split_once(": ").and_then(|(declared, of)| {
                let (before, name) = declared.rsplit_once(' ')?;
                Some((before, self.exports.get(name)?, of))
            });
            match declared {
                Some((before, name, of)) => format!("{before} {name}: {of}\n"),
                None => format!("{line}\n"),
            }
        };
        text.lines().map(line).collect()
    }
}

/// The short name at that place: `a` to `z`, then `aa`, `ab` and so on.
fn short(place: usize) -> String {
    let last = char::from(b'a' + (place % 26) as u8);
    match place / 26 {
        0 => last.to_string(),
        rest => short(rest - 1) + &last.to_string(),
    }
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
