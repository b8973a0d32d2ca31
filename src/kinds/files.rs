//! Which file is which: kind, id and language from a path, and the translations of an entry gathered around it.
//!
//! Takes the sources of a scan, gives [`Family`]s of raw files. Mistakes in names are said here; nothing inside a file is looked at.

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, character, nearest};
use crate::markup::slug;
use crate::model::{EntryId, Kind, Language, identify};
use crate::text::{Held, SourceId, Sources, Span, normal};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How deep a page of the knowledge base may lie: templates draw the way to it by recursion.
const MAX_FOLDERS: usize = 8;

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Front matter and Markdown.
    Markdown,
    /// A table of fields.
    Toml,
    /// Rows.
    Csv,
    /// A calendar.
    Ics,
}

/// One file of an entry.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// The file.
    pub source: SourceId,
    /// The number of its language among the site's; `None` for the file without a language in its name.
    pub language: Option<usize>,
    /// What it is written in.
    pub written: Written,
}

/// An entry's file and its translations.
#[derive(Clone, Debug)]
pub struct Family {
    /// The entry.
    pub id: EntryId,
    /// The name of the file as it stands, with a post's date.
    pub file_name: Arc<str>,
    /// The file without a language first, then by language.
    pub variants: Vec<Variant>,
}

/// Sorts the content files into families, in the order of their ids. Files that were not read come beside, with the entry they would
/// have been.
pub fn families(
    sources: &Sources,
    config: &Config,
    said: &mut Vec<Diagnostic>,
) -> (Vec<Family>, Vec<(Arc<str>, EntryId)>) {
    let mut found: BTreeMap<(EntryId, Arc<str>), Vec<Variant>> = BTreeMap::new();
    let mut refused: Vec<(Arc<str>, EntryId)> = Vec::new();
    let mut folders = BTreeSet::new();
    for (source, file) in sources.iter() {
        let Some(path) = file.path.strip_prefix("content/") else { continue };
        let at = Span::file(source);
        if file.held == Held::Copy {
            continue;
        }
        let mut void = Vec::new();
        let said = if file.held == Held::Refused { &mut void } else { &mut *said };
        let name = path.rsplit('/').next().unwrap_or(path);
        if name.eq_ignore_ascii_case("README.md") {
            continue;
        }
        let short = said.len();
        let Some((kind, rest)) = kind_of(path, at, said) else {
            // One message a folder: what lies in it would lie in the folder that was meant, and who names it so makes no mistake.
            let folder = path.split_once('/').map(|(folder, _)| folder);
            if folder.is_some_and(|folder| !folders.insert(folder)) {
                said.truncate(short);
            }
            let meant = folder.and_then(meant_kind).zip(path.split_once('/').map(|(_, rest)| rest));
            if let Some((kind, rest)) = meant
                && let Some((stem, written)) = written(kind, rest, at, &mut Vec::new())
            {
                let path = format!("content/{}/{rest}", kind.folder());
                refused.push((path.into(), identify(kind, stem, written == Written::Markdown).0));
            }
            continue;
        };
        let Some((stem, written)) = written(kind, rest, at, said) else { continue };
        let Some((stem, language)) = split_language(stem, config, sources, &file.path, at, said) else { continue };
        let (id, file_name) = identify(kind, stem, written == Written::Markdown);
        if file.held == Held::Refused {
            refused.push((file.path.clone(), id));
            continue;
        }
        let (short, long) = (said.len(), id.name.clone());
        if !check_name(&id, name, at, said) {
            continue;
        }
        if said.len() > short {
            // Who names it as it should be called makes no mistake.
            let meant: Vec<String> = long.split('/').map(slug).collect();
            refused.push((file.path.clone(), EntryId::new(kind, meant.join("/"))));
        }
        found.entry((id, file_name)).or_default().push(Variant { source, language, written });
    }
    let mut all: Vec<Family> = Vec::new();
    for ((id, file_name), mut variants) in found {
        variants.sort_by_key(|variant| variant.language);
        for pair in variants.windows(2) {
            if pair[0].language == pair[1].language {
                say_twice(&id, (pair[0].source, pair[1].source), sources, said);
            }
        }
        variants.dedup_by_key(|variant| variant.language);
        match all.last_mut().filter(|last| last.id == id) {
            Some(last) => say_twice(&id, (last.variants[0].source, variants[0].source), sources, said),
            None => all.push(Family { id, file_name, variants }),
        }
    }
    say_case_twins(&all, said);
    (all, refused)
}

/// The kind by the folder, and the path below it.
fn kind_of<'a>(path: &'a str, at: Span, said: &mut Vec<Diagnostic>) -> Option<(Kind, &'a str)> {
    let (folder, rest) = path.split_once('/').unwrap_or(("", path));
    if let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.folder() == folder) {
        return Some((kind, rest));
    }
    let (message, help) = if folder.is_empty() {
        (
            format!("`content/{path}` lies in no folder of a kind"),
            "move it to `content/pages/` or another folder of content".to_owned(),
        )
    } else {
        let help = match meant_kind(folder) {
            Some(near) => format!("did you mean `content/{}/`?", near.folder()),
            None => "content lies in posts, members, groups, events, resources, projects, kb and pages".to_owned(),
        };
        (format!("there is no kind of content `{folder}`"), help)
    };
    said.push(Diagnostic::error(Code::UnknownFile, at, message).help(help));
    None
}

/// The kind whose folder is nearly called so.
fn meant_kind(folder: &str) -> Option<Kind> {
    let near = nearest(folder, Kind::ALL.into_iter().map(Kind::folder))?;
    Kind::ALL.into_iter().find(|kind| kind.folder() == near)
}

fn written<'a>(kind: Kind, rest: &'a str, at: Span, said: &mut Vec<Diagnostic>) -> Option<(&'a str, Written)> {
    let (stem, ending) = rest.rsplit_once('.').unwrap_or((rest, ""));
    let written = match ending.to_ascii_lowercase().as_str() {
        "md" | "markdown" => Written::Markdown,
        "toml" => Written::Toml,
        "csv" => Written::Csv,
        "ics" => Written::Ics,
        _ => {
            let message = format!("{} is not written in `.{ending}`", kind.noun());
            said.push(Diagnostic::error(Code::UnknownFile, at, message).help(format!("write it as {}", endings(kind))));
            return None;
        }
    };
    let allowed = match kind {
        Kind::Post | Kind::Kb | Kind::Page => written == Written::Markdown,
        Kind::Member | Kind::Group => written == Written::Toml,
        Kind::Event => written != Written::Csv,
        Kind::Resource => written != Written::Ics,
        Kind::Project => matches!(written, Written::Markdown | Written::Toml),
    };
    if !allowed {
        let message = format!("{} is not written in `.{ending}`", kind.noun());
        said.push(Diagnostic::error(Code::UnknownFile, at, message).help(format!("write it as {}", endings(kind))));
        return None;
    }
    Some((stem, written))
}

fn endings(kind: Kind) -> &'static str {
    match kind {
        Kind::Post | Kind::Kb | Kind::Page => "Markdown, with the ending `.md`",
        Kind::Member | Kind::Group => "TOML, with the ending `.toml`",
        Kind::Event => "TOML (`.toml`), Markdown (`.md`) or a calendar (`.ics`)",
        Kind::Resource => "TOML (`.toml`), Markdown (`.md`) or a table (`.csv`)",
        Kind::Project => "TOML (`.toml`) or Markdown (`.md`)",
    }
}

/// Cuts the language off a name: `welcome.zh-CN` is `welcome` in the language `zh-CN`, if the site has it. `None` for a translation
/// into another language, which is then said.
fn split_language<'a>(
    stem: &'a str,
    config: &Config,
    sources: &Sources,
    path: &str,
    at: Span,
    said: &mut Vec<Diagnostic>,
) -> Option<(&'a str, Option<usize>)> {
    let Some((name, tag)) = stem.rsplit_once('.').filter(|(name, _)| !name.is_empty() && !name.ends_with('/')) else {
        said.extend(joined_language(stem, config, sources, path, at));
        return Some((stem, None));
    };
    if let Some(number) = config.languages.iter().position(|language| language.language.as_str() == tag) {
        return Some((name, Some(number)));
    }
    let ending = path.rsplit('.').next().unwrap_or("");
    let original = format!("{}.{ending}", path.strip_suffix(&format!(".{tag}.{ending}")).unwrap_or(path));
    let plain = tag.replace('_', "-");
    let exact = config.languages.iter().find(|language| language.language.as_str().eq_ignore_ascii_case(&plain));
    let is_region = |of: &str| of.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case(&plain));
    let near = || config.languages.iter().skip(1).find(|language| is_region(language.language.as_str()));
    let meant = exact.or_else(|| near().filter(|_| sources.find(&original).is_some()));
    if meant.is_some() || (Language::parse(tag).is_some() && sources.find(&original).is_some()) {
        let message = format!("the site has no language `{tag}`");
        let help = match meant {
            Some(language) => {
                format!("name the file `{}.{}.{ending}`", name.rsplit('/').next().unwrap_or(name), language.language)
            }
            None => format!("add `[languages.{tag}]` to `hub.toml`, or give the file another name"),
        };
        said.push(Diagnostic::error(Code::UnknownLanguage, at, message).help(help));
        return None;
    }
    Some((stem, None))
}

/// Says so of a file whose name ends with a language as that of a translation would, but for the dot before it.
fn joined_language(stem: &str, config: &Config, sources: &Sources, path: &str, at: Span) -> Option<Diagnostic> {
    let ending = path.rsplit('.').next().unwrap_or("");
    let (language, name) = config.languages.iter().skip(1).find_map(|language| {
        let tag = language.language.as_str();
        let start = stem.len().checked_sub(tag.len()).filter(|start| stem.is_char_boundary(*start))?;
        let name = stem[..start].strip_suffix(['-', '_'])?;
        let same = stem[start..].replace('_', "-").eq_ignore_ascii_case(tag);
        same.then_some((tag, name))
    })?;
    let folder = path.strip_suffix(&format!("{stem}.{ending}"))?;
    sources.find(&format!("{folder}{name}.{ending}"))?;
    let message = "this file is called almost like a translation, and is read as an entry of its own";
    let help = format!("name it `{}.{language}.{ending}` if it is one", name.rsplit('/').next().unwrap_or(name));
    Some(Diagnostic::warning(Code::BadFileName, at, message).help(help))
}

/// Says what is wrong with a name. `false` where there can be no entry of that name.
fn check_name(id: &EntryId, file: &str, at: Span, said: &mut Vec<Diagnostic>) -> bool {
    let too_deep = id.name.matches('/').count() > MAX_FOLDERS;
    if too_deep {
        let message = format!("this page lies more than {MAX_FOLDERS} folders deep");
        let error = Diagnostic::error(Code::TextTooDeep, at, message);
        said.push(error.help("move it up: readers find their way through three levels"));
    }
    let bad = id.name.chars().find(|c| !(c.is_alphanumeric() || is_mark(*c) || matches!(c, '-' | '_' | '.' | '/')));
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    if let Some(c) = bad {
        let message = format!("the name of this file holds `{}`", character(c));
        let name = stem.split('.').map(slug).collect::<Vec<_>>().join(".");
        let help = format!("ids are letters, digits, `-`, `_` and `.`: name it `{name}.{ending}`");
        said.push(Diagnostic::error(Code::BadFileName, at, message).help(help));
    }
    !too_deep
}

/// Marks that belong to the letter before them, in scripts such as Devanagari.
fn is_mark(c: char) -> bool {
    use unicode_normalization::char::is_combining_mark;
    is_combining_mark(c)
}

/// What is to be done with two files whose names look alike.
pub(super) const SAME_LETTERS: &str = "the two names look alike, but their letters are made of other characters (Unicode forms NFC and NFD): remove one of the files";

fn say_twice(id: &EntryId, (first, second): (SourceId, SourceId), sources: &Sources, said: &mut Vec<Diagnostic>) {
    let message = format!("two files are the {} `{}`", id.kind.word(), id.name);
    let error =
        Diagnostic::error(Code::DuplicateId, Span::file(second), message).note(Span::file(first), "the other one");
    let same = normal(&sources.get(first).path) == normal(&sources.get(second).path);
    said.push(error.help(if same { SAME_LETTERS } else { "give one of them another name" }));
}

/// Ids that differ only by case are one file on some systems and one address on all.
fn say_case_twins(families: &[Family], said: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<(Kind, String), &Family> = BTreeMap::new();
    for family in families {
        if let Some(other) = seen.insert((family.id.kind, family.id.name.to_lowercase()), family) {
            let message = format!("`{}` and `{}` differ only by case", other.id.name, family.id.name);
            let at = Span::file(family.variants[0].source);
            let error = Diagnostic::error(Code::DuplicateId, at, message);
            said.push(
                error.note(Span::file(other.variants[0].source), "the other one").help("give one of them another name"),
            );
        }
    }
}
