//! A seed for each name: whoever works on the same mission with another name meets another cluster.

/// The seed that a name leads to, the same everywhere and at any time. Spaces at its ends and capitals do not matter. It has
/// nine digits at most: a person may read it out.
pub fn seed_from(name: &str) -> u64 {
    // FNV-1a, as published: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in name.trim().to_lowercase().bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    (hash ^ (hash >> 32)) % 1_000_000_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_seed_however_it_is_typed_and_another_name_another() {
        assert_eq!(seed_from("Ada Lovelace"), seed_from(" ada lovelace "));
        assert_ne!(seed_from("ada"), seed_from("adb"));
        assert_eq!(seed_from("ada"), seed_from("ada"));
        let seeds: std::collections::BTreeSet<u64> =
            (0..1_000).map(|number| seed_from(&format!("student {number}"))).collect();
        assert!(seeds.len() > 995 && seeds.iter().all(|seed| *seed < 1_000_000_000));
    }
}
