//! A number for each term: the words of some pages, each kept once.
//!
//! Takes terms, gives numbers from 0 in the order in which they were first met. Never forgets a term; but [`Own`] knows those of one page
//! alone, and fits into a processor's nearest memory.

/// The digest of a term, of which phrases are made: FNV-1a of its bytes, 32 bits.
#[inline]
pub(super) fn digest(term: &[u8]) -> u32 {
    term.iter().fold(0x811c_9dc5, |digest, byte| (digest ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// What tells a term from others: its first eight bytes and its digest, mixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Print(u64);

impl Print {
    /// That of a term. The mixing is the end of MurmurHash3.
    fn of(lead: u64, digest: u32) -> Self {
        let mut all = lead ^ u64::from(digest).rotate_left(32);
        all = (all ^ (all >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        all = (all ^ (all >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        Self(all ^ (all >> 33))
    }
}

/// Bits of a term's number; the others of a slot are of its print.
const NUMBER_BITS: u32 = 28;

/// The numbers of terms. One is told from another by its [`Print`] alone: of a million sites one may have two that are taken for the same, and
/// a page too many is found.
#[derive(Default)]
pub(super) struct Vocabulary {
    /// A table with open addressing: the upper bits of a print, and the number of the term and one, or 0. As little as can be, because the
    /// terms of a site do not fit into the nearest memory.
    slots: Vec<u64>,
    prints: Vec<Print>,
    /// Where the letters of each term end; they begin where those of the term before end.
    ends: Vec<u32>,
    letters: Vec<u8>,
}

impl Vocabulary {
    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A term by its number.
    pub(super) fn term(&self, id: u32) -> &[u8] {
        letters(&self.ends, &self.letters, id)
    }

    /// The print of a term by its number.
    pub(super) fn print(&self, id: u32) -> Print {
        self.prints[id as usize]
    }

    /// Asks for the places of terms with these prints all at once, so that one need not wait for the other when they are looked up.
    pub(super) fn expect(&self, prints: impl Iterator<Item = Print>) {
        if !self.slots.is_empty() {
            let slots = prints.map(|print| self.slots[self.place(print)]);
            std::hint::black_box(slots.fold(0, |all, slot| all ^ slot));
        }
    }

    /// The number of a term with this print, which is new where it equals the number of terms there were.
    pub(super) fn id(&mut self, term: &[u8], print: Print) -> u32 {
        if self.ends.len() * 3 >= self.slots.len() * 2 {
            self.grow();
        }
        let mut place = self.place(print);
        loop {
            let slot = self.slots[place];
            if slot == 0 {
                break;
            }
            if (slot ^ print.0) >> NUMBER_BITS == 0 {
                return (slot as u32 & ((1 << NUMBER_BITS) - 1)) - 1;
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
        let id = self.ends.len() as u32;
        self.slots[place] = slot(print, id);
        self.prints.push(print);
        self.letters.extend_from_slice(term);
        self.ends.push(u32::try_from(self.letters.len()).expect("the words of a site have fewer than 2^32 letters"));
        id
    }

    fn place(&self, print: Print) -> usize {
        print.0 as usize & (self.slots.len() - 1)
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(1 << 10)];
        for (id, print) in (0..).zip(&self.prints) {
            let mut place = self.place(*print);
            while self.slots[place] != 0 {
                place = (place + 1) & (self.slots.len() - 1);
            }
            self.slots[place] = slot(*print, id);
        }
    }
}

fn slot(print: Print, id: u32) -> u64 {
    assert!(id + 1 < 1 << NUMBER_BITS, "a site has fewer words");
    print.0 >> NUMBER_BITS << NUMBER_BITS | u64::from(id + 1)
}

fn letters<'a>(ends: &[u32], letters: &'a [u8], id: u32) -> &'a [u8] {
    let id = id as usize;
    let begin = if id == 0 { 0 } else { ends[id - 1] };
    &letters[begin as usize..ends[id] as usize]
}

/// The terms of one page: what is noted of each, found without looking at all the terms of a site.
pub(super) struct Own<T> {
    /// A table with open addressing; their number is a power of two.
    slots: Vec<Slot>,
    /// The places of terms in the table.
    taken: Vec<u32>,
    ends: Vec<u32>,
    letters: Vec<u8>,
    /// The print of each term, and what is noted of it.
    noted: Vec<(Print, T)>,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    /// The first eight bytes, which are the whole of most terms.
    lead: u64,
    digest: u32,
    /// The number of the term and one, or 0.
    at: u32,
}

impl<T> Default for Own<T> {
    fn default() -> Self {
        let slots = vec![Slot::default(); 1 << 11];
        Self { slots, taken: Vec::new(), ends: Vec::new(), letters: Vec::new(), noted: Vec::new() }
    }
}

impl<T: Default> Own<T> {
    /// What is noted of a term with this digest; at first the default.
    #[inline]
    pub(super) fn of(&mut self, term: &[u8], digest: u32) -> &mut T {
        let lead = lead(term);
        let mut place = place(digest, self.slots.len());
        loop {
            let slot = self.slots[place];
            if slot.at == 0 {
                return self.add(term, Slot { lead, digest, at: 0 }, place);
            }
            // No term holds a zero, so that short ones differ from the beginnings of others.
            let is_it = slot.digest == digest && slot.lead == lead;
            if is_it && (term.len() < 8 || letters(&self.ends, &self.letters, slot.at - 1) == term) {
                return &mut self.noted[slot.at as usize - 1].1;
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }

    fn add(&mut self, term: &[u8], slot: Slot, place: usize) -> &mut T {
        self.taken.push(place as u32);
        self.slots[place] = Slot { at: self.taken.len() as u32, ..slot };
        if self.taken.len() * 5 >= self.slots.len() * 3 {
            self.grow();
        }
        self.letters.extend_from_slice(term);
        self.ends.push(self.letters.len() as u32);
        self.noted.push((Print::of(slot.lead, slot.digest), T::default()));
        let last = self.noted.len() - 1;
        &mut self.noted[last].1
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![Slot::default(); old.len() * 2];
        for number in &mut self.taken {
            let slot = old[*number as usize];
            let mut place = place(slot.digest, self.slots.len());
            while self.slots[place].at != 0 {
                place = (place + 1) & (self.slots.len() - 1);
            }
            self.slots[place] = slot;
            *number = place as u32;
        }
    }

    /// The prints of all terms.
    pub(super) fn prints(&self) -> impl Iterator<Item = Print> + '_ {
        self.noted.iter().map(|(print, _)| *print)
    }

    /// Gives each term with its print and what was noted, in the order in which they were first met, and forgets it.
    pub(super) fn drain(&mut self, mut each: impl FnMut(&[u8], Print, T)) {
        for place in self.taken.drain(..) {
            self.slots[place as usize] = Slot::default();
        }
        for (at, (print, noted)) in (0..).zip(self.noted.drain(..)) {
            each(letters(&self.ends, &self.letters, at), print, noted);
        }
        self.ends.clear();
        self.letters.clear();
    }
}

/// Where to look first: the low bits of the digest alone are like those of similar words.
fn place(digest: u32, slots: usize) -> usize {
    (digest.wrapping_mul(0x9e37_79b1) >> (32 - slots.ilog2())) as usize
}

/// The first eight bytes as a number; those that are missing are zero.
#[inline]
fn lead(term: &[u8]) -> u64 {
    if let Some(eight) = term.first_chunk::<8>() {
        return u64::from_le_bytes(*eight);
    }
    match (term.first_chunk::<4>(), term.last_chunk::<4>()) {
        // They may have bytes in common.
        (Some(first), Some(last)) => {
            let last = u64::from(u32::from_le_bytes(*last)) << (8 * (term.len() - 4));
            u64::from(u32::from_le_bytes(*first)) | last
        }
        _ => term.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(term: &str) -> Print {
        Print::of(lead(term.as_bytes()), digest(term.as_bytes()))
    }

    #[test]
    fn a_term_keeps_its_number_while_others_come() {
        let mut words = Vocabulary::default();
        let name = |at: u32| format!("word{at}");
        for round in 0..2 {
            for at in 0..5000 {
                assert_eq!(words.id(name(at).as_bytes(), print(&name(at))), at, "{round}");
            }
        }
        assert_eq!(words.len(), 5000);
        assert!((0..5000).all(|at| words.term(at) == name(at).as_bytes() && words.print(at) == print(&name(at))));
    }

    #[test]
    fn terms_of_one_digest_are_told_apart() {
        // Known to collide in 32 bits of FNV-1a.
        let terms = [&b"costarring"[..], b"liquid"];
        assert_eq!(digest(terms[0]), digest(terms[1]));
        let mut words = Vocabulary::default();
        let ids = ["costarring", "liquid", "costarring"].map(|term| words.id(term.as_bytes(), print(term)));
        assert_eq!((ids, [0, 1].map(|id| words.term(id))), ([0, 1, 0], terms));
        let mut own: Own<usize> = Own::default();
        terms.iter().for_each(|term| *own.of(term, digest(term)) += 1);
        assert_eq!(own.prints().count(), 2);
    }

    #[test]
    fn the_first_letters_are_a_number() {
        for (term, expected) in
            [("", 0), ("ab", 0x6261), ("abcde", 0x65_6463_6261), ("abcdefghi", 0x6867_6665_6463_6261)]
        {
            assert_eq!(lead(term.as_bytes()), expected, "{term}");
        }
    }

    #[test]
    fn what_is_noted_of_a_page_is_noted_of_each_term() {
        let mut own: Own<usize> = Own::default();
        let mut note = |term: &str, hash: u32| *own.of(term.as_bytes(), hash) += 1;
        let long = "a term of more than eight bytes";
        for at in 0..3000 {
            let word = format!("word{at}");
            note(&word, digest(word.as_bytes()));
        }
        let seven = digest(b"word7");
        note("word7", seven);
        note(long, 7);
        note(&long.replace("bytes", "words"), 7);
        note(long, 7);
        let mut all = Vec::new();
        own.drain(|term, _, count| all.push((String::from_utf8_lossy(term).into_owned(), count)));
        assert_eq!(all.len(), 3002);
        assert_eq!((&all[7], &all[3000], all[3001].1), (&("word7".into(), 2), &(long.into(), 2), 1));
        *own.of(b"word7", seven) += 5;
        own.drain(|term, own, count| assert_eq!((term, own, count), (&b"word7"[..], print("word7"), 5)));
    }
}
