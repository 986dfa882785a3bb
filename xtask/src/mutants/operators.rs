//! What is changed, one place at a time: the mistakes that a person could make who writes such code.
//!
//! The usual ones (another comparison, another body, a condition that always holds), and those to which a protocol is most
//! open: a statement that was forgotten, an index that is one off, a minimum for a maximum, all for any.

use std::ops::Range;

use super::source::{Function, Source, closing, is_word};

/// A place where something is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is replaced, in its file.
    pub range: Range<usize>,
    /// What takes its place.
    pub to: String,
}

/// Signs that stand between blanks, and what is taken for them.
const SIGNS: [(&str, &[&str]); 14] = [
    ("==", &["!="]),
    ("!=", &["=="]),
    ("<", &["<=", ">="]),
    ("<=", &["<", ">"]),
    (">", &[">=", "<="]),
    (">=", &[">", "<"]),
    ("&&", &["||"]),
    ("||", &["&&"]),
    ("+", &["-"]),
    ("-", &["+"]),
    ("/", &["*"]),
    ("+=", &["-=", "="]),
    ("-=", &["+="]),
    ("|=", &["="]),
];

/// Words, and what is taken for them.
const WORDS: [(&str, &str); 15] = [
    (".min(", ".max("),
    (".max(", ".min("),
    (".all(", ".any("),
    (".any(", ".all("),
    (".is_some()", ".is_none()"),
    (".is_none()", ".is_some()"),
    (".is_some_and(", ".is_none_or("),
    (".is_none_or(", ".is_some_and("),
    (".first()", ".last()"),
    (".last()", ".first()"),
    (".take()", ".clone()"),
    // Of an index or a term: one off.
    (".next()", ""),
    (".previous()", ""),
    ("Index::ZERO", "Index(1)"),
    ("checked_sub(", "checked_add("),
];

/// All changes of a function, in order, each once.
pub fn changes(source: &Source, function: &Function) -> Vec<Change> {
    let mut found = Found { code: &source.code, changes: Vec::new() };
    let body = function.body.clone();
    if !source.text[body.clone()].trim().is_empty() {
        for to in bodies(&function.returns) {
            if source.text[body.clone()].trim() != to {
                found.add(body.clone(), &format!(" {to} "));
            }
        }
    }
    found.signs(body.clone());
    found.words(body.clone());
    found.literals(body.clone());
    found.conditions(body.clone());
    found.block(body);
    let mut changes = found.changes;
    changes.sort_by(|a, b| {
        (a.range.start, a.range.end, &a.to).cmp(&(b.range.start, b.range.end, &b.to))
    });
    changes.dedup();
    changes
}

/// Bodies that are too simple, for what a function returns.
fn bodies(returns: &str) -> Vec<&'static str> {
    match returns {
        "" => vec![""],
        "bool" => vec!["true", "false"],
        "u32" | "u64" | "usize" => vec!["0", "1"],
        _ if returns.starts_with("Result<(),") => vec!["Ok(())"],
        _ if returns.starts_with("Option<") => vec!["None"],
        _ if returns.starts_with('&') => Vec::new(),
        _ => vec!["Default::default()"],
    }
}

struct Found<'a> {
    code: &'a str,
    changes: Vec<Change>,
}

impl Found<'_> {
    fn add(&mut self, range: Range<usize>, to: &str) {
        self.changes.push(Change { range, to: to.to_owned() });
    }

    fn byte(&self, at: usize) -> char {
        self.code.as_bytes().get(at).map_or(' ', |byte| char::from(*byte))
    }

    fn signs(&mut self, body: Range<usize>) {
        for (sign, others) in SIGNS {
            for at in occurrences(self.code, body.clone(), sign) {
                let end = at + sign.len();
                if self.byte(at - 1).is_whitespace() && self.byte(end).is_whitespace() {
                    others.iter().for_each(|to| self.add(at..end, to));
                }
            }
        }
        for at in occurrences(self.code, body, "!") {
            let next = self.byte(at + 1);
            if !is_word(self.byte(at - 1)) && (is_word(next) || next == '(') {
                self.add(at..at + 1, "");
            }
        }
    }

    fn words(&mut self, body: Range<usize>) {
        for (word, to) in WORDS {
            for at in occurrences(self.code, body.clone(), word) {
                if word.starts_with('.') || !is_word(self.byte(at - 1)) {
                    self.add(at..at + word.len(), to);
                }
            }
        }
    }

    fn literals(&mut self, body: Range<usize>) {
        let mut at = body.start;
        while at < body.end {
            let length = self.code[at..body.end].find(|it| !is_word(it)).unwrap_or(body.end - at);
            let word = &self.code[at..at + length];
            // `self.0` is a field, and no number.
            if self.byte(at.saturating_sub(1)) != '.' {
                match (word, word.parse::<u64>()) {
                    ("true", _) => self.add(at..at + length, "false"),
                    ("false", _) => self.add(at..at + length, "true"),
                    (_, Ok(number)) => {
                        self.add(at..at + length, &(number + 1).to_string());
                        if number == 1 {
                            self.add(at..at + length, "0");
                        }
                    }
                    _ => {}
                }
            }
            at += length + self.code[at + length..].chars().next().map_or(1, char::len_utf8);
        }
    }

    /// Conditions that always hold, or never.
    fn conditions(&mut self, body: Range<usize>) {
        for (word, always, never) in [("if", true, true), ("while", false, true)] {
            for at in occurrences(self.code, body.clone(), word) {
                let start = at + word.len() + 1;
                if is_word(self.byte(at - 1)) || !self.byte(start - 1).is_whitespace() {
                    continue;
                }
                let Some(end) = condition_end(self.code, start) else { continue };
                let parts = conjuncts(self.code, start..end);
                let binds = self.code[start..end].split_whitespace().any(|it| it == "let");
                if !binds {
                    let whole = parts[0].start..parts[parts.len() - 1].end;
                    if always {
                        self.add(whole.clone(), "true");
                    }
                    if never {
                        self.add(whole, "false");
                    }
                }
                if always && parts.len() > 1 {
                    for part in parts {
                        if !self.code[part.clone()].starts_with("let ") {
                            self.add(part, "true");
                        }
                    }
                }
            }
        }
    }

    /// Statements that are forgotten, in a block and in all that are in it.
    fn block(&mut self, range: Range<usize>) {
        let mut start = range.start;
        while let Some(begin) = self.code[start..range.end].find(|it: char| !it.is_whitespace()) {
            let begin = start + begin;
            let end = self.statement_end(begin, range.end);
            let statement = &self.code[begin..end];
            let first = statement.split(|it| !is_word(it)).next().unwrap_or_default();
            match first {
                "let" | "use" | "const" | "fn" | "static" => {}
                "for" => self.add(begin..end, ""),
                _ if statement.ends_with(';') => self.add(begin..end, ""),
                "if" | "while" | "match" | "loop" => {}
                // The value of the block: forgotten, if it is only there for what it does.
                _ => self.add(begin..begin + statement.trim_end().len(), "()"),
            }
            self.groups(begin..end);
            start = end;
        }
    }

    /// Where the statement ends that begins here.
    fn statement_end(&self, begin: usize, limit: usize) -> usize {
        let first = self.code[begin..limit].split(|it| !is_word(it)).next().unwrap_or_default();
        let is_block = ["if", "for", "while", "match", "loop"].contains(&first);
        let mut at = begin;
        while at < limit {
            match self.byte(at) {
                ';' => return at + 1,
                open @ ('(' | '[' | '{') => {
                    let Some(close) = closing(self.code, at) else { return limit };
                    at = close;
                    let rest = self.code[close + 1..limit].trim_start();
                    let goes_on = rest.starts_with("else") || rest.starts_with(['.', '?', '=']);
                    if open == '{' && is_block && !goes_on && !rest.starts_with(';') {
                        return close + 1;
                    }
                }
                _ => {}
            }
            at += 1;
        }
        limit
    }

    /// Goes into the blocks that are in a statement.
    fn groups(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            match self.byte(at) {
                '(' | '[' => {
                    let Some(close) = closing(self.code, at) else { return };
                    self.groups(at + 1..close);
                    at = close;
                }
                '{' => {
                    let Some(close) = closing(self.code, at) else { return };
                    self.group(at, at + 1..close);
                    at = close;
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// What is between braces: the arms of a match, a block, or the fields of a value, in which there may be blocks again.
    fn group(&mut self, open: usize, inside: Range<usize>) {
        let arrows = at_top(self.code, inside.clone(), "=>");
        if !arrows.is_empty() {
            for arrow in arrows {
                self.arm(arrow + 2, inside.end);
            }
        } else if self.has_fields(open, inside.clone()) {
            self.groups(inside);
        } else {
            self.block(inside);
        }
    }

    /// What one arm of a match does.
    fn arm(&mut self, start: usize, limit: usize) {
        let blank = self.code[start..limit].find(|it: char| !it.is_whitespace()).unwrap_or(0);
        let start = start + blank;
        if self.byte(start) == '{' {
            if let Some(close) = closing(self.code, start) {
                self.group(start, start + 1..close);
            }
            return;
        }
        let end = at_top(self.code, start..limit, ",").first().copied().unwrap_or(limit);
        let end = start + self.code[start..end].trim_end().len();
        if &self.code[start..end] != "()" {
            self.add(start..end, "()");
        }
        self.groups(start..end);
    }

    fn has_fields(&self, open: usize, inside: Range<usize>) -> bool {
        let text = self.code[inside].trim();
        let name = text.split(|it| !is_word(it)).next().unwrap_or_default();
        let rest = text[name.len()..].trim_start();
        let before = self.code[..open].trim_end();
        let owner = before.rsplit(|it| !is_word(it)).next().unwrap_or_default();
        let of_type = owner.starts_with(char::is_uppercase);
        text.starts_with("..")
            || !name.is_empty()
                && (rest.starts_with(':') && !rest.starts_with("::") || rest.starts_with(','))
            || of_type && rest.is_empty()
    }
}

/// Where this stands within the range.
fn occurrences(code: &str, range: Range<usize>, what: &str) -> Vec<usize> {
    code[range.clone()].match_indices(what).map(|(at, _)| range.start + at).collect()
}

/// Where this stands within the range, outside of all parentheses.
fn at_top(code: &str, range: Range<usize>, what: &str) -> Vec<usize> {
    let (mut depth, mut found) = (0, Vec::new());
    for (at, sign) in code[range.clone()].char_indices() {
        match sign {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ if depth == 0 && code[range.start + at..range.end].starts_with(what) => {
                found.push(range.start + at);
            }
            _ => {}
        }
    }
    found
}

/// Where the condition ends that begins here: at the block that it guards, or at the arm's arrow.
fn condition_end(code: &str, start: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, sign) in code[start..].char_indices() {
        let at = start + at;
        match sign {
            '{' if depth == 0 && !opens_pattern(code, at) => return Some(at),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return None,
            ')' | ']' | '}' => depth -= 1,
            ';' if depth == 0 => return None,
            '=' if depth == 0 && code[at..].starts_with("=>") => return Some(at),
            _ => {}
        }
    }
    None
}

/// Whether this brace belongs to a pattern: `if let Some(Leader { .. }) = x` has it in parentheses, and `if let Leader {
/// .. } = x` an equals sign behind it.
fn opens_pattern(code: &str, open: usize) -> bool {
    closing(code, open).is_some_and(|close| code[close + 1..].trim_start().starts_with("= "))
}

/// The parts of a condition that all have to hold; without the blanks around them.
fn conjuncts(code: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut ands = at_top(code, range.clone(), "&&");
    ands.push(range.end);
    let mut start = range.start;
    let mut parts = Vec::new();
    for and in ands {
        let text = &code[start..and];
        let blank = text.len() - text.trim_start().len();
        parts.push(start + blank..start + blank + text.trim().len());
        start = and + 2;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that becomes of a function's body, in order.
    fn check(function: &str, expect: &[&str]) {
        let source = Source::read("a.rs", function.to_owned());
        let found: Vec<_> = changes(&source, &source.functions[0])
            .into_iter()
            .map(|Change { range, to }| {
                let mut text = source.text.clone();
                text.replace_range(range, &to);
                let body = &text[text.find('{').unwrap() + 1..text.rfind('}').unwrap()];
                body.split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect();
        assert_eq!(found, expect, "{function}");
    }

    #[test]
    fn a_statement_is_forgotten_wherever_it_stands() {
        check(
            "fn f(&mut self) {\n    let x = 2;\n    self.a(x);\n    self.b(|y| {\n        c(y);\n    });\n}\n",
            &[
                "",
                "let x = 3; self.a(x); self.b(|y| { c(y); });",
                "let x = 2; self.b(|y| { c(y); });",
                "let x = 2; self.a(x);",
                "let x = 2; self.a(x); self.b(|y| { });",
            ],
        );
    }

    #[test]
    fn an_arm_does_nothing_and_fields_are_no_statements() {
        check(
            "fn f(x: X) -> Y {\n    match x {\n        X::A => a(Z { b, c: d }),\n        X::B => {\n            e()\n        }\n    }\n}\n",
            &[
                "Default::default()",
                "match x { X::A => (), X::B => { e() } }",
                "match x { X::A => a(Z { b, c: d }), X::B => { () } }",
            ],
        );
    }

    #[test]
    fn conditions_hold_always_or_never_and_signs_are_taken_for_others() {
        check(
            "fn f(&self) -> bool {\n    if self.a < b { c } else { !self.d }\n}\n",
            &[
                "false",
                "true",
                "if false { c } else { !self.d }",
                "if true { c } else { !self.d }",
                "if self.a <= b { c } else { !self.d }",
                "if self.a >= b { c } else { !self.d }",
                "if self.a < b { () } else { !self.d }",
                "if self.a < b { c } else { self.d }",
                "if self.a < b { c } else { () }",
            ],
        );
        check(
            "fn f(&self) {\n    if let X::A(y) = x\n        && y > 1\n    {\n        g();\n    }\n}\n",
            &[
                "",
                "if let X::A(y) = x || y > 1 { g(); }",
                "if let X::A(y) = x && true { g(); }",
                "if let X::A(y) = x && y <= 1 { g(); }",
                "if let X::A(y) = x && y >= 1 { g(); }",
                "if let X::A(y) = x && y > 0 { g(); }",
                "if let X::A(y) = x && y > 2 { g(); }",
                "if let X::A(y) = x && y > 1 { }",
            ],
        );
    }

    #[test]
    fn what_is_one_off_or_the_other_extreme_is_tried() {
        check(
            "fn f(&self) -> Index {\n    self.a.min(b.next())\n}\n",
            &["Default::default()", "()", "self.a.max(b.next())", "self.a.min(b)"],
        );
    }
}
