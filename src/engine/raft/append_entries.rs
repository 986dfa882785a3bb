//! The follower's side of log replication (paper 5.3; figure 2, "AppendEntries RPC: Receiver implementation").

use super::io::Output;
use super::message::{AppendEntries, AppendEntriesReply, AppendOutcome, Message};
use super::node::Node;
use super::role::{Follower, Role};
use super::types::{Entry, Index, NodeId};

impl Node {
    /// Takes the leader's entries if they fit, and says how far the log agrees with the leader's once that much is
    /// durable; or refuses them, with a hint where to try next.
    pub(super) fn answer_leader(
        &mut self,
        from: NodeId,
        append: AppendEntries,
        outputs: &mut Vec<Output>,
    ) {
        self.follow(from, outputs);
        let AppendEntries { mut prev_log, mut entries, leader_commit, round, .. } = append;
        let is_heartbeat = entries.is_empty();
        // What a snapshot covers is committed, and so the same in this leader's log: it needs no comparing.
        let base = self.log.base();
        if prev_log.index < base.index {
            entries.retain(|entry| entry.id.index > base.index);
            prev_log = base;
        }
        let (until, outcome) = if self.log.contains(prev_log) {
            // What this message has shown to agree, and not a step further: entries after it may be leftovers that the
            // leader does not have, and must neither be acknowledged nor committed.
            let verified = Index(prev_log.index.0 + entries.len() as u64);
            self.store(entries);
            self.commit = self.commit.max(leader_commit.min(verified));
            // A heartbeat asks whether this server lives and obeys. The answer must not wait for entries that are still
            // on their way to the disk, or a slow disk would look like a dead server: it speaks of what is durable.
            let match_index = if is_heartbeat { verified.min(self.disk.last()) } else { verified };
            (match_index, AppendOutcome::Accepted { match_index })
        } else {
            let conflict = self.log.conflict_at(prev_log.index);
            (Index::ZERO, AppendOutcome::Rejected { refused: prev_log, conflict })
        };
        self.reply_to_append(from, until, outcome, round);
    }

    /// Answers AppendEntries once this server's log is durable up to an index.
    pub(super) fn reply_to_append(
        &mut self,
        to: NodeId,
        until: Index,
        outcome: AppendOutcome,
        round: u64,
    ) {
        let priority = self.settings.priority;
        let reply = AppendEntriesReply { term: self.term(), outcome, round, priority };
        self.say_once_durable(to, until, Message::AppendEntriesReply(reply));
    }

    /// The leader of this term has spoken: a candidate gives up (paper 5.2), and both wait longer before they stand.
    /// The vote of this term stays as it was given.
    pub(super) fn follow(&mut self, leader: NodeId, outputs: &mut Vec<Output>) {
        match &mut self.role {
            Role::Follower(follower) => follower.leader = Some(leader),
            Role::PreCandidate(_) | Role::Candidate(_) | Role::Leader(_) => {
                let follower = Follower { leader: Some(leader), ..Follower::default() };
                self.become_role(Role::Follower(follower), outputs);
            }
        }
        self.answer_transfer(leader, outputs);
        self.set_election_timer(outputs);
        self.stick_to_leader(outputs);
    }

    /// Appends those entries that are not in the log yet. Only an entry that conflicts removes anything: a message that
    /// is late or repeated may end earlier than the log does, and what follows may be acknowledged already.
    fn store(&mut self, mut entries: Vec<Entry>) {
        let known = entries.iter().take_while(|entry| self.log.contains(entry.id)).count();
        entries.drain(..known);
        let Some(first) = entries.first() else { return };
        if first.id.index <= self.log.last().index {
            self.truncate_from(first.id.index);
        }
        for entry in &entries {
            self.configurations.appended(entry);
        }
        self.log.extend(entries);
    }
}
