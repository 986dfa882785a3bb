//! Running a script from its first line to its last: each client command until it is answered, each error an end.

use crate::script::{self, Command};

use super::session::{Done, Session};
use super::transcript::TranscriptLine;

/// What became of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunReport {
    /// What the console shows of it, line by line.
    pub output: Vec<TranscriptLine>,
    /// Why it ended early, if it did: the line, what was found, what was expected.
    pub error: Option<String>,
}

impl RunReport {
    /// Whether every line was carried out.
    pub fn ok(&self) -> bool {
        self.error.is_none()
    }

    /// The transcript as plain text, a line each.
    pub fn transcript(&self) -> String {
        self.output.iter().map(|line| line.plain() + "\n").collect()
    }
}

/// Runs a script on a session.
///
/// The whole text is read before anything is done, so a script with a bad line changes nothing.
pub fn run_script(session: &mut Session, text: &str) -> RunReport {
    let mut output = Vec::new();
    let error = match script::parse_script(text) {
        Ok(lines) => carry_out(session, &lines, &mut output).err(),
        Err(error) => Some(error.to_string()),
    };
    RunReport { output, error }
}

fn carry_out(
    session: &mut Session,
    lines: &[script::Line],
    output: &mut Vec<TranscriptLine>,
) -> Result<(), String> {
    let mut begun_anew = false;
    for line in lines {
        let at_line = |error: String| format!("line {}: {error}", line.number);
        if let Some(command @ (Command::Cluster(_) | Command::Seed(_))) = &line.command {
            if begun_anew {
                return Err(at_line(format!(
                    "`{command}` begins anew, so it must stand before all other commands but \
                     `set` and `preset`"
                )));
            }
        } else if !matches!(line.command, Some(Command::Set(_) | Command::Preset(_))) {
            begun_anew = true;
        }
        let mut seen = Seen::of(session);
        let done = session.carry_out(line);
        let awaited = match &done {
            Ok(Done::Began(begun)) if !line.background => session.await_answers(begun),
            _ => Ok(()),
        };
        if let Some(Command::Travel(_)) = line.command {
            seen.arrive(session);
        }
        gather(session, seen, output);
        // In a recorded session the console was opened again by the command that came next.
        if done.map_err(at_line)? == Done::Exit && line.at_us.is_none() {
            return Ok(());
        }
        awaited.map_err(at_line)?;
    }
    Ok(())
}

/// How much of the console was there before a line.
struct Seen {
    epoch: u64,
    next_seq: u64,
}

impl Seen {
    fn of(session: &Session) -> Self {
        let next_seq = session.transcript().last().map_or(0, |line| line.seq + 1);
        Self { epoch: session.epoch(), next_seq }
    }

    /// Another moment is shown, with the console as it was then, and one line more: where one went.
    fn arrive(&mut self, session: &Session) {
        if self.epoch != session.epoch() {
            *self = Self::of(session);
            self.next_seq = self.next_seq.saturating_sub(1);
        }
    }
}

/// Adds what the console has come to show since then. Where a line began a new console, that is all of it.
fn gather(session: &Session, seen: Seen, output: &mut Vec<TranscriptLine>) {
    let from = if session.epoch() == seen.epoch { seen.next_seq } else { 0 };
    output.extend(session.transcript().iter().filter(|line| line.seq >= from).cloned());
}
