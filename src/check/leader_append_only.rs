//! Leader append-only: a leader never overwrites or deletes entries in its log.

use super::glimpse::Change;
use super::{Invariant, Property};

/// Nothing needs to be remembered beyond the node's last state.
#[derive(Clone, Debug, Default)]
pub(super) struct LeaderAppendOnly;

impl LeaderAppendOnly {
    /// The property.
    pub(super) const PROPERTY: Property = Property {
        name: "leader-append-only",
        citation: "paper figure 3 and section 5.3",
        says: "A leader never overwrites or deletes entries in its log; it only appends new entries.",
    };
}

impl Invariant for LeaderAppendOnly {
    fn property(&self) -> Property {
        Self::PROPERTY
    }

    fn check(&mut self, change: &Change<'_>) -> Result<(), String> {
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
