//! What the clients asked and were told: the history of a run, as linearizability looks at it.
//!
//! A client asks for one thing after another. What it is given to do meanwhile waits for its turn, and begins when the
//! turn comes.

use std::fmt::Write;
use std::sync::Arc;

use crate::compact::sort_by_key;
use crate::persistent::{OrdMap, Vector};

use crate::kv::{Operation, Reply};
use crate::linearizable::{Effect, Guard, Operation as Judged, Step, Value};
use crate::sim::{ClientId, Event, EventKind};

/// One operation of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub client: ClientId,
    /// What it asked.
    pub operation: Operation,
    /// When: twice the number of the event, and one more if the event ended what the client did before.
    pub begun: u64,
    /// When it ended, on the same count, and what the client was told; no reply if it gave up.
    pub ended: Option<(u64, Option<Reply>)>,
}

impl Call {
    /// What the client was told. `None` as long as it does not know what became of its operation, or if it never will.
    fn outcome(&self) -> Option<(u64, &Reply)> {
        match &self.ended {
            // The session is gone, and nobody knows whether the operation took effect before it went.
            None | Some((_, None | Some(Reply::SessionExpired))) => None,
            Some((ended, Some(reply))) => Some((*ended, reply)),
        }
    }

    /// Whether its outcome is known.
    pub fn is_known(&self) -> bool {
        self.outcome().is_some()
    }

    /// The operation as linearizability judges it. `None` if it says nothing.
    pub fn judged(&self) -> Option<Judged> {
        let step = match self.outcome() {
            Some((_, reply)) => told(&self.operation, reply),
            None => supposed(&self.operation)?,
        };
        Some(Judged {
            process: i64::from(self.client.0),
            key: self.operation.key().to_owned(),
            step,
            invoked: self.begun,
            returned: self.outcome().map(|(ended, _)| ended),
        })
    }
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn set(guard: Guard, value: Value) -> Step {
    Step { guard, effect: Effect::Set(value) }
}

/// What an operation found and did, from its answer.
fn told(operation: &Operation, reply: &Reply) -> Step {
    match (operation, reply) {
        (_, Reply::Value(found) | Reply::Mismatch(found)) => Step::read(text(found)),
        (_, Reply::Absent | Reply::NotFound) => Step::read(Value::Null),
        (_, Reply::Exists) => Step::refused(Value::Null),
        // It was not executed, and never will be.
        (_, Reply::SessionOver) => Step { guard: Guard::Any, effect: Effect::Keep },
        (Operation::Put { value, .. }, _) => Step::write(text(value)),
        (Operation::Delete { .. }, _) => set(Guard::Not(Value::Null), Value::Null),
        (Operation::Cas { old, new, .. }, _) => Step::cas(text(old), text(new)),
        (Operation::Create { value, .. }, _) => Step::cas(Value::Null, text(value)),
        (Operation::Update { value, .. }, _) => set(Guard::Not(Value::Null), text(value)),
        (Operation::Get { .. } | Operation::Read { .. }, _) => {
            Step { guard: Guard::Any, effect: Effect::Keep }
        }
    }
}

/// What an operation of unknown outcome did, if it did anything.
fn supposed(operation: &Operation) -> Option<Step> {
    match operation {
        Operation::Get { .. } | Operation::Read { .. } => None,
        _ => Some(told(operation, &Reply::Done)),
    }
}

/// All calls of a run, in the order in which they began. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    /// Each in a place of its own, so that kept moments of a run share all of them but the few that were under way.
    calls: Vector<Arc<Call>>,
    /// What each client is doing, by its place in `calls`, and what it will do then.
    busy: OrdMap<ClientId, (usize, Vector<Operation>)>,
}

/// What an event meant for the calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct News {
    /// The call that ended.
    pub(super) ended: Option<usize>,
    /// The call that began, after that.
    pub(super) began: Option<usize>,
}

impl Calls {
    pub fn all(&self) -> &Vector<Arc<Call>> {
        &self.calls
    }

    /// Takes in an event.
    pub(super) fn hear(&mut self, event: &Event) -> News {
        match &event.kind {
            EventKind::Invoked { client, operation, .. } => match self.busy.get_mut(client) {
                Some((_, queue)) => {
                    queue.push_back(operation.clone());
                    News::default()
                }
                None => {
                    let began =
                        self.begin(*client, operation.clone(), Vector::new(), 2 * event.seq);
                    News { began: Some(began), ended: None }
                }
            },
            EventKind::Completed { client, reply, .. } => {
                let Some((ended, mut queue)) = self.busy.remove(client) else {
                    return News::default();
                };
                if let Some(call) = self.calls.get_mut(ended) {
                    Arc::make_mut(call).ended = Some((2 * event.seq, reply.clone()));
                }
                let next = queue.pop_front();
                let began = next.map(|next| self.begin(*client, next, queue, 2 * event.seq + 1));
                News { ended: Some(ended), began }
            }
            _ => News::default(),
        }
    }

    fn begin(
        &mut self,
        client: ClientId,
        operation: Operation,
        queue: Vector<Operation>,
        begun: u64,
    ) -> usize {
        let place = self.calls.len();
        self.busy.insert(client, (place, queue));
        self.calls.push_back(Arc::new(Call { client, operation, begun, ended: None }));
        place
    }

    /// The history as JSON lines, as `raftarium check-history` reads it. It has fewer words than the store: `delete` is
    /// written as a write of `null`, `create` as a compare-and-set from `null`, `update` as a write; and what was
    /// refused because the key was absent, as a read that found nothing.
    pub fn json_lines(&self) -> String {
        let mut events: Vec<(u64, String)> = Vec::new();
        for call in self.calls.iter() {
            let outcome = call.outcome();
            let Words { verb, asked, answered, phase } =
                words(&call.operation, outcome.map(|o| o.1));
            let key = quoted(call.operation.key());
            let line = |phase: &str, value: &str| {
                let process = call.client.0;
                format!(
                    r#"{{"process": {process}, "type": "{phase}", "op": "{verb}", "key": {key}, "value": {value}}}"#
                )
            };
            events.push((call.begun, line("invoke", &asked)));
            if let Some((ended, _)) = call.ended {
                events.push((ended, line(phase, &answered)));
            }
        }
        sort_by_key(&mut events, |(at, _)| *at);
        events.into_iter().map(|(_, line)| line + "\n").collect()
    }
}

/// A call in the words of a history file.
struct Words {
    verb: &'static str,
    /// The value when it is invoked, and when it ends.
    asked: String,
    answered: String,
    phase: &'static str,
}

fn words(operation: &Operation, reply: Option<&Reply>) -> Words {
    let null = || "null".to_owned();
    let read = |found: String| Words { verb: "read", asked: null(), answered: found, phase: "ok" };
    let done = |verb, value: String| {
        let phase = match reply {
            None => "info",
            Some(Reply::Done) => "ok",
            // A compare-and-set that fails has found another value, and this one found nothing.
            Some(Reply::SessionOver) if verb == "cas" => "info",
            Some(_) => "fail",
        };
        Words { verb, asked: value.clone(), answered: value, phase }
    };
    let pair = |old: &str, new: &str| format!("[{old}, {}]", quoted(new));
    match (operation, reply) {
        (Operation::Get { .. } | Operation::Read { .. }, None) => {
            Words { phase: "info", ..read(null()) }
        }
        (Operation::Get { .. } | Operation::Read { .. }, Some(Reply::Value(found))) => {
            read(quoted(found))
        }
        (Operation::Get { .. } | Operation::Read { .. }, Some(_)) => read(null()),
        (Operation::Cas { old, new, .. }, _) => done("cas", pair(&quoted(old), new)),
        (Operation::Create { value, .. }, _) => done("cas", pair("null", value)),
        (Operation::Delete { .. } | Operation::Update { .. }, Some(Reply::NotFound)) => {
            read(null())
        }
        (Operation::Delete { .. }, _) => done("write", null()),
        (Operation::Put { value, .. } | Operation::Update { value, .. }, _) => {
            done("write", quoted(value))
        }
    }
}

/// A text as a JSON string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c < ' ' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
