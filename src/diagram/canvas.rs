//! The one place where SVG is written: shapes and words, escaped, with what they take up.
//!
//! Takes places in pixels and gives text. Shapes carry classes, and plain attributes for pages whose style sheet knows nothing of them:
//! lines in the colour of the text, the page's ground as filling.

use super::label::{LINE, Label};
use std::fmt::Write;

/// The free space around a drawing, in pixels.
const MARGIN: f64 = 8.0;
/// How far the line on which letters stand lies below the middle of their line.
const BASE: f64 = 5.0;

/// A place in pixels.
pub(super) type Point = (f64, f64);

/// Where words stand relative to their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing under way.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    out: String,
    bounds: Option<(Point, Point)>,
}

/// A rectangle by its upper left corner and its size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) w: f64,
    pub(super) h: f64,
}

impl Area {
    /// The rectangle around a middle.
    pub(super) fn around((x, y): Point, w: f64, h: f64) -> Self {
        Self { x: x - w / 2.0, y: y - h / 2.0, w, h }
    }

    pub(super) fn middle(&self) -> Point {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }
}

/// A number with one digit after the point, where it needs it.
pub(super) fn number(out: &mut String, value: f64) {
    let tenths = (value * 10.0).round();
    let value = if tenths == 0.0 { 0.0 } else { tenths / 10.0 };
    let _ = write!(out, "{value}");
}

/// A line of straight and bent parts: the `d` of a path, and the places it goes through.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    d: String,
    points: Vec<Point>,
}

impl Path {
    pub(super) fn from(start: Point) -> Self {
        let mut path = Self::default();
        path.part("M", &[start]);
        path
    }

    fn part(&mut self, command: &str, points: &[Point]) {
        self.d.push_str(command);
        for (nth, (x, y)) in points.iter().enumerate() {
            if nth > 0 {
                self.d.push(' ');
            }
            number(&mut self.d, *x);
            self.d.push(' ');
            number(&mut self.d, *y);
        }
        self.points.extend_from_slice(points);
    }

    pub(super) fn line(mut self, to: Point) -> Self {
        self.part("L", &[to]);
        self
    }

    pub(super) fn curve(mut self, first: Point, second: Point, to: Point) -> Self {
        self.part("C", &[first, second, to]);
        self
    }

    /// Part of an ellipse, with the clock.
    pub(super) fn arc(mut self, rx: f64, ry: f64, large: bool, to: Point) -> Self {
        self.d.push('A');
        number(&mut self.d, rx);
        self.d.push(' ');
        number(&mut self.d, ry);
        self.d.push_str(if large { " 0 1 1" } else { " 0 0 1" });
        self.d.push(' ');
        self.part("", &[to]);
        self
    }

    pub(super) fn close(mut self) -> Self {
        self.d.push('Z');
        self
    }

    /// A closed path through these corners.
    pub(super) fn polygon(corners: &[Point]) -> Self {
        let mut path = Self::default();
        for (nth, corner) in corners.iter().enumerate() {
            path.part(if nth == 0 { "M" } else { "L" }, &[*corner]);
        }
        path.close()
    }
}

impl Canvas {
    fn reach(&mut self, (x, y): Point) {
        let ((left, top), (right, bottom)) = self.bounds.unwrap_or(((x, y), (x, y)));
        self.bounds = Some(((left.min(x), top.min(y)), (right.max(x), bottom.max(y))));
    }

    /// What is drawn so far: its left, top, right and bottom.
    pub(super) fn bounds(&self) -> (Point, Point) {
        self.bounds.unwrap_or_default()
    }

    fn attribute(&mut self, name: &str, value: f64) {
        let _ = write!(self.out, " {name}=\"");
        number(&mut self.out, value);
        self.out.push('"');
    }

    /// Begins a group. The class and the attributes are ours, never the author's.
    pub(super) fn open(&mut self, class: &str, attributes: &str) {
        let _ = write!(self.out, "<g class=\"{class}\"");
        if !attributes.is_empty() {
            let _ = write!(self.out, " {attributes}");
        }
        self.out.push('>');
    }

    pub(super) fn close(&mut self) {
        self.out.push_str("</g>");
    }

    fn class(&mut self, class: &str) {
        if !class.is_empty() {
            let _ = write!(self.out, " class=\"{class}\"");
        }
    }

    pub(super) fn rect(&mut self, class: &str, area: Area, round: f64) {
        self.out.push_str("<rect");
        self.class(class);
        self.attribute("x", area.x);
        self.attribute("y", area.y);
        self.attribute("width", area.w);
        self.attribute("height", area.h);
        if round > 0.0 {
            self.attribute("rx", round);
        }
        if class == "ground" {
            self.out.push_str(" fill=\"Canvas\" stroke=\"none\"");
        }
        self.out.push_str("/>");
        self.reach((area.x, area.y));
        self.reach((area.x + area.w, area.y + area.h));
    }

    pub(super) fn circle(&mut self, class: &str, (x, y): Point, r: f64) {
        self.out.push_str("<circle");
        self.class(class);
        self.attribute("cx", x);
        self.attribute("cy", y);
        self.attribute("r", r);
        match class {
            "ground" | "number" => self.out.push_str(" fill=\"Canvas\""),
            "mark" => self.out.push_str(" fill=\"currentColor\""),
            _ => {}
        }
        self.out.push_str("/>");
        self.reach((x - r, y - r));
        self.reach((x + r, y + r));
    }

    /// A path with a class and attributes of ours.
    pub(super) fn path(&mut self, class: &str, attributes: &str, path: &Path) {
        self.out.push_str("<path");
        self.class(class);
        if !attributes.is_empty() {
            let _ = write!(self.out, " {attributes}");
        }
        let _ = write!(self.out, " d=\"{}\"/>", path.d);
        for point in &path.points {
            self.reach(*point);
        }
    }

    /// A straight line.
    pub(super) fn line(&mut self, class: &str, attributes: &str, from: Point, to: Point) {
        self.path(class, attributes, &Path::from(from).line(to));
    }

    /// Words whose middle line, or whose lines together, have this place as their middle height.
    pub(super) fn text(&mut self, class: &str, (x, y): Point, anchor: Anchor, label: &Label) {
        if label.is_empty() {
            return;
        }
        self.out.push_str("<text");
        self.class(class);
        self.out.push_str(" fill=\"currentColor\" stroke=\"none\"");
        self.out.push_str(match class {
            "abstract" => " font-style=\"italic\"",
            "static" => " text-decoration=\"underline\"",
            _ => "",
        });
        self.out.push_str(match anchor {
            Anchor::Start => " text-anchor=\"start\"",
            Anchor::Middle => "",
            Anchor::End => " text-anchor=\"end\"",
        });
        let mut line_y = y - label.height / 2.0 + LINE / 2.0 + BASE;
        if let [line] = &*label.lines {
            self.attribute("x", x);
            self.attribute("y", line_y);
            self.out.push('>');
            self.escape(line);
        } else {
            self.out.push('>');
            for line in &label.lines {
                self.out.push_str("<tspan");
                self.attribute("x", x);
                self.attribute("y", line_y);
                self.out.push('>');
                self.escape(line);
                self.out.push_str("</tspan>");
                line_y += LINE;
            }
        }
        self.out.push_str("</text>");
        let left = match anchor {
            Anchor::Start => x,
            Anchor::Middle => x - label.width / 2.0,
            Anchor::End => x - label.width,
        };
        self.reach((left, y - label.height / 2.0));
        self.reach((left + label.width, y + label.height / 2.0));
    }

    /// Words that begin here, on a ground of their own.
    pub(super) fn tag_from(&mut self, (x, y): Point, label: &Label) {
        self.tag((x + label.width / 2.0, y), label);
    }

    /// Words on a ground of their own, so that a line beneath does not strike them through.
    pub(super) fn tag(&mut self, middle: Point, label: &Label) {
        if label.is_empty() {
            return;
        }
        self.rect("ground", Area::around(middle, label.width + 6.0, label.height), 2.0);
        self.text("", middle, Anchor::Middle, label);
    }

    fn escape(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                c => self.out.push(c),
            }
        }
    }

    /// Puts another drawing on top of this one.
    pub(super) fn append(&mut self, other: Self) {
        self.out.push_str(&other.out);
        if let Some((first, second)) = other.bounds {
            self.reach(first);
            self.reach(second);
        }
    }

    /// A title above everything drawn so far.
    pub(super) fn title(&mut self, title: &str) {
        let label = Label::new(title, 480.0);
        if label.is_empty() {
            return;
        }
        let ((left, top), (right, _)) = self.bounds();
        let place = ((left + right) / 2.0, top - 12.0 - label.height / 2.0);
        self.text("title", place, Anchor::Middle, &label);
    }

    /// The drawing as an element.
    pub(super) fn finish(self, kind: &str) -> String {
        let ((left, top), (right, bottom)) = self.bounds();
        let mut out = format!("<svg class=\"{kind}\" viewBox=\"");
        let (left, top) = ((left - MARGIN).floor(), (top - MARGIN).floor());
        let (width, height) = ((right + MARGIN).ceil() - left, (bottom + MARGIN).ceil() - top);
        for (nth, value) in [left, top, width, height].into_iter().enumerate() {
            if nth > 0 {
                out.push(' ');
            }
            number(&mut out, value);
        }
        let _ = write!(
            out,
            "\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\""
        );
        out.push_str(" font-size=\"14\" text-anchor=\"middle\">");
        out.push_str(&self.out);
        out.push_str("</svg>");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_words_escaped() {
        let mut canvas = Canvas::default();
        canvas.line("", "", (-0.01, 1.26), (10.0, 3.0));
        canvas.text("", (5.0, 5.0), Anchor::Middle, &Label::new("a < b & </text>", 400.0));
        let svg = canvas.finish("pie");
        assert!(svg.contains("d=\"M0 1.3L10 3\"") && svg.contains("a &lt; b &amp; &lt;/text&gt;"), "{svg}");
    }
}
