//! The choice of a language.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::catalog::{self, Language, tr};
use crate::ui::icon::{Icon, icon};

/// The languages, each as it calls itself, so that who reads no other finds it.
pub fn language(on_language: &Callback<Language>) -> Html {
    let spoken = catalog::spoken();
    let chosen =
        |event: Event| Language::of(&event.target_dyn_into::<HtmlSelectElement>()?.value());
    let onchange = {
        let on_language = on_language.clone();
        Callback::from(move |event| {
            if let Some(language) = chosen(event) {
                on_language.emit(language);
            }
        })
    };
    let option = |language: Language| {
        html! {
            <option value={language.code()} lang={language.code()} selected={language == spoken}>
                { language.name() }
            </option>
        }
    };
    html! {
        <label class="button ghost topbar-language" title={tr!("language")}>
            { icon(Icon::Globe) }
            <select aria-label={tr!("language")} {onchange}>{ for Language::ALL.map(option) }</select>
        </label>
    }
}
