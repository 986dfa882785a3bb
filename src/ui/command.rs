//! A button that issues a script line, and shows which.

use yew::prelude::*;

/// Properties of [`CommandButton`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The line it issues.
    pub line: AttrValue,
    /// Who carries it out.
    pub on_command: Callback<AttrValue>,
    /// The key that does the same, if there is one.
    #[prop_or_default]
    pub keyed: Option<AttrValue>,
    /// Whether it can be pressed.
    #[prop_or(true)]
    pub enabled: bool,
    /// Whether it stands for what is in force already.
    #[prop_or_default]
    pub pressed: Option<bool>,
    /// More classes.
    #[prop_or_default]
    pub class: Classes,
    /// What is on it.
    pub children: Html,
}

/// A button; its line is its tooltip.
#[function_component]
pub fn CommandButton(props: &Props) -> Html {
    let onclick = {
        let line = props.line.clone();
        props.on_command.reform(move |_: MouseEvent| line.clone())
    };
    let title = match &props.keyed {
        Some(key) => format!("{} (key {key})", props.line),
        None => props.line.to_string(),
    };
    html! {
        <button
            type="button"
            class={classes!("button", props.class.clone())}
            {title}
            disabled={!props.enabled}
            aria-pressed={props.pressed.map(|pressed| pressed.to_string())}
            {onclick}
        >
            { props.children.clone() }
        </button>
    }
}
