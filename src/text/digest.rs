//! Content digests: 128 bits of XXH3, enough to tell contents apart, not to withstand forgery.
//!
//! They decide what is made again, so they must depend on content alone: never on addresses in memory, hash seeds or order of threads.

use std::hash::{Hash, Hasher};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// A 128-bit digest of some content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Digest(pub u64, pub u64);

impl Digest {
    /// The digest of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::from_u128(xxh3_128(bytes))
    }

    fn from_u128(value: u128) -> Self {
        let bytes = value.to_le_bytes();
        let half = |from: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&bytes[from..from + 8]);
            u64::from_le_bytes(eight)
        };
        Self(half(0), half(8))
    }

    /// The whole as 32 hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:016x}{:016x}", self.0, self.1)
    }

    /// The first half as 16 hexadecimal digits, for names of files in the cache and the like.
    pub fn short_hex(self) -> String {
        format!("{:016x}", self.0)
    }
}

struct Feed(Xxh3);

impl Hasher for Feed {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        self.0.digest()
    }
}

/// The digest of a value by its `Hash`.
///
/// Derive `Hash` and leave no field out: then nothing that a page shows can change without its key changing.
pub fn digest_of<T: Hash + ?Sized>(value: &T) -> Digest {
    let mut feed = Feed(Xxh3::new());
    value.hash(&mut feed);
    Digest::from_u128(feed.0.digest128())
}
