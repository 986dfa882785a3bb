//! Lets Lighthouse judge the page as it is published, on the telephone that it takes for the measure: a slow network, a slow
//! processor, files compressed by gzip.
//!
//! What it says of the document (access, good practice, search, and whether anything jumps while the page comes) fails this
//! program where it is not all well. What it times is told beside the budgets of DESIGN.md, section 9, and judges nothing:
//! another program on the same machine would change it.

use std::fs;
use std::process::{Command, ExitCode};

use e2e::{Server, Trouble, dist, root};
use serde_json::Value;

/// What has to be without a fault, as Lighthouse names it.
const FAULTLESS: [&str; 3] = ["accessibility", "best-practices", "seo"];

/// How far things may move while the page comes, as Lighthouse counts it (cumulative layout shift): what it calls good is a tenth.
const MOST_SHIFT: f64 = 0.02;

/// The score for speed that is aimed at, of 100.
const SPEED: f64 = 95.0;

/// When the largest thing should be painted on that telephone, in milliseconds.
const LARGEST_PAINT_MS: f64 = 2_000.0;

/// How often it is asked until it answers: on a machine with much to do, its browser may not be there in the time that it waits.
const ATTEMPTS: usize = 3;

fn main() -> ExitCode {
    let asked = (0..ATTEMPTS).find_map(|_| {
        judge().inspect_err(|trouble| eprintln!("Lighthouse could not be asked: {trouble}")).ok()
    });
    let Some(report) = asked else { return ExitCode::FAILURE };
    tell_times(&report);
    let wrong = wrongs(&report);
    for line in &wrong {
        eprintln!("{line}");
    }
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Lighthouse's report of the page.
fn judge() -> Result<Value, Trouble> {
    let server = Server::start_packed(dist())?;
    let report = root().join("target/e2e/lighthouse.json");
    if let Some(directory) = report.parent() {
        fs::create_dir_all(directory)?;
    }
    let asked = Command::new("lighthouse")
        .arg(server.address())
        .args(["--quiet", "--output=json"])
        .arg(format!("--chrome-flags={}", chromium_flags()?))
        .arg("--only-categories=performance,accessibility,best-practices,seo")
        .arg(format!("--output-path={}", report.display()))
        .env("NO_UPDATE_NOTIFIER", "1")
        .status()
        .map_err(|error| format!("{error}; `cargo xtask test release` puts it on PATH"))?;
    if !asked.success() {
        return Err(format!("it ends with {asked}").into());
    }
    let report: Value = serde_json::from_slice(&fs::read(report)?)?;
    match report["runtimeError"]["message"].as_str() {
        Some(error) => Err(error.into()),
        None => Ok(report),
    }
}

/// The arguments of the browser, which are those of all tests in Chromium.
fn chromium_flags() -> Result<String, Trouble> {
    let settings: Value = serde_json::from_slice(&fs::read(root().join("webdriver.json"))?)?;
    let flags = settings["goog:chromeOptions"]["args"].as_array().cloned().unwrap_or_default();
    Ok(flags.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "))
}

fn tell_times(report: &Value) {
    let score = report["categories"]["performance"]["score"].as_f64().unwrap_or_default() * 100.0;
    println!("{score:>9.0}  speed on a slow telephone, of 100 (aim: {SPEED})");
    for (audit, aim) in [
        ("first-contentful-paint", None),
        ("largest-contentful-paint", Some(LARGEST_PAINT_MS)),
        ("speed-index", None),
        ("total-blocking-time", None),
    ] {
        let audit = &report["audits"][audit];
        let title = audit["title"].as_str().unwrap_or_default().to_lowercase();
        let aim = aim.map(|aim| format!(" (aim: {aim} at most)")).unwrap_or_default();
        println!("{:>9.0}  ms: {title}{aim}", audit["numericValue"].as_f64().unwrap_or_default());
    }
}

/// What is not well, a line for each fault.
fn wrongs(report: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for name in FAULTLESS {
        let category = &report["categories"][name];
        let score = category["score"].as_f64().unwrap_or_default();
        println!("{:>9.0}  {name}, of 100", score * 100.0);
        if score < 1.0 {
            let faults = faults(report, category).join("; ");
            wrong.push(format!("{name}: {:.0} of 100: {faults}", score * 100.0));
        }
    }
    let shift = report["audits"]["cumulative-layout-shift"]["numericValue"].as_f64();
    println!("{:>9.3}  layout shift", shift.unwrap_or(f64::NAN));
    if shift.is_none_or(|shift| shift > MOST_SHIFT) {
        wrong.push(format!(
            "things move while the page comes: {shift:?}, and {MOST_SHIFT} is the most"
        ));
    }
    wrong
}

/// The titles of what costs a category points, with where.
fn faults(report: &Value, category: &Value) -> Vec<String> {
    let audits = category["auditRefs"].as_array().cloned().unwrap_or_default();
    let names = audits.iter().filter(|it| it["weight"].as_f64() > Some(0.0));
    let audits = names.filter_map(|it| report["audits"].get(it["id"].as_str()?));
    audits
        .filter(|audit| audit["score"].as_f64().is_some_and(|score| score < 1.0))
        .map(|audit| format!("{} ({})", audit["title"], audit["details"]["items"]))
        .collect()
}
