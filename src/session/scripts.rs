//! The session as text, which leads to it again.

use std::fmt::Write;

use crate::script::{Command, Line, Travel};
use crate::sim::Time;

use super::Session;
use super::branch::Branch;
use super::record::{Item, Recorded};

impl Session {
    /// The branch that is shown, as a script: running it leads to the furthest moment of this branch.
    pub fn script(&self) -> String {
        let mut text = self.header();
        write_branch(&mut text, self.branch(), Time::ZERO, 0);
        text
    }

    /// All branches, as a script: running it leads to all of them again, to their names, and to the furthest moment of
    /// the one that is shown.
    pub fn script_of_all(&self) -> String {
        let mut text = self.header();
        for (number, branch) in self.branches.iter().enumerate() {
            match branch.fork {
                None => write_branch(&mut text, branch, Time::ZERO, 0),
                Some(fork) => {
                    write_travel(&mut text, Travel::Branch(one_based(fork.from)));
                    let left = &self.branches[fork.from];
                    let (left_shared, shared) = shared(left, branch, fork.at);
                    let rest = left.tape.get(left_shared..).unwrap_or_default();
                    if rest.iter().any(|next| next.is_command() && next.at <= fork.at) {
                        // It was left in the midst of a moment, whose other commands are not to be done.
                        let done = left.tape[..left_shared].iter().filter(|it| it.at == fork.at);
                        let done = done.filter(|it| it.is_command()).count();
                        let done = u32::try_from(done).expect("a tape is not as long as that");
                        write_travel(&mut text, Travel::GoAfter(fork.at.0, done));
                        write_amid(&mut text, branch, fork.at, shared);
                    } else {
                        write_travel(&mut text, Travel::Go(fork.at.0));
                        write_branch(&mut text, branch, fork.at, shared);
                    }
                }
            }
            if let Some(name) = &branch.name {
                write_travel(&mut text, Travel::Rename(name.clone()));
            }
            // The next one may leave any of those so far, and the last one need not be the one that is shown.
            if number + 1 == self.branches.len() && number != self.current {
                write_travel(&mut text, Travel::Branch(one_based(self.current)));
                write_travel(&mut text, Travel::Go(self.horizon().0));
            }
        }
        text
    }

    /// What was done in the branch that is shown up to the moment that is shown: each command with its time.
    pub(in crate::session) fn lines_so_far(&self) -> Vec<Line> {
        let done = &self.branch().tape[..self.here.played];
        let command = |recorded: &Recorded| match &recorded.what {
            Item::Command(command) => {
                Some(Line::unnumbered(Some(recorded.at.0), Some(command.clone())))
            }
            Item::Remark(..) => None,
        };
        done.iter().filter_map(command).collect()
    }

    fn header(&self) -> String {
        format!("cluster {}\nseed {}\n", self.setup.nodes, self.setup.seed)
    }
}

/// How much of its tape a branch has from the one that it left at this moment: so many items of that one's tape, and so
/// many of its own. Remarks do not count: either may have been told something since then.
fn shared(left: &Branch, branch: &Branch, at: Time) -> (usize, usize) {
    let commands = |branch: &'_ Branch| -> Vec<usize> {
        let tape = branch.tape.iter().enumerate();
        tape.filter(|(_, it)| it.is_command()).map(|(place, _)| place).collect()
    };
    let (ours, theirs) = (commands(branch), commands(left));
    let both = theirs.iter().zip(&ours);
    let same = both.take_while(|(theirs, ours)| {
        let (one, other) = (&left.tape[**theirs], &branch.tape[**ours]);
        one == other && one.at <= at
    });
    same.last().map_or((0, 0), |(theirs, ours)| (theirs + 1, ours + 1))
}

/// What is on a branch's tape after so many items, its bookmarks from this moment on, and its end.
fn write_branch(text: &mut String, branch: &Branch, from: Time, played: usize) {
    let mut bookmarks = branch.bookmarks.iter().filter(|it| it.at >= from).peekable();
    for Recorded { at, what } in &branch.tape[played..] {
        while let Some(earlier) = bookmarks.next_if(|bookmark| bookmark.at < *at) {
            write_line(text, earlier.at, Some(bookmark(&earlier.name)));
        }
        if let Item::Command(command) = what {
            write_line(text, *at, Some(command.clone()));
        }
    }
    for later in bookmarks {
        write_line(text, later.at, Some(bookmark(&later.name)));
    }
    write_line(text, branch.horizon, None);
}

/// The same for a branch that left another one in the midst of this moment. Its first command bears no time: a time is
/// waited for, and what is left of the moment would be done.
fn write_amid(text: &mut String, branch: &Branch, at: Time, played: usize) {
    let next = branch.tape[played..].iter().position(Recorded::is_command);
    let first = next.map(|next| (played + next, &branch.tape[played + next]));
    if let Some((place, Recorded { at: first, what: Item::Command(command) })) = first
        && *first == at
    {
        let _ = writeln!(text, "{}", Line::unnumbered(None, Some(command.clone())));
        write_branch(text, branch, at, place + 1);
    } else {
        write_branch(text, branch, at, played);
    }
}

fn bookmark(name: &str) -> Command {
    Command::Travel(Travel::Bookmark(name.to_owned()))
}

fn write_travel(text: &mut String, travel: Travel) {
    let _ = writeln!(text, "{}", Command::Travel(travel));
}

fn write_line(text: &mut String, at: Time, command: Option<Command>) {
    let _ = writeln!(text, "{}", Line::unnumbered(Some(at.0), command));
}

/// A branch's number as people count.
fn one_based(number: usize) -> u32 {
    u32::try_from(number + 1).expect("there are few branches")
}
