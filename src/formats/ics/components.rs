//! The tree of components of another program's file.
//!
//! Takes logical lines, gives components with their properties and notes on what was out of place. A broken line costs that line, a missing
//! `END` costs nothing. Properties that name people (`ATTENDEE`, `ORGANIZER`, `CONTACT`) stop here; what is left of them is whether their
//! addresses stand in a text as well.

use super::lines::{Line, Property, lines};
use super::people::{self, PEOPLE, People, ShownPerson};
use super::quoted::plain;
use super::read::{IcsFault, IcsProblem};
use super::text::unescape;
use super::unquoted::quoted_zone;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// A component: VCALENDAR, VEVENT, VTIMEZONE and the like.
#[derive(Clone, Debug, Default)]
pub struct Component {
    /// Upper case.
    pub(super) name: String,
    pub(super) at: Range<usize>,
    /// What it says, in the order of the file.
    pub properties: Vec<Property>,
    pub(super) children: Vec<Component>,
    /// Whom it names, until the whole file is read.
    pub(super) people: People,
    /// The texts of it that have the address of somebody whom it names, or another component with its UID.
    pub(super) shown_people: Vec<ShownPerson>,
}

impl Component {
    /// The first property with a name.
    pub(super) fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// Every property with a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Property> {
        self.properties.iter().filter(move |property| property.name == name)
    }

    /// The value of the first property with a name, escapes included.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.property(name).map(|property| property.value.as_str())
    }
}

/// How deep components may lie in each other; real files have three levels.
const MAX_DEPTH: usize = 8;
/// The longest line that is looked at, in bytes.
const MAX_LINE: usize = 8 << 20;
/// After so many broken lines the rest are only counted.
const MAX_BROKEN: usize = 20;
/// Names of people and their addresses, and files: never read.
const DROPPED: [&str; 5] = ["ATTENDEE", "ORGANIZER", "CONTACT", "ATTACH", "REQUEST-STATUS"];

/// The top-level components of a file.
pub(super) fn components(text: &str, problems: &mut Vec<IcsProblem>) -> Vec<Component> {
    let (stack, done, unquoted) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut builder = Builder { stack, done, unquoted, too_deep: 0, broken: 0, problems };
    for line in lines(text) {
        if line.text.len() > MAX_LINE {
            builder.say(IcsFault::TooLarge, line.at, format!("a line of {} MB is left out", line.text.len() >> 20));
            continue;
        }
        match Property::parse(&builder.with_quotes(line.clone())) {
            Some(property) if DROPPED.contains(&property.name.as_str()) => builder.drop(&property),
            Some(property) => match plain(property) {
                Ok(property) => builder.add(property),
                Err(problem) => builder.problems.push(problem),
            },
            None => builder.broken_line(line.at),
        }
    }
    builder.finish(text.len())
}

/// The events of a text of any producer, with all their changed occurrences, as components: for those who compare them. What is broken is
/// passed over.
pub fn vevents(text: &str) -> impl Iterator<Item = Component> {
    let top = components(text, &mut Vec::new()).into_iter();
    let inside = top.flat_map(|one| if one.name == "VCALENDAR" { one.children } else { vec![one] });
    inside.filter(|one| one.name == "VEVENT")
}

/// The UIDs in a text of any producer, in its order, as often as they stand there: for those who ask only what a calendar holds. Nothing
/// else of it is looked at.
pub fn uids(text: &str) -> Vec<String> {
    let is_uid = |line: &str| line.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("UID"));
    let named = lines(text).into_iter().filter(|line| line.text.len() <= MAX_LINE && is_uid(&line.text));
    let properties = named.filter_map(|line| plain(Property::parse(&line)?).ok()).filter(|one| one.name == "UID");
    properties.map(|property| unescape(&property.value).trim().to_owned()).filter(|uid| !uid.is_empty()).collect()
}

struct Builder<'a> {
    stack: Vec<Component>,
    done: Vec<Component>,
    /// Names of zones of which it has been said that they want quotes.
    unquoted: BTreeSet<String>,
    /// How many components beyond [`MAX_DEPTH`] are open.
    too_deep: usize,
    broken: usize,
    problems: &'a mut Vec<IcsProblem>,
}

impl Builder<'_> {
    fn say(&mut self, fault: IcsFault, at: Range<usize>, message: impl Into<String>) {
        self.problems.push(IcsProblem { fault, at, message: message.into(), help: None });
    }

    fn broken_line(&mut self, at: Range<usize>) {
        self.broken += 1;
        if self.broken <= MAX_BROKEN {
            self.say(IcsFault::BrokenLine, at, "this line is no property and is left out");
        }
    }

    /// The line, with the quotes that the name of its zone wants.
    fn with_quotes<'b>(&mut self, line: Line<'b>) -> Line<'b> {
        let Some((text, zone)) = quoted_zone(&line.text) else { return line };
        if self.unquoted.insert(zone.to_owned()) {
            let name = short(zone);
            let message = format!("`TZID={name}` has a colon and no quotes; it is read as if it had them");
            let help = Some(format!("write `TZID=\"{name}\"`"));
            self.problems.push(IcsProblem { fault: IcsFault::BadValue, at: line.at.clone(), message, help });
        }
        Line { text: Cow::Owned(text), at: line.at }
    }

    /// Keeps nothing of a property but the address of somebody, until the file is read.
    fn drop(&mut self, property: &Property) {
        let Some(person) = PEOPLE.into_iter().find(|person| *person == property.name) else { return };
        let value = property.value.trim();
        let mail = value.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:")).map(|_| &value[7..]);
        let open = self.stack.last_mut().filter(|_| self.too_deep == 0);
        if let (Some(mail), Some(open)) = (mail.or_else(|| property.parameter("EMAIL")), open) {
            people::add(&mut open.people, mail.trim().to_lowercase(), person);
        }
    }

    fn add(&mut self, property: Property) {
        match property.name.as_str() {
            "BEGIN" => self.begin(property.value.trim().to_ascii_uppercase(), property.at),
            "END" => {
                let value = property.value.trim().to_ascii_uppercase();
                // Some templates forget the line end: `END:VEVENTBEGIN:VEVENT`.
                if let Some((ended, begun)) = value.split_once("BEGIN:") {
                    self.say(IcsFault::BrokenLine, property.at.clone(), "`END` and `BEGIN` stand on one line");
                    self.end(ended, property.at.clone());
                    self.begin(begun.to_string(), property.at);
                } else {
                    self.end(&value, property.at);
                }
            }
            _ if self.too_deep > 0 => {}
            _ => match self.stack.last_mut() {
                Some(open) => open.properties.push(property),
                None => self.broken_line(property.at),
            },
        }
    }

    fn begin(&mut self, name: String, at: Range<usize>) {
        if self.stack.len() >= MAX_DEPTH {
            if self.too_deep == 0 {
                self.say(
                    IcsFault::TooDeep,
                    at,
                    format!("components lie more than {MAX_DEPTH} deep; the inner ones are left out"),
                );
            }
            self.too_deep += 1;
            return;
        }
        if name == "VEVENT" && self.stack.last().is_some_and(|open| open.name == name) {
            self.say(IcsFault::Unclosed, at.clone(), "the event before this one has no `END:VEVENT`");
            self.close();
        }
        if name == "VCALENDAR" && !self.stack.is_empty() {
            self.say(IcsFault::Unclosed, at.clone(), "the calendar before this one has no `END:VCALENDAR`");
            while !self.stack.is_empty() {
                self.close();
            }
        }
        self.stack.push(Component { name, at, ..Component::default() });
    }

    fn end(&mut self, name: &str, at: Range<usize>) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let Some(depth) = self.stack.iter().rposition(|open| open.name == name) else {
            self.say(IcsFault::BrokenLine, at, format!("`END:{}` ends nothing", short(name)));
            return;
        };
        if depth + 1 < self.stack.len() {
            let open = self.stack.last().map_or("", |open| &open.name).to_string();
            self.say(IcsFault::Unclosed, at, format!("`END:{}` comes before `END:{}`", short(name), short(&open)));
        }
        while self.stack.len() > depth {
            self.close();
        }
    }

    fn close(&mut self) {
        if let Some(closed) = self.stack.pop() {
            match self.stack.last_mut() {
                Some(parent) => parent.children.push(closed),
                None => self.done.push(closed),
            }
        }
    }

    fn finish(mut self, length: usize) -> Vec<Component> {
        if self.broken > MAX_BROKEN {
            self.say(
                IcsFault::BrokenLine,
                length..length,
                format!("{} more lines are broken", self.broken - MAX_BROKEN),
            );
        }
        if let Some(open) = self.stack.last() {
            let message = format!("the file ends before `END:{}`", short(&open.name));
            self.say(IcsFault::Unclosed, length..length, message);
        }
        while !self.stack.is_empty() {
            self.close();
        }
        people::look(&mut self.done);
        self.done
    }
}

/// A name from a file, short enough and plain enough to be shown.
pub(super) fn short(text: &str) -> String {
    let mut shown: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
