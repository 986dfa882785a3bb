//! Exactly once: whatever a client asked takes effect at most once, however often it stands in the log.
//!
//! The log may hold a request twice, since clients try again. What counts is what the second one does to the state
//! machine, so each node's is looked at: the keys that newly applied requests write must have a value that they can have
//! if only the first of each takes effect. Nothing here knows how the state machine remembers sessions.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Invariant, Property};
use crate::check::reference::logged;
use crate::check::scene::Scene;
use crate::check::sight::Change;
use crate::kv::{Operation, SessionId};
use crate::raft::Index;

/// Nothing needs to be remembered beyond where each request stood first, and what every key has held.
#[derive(Clone, Debug, Default)]
pub(super) struct ExactlyOnce;

/// The values that a key may have, as far as the requests tell, and why.
struct Possible {
    values: BTreeSet<Option<String>>,
    /// The last request that was not the first of its kind.
    repeated: Option<(Index, SessionId, u64)>,
}

impl Possible {
    /// The operation may have taken effect.
    fn take_effect(&mut self, operation: &Operation) {
        let present = || self.values.iter().any(Option::is_some);
        let written = match operation {
            Operation::Put { value, .. } => Some(Some(value)),
            Operation::Create { value, .. } => self.values.contains(&None).then_some(Some(value)),
            Operation::Update { value, .. } => present().then_some(Some(value)),
            Operation::Cas { old, new, .. } => {
                self.values.contains(&Some(old.clone())).then_some(Some(new))
            }
            Operation::Delete { .. } => Some(None),
            Operation::Get { .. } | Operation::Read { .. } => None,
        };
        self.values.extend(written.map(|value| value.cloned()));
    }
}

impl Invariant for ExactlyOnce {
    const PROPERTY: Property = Property {
        name: "exactly-once",
        citation: "paper section 8, dissertation section 6.3",
        says: "If the state machine receives a command whose serial number has already been executed, it responds \
               without re-executing the request.",
    };

    fn look(&mut self, change: &Change<'_>, scene: &Scene<'_>) -> Finding {
        let (after, reference) = (change.after, scene.reference);
        let applied = change.before.map_or(Index::ZERO, |before| before.applied);
        // Where a snapshot was installed, what it brought was not seen to happen.
        if applied == after.applied
            || !reference.has_repeats(applied, after.applied)
            || applied.next() < after.log.first_index()
        {
            return Ok(());
        }
        let held = |key: &str| reference.value_at(key, applied).map(str::to_owned);
        let mut keys: BTreeMap<String, Possible> = BTreeMap::new();
        for entry in change.newly_applied() {
            let (index, Some(logged)) = (entry.id.index, logged(entry)) else { continue };
            let request = logged.request;
            let key = request.operation.key();
            let possible = keys
                .entry(key.to_owned())
                .or_insert_with(|| Possible { values: [held(key)].into(), repeated: None });
            let first = reference.first(request.session, request.sequence);
            if first.is_some_and(|first| first < index) {
                possible.repeated = Some((index, request.session, request.sequence));
            } else {
                // It may be refused for other reasons: what is asked is only whether it can happen twice.
                possible.take_effect(&request.operation);
            }
        }
        for (key, Possible { values, repeated }) in &keys {
            let found = after.store.get(key).map(str::to_owned);
            if let (Some((index, SessionId(session), sequence)), false) =
                (repeated, values.contains(&found))
            {
                return Err(format!(
                    "{} applied request {sequence} of session {session} again at index {index}, and \
                     it changed {key} to {}",
                    after.id,
                    found.as_deref().unwrap_or("nothing"),
                ));
            }
        }
        Ok(())
    }
}
