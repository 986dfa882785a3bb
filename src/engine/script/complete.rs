//! Completion: what may stand where the person is typing. First the command, then whatever its arguments can be.

use super::commands::{entries, row};
use super::end::addressed;
use super::known::Known;
use super::offer;
use super::token::{Cursor, Token};
use super::walk::Walk;

/// The most candidates that are worth showing.
const MAX_CANDIDATES: usize = 100;

/// What may stand at the end of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Where in the line the unfinished word begins, in bytes: everything from here on is to be replaced.
    pub from: usize,
    /// What may replace it, the most likely first.
    pub candidates: Vec<String>,
}

impl Completion {
    /// The longest text that all candidates begin with; empty without candidates. It may replace the unfinished word.
    pub fn common(&self) -> &str {
        let Some((first, others)) = self.candidates.split_first() else { return "" };
        let agree = |length: &usize| {
            others.iter().all(|other| other.get(..*length) == first.get(..*length))
        };
        let lengths = first.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
        lengths.into_iter().find(agree).map_or("", |length| &first[..length])
    }
}

/// What may replace the last, unfinished word of this line. A line that ends with a space has an empty one.
pub fn complete(line: &str, known: &Known) -> Completion {
    let from = unfinished(line);
    let (head, typed) = line.split_at(from);
    let Some(tokens) = tokens(head) else { return Completion { from, candidates: Vec::new() } };
    let fits = |candidate: &String| {
        let start = candidate.get(..typed.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(typed))
    };
    let candidates = candidates(head, &tokens, known).into_iter().filter(fits).take(MAX_CANDIDATES);
    Completion { from, candidates: candidates.collect() }
}

/// Where the last word or quotation begins.
fn unfinished(line: &str) -> usize {
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => start = at + c.len_utf8(),
            _ => {}
        }
    }
    start
}

/// The finished pieces of a line after its moment, if they are readable.
fn tokens(head: &str) -> Option<Vec<Token<'_>>> {
    let mut cursor = Cursor::new(head, 1).ok()?;
    let mut tokens = Vec::new();
    while !cursor.at_end() {
        tokens.push(cursor.token("").ok()?);
    }
    // In a comment there is nothing to complete.
    if head.trim_end().len() > tokens.last().map_or(0, |last| last.end()) {
        return None;
    }
    if tokens.first().is_some_and(|first| first.source.starts_with('@')) {
        tokens.remove(0);
    }
    if tokens.first().is_some_and(|first| addressed(first).is_some()) {
        tokens.remove(0);
    }
    Some(tokens)
}

/// What may stand behind these pieces of a line: behind an argument that could go on, or in place of the next one.
fn candidates(head: &str, tokens: &[Token<'_>], known: &Known) -> Vec<String> {
    let Some(command) = tokens.first() else { return offer::names(entries()) };
    let Some(row) = row(&command.source.to_ascii_lowercase()) else { return Vec::new() };
    let Ok(mut cursor) = Cursor::new(head, 1) else { return Vec::new() };
    cursor.go(command.end());
    let mut walk = Walk::along(row);
    let mut offers = Vec::new();
    while !cursor.at_end() {
        let begin = cursor.at();
        let Some(argument) = walk.next(&mut cursor) else { return Vec::new() };
        let complete = argument.read(&mut cursor).is_ok();
        if cursor.at_end() {
            let begun = tokens.iter().position(|token| token.end() > begin);
            offers = argument.offers(&tokens[begun.unwrap_or(tokens.len())..], known, &row.entry);
        }
        if !complete {
            return offers;
        }
        walk.step(argument);
    }
    for argument in walk.arguments() {
        for offer in argument.offers(&[], known, &row.entry) {
            if !offers.contains(&offer) {
                offers.push(offer);
            }
        }
    }
    offers
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known() -> Known {
        Known {
            nodes: vec![1, 2, 3],
            packets: vec![17, 18],
            keys: vec!["Name".into(), "a key".into(), "x".into()],
            bookmarks: vec!["the crash".into()],
            branches: 2,
        }
    }

    /// Completes the line, and compares the candidates, separated by spaces.
    fn check(line: &str, expected: &str) {
        assert_eq!(complete(line, &known()).candidates.join(" "), expected, "{line:?}");
    }

    #[test]
    fn the_first_word_is_a_command() {
        check("pa", "pause partition par");
        check("SHOW", "show_log");
        check("@1.5s cr", "create crash");
        assert_eq!(complete("", &known()).candidates.len(), entries().count());
        check("xyzzy", "");
    }

    #[test]
    fn arguments_are_what_the_command_takes() {
        check("crash ", "n1 n2 n3 leader");
        check("crash n", "n1 n2 n3");
        check("crash n1 ", "after");
        check("crash n1 after ", "write");
        check("pause n1 ", "");
        check("slow n1 ", "20ms..40ms off");
        check("lie n1 ", "on off");
        check("disk n1 ", "misdirect stale ok full hung");
        check("drop ", "p17 p18 next all");
        check("drop next app", "append");
        check("client ", "c2");
        check("client c2 ", "connect put get delete cas create read update");
        check("client c2 connect ", "n1 n2 n3 leader");
        check("c2: get n", "Name");
        check("hold ", "next all");
        check("hold all pre-votes", "pre-votes pre-votes-refused");
        check("drop next 3 ac", "acks");
        check("drop next ack ", "> n1 n2 n3 leader");
        check("drop next ack > ", "n1 n2 n3 leader");
        check("delay next ack n1 ", "> n2 n3 leader 50ms");
        check("delay next ack n1 > ", "n2 n3 leader");
        check("release ac", "acks");
        check("delay p17 ", "50ms");
        check("get n", "Name");
        check("preset sys", "system-a system-b");
        check("break vote-t", "vote-twice");
        check(
            "mend a",
            "all ack-before-fsync ack-too-much apply-early apply-twice answer-early any-round",
        );
        check("chaos ", "on off");
        check("chaos on ", "mild wild all");
        check("chaos off ", "");
        check("set el", "election");
        check("set election ", "150ms..300ms");
        check("set prevote ", "on off");
        check("set prevote on ", "for");
        check("set prevote on for ", "n1 n2 n3 leader");
        check("set cl", "clear clienttimeout clienttries");
        check("set clear ", "for");
        check("set expiry ", "60s off");
        check("transfer ", "n1 n2 n3 leader");
        check("help stat", "status");
        check("why ", "n1 n2 n3 leader not event you p17 p18");
        check("why not ", "leader committed answered");
        check("why not leader ", "n1 n2 n3 leader");
        check("why not answered ", "you");
        check("heal n1 ", "n2 n3 leader");
    }

    #[test]
    fn a_key_that_needs_quotes_comes_with_them() {
        check("get \"", "\"a key\"");
        check("get \"a k", "\"a key\"");
    }

    #[test]
    fn groups_and_directions_are_offered() {
        check("partition ", "n1 n2 n3 only ring");
        check("partition only n1 ", "n2 n3 |");
        check("partition n1 | ", "n2 n3");
        check("partition n1 ", "n2 n3 |");
        check("cut n1 ", "> n2 n3 leader");
        check("cut n1 > ", "n2 n3 leader");
        check("clog n1 ", "> n2 n3 leader");
        check("unclog ", "n1 n2 n3 leader");
        check("link n1 > n2 ", "latency loss duplicate reorder clear");
        check("link n1 n2 lo", "loss");
        check("link n1 n2 latency ", "5ms..15ms");
        check("clock n1 ", "+500ms -500ms 105%");
    }

    #[test]
    fn conditions_are_completed_piece_by_piece() {
        check("until le", "leader");
        check("until leader ", "is in and or within");
        check("until leader is ", "n1 n2 n3");
        check("until leader within ", "5s");
        check("expect role n1 ", "=");
        check("expect role n1 = ", "follower pre-candidate candidate leader learner");
        check("expect term n1 ", "= >= <= > < !=");
        check("expect term n1 = ", "term commit applied first last");
        check("expect term n1 = 3 ", "and or");
        check("expect commit n1 < last ", "n1 n2 n3 leader");
        check("expect commit n1 < last n2 ", "and or");
        check("expect value n1 ", "= absent Name \"a key\" x");
        check("expect value x ", "= absent");
        check("expect value n1 x ", "= absent");
        check("expect up n1 ", "and or");
        check("expect up n1 and not lo", "logs");
        check("expect logs ", "agree");
        check("expect answer ", "you = absent");
        check("expect answer c2 ", "= absent");
        check("expect unknown ", "you and or");
    }

    #[test]
    fn a_search_is_completed_bound_by_bound() {
        check("find viol", "violated");
        check("find leader is n2 ", "and or within using most");
        check("find violated within ", "2s");
        check("find violated within 2s ", "using most");
        check("find violated using cra", "crash");
        check("find violated using crash, restart, pause, cut, heal t", "timeout transfer");
        check("find violated using crash mo", "most");
        check("find violated most ", "4");
        check("find violated most 3 ", "moves");
    }

    #[test]
    fn nothing_is_offered_within_a_comment() {
        check("crash n1 # cr", "");
        check("# cr", "");
    }

    #[test]
    fn the_unfinished_word_is_located_and_candidates_have_a_common_beginning() {
        let completion = complete("preset s", &known());
        assert_eq!(completion.from, 7);
        assert_eq!(completion.common(), "system-");
        assert_eq!(complete("crash x", &known()).common(), "");
    }

    proptest! {
        #[test]
        fn any_line_is_completed_or_left_alone(line in any::<String>()) {
            let completion = complete(&line, &known());
            prop_assert!(line.is_char_boundary(completion.from));
        }
    }
}
