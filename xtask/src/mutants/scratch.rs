//! The two crates that mutants live in, below `target/mutants`: the core alone with its own tests, which is built in
//! seconds because it depends on nearly nothing; and a copy of the whole project, for its fuzzer. Both keep their target
//! directory. Nothing is written outside of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, root, tools};

use super::list::Mutant;
use super::source::Source;
use super::weave::{Woven, weave};

/// Where the core stands, here and there.
pub const CORE: &str = "src/engine/raft";

/// The crate that it is a room of.
const ENGINE: &str = "src/engine";

/// A copy of some of the project. The core alone is a crate of the same name as the engine, so that the lock file holds
/// for it.
pub struct Scratch {
    /// What corresponds to the top of the project.
    top: PathBuf,
    /// Where cargo is called.
    place: PathBuf,
}

/// What the core alone needs, of all that the project does.
const DEPENDENCIES: [&str; 1] = ["serde"];
const TEST_DEPENDENCIES: [&str; 3] = ["proptest", "rand_core", "rand_xoshiro"];

impl Scratch {
    /// The core alone.
    pub fn core() -> Result<Self, Failure> {
        let top = root().join("target/mutants/core");
        let scratch = Self { place: top.join(ENGINE), top };
        let manifest = read(&root().join(ENGINE).join("Cargo.toml"))?;
        scratch.write(&format!("{ENGINE}/Cargo.toml"), &core_manifest(&manifest)?)?;
        scratch.write(&format!("{ENGINE}/Cargo.lock"), &read(&root().join("Cargo.lock"))?)?;
        scratch.write(&format!("{ENGINE}/lib.rs"), "#![allow(warnings)]\npub mod raft;\n")?;
        Ok(scratch)
    }

    /// The whole project.
    pub fn whole() -> Result<Self, Failure> {
        let top = root().join("target/mutants/whole");
        let scratch = Self { place: top.clone(), top };
        let manifest = read(&root().join("Cargo.toml"))?;
        scratch.write("Cargo.toml", &alone(&manifest))?;
        scratch.write("Cargo.lock", &read(&root().join("Cargo.lock"))?)?;
        scratch.mirror(Path::new("src"), &|path| !path.starts_with(CORE))?;
        Ok(scratch)
    }

    /// Where it is.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Puts the core into it with these mutants.
    pub fn put(&self, sources: &[Source], mutants: &[&Mutant]) -> Result<Vec<Woven>, Failure> {
        let is_source = |path: &Path| {
            path.parent() == Some(Path::new(CORE)) && path.extension().is_some_and(|it| it == "rs")
        };
        self.mirror(Path::new(CORE), &|path| !is_source(path))?;
        let mut all = Vec::new();
        for (file, source) in sources.iter().enumerate() {
            let own: Vec<_> = mutants.iter().copied().filter(|it| it.file == file).collect();
            let woven = weave(source, &own);
            self.write(&format!("{CORE}/{}", source.name), &woven.text)?;
            all.push(woven);
        }
        Ok(all)
    }

    /// Cargo, here.
    pub fn cargo(&self) -> Command {
        let mut command = crate::cargo();
        command
            .current_dir(&self.place)
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("RUSTFLAGS")
            .arg("--quiet");
        command
    }

    /// The mutants that the compiler refuses, found by taking away those at whose lines it finds something wrong until
    /// it finds nothing any more. It does not find everything at once. These are known to be refused: the core alone
    /// refuses fewer than the whole project, where more types may be meant by what is written.
    pub fn refused(
        &self,
        sources: &[Source],
        mutants: &[Mutant],
        known: &BTreeSet<u32>,
        mut progress: impl FnMut(usize),
    ) -> Result<BTreeSet<u32>, Failure> {
        let mut refused = known.clone();
        loop {
            let left: Vec<_> = mutants.iter().filter(|it| !refused.contains(&it.number)).collect();
            let woven = self.put(sources, &left)?;
            let mut check = self.cargo();
            check.args(["check", "--lib", "--no-default-features", "--message-format", "short"]);
            let output = check.output().map_err(|error| format!("cargo does not run: {error}"))?;
            if output.status.success() {
                return Ok(refused);
            }
            let errors = String::from_utf8_lossy(&output.stderr);
            let by_name: BTreeMap<&str, &Woven> =
                sources.iter().map(|it| it.name.as_str()).zip(&woven).collect();
            let found: BTreeSet<u32> = errors
                .lines()
                .filter_map(|line| {
                    let (name, line) = error_at(line)?;
                    by_name.get(name)?.mutant_at(line)
                })
                .collect();
            if found.is_empty() {
                return Err(format!(
                    "the core does not compile, and no mutant is to blame:\n{errors}"
                ));
            }
            refused.extend(found);
            progress(refused.len());
        }
    }

    /// Makes the files below a directory of the project that are wanted the same here.
    fn mirror(&self, from: &Path, wanted: &dyn Fn(&Path) -> bool) -> Result<(), Failure> {
        let mut unread = vec![from.to_path_buf()];
        let mut there = BTreeSet::new();
        while let Some(folder) = unread.pop() {
            let cannot = |error| format!("{}: {error}", folder.display());
            for entry in fs::read_dir(root().join(&folder)).map_err(cannot)? {
                let entry = entry.map_err(cannot)?;
                let path = folder.join(entry.file_name());
                if entry.path().is_dir() {
                    unread.push(path);
                } else if wanted(&path) {
                    self.write_bytes(&path, &fs::read(entry.path()).map_err(cannot)?)?;
                    there.insert(path);
                } else {
                    there.insert(path);
                }
            }
        }
        self.forget_others(from, &there)
    }

    /// Removes what was copied once and is not there any more: a test that is gone must not be run.
    fn forget_others(&self, from: &Path, there: &BTreeSet<PathBuf>) -> Result<(), Failure> {
        let mut unread = vec![from.to_path_buf()];
        while let Some(folder) = unread.pop() {
            let Ok(entries) = fs::read_dir(self.top.join(&folder)) else { continue };
            for entry in entries.flatten() {
                let path = folder.join(entry.file_name());
                if entry.path().is_dir() {
                    unread.push(path);
                } else if !there.contains(&path) && path.starts_with(CORE) == from.starts_with(CORE)
                {
                    fs::remove_file(entry.path())
                        .map_err(|error| format!("{}: {error}", path.display()))?;
                }
            }
        }
        Ok(())
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        self.write_bytes(Path::new(name), text.as_bytes())
    }

    /// A file that says so already stays as it is, so that nothing is built again because of it.
    fn write_bytes(&self, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.top.join(path);
        if fs::read(&path).is_ok_and(|present| present == bytes) {
            return Ok(());
        }
        let cannot = |error| format!("{} cannot be written: {error}", path.display());
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(cannot)?;
        }
        fs::write(&path, bytes).map_err(cannot)
    }
}

/// Builds it, and gives the program that comes of it: the one whose path cargo prints.
pub fn build(command: &mut Command) -> Result<(), Failure> {
    if tools::succeeds(command) {
        Ok(())
    } else {
        Err("the core with all its mutants does not build; see above".to_owned())
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// The manifest of the core alone, with the versions that the project's has.
fn core_manifest(manifest: &str) -> Result<String, Failure> {
    let line = |name: &&str| {
        let begins = |line: &&str| line.strip_prefix(*name).is_some_and(|it| it.starts_with(" = "));
        let found = manifest.lines().find(begins);
        found
            .map(str::to_owned)
            .ok_or_else(|| format!("the engine's Cargo.toml has no line for {name}"))
    };
    let lines = |names: &[&str]| {
        Ok::<_, Failure>(names.iter().map(line).collect::<Result<Vec<_>, _>>()?.join("\n"))
    };
    let (own, of_tests) = (lines(&DEPENDENCIES)?, lines(&TEST_DEPENDENCIES)?);
    Ok(format!(
        "[package]\nname = \"raftarium-engine\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[lib]\npath = \"lib.rs\"\n\n[workspace]\n\n[dependencies]\n{own}\n\n\
         [dev-dependencies]\n{of_tests}\n\n[profile.dev]\nopt-level = 1\ndebug = false\n"
    ))
}

/// The project's manifest without the other members of its workspace, and without what only a debugger needs.
fn alone(manifest: &str) -> String {
    let line = |line: &str| match line.split_once(" = ") {
        Some(("members", _)) => format!("members = [\"{ENGINE}\"]"),
        Some(("exclude", _)) => String::new(),
        Some(("debug", _)) => "debug = false".to_owned(),
        _ => line.to_owned(),
    };
    manifest.lines().map(|it| line(it) + "\n").collect()
}

/// The file of the core and the line where the compiler finds an error: `raft/log.rs:7:9: error[E0308]: ...`, or in the
/// whole project `src/engine/raft/log.rs:7:9`.
fn error_at(line: &str) -> Option<(&str, usize)> {
    let (place, what) = line.split_once(": ")?;
    what.starts_with("error").then_some(())?;
    let mut parts = place.split(':');
    let path = parts.next()?;
    let name = path.strip_prefix("src/engine/").unwrap_or(path).strip_prefix("raft/")?;
    Some((name, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_found_where_the_compiler_says() {
        let line = "raft/log.rs:7:9: error[E0308]: mismatched types: expected `bool`";
        assert_eq!(error_at(line), Some(("log.rs", 7)));
        assert_eq!(error_at(&format!("src/engine/{line}")), Some(("log.rs", 7)));
        assert_eq!(error_at("raft/log.rs:7:9: warning: unused"), None);
        assert_eq!(error_at("error: could not compile `raftarium`"), None);
        assert_eq!(error_at("src/engine/kv/store.rs:7:9: error: x"), None);
    }

    #[test]
    fn the_core_alone_has_the_versions_of_the_project_and_no_other_member() {
        let manifest = std::fs::read_to_string(root().join(ENGINE).join("Cargo.toml")).unwrap();
        let core = core_manifest(&manifest).unwrap();
        for name in DEPENDENCIES.iter().chain(&TEST_DEPENDENCIES) {
            let line = core.lines().find(|it| it.starts_with(&format!("{name} = "))).unwrap();
            assert!(manifest.lines().any(|it| it == line), "{line}");
        }
        let whole = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
        assert!(!alone(&whole).contains("e2e"));
    }
}
