//! The ledger and the events: long lists of which only a window is drawn.

use raftarium::draw::events::{Feed, Filter, Group};
use raftarium::explain::EventLog;
use raftarium::raft::NodeId;
use raftarium::session::{Session, Setup};
use raftarium::sim::{Cause, CommandId, Event, EventKind, Time};
use raftarium::ui::browser::dom;
use raftarium::ui::events::{Events, EventsProps};
use raftarium::ui::ledger::{Ledger, LedgerProps};
use raftarium::ui::{Selected, Shared};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::bench::{Bench, Heard, document, drawn, press, press_with_ctrl};

/// A cluster that has written so many values.
fn session(writes: u32) -> Session {
    let mut session = Session::open(Setup { nodes: 3, seed: 7 });
    let mut script = String::from("set inflight 64\nset batchsize 1000\nuntil leader within 5s\n");
    for n in 0..writes {
        script += &format!("put k{} {n} &\n", n % 7);
    }
    script += "until answered within 60s\nadvance 200ms\n";
    let report = session.run_script(&script);
    assert!(report.ok(), "{:?}", report.error);
    session
}

async fn ledger(session: &Session, heard: &Heard<Selected>) -> Bench<Ledger> {
    let bench = Bench::of(LedgerProps {
        view: session.view().into(),
        removed: Shared::default(),
        selected: None,
        on_select: heard.callback(),
    })
    .await;
    // It measures itself once it has a size, and is drawn again with what it has room for.
    drawn().await;
    bench
}

#[wasm_bindgen_test]
async fn of_hundreds_of_entries_only_those_in_sight_are_drawn() {
    let session = session(600);
    let last = session.view().nodes[0].log.last().index.0;
    assert!(last > 600);
    let bench = ledger(&session, &Heard::new()).await;
    let cells = bench.count(".ledger-cell");
    assert!((3..120).contains(&cells), "{cells} cells are drawn");
    assert_eq!(bench.count(&format!("#cell-n1-{last}")), 1, "it follows the newest");

    let scroller = bench.find(".ledger-scroll");
    scroller.set_scroll_left(0);
    drawn().await;
    drawn().await;
    assert_eq!(bench.count("#cell-n1-1"), 1);
    assert_eq!(bench.count(&format!("#cell-n1-{last}")), 0);
    assert!(bench.text(".ledger-range").starts_with("index 1 to"));
    assert_eq!(
        bench.find(".ledger-follow").get_attribute("aria-pressed").as_deref(),
        Some("false")
    );
}

#[wasm_bindgen_test]
async fn a_cell_tells_what_it_holds_and_is_picked_by_click_and_key() {
    let session = session(3);
    let heard = Heard::new();
    let bench = ledger(&session, &heard).await;
    let cell = bench.find("#cell-n2-2");
    let told = cell.get_attribute("aria-label").unwrap_or_default();
    assert_eq!(told, "k0=0: n2, index 2, term 1: k0=0, committed and applied");
    cell.unchecked_into::<HtmlElement>().click();
    drawn().await;
    assert!(matches!(heard.all()[..], [Selected::Entry(NodeId(2), index)] if index.0 == 2));
    press(&bench.find("#cell-n2-2"), "ArrowRight").await;
    let focused = document().active_element().map(|it| it.id());
    assert_eq!(focused.as_deref(), Some("cell-n2-3"));
}

#[wasm_bindgen_test]
async fn the_grid_is_walked_by_key_from_the_cell_that_the_tab_key_finds() {
    let session = session(60);
    let last = session.view().nodes[0].log.last().index.0;
    let bench = ledger(&session, &Heard::new()).await;
    let focused = || document().active_element().map(|it| it.id()).unwrap_or_default();
    let stops = bench.root.query_selector_all("[role=gridcell][tabindex='0']").expect("a selector");
    assert_eq!(stops.length(), 1, "the Tab key finds one cell");
    dom::focus(&bench.find("[role=gridcell][tabindex='0']"));
    assert_eq!(focused(), format!("cell-n1-{last}"));
    press(&bench.find(&format!("#cell-n1-{last}")), "ArrowDown").await;
    assert_eq!(focused(), format!("cell-n2-{last}"), "no click came before");
    press(&bench.find(&format!("#cell-n2-{last}")), "Home").await;
    drawn().await;
    assert_eq!(focused(), "cell-n2-1", "what was out of sight comes into it");
    press(&bench.find("#cell-n2-1"), "End").await;
    drawn().await;
    assert_eq!(focused(), format!("cell-n2-{last}"));
    press_with_ctrl(&bench.find(&format!("#cell-n2-{last}")), "Home").await;
    drawn().await;
    assert_eq!(focused(), "cell-n1-1");
    press_with_ctrl(&bench.find("#cell-n1-1"), "End").await;
    drawn().await;
    assert_eq!(focused(), format!("cell-n3-{last}"));
}

#[wasm_bindgen_test]
async fn every_column_and_every_row_has_a_header() {
    let session = session(3);
    let bench = ledger(&session, &Heard::new()).await;
    let header = bench.find("[role=grid] [role=row] [role=columnheader][aria-colindex='3']");
    assert_eq!(header.text_content().as_deref(), Some("2"));
    assert_eq!(bench.find("#cell-n2-2").get_attribute("aria-colindex").as_deref(), Some("3"));
    assert_eq!(bench.count("[role=rowheader]"), 3);
    let leader = session.view().leader.expect("a leader");
    let others = bench.root.query_selector_all("[role=rowheader]").expect("a selector");
    let labels: Vec<String> = (0..others.length())
        .filter_map(|at| others.item(at)?.dyn_into::<Element>().ok()?.get_attribute("aria-label"))
        .collect();
    assert!(
        labels.iter().any(|it| it.starts_with(&format!("{leader} leads term 1"))),
        "{labels:?}"
    );
    assert!(labels.iter().any(|it| it.contains("the leader sends next from")), "{labels:?}");
}

#[wasm_bindgen_test]
async fn a_node_that_joins_gets_a_row_and_the_newest_stays_in_sight() {
    let mut session = session(30);
    let mut bench = ledger(&session, &Heard::new()).await;
    let report = session.run_script("add n4 n5\nadvance 2ms");
    assert!(report.ok(), "{:?}", report.error);
    let props = LedgerProps {
        view: session.view().into(),
        removed: Shared::default(),
        selected: None,
        on_select: yew::Callback::noop(),
    };
    bench.give(props).await;
    // The panel is higher now, and measures itself again.
    drawn().await;
    drawn().await;
    assert_eq!(bench.count(".ledger-row[role=row]"), 5);
    let last = session.view().nodes[0].log.last().index.0;
    assert_eq!(bench.count(&format!("#cell-n1-{last}")), 1, "the newest is still in sight");
}

#[wasm_bindgen_test]
async fn of_thousands_of_events_only_those_in_sight_are_drawn() {
    let mut log = EventLog::default();
    for seq in 0..4_000 {
        let kind = EventKind::Paused { node: NodeId(1) };
        let (at, cause) = (Time(seq), Cause::Command(CommandId(1)));
        log.push(Event { seq, at, cause, parent: None, kind }.into());
    }
    let mut feed = Feed::default();
    feed.follow(&log, 0);
    let heard = Heard::new();
    let filtered = Heard::new();
    let props = EventsProps {
        feed: Shared::new(feed),
        nodes: Shared::new(vec![NodeId(1), NodeId(2)]),
        filter: Filter::default(),
        on_filter: filtered.callback(),
        selected: None,
        on_select: heard.callback(),
        on_export: yew::Callback::noop(),
    };
    let mut bench = Bench::<Events>::of(props.clone()).await;
    drawn().await;
    let drawn_lines = bench.count(".event");
    assert!((5..60).contains(&drawn_lines), "{drawn_lines} lines are drawn");
    assert!(
        bench.text(".events-plane > :last-child").contains("00:00.003"),
        "it follows the newest"
    );
    bench.click(".events-plane > :last-child button").await;
    assert_eq!(heard.all(), [Selected::Event(3_999)]);
    bench.click(".chip.faults").await;
    let [filter] = &filtered.all()[..] else { panic!("{:?}", filtered.all()) };
    assert_eq!(*filter, Filter::default().toggled(Group::Faults));
    bench.give(EventsProps { filter: filter.clone(), ..props }).await;
    assert_eq!(bench.count(".event"), 0);
    assert_eq!(bench.count(".empty"), 1);
}
