//! One line of a history: an operation begins, or ends.

use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::flaw::Flaw;
use crate::linearizable::value::{Number, Value, shortened};

/// Whether an operation begins, or how it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Invoke,
    Ok,
    Fail,
    Info,
}

impl Phase {
    pub(super) const ALL: [Self; 4] = [Self::Invoke, Self::Ok, Self::Fail, Self::Info];

    /// As in the file.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Invoke => "invoke",
            Self::Ok => "ok",
            Self::Fail => "fail",
            Self::Info => "info",
        }
    }
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Read,
    Write,
    Cas,
    Append,
}

impl Verb {
    pub(super) const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Cas, Self::Append];

    /// As in the file.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Cas => "cas",
            Self::Append => "append",
        }
    }
}

/// What stands in the field `value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// There is no such field.
    Nothing,
    One(Value),
    /// Two values in brackets.
    Pair(Value, Value),
    /// Something else, as it is written.
    Other(String),
}

/// One line.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) process: i64,
    pub(super) phase: Phase,
    pub(super) verb: Verb,
    /// None where the test is of one key alone, or the end of an operation does not repeat it.
    pub(super) key: Option<String>,
    pub(super) value: Given,
}

/// The fields as they are written. A field that is absent and one that is `null` are two things here.
#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    process: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "type", deserialize_with = "present")]
    phase: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "op", deserialize_with = "present")]
    verb: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    key: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    value: Option<&'a RawValue>,
}

fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(from).map(Some)
}

impl Line {
    /// Reads a line that is not empty.
    pub(super) fn parse(text: &str) -> Result<Self, Flaw> {
        if !text.starts_with('{') {
            let found = format!("`{}`", shortened(text));
            return Err(Flaw::new(found, "one JSON object on each line"));
        }
        let fields: Fields<'_> =
            serde_json::from_str(text).map_err(|error| explain(text, &error))?;

        let process = needed("process", fields.process, "a whole number")?;
        let process = process
            .parse()
            .map_err(|_| wrong(text, "process", process, "a whole number (of 64 bits)"))?;
        let phase = word(text, "type", fields.phase, Phase::ALL, Phase::word)?;
        let verb = word(text, "op", fields.verb, Verb::ALL, Verb::word)?;
        let key = needed("key", fields.key, "a string")?;
        let Some(Value::Text(key)) = value(key) else {
            return Err(wrong(text, "key", key, "a string"));
        };
        let key = Some(key);
        let value = fields.value.map_or(Given::Nothing, |raw| given(raw.get()));
        Ok(Self { process, phase, verb, key, value })
    }
}

fn needed<'a>(field: &str, raw: Option<&'a RawValue>, expected: &str) -> Result<&'a str, Flaw> {
    let missing = || Flaw::new(format!("no field \"{field}\""), format!("one with {expected}"));
    raw.map(RawValue::get).ok_or_else(missing)
}

/// What is wrong with a field of a line; what was found is a part of that.
fn wrong(line: &str, field: &str, found: &str, expected: &str) -> Flaw {
    let flaw = Flaw::new(format!("\"{field}\": {}", shortened(found)), expected);
    let at = (found.as_ptr() as usize).checked_sub(line.as_ptr() as usize);
    match at.and_then(|at| line.get(..at)) {
        Some(before) => flaw.behind(before),
        None => flaw,
    }
}

fn word<T: Copy>(
    line: &str,
    field: &str,
    raw: Option<&RawValue>,
    all: [T; 4],
    name: impl Fn(T) -> &'static str,
) -> Result<T, Flaw> {
    let [a, b, c, d] = all.map(|each| format!("\"{}\"", name(each)));
    let expected = format!("{a}, {b}, {c} or {d}");
    let raw = needed(field, raw, &expected)?;
    let chosen = match value(raw) {
        Some(Value::Text(text)) => all.into_iter().find(|each| name(*each) == text),
        _ => None,
    };
    chosen.ok_or_else(|| wrong(line, field, raw, &expected))
}

fn given(raw: &str) -> Given {
    let pair = || -> Option<Given> {
        let pair: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
        let [old, new] = pair[..] else { return None };
        Some(Given::Pair(value(old.get())?, value(new.get())?))
    };
    let one = || value(raw).map(Given::One);
    one().or_else(pair).unwrap_or_else(|| Given::Other(raw.into()))
}

/// The value that is written, if it is one that a key can have.
fn value(raw: &str) -> Option<Value> {
    match raw.as_bytes().first()? {
        b'n' => Some(Value::Null),
        b't' => Some(Value::Bool(true)),
        b'f' => Some(Value::Bool(false)),
        b'"' => serde_json::from_str(raw).ok().map(Value::Text),
        b'[' | b'{' => None,
        _ => Number::parse(raw).map(Value::Number),
    }
}

/// What is wrong with a line that is no JSON, or has a field twice.
fn explain(text: &str, error: &serde_json::Error) -> Flaw {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let found = match error.classify() {
        Category::Eof => {
            let found = format!("the beginning of an object, `{}`", shortened(text));
            return Flaw::new(found, "its end on the same line (is the file cut off?)");
        }
        Category::Data => format!("a {said}"),
        Category::Syntax | Category::Io => format!("no JSON in `{}` ({said})", shortened(text)),
    };
    let flaw = Flaw::new(found, "one JSON object on each line");
    match error.classify() {
        // Its columns are bytes.
        Category::Syntax => {
            let before = text.get(..error.column().saturating_sub(1));
            before.map_or(flaw.clone(), |before| flaw.behind(before))
        }
        Category::Data | Category::Eof | Category::Io => flaw,
    }
}
