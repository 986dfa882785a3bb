//! Where the search has been. A configuration from which everything was tried in vain rules out itself, and every
//! other that can do no more than it.

use std::collections::BTreeMap;

use super::config::{Config, Place};
use super::patience::Patience;
use super::pending::{Pending, each};
use super::problem::{Class, Op};
use super::states::State;

/// The value now, and the one in the gap.
type Values = (State, Option<State>);

/// The configurations that were tried, for each return.
pub(super) struct Visited {
    tried: Vec<BTreeMap<Values, Vec<Config>>>,
    len: usize,
}

impl Visited {
    /// Nothing was tried yet.
    pub(super) fn new(returns: usize) -> Self {
        Self { tried: vec![BTreeMap::new(); returns], len: 0 }
    }

    /// How many are remembered.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Remembers the configuration; false if one that can do all that it can was there before.
    pub(super) fn insert(
        &mut self,
        ops: &[Op],
        pending: &Pending,
        at: usize,
        config: &Config,
        patience: &mut Patience,
    ) -> bool {
        let in_gap = match config.place {
            Place::Present(_) => None,
            Place::Gap(state, _) => Some(state),
        };
        let tried = self.tried[at].entry((config.state, in_gap)).or_default();
        patience.spend(tried.len());
        if tried.iter().any(|other| covers(ops, pending, other, config)) {
            return false;
        }
        tried.push(config.clone());
        self.len += 1;
        true
    }
}

/// Whether `wide` can do whatever `narrow` can, both at the same return, which neither has dealt with yet.
///
/// A read done is as good as one to do, or better. An operation that must happen and changes something is done in both
/// or in neither, but for one that is done in `narrow` and free in `wide`: "free" includes "done". An operation that
/// need not happen is better not used up.
fn covers(ops: &[Op], pending: &Pending, wide: &Config, narrow: &Config) -> bool {
    if wide.state != narrow.state
        || !wide.place.allows(narrow.place)
        || wide.gap < narrow.gap
        || wide.appends_free_before < narrow.appends_free_before
    {
        return false;
    }
    wide.done.iter().zip(&narrow.done).enumerate().all(|(index, (wide_word, narrow_word))| {
        let only_wide = wide_word & !narrow_word & !pending.readers_mask[index];
        let only_narrow = narrow_word & !wide_word & !pending.optional_mask[index];
        only_wide == 0
            && each(only_narrow, index).all(|slot| {
                let op = &ops[pending.holder[slot]];
                matches!(op.class, Class::Blind | Class::Append) && wide.frees(op)
            })
    })
}
