//! Has the linker leave the notes that the tool needs which cuts the page's program into parts (`xtask/src/split.rs`).

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let split = std::env::var_os("CARGO_FEATURE_SPLIT").is_some();
    let wasm = std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|it| it == "wasm");
    if split && wasm {
        println!("cargo::rustc-link-arg-bin=raftarium-page=--emit-relocs");
    }
}
