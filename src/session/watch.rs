//! Who looks on while a script lets much time pass.

use std::fmt;
use std::rc::Rc;

use crate::sim::Time;

/// Is asked now and then, while a command lets virtual time pass, whether to go on. It is told the moment that was
/// reached, and cannot change what happens until then.
#[derive(Clone)]
pub struct Watch(Rc<dyn Fn(Time) -> bool>);

impl Watch {
    /// How many moves are made between two questions: together they take about a millisecond.
    const EVERY: u64 = 1_024;

    /// One that is asked in this way.
    pub fn new(goes_on: impl Fn(Time) -> bool + 'static) -> Self {
        Self(Rc::new(goes_on))
    }

    /// Whether to go on after so many moves of one command.
    pub(super) fn goes_on(&self, moves: u64, now: Time) -> bool {
        !moves.is_multiple_of(Self::EVERY) || self.0(now)
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}
