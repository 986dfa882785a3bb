//! The chapters: stories and missions, with what was done of them.

use yew::prelude::*;

use crate::catalog::tr;
use crate::session::path::{Chapter, Piece, Progress};
use crate::ui::Shared;
use crate::ui::icon::{Icon, icon};

/// Properties of [`Chapters`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What was done.
    pub progress: Shared<Progress>,
    /// The chapter that goes on, if one does: it is unfolded.
    pub here: Option<Chapter>,
    /// A story or a mission is wanted.
    pub on_piece: Callback<Piece>,
}

/// All chapters, in order.
#[function_component]
pub fn Chapters(props: &Props) -> Html {
    let chapter = |(place, chapter): (usize, Chapter)| {
        let pieces: Vec<Piece> = chapter.pieces().collect();
        let done = pieces.iter().filter(|piece| props.progress.has_done(**piece)).count();
        html! {
            <details key={chapter.name()} class="path-chapter" open={props.here == Some(chapter)}>
                <summary>
                    <strong>{ format!("{}. {}", place + 1, chapter.name()) }</strong>
                    <span>{ tr!(
                        "{done} of {all} · {source}",
                        done,
                        all = pieces.len(),
                        source = chapter.source()
                    ) }</span>
                </summary>
                <ul>{ for pieces.into_iter().map(|piece| entry(piece, props)) }</ul>
            </details>
        }
    };
    html! {
        <section class="path-chapters" aria-label={tr!("Chapters")}>
            <h3>{ tr!("Chapters") }</h3>
            { for Chapter::ALL.into_iter().enumerate().map(chapter) }
        </section>
    }
}

fn entry(piece: Piece, props: &Props) -> Html {
    let done = props.progress.has_done(piece);
    let (id, kind, word) = match piece {
        Piece::Story(id) => (id, "story", tr!("seen: ")),
        Piece::Mission(id) => (id, "mission", tr!("solved: ")),
    };
    let foretold = match piece {
        Piece::Story(id) => Some(props.progress.answers(id)).filter(|(all, _)| *all > 0),
        Piece::Mission(_) => None,
    };
    html! {
        <li key={format!("{kind}:{id}")}>
            <button
                type="button"
                class={classes!("button", "ghost", "path-piece", done.then_some("finished"))}
                data-piece={format!("{kind}:{id}")}
                onclick={props.on_piece.reform(move |_: MouseEvent| piece)}
            >
                <span class="path-done">
                    if done { { icon(Icon::Check) }<span class="unseen">{ word }</span> }
                </span>
                <span>{ piece.title().unwrap_or_default() }</span>
                <small>
                    { if kind == "mission" { tr!("mission") } else { "" } }
                    if let Some((all, right)) = foretold { { tr!("{right} of {all} predicted", right, all) } }
                </small>
            </button>
        </li>
    }
}
