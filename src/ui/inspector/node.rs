//! A node.

use yew::prelude::*;

use crate::catalog::tr;
use crate::explain::words::{count, duration, image_error_text, list, percent, quorum, timer_name};
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
                <span class={classes!("tag", term_class(it.term))}>{ tr!("term {term}", term = it.term) }</span>
            </header>
            { why }
            { actions(it, on_command) }
            { durable(it) }
            { volatile(it) }
            if !it.timers.is_empty() && it.liveness == Liveness::Up { { timers(it, view) } }
            if it.role == Role::Leader && it.liveness != Liveness::Down { { followers(it, on_select) } }
            { machine(it) }
            { faults(it, on_command) }
            { keys(tr!("Key-value state"), &it.kv) }
        </article>
    }
}

/// Its role, and what one should know before believing it.
fn standing(it: &NodeView) -> String {
    match it.liveness {
        Liveness::Up => tr(it.role.name()).to_string(),
        Liveness::Paused => tr!("{role}, paused", role = tr(it.role.name())),
        Liveness::Down => tr!("down").to_string(),
    }
}

fn actions(it: &NodeView, on_command: &Callback<AttrValue>) -> Html {
    let id = it.id;
    let button = |line: String, key: Option<&'static str>, words: String| {
        Issue { key, ..Issue::of(line, on_command) }.button(words)
    };
    html! {
        <div class="inspected-actions" role="group" aria-label={tr!("What to do with {id}", id)}>
            if it.liveness == Liveness::Down {
                { button(format!("restart {id}"), Some("c"), tr!("restart {id}", id)) }
            } else {
                { button(format!("crash {id}"), Some("c"), tr!("crash {id}", id)) }
                if it.liveness == Liveness::Paused {
                    { button(format!("resume {id}"), Some("z"), tr!("resume {id}", id)) }
                } else {
                    { button(format!("pause {id}"), Some("z"), tr!("pause {id}", id)) }
                    { button(format!("timeout {id}"), Some("t"), tr!("time out {id}", id)) }
                }
            }
            if it.liveness == Liveness::Up {
                if it.role == Role::Leader {
                    { button(format!("stepdown {id}"), Some("w"), tr!("step down {id}", id)) }
                } else {
                    { button(format!("transfer {id}"), Some("w"), tr!("make leader {id}", id)) }
                }
                { button(format!("snapshot {id}"), Some("s"), tr!("snapshot {id}", id)) }
            }
            if it.configuration.members().contains(id) {
                if it.configuration.is_voter(id) {
                    { button(format!("demote {id}"), None, tr!("demote {id}", id)) }
                } else {
                    { button(format!("promote {id}"), None, tr!("promote {id}", id)) }
                }
                { button(format!("remove {id}"), None, tr!("remove {id}", id)) }
            } else {
                { button(format!("add {id}"), None, tr!("add {id}", id)) }
            }
            { button(format!("connect {id}"), Some("o"), tr!("connect to {id}", id)) }
            { button(format!("show_log {id}"), None, tr!("log of {id}", id)) }
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
            <h3>{ tr!("Break its machine") }</h3>
            <div class="inspected-actions" role="group" aria-label={tr!("How to break the machine of {id}", id)}>
                { switch(slow.is_some(), format!("slow {id} 20ms..40ms"), tr!("slow disk"),
                    format!("slow {id} off"), tr!("disk as before")) }
                { switch(*lies, format!("lie {id} on"), tr!("lying disk"), format!("lie {id} off"), tr!("honest disk")) }
                { switch(*medium != Medium::Ok, format!("disk {id} full"), tr!("full disk"), format!("disk {id} ok"), tr!("disk in order")) }
                if *medium == Medium::Ok {
                    { button(format!("disk {id} hung"), true, tr!("hung disk")) }
                    { button(format!("disk {id} misdirect"), true, tr!("misdirect a write")) }
                    { button(format!("disk {id} stale"), true, tr!("lose a write")) }
                }
                { button(format!("tear {id}"), up, tr!("tear a write")) }
                { button(format!("crash {id} after write"), up, tr!("crash after a write")) }
                { button(format!("corrupt {id}"), true, tr!("rot a bit")) }
                { button(format!("wipe {id}"), true, tr!("wipe the disk")) }
                { button(format!("restart {id} empty"), !up, tr!("restart empty")) }
                { switch(drifts, format!("clock {id} 105%"), tr!("fast clock"), format!("clock {id} 100%"), tr!("true clock")) }
                { button(format!("clock {id} 90%"), !drifts, tr!("slow clock")) }
                { button(format!("clock {id} +500ms"), true, tr!("clock jumps")) }
            </div>
        </section>
    }
}

fn durable(it: &NodeView) -> Html {
    let pending = match it.writes_pending {
        0 => tr!("none").to_string(),
        n => count(n as u64, "write", "writes"),
    };
    facts(
        tr!("On its disk"),
        tr!("survives a crash"),
        vec![
            fact(tr!("term"), it.term.to_string()),
            fact(tr!("voted for"), or_dash(it.voted_for)),
            fact(
                tr!("log"),
                tr!("{first} to {last}", first = it.log.first_index(), last = it.durable.index),
            ),
            fact(tr!("on its way there"), pending),
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
    let LogId { index, term } = it.log.last();
    let mut list_of = vec![
        fact(tr!("role"), tr(it.role.name())),
        fact(tr!("leader, as it thinks"), or_dash(it.leader)),
        fact(tr!("last entry"), tr!("index {index}, term {term}", index, term)),
        fact(tr!("commit index"), it.commit.to_string()),
        fact(tr!("last applied"), it.applied.to_string()),
        fact(tr!("voters"), list(it.configuration.voters)),
    ];
    let Configuration { voters: _, outgoing, learners } = &it.configuration;
    if !outgoing.is_empty() {
        list_of.push(fact(tr!("old voters, as well"), list(*outgoing)));
    }
    if !learners.is_empty() {
        list_of.push(fact(tr!("learners"), list(*learners)));
    }
    list_of.push(fact(tr!("a quorum"), quorum(&it.configuration)));
    if let Some(receiving) = &it.receiving {
        let share = percent(receiving.received, receiving.total);
        list_of.push(fact(
            tr!("receives"),
            tr!("a snapshot up to {index}, {share}%", index = receiving.last.index, share),
        ));
    }
    if matches!(it.role, Role::Candidate | Role::PreCandidate) {
        list_of.push(fact(tr!("votes from"), list(it.votes)));
        list_of.push(fact(tr!("refused by"), list(it.refusals)));
    }
    facts(tr!("In its memory"), tr!("lost in a crash"), list_of)
}

fn timers(it: &NodeView, view: &ClusterView) -> Html {
    let list = it
        .timers
        .iter()
        .map(|timer| {
            let left = duration(timer.due.since(view.now));
            fact(
                timer_name(timer.timer),
                tr!("runs out at {due}, in {left}", due = timer.due, left),
            )
        })
        .collect();
    facts(tr!("Timers"), "", list)
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
        tr!("What it knows of the others"),
        &[tr!("node"), tr!("next index"), tr!("match index"), tr!("in flight"), tr!("sends by")],
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
        ProgressMode::Probe | ProgressMode::Replicate => tr(mode.name()).to_string(),
        ProgressMode::Snapshot(it) => {
            let arrived = format!("{}, {}%", tr(mode.name()), percent(it.received, it.total));
            match it.beyond {
                0 => arrived,
                beyond => {
                    let bytes = count(beyond, "byte", "bytes");
                    format!("{arrived}, {}", tr!("{bytes} under way", bytes))
                }
            }
        }
    }
}

/// What a snapshot covers.
pub fn snapshot_facts(snapshot: &SnapshotView) -> Vec<Html> {
    let LogId { index, term } = snapshot.last;
    vec![
        fact("lastIncludedIndex, lastIncludedTerm", tr!("index {index}, term {term}", index, term)),
        fact(tr!("size"), count(snapshot.bytes, "byte", "bytes")),
        fact(tr!("keys"), snapshot.kv.len().to_string()),
    ]
}

/// Keys and their values, the first of them.
pub fn keys(title: &'static str, kv: &crate::persistent::OrdMap<String, String>) -> Html {
    if kv.is_empty() {
        return facts(title, "", vec![fact(tr!("keys"), tr!("none"))]);
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
        rows.push(html! { <tr key=""><td colspan="2">{ tr!("and {more} more", more) }</td></tr> });
    }
    table(title, &[tr!("key"), tr!("value")], rows)
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
        list.push(fact(tr!("clock runs at"), format_chance(*clock_ppm)));
    }
    if let Some(slow) = slow {
        list.push(fact(tr!("a write takes"), format_time_range(slow.min_us, slow.max_us)));
    }
    if *lies {
        list.push(fact(tr!("its disk lies"), tr!("it says that a write is done before it is")));
        list.push(fact(
            tr!("truly on its disk"),
            tr!("up to index {index}", index = on_disk.index),
        ));
    }
    match medium {
        Medium::Ok => {}
        Medium::Full => list.push(fact(tr!("its disk is full"), tr!("it fails every write"))),
        Medium::Hung => list.push(fact(tr!("its disk hangs"), tr!("it ends no write"))),
    }
    if *torn_bytes > 0 {
        list.push(fact(tr!("torn write"), tr!("{bytes} bytes are left of it", bytes = torn_bytes)));
    }
    if *wiped {
        list.push(fact(tr!("its disk"), tr!("was wiped")));
    }
    if *astray {
        list.push(fact(
            tr!("a write"),
            tr!("was lost or misdirected, and the disk does not say so"),
        ));
        list.push(fact(
            tr!("truly on its disk"),
            tr!("up to index {index}", index = on_disk.index),
        ));
    }
    if *forgot {
        list.push(fact(
            tr!("its disk"),
            tr!("was replaced by an empty one: it has forgotten its votes and its entries"),
        ));
    }
    match trap {
        Some(Trap::AfterWrite) => {
            list.push(fact(tr!("trap"), tr!("it stops when its next write is done")))
        }
        Some(Trap::Misdirect) => {
            list.push(fact(
                tr!("trap"),
                tr!("its next write lands in the place of something else"),
            ));
        }
        Some(Trap::Lose) => list.push(fact(tr!("trap"), tr!("its next write is lost"))),
        Some(Trap::Tear) => {
            list.push(fact(tr!("trap"), tr!("it stops in the middle of its next write")))
        }
        None => {}
    }
    if let Some(refused) = refused {
        list.push(fact(tr!("refuses to serve"), image_error_text(*refused)));
    }
    for own in own_knobs {
        list.push(fact(tr!("has for itself"), own.to_string()));
    }
    if list.is_empty() {
        html! {}
    } else {
        facts(tr!("Its machine"), tr!("not like the others"), list)
    }
}
