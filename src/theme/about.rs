//! What a theme says of its settings: what each is for, the words it may have, whether it is an address of the site.
//!
//! Takes the tables `[about.NAME]` of `theme.toml`, gives checks of the values that hubs set and the page of the manual. A setting
//! of which nothing is said may have any value of its type.

use super::css;
use super::layers::{self, Layer};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::read::fields::{FieldValue, Reader, Spanned, shortened};
use crate::read::node::{Key, Node, Value};
use crate::read::shape::Shape;
use crate::read::values::Free;
use std::fmt::Write;

/// What is said of each setting.
#[derive(Clone, Debug, Default)]
pub struct Abouts(Vec<(Key, About)>);

/// What is said of a setting.
#[derive(Clone, Debug, Default)]
struct About {
    /// The words it may have; any where there are none.
    words: Vec<String>,
    /// What kind of address it is.
    address: Option<AddressKind>,
    /// What it is for, by language.
    texts: Vec<(String, String)>,
}

/// The address of what a setting names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AddressKind {
    /// A page, with a `/` in front.
    Page,
    /// A file, which may also lie elsewhere.
    File,
}

impl FieldValue for Abouts {
    fn shape() -> Shape {
        Shape::Map(Box::new(Shape::Any))
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Value::Table(table) = &node.value else {
            reader.wrong_type(
                node,
                "a table",
                Some("write `[about.NAME]` and what is said of the setting below it".to_owned()),
            );
            return None;
        };
        Some(Self(table.entries.iter().map(|(key, node)| (key.clone(), about(node, reader))).collect()))
    }
}

/// Reads what is said of one setting.
fn about(node: &Node, reader: &mut Reader) -> About {
    let mut about = About::default();
    let Value::Table(table) = &node.value else {
        reader.wrong_type(node, "a table", None);
        return about;
    };
    for (key, node) in &table.entries {
        match (key.name.as_str(), &node.value) {
            ("words", Value::List(items)) => {
                for item in items {
                    match &item.value {
                        Value::Text(word) => about.words.push(word.clone()),
                        _ => reader.wrong_type(item, "a word", None),
                    }
                }
            }
            ("words", _) => reader.wrong_type(node, "a list of words", None),
            ("address", Value::Text(kind)) if kind == "page" => about.address = Some(AddressKind::Page),
            ("address", Value::Text(kind)) if kind == "file" => about.address = Some(AddressKind::File),
            ("address", _) => reader.wrong_type(node, "\"page\" or \"file\"", None),
            (language, Value::Text(text)) => about.texts.push((language.to_owned(), text.clone())),
            _ => reader.wrong_type(node, "a text in the language that its name says", None),
        }
    }
    about
}

/// Says which settings something is said of although there are none.
pub(super) fn strangers(layers: &[Layer], names: &[&str], said: &mut Vec<Diagnostic>) {
    for (key, _) in layers.iter().flat_map(|layer| &layer.manifest).flat_map(|manifest| &manifest.about.0) {
        if !names.contains(&key.name.as_str()) {
            let message = format!("the theme has no setting `{}` of which to say anything", key.name);
            let help = match nearest(&key.name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "give it a default under `[settings]`".to_owned(),
            };
            said.push(Diagnostic::warning(Code::UnknownField, key.span, message).help(help));
        }
    }
}

/// Looks at a value that a hub or a theme sets. Gives the address that it names, where the site must have it.
pub(super) fn look_at(
    layers: &[Layer],
    name: &str,
    node: &Node,
    said: &mut Vec<Diagnostic>,
) -> Option<Spanned<String>> {
    let about = find(layers.iter(), name)?;
    let items = match &node.value {
        Value::List(items) => items.iter().collect(),
        _ => vec![node],
    };
    let mut found = None;
    for item in items {
        let Value::Text(word) = &item.value else { continue };
        if !about.words.is_empty() && !about.words.contains(word) {
            let message = format!("`{name}` cannot be \"{}\"", shortened(word));
            let help = match nearest(word, about.words.iter().map(String::as_str)) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("it is one of {}", quoted(&about.words)),
            };
            said.push(Diagnostic::error(Code::UnknownValue, item.span, message).help(help));
        }
        let is_elsewhere = word.is_empty() || word.contains("://") || word.starts_with("//");
        match about.address {
            Some(AddressKind::Page) if !word.is_empty() && !word.starts_with('/') => {
                let message = format!("`{name}` wants an address of the site, which begins with `/`");
                let help = format!("write `{name} = \"/{}\"`", shortened(word));
                said.push(Diagnostic::error(Code::UnknownValue, item.span, message).help(help));
            }
            Some(_) if !is_elsewhere => {
                let value = format!("/{}", word.trim_start_matches('/'));
                found = Some(Spanned { value, span: item.span });
            }
            _ => {}
        }
    }
    found
}

fn find<'a>(mut layers: impl Iterator<Item = &'a Layer>, name: &str) -> Option<&'a About> {
    layers.find_map(|layer| Some(&layer.manifest.as_ref()?.about.0.iter().find(|(key, _)| key.name == name)?.1))
}

fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

/// The settings of a built-in theme as a page of the manual, in `language`; nothing where there is no such theme.
pub fn page(theme: &str, language: &str) -> String {
    let Some(own) = layers::built_in_layer(theme) else { return String::new() };
    let is_chinese = language.starts_with("zh");
    let below = own.manifest.iter().filter_map(|manifest| layers::built_in_layer(&manifest.extends.as_ref()?.value));
    let all: Vec<Layer> = std::iter::once(own.clone()).chain(below).collect();
    let mut out = String::new();
    for (key, value) in own.manifest.iter().flat_map(|manifest| manifest.settings.values()) {
        let about = find(all.iter(), &key);
        let kind = kind(&value, about, is_chinese);
        let _ = write!(out, "`{key}`\n: {kind}");
        let text = about.and_then(|about| {
            let text = |tag: &str| about.texts.iter().find(|(of, _)| of == tag);
            Some(&text(language).or_else(|| text("en"))?.1)
        });
        if let Some(text) = text {
            let _ = write!(out, "{}{text}", if is_chinese { "。" } else { ". " });
        }
        if let Some(words) = about.map(|about| &about.words).filter(|words| !words.is_empty()) {
            let words = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(if is_chinese {
                "、"
            } else {
                ", "
            });
            let _ = if is_chinese { write!(out, "可用的词：{words}。") } else { write!(out, " Words: {words}.") };
        }
        if let Some(default) = super::settings::as_written(&value) {
            let _ =
                if is_chinese { write!(out, "默认：`{default}`。") } else { write!(out, " Default: `{default}`.") };
        }
        out.push_str("\n\n");
    }
    out
}

/// What type of value a setting has, in words.
fn kind(value: &Free, about: Option<&About>, is_chinese: bool) -> &'static str {
    let (english, chinese) = match (value, about.and_then(|about| about.address)) {
        (_, Some(AddressKind::Page)) => ("The address of a page of the site, or empty", "本站一个页面的地址，或留空"),
        (_, Some(AddressKind::File)) => ("The address of a file, or empty", "一个文件的地址，或留空"),
        (Free::Text(text), None) => match css::kind(text) {
            Some(css::Kind::Colour) => ("A colour", "颜色"),
            Some(css::Kind::Length) => ("A length", "长度"),
            Some(css::Kind::Fonts) => ("A list of fonts", "字体列表"),
            None => ("A word", "词"),
        },
        (Free::Bool(_), None) => ("`true` or `false`", "`true` 或 `false`"),
        (Free::List(_), None) => ("A list", "列表"),
        (Free::Integer(_) | Free::Float(_), None) => ("A number", "数"),
        (Free::Table(_) | Free::Null, None) => ("A value", "值"),
    };
    if is_chinese { chinese } else { english }
}
