//! How the inspector writes things down.

use yew::prelude::*;

/// A field and its value.
pub fn fact(name: &'static str, value: impl Into<Html>) -> Html {
    html! {
        <>
            <dt>{ name }</dt>
            <dd>{ value.into() }</dd>
        </>
    }
}

/// Fields under a heading, and a note about what they have in common.
pub fn facts(title: &'static str, note: &'static str, list: Vec<Html>) -> Html {
    html! {
        <section class="facts">
            <h3>{ title }</h3>
            if !note.is_empty() {
                <p class="facts-note">{ note }</p>
            }
            <dl>{ for list }</dl>
        </section>
    }
}

/// A table under a heading.
pub fn table(title: &'static str, heads: &[&'static str], rows: Vec<Html>) -> Html {
    html! {
        <section class="facts">
            <h3>{ title }</h3>
            <div class="scroll facts-scroll">
                <table>
                    <thead>
                        <tr>{ for heads.iter().map(|head| html! { <th scope="col">{ *head }</th> }) }</tr>
                    </thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
        </section>
    }
}

/// A value, or a dash where there is none.
pub fn or_dash<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "–".to_string(), |value| value.to_string())
}
