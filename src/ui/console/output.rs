//! What the console has printed.

use yew::prelude::*;

use crate::app::{LineKind, TranscriptLine};
use crate::ui::Shared;
use crate::ui::browser::dom;

/// The most lines that are shown; the script and the events remember the rest.
const MOST: usize = 400;

/// Properties of [`Output`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The transcript, oldest first.
    pub lines: Shared<Vec<TranscriptLine>>,
}

/// The lines, newest at the bottom. It follows the newest unless the person has scrolled away from it.
#[function_component]
pub fn Output(props: &Props) -> Html {
    let node = use_node_ref();
    let follow = use_mut_ref(|| true);
    {
        let (node, follow) = (node.clone(), follow.clone());
        use_effect_with(props.lines.clone(), move |_| {
            if let Some(output) = node.cast::<web_sys::Element>().filter(|_| *follow.borrow()) {
                output.set_scroll_top(output.scroll_height());
            }
        });
    }
    // While the console is behind another tab it has no height, and cannot scroll.
    {
        let (node, follow) = (node.clone(), follow.clone());
        use_effect_with((), move |()| {
            let watch = node.cast::<web_sys::Element>().map(|output| {
                dom::ResizeWatch::on(&output.clone(), move || {
                    if *follow.borrow() {
                        output.set_scroll_top(output.scroll_height());
                    }
                })
            });
            move || drop(watch)
        });
    }
    let onscroll = {
        let node = node.clone();
        Callback::from(move |_| {
            let output = node.cast::<web_sys::Element>().filter(|it| it.client_height() > 0);
            if let Some(output) = output {
                let below = output.scroll_height() - output.scroll_top() - output.client_height();
                *follow.borrow_mut() = below < 24;
            }
        })
    };
    let hidden = props.lines.len().saturating_sub(MOST);
    html! {
        <div
            ref={node}
            class="console-output scroll"
            data-testid="console-output"
            role="log"
            aria-live="polite"
            aria-label="What the console says"
            tabindex="0"
            {onscroll}
        >
            if hidden > 0 {
                <p class="console-line output">{ format!("… {hidden} earlier lines") }</p>
            }
            { for props.lines.iter().skip(hidden).map(line) }
        </div>
    }
}

fn line(line: &TranscriptLine) -> Html {
    let key = line.seq;
    let text = &line.text;
    let at = line.at.to_string();
    let (class, label) = match &line.kind {
        LineKind::Command { prompt } => {
            return html! {
                <p {key} class="console-line command" title={at}>
                    <span class="prompt">{ format!("{prompt} ›") }</span>{ " " }<b>{ text }</b>
                </p>
            };
        }
        LineKind::Ok => ("ok", "ok"),
        LineKind::Waiting => ("waiting", "waiting"),
        LineKind::Refused => ("refused", "refused"),
        LineKind::Unknown => ("unknown", "unknown"),
        LineKind::Error => ("error", "error"),
        LineKind::Output => ("output", ""),
        LineKind::Say => ("say", ""),
    };
    html! {
        <p {key} class={classes!("console-line", class)} title={at}>
            if !label.is_empty() {
                <span class="label">{ label }</span>{ " " }
            }
            { text }
        </p>
    }
}
