//! A client, and what it waits for.

use yew::prelude::*;

use crate::catalog::tr;
use crate::explain::words::{duration, operation_text};
use crate::sim::{ClientId, ClusterView};

use super::facts::{fact, facts, table};

/// All about a client.
pub fn client(id: ClientId, view: &ClusterView, why: Html) -> Html {
    let Some(it) = view.clients.iter().find(|client| client.id == id) else {
        return html! { <p class="empty">{ tr!("{id} is gone.", id) }</p> };
    };
    let rows: Vec<Html> = it
        .waiting
        .iter()
        .map(|waiting| {
            html! {
                <tr key={waiting.sequence}>
                    <th scope="row" class="long">{ operation_text(&waiting.operation) }</th>
                    <td>{ tr!("{attempt} of {tries}", attempt = waiting.attempt, tries = waiting.tries) }</td>
                    <td>{ duration(view.now.since(waiting.since)) }</td>
                </tr>
            }
        })
        .collect();
    html! {
        <article class="inspected">
            <header class="inspected-head">
                <strong>{ id.to_string() }</strong><span class="tag">{ tr!("client") }</span>
            </header>
            { why }
            { facts(tr!("Client"), "", vec![
                fact(tr!("talks to"), it.attached.to_string()),
                fact(tr!("waits for"), if rows.is_empty() { tr!("nothing").to_string() } else { it.waits_for().to_string() }),
            ]) }
            if !rows.is_empty() {
                { table(tr!("Under way"), &[tr!("operation"), tr!("try"), tr!("since")], rows) }
                if it.beyond > 0 { <p class="empty">{ tr!("and {more} more", more = it.beyond) }</p> }
            }
        </article>
    }
}
