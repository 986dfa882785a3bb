//! Changing the membership while the cluster works (paper 6; dissertation 4).
//!
//! A leader is asked for some servers to be added and some to be removed, for learners to be promoted and voters to be
//! demoted, all of it one change. It goes through these configurations, each of which rules from the moment it is appended:
//!
//! 1. The new servers are *learners*: they get snapshot and log, and do not vote (4.2.1). So a server that has nothing yet
//!    keeps nobody waiting.
//! 2. When they have caught up, a *joint* configuration: every decision needs a majority of the old voters and one of the
//!    new ones (4.3). Whichever of the two a server goes by, there is no moment at which two leaders could be elected. Who
//!    is to lose only its vote stands in it as an old voter and as a learner.
//! 3. When that is committed, the new configuration alone. *Any* leader goes from the second step to this one, also one
//!    that has inherited the joint configuration from a leader that failed.
//!
//! Neither a joint configuration nor what follows it is appended before the last configuration is committed, and an entry
//! of the present term with it. The second condition is the one that the first publication of single-server changes lacked:
//! without it, two leaders may change the same configuration in two ways, neither knowing of the other.
//!
//! A server that has caught up is one whose log reached the end of the leader's in less time than an election takes,
//! measured from when that was the end (4.2.1). The leader counts its heartbeats for a clock. It tries in rounds, each up
//! to where the log ends when the round begins, and gives up after ten: then the new server is too slow for this load. So
//! it is when a round after the first takes longer than ten of the longest election timeouts, for each may be longer than
//! the one before. And a server that makes no progress at all for as long is down. Whoever asked is told, and the learners
//! that the request has brought leave. Another request takes the place of the one before until a joint
//! configuration is in the log. If the leader fails in that time, the next one does not know for what they came: they stay
//! learners, until they are promoted or removed.
//!
//! A learner may also be wanted for its own sake: it keeps a copy, and answers, without being one more whom every decision
//! has to wait for. Such a *standing* learner is appended in one step, and so is its removal, for no quorum changes by it.
//! It is no other thing than the learners above, except that nobody waits for it. A promotion begins with the rounds of
//! catching up, and one that fails leaves the learner what it was.
//!
//! # How a server learns that it has been removed
//!
//! A removed server that does not know it stands for election, in later and later terms, and would depose every leader of
//! the others. So the leader keeps sending to whoever leaves until it is known to have the configuration without it, or
//! until it has not answered ten heartbeats since that was committed. That is the usual way, and it may fail: every
//! message may be lost, the server may be down all the while, the leader may fail, or the entry may be compacted.
//!
//! Then the server is told when it matters. A request for a vote says by which configuration its sender stands. Any server
//! that knows a later one to be committed, without the sender, answers just that, and takes nothing over from the request,
//! not even its term. Whoever hears that stands no more, unless it comes by a later configuration in which it votes. So it
//! does not matter who leads, what is compacted, and how often the answer is lost: every new request brings out a new one,
//! and none of them does any harm. Where every server knows that it has been removed, none of this costs a message. It is
//! safe, because not heeding a message is always safe; and nobody waits in vain, because a candidate that lacks a committed
//! entry cannot be elected anyway.
//!
//! A leader that leaves leads until the new configuration is committed, does not count itself (4.2.2), and then transfers
//! the leadership (`transfer.rs`).
//!
//! A server answers everybody, whether its configuration knows them or not (4.1): a learner that is asked for its vote
//! gives it, because whoever asks may have a later configuration, in which it votes.

use std::sync::Arc;

use super::change::{Change, Round, Stage};
use super::change_request::ChangeRequest;
use super::io::{Output, ProposalId};
use super::node::Node;
use super::node_id::NodeSet;
use super::outcome::Refusal;
use super::progress::Progress;
use super::role::{Leader, Role};
use super::settings::Settings;
use super::types::{Configuration, Entry, Index, LogId, NodeId, Payload};

/// For how many heartbeats a leader keeps telling a server that it has left.
const FAREWELLS: u32 = 10;
/// In how many rounds new servers have to catch up (dissertation 4.2.1).
const ROUNDS: u32 = 10;

impl Node {
    /// Somebody wants other servers to take part, or in another way.
    pub(super) fn change_membership(
        &mut self,
        proposal: ProposalId,
        request: &ChangeRequest,
        outputs: &mut Vec<Output>,
    ) {
        if let Err(refusal) = self.examine(request) {
            return outputs.push(Output::ChangeRefused { proposal, refusal });
        }
        let present = self.without_newcomers();
        let newcomers = request.newcomers() - present.members();
        let target = request.applied_to(&present);
        // Whoever is to vote learns first. Whoever is to vote no more does so until the joint configuration is left.
        let learners = target.members() - present.voters;
        let with_learners = Configuration { learners, ..present };
        if with_learners != *self.configuration() {
            self.append_configuration(with_learners, outputs);
        }
        let present = self.configuration().voters;
        let stage = if target.voters == present {
            Stage::Decided
        } else {
            let until = self.log.last().index;
            let round = Round { number: 1, until, heartbeats: 0, progress: 0, idle: 0 };
            Stage::CatchingUp(Box::new(round))
        };
        let Role::Leader(leader) = &mut self.role else { return };
        let replaced = leader.change.replace(Change { proposal, target, newcomers, stage });
        if let Some(Change { proposal, target, .. }) = replaced {
            let refusal = Refusal::Replaced(target.voters - present);
            outputs.push(Output::ChangeRefused { proposal, refusal });
        }
    }

    /// The configuration that rules, without the learners that the change under way has brought.
    fn without_newcomers(&self) -> Configuration {
        let mut present = self.configuration().clone();
        if let Role::Leader(Leader { change: Some(change), .. }) = &self.role {
            present.learners = present.learners - change.newcomers;
        }
        present
    }

    /// Whether such a change may begin now.
    fn examine(&self, request: &ChangeRequest) -> Result<(), Refusal> {
        let Role::Leader(leader) = &self.role else {
            return Err(Refusal::NotLeader { leader: self.leader() });
        };
        if let Some(transfer) = &leader.transfer {
            return Err(Refusal::NotLeader { leader: Some(transfer.to) });
        }
        let present = self.configuration();
        let has_begun = leader.change.as_ref().is_some_and(|change| !change.is_catching_up());
        // Whoever is to leave, or was elected although it is, has only that to bring to its end.
        let stays = present.voters.contains(self.id);
        if has_begun || present.is_joint() || !stays {
            return Err(Refusal::InProgress);
        }
        let ChangeRequest { add, add_learners, promote, demote, remove } = *request;
        if *request == ChangeRequest::default() {
            return Err(Refusal::NothingToChange);
        }
        if let Some(id) = (add & remove).first() {
            return Err(Refusal::AddedAndRemoved(id));
        }
        if let Some(id) = request.named_twice() {
            return Err(Refusal::NamedTwice(id));
        }
        if let Some(id) = ((add | add_learners | promote) & present.voters).first() {
            return Err(Refusal::AlreadyMember(id));
        }
        // One that a change under way has brought is a learner as long as that lasts, and no longer.
        let learners = self.without_newcomers().learners;
        if let Some(id) = ((add_learners | demote) & learners).first() {
            return Err(Refusal::AlreadyLearner(id));
        }
        if let Some(id) = (promote - learners).first() {
            return Err(Refusal::NotLearner(id));
        }
        if let Some(id) = ((remove | demote) - present.members()).first() {
            return Err(Refusal::NotMember(id));
        }
        if request.applied_to(present).voters.is_empty() {
            return Err(Refusal::LastVoter);
        }
        Ok(())
    }

    /// Goes the next step of a change, if everything that it waits for has come.
    pub(super) fn advance_membership(&mut self, outputs: &mut Vec<Output>) {
        let Role::Leader(leader) = &self.role else { return };
        let present = self.configuration();
        let idle = leader.change.is_none() && leader.leaving.is_empty();
        let settled = idle && !present.is_joint() && present.voters.contains(self.id);
        if settled {
            return;
        }
        // While the leadership is being transferred, nothing is appended: so the successor can catch up.
        let may_append = leader.transfer.is_none();
        if may_append && let Some(slow) = self.watch_learners() {
            self.give_learners_up(slow, outputs);
        }
        // One change after the other, and none while entries of earlier terms may still come to nothing.
        let Settings { single_server_unguarded, configuration_at_apply, .. } = self.settings;
        let rules = if configuration_at_apply { self.applied } else { self.commit };
        let guarded = single_server_unguarded || self.has_committed_in_its_term();
        if self.configurations.last_change() > rules || !guarded {
            return;
        }
        self.say_farewell(outputs);
        let present = self.configurations.current();
        if present.is_joint() {
            if may_append {
                let new = Configuration { outgoing: NodeSet::EMPTY, ..present.clone() };
                self.append_configuration(new, outputs);
            }
            return;
        }
        let Role::Leader(leader) = &mut self.role else { return };
        match &mut leader.change {
            Some(change) if change.target.voters != present.voters => {
                if may_append && !matches!(change.stage, Stage::CatchingUp(_)) {
                    change.stage = Stage::Decided;
                    let next = if single_server_unguarded {
                        change.single_step_from(present)
                    } else {
                        Configuration { outgoing: present.voters, ..change.target.clone() }
                    };
                    self.append_configuration(next, outputs);
                }
                return;
            }
            Some(Change { proposal, .. }) => {
                outputs.push(Output::Changed { proposal: *proposal });
                leader.change = None;
            }
            None => {}
        }
        if may_append && self.has_left() {
            // The others should know, too, that this is committed.
            self.speak_to_all(outputs);
            self.leave_leadership(outputs);
        }
    }

    /// Whether this server leads, and the cluster is to go on without it: the configuration that says so is committed.
    pub(super) fn has_left(&self) -> bool {
        let present = self.configurations.current();
        matches!(self.role, Role::Leader(_))
            && !present.is_joint()
            && !present.voters.contains(self.id)
            && self.configurations.last_change() <= self.commit
    }

    /// The configuration by which this server stands for election: where the newest one was appended in which it votes.
    pub(super) fn stands_by(&self) -> Index {
        self.configurations.newest_with(self.id, self.log.base().index)
    }

    /// Where a configuration was appended that is committed, in which a candidate has no vote that stands by another one
    /// which is not later, if there is one here.
    pub(super) fn removed_since(&self, candidate: NodeId, stands_by: Index) -> Option<Index> {
        let base = self.log.base().index;
        let (at, configuration) = self.configurations.committed(self.commit, base);
        (at >= stands_by && !configuration.is_voter(candidate)).then_some(at)
    }

    /// A configuration without this server is committed elsewhere: it stands no longer by an earlier one.
    pub(super) fn learn_of_removal(&mut self, at: Index, outputs: &mut Vec<Output>) {
        self.removed_at = self.removed_at.max(Some(at));
        let stands = matches!(self.role, Role::PreCandidate(_) | Role::Candidate(_));
        if stands && !self.may_stand() {
            self.step_down(outputs);
        }
    }

    /// Whether this server leads and that one takes no part, so that its term is no news: if others have elected another
    /// leader, they will say so.
    pub(super) fn leads_without(&self, id: NodeId) -> bool {
        matches!(self.role, Role::Leader(_)) && !self.configuration().members().contains(id)
    }

    /// New servers have caught up when the log that they have ended where the leader's does not longer ago than an
    /// election takes; otherwise they are to try once more, so many times. Returns one that is to be given up.
    fn watch_learners(&mut self) -> Option<NodeId> {
        let Settings { election, heartbeat_us, .. } = self.settings;
        let end = self.log.last().index;
        let present = self.configurations.current().voters;
        let Role::Leader(Leader { change: Some(change), progress, .. }) = &mut self.role else {
            return None;
        };
        let learners = change.target.voters - present;
        let Stage::CatchingUp(round) = &mut change.stage else { return None };
        let matched =
            |id: NodeId| progress.get(&id).map_or(Index::ZERO, |progress| progress.matched());
        let slowest = learners.iter().min_by_key(|id| matched(*id));
        let has = |progress: &Progress| {
            let received = progress.snapshot_transfer().map_or(0, |transfer| transfer.received());
            progress.matched().0 + received
        };
        let has = learners.iter().filter_map(|id| progress.get(&id)).map(has).sum();
        if round.progress != has {
            (round.progress, round.idle) = (has, 0);
        }
        let lasts = |heartbeats: u32| u64::from(heartbeats).saturating_mul(heartbeat_us);
        if learners.iter().any(|id| matched(id) < round.until) {
            let patience = election.max_us.saturating_mul(ROUNDS.into());
            // Only the first round has everything to bring, and may take as long as it makes progress.
            let is_late = round.number > 1 && lasts(round.heartbeats) >= patience;
            return slowest.filter(|_| is_late || lasts(round.idle) >= patience);
        }
        if lasts(round.heartbeats) < election.min_us {
            change.stage = Stage::CaughtUp;
        } else if round.number < ROUNDS {
            (round.number, round.until, round.heartbeats) = (round.number + 1, end, 0);
        } else {
            return slowest;
        }
        None
    }

    /// The new servers do not stay, because one of those that were to vote is too slow.
    fn give_learners_up(&mut self, slow: NodeId, outputs: &mut Vec<Output>) {
        let without = self.without_newcomers();
        let Role::Leader(leader) = &mut self.role else { return };
        if let Some(Change { proposal, .. }) = leader.change.take() {
            let refusal = Refusal::NotCaughtUp(slow);
            outputs.push(Output::ChangeRefused { proposal, refusal });
        }
        if without != *self.configuration() {
            self.append_configuration(without, outputs);
        }
    }

    /// Appends a configuration, which rules from now on, and sends it at once.
    fn append_configuration(&mut self, configuration: Configuration, outputs: &mut Vec<Output>) {
        let members = configuration.members();
        let id = LogId { term: self.term(), index: self.log.last().index.next() };
        let payload = Payload::Configuration(Arc::new(configuration));
        self.append(Entry { id, payload });
        let Role::Leader(leader) = &mut self.role else { return };
        for member in members - NodeSet::from([self.id]) {
            leader.progress.entry(member).or_insert_with(|| Progress::probing(id.index));
            leader.leaving.remove(&member);
        }
        for gone in leader.progress.keys().filter(|id| !members.contains(**id)) {
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
        if let Some(Change { stage: Stage::CatchingUp(round), .. }) = change {
            round.heartbeats = round.heartbeats.saturating_add(1);
            round.idle = round.idle.saturating_add(1);
        }
        if committed {
            leaving.values_mut().for_each(|heartbeats| *heartbeats += 1);
        }
    }
}
