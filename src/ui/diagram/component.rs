//! The component that owns the camera and the hand: what is in sight, what is pointed at, what is dragged.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};
use yew::prelude::*;

use crate::catalog::tr;
use crate::compact::sort;
use crate::draw::events::{Filter, Group};
use crate::draw::export::Format;
use crate::draw::spacetime::{Camera, Chronicle, Hit, Picture, Sheet as Paper};
use crate::explain::words::count;
use crate::raft::NodeId;
use crate::sim::{ClusterView, PacketId, Time};
use crate::ui::browser::dom::{Listener, ResizeWatch};
use crate::ui::memo::memo;
use crate::ui::{Selected, Shared};

use super::bar::{Bar, Press};
use super::describe::{self, Tip};
use super::heads::Heads;
use super::marked::{self, Marked};
use super::sheet::Sheet;

/// Properties of [`Diagram`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What happened.
    pub chronicle: Shared<Chronicle>,
    /// The cluster, for what is under way.
    pub view: Shared<ClusterView>,
    /// The present moment.
    pub now: Time,
    /// The nodes that there are, for the filter.
    pub nodes: Shared<Vec<NodeId>>,
    /// Which events are shown.
    pub filter: Filter,
    /// The safety properties that were found violated, and when.
    #[prop_or_default]
    pub violations: Vec<(Time, AttrValue)>,
    /// What is picked on the page.
    pub selected: Option<Selected>,
    /// The packet that the pointer is on, wherever.
    pub pointed: Option<PacketId>,
    /// Whether the diagram has its neighbours' room as well.
    pub tall: bool,
    /// Others are to be shown.
    pub on_filter: Callback<Filter>,
    /// Something was picked.
    pub on_pick: Callback<Option<Selected>>,
    /// The pointer is on this packet.
    pub on_point: Callback<Option<PacketId>>,
    /// All about what is picked is wanted.
    pub on_inspect: Callback<Selected>,
    /// Another moment is to be shown.
    pub on_seek: Callback<Time>,
    /// More room is wanted, or less.
    pub on_tall: Callback<()>,
    /// What the filter shows is wanted as a file.
    pub on_export: Callback<(Format, Filter)>,
}

/// The diagram.
pub struct Diagram {
    field: NodeRef,
    size: (i32, i32),
    camera: Camera,
    picture: Shared<Picture>,
    /// What the picture was made of.
    made_of: Option<(Shared<Chronicle>, Shared<ClusterView>, Filter)>,
    hover: Option<(Hit, (i32, i32))>,
    drag: Option<Drag>,
    /// What a wheel has turned that is not a whole step yet.
    turned: f64,
    watches: Option<(ResizeWatch, Listener)>,
    // Made once: one made anew at each drawing would have everything below drawn anew with it.
    on_press: Callback<Press>,
    on_head: Callback<Selected>,
}

/// The hand, while it presses.
struct Drag {
    /// Where it pressed, or has pulled to.
    last: i32,
    /// Whether it has moved so far that it pulls.
    pulls: bool,
}

/// What happens to the diagram.
pub enum Msg {
    /// It has another size.
    Sized((i32, i32)),
    /// A button of the bar.
    Press(Press),
    /// The name over a lane was clicked.
    Head(Selected),
    /// The hand presses.
    Down(PointerEvent),
    /// The hand moves.
    Move(PointerEvent),
    /// The hand lets go.
    Up,
    /// The hand leaves.
    Leave,
    /// A click ends.
    Click(MouseEvent),
    /// A second click follows.
    DoubleClick(MouseEvent),
    /// The wheel turns.
    Wheel(WheelEvent),
    /// A key that means something here.
    Key(String),
}

/// The most messages that are drawn at once.
const MOST_ARROWS: usize = 400;

/// Pixels that the hand moves before it pulls.
const SLACK: i32 = 4;

/// Of the height, in percent: so far at most may the present be ahead of what is known to have happened.
const AHEAD: i32 = 12;

/// Pixels that an arrow key moves.
const STEP: i32 = 48;

impl Component for Diagram {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let props = ctx.props();
        let paper = Paper { from: Time::ZERO, width: 400, height: 1, us_per_px: 500, most: 0 };
        let picture = Picture::of(&props.chronicle, paper, None, &|_| false);
        let mut diagram = Self {
            field: NodeRef::default(),
            size: (0, 0),
            camera: Camera::default(),
            picture: Shared::new(picture),
            made_of: None,
            hover: None,
            drag: None,
            turned: 0.0,
            watches: None,
            on_press: ctx.link().callback(Msg::Press),
            on_head: ctx.link().callback(Msg::Head),
        };
        diagram.refresh(props);
        diagram
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if !first {
            return;
        }
        let Some(field) = self.field.cast::<Element>() else { return };
        let link = ctx.link().clone();
        let measured = field.clone();
        let size = ResizeWatch::on(&field, move || {
            link.send_message(Msg::Sized((measured.client_width(), measured.client_height())));
        });
        // Listened to by itself: it must be able to keep the browser from zooming the whole page.
        let link = ctx.link().clone();
        let wheel = Listener::on(&field, "wheel", move |event| {
            if let Ok(event) = event.dyn_into::<WheelEvent>() {
                event.prevent_default();
                link.send_message(Msg::Wheel(event));
            }
        });
        self.watches = Some((size, wheel));
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        let props = ctx.props();
        if props.selected != old.selected {
            self.show_picked(props);
        }
        self.refresh(props);
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let props = ctx.props();
        let before = self.camera;
        let drawn = match msg {
            Msg::Sized(size) => {
                // A diagram that is not shown keeps its size.
                if size == self.size || size.0 < 1 || size.1 < 1 {
                    return false;
                }
                let first = self.size == (0, 0);
                self.size = size;
                if first {
                    self.show_picked(props);
                }
                true
            }
            Msg::Press(press) => self.press(props, press),
            Msg::Head(end) => {
                props.on_pick.emit(Some(end).filter(|_| props.selected != Some(end)));
                false
            }
            Msg::Down(event) => {
                if event.button() == 0 && event.is_primary() {
                    self.drag = Some(Drag { last: event.client_y(), pulls: false });
                }
                false
            }
            Msg::Move(event) => self.moved(props, &event),
            Msg::Up => false,
            Msg::Leave => {
                self.drag = None;
                self.point(props, None)
            }
            Msg::Click(event) => self.clicked(props, &event),
            Msg::DoubleClick(event) => {
                let (_, y) = self.place(&event);
                self.seek(props, self.moment(props, y))
            }
            Msg::Wheel(event) => self.turned(props, &event),
            Msg::Key(key) => self.key(props, &key),
        };
        if self.camera != before || drawn {
            self.refresh(props);
        }
        self.camera != before || drawn
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (props, link) = (ctx.props(), ctx.link());
        let picture = &*self.picture;
        let top = self.camera.top(self.now(props), self.size.1);
        let states = props.chronicle.nodes().map(|id| (id, props.chronicle.state_at(id, top)));
        let offset = picture.sheet.y(top);
        let width = picture.width();
        let marked = Marked { picture, chronicle: &props.chronicle, view: &props.view };
        let now = picture.sheet.y(self.now(props));
        html! {
            <section class="diagram" data-testid="diagram" aria-label={tr!("Space-time diagram")}>
                { memo(Bar {
                    filter: props.filter.clone(),
                    nodes: props.nodes.clone(),
                    can_zoom: (self.camera.can_zoom(true), self.camera.can_zoom(false)),
                    follows: self.camera.follows,
                    tall: props.tall,
                    on_filter: props.on_filter.clone(),
                    on_press: self.on_press.clone(),
                    on_export: props.on_export.clone(),
                }) }
                <div class="diagram-scroll scroll">
                    <div class="diagram-canvas" style={format!("min-width:{}px", self.wide(width))}>
                        { memo(Heads {
                            picture: self.picture.clone(),
                            states: states.collect::<Vec<_>>(),
                            selected: props.selected,
                            on_select: self.on_head.clone(),
                        }) }
                        <div
                            ref={self.field.clone()}
                            class={classes!("diagram-field", self.hover.is_some().then_some("pointing"))}
                            tabindex="0"
                            role="group"
                            aria-label={tr!("Messages between the lanes. Up and down move through time, plus and minus zoom, \
                                f follows the present, j and k pick the next and the one before, Enter goes to its moment.")}
                            onpointerdown={link.callback(Msg::Down)}
                            onpointermove={link.callback(Msg::Move)}
                            onpointerup={link.callback(|_| Msg::Up)}
                            onpointercancel={link.callback(|_| Msg::Leave)}
                            onpointerleave={link.callback(|_| Msg::Leave)}
                            onclick={link.callback(Msg::Click)}
                            ondblclick={link.callback(Msg::DoubleClick)}
                            onkeydown={link.batch_callback(key)}
                        >
                            <div class="diagram-plane" style={format!("transform:translateY({}px)", -offset)}>
                                { memo(Sheet {
                                    picture: self.picture.clone(),
                                    chronicle: props.chronicle.clone(),
                                }) }
                                <svg
                                    class="diagram-over"
                                    width={width.to_string()}
                                    height={picture.sheet.height.to_string()}
                                    aria-hidden="true"
                                >
                                    if let Some(selected) = props.selected { { marked.picked(selected) } }
                                    if let Some(packet) = props.pointed { { marked.pointed(packet) } }
                                    if let Some((Hit::Spot(seq), _)) = self.hover { { marked.event(seq, "pointed") } }
                                    <>{ for props.violations.iter().map(|it| violation(it, picture)) }</>
                                </svg>
                            </div>
                            <div
                                class="diagram-now"
                                style={format!("transform:translateY({}px)", now - offset)}
                                data-y={(now - offset).to_string()}
                            >
                                <span>{ tr!("now") }</span>
                            </div>
                            { self.notes(props) }
                            { self.tip(props) }
                        </div>
                    </div>
                </div>
                { self.foot(props) }
            </section>
        }
    }
}

impl Diagram {
    /// Makes the picture anew if it no longer fits: something has happened, or what is in sight lies beyond it.
    fn refresh(&mut self, props: &Props) {
        let (width, height) = self.size;
        if height < 1 {
            return;
        }
        let us_per_px = self.camera.us_per_px();
        // A quarter of the height more on either side, so that little movements need no new picture.
        let margin = (height / 4).max(1);
        let quantum = us_per_px.saturating_mul(u64::try_from(margin).unwrap_or(1));
        let top = self.camera.top(self.now(props), height);
        let from = Time((top.0 / quantum).saturating_sub(1) * quantum);
        let paper =
            Paper { from, width, height: height + 3 * margin, us_per_px, most: MOST_ARROWS };
        let made_of = (props.chronicle.clone(), props.view.clone(), props.filter.clone());
        let same = self.made_of.as_ref().is_some_and(|(chronicle, view, filter)| {
            // Where nothing is under way at the last moment known, the view tells nothing.
            let view = *view == made_of.1 || made_of.1.now < made_of.0.head();
            *chronicle == made_of.0 && view && *filter == made_of.2
        });
        if same && self.picture.sheet == paper {
            return;
        }
        let admits = |event: &crate::sim::Event| props.filter.admits(event);
        let picture = Picture::of(&props.chronicle, paper, Some(&props.view), &admits);
        self.picture = Shared::new(picture);
        self.made_of = Some(made_of);
        self.hover = self.hover.filter(|(hit, _)| self.still_there(*hit));
    }

    fn still_there(&self, hit: Hit) -> bool {
        match hit {
            Hit::Arrow(packet) => self.picture.arrows.iter().any(|it| it.packet == packet),
            Hit::Spot(seq) => self.picture.spots.iter().any(|it| it.seqs.first() == Some(&seq)),
            Hit::Band(..) => true,
        }
    }

    /// The present moment. What happens is gathered some times a second; from very near that is a long way, and the
    /// present waits for it.
    fn now(&self, props: &Props) -> Time {
        let ahead = u64::try_from(self.size.1 * AHEAD / 100).unwrap_or(0);
        let latest = props.chronicle.head().plus_us(ahead * self.camera.us_per_px());
        props.now.min(latest)
    }

    /// Lets what was picked elsewhere come into sight.
    fn show_picked(&mut self, props: &Props) {
        let span = props.selected.and_then(|it| marked::span(it, &props.chronicle));
        if let Some((from, to)) = span {
            self.camera = self.camera.showing(from, to, self.now(props), self.size.1);
        }
    }

    /// Where in the field.
    fn place(&self, event: &MouseEvent) -> (i32, i32) {
        let rect = self.field.cast::<Element>().map(|field| field.get_bounding_client_rect());
        rect.map_or((0, 0), |rect| {
            let (left, top) = (rect.left().round() as i32, rect.top().round() as i32);
            (event.client_x() - left, event.client_y() - top)
        })
    }

    fn moment(&self, props: &Props, y: i32) -> Time {
        self.camera.moment(y, self.now(props), self.size.1)
    }

    fn hit(&self, props: &Props, (x, y): (i32, i32)) -> Option<Hit> {
        let offset = self.picture.sheet.y(self.camera.top(self.now(props), self.size.1));
        self.picture.hit(x, y + offset)
    }

    /// Notes what the pointer is on. Returns whether that is news.
    fn point(&mut self, props: &Props, hover: Option<(Hit, (i32, i32))>) -> bool {
        let packet = |hover: &Option<(Hit, (i32, i32))>| match hover {
            Some((Hit::Arrow(packet), _)) => Some(*packet),
            _ => None,
        };
        let (before, after) = (packet(&self.hover), packet(&hover));
        if before != after {
            props.on_point.emit(after);
        }
        let changed = hover != self.hover;
        self.hover = hover;
        changed
    }

    fn moved(&mut self, props: &Props, event: &PointerEvent) -> bool {
        let y = event.client_y();
        if let Some(drag) = &mut self.drag {
            if event.buttons() == 0 {
                self.drag = None;
            } else if drag.pulls || (y - drag.last).abs() > SLACK {
                if !drag.pulls
                    && let Some(field) = self.field.cast::<Element>()
                {
                    // Without it the pulling ends at the field's edge, which is no harm.
                    let _ = field.set_pointer_capture(event.pointer_id());
                }
                drag.pulls = true;
                let pulled = drag.last - y;
                drag.last = y;
                self.pan(props, pulled);
                return self.point(props, None);
            }
        }
        // A finger does not hover.
        if event.pointer_type() == "touch" {
            return false;
        }
        let at = self.place(event);
        let hover = self.hit(props, at).map(|hit| (hit, at));
        self.point(props, hover)
    }

    fn pan(&mut self, props: &Props, pixels: i32) {
        let head = props.chronicle.head();
        self.camera = self.camera.panned(pixels, self.now(props), head, self.size.1);
    }

    fn zoom(&mut self, props: &Props, steps: i32, y: i32) {
        self.camera = self.camera.zoomed(steps, y, self.now(props), self.size.1);
    }

    fn press(&mut self, props: &Props, press: Press) -> bool {
        match press {
            Press::Closer => self.zoom(props, 1, self.size.1 / 2),
            Press::Wider => self.zoom(props, -1, self.size.1 / 2),
            Press::Follow => self.follow(props, !self.camera.follows),
            Press::Tall => props.on_tall.emit(()),
        }
        true
    }

    fn follow(&mut self, props: &Props, follows: bool) {
        if !follows {
            self.pan(props, 0);
        }
        self.camera.follows = follows;
    }

    fn seek(&mut self, props: &Props, to: Time) -> bool {
        // What is looked at stays where it is.
        self.follow(props, false);
        props.on_seek.emit(to);
        true
    }

    fn clicked(&mut self, props: &Props, event: &MouseEvent) -> bool {
        if self.drag.take().is_some_and(|drag| drag.pulls) {
            return false;
        }
        let at = self.place(event);
        if at.0 < Paper::AXIS {
            return self.seek(props, self.moment(props, at.1));
        }
        let selected = self.hit(props, at).map(picked_by);
        props.on_pick.emit(selected);
        false
    }

    fn turned(&mut self, props: &Props, event: &WheelEvent) -> bool {
        /// So many pixels of turning are a step of the zoom.
        const NOTCH: f64 = 60.0;
        const LINE: f64 = 24.0;
        let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL { 1.0 } else { LINE };
        let turned = event.delta_y() * unit;
        if event.ctrl_key() || event.meta_key() {
            self.turned += turned;
            let steps = (self.turned / NOTCH).trunc();
            self.turned -= steps * NOTCH;
            let (_, y) = self.place(event);
            self.zoom(props, -(steps as i32), y);
        } else {
            self.pan(props, turned.round() as i32);
        }
        self.point(props, None)
    }

    fn key(&mut self, props: &Props, key: &str) -> bool {
        let (head, height) = (props.chronicle.head(), self.size.1);
        match key {
            "ArrowUp" => self.pan(props, -STEP),
            "ArrowDown" => self.pan(props, STEP),
            "PageUp" => self.pan(props, -height * 4 / 5),
            "PageDown" => self.pan(props, height * 4 / 5),
            "Home" => self.camera = self.camera.showing(Time::ZERO, Time::ZERO, head, height),
            "End" | "f" => self.follow(props, true),
            "+" | "=" => self.zoom(props, 1, height / 2),
            "-" => self.zoom(props, -1, height / 2),
            "j" => self.pick_neighbour(props, true),
            "k" => self.pick_neighbour(props, false),
            "Enter" => {
                let span = props.selected.and_then(|it| marked::span(it, &props.chronicle));
                let Some((from, _)) = span else { return false };
                self.seek(props, from);
            }
            _ => return false,
        }
        true
    }

    /// Picks what comes next in time after what is picked, or before; of nothing, what comes next from the middle of
    /// what is in sight.
    fn pick_neighbour(&mut self, props: &Props, forward: bool) {
        let arrows = self.picture.arrows.iter().map(|it| (it.from.1, Selected::Packet(it.packet)));
        let spots = self.picture.spots.iter().map(|it| (it.y, Selected::Event(it.seqs[0])));
        let mut things: Vec<(i32, Selected)> = arrows.chain(spots).collect();
        sort(&mut things);
        let picked =
            props.selected.and_then(|it| things.iter().position(|(_, thing)| *thing == it));
        let next = match picked {
            Some(at) if forward => things.get(at + 1),
            Some(at) => at.checked_sub(1).and_then(|at| things.get(at)),
            None => {
                let top = self.camera.top(self.now(props), self.size.1);
                let middle = self.picture.sheet.y(top) + self.size.1 / 2;
                let after = things.partition_point(|(y, _)| *y < middle);
                if forward {
                    things.get(after)
                } else {
                    after.checked_sub(1).and_then(|at| things.get(at))
                }
            }
        };
        if let Some((_, thing)) = next {
            props.on_pick.emit(Some(*thing));
        }
    }

    fn tip(&self, props: &Props) -> Html {
        let Some((hit, at)) = self.hover else { return Html::default() };
        let tip = Tip::of(hit, &self.picture, &props.chronicle);
        tip.map_or_else(Html::default, |tip| tip.beside(at, self.size))
    }

    /// What is not drawn, and why.
    fn notes(&self, props: &Props) -> Html {
        let mut omitted: Vec<String> = self.picture.omitted.iter().map(|it| it.text()).collect();
        if self.picture.unmarked > 0 {
            omitted.push(count(self.picture.unmarked as u64, "little mark", "little marks"));
        }
        let hidden = !props.filter.shows(Group::Packets);
        let show = {
            let filter = props.filter.toggled(Group::Packets);
            props.on_filter.reform(move |_: MouseEvent| filter.clone())
        };
        html! {
            <div class="diagram-notes">
                if hidden {
                    <p>
                        { tr!("The filter hides messages.") }{ " " }
                        <button type="button" class="button" onclick={show}>{ tr!("show them") }</button>
                    </p>
                }
                if !omitted.is_empty() {
                    <p role="note">{ tr!("Not drawn: {omitted}.", omitted = omitted.join(", ")) }</p>
                }
            </div>
        }
    }

    /// What is picked, and where it leads.
    fn foot(&self, props: &Props) -> Html {
        let picked =
            props.selected.and_then(|it| Some((it, describe::picked(it, &props.chronicle)?)));
        let Some((selected, text)) = picked else { return Html::default() };
        let moments = match selected {
            Selected::Packet(id) => marked::moments(id, &props.chronicle),
            _ => marked::span(selected, &props.chronicle)
                .map(|(at, _)| (tr!("show this moment"), at))
                .into_iter()
                .collect(),
        };
        let go = |(words, at): (&'static str, Time)| {
            html! {
                <button
                    key={words}
                    type="button"
                    class="button"
                    title={tr!("shows {at}", at)}
                    onclick={props.on_seek.reform(move |_: MouseEvent| at)}
                >
                    { words }
                </button>
            }
        };
        html! {
            <footer class="diagram-foot" role="status">
                <p title={text.clone()}>{ text }</p>
                <>{ for moments.into_iter().map(go) }</>
                <button
                    type="button"
                    class="button"
                    onclick={props.on_inspect.reform(move |_: MouseEvent| selected)}
                >
                    { tr!("inspect") }
                </button>
            </footer>
        }
    }

    /// How wide the canvas must be at least: as wide as a picture that outgrew what it was given.
    fn wide(&self, picture: i32) -> i32 {
        if picture > self.picture.sheet.width { picture } else { 0 }
    }
}

/// Takes a key that means something here, before the browser or the page do something with it.
fn key(event: KeyboardEvent) -> Option<Msg> {
    const KEYS: [&str; 13] = [
        "ArrowUp",
        "ArrowDown",
        "PageUp",
        "PageDown",
        "Home",
        "End",
        "f",
        "+",
        "=",
        "-",
        "j",
        "k",
        "Enter",
    ];
    let modified = event.ctrl_key() || event.alt_key() || event.meta_key();
    let key = event.key();
    if modified || !KEYS.contains(&key.as_str()) {
        return None;
    }
    event.prevent_default();
    Some(Msg::Key(key))
}

/// What a click on something picks.
fn picked_by(hit: Hit) -> Selected {
    match hit {
        Hit::Arrow(packet) => Selected::Packet(packet),
        Hit::Spot(seq) => Selected::Event(seq),
        Hit::Band(node, _) => Selected::Node(node),
    }
}

fn violation((at, name): &(Time, AttrValue), picture: &Picture) -> Html {
    let (y, width) = (picture.sheet.y(*at), picture.width());
    if !(-20..picture.sheet.height + 20).contains(&y) {
        return Html::default();
    }
    html! {
        <g key={name.to_string()} class="violation">
            <path d={format!("M{} {y}H{width}", Paper::AXIS)} />
            <text x={(width - 6).to_string()} y={(y - 5).to_string()}>{ tr!("{name} violated", name) }</text>
        </g>
    }
}
