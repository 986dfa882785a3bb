//! The component that owns the hand on the stage: where it is, what it presses, and which line it draws.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent};
use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::scene::{
    self, Clock, Frame, Hand, Hit, Layout, Plan, Px, Viewport, action, knife, link,
};
use crate::raft::NodeId;
use crate::sim::{ClusterView, Endpoint, PacketId};
use crate::ui::browser::Media;
use crate::ui::browser::dom::{self, ResizeWatch};
use crate::ui::memo::memo;
use crate::ui::{Selected, Shared};

use super::caption::hint;
use super::card::Dock;
use super::field;
use super::ground::{self, Ground};
use super::keys::{self, Keys};
use super::legend::Legend;
use super::overlay;
use super::props::{Msg, StageProps};
use super::watch::{self, EscapeWatch};

/// The stage.
pub struct Stage {
    svg: NodeRef,
    field: NodeRef,
    size: Viewport,
    layout: Rc<Layout>,
    ground: Shared<scene::Ground>,
    hand: Hand,
    /// Whether the hand draws a line, for the one who listens for Escape.
    drawing: Rc<Cell<bool>>,
    hover: Option<Hit>,
    /// The link that is picked: it lives here, since only the stage has links.
    link: Option<(NodeId, NodeId)>,
    calm: bool,
    /// The packet that has the focus of the keyboard, and where it goes: the focus goes there with it.
    followed: Option<(PacketId, Endpoint)>,
    /// The properties, with the moment that was told last.
    shown: StageProps,
    /// Whether the keyboard opened the card, and its first button is to have the focus.
    enter_card: bool,
    watches: Option<(ResizeWatch, EscapeWatch)>,
    _motion: Option<Media>,
}

/// Below this width, in units of the drawing, the stage is narrow.
const NARROW: f32 = 560.0;

impl Component for Stage {
    type Message = Msg;
    type Properties = StageProps;

    fn create(ctx: &Context<Self>) -> Self {
        let props = ctx.props();
        let size = watch::likely_size();
        let layout = Rc::new(Layout::of(&props.moment.view, size, props.presenting));
        let ground = Shared::new(scene::Ground::of(&props.moment.view, &layout));
        let calmer = ctx.link().callback(Msg::Calm);
        props.moments.replace(ctx.link().callback(Msg::Moment));
        let (motion, calm) = Media::watch("(prefers-reduced-motion: reduce)", calmer);
        Self {
            svg: NodeRef::default(),
            field: NodeRef::default(),
            size,
            layout,
            ground,
            hand: Hand::default(),
            drawing: Rc::default(),
            hover: None,
            link: None,
            calm,
            followed: None,
            shown: props.clone(),
            enter_card: false,
            watches: None,
            _motion: motion,
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first && let Some(field) = self.field.cast::<Element>() {
            let resized = ctx.link().callback(|field: Element| Msg::Sized(watch::size_of(&field)));
            resized.emit(field.clone());
            let size = ResizeWatch::on(&field.clone(), move || resized.emit(field.clone()));
            let drawing = Rc::clone(&self.drawing);
            let escape = EscapeWatch::new(drawing, ctx.link().callback(|()| Msg::GiveUp));
            self.watches = escape.map(|escape| (size, escape));
        }
        if self.enter_card {
            self.enter_card = false;
            self.focus(".stage-card .card-actions button:enabled");
        }
        self.follow_packet();
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &StageProps) -> bool {
        self.shown = ctx.props().clone();
        if self.shown.selection.is_some() && self.shown.selection != old.selection {
            self.link = None;
        }
        self.refresh();
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Moment(moment) => {
                self.shown.moment = moment;
                self.refresh();
                true
            }
            Msg::Sized(size) => {
                // A stage that is not shown keeps its places.
                if size == self.size || size.width < 1.0 || size.height < 1.0 {
                    return false;
                }
                self.size = size;
                self.refresh();
                true
            }
            Msg::Calm(calm) => {
                self.calm = calm;
                true
            }
            Msg::Press(event) => {
                if event.button() != 0 || !event.is_primary() {
                    return false;
                }
                let at = self.place(&event);
                let on = self.hit(&event);
                self.hand.press(at, on);
                false
            }
            Msg::Move(event) => self.moved(ctx, &event),
            Msg::Release(event) => {
                let Some(line) = self.hand.release() else { return false };
                if let Some(svg) = self.svg.cast::<Element>() {
                    // It fails only if the pointer is gone, and then nothing is captured.
                    let _ = svg.release_pointer_capture(event.pointer_id());
                }
                for line in self.plan(&self.shown.moment.view, &line).lines {
                    ctx.props().on_command.emit(line);
                }
                true
            }
            Msg::Leave => self.point(ctx, None),
            Msg::Click(event) => self.clicked(ctx, &event),
            Msg::DoubleClick(event) => {
                if let Some(line) =
                    self.hit(&event).and_then(|hit| crash_or_restart(&self.shown.moment.view, hit))
                {
                    ctx.props().on_command.emit(line);
                }
                false
            }
            Msg::EnterCard => {
                self.enter_card = true;
                true
            }
            Msg::Escape => {
                if let Some(Selected::Node(id)) = ctx.props().selection {
                    self.focus(&format!("[data-node=\"{}\"]", id.0));
                }
                ctx.link().send_message(Msg::Close);
                false
            }
            Msg::Focus(event) => {
                let view = &self.shown.moment.view;
                let Some(Selected::Packet(id)) = keys::focused(&event) else {
                    self.followed = None;
                    return false;
                };
                let packet = view.packets.iter().find(|packet| packet.id == id);
                let shown = packet.filter(|_| keys::is_shown(&event));
                self.followed = shown.map(|packet| (id, packet.to));
                let before = self.hover.replace(Hit::Packet(id));
                before != self.hover
            }
            Msg::GiveUp => self.hand.give_up(),
            Msg::Close => {
                self.link = None;
                if ctx.props().selection.is_some() {
                    ctx.props().on_select.emit(None);
                }
                true
            }
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        self.drawing.set(self.hand.line().is_some());
        let props = &self.shown;
        let link = ctx.link();
        let narrow = self.size.width < NARROW;
        let dock = self.dock(props);
        let view_box = format!("0 0 {} {}", Px(self.size.width), Px(self.size.height));
        let plan = self.hand.line().map(|line| self.plan(&props.moment.view, line));
        let frame = Frame::of(
            &props.moment.view,
            &self.layout,
            &props.moment.recent,
            self.clock(props),
            props.selection,
        );
        let keys = Keys {
            view: props.moment.view.clone(),
            selection: props.selection,
            link: self.link,
            on_command: props.on_command.clone(),
            on_select: props.on_select.clone(),
        };
        let card =
            overlay::card(self.link, props, &self.layout, dock, link.callback(|()| Msg::Close));
        let pointing = matches!(self.hover, Some(hit) if !matches!(hit, Hit::Link(..)));
        let class = classes!(
            "stage",
            narrow.then_some("narrow"),
            props.presenting.then_some("presenting"),
            plan.is_some().then_some("cutting"),
            (pointing && plan.is_none()).then_some("pointing"),
        );
        html! {
            <section
                {class}
                onkeydown={link.batch_callback(move |event: KeyboardEvent| keys.press(&event))}
                onfocusin={link.callback(Msg::Focus)}
            >
                <h2 class="unseen">{ tr!("Cluster") }</h2>
                <p id="stage-means" class="unseen">
                    { &props.summary }
                    { " " }
                    { tr!("Up and down go from one to the next, Enter opens what can be done to it.") }
                </p>
                { hint(plan.as_ref(), narrow, props.presenting) }
                <div class="stage-field" ref={self.field.clone()}>
                    <i class="stage-unit"></i>
                    <svg
                        ref={self.svg.clone()}
                        viewBox={view_box}
                        role="group"
                        aria-label={tr!("The cluster")}
                        aria-describedby="stage-means"
                        tabindex="-1"
                        data-testid="stage"
                        onpointerdown={link.callback(Msg::Press)}
                        onpointermove={link.callback(Msg::Move)}
                        onpointerup={link.callback(Msg::Release)}
                        onpointercancel={link.callback(|_| Msg::GiveUp)}
                        onpointerleave={link.callback(|_| Msg::Leave)}
                        onclick={link.callback(Msg::Click)}
                        ondblclick={link.callback(Msg::DoubleClick)}
                    >
                        if let Some(plan) = plan.as_ref().filter(|plan| !plan.lines.is_empty()) {
                            <g class="ground planned">
                                { ground::hulls(&scene::ground::group_hulls(&plan.groups, &self.layout)) }
                            </g>
                        }
                        { memo(Ground { ground: self.ground.clone() }) }
                        { self.picked_link() }
                        { field::paint(&frame, props.selection, props.pointed, self.layout.scale()) }
                        if let Some((line, plan)) = self.hand.line().zip(plan.as_ref()) {
                            { field::knife(line, link::lines(&plan.pairs, &self.layout.ring)) }
                        }
                    </svg>
                    if plan.is_none() {
                        { overlay::tooltip(self.hover, props, &frame, &self.layout) }
                    }
                    if dock == Dock::Beside {
                        { card.clone() }
                    }
                </div>
                if let Some(text) = props.caption.clone() {
                    <ol class="stage-earlier" aria-label={tr!("Before")}>
                        { for props.earlier.iter().map(|text| html! { <li>{ text }</li> }) }
                    </ol>
                    <p class="stage-caption">{ text }</p>
                }
                if !props.presenting || narrow { <Legend {narrow} /> }
                if dock != Dock::Beside {
                    { card }
                }
            </section>
        }
    }
}

impl Stage {
    /// Makes places and ground anew if they no longer fit.
    fn refresh(&mut self) {
        let props = &self.shown;
        if !self.layout.fits(&props.moment.view, self.size, props.presenting) {
            self.layout = Rc::new(Layout::of(&props.moment.view, self.size, props.presenting));
        }
        if !self.ground.fits(&props.moment.view, &self.layout) {
            self.ground = Shared::new(scene::Ground::of(&props.moment.view, &self.layout));
        }
    }

    /// Where the card goes: along an edge where there is no room beside a node, or where a room full of people wants to
    /// see the ring.
    fn dock(&self, props: &StageProps) -> Dock {
        if self.size.width < NARROW {
            Dock::Below
        } else if props.presenting {
            Dock::Above
        } else {
            Dock::Beside
        }
    }

    fn clock(&self, props: &StageProps) -> Clock {
        Clock { now: props.moment.now, pace_us: props.moment.pace_us, calm: self.calm }
    }

    fn plan(&self, view: &ClusterView, line: &[scene::Point]) -> Plan {
        knife::plan(view, &knife::crossed(line, &self.layout.ring))
    }

    fn place(&self, event: &MouseEvent) -> scene::Point {
        let svg = self.svg.cast::<Element>();
        svg.map_or_else(scene::Point::default, |svg| watch::place_in(&svg, event, self.size))
    }

    fn hit(&self, event: &MouseEvent) -> Option<Hit> {
        let props = &self.shown;
        let packets =
            scene::packet::packets(&props.moment.view, props.moment.now, &self.layout, self.calm);
        scene::hit::hit(self.place(event), &self.layout, &packets)
    }

    fn moved(&mut self, ctx: &Context<Self>, event: &PointerEvent) -> bool {
        let drawing = self.hand.line().is_some();
        if self.hand.move_to(self.place(event)) {
            if !drawing && let Some(svg) = self.svg.cast::<Element>() {
                // Without it the line ends at the stage's edge, which is no harm.
                let _ = svg.set_pointer_capture(event.pointer_id());
            }
            self.hover = None;
            return true;
        }
        // A finger does not hover.
        let hover = self.hit(event).filter(|_| event.pointer_type() != "touch");
        self.point(ctx, hover)
    }

    /// Notes what the pointer is on, and tells whoever shows packets too. Returns whether that is news.
    fn point(&mut self, ctx: &Context<Self>, hover: Option<Hit>) -> bool {
        let packet = |hover| match hover {
            Some(Hit::Packet(id)) => Some(id),
            _ => None,
        };
        if packet(hover) != packet(self.hover) {
            ctx.props().on_point.emit(packet(hover));
        }
        std::mem::replace(&mut self.hover, hover) != hover
    }

    fn clicked(&mut self, ctx: &Context<Self>, event: &MouseEvent) -> bool {
        let here = self.hit(event);
        let Some(hit) = self.hand.click(here) else { return true };
        if event.shift_key()
            && let Some(line) = hit.and_then(|hit| crash_or_restart(&self.shown.moment.view, hit))
        {
            ctx.props().on_command.emit(line);
            return false;
        }
        self.link = match hit {
            Some(Hit::Link(a, b)) => Some((a, b)),
            _ => None,
        };
        if self.link.is_some() {
            // The page knows no links: the keys for this one must come here.
            self.focus("svg");
        }
        let selected = hit.and_then(selected);
        if selected != ctx.props().selection {
            ctx.props().on_select.emit(selected);
        }
        true
    }

    /// A packet that had the focus and has arrived leaves it to the node that it came to.
    fn follow_packet(&mut self) {
        let Some((id, to)) = self.followed else { return };
        if self.shown.moment.view.packets.iter().any(|packet| packet.id == id) {
            return;
        }
        self.followed = None;
        if let Endpoint::Node(node) = to
            && dom::focus_is_lost()
        {
            self.focus(&format!("[data-node=\"{}\"]", node.0));
        }
    }

    /// Gives the focus to something on the stage.
    fn focus(&self, selector: &str) {
        let stage = self.field.cast::<Element>().and_then(|field| field.parent_element());
        let found = stage.and_then(|stage| stage.query_selector(selector).ok().flatten());
        // An SVG element takes the focus as an HTML element does.
        if let Some(element) = found {
            let _ = element.unchecked_ref::<HtmlElement>().focus();
        }
    }

    fn picked_link(&self) -> Html {
        let hovered = match self.hover {
            Some(Hit::Link(a, b)) => Some((a, b)),
            _ => None,
        };
        self.link.or(hovered).map_or_else(Html::default, |pair| {
            let d = link::lines(&[pair].into(), &self.layout.ring);
            let class = if self.link.is_some() { "link picked" } else { "link hovered" };
            html! { <path {class} {d} /> }
        })
    }
}

/// What the shortest way does to something: crash or restart a node, drop a packet.
fn crash_or_restart(view: &ClusterView, hit: Hit) -> Option<String> {
    match hit {
        Hit::Node(id) => action::crash_or_restart(view.node(id)?, view),
        Hit::Packet(id) => Some(format!("drop {id}")),
        Hit::Link(..) | Hit::Client(_) => None,
    }
}

fn selected(hit: Hit) -> Option<Selected> {
    match hit {
        Hit::Node(id) => Some(Selected::Node(id)),
        Hit::Packet(id) => Some(Selected::Packet(id)),
        Hit::Client(id) => Some(Selected::Client(id)),
        Hit::Link(..) => None,
    }
}
