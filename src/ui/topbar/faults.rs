//! The Faults menu: partitions, one-way cuts, crashes, a bad network.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::catalog::tr;
use crate::raft::NodeId;
use crate::script::Bug;
use crate::ui::Shared;
use crate::ui::command::Issue;
use crate::ui::tour::{StoryMsg, show_me};

use super::partition::Partition;
use super::props::TopBar;
use super::slider::KnobSlider;
use crate::draw::knobs;

const CHANCES: [&str; 8] = ["0%", "1%", "2%", "5%", "10%", "20%", "35%", "50%"];

const LATENCIES: [&str; 7] = [
    "0ms..1ms",
    "1ms..5ms",
    "5ms..15ms",
    "10ms..40ms",
    "20ms..80ms",
    "50ms..150ms",
    "100ms..300ms",
];

/// What is in the Faults menu.
pub fn faults_menu(props: &TopBar) -> Html {
    let on_command = &props.on_command;
    let slider = |knob: &'static str, about: &'static str, values: &'static [&'static str]| {
        let value = knobs::value(&props.knobs, knob).to_string();
        html! { <KnobSlider {knob} {about} {values} {value} on_command={on_command.clone()} /> }
    };
    let heal = Issue { key: Some("h"), enabled: props.cut, ..Issue::of("heal", on_command) };
    let crash =
        Issue { enabled: props.led, class: "danger", ..Issue::of("crash leader", on_command) };
    let restart = |node: &NodeId| {
        let line = format!("restart {node}");
        Issue::of(line.clone(), on_command).button(line)
    };
    let plain = |line: &'static str| Issue::of(line, on_command).button(line);
    html! {
        <>
            <section class="menu-part">
                <h3>{ tr!("Partition") }</h3>
                <p class="menu-note">{ tr!("Press a node to change its side. Or draw a line across the ring.") }</p>
                <Partition nodes={props.nodes.clone()} on_command={on_command.clone()} />
            </section>
            <section class="menu-part">
                <h3>{ tr!("One link") }</h3>
                <Cut nodes={props.nodes.clone()} on_command={on_command.clone()} />
            </section>
            <section class="menu-part">
                <h3>{ tr!("Mend and break") }</h3>
                <div class="menu-row">
                    { heal.button(tr!("heal the network")) }
                    { crash.button(tr!("crash the leader")) }
                    { plain("partition ring") }
                    { plain("unclog") }
                    { plain("link clear") }
                    { for props.down.iter().map(restart) }
                </div>
            </section>
            <section class="menu-part">
                <h3>{ tr!("Packets to come") }</h3>
                <p class="menu-note">
                    { tr!("By what they are, and in the console by where they go: drop next 2 appends n1 > n2.") }
                </p>
                <div class="menu-row">
                    { plain("drop next append") }
                    { plain("duplicate next vote") }
                    { plain("hold acks") }
                    { plain("release") }
                </div>
            </section>
            <section class="menu-part">
                <h3>{ tr!("The leader's disk") }</h3>
                <p class="menu-note">{ tr!("Full or hung until it is mended: disk n1 ok.") }</p>
                <div class="menu-row">
                    { plain("disk leader full") }
                    { plain("disk leader hung") }
                </div>
            </section>
            <section class="menu-part">
                <h3>{ tr!("Chaos") }</h3>
                <p class="menu-note">{ tr!("Trouble that comes by itself, from the seed. Off, it mends what is broken.") }</p>
                <div class="menu-row">
                    { plain("chaos on mild") }
                    { plain("chaos on wild") }
                    { plain("chaos off") }
                </div>
            </section>
            <section class="menu-part">
                <h3>{ tr!("Plant a bug") }</h3>
                <p class="menu-note">{ tr!("Every node follows a wrong rule; the checks tell when it shows.") }</p>
                <Plant on_command={on_command.clone()} on_tour={props.on_tour.clone()} />
            </section>
            <section class="menu-part">
                <h3>{ tr!("Network") }</h3>
                { slider("loss", tr!("lost"), &CHANCES) }
                { slider("duplicate", tr!("doubled"), &CHANCES) }
                { slider("reorder", tr!("overtaken"), &CHANCES) }
                { slider("latency", tr!("latency"), &LATENCIES) }
            </section>
        </>
    }
}

/// Properties of [`Cut`].
#[derive(Clone, PartialEq, Properties)]
struct CutProps {
    nodes: Shared<Vec<NodeId>>,
    on_command: Callback<AttrValue>,
}

/// Two nodes, and the lines that cut or heal what is between them.
#[function_component]
fn Cut(props: &CutProps) -> Html {
    let ends = use_state(|| (0_usize, 1_usize));
    let node = |at: usize| props.nodes.get(at).or_else(|| props.nodes.first()).copied();
    let (Some(from), Some(to)) = (node(ends.0), node(ends.1)) else { return html! {} };
    let list = |label: &'static str, at: usize, first: bool| {
        let ends = ends.clone();
        let onchange = Callback::from(move |event: Event| {
            let list = event.target_dyn_into::<HtmlSelectElement>();
            if let Some(chosen) = list.and_then(|list| list.value().parse().ok()) {
                ends.set(if first { (chosen, ends.1) } else { (ends.0, chosen) });
            }
        });
        html! {
            <select aria-label={label} {onchange}>
                { for props.nodes.iter().enumerate().map(|(choice, node)| html! {
                    <option key={node.0} value={choice.to_string()} selected={choice == at}>
                        { node.to_string() }
                    </option>
                }) }
            </select>
        }
    };
    let button = |line: String, word: &str| {
        Issue { enabled: from != to, ..Issue::of(line, &props.on_command) }.button(word)
    };
    html! {
        <div class="menu-row">
            { list(tr!("from"), ends.0, true) }
            { list(tr!("to"), ends.1, false) }
            { button(format!("cut {from} > {to}"), &tr!("cut {from} → {to}", from, to)) }
            { button(format!("cut {from} {to}"), tr!("cut both ways")) }
            { button(format!("clog {from} > {to}"), &tr!("clog {from} → {to}", from, to)) }
            { button(format!("link {from} > {to} loss 30%"), tr!("rain: lose 30%")) }
            { button(format!("link {from} > {to} latency 50ms..90ms"), tr!("rain: slow")) }
            { button(format!("heal {from} {to}"), tr!("heal")) }
        </div>
    }
}

/// Properties of [`Plant`].
#[derive(Clone, PartialEq, Properties)]
struct PlantProps {
    on_command: Callback<AttrValue>,
    on_tour: Callback<StoryMsg>,
}

/// A wrong rule, and the lines that plant it and root it out.
#[function_component]
fn Plant(props: &PlantProps) -> Html {
    let chosen = use_state_eq(|| Bug::ALL[0]);
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let list = event.target_dyn_into::<HtmlSelectElement>();
            if let Some(bug) = list.and_then(|list| Bug::named(&list.value())) {
                chosen.set(bug);
            }
        })
    };
    let bug = *chosen;
    let name = bug.name();
    html! {
        <>
            <div class="menu-row">
                <select aria-label={tr!("wrong rule")} {onchange}>
                    { for Bug::ALL.iter().map(|bug| html! {
                        <option key={bug.name()} value={bug.name()} selected={*bug == *chosen}>
                            { bug.name() }
                        </option>
                    }) }
                </select>
                { Issue { class: "danger", ..Issue::of(format!("break {name}"), &props.on_command) }.button(tr!("break")) }
                { Issue::of(format!("mend {name}"), &props.on_command).button(tr!("mend")) }
                { Issue::of("mend all", &props.on_command).button(tr!("mend all")) }
                { show_me(bug, &props.on_tour) }
                <button
                    type="button"
                    class="button"
                    onclick={props.on_tour.reform(|_: MouseEvent| StoryMsg::Museum(true))}
                >
                    { tr!("museum of real bugs") }
                </button>
            </div>
            <p class="menu-note">{ tr(chosen.does()) }</p>
        </>
    }
}
