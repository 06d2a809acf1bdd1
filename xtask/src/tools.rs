//! Finding the programs that the commands need, and installing them where that is possible.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Once, OnceLock};

use anyhow::{Context as _, Result, bail, ensure};

use crate::shell;

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Debian's Rust for web targets: the compiler, cargo, the standard library's source and the linker.
const DEBIAN_RUST: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];

/// A toolchain that can compile to wasm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmToolchain {
    /// The one that runs this program has the standard library's source.
    Active,
    /// Debian's `rustc-web`, which comes with the source too.
    Debian,
    /// The one that runs this program has the standard library for wasm only as it is delivered.
    Prebuilt,
}

/// Finds a toolchain that compiles to wasm, else installs one: through rustup, else Debian's packages. One with the
/// standard library's source comes first: see `wasm::compile`.
pub fn wasm_toolchain() -> Result<WasmToolchain> {
    if active_has_source() {
        return Ok(WasmToolchain::Active);
    }
    // Where Debian's packages already lie there, rustup was tried before in vain.
    if DEBIAN_RUST.iter().all(|package| debian_has(package)) {
        return Ok(WasmToolchain::Debian);
    }
    let rustup = |arguments: &[&str]| {
        find_program("rustup").is_some()
            && shell::run(Command::new("rustup").args(arguments)).is_ok()
    };
    if rustup(&["component", "add", "rust-src"]) && active_has_source() {
        return Ok(WasmToolchain::Active);
    }
    if root_on_debian() {
        apt_install(&DEBIAN_RUST)?;
        return Ok(WasmToolchain::Debian);
    }
    if active_has_wasm() || rustup(&["target", "add", WASM_TARGET]) && active_has_wasm() {
        return Ok(WasmToolchain::Prebuilt);
    }
    bail!(
        "this Rust toolchain has neither the source of the standard library nor the library for {WASM_TARGET}, and they \
         cannot be installed from here; run `rustup component add rust-src`, or on Debian `apt-get install -y {}` as root",
        DEBIAN_RUST.join(" ")
    )
}

fn active_has_source() -> bool {
    shell::output(Command::new(active_rustc()).args(["--print", "sysroot"])).is_ok_and(|sysroot| {
        Path::new(&sysroot)
            .join("lib/rustlib/src/rust/library/std/Cargo.toml")
            .is_file()
    })
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

/// Waits until no other part of the tests installs anything. Others wait from then on, as long as the file is open.
pub fn alone() -> Result<File> {
    let path = std::env::temp_dir().join("rvpo-playground-installing");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    file.lock()
        .with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}

/// Installs Debian packages. Call it only where `root_on_debian`.
pub fn apt_install(packages: &[&str]) -> Result<()> {
    let _alone = alone()?;
    static UPDATED: Once = Once::new();
    // A machine that was never updated knows no packages, and one updated long ago has old browsers, or asks for files that are gone. Where
    // there is nothing to update from, what is known may still do.
    UPDATED.call_once(|| {
        if let Err(error) = shell::run(Command::new("apt-get").arg("update")) {
            eprintln!("{error:#}");
        }
    });
    let mut command = Command::new("apt-get");
    command
        .args(["install", "-y", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    shell::run(&mut command)
}

/// A component of the active Rust toolchain, such as clippy: `cargo NAME` must work.
pub fn cargo_component(name: &str, component: &str) -> Result<()> {
    let works = || shell::succeeds(shell::cargo().args([name, "--version"]));
    if works() {
        return Ok(());
    }
    let added = shell::run(Command::new("rustup").args(["component", "add", component]));
    ensure!(
        added.is_ok() && works(),
        "{component} is missing and cannot be installed from here; run `rustup component add {component}`"
    );
    Ok(())
}

/// Node.js and npm, from Debian's packages if need be.
pub fn node() -> Result<()> {
    let oldest = 20;
    let major = || {
        let version = shell::output(Command::new("node").arg("--version")).ok()?;
        version
            .trim_start_matches('v')
            .split('.')
            .next()?
            .parse::<u32>()
            .ok()
    };
    let good = || find_program("npm").is_some() && major().is_some_and(|major| major >= oldest);
    if !good()
        && root_on_debian()
        && find_program("node").is_none_or(|_| find_program("npm").is_none())
    {
        apt_install(&["nodejs", "npm"])?;
    }
    ensure!(
        good(),
        "Node.js {oldest} or newer with npm is missing and cannot be installed from here; see its home page, nodejs.org"
    );
    Ok(())
}

/// Chromium or Chrome: what RVPO_CHROMIUM names, else the installed one, else Debian's package.
pub fn chromium() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("RVPO_CHROMIUM").map(PathBuf::from) {
        ensure!(
            path.is_file(),
            "RVPO_CHROMIUM names {}, which is no file",
            path.display()
        );
        return Ok(path);
    }
    if let Some(path) = installed_chromium() {
        return Ok(path);
    }
    if root_on_debian() {
        // With fonts, for a page without them has no text to measure.
        apt_install(&["chromium", "fonts-liberation"])?;
    }
    installed_chromium().context(
        "Chromium is missing and cannot be installed from here; install it (on Debian `apt-get install chromium` as root) \
         or name a Chrome in RVPO_CHROMIUM",
    )
}

fn installed_chromium() -> Option<PathBuf> {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ];
    let elsewhere = [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];
    let in_path = names.into_iter().find_map(find_program);
    in_path.or_else(|| {
        elsewhere
            .map(PathBuf::from)
            .into_iter()
            .find(|path| path.is_file())
    })
}

/// Firefox: what RVPO_FIREFOX names, else the installed one, else Debian's package, with a software Vulkan driver for
/// its WebGPU.
pub fn firefox() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("RVPO_FIREFOX").map(PathBuf::from) {
        ensure!(
            path.is_file(),
            "RVPO_FIREFOX names {}, which is no file",
            path.display()
        );
        return Ok(path);
    }
    let installed = || {
        ["firefox-esr", "firefox"]
            .into_iter()
            .find_map(find_program)
    };
    if let Some(path) = installed() {
        return Ok(path);
    }
    if root_on_debian() {
        apt_install(&["firefox-esr", "mesa-vulkan-drivers", "fonts-liberation"])?;
    }
    installed()
        .context("Firefox is missing and cannot be installed from here; name one in RVPO_FIREFOX")
}

/// The folder of the software Vulkan driver that comes with Chromium, SwiftShader, with Debian's package if need be.
pub fn swiftshader() -> Result<PathBuf> {
    if let Some(folder) = installed_swiftshader() {
        return Ok(folder);
    }
    if root_on_debian() {
        apt_install(&["chromium"])?;
    }
    installed_swiftshader()
        .context("no software Vulkan driver; Chromium's package brings one (on Debian `apt-get install chromium` as root)")
}

/// The file by which Vulkan finds the driver.
pub const SWIFTSHADER_ICD: &str = "vk_swiftshader_icd.json";

fn installed_swiftshader() -> Option<PathBuf> {
    let mut folders = [
        "/usr/lib/chromium",
        "/usr/lib64/chromium-browser",
        "/opt/google/chrome",
    ]
    .map(PathBuf::from)
    .to_vec();
    let chromium = installed_chromium().and_then(|path| path.canonicalize().ok());
    folders.extend(
        chromium
            .as_deref()
            .and_then(Path::parent)
            .map(Path::to_path_buf),
    );
    folders
        .into_iter()
        .find(|folder| folder.join(SWIFTSHADER_ICD).is_file())
}

/// Debian's PyTorch, which is small, and NumPy.
const DEBIAN_TORCH: [&str; 2] = ["python3-torch", "python3-numpy"];

/// A Python with NumPy and PyTorch: what RVPO_PYTHON names, else an installed one, else Debian's packages; failing these, one with NumPy alone.
pub fn python_with_torch() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("RVPO_PYTHON").map(PathBuf::from) {
        ensure!(
            path.is_file(),
            "RVPO_PYTHON names {}, which is no file",
            path.display()
        );
        return Ok(path);
    }
    if let Some(python) = python_that_imports("numpy, torch") {
        return Ok(python);
    }
    if root_on_debian()
        && let Err(error) = apt_install(&DEBIAN_TORCH)
    {
        eprintln!("{error:#}");
    }
    python_that_imports("numpy, torch")
        .or_else(|| python_that_imports("numpy"))
        .with_context(|| {
            format!(
                "no Python has NumPy, let alone PyTorch, and they cannot be installed from here; install them (on Debian \
                 `apt-get install {}` as root) or name a Python that has them in RVPO_PYTHON",
                DEBIAN_TORCH.join(" ")
            )
        })
}

/// The system's Python or the first in PATH, whichever has these modules.
fn python_that_imports(modules: &str) -> Option<PathBuf> {
    pythons().into_iter().find(|python| {
        shell::succeeds(Command::new(python).args(["-c", &format!("import {modules}")]))
    })
}

fn pythons() -> Vec<PathBuf> {
    // Debian's packages are for the system's own Python, whatever comes first in PATH.
    let system = Path::new("/usr/bin/python3");
    let in_path = ["python3", "python"].into_iter().find_map(find_program);
    system
        .is_file()
        .then(|| system.to_path_buf())
        .into_iter()
        .chain(in_path)
        .collect()
}

/// The frameworks whose own code is run beside the project's, as pip and as their files call them.
const FRAMEWORKS: [(&str, &str); 3] = [
    ("trl==1.16.0", "trl-1.16.0-"),
    ("verl==0.9.1", "verl-0.9.1-"),
    ("ms-swift==4.6.0", "ms_swift-4.6.0-"),
];

/// The folder of the frameworks' wheels: what RVPO_WHEELS names, else one under `target/`, filled by pip as far as that works. They are read, never
/// installed.
pub fn framework_wheels(root: &Path) -> PathBuf {
    if let Some(folder) = std::env::var_os("RVPO_WHEELS") {
        return folder.into();
    }
    let folder = root.join("target/wheels");
    let has = |prefix: &str| {
        std::fs::read_dir(&folder).is_ok_and(|entries| {
            let mut names = entries.flatten().map(|entry| entry.file_name());
            names.any(|name| {
                name.to_string_lossy().starts_with(prefix)
                    && name.to_string_lossy().ends_with(".whl")
            })
        })
    };
    let missing: Vec<_> = FRAMEWORKS
        .into_iter()
        .filter(|(_, prefix)| !has(prefix))
        .collect();
    if missing.is_empty() {
        return folder;
    }
    let Some(python) = pythons()
        .into_iter()
        .find(|python| shell::succeeds(Command::new(python).args(["-m", "pip", "--version"])))
    else {
        eprintln!("no Python here has pip, which would fetch the frameworks' wheels");
        return folder;
    };
    for (requirement, _) in missing {
        let mut pip = Command::new(&python);
        // For a Python that they support, whatever this one is: nothing of them is run but what the tests cut out.
        pip.args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--retries",
            "1",
            "--no-deps",
        ])
        .args(["--only-binary", ":all:", "--python-version", "3.12"])
        .args([requirement, "-d"])
        .arg(&folder);
        if let Err(error) = shell::run(&mut pip) {
            eprintln!("{requirement} cannot be fetched: {error:#}");
        }
    }
    folder
}
