//! `cargo xtask`: everything around the code that is not the code.
//!
//! A person with nothing but Rust runs `cargo xtask serve` and has the page; `cargo xtask test` is all that has to pass
//! before a change is done. What these need beyond Rust they install themselves, each tool in the version that the
//! sources ask for, into a cache of the user's own ([`tools`]).
//!
//! This is a workspace of its own without dependencies: it compiles in a moment, and runs before anything could be
//! downloaded.
//! Nothing here knows what the page does, and nothing is written outside the tool cache, `target/` and `dist/`.

mod args;
mod bench;
mod browser;
#[cfg(test)]
mod dependencies;
mod finish;
mod mutants;
mod package;
mod page;
mod say;
mod serve;
mod shots;
mod split;
mod stages;
mod tally;
mod test;
mod tools;
mod versions;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use args::Task;

/// What went wrong, and what to do about it: shown to the person as it is.
type Failure = String;

const HELP: &str = "\
Sets up, builds, serves and tests Raftarium. What is missing is installed first.

cargo xtask serve [--port N] [--open] [--release]
    Builds the page and serves it on http://127.0.0.1:8080, building again when a file changes.
    --port N     serves on another port
    --open       opens the page in your browser
    --release    builds it small and fast, as it is published

cargo xtask build [--release | --package]
    Builds the page into dist/, ready to be copied to any web server.
    --package    makes the JavaScript package in pkg/ instead

cargo xtask test [STAGE...]
    Runs every stage, or those that are named: fmt clippy doc native wasm e2e package release.

cargo xtask bench [WORD]
    Measures how fast it is, beside a peer where there is one, and prints figures, ratios and budgets.
    WORD         only what has this in its name: commands, moves, session, fuzz, history or seek

cargo xtask bench --browser [--raftscope FRAMES/MS]
    Measures the published page in Chromium at a quarter of this machine's speed: frames a second, and what each costs;
    then how fast an idle cluster runs, and how soon there is a leader. Fails where something is over its budget.
    --raftscope FRAMES/MS   RaftScope's figures on this machine, such as 28/12.5, to stand beside

cargo xtask mutants [--time 30m] [--seeds N] [--seed N] [--shard K/N] [--list] [WORD]
    Puts mistakes into the core, one at a time, and says which of them neither its tests nor the fuzzer notice.
    --time 30m   stops after so long (s, m or h); what was tried by then is a sample
    --seeds N    fuzzes what survives the tests with so many seeds each (5000); 0 for not at all
    --seed N     draws another order
    --shard K/N  only the Kth of N parts
    --list       only prints the mistakes
    WORD         only those with this in their name: a file, a function, a sign

cargo xtask shots [--readme]
    Takes pictures of the page in its sizes and themes, into target/shots.
    --readme     also renews the picture in README.md

cargo xtask help
    Shows this.
";

fn main() -> ExitCode {
    say::started();
    let arguments = std::env::args().skip(1);
    let done = args::parse(arguments).and_then(|task| match task {
        Task::Finish => finish::finish(),
        Task::Help => {
            print!("{HELP}");
            Ok(())
        }
        Task::Serve(options) => serve::serve(&options),
        Task::Build { release } => page::build_command(release),
        Task::Package => package::build_command(),
        Task::Test { stages } => test::test(&stages),
        Task::BenchBrowser { raftscope } => bench::browser(raftscope.as_deref()),
        Task::Bench { word } => bench::bench(word.as_deref()),
        Task::Mutants(options) => mutants::mutants(&options),
        Task::Shots { readme } => shots::shots(readme),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say::failure(&failure);
            ExitCode::FAILURE
        }
    }
}

/// The top of the repository.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The cargo that runs this, at the top of the repository.
fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}
