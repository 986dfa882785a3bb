//! When an entry is committed, and when it is applied (paper 5.3, 5.4.2; figure 2, commitIndex and lastApplied).

use super::io::Output;
use super::node::Node;
use super::quorum;
use super::role::Role;
use super::types::Index;

impl Node {
    /// Commits what a quorum has on disk, the leader's own copy included. Only an entry of the leader's own term is
    /// committed by counting its copies; what came before it is committed with it (paper 5.4.2, figure 8).
    pub(super) fn advance_commit(&mut self) {
        let Role::Leader(leader) = &self.role else { return };
        let durable = |id| {
            if id == self.id {
                self.disk.last()
            } else {
                leader.progress.get(&id).map_or(Index::ZERO, |progress| progress.matched())
            }
        };
        let reached = quorum::reached(self.configurations.current(), durable);
        if reached > self.commit && self.log.term_at(reached) == Some(self.term()) {
            if self.settings.max_uncommitted_bytes.is_some() {
                let committed = self.log.range(self.commit.next(), reached, usize::MAX);
                let bytes: u64 = committed.iter().map(|entry| entry.payload.bytes()).sum();
                let Role::Leader(leader) = &mut self.role else { return };
                leader.uncommitted = leader.uncommitted.saturating_sub(bytes);
            }
            self.commit = reached;
        }
    }

    /// Gives out what is committed and durable here. Committed alone would do for the cluster, but then this server's
    /// state machine could be ahead of its own disk.
    /// A snapshot that is durable here and goes further stands for all entries that it covers.
    pub(super) fn apply(&mut self, outputs: &mut Vec<Output>) {
        if let Some(snapshot) = &self.snapshot
            && snapshot.last.index > self.applied
            && snapshot.last.index <= self.disk.snapshot()
        {
            outputs.push(Output::Restore(snapshot.clone()));
            self.applied = snapshot.last.index;
        }
        // The log may begin later: what was in between, a snapshot replaces that is not durable yet.
        let until = self.commit.min(self.disk.last());
        if until > self.applied && self.applied >= self.log.base().index {
            outputs.push(Output::Apply { first: self.applied.next(), last: until });
            self.applied = until;
        }
    }
}
