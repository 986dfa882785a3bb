//! A button that issues a script line, and shows which.

use yew::prelude::*;

use crate::catalog::tr;

/// What a button issues, and how it looks. It is a plain value, drawn by [`Issue::button`]: there are too many of them
/// for each to be a component.
#[derive(Clone)]
pub struct Issue<'a> {
    pub line: AttrValue,
    /// Who carries it out.
    pub on_command: &'a Callback<AttrValue>,
    /// The key that does the same, if there is one.
    pub key: Option<&'static str>,
    /// Whether it can be pressed.
    pub enabled: bool,
    /// Whether it stands for what is in force already.
    pub pressed: Option<bool>,
    /// More classes.
    pub class: &'static str,
}

impl<'a> Issue<'a> {
    /// Issues a line.
    pub fn of(line: impl Into<AttrValue>, on_command: &'a Callback<AttrValue>) -> Self {
        let line = line.into();
        Self { line, on_command, key: None, enabled: true, pressed: None, class: "" }
    }

    /// The button; its line is its tooltip.
    pub fn button(self, word: impl ToString) -> Html {
        let line = self.line.clone();
        let onclick = self.on_command.reform(move |_: MouseEvent| line.clone());
        let title = match self.key {
            Some(key) => tr!("{line} (key {key})", line = self.line, key),
            None => self.line.to_string(),
        };
        html! {
            <button
                key={self.line.to_string()}
                type="button"
                class={classes!("button", self.class)}
                {title}
                disabled={!self.enabled}
                aria-pressed={self.pressed.map(|pressed| pressed.to_string())}
                {onclick}
            >
                { word.to_string() }
            </button>
        }
    }
}
