//! Chinese, Japanese and Korean text: emphasis beside their punctuation, and line breaks between their letters.
//!
//! CommonMark decides by spaces and punctuation whether `**` opens or closes. Scripts without spaces break that rule: in `**真，**她`
//! nothing closes. [`prepare`] puts one character that counts as punctuation, [`MARK`], beside such a run before the parser sees the
//! text; every sink takes it out again, and [`Prepared::original`] maps offsets back. The other way, a patched parser, would have
//! to be carried along from release to release.

use std::borrow::Cow;

/// Counts as punctuation for the parser, and has no use in the text of living people: it is refused in input and never put out.
pub(super) const MARK: char = '\u{10A7F}';

/// A text with marks in it.
pub(super) struct Prepared<'a> {
    /// What the parser reads.
    pub(super) text: Cow<'a, str>,
    /// Where the marks we put in begin, in ascending order, in bytes of `text`.
    marks: Vec<usize>,
    /// Whether there is none in it, neither ours nor an author's, so that nobody need look for one.
    pub(super) unmarked: bool,
}

impl Prepared<'_> {
    /// The offset in the text as written of an offset in the prepared text.
    pub(super) fn original(&self, at: usize) -> usize {
        let before = self.marks.partition_point(|mark| *mark < at);
        at.saturating_sub(before * MARK.len_utf8())
    }
}

/// Repairs emphasis. Where there is nothing to repair, which is nearly always, the text is not copied.
pub(super) fn prepare(text: &str) -> Prepared<'_> {
    let mut places = Vec::new();
    let is_ascii = text.is_ascii();
    if !is_ascii {
        find_repairs(text, &mut places);
    }
    if places.is_empty() {
        return Prepared { text: Cow::Borrowed(text), marks: Vec::new(), unmarked: is_ascii || !text.contains(MARK) };
    }
    insert_marks(text, &places)
}

/// As [`prepare`], with a mark before each line, so that no line can begin a block.
pub(super) fn prepare_inline(text: &str) -> Prepared<'_> {
    let mut places = vec![0];
    places.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
    if !text.is_ascii() {
        find_repairs(text, &mut places);
        places.sort_unstable();
        places.dedup();
    }
    insert_marks(text, &places)
}

fn insert_marks(text: &str, places: &[usize]) -> Prepared<'static> {
    let mut out = String::with_capacity(text.len() + places.len() * MARK.len_utf8());
    let mut marks = Vec::with_capacity(places.len());
    let mut from = 0;
    for place in places {
        out.push_str(&text[from..*place]);
        marks.push(out.len());
        out.push(MARK);
        from = *place;
    }
    out.push_str(&text[from..]);
    Prepared { text: Cow::Owned(out), marks, unmarked: false }
}

/// Finds the ends of runs of `*` and `~~` that need a mark: those with punctuation on one side and a letter on the other, one of
/// them CJK. A mark on the side of the letter lets the run open before an opening bracket and close after any other punctuation.
fn find_repairs(text: &str, places: &mut Vec<usize>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|byte| matches!(byte, b'*' | b'~')) {
        let start = at + found;
        let end = start + bytes[start..].iter().take_while(|byte| **byte == bytes[start]).count();
        at = end;
        let beside_wide = (start > 0 && bytes[start - 1] >= 0x80) || bytes.get(end).is_some_and(|byte| *byte >= 0x80);
        if !beside_wide || (bytes[start] == b'~' && end - start < 2) {
            continue;
        }
        let (Some(before), Some(after)) = (text[..start].chars().next_back(), text[end..].chars().next()) else {
            continue;
        };
        if before == '\\' || !(is_cjk(before) || is_cjk(after)) {
            continue;
        }
        match (is_punctuation(before), is_punctuation(after)) {
            (true, false) if is_letter(after) && !opens(before) => places.push(end),
            (false, true) if is_letter(before) && !ends(after) => places.push(start),
            _ => {}
        }
    }
}

fn is_letter(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !is_punctuation(c)
}

/// Brackets and quotes that only ever open.
fn opens(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '（'
            | '［'
            | '｛'
            | '「'
            | '『'
            | '《'
            | '〈'
            | '【'
            | '〔'
            | '〖'
            | '〝'
            | '“'
            | '‘'
            | '«'
            | '¿'
            | '¡'
    )
}

/// Brackets, quotes and stops that only ever end something.
fn ends(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '）'
            | '］'
            | '｝'
            | '」'
            | '』'
            | '》'
            | '〉'
            | '】'
            | '〕'
            | '〗'
            | '〞'
            | '”'
            | '’'
            | '»'
            | ','
            | '.'
            | ';'
            | ':'
            | '!'
            | '?'
            | '，'
            | '。'
            | '、'
            | '；'
            | '：'
            | '！'
            | '？'
            | '．'
            | '｡'
            | '､'
    )
}

/// Whether CommonMark takes this for punctuation. Ranges here hold nothing that it takes for a letter; some rare symbols are left
/// out, and emphasis beside those follows the plain rule.
fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    matches!(c,
        '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20bf}'
        | '\u{2190}'..='\u{23ff}' | '\u{2500}'..='\u{2775}' | '\u{2794}'..='\u{27ff}' | '\u{3001}'..='\u{3003}'
        | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{303d}' | '\u{30a0}' | '\u{30fb}' | '\u{fe10}'..='\u{fe19}'
        | '\u{fe30}'..='\u{fe52}' | '\u{fe54}'..='\u{fe66}' | '\u{fe68}'..='\u{fe6b}' | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6c5}' | '\u{1f900}'..='\u{1f9ff}' | MARK)
}

/// Whether a character belongs to Chinese, Japanese or Korean writing, its punctuation and wide forms included.
pub(super) fn is_cjk(c: char) -> bool {
    joins(c)
        || matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}')
}

/// Whether a character belongs to a script that puts no space between words. Korean does.
pub(super) fn joins(c: char) -> bool {
    c >= '\u{2e80}'
        && matches!(c, '\u{2e80}'..='\u{312f}' | '\u{3190}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
            | '\u{ff01}'..='\u{ff9f}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{3fffd}')
}

/// Whether a character is a letter of a script without spaces: each counts as a word.
pub(super) fn is_wide_letter(c: char) -> bool {
    // Nearly every character that is asked about lies in these ranges, and the tables of Unicode are slow.
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3041}'..='\u{3096}')
        || !is_wide_stop(c) && joins(c) && c.is_alphanumeric()
}

/// Whether a character is common punctuation of Chinese or Japanese.
pub(super) fn is_wide_stop(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{3003}' | '\u{3008}'..='\u{3020}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}')
}

/// Whether a line break between two characters stands for nothing at all, as between two Chinese letters, rather than for a space.
pub(super) fn breaks_silently(before: char, after: char) -> bool {
    let either = |c: char| matches!(c, '—' | '…' | '“' | '”' | '‘' | '’' | '·');
    (joins(before) && (joins(after) || either(after))) || (either(before) && joins(after))
}

/// A text without marks.
pub(super) fn unmarked(text: &str) -> Cow<'_, str> {
    if text.contains(MARK) { Cow::Owned(text.replace(MARK, "")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Options, Parser, html::push_html};

    fn rendered(text: &str) -> String {
        let prepared = prepare(text);
        let mut html = String::new();
        push_html(&mut html, Parser::new_ext(&prepared.text, Options::ENABLE_STRIKETHROUGH));
        html.replace(MARK, "").trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
    }

    #[test]
    fn emphasis_beside_wide_punctuation_opens_and_closes() {
        for (text, expected) in [
            ("**真，**她", "<strong>真，</strong>她"),
            ("这是**我想做的事。**所以", "这是<strong>我想做的事。</strong>所以"),
            ("~~删除（括号）。~~继续", "<del>删除（括号）。</del>继续"),
            ("他说**“你好”**然后", "他说<strong>“你好”</strong>然后"),
            ("他说**「你好」**然后", "他说<strong>「你好」</strong>然后"),
            ("这是**（重要）**的", "这是<strong>（重要）</strong>的"),
            ("这是*《书名》*的", "这是<em>《书名》</em>的"),
            ("**注意：**请", "<strong>注意：</strong>请"),
            ("**太好了！**我们", "<strong>太好了！</strong>我们"),
            ("**为什么？**因为", "<strong>为什么？</strong>因为"),
            ("**这样……**那样", "<strong>这样……</strong>那样"),
            ("这是**`code`**的", "这是<strong><code>code</code></strong>的"),
            ("这是**[链接](x)**的", "这是<strong><a href=\"x\">链接</a></strong>的"),
            ("これは**「強調」**です", "これは<strong>「強調」</strong>です"),
            ("**テスト。**テスト", "<strong>テスト。</strong>テスト"),
            ("이것은 **\"강조\"**는", "이것은 <strong>\"강조\"</strong>는"),
            ("**(한국어)**는", "<strong>(한국어)</strong>는"),
            ("***真，***她", "<em><strong>真，</strong></em>她"),
            ("**100%**的", "<strong>100%</strong>的"),
            ("**真，**she said", "<strong>真，</strong>she said"),
            ("他说，**重要**的，**关键**的", "他说，<strong>重要</strong>的，<strong>关键</strong>的"),
            ("**~~删。~~**继", "<strong><del>删。</del></strong>继"),
            ("**重要🎉**通知", "<strong>重要🎉</strong>通知"),
            ("他买了**$5**的", "他买了<strong>$5</strong>的"),
        ] {
            assert_eq!(rendered(text), expected, "{text}");
        }
    }

    #[test]
    fn what_the_plain_rule_gets_right_stays() {
        for (text, expected) in [
            ("**真**，她", "<strong>真</strong>，她"),
            ("，**她说。** 然后", "，<strong>她说。</strong> 然后"),
            ("价格*，数量*。", "价格*，数量*。"),
            ("2 * 3，4 * 5", "2 * 3，4 * 5"),
            ("\\**真，\\**她", "*<em>真，**她".replace("<em>", "*").as_str()),
            ("文件_名，其他_", "文件_名，其他_"),
            ("3~5天，6~8天", "3~5天，6~8天"),
            ("a **b,** c", "a <strong>b,</strong> c"),
            ("`**真，**她`", "<code>**真，**她</code>"),
        ] {
            assert_eq!(rendered(text), expected, "{text}");
        }
    }

    #[test]
    fn offsets_map_back() {
        let text = "**真，**她[x](y)";
        let prepared = prepare(text);
        let at = prepared.text.find('[').expect("it is there");
        assert_eq!(prepared.original(at), text.find('[').expect("it is there"));
        assert_eq!(prepared.original(prepared.text.len()), text.len());
        assert!(matches!(prepare("plain text").text, Cow::Borrowed(_)));
    }

    #[test]
    fn our_punctuation_is_punctuation_to_the_parser() {
        for c in ('\u{80}'..'\u{1fbff}').filter(|c| is_punctuation(*c)) {
            let text = format!("字**{c}x**");
            let mut html = String::new();
            push_html(&mut html, Parser::new(&text));
            assert!(!html.contains("<strong>"), "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn line_breaks_are_silent_between_wide_letters_only() {
        assert!(breaks_silently('中', '文'));
        assert!(breaks_silently('，', '文'));
        assert!(breaks_silently('中', '“'));
        assert!(!breaks_silently('a', '文'));
        assert!(!breaks_silently('中', 'a'));
        assert!(!breaks_silently('한', '국'));
        assert!(!breaks_silently('”', 'a'));
    }
}
