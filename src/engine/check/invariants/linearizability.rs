//! Linearizability, watched while the cluster runs.
//!
//! The question is put anew whenever an answer comes, to the key that it is about. What keeps that cheap: when nothing
//! is under way at a key and no outcome is unknown, the history is cut. All that the future needs to know of the past is
//! which values the key may hold. While something always is under way, the history is judged each time that it has
//! grown by an eighth.

use std::sync::Arc;

use crate::persistent::{OrdMap, Vector};

use super::{Finding, Invariant, Property};
use crate::check::calls::{Calls, News};
use crate::check::scene::Scene;
use crate::linearizable::{self, Operation, Value, Verdict};
use crate::sim::Event;

/// How much work one question may cost while the cluster runs.
const LIVE: u64 = 1_000_000;

/// How many operations without a cut are judged while the cluster runs.
const LONGEST: usize = 20_000;

/// The history of a run, and what is known of it.
#[derive(Clone, Debug, Default)]
pub(in crate::check) struct Linearizability {
    calls: Calls,
    keys: OrdMap<String, Watch>,
}

/// What is known of one key.
#[derive(Clone, Debug)]
struct Watch {
    /// The values that it may have held at the last cut.
    starts: Arc<[Value]>,
    /// The calls since then.
    calls: Vector<usize>,
    /// How many of them are under way, or will never be known.
    open: usize,
    /// How many there were when they were last judged.
    judged: usize,
}

impl Default for Watch {
    fn default() -> Self {
        Self { starts: [Value::Null].into(), calls: Vector::new(), open: 0, judged: 0 }
    }
}

/// Whether the history of a run is linearizable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Linearity {
    /// It is, up to now.
    Holds,
    /// It is not.
    Violated,
    /// The history of this key is too hard to judge.
    TooHard(String),
}

impl Linearizability {
    /// The history.
    pub(in crate::check) fn calls(&self) -> &Calls {
        &self.calls
    }

    /// Takes in an event, and judges what it answers.
    fn take_in(&mut self, event: &Event) -> Finding {
        let News { ended, began } = self.calls.hear(event);
        if let Some(place) = began {
            let watch = self.watch(place);
            watch.calls.push_back(place);
            watch.open += 1;
        }
        let Some(place) = ended.filter(|place| self.calls.all()[*place].is_known()) else {
            return Ok(());
        };
        let watch = self.watch(place);
        watch.open -= 1;
        let fine = if watch.open == 0 {
            self.cut(place)
        } else if (watch.judged + watch.judged / 8..LONGEST).contains(&watch.calls.len()) {
            watch.judged = watch.calls.len();
            let key = self.calls.all()[place].operation.key();
            self.keys.get(key).and_then(|watch| self.judge(watch, LIVE)).unwrap_or(true)
        } else {
            true
        };
        if fine { Ok(()) } else { Err(self.evidence(place)) }
    }

    /// Whether the history is linearizable up to now: whatever was not judged yet is judged.
    pub(in crate::check) fn verdict(&self) -> Linearity {
        for (key, watch) in self.keys.iter() {
            match self.judge(watch, linearizable::PATIENCE) {
                Some(true) => {}
                Some(false) => return Linearity::Violated,
                None => return Linearity::TooHard(key.clone()),
            }
        }
        Linearity::Holds
    }

    fn watch(&mut self, place: usize) -> &mut Watch {
        let key = self.calls.all()[place].operation.key();
        self.keys.get_or_default(key.to_owned())
    }

    /// The operations on a key since the last cut.
    fn operations(&self, watch: &Watch) -> Vec<Operation> {
        watch.calls.iter().filter_map(|place| self.calls.all()[*place].judged()).collect()
    }

    /// Whether the history of a key since the last cut can be explained; `None` if that is too hard to say.
    fn judge(&self, watch: &Watch, work: u64) -> Option<bool> {
        linearizable::is_possible(&self.operations(watch), &watch.starts, work)
    }

    /// Forgets how the key came to hold what it may hold. False if there is nothing that it may hold.
    fn cut(&mut self, place: usize) -> bool {
        let key = self.calls.all()[place].operation.key().to_owned();
        let Some(watch) = self.keys.get(&key) else { return true };
        let operations = self.operations(watch);
        let Some(values) = linearizable::final_values(&operations, &watch.starts, LIVE) else {
            return true;
        };
        let possible = !values.is_empty();
        if possible {
            let starts = values.into_iter().collect();
            self.keys.insert(key, Watch { starts, ..Watch::default() });
        }
        possible
    }

    /// What speaks against the property, when the answer to this call does.
    fn evidence(&self, place: usize) -> String {
        let key = self.calls.all()[place].operation.key();
        let calls = self.calls.all().iter().filter(|call| call.operation.key() == key);
        let history: Vec<Operation> = calls.filter_map(|call| call.judged()).collect();
        match linearizable::check(&history) {
            Verdict::NotLinearizable(conflict) => conflict.in_events(),
            Verdict::Linearizable | Verdict::Undecided { .. } => {
                let count = history.len();
                format!("the {count} operations on {key} have no order that explains their answers")
            }
        }
    }
}

impl Invariant for Linearizability {
    const PROPERTY: Property = Property {
        name: "linearizability",
        citation: "dissertation section 6.3",
        says: "Each operation appears to execute instantaneously, exactly once, at some point between its invocation and its response.",
    };

    /// Answers that clients get.
    fn hear(&mut self, event: &Event, _scene: &Scene<'_>) -> Finding {
        self.take_in(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kv;
    use crate::kv::Reply;
    use crate::linearizable::history;
    use crate::sim::{Cause, ClientId, Cluster, CommandId, EventKind, Knobs, Time};

    fn put(value: &str) -> kv::Operation {
        kv::Operation::Put { key: "x".into(), value: value.into() }
    }

    fn get() -> kv::Operation {
        kv::Operation::Get { key: "x".into() }
    }

    fn value(value: &str) -> Option<Reply> {
        Some(Reply::Value(value.into()))
    }

    /// A run made up for a test.
    #[derive(Default)]
    struct Run {
        watch: Linearizability,
        seq: u64,
    }

    impl Run {
        fn happen(&mut self, kind: EventKind) -> Result<(), String> {
            self.seq += 1;
            self.watch.take_in(&Event {
                seq: self.seq,
                at: Time::ZERO,
                cause: Cause::Command(CommandId(1)),
                parent: None,
                kind,
            })
        }

        fn invoke(&mut self, client: u32, operation: kv::Operation) {
            let (client, sequence) = (ClientId(client), 0);
            let begun = self.happen(EventKind::Invoked { client, sequence, operation });
            assert_eq!(begun, Ok(()));
        }

        fn complete(&mut self, client: u32, reply: Option<Reply>) -> Result<(), String> {
            let (client, sequence) = (ClientId(client), 0);
            self.happen(EventKind::Completed { client, sequence, reply, id: None, took_us: 0 })
        }

        fn call(
            &mut self,
            client: u32,
            operation: kv::Operation,
            reply: Option<Reply>,
        ) -> Result<(), String> {
            self.invoke(client, operation);
            self.complete(client, reply)
        }
    }

    #[test]
    fn a_stale_read_is_caught_when_it_is_answered() {
        let mut run = Run::default();
        assert_eq!(run.call(1, put("1"), Some(Reply::Done)), Ok(()));
        assert_eq!(run.call(1, put("2"), Some(Reply::Done)), Ok(()));
        assert_eq!(
            run.call(2, get(), value("1")),
            Err("c2 found \"1\", but c1 had replaced it, and nothing wrote it again; \
                 key \"x\": c1 write \"2\" (events 3 to 4), c2 read \"1\" (events 5 to 6)"
                .to_owned())
        );
    }

    #[test]
    fn a_read_behind_another_is_caught_while_a_write_is_under_way() {
        let mut run = Run::default();
        run.invoke(1, put("1"));
        assert_eq!(run.call(2, get(), value("1")), Ok(()));
        assert!(run.call(3, get(), Some(Reply::Absent)).is_err());
    }

    #[test]
    fn a_write_of_unknown_outcome_may_take_effect_later_but_once_only() {
        let mut run = Run::default();
        assert_eq!(run.call(1, put("1"), None), Ok(()));
        assert_eq!(run.call(2, get(), Some(Reply::Absent)), Ok(()));
        assert_eq!(run.call(2, get(), value("1")), Ok(()));
        assert_eq!(run.call(2, put("2"), Some(Reply::Done)), Ok(()));
        assert!(run.call(2, get(), value("1")).is_err());
    }

    #[test]
    fn what_waits_for_its_turn_begins_when_the_turn_comes() {
        let mut run = Run::default();
        run.invoke(1, put("1"));
        run.invoke(1, get());
        assert_eq!(run.complete(1, Some(Reply::Done)), Ok(()));
        assert!(run.complete(1, Some(Reply::Absent)).is_err());
    }

    #[test]
    fn after_a_cut_every_value_that_may_be_there_is_remembered() {
        for (found, fine) in [("1", true), ("2", true), ("3", false)] {
            let mut run = Run::default();
            assert_eq!(run.call(9, put("3"), Some(Reply::Done)), Ok(()));
            run.invoke(1, put("1"));
            run.invoke(2, put("2"));
            assert_eq!(run.complete(1, Some(Reply::Done)), Ok(()));
            assert_eq!(run.complete(2, Some(Reply::Done)), Ok(()));
            assert!(run.watch.keys["x"].calls.is_empty(), "the history is cut");
            assert_eq!(run.call(3, get(), value(found)).is_ok(), fine, "found {found}");
        }
    }

    #[test]
    fn a_write_that_was_refused_since_its_session_was_over_never_takes_effect() {
        let mut run = Run::default();
        assert_eq!(run.call(1, put("1"), Some(Reply::SessionOver)), Ok(()));
        assert_eq!(run.call(2, get(), Some(Reply::Absent)), Ok(()));
        assert!(run.call(2, get(), value("1")).is_err());

        let mut run = Run::default();
        assert_eq!(run.call(1, put("1"), Some(Reply::SessionExpired)), Ok(()));
        assert_eq!(run.call(2, get(), value("1")), Ok(()), "it may have been executed");
    }

    #[test]
    fn what_a_cluster_does_is_linearizable_and_reads_so_from_a_file() {
        let knobs = Knobs { loss_ppm: 100_000, duplicate_ppm: 50_000, ..Knobs::default() };
        check_cluster(knobs.clone());
        // So short that sessions end while clients try again.
        let ended = check_cluster(Knobs { expiry_us: Some(300_000), ..knobs });
        assert!(ended.contains(&Reply::SessionOver) && ended.contains(&Reply::SessionExpired));
    }

    /// What clients of a cluster on a bad network were told, when they were told that their sessions had ended.
    fn check_cluster(knobs: Knobs) -> Vec<Reply> {
        let mut cluster = Cluster::new(5, 7, knobs);
        let mut watch = Linearizability::default();
        for round in 0..60_000_u32 {
            if round % 40 == 0 {
                let key = ["x", "y"][(round / 40) as usize % 2].to_owned();
                let value = (round % 7).to_string();
                let operation = match round / 80 % 7 {
                    0 => kv::Operation::Get { key },
                    1 => kv::Operation::Put { key, value },
                    2 => kv::Operation::Delete { key },
                    3 => kv::Operation::Cas { key, old: (round % 5).to_string(), new: value },
                    4 => kv::Operation::Create { key, value },
                    5 => kv::Operation::Update { key, value },
                    _ => kv::Operation::Read { key },
                };
                cluster.invoke(ClientId(1 + round / 40 % 5), operation);
            }
            cluster.step();
            for event in cluster.drain_events() {
                assert_eq!(watch.take_in(&event), Ok(()));
            }
        }
        assert_eq!(watch.verdict(), Linearity::Holds);
        let known = watch.calls().all().iter().filter(|call| call.is_known()).count();
        assert!(known > 200, "{known} answers");
        let text = watch.calls().json_lines();
        assert_eq!(history::check_text(&text), Ok(Verdict::Linearizable));

        // The same with one read that tells a lie.
        let lie = text.rfind(r#""type": "ok", "op": "read""#).expect("a read");
        let value = lie + text[lie..].find(r#""value": "#).expect("a value") + r#""value": "#.len();
        let end = value + text[value..].find('}').expect("an end");
        let text = format!("{}\"lie\"{}", &text[..value], &text[end..]);
        let verdict = history::check_text(&text).expect("a history");
        assert!(verdict.to_string().contains("found \"lie\", but nothing had written it"));
        let calls = watch.calls().all().iter();
        let replies = calls.filter_map(|call| call.ended.as_ref()?.1.clone());
        replies.filter(Reply::ends_session).collect()
    }
}
