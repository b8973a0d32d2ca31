//! State diagrams: states, what leads from one to the next, states within states.

use super::Error;
use super::canvas::Canvas;
use super::graph::{Chart, EDGE, Figure, Frame, Line, MAX_DEPTH, NODE, Shape};
use super::label::Label;
use super::layered::{Direction, End};
use super::links::{Head, Look, Stroke};
use super::source::{self, Source};
use std::collections::BTreeMap;

/// Draws a state diagram. It has no title of its own.
pub(super) fn draw(source: &Source<'_>) -> Result<(Canvas, String), Error> {
    let mut reader = Reader::default();
    let mut lines = source.body().iter();
    while let Some(line) = lines.next() {
        if let Some((side_of, rest)) = note(line.text) {
            let _ = side_of;
            match rest.split_once(':') {
                Some((name, words)) => reader.note(name.trim(), words.trim()),
                None => {
                    let mut words = String::new();
                    for line in lines.by_ref().take_while(|line| !line.text.eq_ignore_ascii_case("end note")) {
                        words.push_str(line.text);
                        words.push_str("<br>");
                    }
                    reader.note(rest, words.trim_end_matches("<br>"));
                }
            }
        } else {
            reader.line(line)?;
        }
        if reader.chart.is_too_large() {
            return Err(line.error("it is too large to be drawn"));
        }
    }
    if !reader.open.is_empty() {
        return Err(source.lines[0].error("a `state … {` is never closed: it needs a `}`"));
    }
    let same: Vec<(usize, usize)> =
        reader.names.iter().filter_map(|(name, node)| Some((*node, *reader.frames.get(name)?))).collect();
    reader.chart.replace(&same);
    if reader.chart.figures.is_empty() {
        return Err(source.lines[0].error("there is nothing in it"));
    }
    let whole = source.lines[0].at..source.lines[0].at + source.lines[0].text.len();
    let mut canvas = reader.chart.draw(whole, |_, _, _| false)?;
    canvas.title(&source.title);
    Ok((canvas, String::new()))
}

/// The state and words of a note: what follows `note left of`.
fn note(text: &str) -> Option<(&str, &str)> {
    let (note, rest) = text.split_at_checked("note ".len())?;
    let (side, rest) = rest.trim_start().split_once(" of ")?;
    (note.eq_ignore_ascii_case("note ") && matches!(side.trim(), "left" | "right")).then(|| (side, rest.trim()))
}

#[derive(Default)]
struct Reader<'s> {
    chart: Chart,
    names: BTreeMap<&'s str, usize>,
    frames: BTreeMap<&'s str, usize>,
    /// What is said of states.
    words: BTreeMap<&'s str, String>,
    /// The composite states around this place; of each, whether it is one of several regions.
    open: Vec<(usize, bool)>,
    /// Where each scope begins and ends.
    points: BTreeMap<(Option<usize>, bool), usize>,
}

impl<'s> Reader<'s> {
    fn scope(&self) -> Option<usize> {
        self.open.last().map(|(frame, _)| *frame)
    }

    fn line(&mut self, line: &source::Line<'s>) -> Result<(), Error> {
        let text = line.text;
        match line.word() {
            "classDef" | "class" | "style" | "click" | "hide" | "scale" | "title" => return Ok(()),
            "direction" => {
                let direction = Direction::of(line)?;
                match self.scope() {
                    Some(frame) => self.chart.frames[frame].direction = Some(direction),
                    None => self.chart.direction = direction,
                }
                return Ok(());
            }
            "state" => return self.declared(line),
            "}" => {
                if text != "}" {
                    return Err(line.error("after `}` the line would end"));
                }
                match self.open.pop() {
                    Some((_, is_region)) if is_region => drop(self.open.pop()),
                    Some(_) => {}
                    None => return Err(line.error("there is nothing that this `}` could close")),
                }
                return Ok(());
            }
            "--" => {
                if self.open.is_empty() {
                    return Err(line.error("`--` parts what goes on at once within a state: `state name {`"));
                }
                self.region();
                return Ok(());
            }
            _ => {}
        }
        if let Some((from, rest)) = text.split_once("-->") {
            let (to, words) = source::label_of(rest).unwrap_or((rest, ""));
            let (from, to) = (self.end(from, line, true)?, self.end(to, line, false)?);
            let look = Look { head: Head::Arrow, ..Look::default() };
            self.link(from, to, look, words);
            return Ok(());
        }
        if let Some((name, words)) = source::label_of(text) {
            let name = name.trim();
            if name.contains(char::is_whitespace) {
                return Err(line.error("a state has a name of one word: `state \"its words\" as name`"));
            }
            return self.described(name, words, line);
        }
        let name = text.trim_end_matches(';');
        if name.split_whitespace().count() != 1 {
            return Err(line.error("this is no state, no arrow (`a --> b`) and no note"));
        }
        self.end(name, line, true).map(drop)
    }

    /// Gives a state its words; more words stand below the first.
    fn described(&mut self, name: &'s str, words: &'s str, line: &source::Line<'s>) -> Result<(), Error> {
        if self.frames.contains_key(name) {
            return Err(
                line.error("the words of a state with states in it stand before its `{`: `state \"words\" as name {`")
            );
        }
        let node = self.named(name);
        let written = self.words.entry(name).or_default();
        if !written.is_empty() {
            written.push_str("<br>");
        }
        written.push_str(words.trim());
        self.chart.figures[node].label = Label::new(written, NODE);
        Ok(())
    }

    fn link(&mut self, from: End, to: End, look: Look, words: &str) {
        let ends = [Label::default(), Label::default()];
        self.chart.lines.push(Line { from, to, look, label: Label::new(words, EDGE), ends, length: 1 });
    }

    fn figure(&mut self, shape: Shape, label: Label) -> usize {
        let group = self.scope();
        self.chart.figures.push(Figure { shape, label, group, size: None });
        self.chart.figures.len() - 1
    }

    fn named(&mut self, name: &'s str) -> usize {
        if let Some(node) = self.names.get(name) {
            return *node;
        }
        let node = self.figure(Shape::Round, Label::new(name, NODE));
        self.names.insert(name, node);
        node
    }

    /// The end of an arrow: a state, or where the scope begins (as a source) or ends (as a target).
    fn end(&mut self, name: &'s str, line: &source::Line<'s>, is_source: bool) -> Result<End, Error> {
        let name = name.trim().trim_end_matches(';').split(":::").next().unwrap_or_default().trim();
        if name == "[*]" {
            let key = (self.scope(), is_source);
            if let Some(node) = self.points.get(&key) {
                return Ok(End::Node(*node));
            }
            let node = self.figure(if is_source { Shape::Start } else { Shape::End }, Label::default());
            self.points.insert(key, node);
            return Ok(End::Node(node));
        }
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(line.error("an arrow leads from one state to another: `a --> b`"));
        }
        if let Some(frame) = self.frames.get(name) {
            return Ok(End::Group(*frame));
        }
        Ok(End::Node(self.named(name)))
    }

    /// Reads `state …`.
    fn declared(&mut self, line: &source::Line<'s>) -> Result<(), Error> {
        let rest = line.text["state".len()..].trim();
        let (rest, opens) = match rest.strip_suffix('{') {
            Some(rest) => (rest.trim(), true),
            None => (rest, false),
        };
        let (mut name, mut title) = (rest, rest);
        if let Some(quoted) = rest.strip_prefix('"') {
            let (words, behind) =
                quoted.split_once('"').ok_or_else(|| line.error("these words need a closing quote"))?;
            title = words;
            name = behind.trim().strip_prefix("as ").map_or(words, str::trim);
        } else if let Some((before, kind)) = rest.split_once("<<").or_else(|| rest.split_once("[[")) {
            let node = self.named(before.trim());
            let figure = &mut self.chart.figures[node];
            figure.shape = match kind.trim_end_matches(['>', ']']).trim() {
                "fork" | "join" => Shape::Bar,
                "choice" => Shape::Diamond,
                "start" => Shape::Start,
                "end" => Shape::End,
                _ => return Err(line.error("a state may be a `<<fork>>`, a `<<join>>` or a `<<choice>>`")),
            };
            figure.label = Label::default();
            return Ok(());
        }
        let title = if title == name { title.split(":::").next().unwrap_or_default().trim() } else { title };
        let name = name.split(":::").next().unwrap_or_default().trim();
        if name.contains(char::is_whitespace) && !rest.starts_with('"') {
            return Err(line.error("a state has a name of one word: `state \"its words\" as name`"));
        }
        if !opens {
            self.named(name);
            return if rest.starts_with('"') { self.described(name, title, line) } else { Ok(()) };
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(line.error(format!("states stand at most {MAX_DEPTH} deep inside one another")));
        }
        let described = self.words.get(name).map_or(title, String::as_str);
        let label = Label::new(described, 400.0);
        let frame = self.frame(label, false);
        self.frames.insert(name, frame);
        self.open.push((frame, false));
        Ok(())
    }

    fn frame(&mut self, title: Label, is_broken: bool) -> usize {
        self.chart.frames.push(Frame { title, parent: self.scope(), is_broken, ..Frame::default() });
        self.chart.frames.len() - 1
    }

    /// `--`: what stands before it in this state goes on beside what follows.
    fn region(&mut self) {
        let Some((frame, is_region)) = self.open.last().copied() else { return };
        if is_region {
            self.open.pop();
        } else {
            let first = self.frame(Label::default(), true);
            for figure in self.chart.figures.iter_mut().filter(|figure| figure.group == Some(frame)) {
                figure.group = Some(first);
            }
            for (nth, inner) in self.chart.frames.iter_mut().enumerate() {
                if inner.parent == Some(frame) && nth != first {
                    inner.parent = Some(first);
                }
            }
        }
        let next = self.frame(Label::default(), true);
        self.open.push((next, true));
    }

    fn note(&mut self, name: &'s str, words: &str) {
        let frame = self.frames.get(name).copied();
        let to = frame.map_or_else(|| End::Node(self.named(name)), End::Group);
        let group = match to {
            End::Node(node) => self.chart.figures[node].group,
            End::Group(frame) => self.chart.frames[frame].parent,
        };
        self.chart.figures.push(Figure { shape: Shape::Note, label: Label::new(words, NODE), group, size: None });
        let from = End::Node(self.chart.figures.len() - 1);
        self.link(to, from, Look { stroke: Stroke::Dotted, ..Look::default() }, "");
    }
}
