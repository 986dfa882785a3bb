//! What the JavaScript API hands over, seen from JavaScript's side.
#![cfg(all(target_arch = "wasm32", feature = "api"))]

use js_sys::{Array, Function, JSON, Reflect};
use raftarium::api::{ASIDE, Raftarium};
use raftarium::session::{Playback, Session, Setup, SharedPlayer};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn written(value: &JsValue) -> String {
    JSON::stringify(value).expect("it is plain data").into()
}

fn of(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).expect("it is an object")
}

/// A listener that keeps what it is told, and what it keeps.
fn listener() -> (Function, Array) {
    let heard = Array::new();
    let keeps = heard.clone();
    let keep = Closure::<dyn Fn(Array)>::new(move |events: Array| {
        keeps.push(&events);
    });
    (keep.into_js_value().unchecked_into(), heard)
}

fn numbers(heard: &Array) -> Vec<f64> {
    let batches = heard.iter().flat_map(|batch| Array::from(&batch).to_vec());
    batches.map(|event| of(&event, "seq").as_f64().expect("a number")).collect()
}

#[wasm_bindgen_test]
fn who_subscribes_hears_each_event_once_and_in_order_until_they_end_it() {
    let raftarium = Raftarium::new();
    raftarium.advance(10.0).expect("time passes");
    let before = Array::from(&raftarium.events(None).expect("events")).length();
    let (listen, heard) = listener();
    let stop: Function = raftarium.subscribe(listen).unchecked_into();
    raftarium.run("until leader within 5s").expect("it runs");
    raftarium.exec("crash leader");
    let all = Array::from(&raftarium.events(None).expect("events")).length();
    let expected: Vec<f64> = (before..all).map(f64::from).collect();
    assert_eq!(numbers(&heard), expected);
    stop.call0(&JsValue::NULL).expect("it ends");
    raftarium.advance(100.0).expect("time passes");
    assert_eq!(numbers(&heard), expected);
    // To end it again does no harm.
    stop.call0(&JsValue::NULL).expect("it has ended");
}

#[wasm_bindgen_test]
fn what_happens_after_going_back_is_told_again() {
    let raftarium = Raftarium::new();
    raftarium.run("until leader within 5s").expect("it runs");
    let (listen, heard) = listener();
    let _stop = raftarium.subscribe(listen);
    raftarium.exec("go 1ms");
    assert_eq!(heard.length(), 0);
    raftarium.run("until leader within 5s").expect("it runs");
    let told = Array::from(&heard).iter().any(|batch| written(&batch).contains("role-changed"));
    assert!(told, "{}", written(&heard));
}

#[wasm_bindgen_test]
fn a_listener_may_act_and_one_that_fails_harms_nobody() {
    let player = SharedPlayer::new(Session::open(Setup::default()), Playback::paused());
    let (raftarium, other) =
        (Raftarium::over(player.clone(), ASIDE), Raftarium::over(player, ASIDE));
    let acted = std::cell::Cell::new(false);
    let act = Closure::<dyn Fn()>::new(move || {
        if !acted.replace(true) {
            other.exec("crash n1");
        }
    });
    let _acts = raftarium.subscribe(act.into_js_value().unchecked_into());
    let _fails = raftarium.subscribe(Function::new_no_args("throw new Error('meant')"));
    let (listen, heard) = listener();
    let _listens = raftarium.subscribe(listen);
    raftarium.advance(400.0).expect("time passes");
    let all = Array::from(&raftarium.events(None).expect("events")).length();
    assert_eq!(numbers(&heard), (0..all).map(f64::from).collect::<Vec<_>>());
    assert!(written(&heard).contains("\"crashed\""));
}

#[wasm_bindgen_test]
fn why_is_answered_with_its_rule_and_what_else_can_be_asked() {
    let raftarium = Raftarium::new();
    raftarium.run("until leader within 5s").expect("it runs");
    let answer = raftarium.why("leader").expect("it can be answered");
    let headline = of(&answer, "headline").as_string().expect("a sentence");
    assert!(headline.contains("leads term 1"), "{headline}");
    assert!(written(&of(&answer, "rule")).contains("5.2"), "{}", written(&answer));
    assert!(!written(&of(&of(&answer, "chain"), "steps")).eq("[]"));
    for question in Array::from(&of(&answer, "questions")).iter() {
        let question = question.as_string().expect("a question");
        raftarium.why(&question).expect(&question);
    }
    for (wrong, found) in [("n9", "n9"), ("", "why"), ("leader\nput x 1", "control character")] {
        let error = raftarium.why(wrong).expect_err(wrong);
        let message = of(&error, "message").as_string().expect("a sentence");
        assert!(message.contains(found), "{message}");
    }
}

#[wasm_bindgen_test]
fn history_and_exports_say_what_happened() {
    let raftarium = Raftarium::new();
    raftarium.run("until leader within 5s\nput name Alice\nget name").expect("it runs");
    assert!(raftarium.history().contains("Alice"));
    for (format, contains) in [
        ("jsonl", "role-changed"),
        ("log", "election timer runs out"),
        ("mmd", "sequenceDiagram"),
        ("svg", "<svg"),
    ] {
        let text = raftarium.export_as(format).expect(format);
        assert!(text.contains(contains), "{format}: {text}");
    }
    let error = raftarium.export_as("pdf").expect_err("there is none");
    assert!(written(&of(&error, "message")).contains("jsonl, log, mmd, svg"));
}
