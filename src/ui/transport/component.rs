//! The transport's parts, side by side.

use yew::prelude::*;

use crate::catalog::tr;
use crate::session::hindsight::Insights;
use crate::session::{Bookmark, Mark, Speed, TermSpan};
use crate::sim::Time;
use crate::ui::Shared;
use crate::ui::icon::{Icon, icon};
use crate::ui::late::Late;
use crate::ui::memo::{Drawing, memo};
use crate::ui::topbar::{MenuId, menu};

use super::branches::Branches;
use super::controls::{Controls, Direction, SpeedSlider};
use super::moments::Moments;
use super::timeline::Timeline;
use crate::draw::timeline::lane::Lane;
use crate::draw::timeline::scale::Scale;

/// Time, and the hands on it. While time passes, only the clock and the handle are drawn again, as often as the panels are.
#[derive(PartialEq)]
pub struct Transport {
    /// The moment that is shown.
    pub now: Time,
    /// The furthest moment reached.
    pub horizon: Time,
    /// Whether time passes.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
    /// Whether votes and entries on their way slow time down.
    pub lingers: bool,
    /// Whether it is the time of a story that is being told: then it is known that there is more to come.
    pub is_told: bool,
    /// What happened when.
    pub marks: Shared<Vec<Mark>>,
    /// Moments with names.
    pub bookmarks: Shared<Vec<Bookmark>>,
    /// Which move the last single step was, if that was the last thing that happened.
    pub stepped: Option<AttrValue>,
    /// The menu that is open.
    pub menu: Option<MenuId>,
    /// What is in the menu of moments.
    pub moments: Late<Moments>,
    /// A menu's button was pressed.
    pub on_menu: Callback<MenuId>,
    /// A line is issued.
    pub on_command: Callback<AttrValue>,
    /// Who ruled when.
    pub spans: Shared<Vec<TermSpan>>,
    /// What looking back has found.
    pub insights: Shared<Insights>,
    /// Play or pause.
    pub on_play: Callback<()>,
    /// One move.
    pub on_step: Callback<Direction>,
    /// Another place on the scale of speeds.
    pub on_speed: Callback<u32>,
    /// Votes and entries are to slow time down, or no longer.
    pub on_linger: Callback<()>,
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

impl Drawing for Transport {
    fn draw(&self) -> Html {
        let past = self.now < self.horizon;
        let longest = self.lanes.iter().map(|lane| lane.to).max().unwrap_or_default();
        let end = Scale::up_to(longest.max(self.horizon)).end;
        html! {
            <footer class="transport" aria-label={tr!("Transport")}>
                <h2 class="unseen">{ tr!("Time") }</h2>
                <div class="transport-row">
                    { memo(Controls {
                        playing: self.playing,
                        on_play: self.on_play.clone(),
                        on_step: self.on_step.clone(),
                    }) }
                    <time class="transport-clock mono" data-testid="clock" title={tr!("virtual time: minutes, seconds and milliseconds")}>
                        { self.now.to_string() }<span class="unit">{ " s" }</span>
                    </time>
                    { memo(SpeedSlider {
                        speed: self.speed,
                        lingers: self.lingers,
                        on_speed: self.on_speed.clone(),
                        on_linger: self.on_linger.clone(),
                    }) }
                    { menu(MenuId::Moments, self.menu, &self.on_menu, || {
                        self.moments.draw(|moments| moments(&self.bookmarks, &self.on_command))
                    }) }
                    <button
                        type="button"
                        class="button ghost transport-ask"
                        title={tr!("asks you what comes next (key q)")}
                        aria-label={tr!("ask me")}
                        data-testid="ask-me"
                        onclick={self.on_command.reform(|_: MouseEvent| AttrValue::from("quiz"))}
                    >
                        { icon(Icon::Question) }<span class="word">{ tr!("ask me") }</span>
                    </button>
                    if let Some(stepped) = &self.stepped {
                        <span class="transport-step" data-testid="stepped" title={stepped}>{ stepped }</span>
                    } else if past && !self.is_told {
                        <span class="transport-past">{ tr!("of {horizon}: what you do now begins another branch", horizon = self.horizon) }</span>
                    }
                </div>
                <Timeline
                    now={self.now}
                    horizon={self.horizon}
                    {end}
                    marks={self.marks.clone()}
                    bookmarks={self.bookmarks.clone()}
                    spans={self.spans.clone()}
                    insights={self.insights.clone()}
                    on_seek={self.on_seek.clone()}
                    on_hold={self.on_hold.clone()}
                />
                { memo(Branches {
                    lanes: self.lanes.clone(),
                    end,
                    on_branch: self.on_branch.clone(),
                    on_name: self.on_name.clone(),
                    on_compare: self.on_compare.clone(),
                }) }
            </footer>
        }
    }
}
