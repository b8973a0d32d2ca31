//! Tags that are nearly the same: one that is used once and differs from a common one by a slip.

use crate::diagnostic::{Code, Diagnostic, slips};
use crate::text::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A tag where it is written.
#[derive(Clone, Debug)]
pub struct TagUse {
    /// Its part of an address.
    pub slug: Arc<str>,
    /// As written.
    pub label: Arc<str>,
    /// Where.
    pub span: Span,
}

/// Warns of each tag that is used once while a near one is used at least twice.
pub fn near_misses(uses: &[TagUse]) -> Vec<Diagnostic> {
    let mut counts: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for tag in uses {
        let entry = counts.entry(&tag.slug).or_insert((0, &tag.label));
        entry.0 += 1;
        // A sign that other programs put before a tag is none of it.
        if entry.1.starts_with('#') {
            entry.1 = &tag.label;
        }
    }
    let common: Vec<(&str, usize, &str)> = counts
        .iter()
        .filter(|(_, (count, _))| *count > 1)
        .map(|(slug, (count, label))| (*slug, *count, *label))
        .collect();
    let mut said = Vec::new();
    for tag in uses {
        if counts.get(tag.slug.as_ref()).is_none_or(|(count, _)| *count != 1) {
            continue;
        }
        let near = common.iter().filter(|(slug, ..)| is_slip(&tag.slug, slug)).max_by_key(|(_, count, _)| *count);
        if let Some((_, count, label)) = near {
            let message = format!("the tag `{}` is used once, `{label}` {count} times", tag.label);
            said.push(
                Diagnostic::warning(Code::TagNearAnother, tag.span, message).help(format!("did you mean `{label}`?")),
            );
        }
    }
    said
}

/// Whether two slugs differ by hyphens, by a plural, or by one slip in a word long enough for that to mean something.
fn is_slip(a: &str, b: &str) -> bool {
    let bare = |slug: &str| slug.replace('-', "");
    let (x, y) = (bare(a), bare(b));
    let length = x.chars().count().min(y.chars().count());
    x == y
        || (length >= 4 && (format!("{x}s") == y || format!("{y}s") == x))
        || (length >= 6 && x.is_ascii() && slips(&x, &y) == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    #[test]
    fn a_slip_is_told_from_another_word() {
        let tag = |label: &str| TagUse { slug: label.into(), label: label.into(), span: Span::file(SourceId(0)) };
        let uses: Vec<_> =
            ["hiring", "hiring", "hirring", "firing", "go-to-market", "gotomarket", "go-to-market", "ai", "ux"]
                .map(tag)
                .to_vec();
        let said = near_misses(&uses);
        let helps: Vec<_> = said.iter().filter_map(|d| d.help.as_deref()).collect();
        assert_eq!(helps, ["did you mean `hiring`?", "did you mean `hiring`?", "did you mean `go-to-market`?"]);
    }
}
