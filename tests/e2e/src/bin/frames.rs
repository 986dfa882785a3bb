//! Measures how smoothly the page goes: frames a second on a processor four times as slow (an old laptop at a projector),
//! what script, style and layout take of each, what is left for the rest, which is mostly painting, how fast an idle cluster
//! runs, and how soon there is a leader. Prints a table with the budgets of DESIGN.md, section 9, and fails where something
//! is over its budget.
//!
//! With `--raftscope FRAMES/MS`, RaftScope's figures measured on the same machine stand beside: its frames a second, and its
//! milliseconds of script, style and layout a frame.

use std::process::ExitCode;

use e2e::{Page, Trouble, story};
use serde_json::Value;

/// How many times as slow the processor is.
const THROTTLING: u32 = 4;

/// How long frames are counted, in milliseconds, after they were left alone for as long as the next says.
const COUNTED_MS: u32 = 6_000;
const SETTLING_MS: u32 = 2_000;

/// The page may take this part of the time that RaftScope takes for script, style and layout.
const PART_OF_RAFTSCOPE: f64 = 0.2;

/// How many times as fast as real time an idle cluster is to run.
const IDLE: f64 = 10_000.0;

/// When there should be a leader on screen, in milliseconds after the page was asked for.
const LEADER_MS: f64 = 1_000.0;

/// What goes on while frames are counted.
struct Scene {
    name: &'static str,
    script: &'static str,
    /// Frames a second that there should be.
    frames: f64,
}

const SCENES: [Scene; 3] = [
    Scene {
        name: "five busy nodes",
        script: "cluster 5\nseed 7\nuntil leader within 5s\nload 100/s for 600s clients 3 &",
        frames: 60.0,
    },
    Scene {
        name: "nine nodes, 1,000 entries",
        script: "cluster 9\nseed 7\nuntil leader within 5s\npipe 1000\nadvance 5s\nload 100/s for 600s clients 3 &",
        frames: 45.0,
    },
    Scene { name: "51 nodes", script: "cluster 51\nseed 7\nuntil leader within 10s", frames: 30.0 },
];

/// What was found of a scene: frames a second, and milliseconds a frame of script, of style, of layout, and of all else that
/// the page's thread does: painting, cutting what is painted into layers, and handing them over.
struct Found {
    frames: f64,
    script: f64,
    style: f64,
    layout: f64,
    rest: f64,
}

impl Found {
    fn together(&self) -> f64 {
        self.script + self.style + self.layout
    }
}

fn main() -> ExitCode {
    let raftscope = match raftscope(std::env::args().skip(1)) {
        Ok(figures) => figures,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let mut over = Vec::new();
    story("frames", async |page| {
        let mut judge = |what: &str, is_within: bool| {
            if !is_within {
                over.push(what.to_owned());
            }
            if is_within { "within" } else { "OVER" }
        };
        let leader = leader_ms(page).await?;
        let idle = idle_rate(page).await?;
        println!(
            "{:<26} {:>8} {:>7} {:>7} {:>7} {:>7} {:>7}  budget",
            "at a quarter of the speed", "frames/s", "script", "style", "layout", "ms", "rest"
        );
        for scene in &SCENES {
            let found = measure(page, scene).await?;
            let verdict = judge(scene.name, found.frames.round() >= scene.frames);
            println!(
                "{:<26} {:>8.1} {:>7.2} {:>7.2} {:>7.2} {:>7.2} {:>7.2}  {verdict} {}",
                scene.name,
                found.frames,
                found.script,
                found.style,
                found.layout,
                found.together(),
                found.rest,
                scene.frames
            );
            if let Some((frames, ms)) = raftscope.filter(|_| scene.name == SCENES[0].name) {
                let part = found.together() / ms;
                let verdict =
                    judge("script, style and layout beside RaftScope", part <= PART_OF_RAFTSCOPE);
                println!("{:<26} {frames:>8.1} {:>31.2}", "  RaftScope, as given", ms);
                println!(
                    "{:<26} {part:>40.2}  {verdict} {PART_OF_RAFTSCOPE}",
                    "  a part of RaftScope's"
                );
            }
        }
        let verdict = judge("an idle cluster", idle >= IDLE);
        println!("{:<26} {idle:>8.0}  times real time: {verdict} {IDLE}", "five idle nodes");
        let verdict = judge("the first leader", leader <= LEADER_MS);
        println!("{:<26} {leader:>8.0}  ms: {verdict} {LEADER_MS}", "until there is a leader");
        Ok(())
    });
    if over.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("Over the budget: {}.", over.join("; "));
    ExitCode::FAILURE
}

/// RaftScope's frames a second and milliseconds a frame, if they are given.
fn raftscope(mut words: impl Iterator<Item = String>) -> Result<Option<(f64, f64)>, String> {
    match (words.next().as_deref(), words.next()) {
        (None, _) => Ok(None),
        (Some("--raftscope"), Some(figures)) => {
            let number = |text: &str| text.parse().ok().filter(|it: &f64| *it > 0.0);
            let read = figures.split_once('/').and_then(|(a, b)| Some((number(a)?, number(b)?)));
            read.map(Some).ok_or_else(|| {
                format!("--raftscope: found {figures:?}, expected frames a second and milliseconds a frame, as in 28/12.5")
            })
        }
        (Some(word), _) => Err(format!("found {word:?}, expected nothing or --raftscope 28/12.5")),
    }
}

/// Milliseconds from the page's being asked for to its first leader, as fast as this machine is.
async fn leader_ms(page: &Page) -> Result<f64, Trouble> {
    page.reload().await?;
    page.until("there is a leader", "state.leader && (window.ledAt ??= performance.now())").await?;
    Ok(page.value("window.ledAt").await?.as_f64().unwrap_or_default())
}

/// How many times as fast as real time an idle cluster runs: ten minutes of it, once the engine is warm.
async fn idle_rate(page: &Page) -> Result<f64, Trouble> {
    let rate = page
        .value(
            "(() => {
               raftarium.pause();
               raftarium.load('cluster 5\\nseed 7\\nuntil leader within 5s');
               raftarium.advance(1_200_000);
               const began = performance.now();
               raftarium.advance(600_000);
               return 600_000 / (performance.now() - began);
             })()",
        )
        .await?;
    Ok(rate.as_f64().unwrap_or_default())
}

async fn measure(page: &Page, scene: &Scene) -> Result<Found, Trouble> {
    page.throttle(1).await?;
    page.value("raftarium.pause()").await?;
    page.run(scene.script).await?;
    page.throttle(THROTTLING).await?;
    page.value("raftarium.play()").await?;
    frames(page, SETTLING_MS).await?;
    let before = page.metrics().await?;
    let (count, ms) = frames(page, COUNTED_MS).await?;
    let after = page.metrics().await?;
    page.throttle(1).await?;
    let per_frame = |name: &str| {
        let of = |metrics: &Value| {
            let named = metrics.as_array().into_iter().flatten().find(|it| it["name"] == name);
            named.and_then(|it| it["value"].as_f64()).unwrap_or_default()
        };
        1_000.0 * (of(&after) - of(&before)) / count
    };
    let mut found = Found {
        frames: 1_000.0 * count / ms,
        script: per_frame("ScriptDuration"),
        style: per_frame("RecalcStyleDuration"),
        layout: per_frame("LayoutDuration"),
        rest: 0.0,
    };
    found.rest = per_frame("TaskDuration") - found.together();
    Ok(found)
}

/// Counts frames for so many milliseconds. Returns how many there were, and how long they took.
async fn frames(page: &Page, ms: u32) -> Result<(f64, f64), Trouble> {
    let counted = page
        .eventually(&format!(
            "return new Promise((told) => {{
               const began = performance.now();
               let count = 0;
               const frame = () => {{
                 const ms = performance.now() - began;
                 if (ms > {ms}) told([count, ms]);
                 else {{ count += 1; requestAnimationFrame(frame); }}
               }};
               requestAnimationFrame(frame);
             }});"
        ))
        .await?;
    let number = |at: usize| counted[at].as_f64().unwrap_or_default();
    Ok((number(0).max(1.0), number(1)))
}
