//! A node.

use yew::prelude::*;

use crate::explain::words::{count, duration, list, percent, quorum, timer_name};
use crate::raft::{Configuration, LogId};
use crate::script::Medium;
use crate::script::units::{format_chance, format_time_range};
use crate::sim::disk::Trap;
use crate::sim::{
    ClusterView, Liveness, MachineView, NodeView, ProgressMode, ProgressView, Role, SnapshotView,
};
use crate::ui::command::Issue;
use crate::ui::{Selected, term_class};

use super::facts::{fact, facts, or_dash, table};

/// The most keys that are listed.
const MOST_KEYS: usize = 100;

/// All about a node.
pub fn node(
    it: &NodeView,
    view: &ClusterView,
    why: Html,
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
            { why }
            { actions(it, on_command) }
            { durable(it) }
            { volatile(it) }
            if !it.timers.is_empty() && it.liveness == Liveness::Up { { timers(it, view) } }
            if it.role == Role::Leader && it.liveness != Liveness::Down { { followers(it, on_select) } }
            { machine(it) }
            { faults(it, on_command) }
            { keys("Key-value state", &it.kv) }
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
            if it.liveness == Liveness::Up {
                if it.role == Role::Leader {
                    { button(format!("stepdown {id}"), Some("w"), "step down") }
                } else {
                    { button(format!("transfer {id}"), Some("w"), "make leader") }
                }
                { button(format!("snapshot {id}"), Some("s"), "snapshot") }
            }
            if it.configuration.members().contains(id) {
                if it.configuration.is_voter(id) {
                    { button(format!("demote {id}"), None, "demote") }
                } else {
                    { button(format!("promote {id}"), None, "promote") }
                }
                { button(format!("remove {id}"), None, "remove") }
            } else {
                { button(format!("add {id}"), None, "add") }
            }
            { button(format!("connect {id}"), Some("o"), "connect to") }
            { button(format!("show_log {id}"), None, "log of") }
        </div>
    }
}

/// What can go wrong with its machine.
fn faults(it: &NodeView, on_command: &Callback<AttrValue>) -> Html {
    let (id, up) = (it.id, it.liveness != Liveness::Down);
    let button = |line: String, enabled: bool, word: &'static str| {
        Issue { enabled, ..Issue::of(line, on_command) }.button(word)
    };
    let switch = |on: bool, begin: String, word: &'static str, end: String, back: &'static str| {
        if on { button(end, true, back) } else { button(begin, true, word) }
    };
    let MachineView { slow, lies, clock_ppm, medium, .. } = &it.machine;
    let drifts = *clock_ppm != MachineView::default().clock_ppm;
    html! {
        <section class="facts">
            <h3>{ "Break its machine" }</h3>
            <div class="inspected-actions" role="group" aria-label={format!("How to break the machine of {id}")}>
                { switch(slow.is_some(), format!("slow {id} 20ms..40ms"), "slow disk",
                    format!("slow {id} off"), "disk as before") }
                { switch(*lies, format!("lie {id} on"), "lying disk", format!("lie {id} off"), "honest disk") }
                { switch(*medium != Medium::Ok, format!("disk {id} full"), "full disk", format!("disk {id} ok"), "disk in order") }
                if *medium == Medium::Ok {
                    { button(format!("disk {id} hung"), true, "hung disk") }
                    { button(format!("disk {id} misdirect"), true, "misdirect a write") }
                    { button(format!("disk {id} stale"), true, "lose a write") }
                }
                { button(format!("tear {id}"), up, "tear a write") }
                { button(format!("crash {id} after write"), up, "crash after a write") }
                { button(format!("corrupt {id}"), true, "rot a bit") }
                { button(format!("wipe {id}"), true, "wipe the disk") }
                { button(format!("restart {id} empty"), !up, "restart empty") }
                { switch(drifts, format!("clock {id} 105%"), "fast clock", format!("clock {id} 100%"), "true clock") }
                { button(format!("clock {id} 90%"), !drifts, "slow clock") }
                { button(format!("clock {id} +500ms"), true, "clock jumps") }
            </div>
        </section>
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
        ]
        .into_iter()
        .chain(it.snapshot.iter().flat_map(snapshot_facts))
        .collect(),
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
        fact("voters", list(it.configuration.voters)),
    ];
    let Configuration { voters: _, outgoing, learners } = &it.configuration;
    if !outgoing.is_empty() {
        list_of.push(fact("old voters, as well", list(*outgoing)));
    }
    if !learners.is_empty() {
        list_of.push(fact("learners", list(*learners)));
    }
    list_of.push(fact("a quorum", quorum(&it.configuration)));
    if let Some(receiving) = &it.receiving {
        let share = percent(receiving.received, receiving.total);
        list_of
            .push(fact("receives", format!("a snapshot up to {}, {share}%", receiving.last.index)));
    }
    if matches!(it.role, Role::Candidate | Role::PreCandidate) {
        list_of.push(fact("votes from", list(it.votes)));
        list_of.push(fact("refused by", list(it.refusals)));
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
                    <td>{ in_flight(progress) }</td>
                    <td>{ mode(progress.mode) }</td>
                </tr>
            }
        })
        .collect();
    table(
        "What it knows of the others",
        &["node", "next index", "match index", "in flight", "sends by"],
        rows,
    )
}

/// How many messages with entries a follower has not answered, and what is in them.
fn in_flight(progress: &ProgressView) -> String {
    match progress.in_flight_bytes {
        0 => progress.in_flight.to_string(),
        bytes => format!("{}, {}", progress.in_flight, count(bytes, "byte", "bytes")),
    }
}

/// How a leader sends to a follower, and how far a snapshot is.
fn mode(mode: ProgressMode) -> String {
    match mode {
        ProgressMode::Probe | ProgressMode::Replicate => mode.name().to_string(),
        ProgressMode::Snapshot(it) => {
            let arrived = format!("{}, {}%", mode.name(), percent(it.received, it.total));
            match it.beyond {
                0 => arrived,
                beyond => format!("{arrived}, {} under way", count(beyond, "byte", "bytes")),
            }
        }
    }
}

/// What a snapshot covers.
pub fn snapshot_facts(snapshot: &SnapshotView) -> Vec<Html> {
    let LogId { index, term } = snapshot.last;
    vec![
        fact("lastIncludedIndex, lastIncludedTerm", format!("index {index}, term {term}")),
        fact("size", count(snapshot.bytes, "byte", "bytes")),
        fact("keys", snapshot.kv.len().to_string()),
    ]
}

/// Keys and their values, the first of them.
pub fn keys(title: &'static str, kv: &crate::persistent::OrdMap<String, String>) -> Html {
    if kv.is_empty() {
        return facts(title, "", vec![fact("keys", "none")]);
    }
    let mut rows: Vec<Html> = kv
        .iter()
        .take(MOST_KEYS)
        .map(|(key, value)| {
            html! {
                <tr key={key.clone()}><th scope="row">{ key }</th><td class="long">{ value }</td></tr>
            }
        })
        .collect();
    if kv.len() > MOST_KEYS {
        let more = kv.len() - MOST_KEYS;
        rows.push(html! { <tr key=""><td colspan="2">{ format!("and {more} more") }</td></tr> });
    }
    table(title, &["key", "value"], rows)
}

/// What is peculiar to its machine, if anything is.
fn machine(it: &NodeView) -> Html {
    // Every field by name, so that a new one is not forgotten here.
    let MachineView {
        clock_ppm,
        slow,
        lies,
        medium,
        on_disk,
        torn_bytes,
        wiped,
        astray,
        forgot,
        trap,
        refused,
        own_knobs,
    } = &it.machine;
    let mut list = Vec::new();
    if *clock_ppm != MachineView::default().clock_ppm {
        list.push(fact("clock runs at", format_chance(*clock_ppm)));
    }
    if let Some(slow) = slow {
        list.push(fact("a write takes", format_time_range(slow.min_us, slow.max_us)));
    }
    if *lies {
        list.push(fact("its disk lies", "it says that a write is done before it is"));
        list.push(fact("truly on its disk", format!("up to index {}", on_disk.index)));
    }
    match medium {
        Medium::Ok => {}
        Medium::Full => list.push(fact("its disk is full", "it fails every write")),
        Medium::Hung => list.push(fact("its disk hangs", "it ends no write")),
    }
    if *torn_bytes > 0 {
        list.push(fact("torn write", format!("{torn_bytes} bytes are left of it")));
    }
    if *wiped {
        list.push(fact("its disk", "was wiped"));
    }
    if *astray {
        list.push(fact("a write", "was lost or misdirected, and the disk does not say so"));
        list.push(fact("truly on its disk", format!("up to index {}", on_disk.index)));
    }
    if *forgot {
        list.push(fact(
            "its disk",
            "was replaced by an empty one: it has forgotten its votes and its entries",
        ));
    }
    match trap {
        Some(Trap::AfterWrite) => list.push(fact("trap", "it stops when its next write is done")),
        Some(Trap::Misdirect) => {
            list.push(fact("trap", "its next write lands in the place of something else"));
        }
        Some(Trap::Lose) => list.push(fact("trap", "its next write is lost")),
        Some(Trap::Tear) => list.push(fact("trap", "it stops in the middle of its next write")),
        None => {}
    }
    if let Some(refused) = refused {
        list.push(fact("refuses to serve", refused.to_string()));
    }
    for own in own_knobs {
        list.push(fact("has for itself", own.to_string()));
    }
    if list.is_empty() {
        html! {}
    } else {
        facts("Its machine", "not like the others", list)
    }
}
