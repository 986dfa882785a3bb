//! `pipe 40`: many random operations at once, from a handful of clients.

use rand_core::{RngCore, SeedableRng};
use rand_xoshiro::SplitMix64;

use crate::kv::Operation;
use crate::sim::error::SimError;
use crate::sim::event::Cause;
use crate::sim::names::ClientId;

use super::Cluster;

/// How many clients share the operations; each runs its own one after another.
const CLIENTS: u32 = 10;
const KEYS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

impl Cluster {
    /// Begins `count` random operations. Which ones follows from the seed and the moment, so a replay begins the same.
    pub(in crate::sim) fn begin_pipe(
        &mut self,
        count: u32,
        cause: Cause,
    ) -> Result<Vec<(ClientId, u64)>, SimError> {
        let clients = self.clients_beside_you(count.min(CLIENTS));
        let mut random = SplitMix64::seed_from_u64(self.seed() ^ self.now().0.rotate_left(32));
        clients
            .iter()
            .cycle()
            .take(count as usize)
            .map(|client| Ok((*client, self.ask(*client, operation(&mut random), cause)?)))
            .collect()
    }

    /// So many clients beside the person at the console, and those whom somebody calls by their numbers; they join if there are not that many.
    pub(super) fn clients_beside_you(&mut self, count: u32) -> Vec<ClientId> {
        let known = (1..).map(ClientId).zip(self.world().clients());
        let free = known.filter(|(id, client)| *id != ClientId::YOU && !client.is_introduced());
        let mut clients: Vec<ClientId> = free.map(|(id, _)| id).collect();
        clients.resize_with(count as usize, || self.add_client());
        clients
    }
}

fn operation(random: &mut SplitMix64) -> Operation {
    let key = KEYS[(random.next_u64() % KEYS.len() as u64) as usize].to_owned();
    let value = (random.next_u64() % 100).to_string();
    match random.next_u64() % 4 {
        0 => Operation::Create { key, value },
        1 => Operation::Read { key },
        2 => Operation::Update { key, value },
        _ => Operation::Delete { key },
    }
}
