//! The letters of a flowchart: names, shapes, links and texts in quotes, which may go over several lines.

use super::super::Error;
use super::super::graph::Shape;
use super::super::label;
use super::super::links::{Head, Look, Stroke};
use super::super::source::Source;

/// A node as written: its name, and its shape and text where they are given.
pub(super) struct Written<'s> {
    pub(super) id: &'s str,
    pub(super) shape: Option<(Shape, Option<&'s str>)>,
}

/// A link as written.
pub(super) struct Link<'s> {
    /// Empty for most.
    pub(super) name: &'s str,
    pub(super) look: Look,
    pub(super) text: &'s str,
    pub(super) length: usize,
}

/// Where reading stands.
pub(super) struct Cursor<'s> {
    lines: Vec<(&'s str, usize)>,
    next: usize,
    rest: &'s str,
    /// The byte of the source at which the statement's text ends.
    end: usize,
}

/// What opens a shape, what closes it.
const SHAPES: &[(&str, &[(&str, Shape)])] = &[
    ("(((", &[(")))", Shape::Double)]),
    ("((", &[("))", Shape::Circle)]),
    ("([", &[("])", Shape::Stadium)]),
    ("(", &[(")", Shape::Round)]),
    ("[[", &[("]]", Shape::Subroutine)]),
    ("[(", &[(")]", Shape::Cylinder)]),
    ("[/", &[("/]", Shape::LeanRight), ("\\]", Shape::Trapezoid)]),
    ("[\\", &[("\\]", Shape::LeanLeft), ("/]", Shape::Funnel)]),
    ("[", &[("]", Shape::Rect)]),
    ("{{", &[("}}", Shape::Hexagon)]),
    ("{", &[("}", Shape::Diamond)]),
    (">", &[("]", Shape::Flag)]),
];

/// The names of shapes in `@{ shape: … }`. Those that would look different here are not among them.
const NAMED: &[(&[&str], Shape)] = &[
    (&["", "rect", "rectangle", "proc", "process"], Shape::Rect),
    (&["rounded", "event"], Shape::Round),
    (&["stadium", "pill", "terminal"], Shape::Stadium),
    (&["subproc", "subprocess", "subroutine", "fr-rect", "framed-rectangle"], Shape::Subroutine),
    (&["cyl", "cylinder", "database", "db"], Shape::Cylinder),
    (&["circle", "circ"], Shape::Circle),
    (&["dbl-circ", "double-circle"], Shape::Double),
    (&["sm-circ", "small-circle", "start", "f-circ", "filled-circle", "junction"], Shape::Start),
    (&["fr-circ", "framed-circle", "stop"], Shape::End),
    (&["odd"], Shape::Flag),
    (&["diam", "diamond", "decision", "question"], Shape::Diamond),
    (&["hex", "hexagon", "prepare"], Shape::Hexagon),
    (&["lean-r", "lean-right", "in-out"], Shape::LeanRight),
    (&["lean-l", "lean-left", "out-in"], Shape::LeanLeft),
    (&["trap-b", "trapezoid", "trapezoid-bottom", "priority"], Shape::Trapezoid),
    (&["trap-t", "trapezoid-top", "inv-trapezoid", "manual"], Shape::Funnel),
    (&["fork", "join"], Shape::Bar),
    (&["text"], Shape::Text),
];

impl<'s> Cursor<'s> {
    pub(super) fn new(source: &Source<'s>) -> Self {
        let lines: Vec<_> = source.lines.iter().map(|line| (line.text, line.at)).collect();
        let end = lines.first().map_or(0, |(_, at)| *at);
        Self { lines, next: 0, rest: "", end }
    }

    /// Goes to the next statement; false at the end.
    pub(super) fn next_statement(&mut self) -> bool {
        self.rest = self.rest.trim_start_matches(|c: char| c == ';' || c.is_whitespace());
        while self.rest.is_empty() {
            let Some((text, at)) = self.lines.get(self.next).copied() else { return false };
            self.next += 1;
            self.end = at + text.len();
            self.rest = text.trim_start_matches(|c: char| c == ';' || c.is_whitespace());
        }
        true
    }

    fn at(&self) -> usize {
        self.end - self.rest.len()
    }

    /// An error from here to the end of the line.
    pub(super) fn error_here(&self, message: impl Into<String>) -> Error {
        Error { message: message.into(), at: self.at().min(self.end.saturating_sub(1))..self.end }
    }

    pub(super) fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    pub(super) fn take(&mut self, what: &str) -> bool {
        let rest = self.rest.strip_prefix(what);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    pub(super) fn peek_word(&self) -> &'s str {
        let end = self.rest.find(|c: char| c.is_whitespace() || c == ';').unwrap_or(self.rest.len());
        &self.rest[..end]
    }

    pub(super) fn word(&mut self) -> &'s str {
        let word = self.peek_word();
        self.rest = &self.rest[word.len()..];
        word
    }

    /// Whether nothing follows that would be read.
    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty() || self.rest.starts_with(';') || self.rest.starts_with("%%")
    }

    /// Whether the first word is a command and no node of that name: something follows it that is no link.
    pub(super) fn is_command(&self, word: &str) -> bool {
        let after = self.rest[word.len()..].trim_start();
        !after.is_empty() && !after.starts_with(['-', '=', '<', '&', ';'])
    }

    pub(super) fn skip_line(&mut self) {
        self.rest = "";
    }

    /// Makes sure that the statement ends here.
    pub(super) fn done(&mut self) -> Result<(), Error> {
        self.spaces();
        if self.is_at_end() {
            if self.rest.starts_with("%%") {
                self.rest = "";
            }
            return Ok(());
        }
        Err(self.error_here("here a link (`-->`, `---`, `-.->`, `==>`) or the end of the line would be right"))
    }

    /// The name and the title after `subgraph`.
    pub(super) fn subgraph_title(&mut self) -> Result<(&'s str, &'s str), Error> {
        if self.rest.starts_with('"') {
            let text = self.until_bracket(&[("", Shape::Rect)])?.0;
            return Ok((label_trim(text), text));
        }
        let open = self.rest.find('[').filter(|_| self.rest.trim_end_matches(';').trim_end().ends_with(']'));
        if let Some(open) = open {
            let id = self.rest[..open].trim();
            self.rest = &self.rest[open + 1..];
            let (text, _) = self.until_bracket(&[("]", Shape::Rect)])?;
            return Ok((id, text));
        }
        let title = self.rest.trim_end_matches(';').trim();
        self.rest = "";
        Ok((title, title))
    }

    /// A node: its name, then perhaps a shape with text, a class, or properties.
    pub(super) fn node(&mut self) -> Result<Written<'s>, Error> {
        let end = name_end(self.rest);
        if end == 0 {
            let what = self.rest.chars().next().map_or("the line ends".to_owned(), |c| format!("found `{c}`"));
            return Err(self.error_here(format!("here the name of a node would be right; {what}")));
        }
        let id = &self.rest[..end];
        self.rest = &self.rest[end..];
        let mut shape = None;
        if self.rest.starts_with("@{") {
            shape = Some(self.properties()?);
        } else if let Some((open, closing)) = SHAPES.iter().find(|(open, _)| self.rest.starts_with(open)) {
            self.rest = &self.rest[open.len()..];
            let (text, of) = self.until_bracket(closing)?;
            shape = Some((of, Some(text)));
        }
        if self.take(":::") {
            self.rest = &self.rest[name_end(self.rest)..];
        }
        Ok(Written { id, shape })
    }

    /// Reads a text up to what closes it; in quotes it may hold that too, and go on in the next line.
    fn until_bracket(&mut self, closing: &[(&str, Shape)]) -> Result<(&'s str, Shape), Error> {
        let start = self.rest;
        let inner = start.trim_start();
        if let Some(quoted) = inner.strip_prefix('"') {
            let Some(end) = quoted.find('"') else {
                return Err(self.error_here("this text in quotes is never closed on its line: break lines with `<br>`"));
            };
            let text = &quoted[..end];
            self.rest = quoted[end + 1..].trim_start();
            return match closing.iter().find(|(close, _)| self.rest.starts_with(close)) {
                Some((close, shape)) => {
                    self.rest = &self.rest[close.len()..];
                    Ok((text, *shape))
                }
                None => Err(self.error_here(format!("here `{}` would be right, which closes the shape", closing[0].0))),
            };
        }
        let found = closing
            .iter()
            .filter_map(|(close, shape)| Some((start.find(close)?, close.len(), *shape)))
            .min_by_key(|f| f.0);
        let Some((mut end, length, shape)) = found else {
            return Err(self.error_here(format!("this shape is never closed: it needs `{}`", closing[0].0)));
        };
        // Of `)))` behind `((`, and of nested brackets of one kind, the last belongs to the shape.
        let close = &start[end..end + length];
        while length == 1 && start[..end].matches(opposite(close)).count() > start[..end].matches(close).count() {
            match start[end + 1..].find(close) {
                Some(by) => end += 1 + by,
                None => break,
            }
        }
        self.rest = &start[end + length..];
        Ok((start[..end].trim(), shape))
    }

    /// Reads `@{ shape: cyl, label: "…" }`.
    fn properties(&mut self) -> Result<(Shape, Option<&'s str>), Error> {
        let here = self.error_here("");
        let refuse = |message: String| Error { message, at: here.at.clone() };
        let mut shape = Shape::Rect;
        let mut label = None;
        for (key, value) in self.pairs()? {
            match key {
                "shape" => {
                    let named = NAMED.iter().find(|(names, _)| names.contains(&value)).map(|(_, shape)| *shape);
                    shape = named.ok_or_else(|| refuse(format!("the shape `{value}` is not drawn here")))?;
                }
                "label" => label = Some(value),
                _ => return Err(refuse(format!("the property `{key}` of a node is not drawn here"))),
            }
        }
        // A point has no words.
        Ok((shape, if matches!(shape, Shape::Start | Shape::End | Shape::Bar) { Some("") } else { label }))
    }

    /// Reads the properties of a link. They say how it moves and bends, which is left to the page.
    pub(super) fn properties_of_link(&mut self, name: &str) -> Result<(), Error> {
        self.rest = &self.rest[name.len()..];
        let wrong = self.error_here("of a link only `animate`, `animation` and `curve` are passed over");
        let known = |key: &str| matches!(key, "animate" | "animation" | "curve");
        if self.pairs()?.iter().any(|(key, _)| !known(key)) {
            return Err(wrong);
        }
        self.done()
    }

    /// Reads `@{ key: value, key: "value" }`.
    fn pairs(&mut self) -> Result<Vec<(&'s str, &'s str)>, Error> {
        let start = self.error_here("these properties are never closed on their line: they need `}`");
        let mut rest = &self.rest[2..];
        let mut pairs = Vec::new();
        loop {
            rest = rest.trim_start_matches([' ', '\t', ',']);
            if let Some(after) = rest.strip_prefix('}') {
                self.rest = after;
                return Ok(pairs);
            }
            let (key, after) = rest.split_once(':').ok_or_else(|| start.clone())?;
            let after = after.trim_start();
            let (value, behind) = match after.strip_prefix(['"', '\'']) {
                Some(quoted) => quoted.split_once(&after[..1]).ok_or_else(|| start.clone())?,
                None => after.split_at(after.find([',', '}']).ok_or_else(|| start.clone())?),
            };
            pairs.push((key.trim().trim_matches('"'), value.trim()));
            rest = behind;
        }
    }

    /// A link, if one begins here.
    pub(super) fn link(&mut self) -> Result<Option<Link<'s>>, Error> {
        let mut rest = self.rest;
        // The name of a link: `e1@-->`.
        let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
        let name = rest.split_once('@').map(|(name, _)| name).filter(|name| is_name(name)).unwrap_or_default();
        if !name.is_empty() {
            rest = &rest[name.len() + 1..];
        }
        let tail = match rest.chars().next() {
            Some('<') => Head::Arrow,
            Some('o') => Head::Circle,
            Some('x') => Head::Cross,
            _ => Head::None,
        };
        let body = if tail == Head::None { rest } else { &rest[1..] };
        let stroke = match body.get(..2) {
            Some("--") => Stroke::Solid,
            Some("==") => Stroke::Thick,
            Some("-.") => Stroke::Dotted,
            Some("~~") => Stroke::Hidden,
            _ => return Ok(None),
        };
        let (sign, is_dotted) = match stroke {
            Stroke::Thick => ('=', false),
            Stroke::Dotted => ('.', true),
            Stroke::Hidden => ('~', false),
            Stroke::Solid => ('-', false),
        };
        let mut rest = if is_dotted { &body[1..] } else { body };
        let mut count = run(rest, sign);
        rest = &rest[count..];
        let closed = !is_dotted || rest.starts_with('-');
        if is_dotted && closed {
            rest = &rest[1..];
        }
        if let Some(letter) = hidden_head(rest).filter(|_| count > 1 || is_dotted && closed) {
            self.rest = rest;
            return Err(self.error_here(format!(
                "the `{letter}` would be the end of the link: put a space before the name of the node"
            )));
        }
        let (mut head, after) = head(rest);
        let is_whole = if is_dotted { closed } else { head != Head::None || count > 2 };
        let mut text = "";
        self.rest = after;
        if !is_whole {
            // Words in the link: up to its second half.
            let half = if is_dotted { ".-" } else { &body[..2] };
            // Words in quotes may hold it too.
            let quoted = rest.trim_start().strip_prefix('"').and_then(|words| words.find('"'));
            let from = quoted.map_or(0, |end| rest.len() - rest.trim_start().len() + end + 2);
            let Some(at) = rest[from..].find(half).map(|at| from + at) else {
                self.rest = body;
                return Err(
                    self.error_here("this link is never finished: it needs an arrow like `-->` behind its words")
                );
            };
            text = label_trim(&rest[..at]);
            let second = &rest[at..];
            count = run(second, sign);
            let mut second = &second[count..];
            if is_dotted {
                second = second.strip_prefix('-').unwrap_or(second);
            }
            (head, self.rest) = self::head(second);
        }
        self.spaces();
        if self.rest.starts_with('|') {
            let Some(end) = self.rest[1..].find('|') else {
                return Err(self.error_here("the words of this link are never closed: they need a second `|`"));
            };
            text = label_trim(&self.rest[1..=end]);
            self.rest = &self.rest[end + 2..];
        }
        let least = if is_dotted { 1 } else { 2 + usize::from(head == Head::None && stroke != Stroke::Hidden) };
        let length = 1 + count.saturating_sub(least.max(if stroke == Stroke::Hidden { 3 } else { 0 }));
        Ok(Some(Link { name, look: Look { stroke, tail, head }, text, length }))
    }
}

/// The bracket that a closing one belongs to.
fn opposite(close: &str) -> &'static str {
    match close {
        ")" => "(",
        "]" => "[",
        _ => "{",
    }
}

fn label_trim(text: &str) -> &str {
    text.trim().trim_matches('"')
}

fn run(text: &str, sign: char) -> usize {
    text.chars().take_while(|c| *c == sign).count()
}

/// The head at the end of a link. A letter is one only where nothing goes on behind it that looks like a name.
fn head(rest: &str) -> (Head, &str) {
    match rest.chars().next() {
        Some('>') => (Head::Arrow, &rest[1..]),
        Some('o') if ends(&rest[1..]) => (Head::Circle, &rest[1..]),
        Some('x') if ends(&rest[1..]) => (Head::Cross, &rest[1..]),
        _ => (Head::None, rest),
    }
}

/// The letter behind a link that Mermaid takes for its end although it looks like the beginning of a name: `a---other`.
fn hidden_head(rest: &str) -> Option<char> {
    let letter = rest.chars().next().filter(|c| matches!(c, 'o' | 'x'))?;
    (!ends(&rest[1..])).then_some(letter)
}

fn ends(rest: &str) -> bool {
    rest.starts_with([' ', '|', '\t']) || rest.is_empty()
}

/// Where a name ends: letters of any script, digits, and signs in between that begin no link.
fn name_end(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        let follows = rest[c.len_utf8()..].chars().next();
        let goes_on = match c {
            '_' | '#' | '*' | '$' | '!' | '+' | '?' | '%' | '\'' | '`' => true,
            '-' => {
                let is_link =
                    ["--", "-.-", "-.>", "-. "].iter().any(|link| rest.starts_with(link)) || rest.starts_with("-.");
                at > 0 && !is_link && follows.is_some_and(char::is_alphanumeric)
            }
            '.' | '/' | ':' => at > 0 && !rest.starts_with(":::") && follows.is_some_and(char::is_alphanumeric),
            c => c.is_alphanumeric() || !c.is_ascii() && label::is_wide(c),
        };
        if !goes_on {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}
