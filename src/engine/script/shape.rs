//! The values that knobs have: what shape they are of, how they are read and written, and how large they may be. A shape
//! knows all of that, so nobody who holds one has to know which knob it belongs to.

use super::bounds::MAX_TIME_US;
use super::error::ScriptError;
use super::named::{named, one_of};
use super::token::Cursor;
use super::units::{
    CERTAIN, format_chance, format_time, format_time_range, parse_chance, parse_percentage,
    parse_time_range,
};
use super::word::{expected_time, number, time};

/// A range of times, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The least.
    pub min_us: u64,
    /// The greatest.
    pub max_us: u64,
}

named! {
    /// How a read is answered.
    ReadChoice {
        /// The leader makes sure by a round of messages that it still leads (dissertation 6.4).
        Index = "index",
        /// The leader counts on its lease, while it has one (dissertation 6.4.1).
        Lease = "lease",
        /// The read goes through the log, like a write.
        Log = "log",
        /// Whoever is asked answers at once from its own state, which may be old.
        Unsafe = "unsafe",
        /// Whoever is asked answers when it has applied what the leader, asked by message, says that a read must see: the
        /// leader makes sure of that as for [`Self::Index`] (dissertation 6.4).
        Follower = "follower",
    }
}

/// What values a knob has. Times are in microseconds, shares in parts per million.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A time of at least so much, and of a day at most.
    Time(u64),
    /// Two such times, the shorter one first.
    Range(u64),
    /// How likely something is.
    Chance,
    /// By how much things differ, at most by so much.
    Share(u32),
    /// A number of what is named here, from the least to the most.
    Count(&'static str, u64, u64),
    /// How fast something is, 100% being the true rate, from the least to the most.
    Rate(u32, u32),
    /// `on` or `off`.
    Switch,
    /// One of the ways to answer a read.
    Reads,
    /// A value of another shape, or `off`.
    OrOff(&'static Shape),
}

impl Shape {
    /// The words among which a value is one, where there are few; else none.
    pub fn choices(&self) -> &'static [&'static str] {
        match self {
            Self::Switch => &["on", "off"],
            Self::Reads => &ReadChoice::NAMES,
            _ => &[],
        }
    }
}

/// A value of any shape, as numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// `off`, for a knob that could have another value.
    Off,
    /// A time, a share, a count; a word by its place among the words of its shape.
    One(u64),
    /// From the first to the second.
    Range(u64, u64),
}

impl Shape {
    pub(super) fn read(self, cursor: &mut Cursor<'_>) -> Result<Value, ScriptError> {
        Ok(match self {
            Self::Time(least_us) => Value::One(time(cursor, least_us)?),
            Self::Range(least_us) => {
                let (min_us, max_us) = range(cursor, least_us)?;
                Value::Range(min_us, max_us)
            }
            Self::Chance => Value::One(chance(cursor)?.into()),
            Self::Share(most) => Value::One(share(cursor, most)?.into()),
            Self::Count(what, least, most) => Value::One(number(cursor, what, least, most)?),
            Self::Rate(least, most) => Value::One(rate(cursor, least, most)?.into()),
            Self::Switch | Self::Reads => Value::One(one_of(cursor, "", self.words())? as u64),
            Self::OrOff(_) if cursor.take_word("off") => Value::Off,
            Self::OrOff(inner) => inner.read(cursor)?,
        })
    }

    /// Writes a value as it is read.
    pub fn write(self, value: Value) -> String {
        match (self, value) {
            (_, Value::Off) => "off".to_owned(),
            (Self::OrOff(inner), value) => inner.write(value),
            (_, Value::Range(min_us, max_us)) => format_time_range(min_us, max_us),
            (Self::Time(_) | Self::Range(_), Value::One(us)) => format_time(us),
            (Self::Chance | Self::Share(_) | Self::Rate(..), Value::One(ppm)) => {
                format_chance(u32::try_from(ppm).unwrap_or(u32::MAX))
            }
            (Self::Count(..), Value::One(count)) => count.to_string(),
            (Self::Switch | Self::Reads, Value::One(place)) => {
                let word = usize::try_from(place).ok().and_then(|at| self.words().get(at));
                word.map_or_else(|| place.to_string(), |word| (*word).to_owned())
            }
        }
    }

    /// The words that a value may be.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Switch => &["on", "off"],
            Self::Reads => &ReadChoice::NAMES,
            Self::OrOff(_) => &["off"],
            _ => &[],
        }
    }

    /// The least and the greatest number in a value.
    pub fn bounds(self) -> (u64, u64) {
        match self {
            Self::Time(least_us) | Self::Range(least_us) => (least_us, MAX_TIME_US),
            Self::Chance => (0, CERTAIN.into()),
            Self::Share(most) => (0, most.into()),
            Self::Count(_, least, most) => (least, most),
            Self::Rate(least, most) => (least.into(), most.into()),
            Self::Switch | Self::Reads => (0, self.words().len() as u64 - 1),
            Self::OrOff(inner) => inner.bounds(),
        }
    }

    /// What is wrong with a value, if anything is: it, and what to choose in its place.
    pub fn fault(self, value: Value) -> Option<String> {
        let numbers = match value {
            Value::Range(min_us, max_us) if min_us > max_us => {
                let (min, max) = (format_time(min_us), format_time(max_us));
                return Some(format!("{min}..{max} runs backwards: write {max}..{min}"));
            }
            Value::Off => return None,
            Value::One(one) => [one, one],
            Value::Range(min_us, max_us) => [min_us, max_us],
        };
        let (least, most) = self.bounds();
        let wrong = numbers.into_iter().find(|number| !(least..=most).contains(number))?;
        let [wrong, least, most] =
            [wrong, least, most].map(|number| self.write(Value::One(number)));
        let how = if self == Self::Chance { "more than certain" } else { "out of range" };
        Some(format!("{wrong} is {how}: choose {least} to {most}"))
    }
}

/// A Rust type for values of a shape.
pub(super) trait Shaped {
    fn value(self) -> Value;
    /// Of a value of this type's shape.
    fn of(value: Value) -> Self;
}

impl Shaped for u64 {
    fn value(self) -> Value {
        Value::One(self)
    }

    fn of(value: Value) -> Self {
        match value {
            Value::One(number) => number,
            _ => unreachable!("what was read for this number is none"),
        }
    }
}

impl Shaped for u32 {
    fn value(self) -> Value {
        Value::One(self.into())
    }

    fn of(value: Value) -> Self {
        u64::of(value).try_into().expect("a number within bounds")
    }
}

impl Shaped for bool {
    fn value(self) -> Value {
        Value::One((!self).into())
    }

    fn of(value: Value) -> Self {
        u64::of(value) == 0
    }
}

impl Shaped for ReadChoice {
    fn value(self) -> Value {
        Value::One(self as u64)
    }

    fn of(value: Value) -> Self {
        Self::ALL[u32::of(value) as usize]
    }
}

impl Shaped for (u64, u64) {
    fn value(self) -> Value {
        Value::Range(self.0, self.1)
    }

    fn of(value: Value) -> Self {
        match value {
            Value::Range(from, to) => (from, to),
            _ => unreachable!("what was read for this range is none"),
        }
    }
}

impl Shaped for Span {
    fn value(self) -> Value {
        (self.min_us, self.max_us).value()
    }

    fn of(value: Value) -> Self {
        let (min_us, max_us) = Shaped::of(value);
        Self { min_us, max_us }
    }
}

impl<T: Shaped> Shaped for Option<T> {
    fn value(self) -> Value {
        self.map_or(Value::Off, T::value)
    }

    fn of(value: Value) -> Self {
        (value != Value::Off).then(|| T::of(value))
    }
}

/// Reads a range of times, of at least so many microseconds each, and of a day at most.
pub(super) fn range(cursor: &mut Cursor<'_>, least_us: u64) -> Result<(u64, u64), ScriptError> {
    let token = cursor.word("a range of times such as 5ms..15ms")?;
    match parse_time_range(token.source) {
        Ok((min_us, max_us)) if least_us <= min_us && max_us <= MAX_TIME_US => Ok((min_us, max_us)),
        Ok(_) => Err(cursor.unexpected(&token, &expected_time(least_us))),
        Err(expected) => Err(cursor.unexpected(&token, expected)),
    }
}

/// Reads a chance.
pub(super) fn chance(cursor: &mut Cursor<'_>) -> Result<u32, ScriptError> {
    let token = cursor.word("a chance from 0% to 100%, such as 2% or 0.5%")?;
    parse_chance(token.source).map_err(|expected| cursor.unexpected(&token, expected))
}

/// Reads by how much things differ.
fn share(cursor: &mut Cursor<'_>, most: u32) -> Result<u32, ScriptError> {
    let expected = format!("a difference from 0% to {}, such as 1% or 0.1%", format_chance(most));
    let token = cursor.word(&expected)?;
    match parse_chance(token.source) {
        Ok(ppm) if ppm <= most => Ok(ppm),
        _ => Err(cursor.unexpected(&token, &expected)),
    }
}

/// Reads how fast something is, in parts per million of the true rate.
fn rate(cursor: &mut Cursor<'_>, least: u32, most: u32) -> Result<u32, ScriptError> {
    let expected = format!(
        "a rate from {} to {}, such as 105%; 100% is true",
        format_chance(least),
        format_chance(most)
    );
    let token = cursor.word(&expected)?;
    match parse_percentage(token.source) {
        Some(ppm) if (least..=most).contains(&ppm) => Ok(ppm),
        _ => Err(cursor.unexpected(&token, &expected)),
    }
}
