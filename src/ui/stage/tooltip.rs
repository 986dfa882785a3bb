//! A few lines beside what the pointer is on.

use yew::prelude::*;

use crate::draw::scene::{Px, Rect};

/// How wide a tooltip is, in units of the drawing.
pub const WIDTH: f32 = 236.0;

/// How high a tooltip is, in units of the drawing, with so many fields.
pub fn height(fields: usize) -> f32 {
    44.0 + fields as f32 * 19.0
}

/// The tooltip: what it is, its fields, and where it goes.
pub fn tooltip(title: String, fields: &[(&'static str, String)], place: Rect) -> Html {
    let style = format!("left:calc({}*.0625rem);top:calc({}*.0625rem)", Px(place.x), Px(place.y));
    html! {
        <div class="stage-tooltip" {style} role="tooltip">
            <strong>{ title }</strong>
            if !fields.is_empty() {
                <dl>
                    { for fields.iter().map(|(name, value)| html! {
                        <div><dt>{ *name }</dt><dd>{ value }</dd></div>
                    }) }
                </dl>
            }
        </div>
    }
}
