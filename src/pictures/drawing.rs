//! Drawings (SVG) of contributors without what a browser would run or fetch when somebody opens them.
//!
//! Takes the bytes of a file, gives those of a drawing that holds shapes and words alone: no scripts, no handlers, no pages within it, no
//! addresses elsewhere. Whatever is not understood is left out.

use std::borrow::Cow;

/// Elements that go with all that is in them.
const REMOVED: &[&str] = &[
    "script",
    "foreignobject",
    "iframe",
    "embed",
    "object",
    "audio",
    "video",
    "canvas",
    "handler",
    "listener",
    "link",
    "meta",
    "base",
];
/// Elements that change an attribute of others.
const CHANGING: &[&str] = &["set", "animate", "animatetransform", "animatemotion", "discard"];

/// Whether a file has a name by which browsers take it for a drawing.
pub fn is_drawing(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(|end| end.eq_ignore_ascii_case("svg"))
}

/// A drawing without what acts; `None` for one that has nothing of the kind.
pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let clean = clean(&text(bytes));
    (clean.as_bytes() != bytes).then(|| clean.into_bytes())
}

/// The text of a drawing.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    let wide = |read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes),
    }
}

/// The name of an element in small letters, without the prefix of its namespace.
fn local_name(tag: &str) -> String {
    let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
    tag[..end].rsplit(':').next().unwrap_or_default().to_ascii_lowercase()
}

fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // The element that goes with its content, and how deep others of its name stand in it.
    let mut removed: Option<(String, usize)> = None;
    let mut in_style = false;
    while let Some(at) = rest.find('<') {
        if removed.is_none() {
            words(&mut out, &rest[..at], in_style);
        }
        rest = &rest[at..];
        if let Some(length) = aside(rest) {
            let kept = rest.starts_with("<?xml ") && is_utf8(&rest[..length])
                || rest.starts_with("<!--")
                || rest.starts_with("<![CDATA[") && (!in_style || is_still(&rest[..length]));
            if removed.is_none() && kept {
                out.push_str(&rest[..length]);
            }
            rest = &rest[length..];
            continue;
        }
        let Some(length) = tag_length(rest) else { break };
        let tag = &rest[1..length - 1];
        rest = &rest[length..];
        let closes = tag.starts_with('/');
        let name = local_name(tag.trim_start_matches('/'));
        let is_empty = tag.ends_with('/');
        if let Some((of, depth)) = &mut removed {
            if *of == name && !is_empty {
                *depth = if closes { depth.saturating_sub(1) } else { *depth + 1 };
                if *depth == 0 {
                    removed = None;
                }
            }
            continue;
        }
        let changes_address = CHANGING.contains(&&*name)
            && attributes(tag).any(|(key, value)| key.eq_ignore_ascii_case("attributeName") && !is_plain_name(value));
        if REMOVED.contains(&&*name) || changes_address {
            if !closes && !is_empty {
                removed = Some((name, 1));
            }
            continue;
        }
        in_style = name == "style" && !closes && !is_empty;
        write_tag(&mut out, tag);
    }
    if removed.is_none() && !rest.contains('<') {
        words(&mut out, rest, false);
    }
    out
}

/// Text between tags; in a style sheet only where it fetches nothing.
fn words(out: &mut String, text: &str, in_style: bool) {
    if !in_style || is_still(text) && !text.contains("&#") {
        out.push_str(text);
    }
}

/// The length of a comment, a declaration, an instruction or plain data at the beginning.
fn aside(rest: &str) -> Option<usize> {
    if rest.starts_with("<!DOCTYPE") || rest.starts_with("<!doctype") {
        // Its entities may stand between square brackets.
        let end = rest.find('>')?;
        return match rest.find('[').filter(|open| *open < end) {
            Some(open) => Some(
                rest[open..]
                    .find("]")
                    .map_or(rest.len(), |by| rest[open + by..].find('>').map_or(rest.len(), |end| open + by + end + 1)),
            ),
            None => Some(end + 1),
        };
    }
    let pairs = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")];
    let (open, close) = pairs.into_iter().find(|(open, _)| rest.starts_with(open))?;
    Some(rest[open.len()..].find(close).map_or(rest.len(), |by| open.len() + by + close.len()))
}

/// Whether a declaration of XML names the encoding that the cleaned drawing has, or none.
fn is_utf8(declaration: &str) -> bool {
    let lower = declaration.to_ascii_lowercase();
    !lower.contains("encoding") || lower.contains("utf-8")
}

/// The length of the tag at the beginning; a `>` between quotes does not end it.
fn tag_length(rest: &str) -> Option<usize> {
    let mut quote = None;
    let end = rest.char_indices().find(|(_, c)| match quote {
        Some(open) => {
            if *c == open {
                quote = None;
            }
            false
        }
        None => {
            quote = matches!(c, '"' | '\'').then_some(*c);
            *c == '>'
        }
    });
    end.map(|(at, _)| at + 1)
}

/// The attributes of a tag with their values as written.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag.find(|c: char| c.is_whitespace() || c == '/').map_or("", |at| &tag[at..]);
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, behind) = after[1..].split_once(quote)?;
        rest = behind;
        Some((key.trim(), value))
    })
}

/// Writes a tag with the attributes that neither run nor fetch anything.
fn write_tag(out: &mut String, tag: &str) {
    if tag.starts_with('/') {
        out.push('<');
        out.push_str(tag);
        out.push('>');
        return;
    }
    let acts = |key: &str, value: &str| {
        let local = key.rsplit(':').next().unwrap_or(key).to_ascii_lowercase();
        let is_address = matches!(local.as_str(), "href" | "src" | "action" | "formaction" | "data" | "base");
        local.starts_with("on")
            || is_address && !is_at_home(value)
            || !is_address && !key.starts_with("xmlns") && !is_still(value)
    };
    if !attributes(tag).any(|(key, value)| acts(key, value)) {
        out.push('<');
        out.push_str(tag);
        out.push('>');
        return;
    }
    let end = tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len());
    out.push('<');
    out.push_str(&tag[..end]);
    for (key, value) in attributes(tag).filter(|(key, value)| !acts(key, value)) {
        let quote = if value.contains('"') { '\'' } else { '"' };
        out.push(' ');
        out.push_str(key);
        out.push('=');
        out.push(quote);
        out.push_str(value);
        out.push(quote);
    }
    out.push_str(if tag.ends_with('/') { "/>" } else { ">" });
}

/// Whether an address lies in the drawing itself: a part of it, or a picture written out.
fn is_at_home(address: &str) -> bool {
    let address = address.trim_start();
    let pictures = ["data:image/png;", "data:image/jpeg;", "data:image/gif;", "data:image/webp;"];
    address.starts_with('#') || pictures.iter().any(|start| address.starts_with(start))
}

/// Whether a value or sheet fetches nothing. What is written with escapes may hide a call, and is not trusted.
fn is_still(text: &str) -> bool {
    const CALLS: [&str; 5] = ["@import", "image-set(", "expression(", "javascript:", "-moz-binding"];
    let lower = text.to_ascii_lowercase();
    let is_escaped = lower.contains('\\') || lower.contains("&#");
    let hides = is_escaped && lower.contains(['(', '@']);
    let fetches = lower.split("url(").skip(1).any(|after| !is_at_home(after.trim_start_matches(['"', '\'', ' '])));
    !hides && !fetches && !CALLS.iter().any(|call| lower.contains(call))
}

/// Whether a changed attribute is one of the looks, not an address or a handler.
fn is_plain_name(name: &str) -> bool {
    let lower = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
    name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':'))
        && !lower.starts_with("on")
        && lower != "href"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str) -> Option<String> {
        cleaned(text.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn what_only_draws_stays_byte_for_byte() {
        for text in [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"><use xlink:href=\"#a\"/><text>1 &lt; 2 &#8364;</text></svg>",
            "<?xml version=\"1.0\"?>\n<svg viewBox='0 0 1 1'><style>.a{fill:url(#b)}</style><path d=\"M0 0\" style=\"fill:red\"/></svg>\n",
            "<svg><image href=\"data:image/png;base64,AAAA\"/><animate attributeName=\"r\" to=\"3\"/></svg>",
        ] {
            assert_eq!(after(text), None, "{text}");
        }
    }

    #[test]
    fn what_acts_is_left_out() {
        for (text, expected) in [
            ("<svg onload=\"a()\" id='x'><g/></svg>", "<svg id=\"x\"><g/></svg>"),
            ("<svg><script>alert('<g/>')</script><g/></svg>", "<svg><g/></svg>"),
            ("<svg><svg:script href=\"x.js\"/><g/></svg>", "<svg><g/></svg>"),
            ("<svg><SCRIPT><![CDATA[ </script> ]]></SCRIPT></svg>", "<svg></svg>"),
            ("<svg><foreignObject><div><script>x</script></div></foreignObject><g/></svg>", "<svg><g/></svg>"),
            ("<svg><a xlink:href=\"javascript:x\"><g/></a></svg>", "<svg><a><g/></a></svg>"),
            ("<svg><a href='&#106;avascript:x'>y</a></svg>", "<svg><a>y</a></svg>"),
            ("<svg><image href=\"https://a.example/x.png\"/></svg>", "<svg><image/></svg>"),
            ("<svg><image href=\"data:image/svg+xml,x\"/></svg>", "<svg><image/></svg>"),
            ("<svg><g fill=\"url(https://a.example/#x)\"/></svg>", "<svg><g/></svg>"),
            ("<svg><style>@import 'https://a.example';</style></svg>", "<svg><style></style></svg>"),
            ("<svg><g style=\"fill:u\\72l(//a)\"/></svg>", "<svg><g/></svg>"),
            ("<svg><style>&#64;import 'https://a.example';</style></svg>", "<svg><style></style></svg>"),
            ("<svg><set attributeName=\"href\" to=\"javascript:x\"/><g/></svg>", "<svg><g/></svg>"),
            ("<!DOCTYPE svg [<!ENTITY a \"<b>\">]><svg>&a;</svg>", "<svg>&a;</svg>"),
            ("<?xml-stylesheet href=\"https://a.example\"?><svg/>", "<svg/>"),
            ("<svg><g/><script>never closed", "<svg><g/>"),
            ("<svg><g on", "<svg>"),
        ] {
            assert_eq!(after(text).as_deref(), Some(expected), "{text}");
        }
        let wide: Vec<u8> = "\u{feff}<svg><script>x</script></svg>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(cleaned(&wide), Some(b"<svg></svg>".to_vec()));
    }
}
