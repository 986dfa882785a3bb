//! Looking back on what has gone wrong.

use e2e::{Page, Trouble, story};
use serde_json::{Value, json};

use crate::workers;

#[test]
fn what_went_wrong_is_looked_back_on_and_another_future_of_it_is_played() {
    story("hindsight", async |page| {
        let script = include_str!("../../../../static/bugs/skip-up-to-date.raft");
        page.value("raftarium.pause()").await?;
        page.run(script).await?;
        let before = page.value("raftarium.digest()").await?;
        page.css("#tab-checks").await?.click().await?;
        page.by_role("button", "When was it decided?").await?.click().await?;
        page.until("the odds are told", "document.querySelector('.hindsight-odds li') !== null")
            .await?;
        page.until("and drawn", "document.querySelector('.timeline-odds polyline') !== null")
            .await?;
        page.by_role("button", "What would have averted it?").await?.click().await?;
        page.until("changes are told", "document.querySelector('.hindsight-changes li') !== null")
            .await?;
        assert_eq!(page.wrongs("hindsight").await?, Vec::<String>::new());
        assert_eq!(page.value("raftarium.digest()").await?, before, "nothing has changed");
        page.value("document.querySelector('.hindsight-changes button.button').click()").await?;
        page.until(
            "the change is played on a branch of its own",
            "document.querySelectorAll('.lane-name').length === 2",
        )
        .await?;
        let violated = "raftarium.state().violations.length";
        assert_eq!(page.value(violated).await?, 0, "and averts it");
        assert_eq!(page.value("document.querySelector('.timeline-odds') === null").await?, true);
        page.value("raftarium.exec('branch 1')").await?;
        page.until("the curve is there again", "document.querySelector('.timeline-odds') !== null")
            .await?;
        Ok(())
    });
}

#[test]
fn a_worker_looks_back_and_comes_to_what_the_page_itself_comes_to_in_every_language() {
    story("hindsight_worker", async |page| {
        for code in ["en", "de"] {
            page.open(&format!("?lang={code}")).await?;
            workers::count(page, 4).await?;
            let found = look_back(page).await?;
            assert_eq!(
                page.value("workers.map((it) => [it.said > 0, it.ended])").await?,
                json!([[true, true], [true, true]]),
                "one for each question, which has answered, and is gone"
            );
            page.reload().await?;
            page.value("void delete window.Worker").await?;
            assert_eq!(look_back(page).await?, found, "{code}");
        }
        Ok(())
    });
}

#[test]
fn with_a_worker_that_fails_the_page_itself_looks_back() {
    story("hindsight_no_worker", async |page| {
        let mut found = None;
        for said in ["[]", "['']", "['7 10', '']", "['7 10\\nodds']"] {
            page.reload().await?;
            page.value(&format!(
                "void (window.Worker = class extends EventTarget {{
                   postMessage() {{
                     const said = {said};
                     if (said.length === 0) throw new Error('refused');
                     said.forEach((data, place) => setTimeout(
                       () => this.dispatchEvent(new MessageEvent('message', {{ data }})), place * 50));
                   }}
                   terminate() {{}}
                 }})"
            ))
            .await?;
            let now = look_back(page).await?;
            assert_eq!(found.get_or_insert_with(|| now.clone()), &now, "{said}");
        }
        Ok(())
    });
}

#[test]
fn looking_back_that_is_stopped_ends_its_worker() {
    story("hindsight_stopped", async |page| {
        workers::count(page, 2).await?;
        page.value("raftarium.pause()").await?;
        page.run("cluster 5\nuntil leader within 5s\nload 100/s for 6s clients 5").await?;
        page.type_line("rescue commit n1 >= 300 over 30s").await?;
        page.until("the worker is at it", "workers[0]?.said > 1").await?;
        page.value("document.querySelector('[data-testid=under-way] button').click()").await?;
        page.until("it is over", "workers[0].ended").await?;
        page.until(
            "it is told",
            "document.querySelector('[data-testid=console-output]').innerText.includes('stopped before')",
        )
        .await
    });
}

/// Asks both questions of the same session. What is told.
async fn look_back(page: &Page) -> Result<Value, Trouble> {
    page.value("raftarium.pause()").await?;
    page.run(include_str!("../../../../static/bugs/skip-up-to-date.raft")).await?;
    page.css("#tab-checks").await?.click().await?;
    for (question, told) in [("odds", "odds"), ("rescue", "changes")] {
        page.value(&format!(
            "document.querySelector('button[title=\"{question} violated\"]').click()"
        ))
        .await?;
        page.until(
            "it is told",
            &format!("document.querySelector('.hindsight-{told} li') !== null"),
        )
        .await?;
    }
    page.value("document.querySelector('[data-testid=hindsight]').innerText").await
}
