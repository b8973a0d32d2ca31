//! The address of a page on its site, such as `/posts/welcome/`.
//!
//! [`Address`] is made only by a checker, so an address can never climb out of the output folder, name a device, or hold characters
//! that some system, server or browser treats in a way of its own.

use crate::diagnostic::character;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// An absolute path of the site without the host, in lower case where it was made from a name; `/` at the end of a page,
/// none at the end of a file (`/feed.xml`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Address(Arc<str>);

/// Why a text cannot be an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadAddress {
    /// It does not begin with `/`.
    NotAbsolute,
    /// A part is `.` or `..`, or there are two slashes in a row.
    Dots,
    /// A part ends with a dot or a space, or begins with a space.
    Edges,
    /// A part is the name of a device on some systems (`con`, `nul`, `com1`…).
    Device,
    /// It holds a character that cannot stand in a file's name everywhere.
    Character(char),
    /// A part is longer than 200 bytes, or the whole longer than 1,000.
    TooLong,
}

impl std::fmt::Display for BadAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotAbsolute => f.write_str("an address begins with `/`"),
            Self::Dots => f.write_str("an address has no empty part, no `.` and no `..`"),
            Self::Edges => f.write_str("no part of an address ends with a dot or a space"),
            Self::Device => f.write_str("`con`, `nul`, `aux`, `com1` and the like are no file names on some systems"),
            Self::Character(c) => write!(f, "an address cannot hold `{}`", character(*c)),
            Self::TooLong => f.write_str("an address has at most 200 bytes between slashes, and 1,000 in all"),
        }
    }
}

impl Address {
    /// Checks a text and brings it into Unicode normal form C.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        // ASCII is in that form already.
        let normal: String = if text.is_ascii() { text.to_owned() } else { text.nfc().collect() };
        let path = normal.strip_prefix('/').ok_or(BadAddress::NotAbsolute)?;
        if normal.len() > 1000 {
            return Err(BadAddress::TooLong);
        }
        let parts = path.strip_suffix('/').unwrap_or(path);
        if !parts.is_empty() {
            for part in parts.split('/') {
                check_part(part)?;
            }
        } else if path == "/" {
            return Err(BadAddress::Dots);
        }
        Ok(Self(normal.into()))
    }

    /// The path, `/` at its start.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path, to be shared.
    pub fn shared(&self) -> Arc<str> {
        self.0.clone()
    }

    /// The file in the output folder, without a slash at its start: `posts/welcome/index.html`, `feed.xml`.
    pub fn file(&self) -> String {
        let path = &self.0[1..];
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
    }

    /// The address one step below: `/posts/` and `welcome` give `/posts/welcome/`.
    ///
    /// # Errors
    /// When `name` cannot be part of an address.
    pub fn join(&self, name: &str) -> Result<Self, BadAddress> {
        Self::parse(&format!("{}{name}/", self.0))
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn check_part(part: &str) -> Result<(), BadAddress> {
    if part.is_empty() || part == "." || part == ".." {
        return Err(BadAddress::Dots);
    }
    if part.len() > 200 {
        return Err(BadAddress::TooLong);
    }
    if part.ends_with(['.', ' ']) || part.starts_with(' ') {
        return Err(BadAddress::Edges);
    }
    let is_harmless = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if !part.bytes().all(is_harmless)
        && let Some(c) = part.chars().find(|c| forbidden(*c))
    {
        return Err(BadAddress::Character(c));
    }
    let stem = part.split('.').next().unwrap_or(part);
    if stem.len() > 4 {
        return Ok(());
    }
    let stem = stem.to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt") {
        return Err(BadAddress::Device);
    }
    Ok(())
}

fn forbidden(c: char) -> bool {
    let bidi = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    c.is_control()
        || bidi
        || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '#' | '%' | '`' | '\'' | '{' | '}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_climbs_out() {
        for bad in [
            "",
            "posts",
            "/../etc/",
            "/a/../b/",
            "/a//b/",
            "//",
            "/a/./b/",
            "/nul/",
            "/COM1.txt",
            "/a./",
            "/a /",
            "/a\\b/",
            "/a\0/",
            "/a?b/",
            "/a#b/",
            "/a%2f/",
            "/a\u{202e}b/",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad:?}");
        }
        for good in ["/", "/posts/", "/old.html", "/知识库/创业/", "/a.b-c_d/", "/console/", "/common/"] {
            assert!(Address::parse(good).is_ok(), "{good:?}");
        }
    }

    #[test]
    fn a_page_is_a_file_in_a_folder() {
        let file = |address| Address::parse(address).expect("is an address").file();
        assert_eq!(file("/"), "index.html");
        assert_eq!(file("/posts/a/"), "posts/a/index.html");
        assert_eq!(file("/feed.xml"), "feed.xml");
    }

    #[test]
    fn two_ways_to_write_one_letter_are_one_address() {
        assert_eq!(Address::parse("/cafe\u{301}/"), Address::parse("/caf\u{e9}/"));
    }
}
