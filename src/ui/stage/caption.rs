//! The lines above and below the ring: what can be done, and what is happening.

use yew::prelude::*;

use crate::ui::scene::Plan;

/// Properties of [`Hint`].
#[derive(Properties, PartialEq)]
pub struct HintProps {
    /// What the line that is being drawn would do, if there is one.
    pub plan: Option<Plan>,
    /// Whether the stage is narrow, so that fingers rather than mice are likely.
    pub narrow: bool,
    /// Whether the keys are to be shown.
    pub presenting: bool,
}

/// The line at the top: an invitation, or what letting go of the line would do.
#[function_component]
pub fn Hint(props: &HintProps) -> Html {
    match &props.plan {
        Some(plan) => html! {
            <p class="stage-hint planning" role="status">{ planned(plan, props.narrow) }</p>
        },
        None if props.presenting => html! {
            <p class="stage-hint">
                { "Pick a node with " }<kbd>{ "1" }</kbd>{ " … " }<kbd>{ "9" }</kbd>{ ", then " }
                <kbd>{ "c" }</kbd>{ " crash " }<kbd>{ "z" }</kbd>{ " pause " }
                <kbd>{ "t" }</kbd>{ " time out " }<kbd>{ "i" }</kbd>{ " cut off" }
            </p>
        },
        None if props.narrow => html! {
            <p class="stage-hint">{ "Tap a node · draw a line to cut the ring" }</p>
        },
        None => html! {
            <p class="stage-hint">
                { "Click a node to crash it · drag across the ring to cut it · click a packet to drop it" }
            </p>
        },
    }
}

fn planned(plan: &Plan, narrow: bool) -> Html {
    let Some((first, rest)) = plan.lines.split_first() else {
        return html! { { "Draw across links to cut them" } };
    };
    html! {
        <>
            if !narrow { { "Let go: " } }
            <code>{ first }</code>
            if !rest.is_empty() { { format!(" and {} more", rest.len()) } }
            if !narrow {
                <span class="esc">{ " · " }<kbd>{ "esc" }</kbd>{ " cancels" }</span>
            }
        </>
    }
}

/// Properties of [`Caption`].
#[derive(Properties, PartialEq)]
pub struct CaptionProps {
    /// What is happening, in a sentence.
    pub text: AttrValue,
}

/// The line at the bottom: what is happening.
#[function_component]
pub fn Caption(props: &CaptionProps) -> Html {
    html! { <p class="stage-caption">{ &props.text }</p> }
}
