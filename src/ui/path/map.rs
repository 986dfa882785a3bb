//! The map of rules: a sign for each, group by group, and words for the one that is pointed at.

use yew::prelude::*;

use crate::catalog::tr;
use crate::explain::rules::{Arm, Group};
use crate::session::path::{Piece, Progress, Stage, shown_by};
use crate::ui::Shared;

/// Properties of [`Map`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// What was done.
    pub progress: Shared<Progress>,
    /// What shows a rule is wanted.
    pub on_piece: Callback<Piece>,
}

/// The map.
#[function_component]
pub fn Map(props: &Props) -> Html {
    let told = use_state_eq(|| None::<Arm>);
    // A finger's first touch is to tell of a rule, and only its second to open what shows it: what was told of when the
    // finger came down counts.
    let pressed = use_mut_ref(|| None::<Arm>);
    let cell = |arm: Arm| {
        let tell = {
            let told = told.clone();
            move || told.set(Some(arm))
        };
        let onfocus = {
            let tell = tell.clone();
            Callback::from(move |_: FocusEvent| tell())
        };
        let onmouseover = Callback::from(move |_: MouseEvent| tell());
        let onpointerdown = {
            let (told, pressed) = (told.clone(), pressed.clone());
            Callback::from(move |_: PointerEvent| *pressed.borrow_mut() = *told)
        };
        let onclick = {
            let (pressed, on_piece) = (pressed.clone(), props.on_piece.clone());
            Callback::from(move |event: MouseEvent| {
                let by_key = event.detail() == 0;
                if let Some(piece) =
                    shown_by(arm).filter(|_| by_key || *pressed.borrow() == Some(arm))
                {
                    on_piece.emit(piece);
                }
            })
        };
        let stage = props.progress.stage(arm);
        html! {
            <button
                key={arm.id()}
                type="button"
                class={classes!("path-rule", (*told == Some(arm)).then_some("told"))}
                data-rule={arm.id()}
                data-stage={stage.map_or("unseen", Stage::name)}
                aria-label={format!("{}: {}", arm.name(), known(&props.progress, arm))}
                aria-describedby="path-told"
                {onfocus}
                {onmouseover}
                {onpointerdown}
                {onclick}
            >
                { sign(stage) }
            </button>
        }
    };
    let group = |group: Group| {
        let arms = Arm::ALL.into_iter().filter(|arm| arm.group() == group);
        html! {
            <section key={group.name()} class="path-group">
                <h4>{ group.name() }</h4>
                <div>{ for arms.map(cell) }</div>
            </section>
        }
    };
    html! {
        <section class="path-map" aria-label={tr!("Map of rules")}>
            <h3>{ tr!("Rules") }</h3>
            <p class="path-legend">
                { for [None].into_iter().chain(Stage::ALL.map(Some)).map(|stage| html! {
                    <span>{ sign(stage) }{ stage.map_or(tr!("not seen"), |stage| tr(stage.name())) }</span>
                }) }
            </p>
            <div class="path-groups">{ for Group::ALL.into_iter().map(group) }</div>
            <div id="path-told" class="path-told">{ words(*told, props) }</div>
        </section>
    }
}

/// How somebody knows a rule, in words.
fn known(progress: &Progress, arm: Arm) -> String {
    let known = Stage::ALL.into_iter().filter(|stage| progress.knows(arm, *stage));
    let known: Vec<&str> = known.map(|stage| tr(stage.name())).collect();
    if known.is_empty() { tr!("not seen").to_owned() } else { known.join(", ") }
}

/// What is told of a rule.
fn words(arm: Option<Arm>, props: &Props) -> Html {
    let Some(arm) = arm else {
        return html! { <p class="menu-note">{ tr!("Point at a rule, and it is told here; a click opens what shows it.") }</p> };
    };
    let title = |piece: Piece| piece.title().unwrap_or_default();
    let shown = match shown_by(arm) {
        Some(piece @ Piece::Story(_)) => {
            tr!("The story “{title}” shows it.", title = title(piece))
        }
        Some(piece @ Piece::Mission(_)) => {
            tr!("The mission “{title}” needs it.", title = title(piece))
        }
        None => tr!("No story shows it; in the console, `rules next` looks for a run that does.")
            .to_owned(),
    };
    html! {
        <>
            <p><strong>{ arm.name() }</strong>{ format!(" ({})", known(&props.progress, arm)) }</p>
            <p>{ arm.rule().says }</p>
            <p class="menu-note">{ format!("{}. {shown}", capital(arm.citation())) }</p>
        </>
    }
}

fn capital(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

/// The sign of a stage, told apart by its shape: an empty square of dashes, a half, a lozenge, a square with a check.
fn sign(stage: Option<Stage>) -> Html {
    let inside = match stage {
        None => html! {},
        Some(Stage::Seen) => html! { <path class="path-full" d="M2 8h12v6H2z" /> },
        Some(Stage::Predicted) => {
            html! { <path class="path-full" d="M8 3.5 12.5 8 8 12.5 3.5 8z" /> }
        }
        Some(Stage::Used) => html! {
            <>
                <path class="path-full" d="M2 2h12v12H2z" />
                <path class="path-check" d="M4.5 8.3l2.5 2.5 4.5-5" />
            </>
        },
    };
    let dashes = stage.is_none().then_some("2 2");
    html! {
        <svg class="icon path-sign" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path class="path-edge" d="M2 2h12v12H2z" stroke-dasharray={dashes} />
            { inside }
        </svg>
    }
}
