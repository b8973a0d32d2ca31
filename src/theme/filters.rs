//! The filters of templates: days and numbers in words, and texts with places filled in.
//!
//! Each is a pure function of its value, its arguments and the language of the site. They read no file, clock, environment or other
//! page. What tera brings itself is kept; this version of it has nothing that reads more than its arguments.

use super::strings::LANGUAGE;
use crate::locale::plural_form;
use crate::time::{Date, Weekday, format};
use std::borrow::Cow;
use std::sync::Arc;
use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

/// Makes the filters known, for pages in `language` (BCP 47).
pub(super) fn register(tera: &mut Tera, language: &Arc<str>) {
    let mut of_day = |name: &'static str, words: fn(Date, &str) -> String| {
        let language = language.clone();
        tera.register_filter(name, move |value: Value, _: Kwargs, _: &State| {
            Ok::<_, Error>(words(day(&value, name)?, &language))
        });
    };
    of_day("day", format::date_only);
    of_day("weekday_day", format::long_date);
    of_day("short_day", format::short_day);
    let tag = language.clone();
    tera.register_filter("month", move |value: Value, _: Kwargs, _: &State| {
        let date = month(&value, "month")?;
        Ok::<_, Error>(format::month_of_year(date.year(), date.month(), &tag))
    });
    let tag = language.clone();
    tera.register_filter("short_month", move |value: Value, _: Kwargs, _: &State| {
        Ok::<_, Error>(Value::from(&*format::short_month(month(&value, "short_month")?.month(), &tag)))
    });
    let mut of_weekday = |name: &'static str, words: fn(Weekday, &str) -> Cow<'static, str>| {
        let language = language.clone();
        tera.register_filter(name, move |value: Value, _: Kwargs, _: &State| {
            Ok::<_, Error>(Value::from(&*words(weekday(&value, name)?, &language)))
        });
    };
    of_weekday("weekday", format::short_weekday);
    of_weekday("weekday_long", format::weekday);
    let tag = language.clone();
    tera.register_filter("count", move |value: Value, arguments: Kwargs, _: &State| count(&value, &arguments, &tag));
    tera.register_filter("fill", |value: Value, arguments: Kwargs, _: &State| {
        let text = value.as_str().ok_or_else(|| wrong("fill", "a text", &value))?;
        fill(text, &arguments)
    });
}

/// The day that a text of the form `2026-12-01` names, or begins with.
fn day(value: &Value, filter: &str) -> TeraResult<Date> {
    let text = value.as_str().and_then(|text| text.get(..10));
    text.and_then(|text| Date::parse(text).ok()).ok_or_else(|| wrong(filter, "a day such as \"2026-12-01\"", value))
}

/// The first day of a month, given as a month or a day of it.
fn month(value: &Value, filter: &str) -> TeraResult<Date> {
    let text = value.as_str().and_then(|text| text.get(..7));
    let date = text.and_then(|text| Date::parse(&format!("{text}-01")).ok());
    date.ok_or_else(|| wrong(filter, "a month such as \"2026-12\"", value))
}

/// The day of the week of a number (0 is Monday) or of a day.
fn weekday(value: &Value, filter: &str) -> TeraResult<Weekday> {
    match value.as_u64() {
        Some(number) => usize::try_from(number)
            .ok()
            .and_then(|number| Weekday::ALL.get(number).copied())
            .ok_or_else(|| wrong(filter, "a number from 0 (Monday) to 6, or a day", value)),
        None => day(value, filter).map(Date::weekday),
    }
}

/// The form of a plural for `n` things, with its places filled.
fn count(value: &Value, arguments: &Kwargs, language: &str) -> TeraResult<String> {
    let n = arguments.get::<&Value>("n")?;
    let n = n.ok_or_else(|| Error::message("`count` needs a number, `count(n=…)`"))?;
    let number = n.as_u64().ok_or_else(|| wrong("count", "`n` to be a whole number", n))?;
    if let Some(text) = value.as_str() {
        return fill(text, arguments);
    }
    let form = |name: &'static str| value.as_map()?.get(&tera::value::Key::Str(name))?.as_str();
    // Words that stand in from another language have its forms.
    let language = form(LANGUAGE).unwrap_or(language);
    match form(plural_form(language, number)).or_else(|| form("other")) {
        Some(text) => fill(text, arguments),
        None => Err(wrong("count", "a text with plural forms, a table with `one` and `other`", value)),
    }
}

/// Fills each `{name}` of a text with the argument of that name.
fn fill(text: &str, arguments: &Kwargs) -> TeraResult<String> {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        out.push_str(before);
        let name = after[1..].split('}').next().filter(|name| is_name(name) && after.len() > name.len() + 1);
        let Some(name) = name else {
            out.push('{');
            rest = &after[1..];
            continue;
        };
        match arguments.get::<&Value>(name)? {
            Some(value) if value.is_undefined() => {
                return Err(Error::message(format!("what should fill `{{{name}}}` is not there")));
            }
            Some(value) => match value.as_str() {
                Some(text) => out.push_str(text),
                None => out.push_str(&value.to_string()),
            },
            None => return Err(Error::message(format!("nothing fills the place `{{{name}}}` of the text \"{text}\""))),
        }
        rest = &after[name.len() + 2..];
    }
    out.push_str(rest);
    Ok(out)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn wrong(filter: &str, wants: &str, found: &Value) -> Error {
    let found = match found {
        _ if found.is_undefined() => "a name that is not there".to_owned(),
        _ if found.is_none() => "nothing".to_owned(),
        _ => match found.as_str() {
            Some(text) => format!("the text {text:?}"),
            None => format!("`{found}`"),
        },
    };
    Error::message(format!("`{filter}` wants {wants}, found {found}"))
}
