//! The first seconds.

use e2e::story;

#[test]
fn the_page_opens_and_soon_there_is_a_leader() {
    story("the_page_opens_and_soon_there_is_a_leader", async |page| {
        page.until("a leader is elected", "state.leader !== null").await?;
        page.test_id("stage").await?;
        for node in ["n1", "n2", "n3", "n4", "n5"] {
            page.test_id(&format!("node-{node}")).await?;
        }
        Ok(())
    });
}
