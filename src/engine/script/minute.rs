//! A minute of the calendar: `2027-01-31 18:00`, in UTC. The simulation has a time of its own and knows of no calendar; a
//! mission that is an assignment says until when it is open, and who shows or grades it compares.

use std::fmt::{Display, Formatter, Result as Written};

use super::error::ScriptError;
use super::token::Cursor;

/// A minute, counted from the beginning of 1970, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minute(u32);

/// The years that can be written, with four digits.
const YEARS: std::ops::RangeInclusive<u64> = 1970..=9999;
const MINUTES_A_DAY: u64 = 24 * 60;

impl Minute {
    /// The minute in which so many seconds have passed since the beginning of 1970, without leap seconds, as clocks count.
    /// What lies beyond the year 9999 is its last minute.
    pub fn of_unix(seconds: u64) -> Self {
        let last = minutes(10_000, 1, 1) - 1;
        Self((seconds / 60).min(last) as u32)
    }

    /// The minute that is written so, as after `open until`.
    pub fn read(text: &str) -> Option<Self> {
        let (date, time) = text.split_once(' ')?;
        Some(Self((day(date)? + time_of_day(time)?) as u32))
    }
}

impl Display for Minute {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        let (days, minute) = (u64::from(self.0) / MINUTES_A_DAY, u64::from(self.0) % MINUTES_A_DAY);
        // At most a year too late.
        let mut year = 1970 + days / 365;
        while days_before(year) > days {
            year -= 1;
        }
        let mut left = days - days_before(year);
        let mut month = 1;
        while left >= days_of(year, month) {
            left -= days_of(year, month);
            month += 1;
        }
        write!(f, "{year}-{month:02}-{:02} {:02}:{:02}", left + 1, minute / 60, minute % 60)
    }
}

/// Reads a date and a time.
pub(super) fn minute(cursor: &mut Cursor<'_>) -> Result<Minute, ScriptError> {
    const DATE: &str = "a date such as 2027-01-31";
    const TIME: &str = "a time of that day such as 18:00, in UTC";
    let token = cursor.word(DATE)?;
    let day = day(token.source).ok_or_else(|| cursor.unexpected(&token, DATE))?;
    let token = cursor.word(TIME)?;
    let time = time_of_day(token.source).ok_or_else(|| cursor.unexpected(&token, TIME))?;
    Ok(Minute((day + time) as u32))
}

/// The minutes before a day.
fn day(text: &str) -> Option<u64> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    let is_there = YEARS.contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day);
    is_there.then(|| minutes(year, month, day))
}

/// The minutes of a day before a time.
fn time_of_day(text: &str) -> Option<u64> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (number(hour, 2)?, number(minute, 2)?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// A number of so many digits, with zeros in front.
fn number(text: &str, length: usize) -> Option<u64> {
    let is_one = text.len() == length && text.bytes().all(|it| it.is_ascii_digit());
    is_one.then(|| text.parse().ok()).flatten()
}

/// The minutes before a day that there is.
fn minutes(year: u64, month: u64, day: u64) -> u64 {
    let months: u64 = (1..month).map(|month| days_of(year, month)).sum();
    (days_before(year) + months + day - 1) * MINUTES_A_DAY
}

/// The days between the beginning of 1970 and that of a year (the Gregorian calendar).
fn days_before(year: u64) -> u64 {
    let leap_days = |year: u64| year / 4 - year / 100 + year / 400;
    (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969)
}

fn days_of(year: u64, month: u64) -> u64 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_those_of_the_calendar() {
        let check = |text: &str, seconds: u64| {
            let minute = Minute::read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(minute, Minute::of_unix(seconds), "{text}");
            assert_eq!(minute.to_string(), text);
        };
        check("1970-01-01 00:00", 0);
        check("2000-02-29 12:00", 951_825_600);
        check("2026-12-24 18:00", 1_798_135_200);
        check("2100-03-01 00:00", 4_107_542_400);
        check("9999-12-31 23:59", u64::MAX);
        assert_eq!(Minute::of_unix(119), Minute::of_unix(60));
    }

    #[test]
    fn every_day_of_many_years_is_written_as_it_is_read() {
        let last = u64::from(Minute::read("2405-01-01 00:00").expect("it is one").0);
        for minute in (0..last).step_by(MINUTES_A_DAY as usize / 2 + 7) {
            let minute = Minute(minute as u32);
            assert_eq!(Minute::read(&minute.to_string()), Some(minute));
        }
    }

    #[test]
    fn what_no_calendar_has_is_none() {
        for text in [
            "2027-02-29 12:00",
            "2027-13-01 12:00",
            "2027-00-01 12:00",
            "2027-04-31 12:00",
            "2027-01-01 24:00",
            "2027-01-01 12:60",
            "27-01-01 12:00",
            "2027-1-1 12:00",
            "1969-12-31 12:00",
            "2027-01-01",
            "2027-01-01 12:00:00",
        ] {
            assert_eq!(Minute::read(text), None, "{text}");
        }
    }
}
