//! Folders and the files in them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// All files in a folder and the folders in it, sorted.
pub fn under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in
        std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(under(&path)?)
        } else {
            files.push(path)
        }
    }
    files.sort();
    Ok(files)
}

/// The path from the root of the checkout, for messages.
pub fn relative(root: &Path, file: &Path) -> String {
    file.strip_prefix(root)
        .unwrap_or(file)
        .display()
        .to_string()
}

/// Copies all files in a folder and the folders in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in under(from)? {
        let copy = to.join(file.strip_prefix(from)?);
        if let Some(parent) = copy.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::copy(&file, &copy).with_context(|| format!("cannot write {}", copy.display()))?;
    }
    Ok(())
}
