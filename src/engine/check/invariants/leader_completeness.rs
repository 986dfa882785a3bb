//! Leader completeness: what is committed in a term is in the logs of the leaders of all later terms.
//!
//! A commit may be learnt late: a leader that was cut off can still receive the last answers of its majority when a
//! later leader rules already. So both sides are remembered: new leaders are compared with earlier commits, and new
//! commits with the leaders of later terms, as their logs were when they were elected.

use crate::persistent::OrdMap;

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::Change;
use crate::raft::{Index, Log, LogId, NodeId, Term};

/// What was committed in each term, and with which log each term's leader began.
#[derive(Clone, Debug, Default)]
pub(super) struct LeaderCompleteness {
    /// By the term in which it was committed: the last entry, and who said so. Log matching covers those before it.
    committed: OrdMap<Term, (LogId, NodeId)>,
    /// The last index of all that was committed.
    highest: Index,
    leaders: OrdMap<Term, (NodeId, Log)>,
}

impl Invariant for LeaderCompleteness {
    const PROPERTY: Property = Property {
        name: "leader-completeness",
        citation: "paper figure 3 and section 5.4",
        says: "If a log entry is committed in a given term, then that entry will be present in the logs of the leaders \
               for all higher-numbered terms.",
    };

    fn look(&mut self, change: &Change<'_>, _scene: &Scene<'_>) -> Finding {
        let after = change.after;
        if change.is_elected() && !self.leaders.contains_key(&after.term) {
            self.leaders.insert(after.term, (after.id, after.log.clone()));
            let earlier =
                self.committed.range(..after.term).map(|(term, (id, by))| (*term, *id, *by));
            if let Some((term, id, by)) = earlier.max_by_key(|(_, id, _)| id.index) {
                compare(term, id, by, after.term, after.id, after.log)?;
            }
        }
        // Whoever learns of a commit later, in a later term, learns nothing new.
        if after.commit <= self.highest {
            return Ok(());
        }
        // What is compacted was compared when it was committed.
        let Some(term) = after.log.get(after.commit).map(|entry| entry.id.term) else {
            return Ok(());
        };
        let id = LogId { term, index: after.commit };
        self.highest = id.index;
        self.committed.insert(after.term, (id, after.id));
        for (term, (leader, log)) in self.leaders.range(after.term.next()..) {
            compare(after.term, id, after.id, *term, *leader, log)?;
        }
        Ok(())
    }
}

fn compare(
    committed_in: Term,
    id: LogId,
    by: NodeId,
    term: Term,
    leader: NodeId,
    log: &Log,
) -> Result<(), String> {
    if id.index < log.base().index || log.contains(id) {
        return Ok(());
    }
    Err(format!(
        "{id} was committed in term {committed_in} by {by}, and {leader} leads term {term} with a log that ends with {} \
         and does not hold it",
        log.last(),
    ))
}
