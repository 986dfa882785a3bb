//! The parts of the page's program that its first seconds do not need, and the functions through which the rest calls them.
//!
//! A published page is cut into several programs, of which the first starts without the others: then [`Program::load`]
//! fetches a part, and until it has come none of its functions may be called. [`WHOLE`] is the program in one piece, as it
//! is while developing and in tests.

use std::future::Future;
use std::pin::Pin;

use yew::prelude::*;

use crate::draw::events::Filter;
use crate::draw::export::{Format, Setting};
use crate::draw::spacetime::{Chronicle, RunKey};
use crate::explain::EventLog;
use crate::session::path::{Deed, Keeper, Kept, take_in};
use crate::session::{Passage, Session};
use crate::sim::ClusterView;

use super::ahead::{Ahead, AheadProps};
use super::author::{Author, AuthorProps};
use super::checks::Checks;
use super::diagram::{Diagram, DiagramProps};
use super::events::{Events, EventsProps};
use super::inspector::{Inspector, InspectorProps};
use super::memo::memo;
use super::metrics::Metrics;
use super::museum::{Museum, MuseumProps};
use super::path::{PathProps, PathSheet};
use super::remote::{hand_over, serve};
use super::share::{Sheet, SheetProps};
use super::topbar::{MenuId, TopBar, menu_content};
use super::tour::{Quiz, QuizProps, Strip, StripProps, Task, TaskProps};
use super::transport::moments;

/// What is fetched as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What is in the menus, and the strip of a story.
    Menus,
    /// What makes and reads links, and the sheet that shows one.
    Links,
    /// The inspector, the list of events, and the metrics.
    Inspector,
    /// The space-time diagram, and what is exported.
    Diagram,
    /// What `window.raftarium` does beyond the page.
    Api,
    /// What searches what may become of the cluster, and the museum of what went wrong elsewhere.
    Search,
    /// The author's sheet.
    Authoring,
    /// The path, and what knows the rules.
    Path,
}

impl Part {
    /// All of them, in the order in which they are most likely to be wanted.
    pub const ALL: [Self; 8] = [
        Self::Menus,
        Self::Links,
        Self::Api,
        Self::Inspector,
        Self::Path,
        Self::Diagram,
        Self::Search,
        Self::Authoring,
    ];
}

/// Whether a part has come.
pub type Loading = Pin<Box<dyn Future<Output = bool>>>;

/// What all parts together do.
pub struct Program {
    /// Fetches a part; `None` where all are here from the beginning.
    pub load: Option<fn(Part) -> Loading>,
    /// [`Part::Menus`]: what is in a menu of the bar.
    pub menu: fn(MenuId, &TopBar) -> Html,
    /// [`Part::Menus`]: what is in the menu of moments.
    pub moments: moments::Moments,
    /// [`Part::Menus`]
    pub strip: fn(&StripProps) -> Html,
    /// [`Part::Menus`]
    pub task: fn(&TaskProps) -> Html,
    /// [`Part::Links`]: what is said of a link.
    pub sheet: fn(&SheetProps) -> Html,
    /// [`Part::Menus`]
    pub quiz: fn(&QuizProps) -> Html,
    /// [`Part::Search`]: what can happen next.
    pub ahead: fn(&AheadProps) -> Html,
    /// [`Part::Search`]: the checks, and what looking back has found.
    pub checks: fn(Checks) -> Html,
    /// [`Part::Search`]: the museum of real bugs.
    pub museum: fn(&MuseumProps) -> Html,
    /// [`Part::Search`]: has a search, or looking back, carried out by workers.
    pub hand_over: fn(&Session, &mut Passage) -> bool,
    /// [`Part::Search`]: does the task of a worker.
    pub serve: fn() -> bool,
    /// [`Part::Inspector`]
    pub inspector: fn(&InspectorProps) -> Html,
    /// [`Part::Inspector`]
    pub events: fn(&EventsProps) -> Html,
    /// [`Part::Inspector`]
    pub metrics: fn(Metrics) -> Html,
    /// [`Part::Diagram`]
    pub diagram: fn(&DiagramProps) -> Html,
    /// [`Part::Diagram`]: gathers what the diagram draws. Returns whether anything is new.
    pub follow: fn(&mut Chronicle, &EventLog, &ClusterView, RunKey) -> bool,
    /// [`Part::Diagram`]: the events that a filter shows, in a format.
    pub export: fn(&Session, Format, &Filter) -> String,
    /// [`Part::Authoring`]
    pub author: fn(&AuthorProps) -> Html,
    /// [`Part::Path`]
    pub path: fn(&PathProps) -> Html,
    /// [`Part::Path`]: keeps what was done on it.
    pub take_in: TakeIn,
}

/// What keeps what was done on the path: [`take_in`].
pub type TakeIn = fn(&mut Keeper, Deed<'_>) -> Result<Option<Kept>, String>;

/// The program in one piece.
pub static WHOLE: Program = Program {
    load: None,
    menu: menu_content,
    moments: moments::moments,
    strip,
    task,
    sheet,
    quiz,
    ahead,
    checks,
    museum,
    hand_over,
    serve,
    inspector,
    events,
    metrics,
    diagram,
    follow: Chronicle::follow,
    export,
    author,
    path,
    take_in,
};

/// The words of a story, on a strip.
pub fn strip(props: &StripProps) -> Html {
    html! { <Strip ..props.clone() /> }
}

/// A mission, on a strip.
pub fn task(props: &TaskProps) -> Html {
    html! { <Task ..props.clone() /> }
}

/// A link, on a sheet.
pub fn sheet(props: &SheetProps) -> Html {
    html! { <Sheet ..props.clone() /> }
}

/// A question of the moment, on a strip.
pub fn quiz(props: &QuizProps) -> Html {
    html! { <Quiz ..props.clone() /> }
}

/// What can happen next.
pub fn ahead(props: &AheadProps) -> Html {
    html! { <Ahead ..props.clone() /> }
}

/// The checks.
pub fn checks(checks: Checks) -> Html {
    memo(checks)
}

/// The museum of real bugs.
pub fn museum(props: &MuseumProps) -> Html {
    html! { <Museum ..props.clone() /> }
}

/// The inspector.
pub fn inspector(props: &InspectorProps) -> Html {
    html! { <Inspector ..props.clone() /> }
}

/// The list of events.
pub fn events(props: &EventsProps) -> Html {
    html! { <Events ..props.clone() /> }
}

/// The metrics.
pub fn metrics(metrics: Metrics) -> Html {
    memo(metrics)
}

/// The space-time diagram.
pub fn diagram(props: &DiagramProps) -> Html {
    html! { <Diagram ..props.clone() /> }
}

/// The author's sheet.
pub fn author(props: &AuthorProps) -> Html {
    html! { <Author ..props.clone() /> }
}

/// The path.
pub fn path(props: &PathProps) -> Html {
    html! { <PathSheet ..props.clone() /> }
}

/// The events that a filter shows, in a format.
pub fn export(session: &Session, format: Format, filter: &Filter) -> String {
    let view = session.view();
    let setting = Setting::of(session, &view);
    format.write(session.events().shared(), &setting, |event| filter.admits(event))
}
