//! How far a story is: a bar in as many parts as it has steps, each of them a way there.

use yew::prelude::*;

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
        let label = format!("step {}: {text}", number + 1);
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
    let of = |current: usize| format!("{} of {}", current + 1, narration.steps.len());
    let count = match (narration.place, current) {
        (Place::Left(at), _) => format!("you left the story at {at}"),
        (Place::Ended, Some(current)) => format!("{}, the end", of(current)),
        (_, Some(current)) => of(current),
        (_, None) => "about to begin".to_owned(),
    };
    html! {
        <div class={classes!("tour-progress", left.then_some("left"))}>
            <ol class="tour-steps" aria-label="Steps">
                { for narration.steps.iter().enumerate().map(|(number, it)| step(number, &it.text)) }
            </ol>
            <span class="tour-count" data-testid="tour-count">{ count }</span>
        </div>
    }
}
