//! The digest: one number that stands for everything that happened so far.
//!
//! Two runs with the same digest did the same; a script that replays differently, natively or in wasm, shows at once.
//! It is made of 64-bit words only: what Rust feeds to a hasher as `usize` or `isize` (lengths, the numbers of enum
//! variants) is widened first, since these are 32 bits wide in wasm.

use std::hash::Hasher;

use super::random::spread;

/// A running hash. Quick and well mixed; not meant to withstand an adversary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest(u64);

impl Digest {
    fn feed(&mut self, word: u64) {
        // An odd multiplier loses nothing, and the shift brings the high bits back down to where the next word goes in.
        let mixed = (self.0 ^ word).wrapping_mul(0x9fb2_1c65_1e98_df25);
        self.0 = mixed ^ (mixed >> 32);
    }
}

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.feed(u64::from_le_bytes(word));
        }
        self.feed(bytes.len() as u64);
    }

    fn write_u8(&mut self, value: u8) {
        self.feed(u64::from(value));
    }

    fn write_u32(&mut self, value: u32) {
        self.feed(u64::from(value));
    }

    fn write_u64(&mut self, value: u64) {
        self.feed(value);
    }

    fn write_usize(&mut self, value: usize) {
        self.feed(value as u64);
    }

    fn write_isize(&mut self, value: isize) {
        self.feed(value as i64 as u64);
    }

    fn finish(&self) -> u64 {
        spread(self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::hash::Hash;

    use super::*;

    fn digest(value: &impl Hash) -> u64 {
        let mut digest = Digest::default();
        value.hash(&mut digest);
        digest.finish()
    }

    #[test]
    fn order_and_boundaries_count() {
        assert_ne!(digest(&(1_u64, 2_u64)), digest(&(2_u64, 1_u64)));
        assert_ne!(digest(&("ab", "c")), digest(&("a", "bc")));
        assert_ne!(digest(&[0_u8; 3].as_slice()), digest(&[0_u8; 4].as_slice()));
    }

    #[test]
    fn values_have_the_same_digest_on_every_platform() {
        // The numbers were computed once; wasm runs this test as well, with its usize of 32 bits.
        assert_eq!(digest(&Some(7_u64)), 13_563_735_007_931_887_346);
        assert_eq!(digest(&vec!["raft", "paper"]), 15_650_748_807_662_424_183);
        assert_eq!(digest(&-1_isize), digest(&u64::MAX));
    }
}
