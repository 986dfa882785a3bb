//! Histories in a file: one JSON object a line, as many testing tools write them.
//!
//! ```text
//! {"process": 3, "type": "invoke", "op": "write", "key": "x", "value": "a"}
//! {"process": 4, "type": "invoke", "op": "read", "key": "x"}
//! {"process": 3, "type": "ok", "op": "write", "key": "x", "value": "a"}
//! {"process": 4, "type": "ok", "op": "read", "key": "x", "value": null}
//! ```
//!
//! - `process` is a whole number. A process does one operation at a time.
//! - `type` is `invoke`, or what came of the operation: `ok`; `fail`, if it had no effect; `info`, if nobody knows. An
//!   operation that ends in `info`, or never, may have taken effect at any time since it was invoked, or not at all.
//!   After any of the three, its process may invoke another.
//! - `op` is `read`, `write`, `cas` or `append`. A failed `cas` also says that the value was not the old one, unless the
//!   reader is told otherwise ([`FailedCas`]).
//! - `key` is a string.
//! - `value` is a string, a number, `true`, `false`, or `null` for a key that is absent: an absent key reads `null`,
//!   writing `null` deletes a key, and `cas` from `null` creates one. For `cas` it is a pair, `[old, new]`. For
//!   `append` it is a string; an absent key counts as an empty one, and to a number nothing can be appended. A `read`
//!   has its value on `ok`; the others have theirs on `invoke`, and may repeat it.
//!
//! The order of the lines is the order of the events. Empty lines, lines that begin with `#`, a byte-order mark, either kind of line end, and
//! fields of other names are accepted. Anything else that is odd is an error that names its line: a checker that
//! guesses at its input cannot be believed.

mod flaw;
mod line;

use std::collections::BTreeMap;

use super::value::{quoted, shortened};
use super::{Operation, Step, Value, Verdict, check};
pub use flaw::HistoryError;

use flaw::Flaw;
use line::{Given, Line, Phase, Verb};

/// Reads a history, and says whether it is linearizable.
///
/// # Errors
/// If the text is no history, the first line at which that shows.
pub fn check_text(text: &str) -> Result<Verdict, HistoryError> {
    Ok(check(&parse(text, FailedCas::Mismatch)?))
}

/// What a `cas` that failed says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FailedCas {
    /// That the value was not the old one, and that it had no effect.
    #[default]
    Mismatch,
    /// That it had no effect, for whatever reason: so Jepsen means it.
    NoEffect,
}

/// As [`parse`], for the bytes of a file.
///
/// # Errors
/// As for [`parse`], and if the bytes are no UTF-8.
pub fn parse_bytes(bytes: &[u8], failed_cas: FailedCas) -> Result<Vec<Operation>, HistoryError> {
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(text, failed_cas),
        Err(error) => {
            let valid = &bytes[..error.valid_up_to()];
            let line = 1 + valid.iter().filter(|&&byte| byte == b'\n').count();
            let found = format!("the byte {:#04x}", bytes[error.valid_up_to()]);
            Err(Flaw::new(found, "text in UTF-8").at(line))
        }
    }
}

/// Reads a history: its operations in the order of their invocation, with line numbers for moments. Those that say
/// nothing are left out: reads without an answer, and what failed without a reason.
///
/// # Errors
/// The first line at which it shows that the text is no history.
pub fn parse(text: &str, failed_cas: FailedCas) -> Result<Vec<Operation>, HistoryError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut recorder = Recorder { failed_cas, ..Recorder::default() };
    for (number, line) in (1..).zip(text.split('\n')) {
        let line = line.trim_matches([' ', '\t', '\r']);
        if !line.is_empty() && !line.starts_with('#') {
            let recorded = Line::parse(line).and_then(|line| recorder.record(number, line));
            recorded.map_err(|flaw| flaw.at(number))?;
        }
    }
    Ok(recorder.finish())
}

/// What was asked for.
enum Call {
    Read,
    Write(Value),
    Cas(Value, Value),
    Append(String),
}

impl Call {
    /// From a line that invokes.
    fn invoked(verb: Verb, given: Given) -> Result<Self, Flaw> {
        let expected = match (verb, given) {
            (Verb::Read, Given::Nothing | Given::One(Value::Null)) => return Ok(Self::Read),
            (Verb::Write, Given::One(value)) => return Ok(Self::Write(value)),
            (Verb::Cas, Given::Pair(old, new)) => return Ok(Self::Cas(old, new)),
            (Verb::Append, Given::One(Value::Text(text))) => return Ok(Self::Append(text)),
            (Verb::Read, given) => (given, "no value before the read is ok"),
            (Verb::Write, given) => (given, "a string, a number, true, false or null"),
            (Verb::Cas, given) => (given, "a pair [old, new]"),
            (Verb::Append, given) => (given, "a string"),
        };
        Err(odd_value(verb, &expected.0, expected.1))
    }

    fn verb(&self) -> Verb {
        match self {
            Self::Read => Verb::Read,
            Self::Write(_) => Verb::Write,
            Self::Cas(..) => Verb::Cas,
            Self::Append(_) => Verb::Append,
        }
    }

    /// What was done, if it was done. A read whose answer is not known says nothing.
    fn done(self) -> Option<Step> {
        match self {
            Self::Read => None,
            Self::Write(value) => Some(Step::write(value)),
            Self::Cas(old, new) => Some(Step::cas(old, new)),
            Self::Append(text) => Some(Step::append(text)),
        }
    }

    /// What was done if nothing was.
    fn failed(self, failed_cas: FailedCas) -> Option<Step> {
        match self {
            Self::Cas(old, _) if failed_cas == FailedCas::Mismatch => Some(Step::refused(old)),
            Self::Read | Self::Write(_) | Self::Cas(..) | Self::Append(_) => None,
        }
    }

    /// What was done, from the line that says so.
    fn succeeded(self, given: Given) -> Result<Option<Step>, Flaw> {
        let repeated = match (&self, &given) {
            (Self::Read, Given::One(value)) => return Ok(Some(Step::read(value.clone()))),
            (Self::Read, _) => {
                return Err(odd_value(
                    Verb::Read,
                    &given,
                    "what was read: a string, a number, true, false, or null if the key was absent",
                ));
            }
            (_, Given::Nothing | Given::One(Value::Null)) => true,
            (Self::Write(value), Given::One(again)) => value == again,
            (Self::Cas(old, new), Given::Pair(old_again, new_again)) => {
                (old, new) == (old_again, new_again)
            }
            (Self::Append(text), Given::One(Value::Text(again))) => text == again,
            (Self::Write(_) | Self::Cas(..) | Self::Append(_), _) => false,
        };
        if !repeated {
            return Err(odd_value(self.verb(), &given, "the value with which it was invoked"));
        }
        Ok(self.done())
    }
}

fn odd_value(verb: Verb, given: &Given, expected: &str) -> Flaw {
    let verb = verb.word();
    let found = match given {
        Given::Nothing => format!("{verb} without \"value\""),
        Given::One(value) => format!("{verb} with \"value\": {value}"),
        Given::Pair(old, new) => format!("{verb} with \"value\": [{old}, {new}]"),
        Given::Other(text) => format!("{verb} with \"value\": {}", shortened(text)),
    };
    Flaw::new(found, expected)
}

/// What a process does, as far as the history has been read.
enum State {
    /// It waits for the end of an operation.
    Waiting {
        /// Where it was invoked.
        line: usize,
        key: String,
        call: Call,
    },
    /// Its last operation ended at this line.
    Idle(usize),
}

#[derive(Default)]
struct Recorder {
    failed_cas: FailedCas,
    processes: BTreeMap<i64, State>,
    operations: Vec<Operation>,
}

impl Recorder {
    fn record(&mut self, number: usize, line: Line) -> Result<(), Flaw> {
        let Line { process, phase, verb, key, value } = line;
        match phase {
            Phase::Invoke => {
                if let Some(State::Waiting { line, call, .. }) = self.processes.get(&process) {
                    let word = call.verb().word();
                    return Err(Flaw::new(
                        format!("an invocation by process {process}"),
                        format!("first the end of its {word} of line {line} (ok, fail or info)"),
                    ));
                }
                let call = Call::invoked(verb, value)?;
                self.processes.insert(process, State::Waiting { line: number, key, call });
                Ok(())
            }
            Phase::Ok | Phase::Fail | Phase::Info => {
                let (line, call) = self.end(number, process, phase, verb, &key)?;
                let step = match phase {
                    Phase::Ok => call.succeeded(value)?,
                    Phase::Fail => call.failed(self.failed_cas),
                    Phase::Invoke | Phase::Info => call.done(),
                };
                let returned = (phase != Phase::Info).then_some(number as u64);
                self.add(process, key, step, line, returned);
                Ok(())
            }
        }
    }

    /// Ends what a process waits for: where it was invoked, and what it was.
    fn end(
        &mut self,
        number: usize,
        process: i64,
        phase: Phase,
        verb: Verb,
        key: &str,
    ) -> Result<(usize, Call), Flaw> {
        let word = phase.word();
        match self.processes.insert(process, State::Idle(number)) {
            None => Err(Flaw::new(
                format!("\"{word}\" for process {process}, which has invoked nothing"),
                "its invocation first",
            )),
            Some(State::Idle(line)) => Err(Flaw::new(
                format!(
                    "\"{word}\" for process {process}, whose last operation ended at line {line}"
                ),
                "an invocation in between",
            )),
            Some(State::Waiting { line, call, .. }) if call.verb() != verb => Err(Flaw::new(
                format!("the end of a {}", verb.word()),
                format!(
                    "that of the {} which process {process} invoked at line {line}",
                    call.verb().word()
                ),
            )),
            Some(State::Waiting { line, key: invoked, .. }) if invoked != key => Err(Flaw::new(
                format!("key {}", quoted(key)),
                format!("{}, as process {process} invoked it at line {line}", quoted(&invoked)),
            )),
            Some(State::Waiting { line, call, .. }) => Ok((line, call)),
        }
    }

    /// Whoever still waits may have had an effect, or not.
    fn finish(mut self) -> Vec<Operation> {
        for (process, state) in std::mem::take(&mut self.processes) {
            if let State::Waiting { line, key, call } = state {
                self.add(process, key, call.done(), line, None);
            }
        }
        self.operations.sort_by_key(|operation| operation.invoked);
        self.operations
    }

    fn add(
        &mut self,
        process: i64,
        key: String,
        step: Option<Step>,
        line: usize,
        returned: Option<u64>,
    ) {
        let invoked = line as u64;
        let operation = |step| Operation { process, key, step, invoked, returned };
        self.operations.extend(step.map(operation));
    }
}

#[cfg(test)]
mod tests;
