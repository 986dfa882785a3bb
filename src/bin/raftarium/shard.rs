//! Shards: a search that machines do which know nothing of each other, and the files in which they write down what came of
//! it.
//!
//! A search of this kind goes in rounds, each a guided search of its own that begins with a seed of its own. Shard 3 of 64 does
//! the rounds 3, 67, 131 and so on. So what all shards find together does not depend on how many there are: it is what one
//! shard of one finds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use data_encoding::BASE64;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use raftarium::fuzz::{Coverage, Progress, Reached};
use serde::{Deserialize, Serialize};

/// Which part of a search, as `3/64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shard {
    /// From 1.
    pub number: u64,
    pub of: u64,
}

impl Shard {
    /// All of it.
    pub const WHOLE: Self = Self { number: 1, of: 1 };

    /// Reads `3/64`.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        let shard = text.split_once('/').and_then(|(number, of)| {
            Some(Self { number: number.parse().ok()?, of: of.parse().ok()? })
        });
        shard.filter(|it| (1..=it.of).contains(&it.number)).ok_or_else(|| {
            format!("found `--shard {text}`, expected a part and how many there are, such as 3/64")
        })
    }

    /// Its rounds: the first try of each, counted from the search's first, and how many tries it has.
    pub fn rounds(self, seeds: u64, round: u64) -> impl Iterator<Item = (u64, u64)> {
        let begins = move |number: u64| number.checked_mul(round).filter(|at| *at < seeds);
        (0..)
            .map(move |turn: u64| turn.checked_mul(self.of)?.checked_add(self.number - 1))
            .map_while(move |number| begins(number?))
            .map(move |at| (at, round.min(seeds - at)))
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// What was asked for: only files of the same search can be put together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// The version that searched.
    pub version: String,
    pub from: u64,
    pub seeds: u64,
    pub round: u64,
    pub profile: Option<String>,
    /// The wrong rules that every node followed.
    pub rules: Vec<String>,
    pub blind: bool,
}

/// What came of a shard, or of several together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    pub search: Search,
    /// Those that are in it, and of each whether it was done to its end.
    shards: Vec<(Shard, bool)>,
    tried: u64,
    failed: u64,
    too_hard: u64,
    retimed: u64,
    undemanded: u64,
    corpus: usize,
    /// The tables of arms and shapes, deflated, in base64.
    reached: String,
    found: Vec<Found>,
}

/// Something that should not be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Found {
    /// The number of the try.
    pub at: u64,
    /// What went wrong, in a word.
    pub name: String,
    /// A short script that shows it: of each kind, the first has one.
    pub script: Option<String>,
}

impl Results {
    /// Nothing yet.
    pub fn of(search: Search) -> Self {
        Self {
            search,
            shards: Vec::new(),
            tried: 0,
            failed: 0,
            too_hard: 0,
            retimed: 0,
            undemanded: 0,
            corpus: 0,
            reached: packed(&Coverage::default()),
            found: Vec::new(),
        }
    }

    /// Takes in another round of this search.
    pub fn add(
        &mut self,
        progress: Progress,
        coverage: &Coverage,
        corpus: usize,
        found: Vec<Found>,
    ) {
        let Progress { tried, failed, too_hard, retimed, undemanded } = self.progress() + progress;
        self.tried = tried;
        self.failed = failed;
        self.too_hard = too_hard;
        self.retimed = retimed;
        self.undemanded = undemanded;
        self.corpus += corpus;
        // What it was packed from can be unpacked.
        let mut reached = unpacked(&self.reached).unwrap_or_default();
        reached.merge(coverage);
        self.reached = packed(&reached);
        self.found.extend(found);
        self.keep_first_scripts();
    }

    /// This shard is done: to its end, or as far as it came.
    pub fn close(&mut self, shard: Shard, whole: bool) {
        self.shards.push((shard, whole));
    }

    /// Takes in what another file says.
    ///
    /// # Errors
    /// If it is of another search, or tells of a shard that is here already; the error says so, without the file's name.
    pub fn join(&mut self, other: Self) -> Result<(), String> {
        if other.search != self.search {
            return Err("is of another search than the first".to_owned());
        }
        let here = |shard: &&(Shard, bool)| self.shards.iter().any(|(it, _)| *it == shard.0);
        if let Some((twice, _)) = other.shards.iter().find(here) {
            return Err(format!("tells of shard {twice}, which another file tells of as well"));
        }
        let split = |it: &Self| it.shards.first().map(|(shard, _)| shard.of);
        if let (Some(here), Some(there)) = (split(self), split(&other))
            && here != there
        {
            return Err(format!(
                "is of a search in {there} shards, and the first of one in {here}"
            ));
        }
        let reached = unpacked(&other.reached).ok_or("holds a table that is damaged")?;
        self.shards.extend(&other.shards);
        self.shards.sort_unstable();
        self.add(other.progress(), &reached, other.corpus, other.found);
        Ok(())
    }

    /// How far the search came.
    pub fn progress(&self) -> Progress {
        let Self { tried, failed, too_hard, retimed, undemanded, .. } = *self;
        Progress { tried, failed, too_hard, retimed, undemanded }
    }

    /// How much was reached.
    pub fn reached(&self) -> Reached {
        unpacked(&self.reached).unwrap_or_default().reached()
    }

    /// How many cases the rounds kept.
    pub fn corpus(&self) -> usize {
        self.corpus
    }

    /// What was found, in the order of the tries.
    pub fn found(&self) -> &[Found] {
        &self.found
    }

    /// What was found, by its kind: the numbers of the tries.
    pub fn kinds(&self) -> BTreeMap<&str, Vec<u64>> {
        let mut kinds = BTreeMap::<&str, Vec<u64>>::new();
        for found in &self.found {
            kinds.entry(&found.name).or_default().push(found.at);
        }
        kinds
    }

    /// What is missing of the whole, in words; `None` if nothing is.
    pub fn missing(&self) -> Option<String> {
        let all = self.shards.first().map_or(1, |(shard, _)| shard.of);
        let here: BTreeMap<u64, bool> =
            self.shards.iter().map(|(shard, whole)| (shard.number, *whole)).collect();
        let told = |numbers: Vec<u64>, what: &str| {
            let names: Vec<String> = numbers.iter().map(u64::to_string).collect();
            (!names.is_empty()).then(|| format!("of {all} shards, {what}: {}", names.join(" ")))
        };
        let missing = (1..=all).filter(|number| !here.contains_key(number)).collect();
        let cut = here.iter().filter(|(_, whole)| !**whole).map(|(number, _)| *number).collect();
        let told = [told(missing, "missing"), told(cut, "stopped before their end")];
        let told: Vec<String> = told.into_iter().flatten().collect();
        (!told.is_empty()).then(|| told.join("; "))
    }

    /// Of each kind only the first try keeps its script.
    fn keep_first_scripts(&mut self) {
        self.found.sort();
        let mut kinds = BTreeSet::new();
        for found in &mut self.found {
            if !kinds.insert(found.name.clone()) {
                found.script = None;
            }
        }
    }
}

fn packed(coverage: &Coverage) -> String {
    const QUICK: u8 = 6;
    BASE64.encode(&compress_to_vec(&coverage.to_bytes(), QUICK))
}

fn unpacked(text: &str) -> Option<Coverage> {
    // Both tables of any version have fewer bytes.
    const MOST: usize = 1 << 24;
    let bytes = BASE64.decode(text.as_bytes()).ok()?;
    Coverage::from_bytes(&decompress_to_vec_with_limit(&bytes, MOST).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rounds_of_all_shards_are_those_of_one() {
        let rounds = |shard: &str| -> Vec<(u64, u64)> {
            Shard::read(shard).expect("it is one").rounds(1_000, 64).collect()
        };
        let mut all: Vec<_> = (1..=3).flat_map(|number| rounds(&format!("{number}/3"))).collect();
        all.sort_unstable();
        assert_eq!(all, rounds("1/1"));
        assert_eq!(all.iter().map(|(_, tries)| tries).sum::<u64>(), 1_000);
        assert_eq!(rounds("3/64"), [(128, 64)]);
        assert_eq!(rounds("17/64"), [], "there are sixteen rounds");
    }

    #[test]
    fn what_is_no_shard_is_said_to_be_none() {
        for text in ["", "3", "0/4", "5/4", "1/0", "a/b", "-1/4"] {
            assert!(Shard::read(text).is_err(), "{text}");
        }
    }
}
