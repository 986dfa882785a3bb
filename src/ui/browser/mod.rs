//! The edge to the browser: what the page asks of it that Yew does not do. Nothing else on the page touches `web-sys`
//! globals.

pub mod address;
pub mod dom;
pub mod files;
pub mod frames;
pub mod language;
pub mod media;
pub mod panic;
mod promise;
pub mod shortcuts;
pub mod sight;
pub mod storage;
pub mod theme;
pub mod version;
pub mod whole_screen;
pub mod worker;

pub use frames::Frames;
pub use media::Media;
pub use theme::Theme;
