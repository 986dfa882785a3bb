//! The space-time diagram: from an arrow to what it was, and through time by the axis.

use e2e::story;

#[test]
fn an_arrow_of_the_diagram_is_explained_and_the_axis_leads_back_in_time() {
    story("diagram", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nput x 1\nadvance 15ms").await?;
        page.by_role("tab", "Diagram").await?.click().await?;
        let answer = page.css(".diagram-sheet .arrow.refusal .line").await?;
        let at = page.middle(&answer).await?;
        page.drag(&[at, at]).await?;
        page.until(
            "the arrow is picked and described",
            "document.querySelector('.diagram-foot')?.textContent.includes('refusal')",
        )
        .await?;
        page.by_role("button", "inspect").await?.click().await?;
        page.until(
            "the inspector explains it",
            "document.getElementById('panel-inspector').textContent.includes('No, for the client')",
        )
        .await?;
        page.by_role("tab", "Diagram").await?.click().await?;
        let field = page.css(".diagram-field").await?;
        let (left, top, _, _) = field.rectangle().await?;
        let end = page.value("raftarium.state().time_us").await?;
        let axis = (left + 20.0, top + 40.0);
        page.drag(&[axis, axis]).await?;
        page.until("an earlier moment is shown", &format!("state.time_us < {end}")).await?;
        page.until(
            "what came after it is still drawn",
            "document.querySelector('.diagram-sheet .arrow.answer') !== null",
        )
        .await
    });
}
