//! What the console says of rules. Where the program is in parts, that comes with the path.

use crate::catalog::tr;
use crate::explain::rules::{Arm, Coverage, Group};
use crate::explain::words::count;
use crate::session::{Beside, Session};

use super::coverage::Covering;
use super::seeking::{Found, Seeking};

/// What tells of the rules of a session: which were at work; or where the next is to be seen that was not.
pub type Tell = fn(&Session, bool) -> Option<Box<dyn Beside>>;

/// What tells: [`tell`], once it is here.
#[cfg(feature = "split")]
static GIVEN: std::sync::OnceLock<Tell> = std::sync::OnceLock::new();

/// What tells of rules has come.
#[cfg(feature = "split")]
pub fn give(tells: Tell) {
    // What was given first tells the same.
    let _ = GIVEN.set(tells);
}

/// What tells of the rules of a session, if it is here.
#[cfg(feature = "split")]
pub fn telling(session: &Session, next: bool) -> Option<Box<dyn Beside>> {
    GIVEN.get().and_then(|tells| tells(session, next))
}

/// What tells of the rules of a session.
#[cfg(not(feature = "split"))]
pub fn telling(session: &Session, next: bool) -> Option<Box<dyn Beside>> {
    Some(tell(session, next))
}

/// The map of rules in lines; or, for `next`, where the next rule is to be seen that was not at work up to now.
pub fn tell(session: &Session, next: bool) -> Box<dyn Beside> {
    Box::new(Telling { covering: Covering::of(session), next, seeking: None })
}

/// What is told is found out: first which rules were at work, then, for `next`, where another is.
#[derive(Debug)]
struct Telling {
    covering: Covering,
    next: bool,
    seeking: Option<Seeking>,
}

impl Beside for Telling {
    fn go_on(&mut self, most_moves: u64) -> Option<Vec<String>> {
        if let Some(seeking) = &mut self.seeking {
            let found = seeking.go_on(most_moves)?;
            return Some(where_next(&missing(self.covering.coverage()), found));
        }
        if !self.covering.go_on(most_moves) {
            return None;
        }
        let coverage = self.covering.coverage();
        if !self.next {
            return Some(map(coverage));
        }
        let missing = missing(coverage);
        if missing.is_empty() {
            return Some(vec![tr!("every rule was at work up to now").to_owned()]);
        }
        self.seeking = Some(Seeking::of(missing));
        None
    }

    fn place(&self) -> String {
        match &self.seeking {
            None => self.covering.now().to_string(),
            Some(seeking) => count(seeking.tried() as u64, "run", "runs"),
        }
    }

    fn progress(&self) -> u32 {
        self.seeking.as_ref().map_or_else(|| self.covering.progress(), Seeking::progress)
    }

    fn stop(&mut self) -> String {
        tr!("stopped before it was found out").to_owned()
    }
}

fn missing(covered: &Coverage) -> Vec<Arm> {
    Arm::ALL.into_iter().filter(|arm| covered.of(*arm).is_none()).collect()
}

/// The map of rules, group by group.
fn map(covered: &Coverage) -> Vec<String> {
    let (shown, all) = (covered.arms().count(), Arm::ALL.len());
    let mut lines = vec![tr!("{shown} of {all} rules were at work up to now", shown, all)];
    for group in Group::ALL {
        lines.push(group.name().to_owned());
        let arms = Arm::ALL.into_iter().filter(|arm| arm.group() == group);
        lines.extend(arms.map(|arm| match covered.of(arm) {
            Some(shown) => {
                let told = tr!(
                    "{rule}: {times}, first at {first}",
                    rule = arm.name(),
                    times = count(shown.times, "time", "times"),
                    first = shown.first
                );
                format!("  + {told}")
            }
            None => format!("  - {}", arm.name()),
        }));
    }
    lines
}

fn where_next(missing: &[Arm], found: Option<Found>) -> Vec<String> {
    let Some(found) = found else {
        let rule = missing.first().map_or("", |first| first.name());
        let text =
            tr!("no run that was tried shows one that is missing; the first is: {rule}", rule);
        return vec![text];
    };
    let mut lines = vec![
        tr!("{group}: {rule}", group = found.arm.group().name(), rule = found.arm.name()),
        tr!("seed {seed} shows it at {time}, in this run:", seed = found.seed, time = found.at),
    ];
    lines.extend(found.script.lines().map(|line| format!("  {line}")));
    lines
}
