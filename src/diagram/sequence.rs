//! Sequence diagrams: who says what to whom, in which order.
//!
//! Reads participants, messages, notes, activations and frames (`loop`, `alt`, …) line by line; [`draw`](draw) places them.

mod draw;

use super::canvas::Canvas;
use super::label::Label;
use super::links::{Head, Look, Stroke};
use super::source::{Line, Source};
use super::{COLOURS, Error, MAX_THINGS};
use std::collections::BTreeMap;

/// The widest words of a message, a note and a participant, in pixels.
const MESSAGE: f64 = 260.0;
const NOTE: f64 = 180.0;
const NAME: f64 = 150.0;
/// The most events.
const MAX_EVENTS: usize = MAX_THINGS * 2;
/// How deep frames may stand inside one another.
const MAX_FRAMES: usize = 12;

/// Somebody who takes part.
struct Party {
    label: Label,
    is_actor: bool,
}

/// Something that happens; parties are numbers.
enum Event {
    Message {
        from: usize,
        to: usize,
        label: Label,
        look: Look,
        number: Option<usize>,
    },
    Note {
        from: usize,
        to: usize,
        side: Side,
        label: Label,
    },
    Activate(usize),
    Deactivate(usize),
    /// The next message makes this party.
    Create(usize),
    Destroy(usize),
    Open {
        word: &'static str,
        label: Label,
    },
    Divide(Label),
    Close,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
    Over,
}

/// Parties that stand in a box: its title and the first and last of them.
struct Fold {
    title: Label,
    parties: Vec<usize>,
}

#[derive(Default)]
struct Reader<'s> {
    parties: Vec<Party>,
    names: BTreeMap<&'s str, usize>,
    events: Vec<Event>,
    folds: Vec<Fold>,
    in_fold: bool,
    open: usize,
    /// The next number, and by how much numbers grow.
    number: Option<(usize, usize)>,
    title: String,
}

/// The arrows, the longer first.
const ARROWS: &[(&str, Stroke, Head, Head)] = &[
    ("<<-->>", Stroke::Dotted, Head::Arrow, Head::Arrow),
    ("<<->>", Stroke::Solid, Head::Arrow, Head::Arrow),
    ("-->>", Stroke::Dotted, Head::None, Head::Arrow),
    ("->>", Stroke::Solid, Head::None, Head::Arrow),
    ("--x", Stroke::Dotted, Head::None, Head::Cross),
    ("-x", Stroke::Solid, Head::None, Head::Cross),
    ("--)", Stroke::Dotted, Head::None, Head::Open),
    ("-)", Stroke::Solid, Head::None, Head::Open),
    ("-->", Stroke::Dotted, Head::None, Head::None),
    ("->", Stroke::Solid, Head::None, Head::None),
];

/// Frames: the word that opens one, and the word that divides it.
const FRAMES: &[(&str, &str)] = &[
    ("loop", ""),
    ("alt", "else"),
    ("opt", ""),
    ("par", "and"),
    ("par_over", "and"),
    ("critical", "option"),
    ("break", ""),
    ("rect", ""),
];

/// Draws a sequence diagram; gives its title too.
pub(super) fn draw(source: &Source<'_>) -> Result<(Canvas, String), Error> {
    let mut reader = Reader::default();
    for line in source.body().iter().flat_map(statements) {
        let line = &line;
        reader.line(line)?;
        if reader.events.len() > MAX_EVENTS || reader.parties.len() > 60 {
            return Err(line.error("it is too large to be drawn"));
        }
    }
    if reader.open > 0 || reader.in_fold {
        return Err(source.lines[0].error("something in it is never closed: it needs an `end`"));
    }
    if reader.parties.is_empty() {
        return Err(source.lines[0].error("there is nothing in it"));
    }
    let mut canvas = draw::draw(&reader.parties, &reader.events, &reader.folds);
    let title = if reader.title.is_empty() { source.title.clone() } else { reader.title };
    canvas.title(&title);
    Ok((canvas, title))
}

/// The statements of a line: a semicolon parts them where it does not end an entity (`#59;`).
fn statements<'s>(line: &Line<'s>) -> Vec<Line<'s>> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in line.text.match_indices(';') {
        let before = &line.text[from..at];
        let name = before.rsplit(['#', '&']).next().unwrap_or_default();
        let is_entity = name.len() < before.len() && !name.is_empty() && name.chars().all(char::is_alphanumeric);
        if !is_entity {
            parts.push(line.part(before));
            from = at + 1;
        }
    }
    parts.push(line.part(&line.text[from..]));
    parts.retain(|part| !part.text.is_empty());
    parts
}

impl<'s> Reader<'s> {
    fn party(&mut self, name: &'s str) -> usize {
        let name = name.trim();
        if let Some(party) = self.names.get(name) {
            return *party;
        }
        self.parties.push(Party { label: Label::new(name, NAME), is_actor: false });
        self.names.insert(name, self.parties.len() - 1);
        self.parties.len() - 1
    }

    fn line(&mut self, line: &Line<'s>) -> Result<(), Error> {
        let text = line.text;
        let word = line.word().trim_end_matches(':');
        let rest = text.get(word.len()..).unwrap_or_default().trim_start_matches(':').trim();
        match word {
            "participant" | "actor" => self.declared(rest, word == "actor", line).map(drop)?,
            "create" => {
                let (kind, rest) = rest.split_once(char::is_whitespace).unwrap_or(("participant", rest));
                let party = self.declared(rest.trim(), kind == "actor", line)?;
                self.events.push(Event::Create(party));
            }
            "destroy" => {
                let party = self.party(rest);
                self.events.push(Event::Destroy(party));
            }
            "title" => self.title = rest.to_owned(),
            "autonumber" => {
                let mut numbers = rest.split_whitespace().filter_map(|number| number.parse::<usize>().ok());
                let first = numbers.next().unwrap_or(1).min(1_000_000);
                self.number = (rest != "off").then(|| (first, numbers.next().unwrap_or(1).clamp(1, 1000)));
            }
            "activate" | "deactivate" => {
                let party = self.party(rest);
                self.events.push(if word == "activate" { Event::Activate(party) } else { Event::Deactivate(party) });
            }
            "Note" | "note" => return self.note(rest, line),
            "box" => {
                self.in_fold = true;
                self.folds.push(Fold { title: Label::new(without_colour(rest), NAME * 2.0), parties: Vec::new() });
            }
            "links" | "link" | "properties" | "details" if arrow(text).is_none() => {}
            "end" if rest.is_empty() => {
                if self.in_fold {
                    self.in_fold = false;
                } else if self.open > 0 {
                    self.open -= 1;
                    self.events.push(Event::Close);
                } else {
                    return Err(line.error("there is nothing that this `end` could close"));
                }
            }
            _ => return self.frame_or_message(text, word, rest, line),
        }
        Ok(())
    }

    fn frame_or_message(&mut self, text: &'s str, word: &str, rest: &'s str, line: &Line<'s>) -> Result<(), Error> {
        if let Some(message) = arrow(text) {
            return self.message(message, line);
        }
        if let Some((word, _)) = FRAMES.iter().find(|(open, _)| *open == word) {
            if self.open >= MAX_FRAMES {
                return Err(line.error(format!("frames stand at most {MAX_FRAMES} deep inside one another")));
            }
            self.open += 1;
            let label = if *word == "rect" { "" } else { rest };
            self.events.push(Event::Open { word, label: Label::new(label, MESSAGE) });
            return Ok(());
        }
        if FRAMES.iter().any(|(_, divide)| !divide.is_empty() && *divide == word) {
            if self.open == 0 {
                return Err(line.error(format!("there is nothing that this `{word}` could divide")));
            }
            self.events.push(Event::Divide(Label::new(rest, MESSAGE)));
            return Ok(());
        }
        Err(line.error("this is no message (`a->>b: words`), no participant, no note and no frame"))
    }

    fn declared(&mut self, rest: &'s str, is_actor: bool, line: &Line<'s>) -> Result<usize, Error> {
        let (mut name, mut shown) = rest.split_once(" as ").unwrap_or((rest, ""));
        let mut is_actor = is_actor;
        if let Some((before, properties)) = name.split_once("@{") {
            let properties = properties.trim().trim_end_matches('}');
            for (key, value) in properties.split(',').filter_map(|pair| pair.split_once(':')) {
                let value = value.trim().trim_matches(['"', '\'']);
                match (key.trim().trim_matches(['"', '\'']), value) {
                    ("type", "participant") => {}
                    ("type", "actor") => is_actor = true,
                    ("alias", alias) if shown.is_empty() => shown = alias,
                    ("alias", _) => {}
                    _ => return Err(line.error("somebody who takes part is a `participant` or an `actor` here")),
                }
            }
            name = before;
        }
        let party = self.party(name);
        let shown = if shown.is_empty() { name } else { shown };
        self.parties[party] = Party { label: Label::new(shown, NAME), is_actor };
        if let Some(fold) = self.folds.last_mut().filter(|_| self.in_fold) {
            fold.parties.push(party);
        }
        Ok(party)
    }

    fn note(&mut self, rest: &'s str, line: &Line<'s>) -> Result<(), Error> {
        let wrong = || line.error("a note is written `Note right of a: words` or `Note over a,b: words`");
        let (place, words) = rest.split_once([':', '：']).ok_or_else(wrong)?;
        let (side, names) = if let Some(name) = place.strip_prefix("left of ") {
            (Side::Left, name)
        } else if let Some(name) = place.strip_prefix("right of ") {
            (Side::Right, name)
        } else {
            (Side::Over, place.strip_prefix("over ").ok_or_else(wrong)?)
        };
        let (from, to) = names.split_once(',').unwrap_or((names, names));
        let (from, to) = (self.party(from), self.party(to));
        self.events.push(Event::Note {
            from: from.min(to),
            to: from.max(to),
            side,
            label: Label::new(unwrapped(words), NOTE),
        });
        Ok(())
    }

    fn message(&mut self, (at, arrow): (usize, usize), line: &Line<'s>) -> Result<(), Error> {
        let text = line.text;
        let (sign, stroke, tail, head) = ARROWS[arrow];
        let (from, rest) = (text[..at].trim(), text[at + sign.len()..].trim_start());
        let (rest, activates) = rest.strip_prefix('+').map_or((rest, false), |rest| (rest, true));
        let (rest, ends) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
        let (to, words) = rest.split_once([':', '：']).unwrap_or((rest, ""));
        if from.contains("()") || to.contains("()") {
            return Err(line.error("messages through a central connection, `()`, are not drawn here"));
        }
        if from.ends_with(['<', '-', '|', '/', '\\']) {
            return Err(line.error("there is no such arrow: one with two heads is `<<->>` or `<<-->>`"));
        }
        if from.is_empty() || to.trim().is_empty() {
            return Err(line.error("a message leads from one participant to another: `a->>b: words`"));
        }
        let (from, to) = (self.party(from), self.party(to));
        let number = self.number.map(|(number, _)| number);
        self.number = self.number.map(|(number, by)| (number + by, by));
        let look = Look { stroke, tail, head };
        self.events.push(Event::Message { from, to, label: Label::new(unwrapped(words), MESSAGE), look, number });
        if activates {
            self.events.push(Event::Activate(to));
        }
        if ends {
            self.events.push(Event::Deactivate(from));
        }
        Ok(())
    }
}

/// Words without what says whether their lines are to be broken, which they always are.
fn unwrapped(words: &str) -> &str {
    let words = words.trim_start();
    words.strip_prefix("wrap:").or_else(|| words.strip_prefix("nowrap:")).unwrap_or(words)
}

/// Where the first arrow of a line stands, and which it is; only before the colon.
fn arrow(text: &str) -> Option<(usize, usize)> {
    let names = &text[..text.find([':', '：']).unwrap_or(text.len())];
    names.char_indices().find_map(|(at, _)| {
        let arrow = ARROWS.iter().position(|(sign, ..)| names[at..].starts_with(sign))?;
        // A name may hold a hyphen before an `x`: `max-x`.
        let is_letter = ARROWS[arrow].0.ends_with('x');
        let follows = names[at + ARROWS[arrow].0.len()..].chars().next();
        (!is_letter || follows.is_none_or(|c| !c.is_ascii_lowercase() || names[..at].ends_with(' ')))
            .then_some((at, arrow))
    })
}

/// The title of a box without the colour in front of it.
fn without_colour(text: &str) -> &str {
    if ["rgb(", "rgba(", "hsl(", "hsla("].iter().any(|start| text.starts_with(start)) {
        return text.split_once(')').map_or("", |(_, rest)| rest.trim());
    }
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let lower = word.to_ascii_lowercase();
    let is_colour = word.starts_with('#') || COLOURS.split(' ').any(|name| name == lower);
    if is_colour { rest.trim() } else { text }
}
