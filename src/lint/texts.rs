//! Rules about texts: pictures without words, headings that skip a level.

use super::{Lint, Piece};
use crate::diagnostic::{Code, Diagnostic};
use crate::markup::{Body, Heading, LinkKind, LinkRef};
use crate::text::{Sources, Span};

/// Bytes before an address in which its `<img` is looked for.
const TAG: usize = 2000;

/// Pictures that say nothing to those who cannot see them.
pub(super) fn alt(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let sources = &lint.scan.sources;
    let mut said = Vec::new();
    for piece in lint.pieces() {
        let links = piece.body.map(|body| body.links()).unwrap_or_default();
        let silent = |link: &&LinkRef| link.kind == LinkKind::Image && link.text.trim().is_empty();
        for link in links.iter().filter(silent) {
            match raw_tag(sources, link.span) {
                Some(tag) if tag.to_ascii_lowercase().contains("alt") => {}
                Some(_) => said.push(wordless(link.span).help("add `alt=\"…\"`; for one that only adorns, `alt=\"\"`")),
                None => said.push(wordless(link.span).help(
                    "write what is to be seen between the brackets: `![two people fold chairs](…)`; for one that only adorns, `<img src=\"…\" alt=\"\">`",
                )),
            }
        }
        let words = piece.common.image_alt.as_deref().unwrap_or("").trim();
        if let Some(image) = piece.common.image.as_ref().filter(|_| words.is_empty()) {
            said.push(wordless(image.span).help("add `image_alt` with what is to be seen in it"));
        }
    }
    said
}

fn wordless(at: Span) -> Diagnostic {
    Diagnostic::warning(Code::PictureWithoutAlt, at, "this picture says nothing to those who cannot see it")
}

/// The tag in raw HTML whose address stands at a place.
fn raw_tag(sources: &Sources, at: Span) -> Option<&str> {
    let text = &sources.get(at.source).text;
    let (start, end) = (at.start as usize, at.end as usize);
    let from = (start.saturating_sub(TAG)..=start).find(|from| text.is_char_boundary(*from))?;
    let before = &text[from..start];
    let open = before.rfind('<')?;
    let is_tag = before[open..].to_ascii_lowercase().starts_with("<img") && !before[open..].contains('>');
    let close = text[end..].find('>').map_or(text.len(), |close| end + close);
    is_tag.then(|| &text[from + open..close])
}

/// Headings of the first level in a text that has its title already.
pub(super) fn titles(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let pieces = lint.pieces();
    let first = |piece: &Piece<'_>| {
        let body = piece.body?;
        // Who writes all headings with one sign more or less has an order that readers see.
        let is_title =
            |heading: &Heading| body.title_heading(&piece.head.title.plain).is_some_and(|own| own.span == heading.span);
        let mut titles = body.headings().iter().filter(|heading| heading.written == 1 && !is_title(heading));
        let heading = titles.next().filter(|_| titles.next().is_none())?;
        let message = "the title of this page is that of its fields, and this is a second one";
        Some(Diagnostic::warning(Code::SecondTitle, heading.span, message).help("begin it with `##`, or take it out"))
    };
    pieces.iter().filter_map(first).collect()
}

/// Headings that stand more than a level below the one before.
pub(super) fn headings(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let skip = |pair: &[Heading]| {
        let (before, heading) = (&pair[0], &pair[1]);
        (heading.written > before.written + 1).then(|| {
            let message = format!("a heading of level {} follows one of level {}", heading.written, before.written);
            let help = format!("begin it with `{}`", "#".repeat(usize::from(before.written) + 1));
            Diagnostic::warning(Code::HeadingSkipsLevel, heading.span, message)
                .note(before.span, "the one before")
                .help(help)
        })
    };
    let pieces = lint.pieces();
    let bodies = pieces.iter().filter_map(|piece| piece.body);
    let first = |body: &Body| {
        let heading = body.headings().first().filter(|heading| heading.written > 2)?;
        let message = format!("the first heading of this text is of level {}, below its title", heading.written);
        Some(Diagnostic::warning(Code::HeadingSkipsLevel, heading.span, message).help("begin it with `##`"))
    };
    bodies.flat_map(|body| first(body).into_iter().chain(body.headings().windows(2).filter_map(skip))).collect()
}
