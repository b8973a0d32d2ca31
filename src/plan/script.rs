//! Data that stands in a script element of a page, as JSON-LD does.
//!
//! Takes a value that can be hashed and serialised, gives JSON that cannot end the element it stands in. The JSON is written only
//! when its page is: an unchanged page costs the digest of the value, no more.

use crate::text::{Digest, digest_of, first_of};
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::sync::Arc;

/// A value as JSON for a script element; the default has none. Stands in a context as a text, empty where there is no value.
#[derive(Clone, Default)]
pub struct Script(Option<Data>);

#[derive(Clone)]
struct Data {
    value: Arc<dyn Json + Send + Sync>,
    digest: Digest,
}

/// A value that writes itself: one call for all of it, rather than one for each of its fields.
trait Json {
    fn write(&self, out: &mut Vec<u8>);
}

impl<T: Serialize> Json for T {
    fn write(&self, out: &mut Vec<u8>) {
        let mut json = serde_json::Serializer::with_formatter(out, Harmless);
        self.serialize(&mut json).expect("data of a page has no maps with keys other than text");
    }
}

impl Script {
    /// Takes a value, and its digest.
    pub fn new<T: Hash + Serialize + Send + Sync + 'static>(value: T) -> Self {
        let digest = digest_of(&value);
        Self(Some(Data { value: Arc::new(value), digest }))
    }

    /// The JSON: nothing in it can end the element, and it stays JSON.
    pub fn text(&self) -> String {
        let Some(data) = &self.0 else { return String::new() };
        let mut out = Vec::with_capacity(2048);
        data.value.write(&mut out);
        String::from_utf8(out).expect("JSON is written in UTF-8")
    }
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

impl Hash for Script {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_ref().map(|data| data.digest).hash(state);
    }
}

impl Serialize for Script {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

/// Writes compact JSON in which no text has a character that means something to HTML or ends a line of a script.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> std::io::Result<()> {
        let mut rest = fragment;
        let harmful = |rest: &str| {
            // Those two begin with this byte, as few other characters do.
            let may =
                first_of(rest.as_bytes(), |byte| (byte == b'<') | (byte == b'>') | (byte == b'&') | (byte == 0xe2))?;
            rest[may..].find(['<', '>', '&', '\u{2028}', '\u{2029}']).map(|at| may + at)
        };
        while let Some(at) = harmful(rest) {
            writer.write_all(&rest.as_bytes()[..at])?;
            let mut chars = rest[at..].chars();
            let escaped = chars.next().map_or(0, u32::from);
            write!(writer, "\\u{escaped:04x}")?;
            rest = chars.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_script() {
        let hostile = "</script><script>alert(1)</script>&\u{2028}\"\\";
        let text = Script::new(serde_json::json!({ "name": hostile, "</script>": 1 })).text();
        assert!(!text.contains(['<', '>', '&', '\u{2028}']), "{text}");
        let back: serde_json::Value = serde_json::from_str(&text).expect("stays JSON");
        assert_eq!(back["name"], hostile);
    }

    #[test]
    fn what_is_shown_is_in_the_digest() {
        let one = |text: &str| digest_of(&Script::new(serde_json::json!({ "name": text })));
        assert_eq!(one("a"), one("a"));
        assert_ne!(one("a"), one("b"));
        assert_eq!(Script::default().text(), "");
    }
}
