//! What the keys do.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::embed::{Embedding, Panel};
use crate::draw::keys::Action;
use crate::draw::scene;
use crate::draw::timeline::scale;
use crate::raft::NodeId;
use crate::script::Travel;
use crate::script::bounds::MAX_NAME_BYTES;
use crate::session::timeline::mark_text;
use crate::ui::Selected;
use crate::ui::path::PathMsg;
use crate::ui::tabs::Tab;
use crate::ui::topbar::MenuId;
use crate::ui::tour::StoryMsg;
use crate::ui::transport::{Direction, moments};

use super::msg::Msg;
use super::state::Page;

impl Page {
    /// Does what a key asks for. Returns whether the page is to be drawn again.
    pub(super) fn act(&mut self, ctx: &Context<Self>, action: Action) -> bool {
        let link = ctx.link();
        // What an embedded page does not show cannot be worked by key either.
        let console = |it: &Embedding| it.panel == Some(Panel::Console);
        let absent = match action {
            Action::Scenarios | Action::Path | Action::Present | Action::Write => {
                self.embedding.is_some()
            }
            Action::Console => self.embedding.as_ref().is_some_and(|it| !console(it)),
            Action::Moments | Action::Quiz => {
                self.embedding.as_ref().is_some_and(|it| !it.controls)
            }
            _ => false,
        };
        if absent {
            return false;
        }
        match action {
            Action::Play => link.send_message(Msg::Play),
            Action::Step => link.send_message(Msg::Step(Direction::Forward)),
            Action::Back => link.send_message(Msg::Step(Direction::Back)),
            Action::NextMark | Action::LastMark => {
                let now = self.player.read(|player| player.session.now());
                let forward = action == Action::NextMark;
                let marks = self.panels.marks.iter().map(|mark| mark.at);
                let bookmarks = self.panels.bookmarks.iter().map(|bookmark| bookmark.at);
                self.wanted = scale::neighbour(marks.chain(bookmarks), now, forward);
            }
            Action::Pick(number) if self.predict_by_number(number) => return true,
            Action::Pick(number) => {
                let id = NodeId(number);
                if self.panels.view.node(id).is_some() {
                    return self.select(Some(Selected::Node(id)));
                }
            }
            Action::Picked(key) => return self.act_on_picked(key),
            Action::Moments => link.send_message(Msg::Menu(MenuId::Moments)),
            Action::Bookmark => return self.bookmark(),
            Action::Quiz => return self.command("quiz", false),
            Action::NextWords if self.touring.quiz.is_some() => {
                link.send_message(Msg::Tour(StoryMsg::AnotherQuiz));
            }
            Action::NextWords => link.send_message(Msg::Tour(StoryMsg::Next)),
            Action::LastWords => link.send_message(Msg::Tour(StoryMsg::Back)),
            Action::Scenarios => {
                self.menu = (self.menu != Some(MenuId::Scenarios)).then_some(MenuId::Scenarios);
                self.enter_scenarios = self.menu.is_some();
                return true;
            }
            Action::Write => return self.write(None),
            Action::Path => {
                link.send_message(Msg::Path(PathMsg::Show(!self.pathing.shown)));
            }
            Action::Heal => return self.command("heal", false),
            Action::NewSeed => return self.new_seed(),
            Action::Console => {
                self.turn_to(Tab::Console);
                self.enter_console = true;
                // Presenter mode hides it.
                return self.present(false);
            }
            Action::Present => return self.present(!self.presenting),
            Action::Keys => link.send_message(Msg::Keys(!self.keys_shown)),
            Action::Close => return self.close(),
        }
        false
    }

    /// A letter for whatever is picked; the stage knows which does what.
    fn act_on_picked(&mut self, key: char) -> bool {
        let key = key.to_string();
        let view = self.player.read(|player| player.session.view());
        let line = match self.selected {
            Some(Selected::Node(id)) => {
                view.node(id).and_then(|node| scene::node_key(&key, node, &view))
            }
            Some(Selected::Packet(id)) => view
                .packets
                .iter()
                .find(|packet| packet.id == id)
                .and_then(|packet| scene::packet_key(&key, packet)),
            Some(about) if key == "y" => return self.wonder(about),
            _ => {
                self.notify(tr!("Pick a node first: press its number.").into(), None);
                return true;
            }
        };
        line.is_some_and(|line| self.command(&line, false))
    }

    /// Closes the uppermost thing that is open, or lets go of what is picked.
    fn close(&mut self) -> bool {
        let dialog = std::mem::take(&mut self.keys_shown)
            || self.made.take().is_some()
            || self.ahead.take().is_some()
            || std::mem::take(&mut self.museum)
            || std::mem::take(&mut self.pathing.shown)
            || self.comparison.take().is_some();
        if dialog || self.menu.take().is_some() || self.stop() {
            return true;
        }
        if self.touring.quiz.is_some() {
            return self.asked(StoryMsg::CloseQuiz);
        }
        self.selected.take().is_some()
    }

    /// Gives the present moment a name by what happened last.
    fn bookmark(&mut self) -> bool {
        let now = self.player.read(|player| player.session.now());
        let last = self.panels.marks.iter().rev().find(|mark| mark.at <= now);
        let mut name = last.map_or_else(|| now.to_string(), |mark| mark_text(&mark.kind));
        if self.panels.bookmarks.iter().any(|bookmark| bookmark.name == name) {
            name = format!("{name}, at {now}");
        }
        let signs = name.char_indices().take(40);
        let fits = |(at, sign): &(usize, char)| at + sign.len_utf8() <= MAX_NAME_BYTES;
        let name = signs.take_while(fits).map(|(_, sign)| sign).collect();
        self.command(&moments::line(Travel::Bookmark(name)), false)
    }

    pub(super) fn new_seed(&mut self) -> bool {
        /// Seeds that people can read to each other.
        const SEEDS: u32 = 1_000_000;
        let mut bytes = [0; 4];
        match getrandom::fill(&mut bytes) {
            Ok(()) => {
                let seed = u32::from_le_bytes(bytes) % SEEDS;
                self.command(&format!("seed {seed}"), false)
            }
            Err(_) => {
                let text = tr!("The browser has no random numbers to give: type a seed.");
                self.notify(text.into(), None);
                true
            }
        }
    }
}
