//! The library's markup, taken apart and written anew: nothing but MathML Core.
//!
//! Takes the markup, gives one `<math>` element or nothing. What is not on the lists is dropped (attributes) or ends the attempt
//! (elements). Attributes stand in the order of their names, since the library's order differs from run to run.

/// Elements of MathML Core that formulas have.
pub const ELEMENTS: &[&str] = &[
    "math",
    "semantics",
    "annotation",
    "mrow",
    "mi",
    "mn",
    "mo",
    "ms",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "mstyle",
    "mpadded",
    "mphantom",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mmultiscripts",
    "mprescripts",
    "mtable",
    "mtr",
    "mtd",
];
/// Their attributes, in order. `columnalign` and the like are turned into classes.
pub const ATTRIBUTES: &[&str] = &[
    "accent",
    "accentunder",
    "columnspan",
    "depth",
    "display",
    "displaystyle",
    "encoding",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathbackground",
    "mathcolor",
    "mathsize",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

/// A table that is open: how its columns and the lines between them are set, and which row and column come next.
#[derive(Default)]
struct Table {
    columns: Vec<u8>,
    column_lines: Vec<u8>,
    row_lines: Vec<u8>,
    row: usize,
    next: usize,
    /// The line over the row that is open.
    above: Option<u8>,
}

/// What of the markup is MathML Core; `None` if that is not all.
///
/// `tags` are the names of the rows of a numbered environment, which the library leaves to style sheets.
pub(super) fn core(markup: &str, tags: &[Option<String>]) -> Option<String> {
    let start = markup.find("<math")?;
    let end = markup.rfind("</math>")? + "</math>".len();
    let mut out = String::with_capacity(end - start);
    let mut rest = markup.get(start..end)?;
    let mut open: Vec<&str> = Vec::new();
    let mut tables: Vec<Table> = Vec::new();
    while let Some(at) = rest.find('<') {
        text(&mut out, &rest[..at]);
        let close = tag_end(&rest[at..])?;
        let tag = &rest[at + 1..at + close];
        rest = &rest[at + close + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let opened = open.pop().filter(|opened| *opened == name)?;
            if opened == "mtable" {
                tables.pop();
            }
            out.push_str("</");
            out.push_str(written(opened));
            out.push('>');
            continue;
        }
        let (tag, is_empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let name = tag.split(char::is_whitespace).next()?;
        let attributes = attributes(tag.get(name.len()..)?)?;
        if is_number(&attributes) {
            // What stands beside a numbered row is empty.
            if !is_empty {
                rest = rest.strip_prefix("</mtd>")?;
            }
            if attributes.contains(&("class", "mml-eqn-num"))
                && let Some(table) = tables.last()
                && let Some(Some(tag)) = tags.get(table.row.saturating_sub(1))
            {
                number(&mut out, table, tag);
            }
            continue;
        }
        start_tag(&mut out, name, &attributes, &mut tables)?;
        if is_empty {
            out.push_str("</");
            out.push_str(written(name));
            out.push('>');
        } else {
            open.push(name);
        }
    }
    open.is_empty().then_some(out)
}

/// Whether these are the attributes of a cell that the library puts beside the rows of numbered environments.
fn is_number(given: &[(&str, &str)]) -> bool {
    given.iter().any(|given| matches!(given, ("class", "mtr-glue" | "mml-eqn-num")))
}

/// Writes the name of a row behind its last column.
fn number(out: &mut String, table: &Table, tag: &str) {
    for _ in table.next..table.columns.len() {
        out.push_str("<mtd></mtd>");
    }
    out.push_str("<mtd class=\"tag\"><mtext>");
    text(out, &tag.replace('<', "&lt;"));
    out.push_str("</mtext></mtd>");
}

/// The name that an element is written with: frames and strokes are rows with a class.
fn written(name: &str) -> &str {
    if name == "menclose" { "mrow" } else { name }
}

/// The byte of the `>` that ends a tag; one between quotes does not.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quoted = false;
    tag.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    })
}

/// `name="value"` and so on, in the order of names.
fn attributes(mut rest: &str) -> Option<Vec<(&str, &str)>> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let (name, after) = rest.split_once("=\"")?;
        let (value, after) = after.split_once('"')?;
        found.push((name, value));
        rest = after;
    }
    found.sort_unstable();
    Some(found)
}

fn start_tag(out: &mut String, element: &str, given: &[(&str, &str)], tables: &mut Vec<Table>) -> Option<()> {
    let value = |wanted: &str| given.iter().find(|(name, _)| *name == wanted).map_or("", |(_, value)| *value);
    if element != "menclose" && !ELEMENTS.contains(&element) {
        return None;
    }
    out.push('<');
    out.push_str(written(element));
    let initials = |wanted: &str| value(wanted).split(' ').filter_map(|word| word.bytes().next()).collect();
    let class = match element {
        "menclose" => enclosed(value("notation")),
        "mtable" => {
            tables.push(Table {
                columns: initials("columnalign"),
                column_lines: initials("columnlines"),
                row_lines: initials("rowlines"),
                ..Table::default()
            });
            if value("columnspacing").starts_with("0em") { "tight".to_owned() } else { String::new() }
        }
        "mtr" => {
            if let Some(table) = tables.last_mut() {
                table.above = table.row.checked_sub(1).and_then(|line| table.row_lines.get(line)).copied();
                table.row += 1;
                table.next = 0;
            }
            String::new()
        }
        // Only the free space beside a numbered equation has a width; it is no column of the author's.
        "mtd" if !value("width").is_empty() => String::new(),
        "mtd" => tables.last_mut().map_or_else(String::new, Table::cell),
        _ => String::new(),
    };
    if !class.is_empty() {
        out.push_str(" class=\"");
        out.push_str(&class);
        out.push('"');
    }
    for (name, value) in given {
        let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '#' | '.' | '%' | '+' | '-' | ' ' | '/');
        // A cell has no width in MathML Core.
        let is_known = ATTRIBUTES.contains(name) && !(element == "mtd" && *name == "width");
        if is_known && value.chars().all(harmless) && value.len() <= 40 {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            out.push_str(value);
            out.push('"');
        }
    }
    out.push('>');
    Some(())
}

impl Table {
    /// The classes of the next cell: its side, and the lines over and before it.
    fn cell(&mut self) -> String {
        self.next += 1;
        let side = match self.columns.get(self.next - 1).or(self.columns.last()) {
            Some(b'l') => "left",
            Some(b'r') => "right",
            _ => "",
        };
        let before = self.next.checked_sub(2).and_then(|line| self.column_lines.get(line));
        let line = |kind: Option<&u8>, solid: &'static str, dashed: &'static str| match kind {
            Some(b's') => solid,
            Some(b'd') => dashed,
            _ => "",
        };
        let classes =
            [side, line(before, "line-before", "dash-before"), line(self.above.as_ref(), "line-over", "dash-over")];
        classes.into_iter().filter(|class| !class.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// The classes of a row that stands for a frame, strokes, or the lines around an array.
fn enclosed(notation: &str) -> String {
    if notation.contains("box") {
        return "boxed".to_owned();
    }
    if notation.contains("strike") {
        return "struck".to_owned();
    }
    // The library turns its tables: what it calls the top is the beginning of their rows.
    let lines = [("top", "line-start"), ("bottom", "line-end"), ("left", "line-top"), ("right", "line-bottom")];
    let given = lines.iter().filter(|(side, _)| notation.split(' ').any(|word| word == *side));
    given.map(|(_, class)| *class).collect::<Vec<_>>().join(" ")
}

/// Writes text, which the library has escaped; what it may have missed is escaped again.
fn text(out: &mut String, text: &str) {
    for (at, c) in text.char_indices() {
        match c {
            '&' if is_entity(&text[at + 1..]) => out.push('&'),
            '&' => out.push_str("&amp;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && c != '\n' => {}
            c => out.push(c),
        }
    }
}

/// Whether these bytes after `&` make it an entity that HTML and XML share.
fn is_entity(text: &str) -> bool {
    let named = ["amp;", "lt;", "gt;", "quot;", "#x27;", "#39;"].iter().any(|name| text.starts_with(name));
    let digits = text.strip_prefix("#x").map_or(0, |hex| hex.bytes().take(7).take_while(u8::is_ascii_hexdigit).count());
    named || digits > 0 && text.as_bytes().get(2 + digits) == Some(&b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_core_comes_through() {
        for (markup, expected) in [
            ("<span class=\"katex\"><math><mi>x</mi></math></span>", Some("<math><mi>x</mi></math>")),
            (
                "<math><mi onclick=\"x\" mathvariant=\"bold\">x</mi></math>",
                Some("<math><mi mathvariant=\"bold\">x</mi></math>"),
            ),
            ("<math><mspace width=\"1em\"/></math>", Some("<math><mspace width=\"1em\"></mspace></math>")),
            (
                "<math><mtext>a & b &amp; \"c\"</mtext></math>",
                Some("<math><mtext>a &amp; b &amp; &quot;c&quot;</mtext></math>"),
            ),
            (
                "<math><menclose notation=\"box\"><mi>x</mi></menclose></math>",
                Some("<math><mrow class=\"boxed\"><mi>x</mi></mrow></math>"),
            ),
            (
                "<math><mtable columnalign=\"right left\" columnspacing=\"0em\"><mtr><mtd>1</mtd><mtd>2</mtd></mtr></mtable></math>",
                Some(
                    "<math><mtable class=\"tight\"><mtr><mtd class=\"right\">1</mtd><mtd class=\"left\">2</mtd></mtr></mtable></math>",
                ),
            ),
            (
                "<math><mtable><mtr><mtd width=\"50%\"><mi>x</mi></mtd></mtr></mtable></math>",
                Some("<math><mtable><mtr><mtd><mi>x</mi></mtd></mtr></mtable></math>"),
            ),
            (
                "<math><menclose notation=\"top right\"><mtable columnalign=\"center right\" columnlines=\"solid\" rowlines=\"none dashed\">\
                 <mtr><mtd>1</mtd><mtd>2</mtd></mtr><mtr><mtd>3</mtd></mtr><mtr><mtd>4</mtd></mtr></mtable></menclose></math>",
                Some(
                    "<math><mrow class=\"line-start line-bottom\"><mtable><mtr><mtd>1</mtd><mtd class=\"right line-before\">2</mtd></mtr>\
                     <mtr><mtd>3</mtd></mtr><mtr><mtd class=\"dash-over\">4</mtd></mtr></mtable></mrow></math>",
                ),
            ),
            (
                "<math><mtable columnalign=\"right left\"><mtr><mtd class=\"mtr-glue\"></mtd><mtd>1</mtd><mtd>2</mtd><mtd class=\"mtr-glue\">\
                 </mtd><mtd class=\"mml-eqn-num\"></mtd></mtr><mtr><mtd class=\"mtr-glue\"></mtd><mtd>3</mtd><mtd class=\"mml-eqn-num\">\
                 </mtd></mtr></mtable></math>",
                Some(
                    "<math><mtable><mtr><mtd class=\"right\">1</mtd><mtd class=\"left\">2</mtd></mtr><mtr><mtd class=\"right\">3</mtd><mtd></mtd>\
                     <mtd class=\"tag\"><mtext>(a&lt;b)</mtext></mtd></mtr></mtable></math>",
                ),
            ),
            ("<math><script>x</script></math>", None),
            ("<math><maction>x</maction></math>", None),
            ("<math><mi></mo></math>", None),
            ("<math><mi>x</math>", None),
            ("<p></p>", None),
        ] {
            assert_eq!(core(markup, &[None, Some("(a<b)".to_owned())]).as_deref(), expected, "{markup}");
        }
    }
}
