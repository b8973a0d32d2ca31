//! Gantt charts: tasks as bars along a line of time.
//!
//! Times are minutes since 1970 in no zone: a plan's days are civil days wherever it is read.

mod axis;
mod dates;

use super::canvas::{Anchor, Area, Canvas, Path};
use super::label::Label;
use super::source::{Line, Source};
use super::{Error, MAX_THINGS};
use crate::time::Weekday;
use dates::{DAY, Format};
use std::collections::BTreeMap;

/// The width of the line of time and the height of a row, in pixels.
const WIDTH: f64 = 640.0;
const ROW: f64 = 30.0;
/// The widest names of sections and tasks.
const SECTION: f64 = 150.0;
const TASK: f64 = 400.0;

struct Task<'s> {
    name: &'s str,
    section: usize,
    /// Minutes since 1970.
    start: i64,
    end: i64,
    is_done: bool,
    is_active: bool,
    is_critical: bool,
    is_milestone: bool,
    /// A line from top to bottom, without a row.
    is_vertical: bool,
}

#[derive(Default)]
struct Plan<'s> {
    title: String,
    format: Format,
    axis: Option<&'s str>,
    interval: Option<axis::Step>,
    /// The day on which weeks begin along the line of time.
    week: Option<Weekday>,
    skips_weekends: bool,
    /// Whether weekends are Friday and Saturday.
    from_friday: bool,
    skipped: Vec<i64>,
    skipped_weekdays: Vec<Weekday>,
    /// Days that are worked although they would be left out.
    worked: Vec<i64>,
    /// Whether a task goes on until the end of the day that is named as its end.
    is_inclusive: bool,
    sections: Vec<&'s str>,
    tasks: Vec<Task<'s>>,
    ids: BTreeMap<&'s str, usize>,
}

/// Draws a gantt chart; gives its title too.
pub(super) fn draw(source: &Source<'_>) -> Result<(Canvas, String), Error> {
    let mut plan = Plan::default();
    for line in source.body() {
        plan.line(line)?;
        if plan.tasks.len() > MAX_THINGS {
            return Err(line.error("it is too large to be drawn"));
        }
    }
    if plan.tasks.is_empty() {
        return Err(source.lines[0].error("there are no tasks in it"));
    }
    let mut canvas = plan.draw();
    let title = if plan.title.is_empty() { source.title.clone() } else { plan.title };
    canvas.title(&title);
    Ok((canvas, title))
}

impl<'s> Plan<'s> {
    fn line(&mut self, line: &Line<'s>) -> Result<(), Error> {
        let rest = line.text[line.word().len()..].trim();
        match line.word() {
            "title" => self.title = rest.to_owned(),
            "dateFormat" => self.format = Format::new(rest),
            "axisFormat" => {
                if let Some(sign) = axis::unknown_sign(rest) {
                    return Err(line.error(format!("`{sign}` is not known on the line of time")));
                }
                self.axis = Some(rest);
            }
            "section" => self.sections.push(rest),
            "excludes" => {
                for word in rest.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty()) {
                    if word == "weekends" {
                        self.skips_weekends = true;
                    } else if let Some(day) = Weekday::parse(word) {
                        self.skipped_weekdays.push(day);
                    } else {
                        self.skipped.push(self.moment(word, line)?.div_euclid(DAY));
                    }
                }
            }
            "includes" => {
                for word in rest.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty()) {
                    self.worked.push(self.moment(word, line)?.div_euclid(DAY));
                }
            }
            "inclusiveEndDates" => self.is_inclusive = true,
            "weekend" if rest == "friday" || rest == "saturday" => self.from_friday = rest == "friday",
            "weekday" if Weekday::parse(rest).is_some() => self.week = Weekday::parse(rest),
            "tickInterval" => {
                let wrong = || line.error("an interval is written `1week`, `2day`, `6hour` or `30minute`");
                self.interval = Some(axis::Step::parse(rest).ok_or_else(wrong)?);
            }
            "todayMarker" | "topAxis" | "click" | "displayMode" => {}
            _ => return self.task(line),
        }
        Ok(())
    }

    fn task(&mut self, line: &Line<'s>) -> Result<(), Error> {
        let wrong = || line.error("a task is written `name : id, 2026-05-01, 5d`");
        let (name, rest) = line.text.split_once([':', '：']).ok_or_else(wrong)?;
        let mut task = Task {
            name: name.trim(),
            section: self.sections.len(),
            start: 0,
            end: 0,
            is_done: false,
            is_active: false,
            is_critical: false,
            is_milestone: false,
            is_vertical: false,
        };
        let mut words: Vec<&str> = rest.split(',').map(str::trim).collect();
        while let Some(word) = words.first() {
            match *word {
                "done" => task.is_done = true,
                "active" => task.is_active = true,
                "crit" => task.is_critical = true,
                "milestone" => task.is_milestone = true,
                "vert" => task.is_vertical = true,
                _ => break,
            }
            words.remove(0);
        }
        let (id, start, end) = match *words {
            [end] => (None, None, end),
            [start, end] if self.is_start(start) || start.starts_with(|c: char| c.is_ascii_digit()) => {
                (None, Some(start), end)
            }
            [id, end] => (Some(id), None, end),
            [id, start, end] => (Some(id), Some(start), end),
            _ => return Err(wrong()),
        };
        task.start = match start {
            Some(start) => self.moment(start, line)?,
            None => self.tasks.last().map_or(0, |task| task.end),
        };
        if start.is_none() && self.tasks.is_empty() {
            return Err(line.error("the first task needs a day on which it begins"));
        }
        task.end = self.end(end, task.start, line)?;
        if task.end < task.start {
            return Err(line.error("this task ends before it begins"));
        }
        if let Some(id) = id {
            self.ids.insert(id, self.tasks.len());
        }
        self.tasks.push(task);
        Ok(())
    }

    fn is_start(&self, word: &str) -> bool {
        word.starts_with("after ") || self.format.read(word).is_some()
    }

    fn moment(&self, word: &str, line: &Line<'_>) -> Result<i64, Error> {
        if let Some(names) = word.strip_prefix("after ") {
            let mut latest = None;
            for name in names.split_whitespace() {
                let task = self
                    .ids
                    .get(name)
                    .ok_or_else(|| line.error(format!("there is no task `{name}` before this one")))?;
                latest = latest.max(Some(self.tasks[*task].end));
            }
            return latest.ok_or_else(|| line.error("after which task?"));
        }
        let written = &self.format.written;
        self.format.read(word).ok_or_else(|| line.error(format!("`{word}` is no date written like `{written}`")))
    }

    fn end(&self, word: &str, start: i64, line: &Line<'_>) -> Result<i64, Error> {
        if let Some(name) = word.strip_prefix("until ") {
            let task = self.ids.get(name.trim());
            return task
                .map(|task| self.tasks[*task].start)
                .ok_or_else(|| line.error(format!("there is no task `{name}` before this one")));
        }
        if let Some(at) = self.format.read(word) {
            return Ok(if self.is_inclusive { at + DAY } else { at });
        }
        if let Some(months) = dates::months(word) {
            let (day, minutes) = (dates::day_of(start), start.rem_euclid(DAY));
            let end = dates::start_of(day.plus_months(months)) + minutes;
            return Ok(self.worked(start, end - start));
        }
        let length = dates::duration(word).ok_or_else(|| {
            line.error(format!("`{word}` is no date and no length of time like `5d`, in whole minutes"))
        })?;
        Ok(self.worked(start, length))
    }

    /// When work that takes so long ends, days that are left out not counted.
    fn worked(&self, start: i64, length: i64) -> i64 {
        let is_off = |day: i64| {
            let weekday = dates::day_of(day * DAY).weekday();
            let second = if self.from_friday { Weekday::Friday } else { Weekday::Sunday };
            let is_weekend = weekday == Weekday::Saturday || weekday == second;
            (self.skips_weekends && is_weekend
                || self.skipped_weekdays.contains(&weekday)
                || self.skipped.contains(&day))
                && !self.worked.contains(&day)
        };
        let mut end = start;
        let mut left = length;
        // At most a year of days off in a row: a chart without a single working day ends all the same.
        let mut off = 0;
        while left > 0 && off < 366 {
            let midnight = (end.div_euclid(DAY) + 1) * DAY;
            if is_off(end.div_euclid(DAY)) {
                end = midnight;
                off += 1;
                continue;
            }
            off = 0;
            let today = left.min(midnight - end);
            end += today;
            left -= today;
            if length > DAY * 4000 {
                return start + length;
            }
        }
        end
    }

    fn draw(&self) -> Canvas {
        let first = self.tasks.iter().map(|task| task.start).min().unwrap_or(0);
        let last = self.tasks.iter().map(|task| task.end).max().unwrap_or(first).max(first + 5);
        let x = |at: i64| (at - first) as f64 / (last - first) as f64 * WIDTH;
        let mut canvas = Canvas::default();
        let mut rows: Vec<&Task<'_>> = self.tasks.iter().filter(|task| !task.is_vertical).collect();
        rows.sort_by_key(|task| task.section);
        let height = rows.len() as f64 * ROW;
        canvas.open("grid", "");
        let (ticks, labels) = axis::ticks((first, last), self.axis, self.interval, self.week);
        for (at, label) in ticks.iter().zip(&labels) {
            canvas.line("tick", "stroke-opacity=\".3\"", (x(*at), 0.0), (x(*at), height + 6.0));
            canvas.text("", (x(*at), height + 18.0), Anchor::Middle, label);
        }
        canvas.close();
        self.draw_sections(&mut canvas, &rows);
        canvas.open("tasks", "fill=\"Canvas\"");
        for (row, task) in rows.iter().enumerate() {
            draw_task(&mut canvas, task, row as f64 * ROW, x(task.start), x(task.end));
        }
        canvas.close();
        canvas.open("edges", "");
        for (nth, task) in self.tasks.iter().filter(|task| task.is_vertical).enumerate() {
            let (at, y) = (x((task.start + task.end) / 2), height + 38.0 + nth as f64 * 20.0);
            canvas.line("edge", "stroke-width=\"3\"", (at, 0.0), (at, y - 12.0));
            canvas.text("", (at, y), Anchor::Middle, &Label::new(task.name, TASK));
        }
        canvas.close();
        canvas
    }

    /// The names of sections and the ground behind their rows.
    fn draw_sections(&self, canvas: &mut Canvas, rows: &[&Task<'_>]) {
        let names: Vec<Label> = self.sections.iter().map(|name| Label::new(name, SECTION)).collect();
        let room = names.iter().map(|name| name.width).fold(0.0, f64::max);
        let mut row = 0;
        canvas.open("sections", "stroke=\"none\" fill=\"currentColor\"");
        for section in 0..=self.sections.len() {
            let count = rows.iter().filter(|task| task.section == section).count();
            if count == 0 {
                continue;
            }
            let (y, h) = (row as f64 * ROW, count as f64 * ROW);
            let class = if section % 2 == 0 { "section" } else { "section odd" };
            let left = if room > 0.0 { room + 20.0 } else { 0.0 };
            let corners = [(-left, y), (WIDTH, y), (WIDTH, y + h), (-left, y + h)];
            let shade = if section % 2 == 0 { "fill-opacity=\".04\"" } else { "fill-opacity=\".09\"" };
            canvas.path(class, shade, &Path::polygon(&corners));
            if let Some(name) = section.checked_sub(1).and_then(|section| names.get(section)) {
                canvas.text("name", (-left + 8.0, y + h / 2.0), Anchor::Start, name);
            }
            row += count;
        }
        canvas.close();
    }
}

/// A task's bar or diamond, with its name inside where it fits and beside it where not.
fn draw_task(canvas: &mut Canvas, task: &Task<'_>, y: f64, from: f64, to: f64) {
    let mut class = String::from("task");
    for (is, name) in [(task.is_done, " done"), (task.is_active, " active"), (task.is_critical, " crit")] {
        if is {
            class.push_str(name);
        }
    }
    let label = Label::new(task.name, TASK);
    let middle = y + ROW / 2.0;
    canvas.open(&class, "");
    let (left, right) = if task.is_milestone {
        let (x, r) = ((from + to) / 2.0, 9.0);
        canvas.path("", "", &Path::polygon(&[(x, middle - r), (x + r, middle), (x, middle + r), (x - r, middle)]));
        (x - r, x + r)
    } else {
        let w = (to - from).max(3.0);
        canvas.rect("", Area { x: from, y: y + 3.0, w, h: ROW - 6.0 }, 3.0);
        (from, from + w)
    };
    if label.width + 8.0 <= right - left {
        canvas.text("", ((left + right) / 2.0, middle), Anchor::Middle, &label);
    } else if right + label.width + 6.0 <= WIDTH || left < label.width {
        canvas.text("beside", (right + 6.0, middle), Anchor::Start, &label);
    } else {
        canvas.text("beside", (left - 6.0, middle), Anchor::End, &label);
    }
    canvas.close();
}
