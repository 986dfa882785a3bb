//! Histories as Jepsen writes them: as EDN, and as the lines of its log.

use super::edn::{Form, Reader, What};
use super::flaw::Flaw;
use super::line::{Given, Line, Phase, Verb};
use crate::linearizable::value::{Number, Value, shortened};

/// The next operation of a history in EDN, and where it begins; none for one of the nemesis.
pub(super) fn next_map(reader: &mut Reader<'_>) -> Option<(usize, Result<Option<Line>, Flaw>)> {
    let form = match reader.next() {
        Ok(form) => form?,
        Err((at, flaw)) => return Some((at, Err(flaw))),
    };
    let at = form.at;
    Some(match line_of(form) {
        Ok(line) => (at, Ok(line)),
        Err((at, flaw)) => (at, Err(flaw)),
    })
}

fn line_of(form: Form) -> Result<Option<Line>, (usize, Flaw)> {
    let What::Map(fields) = form.what else {
        return Err((
            form.at,
            Flaw::new(found(&form), "a map such as {:process 0, :type :invoke, ...}"),
        ));
    };
    let field = |name: &str| {
        let is_it = |key: &Form| matches!(&key.what, What::Keyword(word) if word == name);
        fields.iter().find(|(key, _)| is_it(key)).map(|(_, value)| value)
    };
    let needed = |name: &str, expected: &str| {
        let missing = || (form.at, Flaw::new(format!("no {name}"), format!("one with {expected}")));
        field(name).ok_or_else(missing)
    };
    let process = needed(":process", "a whole number")?;
    if is_nemesis(process) {
        return Ok(None);
    }
    let process = number_of(process, ":process")?;
    let phase =
        keyword(":type", needed(":type", "one of its four keywords")?, &Phase::ALL, Phase::word)?;
    let verb = keyword(":f", needed(":f", "what was asked")?, &Verb::ALL, Verb::word)?;
    let nothing = Form { what: What::Nil, at: form.at, end: form.at };
    let (key, value) = value_of(verb, field(":value").unwrap_or(&nothing));
    let key = field(":key").map(text_of).or(key);
    Ok(Some(Line { process, phase, verb, key, value }))
}

/// What a line of a log tells: process, type, function and value, after whatever the log puts before them. Nothing if it
/// tells of no operation; none for one of the nemesis.
pub(super) fn log_line(text: &str) -> Option<Result<Option<Line>, (usize, Flaw)>> {
    let (at, phase) = operation_at(text)?;
    // Before the type stands the process, and nothing else of interest.
    let before = text[..at].trim_end();
    let start = before.rfind(|sign: char| sign.is_whitespace()).map_or(0, |space| space + 1);
    let process = &before[start..];
    if process == ":nemesis" {
        return Some(Ok(None));
    }
    let Ok(process) = process.parse() else {
        let found = format!("`{}` before :{}", shortened(process), phase.word());
        return Some(Err((start, Flaw::new(found, "the number of a process"))));
    };
    let mut reader = Reader::new(text);
    reader.go_to(at + 1 + phase.word().len());
    Some(rest_of(&mut reader, process, phase).map(Some))
}

fn rest_of(reader: &mut Reader<'_>, process: i64, phase: Phase) -> Result<Line, (usize, Flaw)> {
    let verb = keyword(":f", &reader.form(0)?, &Verb::ALL, Verb::word)?;
    // Why something failed may stand in place of the value, or after it, in any form.
    let value = match reader.form(0) {
        Ok(value) => value,
        Err(error) if matches!(phase, Phase::Ok) => return Err(error),
        Err((at, _)) => Form { what: What::Nil, at, end: at },
    };
    let (key, value) = value_of(verb, &value);
    Ok(Line { process, phase, verb, key, value })
}

/// Whether a line of text tells of an operation as logs do.
pub(super) fn tells(text: &str) -> bool {
    operation_at(text).is_some()
}

/// Where in a line of a log the type of an operation stands, and which it is: a word of its own with a word before it
/// and a keyword after it.
fn operation_at(text: &str) -> Option<(usize, Phase)> {
    Phase::ALL.into_iter().find_map(|phase| {
        let word = format!(":{}", phase.word());
        let mut places = text.match_indices(&word).map(|(at, _)| at);
        let fits = |at: &usize| {
            let (before, after) = (&text[..*at], &text[at + word.len()..]);
            let parted =
                before.ends_with(char::is_whitespace) && after.starts_with(char::is_whitespace);
            let last = before.split_whitespace().next_back().unwrap_or_default();
            let who = last == ":nemesis" || last.parse::<i64>().is_ok();
            parted && who && after.trim_start().starts_with(':')
        };
        places.find(fits).map(|at| (at, phase))
    })
}

fn is_nemesis(form: &Form) -> bool {
    matches!(&form.what, What::Keyword(word) if word == ":nemesis")
}

fn number_of(form: &Form, name: &str) -> Result<i64, (usize, Flaw)> {
    let number = match &form.what {
        What::Word(word) => word.trim_end_matches('N').parse().ok(),
        _ => None,
    };
    let wrong = || Flaw::new(format!("{name} {}", found(form)), "a whole number, or :nemesis");
    number.ok_or_else(|| (form.at, wrong()))
}

fn keyword<T: Copy>(
    name: &str,
    form: &Form,
    all: &[T; 4],
    word: impl Fn(T) -> &'static str,
) -> Result<T, (usize, Flaw)> {
    let is_it = |each: &T| match &form.what {
        What::Keyword(found) => found[1..] == *word(*each),
        // Some tools turn keywords into strings on the way.
        What::Text(found) => found == word(*each),
        _ => false,
    };
    all.iter().copied().find(is_it).ok_or_else(|| {
        let [a, b, c, d] = all.map(|each| format!(":{}", word(each)));
        (form.at, Flaw::new(format!("{name} {}", found(form)), format!("{a}, {b}, {c} or {d}")))
    })
}

/// The key, if there is one, and the value. Tests of many independent keys write the two as a pair.
fn value_of(verb: Verb, form: &Form) -> (Option<String>, Given) {
    let given = |form: &Form| match (&form.what, scalar(form)) {
        (_, Some(value)) => Given::One(value),
        (What::Sequence(parts), None) => match parts.as_slice() {
            [old, new] => match (scalar(old), scalar(new)) {
                (Some(old), Some(new)) => Given::Pair(old, new),
                _ => Given::Other(found(form)),
            },
            _ => Given::Other(found(form)),
        },
        _ => Given::Other(found(form)),
    };
    if let What::Sequence(parts) = &form.what
        && let [key, value] = parts.as_slice()
    {
        let is_pair = matches!(value.what, What::Sequence(_));
        // That of a `cas` is a pair itself.
        if verb != Verb::Cas || is_pair {
            return (Some(text_of(key)), given(value));
        }
    }
    (None, given(form))
}

/// A value that a key can have.
fn scalar(form: &Form) -> Option<Value> {
    match &form.what {
        What::Nil => Some(Value::Null),
        What::Bool(value) => Some(Value::Bool(*value)),
        What::Text(text) => Some(Value::Text(text.clone())),
        // As it is written: no string of the history is likely to begin with a colon.
        What::Keyword(word) => Some(Value::Text(word.clone())),
        What::Word(word) => {
            let number = word.trim_end_matches(['N', 'M']).trim_start_matches('+');
            Number::parse(number).map(Value::Number)
        }
        What::Sequence(_) | What::Map(_) => None,
    }
}

/// A key as text.
fn text_of(form: &Form) -> String {
    match &form.what {
        What::Text(text) => text.clone(),
        _ => found(form),
    }
}

/// A form as an error names it.
fn found(form: &Form) -> String {
    match &form.what {
        What::Nil => "nil".to_owned(),
        What::Bool(value) => value.to_string(),
        What::Text(text) => format!("{:?}", shortened(text)),
        What::Keyword(word) | What::Word(word) => shortened(word),
        What::Sequence(parts) => {
            let shown: Vec<String> = parts.iter().take(3).map(found).collect();
            let more = if parts.len() > shown.len() { " ..." } else { "" };
            format!("[{}{more}]", shown.join(" "))
        }
        What::Map(_) => "a map".to_owned(),
    }
}
