//! The servers' clocks, and what is promised by them (dissertation 6.4.1).
//!
//! What servers promise each other for a time, each measures by its own clock. A promise of one is as good for another as
//! the clocks agree: `set drift` says by how much they may differ, and when a script lets them differ by more, nothing is
//! claimed of leases until whatever was measured meanwhile is over. The same holds while servers are set differently, so that
//! one counts on more than another promises.
//!
//! A search through all orders of moves knows no time: there everything happens at the first moment, and nothing that
//! depends on time is claimed of it.

use std::collections::BTreeMap;

use super::sight::Site;
use crate::raft::{NodeId, Settings};
use crate::sim::Time;
use crate::sim::random::MILLION;

/// The clocks, and the knobs that matter to them.
#[derive(Clone, Debug, Default)]
pub(super) struct Clocks {
    settings: Option<Settings>,
    /// The settings of servers that are not set as all others.
    own: BTreeMap<NodeId, Settings>,
    /// How fast each clock runs that does not run as it should, in parts per million of the true rate.
    rates: BTreeMap<NodeId, u32>,
    /// Until then something may be under way that was measured by other clocks, or by other knobs.
    unclear_until: Time,
}

impl Clocks {
    /// Looks at the knobs, if it never did.
    pub(super) fn begin(&mut self, site: &dyn Site) {
        if self.settings.is_none() {
            self.settings = Some(site.settings());
            self.own = site.own_settings();
        }
    }

    /// A clock runs at another rate from now on.
    pub(super) fn set(&mut self, node: NodeId, rate_ppm: u32, now: Time) {
        let before_us = self.longest_us();
        self.rates.insert(node, rate_ppm);
        self.blur(now, before_us);
    }

    /// A clock jumps, by so many microseconds of its own. What was measured across that counts for nothing: no promise of
    /// before lasts longer than it would have, and no lease, but for one whose clock went back.
    pub(super) fn jump(&mut self, node: NodeId, ahead: bool, by_us: u64, now: Time) {
        let longest_us = self.longest_us();
        let later_us = if ahead { 0 } else { self.truly_us(node, by_us) };
        self.blur(now.plus_us(later_us), longest_us);
    }

    /// How long it truly takes until so many microseconds have passed on a server's clock.
    pub(super) fn truly_us(&self, node: NodeId, us: u64) -> u64 {
        true_us(us, self.rates.get(&node).copied().unwrap_or(MILLION))
    }

    /// A knob was turned.
    pub(super) fn configure(&mut self, site: &dyn Site, now: Time) {
        let (before_us, settings, own) = (self.longest_us(), site.settings(), site.own_settings());
        let agrees = |before: Option<&Settings>, after: &Settings| {
            before.is_some_and(|before| before.agrees_on_leases_with(after))
        };
        let as_before = agrees(self.settings.as_ref(), &settings)
            && own.keys().eq(self.own.keys())
            && own.iter().all(|(node, after)| agrees(self.own.get(node), after));
        if !as_before {
            (self.settings, self.own) = (Some(settings), own);
            self.blur(now, before_us);
        }
    }

    /// Nothing is clear until the longest promise is over, of those before and those from now on.
    fn blur(&mut self, now: Time, before_us: u64) {
        let until = now.plus_us(before_us.max(self.longest_us()));
        self.unclear_until = self.unclear_until.max(until);
    }

    /// How long a promise takes at most, by the slowest clock.
    fn longest_us(&self) -> u64 {
        let promises = self.settings.iter().chain(self.own.values()).map(promise_us);
        let longest_us = promises.max().unwrap_or_default();
        true_us(longest_us, self.rates.values().copied().fold(MILLION, u32::min))
    }

    /// For how long a server that hears a leader truly promises to help nobody else, in microseconds.
    pub(super) fn owed_us(&self, node: NodeId) -> u64 {
        let settings = self.own.get(&node).or(self.settings.as_ref());
        let rate_ppm = self.rates.get(&node).copied().unwrap_or(MILLION);
        true_us(settings.map_or(0, promise_us), rate_ppm)
    }

    /// Whether at this moment leases may be relied upon, as far as the clocks go.
    pub(super) fn agree(&self, now: Time) -> bool {
        let drift = self.settings.map_or(0, |settings| settings.drift_ppm);
        let rates = || self.rates.values().copied();
        let (slowest, fastest) = (rates().fold(MILLION, u32::min), rates().fold(MILLION, u32::max));
        let bearable = u128::from(slowest) * (u128::from(MILLION) + u128::from(drift));
        let alike = |own: &Settings| self.settings.is_some_and(|it| it.agrees_on_leases_with(own));
        now > Time::ZERO
            && self.own.values().all(alike)
            && now >= self.unclear_until
            && u128::from(fastest) * u128::from(MILLION) <= bearable
    }
}

/// For how long a server that is set like this helps nobody else, once it has heard a leader: by its own clock, in
/// microseconds. Nothing without check-quorum.
fn promise_us(settings: &Settings) -> u64 {
    if settings.check_quorum { settings.election.min_us } else { 0 }
}

/// How long it truly takes until so many microseconds have passed on a clock of this rate.
fn true_us(us: u64, rate_ppm: u32) -> u64 {
    let us = u128::from(us) * u128::from(MILLION) / u128::from(rate_ppm.max(1));
    u64::try_from(us).unwrap_or(u64::MAX)
}
