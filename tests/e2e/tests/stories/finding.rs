//! Looking for a schedule that leads to where something holds.

use e2e::{Page, Trouble, story};
use serde_json::json;

use crate::workers;

const CONSOLE: &str = "document.querySelector('[data-testid=console-output]').innerText";

#[test]
fn a_broken_rule_is_found_from_the_checks_and_what_was_found_stands_on_a_branch_of_its_own() {
    story("find", async |page| {
        begin(page, "cluster 3\nbreak vote-twice").await?;
        let before = page.value("raftarium.digest()").await?;
        ask(page).await?;
        page.until("it is found", &format!("{CONSOLE}.includes('found: violated')")).await?;
        let state = page.state().await?;
        assert_ne!(state["violations"].as_array().map_or(0, Vec::len), 0, "it is shown");
        page.until(
            "its branch is named after what holds there",
            "[...document.querySelectorAll('.lane-name')].some((it) => it.value === 'violated')",
        )
        .await?;
        page.value("raftarium.exec('branch 1')").await?;
        page.value("raftarium.exec('go 0ms')").await?;
        assert_eq!(page.value("raftarium.digest()").await?, before, "what was there still is");
        Ok(())
    });
}

#[test]
fn a_search_that_is_stopped_says_what_it_has_looked_at_and_changes_nothing() {
    story("find_stopped", async |page| {
        begin(page, "cluster 5\nuntil leader within 5s").await?;
        let before = page.value("raftarium.script()").await?;
        ask(page).await?;
        page.until(
            "it is under way, and says so",
            "/states/.test(document.querySelector('[data-testid=under-way]')?.innerText)",
        )
        .await?;
        page.value("document.querySelector('[data-testid=under-way] button').click()").await?;
        page.until(
            "it says how far it came",
            &format!("{CONSOLE}.includes('looked through so far')"),
        )
        .await?;
        assert_eq!(page.value("raftarium.script()").await?, before);
        Ok(())
    });
}

#[test]
fn a_worker_searches_and_comes_to_what_the_page_itself_comes_to() {
    story("find_worker", async |page| {
        workers::count(page, 2).await?;
        begin(page, "cluster 3\nadvance 50ms\nbreak vote-twice").await?;
        ask(page).await?;
        page.until("it is found", &format!("{CONSOLE}.includes('found: violated')")).await?;
        assert_eq!(
            page.value("workers.map((it) => [it.said > 0, it.ended])").await?,
            json!([[true, true]]),
            "one has answered, and is gone"
        );
        same_as_at_once(page).await?;
        assert_eq!(page.value("workers.length").await?, 1, "the API searches in the page");
        Ok(())
    });
}

#[test]
fn several_workers_share_a_search_and_find_what_one_alone_finds() {
    story("find_workers", async |page| {
        workers::count(page, 16).await?;
        begin(page, "cluster 3\nadvance 50ms\nbreak vote-twice").await?;
        ask(page).await?;
        page.until("it is found", &format!("{CONSOLE}.includes('found: violated')")).await?;
        assert_eq!(
            page.value("[workers.length, workers.every((it) => it.ended)]").await?,
            json!([4, true]),
            "no more than four, and they are gone"
        );
        same_as_at_once(page).await
    });
}

#[test]
fn a_search_that_is_stopped_ends_its_workers() {
    story("find_worker_stopped", async |page| {
        workers::count(page, 4).await?;
        begin(page, "cluster 5\nuntil leader within 5s").await?;
        ask(page).await?;
        page.until(
            "the workers are at it",
            "workers.length === 3 && workers.every((it) => it.said > 1)",
        )
        .await?;
        page.value("document.querySelector('[data-testid=under-way] button').click()").await?;
        page.until("it is over", "workers.every((it) => it.ended)").await?;
        page.until(
            "it says how far it came",
            &format!("/looked through so far: .* [1-9][0-9]* states looked at/.test({CONSOLE})"),
        )
        .await
    });
}

#[test]
fn without_workers_or_with_one_that_fails_the_page_itself_searches() {
    story("find_no_worker", async |page| {
        for hindrance in [
            "delete window.Worker",
            // One whose script is not there is told of by the browser, which the story would take for a complaint.
            "window.Worker = class extends EventTarget {
               postMessage() { setTimeout(() => this.dispatchEvent(new Event('error'))); }
               terminate() {}
             }",
            // It leads elsewhere there.
            "window.Worker = class extends EventTarget {
               postMessage() { setTimeout(() => this.dispatchEvent(new MessageEvent('message', { data: '' }))); }
               terminate() {}
             }",
            // It fails in the midst of it.
            "window.Worker = class extends EventTarget {
               postMessage() {
                 setTimeout(() => this.dispatchEvent(new MessageEvent('message', { data: '0 0 0 0 7 77 -' })));
                 setTimeout(() => this.dispatchEvent(new Event('error')), 50);
               }
               terminate() {}
             }",
        ] {
            page.reload().await?;
            page.value(&format!("void ({hindrance})")).await?;
            begin(page, "cluster 3\nbreak vote-twice").await?;
            ask(page).await?;
            page.until("it is found", &format!("{CONSOLE}.includes('found: violated')")).await?;
            same_as_at_once(page).await?;
        }
        Ok(())
    });
}

#[test]
fn what_can_happen_next_is_listed_and_tried_on_a_branch_of_its_own() {
    story("ahead", async |page| {
        begin(page, "cluster 3\nuntil role n1 = candidate within 5s").await?;
        let before = page.value("raftarium.digest()").await?;
        page.css("#tab-checks").await?.click().await?;
        page.by_role("button", "What can happen next?").await?.click().await?;
        page.until("it is listed", "document.querySelectorAll('.ahead-move.decides').length > 0")
            .await?;
        assert_eq!(page.wrongs("what can happen next").await?, Vec::<String>::new());
        page.value("document.querySelector('.ahead-move.decides button').click()").await?;
        page.until(
            "it stands on a branch",
            "document.querySelectorAll('.lane-name').length === 2 && !document.querySelector('[data-testid=ahead]')",
        )
        .await?;
        assert_ne!(page.value("raftarium.digest()").await?, before, "something was done");
        page.value("raftarium.exec('branch 1')").await?;
        assert_eq!(page.value("raftarium.digest()").await?, before, "and not on the other branch");
        Ok(())
    });
}

#[test]
fn the_museum_shows_what_a_published_fault_does_and_closes_with_a_key() {
    story("museum", async |page| {
        page.css("#tab-checks").await?.click().await?;
        page.by_role("button", "Museum of real bugs").await?.click().await?;
        page.until("plates hang there", "document.querySelectorAll('.plate').length >= 20").await?;
        assert_eq!(page.wrongs("the museum").await?, Vec::<String>::new());
        let outside = "[...document.querySelectorAll('.plate a')].every((it) => it.protocol === 'https:' \
             && it.rel.includes('noopener'))";
        assert_eq!(page.value(outside).await?, true);
        page.value(
            "document.querySelector('.museum').dispatchEvent(new KeyboardEvent('keydown', \
             { key: 'Escape', bubbles: true }))",
        )
        .await?;
        page.until("it is closed", "!document.querySelector('.museum[open]')").await?;
        page.by_role("button", "Museum of real bugs").await?.click().await?;
        page.until("it is open again", "document.querySelector('.plate button') !== null").await?;
        page.value("document.querySelector('.plate button').click()").await?;
        page.until("the harm is done", "raftarium.state().violations.length > 0").await?;
        page.until("and the museum makes room for it", "!document.querySelector('.museum[open]')")
            .await?;
        Ok(())
    });
}

async fn begin(page: &Page, script: &str) -> Result<(), Trouble> {
    page.value("raftarium.pause()").await?;
    page.run(script).await?;
    Ok(())
}

/// Asks in Checks whether it can still go wrong.
async fn ask(page: &Page) -> Result<(), Trouble> {
    page.css("#tab-checks").await?.click().await?;
    page.by_role("button", "Can it still go wrong from here?").await?.click().await?;
    Ok(())
}

/// What was just found is what `window.raftarium` finds, which searches at once.
async fn same_as_at_once(page: &Page) -> Result<(), Trouble> {
    let shown = "[raftarium.digest(), raftarium.script(), raftarium.state().violations.length]";
    let found = page.value(shown).await?;
    page.value("raftarium.exec('branch 1')").await?;
    page.value("raftarium.exec('find violated')").await?;
    assert_eq!(page.value(shown).await?, found);
    Ok(())
}
