//! `pipe 40`: many random operations at once, from a handful of clients.

use rand_core::{RngCore, SeedableRng};
use rand_xoshiro::SplitMix64;

use crate::kv::Operation;
use crate::sim::{ClientId, Cluster};

use super::run::YOU;

/// How many clients share the operations; each runs its own one after another.
const CLIENTS: u32 = 10;
const KEYS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// Begins `count` random operations. Which ones follows from the seed and the moment, so a replay begins the same.
pub fn begin(cluster: &mut Cluster, seed: u64, count: u32) -> Vec<(ClientId, u64)> {
    let mut clients: Vec<ClientId> =
        cluster.view().clients.iter().map(|client| client.id).collect();
    clients.retain(|client| *client != YOU);
    clients.resize_with(count.min(CLIENTS) as usize, || cluster.add_client());
    let mut random = SplitMix64::seed_from_u64(seed ^ cluster.now().0.rotate_left(32));
    clients
        .iter()
        .cycle()
        .take(count as usize)
        .map(|client| (*client, cluster.invoke(*client, operation(&mut random))))
        .collect()
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
