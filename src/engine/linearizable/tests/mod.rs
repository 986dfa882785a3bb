//! The search against one that tries every order, and against histories of a simulated register.

mod dice;
mod orders;
mod simulated;
