//! Three of the peer's servers in one process, driven as its own example drives them, with disks and links that take no
//! time.

use std::collections::VecDeque;

use raft::eraftpb::{EntryType, Message};
use raft::storage::MemStorage;
use raft::{Config, LightReady, RawNode, StateRole};
use slog::{Discard, Logger, o};

use crate::work::{COMMAND, Cluster};

/// The three; the first leads.
pub struct Peer {
    servers: Vec<Server>,
    packets: VecDeque<Message>,
}

struct Server {
    node: RawNode<MemStorage>,
    disk: MemStorage,
    applied: u64,
}

impl Cluster for Peer {
    fn elected() -> Self {
        let logger = Logger::root(Discard, o!());
        let server = |id| {
            let disk = MemStorage::new_with_conf_state((vec![1, 2, 3], Vec::new()));
            let config = Config {
                id,
                max_size_per_msg: 1 << 20,
                max_inflight_msgs: 256,
                // As here: that something is committed is told with the next entries.
                skip_bcast_commit: true,
                // As here, too: what is proposed while a message waits to leave goes with it.
                batch_append: true,
                ..Config::default()
            };
            let node = RawNode::new(&config, disk.clone(), &logger).expect("a good configuration");
            Server { node, disk, applied: 0 }
        };
        let servers = [1, 2, 3].map(server).into();
        let mut cluster = Self { servers, packets: VecDeque::new() };
        cluster.servers[0].node.campaign().expect("n1 may stand");
        cluster.settle();
        assert_eq!(cluster.servers[0].node.raft.state, StateRole::Leader, "n1 leads");
        cluster
    }

    fn propose(&mut self) {
        let leader = &mut self.servers[0].node;
        leader.propose(Vec::new(), COMMAND.to_vec()).expect("it leads");
    }

    fn settle(&mut self) {
        loop {
            for server in &mut self.servers {
                server.work(&mut self.packets);
            }
            if self.packets.is_empty() {
                return;
            }
            for _ in 0..self.packets.len() {
                let Some(message) = self.packets.pop_front() else { break };
                let to = message.to as usize - 1;
                self.servers[to].node.step(message).expect("it is for this server");
            }
        }
    }

    fn applied(&self) -> [u64; 3] {
        [0, 1, 2].map(|at| self.servers[at].applied)
    }
}

impl Server {
    /// Writes, sends and applies whatever the server has ready.
    fn work(&mut self, packets: &mut VecDeque<Message>) {
        while self.node.has_ready() {
            let mut ready = self.node.ready();
            packets.extend(ready.take_messages());
            self.apply(ready.take_committed_entries());
            {
                let mut disk = self.disk.wl();
                if !ready.entries().is_empty() {
                    disk.append(&ready.take_entries()).expect("the entries follow each other");
                }
                if let Some(hard_state) = ready.hs() {
                    disk.set_hardstate(hard_state.clone());
                }
            }
            packets.extend(ready.take_persisted_messages());
            let mut light: LightReady = self.node.advance(ready);
            if let Some(commit) = light.commit_index() {
                self.disk.wl().mut_hard_state().set_commit(commit);
            }
            packets.extend(light.take_messages());
            self.apply(light.take_committed_entries());
            self.node.advance_apply();
        }
    }

    fn apply(&mut self, entries: Vec<raft::eraftpb::Entry>) {
        let command = |entry: &&raft::eraftpb::Entry| {
            entry.get_entry_type() == EntryType::EntryNormal && !entry.data.is_empty()
        };
        self.applied += entries.iter().filter(command).count() as u64;
    }
}
