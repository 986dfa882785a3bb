//! The museum of real bugs: a plate for each, with its report, and the ways to see it do harm here.

use yew::prelude::*;

use crate::catalog::tr;
use crate::session::museum::{BEYOND, Beyond, PLATES, Plate};

use super::command::Issue;
use super::tour::{StoryMsg, show_me};

/// Properties of [`Museum`].
#[derive(Clone, PartialEq, Properties)]
pub struct MuseumProps {
    /// Show what a wrong rule does; or no more of the museum.
    pub on_tour: Callback<StoryMsg>,
    /// A line was issued.
    pub on_command: Callback<AttrValue>,
}

/// All plates.
#[function_component]
pub fn Museum(props: &MuseumProps) -> Html {
    html! {
        <div class="museum-hall" tabindex="0" role="region" aria-label={tr!("Plates")} data-testid="museum">
            <p class="menu-note">
                { tr!("Faults of real systems, each from its public report. The rule under it does the same harm here: see it done, or \
                   plant it in your own cluster and let Checks look for the schedule.") }
            </p>
            <ul class="plates">{ for PLATES.iter().map(|it| plate(it, props)) }</ul>
            <h3>{ tr!("What no rule here can express") }</h3>
            <ul class="plates">{ for BEYOND.iter().map(beyond) }</ul>
        </div>
    }
}

fn plate(plate: &'static Plate, props: &MuseumProps) -> Html {
    let Plate { system, year, report, wrong, fix, bug, property } = *plate;
    let name = bug.name();
    let plants = Issue { class: "danger", ..Issue::of(format!("break {name}"), &props.on_command) };
    html! {
        <li key={report} class="plate">
            { head(system, year, report) }
            <p>{ tr(wrong) }</p>
            <p class="plate-fix"><span>{ tr!("Then: ") }</span>{ tr(fix) }</p>
            <p class="plate-rule">
                <code>{ name }</code>{ tr!(" breaks ") }{ tr(bug.breaks()) }{ tr!("; seen as ") }<code>{ property }</code>
            </p>
            <div class="menu-row">
                { show_me(bug, &props.on_tour) }
                { plants.button(tr!("plant it")) }
            </div>
        </li>
    }
}

fn beyond(it: &'static Beyond) -> Html {
    html! {
        <li key={it.report} class="plate">
            { head(it.system, it.year, it.report) }
            <p>{ tr(it.wrong) }</p>
            <p class="plate-fix"><span>{ tr!("Missing here: ") }</span>{ tr(it.missing) }</p>
        </li>
    }
}

/// The system, the year, and the way to the report.
fn head(system: &'static str, year: u32, report: &'static str) -> Html {
    html! {
        <h3>
            { system }{ ", " }{ year }
            <a
                href={report}
                target="_blank"
                rel="noopener noreferrer"
                aria-label={tr!("report: {system}, {year}", system, year)}
            >
                { tr!("report") }
            </a>
        </h3>
    }
}
