//! Watching a story: from the menu, by keyboard, away from it and back, and by a link.

use e2e::{Page, Trouble, story};

const ENTER: char = '\u{e007}';

/// The number of the step that is told, from 1.
const STEP: &str =
    "[...document.querySelectorAll('.tour-step')].findIndex((it) => it.ariaCurrent === 'step') + 1";

#[test]
fn a_story_is_opened_from_the_menu_and_watched_to_its_end_by_keyboard() {
    story("story", async |page| {
        page.by_role("button", "Scenarios").await?.click().await?;
        page.by_role("button", "The first election").await?.click().await?;
        page.until("time stands at the first words", "state.paused && state.time_us === 0").await?;
        page.until("they are shown", &format!("{STEP} === 1")).await?;
        let steps = page.value("document.querySelectorAll('.tour-step').length").await?;
        let steps = steps.as_u64().ok_or("the steps cannot be counted")?;
        page.press("n").await?;
        page.until(
            "time passes to the next words, and stands again",
            &format!("state.paused && state.time_us > 0 && {STEP} === 2"),
        )
        .await?;
        for step in 2..steps {
            // Once to play what is told, once not to wait for it.
            page.press("nn").await?;
            page.until("the next words come", &format!("state.paused && {STEP} === {}", step + 1))
                .await?;
        }
        page.press("nn").await?;
        page.until(
            "the story ends",
            "state.paused && state.time_us === state.horizon_us \
             && document.querySelector('[data-testid=tour-count]').innerText.endsWith('the end')",
        )
        .await?;
        page.by_role("button", "Scenarios").await?.click().await?;
        page.css(".scenario.finished[data-scenario=first-election]").await?;
        Ok(())
    });
}

#[test]
fn stepping_back_shows_the_earlier_words_and_the_earlier_moment() {
    story("story_back", async |page| {
        open(page, "leader-crash").await?;
        page.by_role("button", "step 3").await?.click().await?;
        page.until("the third step is told", &format!("{STEP} === 3")).await?;
        let look = "[raftarium.state().time_us, raftarium.digest(), \
                     document.querySelector('.tour-text .here').innerText]";
        let third = page.value(look).await?;
        page.press("r").await?;
        page.until("the second step is told", &format!("{STEP} === 2")).await?;
        let second = page.value(look).await?;
        assert!(second[0].as_u64() < third[0].as_u64(), "{second} {third}");
        assert_ne!(second[2], third[2]);
        page.press("nn").await?;
        page.until("the third step is told again", &format!("{STEP} === 3")).await?;
        assert_eq!(page.value(look).await?, third, "the very same moment");
        Ok(())
    });
}

#[test]
fn acting_on_the_way_leaves_the_story_and_one_key_leads_back() {
    story("story_left", async |page| {
        open(page, "leader-crash").await?;
        let digest = page.value("raftarium.digest()").await?;
        page.type_line("crash n3").await?;
        page.until(
            "the page says so",
            "document.querySelector('[data-testid=tour-count]').innerText.startsWith('you left')",
        )
        .await?;
        page.by_role("button", "compare with the story").await?;
        let mine = page.value("raftarium.digest()").await?;
        page.reload().await?;
        page.until("what was done is still so", "!state.nodes.find((it) => it.id === 'n3').up")
            .await?;
        assert_eq!(page.value("raftarium.digest()").await?, mine, "and nothing else");
        page.by_role("button", "back to the story").await?.send_keys(&ENTER.to_string()).await?;
        page.until("the first words are told", &format!("{STEP} === 1")).await?;
        assert_eq!(page.value("raftarium.digest()").await?, digest);
        Ok(())
    });
}

#[test]
fn a_story_gives_the_place_back_that_it_took() {
    story("story_mine", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nput mine yes\nadvance 1s").await?;
        let digest = page.value("raftarium.digest()").await?;
        open(page, "split-vote").await?;
        page.by_role("button", "leave the story").await?.click().await?;
        page.by_role("button", "back to my session").await?.click().await?;
        page.until("it is there again", "state.nodes.some((it) => it.kv.mine === 'yes')").await?;
        assert_eq!(page.value("raftarium.digest()").await?, digest);
        Ok(())
    });
}

#[test]
fn a_reload_goes_on_in_the_midst_of_a_story_and_a_shared_link_tells_it_too() {
    story("story_shared", async |page| {
        open(page, "leader-crash").await?;
        page.by_role("button", "step 4").await?.click().await?;
        page.until("the fourth step is told", &format!("{STEP} === 4")).await?;
        let look = "[raftarium.state().time_us, raftarium.digest()]";
        let left = page.value(look).await?;
        page.reload().await?;
        page.until("it still is", &format!("{STEP} === 4")).await?;
        assert_eq!(page.value(look).await?, left);
        let link = page.value("raftarium.link()").await?;
        let link = link.as_str().unwrap_or_default().to_owned();
        page.open("?elsewhere").await?;
        page.open(&format!("?another#{link}")).await?;
        page.until("the link tells it", &format!("{STEP} === 4")).await?;
        let title = page.value("document.querySelector('.tour-title').innerText").await?;
        assert_eq!(title, "The leader crashes");
        page.open("?afresh#scenario=minority").await?;
        page.reload().await?;
        page.until("a story just opened is still told", &format!("{STEP} === 1")).await?;
        let title = page.value("document.querySelector('.tour-title').innerText").await?;
        assert_eq!(title, "A leader in the minority");
        Ok(())
    });
}

#[test]
fn a_scenario_that_there_is_not_is_explained_and_harms_nothing() {
    story("story_unknown", async |page| {
        page.value("raftarium.pause()").await?;
        page.run("until leader within 5s\nput x 1").await?;
        let digest = page.value("raftarium.digest()").await?;
        page.value("location.hash = 'scenario=frist-election'").await?;
        page.until(
            "near ones are named",
            "document.querySelector('[role=alert]')?.innerText.includes('first-election')",
        )
        .await?;
        assert_eq!(page.value("raftarium.digest()").await?, digest);
        Ok(())
    });
}

/// Opens a scenario by its link.
async fn open(page: &Page, id: &str) -> Result<(), Trouble> {
    page.value(&format!("location.hash = 'scenario={id}'")).await?;
    page.until("its first words are told", &format!("{STEP} === 1 && state.paused")).await
}

#[test]
fn what_is_to_come_in_a_story_is_not_shown_before() {
    story("story_future", async |page| {
        open(page, "leader-crash").await?;
        let marks = "document.querySelectorAll('.timeline-mark').length";
        page.until("nothing has happened yet", &format!("{marks} === 0")).await?;
        page.until("nobody is warned", "!document.querySelector('.transport-past')").await?;
        page.by_role("button", "step 3").await?.click().await?;
        page.until("what has happened is shown", &format!("{STEP} === 3 && {marks} > 0")).await?;
        let shown = page.value(marks).await?;
        page.by_role("button", "leave the story").await?.click().await?;
        page.until("all of it is shown to who has left", &format!("{marks} > {shown}")).await
    });
}
