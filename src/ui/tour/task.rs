//! A mission while it is played, on the strip under the stage: what is to be done, its goals, and what may be used for it.

use yew::prelude::*;

use crate::explain::words::count;
use crate::script::Minute;
use crate::session::missions::{GoalState, GoalView, HINT_COSTS, Mission, MissionView};
use crate::ui::Shared;
use crate::ui::icon::{Icon, icon};

use super::StoryMsg;

/// Properties of [`Task`].
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The mission as it stands.
    pub mission: Shared<MissionView>,
    /// Which one of the table it is, if it is one.
    pub of: Option<Mission>,
    /// The mission that comes after it.
    #[prop_or_default]
    pub following: Option<Mission>,
    /// Somebody asks for something.
    pub on_ask: Callback<StoryMsg>,
}

/// The mission.
#[component]
pub fn Task(props: &Props) -> Html {
    let mission = &*props.mission;
    let solved = mission.solved.is_some();
    let title = props.of.as_ref().map_or("Mission", |it| it.title);
    let hints = mission.more_hints;
    let cost = count(HINT_COSTS.into(), "point", "points");
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
                    if hints > 0 && !solved {
                        <button
                            type="button"
                            class="button ghost"
                            title={format!("{} left; each costs {cost}, but for the last point", count(hints as u64, "hint", "hints"))}
                            data-testid="hint"
                            onclick={asks(props, StoryMsg::Hint)}
                        >
                            { format!("hint for {cost}") }
                        </button>
                    }
                    if let Some(Mission { id, .. }) = props.of {
                        <button
                            type="button"
                            class="button ghost"
                            title="from the beginning"
                            aria-label="from the beginning"
                            onclick={asks(props, StoryMsg::Mission(id.into()))}
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
                    if let Some(until) = mission.open_until {
                        <p class="task-open">{ open_until(until, Minute::of_unix((js_sys::Date::now() / 1_000.0) as u64)) }</p>
                    }
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

/// Until when what is handed in counts.
fn open_until(until: Minute, now: Minute) -> String {
    if now > until {
        return format!("It was open until {until} UTC: what is handed in now may not count.");
    }
    format!("Open until {until} UTC.")
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
        return html! {
            <div class="task-end">
                <strong data-testid="solved">{ result(mission) }</strong>
                if let Some(Mission { id, title, .. }) = props.following {
                    <button type="button" class="button primary" onclick={asks(props, StoryMsg::Mission(id.into()))}>
                        <span class="tour-following"><small>{ "next mission" }</small>{ title }</span>
                    </button>
                }
            </div>
        };
    }
    match props.of.clone().filter(|_| mission.is_lost()) {
        Some(Mission { id, .. }) => html! {
            <div class="task-end">
                <strong>{ "A goal cannot be met any more." }</strong>
                <button type="button" class="button primary" onclick={asks(props, StoryMsg::Mission(id.into()))}>
                    { icon(Icon::Again) }{ "try again" }
                </button>
            </div>
        },
        None => html! {},
    }
}

/// What it was worth to solve it.
fn result(mission: &MissionView) -> String {
    let (points, most) = (mission.points(), mission.most_points());
    match mission.hints.len() {
        0 => format!("Solved: {points} of {most} points."),
        taken => {
            let hints = count(taken as u64, "hint", "hints");
            let cost = mission.points_for_hints();
            format!("Solved: {points} of {most} points; {hints} cost {cost}.")
        }
    }
}

/// What a screen reader says when something has changed.
fn aloud(mission: &MissionView) -> String {
    if mission.solved.is_some() {
        return result(mission);
    }
    let met = mission.goals.iter().filter(|goal| matches!(goal.state, GoalState::Met(_))).count();
    let lost = if mission.is_lost() { " A goal cannot be met any more." } else { "" };
    format!("Mission: {} {met} of {} goals are met.{lost}", mission.task, mission.goals.len())
}
