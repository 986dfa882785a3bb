//! What a key can hold: a JSON scalar. Two values are the same when JSON says so: `1`, `1.0` and `1e0` are one number,
//! and `1` and `"1"` are two values. Numbers are compared digit by digit, never by way of a float, so no two large ones
//! are taken for each other.

use std::fmt;

/// The value of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// The key is absent. Writing it deletes the key.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, exactly as it was written but for its form.
    Number(Number),
    Text(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// As JSON, but a long string is cut, so that it fits in a sentence.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => quoted(text).fmt(f),
        }
    }
}

/// A text in quotes, on one line, cut if it is long.
pub(crate) fn quoted(text: &str) -> String {
    let cut = format!("{:?}", shortened(text));
    match text.chars().count() {
        length if length > MOST => format!("{cut} (of {length} characters)"),
        _ => cut,
    }
}

/// The most characters of a text that a sentence can bear, and how many of them are from its beginning.
const MOST: usize = 60;
const START: usize = 20;

/// A text that fits in a sentence. A long one loses its middle: a string that was appended to tells most by its end.
pub(crate) fn shortened(text: &str) -> String {
    let length = text.chars().count();
    if length <= MOST {
        return text.into();
    }
    let start = text.chars().take(START).chain(['…']);
    start.chain(text.chars().skip(length - (MOST - START))).collect()
}

/// A decimal number of any size, in one fixed form: the same number always has the same text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(String);

impl Number {
    /// Reads a number as JSON writes it. `None` when it is no JSON number, or its exponent is beyond 64 bits.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (mantissa, ""),
        };
        let digits = || whole.bytes().chain(fraction.bytes());
        let padded = whole.len() > 1 && whole.starts_with('0');
        if whole.is_empty() || padded || !digits().all(|digit| digit.is_ascii_digit()) {
            return None;
        }

        // The number is `digits` times ten to `exponent`, with no zero at either end of the digits.
        let digits = format!("{whole}{fraction}");
        let digits = digits.trim_start_matches('0');
        let shortened = digits.trim_end_matches('0');
        if shortened.is_empty() {
            return Some(Self("0".into()));
        }
        let moved = i64::try_from(digits.len() - shortened.len()).ok()?;
        let exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        let exponent = exponent.checked_add(moved)?;
        Some(Self(written(negative, shortened, exponent)))
    }
}

fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// The plain form where it is short, otherwise the digits and their exponent.
fn written(negative: bool, digits: &str, exponent: i64) -> String {
    const PLAIN: i64 = 24;
    let sign = if negative { "-" } else { "" };
    let length = digits.len() as i64;
    if (0..PLAIN).contains(&exponent) {
        return format!("{sign}{digits}{}", "0".repeat(exponent as usize));
    }
    if (-PLAIN..0).contains(&exponent) {
        let places = (-exponent) as usize;
        let padded = format!("{}{digits}", "0".repeat((1 - exponent - length).max(0) as usize));
        let (whole, fraction) = padded.split_at(padded.len() - places);
        return format!("{sign}{whole}.{fraction}");
    }
    format!("{sign}{digits}e{exponent}")
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(Number::parse(text).expect(text).to_string(), expected, "{text}");
    }

    #[test]
    fn a_number_has_one_form_however_it_is_written() {
        for one in ["1", "1.0", "1e0", "10e-1", "0.1E+1", "0.0001e4", "1.000"] {
            check(one, "1");
        }
        for zero in ["0", "-0", "0.00", "0e99"] {
            check(zero, "0");
        }
        check("-12.50", "-12.5");
        check("0.05", "0.05");
        check("5e-2", "0.05");
        check("1200", "1200");
        check("12e2", "1200");
        check("1e40", "1e40");
        check("100e-60", "1e-58");
    }

    #[test]
    fn large_numbers_that_a_float_would_confuse_stay_apart() {
        assert_ne!(Number::parse("18446744073709551616"), Number::parse("18446744073709551617"));
        assert_ne!(Number::parse("0.1"), Number::parse("0.10000000000000001"));
        assert_eq!(Number::parse("1e99999999999999999999"), None);
    }

    #[test]
    fn what_json_calls_no_number_is_none() {
        for text in
            ["", "-", ".5", "5.", "01", "1e", "1e+", "0x1", "1_0", "NaN", "1e5.0", "+1", "1e--5"]
        {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_long_string_is_cut_in_the_middle() {
        let value = Value::Text("a".repeat(30) + &"b".repeat(70));
        let shown = format!("\"{}…{}\" (of 100 characters)", "a".repeat(20), "b".repeat(40));
        assert_eq!(value.to_string(), shown);
        assert_eq!(Value::from("a\nb").to_string(), r#""a\nb""#);
        assert_eq!(Value::Null.to_string(), "null");
    }
}
