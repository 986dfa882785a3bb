//! A menu: a button, and a panel that it opens.

use yew::prelude::*;

/// Which menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuId {
    /// Size, seed, knobs.
    Cluster,
    /// Partitions, cuts, crashes, a bad network.
    Faults,
}

impl MenuId {
    fn title(self) -> &'static str {
        match self {
            Self::Cluster => "Cluster",
            Self::Faults => "Faults",
        }
    }
}

/// Properties of [`Menu`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// Which.
    pub id: MenuId,
    /// Whether its panel is open.
    pub open: bool,
    /// Its button was pressed.
    pub on_toggle: Callback<MenuId>,
    /// What is in the panel.
    pub children: Html,
}

/// A menu. The panel stays open while one works in it; the page closes it when one clicks elsewhere.
#[function_component]
pub fn Menu(props: &Props) -> Html {
    let id = props.id;
    let title = id.title();
    let panel = format!("menu-{}", title.to_lowercase());
    html! {
        <div class="menu">
            <button
                type="button"
                class="button ghost"
                aria-expanded={props.open.to_string()}
                aria-controls={panel.clone()}
                onclick={props.on_toggle.reform(move |_: MouseEvent| id)}
            >
                { title }
            </button>
            if props.open {
                <div id={panel} class="menu-panel scroll" role="group" aria-label={title}>
                    { props.children.clone() }
                </div>
            }
        </div>
    }
}
