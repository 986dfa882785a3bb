//! Rust's sources, as far as something is said in them.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use syn::LitStr;

/// What a file says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Messages, and counts: `{n} entry`, `{n} entries`.
    pub messages: Vec<String>,
    /// All other literals, but for those that no person who uses the program reads.
    pub loose: Vec<String>,
    /// Those that stand alone in braces within `html!`, as what is inside of an element does.
    pub alone: Vec<String>,
}

/// Macros that speak to developers, or to the compiler.
const INWARD: [&str; 12] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "concat",
    "classes",
    "cut",
    "debug_assert",
    "debug_assert_eq",
    "env",
    "include_str",
    "panic",
    "unreachable",
];

/// What is given under these names is for style sheets and browsers.
const UNREAD: [&str; 2] = ["class", "rel"];

/// All source files under a folder that are not tests, with their texts.
pub fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "tests" || name == "tests.rs" {
            continue;
        }
        if path.is_dir() {
            found.extend(files(&path));
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found.sort();
    found
}

/// What a file says.
pub fn said(text: &str) -> Said {
    let mut said = Said::default();
    read(text.parse().expect("what compiles can be cut into tokens"), false, &mut said);
    said
}

fn read(tokens: TokenStream, html: bool, said: &mut Said) {
    let mut tokens = tokens.into_iter().peekable();
    // The name that stands before what comes, and whether it is called as a macro.
    let mut name = String::new();
    let mut bang = false;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) => {
                (name, bang) = (ident.to_string(), false);
                continue;
            }
            TokenTree::Punct(sign) if sign.as_char() == '!' && !name.is_empty() => {
                bang = true;
                continue;
            }
            TokenTree::Punct(sign)
                if matches!(sign.as_char(), '=' | ':') && UNREAD.contains(&name.as_str()) =>
            {
                if matches!(tokens.peek(), Some(TokenTree::Group(_) | TokenTree::Literal(_))) {
                    tokens.next();
                }
            }
            // An attribute, as comments for readers of the code are; and with it what is there for tests alone.
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                tokens.next_if(|it| matches!(it, TokenTree::Punct(sign) if sign.as_char() == '!'));
                if let Some(TokenTree::Group(attribute)) = tokens.peek() {
                    let for_tests = attribute.stream().to_string().replace(' ', "") == "cfg(test)";
                    tokens.next();
                    while for_tests && tokens.next().is_some_and(|it| !ends_item(&it)) {}
                }
            }
            TokenTree::Group(group) => match (name.as_str(), bang) {
                ("tr", true) => message(&group, 1, html, said),
                ("count", false) => {
                    let before = said.messages.len();
                    message(&group, 2, html, said);
                    for noun in &mut said.messages[before..] {
                        *noun = format!("{{n}} {noun}");
                    }
                }
                ("expect", false) => {}
                (inward, true) if INWARD.contains(&inward) => {}
                _ => {
                    said.alone.extend(alone(&group).filter(|_| html));
                    read(group.stream(), html || name == "html", said);
                }
            },
            TokenTree::Literal(literal) => said.loose.extend(text_of(&literal)),
            TokenTree::Punct(_) => {}
        }
        name.clear();
        bang = false;
    }
}

/// The first literals among the arguments are messages; more may be said in the rest.
fn message(arguments: &Group, most: usize, html: bool, said: &mut Said) {
    let mut left = most;
    let rest = arguments.stream().into_iter().filter(|token| {
        let text = match token {
            TokenTree::Literal(literal) if left > 0 => text_of(literal),
            _ => None,
        };
        left -= usize::from(text.is_some());
        let kept = text.is_none();
        said.messages.extend(text);
        kept
    });
    let rest: TokenStream = rest.collect();
    read(rest, html, said);
}

fn alone(group: &Group) -> Option<String> {
    let mut inside = group.stream().into_iter();
    match (group.delimiter(), inside.next(), inside.next()) {
        (Delimiter::Brace, Some(TokenTree::Literal(literal)), None) => text_of(&literal),
        _ => None,
    }
}

fn text_of(literal: &Literal) -> Option<String> {
    syn::parse_str::<LitStr>(&literal.to_string()).ok().map(|it| it.value())
}

fn ends_item(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(sign) => sign.as_char() == ';',
        _ => false,
    }
}

#[test]
fn messages_and_nouns_are_found_wherever_they_stand() {
    let text = r#"
        //! "no message"
        fn f() {
            html! { <p class="grand wide" title={tr!("a title")}>{ tr!("{n} of {all}", n, all = count(all, "node", "nodes")) }</p> };
            html! { <b>{ "alone" }</b> };
            let loose = format!("{a} is \
                 loose");
            panic!("inward");
        }
        #[cfg(test)]
        mod tests {
            const T: &str = "for tests";
        }
        const LAST: &str = tr!("it\u{2019}s \"last\"");
    "#;
    let said = said(text);
    let messages = ["a title", "{n} of {all}", "{n} node", "{n} nodes", "it\u{2019}s \"last\""]
        .map(str::to_owned);
    assert_eq!(said.messages, messages);
    assert_eq!(said.loose, ["alone", "{a} is loose"]);
    assert_eq!(said.alone, ["alone"]);
}
