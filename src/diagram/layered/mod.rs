//! A layered layout: nodes in rows along the flow, groups around what belongs together, edges that go round what they do not touch.
//!
//! Takes the sizes of nodes and labels, gives places. Each group is laid out by itself and stands in its parent as one node; an edge that
//! crosses its border leaves through a port. After Sugiyama, Tagawa and Toda (1981): cycles are broken, nodes ranked, rows ordered so that
//! few edges cross, and places found by least squares. Nothing here depends on chance.

mod frame;
mod level;
mod order;
mod place;
mod rank;

use super::Error;
use super::canvas::{Area, Point};
use super::source::Line;

/// The most nodes and bends together: beyond it the layout takes too long.
const MAX_ITEMS: usize = 6000;

/// Where the flow goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Direction {
    #[default]
    Down,
    Up,
    Right,
    Left,
}

/// What is said of a direction that is none.
pub(super) const UNKNOWN: &str = "a direction is `TB`, `BT`, `LR` or `RL`";

impl Direction {
    pub(super) fn parse(word: &str) -> Option<Self> {
        match word {
            "TB" | "TD" | "v" => Some(Self::Down),
            "BT" | "^" => Some(Self::Up),
            "LR" | ">" => Some(Self::Right),
            "RL" | "<" => Some(Self::Left),
            _ => None,
        }
    }

    /// What a line says after `direction`.
    pub(super) fn of(line: &Line<'_>) -> Result<Self, Error> {
        let word = line.text["direction".len()..].trim_matches([' ', '\t', ';']);
        Self::parse(word).ok_or_else(|| line.error(UNKNOWN))
    }

    pub(super) fn is_vertical(self) -> bool {
        matches!(self, Self::Down | Self::Up)
    }

    /// A place in a drawing that flows down, in one that flows this way and is `flow` long.
    fn real(self, (x, y): Point, flow: f64) -> Point {
        match self {
            Self::Down => (x, y),
            Self::Up => (x, flow - y),
            Self::Right => (y, x),
            Self::Left => (flow - y, x),
        }
    }

    /// Width and height as seen along the flow, and back.
    fn turned(self, (w, h): (f64, f64)) -> (f64, f64) {
        if self.is_vertical() { (w, h) } else { (h, w) }
    }
}

/// The outline of a node, which edges end at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outline {
    Box,
    Diamond,
    Ellipse,
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) w: f64,
    pub(super) h: f64,
    pub(super) outline: Outline,
    pub(super) group: Option<usize>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) parent: Option<usize>,
    /// Its own direction; heeded where no edge crosses its border.
    pub(super) direction: Option<Direction>,
    /// The size of its title; nothing for none.
    pub(super) title: (f64, f64),
}

/// What an edge may end at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum End {
    Node(usize),
    Group(usize),
}

#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) from: End,
    pub(super) to: End,
    /// The size of its label; nothing for none.
    pub(super) label: (f64, f64),
    /// How many rows it spans at least.
    pub(super) length: usize,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) groups: Vec<Group>,
    pub(super) edges: Vec<Edge>,
    pub(super) direction: Direction,
}

/// A part of a route: straight, or bent towards two places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bend {
    pub(super) controls: Option<(Point, Point)>,
    pub(super) to: Point,
}

/// The way of an edge.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Route {
    pub(super) start: Point,
    pub(super) bends: Vec<Bend>,
    /// The middle of its label.
    pub(super) label: Option<Point>,
}

/// The places of everything: middles of nodes, areas of groups, ways of edges.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    pub(super) nodes: Vec<Point>,
    pub(super) groups: Vec<Area>,
    pub(super) routes: Vec<Route>,
}

impl Graph {
    fn parent(&self, end: End) -> Option<usize> {
        match end {
            End::Node(node) => self.nodes[node].group,
            End::Group(group) => self.groups[group].parent,
        }
    }

    /// What an end lies in, or is, among the children of a group (or of the whole).
    fn child(&self, end: End, scope: Option<usize>) -> Option<End> {
        let mut now = end;
        loop {
            let parent = self.parent(now);
            if parent == scope {
                return Some(now);
            }
            now = End::Group(parent?);
        }
    }

    /// The innermost group that holds both ends of an edge.
    fn home(&self, edge: &Edge) -> Option<usize> {
        let mut scope = self.parent(edge.from);
        while let Some(group) = scope {
            if self.child(edge.to, scope).is_some() {
                break;
            }
            scope = self.groups[group].parent;
        }
        scope
    }
}

/// Finds the places. `None` for a graph that is too large.
pub(super) fn layout(graph: &Graph) -> Option<Layout> {
    let homes: Vec<Option<usize>> = graph.edges.iter().map(|edge| graph.home(edge)).collect();
    let level = level::level(graph, &homes, None, &[], graph.direction)?;
    let mut layout = Layout {
        nodes: vec![(0.0, 0.0); graph.nodes.len()],
        groups: vec![Area::default(); graph.groups.len()],
        routes: vec![Route::default(); graph.edges.len()],
    };
    for (node, place) in level.nodes {
        layout.nodes[node] = place;
    }
    for (group, area) in level.groups {
        layout.groups[group] = area;
    }
    for (edge, label) in level.labels {
        layout.routes[edge].label = Some(label);
    }
    for (edge, [start, first, second, to]) in level.loops {
        layout.routes[edge].start = start;
        layout.routes[edge].bends = vec![Bend { controls: Some((first, second)), to }];
    }
    let mut whole: Vec<(bool, Vec<Point>)> = vec![(true, Vec::new()); graph.edges.len()];
    // Parts inside groups come before those around them: on the way out that is their order, on the way in the reverse.
    let (into, out): (Vec<_>, Vec<_>) = level.parts.iter().partition(|part| part.role == level::Role::Target);
    for part in out.into_iter().chain(into.into_iter().rev()) {
        let way = &mut whole[part.edge];
        if part.role == level::Role::Whole {
            way.0 = part.is_vertical;
        }
        way.1.extend_from_slice(&part.points);
    }
    for (route, (is_vertical, points)) in layout.routes.iter_mut().zip(whole) {
        if let Some(start) = points.first() {
            route.start = *start;
            route.bends = bends(&points, is_vertical);
        }
    }
    Some(layout)
}

/// Goes through places with bends that begin and end along the flow.
fn bends(points: &[Point], is_vertical: bool) -> Vec<Bend> {
    let mut bends = Vec::new();
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        if dx.abs() < 0.5 && dy.abs() < 0.5 {
            continue;
        }
        let across = if is_vertical { dx } else { dy };
        let controls = (across.abs() >= 0.5).then(|| {
            if is_vertical {
                ((from.0, from.1 + dy / 2.0), (to.0, to.1 - dy / 2.0))
            } else {
                ((from.0 + dx / 2.0, from.1), (to.0 - dx / 2.0, to.1))
            }
        });
        bends.push(Bend { controls, to });
    }
    bends
}
