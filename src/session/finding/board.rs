//! What several have found who share a search, and who of them is to go on.

use super::search::Search;
use super::searched::{Place, Searched};
use super::verdict::Verdict;

/// How far a search is, and what it has come to if it is at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Where it is in what it goes through.
    pub place: Place,
    /// What was looked at so far.
    pub searched: Searched,
    /// What it has come to.
    pub verdict: Option<Verdict>,
}

impl Report {
    /// Of this search, which has come to this.
    pub fn of(search: &dyn Search, verdict: Option<Verdict>) -> Self {
        Self { place: search.place(), searched: search.searched(), verdict }
    }
}

/// What all have reported who share a search.
///
/// Who finds something ends those who are past it, and not those who are before: they may find what one alone would have
/// found first. So it does not matter who is faster.
#[derive(Clone, Debug)]
pub struct Board {
    searched: Vec<Searched>,
    /// Who has not come to the end.
    at_it: Vec<bool>,
    /// At the first place so far, and by whom.
    found: Option<(Place, usize, Verdict)>,
}

impl Board {
    /// Of so many, none of whom has reported yet.
    pub fn new(of: usize) -> Self {
        Self { searched: vec![Searched::default(); of], at_it: vec![true; of], found: None }
    }

    /// Takes in what one of them reports, by its number from 0. Returns whether it is to go on.
    pub fn hear(&mut self, number: usize, Report { place, searched, verdict }: Report) -> bool {
        self.searched[number] = searched;
        let is_first = self.found.as_ref().is_none_or(|(at, by, _)| (place, number) < (*at, *by));
        let goes_on = verdict.is_none() && is_first;
        if let Some(found @ Verdict::Found(_)) = verdict
            && is_first
        {
            self.found = Some((place, number, found));
        }
        self.at_it[number] = goes_on;
        goes_on
    }

    /// What all of them have looked at.
    pub fn searched(&self) -> Searched {
        Searched::together(&self.searched)
    }

    /// What was found at the first place so far.
    pub fn found(&self) -> Option<&Verdict> {
        self.found.as_ref().map(|(_, _, verdict)| verdict)
    }

    /// What they have come to, once nobody is to go on.
    pub fn verdict(&self) -> Option<Verdict> {
        let is_over = !self.at_it.contains(&true);
        is_over.then(|| self.found().cloned().unwrap_or(Verdict::NotFound))
    }
}

#[cfg(test)]
mod tests {
    use super::super::verdict::{Engine, Witness};
    use super::*;
    use crate::sim::Time;

    fn found(at: u64) -> Option<Verdict> {
        let (acts, at, digest) = (Vec::new(), Time(at), 7);
        Some(Verdict::Found(Witness { acts, at, digest, engine: Engine::Exhaustive }))
    }

    fn report(far: u64, first: u64, verdict: Option<Verdict>) -> Report {
        let place = Place { guided: false, far, first };
        Report { place, searched: Searched::default(), verdict }
    }

    #[test]
    fn what_counts_is_the_first_place_and_not_who_was_first() {
        let mut board = Board::new(3);
        assert!(board.hear(0, report(1, 3, None)));
        assert!(!board.hear(1, report(1, 8, found(8))));
        assert_eq!(board.verdict(), None, "two may still find something before");
        assert!(!board.hear(2, report(2, 0, None)), "it is past it");
        assert!(board.hear(0, report(1, 6, None)));
        assert_eq!(board.found().cloned(), found(8));
        assert!(!board.hear(0, report(1, 7, found(7))));
        assert_eq!(board.verdict(), found(7));
    }

    #[test]
    fn what_is_found_later_at_a_later_place_is_not_taken() {
        let mut board = Board::new(2);
        assert!(!board.hear(0, report(1, 2, found(2))));
        assert!(!board.hear(1, report(1, 5, found(5))));
        assert_eq!(board.verdict(), found(2));
    }

    #[test]
    fn nothing_is_found_only_when_all_have_found_nothing() {
        let mut board = Board::new(2);
        assert!(!board.hear(1, report(4, 0, Some(Verdict::NotFound))));
        assert_eq!(board.verdict(), None);
        assert!(!board.hear(0, report(4, 0, Some(Verdict::NotFound))));
        assert_eq!(board.verdict(), Some(Verdict::NotFound));
    }
}
