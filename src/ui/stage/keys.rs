//! What keys do on the stage.
//!
//! A key is judged at once, while the browser still asks whom it is for: messages to the component come too late to
//! keep the page from taking the same key for itself.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};
use yew::Callback;

use crate::draw::scene::{self, action};
use crate::raft::NodeId;
use crate::sim::{ClusterView, PacketId};
use crate::ui::browser::shortcuts;
use crate::ui::{Selected, Shared};

use super::props::Msg;

/// What a key is judged by.
pub struct Keys {
    pub view: Shared<ClusterView>,
    /// What is picked.
    pub selection: Option<Selected>,
    /// The link that is picked.
    pub link: Option<(NodeId, NodeId)>,
    /// Issues a script line.
    pub on_command: Callback<String>,
    /// Picks something.
    pub on_select: Callback<Option<Selected>>,
}

impl Keys {
    /// A key is pressed somewhere on the stage. It is for what has the focus, else for what is picked; what the stage
    /// takes, nobody else gets.
    pub fn press(&self, event: &KeyboardEvent) -> Option<Msg> {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return None;
        }
        let focus = focused(event);
        let key = event.key();
        let then = match key.as_str() {
            "Escape" if self.link.is_some() || self.selection.is_some() => Some(Msg::Escape),
            "ArrowUp" | "ArrowDown" | "Home" | "End" if focus.is_some() => {
                walk(event, &key);
                None
            }
            "Enter" | " " if focus.is_some() => {
                self.on_select.emit(focus);
                Some(Msg::EnterCard)
            }
            // Where single keys are switched off, they are for what has the focus, and for nothing else.
            _ if focus.is_none() && !shortcuts::are_on() => return None,
            _ => {
                self.on_command.emit(self.line_for(&key, focus)?);
                None
            }
        };
        event.prevent_default();
        event.stop_propagation();
        then
    }

    /// The script line that a key issues.
    fn line_for(&self, key: &str, focus: Option<Selected>) -> Option<String> {
        let view = &self.view;
        match (focus, self.link) {
            (None, Some((a, b))) => action::line_for(key, action::link_actions(a, b, &view.cuts)),
            _ => match focus.or(self.selection)? {
                Selected::Node(id) => scene::node_key(key, view.node(id)?, view),
                Selected::Packet(id) => {
                    let packet = view.packets.iter().find(|packet| packet.id == id)?;
                    scene::packet_key(key, packet)
                }
                Selected::Entry(..) | Selected::Client(_) | Selected::Event(_) => None,
            },
        }
    }
}

/// From the node or the packet that has the focus to another of its kind, in their order.
fn walk(event: &KeyboardEvent, key: &str) {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let here = target.and_then(|it| it.closest("[data-node], [data-packet]").ok().flatten());
    let Some(here) = here else { return };
    let kind = if here.has_attribute("data-node") { "[data-node]" } else { "[data-packet]" };
    let Some(svg) = here.closest("svg").ok().flatten() else { return };
    let Ok(all) = svg.query_selector_all(kind) else { return };
    let element = |number: u32| all.item(number).and_then(|it| it.dyn_into::<Element>().ok());
    let Some(at) = (0..all.length()).find(|it| element(*it).as_ref() == Some(&here)) else {
        return;
    };
    let last = all.length() - 1;
    let to = match key {
        "Home" => 0,
        "End" => last,
        "ArrowUp" => at.checked_sub(1).unwrap_or(last),
        _ => (at + 1) % (last + 1),
    };
    if let Some(element) = element(to) {
        // An SVG element takes the focus as an HTML element does.
        let _ = element.unchecked_ref::<HtmlElement>().focus();
    }
}

/// Whether the focus is shown, as it is for whoever works by keyboard.
pub fn is_shown(event: &Event) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    target.is_some_and(|it| it.matches(":focus-visible").unwrap_or(false))
}

/// The node or the packet that an event is about.
pub fn focused(event: &Event) -> Option<Selected> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let number = |attribute: &str| -> Option<u64> {
        let element = target.closest(&format!("[{attribute}]")).ok().flatten()?;
        element.get_attribute(attribute)?.parse().ok()
    };
    let node = number("data-node").and_then(|id| u32::try_from(id).ok());
    let node = node.map(|id| Selected::Node(NodeId(id)));
    node.or_else(|| number("data-packet").map(|id| Selected::Packet(PacketId(id))))
}
