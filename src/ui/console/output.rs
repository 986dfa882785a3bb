//! What the console has printed.

use yew::prelude::*;

use crate::catalog::tr;
use crate::session::{LineKind, TranscriptLine};

/// The most lines that are shown; the script and the events remember the rest.
pub const MOST: usize = 300;

/// The lines, newest at the bottom. It follows the newest unless the person has scrolled away from it: the style sheet
/// lets the box begin at its lower end, so that nothing here measures anything. While a story is `telling`, its words are
/// said elsewhere, and not twice.
pub fn output(lines: &[TranscriptLine], telling: bool) -> Html {
    let shown = &lines[lines.len().saturating_sub(MOST)..];
    // Lines are numbered without a gap, so the first one tells how many came before it.
    let earlier = shown.first().map_or(0, |line| line.seq);
    html! {
        <div class="console-output scroll" tabindex="0" role="region" aria-label={tr!("Console")}>
            <div
                data-testid="console-output"
                role="log"
                aria-live="polite"
                aria-label={tr!("What the console says")}
            >
                if earlier > 0 {
                    <p class="console-line output">{ tr!("… {earlier} earlier lines", earlier) }</p>
                }
                // In a list of its own, since only a list of nothing but keyed elements is told apart by key.
                <>{ for shown.iter().map(|it| line(it, telling)) }</>
            </div>
        </div>
    }
}

fn line(line: &TranscriptLine, telling: bool) -> Html {
    let key = line.seq;
    // What a story says may have been translated.
    let text = if line.kind == LineKind::Say { tr(&line.text) } else { &line.text };
    let at = line.at.to_string();
    let (class, label) = match &line.kind {
        LineKind::Command { prompt } => {
            return html! {
                <p {key} class="console-line command" title={at}>
                    <span class="prompt">{ format!("{prompt} ›") }</span>{ " " }<b>{ text }</b>
                </p>
            };
        }
        LineKind::Ok => ("ok", tr!("ok")),
        LineKind::Waiting => ("waiting", tr!("waiting")),
        LineKind::Refused => ("refused", tr!("refused")),
        LineKind::Unknown => ("unknown", tr!("unknown")),
        LineKind::Violated => ("violated", tr!("violated")),
        LineKind::Error => ("error", tr!("error")),
        LineKind::Output => ("output", ""),
        LineKind::Say => ("say", ""),
        LineKind::Asked => ("say asked", "?"),
        LineKind::Revealed => ("say revealed", "="),
    };
    let unsaid = telling && matches!(line.kind, LineKind::Say);
    html! {
        <p
            {key}
            class={classes!("console-line", class)}
            title={at}
            aria-hidden={unsaid.then_some("true")}
        >
            if !label.is_empty() {
                <span class="label">{ label }</span>{ " " }
            }
            { text }
        </p>
    }
}
