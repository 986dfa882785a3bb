//! The side of a node that talks to clients: who waits for which entry. All of it is volatile, so a node that restarts
//! has forgotten who asked, and only the clients' retries bring the answers.

use std::collections::BTreeMap;

use crate::kv::Reply;
use crate::raft::{Index, LogId, NodeId, ProposalId, ReadId};
use crate::script::ReadChoice;

use super::packet::{ClientRequest, Response};

/// Who waits for what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Server {
    /// The newest proposal's number.
    proposals: u64,
    /// Proposals that the protocol has said nothing about.
    proposed: BTreeMap<ProposalId, ClientRequest>,
    /// Entries in the log that somebody waits for, by their index.
    accepted: BTreeMap<Index, (LogId, ClientRequest)>,
    /// The newest read's number.
    reads: u64,
    /// Reads that the protocol has said nothing about, and how they are to be answered.
    reading: BTreeMap<ReadId, (ClientRequest, ReadChoice)>,
    /// How many requests were refused because of overload.
    overloaded: u64,
}

/// What is to be said to a client.
pub type Answer = (ClientRequest, Response);

impl Server {
    /// A request arrived: the name under which it is proposed.
    pub fn propose(&mut self, ask: ClientRequest) -> ProposalId {
        let proposal = self.name_proposal();
        self.proposed.insert(proposal, ask);
        proposal
    }

    /// The name of another proposal, which is no client's.
    pub fn name_proposal(&mut self) -> ProposalId {
        self.proposals += 1;
        ProposalId(self.proposals)
    }

    /// A read arrived: the name under which the protocol is asked about it, a number that is not less than this one.
    pub fn read(&mut self, ask: ClientRequest, by: ReadChoice, least: u64) -> ReadId {
        self.reads = (self.reads + 1).max(least);
        let read = ReadId(self.reads);
        self.reading.insert(read, (ask, by));
        read
    }

    /// A read may be answered, or is refused: what it was.
    pub fn end_read(&mut self, read: ReadId) -> Option<(ClientRequest, ReadChoice)> {
        self.reading.remove(&read)
    }

    /// A proposal stands in the log.
    pub fn accepted(&mut self, proposal: ProposalId, id: LogId) {
        if let Some(ask) = self.proposed.remove(&proposal) {
            self.accepted.insert(id.index, (id, ask));
        }
    }

    /// A proposal was refused.
    pub fn refused(&mut self, proposal: ProposalId, leader: Option<NodeId>) -> Option<Answer> {
        let ask = self.proposed.remove(&proposal)?;
        Some((ask, Response::NotLeader { leader }))
    }

    /// A proposal was refused because of overload: whose it was.
    pub fn overloaded(&mut self, proposal: ProposalId) -> Option<ClientRequest> {
        let ask = self.proposed.remove(&proposal)?;
        self.overloaded += 1;
        Some(ask)
    }

    /// How many requests were refused because of overload.
    pub fn refused_for_overload(&self) -> u64 {
        self.overloaded
    }

    /// Whether somebody waits for the entry at this index.
    pub fn awaits(&self, index: Index) -> bool {
        self.accepted.contains_key(&index)
    }

    /// An entry was applied. Who waited for another entry at its index has lost it, and must ask again.
    pub fn applied(&mut self, id: LogId, reply: Option<Reply>) -> Option<Answer> {
        let (expected, ask) = self.accepted.remove(&id.index)?;
        let verdict = match reply {
            Some(reply) if expected == id => Response::Executed { reply, id },
            _ => Response::NotLeader { leader: None },
        };
        Some((ask, verdict))
    }

    /// The node leads no longer. What was accepted may yet be committed, by another leader: who waits must ask there.
    pub fn deposed(&mut self, leader: Option<NodeId>) -> Vec<Answer> {
        let accepted = std::mem::take(&mut self.accepted).into_values().map(|(_, ask)| ask);
        let proposed = std::mem::take(&mut self.proposed).into_values();
        accepted.chain(proposed).map(|ask| (ask, Response::NotLeader { leader })).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::kv::{Operation, Request, SessionId};
    use crate::raft::Term;

    use super::super::names::ClientId;
    use super::super::time::Time;
    use super::*;

    fn ask(number: u64) -> ClientRequest {
        let operation = Operation::Get { key: "k".into() };
        let request = Request { session: SessionId(1), sequence: number, operation };
        let request = Arc::new(request);
        ClientRequest { client: ClientId(1), number, attempt: 1, asked: Time::ZERO, request }
    }

    fn at(index: u64, term: u64) -> LogId {
        LogId { term: Term(term), index: Index(index) }
    }

    #[test]
    fn a_client_is_answered_when_its_own_entry_is_applied() {
        let mut server = Server::default();
        let proposal = server.propose(ask(1));
        server.accepted(proposal, at(5, 2));
        assert_eq!(server.applied(at(4, 2), Some(Reply::Done)), None);
        let executed = Response::Executed { reply: Reply::Done, id: at(5, 2) };
        assert_eq!(server.applied(at(5, 2), Some(Reply::Done)), Some((ask(1), executed)));
        assert_eq!(server.applied(at(5, 2), Some(Reply::Done)), None);
    }

    #[test]
    fn a_client_whose_place_in_the_log_was_taken_is_told_to_ask_again() {
        let mut server = Server::default();
        let proposal = server.propose(ask(1));
        server.accepted(proposal, at(5, 2));
        let again = Response::NotLeader { leader: None };
        assert_eq!(server.applied(at(5, 3), Some(Reply::Done)), Some((ask(1), again)));
    }

    #[test]
    fn all_who_wait_are_sent_on_when_leadership_is_lost() {
        let mut server = Server::default();
        let first = server.propose(ask(1));
        server.accepted(first, at(5, 2));
        server.propose(ask(2));
        let leader = Some(NodeId(3));
        let verdict = Response::NotLeader { leader };
        let answers = server.deposed(leader);
        assert_eq!(answers, [(ask(1), verdict.clone()), (ask(2), verdict)]);
        assert_eq!(server.deposed(leader), []);
    }
}
