//! Asking why, and going where the answer leads.

use e2e::story;

#[test]
fn the_new_leader_tells_why_it_leads_and_a_step_leads_to_the_crash() {
    story("why", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nadvance 200ms\ncrash leader\nuntil leader within 5s")
            .await?;
        let asked_at = page.value("raftarium.state().time_us").await?;
        let leader = page.value("raftarium.state().leader").await?;
        let leader = leader.as_str().unwrap_or_default().to_string();
        page.press(leader.trim_start_matches('n')).await?;
        page.press("y").await?;
        let headline = format!(
            "document.querySelector('.why-headline')?.textContent.startsWith('{leader} leads term 2')"
        );
        page.until("it says why", &headline).await?;
        page.until(
            "the beginning is told",
            "document.querySelector('.why-origin')?.textContent.includes('crash leader')",
        )
        .await?;
        page.css(".why-part .why-step").await?.click().await?;
        let crash = "raftarium.events(0).find((it) => it.kind === 'crashed')";
        page.until("it is the moment of the crash", &format!("state.time_us === {crash}.at_us"))
            .await?;
        page.until("time stands still there", "state.paused").await?;
        page.until(
            "the crash is picked",
            &format!(
                "document.querySelector('.inspected-head strong').textContent === 'event ' + {crash}.seq"
            ),
        )
        .await?;
        page.by_role("button", "← back to the question").await?.click().await?;
        page.until("time is where it was", &format!("state.time_us === {asked_at}")).await?;
        page.until("the question too", &headline).await
    });
}

#[test]
fn a_follower_tells_why_it_does_not_lead() {
    story("why-not", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("cluster 3\ntimeout n1\nuntil leader is n1 within 5s\nadvance 100ms").await?;
        page.press("2").await?;
        page.press("y").await?;
        page.by_role("button", "Why is n2 not leader?").await?.click().await?;
        page.until(
            "it says why not",
            "document.querySelector('.why-asked')?.textContent.includes('n2 follows n1, the leader of term 1')",
        )
        .await
    });
}
