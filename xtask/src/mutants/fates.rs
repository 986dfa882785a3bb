//! What became of each mutant, in a file that grows: so a run that was stopped goes on where it was, and shards add up.
//!
//! It holds for one state of the core, and begins anew for another. If only the core's tests have changed, whatever was
//! caught stays caught, because tests come and hardly ever go; whatever was not is tried again. (Whoever takes tests
//! away removes the file as well.)

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use crate::Failure;

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The core's own tests noticed.
    ByTests(String),
    /// The fuzzer did.
    ByFuzzer(String),
    /// Nothing did, not even so many seeds.
    Survived(u64),
    /// It has survived the tests, and was not fuzzed.
    HalfTried,
}

/// What became of all that were tried.
#[derive(Debug, Default)]
pub struct Fates {
    known: BTreeMap<String, Fate>,
    file: Option<File>,
}

impl Fates {
    /// Those that this file has of the core in this folder, as it is now.
    pub fn open(path: &Path, core: &Path) -> Result<Self, Failure> {
        let cannot = |error| format!("{}: {error}", path.display());
        let is_test = |path: &Path| path.starts_with(core.join("tests"));
        let own = format!("core {:016x}", fingerprint(core, &|path| !is_test(path))?);
        let tests = format!("tests {:016x}", fingerprint(core, &is_test)?);
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let mut lines = text.lines();
        let same_core = lines.next() == Some(&own);
        let same_tests = lines.next() == Some(&tests);
        let mut known: BTreeMap<_, _> = lines.filter_map(read).collect();
        let is_caught = |fate: &Fate| matches!(fate, Fate::ByTests(_) | Fate::ByFuzzer(_));
        known.retain(|_, fate| same_core && (same_tests || is_caught(fate)));
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(cannot)?;
        }
        std::fs::write(path, format!("{own}\n{tests}\n")).map_err(cannot)?;
        let file = OpenOptions::new().append(true).open(path).map_err(cannot)?;
        let mut fates = Self { known: BTreeMap::new(), file: Some(file) };
        for (name, fate) in known {
            fates.add(&name, fate)?;
        }
        Ok(fates)
    }

    /// What became of this mutant, if it was tried.
    pub fn of(&self, name: &str) -> Option<&Fate> {
        self.known.get(name)
    }

    /// This became of it.
    pub fn add(&mut self, name: &str, fate: Fate) -> Result<(), Failure> {
        if let Some(file) = &mut self.file {
            let line = match &fate {
                Fate::ByTests(by) => format!("tests\t{by}"),
                Fate::ByFuzzer(by) => format!("fuzzer\t{by}"),
                Fate::Survived(seeds) => format!("survived\t{seeds}"),
                Fate::HalfTried => "passed\t".to_owned(),
            };
            writeln!(file, "{line}\t{name}").map_err(|error| error.to_string())?;
        }
        self.known.insert(name.to_owned(), fate);
        Ok(())
    }
}

fn read(line: &str) -> Option<(String, Fate)> {
    let mut parts = line.splitn(3, '\t');
    let (what, how, name) = (parts.next()?, parts.next()?, parts.next()?);
    let fate = match what {
        "tests" => Fate::ByTests(how.to_owned()),
        "fuzzer" => Fate::ByFuzzer(how.to_owned()),
        "survived" => Fate::Survived(how.parse().ok()?),
        "passed" => Fate::HalfTried,
        _ => return None,
    };
    Some((name.to_owned(), fate))
}

/// A number that stands for these files below a folder.
fn fingerprint(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Result<u64, Failure> {
    let cannot = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut unread = vec![folder.to_path_buf()];
    let mut files = Vec::new();
    while let Some(folder) = unread.pop() {
        for entry in std::fs::read_dir(&folder).map_err(cannot)? {
            let path = entry.map_err(cannot)?.path();
            if path.is_dir() {
                unread.push(path);
            } else if wanted(&path) {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut print = super::FNV_OFFSET;
    for path in files {
        print = super::fnv(print, path.to_string_lossy().as_bytes());
        print = super::fnv(print, &std::fs::read(&path).map_err(cannot)?);
    }
    Ok(print)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_found_again_until_the_core_changes() {
        let place = std::env::temp_dir().join(format!("raftarium-fates-{}", std::process::id()));
        let core = place.join("core");
        std::fs::create_dir_all(&core).unwrap();
        std::fs::write(core.join("a.rs"), "fn a() {}").unwrap();
        let file = place.join("fates.txt");
        let mut fates = Fates::open(&file, &core).unwrap();
        let all = [
            ("a: [b -> c]", Fate::ByTests("a_test".to_owned())),
            ("b", Fate::ByFuzzer("the fuzzer".to_owned())),
            ("c", Fate::Survived(7)),
            ("d", Fate::HalfTried),
        ];
        for (name, fate) in &all {
            fates.add(name, fate.clone()).unwrap();
        }
        let again = Fates::open(&file, &core).unwrap();
        for (name, fate) in &all {
            assert_eq!(again.of(name), Some(fate));
        }
        std::fs::create_dir_all(core.join("tests")).unwrap();
        std::fs::write(core.join("tests/b.rs"), "fn b() {}").unwrap();
        let more_tests = Fates::open(&file, &core).unwrap();
        assert_eq!(more_tests.of("b"), Some(&Fate::ByFuzzer("the fuzzer".to_owned())));
        assert_eq!((more_tests.of("c"), more_tests.of("d")), (None, None));
        std::fs::write(core.join("a.rs"), "fn a() { b() }").unwrap();
        assert_eq!(Fates::open(&file, &core).unwrap().of("b"), None);
        std::fs::remove_dir_all(place).unwrap();
    }
}
