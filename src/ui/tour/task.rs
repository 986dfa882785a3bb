//! A mission while it is played, on the strip under the stage: what is to be done, its goals, and what may be used for it.

use yew::prelude::*;

use crate::explain::words::count;
use crate::session::missions::{GoalState, GoalView, MissionView};
use crate::ui::Shared;
use crate::ui::icon::{Icon, icon};

use super::StoryMsg;

/// Properties of [`Task`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The mission as it stands.
    pub mission: Shared<MissionView>,
    /// Its name, if it is one of the table, and what it is called.
    pub of: Option<(AttrValue, AttrValue)>,
    /// The mission that comes after it, by its name and its title.
    #[prop_or_default]
    pub following: Option<(AttrValue, AttrValue)>,
    /// Somebody asks for something.
    pub on_ask: Callback<StoryMsg>,
}

/// The mission.
#[component]
pub fn Task(props: &Props) -> Html {
    let mission = &*props.mission;
    let solved = mission.solved.is_some();
    let title = props.of.as_ref().map_or("Mission", |(_, title)| title.as_str());
    let hints = mission.more_hints;
    let class = classes!(
        "task",
        solved.then_some("solved"),
        (mission.is_lost() && !solved).then_some("lost"),
    );
    html! {
        <section {class} aria-label="Mission" data-testid="task">
            <header class="task-head">
                <h2 class="task-title">{ title }</h2>
                <span class="task-used">{ used(mission) }</span>
                <div class="task-hands" role="group" aria-label="Mission">
                    if hints > 0 {
                        <button
                            type="button"
                            class="button ghost"
                            title={format!("{} left", count(hints as u64, "hint", "hints"))}
                            data-testid="hint"
                            onclick={asks(props, StoryMsg::Hint)}
                        >
                            { "hint" }
                        </button>
                    }
                    if let Some((id, _)) = props.of.clone() {
                        <button
                            type="button"
                            class="button ghost"
                            title="from the beginning"
                            aria-label="from the beginning"
                            onclick={asks(props, StoryMsg::Mission(id))}
                        >
                            { icon(Icon::Again) }
                        </button>
                    }
                </div>
                <button
                    type="button"
                    class="button ghost task-leave"
                    title="leave the mission"
                    aria-label="leave the mission"
                    onclick={asks(props, StoryMsg::LeaveMission)}
                >
                    { icon(Icon::Cross) }
                </button>
            </header>
            <div class="task-body">
                <div class="task-words">
                    <p class="task-what">{ &mission.task }</p>
                    <p class="task-allowed">{ allowed(mission) }</p>
                    { for mission.hints.iter().map(|hint| html! { <p class="task-hint">{ hint }</p> }) }
                </div>
                <ul class="goals" aria-label="Goals">{ for mission.goals.iter().map(goal) }</ul>
                { onward(props) }
            </div>
            <p class="unseen" aria-live="polite">{ aloud(mission) }</p>
        </section>
    }
}

fn asks(props: &Props, ask: StoryMsg) -> Callback<MouseEvent> {
    props.on_ask.reform(move |_| ask.clone())
}

/// How many commands were used, of how many.
fn used(mission: &MissionView) -> String {
    let used = match mission.limit {
        Some(limit) => {
            format!("{} of {}", mission.used, count(limit.into(), "command", "commands"))
        }
        None => count(mission.used.into(), "command", "commands"),
    };
    match mission.par {
        Some(par) if mission.limit != Some(par) => format!("{used}, {par} are enough"),
        _ => used,
    }
}

/// What may be used.
fn allowed(mission: &MissionView) -> String {
    match &mission.allowed {
        Some(uses) => format!("You may use: {}.", uses.join(", ")),
        None => "You may use every command but those that set the cluster up.".to_owned(),
    }
}

fn goal(goal: &GoalView) -> Html {
    let (class, sign, state) = match goal.state {
        GoalState::Open => ("open", None, "open"),
        GoalState::Met(_) => ("met", Some(Icon::Check), "met"),
        GoalState::Lost(_) => ("missed", Some(Icon::Cross), "lost"),
    };
    html! {
        <li key={goal.words.clone()} {class} title={goal.condition.clone()}>
            <span class="goal-sign">
                if let Some(sign) = sign { { icon(sign) } }
                <span class="unseen">{ format!("{state}: ") }</span>
            </span>
            { &goal.words }
        </li>
    }
}

/// What there is to do when it is over.
fn onward(props: &Props) -> Html {
    let mission = &*props.mission;
    if mission.solved.is_some() {
        let (points, most) = (mission.points(), mission.most_points());
        return html! {
            <div class="task-end">
                <strong data-testid="solved">{ format!("Solved: {points} of {} points.", most) }</strong>
                if let Some((id, title)) = props.following.clone() {
                    <button type="button" class="button primary" onclick={asks(props, StoryMsg::Mission(id))}>
                        <span class="tour-following"><small>{ "next mission" }</small>{ title }</span>
                    </button>
                }
            </div>
        };
    }
    match props.of.clone().filter(|_| mission.is_lost()) {
        Some((id, _)) => html! {
            <div class="task-end">
                <strong>{ "A goal cannot be met any more." }</strong>
                <button type="button" class="button primary" onclick={asks(props, StoryMsg::Mission(id))}>
                    { icon(Icon::Again) }{ "try again" }
                </button>
            </div>
        },
        None => html! {},
    }
}

/// What a screen reader says when something has changed.
fn aloud(mission: &MissionView) -> String {
    if mission.solved.is_some() {
        return format!("Solved: {} of {} points.", mission.points(), mission.most_points());
    }
    let met = mission.goals.iter().filter(|goal| matches!(goal.state, GoalState::Met(_))).count();
    let lost = if mission.is_lost() { " A goal cannot be met any more." } else { "" };
    format!("Mission: {} {met} of {} goals are met.{lost}", mission.task, mission.goals.len())
}
