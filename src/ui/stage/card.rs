//! The card beside what is picked: what it is, and what can be done, each with its script line and its key.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::scene::{Action, Px, Rect};

/// A card.
pub struct Card {
    /// What it is about: `n1`.
    pub name: String,
    /// What that is at the moment, in a few words.
    pub state: String,
    /// Its fields, if they are not to be seen elsewhere.
    pub fields: Vec<(&'static str, String)>,
    /// What can be done.
    pub actions: Vec<Action>,
    /// Where it goes.
    pub dock: Dock,
    /// Its place beside what it is about, if that is where it goes.
    pub place: Option<Rect>,
    /// Issues a script line.
    pub on_command: Callback<String>,
    /// Puts the card away.
    pub on_close: Callback<()>,
}

/// Where a card goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dock {
    /// Beside what it is about.
    Beside,
    /// In one row along the stage's upper edge.
    Above,
    /// Along the stage's lower edge.
    Below,
}

/// How wide a card is, in units of the drawing.
pub const WIDTH: f32 = 248.0;

/// How high a card is at most, in units of the drawing, with so many fields and actions.
pub fn height(fields: usize, actions: usize) -> f32 {
    56.0 + fields as f32 * 19.0 + actions as f32 * 36.0
}

impl Card {
    /// The card as it is shown.
    pub fn paint(&self) -> Html {
        let style = self.place.map(|place| {
            format!("left:calc({}*.0625rem);top:calc({}*.0625rem)", Px(place.x), Px(place.y))
        });
        let close = self.on_close.reform(|_: MouseEvent| ());
        let dock = match self.dock {
            Dock::Beside => None,
            Dock::Above => Some("above"),
            Dock::Below => Some("below"),
        };
        html! {
            <div
                class={classes!("stage-card", dock)}
                {style}
                role="group"
                aria-label={tr!("Actions for {name}", name = self.name)}
            >
                <div class="card-head">
                    <strong>{ &self.name }</strong>
                    <span>{ &self.state }</span>
                    <button type="button" class="button ghost" aria-label={tr!("Close")} onclick={close}>
                        <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
                            <path d={super::icon::CROSS} />
                        </svg>
                    </button>
                </div>
                if !self.fields.is_empty() {
                    <dl>
                        { for self.fields.iter().map(|(name, value)| html! {
                            <div><dt>{ *name }</dt><dd>{ value }</dd></div>
                        }) }
                    </dl>
                }
                <div class="card-actions">
                    { for self.actions.iter().map(|action| button(action, &self.on_command)) }
                </div>
            </div>
        }
    }
}

fn button(action: &Action, on_command: &Callback<String>) -> Html {
    let line = action.line.clone();
    let onclick = on_command.reform(move |_: MouseEvent| line.clone());
    let class = classes!("button", action.harms.then_some("harms"));
    html! {
        <button type="button" {class} {onclick} disabled={!action.possible()}>
            <span class="label">{ action.label }</span>
            <code>{ &action.line }</code>
            <kbd aria-hidden="true">{ action.key }</kbd>
        </button>
    }
}
