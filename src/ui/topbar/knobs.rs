//! The knobs as the menus show them: each with the value it has now, written as `set` takes it.

use crate::script::units::{format_chance, format_time, format_time_range};
use crate::sim::Knobs;

/// One knob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knob {
    /// Its name in the language.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its value, as `set` takes it.
    pub value: String,
}

/// All knobs, the most telling first.
pub fn all(knobs: &Knobs) -> Vec<Knob> {
    let knob = |name, about, value| Knob { name, about, value };
    let raft = &knobs.raft;
    let election = format_time_range(raft.election.min_us, raft.election.max_us);
    let latency = format_time_range(knobs.latency.min_us, knobs.latency.max_us);
    let disk = format_time_range(knobs.disk.min_us, knobs.disk.max_us);
    let drift = u32::try_from(raft.drift_ppm).unwrap_or(u32::MAX);
    let snapshot = knobs.snapshot_every.map_or("off".to_owned(), |every| every.to_string());
    let expiry = knobs.expiry_us.map_or("off".to_owned(), format_time);
    vec![
        knob("election", "a follower waits for a leader", election),
        knob("heartbeat", "between two heartbeats", format_time(raft.heartbeat_us)),
        knob("latency", "a packet takes, one way", latency),
        knob("disk", "a write takes", disk),
        knob("loss", "chance to be lost", format_chance(knobs.loss_ppm)),
        knob("duplicate", "chance to arrive twice", format_chance(knobs.duplicate_ppm)),
        knob("reorder", "chance to be overtaken", format_chance(knobs.reorder_ppm)),
        knob("batch", "a leader gathers for", format_time(raft.batch_us)),
        knob("batchsize", "entries in a message", raft.max_batch.to_string()),
        knob("inflight", "messages unanswered", raft.max_in_flight.to_string()),
        knob("clienttimeout", "a client waits", format_time(knobs.client_timeout_us)),
        knob("clienttries", "a client tries", knobs.client_tries.to_string()),
        knob("backoff", "between two tries", format_time(knobs.backoff_us)),
        knob("prevote", "ask before standing for election", switch(raft.pre_vote)),
        knob("checkquorum", "a leader that no majority answers goes", switch(raft.check_quorum)),
        knob("snapshot", "applied entries between snapshots", snapshot),
        knob("chunk", "bytes of a snapshot in a message", raft.snapshot_chunk.to_string()),
        knob("reads", "how reads are answered", knobs.reads.name().to_owned()),
        knob("drift", "clocks may differ by", format_chance(drift)),
        knob("tail", "entries kept behind a snapshot", raft.snapshot_tail.to_string()),
        knob("expiry", "a client's session lives without use", expiry),
    ]
}

fn switch(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

/// The value of the knob of this name; empty if there is none.
pub fn value<'a>(knobs: &'a [Knob], name: &str) -> &'a str {
    knobs.iter().find(|knob| knob.name == name).map_or("", |knob| &knob.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{Command, parse_line};

    #[test]
    fn every_value_is_written_as_set_takes_it() {
        let mut again = Knobs::default();
        let knobs = Knobs { loss_ppm: 20_000, reorder_ppm: 1_500, ..Knobs::default() };
        for knob in all(&knobs) {
            let line = format!("set {} {}", knob.name, knob.value);
            let parsed = parse_line(&line, 1).expect(&line).expect(&line);
            let Some(Command::Set(setting)) = parsed.command else { panic!("{line}") };
            again.set(setting).expect(&line);
        }
        assert_eq!(again, knobs);
    }

    #[test]
    fn a_value_is_found_by_name() {
        let knobs = all(&Knobs::default());
        assert_eq!(value(&knobs, "heartbeat"), "50ms");
        assert_eq!(value(&knobs, "xyzzy"), "");
    }
}
