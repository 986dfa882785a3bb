//! What a cluster knows of a load that is under way.

use rand_core::RngCore;
use rand_xoshiro::SplitMix64;

use crate::kv::Operation;
use crate::script::Load;
use crate::sim::names::ClientId;
use crate::sim::origin::Origin;
use crate::sim::time::Time;

/// A load that is under way.
#[derive(Clone, Debug)]
pub(super) struct Driven {
    pub(super) load: Load,
    pub(super) clients: Vec<ClientId>,
    pub(super) began: Time,
    pub(super) asked: u64,
    pub(super) random: SplitMix64,
    /// The event of its beginning.
    pub(super) origin: Origin,
}

impl Driven {
    /// When its next operation is due.
    pub(super) fn due(&self) -> Time {
        let us = u128::from(self.asked) * 1_000_000 / u128::from(self.load.per_second.max(1));
        self.began.plus_us(u64::try_from(us).unwrap_or(u64::MAX))
    }

    /// Half of them write, and half of them read, among so many keys.
    pub(super) fn operation(&mut self, keys: u32) -> Operation {
        let key = format!("k{}", self.random.next_u64() % u64::from(keys));
        match self.random.next_u64() % 2 {
            0 => Operation::Put { key, value: self.asked.to_string() },
            _ => Operation::Get { key },
        }
    }
}
