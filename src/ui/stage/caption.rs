//! The lines above and below the ring: what can be done, and what is happening.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::scene::Plan;

/// The line at the top: an invitation, or what letting go of the line would do.
/// `narrow` is a stage where fingers rather than mice are likely; `presenting` shows the keys.
pub fn hint(plan: Option<&Plan>, narrow: bool, presenting: bool) -> Html {
    match plan {
        Some(plan) => html! {
            <p class="stage-hint planning" role="status">{ planned(plan, narrow) }</p>
        },
        None if presenting => html! {
            <p class="stage-hint">
                { tr!("Pick a node with ") }<kbd>{ "1" }</kbd>{ " … " }<kbd>{ "9" }</kbd>{ tr!(", then ") }
                <kbd>{ "c" }</kbd>{ tr!(" crash ") }<kbd>{ "z" }</kbd>{ tr!(" pause ") }
                <kbd>{ "t" }</kbd>{ tr!(" time out ") }<kbd>{ "i" }</kbd>{ tr!(" cut off") }
            </p>
        },
        None if narrow => html! {
            <p class="stage-hint">{ tr!("Tap a node · draw a line to cut the ring") }</p>
        },
        None => html! {
            <p class="stage-hint">
                { tr!("Click a node, a link or a packet for what can be done to it · drag across the ring to cut links") }
            </p>
        },
    }
}

fn planned(plan: &Plan, narrow: bool) -> Html {
    let Some((first, rest)) = plan.lines.split_first() else {
        return html! { { tr!("Draw across links to cut them") } };
    };
    html! {
        <>
            if !narrow { { tr!("Let go: ") } }
            <code>{ first }</code>
            if !rest.is_empty() { { " " }{ tr!("and {more} more", more = rest.len()) } }
            if !narrow {
                <span class="esc">{ " · " }<kbd>{ "esc" }</kbd>{ tr!(" cancels") }</span>
            }
        </>
    }
}
