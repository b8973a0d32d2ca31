//! The layout of one level: the children of a group, or of the whole, with the edges between them.

use super::super::canvas::{Area, Point};
use super::{Direction, End, Graph, MAX_ITEMS, Outline, order, place, rank};

/// The space between two rows, between two rows with one of labels in between, and before ports.
const ROW_GAP: f64 = 46.0;
const LABEL_GAP: f64 = 26.0;
const PORT_GAP: f64 = 12.0;

/// Something in a row.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// What it takes up across and along the flow.
    pub(super) w: f64,
    pub(super) h: f64,
    /// Whether it is no node or group but a place that an edge goes through.
    pub(super) is_bend: bool,
    is_port: bool,
    child: Option<End>,
    outline: Outline,
    /// Its own width, without the space for loops.
    own: f64,
}

/// A piece of an edge between two rows that follow each other.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) upper: usize,
    pub(super) lower: usize,
    /// Where it meets them: from their middle, in pixels and as a share of their width.
    pub(super) upper_dx: f64,
    pub(super) lower_dx: f64,
    pub(super) upper_share: f64,
    pub(super) lower_share: f64,
}

/// Which part of an edge's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// From its source to the border of a group around it.
    Source,
    /// Between the children of the level that is home to both ends.
    Whole,
    /// From the border of a group around its target to the target.
    Target,
}

/// A part of an edge's way.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) edge: usize,
    pub(super) role: Role,
    pub(super) is_vertical: bool,
    pub(super) points: Vec<Point>,
}

/// An edge that crosses the border of the level's group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stub {
    pub(super) edge: usize,
    end: End,
    /// Whether it crosses the border that the flow comes in by.
    pub(super) is_top: bool,
    pub(super) is_source: bool,
}

/// What a level came to: places in it, from its upper left corner.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    pub(super) w: f64,
    pub(super) h: f64,
    pub(super) nodes: Vec<(usize, Point)>,
    pub(super) groups: Vec<(usize, Area)>,
    pub(super) parts: Vec<Part>,
    pub(super) labels: Vec<(usize, Point)>,
    pub(super) loops: Vec<(usize, [Point; 4])>,
    /// Where edges cross the frame; of an edge, twice its number, and one more where it leaves.
    pub(super) ports: Vec<(usize, Point)>,
}

/// An edge on its way through the rows of this level, from the upper end to the lower.
struct Strand {
    edge: usize,
    role: Role,
    /// Whether it is drawn from the lower end to the upper.
    flipped: bool,
    chain: Vec<usize>,
    label: Option<usize>,
    /// Its links, in the order of the chain.
    links: std::ops::Range<usize>,
}

struct Work<'g> {
    graph: &'g Graph,
    homes: &'g [Option<usize>],
    direction: Direction,
    items: Vec<Item>,
    levels: Vec<Option<Level>>,
    loops: Vec<(usize, usize)>,
    strands: Vec<Strand>,
    links: Vec<Link>,
    rows: Vec<Vec<usize>>,
}

/// Lays out a level. `None` for one that is too large.
pub(super) fn level(
    graph: &Graph,
    homes: &[Option<usize>],
    scope: Option<usize>,
    stubs: &[Stub],
    direction: Direction,
) -> Option<Level> {
    let children = children(graph, scope);
    let index = |end: End| children.iter().position(|child| *child == end);
    let mut edges = Vec::new();
    let mut loops = Vec::new();
    for (nth, edge) in graph.edges.iter().enumerate().filter(|(nth, _)| homes[*nth] == scope) {
        let ends = (graph.child(edge.from, scope).and_then(index), graph.child(edge.to, scope).and_then(index));
        match ends {
            (Some(from), Some(to)) if from == to => loops.push((nth, from)),
            (Some(from), Some(to)) => edges.push((nth, from, to)),
            _ => {}
        }
    }
    let pairs: Vec<(usize, usize)> = edges.iter().map(|(_, from, to)| (*from, *to)).collect();
    let turned = rank::turned(children.len(), &pairs);
    let mut work = Work {
        graph,
        homes,
        direction,
        items: Vec::new(),
        levels: Vec::new(),
        loops,
        strands: Vec::new(),
        links: Vec::new(),
        rows: Vec::new(),
    };
    for (at, child) in children.iter().enumerate() {
        let mut inner: Vec<Stub> = Vec::new();
        for ((edge, from, to), turned) in edges.iter().zip(&turned) {
            let of = &graph.edges[*edge];
            if *from == at && of.from != *child {
                inner.push(Stub { edge: *edge, end: of.from, is_top: *turned, is_source: true });
            }
            if *to == at && of.to != *child {
                inner.push(Stub { edge: *edge, end: of.to, is_top: !*turned, is_source: false });
            }
        }
        let outer = stubs.iter().filter(|stub| stub.end != *child && graph.child(stub.end, scope) == Some(*child));
        inner.extend(outer);
        work.add(*child, &inner)?;
    }
    work.strands(&children, &edges, &turned, stubs, scope)?;
    work.slots();
    order::order(&mut work.rows, &work.links, work.items.len());
    work.slots();
    Some(work.finish())
}

/// The children of a group in the order in which the source names them.
fn children(graph: &Graph, scope: Option<usize>) -> Vec<End> {
    let mut first = vec![usize::MAX; graph.groups.len()];
    for (nth, node) in graph.nodes.iter().enumerate() {
        let mut group = node.group;
        while let Some(at) = group {
            first[at] = first[at].min(nth);
            group = graph.groups[at].parent;
        }
    }
    let nodes = graph.nodes.iter().enumerate().filter(|(_, node)| node.group == scope);
    let groups = graph.groups.iter().enumerate().filter(|(_, group)| group.parent == scope);
    let mut all: Vec<(usize, usize, End)> = nodes.map(|(nth, _)| (nth, 0, End::Node(nth))).collect();
    all.extend(groups.map(|(nth, _)| (first[nth], nth + 1, End::Group(nth))));
    all.sort_by_key(|(first, nth, _)| (*first, *nth));
    all.into_iter().map(|(.., end)| end).collect()
}

impl Work<'_> {
    /// Adds a child with its size; a group is laid out first.
    fn add(&mut self, child: End, stubs: &[Stub]) -> Option<()> {
        let (size, outline) = match child {
            End::Node(node) => {
                let node = &self.graph.nodes[node];
                self.levels.push(None);
                ((node.w, node.h), node.outline)
            }
            End::Group(group) => {
                let of = &self.graph.groups[group];
                let direction = of.direction.filter(|_| stubs.is_empty()).unwrap_or(self.direction);
                let mut inner = level(self.graph, self.homes, Some(group), stubs, direction)?;
                inner.frame(of.title, direction, stubs);
                let size = (inner.w, inner.h);
                self.levels.push(Some(inner));
                (size, Outline::Box)
            }
        };
        let (own, h) = self.direction.turned(size);
        let at = self.items.len();
        let mut extra: f64 = 0.0;
        for (nth, (edge, _)) in self.loops.iter().filter(|(_, item)| *item == at).enumerate() {
            extra = extra.max(30.0 + 18.0 * nth as f64 + self.direction.turned(self.graph.edges[*edge].label).0 + 6.0);
        }
        self.items.push(Item {
            w: own + 2.0 * extra,
            h,
            is_bend: false,
            is_port: false,
            child: Some(child),
            outline,
            own,
        });
        Some(())
    }

    fn bend(&mut self, (w, h): (f64, f64), is_port: bool) -> usize {
        let outline = Outline::Box;
        self.items.push(Item { w, h, is_bend: true, is_port, child: None, outline, own: w });
        self.levels.push(None);
        self.items.len() - 1
    }

    /// Ranks the children and leads every edge from row to row.
    fn strands(
        &mut self,
        children: &[End],
        edges: &[(usize, usize, usize)],
        turned: &[bool],
        stubs: &[Stub],
        scope: Option<usize>,
    ) -> Option<()> {
        let has_labels = edges.iter().any(|(edge, ..)| self.graph.edges[*edge].label.0 > 0.0);
        let unit = if has_labels { 2 } else { 1 };
        let arcs: Vec<(usize, usize, usize)> = edges
            .iter()
            .zip(turned)
            .map(|((edge, from, to), turned)| {
                let (upper, lower) = if *turned { (*to, *from) } else { (*from, *to) };
                (upper, lower, unit * self.graph.edges[*edge].length.clamp(1, 8))
            })
            .collect();
        let mut rank = rank::ranks(children.len(), &arcs);
        let has_top = stubs.iter().any(|stub| stub.is_top);
        rank.iter_mut().for_each(|rank| *rank += usize::from(has_top));
        let last = rank.iter().copied().max().unwrap_or(0) + 1;
        let mut ends: Vec<(usize, Role, bool, usize, usize)> = edges
            .iter()
            .zip(&arcs)
            .zip(turned)
            .map(|(((edge, ..), (upper, lower, _)), turned)| (*edge, Role::Whole, *turned, *upper, *lower))
            .collect();
        for stub in stubs {
            let child = self.graph.child(stub.end, scope).and_then(|child| children.iter().position(|c| *c == child));
            let Some(child) = child else { continue };
            let port = self.bend((0.0, 0.0), true);
            rank.resize(port + 1, 0);
            rank[port] = if stub.is_top { 0 } else { last };
            let role = if stub.is_source { Role::Source } else { Role::Target };
            let (upper, lower) = if stub.is_top { (port, child) } else { (child, port) };
            ends.push((stub.edge, role, stub.is_top == stub.is_source, upper, lower));
        }
        for (edge, role, flipped, upper, lower) in ends {
            let label = self.direction.turned(self.graph.edges[edge].label);
            let between = rank[upper] + 1..rank[lower];
            let labelled = (role == Role::Whole && label.0 > 0.0).then(|| between.start + between.len() / 2);
            let mut chain = vec![upper];
            let mut at_label = None;
            for row in between {
                let size = if labelled == Some(row) { (label.0 + 8.0, label.1 + 8.0) } else { (0.0, 0.0) };
                let bend = self.bend(size, false);
                rank.resize(bend + 1, 0);
                rank[bend] = row;
                at_label = at_label.or((labelled == Some(row)).then_some(bend));
                chain.push(bend);
            }
            chain.push(lower);
            let links = self.links.len()..self.links.len() + chain.len() - 1;
            self.links.extend(chain.windows(2).map(|pair| Link {
                upper: pair[0],
                lower: pair[1],
                upper_dx: 0.0,
                lower_dx: 0.0,
                upper_share: 0.0,
                lower_share: 0.0,
            }));
            self.strands.push(Strand { edge, role, flipped, chain, label: at_label, links });
            if self.items.len() > MAX_ITEMS {
                return None;
            }
        }
        self.rows = vec![Vec::new(); rank.iter().copied().max().map_or(0, |last| last + 1)];
        for (item, rank) in rank.iter().enumerate() {
            self.rows[*rank].push(item);
        }
        Some(())
    }

    /// Spreads the links of each node over its side, in the order of where they lead; links into groups end at their ports.
    fn slots(&mut self) {
        let mut place = vec![0; self.items.len()];
        for row in &self.rows {
            for (nth, item) in row.iter().enumerate() {
                place[*item] = nth;
            }
        }
        let mut sides: Vec<[Vec<(usize, usize)>; 2]> = vec![[Vec::new(), Vec::new()]; self.items.len()];
        for (nth, link) in self.links.iter().enumerate() {
            sides[link.upper][1].push((place[link.lower], nth));
            sides[link.lower][0].push((place[link.upper], nth));
        }
        for (item, of) in sides.iter_mut().enumerate() {
            for (side, links) in of.iter_mut().enumerate() {
                links.sort_unstable();
                let spread = match self.items[item].outline {
                    Outline::Box => (self.items[item].own - 24.0).max(0.0),
                    _ => self.items[item].own * 0.4,
                };
                let gaps = links.len().saturating_sub(1) as f64;
                let step = if gaps > 0.0 { (spread / gaps).min(32.0) } else { 0.0 };
                for (nth, (_, link)) in links.iter().enumerate() {
                    let dx = if self.items[item].is_bend { 0.0 } else { (nth as f64 - gaps / 2.0) * step };
                    self.meet(*link, item, side == 0, dx);
                }
            }
        }
        for strand in 0..self.strands.len() {
            let Strand { edge, role, flipped, chain, links, .. } = &self.strands[strand];
            let (edge, role, flipped, links) = (*edge, *role, *flipped, links.clone());
            let (upper, lower) = (chain[0], chain[chain.len() - 1]);
            for (item, is_lower, link) in [(upper, false, links.start), (lower, true, links.end - 1)] {
                // Which end of the edge stands here decides which of the group's ports it is.
                let is_source = role == Role::Source || role == Role::Whole && is_lower == flipped;
                if let Some(dx) = self.port(item, edge, is_source) {
                    self.meet(link, item, is_lower, dx);
                }
            }
        }
    }

    fn meet(&mut self, link: usize, item: usize, is_lower: bool, dx: f64) {
        let share = if self.items[item].w > 0.0 { dx / self.items[item].w } else { 0.0 };
        let link = &mut self.links[link];
        if is_lower {
            (link.lower_dx, link.lower_share) = (dx, share);
        } else {
            (link.upper_dx, link.upper_share) = (dx, share);
        }
    }

    /// Where a group's port for an edge lies, from the group's middle across the flow.
    fn port(&self, item: usize, edge: usize, is_source: bool) -> Option<f64> {
        let level = self.levels[item].as_ref()?;
        let (_, place) = level.ports.iter().find(|(of, _)| *of == edge * 2 + usize::from(is_source))?;
        let (x, w) = if self.direction.is_vertical() { (place.0, level.w) } else { (place.1, level.h) };
        Some(x - w / 2.0)
    }

    /// Finds the places and puts everything there.
    fn finish(self) -> Level {
        let x = place::across(&self.rows, &self.items, &self.links);
        let heights: Vec<f64> =
            self.rows.iter().map(|row| row.iter().map(|item| self.items[*item].h).fold(0.0, f64::max)).collect();
        let only =
            |row: &[usize], is: fn(&Item) -> bool| !row.is_empty() && row.iter().all(|item| is(&self.items[*item]));
        let has_labels = self.strands.iter().any(|strand| strand.label.is_some());
        let mut tops = Vec::with_capacity(self.rows.len());
        let mut y = 0.0;
        for (nth, row) in self.rows.iter().enumerate() {
            if let Some(before) = nth.checked_sub(1).map(|nth| &self.rows[nth]) {
                let is_port = only(row, |item| item.is_port) || only(before, |item| item.is_port);
                y += if is_port {
                    PORT_GAP
                } else if has_labels {
                    LABEL_GAP
                } else {
                    ROW_GAP
                };
            }
            tops.push(y);
            y += heights[nth];
        }
        let mut rank = vec![0; self.items.len()];
        for (nth, row) in self.rows.iter().enumerate() {
            row.iter().for_each(|item| rank[*item] = nth);
        }
        let right = (0..self.items.len()).map(|item| x[item] + self.items[item].w / 2.0).fold(0.0, f64::max);
        let middle = |item: usize| (x[item], tops[rank[item]] + heights[rank[item]] / 2.0);
        let real = |point: Point| self.direction.real(point, y);
        let (w, h) = self.direction.turned((right, y));
        let mut level = Level { w, h, ..Level::default() };
        for (edge, item) in &self.loops {
            let nth =
                self.loops.iter().filter(|other| other.1 == *item).position(|other| other.0 == *edge).unwrap_or(0);
            let (curve, label) = self.around(*edge, *item, nth, middle(*item));
            level.loops.push((*edge, curve.map(real)));
            level.labels.extend(label.map(|label| (*edge, real(label))));
        }
        for strand in &self.strands {
            let links = &self.links[strand.links.clone()];
            let mut points = Vec::new();
            for (nth, item) in strand.chain.iter().enumerate() {
                let (x, y) = middle(*item);
                let of = &self.items[*item];
                if of.is_port {
                    points.push((x, y));
                } else if of.is_bend {
                    points.push((x, tops[rank[*item]]));
                    points.push((x, tops[rank[*item]] + heights[rank[*item]]));
                } else if nth == 0 {
                    let dx = links[0].upper_dx;
                    points.push((x + dx, y + edge_of(of.outline, of.own, of.h, dx)));
                } else {
                    let dx = links[links.len() - 1].lower_dx;
                    points.push((x + dx, y - edge_of(of.outline, of.own, of.h, dx)));
                }
            }
            if strand.flipped {
                points.reverse();
            }
            let points: Vec<Point> = points.into_iter().map(real).collect();
            let port = if strand.role == Role::Source { points.last() } else { points.first() };
            if let Some(port) = port.filter(|_| strand.role != Role::Whole) {
                level.ports.push((strand.edge * 2 + usize::from(strand.role == Role::Source), *port));
            }
            level.labels.extend(strand.label.map(|item| (strand.edge, real(middle(item)))));
            let is_vertical = self.direction.is_vertical();
            level.parts.push(Part { edge: strand.edge, role: strand.role, is_vertical, points });
        }
        let mut inner = Vec::new();
        for (item, (of, within)) in self.items.iter().zip(self.levels).enumerate() {
            let place = self.direction.real(middle(item), y);
            match of.child {
                Some(End::Node(node)) => level.nodes.push((node, place)),
                Some(End::Group(group)) => inner.extend(within.map(|within| (group, place, within))),
                None => {}
            }
        }
        for (group, place, within) in inner {
            level.take(group, place, within);
        }
        level
    }

    /// An edge from a node to itself, beside it: a curve and the place of its label.
    fn around(&self, edge: usize, item: usize, nth: usize, (x, y): Point) -> ([Point; 4], Option<Point>) {
        let of = &self.items[item];
        let dy = of.h / 5.0;
        let side = x + edge_of(of.outline, of.h, of.own, dy);
        let out = x + of.own / 2.0 + 30.0 + 18.0 * nth as f64;
        let label = self.direction.turned(self.graph.edges[edge].label);
        let place = (label.0 > 0.0).then_some((out - 6.0 + label.0 / 2.0 + 4.0, y));
        ([(side, y - dy), (out, y - dy * 2.0), (out, y + dy * 2.0), (side, y + dy)], place)
    }
}

/// How far the border of an outline lies from its middle line, `dx` from its middle.
fn edge_of(outline: Outline, w: f64, h: f64, dx: f64) -> f64 {
    let share = if w > 0.0 { (2.0 * dx.abs() / w).min(1.0) } else { 0.0 };
    match outline {
        Outline::Box => h / 2.0,
        Outline::Diamond => h / 2.0 * (1.0 - share),
        Outline::Ellipse => h / 2.0 * (1.0 - share * share).sqrt(),
    }
}
