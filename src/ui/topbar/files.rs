//! The Session menu: saving, opening and sharing what has been done.

use yew::prelude::*;

use crate::ui::browser::files;
use crate::ui::tour::StoryMsg;

use super::props::TopBar;

/// What is in the Session menu.
pub fn session_menu(props: &TopBar) -> Html {
    let on_open = &props.on_open;
    let onchange = on_open.clone();
    let click = |callback: &Callback<()>| callback.reform(|_: MouseEvent| ());
    html! {
        <>
            <section class="menu-part">
                <h3>{ "This session" }</h3>
                <p class="menu-note">
                    { "All that was done, as a script: one command a line, with its moment. Played again, it is the same." }
                </p>
                <div class="menu-row">
                    <button type="button" class="button" onclick={click(&props.on_save)}>
                        { "save as a script" }
                    </button>
                    if let Some(on_save_all) = &props.on_save_all {
                        <button type="button" class="button" onclick={click(on_save_all)}>
                            { "save all branches" }
                        </button>
                    }
                    <button type="button" class="button" onclick={click(&props.on_share)}>
                        { "share a link" }
                    </button>
                </div>
            </section>
            <section class="menu-part">
                <h3>{ "What the clients saw" }</h3>
                <p class="menu-note">
                    { "Every request and answer, as " }<code>{ "raftarium check-history" }</code>{ " reads them." }
                </p>
                <div class="menu-row">
                    <button type="button" class="button" onclick={click(&props.on_history)}>
                        { "save the history" }
                    </button>
                </div>
            </section>
            <section class="menu-part">
                <h3>{ "A lecture" }</h3>
                <p class="menu-note">
                    { "A second window, for you alone: the words of the story, what comes next, and the right answers. Then \
                       present here (p), and the hall sees stage and ledger." }
                </p>
                <div class="menu-row">
                    <a class="button" href="notes/index.html" target="raftarium-notes" data-testid="notes-link">
                        { "lecturer's notes" }
                    </a>
                </div>
            </section>
            <section class="menu-part">
                <h3>{ "A lesson of your own" }</h3>
                <div class="menu-row">
                    <button type="button" class="button" onclick={click(&props.on_write)}>
                        { "write a scenario or mission" }
                    </button>
                </div>
            </section>
            <section class="menu-part">
                <h3>{ "Another session" }</h3>
                if props.mine {
                    <button
                        type="button"
                        class="button"
                        onclick={props.on_tour.reform(|_: MouseEvent| StoryMsg::Mine)}
                    >
                        { "back to my session" }
                    </button>
                }
                <p class="menu-note">{ "A .raft file. You can also drop it anywhere on the page." }</p>
                <label class="knob file">
                    <span class="knob-about">{ "open a script" }</span>
                    <input
                        type="file"
                        accept=".raft,.txt,text/plain"
                        aria-label="open a script"
                        onchange={Callback::from(move |event: Event| {
                            if let Some(file) = files::picked(&event) {
                                onchange.emit(file);
                            }
                        })}
                    />
                </label>
            </section>
            <section class="menu-part only-narrow">
                <h3>{ "This page" }</h3>
                <div class="menu-row">
                    <button type="button" class="button" onclick={click(&props.on_present)}>
                        { "present: bigger type" }
                    </button>
                    <button type="button" class="button" onclick={click(&props.on_keys)}>
                        { "all keys" }
                    </button>
                    <button type="button" class="button" onclick={click(&props.on_theme)}>
                        { format!("theme: {}", props.theme.word()) }
                    </button>
                </div>
            </section>
        </>
    }
}
