//! What the console says of rules. Where the program is in parts, that comes with the path.

use crate::catalog::tr;
use crate::explain::rules::{Arm, Coverage, Group};
use crate::explain::words::count;
use crate::session::Session;

use super::coverage::covered_by;
use super::seeking::seek;

/// What tells of the rules of a session: which were at work; or where the next is to be seen that was not.
pub type Tell = fn(&Session, bool) -> Vec<String>;

/// What tells: [`tell`], once it is here.
#[cfg(feature = "split")]
static GIVEN: std::sync::OnceLock<Tell> = std::sync::OnceLock::new();

/// What tells of rules has come.
#[cfg(feature = "split")]
pub fn give(tells: Tell) {
    // What was given first tells the same.
    let _ = GIVEN.set(tells);
}

/// What is told of the rules of a session, if what tells it is here.
#[cfg(feature = "split")]
pub fn told(session: &Session, next: bool) -> Vec<String> {
    let missing = || tr!("What knows the rules is not here yet. Ask again in a moment.").to_owned();
    GIVEN.get().map_or_else(|| vec![missing()], |tells| tells(session, next))
}

/// What is told of the rules of a session.
#[cfg(not(feature = "split"))]
pub fn told(session: &Session, next: bool) -> Vec<String> {
    tell(session, next)
}

/// The map of rules in lines; or, for `next`, where the next rule is to be seen that was not at work up to now.
pub fn tell(session: &Session, next: bool) -> Vec<String> {
    let covered = covered_by(session);
    if next { where_next(&covered) } else { map(&covered) }
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

fn where_next(covered: &Coverage) -> Vec<String> {
    let missing: Vec<Arm> = Arm::ALL.into_iter().filter(|arm| covered.of(*arm).is_none()).collect();
    let Some(first) = missing.first() else {
        return vec![tr!("every rule was at work up to now").to_owned()];
    };
    let Some(found) = seek(&missing) else {
        let text = tr!(
            "no run that was tried shows one that is missing; the first is: {rule}",
            rule = first.name()
        );
        return vec![text];
    };
    let mut lines = vec![
        tr!("{group}: {rule}", group = found.arm.group().name(), rule = found.arm.name()),
        tr!("seed {seed} shows it at {time}, in this run:", seed = found.seed, time = found.at),
    ];
    lines.extend(found.script.lines().map(|line| format!("  {line}")));
    lines
}
