//! Writing a story or a mission on the page.

use std::cell::OnceCell;

use e2e::{Page, Size, Theme, Trouble, picture, story};
use serde_json::json;

const ENTER: &str = "\u{e007}";
const DELETE: &str = "\u{e017}";

const PAPER: &str = "document.querySelector('[data-testid=author-text]')";
/// What stands on the sheet.
const TEXT: &str = "document.querySelector('[data-testid=author-text]')?.value";
const STATUS: &str = "document.querySelector('[data-testid=author-status]')?.textContent";
const FLAWS: &str = "document.querySelector('[data-testid=author-flaws]')?.innerText";

/// A cluster in which n1 leads, and the sheet with what was done.
async fn begin(page: &Page) -> Result<(), Trouble> {
    page.value("raftarium.pause()").await?;
    page.run("cluster 3\nseed 5\ntimeout n1\nuntil leader is n1 and applied within 2s").await?;
    page.by_role("button", "Session").await?.click().await?;
    page.by_role("button", "write a scenario or mission").await?.click().await?;
    page.until("what was done is on the sheet", &format!("{TEXT}?.includes('timeout n1')")).await
}

/// Types this in the place of what stands in a field.
async fn fill(page: &Page, field: &str, text: &str) -> Result<(), Trouble> {
    page.value(&format!("({field}.focus(), {field}.select())")).await?;
    page.press(text).await
}

/// Opens the form of this piece, and fills its fields: each by its place, from 0.
async fn insert(page: &Page, piece: &str, fields: &[(usize, &str)]) -> Result<(), Trouble> {
    page.css(&format!("[data-insert='{piece}']")).await?.click().await?;
    page.until(
        "the form has the focus",
        "document.activeElement?.closest('.author-form') !== null",
    )
    .await?;
    for (place, text) in fields {
        let field = format!("document.querySelectorAll('.author-form input')[{place}]");
        fill(page, &field, text).await?;
    }
    page.press(ENTER).await?;
    page.until("the form is closed", "document.querySelector('.author-form') === null").await
}

async fn says(page: &Page, what: &str, status: &str) -> Result<(), Trouble> {
    page.until(what, &format!("{STATUS}?.includes({})", json!(status))).await
}

#[test]
fn a_mission_is_written_tried_and_shared_and_a_stranger_solves_it() {
    let shared = OnceCell::new();
    story("author_mission", async |page| {
        begin(page).await?;
        fill(page, "document.querySelector('.author-title input')", "Another term").await?;
        page.until("it is the title", &format!("{TEXT}.startsWith('# Another term\\ncluster 3')"))
            .await?;
        insert(page, "task", &[(0, "Get another leader.")]).await?;
        says(page, "a mission needs a goal", "to be mended").await?;
        page.until(
            "and it is said where",
            &format!("/line \\d+: the mission has no goal/.test({FLAWS})"),
        )
        .await?;
        insert(page, "goal", &[(0, "n2 or n3 leads"), (1, "leader in n2 n3")]).await?;
        insert(page, "limit", &[(0, "2")]).await?;
        says(page, "all is there", "Nothing is wrong as it is written: a mission with 1 goal.")
            .await?;
        let written = page.value(TEXT).await?;
        let lines: Vec<&str> = written.as_str().unwrap_or_default().lines().collect();
        let expect = [
            "task \"Get another leader.\"",
            "goal \"n2 or n3 leads\" leader in n2 n3 within 20s",
            "limit 2 commands",
        ];
        assert_eq!(lines[lines.len() - 3..], expect);

        page.test_id("author-try").await?.click().await?;
        page.until(
            "it is set",
            "state.mission?.goals.length === 1 && state.mission.solved_us === null",
        )
        .await?;
        page.type_line("timeout n2").await?;
        page.run("until leader is n2 within 2s").await?;
        page.until("it is solved", "document.querySelector('[data-testid=solved]') !== null")
            .await?;
        page.by_role("tab", "Write").await?.click().await?;
        assert_eq!(page.value(TEXT).await?, written, "trying changes nothing");

        page.test_id("author-share").await?.click().await?;
        let link = page.test_id("share-link").await?;
        page.until(
            "it is said what it opens",
            "document.querySelector('.share-said').textContent.includes('this lesson at its beginning')",
        )
        .await?;
        let _ = shared.set(link.prop("value").await?.unwrap_or_default());
        Ok(())
    });
    let link = shared.get().expect("a link was made");
    let (_, fragment) = link.split_once('#').expect("it has a fragment");
    story("author_stranger", async |page| {
        page.open(&format!("?stranger#{fragment}")).await?;
        page.until(
            "the mission is at its beginning",
            "document.querySelector('[data-testid=task]')?.textContent.includes('Get another leader.') \
             && state.mission.used === 0 && state.leader === 'n1'",
        )
        .await?;
        page.until(
            "no sheet is in the way",
            "[...document.querySelectorAll('[role=tab]')].every((it) => !it.textContent.includes('Write'))",
        )
        .await?;
        page.type_line("timeout n3").await?;
        page.run("until leader is n3 within 2s").await?;
        page.until("it is solved", "document.querySelector('[data-testid=solved]') !== null").await
    });
}

#[test]
fn a_story_with_a_question_is_written_while_it_is_played() {
    story("author_story", async |page| {
        begin(page).await?;
        insert(page, "sentence", &[(0, "n1 leads. Now it crashes.")]).await?;
        // What is asked about stands between the question and its answer.
        let answers =
            [(1, "n2"), (2, "leader is n2"), (3, "another"), (4, "otherwise"), (5, DELETE)];
        insert(page, "question", &answers).await?;
        page.until("it is asked and told", &format!("/ask .*\\nreveal within 5s/.test({TEXT})"))
            .await?;
        page.value("raftarium.exec('crash n1')").await?;
        page.test_id("author-acts").await?.click().await?;
        page.until(
            "what was done stands between",
            &format!("/ask .*\\n@.* crash n1\\n@.*\\nreveal within 5s/.test({TEXT})"),
        )
        .await?;
        says(page, "it is a story", "a story of 1 step.").await?;
        page.test_id("author-try").await?.click().await?;
        page.until(
            "it is told from its first words",
            "document.querySelector('.tour')?.textContent.includes('Now it crashes.')",
        )
        .await?;
        page.by_role("button", "back to writing").await?.click().await?;
        page.until(
            "the sheet is back",
            "document.querySelector('#panel-author')?.checkVisibility()",
        )
        .await?;
        page.by_role("button", "back to my session").await?.click().await?;
        page.until("so is the session", "document.querySelector('.tour') === null").await
    });
}

#[test]
fn what_is_wrong_is_said_with_line_and_column_and_the_draft_survives_a_reload() {
    story("author_errors", async |page| {
        page.value("raftarium.pause()").await?;
        page.press("a").await?;
        page.until("the text has the focus", "document.activeElement?.matches('.author-text')")
            .await?;
        let wrong = format!("cluster 3{ENTER}say \"One.\"{ENTER}until leeder within 2s");
        fill(page, PAPER, &wrong).await?;
        page.until(
            "the flaw is told",
            &format!("{FLAWS}?.includes('line 3, column 7: found \"leeder\", expected')"),
        )
        .await?;
        page.css(".author-flaw").await?.click().await?;
        page.until(
            "the cursor is there",
            "document.activeElement?.matches('.author-text') && document.activeElement.selectionStart === 27",
        )
        .await?;
        let written = page.value(TEXT).await?;
        page.reload().await?;
        page.by_role("tab", "Write").await?.click().await?;
        page.until("it is as it was", &format!("{TEXT} === {written}")).await?;
        page.until("and so is what is wrong", &format!("{FLAWS}?.includes('line 3, column 7')"))
            .await?;
        let right = format!("cluster 3{ENTER}say \"One.\"{ENTER}expect leader is n2");
        fill(page, PAPER, &right).await?;
        says(page, "it is mended", "a story of 1 step.").await?;
        page.test_id("author-try").await?.click().await?;
        page.until("what only playing shows", &format!("{FLAWS}?.startsWith('line 3: expected')"))
            .await?;
        page.until("and nothing was lost", "document.querySelector('.tour') === null").await
    });
}

#[test]
fn a_dropped_file_that_cannot_be_played_is_opened_to_be_mended() {
    story("author_mend", async |page| {
        page.value("raftarium.pause()").await?;
        let digest = page.value("raftarium.digest()").await?;
        let script = "cluster 3\nuntil leeder within 2s\n";
        page.value(&format!(
            "(() => {{ const held = new DataTransfer(); \
             held.items.add(new File([{}], 'lost.raft', {{ type: 'text/plain' }})); \
             window.dispatchEvent(new DragEvent('drop', {{ dataTransfer: held, cancelable: true }})); }})()",
            json!(script)
        ))
        .await?;
        page.until(
            "it is said what is wrong, and where",
            "document.querySelector('[role=alert]')?.textContent\
             .includes('lost.raft could not be opened: line 2, column 7: found \"leeder\", expected')",
        )
        .await?;
        assert_eq!(page.value("raftarium.digest()").await?, digest);
        page.by_role("button", "mend it").await?.click().await?;
        page.until("it is on the sheet", &format!("{TEXT} === {}", json!(script))).await?;
        page.until("with its flaw", &format!("{FLAWS}?.includes('line 2, column 7')")).await
    });
}

#[test]
fn axe_finds_nothing_wrong_with_the_wide_sheet() {
    picture("author_axe_wide", Size::Wide, Theme::Light, every_state);
}

#[test]
fn axe_finds_nothing_wrong_with_the_sheet_on_a_telephone() {
    picture("author_axe_narrow", Size::Narrow, Theme::Dark, every_state);
}

/// Goes through the states of the sheet, and fails with all that is wrong in any of them.
async fn every_state(page: &Page) -> Result<(), Trouble> {
    let mut wrong = Vec::new();
    let mut judge = async |state: &str| -> Result<(), Trouble> {
        wrong.extend(page.wrongs(state).await?);
        Ok(())
    };
    page.prefer(&[]).await?;
    page.value("raftarium.pause()").await?;
    page.run("cluster 3\nuntil leader within 2s\nput x 1").await?;
    page.press("a").await?;
    page.css("[data-testid=author-status]").await?;
    judge("a draft").await?;
    for piece in ["sentence", "question", "goal"] {
        page.value(&format!("document.querySelector('[data-insert={piece}]').click()")).await?;
        page.css(&format!(".author-form[aria-label={piece}]")).await?;
        judge(piece).await?;
    }
    page.value("document.querySelector('[data-insert=goal]').click()").await?;
    page.until("the text has the focus", "document.querySelector('.author-form') === null").await?;
    fill(page, PAPER, &format!("say \"x{ENTER}until leeder")).await?;
    page.css(".author-flaw").await?;
    judge("flaws").await?;
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

#[test]
fn a_violation_is_made_a_lesson_which_is_tried_and_ends_with_it() {
    story("author_violation", async |page| {
        page.value("raftarium.pause()").await?;
        page.run(include_str!("../../../../static/bugs/skip-up-to-date.raft")).await?;
        let violated = page.value("raftarium.state().violations[0].name").await?;
        page.css("#tab-checks").await?.click().await?;
        page.by_role("button", "make a lesson of it").await?.click().await?;
        page.until("it is on the sheet", &format!("/^# 3\\. /m.test({TEXT})")).await?;
        let last = format!("{TEXT}.trim().split('\\n').pop()");
        let last = page.value(&last).await?;
        let expected = format!("expect violated {}", violated.as_str().unwrap_or("nothing"));
        assert!(last.as_str().is_some_and(|it| it.contains(&expected)), "{last}");
        assert_eq!(page.value(FLAWS).await?, json!(null), "nothing is wrong with it");
        Ok(())
    });
}

/// Drops a file of this name and text on the page.
fn dropping(name: &str, text: &str) -> String {
    format!(
        "(() => {{ const held = new DataTransfer(); \
         held.items.add(new File([{}], {}, {{ type: 'text/plain' }})); \
         window.dispatchEvent(new DragEvent('drop', {{ dataTransfer: held, cancelable: true }})); }})()",
        json!(text),
        json!(name)
    )
}

const UNDER_WAY: &str = "document.querySelector('[data-testid=under-way]')";
const STOP: &str = "document.querySelector('[data-testid=under-way] button').click()";

#[test]
fn a_long_session_is_opened_in_parts_and_what_was_played_is_kept_when_that_is_stopped() {
    story("open_long", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("cluster 3\nseed 5\nadvance 1s").await?;
        page.value(&dropping("long.raft", "cluster 4\nseed 2\n@2s put x 1\n@12h\n")).await?;
        page.until(
            "it is being opened",
            &format!("/opening long.raft/.test({UNDER_WAY}?.innerText)"),
        )
        .await?;
        page.until(
            "it goes on",
            &format!("{UNDER_WAY}.querySelector('progress').value > 0 && state.nodes.length === 3"),
        )
        .await?;
        page.value(STOP).await?;
        page.until(
            "it is open as far as it was played",
            "state.nodes.length === 4 && state.time_us > 2e6 && state.time_us < 43200e6 \
             && state.nodes.some((it) => it.kv.x === '1')",
        )
        .await?;
        page.by_role("button", "back to my session").await?.click().await?;
        page.until("what was there before is back", "state.nodes.length === 3").await?;
        page.value(&dropping("short.raft", "cluster 2\nseed 2\n@2s\n")).await?;
        page.until("a short one is there", "state.nodes.length === 2 && state.time_us === 2e6")
            .await
    });
}

#[test]
fn a_trial_that_takes_long_can_be_stopped_and_changes_nothing() {
    story("try_long", async |page| {
        begin(page).await?;
        let paper = "cluster 4\nsay \"One.\"\nadvance 100s\nadvance 100s\nadvance 100s\nadvance 100s\n\
                     advance 100s\nadvance 100s\nadvance 100s\nadvance 100s\nadvance 100s\nadvance 100s\n";
        page.value(&format!(
            "(({PAPER}).value = {}, ({PAPER}).dispatchEvent(new Event('input', {{ bubbles: true }})))",
            json!(paper)
        ))
        .await?;
        says(page, "it can be read", "a story of 1 step.").await?;
        page.test_id("author-try").await?.click().await?;
        page.until(
            "it is being tried",
            &format!("/trying the lesson/.test({UNDER_WAY}?.innerText)"),
        )
        .await?;
        page.value(STOP).await?;
        page.until(
            "it is told",
            "/nothing was opened/.test(document.querySelector('[data-testid=notice]')?.innerText)",
        )
        .await?;
        page.until("the cluster is as it was", "state.nodes.length === 3").await?;
        page.test_id("author-try").await?.click().await?;
        page.until(
            "played to its end, it is told from its first words",
            "document.querySelector('.tour')?.textContent.includes('One.') && state.nodes.length === 4",
        )
        .await
    });
}
