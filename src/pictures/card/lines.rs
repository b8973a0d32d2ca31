//! A title in lines: broken where its script allows, in the largest letters that leave it room.

use super::fonts::Fonts;
use crate::text::{may_begin, may_break, may_end};

/// Sizes of letters in pixels, the one wanted most first, and the lines there is room for.
const SIZES: [(f32, usize); 5] = [(92.0, 2), (80.0, 3), (66.0, 4), (54.0, 5), (46.0, 5)];

/// A title in lines.
pub(super) struct Fitted {
    pub(super) lines: Vec<String>,
    /// The size of the letters in pixels.
    pub(super) size: f32,
}

/// The width of a text in pixels.
pub(super) fn width(fonts: &Fonts, text: &str, size: f32) -> f32 {
    text.chars().map(|c| fonts.advance(c, size)).sum()
}

/// A text cut to `room` pixels, with `…` where something is missing.
pub(super) fn shortened(fonts: &Fonts, text: &str, size: f32, room: f32) -> String {
    if width(fonts, text, size) <= room {
        return text.to_owned();
    }
    let room = room - width(fonts, "…", size);
    let mut kept = head(fonts, text, size, room).trim_end().to_owned();
    kept.push('…');
    kept
}

/// As many characters from the start as have room.
fn head<'t>(fonts: &Fonts, text: &'t str, size: f32, room: f32) -> &'t str {
    let mut taken = 0.0;
    for (at, c) in text.char_indices() {
        taken += fonts.advance(c, size);
        if taken > room {
            return &text[..at];
        }
    }
    text
}

/// The title in lines of at most `room` pixels; of one that is too long for the smallest letters, the beginning.
pub(super) fn fitted(fonts: &Fonts, title: &str, room: f32) -> Fitted {
    // More than this has no room in any size, and measuring it would take time.
    let title: String = title.chars().take(400).collect();
    let mut last = Fitted { lines: Vec::new(), size: SIZES[0].0 };
    for (size, most) in SIZES {
        let lines = broken(fonts, &title, size, room);
        let fits = lines.len() <= most;
        last = Fitted { lines, size };
        if fits {
            return last;
        }
    }
    let (size, most) = SIZES[SIZES.len() - 1];
    let rest = last.lines.split_off(most - 1).join(" ");
    last.lines.push(shortened(fonts, &rest, size, room));
    last
}

fn broken(fonts: &Fonts, title: &str, size: f32, room: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(title) {
        let with = format!("{line}{piece}");
        if width(fonts, with.trim_end(), size) <= room {
            line = with;
            continue;
        }
        if !line.trim().is_empty() {
            lines.push(line.trim_end().to_owned());
        }
        let mut piece = piece;
        while width(fonts, piece.trim_end(), size) > room {
            let start = head(fonts, piece, size, room);
            let at = if start.is_empty() { piece.chars().next().map_or(0, char::len_utf8) } else { start.len() };
            lines.push(piece[..at].to_owned());
            piece = &piece[at..];
        }
        line = piece.to_owned();
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The parts of a text that are not broken, each with the spaces after it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let may = before.is_some_and(|before| {
            let free = matches!(before, ' ' | '-' | '/' | '–' | '—') && may_begin(c) && may_end(before);
            c != ' ' && (free || may_break(before, c))
        });
        if may {
            pieces.push(&text[from..at]);
            from = at;
        }
        before = Some(c);
    }
    pieces.push(&text[from..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn lines_break_where_the_script_allows() {
        assert_eq!(pieces("Two words"), ["Two ", "words"]);
        assert_eq!(pieces("《河》，岸"), ["《河》，", "岸"]);
        assert_eq!(pieces("用Rust写"), ["用", "Rust", "写"]);
    }
}
