//! Which files a theme is made of: the hub's `templates/`, the theme it chose, the themes that one extends, the built-in default.
//!
//! Takes what was scanned, gives [`Layer`]s with the highest first. A file is looked for in each of them in turn, so a hub that wants
//! another footer copies one file. Never reads from disk.

use super::builtin;
use super::settings::{self, ThemeFields};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::read::fields::Spanned;
use crate::read::scan::{Asset, Scan};
use crate::text::{Digest, SourceId, Span};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where the words or bytes of a file are.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Part of the program.
    BuiltIn(&'static [u8]),
    /// A text file of the hub.
    Text(SourceId, Arc<str>, Digest),
    /// Any other file of the hub.
    Asset(Asset),
}

impl Content {
    /// The file of the hub it is, if it is one with text.
    pub(super) fn source(&self) -> Option<SourceId> {
        match self {
            Self::Text(id, ..) => Some(*id),
            Self::BuiltIn(_) | Self::Asset(_) => None,
        }
    }

    /// Its text without a byte order mark, and how many bytes that mark has. `None` when it is no text.
    pub(super) fn text(&self) -> Option<(Cow<'_, str>, usize)> {
        match self {
            Self::BuiltIn(bytes) => {
                // Whoever builds the program may have checked it out with other line ends; pages must not differ by that.
                let text = std::str::from_utf8(bytes).ok()?;
                let text = if text.contains('\r') { text.replace("\r\n", "\n").into() } else { Cow::Borrowed(text) };
                Some((text, 0))
            }
            Self::Text(_, text, _) => {
                let clean = text.strip_prefix('\u{feff}').unwrap_or(text);
                Some((Cow::Borrowed(clean), text.len() - clean.len()))
            }
            Self::Asset(_) => None,
        }
    }
}

/// One folder of files.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    /// What template names begin with, so that a template can extend the one it covers: nothing for the hub's `templates/`,
    /// `themes/mine/` for a theme of the hub, `commons/` for a built-in one.
    pub(super) prefix: String,
    /// The folder as people know it, with `/` at its end.
    pub(super) folder: String,
    /// The files by their names inside the folder.
    pub(super) files: BTreeMap<String, Content>,
    /// What its `theme.toml` says, if it has one.
    pub(super) manifest: Option<ThemeFields>,
}

/// Finds the layers of the theme that the hub chose, the highest first. `None` when there is no such theme.
pub(super) fn find(scan: &Scan, config: &Config, said: &mut Vec<Diagnostic>) -> Option<Vec<Layer>> {
    let mut layers = vec![hub_layer(scan, "templates/", "")];
    let mut wanted = Some(Spanned { value: config.theme.to_string(), span: config.theme_span });
    let mut seen = BTreeSet::new();
    while let Some(name) = wanted.take() {
        if !seen.insert(name.value.clone()) {
            let message = format!("the theme `{}` extends itself", name.value);
            let help = "take `extends` out of one of the themes";
            said.push(Diagnostic::error(Code::BadConfig, name.span, message).help(help));
            return None;
        }
        let found = theme_layers(scan, &name, said)?;
        wanted = found.iter().find_map(|layer| layer.manifest.as_ref()?.extends.clone());
        layers.extend(found);
    }
    if !seen.contains(builtin::DEFAULT) {
        layers.extend(built_in_layer(builtin::DEFAULT));
    }
    Some(layers)
}

/// The layers of one theme by its name: the hub's folder of that name, and the built-in theme of that name below it.
fn theme_layers(scan: &Scan, name: &Spanned<String>, said: &mut Vec<Diagnostic>) -> Option<Vec<Layer>> {
    let folder = format!("themes/{}/", name.value);
    let mut own = hub_layer(scan, &folder, &folder);
    let below = built_in_layer(&name.value);
    if own.files.is_empty() && below.is_none() {
        said.push(unknown(scan, name));
        return None;
    }
    let mut layers = Vec::new();
    if !own.files.is_empty() {
        match own.files.get("theme.toml") {
            Some(Content::Text(id, text, _)) => own.manifest = settings::read_manifest(*id, text, said),
            _ if below.is_none() => {
                let message = format!("the theme `{}` has no file `{folder}theme.toml`", name.value);
                let help = format!("add one with `name = \"{}\"` and `context = {}`", name.value, settings::CONTEXT);
                said.push(Diagnostic::error(Code::UnknownTheme, name.span, message).help(help));
            }
            _ => {}
        }
        layers.push(own);
    }
    layers.extend(below);
    Some(layers)
}

/// Every file of the hub below a folder.
pub(super) fn hub_layer(scan: &Scan, folder: &str, prefix: &str) -> Layer {
    let mut files = BTreeMap::new();
    for (id, source) in scan.sources.iter() {
        if let Some(name) = source.path.strip_prefix(folder) {
            files.insert(name.to_owned(), Content::Text(id, source.text.clone(), source.digest));
        }
    }
    for (path, asset) in &scan.assets {
        if let Some(name) = path.strip_prefix(folder) {
            files.insert(name.to_owned(), Content::Asset(asset.clone()));
        }
    }
    Layer { prefix: prefix.to_owned(), folder: folder.to_owned(), files, manifest: None }
}

pub(super) fn built_in_layer(name: &str) -> Option<Layer> {
    let files: BTreeMap<_, _> =
        builtin::files(name).map(|(file, bytes)| (file.to_owned(), Content::BuiltIn(bytes))).collect();
    let (text, _) = files.get("theme.toml")?.text()?;
    // There is no source to point at: the tests hold that nothing is said about our own files.
    let manifest = settings::read_manifest(SourceId(u32::MAX), &text, &mut Vec::new());
    let folder = format!("themes/{name}/");
    Some(Layer { prefix: format!("{name}/"), folder, manifest, files })
}

fn unknown(scan: &Scan, name: &Spanned<String>) -> Diagnostic {
    let of_hub = scan.sources.iter().filter_map(|(_, source)| source.path.strip_prefix("themes/")?.split_once('/'));
    let mut names: BTreeSet<&str> = of_hub.map(|(theme, _)| theme).collect();
    names.extend(builtin::names());
    let help = match nearest(&name.value, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("there is {}; a theme of your own lies in `themes/{}/`", names.join(", "), name.value)
        }
    };
    Diagnostic::error(Code::UnknownTheme, name.span, format!("there is no theme `{}`", name.value)).help(help)
}

/// The place of a file that is wrong as a whole.
pub(super) fn file_span(content: &Content) -> Option<Span> {
    content.source().map(Span::file)
}
