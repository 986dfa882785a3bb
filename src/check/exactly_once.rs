//! Exactly once: whatever a client asked takes effect at most once, however often it stands in the log.
//!
//! The log may hold a request twice, since clients try again. What counts is what the second one does to the state
//! machine, so each node's is looked at: the keys that newly applied requests write must have a value that they can have
//! if only the first of each takes effect. Nothing here knows how the state machine remembers sessions.

use std::collections::{BTreeMap, BTreeSet};

use crate::persistent::OrdMap;

use super::glimpse::Change;
use super::{Invariant, Property};
use crate::kv::{Operation, Request, SessionId};
use crate::raft::{Entry, Index, NodeId, Payload};

/// Where each request first stood among the applied entries, and what each node's state machine held.
#[derive(Clone, Debug, Default)]
pub(super) struct ExactlyOnce {
    first: OrdMap<(SessionId, u64), Index>,
    held: OrdMap<NodeId, (Index, OrdMap<String, String>)>,
}

impl ExactlyOnce {
    /// The property.
    pub(super) const PROPERTY: Property = Property {
        name: "exactly-once",
        citation: "paper section 8, dissertation section 6.3",
        says: "If the state machine receives a command whose serial number has already been executed, it responds \
               without re-executing the request.",
    };

    /// A node that starts anew has an empty state machine.
    pub(super) fn forget(&mut self, node: NodeId) {
        self.held.remove(&node);
    }

    /// Whether the request stood in an earlier entry too.
    fn is_repeated(&mut self, request: &Request, index: Index) -> bool {
        let key = (request.session, request.sequence);
        match self.first.get(&key) {
            Some(first) => *first < index,
            None => {
                self.first.insert(key, index);
                false
            }
        }
    }
}

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
    fn property(&self) -> Property {
        Self::PROPERTY
    }

    fn check(&mut self, change: &Change<'_>) -> Result<(), String> {
        let after = change.after;
        let none = (Index::ZERO, OrdMap::new());
        let (applied, held) = self.held.get(&after.id).unwrap_or(&none).clone();
        if applied == after.applied {
            return Ok(());
        }
        self.held.insert(after.id, (after.applied, after.kv.clone()));
        let mut keys: BTreeMap<String, Possible> = BTreeMap::new();
        for entry in change.newly_applied() {
            let Some(request) = request(entry) else { continue };
            let repeated = self.is_repeated(&request, entry.id.index);
            let key = request.operation.key();
            let possible = keys.entry(key.to_owned()).or_insert_with(|| Possible {
                values: [held.get(key).cloned()].into(),
                repeated: None,
            });
            if repeated {
                let which = (entry.id.index, request.session, request.sequence);
                possible.repeated = Some(which);
            } else {
                // It may be refused for other reasons: what is asked is only whether it can happen twice.
                possible.take_effect(&request.operation);
            }
        }
        // Where a snapshot was installed, what it brought was not seen to happen.
        if applied.next() < after.log.first_index() {
            return Ok(());
        }
        for (key, Possible { values, repeated }) in &keys {
            let found = after.kv.get(key).cloned();
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

fn request(entry: &Entry) -> Option<Request> {
    match &entry.payload {
        Payload::Command(bytes) => Request::decode(bytes).ok(),
        Payload::Noop | Payload::Configuration(_) => None,
    }
}
