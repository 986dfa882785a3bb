//! A search in a session: begun where it is shown, and what it has found placed on a branch of its own.

use crate::catalog::tr;
use crate::script::bounds::MAX_NAME_BYTES;
use crate::script::{Command, Find};
use crate::session::Session;
use crate::session::line::LineKind;

use super::bounds::Bounds;
use super::enabled::Enabled;
use super::search::Search;
use super::tools::tools;
use super::verdict::{Verdict, Witness};

/// The most that the console tells.
const MOST_TOLD: usize = 40;

impl Session {
    /// What can happen next: what decides something first, then what is under way by when it is due, then faults.
    ///
    /// # Errors
    /// A sentence when the part of the program that finds it has not come yet.
    pub fn enabled(&self) -> Result<Vec<Enabled>, String> {
        Ok((tools()?.enabled)(&self.here.run))
    }

    /// The same in lines for the console.
    ///
    /// # Errors
    /// The same.
    pub fn enabled_lines(&self) -> Result<Vec<String>, String> {
        let (all, now) = (self.enabled()?, self.now());
        let rest = all.len().saturating_sub(MOST_TOLD);
        let mut lines: Vec<String> = all.iter().take(MOST_TOLD).map(|it| it.line(now)).collect();
        if rest > 0 {
            lines.push(tr!("and {rest} more", rest));
        }
        Ok(lines)
    }

    /// Begins to look for what a line asks for, from the moment that is shown. The session stays as it is.
    ///
    /// # Errors
    /// A sentence: that the condition holds already, or names what does not exist, or that a mission does not allow it.
    pub fn search(&self, find: &Find) -> Result<Box<dyn Search>, String> {
        let run = &self.here.run;
        let mut bounds = Bounds::of(find, run.now());
        self.check_search_allowed(&Command::Find(find.clone()))?;
        if let Some(mission) = run.mission.as_ref().filter(|mission| mission.is_on())
            && let Some(allowed) = &mission.allowed
        {
            // Whether it can be asked here at all.
            run.holds(&find.condition)?;
            // What is found has to be carried out within the mission.
            bounds.using.retain(|it| allowed.allow(it.name()));
            let left = mission.limit.map(|limit| limit.saturating_sub(mission.used));
            bounds.most = bounds.most.min(left.unwrap_or(u32::MAX));
        }
        self.search_within(bounds)
    }

    /// Whether a mission that is played allows this, which finds out what the learner is to find out.
    ///
    /// # Errors
    /// A sentence when it does not.
    pub(in crate::session) fn check_search_allowed(&self, command: &Command) -> Result<(), String> {
        let mission = self.here.run.mission.as_ref().filter(|mission| mission.is_on());
        let line = command.to_string();
        let name = line.split(' ').next().unwrap_or_default();
        match mission {
            Some(mission) if !mission.allowed.as_ref().is_some_and(|it| it.allow(&line)) => {
                Err(tr!(
                    "a mission is to be solved without a search: `{name}` is not allowed here, {allowed}",
                    name,
                    allowed = mission.what_is_allowed()
                ))
            }
            _ => Ok(()),
        }
    }

    /// The same within these bounds, whatever a mission says.
    ///
    /// # Errors
    /// A sentence: that the condition holds already, or names what does not exist.
    pub fn search_within(&self, bounds: Bounds) -> Result<Box<dyn Search>, String> {
        (tools()?.begin)(&self.here.run, bounds)
    }

    /// Does something that can happen next, on a branch of its own that is named after it.
    ///
    /// # Errors
    /// A sentence: that it cannot be done now, or that a mission does not allow it.
    pub fn try_out(&mut self, command: &Command) -> Result<(), String> {
        if let Some(reason) = self.forbidden(command) {
            return Err(reason);
        }
        self.leave_branch(self.here.run.moves);
        let number = self.current_branch();
        // It is the one that is shown.
        let _ = self.name_branch(number, &named(&command.to_string()));
        self.record(command).map(drop)
    }

    /// Tells what a search has come to. A schedule that it has found begins a branch at the moment of the search, which is named
    /// after the condition and shown at the moment where that holds.
    ///
    /// # Errors
    /// A sentence when the session does not lead where the search has come: that must not happen.
    pub fn conclude(&mut self, search: &dyn Search, verdict: &Verdict) -> Result<(), String> {
        let lines = search.lines(verdict);
        if let Verdict::Found(witness) = verdict {
            self.place(search, witness)?;
        }
        for (place, line) in lines.into_iter().enumerate() {
            let found = place == 0 && matches!(verdict, Verdict::Found(_));
            self.remark(if found { LineKind::Ok } else { LineKind::Output }, line);
        }
        Ok(())
    }

    fn place(&mut self, search: &dyn Search, witness: &Witness) -> Result<(), String> {
        let bounds = search.bounds();
        if self.now() != bounds.from {
            self.seek(bounds.from);
        }
        self.leave_branch(self.here.run.moves);
        let number = self.current_branch();
        // It is the one that is shown.
        let _ = self.name_branch(number, &named(&bounds.condition.to_string()));
        for act in &witness.acts {
            self.pass(act.at)?;
            self.record(&act.command)?;
        }
        self.pass(witness.at)?;
        if self.digest() != format!("{:016x}", witness.digest) {
            return Err(tr!(
                "the schedule that was found leads elsewhere here: found the digest {found}, expected {expected}; please report it",
                found = self.digest(),
                expected = format_args!("{:016x}", witness.digest)
            ));
        }
        Ok(())
    }
}

/// The name of a branch on which this holds: no longer than a name may be.
pub fn named(condition: &str) -> String {
    if condition.len() <= MAX_NAME_BYTES {
        return condition.to_owned();
    }
    let most = MAX_NAME_BYTES - '…'.len_utf8();
    let cut = (0..=most).rev().find(|at| condition.is_char_boundary(*at)).unwrap_or(0);
    format!("{}…", condition[..cut].trim_end())
}
