//! The leader's side of log replication (paper 5.3; figure 2, "Rules for Servers: Leaders").
//!
//! A leader sends in parallel with the write to its own disk (dissertation 10.2.1): its own copy is one of several, and
//! counts when it is durable, like the others.

use super::io::{Output, ProposalId, Timer, TimerRange};
use super::log::Log;
use super::message::{
    AppendEntries, AppendEntriesReply, AppendOutcome, InstallSnapshot, InstallSnapshotReply,
    Message,
};
use super::node::Node;
use super::progress::Progress;
use super::role::{Leader, Role};
use super::settings::Settings;
use super::snapshot::{Beat, Snapshot, SnapshotTransfer};
use super::types::{Bytes, Entry, Index, LogId, NodeId, Payload, Term};

impl Node {
    /// Puts a client's command into the log, and sends it: at once, or when a batch has been gathered.
    pub(super) fn propose(
        &mut self,
        proposal: ProposalId,
        command: Bytes,
        outputs: &mut Vec<Output>,
    ) {
        if let Role::Leader(Leader { transfer: Some(transfer), .. }) = &self.role {
            outputs.push(Output::NotLeader { proposal, leader: Some(transfer.to) });
            return;
        }
        let bytes = command.len() as u64;
        if self.is_overloaded_by(bytes) {
            outputs.push(Output::Overloaded { proposal });
            return;
        }
        let id = LogId { term: self.term(), index: self.log.last().index.next() };
        self.append(Entry { id, payload: Payload::Command(command) });
        if let Role::Leader(leader) = &mut self.role
            && self.settings.max_uncommitted_bytes.is_some()
        {
            leader.uncommitted += bytes;
        }
        outputs.push(Output::Accepted { proposal, id });

        let Settings { batch_us, max_batch, .. } = self.settings;
        let Role::Leader(leader) = &mut self.role else { return };
        let gathered = id.index.0 - leader.released.0;
        if batch_us == 0 || gathered >= max_batch as u64 {
            self.release_at_once(outputs);
        } else if !leader.gathering {
            leader.gathering = true;
            let delay = TimerRange::exactly(batch_us);
            outputs.push(Output::SetTimer { timer: Timer::Batch, delay });
        }
    }

    /// Whether so many bytes more would be too many that are not committed. One command is taken in any case, or none of
    /// its size could ever be written.
    fn is_overloaded_by(&self, bytes: u64) -> bool {
        let Role::Leader(leader) = &self.role else { return false };
        let most = self.settings.max_uncommitted_bytes;
        most.is_some_and(|most| leader.uncommitted > 0 && leader.uncommitted + bytes > most)
    }

    /// How many bytes of commands its log has that are not known to be committed.
    pub(super) fn count_uncommitted(&self) -> u64 {
        let later = self.log.iter().filter(|entry| entry.id.index > self.commit);
        later.map(|entry| entry.payload.bytes()).sum()
    }

    /// Lets everything go, and waits no longer.
    pub(super) fn release_at_once(&mut self, outputs: &mut Vec<Output>) {
        let Role::Leader(leader) = &self.role else { return };
        if leader.gathering {
            outputs.push(Output::CancelTimer(Timer::Batch));
        }
        self.release_batch(outputs);
    }

    /// Lets everything go that was gathered.
    pub(super) fn release_batch(&mut self, outputs: &mut Vec<Output>) {
        let Role::Leader(leader) = &mut self.role else { return };
        leader.released = self.log.last().index;
        leader.gathering = false;
        self.send_entries(outputs);
    }

    /// Sends every follower as many entries as its window has room for.
    pub(super) fn send_entries(&mut self, outputs: &mut Vec<Output>) {
        let Some((sender, leader)) = self.sender() else { return };
        for (to, progress) in &mut leader.progress {
            sender.fill_window(*to, progress, outputs);
        }
    }

    /// Sends one follower as many entries as its window has room for.
    fn send_entries_to(&mut self, to: NodeId, outputs: &mut Vec<Output>) {
        let Some((sender, leader)) = self.sender() else { return };
        let Some(progress) = leader.progress.get_mut(&to) else { return };
        sender.fill_window(to, progress, outputs);
    }

    /// Speaks to every follower, and so keeps it from standing for election (paper 5.2).
    pub(super) fn send_heartbeats(&mut self, outputs: &mut Vec<Output>) {
        self.set_heartbeat_timer(outputs);
        self.await_quorum(outputs);
        self.renew_lease(outputs);
        self.count_heartbeat();
        self.speak_to_all(outputs);
        self.yield_to_priority(outputs);
    }

    /// Sends every follower a sign of life.
    pub(super) fn speak_to_all(&mut self, outputs: &mut Vec<Output>) {
        let Some((sender, leader)) = self.sender() else { return };
        for (to, progress) in &mut leader.progress {
            sender.speak(*to, progress, outputs);
        }
    }

    /// Sends one follower a sign of life.
    pub(super) fn speak_to(&mut self, to: NodeId, outputs: &mut Vec<Output>) {
        let Some((sender, leader)) = self.sender() else { return };
        let Some(progress) = leader.progress.get_mut(&to) else { return };
        sender.speak(to, progress, outputs);
    }

    /// Asks every follower whether it still obeys, and nothing else: about entries that it is known to have, so that it
    /// can answer at once. One that is being sent a snapshot is asked with the next chunk.
    pub(super) fn send_round(&mut self, outputs: &mut Vec<Output>) {
        let Some((sender, leader)) = self.sender() else { return };
        for (to, progress) in &leader.progress {
            if progress.snapshot_transfer().is_none() && progress.next() > sender.log.base().index {
                let known = progress.known().filter(|known| *known >= sender.log.base().index);
                let prev = known.unwrap_or(progress.next().previous());
                sender.send_after(prev, *to, Vec::new(), outputs);
            }
        }
    }

    /// Learns from a follower's answer how far its log agrees with this one.
    pub(super) fn hear_follower(
        &mut self,
        from: NodeId,
        reply: &AppendEntriesReply,
        outputs: &mut Vec<Output>,
    ) {
        let Some((sender, leader)) = self.sender() else { return };
        // Whoever is no member has nothing to say about this log.
        let Some(progress) = leader.progress.get_mut(&from) else { return };
        leader.recently_active.insert(from);
        leader.reads.hear(from, reply.round);
        progress.heard(reply.priority);
        match reply.outcome {
            AppendOutcome::Accepted { match_index } => {
                let advanced = progress.accepted(match_index.min(sender.log.last().index));
                // What is committed already needs no counting.
                let news = advanced && progress.matched() > sender.commit;
                progress.resume_after(sender.log.base().index);
                if news {
                    self.advance_commit();
                }
                self.send_entries_to(from, outputs);
                self.call_successor(outputs);
            }
            AppendOutcome::Rejected { refused, conflict } => {
                let retry = sender.log.retry_after(refused.index, conflict);
                if progress.rejected(refused.index, retry) {
                    sender.probe(from, progress, outputs);
                }
            }
        }
    }

    /// Learns from a follower's answer how much of a snapshot it has.
    pub(super) fn hear_chunk(
        &mut self,
        from: NodeId,
        reply: &InstallSnapshotReply,
        outputs: &mut Vec<Output>,
    ) {
        let Some((sender, leader)) = self.sender() else { return };
        let Some(progress) = leader.progress.get_mut(&from) else { return };
        leader.recently_active.insert(from);
        leader.reads.hear(from, reply.round);
        if let Some(transfer) = progress.snapshot_transfer_mut()
            && transfer.arrived(reply.last, reply.received, sender.settings.chunk_limits())
        {
            sender.send_chunks(from, transfer, outputs);
        }
    }

    /// Splits a leader into what it sends from and what it keeps about its followers.
    fn sender(&mut self) -> Option<(Sender<'_>, &mut Leader)> {
        let Role::Leader(leader) = &mut self.role else { return None };
        let sender = Sender {
            term: self.hard_state.term,
            log: &self.log,
            snapshot: self.snapshot.as_ref(),
            commit: self.commit,
            released: leader.released,
            round: leader.reads.round(),
            settings: self.settings,
        };
        Some((sender, leader))
    }
}

/// What all followers are sent from.
struct Sender<'a> {
    term: Term,
    log: &'a Log,
    snapshot: Option<&'a Snapshot>,
    commit: Index,
    /// Entries up to here may be sent.
    released: Index,
    /// The newest round of this term.
    round: u64,
    settings: Settings,
}

impl Sender<'_> {
    /// Sends batches as long as there are entries to send and the window has room.
    fn fill_window(&self, to: NodeId, progress: &mut Progress, outputs: &mut Vec<Output>) {
        if self.sends_snapshot(to, progress, outputs) {
            return;
        }
        let limit = self.settings.max_batch.max(1);
        let Settings { max_in_flight, max_in_flight_bytes, .. } = self.settings;
        while progress.next() <= self.released
            && progress.may_send(max_in_flight, max_in_flight_bytes)
        {
            let mut entries = self.log.range(progress.next(), self.released, limit);
            let bytes = self.cut_to_size(&mut entries);
            let Some(last) = entries.last().map(|entry| entry.id.index) else { return };
            self.send(to, progress, entries, outputs);
            progress.sent(last, bytes);
        }
    }

    /// Leaves as many of these entries as one message may carry, at least one: how many bytes they are.
    fn cut_to_size(&self, entries: &mut Vec<Entry>) -> u64 {
        let most = self.settings.max_batch_bytes.unwrap_or(u64::MAX);
        let mut bytes = 0;
        let fits = entries.iter().enumerate().take_while(|(at, entry)| {
            let more = bytes + entry.payload.bytes();
            let fits = *at == 0 || more <= most;
            bytes = if fits { more } else { bytes };
            fits
        });
        let count = fits.count();
        entries.truncate(count);
        bytes
    }

    /// Sends a sign of life. A chunk is one, too; and so one that was lost is sent again.
    fn speak(&self, to: NodeId, progress: &mut Progress, outputs: &mut Vec<Output>) {
        if let Some(transfer) = progress.snapshot_transfer_mut() {
            self.speak_by_chunk(to, transfer, outputs);
        } else if !self.sends_snapshot(to, progress, outputs) {
            self.send(to, progress, Vec::new(), outputs);
        }
    }

    /// Asks about the present guess: with entries, or without if there are none to send.
    fn probe(&self, to: NodeId, progress: &mut Progress, outputs: &mut Vec<Output>) {
        if progress.next() <= self.released {
            self.fill_window(to, progress, outputs);
        } else if !self.sends_snapshot(to, progress, outputs) {
            self.send(to, progress, Vec::new(), outputs);
        }
    }

    /// A follower that needs entries from before the log's base gets the snapshot that stands for them. Returns whether
    /// it does, from now on or already; then answers and heartbeats bring out the chunks.
    fn sends_snapshot(
        &self,
        to: NodeId,
        progress: &mut Progress,
        outputs: &mut Vec<Output>,
    ) -> bool {
        if progress.snapshot_transfer().is_some() {
            return true;
        }
        if progress.next() > self.log.base().index {
            return false;
        }
        let snapshot = self.snapshot.expect("only a snapshot takes the place of entries");
        let transfer = progress.begin_snapshot_transfer(snapshot.clone());
        let first = transfer.next_chunk(self.settings.chunk_limits());
        self.send_chunk(to, transfer, first, outputs);
        self.send_chunks(to, transfer, outputs);
        true
    }

    /// A heartbeat to a follower that is being sent a snapshot: the next chunks, or one that may be lost.
    fn speak_by_chunk(
        &self,
        to: NodeId,
        transfer: &mut SnapshotTransfer,
        outputs: &mut Vec<Output>,
    ) {
        let limits = self.settings.chunk_limits();
        let beat = transfer.beat(limits);
        let chunk = if beat == Beat::Again || transfer.has_room(limits) {
            transfer.next_chunk(limits)
        } else {
            transfer.first_chunk(limits)
        };
        self.send_chunk(to, transfer, chunk, outputs);
        if beat == Beat::GoesOn {
            self.send_chunks(to, transfer, outputs);
        }
    }

    /// Sends as many chunks as the window has room for.
    fn send_chunks(&self, to: NodeId, transfer: &mut SnapshotTransfer, outputs: &mut Vec<Output>) {
        let limits = self.settings.chunk_limits();
        while transfer.has_room(limits) {
            let chunk = transfer.next_chunk(limits);
            self.send_chunk(to, transfer, chunk, outputs);
        }
    }

    /// Sends one chunk.
    fn send_chunk(
        &self,
        to: NodeId,
        transfer: &SnapshotTransfer,
        (offset, data): (u64, Bytes),
        outputs: &mut Vec<Output>,
    ) {
        let message = Message::InstallSnapshot(InstallSnapshot {
            term: self.term,
            last: transfer.last(),
            configuration: transfer.configuration().clone(),
            offset,
            data,
            total: transfer.total(),
            round: self.round,
        });
        outputs.push(Output::Send { to, message });
    }

    /// Sends one AppendEntries. Its `prev_log` is the last entry that the follower is thought to have: so a heartbeat,
    /// too, asks whether all that was sent has arrived, and a loss is noticed without any timer for it.
    fn send(
        &self,
        to: NodeId,
        progress: &Progress,
        entries: Vec<Entry>,
        outputs: &mut Vec<Output>,
    ) {
        self.send_after(progress.next().previous(), to, entries, outputs);
    }

    /// Sends one AppendEntries whose entries, if there are any, follow this index.
    fn send_after(&self, index: Index, to: NodeId, entries: Vec<Entry>, outputs: &mut Vec<Output>) {
        let term = self.log.term_at(index).expect("a leader has every entry that it sends after");
        let message = Message::AppendEntries(AppendEntries {
            term: self.term,
            prev_log: LogId { term, index },
            entries,
            leader_commit: self.commit,
            round: self.round,
        });
        outputs.push(Output::Send { to, message });
    }
}
