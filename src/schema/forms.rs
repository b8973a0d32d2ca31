//! The declarations of fields as forms for issues on GitHub, for people who do not know git.
//!
//! Gives a file of YAML for each kind that people propose. The label of each question is the field's name, or what the documentation
//! calls it: that is how [`starter::issue`](crate::starter::issue) finds the answers again.

use super::documentation::Documentation;
use super::yaml::{Yaml, document};
use crate::config::Config;
use crate::kinds::declared;
use crate::model::Kind;
use crate::read::fields::Field;
use crate::read::shape::Shape;

/// The kinds that have a form.
pub const KINDS: [Kind; 3] = [Kind::Event, Kind::Resource, Kind::Member];

/// The fields that a form asks for, in the order of the declarations. Those of a person are only such as everybody sees.
pub fn asked(kind: Kind) -> Vec<Field> {
    let names: &[&str] = match kind {
        Kind::Event => &[
            "title",
            "start",
            "end",
            "duration",
            "timezone",
            "type",
            "summary",
            "description",
            "location",
            "online",
            "hosts",
            "registration",
            "capacity",
            "price",
            "tags",
        ],
        Kind::Resource => &[
            "title",
            "kind",
            "category",
            "url",
            "summary",
            "description",
            "provider",
            "location",
            "languages",
            "cost",
            "contact",
            "tags",
        ],
        Kind::Member => &["name", "headline", "bio", "skills", "interests", "offers", "needs"],
        Kind::Post | Kind::Group | Kind::Project | Kind::Kb | Kind::Page => &[],
    };
    declared::fields(kind).into_iter().filter(|field| names.contains(&field.name)).collect()
}

/// The forms with the names of their files: `event.yml`. What `hub.toml` lists becomes choices; without a hub, people write a word.
pub fn issue_forms(config: Option<&Config>, documentation: &Documentation) -> Vec<(String, String)> {
    let file = |kind: Kind| (format!("{}.yml", kind.word()), document(&form(kind, config, documentation)));
    KINDS.into_iter().map(file).collect()
}

fn form(kind: Kind, config: Option<&Config>, documentation: &Documentation) -> Yaml {
    let words = documentation.words;
    let (name, about) = match kind {
        Kind::Event => words.event_form,
        Kind::Resource => words.resource_form,
        _ => words.member_form,
    };
    let note = Yaml::Map(vec![("value", words.form.into())]);
    let mut body = vec![Yaml::Map(vec![("type", "markdown".into()), ("attributes", note)])];
    body.extend(asked(kind).iter().map(|field| question(kind, field, config, documentation)));
    Yaml::Map(vec![
        ("name", name.into()),
        ("description", about.into()),
        ("title", format!("{}: ", kind.word()).into()),
        ("labels", Yaml::List(vec![kind.word().into()])),
        ("body", Yaml::List(body)),
    ])
}

fn question(kind: Kind, field: &Field, config: Option<&Config>, documentation: &Documentation) -> Yaml {
    let shape = (field.shape)();
    let label = documentation.label(field).unwrap_or(field.name);
    let mut attributes = vec![("label", Yaml::from(label)), ("description", help(field, &shape, documentation).into())];
    let options = choices(kind, field, &shape, config);
    let sort = if !options.is_empty() {
        attributes.push(("options", Yaml::List(options.into_iter().map(Yaml::from).collect())));
        "dropdown"
    } else if matches!(shape, Shape::Markdown) {
        "textarea"
    } else {
        attributes.push(("placeholder", plain(field.example).into()));
        "input"
    };
    let mut all = vec![("type", Yaml::from(sort)), ("id", field.name.into()), ("attributes", Yaml::Map(attributes))];
    if field.required {
        all.push(("validations", Yaml::Map(vec![("required", true.into())])));
    }
    Yaml::Map(all)
}

fn help(field: &Field, shape: &Shape, documentation: &Documentation) -> String {
    let several = if matches!(shape, Shape::List(_)) { documentation.words.several } else { "" };
    format!("{}{several}", documentation.line(field))
}

/// What one may choose from, where there is a list of it.
fn choices(kind: Kind, field: &Field, shape: &Shape, config: Option<&Config>) -> Vec<String> {
    let ids = |labels: &[crate::config::Label]| labels.iter().map(|label| label.id.to_string()).collect();
    match (kind, field.name, config, shape) {
        (Kind::Event, "type", Some(config), _) => ids(&config.event_types),
        (Kind::Resource, "category", Some(config), _) => ids(&config.categories),
        (_, _, _, Shape::Choice(words)) => words.iter().map(|(word, _)| (*word).to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// An example as people write it in a form: without quotes and brackets.
fn plain(example: &str) -> String {
    let words = example.trim_matches(['[', ']', '"']).replace("\", \"", ", ");
    if words.starts_with('{') { String::new() } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::node::{Node, Table, Value};
    use crate::text::SourceId;

    fn text<'a>(table: &'a Table, name: &str) -> &'a str {
        match table.get(name).map(|node| &node.value) {
            Some(Value::Text(text)) => text,
            other => panic!("{name}: {other:?}"),
        }
    }

    fn table(node: &Node) -> &Table {
        match &node.value {
            Value::Table(table) => table,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_form_has_what_the_forge_asks_for_and_only_declared_fields() {
        for language in ["en", "zh-CN"] {
            let documentation = Documentation::of(language);
            for (file, written) in issue_forms(None, &documentation) {
                let mut said = Vec::new();
                let form = crate::read::yaml::parse(SourceId(0), &written, 0, &mut said);
                assert!(said.is_empty(), "{file}: {said:?}");
                assert!(!text(&form, "name").is_empty() && !text(&form, "description").is_empty());
                let Some(Value::List(body)) = form.get("body").map(|node| &node.value) else { panic!("{file}") };
                let kind = KINDS.into_iter().find(|kind| file == format!("{}.yml", kind.word())).expect("has a kind");
                let declared = declared::fields(kind);
                let mut questions = Vec::new();
                for part in body.iter().map(table).skip(1) {
                    let id = text(part, "id");
                    let field = declared.iter().find(|field| field.name == id).expect("is declared");
                    assert_eq!(part.get("validations").is_some(), field.required, "{id}");
                    let attributes = table(part.get("attributes").expect("is there"));
                    assert_eq!(text(attributes, "label"), documentation.label(field).unwrap_or(id));
                    assert!(matches!(text(part, "type"), "input" | "textarea" | "dropdown"));
                    questions.push(id.to_owned());
                }
                assert_eq!(questions.len(), asked(kind).len());
                assert!(declared.iter().all(|field| !field.required || questions.contains(&field.name.to_owned())));
            }
        }
    }

    #[test]
    fn a_person_is_asked_only_for_what_everybody_sees() {
        for field in asked(Kind::Member) {
            let open = crate::check::public::OPEN_FIELDS.contains(&field.name);
            assert!(open, "{} is not shown without consent", field.name);
        }
    }
}
