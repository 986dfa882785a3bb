//! A question on the strip of a story: what is asked, what may be answered, and, once it is told, which answer is right.

use yew::prelude::*;

use crate::catalog::tr;
use crate::explain::why::Explanation;
use crate::script::Pick;
use crate::session::question::{AnswerView, QuestionView};
use crate::ui::icon::{Icon, icon};

use super::StoryMsg;

/// The question and its answers, under the words of the step if it is asked together with them, and over what is told of it.
pub fn question(
    question: &QuestionView,
    words: Option<Html>,
    told: Html,
    on_ask: &Callback<StoryMsg>,
) -> Html {
    let awaits = awaits(question);
    let answer = |(place, answer): (usize, &AnswerView)| {
        let given = answer.prediction;
        let mark = match answer.right {
            Some(true) => Some((Icon::Check, "right", tr!("right: "))),
            Some(false) if answer.given => Some((Icon::Cross, "wrong", tr!("wrong: "))),
            Some(false) | None => None,
        };
        html! {
            <button
                key={place}
                type="button"
                class={classes!("button", "answer", answer.given.then_some("given"), mark.map(|(_, class, _)| class))}
                aria-pressed={answer.given.to_string()}
                disabled={!awaits}
                data-testid="answer"
                onclick={on_ask.reform(move |_: MouseEvent| StoryMsg::Predict(given))}
            >
                if let Some((sign, _, word)) = mark {
                    { icon(sign) }<span class="unseen">{ word }</span>
                }
                { &answer.text }
                if awaits && place < 9 { <kbd aria-hidden="true">{ place + 1 }</kbd> }
            </button>
        }
    };
    html! {
        <div class="tour-words tour-question" role="group" aria-label={tr!("Question")} data-testid="question">
            if let Some(words) = words { <div class="tour-text"><p class="here">{ words }</p></div> }
            <p class="asked">{ tr(&question.question) }</p>
            <div class="answers">{ for question.answers.iter().enumerate().map(answer) }</div>
            if let Some(pick) = question.pick.filter(|_| awaits) {
                <p class="pointing">{ pointing(pick) }</p>
            }
            { told }
        </div>
    }
}

/// How else it may be answered.
fn pointing(pick: Pick) -> &'static str {
    match pick {
        Pick::Node => tr!("Answer here, or point at the node on the stage."),
        Pick::Entry => tr!("Answer here, or point at the entry in the ledger."),
        Pick::Packet => tr!("Answer here, or point at the packet on the stage."),
    }
}

/// What came of it, under its answers; nothing while an answer is waited for.
pub fn told(question: &QuestionView) -> Html {
    html! {
        if !awaits(question) { <p class="verdict" data-testid="verdict">{ verdict(question) }</p> }
    }
}

/// Whether an answer is waited for.
pub fn awaits(question: &QuestionView) -> bool {
    question.open
        && question.undecided
        && !question.skipped
        && !question.answers.iter().any(|answer| answer.given)
}

/// What came of it, as far as that is known.
fn verdict(question: &QuestionView) -> String {
    let Some(right) = question.right() else {
        return match question.given() {
            _ if question.open => tr!("Now watch what happens."),
            Some(_) => tr!("Your answer is noted."),
            None => tr!("You gave no answer."),
        }
        .to_owned();
    };
    // What was counted says more than that it happened.
    let said = |why: &Explanation| {
        let counted = why.facts.first().map(|fact| format!(" {fact}")).unwrap_or_default();
        format!(" {}{counted}", why.headline)
    };
    let because = question.why.as_ref().map(said).unwrap_or_default();
    let answer = &right.text;
    let verdict = match question.was_right() {
        Some(true) => tr!("Right.").to_owned(),
        Some(false) => tr!("Not so: the answer is {answer}.", answer),
        None => tr!("The answer is {answer}.", answer),
    };
    verdict + &because
}

/// What a screen reader says of it.
pub fn aloud(question: &QuestionView) -> String {
    if !awaits(question) {
        return verdict(question);
    }
    let answers: Vec<String> = (1..)
        .zip(&question.answers)
        .map(|(number, answer)| format!("{number}: {}", answer.text))
        .collect();
    tr!(
        "A question. {question} {answers}.",
        question = tr(&question.question),
        answers = answers.join("; ")
    )
}
