//! The console: output above, the line being typed below.

use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, HtmlInputElement};
use yew::prelude::*;

use crate::catalog::tr;
use crate::script::Completion;
use crate::session::TranscriptLine;
use crate::ui::Shared;
use crate::ui::browser::{dom, storage};
use crate::ui::command::Issue;

use super::output::output;
use crate::draw::console::history::History;
use crate::draw::console::typing;

/// Properties of [`Console`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The transcript, oldest first.
    pub lines: Shared<Vec<TranscriptLine>>,
    /// Whom a line is said to, such as `n1`.
    pub prompt: AttrValue,
    /// A line was entered.
    pub on_exec: Callback<AttrValue>,
    /// What the unfinished word of a line could become.
    pub complete: Callback<AttrValue, Completion>,
    /// Whether a story is told: its words are on its strip, and are said there.
    #[prop_or_default]
    pub telling: bool,
    /// Where to find the input, for the key that goes there.
    pub input: NodeRef,
}

/// The console.
#[function_component]
pub fn Console(props: &Props) -> Html {
    let history = use_mut_ref(|| {
        storage::load(storage::Key::History)
            .as_deref()
            .map_or_else(History::default, History::from_text)
    });
    let choices = use_state(Vec::<String>::new);

    let onkeydown = {
        let (props, choices, history) = (props.clone(), choices.clone(), history.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(field) = props.input.cast::<HtmlInputElement>() else { return };
            let key = event.key();
            if key != "Shift" && !choices.is_empty() {
                choices.set(Vec::new());
            }
            match key.as_str() {
                // Enter may also end the composition of a letter; it is not ours then.
                "Enter" if !event.is_composing() => {
                    let line = field.value();
                    field.set_value("");
                    history.borrow_mut().enter(&line);
                    // A history that cannot be kept is lost with the page, and the page says so elsewhere.
                    let _ = storage::save(storage::Key::History, &history.borrow().to_text());
                    props.on_exec.emit(line.into());
                }
                "ArrowUp" => {
                    event.prevent_default();
                    if let Some(line) = history.borrow_mut().older(&field.value()) {
                        put(&field, line);
                    }
                }
                "ArrowDown" => {
                    event.prevent_default();
                    if let Some(line) = history.borrow_mut().newer() {
                        put(&field, line);
                    }
                }
                // On an empty line Tab goes on to the next control, so that nobody is caught here.
                "Tab" if !event.shift_key() && !field.value().is_empty() => {
                    event.prevent_default();
                    let line = field.value();
                    let completion = props.complete.emit(line.clone().into());
                    if let Some(completed) = typing::complete(&line, completion) {
                        put(&field, &completed.line);
                        choices.set(completed.choices);
                    }
                }
                _ => {}
            }
        })
    };
    // Several lines are a script, and are done one after the other; one line may yet be changed.
    let onpaste = {
        let (props, history) = (props.clone(), history.clone());
        Callback::from(move |event: Event| {
            let pasted = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
            let text = pasted.and_then(|it| it.get_data("text/plain").ok()).unwrap_or_default();
            if !text.trim().contains('\n') {
                return;
            }
            event.prevent_default();
            for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                history.borrow_mut().enter(line);
                props.on_exec.emit(line.to_owned().into());
            }
            let _ = storage::save(storage::Key::History, &history.borrow().to_text());
        })
    };
    let choose = {
        let (props, choices) = (props.clone(), choices.clone());
        Callback::from(move |word: String| {
            if let Some(field) = props.input.cast::<HtmlInputElement>() {
                let line = field.value();
                let from = props.complete.emit(line.clone().into()).from;
                put(&field, &typing::chosen(&line, from, &word));
                dom::focus(&field);
            }
            choices.set(Vec::new());
        })
    };
    html! {
        <div class="console">
            if props.lines.is_empty() {
                { invitation(&props.on_exec) }
            }
            { output(&props.lines, props.telling) }
            if !choices.is_empty() {
                <ul class="console-choices scroll" aria-label={tr!("It could go on with")} aria-live="polite">
                    { for choices.iter().map(|word| choice(word, &choose)) }
                </ul>
            }
            <label class="console-field">
                <span class="prompt" aria-hidden="true">{ format!("{} ›", props.prompt) }</span>
                <span class="unseen">{ tr!("Command, said to {node}", node = props.prompt) }</span>
                <input
                    ref={props.input.clone()}
                    type="text"
                    data-testid="console-input"
                    placeholder="put x 1"
                    autocomplete="off"
                    autocapitalize="none"
                    autocorrect="off"
                    spellcheck="false"
                    enterkeyhint="send"
                    {onkeydown}
                    {onpaste}
                />
            </label>
        </div>
    }
}

/// Lines for one who has not typed any yet, and what each does.
fn to_try() -> [(&'static str, &'static str); 6] {
    [
        ("put x 1", tr!("write a value: the leader copies it to a majority first")),
        ("get x", tr!("read it back")),
        ("crash leader", tr!("watch the others elect another")),
        ("partition n1 n2", tr!("cut two nodes off; a majority goes on")),
        ("heal", tr!("join them again, and see the logs agree")),
        ("help", tr!("everything else")),
    ]
}

/// What one could do first, a click each.
fn invitation(on_exec: &Callback<AttrValue>) -> Html {
    let try_it = |line: &'static str| Issue { class: "mono", ..Issue::of(line, on_exec) };
    html! {
        <section class="console-invitation" aria-label={tr!("Things to try")}>
            <p>{ tr!("Type a command below, or press one of these:") }</p>
            <ul>
                { for to_try().into_iter().map(|(line, what)| html! {
                    <li key={line}>{ try_it(line).button(line) }<span>{ what }</span></li>
                }) }
            </ul>
        </section>
    }
}

fn choice(word: &str, choose: &Callback<String>) -> Html {
    let word = word.to_string();
    let onclick = {
        let (choose, word) = (choose.clone(), word.clone());
        Callback::from(move |_: MouseEvent| choose.emit(word.clone()))
    };
    html! {
        <li key={word.clone()}>
            <button type="button" class="button ghost mono" tabindex="-1" {onclick}>{ word }</button>
        </li>
    }
}

/// Replaces what stands in the field, with the caret at its end.
fn put(field: &HtmlInputElement, line: &str) {
    field.set_value(line);
    let end = line.encode_utf16().count() as u32;
    // Refused only for inputs that hold no text.
    let _ = field.set_selection_range(end, end);
}
