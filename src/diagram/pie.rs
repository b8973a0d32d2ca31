//! Pie charts: what share of the whole each part is, with a legend that names it.

use super::canvas::{Anchor, Area, Canvas, Path};
use super::label::Label;
use super::source::Source;
use super::{Error, MAX_THINGS};

/// The radius, in pixels.
const RADIUS: f64 = 110.0;
/// The most parts.
const MAX_PARTS: usize = 40;
/// How many colours there are; then they begin again.
const COLOURS: usize = 8;

struct Part {
    name: String,
    value: f64,
    written: String,
}

/// Draws a pie chart; gives its title too.
pub(super) fn draw(source: &Source<'_>) -> Result<(Canvas, String), Error> {
    let mut shows_values = false;
    let mut title = String::new();
    let mut parts: Vec<Part> = Vec::new();
    let mut look_for_title = |text: &str| {
        let text = text.trim();
        let rest = text.strip_prefix("showData").map(|rest| {
            shows_values = true;
            rest.trim()
        });
        let text = rest.unwrap_or(text);
        match text.strip_prefix("title ") {
            Some(words) => title = words.trim().to_owned(),
            None => return text.is_empty(),
        }
        true
    };
    look_for_title(source.lines[0].text.trim_start_matches("pie"));
    for line in source.body() {
        if look_for_title(line.text) {
            continue;
        }
        let wrong = || line.error("a part of a pie is written `\"name\" : 42`");
        let (name, value) = line.text.rsplit_once([':', '：']).ok_or_else(wrong)?;
        let (name, written) = (name.trim(), value.trim());
        let value: f64 = written.parse().map_err(|_| wrong())?;
        if !value.is_finite() || value < 0.0 {
            return Err(line.error("a part of a pie cannot be less than nothing"));
        }
        parts.push(Part { name: name.trim_matches(['"', '\'']).to_owned(), value, written: written.to_owned() });
        if parts.len() > MAX_PARTS.min(MAX_THINGS) {
            return Err(line.error(format!("a pie has at most {MAX_PARTS} parts")));
        }
    }
    let sum: f64 = parts.iter().map(|part| part.value).sum();
    if sum <= 0.0 || !sum.is_finite() {
        return Err(source.lines[0].error("a pie needs parts that are more than nothing"));
    }
    let mut canvas = Canvas::default();
    slices(&mut canvas, &parts, sum);
    legend(&mut canvas, &parts, sum, shows_values);
    canvas.title(&title);
    Ok((canvas, title))
}

fn class(nth: usize) -> (String, String) {
    let nth = nth % COLOURS;
    (format!("c{nth}"), format!("fill=\"currentColor\" fill-opacity=\".{}\"", 8 - nth))
}

fn slices(canvas: &mut Canvas, parts: &[Part], sum: f64) {
    let at = |share: f64, radius: f64| {
        let angle = share * std::f64::consts::TAU;
        (radius * angle.sin(), -radius * angle.cos())
    };
    canvas.open("slices", "");
    let mut from = 0.0;
    for (nth, part) in parts.iter().enumerate().filter(|(_, part)| part.value > 0.0) {
        let share = part.value / sum;
        let (class, fill) = class(nth);
        let path = if share > 0.9999 {
            Path::from(at(0.0, RADIUS)).arc(RADIUS, RADIUS, false, at(0.5, RADIUS)).arc(
                RADIUS,
                RADIUS,
                false,
                at(1.0, RADIUS),
            )
        } else {
            let path = Path::from((0.0, 0.0)).line(at(from, RADIUS));
            path.arc(RADIUS, RADIUS, share > 0.5, at(from + share, RADIUS))
        };
        canvas.path(&class, &fill, &path.close());
        from += share;
    }
    canvas.close();
    // The circle's own size: the slices know only of their corners.
    canvas.circle("rim", (0.0, 0.0), RADIUS);
    canvas.open("shares", "");
    let mut from = 0.0;
    for part in parts {
        let share = part.value / sum;
        if share >= 0.04 {
            let label = Label::new(&format!("{:.0}%", share * 100.0), 80.0);
            let middle = at(from + share / 2.0, RADIUS * 0.72);
            canvas.rect("ground", Area::around(middle, label.width + 4.0, label.height), 4.0);
            canvas.text("", middle, Anchor::Middle, &label);
        }
        from += share;
    }
    canvas.close();
}

fn legend(canvas: &mut Canvas, parts: &[Part], sum: f64, shows_values: bool) {
    let labels: Vec<Label> = parts
        .iter()
        .map(|part| {
            let share = part.value / sum * 100.0;
            let few = if share < 4.0 { format!(" – {share:.1}%") } else { String::new() };
            let value = if shows_values { format!(" [{}]", part.written) } else { String::new() };
            Label::new(&format!("{}{value}{few}", part.name), 240.0)
        })
        .collect();
    let height: f64 = labels.iter().map(|label| label.height + 6.0).sum();
    let mut y = -height / 2.0;
    canvas.open("legend", "");
    for (nth, label) in labels.iter().enumerate() {
        let middle = y + label.height / 2.0;
        let (class, fill) = class(nth);
        let box_of = Area { x: RADIUS + 30.0, y: middle - 7.0, w: 14.0, h: 14.0 };
        let corners = [
            (box_of.x, box_of.y),
            (box_of.x + 14.0, box_of.y),
            (box_of.x + 14.0, box_of.y + 14.0),
            (box_of.x, box_of.y + 14.0),
        ];
        canvas.path(&class, &fill, &Path::polygon(&corners));
        canvas.text("", (RADIUS + 52.0, middle), Anchor::Start, label);
        y += label.height + 6.0;
    }
    canvas.close();
}
