//! What a thing in the diagram is, in words: for the tooltip beside it and for the line under the diagram.

use yew::prelude::*;

use crate::draw::spacetime::{Arrow, Chronicle, Fate, Hit, Picture};
use crate::explain::words::{
    cause_text, duration, event_text, number, packet_name, packet_text, sentence,
};
use crate::sim::{Cause, Liveness, LossReason, Time};
use crate::ui::Selected;

/// A title, and lines below it.
pub struct Tip {
    pub title: String,
    /// More about it.
    pub lines: Vec<String>,
}

impl Tip {
    /// What the pointer is on.
    pub fn of(hit: Hit, picture: &Picture, chronicle: &Chronicle) -> Option<Self> {
        match hit {
            Hit::Arrow(packet) => {
                let arrow = chronicle.arrow(packet)?;
                let title = format!("{packet} · {}", packet_name(arrow.kind()));
                Some(Self {
                    title,
                    lines: vec![way(arrow), fate(arrow), packet_text(arrow.kind())],
                })
            }
            Hit::Spot(seq) => {
                let spot = picture.spots.iter().find(|spot| spot.seqs.first() == Some(&seq))?;
                let events: Vec<_> =
                    spot.seqs.iter().filter_map(|seq| chronicle.event(*seq)).collect();
                let mut lines: Vec<String> = events
                    .iter()
                    .map(|event| match event.cause {
                        Cause::Command(_) => sentence(&event_text(event)),
                        cause => format!("{} {}", sentence(&event_text(event)), cause_text(cause)),
                    })
                    .collect();
                let more = spot.count - lines.len();
                if more > 0 {
                    lines.push(format!("and {} more", number(more)));
                }
                Some(Self { title: format!("{} · {}", spot.place, events.first()?.at), lines })
            }
            Hit::Band(node, at) => {
                let state = chronicle.state_at(node, at)?;
                let band = chronicle.bands_in(node, at, at).last()?;
                let was = match state.liveness {
                    None => "not yet there",
                    Some(Liveness::Down) => "down",
                    Some(Liveness::Paused) => "paused",
                    Some(Liveness::Up) => state.role.name(),
                };
                let term = state.term.map_or(String::new(), |term| format!(", term {term}"));
                let line = match band.until {
                    Some(until) => format!("{} to {until}", band.from),
                    None => format!("since {}", band.from),
                };
                Some(Self { title: format!("{node} · {was}{term}"), lines: vec![line] })
            }
        }
    }

    /// It as a box beside a place in a field of this size.
    pub fn beside(&self, (x, y): (i32, i32), (width, height): (i32, i32)) -> Html {
        const GAP: i32 = 14;
        let across = if x <= width / 2 {
            format!("left:{}px", x + GAP)
        } else {
            format!("right:{}px", width - x + GAP)
        };
        let down = if y <= height / 2 {
            format!("top:{}px", y + GAP)
        } else {
            format!("bottom:{}px", height - y + GAP)
        };
        html! {
            <div class="diagram-tip" role="tooltip" style={format!("{across};{down}")}>
                <strong>{ &self.title }</strong>
                { for self.lines.iter().map(|line| html! { <p>{ line }</p> }) }
            </div>
        }
    }
}

/// From where to where, and whether it is a copy.
fn way(arrow: &Arrow) -> String {
    let copy = arrow.copy_of.map_or(String::new(), |packet| format!(", a copy of {packet}"));
    format!("{} → {}{copy}", arrow.from, arrow.to)
}

/// When it was sent, and what became of it.
fn fate(arrow: &Arrow) -> String {
    let sent = if arrow.whole { format!("sent {}", arrow.sent) } else { "sent earlier".into() };
    let took = |at: Time| match arrow.whole {
        true => format!(" after {}", duration(at.since(arrow.sent))),
        false => String::new(),
    };
    match arrow.fate {
        Fate::UnderWay => format!("{sent}, on its way"),
        Fate::Delivered { at, .. } => format!("{sent}, arrived {at}{}", took(at)),
        Fate::Lost { at, reason, .. } => {
            let why = match reason {
                LossReason::Chance => "by chance".to_owned(),
                LossReason::Cut => "the link was cut".to_owned(),
                LossReason::ReceiverDown => format!("{} was down", arrow.to),
                LossReason::Dropped => "it was dropped".to_owned(),
            };
            format!("{sent}, lost {at}{}: {why}", took(at))
        }
    }
}

/// What is picked, in one line, if the diagram shows it.
pub fn picked(selected: Selected, chronicle: &Chronicle) -> Option<String> {
    match selected {
        Selected::Packet(id) => {
            let arrow = chronicle.arrow(id)?;
            Some(format!("{id}, {}, {}: {}", packet_name(arrow.kind()), way(arrow), fate(arrow)))
        }
        Selected::Event(seq) => {
            let event = chronicle.event(seq)?;
            Some(format!("{} {}", event.at, sentence(&event_text(event))))
        }
        Selected::Entry(node, index) => Some(format!("entry {index} at {node}")),
        Selected::Node(_) | Selected::Client(_) => None,
    }
}
