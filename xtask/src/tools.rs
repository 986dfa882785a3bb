//! The tools that the page is made with: found where they are, installed where they are not.
//!
//! A tool of the right version on PATH is used as it is. Else it lives in the user's cache,
//! `<cache>/raftarium/tools/<name>-<version>`, so that a second start and a second clone find it there, and another
//! version stands beside it and not in its place.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Failure, browser, cargo, root, say, versions};

/// What the page compiles to.
pub const TARGET: &str = "wasm32-unknown-unknown";

const TRUNK: &str = "0.21.14";
const WASM_SPLIT: &str = "0.2.4";
const WASM_PACK: &str = "0.15.1";
const BINARYEN: &str = "132";
const TYPESCRIPT: &str = "5.9.3";
const VITE: &str = "6.4.6";
const MERMAID: &str = "12.3.0";
const GECKODRIVER: &str = "0.37.1";
const AXE: &str = "4.14.1";
/// The last that Node.js 20 runs.
const LIGHTHOUSE: &str = "12.8.2";

/// How to have what TypeScript, Vite, Mermaid, axe and Lighthouse come through.
const NPM: &str = "\
the declarations of the JavaScript package are checked with TypeScript, exports with Mermaid, and the page with axe and
Lighthouse; these come through npm.
Install Node.js with npm (Debian: apt-get install npm), and run the same command again.";

/// Optimising a tool takes longer than the tool ever saves here.
const LIGHT_PROFILE: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_LTO", "false"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
];

/// A tool that cargo can install.
struct Tool {
    crate_name: &'static str,
    version: String,
    /// Its programs; the first is asked for its version.
    programs: &'static [&'static str],
    features: &'static [&'static str],
    /// How long installing it takes on a small machine.
    minutes: &'static str,
}

fn trunk() -> Tool {
    Tool {
        crate_name: "trunk",
        version: TRUNK.to_owned(),
        programs: &["trunk"],
        // Neither a system's TLS library nor a look for newer versions.
        features: &["--no-default-features", "--features", "rustls"],
        minutes: "about 5 minutes",
    }
}

fn wasm_pack() -> Tool {
    Tool {
        crate_name: "wasm-pack",
        version: WASM_PACK.to_owned(),
        programs: &["wasm-pack"],
        features: &[],
        minutes: "about 3 minutes",
    }
}

/// What Firefox is driven through.
fn geckodriver() -> Tool {
    Tool {
        crate_name: "geckodriver",
        version: GECKODRIVER.to_owned(),
        programs: &["geckodriver"],
        features: &[],
        minutes: "about 2 minutes",
    }
}

/// It does not say its version, so one on PATH is not used.
fn wasm_split() -> Tool {
    Tool {
        crate_name: "wasm_split_cli_support",
        version: WASM_SPLIT.to_owned(),
        programs: &["wasm-split-cli"],
        features: &["--features", "build-binary"],
        minutes: "about 2 minutes",
    }
}

/// Its version must be the one of the library in Cargo.lock.
fn wasm_bindgen() -> Result<Tool, Failure> {
    let path = root().join("Cargo.lock");
    let lock = std::fs::read_to_string(&path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let version = versions::locked(&lock, "wasm-bindgen")
        .ok_or("Cargo.lock names no wasm-bindgen; `git checkout Cargo.lock` brings it back")?;
    Ok(Tool {
        crate_name: "wasm-bindgen-cli",
        version: version.to_owned(),
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        features: &[],
        minutes: "about 2 minutes",
    })
}

/// The directories to put before PATH so that the tools are found.
#[derive(Default)]
pub struct Toolbox(Vec<PathBuf>);

impl Toolbox {
    /// Makes sure of the target and of Trunk with what it calls: two steps and one more for each tool.
    pub fn for_page(steps: &mut say::Steps) -> Result<Self, Failure> {
        let mut toolbox = Self::default();
        steps.next(&format!("Rust for {TARGET}"));
        ensure_target()?;
        for tool in [trunk(), wasm_bindgen()?] {
            toolbox.ensure(&tool, steps)?;
        }
        Ok(toolbox)
    }

    /// How many steps [`Self::for_page`] takes.
    pub const PAGE_STEPS: usize = 3;

    /// Makes sure of the target and of wasm-pack with what it calls.
    pub fn for_wasm_tests(steps: &mut say::Steps) -> Result<Self, Failure> {
        let mut toolbox = Self::default();
        steps.next(&format!("Rust for {TARGET}"));
        ensure_target()?;
        for tool in [wasm_bindgen()?, wasm_pack()] {
            toolbox.ensure(&tool, steps)?;
        }
        Ok(toolbox)
    }

    /// How many steps [`Self::for_wasm_tests`] takes.
    pub const WASM_TEST_STEPS: usize = 3;

    fn ensure(&mut self, tool: &Tool, steps: &mut say::Steps) -> Result<(), Failure> {
        let name = format!("{} {}", tool.crate_name, tool.version);
        if tool.programs.iter().all(|program| {
            find_on_path(program)
                .is_some_and(|path| version_of(&path) == Some(tool.version.clone()))
        }) {
            steps.next(&format!("{name}: on PATH"));
            return Ok(());
        }
        let home = cache()?.join(format!("{}-{}", tool.crate_name, tool.version));
        let bin = home.join("bin");
        if tool.programs.iter().all(|program| bin.join(executable(program)).is_file()) {
            steps.next(&format!("{name}: in {}", bin.display()));
        } else {
            steps.next(&format!("{name}: installing it into {}", home.display()));
            say::note(&format!("{}, once for this user", tool.minutes));
            install(tool, &home)?;
        }
        self.0.push(bin);
        Ok(())
    }

    /// Makes sure of wasm-split, which cuts the page's program into parts.
    pub fn ensure_wasm_split(&mut self, steps: &mut say::Steps) -> Result<(), Failure> {
        self.ensure(&wasm_split(), steps)
    }

    /// Makes sure of wasm-opt, which makes a release build smaller. It comes through npm; where that is not to be had,
    /// the build does without, and the answer is false.
    pub fn ensure_wasm_opt(&mut self, steps: &mut say::Steps) -> Result<bool, Failure> {
        let name = format!("wasm-opt {BINARYEN}");
        if find_on_path("wasm-opt").is_some_and(|it| version_of(&it).as_deref() == Some(BINARYEN)) {
            steps.next(&format!("{name}: on PATH"));
            return Ok(true);
        }
        let home = cache()?.join(format!("binaryen-{BINARYEN}"));
        let bin = home.join("node_modules").join(".bin");
        let program = bin.join(if cfg!(windows) { "wasm-opt.cmd" } else { "wasm-opt" });
        if program.is_file() {
            steps.next(&format!("{name}: in {}", bin.display()));
        } else {
            steps.next(&format!("{name}: installing it into {}", home.display()));
            if let Err(why) = npm_install(&home, &format!("binaryen@{BINARYEN}.0.0")) {
                say::warning(&format!(
                    "{why}, so the page is built without wasm-opt: it works the same and is somewhat larger.\n\
                     To have it, install Node.js with npm, or put wasm-opt {BINARYEN} (Binaryen) on PATH."
                ));
                return Ok(false);
            }
        }
        self.0.push(bin);
        Ok(true)
    }

    /// Makes sure of TypeScript's compiler, which reads the declarations of the package. It comes through npm.
    pub fn ensure_typescript(&mut self, steps: &mut say::Steps) -> Result<(), Failure> {
        self.ensure_program("TypeScript", "typescript", "tsc", TYPESCRIPT, steps)
    }

    /// Makes sure of Vite, which puts an application together that uses the package. It comes through npm.
    pub fn ensure_vite(&mut self, steps: &mut say::Steps) -> Result<(), Failure> {
        self.ensure_program("Vite", "vite", "vite", VITE, steps)
    }

    /// Makes sure of Lighthouse, which judges the page that is published. It comes through npm.
    pub fn ensure_lighthouse(&mut self, steps: &mut say::Steps) -> Result<(), Failure> {
        self.ensure_program("Lighthouse", "lighthouse", "lighthouse", LIGHTHOUSE, steps)
    }

    /// Makes sure of a program that comes through npm.
    fn ensure_program(
        &mut self,
        name: &str,
        package: &str,
        program: &str,
        version: &str,
        steps: &mut say::Steps,
    ) -> Result<(), Failure> {
        let name = format!("{name} {version}");
        if find_on_path(program).is_some_and(|it| version_of(&it).as_deref() == Some(version)) {
            steps.next(&format!("{name}: on PATH"));
            return Ok(());
        }
        let home = cache()?.join(format!("{package}-{version}"));
        let bin = home.join("node_modules").join(".bin");
        let file = if cfg!(windows) { format!("{program}.cmd") } else { program.to_owned() };
        if bin.join(file).is_file() {
            steps.next(&format!("{name}: in {}", bin.display()));
        } else {
            steps.next(&format!("{name}: installing it into {}", home.display()));
            ensure_npm()?;
            npm_install(&home, &format!("{package}@{version}"))?;
        }
        self.0.push(bin);
        Ok(())
    }

    /// Makes sure of Mermaid, whose parser reads exported sequence diagrams, and says where it is. It comes through npm, and
    /// Node.js runs it.
    pub fn ensure_mermaid(steps: &mut say::Steps) -> Result<PathBuf, Failure> {
        let name = format!("Mermaid {MERMAID}");
        let home = cache()?.join(format!("mermaid-{MERMAID}"));
        if home.join("node_modules").join("mermaid").join("package.json").is_file() {
            steps.next(&format!("{name}: in {}", home.display()));
        } else {
            steps.next(&format!("{name}: installing it into {}", home.display()));
            ensure_npm()?;
            npm_install(&home, &format!("mermaid@{MERMAID}"))?;
        }
        Ok(home)
    }

    /// Makes sure of geckodriver, and says where it is.
    pub fn ensure_geckodriver(&mut self, steps: &mut say::Steps) -> Result<PathBuf, Failure> {
        self.ensure(&geckodriver(), steps)?;
        let found = find_in("geckodriver", &self.path()?);
        found.ok_or_else(|| {
            "geckodriver is not to be found, though it was just made sure of".to_owned()
        })
    }

    /// Makes sure of axe-core, which judges whether everybody can use the page, and says where its one file is.
    pub fn ensure_axe(steps: &mut say::Steps) -> Result<PathBuf, Failure> {
        let name = format!("axe-core {AXE}");
        let home = cache()?.join(format!("axe-core-{AXE}"));
        let file = home.join("node_modules").join("axe-core").join("axe.min.js");
        if file.is_file() {
            steps.next(&format!("{name}: in {}", home.display()));
        } else {
            steps.next(&format!("{name}: installing it into {}", home.display()));
            ensure_npm()?;
            npm_install(&home, &format!("axe-core@{AXE}"))?;
        }
        Ok(file)
    }

    /// PATH with the tools in front.
    pub fn path(&self) -> Result<OsString, Failure> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::join_paths(self.0.iter().cloned().chain(std::env::split_paths(&path)))
            .map_err(|error| format!("the tool cache cannot stand in PATH: {error}"))
    }

    /// A command that finds the tools.
    pub fn command(&self, program: &str) -> Result<Command, Failure> {
        let path = self.path()?;
        // A plain name is looked up on the PATH of this process, which does not hold the tools.
        let found = find_in(program, &path).ok_or_else(|| {
            format!("{program} is not to be found, though it was just made sure of")
        })?;
        let mut command = Command::new(found);
        command.current_dir(root()).env("PATH", path).env_remove("RUST_BACKTRACE");
        if std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty()) {
            // Trunk accepts no other value than this.
            command.env("NO_COLOR", "true");
        }
        Ok(command)
    }
}

/// The tool cache of this user.
fn cache() -> Result<PathBuf, Failure> {
    let directory =
        |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|it| it.is_absolute());
    let home = || directory(if cfg!(windows) { "USERPROFILE" } else { "HOME" });
    let cache = directory("XDG_CACHE_HOME").or_else(|| {
        if cfg!(windows) {
            directory("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            home().map(|it| it.join("Library").join("Caches"))
        } else {
            home().map(|it| it.join(".cache"))
        }
    });
    let cache = cache.ok_or("there is no place for tools: set HOME or XDG_CACHE_HOME")?;
    Ok(cache.join("raftarium").join("tools"))
}

fn install(tool: &Tool, home: &Path) -> Result<(), Failure> {
    let mut command = cargo();
    command
        .args(["install", "--locked", tool.crate_name, "--version", &tool.version, "--root"])
        .arg(home)
        .args(tool.features)
        .envs(LIGHT_PROFILE)
        // It is not a part of this workspace's build.
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS");
    if succeeds(&mut command) {
        return Ok(());
    }
    Err(format!(
        "{} {} could not be installed; cargo says why above.\n\
         If it could not reach crates.io, connect this machine to the network once (a proxy goes into HTTPS_PROXY).\n\
         If a compiler or linker is missing, install your system's C tool chain (Debian: apt-get install \
         build-essential).\n\
         Then run the same command again: what is installed stays.",
        tool.crate_name, tool.version
    ))
}

fn ensure_npm() -> Result<(), Failure> {
    if find_on_path(if cfg!(windows) { "npm.cmd" } else { "npm" }).is_none() {
        browser::install(&["npm"], "Node.js with npm", NPM)?;
    }
    Ok(())
}

fn npm_install(home: &Path, package: &str) -> Result<(), Failure> {
    let npm = find_on_path(if cfg!(windows) { "npm.cmd" } else { "npm" })
        .ok_or("npm is not installed")?;
    std::fs::create_dir_all(home)
        .map_err(|error| format!("{} cannot be made: {error}", home.display()))?;
    let mut command = Command::new(npm);
    command.args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]).arg(home);
    command.arg(package).stdout(Stdio::null());
    if succeeds(&mut command) { Ok(()) } else { Err(format!("npm could not install {package}")) }
}

/// Makes sure that Rust can compile for the browser.
pub fn ensure_target() -> Result<(), Failure> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))
        .ok_or("rustc does not run; install Rust from https://rustup.rs")?;
    let library = Path::new(sysroot.trim()).join("lib").join("rustlib").join(TARGET).join("lib");
    if library.is_dir() {
        return Ok(());
    }
    if find_on_path("rustup").is_none() {
        return Err(format!(
            "this Rust has no {TARGET} target, and rustup, which could add it, is not installed.\n\
             Install Rust from https://rustup.rs, or your distribution's package of Rust's standard library for \
             that target."
        ));
    }
    say::note(&format!("adding it: rustup target add {TARGET}"));
    if succeeds(Command::new("rustup").args(["target", "add", TARGET])) {
        return Ok(());
    }
    Err(format!(
        "rustup could not add {TARGET}; it says why above.\n\
         If it could not reach static.rust-lang.org, connect this machine to the network once and run this again."
    ))
}

/// Whether the command ran and ended well; its output goes to the person.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// What the command printed, if it ended well.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Where a program is on PATH.
pub fn find_on_path(program: &str) -> Option<PathBuf> {
    find_in(program, &std::env::var_os("PATH")?)
}

fn find_in(program: &str, path: &OsStr) -> Option<PathBuf> {
    std::env::split_paths(path).map(|it| it.join(executable(program))).find(|it| it.is_file())
}

fn executable(program: &str) -> String {
    if program.contains('.') {
        program.to_owned()
    } else {
        format!("{program}{}", std::env::consts::EXE_SUFFIX)
    }
}

fn version_of(program: &Path) -> Option<String> {
    let output = output(Command::new(program).arg("--version"))?;
    versions::reported(&output).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_in_the_first_directory_that_has_it() {
        let cargo = PathBuf::from(std::env::var_os("CARGO").unwrap());
        let bin = cargo.parent().unwrap();
        let path = std::env::join_paths([Path::new("/nowhere"), bin]).unwrap();
        assert_eq!(find_in("cargo", &path), Some(bin.join(executable("cargo"))));
        assert_eq!(find_in("no-such-program", &path), None);
    }

    #[test]
    fn the_bindings_tool_has_the_version_of_the_library() {
        let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
        let version = wasm_bindgen().unwrap().version;
        assert!(manifest.contains(&format!("\"={version}\"")), "{version}");
    }

    #[test]
    fn trunk_is_told_to_expect_the_same_optimiser() {
        let settings = std::fs::read_to_string(root().join("Trunk.toml")).unwrap();
        assert!(settings.contains(&format!("wasm_opt = \"version_{BINARYEN}\"")));
    }
}
