//! Raftarium: Raft as a whole cluster inside a web page.
#![forbid(unsafe_code)]

#[cfg(feature = "api")]
pub mod api;
pub mod app;
pub mod check;
pub mod kv;
pub mod persistent;
pub mod raft;
pub mod script;
pub mod sim;
pub mod ui;
