//! Questions to whoever watches: `ask "Who leads next?" "n1" when leader is n1 ; "nobody" otherwise`. The right answer is
//! never written down: it is the one whose condition holds when the script says `reveal`.

use std::fmt::{Display, Formatter, Result as Written};

use super::bounds::{MAX_ANSWER_BYTES, MAX_ANSWERS};
use super::condition::Condition;
use super::conditions::{condition, condition_of_it};
use super::error::ScriptError;
use super::named::named;
use super::token::{Cursor, Meant, quote_always};
use super::word::words_in_quotes;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What is asked.
    pub question: String,
    /// What may be answered.
    pub answers: Answers,
}

/// What may be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answers {
    /// One of these, two at least.
    Choice(Vec<Choice>),
    /// One of the nodes: that of which the condition holds, in which it is called `it`.
    Node(Condition),
    /// One of the entries: that of whose index the condition holds, in which that is called `it`.
    Entry(Condition),
    /// One of the packets that are on their way: that whose arrival makes the condition true.
    Packet(Condition),
}

named! {
    /// What is pointed at to answer a question.
    Pick {
        /// A node, on the stage.
        Node = "node",
        /// An entry, in the ledger.
        Entry = "entry",
        /// A packet, on the stage.
        Packet = "packet",
    }
}

impl Answers {
    /// What is pointed at, if one answers so.
    pub fn pick(&self) -> Option<Pick> {
        match self {
            Self::Choice(_) => None,
            Self::Node(_) => Some(Pick::Node),
            Self::Entry(_) => Some(Pick::Entry),
            Self::Packet(_) => Some(Pick::Packet),
        }
    }
}

/// An answer, and when it is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// In words.
    pub answer: String,
    /// What has to hold; `None` for `otherwise`: none of what the other answers say.
    pub when: Option<Condition>,
}

impl Display for Ask {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        f.write_str(&quote_always(&self.question))?;
        match &self.answers {
            Answers::Node(condition) => write!(f, " pick node when {condition}"),
            Answers::Entry(condition) => write!(f, " pick entry when {condition}"),
            Answers::Packet(condition) => write!(f, " pick packet that brings {condition}"),
            Answers::Choice(choices) => {
                for (place, Choice { answer, when }) in choices.iter().enumerate() {
                    f.write_str(if place == 0 { " " } else { " ; " })?;
                    f.write_str(&quote_always(answer))?;
                    match when {
                        Some(condition) => write!(f, " when {condition}")?,
                        None => f.write_str(" otherwise")?,
                    }
                }
                Ok(())
            }
        }
    }
}

/// Reads what stands after `ask`.
pub(super) fn ask(cursor: &mut Cursor<'_>) -> Result<Ask, ScriptError> {
    const AFTER: &str = "an answer in double quotes, or pick node when and a condition of it";
    const PICKS: &str =
        "pick node when, pick entry when or pick packet that brings, and a condition";
    let (question, _) =
        words_in_quotes(cursor, "a question in double quotes", MAX_ANSWER_BYTES * 2)?;
    if cursor.take_word("pick") {
        let picked = Pick::ALL.into_iter().find(|pick| cursor.take_word(pick.name()));
        let pick = picked.ok_or_else(|| cursor.stray(PICKS))?;
        let (joints, answers): (&[&str], fn(Condition) -> Answers) = match pick {
            Pick::Node => (&["when"], Answers::Node),
            Pick::Entry => (&["when"], Answers::Entry),
            Pick::Packet => (&["that", "brings"], Answers::Packet),
        };
        if !joints.iter().all(|word| cursor.take_word(word)) {
            return Err(cursor.stray(&format!("{} and a condition", joints.join(" "))));
        }
        let condition = match pick {
            Pick::Node => condition_of_it(cursor, Meant::Node)?,
            Pick::Entry => condition_of_it(cursor, Meant::Entry)?,
            Pick::Packet => condition(cursor)?,
        };
        return Ok(Ask { question, answers: answers(condition) });
    }
    let mut choices: Vec<Choice> = Vec::new();
    loop {
        let (answer, token) = words_in_quotes(cursor, AFTER, MAX_ANSWER_BYTES)?;
        if choices.iter().any(|other| other.answer == answer) {
            return Err(cursor.unexpected(&token, "each answer once"));
        }
        if choices.len() == MAX_ANSWERS {
            let expected = format!("the end of the line: there are {MAX_ANSWERS} answers at most");
            return Err(cursor.unexpected(&token, &expected));
        }
        let taken = choices.iter().any(|choice| choice.when.is_none());
        let when = if cursor.take_word("when") {
            Some(condition(cursor)?)
        } else if !taken && cursor.take_word("otherwise") {
            None
        } else {
            let expected =
                if taken { "when and a condition" } else { "when and a condition, or otherwise" };
            return Err(cursor.stray(expected));
        };
        choices.push(Choice { answer, when });
        if cursor.take_word(";") {
            continue;
        }
        if choices.len() < 2 {
            return Err(cursor.stray("and, or, or a ; and another answer: there are two at least"));
        }
        return Ok(Ask { question, answers: Answers::Choice(choices) });
    }
}
