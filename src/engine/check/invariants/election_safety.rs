//! Election safety: at most one leader in a term.

use crate::persistent::OrdMap;

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::check::sight::Change;
use crate::raft::{NodeId, Term};

/// Who has led each term.
#[derive(Clone, Debug, Default)]
pub(super) struct ElectionSafety {
    leaders: OrdMap<Term, NodeId>,
}

impl Invariant for ElectionSafety {
    const PROPERTY: Property = Property {
        name: "election-safety",
        citation: "paper figure 3 and section 5.2",
        says: "At most one leader can be elected in a given term.",
    };

    fn look(&mut self, change: &Change<'_>, _scene: &Scene<'_>) -> Finding {
        let (id, term) = (change.after.id, change.after.term);
        if !change.is_elected() {
            return Ok(());
        }
        match self.leaders.get(&term) {
            Some(leader) if *leader != id => {
                Err(format!("{leader} was elected in term {term}, and so was {id}"))
            }
            Some(_) => Ok(()),
            None => {
                self.leaders.insert(term, id);
                Ok(())
            }
        }
    }
}
