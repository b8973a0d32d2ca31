//! The themes that come with Folkmoot, as they were when the program was built.
//!
//! Gives names and bytes; what the files mean is the loader's business. Reads nothing at run time.

/// Every file of every built-in theme: the name from `themes/`, such as `commons/base.html`, and the bytes. Sorted by name.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/themes.rs"));

/// The theme under all others: what they lack is taken from it.
pub(super) const DEFAULT: &str = "commons";

/// The names of the built-in themes.
pub(super) fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = FILES.iter().filter_map(|(name, _)| name.split_once('/')).map(|(theme, _)| theme).collect();
    names.dedup();
    names
}

/// The files of one theme, named from its folder.
pub(super) fn files(theme: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES.iter().filter_map(move |(name, bytes)| {
        let file = name.strip_prefix(theme)?.strip_prefix('/')?;
        Some((file, *bytes))
    })
}
