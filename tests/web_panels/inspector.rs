//! The inspector, and what it tells of why.

use raftarium::draw::events::Feed;
use raftarium::explain::Selected;
use raftarium::explain::why::Question;
use raftarium::session::Session;
use raftarium::sim::Time;
use raftarium::ui::Shared;
use raftarium::ui::inspector::{Answers, Inspector, InspectorProps};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::Callback;

use crate::bench::{Bench, Heard};

/// An inspector, and what was asked of it.
struct Tried {
    bench: Bench<Inspector>,
    visited: Heard<(Option<Time>, Selected)>,
    asked: Heard<Question>,
}

impl Tried {
    async fn of(session: &Session, selected: Selected, asked: Option<Question>) -> Self {
        let (visited, heard) = (Heard::new(), Heard::new());
        let event = match selected {
            Selected::Event(seq) => session.events().get(seq).cloned(),
            _ => None,
        };
        let answers = Answers {
            event,
            about: Some(session.why(Question::About(selected))),
            asked: asked.map(|question| (question, session.why(question))),
            can_return: false,
        };
        let mut feed = Feed::default();
        feed.follow(session.events(), session.epoch());
        let bench = Bench::<Inspector>::of(InspectorProps {
            view: session.view().into(),
            feed: Shared::new(feed),
            selected: Some(selected),
            answers: Shared::new(answers),
            on_select: Callback::noop(),
            on_command: Callback::noop(),
            on_visit: visited.callback(),
            on_return: Callback::noop(),
            on_ask: heard.callback(),
        })
        .await;
        Self { bench, visited, asked: heard }
    }
}

const SCRIPT: &str =
    "cluster 3\ntimeout n1\nuntil leader is n1 within 1s\ncrash n1\nuntil leader within 2s";

#[wasm_bindgen_test]
async fn a_leader_tells_the_votes_the_rule_and_the_steps_which_lead_to_their_moments() {
    let session = Session::load(SCRIPT).expect("the script is right");
    let leader = session.view().leader.expect("somebody leads");
    let tried = Tried::of(&session, Selected::Node(leader), None).await;
    assert_eq!(tried.bench.text(".why-headline"), format!("{leader} leads term 2."));
    assert!(tried.bench.text(".why-fact").contains("2 of 3"), "the votes are counted");
    assert!(tried.bench.text(".why-rule cite").contains("paper section 5.2"));
    assert_eq!(tried.bench.text(".why-origin code"), "crash n1");
    tried.bench.click(".why-part .why-step").await;
    let [(Some(at), Selected::Event(seq))] = tried.visited.all()[..] else {
        panic!("a step is an event at its moment")
    };
    let crash = session.events().get(seq).expect("it is kept");
    assert_eq!((crash.at, crash.kind.name()), (at, "crashed"));
}

#[wasm_bindgen_test]
async fn a_long_story_is_folded_until_it_is_wanted() {
    let session = Session::load(SCRIPT).expect("the script is right");
    let leader = session.view().leader.expect("somebody leads");
    let tried = Tried::of(&session, Selected::Node(leader), None).await;
    let folded = tried.bench.count(".why-part:nth-of-type(1) .why-step");
    tried.bench.click(".why-more").await;
    assert!(tried.bench.count(".why-part:nth-of-type(1) .why-step") > folded);
    assert_eq!(tried.bench.count(".why-more"), 0);
}

#[wasm_bindgen_test]
async fn why_not_is_asked_and_answered_beside_it() {
    let session = Session::load(SCRIPT).expect("the script is right");
    let leader = session.view().leader.expect("somebody leads");
    let follower =
        session.view().nodes.iter().map(|it| it.id).find(|id| id.0 != 1 && *id != leader);
    let follower = follower.expect("one of three is down, and one leads");
    let question = Question::NotLeader(follower);
    let tried = Tried::of(&session, Selected::Node(follower), None).await;
    tried.bench.click(".why-questions button").await;
    assert_eq!(tried.asked.all(), [question]);
    let tried = Tried::of(&session, Selected::Node(follower), Some(question)).await;
    assert_eq!(tried.bench.count(".why-questions [aria-expanded=true]"), 1);
    assert!(tried.bench.text(".why-asked").contains(&question.words()));
}
