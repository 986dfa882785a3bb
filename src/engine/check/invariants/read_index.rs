//! Read index: a read that a leader answers without the log sees all that was committed when it reached that leader.
//!
//! What was committed is what any server knew to be. What the read sees is what the leader has applied when it answers. A read
//! that comes while the leader is paused has reached it then, although it is taken in later, in its turn before the end of a
//! lease that ran out in the pause: so it need not see what was committed since the pause began.
//!
//! A read by lease, or by a round where a lease could have come to its help, counts as far as the clocks agree; one that was
//! answered from a server's own state, because the knobs want it so, promises nothing.

use super::{Finding, Invariant, Property};
use crate::check::scene::Scene;
use crate::persistent::OrdMap;
use crate::raft::{Index, NodeId};
use crate::script::ReadChoice;
use crate::sim::{ClientId, Endpoint, Event, EventKind, PacketKind};

/// The reads that have reached a server and may yet be answered there.
#[derive(Clone, Debug, Default)]
pub(super) struct ReadIndex {
    asked: OrdMap<(ClientId, u64, NodeId), Asked>,
    /// The last operation of each client that has ended: a request of one that has may still arrive, and what it asks for
    /// may be answered for an earlier one, of which nothing is kept.
    ended: OrdMap<ClientId, u64>,
    /// The servers that were paused.
    pauses: OrdMap<NodeId, Pause>,
}

/// The last pause of a server.
#[derive(Clone, Copy, Debug)]
struct Pause {
    /// What was committed when it began.
    committed: Index,
    /// Packets up to this number may have reached the server in it, and are taken in when it goes on.
    until: u64,
}

/// A read that has reached a server.
#[derive(Clone, Copy, Debug)]
struct Asked {
    /// What was committed then.
    committed: Index,
    /// Whether a lease may help to answer it.
    by_lease: bool,
}

impl Invariant for ReadIndex {
    const PROPERTY: Property = Property {
        name: "read-index",
        citation: "dissertation section 6.4",
        says: "A read that the leader answers after a round of heartbeats returns results at least as current as the \
               commit index when the leader received it.",
    };

    fn hear(&mut self, event: &Event, scene: &Scene<'_>) -> Finding {
        match &event.kind {
            EventKind::Paused { node } => {
                let committed = scene.reference.committed();
                self.pauses.insert(*node, Pause { committed, until: u64::MAX });
                Ok(())
            }
            EventKind::Resumed { node } => {
                if let Some(pause) = self.pauses.get_mut(node) {
                    pause.until = scene.site.sent();
                }
                Ok(())
            }
            EventKind::Delivered {
                packet,
                from: Endpoint::Client(client),
                to: Endpoint::Node(node),
                kind: PacketKind::Request { sequence, operation, .. },
            } if operation.is_read() && self.ended.get(client) < Some(sequence) => {
                let place = (*client, *sequence, *node);
                let by_lease = scene.site.reads(*node) == ReadChoice::Lease;
                let pause = self.pauses.get(node).filter(|pause| packet.0 <= pause.until);
                let here = pause.map(|pause| pause.committed);
                // One that is asked for again may be answered for the first time it was.
                let first = self.asked.get(&place).map(|asked| asked.committed);
                let committed = first.or(here).unwrap_or(scene.reference.committed());
                self.asked.insert(place, Asked { committed, by_lease });
                Ok(())
            }
            EventKind::ReadAnswered { node, client, sequence, by, .. } => {
                let Some(asked) = self.asked.get(&(*client, *sequence, *node)) else {
                    return Ok(());
                };
                let counts = match by {
                    ReadChoice::Index | ReadChoice::Follower => {
                        !asked.by_lease || scene.clocks.agree(scene.now)
                    }
                    ReadChoice::Lease => scene.clocks.agree(scene.now),
                    ReadChoice::Log | ReadChoice::Unsafe => false,
                };
                let applied = scene.site.applied(*node).filter(|_| counts);
                match applied.filter(|applied| *applied < asked.committed) {
                    Some(applied) => Err(format!(
                        "{node} answered a read of {client} when it had applied {applied}, and {} was committed when the \
                         read had reached it",
                        asked.committed
                    )),
                    None => Ok(()),
                }
            }
            EventKind::Completed { client, sequence, .. } => {
                let of = |node| (*client, *sequence, NodeId(node));
                let over = self.asked.range(of(0)..=of(u32::MAX)).map(|(place, _)| *place);
                for place in over.collect::<Vec<_>>() {
                    self.asked.remove(&place);
                }
                let last = self.ended.get(client).map_or(*sequence, |last| *sequence.max(last));
                self.ended.insert(*client, last);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
