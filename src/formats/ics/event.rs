//! VEVENT (RFC 5545 §3.6.1): one event or series, its changed occurrences beside it.
//!
//! Takes what is to be said, already chosen and translated; gives text that can stand in any number of calendars. Never writes attendees,
//! alarms or anybody's address.

use super::text::{Lines, parameter};
use super::vtimezone as zone;
use crate::time::{Date, DateTime, Extent, Instant, Occurrence, When, Zone};
use std::borrow::Cow;
use std::ops::Range;

/// Whether an event takes place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It does.
    #[default]
    Confirmed,
    /// Perhaps.
    Tentative,
    /// It was called off.
    Cancelled,
}

/// Where an event is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// What a person needs to get there: name and address in one text.
    pub text: String,
    /// Degrees north and east.
    pub geo: Option<(f64, f64)>,
}

/// How to take part online.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Conference {
    /// The address to join at.
    pub url: String,
    /// What to call it, in the calendar's language: `Join online`.
    pub label: String,
}

/// Who publishes an event: the community, never a person's address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Organizer {
    /// Its name.
    pub name: String,
    /// A URI of its own: the site, or a public mailbox.
    pub uri: String,
}

/// What an event says besides its time. A changed occurrence has details of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Details {
    /// The title, in plain text; of a cancelled event with [`cancelled_title`].
    pub summary: String,
    /// The description in plain text, links as text and address. The address to join at is added if it is not there yet.
    pub description: Option<String>,
    /// The description in HTML.
    pub description_html: Option<String>,
    /// Whether it takes place.
    pub status: Status,
    /// Where.
    pub place: Option<Place>,
    /// How to take part online.
    pub conference: Option<Conference>,
    /// A picture: an absolute address.
    pub image: Option<String>,
    /// The event's page: an absolute address.
    pub url: Option<String>,
    /// Tags, type and group.
    pub categories: Vec<String>,
    /// Whether it leaves people free for other things.
    pub transparent: bool,
}

/// An occurrence with details of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changed {
    /// Its place in the list given to [`When::with_overrides`].
    pub index: usize,
    /// Everything it says; what did not change as well.
    pub details: Details,
}

/// An event or series to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarEvent {
    /// The same for ever and in every calendar.
    pub uid: String,
    /// Its time; moved occurrences included.
    pub when: When,
    /// Writes the time in UTC: for single events online. Series and whole days keep their local time all the same.
    pub in_utc: bool,
    /// What it says.
    pub details: Details,
    /// Occurrences that say something else. An occurrence that was only moved needs none.
    pub changed: Vec<Changed>,
    /// When this revision was made (DTSTAMP): from the content's history, never from the clock.
    pub stamp: Instant,
    /// When the content last changed.
    pub last_modified: Option<Instant>,
    /// When the event was first published.
    pub created: Option<Instant>,
    /// How often time, place, rule or status changed.
    pub sequence: u32,
    /// Who publishes it.
    pub organizer: Option<Organizer>,
    /// A CSS3 colour name; other values are left out.
    pub color: Option<String>,
}

/// The finished text of an event, and what a calendar that holds it must define.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Vevent {
    /// One or more whole VEVENT components.
    pub text: String,
    /// The zone its times are in; none for UTC, floating times and whole days.
    pub zone: Option<Zone>,
    /// The year of its earliest time.
    pub first_year: i16,
    /// The year of its latest time; none for a series without end.
    pub last_year: Option<i16>,
    /// Where the lines of the descriptions stand in the text, one place for each component, empty where it has none.
    descriptions: Vec<Range<usize>>,
}

/// `Cancelled: …` in the language of the calendar, for clients that ignore STATUS.
pub fn cancelled_title(title: &str, language: &str) -> String {
    if is_chinese(language) { format!("已取消：{title}") } else { format!("Cancelled: {title}") }
}

/// `Postponed: …` in the language of the calendar. RFC 5545 §3.8.1.11 has no such status.
pub fn postponed_title(title: &str, language: &str) -> String {
    if is_chinese(language) { format!("已延期：{title}") } else { format!("Postponed: {title}") }
}

fn is_chinese(language: &str) -> bool {
    language.split(['-', '_']).next().is_some_and(|first| first.eq_ignore_ascii_case("zh"))
}

/// How times of an event are written.
#[derive(Clone, Copy)]
enum Form<'a> {
    Day,
    Floating,
    Utc,
    Zone(&'a str),
}

/// What a component is the time of.
#[derive(Clone, Copy)]
enum Timing<'a> {
    /// An event, or a series as a whole.
    Whole(&'a When),
    /// A changed occurrence, and how the times of its series are written.
    Changed(&'a Occurrence, Form<'a>),
}

impl CalendarEvent {
    /// Writes the event, once for all calendars.
    pub fn vevent(&self) -> Vevent {
        let begun = self.when.begun();
        let when = begun.as_ref().unwrap_or(&self.when);
        let form = self.form();
        let mut lines = Lines::default();
        self.component(&mut lines, form, Timing::Whole(when), &self.details);
        // A first occurrence that is not as long as the later ones, or at the second of two equal times, stands among them.
        let changed = when.changed();
        for occurrence in &changed {
            let details = self.details_of(occurrence);
            // A changed occurrence may be a timed one in a series of whole days, and the other way round.
            let its_form = match (occurrence.is_all_day(), form) {
                (true, _) => Form::Day,
                (false, _) if needs_utc(occurrence.extent) => Form::Utc,
                (false, Form::Day) => zone_form(when.zone()),
                (false, form) => form,
            };
            self.component(&mut lines, its_form, Timing::Changed(occurrence, form), details);
        }
        let timed = !when.is_all_day() || changed.iter().any(|occurrence| !occurrence.is_all_day());
        let local = matches!(zone_form(when.zone()), Form::Zone(_)) && !matches!(form, Form::Utc);
        let zoned = timed && local;
        let starts = changed.iter().map(|occurrence| occurrence.extent.start().date().year());
        let added = when.repeat().and_then(|repeat| repeat.additions().first()).map(|also| also.date().year());
        let ends = changed.iter().map(|occurrence| occurrence.extent.end().date().year());
        let last: Option<Occurrence> = when.last();
        Vevent {
            descriptions: std::mem::take(&mut lines.descriptions),
            text: lines.finish(),
            zone: zoned.then(|| when.zone().clone()),
            first_year: starts.chain(added).chain([when.extent().start().date().year()]).min().unwrap_or(1),
            last_year: last.map(|last| ends.chain([last.extent.end().date().year()]).max().unwrap_or(9999)),
        }
    }

    /// The same event with other descriptions, and none in HTML. `whole` is what [`CalendarEvent::vevent`] gave for it.
    pub fn with_descriptions(&self, whole: &Vevent, other: impl Fn(&Details) -> String) -> Vevent {
        let changed = self.when.changed();
        let all = std::iter::once(&self.details).chain(changed.iter().map(|occurrence| self.details_of(occurrence)));
        let (mut text, mut at) = (String::with_capacity(whole.text.len()), 0);
        let mut descriptions = Vec::with_capacity(whole.descriptions.len());
        for (place, details) in whole.descriptions.iter().zip(all) {
            text.push_str(&whole.text[at..place.start]);
            at = place.end;
            let mut lines = Lines::default();
            details.write_description(&mut lines, &other(details), None);
            let start = text.len();
            text.push_str(&lines.finish());
            descriptions.push(start..text.len());
        }
        text.push_str(&whole.text[at..]);
        Vevent { text, descriptions, zone: whole.zone.clone(), ..*whole }
    }

    /// What a changed occurrence says: what the event says, unless it has details of its own.
    fn details_of(&self, occurrence: &Occurrence) -> &Details {
        let own = self.changed.iter().find(|other| Some(other.index) == occurrence.changed_by);
        own.map_or(&self.details, |own| &own.details)
    }

    fn form(&self) -> Form<'_> {
        let when = &self.when;
        match zone_form(when.zone()) {
            _ if when.is_all_day() => Form::Day,
            Form::Zone(_) if when.repeat().is_none() && (self.in_utc || needs_utc(when.extent())) => Form::Utc,
            // A single event in UTC says so; a series says `Etc/GMT`, because some clients move a rule in UTC to the calendar's own zone.
            Form::Zone(zone::UTC) if when.repeat().is_none() => Form::Utc,
            form => form,
        }
    }

    fn component(&self, lines: &mut Lines, form: Form<'_>, timing: Timing<'_>, details: &Details) {
        lines.raw("BEGIN", "VEVENT");
        lines.text("UID", &self.uid);
        lines.raw("DTSTAMP", &self.stamp.ical());
        if let Some(created) = self.created {
            lines.raw("CREATED", &created.ical());
        }
        if let Some(modified) = self.last_modified {
            lines.raw("LAST-MODIFIED", &modified.ical());
        }
        // A number has 31 bits (§3.3.8): programs that read it into as many take a longer one for none.
        lines.raw("SEQUENCE", &self.sequence.min(i32::MAX.unsigned_abs()).to_string());
        match timing {
            Timing::Whole(when) => {
                self.time(lines, "DTSTART", form, start_of(when));
                // Of later ones only a length can be said: the first one's end is an hour off (RFC 5545 §3.8.5.3).
                match when.lasts() {
                    Some(seconds) => lines.raw("DURATION", &format!("PT{seconds}S")),
                    None => self.end(lines, form, when.extent()),
                }
                self.recurrence(lines, form, when);
            }
            Timing::Changed(occurrence, series) => {
                self.time(lines, "RECURRENCE-ID", series, occurrence.original);
                self.time(lines, "DTSTART", form, occurrence.extent.start());
                self.end(lines, form, occurrence.extent);
            }
        }
        details.write(lines);
        if let Some(organizer) = &self.organizer {
            lines.uri(&format!("ORGANIZER;CN={}", parameter(&organizer.name)), &organizer.uri);
        }
        if let Some(color) = self.color.as_deref().filter(|color| is_color_name(color)) {
            lines.raw("COLOR", color);
        }
        lines.raw("END", "VEVENT");
    }

    fn end(&self, lines: &mut Lines, form: Form<'_>, extent: Extent) {
        let instant = |local: DateTime| self.when.zone().moment(local).instant();
        let seconds = match form {
            Form::Day | Form::Floating => extent.start().seconds_until(extent.end()),
            Form::Utc | Form::Zone(_) => instant(extent.start()).seconds_until(instant(extent.end())),
        };
        if seconds <= 0 {
        } else if extent.end().is_again() && !matches!(form, Form::Utc) {
            // A wall cannot say the second of two equal times.
            lines.raw("DURATION", &format!("PT{seconds}S"));
        } else {
            self.time(lines, "DTEND", form, extent.end());
        }
    }

    fn recurrence(&self, lines: &mut Lines, form: Form<'_>, when: &When) {
        let Some(repeat) = when.repeat() else { return };
        if let Some(rule) = repeat.rrule(when) {
            lines.raw("RRULE", &rule);
        }
        // One to a line: some clients read only the first of a list.
        for except in repeat.exceptions() {
            self.time(lines, "EXDATE", form, *except);
        }
        let first = start_of(when);
        for also in repeat.additions().iter().filter(|also| **also != first) {
            self.time(lines, "RDATE", form, *also);
        }
    }

    fn time(&self, lines: &mut Lines, name: &str, form: Form<'_>, local: DateTime) {
        match form {
            Form::Day => lines.raw(&format!("{name};VALUE=DATE"), &date_text(local.date())),
            Form::Floating => lines.raw(name, &local_text(local)),
            Form::Utc => lines.raw(name, &self.when.zone().moment(local).instant().ical()),
            Form::Zone(zone) => lines.raw(&format!("{name};TZID={}", parameter(zone)), &local_text(local)),
        }
    }
}

/// Whether an extent starts or ends at the second of two equal times, which no local time can say (RFC 5545 §3.3.5).
fn needs_utc(extent: Extent) -> bool {
    extent.start().is_again() || extent.end().is_again()
}

/// The start that a rule counts from, of an event without one its own: that differs where the clock skips it.
fn start_of(when: &When) -> DateTime {
    if when.repeat().is_some() { when.first() } else { when.extent().start() }
}

fn zone_form(zone: &Zone) -> Form<'_> {
    if zone.is_floating() { Form::Floating } else { Form::Zone(zone::name(zone)) }
}

impl Details {
    fn write(&self, lines: &mut Lines) {
        lines.text("SUMMARY", &self.summary);
        let start = lines.len();
        self.write_description(lines, self.description.as_deref().unwrap_or(""), self.description_html.as_deref());
        lines.descriptions.push(start..lines.len());
        if let Some(place) = &self.place {
            place.write(lines);
        }
        if let Some(conference) = &self.conference {
            let label = parameter(&conference.label);
            let label = if label.is_empty() { label } else { format!(";LABEL={label}") };
            lines.uri(&format!("CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO{label}"), &conference.url);
        }
        if let Some(url) = &self.url {
            lines.uri("URL", url);
        }
        if let Some(image) = &self.image {
            lines.uri("IMAGE;VALUE=URI;DISPLAY=BADGE", image);
        }
        let categories: Vec<String> =
            self.categories.iter().filter(|category| !category.trim().is_empty()).cloned().collect();
        if !categories.is_empty() {
            lines.texts("CATEGORIES", &categories);
        }
        lines.raw(
            "STATUS",
            match self.status {
                Status::Confirmed => "CONFIRMED",
                Status::Tentative => "TENTATIVE",
                Status::Cancelled => "CANCELLED",
            },
        );
        // What was called off takes nobody's time.
        let free = self.transparent || self.status == Status::Cancelled;
        lines.raw("TRANSP", if free { "TRANSPARENT" } else { "OPAQUE" });
    }

    fn write_description(&self, lines: &mut Lines, plain: &str, html: Option<&str>) {
        let description = self.with_link(plain);
        if !description.is_empty() {
            lines.text("DESCRIPTION", &description);
        }
        if let Some(html) = html.filter(|html| !html.trim().is_empty()) {
            lines.text("X-ALT-DESC;FMTTYPE=text/html", html);
        }
    }

    /// A description, and the address to join at unless it is there already.
    fn with_link<'a>(&self, plain: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(plain.trim());
        if let Some(conference) = self.conference.as_ref().filter(|conference| !text.contains(conference.url.trim())) {
            let text = text.to_mut();
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            if !conference.label.trim().is_empty() {
                text.push_str(conference.label.trim());
                text.push_str(": ");
            }
            text.push_str(conference.url.trim());
        }
        text
    }
}

impl Place {
    fn write(&self, lines: &mut Lines) {
        if !self.text.trim().is_empty() {
            lines.text("LOCATION", self.text.trim());
        }
        let Some((north, east)) = self.geo.filter(|(north, east)| north.abs() <= 90.0 && east.abs() <= 180.0) else {
            return;
        };
        lines.raw("GEO", &format!("{north:.6};{east:.6}"));
        let title = parameter(self.text.lines().next().unwrap_or(""));
        let title = if title.is_empty() { title } else { format!(";X-TITLE={title}") };
        lines.uri(
            &format!("X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=70{title}"),
            &format!("geo:{north:.6},{east:.6}"),
        );
    }
}

/// CSS3 colour names are letters alone.
pub(super) fn is_color_name(color: &str) -> bool {
    !color.is_empty() && color.len() <= 24 && color.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn date_text(date: Date) -> String {
    date.ical()
}

/// `20260501T190000`
pub(super) fn local_text(local: DateTime) -> String {
    local.ical()
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
