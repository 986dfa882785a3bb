//! Stories, their strip, and the menu of them.

use std::rc::Rc;

use raftarium::raft::NodeId;
use raftarium::script::When;
use raftarium::session::missions::{self, GoalState, GoalView, MissionView};
use raftarium::session::narration::{Narration, Pace, Place, Step};
use raftarium::session::question::{AnswerView, Prediction, QuestionView};
use raftarium::session::questions::{Other, QuizView};
use raftarium::session::{Playback, Session, Setup, SharedPlayer};
use raftarium::sim::Time;
use raftarium::ui::browser::storage::{self, Key};
use raftarium::ui::page::{Page, PageProps, PlayerHandle, ProgramHandle, open};
use raftarium::ui::program::WHOLE;
use raftarium::ui::tour::{Quiz, QuizProps, StoryMsg, Strip, StripProps, Task, TaskProps};
use raftarium::ui::{Selected, Shared};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::Callback;

use crate::bench::{Bench, Heard, document, drawn, enter, press};

fn told(current: usize, place: Place) -> Shared<Narration> {
    let step = |text: &str, ms: u64| Step {
        text: text.to_owned(),
        at: Time(ms * 1_000),
        until: Time((ms + 100) * 1_000),
    };
    Shared::new(Narration {
        title: "A story".into(),
        scenario: None,
        steps: Rc::new([step("Nobody leads.", 0), step("Now n2 leads.", 100), step("So.", 200)]),
        current: Some(current),
        progress: 400,
        place,
        auto: false,
        stopped: false,
        reading_ms: 0,
    })
}

fn props(narration: Shared<Narration>) -> StripProps {
    StripProps {
        narration,
        question: None,
        asks: true,
        playing: false,
        pace: Some(Pace::Normal),
        nodes: Shared::new(vec![NodeId(1), NodeId(2)]),
        selected: None,
        following: None,
        on_ask: Callback::noop(),
        on_select: Callback::noop(),
    }
}

#[wasm_bindgen_test]
async fn the_strip_shows_the_words_and_how_far_the_story_is() {
    let asked = Heard::new();
    let bench = Bench::<Strip>::of(StripProps {
        on_ask: asked.callback(),
        ..props(told(1, Place::Standing))
    })
    .await;
    assert_eq!(bench.text("[data-testid=tour-words] .here"), "Now n2 leads.");
    assert_eq!(bench.text("[data-testid=tour-count]"), "2 of 3");
    assert_eq!(bench.text("[aria-live=polite]"), "2 of 3: Now n2 leads.");
    assert_eq!(bench.count("[aria-current=step]"), 1);
    bench.click("[data-testid=tour-next]").await;
    bench.click("[aria-label=Back]").await;
    bench.click("[aria-label^='step 3']").await;
    bench.click("[aria-label=auto]").await;
    bench.click("[aria-label='pace: normal']").await;
    bench.click("[aria-label='leave the story']").await;
    let expect = [
        StoryMsg::Next,
        StoryMsg::Back,
        StoryMsg::Go(2),
        StoryMsg::Auto(true),
        StoryMsg::Pace(Pace::Fast),
        StoryMsg::Leave,
    ];
    assert_eq!(asked.all(), expect);
}

fn asked(given: Option<usize>, right: Option<usize>) -> Shared<QuestionView> {
    let answer = |at: usize, text: &str| AnswerView {
        text: text.to_owned(),
        prediction: Prediction::Answer(at),
        given: given == Some(at),
        right: right.map(|right| right == at),
    };
    Shared::new(QuestionView {
        question: "Who leads next?".to_owned(),
        pick: None,
        answers: vec![answer(0, "n2"), answer(1, "nobody")],
        at: Time(1),
        open: right.is_none(),
        undecided: right.is_none(),
        skipped: false,
        why: None,
        settled_by: None,
    })
}

#[wasm_bindgen_test]
async fn a_question_is_answered_by_a_button_or_passed_over_and_then_told() {
    let heard = Heard::new();
    let bench = Bench::<Strip>::of(StripProps {
        question: Some(asked(None, None)),
        on_ask: heard.callback(),
        ..props(told(1, Place::Within))
    })
    .await;
    assert!(bench.text("[data-testid=question]").starts_with("Who leads next?"));
    assert_eq!(bench.text("[aria-live=polite]"), "A question. Who leads next? 1: n2; 2: nobody.");
    bench.click("[data-testid=answer]").await;
    bench.click("[data-testid=tour-next]").await;
    bench.click("[aria-label='ask questions']").await;
    let expect = [StoryMsg::Predict(Prediction::Answer(0)), StoryMsg::Next, StoryMsg::Asks(false)];
    assert_eq!(heard.all(), expect);

    let wrong =
        StripProps { question: Some(asked(Some(1), Some(0))), ..props(told(1, Place::Within)) };
    let bench = Bench::<Strip>::of(wrong).await;
    assert_eq!(bench.text("[data-testid=verdict]"), "Not so: the answer is n2.");
    assert_eq!((bench.count(".answer.right"), bench.count(".answer.wrong")), (1, 1));
    assert_eq!(bench.count(".answer:disabled"), 2);
}

fn quiz(given: Option<usize>, right: Option<usize>, played: bool) -> Shared<QuizView> {
    let other = Other { place: 1, text: "nobody".to_owned(), line: "drop p7".to_owned() };
    Shared::new(QuizView {
        question: (*asked(given, right)).clone(),
        others: if right.is_some() { vec![other.clone()] } else { Vec::new() },
        played: played.then_some(other),
        is_coming: right.is_none(),
    })
}

#[wasm_bindgen_test]
async fn a_question_of_the_moment_is_told_and_leads_to_how_it_could_have_been() {
    let heard = Heard::new();
    let on_ask = heard.callback();
    let mut bench =
        Bench::<Quiz>::of(QuizProps { quiz: quiz(None, None, false), on_ask: on_ask.clone() })
            .await;
    assert_eq!(bench.count("[data-testid=verdict]") + bench.count("[data-testid=other]"), 0);
    bench.click("[data-testid=answer]").await;
    bench.click("[data-testid=another]").await;
    bench.click("[aria-label='close the question']").await;
    let told = QuizProps { quiz: quiz(Some(1), Some(0), false), on_ask: on_ask.clone() };
    bench.give(told).await;
    assert_eq!(bench.text("[data-testid=verdict]"), "Not so: the answer is n2.");
    bench.click("[aria-label='see how it could have been: nobody']").await;
    bench.give(QuizProps { quiz: quiz(Some(1), Some(0), true), on_ask }).await;
    assert_eq!(bench.text("[data-testid=verdict]"), "After drop p7, the answer is nobody.");
    bench.click("[aria-label='back to what happened']").await;
    let expect = [
        StoryMsg::Predict(Prediction::Answer(0)),
        StoryMsg::AnotherQuiz,
        StoryMsg::CloseQuiz,
        StoryMsg::PlayAnswer(1),
        StoryMsg::LeaveAnswer,
    ];
    assert_eq!(heard.all(), expect);
}

fn mission(state: GoalState, solved: Option<Time>) -> TaskProps {
    let goal = GoalView {
        words: "n3 leads".to_owned(),
        condition: "leader is n3".to_owned(),
        when: When::Once(None),
        state,
        worth: 2,
    };
    let mission = MissionView {
        task: "Make n3 the leader.".to_owned(),
        goals: vec![goal],
        allowed: Some(vec!["crash".to_owned()]),
        used: 1,
        limit: Some(4),
        par: Some(3),
        open_until: None,
        hints: Vec::new(),
        more_hints: 2,
        began: Time(0),
        solved,
    };
    TaskProps {
        mission: Shared::new(mission),
        of: missions::find("let-n3-lead"),
        following: missions::find("split-vote"),
        on_ask: Callback::noop(),
    }
}

#[wasm_bindgen_test]
async fn a_mission_shows_its_goals_what_may_be_used_and_what_comes_after_it() {
    let heard = Heard::new();
    let open = TaskProps { on_ask: heard.callback(), ..mission(GoalState::Open, None) };
    let bench = Bench::<Task>::of(open).await;
    assert_eq!(bench.text(".task-used"), "1 of 4 commands, 3 are enough");
    assert_eq!(bench.text(".task-allowed"), "You may use: crash.");
    assert_eq!(bench.count(".goals .open"), 1);
    assert_eq!(bench.text("[data-testid=hint]"), "hint for 1 point");
    bench.click("[data-testid=hint]").await;
    bench.click("[aria-label='leave the mission']").await;
    assert_eq!(heard.all(), [StoryMsg::Hint, StoryMsg::LeaveMission]);

    let heard = Heard::new();
    let solved = mission(GoalState::Met(Time(9)), Some(Time(9)));
    let bench = Bench::<Task>::of(TaskProps { on_ask: heard.callback(), ..solved }).await;
    assert_eq!(bench.text("[data-testid=solved]"), "Solved: 2 of 2 points.");
    assert_eq!(bench.count("[data-testid=hint]"), 0, "who has solved it needs none");
    bench.click(".task-end .button").await;
    assert_eq!(heard.all(), [StoryMsg::Mission("split-vote".into())]);
    let solved = mission(GoalState::Met(Time(9)), Some(Time(9)));
    let view = MissionView { hints: vec!["A hint.".to_owned()], ..(*solved.mission).clone() };
    let bench = Bench::<Task>::of(TaskProps { mission: Shared::new(view), ..solved }).await;
    assert_eq!(bench.text("[data-testid=solved]"), "Solved: 1 of 2 points; 1 hint cost 1.");

    let lost = Bench::<Task>::of(mission(GoalState::Lost(Time(9)), None)).await;
    assert!(lost.text(".task-end").contains("A goal cannot be met any more."));
}

#[wasm_bindgen_test]
async fn at_a_violation_the_button_says_that_the_story_goes_on_after_it() {
    let stopped = Narration { stopped: true, ..(*told(1, Place::Within)).clone() };
    let bench = Bench::<Strip>::of(props(Shared::new(stopped))).await;
    assert!(bench.text("[data-testid=tour-next]").starts_with("go on after the violation"));
}

#[wasm_bindgen_test]
async fn a_node_that_the_words_name_can_be_picked_there() {
    let picked = Heard::new();
    let bench = Bench::<Strip>::of(StripProps {
        on_select: picked.callback(),
        ..props(told(1, Place::Within))
    })
    .await;
    bench.click(".tour-node").await;
    assert_eq!(picked.all(), [Selected::Node(NodeId(2))]);
    assert_eq!(bench.count(".tour-node"), 1);
}

#[wasm_bindgen_test]
async fn whoever_left_the_story_is_shown_the_way_back() {
    let asked = Heard::new();
    let left = told(1, Place::Left(Time(120_000)));
    let bench = Bench::<Strip>::of(StripProps { on_ask: asked.callback(), ..props(left) }).await;
    assert_eq!(bench.text("[data-testid=tour-count]"), "you left the story at 00:00.120");
    bench.click("[data-testid=tour-next]").await;
    bench.click(".tour-back").await;
    assert_eq!(asked.all(), [StoryMsg::Return, StoryMsg::Compare]);
}

#[wasm_bindgen_test]
async fn the_end_offers_what_comes_next_or_once_more() {
    let asked = Heard::new();
    let props = StripProps { on_ask: asked.callback(), ..props(told(2, Place::Ended)) };
    let mut bench = Bench::<Strip>::of(props.clone()).await;
    bench.click("[data-testid=tour-next]").await;
    let following = Some(("split-vote".into(), "A split vote".into()));
    bench.give(StripProps { following, ..props }).await;
    assert!(bench.text("[data-testid=tour-next]").contains("A split vote"));
    bench.click("[data-testid=tour-next]").await;
    assert_eq!(asked.all(), [StoryMsg::Go(0), StoryMsg::Open("split-vote".into())]);
}

/// Nothing of what earlier tests have kept.
fn forget() {
    for key in [
        Key::Script,
        Key::Moment,
        Key::Story,
        Key::Mine,
        Key::MyMoment,
        Key::Finished,
        Key::Hints,
        Key::Pace,
    ] {
        storage::forget(key);
    }
}

async fn page(player: &SharedPlayer) -> Bench<Page> {
    Bench::of(PageProps {
        player: PlayerHandle(player.clone()),
        program: ProgramHandle(&WHOLE),
        news: None,
        tour: None,
        embedding: None,
        on_whole: Callback::noop(),
    })
    .await
}

fn player() -> SharedPlayer {
    SharedPlayer::new(Session::open(Setup::default()), Playback::paused())
}

async fn key(key: &str) {
    press(&document().body().expect("a body"), key).await;
}

#[wasm_bindgen_test]
async fn a_story_is_found_in_the_menu_and_watched_to_its_end_by_keyboard() {
    forget();
    let player = player();
    let bench = page(&player).await;
    key("m").await;
    let field = bench.input("#menu-scenarios input");
    assert_eq!(document().active_element().as_ref(), Some(field.as_ref()));
    enter(&field, "nobody has EVER led", "input").await;
    assert_eq!(bench.count(".scenario"), 1);
    press(&field, "ArrowDown").await;
    let focused = document().active_element().and_then(|it| it.get_attribute("data-scenario"));
    assert_eq!(focused.as_deref(), Some("first-election"));
    press(&field, "Enter").await;
    assert_eq!(bench.count("#menu-scenarios"), 0);
    assert_eq!(bench.text(".tour-title"), "The first election");
    let steps = bench.count(".tour-step");
    // Each step is begun, and leapt to its end.
    for _ in 0..2 * steps {
        key("n").await;
    }
    assert!(bench.text("[data-testid=tour-count]").contains("the end"));
    player.read(|player| assert_eq!(player.session.now(), player.session.horizon()));
    assert_eq!(storage::load(Key::Finished).as_deref(), Some("first-election"));
    key("r").await;
    assert_eq!(bench.text("[data-testid=tour-count]"), format!("{steps} of {steps}"));
    bench.click("[aria-controls=menu-scenarios]").await;
    assert_eq!(bench.count(".scenario.finished"), 1);
    forget();
}

#[wasm_bindgen_test]
async fn at_any_moment_the_page_asks_and_time_stands_until_it_is_answered_or_passed_over() {
    forget();
    let player = player();
    player.change_silently(|player| player.session.exec("advance 60ms"));
    let bench = page(&player).await;
    let now = || player.read(|player| player.session.now());
    let asked_at = now();
    key("q").await;
    assert_eq!(bench.count("[data-testid=question]"), 1);
    player.read(|player| assert!(!player.playback.playing));
    key("1").await;
    assert_eq!(bench.count(".answer.given"), 1);
    player.read(|player| assert!(player.playback.playing, "now it is seen what happens"));
    key("Escape").await;
    assert_eq!(bench.count("[data-testid=question]"), 0);
    player.change(|player| {
        player.playback.playing = false;
        player.session.seek(asked_at);
    });
    drawn().await;
    bench.input("[data-testid=console-input]").set_value("quiz");
    press(&bench.input("[data-testid=console-input]"), "Enter").await;
    let focused = document().active_element().and_then(|it| it.get_attribute("data-testid"));
    assert_eq!(focused.as_deref(), Some("answer"), "the keyboard is where one answers");
    key(" ").await;
    assert_eq!(bench.count("[data-testid=question]"), 0, "who plays on passes it over");
    forget();
}

#[wasm_bindgen_test]
async fn hints_cost_what_they_cost_also_in_another_try() {
    forget();
    let player = player();
    let bench = page(&player).await;
    bench.click("[aria-controls=menu-scenarios]").await;
    bench.click("[data-mission=let-n3-lead]").await;
    bench.click("[data-testid=hint]").await;
    assert_eq!(storage::load(Key::Hints).as_deref(), Some("let-n3-lead:1"));
    bench.click("[aria-label='from the beginning']").await;
    assert_eq!(bench.count(".task-hint"), 1, "what was read was read");
    bench.click("[aria-label='leave the mission']").await;
    bench.click("[aria-controls=menu-scenarios]").await;
    bench.click("[data-mission=let-n3-lead]").await;
    let hints = player.read(|player| player.session.mission().map(|mission| mission.hints.len()));
    assert_eq!(hints, Some(1));
    forget();
}

#[wasm_bindgen_test]
async fn the_session_that_a_story_takes_the_place_of_is_not_lost() {
    forget();
    let player = player();
    player.change_silently(|player| {
        player.session.exec("crash n4");
        player.session.exec("advance 300ms");
    });
    let mine = player.read(|player| (player.session.now(), player.session.digest()));
    let bench = page(&player).await;
    bench.click("[aria-controls=menu-scenarios]").await;
    bench.click("[data-scenario=split-vote]").await;
    assert_ne!(player.read(|player| player.session.digest()), mine.1);
    bench.click("[aria-label='leave the story']").await;
    assert_eq!(bench.count(".tour"), 0);
    bench.click("[role=alert] .button:not(.ghost)").await;
    assert_eq!(player.read(|player| (player.session.now(), player.session.digest())), mine);
    assert_eq!(storage::load(Key::Mine), None);
    forget();
}

#[wasm_bindgen_test]
async fn acting_leaves_the_story_and_one_click_leads_back() {
    forget();
    let player = player();
    let bench = page(&player).await;
    bench.click("[aria-controls=menu-scenarios]").await;
    bench.click("[data-scenario=first-election]").await;
    let before = player.read(|player| player.session.digest());
    player.change(|player| player.session.exec("crash n2"));
    drawn().await;
    assert!(bench.text("[data-testid=tour-count]").starts_with("you left the story at"));
    bench.click("[data-testid=tour-next]").await;
    assert_eq!(
        player.read(|player| (player.session.current_branch(), player.session.digest())),
        (0, before)
    );
    forget();
}

#[wasm_bindgen_test]
async fn another_session_ends_the_telling() {
    forget();
    let player = player();
    let bench = page(&player).await;
    bench.click("[aria-controls=menu-scenarios]").await;
    bench.click("[data-scenario=first-election]").await;
    assert_eq!(bench.count(".tour"), 1);
    player.change(|player| player.session.exec("seed 9"));
    drawn().await;
    assert_eq!(bench.count(".tour"), 0);
    forget();
}

#[wasm_bindgen_test]
async fn a_reload_goes_on_in_the_midst_of_a_story() {
    forget();
    let player = player();
    let bench = page(&player).await;
    bench.click("[aria-controls=menu-scenarios]").await;
    bench.click("[data-scenario=leader-crash]").await;
    for _ in 0..4 {
        key("n").await;
    }
    let look = || {
        player.read(|player| (player.session.now(), player.session.said(), player.session.digest()))
    };
    let left = look();
    assert_eq!(left.1, 3);
    drop(bench);
    let again = open();
    let session = &again.session;
    assert_eq!((session.now(), session.said(), session.digest()), left);
    let tour = again.tour.expect("the story goes on");
    assert_eq!(tour.scenario(), Some("leader-crash"));
    assert!(tour.is_of(session));
    forget();
}
