//! The checks panel: the safety properties, and whether each has held so far.

use yew::prelude::*;

use crate::catalog::tr;
use crate::script::Bug;
use crate::session::hindsight::{Insights, Play};
use crate::sim::Time;

use super::Shared;
use super::author::AuthorMsg;
use super::hindsight::Hindsight;
use super::icon::{Icon, icon};
use super::memo::Drawing;
use super::tabs::Badge;
use super::tour::{StoryMsg, show_me};

/// One property, as the page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    pub name: AttrValue,
    /// Where it is stated.
    pub citation: AttrValue,
    pub says: AttrValue,
    /// When it was found violated, and what was seen; `None` while it holds.
    pub violated: Option<(Time, AttrValue)>,
}

/// `7 hold`, or how many do not.
pub fn badge(checks: &[Check]) -> Badge {
    let broken = checks.iter().filter(|check| check.violated.is_some()).count();
    if broken == 0 {
        Badge { text: tr!("{holding} hold", holding = checks.len()).into(), good: true }
    } else {
        Badge { text: tr!("{broken} violated", broken).into(), good: false }
    }
}

/// The checks panel.
#[derive(PartialEq)]
pub struct Checks {
    /// All properties.
    pub checks: Shared<Vec<Check>>,
    /// The rules that are broken on purpose.
    pub planted: Shared<Vec<Bug>>,
    /// What looking back has found.
    pub insights: Shared<Insights>,
    /// Show what a broken rule does.
    pub on_tour: Callback<StoryMsg>,
    /// Go to the moment of a violation.
    pub on_seek: Callback<Time>,
    /// Ask why it came to a violation.
    pub on_why: Callback<Time>,
    /// Look for a schedule from here on that violates a property.
    pub on_find: Callback<()>,
    /// Show what can happen next.
    pub on_ahead: Callback<()>,
    /// Carry out this line.
    pub on_command: Callback<AttrValue>,
    /// Play what looking back has found.
    pub on_play: Callback<Play>,
    /// Make a lesson of a violation.
    pub on_lesson: Callback<AuthorMsg>,
}

impl Drawing for Checks {
    fn draw(&self) -> Html {
        let (broken, whole): (Vec<&Check>, Vec<&Check>) =
            self.checks.iter().partition(|check| check.violated.is_some());
        let verdict = match broken.as_slice() {
            [] => tr!("Looked for after every move of the cluster, and never found violated:")
                .to_string(),
            [one] => tr!("{property} is violated. What was seen:", property = one.name),
            more => {
                tr!("{violated} properties are violated. What was seen:", violated = more.len())
            }
        };
        html! {
            <div class="checks scroll" data-testid="checks" tabindex="0" role="region" aria-label={tr!("Checks")}>
                { for self.planted.iter().map(|bug| planted(*bug, &self.on_tour)) }
                { self.ways(broken.is_empty()) }
                if !self.insights.is_empty() {
                    <Hindsight
                        insights={self.insights.clone()}
                        on_seek={self.on_seek.clone()}
                        on_play={self.on_play.clone()}
                    />
                }
                <p class={classes!("checks-intro", (!broken.is_empty()).then_some("broken"))}>{ verdict }</p>
                <ul>{ for broken.into_iter().chain(whole).map(|check| line(check, self)) }</ul>
            </div>
        }
    }
}

impl Checks {
    fn command(&self, line: &'static str) -> Callback<MouseEvent> {
        self.on_command.reform(move |_| AttrValue::from(line))
    }

    /// The ways to look back and ahead: when it was decided and what would have averted it, or whether a property can be
    /// violated from here on; what can happen next; and what has gone wrong elsewhere.
    fn ways(&self, holds: bool) -> Html {
        let find = self.on_find.reform(|_: MouseEvent| ());
        let ahead = self.on_ahead.reform(|_: MouseEvent| ());
        let museum = self.on_tour.reform(|_: MouseEvent| StoryMsg::Museum(true));
        html! {
            <div class="checks-search">
                if !holds {
                    <button type="button" class="button" title="odds violated" onclick={self.command("odds violated")}>
                        { tr!("When was it decided?") }
                    </button>
                    <button type="button" class="button" title="rescue violated" onclick={self.command("rescue violated")}>
                        { tr!("What would have averted it?") }
                    </button>
                }
                if holds {
                    <button
                        type="button"
                        class="button"
                        title={tr!("looks for crashes, cuts, lost and late packets that violate a property: find violated")}
                        onclick={find}
                    >
                        { tr!("Can it still go wrong from here?") }
                    </button>
                }
                <button type="button" class="button" onclick={ahead}>{ tr!("What can happen next?") }</button>
                <button type="button" class="button" onclick={museum}>{ tr!("Museum of real bugs") }</button>
            </div>
        }
    }
}

/// A rule that is broken on purpose, and the way to see what comes of it.
fn planted(bug: Bug, on_tour: &Callback<StoryMsg>) -> Html {
    html! {
        <p class="checks-planted">
            { icon(Icon::Warning) }
            <span><strong>{ bug.name() }</strong>{ tr!(" is planted. ") }{ tr(bug.does()) }</span>
            { show_me(bug, on_tour) }
        </p>
    }
}

fn line(check: &Check, checks: &Checks) -> Html {
    let Checks { on_seek, on_why, on_lesson, .. } = checks;
    let (class, word) = match check.violated {
        None => ("holds", tr!("holds")),
        Some(_) => ("violated", tr!("violated")),
    };
    html! {
        <li key={check.name.to_string()} class={classes!("check", class)}>
            <span class="check-mark">{ if class == "holds" { html! { "✓" } } else { icon(Icon::Cross) } }</span>
            <div>
                <p class="check-name">
                    <strong>{ &check.name }</strong>{ " " }<em>{ word }</em>
                    <cite>{ tr(&check.citation) }</cite>
                </p>
                <p class="check-says">{ tr(&check.says) }</p>
                if let Some((at, evidence)) = &check.violated {
                    <p class="check-evidence">
                        <button type="button" class="link" onclick={
                            let at = *at;
                            on_seek.reform(move |_: MouseEvent| at)
                        }>{ at.to_string() }</button>
                        { ": " }{ evidence }{ " " }
                        <button type="button" class="link" onclick={
                            let at = *at;
                            on_why.reform(move |_: MouseEvent| at)
                        }>{ tr!("why?") }</button>
                        { " " }
                        <button type="button" class="link" onclick={
                            let name = check.name.clone();
                            on_lesson.reform(move |_: MouseEvent| AuthorMsg::Retell(name.clone()))
                        }>{ tr!("make a lesson of it") }</button>
                    </p>
                }
            </div>
        </li>
    }
}
