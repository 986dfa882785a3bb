//! Stopping, stepping and rewinding time.

use e2e::{Page, Trouble, story};

#[test]
fn time_stops_goes_on_by_single_steps_and_runs_again() {
    story("step", async |page| {
        page.test_id("play").await?.click().await?;
        page.until("time stands still", "state.paused").await?;
        let mut last = now(page).await?;
        for _ in 0..3 {
            page.by_role("button", "Step forward").await?.click().await?;
            page.until("one move was made", &format!("state.time_us > {last}")).await?;
            assert_eq!(page.value("raftarium.state().paused").await?, true);
            last = now(page).await?;
            let told = page.test_id("stepped").await?.text().await?;
            assert!(told.split_whitespace().count() > 2, "{told}");
        }
        page.by_role("button", "Step back").await?.click().await?;
        page.until("one move was taken back", &format!("state.time_us < {last}")).await?;
        let told = page.test_id("stepped").await?.text().await?;
        assert!(told.starts_with("taken back: "), "{told}");
        page.test_id("play").await?.click().await?;
        page.until("time passes", &format!("!state.paused && state.time_us > {last}")).await
    });
}

#[test]
fn dragging_the_timeline_back_shows_the_past_again() {
    story("rewind", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nput x 1\nadvance 200ms\nput x 2\nadvance 1s").await?;
        let end = now(page).await?;
        let timeline = page.test_id("timeline").await?;
        let (left, top, width, height) = timeline.rectangle().await?;
        let at = |part: f64| (left + part * width, top + height / 2.0);
        page.drag(&[at(0.5), at(0.2), at(0.02)]).await?;
        page.until("an early moment is shown", &format!("state.time_us < {end} / 4")).await?;
        page.until("nothing was written yet", "state.nodes.every((it) => !('x' in it.kv))").await?;
        let digest = page.value("raftarium.digest()").await?;
        let early = now(page).await?;
        page.value(&format!("raftarium.advance({})", (end - early) as f64 / 1_000.0)).await?;
        page.until(
            "the same has happened again",
            "state.nodes.filter((it) => it.kv.x === '2').length >= state.quorum",
        )
        .await?;
        assert_ne!(digest, page.value("raftarium.digest()").await?);
        Ok(())
    });
}

#[test]
fn a_reload_goes_on_where_the_page_was() {
    story("reload", async |page| {
        page.run("until leader within 5s\nput kept yes\ncrash leader\nadvance 100ms").await?;
        page.value("raftarium.pause()").await?;
        let look = "[raftarium.state().seed, raftarium.state().time_us, raftarium.digest()]";
        let before = page.value(look).await?;
        page.reload().await?;
        page.until("it stands where it was", &format!("state.time_us >= {}", before[1])).await?;
        page.value("raftarium.pause()").await?;
        let after = page.state().await?;
        assert_eq!(after["seed"], before[0]);
        let kept =
            "state.nodes.some((it) => it.kv.kept === 'yes') && state.nodes.some((it) => !it.up)";
        page.until("what had happened is still so", kept).await
    });
}

#[test]
fn a_condition_is_run_to_and_a_moment_with_a_name_is_found_again() {
    story("moments", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nadvance 100ms").await?;
        let named = now(page).await?;
        page.press("b").await?;
        page.press("g").await?;
        let field = page.by_role("textbox", "run until this holds").await?;
        field.clear().await?;
        field.send_keys("value x = 7").await?;
        page.value("raftarium.exec('put x 7')").await?;
        page.by_role("button", "run").await?.click().await?;
        page.until("the condition holds", "state.nodes.every((it) => it.kv.x === '7')").await?;
        field.clear().await?;
        field.send_keys("leader is nobody").await?;
        page.by_role("button", "run").await?.click().await?;
        page.eventually(
            "return document.querySelector('[role=alert]')?.textContent.includes('nobody')",
        )
        .await?;
        // The notice lies over the menu, and a click on it closes the menu.
        page.by_role("button", "dismiss").await?.click().await?;
        page.press("g").await?;
        page.css(".moments-row .button").await?.click().await?;
        page.until("the moment is shown again", &format!("state.time_us === {named}")).await?;
        page.until("nothing is written yet", "state.nodes.every((it) => !('x' in it.kv))").await
    });
}

async fn now(page: &Page) -> Result<u64, Trouble> {
    let now = page.value("raftarium.state().time_us").await?;
    now.as_u64().ok_or_else(|| format!("the time is {now}").into())
}
