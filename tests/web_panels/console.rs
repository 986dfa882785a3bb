//! The console.

use raftarium::script::Completion;
use raftarium::session::{LineKind, TranscriptLine};
use raftarium::sim::Time;
use raftarium::ui::Shared;
use raftarium::ui::browser::storage::{self, Key};
use raftarium::ui::console::{Console, ConsoleProps};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::{AttrValue, Callback, NodeRef};

use crate::bench::{Bench, Heard, press};

const INPUT: &str = "[data-testid=console-input]";

fn lines(count: u64) -> Vec<TranscriptLine> {
    let kind = LineKind::Output;
    (0..count)
        .map(|seq| TranscriptLine {
            seq,
            at: Time(seq),
            kind: kind.clone(),
            text: format!("line {seq}"),
        })
        .collect()
}

async fn console(lines: Vec<TranscriptLine>, heard: &Heard<AttrValue>) -> Bench<Console> {
    let words = ["pause", "partition", "put"];
    Bench::of(ConsoleProps {
        telling: false,
        lines: Shared::new(lines),
        prompt: "n1".into(),
        on_exec: heard.callback(),
        complete: Callback::from(move |line: AttrValue| Completion {
            from: 0,
            candidates: words
                .iter()
                .filter(|word| word.starts_with(line.as_str()))
                .map(|word| (*word).to_string())
                .collect(),
        }),
        input: NodeRef::default(),
    })
    .await
}

async fn type_line(bench: &Bench<Console>, line: &str) {
    let input = bench.input(INPUT);
    input.set_value(line);
    press(&input, "Enter").await;
}

#[wasm_bindgen_test]
async fn enter_hands_the_line_over_and_the_arrows_bring_it_back() {
    storage::forget(Key::History);
    let heard = Heard::new();
    let bench = console(Vec::new(), &heard).await;
    type_line(&bench, "put x 1").await;
    type_line(&bench, "get x").await;
    assert_eq!(heard.all(), ["put x 1", "get x"]);
    let input = bench.input(INPUT);
    assert_eq!(input.value(), "");
    input.set_value("draft");
    for (key, shown) in [
        ("ArrowUp", "get x"),
        ("ArrowUp", "put x 1"),
        ("ArrowUp", "put x 1"),
        ("ArrowDown", "get x"),
        ("ArrowDown", "draft"),
    ] {
        press(&input, key).await;
        assert_eq!(input.value(), shown, "after {key}");
    }
}

#[wasm_bindgen_test]
async fn the_history_is_there_again_on_the_next_visit() {
    storage::forget(Key::History);
    type_line(&console(Vec::new(), &Heard::new()).await, "crash n3").await;
    let bench = console(Vec::new(), &Heard::new()).await;
    press(&bench.input(INPUT), "ArrowUp").await;
    assert_eq!(bench.input(INPUT).value(), "crash n3");
}

#[wasm_bindgen_test]
async fn tab_completes_a_word_and_offers_the_choices() {
    let bench = console(Vec::new(), &Heard::new()).await;
    let input = bench.input(INPUT);
    input.set_value("pu");
    press(&input, "Tab").await;
    assert_eq!(input.value(), "put ");
    input.set_value("pa");
    press(&input, "Tab").await;
    assert_eq!(bench.count(".console-choices li"), 2);
    bench.click(".console-choices li:last-child button").await;
    assert_eq!(input.value(), "partition ");
    assert_eq!(bench.count(".console-choices li"), 0);
}

#[wasm_bindgen_test]
async fn tab_leaves_an_empty_line_to_the_browser() {
    let bench = console(Vec::new(), &Heard::new()).await;
    assert!(press(&bench.input(INPUT), "Tab").await);
    bench.input(INPUT).set_value("p");
    assert!(!press(&bench.input(INPUT), "Tab").await);
}

#[wasm_bindgen_test]
async fn a_long_transcript_is_cut_to_its_newest_lines_and_shown_from_the_end() {
    let bench = console(lines(3_000), &Heard::new()).await;
    assert!(bench.count(".console-line") < 500);
    let output = bench.find("[data-testid=console-output]");
    assert!(bench.text("[data-testid=console-output] > :last-child").contains("line 2999"));
    assert_eq!(output.get_attribute("aria-live").as_deref(), Some("polite"));
}

#[wasm_bindgen_test]
async fn who_has_typed_nothing_is_offered_lines_to_try() {
    let heard = Heard::new();
    let bench = console(Vec::new(), &heard).await;
    bench.click(".console-invitation button").await;
    assert_eq!(heard.all(), ["put x 1"]);
    assert_eq!(console(lines(1), &heard).await.count(".console-invitation"), 0);
}
