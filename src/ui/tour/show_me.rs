//! The way to see what a planted bug does.

use yew::prelude::*;

use crate::catalog::tr;
use crate::script::Bug;

use super::StoryMsg;

/// A button that plays the script of a bug.
pub fn show_me(bug: Bug, on_tour: &Callback<StoryMsg>) -> Html {
    html! {
        <button
            type="button"
            class="button"
            title={tr!("plays a short run in which it does harm")}
            onclick={on_tour.reform(move |_: MouseEvent| StoryMsg::Exhibit(bug))}
        >
            { tr!("show me") }
        </button>
    }
}
