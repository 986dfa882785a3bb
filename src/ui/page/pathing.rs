//! The path on the page: what is done is kept as it is done, and the sheet is opened and closed.

use yew::prelude::*;

use crate::catalog::tr;
use crate::session::path::{Deed, Kept};
use crate::ui::Shared;
use crate::ui::browser::files;
use crate::ui::browser::storage::{self, Key};
use crate::ui::path::{PathMsg, PathProps};
use crate::ui::program::Part;

use super::msg::Msg;
use super::overlay::Dialog;
use super::state::Page;

/// How often it is looked what has been done while time passes, in milliseconds.
const EVERY_MS: f64 = 1_000.0;

impl Page {
    /// Does what is asked of the path.
    pub(super) fn walk(&mut self, ctx: &Context<Self>, msg: PathMsg) -> bool {
        match msg {
            PathMsg::Show(shown) => {
                self.note_path();
                (self.pathing.shown, self.pathing.said, self.menu) =
                    (shown, AttrValue::default(), None);
            }
            PathMsg::Forget => {
                // There is nothing in it that could be refused.
                let _ = self.do_deed(Deed::Forget);
            }
            PathMsg::Export => files::save("raftarium-path.txt", &self.pathing.text),
            PathMsg::Import(file) => {
                let told = ctx.link().callback(|read| Msg::Path(PathMsg::Read(read)));
                files::read(&file, move |read| told.emit(read));
            }
            PathMsg::Read(read) => {
                let added = read.and_then(|text| self.do_deed(Deed::Import(&text)));
                self.pathing.said = match added {
                    Ok(()) => tr!("What the file says is added to what you have done.").into(),
                    Err(error) => {
                        tr!("Nothing was imported: this is no file of the path: {error}", error)
                            .into()
                    }
                };
            }
        }
        true
    }

    /// Some time has passed: now and then it is looked what has been done.
    pub(super) fn note_path_in_passing(&mut self, ms: f64) {
        self.pathing.since_ms += ms;
        if self.pathing.since_ms >= EVERY_MS {
            self.note_path();
        }
    }

    /// Takes in what has been done, if what does that is here. A page within another page keeps nothing of it.
    pub(super) fn note_path(&mut self) {
        self.pathing.since_ms = 0.0;
        let here = self.parts.late(Part::Path, |program| program.take_in).here();
        if here.is_none() || self.embedding.is_some() {
            return;
        }
        // Also what was finished before there was a path.
        let finished = self.touring.finished.clone();
        if !std::mem::replace(&mut self.pathing.opened, true) {
            let text = storage::load(Key::Path).unwrap_or_default();
            let read = if text.is_empty() { Ok(()) } else { self.do_deed(Deed::Open(&text)) };
            if let Err(error) = read {
                self.notify(
                    tr!("What you had done on the path could not be read: {error}", error),
                    None,
                );
            }
        }
        let player = self.player.clone();
        let story = self.touring.tour.as_ref().and_then(|tour| tour.scenario()).map(str::to_owned);
        player.read(|player| {
            // Nothing is read here.
            let _ = self.do_deed(Deed::Watch(&player.session, story.as_deref(), &finished));
        });
    }

    /// Has what keeps the path take in something, if it is here, and keeps what comes of it: with what another tab has kept
    /// meanwhile, unless all is to be forgotten.
    fn do_deed(&mut self, deed: Deed<'_>) -> Result<(), String> {
        let take_in = self.parts.late(Part::Path, |program| program.take_in).here();
        let Some(take_in) = take_in else { return Ok(()) };
        let adds = matches!(deed, Deed::Watch(..) | Deed::Import(_));
        let Some(mut kept) = take_in(&mut self.pathing.keeper, deed)? else { return Ok(()) };
        let stored = storage::load(Key::Path).filter(|it| adds && *it != self.pathing.text);
        // What cannot be read is told of when the page is opened.
        if let Some(Ok(Some(both))) =
            stored.map(|it| take_in(&mut self.pathing.keeper, Deed::Import(&it)))
        {
            kept = both;
        }
        let Kept { text, finished } = kept;
        // Who is refused here is told so when the session is saved.
        let _ = storage::save(Key::Path, &text);
        self.pathing.text = text;
        if *self.touring.finished != finished {
            let _ = storage::save(Key::Finished, &finished.join(" "));
            self.touring.finished = Shared::new(finished);
        }
        Ok(())
    }
}

/// The sheet.
pub fn path_sheet(page: &Page) -> Html {
    let props = PathProps {
        progress: page.pathing.keeper.progress().clone().into(),
        said: page.pathing.said.clone(),
        on_ask: page.on.tour.clone(),
        on_path: page.on.path.clone(),
    };
    html! {
        <Dialog title={tr!("Path")} class="path" on_close={page.on.close_path.clone()}>
            { page.parts.late(Part::Path, |program| program.path).draw(|path| path(&props)) }
        </Dialog>
    }
}
