//! What can happen next.

use super::config::{Config, Mode, Phase, Place};
use super::pending::{Pending, has, set};
use super::problem::{Change, Class, Demand, Op, Problem};
use super::states::{LOST_OTHER, LOST_TEXT, Moment, NEVER, State};

/// The moves from a configuration at a return that is not dealt with.
pub(super) struct Moves<'s, 'a> {
    pub(super) problem: &'s mut Problem<'a>,
    pub(super) pending: &'s Pending,
    /// The return.
    pub(super) at: usize,
    /// The moves that were found, each with a rank: the lowest is to be tried first.
    pub(super) found: &'s mut Vec<(u8, Config)>,
    /// The pending operations that change the value if they find the right one, and have not.
    conditionals: Vec<usize>,
    /// How long the value can be seen at most.
    horizon: Horizon,
}

impl<'s, 'a> Moves<'s, 'a> {
    /// Finds all moves from a configuration at a return that is not dealt with, and adds them, each with a rank: the
    /// lowest is to be tried first.
    pub(super) fn find(
        problem: &'s mut Problem<'a>,
        pending: &'s Pending,
        at: usize,
        config: &Config,
        found: &'s mut Vec<(u8, Config)>,
    ) {
        let undone = pending.changers.iter().map(|entry| entry.2).filter(|&index| {
            let op = &problem.ops[index];
            op.class == Class::Conditional && !has(&config.done, op.slot)
        });
        let conditionals = undone.collect();
        let horizon = Horizon::new(problem, pending, at, config);
        Self { problem, pending, at, found, conditionals, horizon }.find_all(config);
    }

    fn find_all(&mut self, config: &Config) {
        match config.place {
            Place::Present(mode) => {
                if mode == Mode::Fresh {
                    self.take_for_granted(config);
                    self.open_gap(config);
                }
                let may_write = matches!(mode, Mode::Moved | Mode::Fresh);
                for kind in self.pending.kinds() {
                    self.try_kind(kind, config, |op| op.class != Class::Blind || may_write);
                }
            }
            Place::Gap(_, phase) => {
                if phase == Phase::Seen {
                    let place = Place::Present(Mode::Fresh);
                    self.found.push((0, Config { place, ..config.clone() }));
                }
                for kind in self.pending.kinds() {
                    let fits = |op: &Op| op.class != Class::Blind && op.invoked < config.gap;
                    self.try_kind(kind, config, fits);
                }
            }
        }
    }

    fn returning(&self) -> &Op {
        &self.problem.ops[self.problem.returns[self.at]]
    }

    /// The returning operation need not have taken effect, or not where anybody saw it.
    fn take_for_granted(&mut self, config: &Config) {
        if self.is_granted(config) {
            let next = config.with(self.returning());
            self.found.push((0, next));
        }
    }

    fn is_granted(&self, config: &Config) -> bool {
        let op = self.returning();
        !op.must || op.class == Class::Append && config.frees(op)
    }

    /// The returning operation may have taken effect in the gap, in a block that begins with any write.
    fn open_gap(&mut self, config: &Config) {
        if self.returning().invoked < config.gap {
            let opened =
                Config { place: Place::Gap(config.state, Phase::Before), ..config.clone() };
            for kind in self.pending.kinds() {
                let fits = |op: &Op| op.class == Class::Blind && op.invoked < config.gap;
                self.try_kind(kind, &opened, fits);
            }
        }
    }

    /// Operations of one kind may take effect now. Which of them does makes no difference to the value, so those are
    /// enough that leave the others most freedom: one can stand for another that returns later, if whatever it might
    /// do instead the other might do too.
    fn try_kind(
        &mut self,
        kind: &[(u32, Moment, usize)],
        config: &Config,
        fits: impl Fn(&Op) -> bool,
    ) {
        let mut tried: [Option<(bool, bool, bool)>; 8] = [None; 8];
        let mut count = 0;
        for &(_, _, index) in kind {
            let op = &self.problem.ops[index];
            if !fits(op) || has(&config.done, op.slot) {
                continue;
            }
            let freedom = match op.class {
                // The write moves the gap to now.
                Class::Blind => (!op.must, true, true),
                _ => (!op.must, config.frees(op), op.invoked < config.gap),
            };
            let stands_for = |other: &Option<(bool, bool, bool)>| {
                other.is_some_and(|other| {
                    other.0 <= freedom.0 && other.1 <= freedom.1 && other.2 <= freedom.2
                })
            };
            if tried[..count].iter().any(stands_for) {
                continue;
            }
            tried[count] = Some(freedom);
            count += 1;
            match config.place {
                Place::Present(mode) => self.try_present(index, config, mode),
                Place::Gap(state, phase) => self.try_gap(index, config, state, phase),
            }
            if freedom == (false, false, false) {
                return;
            }
        }
    }

    /// One operation may take effect at the present.
    fn try_present(&mut self, index: usize, config: &Config, before: Mode) {
        let op = self.problem.ops[index].clone();
        let Some(state) = self.after(&op, config.state) else { return };
        let now = self.problem.moment(self.at);
        let is_blind = op.class == Class::Blind;
        let until = if is_blind { self.horizon.after_write } else { self.horizon.without(index) };
        let forgotten = self.problem.states.seen(state, now, until);
        if !self.may_be_of_use(index, &op, config, forgotten, before) {
            return;
        }

        let on_text = self.problem.states.is_text(config.state);
        let mut next = config.with(&op);
        let seen = self.read(state, NEVER, &mut next);
        next.state = forgotten;
        if is_blind {
            next.gap = now;
        }
        if is_blind && on_text || forgotten == LOST_TEXT {
            next.appends_free_before = now;
        }
        let mode = match (op.class, before) {
            (Class::Blind, _) if on_text => Mode::WrittenOnText,
            (Class::Blind, _) => Mode::WrittenOnOther,
            (_, Mode::WrittenOnText | Mode::WrittenOnOther) => before,
            (Class::Conditional, _) if op.must => Mode::Moved,
            _ if seen => Mode::Moved,
            (Class::Append, Mode::UnseenOnOther) if op.must => Mode::Moved,
            (_, Mode::UnseenOnText | Mode::UnseenOnOther) => before,
            _ if on_text => Mode::UnseenOnText,
            _ => Mode::UnseenOnOther,
        };
        next.place = Place::Present(mode);
        let done = has(&next.done, self.returning().slot);
        let of_use = match mode {
            _ if done => true,
            Mode::WrittenOnText | Mode::WrittenOnOther => self.can_reach(forgotten, &next),
            Mode::UnseenOnText => {
                self.can_be_seen(forgotten, &next) || self.problem.picky && self.is_ready(forgotten)
            }
            Mode::UnseenOnOther => {
                self.problem.states.is_text(forgotten) || self.can_be_seen(forgotten, &next)
            }
            Mode::Moved | Mode::Fresh => true,
        };
        if of_use {
            self.found.push((if done { 1 } else { 3 }, next));
        }
    }

    /// Whether it may be of use to let an append lose the value, which nothing can tell afterwards.
    fn may_be_of_use(
        &self,
        index: usize,
        op: &Op,
        config: &Config,
        state: State,
        mode: Mode,
    ) -> bool {
        if op.class != Class::Append || !is_lost(state) {
            return true;
        }
        let is_returning = index == self.problem.returns[self.at];
        let was_lost = is_lost(config.state);
        if was_lost && config.frees(op) && mode != Mode::UnseenOnOther && !is_returning {
            // What is free here anyway need not be done, unless for the sake of being seen.
            return false;
        }
        if self.problem.picky {
            return true;
        }
        // Nothing prefers a lost value to another text.
        if is_returning {
            let on_text = matches!(mode, Mode::WrittenOnText | Mode::UnseenOnText);
            was_lost || !on_text && !config.frees(op)
        } else {
            let on_other = matches!(mode, Mode::WrittenOnOther | Mode::UnseenOnOther);
            on_other && self.returning().class == Class::Append
        }
    }

    /// One operation may take effect in the gap.
    fn try_gap(&mut self, index: usize, config: &Config, state: State, phase: Phase) {
        let op = self.problem.ops[index].clone();
        let is_returning = index == self.problem.returns[self.at];
        if op.class == Class::Append && state == LOST_TEXT && config.frees(&op) && !is_returning {
            return;
        }
        let Some(state) = self.after(&op, state) else { return };
        let now = self.problem.moment(self.at);

        let mut next = config.with(&op);
        let seen = self.read(state, config.gap, &mut next);
        let state = self.problem.states.seen(state, now, config.gap);
        let done = has(&next.done, self.returning().slot);
        let phase = match phase {
            _ if !done => Phase::Before,
            Phase::Before if !self.is_granted(config) => Phase::Seen,
            _ if seen || op.class == Class::Conditional && op.must => Phase::Seen,
            _ => Phase::Unseen,
        };
        next.place = Place::Gap(state, phase);
        let of_use = match phase {
            Phase::Before => {
                self.can_reach(state, &next)
                    && (!self.is_granted(config) || self.can_be_seen(state, &next))
            }
            Phase::Unseen => self.can_be_seen(state, &next),
            Phase::Seen => true,
        };
        if of_use {
            self.found.push((if done { 1 } else { 2 }, next));
        }
    }

    /// The state after an operation, if it can take effect.
    fn after(&mut self, op: &Op, state: State) -> Option<State> {
        if !op.demand.admits(state) {
            return None;
        }
        match op.change {
            Change::Keep => None,
            Change::Set(state) => Some(state),
            Change::Append(_) if !self.problem.states.is_text(state) => None,
            Change::Append(number) => {
                let text = self.problem.texts[number as usize];
                Some(self.problem.states.append(state, text, number))
            }
        }
    }

    /// Whether the returning operation may come to take effect, if no write comes in between.
    fn can_reach(&self, state: State, config: &Config) -> bool {
        let returning = self.returning();
        if returning.class == Class::Blind {
            return false;
        }
        let near = |op: &Op| match op.demand {
            Demand::Is(wanted) => wanted == state || self.problem.states.leads_to(state, wanted),
            Demand::Any | Demand::Not(_) => true,
        };
        self.is_ready(state)
            || self.any_conditional(config, near)
            || matches!(returning.demand, Demand::Is(_)) && near(returning)
    }

    /// Whether the returning operation can take effect.
    fn is_ready(&self, state: State) -> bool {
        let Op { demand, change, class, .. } = self.returning();
        if *class == Class::Blind {
            return false;
        }
        let appends = matches!(change, Change::Append(_));
        demand.admits(state) && (!appends || self.problem.states.is_text(state))
    }

    /// Whether anything may come to see the state, or what it becomes.
    fn can_be_seen(&self, state: State, config: &Config) -> bool {
        !is_lost(state) || self.any_conditional(config, |op| matches!(op.demand, Demand::Not(_)))
    }

    fn any_conditional(&self, config: &Config, which: impl Fn(&Op) -> bool) -> bool {
        self.conditionals.iter().any(|&index| {
            let op = &self.problem.ops[index];
            !has(&config.done, op.slot) && which(op)
        })
    }

    /// Lets all that only read, and were invoked before a moment, read the state. Tells whether any did for the first
    /// time.
    fn read(&self, state: State, before: Moment, config: &mut Config) -> bool {
        let readers = self.pending.readers.iter().map(|&reader| &self.problem.ops[reader]);
        read(readers.filter(|op| op.invoked < before), state, config)
    }
}

fn is_lost(state: State) -> bool {
    matches!(state, LOST_TEXT | LOST_OTHER)
}

/// Lets all operations that change nothing, and can, take effect at once: later may be too late, and sooner harms
/// nobody. Tells whether any did.
pub(super) fn read<'o>(
    readers: impl Iterator<Item = &'o Op>,
    state: State,
    config: &mut Config,
) -> bool {
    let mut any = false;
    for op in readers {
        if op.class == Class::Reader && op.demand.admits(state) && !has(&config.done, op.slot) {
            set(&mut config.done, op.slot);
            any = true;
        }
    }
    any
}

/// Until when the value can be seen.
///
/// An operation that must set the value, and has not, will do so before it returns. Who is invoked after that return
/// sees nothing of the value that is there now. This holds for those that are pending, unless they may have taken effect
/// in the gap, and for those that are invoked later.
struct Horizon {
    /// The first return of those that are pending, and whose it is.
    first: (Moment, usize),
    /// The first return of the others.
    second: Moment,
    /// The first return of those that are invoked later.
    after_write: Moment,
}

impl Horizon {
    fn new(problem: &Problem<'_>, pending: &Pending, at: usize, config: &Config) -> Self {
        let to_come = problem.invoked_before[at];
        let after_write = problem.next_overwrite.get(to_come).copied().unwrap_or(NEVER);
        let mut horizon = Self { first: (NEVER, usize::MAX), second: NEVER, after_write };
        for &(_, returned, index) in &pending.changers {
            let op = &problem.ops[index];
            if op.overwrites() && op.invoked >= config.gap && !has(&config.done, op.slot) {
                if returned < horizon.first.0 {
                    horizon.second = horizon.first.0;
                    horizon.first = (returned, index);
                } else {
                    horizon.second = horizon.second.min(returned);
                }
            }
        }
        horizon
    }

    fn without(&self, index: usize) -> Moment {
        let pending = if self.first.1 == index { self.second } else { self.first.0 };
        pending.min(self.after_write)
    }
}

/// Forgets the value, if nothing can tell it any more before it is overwritten.
pub(super) fn forget(problem: &mut Problem<'_>, pending: &Pending, at: usize, config: &mut Config) {
    let now = problem.moment(at);
    let until = Horizon::new(problem, pending, at, config).without(usize::MAX);
    config.state = problem.states.seen(config.state, now, until);
    if config.state == LOST_TEXT {
        config.appends_free_before = now;
    }
}
