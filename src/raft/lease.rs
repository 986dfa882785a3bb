//! Leases (dissertation 6.4.1): for how long a leader may take it for granted that it leads.
//!
//! With check-quorum, a voter that has heard its leader helps nobody to stand against it, itself included, for the least
//! election time-out; nor does one that has just restarted, and may have forgotten whom it heard. So when a quorum has
//! answered a round, nobody else can be elected before that time is over, counted from the *beginning* of the round, and
//! shortened by as much as the leader's clock may be slower than theirs.
//!
//! There are two ways around these voters' promises, and both are closed here. A successor is helped by everybody, at the
//! leader's own wish: as long as a handover runs there is no reading by lease, and once the successor has been called,
//! there is none for the rest of the term, for the call may arrive at any time. And a leader whose knobs are turned can
//! no longer tell what was promised: it drops its lease. A change of the membership is no third way: whoever can be
//! elected by the new voters alone has heard the leader since it appended the new configuration, and owes it as much.
//!
//! A leader keeps a lease from the first read on that asks for one. Nothing here reads a clock: a lease is a timer that
//! has not run out.

use super::io::{Output, Timer, TimerRange};
use super::node::Node;
use super::role::{Leader, Role};
use super::settings::Settings;

/// A leader's lease.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The timer that ends it, while it is held.
    held: Option<Timer>,
    /// The timer that would end the one which the round under way gives, if it is answered before that.
    promised: Option<Timer>,
    /// Whether anybody has asked for one in this term.
    wanted: bool,
    /// Whether there will be none in this term any more.
    forgone: bool,
}

impl Lease {
    /// The timer that ends the lease, if one is held.
    pub fn held(&self) -> Option<Timer> {
        self.held
    }

    /// Somebody reads by lease.
    pub(super) fn want(&mut self) {
        self.wanted = true;
    }

    /// Nobody's promise holds any more.
    pub(super) fn void(&mut self) {
        self.held = None;
        self.promised = None;
    }

    /// From now on somebody else may be elected at any time.
    pub(super) fn forgo(&mut self) {
        self.void();
        self.forgone = true;
    }

    /// The leadership is over, and so nothing is to be waited for.
    pub(super) fn give_up(&mut self, outputs: &mut Vec<Output>) {
        outputs.extend([self.held, self.promised].into_iter().flatten().map(Output::CancelTimer));
        self.void();
    }

    /// A quorum has answered the round under way.
    pub(super) fn granted(&mut self, outputs: &mut Vec<Output>) {
        if let Some(timer) = self.promised.take() {
            outputs.extend(self.held.map(Output::CancelTimer));
            self.held = Some(timer);
        }
    }
}

impl Node {
    /// A round begins: whoever answers it will have promised this much, counted from now.
    pub(super) fn begin_lease(&mut self, outputs: &mut Vec<Output>) {
        let length = self.settings.lease_us();
        let Role::Leader(Leader { lease, .. }) = &mut self.role else { return };
        lease.promised = None;
        if lease.wanted && !lease.forgone && length > 0 {
            let timer = match lease.held {
                Some(Timer::Lease) => Timer::Renewal,
                _ => Timer::Lease,
            };
            lease.promised = Some(timer);
            let delay = TimerRange::exactly(length);
            outputs.push(Output::SetTimer { timer, delay });
        }
    }

    /// With every heartbeat, a leader that keeps a lease asks for another.
    pub(super) fn renew_lease(&mut self, outputs: &mut Vec<Output>) {
        let Role::Leader(Leader { lease, reads, .. }) = &self.role else { return };
        let wanted = lease.wanted && !lease.forgone && self.settings.lease_us() > 0;
        if wanted && !reads.is_under_way() && self.has_committed_in_its_term() {
            self.begin_round(outputs);
        }
    }

    /// A lease is over, or that which the round under way would have given.
    pub(super) fn end_lease(&mut self, timer: Timer) {
        let Role::Leader(Leader { lease, .. }) = &mut self.role else { return };
        lease.held.take_if(|held| *held == timer);
        lease.promised.take_if(|promised| *promised == timer);
    }
}

impl Settings {
    /// Whether a server that behaves in this way promises what one that behaves in that way counts on for its lease.
    pub fn agrees_on_leases_with(&self, other: &Self) -> bool {
        let promises = |it: &Self| (it.election.min_us, it.drift_ppm, it.check_quorum);
        promises(self) == promises(other)
    }

    /// How long a lease is, in microseconds; 0 if there are none.
    fn lease_us(&self) -> u64 {
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
    fn a_lease_is_shorter_than_the_least_election_time_out_by_what_clocks_may_differ() {
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
