//! A node.

use yew::prelude::*;

use crate::app::words::{count, duration, list, timer_name};
use crate::sim::{ClusterView, Liveness, NodeView, Role};
use crate::ui::command::Issue;
use crate::ui::{Selected, term_class};

use super::facts::{fact, facts, or_dash, table};

/// The most keys that are listed.
const MOST_KEYS: usize = 100;

/// All about a node.
pub fn node(
    it: &NodeView,
    view: &ClusterView,
    on_command: &Callback<AttrValue>,
    on_select: &Callback<Selected>,
) -> Html {
    html! {
        <article class="inspected">
            <header class="inspected-head">
                <strong>{ it.id.to_string() }</strong>
                <span class={classes!("tag", term_class(it.term))}>{ standing(it) }</span>
                <span class={classes!("tag", term_class(it.term))}>{ format!("term {}", it.term) }</span>
            </header>
            { actions(it, on_command) }
            { durable(it) }
            { volatile(it) }
            if !it.timers.is_empty() && it.liveness == Liveness::Up { { timers(it, view) } }
            if it.role == Role::Leader && it.liveness != Liveness::Down { { followers(it, on_select) } }
            { state(it) }
        </article>
    }
}

/// Its role, and what one should know before believing it.
fn standing(it: &NodeView) -> String {
    match it.liveness {
        Liveness::Up => it.role.name().to_string(),
        Liveness::Paused => format!("{}, paused", it.role.name()),
        Liveness::Down => "down".to_string(),
    }
}

fn actions(it: &NodeView, on_command: &Callback<AttrValue>) -> Html {
    let id = it.id;
    let button = |line: String, key: Option<&'static str>, word: &'static str| {
        Issue { key, ..Issue::of(line, on_command) }.button(format!("{word} {id}"))
    };
    html! {
        <div class="inspected-actions" role="group" aria-label={format!("What to do with {id}")}>
            if it.liveness == Liveness::Down {
                { button(format!("restart {id}"), Some("c"), "restart") }
            } else {
                { button(format!("crash {id}"), Some("c"), "crash") }
                if it.liveness == Liveness::Paused {
                    { button(format!("resume {id}"), Some("z"), "resume") }
                } else {
                    { button(format!("pause {id}"), Some("z"), "pause") }
                    { button(format!("timeout {id}"), Some("t"), "time out") }
                }
            }
            { button(format!("connect {id}"), Some("o"), "connect to") }
            { button(format!("show_log {id}"), None, "log of") }
        </div>
    }
}

fn durable(it: &NodeView) -> Html {
    let pending = match it.writes_pending {
        0 => "none".to_string(),
        n => count(n as u64, "write", "writes"),
    };
    facts(
        "On its disk",
        "survives a crash",
        vec![
            fact("term", it.term.to_string()),
            fact("voted for", or_dash(it.voted_for)),
            fact("log", format!("{} to {}", it.log.first_index(), it.durable.index)),
            fact("on its way there", pending),
        ],
    )
}

fn volatile(it: &NodeView) -> Html {
    if it.liveness == Liveness::Down {
        return html! {};
    }
    let mut list_of = vec![
        fact("role", it.role.name()),
        fact("leader, as it thinks", or_dash(it.leader)),
        fact("last entry", format!("index {}, term {}", it.log.last().index, it.log.last().term)),
        fact("commit index", it.commit.to_string()),
        fact("last applied", it.applied.to_string()),
        fact("voters", list(&it.configuration.voters)),
    ];
    if matches!(it.role, Role::Candidate | Role::PreCandidate) {
        list_of.push(fact("votes from", list(&it.votes)));
        list_of.push(fact("refused by", list(&it.refusals)));
    }
    facts("In its memory", "lost in a crash", list_of)
}

fn timers(it: &NodeView, view: &ClusterView) -> Html {
    let list = it
        .timers
        .iter()
        .map(|timer| {
            let left = duration(timer.due.since(view.now));
            fact(timer_name(timer.timer), format!("runs out at {}, in {left}", timer.due))
        })
        .collect();
    facts("Timers", "", list)
}

fn followers(it: &NodeView, on_select: &Callback<Selected>) -> Html {
    let rows = it
        .progress
        .iter()
        .map(|(follower, progress)| {
            let id = *follower;
            let onclick = on_select.reform(move |_: MouseEvent| Selected::Node(id));
            html! {
                <tr key={id.0}>
                    <th scope="row"><button type="button" class="link" {onclick}>{ id.to_string() }</button></th>
                    <td>{ progress.next.to_string() }</td>
                    <td>{ progress.matched.to_string() }</td>
                    <td>{ progress.in_flight }</td>
                </tr>
            }
        })
        .collect();
    table("What it knows of the others", &["node", "next index", "match index", "in flight"], rows)
}

fn state(it: &NodeView) -> Html {
    if it.kv.is_empty() {
        return facts("Key-value state", "", vec![fact("keys", "none")]);
    }
    let mut rows: Vec<Html> = it
        .kv
        .iter()
        .take(MOST_KEYS)
        .map(|(key, value)| {
            html! {
                <tr key={key.clone()}><th scope="row">{ key }</th><td class="long">{ value }</td></tr>
            }
        })
        .collect();
    if it.kv.len() > MOST_KEYS {
        let more = it.kv.len() - MOST_KEYS;
        rows.push(html! { <tr key=""><td colspan="2">{ format!("and {more} more") }</td></tr> });
    }
    table("Key-value state", &["key", "value"], rows)
}
