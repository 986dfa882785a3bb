//! The one session that several hands work on: the page's frames and buttons, and the JavaScript API.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::Session;
use super::playback::Playback;

/// A session and its playback, shared. Clones are the same player.
#[derive(Clone)]
pub struct SharedPlayer(Rc<Inner>);

struct Inner {
    player: RefCell<Player>,
    listener: RefCell<Option<Rc<dyn Fn()>>>,
    watchers: RefCell<Vec<Weak<dyn Fn()>>>,
}

/// Somebody watches a player until this is dropped.
pub struct Watching {
    _look: Rc<dyn Fn()>,
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
        Self(Rc::new(Inner { player, listener: RefCell::new(None), watchers: RefCell::default() }))
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

    /// Changes it without telling the listener: for the listener's own changes. Those who watch are told of these too.
    pub fn change_silently<R>(&self, change: impl FnOnce(&mut Player) -> R) -> R {
        let result = change(&mut self.0.player.borrow_mut());
        self.0.watchers.borrow_mut().retain(|watcher| watcher.strong_count() > 0);
        // Who is called may begin to watch, or cease to.
        let watchers = self.0.watchers.borrow().clone();
        watchers.iter().filter_map(Weak::upgrade).for_each(|look| look());
        result
    }

    /// Calls this after every change, whoever makes it, for as long as what is returned is kept.
    pub fn watch(&self, look: impl Fn() + 'static) -> Watching {
        let look: Rc<dyn Fn()> = Rc::new(look);
        self.0.watchers.borrow_mut().push(Rc::downgrade(&look));
        Watching { _look: look }
    }

    /// Calls this after every change that somebody else makes. There is one listener: a new one replaces the old.
    pub fn listen(&self, listener: impl Fn() + 'static) {
        *self.0.listener.borrow_mut() = Some(Rc::new(listener));
    }
}
