//! Links to what is shown: making them, and opening those that are put into the address.

use yew::prelude::*;

use crate::app::Link;
use crate::ui::browser::address;

use super::component::{Msg, Page};
use super::opening::{self, News, Opening};

impl Page {
    /// Makes a link to what is shown, and copies it.
    pub(super) fn share(&mut self, ctx: &Context<Self>) -> bool {
        match self.desk.read(|work| Link::to(&work.session).fragment()) {
            Ok(fragment) => {
                let told = ctx.link().clone();
                let link = address::with_fragment(&fragment);
                address::copy(&link, move |copied| {
                    told.send_message(Msg::Shared(fragment, copied));
                });
                false
            }
            Err(error) => {
                self.notify(error.to_string(), None);
                true
            }
        }
    }

    /// Tells where the link is.
    pub(super) fn shared(&mut self, fragment: &str, copied: bool) -> bool {
        let text = if copied {
            "The link is copied: it opens this session at this moment."
        } else {
            address::set_fragment(fragment);
            "The browser does not let the page copy. The link is in the address bar."
        };
        self.notify(text.into(), None);
        true
    }

    /// Opens the link that somebody has put into the address. A bad one leaves everything as it is.
    pub(super) fn open_linked(&mut self) -> bool {
        match opening::linked() {
            None => false,
            Some(Ok(Opening { session, playback, news })) => {
                self.desk.quietly(|work| {
                    work.session.adopt(session);
                    work.playback = playback;
                });
                self.selected = None;
                self.tell_news(news.as_ref());
                self.renew()
            }
            Some(Err(error)) => {
                self.tell_news(Some(&News::BadLink(error)));
                true
            }
        }
    }
}
