//! Class diagrams: classes with their members, and how they relate.

use super::Error;
use super::canvas::{Anchor, Area, Canvas};
use super::graph::{Chart, EDGE, Figure, Frame, Line, MAX_DEPTH, NODE, Shape};
use super::label::{LINE, Label};
use super::layered::{Direction, End};
use super::links::{Head, Look, Stroke};
use super::source::{self, Source};
use std::collections::BTreeMap;

/// The most letters of a member that are shown in a line.
const MEMBER: f64 = 420.0;

/// A class: what stands in its box.
#[derive(Default)]
struct Class {
    /// What it is, `«interface»`, above its name.
    kind: Label,
    name: Label,
    fields: Vec<Member>,
    methods: Vec<Member>,
}

/// A member of a class, and how its words are written.
struct Member {
    label: Label,
    /// `abstract`, `static`, or nothing.
    look: &'static str,
}

#[derive(Default)]
struct Reader<'s> {
    chart: Chart,
    classes: BTreeMap<usize, Class>,
    names: BTreeMap<&'s str, usize>,
    spaces: Vec<usize>,
}

/// Draws a class diagram. It has no title of its own.
pub(super) fn draw(source: &Source<'_>) -> Result<(Canvas, String), Error> {
    let mut reader = Reader::default();
    let mut lines = source.body().iter();
    while let Some(line) = lines.next() {
        if let Some(node) = reader.line(line)? {
            let mut is_closed = false;
            for line in lines.by_ref() {
                is_closed = line.text == "}";
                if is_closed {
                    break;
                }
                reader.member(node, line.text);
            }
            if !is_closed {
                return Err(line.error("this class is never closed: it needs a `}`"));
            }
        }
        if reader.chart.is_too_large() {
            return Err(line.error("it is too large to be drawn"));
        }
    }
    if reader.chart.figures.is_empty() {
        return Err(source.lines[0].error("there is nothing in it"));
    }
    if !reader.spaces.is_empty() {
        return Err(source.lines[0].error("a `namespace … {` is never closed: it needs a `}`"));
    }
    for (node, class) in &reader.classes {
        reader.chart.figures[*node].size = Some(class.size());
    }
    let whole = source.lines[0].at..source.lines[0].at + source.lines[0].text.len();
    let classes = &reader.classes;
    let mut canvas = reader.chart.draw(whole, |canvas, node, area| {
        let class = classes.get(&node);
        class.inspect(|class| class.draw(canvas, area)).is_some()
    })?;
    canvas.title(&source.title);
    Ok((canvas, String::new()))
}

impl Class {
    fn rows(&self) -> [f64; 3] {
        let rows = |members: &[Member]| if members.is_empty() { 8.0 } else { members.len() as f64 * LINE + 8.0 };
        [self.kind.height + self.name.height + 12.0, rows(&self.fields), rows(&self.methods)]
    }

    fn size(&self) -> (f64, f64) {
        let members = self.fields.iter().chain(&self.methods).map(|member| &member.label);
        let all = [&self.kind, &self.name].into_iter().chain(members);
        let widest = all.map(|label| label.width).fold(50.0, f64::max);
        (widest + 24.0, self.rows().iter().sum())
    }

    fn draw(&self, canvas: &mut Canvas, area: Area) {
        let [head, fields, _] = self.rows();
        let middle = area.x + area.w / 2.0;
        canvas.text("kind", (middle, area.y + 6.0 + self.kind.height / 2.0), Anchor::Middle, &self.kind);
        let name = (middle, area.y + 6.0 + self.kind.height + self.name.height / 2.0);
        canvas.text("name", name, Anchor::Middle, &self.name);
        for (y, members) in [(area.y + head, &self.fields), (area.y + head + fields, &self.methods)] {
            canvas.line("", "", (area.x, y), (area.x + area.w, y));
            for (nth, member) in members.iter().enumerate() {
                let place = (area.x + 12.0, y + 4.0 + LINE * (nth as f64 + 0.5));
                canvas.text(member.look, place, Anchor::Start, &member.label);
            }
        }
    }
}

/// `List~Event~` as people write it: `List<Event>`.
fn generic(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('~') {
        out.push_str(before);
        match after.rsplit_once('~') {
            Some((inner, behind)) if out.ends_with(|c: char| c.is_alphanumeric()) => {
                out.push('<');
                out.push_str(&generic(inner));
                out.push('>');
                rest = behind;
            }
            _ => {
                out.push('~');
                rest = after;
            }
        }
    }
    out + rest
}

impl<'s> Reader<'s> {
    fn class(&mut self, written: &'s str) -> usize {
        let written = written.trim().split(":::").next().unwrap_or_default().trim();
        let (name, title) = match written.split_once('[') {
            Some((name, title)) => (name, title.trim_end_matches(']')),
            None => (written, written),
        };
        let name = name.trim().trim_matches('`');
        let id = name.split('~').next().unwrap_or(name);
        let node = *self.names.entry(id).or_insert_with(|| {
            let group = self.spaces.last().copied();
            self.chart.figures.push(Figure { shape: Shape::Rect, group, ..Figure::default() });
            self.chart.figures.len() - 1
        });
        let class = self.classes.entry(node).or_default();
        if class.name.is_empty() || title != name && title != id {
            let title = title.trim().trim_matches('`');
            class.name = Label::new(&generic(title).replace('<', "#lt;"), NODE * 1.5);
        }
        node
    }

    fn member(&mut self, node: usize, text: &str) {
        let text = text.trim().trim_end_matches(';').trim();
        let class = self.classes.entry(node).or_default();
        if let Some(kind) = text.strip_prefix("<<").and_then(|kind| kind.strip_suffix(">>")) {
            class.kind = Label::new(&format!("«{}»", kind.trim()), NODE);
            return;
        }
        // The mark stands at the end, or behind the brackets of a method and before what it gives.
        let behind = text.rfind(')').map_or("", |at| &text[at + 1..]);
        let marked = |mark: char| text.ends_with(mark) || behind.starts_with(mark);
        let look = if marked('*') {
            "abstract"
        } else if marked('$') {
            "static"
        } else {
            ""
        };
        let bare = text[..text.len() - behind.len()].to_owned() + behind.trim_start_matches(['*', '$']);
        let shown = bare.trim_end_matches(['*', '$']);
        // `~` in front is a mark of who may see the member, not the beginning of a type.
        let (mark, rest) = match shown.strip_prefix('~') {
            Some(rest) => ("~", rest),
            None => ("", shown),
        };
        let mut label = Label::new(&format!("{mark}{}", generic(rest)).replace('<', "#lt;"), f64::INFINITY);
        if label.width > MEMBER {
            label.width = MEMBER.max(label.width);
        }
        if text.contains('(') {
            class.methods.push(Member { label, look });
        } else if !label.is_empty() {
            class.fields.push(Member { label, look });
        }
    }

    /// Reads a line. Gives the class whose members follow, if it opens one.
    fn line(&mut self, line: &source::Line<'s>) -> Result<Option<usize>, Error> {
        let text = line.text.trim_end_matches(';').trim_end();
        match line.word() {
            "classDef" | "cssClass" | "style" | "click" | "link" | "callback" | "accTitle" => return Ok(None),
            "direction" => {
                self.chart.direction = Direction::of(line)?;
                return Ok(None);
            }
            "namespace" => {
                let name = text["namespace".len()..].trim().trim_end_matches('{').trim();
                if !text.ends_with('{') || self.spaces.len() >= MAX_DEPTH {
                    return Err(line.error("a namespace is written `namespace name {`"));
                }
                let parent = self.spaces.last().copied();
                self.chart.frames.push(Frame { title: Label::new(name, 400.0), parent, ..Frame::default() });
                self.spaces.push(self.chart.frames.len() - 1);
                return Ok(None);
            }
            "}" => {
                return match self.spaces.pop() {
                    Some(_) => Ok(None),
                    None => Err(line.error("there is nothing that this `}` could close")),
                };
            }
            "note" => return self.note(line).map(|()| None),
            "class" => return self.declared(text, line),
            _ => {}
        }
        if let Some(rest) = text.strip_prefix("<<") {
            let (kind, name) =
                rest.split_once(">>").ok_or_else(|| line.error("what a class is stands in `<<` and `>>`"))?;
            let node = self.class(name);
            self.classes.entry(node).or_default().kind = Label::new(&format!("«{}»", kind.trim()), NODE);
            return Ok(None);
        }
        if self.relation(text, line)? {
            return Ok(None);
        }
        match source::label_of(text) {
            Some((name, member)) if !name.trim().contains(' ') => {
                let node = self.class(name);
                self.member(node, member);
            }
            _ if !text.contains(char::is_whitespace) => {
                self.class(text);
            }
            _ => return Err(line.error("this is no class, no member (`Class : member`) and no relation (`A <|-- B`)")),
        }
        Ok(None)
    }

    fn declared(&mut self, text: &'s str, line: &source::Line<'s>) -> Result<Option<usize>, Error> {
        let rest = text["class".len()..].trim();
        let name = rest.split(['{', '[', '`', '<']).next().unwrap_or_default().trim();
        if name.contains(char::is_whitespace) || name.contains(',') {
            return Err(line.error("a class is written `class Name`, one on a line"));
        }
        if let Some((name, members)) = rest.split_once('{') {
            let node = self.class(name);
            let members = members.trim();
            if members.is_empty() {
                return Ok(Some(node));
            }
            // All on one line.
            members.trim_end_matches('}').split(';').for_each(|member| self.member(node, member));
            return Ok(None);
        }
        let (name, kind) = rest.split_once("<<").map_or((rest, None), |(name, kind)| (name, Some(kind)));
        let node = self.class(name);
        if let Some(kind) = kind {
            self.member(node, &format!("<<{kind}"));
        }
        Ok(None)
    }

    fn note(&mut self, line: &source::Line<'s>) -> Result<(), Error> {
        let rest = line.text["note".len()..].trim();
        let (before, words) = rest.split_once('"').ok_or_else(|| line.error("a note is written `note \"words\"`"))?;
        let words = words.trim_end().trim_end_matches('"');
        let of = before.trim().strip_prefix("for ").map(|name| self.class(name));
        let group = of.and_then(|of| self.chart.figures[of].group);
        self.chart.figures.push(Figure { shape: Shape::Note, label: Label::new(words, NODE), group, size: None });
        if let Some(of) = of {
            let to = End::Node(self.chart.figures.len() - 1);
            let look = Look { stroke: Stroke::Dotted, ..Look::default() };
            let ends = [Label::default(), Label::default()];
            self.chart.lines.push(Line { from: End::Node(of), to, look, label: Label::default(), ends, length: 1 });
        }
        Ok(())
    }

    /// Reads `A "1" <|-- "many" B : words`; false if the line is none.
    fn relation(&mut self, text: &'s str, line: &source::Line<'s>) -> Result<bool, Error> {
        let mut quoted = false;
        let at = text.char_indices().find(|(at, c)| {
            quoted ^= *c == '"' || *c == '`';
            let rest = &text[*at..];
            !quoted && (rest.starts_with("--") || rest.starts_with(".."))
        });
        let Some((at, _)) = at else { return Ok(false) };
        if text[..at].contains(':') && !text[..at].contains('"') {
            return Ok(false);
        }
        let stroke = if text[at..].starts_with('.') { Stroke::Dotted } else { Stroke::Solid };
        let (left, tail) = tail(text[..at].trim_end());
        let (head, right) = head(text[at + 2..].trim_start_matches(['-', '.']));
        let (left, from_words) = match left.trim_end().strip_suffix('"').and_then(|left| left.rsplit_once('"')) {
            Some((left, words)) => (left, words),
            None => (left, ""),
        };
        let (to_words, right) = match right.trim_start().strip_prefix('"').and_then(|right| right.split_once('"')) {
            Some((words, right)) => (words, right),
            None => ("", right),
        };
        let (right, words) = source::label_of(right).unwrap_or((right, ""));
        let (left, right) = (left.trim(), right.trim());
        let is_name = |name: &str| !name.is_empty() && (name.starts_with('`') || !name.contains(char::is_whitespace));
        if !is_name(left) || !is_name(right) {
            return Err(line.error("a relation leads from one class to another: `A <|-- B : words`"));
        }
        let (from, to) = (End::Node(self.class(left)), End::Node(self.class(right)));
        let ends = [Label::new(from_words, EDGE), Label::new(to_words, EDGE)];
        let label = Label::new(words, EDGE);
        self.chart.lines.push(Line { from, to, look: Look { stroke, tail, head }, label, ends, length: 1 });
        Ok(true)
    }
}

/// What stands at the beginning of a relation, and the text before it.
fn tail(text: &str) -> (&str, Head) {
    for (mark, head) in [("<|", Head::Triangle), ("*", Head::Filled), ("()", Head::Circle), ("<", Head::Open)] {
        if let Some(rest) = text.strip_suffix(mark) {
            return (rest, head);
        }
    }
    match text.strip_suffix('o') {
        Some(rest) if rest.ends_with([' ', '"']) => (rest, Head::Diamond),
        _ => (text, Head::None),
    }
}

/// What stands at the end of a relation, and the text behind it.
fn head(text: &str) -> (Head, &str) {
    for (mark, head) in [("|>", Head::Triangle), ("*", Head::Filled), ("()", Head::Circle), (">", Head::Open)] {
        if let Some(rest) = text.strip_prefix(mark) {
            return (head, rest);
        }
    }
    match text.strip_prefix('o') {
        Some(rest) if rest.starts_with([' ', '"']) => (Head::Diamond, rest),
        _ => (Head::None, text),
    }
}
