//! Rules about tags: one word in two spellings.

use super::Lint;
use crate::check::tags::TagUse;
use crate::diagnostic::{Code, Diagnostic};
use crate::markup::slug;
use std::collections::BTreeMap;

/// Tags that are the same but for capitals, hyphens or a plural. What differs by a slip, and is used once, is a warning of `build` too.
pub(super) fn spellings(lint: &Lint<'_>) -> Vec<Diagnostic> {
    find(&lint.site.tags)
}

/// The uses of each spelling of a tag, by what the spellings have in common.
fn families(uses: &[TagUse]) -> BTreeMap<String, BTreeMap<(&str, &str), Vec<&TagUse>>> {
    let mut families: BTreeMap<String, BTreeMap<(&str, &str), Vec<&TagUse>>> = BTreeMap::new();
    for tag in uses {
        let spellings = families.entry(bare(&tag.slug)).or_default();
        spellings.entry((&tag.slug, &tag.label)).or_default().push(tag);
    }
    families
}

/// What the spellings of a tag have in common: its slug without hyphens and plural.
fn bare(slug: &str) -> String {
    let bare = slug.replace('-', "");
    let singular = bare.strip_suffix('s').filter(|word| word.len() >= 4 && !word.ends_with('s'));
    singular.map(str::to_owned).unwrap_or(bare)
}

fn find(uses: &[TagUse]) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    for spellings in families(uses).into_values().filter(|spellings| spellings.len() > 1) {
        // The most common one counts; of several, the one that comes first. A sign that other programs put before a tag is none of it.
        let is_bare = |label: &str| !label.starts_with('#');
        let any_bare = spellings.keys().any(|(_, label)| is_bare(label));
        let right = || spellings.iter().filter(|((_, label), _)| is_bare(label) || !any_bare);
        let most = right().map(|(_, uses)| uses.len()).max().unwrap_or_default();
        let Some(((slug, usual), _)) = right().find(|(_, uses)| uses.len() == most) else { continue };
        for ((other, label), uses) in &spellings {
            // One that is used once beside a common one is `tag-near-another`.
            let said_elsewhere = other != slug && uses.len() == 1 && most > 1;
            if label == usual || said_elsewhere {
                continue;
            }
            for tag in uses {
                let message = format!("the tag `{label}` is elsewhere written `{usual}`");
                said.push(
                    Diagnostic::warning(Code::TagSpelledTwice, tag.span, message)
                        .help(format!("write `{usual}`, as {most} {} do", if most == 1 { "other" } else { "others" })),
                );
            }
        }
    }
    said
}

/// Whether two tags are one word but for capitals, hyphens or a plural.
pub(super) fn is_one_word(a: &str, b: &str) -> bool {
    bare(&slug(a)) == bare(&slug(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{SourceId, Span};

    #[test]
    fn a_hash_before_a_tag_is_never_the_usual_spelling() {
        for labels in [&["#tea", "tea"][..], &["tea", "#tea", "#tea"]] {
            let tag = |label: &str| TagUse { slug: "tea".into(), label: label.into(), span: Span::file(SourceId(0)) };
            let said = find(&labels.iter().map(|label| tag(label)).collect::<Vec<_>>());
            assert!(!said.is_empty() && said.iter().all(|said| said.message.ends_with("written `tea`")), "{said:?}");
        }
    }

    #[test]
    fn one_word_in_two_spellings_is_told_from_two_words() {
        let labels =
            ["AI", "ai", "ai", "startups", "startup", "startups", "startup", "go-to-market", "gotomarket", "class"];
        let uses: Vec<_> = labels
            .into_iter()
            .map(|label| TagUse {
                slug: label.to_lowercase().into(),
                label: label.into(),
                span: Span::file(SourceId(0)),
            })
            .collect();
        let said: Vec<_> = find(&uses).into_iter().map(|diagnostic| diagnostic.message).collect();
        assert_eq!(
            said,
            [
                "the tag `AI` is elsewhere written `ai`",
                "the tag `gotomarket` is elsewhere written `go-to-market`",
                "the tag `startups` is elsewhere written `startup`",
                "the tag `startups` is elsewhere written `startup`",
            ]
        );
        assert!(
            is_one_word("AI", "ai") && is_one_word("Go to market", "gotomarkets") && !is_one_word("hiring", "firing")
        );
    }
}
