//! Days, times, lengths of time and zones.

use super::text;
use crate::diagnostic::{Code, Diagnostic};
use crate::read::fields::{FieldValue, Reader, shortened};
use crate::read::node::{Format, Node, Value};
use crate::read::shape::Shape;
use crate::text::Span;
use crate::time::{Date, Duration, Stamp, TimeError, Zone};

/// The text of a day or time as written, out of quotes where the format allows it.
fn stamp_text(node: &Node, reader: &mut Reader, shape: &Shape) -> Option<String> {
    match &node.value {
        Value::Stamp(stamp) => Some(stamp.clone()),
        Value::Text(text) if reader.format() != Format::Toml => Some(text.trim().to_owned()),
        Value::Text(text) if Stamp::parse(text).is_ok() => {
            let text = if reader.hides() { "2026-11-21" } else { text.trim() };
            let help = format!("write `{}`, without quotes", reader.line(text));
            reader.wrong_type(node, &shape.wants(), Some(help));
            None
        }
        // In a text a guess helps more than an example, unless it may not be shown.
        Value::Text(text) if !reader.hides() => {
            let help = match Stamp::parse(text).err().and_then(|error| error.help()) {
                Some(help) if help.starts_with("write `2") => format!("{help}, without quotes"),
                Some(help) if help.starts_with("that month") => help,
                Some(help) if help.starts_with("write the day itself") => format!("{help}, without quotes"),
                help => match (reader.time_of_day(Some(text)), help) {
                    (Some(time), _) => format!("write `{}`, without quotes", reader.line(&time)),
                    // After a start without a time an end has none.
                    (None, Some(help)) if help.starts_with("write the day before") && reader.field() != "end" => {
                        format!("{help}, without quotes")
                    }
                    (None, _) => example(reader),
                },
            };
            reader.wrong_type(node, &shape.wants(), Some(help));
            None
        }
        _ => {
            let help = example(reader);
            reader.wrong_type(node, &shape.wants(), Some(help));
            None
        }
    }
}

/// How the field is written, where nobody can tell what was meant.
fn example(reader: &Reader) -> String {
    let (what, value) = match reader.time_of_day(None) {
        Some(time) => ("a day and a time", time),
        None => ("year, month and day", reader.some_day()),
    };
    format!("write {what}, as in `{}`, without quotes", reader.line(&value))
}

/// Says what is wrong with a time.
pub fn report_time(error: &TimeError, code: Code, span: Span, reader: &mut Reader) {
    let (message, help) = match reader.hides() {
        true => (format!("`{}` is no day, time or length of time", reader.field()), None),
        false => {
            let time = match error {
                TimeError::NotADate(text) | TimeError::NotADateTime(text) => reader.time_of_day(Some(text)),
                _ => None,
            };
            let help = time.map(|time| format!("write `{}`", reader.line(&time)));
            (format!("`{}`: {error}", reader.field()), help.or_else(|| error.help()))
        }
    };
    let help = help.unwrap_or_else(|| "write a day as `2026-05-01`, a length as `2h30m`".to_owned());
    reader.report(Diagnostic::error(code, span, message).help(help));
}

impl FieldValue for Stamp {
    fn shape() -> Shape {
        Shape::Time
    }

    fn stand_in(_: Span) -> Option<Self> {
        Some(Self::Day(Date::from_day_number(0)))
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let written = stamp_text(node, reader, &Shape::Time)?;
        match Self::parse(&written) {
            Ok(stamp) => Some(stamp),
            Err(error) => {
                report_time(&error, Code::NoSuchDate, node.span, reader);
                None
            }
        }
    }
}

impl FieldValue for Date {
    fn shape() -> Shape {
        Shape::Date
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let written = stamp_text(node, reader, &Shape::Date)?;
        match Stamp::parse(&written) {
            Ok(Stamp::Day(date)) => Some(date),
            Ok(stamp) if reader.format() != Format::Toml => Some(stamp.date(&Zone::utc())),
            Ok(stamp) => {
                let help = match reader.hides() {
                    true => "take the time out".to_owned(),
                    false => format!("write `{}`", reader.line(&stamp.date(&Zone::utc()).to_string())),
                };
                reader.wrong_type(node, "a day without a time", Some(help));
                None
            }
            Err(error) => {
                report_time(&error, Code::NoSuchDate, node.span, reader);
                None
            }
        }
    }
}

impl FieldValue for Duration {
    fn shape() -> Shape {
        Shape::Duration
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let written = text(node, reader, &Shape::Duration)?;
        match Self::parse(&written) {
            Ok(duration) => Some(duration),
            Err(error) => {
                report_time(&error, Code::UnknownValue, node.span, reader);
                None
            }
        }
    }
}

impl FieldValue for Zone {
    fn shape() -> Shape {
        Shape::Timezone
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let written = text(node, reader, &Shape::Timezone)?;
        if let Some(zone) = Self::find(written.trim()) {
            return Some(zone);
        }
        let message = match reader.hides() {
            true => format!("`{}` is no time zone", reader.field()),
            false => format!("there is no time zone `{}`", shortened(&written)),
        };
        let near: Vec<_> = Self::suggest(&written).iter().map(|name| format!("`{name}`")).collect();
        let help = match near.is_empty() || reader.hides() {
            true => "use a name such as `Asia/Shanghai` from the IANA list".to_owned(),
            false => format!("did you mean {}?", near.join(" or ")),
        };
        reader.report(Diagnostic::error(Code::UnknownTimezone, node.span, message).help(help));
        None
    }
}
