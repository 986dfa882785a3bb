//! What the shapes mean.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::scene::Shape;

use super::packet::paint;

/// Properties of [`Legend`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whether there is little room: then it is folded until asked for.
    pub narrow: bool,
}

/// The packets' shapes and their names.
#[function_component]
pub fn Legend(props: &Props) -> Html {
    let open = use_state_eq(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let shown = !props.narrow || *open;
    let shapes = [
        (Shape::VoteRequest, tr!("vote request")),
        (Shape::Vote, tr!("vote")),
        (Shape::VoteRefused, tr!("no vote")),
        (Shape::Heartbeat, tr!("heartbeat")),
        (Shape::Entries(2), tr!("entries")),
        (Shape::Ack, tr!("ack")),
        (Shape::Reject, tr!("reject")),
        (Shape::PreVote, tr!("pre-vote")),
        (Shape::Chunk(60), tr!("snapshot")),
    ];
    html! {
        <div class="stage-legend">
            if props.narrow {
                <button
                    type="button"
                    class="button ghost"
                    aria-expanded={open.to_string()}
                    onclick={toggle}
                >
                    { tr!("Legend") }
                </button>
            }
            if shown {
                <ul aria-label={tr!("What the packets' shapes mean")}>
                    { for shapes.iter().map(|(shape, name)| html! {
                        <li>
                            <svg width="26" height="26" viewBox="-17 -17 34 34" aria-hidden="true">
                                { paint(shape) }
                            </svg>
                            { name }
                        </li>
                    }) }
                </ul>
            }
        </div>
    }
}
