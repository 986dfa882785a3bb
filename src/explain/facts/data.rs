//! Plain values: what JSON can say.

use std::borrow::Cow;
use std::fmt::{self, Write};

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// A plain value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    Null,
    Bool(bool),
    Number(u64),
    Text(Cow<'static, str>),
    List(Vec<Data>),
    /// Names and values, in the order in which they are written.
    Fields(Fields),
}

/// Names and values.
pub type Fields = Vec<(&'static str, Data)>;

impl Serialize for Data {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => serializer.serialize_u64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut sequence = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    sequence.serialize_element(item)?;
                }
                sequence.end()
            }
            Self::Fields(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

/// As JSON, on one line.
impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::Text(text) => quote(text, f),
            Self::List(items) => {
                f.write_char('[')?;
                for (place, item) in items.iter().enumerate() {
                    f.write_str(if place > 0 { "," } else { "" })?;
                    item.fmt(f)?;
                }
                f.write_char(']')
            }
            Self::Fields(fields) => {
                f.write_char('{')?;
                for (place, (name, value)) in fields.iter().enumerate() {
                    f.write_str(if place > 0 { "," } else { "" })?;
                    quote(name, f)?;
                    f.write_char(':')?;
                    value.fmt(f)?;
                }
                f.write_char('}')
            }
        }
    }
}

/// A text as JSON writes it.
fn quote(text: &str, to: &mut impl Write) -> fmt::Result {
    to.write_char('"')?;
    for sign in text.chars() {
        match sign {
            '"' | '\\' => {
                to.write_char('\\')?;
                to.write_char(sign)?;
            }
            sign if sign.is_control() => write!(to, "\\u{:04x}", u32::from(sign))?,
            sign => to.write_char(sign)?,
        }
    }
    to.write_char('"')
}

/// The same, by itself.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    // Text always takes what is written to it.
    let _ = quote(text, &mut quoted);
    quoted
}
