//! A frame as SVG: what moves, around the components that do not.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::scene::badge::Badge;
use crate::draw::scene::{
    Arc, ClientMark, ClientState, Cross, Disk, Frame, Highlights, NodeMark, PacketMark, Point,
    Pulse, Px, Tone,
};
use crate::sim::PacketId;
use crate::ui::memo::memo;
use crate::ui::{Selected, term_class};

use super::icon;
use super::node::{Hundredths, Node};
use super::packet::Packet;

/// Everything of a frame, in the order in which it lies: light, nodes and their timers, what moves between them. `scale` is the
/// drawing's unit.
pub fn paint(
    frame: &Frame,
    selection: Option<Selected>,
    pointed: Option<PacketId>,
    scale: f32,
) -> Html {
    let broken = frame.packets.iter().filter(|packet| packet.broken);
    let broken = broken.map(|packet| Cross { at: packet.at, strength: 100 });
    let crosses = frame.highlights.crosses.iter().cloned().chain(broken);
    html! {
        <>
            <>{ for frame.clients.iter().filter_map(tether) }</>
            { pulses(&frame.highlights) }
            <g class="nodes" role="list" aria-label={tr!("Nodes")}>
                { for frame.nodes.iter().map(|mark| html! {
                    <g key={mark.id.0} role="listitem">{ memo(Node { mark: mark.clone() }) }</g>
                }) }
            </g>
            <g class="arcs">{ arcs(&frame.arcs, scale) }</g>
            <g class="disks" aria-hidden="true">{ for frame.disks.iter().map(disk) }</g>
            <g class="badges" aria-hidden="true">
                { for frame.nodes.iter().filter(|mark| !mark.badges.is_empty()).map(badges) }
            </g>
            <g
                class="clients"
                role={(!frame.clients.is_empty()).then_some("list")}
                aria-label={(!frame.clients.is_empty()).then_some(tr!("Clients"))}
            >{ for frame.clients.iter().map(client) }</g>
            <g
                class="packets"
                role={(!frame.packets.is_empty()).then_some("list")}
                aria-label={(!frame.packets.is_empty()).then_some(tr!("Packets on their way"))}
            >
                { for frame.packets.iter().map(|mark| packet(mark, selection, pointed, scale)) }
            </g>
            <g class="crosses" aria-hidden="true">
                { for crosses.map(|mark| cross(&mark, scale)) }
            </g>
            { notes(&frame.highlights) }
        </>
    }
}

/// The line that is being drawn.
pub fn knife(line: &[Point], crossed: String) -> Html {
    let mut d = String::new();
    for (at, place) in line.iter().enumerate() {
        d.push(if at == 0 { 'M' } else { 'L' });
        d.push_str(&place.to_string());
    }
    let ends = [line.first(), line.last()].into_iter().flatten();
    html! {
        <g class="knife" aria-hidden="true">
            <path class="doomed" d={crossed} />
            <path class="blade" {d} />
            { for ends.map(|at| html! {
                <circle r="5" cx={Px(at.x).to_string()} cy={Px(at.y).to_string()} />
            }) }
        </g>
    }
}

/// The timers. All that look alike are one path: nearly all of them move in each frame, and each path is one more thing to be
/// styled and laid out.
fn arcs(arcs: &[Arc], scale: f32) -> Html {
    let waiting = |soon| {
        let alike = arcs.iter().filter(|arc| !arc.heart && arc.soon == soon);
        alike.map(|arc| &*arc.path).collect()
    };
    let hearts = arcs
        .iter()
        .filter(|arc| arc.heart)
        .map(|arc| (classes!("arc", "heart", term_class(arc.term)), arc.path.clone(), 2.5));
    let alike =
        [(classes!("arc"), waiting(false), 4.5), (classes!("arc", "soon"), waiting(true), 4.5)];
    let paint = |(class, d, width): (Classes, String, f32)| {
        html! { <path {class} {d} stroke-width={Px((width * scale).max(1.5)).to_string()} /> }
    };
    html! { <>{ for alike.into_iter().chain(hearts).map(paint) }</> }
}

fn packet(
    mark: &PacketMark,
    selection: Option<Selected>,
    pointed: Option<PacketId>,
    scale: f32,
) -> Html {
    let id = mark.body.id;
    // Words must stay readable where nodes are small.
    let scale = if mark.body.term.is_none() { scale.max(0.85) } else { scale };
    let transform = format!("translate({}) scale({})", mark.at, Hundredths(scale));
    let opacity = (mark.fade < 100).then(|| percent(mark.fade));
    html! {
        <g key={id.0} role="listitem" {transform} {opacity}>
            { memo(Packet {
                body: mark.body.clone(),
                picked: selection == Some(Selected::Packet(id)),
                pointed: pointed == Some(id),
                waits: mark.waits,
            }) }
        </g>
    }
}

fn cross(mark: &Cross, scale: f32) -> Html {
    let transform = format!("translate({}) scale({})", mark.at, Hundredths(scale));
    html! { <path d={icon::LOST} {transform} stroke-opacity={percent(mark.strength)} /> }
}

fn disk(disk: &Disk) -> Html {
    let transform = format!("translate({}) scale({})", disk.at, Hundredths(disk.scale));
    let busy = disk.pending > 0;
    html! {
        <g key={disk.id.0} class={if busy { "disk busy" } else { "disk" }} {transform}>
            <rect class="case" x="-11" y="-8" width="22" height="16" rx="4" />
            if busy {
                <rect
                    class="done"
                    x="-8"
                    y="1"
                    width={Px(f32::from(disk.done) * 0.16).to_string()}
                    height="4"
                    rx="1.5"
                />
            }
            <path class="slot" d="M-7-3.5H7" />
        </g>
    }
}

/// What is peculiar to a node. Over its timer, which would cross the words out.
fn badges(mark: &NodeMark) -> Html {
    html! {
        <g key={mark.id.0} transform={format!("translate({})", mark.at)}>
            { for mark.badges.iter().map(badge) }
        </g>
    }
}

fn badge(badge: &Badge) -> Html {
    let (width, height) = badge.size;
    html! {
        <g class={if badge.trouble { "badge trouble" } else { "badge" }}>
            <rect
                x={Px(badge.at.x).to_string()}
                y={Px(badge.at.y - height / 2.0).to_string()}
                width={Px(width).to_string()}
                height={Px(height).to_string()}
                rx={Px(height / 4.0).to_string()}
            />
            <text
                x={Px(badge.at.x + width / 2.0).to_string()}
                y={Px(badge.at.y + badge.letters * 0.36).to_string()}
                font-size={Px(badge.letters).to_string()}
            >
                { &badge.text }
            </text>
        </g>
    }
}

fn tether(mark: &ClientMark) -> Option<Html> {
    let (from, to) = mark.tether?;
    let waits = matches!(mark.state_kind, ClientState::Waiting | ClientState::Retrying);
    let class = classes!("tether", waits.then_some("waits"), mark.cut.then_some("cut"));
    let d = format!("M{from}L{to}");
    Some(html! { <path {class} {d} /> })
}

fn client(mark: &ClientMark) -> Html {
    let state_kind = match mark.state_kind {
        ClientState::Idle => "idle",
        ClientState::Waiting => "waiting",
        ClientState::Retrying => "retrying",
        ClientState::Answered => "answered",
        ClientState::Failed => "failed",
    };
    let class = classes!("client", state_kind, mark.picked.then_some("picked"));
    let (rect, middle) = (mark.rect, mark.rect.centre());
    let x = Px(middle.x).to_string();
    let two = !mark.state.is_empty();
    let size = rect.h * if two { 0.31 } else { 0.5 };
    let y = middle.y + if two { -rect.h * 0.05 } else { size * 0.35 };
    html! {
        <g key={mark.id.0} {class} data-client={mark.id.0.to_string()} role="listitem" aria-label={mark.label.clone()}>
            <rect
                x={Px(rect.x).to_string()}
                y={Px(rect.y).to_string()}
                width={Px(rect.w).to_string()}
                height={Px(rect.h).to_string()}
                rx={Px(rect.h / 2.0).to_string()}
            />
            <text aria-hidden="true" class="name" x={x.clone()} y={Px(y).to_string()} font-size={Px(size).to_string()}>
                { &mark.name }
            </text>
            if two {
                <text
                    aria-hidden="true"
                    class="state"
                    {x}
                    y={Px(middle.y + rect.h * 0.3).to_string()}
                    font-size={Px(rect.h * 0.25).to_string()}
                >
                    { &mark.state }
                </text>
            }
        </g>
    }
}

fn pulses(highlights: &Highlights) -> Html {
    let paint = |pulse: &Pulse| {
        html! {
            <circle
                class={tone(pulse.tone)}
                cx={Px(pulse.at.x).to_string()}
                cy={Px(pulse.at.y).to_string()}
                r={Px(pulse.radius).to_string()}
                stroke-width={Px(pulse.width).to_string()}
                stroke-opacity={percent(pulse.strength)}
            />
        }
    };
    html! { <g class="pulses" aria-hidden="true">{ for highlights.pulses.iter().map(paint) }</g> }
}

fn notes(highlights: &Highlights) -> Html {
    let paint = |note: &crate::draw::scene::Note| {
        html! {
            <text
                class={tone(note.tone)}
                x={Px(note.at.x).to_string()}
                y={Px(note.at.y).to_string()}
                opacity={percent(note.strength)}
            >
                { &note.text }
            </text>
        }
    };
    html! { <g class="notes" aria-hidden="true">{ for highlights.notes.iter().map(paint) }</g> }
}

fn tone(tone: Tone) -> Classes {
    match tone {
        Tone::Elected(term) => classes!("elected", term_class(term)),
        Tone::Committed => classes!("committed"),
        Tone::Good => classes!("good"),
        Tone::Bad => classes!("bad"),
        Tone::Waited => classes!("waited"),
    }
}

/// A share of the whole, as an opacity.
fn percent(percent: u8) -> String {
    Hundredths(f32::from(percent) / 100.0).to_string()
}
