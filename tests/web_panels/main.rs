//! The panels and the stage in a real browser: what a person types, presses and sees.
#![cfg(all(target_arch = "wasm32", feature = "page"))]

mod bench;
mod console;
mod diagram;
mod inspector;
mod ledger;
mod metrics;
mod page;
mod stage;
mod tour;
mod transport;

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);
