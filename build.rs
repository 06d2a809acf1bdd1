//! Takes comments and indentation out of the kernels, which every visitor of the page loads.

use std::path::PathBuf;
use std::{env, fs, io};

const FOLDER: &str = "src/engine/kernels";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    for entry in fs::read_dir(FOLDER)? {
        let entry = entry?;
        let source = fs::read_to_string(entry.path())?;
        // WGSL has no texts in which two slashes could stand.
        let code = source
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default().trim())
            .filter(|line| !line.is_empty());
        let code: String = code.flat_map(|line| [line, "\n"]).collect();
        fs::write(out.join(entry.file_name()), code)?;
    }
    Ok(())
}
