//! What lies over the page: dialogs such as the list of keys, notices, and words for screen readers alone.

use web_sys::{HtmlDialogElement, HtmlInputElement};
use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::keys::KEYS;
use crate::session::Passage;
use crate::sim::Time;
use crate::ui::browser::shortcuts;
use crate::ui::icon::{Icon, icon};

/// Properties of [`Dialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct DialogProps {
    /// What it is about.
    pub title: AttrValue,
    /// Its class, beside that of all dialogs.
    pub class: &'static str,
    /// It was closed.
    pub on_close: Callback<()>,
    pub children: Html,
}

/// Something that lies over the page until it is closed: by its button, by Escape, or by a click beside it.
#[function_component]
pub fn Dialog(props: &DialogProps) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
                // A dialog that is open already stays open.
                let _ = dialog.show_modal();
            }
        });
    }
    let close = props.on_close.reform(|_: MouseEvent| ());
    // A click beside the dialog is a click on its backdrop, which belongs to the dialog itself.
    let onclick = {
        let (dialog, on_close) = (dialog.clone(), props.on_close.clone());
        Callback::from(move |event: MouseEvent| {
            let beside = event.target_dyn_into::<HtmlDialogElement>();
            if beside.is_some() && beside == dialog.cast::<HtmlDialogElement>() {
                on_close.emit(());
            }
        })
    };
    html! {
        <dialog
            ref={dialog}
            class={classes!("dialog", props.class)}
            aria-label={props.title.clone()}
            onclose={props.on_close.reform(|_: Event| ())}
            {onclick}
        >
            <div class="dialog-body">
                <header class="dialog-head">
                    <h2>{ &props.title }</h2>
                    <button type="button" class="button ghost" aria-label={tr!("close")} onclick={close}>
                        { icon(Icon::Cross) }
                    </button>
                </header>
                { props.children.clone() }
            </div>
        </dialog>
    }
}

/// The switch for keys of one character.
#[function_component]
fn SingleKeys() -> Html {
    let on = use_state_eq(shortcuts::are_on);
    let onchange = {
        let on = on.clone();
        Callback::from(move |event: Event| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                shortcuts::switch(field.checked());
                on.set(field.checked());
            }
        })
    };
    html! {
        <label class="keys-switch">
            <input type="checkbox" checked={*on} {onchange} />
            <span>
                { tr!("Single letters, digits and signs work anywhere on the page") }
                <small>
                    { tr!("Off, they work on a node or packet that has the focus, and nowhere else. \
                           Space, arrows and Escape always work.") }
                </small>
            </span>
        </label>
    }
}

/// All keys.
pub fn keys_dialog(on_close: &Callback<()>) -> Html {
    html! {
        <Dialog title={tr!("Keys")} class="keys" on_close={on_close.clone()}>
            <SingleKeys />
            <div class="keys-groups">
                { for KEYS.iter().map(|(title, keys)| html! {
                    <section key={*title}>
                        <h3>{ tr(title) }</h3>
                        <dl>
                            { for keys.iter().map(|(key, what)| html! {
                                <div key={*key} class="keys-line">
                                    <dt>{ for key.split_whitespace().map(|key| html! { <kbd>{ key }</kbd> }) }</dt>
                                    <dd>{ tr(what) }</dd>
                                </div>
                            }) }
                        </dl>
                    </section>
                }) }
            </div>
            <p class="menu-note">
                { tr!("A double click, or a click with Shift, crashes a node or restarts it, and drops a packet.") }
            </p>
        </Dialog>
    }
}

/// Something to tell the person that has no place of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    pub text: AttrValue,
    /// What can be done about it, if anything: the word on the button.
    pub offer: Option<AttrValue>,
    /// Its number, so that the same words twice are two notices.
    pub number: u32,
}

/// What is done when a notice's offer is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Offer {
    /// The session is opened that was kept when the page stopped.
    #[default]
    Saved,
    /// The person's own session comes back.
    Mine,
    /// The author's sheet is shown.
    Writing,
    /// The author's sheet is shown with this text, to be mended.
    Mend(AttrValue),
    /// The new version of the page is loaded.
    Version,
}

/// A notice at the foot of the page. It goes by itself unless it offers something.
pub fn notice_bar(notice: &Notice, on_accept: &Callback<()>, on_dismiss: &Callback<()>) -> Html {
    let Notice { text, offer, number } = notice;
    let gone = offer.is_none().then(|| on_dismiss.reform(|_: AnimationEvent| ()));
    html! {
        <div
            key={*number}
            class={classes!("notice", offer.is_none().then_some("passing"))}
            data-testid="notice"
            role="alert"
            onanimationend={gone}
        >
            <span>{ text }</span>
            if let Some(offer) = offer {
                <button type="button" class="button" onclick={on_accept.reform(|_: MouseEvent| ())}>
                    { offer }
                </button>
            }
            <button
                type="button"
                class="button ghost"
                aria-label={tr!("dismiss")}
                onclick={on_dismiss.reform(|_: MouseEvent| ())}
            >
                { icon(Icon::Cross) }
            </button>
        </div>
    }
}

/// What takes long: how far it has come, and the way to end it.
pub fn under_way(passage: &Passage, now: Time, on_stop: &Callback<()>) -> Html {
    html! {
        <div class="notice under-way" data-testid="under-way">
            <span>{ format!("{}: {}", passage.line(), passage.place(now)) }</span>
            <progress max="1000" value={passage.progress(now).to_string()} aria-label={tr!("how far it is")}></progress>
            <button type="button" class="button" onclick={on_stop.reform(|_: MouseEvent| ())}>
                { tr!("stop ") }<kbd aria-hidden="true">{ "esc" }</kbd>
            </button>
        </div>
    }
}

/// What a screen reader says when it has time: elections, crashes, cuts.
pub fn announcer(text: &AttrValue) -> Html {
    html! { <div class="unseen" role="status" aria-live="polite">{ text }</div> }
}
