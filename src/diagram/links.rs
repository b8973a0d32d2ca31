//! Lines between things, with what stands at their ends: arrows, circles, crosses, triangles and diamonds.
//!
//! Heads are drawn as shapes in their place. A marker would need an id, and ids would have to differ from those of every other diagram
//! on the page.

use super::canvas::{Canvas, Path, Point};
use super::layered::Route;

/// What stands at the end of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Head {
    #[default]
    None,
    Arrow,
    /// Two strokes.
    Open,
    Circle,
    Cross,
    /// Not filled: inheritance.
    Triangle,
    /// Not filled: aggregation.
    Diamond,
    /// Filled: composition.
    Filled,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stroke {
    #[default]
    Solid,
    Thick,
    Dotted,
    /// Not drawn; it only keeps its ends in order.
    Hidden,
}

/// How a line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) stroke: Stroke,
    pub(super) tail: Head,
    pub(super) head: Head,
}

impl Head {
    /// How far before the end the line stops, in pixels.
    fn length(self) -> f64 {
        match self {
            Self::None | Self::Open => 0.0,
            Self::Cross => 5.0,
            Self::Arrow => 7.0,
            Self::Circle => 8.0,
            Self::Triangle => 13.0,
            Self::Diamond | Self::Filled => 16.0,
        }
    }
}

impl Stroke {
    fn attributes(self) -> &'static str {
        match self {
            Self::Thick => "stroke-width=\"3\"",
            Self::Dotted => "stroke-dasharray=\"4 4\"",
            Self::Solid | Self::Hidden => "",
        }
    }
}

/// The direction from one place to another, one pixel long.
fn towards(from: Point, to: Point) -> Point {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt();
    if length < 0.01 { (0.0, 1.0) } else { (dx / length, dy / length) }
}

fn back(from: Point, along: Point, by: f64) -> Point {
    (from.0 - along.0 * by, from.1 - along.1 * by)
}

/// Draws a way with its heads.
pub(super) fn draw(canvas: &mut Canvas, route: &Route, look: Look) {
    let Some(last) = route.bends.last().filter(|_| look.stroke != Stroke::Hidden) else { return };
    let before = match (last.controls, route.bends.len()) {
        (Some((_, second)), _) => second,
        (None, 1) => route.start,
        (None, count) => route.bends[count - 2].to,
    };
    let first = route.bends[0];
    let (into, out) =
        (towards(before, last.to), towards(first.controls.map_or(first.to, |(first, _)| first), route.start));
    let start = back(route.start, out, look.tail.length());
    let mut path = Path::from(start);
    let count = route.bends.len();
    for (nth, bend) in route.bends.iter().enumerate() {
        let to = if nth + 1 == count { back(bend.to, into, look.head.length()) } else { bend.to };
        path = match bend.controls {
            Some((first, second)) => path.curve(first, second, to),
            None => path.line(to),
        };
    }
    canvas.path("edge", look.stroke.attributes(), &path);
    head(canvas, look.head, last.to, into);
    head(canvas, look.tail, route.start, out);
}

/// Draws a straight line with its heads.
pub(super) fn straight(canvas: &mut Canvas, from: Point, to: Point, look: Look) {
    let bend = super::layered::Bend { controls: None, to };
    draw(canvas, &Route { start: from, bends: vec![bend], label: None }, look);
}

/// Draws a head whose tip is here, on a line that comes along this direction.
pub(super) fn head(canvas: &mut Canvas, head: Head, tip: Point, along: Point) {
    let across = (-along.1, along.0);
    let at = |by: f64, side: f64| (tip.0 - along.0 * by + across.0 * side, tip.1 - along.1 * by + across.1 * side);
    match head {
        Head::None => {}
        Head::Arrow => {
            canvas.path("head", "fill=\"currentColor\"", &Path::polygon(&[tip, at(9.0, 4.0), at(9.0, -4.0)]));
        }
        Head::Open => canvas.path("edge", "", &Path::from(at(9.0, 5.0)).line(tip).line(at(9.0, -5.0))),
        Head::Circle => canvas.circle("ground", at(4.0, 0.0), 4.0),
        Head::Cross => {
            canvas.path("edge", "", &Path::from(at(10.0, 4.5)).line(at(1.0, -4.5)));
            canvas.path("edge", "", &Path::from(at(10.0, -4.5)).line(at(1.0, 4.5)));
        }
        Head::Triangle => {
            canvas.path("ground", "fill=\"Canvas\"", &Path::polygon(&[tip, at(13.0, 7.0), at(13.0, -7.0)]))
        }
        Head::Diamond | Head::Filled => {
            let corners = [tip, at(8.0, 5.0), at(16.0, 0.0), at(8.0, -5.0)];
            let (class, fill) =
                if head == Head::Filled { ("head", "fill=\"currentColor\"") } else { ("ground", "fill=\"Canvas\"") };
            canvas.path(class, fill, &Path::polygon(&corners));
        }
    }
}
