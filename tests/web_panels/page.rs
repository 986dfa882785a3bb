//! The page as a whole.

use std::cell::Cell;
use std::rc::Rc;

use raftarium::session::{Playback, Session, Setup, SharedPlayer};
use raftarium::sim::{Liveness, Time};
use raftarium::ui::browser::dom;
use raftarium::ui::browser::storage::{self, Key};
use raftarium::ui::page::{News, Page, PageProps, PlayerHandle, ProgramHandle, open};
use raftarium::ui::program::WHOLE;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::Callback;

use crate::bench::{Bench, document, drawn, enter, press};

const INPUT: &str = "[data-testid=console-input]";

fn player() -> SharedPlayer {
    let mut session = Session::open(Setup::default());
    session.advance_to(Time(400_000));
    SharedPlayer::new(session, standing_still(Playback::default()))
}

fn standing_still(mut playback: Playback) -> Playback {
    playback.playing = false;
    playback
}

async fn page(player: &SharedPlayer) -> Bench<Page> {
    Bench::of(PageProps {
        player: PlayerHandle(player.clone()),
        program: ProgramHandle(&WHOLE),
        news: None,
        tour: None,
        embedding: None,
        on_whole: Callback::noop(),
    })
    .await
}

async fn key(key: &str) {
    press(&document().body().expect("a body"), key).await;
}

#[wasm_bindgen_test]
async fn keys_play_step_and_act_on_the_node_that_is_picked() {
    let player = player();
    let bench = page(&player).await;
    let now = || player.read(|player| player.session.now());
    let start = now();
    key("ArrowRight").await;
    let stepped = now();
    assert!(stepped > start);
    key("ArrowLeft").await;
    assert!(now() < stepped);
    key(" ").await;
    assert!(player.read(|player| player.playback.playing));
    key(" ").await;
    assert!(!player.read(|player| player.playback.playing));
    key("2").await;
    key("c").await;
    let down = player.read(|player| player.session.view().nodes[1].liveness);
    assert_eq!(down, Liveness::Down);
    key("c").await;
    let up = player.read(|player| player.session.view().nodes[1].liveness);
    assert_eq!(up, Liveness::Up);
    drop(bench);
}

#[wasm_bindgen_test]
async fn single_keys_are_switched_off_and_stay_off() {
    let player = player();
    let bench = page(&player).await;
    key("?").await;
    bench.click(".keys-switch input").await;
    key("Escape").await;
    let script = || player.read(|player| player.session.script());
    let before = script();
    for off in ["2", "c", "h", "N", "p", "?"] {
        key(off).await;
    }
    assert_eq!(script(), before);
    assert_eq!(bench.count("dialog"), 0);
    key(" ").await;
    assert!(player.read(|player| player.playback.playing), "space is no character");
    key(" ").await;
    drop(bench);
    let bench = page(&player).await;
    key("?").await;
    assert_eq!(bench.count("dialog"), 0, "the choice was kept");
    press(&bench.find("[data-testid=node-n2]"), "c").await;
    let down = player.read(|player| player.session.view().nodes[1].liveness);
    assert_eq!(down, Liveness::Down, "on what has the focus they work");
    bench.click(".topbar-keys").await;
    bench.click(".keys-switch input").await;
    key("Escape").await;
    key("?").await;
    assert_eq!(bench.count("dialog[open]"), 1);
}

#[wasm_bindgen_test]
async fn what_happens_is_said_aloud_once() {
    let player = player();
    let bench = page(&player).await;
    let said = || bench.text("[role=status].unseen");
    player.change(|player| {
        player.session.run_script("timeout n2\nuntil leader is n2 within 5s").ok()
    });
    drawn().await;
    assert!(said().contains("n2"), "{}", said());
    assert_eq!(said(), bench.text(".stage-caption"));
    key("ArrowRight").await;
    let step = bench.text("[data-testid=stepped]");
    assert!(said().starts_with(&step), "{} does not tell {step}", said());
    assert_eq!(bench.count(".transport [role=status]"), 0, "and nobody else says it");
}

#[wasm_bindgen_test]
async fn what_is_typed_into_the_console_is_never_taken_for_keys() {
    let player = player();
    let bench = page(&player).await;
    let script = player.read(|player| player.session.script());
    for typed in [" ", "c", "h", "p", "?", "1"] {
        press(&bench.input(INPUT), typed).await;
    }
    assert_eq!(player.read(|player| player.session.script()), script);
    assert!(!player.read(|player| player.playback.playing));
    assert_eq!(bench.count("dialog"), 0);
}

#[wasm_bindgen_test]
async fn a_bad_command_is_explained_and_changes_nothing() {
    let player = player();
    let bench = page(&player).await;
    let before = player.read(|player| (player.session.script(), player.session.digest()));
    bench.input(INPUT).set_value("frobnicate n1");
    press(&bench.input(INPUT), "Enter").await;
    let last = bench.find("[data-testid=console-output] > :last-child");
    assert!(last.class_name().contains("error"));
    assert!(last.text_content().unwrap_or_default().contains("frobnicate"));
    assert_eq!(player.read(|player| (player.session.script(), player.session.digest())), before);
    assert_eq!(bench.count(".notice"), 0, "the console itself says it");
}

#[wasm_bindgen_test]
async fn an_error_behind_another_tab_is_told_in_a_notice() {
    let player = player();
    let bench = page(&player).await;
    bench.click("#tab-checks").await;
    let down = player.read(|player| player.session.view().nodes[0].id);
    player.change(|player| player.session.exec(&format!("crash {down}")));
    drawn().await;
    // Crashing what is down already.
    bench.input(INPUT).set_value(&format!("crash {down}"));
    press(&bench.input(INPUT), "Enter").await;
    assert_eq!(bench.count("[role=alert]"), 1);
    bench.click("[role=alert] [aria-label=dismiss]").await;
    assert_eq!(bench.count("[role=alert]"), 0);
}

#[wasm_bindgen_test]
async fn a_violation_stops_the_run_and_shows_the_evidence() {
    let player = player();
    let bench = page(&player).await;
    player.change(|player| {
        player.playback.playing = true;
        let stale = include_str!("../../static/scenarios/stale-read.raft");
        let report = player.session.run_script(stale);
        assert!(report.error.is_none(), "{:?}", report.error);
    });
    drawn().await;
    assert!(!player.read(|player| player.playback.playing), "it stands still");
    let told = bench.text("[role=alert]");
    assert!(told.contains("linearizability is violated"), "{told}");
    let tab = bench.find("#tab-checks").get_attribute("aria-selected");
    assert_eq!(tab.as_deref(), Some("true"));
    assert_eq!(bench.count(".check.violated .check-evidence"), 1);
    assert!(bench.text(".checks li:first-child").contains("linearizability"), "it comes first");
}

#[wasm_bindgen_test]
async fn what_another_hand_does_is_shown() {
    let player = player();
    let bench = page(&player).await;
    player.change(|player| player.session.run_script("put who else").ok());
    drawn().await;
    assert!(bench.text("[data-testid=console-output]").contains("put who else"));
    if bench.count("#tab-ledger") > 0 {
        // In a window of this size the ledger is one of the tabs.
        bench.click("#tab-ledger").await;
    }
    assert!(bench.text("[data-testid=ledger]").contains("else"));
}

#[wasm_bindgen_test]
async fn the_page_goes_on_where_it_was_left() {
    storage::forget(Key::Crash);
    let player = player();
    let bench = page(&player).await;
    bench.input(INPUT).set_value("crash leader");
    press(&bench.input(INPUT), "Enter").await;
    let left = player
        .read(|player| (player.session.now(), player.session.script(), player.session.digest()));
    drop(bench);
    let again = open();
    let (now, script) = (again.session.now(), again.session.script());
    assert_eq!((now, script, again.session.digest()), left);
    assert!(!again.playback.playing);
    assert_eq!(again.news, None);
}

#[wasm_bindgen_test]
async fn a_session_that_stopped_the_page_is_kept_and_offered() {
    let _ = storage::save(Key::Script, "cluster 3\nseed 9\n@1s\n");
    let _ = storage::save(Key::Moment, "500000 playing 24");
    let _ = storage::save(Key::Crash, "1");
    let opening = open();
    assert_eq!(opening.news, Some(News::Stopped));
    let player = SharedPlayer::new(opening.session, standing_still(opening.playback));
    let props = PageProps {
        player: PlayerHandle(player.clone()),
        program: ProgramHandle(&WHOLE),
        news: opening.news,
        tour: None,
        embedding: None,
        on_whole: Callback::noop(),
    };
    let bench = Bench::<Page>::of(props).await;
    bench.click("[role=alert] .button:not(.ghost)").await;
    player.read(|player| {
        assert_eq!(player.session.setup(), Setup { nodes: 3, seed: 9 });
        assert_eq!(player.session.now(), Time(500_000));
        assert!(!player.playback.playing);
    });
    assert_eq!(storage::load(Key::Crash), None);
}

#[wasm_bindgen_test]
async fn a_saved_session_that_cannot_be_read_is_told_and_a_new_one_opens() {
    storage::forget(Key::Crash);
    let _ = storage::save(Key::Script, "cluster of doom\n");
    let opening = open();
    assert!(matches!(opening.news, Some(News::Unreadable(_))), "{:?}", opening.news);
    assert_eq!(opening.session.setup(), Setup::default());
}

#[wasm_bindgen_test]
async fn the_theme_goes_round_and_is_worn_by_the_root() {
    let bench = page(&player()).await;
    let worn = || document().document_element().and_then(|root| root.get_attribute("data-theme"));
    for expect in [Some("dark"), Some("light"), None] {
        bench.click("[aria-label^='theme']").await;
        assert_eq!(worn().as_deref(), expect);
    }
}

#[wasm_bindgen_test]
async fn a_new_version_is_announced_and_loaded_only_when_asked_for() {
    let bench = page(&player()).await;
    let window = web_sys::window().expect("a window");
    let asked = Rc::new(Cell::new(false));
    let heard = {
        let asked = Rc::clone(&asked);
        dom::Listener::on(&window, "loadnewversion", move |_| asked.set(true))
    };
    window.dispatch_event(&web_sys::Event::new("newversion").expect("an event")).expect("a window");
    drawn().await;
    assert!(bench.text("[role=alert]").contains("new version"));
    assert!(!asked.get());
    bench.click("[role=alert] .button:not(.ghost)").await;
    assert!(asked.get());
    assert_eq!(bench.count("[role=alert]"), 0);
    drop(heard);
}

#[wasm_bindgen_test]
async fn a_menu_opens_issues_its_line_and_closes_with_escape() {
    let player = player();
    let bench = page(&player).await;
    bench.click("[aria-controls=menu-cluster]").await;
    bench.click("#menu-cluster [title='cluster 7']").await;
    assert_eq!(player.read(|player| player.session.setup().nodes), 7);
    assert_eq!(bench.count("#menu-cluster"), 1, "it stays open for the next");
    key("Escape").await;
    assert_eq!(bench.count("#menu-cluster"), 0);
}

#[wasm_bindgen_test]
async fn the_slash_leads_to_the_console_wherever_one_is() {
    let bench = page(&player()).await;
    let presenting =
        || document().document_element().is_some_and(|root| root.has_attribute("data-presenting"));
    bench.click("#tab-checks").await;
    key("p").await;
    assert!(presenting());
    key("/").await;
    assert!(!presenting());
    let focused = document().active_element().and_then(|it| it.get_attribute("data-testid"));
    assert_eq!(focused.as_deref(), Some("console-input"));
}

#[wasm_bindgen_test]
async fn the_keys_are_listed_in_a_dialog() {
    let bench = page(&player()).await;
    key("?").await;
    assert_eq!(bench.count("dialog[open]"), 1);
    key("Escape").await;
    assert_eq!(bench.count("dialog[open]"), 0);
}

#[wasm_bindgen_test]
async fn a_rule_that_is_broken_is_shown_at_the_checks_and_what_it_does_is_one_press_away() {
    let player = player();
    let bench = page(&player).await;
    bench.click("#tab-checks").await;
    assert_eq!(bench.count(".checks-planted"), 0);
    player.change(|player| player.session.exec("break vote-twice"));
    drawn().await;
    assert!(bench.text(".checks-planted").starts_with("vote-twice is planted."));
    bench.click(".checks-planted button").await;
    let begun = player.read(|player| (player.session.now(), player.session.setup().nodes));
    assert!(
        begun.0 < Time(150_000),
        "the script of the bug is played from its beginning: {begun:?}"
    );
    assert_eq!(begun.1, 2);
    assert!(bench.text(".notice").contains("back to my session"));
}

#[wasm_bindgen_test]
async fn a_command_that_takes_long_says_how_far_it_is_and_escape_ends_it() {
    let player = player();
    let bench = page(&player).await;
    let field = bench.input("[data-testid=console-input]");
    enter(&field, "advance 24h", "input").await;
    press(&field, "Enter").await;
    assert!(bench.text("[data-testid=under-way]").starts_with("advance 24h: "));
    key("Escape").await;
    assert_eq!(bench.count("[data-testid=under-way]"), 0);
    let reached = player.read(|player| player.session.now());
    assert!((Time(1)..Time(24 * 3_600_000_000)).contains(&reached), "{reached}");
    let told = bench.text("[data-testid=console-output]");
    assert!(told.contains("before it was done"), "{told}");
}
