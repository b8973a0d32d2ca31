//! CSV to tables: one row a table, one column a field. The only home of the `csv` library.

use super::node::{Format, Key, Node, Table, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::text::{SourceId, Span};
use std::collections::BTreeSet;

/// Rows in one file, at most.
const MAX_ROWS: usize = 100_000;

/// Reads the rows below the heading line. Empty cells are left out; `extra.NAME` columns gather in a table `extra`,
/// `labels.LANG` columns in a table `labels`.
///
/// The span of a row is its whole line; the span of a cell is the cell, quotes left out, or the row where that cannot be told.
pub(crate) fn parse(source: SourceId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Table> {
    let body = text.trim_start_matches('\u{feff}');
    if let Some(conflict) = super::slips::unmerged(source, text, 0) {
        diagnostics.push(conflict);
        return Vec::new();
    }
    let (named, body) = named_separator(body);
    let offset = text.len() - body.len();
    let sign = named.unwrap_or_else(|| separator(body));
    let mut builder = ::csv::ReaderBuilder::new();
    let mut reader = builder.flexible(true).has_headers(false).delimiter(sign).from_reader(body.as_bytes());
    let mut record = ::csv::StringRecord::new();
    let mut names: Option<Vec<Key>> = None;
    let mut unnamed = BTreeSet::new();
    let mut rows = Vec::new();
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let at = Span::new(source, start..start).shifted(offset);
                diagnostics.push(
                    Diagnostic::error(Code::Syntax, at, format!("this is not CSV: {error}"))
                        .help("save the table as CSV again, in UTF-8"),
                );
                break;
            }
        }
        let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX).min(body.len());
        let raw = body.get(start..end).unwrap_or("");
        let skipped = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
        let line = raw.trim_matches(['\r', '\n']);
        let span = Span::new(source, start + skipped..start + skipped + line.len()).shifted(offset);
        if let Some(at) = open_quote(line, char::from(sign)).filter(|_| end == body.len()) {
            let message = "this quote is never closed, so the rest of the file would be one cell";
            let error = Diagnostic::error(Code::Syntax, span.inner(at..at + 1), message);
            diagnostics.push(error.help("put another `\"` behind the cell, or take this one out"));
            break;
        }
        let cells = cells(&record, line, span);
        let Some(names) = &names else {
            unnamed =
                cells.iter().enumerate().filter(|(_, (text, _))| text.trim().is_empty()).map(|(n, _)| n).collect();
            names = Some(heading(cells, diagnostics));
            continue;
        };
        if cells.iter().all(|(text, _)| text.trim().is_empty()) {
            continue;
        }
        if cells.len() > names.len() {
            let plural = if cells.len() == 1 { "" } else { "s" };
            let message = format!("this row has {} cell{plural}, the heading has {}", cells.len(), names.len());
            let name = match sign {
                b';' => "a semicolon",
                b'\t' => "a tab",
                _ => "a comma",
            };
            let help = format!("put a cell that holds {name} in double quotes");
            diagnostics.push(Diagnostic::error(Code::Syntax, cells[names.len()].1, message).help(help));
            continue; // its values stand under the wrong names
        }
        // Programs leave empty columns behind; one with something in it has lost its name.
        for (number, (text, at)) in cells.iter().enumerate() {
            if !text.trim().is_empty() && unnamed.remove(&number) {
                let warning =
                    Diagnostic::warning(Code::Syntax, names[number].span, "this column has no name and is not read");
                diagnostics.push(
                    warning.note(*at, "it holds something").help("name it in the heading, or take the column out"),
                );
            }
        }
        if rows.len() == MAX_ROWS {
            let message = format!("more than {MAX_ROWS} rows in one file");
            diagnostics.push(Diagnostic::error(Code::FileTooLarge, span, message).help("split the file"));
            break;
        }
        rows.push(row(names, cells, span));
    }
    rows
}

/// The sign that a first line `sep=;` names, which a program wrote for itself, and the text below that line.
fn named_separator(text: &str) -> (Option<u8>, &str) {
    let line = text.lines().next().unwrap_or("");
    let bare = line.trim_end().trim_matches('"').to_lowercase();
    match bare.strip_prefix("sep=").map(str::as_bytes) {
        Some(&[sign]) if sign.is_ascii_punctuation() => {
            (Some(sign), text[line.len()..].trim_start_matches(['\r', '\n']))
        }
        _ => (None, text),
    }
}

/// What stands between two cells: a comma, or the semicolon or tab that some programs put there, if the heading has no comma.
fn separator(text: &str) -> u8 {
    let heading = text.trim_start_matches(['\r', '\n']).lines().next().unwrap_or("");
    let count = |sign: char| heading.matches(sign).count();
    match (count(','), count(';'), count('\t')) {
        (0, 1.., _) => b';',
        (0, 0, 1..) => b'\t',
        _ => b',',
    }
}

/// The names of the columns. One that stands there twice keeps its first place; the second column is left out.
fn heading(cells: Vec<(String, Span)>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Key> {
    let mut names: Vec<Key> = Vec::new();
    for (text, span) in cells {
        let mut name = text.trim().to_owned();
        if let Some(first) = names.iter().find(|key| key.name == name && !name.is_empty()) {
            let error = Diagnostic::error(Code::Syntax, span, format!("`{name}` heads two columns"));
            diagnostics
                .push(error.note(first.span, "the first one").help("keep one of the two, or give it another name"));
            name.clear();
        }
        names.push(Key { name, span });
    }
    names
}

/// Where a cell of the row begins with a quote that nothing closes.
fn open_quote(row: &str, sign: char) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = row[from..].find('"').map(|at| from + at) {
        if at > 0 && !row[..at].ends_with(sign) {
            from = at + 1; // within a cell it is a sign like any other
            continue;
        }
        let mut inside = at + 1;
        loop {
            let Some(close) = row[inside..].find('"').map(|close| inside + close) else { return Some(at) };
            if row[close + 1..].starts_with('"') {
                inside = close + 2;
            } else {
                from = close + 1;
                break;
            }
        }
    }
    None
}

/// The text of each cell and where it stands.
fn cells(record: &::csv::StringRecord, line: &str, span: Span) -> Vec<(String, Span)> {
    let mut from = 0;
    record
        .iter()
        .map(|cell| {
            let plain = line.get(from..).and_then(|rest| rest.find(cell)).filter(|_| !cell.is_empty());
            let at = plain.map_or(span, |found| span.inner(from + found..from + found + cell.len()));
            if let Some(found) = plain {
                from += found + cell.len();
            }
            (cell.to_owned(), at)
        })
        .collect()
}

fn row(names: &[Key], cells: Vec<(String, Span)>, span: Span) -> Table {
    let mut table = Table::empty(span, Format::Csv);
    let mut extra = Table::empty(span, Format::Csv);
    let mut labels = Table::empty(span, Format::Csv);
    for (key, (text, at)) in names.iter().zip(cells) {
        if text.trim().is_empty() || key.name.is_empty() {
            continue;
        }
        let node = Node { span: at, value: Value::Text(text.trim().to_owned()) };
        match key.name.split_once('.') {
            Some(("extra", name)) => extra.entries.push((Key { name: name.to_owned(), span: key.span }, node)),
            Some(("labels", name)) => labels.entries.push((Key { name: name.to_owned(), span: key.span }, node)),
            _ => table.entries.push((key.clone(), node)),
        }
    }
    for (name, inner) in [("extra", extra), ("labels", labels)] {
        if let Some(span) = inner.entries.first().map(|(key, _)| if name == "extra" { span } else { key.span }) {
            let key = Key { name: name.into(), span };
            table.entries.push((key, Node { span, value: Value::Table(inner) }));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_quote_is_told_from_quotes_that_close_or_mean_themselves() {
        for row in ["a,b", "\"a, b\",c", "\"say \"\"hi\"\"\",c", "5\" pipe,b", "\"\",\"\""] {
            assert_eq!(open_quote(row, ','), None, "{row}");
        }
        assert_eq!(open_quote("\"a,b", ','), Some(0));
        assert_eq!(open_quote("x,\"a\"\",b", ','), Some(2));
    }

    #[test]
    fn a_row_is_a_table_with_places() {
        let text = "title,tags,extra.floor\r\n\"Desk, by the river\",space;desk,3\r\n\r\nLamp,,\r\n";
        let mut diagnostics = Vec::new();
        let rows = parse(SourceId(0), text, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!(rows.len(), 2);
        let tags = rows[0].get("tags").expect("is there").span;
        assert_eq!(&text[tags.start as usize..tags.end as usize], "space;desk");
        let title = rows[1].get("title").expect("is there").span;
        assert_eq!(&text[title.start as usize..title.end as usize], "Lamp");
        assert!(rows[0].get("extra").is_some() && rows[1].get("tags").is_none());
    }

    #[test]
    fn a_row_with_too_many_cells_is_said() {
        let mut diagnostics = Vec::new();
        parse(SourceId(0), "title,url\na,b,c\n", &mut diagnostics);
        assert_eq!(diagnostics.len(), 1);
    }

    #[test]
    fn semicolons_and_tabs_stand_between_cells_where_the_heading_has_them() {
        for text in [
            "title;url;tags\nDesk, wide;https://d.example;\"a;b\"\n",
            "title\turl\ttags\nDesk, wide\thttps://d.example\ta;b\n",
        ] {
            let mut said = Vec::new();
            let rows = parse(SourceId(0), text, &mut said);
            assert!(said.is_empty(), "{said:?}");
            let words = |name: &str| match rows[0].get(name).map(|node| node.value.clone()) {
                Some(Value::Text(text)) => text,
                _ => String::new(),
            };
            assert_eq!((words("title"), words("tags")), ("Desk, wide".to_owned(), "a;b".to_owned()));
        }
    }
}
