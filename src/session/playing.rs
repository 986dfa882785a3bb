//! A script that is played in parts: line by line, and within a line as long as it takes. Whoever plays it may do something
//! else in between, or leave it where it is. However many parts there are, what comes of it is the same.

use std::fmt;

use crate::script::{self, Command, Line, Place};
use crate::sim::Time;

use super::line::TranscriptLine;
use super::passage::Passage;
use super::report;
use super::run::{Setup, Started};
use super::{Done, Session};

/// A script, and how much of it was played.
pub struct Playing {
    lines: Vec<Line>,
    /// How many lines were played.
    played: usize,
    is_past_set_up: bool,
    under_way: Option<LineUnderWay>,
    /// What the console had to say of it.
    pub(super) output: Vec<TranscriptLine>,
}

/// A line that is being carried out.
pub(in crate::session) struct LineUnderWay {
    seen: ConsoleEnd,
    stage: Stage,
}

/// What it waits for.
enum Stage {
    /// Nothing: its command comes next.
    Nothing,
    /// Its moment.
    Moment(Passage),
    /// What its command lets pass.
    Command(Passage),
    /// The answers to what its command has begun.
    Answers(Passage),
}

impl LineUnderWay {
    /// Begins with a line. It ends at once if it takes no time.
    ///
    /// # Errors
    /// One sentence: why it cannot be done, and what to do.
    pub(super) fn begin(
        session: &mut Session,
        line: &Line,
        is_past_set_up: &mut bool,
    ) -> Result<Self, String> {
        match &line.command {
            Some(command) if command.place() == Place::Beginning && *is_past_set_up => {
                return Err(at_line(
                    line,
                    format!(
                        "`{command}` begins anew, so it must stand before all other commands but \
                         `set` and `preset`"
                    ),
                ));
            }
            Some(command) if command.place() != Place::Anywhere => {}
            _ => *is_past_set_up = true,
        }
        let seen = ConsoleEnd::of(session);
        let stage = match line.at_us.map(Time) {
            None => Stage::Nothing,
            Some(moment) => {
                session.is_to_come(moment).map_err(|error| at_line(line, error))?;
                Stage::Moment(session.until_moment(moment))
            }
        };
        Ok(Self { seen, stage })
    }

    /// Goes on, for so many moves at most; those that it takes are taken from `left`. What it led to, once it is at its end.
    pub(super) fn go_on(
        &mut self,
        session: &mut Session,
        line: &Line,
        left: &mut u64,
        output: &mut Vec<TranscriptLine>,
    ) -> Option<Result<Done, String>> {
        let done = self.reach(session, line, left)?;
        let mut seen = self.seen;
        if let Some(Command::Travel(_)) = line.command {
            seen.arrive(session);
        }
        gather(session, seen, output);
        Some(match done {
            Err(error) => Err(at_line(line, error)),
            // In a recorded session the console was opened again by the command that came next.
            Ok(Done::Exit) if line.at_us.is_some() => Ok(Done::Started(Started::default())),
            done => done,
        })
    }

    fn reach(
        &mut self,
        session: &mut Session,
        line: &Line,
        left: &mut u64,
    ) -> Option<Result<Done, String>> {
        loop {
            if let Stage::Moment(passage) | Stage::Command(passage) | Stage::Answers(passage) =
                &mut self.stage
            {
                let before = passage.moves();
                let ended = session.go_on_with(passage, *left);
                *left = left.saturating_sub(passage.moves() - before);
                if let Err(error) = ended? {
                    return Some(Err(error));
                }
            }
            let (Stage::Nothing | Stage::Moment(_), Some(command)) = (&self.stage, &line.command)
            else {
                return Some(Ok(Done::Started(Started::default())));
            };
            match session.takes_long(command) {
                Err(error) => return Some(Err(error)),
                Ok(Some(passage)) => self.stage = Stage::Command(passage),
                Ok(None) => match session.command(command) {
                    Ok(Done::Started(started)) if !line.background => {
                        self.stage = Stage::Answers(session.until_answered(started));
                    }
                    done => return Some(done),
                },
            }
        }
    }
}

fn at_line(line: &Line, error: String) -> String {
    format!("{}: {error}", line.place())
}

impl Playing {
    /// A script that is to be played.
    ///
    /// # Errors
    /// A sentence: which line cannot be read, and why.
    pub fn of(text: &str) -> Result<Self, String> {
        Ok(Self::of_lines(script::parse_script(text).map_err(|error| error.to_string())?))
    }

    pub(super) fn of_lines(lines: Vec<Line>) -> Self {
        Self { lines, played: 0, is_past_set_up: false, under_way: None, output: Vec::new() }
    }

    /// Goes on, for so many moves at most. Whether it could be played, once it is at its end.
    pub fn go_on(&mut self, session: &mut Session, most_moves: u64) -> Option<Result<(), String>> {
        let mut left = most_moves;
        while let Some(line) = self.lines.get(self.played) {
            if left == 0 {
                return None;
            }
            let mut under_way = match self.under_way.take() {
                Some(under_way) => under_way,
                None => match LineUnderWay::begin(session, line, &mut self.is_past_set_up) {
                    Ok(begun) => begun,
                    Err(error) => return Some(self.end(session, Err(error))),
                },
            };
            match under_way.go_on(session, line, &mut left, &mut self.output) {
                None => {
                    self.under_way = Some(under_way);
                    return None;
                }
                Some(Err(error)) => return Some(self.end(session, Err(error))),
                Some(Ok(Done::Exit)) => break,
                // A command that takes no move takes time as well.
                Some(Ok(Done::Started(_))) => left = left.saturating_sub(1),
            }
            self.played += 1;
        }
        Some(self.end(session, Ok(())))
    }

    fn end(&mut self, session: &mut Session, ended: Result<(), String>) -> Result<(), String> {
        self.played = self.lines.len();
        tell_what_is_open(session, &mut self.output);
        ended
    }

    /// How much of it was played, in thousandths: by the times that its lines bear or, where they bear none, by their number.
    pub fn progress(&self, now: Time) -> u32 {
        let last = self.lines.iter().rev().find_map(|line| line.at_us);
        let (done, of) = match last {
            Some(last) => (now.0.min(last), last),
            None => (self.played as u64, self.lines.len() as u64),
        };
        (u128::from(done) * 1_000 / u128::from(of.max(1))) as u32
    }
}

/// A session that a script leads to, while that is played.
pub struct Loading {
    session: Session,
    playing: Playing,
}

impl Loading {
    /// The session that this script leads to is to be made.
    ///
    /// # Errors
    /// A sentence: which line cannot be read, and why.
    pub fn of(text: &str) -> Result<Self, String> {
        let playing = Playing::of(text)?;
        let mut session = Session::open(Setup::default());
        session.set_quiet(true);
        Ok(Self { session, playing })
    }

    /// Goes on, for so many moves at most. Whether it could be played, once it is at its end.
    pub fn go_on(&mut self, most_moves: u64) -> Option<Result<(), String>> {
        self.playing.go_on(&mut self.session, most_moves)
    }

    /// The moment that it has reached.
    pub fn now(&self) -> Time {
        self.session.now()
    }

    /// How much of it was played, in thousandths.
    pub fn progress(&self) -> u32 {
        self.playing.progress(self.session.now())
    }

    /// The session, as far as it has come.
    pub fn session(mut self) -> Session {
        let now = self.session.now();
        self.session.arrive(now);
        self.session.set_quiet(false);
        self.session
    }
}

/// In few words: what writes whole lines out would be a twentieth of the page.
impl fmt::Debug for Playing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Playing").field("played", &self.played).finish_non_exhaustive()
    }
}

impl fmt::Debug for Loading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Loading").field(&self.playing).finish()
    }
}

/// Says of which filters something was expected that has not happened: no packet was sent that fits them, or fewer than
/// they were for. A script whose fault never came about shows nothing.
///
/// And says of a question that it was asked and never answered.
pub(super) fn tell_what_is_open(session: &mut Session, output: &mut Vec<TranscriptLine>) {
    let seen = ConsoleEnd::of(session);
    let view = session.view();
    for standing in &view.filters {
        if standing.met == 0 {
            session.remark_output(format!("no packet was sent that fits `{}`", standing.filter));
        } else if standing.filter.times.is_some() {
            let met = report::met(standing);
            session.remark_output(format!("`{}` was for more: {met}", standing.filter));
        }
    }
    if let Some(open) = session.question().filter(|question| question.open) {
        let question = open.question;
        session.remark_output(format!("{question:?} is open still: no reveal has told the answer"));
    }
    gather(session, seen, output);
}

/// How much of the console was there before a line.
#[derive(Clone, Copy, Debug)]
struct ConsoleEnd {
    epoch: u64,
    next_seq: u64,
}

impl ConsoleEnd {
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
fn gather(session: &Session, seen: ConsoleEnd, output: &mut Vec<TranscriptLine>) {
    let from = if session.epoch() == seen.epoch { seen.next_seq } else { 0 };
    output.extend(session.transcript().iter().filter(|line| line.seq >= from).cloned());
}
