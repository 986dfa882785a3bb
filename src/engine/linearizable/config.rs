//! One guess of the search: what the key holds, and which pending operations have taken effect.

use super::pending::{Bits, set};
use super::problem::{Class, Demand, Op};
use super::states::{Moment, State};

/// What the search may do next for the return that it stands at. The order is by how much: a later one allows all that
/// an earlier one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mode {
    /// A write took effect on a text for the sake of this return, so no other write need.
    WrittenOnText,
    /// The same, on a value to which nothing can be appended.
    WrittenOnOther,
    /// Something took effect on a text (or on an absent key), and nothing that counts has seen it: no write may hide it.
    UnseenOnText,
    /// The same, on a value to which nothing can be appended.
    UnseenOnOther,
    /// Something took effect for the sake of this return.
    Moved,
    /// Nothing did yet.
    Fresh,
}

/// How far a block in the gap has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The returning operation is not in it yet.
    Before,
    /// It is, and what came after it was not seen.
    Unseen,
    /// It is, and all was seen: the block may end.
    Seen,
}

/// Where the search puts the next operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At the end of what happened so far.
    Present(Mode),
    /// In a block right before the last write, where the value is this.
    Gap(State, Phase),
}

impl Place {
    /// Whether whatever may be done at the other place may be done here.
    pub(super) fn allows(self, other: Self) -> bool {
        match (self, other) {
            (Self::Present(mode), Self::Present(other)) => mode >= other,
            _ => self == other,
        }
    }
}

/// A set of ways to order what happened so far, all of which leave the same value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Config {
    /// The value.
    pub(super) state: State,
    /// What may come next.
    pub(super) place: Place,
    /// The moment of the last write. Pending operations invoked before it may have taken effect right before it, in
    /// blocks that begin with a write of their own.
    pub(super) gap: Moment,
    /// Pending appends invoked before this moment may have taken effect unseen.
    pub(super) appends_free_before: Moment,
    /// The pending operations that have taken effect for certain, by slot.
    pub(super) done: Bits,
}

impl Config {
    /// At the very start.
    pub(super) fn new(state: State, slots: usize) -> Self {
        Self {
            state,
            place: Place::Present(Mode::Fresh),
            gap: 0,
            appends_free_before: 0,
            done: vec![0; slots.div_ceil(64)],
        }
    }

    /// Whether the operation may have taken effect unseen.
    pub(super) fn frees(&self, op: &Op) -> bool {
        match op.class {
            Class::Blind => op.invoked < self.gap,
            Class::Append => op.invoked < self.appends_free_before,
            Class::Reader | Class::Conditional => false,
        }
    }

    /// The same with one more operation done.
    pub(super) fn with(&self, op: &Op) -> Self {
        let mut next = self.clone();
        set(&mut next.done, op.slot);
        next
    }
}

impl Demand {
    /// Whether a state is what is asked for.
    pub(super) fn admits(self, state: State) -> bool {
        match self {
            Self::Any => true,
            Self::Is(wanted) => state == wanted,
            Self::Not(barred) => state != barred,
        }
    }
}
