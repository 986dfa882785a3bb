//! Weighs the page as a server would send it, compressed by gzip, against the budget of DESIGN.md, section 9: what comes
//! before its cluster runs, and the parts that come later; and times how soon it shows a leader. All that is only told.
//! With a number of bytes as its argument, it fails where what comes first weighs more than that.

use std::process::ExitCode;

use e2e::{Page, Trouble, story};
use serde_json::Value;

/// What may come before the cluster runs, in bytes.
const BUDGET: u64 = 300_000;

/// What a later part may weigh, in bytes.
const PART_BUDGET: u64 = 100_000;

/// What all may weigh together, in bytes.
const WHOLE_BUDGET: u64 = 600_000;

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
        let (later, first): (Vec<_>, Vec<_>) =
            files.iter().partition(|(name, _, _)| is_later_part(name));
        let sum = |files: &[&(String, u64, u64)]| files.iter().map(|it| it.2).sum::<u64>();
        let (first, whole) = (sum(&first), sum(&first) + sum(&later));
        let largest = later.iter().map(|it| it.2).max().unwrap_or_default();
        println!("{first:>19}  until the cluster runs: {}", against(first, BUDGET, "bytes"));
        println!(
            "{largest:>19}  the largest later part: {}",
            against(largest, PART_BUDGET, "bytes")
        );
        println!("{whole:>19}  the whole page: {}", against(whole, WHOLE_BUDGET, "bytes"));
        println!("{leader:>19}  until there is a leader: {}", against(leader, LEADER_MS, "ms"));
        weight = first;
        Ok(())
    });
    match most {
        Some(most) if weight > most => {
            eprintln!(
                "Until its cluster runs, the page takes {weight} bytes, and may take {most}."
            );
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Whether a file is a part of the program that is fetched after the first has begun (`xtask/src/split.rs`): the first
/// ends in `_bg.wasm`.
fn is_later_part(name: &str) -> bool {
    name.ends_with(".wasm") && !name.ends_with("_bg.wasm")
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
