//! The parts of the program that come after its first.

use std::fs;

use e2e::{Server, story};

use crate::offline::copy;

#[test]
fn a_part_that_cannot_be_fetched_is_told_and_asked_for_again() {
    story("missing_part", async |page| {
        let site = copy("missing_part", "")?;
        let part = fs::read_dir(&site)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| path.to_string_lossy().contains("raftarium-page-diagram-"));
        // A page that is built while developing is in one piece.
        let Some(part) = part else { return Ok(()) };
        let kept = fs::read(&part)?;
        fs::remove_file(&part)?;
        let server = Server::start(site)?;
        page.visit(&server.address()).await?;
        page.by_role("tab", "Diagram").await?.click().await?;
        let says = |what| format!("document.querySelector('.late')?.innerText.includes({what:?})");
        page.until("it is told", &says("could not be fetched")).await?;
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nput x 1").await?;
        let why = page.run("why leader").await?.join("\n");
        assert!(!why.contains("not here"), "the other parts have come: {why}");
        page.has_no_complaints().await.expect_err("the browser says what is missing");
        fs::write(&part, kept)?;
        page.by_role("tab", "Diagram").await?.click().await?;
        page.by_role("button", "try again").await?.click().await?;
        page.until("it is drawn", "document.querySelector('.diagram svg')").await
    });
}
