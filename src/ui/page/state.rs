//! All that the page holds: the session, what the person has opened and picked, and what is made of it for the panels.

use std::sync::Arc;

use yew::prelude::*;

use crate::draw::embed::Embedding;
use crate::draw::events::Filter;
use crate::explain::why::Question;
use crate::script::Pick;
use crate::session::finding::Enabled;
use crate::session::missions::{Mission, MissionView};
use crate::session::narration::Place;
use crate::session::path::Keeper;
use crate::session::question::QuestionView;
use crate::session::questions::QuizView;
use crate::session::survey::Survey;
use crate::session::{Narration, Passage, Playback, Session, SharedPlayer, Tour, scenarios};
use crate::sim::{Event as SimEvent, PacketId, Time};
use crate::ui::author::Given;
use crate::ui::browser::address;
use crate::ui::browser::dom::Listener;
use crate::ui::browser::sight::Sight;
use crate::ui::browser::storage::{self, Key};
use crate::ui::browser::{Frames, Media, Theme};
use crate::ui::inspector::Answers;
use crate::ui::program::Program;
use crate::ui::share::Made;
use crate::ui::stage::Moments;
use crate::ui::tabs::Tab;
use crate::ui::topbar::MenuId;
use crate::ui::tour::awaits;
use crate::ui::{Selected, Shared};

use super::autosave::Autosave;
use super::callbacks::Callbacks;
use super::comparison::Comparison;
use super::opening::News;
use super::overlay::{Notice, Offer};
use super::panels::Panels;
use super::parts::Parts;

/// Properties of [`Page`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The session that is shown, which others may work on as well.
    pub player: PlayerHandle,
    /// The program, whole or in parts.
    pub program: ProgramHandle,
    /// What the person should know about how the page opened.
    #[prop_or_default]
    pub news: Option<News>,
    /// The story that the page opened in the midst of.
    #[prop_or_default]
    pub tour: Option<Tour>,
    /// How the page is embedded in another one, if it is.
    #[prop_or_default]
    pub embedding: Option<Embedding>,
    /// Called when all parts of the program have come, or could not be fetched.
    #[prop_or_default]
    pub on_whole: Callback<()>,
}

/// A player as a property: the same player is equal to itself.
#[derive(Clone)]
pub struct PlayerHandle(pub SharedPlayer);

impl PartialEq for PlayerHandle {
    /// There is one player to a page, for as long as the page lives.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A program as a property: a page runs one, and no other.
#[derive(Clone)]
pub struct ProgramHandle(pub &'static Program);

impl PartialEq for ProgramHandle {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

/// The page.
pub struct Page {
    pub(super) player: SharedPlayer,
    pub(super) on: Callbacks,
    pub(super) panels: Panels,
    pub(super) parts: Parts,
    pub(super) selected: Option<Selected>,
    pub(super) asking: Asking,
    pub(super) tab: Tab,
    /// The packet that the pointer is on.
    pub(super) pointed: Option<PacketId>,
    /// Which events are listed, drawn and exported.
    pub(super) filter: Filter,
    /// Whether a person has seen to that.
    pub(super) filtered: bool,
    /// Whether the diagram has the ledger's room.
    pub(super) tall: bool,
    pub(super) menu: Option<MenuId>,
    pub(super) theme: Theme,
    pub(super) presenting: bool,
    pub(super) keys_shown: bool,
    /// The link on the sheet, if that is shown.
    pub(super) made: Option<Made>,
    /// What can happen next, while that is shown.
    pub(super) ahead: Option<Shared<Vec<Enabled>>>,
    /// Whether the museum of real bugs is open.
    pub(super) museum: bool,
    pub(super) narrow: bool,
    /// How it is embedded in another page, if it is.
    pub(super) embedding: Option<Embedding>,
    /// Whether it is in sight; one that is embedded and is not lets no time pass.
    pub(super) in_sight: bool,
    pub(super) _sight: Option<Sight>,
    pub(super) notice: Option<Notice>,
    pub(super) touring: Touring,
    pub(super) writing: Writing,
    pub(super) pathing: Pathing,
    pub(super) comparison: Option<Comparison>,
    pub(super) survey: Option<Shared<Survey>>,
    pub(super) recent: Shared<Vec<Arc<SimEvent>>>,
    /// Where the stage is told of the moments between two drawings of the page.
    pub(super) moments: Moments,
    pub(super) console: NodeRef,
    /// The console is to have the focus once it is in sight.
    pub(super) enter_console: bool,
    /// Which move the last single step was, as long as nothing else has happened.
    pub(super) stepped: Option<AttrValue>,
    /// A command that lets time pass, and is not yet at its end.
    pub(super) passage: Option<Passage>,
    /// So are the answers of a question.
    pub(super) enter_answers: bool,
    /// So is what comes first in the Scenarios menu.
    pub(super) enter_scenarios: bool,
    pub(super) frames: Option<Frames>,
    pub(super) autosave: Autosave,
    /// Where the person wants to be; the next frame goes there.
    pub(super) wanted: Option<Time>,
    /// While the handle is held: whether time passed before.
    pub(super) held: Option<bool>,
    pub(super) recent_of: u64,
    pub(super) notices: u32,
    /// What the notice offers.
    pub(super) offered: Offer,
    /// How many violations the person knows of.
    pub(super) violations: usize,
    pub(super) _listeners: Vec<Listener>,
    pub(super) _media: Option<Media>,
}

/// What the page knows of the path.
#[derive(Default)]
pub struct Pathing {
    pub(super) keeper: Keeper,
    /// Whether what was kept has been read.
    pub(super) opened: bool,
    /// What is kept, as it is written.
    pub(super) text: String,
    /// Whether the sheet is shown.
    pub(super) shown: bool,
    /// What came of an import, while the sheet is shown.
    pub(super) said: AttrValue,
    /// For how long nobody has looked what was done, in milliseconds.
    pub(super) since_ms: f64,
}

/// What is asked, and the answers.
#[derive(Default)]
pub struct Asking {
    pub(super) question: Option<Question>,
    /// Where the person asked, and what about, before going where a step led; the last last.
    pub(super) trail: Vec<(Time, Selected)>,
    /// What the answers were made for.
    pub(super) of: Option<(u64, Time, Selected, Option<Question>, usize)>,
    /// What the inspector shows.
    pub answers: Shared<Answers>,
}

/// What the page knows of the story that is told, and of what it took the place of.
#[derive(Default)]
pub struct Touring {
    /// The story, if one is told.
    pub tour: Option<Tour>,
    /// The story as it is shown.
    pub narration: Option<Shared<Narration>>,
    /// What the story asks, as it is shown.
    pub question: Option<Shared<QuestionView>>,
    /// The last answer that the page around this one was told of: when its question was asked, the question, the answer.
    pub(super) answered: Option<(Time, String, String)>,
    /// The question of the moment, as it is shown.
    pub quiz: Option<Shared<QuizView>>,
    /// The mission that is played, as it is shown.
    pub mission: Option<Shared<MissionView>>,
    /// Which one of the table that is, and which one comes after it; `None` of one that is none of the table.
    pub missions: (Option<Mission>, Option<Mission>),
    /// The scenarios that were seen to the end, and the missions that were solved.
    pub finished: Shared<Vec<String>>,
    /// The person's own session, from before the first story.
    pub(super) mine: Option<(Session, Playback)>,
    /// What the address says of the story; empty if none is told that the address could name.
    pub(super) address: String,
}

impl Touring {
    /// What is known when the page opens.
    pub fn of(tour: Option<Tour>) -> Self {
        let finished = storage::load(Key::Finished).unwrap_or_default();
        let finished = finished.split_whitespace().map(str::to_owned).collect();
        let address = if address::is_own() { address::fragment() } else { String::new() };
        Self {
            tour,
            finished: Shared::new(finished),
            address: address.trim_start_matches('#').to_owned(),
            ..Self::default()
        }
    }

    /// Whether the person is being told a story, and has not left it for a branch.
    pub fn is_told(&self) -> bool {
        let left = |told: &Narration| matches!(told.place, Place::Left(_));
        self.tour.is_some() && !self.narration.as_deref().is_some_and(left)
    }

    /// What one points at to answer the question that waits, if one does.
    pub fn awaited_pick(&self) -> Option<Pick> {
        self.question.as_deref().filter(|it| awaits(it))?.pick
    }

    /// Whether something stands on the strip under the stage.
    pub fn has_strip(&self) -> bool {
        self.narration.is_some() || self.mission.is_some() || self.quiz.is_some()
    }

    /// Whether a session of the person's own waits to be gone back to.
    pub fn has_mine(&self) -> bool {
        self.mine.is_some() || storage::load(Key::Mine).is_some()
    }

    /// Whether it waits in memory.
    pub fn has_own(&self) -> bool {
        self.mine.is_some()
    }

    /// The scenario that comes after the one that is told: its name and its title.
    pub fn following(&self) -> Option<(AttrValue, AttrValue)> {
        let told = self.tour.as_ref()?.scenario()?;
        let next = scenarios::all().skip_while(|it| it.id != told).nth(1)?;
        Some((next.id.into(), next.title.into()))
    }
}

/// What the page knows of the lesson that is written. The draft itself is the sheet's.
pub struct Writing {
    /// Whether there is a sheet among the tabs.
    pub open: bool,
    /// What takes the draft's place.
    pub given: Option<Shared<Given>>,
}

impl Writing {
    /// What is known when the page opens: a draft that was kept is written on.
    pub fn kept() -> Self {
        Self { open: storage::load(Key::Draft).is_some(), given: None }
    }
}
