//! Marks in a text that mean nothing where they stand: footnotes and references without an explanation, footnotes that nothing leads to,
//! alerts of unknown kinds, a block of code that nothing closes, words behind its language, tags of another program.

use super::Lint;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::markup::unknown_options;
use crate::text::{SourceId, Span};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Marks of one file that are said; who has more has moved in from elsewhere.
const MOST: usize = 20;

/// Marks that mean nothing.
pub(super) fn stray(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let sources: BTreeSet<SourceId> =
        lint.pieces().iter().filter(|piece| piece.body.is_some()).map(|piece| piece.source).collect();
    let sources: Vec<SourceId> = sources.into_iter().collect();
    let of = |source: &SourceId| {
        let file = lint.scan.sources.get(*source);
        let markdown = file.path.ends_with(".md") || file.path.ends_with(".markdown");
        if markdown { of_text(*source, &file.text) } else { Vec::new() }
    };
    sources.par_iter().flat_map_iter(of).collect()
}

/// The byte where the text begins below the fields.
fn below_fields(text: &str) -> usize {
    let start = text.len() - text.trim_start_matches(['\u{feff}', '\r', '\n', ' ', '\t']).len();
    let mut lines = text[start..].split_inclusive('\n');
    let is_fence = |line: &str, sign: char| line.len() >= 3 && line.chars().all(|other| other == sign);
    let Some(first) = lines.next().filter(|line| line.starts_with("+++") || line.starts_with("---")) else { return 0 };
    let sign = if first.starts_with('+') { '+' } else { '-' };
    let mut at = start + first.len();
    for line in lines {
        at += line.len();
        if is_fence(line.trim_end(), sign) {
            return at;
        }
    }
    0
}

/// A line that opens or closes a block of code: its sign and how many of them.
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let trimmed = line.trim_start_matches([' ', '\t', '>']);
    let sign = trimmed.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let rest = trimmed.trim_start_matches(sign);
    let count = trimmed.len() - rest.len();
    (count >= 3 && !(sign == '`' && rest.contains('`'))).then_some((sign, count, rest))
}

fn of_text(source: SourceId, text: &str) -> Vec<Diagnostic> {
    let from = below_fields(text);
    if !["```", "~~~", "[^", "[!", "][", "](", "{{", "{%"].iter().any(|mark| text[from..].contains(mark)) {
        return Vec::new();
    }
    let mut found: Vec<(usize, usize, &str)> = Vec::new();
    let mut defined = BTreeSet::new();
    let mut notes: Vec<(usize, usize, &str)> = Vec::new();
    let mut said = Vec::new();
    let mut open: Option<(usize, usize, char, usize)> = None;
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let start = at;
        at += line.len();
        let here = fence(line);
        match (open, here) {
            (Some((.., sign, count)), Some((other, more, rest)))
                if other == sign && more >= count && rest.trim().is_empty() =>
            {
                open = None;
            }
            (Some(_), _) => {}
            (None, Some((sign, count, info))) => {
                open = Some((start, start + line.trim_end().len(), sign, count));
                said.extend(options(source, start, line, info));
            }
            // Four spaces make a block of code too.
            (None, None) if line.starts_with("    ") || line.starts_with('\t') => {}
            (None, None) => {
                said.extend(alert(source, start, line));
                notes.extend(note(line, start));
                of_line(line, start, &mut found, &mut defined);
            }
        }
    }
    let marked: BTreeSet<String> =
        found.iter().filter(|(.., mark)| mark.starts_with("[^")).map(|(.., mark)| label(mark)).collect();
    let lost = notes.into_iter().filter(|(.., mark)| !marked.contains(&label(mark)));
    said.extend(lost.map(|(start, end, mark)| {
        let message = format!("nothing in the text leads to the footnote `{mark}`, so nobody sees it");
        let help = format!("put `{mark}` where it belongs, or take the footnote out");
        Diagnostic::warning(Code::StrayMark, Span::new(source, start..end), message).help(help)
    }));
    let unexplained = found.into_iter().filter(|(.., mark)| !defined.contains(&label(mark)));
    said.extend(unexplained.map(|(start, end, mark)| say(Span::new(source, start..end), mark, &defined)));
    said.truncate(MOST);
    if let Some((start, end, _, count)) = open {
        let message = "nothing closes this block of code: all of the text below belongs to it";
        let help = format!("put a line with the same {count} signs below the code");
        said.push(Diagnostic::warning(Code::StrayMark, Span::new(source, start..end), message).help(help));
    }
    said
}

/// The kinds of alert.
const ALERTS: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

/// Says so where a line begins an alert that is none: of an unknown kind, or with words behind it.
fn alert(source: SourceId, start: usize, line: &str) -> Option<Diagnostic> {
    let quoted = line.trim_start().strip_prefix('>')?.trim_start_matches(['>', ' ', '\t']);
    let (kind, rest) = quoted.strip_prefix("[!")?.split_once(']')?;
    let is_word = !kind.is_empty() && kind.len() < 30 && kind.chars().all(|c| c.is_alphanumeric() || c == '-');
    let is_known = ALERTS.contains(&kind.to_lowercase().as_str());
    if !is_word || is_known && rest.trim().is_empty() {
        return None;
    }
    let at = start + line.len() - quoted.len();
    let span = Span::new(source, at..at + kind.len() + 3);
    if is_known {
        let message = format!("words stand behind `[!{kind}]`, so readers see no alert");
        return Some(
            Diagnostic::warning(Code::StrayMark, span, message).help("begin them on the next line, with `>` before"),
        );
    }
    let help = match nearest(&kind.to_lowercase(), ALERTS.iter().copied()) {
        Some(near) => format!("did you mean `[!{}]`?", near.to_uppercase()),
        None => "there are `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` and `[!CAUTION]`".to_owned(),
    };
    let message = format!("there is no alert `[!{kind}]`, so readers see it as text");
    Some(Diagnostic::warning(Code::StrayMark, span, message).help(help))
}

/// Says which words behind the language of a block of code mean nothing.
fn options(source: SourceId, start: usize, line: &str, info: &str) -> Vec<Diagnostic> {
    let behind = line.len() - info.len();
    let say = |word: String| {
        let by = info.to_ascii_lowercase().find(&word)?;
        let at = start + behind + by;
        let known = ["title", "linenos", "hl_lines", "linenostart"];
        let help = match nearest(&word, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "there are `title`, `linenos`, `linenostart`, `hl_lines` and `{1,3-5}`".to_owned(),
        };
        let message = format!("`{word}` means nothing behind the language of a block of code");
        Some(Diagnostic::warning(Code::StrayMark, Span::new(source, at..at + word.len()), message).help(help))
    };
    unknown_options(info).into_iter().filter_map(say).collect()
}

/// The mark of the footnote that a line explains, and where it stands.
fn note(line: &str, start: usize) -> Option<(usize, usize, &str)> {
    let rest = line.trim_start();
    let end = rest.strip_prefix("[^").and_then(|inner| inner.find("]:"))? + 3;
    let at = start + line.len() - rest.len();
    Some((at, at + end, &rest[..end]))
}

/// What explains a mark: its words, as Markdown compares them.
fn label(mark: &str) -> String {
    let inner = mark.rsplit('[').next().unwrap_or(mark).trim_end_matches(']');
    inner.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The marks of a line that want an explanation, and the explanations in it.
fn of_line<'a>(line: &'a str, start: usize, found: &mut Vec<(usize, usize, &'a str)>, defined: &mut BTreeSet<String>) {
    let bytes = line.as_bytes();
    let mut at = 0;
    if let Some((name, words)) = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("]:")) {
        defined.insert(label(name));
        if !name.starts_with('^') {
            return;
        }
        // A footnote may lead to another.
        at = line.len() - words.len();
    }
    while at < bytes.len() {
        let rest = &line[at..];
        let mut push = |len: usize| found.push((start + at, start + at + len, &line[at..at + len]));
        match bytes[at] {
            b'\\' => at += 1 + line[at + 1..].chars().next().map_or(0, char::len_utf8),
            b'`' => {
                let ticks = rest.len() - rest.trim_start_matches('`').len();
                let close = rest[ticks..].find(&rest[..ticks]);
                at += close.map_or(ticks, |close| close + 2 * ticks);
            }
            b'[' if rest.starts_with("[^") => {
                let end = rest.find(']').filter(|end| *end > 2 && !rest[..*end].contains(' '));
                end.into_iter().for_each(|end| push(end + 1));
                at += end.map_or(1, |end| end + 1);
            }
            b']' if rest.starts_with("][") => {
                let end = rest[2..].find(']').map(|end| end + 2);
                let words = end.map(|end| &rest[2..end]).filter(|words| words.contains(char::is_alphabetic));
                if let (Some(end), Some(_)) = (end, words)
                    && line[..at].contains('[')
                {
                    found.push((start + at + 1, start + at + end + 1, &line[at + 1..=at + end]));
                }
                at += end.map_or(1, |end| end + 1);
            }
            b']' if rest.starts_with("](") => {
                let end = rest.find(')').filter(|end| line[..at].contains('[') && is_spaced(&rest[2..*end]));
                end.into_iter().for_each(|end| push(end + 1));
                at += end.map_or(2, |end| end + 1);
            }
            b'{' => {
                let close = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")].into_iter().find_map(|(open, close)| {
                    rest.starts_with(open).then(|| rest.find(close).map(|end| end + close.len())).flatten()
                });
                close.into_iter().for_each(&mut push);
                at += close.unwrap_or(1);
            }
            _ => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
}

/// Whether this is the address of a file or page with blanks in it, which make it no address.
fn is_spaced(address: &str) -> bool {
    const ENDINGS: [&str; 10] = ["md", "toml", "png", "jpg", "jpeg", "webp", "gif", "svg", "pdf", "html"];
    let address = address.trim();
    let file = address.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&&*ending.to_ascii_lowercase()));
    address.contains(' ') && !address.contains(['"', '\'', '<', '(']) && (file || address.starts_with("http"))
}

fn say(at: Span, mark: &str, defined: &BTreeSet<String>) -> Diagnostic {
    let near = nearest(&label(mark), defined.iter().map(String::as_str));
    let shown: String = mark.chars().take(40).collect();
    if let Some(address) = mark.strip_prefix("](").and_then(|rest| rest.strip_suffix(')')) {
        let message = "an address with a space in it is no address, and readers see it as it stands here";
        let help = format!("write `({})`", address.trim().replace(' ', "%20"));
        return Diagnostic::warning(Code::StrayMark, at, message).help(help);
    }
    let (message, help) = if mark.starts_with("[^") {
        (
            format!("there is no footnote `{mark}`"),
            format!("explain it in a line of its own, `{mark}: …`, or take it out"),
        )
    } else if mark.starts_with('[') {
        let help =
            format!("say where it leads in a line of its own, `{mark}: https://…`, or write `(…)` with an address");
        (format!("nothing says where `{mark}` leads"), help)
    } else {
        let message = format!("`{shown}` is a tag of another program, and readers see it as it stands here");
        return Diagnostic::warning(Code::StrayMark, at, message)
            .help("say it in Markdown, or put it between backticks");
    };
    let help = near.map_or(help, |near| format!("did you mean `[{near}]`?"));
    Diagnostic::warning(Code::StrayMark, at, message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        of_text(SourceId(0), text)
            .into_iter()
            .map(|said| {
                let at = said.at.expect("has a place");
                format!("{} | {}", &text[at.start as usize..at.end as usize], said.message)
            })
            .collect()
    }

    #[test]
    fn what_is_explained_or_code_is_no_stray_mark() {
        for text in [
            "+++\ntitle = \"[^1]\"\n+++\nAs said[^1], see [a][B c], [x](y), `[^2]`, \\[^3], m[1][2].\n\n[^1]: So.\n[b  C]: /x\n",
            "---\ntitle: x\n---\n```\n{{< figure >}} [^1]\n```\n\n    {% raw %}\n",
            "> ```rust\n> a[b][c]\n> ```\n\n````\n```\n````\n",
            "- [ ] a\n- [x] b [^a b]\n{{ x }} and {x}\n",
        ] {
            assert_eq!(said(text), [] as [String; 0], "{text}");
        }
    }

    #[test]
    fn what_nobody_sees_is_said() {
        let text = "> [!FOO]\n> a\n\n> [!Note] b\n\n> [!TIP]\n> c\n\n[^b]: never\n[^c]: seen[^d]\n[^d]: so\n\nc[^c]\n\n\
                    ```rust linenso title=\"x\" {1,3}\n```\n\n```js,ignore\n```\n";
        let said = said(text);
        let starts =
            ["[!FOO] | there is no alert", "[!Note] | words stand", "linenso | `linenso` means", "[^b] | nothing in"];
        assert_eq!(said.len(), starts.len(), "{said:?}");
        assert!(said.iter().zip(starts).all(|(said, start)| said.starts_with(start)), "{said:?}");
    }

    #[test]
    fn stray_marks_are_said_where_they_stand() {
        let text =
            "+++\n+++\nAs said[^9], see [it][thing] {{< figure src=\"x\" >}} and {% include a.html %}.\n\n~~~py\nx\n";
        let said = said(text);
        let starts = [
            "[^9] | there is no footnote",
            "[thing] | nothing says",
            "{{< figure",
            "{% include",
            "~~~py | nothing closes",
        ];
        assert_eq!(said.len(), starts.len(), "{said:?}");
        assert!(said.iter().zip(starts).all(|(said, start)| said.starts_with(start)), "{said:?}");
    }
}
