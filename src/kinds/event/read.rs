//! The fields of an event.

use crate::config::CalendarSource;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::shared::{Common, PersonField};
use crate::markup::SafeUrl;
use crate::read::fields::{FieldValue, Reader, Spanned};
use crate::read::node::{Format, Node, Table, Value};
use crate::read::shape::Shape;
use crate::read::values::{BlockProse, Coordinates, GroupId, InlineProse, PostId, Rating};
use crate::time::{Duration, Instant, Stamp, When, Zone, how_often, repeat_table};
use crate::{choices, fields};
use std::sync::Arc;

fields! {
    /// What an event's file says. A date without a time is an event of whole days.
    pub struct EventFields as "an event" {
        /// What it is called; may hold inline Markdown.
        need title: InlineProse = "\"First Tuesday salon\"";
        /// When it starts: a day, or a day and a time in the event's zone.
        need start: Spanned<Stamp> = "2026-12-01T19:00:00";
        /// When it ends. Of whole days, the last one, inclusive.
        may end: Spanned<Stamp> = "2026-12-01T21:30:00";
        /// How long it lasts, instead of `end`.
        may duration: Spanned<Duration> = "\"2h30m\"";
        /// Its time zone, else the hub's; `floating` is the same time on every wall.
        may timezone: EventZone = "\"Asia/Shanghai\"";
        /// A kind of event that `hub.toml` lists.
        may r#type: Spanned<String> = "\"salon\"";
        /// Whether it takes place.
        may status: EventStatus = "\"confirmed\"";
        /// What it is in one line; may hold inline Markdown.
        may summary: InlineProse = "\"Bring one thing that is not working\"";
        /// What it is, in Markdown. In a Markdown file the text below the front matter says it.
        may description: BlockProse = "\"Twelve chairs, one question each.\"";
        /// Where it is: a table, or the name of the place.
        may location: PlaceField = "{ name = \"Harbour Space\", address = \"18 Old Warehouse Lane\", geo = [31.2304, 121.4737] }";
        /// Where to take part online.
        may online: SafeUrl = "\"https://meet.example/salon\"";
        /// Who invites: members, groups or guests.
        many hosts: Vec<PersonField> = "[\"mei-lin\"]";
        /// Who speaks: `{ member, talk, url }` or `{ name, talk, url }`.
        many speakers: Vec<SpeakerField> = "[{ member = \"tomas-okafor\", talk = \"How we price\" }]";
        /// Groups that hold it.
        many groups: Vec<GroupId> = "[\"shanghai\"]";
        /// Where to register.
        may registration: SafeUrl = "\"https://tickets.example/salon\"";
        /// How many people fit in.
        may capacity: u32 = "40";
        /// What it costs, in words.
        may price: String = "\"free\"";
        /// Whether it makes subscribers busy in their calendars.
        may transparency: Transparency = "\"busy\"";
        /// When it was last changed, if git's history does not tell it.
        may updated: Spanned<Stamp> = "2026-10-01";
        /// Its id in calendars, if it must keep one that it had before; else made from the file's path.
        may uid: Spanned<String> = "\"salon-2026@riverbank.example\"";
        /// How it repeats, in words: `every`, `on`, `until`…
        may repeat: RepeatField = "{ every = \"month\", on = \"first tuesday\", until = 2027-06-30 }";
        /// How it repeats, as RFC 5545 has it; instead of `repeat`.
        may rrule: Spanned<String> = "\"FREQ=MONTHLY;BYDAY=1TU\"";
        /// Occurrences of `rrule` that are left out.
        many exdate: Vec<Spanned<Stamp>> = "[2027-02-02T19:00:00]";
        /// Occurrences besides those of `rrule`.
        many rdate: Vec<Spanned<Stamp>> = "[2027-02-09T19:00:00]";
        /// Occurrences of a series that differ.
        many r#override: Vec<OverrideField> = "[{ at = 2027-03-02T19:00:00, start = 2027-03-09T19:00:00 }]";
        /// What came of it.
        may outcome: OutcomeFields = "{ attended = 34, recap = \"demo-day-recap\" }";
        with common: Common;
        beside record: Option<Arc<CalendarRecord>> = "What a calendar file said that has no field here.";
    }
}

/// What the calendar file of an event said of its time and its revisions.
#[derive(Clone, Debug)]
pub struct CalendarRecord {
    /// Its time, series and changes, understood as calendar programs do.
    pub when: When,
    /// How often time, place or status changed.
    pub sequence: u32,
    /// When this revision was written.
    pub stamp: Option<Instant>,
    /// When it was last changed.
    pub last_modified: Option<Instant>,
    /// When it was first written.
    pub created: Option<Instant>,
    /// The calendar of others it comes from; none for a file among the hub's own events.
    pub origin: Option<Origin>,
}

impl CalendarRecord {
    /// When this revision was written. Programs that stamp every event anew whenever they are asked would make each of them a new
    /// revision every day, so of others' events the last change counts first.
    pub fn revised(&self) -> Option<Instant> {
        match self.origin {
            Some(_) => self.last_modified.or(self.stamp),
            None => self.stamp.or(self.last_modified),
        }
    }

    /// When it was last changed. That others' programs stamped it is no change.
    pub fn changed(&self) -> Option<Instant> {
        self.last_modified.or(self.stamp.filter(|_| self.origin.is_none()))
    }
}

/// Where an event comes from that is not the hub's own.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The calendar.
    pub source: Arc<CalendarSource>,
    /// The event's own page there.
    pub url: Option<SafeUrl>,
}

impl EventFields {
    /// Where it comes from, if it is not the hub's own.
    pub fn origin(&self) -> Option<&Origin> {
        self.record.as_ref()?.origin.as_ref()
    }

    /// Whether it is the hub's own, or shown as if it were: with a page and in the hub's calendars.
    pub fn is_published(&self) -> bool {
        self.origin().is_none_or(|origin| origin.source.republish)
    }
}

/// A zone, or the word `floating`.
#[derive(Clone, Debug)]
pub enum EventZone {
    /// A zone of the IANA list.
    Zone(Zone),
    /// The same time on every wall.
    Floating,
}

impl FieldValue for EventZone {
    fn shape() -> Shape {
        const FLOATING: &[(&str, &str)] = &[("floating", "The same time on every wall.")];
        Shape::OneOf(vec![Shape::Timezone, Shape::Choice(FLOATING)])
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if matches!(&node.value, Value::Text(text) if text.trim().eq_ignore_ascii_case("floating")) {
            return Some(Self::Floating);
        }
        Zone::read(node, reader).map(Self::Zone)
    }
}

/// The table `repeat`, to be read by the time room.
#[derive(Clone, Debug)]
pub struct RepeatField {
    /// The table.
    pub table: Table,
    /// Whether it says how often.
    pub whole: bool,
}

impl FieldValue for RepeatField {
    fn shape() -> Shape {
        RepeatDeclared::shape()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        use crate::read::fields::Fields as _;
        let Value::Table(table) = &node.value else {
            let meant = match &node.value {
                Value::Text(words) if reader.format() == Format::Toml => repeat_table(words),
                _ => None,
            };
            let help = match meant {
                Some(table) => format!("write `repeat = {table}`"),
                None => {
                    "write `repeat = { every = \"week\" }` or `repeat = { every = \"month\", on = \"first tuesday\" }`"
                        .to_owned()
                }
            };
            reader.wrong_type(node, "a table", Some(help));
            return None;
        };
        let declared = RepeatDeclared::declared();
        let rest = without_rfc_names(table, reader);
        let meant = reader.refuse_unknown(&rest, RepeatDeclared::NOUN, &declared);
        let words = ["on", "days"].iter().filter_map(|name| table.get(name)).flat_map(words);
        let example = format!("\"{}\"", how_often(words));
        let whole =
            meant.contains(&"every") || reader.need::<String>(table, "every", RepeatDeclared::NOUN, &example).is_some();
        Some(Self { table: table.clone(), whole: whole && !meant.contains(&"every") })
    }
}

/// Says of the names that RFC 5545 has for two fields what they are called here: further out they would go with `rrule` alone. Gives the
/// table without them.
fn without_rfc_names(table: &Table, reader: &mut Reader) -> Table {
    let twin = |name: &str| [("exdate", "except"), ("rdate", "also")].into_iter().find(|(other, _)| *other == name);
    let mut rest = table.clone();
    rest.entries.retain(|(key, _)| {
        let Some((name, own)) = twin(&key.name) else { return true };
        let message = format!("`{name}` goes with `rrule`, and a repetition in words has `{own}`");
        let help = match table.get(own) {
            Some(_) => format!("move its days into `{own}`"),
            None => format!("write `{own}` instead of `{name}`"),
        };
        reader.report(Diagnostic::error(Code::UnknownField, key.span, message).help(help));
        false
    });
    rest
}

/// The words of a text, or of a list of them.
fn words(node: &Node) -> Vec<&str> {
    match &node.value {
        Value::Text(text) => vec![text],
        Value::List(nodes) => nodes.iter().flat_map(words).collect(),
        _ => Vec::new(),
    }
}

fields! {
    /// How an event repeats, in words. The values are understood by the time room, which knows what people write.
    pub struct RepeatDeclared as "a repetition" {
        /// How often: `day`, `week`, `month` or `year`, also `2 weeks`.
        need every: String = "\"month\"";
        /// On which day: `first tuesday`, `monday and thursday`, `15th`, `last day`.
        may on: DayWords = "\"first tuesday\"";
        /// Every how many of them.
        may interval: u32 = "2";
        /// How many occurrences there are.
        may count: u32 = "12";
        /// The last day on which one may start.
        may until: Stamp = "2027-06-30";
        /// Days of the week.
        may days: DayWords = "[\"monday\", \"thursday\"]";
        /// Occurrences that are left out.
        many except: Vec<Stamp> = "[2027-02-02]";
        /// Occurrences besides.
        many also: Vec<Stamp> = "[2027-02-09]";
    }
}

/// Words or numbers for days: one, or a list of them. The time room knows what people write.
#[derive(Clone, Copy, Debug)]
pub struct DayWords;

impl FieldValue for DayWords {
    fn shape() -> Shape {
        let number = Shape::Number { min: -366.0, max: 366.0, whole: true };
        let one = vec![Shape::Text, number];
        Shape::OneOf(one.iter().cloned().chain([Shape::List(Box::new(Shape::OneOf(one.clone())))]).collect())
    }

    fn read(_: &Node, _: &mut Reader) -> Option<Self> {
        Some(Self)
    }
}

/// A place: its name, or a table.
#[derive(Clone, Debug)]
pub struct PlaceField(pub PlaceTable);

fields! {
    /// Where an event is.
    pub struct PlaceTable as "a place" {
        /// The name people know it by.
        may name: String = "\"Harbour Space\"";
        /// The postal address.
        may address: String = "\"18 Old Warehouse Lane, Shanghai\"";
        /// Latitude and longitude in degrees.
        may geo: Coordinates = "[31.2304, 121.4737]";
        /// A page about it.
        may url: SafeUrl = "\"https://harbour.example\"";
    }
}

impl FieldValue for PlaceField {
    fn shape() -> Shape {
        Shape::OneOf(vec![Shape::Text, PlaceTable::shape()])
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Text(_) => {
                let name = String::read(node, reader)?;
                Some(Self(PlaceTable { name: Some(name), address: None, geo: None, url: None }))
            }
            Value::Table(_) => PlaceTable::read(node, reader).map(Self),
            _ => {
                let help = format!("write `{}`", reader.line("\"Harbour Space\""));
                reader.wrong_type(node, &Self::shape().wants(), Some(help));
                None
            }
        }
    }
}

/// Somebody who speaks: a person, or a table with the talk.
#[derive(Clone, Debug)]
pub struct SpeakerField {
    /// Who.
    pub person: PersonField,
    /// The title of the talk.
    pub talk: Option<String>,
    /// A page about the talk.
    pub url: Option<SafeUrl>,
}

fields! {
    /// A speaker.
    pub struct SpeakerTable as "a speaker" with one of ["member", "name"] {
        /// The id of a member or group.
        may member: Spanned<String> = "\"tomas-okafor\"";
        /// The name of a guest.
        may name: String = "\"Ada Example\"";
        /// The title of the talk.
        may talk: String = "\"How we price\"";
        /// A page about the talk, or the guest's own.
        may url: SafeUrl = "\"https://ada.example/pricing\"";
    }
}

impl FieldValue for SpeakerField {
    fn shape() -> Shape {
        Shape::OneOf(vec![Shape::Id("member"), SpeakerTable::shape()])
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if !matches!(node.value, Value::Table(_)) {
            return PersonField::read(node, reader).map(|person| Self { person, talk: None, url: None });
        }
        let table = SpeakerTable::read(node, reader)?;
        let person = match (table.member, table.name) {
            (Some(member), _) => PersonField::Id(member),
            (None, Some(name)) => {
                PersonField::Guest(crate::kinds::shared::GuestFields { name, url: table.url.clone() })
            }
            (None, None) => {
                crate::kinds::shared::nobody(node, "a speaker", reader);
                return None;
            }
        };
        Some(Self { person, talk: table.talk, url: table.url })
    }
}

choices! {
    /// Whether an event takes place.
    pub enum EventStatus {
        /// It does.
        Confirmed = "confirmed",
        /// Not certain yet.
        Tentative = "tentative",
        /// It does not. It stays in calendars, marked, so that subscribers learn of it.
        Cancelled = "cancelled",
        /// It will, at a time not yet known.
        Postponed = "postponed",
    }
}

choices! {
    /// Whether an event makes people busy.
    pub enum Transparency {
        /// It takes up their time.
        Busy = "busy",
        /// It does not.
        Free = "free",
    }
}

fields! {
    /// One occurrence of a series that differs. Fields that are not given stay as they are.
    pub struct OverrideField as "an override" {
        /// The start it would have had.
        need at: Spanned<Stamp> = "2027-03-02T19:00:00";
        /// Another start.
        may start: Spanned<Stamp> = "2027-03-09T19:00:00";
        /// Another end.
        may end: Spanned<Stamp> = "2027-03-09T21:00:00";
        /// Another length.
        may duration: Spanned<Duration> = "\"1h\"";
        /// Another zone.
        may timezone: EventZone = "\"Europe/Lisbon\"";
        /// Another title.
        may title: InlineProse = "\"Salon on the boat\"";
        /// Whether this one takes place.
        may status: EventStatus = "\"cancelled\"";
        /// A line about this one.
        may summary: InlineProse = "\"A week later, because of the holiday\"";
        /// Text about this one, in Markdown.
        may description: BlockProse = "\"We meet at pier four.\"";
        /// Another place.
        may location: PlaceField = "{ name = \"Pier four\" }";
        /// Another place online.
        may online: SafeUrl = "\"https://meet.example/boat\"";
        /// Other hosts.
        may hosts: Vec<PersonField> = "[\"ana-brightwater\"]";
        /// Other speakers.
        may speakers: Vec<SpeakerField> = "[{ name = \"Ada Example\", talk = \"Boats\" }]";
        /// Another page to register.
        may registration: SafeUrl = "\"https://tickets.example/boat\"";
        /// How many people fit in this time.
        may capacity: u32 = "20";
        /// What it costs this time.
        may price: String = "\"50 RMB\"";
        /// What came of this one.
        may outcome: OutcomeFields = "{ attended = 18 }";
    }
}

fields! {
    /// What came of an event.
    pub struct OutcomeFields as "an outcome" {
        /// How many people registered.
        may registered: u32 = "52";
        /// How many came.
        may attended: u32 = "41";
        /// How content they were, from 0 to 5.
        may satisfaction: Rating = "4.4";
        /// How many answered the question.
        may responses: u32 = "23";
        /// A recording.
        may recording: SafeUrl = "\"https://video.example/demo-day\"";
        /// The slides.
        may slides: SafeUrl = "\"https://slides.example/demo-day\"";
        /// Pictures.
        may photos: SafeUrl = "\"https://photos.example/demo-day\"";
        /// The post that reports on it.
        may recap: PostId = "\"demo-day-recap\"";
    }
}
