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

/// A value that many pages show, made ready for templates once: the tree of a large knowledge base, for instance.
///
/// It stands in a context in place of the value and serialises as the value does.
#[derive(Clone, Debug)]
pub struct Shared {
    value: Value,
    digest: Digest,
}

impl Shared {
    /// Makes a value ready.
    pub fn new<T: Serialize + Hash>(value: &T) -> Self {
        Self { value: value_of(value), digest: digest_of(value) }
    }
}

impl Hash for Shared {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

impl Serialize for Shared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}
