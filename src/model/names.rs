//! What entries are called by the names of their files, and what UIDs are made of these names.
//!
//! Takes paths below the folder of a kind, gives ids. Whether a name will do is for others to say.

use super::{EntryId, Kind};
use crate::markup::slug;
use crate::text::{Digest, normal};
use std::sync::Arc;

/// The id of an entry, and the name of its file with a post's date, by its path below the folder of its kind: without ending and
/// language. In a folder of its own a Markdown file may be called `index`.
pub fn identify(kind: Kind, stem: &str, is_markdown: bool) -> (EntryId, Arc<str>) {
    let (folder, last) = stem.rsplit_once('/').unwrap_or(("", stem));
    if kind == Kind::Kb {
        let name = if matches!(last, "_index" | "index") { folder } else { stem };
        return (EntryId::new(kind, name), normal(name).into());
    }
    let own_folder = is_markdown && matches!(last, "index" | "_index") && !folder.is_empty();
    let name = if own_folder { folder.rsplit('/').next().unwrap_or(folder) } else { last };
    let id = if kind == Kind::Post { without_date(name) } else { name };
    (EntryId::new(kind, id), normal(name).into())
}

/// A name without a leading `2026-05-01-`.
fn without_date(name: &str) -> &str {
    let digits = |range: std::ops::Range<usize>| {
        name.as_bytes().get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    let bytes = name.as_bytes();
    let dated =
        digits(0..4) && digits(5..7) && digits(8..10) && bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    let rest = if dated { name.get(10..).unwrap_or("") } else { "" };
    let rest = rest.trim_start_matches(['-', '_']);
    if rest.is_empty() { name } else { rest }
}

/// What stands before the `@` in the UID that is made of an event's name. A name that is no slug of ASCII letters gets the digest of its
/// exact characters, so that two names never give one UID.
pub fn uid_part(name: &str) -> String {
    let slug = slug(name);
    if slug == name && slug.is_ascii() && !slug.is_empty() {
        return slug;
    }
    let ascii: String = slug.chars().filter(char::is_ascii).collect();
    let digest = Digest::of_bytes(name.as_bytes()).short_hex();
    let ascii = ascii.trim_matches('-');
    if ascii.is_empty() { digest } else { format!("{ascii}-{digest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_names() {
        let id = |kind, stem| identify(kind, stem, true).0.name.to_string();
        assert_eq!(id(Kind::Post, "2026/2026-05-01-hello"), "hello");
        assert_eq!(id(Kind::Post, "2026/hello/index"), "hello");
        assert_eq!(id(Kind::Post, "2026-05-01"), "2026-05-01");
        assert_eq!(id(Kind::Kb, "guides/funding/_index"), "guides/funding");
        assert_eq!(id(Kind::Kb, "_index"), "");
        assert_eq!(id(Kind::Member, "何知远"), "何知远");
    }

    #[test]
    fn uids_are_ascii_and_two_names_never_share_one() {
        assert_eq!(uid_part("demo-day-2026"), "demo-day-2026");
        let names = ["a-b", "a_b", "a.b", "A-b", "河岸", "河岸 salon", "沙龙", "-", "é"];
        let parts: std::collections::BTreeSet<String> = names.iter().map(|name| uid_part(name)).collect();
        assert_eq!(parts.len(), names.len(), "{parts:?}");
        for part in &parts {
            assert!(part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !part.is_empty(), "{part}");
        }
    }
}
