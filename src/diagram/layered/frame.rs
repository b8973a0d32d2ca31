//! Groups within groups: a level moved to its place, framed, and taken into the level around it.

use super::super::canvas::{Area, Point};
use super::Direction;
use super::level::{Level, Role, Stub};

/// The space between a group's border and its content, in pixels.
const PAD: f64 = 16.0;

impl Level {
    pub(super) fn shift(&mut self, dx: f64, dy: f64) {
        let shift = |(x, y): &mut Point| {
            *x += dx;
            *y += dy;
        };
        self.nodes.iter_mut().for_each(|(_, point)| shift(point));
        self.labels.iter_mut().for_each(|(_, point)| shift(point));
        self.ports.iter_mut().for_each(|(_, point)| shift(point));
        self.parts.iter_mut().flat_map(|part| &mut part.points).for_each(shift);
        self.loops.iter_mut().flat_map(|(_, points)| points).for_each(shift);
        for (_, area) in &mut self.groups {
            area.x += dx;
            area.y += dy;
        }
    }

    /// Puts a frame with a title around the level and leads the ways through its ports up to the frame.
    pub(super) fn frame(&mut self, title: (f64, f64), direction: Direction, stubs: &[Stub]) {
        let w = self.w.max(title.0) + 2.0 * PAD;
        let above = if title.1 > 0.0 { title.1 + 12.0 } else { PAD };
        self.shift((w - self.w) / 2.0, above);
        (self.w, self.h) = (w, self.h + above + PAD);
        for stub in stubs {
            let key = stub.edge * 2 + usize::from(stub.is_source);
            let Some((_, port)) = self.ports.iter_mut().find(|(of, _)| *of == key) else { continue };
            match (direction, stub.is_top) {
                (Direction::Down, true) | (Direction::Up, false) => port.1 = 0.0,
                (Direction::Down, false) | (Direction::Up, true) => port.1 = self.h,
                (Direction::Right, true) | (Direction::Left, false) => port.0 = 0.0,
                (Direction::Right, false) | (Direction::Left, true) => port.0 = self.w,
            }
            let (port, role) = (*port, if stub.is_source { Role::Source } else { Role::Target });
            // The outermost part: it was put last.
            if let Some(part) = self.parts.iter_mut().rev().find(|part| part.edge == stub.edge && part.role == role) {
                let at = if stub.is_source { part.points.len() } else { 0 };
                part.points.insert(at, port);
            }
        }
    }

    /// Takes in the level of a group that stands here.
    pub(super) fn take(&mut self, group: usize, middle: Point, mut inner: Self) {
        let area = Area::around(middle, inner.w, inner.h);
        inner.shift(area.x, area.y);
        self.groups.push((group, area));
        self.groups.append(&mut inner.groups);
        self.nodes.append(&mut inner.nodes);
        self.labels.append(&mut inner.labels);
        self.loops.append(&mut inner.loops);
        // What is further in comes first.
        inner.parts.append(&mut self.parts);
        self.parts = inner.parts;
    }
}
