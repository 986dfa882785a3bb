//! Tabs: one panel of several in sight, by click and by arrow key.

use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::catalog::tr;

use super::browser::dom;
use super::memo::Drawing;

/// The panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tab {
    /// Every node's log. On a wide screen it has a place of its own.
    Ledger,
    /// The script language, typed.
    Console,
    /// Everything about what is picked.
    Inspector,
    /// Everything that happened.
    Events,
    /// Who sent what to whom, and when.
    Diagram,
    /// The safety properties.
    Checks,
    /// How the cluster fares, in numbers.
    Metrics,
    /// The lesson that is written.
    Author,
}

impl Tab {
    /// All of them, in order.
    pub const ALL: [Self; 8] = [
        Self::Ledger,
        Self::Console,
        Self::Inspector,
        Self::Events,
        Self::Diagram,
        Self::Checks,
        Self::Metrics,
        Self::Author,
    ];

    /// Its name in the page's addresses.
    pub fn id(self) -> &'static str {
        match self {
            Self::Ledger => "ledger",
            Self::Console => "console",
            Self::Inspector => "inspector",
            Self::Events => "events",
            Self::Diagram => "diagram",
            Self::Checks => "checks",
            Self::Metrics => "metrics",
            Self::Author => "author",
        }
    }

    /// Its name as people read it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Ledger => tr!("Ledger"),
            Self::Console => tr!("Console"),
            Self::Inspector => tr!("Inspector"),
            Self::Events => tr!("Events"),
            Self::Diagram => tr!("Diagram"),
            Self::Checks => tr!("Checks"),
            Self::Metrics => tr!("Metrics"),
            Self::Author => tr!("Write"),
        }
    }
}

/// A short word beside a tab's name.
#[derive(Clone, PartialEq)]
pub struct Badge {
    /// The word.
    pub text: AttrValue,
    /// Whether it is good news.
    pub good: bool,
}

/// The bar of tabs.
#[derive(PartialEq)]
pub struct TabBar {
    /// Which tabs there are.
    pub tabs: &'static [Tab],
    /// Which one is in front.
    pub shown: Tab,
    /// Another one was chosen.
    pub on_show: Callback<Tab>,
    /// A badge for the checks.
    pub checks: Option<Badge>,
}

impl Drawing for TabBar {
    fn draw(&self) -> Html {
        let onkeydown = {
            let (tabs, shown, on_show) = (self.tabs, self.shown, self.on_show.clone());
            Callback::from(move |event: KeyboardEvent| {
                let at = tabs.iter().position(|tab| *tab == shown).unwrap_or(0);
                let last = tabs.len() - 1;
                let to = match event.key().as_str() {
                    "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
                    "ArrowRight" => (at + 1) % tabs.len(),
                    "Home" => 0,
                    "End" => last,
                    _ => return,
                };
                event.prevent_default();
                let tab = tabs[to];
                on_show.emit(tab);
                let element = dom::document().and_then(|it| it.get_element_by_id(&tab_id(tab)));
                if let Some(element) = element {
                    dom::focus(element.unchecked_ref());
                }
            })
        };
        html! {
            <div class="tabs" role="tablist" aria-label={tr!("Panels")} {onkeydown}>
                { for self.tabs.iter().map(|tab| button(*tab, self)) }
            </div>
        }
    }
}

fn button(tab: Tab, props: &TabBar) -> Html {
    let shown = tab == props.shown;
    let badge = props.checks.as_ref().filter(|_| tab == Tab::Checks);
    html! {
        <button
            key={tab.id()}
            id={tab_id(tab)}
            type="button"
            role="tab"
            class="tab"
            aria-selected={shown.to_string()}
            aria-controls={format!("panel-{}", tab.id())}
            tabindex={if shown { "0" } else { "-1" }}
            onclick={props.on_show.reform(move |_: MouseEvent| tab)}
        >
            { tab.title() }
            if let Some(badge) = badge {
                <span class={classes!("badge", (!badge.good).then_some("bad"))}>{ &badge.text }</span>
            }
        </button>
    }
}

/// The element of a tab.
fn tab_id(tab: Tab) -> String {
    format!("tab-{}", tab.id())
}

/// The panel of a tab, with what is in it.
pub fn panel(tab: Tab, shown: bool, content: Html) -> Html {
    let id = tab.id();
    html! {
        <div
            id={format!("panel-{id}")}
            class={classes!("panel", format!("panel-{id}"))}
            role="tabpanel"
            aria-labelledby={format!("tab-{id}")}
            hidden={!shown}
        >
            if tab != Tab::Ledger { <h2 class="unseen">{ tab.title() }</h2> }
            { content }
        </div>
    }
}
