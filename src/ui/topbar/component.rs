//! The bar itself.

use yew::prelude::*;

use crate::raft::NodeId;
use crate::ui::Shared;
use crate::ui::browser::Theme;
use crate::ui::command::Issue;
use crate::ui::icon::{Icon, icon};
use crate::ui::tour::Ask;

use super::cluster::cluster_menu;
use super::faults::faults_menu;
use super::files::session_menu;
use super::knobs::Knob;
use super::menu::{MenuId, menu};
use super::scenarios::Scenarios;

/// Properties of [`TopBar`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The menu that is open.
    pub open: Option<MenuId>,
    /// The nodes.
    pub nodes: Shared<Vec<NodeId>>,
    /// Those that are down.
    pub down: Shared<Vec<NodeId>>,
    /// Whether some live node leads.
    pub led: bool,
    /// Whether any link is cut.
    pub cut: bool,
    /// The seed.
    pub seed: u64,
    /// The knobs as they are.
    pub knobs: Shared<Vec<Knob>>,
    /// The scenarios that were seen to the end.
    pub finished: Shared<Vec<String>>,
    /// The scenario that is being told.
    pub told: Option<AttrValue>,
    /// Whether a session of the person's own waits to be gone back to.
    pub mine: bool,
    /// The theme that is worn.
    pub theme: Theme,
    /// Whether the page is in presenter mode.
    pub presenting: bool,
    /// A menu's button was pressed.
    pub on_menu: Callback<MenuId>,
    /// A line was issued.
    pub on_command: Callback<AttrValue>,
    /// Another seed is wanted.
    pub on_new_seed: Callback<()>,
    /// The next theme is wanted.
    pub on_theme: Callback<()>,
    /// Presenter mode is wanted, or no longer.
    pub on_present: Callback<()>,
    /// A file with the session's script is wanted.
    pub on_save: Callback<()>,
    /// A file with all branches of the session is wanted; there is more than one.
    pub on_save_all: Option<Callback<()>>,
    /// A file with what the clients did and were told is wanted.
    pub on_history: Callback<()>,
    /// A file is to be opened.
    pub on_open: Callback<web_sys::File>,
    /// A link is wanted.
    pub on_share: Callback<()>,
    /// Something is asked of the stories.
    pub on_tour: Callback<Ask>,
    /// The list of keys is wanted.
    pub on_keys: Callback<()>,
}

/// The top bar.
#[function_component]
pub fn TopBar(props: &Props) -> Html {
    let (theme, word) = match props.theme {
        Theme::System => (Icon::Half, "Auto"),
        Theme::Dark => (Icon::Moon, "Dark"),
        Theme::Light => (Icon::Sun, "Light"),
    };
    let click = |callback: &Callback<()>| callback.reform(|_: MouseEvent| ());
    html! {
        <header class="topbar">
            <h1 class="brand">{ mark() }<span class="brand-name">{ "Raftarium" }</span></h1>
            <nav class="topbar-menus" aria-label="Menus">
                { menu(MenuId::Scenarios, props.open, &props.on_menu, || html! {
                    <Scenarios
                        finished={props.finished.clone()}
                        current={props.told.clone()}
                        mine={props.mine}
                        on_ask={props.on_tour.clone()}
                    />
                }) }
                { menu(MenuId::Session, props.open, &props.on_menu, || session_menu(props)) }
                { menu(MenuId::Cluster, props.open, &props.on_menu, || cluster_menu(props)) }
                { menu(MenuId::Faults, props.open, &props.on_menu, || faults_menu(props)) }
            </nav>
            if props.cut {
                { Issue { key: Some("h"), class: "danger", ..Issue::of("heal", &props.on_command) }.button("Heal") }
            }
            <button
                type="button"
                class="button ghost topbar-share"
                title="copies a link that opens this session at this moment"
                aria-label="share"
                onclick={click(&props.on_share)}
            >
                { icon(Icon::Link) }<span class="word">{ "Share" }</span>
            </button>
            <button
                type="button"
                class="button ghost"
                title={format!("theme: {}", props.theme.name())}
                aria-label={format!("theme: {}", props.theme.name())}
                onclick={click(&props.on_theme)}
            >
                { icon(theme) }<span class="word">{ word }</span>
            </button>
            <button
                type="button"
                class="button ghost topbar-present"
                title="bigger type for the back row, fewer panels (key p)"
                aria-label="present"
                aria-pressed={props.presenting.to_string()}
                onclick={click(&props.on_present)}
            >
                { icon(Icon::Screen) }<span class="word">{ "Present" }</span><kbd>{ "p" }</kbd>
            </button>
            <button
                type="button"
                class="button ghost topbar-keys"
                title="all keys (key ?)"
                aria-label="keys"
                onclick={click(&props.on_keys)}
            >
                { icon(Icon::Keyboard) }<span class="word">{ "Keys" }</span><kbd>{ "?" }</kbd>
            </button>
        </header>
    }
}

/// A tank, a wave, and three nodes.
fn mark() -> Html {
    html! {
        <svg class="brand-mark" viewBox="0 0 26 26" aria-hidden="true">
            <circle cx="13" cy="13" r="11" class="tank" />
            <path d="M4.5 15c2.83-2.5 5.67 2 8.5 0s5.67-2.5 8.5 0" class="tank" />
            <circle cx="9" cy="9.5" r="2" fill="var(--t0)" />
            <circle cx="17" cy="9.5" r="2" fill="var(--t1)" />
            <circle cx="13" cy="6.5" r="2" fill="var(--t2)" />
        </svg>
    }
}
