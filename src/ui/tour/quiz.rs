//! A question of the moment, on a strip where a story's words stand: it is answered, told, and its wrong answers are played.

use yew::prelude::*;

use crate::catalog::tr;
use crate::session::questions::{Other, QuizView};
use crate::ui::Shared;
use crate::ui::icon::{Icon, icon};

use super::StoryMsg;
use super::question::{self, told};

/// Properties of [`Quiz`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The question as it stands.
    pub quiz: Shared<QuizView>,
    /// Somebody asks for something.
    pub on_ask: Callback<StoryMsg>,
}

/// The question of the moment.
#[component]
pub fn Quiz(props: &Props) -> Html {
    let Props { quiz, on_ask } = props;
    let asks = |ask: StoryMsg| on_ask.reform(move |_: MouseEvent| ask.clone());
    let (words, more) = match &quiz.played {
        Some(played) => (how_it_was(played, quiz.is_coming), html! {}),
        None => (told(&quiz.question), others(&quiz.others, on_ask)),
    };
    let is_told = !quiz.question.open;
    html! {
        <section
            class={classes!("tour", "quiz", quiz.played.is_some().then_some("played"))}
            aria-label={tr!("What comes next")}
            data-testid="quiz"
        >
            <header class="tour-head">
                <h2 class="tour-title">{ tr!("What comes next?") }</h2>
                <button
                    type="button"
                    class="button ghost tour-leave"
                    title={tr!("no more of this question; the cluster stays as it is (esc)")}
                    aria-label={tr!("close the question")}
                    onclick={asks(StoryMsg::CloseQuiz)}
                >
                    { icon(Icon::Cross) }
                </button>
            </header>
            <div class="tour-body">
                if quiz.played.is_some() {
                    <button
                        type="button"
                        class="button tour-back"
                        title={tr!("where it was told which answer is right")}
                        aria-label={tr!("back to what happened")}
                        data-testid="what-happened"
                        onclick={asks(StoryMsg::LeaveAnswer)}
                    >
                        { icon(Icon::Back) }<span class="word">{ tr!("back to what happened") }</span>
                    </button>
                }
                { question::question(&quiz.question, None, html! { <>{ words }{ more }</> }, on_ask) }
                <button
                    type="button"
                    class={classes!("button", "tour-next", is_told.then_some("primary"))}
                    title={tr!("asks something else, or at this moment (key n)")}
                    data-testid="another"
                    onclick={asks(StoryMsg::AnotherQuiz)}
                >
                    { tr!("another question") }<kbd aria-hidden="true">{ "n" }</kbd>
                </button>
            </div>
            <p class="unseen" aria-live="polite">{ aloud(quiz) }</p>
        </section>
    }
}

/// The ways to the wrong answers.
fn others(others: &[Other], on_ask: &Callback<StoryMsg>) -> Html {
    if others.is_empty() {
        return html! {};
    }
    let way = |other: &Other| {
        let place = other.place;
        html! {
            <button
                key={place}
                type="button"
                class="button other"
                title={other.line.clone()}
                aria-label={tr!("see how it could have been: {answer}", answer = other.text)}
                data-testid="other"
                onclick={on_ask.reform(move |_: MouseEvent| StoryMsg::PlayAnswer(place))}
            >
                { &other.text }
            </button>
        }
    };
    html! {
        <div class="others" role="group" aria-label={tr!("How it could have been")}>
            <span>{ tr!("See how it could have been:") }</span>
            { for others.iter().map(way) }
        </div>
    }
}

/// What is said while a wrong answer is played, and then.
fn how_it_was(played: &Other, is_coming: bool) -> Html {
    let words = if is_coming {
        html! { <>{ tr!("On this branch, ") }<code>{ &played.line }</code>{ tr!(" was done. Now watch what happens.") }</> }
    } else {
        html! { <>{ tr!("After ") }<code>{ &played.line }</code>{ tr!(", the answer is {answer}.", answer = played.text) }</> }
    };
    html! { <p class="verdict" data-testid="verdict">{ words }</p> }
}

/// What a screen reader says of it.
fn aloud(quiz: &QuizView) -> String {
    match &quiz.played {
        Some(Other { line, .. }) if quiz.is_coming => {
            tr!("On this branch, {line} was done. Now watch what happens.", line)
        }
        Some(Other { line, text, .. }) => tr!("After {line}, the answer is {text}.", line, text),
        None => match quiz.others.len() {
            0 => question::aloud(&quiz.question),
            _ => {
                let buttons = tr!("Buttons show how it could have been.");
                format!("{} {buttons}", question::aloud(&quiz.question))
            }
        },
    }
}
