//! Three of Raftarium's servers in one process, with disks and links that take no time.

use std::collections::VecDeque;

use raftarium::raft::{
    Bytes, Configuration, Durable, Entry, Index, Input, Message, Node, NodeId, Output, Payload,
    ProposalId, Role, Settings, Timer, Write, WriteToken,
};

use crate::work::{COMMAND, Cluster};

const IDS: [NodeId; 3] = [NodeId(1), NodeId(2), NodeId(3)];

/// The three; the first leads.
pub struct Ours {
    servers: Vec<Server>,
    /// Messages under way: from whom, to whom.
    packets: VecDeque<(NodeId, NodeId, Message)>,
    /// Kept between steps, empty, for its memory.
    outputs: Vec<Output>,
    proposed: u64,
}

struct Server {
    node: Node,
    disk: Durable,
    writes: VecDeque<(WriteToken, Write)>,
    applied: u64,
}

impl Cluster for Ours {
    fn elected() -> Self {
        let settings = Settings { max_batch: 256, ..Settings::default() };
        let mut outputs = Vec::new();
        let server = |id| {
            let disk = Durable::bootstrap(Configuration::of(IDS));
            let node = Node::start(id, settings, disk.clone(), &mut outputs);
            Server { node, disk, writes: VecDeque::new(), applied: 0 }
        };
        let servers = IDS.map(server).into();
        outputs.clear();
        let mut cluster = Self { servers, packets: VecDeque::new(), outputs, proposed: 0 };
        cluster.step(0, Input::Fired(Timer::Election));
        cluster.settle();
        assert!(matches!(cluster.servers[0].node.role(), Role::Leader(_)), "n1 leads");
        cluster
    }

    fn propose(&mut self) {
        self.proposed += 1;
        let proposal = ProposalId(self.proposed);
        self.step(0, Input::Propose { proposal, command: Bytes::from(&COMMAND[..]) });
    }

    fn settle(&mut self) {
        loop {
            for at in 0..self.servers.len() {
                while let Some((token, write)) = self.servers[at].writes.pop_front() {
                    self.servers[at].disk.perform(write);
                    self.step(at, Input::Persisted(token));
                }
            }
            if self.packets.is_empty() {
                return;
            }
            for _ in 0..self.packets.len() {
                let Some((from, to, message)) = self.packets.pop_front() else { break };
                self.step(to.0 as usize - 1, Input::Receive { from, message });
            }
        }
    }

    fn applied(&self) -> [u64; 3] {
        [0, 1, 2].map(|at| self.servers[at].applied)
    }
}

impl Ours {
    fn step(&mut self, at: usize, input: Input) {
        let server = &mut self.servers[at];
        server.node.step(input, &mut self.outputs);
        for output in self.outputs.drain(..) {
            match output {
                Output::Send { to, message } => self.packets.push_back((IDS[at], to, message)),
                Output::Write { token, write } => server.writes.push_back((token, write)),
                Output::Apply { first, last } => {
                    let entries =
                        (first.0..=last.0).map(|index| server.node.log().get(Index(index)));
                    let command = |entry: &&Entry| matches!(entry.payload, Payload::Command(_));
                    server.applied += entries.flatten().filter(command).count() as u64;
                }
                _ => {}
            }
        }
    }
}
