//! The path: what comes next, the map of rules, and that what was done is kept.

use e2e::{Page, Trouble, story};

/// Opens the sheet and waits until its map is drawn.
async fn open_path(page: &Page) -> Result<(), Trouble> {
    page.until("no dialog is open", "document.querySelector('dialog[open]') === null").await?;
    page.press("f").await?;
    page.until("the map is drawn", "document.querySelectorAll('[data-rule]').length > 60").await
}

async fn close_path(page: &Page) -> Result<(), Trouble> {
    page.by_role("button", "close").await?.click().await?;
    page.until("it is closed", "document.querySelector('dialog.path') === null").await
}

/// That a rule is marked so on the map.
async fn rule_is(page: &Page, rule: &str, stage: &str) -> Result<(), Trouble> {
    let is = format!("document.querySelector('[data-rule={rule}]')?.dataset.stage === '{stage}'");
    page.until(&format!("{rule} is {stage}"), &is).await
}

async fn next_is(page: &Page, title: &str) -> Result<(), Trouble> {
    let is =
        format!("document.querySelector('[data-testid=path-next]')?.innerText.includes({title:?})");
    page.until(&format!("next comes {title}"), &is).await
}

/// Solves the mission `let-n3-lead` as soon as it is set.
async fn solve(page: &Page) -> Result<(), Trouble> {
    page.until("the mission is set", "state.mission?.goals.length === 2").await?;
    page.run(
        "pause n2\ncrash n1\nuntil role n3 = candidate within 2s\nresume n2\nuntil leader is n3 within 5s",
    )
    .await?;
    page.until("it is solved", "document.querySelector('[data-testid=solved]') !== null").await
}

/// Picks a file of these words with the sheet's field.
async fn import(page: &Page, text: &str) -> Result<(), Trouble> {
    page.value(&format!(
        "(() => {{ const field = document.querySelector('.path-import input'); \
         const given = new DataTransfer(); \
         given.items.add(new File([{text:?}], 'path.txt', {{ type: 'text/plain' }})); \
         field.files = given.files; \
         field.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
    ))
    .await
    .map(drop)
}

#[test]
fn a_newcomer_is_told_what_is_first_and_goes_there_by_keyboard() {
    story("path_first", async |page| {
        page.value("raftarium.pause()").await?;
        open_path(page).await?;
        next_is(page, "The first election").await?;
        rule_is(page, "handover-done", "unseen").await?;
        assert_eq!(page.wrongs("the path").await?, Vec::<String>::new());
        page.value("document.querySelector('[data-rule=handover-done]').focus()").await?;
        page.until(
            "the rule is told, with what shows it",
            "document.querySelector('.path-told').innerText.includes('the successor leads') \
             && document.querySelector('.path-told').innerText.includes('section 3.10')",
        )
        .await?;
        page.value("document.querySelector('[data-testid=path-next]').click()").await?;
        page.until("the story is told", "document.querySelector('.tour') !== null").await?;
        page.until("the sheet is closed", "document.querySelector('dialog.path') === null").await
    });
}

#[test]
fn a_prediction_and_a_mission_change_the_map_and_a_reload_keeps_it() {
    story("path_map", async |page| {
        page.open("#scenario=first-election").await?;
        let asked = "document.querySelector('[data-testid=question]')?.innerText.includes('Will every other')";
        page.until(
            "the first question is asked",
            &format!(
                "{asked} || (document.querySelector('[data-testid=tour-next]').click(), false)"
            ),
        )
        .await?;
        page.value("document.querySelectorAll('[data-testid=answer]')[0].click()").await?;
        page.until(
            "it was right",
            "document.querySelector('[data-testid=question]')?.innerText.includes('Right.')",
        )
        .await?;
        open_path(page).await?;
        rule_is(page, "elected", "predicted").await?;
        page.value("document.querySelector('[data-piece=\"mission:let-n3-lead\"]').click()")
            .await?;
        solve(page).await?;
        open_path(page).await?;
        rule_is(page, "elected", "used").await?;
        page.reload().await?;
        open_path(page).await?;
        rule_is(page, "elected", "used").await?;
        page.until(
            "it is told how often one was right",
            "document.querySelector('[data-piece=\"story:first-election\"]').innerText.includes('1 of 1 predicted')",
        )
        .await
    });
}

#[test]
fn what_another_tab_has_done_meanwhile_is_kept_too() {
    story("path_tabs", async |page| {
        page.open("#mission=let-n3-lead").await?;
        open_path(page).await?;
        rule_is(page, "handover-done", "unseen").await?;
        close_path(page).await?;
        // The other tab.
        page.value(
            "localStorage.setItem('raftarium.path', 'raftarium path 1\\nstory log-repair\\nrule handover-done seen\\n')",
        )
        .await?;
        solve(page).await?;
        open_path(page).await?;
        let kept =
            |line: &str| format!("localStorage.getItem('raftarium.path').includes('{line}')");
        page.until("what was done here is kept", &kept("mission let-n3-lead")).await?;
        page.until("and what was done there", &kept("story log-repair")).await?;
        rule_is(page, "handover-done", "seen").await?;
        rule_is(page, "elected", "used").await
    });
}

#[test]
fn what_was_done_is_exported_forgotten_and_imported_again() {
    story("path_file", async |page| {
        page.open("#mission=let-n3-lead").await?;
        solve(page).await?;
        open_path(page).await?;
        rule_is(page, "elected", "used").await?;
        page.value(
            "(() => { window.given = null; const make = URL.createObjectURL; \
             URL.createObjectURL = (blob) => { blob.text().then((text) => { window.given = text; }); return make.call(URL, blob); }; })()",
        )
        .await?;
        page.by_role("button", "Export").await?.click().await?;
        page.until("a file is given", "window.given !== null").await?;
        let text = page.value("window.given").await?;
        let text = text.as_str().ok_or("a text")?.to_owned();
        assert!(text.starts_with("raftarium path 1\n") && text.contains("mission let-n3-lead\n"));

        page.by_role("button", "Reset").await?.click().await?;
        page.by_role("button", "Keep it").await?.click().await?;
        rule_is(page, "elected", "used").await?;
        page.by_role("button", "Reset").await?.click().await?;
        page.by_role("button", "Forget it").await?.click().await?;
        rule_is(page, "elected", "unseen").await?;
        next_is(page, "The first election").await?;

        import(page, "cluster 5\nput x 1\n").await?;
        page.until(
            "a file of another kind is refused",
            "document.querySelector('.path-said').innerText.includes('Nothing was imported')",
        )
        .await?;
        rule_is(page, "elected", "unseen").await?;
        import(page, &text).await?;
        rule_is(page, "elected", "used").await?;
        close_path(page).await?;
        page.by_role("button", "Scenarios").await?.click().await?;
        page.until(
            "the menu knows it, too",
            "document.querySelector('[data-mission=let-n3-lead].finished') !== null",
        )
        .await
    });
}

#[test]
fn a_browser_that_keeps_nothing_shows_the_path_all_the_same() {
    story("path_unkept", async |page| {
        page.refuse_storage_and_workers().await?;
        page.open("?refused#mission=let-n3-lead").await?;
        solve(page).await?;
        open_path(page).await?;
        rule_is(page, "elected", "used").await
    });
}
