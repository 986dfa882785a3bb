//! A reply in words, as a console shows it.
//!
//! Two dialects meet here. `create`, `read`, `update` and `delete` answer in the words of the asyncio key-value store
//! that is preset `system-b` (`Created and set k = v`, `k not found for read`, ...). `get`, `put` and `cas` are the
//! verbs of the Flask demonstration that is preset `system-a`, and of this project; the demonstration says only
//! "success" or "fail", so these answer with what is true now: `k = v`, or `k is absent`.

use std::borrow::Cow;

use super::operation::{Operation, Reply};

/// What a person reads when `reply` answers `operation`: one line, whatever the key and the value hold.
pub fn answer(operation: &Operation, reply: &Reply) -> String {
    let key = one_line(operation.key());
    match reply {
        Reply::Value(value) => match operation {
            Operation::Read { .. } => format!("Read {key} = {}", one_line(value)),
            _ => format!("{key} = {}", one_line(value)),
        },
        Reply::Absent => format!("{key} is absent"),
        Reply::Done => match operation {
            Operation::Put { value, .. } | Operation::Cas { new: value, .. } => {
                format!("{key} = {}", one_line(value))
            }
            Operation::Create { value, .. } => {
                format!("Created and set {key} = {}", one_line(value))
            }
            Operation::Update { value, .. } => format!("Updated {key} = {}", one_line(value)),
            Operation::Delete { .. } => format!("Deleted {key}"),
            Operation::Get { .. } | Operation::Read { .. } => format!("{key} was read"),
        },
        Reply::Exists => format!("Key '{key}' already exists."),
        Reply::NotFound => format!("{key} not found for {}", operation.verb()),
        Reply::Mismatch(value) => match operation {
            Operation::Cas { old, .. } => {
                format!("{key} = {}, not {}", one_line(value), one_line(old))
            }
            _ => format!("{key} = {}", one_line(value)),
        },
        Reply::SessionExpired => format!(
            "session expired: whether {} {key} took effect cannot be told any more",
            operation.verb()
        ),
        Reply::SessionOver => format!(
            "session expired: {} {key} was not executed, and may safely be asked for again",
            operation.verb()
        ),
    }
}

/// The text with control characters written out (`\n`), so that it stays on one line.
fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) {
        let escape =
            |c: char| if c.is_control() { c.escape_default().collect() } else { c.to_string() };
        text.chars().map(escape).collect::<String>().into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(operation: &Operation, reply: &Reply, expected: &str) {
        assert_eq!(answer(operation, reply), expected);
    }

    #[test]
    fn create_read_update_and_delete_speak_as_system_b() {
        let (key, value) = (String::from("k"), String::from("v"));
        let create = Operation::Create { key: key.clone(), value: value.clone() };
        let read = Operation::Read { key: key.clone() };
        let update = Operation::Update { key: key.clone(), value: value.clone() };
        let delete = Operation::Delete { key };
        check(&create, &Reply::Done, "Created and set k = v");
        check(&create, &Reply::Exists, "Key 'k' already exists.");
        check(&read, &Reply::Value(value), "Read k = v");
        check(&read, &Reply::NotFound, "k not found for read");
        check(&update, &Reply::Done, "Updated k = v");
        check(&update, &Reply::NotFound, "k not found for update");
        check(&delete, &Reply::Done, "Deleted k");
        check(&delete, &Reply::NotFound, "k not found for delete");
    }

    #[test]
    fn get_put_and_cas_say_what_is_true_now() {
        let (key, value) = (String::from("k"), String::from("v"));
        let get = Operation::Get { key: key.clone() };
        let put = Operation::Put { key: key.clone(), value: value.clone() };
        let cas = Operation::Cas { key, old: "u".into(), new: value.clone() };
        check(&get, &Reply::Value(value), "k = v");
        check(&get, &Reply::Absent, "k is absent");
        check(&put, &Reply::Done, "k = v");
        check(&cas, &Reply::Done, "k = v");
        check(&cas, &Reply::Mismatch("w".into()), "k = w, not u");
        check(&cas, &Reply::NotFound, "k not found for cas");
    }

    #[test]
    fn an_expired_session_says_what_is_not_known() {
        check(
            &Operation::Delete { key: "k".into() },
            &Reply::SessionExpired,
            "session expired: whether delete k took effect cannot be told any more",
        );
    }

    #[test]
    fn an_answer_is_one_line_whatever_the_value_holds() {
        let put = Operation::Put { key: "a b".into(), value: "1\n2\u{7f}ä".into() };
        check(&put, &Reply::Done, "a b = 1\\n2\\u{7f}ä");
    }
}
