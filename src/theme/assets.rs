//! The files of a theme that browsers load: style sheets, signs, fonts.
//!
//! Takes the layers, gives outputs under `/assets/` whose names carry a digest of what is in them (`commons.3f2a9c1b.css`): a browser
//! may keep such a file for ever, and a change of the theme is seen at once.

use super::css;
use super::layers::{Content, Layer, file_span};
use super::sheets;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Address;
use crate::plan::Output;
use crate::read::values::Free;
use crate::text::{Digest, digest_of};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The sheet that is made of the settings.
pub(super) const SETTINGS: &str = "settings.css";

/// One file to be published.
#[derive(Clone, Debug)]
pub(super) struct ThemeAsset {
    /// What templates call it: `commons_css` for `commons.css`.
    pub(super) key: String,
    /// Where it is on the site.
    pub(super) address: Address,
    data: Data,
}

#[derive(Clone, Debug)]
enum Data {
    Bytes(Arc<[u8]>),
    Copy(PathBuf, Arc<str>, Digest),
}

impl ThemeAsset {
    /// The file as an output of the plan.
    pub(super) fn output(&self) -> Output {
        match &self.data {
            Data::Bytes(bytes) => Output::bytes(self.address.clone(), bytes.clone()),
            Data::Copy(file, path, digest) => Output::copy(self.address.clone(), file.clone(), path.clone(), *digest),
        }
    }
}

/// Collects the files in `assets/` of every layer, the highest first, and writes the sheet of the settings.
pub(super) fn collect(
    layers: &[Layer],
    settings: &BTreeMap<String, Free>,
    said: &mut Vec<Diagnostic>,
) -> Vec<ThemeAsset> {
    let mut files: BTreeMap<&str, &Content> = BTreeMap::new();
    for (name, content) in layers.iter().flat_map(|layer| &layer.files) {
        if let Some(name) = name.strip_prefix("assets/") {
            files.entry(name).or_insert(content);
        }
    }
    if let Some(own) = files.remove(SETTINGS)
        && let Some(span) = file_span(own)
    {
        let message = "`assets/settings.css` is written from the settings";
        said.push(Diagnostic::error(Code::AddressTaken, span, message).help("give your style sheet another name"));
    }
    let of_settings = css::of_settings(settings);
    let raw: BTreeMap<&str, Digest> = files.iter().map(|(name, content)| (*name, digest_of_content(content))).collect();
    // A sheet that names other files, or holds other sheets, gets a name of its own whenever one of them changes.
    let everything = digest_of(&(&raw, &of_settings));
    let mut published: BTreeMap<&str, String> = BTreeMap::new();
    for (name, content) in &files {
        let sheet = name.ends_with(".css").then(|| content.text()).flatten();
        let refers = |other: &str| refers(name, other, &raw);
        let names_others =
            sheet.is_some_and(|(text, _)| text.contains("@import") || css::with_names(&text, refers).is_some());
        let digest = if names_others { digest_of(&(raw[name], everything)) } else { raw[name] };
        published.insert(name, with_digest(name, digest));
    }
    let shelf = Shelf { files: &files, published: &published, of_settings: &of_settings };
    let mut assets = Vec::new();
    for (name, content) in &files {
        let data = match content {
            Content::Asset(asset) => Data::Copy(asset.file.clone(), asset.path.clone(), asset.digest),
            _ if name.ends_with(".css") => {
                let text = shelf.sheet(name, name).unwrap_or_default();
                let text = sheets::pasted(&text, &|other| shelf.imported(other, name));
                // What is imported on a condition remains a file of its own.
                let own = |other: &str| other.ends_with(".css").then(|| published.get(other)).flatten();
                let text = css::with_names(&text, |other| own(other).map(|it| relative(name, it))).unwrap_or(text);
                Data::Bytes(sheets::minified(&text).into_bytes().into())
            }
            Content::Text(_, text, _) => Data::Bytes(text.as_bytes().into()),
            Content::BuiltIn(bytes) => Data::Bytes((*bytes).into()),
        };
        push(&mut assets, name, &published[name], data, file_span(content).map(|span| (span, *name)), said);
    }
    let sheet = sheets::minified(&of_settings).into_bytes();
    let name = with_digest(SETTINGS, Digest::of_bytes(&sheet));
    push(&mut assets, SETTINGS, &name, Data::Bytes(sheet.into()), None, said);
    assets
}

/// The sheets of a theme while they are put together.
struct Shelf<'a> {
    files: &'a BTreeMap<&'a str, &'a Content>,
    published: &'a BTreeMap<&'a str, String>,
    of_settings: &'a str,
}

impl Shelf<'_> {
    /// The text of the sheet `name`, its files called as the sheet `within`, which it will be part of, must call them. Sheets that it
    /// imports are named from the top of `assets/`, for [`Shelf::imported`].
    fn sheet(&self, name: &str, within: &str) -> Option<String> {
        let content = self.files.get(name)?;
        let (text, _) = content.text()?;
        let public = |other: &str| {
            let target = resolve(name, other);
            if other.ends_with(".css") {
                return (target == SETTINGS || self.files.contains_key(target.as_str())).then_some(target);
            }
            self.published.get(target.as_str()).map(|public| relative(within, public))
        };
        Some(css::with_names(&text, public).unwrap_or_else(|| text.into_owned()))
    }

    /// The text of a sheet that another one imports.
    fn imported(&self, name: &str, within: &str) -> Option<String> {
        if name == SETTINGS { Some(self.of_settings.to_owned()) } else { self.sheet(name, within) }
    }
}

fn push(
    assets: &mut Vec<ThemeAsset>,
    name: &str,
    public: &str,
    data: Data,
    own: Option<(crate::text::Span, &str)>,
    said: &mut Vec<Diagnostic>,
) {
    match Address::parse(&format!("/assets/{public}")) {
        Ok(address) => assets.push(ThemeAsset { key: key(name), address, data }),
        Err(why) => {
            if let Some((span, name)) = own {
                let message = format!("`assets/{name}` cannot be an address");
                said.push(Diagnostic::error(Code::BadAddress, span, message).help(why.to_string()));
            }
        }
    }
}

/// What templates call a file: every character that no name can hold becomes `_`.
fn key(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

fn digest_of_content(content: &Content) -> Digest {
    match content {
        Content::BuiltIn(bytes) => Digest::of_bytes(bytes),
        Content::Text(_, _, digest) => *digest,
        Content::Asset(asset) => asset.digest,
    }
}

/// `fonts/a.woff2` with eight digits of its digest: `fonts/a.3f2a9c1b.woff2`.
fn with_digest(name: &str, digest: Digest) -> String {
    let hex = digest.short_hex();
    let file = name.rfind('/').map_or(0, |at| at + 1);
    match name[file..].rfind('.').filter(|at| *at > 0) {
        Some(dot) => format!("{}.{}{}", &name[..file + dot], &hex[..8], &name[file + dot..]),
        None => format!("{name}.{}", &hex[..8]),
    }
}

/// The asset that `other` means in the sheet `from`.
pub(super) fn resolve(from: &str, other: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in other.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn refers(from: &str, other: &str, known: &BTreeMap<&str, Digest>) -> Option<String> {
    let target = resolve(from, other);
    known.contains_key(target.as_str()).then_some(target)
}

/// The way from the sheet `from` to the asset `to`.
fn relative(from: &str, to: &str) -> String {
    format!("{}{to}", "../".repeat(from.matches('/').count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_carry_a_digest_and_sheets_find_their_files() {
        let digest = Digest(0x3f2a_9c1b_0000_0000, 0);
        assert_eq!(with_digest("commons.css", digest), "commons.3f2a9c1b.css");
        assert_eq!(with_digest("fonts.d/a", digest), "fonts.d/a.3f2a9c1b");
        assert_eq!(key("fonts/a-b.woff2"), "fonts_a_b_woff2");
        assert_eq!(resolve("css/site.css", "../fonts/a.woff2"), "fonts/a.woff2");
        assert_eq!(relative("css/site.css", "fonts/a.x.woff2"), "../fonts/a.x.woff2");
    }
}
