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

#[test]
fn a_cluster_has_from_one_to_nine_nodes() {
    story("cluster_sizes", async |page| {
        for size in [1, 9, 2] {
            page.type_line(&format!("cluster {size}")).await?;
            page.until(
                &format!("{size} nodes are on the stage"),
                &format!(
                    "state.nodes.length === {size} \
                     && document.querySelectorAll(\"[data-testid^='node-n']\").length === {size}"
                ),
            )
            .await?;
            page.run("until leader within 10s").await?;
        }
        Ok(())
    });
}
