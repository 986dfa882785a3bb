//! Clients around the ring: whom they talk to, and what they wait for.

use std::sync::Arc;

use crate::catalog::tr;
use crate::explain::words;
use crate::raft::NodeId;
use crate::sim::{ClientId, ClientView, ClusterView, Endpoint, Event, EventKind};

use super::geometry::{Point, Rect};
use super::group::text_width;
use super::highlight::Clock;
use super::layout::Layout;
use super::packet::cut_short;

/// A client's pill.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientMark {
    pub id: ClientId,
    /// Its place.
    pub rect: Rect,
    pub name: String,
    /// What is going on; empty where there is no room.
    pub state: String,
    /// What sort of state that is.
    pub state_kind: ClientState,
    /// Whether it is picked.
    pub picked: bool,
    /// The line to the node it talks to.
    pub tether: Option<(Point, Point)>,
    /// Whether that line is cut, one way or both.
    pub cut: bool,
    /// All of it in words.
    pub label: String,
}

/// How a client fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientState {
    /// Nothing is under way.
    Idle,
    /// It waits for its first try.
    Waiting,
    /// It tries again.
    Retrying,
    /// It has just been answered.
    Answered,
    /// It has just given up or been refused.
    Failed,
}

/// For how many milliseconds of watching an answer is shown.
const NEWS_MS: u64 = 1200;

/// The size of a pill's second line, in pixels.
const SMALL: f32 = 11.0;

/// The pills of all clients that have a place, and the shared one.
pub fn clients(
    view: &ClusterView,
    layout: &Layout,
    recent: &[Arc<Event>],
    clock: Clock,
    picked: Option<ClientId>,
) -> Vec<ClientMark> {
    let own = layout.clients.iter().filter_map(|seat| {
        let client = view.clients.iter().find(|client| client.id == seat.id)?;
        let is_picked = picked == Some(seat.id);
        Some(mark(client, view, seat.rect, layout, recent, clock, is_picked))
    });
    own.chain(layout.crowd.map(|(rect, count)| crowd(view, rect, count))).collect()
}

fn mark(
    client: &ClientView,
    view: &ClusterView,
    rect: Rect,
    layout: &Layout,
    recent: &[Arc<Event>],
    clock: Clock,
    picked: bool,
) -> ClientMark {
    let (state, state_kind) = state(client, recent, clock);
    let room = rect.w - 16.0;
    let label = match client.waiting.first() {
        Some(oldest) => tr!(
            "{client}, waiting for {operation}, try {attempt} of {tries}, at {node}",
            client = words::who(client.id),
            operation = words::operation_text(&oldest.operation),
            attempt = oldest.attempt,
            tries = oldest.tries,
            node = client.attached
        ),
        None => tr!("{client}, {state}", client = words::who(client.id), state),
    };
    // Only what fits is written; a pill of one line has the name alone.
    let shown = if rect.h < 36.0 {
        String::new()
    } else {
        let most = (room / text_width("x", SMALL)) as usize;
        cut_short(&state, most.max(2))
    };
    ClientMark {
        id: client.id,
        rect,
        name: words::who(client.id),
        state: shown,
        state_kind,
        picked,
        tether: tether(client.attached, client.id, layout),
        cut: is_cut(client, view),
        label,
    }
}

/// What a client does, in a few words.
fn state(client: &ClientView, recent: &[Arc<Event>], clock: Clock) -> (String, ClientState) {
    match client.waiting.as_slice() {
        [] => match news(client.id, recent, clock) {
            Some(news) => news,
            None => (tr!("at {node}", node = client.attached), ClientState::Idle),
        },
        [one] if one.attempt > 1 => (
            tr!("try {attempt} of {tries}", attempt = one.attempt, tries = one.tries),
            ClientState::Retrying,
        ),
        [_] => (tr!("waiting").to_string(), ClientState::Waiting),
        many => {
            let again = many.iter().any(|waiting| waiting.attempt > 1);
            let state_kind = if again { ClientState::Retrying } else { ClientState::Waiting };
            (tr!("{many} waiting", many = client.waits_for()), state_kind)
        }
    }
}

/// The client's latest answer, while it is news.
fn news(id: ClientId, recent: &[Arc<Event>], clock: Clock) -> Option<(String, ClientState)> {
    recent.iter().rev().find_map(|event| match &event.kind {
        EventKind::Completed { client, reply, took_us, .. }
            if *client == id && clock.age_ms(event.at).is_some_and(|age| age < NEWS_MS) =>
        {
            Some(match reply {
                Some(_) => {
                    let took = words::duration(*took_us);
                    (tr!("done {took}", took), ClientState::Answered)
                }
                None => (tr!("gave up").to_string(), ClientState::Failed),
            })
        }
        _ => None,
    })
}

/// Whether nothing passes from a client to its node, or back.
fn is_cut(client: &ClientView, view: &ClusterView) -> bool {
    let (client, node) = (Endpoint::Client(client.id), Endpoint::Node(client.attached));
    view.client_cuts.contains(&(client, node)) || view.client_cuts.contains(&(node, client))
}

/// The line from a client to its node.
fn tether(node: NodeId, client: ClientId, layout: &Layout) -> Option<(Point, Point)> {
    layout.track(Endpoint::Client(client), Endpoint::Node(node))
}

/// The pill of those who have none of their own.
fn crowd(view: &ClusterView, rect: Rect, count: usize) -> ClientMark {
    let others = &view.clients[view.clients.len() - count..];
    let waiting = others.iter().filter(|client| !client.waiting.is_empty()).count();
    ClientMark {
        id: others.first().map_or(ClientId(0), |client| client.id),
        rect,
        name: format!("+{count}"),
        state: String::new(),
        state_kind: if waiting > 0 { ClientState::Waiting } else { ClientState::Idle },
        picked: false,
        tether: None,
        cut: false,
        label: tr!("{count} more clients, {waiting} of them waiting", count, waiting),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{cluster, event};
    use super::super::ring::Viewport;
    use super::*;
    use crate::kv::{Operation, Reply};
    use crate::sim::{Time, WaitingView};

    fn waiting(attempt: u32) -> WaitingView {
        let operation = Operation::Put { key: "x".into(), value: "1".into() };
        WaitingView { sequence: 1, operation, attempt, tries: 5, since: Time(900_000) }
    }

    fn drawn(view: &ClusterView, recent: &[Arc<Event>], now: u64) -> ClientMark {
        let layout = Layout::of(view, Viewport { width: 835.0, height: 620.0 }, false);
        let clock = Clock { now: Time(now), pace_us: 100_000, calm: false };
        clients(view, &layout, recent, clock, None).remove(0)
    }

    #[test]
    fn a_client_says_what_it_waits_for() {
        let mut view = cluster(5);
        let idle = drawn(&view, &[], 1_000_000);
        assert_eq!((&*idle.state, idle.state_kind), ("at n1", ClientState::Idle));
        view.clients[0].waiting.push(waiting(1));
        assert_eq!(drawn(&view, &[], 1_000_000).state_kind, ClientState::Waiting);
        view.clients[0].waiting[0].attempt = 2;
        let again = drawn(&view, &[], 1_000_000);
        assert_eq!((&*again.state, again.state_kind), ("try 2 of 5", ClientState::Retrying));
        assert_eq!(again.label, "you, waiting for put x 1, try 2 of 5, at n1");
        view.clients[0].waiting.push(waiting(1));
        assert_eq!(drawn(&view, &[], 1_000_000).state, "2 waiting");
    }

    #[test]
    fn an_answer_is_news_for_a_while_of_watching() {
        let done = event(
            1_000_000,
            EventKind::Completed {
                client: ClientId(1),
                sequence: 1,
                reply: Some(Reply::Done),
                id: None,
                took_us: 21_400,
            },
        );
        let view = cluster(5);
        let fresh = drawn(&view, std::slice::from_ref(&done), 1_100_000);
        assert_eq!((&*fresh.state, fresh.state_kind), ("done 21.4 ms", ClientState::Answered));
        assert_eq!(drawn(&view, &[done], 1_130_000).state_kind, ClientState::Idle);
    }
}
