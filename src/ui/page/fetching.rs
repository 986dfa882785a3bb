//! Fetching the parts of the program that come after the page has begun.

use yew::prelude::*;

use crate::ui::program::Part;

use super::msg::Msg;
use super::parts::State;
use super::state::Page;

impl Page {
    /// Begins to fetch all parts that are not here.
    pub(super) fn want_all(&mut self, ctx: &Context<Self>) {
        if self.parts.load().is_none() {
            ctx.props().on_whole.emit(());
        }
        for part in Part::ALL {
            self.want(ctx, part);
        }
    }

    /// Begins to fetch a part, unless it is here.
    pub(super) fn want(&mut self, ctx: &Context<Self>, part: Part) -> bool {
        let Some(load) = self.parts.load() else { return false };
        self.parts.set(part, State::Coming);
        let link = ctx.link().clone();
        yew::platform::spawn_local(async move {
            link.send_message(Msg::Came(part, load(part).await));
        });
        true
    }

    /// A part has come, or could not be fetched.
    pub(super) fn came(&mut self, ctx: &Context<Self>, part: Part, came: bool) -> bool {
        self.parts.set(part, if came { State::Here } else { State::Missing });
        if self.parts.are_settled() {
            ctx.props().on_whole.emit(());
        }
        if part == Part::Path {
            self.note_path();
        }
        // What is in sight may have waited for it.
        self.refresh()
    }
}
