//! `cargo xtask build`: the sources to `pkg/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::digest::{self, Digest};
use crate::wasm::{self, Extent};
use crate::{files, page, shell};

/// Size of a file in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub raw: u64,
    pub gzipped: u64,
}

/// The module, in the package and, without what only rewards of one's own need, among the page's files.
const MODULE: &str = "rvpo_playground_bg.wasm";

/// All that the page loads to begin with: what lies in `www/` itself and is not built, and the package in that folder without what
/// is loaded when it is asked for.
pub fn page_files(root: &Path, package: &Path) -> Result<Vec<PathBuf>> {
    let www = root.join("www");
    let mut files = files::under(&www)?;
    files.retain(|file| file.parent() == Some(&www));
    files.retain(|file| {
        file.file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| !page::is_built(name))
    });
    let index =
        std::fs::read_to_string(root.join("www/index.html")).context("cannot read the page")?;
    let folder = package.join(page::FOLDER);
    let mut built = files::under(&folder)?;
    built.retain(|file| {
        let name = file.strip_prefix(&folder).ok();
        name.and_then(Path::to_str)
            .is_some_and(|name| page::is_loaded_at_once(&index, &name.replace('\\', "/")))
    });
    files.extend(built);
    Ok(files)
}

impl std::iter::Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), |sum, size| Self {
            raw: sum.raw + size.raw,
            gzipped: sum.gzipped + size.gzipped,
        })
    }
}

/// Builds `pkg/` and records what it was built from. What was there stays untouched if that fails.
pub fn build(root: &Path) -> Result<()> {
    // Before compiling: should a source change meanwhile, the package counts as stale.
    let sources = Digest::of_sources(root)?;
    let folder = root.join("pkg");
    let built = if digest::staleness_but_page(root)?.is_none() {
        println!("only the page has changed: its module stays");
        page_of(root, &folder)?
    } else {
        package(root)?.folder
    };
    if folder.exists() {
        std::fs::remove_dir_all(&folder).context("cannot clear pkg/")?;
    }
    files::copy(&built, &folder)?;
    digest::record(root, &sources)?;
    for (file, size) in sizes(root, &files::under(&folder)?)? {
        println!(
            "{:>9} bytes, {:>8} gzipped  {}",
            size.raw,
            size.gzipped,
            files::relative(root, &file)
        );
    }
    Ok(())
}

/// The package under `target/` that has the page as it is now, and all else from a package that is of the present sources.
fn page_of(root: &Path, package: &Path) -> Result<PathBuf> {
    let folder = empty_folder(root)?;
    for name in [Path::new(""), Path::new(page::FOLDER)] {
        std::fs::create_dir_all(folder.join(name))?;
        for entry in std::fs::read_dir(package.join(name)).context("cannot list pkg/")? {
            let path = entry?.path();
            let file = path.strip_prefix(package)?;
            if path.is_file() && page::is_of_module(file) {
                std::fs::copy(&path, folder.join(file))
                    .with_context(|| format!("cannot copy {}", path.display()))?;
            }
        }
    }
    page::build(root, &folder)?;
    refuse_own_paths(root, &folder)?;
    Ok(folder)
}

/// Where a package is built.
fn empty_folder(root: &Path) -> Result<PathBuf> {
    let folder = root.join("target/wasm/pkg");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).context("cannot clear target/wasm/pkg")?;
    }
    Ok(folder)
}

/// The package under `target/`.
pub struct Package {
    pub folder: PathBuf,
    /// Whether the compiler warned of something in the library.
    pub has_warnings: bool,
}

/// Builds the package under `target/`.
pub fn package(root: &Path) -> Result<Package> {
    let folder = empty_folder(root)?;
    let mut has_warnings = false;
    for (extent, command, folder) in [
        (Extent::Whole, "package", folder.clone()),
        (Extent::Page, "module", folder.join(page::FOLDER)),
    ] {
        let module = wasm::compile(root, extent)?;
        has_warnings |= module.has_warnings;
        shell::run(pack(root).arg(command).arg(&module.path).arg(&folder))?;
        wasm::optimise(root, &folder.join(MODULE))?;
    }
    page::minify_glue(root, &folder)?;
    page::build(root, &folder)?;
    refuse_own_paths(root, &folder)?;
    Ok(Package {
        folder,
        has_warnings,
    })
}

/// The sizes of files, in their order.
pub fn sizes(root: &Path, files: &[PathBuf]) -> Result<Vec<(PathBuf, Size)>> {
    let text = shell::output(pack(root).arg("size").args(files))?;
    let sizes = text
        .lines()
        .map(parse_size)
        .collect::<Option<Vec<_>>>()
        .context("`pack size` wrote something else")?;
    ensure!(sizes.len() == files.len(), "`pack size` left out a file");
    Ok(files.iter().cloned().zip(sizes).collect())
}

fn parse_size(line: &str) -> Option<Size> {
    let mut words = line.splitn(3, ' ');
    Some(Size {
        raw: words.next()?.parse().ok()?,
        gzipped: words.next()?.parse().ok()?,
    })
}

/// The program `pack`, compiled when it is first needed, beside this program and not in its place.
fn pack(root: &Path) -> Command {
    let mut cargo = shell::cargo();
    cargo.current_dir(root);
    cargo.args([
        "run",
        "--quiet",
        "--profile",
        "xtask",
        "--package",
        "xtask",
        "--features",
        "pack",
        "--bin",
        "pack",
        "--",
    ]);
    cargo
}

/// The package is committed: fails if it names a folder of this machine.
fn refuse_own_paths(root: &Path, folder: &Path) -> Result<()> {
    let own = [
        Some(root.to_path_buf()),
        wasm::cargo_home(),
        std::env::home_dir().map(|home| home.join("")),
    ];
    for file in files::under(folder)? {
        let bytes = std::fs::read(&file)?;
        for path in own.iter().flatten().filter_map(|path| path.to_str()) {
            if bytes
                .windows(path.len())
                .any(|window| window == path.as_bytes())
            {
                bail!(
                    "{} names {path}, a folder of this machine",
                    files::relative(root, &file)
                );
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_lines() {
        assert_eq!(
            parse_size("12 3 a file.js"),
            Some(Size {
                raw: 12,
                gzipped: 3
            })
        );
        assert_eq!(parse_size("12"), None);
        assert_eq!(parse_size("x 3 a"), None);
    }

    #[test]
    fn own_paths_are_refused() -> Result<()> {
        let root = tempfile::tempdir()?;
        let folder = root.path().join("pkg");
        std::fs::create_dir(&folder)?;
        std::fs::write(folder.join("a.wasm"), b"\0panicked at src/lib.rs\0")?;
        refuse_own_paths(root.path(), &folder)?;
        std::fs::write(
            folder.join("b.wasm"),
            format!("\0panicked at {}/src/lib.rs\0", root.path().display()),
        )?;
        assert!(refuse_own_paths(root.path(), &folder).is_err());
        Ok(())
    }
}
