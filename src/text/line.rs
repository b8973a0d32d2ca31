//! Where a line may end inside text that has no blanks: beside a character of a script that is broken anywhere.
//!
//! Takes two neighbouring characters, says whether a line may end between them. Blanks and hyphens are the business of who asks.

/// Whether a line may end between two characters of which one is Chinese or Japanese: never before a closing stop, never behind an
/// opening one (the rules of Unicode UAX 14 for these scripts, without exceptions for quotation marks that are used both ways).
pub fn may_break(before: char, c: char) -> bool {
    (is_ideographic(before) || is_ideographic(c)) && may_begin(c) && may_end(before)
}

/// Whether a character is of a script that is broken anywhere, with its stops.
fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// Whether a line may begin with a character.
pub fn may_begin(c: char) -> bool {
    !"，。、：；！？）》〉」』】〕〗’”…—·～ー％,.:;!?)]}%々ぁぃぅぇぉっゃゅょァィゥェォッャュョ".contains(c)
}

/// Whether a line may end with a character.
pub fn may_end(c: char) -> bool {
    !"（《〈「『【〔〖‘“([{".contains(c)
}

#[cfg(test)]
mod tests {
    use super::may_break;

    #[test]
    fn lines_end_between_ideographs_but_not_at_their_stops() {
        assert!(may_break('河', '岸') && may_break('用', 'R') && may_break('t', '写') && may_break('。', '岸'));
        assert!(!may_break('河', '，') && !may_break('《', '河') && !may_break('a', 'b') && !may_break('a', ' '));
    }
}
