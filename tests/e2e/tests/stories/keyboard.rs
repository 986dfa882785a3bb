//! Everything without a mouse.

use e2e::story;

const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';
const RIGHT: char = '\u{e014}';

#[test]
fn the_keyboard_alone_is_enough() {
    story("keyboard_only", async |page| {
        page.until("a leader is elected", "state.leader !== null").await?;
        let leader = page.value("raftarium.state().leader").await?;
        let leader = leader.as_str().ok_or("the leader has gone")?.to_owned();

        page.press(" ").await?;
        page.until("the space bar stops time", "state.paused").await?;
        let then = page.value("raftarium.state().time_us").await?;
        page.press(&RIGHT.to_string()).await?;
        page.until("the arrow makes one move", &format!("state.time_us > {then}")).await?;
        page.press(" ").await?;
        page.until("time passes again", "!state.paused").await?;

        page.press(&format!("{}c", leader.trim_start_matches('n'))).await?;
        let down = format!("!state.nodes.find((it) => it.id === '{leader}').up");
        page.until("its number and c crash the leader", &down).await?;
        page.press(&format!("c{ESCAPE}")).await?;
        page.until("c restarts it", &format!("!({down})")).await?;

        page.press("/").await?;
        page.until(
            "the slash leads to the console",
            "document.activeElement?.dataset.testid === 'console-input'",
        )
        .await?;
        page.press(&format!("put typed yes{ENTER}")).await?;
        page.until("the line was carried out", "state.nodes.some((it) => it.kv.typed === 'yes')")
            .await?;

        page.press(&format!("{ESCAPE}?")).await?;
        page.until(
            "the question mark lists the keys",
            "document.querySelector('dialog[open], [role=dialog]')",
        )
        .await?;
        page.press(&ESCAPE.to_string()).await?;
        page.until(
            "escape closes the list",
            "!document.querySelector('dialog[open], [role=dialog]')",
        )
        .await
    });
}

#[test]
fn one_key_loses_nothing_that_a_person_made() {
    story("new_seed_keeps", async |page| {
        page.run("until leader within 5s\nput mine kept").await?;
        let seed = page.value("raftarium.state().seed").await?;
        page.press("N").await?;
        page.until("a new cluster begins", &format!("state.seed !== {seed}")).await?;
        page.by_role("button", "back to my session").await?.click().await?;
        page.until(
            "what was made is there again",
            &format!("state.seed === {seed} && state.nodes.some((it) => it.kv.mine === 'kept')"),
        )
        .await
    });
}

/// What has the focus, and whether it, what it stands in or what is in it looks different without it.
const FOCUS: &str = "(() => {
    const it = document.activeElement;
    // After the last control the focus is the browser's own before it comes back.
    if (it === document.body || !document.hasFocus()) return [null, false];
    const look = () => [it.parentElement, it, ...it.querySelectorAll('*')].map((part) => {
        const style = getComputedStyle(part);
        return [style.outline, style.boxShadow, style.borderColor, style.backgroundColor, style.stroke];
    }).join();
    const focused = look();
    it.blur();
    const seen = focused !== look();
    it.focus();
    return [it.dataset.testid ?? it.getAttribute('aria-label') ?? it.textContent.trim(), seen];
})()";

#[test]
fn the_tab_key_reaches_every_control_and_shows_where_it_is() {
    story("tab_order", async |page| {
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..120 {
            page.press("\u{e004}").await?;
            let focus = page.value(FOCUS).await?;
            if let Some(name) = focus[0].as_str() {
                assert_eq!(focus[1], true, "the focus cannot be seen on {name:?}");
                seen.insert(name.to_owned());
            }
        }
        for id in ["play", "console-input", "node-n1", "speed"] {
            assert!(seen.contains(id), "{id} is not reached; reached are {seen:?}");
        }
        Ok(())
    });
}
