//! The page looks as it did when somebody last looked at it: at every size, in both themes, in forced colours, in a story
//! and in presenter mode, compared with the small pictures in `tests/e2e/pictures`.
//!
//! They are an eighth as wide and high as the page, so that another version of a browser or a font is no difference, and a
//! panel that is gone, covers another or has lost its colour is. `RAFTARIUM_UPDATE=1 cargo xtask test e2e` takes them anew;
//! look at them (large ones are in `target/e2e`) before they are committed.

use std::fs;
use std::path::PathBuf;

use e2e::{Page, Size, Theme, Trouble, root, story};

/// How much smaller the pictures are that are kept.
const SHRUNK: usize = 8;

/// A picture, three bytes a pixel.
struct Picture {
    width: usize,
    height: usize,
    bytes: Vec<u8>,
}

#[test]
fn every_size_and_theme_looks_as_it_did() {
    story("pictures", async |page| {
        let mut changed = Vec::new();
        for size in Size::ALL {
            for theme in Theme::ALL {
                page.show_still(size, theme).await?;
                let name = |what: &str| format!("{}-{}-{what}", size.name(), theme.name());
                page.open("").await?;
                moment(page).await?;
                changed.extend(compare(page, &name("partition")).await?);
                if theme == Theme::Dark {
                    continue;
                }
                page.prefer(&[("forced-colors", "active")]).await?;
                changed.extend(compare(page, &name("forced")).await?);
                page.show_still(size, theme).await?;
                page.value("location.hash = 'scenario=minority'").await?;
                page.css(".tour-next").await?;
                changed.extend(compare(page, &name("story")).await?);
            }
        }
        assert!(changed.is_empty(), "these look otherwise than before:\n{}", changed.join("\n"));
        Ok(())
    });
}

#[test]
fn presenter_mode_looks_as_it_did_and_is_as_large_as_its_window() {
    story("presenter", async |page| {
        let mut changed = Vec::new();
        let mut radii = Vec::new();
        for size in [Size::Middle, Size::Hall, Size::Huge] {
            page.show_still(size, Theme::Light).await?;
            page.open("").await?;
            moment(page).await?;
            page.press("p").await?;
            page.until(
                "the page is in presenter mode",
                "document.documentElement.hasAttribute('data-presenting')",
            )
            .await?;
            let name = size.name();
            changed.extend(compare(page, &format!("{name}-presenter")).await?);
            radii.push(
                page.value(
                    "document.querySelector('[data-testid=node-n1]').getBoundingClientRect().width",
                )
                .await?,
            );
            page.value("location.hash = 'scenario=minority'").await?;
            page.css(".tour-next").await?;
            changed.extend(compare(page, &format!("{name}-presenter-story")).await?);
            page.press("p").await?;
        }
        let (hall, huge) = (radii[1].as_f64().unwrap_or(0.0), radii[2].as_f64().unwrap_or(0.0));
        assert!(huge > 2.5 * hall, "a window three times as large has nodes of {huge} for {hall}");
        assert!(changed.is_empty(), "these look otherwise than before:\n{}", changed.join("\n"));
        Ok(())
    });
}

/// A moment in which much is to be seen: two leaders, a partition, packets, entries of two terms.
async fn moment(page: &Page) -> Result<(), Trouble> {
    page.value("window.raftarium.pause()").await?;
    page.value("window.raftarium.load('seed 42')").await?;
    page.run(
        "timeout n2\nuntil leader is n2 within 5s\nput name Alice\nput city Paris\npartition n1 n2 | n3 n4 n5\n\
         until leader in n3 n4 n5 within 5s\nadvance 58ms",
    )
    .await?;
    Ok(())
}

/// What is to be said if the page does not look like the picture of this name.
async fn compare(page: &Page, name: &str) -> Result<Option<String>, Trouble> {
    let png = settled(page).await?;
    let found = shrunk(&decoded(&png)?);
    let path = pictures().join(format!("{name}.png"));
    let large = root().join("target/e2e").join(format!("{name}.png"));
    fs::create_dir_all(root().join("target/e2e"))?;
    fs::write(&large, &png)?;
    if std::env::var_os("RAFTARIUM_UPDATE").is_some() {
        fs::create_dir_all(pictures())?;
        fs::write(path, encoded(&found)?)?;
        return Ok(None);
    }
    let Ok(kept) = fs::read(&path) else {
        return Ok(Some(format!("{name}: there is no picture to compare it with")));
    };
    Ok(difference(&decoded(&kept)?, &found)
        .map(|what| format!("{name}: {what}; see {}", large.display())))
}

/// A picture of the page once two in a row are the same: a window that becomes larger takes some frames to be painted.
async fn settled(page: &Page) -> Result<Vec<u8>, Trouble> {
    const MOST: usize = 20;
    let mut last = Vec::new();
    for _ in 0..MOST {
        page.drawn().await?;
        let png = page.screenshot().await?;
        if png == last {
            return Ok(png);
        }
        last = png;
    }
    Err(format!("{MOST} pictures in a row differ: something moves that should stand").into())
}

fn pictures() -> PathBuf {
    root().join("tests/e2e/pictures")
}

/// How two pictures differ, if that is more than another font would make of it.
fn difference(kept: &Picture, found: &Picture) -> Option<String> {
    /// So different is a pixel that shows something else, out of 255.
    const OTHER: u8 = 56;
    /// So many of a hundred may.
    const MOST: f64 = 2.0;
    if (kept.width, kept.height) != (found.width, found.height) {
        return Some(format!(
            "{} by {} pixels, not {} by {}",
            found.width, found.height, kept.width, kept.height
        ));
    }
    let pixels = kept.bytes.chunks_exact(3).zip(found.bytes.chunks_exact(3));
    let other =
        pixels.filter(|(a, b)| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > OTHER)).count();
    let share = 100.0 * other as f64 / (kept.width * kept.height) as f64;
    (share > MOST).then(|| format!("{share:.1} % of it is another picture"))
}

/// The same picture, an eighth as wide and high.
fn shrunk(large: &Picture) -> Picture {
    let (width, height) = (large.width / SHRUNK, large.height / SHRUNK);
    let mut bytes = Vec::with_capacity(3 * width * height);
    for y in 0..height {
        for x in 0..width {
            for channel in 0..3 {
                let rows = (0..SHRUNK)
                    .map(|row| 3 * ((y * SHRUNK + row) * large.width + x * SHRUNK) + channel);
                let sum: usize = rows
                    .flat_map(|row| (0..SHRUNK).map(move |column| row + 3 * column))
                    .map(|at| usize::from(large.bytes[at]))
                    .sum();
                bytes.push((sum / (SHRUNK * SHRUNK)) as u8);
            }
        }
    }
    Picture { width, height, bytes }
}

fn decoded(png: &[u8]) -> Result<Picture, Trouble> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().ok_or("a picture that is too large")?];
    let info = reader.next_frame(&mut bytes)?;
    bytes.truncate(info.buffer_size());
    let samples = info.color_type.samples();
    let bytes = bytes
        .chunks_exact(samples)
        .flat_map(|pixel| [pixel[0], pixel[1 % samples], pixel[2 % samples]]);
    Ok(Picture { width: info.width as usize, height: info.height as usize, bytes: bytes.collect() })
}

fn encoded(picture: &Picture) -> Result<Vec<u8>, Trouble> {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, picture.width as u32, picture.height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    encoder.write_header()?.write_image_data(&picture.bytes)?;
    Ok(png)
}
