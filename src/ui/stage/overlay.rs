//! What floats over the drawing: the tooltip of what the pointer is on, and the card of what is picked.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::scene::{
    self, Action, Detail, Frame, Hit, Layout, Look, Point, action, card as place,
};
use crate::explain::words;
use crate::raft::NodeId;
use crate::sim::{ClusterView, Endpoint, NodeView, Role};
use crate::ui::Selected;

use super::card::{self, Card, Dock};
use super::props::StageProps;
use super::tooltip;

/// Lines of name and value.
type Fields = Vec<(&'static str, String)>;

/// The tooltip of what the pointer is on.
pub fn tooltip(hover: Option<Hit>, props: &StageProps, frame: &Frame, layout: &Layout) -> Html {
    let Some(Tip { title, fields, at, reach }) =
        hover.and_then(|hit| Tip::of(hit, props, frame, layout))
    else {
        return Html::default();
    };
    let height = tooltip::height(fields.len());
    let place = place::beside(at, reach, tooltip::WIDTH, height, layout, &news(props));
    tooltip::tooltip(title, &fields, place)
}

/// The card of what is picked: a link, or what the page says.
pub fn card(
    link: Option<(NodeId, NodeId)>,
    props: &StageProps,
    layout: &Layout,
    dock: Dock,
    on_close: Callback<()>,
) -> Html {
    let about = match (link, props.selection) {
        (Some((a, b)), _) => About::link(a, b, &props.moment.view, layout),
        (None, Some(Selected::Node(id))) => About::node(id, props, layout),
        (None, Some(Selected::Packet(id))) => About::packet(id, props, layout),
        _ => None,
    };
    let Some(About { name, state, fields, actions, at, reach }) = about else {
        return Html::default();
    };
    let height = card::height(fields.len(), actions.len());
    let place = (dock == Dock::Beside)
        .then(|| place::beside(at, reach, card::WIDTH, height, layout, &news(props)));
    let on_command = match dock {
        Dock::Beside | Dock::Above => props.on_command.clone(),
        // It hides the caption, which tells what came of it.
        Dock::Below => {
            let (issue, close) = (props.on_command.clone(), on_close.clone());
            Callback::from(move |line: String| {
                // Who asks why wants to keep it in sight.
                let asks = line.starts_with("why ");
                issue.emit(line);
                if !asks {
                    close.emit(());
                }
            })
        }
    };
    Card { name, state, fields, actions, dock, place, on_command, on_close }.paint()
}

/// The nodes that something has just happened to which a lecturer would point at, and those that lead or want to.
fn news(props: &StageProps) -> Vec<NodeId> {
    let happened = props.moment.recent.iter().filter(|event| event.kind.weight().is_some());
    let happened = happened.filter_map(|event| match event.kind.place()? {
        Endpoint::Node(id) => Some(id),
        Endpoint::Client(_) => None,
    });
    let busy = |node: &&NodeView| node.role != Role::Follower && node.role != Role::Learner;
    happened.chain(props.moment.view.nodes.iter().filter(busy).map(|node| node.id)).collect()
}

/// What a tooltip says, and where that is which it is about.
struct Tip {
    title: String,
    fields: Fields,
    at: Point,
    reach: f32,
}

impl Tip {
    fn of(hit: Hit, props: &StageProps, frame: &Frame, layout: &Layout) -> Option<Self> {
        match hit {
            // The card of a packet that is picked says the same.
            Hit::Packet(id) if props.selection == Some(Selected::Packet(id)) => None,
            Hit::Packet(id) => {
                let mark = frame.packets.iter().find(|mark| mark.body.id == id)?;
                let packet = props.moment.view.packets.iter().find(|packet| packet.id == id)?;
                Some(Self {
                    title: format!("{id} · {}", words::packet_name(&packet.kind)),
                    fields: scene::packet::fields(packet, props.moment.now),
                    at: mark.at,
                    reach: 18.0,
                })
            }
            Hit::Client(id) => {
                let mark = frame.clients.iter().find(|mark| mark.id == id)?;
                let (at, reach) = (mark.rect.centre(), mark.rect.h / 2.0);
                Some(Self { title: mark.label.clone(), fields: Fields::new(), at, reach })
            }
            // A small node has no room for its own words.
            Hit::Node(id) if layout.ring.detail() != Detail::Full => {
                let mark = frame.nodes.iter().find(|mark| mark.id == id)?;
                let (at, reach) = (mark.at, mark.radius);
                Some(Self { title: mark.label.clone(), fields: Fields::new(), at, reach })
            }
            Hit::Node(_) | Hit::Link(..) => None,
        }
    }
}

/// What a card says, and where that is which it is about.
struct About {
    name: String,
    state: String,
    fields: Fields,
    actions: Vec<Action>,
    at: Point,
    reach: f32,
}

impl About {
    fn link(a: NodeId, b: NodeId, view: &ClusterView, layout: &Layout) -> Option<Self> {
        Some(Self {
            name: format!("{a} – {b}"),
            state: link_state(a, b, view),
            fields: Fields::new(),
            actions: action::link_actions(a, b, &view.cuts),
            at: layout.ring.seat(a)?.toward(layout.ring.seat(b)?, 0.5),
            reach: 8.0,
        })
    }

    fn node(id: NodeId, props: &StageProps, layout: &Layout) -> Option<Self> {
        let node = props.moment.view.node(id)?;
        Some(Self {
            name: id.to_string(),
            state: format!(
                "{} · {}",
                Look::of(node, &props.moment.view).word(),
                tr!("term {term}", term = node.term)
            ),
            fields: scene::node::fields(node, props.moment.now),
            actions: action::node_actions(node, &props.moment.view),
            at: layout.ring.seat(id)?,
            reach: layout.ring.radius * 1.2,
        })
    }

    fn packet(id: crate::sim::PacketId, props: &StageProps, layout: &Layout) -> Option<Self> {
        let packet = props.moment.view.packets.iter().find(|packet| packet.id == id)?;
        // The card stays where the packet's way has its middle: buttons must not run away.
        let (from, to) = layout.track(packet.from, packet.to)?;
        Some(Self {
            name: id.to_string(),
            state: words::packet_name(&packet.kind),
            fields: scene::packet::fields(packet, props.moment.now),
            actions: action::packet_actions(packet),
            at: from.toward(to, 0.5),
            reach: 26.0,
        })
    }
}

/// What a link does at the moment.
fn link_state(a: NodeId, b: NodeId, view: &ClusterView) -> String {
    match (view.cuts.contains(&(a, b)), view.cuts.contains(&(b, a))) {
        (false, false) => tr!("works").to_string(),
        (true, true) => tr!("cut").to_string(),
        (true, false) => tr!("only {from} → {to}", from = b, to = a),
        (false, true) => tr!("only {from} → {to}", from = a, to = b),
    }
}
