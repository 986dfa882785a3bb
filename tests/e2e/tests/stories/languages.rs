//! The page in other languages.

use std::fs;

use e2e::{Page, Server, Trouble, story};
use serde_json::Value;

use crate::offline::copy;

/// Something happens in every panel.
const BUSY: &str =
    "cluster 5\nseed 3\nuntil leader within 3s\nput x 1\ncrash leader\nadvance 400ms";

#[test]
fn a_story_is_told_and_asked_about_in_german() {
    story("german", async |page| told(page, "de", "de").await);
}

#[test]
fn a_story_is_told_and_asked_about_in_chinese() {
    story("chinese", async |page| told(page, "zh", "zh-Hans").await);
}

/// The first story, from its first words to its first question, and that nothing but the words differs.
async fn told(page: &Page, code: &str, lang: &str) -> Result<(), Trouble> {
    page.open(&format!("?lang={code}#scenario=first-election")).await?;
    let catalog = catalog(page, code).await?;
    let said = |english: &str| catalog[english].as_str().unwrap_or_default().to_owned();
    assert_eq!(page.value("document.documentElement.lang").await?, lang);
    let shows = |selector: &str, text: &str| {
        format!("document.querySelector('{selector}')?.textContent.includes({text:?})")
    };
    let title = said("The first election");
    assert!(!title.is_empty(), "the title is translated");
    page.until("the title is translated", &shows(".tour-title", &title)).await?;
    page.css(".tour-next").await?.click().await?;
    let question =
        said("n1 needs three votes. Will every other node be in term 1 when it has them?");
    page.until("the question is translated", &shows("[data-testid=tour]", &question)).await?;
    for answer in ["yes, all four", "no, not all"] {
        page.until("the answers are", &shows("[data-testid=tour]", &said(answer))).await?;
    }
    // The same words as in English, and the same run.
    page.run(BUSY).await?;
    let here = page.state().await?;
    page.open("?lang=en").await?;
    page.run(BUSY).await?;
    assert_eq!(page.state().await?["digest"], here["digest"], "the language changes nothing else");
    Ok(())
}

#[test]
fn nothing_that_has_a_german_word_is_left_in_english() {
    story("german_whole", async |page| whole(page, "de").await);
}

#[test]
fn nothing_that_has_a_chinese_word_is_left_in_english() {
    story("chinese_whole", async |page| whole(page, "zh").await);
}

/// Every panel, every menu, and the sheets.
async fn whole(page: &Page, code: &str) -> Result<(), Trouble> {
    page.open(&format!("?lang={code}")).await?;
    page.run(BUSY).await?;
    page.run("why not leader n2").await?;
    let count = |selector: &'static str| format!("document.querySelectorAll('{selector}').length");
    for (what, selector) in [("panel", "[role=tab]"), ("menu", ".topbar-menus .menu > button")] {
        let number = page.value(&count(selector)).await?.as_u64().unwrap_or_default();
        assert!(number >= 4, "there are {what}s");
        for at in 0..number {
            let press = format!("document.querySelectorAll('{selector}')[{at}].click()");
            page.value(&press).await?;
            // What comes with a part of the program is there.
            page.until("nothing is awaited", "!document.querySelector('.late')").await?;
            page.drawn().await?;
            assert_eq!(left(page, code).await?, Vec::<String>::new(), "{what} {at}");
            if what == "menu" {
                page.value(&press).await?;
            }
        }
    }
    for key in ["?", "f", "a"] {
        page.press(key).await?;
        page.until("the sheet is open", "document.querySelector('dialog[open], .author')").await?;
        page.drawn().await?;
        assert_eq!(left(page, code).await?, Vec::<String>::new(), "key {key}");
        page.press("\u{e00c}").await?;
    }
    Ok(())
}

/// What stands on the page in English although the catalog has a word for it. Lines of the command language are English.
async fn left(page: &Page, code: &str) -> Result<Vec<String>, Trouble> {
    let found = page
        .eventually(&format!(
            "const catalog = await (await fetch('lang/{code}.json')).json();
             const words = new Set(Object.values(catalog));
             const shown = [...document.querySelectorAll('body *:not(option, code, kbd, .mono, [lang])')];
             const texts = shown.flatMap((it) =>
               // The title of a button of the menus is the line that it issues.
               [it.closest('.menu-panel') ? '' : it.title, it.ariaLabel, it.placeholder, it.childElementCount ? '' : it.textContent]);
             return [...new Set(texts)].filter((it) => typeof it === 'string' && catalog[it] && !words.has(it));"
        ))
        .await?;
    let found = found.as_array().cloned().unwrap_or_default();
    Ok(found.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect())
}

async fn catalog(page: &Page, code: &str) -> Result<Value, Trouble> {
    page.eventually(&format!("return await (await fetch('lang/{code}.json')).json();")).await
}

#[test]
fn another_language_is_chosen_and_the_session_goes_on() {
    story("language_chosen", async |page| {
        page.run(BUSY).await?;
        page.value("raftarium.pause()").await?;
        let before = page.state().await?;
        choose(page, "zh").await?;
        page.until_loaded("it speaks Chinese", "document.documentElement.lang === 'zh-Hans'")
            .await?;
        let after = page.state().await?;
        assert_eq!((&after["digest"], &after["time_us"]), (&before["digest"], &before["time_us"]));
        page.reload().await?;
        page.until("it still does", "document.documentElement.lang === 'zh-Hans'").await?;
        choose(page, "en").await?;
        page.until_loaded("it speaks English", "document.documentElement.lang === 'en'").await
    });
}

async fn choose(page: &Page, code: &str) -> Result<(), Trouble> {
    let field = "document.querySelector('.topbar > .topbar-language select')";
    page.value(&format!(
        "({field}.value = '{code}', {field}.dispatchEvent(new Event('change', {{ bubbles: true }})))"
    ))
    .await?;
    Ok(())
}

#[test]
fn a_language_that_is_not_spoken_or_cannot_be_fetched_is_said_so() {
    story("language_unknown", async |page| {
        let notice = |text: &str| {
            format!(
                "document.querySelector('[data-testid=notice]')?.textContent.includes({text:?})"
            )
        };
        page.open("?lang=tlh").await?;
        page.until("it names the language", &notice("\"tlh\"")).await?;
        page.until("and those that it speaks", &notice("Deutsch (de)")).await?;
        let site = copy("languages", "")?;
        fs::remove_file(site.join("lang/de.json"))?;
        let server = Server::start(site)?;
        page.visit(&format!("{}?lang=de-AT", server.address())).await?;
        page.until("it says that it speaks English", &notice("so the page speaks English")).await?;
        page.has_no_complaints().await.expect_err("the browser says what is missing");
        Ok(())
    });
}
