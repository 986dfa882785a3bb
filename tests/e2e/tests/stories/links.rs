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
        let link = link.as_str().unwrap_or_default().to_owned();
        page.until(
            "the sheet shows it, its length and a code of it",
            &format!(
                "document.querySelector('[data-testid=share-link]')?.value.endsWith({link:?}) \
                 && /^[0-9]+ characters: /.test(document.querySelector('[data-testid=share-length]').textContent) \
                 && document.querySelector('.share-code path') !== null"
            ),
        )
        .await?;
        let _ = shared.set((link, digest));
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
fn a_step_of_a_story_has_a_short_link_and_a_long_session_is_offered_as_a_file() {
    story("lengths", async |page| {
        const LINK: &str = "document.querySelector('[data-testid=share-link]')?.value";
        page.open("#scenario=leader-crash&step=3").await?;
        page.until(
            "the third step is told",
            "[...document.querySelectorAll('.tour-step')][2]?.ariaCurrent === 'step'",
        )
        .await?;
        page.by_role("button", "Share").await?.click().await?;
        page.until(
            "its number is all that the link needs",
            &format!("{LINK}?.endsWith('#scenario=leader-crash&step=3')"),
        )
        .await?;
        page.by_role("button", "close").await?.click().await?;

        // Of random words, so that they do not deflate.
        let words =
            "Array.from({ length: 150 }, (_, n) => `put k${n} w${(n * 7919 % 99991) ** 3}`)";
        page.value("raftarium.run('cluster 3\\nuntil leader within 5s')").await?;
        page.value(&format!("raftarium.run({words}.join('\\n'))")).await?;
        page.by_role("button", "Share").await?.click().await?;
        page.until(
            "it is too long for a code, and a file is offered",
            &format!(
                "{LINK}?.length > 2000 && document.querySelector('.share-code') === null \
                 && document.querySelector('.share').innerText.includes('save as a script')"
            ),
        )
        .await
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
