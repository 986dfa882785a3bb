//! What lies under the nodes: groups and links.

use yew::prelude::*;

use crate::draw::scene::{self, Hull, Px};
use crate::ui::Shared;
use crate::ui::memo::Drawing;

/// The groups and the links.
#[derive(PartialEq)]
pub struct Ground {
    /// Groups and links.
    pub ground: Shared<scene::Ground>,
}

impl Drawing for Ground {
    fn draw(&self) -> Html {
        let links = &self.ground.links;
        html! {
            <g class="ground">
                { hulls(&self.ground.hulls) }
                <path class="link" d={links.open.clone()} />
                <path class="link cut apart" d={links.apart.clone()} />
                <path class="link cut" d={links.cut.clone()} />
                <path class="arrow" d={links.arrows.clone()} />
                <path class="link rain" d={links.rain.clone()} />
                <path class="clog" d={links.clogs.clone()} />
                { for links.reports.iter().map(|(at, text)| html! {
                    <text class="report" x={Px(at.x).to_string()} y={Px(at.y + 4.0).to_string()}>{ text }</text>
                }) }
            </g>
        }
    }
}

/// The tinted shapes behind groups, and their labels.
pub fn hulls(hulls: &[Hull]) -> Html {
    let shapes = hulls.iter().map(|hull| {
        html! {
            <path
                class={classes!("hull", tone(hull), hull.filled.then_some("filled"))}
                d={hull.path.clone()}
                stroke-width={Px(hull.width).to_string()}
            />
        }
    });
    let labels = hulls.iter().filter_map(|hull| {
        let (at, text) = hull.label.as_ref()?;
        let (x, y) = (Px(at.x).to_string(), Px(at.y + 4.0).to_string());
        Some(html! { <text class={classes!("group", tone(hull))} {x} {y}>{ text }</text> })
    });
    html! { <>{ for shapes }{ for labels }</> }
}

fn tone(hull: &Hull) -> &'static str {
    if hull.quorum { "quorum" } else { "minority" }
}
