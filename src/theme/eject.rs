//! What of a theme can be copied into a hub, and what a new theme begins with.
//!
//! Takes what was scanned and the configuration, gives names, origins and bytes. Writes nothing: that is for whoever asked.

use super::layers::{self, Content, Layer};
use super::{builtin, settings};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, nearest};
use crate::read::scan::Scan;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// A theme that a hub may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What `theme = "…"` in `hub.toml` says.
    pub name: String,
    /// What kind of site it makes, in a line; empty where it does not say.
    pub description: String,
    /// The theme that it takes from what it lacks.
    pub extends: Option<String>,
    /// Whether it comes with the program.
    pub built_in: bool,
    /// How many files of the hub lie in its folder, `theme.toml` left out.
    pub own_files: usize,
}

/// A file of the theme that the hub chose.
#[derive(Clone, Debug)]
pub struct ThemeFile {
    /// The name inside the theme, such as `post.html` or `assets/commons.css`.
    pub name: String,
    /// The folder it is taken from, such as `templates/` or `themes/commons/`.
    pub folder: String,
    /// Whether it is a file of the hub already.
    pub of_hub: bool,
    /// Where to read it.
    pub bytes: Bytes,
}

/// The bytes of a file, or where they are.
#[derive(Clone, Debug)]
pub enum Bytes {
    /// Part of the program.
    BuiltIn(&'static [u8]),
    /// A text of the hub.
    Text(Arc<str>),
    /// Any other file of the hub.
    File(PathBuf),
}

/// The themes that a hub may choose: those that come with the program, and the folders under its `themes/`. In the order of their names.
pub fn list(scan: &Scan) -> Vec<Listed> {
    let folders = scan.sources.iter().map(|(_, source)| &source.path).chain(scan.assets.keys());
    let of_hub = folders.filter_map(|path| Some(path.strip_prefix("themes/")?.split_once('/')?.0.to_owned()));
    let names: BTreeSet<String> = of_hub.chain(builtin::names().into_iter().map(str::to_owned)).collect();
    names.into_iter().map(|name| listed(scan, name)).collect()
}

fn listed(scan: &Scan, name: String) -> Listed {
    let below = layers::built_in_layer(&name);
    let own = layers::hub_layer(scan, &format!("themes/{name}/"), "");
    let manifest = match own.files.get("theme.toml") {
        Some(Content::Text(id, text, _)) => settings::read_manifest(*id, text, &mut Vec::new()),
        _ => None,
    };
    let built_in = below.is_some();
    let manifest = manifest.or_else(|| below?.manifest);
    Listed {
        description: manifest.as_ref().and_then(|it| it.description.clone()).unwrap_or_default(),
        extends: manifest.and_then(|it| it.extends).map(|extends| extends.value),
        built_in,
        own_files: own.files.keys().filter(|file| *file != "theme.toml").count(),
        name,
    }
}

/// Every file that the hub's theme is made of, by name, each from the place where it is found first. What is wrong with the theme is said.
pub fn files(scan: &Scan, config: &Config, said: &mut Vec<Diagnostic>) -> Vec<ThemeFile> {
    let Some(layers) = layers::find(scan, config, said) else { return Vec::new() };
    let mut all: BTreeMap<String, ThemeFile> = BTreeMap::new();
    for Layer { folder, files, .. } in layers {
        for (name, content) in files {
            // `theme.toml` is what a theme says of itself: a copy would stand for the whole of another one.
            if name == "theme.toml" || all.contains_key(&name) {
                continue;
            }
            let (of_hub, bytes) = match content {
                Content::BuiltIn(bytes) => (false, Bytes::BuiltIn(bytes)),
                Content::Text(_, text, _) => (true, Bytes::Text(text)),
                Content::Asset(asset) => (true, Bytes::File(asset.file)),
            };
            let file = ThemeFile { name: name.clone(), folder: folder.clone(), of_hub, bytes };
            all.insert(name, file);
        }
    }
    all.into_values().collect()
}

/// The file that somebody means who wrote `asked`: its name, or its last part where only one file ends so. Else a word of help.
///
/// # Errors
/// Gives the sentence that says which files there are.
pub fn named<'a>(files: &'a [ThemeFile], asked: &str) -> Result<&'a ThemeFile, String> {
    let asked = asked.trim_start_matches("./").trim_start_matches('/');
    if asked == "theme.toml" {
        return Err("what a theme says of itself is not copied: write the settings that differ under `[settings]` in hub.toml, \
                    or begin a theme of your own with `folkmoot theme new`"
            .to_owned());
    }
    if let Some(file) = files.iter().find(|file| file.name == asked) {
        return Ok(file);
    }
    let tail = |file: &&ThemeFile| file.name.rsplit('/').next() == Some(asked);
    let mut ends = files.iter().filter(tail);
    if let (Some(file), None) = (ends.next(), ends.next()) {
        return Ok(file);
    }
    let stem = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let near = nearest(asked, files.iter().map(|file| file.name.as_str())).map(str::to_owned);
    let near = near.or_else(|| {
        let tails: Vec<String> = files.iter().map(|file| stem(&file.name)).collect();
        nearest(asked, tails.iter().map(String::as_str)).map(str::to_owned)
    });
    Err(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`folkmoot theme list --files` names them".to_owned(),
    })
}

/// Whether a theme may have this name: it is part of paths and of names in templates.
pub fn is_theme_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= 40
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !name.ends_with('-')
}

/// The files of a new theme with their names from its folder: what it says of itself, a frame, a style sheet. It builds as it is.
pub fn new_theme(name: &str, description: &str, extends: &str) -> Vec<(String, String)> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F");
    let key = name.replace('-', "_");
    let manifest = format!(
        "# What the theme lacks is taken from `{extends}`. To change a page, copy its template with\n\
         # `folkmoot theme eject post.html`, once hub.toml says `theme = \"{name}\"`.\n\
         name = \"{name}\"\ndescription = {}\ncontext = {}\nextends = \"{extends}\"\n\n\
         # Defaults for the settings of `{extends}`, and settings of your own: templates see `theme.settings.NAME`,\n\
         # style sheets `var(--NAME)`. A hub may set each of them under [settings] in hub.toml.\n\
         [settings]\naccent = \"#0b6e4f\"\n",
        quoted(description),
        settings::CONTEXT
    );
    let base = format!(
        "{{#- The frame of every page: that of `{extends}`, with a style sheet of our own after its. -#}}\n\
         {{% extends \"{extends}/base.html\" %}}\n\
         {{% block head %}}{{{{ super() }}}}<link rel=\"stylesheet\" href=\"{{{{ theme.assets.{key}_css }}}}\">{{% endblock head %}}\n"
    );
    let sheet = format!(
        "/* {name}: what differs from `{extends}`. Comes last, so a rule of the same weight wins. */\n\
         h1, h2, h3 {{ letter-spacing: -.01em }}\n"
    );
    vec![("theme.toml".to_owned(), manifest), ("base.html".to_owned(), base), (format!("assets/{name}.css"), sheet)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_has_a_plain_name() {
        for name in ["mine", "river-bank", "a2"] {
            assert!(is_theme_name(name), "{name}");
        }
        for name in ["", "Mine", "../x", "a/b", "2a", "a b", "a_b", "河", "a-", "a.b"] {
            assert!(!is_theme_name(name), "{name}");
        }
    }

    #[test]
    fn a_file_is_found_by_its_name_or_its_end() {
        let file = |name: &str| ThemeFile {
            name: name.into(),
            folder: "themes/x/".into(),
            of_hub: false,
            bytes: Bytes::BuiltIn(b""),
        };
        let files = [file("assets/a.css"), file("i18n/en.toml"), file("post.html"), file("x/post.html")];
        assert_eq!(named(&files, "post.html").map(|it| &*it.name), Ok("post.html"));
        assert_eq!(named(&files, "a.css").map(|it| &*it.name), Ok("assets/a.css"));
        assert_eq!(named(&files, "pots.html").err().as_deref(), Some("did you mean `post.html`?"));
        assert!(named(&files, "../../hub.toml").is_err());
        assert!(named(&files, "theme.toml").is_err_and(|help| help.contains("[settings]")));
    }
}
