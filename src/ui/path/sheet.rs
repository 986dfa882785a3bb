//! What stands on the sheet.

use yew::prelude::*;

use crate::catalog::tr;
use crate::explain::rules::Arm;
use crate::session::path::{Chapter, Next, Piece, Progress, Stage, next};
use crate::ui::Shared;
use crate::ui::browser::files;
use crate::ui::icon::{Icon, icon};
use crate::ui::tour::StoryMsg;

use super::chapters::Chapters;
use super::map::Map;
use super::msg::PathMsg;

/// Properties of [`PathSheet`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What was done.
    pub progress: Shared<Progress>,
    /// What came of an import.
    pub said: AttrValue,
    /// A story or a mission is wanted.
    pub on_ask: Callback<StoryMsg>,
    /// Something is wanted of the path itself.
    pub on_path: Callback<PathMsg>,
}

/// The path.
#[function_component]
pub fn PathSheet(props: &Props) -> Html {
    let Props { progress, on_ask, .. } = props;
    let on_piece = on_ask.reform(|piece: Piece| match piece {
        Piece::Story(id) => StoryMsg::Open(id.into()),
        Piece::Mission(id) => StoryMsg::Mission(id.into()),
    });
    let next = next(progress);
    let here = match next {
        Next::Piece(chapter, _) => Some(chapter),
        Next::Rule(..) | Next::Nothing => None,
    };
    html! {
        <>
            { what_next(next, &on_piece) }
            <p class="menu-note path-count" role="status">{ counted(progress) }</p>
            <Map progress={progress.clone()} on_piece={on_piece.clone()} />
            <Chapters progress={progress.clone()} {here} {on_piece} />
            <Keeping said={props.said.clone()} on_path={props.on_path.clone()} />
        </>
    }
}

/// What to do next, on a button that does it.
fn what_next(next: Next, on_piece: &Callback<Piece>) -> Html {
    let (piece, why) = match next {
        Next::Piece(chapter, piece) => {
            let (chapter, source) = (chapter.name(), chapter.source());
            let why = match piece {
                Piece::Story(_) => tr!("a story of “{chapter}”, {source}", chapter, source),
                Piece::Mission(_) => tr!("a mission of “{chapter}”, {source}", chapter, source),
            };
            (piece, why)
        }
        Next::Rule(arm, piece) => (piece, tr!("it shows: {rule}", rule = arm.name())),
        Next::Nothing => {
            return html! { <p class="path-next">{ tr!("Every story is seen, every mission is solved, and every rule is known.") }</p> };
        }
    };
    let onclick = on_piece.reform(move |_: MouseEvent| piece);
    html! {
        <div class="path-next">
            <button type="button" class="button primary" data-testid="path-next" {onclick}>
                { icon(Icon::Play) }{ tr!("Next: {title}", title = piece.title().unwrap_or_default()) }
            </button>
            <span>{ why }</span>
        </div>
    }
}

fn counted(progress: &Progress) -> String {
    let pieces = || Chapter::ALL.into_iter().flat_map(Chapter::pieces);
    let count = |is: fn(&Piece) -> bool| {
        let all = pieces().filter(is).count();
        let done = pieces().filter(|piece| is(piece) && progress.has_done(*piece)).count();
        tr!("{done} of {all}", done, all)
    };
    let stories = count(|piece| matches!(piece, Piece::Story(_)));
    let missions = count(|piece| matches!(piece, Piece::Mission(_)));
    let known = |stage| Arm::ALL.into_iter().filter(|arm| progress.knows(*arm, stage)).count();
    let (seen, foreseen, used) = (known(Stage::Seen), known(Stage::Predicted), known(Stage::Used));
    tr!(
        "{stories} stories seen, {missions} missions solved. Of {rules} rules, {seen} seen at work, {foreseen} predicted, \
         {used} used.",
        stories,
        missions,
        rules = Arm::ALL.len(),
        seen,
        foreseen,
        used
    )
}

/// Properties of [`Keeping`].
#[derive(Clone, PartialEq, Properties)]
struct KeepingProps {
    said: AttrValue,
    on_path: Callback<PathMsg>,
}

/// What can be done with what is kept.
#[function_component]
fn Keeping(props: &KeepingProps) -> Html {
    let sure = use_state_eq(|| false);
    let asks = |to: bool| {
        let sure = sure.clone();
        Callback::from(move |_: MouseEvent| sure.set(to))
    };
    let forget = {
        let (sure, on_path) = (sure.clone(), props.on_path.clone());
        Callback::from(move |_: MouseEvent| {
            sure.set(false);
            on_path.emit(PathMsg::Forget);
        })
    };
    let on_path = props.on_path.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Some(file) = files::picked(&event) {
            on_path.emit(PathMsg::Import(file));
        }
    });
    html! {
        <footer class="path-keeping">
            <p class="menu-note">{ tr!("This browser keeps what you have done, and sends it nowhere.") }</p>
            <button type="button" class="button" onclick={props.on_path.reform(|_: MouseEvent| PathMsg::Export)}>
                { tr!("Export") }
            </button>
            <label class="button path-import">
                { tr!("Import") }
                <input type="file" accept=".txt,text/plain" aria-label={tr!("import progress")} {onchange} />
            </label>
            if *sure {
                <span class="path-sure" role="alert">
                    { tr!("Forget everything?") }
                    <button type="button" class="button danger" onclick={forget}>{ tr!("Forget it") }</button>
                    <button type="button" class="button" onclick={asks(false)}>{ tr!("Keep it") }</button>
                </span>
            } else {
                <button type="button" class="button" onclick={asks(true)}>{ tr!("Reset") }</button>
            }
            <p class="path-said" role="status">{ &props.said }</p>
        </footer>
    }
}
