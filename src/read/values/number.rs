//! Numbers: counts, ratings, places on the globe.

use crate::diagnostic::{Code, Diagnostic};
use crate::read::fields::{FieldValue, Reader};
use crate::read::node::{Format, Node, Value};
use crate::read::shape::Shape;

/// A number, read from digits in quotes only where the format has no numbers.
fn number(node: &Node, reader: &mut Reader, shape: &Shape) -> Option<f64> {
    let Shape::Number { min, max, whole } = *shape else { return None };
    let value = match &node.value {
        #[expect(clippy::cast_precision_loss, reason = "checked against bounds far below 2^53 right after")]
        Value::Integer(number) => *number as f64,
        Value::Float(number) if !whole || number.fract() == 0.0 => *number,
        Value::Text(text) if reader.format() != Format::Toml && text.trim().parse::<f64>().is_ok() => {
            text.trim().parse().unwrap_or(0.0)
        }
        Value::Text(text) if text.trim().parse::<f64>().is_ok() => {
            let text = if reader.hides() { "12" } else { text.trim() };
            let help = format!("write `{}`, without quotes", reader.line(text));
            reader.wrong_type(node, &shape.wants(), Some(help));
            return None;
        }
        Value::Text(text) if !reader.hides() && only_number(text, shape).is_some() => {
            let help = only_number(text, shape).map(|number| format!("write `{}`", reader.line(number)));
            reader.wrong_type(node, &shape.wants(), help);
            return None;
        }
        _ => {
            let help = format!("write digits, as in `{}`", reader.line(if max < 12.0 { "4" } else { "12" }));
            reader.wrong_type(node, &shape.wants(), Some(help));
            return None;
        }
    };
    if !(min..=max).contains(&value) {
        let (message, help) = if max >= 1e9 && value < min {
            (format!("`{}` cannot be less than {min}", reader.field()), format!("write {min} or more"))
        } else if max >= 1e9 {
            (format!("`{}` cannot be more than {max}", reader.field()), "give a smaller number".to_owned())
        } else {
            let message = format!("`{}` must be between {min} and {max}", reader.field());
            (message, "give a number in this range".to_owned())
        };
        reader.report(Diagnostic::error(Code::OutOfRange, node.span, message).help(help));
        return None;
    }
    Some(value)
}

/// The number in words such as `40 people`, if they hold but one, it can be the value, and nothing stands before its digits that may
/// belong to it.
fn only_number<'a>(text: &'a str, shape: &Shape) -> Option<&'a str> {
    let Shape::Number { min, max, .. } = *shape else { return None };
    let mut all = text.split(|sign: char| !sign.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let number = all.next().filter(|_| all.next().is_none())?;
    let before = text[..text.find(number)?].chars().next_back();
    let is_free = before.is_none_or(|sign| sign.is_whitespace() || sign.is_alphabetic());
    (is_free && number.parse().is_ok_and(|value: f64| (min..=max).contains(&value))).then_some(number)
}

impl FieldValue for u32 {
    fn shape() -> Shape {
        Shape::Number { min: 0.0, max: 1_000_000_000.0, whole: true }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and within the bounds of `shape`"
    )]
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        number(node, reader, &Self::shape()).map(|number| number as u32)
    }
}

impl FieldValue for i64 {
    fn shape() -> Shape {
        Shape::Number { min: -1_000_000_000.0, max: 1_000_000_000.0, whole: true }
    }

    #[expect(clippy::cast_possible_truncation, reason = "whole and within the bounds of `shape`")]
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        number(node, reader, &Self::shape()).map(|number| number as i64)
    }
}

/// How many of something there are on a page or in a feed: from 1 to 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Count(pub usize);

impl FieldValue for Count {
    fn shape() -> Shape {
        Shape::Number { min: 1.0, max: 1000.0, whole: true }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 1000")]
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        number(node, reader, &Self::shape()).map(|number| Self(number as usize))
    }
}

/// A number of thousandths between two bounds, so that it can be compared and hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rating(pub u32);

impl FieldValue for Rating {
    fn shape() -> Shape {
        Shape::Number { min: 0.0, max: 5.0, whole: false }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 5")]
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        number(node, reader, &Self::shape()).map(|number| Self((number * 1000.0).round() as u32))
    }
}

impl serde::Serialize for Rating {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 1000.0)
    }
}

/// A place on the globe: latitude and longitude in millionths of a degree (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Coordinates {
    /// Degrees north, times a million.
    pub latitude: i64,
    /// Degrees east, times a million.
    pub longitude: i64,
}

impl FieldValue for Coordinates {
    fn shape() -> Shape {
        Shape::Coordinates
    }

    #[expect(clippy::cast_possible_truncation, reason = "degrees times a million fit many times over")]
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let items = match &node.value {
            Value::List(items) if items.len() == 2 => items.clone(),
            _ => {
                let help = "write latitude, then longitude: `[31.2304, 121.4737]`";
                reader.wrong_type(node, &Self::shape().wants(), Some(help.to_owned()));
                return None;
            }
        };
        let within = |limit: f64| Shape::Number { min: -limit, max: limit, whole: false };
        let degrees = |node: &Node| match node.value {
            #[expect(clippy::cast_precision_loss, reason = "only compared with 180")]
            Value::Integer(number) => Some(number as f64),
            Value::Float(number) => Some(number),
            _ => None,
        };
        if let (Some(first), Some(second)) = (degrees(&items[0]), degrees(&items[1]))
            && first.abs() > 90.0
            && first.abs() <= 180.0
            && second.abs() <= 90.0
        {
            let help = format!("latitude comes first: write `[{second}, {first}]`");
            let message = "a latitude lies between -90 and 90";
            reader.report(Diagnostic::error(Code::OutOfRange, items[0].span, message).help(help));
            return None;
        }
        let latitude = number(&items[0], reader, &within(90.0))?;
        let longitude = number(&items[1], reader, &within(180.0))?;
        let micro = |degrees: f64| (degrees * 1e6).round() as i64;
        Some(Self { latitude: micro(latitude), longitude: micro(longitude) })
    }
}

impl serde::Serialize for Coordinates {
    #[expect(clippy::cast_precision_loss, reason = "at most 180 million")]
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&[self.latitude as f64 / 1e6, self.longitude as f64 / 1e6], serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_number_in_words_is_found() {
        let found = |text| only_number(text, &u32::shape());
        assert_eq!(found("40 people"), Some("40"));
        assert_eq!(found("about 40"), Some("40"));
        assert_eq!(found("40人"), Some("40"));
        for none in ["30-40", "1,200 people", "many", "-4 people", ".5 rooms", "9999999999 people"] {
            assert_eq!(found(none), None, "{none}");
        }
        assert_eq!(only_number("7 stars", &Rating::shape()), None);
    }
}
