//! Writing a lesson: the sheet, and the lesson as others will meet it.

use yew::prelude::*;

use crate::catalog::tr;
use crate::session::narration::title_of;
use crate::session::{Playback, Session};
use crate::ui::Shared;
use crate::ui::author::{AuthorMsg, Given};
use crate::ui::tabs::Tab;

use super::loaded::Source;
use super::opening;
use super::overlay::Offer;
use super::saved::Habits;
use super::state::{Page, Writing};

impl Page {
    /// Does what an author asks for.
    pub(super) fn author(&mut self, ctx: &Context<Self>, ask: AuthorMsg) -> bool {
        match ask {
            AuthorMsg::Write => self.write(None),
            AuthorMsg::Retell(property) => self.write(Some(Given::Violation(property))),
            AuthorMsg::Close => {
                self.writing = Writing { open: false, given: None };
                self.turn_to(Tab::Console);
                self.refresh()
            }
            AuthorMsg::Play(trying) => {
                let trying = trying.0.take();
                trying.is_some_and(|it| self.begin_beside(tr!("trying the lesson").to_owned(), it))
            }
            AuthorMsg::Try(text) => self.load(Source::Lesson, text.to_string()),
            AuthorMsg::Share(fragment) => self.hand_out(ctx, fragment.to_string()),
            AuthorMsg::Back => self.open_mine(),
        }
    }

    /// Shows the sheet, with something in the draft's place if that is given.
    pub(super) fn write(&mut self, given: Option<Given>) -> bool {
        self.writing.open = true;
        if let Some(given) = given {
            self.writing.given = Some(Shared::new(given));
        }
        (self.menu, self.notice) = (None, None);
        self.present(false);
        self.turn_to(Tab::Author);
        self.refresh()
    }

    /// Opens a lesson at its beginning. What it takes the place of is kept.
    pub(super) fn show_lesson(&mut self, text: &str, session: Result<Session, String>) -> bool {
        let session = match session {
            Ok(session) => session,
            Err(error) => {
                self.notify(error, None);
                return true;
            }
        };
        // A lesson that was tried before is not kept: it is in the draft.
        if self.touring.tour.is_none() && self.touring.mission.is_none() {
            self.make_way();
        }
        match opening::tour_of(&session, title_of(text)) {
            Some(tour) => self.begin(session, tour, Habits::kept().pace),
            None => {
                self.player.change_silently(|player| {
                    player.session.adopt(session);
                    player.playback = Playback::paused();
                });
                (self.touring.tour, self.selected, self.wanted) = (None, None, None);
            }
        }
        self.turn_to(Tab::Console);
        let text = tr!("This is your lesson as others will meet it. The draft is kept.");
        self.offer(text.into(), tr!("back to writing"), Offer::Writing);
        self.save();
        self.refresh()
    }
}
