//! Configuration safety: no two configurations that rule one after the other could decide without each other.
//!
//! Who appends a configuration must know that the one before it is committed, and any two quorums of the two must
//! overlap: because only one server comes or goes, or because one of the two is joint. A single change needs a commit in
//! the leader's own term besides, or leaders of two terms could each change the same configuration. Since every
//! configuration in a log descends from the one before it by such steps, any two that could elect a leader or commit at
//! one time overlap.

use std::sync::Arc;

use crate::persistent::OrdMap;

use super::{Finding, Invariant, Property};
use crate::check::reference::Reference;
use crate::check::scene::Scene;
use crate::check::sight::{Change, changed};
use crate::raft::{Configuration, Index, NodeId, NodeSet};

/// The configurations that were committed, and by whom first.
#[derive(Clone, Debug, Default)]
pub(super) struct ConfigurationSafety {
    committed: OrdMap<Index, (Arc<Configuration>, NodeId)>,
}

impl Invariant for ConfigurationSafety {
    const PROPERTY: Property = Property {
        name: "configuration-safety",
        citation: "paper section 6, dissertation sections 4.1 and 4.3",
        says: "No two configurations that could elect a leader or commit an entry at the same time have disjoint \
               majorities.",
    };

    fn look(&mut self, change: &Change<'_>, scene: &Scene<'_>) -> Finding {
        let after = change.after;
        if after.leads {
            for entry in change.new_entries().filter(|entry| entry.id.term == after.term) {
                if let Some(configuration) = changed(entry) {
                    appended(change, scene.reference, entry.id.index, configuration)?;
                }
            }
        }
        for entry in &change.configurations {
            let (Some(configuration), index) = (changed(entry), entry.id.index) else { continue };
            match self.committed.get(&index) {
                Some((other, by)) if other != configuration => {
                    return Err(format!(
                        "{by} committed {} at index {index}, and {} committed {}",
                        tell(other),
                        after.id,
                        tell(configuration)
                    ));
                }
                Some(_) => {}
                None => {
                    self.committed.insert(index, (Arc::clone(configuration), after.id));
                }
            }
        }
        Ok(())
    }
}

/// Judges a configuration that a leader appended.
fn appended(
    change: &Change<'_>,
    reference: &Reference,
    index: Index,
    new: &Configuration,
) -> Finding {
    let (leader, term, commit) = (change.after.id, change.after.term, change.after.commit);
    let Some((at, old)) = before(change, reference, index) else { return Ok(()) };
    if (&old.voters, &old.outgoing) == (&new.voters, &new.outgoing) {
        return Ok(());
    }
    let step = format!("{leader} appended {} at index {index}", tell(new));
    if at > commit {
        return Err(format!(
            "{step} when {} at index {at} was not committed (it knew {commit} to be)",
            tell(old)
        ));
    }
    if !overlap(old, new) {
        return Err(format!("{step} after {} at index {at}: they can decide apart", tell(old)));
    }
    let single = old.outgoing.is_empty() && new.outgoing.is_empty();
    let settled = change.after.log.term_at(commit).is_none_or(|of| of == term);
    if single && !settled {
        return Err(format!("{step} before it had committed anything in its own term {term}"));
    }
    Ok(())
}

/// The configuration that ruled before this index in a log, and where it stands.
fn before<'a>(
    change: &Change<'a>,
    reference: &'a Reference,
    index: Index,
) -> Option<(Index, &'a Configuration)> {
    let log = change.after.log;
    let in_log = (log.first_index().0..index.0).rev().map(Index).find_map(|at| {
        let entry = log.get(at)?;
        Some((at, changed(entry)?))
    });
    // What the log keeps no more is committed. What the others have committed meanwhile, where it keeps other entries,
    // does not rule a leader that nobody obeys any more.
    let committed = || reference.configuration_at(log.first_index().min(index).previous());
    in_log.or_else(committed).map(|(at, configuration)| (at, &**configuration))
}

/// Whether no quorum of one can avoid every quorum of the other. A quorum of a joint configuration holds a majority of
/// each of its sets, so it is enough that some two sets overlap.
fn overlap(one: &Configuration, other: &Configuration) -> bool {
    let sets = |of: &'_ Configuration| {
        let outgoing = (!of.outgoing.is_empty()).then_some(of.outgoing);
        std::iter::once(of.voters).chain(outgoing)
    };
    sets(one).any(|a| sets(other).any(|b| majorities_overlap(a, b)))
}

/// Whether any majority of one set shares a member with any majority of the other: whether the members that both need
/// of those they have in common are more than there are.
fn majorities_overlap(one: NodeSet, other: NodeSet) -> bool {
    let common = (one & other).len();
    let needed = |set: NodeSet| (set.len() / 2 + 1).saturating_sub(set.len() - common);
    needed(one) + needed(other) > common
}

/// A configuration as a phrase: `{n1 n2 n3}`, or `{n1 n2}+{n2 n3}` for a joint one.
pub(super) fn tell(configuration: &Configuration) -> String {
    let set = |set: NodeSet| {
        let names: Vec<String> = set.iter().map(|id| id.to_string()).collect();
        format!("{{{}}}", names.join(" "))
    };
    match configuration.outgoing.is_empty() {
        true => set(configuration.voters),
        false => format!("{}+{}", set(configuration.outgoing), set(configuration.voters)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ids: impl IntoIterator<Item = u32>) -> NodeSet {
        ids.into_iter().map(NodeId).collect()
    }

    #[test]
    fn majorities_overlap_exactly_when_no_two_of_them_are_disjoint() {
        // All pairs of sets of up to five servers, by trying all their majorities.
        let sets: Vec<NodeSet> =
            (1_u32..32).map(|bits| of((1..=5).filter(|id| bits & (1 << (id - 1)) != 0))).collect();
        let majorities = |set: NodeSet| -> Vec<NodeSet> {
            let inside = |part: &NodeSet| part.is_subset(set) && 2 * part.len() > set.len();
            sets.iter().copied().filter(inside).collect()
        };
        for &one in &sets {
            for &other in &sets {
                let others = majorities(other);
                let meets = |part: &NodeSet| others.iter().all(|it| !it.is_disjoint(*part));
                let expected = majorities(one).iter().all(meets);
                assert_eq!(majorities_overlap(one, other), expected, "{one:?} {other:?}");
            }
        }
    }
}
