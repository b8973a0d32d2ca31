//! How pages look: themes found and layered, their words and settings, and the templates that draw pages. The only home of `tera`.
//!
//! Takes what was scanned and the configuration, gives a [`Theme`]: a promise that every template can be read and everything it calls is
//! there. [`Renderer`] then turns the values of a page into HTML. Templates see `site`, `page` and `theme`; they look nothing up, and
//! nothing here reads from disk, the clock or the environment.

pub mod about;
mod assets;
mod builtin;
mod css;
pub mod eject;
mod faults;
mod filters;
mod layers;
mod pairs;
mod render;
mod settings;
mod sheet_faults;
mod sheets;
mod strings;
#[cfg(test)]
mod tests;
mod wording;

pub use render::{Ready, Renderer, Varied};
pub use settings::{CONTEXT, Settings, ThemeFields};

use crate::config::Config;
use crate::diagnostic::{Outcome, has_errors};
use crate::plan::Output;
use crate::read::fields::Spanned;
use crate::read::scan::Scan;
use crate::read::values::Free;
use crate::text::{Digest, SourceId, digest_of};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A theme, ready to draw pages.
pub struct Theme {
    /// The templates. Filters and the site's values come with each edition.
    engine: tera::Tera,
    /// Where each template came from, by the name it has in the engine.
    origins: BTreeMap<String, Origin>,
    settings: BTreeMap<String, Free>,
    addresses: Vec<Spanned<String>>,
    written: strings::Written,
    strings: BTreeMap<Arc<str>, strings::Strings>,
    assets: Vec<assets::ThemeAsset>,
    digest: Digest,
}

/// Where a template came from.
struct Origin {
    /// The path from the hub's root, or from the source tree for a built-in template.
    path: String,
    /// The file of the hub; `None` for a built-in template.
    source: Option<SourceId>,
    /// How many bytes of the file stand before what the engine sees: a byte order mark.
    mark: usize,
    /// What the engine sees.
    text: String,
}

impl Theme {
    /// Finds the theme that the hub chose and reads all of it. `None` when something is wrong with it, which has then been said.
    ///
    /// Reports `unknown-theme`, `theme-context`, `template-syntax` and mistakes in `theme.toml`, in the words and in the settings.
    pub fn load(scan: &Scan, config: &Config) -> Outcome<Option<Self>> {
        let mut said = Vec::new();
        let theme = layers::find(scan, config, &mut said).map(|layers| {
            let settings::Resolved { values: settings, addresses } = settings::resolve(&layers, scan, &mut said);
            let written = strings::read(&layers, &mut said);
            let assets = assets::collect(&layers, &settings, &mut said);
            let origins = templates(&layers);
            let engine = faults::engine(&layers, &origins, &mut said);
            said.extend(faults::unused(&layers, &origins));
            said.extend(sheet_faults::look(&layers));
            let tags = config.languages.iter().map(|site| site.language.shared());
            let strings: BTreeMap<_, _> = tags.map(|tag| (tag.clone(), written.in_language(&tag))).collect();
            let texts: Vec<_> = origins.iter().map(|(name, origin)| (name, &origin.text)).collect();
            let published: Vec<_> = assets.iter().map(|asset| (&asset.key, &asset.address)).collect();
            let digest = digest_of(&(texts, &strings, &settings, published));
            Self { engine, origins, settings, addresses, written, strings, assets, digest }
        });
        let value = theme.filter(|_| !has_errors(&said));
        Outcome { value, diagnostics: said }
    }

    /// The digest of all that the theme gives to pages: templates, words, settings and the addresses of its files.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The theme's own files.
    pub fn outputs(&self) -> Vec<Output> {
        self.assets.iter().map(assets::ThemeAsset::output).collect()
    }

    /// A text of the interface in a language of the hub; keys inside a table are joined with a dot, as in `kinds.post`.
    pub fn text(&self, language: &str, key: &str) -> Option<&str> {
        self.strings.get(language)?.text(key)
    }

    /// Whether there is a template of this name, such as `post.html`.
    pub fn has_template(&self, name: &str) -> bool {
        self.engine.contains_template(name)
    }

    /// The colour of the hub's own, as style sheets write it.
    pub fn accent(&self) -> Option<Arc<str>> {
        match self.setting("accent") {
            Some(Free::Text(colour)) => Some(colour.as_str().into()),
            _ => None,
        }
    }

    /// The addresses that settings name, which the site must have.
    pub fn addresses(&self) -> &[Spanned<String>] {
        &self.addresses
    }

    /// The value of a setting.
    pub fn setting(&self, name: &str) -> Option<&Free> {
        self.settings.get(name)
    }
}

/// The files of a built-in theme with their bytes, to be copied into a hub.
pub fn built_in_files(name: &str) -> Vec<(&'static str, &'static [u8])> {
    builtin::files(name).collect()
}

/// Every template of every layer by the name it has in the engine. A name that two layers share goes to the higher one.
fn templates(layers: &[layers::Layer]) -> BTreeMap<String, Origin> {
    let mut all = BTreeMap::new();
    for layer in layers {
        for (file, content) in &layer.files {
            if !file.ends_with(".html") || file.starts_with("assets/") {
                continue;
            }
            let Some((text, mark)) = content.text() else { continue };
            all.entry(format!("{}{file}", layer.prefix)).or_insert_with(|| Origin {
                path: format!("{}{file}", layer.folder),
                source: content.source(),
                mark,
                text: text.into_owned(),
            });
        }
    }
    all
}
