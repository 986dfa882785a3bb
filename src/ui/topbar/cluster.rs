//! The Cluster menu: size, seed, presets, knobs.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::knobs::Knob;
use crate::raft::NodeId;
use crate::ui::command::Issue;

use super::props::TopBar;

/// The largest cluster that the menu offers; the language goes further.
const MOST_NODES: usize = 9;

/// What is in the Cluster menu.
pub fn cluster_menu(props: &TopBar) -> Html {
    let on_command = &props.on_command;
    let size = |nodes: usize| {
        let pressed = Some(nodes == props.nodes.len());
        Issue { pressed, class: "size", ..Issue::of(format!("cluster {nodes}"), on_command) }
            .button(nodes)
    };
    let plain = |line: &'static str| Issue::of(line, on_command).button(line);
    let preset = |name, word| Issue::of(format!("preset {name}"), on_command).button(word);
    let seed = field("seed", tr!("seed"), "seed".into(), props.seed.to_string(), on_command);
    html! {
        <>
            <section class="menu-part">
                <h3>{ tr!("Nodes") }</h3>
                <p class="menu-note">{ tr!("Another size begins anew.") }</p>
                <div class="menu-row sizes" role="group" aria-label={tr!("Number of nodes")}>
                    { for (1..=MOST_NODES).map(size) }
                </div>
            </section>
            <section class="menu-part">
                <h3>{ tr!("Members") }</h3>
                <p class="menu-note">{ tr!("While it runs: a new one learns first, and votes when it has caught up.") }</p>
                <div class="menu-row">{ for members(&props.nodes, on_command) }</div>
            </section>
            <section class="menu-part">
                <h3>{ tr!("Load") }</h3>
                <p class="menu-note">{ tr!("Clients of its own write and read, beside what you do.") }</p>
                <div class="menu-row">
                    { plain("load 20/s for 10s clients 3") }
                    { plain("load 300/s for 10s clients 10") }
                    { plain("pipe 40") }
                </div>
            </section>
            <section class="menu-part">
                <h3>{ tr!("Seed") }</h3>
                <p class="menu-note">{ tr!("The same seed and the same commands give the same run.") }</p>
                <div class="menu-row">
                    { seed }
                    <button
                        type="button"
                        class="button"
                        title={tr!("seed …, drawn at random (key N)")}
                        onclick={props.on_new_seed.reform(|_: MouseEvent| ())}
                    >
                        { tr!("new seed") }
                    </button>
                </div>
            </section>
            <section class="menu-part">
                <h3>{ tr!("Presets") }</h3>
                <div class="menu-row">
                    { preset("paper", tr!("as in the Raft paper")) }
                    { preset("system-a", tr!("everything takes seconds")) }
                    { preset("system-b", tr!("quick, with batches and leases")) }
                </div>
            </section>
            <section class="menu-part">
                <h3>{ tr!("Knobs") }</h3>
                <div class="knobs">
                    { for props.knobs.iter().map(|knob| html! {
                        <label key={knob.name} class="knob">
                            <span class="knob-name mono">{ knob.name }</span>
                            <span class="knob-about">{ knob.about }</span>
                            { if knob.choices.is_empty() {
                                field(
                                    knob.name,
                                    knob.about,
                                    format!("set {}", knob.name),
                                    knob.value.clone(),
                                    on_command,
                                )
                            } else {
                                choice(knob, on_command)
                            } }
                        </label>
                    }) }
                </div>
            </section>
        </>
    }
}

/// The next node joins, with a vote or without, the first leaves, or both at once; any others by a line in the console.
fn members(nodes: &[NodeId], on_command: &Callback<AttrValue>) -> Vec<Html> {
    let (Some(first), Some(last)) = (nodes.first(), nodes.last()) else { return Vec::new() };
    let next = NodeId(last.0.saturating_add(1));
    let lines = [
        format!("add {next}"),
        format!("add {next} as learner"),
        format!("remove {first}"),
        format!("replace {first} with {next}"),
    ];
    lines.map(|line| Issue::of(line.clone(), on_command).button(line)).into()
}

/// A value that is one of a few words.
fn choice(knob: &Knob, on_command: &Callback<AttrValue>) -> Html {
    let (name, on_command) = (knob.name, on_command.clone());
    let onchange = Callback::from(move |event: Event| {
        if let Some(list) = event.target_dyn_into::<HtmlSelectElement>() {
            on_command.emit(format!("set {name} {}", list.value()).into());
        }
    });
    let line = format!("set {name} {}", knob.value);
    html! {
        <select class="mono" aria-label={format!("{name}: {}", knob.about)} title={line} {onchange}>
            { for knob.choices.iter().map(|word| html! {
                <option key={*word} value={*word} selected={*word == knob.value}>{ *word }</option>
            }) }
        </select>
    }
}

/// A value that can be written over; Enter, or leaving the field, issues the command with the value as its last word.
fn field(
    name: &'static str,
    about: &'static str,
    command: String,
    value: String,
    on_command: &Callback<AttrValue>,
) -> Html {
    let title = format!("{command} {value}");
    let onchange = {
        let (value, on_command) = (value.clone(), on_command.clone());
        Callback::from(move |event: Event| {
            let Some(field) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let typed = field.value();
            let typed = typed.trim();
            if typed.is_empty() {
                field.set_value(&value);
            } else if typed != value {
                on_command.emit(format!("{command} {typed}").into());
            }
        })
    };
    html! {
        <input
            type="text"
            class="mono"
            aria-label={format!("{name}: {about}")}
            {title}
            {value}
            autocomplete="off"
            spellcheck="false"
            {onchange}
        />
    }
}
