//! What was seen: a table of fixed size.

/// How many fingerprints have room.
const SIZE: usize = 1 << 20;
/// In each word, so many bits are for the moves that were left; all others are of the fingerprint.
const BITS: u32 = 5;
const LEFT: u64 = (1 << BITS) - 1;

/// The states that were gone on from, each with how many moves were left there. Where there is no room for both, the newer
/// one takes the place of the older: what is forgotten is looked at twice, and nothing is passed over.
///
/// It takes no memory before the first: a search that another one does in its place waits without.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    words: Vec<u64>,
}

impl Seen {
    /// Notes a state, from which so many moves are to be tried. Returns whether that is news: false if as many were before.
    pub fn note(&mut self, fingerprint: u64, left: u32) -> bool {
        if self.words.is_empty() {
            self.words = vec![0; SIZE];
        }
        let word = &mut self.words[fingerprint as usize % SIZE];
        // Nothing has a word of 0: it would have been seen from the beginning.
        let (state, left) = (fingerprint | 1 << 63, u64::from(left).min(LEFT));
        if *word & !LEFT == state & !LEFT && *word & LEFT >= left {
            return false;
        }
        *word = (state & !LEFT) | left;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_news_once_and_again_with_more_moves_left() {
        let mut seen = Seen::default();
        assert!(seen.note(7_777, 1));
        assert!(!seen.note(7_777, 1));
        assert!(!seen.note(7_777, 0));
        assert!(seen.note(7_777, 2));
        assert!(!seen.note(7_777, 1));
        assert!(seen.note(0, 0));
        assert!(!seen.note(0, 0));
    }

    #[test]
    fn nothing_is_kept_for_what_was_not_seen_yet() {
        let mut seen = Seen::default();
        assert_eq!(seen.words.capacity(), 0);
        seen.note(7_777, 1);
        assert_eq!(seen.words.len(), SIZE);
    }

    #[test]
    fn a_state_in_the_place_of_another_is_not_taken_for_it() {
        let mut seen = Seen::default();
        let other = 7_777 + ((SIZE as u64) << 4);
        assert!(seen.note(7_777, 1));
        assert!(seen.note(other, 1));
        assert!(seen.note(7_777, 1));
    }
}
