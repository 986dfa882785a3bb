//! A menu: a button, and a panel that it opens.

use yew::prelude::*;

use crate::catalog::tr;
use crate::ui::icon::{Icon, icon};

/// Which menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuId {
    /// Stories to be watched.
    Scenarios,
    /// Saving, opening, sharing.
    Session,
    /// Size, seed, knobs.
    Cluster,
    /// Partitions, cuts, crashes, a bad network.
    Faults,
    /// Conditions to run until, and moments with names. It is part of the transport.
    Moments,
}

impl MenuId {
    fn title(self) -> &'static str {
        match self {
            Self::Scenarios => tr!("Scenarios"),
            Self::Session => tr!("Session"),
            Self::Cluster => tr!("Cluster"),
            Self::Faults => tr!("Faults"),
            Self::Moments => tr!("Moments"),
        }
    }

    /// The name of its panel in the document.
    fn panel(self) -> &'static str {
        match self {
            Self::Scenarios => "menu-scenarios",
            Self::Session => "menu-session",
            Self::Cluster => "menu-cluster",
            Self::Faults => "menu-faults",
            Self::Moments => "menu-moments",
        }
    }
}

/// A menu. The panel stays open while one works in it; the page closes it when one clicks elsewhere. What is in it is
/// only made while it is open.
pub fn menu(
    id: MenuId,
    open: Option<MenuId>,
    on_toggle: &Callback<MenuId>,
    content: impl FnOnce() -> Html,
) -> Html {
    let (title, panel) = (id.title(), id.panel());
    let open = open == Some(id);
    html! {
        <div class="menu">
            <button
                type="button"
                class="button ghost"
                aria-expanded={open.to_string()}
                aria-controls={panel}
                onclick={on_toggle.reform(move |_: MouseEvent| id)}
                aria-label={title}
            >
                if id == MenuId::Moments { { icon(Icon::Flag) } }
                <span class="menu-title">{ title }</span>
            </button>
            if open {
                <div id={panel} class="menu-panel scroll" role="group" aria-label={title}>
                    <h2 class="unseen">{ title }</h2>
                    { content() }
                </div>
            }
        </div>
    }
}
