//! Sharing what is shown, and opening what somebody has shared.

use e2e::story;

#[test]
fn a_link_opens_the_same_session_at_the_same_moment_in_another_browser() {
    let shared = std::cell::OnceCell::new();
    story("share", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nput x \"a & b\"\ncrash leader\nadvance 700ms").await?;
        page.by_role("button", "share").await?.click().await?;
        page.until("it is said", "document.body.innerText.includes('The link is')").await?;
        let digest = page.value("raftarium.digest()").await?;
        let link = page.value("raftarium.link()").await?;
        let _ = shared.set((link.as_str().unwrap_or_default().to_owned(), digest));
        Ok(())
    });
    let (link, digest) = shared.get().expect("a link was made");
    story("open", async |page| {
        page.open(&format!("?another#{link}")).await?;
        page.until("it stands still", "state.paused").await?;
        assert_eq!(page.value("raftarium.digest()").await?, *digest);
        assert_eq!(page.value("location.hash").await?, "", "a reload goes on from here");
        Ok(())
    });
}

#[test]
fn a_link_that_was_cut_is_explained_and_harms_nothing() {
    story("bad-link", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nput x 1").await?;
        let digest = page.value("raftarium.digest()").await?;
        page.value("location.hash = 's=q1YqSy'").await?;
        page.until(
            "it is said",
            "document.body.innerText.includes('The link could not be opened')",
        )
        .await?;
        assert_eq!(page.value("raftarium.digest()").await?, digest);
        Ok(())
    });
}
