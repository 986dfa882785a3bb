//! A place to put a component, and hands to work it.

use raftarium::ui::browser::dom;
use wasm_bindgen::JsCast;
use web_sys::{
    Document, Element, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit,
};
use yew::html::BaseComponent;

/// The style sheets, without which nothing has a size.
const STYLES: [&str; 10] = [
    include_str!("../../static/css/tokens.css"),
    include_str!("../../static/css/base.css"),
    include_str!("../../static/css/stage.css"),
    include_str!("../../static/css/node.css"),
    include_str!("../../static/css/packet.css"),
    include_str!("../../static/css/card.css"),
    include_str!("../../static/css/ledger.css"),
    include_str!("../../static/css/events.css"),
    include_str!("../../static/css/diagram.css"),
    include_str!("../../static/css/transport.css"),
];

/// A component in the document, which is removed with its place when it is dropped.
pub struct Bench<C: BaseComponent> {
    pub root: Element,
    handle: Option<yew::AppHandle<C>>,
}

impl<C: BaseComponent> Bench<C>
where
    C::Properties: 'static,
{
    /// Draws a component in a place of 600 by 400 pixels.
    pub async fn of(props: C::Properties) -> Self {
        let root = document().create_element("div").expect("a place");
        root.set_attribute("style", "width: 600px; height: 400px; overflow: hidden")
            .expect("a size");
        let style = document().create_element("style").expect("a style sheet");
        style.set_text_content(Some(&STYLES.join("\n")));
        let body = document().body().expect("a body");
        body.append_child(&style).expect("a style sheet in the document");
        body.append_child(&root).expect("a place in the document");
        let handle = yew::Renderer::<C>::with_root_and_props(root.clone(), props).render();
        drawn().await;
        Self { root, handle: Some(handle) }
    }

    /// Gives the component other properties.
    pub async fn give(&mut self, props: C::Properties) {
        if let Some(handle) = &mut self.handle {
            handle.update(props);
        }
        drawn().await;
    }

    /// The first element that a selector finds.
    pub fn find(&self, selector: &str) -> Element {
        let found = self.root.query_selector(selector).expect("a selector");
        found.unwrap_or_else(|| panic!("{selector} is not in {}", self.root.inner_html()))
    }

    /// How many elements a selector finds.
    pub fn count(&self, selector: &str) -> u32 {
        self.root.query_selector_all(selector).expect("a selector").length()
    }

    /// The input that a selector finds.
    pub fn input(&self, selector: &str) -> HtmlInputElement {
        self.find(selector).unchecked_into()
    }

    /// The text of an element.
    pub fn text(&self, selector: &str) -> String {
        self.find(selector).text_content().unwrap_or_default()
    }

    /// Clicks on an element.
    pub async fn click(&self, selector: &str) {
        self.find(selector).unchecked_into::<HtmlElement>().click();
        drawn().await;
    }
}

impl<C: BaseComponent> Drop for Bench<C> {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take() {
            handle.destroy();
        }
        self.root.remove();
    }
}

pub fn document() -> Document {
    dom::document().expect("a document")
}

/// Presses a key on an element. Returns whether the browser's own meaning of the key was left to it.
pub async fn press(target: &Element, key: &str) -> bool {
    strike(target, key, false).await
}

/// The same with Ctrl.
pub async fn press_with_ctrl(target: &Element, key: &str) -> bool {
    strike(target, key, true).await
}

async fn strike(target: &Element, key: &str, ctrl: bool) -> bool {
    let init = KeyboardEventInit::new();
    init.set_key(key);
    init.set_ctrl_key(ctrl);
    init.set_bubbles(true);
    init.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).expect("a key");
    let left = target.dispatch_event(&event).expect("a target");
    drawn().await;
    left
}

/// Puts a value into a field as a person would, and lets the page know by this event.
pub async fn enter(field: &HtmlInputElement, value: &str, event: &str) {
    field.set_value(value);
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = web_sys::Event::new_with_event_init_dict(event, &init).expect("an event");
    field.dispatch_event(&event).expect("a target");
    drawn().await;
}

/// Until what was asked for has been drawn: two frames, since a drawing may ask for another.
pub async fn drawn() {
    for _ in 0..2 {
        let frame = js_sys::Promise::new(&mut |resolve, _| {
            let window = web_sys::window().expect("a window");
            window.request_animation_frame(&resolve).expect("a frame");
        });
        wasm_bindgen_futures::JsFuture::from(frame).await.expect("a frame");
    }
}

/// What a callback was given, in order.
#[derive(Clone)]
pub struct Heard<T>(std::rc::Rc<std::cell::RefCell<Vec<T>>>);

impl<T: Clone + 'static> Heard<T> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(std::rc::Rc::default())
    }

    /// A callback that is listened to.
    pub fn callback(&self) -> yew::Callback<T> {
        let heard = self.0.clone();
        yew::Callback::from(move |said| heard.borrow_mut().push(said))
    }

    /// All of it.
    pub fn all(&self) -> Vec<T> {
        self.0.borrow().clone()
    }
}
