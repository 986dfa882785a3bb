//! The session: a script that is written as it is played, and everything the page knows that is not pixels.
//!
//! A button press, a typed line and a line of a loaded file are the same [`Command`](crate::script::Command), put on the
//! same tape with the moment it was given at. What the page shows at a moment is what running the tape up to that moment
//! yields ([`run`]), and nothing else; so going back, reloading and sharing are all running again, from a kept moment
//! shortly before (`checkpoints`). Acting in the past begins another `branch`, with a tape of its own, and leaves the old
//! future as it was.
//!
//! Nothing here knows of pixels, frames or browsers, and nothing here changes the cluster but through commands.

mod bookmarks;
mod branch;
mod branches;
mod checkpoints;
mod command;
mod comparison;
mod cursor;
mod going;
pub mod packing;
mod passage;
mod record;
mod sayings;
mod scripts;
#[cfg(test)]
mod tests;
mod travel;
mod watch;

pub mod activity;
pub mod authoring;
pub mod condition;
pub mod elsewhere;
pub mod exhibits;
pub mod finding;
pub mod hindsight;
pub mod lecture;
pub mod lesson_state;
pub mod line;
pub mod link;
pub mod metrics;
pub mod missions;
pub mod museum;
pub mod narration;
pub mod path;
pub mod playback;
pub mod player;
pub mod playing;
pub mod question;
pub mod questions;
pub mod report;
pub mod run;
pub mod runner;
pub mod scenarios;
pub mod spread;
pub mod state;
pub mod survey;
pub mod tally;
pub mod texts;
pub mod timeline;
pub mod transcript;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::check::{Checker, Property, Violation};
use crate::compact::Gather;
use crate::explain::event_log::EventLog;
use crate::explain::why::{Explanation, Question};
use crate::explain::words::moment::Moments;
use crate::persistent::Vector;
use crate::script::{self, ChaosLevel, Completion, Known};
use crate::sim::{Bugs, ClusterView, Knobs, Time};

use self::branch::Branch;
use self::cursor::Cursor;
use self::question::Prediction;
use self::questions::Quiz;
use self::run::Started;
use self::survey::Survey;

pub use activity::Activity;
pub use branch::{Bookmark, Fork};
pub use branches::{BranchView, NoSuchBranch};
pub use comparison::{Comparison, Difference};
pub use line::{LineKind, TranscriptLine};
pub use link::{Link, LinkError};
pub use narration::{Narration, Tour};
pub use passage::{Begun, Beside, Passage};
pub use playback::{Playback, Speed};
pub use player::{Player, SharedPlayer, Watching};
pub use playing::{Loading, Playing};
pub use question::{AnswerView, QuestionView};
pub use run::{Setup, YOU};
pub use runner::RunReport;
pub use sayings::{Said, Saying};
pub use scenarios::{Scenario, Topic};
pub use state::State;
pub use timeline::{Mark, MarkKind, TermSpan, Timeline};
pub use transcript::Transcript;
pub use watch::Watch;

/// A cluster in virtual time, with its past.
pub struct Session {
    setup: Setup,
    branches: Vec<Branch>,
    /// The number of the branch that is shown.
    current: usize,
    /// Where on its tape the present moment is.
    here: Cursor,
    /// Goes up whenever the run is replaced by another, so that no two states share a revision.
    epoch: u64,
    /// How many branches were forgotten: each time, those after it got other numbers.
    forgotten: usize,
    /// Whether a script is being read back that nobody is typing: then the console says only what belongs to the run.
    quiet: bool,
    /// Who is asked whether to go on while a command lets time pass.
    watch: Option<Watch>,
    /// What was predicted: to each question, by when it was asked and its words.
    predictions: BTreeMap<(Time, String), Prediction>,
    /// How many hints of a mission were taken.
    hints_taken: usize,
    /// The question of the moment that was asked last.
    quiz: Option<Quiz>,
    /// How many were asked.
    quizzes: usize,
    /// What was found by looking back.
    hindsight: hindsight::Found,
    view: RefCell<Option<CachedView>>,
}

/// A view, and the revision and the moment that it was made for.
struct CachedView {
    of: (u64, Time),
    view: Rc<ClusterView>,
}

/// What came of a line that a person typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is done, or what it began goes on by itself.
    Done,
    /// It was not done, or not to its end: what was found, and what to do.
    Refused(String),
}

/// How a command ended that was given by a script or a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// It is done, or what it began goes on by itself.
    Started(Started),
    /// The script is to end here.
    Exit,
}

impl Session {
    /// The most moves that one command or one script line may take: a script that asks for more is refused there.
    pub const MOVES_PER_LINE: u64 = 50_000_000;

    /// A new cluster at time 0.
    pub fn open(setup: Setup) -> Self {
        Self {
            setup,
            branches: vec![Branch::default()],
            current: 0,
            here: Cursor::start(setup),
            epoch: 0,
            forgotten: 0,
            quiet: false,
            watch: None,
            predictions: BTreeMap::new(),
            hints_taken: 0,
            quiz: None,
            quizzes: 0,
            hindsight: hindsight::Found::default(),
            view: RefCell::new(None),
        }
    }

    /// Whether a script is being read back that nobody is typing.
    pub(super) fn set_quiet(&mut self, quiet: bool) {
        self.quiet = quiet;
    }

    /// Has somebody asked, while a command lets time pass, whether to go on.
    pub fn watched_by(&mut self, watch: Watch) {
        self.watch = Some(watch);
    }

    /// Becomes another session, such as a loaded one. Whoever looks on goes on doing so.
    pub fn adopt(&mut self, other: Self) {
        let epoch = self.epoch + other.epoch + 1;
        let watch = self.watch.take();
        *self = Self { epoch, watch, ..other };
    }

    /// The moment that is shown.
    pub fn now(&self) -> Time {
        self.here.run.now()
    }

    /// The furthest moment that this branch has reached; its tape's end.
    pub fn horizon(&self) -> Time {
        self.branch().horizon
    }

    /// What the cluster looks like now. Made at most once a change.
    pub fn view(&self) -> Rc<ClusterView> {
        let of = (self.revision(), self.now());
        let mut cached = self.view.borrow_mut();
        match &*cached {
            Some(cached) if cached.of == of => Rc::clone(&cached.view),
            _ => {
                let view = Rc::new(self.here.run.cluster.view());
                *cached = Some(CachedView { of, view: Rc::clone(&view) });
                view
            }
        }
    }

    /// Changes whenever anything but the clock does.
    pub fn revision(&self) -> u64 {
        (self.epoch << 40) ^ self.here.run.changes
    }

    /// Changes whenever the past was replaced, so that what was gathered from it is stale.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Whether anything was ever done in it: then it is worth keeping.
    pub fn is_used(&self) -> bool {
        self.branches.iter().any(|branch| !branch.tape.is_empty())
    }

    /// How the session began.
    pub fn setup(&self) -> Setup {
        self.setup
    }

    /// The knobs as they are now.
    pub fn knobs(&self) -> &Knobs {
        self.here.run.cluster.knobs()
    }

    /// Where a lease may outlast what another node promises, so that reads by lease are not safe.
    pub fn lease_hazard(&self) -> Option<String> {
        self.here.run.cluster.lease_hazard().as_ref().map(report::lease_hazard)
    }

    /// Of what level the chaos is that is on now, if it is.
    pub fn chaos(&self) -> Option<ChaosLevel> {
        self.here.run.cluster.chaos()
    }

    /// The rules that are broken on purpose.
    pub fn bugs(&self) -> Bugs {
        self.here.run.cluster.bugs()
    }

    /// Whether a rule is broken that a mission lets the learner find out: then nobody is to tell which.
    pub fn hides_rule(&self) -> bool {
        self.here.run.hides_rule()
    }

    /// What has happened, the newest kept.
    pub fn events(&self) -> &EventLog {
        &self.here.run.events
    }

    /// What was said of events when they happened.
    pub fn moments(&self) -> &Moments {
        &self.here.run.moments
    }

    /// The console's lines.
    pub fn transcript(&self) -> &Vector<TranscriptLine> {
        self.here.run.transcript.lines()
    }

    /// The node that the console talks to.
    pub fn prompt(&self) -> String {
        self.view().clients.first().map_or_else(String::new, |you| you.attached.to_string())
    }

    /// The marks of the whole branch, also of its future.
    pub fn marks(&self) -> &Vector<Mark> {
        self.timeline().marks()
    }

    /// The terms of the whole branch, also of its future.
    pub fn terms(&self) -> &Vector<TermSpan> {
        self.timeline().terms()
    }

    /// When more than heartbeats happens in the whole branch, also in its future.
    pub fn activity(&self) -> &Activity {
        self.timeline().activity()
    }

    /// The safety properties that were found violated up to now, the first first.
    pub fn violations(&self) -> &[Violation] {
        self.here.run.checker.violations()
    }

    /// What the clients did and were told up to now, as JSON lines that `raftarium check-history` reads.
    pub fn history(&self) -> String {
        self.here.run.checker.calls().json_lines()
    }

    /// Every safety property that is watched, with what speaks against it, if anything does.
    pub fn checks(&self) -> impl Iterator<Item = (Property, Option<&Violation>)> {
        Checker::PROPERTIES.into_iter().map(|property| {
            let broken = self.violations().iter().find(|broken| broken.name == property.name);
            (property, broken)
        })
    }

    /// Answers a question from what is recorded up to now.
    pub fn why(&self, question: Question) -> Explanation {
        self.here.run.why(question, &self.view())
    }

    /// A number that stands for all that has happened up to now: equal sessions have equal digests, natively and in a
    /// browser.
    pub fn digest(&self) -> String {
        format!("{:016x}", self.here.run.cluster.digest())
    }

    /// How long nobody leads when the leader crashes, in so many clusters with the present size and knobs.
    pub fn survey(&self, seeds: u32) -> Survey {
        Survey::of(self.size(), self.knobs(), seeds)
    }

    /// How many nodes there are.
    fn size(&self) -> u32 {
        u32::try_from(self.view().nodes.len()).expect("clusters are small")
    }

    /// What may stand at the end of a line that is being typed.
    pub fn complete(&self, line: &str) -> Completion {
        let view = self.view();
        let keys: BTreeSet<&String> = view.nodes.iter().flat_map(|node| node.kv.keys()).gather();
        let known = Known {
            nodes: view.nodes.iter().map(|node| node.id.0).collect(),
            packets: view.packets.iter().map(|packet| packet.id.0).collect(),
            keys: keys.into_iter().cloned().collect(),
            bookmarks: self.bookmarks().iter().map(|it| it.name.clone()).collect(),
            branches: self.branches.len(),
        };
        script::complete(line, &known)
    }

    /// The number of the branch that is shown, from 0.
    pub fn shown_branch(&self) -> usize {
        self.current
    }

    fn branch(&self) -> &Branch {
        &self.branches[self.current]
    }

    fn branch_mut(&mut self) -> &mut Branch {
        &mut self.branches[self.current]
    }

    fn timeline(&self) -> &Timeline {
        if self.is_at_end() { &self.here.run.timeline } else { &self.branch().timeline }
    }
}
