//! Going about in the session by command.

use super::line::LineKind;
use crate::catalog::tr;
use crate::explain::words::list;
use crate::script::{Command, Travel};
use crate::sim::Time;

use super::Session;

impl Session {
    /// Goes somewhere, or gives something a name, and says so on the console.
    ///
    /// # Errors
    /// A sentence: what there is none of by that name, and what there is.
    pub(super) fn travel(&mut self, travel: &Travel) -> Result<(), String> {
        match travel {
            Travel::Go(us) => self.go_to(Time(*us))?,
            Travel::GoAfter(us, done) => self.go_amid(Time(*us), *done)?,
            Travel::GoTo(name) => self.go_to(self.bookmarked(name)?)?,
            Travel::Bookmark(name) => self.bookmark(name)?,
            Travel::Unbookmark(name) => self.unbookmark(name)?,
            Travel::Branches => {}
            Travel::Branch(number) => self.go_to_branch((*number as usize).wrapping_sub(1))?,
            Travel::BranchTo(name) => {
                let found = self.branches().find(|branch| branch.is_called(name));
                let number = found.map(|branch| branch.number);
                self.go_to_branch(number.ok_or_else(|| self.no_branch(&format!("{name:?}")))?)?;
            }
            // The branch that is shown is there.
            Travel::Rename(name) => {
                let _ = self.name_branch(self.current_branch(), name);
            }
        }
        self.tell_arrival(travel);
        Ok(())
    }

    /// Says on the console where one has gone, where one has arrived: it would not be seen where one was before.
    pub(super) fn tell_arrival(&mut self, travel: &Travel) {
        let prompt = self.prompt();
        self.mention(LineKind::Command { prompt }, Command::Travel(travel.clone()).to_string());
        if *travel == Travel::Branches {
            let lines: Vec<String> = self.branches().map(|branch| branch.to_string()).collect();
            for line in lines {
                self.mention(LineKind::Output, line);
            }
        }
    }

    /// Shows a moment; one that has not been yet is waited for.
    fn go_to(&mut self, moment: Time) -> Result<(), String> {
        self.seek(moment.min(self.horizon()));
        self.pass(moment)
    }

    /// Shows a moment with so many of its commands done.
    fn go_amid(&mut self, moment: Time, done: u32) -> Result<(), String> {
        let there = self.commands_at(moment);
        let Some(place) = (done as usize).checked_sub(1) else {
            self.seek_before(moment);
            return Ok(());
        };
        match there.get(place) {
            Some(place) => self.seek_item(*place),
            None => {
                return Err(tr!(
                    "there are {there} commands at {moment}: found after {done}, expected {there} at most",
                    there = there.len(),
                    moment,
                    done
                ));
            }
        }
        Ok(())
    }

    fn go_to_branch(&mut self, number: usize) -> Result<(), String> {
        let gone = self.switch_branch(number);
        gone.map_err(|missing| self.no_branch(&missing.0.wrapping_add(1).to_string()))
    }

    fn no_branch(&self, wanted: &str) -> String {
        let there = list(self.branches().map(|branch| {
            let number = branch.number + 1;
            if branch.named { format!("{number} ({:?})", branch.name) } else { number.to_string() }
        }));
        tr!("there is no branch {wanted}: there are {there}", wanted, there)
    }
}
