//! Style sheets as they are published: one sheet instead of several, and nothing in it that browsers do not read.
//!
//! Takes the text of a sheet, gives it with the sheets it imports pasted in, and without comments and blanks. What it means stays the
//! same, character for character inside strings and addresses. Knows nothing of files: names are resolved by the caller.

/// How deep sheets may import one another; what lies deeper is left out, as is a sheet that imports itself.
const DEEPEST: usize = 8;

/// The sheet with every `@import "name";` replaced by what `text_of` gives for the name. An import with conditions, of another
/// site, or of a file that is not there stays as it is.
pub(super) fn pasted(sheet: &str, text_of: &dyn Fn(&str) -> Option<String>) -> String {
    paste(sheet, text_of, 0)
}

fn paste(sheet: &str, text_of: &dyn Fn(&str) -> Option<String>, depth: usize) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(at) = next_import(rest) {
        let after = &rest[at..];
        match plain_import(after).and_then(|(name, length)| Some((text_of(name)?, length))) {
            Some((text, length)) => {
                out.push_str(&rest[..at]);
                if depth < DEEPEST {
                    out.push_str(&paste(&text, text_of, depth + 1));
                }
                rest = &after[length..];
            }
            None => {
                let length = "@import".len();
                out.push_str(&rest[..at + length]);
                rest = &after[length..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Where the next `@import` outside of comments begins.
fn next_import(sheet: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let import = from + sheet[from..].find("@import")?;
        match sheet[from..import].find("/*") {
            Some(comment) => {
                let inside = from + comment + 2;
                from = inside + sheet[inside..].find("*/")? + 2;
            }
            None => return Some(import),
        }
    }
}

/// The name in `@import "name";` at the beginning of a text, and how many bytes the whole import has.
fn plain_import(text: &str) -> Option<(&str, usize)> {
    let rest = text.strip_prefix("@import")?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (name, after) = rest[1..].split_once(quote)?;
    let after = after.trim_start().strip_prefix(';')?;
    Some((name, text.len() - after.len()))
}

/// The sheet without comments and without blanks that mean nothing. Comments that begin with `/*!`, licences, stay.
pub(super) fn minified(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut blank = false;
    let mut rest = sheet;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_whitespace() {
            blank = true;
            rest = &rest[1..];
            continue;
        }
        if rest.starts_with("/*") && !rest.starts_with("/*!") {
            let end = rest.find("*/").map_or(rest.len(), |at| at + 2);
            rest = &rest[end..];
            // A comment may be all that keeps two words apart.
            let apart = blank || out.is_empty() || rest.starts_with(|c: char| c.is_ascii_whitespace());
            if !apart && !ends_open(&out) {
                out.push_str("/**/");
            }
            continue;
        }
        if blank && !ends_open(&out) && !matches!(c, '{' | '}' | ';' | ',' | '>' | ')') {
            out.push(' ');
        }
        blank = false;
        if c == '}' && out.ends_with(';') {
            out.pop();
        }
        let length = whole(rest, c);
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// Whether a blank after what was written would mean nothing.
fn ends_open(out: &str) -> bool {
    out.is_empty() || out.ends_with(['{', '}', ';', ',', '>', ':', '('])
}

/// How many bytes at the beginning of a text belong together and are not to be touched: a string, an address, an escaped character.
fn whole(rest: &str, first: char) -> usize {
    if rest.starts_with("/*!") {
        return rest.find("*/").map_or(rest.len(), |at| at + 2);
    }
    if let Some(inside) = rest.strip_prefix("url(") {
        let bare = !inside.trim_start().starts_with(['"', '\'']);
        return if bare { rest.find(')').map_or(rest.len(), |at| at + 1) } else { 4 };
    }
    match first {
        '"' | '\'' => {
            let mut escaped = false;
            for (at, c) in rest.char_indices().skip(1) {
                match c {
                    _ if escaped => escaped = false,
                    '\\' => escaped = true,
                    c if c == first => return at + 1,
                    _ => {}
                }
            }
            rest.len()
        }
        '\\' => rest.char_indices().nth(2).map_or(rest.len(), |(at, _)| at),
        c => c.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imported_sheets_are_pasted_in() {
        let text = |name: &str| match name {
            "a.css" => Some("@import 'b.css'; a{}".to_owned()),
            "b.css" => Some("b{}".to_owned()),
            "loop.css" => Some("x{}@import \"loop.css\";".to_owned()),
            _ => None,
        };
        assert_eq!(pasted("@import \"a.css\";\nc{}", &text), "b{} a{}\nc{}");
        for kept in [
            "@import \"a.css\" print;",
            "@import \"https://x.example/y.css\";",
            "/* @import \"a.css\"; */ p{}",
            "@import",
        ] {
            assert_eq!(pasted(kept, &text), kept);
        }
        assert_eq!(pasted("@import \"loop.css\";", &text), "x{}".repeat(DEEPEST));
    }

    #[test]
    fn what_means_nothing_goes_and_the_rest_stays() {
        for (sheet, short) in [
            ("/* a */ a , b > c {\n  color : red ;\n}\n", "a,b>c{color :red}"),
            ("a  .b{margin:0 auto  1px}", "a .b{margin:0 auto 1px}"),
            ("a{width:calc( 1px + 2px )}", "a{width:calc(1px + 2px)}"),
            ("a::before { content: \"a  /* no */ ; }\" }", "a::before{content:\"a  /* no */ ; }\"}"),
            ("a{background:url(  x y.png )  no-repeat}", "a{background:url(  x y.png ) no-repeat}"),
            ("a/**/b{margin:1px/* x */2px}", "a/**/b{margin:1px/**/2px}"),
            ("/*! kept */ a :hover{}", "/*! kept */ a :hover{}"),
            (".a\\ b{}", ".a\\ b{}"),
            (
                "@media (min-width : 3em) and (max-width: 9em) {a{b:c}}",
                "@media (min-width :3em) and (max-width:9em){a{b:c}}",
            ),
            ("\"open", "\"open"),
            ("/* open", ""),
        ] {
            assert_eq!(minified(sheet), short, "{sheet}");
            assert_eq!(minified(short), short, "a second time: {sheet}");
        }
    }
}
