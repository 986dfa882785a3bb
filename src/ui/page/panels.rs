//! What the panels show, gathered from the session and shared by pointer.

use std::rc::Rc;

use yew::AttrValue;

use crate::catalog::tr;
use crate::draw::aloud::Aloud;
use crate::draw::captions::Captions;
use crate::draw::events::Feed;
use crate::draw::knobs::{self, Knob};
use crate::draw::ledger::Removed;
use crate::draw::scene::summary;
use crate::draw::spacetime::{Chronicle, RunKey};
use crate::draw::timeline::Lane;
use crate::explain::EventLog;
use crate::explain::words::{caption, tampering};
use crate::persistent::Vector;
use crate::raft::NodeId;
use crate::script::Bug;
use crate::session::hindsight::Insights;
use crate::session::metrics::Metrics;
use crate::session::{Bookmark, LineKind, Mark, Session, TermSpan, TranscriptLine};
use crate::sim::{Bugs, ClusterView, Event, EventKind, Liveness, Time};
use crate::ui::Shared;
use crate::ui::checks::Check;
use crate::ui::console::MOST_LINES;

/// Milliseconds between two gatherings while time passes: nobody reads faster.
const EVERY_MS: f64 = 100.0;

/// The stretch before the present that is counted, in microseconds of virtual time.
const COUNTED_US: u64 = 5_000_000;

/// For this long, in milliseconds of watching, removed entries are shown.
const REMOVED_MS: f64 = 900.0;

/// What gathers for the diagram: [`Chronicle::follow`].
pub type Follow = fn(&mut Chronicle, &EventLog, &ClusterView, RunKey) -> bool;

/// Everything that the panels show.
pub struct Panels {
    revision: Option<u64>,
    since_ms: f64,
    /// How many times all of this was gathered.
    pub gathered: u32,
    pub view: Shared<ClusterView>,
    /// The console's last lines.
    pub lines: Shared<Vec<TranscriptLine>>,
    /// Whom the console talks to.
    pub prompt: AttrValue,
    /// The marks of the timeline, in order of time.
    pub marks: Shared<Vec<Mark>>,
    /// Moments with names, in order of time.
    pub bookmarks: Shared<Vec<Bookmark>>,
    /// Its terms, in order of time.
    pub spans: Shared<Vec<TermSpan>>,
    /// The branches.
    pub lanes: Shared<Vec<Lane>>,
    /// The events, for the panels that list them.
    pub feed: Shared<Feed>,
    /// What gathers for the diagram, while that is in sight.
    pub follow: Option<Follow>,
    /// What the diagram draws.
    pub chronicle: Shared<Chronicle>,
    /// What that was gathered from.
    drawn: Option<(u64, Time, RunKey)>,
    /// Whether what has not happened yet is kept from the person, who is being told a story.
    is_told: bool,
    /// Whether the console does not say which answers are right.
    withholds: bool,
    /// Entries that have just been removed.
    pub removed: Shared<Vec<Removed>>,
    /// The safety properties.
    pub checks: Shared<Vec<Check>>,
    /// What looking back has found on the branch that is shown.
    pub insights: Shared<Insights>,
    /// How the cluster has fared lately, if it is counted.
    pub metrics: Shared<Metrics>,
    /// Whether it is counted, which nobody needs while nobody looks.
    pub counts: bool,
    pub knobs: Shared<Vec<Knob>>,
    pub seed: u64,
    /// The rules that are broken on purpose.
    pub planted: Shared<Vec<Bug>>,
    /// What was made wrong on purpose, if anything is.
    pub tampering: Option<AttrValue>,
    pub nodes: Shared<Vec<NodeId>>,
    /// Those that are down.
    pub down: Shared<Vec<NodeId>>,
    captions: Captions,
    /// The sentence under the stage.
    pub caption: AttrValue,
    /// The cluster as a whole, in words.
    pub summary: AttrValue,
    /// The sentences before that of now.
    pub earlier: Shared<Vec<String>>,
    /// What a screen reader should say next.
    pub announcement: AttrValue,
    aloud: Aloud,
    /// The single move that has just been made, to be said when what it brought is gathered.
    pub step: Option<String>,
}

impl Panels {
    /// What the panels show of this session.
    pub fn of(session: &Session, pace: f64) -> Self {
        let mut panels = Self {
            revision: None,
            since_ms: 0.0,
            gathered: 0,
            view: session.view().into(),
            lines: Shared::default(),
            prompt: AttrValue::default(),
            marks: Shared::default(),
            bookmarks: Shared::default(),
            spans: Shared::default(),
            lanes: Shared::default(),
            feed: Shared::default(),
            follow: None,
            is_told: false,
            withholds: false,
            chronicle: Shared::default(),
            drawn: None,
            removed: Shared::default(),
            checks: Shared::default(),
            insights: Shared::default(),
            metrics: Shared::default(),
            counts: false,
            knobs: Shared::default(),
            seed: 0,
            planted: Shared::default(),
            tampering: None,
            nodes: Shared::default(),
            down: Shared::default(),
            captions: Captions::default(),
            caption: AttrValue::default(),
            summary: AttrValue::default(),
            earlier: Shared::default(),
            announcement: AttrValue::default(),
            aloud: Aloud::default(),
            step: None,
        };
        panels.gather(session, pace);
        panels
    }

    /// Some time has passed: gathers if it is time to. Returns whether anything is new.
    pub fn tick(&mut self, ms: f64, session: &Session, pace: f64) -> bool {
        self.since_ms += ms;
        if self.since_ms < EVERY_MS {
            return false;
        }
        let watched_ms = std::mem::take(&mut self.since_ms);
        self.gather_at(session, pace, Some(watched_ms));
        true
    }

    /// From now on a story is told, of which only what has happened is shown, or none.
    pub fn tell(&mut self, is_told: bool) {
        if std::mem::replace(&mut self.is_told, is_told) != is_told {
            self.revision = None;
        }
    }

    /// From now on the console does not say which answers are right, or does.
    pub fn withhold(&mut self, withholds: bool) {
        if std::mem::replace(&mut self.withholds, withholds) != withholds {
            self.revision = None;
        }
    }

    /// Gathers everything now. `pace` is seconds of virtual time in a second of watching.
    pub fn gather(&mut self, session: &Session, pace: f64) {
        self.gather_at(session, pace, None);
    }

    /// The same after so many milliseconds in which time passed by itself.
    fn gather_at(&mut self, session: &Session, pace: f64, watched_ms: Option<f64>) {
        self.since_ms = 0.0;
        self.gathered = self.gathered.wrapping_add(1);
        self.view = session.view().into();
        // These depend on the moment as well as on what happened.
        let touched = !session.transcript().is_empty();
        let newest_first = || session.events().iter().rev();
        let caption = caption(newest_first(), &self.view, session.moments(), !touched);
        let before = self.caption.clone();
        match watched_ms {
            Some(ms) => self.captions.follow(caption, self.view.now, ms),
            None => self.captions.show(caption, self.view.now),
        }
        match (self.captions.caption(), watched_ms, self.step.take()) {
            (caption, _, Some(step)) => self.aloud.step(&step, &before, caption),
            (Some(caption), Some(ms), None) => self.aloud.follow(caption, ms),
            // The words of a story are said on its strip, and speak of this moment.
            (Some(caption), None, None) if !self.is_told => self.aloud.show(caption),
            _ => {}
        }
        renew_text(&mut self.announcement, self.aloud.text());
        renew_text(&mut self.caption, self.captions.shown());
        renew_text(&mut self.summary, &summary(&self.view));
        refresh(&mut self.earlier, self.captions.earlier().to_vec());
        let shown_us = (REMOVED_MS * 1_000.0 * pace) as u64;
        refresh(&mut self.removed, removed(newest_first(), self.view.now, shown_us));
        if self.counts {
            let metrics = Metrics::of(newest_first(), self.view.now, COUNTED_US);
            refresh(&mut self.metrics, metrics);
        }
        if let Some(follow) = self.follow {
            self.chronicle_of(session, follow);
        }
        if self.revision == Some(session.revision()) {
            return;
        }
        self.revision = Some(session.revision());
        self.gather_news(session);
    }

    fn gather_news(&mut self, session: &Session) {
        let view = &*self.view;
        let lines = session.transcript();
        let mut last = lines.clone();
        last.drop_front(lines.len().saturating_sub(MOST_LINES));
        if !same_lines(&self.lines, &last) {
            let says = |line: &&TranscriptLine| !(self.withholds && tells_answer(line));
            self.lines = Shared::new(last.iter().filter(says).cloned().collect());
        }
        renew_text(&mut self.prompt, &session.prompt());
        let now = if self.is_told { view.now } else { Time(u64::MAX) };
        follow(&mut self.marks, session.marks().iter().take_while(|mark| mark.at <= now));
        if **self.bookmarks != *session.bookmarks() {
            self.bookmarks = Shared::new(session.bookmarks().to_vec());
        }
        let spans = session.terms().iter().take_while(|span| span.from <= now);
        let spans: Vec<TermSpan> = spans
            .map(|span| TermSpan { led_from: span.led_from.filter(|at| *at <= now), ..*span })
            .collect();
        follow(&mut self.spans, spans.iter());
        refresh(&mut self.lanes, session.branches().map(Lane::of).collect());
        let mut feed = (*self.feed).clone();
        feed.follow(session.events(), session.epoch());
        self.feed = Shared::new(feed);
        let checks = session.checks().map(|(property, broken)| Check {
            name: property.name.into(),
            citation: property.citation.into(),
            says: property.says.into(),
            violated: broken.map(|it| (it.at, it.evidence.clone().into())),
        });
        refresh(&mut self.checks, checks.collect());
        match session.insights() {
            Some(found) => self.insights = Rc::clone(found).into(),
            None if self.insights.is_empty() => {}
            None => self.insights = Shared::default(),
        }
        refresh(&mut self.knobs, knobs::all(session.knobs()));
        self.seed = session.setup().seed;
        let hides = session.hides_rule();
        let planted = if hides { Bugs::NONE } else { session.bugs() };
        refresh(&mut self.planted, planted.iter().collect());
        let tampering = match hides {
            true => Some(tr!("broken: one rule").to_owned()),
            false => tampering(planted, session.chaos()),
        };
        if self.tampering.as_deref() != tampering.as_deref() {
            self.tampering = tampering.map(AttrValue::from);
        }
        refresh(&mut self.nodes, view.nodes.iter().map(|node| node.id).collect());
        let down = view.nodes.iter().filter(|node| node.liveness == Liveness::Down);
        refresh(&mut self.down, down.map(|node| node.id).collect());
    }

    /// Lets the diagram know what is new.
    fn chronicle_of(&mut self, session: &Session, follow: Follow) {
        let run_key = RunKey::of(session);
        let of = (session.revision(), session.now(), run_key);
        if self.drawn.replace(of) == Some(of) {
            return;
        }
        let mut chronicle = (*self.chronicle).clone();
        if follow(&mut chronicle, session.events(), &self.view, run_key) {
            self.chronicle = Shared::new(chronicle);
        }
    }
}

/// Replaces a shared value if it is another.
fn refresh<T: PartialEq>(shared: &mut Shared<T>, value: T) {
    if **shared != value {
        *shared = Shared::new(value);
    }
}

fn renew_text(shared: &mut AttrValue, text: &str) {
    if shared.as_str() != text {
        *shared = text.to_owned().into();
    }
}

/// Whether the transcript is as it was. Lines never change, so it is enough to compare how many there are and which is
/// the last.
fn same_lines(old: &[TranscriptLine], new: &Vector<TranscriptLine>) -> bool {
    old.len() == new.len() && old.last() == new.last() && old.first() == new.front()
}

/// Whether a line says which answer to a question is right, or why.
fn tells_answer(line: &TranscriptLine) -> bool {
    match line.kind {
        LineKind::Revealed => true,
        LineKind::Output => line.text.starts_with(&tr!("because: {headline}", headline = "")),
        _ => false,
    }
}

/// Replaces a shared list if it is another.
fn follow<'a, T: Clone + PartialEq + 'a>(
    shared: &mut Shared<Vec<T>>,
    list: impl Iterator<Item = &'a T> + Clone,
) {
    if !shared.iter().eq(list.clone()) {
        *shared = Shared::new(list.cloned().collect());
    }
}

/// The entries that were removed within so many microseconds before `now`.
fn removed<'a>(
    newest_first: impl Iterator<Item = &'a Event>,
    now: Time,
    within_us: u64,
) -> Vec<Removed> {
    newest_first
        .skip_while(|event| event.at > now)
        .take_while(|event| now.since(event.at) <= within_us)
        .filter_map(|event| match event.kind {
            EventKind::Truncated { node, from, to } => Some(Removed { node, from, to }),
            _ => None,
        })
        .collect()
}
