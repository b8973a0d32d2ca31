//! A number for each term: the words of some pages, each kept once.
//!
//! Takes terms, gives numbers from 0 in the order in which they were first met. Looks up by the digest that phrases need anyway, so
//! each term is digested once. Never forgets a term; but [`Own`] knows those of one page alone, and fits into a processor's nearest memory.

/// The digest of a term: FNV-1a of its bytes, 32 bits.
pub(super) fn digest(term: &str) -> u32 {
    term.bytes().fold(0x811c_9dc5, |digest, byte| (digest ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The numbers of terms.
#[derive(Default)]
pub(super) struct Vocabulary {
    table: Table,
    /// Where the letters of each term end; they begin where those of the term before end.
    ends: Vec<u32>,
    letters: String,
}

impl Vocabulary {
    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A term by its number.
    pub(super) fn term(&self, id: u32) -> &str {
        letters(&self.ends, &self.letters, id)
    }

    /// Asks for the places of terms with these digests all at once, so that one need not wait for the other when they are looked up.
    pub(super) fn expect(&self, digests: impl Iterator<Item = u32>) {
        let slots = digests.map(|digest| self.table.slots[self.table.place(digest)].at);
        std::hint::black_box(slots.fold(0, |all, at| all ^ at));
    }

    /// The number of a term with this digest, which is new where it equals the number of terms there were.
    pub(super) fn id(&mut self, term: &str, digest: u32) -> u32 {
        let (id, is_new) = self.table.at(term, digest, |id| letters(&self.ends, &self.letters, id) == term);
        if is_new {
            self.letters.push_str(term);
            self.ends
                .push(u32::try_from(self.letters.len()).expect("the words of a site have fewer than 2^32 letters"));
        }
        id
    }
}

fn letters<'a>(ends: &[u32], letters: &'a str, id: u32) -> &'a str {
    let id = id as usize;
    let begin = if id == 0 { 0 } else { ends[id - 1] };
    &letters[begin as usize..ends[id] as usize]
}

/// The terms of one page: what is noted of each, found without looking at all the terms of a site.
#[derive(Default)]
pub(super) struct Own<T> {
    table: Table,
    ends: Vec<u32>,
    letters: String,
    /// The digest of each term, and what is noted of it.
    noted: Vec<(u32, T)>,
}

impl<T: Default> Own<T> {
    /// What is noted of a term with this digest; at first the default.
    pub(super) fn of(&mut self, term: &str, digest: u32) -> &mut T {
        let (at, is_new) = self.table.at(term, digest, |at| letters(&self.ends, &self.letters, at) == term);
        if is_new {
            self.letters.push_str(term);
            self.ends.push(self.letters.len() as u32);
            self.noted.push((digest, T::default()));
        }
        &mut self.noted[at as usize].1
    }

    /// The digests of all terms.
    pub(super) fn digests(&self) -> impl Iterator<Item = u32> + '_ {
        self.noted.iter().map(|(digest, _)| *digest)
    }

    /// Gives each term with its digest and what was noted, in the order in which they were first met, and forgets it.
    pub(super) fn drain(&mut self, mut each: impl FnMut(&str, u32, T)) {
        self.table.clear();
        for (at, (digest, noted)) in (0..).zip(self.noted.drain(..)) {
            each(letters(&self.ends, &self.letters, at), digest, noted);
        }
        self.ends.clear();
        self.letters.clear();
    }
}

/// A table with open addressing, which numbers terms.
struct Table {
    /// Their number is a power of two.
    slots: Vec<Slot>,
    taken: Vec<u32>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    /// The first eight bytes, which are the whole of most terms.
    lead: u64,
    digest: u32,
    /// The number of the term and one, or 0.
    at: u32,
}

impl Default for Table {
    fn default() -> Self {
        Self { slots: vec![Slot::default(); 1 << 11], taken: Vec::new() }
    }
}

impl Table {
    /// The number of a term, and whether it is new; `is` tells whether a number is that of just this term.
    fn at(&mut self, term: &str, digest: u32, is: impl Fn(u32) -> bool) -> (u32, bool) {
        if self.taken.len() * 5 >= self.slots.len() * 3 {
            self.grow();
        }
        let lead = lead(term.as_bytes());
        let mut place = self.place(digest);
        loop {
            let slot = self.slots[place];
            if slot.at == 0 {
                break;
            }
            // No term holds a zero, so that short ones differ from the beginnings of others.
            if slot.digest == digest && slot.lead == lead && (term.len() < 8 || is(slot.at - 1)) {
                return (slot.at - 1, false);
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
        self.taken.push(place as u32);
        let at = self.taken.len() as u32;
        self.slots[place] = Slot { lead, digest, at };
        (at - 1, true)
    }

    /// Where to look first: the low bits of the digest alone are like those of similar words.
    fn place(&self, digest: u32) -> usize {
        (digest.wrapping_mul(0x9e37_79b1) >> (32 - self.slots.len().ilog2())) as usize
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![Slot::default(); old.len() * 2];
        let mut taken = std::mem::take(&mut self.taken);
        for number in &mut taken {
            let slot = old[*number as usize];
            let mut place = self.place(slot.digest);
            while self.slots[place].at != 0 {
                place = (place + 1) & (self.slots.len() - 1);
            }
            self.slots[place] = slot;
            *number = place as u32;
        }
        self.taken = taken;
    }

    fn clear(&mut self) {
        for place in self.taken.drain(..) {
            self.slots[place as usize] = Slot::default();
        }
    }
}

/// The first eight bytes as a number; those that are missing are zero.
fn lead(term: &[u8]) -> u64 {
    match term.first_chunk::<8>() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => term.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_keeps_its_number_while_others_come() {
        let mut words = Vocabulary::default();
        let name = |at: u32| format!("word{at}");
        for round in 0..2 {
            for at in 0..5000 {
                assert_eq!(words.id(&name(at), digest(&name(at))), at, "{round}");
            }
        }
        assert_eq!(words.len(), 5000);
        assert!((0..5000).all(|at| words.term(at) == name(at)));
    }

    #[test]
    fn terms_of_one_digest_are_told_apart() {
        // Known to collide in 32 bits of FNV-1a.
        let mut words = Vocabulary::default();
        let both = digest("costarring");
        assert_eq!(both, digest("liquid"));
        let (one, two) = (words.id("costarring", both), words.id("liquid", both));
        assert_eq!((one, two, words.id("costarring", both)), (0, 1, 0));
        assert_eq!((words.term(0), words.term(1)), ("costarring", "liquid"));
    }

    #[test]
    fn what_is_noted_of_a_page_is_noted_of_each_term() {
        let mut own: Own<usize> = Own::default();
        let mut note = |term: &str, hash: u32| *own.of(term, hash) += 1;
        let long = "a term of more than eight bytes";
        for at in 0..3000 {
            note(&format!("word{at}"), digest(&format!("word{at}")));
        }
        note("word7", digest("word7"));
        note(long, 7);
        note(&long.replace("bytes", "words"), 7);
        note(long, 7);
        let mut all = Vec::new();
        own.drain(|term, _, count| all.push((term.to_owned(), count)));
        assert_eq!(all.len(), 3002);
        assert_eq!((&all[7], &all[3000], all[3001].1), (&("word7".into(), 2), &(long.into(), 2), 1));
        *own.of("word7", digest("word7")) += 5;
        own.drain(|term, hash, count| assert_eq!((term, hash, count), ("word7", digest("word7"), 5)));
    }
}
