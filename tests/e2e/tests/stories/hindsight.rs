//! Looking back on what has gone wrong.

use e2e::story;

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
