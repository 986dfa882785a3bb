//! A drawing of operations that contradict each other: a lane for each process, a bar for each operation from its
//! invocation to its return, and the one marked whose answer nothing explains.

use std::collections::BTreeMap;
use std::fmt::Write;

use raftarium::linearizable::{Conflict, Operation};

use crate::markup::escaped;

/// The most operations that are drawn, the newest of them.
const MOST: usize = 200;

/// The longest words on a bar, in letters, and how wide a letter is.
const LONGEST: usize = 34;
const LETTER: f64 = 7.3;

/// The room left of the lanes, where their names stand, and right of them.
const LEFT: f64 = 110.0;
const RIGHT: f64 = 40.0;
/// The least room between two moments.
const GAP: f64 = 26.0;
/// The room above the lanes, for title, reason and moments.
const ABOVE: f64 = 118.0;
/// How high a row of a lane is, and the room between lanes.
const ROW: f64 = 46.0;
const BETWEEN: f64 = 10.0;
const BELOW: f64 = 20.0;
/// How many letters of the reason stand in a line.
const REASON_WIDTH: usize = 100;

/// It carries its own style, since a drawing is looked at in a browser, in a document, or alone.
const STYLE: &str = "
:root{color-scheme:light dark}
svg{font:13px system-ui,'Segoe UI',Roboto,sans-serif;--paper:#fff;--ink:#12203a;--soft:#4a5c80;--lane:#d7e0ee;--bar:#0a6cb0;--bad:#b3202a;--fill:#e3eefa;--bad-fill:#fbe4e5}
@media(prefers-color-scheme:dark){svg{--paper:#0f1626;--ink:#e8eefb;--soft:#a3b4d6;--lane:#2b3853;--bar:#6db8f2;--bad:#ff8087;--fill:#1b2f4a;--bad-fill:#472028}}
.paper{fill:var(--paper)}
text{fill:var(--ink)}
.title{font-size:18px;font-weight:700}
.reason{fill:var(--soft)}
.moment{fill:var(--soft);font-size:11px;text-anchor:middle}
.tick{stroke:var(--lane)}
.process{font-weight:600}
.lane{stroke:var(--lane);stroke-width:2}
.bar{fill:var(--fill);stroke:var(--bar);stroke-width:1.5}
.open{stroke:var(--bar);stroke-width:2;stroke-dasharray:4 4}
.words{font:12px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace}
.impossible .bar{fill:var(--bad-fill);stroke:var(--bad);stroke-width:2.5}
.impossible .words{fill:var(--bad);font-weight:700}
.cross{stroke:var(--bad);stroke-width:2.5;fill:none}
";

/// A bar in its place.
struct Bar<'a> {
    operation: &'a Operation,
    words: String,
    /// Which of the moments it begins at, and ends at, if it does.
    from: usize,
    to: Option<usize>,
    /// Which row of its lane it stands in.
    row: usize,
}

/// Draws a conflict; `moment` is what its moments are called.
pub fn draw(conflict: &Conflict, moment: &str) -> String {
    let left_out = conflict.operations.len().saturating_sub(MOST);
    let shown = &conflict.operations[left_out..];
    let (_, end) = conflict.window();
    let mut moments: Vec<u64> =
        shown.iter().flat_map(|it| [Some(it.invoked), it.returned]).flatten().collect();
    moments.retain(|moment| *moment <= end);
    moments.sort_unstable();
    moments.dedup();
    let lanes = lanes(shown, &moments);
    let places = places(&lanes, moments.len());

    let title = format!("Not linearizable: key \u{201c}{}\u{201d}", shortened(&conflict.key));
    let mut reason = conflict.reason(moment);
    if left_out > 0 {
        let _ = write!(reason, "; {left_out} earlier operations of the conflict are not drawn");
    }
    let reason = lines(&reason);
    let above = ABOVE + 18.0 * (reason.len() as f64 - 1.0);
    let rows = |bars: &Vec<Bar<'_>>| bars.iter().map(|bar| bar.row + 1).max().unwrap_or(1);
    let height: f64 = lanes.values().map(|bars| ROW * rows(bars) as f64 + BETWEEN).sum();
    let height = above + height + BELOW;
    let longest = reason.iter().map(|line| line.chars().count()).max().unwrap_or(0) as f64;
    let right = places[moments.len()];
    let width = (right + RIGHT).max(32.0 + longest * LETTER);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} \
         {height:.0}\" role=\"img\">\n<title>{title}</title>\n<desc>{}</desc>\n<style>{STYLE}</style>\n<rect class=\"paper\" \
         width=\"100%\" height=\"100%\"/>\n<text class=\"title\" x=\"16\" y=\"30\">{title}</text>\n",
        escaped(&reason.join(" ")),
        title = escaped(&title),
    );
    for (number, line) in reason.iter().enumerate() {
        let y = 54.0 + 18.0 * number as f64;
        let _ = writeln!(svg, "<text class=\"reason\" x=\"16\" y=\"{y}\">{}</text>", escaped(line));
    }
    for (number, at) in moments.iter().enumerate() {
        let (x, y) = (places[number], above - 22.0);
        let name = if number == 0 { format!("{moment} {at}") } else { at.to_string() };
        let _ = writeln!(
            svg,
            "<path class=\"tick\" d=\"M{x:.0} {:.0}V{:.0}\"/><text class=\"moment\" x=\"{x:.0}\" y=\"{y:.0}\">{name}</text>",
            y + 6.0,
            height - BELOW,
        );
    }
    let mut top = above;
    for (process, bars) in &lanes {
        let lane = ROW * rows(bars) as f64;
        let middle = top + ROW - 14.0;
        let _ = writeln!(
            svg,
            "<g class=\"process-lane\"><path class=\"lane\" d=\"M{LEFT:.0} {middle:.0}H{right:.0}\"/>\
             <text class=\"process\" x=\"16\" y=\"{:.0}\">process {process}</text>",
            middle + 5.0
        );
        for bar in bars {
            paint(&mut svg, bar, conflict, &places, top);
        }
        svg.push_str("</g>\n");
        top += lane + BETWEEN;
    }
    svg + "</svg>\n"
}

fn paint(svg: &mut String, bar: &Bar<'_>, conflict: &Conflict, places: &[f64], top: f64) {
    const HIGH: f64 = 14.0;
    let y = top + ROW * bar.row as f64 + ROW - 14.0 - HIGH / 2.0;
    let from = places[bar.from];
    let to = bar.to.map_or(places[places.len() - 1], |to| places[to]);
    let impossible = *bar.operation == conflict.last;
    let class = if impossible { "operation impossible" } else { "operation" };
    let _ = write!(
        svg,
        "<g class=\"{class}\"><title>{}</title>",
        escaped(&bar.operation.step.to_string())
    );
    if bar.to.is_some() {
        let width = to - from;
        let _ = write!(
            svg,
            "<rect class=\"bar\" x=\"{from:.0}\" y=\"{y:.0}\" width=\"{width:.0}\" height=\"{HIGH}\" rx=\"4\"/>"
        );
    } else {
        // Nobody knows when it took effect, if it did.
        let y = y + HIGH / 2.0;
        let _ = write!(
            svg,
            "<circle class=\"bar\" cx=\"{from:.0}\" cy=\"{y:.0}\" r=\"5\"/><path class=\"open\" d=\"M{:.0} {y:.0}H{to:.0}\"/>",
            from + 5.0
        );
    }
    if impossible {
        let (x, y) = (to + 8.0, y);
        let _ = write!(svg, "<path class=\"cross\" d=\"M{x:.0} {y:.0}l12 14m0 -14l-12 14\"/>");
    }
    let _ = writeln!(
        svg,
        "<text class=\"words\" x=\"{:.0}\" y=\"{:.0}\">{}</text></g>",
        from + 2.0,
        y - 5.0,
        escaped(&bar.words)
    );
}

/// The bars by process, each where none that it would cover stands.
fn lanes<'a>(shown: &'a [Operation], moments: &[u64]) -> BTreeMap<i64, Vec<Bar<'a>>> {
    let place = |at: u64| moments.binary_search(&at).ok();
    let mut lanes: BTreeMap<i64, Vec<Bar<'_>>> = BTreeMap::new();
    for operation in shown {
        let bars = lanes.entry(operation.process).or_default();
        let (from, to) =
            (place(operation.invoked).unwrap_or(0), operation.returned.and_then(place));
        let is_free = |row: &usize| {
            let in_it = bars.iter().filter(|bar| bar.row == *row);
            in_it.map(|bar| bar.to).all(|end| end.is_some_and(|end| end < from))
        };
        let row = (0..).find(is_free).unwrap_or(0);
        let words = shortened(&operation.step.to_string());
        bars.push(Bar { operation, words, from, to, row });
    }
    lanes
}

/// Where each moment stands, and the end: as close as the words on the bars allow.
fn places(lanes: &BTreeMap<i64, Vec<Bar<'_>>>, moments: usize) -> Vec<f64> {
    let mut places = vec![LEFT + 24.0; moments + 1];
    for at in 1..=moments {
        places[at] = places[at - 1] + GAP;
        let ending = lanes.values().flatten().filter(|bar| bar.to.unwrap_or(moments) == at);
        for bar in ending {
            let words = bar.words.chars().count() as f64 * LETTER + 8.0;
            places[at] = places[at].max(places[bar.from] + words);
        }
    }
    places
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((cut, _)) => format!("{}\u{2026}", &text[..cut]),
    }
}

/// A sentence in lines.
fn lines(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().expect("there is a line");
        if !last.is_empty() && last.chars().count() + word.chars().count() >= REASON_WIDTH {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}
