//! Text inside XML 1.0: what all XML formats share.
//!
//! Takes any text, appends text that a parser reads back as the same characters. Never writes CDATA, so that nothing can end it.

/// Whether a character may stand in an XML 1.0 document at all (§2.2 of the recommendation).
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Appends text so that it is text, between tags and in attributes in double quotes alike.
///
/// Characters that XML cannot hold, not even as a reference, are left out.
pub(super) fn escape(out: &mut String, text: &str) {
    // What needs no escape is copied in one piece: ASCII from the space on, and letters that do not begin like U+F000 to U+FFFF.
    let is_plain = |byte: u8| !matches!(byte, 0..0x20 | b'&' | b'<' | b'>' | b'"' | b'\'' | 0xef);
    let mut rest = text;
    loop {
        let end = rest.bytes().position(|byte| !is_plain(byte)).unwrap_or(rest.len());
        out.push_str(&rest[..end]);
        let Some(c) = rest[end..].chars().next() else { return };
        rest = &rest[end + c.len_utf8()..];
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // A parser would make a line feed of it.
            '\r' => out.push_str("&#13;"),
            c if is_allowed(c) => out.push(c),
            _ => {}
        }
    }
}

/// Appends ` name="value"`.
pub(super) fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(out, value);
    out.push('"');
}

/// Appends `<name>text</name>` and a line break, `indent` spaces before it.
pub(super) fn element(out: &mut String, indent: usize, name: &str, text: &str) {
    out.extend(std::iter::repeat_n(' ', indent));
    out.push('<');
    out.push_str(name);
    out.push('>');
    escape(out, text);
    out.push_str("</");
    out.push_str(name);
    out.push_str(">\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        let mut out = String::new();
        escape(&mut out, "]]></title><script>&\"'\u{0}\u{8}\u{1b}\u{fffe}\u{ffff}\r\n\t河岸🎉");
        assert_eq!(out, "]]&gt;&lt;/title&gt;&lt;script&gt;&amp;&quot;&#39;&#13;\n\t河岸🎉");
    }
}
