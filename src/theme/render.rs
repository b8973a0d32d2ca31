//! From a page's values to its HTML: one engine for each language, with the site's and the theme's values already in it.
//!
//! Takes the name of a template and the value of `page`, appends bytes to a buffer of the caller. Never looks anything up: a template
//! sees `site`, `page` and `theme`, and nothing else.

use super::{Theme, faults, filters};
use crate::diagnostic::Diagnostic;
use crate::plan::context::SiteContext;
use crate::plan::{PageContext, Part};
use crate::text::{Digest, digest_of};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};
use tera::{Context, Tera, Value};

/// Draws pages. Made once for each build and shared by all threads.
pub struct Renderer<'theme> {
    theme: &'theme Theme,
    editions: Vec<Tera>,
}

#[derive(Serialize)]
struct ThemeContext<'a> {
    settings: &'a BTreeMap<String, crate::read::values::Free>,
    text: super::strings::Strings,
    assets: BTreeMap<&'a str, String>,
}

impl<'theme> Renderer<'theme> {
    /// Prepares the values that all pages of a language share; `sites` in the order of the editions that pages name.
    pub fn new(theme: &'theme Theme, sites: &[Part<SiteContext>]) -> Self {
        let editions = sites.iter().map(|site| edition(theme, site)).collect();
        Self { theme, editions }
    }

    /// Appends a page to `out`. When it cannot be drawn, what `out` held before is all it holds.
    ///
    /// # Errors
    /// A mistake in the template. It names the place there; the caller, who knows it, adds the page that was being made.
    ///
    /// # Panics
    /// When there is no edition of this number.
    pub fn render(
        &self,
        template: &str,
        edition: usize,
        page: &dyn PageContext,
        out: &mut Vec<u8>,
    ) -> Result<(), Diagnostic> {
        let start = out.len();
        let tera = &self.editions[edition];
        let mut context = Context::new();
        context.insert_value("page", value_of(page.value()));
        tera.render_to(template, &context, &mut *out).map_err(|error| {
            out.truncate(start);
            faults::rendering(self.theme, template, &error)
        })
    }
}

fn edition(theme: &Theme, site: &SiteContext) -> Tera {
    let mut tera = theme.engine.clone();
    filters::register(&mut tera, &site.lang);
    let href = |asset: &super::assets::ThemeAsset| format!("{}{}", site.base_path, asset.address);
    let own = ThemeContext {
        settings: &theme.settings,
        text: theme.written.in_language(&site.lang),
        assets: theme.assets.iter().map(|asset| (asset.key.as_str(), href(asset))).collect(),
    };
    tera.global_context().insert_value("site", value_of(site));
    tera.global_context().insert_value("theme", value_of(&own));
    tera
}

fn value_of<T: Serialize + ?Sized>(value: &T) -> Value {
    Value::try_from_serializable(value).expect("contexts have no maps with keys other than text")
}

/// A value that many pages show: a card, the tree of a large knowledge base. It is made ready for templates once, by the first page
/// that shows it, and not again by the next; its digest is computed when it is taken.
///
/// Stands in a context in place of the value, and serialises as the value does.
#[derive(Debug)]
pub struct Ready<T>(Arc<Inner<T>>);

#[derive(Debug)]
struct Inner<T> {
    value: T,
    digest: Digest,
    ready: OnceLock<Value>,
    like: Option<Like<T>>,
}

/// A value that differs from another in its own part alone.
#[derive(Debug)]
struct Like<T> {
    other: Ready<T>,
    /// Makes the own part ready.
    own: fn(&T) -> Value,
}

/// A value of which there are many that differ in one part of it.
pub trait Varied {
    /// The part that may differ: fields of the value, under their names.
    type Own<'a>: Hash + Serialize
    where
        Self: 'a;

    /// The part that may differ.
    fn own(&self) -> Self::Own<'_>;
}

impl<T: Hash> Ready<T> {
    /// Takes a value.
    pub fn new(value: T) -> Self {
        let digest = digest_of(&value);
        Self(Arc::new(Inner { value, digest, ready: OnceLock::new(), like: None }))
    }
}

impl<T: Varied> Ready<T> {
    /// Takes a value that is `other` in all but its own part: the rest is not made ready again.
    pub fn like(other: &Self, value: T) -> Self {
        let digest = digest_of(&(other.digest(), value.own()));
        let like = Some(Like { other: other.clone(), own: |value| value_of(&value.own()) });
        Self(Arc::new(Inner { value, digest, ready: OnceLock::new(), like }))
    }
}

impl<T: Serialize> Ready<T> {
    fn ready(&self) -> &Value {
        self.0.ready.get_or_init(|| {
            let Some(Like { other, own }) = &self.0.like else { return value_of(&self.0.value) };
            let parts = [other.ready().clone(), own(&self.0.value)].map(Value::into_map);
            let [Some(mut all), Some(own)] = parts else { return value_of(&self.0.value) };
            all.extend(own);
            Value::from(all)
        })
    }
}

impl<T> Ready<T> {
    /// The digest of the value.
    pub fn digest(&self) -> Digest {
        self.0.digest
    }
}

impl<T> Clone for Ready<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> std::ops::Deref for Ready<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T> Hash for Ready<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.digest.hash(state);
    }
}

impl<T: Serialize> Serialize for Ready<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.ready().serialize(serializer)
    }
}
