//! The page fits.

use e2e::{Page, Size, Theme, Trouble, picture};

#[test]
fn a_telephone_shows_everything_without_scrolling_sideways() {
    picture("narrow", Size::Narrow, Theme::Light, async |page| {
        fits(page).await?;
        for tab in ["Ledger", "Console", "Inspector", "Events", "Checks"] {
            page.by_role("tab", tab).await?.click().await?;
            page.until(
                &format!("{tab} is in front"),
                &format!(
                    "document.getElementById('tab-{}').ariaSelected === 'true'",
                    tab.to_lowercase()
                ),
            )
            .await?;
            fits(page).await?;
        }
        Ok(())
    });
}

#[test]
fn an_old_projector_shows_everything_at_once() {
    picture("middle", Size::Middle, Theme::Dark, everything);
}

#[test]
fn a_laptop_shows_everything_at_once() {
    picture("wide", Size::Wide, Theme::Light, everything);
}

#[test]
fn a_telephone_on_its_side_shows_the_cluster() {
    picture("side", Size::Side, Theme::Light, async |page| cluster_is_seen(page, 28.0).await);
}

#[test]
fn a_page_at_twice_its_size_shows_the_cluster() {
    picture("zoomed", Size::Zoomed, Theme::Dark, async |page| cluster_is_seen(page, 28.0).await);
}

#[test]
fn german_fits_an_old_projector() {
    picture("german_middle", Size::Middle, Theme::Dark, async |page| {
        no_words_collide(page, "de").await
    });
}

#[test]
fn german_fits_a_telephone() {
    picture("german_narrow", Size::Narrow, Theme::Light, async |page| {
        no_words_collide(page, "de").await
    });
}

#[test]
fn chinese_fits_a_telephone() {
    picture("chinese_narrow", Size::Narrow, Theme::Light, async |page| {
        no_words_collide(page, "zh").await
    });
}

/// In a story in this language no button lies over another, and nothing is wider than the window.
async fn no_words_collide(page: &Page, code: &str) -> Result<(), Trouble> {
    page.open(&format!("?lang={code}#scenario=first-election")).await?;
    page.css(".tour-next").await?;
    let over = page
        .value(
            "['.topbar', '.tour', '.transport'].flatMap((place) => {
               const buttons = [...document.querySelectorAll(`${place} button`)]
                 .map((it) => [it, it.getBoundingClientRect()])
                 .filter(([, { width, height }]) => width > 0 && height > 0);
               return buttons.flatMap(([one, a], at) => buttons.slice(at + 1)
                 .filter(([two, b]) => !one.contains(two)
                   && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
                   && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2)
                 .map(([two]) => `${one.textContent || one.ariaLabel} and ${two.textContent || two.ariaLabel}`));
             })",
        )
        .await?;
    assert_eq!(over, serde_json::json!([]), "buttons lie over each other");
    fits(page).await
}

/// Every node is at least so large, in the window, and in front, at rest and while a story is told. Of a story, a part of
/// the ring may be under the words; the page scrolls.
async fn cluster_is_seen(page: &Page, least: f64) -> Result<(), Trouble> {
    let nodes = |seen: u32| {
        format!(
            "[...document.querySelectorAll('[data-testid^=node-n]')].filter((node) => {{
               const {{ left, top, width, height }} = node.getBoundingClientRect();
               const [x, y] = [left + width / 2, top + height / 2];
               return width >= {least} && node.closest('.stage').contains(document.elementFromPoint(x, y));
             }}).length >= {seen}"
        )
    };
    page.until("all five nodes are seen", &nodes(5)).await?;
    fits(page).await?;
    page.value("location.hash = 'scenario=minority'").await?;
    page.css(".tour-text").await?;
    page.until("the story's nodes are seen", &nodes(2)).await?;
    page.css(".tour-next").await?;
    fits(page).await
}

async fn everything(page: &Page) -> Result<(), Trouble> {
    for id in ["stage", "ledger", "console-input", "play", "speed", "clock", "timeline"] {
        let (x, y, width, height) = page.test_id(id).await?.rectangle().await?;
        let window = page.value("[innerWidth, innerHeight]").await?;
        let (right, bottom) =
            (window[0].as_f64().unwrap_or(0.0), window[1].as_f64().unwrap_or(0.0));
        assert!(width > 0.0 && height > 0.0, "{id} cannot be seen");
        assert!(
            x >= 0.0 && y >= 0.0 && x + width <= right + 1.0 && y + height <= bottom + 1.0,
            "{id} sticks out: it is at {x} {y}, {width} wide and {height} high"
        );
    }
    fits(page).await
}

/// Nothing is wider than the window.
async fn fits(page: &Page) -> Result<(), Trouble> {
    let wide = page
        .value(
            "document.documentElement.scrollWidth <= innerWidth ? null \
             : [...document.querySelectorAll('body *')].filter((it) => it.getBoundingClientRect().right > innerWidth + 1) \
               .map((it) => it.outerHTML.slice(0, 120))",
        )
        .await?;
    if wide.is_null() { Ok(()) } else { Err(format!("wider than the window: {wide}").into()) }
}
