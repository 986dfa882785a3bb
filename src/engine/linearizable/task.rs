//! What the search is asked: operations, and what may be there at first.

use super::model::Step;
use super::value::Value;

/// An operation as the search is asked about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task<'a> {
    pub(super) step: &'a Step,
    /// When it was invoked, on any growing count.
    pub(super) invoked: u64,
    /// After this it cannot take effect any more.
    pub(super) returned: Option<u64>,
    /// Whether it must take effect in between. Otherwise it may, or may have before the history began, or never.
    pub(super) must: bool,
}

/// A value that the key may have at first.
#[derive(Clone, Copy, Debug)]
pub(super) enum Start<'a> {
    /// This one.
    Value(&'a Value),
    /// A string that no operation names, nor can what is appended to it be named.
    Other,
    /// Any string that some operation names, or that becomes such when at most so many bytes are appended.
    Texts(usize),
}
