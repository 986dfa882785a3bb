//! The bar itself.

use yew::prelude::*;

use crate::ui::browser::Theme;
use crate::ui::command::Issue;
use crate::ui::icon::{Icon, icon};

use super::cluster::cluster_menu;
use super::faults::faults_menu;
use super::files::session_menu;
use super::menu::{MenuId, menu};
use super::props::Props;
use super::scenarios::Scenarios;

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
