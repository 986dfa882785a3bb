//! A packet's body: all that does not change on its way.

use yew::prelude::*;

use crate::ui::scene::packet::PILL_TEXT;
use crate::ui::scene::{PacketBody, Px, Shape};
use crate::ui::term_class;

use super::icon;

/// Properties of [`Packet`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The packet.
    pub body: PacketBody,
    /// Whether it is picked.
    pub picked: bool,
}

/// A packet that can be focused, clicked and read aloud.
#[function_component]
pub fn Packet(props: &Props) -> Html {
    let PacketBody { id, shape, kind, term, angle, label } = &props.body;
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
            if props.picked {
                <circle class="ring" r="21" />
            }
            { tail(shape, *angle) }
            { paint(shape) }
        </g>
    }
}

/// The trace behind a packet: it shows where the packet comes from, even in a picture that stands still.
fn tail(shape: &Shape, angle: i32) -> Html {
    let d = match shape {
        Shape::Heartbeat => "M-11 0H-24",
        Shape::Ack | Shape::Reject => "M-13 0H-25",
        Shape::VoteRequest | Shape::Vote | Shape::VoteRefused | Shape::Entries(_) => "M-17 0H-31",
        Shape::Request(..) | Shape::Answer(..) | Shape::Refusal(..) => return Html::default(),
    };
    html! { <path class="tail" {d} transform={format!("rotate({angle})")} /> }
}

/// The shape alone, around 0 0.
pub fn paint(shape: &Shape) -> Html {
    const DIAMOND: &str = "M0-15L15 0 0 15-15 0z";
    match shape {
        Shape::VoteRequest => html! {
            <>
                <path class="open" d={DIAMOND} />
                <text class="mark" y="5.5" font-size="15">{ "?" }</text>
            </>
        },
        Shape::Vote => html! {
            <>
                <path class="full" d={DIAMOND} />
                <path class="inked" d={icon::TICK} />
            </>
        },
        Shape::VoteRefused => html! {
            <>
                <path class="open" d={DIAMOND} />
                <path class="no" d={icon::CROSS} />
            </>
        },
        Shape::Heartbeat => html! { <circle class="beat" r="7.5" /> },
        Shape::Entries(count) => html! {
            <>
                <path class="stack" d="M-10 14.5H10" />
                <rect class="full" x="-15" y="-12" width="30" height="24" rx="6" />
                <text class="count" y="5" font-size="14">{ format!("+{count}") }</text>
            </>
        },
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
            <text class="words" y="4.2" font-size={Px(PILL_TEXT).to_string()}>{ text }</text>
        </>
    }
}
