//! The schemas for editors and the reader of files come to the same verdict, on inputs made from the declarations and then spoilt.
//!
//! The validator is somebody else's. Where JSON Schema cannot say a rule the schema is the laxer; [`BEYOND`] lists the codes of those
//! rules, and nothing else may slip through.

use crate::hub::Hub;
use boon::{Compiler, SchemaIndex, Schemas};
use folkmoot::config;
use folkmoot::diagnostic::{Code, Severity};
use folkmoot::kinds::declared;
use folkmoot::model::Kind;
use folkmoot::read::fields::Field;
use folkmoot::read::shape::Shape;
use folkmoot::schema::documentation::Documentation;
use folkmoot::schema::{Subject, schema, translation};
use folkmoot::text::{Source, SourceId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Mistakes that no schema can see: what other files hold, how two values go together, and what a text means.
const BEYOND: &[Code] = &[
    Code::UnknownPerson,
    Code::UnknownGroup,
    Code::UnknownEvent,
    Code::UnknownPost,
    Code::UnknownBadge,
    Code::UnknownRole,
    Code::UnknownType,
    Code::UnknownCategory,
    Code::UnknownLanguage,
    Code::UnknownTheme,
    Code::GroupCycle,
    Code::PictureMissing,
    Code::PictureBroken,
    Code::BackwardsRange,
    Code::EventEndsBeforeStart,
    Code::FieldsExclude,
    Code::BadRule,
    Code::StartNotInRule,
    Code::OverrideMeetsNothing,
    Code::DuplicateUid,
    Code::DuplicateId,
    Code::AddressTaken,
    Code::BadAddress,
    Code::BadConfig,
    Code::LinkGoesNowhere,
];

/// Numbers that are the same at every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// A value of TOML as it is written, always right for its shape.
fn right(shape: &Shape, example: &str, dice: &mut Dice) -> String {
    match shape {
        Shape::Bool => (*dice.pick(&["true", "false"])).to_owned(),
        Shape::Choice(words) => format!("\"{}\"", dice.pick(words).0),
        Shape::Number { whole: true, min, .. } => format!("{}", dice.below(40) as i64 + (*min as i64).max(1)),
        Shape::Number { max, .. } => format!("{:.1}", dice.below(*max as usize * 10) as f64 / 10.0),
        Shape::Table { fields, any_of, .. } => inline(&table(&fields(), any_of, dice)),
        Shape::OneOf(shapes) if dice.one_in(2) => {
            let tables: Vec<&Shape> = shapes.iter().filter(|shape| matches!(shape, Shape::Table { .. })).collect();
            tables.first().map_or(example.to_owned(), |table| right(table, example, dice))
        }
        Shape::List(inner) if matches!(**inner, Shape::Table { .. } | Shape::OneOf(_)) => {
            let mut items = Vec::new();
            for _ in 0..dice.below(3) {
                match &**inner {
                    Shape::OneOf(_) if dice.one_in(2) => return example.to_owned(),
                    inner => items.push(right(inner, "\"mei-lin\"", dice)),
                }
            }
            format!("[{}]", items.join(", "))
        }
        _ => example.to_owned(),
    }
}

/// Some of the fields, every required one among them.
fn table(fields: &[Field], any_of: &[&str], dice: &mut Dice) -> Vec<(String, String)> {
    let wanted = (!any_of.is_empty()).then(|| *dice.pick(any_of));
    let mut lines = Vec::new();
    for field in fields {
        if field.required || wanted == Some(field.name) || dice.one_in(4) {
            lines.push((field.name.to_owned(), right(&(field.shape)(), field.example, dice)));
        }
    }
    lines
}

fn inline(lines: &[(String, String)]) -> String {
    let fields: Vec<String> = lines.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    format!("{{ {} }}", fields.join(", "))
}

/// A value of the wrong sort for a shape.
fn wrong(shape: &Shape, dice: &mut Dice) -> String {
    let of: &[&str] = match shape {
        Shape::Text | Shape::Inline | Shape::Markdown | Shape::Id(_) | Shape::Picture => {
            &["7", "true", "\"\"", "\"   \"", "[\"x\"]", "{ x = 1 }", "2.5"]
        }
        Shape::Url => &["7", "\"\"", "\"somewhere\"", "\"www.example\"", "\"https://a b\"", "false"],
        Shape::Date => &["7", "2026-05-01T19:00:00", "true", "[2026-05-01, 1]", "\"soon\"", "19:00:00"],
        Shape::Time => &["7", "true", "\"soon\"", "{ x = 1 }", "19:00:00"],
        Shape::Duration => &["90", "\"soon\"", "\"\"", "true"],
        Shape::Timezone => &["8", "\"Asia/Riverbank\"", "\"\""],
        Shape::Bool => &["\"yes\"", "1", "\"true\"", "[]"],
        Shape::Number { .. } => &["\"12\"", "true", "-2000000000", "2000000000", "\"many\""],
        Shape::Choice(_) => &["\"whatever\"", "3", "\"\"", "true"],
        Shape::Coordinates => &["[31.2]", "31.2", "[131.2, 121.4]", "[1.0, 2.0, 3.0]", "\"31, 121\"", "[\"a\", \"b\"]"],
        Shape::List(_) => &["\"one\"", "true", "12", "[true]", "[[]]"],
        Shape::OneOf(_) => &["true", "2.5", "\"\"", "{ nonsense = 1 }"],
        Shape::Table { .. } => &["\"x\"", "5", "{ nonsense = 1 }", "[1]"],
        Shape::Map(_) => &["\"x\"", "5", "[1]"],
        Shape::Any => &[],
    };
    if of.is_empty() { "\"x\"".to_owned() } else { (*dice.pick(of)).to_owned() }
}

/// The declared fields of a table that a value may be or hold.
fn inner(shape: &Shape) -> Option<(Vec<Field>, &'static [&'static str], bool)> {
    match shape {
        Shape::Table { fields, any_of, .. } => Some((fields(), any_of, false)),
        Shape::OneOf(shapes) => shapes.iter().find_map(inner),
        Shape::List(item) => inner(item).map(|(fields, any_of, _)| (fields, any_of, true)),
        _ => None,
    }
}

/// Spoils a table in one place, perhaps in a table inside it.
fn spoil(lines: &mut Vec<(String, String)>, fields: &[Field], dice: &mut Dice) {
    let required: Vec<&Field> = fields.iter().filter(|field| field.required).collect();
    match dice.below(8) {
        0 => lines.push(("nonsense".to_owned(), "1".to_owned())),
        1 if !required.is_empty() => {
            let name = dice.pick(&required).name;
            lines.retain(|(other, _)| other != name);
        }
        _ => {
            let field = dice.pick(fields);
            let shape = (field.shape)();
            let value = match inner(&shape) {
                Some((fields, any_of, listed)) if !dice.one_in(4) => {
                    let mut lines = table(&fields, any_of, dice);
                    spoil(&mut lines, &fields, dice);
                    if listed { format!("[{}]", inline(&lines)) } else { inline(&lines) }
                }
                _ => wrong(&shape, dice),
            };
            lines.retain(|(other, _)| other != field.name);
            lines.push((field.name.to_owned(), value));
        }
    }
}

fn toml_of(lines: &[(String, String)]) -> String {
    lines.iter().fold(String::new(), |mut text, (name, value)| {
        writeln!(text, "{name} = {value}").unwrap();
        text
    })
}

/// The file as an editor hands it to a validator: days and times are texts.
fn json_of(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(value) => json!(value),
        toml::Value::Datetime(stamp) => json!(stamp.to_string()),
        toml::Value::Array(items) => items.iter().map(json_of).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.iter().map(|(key, value)| (key.clone(), json_of(value))).collect())
        }
    }
}

struct Validator {
    schemas: Schemas,
    of: BTreeMap<&'static str, SchemaIndex>,
}

impl Validator {
    fn new() -> Self {
        let mut schemas = Schemas::new();
        let english = Documentation::of("en");
        let of =
            Subject::all().map(|subject| (subject.word(), compiled(schema(subject, &english), &mut schemas))).collect();
        Self { schemas, of }
    }

    fn refusal(&self, subject: Subject, text: &str) -> Option<String> {
        let value = json_of(&toml::Value::Table(text.parse().unwrap_or_else(|error| panic!("{error}\n{text}"))));
        self.schemas.validate(&value, self.of[subject.word()]).err().map(|error| format!("{error:#}"))
    }
}

fn compiled(schema: Value, schemas: &mut Schemas) -> SchemaIndex {
    let name = format!("file:///{}.json", schema["title"].as_str().unwrap().replace(' ', "-"));
    let mut compiler = Compiler::new();
    compiler.add_resource(&name, schema).unwrap();
    compiler.compile(&name, schemas).unwrap_or_else(|error| panic!("{name} is no schema: {error:#}"))
}

/// A made file, and what both say of it.
struct Verdict {
    name: String,
    text: String,
    reader: Vec<(Code, String)>,
    schema: Option<String>,
}

impl Verdict {
    /// Whether the two agree, as far as they can.
    fn fault(&self) -> Option<String> {
        let strict: Vec<_> = self.reader.iter().filter(|(code, _)| !BEYOND.contains(code)).collect();
        let what = match (&self.schema, strict.is_empty()) {
            (None, false) => "the reader refuses what the schema takes",
            // How an event repeats is understood after its fields are read, under a code of its own.
            (Some(_), true) if !self.reader.iter().any(|(code, _)| *code == Code::BadRule) => {
                "the schema refuses what the reader takes"
            }
            _ => return None,
        };
        let (name, text, reader, schema) = (&self.name, &self.text, &self.reader, &self.schema);
        Some(format!("{name}: {what}\n{text}reader: {reader:?}\nschema: {schema:?}\n"))
    }
}

/// A hub in which the people, groups and entries of the examples exist, as far as that is possible.
fn base() -> Hub {
    let hub = Hub::common();
    for (name, text) in [
        ("content/members/mei-lin.toml", "name = \"Lin Mei\"\n"),
        ("content/members/tomas-okafor.toml", "name = \"Tomas Okafor\"\n"),
        ("content/groups/shanghai.toml", "name = \"Shanghai\"\n"),
        ("content/events/demo-day-2026.toml", "title = \"Demo day\"\nstart = 2026-12-01\n"),
    ] {
        hub.write(name, text);
    }
    hub
}

fn file_of(kind: Kind, number: usize, fields: &str) -> (String, String) {
    let folder = kind.folder();
    if declared::in_toml(kind) {
        return (format!("content/{folder}/x{number}.toml"), fields.to_owned());
    }
    (format!("content/{folder}/x{number}.md"), format!("+++\n{fields}+++\n\n# Heading\n\nWords.\n"))
}

fn errors(hub: &Hub) -> BTreeMap<String, Vec<(Code, String)>> {
    let built = hub.check();
    let mut by_file: BTreeMap<String, Vec<(Code, String)>> = BTreeMap::new();
    for said in built.diagnostics.iter().filter(|said| said.severity == Severity::Error) {
        let at = said.at.expect("every mistake of a file has its place");
        let file = built.sources.get(at.source).path.to_string();
        by_file.entry(file).or_default().push((said.code, said.message.clone()));
    }
    by_file
}

#[test]
fn schema_and_reader_agree_on_content() {
    let validator = Validator::new();
    let mut dice = Dice(0x5eed_f01c_0042);
    let hub = base();
    let mut made = Vec::new();
    for number in 0..960 {
        let kind = Kind::ALL[number % Kind::ALL.len()];
        let fields = declared::fields(kind);
        // The address and the id in calendars are their own, or all the files would be one.
        let fields: Vec<Field> =
            fields.into_iter().filter(|field| !matches!(field.name, "slug" | "aliases" | "uid")).collect();
        let mut lines = table(&fields, &[], &mut dice);
        let spoilt = number % 3 != 0;
        if spoilt {
            spoil(&mut lines, &fields, &mut dice);
        }
        let text = toml_of(&lines);
        let (name, file) = file_of(kind, number, &text);
        hub.write(&name, file);
        made.push((Subject::Kind(kind), name, text, spoilt));
    }
    let mut said = errors(&hub);
    let verdicts: Vec<(Verdict, bool)> = made
        .into_iter()
        .map(|(subject, name, text, spoilt)| {
            let reader = said.remove(&name).unwrap_or_default();
            let schema = validator.refusal(subject, &text);
            (Verdict { name, text, reader, schema }, spoilt)
        })
        .collect();
    let faults: Vec<String> = verdicts.iter().filter_map(|(verdict, _)| verdict.fault()).collect();
    assert!(
        faults.is_empty(),
        "{} of {}:\n{}",
        faults.len(),
        verdicts.len(),
        faults[..faults.len().min(12)].join("\n")
    );
    let refused = verdicts.iter().filter(|(verdict, spoilt)| *spoilt && verdict.schema.is_some()).count();
    let taken = verdicts.iter().filter(|(verdict, spoilt)| !*spoilt && verdict.schema.is_none()).count();
    assert!(refused > 550 && taken > 310, "{refused} refused, {taken} taken: the inputs no longer show anything");
}

#[test]
fn schema_and_reader_agree_on_hub_toml() {
    let validator = Validator::new();
    let mut dice = Dice(0x0dd_ba11);
    let fields = Subject::Hub.fields();
    let mut faults = Vec::new();
    let mut refused = 0;
    for number in 0..240 {
        let mut lines = table(&fields, &[], &mut dice);
        if number % 3 != 0 {
            spoil(&mut lines, &fields, &mut dice);
        }
        let text = toml_of(&lines);
        let source = Source::new("hub.toml", text.clone().into_bytes());
        let said = config::read(SourceId(0), &source, None).diagnostics;
        let errors = said.into_iter().filter(|said| said.severity == Severity::Error);
        let reader = errors.map(|said| (said.code, said.message)).collect();
        let verdict =
            Verdict { name: format!("hub {number}"), schema: validator.refusal(Subject::Hub, &text), text, reader };
        refused += usize::from(verdict.schema.is_some());
        faults.extend(verdict.fault());
    }
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults[..faults.len().min(12)].join("\n"));
    assert!(refused > 130, "{refused} refused");
}

#[test]
fn the_schema_is_the_laxer_where_json_knows_less_than_toml() {
    let validator = Validator::new();
    let quoted = "title = \"x\"\nstart = \"2026-05-01\"\n";
    assert_eq!(validator.refusal(Subject::Kind(Kind::Event), quoted), None, "a day in quotes is the same text in JSON");
    let several =
        "[[resource]]\ntitle = \"A\"\ncategory = \"tools\"\n[[resource]]\ntitle = \"B\"\ncategory = \"tools\"\n";
    assert_eq!(validator.refusal(Subject::Kind(Kind::Resource), several), None);
    let beside = format!("title = \"C\"\n{several}");
    assert!(validator.refusal(Subject::Kind(Kind::Resource), &beside).is_some());
    let unknown = several.replace("title = \"B\"", "titel = \"B\"");
    assert!(validator.refusal(Subject::Kind(Kind::Resource), &unknown).is_some());
}

#[test]
fn a_translation_states_only_what_differs() {
    let mut schemas = Schemas::new();
    for kind in Kind::ALL {
        let index = compiled(translation(kind, &Documentation::of("zh-CN")), &mut schemas);
        assert!(schemas.validate(&json!({ "tags": ["a"] }), index).is_ok(), "{kind:?}");
        assert!(schemas.validate(&json!({ "nonsense": 1 }), index).is_err(), "{kind:?}");
    }
}
