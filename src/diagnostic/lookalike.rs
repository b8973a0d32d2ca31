//! Signs that look like another one, or like nothing: what word processors, chats and keyboards of other scripts put into a text.
//!
//! Takes a sign, gives its name and the plain sign it is taken for. Adds the name to what is said of a value that holds one: an author
//! cannot see the mistake.

use super::Diagnostic;
use crate::text::Sources;
use std::fmt;

/// The longest text, in bytes, in which such a sign is taken for a slip: in prose it is at home.
const MAX_VALUE: usize = 120;

/// A sign that looks like another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookalike {
    /// The sign itself.
    pub sign: char,
    name: &'static str,
    /// What it is taken for: a space, one plain sign, or nothing.
    pub plain: &'static str,
}

/// The signs with their names and what they are taken for. The full-width forms of ASCII come besides.
const SIGNS: &[(char, &str, &str)] = &[
    ('\u{a0}', "a no-break space", " "),
    ('\u{2002}', "an en space", " "),
    ('\u{2003}', "an em space", " "),
    ('\u{2007}', "a figure space", " "),
    ('\u{2009}', "a thin space", " "),
    ('\u{202f}', "a narrow no-break space", " "),
    ('\u{3000}', "an ideographic space", " "),
    ('\u{ad}', "a soft hyphen", ""),
    ('\u{200b}', "a zero-width space", ""),
    ('\u{200c}', "a zero-width non-joiner", ""),
    ('\u{200d}', "a zero-width joiner", ""),
    ('\u{200e}', "a left-to-right mark", ""),
    ('\u{200f}', "a right-to-left mark", ""),
    ('\u{202a}', "a left-to-right embedding", ""),
    ('\u{202c}', "the end of an embedding", ""),
    ('\u{2060}', "a word joiner", ""),
    ('\u{feff}', "a byte order mark", ""),
    ('\u{2010}', "a hyphen of print", "-"),
    ('\u{2011}', "a no-break hyphen", "-"),
    ('\u{2012}', "a figure dash", "-"),
    ('\u{2013}', "an en dash", "-"),
    ('\u{2014}', "an em dash", "-"),
    ('\u{2212}', "a minus sign of print", "-"),
    ('\u{201c}', "a curly quote", "\""),
    ('\u{201d}', "a curly quote", "\""),
    ('\u{201e}', "a low quote", "\""),
    ('«', "an angled quote", "\""),
    ('»', "an angled quote", "\""),
    ('「', "a corner bracket", "\""),
    ('」', "a corner bracket", "\""),
    ('\u{2018}', "a curly quote", "'"),
    ('\u{2019}', "a curly quote", "'"),
];

/// ASCII from `!` to `~`, which has wide twins in the same order.
const ASCII: &str = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";

impl Lookalike {
    /// What is known of a sign; `None` of one that is what it seems.
    pub fn of(sign: char) -> Option<Self> {
        if sign.is_ascii() {
            return None;
        }
        let wide = u32::from(sign).checked_sub(0xff01).and_then(|at| usize::try_from(at).ok());
        if let Some(plain) = wide.and_then(|at| ASCII.get(at..=at)) {
            return Some(Self { sign, name: "a wide sign", plain });
        }
        SIGNS.iter().find(|(other, ..)| *other == sign).map(|&(sign, name, plain)| Self { sign, name, plain })
    }

    /// The first such sign of a text, and where it stands.
    pub fn first_in(text: &str) -> Option<(usize, Self)> {
        text.char_indices().find_map(|(at, sign)| Some((at, Self::of(sign)?)))
    }

    /// What to do about it, where more cannot be said.
    pub fn mend(self) -> String {
        match self.plain {
            "" => "take it out".to_owned(),
            " " => "put a plain space in its place".to_owned(),
            plain => format!("write `{plain}`"),
        }
    }

    /// What is wrong with it, as a clause behind its name.
    pub fn fault(self) -> String {
        match self.plain {
            "" => "which nobody sees".to_owned(),
            " " => "which only looks like a space".to_owned(),
            plain => format!("which only looks like `{plain}`"),
        }
    }
}

/// Its name and number: `a no-break space, U+00A0`.
impl fmt::Display for Lookalike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, U+{:04X}", self.name, u32::from(self.sign))
    }
}

/// Names the sign in each value that was not understood and holds one.
pub(super) fn name_in(diagnostics: &mut [Diagnostic], sources: &Sources) {
    for said in diagnostics.iter_mut().filter(|said| said.code.is_about_a_value()) {
        let Some(source) = said.at.and_then(|at| super::shown::source(at, sources)) else { continue };
        let range = said.at.map_or(0..0, |at| at.start as usize..at.end as usize);
        let Some(text) = source.text.get(range).filter(|text| text.len() <= MAX_VALUE && !text.contains('\n')) else {
            continue;
        };
        let Some((_, sign)) = Lookalike::first_in(text) else { continue };
        let remark = format!("it holds {sign}, {}", sign.fault());
        if said.notes.iter().any(|note| note.message == remark) {
            continue;
        }
        // What shows the whole value without it is better.
        if !said.help.as_ref().is_some_and(|help| help.starts_with("did you mean") || help.starts_with("write `")) {
            said.help = Some(sign.mend());
        }
        *said = said.clone().remark(remark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::text::{Source, SourceId, Span};

    #[test]
    fn signs_have_a_name_a_number_and_a_plain_twin() {
        for (sign, name, plain) in [
            ('\u{a0}', "a no-break space, U+00A0", " "),
            ('\u{200b}', "a zero-width space, U+200B", ""),
            ('–', "an en dash, U+2013", "-"),
            ('＝', "a wide sign, U+FF1D", "="),
            ('～', "a wide sign, U+FF5E", "~"),
            ('０', "a wide sign, U+FF10", "0"),
        ] {
            let found = Lookalike::of(sign).expect("is known");
            assert_eq!((found.to_string().as_str(), found.plain), (name, plain));
        }
        assert!("河岸, naïve 'x' -\"…".chars().all(|sign| Lookalike::of(sign).is_none()));
    }

    #[test]
    fn a_value_that_was_not_understood_is_told_its_sign() {
        let text = "type = \"salon\u{200b}\"";
        let sources = Sources::new(vec![Source::new("content/events/a.toml", text.into())]);
        let at = Span::new(SourceId(0), 7..text.len());
        let mut said = [
            Diagnostic::error(Code::UnknownType, at, "no").help("did you mean \"salon\"?"),
            Diagnostic::error(Code::UnknownType, at, "no").help("there are others"),
            Diagnostic::error(Code::OutOfRange, at, "no"),
        ];
        name_in(&mut said, &sources);
        name_in(&mut said, &sources);
        assert_eq!(said[0].notes.len(), 1);
        assert_eq!(said[0].notes[0].message, "it holds a zero-width space, U+200B, which nobody sees");
        assert_eq!(said[0].help.as_deref(), Some("did you mean \"salon\"?"));
        assert_eq!(said[1].help.as_deref(), Some("take it out"));
        assert!(said[2].notes.is_empty());
    }
}
