//! While a server runs, its term, its commit index and its applied index never fall, and none overtakes what it
//! stands on: what is applied is committed, and what is committed is in the log.

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::Change;

/// Nothing needs to be remembered beyond the node's last state.
#[derive(Clone, Debug, Default)]
pub(super) struct Monotonic;

impl Invariant for Monotonic {
    const PROPERTY: Property = Property {
        name: "monotonic",
        citation: "paper figure 2, \"State\"",
        says: "A server's current term, commit index and last applied index increase monotonically, and last applied \
               <= commit index <= last log index.",
    };

    fn look(&mut self, change: &Change<'_>, _scene: &Scene<'_>) -> Finding {
        let after = change.after;
        if let Some(before) = change.before {
            let falls = [
                ("term", before.term.0, after.term.0),
                ("commit index", before.commit.0, after.commit.0),
                ("last applied index", before.applied.0, after.applied.0),
            ];
            if let Some((what, from, to)) = falls.into_iter().find(|(_, from, to)| to < from) {
                return Err(format!("the {what} of {} fell from {from} to {to}", after.id));
            }
        }
        let last = after.log.last().index;
        if after.applied > after.commit || after.commit > last {
            return Err(format!(
                "{} has applied {}, knows {} to be committed, and its log ends at {last}",
                after.id, after.applied, after.commit,
            ));
        }
        Ok(())
    }
}
