//! The stage: what a hand, a finger or a key does to it, as script lines.

use raftarium::raft::NodeId;
use raftarium::session::{Session, Setup};
use raftarium::sim::PacketId;
use raftarium::ui::stage::{Moment, Moments, Stage, StageProps};
use raftarium::ui::{Selected, Shared};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, MouseEvent, MouseEventInit, PointerEvent, PointerEventInit};

use crate::bench::{Bench, Heard, drawn, press};

/// A cluster of five with a leader, after these lines.
fn session(lines: &str) -> Session {
    let mut session = Session::open(Setup { nodes: 5, seed: 7 });
    let report = session.run_script(&format!("until leader within 5s\n{lines}"));
    assert!(report.ok(), "{:?}", report.error);
    session
}

/// The moment at which it is.
fn moment(session: &Session) -> Moment {
    Moment {
        view: session.view().into(),
        now: session.now(),
        recent: Shared::new(session.events().shared().cloned().collect()),
        pace_us: 100_000,
    }
}

/// A stage, and what it says.
struct Tried {
    bench: Bench<Stage>,
    lines: Heard<String>,
    picked: Heard<Option<Selected>>,
}

impl Tried {
    async fn of(session: &Session, selection: Option<Selected>) -> Self {
        let (lines, picked) = (Heard::new(), Heard::new());
        let bench = Bench::of(StageProps {
            summary: yew::AttrValue::default(),
            moment: moment(session),
            moments: Moments::default(),
            selection,
            presenting: false,
            pointed: None,
            on_point: yew::Callback::noop(),
            caption: Some("n1 leads term 1.".into()),
            earlier: Shared::new(vec!["n1 stands for election in term 1.".into()]),
            on_command: lines.callback(),
            on_select: picked.callback(),
        })
        .await;
        // It measures itself once it has a size, and is drawn again.
        drawn().await;
        Self { bench, lines, picked }
    }

    fn svg(&self) -> Element {
        self.bench.find("[data-testid=stage]")
    }

    /// The middle of what a selector finds, as the browser sees it.
    fn middle(&self, selector: &str) -> (f64, f64) {
        let rect = self.bench.find(selector).get_bounding_client_rect();
        (rect.x() + rect.width() / 2.0, rect.y() + rect.height() / 2.0)
    }

    fn node(&self, id: u32) -> (f64, f64) {
        self.middle(&format!("[data-testid=node-n{id}] .body"))
    }

    fn pointer(&self, kind: &str, (x, y): (f64, f64)) {
        let init = PointerEventInit::new();
        init.set_bubbles(true);
        init.set_is_primary(true);
        init.set_pointer_type("mouse");
        init.set_client_x(x as i32);
        init.set_client_y(y as i32);
        let event = PointerEvent::new_with_event_init_dict(kind, &init).expect("an event");
        self.svg().dispatch_event(&event).expect("a target");
    }

    fn mouse(&self, kind: &str, (x, y): (f64, f64), shift: bool) {
        let init = MouseEventInit::new();
        init.set_bubbles(true);
        init.set_shift_key(shift);
        init.set_client_x(x as i32);
        init.set_client_y(y as i32);
        let event = MouseEvent::new_with_mouse_event_init_dict(kind, &init).expect("an event");
        self.svg().dispatch_event(&event).expect("a target");
    }

    /// A whole click: press, let go, click.
    async fn click(&self, at: (f64, f64), shift: bool) {
        self.pointer("pointerdown", at);
        self.pointer("pointerup", at);
        self.mouse("click", at, shift);
        drawn().await;
    }

    /// Draws a line between two places; `up` lets go.
    async fn draw(&self, from: (f64, f64), to: (f64, f64), up: bool) {
        self.pointer("pointerdown", from);
        for step in 1..=10 {
            let part = f64::from(step) / 10.0;
            let at = (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part);
            self.pointer("pointermove", at);
        }
        if up {
            self.pointer("pointerup", to);
            self.mouse("click", to, false);
        }
        drawn().await;
    }

    /// A line between n2 and n3 on one side, and n5 and n1 on the other.
    fn line(&self) -> ((f64, f64), (f64, f64)) {
        let between = |a: (f64, f64), b: (f64, f64)| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
        let (from, to) = (between(self.node(5), self.node(1)), between(self.node(2), self.node(3)));
        let (dx, dy) = ((to.0 - from.0) * 0.1, (to.1 - from.1) * 0.1);
        ((from.0 - dx, from.1 - dy), (to.0 + dx, to.1 + dy))
    }
}

const N2: Option<Selected> = Some(Selected::Node(NodeId(2)));

#[wasm_bindgen_test]
async fn every_node_has_a_name_a_role_and_a_place_in_the_order_of_keys() {
    let session = session("");
    let leader = session.view().leader.expect("a leader").0;
    let tried = Tried::of(&session, None).await;
    assert_eq!(tried.bench.count(".node [tabindex='0'][role=button]"), 5);
    let label =
        tried.bench.find(&format!("[data-testid=node-n{leader}]")).get_attribute("aria-label");
    let label = label.expect("a label");
    assert!(label.starts_with(&format!("n{leader}, leader, term ")), "{label}");
    assert_eq!(tried.bench.count(".node.leader .halo"), 1);
    assert_eq!(tried.bench.text(".stage-caption"), "n1 leads term 1.");
    assert_eq!(tried.bench.text(".stage-earlier"), "n1 stands for election in term 1.");
}

#[wasm_bindgen_test]
async fn a_click_on_a_node_picks_it_and_one_on_the_empty_stage_lets_go() {
    let session = session("");
    let tried = Tried::of(&session, None).await;
    tried.click(tried.node(2), false).await;
    assert_eq!(tried.picked.all(), [N2]);
    let tried = Tried::of(&session, N2).await;
    let corner = tried.bench.find("[data-testid=stage]").get_bounding_client_rect();
    tried.click((corner.right() - 3.0, corner.bottom() - 3.0), false).await;
    assert_eq!(tried.picked.all(), [None]);
}

#[wasm_bindgen_test]
async fn the_card_shows_each_action_with_its_line_and_its_key() {
    let tried = Tried::of(&session(""), N2).await;
    let text = tried.bench.text(".stage-card");
    for expected in ["crash n2", "pause n2", "timeout n2", "partition n2", "connect n2"] {
        assert!(text.contains(expected), "{text}");
    }
    tried.bench.click(".card-actions button").await;
    assert_eq!(tried.lines.all(), ["crash n2"]);
}

#[wasm_bindgen_test]
async fn one_key_acts_on_the_node_that_has_the_focus() {
    let tried = Tried::of(&session("crash n3"), N2).await;
    let left = press(&tried.bench.find("[data-testid=node-n3]"), "c").await;
    assert!(!left, "the key was taken");
    press(&tried.bench.find("[data-testid=node-n4]"), "z").await;
    assert_eq!(tried.lines.all(), ["restart n3", "pause n4"]);
    assert!(press(&tried.bench.find("[data-testid=node-n4]"), "q").await, "not a key of ours");
    press(&tried.bench.find("[data-testid=node-n4]"), "Enter").await;
    assert_eq!(tried.picked.all(), [Some(Selected::Node(NodeId(4)))]);
    press(&tried.bench.find("[data-testid=node-n4]"), "Escape").await;
    assert_eq!(tried.picked.all().last(), Some(&None));
}

#[wasm_bindgen_test]
async fn a_click_with_shift_and_a_double_click_strike_at_once() {
    let tried = Tried::of(&session(""), None).await;
    tried.click(tried.node(2), true).await;
    tried.mouse("dblclick", tried.node(3), false);
    drawn().await;
    assert_eq!(tried.lines.all(), ["crash n2", "crash n3"]);
    assert_eq!(tried.picked.all(), []);
}

#[wasm_bindgen_test]
async fn a_line_across_the_ring_is_a_partition_and_says_so_before_it_is_one() {
    let tried = Tried::of(&session(""), None).await;
    let (from, to) = tried.line();
    tried.draw(from, to, false).await;
    assert!(tried.bench.text(".stage-hint").contains("partition n1 n2 | n3 n4 n5"));
    assert_eq!((tried.bench.count(".planned .hull"), tried.bench.count(".knife")), (2, 1));
    tried.pointer("pointerup", to);
    tried.mouse("click", to, false);
    drawn().await;
    assert_eq!(tried.lines.all(), ["partition n1 n2 | n3 n4 n5"]);
    assert_eq!(tried.bench.count(".knife"), 0);
    assert_eq!(tried.picked.all(), [], "the click that ends a line is no click");
}

#[wasm_bindgen_test]
async fn escape_gives_up_a_line() {
    let tried = Tried::of(&session(""), None).await;
    let (from, to) = tried.line();
    tried.draw(from, to, false).await;
    let body = crate::bench::document().body().expect("a body");
    assert!(!press(&body, "Escape").await, "nobody else hears it");
    assert_eq!(tried.bench.count(".knife"), 0);
    tried.pointer("pointerup", to);
    tried.mouse("click", to, false);
    drawn().await;
    assert_eq!((tried.lines.all().len(), tried.picked.all().len()), (0, 0));
    assert!(press(&body, "Escape").await, "without a line it is everybody's");
}

#[wasm_bindgen_test]
async fn a_click_on_a_link_offers_to_cut_it_one_way() {
    // Between two heartbeats nothing is on its way.
    let tried = Tried::of(&session("advance 45ms"), None).await;
    assert_eq!(tried.bench.count("[data-testid=packet]"), 0);
    let (a, b) = (tried.node(1), tried.node(2));
    tried.click((a.0 + (b.0 - a.0) * 0.5, a.1 + (b.1 - a.1) * 0.5), false).await;
    assert!(tried.bench.text(".stage-card").contains("n1 – n2"));
    press(&tried.svg(), "a").await;
    assert_eq!(tried.lines.all(), ["cut n1 > n2"]);
    press(&tried.svg(), "Escape").await;
    assert_eq!(tried.bench.count(".stage-card"), 0);
}

#[wasm_bindgen_test]
async fn a_packet_explains_itself_and_can_be_dropped() {
    // The first heartbeats of the leader are on their way.
    let session = session("advance 4ms");
    let packet = session.view().packets.first().expect("a packet").clone();
    let tried = Tried::of(&session, None).await;
    let at = tried.middle(&format!("[data-packet='{}']", packet.id.0));
    tried.pointer("pointermove", at);
    drawn().await;
    let tip = tried.bench.text(".stage-tooltip");
    assert!(tip.contains(&packet.id.to_string()) && tip.contains("arrives in"), "{tip}");
    tried.click(at, true).await;
    assert_eq!(tried.lines.all(), [format!("drop {}", packet.id)]);

    let tried = Tried::of(&session, Some(Selected::Packet(packet.id))).await;
    let element = tried.bench.find(&format!("[data-packet='{}']", packet.id.0));
    for key in ["u", "l", "v"] {
        press(&element, key).await;
    }
    let id = packet.id;
    assert_eq!(
        tried.lines.all(),
        [format!("duplicate {id}"), format!("delay {id} 50ms"), format!("deliver {id}")]
    );
    let gone = Tried::of(&session, Some(Selected::Packet(PacketId(u64::MAX)))).await;
    assert_eq!(gone.bench.count(".stage-card"), 0, "what has arrived has no card");
}

#[wasm_bindgen_test]
async fn groups_and_cut_links_are_drawn() {
    let tried = Tried::of(&session("partition n1 n2 | n3 n4 n5\n"), None).await;
    assert_eq!((tried.bench.count(".hull.quorum"), tried.bench.count(".hull.minority")), (1, 1));
    let apart = tried.bench.find(".link.cut.apart").get_attribute("d").expect("a path");
    assert_eq!(apart.matches('M').count(), 12, "two halves of six links");
}
