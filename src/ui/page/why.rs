//! What the inspector explains of what is picked, and the way back from where a step has led.

use crate::explain::why::{self, Question};
use crate::script::{Command, Line, parse_line};
use crate::sim::Time;
use crate::ui::inspector::Answers;
use crate::ui::tabs::Tab;
use crate::ui::{Selected, Shared};

use super::msg::Explain;
use super::state::Page;

impl Page {
    /// Does what a person wants of an explanation.
    pub(super) fn grant(&mut self, wish: Explain) -> bool {
        match wish {
            Explain::Visit(at, about) => {
                if let Some(from) = self.selected {
                    let now = self.player.read(|player| player.session.now());
                    self.asking.trail.push((now, from));
                }
                self.look_at(at, about)
            }
            Explain::Return => match self.asking.trail.pop() {
                Some((at, about)) => self.look_at(Some(at), about),
                None => false,
            },
            Explain::Question(question) => {
                let shown = self.asking.question == Some(question);
                self.asking.question = (!shown).then_some(question);
                self.refresh()
            }
            Explain::Moment(at) => {
                self.go_to(at);
                let last = self.player.read(|player| {
                    player.session.events().iter().next_back().map(|event| event.seq)
                });
                self.select(last.map(Selected::Event))
            }
        }
    }

    /// What a button's line asks about, if it asks: the answer is shown in the inspector, where its steps can be followed.
    pub(super) fn wondered(&self, line: &str) -> Option<Selected> {
        let Ok(Some(Line { command: Some(Command::Why(inquiry)), .. })) = parse_line(line, 1)
        else {
            return None;
        };
        let view = self.player.read(|player| player.session.view());
        match why::question(inquiry, &view) {
            Ok(Question::About(about)) => Some(about),
            _ => None,
        }
    }

    /// Shows why something is as it is.
    pub(super) fn wonder(&mut self, about: Selected) -> bool {
        self.turn_to(Tab::Inspector);
        // Presenter mode hides it.
        self.present(false);
        self.select(Some(about))
    }

    /// Something else is picked: it has nothing to do with what was asked before.
    pub(super) fn forget_asked(&mut self) {
        self.asking.question = None;
        self.asking.trail.clear();
    }

    fn look_at(&mut self, at: Option<Time>, about: Selected) -> bool {
        self.selected = Some(about);
        self.asking.question = None;
        self.turn_to(Tab::Inspector);
        if let Some(at) = at {
            self.go_to(at);
        }
        self.refresh()
    }

    /// Shows a moment, and stays there.
    fn go_to(&mut self, at: Time) {
        self.wanted = None;
        self.player.change_silently(|player| {
            player.playback.playing = false;
            player.session.seek(at);
        });
    }

    /// Has what is picked explained, if that is shown and anything has changed.
    pub(super) fn explain(&mut self) {
        let Some(selected) = self.selected.filter(|_| self.tab == Tab::Inspector) else {
            self.asking.of = None;
            self.asking.answers = Shared::default();
            return;
        };
        let (question, trail) = (self.asking.question, self.asking.trail.len());
        let made = self.player.read(|player| {
            let session = &player.session;
            let of = Some((session.revision(), session.now(), selected, question, trail));
            (of != self.asking.of).then(|| {
                let event = match selected {
                    Selected::Event(seq) => session.events().get(seq).cloned(),
                    _ => None,
                };
                let answers = Answers {
                    event,
                    about: Some(session.why(Question::About(selected))),
                    asked: question.map(|question| (question, session.why(question))),
                    can_return: trail > 0,
                };
                (of, answers)
            })
        });
        if let Some((of, answers)) = made {
            self.asking.of = of;
            if *self.asking.answers != answers {
                self.asking.answers = Shared::new(answers);
            }
        }
    }

    /// What the stage and the ledger mark: of an event, whom or what it is about.
    pub(super) fn marked(&self) -> Option<Selected> {
        match self.selected {
            Some(Selected::Event(seq)) => self.player.read(|player| {
                let event = player.session.events().get(seq)?;
                match crate::explain::selection::subject(&event.kind)? {
                    // A node that an event is about is marked without its card, as an entry's is.
                    Selected::Node(id) => Some(Selected::Entry(id, crate::raft::Index::ZERO)),
                    about => Some(about),
                }
            }),
            selected => selected,
        }
    }
}
