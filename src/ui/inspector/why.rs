//! Why what is picked is as it is: the answer, the rule, what led there, each step a way to go there.

use std::sync::Arc;

use yew::prelude::*;

use crate::catalog::tr;
use crate::explain::why::{Explanation, Question, Step};
use crate::sim::{Event, Time};
use crate::ui::Selected;

/// What is known of why things are as they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// The event that is picked, if one is, and if it is kept.
    pub event: Option<Arc<Event>>,
    /// Why what is picked is as it is.
    pub about: Option<Explanation>,
    /// What else was asked, and the answer.
    pub asked: Option<(Question, Explanation)>,
    /// Whether the person has come here by a step of another explanation.
    pub can_return: bool,
}

/// The most steps that are shown before the person asks for all.
const MOST: usize = 8;

/// The section of the inspector.
pub fn why(
    picked: Selected,
    answers: &Answers,
    on_visit: &Callback<(Option<Time>, Selected)>,
    on_return: &Callback<()>,
    on_ask: &Callback<Question>,
) -> Html {
    let Answers { about, asked, can_return, .. } = answers;
    let Some(explanation) = about else { return Html::default() };
    let onclick = on_return.reform(|_: MouseEvent| ());
    html! {
        <section class="why" aria-label={tr!("Why {picked}", picked)}>
            <header class="why-head">
                <h3>{ tr!("Why?") }</h3>
                if *can_return {
                    <button type="button" class="button ghost" {onclick}>{ tr!("← back to the question") }</button>
                }
            </header>
            <Answer
                key={picked.to_string()}
                explanation={explanation.clone()}
                on_visit={on_visit.clone()}
            />
            { questions(explanation, asked.as_ref(), on_visit, on_ask) }
            if let Some((question, answer)) = asked {
                <div class="why-asked" role="group" aria-label={question.words()}>
                    <h4>{ question.words() }</h4>
                    <Answer
                        key={question.to_string()}
                        explanation={answer.clone()}
                        on_visit={on_visit.clone()}
                    />
                </div>
            }
        </section>
    }
}

/// What else may be asked. What leads to another thing goes there; the rest is answered here.
fn questions(
    explanation: &Explanation,
    asked: Option<&(Question, Explanation)>,
    on_visit: &Callback<(Option<Time>, Selected)>,
    on_ask: &Callback<Question>,
) -> Html {
    if explanation.questions.is_empty() {
        return Html::default();
    }
    let button = |&question: &Question| match question {
        Question::About(about) => {
            let onclick = on_visit.reform(move |_: MouseEvent| (None, about));
            html! {
                <button key={question.to_string()} type="button" class="button" title={question.to_string()} {onclick}>
                    { question.words() }
                </button>
            }
        }
        question => {
            let open = asked.is_some_and(|(asked, _)| *asked == question);
            let onclick = on_ask.reform(move |_: MouseEvent| question);
            html! {
                <button
                    key={question.to_string()}
                    type="button"
                    class="button"
                    title={question.to_string()}
                    aria-expanded={open.to_string()}
                    {onclick}
                >
                    { question.words() }
                </button>
            }
        }
    };
    html! { <div class="why-questions">{ for explanation.questions.iter().map(button) }</div> }
}

/// Properties of [`Answer`].
#[derive(Clone, PartialEq, Properties)]
struct AnswerProps {
    explanation: Explanation,
    on_visit: Callback<(Option<Time>, Selected)>,
}

/// One answer.
#[function_component]
fn Answer(props: &AnswerProps) -> Html {
    let unfolded = use_state_eq(|| false);
    let Explanation { headline, facts, rule, grounds, chain, .. } = &props.explanation;
    let on_visit = &props.on_visit;
    let story = chain.as_ref().map(|chain| {
        let most = if *unfolded { usize::MAX - 1 } else { MOST };
        let (head, left_out, tail) = chain.folded(most);
        let onclick = {
            let unfolded = unfolded.clone();
            Callback::from(move |_: MouseEvent| unfolded.set(true))
        };
        html! {
            <div class="why-part">
                <h4>{ tr!("What led here") }</h4>
                <p class="why-origin">{ spoken(&chain.origin) }</p>
                <ol class="why-steps">
                    { for head.iter().map(|it| step(it, on_visit)) }
                    if left_out > 0 {
                        <li>
                            <button type="button" class="why-more" {onclick}>
                                { tr!("show {left_out} more steps", left_out) }
                            </button>
                        </li>
                    }
                    { for tail.iter().map(|it| step(it, on_visit)) }
                </ol>
            </div>
        }
    });
    let parts = grounds.iter().map(|part| {
        html! {
            <div class="why-part">
                <h4>{ &part.title }</h4>
                <ol class="why-steps">{ for part.steps.iter().map(|it| step(it, on_visit)) }</ol>
            </div>
        }
    });
    html! {
        <>
            <p class="why-headline">{ spoken(headline) }</p>
            { for facts.iter().map(|fact| html! { <p class="why-fact">{ spoken(fact) }</p> }) }
            if let Some(rule) = rule {
                <blockquote class="why-rule">
                    <p>{ rule.says }</p>
                    <cite>{ rule.citation }</cite>
                </blockquote>
            }
            { story.unwrap_or_default() }
            { for parts }
        </>
    }
}

/// A sentence, in which lines of the command language stand between backticks.
fn spoken(text: &str) -> Html {
    let mut code = false;
    let parts = text.split('`').map(|part| {
        let shown = if code {
            html! { <code>{ part }</code> }
        } else {
            html! { { part } }
        };
        code = !code;
        shown
    });
    html! { <>{ for parts }</> }
}

/// A step: going there shows its moment, and picks what it is about.
fn step(step: &Step, on_visit: &Callback<(Option<Time>, Selected)>) -> Html {
    let (at, about) = (step.at, step.about);
    let onclick = on_visit.reform(move |_: MouseEvent| (at, about));
    let (when, title) = match at {
        Some(at) => (at.to_string(), tr!("go to {at}, and pick {about}", at, about)),
        None => (tr!("now").to_string(), tr!("pick {about}", about)),
    };
    html! {
        <li>
            <button type="button" class="why-step" {title} {onclick}>
                <time class="mono">{ when }</time>
                <span>{ spoken(&step.text) }</span>
            </button>
        </li>
    }
}
