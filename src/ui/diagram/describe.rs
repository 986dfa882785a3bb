//! What a thing in the diagram is, in words: for the tooltip beside it and for the line under the diagram.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::spacetime::{Arrow, Chronicle, Fate, Hit, Picture};
use crate::explain::words::{
    cause_text, duration, event_text, number, packet_name, packet_text, sentence, who,
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
                        cause => tr!(
                            "{event} {cause}",
                            event = sentence(&event_text(event)),
                            cause = cause_text(cause)
                        ),
                    })
                    .collect();
                let more = spot.count - lines.len();
                if more > 0 {
                    lines.push(tr!("and {more} more", more = number(more)));
                }
                Some(Self { title: format!("{} · {}", spot.place, events.first()?.at), lines })
            }
            Hit::Band(node, at) => {
                let state = chronicle.state_at(node, at)?;
                let band = chronicle.bands_in(node, at, at).last()?;
                let was = match state.liveness {
                    None => tr!("not yet there"),
                    Some(Liveness::Down) => tr!("down"),
                    Some(Liveness::Paused) => tr!("paused"),
                    Some(Liveness::Up) => tr(state.role.name()),
                };
                let what = match state.term {
                    Some(term) => format!("{was}, {}", tr!("term {term}", term)),
                    None => was.to_owned(),
                };
                let line = match band.until {
                    Some(until) => tr!("{from} to {until}", from = band.from, until),
                    None => tr!("since {from}", from = band.from),
                };
                Some(Self { title: format!("{node} · {what}"), lines: vec![line] })
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
    let way = format!("{} → {}", who(arrow.from), who(arrow.to));
    match arrow.copy_of {
        Some(packet) => format!("{way}, {}", tr!("a copy of {packet}", packet)),
        None => way,
    }
}

/// When it was sent, and what became of it.
fn fate(arrow: &Arrow) -> String {
    let sent = if arrow.whole {
        tr!("sent {sent}", sent = arrow.sent)
    } else {
        tr!("sent earlier").to_owned()
    };
    let took = |at: Time| arrow.whole.then(|| duration(at.since(arrow.sent)));
    let fate = match arrow.fate {
        Fate::UnderWay => tr!("on its way").to_owned(),
        Fate::Delivered { at, .. } => match took(at) {
            Some(took) => tr!("arrived {at} after {took}", at, took),
            None => tr!("arrived {at}", at),
        },
        Fate::Lost { at, reason, .. } => {
            let why = match reason {
                LossReason::Chance => tr!("by chance").to_owned(),
                LossReason::Cut => tr!("the link was cut").to_owned(),
                LossReason::ReceiverDown => tr!("{node} was down", node = who(arrow.to)),
                LossReason::Dropped => tr!("it was dropped").to_owned(),
            };
            match took(at) {
                Some(took) => tr!("lost {at} after {took}: {why}", at, took, why),
                None => tr!("lost {at}: {why}", at, why),
            }
        }
    };
    format!("{sent}, {fate}")
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
        Selected::Entry(node, index) => Some(tr!("entry {index} at {node}", index, node)),
        Selected::Node(_) | Selected::Client(_) => None,
    }
}
