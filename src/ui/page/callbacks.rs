//! The page's callbacks, made once: a callback that is made anew at each drawing is another one, and would have
//! everything below drawn again with it.

use yew::{AttrValue, Callback};

use crate::catalog::Language;
use crate::draw::events::Filter;
use crate::draw::export::Format;
use crate::explain::why::Question;
use crate::script::Completion;
use crate::session::SharedPlayer;
use crate::session::hindsight::Play;
use crate::sim::{PacketId, Time};
use crate::ui::Selected;
use crate::ui::author::AuthorMsg;
use crate::ui::path::PathMsg;
use crate::ui::tabs::Tab;
use crate::ui::topbar::MenuId;
use crate::ui::tour::StoryMsg;
use crate::ui::transport::Direction;

use super::loaded::Loaded;
use super::msg::{Explain, Msg, Saved};

/// One callback for each thing that can be done.
pub struct Callbacks {
    pub command: Callback<AttrValue>,
    pub line: Callback<String>,
    pub typed: Callback<AttrValue>,
    pub complete: Callback<AttrValue, Completion>,
    pub select: Callback<Selected>,
    pub pick: Callback<Option<Selected>>,
    pub mark: Callback<Option<Selected>>,
    pub point: Callback<Option<PacketId>>,
    pub inspect: Callback<Selected>,
    pub filter: Callback<Filter>,
    pub tall: Callback<()>,
    pub show: Callback<Tab>,
    pub menu: Callback<MenuId>,
    pub theme: Callback<()>,
    pub language: Callback<Language>,
    pub present: Callback<()>,
    pub save: Callback<()>,
    pub save_all: Callback<()>,
    pub history: Callback<()>,
    pub open: Callback<web_sys::File>,
    pub export: Callback<(Format, Filter)>,
    pub share: Callback<()>,
    pub unshare: Callback<()>,
    pub survey: Callback<u32>,
    pub keys: Callback<()>,
    pub close_keys: Callback<()>,
    pub play: Callback<()>,
    pub step: Callback<Direction>,
    pub speed: Callback<u32>,
    pub linger: Callback<()>,
    pub stop: Callback<()>,
    pub seek: Callback<Time>,
    pub hold: Callback<bool>,
    pub visit: Callback<(Option<Time>, Selected)>,
    pub go_back: Callback<()>,
    pub ask: Callback<Question>,
    pub ask_moment: Callback<Time>,
    pub find: Callback<()>,
    pub ahead: Callback<()>,
    pub close_ahead: Callback<()>,
    pub try_out: Callback<usize>,
    pub play_otherwise: Callback<Play>,
    pub branch: Callback<usize>,
    pub name: Callback<AttrValue>,
    pub compare: Callback<usize>,
    pub close_comparison: Callback<()>,
    pub tour: Callback<StoryMsg>,
    pub loaded: Callback<Loaded>,
    pub author: Callback<AuthorMsg>,
    pub path: Callback<PathMsg>,
    pub close_path: Callback<()>,
    pub new_seed: Callback<()>,
    pub accept: Callback<()>,
    pub dismiss: Callback<()>,
}

impl Callbacks {
    /// The callbacks of the page that is told in this way.
    pub fn of(send: &Callback<Msg>, player: &SharedPlayer) -> Self {
        let player = player.clone();
        Self {
            command: send.reform(Msg::Command),
            line: send.reform(|line: String| Msg::Command(line.into())),
            typed: send.reform(Msg::Typed),
            complete: Callback::from(move |line: AttrValue| {
                player.read(|player| player.session.complete(&line))
            }),
            select: send.reform(|selected| Msg::Select(Some(selected))),
            pick: send.reform(Msg::Select),
            mark: send.reform(Msg::Pick),
            point: send.reform(Msg::Point),
            inspect: send.reform(Msg::Inspect),
            filter: send.reform(Msg::Filter),
            tall: send.reform(|()| Msg::Tall),
            show: send.reform(Msg::Show),
            menu: send.reform(Msg::Menu),
            theme: send.reform(|()| Msg::Theme),
            language: send.reform(Msg::Language),
            present: send.reform(|()| Msg::Present),
            save: send.reform(|()| Msg::SaveFile(Saved::Branch)),
            save_all: send.reform(|()| Msg::SaveFile(Saved::All)),
            history: send.reform(|()| Msg::SaveFile(Saved::History)),
            open: send.reform(Msg::OpenFile),
            export: send.reform(|(format, filter)| Msg::Export(format, filter)),
            share: send.reform(|()| Msg::Share),
            unshare: send.reform(|()| Msg::Unshare),
            survey: send.reform(Msg::Survey),
            keys: send.reform(|()| Msg::Keys(true)),
            close_keys: send.reform(|()| Msg::Keys(false)),
            play: send.reform(|()| Msg::Play),
            step: send.reform(Msg::Step),
            speed: send.reform(Msg::Speed),
            linger: send.reform(|()| Msg::Linger),
            stop: send.reform(|()| Msg::Stop),
            seek: send.reform(Msg::Seek),
            hold: send.reform(Msg::Hold),
            visit: send.reform(|(at, about)| Msg::Explain(Explain::Visit(at, about))),
            go_back: send.reform(|()| Msg::Explain(Explain::Return)),
            ask: send.reform(|question| Msg::Explain(Explain::Question(question))),
            ask_moment: send.reform(|at| Msg::Explain(Explain::Moment(at))),
            find: send.reform(|()| Msg::Find),
            ahead: send.reform(|()| Msg::Ahead),
            close_ahead: send.reform(|()| Msg::CloseAhead),
            try_out: send.reform(Msg::Try),
            play_otherwise: send.reform(Msg::PlayOtherwise),
            branch: send.reform(Msg::Branch),
            name: send.reform(Msg::Name),
            compare: send.reform(|number| Msg::Compare(Some(number))),
            close_comparison: send.reform(|()| Msg::Compare(None)),
            tour: send.reform(Msg::Tour),
            loaded: send.reform(|loaded| Msg::Loaded(Box::new(loaded))),
            author: send.reform(Msg::Author),
            path: send.reform(Msg::Path),
            close_path: send.reform(|()| Msg::Path(PathMsg::Show(false))),
            new_seed: send.reform(|()| Msg::NewSeed),
            accept: send.reform(|()| Msg::Accept),
            dismiss: send.reform(|()| Msg::Dismiss),
        }
    }
}
