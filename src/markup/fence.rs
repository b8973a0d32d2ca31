//! What stands after the opening fence of a block of code: the language, and how the block is to look.
//!
//! Takes the words as typed, gives a [`Fence`]. Reads what people know from other generators: `{linenos=true, hl_lines=[1, "3-5"]}`,
//! `linenos,hl_lines=3 6-8`, `{1,3-5}`, `title="main.rs"`. What it does not know it passes over. Never trusts a word of it.

/// The highest line that can be marked.
const MAX_LINE: u32 = 100_000;
/// How many options, and how many marked parts, one block may have.
const MAX_OPTIONS: usize = 64;

/// How a block of code is to look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Fence {
    /// The language, in small letters, made of letters, digits and `+ - # . _` only; empty if there is none.
    pub(super) language: String,
    /// The caption, as typed; empty if there is none.
    pub(super) title: String,
    /// The number of the first line, where lines are numbered.
    pub(super) first: Option<u32>,
    /// The first and last line of each marked part, counted from 1.
    pub(super) marked: Vec<(u32, u32)>,
    /// The options that mean nothing here.
    pub(super) unknown: Vec<String>,
}

/// Names of options, which cannot be languages.
const OPTIONS: &[&str] = &["linenos", "linenums", "line-numbers", "showlinenumbers", "hl", "hl_lines", "linenostart"];

/// Words that are for the tools of a language and for nobody who reads.
const ELSEWHERE: &[&str] = &[
    "ignore",
    "no_run",
    "should_panic",
    "compile_fail",
    "editable",
    "runnable",
    "noplayground",
    "noplaypen",
    "title",
    "name",
    "filename",
    "file",
    "class",
    "id",
    "lang",
];

/// The words behind the language of a block of code that mean nothing here.
pub fn unknown_options(info: &str) -> Vec<String> {
    Fence::parse(info).unknown
}

impl Fence {
    /// Reads `rust`, `rust,ignore`, `rust title="main.rs"`, `{.rust linenos}`, `rust {linenos=true, hl_lines=[2, "4-6"]}` and the like.
    pub(super) fn parse(info: &str) -> Self {
        let info = info.trim();
        let inner = info.trim_start_matches(['{', '.']);
        let end =
            inner.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ';' | ':')).unwrap_or(inner.len());
        let (name, rest) = inner.split_at(end);
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '+' | '-' | '#' | '.' | '_');
        let is_option = name.contains('=') || range(name).is_some() || OPTIONS.contains(&name.to_lowercase().as_str());
        let mut fence = Self::default();
        if !is_option && name.len() <= 60 {
            fence.language = name.chars().filter(|c| plain(*c)).flat_map(char::to_lowercase).collect();
        }
        fence.read(if is_option { inner } else { rest });
        fence
    }

    /// Whether every line stands in an element of its own.
    pub(super) fn has_lines(&self) -> bool {
        self.first.is_some() || !self.marked.is_empty()
    }

    /// Whether this line, counted from 1, is marked.
    pub(super) fn marks(&self, line: u32) -> bool {
        self.marked.iter().any(|(from, to)| (*from..=*to).contains(&line))
    }

    /// Reads options one by one.
    fn read(&mut self, mut rest: &str) {
        let between = |c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}' | ';' | ':' | '[' | ']');
        for _ in 0..MAX_OPTIONS {
            rest = rest.trim_start_matches(between);
            let key_end = rest.find(|c: char| between(c) || c == '=').unwrap_or(rest.len());
            let (key, after) = rest.split_at(key_end);
            if rest.is_empty() {
                break;
            }
            let Some(value) = after.strip_prefix('=') else {
                self.option(key, "");
                rest = after;
                continue;
            };
            let (value, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
                Some('[') => value[1..].split_once(']').unwrap_or((&value[1..], "")),
                _ => value.split_at(value.find(between).unwrap_or(value.len())),
            };
            self.option(key, value);
            rest = after;
        }
    }

    fn option(&mut self, key: &str, value: &str) {
        let key = key.to_ascii_lowercase();
        match key.as_str() {
            "linenos" | "linenums" | "lineno" | "line-numbers" | "showlinenumbers" | "numberlines" => {
                self.first = match value.trim().parse() {
                    _ if value == "false" => None,
                    Ok(number) => Some(number),
                    Err(_) => self.first.or(Some(1)),
                };
            }
            "linenostart" | "startline" | "startfrom" => self.first = value.trim().parse().ok().or(self.first),
            "hl" | "hl_lines" | "highlight" | "mark" | "emphasize-lines" => self.mark(value),
            "title" | "name" | "filename" | "file" if self.title.is_empty() => self.title = value.trim().to_owned(),
            // `{1,3-5}`, and what follows the first part in `hl_lines=3 6-8`.
            _ if value.is_empty() && range(&key).is_some() => self.mark(&key),
            _ if ELSEWHERE.contains(&key.as_str()) || key.starts_with(['#', '.']) || key.starts_with("edition") => {}
            _ => self.unknown.push(key),
        }
    }

    /// Notes the lines of `2`, `4-6`, `"2 4-6"`, `2, "4-6"`.
    fn mark(&mut self, value: &str) {
        let parts = value.split(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '\''));
        for part in parts.filter_map(range) {
            if self.marked.len() < MAX_OPTIONS {
                self.marked.push(part);
            }
        }
    }
}

/// Reads `4` or `4-6`.
fn range(text: &str) -> Option<(u32, u32)> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str| text.parse().ok().filter(|line| (1..=MAX_LINE).contains(line));
    let (from, to) = (number(from)?, number(to)?);
    Some((from.min(to), from.max(to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_taken_out_and_not_trusted() {
        for (info, language) in [
            ("Rust", "rust"),
            ("rust,ignore", "rust"),
            ("c++ title=\"a\"", "c++"),
            ("{.python title='x'}", "python"),
            ("{rust}", "rust"),
            ("js{1,3-5}", "js"),
            ("ts:line-numbers {1}", "ts"),
            ("title=x", ""),
            ("{linenos}", ""),
            ("\"onload=alert(1)", ""),
            ("\"><script>", "script"),
            ("", ""),
        ] {
            assert_eq!(Fence::parse(info).language, language, "{info}");
        }
    }

    #[test]
    fn options_are_read_as_other_generators_write_them() {
        let marked = |info: &str| Fence::parse(info).marked;
        let first = |info: &str| Fence::parse(info).first;
        for info in [
            "rust {linenos=true, hl_lines=[1, \"3-5\"]}",
            "rust {linenos, hl=[1, 3-5]}",
            "rust,linenos,hl_lines=1 3-5",
            "rust linenums=\"1\" hl_lines=\"1 3-5\"",
            "js {1,3-5} showLineNumbers",
            "js{1,3-5}:line-numbers",
            "{.rust linenos hl=1,3-5}",
        ] {
            assert_eq!((marked(info), first(info)), (vec![(1, 1), (3, 5)], Some(1)), "{info}");
        }
        assert_eq!(first("rust,linenos,linenostart=20"), Some(20));
        assert_eq!(first("rust {linenostart=20, linenos=table}"), Some(20));
        assert_eq!(first("rust {linenos=false}"), None);
        assert_eq!(marked("rust {hl=5-3}"), [(3, 5)]);
        assert_eq!(marked("rust {hl=0, hl=x, hl=9999999, hl=-3}"), []);
        assert!(marked(&"1 ".repeat(1000)).len() <= MAX_OPTIONS);
    }

    #[test]
    fn titles_are_kept_as_typed() {
        for info in ["rust title=\"src/a b.rs\"", "rust {name='src/a b.rs'}", "rust filename=\"src/a b.rs\" title=x"] {
            assert_eq!(Fence::parse(info).title, "src/a b.rs", "{info}");
        }
        assert_eq!(Fence::parse("a=\"unclosed").title, "");
        assert_eq!(Fence::parse("title=x").title, "x");
    }
}
