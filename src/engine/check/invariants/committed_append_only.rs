//! Committed append-only: what a server knows to be committed stays in its log as it is, until a snapshot stands for it.
//!
//! A crash may take what was committed and not yet on this server's own disk: others have it. What the server has applied is
//! on its disk, and is there when it comes back.

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::{Change, Remembered};
use crate::persistent::OrdMap;
use crate::raft::{Index, LogId, NodeId};

/// The last entry that each server had applied when it crashed.
#[derive(Clone, Debug, Default)]
pub(super) struct CommittedAppendOnly {
    applied: OrdMap<NodeId, LogId>,
}

impl Invariant for CommittedAppendOnly {
    const PROPERTY: Property = Property {
        name: "committed-append-only",
        citation: "paper sections 5.3, 5.4 and 7",
        says: "A server never removes or changes an entry of its log that is committed, but to compact it into a snapshot \
               that covers it.",
    };

    fn look(&mut self, change: &Change<'_>, scene: &Scene<'_>) -> Finding {
        let (id, log) = (change.after.id, change.after.log);
        let Some(before) = change.before else {
            let Some(applied) = self.applied.remove(&id) else { return Ok(()) };
            let base = log.base();
            let kept = base.index > applied.index || log.contains(applied);
            if kept || scene.believed.contains(&id) {
                return Ok(());
            }
            let last = log.last();
            return Err(format!(
                "{id} had applied {applied} before it crashed, and has come back with a log that does not hold it, but ends \
                 with {last}"
            ));
        };
        if change.kept < before.commit {
            return Err(format!(
                "{id} knew {} to be committed, and has removed or changed its entries from index {} on",
                before.commit,
                change.kept.next()
            ));
        }
        let base = log.base();
        if base == before.log.base() {
            return Ok(());
        }
        if base.index <= before.commit
            && let Some(term) = before.log.term_at(base.index)
            && term != base.term
        {
            return Err(format!(
                "{id} has compacted its log up to {base}, where it had an entry of term {term}"
            ));
        }
        let covered = scene.site.snapshot(id).map(|snapshot| snapshot.last.index);
        match covered.filter(|covered| *covered < base.index) {
            Some(Index(covered)) => Err(format!(
                "{id} has compacted its log up to {base}, and its snapshot covers {covered} only"
            )),
            None => Ok(()),
        }
    }

    fn forget(&mut self, node: NodeId, last: Option<&Remembered>) {
        let applied = last.and_then(|seen| {
            let term = seen.log.term_at(seen.applied)?;
            Some(LogId { term, index: seen.applied })
        });
        if let Some(applied) = applied {
            self.applied.insert(node, applied);
        }
    }
}
