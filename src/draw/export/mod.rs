//! What has happened, in the formats of other tools.
//!
//! Each is a function from events to text. What is exported is what the caller's filter admits; causes and clocks are
//! worked out from all events, admitted or not, so that leaving out the traffic does not tear apart what it connects.
//!
//! Nothing here decides what is worth exporting, and nothing writes a file.

pub mod json_lines;
pub mod mermaid;
pub mod shiviz;
pub mod svg;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::explain::EventLog;
use crate::session::Session;
use crate::sim::{ClusterView, Event, Time};

pub use json_lines::json_lines;
pub use mermaid::mermaid;
pub use shiviz::shiviz;
pub use svg::svg;

/// What the events are of, for the formats that show more than the events say.
#[derive(Clone, Debug)]
pub struct Setting<'a> {
    /// The cluster after the last of them.
    pub view: &'a ClusterView,
    /// Where the states of nodes are that the events led to.
    pub log: &'a EventLog,
    /// The safety properties that were found violated, and when.
    pub violations: Vec<(Time, &'a str)>,
}

impl<'a> Setting<'a> {
    /// That of a session, with the cluster as it is now.
    pub fn of(session: &'a Session, view: &'a ClusterView) -> Self {
        let violations = session.violations().iter().map(|it| (it.at, it.name)).collect();
        Self { view, log: session.events(), violations }
    }
}

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    JsonLines,
    /// The log format of ShiViz.
    Shiviz,
    /// A sequence diagram in Mermaid's notation.
    Mermaid,
    /// The space-time diagram as a drawing.
    Svg,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::JsonLines, Self::Shiviz, Self::Mermaid, Self::Svg];

    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLines => "JSON lines",
            Self::Shiviz => "ShiViz",
            Self::Mermaid => "Mermaid",
            Self::Svg => "SVG",
        }
    }

    /// What a file of it is called.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::JsonLines => "events.jsonl",
            Self::Shiviz => "shiviz.log",
            Self::Mermaid => "sequence.mmd",
            Self::Svg => "diagram.svg",
        }
    }

    /// What its files' names end in.
    pub fn ending(self) -> &'static str {
        self.file_name().rsplit('.').next().unwrap_or_default()
    }

    /// The format whose files end so, in whatever case.
    ///
    /// # Errors
    /// A sentence that names those that exist.
    pub fn of_ending(ending: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|it| it.ending().eq_ignore_ascii_case(ending));
        found.ok_or_else(|| {
            let endings = Self::ALL.map(Self::ending).join(", ");
            format!("found `{ending}`, expected one of the formats {endings}")
        })
    }

    /// All that a session has kept but what is routine, in this format.
    pub fn write_session(self, session: &Session) -> String {
        let view = session.view();
        let setting = Setting::of(session, &view);
        self.write(session.events().shared(), &setting, |event| !event.kind.is_routine())
    }

    /// The events that are admitted, in this format.
    pub fn write<'a>(
        self,
        events: impl IntoIterator<Item = &'a Arc<Event>>,
        setting: &Setting<'_>,
        admits: impl Fn(&Event) -> bool,
    ) -> String {
        let events = events.into_iter();
        match self {
            Self::JsonLines => {
                json_lines(events.map(Arc::as_ref).filter(|event| admits(event)), setting.log)
            }
            Self::Shiviz => shiviz(events.map(Arc::as_ref), admits),
            Self::Mermaid => mermaid(events.map(Arc::as_ref), admits),
            Self::Svg => svg(events, setting, admits),
        }
    }
}
