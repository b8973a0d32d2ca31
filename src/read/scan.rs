//! Everything a build reads from disk, read at once: the hub's files, its own templates and themes, pictures and other files to copy.
//!
//! Takes a folder, gives [`Scan`]. Folders are walked in sorted order by one thread, files are read by all. Symbolic links, devices
//! and sockets are refused by name: a link could bring a file from outside the hub onto the site.

use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::pictures::{self, Gallery};
use crate::text::{Digest, Held, Source, Sources, Span, digest_of, normal};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// Text files larger than this, in bytes, are refused.
const MAX_TEXT: u64 = 16 << 20;

/// A file that is copied as it is, or shown as a picture.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The path from the hub's root, with `/` between folders.
    pub path: Arc<str>,
    /// Where it lies on this machine.
    pub file: PathBuf,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// Width and height in pixels, of a picture whose header could be read.
    pub dimensions: Option<(u32, u32)>,
    /// Whether its file tells more than the picture, of a picture that lies beside content: where it was taken, with which camera; or a
    /// drawing holds more than shapes and words.
    pub tells_more: bool,
    /// Whether its file tells where it was taken, of a picture in `static/`, which is copied as it is.
    pub tells_place: bool,
}

/// What a hub's folder holds.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// `hub.toml`, content, templates and themes; of pictures and `static/` only the names.
    pub sources: Sources,
    /// Pictures, downloads and `static/`, by path in normal form C.
    pub assets: BTreeMap<Arc<str>, Asset>,
    /// The pictures among these files, once [`Scan::open_gallery`] has been called.
    pub gallery: Gallery,
    /// What was refused.
    pub diagnostics: Vec<Diagnostic>,
}

impl Scan {
    /// Lets narrower versions of pictures be made, and remembered in the hub's folder `root`. What an earlier build made is used if
    /// `remembered`.
    pub fn open_gallery(&mut self, root: &Path, remembered: bool) {
        let files = self.assets.values().map(|asset| (&asset.path, &*asset.file, asset.digest));
        self.gallery = Gallery::new(root, files, remembered);
    }

    /// The digest of everything that was read: names and contents.
    pub fn digest(&self) -> Digest {
        let texts: Vec<_> = self.sources.iter().map(|(_, source)| (&source.path, source.digest)).collect();
        let others: Vec<_> = self.assets.values().map(|asset| (&asset.path, asset.digest)).collect();
        digest_of(&(texts, others))
    }
}

enum Found {
    Text(Source),
    Copy(Asset),
    Refused(Source, Code, String, &'static str),
}

/// Reads the folder `root`, which holds `hub.toml`.
///
/// # Errors
/// When a folder or file cannot be read.
pub fn scan(root: &Path) -> Result<Scan, Error> {
    let mut paths = Vec::new();
    for top in ["hub.toml", "content", "data", "static", "templates", "themes"] {
        let start = root.join(top);
        if start.symlink_metadata().is_ok() {
            walk(root, &start, &mut paths)?;
        }
    }
    let found: Vec<Found> = paths.par_iter().map(|(name, file)| read(name, file)).collect::<Result<_, _>>()?;
    let mut texts = Vec::new();
    let mut assets = BTreeMap::new();
    let mut refused = Vec::new();
    let mut odd = Vec::new();
    for item in found {
        match item {
            Found::Text(source) => texts.push(source),
            Found::Copy(asset) => {
                if asset.path.starts_with("content/") || asset.path.starts_with("static/") {
                    texts.push(Source::without_text(asset.path.clone(), Held::Copy));
                }
                match normal(&asset.path) {
                    Cow::Borrowed(_) => drop(assets.insert(asset.path.clone(), asset)),
                    Cow::Owned(path) => odd.push((path, asset)),
                }
            }
            Found::Refused(source, code, message, help) => {
                refused.push((source.path.clone(), code, message, help));
                texts.push(source);
            }
        }
    }
    for (path, asset) in odd {
        // Two that differ only by normal form want one address, which is told when addresses are.
        let key = if assets.contains_key(&*path) { asset.path.clone() } else { path.into() };
        assets.insert(key, asset);
    }
    let sources = Sources::new(texts);
    let mut diagnostics = Vec::new();
    for (path, code, message, help) in refused {
        let id = sources.find(&path).expect("was put among the sources above");
        diagnostics.push(Diagnostic::error(code, Span::file(id), message).help(help));
    }
    for (id, source) in sources.iter() {
        if let Some(encoding) = source.encoding.filter(|_| !is_calendar(&source.path)) {
            let message = format!("this file is text in {encoding}, and a hub is read as UTF-8");
            let help = "save it again with the encoding UTF-8";
            diagnostics.push(Diagnostic::error(Code::NotUtf8, Span::file(id), message).help(help));
        } else if let Some(encoding) = source.encoding {
            let message = format!("this file is not UTF-8 text; it is read as {encoding}");
            let help = "look whether all letters are right, or export it again with the encoding UTF-8";
            diagnostics.push(Diagnostic::warning(Code::NotUtf8, Span::file(id), message).help(help));
        }
        if let Some(at) = source.not_utf8 {
            let at = Span::new(id, at as usize..at as usize + '\u{fffd}'.len_utf8());
            let error = Diagnostic::error(Code::NotUtf8, at, "this file is not UTF-8 text");
            // Nobody knows which field of a profile that is.
            let error = if source.path.starts_with("content/members/") { error.private() } else { error };
            diagnostics.push(error.help(match office(&source.text) {
                true => "this is a document of an office program, whatever its name says: open it there and export it as CSV or text",
                false => "save it again with the encoding UTF-8",
            }));
        }
    }
    Ok(Scan { sources, assets, gallery: Gallery::default(), diagnostics })
}

/// Whether a text was no text but an archive, a PDF or a document of an office program.
fn office(text: &str) -> bool {
    ["PK\u{3}\u{4}", "%PDF-", "\u{fffd}\u{fffd}\u{11}\u{fffd}"].iter().any(|mark| text.starts_with(mark))
}

/// Lists the files below `start`, what systems and editors leave behind left out.
fn walk(root: &Path, start: &Path, paths: &mut Vec<(String, PathBuf)>) -> Result<(), Error> {
    let entries = WalkDir::new(start).sort_by_file_name().into_iter().filter_entry(|entry| {
        entry.depth() == 0 || !is_left_out(start.ends_with("static"), &entry.file_name().to_string_lossy())
    });
    for entry in entries {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(start).to_path_buf();
            let cause = error.into_io_error().unwrap_or_else(|| std::io::Error::other("a loop of folders"));
            Error::Io { doing: "read", path, cause }
        })?;
        if entry.file_type().is_dir() {
            continue;
        }
        let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        paths.push((parts.join("/"), entry.into_path()));
    }
    Ok(())
}

/// Whether a file or folder of this name is no part of the hub. Names with a dot before them are hidden ones, of no use to a site; only
/// in `static/` do servers look for such (`.well-known/`, `.htaccess`, `.nojekyll`), so there all are kept but those that version
/// control, systems and editors make, and those in which people keep secrets.
pub fn is_left_out(in_static: bool, name: &str) -> bool {
    const SECRETS: [&str; 8] = [".htpasswd", ".netrc", ".npmrc", ".pypirc", ".ssh", "id_ed25519", "id_ecdsa", "id_rsa"];
    const RUBBISH: [&str; 14] = [
        ".DS_Store",
        ".Spotlight-V100",
        ".Trashes",
        ".directory",
        ".env",
        ".fseventsd",
        ".git",
        ".gitattributes",
        ".gitignore",
        ".gitkeep",
        ".gitmodules",
        ".hg",
        ".idea",
        ".svn",
    ];
    let copy = name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'));
    if copy || SECRETS.contains(&name) || matches!(name, "node_modules" | "Thumbs.db" | "desktop.ini") {
        return true;
    }
    let Some(hidden) = name.strip_prefix('.') else { return false };
    let swap = matches!(hidden.rsplit_once('.'), Some((_, "swp" | "swo" | "swx")));
    let other = hidden.starts_with(['_', '#']) || hidden.starts_with("env.") || hidden == "vscode";
    !in_static || RUBBISH.contains(&name) || swap || other
}

fn read(name: &str, file: &Path) -> Result<Found, Error> {
    if file.to_str().is_none() && name.starts_with("static/") && name.contains('\u{fffd}') {
        let message = "the name of this file is not UTF-8".to_owned();
        return Ok(Found::Refused(refused(name), Code::BadFileName, message, "give the file another name"));
    }
    let meta = file.symlink_metadata().map_err(Error::io("read", file))?;
    if !meta.is_file() {
        let what = if meta.is_symlink() { "a symbolic link" } else { "no ordinary file" };
        let message = format!("`{name}` is {what}");
        return Ok(Found::Refused(refused(name), Code::NotAFile, message, "put the file itself here"));
    }
    if is_text(name) {
        if meta.len() > MAX_TEXT {
            let message = format!("this file has {} MB, more than {} MB", meta.len() >> 20, MAX_TEXT >> 20);
            return Ok(Found::Refused(refused(name), Code::FileTooLarge, message, "split it into smaller files"));
        }
        let bytes = std::fs::read(file).map_err(Error::io("read", file))?;
        return Ok(Found::Text(if is_calendar(name) {
            Source::of_any_encoding(name, bytes)
        } else {
            Source::new(name, bytes)
        }));
    }
    let bytes = std::fs::read(file).map_err(Error::io("read", file))?;
    let pixels = imagesize::blob_size(&bytes).ok();
    let short = |n: usize| u32::try_from(n).ok();
    let dimensions = pixels.and_then(|size| Some((short(size.width)?, short(size.height)?)));
    let (file, digest, size) = (file.to_path_buf(), Digest::of_bytes(&bytes), bytes.len() as u64);
    // `static/` is copied as it is.
    let tells_more = name.starts_with("content/") && pictures::tells_more(name, &bytes);
    let tells_place = name.starts_with("static/") && pictures::tells_place(&bytes);
    Ok(Found::Copy(Asset { path: name.into(), file, digest, size, dimensions, tells_more, tells_place }))
}

/// Whether other programs write it, in whatever encoding.
fn is_calendar(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".ics")
}

fn refused(name: &str) -> Source {
    Source::without_text(name, Held::Refused)
}

/// Whether a file is read as text: content, templates and what themes say of themselves. All else is only copied.
fn is_text(name: &str) -> bool {
    let ending = name.rsplit('/').next().unwrap_or(name).rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = ending.to_ascii_lowercase();
    match name.split('/').next().unwrap_or("") {
        "hub.toml" => true,
        "content" => matches!(ending.as_str(), "md" | "markdown" | "toml" | "csv" | "ics" | "yaml" | "yml"),
        "data" => matches!(ending.as_str(), "csv" | "ics" | "ical") || name == "data/calendars/sources.lock",
        "templates" | "themes" => {
            matches!(ending.as_str(), "html" | "xml" | "toml" | "css" | "js" | "svg" | "yaml" | "yml")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_left_out;

    #[test]
    fn servers_get_their_files_and_nobody_gets_rubbish() {
        for name in [".well-known", ".htaccess", ".nojekyll", "_headers", "CNAME", ".domains"] {
            assert!(!is_left_out(true, name), "{name}");
        }
        for name in [
            "id_rsa",
            ".netrc",
            ".DS_Store",
            ".git",
            ".gitkeep",
            "._a.png",
            ".a.txt.swp",
            "a~",
            ".env",
            ".env.local",
            "#a#",
            ".#a",
        ] {
            assert!(is_left_out(true, name), "{name}");
        }
        assert!(is_left_out(false, ".well-known") && !is_left_out(false, "a.md"));
    }
}
