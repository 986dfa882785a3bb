//! Times and chances as people write them. All arithmetic is on integers: microseconds, and parts per million.

/// The units of time with their lengths in microseconds; the first spelling of each length is the canonical one.
const UNITS: [(&str, u64); 7] = [
    ("us", 1),
    // The micro sign and the Greek letter look alike, and keyboards make both.
    ("\u{b5}s", 1),
    ("\u{3bc}s", 1),
    ("ms", 1_000),
    ("s", 1_000_000),
    ("min", 60_000_000),
    ("h", 3_600_000_000),
];

/// Parts per million in the whole.
pub const CERTAIN: u32 = 1_000_000;

/// Reads a time such as `150ms`, `1.5s` or `800us`, in microseconds.
///
/// # Errors
/// What was expected instead: a unit, a plain number, or less precision.
pub fn parse_time(text: &str) -> Result<u64, &'static str> {
    const EXPECTED: &str = "a time such as 150ms, 1.5s or 800us";
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let unit = unit.to_ascii_lowercase();
    let scale = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, us)| *us);
    match (decimal(number), scale) {
        (Some(_), None) if unit.is_empty() => {
            Err("a time with its unit (us, ms, s, min or h), such as 150ms")
        }
        (Some(number), Some(scale)) => {
            number.times(scale).ok_or("a time in whole microseconds, such as 1.000001s")
        }
        _ => Err(EXPECTED),
    }
}

/// Reads a range of times such as `150ms..300ms`; one time alone is a range of its own, and `150..300ms` lends its
/// unit to both ends.
///
/// # Errors
/// What was expected instead.
pub fn parse_time_range(text: &str) -> Result<(u64, u64), &'static str> {
    let Some((low, high)) = text.split_once("..") else {
        let time = parse_time(text)?;
        return Ok((time, time));
    };
    let max_us = parse_time(high)?;
    let min_us = if low.ends_with(|c: char| c.is_ascii_digit()) {
        let unit = high.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        parse_time(&format!("{low}{unit}"))?
    } else {
        parse_time(low)?
    };
    if min_us > max_us {
        return Err("the shorter time first, such as 5ms..15ms");
    }
    Ok((min_us, max_us))
}

/// Reads a chance such as `2%` or `0.5%`, in parts per million.
///
/// # Errors
/// What was expected instead.
pub fn parse_chance(text: &str) -> Result<u32, &'static str> {
    const EXPECTED: &str = "a chance from 0% to 100%, such as 2% or 0.5%";
    let number = text.strip_suffix('%').ok_or(EXPECTED)?;
    let number = decimal(number).ok_or(EXPECTED)?;
    let ppm = number.times(10_000).ok_or("a chance with at most four decimals, such as 0.0001%")?;
    u32::try_from(ppm).ok().filter(|ppm| *ppm <= CERTAIN).ok_or(EXPECTED)
}

/// Reads a percentage such as `105%` or `99.5%`, in parts per million.
pub fn parse_percentage(text: &str) -> Option<u32> {
    let ppm = decimal(text.strip_suffix('%')?)?.times(10_000)?;
    u32::try_from(ppm).ok()
}

/// Writes a time in its shortest exact form, such as `1.5s`.
pub fn format_time(us: u64) -> String {
    let (scale, unit) = match us {
        0 => return "0ms".to_owned(),
        1..1_000 => (1, "us"),
        1_000..1_000_000 => (1_000, "ms"),
        _ => (1_000_000, "s"),
    };
    format!("{}{unit}", format_decimal(us, scale))
}

/// Writes a range of times, such as `150ms..300ms`, or one time if both ends are equal.
pub fn format_time_range(min_us: u64, max_us: u64) -> String {
    if min_us == max_us {
        format_time(min_us)
    } else {
        format!("{}..{}", format_time(min_us), format_time(max_us))
    }
}

/// Writes a chance, or any other share, such as `0.5%`.
pub fn format_chance(ppm: u32) -> String {
    format!("{}%", format_decimal(ppm.into(), 10_000))
}

/// `number / scale` as an exact decimal fraction; `scale` is a power of ten.
fn format_decimal(number: u64, scale: u64) -> String {
    let (whole, fraction) = (number / scale, number % scale);
    if fraction == 0 {
        return whole.to_string();
    }
    let width = scale.ilog10() as usize;
    let digits = format!("{fraction:0width$}");
    format!("{whole}.{}", digits.trim_end_matches('0'))
}

/// A decimal number: `digits / 10^decimals`.
struct Decimal {
    digits: u64,
    decimals: u32,
}

impl Decimal {
    /// The number times `scale`, if that is whole, and no larger than the largest thing that is ever measured.
    fn times(self, scale: u64) -> Option<u64> {
        let divisor = 10u128.checked_pow(self.decimals)?;
        let product = u128::from(self.digits) * u128::from(scale);
        if product % divisor != 0 {
            return None;
        }
        u64::try_from(product / divisor).ok()
    }
}

/// Digits, with at most one point among them; trailing zeros after the point do not count.
fn decimal(text: &str) -> Option<Decimal> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction.trim_end_matches('0')),
        None => (text, ""),
    };
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = format!("{whole}{fraction}").parse().ok()?;
    Some(Decimal { digits, decimals: u32::try_from(fraction.len()).ok()? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_have_units_and_may_have_decimals() {
        for (text, us) in [
            ("800us", 800),
            ("800\u{b5}s", 800),
            ("800\u{3bc}s", 800),
            ("150ms", 150_000),
            ("2s", 2_000_000),
            ("1.5s", 1_500_000),
            ("1.5S", 1_500_000),
            ("0.000001s", 1),
            ("1.50000000000s", 1_500_000),
            ("0.5min", 30_000_000),
            ("24h", 86_400_000_000),
            ("0ms", 0),
        ] {
            assert_eq!(parse_time(text), Ok(us), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "", "s", "5", "5 s", "-5s", "+5s", ".5s", "5.s", "1.2.3s", "5m", "1e3s", "5sec", "..",
            "0x1s",
        ] {
            parse_time(text).expect_err(text);
        }
    }

    #[test]
    fn more_precision_than_a_microsecond_is_refused() {
        for text in ["0.5us", "1.0001ms", "0.0000001s", "1.5000001s"] {
            let expected = parse_time(text).expect_err(text);
            assert!(expected.contains("whole microseconds"), "{text}: {expected}");
        }
    }

    #[test]
    fn absurd_times_are_refused_without_overflow() {
        for text in
            ["99999999999999999999s", "18446744073709551615h", "1.0000000000000000000000001s"]
        {
            parse_time(text).expect_err(text);
        }
        parse_time(&format!("{}s", "9".repeat(10_000))).expect_err("ten thousand digits");
        parse_time(&format!("0.{}1s", "0".repeat(10_000))).expect_err("ten thousand decimals");
    }

    #[test]
    fn ranges_go_from_the_shorter_to_the_longer() {
        assert_eq!(parse_time_range("150ms..300ms"), Ok((150_000, 300_000)));
        assert_eq!(parse_time_range("150..300ms"), Ok((150_000, 300_000)));
        assert_eq!(parse_time_range("1.5..2s"), Ok((1_500_000, 2_000_000)));
        assert_eq!(parse_time_range("5ms"), Ok((5_000, 5_000)));
        assert_eq!(parse_time_range("5ms..5ms"), Ok((5_000, 5_000)));
        let expected = parse_time_range("15ms..5ms").expect_err("the wrong way round");
        assert!(expected.contains("shorter time first"), "{expected}");
        for text in ["..", "5ms..", "..5ms", "5ms..x", "5ms...6ms", "5..6"] {
            parse_time_range(text).expect_err(text);
        }
    }

    #[test]
    fn chances_are_percentages() {
        for (text, ppm) in
            [("2%", 20_000), ("0.5%", 5_000), ("0%", 0), ("100%", CERTAIN), ("0.0001%", 1)]
        {
            assert_eq!(parse_chance(text), Ok(ppm), "{text}");
        }
        for text in ["2", "%", "101%", "100.0001%", "-1%", "+1%", "0.00001%", "1e1%", "2%%"] {
            parse_chance(text).expect_err(text);
        }
    }

    #[test]
    fn times_and_chances_are_written_as_people_write_them() {
        for (us, text) in [
            (0, "0ms"),
            (800, "800us"),
            (1_234, "1.234ms"),
            (150_000, "150ms"),
            (1_500_000, "1.5s"),
            (3_842_017, "3.842017s"),
            (86_400_000_000, "86400s"),
        ] {
            assert_eq!(format_time(us), text);
        }
        assert_eq!(format_chance(5_000), "0.5%");
        assert_eq!(format_chance(CERTAIN), "100%");
        assert_eq!(format_time_range(5_000, 15_000), "5ms..15ms");
        assert_eq!(format_time_range(5_000, 5_000), "5ms");
    }

    proptest! {
        #[test]
        fn every_time_and_chance_reads_back(us: u64, other: u64, ppm in 0..=CERTAIN) {
            prop_assert_eq!(parse_time(&format_time(us)), Ok(us));
            let (low, high) = (us.min(other), us.max(other));
            prop_assert_eq!(parse_time_range(&format_time_range(low, high)), Ok((low, high)));
            prop_assert_eq!(parse_chance(&format_chance(ppm)), Ok(ppm));
        }

        #[test]
        fn any_text_is_read_or_refused(text: String) {
            let _ = parse_time(&text);
            let _ = parse_time_range(&text);
            let _ = parse_chance(&text);
        }
    }
}
