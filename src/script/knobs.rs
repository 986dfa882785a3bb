//! `set KNOB VALUE`.

use super::bounds::{
    MAX_BATCH_SIZE, MAX_CHUNK_BYTES, MAX_DRIFT_PPM, MAX_IN_FLIGHT, MAX_SNAPSHOT_EVERY, MAX_TAIL,
    MAX_TIME_US, MAX_TRIES, MIN_TIMEOUT_US,
};
use super::command::{ReadChoice, Setting};
use super::error::ScriptError;
use super::help::KNOBS;
use super::parse::{count, expected_time, number, switch, time};
use super::suggest::nearest;
use super::token::Cursor;
use super::units::{parse_chance, parse_time_range};

/// Reads a knob and its value.
pub(super) fn setting(cursor: &mut Cursor<'_>) -> Result<Setting, ScriptError> {
    let names = || KNOBS.iter().map(|entry| entry.name);
    let listed = || names().collect::<Vec<_>>().join(", ");
    let token = cursor.word(&format!("a knob: one of {}", listed()))?;
    let name = token.source.to_ascii_lowercase();
    if let Some(entry) = KNOBS.iter().find(|entry| entry.name == name) {
        cursor.usage = entry.usage;
    }
    Ok(match name.as_str() {
        "election" => {
            let (min_us, max_us) = range(cursor, MIN_TIMEOUT_US)?;
            Setting::Election { min_us, max_us }
        }
        "heartbeat" => Setting::Heartbeat(time(cursor, MIN_TIMEOUT_US)?),
        "latency" => {
            let (min_us, max_us) = range(cursor, 0)?;
            Setting::Latency { min_us, max_us }
        }
        "loss" => Setting::Loss(chance(cursor)?),
        "duplicate" => Setting::DuplicateChance(chance(cursor)?),
        "reorder" => Setting::Reorder(chance(cursor)?),
        "disk" => {
            let (min_us, max_us) = range(cursor, 0)?;
            Setting::Disk { min_us, max_us }
        }
        "batch" => Setting::Batch(time(cursor, 0)?),
        "batchsize" => Setting::BatchSize(count(cursor, "a number of entries", MAX_BATCH_SIZE)?),
        "inflight" => Setting::InFlight(count(cursor, "a number of messages", MAX_IN_FLIGHT)?),
        "clienttimeout" => Setting::ClientTimeout(time(cursor, MIN_TIMEOUT_US)?),
        "clienttries" => Setting::ClientTries(count(cursor, "a number of tries", MAX_TRIES)?),
        "backoff" => Setting::Backoff(time(cursor, 0)?),
        "prevote" => Setting::PreVote(switch(cursor)?),
        "checkquorum" => Setting::CheckQuorum(switch(cursor)?),
        "snapshot" if cursor.take_word("off") => Setting::SnapshotEvery(None),
        "snapshot" => {
            let every = count(cursor, "off, or a number of entries", MAX_SNAPSHOT_EVERY)?;
            Setting::SnapshotEvery(Some(every))
        }
        "chunk" => Setting::Chunk(count(cursor, "a number of bytes", MAX_CHUNK_BYTES)?),
        "tail" => Setting::Tail(tail(cursor)?),
        "expiry" if cursor.take_word("off") => Setting::Expiry(None),
        "expiry" => Setting::Expiry(Some(time(cursor, MIN_TIMEOUT_US)?)),
        "reads" => Setting::Reads(reads(cursor)?),
        "drift" => Setting::Drift(drift(cursor)?),
        name => {
            let expected = match nearest(name, names()) {
                Some(guess) => format!("a knob; did you mean {guess}?"),
                None => format!("a knob: one of {} (to write a key, put KEY VALUE)", listed()),
            };
            return Err(cursor.unexpected(&token, &expected));
        }
    })
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

fn reads(cursor: &mut Cursor<'_>) -> Result<ReadChoice, ScriptError> {
    const EXPECTED: &str = "one of index, lease, log and unsafe";
    let token = cursor.word(EXPECTED)?;
    let named = ReadChoice::ALL.into_iter().find(|choice| token.is_word(choice.name()));
    named.ok_or_else(|| cursor.unexpected(&token, EXPECTED))
}

/// Reads by how much clocks may differ.
fn drift(cursor: &mut Cursor<'_>) -> Result<u32, ScriptError> {
    const EXPECTED: &str = "a difference from 0% to 50%, such as 1% or 0.1%";
    let token = cursor.word(EXPECTED)?;
    match parse_chance(token.source) {
        Ok(ppm) if ppm <= MAX_DRIFT_PPM => Ok(ppm),
        _ => Err(cursor.unexpected(&token, EXPECTED)),
    }
}

/// Reads how many entries, of which there may be none.
fn tail(cursor: &mut Cursor<'_>) -> Result<u32, ScriptError> {
    let tail = number(cursor, "a number of entries", 0, MAX_TAIL.into())?;
    Ok(u32::try_from(tail).expect("a number within bounds"))
}

/// Reads a chance.
pub(super) fn chance(cursor: &mut Cursor<'_>) -> Result<u32, ScriptError> {
    let token = cursor.word("a chance from 0% to 100%, such as 2% or 0.5%")?;
    parse_chance(token.source).map_err(|expected| cursor.unexpected(&token, expected))
}
