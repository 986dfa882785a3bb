//! Lies in what a node says.

use std::sync::Arc;

use crate::raft::{
    AppendEntries, AppendOutcome, Index, LogId, Message, Node, NodeId, Output, Progress, Role,
    Write, reached_by_majority,
};

use super::{Bug, Bugs};

impl Bugs {
    /// Changes what a node says, given what it is after it has said so, and what it took for committed before.
    pub fn distort(self, before: Index, node: &Node, outputs: &mut Vec<Output>) {
        let commit = self.commit(node);
        if commit > before {
            outputs.extend(announcements(node));
        }
        let last = node.log().last().index;
        for output in outputs {
            match output {
                Output::Send { message: Message::AppendEntries(append), .. } => {
                    append.leader_commit = append.leader_commit.max(commit);
                }
                Output::Send { message: Message::AppendEntriesReply(reply), .. }
                    if self.has(Bug::AckTooMuch) =>
                {
                    if let AppendOutcome::Accepted { match_index } = &mut reply.outcome {
                        *match_index = last.max(*match_index);
                    }
                }
                Output::Send { message: Message::InstallSnapshot(chunk), .. }
                    if self.has(Bug::NewestConfiguration) =>
                {
                    chunk.configuration = Arc::new(node.configuration().clone());
                }
                Output::Write { write: Write { snapshot: Some(snapshot), .. }, .. }
                    if self.has(Bug::NewestConfiguration) =>
                {
                    snapshot.configuration = Arc::new(node.configuration().clone());
                }
                _ => {}
            }
        }
    }

    /// Whether a node takes this write for durable as soon as it has begun.
    pub fn trusts(self, write: &Write) -> bool {
        let votes = write.hard_state.is_some();
        self.has(if votes { Bug::VoteBeforeFsync } else { Bug::AckBeforeFsync })
    }

    /// What a leader takes for committed, beyond what it should.
    pub fn commit(self, node: &Node) -> Index {
        let Role::Leader(leader) = node.role() else { return Index::ZERO };
        if self.has(Bug::CommitAlone) {
            return node.log().last().index;
        }
        let by_new = self.has(Bug::DecideByNew) && node.configuration().is_joint();
        if !self.has(Bug::CommitOldTerm) && !by_new {
            return Index::ZERO;
        }
        let matched = |id: NodeId| {
            let progress = leader.progress().get(&id);
            progress.map_or(node.durable_last().index, |progress| progress.matched())
        };
        // Of those who vote, or will vote when the configuration is no longer joint.
        let reached = reached_by_majority(node.configuration().voters, matched);
        let is_own = node.log().term_at(reached) == Some(node.term());
        if self.has(Bug::CommitOldTerm) || is_own { reached } else { Index::ZERO }
    }
}

/// A heartbeat to every follower, on what it is known to have: for news that do not wait for the next one.
fn announcements(node: &Node) -> Vec<Output> {
    let Role::Leader(leader) = node.role() else { return Vec::new() };
    let heartbeat = |(to, progress): (&NodeId, &Progress)| {
        let index = progress.matched();
        let prev_log = LogId { term: node.log().term_at(index)?, index };
        let (term, leader_commit) = (node.term(), Index::ZERO);
        let append = AppendEntries { term, prev_log, entries: Vec::new(), leader_commit, round: 0 };
        Some(Output::Send { to: *to, message: Message::AppendEntries(append) })
    };
    leader.progress().iter().filter_map(heartbeat).collect()
}
