//! Finding the programs that the commands need, and installing them where that is possible.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Result, bail};

use crate::shell;

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Debian's Rust for web targets: the compiler, cargo, the standard library's source and the linker.
const DEBIAN_RUST: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

/// A toolchain that can compile to wasm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmToolchain {
    /// The one that runs this program has the wasm standard library.
    Active,
    /// Debian's `rustc-web`, which comes with the standard library as source.
    Debian,
}

/// Finds a toolchain that compiles to wasm, else installs one: through rustup, else Debian's packages.
pub fn wasm_toolchain() -> Result<WasmToolchain> {
    if active_has_wasm() {
        return Ok(WasmToolchain::Active);
    }
    // Where Debian's packages already lie there, rustup was tried before in vain.
    if DEBIAN_RUST.iter().all(|package| debian_has(package)) {
        return Ok(WasmToolchain::Debian);
    }
    if find_program("rustup").is_some() {
        let added = shell::run(Command::new("rustup").args(["target", "add", WASM_TARGET]));
        if added.is_ok() && active_has_wasm() {
            return Ok(WasmToolchain::Active);
        }
    }
    if root_on_debian() {
        apt_install(&DEBIAN_RUST)?;
        return Ok(WasmToolchain::Debian);
    }
    bail!(
        "this Rust toolchain has no standard library for {WASM_TARGET} and it cannot be installed from here; \
         run `rustup target add {WASM_TARGET}`, or on Debian `apt-get install -y {}` as root",
        DEBIAN_RUST.join(" ")
    )
}

fn active_has_wasm() -> bool {
    shell::output(Command::new(active_rustc()).args([
        "--print",
        "target-libdir",
        "--target",
        WASM_TARGET,
    ]))
    .is_ok_and(|folder| Path::new(&folder).is_dir())
}

/// The compiler that cargo uses here.
pub fn active_rustc() -> OsString {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

/// The first file of that name in the folders of PATH, `.exe` and `.cmd` included on Windows.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd"]
    } else {
        &[""]
    };
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| {
            endings
                .iter()
                .map(move |ending| folder.join(format!("{name}{ending}")))
        })
        .find(|file| file.is_file())
}

/// Whether packages can be installed with apt-get: this is Debian itself (others lack some of them) and we are root.
pub fn root_on_debian() -> bool {
    static ANSWER: OnceLock<bool> = OnceLock::new();
    *ANSWER.get_or_init(|| {
        let debian = std::fs::read_to_string("/etc/os-release")
            .is_ok_and(|text| text.lines().any(|line| line == "ID=debian"));
        debian && shell::output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
    })
}

fn debian_has(package: &str) -> bool {
    shell::output(Command::new("dpkg-query").args(["--show", "--showformat", "${Status}", package]))
        .is_ok_and(|status| status == "install ok installed")
}

/// Installs Debian packages. Call it only where `root_on_debian`.
pub fn apt_install(packages: &[&str]) -> Result<()> {
    let install = || {
        let mut command = Command::new("apt-get");
        command
            .args(["install", "-y", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive");
        shell::run(&mut command)
    };
    // A machine that was never updated knows no packages, and one updated long ago asks for files that are gone.
    install()
        .or_else(|_| shell::run(Command::new("apt-get").arg("update")).and_then(|()| install()))
}
