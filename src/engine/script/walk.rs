//! The way along the forms of a command, argument by argument: parsing goes it to its end, completion to the end of what
//! was typed.
//!
//! One argument decides which way to go on, and nothing is read twice: at any place at most one form has come to its
//! end, a word that a form demands comes before whatever else could stand there, and of the rest the first that may begin
//! with the piece is taken.

use super::argument::{Argument, Given};
use super::command::Command;
use super::commands::{Form, Row};
use super::error::ScriptError;
use super::shape::Shape;
use super::token::Cursor;

/// The forms that begin with what was read so far.
pub(super) struct Walk {
    forms: Vec<&'static Form>,
    /// How many arguments were read.
    at: usize,
}

impl Walk {
    pub(super) fn along(row: &Row) -> Self {
        Self { forms: row.forms.iter().collect(), at: 0 }
    }

    /// What may come next.
    pub(super) fn arguments(&self) -> impl Iterator<Item = Argument> {
        self.forms.iter().filter_map(|form| form.arguments.get(self.at).copied())
    }

    /// The form that could end here.
    fn ended(&self) -> Option<&'static Form> {
        self.forms.iter().find(|form| form.arguments.len() == self.at).copied()
    }

    /// What comes next, by what stands there; nothing if no form goes on, or there is none that goes on like that.
    pub(super) fn next(&self, cursor: &mut Cursor<'_>) -> Option<Argument> {
        let token = cursor.peek();
        let at = cursor.clone();
        let fits = |argument: &Argument| argument.may_begin(&at);
        let is_word = |argument: &Argument| matches!(argument, Argument::Word(_));
        let word = self.arguments().find(|argument| is_word(argument) && fits(argument));
        if word.is_some() {
            return word;
        }
        let over = cursor.at_end() || token.as_ref().is_some_and(|token| token.is_sign("&"));
        if over && self.ended().is_some() {
            return None;
        }
        let others = || self.arguments().filter(|argument| !is_word(argument));
        others().find(fits).or_else(|| others().last())
    }

    /// Goes on behind an argument.
    pub(super) fn step(&mut self, argument: Argument) {
        self.forms.retain(|form| form.arguments.get(self.at) == Some(&argument));
        self.at += 1;
    }

    /// The words one of which should stand here, behind another argument.
    fn missing(&self, before: Option<Argument>) -> String {
        let mut words: Vec<&str> = Vec::new();
        for form in &self.forms {
            if let Some(Argument::Word(word)) = form.arguments.get(self.at)
                && !words.contains(word)
            {
                words.push(word);
            }
        }
        let follows = self.forms.iter().find_map(|form| form.arguments.get(self.at + 1));
        let time = matches!(follows, Some(Argument::Of(Shape::Time(_))));
        let more = before.map_or("", Argument::more);
        format!("{more}{}{}", words.join(" or "), if time { " and a time" } else { "" })
    }
}

/// Reads what stands behind a command's name.
pub(super) fn command(cursor: &mut Cursor<'_>, row: &Row) -> Result<Command, ScriptError> {
    let mut walk = Walk::along(row);
    let mut given: Vec<Given> = Vec::new();
    let mut last = None;
    while let Some(argument) = walk.next(cursor) {
        given.push(argument.read(cursor)?);
        walk.step(argument);
        last = Some(argument);
    }
    match walk.ended() {
        Some(form) => Ok((form.make)(given)),
        None => Err(cursor.stray(&walk.missing(last))),
    }
}
