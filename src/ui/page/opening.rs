//! How the page opens: where it was left, or with a new cluster that is about to elect.

use crate::app::{Link, Playback, Session, Setup, Speed};
use crate::raft::Timer;
use crate::sim::Time;
use crate::ui::browser::address;
use crate::ui::browser::storage::{self, Key};

/// What the page opens with.
pub struct Opening {
    /// The session.
    pub session: Session,
    /// Whether it plays, and how fast.
    pub playback: Playback,
    /// What the person should know about it.
    pub news: Option<News>,
}

/// What the person should know about how the page opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// The last session stopped the page, and is kept.
    Stopped,
    /// What was saved could not be read: why.
    Unreadable(String),
    /// The link in the address could not be opened: why.
    BadLink(String),
    /// The link in the address was opened, and does not play back as it was: what to say of it.
    Differs(String),
}

/// Opens the session.
pub fn open() -> Opening {
    if storage::load(Key::Crash).is_some() {
        return Opening { news: Some(News::Stopped), ..fresh() };
    }
    match linked() {
        None => {}
        Some(Ok(opening)) => return opening,
        Some(Err(error)) => return Opening { news: Some(News::BadLink(error)), ..fresh() },
    }
    match saved() {
        None => fresh(),
        Some(Ok((session, playback))) => Opening { session, playback, news: None },
        Some(Err(error)) => Opening { news: Some(News::Unreadable(error)), ..fresh() },
    }
}

/// The session that the address leads to, standing still at its moment. The link is taken out of the address, so that a
/// reload goes on where the page was left.
///
/// The error says what is wrong with the link.
pub fn linked() -> Option<Result<Opening, String>> {
    let fragment = address::fragment();
    if !fragment.contains("s=") {
        return None;
    }
    address::set_fragment("");
    let opened = Link::read(&fragment).and_then(|link| link.open());
    Some(match opened {
        Ok(opened) => Ok(Opening {
            session: opened.session,
            playback: Playback::paused(),
            news: opened.warning.map(News::Differs),
        }),
        Err(error) => Err(error.to_string()),
    })
}

/// The session that was saved, at the moment that it showed.
pub fn saved() -> Option<Result<(Session, Playback), String>> {
    let script = storage::load(Key::Script)?;
    let moment = storage::load(Key::Moment).and_then(|text| Moment::read(&text));
    Some(Session::load(&script).map(|mut session| {
        let mut playback = Playback::default();
        let end = session.horizon();
        session.seek(moment.map_or(end, |moment| moment.at.min(end)));
        if let Some(moment) = moment {
            playback.playing = moment.playing;
            playback.speed = moment.speed;
        }
        (session, playback)
    }))
}

/// Where the page was: the moment, whether time passed, and how fast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The moment.
    pub at: Time,
    /// Whether time passed.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
}

impl Moment {
    /// Three words: microseconds, `playing` or `paused`, and a place on the scale of speeds.
    pub fn write(self) -> String {
        let playing = if self.playing { "playing" } else { "paused" };
        format!("{} {playing} {}", self.at.0, self.speed.place())
    }

    /// What [`Moment::write`] wrote; `None` of anything else.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let at = Time(words.next()?.parse().ok()?);
        let playing = match words.next()? {
            "playing" => true,
            "paused" => false,
            _ => return None,
        };
        let speed = Speed::at(words.next()?.parse().ok()?);
        Some(Self { at, playing, speed })
    }
}

/// A new cluster. It opens a blink before the first election timer runs out, because nobody came to watch them wait.
fn fresh() -> Opening {
    const BLINK_US: u64 = 40_000;
    let mut session = Session::open(Setup::default());
    let view = session.view();
    let first = view
        .nodes
        .iter()
        .flat_map(|node| &node.timers)
        .filter(|timer| timer.timer == Timer::Election)
        .map(|timer| timer.due)
        .min();
    if let Some(first) = first {
        session.advance_to(Time(first.0.saturating_sub(BLINK_US)));
    }
    Opening { session, playback: Playback::default(), news: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_it_was_written() {
        for playing in [true, false] {
            let moment = Moment { at: Time(1_234_567), playing, speed: Speed::at(24) };
            assert_eq!(Moment::read(&moment.write()), Some(moment));
        }
    }

    #[test]
    fn what_is_not_a_moment_is_none() {
        for text in ["", "x", "12", "12 walking 3", "-1 paused 3", "12 paused"] {
            assert_eq!(Moment::read(text), None, "{text}");
        }
    }
}
