//! Sharing what is shown, and opening what somebody has shared.

use e2e::story;

#[test]
fn a_link_opens_the_same_session_at_the_same_moment_in_another_browser() {
    let shared = std::cell::OnceCell::new();
    story("share", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nput x \"a & b\"\ncrash leader\nadvance 700ms").await?;
        page.by_role("button", "Share").await?.click().await?;
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

#[test]
fn a_script_that_was_saved_and_opened_again_is_the_same_session() {
    story("files", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nput x 1\ncrash leader\nadvance 1s").await?;
        let digest = page.value("raftarium.digest()").await?;
        // What would be saved is kept here instead, where it can be looked at.
        page.value("(window.saved = [], URL.createObjectURL = (blob) => (saved.push(blob), '#'))")
            .await?;
        page.by_role("button", "Session").await?.click().await?;
        page.by_role("button", "save as a script").await?.click().await?;
        page.value("saved[0].text().then((text) => { window.script = text; })").await?;
        page.until("the file is there", "window.script?.includes('crash')").await?;

        page.value("raftarium.run('seed 7\\nadvance 1s').ok").await?;
        assert_ne!(page.value("raftarium.digest()").await?, digest);
        let path = std::env::temp_dir().join(format!("raftarium-{}.raft", std::process::id()));
        let script = page.value("window.script").await?;
        std::fs::write(&path, script.as_str().unwrap_or_default())?;
        page.by_role("button", "Session").await?.click().await?;
        let field = page.css("input[type=file]").await?;
        field.send_keys(&path.display().to_string()).await?;
        page.until("the session is back", "state.seed === 42").await?;
        std::fs::remove_file(&path)?;
        assert_eq!(page.value("raftarium.digest()").await?, digest);
        Ok(())
    });
}

#[test]
fn what_the_events_show_is_saved_in_formats_of_other_tools() {
    story("exports", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nput x 1\nadvance 1s").await?;
        page.value("(window.saved = [], URL.createObjectURL = (blob) => (saved.push(blob), '#'))")
            .await?;
        page.by_role("tab", "Events").await?.click().await?;
        for (name, start) in
            [("JSON lines", "{\"seq\":"), ("ShiViz", "(?<host>"), ("Mermaid", "sequenceDiagram")]
        {
            page.by_role("button", name).await?.click().await?;
            page.value("saved.pop().text().then((text) => { window.text = text; })").await?;
            let expression = format!("window.text?.startsWith({start:?})");
            page.until(&format!("{name} was saved"), &expression).await?;
        }
        Ok(())
    });
}
