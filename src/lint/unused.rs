//! Files beside content that nothing shows.

use super::Lint;
use crate::diagnostic::{Code, Diagnostic};
use crate::read::scan::Asset;
use crate::text::{Source, Span};

/// Files that are said; who has more keeps them there for a reason.
const MOST: usize = 50;
/// Endings of texts that somebody may have meant as an entry.
const TEXTS: [&str; 9] = ["adoc", "doc", "docx", "htm", "html", "mdx", "odt", "rst", "txt"];

/// Files below `content/` that are not published, because no text that is shown leads to them. One that any file names at all may wait
/// for the day on which that is shown.
pub(super) fn files(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let site = lint.site;
    let beside = lint.scan.assets.values().filter(|asset| asset.path.starts_with("content/"));
    let unused = beside.filter(|asset| !site.assets.contains(&asset.path) && !site.pictures.contains(&asset.path));
    unused.filter(|asset| !is_named(lint, asset)).take(MOST).filter_map(|asset| say(lint, asset)).collect()
}

/// Whether any text holds the name of the file, as it is or as an address has it.
fn is_named(lint: &Lint<'_>, asset: &Asset) -> bool {
    let (folder, name) = asset.path.rsplit_once('/').unwrap_or(("", &asset.path));
    let encoded = name.replace(' ', "%20");
    let is_beside = |source: &Source| source.path.starts_with(folder);
    let names = |source: &Source| source.text.contains(name) || source.text.contains(&encoded);
    let texts = || lint.scan.sources.iter().map(|(_, source)| source).filter(|one| !one.path.starts_with("themes/"));
    // Most pictures are named by the text they lie beside; only for the others all of the hub is read.
    texts().any(|source| is_beside(source) && names(source))
        || texts().any(|source| !is_beside(source) && names(source))
}

fn say(lint: &Lint<'_>, asset: &Asset) -> Option<Diagnostic> {
    let at = Span::file(lint.scan.sources.find(&asset.path)?);
    let ending = asset.path.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let help = match TEXTS.contains(&&*ending) {
        true => {
            "an entry is written in Markdown, with the ending `.md`; link to the file if it is none, or take it out"
        }
        false => "link to it, or take it out",
    };
    Some(Diagnostic::warning(Code::UnusedFile, at, "no text names this file, so it is not published").help(help))
}
