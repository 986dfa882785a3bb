//! The one session that several hands work on: the page's frames and buttons, and the JavaScript API.

use std::cell::RefCell;
use std::rc::Rc;

use super::Session;
use super::playback::Playback;

/// A session and its playback, shared. Clones are the same desk.
#[derive(Clone)]
pub struct Desk(Rc<Inner>);

struct Inner {
    work: RefCell<Work>,
    listener: RefCell<Option<Rc<dyn Fn()>>>,
}

/// What lies on a [`Desk`].
pub struct Work {
    /// The session.
    pub session: Session,
    /// Whether it plays, and how fast.
    pub playback: Playback,
}

impl Desk {
    /// A desk with this session on it.
    pub fn new(session: Session, playback: Playback) -> Self {
        let work = RefCell::new(Work { session, playback });
        Self(Rc::new(Inner { work, listener: RefCell::new(None) }))
    }

    /// Looks at it.
    pub fn read<R>(&self, look: impl FnOnce(&Work) -> R) -> R {
        look(&self.0.work.borrow())
    }

    /// Changes it, and then tells the listener. Nothing is borrowed any more when the listener is called.
    pub fn change<R>(&self, change: impl FnOnce(&mut Work) -> R) -> R {
        let result = self.quietly(change);
        let listener = self.0.listener.borrow().clone();
        if let Some(listener) = listener {
            listener();
        }
        result
    }

    /// Changes it and tells nobody: for the listener's own changes.
    pub fn quietly<R>(&self, change: impl FnOnce(&mut Work) -> R) -> R {
        change(&mut self.0.work.borrow_mut())
    }

    /// Calls this after every change that somebody else makes. There is one listener: a new one replaces the old.
    pub fn listen(&self, listener: impl Fn() + 'static) {
        *self.0.listener.borrow_mut() = Some(Rc::new(listener));
    }
}
