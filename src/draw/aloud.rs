//! What a screen reader says of what happens: the sentences under the stage, by rank, and no faster than they are heard.
//!
//! While time passes by itself, only turns of the plot are said (an election, a crash, an answer), and none before the last
//! one can have been heard. Where time stands, because somebody steps through it or stops it, the sentence of the moment
//! is said whatever it is about. How things are while nothing happens is never said: it can be read.

use crate::explain::words::{Caption, Rank};
use crate::session::narration::reading_usually_ms;

/// What is said.
#[derive(Clone, Debug, Default)]
pub struct Aloud {
    text: String,
    /// For how long it has been said, in milliseconds of watching.
    said_ms: f64,
}

/// Put after words that are said twice in a row: what a page announces has to change.
const AGAIN: char = '\u{a0}';

impl Aloud {
    /// The words.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Time has passed by itself, to where this is the sentence; `ms` milliseconds were watched.
    pub fn follow(&mut self, caption: &Caption, ms: f64) {
        self.said_ms += ms;
        let heard = self.text.is_empty() || self.said_ms >= reading_usually_ms(&self.text);
        if caption.rank == Rank::Story && heard {
            self.say(&caption.text);
        }
    }

    /// Time stands at a moment of which this is the sentence.
    pub fn show(&mut self, caption: &Caption) {
        if caption.is_news() {
            self.say(&caption.text);
        }
    }

    /// A single move was made, with this sentence before and that one after it.
    pub fn step(&mut self, step: &str, before: &str, caption: Option<&Caption>) {
        let news = caption.filter(|it| it.is_news() && it.text != before);
        let text = news.map_or_else(|| step.to_owned(), |it| format!("{step}. {}", it.text));
        let again = text == self.text;
        self.say(&text);
        if again {
            self.text.push(AGAIN);
        }
    }

    fn say(&mut self, text: &str) {
        if self.text != text {
            text.clone_into(&mut self.text);
            self.said_ms = 0.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caption(text: &str, rank: Rank) -> Caption {
        Caption { text: text.to_owned(), rank }
    }

    #[test]
    fn in_motion_turns_of_the_plot_are_said_one_after_the_other() {
        let mut aloud = Aloud::default();
        let stands = caption("n2 stands for election in term 1, and asks for votes.", Rank::Story);
        let vote = caption("n2 has the vote of n3: 2 of the 3 it needs.", Rank::Detail);
        let leads = caption("n2 leads term 1.", Rank::Story);
        aloud.follow(&vote, 100.0);
        assert_eq!(aloud.text(), "", "a vote is a detail");
        aloud.follow(&stands, 100.0);
        aloud.follow(&leads, 100.0);
        assert_eq!(aloud.text(), stands.text, "it has not been heard to its end");
        aloud.follow(&leads, 60_000.0);
        assert_eq!(aloud.text(), leads.text);
    }

    #[test]
    fn where_time_stands_details_are_said_and_rest_never_is() {
        let mut aloud = Aloud::default();
        let vote = caption("n2 has the vote of n3: 2 of the 3 it needs.", Rank::Detail);
        aloud.show(&vote);
        aloud.show(&caption("n2 leads. Nothing is under way.", Rank::AtRest));
        assert_eq!(aloud.text(), vote.text);
    }

    #[test]
    fn a_step_is_said_with_what_it_brought_and_again_if_it_is_made_again() {
        let mut aloud = Aloud::default();
        let vote = caption("n2 has the vote of n3.", Rank::Detail);
        aloud.step("p7 arrives", "", Some(&vote));
        assert_eq!(aloud.text(), "p7 arrives. n2 has the vote of n3.");
        aloud.step("no move is left", &vote.text, Some(&vote));
        assert_eq!(aloud.text(), "no move is left", "the sentence was said already");
        aloud.step("no move is left", &vote.text, Some(&vote));
        assert_eq!(aloud.text(), "no move is left\u{a0}");
    }
}
