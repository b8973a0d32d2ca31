//! Hostile and hurried texts, made by chance from the same seed each time: none may break out of its place, or break the reader down.

use super::testing::{answers, body, english, messages};
use super::{Options, RawHtml, inline, read};
use crate::text::{SourceId, Span};

/// Parts of which hostile texts are made.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "a", "Word ", "中文", "，", "한", "\n", "\n\n", "\r\n", "    ", "> ", "- ", "1. ", "- [ ] ", "# ", "## ",
    "***", "**", "*", "_", "~~", "`", "```", "```js\n", "~~~", "[", "]", "(", ")", "[[", "]]", "|", "\\|", "\\",
    "![", "](", "](x)", "<", ">", "</", "<b>", "</b>", "<div>", "</div>", "<details>", "</details>",
    "<a href=x>", "</a>", "<table>", "<td>", "<li>", "</p>", "<script>", "</script>", "<style>", "<!--",
    "-->", "<!-- more -->", "<img src=x onerror=y>", "<svg>", "<a href='javascript:x'>", "javascript:", "&",
    "&lt;", "&#x10A7F;", "\u{10A7F}", "0", "&colon;", "\"", "'", "=", "$", "$$", "{", "}", "{#id}",
    "{{ x }}", "[^1]", "[^1]: ", "@mei-lin", "@", "https://a.example/", "www.", "\n---\n", "\n===\n",
    "| a | b |\n|---|---|\n", ": ", "\u{0}", "\u{1b}", "\u{feff}", "\u{202e}", "🎉", "e\u{301}", "\t",
    "[!NOTE]\n", "[x]: y \"z\"\n",
];

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

/// The names of tags in HTML of ours; fails where a tag is not closed or holds what it must not.
fn check_html(html: &str, text: &str) {
    let void = ["br", "hr", "img", "input", "wbr", "col"];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    assert!(!html.contains('\u{10A7F}') && !html.contains('\0'), "{text:?} gives {html}");
    while let Some(at) = rest.find('<') {
        assert!(!rest[..at].contains('>'), "{text:?} gives {html}");
        let end = at + rest[at..].find('>').unwrap_or_else(|| panic!("{text:?} gives {html}"));
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or("");
        let bad = ["script", "style", "svg", "iframe", "form"];
        // Every second part stands between quotes.
        let bare: String = tag.split('"').step_by(2).collect();
        assert!(!bad.contains(&name) && !name.is_empty() && !bare.contains(" on"), "{text:?} gives {html}");
        let addresses = ["href=\"", "src=\""]
            .into_iter()
            .filter_map(|name| tag.split_once(name))
            .map(|(_, value)| value.trim_start());
        assert!(
            addresses.into_iter().all(|value| !value.to_lowercase().starts_with("javascript:")),
            "{text:?} gives {html}"
        );
        if tag.starts_with('/') {
            // Links may cross what a browser closes by itself; it closes them in their turn.
            if let Some(at) = open.iter().rposition(|above| *above == name) {
                assert!(
                    open[at..].iter().all(|above| *above == name || *above == "a" || name == "a"),
                    "{text:?} gives {html}"
                );
                open.remove(at);
            } else {
                panic!("`</{name}>` closes nothing: {text:?} gives {html}");
            }
        } else if !void.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} stay open: {text:?} gives {html}");
}

#[test]
fn no_text_breaks_out_or_breaks_down() {
    let mut random = Random(42);
    for round in 0..6_000 {
        let mut text = String::new();
        for _ in 0..=random.below(24) {
            text.push_str(PARTS[random.below(PARTS.len())]);
        }
        let html = if round % 5 == 0 { RawHtml::Escape } else { RawHtml::Sanitize };
        let options = Options { html, math: round % 3 != 0, ..Options::default() };
        let file = format!("+++\n+++\n{text}");
        let outcome = read(SourceId(0), &file, 8..file.len(), &options);
        for at in
            outcome.diagnostics.iter().filter_map(|d| d.at).chain(outcome.value.links().iter().map(|link| link.span))
        {
            assert!(at.start >= 8 && file.get(at.start as usize..at.end as usize).is_some(), "{text:?}");
        }
        let body = outcome.value;
        let resolved = answers(&body);
        check_html(&body.html(&resolved), &text);
        check_html(&body.html(&[]), &text);
        check_html(&body.summary_html(&resolved, &english()), &text);
        check_html(&body.without_title("a").feed_html(&resolved, &english()), &text);
        for heading in body.headings() {
            check_html(&heading.html, &text);
        }
        let line = inline(Span::file(SourceId(0)), &text, &options).value;
        check_html(line.html(), &text);
        check_html(&line.html_linked(&[]), &text);
        let _ = (body.summary_plain(20), body.words(), body.is_empty());
    }
}

#[test]
fn deep_and_growing_texts_end_with_a_message() {
    for text in [
        "> ".repeat(5_000),
        "1. ".repeat(5_000),
        "<div>\n\n".repeat(2_000),
        "**a ".repeat(2_000) + &"b** ".repeat(2_000),
    ] {
        let said = messages(&format!("{text}x"));
        assert!(
            said.iter().all(|message| message.starts_with("text-too-deep")) && said.len() == 1,
            "{}: {said:?}",
            &text[..12]
        );
    }
    let wide = format!("{}\n{}\n{}", "|a".repeat(3_000), "|-".repeat(3_000), "|\n".repeat(3_000));
    let (body, _) = body(&wide);
    assert!(body.html(&[]).len() < 8_000_000);
}

#[test]
fn long_texts_of_one_kind_take_their_time_and_no_more() {
    for part in [
        "[",
        "![",
        "[[",
        "*a_",
        "<",
        "`",
        "$a",
        "[a](",
        "[[a]](",
        "&",
        "@a",
        "http://a:",
        "<a ",
        "<!--",
        "~~a",
        "# a\n",
        "<b>",
        "]",
    ] {
        let (body, _) = body(&part.repeat(60_000 / part.len()));
        assert!(body.html(&[]).len() < 4_000_000, "{part}");
    }
}

#[test]
fn spans_are_true_to_the_file() {
    let file = "\u{feff}+++\ntitle = 1\n+++\n真**，**x [a](javascript:b)";
    let start = file.find("真").expect("it is there");
    let said = read(SourceId(3), file, start..file.len(), &Options::default()).diagnostics;
    let at = said[0].at.expect("it has a place");
    assert_eq!((at.source, &file[at.start as usize..at.end as usize]), (SourceId(3), "javascript:b"));
    assert_eq!(messages("\u{10A7F}"), ["syntax: \u{10A7F}"]);
}
