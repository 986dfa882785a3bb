//! The JavaScript API: what `window.raftarium` offers on the page, and class `Raftarium` in the package.
//!
//! Every call works on the same session that the page shows, speaks script text, and returns plain values. Their types
//! are declared for TypeScript from the Rust ones, with the same words; what are mere names there are unions of strings
//! (`names.d.ts`).

mod answer;

use std::cell::Cell;

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use crate::draw::export::Format;
use crate::explain::EventLog;
use crate::explain::facts::{self, Data};
use crate::session::question::Prediction;
use crate::session::{Link, Player, Session, SharedPlayer, State};
#[cfg(not(feature = "split"))]
use crate::session::{Playback, Setup};
use crate::sim::Event;

#[wasm_bindgen(typescript_custom_section)]
const NAMES: &'static str = include_str!("api/names.d.ts");

/// A cluster in virtual time: the same as `window.raftarium` on the page.
#[wasm_bindgen]
pub struct Raftarium {
    player: SharedPlayer,
    aside: Aside,
}

/// What few ask for, and a page may therefore fetch after the rest of its program.
#[derive(Clone, Copy)]
pub struct Aside {
    /// Answers a question as the console's `why` asks it. An error says what was wrong with it.
    pub why: fn(&Session, &str) -> Result<JsValue, JsValue>,
    /// What has happened, in a format.
    pub export: fn(&Session, Format) -> Result<String, JsValue>,
    /// The cluster as it is now.
    pub state: fn(&Player) -> Result<JsValue, JsValue>,
    /// The events from this number on.
    pub events: fn(&EventLog, u64) -> Result<JsValue, JsValue>,
    /// What stands in front of the one who teaches.
    pub lecture: fn(&Session) -> Result<JsValue, JsValue>,
}

/// The same in a program of one piece.
pub const ASIDE: Aside = Aside { why, export, state, events, lecture };

/// What became of a script.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null, hashmap_as_object)]
struct RunResult {
    /// Whether every line was carried out.
    ok: bool,
    /// What the console shows of it, line by line.
    output: Vec<String>,
    /// Why it ended early: the line, what was found, what was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(optional, type = "string")]
    error: Option<String>,
}

// A page that is in several parts has one object, and makes no more.
#[cfg(not(feature = "split"))]
#[wasm_bindgen]
impl Raftarium {
    /// A new cluster of five nodes, standing still at time 0.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::over(SharedPlayer::new(Session::open(Setup::default()), Playback::paused()), ASIDE)
    }
}

#[wasm_bindgen]
impl Raftarium {
    /// Does a line as if it were typed into the console, and returns at once: the answer to a client command appears
    /// on the console when virtual time has brought it.
    pub fn exec(&self, line: &str) {
        self.player.change(|player| player.session.exec(line));
    }

    /// Runs a script: virtual time advances until each client command is answered. A line that cannot be read, or
    /// cannot be carried out, ends it, and the result says why.
    ///
    /// # Errors
    /// Only when the result cannot be handed over.
    #[wasm_bindgen(unchecked_return_type = "RunResult")]
    pub fn run(&self, text: &str) -> Result<JsValue, JsValue> {
        let report = self.player.change(|player| player.session.run_script(text));
        hand_over(&RunResult {
            ok: report.ok(),
            output: report.output.iter().map(|line| line.plain()).collect(),
            error: report.error,
        })
    }

    /// Lets so many milliseconds of virtual time pass.
    ///
    /// # Errors
    /// When `ms` is not a number from 0 to a day.
    pub fn advance(&self, ms: f64) -> Result<(), JsValue> {
        const DAY_MS: u32 = 86_400_000;
        if !(0.0..=f64::from(DAY_MS)).contains(&ms) {
            // The browser writes the number: what does so here is several kilobytes of the page.
            let found = js_sys::Number::from(ms).to_string_with_radix(10).map(String::from);
            let found = found.unwrap_or_default();
            let message =
                format!("advance: found {found}, expected milliseconds from 0 to {DAY_MS}");
            return Err(js_sys::RangeError::new(&message).into());
        }
        let us = (ms * 1_000.0) as u64;
        self.player.change(|player| {
            let target = player.session.now().plus_us(us);
            player.session.advance_to(target);
        });
        Ok(())
    }

    /// The cluster as it is now.
    ///
    /// # Errors
    /// Only when the result cannot be handed over.
    #[wasm_bindgen(unchecked_return_type = "State")]
    pub fn state(&self) -> Result<JsValue, JsValue> {
        self.player.read(|player| (self.aside.state)(player))
    }

    /// The events from this number on, or all, as far as they are kept: the newest 20,000. Each is data: what it says, and
    /// the state of the node that it changed.
    ///
    /// # Errors
    /// Only when the result cannot be handed over.
    #[wasm_bindgen(unchecked_return_type = "EventRecord[]")]
    pub fn events(
        &self,
        #[wasm_bindgen(js_name = "fromSeq")] from_seq: Option<f64>,
    ) -> Result<JsValue, JsValue> {
        let from = from_seq.unwrap_or(0.0) as u64;
        self.player.read(|player| (self.aside.events)(player.session.events(), from))
    }

    /// Calls `listener` with the events of every move that is made from now on, as they happen: by this object, by time
    /// passing on a page, or by whoever else works on the same session. Returns a function that ends it. Going back in
    /// time calls nobody; what happens from there on is news again. What is leapt over, and what is more than
    /// the newest 20,000, is not told.
    #[wasm_bindgen(unchecked_return_type = "() => void")]
    pub fn subscribe(
        &self,
        #[wasm_bindgen(unchecked_param_type = "(events: EventRecord[]) => void")]
        listener: js_sys::Function,
    ) -> JsValue {
        let told = Cell::new(self.player.read(|player| player.session.events().next()));
        let (player, events) = (self.player.clone(), self.aside.events);
        let watching = self.player.watch(move || {
            // Each event is told once, even if the listener makes more happen before it returns.
            let (from, next) = (told.get(), player.read(|it| it.session.events().next()));
            told.set(next);
            if next <= from {
                return;
            }
            let news = player.read(|player| events(player.session.events(), from));
            if let Ok(news) = news
                && let Err(error) = listener.call1(&JsValue::NULL, &news)
            {
                // It is the listener's own, and neither the session nor the other listeners are to suffer from it.
                report(&error);
            }
        });
        let watching = Cell::new(Some(watching));
        Closure::<dyn Fn()>::new(move || drop(watching.take())).into_js_value()
    }

    /// What stands in front of the one who teaches: the words of the story, and the question that is asked with its right
    /// answer, which nobody has written and time has yet to show.
    ///
    /// # Errors
    /// Only when the result cannot be handed over.
    #[wasm_bindgen(unchecked_return_type = "Lecture")]
    pub fn lecture(&self) -> Result<JsValue, JsValue> {
        self.player.read(|player| (self.aside.lecture)(&player.session))
    }

    /// Why something is so, or has not happened, asked as the console's `why` asks it: `leader`, `n2`, `event 17`,
    /// `not committed n1 7`. `help why` on the console lists the forms.
    ///
    /// # Errors
    /// When that is no question, or it names what does not exist.
    #[wasm_bindgen(unchecked_return_type = "Answer")]
    pub fn why(&self, question: &str) -> Result<JsValue, JsValue> {
        self.player.read(|player| (self.aside.why)(&player.session, question))
    }

    /// What the clients asked and were told, as JSON lines: `raftarium check-history` and other checkers of
    /// linearizability read it.
    pub fn history(&self) -> String {
        self.player.read(|player| player.session.history())
    }

    /// What has happened, as far as it is kept, without the routine of heartbeats, for other tools: `jsonl` (an
    /// event a line), `log` (ShiViz), `mmd` (a sequence diagram of Mermaid's), `svg` (the space-time diagram).
    ///
    /// # Errors
    /// When there is no such format.
    #[wasm_bindgen(js_name = "exportAs")]
    pub fn export_as(
        &self,
        #[wasm_bindgen(unchecked_param_type = "ExportFormat")] format: &str,
    ) -> Result<String, JsValue> {
        let format = Format::of_ending(format).map_err(|error| js_sys::Error::new(&error))?;
        self.player.read(|player| (self.aside.export)(&player.session, format))
    }

    /// Answers the question that is open, before time passes on: by the place of an answer, counted from 0, by the name of a
    /// node (`n3`), an entry (`entry 5`) or a packet (`p12`) where one points, or by `null`, which passes it over. It changes nothing that happens.
    ///
    /// # Errors
    /// When no question is open, or there is no such answer, or it is too late.
    pub fn predict(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number | string | null")] answer: JsValue,
    ) -> Result<(), JsValue> {
        let prediction = if answer.is_null() || answer.is_undefined() {
            Ok(Prediction::Skipped)
        } else if let Some(place) = answer.as_f64() {
            Ok(Prediction::Answer(place as usize))
        } else {
            answer.as_string().unwrap_or_default().parse()
        };
        let predicted = prediction
            .and_then(|prediction| self.player.change(|player| player.session.predict(prediction)));
        predicted.map_err(|error| js_sys::Error::new(&error).into())
    }

    /// The next hint of the mission that is played, or nothing if there is none left.
    #[wasm_bindgen(js_name = "takeHint")]
    pub fn take_hint(&self) -> Option<String> {
        self.player.change(|player| player.session.take_hint())
    }

    /// The session as a script.
    pub fn script(&self) -> String {
        self.player.read(|player| player.session.script())
    }

    /// Replaces the session by the one that a script leads to.
    ///
    /// # Errors
    /// When a line cannot be read or carried out; the running session stays as it is then.
    pub fn load(&self, text: &str) -> Result<(), JsValue> {
        let session = Session::load(text).map_err(|error| js_sys::Error::new(&error))?;
        self.player.change(|player| player.session.adopt(session));
        Ok(())
    }

    /// The fragment of an address that opens this session at this moment, from after its `#`.
    ///
    /// # Errors
    /// When the session is too long for an address.
    pub fn link(&self) -> Result<String, JsValue> {
        let fragment = self.player.read(|player| Link::to(&player.session).fragment());
        fragment.map_err(|error| js_sys::Error::new(&error.to_string()).into())
    }

    /// Replaces the session by the one that such a fragment leads to. Returns what is to be said of it: nothing, or that
    /// it does not play back as it was.
    ///
    /// # Errors
    /// When it is no link, or its script cannot be played; the running session stays as it is then.
    pub fn open(&self, fragment: &str) -> Result<Option<String>, JsValue> {
        let opened = Link::read(fragment).and_then(|link| link.open());
        let opened = opened.map_err(|error| js_sys::Error::new(&error.to_string()))?;
        self.player.change(|player| player.session.adopt(opened.session));
        Ok(opened.warning)
    }

    /// Sixteen digits that stand for all that has happened: equal runs have equal digests everywhere.
    pub fn digest(&self) -> String {
        self.player.read(|player| player.session.digest())
    }

    /// Lets virtual time pass by itself, on a page. Where no page draws, nothing passes but by `advance` and `run`.
    pub fn play(&self) {
        self.player.change(|player| player.playback.playing = true);
    }

    /// Stops virtual time.
    pub fn pause(&self) {
        self.player.change(|player| player.playback.playing = false);
    }
}

impl Raftarium {
    /// The API over a session that others work on too.
    pub fn over(player: SharedPlayer, aside: Aside) -> Self {
        Self { player, aside }
    }
}

#[cfg(not(feature = "split"))]
impl Default for Raftarium {
    fn default() -> Self {
        Self::new()
    }
}

/// Answers a question as the console's `why` asks it.
///
/// # Errors
/// When that is no question, or it names what does not exist.
pub fn why(session: &Session, question: &str) -> Result<JsValue, JsValue> {
    let answer = answer::answer(session, question);
    hand_over(&answer.map_err(|error| js_sys::Error::new(&error))?)
}

/// What has happened, in a format.
///
/// # Errors
/// None: where the program is in parts, that which exports may not be here.
pub fn export(session: &Session, format: Format) -> Result<String, JsValue> {
    Ok(format.write_session(session))
}

/// The cluster as it is now.
///
/// # Errors
/// Only when the result cannot be handed over.
pub fn state(player: &Player) -> Result<JsValue, JsValue> {
    hand_over(&State::of(&player.session, &player.playback))
}

/// What stands in front of the one who teaches.
///
/// # Errors
/// Only when the result cannot be handed over.
pub fn lecture(session: &Session) -> Result<JsValue, JsValue> {
    hand_over(&session.lecture())
}

/// The events from this number on, as data.
///
/// # Errors
/// Only when the result cannot be handed over.
pub fn events(log: &EventLog, from: u64) -> Result<JsValue, JsValue> {
    hand_over(&records(log, from))
}

fn records(log: &EventLog, from: u64) -> Vec<Data> {
    let record = |event: &Event| facts::record(event, log.observed(event.seq).map(AsRef::as_ref));
    log.since(from).map(record).collect()
}

/// A Rust value as plain JavaScript: objects, arrays, numbers, strings, `null`.
fn hand_over(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}

#[wasm_bindgen]
extern "C" {
    /// Tells the surroundings of an error that nobody caught: a page's console, or Node's.
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn report(error: &JsValue);
}
