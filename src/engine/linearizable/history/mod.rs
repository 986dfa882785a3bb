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
//!
//! What Jepsen writes is read as well ([`Format`]): its histories in EDN, and the lines of its log. There a key stands in
//! the value, as a pair with it, where a test is of many keys; who fails has had no effect and says nothing more; and what
//! the nemesis does is no operation.

mod edn;
mod flaw;
mod jepsen;
mod line;

use std::collections::BTreeMap;

use super::value::{quoted, shortened};
use super::{Operation, Step, Value, Verdict, check};
pub use flaw::HistoryError;

use edn::Reader;
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

/// How a history is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    JsonLines,
    /// Maps in EDN, one after the other or in one vector: Jepsen's `history.edn`, and what Knossos reads.
    Edn,
    /// Lines of Jepsen's log: process, type, function and value, after whatever the log puts before them.
    Log,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::JsonLines, Self::Edn, Self::Log];

    /// Its name, as a person asks for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Edn => "edn",
            Self::Log => "log",
        }
    }

    /// What a text is, from what is in it. Of one that is none of them, JSON lines are the most that can be hoped for.
    pub fn of(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines().map(str::trim);
        // A tag of EDN begins as comments of JSON lines do.
        let is_tag = |line: &str| {
            let tag = line.strip_prefix('#').unwrap_or_default();
            tag.starts_with('_') || tag.starts_with(char::is_alphabetic) && tag.contains('{')
        };
        let first = lines.find(|line| !line.is_empty() && (!line.starts_with('#') || is_tag(line)));
        let first = first.unwrap_or_default();
        match first.strip_prefix('{') {
            Some(rest) if rest.trim_start().starts_with([':', ';']) => Self::Edn,
            Some("") if text.contains(":type") => Self::Edn,
            Some(_) => Self::JsonLines,
            None if first.starts_with(['[', '(', '#', ';']) && !jepsen::tells(first) => {
                if text.lines().any(jepsen::tells) && !text.contains(":type") {
                    Self::Log
                } else {
                    Self::Edn
                }
            }
            None if text.lines().any(jepsen::tells) => Self::Log,
            None => Self::JsonLines,
        }
    }

    /// What a `cas` that failed says in it, if nobody says otherwise.
    fn failed_cas(self) -> FailedCas {
        match self {
            Self::JsonLines => FailedCas::Mismatch,
            Self::Edn | Self::Log => FailedCas::NoEffect,
        }
    }
}

/// A history that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Those that say something, in the order of their invocation.
    pub operations: Vec<Operation>,
    pub format: Format,
    /// What moments are: numbers of lines, or, where a line holds more than one event, numbers of events.
    pub moment: &'static str,
    /// How many lines of a log, or maps, told of no operation of a client.
    pub skipped: usize,
}

/// Reads a history from the bytes of a file, in a format, or in the one that it seems to be written in.
///
/// # Errors
/// The first line at which it shows that the bytes are no history.
pub fn read(
    bytes: &[u8],
    format: Option<Format>,
    failed_cas: Option<FailedCas>,
) -> Result<History, HistoryError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let valid = &bytes[..error.valid_up_to()];
        let line = 1 + valid.iter().filter(|&&byte| byte == b'\n').count();
        let found = format!("the byte {:#04x}", bytes[error.valid_up_to()]);
        Flaw::new(found, "text in UTF-8").at(line)
    })?;
    let format = format.unwrap_or_else(|| Format::of(text));
    let failed_cas = failed_cas.unwrap_or(format.failed_cas());
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let recorder = Recorder::new(failed_cas);
    match format {
        Format::JsonLines => read_lines(text, recorder),
        Format::Edn => read_edn(text, recorder),
        Format::Log => read_log(text, recorder),
    }
}

/// Reads a history of JSON lines: its operations in the order of their invocation, with line numbers for moments. Those
/// that say nothing are left out: reads without an answer, and what failed without a reason.
///
/// # Errors
/// The first line at which it shows that the text is no history.
pub fn parse(text: &str, failed_cas: FailedCas) -> Result<Vec<Operation>, HistoryError> {
    Ok(read(text.as_bytes(), Some(Format::JsonLines), Some(failed_cas))?.operations)
}

fn read_lines(text: &str, mut recorder: Recorder) -> Result<History, HistoryError> {
    for (number, line) in (1..).zip(text.split('\n')) {
        let whole = line;
        let line = line.trim_matches([' ', '\t', '\r']);
        if !line.is_empty() && !line.starts_with('#') {
            let indent = whole.chars().take_while(|sign| matches!(sign, ' ' | '\t' | '\r')).count();
            let recorded = Line::parse(line).and_then(|line| recorder.record(number, line));
            recorded.map_err(|flaw| {
                let column = flaw.column.map(|column| column + indent);
                Flaw { column, ..flaw }.at(number)
            })?;
        }
    }
    Ok(recorder.history(Format::JsonLines, 0))
}

fn read_edn(text: &str, mut recorder: Recorder) -> Result<History, HistoryError> {
    let mut lines: Vec<(usize, Line)> = Vec::new();
    let (mut skipped, mut seen, mut number) = (0, 0, 1);
    let mut one_each = true;
    let mut reader = Reader::new(text);
    while let Some((at, line)) = jepsen::next_map(&mut reader) {
        // What is wrong may lie before the end of what was read so far.
        if at < seen {
            (seen, number) = (0, 1);
        }
        number += text[seen..at].matches('\n').count();
        seen = at;
        let begin = text[..at].rfind('\n').map_or(0, |end| end + 1);
        match line.map_err(|flaw| flaw.behind(&text[begin..at]).at(number))? {
            None => skipped += 1,
            Some(line) => {
                one_each &= lines.last().is_none_or(|(last, _)| *last < number);
                lines.push((number, line));
            }
        }
    }
    recorder.moment = if one_each { "line" } else { "event" };
    for (event, (number, line)) in (1..).zip(lines) {
        let moment = if one_each { number } else { event };
        recorder.record(moment, line).map_err(|flaw| flaw.at(number))?;
    }
    Ok(recorder.history(Format::Edn, skipped))
}

fn read_log(text: &str, mut recorder: Recorder) -> Result<History, HistoryError> {
    let mut skipped = 0;
    for (number, whole) in (1..).zip(text.lines()) {
        match jepsen::log_line(whole) {
            None if whole.trim().is_empty() || whole.starts_with('#') => {}
            None | Some(Ok(None)) => skipped += 1,
            Some(Ok(Some(line))) => {
                recorder.record(number, line).map_err(|flaw| flaw.at(number))?;
            }
            Some(Err((at, flaw))) => return Err(flaw.behind(&whole[..at]).at(number)),
        }
    }
    Ok(recorder.history(Format::Log, skipped))
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

/// What the key is called where there is only one.
const ONLY_KEY: &str = "register";

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

struct Recorder {
    failed_cas: FailedCas,
    /// What moments are.
    moment: &'static str,
    processes: BTreeMap<i64, State>,
    operations: Vec<Operation>,
}

impl Recorder {
    fn new(failed_cas: FailedCas) -> Self {
        let (processes, operations) = (BTreeMap::new(), Vec::new());
        Self { failed_cas, moment: "line", processes, operations }
    }

    fn record(&mut self, number: usize, line: Line) -> Result<(), Flaw> {
        let Line { process, phase, verb, key, value } = line;
        let moment = self.moment;
        match phase {
            Phase::Invoke => {
                if let Some(State::Waiting { line, call, .. }) = self.processes.get(&process) {
                    let word = call.verb().word();
                    return Err(Flaw::new(
                        format!("an invocation by process {process}"),
                        format!(
                            "first the end of its {word} of {moment} {line} (ok, fail or info)"
                        ),
                    ));
                }
                let call = Call::invoked(verb, value)?;
                let key = key.unwrap_or_else(|| ONLY_KEY.to_owned());
                self.processes.insert(process, State::Waiting { line: number, key, call });
                Ok(())
            }
            Phase::Ok | Phase::Fail | Phase::Info => {
                let (line, key, call) = self.end(number, process, phase, verb, key.as_deref())?;
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

    /// Ends what a process waits for: where it was invoked, on which key, and what it was.
    fn end(
        &mut self,
        number: usize,
        process: i64,
        phase: Phase,
        verb: Verb,
        key: Option<&str>,
    ) -> Result<(usize, String, Call), Flaw> {
        let (word, moment) = (phase.word(), self.moment);
        match self.processes.insert(process, State::Idle(number)) {
            None => Err(Flaw::new(
                format!("\"{word}\" for process {process}, which has invoked nothing"),
                "its invocation first",
            )),
            Some(State::Idle(line)) => Err(Flaw::new(
                format!(
                    "\"{word}\" for process {process}, whose last operation ended at {moment} {line}"
                ),
                "an invocation in between",
            )),
            Some(State::Waiting { line, call, .. }) if call.verb() != verb => Err(Flaw::new(
                format!("the end of a {}", verb.word()),
                format!(
                    "that of the {} which process {process} invoked at {moment} {line}",
                    call.verb().word()
                ),
            )),
            Some(State::Waiting { line, key: invoked, call }) => match key {
                Some(key) if key != invoked => Err(Flaw::new(
                    format!("key {}", quoted(key)),
                    format!(
                        "{}, as process {process} invoked it at {moment} {line}",
                        quoted(&invoked)
                    ),
                )),
                _ => Ok((line, invoked, call)),
            },
        }
    }

    fn history(self, format: Format, skipped: usize) -> History {
        let moment = self.moment;
        History { operations: self.finish(), format, moment, skipped }
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
