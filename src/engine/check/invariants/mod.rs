//! The properties, one file each: there stand its name, where it is stated, what it says, what it remembers, what it looks
//! at and what speaks against it.
//!
//! To add one is to write its file and to add it to the list here, and its name to the words of the script language
//! (`script::conditions`), which knows no other room. Everything else goes by the list.
//!
//! Their order is the one in which they are told. First what makes a leader, then what makes a log and what may be relied
//! upon of it, then the state machine, and last what clients see.

mod committed_append_only;
mod configuration_safety;
mod durable_before_visible;
mod election_safety;
mod equal_state;
mod exactly_once;
mod leader_append_only;
mod leader_completeness;
mod lease_exclusivity;
mod linearizability;
mod log_matching;
mod match_index;
mod monotonic;
mod one_vote;
mod quorum_log;
mod read_index;
mod snapshot_configuration;
mod state_machine_safety;
mod up_to_date_leader;
mod vote_promise;

use super::scene::Scene;
use super::sight::{Change, DiskChange, PacketSeen, Remembered};
use crate::raft::NodeId;
use crate::sim::Event;

pub use linearizability::Linearity;
pub(super) use linearizability::Linearizability;

/// A safety property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name, as one word.
    pub name: &'static str,
    /// Where it is stated.
    pub citation: &'static str,
    pub says: &'static str,
}

/// What speaks against a property, if anything does.
pub(super) type Finding = Result<(), String>;

/// One property's own memory, and its judgement of what is new. It looks at what it needs, and leaves out the rest.
pub(super) trait Invariant {
    /// Which property it is.
    const PROPERTY: Property;

    /// Judges what a server sends to another, in a world as it is after the move to which that belongs.
    ///
    /// # Errors
    /// The evidence that the property does not hold.
    #[inline(always)]
    fn sent(&mut self, _packet: &PacketSeen<'_>, _scene: &Scene<'_>) -> Finding {
        Ok(())
    }

    /// Judges what has arrived at a server from another, and was taken in.
    ///
    /// # Errors
    /// The evidence that the property does not hold.
    #[inline(always)]
    fn delivered(&mut self, _packet: &PacketSeen<'_>, _scene: &Scene<'_>) -> Finding {
        Ok(())
    }

    /// Judges any other event.
    ///
    /// # Errors
    /// The evidence that the property does not hold.
    #[inline(always)]
    fn hear(&mut self, _event: &Event, _scene: &Scene<'_>) -> Finding {
        Ok(())
    }

    /// Judges the change of a disk, on which a write was done or from which a node has started. It comes before what the
    /// node makes of it.
    ///
    /// # Errors
    /// The evidence that the property does not hold.
    #[inline(always)]
    fn disk(&mut self, _change: &DiskChange<'_>, _scene: &Scene<'_>) -> Finding {
        Ok(())
    }

    /// Judges the change of a running node.
    ///
    /// # Errors
    /// The evidence that the property does not hold.
    #[inline(always)]
    fn look(&mut self, _change: &Change<'_>, _scene: &Scene<'_>) -> Finding {
        Ok(())
    }

    /// A node has crashed, or starts: it was last seen like this, if it was seen since the last time.
    #[inline(always)]
    fn forget(&mut self, _node: NodeId, _last: Option<&Remembered>) {}
}

/// Makes of the list one value that holds them all, and puts every question to each.
macro_rules! invariants {
    ($($name:ident: $invariant:ty,)*) => {
        /// All properties, each with its memory.
        #[derive(Clone, Debug, Default)]
        pub(super) struct Invariants {
            $($name: $invariant,)*
        }

        impl Invariants {
            pub(super) const PROPERTIES: [Property; [$(stringify!($name)),*].len()] =
                [$(<$invariant as Invariant>::PROPERTY),*];

            /// What each makes of what a server sends to another.
            pub(super) fn sent(
                &mut self,
                packet: &PacketSeen<'_>,
                scene: &Scene<'_>,
                report: &mut impl FnMut(Property, String),
            ) {
                $(judge::<$invariant>(self.$name.sent(packet, scene), report);)*
            }

            /// What each makes of what has arrived at a server from another.
            pub(super) fn delivered(
                &mut self,
                packet: &PacketSeen<'_>,
                scene: &Scene<'_>,
                report: &mut impl FnMut(Property, String),
            ) {
                $(judge::<$invariant>(self.$name.delivered(packet, scene), report);)*
            }

            /// What each makes of any other event.
            pub(super) fn hear(
                &mut self,
                event: &Event,
                scene: &Scene<'_>,
                report: &mut impl FnMut(Property, String),
            ) {
                $(judge::<$invariant>(self.$name.hear(event, scene), report);)*
            }

            /// What each makes of a change on a disk.
            pub(super) fn disk(
                &mut self,
                change: &DiskChange<'_>,
                scene: &Scene<'_>,
                report: &mut impl FnMut(Property, String),
            ) {
                $(judge::<$invariant>(self.$name.disk(change, scene), report);)*
            }

            /// What each makes of the change of a running node.
            pub(super) fn look(
                &mut self,
                change: &Change<'_>,
                scene: &Scene<'_>,
                report: &mut impl FnMut(Property, String),
            ) {
                $(judge::<$invariant>(self.$name.look(change, scene), report);)*
            }

            /// Tells each that a node has crashed, or starts.
            pub(super) fn forget(&mut self, node: NodeId, last: Option<&Remembered>) {
                $(self.$name.forget(node, last);)*
            }
        }
    };
}

impl Invariants {
    /// The one that knows what clients asked and were told.
    pub(super) fn linearizability(&self) -> &Linearizability {
        &self.linearizability
    }
}

/// Reports what speaks against a property. What a property does not look at costs nothing: that much is to be seen by the
/// compiler, and so all of this is in one place for it.
#[inline(always)]
fn judge<I: Invariant>(finding: Finding, report: &mut impl FnMut(Property, String)) {
    if let Err(evidence) = finding {
        report(I::PROPERTY, evidence);
    }
}

invariants! {
    election_safety: election_safety::ElectionSafety,
    leader_append_only: leader_append_only::LeaderAppendOnly,
    log_matching: log_matching::LogMatching,
    leader_completeness: leader_completeness::LeaderCompleteness,
    state_machine_safety: state_machine_safety::StateMachineSafety,
    monotonic: monotonic::Monotonic,
    one_vote: one_vote::OneVote,
    up_to_date_leader: up_to_date_leader::UpToDateLeader,
    vote_promise: vote_promise::VotePromise,
    lease_exclusivity: lease_exclusivity::LeaseExclusivity,
    durable_before_visible: durable_before_visible::DurableBeforeVisible,
    match_index: match_index::MatchIndex,
    quorum_log: quorum_log::QuorumLog,
    committed_append_only: committed_append_only::CommittedAppendOnly,
    configuration_safety: configuration_safety::ConfigurationSafety,
    snapshot_configuration: snapshot_configuration::SnapshotConfiguration,
    equal_state: equal_state::EqualState,
    exactly_once: exactly_once::ExactlyOnce,
    read_index: read_index::ReadIndex,
    linearizability: linearizability::Linearizability,
}
