//! The page in a frame of another page, from another origin.

use std::fs;

use e2e::{Page, Server, Trouble, dist, root, story};
use serde_json::{Value, json};

/// A page of a course, served from an origin of its own, with these frames: each its name, what is in its address, and its
/// further attributes.
fn course(name: &str, page: &Server, frames: &[(&str, &str, &str)]) -> Result<Server, Trouble> {
    let site = root().join("target/e2e").join(name);
    fs::create_dir_all(&site)?;
    let frame = |(id, query, more): &(&str, &str, &str)| {
        format!(
            "<iframe id='{id}' src='{}{query}' width='900' height='560' {more}></iframe>",
            page.address()
        )
    };
    let html = format!(
        "<!doctype html><html lang='en'><title>A course</title><link rel='icon' href='data:,'>{}<script>
         window.heard = [];
         addEventListener('message', ({{ data, source, origin }}) => {{
           const frame = [...document.querySelectorAll('iframe')].find((it) => it.contentWindow === source);
           heard.push({{ from: frame?.id, origin, data }});
         }});
         let last = 0;
         window.ask = (from, message) => new Promise((done) => {{
           const id = (last += 1);
           const hear = ({{ data, source }}) => {{
             if (source === document.getElementById(from).contentWindow && data.id === id) done(data);
           }};
           addEventListener('message', hear);
           document.getElementById(from).contentWindow.postMessage({{ raftarium: 1, id, ...message }}, '*');
         }});
         window.ready = (from) => heard.some((it) => it.from === from && it.data.tell === 'ready');
         </script>",
        frames.iter().map(frame).collect::<String>()
    );
    fs::write(site.join("index.html"), html)?;
    Ok(Server::start(site)?)
}

/// What a frame answers.
async fn ask(page: &Page, frame: &str, message: Value) -> Result<Value, Trouble> {
    page.eventually(&format!("return window.ask({}, {message});", json!(frame))).await
}

async fn ready(page: &Page, frame: &str) -> Result<(), Trouble> {
    page.until(&format!("the frame {frame} is ready"), &format!("window.ready({})", json!(frame)))
        .await
}

#[test]
fn a_page_of_another_origin_works_the_frame_by_messages() {
    story("embedded", async |page| {
        let server = Server::start(dist())?;
        let course = course(
            "embedded",
            &server,
            &[("lesson", "?embed&scenario=leader-crash&step=2&panel=ledger&theme=dark", "")],
        )?;
        page.visit_another(&course.address()).await?;
        ready(page, "lesson").await?;
        let state = ask(page, "lesson", json!({ "do": "state" })).await?;
        assert_eq!(state["value"]["paused"], true, "a story waits: {state}");
        assert_eq!(state["value"]["nodes"].as_array().map(Vec::len), Some(5));
        let at = |state: &Value| state["value"]["time_us"].as_u64();
        let ran = ask(page, "lesson", json!({ "do": "run", "script": "put colour green" })).await?;
        assert_eq!(ran["ok"], true, "{ran}");
        let events = ask(page, "lesson", json!({ "do": "events" })).await?;
        assert!(events["value"].as_array().is_some_and(|it| it.len() > 10), "{events}");
        assert_eq!(ask(page, "lesson", json!({ "do": "follow", "on": true })).await?["ok"], true);
        ask(page, "lesson", json!({ "do": "play" })).await?;
        page.until("what happens is told", "heard.some(({ data }) => data.tell === 'events')")
            .await?;
        ask(page, "lesson", json!({ "do": "pause" })).await?;
        assert_eq!(ask(page, "lesson", json!({ "do": "go", "to": "1.5s" })).await?["ok"], true);
        let state = ask(page, "lesson", json!({ "do": "state" })).await?;
        assert_eq!(at(&state), Some(1_500_000));
        ask(page, "lesson", json!({ "do": "go", "scenario": "split-vote" })).await?;
        page.until_promised(
            "it is at the beginning of another story",
            "window.ask('lesson', { do: 'state' }).then((it) => it.value.time_us < 1500000)",
        )
        .await?;
        Ok(())
    });
}

#[test]
fn a_course_that_grades_elsewhere_hears_of_answers_and_its_readers_do_not() {
    story("embedded_answers", async |page| {
        let server = Server::start(dist())?;
        let course = course(
            "embedded_answers",
            &server,
            &[("quiz", "?embed&panel=console&hide=answers", "")],
        )?;
        page.visit_another(&course.address()).await?;
        ready(page, "quiz").await?;
        ask(page, "quiz", json!({ "do": "pause" })).await?;
        let script = "seed 3\nadvance 60ms";
        assert_eq!(ask(page, "quiz", json!({ "do": "run", "script": script })).await?["ok"], true);
        page.enter_frame(Some(0)).await?;
        page.test_id("ask-me").await?.click().await?;
        page.until(
            "it asks",
            "document.querySelector('[data-testid=answer]:not(:disabled)') !== null",
        )
        .await?;
        page.test_id("answer").await?.click().await?;
        page.until(
            "the answer is noted, and no more is said",
            "document.querySelector('[data-testid=verdict]')?.textContent === 'Your answer is noted.'",
        )
        .await?;
        let told =
            "document.querySelectorAll('.answer.right, .answer.wrong, [data-testid=other]').length";
        assert_eq!(page.value(told).await?, 0);
        page.enter_frame(None).await?;
        page.until(
            "the course is told",
            "heard.some(({ data }) => data.tell === 'answer' && data.answer === 'n1' && data.right === true)",
        )
        .await
    });
}

#[test]
fn what_is_no_message_of_the_protocol_is_answered_with_what_was_expected() {
    story("embedded_errors", async |page| {
        let server = Server::start(dist())?;
        let course = course(
            "embedded_errors",
            &server,
            &[("open", "?embed", ""), ("closed", "?embed&origin=https://course.example", "")],
        )?;
        page.visit_another(&course.address()).await?;
        ready(page, "open").await?;
        ready(page, "closed").await?;
        for (message, told) in [
            (json!({ "do": "explode" }), "expected one of play, pause, go, run"),
            (json!({ "do": "run", "script": 7 }), "run: expected a string as script, found 7"),
            (json!({ "do": "run", "script": "frobnicate" }), "frobnicate"),
            (json!({ "do": "go" }), "expected to, step or scenario"),
            (json!({ "do": "go", "to": "yesterday" }), "expected a moment such as 2.5s"),
            (json!({ "do": "go", "step": 2 }), "no scenario is told"),
            (json!({ "do": "go", "scenario": "../x" }), "the name of a scenario"),
            (json!({ "do": "events", "from": -1 }), "a whole number from 0"),
            (json!({ "do": "follow", "on": "yes" }), "true or false"),
            (json!({ "raftarium": 2, "do": "play" }), "expected raftarium: 1, found 2"),
        ] {
            let answer = ask(page, "open", message.clone()).await?;
            assert_eq!(answer["ok"], false, "{message}: {answer}");
            let error = answer["error"].as_str().unwrap_or_default();
            assert!(error.contains(told), "{message}: {error:?} does not say {told:?}");
        }
        page.value(
            "document.getElementById('closed').contentWindow.postMessage({ raftarium: 1, do: 'state' }, '*')",
        )
        .await?;
        page.until(
            "a strange origin is told so",
            "heard.some(({ from, data }) => from === 'closed' && data.error?.startsWith('this frame listens to https://course.example'))",
        )
        .await?;
        let answers =
            page.value("heard.filter(({ from, data }) => from === 'closed' && data.ok)").await?;
        assert_eq!(answers, json!([]), "and learns nothing");
        Ok(())
    });
}

#[test]
fn a_sandboxed_frame_without_storage_works_and_complains_of_nothing() {
    story("embedded_sandbox", async |page| {
        let server = Server::start(dist())?;
        let course = course(
            "embedded_sandbox",
            &server,
            &[("lesson", "?embed&panel=console&controls=0", "sandbox='allow-scripts'")],
        )?;
        page.visit_another(&course.address()).await?;
        ready(page, "lesson").await?;
        let ran = ask(
            page,
            "lesson",
            json!({ "do": "run", "script": "until leader within 5s\nput x 1" }),
        )
        .await?;
        assert_eq!(ran["ok"], true, "{ran}");
        page.enter_frame(Some(0)).await?;
        let seen = page
            .value(
                "[document.querySelector('[data-testid=console-input]')?.checkVisibility() ?? false, \
                  document.querySelectorAll('.topbar, .transport, [role=tablist], [data-testid=ledger], [role=alert]').length]",
            )
            .await?;
        assert_eq!(seen, json!([true, 0]));
        page.enter_frame(None).await
    });
}

#[test]
fn a_frame_plays_only_while_it_is_in_sight() {
    story("embedded_sight", async |page| {
        let server = Server::start(dist())?;
        let course = course(
            "embedded_sight",
            &server,
            &[
                ("near", "?embed", ""),
                ("far", "?embed", "style='display:block; margin-top:4000px'"),
            ],
        )?;
        page.visit_another(&course.address()).await?;
        ready(page, "near").await?;
        ready(page, "far").await?;
        let time = async |frame| -> Result<u64, Trouble> {
            let state = ask(page, frame, json!({ "do": "state" })).await?;
            state["value"]["time_us"].as_u64().ok_or("no time".into())
        };
        let (near, far) = (time("near").await?, time("far").await?);
        page.until_promised(
            "the near one plays",
            &format!("window.ask('near', {{ do: 'state' }}).then((it) => it.value.time_us > {near} + 30000)"),
        )
        .await?;
        assert_eq!(time("far").await?, far, "nobody looks at it");
        page.value("document.getElementById('far').scrollIntoView()").await?;
        page.until_promised(
            "it plays once it is seen",
            &format!("window.ask('far', {{ do: 'state' }}).then((it) => it.value.time_us > {far} + 30000)"),
        )
        .await
    });
}

#[test]
fn open_in_full_keeps_all_that_was_done() {
    story("embedded_full", async |page| {
        page.open("?embed&scenario=leader-crash&step=3&panel=ledger").await?;
        page.css(".tour-next").await?;
        page.run("crash n2").await?;
        let digest = page.value("raftarium.digest()").await?;
        let link = page
            .value(
                "(() => { const way = document.querySelector('.embed-full'); \
                   way.addEventListener('click', (event) => event.preventDefault()); way.click(); return way.href; })()",
            )
            .await?;
        let link = link.as_str().ok_or("there is no way")?.to_owned();
        assert!(!link.contains("embed"), "{link}");
        page.visit(&link).await?;
        page.css(".topbar").await?;
        page.until("it is the same", &format!("raftarium.digest() === {digest}")).await
    });
}

#[test]
fn an_embedded_page_leaves_the_persons_own_session_alone() {
    story("embedded_apart", async |page| {
        page.value("raftarium.pause()").await?;
        page.type_line("put mine yes").await?;
        page.run("until answered within 5s").await?;
        let digest = page.value("raftarium.digest()").await?;
        page.open("?embed&theme=light").await?;
        page.value("raftarium.pause()").await?;
        page.run("crash n1\nadvance 1s").await?;
        page.open("?back").await?;
        assert_eq!(page.value("raftarium.digest()").await?, digest);
        page.open("?embed&panel=legder&theme=blue").await?;
        page.until(
            "what cannot be understood is told",
            "document.querySelector('[role=alert]')?.innerText.includes('expected ledger, diagram or console')",
        )
        .await
    });
}

#[test]
fn the_example_shows_one_lesson_in_three_frames() {
    story("embedded_example", async |page| {
        let server = Server::start(dist())?;
        page.visit_another(&format!("{}example/embeds.html", server.address())).await?;
        for (number, shown) in [
            (0, ".page.alone .tour"),
            (1, ".page-side [data-testid=ledger]"),
            (2, ".page-side .diagram"),
        ] {
            page.value(&format!("document.querySelectorAll('iframe')[{number}].scrollIntoView()"))
                .await?;
            page.enter_frame(Some(number)).await?;
            page.css(shown).await?;
            page.enter_frame(None).await?;
        }
        page.css("[data-script^=put]").await?.click().await?;
        page.until(
            "the frame has answered",
            "!document.getElementById('told').textContent.startsWith('The page')",
        )
        .await
    });
}
