//! Leader append-only: a leader never overwrites or deletes entries in its log.

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::Change;

/// Nothing needs to be remembered beyond the node's last state.
#[derive(Clone, Debug, Default)]
pub(super) struct LeaderAppendOnly;

impl Invariant for LeaderAppendOnly {
    const PROPERTY: Property = Property {
        name: "leader-append-only",
        citation: "paper figure 3 and section 5.3",
        says: "A leader never overwrites or deletes entries in its log; it only appends new entries.",
    };

    fn look(&mut self, change: &Change<'_>, _scene: &Scene<'_>) -> Finding {
        let (Some(before), after) = (change.before, change.after) else { return Ok(()) };
        let led_on = before.leads && after.leads && before.term == after.term;
        let last = before.log.last();
        if led_on && change.kept < last.index {
            return Err(format!(
                "{} leads term {} and removed its entries from index {} on, up to {last}",
                after.id,
                after.term,
                change.kept.next(),
            ));
        }
        Ok(())
    }
}
