//! The bar itself.

use yew::prelude::*;

use crate::catalog::tr;
use crate::ui::browser::Theme;
use crate::ui::command::Issue;
use crate::ui::icon::{Icon, icon};
use crate::ui::memo::Drawing;

use super::language::language;
use super::menu::{MenuId, menu};
use super::props::TopBar;

/// The menus, in their order.
const BAR: [MenuId; 4] = [MenuId::Scenarios, MenuId::Session, MenuId::Cluster, MenuId::Faults];

impl Drawing for TopBar {
    fn draw(&self) -> Html {
        let theme = match self.theme {
            Theme::System => Icon::Half,
            Theme::Dark => Icon::Moon,
            Theme::Light => Icon::Sun,
        };
        let word = self.theme.word();
        let click = |callback: &Callback<()>| callback.reform(|_: MouseEvent| ());
        html! {
            <header class="topbar">
                <h1 class="brand">{ mark() }<span class="brand-name">{ "Raftarium" }</span></h1>
                <nav class="topbar-menus" aria-label={tr!("Menus")}>
                    { for BAR.iter().map(|id| menu(*id, self.open, &self.on_menu, || {
                        self.contents.draw(|content| content(*id, self))
                    })) }
                </nav>
                if let Some(tampering) = &self.tampering {
                    <button
                        type="button"
                        class="button danger topbar-tampering"
                        title={tr!("made wrong on purpose: the menu of faults takes it away")}
                        aria-label={tampering.clone()}
                        onclick={self.on_menu.reform(|_: MouseEvent| MenuId::Faults)}
                    >
                        { icon(Icon::Warning) }<span>{ tampering }</span>
                    </button>
                }
                if self.cut {
                    { Issue { key: Some("h"), class: "danger", ..Issue::of("heal", &self.on_command) }.button(tr!("Heal")) }
                }
                <button
                    type="button"
                    class="button ghost topbar-share"
                    title={tr!("copies a link that opens this session at this moment")}
                    onclick={click(&self.on_share)}
                >
                    { icon(Icon::Link) }<span class="word">{ tr!("Share") }</span>
                </button>
                <button
                    type="button"
                    class="button ghost topbar-theme"
                    title={tr!("theme: dark, light, or as the system prefers")}
                    aria-label={tr!("theme: {word}", word)}
                    onclick={click(&self.on_theme)}
                >
                    { icon(theme) }<span class="word">{ word }</span>
                </button>
                { language(&self.on_language) }
                <button
                    type="button"
                    class="button ghost topbar-present"
                    title={tr!("bigger type for the back row, fewer panels (key p)")}
                    aria-pressed={self.presenting.to_string()}
                    onclick={click(&self.on_present)}
                >
                    { icon(Icon::Screen) }<span class="word">{ tr!("Present") }</span><kbd aria-hidden="true">{ "p" }</kbd>
                </button>
                <button
                    type="button"
                    class="button ghost topbar-keys"
                    title={tr!("all keys (key ?)")}
                    onclick={click(&self.on_keys)}
                >
                    { icon(Icon::Keyboard) }<span class="word">{ tr!("Keys") }</span><kbd aria-hidden="true">{ "?" }</kbd>
                </button>
            </header>
        }
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
