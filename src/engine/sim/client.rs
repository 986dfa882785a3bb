//! A client: it asks one thing after another, and does not give up easily.
//!
//! An operation is sent to the node that the client is attached to. A node that does not lead names the leader, and the
//! client follows; silence, or a node that knows no leader, makes it turn to the next node after a pause. Every try of
//! an operation carries the same session and sequence number, so it is executed once however often it arrives
//! (dissertation 6.3). After so many tries the client gives up.
//!
//! Then the outcome is *unknown*, even if every node said "not leader": a copy of the request may still be on its way.
//! The next operation goes on in the same session, which keeps a late copy from being executed after it. Only a session
//! that was never opened is left behind, since the store opens a session with its first number alone.
//!
//! A client runs one operation at a time, and further ones wait for their turn. Who wants several under way at once
//! takes several clients.

use std::sync::Arc;

use crate::kv::{Operation, Reply, Request, SessionId};
use crate::persistent::Vector;
use crate::raft::{LogId, NodeId};

use super::event::EventKind;
use super::names::{ClientId, Endpoint};
use super::origin::Origin;
use super::packet::{Body, ClientRequest, Response};
use super::recorder::{Pending, Port};
use super::schedule::Plan;
use super::time::Time;
use super::view::{ClientTimerView, ClientView, WaitingView};

/// How often a client follows a redirect within one try. Nodes that point at each other would otherwise keep it busy.
const MAX_HOPS: u32 = 3;

/// A client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Client {
    id: ClientId,
    attached: NodeId,
    /// The node that it last turned to of its own accord, and not because another named it.
    turned_to: NodeId,
    session: Session,
    /// Operations invoked so far: the number of the newest.
    invoked: u64,
    current: Option<Current>,
    /// What it asks for after that. Where it is asked for more than the cluster answers, this is long, and copies share it.
    queue: Vector<Queued>,
    /// Whether somebody knows it by its number, so that no load makes use of it.
    introduced: bool,
}

/// What a client must know of its surroundings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// How many nodes there are to turn to.
    pub nodes: u32,
    /// How often a client tries.
    pub tries: u32,
}

/// A client's session with the store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Session {
    id: SessionId,
    /// The number of the newest request.
    sequence: u64,
    /// Whether an answer has proved that the store knows the session.
    open: bool,
}

/// The operation under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Current {
    /// The newest try.
    ask: ClientRequest,
    since: Time,
    /// Redirects followed within this try.
    hops: u32,
    phase: Phase,
    /// When the client's timer was set and when it fires.
    plan: Plan,
    /// The event at which it was set: the last try's, or the refusal of it.
    origin: Origin,
}

/// What a client waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Phase {
    /// For an answer of this node.
    Answer(NodeId),
    /// For the moment of its next try.
    Retry,
}

/// So many of those that wait for their turn are in a view.
const MOST_IN_VIEW: usize = 20;

/// An operation that waits for its turn.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Queued {
    number: u64,
    operation: Operation,
    since: Time,
    /// The event of its being asked for.
    origin: Origin,
}

impl Client {
    /// A client that turns to this node first.
    pub fn new(id: ClientId, attached: NodeId) -> Self {
        let session = Session { id: session_id(id, 1), sequence: 0, open: false };
        Self {
            id,
            attached,
            turned_to: attached,
            session,
            invoked: 0,
            current: None,
            queue: Vector::new(),
            introduced: false,
        }
    }

    /// From now on, somebody knows it by its number. Whether nobody did before.
    pub fn introduce(&mut self) -> bool {
        !std::mem::replace(&mut self.introduced, true)
    }

    /// Whether somebody knows it by its number, so that no load makes use of it.
    pub fn is_introduced(&self) -> bool {
        self.introduced
    }

    /// Asks for something, now or after what is under way: the operation's number.
    pub fn invoke(&mut self, operation: Operation, port: &mut Port<'_>) -> u64 {
        self.invoked += 1;
        let (number, since) = (self.invoked, port.recorder.now);
        let origin = port.recorder.emit(EventKind::Invoked {
            client: self.id,
            sequence: number,
            operation: operation.clone(),
        });
        self.queue.push_back(Queued { number, operation, since, origin });
        if self.current.is_none() {
            self.begin_next(port);
        }
        number
    }

    /// Turns to another node, from the next message on.
    pub fn connect(&mut self, node: NodeId) {
        self.attached = node;
        self.turned_to = node;
    }

    /// An answer arrives.
    pub fn hear(
        &mut self,
        from: NodeId,
        ask: &ClientRequest,
        verdict: Response,
        around: Surroundings,
        port: &mut Port<'_>,
    ) {
        let Some(current) = &mut self.current else { return };
        if ask.number != current.ask.number {
            return;
        }
        match verdict {
            // Whichever try it answers: the operation was executed, and once only.
            Response::Executed { reply, id } => {
                self.session.open |= !ask.request.operation.is_read();
                let ended = reply.ends_session();
                self.complete(Some(reply), Some(id), port);
                if ended {
                    self.leave_session();
                }
                self.begin_next(port);
            }
            // A read leaves the session as it is.
            Response::Read { reply, .. } => {
                self.complete(Some(reply), None, port);
                self.begin_next(port);
            }
            // Of a node that is being asked no longer, or about an earlier try: news of nothing.
            Response::NotLeader { .. } | Response::Overloaded
                if current.phase != Phase::Answer(from) || ask.attempt != current.ask.attempt => {}
            // It leads, so nobody else could help: the same node is asked again after a pause.
            Response::Overloaded => {
                let sequence = ask.number;
                port.recorder.set_off(EventKind::PutOff { client: self.id, sequence, from });
                self.fail_at(from, around, port);
            }
            Response::NotLeader { leader } => {
                let sequence = ask.number;
                let event = EventKind::Redirected { client: self.id, sequence, from, to: leader };
                port.recorder.set_off(event);
                match leader.filter(|leader| *leader != from && current.hops < MAX_HOPS) {
                    Some(leader) => {
                        current.hops += 1;
                        self.attached = leader;
                        self.send(port);
                    }
                    None => self.fail(around, port),
                }
            }
        }
    }

    /// The client's timer fires: no answer came in time, or the pause is over.
    pub fn wake(&mut self, around: Surroundings, port: &mut Port<'_>) {
        let Some(current) = &mut self.current else { return };
        match current.phase {
            Phase::Answer(_) => self.fail(around, port),
            Phase::Retry => {
                current.ask.attempt += 1;
                current.hops = 0;
                let (sequence, attempt) = (current.ask.number, current.ask.attempt);
                port.recorder.set_off(EventKind::Retried {
                    client: self.id,
                    sequence,
                    attempt,
                    to: self.attached,
                });
                self.send(port);
            }
        }
    }

    /// The node that it talks to.
    pub fn attached(&self) -> NodeId {
        self.attached
    }

    /// Operations invoked so far: the number of the newest.
    pub fn invoked(&self) -> u64 {
        self.invoked
    }

    /// Whether its timer runs.
    pub fn waits(&self) -> bool {
        self.current.is_some()
    }

    /// How many of its operations have not ended.
    pub fn unanswered(&self) -> usize {
        self.queue.len() + usize::from(self.current.is_some())
    }

    /// Its timer's plan, if it runs.
    pub fn plan(&self) -> Option<Plan> {
        self.current.as_ref().map(|current| current.plan)
    }

    /// The event at which its timer was set.
    pub fn origin(&self) -> Origin {
        self.current.as_ref().map(|current| current.origin).unwrap_or_default()
    }

    /// Its timer's plan, if it runs, to change it.
    pub fn plan_mut(&mut self) -> Option<&mut Plan> {
        self.current.as_mut().map(|current| &mut current.plan)
    }

    /// What an onlooker sees of it.
    pub fn view(&self, tries: u32) -> ClientView {
        let current = self.current.as_ref().map(|current| WaitingView {
            sequence: current.ask.number,
            operation: current.ask.request.operation.clone(),
            attempt: current.ask.attempt,
            tries,
            since: current.since,
        });
        let queued = self.queue.iter().take(MOST_IN_VIEW).map(|queued| WaitingView {
            sequence: queued.number,
            operation: queued.operation.clone(),
            attempt: 0,
            tries,
            since: queued.since,
        });
        let waiting = current.into_iter().chain(queued).collect();
        let timer = self.current.as_ref().map(|current| ClientTimerView {
            answer_of: match current.phase {
                Phase::Answer(node) => Some(node),
                Phase::Retry => None,
            },
            set: current.plan.set,
            due: current.plan.due,
        });
        ClientView {
            id: self.id,
            attached: self.attached,
            introduced: self.introduced,
            waiting,
            beyond: self.queue.len().saturating_sub(MOST_IN_VIEW),
            timer,
        }
    }

    /// Sends the first try of the next operation in the queue.
    fn begin_next(&mut self, port: &mut Port<'_>) {
        let Some(queued) = self.queue.pop_front() else { return };
        let Queued { number, operation, since, origin } = queued;
        let Session { id: session, sequence, .. } = &mut self.session;
        let session = *session;
        let sequence = if operation.is_read() {
            0
        } else {
            *sequence += 1;
            *sequence
        };
        let request = Arc::new(Request { session, sequence, operation });
        self.current = Some(Current {
            ask: ClientRequest {
                client: self.id,
                number,
                attempt: 1,
                asked: port.recorder.now,
                request,
            },
            since,
            hops: 0,
            phase: Phase::Retry,
            plan: Plan::default(),
            origin,
        });
        port.recorder.follow(origin);
        self.send(port);
    }

    /// Sends the current try to the node that the client is attached to.
    fn send(&mut self, port: &mut Port<'_>) {
        let Some(current) = &mut self.current else { return };
        current.phase = Phase::Answer(self.attached);
        let (from, to) = (Endpoint::Client(self.id), Endpoint::Node(self.attached));
        let ask = Body::Request(current.ask.clone());
        current.origin = port.send_for(Origin::default(), from, to, ask);
        port.recorder.set_going(Pending::Answer(self.id));
    }

    /// A try has failed: pause and turn to the next node, or give up.
    fn fail(&mut self, around: Surroundings, port: &mut Port<'_>) {
        // Every node gets its turn, whomever the others name: two that name a third which is silent must not keep the
        // client from those that could help.
        let next = |node: NodeId| NodeId(node.0 % around.nodes + 1);
        let mut turn_to = next(self.turned_to);
        if turn_to == self.attached {
            turn_to = next(turn_to);
        }
        self.fail_at(turn_to, around, port);
    }

    /// A try has failed: pause and turn to this node, or give up.
    fn fail_at(&mut self, turn_to: NodeId, around: Surroundings, port: &mut Port<'_>) {
        let Some(current) = &mut self.current else { return };
        if current.ask.attempt >= around.tries {
            let read = current.ask.request.operation.is_read();
            self.complete(None, None, port);
            if !self.session.open && !read {
                self.leave_session();
            }
            return self.begin_next(port);
        }
        self.turned_to = turn_to;
        self.attached = turn_to;
        current.phase = Phase::Retry;
        current.origin = port.recorder.lineage().trigger();
        port.recorder.set_going(Pending::Backoff(self.id));
    }

    fn complete(&mut self, reply: Option<Reply>, id: Option<LogId>, port: &mut Port<'_>) {
        let Some(current) = self.current.take() else { return };
        let took_us = port.recorder.now.since(current.since);
        let sequence = current.ask.number;
        port.recorder.emit(EventKind::Completed { client: self.id, sequence, reply, id, took_us });
    }

    fn leave_session(&mut self) {
        // The low half counts the client's sessions, and the high half is the client's own.
        self.session = Session { id: SessionId(self.session.id.0 + 1), sequence: 0, open: false };
    }
}

/// The name of a client's session: no two clients share one.
fn session_id(client: ClientId, session: u32) -> SessionId {
    SessionId(u64::from(client.0) << 32 | u64::from(session))
}

#[cfg(test)]
mod tests {
    use crate::raft::{Index, Term};
    use crate::script::ReadChoice;

    use super::super::network::Network;
    use super::super::recorder::Recorder;
    use super::*;

    const AROUND: Surroundings = Surroundings { nodes: 3, tries: 3 };

    /// A client with nothing around it but a network that swallows everything.
    struct Bench {
        client: Client,
        network: Network,
        recorder: Recorder,
    }

    impl Bench {
        fn new() -> Self {
            let client = Client::new(ClientId(1), NodeId(1));
            Self { client, network: Network::default(), recorder: Recorder::default() }
        }

        fn invoke(&mut self) -> u64 {
            self.ask(Operation::Put { key: "k".into(), value: "v".into() })
        }

        fn ask(&mut self, operation: Operation) -> u64 {
            let port = &mut Port { network: &mut self.network, recorder: &mut self.recorder };
            self.client.invoke(operation, port)
        }

        fn wake(&mut self) {
            let port = &mut Port { network: &mut self.network, recorder: &mut self.recorder };
            self.client.wake(AROUND, port);
        }

        fn hear(&mut self, from: u32, ask: &ClientRequest, verdict: Response) {
            let port = &mut Port { network: &mut self.network, recorder: &mut self.recorder };
            self.client.hear(NodeId(from), ask, verdict, AROUND, port);
        }

        fn redirect(&mut self, from: u32, leader: Option<u32>) {
            let ask = self.asked();
            self.hear(from, &ask, Response::NotLeader { leader: leader.map(NodeId) });
        }

        /// How many packets were sent; the last of them must be the client's newest try, to this node.
        fn check_sent(&self, packets: u64, to: u32) {
            assert_eq!(self.network.sent(), packets);
            let last = self.network.packets().last().expect("a packet was sent").1;
            assert_eq!(last.to, Endpoint::Node(NodeId(to)));
        }

        fn asked(&self) -> ClientRequest {
            let last = self.network.packets().last().expect("a packet was sent").1;
            match &last.body {
                Body::Request(ask) => ask.clone(),
                other => panic!("clients send requests, not {other:?}"),
            }
        }

        fn completions(&mut self) -> Vec<(u64, Option<Reply>)> {
            let completed = |kind| match kind {
                EventKind::Completed { sequence, reply, .. } => Some((sequence, reply)),
                _ => None,
            };
            self.recorder.drain().into_iter().filter_map(|event| completed(event.kind)).collect()
        }
    }

    fn executed(reply: Reply) -> Response {
        Response::Executed { reply, id: LogId { term: Term(1), index: Index(2) } }
    }

    #[test]
    fn a_client_follows_a_redirect_at_once_and_stays_there() {
        let mut bench = Bench::new();
        bench.invoke();
        bench.check_sent(1, 1);
        bench.redirect(1, Some(3));
        bench.check_sent(2, 3);
        assert_eq!(bench.asked().attempt, 1, "a redirect is no new try");
        let ask = bench.asked();
        bench.hear(3, &ask, executed(Reply::Absent));
        bench.invoke();
        bench.check_sent(3, 3);
    }

    #[test]
    fn nodes_that_point_at_each_other_do_not_keep_a_client_busy() {
        let mut bench = Bench::new();
        bench.invoke();
        for (from, leader) in [(1, 2), (2, 1), (1, 2), (2, 1), (1, 2), (2, 1)] {
            bench.redirect(from, Some(leader));
        }
        assert_eq!(bench.network.sent(), 1 + u64::from(MAX_HOPS));
    }

    #[test]
    fn silence_makes_a_client_turn_to_the_next_node_after_a_pause() {
        let mut bench = Bench::new();
        bench.invoke();
        bench.wake();
        bench.check_sent(1, 1);
        bench.wake();
        bench.check_sent(2, 2);
        assert_eq!(bench.asked().attempt, 2);
    }

    #[test]
    fn a_node_that_names_a_silent_leader_does_not_keep_a_client_from_the_others() {
        let mut bench = Bench::new();
        bench.invoke();
        bench.wake();
        bench.wake();
        bench.check_sent(2, 2);
        // The second names the first, which is still silent: it is the third one's turn.
        bench.redirect(2, Some(1));
        bench.check_sent(3, 1);
        bench.wake();
        bench.wake();
        bench.check_sent(4, 3);
    }

    #[test]
    fn every_try_carries_the_same_request() {
        let mut bench = Bench::new();
        bench.invoke();
        let first = bench.asked().request;
        bench.wake();
        bench.wake();
        assert_eq!(bench.asked().request, first);
    }

    #[test]
    fn a_client_gives_up_after_its_last_try_and_goes_on_with_the_next_operation() {
        let mut bench = Bench::new();
        bench.invoke();
        bench.invoke();
        for _ in 0..5 {
            bench.wake();
        }
        assert_eq!(bench.completions(), [(1, None)]);
        assert_eq!(bench.asked().number, 2);
    }

    #[test]
    fn an_answer_to_an_earlier_try_counts_and_a_refusal_of_one_does_not() {
        let mut bench = Bench::new();
        bench.invoke();
        let first = bench.asked();
        bench.wake();
        bench.wake();
        bench.hear(1, &first, Response::NotLeader { leader: Some(NodeId(3)) });
        bench.check_sent(2, 2);
        bench.hear(1, &first, executed(Reply::Absent));
        assert_eq!(bench.completions(), [(1, Some(Reply::Absent))]);
    }

    #[test]
    fn an_answer_that_comes_twice_completes_one_operation() {
        let mut bench = Bench::new();
        bench.invoke();
        let first = bench.asked();
        bench.invoke();
        bench.hear(1, &first, executed(Reply::Absent));
        bench.hear(1, &first, executed(Reply::Absent));
        assert_eq!(bench.completions(), [(1, Some(Reply::Absent))]);
    }

    #[test]
    fn a_session_that_was_never_opened_is_left_behind_and_an_open_one_is_kept() {
        let mut bench = Bench::new();
        let give_up = |bench: &mut Bench| (0..5).for_each(|_| bench.wake());
        bench.invoke();
        let first = bench.asked().request;
        give_up(&mut bench);

        bench.invoke();
        let second = bench.asked();
        assert_ne!(second.request.session, first.session);
        assert_eq!(second.request.sequence, 1);
        bench.hear(1, &second, executed(Reply::Absent));

        bench.invoke();
        give_up(&mut bench);
        bench.invoke();
        let fourth = bench.asked().request;
        assert_eq!((fourth.session, fourth.sequence), (second.request.session, 3));
    }

    #[test]
    fn reads_take_no_number_and_leave_the_session_as_it_is() {
        let mut bench = Bench::new();
        let read = || Operation::Get { key: "k".into() };
        let give_up = |bench: &mut Bench| (0..5).for_each(|_| bench.wake());
        bench.ask(read());
        let first = bench.asked();
        assert_eq!(first.request.sequence, 0);
        let verdict = Response::Read { reply: Reply::Absent, by: ReadChoice::Index };
        bench.hear(1, &first, verdict);
        assert_eq!(bench.completions(), [(1, Some(Reply::Absent))]);
        bench.ask(read());
        give_up(&mut bench);
        bench.invoke();
        let write = bench.asked().request;
        assert_eq!((write.session, write.sequence), (first.request.session, 1));
    }

    #[test]
    fn an_expired_session_is_left_behind() {
        let mut bench = Bench::new();
        bench.invoke();
        for reply in [Reply::SessionExpired, Reply::SessionOver] {
            let first = bench.asked();
            bench.hear(1, &first, executed(reply));
            bench.invoke();
            assert_ne!(bench.asked().request.session, first.request.session);
            assert_eq!(bench.asked().request.sequence, 1);
        }
    }
}
