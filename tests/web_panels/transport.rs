//! The transport.

use raftarium::draw::timeline::Lane;
use raftarium::raft::{NodeId, Term};
use raftarium::session::{Bookmark, Mark, MarkKind, Speed, TermSpan};
use raftarium::sim::{EventKind, Role, Time};
use raftarium::ui::Shared;
use raftarium::ui::late::Late;
use raftarium::ui::memo::{Memo, MemoProps};
use raftarium::ui::topbar::MenuId;
use raftarium::ui::transport::moments::moments;
use raftarium::ui::transport::{Direction, Transport};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::Callback;

use crate::bench::{Bench, Heard, enter, press};

/// The transport in the document.
async fn placed(transport: Transport) -> Bench<Memo> {
    Bench::of(MemoProps::of(transport)).await
}

fn props() -> Transport {
    let (from, to) = (Role::Candidate, Role::Leader);
    let elected = EventKind::RoleChanged { node: NodeId(3), from, to, term: Term(1) };
    let elected = MarkKind::Event(elected);
    Transport {
        moments: Late::Here(moments),
        now: Time(500_000),
        horizon: Time(1_000_000),
        playing: false,
        speed: Speed::of(0.1),
        lingers: true,
        is_told: false,
        marks: Shared::new(vec![Mark { at: Time(400_000), kind: elected }]),
        insights: Shared::default(),
        spans: Shared::new(vec![
            TermSpan { from: Time::ZERO, term: Term(0), led_from: None },
            TermSpan { from: Time(300_000), term: Term(1), led_from: Some(Time(400_000)) },
        ]),
        bookmarks: Shared::new(vec![Bookmark { at: Time(600_000), name: "a name".into() }]),
        stepped: None,
        menu: None,
        on_menu: Callback::noop(),
        on_command: Callback::noop(),
        on_play: Callback::noop(),
        on_step: Callback::noop(),
        on_speed: Callback::noop(),
        on_linger: Callback::noop(),
        on_seek: Callback::noop(),
        on_hold: Callback::noop(),
        lanes: Shared::default(),
        on_branch: Callback::noop(),
        on_name: Callback::noop(),
        on_compare: Callback::noop(),
    }
}

#[wasm_bindgen_test]
async fn its_buttons_play_and_step_both_ways() {
    let (plays, steps) = (Heard::new(), Heard::new());
    let bench =
        placed(Transport { on_play: plays.callback(), on_step: steps.callback(), ..props() }).await;
    bench.click("[data-testid=play]").await;
    bench.click("[aria-label='Step forward']").await;
    bench.click("[aria-label='Step back']").await;
    assert_eq!(plays.all().len(), 1);
    assert_eq!(steps.all(), [Direction::Forward, Direction::Back]);
    assert_eq!(bench.text("[data-testid=clock]"), "00:00.500 s");
}

#[wasm_bindgen_test]
async fn the_handle_is_a_slider_that_the_keys_move_and_never_past_the_horizon() {
    let seeks = Heard::new();
    let bench = placed(Transport { on_seek: seeks.callback(), ..props() }).await;
    let handle = bench.find("[role=slider]");
    assert_eq!(handle.get_attribute("aria-valuenow").as_deref(), Some("500"));
    assert_eq!(handle.get_attribute("aria-valuetext").as_deref(), Some("00:00.500"));
    for key in ["ArrowLeft", "ArrowRight", "Home", "End", "PageUp"] {
        assert!(!press(&handle, key).await, "{key} scrolls nothing");
    }
    let seeks: Vec<u64> = seeks.all().into_iter().map(|time| time.0).collect();
    assert_eq!(seeks, [490_000, 510_000, 0, 1_000_000, 600_000]);
}

#[wasm_bindgen_test]
async fn a_mark_says_what_happened_and_leads_there() {
    let seeks = Heard::new();
    let bench = placed(Transport { on_seek: seeks.callback(), ..props() }).await;
    let title = bench.find(".timeline-mark").get_attribute("title").unwrap_or_default();
    assert_eq!(title, "00:00.400: n3 leads term 1");
    bench.click(".timeline-mark").await;
    assert_eq!(seeks.all(), [Time(400_000)]);
    assert_eq!(bench.count(".timeline-span.sought"), 2, "term 0, and term 1 before its leader");
    assert_eq!(bench.count(".timeline-span.led"), 1);
}

#[wasm_bindgen_test]
async fn the_speed_slider_is_logarithmic_and_says_its_speed() {
    let speeds = Heard::new();
    let bench = placed(Transport { on_speed: speeds.callback(), ..props() }).await;
    let slider = bench.input("[data-testid=speed]");
    assert_eq!(slider.get_attribute("aria-valuetext").as_deref(), Some("1/10 of real time"));
    enter(&slider, "36", "input").await;
    assert_eq!(speeds.all(), [36]);
    assert_eq!(Speed::at(36).label(), "1×");
}

#[wasm_bindgen_test]
async fn branches_are_lanes_that_can_be_shown_named_and_compared() {
    let lane = |number, from, to, current| Lane {
        number,
        name: format!("branch {}", number + 1),
        from: Time(from),
        to: Time(to),
        current,
    };
    let (shown, named, compared) = (Heard::new(), Heard::new(), Heard::new());
    let alone =
        placed(Transport { lanes: Shared::new(vec![lane(0, 0, 1_000_000, true)]), ..props() })
            .await;
    assert_eq!(alone.count(".lane"), 0, "one branch alone is not worth showing");
    let bench = placed(Transport {
        lanes: Shared::new(vec![lane(0, 0, 9_000_000, false), lane(1, 400_000, 1_000_000, true)]),
        on_branch: shown.callback(),
        on_name: named.callback(),
        on_compare: compared.callback(),
        ..props()
    })
    .await;
    bench.click("button.lane-name").await;
    bench.click(".lane-compare").await;
    enter(&bench.input("input.lane-name"), "what if", "change").await;
    assert_eq!((shown.all(), compared.all()), (vec![0], vec![0]));
    assert_eq!(named.all(), ["what if"]);
}

#[wasm_bindgen_test]
async fn the_menu_of_moments_issues_lines_of_the_language() {
    let (lines, seeks) = (Heard::new(), Heard::new());
    let bench = placed(Transport {
        menu: Some(MenuId::Moments),
        on_command: lines.callback(),
        on_seek: seeks.callback(),
        ..props()
    })
    .await;
    enter(&bench.input("[aria-label='run until this holds']"), "no leader", "input").await;
    bench.click("[type=submit]").await;
    bench.click(".moments-row .button:not(.ghost)").await;
    bench.click("[aria-label='forget a name']").await;
    let expected = ["until no leader within 10s", "go \"a name\"", "unbookmark \"a name\""];
    assert_eq!(lines.all().iter().map(|line| line.as_str()).collect::<Vec<_>>(), expected);
    bench.click(".timeline-mark.flag").await;
    assert_eq!(seeks.all(), [Time(600_000)]);
}

#[wasm_bindgen_test]
async fn a_single_step_is_told_in_words() {
    let stepped = Some("p17 arrives: n3 receives a heartbeat from n1".into());
    let bench = placed(Transport { stepped, ..props() }).await;
    assert!(bench.text("[data-testid=stepped]").contains("n3 receives a heartbeat"));
}
