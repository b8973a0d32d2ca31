//! A number for each term: the words of some pages, each kept once.
//!
//! Takes terms, gives numbers from 0 in the order in which they were first met. Looks up by the digest that pairs of words need anyway, so
//! each term is digested once. Never forgets a term.

use super::pairs::digest;

/// The numbers of terms.
#[derive(Default)]
pub(super) struct Vocabulary {
    /// For each term its digest and where its letters end; they begin where those of the term before end.
    terms: Vec<(u32, u32)>,
    letters: String,
    /// A table with open addressing: the number of a term and one, or 0. Its length is a power of two.
    slots: Vec<u32>,
}

impl Vocabulary {
    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// A term by its number.
    pub(super) fn term(&self, id: u32) -> &str {
        let id = id as usize;
        let begin = if id == 0 { 0 } else { self.terms[id - 1].1 };
        &self.letters[begin as usize..self.terms[id].1 as usize]
    }

    /// The digest of a term by its number.
    pub(super) fn digest(&self, id: u32) -> u32 {
        self.terms[id as usize].0
    }

    /// The number of a term, which is new where it equals the number of terms there were.
    pub(super) fn id(&mut self, term: &str) -> u32 {
        if self.terms.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let hash = digest(term);
        let mut at = self.slot(hash);
        loop {
            match self.slots[at] {
                0 => break,
                taken => {
                    let id = taken - 1;
                    if self.terms[id as usize].0 == hash && self.term(id) == term {
                        return id;
                    }
                }
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        let id = self.terms.len() as u32;
        self.letters.push_str(term);
        let end = u32::try_from(self.letters.len()).expect("the words of a site have fewer than 2^32 letters");
        self.terms.push((hash, end));
        self.slots[at] = id + 1;
        id
    }

    /// Where to look first: the low bits of the digest alone are like those of similar words.
    fn slot(&self, hash: u32) -> usize {
        (hash.wrapping_mul(0x9e37_79b1) >> (32 - self.slots.len().ilog2())) as usize
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(1 << 10)];
        for id in 0..self.terms.len() {
            let mut at = self.slot(self.terms[id].0);
            while self.slots[at] != 0 {
                at = (at + 1) & (self.slots.len() - 1);
            }
            self.slots[at] = id as u32 + 1;
        }
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
                assert_eq!(words.id(&name(at)), at, "{round}");
            }
        }
        assert_eq!(words.len(), 5000);
        assert!((0..5000).all(|at| words.term(at) == name(at) && words.digest(at) == digest(&name(at))));
    }

    #[test]
    fn terms_of_one_digest_are_told_apart() {
        // Known to collide in 32 bits of FNV-1a.
        let mut words = Vocabulary::default();
        let (one, two) = (words.id("costarring"), words.id("liquid"));
        assert_eq!(words.digest(one), words.digest(two));
        assert_eq!((one, two, words.id("costarring")), (0, 1, 0));
        assert_eq!((words.term(0), words.term(1)), ("costarring", "liquid"));
    }
}
