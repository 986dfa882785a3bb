//! A few lines beside what the pointer is on.

use yew::prelude::*;

use crate::ui::scene::Rect;

/// Properties of [`Tooltip`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it is.
    pub title: AttrValue,
    /// Its fields.
    pub fields: Vec<(&'static str, String)>,
    /// Where it goes.
    pub place: Rect,
}

/// How wide a tooltip is, in pixels.
pub const WIDTH: f32 = 236.0;

/// How high a tooltip is, in pixels, with so many fields.
pub fn height(fields: usize) -> f32 {
    44.0 + fields as f32 * 19.0
}

/// The tooltip.
#[function_component]
pub fn Tooltip(props: &Props) -> Html {
    let style = format!("left:{}px;top:{}px", props.place.x, props.place.y);
    html! {
        <div class="stage-tooltip" {style} role="tooltip">
            <strong>{ &props.title }</strong>
            if !props.fields.is_empty() {
                <dl>
                    { for props.fields.iter().map(|(name, value)| html! {
                        <div><dt>{ *name }</dt><dd>{ value }</dd></div>
                    }) }
                </dl>
            }
        </div>
    }
}
