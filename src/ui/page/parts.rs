//! The parts of the program that come after the page has begun.

use yew::prelude::*;

use crate::ui::late::Late;
use crate::ui::program::{Loading, Part, Program};

/// How far they have come.
pub struct Parts {
    program: &'static Program,
    on_want: Callback<Part>,
    states: [State; Part::ALL.len()],
}

/// How far a part has come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum State {
    Coming,
    Here,
    /// It could not be fetched.
    Missing,
}

impl Parts {
    /// Those of this program. The callback asks for one.
    pub fn of(program: &'static Program, on_want: Callback<Part>) -> Self {
        let state = if program.load.is_some() { State::Coming } else { State::Here };
        Self { program, on_want, states: [state; Part::ALL.len()] }
    }

    /// Something that a part does.
    pub fn late<F>(&self, part: Part, does: impl FnOnce(&'static Program) -> F) -> Late<F> {
        match self.states[part as usize] {
            State::Here => Late::Here(does(self.program)),
            State::Coming => Late::Coming,
            State::Missing => Late::Missing(self.on_want.reform(move |()| part)),
        }
    }

    /// What fetches a part, where not all are here from the beginning.
    pub fn load(&self) -> Option<fn(Part) -> Loading> {
        self.program.load
    }

    /// A part has come so far.
    pub fn set(&mut self, part: Part, state: State) {
        self.states[part as usize] = state;
    }

    /// Whether each has come, or could not be fetched.
    pub fn are_settled(&self) -> bool {
        !self.states.contains(&State::Coming)
    }
}
