//! The page's program in parts: every function here is where it is cut.
//!
//! What can be reached through one of them, and from nowhere else, is taken out of the first program by the tool that cuts
//! (`xtask/src/split.rs`), and comes when it is fetched. The macro makes asynchronous functions, which fetch their part if
//! it is not there; the page asks for that beforehand ([`load`]), and calls them only afterwards, so that they answer at
//! once.
//!
//! The macro's code is unsafe inside, as it calls into a program that is put together later; none of ours is.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use raftarium::api::{self, Aside};
use raftarium::draw::events::Filter;
use raftarium::draw::export::Format;
use raftarium::draw::spacetime::{Chronicle, RunKey};
use raftarium::explain::EventLog;
use raftarium::explain::why::{self, Evidence, Explanation, Question};
use raftarium::session::finding::{self, Bounds, Enabled, Search};
use raftarium::session::hindsight::{self, Asked, Hindsight, Play, Told};
use raftarium::session::packing::{self, Damage, Packing};
use raftarium::session::path::{self as steps, Deed, Keeper, Kept};
use raftarium::session::questions::{self, NextQuestion};
use raftarium::session::run::Run;
use raftarium::session::texts::Texts;
use raftarium::session::{Beside, Bookmark, Passage, Player, Session};
use raftarium::session::{exhibits, missions, scenarios};
use raftarium::sim::ClusterView;
use raftarium::ui::ahead::AheadProps;
use raftarium::ui::author::AuthorProps;
use raftarium::ui::checks::Checks;
use raftarium::ui::diagram::DiagramProps;
use raftarium::ui::events::EventsProps;
use raftarium::ui::inspector::InspectorProps;
use raftarium::ui::metrics::Metrics;
use raftarium::ui::museum::MuseumProps;
use raftarium::ui::page;
use raftarium::ui::path::PathProps;
use raftarium::ui::program::{self, Loading, Part, Program};
use raftarium::ui::remote;
use raftarium::ui::share::SheetProps;
use raftarium::ui::topbar::{MenuId, TopBar, menu_content};
use raftarium::ui::tour::{QuizProps, StripProps, TaskProps};
use raftarium::ui::transport::moments;
use wasm_bindgen::JsValue;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use yew::{AttrValue, Callback, Html};

/// What a function of another part returns, or that the part could not be fetched.
type Got<T> = Result<T, SplitLoaderError>;

/// The program that fetches its parts.
pub static PROGRAM: Program = Program {
    load: Some(load),
    menu: |id, bar| now(menu(id, bar)).unwrap_or_default(),
    moments: |bookmarks, on_command| now(moments(bookmarks, on_command)).unwrap_or_default(),
    strip: |props| now(strip(props)).unwrap_or_default(),
    task: |props| now(task(props)).unwrap_or_default(),
    sheet: |props| now(sheet(props)).unwrap_or_default(),
    quiz: |props| now(quiz(props)).unwrap_or_default(),
    ahead: |props| now(ahead(props)).unwrap_or_default(),
    checks: |props| now(checks(props)).unwrap_or_default(),
    museum: |props| now(museum(props)).unwrap_or_default(),
    hand_over: |session, passage| now(hand_over(session, passage)).unwrap_or_default(),
    serve: || now(serve()).unwrap_or_default(),
    inspector: |props| now(inspector(props)).unwrap_or_default(),
    events: |props| now(events(props)).unwrap_or_default(),
    metrics: |numbers| now(metrics(numbers)).unwrap_or_default(),
    diagram: |props| now(diagram(props)).unwrap_or_default(),
    follow: |chronicle, log, view, run| now(follow(chronicle, log, view, run)).unwrap_or_default(),
    export: |session, format, filter| now(export(session, format, filter)).unwrap_or_default(),
    author: |props| now(author(props)).unwrap_or_default(),
    path: |props| now(path(props)).unwrap_or_default(),
    take_in: |keeper, deed| now(take_in(keeper, deed)).unwrap_or(Ok(None)),
};

/// What the API asks of it.
pub const ASIDE: Aside = Aside {
    why: |session, question| now(ask(session, question)).ok_or_else(missing)?,
    export: |session, format| now(export_all(session, format)).ok_or_else(missing)?,
    state: |player| now(state(player)).ok_or_else(missing)?,
    events: |log, from| now(records(log, from)).ok_or_else(missing)?,
    lecture: |session| now(lecture(session)).ok_or_else(missing)?,
};

const LOST: &str = "the part of the page that does this could not be fetched; load the page again";

fn missing() -> JsValue {
    js_sys::Error::new(LOST).into()
}

/// Opens the page, as soon as the parts are here that it opens with. Those that cannot be fetched it does without.
pub fn fetch_first(open: fn()) {
    match page::opens_with() {
        [] => open(),
        parts => yew::platform::spawn_local(async move {
            for part in parts {
                load(*part).await;
            }
            open();
        }),
    }
}

fn load(part: Part) -> Loading {
    Box::pin(async move {
        match part {
            Part::Menus => {
                load_texts().await.is_ok()
                    && texts().await.is_ok_and(|[stories, tasks, bugs]| {
                        scenarios::give(stories);
                        missions::give(tasks);
                        exhibits::give(bugs);
                        true
                    })
                    && load_find().await.is_ok_and(|()| {
                        questions::give(|session, number| now(find(session, number)).flatten());
                        true
                    })
                    && load_menu().await.is_ok()
                    && load_moments().await.is_ok()
                    && load_strip().await.is_ok()
                    && load_task().await.is_ok()
                    && load_quiz().await.is_ok()
            }
            Part::Links => {
                let here = load_pack().await.is_ok() && load_unpack().await.is_ok();
                if here {
                    packing::give(Packing {
                        pack: |script| now(pack(script)).unwrap_or_default(),
                        unpack: |text| now(unpack(text)).unwrap_or(Err(Damage::NotDeflated)),
                    });
                }
                here && load_sheet().await.is_ok()
            }
            Part::Search => {
                let here = load_begin().await.is_ok()
                    && load_enabled().await.is_ok()
                    && load_look_back().await.is_ok()
                    && load_take_in_insight().await.is_ok()
                    && load_play().await.is_ok();
                if here {
                    finding::give(finding::Tools {
                        begin: |run, bounds| {
                            now(begin(run, bounds)).unwrap_or_else(|| Err(LOST.to_owned()))
                        },
                        enabled: |run| now(enabled(run)).unwrap_or_default(),
                        look_back: |session, asked| {
                            now(look_back(session, asked)).unwrap_or_else(|| Err(LOST.to_owned()))
                        },
                        take_in: |session, told| {
                            now(take_in_insight(session, told)).unwrap_or_default()
                        },
                        play: |session, what| {
                            now(play(session, what)).unwrap_or_else(|| Err(LOST.to_owned()))
                        },
                    });
                }
                here && load_ahead().await.is_ok()
                    && load_checks().await.is_ok()
                    && load_museum().await.is_ok()
                    && load_hand_over().await.is_ok()
                    && load_serve().await.is_ok()
            }
            Part::Inspector => {
                let here = load_explain().await.is_ok();
                if here {
                    why::give(|question, evidence| {
                        now(explain(question, evidence)).unwrap_or_default()
                    });
                }
                here && load_inspector().await.is_ok()
                    && load_events().await.is_ok()
                    && load_metrics().await.is_ok()
            }
            Part::Diagram => {
                load_diagram().await.is_ok()
                    && load_follow().await.is_ok()
                    && load_export().await.is_ok()
            }
            Part::Authoring => load_author().await.is_ok(),
            Part::Path => {
                let here = load_rules().await.is_ok();
                if here {
                    steps::give(|session, next| now(rules(session, next)));
                }
                here && load_path().await.is_ok() && load_take_in().await.is_ok()
            }
            Part::Api => {
                load_ask().await.is_ok()
                    && load_export_all().await.is_ok()
                    && load_state().await.is_ok()
                    && load_records().await.is_ok()
                    && load_lecture().await.is_ok()
            }
        }
    })
}

/// What a function of a part that is here says.
fn now<T>(answer: impl Future<Output = Got<T>>) -> Option<T> {
    match pin!(answer).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(answer)) => Some(answer),
        Poll::Ready(Err(_)) | Poll::Pending => None,
    }
}

fn all_texts() -> [Texts; 3] {
    [scenarios::texts(), missions::texts(), exhibits::texts()]
}

macro_rules! cut {
    ($part:ident $load:ident: fn $name:ident($($given:ident: $type:ty),*) -> $answer:ty = $does:expr) => {
        #[wasm_split($part, fallible, preload($load))]
        fn $name($($given: $type),*) -> Got<$answer> {
            Ok($does($($given),*))
        }
    };
}

cut!(menus load_texts: fn texts() -> [Texts; 3] = all_texts);
cut!(menus load_find: fn find(session: &Session, number: usize) -> Option<NextQuestion> = questions::find);
cut!(menus load_menu: fn menu(id: MenuId, bar: &TopBar) -> Html = menu_content);
cut!(menus load_moments: fn moments(bookmarks: &[Bookmark], on_command: &Callback<AttrValue>) -> Html = moments::moments);
cut!(menus load_strip: fn strip(props: &StripProps) -> Html = program::strip);
cut!(menus load_task: fn task(props: &TaskProps) -> Html = program::task);
cut!(links load_pack: fn pack(script: &str) -> String = packing::pack);
cut!(links load_unpack: fn unpack(text: &str) -> Result<String, Damage> = packing::unpack);
cut!(links load_sheet: fn sheet(props: &SheetProps) -> Html = program::sheet);
cut!(menus load_quiz: fn quiz(props: &QuizProps) -> Html = program::quiz);
cut!(search load_begin: fn begin(run: &Run, bounds: Bounds) -> Result<Box<dyn Search>, String> = finding::begin);
cut!(search load_enabled: fn enabled(run: &Run) -> Vec<Enabled> = finding::enabled);
cut!(search load_look_back: fn look_back(session: &Session, asked: Asked) -> Result<Box<dyn Hindsight>, String> = hindsight::look_back);
cut!(search load_take_in_insight: fn take_in_insight(session: &mut Session, told: Told) -> () = hindsight::take_in);
cut!(search load_play: fn play(session: &mut Session, what: Play) -> Result<(), String> = hindsight::play);
cut!(search load_checks: fn checks(props: Checks) -> Html = program::checks);
cut!(search load_ahead: fn ahead(props: &AheadProps) -> Html = program::ahead);
cut!(search load_museum: fn museum(props: &MuseumProps) -> Html = program::museum);
cut!(search load_hand_over: fn hand_over(session: &Session, passage: &mut Passage) -> bool = remote::hand_over);
cut!(search load_serve: fn serve() -> bool = remote::serve);
cut!(inspector load_explain: fn explain(question: Question, evidence: &Evidence<'_>) -> Explanation = why::answer);
cut!(inspector load_inspector: fn inspector(props: &InspectorProps) -> Html = program::inspector);
cut!(inspector load_events: fn events(props: &EventsProps) -> Html = program::events);
cut!(inspector load_metrics: fn metrics(numbers: Metrics) -> Html = program::metrics);
cut!(diagram load_diagram: fn diagram(props: &DiagramProps) -> Html = program::diagram);
cut!(diagram load_follow: fn follow(chronicle: &mut Chronicle, log: &EventLog, view: &ClusterView, run: RunKey) -> bool = Chronicle::follow);
cut!(diagram load_export: fn export(session: &Session, format: Format, filter: &Filter) -> String = program::export);
cut!(authoring load_author: fn author(props: &AuthorProps) -> Html = program::author);
cut!(path load_rules: fn rules(session: &Session, next: bool) -> Box<dyn Beside> = steps::tell);
cut!(path load_path: fn path(props: &PathProps) -> Html = program::path);
cut!(path load_take_in: fn take_in(keeper: &mut Keeper, deed: Deed<'_>) -> Result<Option<Kept>, String> = steps::take_in);
cut!(api load_ask: fn ask(session: &Session, question: &str) -> Result<JsValue, JsValue> = api::why);
cut!(api load_export_all: fn export_all(session: &Session, format: Format) -> Result<String, JsValue> = api::export);
cut!(api load_state: fn state(player: &Player) -> Result<JsValue, JsValue> = api::state);
cut!(api load_records: fn records(log: &EventLog, from: u64) -> Result<JsValue, JsValue> = api::events);
cut!(api load_lecture: fn lecture(session: &Session) -> Result<JsValue, JsValue> = api::lecture);
