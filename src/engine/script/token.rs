//! A line cut into pieces, one at a time, as the parser asks for them.
//!
//! There are two ways to ask. [`Cursor::word`] and its like cut at the language's signs as well as at spaces, so that
//! `cut n1>n2` needs no spaces. [`Cursor::text`] cuts at spaces only: in `put url http://x?a=b` the value is whatever
//! the person typed. Double quotes hold anything, with escapes. `#` at the start of a piece begins a comment.

use super::error::{Problem, ScriptError, excerpt};

/// The language's signs, the longer ones first.
const SIGNS: [&str; 12] = ["!=", "<=", ">=", "==", "|", "<", ">", "=", "!", "&", "(", ")"];

/// Whether a character ends a word.
fn is_sign(c: char) -> bool {
    matches!(c, '|' | '<' | '>' | '=' | '!' | '&' | '(' | ')')
}

/// A place in a line.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    line: &'a str,
    number: u32,
    at: usize,
    /// How the command is used, once it is known: for errors about what is missing or too much.
    pub(super) usage: &'static str,
    /// What `it` stands for here: something of the sort that is asked about.
    pub(super) it: Option<Meant>,
}

/// What `it` means in a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// A node.
    Node,
    /// The index of an entry.
    Entry,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// What sort of piece it is.
    pub(super) kind: Kind,
    /// As it stands in the line.
    pub(super) source: &'a str,
    /// Where it begins, in bytes.
    start: usize,
}

/// What sort of piece it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, digits and whatever else is no sign.
    Word,
    /// One of the signs.
    Sign,
    /// A text in double quotes, with its escapes resolved.
    Quoted(String),
}

/// Where pieces end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// At spaces, quotes and signs.
    AtSigns,
    /// At spaces and quotes.
    AtSpaces,
}

impl<'a> Cursor<'a> {
    /// The beginning of a line.
    ///
    /// # Errors
    /// If the line holds a control character (a tab is a space).
    pub(super) fn new(line: &'a str, number: u32) -> Result<Self, ScriptError> {
        let cursor = Self { line, number, at: 0, usage: "", it: None };
        match line.char_indices().find(|(_, c)| c.is_control() && *c != '\t') {
            None => Ok(cursor),
            Some((at, c)) => Err(cursor.unexpected_at(
                at,
                format!("the control character {}", c.escape_unicode()),
                "printable text; within double quotes, \\n, \\t and \\u{7f} stand for control characters",
            )),
        }
    }

    /// How much of the line is behind, in bytes.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Goes to the end of a piece.
    pub(super) fn go(&mut self, end: usize) {
        self.at = end;
    }

    /// Whether nothing but spaces and a comment follows.
    pub(super) fn at_end(&mut self) -> bool {
        self.skip_spaces();
        self.rest().is_empty() || self.rest().starts_with('#')
    }

    /// The next piece, cut at signs; it stays where it is. A quotation that does not end counts as nothing here.
    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.clone().scan(Cut::AtSigns).ok().flatten()
    }

    /// Whether the next piece is this word, in any case; if so, goes past it.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is_word(word));
        if found {
            let _ = self.scan(Cut::AtSigns);
        }
        found
    }

    /// Whether the next piece is this sign; if so, goes past it.
    pub(super) fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is_sign(sign));
        if found {
            let _ = self.scan(Cut::AtSigns);
        }
        found
    }

    /// The next piece, cut at signs.
    ///
    /// # Errors
    /// If there is none, or its quotes are wrong. `expected` says what should be there.
    pub(super) fn token(&mut self, expected: &str) -> Result<Token<'a>, ScriptError> {
        match self.scan(Cut::AtSigns)? {
            Some(token) => Ok(token),
            None => Err(self.missing(expected)),
        }
    }

    /// The next word, cut at signs and not in quotes.
    ///
    /// # Errors
    /// If something else stands there. `expected` says what should.
    pub(super) fn word(&mut self, expected: &str) -> Result<Token<'a>, ScriptError> {
        let token = self.token(expected)?;
        if token.kind == Kind::Word { Ok(token) } else { Err(self.unexpected(&token, expected)) }
    }

    /// The next text, in quotes or up to the next space, and the piece that it is.
    ///
    /// # Errors
    /// If there is none, or its quotes are wrong. `expected` says what should be there.
    pub(super) fn text(&mut self, expected: &str) -> Result<(String, Token<'a>), ScriptError> {
        let before = self.clone();
        match self.scan(Cut::AtSpaces)? {
            // A lone `&` is the mark of a command that is not waited for.
            Some(token) if token.is_sign("&") => {
                *self = before;
                Err(self.missing(expected))
            }
            Some(token) => Ok((token.text().to_owned(), token)),
            None => Err(self.missing(expected)),
        }
    }

    /// Demands that the line ends here.
    ///
    /// # Errors
    /// If anything but a comment follows. `expected` says what may.
    pub(super) fn end(&mut self, expected: &str) -> Result<(), ScriptError> {
        match self.scan(Cut::AtSpaces)? {
            None => Ok(()),
            Some(token) => {
                let expected = self.with_usage(expected);
                Err(self.unexpected(&token, &expected))
            }
        }
    }

    /// The error that this piece is not what was expected.
    pub(super) fn unexpected(&self, token: &Token<'_>, expected: &str) -> ScriptError {
        self.unexpected_at(token.start, excerpt(token.source), expected)
    }

    /// The error that whatever comes next is not what was expected.
    pub(super) fn stray(&mut self, expected: &str) -> ScriptError {
        match self.token(expected) {
            Ok(token) => self.unexpected(&token, expected),
            Err(error) => error,
        }
    }

    /// The error that the line, or the command in it, ends too soon.
    pub(super) fn missing(&self, expected: &str) -> ScriptError {
        let mut cursor = self.clone();
        let found =
            if cursor.at_end() { "the end of the line".into() } else { excerpt(cursor.first()) };
        self.unexpected_at(cursor.at, found, &self.with_usage(expected))
    }

    fn unexpected_at(&self, at: usize, found: String, expected: &str) -> ScriptError {
        let problem = Problem::Unexpected { found, expected: expected.to_owned() };
        ScriptError { line: self.number, column: self.column(at), problem }
    }

    fn with_usage(&self, expected: &str) -> String {
        if self.usage.is_empty() {
            expected.to_owned()
        } else {
            format!("{expected}; usage: {}", self.usage)
        }
    }

    /// The number of the character at this byte, from 1.
    fn column(&self, at: usize) -> u32 {
        // A line is far shorter than this number can hold.
        u32::try_from(self.line[..at].chars().count()).map_or(u32::MAX, |count| count + 1)
    }

    fn rest(&self) -> &'a str {
        &self.line[self.at..]
    }

    /// What stands at this place, up to the next space.
    fn first(&self) -> &'a str {
        self.rest().split(char::is_whitespace).next().unwrap_or_default()
    }

    fn skip_spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The next piece, or nothing at the end of the line.
    fn scan(&mut self, cut: Cut) -> Result<Option<Token<'a>>, ScriptError> {
        if self.at_end() {
            return Ok(None);
        }
        let start = self.at;
        let rest = self.rest();
        if rest.starts_with('"') {
            let text = self.quoted()?;
            self.demand_gap(cut)?;
            let source = &self.line[start..self.at];
            return Ok(Some(Token { kind: Kind::Quoted(text), source, start }));
        }
        let sign = match cut {
            Cut::AtSigns => SIGNS.into_iter().find(|sign| rest.starts_with(sign)),
            Cut::AtSpaces => Some("&").filter(|sign| self.first() == *sign),
        };
        if let Some(sign) = sign {
            self.at += sign.len();
            let source = &self.line[start..self.at];
            return Ok(Some(Token { kind: Kind::Sign, source, start }));
        }
        let ends = |c: char| c.is_whitespace() || c == '"' || (cut == Cut::AtSigns && is_sign(c));
        self.at += rest.find(ends).unwrap_or(rest.len());
        self.demand_no_quote()?;
        let source = &self.line[start..self.at];
        Ok(Some(Token { kind: Kind::Word, source, start }))
    }

    /// Reads a quoted text, from its opening to its closing quote.
    fn quoted(&mut self) -> Result<String, ScriptError> {
        let start = self.at;
        let mut text = String::new();
        let mut chars = self.rest().char_indices().skip(1).peekable();
        while let Some((offset, c)) = chars.next() {
            match c {
                '"' => {
                    self.at = start + offset + 1;
                    return Ok(text);
                }
                '\\' => {
                    let (length, c) = escape(&self.rest()[offset..]).ok_or_else(|| {
                        let source: String = self.rest()[offset..].chars().take(2).collect();
                        self.unexpected_at(
                            start + offset,
                            excerpt(&source),
                            "one of the escapes \\\" \\\\ \\n \\r \\t \\u{7f}",
                        )
                    })?;
                    text.push(c);
                    while chars.next_if(|(next, _)| *next < offset + length).is_some() {}
                }
                c => text.push(c),
            }
        }
        let found = "the end of the line within a quotation".to_owned();
        let opened = self.column(start);
        Err(self.unexpected_at(
            self.line.len(),
            found,
            &format!("the closing double quote of the one at column {opened}"),
        ))
    }

    /// After a closing quote comes a space, the end, or (where signs cut) a sign.
    fn demand_gap(&self, cut: Cut) -> Result<(), ScriptError> {
        match self.rest().chars().next() {
            None => Ok(()),
            Some(c) if c.is_whitespace() || (cut == Cut::AtSigns && is_sign(c)) => Ok(()),
            Some(_) => Err(self.unexpected_at(
                self.at,
                excerpt(self.first()),
                "a space after the closing double quote; within a quotation, a double quote is \\\"",
            )),
        }
    }

    /// A quotation does not begin in the middle of a word.
    fn demand_no_quote(&self) -> Result<(), ScriptError> {
        if self.rest().starts_with('"') {
            return Err(self.unexpected_at(
                self.at,
                "a double quote within a word".to_owned(),
                "quotes around the whole text; within a quotation, a double quote is \\\"",
            ));
        }
        Ok(())
    }
}

impl Token<'_> {
    /// Whether it is this word, in any case.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.source.eq_ignore_ascii_case(word)
    }

    /// Whether it is this sign.
    pub(super) fn is_sign(&self, sign: &str) -> bool {
        self.kind == Kind::Sign && self.source == sign
    }

    /// Where it ends in its line, in bytes.
    pub(super) fn end(&self) -> usize {
        self.start + self.source.len()
    }

    /// What it says: a quotation without its quotes, anything else as it stands.
    pub(super) fn text(&self) -> &str {
        match &self.kind {
            Kind::Quoted(text) => text,
            Kind::Word | Kind::Sign => self.source,
        }
    }
}

/// The escape at the beginning of the text: its length in bytes, and the character that it stands for.
fn escape(text: &str) -> Option<(usize, char)> {
    let letter = text.strip_prefix('\\')?.chars().next()?;
    match letter {
        '"' | '\\' => Some((2, letter)),
        'n' => Some((2, '\n')),
        'r' => Some((2, '\r')),
        't' => Some((2, '\t')),
        'u' => {
            let digits = text.strip_prefix("\\u{")?.split_once('}')?.0;
            if digits.is_empty() || digits.len() > 6 || digits.starts_with('+') {
                return None;
            }
            let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
            Some(("\\u{}".len() + digits.len(), c))
        }
        _ => None,
    }
}

/// Writes a text so that it reads back the same wherever a text may stand: as it is, or in quotes.
pub(super) fn quote(text: &str) -> String {
    // `absent` in quotes is a text where the bare word is not: see the condition `value k absent`.
    if is_plain(text) && !text.eq_ignore_ascii_case("absent") {
        return text.to_owned();
    }
    quote_always(text)
}

/// Writes a text in quotes.
pub(super) fn quote_always(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.extend(c.escape_unicode()),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a text needs no quotes anywhere.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| !(c.is_whitespace() || c.is_control() || c == '"' || is_sign(c));
    !text.is_empty() && !text.starts_with('#') && text.chars().all(plain)
}
