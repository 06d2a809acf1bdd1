//! The page's scripts and styles as browsers load them: `pkg/page/` holds those of `www/` without comments and with short names,
//! a third of the weight. This file is part of what `pkg/` is built from: see `digest`.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::{shell, test, tools};

/// Where they lie, relative to `pkg/`.
pub const FOLDER: &str = "page";

/// Whether a file of `www/` is loaded from `pkg/page/`. The others are loaded from where they are.
pub fn is_built(name: &str) -> bool {
    name.ends_with(".js") || name.ends_with(".css")
}

/// A script of `www/` as it must read in `pkg/page/`: the package is now above it, not beside it.
pub fn relocated(script: &str) -> String {
    script.replace("\"../pkg/", "\"../")
}

/// Fills `package/page/` from `www/`. Without Node.js the files are only copied.
pub fn build(root: &Path, package: &Path) -> Result<()> {
    let folder = package.join(FOLDER);
    std::fs::create_dir_all(&folder)?;
    let mut names = Vec::new();
    for entry in std::fs::read_dir(root.join("www")).context("cannot list www/")? {
        let path = entry?.path();
        if let Some(name) = path.file_name().and_then(|name| name.to_str())
            && is_built(name)
        {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("cannot read www/{name}"))?;
            std::fs::write(folder.join(name), relocated(&text))?;
            names.push(name.to_owned());
        }
    }
    names.sort();
    let browser = test::browser_folder(root);
    if let Err(error) = tools::node_modules(&browser) {
        println!("no esbuild ({error:#}): the page gets an eighth larger");
        return Ok(());
    }
    let esbuild = |files: &[String], output: &Path| {
        let mut command = tools::node_program(&browser, "esbuild");
        command
            .args([
                "--minify",
                "--charset=utf8",
                "--target=es2022",
                "--log-level=warning",
                "--allow-overwrite",
            ])
            .arg(format!("--outdir={}", output.display()))
            .args(files);
        shell::run(&mut command)
    };
    let paths = |folder: &Path, names: &[String]| {
        names
            .iter()
            .map(|name| folder.join(name).display().to_string())
            .collect::<Vec<_>>()
    };
    esbuild(&paths(&folder, &names), &folder)?;
    esbuild(&paths(package, &["rvpo_playground.js".to_owned()]), package)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_find_the_package_from_their_new_place() {
        assert_eq!(
            relocated("import init from \"../pkg/a.js\";\nimport { b } from \"./b.js\";"),
            "import init from \"../a.js\";\nimport { b } from \"./b.js\";"
        );
    }

    #[test]
    fn markup_and_pictures_stay() {
        assert!(is_built("main.js") && is_built("style.css"));
        assert!(!is_built("index.html") && !is_built("icon.svg"));
    }
}
