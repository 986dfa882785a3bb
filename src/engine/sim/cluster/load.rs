//! `load`: random operations at a steady rate, from clients that do nothing else.

use rand_core::SeedableRng;
use rand_xoshiro::SplitMix64;

use crate::script::Load;
use crate::sim::error::SimError;
use crate::sim::event::{Cause, EventKind};
use crate::sim::moves::Move;
use crate::sim::schedule::Due;

use super::Cluster;
use super::driven::Driven;

impl Cluster {
    /// Begins a load. What it asks for follows from the seed and the moment.
    pub(in crate::sim) fn begin_load(&mut self, load: Load, cause: Cause) -> Result<(), SimError> {
        if let Some(driven) = &self.load {
            return Err(SimError::LoadUnderWay(driven.began.plus_us(driven.load.for_us)));
        }
        let clients = self.clients_beside_you(load.clients);
        let seed = self.seed() ^ self.now.0.rotate_left(16);
        let random = SplitMix64::seed_from_u64(seed);
        let origin = self.note(EventKind::LoadBegun { operations: load.operations() }, cause);
        self.load = Some(Driven { load, clients, began: self.now, asked: 0, random, origin });
        self.schedule.at(self.now, Due::Load);
        Ok(())
    }

    /// Asks for the next thing, and plans when to ask for another.
    pub(super) fn drive(&mut self) {
        let Some(driven) = &mut self.load else { return };
        let turn = driven.asked as usize % driven.clients.len().max(1);
        let Some(client) = driven.clients.get(turn).copied() else { return };
        let (operation, origin) = (Box::new(driven.operation(self.knobs.load_keys)), driven.origin);
        driven.asked += 1;
        let due = (driven.asked < driven.load.operations()).then(|| driven.due());
        match due {
            Some(due) => {
                self.schedule.at(due, Due::Load);
            }
            None => self.load = None,
        }
        self.make_after(origin, Move::Invoke(client, operation), Cause::Load)
            .expect("the client has joined");
    }
}
