//! Texts of Hugo and Jekyll as Markdown: what their shortcodes and tags say is said in Markdown where it can be; all else is reported.

use std::collections::BTreeMap;

/// A text, and what in it did not fit: the line of the text and what stands there.
pub(super) struct Prose {
    pub(super) text: String,
    pub(super) left: Vec<(usize, String)>,
}

/// Rewrites a text. `old` gives the new address of a post by its file's name, for links that name files.
pub(super) fn rewrite(text: &str, old: &dyn Fn(&str) -> Option<String>) -> Prose {
    let mut all = Prose { text: String::with_capacity(text.len()), left: Vec::new() };
    let mut fence: Option<&str> = None;
    for (number, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            _ => {}
        }
        if fence.is_some() || mark.is_some() {
            all.text.push_str(line);
            all.text.push('\n');
            continue;
        }
        if trimmed.starts_with("{:") && trimmed.trim_end().ends_with('}') {
            all.left.push((number + 1, trimmed.trim_end().to_owned()));
            continue;
        }
        let line = &attributes(line, number + 1, &mut all.left);
        let rewritten = tags(line, number + 1, old, &mut all.left);
        if rewritten.trim().is_empty() && !line.trim().is_empty() && !line.trim_start().starts_with("<!--") {
            continue;
        }
        all.text.push_str(&rewritten.replace("<!--more-->", "<!-- more -->"));
        all.text.push('\n');
    }
    all
}

/// One line without the classes and sizes (`{: .wide}`) behind pictures, links and emphasis.
fn attributes(line: &str, number: usize, left: &mut Vec<(usize, String)>) -> String {
    let mut out = line.to_owned();
    while let Some(at) = [")", "]", "*", "`"].iter().filter_map(|end| Some(out.find(&format!("{end}{{:"))? + 1)).min() {
        let Some(end) = out[at..].find('}') else { break };
        left.push((number, out[at..=at + end].to_owned()));
        out.replace_range(at..=at + end, "");
    }
    out
}

/// One line with its tags exchanged.
fn tags(line: &str, number: usize, old: &dyn Fn(&str) -> Option<String>, left: &mut Vec<(usize, String)>) -> String {
    const PAIRS: [(&str, &str); 4] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}")];
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        out.push_str(&rest[..at]);
        let from = &rest[at..];
        let pair = PAIRS.iter().find(|(open, _)| from.starts_with(open)).expect("one of them was found");
        let Some(end) = from.find(pair.1) else {
            out.push_str(from);
            left.push((number, from.to_owned()));
            return out;
        };
        let (whole, inner) = (&from[..end + pair.1.len()], &from[pair.0.len()..end]);
        let inner = inner.trim().trim_matches(['-', '/']).trim();
        let closing = from[pair.0.len()..end].trim_start_matches(['-', ' ']).starts_with('/');
        match exchanged(inner, closing, pair.0 == "{{", old) {
            Some(text) => {
                // A block begins on a line of its own.
                if text.starts_with("```") && !out.trim().is_empty() {
                    out.truncate(out.trim_end().len());
                    out.push_str("\n\n");
                }
                out.push_str(&text);
            }
            None => {
                out.push_str(whole);
                left.push((number, whole.to_owned()));
            }
        }
        rest = &from[whole.len()..];
    }
    out.push_str(rest);
    out
}

/// What stands in the place of a tag; `None` where it has to stay.
fn exchanged(inner: &str, closing: bool, output: bool, old: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let (name, words) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    if output {
        // `{{ site.baseurl }}/x`, `{{ "/x" | relative_url }}`: the address alone.
        let value = inner.split('|').next().unwrap_or("").trim();
        if matches!(value, "site.baseurl" | "site.url") {
            return Some(String::new());
        }
        let address = value.trim_matches(['"', '\'']);
        let is_address = inner.contains("relative_url") || inner.contains("absolute_url");
        return (is_address && address != value).then(|| address.to_owned());
    }
    let named = named(words);
    let first = named.get("0").map(String::as_str);
    match name {
        "highlight" if closing => Some("```".to_owned()),
        "highlight" => Some(format!("```{}", first.unwrap_or(""))),
        "endhighlight" => Some("```".to_owned()),
        "raw" | "endraw" => Some(String::new()),
        // What nobody was to read stays so.
        "comment" => Some("<!-- ".to_owned()),
        "endcomment" => Some(" -->".to_owned()),
        "figure" | "img" if !closing => {
            let source = named.get("src").or(named.get("0"))?;
            let alt = named.get("alt").or(named.get("caption")).or(named.get("title")).cloned().unwrap_or_default();
            let caption = named.get("caption").or(named.get("title")).filter(|caption| **caption != alt);
            let caption =
                caption.map(|caption| format!(" \"{}\"", caption.replace(['"', '\\'], ""))).unwrap_or_default();
            let alt: String = alt.chars().filter(|c| !matches!(c, '[' | ']' | '\\')).collect();
            let address = |address: &String| address.replace(['<', '>'], "");
            let picture = format!("![{alt}](<{}>{caption})", address(source));
            Some(match named.get("link") {
                Some(link) => format!("[{picture}](<{}>)", address(link)),
                None => picture,
            })
        }
        "figure" | "img" => Some(String::new()),
        "ref" | "relref" | "post_url" | "link" => old(first?),
        "youtube" => Some(format!(
            "<https://www.youtube.com/watch?v={}>",
            plain_id(named.get("id").map(String::as_str).or(first)?)?
        )),
        "vimeo" => Some(format!("<https://vimeo.com/{}>", plain_id(named.get("id").map(String::as_str).or(first)?)?)),
        "gist" => {
            let (user, id) = (plain_id(first?)?, plain_id(named.get("1")?)?);
            Some(format!("<https://gist.github.com/{user}/{id}>"))
        }
        _ => None,
    }
}

/// The name of a tag, by which several of one sort are counted.
pub(super) fn tag_name(what: &str) -> String {
    let start = what.trim_start_matches(['{', '<', '%', ':', '/', ' ', '-']);
    let end = start.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'))).unwrap_or(start.len());
    let kind = &what[..what.len() - what.trim_start_matches(['{', '%', '<', ':']).len()];
    format!("{kind}{}", start[..end].trim_start_matches("end"))
}

fn plain_id(text: &str) -> Option<&str> {
    let good = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    good.then_some(text)
}

/// The words behind a tag's name: `key="value"` by key, the others by their number.
fn named(words: &str) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut rest = words.trim();
    let mut number = 0_usize;
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'' | '`')).unwrap_or(rest.len());
        let (mut key, mut after) = (String::new(), rest);
        if rest[end..].starts_with('=') {
            rest[..end].clone_into(&mut key);
            after = &rest[end + 1..];
        }
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
        let (value, next) = match quote {
            Some(quote) => match after[1..].find(quote) {
                Some(close) => (&after[1..=close], &after[close + 2..]),
                None => (&after[1..], ""),
            },
            None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        if key.is_empty() {
            key = number.to_string();
            number += 1;
        }
        all.insert(key, value.to_owned());
        rest = next.trim_start();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> (String, Vec<String>) {
        let old = |name: &str| (name == "2019-01-01-a.md" || name == "2019-01-01-a").then(|| "/posts/a/".to_owned());
        let prose = rewrite(text, &old);
        (
            prose.text.trim_end().to_owned(),
            prose.left.into_iter().map(|(line, what)| format!("{line} {what}")).collect(),
        )
    }

    #[test]
    fn tags_become_markdown_where_they_can() {
        for (from, to) in [
            ("{{< figure src=\"a b.png\" alt=\"A [b]\" >}}", "![A b](<a b.png>)"),
            (
                "{{< figure src=\"a.png\" alt=\"A\" caption=\"By Bo\" link=\"https://x.example\" >}}",
                "[![A](<a.png> \"By Bo\")](<https://x.example>)",
            ),
            ("See [a]({{< relref \"2019-01-01-a.md\" >}}).", "See [a](/posts/a/)."),
            ("See [a]({% post_url 2019-01-01-a %}).", "See [a](/posts/a/)."),
            ("![x]({{ site.baseurl }}/x.png)", "![x](/x.png)"),
            ("![x]({{ '/x.png' | relative_url }})", "![x](/x.png)"),
            ("{% highlight ruby %}\nputs 1\n{% endhighlight %}", "```ruby\nputs 1\n```"),
            ("{{< highlight go \"linenos=table\" >}}\nx\n{{< /highlight >}}", "```go\nx\n```"),
            ("a\n{% raw %}\nb\n{% endraw %}", "a\nb"),
            ("{{< youtube w7Ft2ymGmfc >}}", "<https://www.youtube.com/watch?v=w7Ft2ymGmfc>"),
            ("<!--more-->", "<!-- more -->"),
            ("```\n{{< x >}}\n```", "```\n{{< x >}}\n```"),
        ] {
            assert_eq!(rewritten(from), (to.to_owned(), Vec::new()), "{from}");
        }
    }

    #[test]
    fn what_does_not_fit_stays_and_is_said() {
        let (text, left) = rewritten(
            "a {{< tweet user=x id=1 >}} b\n{: .note}\n{% include x.html %} {{ open\n{{< youtube \"a>b\" >}}",
        );
        assert_eq!(text, "a {{< tweet user=x id=1 >}} b\n{% include x.html %} {{ open\n{{< youtube \"a>b\" >}}");
        assert_eq!(left.len(), 5, "{left:?}");
        assert_eq!(left[1], "2 {: .note}");
    }
}
