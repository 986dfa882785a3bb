//! What only a browser can show.
#![cfg(all(target_arch = "wasm32", feature = "page"))]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn the_browser_gives_randomness_for_a_new_seed() {
    let draw = || {
        let mut seed = [0; 16];
        getrandom::fill(&mut seed).map(|()| seed)
    };
    let (first, second) = (draw(), draw());
    assert!(first.is_ok(), "{first:?}");
    assert_ne!(first, second);
}
