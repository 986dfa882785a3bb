//! The page's callbacks, made once: a callback that is made anew at each drawing is another one, and would have
//! everything below drawn again with it.

use yew::html::Scope;
use yew::{AttrValue, Callback};

use crate::app::Desk;
use crate::app::export::Format;
use crate::app::why::Question;
use crate::script::Completion;
use crate::sim::{PacketId, Time};
use crate::ui::Selected;
use crate::ui::events::Filter;
use crate::ui::tabs::Tab;
use crate::ui::topbar::MenuId;
use crate::ui::tour::Ask;
use crate::ui::transport::Direction;

use super::component::{Msg, Page};
use super::sharing::Saved;
use super::why::Wish;

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
    pub present: Callback<()>,
    pub save: Callback<()>,
    pub save_all: Callback<()>,
    pub history: Callback<()>,
    pub open: Callback<web_sys::File>,
    pub export: Callback<(Format, Filter)>,
    pub share: Callback<()>,
    pub survey: Callback<u32>,
    pub keys: Callback<()>,
    pub close_keys: Callback<()>,
    pub play: Callback<()>,
    pub step: Callback<Direction>,
    pub speed: Callback<u32>,
    pub seek: Callback<Time>,
    pub hold: Callback<bool>,
    pub visit: Callback<(Option<Time>, Selected)>,
    pub go_back: Callback<()>,
    pub ask: Callback<Question>,
    pub ask_moment: Callback<Time>,
    pub branch: Callback<usize>,
    pub name: Callback<AttrValue>,
    pub compare: Callback<usize>,
    pub close_comparison: Callback<()>,
    pub tour: Callback<Ask>,
    pub new_seed: Callback<()>,
    pub accept: Callback<()>,
    pub dismiss: Callback<()>,
}

impl Callbacks {
    /// The callbacks of this page.
    pub fn of(link: &Scope<Page>, desk: &Desk) -> Self {
        let desk = desk.clone();
        Self {
            command: link.callback(Msg::Command),
            line: link.callback(|line: String| Msg::Command(line.into())),
            typed: link.callback(Msg::Typed),
            complete: Callback::from(move |line: AttrValue| {
                desk.read(|work| work.session.complete(&line))
            }),
            select: link.callback(|selected| Msg::Select(Some(selected))),
            pick: link.callback(Msg::Select),
            mark: link.callback(Msg::Pick),
            point: link.callback(Msg::Point),
            inspect: link.batch_callback(|selected| {
                vec![Msg::Pick(Some(selected)), Msg::Show(Tab::Inspector)]
            }),
            filter: link.callback(Msg::Filter),
            tall: link.callback(|()| Msg::Tall),
            show: link.callback(Msg::Show),
            menu: link.callback(Msg::Menu),
            theme: link.callback(|()| Msg::Theme),
            present: link.callback(|()| Msg::Present),
            save: link.callback(|()| Msg::SaveFile(Saved::Branch)),
            save_all: link.callback(|()| Msg::SaveFile(Saved::All)),
            history: link.callback(|()| Msg::SaveFile(Saved::History)),
            open: link.callback(Msg::OpenFile),
            export: link.callback(|(format, filter)| Msg::Export(format, filter)),
            share: link.callback(|()| Msg::Share),
            survey: link.callback(Msg::Survey),
            keys: link.callback(|()| Msg::Keys(true)),
            close_keys: link.callback(|()| Msg::Keys(false)),
            play: link.callback(|()| Msg::Play),
            step: link.callback(Msg::Step),
            speed: link.callback(Msg::Speed),
            seek: link.callback(Msg::Seek),
            hold: link.callback(Msg::Hold),
            visit: link.callback(|(at, about)| Msg::Wish(Wish::Visit(at, about))),
            go_back: link.callback(|()| Msg::Wish(Wish::Return)),
            ask: link.callback(|question| Msg::Wish(Wish::Question(question))),
            ask_moment: link.callback(|at| Msg::Wish(Wish::Moment(at))),
            branch: link.callback(Msg::Branch),
            name: link.callback(Msg::Name),
            compare: link.callback(|number| Msg::Compare(Some(number))),
            close_comparison: link.callback(|()| Msg::Compare(None)),
            tour: link.callback(Msg::Tour),
            new_seed: link.callback(|()| Msg::NewSeed),
            accept: link.callback(|()| Msg::Accept),
            dismiss: link.callback(|()| Msg::Dismiss),
        }
    }
}
