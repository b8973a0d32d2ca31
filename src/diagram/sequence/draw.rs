//! The places of a sequence diagram: parties beside each other, what happens from top to bottom.

use super::super::canvas::{Anchor, Area, Canvas, Path, Point};
use super::super::label::Label;
use super::super::layered::{Bend, Route};
use super::super::links::{self, Head, Look};
use super::{Event, Fold, Party, Side};

/// Half the width of an activation, in pixels.
const ACTIVE: f64 = 5.0;
/// The room of a message to oneself.
const LOOP: f64 = 36.0;

/// A frame under way: where it began, how far its content reaches.
struct Open {
    top: f64,
    word: &'static str,
    label: Label,
    left: f64,
    right: f64,
    divides: Vec<(f64, Label)>,
}

struct Drawing<'d> {
    x: Vec<f64>,
    y: f64,
    top: f64,
    /// The height at which each activation began, for each party.
    active: Vec<Vec<f64>>,
    /// The height of the middle of a party's head, where a message makes it.
    made: Vec<Option<f64>>,
    /// Who is made by the next message to them.
    waiting: Vec<bool>,
    ended: Vec<Option<f64>>,
    open: Vec<Open>,
    events: Canvas,
    frames: Vec<(Open, f64)>,
    bars: Vec<(usize, usize, f64, f64)>,
    parties: &'d [Party],
}

/// Draws parties and events.
pub(super) fn draw(parties: &[Party], events: &[Event], folds: &[Fold]) -> Canvas {
    let x = columns(parties, events);
    let head = parties.iter().map(head_height).fold(0.0, f64::max);
    let count = parties.len();
    let mut drawing = Drawing {
        x,
        y: head + 16.0,
        top: head,
        active: vec![Vec::new(); count],
        made: vec![None; count],
        waiting: vec![false; count],
        ended: vec![None; count],
        open: Vec::new(),
        events: Canvas::default(),
        frames: Vec::new(),
        bars: Vec::new(),
        parties,
    };
    for event in events {
        drawing.event(event);
    }
    drawing.finish(folds)
}

fn head_height(party: &Party) -> f64 {
    party.label.height + if party.is_actor { 46.0 } else { 18.0 }
}

/// The middle of each party: as near as names, messages and notes allow.
fn columns(parties: &[Party], events: &[Event]) -> Vec<f64> {
    // From, to, and how far apart they must be.
    let mut wants: Vec<(usize, usize, f64)> = Vec::new();
    for (nth, pair) in parties.windows(2).enumerate() {
        wants.push((nth, nth + 1, ((pair[0].label.width + pair[1].label.width) / 2.0 + 56.0).max(110.0)));
    }
    for event in events {
        match event {
            Event::Message { from, to, label, number, .. } => {
                let width = label.width + 34.0 + if number.is_some() { 22.0 } else { 0.0 };
                if from == to {
                    wants.push((*from, from + 1, width + LOOP));
                } else {
                    wants.push((*from.min(to), *from.max(to), width));
                }
            }
            Event::Note { from, to, side, label } => match side {
                Side::Right => wants.push((*to, to + 1, label.width + 50.0)),
                Side::Left => wants.extend(from.checked_sub(1).map(|before| (before, *from, label.width + 50.0))),
                Side::Over if from == to => {
                    wants.push((*to, to + 1, label.width / 2.0 + 36.0));
                    wants.extend(from.checked_sub(1).map(|before| (before, *from, label.width / 2.0 + 36.0)));
                }
                Side::Over => wants.push((*from, *to, label.width - 10.0)),
            },
            _ => {}
        }
    }
    let mut x: Vec<f64> = vec![0.0; parties.len()];
    for to in 1..parties.len() {
        x[to] = wants.iter().filter(|want| want.1 == to).map(|want| x[want.0] + want.2).fold(0.0, f64::max);
    }
    x
}

impl Drawing<'_> {
    fn event(&mut self, event: &Event) {
        match event {
            Event::Message { from, to, label, look, number } => self.message(*from, *to, label, *look, *number),
            Event::Note { from, to, side, label } => self.note(*from, *to, *side, label),
            Event::Activate(party) => self.active[*party].push(self.y),
            Event::Deactivate(party) => {
                if let Some(from) = self.active[*party].pop() {
                    self.bars.push((*party, self.active[*party].len(), from, self.y.max(from + 10.0)));
                }
            }
            Event::Create(party) => self.waiting[*party] = true,
            Event::Destroy(party) => self.ended[*party] = Some(self.y + 26.0),
            Event::Open { word, label } => {
                let room = if *word == "rect" { 10.0 } else { 32.0 + (label.height - 20.0).max(0.0) };
                let (left, right) = (f64::INFINITY, f64::NEG_INFINITY);
                self.y += 6.0;
                self.open.push(Open { top: self.y, word, label: label.clone(), left, right, divides: Vec::new() });
                self.y += room;
            }
            Event::Divide(label) => {
                self.y += 10.0;
                let y = self.y;
                if let Some(open) = self.open.last_mut() {
                    open.divides.push((y, label.clone()));
                }
                self.y += label.height.max(4.0) + 8.0;
            }
            Event::Close => self.close(),
        }
    }

    fn reach(&mut self, left: f64, right: f64) {
        if let Some(open) = self.open.last_mut() {
            open.left = open.left.min(left);
            open.right = open.right.max(right);
        }
    }

    fn close(&mut self) {
        let Some(mut open) = self.open.pop() else { return };
        if open.left > open.right {
            (open.left, open.right) = (self.x[0] - 20.0, self.x[self.x.len() - 1] + 20.0);
        }
        let words = open.label.width.max(open.divides.iter().map(|(_, label)| label.width).fold(0.0, f64::max));
        open.left -= 16.0;
        open.right = (open.right + 16.0).max(open.left + words + 90.0);
        self.y += 12.0;
        self.reach(open.left, open.right);
        let bottom = self.y;
        self.frames.push((open, bottom));
        self.y += 8.0;
    }

    /// Where a party's line or activation is met from a side.
    fn side(&self, party: usize, towards: f64) -> f64 {
        let depth = self.active[party].len();
        let out = if depth == 0 { 0.0 } else { ACTIVE + (depth - 1) as f64 * 3.0 };
        self.x[party] + out * (towards - self.x[party]).signum()
    }

    fn message(&mut self, from: usize, to: usize, label: &Label, look: Look, number: Option<usize>) {
        self.y += 8.0 + label.height;
        let number = number.map(|number| Label::new(&number.to_string(), 60.0));
        if from == to {
            let (x, y) = (self.side(from, f64::INFINITY), self.y);
            let y = y - label.height / 2.0;
            let bend = Bend { controls: Some(((x + LOOP, y), (x + LOOP, y + 22.0))), to: (x, y + 22.0) };
            links::draw(&mut self.events, &Route { start: (x, y), bends: vec![bend], label: None }, look);
            self.events.text("", (x + LOOP, y + 11.0), Anchor::Start, label);
            self.number((x, y), number);
            self.reach(x, x + LOOP + label.width);
            self.y += 24.0;
        } else {
            let (start, mut end) = (self.side(from, self.x[to]), self.side(to, self.x[from]));
            let mut below = 0.0;
            if std::mem::take(&mut self.waiting[to]) {
                let head = head_height(&self.parties[to]);
                below = head / 2.0;
                self.y += (below - label.height).max(0.0);
                self.made[to] = Some(self.y + 4.0);
                end += (self.parties[to].label.width / 2.0 + 14.0) * (start - end).signum();
            }
            let end = if look.head == Head::Cross { end - 3.0 * (end - start).signum() } else { end };
            self.events.text("", ((start + end) / 2.0, self.y - label.height / 2.0 - 2.0), Anchor::Middle, label);
            self.y += 4.0;
            links::straight(&mut self.events, (start, self.y), (end, self.y), look);
            let middle = (start + end) / 2.0;
            let half = ((end - start).abs() / 2.0).max(label.width / 2.0);
            self.reach(middle - half, middle + half);
            self.number((start, self.y), number);
            self.y += 8.0 + below;
        }
    }

    /// The number of a message, where it begins.
    fn number(&mut self, at: Point, number: Option<Label>) {
        if let Some(number) = number {
            self.events.circle("number", at, 10.0);
            self.events.text("number", at, Anchor::Middle, &number);
        }
    }

    fn note(&mut self, from: usize, to: usize, side: Side, label: &Label) {
        let (w, h) = (label.width + 20.0, label.height + 14.0);
        self.y += 8.0;
        let x = match side {
            Side::Right => self.x[to] + 12.0,
            Side::Left => self.x[from] - 12.0 - w,
            Side::Over => (self.x[from] + self.x[to]) / 2.0 - (w.max(self.x[to] - self.x[from] + 30.0)) / 2.0,
        };
        let w = if side == Side::Over { w.max(self.x[to] - self.x[from] + 30.0) } else { w };
        let area = Area { x, y: self.y, w, h };
        self.events.open("note", "fill=\"Canvas\"");
        let corners = [(x, area.y), (x + w - 8.0, area.y), (x + w, area.y + 8.0), (x + w, area.y + h), (x, area.y + h)];
        self.events.path("", "", &Path::polygon(&corners));
        self.events.text("", area.middle(), Anchor::Middle, label);
        self.events.close();
        self.reach(x, x + w);
        self.y += h + 6.0;
    }

    /// Puts together what lies behind and before the events.
    fn finish(mut self, folds: &[Fold]) -> Canvas {
        while !self.open.is_empty() {
            self.close();
        }
        let bottom = self.y + 12.0;
        for party in 0..self.x.len() {
            while let Some(from) = self.active[party].pop() {
                self.bars.push((party, self.active[party].len(), from, bottom));
            }
        }
        let mut canvas = Canvas::default();
        canvas.open("frames", "");
        for fold in folds {
            self.fold(&mut canvas, fold, bottom);
        }
        for (open, bottom) in self.frames.iter().rev().filter(|(open, _)| open.word == "rect") {
            frame(&mut canvas, open, *bottom);
        }
        canvas.close();
        canvas.open("lifelines", "");
        for (party, x) in self.x.iter().enumerate() {
            let end = self.ended[party].unwrap_or(bottom);
            let top = self.made[party].map_or(self.top, |made| made + head_height(&self.parties[party]) / 2.0);
            canvas.line("lifeline", "stroke-dasharray=\"4 4\"", (*x, top), (*x, end.max(top)));
            if self.ended[party].is_some() {
                links::head(&mut canvas, Head::Cross, (*x, end + 5.0), (0.0, 1.0));
            }
        }
        canvas.close();
        canvas.open("nodes", "fill=\"Canvas\"");
        for ((party, x), made) in self.parties.iter().zip(&self.x).zip(&self.made) {
            head(&mut canvas, party, *x, made.map_or(self.top, |made| made + head_height(party) / 2.0));
        }
        self.bars.sort_by(|a, b| a.1.cmp(&b.1).then(a.2.total_cmp(&b.2)));
        for (party, depth, from, to) in &self.bars {
            let middle = self.x[*party] + *depth as f64 * 3.0;
            canvas.rect("active", Area { x: middle - ACTIVE, y: *from, w: ACTIVE * 2.0, h: to - from }, 0.0);
        }
        canvas.close();
        canvas.open("frames", "");
        for (open, bottom) in self.frames.iter().rev().filter(|(open, _)| open.word != "rect") {
            frame(&mut canvas, open, *bottom);
        }
        canvas.close();
        canvas.open("edges", "");
        canvas.append(self.events);
        canvas.close();
        canvas
    }

    fn fold(&self, canvas: &mut Canvas, fold: &Fold, bottom: f64) {
        let left = fold.parties.iter().map(|party| self.x[*party] - self.parties[*party].label.width / 2.0 - 22.0);
        let right = fold.parties.iter().map(|party| self.x[*party] + self.parties[*party].label.width / 2.0 + 22.0);
        let (left, right) = (left.fold(f64::INFINITY, f64::min), right.fold(f64::NEG_INFINITY, f64::max));
        if left > right {
            return;
        }
        let short = (fold.title.width + 16.0 - (right - left)).max(0.0) / 2.0;
        let (left, right) = (left - short, right + short);
        let top = -12.0 - fold.title.height;
        canvas.rect("region", Area { x: left, y: top, w: right - left, h: bottom + 8.0 - top }, 6.0);
        canvas.text("", ((left + right) / 2.0, top + 4.0 + fold.title.height / 2.0), Anchor::Middle, &fold.title);
    }
}

/// The head of a party: a box with its name, or a figure above it.
fn head(canvas: &mut Canvas, party: &Party, x: f64, bottom: f64) {
    let label = &party.label;
    if !party.is_actor {
        let h = label.height + 18.0;
        canvas.rect("", Area { x: x - label.width / 2.0 - 14.0, y: bottom - h, w: label.width + 28.0, h }, 3.0);
        return canvas.text("", (x, bottom - h / 2.0), Anchor::Middle, label);
    }
    let feet = bottom - label.height - 4.0;
    canvas.circle("", (x, feet - 33.0), 7.0);
    let body = Path::from((x, feet - 26.0)).line((x, feet - 12.0)).line((x - 8.0, feet));
    canvas.path("figure", "fill=\"none\"", &body);
    canvas.path("figure", "", &Path::from((x, feet - 12.0)).line((x + 8.0, feet)));
    canvas.path("figure", "", &Path::from((x - 10.0, feet - 20.0)).line((x + 10.0, feet - 20.0)));
    canvas.tag((x, bottom - label.height / 2.0 - 2.0), label);
}

/// A frame around events, with its word in a corner.
fn frame(canvas: &mut Canvas, open: &Open, bottom: f64) {
    let area = Area { x: open.left, y: open.top, w: open.right - open.left, h: bottom - open.top };
    if open.word == "rect" {
        return canvas.rect("shade", area, 2.0);
    }
    canvas.rect("frame", area, 2.0);
    let word = Label::new(open.word.trim_end_matches("_over"), 100.0);
    let tab = word.width + 16.0;
    let corners = [
        (area.x, area.y),
        (area.x + tab, area.y),
        (area.x + tab, area.y + 16.0),
        (area.x + tab - 6.0, area.y + 22.0),
        (area.x, area.y + 22.0),
    ];
    canvas.path("tab", "fill=\"Canvas\"", &Path::polygon(&corners));
    canvas.text("word", (area.x + tab / 2.0 - 2.0, area.y + 11.0), Anchor::Middle, &word);
    canvas.text("", (area.x + tab + 8.0, area.y + 2.0 + open.label.height / 2.0), Anchor::Start, &open.label);
    for (y, label) in &open.divides {
        canvas.line("divide", "stroke-dasharray=\"4 4\"", (area.x, *y), (area.x + area.w, *y));
        canvas.tag_from((area.x + 12.0, y + 4.0 + label.height / 2.0), label);
    }
}
