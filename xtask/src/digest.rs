//! Whether `pkg/` was built from the present sources. `pkg/digest.txt` names every file that determines the package and
//! every file of the package, each with its SHA-256, in the format of `sha256sum`. Line endings do not count: a checkout
//! with CRLF has the same digest.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

use crate::page;

/// Files and folders that determine the package, relative to the root of the checkout.
const SOURCES: [&str; 12] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "build.rs",
    "src",
    page::TRAINERS,
    page::BUILDERS[0],
    page::BUILDERS[1],
    PAGE,
    "xtask/package-lock.json",
    "xtask/src/pack.rs",
    "xtask/src/wasm.rs",
];
/// Of the page's own files, those that are built.
const PAGE: &str = page::SOURCES;
const PACKAGE: &str = "pkg";
const FILE: &str = "pkg/digest.txt";
const HEADER: &str =
    "# What pkg/ was built from and what was built, with SHA-256. Written by `cargo xtask build`.";

/// The hash of each file, by its path relative to the root of the checkout, with forward slashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest(BTreeMap<String, String>);

impl Digest {
    /// Of the sources as they are now.
    pub fn of_sources(root: &Path) -> Result<Self> {
        let mut digest = Self::default();
        for source in SOURCES {
            digest.add(root, source)?;
        }
        Ok(digest)
    }

    /// Of the package's files as they are now; empty if there is none.
    pub fn of_package(root: &Path) -> Result<Self> {
        let mut digest = Self::default();
        if root.join(PACKAGE).is_dir() {
            digest.add(root, PACKAGE)?;
            digest.0.remove(FILE);
        }
        Ok(digest)
    }

    fn add(&mut self, root: &Path, name: &str) -> Result<()> {
        let path = root.join(name);
        if path.is_dir() {
            for entry in std::fs::read_dir(&path).with_context(|| format!("cannot list {name}"))? {
                let entry = entry?.file_name();
                let Some(entry) = entry.to_str() else {
                    bail!("{name} holds a file whose name is not UTF-8: {entry:?}")
                };
                // Left behind by editors and file managers.
                if !entry.starts_with('.') && !entry.ends_with('~') {
                    self.add(root, &format!("{name}/{entry}"))?;
                }
            }
        } else if determines(name) {
            let bytes = std::fs::read(&path).with_context(|| format!("cannot read {name}"))?;
            self.0.insert(name.to_owned(), hash(&bytes));
        }
        Ok(())
    }

    /// Without the page's own scripts and styles, what builds them, and the Python for the trainers.
    fn without_page(mut self) -> Self {
        self.0.retain(|name, _| {
            (!is_in(PAGE, name) || is_words(name))
                && !is_in(page::TRAINERS, name)
                && !page::BUILDERS.contains(&name.as_str())
        });
        self
    }

    /// The page's own scripts alone.
    fn of_scripts(mut self) -> Self {
        self.0
            .retain(|name, _| is_in(PAGE, name) && page::is_script(name));
        self
    }

    /// The first file on which the two differ, with what happened to it since `self`.
    fn difference(&self, now: &Self) -> Option<String> {
        let gone = self
            .0
            .keys()
            .find(|name| !now.0.contains_key(*name))
            .map(|name| format!("{name} is gone"));
        gone.or_else(|| {
            now.0
                .iter()
                .find_map(|(name, hash)| match self.0.get(name) {
                    None => Some(format!("{name} is new")),
                    Some(before) if before != hash => Some(format!("{name} has changed")),
                    Some(_) => None,
                })
        })
    }
}

fn is_in(folder: &str, name: &str) -> bool {
    name.strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// Whether it holds words of the core, which are compiled into the module.
fn is_words(name: &str) -> bool {
    name.ends_with(".ftl")
}

/// Whether a file of the sources, or of the package, counts.
fn determines(name: &str) -> bool {
    if is_in(PAGE, name) {
        page::is_built(name) || is_words(name)
    } else {
        !is_in(page::TRAINERS, name) || page::is_trainer(name)
    }
}

/// Why `pkg/` must be built again, or None if it was built from the present sources and nobody edited it.
pub fn staleness(root: &Path) -> Result<Option<String>> {
    Ok(match compare(root)? {
        Ok((recorded, now)) => recorded.difference(&now),
        Err(reason) => Some(reason),
    })
}

/// As `staleness`, except that what needs no building to be served, the page's own scripts and styles and the Python for the
/// trainers, may have changed.
pub fn staleness_but_page(root: &Path) -> Result<Option<String>> {
    Ok(match compare(root)? {
        Ok((recorded, now)) => recorded.without_page().difference(&now.without_page()),
        Err(reason) => Some(reason),
    })
}

/// Whether `pkg/page/` holds under this name what its source, in `www/` or `trainers/`, is built to. A script is built from all scripts.
pub fn is_page_file_fresh(root: &Path, name: &str) -> bool {
    let recorded = std::fs::read_to_string(root.join(FILE)).ok();
    let Some(recorded) = recorded.as_deref().and_then(parse) else {
        return false;
    };
    let mut now = Digest::default();
    if page::is_script(name) {
        return now.add(root, PAGE).is_ok() && recorded.of_scripts() == now.of_scripts();
    }
    let name = if is_in(page::TRAINERS, name) {
        name.to_owned()
    } else {
        format!("{PAGE}/{name}")
    };
    now.add(root, &name).is_ok() && recorded.0.get(&name) == now.0.get(&name)
}

/// What was recorded and what is there now, or why they cannot be compared.
fn compare(root: &Path) -> Result<Result<(Digest, Digest), String>> {
    let Ok(text) = std::fs::read_to_string(root.join(FILE)) else {
        return Ok(Err(format!("{FILE} is missing")));
    };
    let Some(recorded) = parse(&text) else {
        return Ok(Err(format!("{FILE} cannot be understood")));
    };
    let mut now = Digest::of_sources(root)?;
    now.0.append(&mut Digest::of_package(root)?.0);
    Ok(Ok((recorded, now)))
}

/// Records that the package as it is now was built from these sources.
pub fn record(root: &Path, sources: &Digest) -> Result<()> {
    let mut text = format!("{HEADER}\n");
    for (name, hash) in sources.0.iter().chain(&Digest::of_package(root)?.0) {
        writeln!(text, "{hash}  {name}")?;
    }
    std::fs::write(root.join(FILE), text).with_context(|| format!("cannot write {FILE}"))
}

fn parse(text: &str) -> Option<Digest> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            line.split_once("  ")
                .map(|(hash, name)| (name.to_owned(), hash.to_owned()))
        })
        .collect::<Option<_>>()
        .map(Digest)
}

/// SHA-256 in hexadecimal; of text with LF at the line ends, whatever the checkout has.
pub fn hash(bytes: &[u8]) -> String {
    let mut hasher = Sha256::new();
    // No text, or none with such line ends, as nearly always: the server hashes all scripts at each request.
    if bytes.contains(&0) || !bytes.contains(&b'\r') {
        hasher.update(bytes);
    } else {
        let mut rest = bytes;
        while let Some(end) = rest.windows(2).position(|pair| pair == b"\r\n") {
            hasher.update(&rest[..end]);
            rest = &rest[end + 1..];
        }
        hasher.update(rest);
    }
    hasher
        .finalize()
        .iter()
        .fold(String::new(), |mut hex, byte| {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn checkout() -> Result<tempfile::TempDir> {
        let root = tempfile::tempdir()?;
        for folder in [
            ".cargo",
            "src/engine",
            "trainers/__pycache__",
            "www",
            "xtask/src",
            "pkg",
        ] {
            fs::create_dir_all(root.path().join(folder))?;
        }
        for file in [
            ".cargo/config.toml",
            "Cargo.lock",
            "Cargo.toml",
            "build.rs",
            "src/lib.rs",
            "src/engine/mod.rs",
            "trainers/a.py",
            "www/index.html",
            "www/main.js",
            "xtask/bundle.mjs",
            "xtask/package-lock.json",
            "xtask/src/pack.rs",
            "xtask/src/page.rs",
            "xtask/src/wasm.rs",
        ] {
            fs::write(root.path().join(file), format!("{file}\nsecond line\n"))?;
        }
        fs::write(root.path().join("pkg/a.js"), "js\n")?;
        fs::write(root.path().join("pkg/a.wasm"), b"\0asm\r\n")?;
        record(root.path(), &Digest::of_sources(root.path())?)?;
        Ok(root)
    }

    #[test]
    fn known_hashes() {
        assert_eq!(
            hash(b""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            hash(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn line_endings_do_not_count_in_text() {
        assert_eq!(hash(b"a\r\nb\r\n\r\n"), hash(b"a\nb\n\n"));
        assert_eq!(hash(b"a\rb\r"), hash(b"a\rb\r"));
        assert_ne!(hash(b"a\rb"), hash(b"a\nb"));
        assert_ne!(hash(b"\0\r\n"), hash(b"\0\n"));
    }

    #[test]
    fn fresh_package_is_not_stale() -> Result<()> {
        let root = checkout()?;
        assert_eq!(staleness(root.path())?, None);
        // Neither line endings nor what an editor leaves behind make it stale.
        fs::write(
            root.path().join("src/lib.rs"),
            "src/lib.rs\r\nsecond line\r\n",
        )?;
        fs::write(root.path().join("src/.lib.rs.swp"), "")?;
        fs::write(root.path().join("src/lib.rs~"), "")?;
        // Markup is loaded as it is.
        fs::write(root.path().join("www/index.html"), "other")?;
        // Left behind by Python.
        fs::write(root.path().join("trainers/__pycache__/a.pyc"), b"\0")?;
        assert_eq!(staleness(root.path())?, None);
        Ok(())
    }

    #[test]
    fn a_changed_page_leaves_the_rest_fresh() -> Result<()> {
        let root = checkout()?;
        assert!(is_page_file_fresh(root.path(), "main.js"));
        fs::write(root.path().join("www/main.js"), "other")?;
        assert!(!is_page_file_fresh(root.path(), "main.js"));
        assert_eq!(
            staleness(root.path())?.as_deref(),
            Some("www/main.js has changed")
        );
        assert_eq!(staleness_but_page(root.path())?, None);
        assert!(is_page_file_fresh(root.path(), "trainers/a.py"));
        fs::write(root.path().join("trainers/a.py"), "other")?;
        assert!(!is_page_file_fresh(root.path(), "trainers/a.py"));
        assert_eq!(staleness_but_page(root.path())?, None);
        fs::write(root.path().join("src/lib.rs"), "other")?;
        assert_eq!(
            staleness_but_page(root.path())?.as_deref(),
            Some("src/lib.rs has changed")
        );
        Ok(())
    }

    #[test]
    fn every_kind_of_change_is_seen() -> Result<()> {
        for (file, text, reason) in [
            (
                "src/engine/mod.rs",
                Some("other"),
                "src/engine/mod.rs has changed",
            ),
            (
                "src/engine/new.wgsl",
                Some(""),
                "src/engine/new.wgsl is new",
            ),
            ("Cargo.lock", Some("other"), "Cargo.lock has changed"),
            ("trainers/a.py", Some("other"), "trainers/a.py has changed"),
            ("trainers/b.py", Some(""), "trainers/b.py is new"),
            ("pkg/a.js", Some("edited"), "pkg/a.js has changed"),
            ("pkg/a.wasm", None, "pkg/a.wasm is gone"),
            ("pkg/b.js", Some(""), "pkg/b.js is new"),
            ("src/engine/mod.rs", None, "src/engine/mod.rs is gone"),
            ("pkg/digest.txt", None, "pkg/digest.txt is missing"),
            (
                "pkg/digest.txt",
                Some("<<<<<<<\n"),
                "pkg/digest.txt cannot be understood",
            ),
        ] {
            let root = checkout()?;
            match text {
                Some(text) => fs::write(root.path().join(file), text)?,
                None => fs::remove_file(root.path().join(file))?,
            }
            assert_eq!(staleness(root.path())?.as_deref(), Some(reason));
        }
        Ok(())
    }
}
