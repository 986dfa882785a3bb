//! Questions in stories, and missions.

use e2e::{Page, Trouble, story};
use serde_json::Value;

/// A cluster in which nobody leads yet, and who will be elected first in it.
const YOUNG: &str = "seed 3\nadvance 60ms";
const NEXT: &str = "n1";

#[test]
fn a_wrong_and_a_right_prediction_are_told_apart_and_explained() {
    story("predictions", async |page| {
        page.open("#scenario=first-election").await?;
        asked(page).await?;
        let right = right_answer(page).await?;
        page.value(&format!(
            "document.querySelectorAll('[data-testid=answer]')[{}].click()",
            1 - right
        ))
        .await?;
        page.until("it says that this is not so", &verdict("Not so: the answer is")).await?;

        page.by_role("button", "from the beginning").await?.click().await?;
        asked(page).await?;
        // By key: the first answer is 1.
        page.press(&(right + 1).to_string()).await?;
        page.until("it says that this is right, and why", &verdict("Right. ")).await
    });
}

#[test]
fn one_points_at_a_packet_and_at_an_entry_to_answer() {
    story("pointing", async |page| {
        page.open("#scenario=committed-not-applied").await?;
        asked_on_the_way(page, "packet").await?;
        page.until(
            "the packets are drawn",
            "document.querySelectorAll('[data-packet]').length === 2",
        )
        .await?;
        // The acknowledgement of n3 is the first to arrive.
        let first = "[...document.querySelectorAll('[data-packet]')].find((it) => \
             it.getAttribute('aria-label').includes('n3')).dataset.packet";
        let first = page.value(first).await?.as_str().unwrap_or_default().to_owned();
        page.click_on(&page.css(&format!("[data-packet=\"{first}\"]")).await?).await?;
        page.until("it was the right one", &verdict("Right. ")).await?;
        asked_on_the_way(page, "entry").await?;
        page.value("document.querySelector('#cell-n1-1').click()").await?;
        page.until("the first entry was right", &verdict("Right. ")).await
    });
}

#[test]
fn the_lecturer_has_words_and_answers_in_a_window_of_his_own_and_leads_from_there() {
    story("notes", async |page| {
        page.open("#scenario=first-election").await?;
        page.press("p").await?;
        page.until("it presents", "document.documentElement.hasAttribute('data-presenting')")
            .await?;
        page.open_beside("notes/index.html").await?;
        page.until(
            "the window has found the page",
            "document.getElementById('title').textContent === 'The first election' \
             && document.getElementById('step').textContent.startsWith('Step 1 of')",
        )
        .await?;
        assert_eq!(page.wrongs("the lecturer's notes").await?, Vec::<String>::new());
        page.turn_to_window(0).await?;
        asked(page).await?;
        page.turn_to_window(1).await?;
        page.until(
            "the window knows the answer before time does",
            "!document.getElementById('asked').hidden && document.querySelectorAll('#answers .right').length === 1",
        )
        .await?;
        let right = page.value("document.querySelector('#answers .right').textContent").await?;
        let right = right.as_str().unwrap_or_default().trim_end_matches(" (right)").to_owned();

        page.turn_to_window(0).await?;
        page.until(
            "the hall sees the question, and no answer",
            "state.question.open && state.question.answers.every((it) => it.right === null) \
             && document.querySelector('[data-testid=question]').checkVisibility()",
        )
        .await?;
        // The hall's answer is given there, by its number.
        page.turn_to_window(1).await?;
        let number = "[...document.querySelectorAll('#answers li')].findIndex((it) => \
             it.className === 'right') + 1";
        let number = page.value(number).await?.as_u64().unwrap_or_default();
        page.press(&number.to_string()).await?;
        page.turn_to_window(0).await?;
        page.until(
            "time has shown what the window knew",
            &format!("state.question.answers.find((it) => it.right)?.text === {right:?}"),
        )
        .await?;
        page.until(
            "and the hall sees no words any more",
            "!document.querySelector('.tour').checkVisibility()",
        )
        .await?;

        // The next question is decided by time, when the hall's is over.
        asked(page).await?;
        let at = page.value("raftarium.state().question.at_us").await?;
        page.turn_to_window(1).await?;
        page.until("it is asked there", "!document.getElementById('asked').hidden").await?;
        page.value(
            "document.querySelector('[data-seconds]').dataset.seconds = 1, \
             document.querySelector('[data-seconds]').click()",
        )
        .await?;
        page.until(
            "the seconds are counted",
            "document.getElementById('left').textContent.includes('s left')",
        )
        .await?;
        page.turn_to_window(0).await?;
        page.until(
            "nobody answered, and time goes on",
            &format!(
                "!document.documentElement.hasAttribute('data-counts') \
                 && (state.question.at_us !== {at} || state.question.skipped)"
            ),
        )
        .await
    });
}

#[test]
fn who_wants_no_questions_is_asked_none_and_the_story_ends_all_the_same() {
    story("no_questions", async |page| {
        page.open("#scenario=first-election").await?;
        page.by_role("button", "ask questions").await?.click().await?;
        let over = "document.querySelector('.tour.ended') !== null";
        page.until(
            "the story is over, and nothing was asked",
            &format!(
                "!document.querySelector('[data-testid=question]') && ({over} \
                 || (document.querySelector('[data-testid=tour-next]').click(), false))"
            ),
        )
        .await?;
        page.reload().await?;
        page.until(
            "it is remembered",
            "document.querySelector('.tour-hands [aria-label^=ask]')?.ariaPressed === 'false'",
        )
        .await
    });
}

#[test]
fn a_mission_is_solved_by_keyboard_and_survives_a_reload_in_the_midst() {
    story("mission", async |page| {
        page.by_role("button", "Scenarios").await?.click().await?;
        page.until(
            "missions are in the menu",
            "document.querySelector('[data-mission=let-n3-lead]') !== null",
        )
        .await?;
        page.css("[data-mission=let-n3-lead]").await?.click().await?;
        page.until("the mission is set", "state.mission?.goals.length === 2").await?;

        // What is not allowed is refused, and counts nothing.
        page.type_line("timeout n3").await?;
        page.console_shows("crash").await?;
        assert_eq!(page.state().await?["mission"]["used"], 0);

        page.reload().await?;
        page.until("it is still set", "document.querySelector('[data-testid=task]') !== null")
            .await?;
        page.test_id("hint").await?.click().await?;
        page.until("there is a hint", "state.mission.hints.length === 1").await?;

        page.type_line("pause n2").await?;
        page.until("n2 sleeps", "state.nodes[1].paused").await?;
        page.type_line("crash n1").await?;
        page.until("two commands were used", "state.mission.used === 2").await?;
        page.run("until role n3 = candidate within 2s\nresume n2\nuntil leader is n3 within 5s")
            .await?;
        page.until("it is solved", "state.mission.solved_us !== null").await?;
        page.until("and told so", "document.querySelector('[data-testid=solved]') !== null").await
    });
}

#[test]
fn at_any_moment_one_is_asked_answers_wrongly_and_sees_how_it_could_have_been() {
    story("ask_me", async |page| {
        page.value("raftarium.pause()").await?;
        page.run(YOUNG).await?;
        page.test_id("ask-me").await?.click().await?;
        let asked = open_question(page).await?;
        assert!(asked.iter().all(|answer| answer["right"].is_null()), "nothing is told: {asked:?}");
        let right = NEXT;
        let wrong = asked.iter().position(|it| it["text"] != right).ok_or("all are right")?;
        page.value(&format!("document.querySelectorAll('[data-testid=answer]')[{wrong}].click()"))
            .await?;
        page.until("it says that this is not so", &verdict("Not so: the answer is")).await?;
        assert_eq!(page.state().await?["leader"], right);

        // The wrong answer is played, on a branch of its own.
        page.css("[data-testid=other]").await?.click().await?;
        page.until("it leads there", &verdict("After ")).await?;
        assert_ne!(page.state().await?["leader"], right);
        page.test_id("what-happened").await?.click().await?;
        page.until("one is back", &verdict("Not so: the answer is")).await?;
        assert_eq!(page.state().await?["leader"], right);
        page.by_role("button", "close the question").await?.click().await?;
        page.until("it is closed", "document.querySelector('[data-testid=quiz]') === null").await
    });
}

#[test]
fn at_any_moment_one_asks_to_be_asked_and_answers_rightly_by_keyboard() {
    story("ask_me_by_keyboard", async |page| {
        page.value("raftarium.pause()").await?;
        page.run(YOUNG).await?;
        page.type_line("quiz").await?;
        let asked = open_question(page).await?;
        let right = NEXT;
        let place = asked.iter().position(|it| it["text"] == right).ok_or("none is right")?;
        page.press(&(place + 1).to_string()).await?;
        page.until("it says that this is right, and why", &verdict("Right. ")).await?;
        page.press("n").await?;
        page.until(
            "something else is asked, or there is nothing",
            "(state.question.open && state.question.at_us > 60000) || document.querySelector('[role=alert]') !== null",
        )
        .await?;
        page.press("\u{e00c}").await?;
        page.until("Escape closes it", "document.querySelector('[data-testid=quiz]') === null")
            .await?;
        page.run("until leader and applied within 5s\nadvance 1s").await?;
        page.press("q").await?;
        page.until(
            "where all is plain, that is said",
            "document.querySelector('[role=alert]')?.textContent.includes('nothing to ask now')",
        )
        .await
    });
}

#[test]
fn a_mission_is_solved_by_mouse_alone() {
    story("mission_by_mouse", async |page| {
        page.by_role("button", "Scenarios").await?.click().await?;
        page.css("[data-mission=let-n3-lead]").await?.click().await?;
        page.until("the mission is set", "state.mission?.used === 0 && state.paused").await?;
        let act = async |node: &str, verb: &str| -> Result<(), Trouble> {
            page.click_on(&page.test_id(&format!("node-{node}")).await?).await?;
            let button = format!("{verb} {verb} {node}");
            page.by_role("button", &button).await?.click().await?;
            // It may lie over the next node.
            Ok(page.css(".stage-card [aria-label=Close]").await?.click().await?)
        };
        act("n2", "pause").await?;
        act("n1", "crash").await?;
        page.test_id("play").await?.click().await?;
        page.until("n3 stands alone", "state.nodes[2].role === 'candidate'").await?;
        act("n2", "resume").await?;
        page.until("it is solved", "state.mission.solved_us !== null").await?;
        page.test_id("solved").await?;
        Ok(())
    });
}

#[test]
fn a_link_opens_a_mission_in_a_fresh_profile_where_it_is_solved_and_handed_on() {
    story("mission_link", async |page| {
        page.open("#mission=let-n3-lead").await?;
        page.until("the mission is set", "state.mission?.goals.length === 2 && state.paused")
            .await?;
        page.css("[data-testid=task]").await?;
        assert_eq!(page.value("location.hash").await?, "");
        page.type_line("pause n2").await?;
        page.until("n2 sleeps", "state.nodes[1].paused").await?;
        page.type_line("crash n1").await?;
        page.until("two commands were used", "state.mission.used === 2").await?;
        page.run("until role n3 = candidate within 2s\nresume n2\nuntil leader is n3 within 5s")
            .await?;
        page.until("it is solved", "state.mission.solved_us !== null").await?;
        let (digest, link) =
            (page.value("raftarium.digest()").await?, page.value("raftarium.link()").await?);
        let link = link.as_str().ok_or("there is no link")?.to_owned();

        page.value("localStorage.clear()").await?;
        page.open(&format!("?handed-on#{link}")).await?;
        page.until(
            "the mission opens with what was done",
            "state.mission?.solved_us !== null && state.mission?.used === 3",
        )
        .await?;
        assert_eq!(page.value("raftarium.digest()").await?, digest);
        page.test_id("solved").await?;

        page.open("?none#mission=let-n3-leed").await?;
        page.until(
            "what there is not is told, with what was meant",
            "document.querySelector('[role=alert]')?.textContent.includes('did you mean let-n3-lead?')",
        )
        .await
    });
}

/// The answers of the question of the moment, once they can be given.
async fn open_question(page: &Page) -> Result<Vec<Value>, Trouble> {
    page.until(
        "something is asked, and can be answered",
        "state.question?.open && document.querySelector('[data-testid=answer]:not(:disabled)') !== null",
    )
    .await?;
    let question = page.state().await?["question"].clone();
    Ok(question["answers"].as_array().cloned().unwrap_or_default())
}

/// Plays the story up to its first question, and waits until that can be answered.
async fn asked(page: &Page) -> Result<(), Trouble> {
    // By what is so, not by what is drawn already: another "next" would pass the question over.
    page.until(
        "something is asked",
        "(state.question?.open && state.question.undecided) \
         || (document.querySelector('[data-testid=tour-next]')?.click(), false)",
    )
    .await?;
    page.until(
        "it can be answered",
        "document.querySelector('[data-testid=answer]:not(:disabled)') !== null",
    )
    .await
}

/// Plays the story up to a question for something of this sort, in the midst of a step: one "next" wherever it stands with other
/// words, for another one would leap to the next.
async fn asked_on_the_way(page: &Page, pick: &str) -> Result<(), Trouble> {
    page.until(
        "something is asked on the way",
        &format!(
            "(state.question?.open && state.question.pick === {pick:?} \
             && document.querySelector('[data-testid=answer]:not(:disabled)') !== null) \
             || (({{ textContent: words }}, at) => state.paused && window.stood !== at + words \
             && (window.stood = at + words, document.querySelector('[data-testid=tour-next]')?.click(), false)) \
             (document.querySelector('.tour'), state.time_us)"
        ),
    )
    .await
}

/// The place of the answer that will turn out to be right, counted from 0: yes, all four.
async fn right_answer(page: &Page) -> Result<u64, Trouble> {
    let answers = page.state().await?["question"]["answers"].clone();
    let texts = answers.as_array().cloned().unwrap_or_default();
    let at =
        texts.iter().position(|it| it["text"].as_str().is_some_and(|it| it.starts_with("yes")));
    Ok(at.ok_or("there is no such answer")? as u64)
}

fn verdict(starts: &str) -> String {
    format!("document.querySelector('[data-testid=verdict]')?.textContent.startsWith({starts:?})")
}
