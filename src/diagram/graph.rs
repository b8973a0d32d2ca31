//! Charts of nodes and edges: what flowcharts, states and classes share once they are read.
//!
//! Takes nodes with a shape and a label, groups and edges; has them laid out and draws them.

use super::canvas::{Anchor, Area, Canvas, Path, Point};
use super::label::Label;
use super::layered::{self, Direction, Edge, End, Graph, Group, Node, Outline};
use super::links::{self, Look, Stroke};
use super::{Error, MAX_EDGES, MAX_THINGS};

/// The widest label of a node, in pixels.
pub(super) const NODE: f64 = 200.0;
/// The widest label of an edge.
pub(super) const EDGE: f64 = 160.0;
/// How deep groups may stand inside one another.
pub(super) const MAX_DEPTH: usize = 12;

/// What a node looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shape {
    #[default]
    Rect,
    Round,
    Stadium,
    Subroutine,
    Cylinder,
    Circle,
    Double,
    Flag,
    Diamond,
    Hexagon,
    LeanRight,
    LeanLeft,
    Trapezoid,
    Funnel,
    /// Where states begin and end.
    Start,
    End,
    /// Where ways part and meet.
    Bar,
    Note,
    /// Words alone.
    Text,
}

/// How many pixels slanted sides lean.
const LEAN: f64 = 10.0;

impl Shape {
    fn outline(self) -> Outline {
        match self {
            Self::Diamond => Outline::Diamond,
            Self::Circle | Self::Double | Self::Start | Self::End => Outline::Ellipse,
            _ => Outline::Box,
        }
    }

    /// The size of the shape around a label.
    fn size(self, label: &Label) -> (f64, f64) {
        let (w, h) = (label.width.max(14.0), label.height.max(20.0));
        match self {
            Self::Rect | Self::Round | Self::Note => (w + 28.0, h + 18.0),
            Self::Stadium | Self::Subroutine => (w + 40.0, h + 18.0),
            Self::Flag | Self::LeanRight | Self::LeanLeft | Self::Trapezoid | Self::Funnel => {
                (w + 28.0 + 2.0 * LEAN, h + 18.0)
            }
            Self::Hexagon => (w + 44.0, h + 20.0),
            Self::Cylinder => (w + 28.0, h + 34.0),
            Self::Circle => square((w * w + h * h).sqrt() + 14.0),
            Self::Double => square((w * w + h * h).sqrt() + 24.0),
            Self::Diamond if label.is_empty() => (28.0, 28.0),
            Self::Diamond => {
                let half = w * 0.75 + 14.0;
                (half * 2.0, h / (1.0 - w / 2.0 / half) + 12.0)
            }
            Self::Start => (16.0, 16.0),
            Self::End => (20.0, 20.0),
            Self::Bar => (80.0, 8.0),
            Self::Text => (w + 4.0, h + 4.0),
        }
    }

    /// Draws the shape in its area.
    fn draw(self, canvas: &mut Canvas, area: Area) {
        let Area { x, y, w, h } = area;
        let (right, bottom, middle) = (x + w, y + h, area.middle());
        let shape = |canvas: &mut Canvas, corners: &[Point]| canvas.path("", "", &Path::polygon(corners));
        match self {
            Self::Text => {}
            Self::Rect => canvas.rect("", area, 3.0),
            Self::Round => canvas.rect("", area, 10.0),
            Self::Stadium => canvas.rect("", area, h / 2.0),
            Self::Subroutine => {
                canvas.rect("", area, 2.0);
                canvas.line("", "", (x + 8.0, y), (x + 8.0, bottom));
                canvas.line("", "", (right - 8.0, y), (right - 8.0, bottom));
            }
            Self::Cylinder => {
                let (rx, ry) = (w / 2.0, 7.0);
                let body = Path::from((x, y + ry)).line((x, bottom - ry));
                let body =
                    body.curve((x, bottom + 2.0), (right, bottom + 2.0), (right, bottom - ry)).line((right, y + ry));
                let body = body.curve((right, y - 2.0), (x, y - 2.0), (x, y + ry)).close();
                canvas.path("", "", &body);
                canvas.path("", "", &Path::from((right, y + ry)).arc(rx, ry, false, (x, y + ry)));
            }
            Self::Circle => canvas.circle("", middle, w / 2.0),
            Self::Double => {
                canvas.circle("", middle, w / 2.0);
                canvas.circle("", middle, w / 2.0 - 5.0);
            }
            Self::Flag => {
                shape(canvas, &[(x, y), (right, y), (right, bottom), (x, bottom), (x + LEAN * 1.5, middle.1)])
            }
            Self::Diamond => shape(canvas, &[(middle.0, y), (right, middle.1), (middle.0, bottom), (x, middle.1)]),
            Self::Hexagon => {
                let (l, r) = (x + 14.0, right - 14.0);
                shape(canvas, &[(l, y), (r, y), (right, middle.1), (r, bottom), (l, bottom), (x, middle.1)]);
            }
            Self::LeanRight => shape(canvas, &[(x + LEAN, y), (right, y), (right - LEAN, bottom), (x, bottom)]),
            Self::LeanLeft => shape(canvas, &[(x, y), (right - LEAN, y), (right, bottom), (x + LEAN, bottom)]),
            Self::Trapezoid => shape(canvas, &[(x + LEAN, y), (right - LEAN, y), (right, bottom), (x, bottom)]),
            Self::Funnel => shape(canvas, &[(x, y), (right, y), (right - LEAN, bottom), (x + LEAN, bottom)]),
            Self::Start => canvas.circle("mark", middle, w / 2.0),
            Self::End => {
                canvas.circle("", middle, w / 2.0);
                canvas.circle("mark", middle, w / 2.0 - 4.0);
            }
            Self::Bar => canvas.path(
                "mark",
                "fill=\"currentColor\"",
                &Path::polygon(&[(x, y), (right, y), (right, bottom), (x, bottom)]),
            ),
            Self::Note => {
                shape(canvas, &[(x, y), (right - 10.0, y), (right, y + 10.0), (right, bottom), (x, bottom)]);
            }
        }
    }
}

fn square(side: f64) -> (f64, f64) {
    (side, side)
}

/// An edge: its ends, its look, its words.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) from: End,
    pub(super) to: End,
    pub(super) look: Look,
    pub(super) label: Label,
    /// Words at its beginning and its end.
    pub(super) ends: [Label; 2],
    pub(super) length: usize,
}

/// A group: its title, and whether it is drawn with a broken line.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub(super) title: Label,
    pub(super) parent: Option<usize>,
    pub(super) direction: Option<Direction>,
    pub(super) is_broken: bool,
}

/// A node of a chart.
#[derive(Clone, Debug, Default)]
pub(super) struct Figure {
    pub(super) shape: Shape,
    pub(super) label: Label,
    pub(super) group: Option<usize>,
    /// Its size where the label does not give it.
    pub(super) size: Option<(f64, f64)>,
}

/// A chart.
#[derive(Clone, Debug, Default)]
pub(super) struct Chart {
    pub(super) figures: Vec<Figure>,
    pub(super) frames: Vec<Frame>,
    pub(super) lines: Vec<Line>,
    pub(super) direction: Direction,
}

impl Chart {
    /// Whether the chart has grown too large to be drawn.
    pub(super) fn is_too_large(&self) -> bool {
        self.figures.len() + self.frames.len() > MAX_THINGS || self.lines.len() > MAX_EDGES
    }

    /// Puts frames in the place of figures that turned out to be frames: lines to the one lead to the other.
    pub(super) fn replace(&mut self, same: &[(usize, usize)]) {
        if same.is_empty() {
            return;
        }
        let mut places = Vec::new();
        let mut kept = 0;
        for node in 0..self.figures.len() {
            places.push(match same.iter().find(|(of, _)| *of == node) {
                Some((_, frame)) => End::Group(*frame),
                None => {
                    kept += 1;
                    End::Node(kept - 1)
                }
            });
        }
        let mut nth = 0;
        self.figures.retain(|_| {
            nth += 1;
            matches!(places[nth - 1], End::Node(_))
        });
        for end in self.lines.iter_mut().flat_map(|line| [&mut line.from, &mut line.to]) {
            if let End::Node(node) = *end {
                *end = places[node];
            }
        }
    }

    /// Lays the chart out and draws it; `inside` draws what stands in a node instead of its label, if it does.
    ///
    /// # Errors
    ///
    /// Charts that are too large; the error's place is the `whole` of the source.
    pub(super) fn draw(
        &self,
        whole: std::ops::Range<usize>,
        inside: impl Fn(&mut Canvas, usize, Area) -> bool,
    ) -> Result<Canvas, Error> {
        let size = |label: &Label| if label.is_empty() { (0.0, 0.0) } else { (label.width, label.height) };
        let graph = Graph {
            nodes: self.figures.iter().map(|figure| self.node(figure)).collect(),
            groups: self
                .frames
                .iter()
                .map(|frame| Group { parent: frame.parent, direction: frame.direction, title: size(&frame.title) })
                .collect(),
            edges: self
                .lines
                .iter()
                .map(|line| Edge { from: line.from, to: line.to, label: line_label(line), length: line.length })
                .collect(),
            direction: self.direction,
        };
        let too_large = || Error { message: "it is too large to be drawn".to_owned(), at: whole.clone() };
        let layout = layered::layout(&graph).filter(|_| !self.is_too_large()).ok_or_else(too_large)?;
        let mut canvas = Canvas::default();
        let mut frames: Vec<usize> = (0..self.frames.len()).collect();
        frames.sort_by_key(|frame| self.depth(*frame));
        canvas.open("frames", "");
        for frame in frames {
            let of = &self.frames[frame];
            let area = layout.groups[frame];
            canvas.rect(if of.is_broken { "region" } else { "" }, area, 6.0);
        }
        canvas.close();
        canvas.open("edges", "");
        for (line, route) in self.lines.iter().zip(&layout.routes) {
            links::draw(&mut canvas, route, line.look);
        }
        canvas.close();
        canvas.open("nodes", "fill=\"Canvas\"");
        for (nth, (figure, place)) in self.figures.iter().zip(&layout.nodes).enumerate() {
            let node = &graph.nodes[nth];
            let area = Area::around(*place, node.w, node.h);
            if figure.shape == Shape::Note {
                canvas.open("note", "");
            }
            figure.shape.draw(&mut canvas, area);
            if !inside(&mut canvas, nth, area) {
                let down = if figure.shape == Shape::Cylinder { 5.0 } else { 0.0 };
                canvas.text("", (place.0, place.1 + down), Anchor::Middle, &figure.label);
            }
            if figure.shape == Shape::Note {
                canvas.close();
            }
        }
        canvas.close();
        canvas.open("labels", "");
        for (frame, area) in self.frames.iter().zip(&layout.groups) {
            canvas.tag_from((area.x + 14.0, area.y + 6.0 + frame.title.height / 2.0), &frame.title);
        }
        for (line, route) in self.lines.iter().zip(&layout.routes) {
            if let Some(place) = route.label.filter(|_| line.look.stroke != Stroke::Hidden) {
                canvas.tag(place, &line.label);
            }
            ends(&mut canvas, line, route);
        }
        canvas.close();
        Ok(canvas)
    }

    fn node(&self, figure: &Figure) -> Node {
        let (w, h) = figure.size.unwrap_or_else(|| figure.shape.size(&figure.label));
        let (w, h) = if figure.shape == Shape::Bar && !self.direction.is_vertical() { (h, w) } else { (w, h) };
        Node { w, h, outline: figure.shape.outline(), group: figure.group }
    }

    fn depth(&self, frame: usize) -> usize {
        std::iter::successors(self.frames[frame].parent, |parent| self.frames[*parent].parent).count()
    }
}

/// The room that a line's words need: those at its ends stand before and after its label.
fn line_label(line: &Line) -> (f64, f64) {
    let ends = line.ends.iter().map(|end| end.height).fold(0.0, f64::max);
    if line.label.is_empty() && ends == 0.0 {
        return (0.0, 0.0);
    }
    (line.label.width.max(1.0), line.label.height.max(4.0) + ends * 1.2)
}

/// Writes the words at both ends of a line beside it.
fn ends(canvas: &mut Canvas, line: &Line, route: &layered::Route) {
    let Some(last) = route.bends.last() else { return };
    let before = last.controls.map_or(route.start, |(_, second)| second);
    let after = route.bends[0].controls.map_or(route.bends[0].to, |(first, _)| first);
    for (label, tip, from) in [(&line.ends[0], route.start, after), (&line.ends[1], last.to, before)] {
        let is_vertical = (from.1 - tip.1).abs() >= (from.0 - tip.0).abs();
        let place = if is_vertical {
            (tip.0 + 10.0, tip.1 + 16.0 * (from.1 - tip.1).signum())
        } else {
            (tip.0 + 12.0 * (from.0 - tip.0).signum(), tip.1 - 12.0)
        };
        let anchor = if is_vertical || from.0 > tip.0 { Anchor::Start } else { Anchor::End };
        canvas.text("end", place, anchor, label);
    }
}
