//! What is drawn from source: blocks of code, diagrams and formulas.
//!
//! Takes the source and writes HTML; each has one function, so that a highlighter, a diagram or a formula renderer has one place to
//! go. What comes out is ours and is not filtered again, so whatever is taken from the source is escaped here. Never trusts the
//! words after a fence.

use super::Options;
use super::html::{attribute, escape};

/// What stands after the opening fence of a block of code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Info<'a> {
    /// The language, in lower case, made of letters, digits and `+ - # . _` only; empty if there is none.
    pub(super) language: String,
    /// Further words: `key`, `key=value`, `key="value"`, in the order written.
    pub(super) attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Info<'a> {
    /// Reads `rust`, `rust,ignore`, `rust title="main.rs"`, `{.rust title=…}` and the like.
    pub(super) fn parse(info: &'a str) -> Self {
        let info = info.trim();
        let inner = info.trim_start_matches(['{', '.']);
        let end = inner.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ';')).unwrap_or(inner.len());
        let (name, rest) = inner.split_at(end);
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '+' | '-' | '#' | '.' | '_');
        let is_language = !name.contains('=') && name.len() <= 60;
        let language = if is_language {
            name.chars().filter(|c| plain(*c)).flat_map(char::to_lowercase).collect()
        } else {
            String::new()
        };
        let rest = if is_language { rest } else { inner };
        Self { language, attributes: attributes(rest) }
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }
}

fn attributes(mut rest: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ';');
    while found.len() < 16 {
        rest = rest.trim_start_matches(between);
        if rest.is_empty() {
            break;
        }
        let key_end = rest.find(|c: char| between(c) || c == '=').unwrap_or(rest.len());
        let (key, after) = rest.split_at(key_end);
        let Some(value) = after.strip_prefix('=') else {
            found.push((key, ""));
            rest = after;
            continue;
        };
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(between).unwrap_or(value.len())),
        };
        found.push((key, value));
        rest = after;
    }
    found
}

/// Writes a block of code.
pub(super) fn block(out: &mut String, info: &Info<'_>, code: &str, options: &Options) {
    let title = info.attribute("title").unwrap_or("");
    if !title.is_empty() {
        out.push_str("<figure class=\"code\"><figcaption>");
        escape(out, title);
        out.push_str("</figcaption>");
    }
    // What scrolls sideways must be reachable by keyboard.
    out.push_str("<pre tabindex=\"0\"><code");
    if !info.language.is_empty() {
        attribute(out, "class", &format!("language-{}", info.language));
    }
    out.push('>');
    highlighted(out, &info.language, code, options);
    out.push_str("</code></pre>");
    if !title.is_empty() {
        out.push_str("</figure>");
    }
    out.push('\n');
}

/// Writes the code itself, for now without colours.
fn highlighted(out: &mut String, _language: &str, code: &str, _options: &Options) {
    escape(out, code);
}

/// Writes a diagram: for now its source.
pub(super) fn mermaid(out: &mut String, source: &str) {
    out.push_str("<pre tabindex=\"0\" class=\"mermaid-source\">");
    escape(out, source);
    out.push_str("</pre>\n");
}

/// How a formula stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Formula {
    /// `$…$`, in the line.
    Inline,
    /// `$$…$$`, on its own.
    Display,
}

/// Writes a formula: for now its source in TeX.
pub(super) fn formula(out: &mut String, source: &str, how: Formula) {
    out.push_str(match how {
        Formula::Inline => "<code class=\"math math-inline\">",
        Formula::Display => "<code class=\"math math-display\">",
    });
    escape(out, source.trim());
    out.push_str("</code>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn info_strings_are_taken_apart_and_not_trusted() {
        assert_eq!(Info::parse("Rust").language, "rust");
        assert_eq!(Info::parse("c++ title=\"a b\" lines").attributes, [("title", "a b"), ("lines", "")]);
        assert_eq!(Info::parse("rust,ignore").attributes, [("ignore", "")]);
        assert_eq!(Info::parse("{.python title='x'}").language, "python");
        assert_eq!(Info::parse("title=x").language, "");
        assert_eq!(Info::parse("title=x").attribute("title"), Some("x"));
        assert_eq!(Info::parse("\"onload=alert(1)").language, "");
        assert_eq!(Info::parse("\"><script>").language, "script");
        assert_eq!(Info::parse(""), Info::default());
        assert_eq!(Info::parse("a=\"unclosed").attributes, [("a", "unclosed")]);
    }

    #[test]
    fn blocks_are_escaped() {
        let mut out = String::new();
        block(&mut out, &Info::parse("html title=\"<b>\""), "<script>\"&</script>\n", &Options::default());
        assert_eq!(
            out,
            "<figure class=\"code\"><figcaption>&lt;b&gt;</figcaption><pre tabindex=\"0\"><code class=\"language-html\">&lt;script&gt;&quot;&amp;\
             &lt;/script&gt;\n</code></pre></figure>\n"
        );
    }
}
