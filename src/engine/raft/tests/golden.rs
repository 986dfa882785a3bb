//! Plays the conversations in `golden/`.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::cluster::{Cluster, Packet};
use crate::raft::progress::Mode;
use crate::raft::{
    AppendOutcome, Campaign, Configuration, Entry, Input, Message, Node, NodeId, NodeSet, Output,
    Payload, ReadMode, Role, Settings, Snapshot, Timer, Write,
};

macro_rules! conversations {
    ($($name:ident,)*) => { $( #[test] fn $name() { check(stringify!($name)); } )* };
}

conversations! {
    a_first_election,
    a_split_vote,
    a_command_is_replicated_committed_and_applied,
    a_leader_keeps_several_messages_under_way,
    a_leader_gathers_proposals,
    a_slow_disk_gets_fewer_and_larger_writes,
    a_lost_message_is_noticed_by_the_next_heartbeat,
    a_minority_leader_commits_nothing_and_gives_way,
    a_whole_cluster_restarts_and_loses_nothing,
    conflict_hints_skip_whole_terms,
    a_pre_vote_comes_before_an_election,
    a_server_that_was_away_deposes_nobody,
    a_leader_that_hears_nobody_steps_down,
    a_leader_hands_over,
    a_read_waits_for_a_round,
    a_lease_spares_the_round,
    a_log_is_cut_and_a_restart_loads_snapshot_and_log,
    a_follower_far_behind_gets_a_snapshot_in_chunks,
    a_server_joins_and_another_leaves,
    a_joint_configuration_outlives_its_leader,
    a_server_that_never_comes_is_given_up,
    figure_7_every_log_becomes_the_leaders,
    figure_8_an_old_entry_on_a_majority_is_not_committed,
    figure_8_an_entry_of_the_present_term_commits_what_is_before_it,
}

/// Plays a file, and compares it with what it says.
fn check(name: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("raft/tests/golden");
    let path = folder.join(format!("{name}.txt"));
    let expected = std::fs::read_to_string(&path).expect("the conversation's file can be read");
    let heard = play(&expected);
    if std::env::var_os("RAFTARIUM_UPDATE").is_some() {
        std::fs::write(&path, heard).expect("the conversation's file can be written");
    } else {
        assert_eq!(heard, expected, "{name}: if this is right, run again with RAFTARIUM_UPDATE=1");
    }
}

/// Keeps comments, blank lines and commands, and writes down anew what each command brings about.
fn play(text: &str) -> String {
    let mut heard = String::new();
    let mut cluster = Cluster::of(3);
    let quoted = |line: &&str| line.is_empty() || line.starts_with(['>', '#']);
    for line in text.lines().filter(quoted) {
        writeln!(heard, "{line}").expect("strings take everything");
        if let Some(command) = line.strip_prefix('>') {
            let words: Vec<&str> = command.split_whitespace().collect();
            obey(&mut cluster, &words, &mut heard);
            for (id, output) in std::mem::take(&mut cluster.outputs) {
                show(cluster.node(id.0), &output, &mut heard);
            }
        }
    }
    heard
}

fn obey(cluster: &mut Cluster, words: &[&str], heard: &mut String) {
    match *words {
        // A fresh cluster, or one whose logs have entries of these terms, with `|` between servers. A server's present
        // term is that of its last entry, or is given in front: `t7`.
        ["cluster", count] => {
            let fresh: &[u64] = &[];
            let disks = vec![(0, fresh); number(count) as usize];
            *cluster = Cluster::with_settings(&disks, cluster.settings);
        }
        // The same, and some more servers that take no part yet.
        ["cluster", count, "and", spares] => {
            let fresh: &[u64] = &[];
            let disks = vec![(0, fresh); number(count) as usize];
            *cluster = Cluster::with_spares(&disks, number(spares) as usize, cluster.settings);
        }
        ["logs", ref logs @ ..] => {
            let disks: Vec<(u64, Vec<u64>)> = logs.split(|word| *word == "|").map(disk).collect();
            let disks: Vec<(u64, &[u64])> =
                disks.iter().map(|(term, log)| (*term, log.as_slice())).collect();
            *cluster = Cluster::with_settings(&disks, cluster.settings);
        }
        // The next cluster behaves like this.
        ["set", "max_batch", count] => cluster.settings.max_batch = number(count) as usize,
        ["set", "max_in_flight", count] => cluster.settings.max_in_flight = number(count) as usize,
        ["set", "batch_us", us] => cluster.settings.batch_us = number(us).into(),

        ["set", "snapshot_chunk", bytes] => {
            cluster.settings.snapshot_chunk = number(bytes) as usize
        }
        ["set", "snapshot_tail", count] => cluster.settings.snapshot_tail = number(count).into(),
        ["set", "pre_vote", "on"] => cluster.settings.pre_vote = true,
        ["set", "check_quorum", "on"] => cluster.settings.check_quorum = true,

        ["fire", id, timer] => cluster.fire(server(id), timer_named(timer)),
        ["transfer", from, to] => {
            let to = NodeId(server(to));
            cluster.step(server(from), Input::Transfer { to });
        }
        // Some servers join, and others leave: `change n1 add n4 remove n2 n3`.
        ["change", id, ref words @ ..] => {
            let (add, remove) =
                words.split_at(words.iter().position(|w| *w == "remove").unwrap_or(words.len()));
            let ids =
                |words: &[&str]| words.iter().skip(1).map(|id| server(id)).collect::<Vec<_>>();
            cluster.change(server(id), &ids(add), &ids(remove));
        }
        ["read", id] => _ = cluster.read(server(id), ReadMode::Index),
        ["read", id, "lease"] => _ = cluster.read(server(id), ReadMode::Lease),
        ["step_down", id] => cluster.step(server(id), Input::StepDown),
        // The state machine writes down the terms of the entries that it knows, a byte each.
        ["snapshot", id] => cluster.take_snapshot(server(id)),
        ["persist", id] => assert!(cluster.persist(server(id)), "{id} has nothing to write"),
        ["deliver", from, to] => cluster.deliver(server(from), server(to)),
        ["drop", from, to] => _ = cluster.take(server(from), server(to)),
        ["propose", id, ref commands @ ..] => {
            for command in commands {
                cluster.propose(server(id), command);
            }
        }
        ["crash", ref ids @ ..] => ids.iter().for_each(|id| cluster.crash(server(id))),
        ["restart", ref ids @ ..] => ids.iter().for_each(|id| cluster.restart(server(id))),
        ["partition", ref groups @ ..] => {
            let groups: Vec<Vec<u32>> = groups
                .split(|word| *word == "|")
                .map(|group| group.iter().map(|id| server(id)).collect())
                .collect();
            cluster.partition(&groups.iter().map(Vec::as_slice).collect::<Vec<_>>());
        }
        // One direction of one link loses everything.
        ["cut", from, to] => {
            cluster.cuts.insert((NodeId(server(from)), NodeId(server(to))));
        }
        ["heal"] => cluster.cuts.clear(),
        // Everything that is under way is lost.
        ["lose"] => cluster.packets.clear(),

        // Everything that is under way arrives, and whatever follows from it, between all or between two.
        ["settle"] => cluster.settle(),
        ["settle", a, b] => cluster.settle_between(server(a), server(b)),
        // From election to a first committed entry of the term.
        ["elect", id] => cluster.elect(server(id)),
        // The same as another command, without writing down every word.
        ["quietly", ref words @ ..] => {
            obey(cluster, words, heard);
            cluster.outputs.clear();
        }

        ["members"] => {
            for id in cluster.ids().into_iter().filter(|id| cluster.runs(*id)) {
                let configuration = say_configuration(cluster.node(id).configuration());
                writeln!(heard, "n{id} goes by {configuration}").expect("strings take everything");
            }
        }
        ["packets"] => {
            for Packet { from, to, message } in &cluster.packets {
                writeln!(heard, "{from} > {to} {}", say(message)).expect("strings take everything");
            }
        }
        ["status"] => {
            for id in cluster.ids() {
                writeln!(heard, "{}", status(cluster, id)).expect("strings take everything");
            }
        }
        ["progress", leader, follower] => {
            let progress = cluster.progress(server(leader), server(follower));
            writeln!(
                heard,
                "{leader} about {follower}: {}, matched {}, next {}, {} in flight",
                match progress.mode() {
                    Mode::Probe => "Probe".into(),
                    Mode::Replicate => "Replicate".into(),
                    Mode::Snapshot(transfer) => format!(
                        "Snapshot up to {}, {} of {} bytes",
                        transfer.last(),
                        transfer.received(),
                        transfer.total()
                    ),
                },
                progress.matched(),
                progress.next(),
                progress.in_flight()
            )
            .expect("strings take everything");
        }
        _ => panic!("no such command: {words:?}"),
    }
}

fn disk(words: &[&str]) -> (u64, Vec<u64>) {
    let (term, log) = match words {
        [first, log @ ..] if first.starts_with('t') => (Some(number(&first[1..])), log),
        log => (None, log),
    };
    let log: Vec<u64> = log.iter().map(|term| number(term).into()).collect();
    (term.map_or(log.last().copied().unwrap_or(0), u64::from), log)
}

fn number(word: &str) -> u32 {
    word.parse().unwrap_or_else(|_| panic!("{word} is no number"))
}

fn server(word: &str) -> u32 {
    number(word.strip_prefix('n').unwrap_or_else(|| panic!("{word} is no server")))
}

fn timer_named(word: &str) -> Timer {
    match word {
        "election" => Timer::Election,
        "heartbeat" => Timer::Heartbeat,
        "batch" => Timer::Batch,
        "quiet" => Timer::Stickiness,
        "quorum" => Timer::Quorum,
        "handover" => Timer::Transfer,
        "lease" => Timer::Lease,
        "renewal" => Timer::Renewal,
        _ => panic!("{word} is no timer"),
    }
}

fn status(cluster: &Cluster, id: u32) -> String {
    if !cluster.runs(id) {
        return format!("n{id} down");
    }
    let node = cluster.node(id);
    let role = match node.role() {
        Role::Follower(_) => "follower",
        Role::PreCandidate(_) => "pre-candidate",
        Role::Candidate(_) => "candidate",
        Role::Leader(_) => "leader",
    };
    let entries: Vec<String> = node.log().iter().map(|entry| entry.id.term.to_string()).collect();
    format!(
        "{} {role} t{} log [{}] durable {} commit {} applied {}",
        node.id(),
        node.term(),
        entries.join(" "),
        node.durable_last().index,
        node.commit_index(),
        node.last_applied()
    )
}

fn show(node: &Node, output: &Output, heard: &mut String) {
    let line = match output {
        Output::Send { to, message } => format!("> {to} {}", say(message)),
        Output::SetTimer { timer, delay } => {
            let range = Settings::default().election;
            assert!(*timer != Timer::Election || *delay == range, "an election timer is random");
            format!("waits for {timer:?}").to_lowercase()
        }
        Output::CancelTimer(timer) => format!("stops waiting for {timer:?}").to_lowercase(),
        Output::Write { token, write } => format!("writes #{}:{}", token.0, say_write(write)),
        Output::Restore(snapshot) => format!("restores {}", say_snapshot(snapshot)),
        Output::Apply { first, last } => {
            format!("applies {}", say_entries(&node.log().range(*first, *last, usize::MAX)))
        }
        Output::Accepted { proposal, id } => format!("accepts proposal {} as {id}", proposal.0),
        Output::NotLeader { proposal, leader: Some(leader) } => {
            format!("refuses proposal {}: {leader} leads", proposal.0)
        }
        Output::NotLeader { proposal, leader: None } => {
            format!("refuses proposal {}: no leader is known", proposal.0)
        }
        Output::Overloaded { proposal } => format!("refuses proposal {}: overloaded", proposal.0),
        Output::Changed { proposal } => format!("has completed change {}", proposal.0),
        Output::ChangeRefused { proposal, refusal } => {
            format!("refuses change {}: {refusal}", proposal.0)
        }
        Output::TransferEnded { to, outcome } => {
            format!("ends the transfer to {to}: {outcome:?}").to_lowercase()
        }
        Output::ReadReady { read, index } => format!("answers read {} as of {index}", read.0),
        Output::ReadRefused { read, leader: Some(leader) } => {
            format!("refuses read {}: {leader} leads", read.0)
        }
        Output::ReadRefused { read, leader: None } => {
            format!("refuses read {}: no leader is known", read.0)
        }
    };
    writeln!(heard, "{} {line}", node.id()).expect("strings take everything");
}

fn say(message: &Message) -> String {
    match message {
        Message::RequestVote(m) => {
            let name = match m.campaign {
                Campaign::PreVote => "RequestPreVote",
                Campaign::Election => "RequestVote",
                Campaign::Transfer => "RequestVote (handover)",
            };
            format!("{name} t{} last {}", m.term, m.last_log)
        }
        Message::RequestVoteReply(m) => {
            let name = if m.pre_vote { "PreVote" } else { "Vote" };
            let removed = m.removed_at.map_or(String::new(), |at| format!(": removed at {at}"));
            let answer = if m.granted { "granted" } else { "refused" };
            format!("{name} t{} {answer}{removed}", m.term)
        }
        Message::AppendEntries(m) => format!(
            "Append t{} after {}: {} commit {}{}",
            m.term,
            m.prev_log,
            say_entries(&m.entries),
            m.leader_commit,
            say_round(m.round)
        ),
        Message::ReadIndex(m) => format!("ReadIndex t{} read {}", m.term, m.read.0),
        Message::ReadIndexReply(m) => {
            let index = m.index.map_or("refused".to_string(), |index| index.to_string());
            format!("ReadIndexReply t{} read {}: {index}", m.term, m.read.0)
        }
        Message::AppendEntriesReply(m) => match &m.outcome {
            AppendOutcome::Accepted { match_index } => {
                format!("Ack t{} {match_index}{}", m.term, say_round(m.round))
            }
            AppendOutcome::Rejected { refused, conflict } => {
                let term = conflict.term.map_or(String::new(), |term| format!("t{term} "));
                let first = conflict.first_index;
                let round = say_round(m.round);
                format!("Reject t{} {refused}, conflict {term}from {first}{round}", m.term)
            }
        },
        Message::InstallSnapshot(m) => {
            let end = m.offset + m.data.len() as u64;
            format!(
                "Snapshot t{} up to {}: bytes {}..{end} of {}{}",
                m.term,
                m.last,
                m.offset,
                m.total,
                say_round(m.round)
            )
        }
        Message::TimeoutNow(m) => format!("TimeoutNow t{}", m.term),
        Message::InstallSnapshotReply(m) => {
            let round = say_round(m.round);
            format!("Received t{} {} bytes up to {}{round}", m.term, m.received, m.last)
        }
    }
}

fn say_round(round: u64) -> String {
    if round == 0 { String::new() } else { format!(" round {round}") }
}

fn say_snapshot(snapshot: &Snapshot) -> String {
    format!("the snapshot up to {}, {:?}", snapshot.last, snapshot.data)
}

fn say_entries(entries: &[Entry]) -> String {
    let entries: Vec<String> = entries.iter().map(say_entry).collect();
    format!("[{}]", entries.join(", "))
}

fn say_entry(entry: &Entry) -> String {
    match &entry.payload {
        Payload::Noop => format!("{} noop", entry.id),
        Payload::Command(bytes) => format!("{} {}", entry.id, String::from_utf8_lossy(bytes)),
        Payload::Configuration(configuration) => {
            format!("{} {}", entry.id, say_configuration(configuration))
        }
    }
}

/// The voters, the old voters while there are two sets, and the learners.
fn say_configuration(configuration: &Configuration) -> String {
    let ids = |ids: &NodeSet| ids.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(" ");
    let Configuration { voters, outgoing, learners } = configuration;
    let outgoing =
        if outgoing.is_empty() { String::new() } else { format!(" and {{{}}}", ids(outgoing)) };
    let learners = if learners.is_empty() {
        String::new()
    } else {
        format!(" learners {{{}}}", ids(learners))
    };
    format!("voters {{{}}}{outgoing}{learners}", ids(voters))
}

fn say_write(write: &Write) -> String {
    let mut parts = String::new();
    if let Some(hard_state) = write.hard_state {
        let vote = hard_state.voted_for.map_or("nobody".into(), |id| id.to_string());
        parts += &format!(" term {} vote {vote}", hard_state.term);
    }
    if let Some(from) = write.truncate_from {
        parts += &format!(" truncate from {from}");
    }
    if let Some(snapshot) = &write.snapshot {
        parts += &format!(" {}", say_snapshot(snapshot));
    }
    if let Some(base) = &write.compact {
        parts += &format!(" cut up to {}", base.id);
    }
    if !write.append.is_empty() {
        parts += &format!(" append {}", say_entries(&write.append));
    }
    parts
}
