//! Changing the membership while the cluster works (paper 6; dissertation 4).
//!
//! A leader is asked for some servers to be added and some to be removed, all of it one change. It goes through these
//! configurations, each of which rules from the moment it is appended:
//!
//! 1. The new servers are *learners*: they get snapshot and log, and do not vote (4.2.1). So a server that has nothing yet
//!    keeps nobody waiting.
//! 2. When they have caught up, a *joint* configuration: every decision needs a majority of the old voters and one of the
//!    new ones (4.3). Whichever of the two a server goes by, there is no moment at which two leaders could be elected.
//! 3. When that is committed, the new configuration alone. *Any* leader goes from the second step to this one, also one
//!    that has inherited the joint configuration from a leader that failed.
//!
//! Neither a joint configuration nor what follows it is appended before the last configuration is committed, and an entry
//! of the present term with it. The second condition is the one that the first publication of single-server changes lacked:
//! without it, two leaders may change the same configuration in two ways, neither knowing of the other.
//!
//! A server that has caught up is one whose log reached the end of the leader's in less time than an election takes,
//! measured from when that was the end (4.2.1). The leader tries for as long as it takes, and counts its heartbeats for a
//! clock. If a new server is down, that is for ever; so until a joint configuration is in the log, another request takes
//! the place of the one before, and the learners of the one before leave. If the leader fails in that time, its learners
//! stay what they are until the next request.
//!
//! Whoever leaves is told: the leader keeps sending to it until it is known to have the configuration without it, or
//! until it has not answered ten heartbeats since that was committed. One that knows it to be committed never stands. One
//! that does not (it was away) may stand, but cannot win against later entries; and with check-quorum it is not even heard
//! (4.2.3). A leader that leaves leads until the new configuration is committed, and does not count itself (4.2.2).
//!
//! A server answers everybody, whether its configuration knows them or not (4.1): a learner that is asked for its vote
//! gives it, because whoever asks may have a later configuration, in which it votes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::io::{Output, ProposalId};
use super::node::Node;
use super::progress::Progress;
use super::role::{Leader, Role};
use super::settings::Settings;
use super::types::{Configuration, Entry, Index, LogId, NodeId, Payload};

/// For how many heartbeats a leader keeps telling a server that it has left.
const FAREWELLS: u32 = 10;

/// Why a change of the membership was refused, or did not come to its end. But for the last two, nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// This server does not lead, or is handing its office over.
    NotLeader {
        /// Who leads, as far as this server knows, or will lead if the handover succeeds.
        leader: Option<NodeId>,
    },
    /// Another change has come so far that it has to be finished first, perhaps by another leader.
    InProgress,
    /// There would be nobody left who votes.
    LastVoter,
    /// This server is to be added, and votes already.
    AlreadyMember(NodeId),
    /// This server is to be removed, and takes no part.
    NotMember(NodeId),
    /// This server is to be both added and removed.
    AddedAndRemoved(NodeId),
    /// No server is to be added or removed.
    NothingToChange,
    /// Another request has taken its place, before the new servers had caught up; they do not stay.
    Replaced,
    /// This server has ceased to lead. If the joint configuration is in the log that survives, the next leader finishes
    /// the change; if not, new servers may be left as learners, until the next request.
    Deposed,
}

/// A change of the membership under way, as the leader that was asked for it sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Change {
    proposal: ProposalId,
    /// Who is to vote in the end.
    voters: BTreeSet<NodeId>,
    stage: Stage,
}

/// How far a change has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stage {
    /// The new servers try to reach the end of the log in good time (dissertation 4.2.1).
    CatchingUp {
        /// Where the log ended when this attempt began.
        until: Index,
        /// How many heartbeats ago that was.
        heartbeats: u32,
    },
    /// They have. The joint configuration is to be appended as soon as that is allowed.
    CaughtUp,
    /// It has been appended.
    Decided,
}

/// The servers that have left, to which the leader still speaks, and how many heartbeats each has been sent since that
/// was committed.
pub(super) type Leaving = BTreeMap<NodeId, u32>;

impl Change {
    /// The caller's name for it.
    pub fn proposal(&self) -> ProposalId {
        self.proposal
    }

    /// Who is to vote in the end.
    pub fn voters(&self) -> &BTreeSet<NodeId> {
        &self.voters
    }

    /// Whether no joint configuration has been appended yet: another request may take its place.
    pub fn is_catching_up(&self) -> bool {
        self.stage != Stage::Decided
    }
}

impl Node {
    /// Somebody wants these servers to be added and these to be removed.
    pub(super) fn change_membership(
        &mut self,
        proposal: ProposalId,
        add: BTreeSet<NodeId>,
        remove: &BTreeSet<NodeId>,
        outputs: &mut Vec<Output>,
    ) {
        if let Err(refusal) = self.examine(&add, remove) {
            return outputs.push(Output::ChangeRefused { proposal, refusal });
        }
        let present = self.configuration();
        let staying = present.voters.difference(remove);
        let voters = staying.chain(&add).copied().collect();
        let with_learners = Configuration { learners: add, ..present.clone() };
        if with_learners != *present {
            self.append_configuration(with_learners, outputs);
        }
        let until = self.log.last().index;
        let stage = Stage::CatchingUp { until, heartbeats: 0 };
        let Role::Leader(leader) = &mut self.role else { return };
        let replaced = leader.change.replace(Change { proposal, voters, stage });
        if let Some(Change { proposal, .. }) = replaced {
            outputs.push(Output::ChangeRefused { proposal, refusal: Refusal::Replaced });
        }
    }

    /// Whether such a change may begin now.
    fn examine(&self, add: &BTreeSet<NodeId>, remove: &BTreeSet<NodeId>) -> Result<(), Refusal> {
        let Role::Leader(leader) = &self.role else {
            return Err(Refusal::NotLeader { leader: self.leader() });
        };
        if let Some(handover) = &leader.handover {
            return Err(Refusal::NotLeader { leader: Some(handover.to) });
        }
        let present = self.configuration();
        let has_begun = leader.change.as_ref().is_some_and(|change| !change.is_catching_up());
        // Whoever is to leave, or was elected although it is, has only that to bring to its end.
        let stays = present.voters.contains(&self.id);
        if has_begun || present.is_joint() || !stays {
            return Err(Refusal::InProgress);
        }
        if add.is_empty() && remove.is_empty() {
            return Err(Refusal::NothingToChange);
        }
        if let Some(id) = add.intersection(remove).next() {
            return Err(Refusal::AddedAndRemoved(*id));
        }
        if let Some(id) = add.intersection(&present.voters).next() {
            return Err(Refusal::AlreadyMember(*id));
        }
        if let Some(id) = remove.iter().find(|id| !present.members().contains(id)) {
            return Err(Refusal::NotMember(*id));
        }
        if add.is_empty() && present.voters.is_subset(remove) {
            return Err(Refusal::LastVoter);
        }
        Ok(())
    }

    /// Goes the next step of a change, if everything that it waits for has come.
    pub(super) fn advance_membership(&mut self, outputs: &mut Vec<Output>) {
        let Role::Leader(leader) = &self.role else { return };
        let present = self.configuration();
        let idle = leader.change.is_none() && leader.leaving.is_empty();
        let settled = idle && !present.is_joint() && present.voters.contains(&self.id);
        // While its office is being handed over, nothing is appended: so the successor can catch up.
        if settled || leader.handover.is_some() {
            return;
        }
        self.watch_learners();
        // One change after the other, and none while entries of earlier terms may still come to nothing.
        if self.configurations.last_change() > self.commit || !self.has_committed_in_its_term() {
            return;
        }
        self.say_farewell(outputs);
        let present = self.configurations.current();
        if present.is_joint() {
            let new = Configuration::of(present.voters.iter().copied());
            return self.append_configuration(new, outputs);
        }
        let Role::Leader(leader) = &mut self.role else { return };
        match &mut leader.change {
            Some(Change { voters, stage, .. }) if *voters != present.voters => {
                if *stage == Stage::CaughtUp {
                    *stage = Stage::Decided;
                    let (voters, outgoing) = (voters.clone(), present.voters.clone());
                    let joint = Configuration { voters, outgoing, ..Configuration::default() };
                    self.append_configuration(joint, outputs);
                }
                return;
            }
            Some(Change { proposal, .. }) => {
                outputs.push(Output::Changed { proposal: *proposal });
                leader.change = None;
            }
            None => {}
        }
        if !present.voters.contains(&self.id) {
            // The others should know, too, that this is committed.
            self.speak_to_all(outputs);
            self.step_down(outputs);
        }
    }

    /// New servers have caught up when the log that they have ended where the leader's does not longer ago than an
    /// election takes; otherwise they are to try once more.
    fn watch_learners(&mut self) {
        let Settings { election, heartbeat_us, .. } = self.settings;
        let end = self.log.last().index;
        let learners = &self.configurations.current().learners;
        let Role::Leader(Leader { change: Some(change), progress, .. }) = &mut self.role else {
            return;
        };
        let Stage::CatchingUp { until, heartbeats } = change.stage else { return };
        let is_there = |id| progress.get(id).is_some_and(|progress| progress.matched() >= until);
        if learners.iter().all(is_there) {
            let in_good_time = u64::from(heartbeats).saturating_mul(heartbeat_us) < election.min_us;
            change.stage = if in_good_time {
                Stage::CaughtUp
            } else {
                Stage::CatchingUp { until: end, heartbeats: 0 }
            };
        }
    }

    /// Appends a configuration, which rules from now on, and sends it at once.
    fn append_configuration(&mut self, configuration: Configuration, outputs: &mut Vec<Output>) {
        let members = configuration.members();
        let id = LogId { term: self.term(), index: self.log.last().index.next() };
        let payload = Payload::Configuration(Arc::new(configuration));
        self.append(Entry { id, payload });
        let Role::Leader(leader) = &mut self.role else { return };
        for member in members.iter().filter(|member| **member != self.id) {
            leader.progress.entry(*member).or_insert_with(|| Progress::probing(id.index));
            leader.leaving.remove(member);
        }
        for gone in leader.progress.keys().filter(|id| !members.contains(id)) {
            leader.leaving.entry(*gone).or_insert(0);
        }
        self.release_at_once(outputs);
    }

    /// The configuration without them is committed: whoever has it is told that much, and then no more.
    fn say_farewell(&mut self, outputs: &mut Vec<Output>) {
        let without = self.configurations.last_change();
        let Role::Leader(Leader { leaving, progress, .. }) = &self.role else { return };
        let has_it = |id| progress.get(id).is_some_and(|progress| progress.matched() >= without);
        let over = leaving.iter().filter(|(id, heartbeats)| has_it(id) || **heartbeats > FAREWELLS);
        for id in over.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.speak_to(id, outputs);
            let Role::Leader(Leader { leaving, progress, .. }) = &mut self.role else { return };
            leaving.remove(&id);
            progress.remove(&id);
        }
    }

    /// Another heartbeat is sent: the clock of what is measured in heartbeats.
    pub(super) fn count_heartbeat(&mut self) {
        let committed = self.configurations.last_change() <= self.commit;
        let Role::Leader(Leader { change, leaving, .. }) = &mut self.role else { return };
        if let Some(Change { stage: Stage::CatchingUp { heartbeats, .. }, .. }) = change {
            *heartbeats = heartbeats.saturating_add(1);
        }
        if committed {
            leaving.values_mut().for_each(|heartbeats| *heartbeats += 1);
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLeader { leader: Some(leader) } => write!(f, "{leader} leads"),
            Self::NotLeader { leader: None } => f.write_str("no leader is known"),
            Self::InProgress => f.write_str("another change is under way: wait for its end"),
            Self::LastVoter => f.write_str("nobody would be left who votes"),
            Self::AlreadyMember(id) => write!(f, "{id} votes already"),
            Self::NotMember(id) => write!(f, "{id} is no member"),
            Self::AddedAndRemoved(id) => write!(f, "{id} cannot be both added and removed"),
            Self::NothingToChange => f.write_str("no server is to be added or removed"),
            Self::Replaced => f.write_str("another change has taken its place"),
            Self::Deposed => {
                f.write_str("the leader has changed: look who is a member, and ask again")
            }
        }
    }
}

impl std::error::Error for Refusal {}
