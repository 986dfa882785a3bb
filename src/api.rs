//! The JavaScript API: what `window.raftarium` offers on the page, and class `Raftarium` in the package.
//!
//! Every call works on the same session that the page shows, speaks script text, and returns plain values. Their types
//! are declared for TypeScript from the Rust ones, with the same words; what are mere names there are unions of strings
//! (`names.d.ts`).

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use crate::explain::facts::{self, Data};
use crate::session::{Link, Playback, Session, Setup, SharedPlayer, State};
use crate::sim::Event;

#[wasm_bindgen(typescript_custom_section)]
const NAMES: &'static str = include_str!("api/names.d.ts");

/// A cluster in virtual time: the same as `window.raftarium` on the page.
#[wasm_bindgen]
pub struct Raftarium {
    player: SharedPlayer,
}

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

#[wasm_bindgen]
impl Raftarium {
    /// A new cluster of five nodes, standing still at time 0.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::over(SharedPlayer::new(Session::open(Setup::default()), Playback::paused()))
    }

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
        hand_over(&self.player.read(|player| State::of(&player.session, &player.playback)))
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
        let records: Vec<Data> = self.player.read(|player| {
            let log = player.session.events();
            let record =
                |event: &Event| facts::record(event, log.observed(event.seq).map(AsRef::as_ref));
            log.since(from).map(record).collect()
        });
        hand_over(&records)
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
    pub fn over(player: SharedPlayer) -> Self {
        Self { player }
    }
}

impl Default for Raftarium {
    fn default() -> Self {
        Self::new()
    }
}

/// A Rust value as plain JavaScript: objects, arrays, numbers, strings, `null`.
fn hand_over(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&Serializer::json_compatible())?)
}
