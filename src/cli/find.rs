//! From the path of a request to a file of the site: decoded, checked, and never outside the output folder.
//!
//! Takes the path as it came over the wire, gives what to answer. Reads the disk; writes nothing.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::path::Path;

/// What may stand unescaped in a path segment of a `Location` (RFC 3986, section 3.3, without the sub-delimiters).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a path of the site leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A file: its path inside the site, and its bytes.
    File(String, Vec<u8>),
    /// A page whose address ends with a slash: where it is.
    Moved(String),
    /// Nothing: the site's own page for that, if it has one.
    Missing(Option<Vec<u8>>),
}

/// Looks up the path of a request in the folder `output`.
pub(super) fn find(output: &Path, path: &str) -> Found {
    let missing = |parts: &[String]| Found::Missing(not_found_page(output, parts));
    let Some(parts) = parts(path) else {
        return missing(&[]);
    };
    let inner = parts.join("/");
    let wants_folder = path.ends_with('/');
    if wants_folder || parts.is_empty() {
        let file = if inner.is_empty() { "index.html".to_owned() } else { format!("{inner}/index.html") };
        return match read(output, &file) {
            Some(bytes) => Found::File(file, bytes),
            None => missing(&parts),
        };
    }
    if let Some(bytes) = read(output, &inner) {
        return Found::File(inner, bytes);
    }
    if read(output, &format!("{inner}/index.html")).is_some() {
        let encoded: Vec<String> = parts.iter().map(|part| utf8_percent_encode(part, SEGMENT).to_string()).collect();
        return Found::Moved(format!("/{}/", encoded.join("/")));
    }
    missing(&parts)
}

/// The segments of a path, decoded; `None` when one could lead elsewhere or is hidden.
fn parts(path: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let part = percent_decode_str(part).decode_utf8().ok()?.into_owned();
        let hidden = part.starts_with('.') && part != ".well-known";
        if hidden || part.contains(['/', '\\', '\0', ':']) {
            return None;
        }
        parts.push(part);
    }
    Some(parts)
}

/// The bytes of an ordinary file whose real path lies inside the output.
fn read(output: &Path, inner: &str) -> Option<Vec<u8>> {
    let top = output.canonicalize().ok()?;
    let file = top.join(inner).canonicalize().ok()?;
    (file.starts_with(&top) && file.is_file()).then(|| std::fs::read(file).ok()).flatten()
}

/// The page for what is not there: that of the language at the path's start, else of the site.
fn not_found_page(output: &Path, parts: &[String]) -> Option<Vec<u8>> {
    let own = parts.first().and_then(|language| read(output, &format!("{language}/404.html")));
    own.or_else(|| read(output, "404.html"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn site() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("public");
        for (path, text) in [
            ("index.html", "home"),
            ("a/index.html", "a"),
            ("知识/index.html", "k"),
            ("404.html", "no"),
            ("zh-cn/404.html", "无"),
            (".folkmoot-manifest", "m"),
        ] {
            let file = output.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        fs::write(folder.path().join("secret.txt"), "secret").unwrap();
        folder
    }

    fn file(path: &str, text: &str) -> Found {
        Found::File(path.into(), text.into())
    }

    #[test]
    fn pages_files_and_redirects() {
        let folder = site();
        let find = |path: &str| find(&folder.path().join("public"), path);
        assert_eq!(find("/"), file("index.html", "home"));
        assert_eq!(find("/a/"), file("a/index.html", "a"));
        assert_eq!(find("/a/index.html"), file("a/index.html", "a"));
        assert_eq!(find("/a"), Found::Moved("/a/".into()));
        assert_eq!(find("/%E7%9F%A5%E8%AF%86"), Found::Moved("/%E7%9F%A5%E8%AF%86/".into()));
        assert_eq!(find("//a"), Found::Moved("/a/".into()), "a redirect never leaves this host");
        assert_eq!(find("/nowhere"), Found::Missing(Some("no".into())));
        assert_eq!(find("/zh-cn/nowhere/"), Found::Missing(Some("无".into())));
    }

    #[test]
    fn nothing_outside_and_nothing_hidden() {
        let folder = site();
        let output = folder.path().join("public");
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path().join("secret.txt"), output.join("link.txt")).unwrap();
        for path in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/a/../../secret.txt",
            "/a/%2e%2e/%2e%2e/secret.txt",
            "/..\\secret.txt",
            "/%5c..%5csecret.txt",
            "/link.txt",
            "/.folkmoot-manifest",
            "/a%00.html",
            "/%ff",
        ] {
            assert!(matches!(find(&output, path), Found::Missing(_)), "{path}");
        }
        assert_eq!(find(&folder.path().join("none"), "/"), Found::Missing(None));
    }
}
