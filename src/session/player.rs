//! The one session that several hands work on: the page's frames and buttons, and the JavaScript API.

use std::cell::RefCell;
use std::rc::Rc;

use super::Session;
use super::playback::Playback;

/// A session and its playback, shared. Clones are the same player.
#[derive(Clone)]
pub struct SharedPlayer(Rc<Inner>);

struct Inner {
    player: RefCell<Player>,
    listener: RefCell<Option<Rc<dyn Fn()>>>,
}

/// What lies on a [`SharedPlayer`].
pub struct Player {
    pub session: Session,
    /// Whether it plays, and how fast.
    pub playback: Playback,
}

impl SharedPlayer {
    /// A player with this session on it.
    pub fn new(session: Session, playback: Playback) -> Self {
        let player = RefCell::new(Player { session, playback });
        Self(Rc::new(Inner { player, listener: RefCell::new(None) }))
    }

    /// Looks at it.
    pub fn read<R>(&self, look: impl FnOnce(&Player) -> R) -> R {
        look(&self.0.player.borrow())
    }

    /// Changes it, and then tells the listener. Nothing is borrowed any more when the listener is called.
    pub fn change<R>(&self, change: impl FnOnce(&mut Player) -> R) -> R {
        let result = self.change_silently(change);
        let listener = self.0.listener.borrow().clone();
        if let Some(listener) = listener {
            listener();
        }
        result
    }

    /// Changes it and tells nobody: for the listener's own changes.
    pub fn change_silently<R>(&self, change: impl FnOnce(&mut Player) -> R) -> R {
        change(&mut self.0.player.borrow_mut())
    }

    /// Calls this after every change that somebody else makes. There is one listener: a new one replaces the old.
    pub fn listen(&self, listener: impl Fn() + 'static) {
        *self.0.listener.borrow_mut() = Some(Rc::new(listener));
    }
}
