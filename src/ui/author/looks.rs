//! How the author's sheet looks: its hands, the numbers beside the text, and what is wrong with it.

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::html::Scope;
use yew::prelude::*;

use crate::catalog::tr;
use crate::session::authoring::{Flaw, Kind, title};
use crate::ui::browser::files;
use crate::ui::icon::{Icon, icon};

use super::state::{Author, Begin, Msg};
use super::{AuthorMsg, AuthorProps};

/// The title, and what is done with the lesson as a whole.
pub fn head(author: &Author, link: &Scope<Author>, on_ask: &Callback<AuthorMsg>) -> Html {
    let oninput = link.callback(|event: InputEvent| {
        let field = event.target_dyn_into::<HtmlInputElement>();
        Msg::Title(field.map(|it| it.value()).unwrap_or_default())
    });
    html! {
        <header class="author-head">
            <label class="author-title">
                <span>{ tr!("title") }</span>
                <input type="text" value={title(&author.text).to_owned()} maxlength="80" {oninput} />
            </label>
            <div class="author-hands" role="group" aria-label={tr!("The lesson")}>
                <button type="button" class="button primary" data-testid="author-try" onclick={link.callback(|_: MouseEvent| Msg::Try)}>
                    { icon(Icon::Play) }{ tr!("try it") }
                </button>
                <button
                    type="button"
                    class="button"
                    data-testid="author-share"
                    onclick={link.callback(|_: MouseEvent| Msg::Share)}
                >
                    { icon(Icon::Link) }{ tr!("share") }
                </button>
                <button type="button" class="button" onclick={link.callback(|_: MouseEvent| Msg::Save)}>
                    { tr!("save") }
                </button>
                <label class="button author-file">
                    { tr!("open") }
                    <input
                        type="file"
                        accept=".raft,.txt,text/plain"
                        aria-label={tr!("open a file to write on")}
                        onchange={link.batch_callback(|event: Event| files::picked(&event).map(Msg::Open))}
                    />
                </label>
                <button
                    type="button"
                    class="button ghost"
                    title={tr!("close; the draft is kept")}
                    aria-label={tr!("close the sheet")}
                    onclick={on_ask.reform(|_: MouseEvent| AuthorMsg::Close)}
                >
                    { icon(Icon::Cross) }
                </button>
            </div>
        </header>
    }
}

/// What can be put into the text, and what can take its place.
pub fn hands(author: &Author, link: &Scope<Author>, props: &AuthorProps) -> Html {
    let insert = |kind: Kind| {
        let pressed = author.form.as_ref().is_some_and(|(it, _)| *it == kind);
        html! {
            <button
                type="button"
                class="button"
                aria-pressed={pressed.to_string()}
                data-insert={kind.title()}
                onclick={link.callback(move |_: MouseEvent| Msg::Form(kind))}
            >
                { tr(kind.title()) }
            </button>
        }
    };
    let (story, mission) = Kind::ALL.split_at(4);
    let begin = |begin: Begin, words: &'static str| {
        html! {
            <button type="button" class="button ghost" onclick={link.callback(move |_: MouseEvent| Msg::Begin(begin))}>
                { words }
            </button>
        }
    };
    html! {
        <>
            <div class="author-insert" role="group" aria-label={tr!("Insert at the cursor")}>
                <button type="button" class="button" data-testid="author-acts" onclick={link.callback(|_: MouseEvent| Msg::Acts)}>
                    { tr!("what I did") }
                </button>
                { for story.iter().copied().map(insert) }
                <span class="author-gap"></span>
                { for mission.iter().copied().map(insert) }
            </div>
            <div class="author-begin" role="group" aria-label={tr!("Begin anew")}>
                <span>{ tr!("begin anew") }</span>
                { begin(Begin::Session, tr!("from what I did")) }
                if props.open { { begin(Begin::Table, tr!("from what is open")) } }
                if props.violated { { begin(Begin::Violation, tr!("from what was violated")) } }
                if !author.before.is_empty() {
                    <button type="button" class="button ghost" data-testid="author-undo" onclick={link.callback(|_: MouseEvent| Msg::TakeBack)}>
                        { icon(Icon::Back) }{ tr!("take back") }
                    </button>
                }
                if props.waits {
                    <button type="button" class="button ghost" onclick={props.on_ask.reform(|_: MouseEvent| AuthorMsg::Back)}>
                        { tr!("back to my session") }
                    </button>
                }
            </div>
        </>
    }
}

/// The text with the numbers of its lines.
pub fn paper(author: &Author, link: &Scope<Author>) -> Html {
    let lines = author.text.split('\n').count();
    let numbers = (1..=lines).map(|it| it.to_string()).collect::<Vec<_>>().join("\n");
    let wrong = author.flaws.iter().map(|flaw| flaw.line);
    let mut wrong: Vec<u32> = wrong.collect();
    wrong.dedup();
    html! {
        <div class="author-paper">
            <div class="author-numbers" ref={author.numbers.clone()} aria-hidden="true">
                <pre>{ numbers }</pre>
                { for wrong.iter().map(|line| html! {
                    <span class="author-mark" key={*line} style={format!("top: calc({} * var(--row))", line - 1)}>{ line }</span>
                }) }
            </div>
            <textarea
                ref={author.field.clone()}
                class="author-text"
                aria-label={tr!("The lesson, one command a line")}
                aria-invalid={(!author.flaws.is_empty()).to_string()}
                data-testid="author-text"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                wrap="off"
                oninput={link.callback(|_: InputEvent| Msg::Typed)}
                onscroll={link.callback(|event: Event| {
                    let field = event.target_dyn_into::<HtmlTextAreaElement>();
                    Msg::Scrolled(field.map_or(0, |it| it.scroll_top()))
                })}
            />
        </div>
    }
}

/// What the lesson is, and what is wrong with it.
pub fn said(author: &Author, link: &Scope<Author>) -> Html {
    let flaw = |flaw: &Flaw| {
        let (line, column) = (flaw.line, flaw.column.unwrap_or(1));
        html! {
            <li>
                <button type="button" class="author-flaw" onclick={link.callback(move |_: MouseEvent| Msg::GoTo(line, column))}>
                    { flaw.to_string() }
                </button>
            </li>
        }
    };
    html! {
        <div class="author-said">
            <p role="status" data-testid="author-status">{ &author.status }</p>
            if !author.flaws.is_empty() {
                <ul aria-label={tr!("What is wrong")} data-testid="author-flaws">{ for author.flaws.iter().map(flaw) }</ul>
            }
        </div>
    }
}
