//! A source file as text: where its code is, and where its functions are.
//!
//! The sources are formatted by rustfmt, and that is all that is known about them: there is no grammar of Rust here. Where
//! this reads something wrongly, the compiler refuses what is made of it, and so nothing wrong is ever counted.

use std::ops::Range;

/// A file of the core.
#[derive(Debug)]
pub struct Source {
    /// Its path below `src/engine/raft`.
    pub name: String,
    /// What it says.
    pub text: String,
    /// The same, byte for byte, with blanks in place of comments and of what literals say.
    pub code: String,
    /// Its functions in order, without those of its tests.
    pub functions: Vec<Function>,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// What it returns; nothing if it returns nothing.
    pub returns: String,
    /// What is between its braces.
    pub body: Range<usize>,
}

impl Source {
    /// Reads a file of this name.
    pub fn read(name: &str, text: String) -> Self {
        let code = code_of(&text);
        let end = code.find("\n#[cfg(test)]").unwrap_or(code.len());
        let functions = functions(&code[..end]);
        Self { name: name.to_owned(), text, code, functions }
    }
}

/// The text without its comments and without what its literals say, as long as before.
fn code_of(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let length = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => {
                bytes[at..].iter().position(|it| *it == b'\n').unwrap_or(bytes.len() - at)
            }
            b'"' => string(&bytes[at..]),
            b'\'' => character(&bytes[at..]),
            _ => 0,
        };
        for byte in &mut code[at..at + length] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at += length.max(1);
    }
    // Only whole characters are blanked, so what is left is text.
    String::from_utf8(code).unwrap_or_default()
}

/// How long the string is that begins here.
fn string(bytes: &[u8]) -> usize {
    let mut at = 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += 1 + usize::from(bytes[at] == b'\\');
    }
    (at + 1).min(bytes.len())
}

/// How long the character is that begins here; a lifetime is none.
fn character(bytes: &[u8]) -> usize {
    let end = if bytes.get(1) == Some(&b'\\') { 3 } else { 2 };
    if bytes.get(end) == Some(&b'\'') { end + 1 } else { 0 }
}

fn functions(code: &str) -> Vec<Function> {
    const BEGINNINGS: [&str; 4] = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn "];
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(line) = code[at..].lines().next() {
        let beginning = BEGINNINGS.iter().find(|it| line.trim_start().starts_with(**it));
        let next = at + line.len() + 1;
        at = next;
        if let Some(beginning) = beginning {
            let indent = line.len() - line.trim_start().len();
            let start = next - 1 - line.len() + indent + beginning.len();
            if let Some(function) = function(code, start) {
                at = function.body.end;
                found.push(function);
            }
        }
        if at > code.len() {
            break;
        }
    }
    found
}

/// The function whose name stands here, if it has a body.
fn function(code: &str, start: usize) -> Option<Function> {
    let name: String = code[start..].chars().take_while(|it| is_word(*it)).collect();
    let mut depth = 0;
    let mut returns = None;
    for (at, sign) in code[start..].char_indices() {
        let at = start + at;
        match sign {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '-' if depth == 0 && code[at..].starts_with("->") => returns = Some(at + 2),
            ';' if depth == 0 => return None,
            '{' if depth == 0 => {
                let body = at + 1..closing(code, at)?;
                let returns = returns.map_or("", |from| &code[from..at]);
                let returns = returns.split(" where ").next().unwrap_or_default();
                return Some(Function { name, returns: returns.trim().to_owned(), body });
            }
            _ => {}
        }
    }
    None
}

/// Where the brace, bracket or parenthesis is closed that is opened here.
pub fn closing(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, sign) in code[open..].char_indices() {
        match sign {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + at);
        }
    }
    None
}

/// Whether this may be a part of a name or a number.
pub fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blank_and_everything_stays_where_it_is() {
        let text = "a(\"x\\\"{\"); // ä {\nlet c: &'a str = '{';\n";
        let code = code_of(text);
        assert_eq!(code.len(), text.len());
        assert_eq!(code.trim_end(), "a(      );        \nlet c: &'a str =    ;");
    }

    #[test]
    fn functions_are_found_with_what_they_return_and_without_those_of_tests() {
        let text = "\
impl Log {
    /// A line.
    pub fn get(&self, f: impl Fn(u8) -> bool) -> Option<&Entry> {
        match f(1) {
            _ => None,
        }
    }
}

fn nothing() {}

#[cfg(test)]
mod tests {
    fn helper() {}
}
";
        let source = Source::read("log.rs", text.to_owned());
        let found: Vec<_> = source
            .functions
            .iter()
            .map(|it| (it.name.as_str(), it.returns.as_str(), source.text[it.body.clone()].trim()))
            .collect();
        let body = "match f(1) {\n            _ => None,\n        }";
        assert_eq!(found, [("get", "Option<&Entry>", body), ("nothing", "", "")]);
    }
}
