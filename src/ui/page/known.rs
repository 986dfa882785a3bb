//! What is known of the future: marks and terms that the session has reached before it went back.
//!
//! The session tells what happened up to the moment it shows. A timeline that forgot the rest at every step back would
//! be useless for going forward again, so the rest is remembered here until another future replaces it.

use crate::app::{Mark, TermSpan};
use crate::sim::Time;
use crate::ui::Shared;

/// The marks and terms of the whole timeline.
#[derive(Clone, Default, PartialEq)]
pub struct Known {
    /// The marks, in order of time.
    pub marks: Shared<Vec<Mark>>,
    /// The terms, in order of time.
    pub spans: Shared<Vec<TermSpan>>,
}

impl Known {
    /// Takes in what the session tells at `now`, and keeps what lies between that and the horizon.
    pub fn follow(&mut self, now: Time, horizon: Time, marks: &[Mark], spans: &[TermSpan]) {
        let ahead = |at: Time| at > now && at <= horizon;
        let all: Vec<Mark> =
            marks.iter().chain(self.marks.iter().filter(|it| ahead(it.at))).cloned().collect();
        if all != *self.marks {
            self.marks = Shared::new(all);
        }
        // A term that has begun may still be without the leader that it is known to get.
        let led_later = |span: &TermSpan| {
            let known = self.spans.iter().find(|it| (it.from, it.term) == (span.from, span.term));
            known.and_then(|it| it.led_from).filter(|at| ahead(*at))
        };
        let begun = spans
            .iter()
            .map(|span| TermSpan { led_from: span.led_from.or_else(|| led_later(span)), ..*span });
        let to_come = self.spans.iter().filter(|it| ahead(it.from)).copied();
        let all: Vec<TermSpan> = begun.chain(to_come).collect();
        if all != *self.spans {
            self.spans = Shared::new(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::MarkKind;
    use crate::raft::Term;

    fn marks(at: &[u64]) -> Vec<Mark> {
        at.iter().map(|at| Mark { at: Time(*at), kind: MarkKind::Cut }).collect()
    }

    fn times(known: &Known) -> Vec<u64> {
        known.marks.iter().map(|mark| mark.at.0).collect()
    }

    #[test]
    fn going_back_keeps_the_marks_ahead_and_another_future_drops_them() {
        let mut known = Known::default();
        known.follow(Time(50), Time(50), &marks(&[10, 30, 50]), &[]);
        known.follow(Time(20), Time(50), &marks(&[10]), &[]);
        assert_eq!(times(&known), [10, 30, 50]);
        known.follow(Time(40), Time(50), &marks(&[10, 30]), &[]);
        assert_eq!(times(&known), [10, 30, 50]);
        known.follow(Time(40), Time(40), &marks(&[10, 30]), &[]);
        assert_eq!(times(&known), [10, 30]);
    }

    #[test]
    fn a_term_keeps_the_leader_that_it_is_known_to_get() {
        let span = |led_from| TermSpan { from: Time(10), term: Term(1), led_from };
        let mut known = Known::default();
        known.follow(Time(50), Time(50), &[], &[span(Some(Time(30)))]);
        known.follow(Time(20), Time(50), &[], &[span(None)]);
        assert_eq!(*known.spans, [span(Some(Time(30)))]);
        known.follow(Time(20), Time(20), &[], &[span(None)]);
        assert_eq!(*known.spans, [span(None)]);
    }

    #[test]
    fn what_has_not_changed_stays_the_same_allocation() {
        let span = TermSpan { from: Time::ZERO, term: Term(0), led_from: None };
        let mut known = Known::default();
        known.follow(Time(50), Time(50), &marks(&[10]), &[span]);
        let before = known.clone();
        known.follow(Time(60), Time(60), &marks(&[10]), &[span]);
        assert!(known == before);
    }
}
