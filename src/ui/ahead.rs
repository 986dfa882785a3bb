//! What can happen next: a list of what is under way and of every fault, with what each would change at once.

use yew::prelude::*;

use crate::catalog::tr;
use crate::explain::words::duration;
use crate::session::finding::Enabled;
use crate::sim::Time;

use super::Shared;

/// Properties of [`Ahead`].
#[derive(Clone, PartialEq, Properties)]
pub struct AheadProps {
    /// What can happen, what decides something first.
    pub moves: Shared<Vec<Enabled>>,
    /// The moment that it can happen at.
    pub now: Time,
    /// The one at this place is to be done, on a branch.
    pub on_try: Callback<usize>,
}

/// The list.
#[function_component]
pub fn Ahead(props: &AheadProps) -> Html {
    let line = |(place, it): (usize, &Enabled)| {
        let Enabled { what, command, due, changes, decides } = it;
        html! {
            <li key={place} class={classes!("ahead-move", decides.then_some("decides"))}>
                <div>
                    <p class="ahead-what">
                        { what }
                        if let Some(due) = due {
                            <small>{ tr!("due in {left}", left = duration(due.since(props.now))) }</small>
                        }
                    </p>
                    if !changes.is_empty() { <p class="ahead-changes">{ changes.join("; ") }</p> }
                </div>
                if let Some(command) = command {
                    <button
                        type="button"
                        class="button"
                        title={command.to_string()}
                        aria-label={tr!("try it: {command}", command)}
                        onclick={props.on_try.reform(move |_: MouseEvent| place)}
                    >
                        { tr!("try it") }
                    </button>
                }
            </li>
        }
    };
    let (decisive, others): (Vec<_>, Vec<_>) =
        props.moves.iter().enumerate().partition(|(_, it)| it.decides);
    html! {
        <div class="ahead-list" tabindex="0" role="region" aria-label={tr!("Moves")} data-testid="ahead">
            <p class="menu-note">
                { tr!("Each can be tried: that begins a branch of its own, and this one stays as it is.") }
            </p>
            if !decisive.is_empty() {
                <h3>{ tr!("These decide something: a vote, a role, a commit") }</h3>
                <ul>{ for decisive.into_iter().map(line) }</ul>
            }
            <h3>{ tr!("These do not, or not at once") }</h3>
            <ul>{ for others.into_iter().map(line) }</ul>
        </div>
    }
}
