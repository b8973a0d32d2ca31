//! The declarations of fields as the configuration of an editor on git: Sveltia CMS and Decap CMS, which read the same file.
//!
//! Posts, events, resources, projects and pages are edited as Markdown with YAML before it; members and groups as TOML. A field that such
//! an editor has no means for (series, outcomes, free tables) is left out: whoever needs it edits the file.

use super::documentation::Documentation;
use super::yaml::{Yaml, document};
use crate::config::{Config, Label, Repository};
use crate::kinds::declared;
use crate::model::Kind;
use crate::read::fields::Field;
use crate::read::shape::Shape;

/// Fields that an editor should not show: what is kept for programs, and what git knows itself.
const LEFT_OUT: &[&str] = &["uid", "rrule", "exdate", "rdate", "slug", "aliases", "extra", "updated", "public", "feed"];

/// The file `config.yml` of the editor. `None` without a repository, which it has to write to.
pub fn cms(config: &Config) -> Option<String> {
    let repository = config.repository.as_ref()?;
    let documentation = Documentation::of(config.default_language().as_str());
    let collections = Kind::ALL.into_iter().map(|kind| collection(kind, config, repository, &documentation));
    let text = document(&Yaml::Map(vec![
        ("backend", backend(repository)),
        ("media_folder", format!("{}static/uploads", repository.folder).into()),
        ("public_folder", "/uploads".into()),
        ("site_url", config.base_url.as_ref().into()),
        // An empty field is no field.
        ("output", Yaml::Map(vec![("omit_empty_optional_fields", true.into())])),
        ("collections", Yaml::List(collections.collect())),
    ]));
    Some(format!("# {}\n{text}", documentation.words.written_by))
}

fn backend(repository: &Repository) -> Yaml {
    let (scheme, rest) = repository.url.split_once("://").unwrap_or(("https", &repository.url));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut all = vec![
        ("name", Yaml::from(repository.forge)),
        ("repo", path.into()),
        ("branch", repository.branch.as_ref().into()),
    ];
    match repository.forge {
        "gitea" => {
            all.push(("base_url", format!("{scheme}://{host}").into()));
            all.push(("api_root", format!("{scheme}://{host}/api/v1").into()));
        }
        "gitlab" if host != "gitlab.com" => {
            all.push(("base_url", format!("{scheme}://{host}").into()));
            all.push(("api_root", format!("{scheme}://{host}/api/v4").into()));
        }
        _ => {}
    }
    Yaml::Map(all)
}

/// Whether the editor keeps entries of a kind as Markdown. People and groups have no other form than TOML.
fn in_markdown(kind: Kind) -> bool {
    !matches!(kind, Kind::Member | Kind::Group)
}

fn collection(kind: Kind, config: &Config, repository: &Repository, documentation: &Documentation) -> Yaml {
    let markdown = in_markdown(kind);
    let title = if markdown { "title" } else { "name" };
    let slug = if kind == Kind::Post { "{{year}}-{{month}}-{{day}}-{{slug}}" } else { "{{slug}}" };
    let fields = declared::fields(kind);
    let mut fields: Vec<Yaml> = fields.iter().filter_map(|field| widget(kind, field, config, documentation)).collect();
    if markdown {
        fields.push(Yaml::Map(vec![
            ("name", "body".into()),
            ("label", documentation.words.body.into()),
            ("widget", "markdown".into()),
            ("required", false.into()),
        ]));
    }
    let (ending, format) = if markdown { ("md", "yaml-frontmatter") } else { ("toml", "toml") };
    let (several, one) = match documentation.kind(kind) {
        Some(name) => (name.to_owned(), name.to_owned()),
        None if kind == Kind::Kb => ("Knowledge".to_owned(), label(kind.word())),
        None => (label(kind.folder()), label(kind.word())),
    };
    Yaml::Map(vec![
        ("name", kind.folder().into()),
        ("label", several.into()),
        ("label_singular", one.into()),
        ("folder", format!("{}content/{}", repository.folder, kind.folder()).into()),
        ("create", true.into()),
        ("extension", ending.into()),
        ("format", format.into()),
        ("slug", slug.into()),
        ("identifier_field", title.into()),
        // Pictures lie where every page finds them.
        ("media_folder", "/static/uploads".into()),
        ("public_folder", "/uploads".into()),
        ("fields", Yaml::List(fields)),
    ])
}

fn label(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>().replace('_', " ")
}

/// The widget of a field; `None` where there is none that writes what the reader takes.
fn widget(kind: Kind, field: &Field, config: &Config, documentation: &Documentation) -> Option<Yaml> {
    if LEFT_OUT.contains(&field.name) || (in_markdown(kind) && field.name == "description") {
        return None;
    }
    let label = documentation.label(field).map_or_else(|| label(field.name), str::to_owned);
    let mut all = vec![("name", Yaml::from(field.name)), ("label", label.into())];
    let labels: Option<&[Label]> = match (kind, field.name) {
        (Kind::Event, "type") => Some(&config.event_types),
        (Kind::Resource, "category") => Some(&config.categories),
        (Kind::Member, "role") => Some(&config.roles),
        _ => None,
    };
    match labels {
        Some(labels) => all.extend(select(labels.iter().map(|label| label.id.to_string()))),
        None => all.extend(of_shape(&(field.shape)(), in_markdown(kind))?),
    }
    all.push(("required", field.required.into()));
    all.push(("hint", documentation.line(field).into()));
    Some(Yaml::Map(all))
}

fn select(words: impl Iterator<Item = String>) -> Vec<(&'static str, Yaml)> {
    vec![("widget", "select".into()), ("options", Yaml::List(words.map(Yaml::from).collect()))]
}

fn of_shape(shape: &Shape, yaml: bool) -> Option<Vec<(&'static str, Yaml)>> {
    let one = |widget: &str| Some(vec![("widget", Yaml::from(widget))]);
    let moment = |format: &str, time: bool| {
        let mut all = vec![("widget", Yaml::from("datetime")), ("format", format.into())];
        if !time {
            all.push(("time_format", false.into()));
        }
        // TOML wants its dates without quotes, and such editors write quotes.
        yaml.then_some(all)
    };
    match shape {
        Shape::Text | Shape::Inline | Shape::Url | Shape::Duration | Shape::Timezone => one("string"),
        Shape::Picture => one("image"),
        Shape::Markdown => one("text"),
        Shape::Bool => one("boolean"),
        Shape::Date => moment("YYYY-MM-DD", false),
        Shape::Time => moment("YYYY-MM-DDTHH:mm:ss", true),
        Shape::Number { min, max, whole } => {
            let mut all = vec![
                ("widget", Yaml::from("number")),
                ("value_type", if *whole { "int" } else { "float" }.into()),
                ("min", Yaml::Number(*min)),
            ];
            if *max < 1e9 {
                all.push(("max", Yaml::Number(*max)));
            }
            Some(all)
        }
        Shape::Choice(words) => Some(select(words.iter().map(|(word, _)| (*word).to_owned()))),
        Shape::Id(kind) => Some(relation(kind, false)),
        Shape::List(inner) => match &**inner {
            Shape::Text | Shape::Inline | Shape::Url => one("list"),
            Shape::Id(kind) => Some(relation(kind, true)),
            Shape::OneOf(shapes) => {
                let id = shapes.iter().find_map(|shape| if let Shape::Id(kind) = shape { Some(*kind) } else { None });
                match id {
                    Some(kind) => Some(relation(kind, true)),
                    None if shapes.iter().any(|shape| matches!(shape, Shape::Text | Shape::Inline)) => one("list"),
                    None => None,
                }
            }
            _ => None,
        },
        Shape::OneOf(shapes) => shapes
            .iter()
            .find(|shape| matches!(shape, Shape::Text | Shape::Inline | Shape::Id(_)))
            .and_then(|shape| if matches!(shape, Shape::Id(_)) { one("string") } else { of_shape(shape, yaml) }),
        Shape::Coordinates | Shape::Table { .. } | Shape::Map(_) | Shape::Any => None,
    }
}

/// A choice among entries: their ids are the names of their files.
fn relation(kind: &str, several: bool) -> Vec<(&'static str, Yaml)> {
    let (collection, name) = match kind {
        "group" => ("groups", "name"),
        "event" => ("events", "title"),
        "post" => ("posts", "title"),
        _ => ("members", "name"),
    };
    vec![
        ("widget", "relation".into()),
        ("collection", collection.into()),
        ("search_fields", Yaml::List(vec![name.into()])),
        ("display_fields", Yaml::List(vec![name.into()])),
        ("value_field", "{{slug}}".into()),
        ("multiple", several.into()),
    ]
}
