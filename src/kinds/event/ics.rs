//! Events from `.ics` files in `content/events/`: every VEVENT becomes an event, as if somebody had filled in its fields.
//!
//! Takes a file of any calendar program, gives drafts that differ from others only in their `record`: the time was said in another
//! language. Texts are taken as plain text, addresses pass the same checks as everywhere, and what its owner marked as private is left
//! out. Whatever is left out is said, with file and line.

use super::read::{
    CalendarRecord, EventFields, EventStatus, Origin, OverrideField, PlaceField, PlaceTable, Transparency,
};
use crate::config::{CalendarSource, Config};
use crate::diagnostic::{Code, Diagnostic};
use crate::formats::ics::{self, Details, IcsEvent, IcsFault, IcsProblem, Place, Status};
use crate::kinds::draft::{Draft, Drafts, Read};
use crate::kinds::files::{Family, Variant, Written};
use crate::kinds::shared::Common;
use crate::markup::{self, SafeUrl, escaped, escaped_line, plain_description};
use crate::model::EntryId;
use crate::read::fields::Spanned;
use crate::read::slips::unmerged;
use crate::read::values::{BlockProse, Coordinates, Extra, InlineProse};
use crate::text::{Digest, SourceId, Sources, Span};
use crate::time::{Extent, Stamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Adds the events of a family's calendar files to what its other files gave.
pub fn add(family: &Family, sources: &Sources, config: &Config, read: &mut Read<EventFields>) {
    let calendars = family.variants.iter().filter(|variant| variant.written == Written::Ics);
    for variant in calendars {
        read.said.extend(unmerged(variant.source, &sources.get(variant.source).text, 0));
        let drafts = drafts(family, *variant, None, sources, config, &mut read.said);
        if !drafts.is_empty() && read.entries.is_empty() {
            read.broken.retain(|id| *id != family.id);
        }
        for draft in drafts {
            join(draft, read);
        }
    }
}

/// Puts a draft beside its translations, if there are any; these need no `uid` of their own.
fn join(draft: Draft<EventFields>, read: &mut Read<EventFields>) {
    let Some(at) = read.entries.iter().position(|entry| entry.original().id == draft.id) else {
        return read.entries.push(Drafts::new(vec![draft]));
    };
    let mut variants = vec![draft];
    variants.append(&mut read.entries[at].variants);
    let (uid, record) = (variants[0].fields.uid.clone(), variants[0].fields.record.clone());
    for other in &mut variants[1..] {
        other.fields.uid = uid.clone();
        other.fields.record = other.fields.record.take().or(record.clone());
    }
    read.entries[at] = Drafts::new(variants);
}

/// The events of a calendar of others: named after it and their UIDs, so that none of them takes the address of one of the hub's own.
pub fn of_source(
    family: &Family,
    source: &Arc<CalendarSource>,
    sources: &Sources,
    config: &Config,
    said: &mut Vec<Diagnostic>,
) -> Vec<Draft<EventFields>> {
    let variants = family.variants.iter();
    variants.flat_map(|variant| drafts(family, *variant, Some(source), sources, config, said)).collect()
}

fn drafts(
    family: &Family,
    variant: Variant,
    origin: Option<&Arc<CalendarSource>>,
    sources: &Sources,
    config: &Config,
    said: &mut Vec<Diagnostic>,
) -> Vec<Draft<EventFields>> {
    let source = variant.source;
    let file = ics::read(&sources.get(source).text, &config.timezone);
    // Of a calendar that was fetched `sync` says what is private, and nobody here can take it out. Nor can anybody here give an event of
    // others another time or other words.
    let is_fetched = origin.is_some_and(|origin| origin.url.is_some());
    let is_theirs = |fault| match fault {
        IcsFault::Private => is_fetched,
        IcsFault::TimeInGap | IcsFault::TimeTwice | IcsFault::PersonShown => origin.is_some(),
        _ => false,
    };
    let problems = file.problems.into_iter().filter(|problem| !is_theirs(problem.fault));
    said.extend(problems.map(|problem| diagnostic(problem, source, origin.is_some())));
    let names = match origin {
        Some(_) => of_uids(family, &file.events),
        None if file.events.iter().filter(|event| !event.private).count() < 2 => {
            vec![family.id.name.to_string(); file.events.len()]
        }
        None => titles(family, &file.events),
    };
    let mut drafts = Vec::new();
    for (event, name) in file.events.into_iter().zip(names).filter(|(event, _)| !event.private) {
        let text = &sources.get(source).text;
        let of_others = origin.is_some();
        let mut reading = Reading { at: Span::new(source, event.at.clone()), config, text, of_others, said };
        // What is only shown is shown in a line, with a link to where all of it stands.
        let whole = origin.is_none_or(|origin| origin.republish);
        let body = reading.body(&event.details).filter(|_| whole);
        let mut fields = reading.fields(event, &family.file_name, origin);
        if let Some(origin) = origin {
            fields.r#type = origin.kind.clone();
            fields.common.tags = origin.tags.clone();
        }
        drafts.push(Draft {
            id: EntryId::new(family.id.kind, name.as_str()),
            file_name: name.into(),
            language: variant.language.unwrap_or(0),
            source,
            at: reading.at,
            fields,
            body,
            sound: true,
        });
    }
    drafts
}

/// Names for the events of others, made of their UIDs: with another title an event keeps its page. Those without a UID have to do with
/// their titles.
fn of_uids(family: &Family, events: &[IcsEvent]) -> Vec<String> {
    let named = events.iter().zip(titles(family, events));
    named.map(|(event, title)| format!("{}-{}", family.id.name, mark(event).unwrap_or(title))).collect()
}

/// What tells an event from others for good: a few digits made of its UID.
fn mark(event: &IcsEvent) -> Option<String> {
    event.uid.as_ref().map(|uid| Digest::of_bytes(uid.as_bytes()).short_hex()[..8].to_owned())
}

/// Names for a file's events: the title, and the mark of the UID behind it. So whether another event comes, goes, moves or is renamed, none
/// loses its address, and none ever gets that of another. Without a UID the title has to do, or title and day where it is not the only one.
fn titles(family: &Family, events: &[IcsEvent]) -> Vec<String> {
    let title = |event: &IcsEvent| {
        let slug = Some(markup::slug(&event.details.summary)).filter(|slug| !slug.is_empty());
        slug.unwrap_or_else(|| family.id.name.to_string())
    };
    let titles: Vec<String> = events.iter().map(title).collect();
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, title) in events.iter().zip(&titles).filter(|(event, _)| event.uid.is_none()) {
        *uses.entry(title).or_default() += 1;
    }
    let mut taken = BTreeSet::new();
    let mut names = Vec::new();
    for (event, title) in events.iter().zip(&titles) {
        let name = match mark(event) {
            Some(mark) => format!("{title}-{mark}"),
            None if uses[title.as_str()] == 1 => title.clone(),
            None => format!("{title}-{}", event.when.days().0),
        };
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name));
        let name = free.unwrap_or(name);
        taken.insert(name.clone());
        names.push(name);
    }
    names
}

/// What the calendar room found, in the terms of all messages. Nothing in another program's file stops a build, but a file that is no
/// calendar at all. A calendar `of_others` comes again as it was unless they mend it; in a file of the hub's own events it is mended here.
fn diagnostic(problem: IcsProblem, source: SourceId, of_others: bool) -> Diagnostic {
    let code = match problem.fault {
        IcsFault::UnknownZone | IcsFault::OwnClock => Code::UnknownTimezone,
        IcsFault::Repeat(fault) => super::time::code_of(fault),
        IcsFault::Orphan => Code::OverrideMeetsNothing,
        IcsFault::SameUid => Code::DuplicateUid,
        IcsFault::TimeInGap => Code::TimeInGap,
        IcsFault::TimeTwice => Code::TimeTwice,
        IcsFault::Private | IcsFault::PersonShown => Code::IcsPrivate,
        IcsFault::NotACalendar
        | IcsFault::TooLarge
        | IcsFault::TooDeep
        | IcsFault::BrokenLine
        | IcsFault::Unclosed
        | IcsFault::BadValue
        | IcsFault::NoStart => Code::IcsLine,
    };
    let at = Span::new(source, problem.at);
    let said = match problem.fault {
        IcsFault::NotACalendar => {
            Diagnostic::error(code, at, problem.message).help("export the calendar again, or take the file out")
        }
        IcsFault::Private | IcsFault::PersonShown => Diagnostic::notice(code, at, problem.message),
        // With the times of another zone it would be wrong at every date.
        IcsFault::OwnClock => Diagnostic::error(code, at, problem.message),
        _ if of_others => Diagnostic::warning(code, at, problem.message)
            .help("mend it where the calendar comes from; the rest of the file is read"),
        _ => Diagnostic::warning(code, at, problem.message).help("mend it here; the rest of the file is read"),
    };
    // What is no property may be the rest of one that names somebody.
    let names_somebody = matches!(problem.fault, IcsFault::BrokenLine | IcsFault::PersonShown);
    let said = if names_somebody { said.private() } else { said };
    said.maybe_help(problem.help.map(|help| placed_help(help, of_others)))
}

/// A mend with the place where it lasts.
fn placed_help(help: String, of_others: bool) -> String {
    if of_others { format!("where the calendar comes from: {help}") } else { help }
}

/// One event being turned into fields.
struct Reading<'a> {
    /// Where it begins.
    at: Span,
    config: &'a Config,
    /// The file.
    text: &'a str,
    of_others: bool,
    said: &'a mut Vec<Diagnostic>,
}

impl Reading<'_> {
    fn warn(&mut self, code: Code, message: String, help: &str) {
        self.said.push(Diagnostic::warning(code, self.at, message).help(placed_help(help.to_owned(), self.of_others)));
    }

    fn spanned<T>(&self, value: T) -> Spanned<T> {
        Spanned { value, span: self.at }
    }

    /// Where the event has a property, else where it begins.
    fn property(&self, name: &str) -> Span {
        let from = self.at.start as usize;
        let mut start = from;
        for line in self.text.get(from..).unwrap_or("").split_inclusive('\n') {
            let head = line.split([':', ';']).next().unwrap_or("");
            if head.eq_ignore_ascii_case(name) {
                return Span::new(self.at.source, start..start + line.trim_end().len());
            }
            if line.trim_end().eq_ignore_ascii_case("END:VEVENT") {
                break;
            }
            start += line.len();
        }
        self.at
    }

    /// An address that a page may show.
    fn url(&mut self, name: &str, text: &str) -> Option<SafeUrl> {
        SafeUrl::parse_web(text)
            .map_err(|why| {
                let message = format!("the `{name}` of this event is no address, and is left out: {why}");
                let warning = Diagnostic::warning(Code::BadUrl, self.property(name), message);
                self.said.push(warning.help("addresses begin with `https://`"));
            })
            .ok()
    }

    /// The description, and the page of the event elsewhere, unless the description names it.
    fn body(&mut self, details: &Details) -> Option<markup::Body> {
        let mut text = plain_description(details.description.as_deref().unwrap_or_default()).into_owned();
        if let Some(url) = details.url.as_deref().and_then(|url| self.url("URL", url))
            && !text.contains(url.as_str())
        {
            text = format!("{text}\n\n{}", url.as_str());
        }
        let body = markup::read_field(self.at, "", &escaped(&text), &self.config.markdown).into_value(self.said);
        Some(body).filter(|body| !body.is_empty())
    }

    fn fields(&mut self, event: IcsEvent, file_name: &str, source: Option<&Arc<CalendarSource>>) -> EventFields {
        let details = &event.details;
        if event.uid.is_none() {
            let message = "this event has no `UID`: with another title it would be another event in people's calendars";
            self.warn(Code::IcsLine, message.to_owned(), "add a line such as `UID:salon-2026@riverbank.example`");
        }
        if details.summary.is_empty() {
            let message = "this event has no `SUMMARY`, and is called as its file".to_owned();
            self.warn(Code::IcsLine, message, "add a line `SUMMARY:` with its title");
        }
        let origin = source.map(|source| Origin {
            source: source.clone(),
            url: details.url.as_deref().and_then(|url| self.url("URL", url)),
        });
        let (start, end) = stamps(event.when.extent());
        let (place, online) = self.place_and_online(details);
        let image = details.image.as_deref().and_then(|image| self.url("IMAGE", image));
        EventFields {
            title: self.title(Some(details.summary.as_str()).filter(|title| !title.is_empty()).unwrap_or(file_name)),
            start: self.spanned(start),
            end: Some(self.spanned(end)),
            duration: None,
            timezone: None,
            r#type: None,
            status: Some(status(details.status)),
            summary: None,
            description: None,
            location: place,
            online,
            hosts: Vec::new(),
            speakers: Vec::new(),
            groups: Vec::new(),
            registration: None,
            capacity: None,
            price: None,
            transparency: details.transparent.then_some(Transparency::Free),
            updated: None,
            uid: event.uid.as_ref().map(|uid| self.spanned(uid.clone())),
            repeat: None,
            rrule: None,
            exdate: Vec::new(),
            rdate: Vec::new(),
            r#override: self.overrides(&event),
            outcome: None,
            common: Common {
                slug: None,
                aliases: Vec::new(),
                image: image.map(|url| self.spanned(url.as_str().to_owned())),
                image_alt: None,
                tags: self.tags(&details.categories),
                draft: false,
                audience: None,
                extra: Extra::default(),
            },
            record: Some(Arc::new(CalendarRecord {
                when: event.when,
                sequence: event.sequence,
                stamp: event.stamp,
                last_modified: event.last_modified,
                created: event.created,
                origin,
            })),
        }
    }

    fn title(&self, text: &str) -> InlineProse {
        InlineProse { text: escaped_line(text), span: self.at }
    }

    /// Where it is, and where to take part: many programs write the address of a meeting as its place.
    fn place_and_online(&mut self, details: &Details) -> (Option<PlaceField>, Option<SafeUrl>) {
        let named = details.conference.as_ref().and_then(|conference| self.url("CONFERENCE", &conference.url));
        let place = details.place.as_ref();
        let meeting = place.and_then(|place| SafeUrl::parse_web(place.text.trim()).ok());
        if meeting.is_some() && place.is_some_and(|place| place.geo.is_none()) {
            return (None, named.or(meeting));
        }
        (place.map(field_of), named)
    }

    fn tags(&mut self, categories: &[String]) -> Vec<Spanned<String>> {
        let mut seen = BTreeSet::new();
        let mut tags = Vec::new();
        for category in categories {
            let slug = markup::slug(category);
            if slug.is_empty() {
                let message = format!("the category `{}` cannot be a tag, and is left out", shortened(category));
                self.warn(Code::IcsLine, message, "a tag has letters or digits");
            } else if seen.insert(slug) {
                tags.push(self.spanned(category.clone()));
            }
        }
        tags
    }

    /// Changed occurrences; each stands at the place in the list by which the time room knows it.
    fn overrides(&mut self, event: &IcsEvent) -> Vec<OverrideField> {
        let mut all = Vec::new();
        for occurrence in event.when.changed() {
            let Some(change) = event.changes.iter().find(|change| Some(change.index) == occurrence.changed_by) else {
                continue;
            };
            let original = match event.when.is_all_day() {
                true => Stamp::Day(occurrence.original.date()),
                false => Stamp::Local(occurrence.original),
            };
            while all.len() <= change.index {
                all.push(nothing(self.spanned(original)));
            }
            self.at = Span::new(self.at.source, change.at.clone());
            all[change.index] = self.changed(original, &event.details, &change.details);
        }
        self.at = Span::new(self.at.source, event.at.clone());
        all
    }

    fn changed(&mut self, original: Stamp, own: &Details, change: &Details) -> OverrideField {
        let (place, online) = self.place_and_online(change);
        let title = Some(&change.summary).filter(|title| **title != own.summary && !title.is_empty());
        let text = change.description.as_ref().filter(|_| change.description != own.description);
        OverrideField {
            title: title.map(|title| self.title(title)),
            status: (change.status != own.status).then(|| status(change.status)),
            description: text.map(|text| BlockProse { text: escaped(&plain_description(text)), span: self.at }),
            location: place.filter(|_| change.place != own.place),
            online: online.filter(|_| change.conference != own.conference || change.place != own.place),
            ..nothing(self.spanned(original))
        }
    }
}

/// An override that changes nothing.
fn nothing(at: Spanned<Stamp>) -> OverrideField {
    OverrideField {
        at,
        start: None,
        end: None,
        duration: None,
        timezone: None,
        title: None,
        status: None,
        summary: None,
        description: None,
        location: None,
        online: None,
        hosts: None,
        speakers: None,
        registration: None,
        capacity: None,
        price: None,
        outcome: None,
    }
}

fn status(status: Status) -> EventStatus {
    match status {
        Status::Confirmed => EventStatus::Confirmed,
        Status::Tentative => EventStatus::Tentative,
        Status::Cancelled => EventStatus::Cancelled,
    }
}

fn stamps(extent: Extent) -> (Stamp, Stamp) {
    match extent {
        Extent::AllDay { first, last } => (Stamp::Day(first), Stamp::Day(last)),
        Extent::Timed { start, end } => (Stamp::Local(start), Stamp::Local(end)),
    }
}

fn field_of(place: &Place) -> PlaceField {
    let geo = place.geo.map(|(north, east)| Coordinates { latitude: micro(north), longitude: micro(east) });
    let name = Some(place.text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty());
    PlaceField(PlaceTable { name, address: None, geo, url: None })
}

#[expect(clippy::cast_possible_truncation, reason = "the reader keeps degrees within 180")]
fn micro(degrees: f64) -> i64 {
    (degrees * 1e6).round() as i64
}

fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

/// Whether two revisions of one event are in this order: the older one first.
pub fn is_older(one: &CalendarRecord, other: &CalendarRecord) -> bool {
    let key = |record: &CalendarRecord| (record.sequence, record.last_modified.or(record.stamp));
    key(one) < key(other)
}

#[cfg(test)]
#[path = "ics_tests.rs"]
mod tests;
