//! What stands above the diagram: the filter, and what moves and changes the look.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::events::Filter;
use crate::draw::export::Format;
use crate::raft::NodeId;
use crate::ui::Shared;
use crate::ui::events::chips;
use crate::ui::memo::Drawing;

/// What a button of the bar does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// A closer look.
    Closer,
    /// A wider one.
    Wider,
    /// Follow the present, or stay.
    Follow,
    /// More room for the diagram, or less.
    Tall,
}

/// The bar.
#[derive(PartialEq)]
pub struct Bar {
    /// Which events are shown.
    pub filter: Filter,
    /// The nodes that there are.
    pub nodes: Shared<Vec<NodeId>>,
    /// Whether there can be a closer look, and a wider one.
    pub can_zoom: (bool, bool),
    /// Whether the present is followed.
    pub follows: bool,
    /// Whether the diagram has its neighbours' room as well.
    pub tall: bool,
    /// Others are to be shown.
    pub on_filter: Callback<Filter>,
    /// A button was pressed.
    pub on_press: Callback<Press>,
    /// What the filter shows is wanted as a file.
    pub on_export: Callback<(Format, Filter)>,
}

impl Drawing for Bar {
    fn draw(&self) -> Html {
        let press = |press: Press| self.on_press.reform(move |_: MouseEvent| press);
        let filter = self.filter.clone();
        let export = self.on_export.reform(move |_: MouseEvent| (Format::Svg, filter.clone()));
        html! {
            <div class="diagram-bar">
                { chips::filters(&self.filter, &self.nodes, &self.on_filter) }
                <div class="diagram-tools" role="group" aria-label={tr!("Look")}>
                    <button
                        type="button"
                        class="button ghost"
                        aria-label={tr!("wider look")}
                        title={tr!("a wider look (-)")}
                        disabled={!self.can_zoom.1}
                        onclick={press(Press::Wider)}
                    >
                        { "−" }
                    </button>
                    <button
                        type="button"
                        class="button ghost"
                        aria-label={tr!("closer look")}
                        title={tr!("a closer look (+)")}
                        disabled={!self.can_zoom.0}
                        onclick={press(Press::Closer)}
                    >
                        { "+" }
                    </button>
                    <button
                        type="button"
                        class="button ghost"
                        aria-pressed={self.follows.to_string()}
                        title={tr!("keep the present in sight (f)")}
                        onclick={press(Press::Follow)}
                    >
                        { if self.follows { tr!("● follow now") } else { tr!("○ follow now") } }
                    </button>
                    <span class="diagram-space"></span>
                    <button
                        type="button"
                        class="button ghost"
                        aria-pressed={self.tall.to_string()}
                        title={tr!("give the diagram its neighbour's room")}
                        onclick={press(Press::Tall)}
                    >
                        { tr!("large") }
                    </button>
                    <button
                        type="button"
                        class="button ghost"
                        title={tr!("saves what the filter shows as diagram.svg")}
                        onclick={export}
                    >
                        { tr!("save SVG") }
                    </button>
                </div>
            </div>
        }
    }
}
