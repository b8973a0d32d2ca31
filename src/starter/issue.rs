//! The answers in an issue that was made with a form: fields and their values, as TOML.
//!
//! Takes the body of the issue, which a stranger wrote. Everything in it is data: a value can never become another field, whatever
//! quotes, brackets and line ends it holds.

use crate::model::Kind;
use crate::read::fields::Field;
use crate::read::meant::meant;
use crate::read::node::Value;
use crate::read::shape::Shape;
use crate::schema::documentation::Documentation;
use crate::schema::forms::asked;
use crate::text::SourceId;
use crate::time::Stamp;

/// A body longer than this, in bytes, is none that a form made.
const MAX_BODY: usize = 256 << 10;

/// What a form puts where nothing was answered.
const NOTHING: &[&str] = &["_No response_", "None", ""];

/// What an issue says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Fields and their values as TOML, in the order of the issue. Empty where the body is not that of a form of this kind.
    pub fields: Vec<(String, String)>,
    /// Headings that are no question of the form, each with the field it may stand for.
    pub unknown: Vec<(String, Option<&'static str>)>,
}

/// Reads the body of an issue. What stands below a heading that is no question is left out; inside an answer of several paragraphs it
/// is a part of that answer.
pub fn answers(kind: Kind, body: &str) -> Answers {
    let fields = asked(kind);
    // The form may be older than the hub's present language.
    let chinese = Documentation::of("zh");
    let names = |field: &Field, heading: &str| {
        field.name.eq_ignore_ascii_case(heading) || chinese.label(field).is_some_and(|label| label == heading)
    };
    let mut found: Vec<(&Field, String)> = Vec::new();
    let mut unknown: Vec<(String, Option<&'static str>)> = Vec::new();
    let mut lost = false;
    if body.len() > MAX_BODY {
        return Answers::default();
    }
    let asks = |line: &str| {
        let heading = line.strip_prefix("### ")?.trim();
        fields.iter().find(|field| names(field, heading))
    };
    let lines: Vec<&str> = body.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        // In a text of several paragraphs people write headings of their own.
        let is_long = found.last().is_some_and(|(field, _)| matches!((field.shape)(), Shape::Markdown));
        let again =
            |field: &Field| lines[at + 1..].iter().any(|line| asks(line).is_some_and(|it| it.name == field.name));
        // A heading that comes a second time is part of an answer, and so is one in a long answer whose question is still to come.
        let is_asked = |field: &&Field| found.iter().all(|(other, _)| other.name != field.name);
        if let Some(field) = asks(line).filter(is_asked).filter(|field| !is_long || !again(field)) {
            found.push((field, String::new()));
            lost = false;
            continue;
        }
        let heading = line.strip_prefix("### ").map(str::trim);
        if let Some(heading) = heading.filter(|_| !is_long) {
            unknown.push((heading.to_owned(), meant(heading, &fields).map(|(name, _)| name)));
            lost = true;
        }
        if let Some((_, text)) = found.last_mut().filter(|_| !lost) {
            text.push_str(line);
            text.push('\n');
        }
    }
    let answered = found.into_iter().filter(|(_, text)| !NOTHING.contains(&text.trim()));
    let fields = answered.map(|(field, text)| (field.name.to_owned(), value(&(field.shape)(), text.trim())));
    Answers { fields: fields.collect(), unknown }
}

/// The title or name among the answers, as words.
pub fn title(kind: Kind, body: &str) -> Option<String> {
    let name = if kind == Kind::Member { "name" } else { "title" };
    let (_, value) = answers(kind, body).fields.into_iter().find(|(field, _)| field == name)?;
    serde_json::from_str(&value).ok()
}

fn value(shape: &Shape, text: &str) -> String {
    match shape {
        Shape::Markdown => paragraphs(text),
        Shape::Date | Shape::Time => stamp(text).unwrap_or_else(|| line(text)),
        Shape::Number { whole: true, .. } => {
            text.parse::<i64>().map_or_else(|_| line(text), |number| number.to_string())
        }
        Shape::Number { .. } => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => format!("{number:?}"),
            _ => line(text),
        },
        Shape::Bool => match text.to_lowercase().as_str() {
            "true" | "yes" | "是" => "true".to_owned(),
            "false" | "no" | "否" => "false".to_owned(),
            _ => line(text),
        },
        Shape::List(inner) => {
            let items = text.split(['\n', ',', '，', '、', ';', '；']).map(|item| item.trim().trim_start_matches("- "));
            let items: Vec<String> = items.filter(|item| !item.is_empty()).map(|item| value(inner, item)).collect();
            format!("[{}]", items.join(", "))
        }
        Shape::Table { .. } | Shape::Map(_) | Shape::OneOf(_) => table(text).unwrap_or_else(|| line(text)),
        _ => line(text),
    }
}

/// A table as the reference shows it, in braces and whole: nothing follows it, and its fields are for the reader to judge.
fn table(text: &str) -> Option<String> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut said = Vec::new();
    let read = crate::read::toml::parse(SourceId(0), &format!("x = {words}"), 0, &mut said);
    let is_table = matches!(&read.entries[..], [(_, node)] if matches!(node.value, Value::Table(_)));
    (is_table && words.starts_with('{') && said.is_empty() && words.ends_with('}')).then_some(words)
}

/// A day or time that TOML takes without quotes; nothing else.
fn stamp(text: &str) -> Option<String> {
    let text = text.replacen(' ', "T", 1);
    let plain =
        text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b'T' | b'+' | b'Z' | b'.'));
    (plain && Stamp::parse(&text).is_ok()).then_some(text)
}

/// One line in quotes.
fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    escaped(&words.join(" "))
}

/// In quotes, without signs that steer a terminal. TOML's basic strings escape as JSON does.
fn escaped(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || *c == '\t').collect();
    serde_json::Value::from(text).to_string()
}

/// Several lines between three quotes. Every quote inside is escaped, so none of them can end the text.
fn paragraphs(text: &str) -> String {
    if !text.contains('\n') {
        return escaped(text);
    }
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let quoted = escaped(line.trim_end());
            quoted[1..quoted.len() - 1].to_owned()
        })
        .collect();
    format!("\"\"\"\n{}\n\"\"\"", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_become_fields() {
        let body = "### title\r\n\r\nWinter \"salon\"\r\n\r\n### start\r\n\r\n2026-12-15 19:00:00\r\n\r\n### type\r\n\r\nsalon\r\n\r\n\
                    ### price\r\n\r\n_No response_\r\n\r\n### capacity\r\n\r\n40\r\n\r\n### tags\r\n\r\nriver, tea\r\n";
        let found = answers(Kind::Event, body).fields;
        let found: Vec<_> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            found,
            [
                ("title", "\"Winter \\\"salon\\\"\""),
                ("start", "2026-12-15T19:00:00"),
                ("type", "\"salon\""),
                ("capacity", "40"),
                ("tags", "[\"river\", \"tea\"]"),
            ]
        );
        assert_eq!(title(Kind::Event, body).as_deref(), Some("Winter \"salon\""));
    }

    #[test]
    fn an_answer_is_never_a_field() {
        for hostile in [
            "\"x\"\npublic = [\"email\"]\ny = \"z\"",
            "[\"a\"]\ndraft = true\nz = [\"b\"]",
            "{ name = \"x\" }\n[extra]\na = {}",
            "\"\"\"\nstart = 1\n\"\"\"",
            "'''\n[extra]\n'''",
            "\u{7f}\u{0}\u{1b}[31m \\u0041 \\",
            "### uid\n\nx",
            "2026-01-01\nuid = \"x\"",
        ] {
            for field in asked(Kind::Event).iter().filter(|field| field.name != "title") {
                let body = format!("### title\n\nA\n\n### {}\n\n{hostile}\n", field.name);
                for (name, value) in answers(Kind::Event, &body).fields {
                    let text = format!("{name} = {value}\n");
                    let mut said = Vec::new();
                    let table = crate::read::toml::parse(crate::text::SourceId(0), &text, 0, &mut said);
                    assert!(said.is_empty(), "{text}: {said:?}");
                    assert_eq!(table.entries.len(), 1, "{text}");
                    assert_eq!(table.entries[0].0.name, name, "{text}");
                }
            }
        }
        assert!(answers(Kind::Event, &"### title\n\nx\n".repeat(1 << 16)).fields.is_empty());
        assert!(answers(Kind::Event, "Some issue\n\n### What happened\n\nIt broke.").fields.is_empty());
    }

    #[test]
    fn a_table_is_taken_as_one() {
        for (written, value) in [
            (
                "{ name = \"The mill\",\n address = \"1 Mill Road\" }",
                "{ name = \"The mill\", address = \"1 Mill Road\" }",
            ),
            ("The mill, 1 Mill Road", "\"The mill, 1 Mill Road\""),
            ("{ name = \"x\" } # y", "\"{ name = \\\"x\\\" } # y\""),
            ("{ name: x }", "\"{ name: x }\""),
        ] {
            let found = answers(Kind::Event, &format!("### title\n\nA\n\n### location\n\n{written}\n"));
            assert_eq!(found.fields[1], ("location".to_owned(), value.to_owned()));
        }
    }

    #[test]
    fn a_chinese_form_is_read_and_headings_in_a_long_answer_stay_in_it() {
        let body = "### 活动名称\n\n冬夜\n\n### 开始时间\n\n2026-12-15 19:00\n\n### 详细介绍\n\n来吧\n\n### 地点\n\n河边\n\n\
                    ### 活动名称\n\n不是\n\n### 地点\n\n老地方\n\n### 标签\n\n河、茶\n\n### 名额\n\n40\n";
        let found = answers(Kind::Event, body);
        assert_eq!(found.unknown, []);
        let found: Vec<_> = found.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            found,
            [
                ("title", "\"冬夜\""),
                ("start", "2026-12-15T19:00"),
                ("description", "\"\"\"\n来吧\n\n### 地点\n\n河边\n\n### 活动名称\n\n不是\n\"\"\""),
                ("location", "\"老地方\""),
                ("tags", "[\"河\", \"茶\"]"),
                ("capacity", "40"),
            ]
        );
        assert_eq!(title(Kind::Event, body).as_deref(), Some("冬夜"));
    }

    #[test]
    fn headings_that_are_no_question_are_told() {
        let body = "### title\n\nClay\n\n### Where\n\nThe mill\n\n### Colour\n\nRed\n\n### description\n\nA\n\n### Names\n\nC\n";
        let found = answers(Kind::Event, body);
        let unknown = [("Where".to_owned(), Some("location")), ("Colour".to_owned(), None)];
        assert_eq!(found.unknown, unknown);
        let names: Vec<&str> = found.fields.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["title", "description"]);
        assert_eq!(found.fields[0].1, "\"Clay\"");
        assert!(found.fields[1].1.contains("### Names"), "{:?}", found.fields);
    }
}
