//! Highlighting: which part of a program's text is a keyword, a string, a comment.
//!
//! Takes text and the name of its language, gives spans with a class each. Its own scanner, driven by tables: some hundred megabytes a
//! second on ordinary code, in time that grows with the text on any other. It knows how a language looks, not what it means: a name
//! is coloured by its look. Never fails, never parts a letter; what it does not know is plain.

mod css;
mod jsx;
mod languages;
mod rules;
mod scan;
mod template;
#[cfg(test)]
mod tests;
mod words;

use languages::How;
use rules::Rules;
use scan::Scanner;

/// What a part of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Words of the language; tags.
    Keyword,
    /// Texts, letters, regular expressions.
    String,
    /// Comments; prompts.
    Comment,
    /// Numbers and names of fixed values.
    Constant,
    /// Types and modules; headings.
    Type,
    /// Functions, macros, commands.
    Function,
    /// Annotations, decorators, directives, options.
    Attribute,
    /// Keys.
    Property,
    /// Variables that the language marks as such; lifetimes.
    Variable,
    /// A line that was added.
    Inserted,
    /// A line that was taken out.
    Deleted,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 11] = [
        Self::Keyword,
        Self::String,
        Self::Comment,
        Self::Constant,
        Self::Type,
        Self::Function,
        Self::Attribute,
        Self::Property,
        Self::Variable,
        Self::Inserted,
        Self::Deleted,
    ];

    /// The class in HTML: one letter, since a page may hold thousands.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Keyword => "k",
            Self::String => "s",
            Self::Comment => "c",
            Self::Constant => "n",
            Self::Type => "t",
            Self::Function => "f",
            Self::Attribute => "a",
            Self::Property => "p",
            Self::Variable => "v",
            Self::Inserted => "i",
            Self::Deleted => "d",
        }
    }
}

/// A part of a text, in bytes, and its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// What it is.
    pub class: Class,
}

/// A language that can be highlighted.
#[derive(Clone, Copy)]
pub struct Language(How);

/// Rules of nothing, for languages that read themselves.
static NOTHING: Rules = Rules::NONE.ready();

/// The language of this name, such as `rust` or `yml`, in small letters.
pub fn language(name: &str) -> Option<Language> {
    languages::find(name).map(Language)
}

/// Whether a name stands for text that has no colours, such as `text` or `output`, or for a language that is not known here.
pub fn is_plain(name: &str) -> bool {
    languages::PLAIN.contains(&name) || languages::COLOURLESS.contains(&name)
}

/// Every name that means something, for suggestions.
pub fn names() -> impl Iterator<Item = &'static str> {
    languages::names()
}

/// The parts of a text that have a class, in order; none is empty, none overlaps another. Text of 4 GB and more has none.
pub fn spans(language: Language, text: &str) -> Vec<Span> {
    if u32::try_from(text.len()).is_err() {
        return Vec::new();
    }
    match language.0 {
        How::Rules(rules) => {
            let mut scan = Scanner::new(rules, text);
            scan.run();
            scan.spans
        }
        How::Own(own) => {
            let mut scan = Scanner::new(&NOTHING, text);
            own(&mut scan);
            scan.spans
        }
    }
}
