//! Looking for a schedule that leads to where something holds.

use e2e::{Page, Trouble, story};

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
