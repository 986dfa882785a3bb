//! Within which bounds a search looks.

use crate::explain::words::{count, duration};
use crate::script::{Condition, Find, FindMove};
use crate::sim::Time;

/// What is looked for, from when to when, and by which moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub condition: Condition,
    /// The moment that every schedule begins at.
    pub from: Time,
    /// The last moment that is looked at.
    pub to: Time,
    /// What may be done.
    pub using: Vec<FindMove>,
    /// How often at most.
    pub most: u32,
    /// How many states the exhaustive engine may look at, and how many the one by chance.
    pub states: (u64, u64),
    /// Which part of it is looked at.
    pub share: Share,
}

/// A part of a search, of which all together look at what one alone would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// From 0.
    pub number: u32,
    /// How many parts there are.
    pub of: u32,
}

impl Share {
    /// All of it.
    pub const ALL: Self = Self { number: 0, of: 1 };

    /// Whether what comes as this one in order is in it.
    pub fn has(self, place: u64) -> bool {
        place % u64::from(self.of.max(1)) == u64::from(self.number)
    }
}

impl Bounds {
    /// How many states each engine looks at, if nobody says otherwise: some seconds in a browser.
    pub const STATES: (u64, u64) = (1_000_000, 1_000_000);

    /// What a line asks for, at this moment.
    pub fn of(find: &Find, now: Time) -> Self {
        Self {
            condition: find.condition.clone(),
            from: now,
            to: now.plus_us(find.time_us()),
            using: find.moves().to_vec(),
            most: find.most(),
            states: Self::STATES,
            share: Share::ALL,
        }
    }

    /// The part of one of so many who share this, by its number from 0: each looks at as many states.
    pub fn share(&self, number: u32, of: u32) -> Self {
        let part = |states: u64| states.div_ceil(of.max(1).into());
        let states = (part(self.states.0), part(self.states.1));
        Self { states, share: Share { number, of }, ..self.clone() }
    }

    /// For how long, in words.
    pub fn time(&self) -> String {
        duration(self.to.since(self.from))
    }
}

/// So many moves, in words.
pub fn moves(number: u32) -> String {
    count(number.into(), "move", "moves")
}
