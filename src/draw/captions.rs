//! What is said under the stage, for long enough to be read.
//!
//! While time passes, a sentence stays for as long as it takes to read, unless something happens that matters more; what
//! happens meanwhile and matters less is not said at all. Whoever stops time, or goes elsewhere in it, sees the sentence
//! for that very moment.

use crate::explain::words::Caption;
use crate::session::narration::reading_usually_ms;
use crate::sim::Time;

/// The sentence that is shown, and those before it.
#[derive(Clone, Debug, Default)]
pub struct Captions {
    shown: Option<Caption>,
    /// For how long it has been shown, in milliseconds of watching.
    shown_ms: f64,
    earlier: Vec<String>,
    at: Time,
}

/// How many sentences from before are kept.
const EARLIER: usize = 2;

impl Captions {
    /// The sentence.
    pub fn shown(&self) -> &str {
        self.shown.as_ref().map_or("", |caption| &caption.text)
    }

    /// The sentence with its rank, if there is one yet.
    pub fn caption(&self) -> Option<&Caption> {
        self.shown.as_ref()
    }

    /// The sentences before it, oldest first.
    pub fn earlier(&self) -> &[String] {
        &self.earlier
    }

    /// Time has passed by itself, to where this is the sentence; `ms` milliseconds were watched.
    pub fn follow(&mut self, caption: Caption, now: Time, ms: f64) {
        self.shown_ms += ms;
        let holds = |shown: &Caption| self.shown_ms < held_ms(shown) && caption.rank <= shown.rank;
        if now < self.at || !self.shown.as_ref().is_some_and(holds) {
            self.show(caption, now);
        }
    }

    /// The sentence for this moment, at once.
    pub fn show(&mut self, caption: Caption, now: Time) {
        if now < self.at {
            self.earlier.clear();
        }
        self.at = now;
        if self.shown.as_ref().is_some_and(|shown| shown.text == caption.text) {
            return;
        }
        self.shown_ms = 0.0;
        let last = self.shown.replace(caption).filter(|last| last.is_news());
        if let Some(last) = last {
            if self.earlier.len() == EARLIER {
                self.earlier.remove(0);
            }
            self.earlier.push(last.text);
        }
    }
}

/// For how long a sentence is held against those that matter no more, in milliseconds: half of what a story would give it,
/// since it stands above the next one for as long again.
fn held_ms(caption: &Caption) -> f64 {
    if caption.is_news() { reading_usually_ms(&caption.text) / 2.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::words::Rank;

    fn caption(text: &str, rank: Rank) -> Caption {
        Caption { text: text.to_owned(), rank }
    }

    #[test]
    fn a_sentence_stays_until_it_can_have_been_read_unless_something_matters_more() {
        let mut captions = Captions::default();
        let vote = caption("n1 has the vote of n2: two of the three it needs.", Rank::Detail);
        let other = caption("n1 has the vote of n3: three of the three it needs.", Rank::Detail);
        let leads = caption("n1 leads term 1.", Rank::Story);
        captions.follow(vote.clone(), Time(1), 16.0);
        captions.follow(other.clone(), Time(2), 500.0);
        assert_eq!(captions.shown(), vote.text, "nobody has read it yet");
        captions.follow(leads.clone(), Time(3), 16.0);
        assert_eq!(captions.shown(), leads.text, "an election matters more than a vote");
        captions.follow(other.clone(), Time(4), 16.0);
        assert_eq!(captions.shown(), leads.text);
        captions.follow(other.clone(), Time(5), 4_000.0);
        assert_eq!(captions.shown(), other.text);
        assert_eq!(captions.earlier(), [vote.text, leads.text]);
    }

    #[test]
    fn whoever_stops_time_or_goes_back_sees_the_sentence_of_the_moment() {
        let mut captions = Captions::default();
        let (one, two) =
            (caption("One thing happens.", Rank::Story), caption("Another.", Rank::Detail));
        captions.follow(one.clone(), Time(9), 16.0);
        captions.show(two.clone(), Time(9));
        assert_eq!(captions.shown(), two.text);
        assert_eq!(captions.earlier(), std::slice::from_ref(&one.text));
        captions.show(one.clone(), Time(3));
        assert_eq!((captions.shown(), captions.earlier()), (&*one.text, &[two.text.clone()][..]));
        captions.follow(two, Time(2), 16.0);
        assert_eq!(captions.shown(), "Another.", "what came later is not held against the past");
    }

    #[test]
    fn where_nothing_is_new_anything_may_be_said() {
        let mut captions = Captions::default();
        captions.show(caption("n1 leads.", Rank::AtRest), Time(5));
        captions.follow(caption("n1 crashes.", Rank::Detail), Time(6), 16.0);
        assert_eq!(captions.shown(), "n1 crashes.");
        assert!(captions.earlier().is_empty(), "what is so all the time is no history");
    }
}
