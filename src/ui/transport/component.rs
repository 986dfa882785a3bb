//! The transport's parts, side by side.

use yew::prelude::*;

use crate::session::{Bookmark, Mark, Speed, TermSpan};
use crate::sim::Time;
use crate::ui::Shared;
use crate::ui::topbar::{MenuId, menu};

use super::branches::Branches;
use super::controls::{Controls, Direction, SpeedSlider};
use super::moments::Moments;
use super::timeline::Timeline;
use crate::draw::timeline::lane::Lane;
use crate::draw::timeline::scale::Scale;

/// Properties of [`Transport`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The moment that is shown.
    pub now: Time,
    /// The furthest moment reached.
    pub horizon: Time,
    /// Whether time passes.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
    /// What happened when.
    pub marks: Shared<Vec<Mark>>,
    /// Moments with names.
    pub bookmarks: Shared<Vec<Bookmark>>,
    /// Which move the last single step was, if that was the last thing that happened.
    pub stepped: Option<AttrValue>,
    /// The menu that is open.
    pub menu: Option<MenuId>,
    /// A menu's button was pressed.
    pub on_menu: Callback<MenuId>,
    /// A line is issued.
    pub on_command: Callback<AttrValue>,
    /// Who ruled when.
    pub spans: Shared<Vec<TermSpan>>,
    /// Play or pause.
    pub on_play: Callback<()>,
    /// One move.
    pub on_step: Callback<Direction>,
    /// Another place on the scale of speeds.
    pub on_speed: Callback<u32>,
    /// Go to this moment.
    pub on_seek: Callback<Time>,
    /// The handle is held or let go.
    pub on_hold: Callback<bool>,
    /// The branches.
    pub lanes: Shared<Vec<Lane>>,
    /// Show this branch.
    pub on_branch: Callback<usize>,
    /// Call the branch that is shown by this name.
    pub on_name: Callback<AttrValue>,
    /// Compare the branch that is shown with this one.
    pub on_compare: Callback<usize>,
}

/// Time, and the hands on it. Of its parts only the clock and the handle are drawn each frame.
#[function_component]
pub fn Transport(props: &Props) -> Html {
    let past = props.now < props.horizon;
    let longest = props.lanes.iter().map(|lane| lane.to).max().unwrap_or_default();
    let end = Scale::up_to(longest.max(props.horizon)).end;
    html! {
        <footer class="transport" aria-label="Transport">
            <div class="transport-row">
                <Controls
                    playing={props.playing}
                    on_play={props.on_play.clone()}
                    on_step={props.on_step.clone()}
                />
                <time class="transport-clock mono" data-testid="clock" title="virtual time: minutes, seconds and milliseconds">
                    { props.now.to_string() }<span class="unit">{ " s" }</span>
                </time>
                <SpeedSlider speed={props.speed} on_speed={props.on_speed.clone()} />
                { menu(MenuId::Moments, props.menu, &props.on_menu, || html! {
                    <Moments bookmarks={props.bookmarks.clone()} on_command={props.on_command.clone()} />
                }) }
                if let Some(stepped) = &props.stepped {
                    <span class="transport-step" data-testid="stepped" role="status" title={stepped}>{ stepped }</span>
                } else if past {
                    <span class="transport-past">{ format!("of {}: what you do now begins another branch", props.horizon) }</span>
                }
            </div>
            <Timeline
                now={props.now}
                horizon={props.horizon}
                {end}
                marks={props.marks.clone()}
                bookmarks={props.bookmarks.clone()}
                spans={props.spans.clone()}
                on_seek={props.on_seek.clone()}
                on_hold={props.on_hold.clone()}
            />
            <Branches
                lanes={props.lanes.clone()}
                {end}
                on_branch={props.on_branch.clone()}
                on_name={props.on_name.clone()}
                on_compare={props.on_compare.clone()}
            />
        </footer>
    }
}
