//! From files to typed entries: front matter and body read, translations filled up from their originals.

use super::files::{Family, Variant, Written};
use super::shared::{is_private, read_entry};
use super::translation::{self, Facts};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::markup::{self, Body};
use crate::model::EntryId;
use crate::read::fields::{Field, Fields};
use crate::read::front;
use crate::read::node::{Node, Table, Value};
use crate::read::toml::Quote;
use crate::read::values::BlockProse;
use crate::text::{Digest, SourceId, Sources, Span};
use std::sync::Arc;

/// An entry in one language, as its file says it, references not yet looked up.
#[derive(Clone, Debug)]
pub struct Draft<F> {
    /// Its kind and name.
    pub id: EntryId,
    /// The name of its file, with a post's date.
    pub file_name: Arc<str>,
    /// The number of its language among the site's.
    pub language: usize,
    /// The file.
    pub source: SourceId,
    /// Where messages about the entry as a whole point: the first line of the file, or the row or table in it.
    pub at: Span,
    /// Its fields.
    pub fields: F,
    /// Its text.
    pub body: Option<Body>,
    /// Whether every field it must have could be read. Where not, something stands in for it.
    pub sound: bool,
}

/// An entry in all its languages, the original first.
#[derive(Clone, Debug)]
pub struct Drafts<F, D = Draft<F>> {
    /// Never empty.
    pub variants: Vec<D>,
    fields: std::marker::PhantomData<F>,
}

impl<F, D: std::borrow::Borrow<Draft<F>>> Drafts<F, D> {
    /// Puts the variants together, the original first.
    pub fn new(variants: Vec<D>) -> Self {
        Self { variants, fields: std::marker::PhantomData }
    }

    /// The variant that was written first: the one without a language in its name, else the first language.
    pub fn original(&self) -> &D {
        &self.variants[0]
    }

    /// The variant to show in a language: its own, else the original.
    pub fn in_language(&self, language: usize) -> &D {
        self.variants.iter().find(|draft| (*draft).borrow().language == language).unwrap_or_else(|| self.original())
    }
}

/// What a family of files gave.
#[derive(Debug)]
pub struct Read<F> {
    /// The entries: one, or several where a file holds several.
    pub entries: Vec<Drafts<F>>,
    /// Ids of entries that could not be read.
    pub broken: Vec<EntryId>,
    /// What was wrong.
    pub said: Vec<Diagnostic>,
}

/// What history knows an event by, whatever file it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Lasting {
    /// By its UID.
    pub uid: Digest,
    /// By the name that its UID is made of, where that is so.
    pub name: Option<Digest>,
    /// Whether it stands in a calendar file, which may hold others.
    pub in_calendar: bool,
}

/// How a kind is read.
pub struct Recipe<F> {
    /// The field of a TOML file that holds the text of the entry.
    pub body: fn(&F) -> Option<&BlockProse>,
    /// Whether a Markdown file without front matter will do.
    pub bare: bool,
    /// Fields whose values no message may show.
    pub private: fn(&str) -> bool,
    /// The name of the table that may stand several times in one file, if the kind has one.
    pub several: Option<&'static str>,
    /// What a translation must leave as it is.
    pub facts: Facts,
    /// How history knows an entry apart from its file: see [`Lasting`].
    pub lasting: fn(&Config, &EntryId, &F) -> Option<Lasting>,
}

impl<F> Recipe<F> {
    /// Of a kind whose files are Markdown, one an entry, and may say everything: the others tell only how they differ.
    pub const PLAIN: Self = Self {
        body: |_| None,
        bare: false,
        private: |_| false,
        several: None,
        facts: Facts::NONE,
        lasting: |_, _, _| None,
    };
}

impl<F> Clone for Recipe<F> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F> Copy for Recipe<F> {}

/// A table that is to become an entry.
struct Raw {
    source: SourceId,
    language: usize,
    id: EntryId,
    table: Table,
    body: Option<std::ops::Range<usize>>,
    at: Span,
}

/// Reads one family. `sources` must be those the family was made of.
pub fn read<F: Fields>(family: &Family, sources: &Sources, config: &Config, recipe: Recipe<F>) -> Read<F> {
    let mut said = Vec::new();
    let mut groups: Vec<Vec<Raw>> = Vec::new();
    for variant in &family.variants {
        let raws = raw_tables(family, *variant, sources, recipe, &mut said);
        for raw in raws {
            match groups
                .iter_mut()
                .find(|group| group[0].id == raw.id && group.iter().all(|other| other.language != raw.language))
            {
                Some(group) => group.push(raw),
                None => groups.push(vec![raw]),
            }
        }
    }
    let other_encoding = |variant: &Variant| sources.get(variant.source).not_utf8.is_some();
    let unreadable = has_errors(&said) || family.variants.iter().any(other_encoding);
    // What one language keeps to itself, the others do too; and so does a file that cannot be read, which may have said so.
    let silent = groups.iter().flatten().any(|raw| is_private(&raw.table)) || (unreadable && keeps_secrets(recipe));
    let recipe = if silent { Recipe { private: |_| true, ..recipe } } else { recipe };
    let mut result = Read { entries: Vec::new(), broken: Vec::new(), said };
    if groups.is_empty() || unreadable {
        result.broken.push(family.id.clone());
    }
    for group in groups {
        let id = group[0].id.clone();
        let mut variants = Vec::new();
        let original = group[0].table.clone();
        let original_body = (group[0].source, group[0].body.clone());
        for (place, mut raw) in group.into_iter().enumerate() {
            if place > 0 {
                translation::complete(&mut raw.table, &original, recipe.facts, &mut result.said);
            } else if unreadable && raw.source != family.variants[0].source {
                // Its original could not be read at all: what it would have taken over from there is not missing.
                raw.table.damaged = true;
            }
            let inherited = (place > 0).then_some(&original_body);
            let (short, alone) = (result.said.len(), place == 0 && raw.language > 0);
            variants.extend(draft(family, raw, inherited, sources, config, recipe, &mut result.said));
            if alone {
                without_original(family, sources, &mut result.said[short..]);
            }
        }
        if variants.is_empty() {
            result.broken.push(id);
        } else {
            result.entries.push(Drafts::new(variants));
        }
    }
    result
}

/// Adds to what is missing from a file with a language in its name that there is no original from which to take it.
fn without_original(family: &Family, sources: &Sources, said: &mut [Diagnostic]) {
    let name = sources.get(family.variants[0].source).file_name();
    let Some((start, ending)) = name.rsplit_once('.') else { return };
    let original = format!("{}.{ending}", start.rsplit_once('.').map_or(start, |(stem, _)| stem));
    for missing in said.iter_mut().filter(|said| said.code == Code::MissingField) {
        let help = missing.help.take().unwrap_or_default();
        missing.help = Some(format!("{help}; a translation would take it from `{original}`, which is not there"));
    }
}

/// Says that a table does not begin with the names of its columns.
fn no_heading(source: SourceId, text: &str, declared: &[Field]) -> Diagnostic {
    let first = text.lines().next().unwrap_or("");
    let at = Span::new(source, 0..first.len());
    if first.trim_start().starts_with('<') {
        let message = "this is a page of the web and no table";
        return Diagnostic::error(Code::Syntax, at, message).help("download the table again, as CSV");
    }
    let names: Vec<&str> = declared.iter().filter(|field| field.required).map(|field| field.name).collect();
    let message = "the first line of a table names its columns, and none of these is the name of a field";
    let help = format!("put a line such as `{},url` above it", names.join(","));
    Diagnostic::error(Code::Syntax, at, message).help(help)
}

/// Whether entries of this kind have fields that no message may show. No field has the empty name.
fn keeps_secrets<F>(recipe: Recipe<F>) -> bool {
    (recipe.private)("")
}

/// Whether no message may show anything of the entry: its name is the last thing that becomes private.
fn is_silent<F>(recipe: Recipe<F>) -> bool {
    (recipe.private)("name")
}

fn raw_tables<F: Fields>(
    family: &Family,
    variant: Variant,
    sources: &Sources,
    recipe: Recipe<F>,
    said: &mut Vec<Diagnostic>,
) -> Vec<Raw> {
    let source = sources.get(variant.source);
    let text = &source.text;
    let at = Span::file(variant.source);
    let raw = |table: Table, body, at, id| Raw {
        source: variant.source,
        language: variant.language.unwrap_or(0),
        id,
        table,
        body,
        at,
    };
    match variant.written {
        Written::Markdown => {
            let parts = front::cut(variant.source, text, said);
            if !parts.has_front_matter && !recipe.bare {
                if source.not_utf8.is_some() {
                    return Vec::new(); // in another encoding, which has been said, nothing can be found
                }
                let message = format!("{} begins with its fields, and this file does not", family.id.kind.noun());
                said.push(
                    Diagnostic::error(Code::NoFrontMatter, at, message).help(
                        "put a line `+++`, the fields such as `title = \"…\"`, and another line `+++` at the top",
                    ),
                );
                return Vec::new();
            }
            vec![raw(parts.table, Some(parts.body), at, family.id.clone())]
        }
        Written::Toml => {
            let offset = text.len() - text.trim_start_matches('\u{feff}').len();
            // Where a line cannot be read, nobody knows whose field it is: no message shows it.
            let declared = F::declared();
            let quote = if keeps_secrets(recipe) { Quote::Names(&declared) } else { Quote::Yes };
            let table = crate::read::toml::parse_quoting(variant.source, &text[offset..], offset, quote, said);
            let Some(name) = recipe.several.filter(|name| table.get(name).is_some()) else {
                return vec![raw(table, None, at, family.id.clone())];
            };
            let tables = several(&table, name, said);
            tables
                .into_iter()
                .map(|table| {
                    let (id, at) = (named(family, &table), table.span);
                    raw(table, None, at, id)
                })
                .collect()
        }
        Written::Csv => {
            let short = said.len();
            let rows = crate::read::csv::parse(variant.source, text, said);
            let mut names = rows.iter().flat_map(|row| row.entries.iter().map(|(key, _)| &*key.name));
            let declared = F::declared();
            let is_known =
                |name: &str| matches!(name, "extra" | "labels") || declared.iter().any(|field| field.name == name);
            if !rows.is_empty() && !names.any(is_known) {
                said.truncate(short);
                said.push(no_heading(variant.source, text, &declared));
                return Vec::new();
            }
            rows.into_iter()
                .map(|table| {
                    let (id, at) = (named(family, &table), table.span);
                    raw(table, None, at, id)
                })
                .collect()
        }
        // Events only: `event::ics` reads it.
        Written::Ics => Vec::new(),
    }
}

/// The tables of `[[name]]`; a field beside them is a mistake.
fn several(table: &Table, name: &str, said: &mut Vec<Diagnostic>) -> Vec<Table> {
    for (key, _) in &table.entries {
        if key.name != name {
            let message = format!("`{}` stands outside of every `[[{name}]]`", key.name);
            said.push(
                Diagnostic::error(Code::UnknownField, key.span, message).help(format!("move it below a `[[{name}]]`")),
            );
        }
    }
    let Some(node) = table.get(name) else { return Vec::new() };
    let nodes: Vec<&Node> = match &node.value {
        Value::List(nodes) => nodes.iter().collect(),
        _ => vec![node],
    };
    let mut tables = Vec::new();
    for node in nodes {
        if let Value::Table(table) = &node.value {
            tables.push(table.clone());
        } else {
            let message = format!("`{name}` wants tables");
            said.push(
                Diagnostic::error(Code::WrongType, node.span, message)
                    .help(format!("write `[[{name}]]` and its fields below it")),
            );
        }
    }
    tables
}

/// The id of one of several entries in a file: its slug, else its title.
fn named(family: &Family, table: &Table) -> EntryId {
    let text = |name: &str| match table.get(name).map(|node| &node.value) {
        Some(Value::Text(text)) => Some(markup::slug(text)),
        _ => None,
    };
    let name = text("slug").or_else(|| text("title")).filter(|name| !name.is_empty());
    EntryId::new(family.id.kind, name.map_or_else(|| family.id.name.clone(), Into::into))
}

/// Says that a Markdown file has its text in a field as well, where nobody will see it. A field of the original is none of its own.
fn text_twice(table: &Table, prose: &BlockProse) -> Option<Diagnostic> {
    let (key, _) = table.entries.iter().find(|(_, node)| node.span == prose.span)?;
    let name = &key.name;
    let message = format!("`{name}` is not shown: the text of this file stands below its fields");
    let help = format!("take `{name}` out, or move its text below the fields");
    (key.span.source == table.span.source).then(|| Diagnostic::error(Code::FieldsExclude, key.span, message).help(help))
}

fn draft<F: Fields>(
    family: &Family,
    raw: Raw,
    inherited: Option<&(SourceId, Option<std::ops::Range<usize>>)>,
    sources: &Sources,
    config: &Config,
    recipe: Recipe<F>,
    said: &mut Vec<Diagnostic>,
) -> Option<Draft<F>> {
    let mut mine = Vec::new();
    let (fields, sound) = read_entry::<F>(&raw.table, recipe.private, &mut mine);
    let mut body = None;
    if let Some(range) = raw.body.clone() {
        body = Some((raw.source, range));
    }
    if body.as_ref().is_some_and(|(source, range)| sources.get(*source).text[range.clone()].trim().is_empty()) {
        let original = inherited.and_then(|(source, range)| Some((*source, range.clone()?)));
        body = original;
    }
    let read_body = |(source, range): (SourceId, std::ops::Range<usize>), mine: &mut Vec<Diagnostic>| {
        markup::read(source, &sources.get(source).text, range, &config.markdown).into_value(mine)
    };
    let mut text = body.map(|body| read_body(body, &mut mine));
    // A text that nobody will see is not read: messages about it would quote it.
    let prose = fields.as_ref().filter(|_| !is_silent(recipe)).and_then(|fields| (recipe.body)(fields));
    if let Some(prose) = prose.filter(|_| text.as_ref().is_some_and(|text| !text.is_empty())) {
        mine.extend(text_twice(&raw.table, prose));
    }
    if let Some(prose) = prose.filter(|_| text.as_ref().is_none_or(Body::is_empty)) {
        let raw_text = sources.slice(prose.span);
        text = Some(markup::read_field(prose.span, raw_text, &prose.text, &config.markdown).into_value(&mut mine));
    }

    if is_silent(recipe) {
        mine.iter_mut().for_each(|diagnostic| diagnostic.private = true);
    }
    said.append(&mut mine);
    let fields = fields?;

    let file_name = if family.id == raw.id { family.file_name.clone() } else { raw.id.name.clone() };
    Some(Draft {
        id: raw.id,
        file_name,
        language: raw.language,
        source: raw.source,
        at: raw.at,
        fields,
        body: text.filter(|text| !text.is_empty()),
        sound,
    })
}
