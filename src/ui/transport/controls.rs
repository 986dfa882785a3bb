//! Step, play and speed.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::catalog::tr;
use crate::session::Speed;
use crate::ui::icon::{Icon, icon};
use crate::ui::memo::Drawing;

/// The buttons of the transport.
#[derive(PartialEq)]
pub struct Controls {
    /// Whether time passes.
    pub playing: bool,
    /// Play or pause.
    pub on_play: Callback<()>,
    /// One move forward, or one back.
    pub on_step: Callback<Direction>,
}

/// The speed, on a logarithmic scale.
#[derive(PartialEq)]
pub struct SpeedSlider {
    /// How fast time passes.
    pub speed: Speed,
    /// Whether votes and entries on their way slow it down.
    pub lingers: bool,
    /// They are to, or no longer.
    pub on_linger: Callback<()>,
    /// Another place on the scale of speeds.
    pub on_speed: Callback<u32>,
}

/// Which way a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the next move.
    Forward,
    /// To the move before.
    Back,
}

impl Drawing for Controls {
    fn draw(&self) -> Html {
        let step = |direction| self.on_step.reform(move |_: MouseEvent| direction);
        let on_play = self.on_play.reform(|_: MouseEvent| ());
        let (play, title, shown) = if self.playing {
            (tr!("pause"), tr!("pause (space)"), Icon::Pause)
        } else {
            (tr!("play"), tr!("play (space)"), Icon::Play)
        };
        html! {
            <div class="transport-controls" role="group" aria-label={tr!("Time")}>
                <button
                    type="button"
                    class="button"
                    data-testid="step-back"
                    title={tr!("back to before the last move (←)")}
                    aria-label={tr!("Step back")}
                    onclick={step(Direction::Back)}
                >
                    { icon(Icon::Back) }<span class="word">{ tr!("step") }</span>
                </button>
                <button
                    type="button"
                    class="button primary transport-play"
                    data-testid="play"
                    {title}
                    aria-label={play}
                    onclick={on_play}
                >
                    { icon(shown) }<span class="word">{ play }</span>
                </button>
                <button
                    type="button"
                    class="button"
                    data-testid="step"
                    title={tr!("on to the next move (→)")}
                    aria-label={tr!("Step forward")}
                    onclick={step(Direction::Forward)}
                >
                    <span class="word">{ tr!("step") }</span>{ icon(Icon::Step) }
                </button>
            </div>
        }
    }
}

impl Drawing for SpeedSlider {
    fn draw(&self) -> Html {
        let oninput = {
            let on_speed = self.on_speed.clone();
            Callback::from(move |event: InputEvent| {
                let field = event.target_dyn_into::<HtmlInputElement>();
                if let Some(place) = field.and_then(|field| field.value().parse().ok()) {
                    on_speed.emit(place);
                }
            })
        };
        let label = self.speed.label();
        html! {
            <>
                <label class="transport-speed" title={tr!("seconds of the cluster in one of yours")}>
                    <span class="word">{ tr!("speed") }</span>
                    <input
                        type="range"
                        data-testid="speed"
                        min="0"
                        max={Speed::STEPS.to_string()}
                        step="1"
                        value={self.speed.place().to_string()}
                        aria-label={tr!("speed")}
                        aria-valuetext={tr!("{speed} of real time", speed = label)}
                        {oninput}
                    />
                    <output class="mono">{ label }</output>
                </label>
                <button
                    type="button"
                    class="button ghost transport-linger"
                    title={tr!("time slows down by itself while votes or a command's entry are on their way")}
                    aria-pressed={self.lingers.to_string()}
                    onclick={self.on_linger.reform(|_: MouseEvent| ())}
                >
                    { tr!("auto slow") }
                </button>
            </>
        }
    }
}
