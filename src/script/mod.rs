//! The command language: one command a line.

pub mod command;

pub use command::{
    ClientOp, Command, Comparison, Condition, Line, NodeRef, PacketRef, Preset, Quantity, Setting,
};
