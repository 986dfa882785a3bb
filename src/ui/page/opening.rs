//! How the page opens: where it was left, or with a new cluster that is about to elect.

use crate::draw::embed::Embedding;
use crate::raft::Timer;
use crate::session::narration::Asked;
use crate::session::scenarios::Scenario;
use crate::session::{Link, Playback, Player, Session, Setup, Tour};
use crate::session::{link, missions, narration};
use crate::sim::Time;
use crate::ui::browser::address;
use crate::ui::browser::storage::{self, Key};
use crate::ui::program::Part;

use super::saved::{Habits, Moment, SavedStory};

/// What the page opens with.
pub struct Opening {
    pub session: Session,
    /// Whether it plays, and how fast.
    pub playback: Playback,
    /// What the person should know about it.
    pub news: Option<News>,
    /// The story that it tells, if it tells one.
    pub tour: Option<Tour>,
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
    /// The address that embeds the page says something that cannot be understood: what, and what was expected.
    Misread(String),
    /// The language that was asked for is not spoken: what to say of it.
    Language(String),
    /// The link in the address was opened, and does not play back as it was: what to say of it.
    Differs(String),
}

/// The parts of the program without which the page could not open as it was left, or as its address asks: the stories, if
/// it may tell one, and what explains, if a line may have asked for that.
pub fn opens_with() -> &'static [Part] {
    let embedded = Embedding::read(&address::query()).is_some();
    let kept = |key| storage::load(key).filter(|_| !embedded).unwrap_or_default();
    let linked = !address::fragment().is_empty() || address::query().contains("scenario=");
    if linked || !kept(Key::Story).is_empty() {
        &[Part::Menus, Part::Links, Part::Inspector]
    } else if kept(Key::Script).contains("why ") {
        &[Part::Inspector]
    } else {
        &[]
    }
}

/// How the address embeds the page in another one, if it does. From then on nothing of the person's is read or kept.
pub fn embedding() -> Option<Embedding> {
    let read = Embedding::read(&address::query());
    if read.is_some() {
        storage::leave_alone();
    }
    read
}

/// Opens what an embedded page shows: what a link in its address leads to, or the scenario that was asked for, or a new
/// cluster.
pub fn open_embedded(embedding: &Embedding) -> Opening {
    let asked = || {
        let Asked { scenario, step } = narration::asked_for(embedding.scenario.as_deref()?)?;
        Some(narration::named(scenario).and_then(|scenario| scenario_opening(&scenario, step)))
    };
    let opening = match linked().or_else(asked) {
        None => fresh(),
        Some(Ok(opening)) => opening,
        Some(Err(error)) => Opening { news: Some(News::BadLink(error)), ..fresh() },
    };
    match embedding.wrong.as_slice() {
        [] => opening,
        wrong => Opening { news: Some(News::Misread(wrong.join("; "))), ..opening },
    }
}

/// Opens the session.
pub fn open() -> Opening {
    if storage::load(Key::Crash).is_some() {
        return Opening { news: Some(News::Stopped), ..fresh() };
    }
    // On a reload the address names the story that is told, and what was saved is that story and all that was done in it.
    let link =
        if address::is_own() && storage::load(Key::Script).is_some() { None } else { linked() };
    match link {
        None => {}
        Some(Ok(opening)) => {
            keep_last();
            return opening;
        }
        Some(Err(error)) => {
            let news = Some(News::BadLink(error));
            return Opening { news, ..saved().and_then(Result::ok).unwrap_or_else(fresh) };
        }
    }
    match saved() {
        None => fresh(),
        Some(Ok(opening)) => opening,
        Some(Err(error)) => Opening { news: Some(News::Unreadable(error)), ..fresh() },
    }
}

/// The session that the address leads to, standing still at its moment, or the scenario or the mission that it names, at its
/// beginning.
/// The link is taken out of the address, so that a reload goes on where the page was left.
///
/// The error says what is wrong with the link.
pub fn linked() -> Option<Result<Opening, String>> {
    let fragment = link::as_made(&address::fragment());
    let asked = narration::asked_for(&fragment);
    let mission = missions::finding::asked_for(&fragment);
    if asked.is_none() && mission.is_none() && !fragment.contains("s=") {
        return None;
    }
    address::set_fragment("");
    if let Some(mission) = mission {
        let playback = Playback::paused();
        return Some(missions::finding::open(&mission).map(|session| Opening {
            session,
            playback,
            news: None,
            tour: None,
        }));
    }
    Some(match asked {
        Some(Asked { scenario, step }) => {
            narration::named(scenario).and_then(|scenario| scenario_opening(&scenario, step))
        }
        None => Link::read(&fragment)
            .and_then(|link| Ok((link.open()?, link)))
            .map_err(|it| it.to_string())
            .map(|(opened, link)| {
                let mut tour = tour_of(&opened.session, narration::title_of(&link.script));
                let mut player = Player { session: opened.session, playback: Playback::paused() };
                // Without a moment it leads to a lesson, which begins at its beginning.
                if let Some(tour) = tour.as_mut().filter(|_| link.moment.is_none()) {
                    tour.go(&mut player, 0);
                }
                let Player { session, playback } = player;
                Opening { session, playback, news: opened.warning.map(News::Differs), tour }
            }),
    })
}

/// A scenario at the words of this step, or at its first if it has no such step.
fn scenario_opening(scenario: &Scenario, step: usize) -> Result<Opening, String> {
    let habits = Habits::kept();
    let (session, mut tour) = narration::open(scenario, habits.auto)?;
    tour.set_asks(!habits.unasked);
    let playback = Playback::paused().at(habits.pace.speed());
    let mut player = Player { session, playback };
    tour.go(&mut player, if step < scenario.steps { step } else { 0 });
    let Player { session, playback } = player;
    Ok(Opening { session, playback, news: None, tour: Some(tour) })
}

/// The story that a session tells, however it came here.
pub fn tour_of(session: &Session, title: Option<&str>) -> Option<Tour> {
    let scenario = narration::told_by(session);
    let title = scenario.as_ref().map(|it| it.title).or(title).unwrap_or("A story");
    let habits = Habits::kept();
    let mut tour = Tour::of(session, title, scenario.as_ref().map(|it| it.id), habits.auto)?;
    tour.set_asks(!habits.unasked);
    Some(tour)
}

/// The session that was saved, at the moment that it showed, and the story if one was told.
fn saved() -> Option<Result<Opening, String>> {
    let read = saved_session(Key::Script, Key::Moment)?;
    let told = storage::load(Key::Story).and_then(|text| SavedStory::read(&text));
    Some(read.map(|(session, playback)| match told {
        None => Opening { session, playback, news: None, tour: None },
        Some(SavedStory { title, standing, .. }) => {
            let mut tour = tour_of(&session, Some(&title));
            let mut player = Player { session, playback };
            if let (Some(tour), Some(step)) = (&mut tour, standing) {
                tour.go(&mut player, step);
            }
            let Player { session, playback } = player;
            Opening { session, playback, news: None, tour }
        }
    }))
}

/// The session that was kept when the page stopped, or the one that was saved last.
pub fn last() -> Option<Result<(Session, Playback), String>> {
    saved_session(Key::Script, Key::Moment)
}

/// The person's own session, from before a story took its place.
pub fn mine() -> Option<Result<(Session, Playback), String>> {
    saved_session(Key::Mine, Key::MyMoment)
}

/// What the page was left with makes way for what a link leads to, and is kept.
fn keep_last() {
    // A session in which nothing was done is its setup and its end.
    const EMPTY: usize = 3;
    let told = storage::load(Key::Story).and_then(|text| SavedStory::read(&text));
    let own = told.is_none_or(|told| told.left) && storage::load(Key::Mine).is_none();
    if let Some(script) = storage::load(Key::Script).filter(|it| own && it.lines().count() > EMPTY)
    {
        let moment = storage::load(Key::Moment).unwrap_or_default();
        // A full store is told of when the session that opens is saved.
        let _ =
            storage::save(Key::Mine, &script).and_then(|()| storage::save(Key::MyMoment, &moment));
    }
}

fn saved_session(script: Key, moment: Key) -> Option<Result<(Session, Playback), String>> {
    let script = storage::load(script)?;
    let moment = storage::load(moment).and_then(|text| Moment::read(&text));
    Some(Session::load(&script).map(|mut session| {
        let mut playback = Playback::default();
        let end = session.horizon();
        session.seek(moment.map_or(end, |moment| moment.at.min(end)));
        if let Some(moment) = moment {
            playback.playing = moment.playing;
            playback.speed = moment.speed;
            playback.lingers = moment.lingers;
        }
        (session, playback)
    }))
}

/// A new cluster. It opens a blink before the first election timer runs out, because nobody came to watch them wait.
fn fresh() -> Opening {
    const BLINK_US: u64 = 100_000;
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
    Opening { session, playback: Playback::default(), news: None, tour: None }
}
