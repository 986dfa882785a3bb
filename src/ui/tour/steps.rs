//! How far a story is: a bar in as many parts as it has steps, each of them a way there.

use yew::prelude::*;

use crate::catalog::tr;
use crate::session::Narration;
use crate::session::narration::Place;

use super::StoryMsg;

/// The bar, and in words which step of how many.
pub fn steps(narration: &Narration, on_ask: &Callback<StoryMsg>) -> Html {
    let current = narration.current;
    let left = matches!(narration.place, Place::Left(_));
    let ended = narration.place == Place::Ended;
    let step = |number: usize, text: &str| {
        let here = current == Some(number);
        let filled = match current {
            Some(current) if number < current || (ended && here) => 1_000,
            Some(_) if here => narration.progress,
            _ => 0,
        };
        let label = tr!("step {number}: {text}", number = number + 1, text);
        html! {
            <li key={number}>
                <button
                    type="button"
                    class={classes!("tour-step", here.then_some("here"))}
                    style={format!("--filled: {}.{}%", filled / 10, filled % 10)}
                    title={label.clone()}
                    aria-label={label}
                    aria-current={here.then_some("step")}
                    onclick={on_ask.reform(move |_: MouseEvent| StoryMsg::Go(number))}
                />
            </li>
        }
    };
    let all = narration.steps.len();
    let count = match (narration.place, current) {
        (Place::Left(at), _) => tr!("you left the story at {at}", at),
        (Place::Ended, Some(current)) => {
            tr!("{number} of {all}, the end", number = current + 1, all)
        }
        (_, Some(current)) => tr!("{number} of {all}", number = current + 1, all),
        (_, None) => tr!("about to begin").to_owned(),
    };
    html! {
        <div class={classes!("tour-progress", left.then_some("left"))}>
            <ol class="tour-steps" aria-label={tr!("Steps")}>
                { for narration.steps.iter().enumerate().map(|(number, it)| step(number, &it.text)) }
            </ol>
            <span class="tour-count" data-testid="tour-count">{ count }</span>
        </div>
    }
}
