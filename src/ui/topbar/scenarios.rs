//! The Scenarios menu: stories by topic, found by a few letters, with a check on those that were seen to the end.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use crate::catalog::tr;
use crate::session::missions::{self, Mission};
use crate::session::scenarios::{self, Scenario, Topic};
use crate::ui::Shared;
use crate::ui::browser::dom;
use crate::ui::icon::{Icon, icon};
use crate::ui::tour::StoryMsg;

/// Properties of [`Scenarios`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The names of those that were seen to the end.
    pub finished: Shared<Vec<String>>,
    /// The one that is being told.
    pub current: Option<AttrValue>,
    /// Whether a session of the person's own waits to be gone back to.
    pub mine: bool,
    /// Somebody asks for something.
    pub on_ask: Callback<StoryMsg>,
}

/// What is in the menu.
#[function_component]
pub fn Scenarios(props: &Props) -> Html {
    let sought = use_state(String::new);
    let all = use_memo((), |()| scenarios::all().collect::<Vec<Scenario>>());
    let tasks = use_memo((), |()| missions::all().collect::<Vec<Mission>>());
    let found: Vec<&Scenario> = all.iter().filter(|it| is_sought(it, &sought)).collect();
    let oninput = {
        let sought = sought.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                sought.set(field.value());
            }
        })
    };
    let first = found.first().map(|scenario| AttrValue::from(scenario.id));
    let on_ask = props.on_ask.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => walk(&event, true),
        "ArrowUp" => walk(&event, false),
        "Enter" if event.target_dyn_into::<HtmlInputElement>().is_some() => {
            event.prevent_default();
            if let Some(first) = &first {
                on_ask.emit(StoryMsg::Open(first.clone()));
            }
        }
        _ => {}
    });
    let solved = tasks.iter().filter(|it| is_solved(it, props)).count();
    let seen = props.finished.len().saturating_sub(solved);
    let tasks: Vec<&Mission> = tasks.iter().filter(|it| is_wanted(it, &sought)).collect();
    let topic = |topic: Topic| {
        let of_topic: Vec<&&Scenario> = found.iter().filter(|it| it.topic == topic).collect();
        if of_topic.is_empty() {
            return html! {};
        }
        html! {
            <section key={topic.name()} class="scenarios-topic">
                <h3>{ topic.name() }</h3>
                <ul>{ for of_topic.into_iter().map(|scenario| entry(scenario, props)) }</ul>
            </section>
        }
    };
    html! {
        <div class="scenarios" {onkeydown}>
            <button type="button" class="button scenarios-path" onclick={props.on_ask.reform(|_: MouseEvent| StoryMsg::Path)}>
                { tr!("Path: what to do next, and the map of rules") }<kbd aria-hidden="true">{ "f" }</kbd>
            </button>
            if props.mine {
                <button type="button" class="button scenarios-mine" onclick={props.on_ask.reform(|_: MouseEvent| StoryMsg::Mine)}>
                    { tr!("back to my session") }
                </button>
            }
            <div class="scenarios-head">
                <p class="menu-note">
                    <strong>{ tr!(
                        "{seen} of {stories} seen, {solved} of {missions} missions solved.",
                        seen,
                        stories = all.len(),
                        solved,
                        missions = tasks.len()
                    ) }</strong>
                    { tr!(" Each story tells what to watch, waits for the protocol, and lets you act at any time.") }
                </p>
                <input
                    type="text"
                    placeholder={tr!("find")}
                    aria-label={tr!("find a scenario")}
                    autocomplete="off"
                    spellcheck="false"
                    value={(*sought).clone()}
                    {oninput}
                />
            </div>
            if found.is_empty() && tasks.is_empty() {
                <p class="menu-note" role="status">{ tr!("No scenario tells of {words}.", words = format_args!("{:?}", *sought)) }</p>
            }
            <div class="scenarios-topics">
                { for Topic::ALL.into_iter().map(topic) }
                if !tasks.is_empty() {
                    <section class="scenarios-topic">
                        <h3>{ tr!("Missions") }</h3>
                        <ul>{ for tasks.into_iter().map(|mission| task(mission, props)) }</ul>
                    </section>
                }
            </div>
        </div>
    }
}

/// A story: its title, what it shows, and whether it was seen to the end.
fn entry(scenario: &Scenario, props: &Props) -> Html {
    let id = scenario.id;
    let finished = props.finished.iter().any(|it| it == id);
    let current = props.current.as_ref().is_some_and(|it| it == id);
    html! {
        <li key={id}>
            <button
                type="button"
                class={classes!("scenario", finished.then_some("finished"))}
                data-scenario={id}
                aria-current={current.then_some("true")}
                onclick={props.on_ask.reform(move |_: MouseEvent| StoryMsg::Open(id.into()))}
            >
                <span class="scenario-title">
                    { scenario.title }
                    if finished {
                        <span class="scenario-check" title={tr!("seen to the end")}>
                            { icon(Icon::Check) }<span class="unseen">{ tr!(", seen to the end") }</span>
                        </span>
                    }
                </span>
                <span class="scenario-summary">{ &scenario.summary }</span>
                <span class="scenario-facts">
                    { tr!("{level} · {steps} steps", level = scenario.level.name(), steps = scenario.steps) }
                </span>
            </button>
        </li>
    }
}

/// A mission: its title, what it is about, and whether it was solved.
fn task(mission: &Mission, props: &Props) -> Html {
    let id = mission.id;
    let solved = is_solved(mission, props);
    html! {
        <li key={id}>
            <button
                type="button"
                class={classes!("scenario", solved.then_some("finished"))}
                data-mission={id}
                onclick={props.on_ask.reform(move |_: MouseEvent| StoryMsg::Mission(id.into()))}
            >
                <span class="scenario-title">
                    { mission.title }
                    if solved {
                        <span class="scenario-check" title={tr!("solved")}>
                            { icon(Icon::Check) }<span class="unseen">{ tr!(", solved") }</span>
                        </span>
                    }
                </span>
                <span class="scenario-facts">
                    { format!("{} · {}", mission.level.name(), mission.chapter.name()) }
                </span>
            </button>
        </li>
    }
}

fn is_solved(mission: &Mission, props: &Props) -> bool {
    let name = missions::solved_name(mission.id);
    props.finished.contains(&name)
}

/// Whether each of these words is found in a mission.
fn is_wanted(mission: &Mission, words: &str) -> bool {
    let Mission { id, title, chapter, .. } = mission;
    is_in(words, format!("mission {id} {title} {}", chapter.name()))
}

/// Whether each of these words is found in a scenario.
fn is_sought(scenario: &Scenario, words: &str) -> bool {
    let Scenario { id, title, summary, topic, .. } = scenario;
    is_in(words, format!("{id} {title} {summary} {}", topic.name()))
}

/// Whether each of these words is found in what is told. Only ASCII is the same in both cases: the tables of all other
/// scripts' cases would weigh more than this whole menu.
fn is_in(words: &str, mut told: String) -> bool {
    told.make_ascii_lowercase();
    words.to_ascii_lowercase().split_whitespace().all(|word| told.contains(word))
}

/// From what has the focus to the next story, or to the one before.
fn walk(event: &KeyboardEvent, forward: bool) {
    let Some(target) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) else { return };
    let Ok(Some(list)) = target.closest(".scenarios") else { return };
    let Ok(found) = list.query_selector_all(".scenario") else { return };
    event.prevent_default();
    let at = |number: u32| found.item(number).and_then(|it| it.dyn_into::<Element>().ok());
    let here = (0..found.length()).find(|number| at(*number).as_ref() == Some(&target));
    let there = match here {
        None => 0,
        Some(number) if forward => number + 1,
        Some(number) => number.wrapping_sub(1),
    };
    if let Some(scenario) = at(there) {
        dom::focus(&scenario);
    }
}
