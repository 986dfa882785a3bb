//! Leases (dissertation 6.4.1): for how long a leader may take it for granted that it leads.
//!
//! With check-quorum, a voter that has heard its leader helps nobody to stand against it, itself included, for the least
//! election timeout; nor does one that has just restarted, and may have forgotten whom it heard. So when a quorum has
//! answered a round, nobody else can be elected before that time is over, counted from the *beginning* of the round, and
//! shortened by as much as the leader's clock may be slower than theirs.
//!
//! There are two ways around these voters' promises, and both are closed here. A successor is helped by everybody, at the
//! leader's own wish: as long as a transfer runs there is no reading by lease, and once the successor has been called,
//! there is none for the rest of the term, for the call may arrive at any time. And a leader whose knobs are turned can
//! no longer tell what was promised: it drops its lease. A change of the membership is no third way: whoever can be
//! elected by the new voters alone has heard the leader since it appended the new configuration, and owes it as much.
//!
//! A leader keeps a lease from the first read on that asks for one. Nothing here reads a clock: a lease is a timer that
//! has not run out.

use super::io::{Output, Timer};

/// A leader's lease.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The timer that ends it, while it is held.
    pub(super) held: Option<Timer>,
    /// The timer that would end the one which the round under way gives, if it is answered before that.
    pub(super) promised: Option<Timer>,
    /// Whether anybody has asked for one in this term.
    pub(super) wanted: bool,
    /// Whether there will be none in this term any more.
    pub(super) forgone: bool,
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
