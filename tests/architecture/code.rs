//! Rust code as far as these rules have to understand it: words, paths, and what is a comment or a literal.

/// Follows a path that may branch, and says how many tokens it took.
pub fn branch(tokens: &[String], trunk: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = trunk.to_vec();
    let mut at = 0;
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                while let Some(token) = tokens.get(at) {
                    match token.as_str() {
                        "}" => return at + 1,
                        "," => at += 1,
                        _ => at += branch(&tokens[at..], &path, found).max(1),
                    }
                }
                return at;
            }
            Some(name) if name.starts_with(is_word) => path.push(name.to_owned()),
            _ => {}
        }
        at += 1;
        if tokens.get(at).is_none_or(|it| it != "::") {
            break;
        }
        at += 1;
    }
    // `use crate::sim as world`: the new name is no part of the path.
    if tokens.get(at).is_some_and(|it| it == "as") {
        at += 2;
    }
    if !path.is_empty() {
        found.push(path);
    }
    at
}

/// Words, `::`, and single signs.
pub fn tokens(code: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if is_word(first) {
            rest.find(|it| !is_word(it)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        tokens.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    tokens
}

pub fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// The text without its comments and without what its literals say.
pub fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let skipped = comment(rest).or_else(|| literal(rest));
        match skipped {
            Some(length) => {
                code.push(' ');
                rest = &rest[length..];
            }
            None => {
                // A word is taken whole, so that the `r` that ends one does not begin a raw string.
                let length =
                    rest.find(|it| !is_word(it)).unwrap_or(rest.len()).max(first.len_utf8());
                code.push_str(&rest[..length]);
                rest = &rest[length..];
            }
        }
    }
    code
}

/// How long the comment is that begins here, if one does.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    text.starts_with("/*").then(|| text.find("*/").map_or(text.len(), |end| end + 2))
}

/// How long the string or character is that begins here, if one does. A lifetime is none.
fn literal(text: &str) -> Option<usize> {
    let body = text.trim_start_matches(['b', 'c']);
    let prefix = text.len() - body.len();
    if prefix > 1 {
        return None;
    }
    if let Some(raw) = body.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let inside = raw[hashes..].strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(hashes));
        let end = inside.find(&close).map_or(inside.len(), |end| end + close.len());
        return Some(prefix + 1 + hashes + 1 + end);
    }
    let quote = body.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let mut signs = body.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        if sign == '\\' {
            signs.next();
        } else if sign == quote {
            return Some(prefix + at + 1);
        } else if quote == '\'' && at > 1 && !body.starts_with("'\\") {
            return None;
        }
    }
    None
}
