//! The metrics panel.

use raftarium::session::metrics::Metrics as Numbers;
use raftarium::session::{Session, Setup};
use raftarium::ui::Shared;
use raftarium::ui::memo::{Memo, MemoProps};
use raftarium::ui::metrics::Metrics;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::bench::{Bench, Heard};

#[wasm_bindgen_test]
async fn it_counts_what_clients_got_and_asks_how_long_nobody_leads() {
    let mut session = Session::open(Setup::default());
    session.run_script("until leader within 5s\nload 100/s for 1s\nadvance 100ms");
    let numbers = Numbers::of(session.events().iter().rev(), session.now(), 1_000_000);
    let asked = Heard::new();
    let bench = Bench::<Memo>::of(MemoProps::of(Metrics {
        numbers: Shared::new(numbers),
        survey: Some(Shared::new(session.survey(20))),
        on_survey: asked.callback(),
    }))
    .await;
    assert!(bench.text(".metrics-tiles").contains("answers a second"));
    assert_eq!(bench.count(".histogram"), 2);
    assert!(bench.text("[data-testid=metrics]").contains("20 crashed leaders"));
    bench.click("[title='failover 200']").await;
    assert_eq!(asked.all(), [200]);
}
