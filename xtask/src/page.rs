//! The page's scripts and styles as browsers load them: `pkg/page/` holds those of `www/` without comments and with short names, those that are
//! loaded at once as one file and each of the others where it lies in `www/`, and the files of `trainers/` as they are. This file and
//! `bundle.mjs` are part of what `pkg/` is built from: see `digest`.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::npm::Packages;
use crate::{files, shell};

/// The page's own files, relative to the root.
pub const SOURCES: &str = "www";

/// What builds them, relative to the root.
pub const BUILDERS: [&str; 2] = ["xtask/bundle.mjs", "xtask/src/page.rs"];

/// Where the built files lie, relative to `pkg/`.
pub const FOLDER: &str = "page";

/// What the files of the package's module are called, and its script.
const MODULE: &str = "rvpo_playground";
const GLUE: &str = "rvpo_playground.js";

/// The Python for the trainers, relative to the root and to `pkg/page/`: the page writes settings into these files.
pub const TRAINERS: &str = "trainers";

/// Whether a file of `trainers/` is one that the page offers.
pub fn is_trainer(name: &str) -> bool {
    name.ends_with(".py")
}

/// Whether a file under `www/` is loaded from `pkg/page/`. The others are loaded from where they are.
pub fn is_built(name: &str) -> bool {
    is_script(name) || name.ends_with(".css")
}

/// Whether a file under `www/` is bundled with others: what is built from it, then, is built from all of them.
pub fn is_script(name: &str) -> bool {
    name.ends_with(".js")
}

/// Whether the page loads that script or style to begin with: what `index.html` names, the worker, and the words of one language, of which
/// German has the most. The rest is loaded when it is asked for. `name` is the path from `pkg/page/`, with forward slashes.
pub fn is_loaded_at_once(index: &str, name: &str) -> bool {
    ["training/worker.js", "words/de/page.js"].contains(&name)
        || index.contains(&format!("\"../pkg/{FOLDER}/{name}\""))
}

/// Whether a file of the package, in `pkg/` or in `pkg/page/`, is of the module, and not of the page.
pub fn is_of_module(file: &Path) -> bool {
    let name = file.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| name.starts_with(MODULE) || name == "package.json")
}

/// A script of `pkg/page/` that leads to the one of the same name in `www/`, which loads the others from there.
pub fn forward(name: &str) -> String {
    let up = "../".repeat(name.matches('/').count() + 2);
    format!("export * from \"{up}{SOURCES}/{name}\";\n")
}

/// Fills `package/page/` from `www/` and `trainers/`. Without Node.js the scripts lead to those of `www/`, and there are no QR codes.
pub fn build(root: &Path, package: &Path) -> Result<()> {
    let folder = package.join(FOLDER);
    std::fs::create_dir_all(&folder)?;
    copy_trainers(root, &folder)?;
    match Packages::of_build(root) {
        Ok(packages) => bundle(&packages, &[&root.join(SOURCES), &folder]),
        Err(error) => {
            println!("no esbuild ({error:#}): the page gets larger by half, and loads more files");
            lead_to_sources(root, &folder)
        }
    }
}

/// Makes the package's own scripts small, as far as there is Node.js.
pub fn minify_glue(root: &Path, package: &Path) -> Result<()> {
    let Ok(packages) = Packages::of_build(root) else {
        return Ok(());
    };
    let scripts = [package.join(GLUE), package.join(FOLDER).join(GLUE)];
    bundle(
        &packages,
        &[Path::new("--minify"), &scripts[0], &scripts[1]],
    )
}

fn bundle(packages: &Packages, arguments: &[&Path]) -> Result<()> {
    shell::run(
        packages
            .node()
            .arg(packages.folder().join("bundle.mjs"))
            .args(arguments),
    )
}

/// The scripts and styles of `www/`, for a page that is not bundled.
fn lead_to_sources(root: &Path, folder: &Path) -> Result<()> {
    let sources = root.join(SOURCES);
    for path in files::under(&sources)? {
        let name = files::relative(&sources, &path).replace('\\', "/");
        if !is_built(&name) {
            continue;
        }
        let built = folder.join(&name);
        if let Some(parent) = built.parent() {
            std::fs::create_dir_all(parent)?;
        }
        if is_script(&name) {
            std::fs::write(&built, forward(&name))?;
        } else {
            std::fs::copy(&path, &built).with_context(|| format!("cannot copy {name}"))?;
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_lead_to_their_sources() {
        assert_eq!(
            forward("page/boot.js"),
            "export * from \"../../../www/page/boot.js\";\n"
        );
        assert_eq!(
            forward("words/en/page.js"),
            "export * from \"../../../../www/words/en/page.js\";\n"
        );
    }

    #[test]
    fn without_a_bundler_the_page_leads_to_its_sources() -> Result<()> {
        let root = tempfile::tempdir()?;
        let folder = root.path().join("pkg/page");
        for (name, text) in [
            ("page/boot.js", "boot"),
            ("styles/style.css", "* {}"),
            ("index.html", ""),
        ] {
            let file = root.path().join(SOURCES).join(name);
            std::fs::create_dir_all(file.parent().context("no folder")?)?;
            std::fs::write(file, text)?;
        }
        lead_to_sources(root.path(), &folder)?;
        let read = |name: &str| std::fs::read_to_string(folder.join(name));
        assert_eq!(read("page/boot.js")?, forward("page/boot.js"));
        assert_eq!(read("styles/style.css")?, "* {}");
        assert!(!folder.join("index.html").exists());
        Ok(())
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
