//! Making the JavaScript package.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::say::{self, Steps};
use crate::tools::{self, Toolbox};
use crate::{Failure, root};

/// `cargo xtask build --package`: what `wasm-pack build --target web` makes, with the tools of the cache, and smaller
/// where there is wasm-opt.
pub fn build_command() -> Result<(), Failure> {
    let mut steps = Steps::of(Toolbox::WASM_TEST_STEPS + 2);
    let mut toolbox = Toolbox::for_wasm_tests(&mut steps)?;
    let wasm_opt = toolbox.ensure_wasm_opt(&mut steps)?;
    steps.next("making the package in pkg/ (the first time takes minutes)");
    let mut build = wasm_pack(&toolbox, "pkg")?;
    // The same without compiling the page first, of which nothing would come into it.
    if !tools::succeeds(build.args(["--", "--no-default-features", "--features", "api"])) {
        return Err("wasm-pack could not make the package; it says why above".to_owned());
    }
    if wasm_opt {
        let file = root().join("pkg/raftarium_bg.wasm");
        let mut shrink = toolbox.command("wasm-opt")?;
        if !tools::succeeds(shrink.arg("-Oz").arg(&file).arg("-o").arg(&file)) {
            return Err("wasm-opt could not make it smaller; it says why above".to_owned());
        }
    }
    say::success("the package is in pkg/; `npm pack` or a bundler takes it from there");
    Ok(())
}

/// wasm-pack, told to make the package in this directory.
pub fn wasm_pack(toolbox: &Toolbox, directory: &str) -> Result<Command, Failure> {
    let mut wasm_pack = toolbox.command("wasm-pack")?;
    wasm_pack.args(["build", "--target", "web", "--mode", "no-install", "--out-dir", directory]);
    Ok(wasm_pack)
}

/// Copies the files of these directories into another, which holds the package: the page that shows how to use it, and
/// the program that TypeScript reads.
pub fn set_up(directory: &Path) -> Result<(), Failure> {
    for from in ["static/example", "tests/package"] {
        let trouble = |error| format!("{from} cannot be copied: {error}");
        for entry in fs::read_dir(root().join(from)).map_err(trouble)? {
            let entry = entry.map_err(trouble)?;
            fs::copy(entry.path(), directory.join(entry.file_name())).map_err(trouble)?;
        }
    }
    Ok(())
}
