//! What is picked or pointed at, marked over the painting.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::spacetime::{Chronicle, Fate, Picture};
use crate::raft::{Index, NodeId};
use crate::sim::{ClusterView, Endpoint, EventKind, PacketId, Time};
use crate::ui::Selected;

use super::sheet::arrow_class;

/// From when to when something that is picked lasts, if the diagram shows it.
pub fn span(selected: Selected, chronicle: &Chronicle) -> Option<(Time, Time)> {
    match selected {
        Selected::Packet(id) => {
            let arrow = chronicle.arrow(id)?;
            Some((arrow.sent, arrow.ended().unwrap_or(chronicle.head())))
        }
        Selected::Event(seq) => {
            let at = chronicle.event(seq)?.at;
            Some((at, at))
        }
        Selected::Entry(node, index) => {
            let at = chronicle.event(*story_of(node, index, chronicle).first()?)?.at;
            Some((at, at))
        }
        Selected::Node(_) | Selected::Client(_) => None,
    }
}

/// The events that brought an entry into a node's log, and committed and applied it there.
fn story_of(node: NodeId, index: Index, chronicle: &Chronicle) -> Vec<u64> {
    let mut story = Vec::new();
    let (mut committed, mut applied) = (false, false);
    for event in chronicle.events_in(Time::ZERO, chronicle.head()) {
        let tells = match event.kind {
            EventKind::Appended { node: at, first, last } => {
                at == node && (first.index..=last.index).contains(&index)
            }
            EventKind::Committed { node: at, index: up_to } if at == node && up_to >= index => {
                !std::mem::replace(&mut committed, true)
            }
            EventKind::Applied { node: at, index: up_to } if at == node && up_to >= index => {
                !std::mem::replace(&mut applied, true)
            }
            _ => false,
        };
        story.extend(tells.then_some(event.seq));
    }
    story
}

/// What is marked, in what way.
pub struct Marked<'a> {
    /// The painting.
    pub picture: &'a Picture,
    pub chronicle: &'a Chronicle,
    /// For what is under way.
    pub view: &'a ClusterView,
}

impl Marked<'_> {
    pub fn picked(&self, selected: Selected) -> Html {
        match selected {
            Selected::Packet(id) => self.packet(id, "picked"),
            Selected::Node(id) => self.lane(Endpoint::Node(id)),
            Selected::Client(id) => self.lane(Endpoint::Client(id)),
            Selected::Entry(node, index) => {
                let story = story_of(node, index, self.chronicle);
                html! { <>{ for story.into_iter().map(|seq| self.event(seq, "picked")) }</> }
            }
            Selected::Event(seq) => self.event(seq, "picked"),
        }
    }

    /// What the pointer is on.
    pub fn pointed(&self, packet: PacketId) -> Html {
        self.packet(packet, "pointed")
    }

    /// A message.
    fn packet(&self, id: PacketId, how: &'static str) -> Html {
        let head = self.chronicle.head();
        let view = Some(self.view).filter(|view| view.now >= head);
        let mark = self
            .chronicle
            .arrow(id)
            .and_then(|arrow| self.picture.place(arrow, view, head))
            .filter(|mark| self.in_sight(mark.from.1) || self.in_sight(mark.to.1));
        let Some(mark) = mark else { return Html::default() };
        html! {
            <g class={classes!("marked", how)}>
                <path class="halo" d={mark.line()} />
                <g class={arrow_class(&mark)}>
                    <path class="line" d={mark.line()} />
                    if let Some(d) = mark.rest() { <path class="rest" {d} /> }
                    if let Some(d) = mark.head() { <path class="head" {d} /> }
                    if let Some(d) = mark.cross() { <path class="cross" {d} /> }
                </g>
            </g>
        }
    }

    /// An event: a ring where it happened, and its message, if it tells of one.
    pub fn event(&self, seq: u64, how: &'static str) -> Html {
        let Some(event) = self.chronicle.event(seq) else { return Html::default() };
        let message = match event.kind {
            EventKind::Sent { packet, .. }
            | EventKind::Delivered { packet, .. }
            | EventKind::Lost { packet, .. } => Some(packet),
            EventKind::Duplicated { copy, .. } => Some(copy),
            _ => None,
        };
        let y = self.picture.sheet.y(event.at);
        let x = event.kind.place().and_then(|place| self.picture.lanes.x(place));
        html! {
            <>
                if let Some(packet) = message { { self.packet(packet, how) } }
                if let Some(x) = x.filter(|_| self.in_sight(y)) {
                    <circle class={classes!("ring", how)} cx={x.to_string()} cy={y.to_string()} r="10" />
                }
            </>
        }
    }

    fn lane(&self, end: Endpoint) -> Html {
        let Some(x) = self.picture.lanes.x(end) else { return Html::default() };
        const HALF: i32 = 13;
        html! {
            <rect
                class="lane-picked"
                x={(x - HALF).to_string()}
                y="0"
                width={(2 * HALF).to_string()}
                height={self.picture.sheet.height.to_string()}
            />
        }
    }

    fn in_sight(&self, y: i32) -> bool {
        (-4_000..=self.picture.sheet.height + 4_000).contains(&y)
    }
}

/// The moments of a message, each after the words that offer to show it.
pub fn moments(id: PacketId, chronicle: &Chronicle) -> Vec<(&'static str, Time)> {
    let Some(arrow) = chronicle.arrow(id) else { return Vec::new() };
    let mut moments = Vec::new();
    if arrow.whole {
        moments.push((tr!("show its sending"), arrow.sent));
    }
    match arrow.fate {
        Fate::UnderWay => {}
        Fate::Delivered { at, .. } => moments.push((tr!("show its arrival"), at)),
        Fate::Lost { at, .. } => moments.push((tr!("show its loss"), at)),
    }
    moments
}
