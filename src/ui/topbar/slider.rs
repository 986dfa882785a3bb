//! A slider that issues a `set` line when it is let go.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`KnobSlider`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub knob: AttrValue,
    /// What it is, for people.
    pub about: AttrValue,
    /// The values it offers, from left to right.
    pub values: &'static [&'static str],
    /// The value that is in force, which may be none of these.
    pub value: AttrValue,
    /// A line was issued.
    pub on_command: Callback<AttrValue>,
}

/// A slider over a few values of a knob.
#[function_component]
pub fn KnobSlider(props: &Props) -> Html {
    let held = use_state(|| None::<usize>);
    let in_force = props.values.iter().position(|value| *value == props.value.as_str());
    let place = held.or(in_force).unwrap_or(0);
    let shown = held.and_then(|place| props.values.get(place).copied()).unwrap_or(&props.value);
    let read = |event: &Event| -> Option<usize> {
        event.target_dyn_into::<HtmlInputElement>()?.value().parse().ok()
    };
    let oninput = {
        let held = held.clone();
        Callback::from(move |event: InputEvent| held.set(read(&event)))
    };
    let onchange = {
        let (held, props) = (held.clone(), props.clone());
        Callback::from(move |event: Event| {
            if let Some(value) = read(&event).and_then(|place| props.values.get(place)) {
                props.on_command.emit(format!("set {} {value}", props.knob).into());
            }
            held.set(None);
        })
    };
    html! {
        <label class="knob-slider" title={format!("set {} {shown}", props.knob)}>
            <span>{ &props.about }</span>
            <input
                type="range"
                min="0"
                max={(props.values.len() - 1).to_string()}
                value={place.to_string()}
                aria-valuetext={shown.to_string()}
                {oninput}
                {onchange}
            />
            <output class="mono">{ shown }</output>
        </label>
    }
}
