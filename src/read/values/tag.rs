//! Texts that programs read: e-mail addresses and the languages somebody speaks.
//!
//! Both stay as they were written. What no program can use is a warning and no error: who writes an address for people alone, or a
//! language that has no tag, may know why.

use super::text;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::read::fields::{FieldValue, Reader};
use crate::read::node::Node;
use crate::read::shape::Shape;
use crate::text::Span;

/// An e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Email(pub String);

impl FieldValue for Email {
    fn shape() -> Shape {
        Shape::Text
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let written = text(node, reader, &Shape::Text)?.trim().to_owned();
        if !is_email(&written) {
            let help = match written.to_lowercase().starts_with("mailto:") {
                true => "leave `mailto:` out: it is put before the address where that is a link",
                false => "write it as `name@example.org`",
            };
            let message = format!("`{}` is no e-mail address", reader.field());
            reader.report(Diagnostic::warning(Code::BadEmail, node.span, message).help(help));
        }
        Some(Self(written))
    }
}

/// Whether mail can be sent to it: something, one `@`, and a name with a dot, all without blanks.
fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let allowed = |c: char| !c.is_whitespace() && !matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '@');
    !name.is_empty() && text.replacen('@', "", 1).chars().all(allowed) && host.split('.').all(|part| !part.is_empty())
}

/// A language somebody speaks: a BCP 47 tag such as `en`, or a word.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tongue(pub String);

impl FieldValue for Tongue {
    fn shape() -> Shape {
        Shape::Text
    }

    fn stand_in(_: Span) -> Option<Self> {
        Some(Self(String::new()))
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let written = text(node, reader, &Shape::Text)?.trim().to_owned();
        if let Some(tag) = language_called(&written) {
            let message = match reader.hides() {
                true => "this is the name of a language, and programs know languages by their tags".to_owned(),
                false => format!("`{written}` is the name of a language, and programs know it by its tag"),
            };
            let help = match reader.hides() {
                true => "write tags such as \"en\" or \"zh-CN\"".to_owned(),
                false => format!("write \"{tag}\""),
            };
            reader.report(Diagnostic::warning(Code::UnknownLanguage, node.span, message).help(help));
        }
        Some(Self(written))
    }
}

/// The tag of the language that a word names in English or in itself, slips included.
pub fn language_called(word: &str) -> Option<&'static str> {
    let word = word.trim().to_lowercase();
    let known = |wanted: &str| NAMES.iter().find(|(name, _)| *name == wanted).map(|(_, tag)| *tag);
    let near = || nearest(&word, NAMES.iter().map(|(name, _)| *name)).and_then(known);
    known(&word).or_else(|| (word.chars().count() > 4).then(near).flatten())
}

/// What people call languages, in small letters, and their tags.
const NAMES: &[(&str, &str)] = &[
    ("arabic", "ar"),
    ("العربية", "ar"),
    ("bengali", "bn"),
    ("cantonese", "yue"),
    ("粤语", "yue"),
    ("catalan", "ca"),
    ("chinese", "zh"),
    ("mandarin", "zh"),
    ("中文", "zh"),
    ("简体中文", "zh-CN"),
    ("繁體中文", "zh-TW"),
    ("czech", "cs"),
    ("čeština", "cs"),
    ("danish", "da"),
    ("dansk", "da"),
    ("dutch", "nl"),
    ("nederlands", "nl"),
    ("english", "en"),
    ("英语", "en"),
    ("finnish", "fi"),
    ("suomi", "fi"),
    ("french", "fr"),
    ("français", "fr"),
    ("german", "de"),
    ("deutsch", "de"),
    ("greek", "el"),
    ("ελληνικά", "el"),
    ("hebrew", "he"),
    ("עברית", "he"),
    ("hindi", "hi"),
    ("हिन्दी", "hi"),
    ("hungarian", "hu"),
    ("magyar", "hu"),
    ("indonesian", "id"),
    ("italian", "it"),
    ("italiano", "it"),
    ("japanese", "ja"),
    ("日本語", "ja"),
    ("日语", "ja"),
    ("korean", "ko"),
    ("한국어", "ko"),
    ("nepali", "ne"),
    ("नेपाली", "ne"),
    ("norwegian", "no"),
    ("norsk", "no"),
    ("persian", "fa"),
    ("farsi", "fa"),
    ("فارسی", "fa"),
    ("polish", "pl"),
    ("polski", "pl"),
    ("portuguese", "pt"),
    ("português", "pt"),
    ("romanian", "ro"),
    ("română", "ro"),
    ("russian", "ru"),
    ("русский", "ru"),
    ("spanish", "es"),
    ("español", "es"),
    ("swahili", "sw"),
    ("swedish", "sv"),
    ("svenska", "sv"),
    ("turkish", "tr"),
    ("türkçe", "tr"),
    ("ukrainian", "uk"),
    ("українська", "uk"),
    ("vietnamese", "vi"),
    ("tiếng việt", "vi"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_what_is_none() {
        for good in ["a@b.example", "lin.mei+x@河岸.example", "root@localhost"] {
            assert!(is_email(good), "{good}");
        }
        for bad in
            ["sam(at)doe.example", "mailto:a@b.example", "a b@c.example", "@b.example", "a@", "a@b@c.example", "a@b."]
        {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn languages_are_known_by_their_names() {
        assert_eq!(language_called("English"), Some("en"));
        assert_eq!(language_called("englsh"), Some("en"));
        assert_eq!(language_called("中文"), Some("zh"));
        for tag in ["en", "zh-CN", "new", "Klingon", "sign language"] {
            assert_eq!(language_called(tag), None, "{tag}");
        }
    }
}
