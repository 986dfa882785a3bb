//! The Session menu: saving, opening and sharing what has been done.

use yew::prelude::*;

use crate::catalog::{self, tr};
use crate::ui::browser::files;
use crate::ui::tour::StoryMsg;

use super::language::language;
use super::props::TopBar;

/// What is in the Session menu.
pub fn session_menu(props: &TopBar) -> Html {
    let on_open = &props.on_open;
    let onchange = on_open.clone();
    let click = |callback: &Callback<()>| callback.reform(|_: MouseEvent| ());
    html! {
        <>
            <section class="menu-part">
                <h3>{ tr!("This session") }</h3>
                <p class="menu-note">
                    { tr!("All that was done, as a script: one command a line, with its moment. Played again, it is the same.") }
                </p>
                <div class="menu-row">
                    <button type="button" class="button" onclick={click(&props.on_save)}>
                        { tr!("save as a script") }
                    </button>
                    if let Some(on_save_all) = &props.on_save_all {
                        <button type="button" class="button" onclick={click(on_save_all)}>
                            { tr!("save all branches") }
                        </button>
                    }
                    <button type="button" class="button" onclick={click(&props.on_share)}>
                        { tr!("share a link") }
                    </button>
                </div>
            </section>
            <section class="menu-part">
                <h3>{ tr!("What the clients saw") }</h3>
                <p class="menu-note">
                    { tr!("Every request and answer, as ") }<code>{ "raftarium check-history" }</code>{ tr!(" reads them.") }
                </p>
                <div class="menu-row">
                    <button type="button" class="button" onclick={click(&props.on_history)}>
                        { tr!("save the history") }
                    </button>
                </div>
            </section>
            <section class="menu-part">
                <h3>{ tr!("A lecture") }</h3>
                <p class="menu-note">
                    { tr!("A second window, for you alone: the words of the story, what comes next, and the right answers. Then \
                           present here (p), and the hall sees stage and ledger.") }
                </p>
                <div class="menu-row">
                    <a class="button" href={format!("notes/index.html?lang={}", catalog::spoken().code())} target="raftarium-notes" data-testid="notes-link">
                        { tr!("lecturer's notes") }
                    </a>
                </div>
            </section>
            <section class="menu-part">
                <h3>{ tr!("A lesson of your own") }</h3>
                <div class="menu-row">
                    <button type="button" class="button" onclick={click(&props.on_write)}>
                        { tr!("write a scenario or mission") }
                    </button>
                </div>
            </section>
            <section class="menu-part">
                <h3>{ tr!("Another session") }</h3>
                if props.mine {
                    <button
                        type="button"
                        class="button"
                        onclick={props.on_tour.reform(|_: MouseEvent| StoryMsg::Mine)}
                    >
                        { tr!("back to my session") }
                    </button>
                }
                <p class="menu-note">{ tr!("A .raft file. You can also drop it anywhere on the page.") }</p>
                <label class="knob file">
                    <span class="knob-about">{ tr!("open a script") }</span>
                    <input
                        type="file"
                        accept=".raft,.txt,text/plain"
                        aria-label={tr!("open a script")}
                        onchange={Callback::from(move |event: Event| {
                            if let Some(file) = files::picked(&event) {
                                onchange.emit(file);
                            }
                        })}
                    />
                </label>
            </section>
            <section class="menu-part only-narrow">
                <h3>{ tr!("This page") }</h3>
                <div class="menu-row">
                    <button type="button" class="button" onclick={click(&props.on_present)}>
                        { tr!("present: bigger type") }
                    </button>
                    <button type="button" class="button" onclick={click(&props.on_keys)}>
                        { tr!("all keys") }
                    </button>
                    { language(&props.on_language) }
                    <button type="button" class="button" onclick={click(&props.on_theme)}>
                        { tr!("theme: {word}", word = props.theme.word()) }
                    </button>
                </div>
            </section>
        </>
    }
}
