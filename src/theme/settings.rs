//! `theme.toml`, and the settings that a hub changes without copying the theme.
//!
//! Takes the manifests of the layers and the `[settings]` of `hub.toml`, gives one table of values. A setting keeps the type its
//! default has: a colour stays a colour, a list a list.

use super::about::{self, Abouts};
use super::css;
use super::layers::Layer;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::fields;
use crate::read::fields::{FieldValue, Fields, Reader, Spanned, shortened};
use crate::read::node::{Format, Key, Node, Value};
use crate::read::scan::Scan;
use crate::read::shape::Shape;
use crate::read::values::{Extra, Free};
use crate::text::SourceId;
use std::collections::BTreeMap;

/// The number of the contract between Folkmoot and themes: what templates see.
pub const CONTEXT: u32 = 1;

fields! {
    /// The fields of `theme.toml`.
    pub struct ThemeFields as "a theme" {
        /// The theme's name, the same as its folder's.
        need name: String = "\"commons\"";
        /// What kind of site it makes, in a line.
        may description: String = "\"A notice board for communities\"";
        /// The number of the contract between Folkmoot and its templates.
        need context: Spanned<u32> = "1";
        /// The theme it takes from what it does not have itself.
        may extends: Spanned<String> = "\"commons\"";
        /// What a hub may change, with its defaults.
        many settings: Settings = "{ accent = \"#b3441f\" }";
        /// What is said of each setting: the words it may have, whether it is the address of a page or a file, what it is for.
        many about: Abouts = "{ color_scheme = { words = [\"auto\", \"light\"], en = \"The colours\" } }";
    }
}

/// Settings with the places where they are written.
#[derive(Clone, Debug, Default)]
pub struct Settings(Vec<(Key, Node)>);

impl Settings {
    /// The names and values, in the order in which they are written.
    pub(super) fn values(&self) -> Vec<(String, Free)> {
        let value = |(key, node): &(Key, Node)| Some((key.name.clone(), value(key, node, &mut Vec::new())?));
        self.0.iter().filter_map(value).collect()
    }
}

impl FieldValue for Settings {
    fn shape() -> Shape {
        Shape::Map(Box::new(Shape::Any))
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if let Value::Table(table) = &node.value {
            return Some(Self(table.entries.clone()));
        }
        reader.wrong_type(node, "a table", Some("write `[settings]` and the settings below it".to_owned()));
        None
    }
}

/// Reads a `theme.toml`. `None` when it cannot be used, which has then been said.
pub(super) fn read_manifest(id: SourceId, text: &str, said: &mut Vec<Diagnostic>) -> Option<ThemeFields> {
    let table = crate::read::toml::parse(id, text, 0, said);
    let mut reader = Reader::new(Format::Toml);
    let fields = ThemeFields::read_table(&table, &mut reader);
    said.append(&mut reader.diagnostics);
    let fields = fields?;
    let context = &fields.context;
    if context.value == CONTEXT {
        return Some(fields);
    }
    let message =
        format!("this theme is made for context {}, and this Folkmoot speaks context {CONTEXT}", context.value);
    let help = if context.value > CONTEXT {
        "use a newer Folkmoot, or an older version of the theme".to_owned()
    } else {
        format!("contexts begin with 1; write `context = {CONTEXT}`")
    };
    said.push(Diagnostic::error(Code::ThemeContext, context.span, message).help(help));
    None
}

/// The values of all settings, and the addresses among them that the site must have.
#[derive(Default)]
pub(super) struct Resolved {
    pub(super) values: BTreeMap<String, Free>,
    pub(super) addresses: Vec<Spanned<String>>,
}

/// The values of all settings: the defaults of every layer, the highest last, and what `hub.toml` says over them.
pub(super) fn resolve(layers: &[Layer], scan: &Scan, said: &mut Vec<Diagnostic>) -> Resolved {
    let mut addresses = BTreeMap::new();
    let mut values = BTreeMap::new();
    let mut look_at = |key: &Key, node: &Node, said: &mut Vec<Diagnostic>| {
        addresses.insert(key.name.clone(), about::look_at(layers, &key.name, node, said));
    };
    for layer in layers.iter().rev() {
        for (key, node) in layer.manifest.iter().flat_map(|manifest| &manifest.settings.0) {
            if !is_name(&key.name) {
                let message = format!("`{}` cannot be the name of a setting", key.name);
                let help = "use small Latin letters, digits and `_`, so that templates can say `theme.settings.accent`";
                said.push(Diagnostic::error(Code::BadConfig, key.span, message).help(help));
                continue;
            }
            put(&mut values, key, node, said);
            look_at(key, node, said);
        }
    }
    about::strangers(layers, &values.keys().map(String::as_str).collect::<Vec<_>>(), said);
    let hub = scan.sources.find("hub.toml");
    let table = hub.map(|id| crate::read::toml::parse(id, &scan.sources.get(id).text, 0, &mut Vec::new()));
    let Some(Value::Table(own)) = table.as_ref().and_then(|table| table.get("settings")).map(|node| &node.value) else {
        return Resolved { values, addresses: addresses.into_values().flatten().collect() };
    };
    for (key, node) in &own.entries {
        if values.contains_key(&key.name) {
            put(&mut values, key, node, said);
            look_at(key, node, said);
            continue;
        }
        let message = format!("the theme has no setting `{}`", key.name);
        let help = match nearest(&key.name, values.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "values of your own for templates go under `[extra]`".to_owned(),
        };
        said.push(Diagnostic::warning(Code::UnknownField, key.span, message).help(help));
    }
    Resolved { values, addresses: addresses.into_values().flatten().collect() }
}

/// Sets a value, unless it is of another type than the one that stood there.
fn put(values: &mut BTreeMap<String, Free>, key: &Key, node: &Node, said: &mut Vec<Diagnostic>) {
    let default = values.get(&key.name);
    if let Some((node, wants)) = default.and_then(|default| misfit(default, node)) {
        let found = match &node.value {
            Value::Text(text) => format!("the text \"{}\"", shortened(text)),
            Value::Integer(number) => format!("the number {number}"),
            Value::Float(number) => format!("the number {number}"),
            Value::Bool(value) => format!("`{value}`"),
            other => other.noun().to_owned(),
        };
        let message = format!("`{}` wants {wants}, found {found}", key.name);
        let bare = match &node.value {
            Value::Text(text) if css::Kind::Colour.fits(&format!("#{text}")) => Some(text),
            _ => None,
        };
        let help = match bare.filter(|_| wants == css::Kind::Colour.wants()) {
            Some(digits) => Some(format!("write `{} = \"#{digits}\"`", key.name)),
            None => {
                default.and_then(as_written).map(|written| format!("the theme's own is `{} = {written}`", key.name))
            }
        };
        said.push(Diagnostic::error(Code::WrongType, node.span, message).maybe_help(help));
        return;
    }
    let Some(value) = value(key, node, said) else { return };
    match (values.get_mut(&key.name), value) {
        (Some(Free::Table(old)), Free::Table(new)) => old.extend(new),
        (_, value) => {
            values.insert(key.name.clone(), value);
        }
    }
}

/// The value of a setting as templates see it.
fn value(key: &Key, node: &Node, said: &mut Vec<Diagnostic>) -> Option<Free> {
    let mut reader = Reader::new(Format::Toml);
    let one = Node {
        span: node.span,
        value: Value::Table(crate::read::node::Table {
            entries: vec![(key.clone(), node.clone())],
            ..crate::read::node::Table::empty(node.span, Format::Toml)
        }),
    };
    let read = Extra::read(&one, &mut reader).and_then(|mut extra| extra.0.remove(&key.name));
    said.append(&mut reader.diagnostics);
    read
}

/// The part of `given` that has another type than `default`, and what it should be.
fn misfit<'a>(default: &Free, given: &'a Node) -> Option<(&'a Node, &'static str)> {
    let wants = match (default, &given.value) {
        (Free::Text(default), Value::Text(text)) => {
            let kind = css::kind(default)?;
            if kind.fits(text) {
                return None;
            }
            kind.wants()
        }
        (Free::Text(_), Value::Stamp(_))
        | (Free::Integer(_) | Free::Float(_), Value::Integer(_))
        | (Free::Float(_), Value::Float(_))
        | (Free::Bool(_), Value::Bool(_)) => return None,
        (Free::List(defaults), Value::List(items)) => {
            let pattern = defaults.first()?;
            return items.iter().find_map(|item| misfit(pattern, item));
        }
        (Free::Table(defaults), Value::Table(table)) => {
            let known = |(key, node): &'a (Key, Node)| misfit(defaults.get(&key.name)?, node);
            return table.entries.iter().find_map(known);
        }
        (Free::Null, _) => return None,
        (Free::Text(default), _) => css::kind(default).map_or("a text", css::Kind::wants),
        (Free::Integer(_), _) => "a whole number",
        (Free::Float(_), _) => "a number",
        (Free::Bool(_), _) => "`true` or `false`",
        (Free::List(_), _) => "a list",
        (Free::Table(_), _) => "a table",
    };
    Some((given, wants))
}

/// A simple value as TOML has it.
pub(super) fn as_written(value: &Free) -> Option<String> {
    match value {
        Free::Text(text) => Some(format!("{text:?}")),
        Free::Integer(number) => Some(number.to_string()),
        Free::Bool(value) => Some(value.to_string()),
        Free::List(items) => {
            let items: Option<Vec<_>> = items.iter().map(as_written).collect();
            items.map(|items| format!("[{}]", items.join(", ")))
        }
        Free::Null | Free::Float(_) | Free::Table(_) => None,
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
