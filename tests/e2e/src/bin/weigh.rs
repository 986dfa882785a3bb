//! Weighs the page as a server would send it, compressed by gzip, against the budget of DESIGN.md, section 9; and times
//! how soon it shows a leader. Both are only told. With a number of bytes as its argument, it fails where the page weighs
//! more than that.

use std::process::ExitCode;

use e2e::{Page, Trouble, story};
use serde_json::Value;

/// What the page may weigh, in bytes.
const BUDGET: u64 = 300_000;

/// When there should be a leader on screen, in milliseconds after the page was asked for.
const LEADER_MS: u64 = 1_000;

fn main() -> ExitCode {
    let most = std::env::args().nth(1).map(|word| word.parse::<u64>().expect("a number of bytes"));
    let mut weight = 0;
    story("weigh", async |page| {
        let leader = leader_ms(page).await?;
        let mut files = weights(page).await?;
        files.sort_by_key(|(_, _, packed)| std::cmp::Reverse(*packed));
        println!("{:>9} {:>9}  file", "bytes", "gzipped");
        for (name, bytes, packed) in &files {
            println!("{bytes:>9} {packed:>9}  {name}");
        }
        let whole: u64 = files.iter().map(|(_, _, packed)| packed).sum();
        println!("{:>19}  the whole page: {}", whole, against(whole, BUDGET, "bytes"));
        println!("{leader:>19}  until there is a leader: {}", against(leader, LEADER_MS, "ms"));
        weight = whole;
        Ok(())
    });
    match most {
        Some(most) if weight > most => {
            eprintln!("The whole page weighs {weight} bytes, and may weigh {most}.");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn against(found: u64, budget: u64, unit: &str) -> String {
    let percent = found * 100 / budget;
    let verdict = if found <= budget { "within" } else { "OVER" };
    format!("{verdict} the budget of {budget} {unit} ({percent}%)")
}

/// Milliseconds from the page's being asked for to its first leader: the page is loaded again for it, since a browser
/// that has just been started has other things to do.
async fn leader_ms(page: &Page) -> Result<u64, Trouble> {
    page.reload().await?;
    page.until("there is a leader", "state.leader && (window.ledAt ??= performance.now())").await?;
    Ok(page.value("Math.round(window.ledAt)").await?.as_u64().unwrap_or_default())
}

/// Every file that the page consists of, its bytes, and its bytes once compressed.
async fn weights(page: &Page) -> Result<Vec<(String, u64, u64)>, Trouble> {
    let found = page
        .eventually(
            "const addresses = new Set([location.href.split('#')[0]]);
             for (const it of performance.getEntriesByType('resource')) addresses.add(it.name);
             return Promise.all([...addresses].map(async (address) => {
               const bytes = await (await fetch(address)).arrayBuffer();
               const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'));
               const size = (await new Response(packed).arrayBuffer()).byteLength;
               return [new URL(address).pathname, bytes.byteLength, size];
             }));",
        )
        .await?;
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    let file = |it: &Value| {
        (it[0].as_str().unwrap_or_default().to_owned(), number(&it[1]), number(&it[2]))
    };
    Ok(found.as_array().into_iter().flatten().map(file).collect())
}
