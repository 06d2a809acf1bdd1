//! Packages from npm: what building takes is named in `xtask/`, what the tests in browsers take in `tests/browser/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::{shell, tools};

/// The packages of a folder's `package.json`, installed as its lock file names them.
pub struct Packages {
    folder: PathBuf,
}

impl Packages {
    /// What building takes: esbuild, binaryen and the library for QR codes.
    pub fn of_build(root: &Path) -> Result<Self> {
        Self::installed(root.join("xtask"))
    }

    /// What the tests and benchmarks in browsers and the type check take.
    pub fn of_tests(root: &Path) -> Result<Self> {
        Self::installed(root.join("tests/browser"))
    }

    fn installed(folder: PathBuf) -> Result<Self> {
        install(&folder)?;
        Ok(Self { folder })
    }

    /// The folder whose `package.json` names them.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder in which all of them lie.
    pub fn node_modules(&self) -> PathBuf {
        self.folder.join("node_modules")
    }

    /// Node.js, to be run in their folder.
    pub fn node(&self) -> Command {
        let mut command = Command::new("node");
        command.current_dir(&self.folder);
        command
    }

    /// A program that comes with one of them, to be run in their folder.
    pub fn program(&self, name: &str) -> Command {
        let ending = if cfg!(windows) { ".cmd" } else { "" };
        let mut command = Command::new(self.node_modules().join(format!(".bin/{name}{ending}")));
        command.current_dir(&self.folder);
        command
    }
}

/// Installs the packages of a folder, unless they are there.
fn install(folder: &Path) -> Result<()> {
    tools::node()?;
    let _alone = tools::alone()?;
    let lock = std::fs::read(folder.join("package-lock.json"))
        .context("cannot read the lock file of the npm packages")?;
    // A copy of the lock that the packages were installed from.
    let installed = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&installed).is_ok_and(|copy| copy == lock) {
        return Ok(());
    }
    let npm = tools::find_program("npm").context("npm is missing")?;
    let mut command = Command::new(npm);
    // The browser is the installed one.
    command
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    shell::run(&mut command)
        .context("the npm packages cannot be installed; is the network there?")?;
    std::fs::write(&installed, lock)
        .with_context(|| format!("cannot write {}", installed.display()))
}
