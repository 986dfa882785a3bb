//! The form of what is put into a lesson: words, and conditions that are judged as they are typed.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::catalog::tr;
use crate::session::authoring::{Field, Kind, Sort, Suggestion, verdict};

use super::props::Playing;

/// Properties of [`Form`].
#[derive(Clone, PartialEq, Properties)]
pub struct FormProps {
    pub kind: Kind,
    /// Conditions of the moment.
    pub suggestions: Rc<Vec<Suggestion>>,
    /// What is played beside it.
    pub playing: Playing,
    /// These lines are to be put into the lesson.
    pub on_insert: Callback<Vec<String>>,
    /// It is not wanted any more.
    pub on_close: Callback<()>,
}

/// The form.
#[function_component]
pub fn Form(props: &FormProps) -> Html {
    let kind = props.kind;
    let fields = use_memo((), |()| kind.fields(&props.suggestions));
    let given = use_state(|| fields.iter().map(|it| it.initial.clone()).collect::<Vec<_>>());
    let set = {
        let given = given.clone();
        Callback::from(move |(place, text): (usize, String)| {
            let mut all = (*given).clone();
            all[place] = text;
            given.set(all);
        })
    };
    let lines = kind.lines(&given);
    let onsubmit = {
        let (lines, on_insert) = (lines.clone(), props.on_insert.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Ok(lines) = &lines {
                on_insert.emit(lines.clone());
            }
        })
    };
    // Escape closes the form, and nothing else.
    let onkeydown = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                on_close.emit(());
            }
        })
    };
    html! {
        <form class="author-form" aria-label={tr(kind.title())} {onsubmit} {onkeydown}>
            <p class="author-does">{ kind.does() }</p>
            <div class={classes!("author-fields", kind.is_open().then_some("pairs"))}>
                { for fields.iter().enumerate().map(|(place, field)| {
                    let on_set = set.reform(move |text| (place, text));
                    one_field(props, field, &given[place], &on_set)
                }) }
            </div>
            <p class={classes!("author-line", lines.is_err().then_some("wrong"))} role="status" data-testid="author-line">
                { match &lines {
                    Ok(lines) => html! { <code>{ lines.join("\n") }</code> },
                    Err(error) => html! { { error } },
                } }
            </p>
            <div class="author-hands">
                <button type="submit" class="button primary" disabled={lines.is_err()} data-testid="author-insert">
                    { tr!("insert") }
                </button>
                <button type="button" class="button ghost" onclick={props.on_close.reform(|_: MouseEvent| ())}>
                    { tr!("cancel") }
                </button>
            </div>
        </form>
    }
}

fn one_field(props: &FormProps, field: &Field, text: &str, on_set: &Callback<String>) -> Html {
    let conditional = matches!(field.sort, Sort::Condition | Sort::Answer);
    let oninput = on_set.reform(|event: InputEvent| {
        event.target_dyn_into::<HtmlInputElement>().map(|it| it.value()).unwrap_or_default()
    });
    html! {
        <div class={classes!("author-field", conditional.then_some("condition"))}>
            <label>
                <span>{ field.label }</span>
                <input
                    type="text"
                    class={classes!((field.sort != Sort::Words).then_some("code"))}
                    spellcheck={if field.sort == Sort::Words { "true" } else { "false" }}
                    autocapitalize="off"
                    autocomplete="off"
                    value={text.to_owned()}
                    {oninput}
                />
            </label>
            if conditional {
                { choices(props, field, on_set) }
                <small>{ judged(props, field, text) }</small>
            }
        </div>
    }
}

/// Conditions to choose from.
fn choices(props: &FormProps, field: &Field, on_set: &Callback<String>) -> Html {
    let onchange = {
        let on_set = on_set.clone();
        Callback::from(move |event: Event| {
            let Some(list) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            on_set.emit(list.value());
            // It is a list of suggestions, and keeps none.
            list.set_selected_index(0);
        })
    };
    let group = |holds: bool, label: &'static str| {
        let conditions = props.suggestions.iter().filter(move |it| it.holds == holds);
        html! {
            <optgroup {label}>
                { for conditions.map(|it| html! { <option value={it.condition.clone()}>{ &it.condition }</option> }) }
            </optgroup>
        }
    };
    html! {
        <select aria-label={tr!("suggestions for {field}", field = field.label)} {onchange}>
            <option value="" selected=true disabled=true>{ tr!("suggest") }</option>
            if field.sort == Sort::Answer { <option value="otherwise">{ "otherwise" }</option> }
            { group(true, tr!("holds now")) }
            { group(false, tr!("does not hold now")) }
        </select>
    }
}

/// Whether a condition holds now, or what is wrong with it.
fn judged(props: &FormProps, field: &Field, text: &str) -> String {
    if field.sort == Sort::Answer && matches!(text.trim(), "" | "otherwise") {
        return tr!("right if no other is").to_owned();
    }
    match props.playing.0.read(|player| verdict(&player.session, text)) {
        Ok(true) => tr!("holds now").to_owned(),
        Ok(false) => tr!("does not hold now").to_owned(),
        Err(error) => error,
    }
}
