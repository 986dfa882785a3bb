//! The space-time diagram: what is drawn, and what hand and key do to it.

use raftarium::draw::events::{Filter, Group};
use raftarium::draw::spacetime::{Chronicle, RunKey};
use raftarium::session::{Session, Setup};
use raftarium::sim::{EventKind, PacketId, Time};
use raftarium::ui::diagram::{Diagram, DiagramProps};
use raftarium::ui::{Selected, Shared};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{MouseEvent, MouseEventInit, PointerEvent, PointerEventInit};

use crate::bench::{Bench, Heard, drawn, press};

const FIELD: &str = ".diagram-field";

fn session(lines: &str) -> Session {
    let mut session = Session::open(Setup { nodes: 3, seed: 7 });
    let report = session.run_script(&format!("until leader within 5s\n{lines}"));
    assert!(report.ok(), "{:?}", report.error);
    session
}

fn everything() -> Filter {
    Filter { node: None, groups: [true; Group::ALL.len()] }
}

/// A diagram, and what it says.
struct Tried {
    bench: Bench<Diagram>,
    picked: Heard<Option<Selected>>,
    pointed: Heard<Option<PacketId>>,
    sought: Heard<Time>,
    filtered: Heard<Filter>,
}

impl Tried {
    async fn of(session: &Session, selected: Option<Selected>, filter: Filter) -> Self {
        let (picked, pointed) = (Heard::new(), Heard::new());
        let (sought, filtered) = (Heard::new(), Heard::new());
        let view = session.view();
        let mut chronicle = Chronicle::default();
        chronicle.follow(session.events(), &view, RunKey::of(session));
        let bench = Bench::of(DiagramProps {
            chronicle: Shared::new(chronicle),
            now: session.now(),
            nodes: Shared::new(view.nodes.iter().map(|node| node.id).collect()),
            view: view.into(),
            filter,
            violations: Vec::new(),
            selected,
            pointed: None,
            tall: false,
            on_filter: filtered.callback(),
            on_pick: picked.callback(),
            on_point: pointed.callback(),
            on_inspect: yew::Callback::noop(),
            on_seek: sought.callback(),
            on_tall: yew::Callback::noop(),
            on_export: yew::Callback::noop(),
        })
        .await;
        // It measures itself once it has a size, and is drawn again.
        drawn().await;
        Self { bench, picked, pointed, sought, filtered }
    }

    /// The middle of what a selector finds, as the browser sees it.
    fn middle(&self, selector: &str) -> (f64, f64) {
        let rect = self.bench.find(selector).get_bounding_client_rect();
        (rect.x() + rect.width() / 2.0, rect.y() + rect.height() / 2.0)
    }

    fn pointer(&self, kind: &str, (x, y): (f64, f64), buttons: u16) {
        let init = PointerEventInit::new();
        init.set_bubbles(true);
        init.set_is_primary(true);
        init.set_pointer_type("mouse");
        init.set_buttons(buttons);
        init.set_client_x(x.round() as i32);
        init.set_client_y(y.round() as i32);
        let event = PointerEvent::new_with_event_init_dict(kind, &init).expect("an event");
        self.bench.find(FIELD).dispatch_event(&event).expect("a target");
    }

    fn mouse(&self, kind: &str, (x, y): (f64, f64)) {
        let init = MouseEventInit::new();
        init.set_bubbles(true);
        init.set_client_x(x.round() as i32);
        init.set_client_y(y.round() as i32);
        let event = MouseEvent::new_with_mouse_event_init_dict(kind, &init).expect("an event");
        self.bench.find(FIELD).dispatch_event(&event).expect("a target");
    }

    async fn click(&self, at: (f64, f64)) {
        self.pointer("pointerdown", at, 1);
        self.pointer("pointerup", at, 0);
        self.mouse("click", at);
        drawn().await;
    }

    /// Where the present stands, in the field.
    fn now(&self) -> i32 {
        let y = self.bench.find(".diagram-now").get_attribute("data-y").expect("a place");
        y.parse().expect("a number")
    }
}

#[wasm_bindgen_test]
async fn messages_are_arrows_and_a_click_picks_one() {
    let session = session("put x 1\nadvance 20ms");
    let tried = Tried::of(&session, None, everything()).await;
    let arrows = tried.bench.count(".arrow");
    assert!(arrows > 5, "{arrows} arrows");
    assert_eq!(tried.bench.count(".diagram-head"), 4, "you and three nodes");
    assert!(tried.bench.count(".band.leader") == 1 && tried.bench.count(".band.follower") >= 2);
    let request = tried.bench.find(".arrow.answer").get_attribute("data-packet").expect("a number");
    let line = format!("[data-packet=\"{request}\"] .line");
    let at = tried.middle(&line);
    tried.pointer("pointermove", at, 0);
    drawn().await;
    assert!(tried.bench.text(".diagram-tip").starts_with(&format!("p{request}")));
    let packet = PacketId(request.parse().expect("a number"));
    assert_eq!(tried.pointed.all(), [Some(packet)]);
    tried.click(at).await;
    assert_eq!(tried.picked.all(), [Some(Selected::Packet(packet))]);
}

#[wasm_bindgen_test]
async fn what_is_picked_elsewhere_comes_into_sight_and_is_marked() {
    let session = session("put x 1\nadvance 3s");
    let asked = session.events().iter().find_map(|event| match event.kind {
        EventKind::Invoked { .. } => Some(event.seq),
        _ => None,
    });
    let asked = asked.expect("a request");
    let before = Tried::of(&session, None, everything()).await;
    assert_eq!(before.bench.count(".spot.asked"), 0, "it is long past");
    drop(before);
    let tried = Tried::of(&session, Some(Selected::Event(asked)), everything()).await;
    assert_eq!(tried.bench.count(&format!("[data-seq=\"{asked}\"]")), 1);
    assert_eq!(tried.bench.count(".ring.picked"), 1);
    assert!(tried.bench.text(".diagram-foot").contains("put x 1"));
    tried.bench.click(".diagram-foot .button").await;
    let then = session.events().since(asked).next().map(|event| event.at);
    assert_eq!(tried.sought.all(), then.into_iter().collect::<Vec<_>>());
}

#[wasm_bindgen_test]
async fn the_axis_and_a_double_click_lead_to_their_moments() {
    let session = session("advance 1s");
    let tried = Tried::of(&session, None, everything()).await;
    let rect = tried.bench.find(FIELD).get_bounding_client_rect();
    tried.click((rect.left() + 20.0, rect.top() + 50.0)).await;
    tried.mouse("dblclick", (rect.left() + 300.0, rect.top() + 90.0));
    drawn().await;
    let [axis, twice] = tried.sought.all()[..] else { panic!("{:?}", tried.sought.all()) };
    assert!(axis < twice && twice < session.now(), "{axis} {twice}");
    assert_eq!(twice.since(axis) / 40, 350, "forty pixels apart");
    let pressed = tried.bench.find(".diagram-tools [aria-pressed]").get_attribute("aria-pressed");
    assert_eq!(pressed.as_deref(), Some("false"), "what is looked at stays");
}

#[wasm_bindgen_test]
async fn dragging_and_keys_move_through_time() {
    let session = session("advance 2s");
    let tried = Tried::of(&session, None, everything()).await;
    let start = tried.now();
    let (x, y) = tried.middle(FIELD);
    tried.pointer("pointerdown", (x, y), 1);
    tried.pointer("pointermove", (x, y + 10.0), 1);
    tried.pointer("pointermove", (x, y + 60.0), 1);
    tried.pointer("pointerup", (x, y + 60.0), 0);
    tried.mouse("click", (x, y + 60.0));
    drawn().await;
    assert_eq!(tried.now(), start + 60);
    assert_eq!(tried.picked.all(), [], "pulling picks nothing");
    let field = tried.bench.find(FIELD);
    assert!(!press(&field, "ArrowDown").await, "the key is used up");
    assert!(tried.now() < start + 60);
    press(&field, "f").await;
    assert_eq!(tried.now(), start);
    press(&field, "k").await;
    assert!(matches!(tried.picked.all()[..], [Some(_)]));
    assert!(press(&field, "ArrowRight").await, "that one is for the whole page");
}

#[wasm_bindgen_test]
async fn of_thousands_of_messages_only_what_can_be_told_apart_is_drawn_and_the_rest_counted() {
    let session = session("load 400/s for 4s clients 5\nadvance 4s");
    let tried = Tried::of(&session, None, everything()).await;
    for _ in 0..13 {
        press(&tried.bench.find(FIELD), "-").await;
    }
    let arrows = tried.bench.count(".diagram-sheet .arrow");
    assert!((30..=400).contains(&arrows), "{arrows} arrows");
    assert!(tried.bench.count(".spot") < 2_000);
    let note = tried.bench.text(".diagram-notes");
    assert!(note.contains("heartbeats and answers to them"), "{note}");
}

#[wasm_bindgen_test]
async fn the_filter_hides_here_what_it_hides_elsewhere() {
    let session = session("put x 1\nadvance 50ms");
    let tried = Tried::of(&session, None, Filter::default()).await;
    assert_eq!(tried.bench.count(".arrow"), 0);
    tried.bench.click(".diagram-notes .button").await;
    let [shown] = &tried.filtered.all()[..] else { panic!("{:?}", tried.filtered.all()) };
    assert!(shown.shows(Group::Packets));
}
