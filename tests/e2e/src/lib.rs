//! The built page in a real browser, as a person uses it.
//!
//! A story ([`story`]) gets a page of its own: its own browser with an empty profile, opened on the page that
//! `cargo xtask` has built. It acts through the mouse and the keyboard, finds things by role and name or by the test
//! ids that the page promises, and looks at the cluster through `window.raftarium`. Stories run side by side.
//!
//! - Nothing here sleeps in the hope that something has happened: a story waits for a condition ([`Page::until`]), and
//!   a condition that does not come true fails with the state that the page was in.
//! - An error or a warning in the browser's console fails the story, whatever else it saw.
//! - Whatever happens, the browser is closed; a story that fails leaves a picture in `target/e2e`.

mod axe;
mod browser;
mod driver;
mod find;
mod page;
mod server;
mod story;

pub use browser::{Size, Theme};
pub use page::Page;
pub use server::Server;
pub use story::{dist, picture, story};

use std::path::{Path, PathBuf};

/// What goes wrong between a story and its browser: told in words, since nobody handles it.
pub type Trouble = Box<dyn std::error::Error>;

/// The top of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}
