//! The branches as lanes under the timeline: each begins where it left another one.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::catalog::tr;
use crate::sim::Time;
use crate::ui::Shared;
use crate::ui::memo::Drawing;

use crate::draw::timeline::Lane;
use crate::draw::timeline::scale::Scale;

/// The lanes.
#[derive(PartialEq)]
pub struct Branches {
    /// The branches; one alone is not worth showing.
    pub lanes: Shared<Vec<Lane>>,
    /// The moment at the right end of the timeline.
    pub end: Time,
    /// Show this branch.
    pub on_branch: Callback<usize>,
    /// Call the branch that is shown by this name.
    pub on_name: Callback<AttrValue>,
    /// Compare the branch that is shown with this one.
    pub on_compare: Callback<usize>,
}

impl Drawing for Branches {
    fn draw(&self) -> Html {
        if self.lanes.len() < 2 {
            return Html::default();
        }
        let scale = Scale { end: self.end };
        let lane = |lane: &Lane| {
            let number = lane.number;
            let (from, to) = (scale.place(lane.from), scale.place(lane.to));
            let what = if lane.current {
                name_field(lane, &self.on_name)
            } else {
                html! {
                    <>
                        <button
                            type="button"
                            class="lane-name"
                            title={tr!("show {branch}", branch = lane.name)}
                            onclick={self.on_branch.reform(move |_: MouseEvent| number)}
                        >
                            { &lane.name }
                        </button>
                        <button
                            type="button"
                            class="lane-compare"
                            aria-label={tr!("compare with {branch}", branch = lane.name)}
                            onclick={self.on_compare.reform(move |_: MouseEvent| number)}
                        >
                            { tr!("compare") }
                        </button>
                    </>
                }
            };
            html! {
                <li
                    key={number}
                    class={classes!("lane", lane.current.then_some("current"))}
                    aria-current={lane.current.then_some("true")}
                    style={format!("--from: {from}; --to: {to}")}
                >
                    <i class="lane-bar"></i>
                    { what }
                </li>
            }
        };
        html! { <ul class="lanes scroll" aria-label={tr!("Branches")}>{ for self.lanes.iter().map(lane) }</ul> }
    }
}

/// The name of the branch that is shown, to be written over.
fn name_field(lane: &Lane, on_name: &Callback<AttrValue>) -> Html {
    let on_name = on_name.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            on_name.emit(field.value().into());
        }
    });
    html! {
        <input
            type="text"
            class="lane-name"
            aria-label={tr!("name of this branch")}
            value={lane.name.clone()}
            maxlength="40"
            autocomplete="off"
            spellcheck="false"
            {onchange}
        />
    }
}
