//! Random walks: anything may happen at any moment, and what Raft promises holds at every one of them (paper figure 3).
//! Then the faults end, and the cluster must make progress again.

use std::collections::BTreeMap;

use rand_core::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::cluster::{Cluster, Packet};
use crate::raft::{
    AppendOutcome, Campaign, Configuration, HardState, Index, Input, Log, LogId, Message, NodeId,
    Output, ReadId, ReadMode, RequestVote, RequestVoteReply, Role, Settings, Term, Timer,
};

#[test]
fn whatever_happens_raft_keeps_its_promises_and_recovers() {
    let (mut chunks, mut changes, mut reads, mut by_lease) = (0, 0, 0, 0);
    for seed in 0..1_500 {
        let mut walk = Walk::new(seed);
        // A change of the membership takes many steps.
        for _ in 0..if walk.changes_members() { 900 } else { 300 } {
            walk.step();
        }
        chunks += walk.chunks;
        changes += walk.changes;
        reads += walk.answered.0;
        by_lease += walk.answered.1;
        walk.heal();
    }
    assert!(chunks > 500, "snapshots do travel: {chunks} chunks");
    assert!(changes > 40, "servers come and go: {changes} changes");
    assert!(reads > 500, "reads are answered: {reads}");
    assert!(by_lease > 30, "some of them by lease: {by_lease}");
}

/// Whether a log holds this entry, or has it behind its base, which everybody has checked to be committed.
fn covers(log: &Log, id: LogId) -> bool {
    id.index <= log.base().index || log.contains(id)
}

struct Walk {
    seed: u64,
    random: Xoshiro256PlusPlus,
    cluster: Cluster,
    /// Who has led in each term, and the last entry of its log when it was last seen leading.
    leaders: BTreeMap<Term, (NodeId, LogId)>,
    /// What has ever been committed by anybody, by index.
    committed: BTreeMap<Index, LogId>,
    /// Each server's commit and applied index since it started.
    reached: BTreeMap<u32, (Index, Index)>,
    /// What was committed by anybody when each read that is unanswered was asked for.
    reads: BTreeMap<ReadId, Index>,
    /// How many reads were answered, and of these by lease.
    answered: (u32, u32),
    /// How many changes of the membership were completed.
    changes: u32,
    /// How many chunks of snapshots were sent.
    chunks: u32,
    /// The configuration by which each server went when it was last looked at.
    rules: BTreeMap<u32, Configuration>,
    /// Whether many moves are made between two looks.
    settling: bool,
}

impl Walk {
    fn new(seed: u64) -> Self {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut draw = |n: u64| random.next_u64() % n;
        let settings = Settings {
            max_batch: 1 + draw(4) as usize,
            max_in_flight: 1 + draw(4) as usize,
            batch_us: draw(2),
            pre_vote: seed & 1 == 1,
            check_quorum: seed & 2 == 2,
            snapshot_chunk: 1 + draw(3) as usize,
            snapshot_tail: draw(3),
            snapshot_window: if seed & 64 == 64 { 3 } else { 1 },
            max_snapshot_bytes: (seed & 128 == 128).then_some(2),
            ..Settings::default()
        };
        let servers = 1 + draw(5) as usize;
        let fresh: &[u64] = &[];
        let spares = if seed & 32 == 32 { 2 } else { 0 };
        let mut cluster = Cluster::with_spares(&vec![(0, fresh); servers], spares, settings);
        if seed & 4 == 4 {
            // The first server misses so much that it needs a snapshot.
            let leader = servers as u32;
            cluster.elect(leader);
            if servers > 2 {
                let others: Vec<u32> = (2..=leader).collect();
                cluster.partition(&[&[1], &others]);
            }
            for command in ["a", "b", "c", "d"] {
                cluster.propose(leader, command);
            }
            if cluster.waits_for(leader, Timer::Batch) {
                cluster.fire(leader, Timer::Batch);
            }
            cluster.settle();
            cluster.cuts.clear();
            cluster.outputs.clear();
        }
        let (leaders, committed, reached, reads, answered) = Default::default();
        let (changes, chunks, rules, settling) = Default::default();
        let mut walk = Self {
            seed,
            random,
            cluster,
            leaders,
            committed,
            reached,
            reads,
            answered,
            changes,
            chunks,
            rules,
            settling,
        };
        walk.check();
        if seed & 4 == 4 {
            walk.cluster.take_snapshot(servers as u32);
        }
        walk
    }

    /// Whether servers join and leave in this walk.
    fn changes_members(&self) -> bool {
        self.seed & 32 == 32
    }

    fn draw(&mut self, n: u64) -> u64 {
        self.random.next_u64() % n
    }

    fn one_of<T: Clone>(&mut self, choices: &[T]) -> Option<T> {
        let at = self.draw(choices.len().max(1) as u64);
        choices.get(at as usize).cloned()
    }

    /// One random move, and then every check.
    fn step(&mut self) {
        let ids = self.cluster.ids();
        let (up, down): (Vec<u32>, Vec<u32>) =
            ids.into_iter().partition(|id| self.cluster.runs(*id));
        let packets = self.cluster.packets.len() as u64;
        let server = self.one_of(&up);
        match (self.draw(100), server) {
            (0..45, _) if packets > 0 => {
                let at = self.draw(packets) as usize;
                let packet = self.cluster.packets.remove(at).expect("drawn from what is there");
                self.cluster.arrive(packet);
            }
            (45..50, _) if packets > 0 => {
                let at = self.draw(packets) as usize;
                self.cluster.packets.remove(at);
            }
            (50..55, _) if packets > 0 => {
                let at = self.draw(packets) as usize;
                let copy = self.cluster.packets[at].clone();
                self.cluster.packets.push_back(copy);
            }
            (55..75, Some(server)) => _ = self.cluster.persist(server),
            (75..82, Some(server)) => self.fire(server),
            (91..95, Some(server)) if self.seed & 4 == 4 => self.cluster.take_snapshot(server),
            (82..84, Some(server)) if self.seed & 8 == 8 => {
                let to = NodeId(1 + self.draw(self.cluster.ids().len() as u64) as u32);
                let leave =
                    if self.draw(4) == 0 { Input::StepDown } else { Input::Transfer { to } };
                self.cluster.step(server, leave);
            }
            (89..91, Some(server)) if self.changes_members() => {
                let leader = up.iter().copied().find(|id| self.cluster.leads(*id));
                self.change(leader.unwrap_or(server));
            }
            (84..89, Some(server)) if self.seed & 16 == 16 => self.read(server),
            (82..95, Some(server)) => self.cluster.propose(server, "x"),
            (95..96, Some(server)) => {
                // A crash exactly between "durable" and "sent".
                self.cluster.write_without_telling(server);
                self.crash(server);
            }
            (96..97, Some(server)) => self.crash(server),
            (97..100, _) => {
                if let Some(server) = self.one_of(&down) {
                    self.cluster.restart(server);
                }
            }
            _ => {}
        }
        self.check();
    }

    /// Elections are rare, so that there are leaders to see.
    fn fire(&mut self, server: u32) {
        let settings = self.cluster.settings;
        let mut timers = vec![Timer::Batch, Timer::Heartbeat, Timer::Heartbeat, Timer::Election];
        if settings.pre_vote || settings.check_quorum {
            timers.push(Timer::Stickiness);
        }
        if settings.check_quorum {
            timers.push(Timer::Quorum);
        }
        if self.seed & 8 == 8 {
            timers.push(Timer::Transfer);
        }
        if self.changes_members() {
            // Fewer elections, so that changes come to their end.
            timers.extend([Timer::Heartbeat; 8]);
        }
        if self.seed & 16 == 16 {
            timers.extend([Timer::Lease, Timer::Renewal]);
        }
        if let Some(timer) = self.one_of(&timers)
            && self.cluster.waits_for(server, timer)
        {
            self.cluster.fire(server, timer);
        }
    }

    /// A read must see all that anybody knows to be committed when it is asked for.
    fn read(&mut self, server: u32) {
        let modes = [ReadMode::Index, ReadMode::Lease, ReadMode::Forwarded];
        let mode = self.one_of(&modes).expect("there are three");
        let committed = self.committed.keys().last().copied().unwrap_or_default();
        let rounds = self.rounds(server);
        let read = self.cluster.read(server, mode);
        self.reads.insert(read, committed);
        let ready = |(_, output): &(NodeId, Output)| matches!(output, Output::ReadReady { .. });
        let at_once = self.cluster.outputs.iter().any(ready);
        self.answered.1 += u32::from(at_once && rounds == self.rounds(server));
    }

    /// Some servers join, and others leave; most such requests make sense.
    fn change(&mut self, server: u32) {
        // A request takes the place of the one before: most of the time, that gets its chance.
        if let Role::Leader(leader) = self.cluster.node(server).role()
            && leader.change().is_some()
            && self.draw(8) > 0
        {
            return;
        }
        let (mut add, mut remove) = (Vec::new(), Vec::new());
        for id in self.cluster.ids() {
            let votes = self.cluster.node(server).configuration().voters.contains(NodeId(id));
            match self.draw(8) {
                0..2 if votes => remove.push(id),
                0..4 if !votes => add.push(id),
                _ => {}
            }
        }
        self.cluster.change(server, &add, &remove);
    }

    /// How many rounds a leader has begun.
    fn rounds(&self, server: u32) -> u64 {
        match self.cluster.node(server).role() {
            Role::Leader(leader) => leader.reads().round(),
            Role::Follower(_) | Role::PreCandidate(_) | Role::Candidate(_) => 0,
        }
    }

    fn is_linear(&mut self, read: ReadId, index: Index) {
        self.answered.0 += 1;
        let committed = self.reads.remove(&read).expect("a read is answered once");
        assert!(index >= committed, "{}: {read:?} sees {index} and not {committed}", self.seed);
    }

    fn crash(&mut self, server: u32) {
        self.cluster.crash(server);
        self.reached.remove(&server);
    }

    /// Many moves at once: too late to ask what was durable when each message left.
    fn settle(&mut self) {
        self.settling = true;
        self.cluster.settle();
        self.cluster.outputs.retain(|(_, output)| matches!(output, Output::ReadReady { .. }));
        self.check();
        self.settling = false;
    }

    fn check(&mut self) {
        for (from, output) in std::mem::take(&mut self.cluster.outputs) {
            match output {
                Output::Send { to, message } => {
                    self.chunks += u32::from(matches!(message, Message::InstallSnapshot(_)));
                    self.durable_before_visible(&Packet { from, to, message });
                }
                Output::ReadReady { read, index } => self.is_linear(read, index),
                Output::Changed { .. } => self.changes += 1,
                _ => {}
            }
        }
        for server in self.cluster.ids() {
            if self.cluster.runs(server) {
                self.election_safety_and_append_only(server);
                self.commits_are_safe(server);
                self.log_matching(server);
            }
        }
    }

    /// What a message says is on its sender's disk when it leaves.
    fn durable_before_visible(&self, packet: &Packet) {
        let disk = self.cluster.disk(packet.from.0);
        assert!(packet.message.term() <= disk.hard_state.term, "{}: {packet:?}", self.seed);
        let vote = |vote| HardState { term: packet.message.term(), voted_for: Some(vote) };
        match &packet.message {
            // A pre-vote promises nothing.
            Message::RequestVote(RequestVote { campaign: Campaign::PreVote, .. })
            | Message::RequestVoteReply(RequestVoteReply { pre_vote: true, .. }) => {}
            Message::RequestVote(m) => {
                assert_eq!(disk.hard_state, vote(packet.from), "{}", self.seed);
                assert_eq!(disk.log.last(), m.last_log, "{}", self.seed);
            }
            Message::RequestVoteReply(m) if m.granted => {
                assert_eq!(disk.hard_state, vote(packet.to), "{}", self.seed);
            }
            Message::AppendEntriesReply(m) => match m.outcome {
                AppendOutcome::Accepted { match_index } => {
                    let place = match_index.max(disk.log.base().index);
                    let stored = disk.log.term_at(place);
                    assert!(stored.is_some(), "{}: {packet:?}", self.seed);
                    // What a snapshot has taken the place of in memory is committed, and needs no comparing.
                    let known = self.cluster.node(packet.from.0).log().term_at(place);
                    assert!(known.is_none() || known == stored, "{}: {packet:?}", self.seed);
                }
                AppendOutcome::Rejected { .. } => {}
            },
            Message::RequestVoteReply(_)
            | Message::AppendEntries(_)
            | Message::InstallSnapshot(_)
            | Message::InstallSnapshotReply(_)
            | Message::ReadIndex(_)
            | Message::ReadIndexReply(_)
            | Message::TimeoutNow(_) => {}
        }
    }

    /// At most one leader a term; it has all that is committed, and only ever appends.
    fn election_safety_and_append_only(&mut self, server: u32) {
        let node = self.cluster.node(server);
        let Role::Leader(leader) = node.role() else { return };
        for (follower, progress) in leader.progress() {
            assert!(progress.next() > progress.matched(), "{}: {follower}", self.seed);
            assert!(progress.next() <= node.log().last().index.next(), "{}", self.seed);
        }
        match self.leaders.insert(node.term(), (node.id(), node.log().last())) {
            Some((id, last)) => {
                assert_eq!(id, node.id(), "{}: two leaders in term {}", self.seed, node.term());
                assert!(covers(node.log(), last), "{}: a leader's log shrank", self.seed);
            }
            None => {
                for id in self.committed.values() {
                    assert!(covers(node.log(), *id), "{}: {server} lacks {id}", self.seed);
                }
            }
        }
    }

    /// One entry an index, for ever; on a majority of disks; and nothing goes back.
    fn commits_are_safe(&mut self, server: u32) {
        let seed = self.seed;
        let node = self.cluster.node(server);
        let now = (node.commit_index(), node.last_applied());
        let before = self.reached.insert(server, now).unwrap_or_default();
        let present = node.configuration().clone();
        let rule = self.rules.insert(server, present.clone()).unwrap_or(present);
        assert!(now.0 >= before.0 && now.1 >= before.1, "{seed}: {server} went back");
        assert!(now.1 <= now.0, "{seed}: {server} applied what is not committed");
        for index in (before.0.0 + 1..=now.0.0).map(Index) {
            // What a snapshot covers has been committed before by somebody.
            let news = !self.committed.contains_key(&index);
            let id = match node.log().get(index) {
                Some(entry) => *self.committed.entry(index).or_insert(entry.id),
                None => self.committed[&index],
            };
            if let Some(term) = node.log().term_at(index) {
                assert_eq!(term, id.term, "{seed}: {server}");
            }
            let ids = self.cluster.ids();
            let has_it = |at: NodeId| covers(&self.cluster.disk(at.0).log, id);
            if !self.changes_members() {
                let copies = ids.iter().filter(|at| has_it(NodeId(**at))).count();
                assert!(copies > ids.len() / 2, "{seed}: {id} has {copies} copies");
            } else if news && !self.settling && self.cluster.leads(server) {
                // Who decides is what the leader went by before it appended anything because of this.
                assert!(
                    rule.is_quorum(rule.members().filter(has_it)),
                    "{seed}: {id} is committed by too few"
                );
            }
        }
        let disk = &self.cluster.disk(server).log;
        let history = self.cluster.history(server);
        assert_eq!(history.len() as u64, now.1.0, "{seed}: {server}");
        for id in &history[before.1.0 as usize..] {
            assert_eq!(self.committed[&id.index], *id, "{seed}: {server}");
            assert!(covers(disk, *id), "{seed}: {server} applied what it could lose");
        }
        assert!(covers(disk, node.durable_last()), "{seed}: {server}");
        let snapshot = node.snapshot().map_or(LogId::default(), |snapshot| snapshot.last);
        assert!(node.log().base().index <= snapshot.index, "{seed}: {server} forgot too much");
    }

    /// Two logs that agree on one entry agree on all before it.
    fn log_matching(&self, server: u32) {
        let log = self.cluster.node(server).log();
        for other in self.cluster.ids().into_iter().filter(|other| *other > server) {
            if self.cluster.runs(other) {
                let other = self.cluster.node(other).log();
                let agree = |index: &Index| log.term_at(*index) == other.term_at(*index);
                let shorter = log.last().index.min(other.last().index);
                let first = log.first_index().max(other.first_index());
                let Some(last) = (first.0..=shorter.0).map(Index).rfind(agree) else { continue };
                assert!((first.0..=last.0).map(Index).all(|i| log.get(i) == other.get(i)));
            }
        }
    }

    /// No more faults: somebody gets elected, whoever was to leave has left, everybody can join again, and then has the
    /// same log, committed and applied to its end.
    fn heal(mut self) {
        let ids = self.cluster.ids();
        for id in &ids {
            if !self.cluster.runs(*id) {
                self.cluster.restart(*id);
            }
        }
        self.settle();
        let mut leader = self.lead();
        let strangers = |walk: &Self, leader| -> Vec<u32> {
            let voters = walk.cluster.node(leader).configuration().voters;
            ids.iter().copied().filter(|id| !voters.contains(NodeId(*id))).collect()
        };
        for _ in 0..6 {
            let add = strangers(&self, leader);
            if !add.is_empty() {
                self.cluster.change(leader, &add, &[]);
                self.calm(leader);
                leader = self.lead();
            }
        }
        assert!(strangers(&self, leader).is_empty(), "{}: everybody can join", self.seed);
        self.cluster.propose(leader, "after the storm");
        self.calm(leader);
        let log = self.cluster.node(leader).log().clone();
        for id in ids {
            assert_eq!(self.cluster.node(id).log().last(), log.last(), "{}: {id}", self.seed);
            assert_eq!(self.cluster.history(id), self.cluster.history(leader), "{}", self.seed);
            assert_eq!(self.cluster.node(id).last_applied(), log.last().index, "{}", self.seed);
        }
    }

    /// A leader that all members agree on, that hands its leadership to nobody, and that is done with any change.
    fn lead(&mut self) -> u32 {
        let ids = self.cluster.ids();
        let mut candidates = ids.iter().cycle().take(4 * ids.len());
        loop {
            // Whoever has left, and could not be told, may have any term.
            let leads = |id: &&u32| {
                let node = self.cluster.node(**id);
                let obeys = |other: NodeId| self.cluster.node(other.0).term() <= node.term();
                self.cluster.leads(**id) && node.configuration().members().into_iter().all(obeys)
            };
            if let Some(leader) = ids.iter().find(leads) {
                if self.cluster.waits_for(*leader, Timer::Transfer) {
                    self.cluster.fire(*leader, Timer::Transfer);
                }
                self.calm(*leader);
                if self.cluster.leads(*leader) {
                    return *leader;
                }
            }
            for id in &ids {
                if self.cluster.leads(*id) {
                    self.cluster.fire(*id, Timer::Heartbeat);
                }
            }
            self.settle();
            self.cluster.forget_leaders();
            self.settle();
            let candidate = candidates.next();
            let candidate =
                candidate.unwrap_or_else(|| panic!("{}: somebody can win an election", self.seed));
            if self.cluster.waits_for(*candidate, Timer::Election) {
                self.cluster.fire(*candidate, Timer::Election);
                self.settle();
            }
        }
    }

    /// All that a leader has to say arrives.
    fn calm(&mut self, leader: u32) {
        for _ in 0..4 {
            self.settle();
            if self.cluster.waits_for(leader, Timer::Batch) {
                self.cluster.fire(leader, Timer::Batch);
            }
            if self.cluster.leads(leader) {
                self.cluster.fire(leader, Timer::Heartbeat);
            }
        }
        self.settle();
    }
}
