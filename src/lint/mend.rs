//! What can be mended without a thought: names of fields, the form of dates, the spelling and the order of tags.
//!
//! Takes the text of a file and what was said of it, gives the text as it should be. Only the bytes of a value or a name are exchanged:
//! comments, order, quotes and line ends stay as they are. A mend after which the file could no longer be read is not made.

use super::{place, tags};
use crate::diagnostic::{Code, Diagnostic};
use crate::read::node::{Format, Node, Table, Value};
use crate::text::{Position, Source, SourceId};
use crate::time::{Stamp, only_reading};
use std::ops::Range;

/// A file after mending.
#[derive(Debug)]
pub struct Mended {
    /// Its text.
    pub text: String,
    /// What was done, in the order of lines.
    pub done: Vec<Done>,
}

/// One mend.
#[derive(Debug)]
pub struct Done {
    /// The line, counted from 1.
    pub line: u32,
    /// What was done: no private value is in it.
    pub what: String,
    /// Whether the line must not be shown.
    pub private: bool,
}

/// Some bytes, and what is to stand in their place.
#[derive(Clone, Debug)]
struct Edit {
    range: Range<usize>,
    new: String,
    what: String,
    private: bool,
}

/// Mends a file of content; `None` where there is nothing to mend.
pub fn file(id: SourceId, source: &Source, said: &[Diagnostic]) -> Option<Mended> {
    let mut text = source.text.to_string();
    let table = place::read(id, &source.path, &text, &mut Vec::new())?;
    let own = said.iter().filter(|said| said.at.is_some_and(|at| at.source == id));
    let edits: Vec<Edit> = own.filter_map(|said| of_message(said, &text, table.format)).collect();
    let mut done = Vec::new();
    apply(id, source, &mut text, edits, &mut done);
    if let Some(table) = place::read(id, &source.path, &text, &mut Vec::new()) {
        let mut sorted = Vec::new();
        sort_tags(&table, &text, source.path.starts_with("content/members/"), &mut sorted);
        apply(id, source, &mut text, sorted, &mut done);
    }
    done.sort_by_key(|done| done.line);
    (*text != *source.text).then_some(Mended { text, done })
}

/// Makes the edits that leave a file which can be read at least as well as before.
fn apply(id: SourceId, source: &Source, text: &mut String, mut edits: Vec<Edit>, done: &mut Vec<Done>) {
    let faults = |text: &str| {
        let mut said = Vec::new();
        place::read(id, &source.path, text, &mut said);
        said.len()
    };
    edits.sort_by_key(|edit| edit.range.start);
    let mut before = faults(text);
    let mut next = usize::MAX;
    for edit in edits.into_iter().rev() {
        if edit.range.end > next {
            continue;
        }
        next = edit.range.start;
        let mut changed = text.clone();
        changed.replace_range(edit.range.clone(), &edit.new);
        let after = faults(&changed);
        if after > before || changed == *text {
            continue;
        }
        let start = u32::try_from(edit.range.start).unwrap_or(u32::MAX);
        let line = Position::of(text, start).line;
        (*text, before) = (changed, after);
        if !edit.what.is_empty() {
            done.push(Done { line, what: edit.what, private: edit.private });
        }
    }
}

/// The mend of a mistake, if there is only one.
fn of_message(said: &Diagnostic, text: &str, format: Format) -> Option<Edit> {
    let at = said.at?;
    let range = at.start as usize..at.end as usize;
    let written = text.get(range.clone())?;
    let help = said.help.as_deref().unwrap_or_default();
    let bare = unquoted(written);
    let (new, what) = match said.code {
        Code::UnknownField => {
            let name = help.strip_prefix("did you mean `")?.strip_suffix("`?")?;
            let is_name =
                |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "-_".contains(c));
            (is_name(name) && is_name(bare)).then(|| (name.to_owned(), format!("`{bare}` is called `{name}`")))?
        }
        Code::NoSuchDate => {
            let date = normal_date(bare).or_else(|| only_reading(bare))?;
            let what = format!("`{bare}` is written `{date}`");
            (date, what)
        }
        Code::WrongType if format == Format::Toml && bare != written && said.message.contains("wants a day") => {
            let bare = bare.trim();
            match Stamp::parse(bare) {
                Ok(_) => (bare.to_owned(), format!("`{bare}` needs no quotes")),
                Err(_) => {
                    let date = only_reading(bare)?;
                    let what = format!("`{bare}` is written `{date}`");
                    (date, what)
                }
            }
        }
        Code::TagSpelledTwice | Code::TagNearAnother => {
            let usual = help.split('`').nth(1)?;
            let plain = !usual.contains(['"', '\'', '\\']) && tags::is_one_word(bare, usual);
            plain.then(|| (written.replace(bare, usual), format!("the tag `{bare}` is written `{usual}`")))?
        }
        _ => return None,
    };
    let what = if said.private { "a private field is mended".to_owned() } else { what };
    Some(Edit { range, new, what, private: said.private })
}

/// What stands between quotes.
fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}

/// A day in one of the forms that can only mean one day, as ISO 8601 has it: the year first, with any signs between. A time may follow.
fn normal_date(text: &str) -> Option<String> {
    let text = text.trim();
    let day_end = text.find(['T', ' ']).unwrap_or(text.len());
    let (day, time) = text.split_at(day_end);
    let day = day.strip_suffix('日').unwrap_or(day);
    let parts: Vec<&str> = day.split(['-', '/', '.', '年', '月']).collect();
    let [year, month, day] = parts[..] else { return None };
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u32>().ok()).flatten();
    let sizes = year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
    let written = sizes.then_some(format!("{year}-{:02}-{:02}{time}", number(month)?, number(day)?))?;
    (number(year).is_some() && Stamp::parse(&written).is_ok()).then_some(written)
}

/// Puts the tags of each list in the order of their letters. Where a comment stands among them, it may belong to one: then they stay.
fn sort_tags(table: &Table, text: &str, private: bool, edits: &mut Vec<Edit>) {
    for (key, node) in &table.entries {
        match &node.value {
            Value::List(list) if key.name == "tags" => edits.extend(sorted(list, text, private).unwrap_or_default()),
            Value::List(list) => {
                for node in list {
                    if let Value::Table(table) = &node.value {
                        sort_tags(table, text, private, edits);
                    }
                }
            }
            _ => {}
        }
    }
}

fn sorted(list: &[Node], text: &str, private: bool) -> Option<Vec<Edit>> {
    let mut tags = Vec::new();
    for node in list {
        let Value::Text(tag) = &node.value else { return None };
        let range = node.span.start as usize..node.span.end as usize;
        tags.push((tag.to_lowercase(), text.get(range.clone())?, range));
    }
    let commented =
        tags.windows(2).any(|pair| text.get(pair[0].2.end..pair[1].2.start).is_none_or(|gap| gap.contains('#')));
    let last = tags.last()?.2.end;
    let line_end = text[last..].find('\n').map_or(text.len(), |end| last + end);
    let mut order = tags.clone();
    order.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let multiline = text[tags[0].2.start..last].contains('\n');
    let commented = commented || (multiline && text[last..line_end].contains('#'));
    if commented || order.iter().zip(&tags).all(|(a, b)| a.1 == b.1) {
        return None;
    }
    let mut what = "the tags are sorted".to_owned();
    let exchange = tags.iter().zip(&order).map(|((_, _, range), (_, new, _))| Edit {
        range: range.clone(),
        new: (*new).to_owned(),
        what: std::mem::take(&mut what),
        private,
    });
    Some(exchange.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn mended(path: &str, text: &str, said: &[Diagnostic]) -> Option<String> {
        file(SourceId(0), &Source::new(path, text.into()), said).map(|mended| mended.text)
    }

    fn message(text: &str, at: &str, code: Code, help: &str) -> Diagnostic {
        let start = text.find(at).unwrap();
        let at = Span::new(SourceId(0), start..start + at.len());
        Diagnostic::error(code, at, "`date` wants a day").help(help)
    }

    #[test]
    fn only_the_bytes_that_are_wrong_change() {
        let text = "\u{feff}+++\r\nautors = [ 'a' ] # who\r\ndate = \"2026-05-01\"   # when\r\n+++\r\nautors\r\n";
        let said = [
            message(text, "autors", Code::UnknownField, "did you mean `authors`?"),
            message(text, "\"2026-05-01\"", Code::WrongType, "write `date = 2026-05-01`, without quotes"),
        ];
        let expected = "\u{feff}+++\r\nauthors = [ 'a' ] # who\r\ndate = 2026-05-01   # when\r\n+++\r\nautors\r\n";
        assert_eq!(mended("content/posts/a.md", text, &said).as_deref(), Some(expected));
        assert_eq!(mended("content/posts/a.md", expected, &[]), None, "and nothing is left to do");
    }

    #[test]
    fn a_name_that_is_taken_is_left_alone() {
        let text = "authors = []\nautors = []\n";
        let said = [message(text, "autors", Code::UnknownField, "did you mean `authors`?")];
        assert_eq!(mended("content/events/a.toml", text, &said), None);
    }

    #[test]
    fn dates_that_can_mean_one_day_only_are_normalised() {
        for (written, normal) in [
            ("2026-5-1", Some("2026-05-01")),
            ("2026/05/01", Some("2026-05-01")),
            ("2026.5.1", Some("2026-05-01")),
            ("2026年5月1日", Some("2026-05-01")),
            ("2026/5/1 19:00:00", Some("2026-05-01 19:00:00")),
            ("2026-02-30", None),
            ("05/01/2026", None),
            ("1.5.26", None),
            ("2026-+5-01", None),
            ("May 1st", None),
        ] {
            assert_eq!(normal_date(written).as_deref(), normal, "{written}");
        }
    }

    #[test]
    fn a_date_that_means_one_day_is_mended_whatever_its_form() {
        let dated = |written: &str| {
            let text = format!("date = {written}\n");
            let said = [message(&text, written, Code::NoSuchDate, "")];
            mended("content/a.toml", &text, &said)
        };
        assert_eq!(dated("25/12/2026").as_deref(), Some("date = 2026-12-25\n"));
        assert_eq!(dated("04/05/2026"), None);
    }

    #[test]
    fn tags_are_sorted_where_they_stand() {
        let sort = |path: &str, text: &str| mended(path, text, &[]);
        assert_eq!(
            sort("content/a.toml", "tags = ['b',\t\"A\", \"c\"] # x\n").as_deref(),
            Some("tags = [\"A\",\t'b', \"c\"] # x\n")
        );
        assert_eq!(sort("content/a.md", "---\ntags:\n- b\n- a\n---\n").as_deref(), Some("---\ntags:\n- a\n- b\n---\n"));
        assert_eq!(sort("content/a.md", "---\ntags: [ b,  a ]\n---\n").as_deref(), Some("---\ntags: [ a,  b ]\n---\n"));
        assert_eq!(
            sort("content/a.toml", "[[resource]]\ntags = [\"b\", \"a\"]\n[[resource]]\ntags = [\"a\"]\n").as_deref(),
            Some("[[resource]]\ntags = [\"a\", \"b\"]\n[[resource]]\ntags = [\"a\"]\n")
        );
        for kept in [
            "tags = [\n  \"b\", # first\n  \"a\",\n]\n",
            "tags = [\n  \"b\",\n  \"a\", # last\n]\n",
            "tags = [\"a\", \"b\"]\n",
            "tags = [\"b\", 1]\n",
        ] {
            assert_eq!(sort("content/a.toml", kept), None, "{kept}");
        }
    }
}
