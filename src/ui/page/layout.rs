//! Where everything is: the bar above, the stage and the panels side by side, time below. On a narrow window the panels
//! are under the stage, and the ledger is one of them.

use yew::prelude::*;

use crate::catalog::tr;
use crate::draw::embed::{Embedding, Panel};
use crate::script::Pick;
use crate::session::Playback;
use crate::session::Tour;
use crate::session::finding::Enabled;
use crate::session::narration::Pace;
use crate::sim::Time;
use crate::ui::Shared;
use crate::ui::ahead::AheadProps;
use crate::ui::author::{AuthorMsg, AuthorProps, Playing};
use crate::ui::checks::{Check, Checks, badge};
use crate::ui::console::Console;
use crate::ui::diagram::DiagramProps;
use crate::ui::events::EventsProps;
use crate::ui::inspector::InspectorProps;
use crate::ui::ledger::Ledger;
use crate::ui::memo::memo;
use crate::ui::metrics::Metrics;
use crate::ui::museum::MuseumProps;
use crate::ui::program::Part;
use crate::ui::share::{Made, Opens, SheetProps};
use crate::ui::stage::{Legend, Stage};
use crate::ui::tabs::{Tab, TabBar, panel};
use crate::ui::topbar::TopBar;
use crate::ui::tour::{QuizProps, StoryMsg, StripProps, TaskProps};
use crate::ui::transport::Transport;

use super::comparison::comparison_dialog;
use super::embedded;
use super::overlay::{Dialog, announcer, keys_dialog, notice_bar, under_way};
use super::pathing::path_sheet;
use super::state::Page;

/// What is shown at this moment.
struct Moment {
    now: Time,
    horizon: Time,
    playback: Playback,
}

/// The whole page.
pub fn page(page: &Page) -> Html {
    let moment = page.player.read(|player| Moment {
        now: player.session.now(),
        horizon: player.session.horizon(),
        playback: player.playback,
    });
    let on = &page.on;
    let tall = (page.tall && page.tab == Tab::Diagram) || page.tab == Tab::Author;
    html! {
        <div
            class={classes!(
                "page",
                page.touring.has_strip().then_some("telling"),
                tall.then_some("tall"),
                page.embedding.as_ref().map(embedded::classes),
            )}
            data-pick={page.touring.awaited_pick().map(Pick::name)}
        >
            if page.embedding.is_none() { { top(page) } }
            { stage(page) }
            { story(page, &moment) }
            { side(page, &moment, tall) }
            if page.embedding.as_ref().is_none_or(|it| it.controls) { { transport(page, &moment) } }
            { announcer(&page.panels.announcement) }
            if let Some(passage) = &page.passage { { under_way(passage, moment.now, &on.stop) } }
            if let Some(notice) = &page.notice {
                { notice_bar(notice, &on.accept, &on.dismiss) }
            }
            if let Some(comparison) = &page.comparison {
                { comparison_dialog(comparison, &on.close_comparison, &on.seek) }
            }
            if let Some(made) = &page.made { { sheet(page, made) } }
            if let Some(moves) = &page.ahead { { ahead(page, moves, moment.now) } }
            if page.museum { { museum(page) } }
            if page.pathing.shown { { path_sheet(page) } }
            if page.keys_shown { { keys_dialog(&on.close_keys) } }
        </div>
    }
}

/// What stands beside the stage: all panels, or the one that an embedded page was asked for.
fn side(page: &Page, moment: &Moment, tall: bool) -> Html {
    let content = match &page.embedding {
        Some(Embedding { panel: None, .. }) => return Html::default(),
        Some(Embedding { panel: Some(Panel::Ledger), .. }) => ledger(page),
        Some(Embedding { panel: Some(_), .. }) => {
            html! { <div class="page-panels">{ panels(page, moment) }</div> }
        }
        None => html! {
            <>
                if !page.narrow && !tall { { ledger(page) } }
                if page.presenting && !page.narrow && !tall { <Legend narrow=false /> }
                <div class="page-panels" hidden={page.presenting && !page.narrow && !tall}>
                    { panels(page, moment) }
                </div>
            </>
        },
    };
    html! { <aside class="page-side" aria-label={tr!("Panels")}>{ content }</aside> }
}

fn top(page: &Page) -> Html {
    let (panels, on) = (&page.panels, &page.on);
    memo(TopBar {
        open: page.menu,
        contents: page.parts.late(Part::Menus, |program| program.menu),
        nodes: panels.nodes.clone(),
        down: panels.down.clone(),
        led: panels.view.leader.is_some(),
        cut: !panels.view.cuts.is_empty(),
        seed: panels.seed,
        tampering: panels.tampering.clone(),
        knobs: panels.knobs.clone(),
        finished: page.touring.finished.clone(),
        told: page
            .touring
            .tour
            .as_ref()
            .and_then(|tour| tour.scenario())
            .map(|it| AttrValue::from(it.to_owned())),
        // It is looked up in the browser's storage: not in each frame.
        mine: page.menu.is_some() && page.touring.has_mine(),
        theme: page.theme,
        presenting: page.presenting,
        on_menu: on.menu.clone(),
        on_command: on.command.clone(),
        on_new_seed: on.new_seed.clone(),
        on_theme: on.theme.clone(),
        on_language: on.language.clone(),
        on_present: on.present.clone(),
        on_save: on.save.clone(),
        on_save_all: (panels.lanes.len() > 1).then(|| on.save_all.clone()),
        on_history: on.history.clone(),
        on_open: on.open.clone(),
        on_share: on.share.clone(),
        on_write: on.author.reform(|()| AuthorMsg::Write),
        on_tour: on.tour.clone(),
        on_keys: on.keys.clone(),
    })
}

fn stage(page: &Page) -> Html {
    html! {
        <main class="page-stage" aria-label={tr!("Stage")}>
            if page.embedding.is_some() { { embedded::way_to_full(&page.player) } }
            <Stage
                moment={page.moment()}
                moments={page.moments.clone()}
                selection={page.marked()}
                pointed={page.pointed}
                on_point={page.on.point.clone()}
                presenting={page.presenting}
                caption={page.touring.narration.is_none().then(|| page.panels.caption.clone())}
                summary={page.panels.summary.clone()}
                earlier={page.panels.earlier.clone()}
                on_command={page.on.line.clone()}
                on_select={page.on.pick.clone()}
            />
        </main>
    }
}

fn transport(page: &Page, moment: &Moment) -> Html {
    let (panels, on) = (&page.panels, &page.on);
    // While time passes, the clock and the handle go with the panels: a digit that changes each frame cannot be read, and lays
    // out the whole row.
    let passes = moment.playback.playing && page.passage.is_none();
    let now = if passes { panels.view.now } else { moment.now };
    let horizon = if moment.now < moment.horizon { moment.horizon } else { now };
    memo(Transport {
        now,
        horizon,
        playing: moment.playback.playing,
        speed: moment.playback.speed,
        lingers: moment.playback.lingers,
        is_told: page.touring.is_told(),
        marks: panels.marks.clone(),
        bookmarks: panels.bookmarks.clone(),
        stepped: page.stepped.clone(),
        menu: page.menu,
        moments: page.parts.late(Part::Menus, |program| program.moments),
        on_menu: on.menu.clone(),
        on_command: on.command.clone(),
        spans: panels.spans.clone(),
        insights: panels.insights.clone(),
        on_play: on.play.clone(),
        on_step: on.step.clone(),
        on_speed: on.speed.clone(),
        on_linger: on.linger.clone(),
        on_seek: on.seek.clone(),
        on_hold: on.hold.clone(),
        lanes: panels.lanes.clone(),
        on_branch: on.branch.clone(),
        on_name: on.name.clone(),
        on_compare: on.compare.clone(),
    })
}

/// What stands under the stage: a question of the moment, a mission, or the story that is told.
fn story(page: &Page, moment: &Moment) -> Html {
    if let Some(quiz) = page.touring.quiz.clone() {
        let props = QuizProps { quiz, on_ask: page.on.tour.clone() };
        return page.parts.late(Part::Menus, |program| program.quiz).draw(|quiz| quiz(&props));
    }
    if let Some(mission) = &page.touring.mission {
        let (of, following) = page.touring.missions.clone();
        let (mission, on_ask) = (mission.clone(), page.on.tour.clone());
        let props = TaskProps { mission, of, following, on_ask };
        return page.parts.late(Part::Menus, |program| program.task).draw(|task| task(&props));
    }
    let Some(narration) = &page.touring.narration else { return html! {} };
    page.parts.late(Part::Menus, |program| program.strip).draw(|strip| {
        strip(&StripProps {
            narration: narration.clone(),
            question: page.touring.question.clone(),
            asks: page.touring.tour.as_ref().is_some_and(Tour::asks),
            playing: moment.playback.playing,
            pace: Pace::of(moment.playback.speed),
            nodes: page.panels.nodes.clone(),
            selected: page.selected,
            following: page.touring.following(),
            on_ask: page.on.tour.clone(),
            on_select: page.on.select.clone(),
        })
    })
}

/// The link that was made.
fn sheet(page: &Page, made: &Made) -> Html {
    let on = &page.on;
    let on_save = (made.opens != Opens::Lesson).then(|| on.save.clone());
    let props = SheetProps { made: made.clone(), on_copy: on.share.clone(), on_save };
    html! {
        <Dialog title={tr!("Share")} class="share" on_close={on.unshare.clone()}>
            { page.parts.late(Part::Links, |program| program.sheet).draw(|sheet| sheet(&props)) }
        </Dialog>
    }
}

/// What can happen next.
fn ahead(page: &Page, moves: &Shared<Vec<Enabled>>, now: Time) -> Html {
    let props = AheadProps { moves: moves.clone(), now, on_try: page.on.try_out.clone() };
    html! {
        <Dialog title={tr!("What can happen next")} class="ahead" on_close={page.on.close_ahead.clone()}>
            { page.parts.late(Part::Search, |program| program.ahead).draw(|it| it(&props)) }
        </Dialog>
    }
}

/// The museum of real bugs.
fn museum(page: &Page) -> Html {
    let (on_tour, on_command) = (page.on.tour.clone(), page.on.command.clone());
    let on_close = on_tour.reform(|()| StoryMsg::Museum(false));
    let props = MuseumProps { on_tour, on_command };
    html! {
        <Dialog title={tr!("Museum of real bugs")} class="museum" {on_close}>
            { page.parts.late(Part::Search, |program| program.museum).draw(|it| it(&props)) }
        </Dialog>
    }
}

fn ledger(page: &Page) -> Html {
    html! {
        <Ledger
            view={page.panels.view.clone()}
            removed={page.panels.removed.clone()}
            selected={page.marked()}
            on_select={page.on.select.clone()}
        />
    }
}

/// The tabs, and what stands under the one in front. The console and the checks keep what they hold while hidden.
fn panels(page: &Page, moment: &Moment) -> Html {
    // The first has a place of its own on a wide window, and the last is there while somebody writes.
    let last = Tab::ALL.len() - usize::from(!page.writing.open);
    let tabs = &Tab::ALL[usize::from(!page.narrow)..last];
    let shown = |tab: Tab| page.tab == tab;
    let behind = |tab: Tab, content: &dyn Fn() -> Html| {
        panel(tab, shown(tab), if shown(tab) { content() } else { Html::default() })
    };
    let bar = || {
        memo(TabBar {
            tabs,
            shown: page.tab,
            on_show: page.on.show.clone(),
            checks: Some(badge(&page.panels.checks)),
        })
    };
    html! {
        <>
            if page.embedding.is_none() { { bar() } }
            if page.narrow && page.embedding.is_none() { { behind(Tab::Ledger, &|| ledger(page)) } }
            { panel(Tab::Console, shown(Tab::Console), console(page)) }
            { behind(Tab::Inspector, &|| inspector(page)) }
            { behind(Tab::Events, &|| events(page)) }
            { behind(Tab::Diagram, &|| diagram(page, moment)) }
            { panel(Tab::Checks, shown(Tab::Checks), checks(page)) }
            { behind(Tab::Metrics, &|| metrics(page)) }
            if page.writing.open { { panel(Tab::Author, shown(Tab::Author), author(page)) } }
        </>
    }
}

fn console(page: &Page) -> Html {
    html! {
        <Console
            lines={page.panels.lines.clone()}
            prompt={page.panels.prompt.clone()}
            on_exec={page.on.typed.clone()}
            complete={page.on.complete.clone()}
            telling={page.touring.narration.is_some()}
            input={page.console.clone()}
        />
    }
}

fn inspector(page: &Page) -> Html {
    let on = &page.on;
    let props = InspectorProps {
        view: page.panels.view.clone(),
        feed: page.panels.feed.clone(),
        selected: page.selected,
        answers: page.asking.answers.clone(),
        on_select: on.select.clone(),
        on_command: on.command.clone(),
        on_visit: on.visit.clone(),
        on_return: on.go_back.clone(),
        on_ask: on.ask.clone(),
    };
    page.parts.late(Part::Inspector, |program| program.inspector).draw(|it| it(&props))
}

fn events(page: &Page) -> Html {
    let on = &page.on;
    let props = EventsProps {
        feed: page.panels.feed.clone(),
        nodes: page.panels.nodes.clone(),
        filter: page.filter.clone(),
        on_filter: on.filter.clone(),
        selected: page.selected,
        on_select: on.select.clone(),
        on_export: on.export.clone(),
    };
    page.parts.late(Part::Inspector, |program| program.events).draw(|it| it(&props))
}

fn diagram(page: &Page, moment: &Moment) -> Html {
    let (panels, on) = (&page.panels, &page.on);
    let props = DiagramProps {
        chronicle: panels.chronicle.clone(),
        view: panels.view.clone(),
        now: moment.now,
        nodes: panels.nodes.clone(),
        filter: page.filter.clone(),
        violations: violations(&panels.checks),
        selected: page.selected,
        pointed: page.pointed,
        tall: page.tall,
        on_filter: on.filter.clone(),
        on_pick: on.mark.clone(),
        on_point: on.point.clone(),
        on_inspect: on.inspect.clone(),
        on_seek: on.seek.clone(),
        on_tall: on.tall.clone(),
        on_export: on.export.clone(),
    };
    page.parts.late(Part::Diagram, |program| program.diagram).draw(|it| it(&props))
}

fn checks(page: &Page) -> Html {
    page.parts.late(Part::Search, |program| program.checks).draw(|checks| {
        checks(Checks {
            checks: page.panels.checks.clone(),
            planted: page.panels.planted.clone(),
            insights: page.panels.insights.clone(),
            on_tour: page.on.tour.clone(),
            on_seek: page.on.seek.clone(),
            on_why: page.on.ask_moment.clone(),
            on_find: page.on.find.clone(),
            on_ahead: page.on.ahead.clone(),
            on_command: page.on.command.clone(),
            on_play: page.on.play_otherwise.clone(),
            on_lesson: page.on.author.clone(),
        })
    })
}

fn author(page: &Page) -> Html {
    let told = page.touring.tour.as_ref().and_then(|tour| tour.scenario());
    let props = AuthorProps {
        playing: Playing(page.player.clone()),
        scenario: told.map(|it| AttrValue::from(it.to_owned())),
        open: told.is_some() || page.touring.missions.0.is_some(),
        waits: page.touring.has_own(),
        violated: page.panels.checks.iter().any(|check| check.violated.is_some()),
        given: page.writing.given.clone(),
        on_ask: page.on.author.clone(),
    };
    page.parts.late(Part::Authoring, |program| program.author).draw(|it| it(&props))
}

fn metrics(page: &Page) -> Html {
    page.parts.late(Part::Inspector, |program| program.metrics).draw(|metrics| {
        metrics(Metrics {
            numbers: page.panels.metrics.clone(),
            survey: page.survey.clone(),
            on_survey: page.on.survey.clone(),
        })
    })
}

/// What the diagram tells of the checks: what was found violated, and when.
fn violations(checks: &[Check]) -> Vec<(Time, AttrValue)> {
    let found = |check: &Check| Some((check.violated.as_ref()?.0, check.name.clone()));
    checks.iter().filter_map(found).collect()
}
