//! A packet's body: all that does not change on its way.

use yew::prelude::*;

use crate::draw::scene::packet::PILL_TEXT;
use crate::draw::scene::{Look, PacketBody, Point, Px, Shape};
use crate::ui::memo::Drawing;
use crate::ui::term_class;

use super::icon;

/// A packet that can be focused, clicked and read aloud.
#[derive(PartialEq)]
pub struct Packet {
    pub body: PacketBody,
    /// Whether it is picked.
    pub picked: bool,
    /// Whether it is pointed at elsewhere on the page.
    pub pointed: bool,
    /// Whether it waits before a clog.
    pub waits: bool,
}

impl Drawing for Packet {
    fn draw(&self) -> Html {
        let PacketBody { id, shape, kind, term, angle, label } = &self.body;
        let class = classes!("packet", *kind, term.map(term_class));
        html! {
            <g
                {class}
                data-testid="packet"
                data-kind={*kind}
                data-packet={id.0.to_string()}
                role="button"
                tabindex="0"
                aria-label={label.clone()}
            >
                if self.picked {
                    <circle class="ring" r="21" />
                } else if self.pointed {
                    <circle class="ring pointed" r="21" />
                }
                { tail(shape, *angle) }
                { paint(shape) }
                if self.waits {
                    <path class="waits" d="M13-19v8M18-19v8" />
                }
            </g>
        }
    }
}

/// The trace behind a packet: it shows where the packet comes from, even in a picture that stands still. Its ends are worked
/// out here: each element that is turned by the browser is one more thing to be laid on the others in every frame.
fn tail(shape: &Shape, angle: i32) -> Html {
    let (near, far) = match shape {
        Shape::Heartbeat => (11.0, 24.0),
        Shape::Ack | Shape::Reject | Shape::ChunkAck => (13.0, 25.0),
        Shape::VoteRequest
        | Shape::Vote
        | Shape::VoteRefused
        | Shape::PreVoteRequest
        | Shape::PreVote
        | Shape::PreVoteRefused
        | Shape::SuccessorVoteRequest
        | Shape::TimeoutNow
        | Shape::Entries(_)
        | Shape::Configuration
        | Shape::Chunk(_) => (17.0, 31.0),
        Shape::Request(..) | Shape::Answer(..) | Shape::Refusal(..) => return Html::default(),
    };
    let ahead = Point::toward_degrees(angle);
    html! { <path class="tail" d={format!("M{}L{}", ahead * -near, ahead * -far)} /> }
}

/// The shape alone, around 0 0.
pub fn paint(shape: &Shape) -> Html {
    match shape {
        Shape::VoteRequest => asked("open"),
        Shape::Vote => granted("full", "inked"),
        Shape::VoteRefused => refused("open"),
        Shape::PreVoteRequest => asked("open pre"),
        Shape::PreVote => granted("open pre", "yes"),
        Shape::PreVoteRefused => refused("open pre"),
        Shape::SuccessorVoteRequest => html! {
            <>
                { asked("open") }
                <path class="promised" d={icon::CROWN} transform="translate(0-18) scale(.6)" />
            </>
        },
        Shape::TimeoutNow => html! {
            <>
                <rect class="full" x="-16" y="-14" width="32" height="28" rx="8" />
                <path class="inked crown" d={icon::CROWN} transform="translate(0 1) scale(.68)" />
            </>
        },
        Shape::Chunk(percent) => html! {
            <>
                <rect class="full" x="-16" y="-13" width="32" height="26" rx="3" />
                <path class="tape" d="M-16-5H16M0-13V-5" />
                <rect class="left" x="-11" y="2" width="22" height="5" rx="2.5" />
                <rect
                    class="sent"
                    x="-11"
                    y="2"
                    width={Px(f32::from(*percent) * 0.22).to_string()}
                    height="5"
                    rx="2.5"
                />
            </>
        },
        Shape::ChunkAck => html! {
            <>
                <rect class="open" x="-12" y="-11" width="24" height="22" rx="3" />
                <path class="yes" d={icon::TICK} />
            </>
        },
        Shape::Heartbeat => html! { <circle class="beat" r="7.5" /> },
        Shape::Entries(count) => html! {
            <>
                <path class="stack" d="M-10 14.5H10" />
                <rect class="full" x="-15" y="-12" width="30" height="24" rx="6" />
                <text aria-hidden="true" class="count" y="5" font-size="14">{ format!("+{count}") }</text>
            </>
        },
        Shape::Configuration => {
            let person = |transform| {
                html! { <path class="inked" d={icon::of(Look::Follower)} {transform} /> }
            };
            html! {
                <>
                    <path class="stack" d="M-10 14.5H10" />
                    <rect class="full" x="-15" y="-12" width="30" height="24" rx="6" />
                    { person("translate(-6.5 0) scale(.62)") }
                    { person("translate(6.5 0) scale(.62)") }
                </>
            }
        }
        Shape::Ack => html! {
            <>
                <circle class="open" r="11" />
                <path class="yes" d={icon::TICK} />
            </>
        },
        Shape::Reject => html! {
            <>
                <circle class="open" r="11" />
                <path class="no" d={icon::CROSS} />
            </>
        },
        Shape::Request(text, half) => pill("asks", text, *half),
        Shape::Answer(text, half) => pill("answers", text, *half),
        Shape::Refusal(text, half) => pill("refuses", text, *half),
    }
}

/// A vote's outline: a diamond.
const DIAMOND: &str = "M0-15L15 0 0 15-15 0z";

fn asked(class: &'static str) -> Html {
    html! {
        <>
            <path {class} d={DIAMOND} />
            <text aria-hidden="true" class="mark" y="5.5" font-size="15">{ "?" }</text>
        </>
    }
}

fn granted(class: &'static str, tick: &'static str) -> Html {
    html! {
        <>
            <path {class} d={DIAMOND} />
            <path class={tick} d={icon::TICK} />
        </>
    }
}

fn refused(class: &'static str) -> Html {
    html! {
        <>
            <path {class} d={DIAMOND} />
            <path class="no" d={icon::CROSS} />
        </>
    }
}

fn pill(class: &'static str, text: &str, half: f32) -> Html {
    html! {
        <>
            <rect
                {class}
                x={Px(-half).to_string()}
                y="-12"
                width={Px(2.0 * half).to_string()}
                height="24"
                rx="12"
            />
            <text aria-hidden="true" class="words" y="4.2" font-size={Px(PILL_TEXT).to_string()}>{ text }</text>
        </>
    }
}
