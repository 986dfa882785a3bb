//! The word that was probably meant.

/// The nearest of these words, if one is near: it begins with what was typed, or is a slip or two away from it.
pub fn nearest(typed: &str, words: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    // Whatever is longer than any word is near to none, and not worth measuring.
    const LONGEST: usize = 20;
    let length = typed.chars().count();
    if length > LONGEST {
        return None;
    }
    let slips = |word: &str| {
        if length >= 2 && word.starts_with(typed) { 1 } else { distance(typed, word) }
    };
    let allowed = if length <= 3 { 1 } else { 2 };
    words
        .map(|word| (slips(word), word))
        .filter(|(slips, _)| *slips <= allowed)
        .min()
        .map(|(_, word)| word)
}

/// How many characters are to be added, left out, replaced, or swapped with their neighbour to turn one into the other.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let replaced = row[j] + usize::from(a != b);
            let mut least = replaced.min(row[j + 1] + 1).min(next[j] + 1);
            let swapped = i > 0 && j > 0 && one[i - 1] == *b && other[j - 1] == *a;
            if swapped {
                least = least.min(before[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 5] = ["put", "partition", "pause", "crash", "restart"];

    fn check(typed: &str, expected: Option<&str>) {
        assert_eq!(nearest(typed, WORDS.into_iter()), expected, "{typed}");
    }

    #[test]
    fn a_slip_is_forgiven() {
        check("putt", Some("put"));
        check("upt", Some("put"));
        check("crahs", Some("crash"));
        check("partiton", Some("partition"));
    }

    #[test]
    fn the_beginning_of_a_word_is_enough() {
        check("part", Some("partition"));
        check("re", Some("restart"));
    }

    #[test]
    fn what_is_far_from_every_word_is_not_guessed() {
        check("xyzzy", None);
        check("", None);
        check(&"crash".repeat(10_000), None);
    }
}
