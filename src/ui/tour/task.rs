//! A mission while it is played, on the strip under the stage: what is to be done, its goals, and what may be used for it.

use yew::prelude::*;

use crate::catalog::tr;
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
    let title = props.of.as_ref().map_or(tr!("Mission"), |it| it.title);
    let hints = mission.more_hints;
    let (left, cost) =
        (count(hints as u64, "hint", "hints"), count(HINT_COSTS.into(), "point", "points"));
    let class = classes!(
        "task",
        solved.then_some("solved"),
        (mission.is_lost() && !solved).then_some("lost"),
    );
    html! {
        <section {class} aria-label={tr!("Mission")} data-testid="task">
            <header class="task-head">
                <h2 class="task-title">{ title }</h2>
                <span class="task-used">{ used(mission) }</span>
                <div class="task-hands" role="group" aria-label={tr!("Mission")}>
                    if hints > 0 && !solved {
                        <button
                            type="button"
                            class="button ghost"
                            title={tr!("{hints} left; each costs {cost}, but for the last point", hints = left, cost)}
                            data-testid="hint"
                            onclick={asks(props, StoryMsg::Hint)}
                        >
                            { tr!("hint for {cost}", cost) }
                        </button>
                    }
                    if let Some(Mission { id, .. }) = props.of {
                        <button
                            type="button"
                            class="button ghost"
                            title={tr!("from the beginning")}
                            aria-label={tr!("from the beginning")}
                            onclick={asks(props, StoryMsg::Mission(id.into()))}
                        >
                            { icon(Icon::Again) }
                        </button>
                    }
                </div>
                <button
                    type="button"
                    class="button ghost task-leave"
                    title={tr!("leave the mission")}
                    aria-label={tr!("leave the mission")}
                    onclick={asks(props, StoryMsg::LeaveMission)}
                >
                    { icon(Icon::Cross) }
                </button>
            </header>
            <div class="task-body">
                <div class="task-words">
                    <p class="task-what">{ tr(&mission.task) }</p>
                    <p class="task-allowed">{ allowed(mission) }</p>
                    if let Some(until) = mission.open_until {
                        <p class="task-open">{ open_until(until, Minute::of_unix((js_sys::Date::now() / 1_000.0) as u64)) }</p>
                    }
                    { for mission.hints.iter().map(|hint| html! { <p class="task-hint">{ hint }</p> }) }
                </div>
                <ul class="goals" aria-label={tr!("Goals")}>{ for mission.goals.iter().map(goal) }</ul>
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
            let all = count(limit.into(), "command", "commands");
            tr!("{used} of {all}", used = mission.used, all)
        }
        None => count(mission.used.into(), "command", "commands"),
    };
    match mission.par {
        Some(par) if mission.limit != Some(par) => tr!("{used}, {par} are enough", used, par),
        _ => used,
    }
}

/// What may be used.
fn allowed(mission: &MissionView) -> String {
    match &mission.allowed {
        Some(uses) => tr!("You may use: {uses}.", uses = uses.join(", ")),
        None => tr!("You may use every command but those that set the cluster up.").to_owned(),
    }
}

/// Until when what is handed in counts.
fn open_until(until: Minute, now: Minute) -> String {
    if now > until {
        return tr!("It was open until {until} UTC: what is handed in now may not count.", until);
    }
    tr!("Open until {until} UTC.", until)
}

fn goal(goal: &GoalView) -> Html {
    let (class, sign, state) = match goal.state {
        GoalState::Open => ("open", None, tr!("open: ")),
        GoalState::Met(_) => ("met", Some(Icon::Check), tr!("met: ")),
        GoalState::Lost(_) => ("missed", Some(Icon::Cross), tr!("lost: ")),
    };
    html! {
        <li key={goal.words.clone()} {class} title={goal.condition.clone()}>
            <span class="goal-sign">
                if let Some(sign) = sign { { icon(sign) } }
                <span class="unseen">{ state }</span>
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
                        <span class="tour-following"><small>{ tr!("next mission") }</small>{ title }</span>
                    </button>
                }
            </div>
        };
    }
    match props.of.clone().filter(|_| mission.is_lost()) {
        Some(Mission { id, .. }) => html! {
            <div class="task-end">
                <strong>{ tr!("A goal cannot be met any more.") }</strong>
                <button type="button" class="button primary" onclick={asks(props, StoryMsg::Mission(id.into()))}>
                    { icon(Icon::Again) }{ tr!("try again") }
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
        0 => tr!("Solved: {points} of {most} points.", points, most),
        taken => {
            let hints = count(taken as u64, "hint", "hints");
            let cost = mission.points_for_hints();
            tr!(
                "Solved: {points} of {most} points; {hints} cost {cost}.",
                points,
                most,
                hints,
                cost
            )
        }
    }
}

/// What a screen reader says when something has changed.
fn aloud(mission: &MissionView) -> String {
    if mission.solved.is_some() {
        return result(mission);
    }
    let met = mission.goals.iter().filter(|goal| matches!(goal.state, GoalState::Met(_))).count();
    let (task, all) = (tr(&mission.task), mission.goals.len());
    let said = tr!("Mission: {task} {met} of {all} goals are met.", task, met, all);
    if mission.is_lost() {
        return format!("{said} {}", tr!("A goal cannot be met any more."));
    }
    said
}
