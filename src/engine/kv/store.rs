//! The store: keys, values, and the memory of sessions.

use crate::persistent::OrdMap;

use super::fingerprint::{Fingerprint, Sum};
use super::operation::{Operation, Reply, Request};
use super::session::{Recall, Sessions};
use super::stamp::Stamp;

/// The state machine of one server. Cloning is cheap, whatever the size: clones share structure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Store {
    entries: OrdMap<String, String>,
    sessions: Sessions,
    /// What stands for `entries`.
    sum: Sum,
}

impl Store {
    /// A store that holds this.
    pub(super) fn of(entries: OrdMap<String, String>, sessions: Sessions) -> Self {
        let mut sum = Sum::default();
        entries.iter().for_each(|pair| sum.add(&pair));
        Self { entries, sessions, sum }
    }

    /// Executes a committed request, once: a retry of the session's last request gets the same reply again and
    /// changes nothing, and a request whose memory is gone gets [`Reply::SessionExpired`] and changes nothing. A read
    /// needs no session, and leaves no trace.
    pub fn apply(&mut self, request: &Request) -> Reply {
        self.apply_stamped(request, None)
    }

    /// Executes a committed request, as [`Store::apply`] does, after its stamp, if it bears one, has ended the sessions
    /// that nobody has used for too long. A read's stamp does nothing.
    pub fn apply_stamped(&mut self, request: &Request, stamp: Option<&Stamp>) -> Reply {
        if let Some(reply) = self.tell(&request.operation) {
            return reply;
        }
        if let Some(stamp) = stamp {
            self.sessions.advance(stamp);
        }
        let Request { session, sequence, ref operation } = *request;
        let reply = match self.sessions.recall(session, sequence, stamp) {
            Recall::Fresh => self.execute(operation),
            Recall::Answered(reply) => reply,
            Recall::Expired => return Reply::SessionExpired,
            Recall::Over => return Reply::SessionOver,
        };
        self.sessions.record(session, sequence, reply.clone(), stamp);
        reply
    }

    /// The reply to a read, as the store is now; `None` if it is none.
    pub fn tell(&self, operation: &Operation) -> Option<Reply> {
        match operation {
            Operation::Get { key } => Some(self.value(key).unwrap_or(Reply::Absent)),
            Operation::Read { key } => Some(self.value(key).unwrap_or(Reply::NotFound)),
            Operation::Put { .. }
            | Operation::Delete { .. }
            | Operation::Cas { .. }
            | Operation::Create { .. }
            | Operation::Update { .. } => None,
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.entries.get(key).map(String::as_str)
    }

    /// Every key with its value, in order of the keys.
    pub fn entries(&self) -> &OrdMap<String, String> {
        &self.entries
    }

    /// What is remembered of sessions.
    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// A number that stands for all that it holds.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of([self.sum, self.sessions.sum()])
    }

    fn execute(&mut self, operation: &Operation) -> Reply {
        match operation {
            Operation::Get { .. } | Operation::Read { .. } => {
                unreachable!("reads are told, not executed")
            }
            Operation::Put { key, value } => self.set(key, value),
            Operation::Create { key, .. } if self.entries.contains_key(key) => Reply::Exists,
            Operation::Create { key, value } => self.set(key, value),
            Operation::Update { key, value } if self.entries.contains_key(key) => {
                self.set(key, value)
            }
            Operation::Update { .. } => Reply::NotFound,
            Operation::Delete { key } => match self.entries.remove(key) {
                Some(value) => {
                    self.sum.take(&(key, &value));
                    Reply::Done
                }
                None => Reply::NotFound,
            },
            Operation::Cas { key, old, new } => match self.get(key) {
                Some(value) if value == old => self.set(key, new),
                Some(value) => Reply::Mismatch(value.to_owned()),
                None => Reply::NotFound,
            },
        }
    }

    fn value(&self, key: &str) -> Option<Reply> {
        self.get(key).map(|value| Reply::Value(value.to_owned()))
    }

    fn set(&mut self, key: &str, value: &str) -> Reply {
        self.sum.add(&(key, value));
        if let Some(before) = self.entries.insert(key.to_owned(), value.to_owned()) {
            self.sum.take(&(key, before.as_str()));
        }
        Reply::Done
    }
}

#[cfg(test)]
mod tests {
    use super::super::operation::SessionId;
    use super::*;

    /// A client that numbers its requests.
    struct Client(SessionId, u64);

    impl Client {
        fn next(&mut self, operation: Operation) -> Request {
            if operation.is_read() {
                return Request { session: self.0, sequence: 0, operation };
            }
            self.1 += 1;
            Request { session: self.0, sequence: self.1, operation }
        }
    }

    fn get(key: &str) -> Operation {
        Operation::Get { key: key.into() }
    }

    fn read(key: &str) -> Operation {
        Operation::Read { key: key.into() }
    }

    fn put(key: &str, value: &str) -> Operation {
        Operation::Put { key: key.into(), value: value.into() }
    }

    fn create(key: &str, value: &str) -> Operation {
        Operation::Create { key: key.into(), value: value.into() }
    }

    fn update(key: &str, value: &str) -> Operation {
        Operation::Update { key: key.into(), value: value.into() }
    }

    fn delete(key: &str) -> Operation {
        Operation::Delete { key: key.into() }
    }

    fn cas(key: &str, old: &str, new: &str) -> Operation {
        Operation::Cas { key: key.into(), old: old.into(), new: new.into() }
    }

    /// Runs the operations in one session and compares every reply.
    fn check(steps: impl IntoIterator<Item = (Operation, Reply)>) -> Store {
        let (mut store, mut client) = (Store::default(), Client(SessionId(1), 0));
        for (operation, expected) in steps {
            let request = client.next(operation);
            assert_eq!(store.apply(&request), expected, "{request:?}");
        }
        store
    }

    fn value(text: &str) -> Reply {
        Reply::Value(text.into())
    }

    #[test]
    fn put_sets_a_key_whether_or_not_it_is_there() {
        check([
            (get("k"), Reply::Absent),
            (put("k", "1"), Reply::Done),
            (put("k", "2"), Reply::Done),
            (get("k"), value("2")),
        ]);
    }

    #[test]
    fn create_refuses_a_key_that_is_there() {
        let store = check([
            (create("k", "1"), Reply::Done),
            (create("k", "2"), Reply::Exists),
            (read("k"), value("1")),
        ]);
        assert_eq!(store.get("k"), Some("1"));
    }

    #[test]
    fn read_update_and_delete_refuse_a_key_that_is_absent() {
        let store = check([
            (read("k"), Reply::NotFound),
            (update("k", "1"), Reply::NotFound),
            (delete("k"), Reply::NotFound),
        ]);
        assert!(store.entries().is_empty());
    }

    #[test]
    fn update_and_delete_change_a_key_that_is_there() {
        check([
            (put("k", "1"), Reply::Done),
            (update("k", "2"), Reply::Done),
            (get("k"), value("2")),
            (delete("k"), Reply::Done),
            (get("k"), Reply::Absent),
        ]);
    }

    #[test]
    fn cas_sets_a_key_only_if_it_has_the_old_value() {
        check([
            (cas("k", "1", "2"), Reply::NotFound),
            (put("k", "1"), Reply::Done),
            (cas("k", "9", "2"), Reply::Mismatch("1".into())),
            (cas("k", "1", "2"), Reply::Done),
            (get("k"), value("2")),
        ]);
    }

    #[test]
    fn a_retry_gets_the_first_reply_and_changes_nothing() {
        let mut store = Store::default();
        let (mut one, mut two) = (Client(SessionId(1), 0), Client(SessionId(2), 0));
        let create = one.next(create("k", "1"));
        assert_eq!(store.apply(&create), Reply::Done);
        assert_eq!(store.apply(&two.next(delete("k"))), Reply::Done);

        let before = store.clone();
        assert_eq!(store.apply(&create), Reply::Done);
        assert_eq!(store, before, "the key must not come back");
    }

    #[test]
    fn a_retry_that_comes_after_its_successor_is_expired_and_changes_nothing() {
        let mut store = Store::default();
        let mut client = Client(SessionId(1), 0);
        let (first, second) = (client.next(put("k", "1")), client.next(put("k", "2")));
        store.apply(&first);
        store.apply(&second);
        let before = store.clone();
        assert_eq!(store.apply(&first), Reply::SessionExpired);
        assert_eq!(store, before);
    }

    #[test]
    fn a_request_of_an_unknown_session_is_expired_and_changes_nothing() {
        let mut store = Store::default();
        let late = Request { session: SessionId(3), sequence: 2, operation: put("k", "1") };
        assert_eq!(store.apply(&late), Reply::SessionExpired);
        assert_eq!(store, Store::default());
    }

    #[test]
    fn a_refused_operation_is_remembered_as_well() {
        let mut store = Store::default();
        let (mut one, mut two) = (Client(SessionId(1), 0), Client(SessionId(2), 0));
        let update = one.next(update("k", "1"));
        assert_eq!(store.apply(&update), Reply::NotFound);
        store.apply(&two.next(put("k", "0")));
        assert_eq!(store.apply(&update), Reply::NotFound);
        assert_eq!(store.get("k"), Some("0"));
    }
}
