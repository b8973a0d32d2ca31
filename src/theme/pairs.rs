//! Tags of a template that open and close: the first one that nothing closes, or that something else does.
//!
//! Takes the text of a template that cannot be read; the engine says only where it gave up.

use std::ops::Range;

/// A tag without its partner.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Alone {
    /// The tag, or the name in it.
    pub(super) range: Range<usize>,
    /// What is wrong.
    pub(super) message: String,
    /// What to write.
    pub(super) help: String,
}

/// Tags that want an `end…`.
const OPENING: [&str; 5] = ["if", "for", "block", "component", "filter"];

/// The first tag of a template without its partner.
pub(super) fn alone(text: &str) -> Option<Alone> {
    let mut open: Vec<(&str, &str, Range<usize>)> = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("{%").map(|found| at + found) {
        // What stands in a comment is none.
        if let Some(comment) = text[at..start].find("{#").map(|found| at + found)
            && let Some(end) = text[comment..].find("#}")
        {
            at = comment + end + 2;
            if at > start {
                continue;
            }
        }
        let end = start + text[start..].find("%}")? + 2;
        let inner = text[start + 2..end - 2].trim_matches(|c: char| c == '-' || c.is_whitespace());
        let (word, rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let name = rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("");
        if word == "raw" {
            at = end + text[end..].find("endraw").unwrap_or(0);
            continue;
        }
        if OPENING.contains(&word) {
            open.push((word, name, start..end));
        } else if let Some(closes) = word.strip_prefix("end").filter(|word| OPENING.contains(word)) {
            let Some((word, begun, range)) = open.pop() else {
                let message = format!("this `{{% {inner} %}}` closes nothing");
                let help = format!("take it out, or begin with `{{% {closes} … %}}` above it");
                return Some(Alone { range: start..end, message, help });
            };
            if word != closes {
                return Some(unclosed(word, begun, range));
            }
            if !name.is_empty() && name != begun {
                let message = format!("this {word} begins as `{begun}` and ends as `{name}`");
                let line = text[..start].matches('\n').count() + 1;
                let help = format!("give both the same name; it ends on line {line}");
                return Some(Alone { range, message, help });
            }
        }
        at = end;
    }
    open.pop().map(|(word, name, range)| unclosed(word, name, range))
}

fn unclosed(word: &str, name: &str, range: Range<usize>) -> Alone {
    let name = if matches!(word, "block" | "component") { format!(" {name}") } else { String::new() };
    let message = format!("this `{{% {word}{} %}}` is never closed", if name.is_empty() { " …" } else { &name });
    Alone { range, message, help: format!("end it with `{{% end{word}{name} %}}`") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_that_is_alone_is_found() {
        let found = |text: &str| alone(text).map(|alone| (text[alone.range.clone()].to_owned(), alone.help));
        let fine = "{# {% if #}{% block a %}{% if x %}{% for a in b %}{% endfor %}{%- endif -%}{% endblock a %}{% raw %}{% if %}{% endraw %}";
        assert_eq!(found(fine), None);
        assert_eq!(
            found("{% block a %}\n{% if x %}\n{% if y %}{% endif %}\n{% endblock a %}"),
            Some(("{% if x %}".to_owned(), "end it with `{% endif %}`".to_owned()))
        );
        assert_eq!(
            found("{% block mian %}\n{% endblock main %}"),
            Some(("{% block mian %}".to_owned(), "give both the same name; it ends on line 2".to_owned()))
        );
        assert_eq!(found("a {% endif %}").map(|found| found.0), Some("{% endif %}".to_owned()));
        assert_eq!(found("{% block b %}").map(|found| found.1), Some("end it with `{% endblock b %}`".to_owned()));
    }
}
