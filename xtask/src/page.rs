//! The page's scripts and styles as browsers load them: `pkg/page/` holds those of `www/`, in the same folders, without comments and
//! with short names, a third of the weight, and the files of `trainers/` as they are. This file is part of what `pkg/` is built from: see `digest`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::npm::Packages;
use crate::{files, shell};

/// The page's own files, relative to the root.
pub const SOURCES: &str = "www";

/// The script that is a library's and has no source in `www/`, and the library.
const QR: &str = "qr.js";
const QR_LIBRARY: &str = "uqr";

/// Where they lie, relative to `pkg/`.
pub const FOLDER: &str = "page";

/// The Python for the trainers, relative to the root and to `pkg/page/`: the page writes settings into these files.
pub const TRAINERS: &str = "trainers";

/// Whether a file of `trainers/` is one that the page offers.
pub fn is_trainer(name: &str) -> bool {
    name.ends_with(".py")
}

/// Whether a file under `www/` is loaded from `pkg/page/`. The others are loaded from where they are.
pub fn is_built(name: &str) -> bool {
    name.ends_with(".js") || name.ends_with(".css")
}

/// Whether the page loads that script or style to begin with: what `index.html` names, the worker, and the words of one language, of which
/// German has the most. The rest is loaded when it is asked for. `name` is the path from `pkg/page/`, with forward slashes.
pub fn is_loaded_at_once(index: &str, name: &str) -> bool {
    ["training/worker.js", "words/de/page.js"].contains(&name)
        || index.contains(&format!("\"../pkg/{FOLDER}/{name}\""))
}

/// A script of a folder in `www/` as it must read in that folder of `pkg/page/`: the package is now above it, not beside it.
pub fn relocated(script: &str) -> String {
    script
        .replace(&format!("\"../../pkg/{FOLDER}/"), "\"../")
        .replace("\"../../pkg/", "\"../../")
}

/// Fills `package/page/` from `www/` and `trainers/`. Without Node.js the files are only copied, and there are no QR codes.
pub fn build(root: &Path, package: &Path) -> Result<()> {
    let folder = package.join(FOLDER);
    std::fs::create_dir_all(&folder)?;
    let mut names = Vec::new();
    let sources = root.join(SOURCES);
    for path in files::under(&sources)? {
        let name = path.strip_prefix(&sources)?;
        if name.to_str().is_some_and(is_built) {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let copy = folder.join(name);
            if let Some(parent) = copy.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(copy, relocated(&text))?;
            names.push(name.to_path_buf());
        }
    }
    copy_trainers(root, &folder)?;
    let packages = match Packages::of_build(root) {
        Ok(packages) => packages,
        Err(error) => {
            println!("no esbuild ({error:#}): the page gets an eighth larger");
            return Ok(());
        }
    };
    let esbuild = |files: &[PathBuf], output: &Path| {
        let mut command = packages.program("esbuild");
        command
            .args([
                "--minify",
                "--charset=utf8",
                "--target=es2022",
                "--log-level=warning",
                "--allow-overwrite",
            ])
            .arg(format!("--outdir={}", output.display()))
            .arg(format!("--outbase={}", output.display()))
            .args(files);
        shell::run(&mut command)
    };
    let files: Vec<_> = names.iter().map(|name| folder.join(name)).collect();
    esbuild(&files, &folder)?;
    for folder in [package, &folder] {
        esbuild(&[folder.join("rvpo_playground.js")], folder)?;
    }
    qr_codes(&packages, &folder.join(QR))
}

/// Copies the Python for the trainers, byte for byte.
fn copy_trainers(root: &Path, folder: &Path) -> Result<()> {
    let copies = folder.join(TRAINERS);
    std::fs::create_dir_all(&copies)?;
    for entry in std::fs::read_dir(root.join(TRAINERS)).context("cannot list trainers/")? {
        let path = entry?.path();
        if let Some(name) = path.file_name().and_then(|name| name.to_str())
            && is_trainer(name)
        {
            std::fs::copy(&path, copies.join(name))
                .with_context(|| format!("cannot copy trainers/{name}"))?;
        }
    }
    Ok(())
}

/// Bundles what the page needs of the library for QR codes, with the library's licence.
fn qr_codes(packages: &Packages, script: &Path) -> Result<()> {
    let library = packages.node_modules().join(QR_LIBRARY);
    let licence = std::fs::read_to_string(library.join("LICENSE"))
        .context("the library for QR codes has no licence to show")?;
    std::fs::write(
        script,
        format!("export {{ encode }} from \"{QR_LIBRARY}\";\n"),
    )?;
    let mut command = packages.program("esbuild");
    command
        .args([
            "--bundle",
            "--format=esm",
            "--minify",
            "--charset=utf8",
            "--target=es2022",
            "--log-level=warning",
            "--allow-overwrite",
        ])
        .arg(format!("--outfile={}", script.display()))
        .arg(script)
        // Where it looks for packages when the script that asks lies elsewhere.
        .env("NODE_PATH", packages.node_modules());
    shell::run(&mut command)?;
    let bundled = std::fs::read_to_string(script)?;
    std::fs::write(script, with_licence(&licence, &bundled))
        .with_context(|| format!("cannot write {}", script.display()))
}

/// The script under the licence, as a comment.
fn with_licence(licence: &str, script: &str) -> String {
    let licence = licence.trim().replace("*/", "* /");
    format!("/*! QR codes by uqr.\n\n{licence}\n*/\n{script}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_find_the_package_from_their_new_place() {
        assert_eq!(
            relocated(
                "import init from \"../../pkg/a.js\";\nimport { b } from \"./b.js\";\nimport \"../../pkg/page/c.js\";"
            ),
            "import init from \"../../a.js\";\nimport { b } from \"./b.js\";\nimport \"../c.js\";"
        );
    }

    #[test]
    fn a_licence_stays_a_comment() {
        assert_eq!(
            with_licence("MIT */ alert(1)\n", "f();\n"),
            "/*! QR codes by uqr.\n\nMIT * / alert(1)\n*/\nf();\n"
        );
    }

    #[test]
    fn what_the_page_names_is_loaded_at_once() {
        let index = "<link rel=\"modulepreload\" href=\"../pkg/page/page/main.js\">";
        for name in ["page/main.js", "training/worker.js", "words/de/page.js"] {
            assert!(is_loaded_at_once(index, name), "{name}");
        }
        for name in ["main.js", "page/help.js", "own/worker.js"] {
            assert!(!is_loaded_at_once(index, name), "{name}");
        }
        assert!(!is_loaded_at_once(index, "trl_rvpo.py"));
    }

    #[test]
    fn the_trainers_files_are_copied_as_they_are() -> Result<()> {
        let root = tempfile::tempdir()?;
        let cache = root.path().join("trainers/__pycache__");
        std::fs::create_dir_all(&cache)?;
        std::fs::write(cache.join("a.cpython-313.pyc"), b"\0")?;
        let text = b"# \xc3\xa9 \"../pkg/page/a.js\"\r\n".as_slice();
        std::fs::write(root.path().join("trainers/a.py"), text)?;
        std::fs::write(root.path().join("trainers/a.py~"), "")?;
        let folder = root.path().join("page");
        copy_trainers(root.path(), &folder)?;
        let copies = std::fs::read_dir(folder.join("trainers"))?;
        assert_eq!(copies.count(), 1);
        assert_eq!(std::fs::read(folder.join("trainers/a.py"))?, text);
        Ok(())
    }

    #[test]
    fn markup_and_pictures_stay() {
        assert!(is_built("main.js") && is_built("style.css"));
        assert!(!is_built("index.html") && !is_built("icon.svg"));
    }
}
