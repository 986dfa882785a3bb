//! The menu of moments: to run until something holds, and to give moments names and find them again.

use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::catalog::tr;
use crate::script::{Command, Travel};
use crate::session::Bookmark;
use crate::ui::browser::dom;
use crate::ui::command::Issue;
use crate::ui::icon::{Icon, icon};

/// Conditions that people wait for; any other can be typed.
const CONDITIONS: [&str; 6] =
    ["leader", "no leader", "answered", "applied", "logs agree", "violated"];

/// How long one waits at most.
const WITHIN: [&str; 4] = ["1s", "10s", "1m", "10m"];

/// What makes that which is in the menu: [`moments`].
pub type Moments = fn(&[Bookmark], &Callback<AttrValue>) -> Html;

/// What is in the menu: the bookmarks, in order of time, and whom a line is given to.
pub fn moments(bookmarks: &[Bookmark], on_command: &Callback<AttrValue>) -> Html {
    html! {
        <>
            <RunUntil on_command={on_command.clone()} />
            <section class="menu-part">
                <h3>{ tr!("Bookmarks") }</h3>
                <NameMoment on_command={on_command.clone()} />
                { list(bookmarks, on_command) }
            </section>
        </>
    }
}

/// Properties of [`RunUntil`] and [`NameMoment`].
#[derive(Clone, PartialEq, Properties)]
struct FieldProps {
    on_command: Callback<AttrValue>,
}

/// A field for a condition: the session runs until it holds.
#[function_component]
fn RunUntil(props: &FieldProps) -> Html {
    let condition = use_state_eq(|| CONDITIONS[0].to_owned());
    let within = use_state_eq(|| WITHIN[1]);
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with((), move |()| {
            if let Some(field) = field.cast::<HtmlElement>() {
                dom::focus(&field);
            }
        });
    }
    let line = format!("until {} within {}", condition.trim(), *within);
    let onsubmit = {
        let (on_command, line) = (props.on_command.clone(), line.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            on_command.emit(line.clone().into());
        })
    };
    let oninput = {
        let condition = condition.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                condition.set(field.value());
            }
        })
    };
    let onchange = {
        let within = within.clone();
        Callback::from(move |event: Event| {
            let list = event.target_dyn_into::<HtmlSelectElement>();
            let chosen = list.and_then(|list| WITHIN.into_iter().find(|it| *it == list.value()));
            if let Some(chosen) = chosen {
                within.set(chosen);
            }
        })
    };
    let suggestion = |text: &'static str| {
        let condition = condition.clone();
        let onclick = Callback::from(move |_: MouseEvent| condition.set(text.to_owned()));
        html! { <button key={text} type="button" class="button" {onclick}>{ text }</button> }
    };
    html! {
        <section class="menu-part">
            <h3>{ tr!("Run until") }</h3>
            <form class="menu-row" {onsubmit}>
                <input
                    ref={field}
                    type="text"
                    class="mono"
                    aria-label={tr!("run until this holds")}
                    value={(*condition).clone()}
                    placeholder="commit n1 >= 5 and leader is n2"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    {oninput}
                />
                <select aria-label={tr!("wait at most")} {onchange}>
                    { for WITHIN.iter().map(|it| html! {
                        <option key={*it} value={*it} selected={*it == *within}>{ tr!("within {time}", time = it) }</option>
                    }) }
                </select>
                <button type="submit" class="button primary" title={line}>{ tr!("run") }</button>
            </form>
            <div class="menu-row">{ for CONDITIONS.into_iter().map(suggestion) }</div>
            <p class="menu-note moments-note">
                { tr!("Any condition of the language, with and, or, not: ") }<code>{ "help until" }</code>{ tr!(" lists them.") }
            </p>
        </section>
    }
}

/// A field for the name of the moment that is shown.
#[function_component]
fn NameMoment(props: &FieldProps) -> Html {
    let name = use_state_eq(String::new);
    let onsubmit = {
        let (name, on_command) = (name.clone(), props.on_command.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let chosen = name.trim();
            if !chosen.is_empty() {
                on_command.emit(line(Travel::Bookmark(chosen.to_owned())));
                name.set(String::new());
            }
        })
    };
    let oninput = {
        let name = name.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                name.set(field.value());
            }
        })
    };
    html! {
        <form class="menu-row" {onsubmit}>
            <input
                type="text"
                aria-label={tr!("name of this moment")}
                value={(*name).clone()}
                placeholder={tr!("a name for this moment")}
                maxlength="60"
                autocomplete="off"
                {oninput}
            />
            <button type="submit" class="button" disabled={name.trim().is_empty()}>{ tr!("bookmark") }</button>
        </form>
    }
}

fn list(bookmarks: &[Bookmark], on_command: &Callback<AttrValue>) -> Html {
    if bookmarks.is_empty() {
        return html! { <p class="menu-note moments-note">{ tr!("None yet. Key b marks the moment at once.") }</p> };
    }
    let row = |bookmark: &Bookmark| {
        let Bookmark { at, name } = bookmark;
        let go = Issue::of(line(Travel::GoTo(name.clone())), on_command);
        let forget = line(Travel::Unbookmark(name.clone()));
        let title = forget.clone();
        html! {
            <li key={name.clone()} class="moments-row">
                <time class="mono">{ at.to_string() }</time>
                { go.button(name) }
                <button
                    type="button"
                    class="button ghost"
                    aria-label={tr!("forget {name}", name)}
                    {title}
                    onclick={on_command.reform(move |_: MouseEvent| forget.clone())}
                >
                    { icon(Icon::Cross) }
                </button>
            </li>
        }
    };
    html! { <ul class="moments-list">{ for bookmarks.iter().map(row) }</ul> }
}

/// The line of the language that goes about so.
pub fn line(travel: Travel) -> AttrValue {
    Command::Travel(travel).to_string().into()
}
