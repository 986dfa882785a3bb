//! What a learner hands in, and what it is worth.
//!
//! A submission is a script: only what the learner did, or a whole session's record, as `script` or a link has it. Then its
//! first lines have to be the mission's own; whoever changed them, or acts before the mission begins, is refused, and the line
//! is named. Everything is run anew: nothing that a submission says of itself is believed.

use crate::script::{self, Command, Line, Minute, Place};
use crate::session::runner::line_by_line;
use crate::session::{Link, Session, Watch};
use crate::sim::Time;

use super::finding;
use super::playing::MissionView;
use super::standing::is_of_mission;

/// How much virtual time a submission may take, in microseconds, from the beginning of its mission.
pub const MOST_US: u64 = 600 * 1_000_000;

/// What became of a submission.
pub struct Judged {
    /// How the mission stands at the end.
    pub mission: MissionView,
    /// Why it ended early, if it did: the line, and what was found.
    pub error: Option<String>,
    /// The session, at its end.
    pub session: Session,
}

/// Why a submission is not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be read: what was found.
    Unreadable(String),
    /// It does what the mission does not allow: the line, and what that is.
    Forbidden(String),
    /// It came after the mission had been closed: when, and until when that was open.
    Late(Minute, Minute),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(found) => write!(f, "cannot be read: {found}"),
            Self::Forbidden(found) => write!(f, "refused: {found}"),
            Self::Late(received, until) => {
                write!(f, "late: received {received}, and the mission was open until {until} (UTC)")
            }
        }
    }
}

/// An assignment: a mission, under a seed.
pub struct Assignment {
    text: String,
    lines: Vec<Line>,
    most_points: u32,
}

impl Assignment {
    /// Reads a mission's script, or a link to a mission or to a session that begins with one. It is run once.
    ///
    /// # Errors
    /// A sentence: what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = plain(text)?;
        let lines = script::parse_script(&text).map_err(|error| error.to_string())?;
        let mut assignment = Self { text, lines, most_points: 0 };
        let session = assignment.open(None)?;
        let Some(mission) = session.mission() else {
            return Err("it is no mission: task says what is to be done".to_owned());
        };
        if mission.goals.is_empty() {
            return Err("the mission has no goal: goal says what has to hold".to_owned());
        }
        if mission.used > 0 || session.now() > mission.began {
            return Err("something happens after task: what follows is the learner's".to_owned());
        }
        assignment.most_points = mission.most_points();
        Ok(assignment)
    }

    /// All points that there are.
    pub fn most_points(&self) -> u32 {
        self.most_points
    }

    /// What is to be done.
    pub fn task(&self) -> &str {
        let task = |line: &Line| matches!(line.command, Some(Command::Task(_)));
        match self.lines.iter().find(|line| task(line)).and_then(|line| line.command.as_ref()) {
            Some(Command::Task(words)) => words,
            _ => "",
        }
    }

    /// Whether each learner has a seed of his own: `seed from "NAME"`.
    pub fn is_personal(&self) -> bool {
        self.lines.iter().any(|line| matches!(line.command, Some(Command::SeedFrom(_))))
    }

    /// Until when what is handed in counts.
    pub fn open_until(&self) -> Option<Minute> {
        self.lines.iter().rev().find_map(|line| match &line.command {
            Some(Command::OpenUntil(minute)) => Some(*minute),
            _ => None,
        })
    }

    /// Whether what was received then still counts.
    ///
    /// # Errors
    /// That it is late.
    pub fn admits(&self, received: Minute) -> Result<(), Refusal> {
        match self.open_until().filter(|until| received > *until) {
            Some(until) => Err(Refusal::Late(received, until)),
            None => Ok(()),
        }
    }

    /// The seed that it says itself; of a personal one, that of this learner's name.
    pub fn seed(&self, learner: &str) -> Option<u64> {
        self.lines.iter().find_map(|line| match &line.command {
            Some(Command::SeedFrom(_)) => Some(script::seed_from(learner)),
            Some(Command::Seed(seed)) => Some(*seed),
            _ => None,
        })
    }

    /// The script under another seed.
    pub fn under(&self, seed: u64) -> String {
        finding::under(&self.text, &self.lines, seed)
    }

    /// The session in which the learner begins, under this seed, or its own.
    ///
    /// # Errors
    /// A sentence, if the script cannot be carried out.
    pub fn open(&self, seed: Option<u64>) -> Result<Session, String> {
        match seed {
            Some(seed) => Session::load(&self.under(seed)),
            None => Session::load(&self.text),
        }
    }

    /// What a submission comes to under a seed. It was made under the seed `home`, and if it says a seed, it has to be that one;
    /// under another one its moments are counted from where the mission begins there.
    ///
    /// # Errors
    /// Why it is not judged.
    pub fn judge(
        &self,
        submission: &str,
        home: Option<u64>,
        seed: Option<u64>,
    ) -> Result<Judged, Refusal> {
        let text = plain(submission).map_err(Refusal::Unreadable)?;
        let lines =
            script::parse_script(&text).map_err(|error| Refusal::Unreadable(error.to_string()))?;
        let begin = |seed: Option<u64>| {
            self.open(seed).map_err(|error| {
                Refusal::Unreadable(format!("the mission does not begin under this seed: {error}"))
            })
        };
        let at_home = begin(home)?;
        let own = self.own_lines(&lines, &at_home)?;
        let made = at_home.now();
        let mut session = match seed == home {
            true => at_home,
            false => begin(seed)?,
        };
        let began = session.now();
        session.watched_by(Watch::new(move |now| now.since(began) <= MOST_US));
        let lines = &lines[own..];
        for line in lines {
            if let Some(command) = &line.command {
                let changes = is_of_mission(command) || command.place() == Place::Beginning;
                let forbidden = changes
                    .then(|| format!("`{command}` changes the mission, which begins at {began}"))
                    .or_else(|| session.forbidden(command));
                if let Some(reason) = forbidden {
                    return Err(Refusal::Forbidden(format!("{}: {reason}", line.place())));
                }
            }
            if let Some(at) = line.at_us.map(Time).filter(|at| *at < made) {
                let reason = format!("@{at} is before the mission begins, at {made}");
                return Err(Refusal::Forbidden(format!("{}: {reason}", line.place())));
            }
            let at_us = line.at_us.map(|at| began.plus_us(Time(at).since(made)).0);
            let line = Line { at_us, ..line.clone() };
            match line_by_line(&mut session, &line) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return Self::end(session, Some(error)),
            }
            if session.mission().is_some_and(|mission| mission.solved.is_some()) {
                break;
            }
            if session.now().since(began) > MOST_US {
                let error =
                    format!("{}: the submission takes longer than 10 minutes", line.place());
                return Self::end(session, Some(error));
            }
        }
        Self::end(session, None)
    }

    fn end(session: Session, error: Option<String>) -> Result<Judged, Refusal> {
        match session.mission() {
            Some(mission) => Ok(Judged { mission, error, session }),
            None => Err(Refusal::Forbidden(
                "what it ends with left the mission's past: act after the mission has begun"
                    .to_owned(),
            )),
        }
    }

    /// Where the learner's own lines begin: at the first, if the mission's do not stand before them.
    fn own_lines(&self, lines: &[Line], at_home: &Session) -> Result<usize, Refusal> {
        let is_whole = lines.iter().any(|line| {
            line.command
                .as_ref()
                .is_some_and(|it| is_of_mission(it) || it.place() == Place::Beginning)
        });
        if !is_whole {
            return Ok(0);
        }
        // As it was written, or as a session writes it down.
        let mut recorded = script::parse_script(&at_home.script()).unwrap_or_default();
        // The last line says only how far it has come.
        recorded.pop_if(|last| last.command.is_none());
        let same = |mission: &Line, line: &Line| match (&mission.command, &line.command) {
            (Some(Command::Seed(_) | Command::SeedFrom(_)), Some(Command::Seed(seed))) => {
                *seed == at_home.setup().seed
            }
            (Some(Command::Seed(_) | Command::SeedFrom(_)), Some(Command::SeedFrom(name))) => {
                script::seed_from(name) == at_home.setup().seed
            }
            (one, other) => one == other && mission.at_us == line.at_us,
        };
        let common = |mission: &[Line]| {
            mission.iter().zip(lines).take_while(|(mission, line)| same(mission, line)).count()
        };
        // Of two that fit as far, the one that was written is what a person knows.
        let forms = [recorded.as_slice(), self.lines.as_slice()];
        let longest = forms.into_iter().max_by_key(|form| common(form)).unwrap_or_default();
        let shared = common(longest);
        if shared == longest.len() {
            return Ok(shared);
        }
        let expected = &longest[shared];
        Err(Refusal::Forbidden(match lines.get(shared) {
            Some(line) => {
                format!("{}: found `{line}` where the mission has `{expected}`", line.place())
            }
            None => format!("it ends before the mission's line `{expected}`"),
        }))
    }
}

/// Whether a text is the address of a session or a mission, or its fragment with the `#`.
pub fn is_link(text: &str) -> bool {
    let text = text.trim();
    !text.contains(char::is_whitespace)
        && (text.starts_with('#') || text.starts_with("http://") || text.starts_with("https://"))
}

/// A script as it stands, or the one that a link carries or names.
///
/// # Errors
/// A sentence, if the link carries none, or names a mission that does not exist.
pub fn plain(text: &str) -> Result<String, String> {
    if !is_link(text) {
        return Ok(text.to_owned());
    }
    let fragment = text.trim().split_once('#').map_or("", |(_, fragment)| fragment);
    if let Some(asked) = finding::asked_for(fragment) {
        return finding::script(&asked);
    }
    Link::read(fragment).map(|link| link.script).map_err(|error| error.to_string())
}
