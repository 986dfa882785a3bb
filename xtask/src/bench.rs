//! `cargo xtask bench`.

use std::process::Command;

use crate::{Failure, browser, cargo, root, say, tools};

const HOW_TO: &str = "\
the peer that the core is measured beside needs protoc, the compiler of protocol buffers, to be built.
Debian:  apt-get install protobuf-compiler
Fedora:  dnf install protobuf-compiler
macOS:   brew install protobuf
A protoc in another place is named by the variable PROTOC.";

/// Measures everything, or what has this word in its name, and prints figures, ratios and budgets.
pub fn bench(word: Option<&str>) -> Result<(), Failure> {
    ensure_protoc()?;
    say::note(
        "building it takes minutes the first time; measuring takes two more. Leave the machine alone meanwhile",
    );
    let benches: &[&str] = match word {
        None => &["speed", "seek"],
        Some("seek") => &["seek"],
        Some(_) => &["speed"],
    };
    for name in benches {
        let mut bench: Command = cargo();
        bench.args(["bench", "--manifest-path", "tests/bench/Cargo.toml", "--target-dir"]);
        bench.arg(root().join("target/bench")).args(["--bench", name, "--"]).args(word);
        if !tools::succeeds(&mut bench) {
            return Err("the measurements did not come to their end; see above".to_owned());
        }
    }
    Ok(())
}

fn ensure_protoc() -> Result<(), Failure> {
    if std::env::var_os("PROTOC").is_some() || tools::find_on_path("protoc").is_some() {
        return Ok(());
    }
    browser::install(&["protobuf-compiler"], "the compiler of protocol buffers", HOW_TO)
}
