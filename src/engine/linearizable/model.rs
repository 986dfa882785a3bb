//! The register: what one operation asks of a key's value, and what it makes of it.
//!
//! An operation whose outcome is known is a guard, which the value met, and an effect. That covers reads (the guard is
//! what was read), writes, compare-and-set that succeeded or failed, appends, and every operation of the key-value
//! store in `kv`. The search knows nothing else, so whatever can be said in these words can be checked.

use std::fmt;

use super::value::{Value, quoted};

/// What the value was when the operation took effect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guard {
    /// Anything.
    Any,
    /// This value.
    Is(Value),
    /// Any value but this one.
    Not(Value),
}

/// What became of the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It stayed.
    Keep,
    /// It was replaced.
    Set(Value),
    /// Text was added at its end. An absent key counts as an empty string; to a number or a truth value nothing can be
    /// appended, so the operation cannot have happened there.
    Append(String),
}

/// One operation on a register: what it found, and what it did.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// What it found.
    pub guard: Guard,
    /// What it did.
    pub effect: Effect,
}

impl Step {
    /// A read that returned `value`.
    pub fn read(value: Value) -> Self {
        Self { guard: Guard::Is(value), effect: Effect::Keep }
    }

    pub fn write(value: Value) -> Self {
        Self { guard: Guard::Any, effect: Effect::Set(value) }
    }

    /// A compare-and-set that found what it expected.
    pub fn cas(old: Value, new: Value) -> Self {
        Self { guard: Guard::Is(old), effect: Effect::Set(new) }
    }

    /// An operation that found another value than `old`, and did nothing.
    pub fn refused(old: Value) -> Self {
        Self { guard: Guard::Not(old), effect: Effect::Keep }
    }

    pub fn append(text: String) -> Self {
        Self { guard: Guard::Any, effect: Effect::Append(text) }
    }

    /// What becomes of a value; `None` if the step cannot have happened there.
    pub fn apply(&self, value: &Value) -> Option<Value> {
        let admitted = match &self.guard {
            Guard::Any => true,
            Guard::Is(wanted) => value == wanted,
            Guard::Not(barred) => value != barred,
        };
        match (&self.effect, value) {
            _ if !admitted => None,
            (Effect::Keep, _) => Some(value.clone()),
            (Effect::Set(new), _) => Some(new.clone()),
            (Effect::Append(text), Value::Null) => Some(Value::Text(text.clone())),
            (Effect::Append(text), Value::Text(old)) => Some(Value::Text(format!("{old}{text}"))),
            (Effect::Append(_), Value::Bool(_) | Value::Number(_)) => None,
        }
    }
}

/// As a phrase: `read 1`, `write "a"`, `cas 1 to 2`, `cas from 1 failed`, `append "a"`.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.guard, &self.effect) {
            (Guard::Is(value), Effect::Keep) => write!(f, "read {value}"),
            (Guard::Not(value), Effect::Keep) => write!(f, "cas from {value} failed"),
            (Guard::Any, Effect::Keep) => write!(f, "nothing"),
            (Guard::Any, Effect::Set(value)) => write!(f, "write {value}"),
            (Guard::Is(old), Effect::Set(new)) => write!(f, "cas {old} to {new}"),
            (Guard::Not(old), Effect::Set(new)) => write!(f, "write {new} over anything but {old}"),
            (Guard::Any, Effect::Append(text)) => write!(f, "append {}", quoted(text)),
            (Guard::Is(old), Effect::Append(text)) => {
                write!(f, "append {} to {old}", quoted(text))
            }
            (Guard::Not(old), Effect::Append(text)) => {
                write!(f, "append {} to anything but {old}", quoted(text))
            }
        }
    }
}

/// One operation of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Who asked.
    pub process: i64,
    /// The key that it is about.
    pub key: String,
    /// What it found and did, or would have if its outcome is unknown.
    pub step: Step,
    /// When it was invoked: a line number or any other count that grows.
    pub invoked: u64,
    /// When its answer came, on the same count. `None` when none came: then it may have taken effect at any time since
    /// it was invoked, or never.
    pub returned: Option<u64>,
}
