//! A value of a script that takes one value after another: `$t` in its lines, and `sweep t from 10ms to 200ms step 5ms`.

use raftarium::script::units::{format_chance, format_time, parse_percentage, parse_time};

/// A value that goes from one to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sweep {
    name: String,
    unit: Unit,
    from: u64,
    step: u64,
    /// How many values there are.
    pub values: u64,
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// Microseconds.
    Time,
    /// Parts per million.
    Share,
    /// What has no unit.
    Number,
}

const EXPECTED: &str = "a sweep such as `t from 10ms to 200ms step 5ms`";

impl Sweep {
    /// Reads a sweep, with or without the word before it.
    ///
    /// # Errors
    /// What was found and what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let words = words.strip_prefix(&["sweep"]).unwrap_or(&words);
        let [name, "from", from, "to", to, "step", step] = words else {
            return Err(format!("found `{text}`, expected {EXPECTED}"));
        };
        let is_name =
            name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(is_part);
        if !is_name {
            return Err(format!("found the name `{name}`, expected small letters, such as `t`"));
        }
        let unit = Unit::of(from).ok_or_else(|| {
            format!("found `{from}`, expected a time such as 10ms, a share such as 5%, or a whole number")
        })?;
        let read = |text: &str| {
            let expected = unit.expected();
            unit.parse(text)
                .ok_or_else(|| format!("found `{text}` beside {from}, expected {expected}"))
        };
        let (first, last, step_by) = (read(from)?, read(to)?, read(step)?);
        if first > last {
            return Err(format!("found `from {from} to {to}`, expected the lesser value first"));
        }
        if step_by == 0 {
            return Err(format!("found `step {step}`, expected more than nothing"));
        }
        let values = (last - first) / step_by + 1;
        Ok(Self { name: (*name).to_owned(), unit, from: first, step: step_by, values })
    }

    /// Takes the sweep out of a script: its first line that is no comment, if that is one. The other lines keep their
    /// numbers.
    ///
    /// # Errors
    /// If it cannot be read; the error says where.
    pub fn take(text: &str) -> Result<(Option<Self>, String), String> {
        let is_silent = |line: &str| line.is_empty() || line.starts_with('#');
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let first = text.lines().position(|line| !is_silent(line.trim()));
        let found = first.and_then(|at| text.lines().nth(at).map(|line| (at, line.trim())));
        let Some((at, line)) =
            found.filter(|(_, line)| line.split_whitespace().next() == Some("sweep"))
        else {
            return Ok((None, text.to_owned()));
        };
        let line = line.split('#').next().unwrap_or_default();
        let sweep = Self::parse(line).map_err(|error| format!("line {}: {error}", at + 1))?;
        let rest = text.lines().enumerate().map(|(it, line)| if it == at { "" } else { line });
        Ok((Some(sweep), rest.map(|line| format!("{line}\n")).collect()))
    }

    /// The value of this number, from 0, as a script has it.
    pub fn value(&self, number: u64) -> String {
        let value = self.from + number * self.step;
        match self.unit {
            Unit::Time => format_time(value),
            Unit::Share => format_chance(u32::try_from(value).unwrap_or(u32::MAX)),
            Unit::Number => value.to_string(),
        }
    }

    /// The value of this number with its name, to be told.
    pub fn told(&self, number: u64) -> String {
        format!("{} = {}", self.name, self.value(number))
    }

    /// A script with the value of this number in its places.
    pub fn put(&self, number: u64, text: &str) -> String {
        let value = self.value(number);
        let mut pieces = text.split('$');
        let mut put = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            match piece.strip_prefix(self.name.as_str()).filter(|rest| !rest.starts_with(is_part)) {
                Some(rest) => put.extend([value.as_str(), rest]),
                None => put.extend(["$", piece]),
            }
        }
        put
    }

    /// Sees to it that a script has a place for the value.
    ///
    /// # Errors
    /// If it has none.
    pub fn belongs_to(&self, text: &str) -> Result<(), String> {
        if self.put(0, text) == text {
            let name = &self.name;
            return Err(format!(
                "found no `${name}` in the script, expected it where the value stands"
            ));
        }
        Ok(())
    }
}

/// Whether a sign can be part of a name.
fn is_part(sign: char) -> bool {
    sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_'
}

impl Unit {
    fn of(text: &str) -> Option<Self> {
        [Self::Time, Self::Share, Self::Number].into_iter().find(|unit| unit.parse(text).is_some())
    }

    fn parse(self, text: &str) -> Option<u64> {
        match self {
            Self::Time => parse_time(text).ok(),
            Self::Share => parse_percentage(text).map(u64::from),
            Self::Number => text.parse().ok(),
        }
    }

    fn expected(self) -> &'static str {
        match self {
            Self::Time => "a time as well",
            Self::Share => "a share in percent as well",
            Self::Number => "a whole number as well",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        let sweep = Sweep::parse(text).expect(text);
        (0..sweep.values).map(|number| sweep.value(number)).collect()
    }

    #[test]
    fn a_sweep_goes_from_the_first_value_as_far_as_the_last_allows() {
        assert_eq!(values("t from 10ms to 21ms step 5ms"), ["10ms", "15ms", "20ms"]);
        assert_eq!(values("sweep t from 900us to 1.1ms step 100us"), ["900us", "1ms", "1.1ms"]);
        assert_eq!(values("loss from 0% to 1% step 0.5%"), ["0%", "0.5%", "1%"]);
        assert_eq!(values("n from 3 to 3 step 1"), ["3"]);
    }

    #[test]
    fn what_is_no_sweep_is_told() {
        let check = |text: &str, said: &str| assert_eq!(Sweep::parse(text), Err(said.to_owned()));
        check("t from 10ms to 20ms", &format!("found `t from 10ms to 20ms`, expected {EXPECTED}"));
        check("T from 1 to 2 step 1", "found the name `T`, expected small letters, such as `t`");
        check(
            "t from x to 2 step 1",
            "found `x`, expected a time such as 10ms, a share such as 5%, or a whole number",
        );
        check("t from 1ms to 2 step 1", "found `2` beside 1ms, expected a time as well");
        check("t from 2% to 3 step 1%", "found `3` beside 2%, expected a share in percent as well");
        check("t from 1 to 2 step 1ms", "found `1ms` beside 1, expected a whole number as well");
        check("t from 3 to 2 step 1", "found `from 3 to 2`, expected the lesser value first");
        check("t from 3 to 4 step 0", "found `step 0`, expected more than nothing");
    }

    #[test]
    fn the_value_stands_wherever_its_whole_name_does() {
        let sweep = Sweep::parse("t from 5ms to 6ms step 1ms").expect("a sweep");
        assert_eq!(
            sweep.put(1, "advance $t\nput $tt \"$t$x $\"\n"),
            "advance 6ms\nput $tt \"6ms$x $\"\n"
        );
        assert_eq!(sweep.belongs_to("advance $t"), Ok(()));
        assert!(
            sweep.belongs_to("advance $u").is_err_and(|error| error.starts_with("found no `$t`"))
        );
    }

    #[test]
    fn a_script_may_begin_with_its_sweep_and_its_lines_keep_their_numbers() {
        let (sweep, rest) =
            Sweep::take("# Title.\n\nsweep t from 1 to 2 step 1 # both\nadvance $t\n")
                .expect("one");
        assert_eq!(sweep, Some(Sweep::parse("t from 1 to 2 step 1").expect("a sweep")));
        assert_eq!(rest, "# Title.\n\n\nadvance $t\n");
        let plain = "advance 1s\nsweep t from 1 to 2 step 1\n";
        assert_eq!(Sweep::take(plain), Ok((None, plain.to_owned())));
        let error = Sweep::take("cluster 3\n").and(Sweep::take("# x\nsweep all"));
        assert_eq!(error, Err(format!("line 2: found `sweep all`, expected {EXPECTED}")));
    }
}
