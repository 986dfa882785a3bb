//! What the page says of how it opened, and the session that was kept when it stopped.

use crate::catalog::tr;
use crate::ui::browser::storage::{self, Key};

use super::opening::{self, News};
use super::state::Page;

impl Page {
    /// Says how the page opened, where there is something to say.
    pub(super) fn tell_news(&mut self, news: Option<&News>) {
        match news {
            None => {}
            Some(News::Stopped) => {
                self.autosave.waiting = true;
                let text =
                    tr!("The last session stopped the page. It is kept, and this is a new one.");
                self.notify(text.into(), Some(tr!("open it anyway")));
            }
            Some(News::Unreadable(error)) => {
                self.notify(tr!("The saved session could not be read: {error}", error), None);
            }
            Some(News::BadLink(error)) => {
                self.notify(tr!("The link could not be opened: {error}", error), None);
            }
            Some(News::Misread(wrong)) => {
                self.notify(
                    tr!(
                        "Of the address that embeds this page, not all is understood. {wrong}.",
                        wrong
                    ),
                    None,
                );
            }
            Some(News::Differs(warning) | News::Language(warning)) => {
                self.notify(warning.clone(), None)
            }
        }
    }

    /// Opens the session that was kept when the page stopped.
    pub(super) fn open_saved(&mut self) -> bool {
        self.notice = None;
        match opening::last() {
            Some(Ok((session, playback))) => self.player.change_silently(|player| {
                player.session.adopt(session);
                player.playback = playback;
                player.playback.playing = false;
            }),
            Some(Err(error)) => self.tell_news(Some(&News::Unreadable(error))),
            None => {}
        }
        self.give_up_saved();
        self.refresh()
    }

    /// From now on this session is the one that is kept.
    pub(super) fn give_up_saved(&mut self) {
        if std::mem::take(&mut self.autosave.waiting) {
            storage::forget(Key::Crash);
        }
    }
}
