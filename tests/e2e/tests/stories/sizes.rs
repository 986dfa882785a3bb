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
