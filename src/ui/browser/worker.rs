//! A worker: the program once more, in a thread of its own (`static/worker.js`).

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, WorkerOptions, WorkerType};

use super::dom::{self, Listener};
use super::language;

/// Where its script is, seen from the document.
const SCRIPT: &str = "worker.js";
/// Under what name it finds its task.
const TASK: &str = "raftariumTask";

/// What workers have to share.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// How many processors the browser says there are.
    pub processors: u32,
    /// How much memory in gigabytes, as far as the browser says: never more than 8.
    pub memory_gb: Option<f64>,
}

/// The machine that the browser runs on.
pub fn machine() -> Machine {
    let says = |name: &str| {
        let navigator = Reflect::get(&js_sys::global(), &JsValue::from_str("navigator")).ok()?;
        Reflect::get(&navigator, &JsValue::from_str(name)).ok()?.as_f64()
    };
    let processors = says("hardwareConcurrency").unwrap_or(1.0) as u32;
    Machine { processors, memory_gb: says("deviceMemory") }
}

/// A worker that does a task, until this is dropped.
pub struct Worker {
    worker: web_sys::Worker,
    said: Rc<RefCell<Option<String>>>,
    _listeners: [Listener; 3],
}

impl Worker {
    /// Has one begin with a task. `None` where there are none, or the browser refuses.
    pub fn start(task: &str) -> Option<Self> {
        let module = dom::document()?.get_element_by_id("page-module")?;
        let address = Reflect::get(&module, &JsValue::from_str("href")).ok()?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(SCRIPT, &options).ok()?;
        let said = Rc::new(RefCell::new(None));
        let listen = |event| {
            let said = Rc::clone(&said);
            Listener::on(&worker, event, move |event| *said.borrow_mut() = Some(text_of(&event)))
        };
        let _listeners = ["message", "messageerror", "error"].map(listen);
        // The program is compiled: nothing of it is fetched again.
        let program = wasm_bindgen::module();
        let given = Array::of4(&address, &program, &JsValue::from_str(task), &language::messages());
        let worker = Self { worker, said, _listeners };
        worker.worker.post_message(&given).ok()?;
        Some(worker)
    }

    /// What it has said last since this was last asked. It is empty when the worker cannot do its task.
    pub fn hear(&self) -> Option<String> {
        self.said.borrow_mut().take()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Worker")
    }
}

/// What a message says; nothing if it is an error.
fn text_of(event: &web_sys::Event) -> String {
    let data = Reflect::get(event, &JsValue::from_str("data"));
    data.ok().and_then(|data| data.as_string()).unwrap_or_default()
}

/// The task, if this is a worker.
pub fn task() -> Option<String> {
    Reflect::get(&js_sys::global(), &JsValue::from_str(TASK)).ok()?.as_string()
}

/// Says something to the page whose worker this is.
pub fn say(text: &str) {
    let page: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    // A text is never refused.
    let _ = page.post_message(&JsValue::from_str(text));
}
