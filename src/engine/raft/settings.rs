//! The knobs of the protocol. All are safe at any value: they trade speed for traffic, never correctness. One is not:
//! leases are as good as what is promised about clocks. And two are no knobs but mistakes, which nothing but a wish to see
//! them switches on.

use super::io::TimerRange;
use super::snapshot::ChunkLimits;

/// How a server behaves; may differ between servers and change while they run. But for three of them, where leases are
/// used: the least election timeout, `check_quorum` and `drift_ppm` are what a leader counts on its voters to keep to, so
/// they must be the same on all of them ([`Settings::agrees_on_leases_with`]). A server of which they are changed drops
/// its lease; one that has promised more than is asked from now on keeps its promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Settings {
    /// How long a follower waits for a leader, and a candidate for votes (paper 5.2). The least of it is also for how long
    /// a server sticks to its leader, and how long a lease is: it must be the same everywhere where leases are used.
    pub election: TimerRange,
    /// Microseconds between a leader's heartbeats; well below `election`.
    pub heartbeat_us: u64,
    /// The most entries in one AppendEntries; at least 1.
    pub max_batch: usize,
    /// The most AppendEntries with entries that a leader has unanswered at one follower; at least 1.
    pub max_in_flight: usize,
    /// The most bytes of commands in one AppendEntries, if they are limited; one command always fits.
    pub max_batch_bytes: Option<u64>,
    /// The most bytes of commands that a leader has unanswered at one follower, if they are limited; one message may always
    /// go.
    pub max_in_flight_bytes: Option<u64>,
    /// The most bytes of commands that a leader takes into its log before they are committed, if they are limited: what
    /// goes beyond is refused, so that neither its memory nor what clients wait for grows without end. One command is always
    /// taken. (etcd: MaxUncommittedEntriesSize.)
    pub max_uncommitted_bytes: Option<u64>,
    /// Microseconds for which a leader gathers proposals before it sends them; 0 sends each at once. A whole batch
    /// never waits.
    pub batch_us: u64,
    /// Whether a server asks the others before it stands for election, and stands only if a majority would vote for it
    /// (dissertation 9.6); and whether it says no as long as it hears its leader. So a server that was away comes back
    /// without deposing a leader that works. Best the same everywhere: a server without it answers by its log alone.
    pub pre_vote: bool,
    /// Whether a leader that has not heard from a quorum for the least election timeout steps down (dissertation 6.2),
    /// and whether a server that hears its leader refuses votes, not only pre-votes, to others (dissertation 4.2.3). The
    /// first makes the second safe: a leader that is obeyed and cannot hear it does not stay. Leases rest on it: it must be
    /// the same everywhere where they are used.
    pub check_quorum: bool,
    /// How much faster one server's clock may run than another's, in millionths: what leases are prepared for
    /// (dissertation 6.4.1). If clocks differ by more, a read by lease may miss what another leader has done since.
    pub drift_ppm: u64,
    /// How much this server is to lead: a leader hands its leadership over to a voter of a higher priority that is alive and
    /// has all that is committed (dissertation 3.10 names this use of a transfer). Elections know nothing of it: whoever can
    /// win may, so that nobody of a high priority has to be waited for.
    pub priority: u32,
    /// The most bytes of a snapshot in one message; at least 1.
    pub snapshot_chunk: usize,
    /// The most chunks of a snapshot that a follower has not answered; at least 1. The same everywhere, best: a server
    /// that believes in one at a time keeps none that comes too early.
    pub snapshot_window: usize,
    /// The most bytes of a snapshot that a leader sends one follower between two heartbeats, if they are limited, so that
    /// a large one does not keep entries waiting; one chunk may always go.
    pub max_snapshot_bytes: Option<u64>,
    /// How many entries a log keeps of those that a snapshot covers, for followers that are only a little behind.
    pub snapshot_tail: u64,
    /// A rule that is wrong, for whoever wants to see what it loses: the membership changes by one server at a time
    /// without a joint configuration, and a leader begins that before it has committed an entry of its own term. So the
    /// change was first published (dissertation 4.1 before its correction of 2015).
    pub single_server_unguarded: bool,
    /// A rule that is wrong here: a configuration rules a server when it is applied, and not when it is appended. It takes
    /// more than this to make that safe, see `membership.rs`.
    pub configuration_at_apply: bool,
}

impl Default for Settings {
    /// The paper's suggestion (9.3): 150 to 300 ms, and a heartbeat three times as quick as the shortest of them.
    fn default() -> Self {
        Self {
            election: TimerRange { min_us: 150_000, max_us: 300_000 },
            heartbeat_us: 50_000,
            max_batch: 64,
            max_in_flight: 8,
            max_batch_bytes: None,
            max_in_flight_bytes: None,
            max_uncommitted_bytes: None,
            batch_us: 0,
            pre_vote: false,
            check_quorum: false,
            drift_ppm: 10_000,
            priority: 0,
            snapshot_chunk: 65_536,
            snapshot_window: 1,
            max_snapshot_bytes: None,
            snapshot_tail: 16,
            single_server_unguarded: false,
            configuration_at_apply: false,
        }
    }
}

impl Settings {
    /// Whether a server that behaves in this way promises what one that behaves in that way counts on for its lease.
    pub fn agrees_on_leases_with(&self, other: &Self) -> bool {
        let promises = |it: &Self| (it.election.min_us, it.drift_ppm, it.check_quorum);
        promises(self) == promises(other)
    }

    /// How snapshots are sent.
    pub(super) fn chunk_limits(&self) -> ChunkLimits {
        ChunkLimits {
            chunk: self.snapshot_chunk.max(1),
            window: self.snapshot_window.max(1),
            most: self.max_snapshot_bytes,
        }
    }

    /// How long a lease is, in microseconds; 0 if there are none.
    pub(super) fn lease_us(&self) -> u64 {
        if !self.check_quorum {
            return 0;
        }
        const MILLION: u128 = 1_000_000;
        let length =
            u128::from(self.election.min_us) * MILLION / (MILLION + u128::from(self.drift_ppm));
        length.try_into().unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_shorter_than_the_least_election_timeout_by_what_clocks_may_differ() {
        let lease = |min_us, drift_ppm, check_quorum| {
            let election = TimerRange { min_us, max_us: u64::MAX };
            Settings { election, drift_ppm, check_quorum, ..Settings::default() }.lease_us()
        };
        assert_eq!(lease(150_000, 0, true), 150_000);
        assert_eq!(lease(150_000, 10_000, true), 148_514);
        assert_eq!(lease(150_000, 1_000_000, true), 75_000);
        assert_eq!(lease(150_000, u64::MAX, true), 0);
        assert_eq!(lease(u64::MAX, 0, true), u64::MAX);
        assert_eq!(lease(150_000, 0, false), 0, "without check-quorum nobody promises anything");
    }
}
