//! Whoever cannot see the page, or cannot use a mouse, can use it: judged by axe in every state that matters, and by doing it.

use std::collections::BTreeSet;

use e2e::{Page, Size, Theme, Trouble, picture, story};

const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';
const TAB: char = '\u{e004}';
const RIGHT: char = '\u{e014}';
const DOWN: char = '\u{e015}';

/// Panels, by what their tabs are called.
const TABS: [&str; 7] =
    ["ledger", "console", "inspector", "events", "diagram", "checks", "metrics"];

#[test]
fn axe_finds_nothing_wrong_with_the_wide_page_in_the_light() {
    picture("axe_wide_light", Size::Wide, Theme::Light, every_state);
}

#[test]
fn axe_finds_nothing_wrong_with_the_wide_page_in_the_dark() {
    picture("axe_wide_dark", Size::Wide, Theme::Dark, every_state);
}

#[test]
fn axe_finds_nothing_wrong_with_the_page_on_a_telephone_in_the_light() {
    picture("axe_narrow_light", Size::Narrow, Theme::Light, every_state);
}

#[test]
fn axe_finds_nothing_wrong_with_the_page_on_a_telephone_in_the_dark() {
    picture("axe_narrow_dark", Size::Narrow, Theme::Dark, every_state);
}

#[test]
fn axe_finds_nothing_wrong_with_the_page_in_german() {
    picture("axe_german", Size::Wide, Theme::Light, async |page| {
        page.open("?lang=de").await?;
        every_state(page).await
    });
}

#[test]
fn axe_finds_nothing_wrong_with_the_page_in_chinese() {
    picture("axe_chinese", Size::Narrow, Theme::Dark, async |page| {
        page.open("?lang=zh").await?;
        every_state(page).await
    });
}

/// Goes through the states of the page, and fails with all that is wrong in any of them.
async fn every_state(page: &Page) -> Result<(), Trouble> {
    let mut wrong = BTreeSet::new();
    let mut judge = async |state: &str| -> Result<(), Trouble> {
        wrong.extend(page.wrongs(state).await?);
        Ok(())
    };
    let click = async |selector: &str| -> Result<(), Trouble> {
        page.value(&format!("void document.querySelector({selector:?})?.click()")).await?;
        Ok(())
    };
    page.prefer(&[]).await?;
    page.value("raftarium.pause()").await?;
    judge("just opened").await?;
    page.run(
        "until leader within 5s\nput name Alice\nput city Paris\npartition n1 n2 | n3 n4 n5\nadvance 900ms",
    )
    .await?;
    for tab in TABS {
        click(&format!("#tab-{tab}")).await?;
        judge(tab).await?;
    }
    click(".metrics .menu-row button").await?;
    page.css(".metrics .histogram + .metrics-note").await?;
    judge("survey").await?;
    for menu in ["scenarios", "session", "cluster", "faults", "moments"] {
        let button = format!("[aria-controls=menu-{menu}]");
        click(&button).await?;
        page.css(&format!("#menu-{menu}")).await?;
        judge(&format!("menu of {menu}")).await?;
        click(&button).await?;
    }
    page.press("2y").await?;
    page.css(".why-headline").await?;
    judge("why a node is as it is").await?;
    click("#tab-ledger").await?;
    click(".ledger-cell").await?;
    judge("an entry").await?;
    page.press("?").await?;
    page.css("dialog[open]").await?;
    judge("keys").await?;
    page.press(&ESCAPE.to_string()).await?;
    click("[aria-controls=menu-session]").await?;
    let share = page.value("raftariumCatalog.tr('share a link')").await?;
    page.by_role("button", share.as_str().unwrap_or_default()).await?.click().await?;
    page.css(".share-code").await?;
    judge("a link").await?;
    page.press(&ESCAPE.to_string()).await?;
    page.run("heal\ngo 1s").await?;
    page.value("raftarium.exec('crash leader')").await?;
    page.css(".lane-compare").await?;
    judge("two branches").await?;
    click(".lane-compare").await?;
    page.css("dialog.comparison[open]").await?;
    judge("comparison").await?;
    page.press(&ESCAPE.to_string()).await?;
    page.run("break vote-twice").await?;
    click("#tab-checks").await?;
    judge("a planted bug").await?;
    page.value("location.hash = 'scenario=promise'").await?;
    page.css(".tour-next").await?;
    judge("a story").await?;
    page.press("n").await?;
    page.until("the next words", "state.paused && state.time_us > 0").await?;
    judge("in a story").await?;
    page.press("p").await?;
    judge("presenting a story").await?;
    page.press("p").await?;
    click(".tour-leave").await?;
    page.css("[role=alert]").await?;
    judge("a notice").await?;
    page.press("p").await?;
    judge("presenting").await?;
    page.press("p").await?;
    page.run("seed 3\nadvance 60ms").await?;
    page.press("q").await?;
    page.css("[data-testid=answer]").await?;
    judge("a question of the moment").await?;
    page.press("1").await?;
    page.css("[data-testid=other]").await?;
    judge("it is told").await?;
    click("[data-testid=other]").await?;
    page.until(
        "how it could have been",
        "document.querySelector('[data-testid=verdict]')?.textContent.startsWith(raftariumCatalog.tr('After '))",
    )
    .await?;
    judge("a wrong answer is played").await?;
    page.value("location.hash = 'mission=let-n3-lead'").await?;
    page.css("[data-testid=hint]").await?;
    judge("a mission").await?;
    if wrong.is_empty() {
        return Ok(());
    }
    Err(wrong.into_iter().collect::<Vec<_>>().join("\n").into())
}

/// Notes everything that is announced, in the order in which it is.
const LISTEN: &str = "(() => {
    window.heard = [];
    const region = document.querySelector('.page > [role=status]');
    new MutationObserver(() => heard.push(region.textContent))
      .observe(region, { childList: true, characterData: true, subtree: true });
})()";

#[test]
fn an_election_is_followed_by_ear() {
    story("election_by_ear", async |page| {
        page.value("raftarium.pause()").await?;
        page.value("raftarium.load('seed 42')").await?;
        page.value(LISTEN).await?;
        page.press("2t").await?;
        for _ in 0..80 {
            page.press(&RIGHT.to_string()).await?;
            if !page.value("raftarium.state().leader").await?.is_null() {
                break;
            }
        }
        page.until("somebody leads", "state.leader === 'n2'").await?;
        let heard = page.value("window.heard.join('\\n')").await?;
        let heard = heard.as_str().unwrap_or_default();
        for told in
            ["it stands for election in term 1", "n2 counts the vote of n3", "so it leads term 1"]
        {
            let times = heard.matches(told).count();
            assert_eq!(times, 1, "{told:?} is said once: {heard}");
        }
        let means = page.value("document.getElementById('stage-means').textContent").await?;
        assert!(
            means.as_str().is_some_and(|it| it.starts_with("5 nodes, n2 leads term 1.")),
            "{means}"
        );
        Ok(())
    });
}

#[test]
fn while_time_passes_only_turns_of_the_plot_are_said() {
    story("no_flood", async |page| {
        page.value("raftarium.pause()").await?;
        page.value("raftarium.load('seed 42')").await?;
        page.value(LISTEN).await?;
        page.value("raftarium.play()").await?;
        page.until("there is a leader, and time goes on", "state.leader && state.time_us > 600000")
            .await?;
        page.value("raftarium.pause()").await?;
        let heard = page.value("window.heard").await?;
        let said = heard.as_array().map_or(0, Vec::len);
        assert!((1..=4).contains(&said), "{heard}");
        Ok(())
    });
}

#[test]
fn the_words_of_a_story_are_said_once() {
    story("story_by_ear", async |page| {
        page.value("location.hash = 'scenario=first-election'").await?;
        page.css(".tour-next").await?;
        page.press("n").await?;
        page.until("the next words are told", "state.paused && state.time_us > 0").await?;
        let live = page
            .value(
                "(() => {
                   const words = document.querySelector('.tour-text .here').textContent.replaceAll('\\u2060', '');
                   return [...document.querySelectorAll('[aria-live=polite], [role=status], [role=log], [role=alert]')]
                     .map((region) => [...region.querySelectorAll('*'), region]
                       .filter((it) => !it.closest('[aria-hidden=true]') && it.checkVisibility())
                       .some((it) => [...it.childNodes].some((text) => text.nodeType === 3 && text.data.includes(words))))
                     .filter(Boolean).length;
                 })()",
            )
            .await?;
        assert_eq!(live, 1, "so many regions say the words");
        Ok(())
    });
}

#[test]
fn a_partition_is_made_and_healed_without_a_mouse() {
    story("partition_by_key", async |page| {
        page.value("raftarium.pause()").await?;
        tab_to(page, "document.activeElement.getAttribute('aria-controls') === 'menu-faults'")
            .await?;
        page.press(&ENTER.to_string()).await?;
        page.css("#menu-faults").await?;
        tab_to(page, "document.activeElement.className.includes('side-chip')").await?;
        tab_to(page, "document.activeElement.textContent === 'split'").await?;
        page.press(&ENTER.to_string()).await?;
        page.until(
            "the first two are cut off",
            "raftarium.script().includes('partition n1 n2 | n3 n4 n5')",
        )
        .await?;
        let told = page.value("document.getElementById('stage-means').textContent").await?;
        assert!(
            told.as_str().is_some_and(|it| it.contains("Cut apart: n1 and n2; n3, n4 and n5")),
            "{told}"
        );
        page.press(&format!("{ESCAPE}h")).await?;
        page.until("it is healed", "raftarium.script().includes('heal')").await
    });
}

#[test]
fn a_packet_is_reached_by_key_and_leaves_the_focus_to_its_receiver() {
    story("packet_by_key", async |page| {
        page.value("raftarium.pause()").await?;
        page.value("raftarium.load('seed 42')").await?;
        page.run("timeout n2\nadvance 3ms").await?;
        page.until(
            "its packets are drawn",
            "document.querySelectorAll('[data-packet]').length > 1",
        )
        .await?;
        tab_to(page, "document.activeElement.dataset.packet").await?;
        let first = page.value("document.activeElement.dataset.packet").await?;
        page.press(&DOWN.to_string()).await?;
        let next = page.value("document.activeElement.dataset.packet").await?;
        assert_ne!(first, next, "the arrows lead to the next packet");
        let label = page.value("document.activeElement.ariaLabel").await?;
        let to =
            label.as_str().and_then(|it| it.rsplit("to ").next()).unwrap_or_default().to_owned();
        page.press("v").await?;
        page.until(
            "it was delivered, and its receiver has the focus",
            &format!("document.activeElement.dataset.testid === 'node-{to}'"),
        )
        .await
    });
}

/// Presses Tab until this holds of what has the focus.
async fn tab_to(page: &Page, holds: &str) -> Result<(), Trouble> {
    for _ in 0..150 {
        if page.value(&format!("Boolean({holds})")).await? == true {
            return Ok(());
        }
        page.press(&TAB.to_string()).await?;
    }
    Err(format!("the Tab key does not lead to where {holds}").into())
}

/// Whether what has the focus is to be seen: some of it is in the window, and in front.
const SEEN: &str = "(() => {
    const it = document.activeElement;
    if (it === document.body || it === document.documentElement) return null;
    const { left, top, right, bottom } = it.getBoundingClientRect();
    const at = (from, to, most) => [0.5, 0.1, 0.9].map((part) => from + (to - from) * part).filter((x) => x >= 0 && x < most);
    const seen = at(left, right, innerWidth).some((x) => at(top, bottom, innerHeight).some((y) => {
      const front = document.elementFromPoint(x, y);
      // The handle of the timeline, and what lies on the stage, are drawn over by what belongs to them.
      return front && (it.contains(front) || front.contains(it) || it.closest('svg, .timeline')?.contains(front));
    }));
    return [seen, it.dataset.testid ?? it.id ?? '', it.outerHTML.slice(0, 120)];
})()";

#[test]
fn the_focus_is_never_hidden() {
    for (name, size) in [
        ("focus_wide", Size::Wide),
        ("focus_narrow", Size::Narrow),
        ("focus_side", Size::Side),
        ("focus_quadruple", Size::Quadruple),
    ] {
        picture(name, size, Theme::Light, async |page| {
            page.prefer(&[]).await?;
            page.value("raftarium.pause()").await?;
            for story in [false, true] {
                if story {
                    page.value("location.hash = 'scenario=minority'").await?;
                    page.css(".tour-next").await?;
                }
                for _ in 0..60 {
                    page.press(&TAB.to_string()).await?;
                    let focus = page.value(SEEN).await?;
                    assert!(focus.is_null() || focus[0] == true, "hidden: {focus}");
                }
            }
            Ok(())
        });
    }
}

#[test]
fn a_page_at_four_times_its_size_is_one_column_and_all_of_it_is_reached() {
    picture("quadruple", Size::Quadruple, Theme::Light, async |page| {
        let wide = "document.documentElement.scrollWidth <= innerWidth";
        page.until("it is no wider than the window", wide).await?;
        for id in ["stage", "console-input", "play", "timeline"] {
            page.value(&format!("document.querySelector('[data-testid={id}]').scrollIntoView({{ block: 'nearest' }})"))
                .await?;
            page.drawn().await?;
            let seen = format!(
                "(() => {{ const {{ left, right, top, bottom }} = document.querySelector('[data-testid={id}]').getBoundingClientRect();
                   return left >= 0 && right <= innerWidth + 1 && top < innerHeight && bottom > 0; }})()"
            );
            page.until(&format!("{id} is reached by scrolling down alone"), &seen).await?;
        }
        page.value("location.hash = 'scenario=minority'").await?;
        page.css(".tour-next").await?;
        page.until("a story is no wider either", wide).await
    });
}
