//! Flowcharts: nodes, links and subgraphs.
//!
//! Reads `flowchart` and `graph` statement by statement; styles, classes and clicks are passed over, because the page decides how a
//! diagram looks and where links lead.

mod cursor;

use super::Error;
use super::canvas::Canvas;
use super::graph::{Chart, EDGE, Figure, Frame, Line, MAX_DEPTH, NODE, Shape};
use super::label::Label;
use super::layered::{Direction, End, UNKNOWN};
use super::source::Source;
use cursor::{Cursor, Written};
use std::collections::{BTreeMap, BTreeSet};

/// Draws a flowchart. It has no title of its own.
pub(super) fn draw(source: &Source<'_>) -> Result<(Canvas, String), Error> {
    let mut reader = Reader {
        cursor: Cursor::new(source),
        chart: Chart::default(),
        names: BTreeMap::new(),
        open: Vec::new(),
        frames: BTreeMap::new(),
        links: BTreeSet::new(),
    };
    reader.head()?;
    while reader.cursor.next_statement() {
        reader.statement()?;
        if reader.chart.is_too_large() {
            return Err(reader.cursor.error_here("it is too large to be drawn"));
        }
    }
    if !reader.open.is_empty() {
        return Err(reader.cursor.error_here("a `subgraph` is never closed: it needs an `end`"));
    }
    let whole = source.lines[0].at..source.lines[0].at + source.lines[0].text.len();
    if reader.chart.figures.is_empty() && reader.chart.frames.is_empty() {
        return Err(source.lines[0].error("there is nothing in it"));
    }
    reader.join_frames();
    let mut canvas = reader.chart.draw(whole, |_, _, _| false)?;
    canvas.title(&source.title);
    Ok((canvas, String::new()))
}

struct Reader<'s> {
    cursor: Cursor<'s>,
    chart: Chart,
    names: BTreeMap<&'s str, usize>,
    /// The subgraphs around this place.
    open: Vec<usize>,
    frames: BTreeMap<&'s str, usize>,
    /// The names of links.
    links: BTreeSet<&'s str>,
}

impl<'s> Reader<'s> {
    fn head(&mut self) -> Result<(), Error> {
        self.cursor.next_statement();
        self.cursor.word();
        self.cursor.spaces();
        self.chart.direction = self.direction()?.unwrap_or_default();
        self.cursor.done()
    }

    /// Reads a direction, where there is one before the statement ends.
    fn direction(&mut self) -> Result<Option<Direction>, Error> {
        if self.cursor.is_at_end() {
            return Ok(None);
        }
        let wrong = self.cursor.error_here(UNKNOWN);
        Direction::parse(self.cursor.word()).map(Some).ok_or(wrong)
    }

    fn statement(&mut self) -> Result<(), Error> {
        if self.cursor.is_at_end() {
            return self.cursor.done();
        }
        let word = self.cursor.peek_word();
        match word {
            "subgraph" => return self.subgraph(),
            "end" => {
                self.cursor.word();
                if self.open.pop().is_none() {
                    return Err(self.cursor.error_here("there is no `subgraph` that this `end` could close"));
                }
                return self.cursor.done();
            }
            "direction" => {
                self.cursor.word();
                self.cursor.spaces();
                let direction = self.direction()?;
                match self.open.last() {
                    Some(frame) => self.chart.frames[*frame].direction = direction,
                    None => self.chart.direction = direction.unwrap_or_default(),
                }
                return self.cursor.done();
            }
            "style" | "classDef" | "class" | "linkStyle" | "click" | "href" | "call"
                if self.cursor.is_command(word) =>
            {
                self.cursor.skip_line();
                return Ok(());
            }
            _ => {}
        }
        // What a link of this name looks like and how it moves: `e1@{ animate: true }`.
        if let Some((name, _)) = word.split_once("@{").filter(|(name, _)| self.links.contains(name)) {
            return self.cursor.properties_of_link(name);
        }
        let mut from = self.nodes()?;
        loop {
            self.cursor.spaces();
            let Some(link) = self.cursor.link()? else { break };
            self.links.extend((!link.name.is_empty()).then_some(link.name));
            let to = self.nodes()?;
            for from in &from {
                for to in &to {
                    let label = Label::new(link.text, EDGE);
                    let ends = [Label::default(), Label::default()];
                    self.chart.lines.push(Line {
                        from: *from,
                        to: *to,
                        look: link.look,
                        label,
                        ends,
                        length: link.length,
                    });
                }
                if self.chart.is_too_large() {
                    return Err(self.cursor.error_here("it is too large to be drawn"));
                }
            }
            from = to;
        }
        self.cursor.done()
    }

    fn subgraph(&mut self) -> Result<(), Error> {
        self.cursor.word();
        self.cursor.spaces();
        let (id, title) = self.cursor.subgraph_title()?;
        if self.open.len() >= MAX_DEPTH {
            return Err(self.cursor.error_here(format!("subgraphs stand at most {MAX_DEPTH} deep inside one another")));
        }
        let frame = self.chart.frames.len();
        self.frames.entry(id).or_insert(frame);
        let parent = self.open.last().copied();
        self.chart.frames.push(Frame { title: Label::new(title, 400.0), parent, ..Frame::default() });
        self.open.push(frame);
        self.cursor.done()
    }

    /// Reads `a & b & c`.
    fn nodes(&mut self) -> Result<Vec<End>, Error> {
        let mut all = Vec::new();
        loop {
            self.cursor.spaces();
            let written = self.cursor.node()?;
            all.push(self.node(&written));
            self.cursor.spaces();
            if !self.cursor.take("&") {
                return Ok(all);
            }
        }
    }

    fn node(&mut self, written: &Written<'s>) -> End {
        if let Some(frame) = self.frames.get(written.id) {
            return End::Group(*frame);
        }
        let nth = *self.names.entry(written.id).or_insert_with(|| {
            self.chart.figures.push(Figure { label: Label::new(written.id, NODE), ..Figure::default() });
            self.chart.figures.len() - 1
        });
        let figure = &mut self.chart.figures[nth];
        // A node belongs to the first subgraph that names it.
        if figure.group.is_none() {
            figure.group = self.open.last().copied();
        }
        if let Some((shape, text)) = written.shape {
            figure.shape = shape;
            let width = if matches!(shape, Shape::Diamond | Shape::Circle | Shape::Double) { 130.0 } else { NODE };
            if let Some(text) = text {
                figure.label = Label::new(text, width);
            }
        }
        End::Node(nth)
    }

    /// A node that was named before the subgraph of the same name is that subgraph.
    fn join_frames(&mut self) {
        let same: Vec<(usize, usize)> = self
            .names
            .iter()
            .filter_map(|(name, node)| Some((*node, *self.frames.get(name)?)))
            .filter(|(node, _)| self.chart.figures[*node].shape == Shape::Rect)
            .collect();
        self.chart.replace(&same);
    }
}
