//! Taking what is shown elsewhere, as a file or a link, and opening what came from there. What turns out to be bad leaves
//! the running session as it is.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::events::Filter;
use crate::draw::export::Format;
use crate::session::narration::{Place, asked_for, title_of};
use crate::session::{Link, LinkError, Player, Session, missions};
use crate::ui::browser::{address, files};
use crate::ui::program::Part;
use crate::ui::share::{Made, Opens};

use super::loaded::Source;
use super::msg::{Msg, Saved};
use super::opening::{self, News, Opening};
use super::overlay::Offer;
use super::saved::Habits;
use super::state::Page;

impl Page {
    /// Lets the browser save something of the session.
    pub(super) fn save_file(&mut self, what: Saved) -> bool {
        let (name, text) = self.player.read(|Player { session, .. }| match what {
            Saved::Branch => ("session.raft", session.script()),
            Saved::All => ("branches.raft", session.script_of_all()),
            Saved::History => ("history.jsonl", session.history()),
        });
        files::save(name, &text);
        self.menu.take().is_some()
    }

    /// Lets the browser save the events that a filter shows.
    pub(super) fn export(&mut self, format: Format, filter: &Filter) -> bool {
        let export = self.parts.late(Part::Diagram, |program| program.export);
        let Some(export) = export.here() else {
            let text = tr!("What exports is not here yet: try again in a moment.");
            self.notify(text.into(), None);
            return true;
        };
        let text = self.player.read(|player| export(&player.session, format, filter));
        files::save(format.file_name(), &text);
        false
    }

    /// Begins to read a file.
    pub(super) fn open_file(&mut self, ctx: &Context<Self>, file: &web_sys::File) -> bool {
        let (told, name) = (ctx.link().clone(), file.name());
        files::read(file, move |read| told.send_message(Msg::FileRead(name, read)));
        self.menu.take().is_some()
    }

    /// Opens the script that a file held, standing still at its end or, if it tells a story, at its first words. One that
    /// cannot be played may be mended.
    pub(super) fn file_read(&mut self, name: &str, read: Result<String, String>) -> bool {
        let text = match read {
            Ok(text) => text,
            Err(error) => {
                self.notify(tr!("The file could not be opened: {error}", error), None);
                return true;
            }
        };
        self.load(Source::File(name.to_owned()), text)
    }

    /// Shows the session of a file.
    pub(super) fn show_file(
        &mut self,
        name: &str,
        text: String,
        session: Result<Session, String>,
        stopped: bool,
    ) -> bool {
        let opened = session.map(|session| {
            let tour = opening::tour_of(&session, title_of(&text)).filter(|_| !stopped);
            (session, tour)
        });
        match opened {
            Ok((session, Some(tour))) => {
                self.begin(session, tour, Habits::kept().pace);
                true
            }
            Ok((session, None)) => {
                if self.make_way() {
                    self.offer_mine(if stopped {
                        tr!("The file is open as far as it was played.")
                    } else {
                        tr!("The file is open.")
                    });
                }
                self.player.change_silently(|player| {
                    player.session.adopt(session);
                    player.playback.playing = false;
                });
                self.selected = None;
                self.refresh()
            }
            Err(error) => {
                let text = text.into();
                let says = tr!("{name} could not be opened: {error}", name, error);
                if self.embedding.is_some() {
                    self.notify(says, None);
                } else {
                    self.offer(says, tr!("mend it"), Offer::Mend(text));
                }
                true
            }
        }
    }

    /// Hands out a link with this fragment: it is copied, and shown.
    pub(super) fn hand_out(&mut self, ctx: &Context<Self>, fragment: String) -> bool {
        let told = ctx.link().clone();
        let link = address::with_fragment(&fragment);
        address::copy(&link, move |copied| {
            told.send_message(Msg::Shared(fragment, copied));
        });
        false
    }

    /// Makes a link to what is shown, and copies it; or copies the one that is on the sheet once more.
    pub(super) fn share(&mut self, ctx: &Context<Self>) -> bool {
        let made = self.made.as_ref().and_then(|made| made.address.split_once('#'));
        if let Some((_, fragment)) = made {
            return self.hand_out(ctx, fragment.to_owned());
        }
        match self.fragment() {
            Ok(fragment) => self.hand_out(ctx, fragment),
            Err(error) => {
                self.notify(error.to_string(), None);
                true
            }
        }
    }

    /// What leads here: where a story's step begins, or a mission in which nothing was done, its name, which is much shorter
    /// than the session.
    fn fragment(&self) -> Result<String, LinkError> {
        let stands =
            self.touring.narration.as_ref().is_some_and(|told| told.place == Place::Standing);
        let step = &self.touring.address;
        if stands && !step.is_empty() {
            return Ok(step.clone());
        }
        self.player.read(|Player { session, .. }| {
            missions::finding::address_for(session).map_or_else(|| Link::to(session).fragment(), Ok)
        })
    }

    /// Tells where the link is.
    pub(super) fn shared(&mut self, fragment: &str, copied: bool) -> bool {
        if !copied {
            address::set_fragment(fragment);
        }
        let opens = match &self.touring.mission {
            // Only the link to a lesson has no moment.
            _ if fragment.starts_with("s=") && !fragment.contains("&t=") => Opens::Lesson,
            Some(_) if missions::finding::asked_for(fragment).is_some() => Opens::Mission,
            Some(_) => Opens::Tried,
            None if asked_for(fragment).is_some() => Opens::Step,
            None => Opens::Session,
        };
        self.menu = None;
        self.made = Some(Made { address: address::with_fragment(fragment).into(), copied, opens });
        true
    }

    /// Opens the link that somebody has put into the address. A bad one leaves everything as it is.
    pub(super) fn open_linked(&mut self) -> bool {
        match opening::linked() {
            None => address::fragment().is_empty() && self.leave_by_address(),
            Some(Ok(Opening { session, playback, news, tour })) => {
                if self.make_way() && news.is_none() {
                    self.offer_mine(tr!("The link is open."));
                }
                self.touring.tour = tour;
                self.player.change_silently(|player| {
                    player.session.adopt(session);
                    player.playback = playback;
                });
                self.selected = None;
                self.tell_news(news.as_ref());
                self.save();
                self.refresh()
            }
            Some(Err(error)) => {
                self.tell_news(Some(&News::BadLink(error)));
                true
            }
        }
    }
}
