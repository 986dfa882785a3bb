//! What `run --json` prints is enough to judge a run by: a program that knows nothing of Raftarium but `docs/events.md` follows
//! the servers of a run, and finds what a wrong rule breaks.

// In a browser there are no programs to start.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// A server, as far as it was heard of.
#[derive(Clone, Debug, Default)]
struct Server {
    term: u64,
    voted_for: Option<String>,
    commit: u64,
    /// The term of each entry that it is known to have had when its index was committed.
    log: BTreeMap<u64, u64>,
}

/// Follows a run, and remembers what spoke against it.
#[derive(Default)]
struct Judge {
    servers: BTreeMap<String, Server>,
    leaders: BTreeMap<u64, String>,
    committed: BTreeMap<u64, u64>,
    under_way: BTreeMap<String, Value>,
    next: u64,
    moves: u64,
    complaints: Vec<String>,
}

impl Judge {
    fn hear(&mut self, event: &Value) {
        assert_eq!(event["seq"], self.next, "numbers have no gaps");
        self.next += 1;
        let (kind, data) = (text(&event["kind"]), &event["data"]);
        match kind {
            "sent" => {
                self.under_way.insert(text(&data["packet"]).to_owned(), data.clone());
            }
            "duplicated" => {
                if let Some(packet) = self.under_way.get(text(&data["packet"])).cloned() {
                    self.under_way.insert(text(&data["copy"]).to_owned(), packet);
                }
            }
            "delivered" | "lost" => {
                let sent =
                    self.under_way.remove(text(&data["packet"])).expect("it was sent before");
                for field in ["from", "to", "message"] {
                    assert_eq!(sent[field], data[field], "what arrives is what was sent");
                }
                self.moves += 1;
            }
            "role-changed" if data["to"] == "leader" => {
                let (node, term) = (text(&data["node"]).to_owned(), number(&data["term"]));
                let first = self.leaders.entry(term).or_insert_with(|| node.clone());
                if *first != node {
                    let said = format!("{first} and {node} both lead term {term}");
                    self.complaints.push(said);
                }
            }
            _ => {}
        }
        if !event["state"].is_null() {
            self.observe(kind, &event["state"]);
        }
    }

    /// Compares a server with what it was when it was last heard of.
    fn observe(&mut self, kind: &str, state: &Value) {
        let node = text(&state["node"]).to_owned();
        let before = self.servers.remove(&node).unwrap_or_default();
        let now = Server {
            term: number(&state["term"]),
            voted_for: state["voted_for"].as_str().map(str::to_owned),
            commit: number(&state["commit"]),
            log: log_of(state),
        };
        // What was not written yet is lost with a crash, and what only memory knew.
        let forgets = ["crashed", "restarted", "booted"].contains(&kind) || state["up"] == false;
        if now.term < before.term && !forgets {
            self.complaints.push(format!("{node} goes back to term {}", now.term));
        }
        if now.term == before.term
            && before.voted_for.is_some()
            && now.voted_for != before.voted_for
        {
            self.complaints.push(format!("{node} changes its vote in term {}", now.term));
        }
        if now.commit < before.commit && !forgets {
            self.complaints.push(format!("{node} commits {} after {}", now.commit, before.commit));
        }
        for (index, term) in now.log.range(..=now.commit) {
            let first = self.committed.entry(*index).or_insert(*term);
            if first != term {
                self.complaints.push(format!("{index} was committed in terms {first} and {term}"));
            }
        }
        self.servers.insert(node, now);
    }
}

/// The term of each entry of a log.
fn log_of(state: &Value) -> BTreeMap<u64, u64> {
    let starts = state["log_terms"].as_array().expect("terms");
    let starts: Vec<(u64, u64)> =
        starts.iter().map(|pair| (number(&pair[0]), number(&pair[1]))).collect();
    let last = number(&state["last"]["index"]);
    let ends = starts.iter().skip(1).map(|(index, _)| *index).chain([last + 1]);
    let runs = starts.iter().zip(ends);
    runs.flat_map(|((from, term), end)| (*from..end).map(move |index| (index, *term))).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// Judges a run by what is printed of it.
fn judge(script: &str) -> Judge {
    let mut child = Command::new(env!("CARGO_BIN_EXE_raftarium"))
        .args(["run", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let pipe = child.stdin.take();
    pipe.expect("a pipe").write_all(script.as_bytes()).expect("it reads its script");
    let output = child.wait_with_output().expect("the program ends");
    let printed = String::from_utf8(output.stdout).expect("it prints text");
    let mut judge = Judge::default();
    for line in printed.lines() {
        judge.hear(&serde_json::from_str(line).expect(line));
    }
    judge
}

#[test]
fn a_run_without_a_wrong_rule_has_nothing_against_it() {
    let wild = "cluster 5\nset snapshot 8\nset loss 3%\nset duplicate 3%\nuntil leader within 5s\n\
                load 40/s for 8s clients 4 &\nadvance 1s\ncrash leader\nadvance 1s\npartition n1 n2 | n3 n4 n5\nadvance 1s\n\
                heal\nchaos on wild\nadvance 6s\nchaos off\nadvance 2s\n";
    for seed in 1..4 {
        let judge = judge(&format!("seed {seed}\n{wild}"));
        assert!(judge.complaints.is_empty(), "{:#?}", judge.complaints);
        let (terms, committed) = (judge.leaders.len(), judge.committed.len());
        assert!(terms > 1 && committed > 50 && judge.moves > 1_000, "{terms} {committed}");
        assert!(judge.servers.len() >= 5, "chaos may add some");
    }
}

#[test]
fn what_a_wrong_rule_breaks_is_found_in_what_is_printed() {
    let complains = |script: &str, of: &str| {
        let judge = judge(script);
        assert!(judge.complaints.iter().any(|it| it.contains(of)), "{:#?}", judge.complaints);
    };
    let two_leaders =
        "cluster 3\nbreak vote-twice\ncut n1 n2\ntimeout n1\ntimeout n2\nadvance 200ms\n";
    complains(two_leaders, "both lead term 1");
    complains(include_str!("../static/scenarios/two-votes.raft"), "n2 and n1 both lead term 2");
    complains(include_str!("../static/scenarios/commit-old-term.raft"), "was committed in terms ");
}
