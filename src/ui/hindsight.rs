//! Hindsight: since when something was likely, which event decided it, and what would have averted it.

use yew::prelude::*;

use crate::catalog::tr;
use crate::session::hindsight::{Change, Insights, Odds, Play, Rescues};
use crate::sim::Time;

use super::Shared;

/// The most changes that are shown at first.
const MOST_SHOWN: usize = 12;

/// Properties of [`Hindsight`].
#[derive(Clone, PartialEq, Properties)]
pub struct HindsightProps {
    /// What was found.
    pub insights: Shared<Insights>,
    /// Go to this moment.
    pub on_seek: Callback<Time>,
    /// Play this on a branch of its own.
    pub on_play: Callback<Play>,
}

/// What was found.
#[function_component]
pub fn Hindsight(props: &HindsightProps) -> Html {
    html! {
        <div class="hindsight" data-testid="hindsight">
            if let Some(odds) = &props.insights.odds { { likely(odds, props) } }
            if let Some(rescues) = &props.insights.rescues { { averted(rescues, props) } }
        </div>
    }
}

/// How likely it was.
fn likely(odds: &Odds, props: &HindsightProps) -> Html {
    let otherwise = odds.turn.as_ref().is_some_and(|turn| turn.otherwise.is_some());
    html! {
        <section class="hindsight-part" aria-label={tr!("When was it decided?")}>
            <h3>{ tr!("When was it decided?") }</h3>
            { for odds.verdict().into_iter().map(|line| html! { <p>{ line }</p> }) }
            <p class="hindsight-note">{ odds.asked() }</p>
            <ol class="hindsight-odds">
                { for odds.points.iter().map(|point| {
                    let at = point.at;
                    html! {
                        <li style={format!("--share: {}%", point.share.percent())}>
                            <button type="button" class="link" onclick={props.on_seek.reform(move |_: MouseEvent| at)}>
                                { at.to_string() }
                            </button>
                            <span>{ point.text() }</span>
                        </li>
                    }
                }) }
            </ol>
            if otherwise {
                <button type="button" class="button" onclick={props.on_play.reform(|_: MouseEvent| Play::Turn)}>
                    { tr!("Play a future in which it does not come to this") }
                </button>
            }
        </section>
    }
}

/// What would have averted it.
fn averted(rescues: &Rescues, props: &HindsightProps) -> Html {
    let shown = rescues.changes.len().min(MOST_SHOWN);
    let line = |(place, change): (usize, &Change)| {
        let (at, what) = (change.at, change.says.clone());
        let try_it = props.on_play.reform(move |_: MouseEvent| Play::Change(place));
        html! {
            <li key={place}>
                <button type="button" class="link" onclick={props.on_seek.reform(move |_: MouseEvent| at)}>
                    { at.to_string() }
                </button>
                <span>{ &what }</span>
                <button type="button" class="button" aria-label={tr!("try it: {what}", what)} onclick={try_it}>
                    { tr!("try it") }
                </button>
            </li>
        }
    };
    html! {
        <section class="hindsight-part" aria-label={tr!("What would have averted it?")}>
            <h3>{ tr!("What would have averted it?") }</h3>
            { for rescues.verdict().into_iter().map(|line| html! { <p>{ line }</p> }) }
            <ul class="hindsight-changes">{ for rescues.changes.iter().enumerate().take(shown).map(line) }</ul>
            if rescues.changes.len() > shown {
                <details>
                    <summary>{ tr!("{rest} more", rest = rescues.changes.len() - shown) }</summary>
                    <ul class="hindsight-changes">
                        { for rescues.changes.iter().enumerate().skip(shown).map(line) }
                    </ul>
                </details>
            }
        </section>
    }
}
