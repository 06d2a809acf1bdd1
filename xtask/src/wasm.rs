//! From the sources to the compiled wasm module. This file is part of what `pkg/` is built from: see `digest`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::npm::Packages;
use crate::shell;
use crate::tools::{self, WasmToolchain};

/// What compiling made.
pub struct Module {
    pub path: PathBuf,
    /// Whether the compiler warned of something in the library. Parts of it are compiled for wasm alone, where clippy
    /// does not look.
    pub has_warnings: bool,
}

/// What of the library is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it: the package.
    Whole,
    /// What the page needs before someone brings rewards of their own.
    Page,
}

impl Extent {
    /// The name of the compiled module, under the target folder.
    fn file(self) -> &'static str {
        match self {
            Self::Whole => "whole.wasm",
            Self::Page => "page.wasm",
        }
    }
}

/// Compiles the library to wasm. It has its own target folder, so that it neither waits for the host's builds nor makes
/// them start afresh.
pub fn compile(root: &Path, extent: Extent) -> Result<Module> {
    let toolchain = tools::wasm_toolchain()?;
    let target_dir = root.join("target/wasm");
    let mut cargo = match toolchain {
        WasmToolchain::Active | WasmToolchain::Prebuilt => shell::cargo(),
        WasmToolchain::Debian => debian_cargo()?,
    };
    // What the user's shell sets must not change what is committed; RUSTFLAGS would also switch off the flags in
    // .cargo/config.toml.
    for name in [
        "RUSTFLAGS",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_BUILD_RUSTFLAGS",
        "CARGO_BUILD_TARGET",
    ] {
        cargo.env_remove(name);
    }
    cargo.current_dir(root);
    cargo.args([
        "build",
        "--profile",
        "wasm",
        "--package",
        "rvpo-playground",
        "--lib",
        "--target",
        "wasm32-unknown-unknown",
    ]);
    cargo.arg("--target-dir").arg(&target_dir);
    if extent == Extent::Page {
        cargo.arg("--no-default-features");
    }
    if toolchain == WasmToolchain::Prebuilt {
        println!(
            "no source of the standard library: the module gets an eighth larger (`rustup component add rust-src`)"
        );
    } else {
        // Nothing panics, so the texts of panics and the code that formats them, an eighth of the module, are dead
        // weight: a panic becomes a trap. That takes a standard library of our own and options that are not stable yet.
        cargo
            .env("RUSTC_BOOTSTRAP", "1")
            .args([
                "-Zbuild-std=std,panic_abort",
                "-Zbuild-std-features=optimize_for_size",
                "-Zpanic-immediate-abort",
            ])
            .args(["--config", "profile.wasm.panic=\"immediate-abort\""]);
    }
    // Joined to the flags in .cargo/config.toml.
    cargo.arg("--config").arg(format!(
        "target.wasm32-unknown-unknown.rustflags={:?}",
        remap_flags(root, toolchain)?
    ));
    // Shows warnings as always and tells of them, also when nothing had to be compiled anew.
    cargo.arg("--message-format=json-render-diagnostics");
    let messages = shell::run_for_output(&mut cargo)?;
    // The next extent is compiled to the same place.
    let path = target_dir.join(extent.file());
    std::fs::copy(
        target_dir.join("wasm32-unknown-unknown/wasm/rvpo_playground.wasm"),
        &path,
    )
    .context("cargo has built no module")?;
    Ok(Module {
        path,
        has_warnings: messages.lines().any(is_warning),
    })
}

/// Whether one of cargo's messages, which are JSON, is a warning of the compiler.
fn is_warning(message: &str) -> bool {
    serde_json::from_str::<Value>(message).is_ok_and(|message| {
        message["reason"] == "compiler-message" && message["message"]["level"] == "warning"
    })
}

/// Has binaryen go over the module, which takes 3 % off its gzipped size and leaves its speed. It comes from npm; where there
/// is no Node.js, the module stays as it is.
pub fn optimise(root: &Path, module: &Path) -> Result<()> {
    let packages = match Packages::of_build(root) {
        Ok(packages) => packages,
        Err(error) => {
            println!("no wasm-opt ({error:#}): the module gets a little larger");
            return Ok(());
        }
    };
    // What wasm32-unknown-unknown has by itself, and the SIMD of .cargo/config.toml.
    let features = [
        "bulk-memory",
        "multivalue",
        "mutable-globals",
        "nontrapping-float-to-int",
        "reference-types",
        "sign-ext",
        "simd",
    ];
    let mut command = packages.program("wasm-opt");
    command.arg(module).arg("-o").arg(module);
    // The linker puts the stack in front: nothing lies at the lowest addresses.
    command.args([
        "-O3",
        "--low-memory-unused",
        "--converge",
        "--strip-target-features",
    ]);
    command.args(features.map(|feature| format!("--enable-{feature}")));
    shell::run(&mut command)
}

/// Debian's own cargo and rustc, which rustup's may hide.
fn debian_cargo() -> Result<Command> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(PathBuf::from("/usr/bin")).chain(std::env::split_paths(&path));
    let mut cargo = Command::new("/usr/bin/cargo");
    cargo
        .env(
            "PATH",
            std::env::join_paths(folders).context("PATH cannot be extended")?,
        )
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22");
    for name in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"] {
        cargo.env_remove(name);
    }
    Ok(cargo)
}

/// Panic messages name source files. These flags keep this machine's folders out of them.
fn remap_flags(root: &Path, toolchain: WasmToolchain) -> Result<Vec<String>> {
    let rustc = match toolchain {
        WasmToolchain::Active | WasmToolchain::Prebuilt => tools::active_rustc(),
        WasmToolchain::Debian => "/usr/bin/rustc".into(),
    };
    let sysroot = PathBuf::from(shell::output(
        Command::new(rustc).args(["--print", "sysroot"]),
    )?);
    let library = sysroot.join("lib/rustlib/src/rust");
    let mut remapped = vec![(root.to_path_buf(), "rvpo-playground")];
    if let Some(registry) = cargo_home().map(|home| home.join("registry/src")) {
        // One folder for each registry, named after its host, which is no business of the reader either. That of the
        // dependencies is there by now: this program's own came from it.
        for folder in std::fs::read_dir(&registry).into_iter().flatten().flatten() {
            remapped.push((folder.path(), "crates"));
        }
    }
    // Debian keeps the library's source elsewhere and links to it.
    if let Ok(real) = library.canonicalize() {
        remapped.push((real, "rust"));
    }
    remapped.push((library, "rust"));
    Ok(remapped
        .iter()
        .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()))
        .collect())
}

/// Where cargo keeps what it downloads.
pub fn cargo_home() -> Option<PathBuf> {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_are_found_among_the_messages() {
        let compiled = |level: &str| {
            format!(r#"{{ "reason": "compiler-message", "message": {{ "level": "{level}" }} }}"#)
        };
        assert!(is_warning(&compiled("warning")));
        for message in [
            compiled("note").as_str(),
            r#"{"reason":"build-finished","message":{"level":"warning"}}"#,
            r#"{"reason":"build-finished"}"#,
            "warning",
            "",
        ] {
            assert!(!is_warning(message), "{message}");
        }
    }
}
