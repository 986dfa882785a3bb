//! Places in a text. Browsers count them in units of UTF-16; lines and columns are counted from 1, in characters, as errors
//! of the parser are.

/// What a lesson is called that nobody has given a title.
pub(super) const UNTITLED: &str = "Untitled lesson";

/// A text that was changed, and where to go on in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    pub text: String,
    /// The place of the cursor, in units of UTF-16.
    pub cursor: usize,
}

/// The line, from 1, in which this place is, in units of UTF-16.
pub fn line_at(text: &str, cursor: usize) -> u32 {
    let mut units = 0;
    let mut line = 1;
    for sign in text.chars() {
        if units >= cursor {
            break;
        }
        units += sign.len_utf16();
        line += u32::from(sign == '\n');
    }
    line
}

/// Where a line and a column are, in units of UTF-16; the end of the line, if it is not so long.
pub fn offset(text: &str, line: u32, column: u32) -> usize {
    let units = |text: &str| text.chars().map(char::len_utf16).sum::<usize>();
    let mut before = 0;
    for (number, content) in (1..).zip(text.split('\n')) {
        if number == line {
            let column = usize::try_from(column.max(1) - 1).unwrap_or(usize::MAX);
            let begin: String = content.chars().take(column).collect();
            return before + units(&begin);
        }
        before += units(content) + 1;
    }
    units(text)
}

/// A text with lines more after the one in which the cursor is; in its place, if that is empty. The cursor is then at the
/// end of the first of several of them, since what comes between is to be written next, if `between`; otherwise at the end of
/// the last.
pub fn insert(text: &str, cursor: usize, lines: &[String], between: bool) -> Edited {
    let here = line_at(text, cursor) as usize;
    let mut all: Vec<&str> = text.split('\n').collect();
    let empty = all.get(here - 1).is_some_and(|line| line.trim().is_empty());
    let at = if empty { here - 1 } else { here.min(all.len()) };
    let ends = all.len() == at + usize::from(empty);
    all.splice(at..at + usize::from(empty), lines.iter().map(String::as_str));
    let mut text = all.join("\n");
    if ends && !text.ends_with('\n') {
        text.push('\n');
    }
    let goes_on = if between { at + 1 } else { at + lines.len() };
    let line = u32::try_from(goes_on).expect("a script is short");
    let cursor = offset(&text, line, u32::MAX);
    Edited { text, cursor }
}

/// The title of a lesson: its first line, if that is a comment; nothing otherwise. A space at its end may be followed by
/// another word soon.
pub fn title(text: &str) -> &str {
    let first = text.lines().next().unwrap_or_default();
    first.strip_prefix('#').map_or("", str::trim_start)
}

/// A text with another title.
pub fn with_title(text: &str, title: &str) -> String {
    let title = title.replace(char::is_control, " ");
    let rest = match text.split_once('\n') {
        Some((first, rest)) if first.starts_with('#') => rest,
        None if text.starts_with('#') => "",
        _ => text,
    };
    format!("# {title}\n{rest}")
}

/// What a file with this lesson is called: its title in plain letters.
pub fn file_name(text: &str) -> String {
    const LONGEST: usize = 60;
    let plain = |sign: char| if sign.is_alphanumeric() { sign } else { ' ' };
    let words: String = title(text).to_lowercase().chars().map(plain).take(LONGEST).collect();
    let name = words.split_whitespace().collect::<Vec<_>>().join("-");
    if name.is_empty() { "lesson.raft".to_owned() } else { format!("{name}.raft") }
}
