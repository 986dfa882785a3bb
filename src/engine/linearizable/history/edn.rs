//! Forms of EDN, the notation in which Clojure's programs write their data, as far as histories have them.

use super::flaw::Flaw;
use crate::linearizable::value::shortened;

/// A form, and where in the text it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) what: What,
    /// In bytes.
    pub(super) at: usize,
    /// Where it ends.
    pub(super) end: usize,
}

/// What a form is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Nil,
    Bool(bool),
    Text(String),
    /// With its colon.
    Keyword(String),
    /// A number, a symbol, or a character: whatever has no signs of its own around it.
    Word(String),
    /// In brackets of any kind but those of a map.
    Sequence(Vec<Form>),
    Map(Vec<(Form, Form)>),
}

/// A text as it is read, from one form to the next.
pub(super) struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Whether what is read are the parts of one sequence, and not forms that follow each other.
    inside: Option<char>,
}

/// How deep forms may lie in each other.
const DEEPEST: usize = 32;

impl<'a> Reader<'a> {
    /// From the beginning.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, inside: None }
    }

    /// Goes on from this place of the text.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// The next form of those that follow each other; or, if all of them are the parts of one sequence, its next part.
    ///
    /// # Errors
    /// What is wrong, and where: in bytes.
    pub(super) fn next(&mut self) -> Result<Option<Form>, (usize, Flaw)> {
        loop {
            self.skip_space()?;
            let Some(sign) = self.peek() else {
                return match self.inside {
                    None => Ok(None),
                    Some(close) => Err(self.cut_off(close)),
                };
            };
            match self.inside {
                None if matches!(sign, '[' | '(') => {
                    self.inside = Some(if sign == '[' { ']' } else { ')' });
                    self.at += 1;
                }
                Some(close) if sign == close => {
                    self.inside = None;
                    self.at += 1;
                }
                _ => return self.form(0).map(Some),
            }
        }
    }

    /// One form, which begins here.
    pub(super) fn form(&mut self, depth: usize) -> Result<Form, (usize, Flaw)> {
        self.skip_space()?;
        let at = self.at;
        if depth > DEEPEST {
            let found = format!("more than {DEEPEST} brackets in each other");
            return Err((at, Flaw::new(found, "an operation")));
        }
        let what = match self.peek() {
            None => return Err((at, Flaw::new("the end", "a form (is the file cut off?)"))),
            Some('"') => What::Text(self.text_form()?),
            Some('[') => What::Sequence(self.sequence(']', depth)?),
            Some('(') => What::Sequence(self.sequence(')', depth)?),
            Some('{') => self.map(depth)?,
            Some('#') => return self.dispatched(depth),
            Some(sign @ (']' | ')' | '}')) => {
                return Err((at, Flaw::new(format!("`{sign}`"), "its opening bracket before it")));
            }
            Some(_) => match self.word() {
                "nil" => What::Nil,
                "true" => What::Bool(true),
                "false" => What::Bool(false),
                word if word.starts_with(':') => What::Keyword(word.to_owned()),
                word => What::Word(word.to_owned()),
            },
        };
        Ok(Form { what, at, end: self.at })
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// White space, comments, and forms that are to be left out.
    fn skip_space(&mut self) -> Result<(), (usize, Flaw)> {
        loop {
            let rest = &self.text[self.at..];
            let trimmed = rest.trim_start_matches(|sign: char| sign.is_whitespace() || sign == ',');
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with(';') {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if trimmed.starts_with("#_") {
                self.at += 2;
                self.form(1)?;
            } else {
                return Ok(());
            }
        }
    }

    fn word(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let ends = |sign: char| sign.is_whitespace() || ",;\"[](){}".contains(sign);
        // The first sign belongs to it whatever it is, such as that of a character.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let length = rest[first..].find(ends).map_or(rest.len(), |length| first + length);
        self.at += length;
        &rest[..length]
    }

    fn text_form(&mut self) -> Result<String, (usize, Flaw)> {
        let begin = self.at;
        let mut text = String::new();
        let mut signs = self.text[begin + 1..].char_indices();
        while let Some((at, sign)) = signs.next() {
            match sign {
                '"' => {
                    self.at = begin + 1 + at + 1;
                    return Ok(text);
                }
                '\\' => {
                    let escaped = signs.next().map(|(_, sign)| sign);
                    match escaped {
                        Some('n') => text.push('\n'),
                        Some('t') => text.push('\t'),
                        Some('r') => text.push('\r'),
                        Some(sign @ ('"' | '\\')) => text.push(sign),
                        Some('u') => {
                            let digits: String = signs.by_ref().take(4).map(|it| it.1).collect();
                            let code = u32::from_str_radix(&digits, 16).ok();
                            let sign = code.and_then(char::from_u32).ok_or_else(|| {
                                let found = format!("`\\u{digits}`");
                                (begin + 1 + at, Flaw::new(found, "four digits of a character"))
                            })?;
                            text.push(sign);
                        }
                        _ => {
                            let found = escaped.map_or_else(String::new, |sign| sign.to_string());
                            let expected = "one of \\n, \\t, \\r, \\u, \\\" and \\\\ in a string";
                            return Err((
                                begin + 1 + at,
                                Flaw::new(format!("`\\{found}`"), expected),
                            ));
                        }
                    }
                }
                sign => text.push(sign),
            }
        }
        Err((begin, Flaw::new("a string without an end", "`\"` (is the file cut off?)")))
    }

    fn sequence(&mut self, close: char, depth: usize) -> Result<Vec<Form>, (usize, Flaw)> {
        self.at += 1;
        let mut forms = Vec::new();
        loop {
            self.skip_space()?;
            match self.peek() {
                None => return Err(self.cut_off(close)),
                Some(sign) if sign == close => {
                    self.at += 1;
                    return Ok(forms);
                }
                Some(_) => forms.push(self.form(depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<What, (usize, Flaw)> {
        let at = self.at;
        let mut forms = self.sequence('}', depth)?.into_iter();
        let mut pairs = Vec::new();
        while let Some(key) = forms.next() {
            let Some(value) = forms.next() else {
                let found = "a map in which something has no partner";
                return Err((at, Flaw::new(found, "keys and values in turn")));
            };
            pairs.push((key, value));
        }
        Ok(What::Map(pairs))
    }

    /// A set, or a form with a tag, such as `#jepsen.history.Op{...}`. What tag it is does not matter.
    fn dispatched(&mut self, depth: usize) -> Result<Form, (usize, Flaw)> {
        let at = self.at;
        self.at += 1;
        if self.peek() == Some('{') {
            let what = What::Sequence(self.sequence('}', depth)?);
            return Ok(Form { what, at, end: self.at });
        }
        let tag = self.word();
        if !tag.starts_with(char::is_alphabetic) {
            return Err((at, Flaw::new(format!("`#{}`", shortened(tag)), "a tag after `#`")));
        }
        let form = self.form(depth + 1)?;
        Ok(Form { at, ..form })
    }

    fn cut_off(&self, close: char) -> (usize, Flaw) {
        (self.at, Flaw::new("the end", format!("`{close}` (is the file cut off?)")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let mut reader = Reader::new(text);
        let mut shown = Vec::new();
        loop {
            match reader.next() {
                Ok(None) => return shown.join(" "),
                Ok(Some(form)) => shown.push(show(&form)),
                Err((at, flaw)) => {
                    shown.push(format!("{at}: {} / {}", flaw.found, flaw.expected));
                    return shown.join(" ");
                }
            }
        }
    }

    fn show(form: &Form) -> String {
        match &form.what {
            What::Nil => "nil".to_owned(),
            What::Bool(it) => it.to_string(),
            What::Text(it) => format!("{it:?}"),
            What::Keyword(it) | What::Word(it) => it.clone(),
            What::Sequence(it) => {
                format!("[{}]", it.iter().map(show).collect::<Vec<_>>().join(" "))
            }
            What::Map(it) => {
                let pairs = it.iter().map(|(key, value)| format!("{} {}", show(key), show(value)));
                format!("{{{}}}", pairs.collect::<Vec<_>>().join(" "))
            }
        }
    }

    #[test]
    fn forms_are_read_with_whatever_stands_between_them() {
        assert_eq!(
            read("; a comment\n{:f :read, :value nil} #_{:a 1} {}"),
            "{:f :read :value nil} {}"
        );
        assert_eq!(read("[{:a [1 -2.5]} (\\a b/c)]"), "{:a [1 -2.5]} [\\a b/c]");
        assert_eq!(read("#jepsen.history.Op{:a #{true}} #inst \"x\""), "{:a [true]} \"x\"");
        assert_eq!(read(r#""a \"b\" \\ \n A""#), r#""a \"b\" \\ \n A""#);
        assert_eq!(read(""), "");
    }

    #[test]
    fn what_is_no_form_is_told_with_its_place() {
        assert_eq!(read("{:a"), "3: the end / `}` (is the file cut off?)");
        assert_eq!(read("[1 2"), "1 2 4: the end / `]` (is the file cut off?)");
        assert_eq!(
            read("{:a}"),
            "0: a map in which something has no partner / keys and values in turn"
        );
        assert_eq!(read("1 }"), "1 2: `}` / its opening bracket before it");
        assert_eq!(read("\"ab"), "0: a string without an end / `\"` (is the file cut off?)");
        assert_eq!(
            read(r#""\x""#),
            "1: `\\x` / one of \\n, \\t, \\r, \\u, \\\" and \\\\ in a string"
        );
        assert_eq!(read("#"), "0: `#` / a tag after `#`");
        assert!(read(&"(".repeat(100)).contains("more than 32 brackets in each other"));
    }
}
