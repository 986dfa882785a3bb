//! A cluster that is tried: what may become of it is watched by the checks, and costs the session nothing.

use std::hash::{Hash, Hasher};

use crate::check::Checker;
use crate::script::{Command, Condition};
use crate::session::condition::Scene;
use crate::session::run::Run;
use crate::sim::digest::Digest;
use crate::sim::{Cluster, ClusterView, Event, EventKind, SimError, Time};

/// A clone of a run's cluster and checks.
#[derive(Clone, Debug)]
pub struct Trial {
    cluster: Cluster,
    checker: Checker,
    /// All that has reached nodes and clients since the beginning of the search, as one number.
    past: Digest,
    /// Where the events of a move are gathered: empty between moves.
    news: Vec<Event>,
    /// What has happened, where somebody wants to know.
    told: Option<Vec<EventKind>>,
}

impl Trial {
    /// A clone of this run, as it is now.
    pub fn of(run: &Run) -> Self {
        let (mut cluster, checker) = (run.cluster.clone(), run.checker.clone());
        cluster.share();
        Self { cluster, checker, past: Digest::default(), news: Vec::new(), told: None }
    }

    /// The moment that it has reached.
    pub fn now(&self) -> Time {
        self.cluster.now()
    }

    /// From now on, keeps what happens.
    pub fn keep_news(&mut self) {
        self.told = Some(Vec::new());
    }

    /// What has happened since it was to be kept.
    pub fn take_news(&mut self) -> Vec<EventKind> {
        self.told.take().unwrap_or_default()
    }

    /// The cluster.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Makes the next move of its own, if it is due by then. Returns whether there was one.
    pub fn step_by(&mut self, limit: Time) -> bool {
        if self.cluster.next_due().is_none_or(|due| due > limit) || !self.cluster.step() {
            return false;
        }
        self.gather();
        true
    }

    /// Lets time pass in which nothing happens.
    pub fn wait_until(&mut self, moment: Time) {
        while self.step_by(moment) {}
        self.cluster.advance_to(moment);
    }

    /// Carries out a command, as a person might have. Returns whether it could be done; if not, nothing has changed.
    pub fn perform(&mut self, command: &Command) -> bool {
        let done = self.cluster.perform(command).is_ok();
        if done && !self.gather() {
            // Turning to another node leaves no event, and yet matters.
            (self.now(), command.to_string()).hash(&mut self.past);
        }
        done
    }

    /// What a command would lead to at once. `None` if it cannot be carried out. Nothing changes.
    pub fn led_to(&self, command: &Command) -> Option<Vec<EventKind>> {
        let mut cluster = self.cluster.clone();
        cluster.drain_events();
        cluster.perform(command).ok()?;
        Some(cluster.drain_events().into_iter().map(|event| event.kind).collect())
    }

    /// Whether a condition holds now. One that is about a leader does not where nobody leads.
    ///
    /// # Errors
    /// A sentence when it names a node or a client that does not exist.
    pub fn holds(&self, condition: &Condition) -> Result<bool, String> {
        // Making a view costs more than a move.
        let view = if looks_at_nodes(condition) { self.cluster.view() } else { nothing() };
        let (checker, bugs) = (&self.checker, self.cluster.bugs());
        let scene = Scene { view: &view, checker, bugs, hides_rule: false };
        match scene.holds(condition) {
            Err(error) if error == SimError::NoLeader.to_string() => Ok(false),
            found => found,
        }
    }

    /// A number that stands for all that has happened.
    pub fn digest(&self) -> u64 {
        self.cluster.digest()
    }

    /// The fingerprint, of 64 bits: states with the same one have the same future, whatever is done to them.
    pub fn fingerprint(&self) -> u64 {
        let mut print = self.past;
        self.now().hash(&mut print);
        let world = self.cluster.world();
        for node in world.nodes() {
            print.write_u8(node.liveness() as u8);
        }
        let network = world.network();
        for (id, packet) in network.packets() {
            (id, packet.plan.due, packet.loss, packet.arrived).hash(&mut print);
        }
        for link in network.cuts().keys() {
            link.hash(&mut print);
        }
        print.finish()
    }

    /// Takes in what has happened since the last time. Returns whether anything has.
    fn gather(&mut self) -> bool {
        self.cluster.drain_events_into(&mut self.news);
        let any = !self.news.is_empty();
        self.checker.observe(self.cluster.now(), &self.news, self.cluster.world());
        if let Some(told) = &mut self.told {
            told.extend(self.news.iter().map(|event| event.kind.clone()));
        }
        for event in self.news.drain(..) {
            if !shows_in_the_present(&event.kind) {
                (event.at, &event.kind).hash(&mut self.past);
            }
        }
        any
    }
}

/// Whether all that an event has changed for the future is seen in who runs, what is cut, and what is on its way.
fn shows_in_the_present(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Crashed { .. }
            | EventKind::Paused { .. }
            | EventKind::Cut { .. }
            | EventKind::Healed { .. }
            | EventKind::Lost { .. }
    )
}

/// Whether a condition is about more than what the checks have found.
fn looks_at_nodes(condition: &Condition) -> bool {
    match condition {
        Condition::And(one, other) | Condition::Or(one, other) => {
            looks_at_nodes(one) || looks_at_nodes(other)
        }
        Condition::Not(one) => looks_at_nodes(one),
        Condition::Safe
        | Condition::Violated(_)
        | Condition::Broken(_)
        | Condition::Linearizable => false,
        _ => true,
    }
}

/// A view of nothing, for who does not look.
fn nothing() -> ClusterView {
    ClusterView::default()
}
