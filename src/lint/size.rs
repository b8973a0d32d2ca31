//! Rules about weight: files that readers wait for.

use super::Lint;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;

/// Bytes that a picture may have.
const PICTURE: u64 = 1 << 20;
/// Bytes that any other file may have.
const OTHER: u64 = 20 << 20;

/// Pictures and other files of the site that are large.
pub(super) fn large(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let site = lint.site;
    let is_shown = |path: &std::sync::Arc<str>| site.assets.contains(path) || site.pictures.contains(path);
    let shown = lint.scan.assets.values().filter(|asset| asset.path.starts_with("static/") || is_shown(&asset.path));
    let large = shown.filter(|asset| asset.size > if asset.dimensions.is_some() { PICTURE } else { OTHER });
    large
        .filter_map(|asset| {
            let at = Span::file(lint.scan.sources.find(&asset.path)?);
            let megabytes = format!("{}.{}", asset.size >> 20, ((asset.size & 0xf_ffff) * 10) >> 20);
            let (message, help) = match asset.dimensions {
                Some((width, height)) => (
                    format!("this picture of {width} × {height} pixels has {megabytes} MB, and a reader on a phone waits for it"),
                    "save it smaller: 1600 pixels in width are enough for a page, and WebP or JPEG for a photograph",
                ),
                None => (
                    format!("this file has {megabytes} MB, and everybody who clones the repository waits for it"),
                    "put it where large files are kept, such as a video site, and link to it",
                ),
            };
            Some(Diagnostic::warning(Code::LargeFile, at, message).help(help))
        })
        .collect()
}
