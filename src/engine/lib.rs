//! The engine: the protocol, the cluster that runs it in virtual time, the language that commands it, and what watches
//! it. All on which a result depends, and nothing of how it is shown.
//!
//! A crate of its own, so that it is compiled rather for speed, and the page for size. Its rooms, and which way they
//! look, stand in the essay of the crate above it, which hands them on under the same names.
#![forbid(unsafe_code)]

pub mod check;
pub mod compact;
pub mod fuzz;
pub mod kv;
pub mod linearizable;
pub mod persistent;
pub mod raft;
pub mod script;
pub mod sim;
