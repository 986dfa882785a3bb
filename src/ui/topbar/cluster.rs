//! The Cluster menu: size, seed, presets, knobs.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::ui::Shared;
use crate::ui::command::CommandButton;

use super::knobs::Knob;

/// The largest cluster that the menu offers; the language goes further.
const MOST_NODES: u32 = 9;

/// Properties of [`ClusterMenu`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// How many nodes there are.
    pub nodes: u32,
    /// The seed.
    pub seed: u64,
    /// The knobs as they are.
    pub knobs: Shared<Vec<Knob>>,
    /// A line was issued.
    pub on_command: Callback<AttrValue>,
    /// Another seed is wanted.
    pub on_new_seed: Callback<()>,
}

/// What is in the Cluster menu.
#[function_component]
pub fn ClusterMenu(props: &Props) -> Html {
    let size = |nodes: u32| {
        html! {
            <CommandButton
                key={nodes}
                line={format!("cluster {nodes}")}
                on_command={props.on_command.clone()}
                pressed={nodes == props.nodes}
                class="size"
            >
                { nodes }
            </CommandButton>
        }
    };
    let preset = |name: &'static str, word: &'static str| {
        html! {
            <CommandButton line={format!("preset {name}")} on_command={props.on_command.clone()}>
                { word }
            </CommandButton>
        }
    };
    html! {
        <>
            <section class="menu-part">
                <h3>{ "Nodes" }</h3>
                <p class="menu-note">{ "Another size begins anew." }</p>
                <div class="menu-row sizes" role="group" aria-label="Number of nodes">
                    { for (1..=MOST_NODES).map(size) }
                </div>
            </section>
            <section class="menu-part">
                <h3>{ "Seed" }</h3>
                <p class="menu-note">{ "The same seed and the same commands give the same run." }</p>
                <div class="menu-row">
                    <Field
                        name="seed"
                        about="seed"
                        value={props.seed.to_string()}
                        command="seed"
                        on_command={props.on_command.clone()}
                    />
                    <button
                        type="button"
                        class="button"
                        title="seed …, drawn at random (key N)"
                        onclick={props.on_new_seed.reform(|_: MouseEvent| ())}
                    >
                        { "new seed" }
                    </button>
                </div>
            </section>
            <section class="menu-part">
                <h3>{ "Presets" }</h3>
                <div class="menu-row">
                    { preset("paper", "Raft paper") }
                    { preset("system-a", "system A") }
                    { preset("system-b", "system B") }
                </div>
            </section>
            <section class="menu-part">
                <h3>{ "Knobs" }</h3>
                <div class="knobs">
                    { for props.knobs.iter().map(|knob| html! {
                        <label key={knob.name} class="knob">
                            <span class="knob-name mono">{ knob.name }</span>
                            <span class="knob-about">{ knob.about }</span>
                            <Field
                                name={knob.name}
                                about={knob.about}
                                value={knob.value.clone()}
                                command={format!("set {}", knob.name)}
                                on_command={props.on_command.clone()}
                            />
                        </label>
                    }) }
                </div>
            </section>
        </>
    }
}

/// Properties of [`Field`].
#[derive(Clone, PartialEq, Properties)]
struct FieldProps {
    name: AttrValue,
    about: AttrValue,
    value: AttrValue,
    /// The command that takes the value as its last word.
    command: AttrValue,
    on_command: Callback<AttrValue>,
}

/// A value that can be written over; Enter, or leaving the field, issues the line.
#[function_component]
fn Field(props: &FieldProps) -> Html {
    let onchange = {
        let props = props.clone();
        Callback::from(move |event: Event| {
            let Some(field) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let value = field.value();
            let value = value.trim();
            if value.is_empty() {
                field.set_value(&props.value);
            } else if value != props.value.as_str() {
                props.on_command.emit(format!("{} {value}", props.command).into());
            }
        })
    };
    html! {
        <input
            type="text"
            class="mono"
            aria-label={format!("{}: {}", props.name, props.about)}
            title={format!("{} {}", props.command, props.value)}
            value={props.value.clone()}
            autocomplete="off"
            spellcheck="false"
            {onchange}
        />
    }
}
