//! A client, and what it waits for.

use yew::prelude::*;

use crate::explain::words::{duration, operation_text};
use crate::sim::{ClientId, ClusterView};

use super::facts::{fact, facts, table};

/// All about a client.
pub fn client(id: ClientId, view: &ClusterView, why: Html) -> Html {
    let Some(it) = view.clients.iter().find(|client| client.id == id) else {
        return html! { <p class="empty">{ format!("{id} is gone.") }</p> };
    };
    let rows: Vec<Html> = it
        .waiting
        .iter()
        .map(|waiting| {
            html! {
                <tr key={waiting.sequence}>
                    <th scope="row" class="long">{ operation_text(&waiting.operation) }</th>
                    <td>{ format!("{} of {}", waiting.attempt, waiting.tries) }</td>
                    <td>{ duration(view.now.since(waiting.since)) }</td>
                </tr>
            }
        })
        .collect();
    html! {
        <article class="inspected">
            <header class="inspected-head">
                <strong>{ id.to_string() }</strong><span class="tag">{ "client" }</span>
            </header>
            { why }
            { facts("Client", "", vec![
                fact("talks to", it.attached.to_string()),
                fact("waits for", if rows.is_empty() { "nothing".to_string() } else { rows.len().to_string() }),
            ]) }
            if !rows.is_empty() {
                { table("Under way", &["operation", "try", "since"], rows) }
            }
        </article>
    }
}
