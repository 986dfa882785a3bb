//! Knobs that one node has for itself, as in an upgrade that has come half of the way; and what becomes of leases where
//! nodes promise each other different things.

use crate::raft::{NodeId, Settings};
use crate::script::{ReadChoice, Setting};
use crate::sim::bugs::Bugs;
use crate::sim::error::SimError;
use crate::sim::event::{Cause, EventKind};
use crate::sim::knobs::Knobs;
use crate::sim::moves::{Move, Rules};
use crate::sim::node::SimNode;
use crate::sim::random::MILLION;
use crate::sim::time::Time;
use crate::sim::view::LeaseHazard;

use super::Cluster;

impl Cluster {
    /// Lets every node behave as these knobs say, and those that have some for themselves, as all of theirs say.
    pub(super) fn configure(
        &mut self,
        knobs: &Knobs,
        bugs: Bugs,
        cause: Cause,
    ) -> Result<(), SimError> {
        let rules = |knobs: &Knobs| Box::new(Rules { bugs, ..knobs.rules() });
        let own = self.quirks.nodes_with_own_knobs().map(|node| {
            let knobs = self.quirks.knobs_of(node, knobs);
            Ok((node, rules(&knobs.map_err(|error| SimError::KnobsOf(node, error))?)))
        });
        let own: Vec<(NodeId, Box<Rules>)> = own.collect::<Result<_, _>>()?;
        self.make(Move::Configure(rules(knobs)), cause)?;
        own.into_iter()
            .try_for_each(|(node, rules)| self.make(Move::ConfigureNode(node, Some(rules)), cause))
    }

    /// Lets a node have a knob for itself; or, without one, those of all again.
    pub(super) fn configure_node(
        &mut self,
        node: NodeId,
        setting: Option<Setting>,
        command: String,
        cause: Cause,
    ) -> Result<(), SimError> {
        self.world.check_node(node)?;
        let mut quirks = self.quirks.clone();
        match setting {
            Some(setting) if !setting.knob().of_node => return Err(SimError::KnobOfAll(setting)),
            Some(setting) => quirks.set_own_knob(node, setting),
            None => quirks.clear_own_knobs(node),
        }
        let own = quirks.knobs_of(node, &self.knobs);
        let own = own.map_err(|error| SimError::KnobsOf(node, error))?;
        let rules = Rules { bugs: self.bugs(), ..own.rules() };
        let is_other_election = self.world.rules_of(node).settings.election != own.raft.election;
        let rules = setting.map(|_| Box::new(rules));
        self.make(Move::ConfigureNode(node, rules), cause)?;
        self.quirks = quirks;
        if is_other_election && self.now == Time::ZERO {
            self.draw_first_timers();
        }
        self.note(EventKind::Configured { command }, cause);
        Ok(())
    }

    /// Where a lease may outlast what another node promises, if nodes read by lease: the longest such lease, and who
    /// promises least. Clocks that run at other rates count as well, and so do those that have just jumped: forward, and a
    /// promise ends too soon; back, and a lease too late.
    pub fn lease_hazard(&self) -> Option<LeaseHazard> {
        let rules = |node: NodeId| self.world.rules_of(node);
        let ids = || self.world.nodes().iter().map(SimNode::id);
        let true_us = |(node, us): (NodeId, u64)| (self.quirks.true_us(node, us), node);
        let jumped_us = |node: NodeId, ahead: bool| {
            let jump = self.quirks.jump(node, self.now).filter(|jump| jump.ahead == ahead);
            jump.map_or(0, |jump| jump.truly_us)
        };
        let longer = |(us, id): (u64, NodeId)| (us.saturating_add(jumped_us(id, false)), id);
        let shorter = |(us, id): (u64, NodeId)| (us.saturating_sub(jumped_us(id, true)), id);
        let reads = |node: &NodeId| rules(*node).reads == ReadChoice::Lease;
        let leases = ids().filter(reads).map(|id| true_us((id, lease_us(&rules(id).settings))));
        let leases = leases.filter(|(us, _)| *us > 0).map(longer);
        let (lease_us, holder) = leases.max_by_key(|(us, id)| (*us, std::cmp::Reverse(*id)))?;
        let others = ids().filter(|id| *id != holder);
        let promises = others.map(|id| true_us((id, promise_us(&rules(id).settings))));
        let (promise_us, other) = promises.map(shorter).min()?;
        (lease_us > promise_us).then_some(LeaseHazard { holder, lease_us, other, promise_us })
    }

    /// How long what servers promise each other may truly last, in microseconds.
    pub(super) fn longest_promise_us(&self) -> u64 {
        let promises = self.world.nodes().iter().map(|node| {
            let settings = self.world.rules_of(node.id()).settings;
            self.quirks.true_us(node.id(), promise_us(&settings))
        });
        promises.max().unwrap_or_default()
    }
}

/// For how long a server helps nobody else, once it has heard a leader: on its own clock.
fn promise_us(settings: &Settings) -> u64 {
    if settings.check_quorum { settings.election.min_us } else { 0 }
}

/// For how long a leader takes what its voters promise for granted: on its own clock.
fn lease_us(settings: &Settings) -> u64 {
    let million = u128::from(MILLION);
    let us =
        u128::from(promise_us(settings)) * million / (million + u128::from(settings.drift_ppm));
    u64::try_from(us).unwrap_or(u64::MAX)
}
