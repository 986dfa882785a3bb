//! `raftarium run --report OUT.html`: one page that tells what a run was and what came of it. It needs nothing else, asks
//! nobody for anything, and runs no script, so that it can be kept and passed on. However long the run was, the page stays
//! of a size that can be read; what is left out is said.

use std::fmt::Write;

use raftarium::check::Violation;
use raftarium::draw::export::{Setting, svg};
use raftarium::explain::words::{count, duration};
use raftarium::session::link::ENGINE;
use raftarium::session::metrics::Metrics;
use raftarium::session::runner::{self, RunReport};
use raftarium::session::{LineKind, Link, Session, TranscriptLine, report};
use raftarium::sim::{Event, Time};

use crate::markup::escaped;

/// What a page holds at most: lines of the transcript at its beginning and at its end, lines of each log, violations, and
/// letters of a line.
const MOST_FIRST: usize = 500;
const MOST_LAST: usize = 1_500;
const MOST_ENTRIES: usize = 60;
const MOST_VIOLATIONS: usize = 100;
const LONGEST: usize = 2_000;

/// Names begin with `r-`, since the drawing has a style of its own beside this one.
const STYLE: &str = "
:root{color-scheme:light dark;--ink:#12203a;--soft:#4a5c80;--paper:#fff;--line:#d7e0ee;--good:#08734b;--bad:#b3202a;--wash:#f3f6fb}
@media(prefers-color-scheme:dark){:root{--ink:#e8eefb;--soft:#a3b4d6;--paper:#0f1626;--line:#2b3853;--good:#5fd3a2;--bad:#ff8087;--wash:#182238}}
body{margin:0 auto;max-width:72rem;padding:1.5rem;color:var(--ink);background:var(--paper);font:1rem/1.5 system-ui,'Segoe UI',Roboto,sans-serif}
h1{font-size:1.5rem;margin:0 0 .5rem}
h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1rem 0 .25rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:0}
dt,.r-soft{color:var(--soft);font-weight:400}
dd{margin:0;overflow-wrap:anywhere}
.r-verdict{font-size:1.15rem;font-weight:700}
.r-passed{color:var(--good)}
.r-failed{color:var(--bad)}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--line);overflow-wrap:break-word}
.r-number{text-align:right;font-variant-numeric:tabular-nums}
pre{font:.85rem/1.45 ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;background:var(--wash);padding:.75rem;margin:0;overflow:auto;max-height:40rem}
code{font:.9em ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;overflow-wrap:anywhere}
.r-drawing{overflow:auto;max-height:60rem;border:1px solid var(--line)}
.r-drawing svg{display:block}
.r-command{font-weight:600}
.r-say{color:var(--soft);font-style:italic}
.r-wrong{color:var(--bad);font-weight:600}
";

/// What is told of.
pub struct Told<'a> {
    /// What the script is called.
    pub name: &'a str,
    pub script: &'a str,
    pub session: &'a Session,
    pub report: &'a RunReport,
    /// Whether somebody ended it.
    pub was_stopped: bool,
}

impl Told<'_> {
    /// The page.
    pub fn page(&self) -> String {
        let title = format!("Raftarium: {}", self.name);
        let mut page = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" \
             content=\"width=device-width, initial-scale=1\"/>\n<meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n<title>{title}</title>\n\
             <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n",
            title = escaped(&title),
        );
        self.verdict(&mut page);
        self.violations(&mut page);
        self.diagram(&mut page);
        self.nodes(&mut page);
        self.metrics(&mut page);
        self.transcript(&mut page);
        self.script(&mut page);
        page + "</main>\n</body>\n</html>\n"
    }

    fn found(&self) -> Vec<(&Violation, bool)> {
        runner::violations(self.session, self.script)
    }

    fn verdict(&self, page: &mut String) {
        let found = self.found();
        let unforeseen = found.iter().filter(|(_, foreseen)| !foreseen).count() as u64;
        let unforeseen = (unforeseen > 0).then(|| {
            let what = count(unforeseen, "safety property was", "safety properties were");
            format!("{what} violated of which the script does not speak")
        });
        let error = self.report.error.as_deref();
        let wrong: Vec<&str> = error.into_iter().chain(unforeseen.as_deref()).collect();
        let (class, text) = match (self.was_stopped, wrong.as_slice()) {
            (true, _) => ("r-failed", format!("interrupted: {}", wrong.join("; "))),
            (false, []) if found.is_empty() => {
                ("r-passed", "passed: every line was carried out, and no safety property was violated".to_owned())
            }
            (false, []) => {
                ("r-passed", "passed: every line was carried out, and what was violated is what the script expects".to_owned())
            }
            (false, _) => ("r-failed", format!("failed: {}", wrong.join("; "))),
        };
        let _ = writeln!(page, "<p class=\"r-verdict {class}\">{}</p>\n<dl>", shown(&text));
        let view = self.session.view();
        let link = match Link::to(self.session).fragment() {
            Ok(link) => format!("<code>#{}</code>", escaped(&link)),
            Err(error) => format!("none: {}", escaped(&error.to_string())),
        };
        let leader = view.leader.map_or_else(|| "nobody".to_owned(), |leader| leader.to_string());
        let facts = [
            ("reached", escaped(&self.session.now().to_string())),
            ("cluster", escaped(&count(view.nodes.len() as u64, "node", "nodes"))),
            ("leader", leader),
            ("seed", self.session.setup().seed.to_string()),
            ("digest", format!("<code>{}</code>", self.session.digest())),
            ("engine", format!("Raftarium {ENGINE}")),
            ("link", link),
        ];
        for (name, value) in facts {
            let _ = writeln!(page, "<dt>{name}</dt><dd>{value}</dd>");
        }
        page.push_str("</dl>\n<p class=\"r-soft\">The link, behind the address of the page, opens this run there.</p>\n");
    }

    fn violations(&self, page: &mut String) {
        page.push_str("<h2>Safety properties</h2>\n");
        let found = self.found();
        if !found.is_empty() {
            page.push_str(
                "<table>\n<thead><tr><th>violated</th><th>at</th><th>expected</th><th>what was seen</th></tr></thead>\n<tbody>\n",
            );
            for (violation, foreseen) in found.iter().take(MOST_VIOLATIONS) {
                let _ = writeln!(
                    page,
                    "<tr><th scope=\"row\" class=\"{}\">{}<br/><span class=\"r-soft\">{}</span></th><td>{}</td><td>{}</td><td>{}</td></tr>",
                    if *foreseen { "r-expected" } else { "r-failed" },
                    escaped(violation.name),
                    escaped(violation.citation),
                    violation.at,
                    if *foreseen { "yes" } else { "no" },
                    shown(&violation.evidence),
                );
            }
            page.push_str("</tbody>\n</table>\n");
            left_out(page, found.len(), MOST_VIOLATIONS, "violation", "violations");
        }
        let held = self.session.checks().filter(|(_, violation)| violation.is_none());
        let held: Vec<&str> = held.map(|(property, _)| property.name).collect();
        let _ = writeln!(
            page,
            "<p>Watched over the whole run, and held: {}.</p>",
            escaped(&held.join(", "))
        );
    }

    fn diagram(&self, page: &mut String) {
        let (session, view) = (self.session, self.session.view());
        let (events, first) = (session.events(), session.events().first());
        page.push_str("<h2>Space-time diagram</h2>\n");
        let since = events.iter().next().map_or(Time::ZERO, |event| event.at);
        let mut note = "Heartbeats, their answers and other routine are left out.".to_owned();
        if first > 0 {
            let _ = write!(
                note,
                " Of {} events the newest {} are kept, so the drawing begins no earlier than {since}.",
                events.next(),
                events.len()
            );
        }
        let setting = Setting::of(session, &view);
        let drawing = svg(events.shared(), &setting, |event: &Event| !event.kind.is_routine());
        let _ = writeln!(
            page,
            "<p class=\"r-soft\">{}</p>\n<div class=\"r-drawing\">\n{drawing}</div>",
            escaped(&note)
        );
    }

    fn nodes(&self, page: &mut String) {
        let view = self.session.view();
        let _ = writeln!(page, "<h2>The nodes at {}</h2>", view.now);
        let _ = writeln!(page, "<pre>{}</pre>", escaped(&report::status(&view).join("\n")));
        page.push_str("<h2>Their logs</h2>\n");
        for node in &view.nodes {
            let lines = report::show_log(&view, node.id);
            let from = lines.len().saturating_sub(MOST_ENTRIES);
            let newest: Vec<String> = lines[from..].iter().map(|line| cut(line)).collect();
            let _ =
                writeln!(page, "<h3>{}</h3>\n<pre>{}</pre>", node.id, escaped(&newest.join("\n")));
            left_out(page, lines.len(), MOST_ENTRIES, "earlier line", "earlier lines");
        }
    }

    fn metrics(&self, page: &mut String) {
        let (events, now) = (self.session.events(), self.session.now());
        let metrics = Metrics::of(events.iter().rev(), now, now.0);
        page.push_str("<h2>Metrics</h2>\n");
        let _ = writeln!(
            page,
            "<p class=\"r-soft\">Of the last {}, for which events are kept.</p>\n<table>\n<tbody>",
            duration(metrics.span_us)
        );
        let answered = &metrics.answered;
        let count_of = |count: usize| format!("{count} ({} a second)", metrics.per_second(count));
        let mut rows = vec![
            ("operations answered".to_owned(), count_of(answered.len())),
            ("operations without an answer".to_owned(), metrics.unknown.to_string()),
            ("elections won".to_owned(), metrics.elections.to_string()),
            ("writes to a disk".to_owned(), count_of(metrics.writes)),
            ("messages with entries".to_owned(), count_of(metrics.batches)),
        ];
        if !answered.is_empty() {
            for percent in [50, 90, 99] {
                let rank = duration(answered.rank(percent));
                rows.push((format!("time to an answer, {percent} of 100 within"), rank));
            }
            rows.push(("longest time to an answer".to_owned(), duration(answered.most())));
        }
        for packets in &metrics.packets {
            let (sent, lost) = (packets.sent, packets.lost);
            rows.push((
                format!("packets sent: {}", packets.what),
                format!("{sent}, of them {lost} lost"),
            ));
        }
        for (name, value) in rows {
            let _ = writeln!(
                page,
                "<tr><th scope=\"row\">{}</th><td class=\"r-number\">{}</td></tr>",
                escaped(&name),
                escaped(&value)
            );
        }
        page.push_str("</tbody>\n</table>\n");
    }

    fn transcript(&self, page: &mut String) {
        let lines = &self.report.output;
        page.push_str("<h2>Transcript</h2>\n<pre>");
        let skipped = lines.len().saturating_sub(MOST_FIRST + MOST_LAST);
        let first = if skipped == 0 { lines.len() } else { MOST_FIRST };
        lines[..first].iter().for_each(|line| line_of(page, line));
        if skipped > 0 {
            let _ = writeln!(
                page,
                "<span class=\"r-soft\">({} left out)</span>",
                count(skipped as u64, "line", "lines")
            );
            lines[first + skipped..].iter().for_each(|line| line_of(page, line));
        }
        page.push_str("</pre>\n");
    }

    fn script(&self, page: &mut String) {
        let lines: Vec<String> =
            self.script.lines().take(MOST_FIRST + MOST_LAST).map(cut).collect();
        let _ = writeln!(page, "<h2>Script</h2>\n<pre>{}</pre>", escaped(&lines.join("\n")));
        left_out(page, self.script.lines().count(), lines.len(), "line", "lines");
    }
}

fn line_of(page: &mut String, line: &TranscriptLine) {
    let text = shown(&line.plain());
    let class = match line.kind {
        LineKind::Command { .. } => "r-command",
        LineKind::Say | LineKind::Asked | LineKind::Revealed => "r-say",
        LineKind::Violated | LineKind::Error => "r-wrong",
        LineKind::Ok
        | LineKind::Waiting
        | LineKind::Refused
        | LineKind::Unknown
        | LineKind::Output => "r-output",
    };
    let _ = writeln!(
        page,
        "<span class=\"{class}\"><span class=\"r-soft\">{}</span>  {text}</span>",
        line.at
    );
}

/// Says that there was more than is shown, if there was.
fn left_out(page: &mut String, all: usize, shown: usize, one: &str, many: &str) {
    if all > shown {
        let what = count((all - shown) as u64, one, many);
        let _ = writeln!(page, "<p class=\"r-soft\">{what} left out.</p>");
    }
}

/// A text of a page, cut if it is very long.
fn shown(text: &str) -> String {
    escaped(&cut(text))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((cut, _)) => format!("{}\u{2026} ({} bytes)", &text[..cut], text.len()),
    }
}
