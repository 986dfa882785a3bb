//! Takes pictures of the page in its sizes and themes: at rest, while an election runs, and partitioned. They go to
//! `target/shots`; with `--readme`, one of them goes to the README as well.

use std::fs;
use std::path::Path;

use e2e::{Page, Size, Theme, Trouble, picture, root};

/// The picture that README.md shows.
const README: &str = "static/shot.png";

fn main() {
    let readme = std::env::args().skip(1).any(|word| word == "--readme");
    let shots = root().join("target/shots");
    fs::create_dir_all(&shots).expect("target/ can be written to");
    for size in Size::ALL {
        for theme in Theme::ALL {
            let (width, height) = size.pixels();
            let name = format!("{width}x{height}-{}", theme.name());
            picture(&name, size, theme, async |page| {
                rest(page).await?;
                save(page, &shots.join(format!("rest-{name}.png"))).await?;
                election(page).await?;
                save(page, &shots.join(format!("election-{name}.png"))).await?;
                rest(page).await?;
                partition(page).await?;
                save(page, &shots.join(format!("partition-{name}.png"))).await?;
                if readme && (size, theme) == (Size::Wide, Theme::Dark) {
                    save(page, &root().join(README)).await?;
                }
                Ok(())
            });
            println!("{name}");
        }
    }
}

/// A leader, a few entries, and time standing still.
async fn rest(page: &Page) -> Result<(), Trouble> {
    // In this order, or some time would pass in between, and every picture would be of another moment.
    page.value("window.raftarium.pause()").await?;
    page.value("window.raftarium.load('seed 42')").await?;
    page.run(
        "until leader within 5s\nput name Alice\nput drink tea\nput place Paris\nadvance 600ms",
    )
    .await?;
    Ok(())
}

/// The leader is gone, and somebody asks for votes.
async fn election(page: &Page) -> Result<(), Trouble> {
    page.run("crash leader").await?;
    // Virtual time stands still, so this is the same moment whenever the picture is taken.
    page.until(
        "requests for votes are under way",
        "raftarium.advance(4) ?? raftarium.state().packets.filter((it) => /vote/i.test(it.kind)).length > 2",
    )
    .await
}

/// The leader and one follower on one side; the others have elected a leader of their own.
async fn partition(page: &Page) -> Result<(), Trouble> {
    let state = page.state().await?;
    let leader = state["leader"].as_str().ok_or("there is no leader")?;
    let all = state["nodes"].as_array().ok_or("there are no nodes")?;
    let mut others: Vec<_> =
        all.iter().filter_map(|it| it["id"].as_str()).filter(|it| *it != leader).collect();
    let companion = others.remove(0);
    let rest = others.join(" ");
    page.run(&format!(
        "partition {leader} {companion} | {rest}\nput name Bob &\nuntil leader in {rest} within 5s\nadvance 58ms"
    ))
    .await?;
    Ok(())
}

async fn save(page: &Page, path: &Path) -> Result<(), Trouble> {
    page.drawn().await?;
    fs::write(path, page.screenshot().await?)?;
    Ok(())
}
