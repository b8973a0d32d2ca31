//! VCALENDAR (RFC 5545 §3.4, RFC 7986 §5): a calendar put together from finished events.
//!
//! Takes names, addresses and pieces of text, gives the whole file. The order of events is the caller's; an event that comes twice is
//! written twice.

use super::event::{Vevent, is_color_name};
use super::text::Lines;
use super::vtimezone::{Zones, vtimezone};
use crate::time::Zone;
use std::collections::BTreeMap;

/// A calendar to be written; empty fields are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Calendar {
    /// What wrote it: `-//Folkmoot//Folkmoot 0.1//EN`.
    pub prodid: String,
    /// What people call it.
    pub name: String,
    /// What is in it.
    pub description: String,
    /// The page of the calendar: an absolute address.
    pub url: Option<String>,
    /// Where it is to be fetched again: an absolute address.
    pub source_url: Option<String>,
    /// How often a client should look again, as RFC 5545 writes lengths: `PT12H`.
    pub refresh: Option<String>,
    /// A CSS3 colour name, or `#rrggbb`, which only some clients read.
    pub color: Option<String>,
    /// The zone of most of its events.
    pub timezone: Option<Zone>,
    /// Its language, BCP 47.
    pub language: Option<String>,
}

impl Calendar {
    /// The whole file.
    pub fn text<'a>(&self, events: impl IntoIterator<Item = &'a Vevent>, zones: &Zones) -> String {
        let mut out = Vec::new();
        self.write(events, zones, &mut out);
        String::from_utf8(out).expect("it is put together from texts")
    }

    /// Appends the whole file.
    ///
    /// A calendar without events is written with the definition of its time zone, because RFC 5545 §3.6 asks for at least one component
    /// and some clients refuse a calendar without any.
    pub fn write<'a>(&self, events: impl IntoIterator<Item = &'a Vevent>, zones: &Zones, out: &mut Vec<u8>) {
        let events: Vec<&Vevent> = events.into_iter().collect();
        let mut lines = Lines::default();
        self.head(&mut lines);
        let head = lines.finish();
        let size: usize = events.iter().map(|event| event.text.len()).sum();
        out.reserve(head.len() + size + 4096);
        out.extend_from_slice(head.as_bytes());
        let mut wanted: BTreeMap<&Zone, (i16, Option<i16>)> = BTreeMap::new();
        for event in &events {
            let Some(zone) = &event.zone else { continue };
            let years = wanted.entry(zone).or_insert((event.first_year, event.last_year));
            years.0 = years.0.min(event.first_year);
            years.1 = years.1.zip(event.last_year).map(|(a, b)| a.max(b));
        }
        for (zone, (first, last)) in &wanted {
            out.extend_from_slice(zones.text(zone, *first, *last).as_bytes());
        }
        if events.is_empty() {
            let utc = Zone::utc();
            // Any year will do: nothing happens in it.
            out.extend_from_slice(vtimezone(self.timezone.as_ref().unwrap_or(&utc), 2025, None).as_bytes());
        }
        for event in events {
            out.extend_from_slice(event.text.as_bytes());
        }
        out.extend_from_slice(b"END:VCALENDAR\r\n");
    }

    fn head(&self, lines: &mut Lines) {
        lines.raw("BEGIN", "VCALENDAR");
        lines.raw("VERSION", "2.0");
        lines.text("PRODID", if self.prodid.is_empty() { "-//Folkmoot//Folkmoot//EN" } else { &self.prodid });
        lines.raw("CALSCALE", "GREGORIAN");
        let language = self
            .language
            .as_deref()
            .filter(|tag| tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !tag.is_empty());
        let with_language =
            |name: &str| language.map_or_else(|| name.to_string(), |tag| format!("{name};LANGUAGE={tag}"));
        if !self.name.is_empty() {
            lines.text(&with_language("NAME"), &self.name);
            lines.text("X-WR-CALNAME", &self.name);
        }
        if !self.description.is_empty() {
            lines.text(&with_language("DESCRIPTION"), &self.description);
            lines.text("X-WR-CALDESC", &self.description);
        }
        if let Some(zone) = self.timezone.as_ref().filter(|zone| !zone.is_floating()) {
            lines.raw("X-WR-TIMEZONE", zone.name());
        }
        if let Some(refresh) = self.refresh.as_deref().filter(|length| is_length(length)) {
            lines.raw("REFRESH-INTERVAL;VALUE=DURATION", refresh);
            lines.raw("X-PUBLISHED-TTL", refresh);
        }
        if let Some(source) = &self.source_url {
            lines.uri("SOURCE;VALUE=URI", source);
        }
        if let Some(url) = &self.url {
            lines.uri("URL", url);
        }
        match self.color.as_deref() {
            Some(name) if is_color_name(name) => lines.raw("COLOR", name),
            Some(hex) if is_hex(hex) => lines.raw("X-APPLE-CALENDAR-COLOR", hex),
            _ => {}
        }
    }
}

/// `PT12H`, `P1D`: the form of RFC 5545 §3.3.6 (which knows no months and no fractions).
fn is_length(text: &str) -> bool {
    text.starts_with('P') && !text.contains('.') && crate::time::Duration::parse(text).is_ok()
}

fn is_hex(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|rest| rest.len() == 6 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
