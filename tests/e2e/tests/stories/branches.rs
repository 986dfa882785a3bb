//! Acting in the past, and what becomes of the future.

use e2e::story;

#[test]
fn acting_in_the_past_begins_a_branch_that_can_be_compared_and_left() {
    story("branches", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nput x 1\nadvance 1s").await?;
        let digest = page.value("raftarium.digest()").await?;
        page.css(".timeline-handle").await?.send_keys("\u{e011}").await?;
        page.until("the beginning is shown", "state.time_us === 0").await?;
        page.type_line("crash n1").await?;
        page.until("a branch began", "document.querySelectorAll('.lane').length === 2").await?;
        page.by_role("button", "compare with branch 1").await?.click().await?;
        page.until(
            "the difference is told",
            "document.querySelector('dialog.comparison')?.innerText.includes('first difference')",
        )
        .await?;
        page.press("\u{e00c}").await?;
        page.until("escape closes it", "!document.querySelector('dialog.comparison')").await?;
        page.by_role("button", "branch 1").await?.click().await?;
        page.css(".timeline-handle").await?.send_keys("\u{e010}").await?;
        page.until("its end is shown", "state.time_us === state.horizon_us").await?;
        assert_eq!(page.value("raftarium.digest()").await?, digest, "the old future is kept");
        Ok(())
    });
}
