//! The strip itself.

use yew::prelude::*;

use crate::catalog::tr;
use crate::raft::NodeId;
use crate::session::Narration;
use crate::session::narration::{Pace, Place, Step};
use crate::session::question::QuestionView;
use crate::ui::icon::{Icon, icon};
use crate::ui::{Selected, Shared};

use super::StoryMsg;
use super::question::{self, awaits};
use super::steps::steps;
use crate::draw::mentions::{Part, parts};

/// Properties of [`Strip`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The story, and how far it is told.
    pub narration: Shared<Narration>,
    /// What is asked in this step, if anything is and the person wants to be asked.
    #[prop_or_default]
    pub question: Option<Shared<QuestionView>>,
    /// Whether the person wants to be asked.
    #[prop_or_default]
    pub asks: bool,
    /// Whether time passes, or is about to.
    pub playing: bool,
    /// How fast it is told; `None` at a speed of the person's own.
    pub pace: Option<Pace>,
    /// The nodes that there are.
    pub nodes: Shared<Vec<NodeId>>,
    /// What is picked.
    pub selected: Option<Selected>,
    /// The scenario that comes after this one, by its name and its title.
    #[prop_or_default]
    pub following: Option<(AttrValue, AttrValue)>,
    /// Somebody asks for something.
    pub on_ask: Callback<StoryMsg>,
    /// A node is picked.
    pub on_select: Callback<Selected>,
}

/// The words of a story, large enough for the back row, over what they speak of.
#[function_component]
pub fn Strip(props: &Props) -> Html {
    let folded = use_state(|| false);
    let narration = &*props.narration;
    let fold = {
        let folded = folded.clone();
        Callback::from(move |_: MouseEvent| folded.set(!*folded))
    };
    let class = classes!(
        "tour",
        folded.then_some("folded"),
        matches!(narration.place, Place::Left(_)).then_some("left"),
        (narration.place == Place::Ended).then_some("ended"),
    );
    html! {
        <section {class} aria-label={tr!("Scenario")} data-testid="tour">
            <header class="tour-head">
                <h2 class="tour-title">{ &narration.title }</h2>
                { steps(narration, &props.on_ask) }
                { hands(props) }
                <button
                    type="button"
                    class="button ghost tour-fold"
                    aria-label={tr!("words")}
                    aria-expanded={(!*folded).to_string()}
                    onclick={fold}
                >
                    { icon(Icon::Down) }
                </button>
                <button
                    type="button"
                    class="button ghost tour-leave"
                    title={tr!("leave the story; the cluster stays as it is")}
                    aria-label={tr!("leave the story")}
                    onclick={asks(&props.on_ask, StoryMsg::Leave)}
                >
                    { icon(Icon::Cross) }
                </button>
            </header>
            <div class="tour-body">
                { back(props) }
                { said(props) }
                { onward(props) }
            </div>
            <p class="unseen" aria-live="polite">{ aloud(props) }</p>
        </section>
    }
}

fn asks(on_ask: &Callback<StoryMsg>, ask: StoryMsg) -> Callback<MouseEvent> {
    on_ask.reform(move |_| ask.clone())
}

/// How it goes on: by itself or not, and how fast.
fn hands(props: &Props) -> Html {
    let auto = props.narration.auto;
    let pace = props.pace.map_or(tr!("own"), |pace| tr(pace.name()));
    let next = props.pace.map_or(Pace::Normal, Pace::next);
    html! {
        <div class="tour-hands" role="group" aria-label={tr!("Telling")}>
            <button
                type="button"
                class="button ghost"
                title={tr!("how fast the story is told")}
                aria-label={tr!("pace: {pace}", pace)}
                onclick={asks(&props.on_ask, StoryMsg::Pace(next))}
            >
                <span class="word">{ tr!("pace ") }</span><b>{ pace }</b>
            </button>
            <button
                type="button"
                class="button ghost"
                title={tr!("goes on by itself when the words have had their time")}
                aria-label={tr!("auto")}
                aria-pressed={auto.to_string()}
                onclick={asks(&props.on_ask, StoryMsg::Auto(!auto))}
            >
                { tr!("auto") }
            </button>
            <button
                type="button"
                class="button ghost"
                title={tr!("stops and asks what will happen next")}
                aria-label={tr!("ask questions")}
                aria-pressed={props.asks.to_string()}
                onclick={asks(&props.on_ask, StoryMsg::Asks(!props.asks))}
            >
                { tr!("ask") }
            </button>
            <button
                type="button"
                class="button ghost"
                title={tr!("tell it from the beginning")}
                aria-label={tr!("from the beginning")}
                onclick={asks(&props.on_ask, StoryMsg::Go(0))}
            >
                { icon(Icon::Again) }
            </button>
        </div>
    }
}

fn back(props: &Props) -> Html {
    let narration = &props.narration;
    if matches!(narration.place, Place::Left(_)) {
        return html! {
            <button
                type="button"
                class="button tour-back"
                title={tr!("your branch and the story, side by side")}
                aria-label={tr!("compare with the story")}
                onclick={asks(&props.on_ask, StoryMsg::Compare)}
            >
                { tr!("compare") }
            </button>
        };
    }
    let first = narration.current.is_none_or(|current| current == 0);
    let nothing = first && narration.place == Place::Standing;
    html! {
        <button
            type="button"
            class="button tour-back"
            title={tr!("back to the words before (key r)")}
            aria-label={tr!("Back")}
            disabled={nothing || narration.current.is_none()}
            onclick={asks(&props.on_ask, StoryMsg::Back)}
        >
            { icon(Icon::Back) }<span class="word">{ tr!("back") }</span>
        </button>
    }
}

/// The step with whose words a question is asked that waits.
fn together(props: &Props) -> Option<&Step> {
    let asked = props.question.as_deref().filter(|asked| awaits(asked))?;
    let step = &props.narration.steps[props.narration.current?];
    (step.at == asked.at).then_some(step)
}

/// The words of this step, or what is asked in it.
fn said(props: &Props) -> Html {
    match &props.question {
        Some(asked) => {
            let words = together(props).map(|step| with_nodes(&step.text, props));
            question::question(asked, words, question::told(asked), &props.on_ask)
        }
        None => words(props),
    }
}

/// The words of this step. Those of the others stand behind them unseen, so that the strip is as high as the longest
/// needs, and the stage does not jump with every step.
fn words(props: &Props) -> Html {
    let narration = &props.narration;
    let spoken = |(number, step): (usize, &Step)| {
        let here = narration.current == Some(number);
        html! {
            <p key={number} class={if here { "here" } else { "behind" }} aria-hidden={(!here).then_some("true")}>
                if here { { with_nodes(&step.text, props) } } else { { &step.text } }
            </p>
        }
    };
    html! {
        <div class="tour-words" data-testid="tour-words">
            <div class="tour-text">{ for narration.steps.iter().enumerate().map(spoken) }</div>
        </div>
    }
}

/// The words, with buttons for the nodes that they name.
fn with_nodes(text: &str, props: &Props) -> Html {
    let part = |part: Part<'_>| match part {
        // A comma stays on the line of the node that it follows.
        Part::Words(words) if words.starts_with([',', '.', ';', ':', '?', '!', ')']) => {
            html! { { format!("\u{2060}{words}") } }
        }
        Part::Words(words) => html! { { words.to_owned() } },
        Part::Node(node) => {
            let picked = Selected::Node(node);
            html! {
                <button
                    type="button"
                    class="tour-node"
                    title={tr!("pick {node} on the stage", node)}
                    aria-pressed={(props.selected == Some(picked)).to_string()}
                    onclick={props.on_select.reform(move |_: MouseEvent| picked)}
                >
                    { node.to_string() }
                </button>
            }
        }
    };
    parts(text, &props.nodes).into_iter().map(part).collect()
}

/// The one button that matters most.
fn onward(props: &Props) -> Html {
    let narration = &*props.narration;
    let button = |word: Html, title: &'static str, ask: StoryMsg, timed: Option<u32>| {
        let class = classes!(
            "button",
            "primary",
            "tour-next",
            timed.map(|_| if props.playing { "timed" } else { "timed held" }),
        );
        html! {
            // Another step is another button, so that the time to read begins anew with it.
            <button
                key={narration.current.map_or(0, |current| current + 1)}
                type="button"
                {class}
                style={timed.map(|ms| format!("--reading: {ms}ms"))}
                {title}
                data-testid="tour-next"
                onclick={asks(&props.on_ask, ask)}
            >
                { word }
            </button>
        }
    };
    if props.question.as_deref().is_some_and(awaits) {
        let word =
            html! { <>{ tr!("skip") }{ icon(Icon::Step) }<kbd aria-hidden="true">{ "n" }</kbd></> };
        return button(word, tr!("pass the question over (key n)"), StoryMsg::Next, None);
    }
    match narration.place {
        Place::Left(_) => {
            let word = html! { { tr!("back to the story") } };
            button(word, tr!("the step in which you left it, as it was"), StoryMsg::Return, None)
        }
        Place::Ended => match &props.following {
            Some((id, title)) => {
                let word = html! { <span class="tour-following"><small>{ tr!("next story") }</small>{ title }</span> };
                button(word, tr!("opens it"), StoryMsg::Open(id.clone()), None)
            }
            None => {
                let word = html! { <>{ icon(Icon::Again) }{ tr!("once more") }</> };
                button(word, tr!("tells it from the beginning"), StoryMsg::Go(0), None)
            }
        },
        Place::Standing => {
            let word = html! { <>{ tr!("next") }{ icon(Icon::Play) }<kbd aria-hidden="true">{ "n" }</kbd></> };
            let timed = narration.auto.then_some(narration.reading_ms);
            button(word, tr!("play what the words speak of (key n)"), StoryMsg::Next, timed)
        }
        Place::Within if narration.stopped => {
            let word = html! { <>{ tr!("go on after the violation") }{ icon(Icon::Play) }<kbd aria-hidden="true">{ "n" }</kbd></> };
            button(
                word,
                tr!("time stood because a property was found violated (key n)"),
                StoryMsg::Next,
                None,
            )
        }
        Place::Within => {
            let word = html! { <>{ tr!("next") }{ icon(Icon::Step) }<kbd aria-hidden="true">{ "n" }</kbd></> };
            button(word, tr!("on to the next words (key n)"), StoryMsg::Next, None)
        }
    }
}

/// What a screen reader says when there are new words.
fn aloud(props: &Props) -> String {
    let narration = &*props.narration;
    let asked = props.question.as_deref().map(question::aloud);
    let Some(current) = narration.current else { return narration.title.clone() };
    let step = &narration.steps[current];
    let words = || {
        let (number, all) = (current + 1, narration.steps.len());
        tr!("{number} of {all}: {words}", number, all, words = step.text)
    };
    match (narration.place, asked) {
        (Place::Left(_), _) => tr!("You left the story.").to_owned(),
        (_, Some(asked)) if together(props).is_some() => format!("{} {asked}", words()),
        (_, Some(asked)) => asked,
        (Place::Ended, None) => tr!("The end of the story.").to_owned(),
        (_, None) => words(),
    }
}
