//! What the tests of this room share: reading a text and drawing it with plain answers to its links.

use super::{Body, LinkKind, Options, Resolved, Words, read};
use crate::diagnostic::Diagnostic;
use crate::text::SourceId;

/// The body of a text and what there was to say.
pub(super) fn body(text: &str) -> (Body, Vec<Diagnostic>) {
    let outcome = read(SourceId(0), text, 0..text.len(), &Options::default());
    (outcome.value, outcome.diagnostics)
}

/// An answer to every link: addresses as written, members `mei-lin` and `何知远`, wikilinks that do not begin with `no`.
pub(super) fn answers(body: &Body) -> Vec<Resolved> {
    let answer = |link: &super::LinkRef| match link.kind {
        LinkKind::Link => Resolved::Href { href: link.target.clone(), external: false },
        LinkKind::Image => Resolved::picture(link.target.clone()),
        LinkKind::Wikilink if link.target.starts_with("no") => Resolved::AsWritten,
        LinkKind::Wikilink => Resolved::Href { href: format!("/kb/{}/", link.target), external: false },
        LinkKind::Mention => match link.candidates().find(|id| ["mei-lin", "何知远"].contains(id)) {
            Some(id) => Resolved::Name { href: Some("/members/x/".into()), name: id.to_uppercase(), len: id.len() },
            None => Resolved::AsWritten,
        },
    };
    body.links().iter().map(answer).collect()
}

/// The HTML of a text.
pub(super) fn html(text: &str) -> String {
    let (body, _) = body(text);
    body.html(&answers(&body)).trim().to_owned()
}

/// The HTML of a text without the attributes that every picture and heading has.
pub(super) fn short(text: &str) -> String {
    let mut out = html(text).replace(" loading=\"lazy\" decoding=\"async\"", "");
    while let Some(at) = out.find("<a class=\"anchor\"") {
        let end = out[at..].find("</a>").map_or(out.len(), |end| at + end + 4);
        out.replace_range(at..end, "");
    }
    out
}

/// Each message of a text as `code: the text it points at`.
pub(super) fn messages(text: &str) -> Vec<String> {
    let at = |d: &Diagnostic| d.at.map_or("", |at| &text[at.start as usize..at.end as usize]).to_owned();
    body(text).1.iter().map(|d| format!("{}: {}", d.code.name(), at(d))).collect()
}

/// English words, for the methods that want some.
pub(super) fn english() -> Words {
    Words::default()
}
