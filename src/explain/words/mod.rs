//! What happened, in words: events, packets, causes and marks as plain sentences.
//!
//! The events panel, the caption under the stage, the timeline and the announcements for screen readers all take their
//! words from here, so that a thing has one name wherever it is met. Everything is a function from plain data to text;
//! nothing here reads a clock or remembers what it said before.

pub mod caption;
pub mod event;
pub mod fields;
pub mod moment;
pub mod network;
pub mod packet;
pub mod step;
pub mod trouble;

#[cfg(test)]
mod tests;

use std::fmt::Display;

use crate::catalog::{self, tr};
use crate::kv::{Operation, Request};
use crate::raft::{Configuration, Entry, NodeSet, Payload, Timer};
use crate::script::ChaosLevel;
use crate::sim::{Bugs, operation};

pub use caption::{Caption, Rank, caption};
pub use event::{cause_text, event_text, kind_text, link_count};
pub use fields::{PacketField, packet_fields};
pub use network::{clog_text, cut_text, groups, groups_with};
pub use packet::{answer_text, loss_word, overload_text, packet_name, packet_text, refusal_text};
pub use step::step_text;
pub use trouble::{image_error_text, place_text, refusal_of_change_text};

/// A list as a person says it: `n1`, `n1 and n2`, `n1, n2 and n3`.
pub fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let words: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    match words.as_slice() {
        [] => tr!("nobody").to_string(),
        [one] => one.clone(),
        [most @ .., last] => tr!("{most} and {last}", most = most.join(tr!(", ")), last),
    }
}

/// One who may be the person at the console.
pub fn who(it: impl Display) -> String {
    let name = it.to_string();
    if name == "you" { tr!("you").to_owned() } else { name }
}

/// A count and its noun: `1 entry`, `2 entries`. Each of the two is a message of its own: `{n} entry`, `{n} entries`.
pub fn count(n: u64, one: &str, many: &str) -> String {
    catalog::filled(&format!("{{n}} {}", if n == 1 { one } else { many }), &[&n])
}

/// A share of the whole in percent, rounded down; of nothing, all.
pub fn percent(part: u64, whole: u64) -> u8 {
    let share = u128::from(part.min(whole)) * 100;
    u8::try_from(share.checked_div(u128::from(whole)).unwrap_or(100)).unwrap_or(100)
}

/// How many it takes to decide: `2 of 3`, or both majorities while two configurations rule.
pub fn quorum(configuration: &Configuration) -> String {
    let majority = |voters: NodeSet| {
        tr!("{needed} of {all}", needed = voters.len() / 2 + 1, all = voters.len())
    };
    if configuration.outgoing.is_empty() {
        majority(configuration.voters)
    } else {
        let (new, old) = (majority(configuration.voters), majority(configuration.outgoing));
        tr!("{new} new and {old} old voters", new, old)
    }
}

/// Who takes part, as a sentence: `n1, n2 and n3 vote`.
pub fn members(configuration: &Configuration) -> String {
    let Configuration { voters, outgoing, learners } = *configuration;
    let (who, old) = (list(voters), list(outgoing));
    let vote = match (voters.len() == 1, outgoing.is_empty()) {
        (true, true) => tr!("{who} votes", who),
        (false, true) => tr!("{who} vote", who),
        (true, false) => tr!("{who} votes, together with a majority of {old}", who, old),
        (false, false) => tr!("{who} vote, together with a majority of {old}", who, old),
    };
    match learners.len() {
        0 => vote,
        1 => tr!("{vote}; {learners} learns", vote, learners = list(learners)),
        _ => tr!("{vote}; {learners} learn", vote, learners = list(learners)),
    }
}

/// A small number as a word, as running text wants it; from eleven on, in digits.
pub fn number(n: usize) -> String {
    let word = match n {
        0 => tr!("none"),
        1 => tr!("one"),
        2 => tr!("two"),
        3 => tr!("three"),
        4 => tr!("four"),
        5 => tr!("five"),
        6 => tr!("six"),
        7 => tr!("seven"),
        8 => tr!("eight"),
        9 => tr!("nine"),
        10 => tr!("ten"),
        _ => return n.to_string(),
    };
    word.to_string()
}

/// A stretch of time: `800 us`, `21.4 ms`, `1.25 s`.
pub fn duration(us: u64) -> String {
    match us {
        0..1_000 => format!("{us} us"),
        1_000..1_000_000 => format!("{}.{} ms", us / 1_000, us % 1_000 / 100),
        1_000_000..600_000_000 => format!("{}.{:02} s", us / 1_000_000, us % 1_000_000 / 10_000),
        _ => format!("{} min {} s", us / 60_000_000, us / 1_000_000 % 60),
    }
}

/// What was made wrong on purpose and still is: the rules that are broken, and the chaos that is on. `None` if nothing is.
pub fn tampering(bugs: Bugs, chaos: Option<ChaosLevel>) -> Option<String> {
    let bugs: Vec<&str> = bugs.iter().map(|bug| bug.name()).collect();
    let bugs = match bugs.as_slice() {
        [] => None,
        [one] => Some(tr!("broken: {rule}", rule = one)),
        many => Some(tr!("{n} rules broken", n = many.len())),
    };
    let chaos = chaos.map(|level| tr!("chaos: {level}", level));
    let told: Vec<String> = bugs.into_iter().chain(chaos).collect();
    (!told.is_empty()).then(|| told.join(" · "))
}

/// The first letter in upper case, for the start of a sentence; a node's name stays as it is.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        // `n3`, `c2` and `p17` are names.
        Some(first) if !letters.as_str().starts_with(|c: char| c.is_ascii_digit()) => {
            [upper(first)].into_iter().chain(letters).collect()
        }
        _ => text.to_string(),
    }
}

/// A letter in upper case. Those of English and German will do: the others would bring tables of their own.
fn upper(letter: char) -> char {
    match letter {
        'ä' => 'Ä',
        'ö' => 'Ö',
        'ü' => 'Ü',
        _ => letter.to_ascii_uppercase(),
    }
}

/// Two sentences, one after the other.
fn and_then(first: impl Display, then: impl Display) -> String {
    tr!("{first} {then}", first, then)
}

/// An operation as it is typed, cut short where it would be long.
pub fn operation_text(operation: &Operation) -> String {
    match operation {
        Operation::Get { key } => format!("get {}", short(key)),
        Operation::Put { key, value } => format!("put {} {}", short(key), short(value)),
        Operation::Delete { key } => format!("delete {}", short(key)),
        Operation::Cas { key, old, new } => {
            format!("cas {} {} {}", short(key), short(old), short(new))
        }
        Operation::Create { key, value } => format!("create {} {}", short(key), short(value)),
        Operation::Read { key } => format!("read {}", short(key)),
        Operation::Update { key, value } => format!("update {} {}", short(key), short(value)),
    }
}

/// A key or value as a label: in quotes where it is empty or holds spaces, cut after 24 letters.
pub fn short(text: &str) -> String {
    const MOST: usize = 24;
    let mut shown: String = text.chars().take(MOST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    if shown.is_empty() || shown.contains(char::is_whitespace) {
        format!("\"{shown}\"")
    } else {
        shown
    }
}

/// The timer's name.
pub fn timer_name(timer: Timer) -> &'static str {
    match timer {
        Timer::Election => tr!("election timer"),
        Timer::Heartbeat => tr!("heartbeat timer"),
        Timer::Batch => tr!("batch timer"),
        Timer::Stickiness => tr!("stickiness timer"),
        Timer::Quorum => tr!("quorum timer"),
        Timer::Transfer => tr!("transfer timer"),
        Timer::Lease => tr!("lease timer"),
        Timer::Renewal => tr!("lease renewal timer"),
    }
}

/// What an entry holds, as a person would type it; `∅` for a no-op.
pub fn entry_text(entry: &Entry) -> String {
    match &entry.payload {
        Payload::Noop => "∅".to_owned(),
        Payload::Configuration(configuration) => {
            let names =
                |set: NodeSet| set.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(" ");
            let mut text = format!("members {}", names(configuration.voters));
            if !configuration.outgoing.is_empty() {
                text = format!("{text} and {}", names(configuration.outgoing));
            }
            if !configuration.learners.is_empty() {
                text = format!("{text} +{}", names(configuration.learners));
            }
            text
        }
        Payload::Command(bytes) => match Request::decode(bytes) {
            Ok(request) => operation::operation_text(&request.operation),
            Err(error) => error.to_string(),
        },
    }
}
