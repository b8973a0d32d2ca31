//! Words in a diagram: marks and entities taken out, broken into lines, and as wide as they will be at most.
//!
//! The reader's font is not known here. Widths are those of a wide font, so that in every other the words take up less; Chinese,
//! Japanese and Korean letters are as wide as they are high.

/// The size of letters, in pixels.
pub(super) const SIZE: f64 = 14.0;
/// The height of a line, in pixels.
pub(super) const LINE: f64 = 20.0;
/// The most letters in a label.
const MAX_LETTERS: usize = 600;

/// Words in lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Label {
    pub(super) lines: Vec<String>,
    /// In pixels; 0 where there are no words.
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Label {
    /// The words of a label as written, in lines no wider than `max` pixels as far as words allow.
    pub(super) fn new(written: &str, max: f64) -> Self {
        let text = plain(written);
        let lines: Vec<String> = text.split('\n').flat_map(|line| wrapped(line.trim(), max)).collect();
        if lines.iter().all(String::is_empty) {
            return Self::default();
        }
        let width = lines.iter().map(|line| width(line)).fold(0.0, f64::max).ceil();
        let height = LINE * f64::from(u32::try_from(lines.len()).unwrap_or(1));
        Self { lines, width, height }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// The width of a line in pixels.
pub(super) fn width(line: &str) -> f64 {
    line.chars().map(letter).sum::<f64>() * SIZE
}

/// The width of a letter as a share of its height.
fn letter(c: char) -> f64 {
    match c {
        'i' | 'l' | 'j' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.36,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '\\' | '-' | ' ' | '"' | '`' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' => 0.98,
        '+' | '=' | '<' | '>' | '~' | '#' | '^' => 0.84,
        'A'..='Z' | '&' => 0.74,
        '0'..='9' | ' '..='~' => 0.64,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        _ if is_wide(c) => 1.02,
        '\u{80}'..='\u{52f}' => 0.72,
        _ => 0.85,
    }
}

/// Whether a letter is as wide as it is high: East Asian scripts, their punctuation, pictures.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2190}'..='\u{21ff}' | '\u{2460}'..='\u{24ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
        | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}' | '\u{1f000}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}' | '“' | '”' | '‘' | '’')
}

/// A line in parts no wider than `max`: broken at spaces, and between East Asian letters.
fn wrapped(line: &str, max: f64) -> Vec<String> {
    // Punctuation does not begin a line.
    let closes = |c: char| "，。、；：？！）》」』】”’…,.;:?!)]}".contains(c);
    let mut lines = Vec::new();
    let mut now = String::new();
    let mut word = String::new();
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        word.push(c);
        let next = letters.peek().copied();
        let may_break = match next {
            None => true,
            Some(next) => c == ' ' || (is_wide(c) || is_wide(next)) && !closes(next) && !"（《「『【“‘".contains(c),
        };
        if !may_break {
            continue;
        }
        if !now.is_empty() && width(&now) + width(word.trim_end()) > max {
            lines.push(std::mem::take(&mut now).trim_end().to_owned());
        }
        now.push_str(&word);
        word.clear();
    }
    lines.push(now.trim_end().to_owned());
    lines
}

/// The words of a label: quotes, tags, entities and marks of emphasis taken out; `\n` where a line ends.
pub(super) fn plain(written: &str) -> String {
    let written = written.trim();
    let quoted = written.len() > 1 && written.starts_with('"') && written.ends_with('"');
    let mut text = if quoted { &written[1..written.len() - 1] } else { written }.trim();
    let is_markdown = text.len() > 1 && text.starts_with('`') && text.ends_with('`');
    if is_markdown {
        text = text[1..text.len() - 1].trim();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if out.len() > MAX_LETTERS * 4 {
            break;
        }
        let len = c.len_utf8();
        if c == '<'
            && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
            && let Some(end) = rest.find('>')
        {
            let name = rest[1..end].trim_matches(|c: char| c == '/' || c.is_whitespace());
            if name.eq_ignore_ascii_case("br") {
                out.push('\n');
            } else if !is_tag(name) {
                out.push_str(&rest[..=end]);
            }
            rest = &rest[end + 1..];
        } else if let Some((letter, length)) = (c == '#' || c == '&').then(|| entity(rest)).flatten() {
            out.push(letter);
            rest = &rest[length..];
        } else if let Some(after) = rest.strip_prefix("\\n") {
            out.push('\n');
            rest = after;
        } else if is_markdown && (c == '*' || c == '_' && is_edge(&out, rest)) {
            rest = rest.trim_start_matches(['*', '_']);
        } else if let Some(after) = icon(rest) {
            rest = after;
        } else {
            // Controls and marks of direction would reorder what stands beside them.
            if !c.is_control() || c == '\n' {
                out.push(c);
            }
            rest = &rest[len..];
        }
    }
    out.chars().take(MAX_LETTERS).filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')).collect()
}

/// Whether marks of emphasis stand at the edge of a word, not inside a name like `max_size`.
fn is_edge(before: &str, from: &str) -> bool {
    let after = from.trim_start_matches('_').chars().next();
    !before.ends_with(char::is_alphanumeric) || !after.is_some_and(char::is_alphanumeric)
}

/// Whether a tag is one that only changes how words look.
fn is_tag(tag: &str) -> bool {
    let name = tag.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    ["b", "i", "u", "em", "strong", "small", "sub", "sup", "span", "div", "p", "code", "center", "font", "s"]
        .contains(&&*name)
}

/// What follows the name of a picture of an icon font, `fa:fa-car`.
fn icon(text: &str) -> Option<&str> {
    let rest = ["fa:fa-", "fab:fa-", "fas:fa-", "far:fa-"].iter().find_map(|start| text.strip_prefix(start))?;
    Some(rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-').trim_start())
}

/// The letter of an entity at the beginning of a text (`#quot;`, `#35;`, `&amp;`), and how many bytes it takes up.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.char_indices().take(12).find(|(_, c)| *c == ';')?.0;
    let name = text[1..end].trim_start_matches('#');
    let letter = match name {
        "quot" => '"',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "apos" => '\'',
        "nbsp" => ' ',
        "num" => '#',
        "semi" => ';',
        "colon" => ':',
        "infin" => '∞',
        "hearts" => '♥',
        _ => char::from_u32(match name.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => name.parse().ok()?,
        })?,
    };
    Some((letter, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_entities_are_taken_out() {
        assert_eq!(plain("\"a #quot;b#quot; #35;1 &amp; c<br/>d\""), "a \"b\" #1 & c\nd");
        assert_eq!(plain("\"`**bold** _words_ of max_size`\""), "bold words of max_size");
        assert_eq!(plain("<b>x</b> < y, a<b, List<T>"), "x < y, a<b, List<T>");
        assert_eq!(plain("fa:fa-car 车\u{202e}"), "车");
    }

    #[test]
    fn chinese_letters_are_as_wide_as_they_are_high() {
        assert!(width("社区") >= 2.0 * SIZE && width("ab") < 2.0 * SIZE);
        let label = Label::new("每个月的第一个星期六在图书馆聚会，欢迎带朋友来。", 140.0);
        assert!(label.lines.len() > 1 && label.lines.iter().all(|line| width(line) <= 160.0), "{label:?}");
        assert!(label.lines.iter().all(|line| !line.starts_with(['，', '。'])), "{label:?}");
        assert_eq!(Label::new("one two three", 60.0).lines, ["one", "two", "three"]);
        assert_eq!(Label::new("", 60.0), Label::default());
    }
}
