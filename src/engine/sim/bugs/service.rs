//! Lies to the store and to the clients.

use crate::kv::{Logged, Operation, Reply, Request, SessionId, Store};
use crate::raft::{Bytes, Entry, Index, Input, Message, Node, Payload, Role};

use super::{Bug, Bugs};

impl Bugs {
    /// What the store is asked to execute for the entry at this index.
    pub fn request(self, index: Index, mut request: Request) -> Request {
        if self.has(Bug::ApplyTwice) {
            // A session of its own knows of no earlier try.
            request = Request { session: SessionId(u64::MAX - index.0), sequence: 1, ..request };
        }
        request
    }

    /// What a node answers at once to a request that should go through the log.
    pub fn shortcut(self, node: &Node, store: &mut Store, request: &Request) -> Option<Reply> {
        let leads = matches!(node.role(), Role::Leader(_));
        let deletes = matches!(request.operation, Operation::Delete { .. });
        (self.has(Bug::DeleteLocally) && leads && deletes).then(|| store.apply(request))
    }

    /// Whether a node answers this at once from its own store, as if it were sure that it leads.
    pub fn reads_alone(self, node: &Node, request: &Request) -> bool {
        let leads = matches!(node.role(), Role::Leader(_));
        self.has(Bug::ReadAlone) && leads && request.operation.is_read()
    }

    /// What a node writes down of its store.
    pub fn snapshot(self, store: &Store) -> Bytes {
        if !self.has(Bug::ForgetSessions) {
            return store.encode();
        }
        let mut forgetful = Store::default();
        // Each key in a session of its own, of which there can be no other.
        for (place, (key, value)) in (0..).zip(store.entries().iter()) {
            let operation = Operation::Put { key: key.clone(), value: value.clone() };
            let session = SessionId(u64::MAX - place);
            forgetful.apply(&Request { session, sequence: 1, operation });
        }
        forgetful.encode()
    }

    /// What a leader answers to a request that has just come into its log.
    pub fn forecast(self, node: &Node, store: &Store, index: Index) -> Option<Reply> {
        if !self.has(Bug::AnswerEarly) {
            return None;
        }
        let Logged { request, stamp } = logged(node.log().get(index)?)?;
        Some(store.clone().apply_stamped(&request, stamp.as_ref()))
    }

    /// Makes of the store what a late snapshot says that arrives in one piece, whatever has been applied since.
    pub fn restore(self, node: &Node, store: &mut Store, input: &Input) {
        let Input::Receive { message: Message::InstallSnapshot(chunk), .. } = input else { return };
        let (whole, late) =
            (chunk.data.len() as u64 == chunk.total, chunk.last.index < node.last_applied());
        if self.has(Bug::RollBackSnapshot)
            && whole
            && late
            && let Ok(old) = Store::decode(&chunk.data)
        {
            *store = old;
        }
    }

    /// Applies what a node has newly appended, from this index on.
    pub fn anticipate(self, node: &Node, store: &mut Store, first: Index) {
        if self.has(Bug::ApplyEarly) {
            let log = node.log();
            for entry in log.range(first, log.last().index, usize::MAX) {
                if let Some(Logged { request, stamp }) = logged(&entry) {
                    store.apply_stamped(&request, stamp.as_ref());
                }
            }
        }
    }
}

fn logged(entry: &Entry) -> Option<Logged> {
    match &entry.payload {
        Payload::Command(bytes) => Logged::decode(bytes).ok(),
        Payload::Noop | Payload::Configuration(_) => None,
    }
}
