//! What an event says in a calendar: title, description, place and links, of the event itself and of each occurrence that differs.
//!
//! Takes a checked event, gives plain values for the calendar writer. Addresses leave whole, with the host.

use super::facts;
use super::read::{EventFields, EventStatus, OverrideField, PlaceField, Transparency};
use crate::formats::ics::{
    CalendarEvent, Changed, Conference, Details, Place, Status, Vevent, cancelled_title, postponed_title,
};
use crate::kinds::cards::label_of;
use crate::kinds::entry::{Entry, words};
use crate::kinds::structured::absolute;
use crate::kinds::view::View;
use crate::markup::{self, LinkRef, Resolved, SafeUrl, beginning_of};
use crate::model::Words;
use crate::read::values::{BlockProse, Coordinates};
use crate::time::When;

/// What an event says.
pub fn details(view: &View<'_>, entry: &Entry<EventFields>) -> Details {
    let head = &entry.head;
    let fields = &entry.draft.fields;
    let status = fields.status.unwrap_or(EventStatus::Confirmed);
    let address = view.url(head.address.as_str());
    // Without the field, the summary is the beginning of the text, which follows anyway.
    let summary = head.summary.as_ref().filter(|_| fields.summary.is_some());
    let text = Description { summary, html: body(view, entry), registration: fields.registration.as_ref() };
    let (description, description_html) = text.written(view, &address);
    let label = head.variant.as_ref().and_then(|id| label_of(view, id, &view.config.event_types));
    Details {
        summary: marked_title(view, &head.title.plain, status),
        description: Some(description),
        description_html,
        status: status_of(status),
        place: fields.location.as_ref().map(place),
        conference: fields.online.as_ref().map(|url| conference(view, url)),
        image: head.image.as_ref().map(|image| absolute(view, &image.src)),
        url: Some(address.to_string()),
        categories: label.iter().chain(head.tags.iter().map(|tag| &tag.label)).map(ToString::to_string).collect(),
        transparent: is_free(fields, status),
    }
}

/// What the occurrences say that differ in more than their time.
pub fn changes(view: &View<'_>, entry: &Entry<EventFields>, when: &When, own: &Details) -> Vec<Changed> {
    let changed = when.changed();
    let of = |index: usize| entry.draft.fields.r#override.get(index).map(|change| (index, change));
    let all = changed.iter().filter_map(|occurrence| of(occurrence.changed_by?));
    all.map(|(index, change)| Changed { index, details: changed_details(view, entry, change, own) }).collect()
}

fn changed_details(view: &View<'_>, entry: &Entry<EventFields>, change: &OverrideField, own: &Details) -> Details {
    let fields = &entry.draft.fields;
    let status = change.status.or(fields.status).unwrap_or(EventStatus::Confirmed);
    let line = |prose| words(prose, view.config);
    let name = facts::title_of(entry, change).map(line);
    let plain = name.as_ref().map_or(&entry.head.title.plain, |name| &name.plain);
    let transparent = is_free(fields, status);
    let summary = marked_title(view, plain, status);
    let mut details = Details { summary, status: status_of(status), transparent, ..own.clone() };
    if let Some(other) = &change.location {
        details.place = Some(place(other));
    }
    if let Some(url) = &change.online {
        details.conference = Some(conference(view, url));
    }
    let note = facts::summary_of(entry, change);
    if note.is_some() || change.description.is_some() || change.registration.is_some() {
        let note = note.map(line);
        let common = entry.head.summary.as_ref().filter(|_| fields.summary.is_some());
        let html = match &change.description {
            Some(prose) => Some(prose_html(view, prose)),
            None => body(view, entry),
        };
        let registration = change.registration.as_ref().or(fields.registration.as_ref());
        let text = Description { summary: note.as_ref().or(common), html, registration };
        let (plain, html) = text.written(view, own.url.as_deref().unwrap_or(""));
        (details.description, details.description_html) = (Some(plain), html);
    }
    details
}

/// Whether people stay free at that time.
fn is_free(fields: &EventFields, status: EventStatus) -> bool {
    fields.transparency == Some(Transparency::Free) || status == EventStatus::Postponed
}

/// A title as calendars show it: what is cancelled or postponed says so, since some programs ignore the status.
fn marked_title(view: &View<'_>, plain: &str, status: EventStatus) -> String {
    let language = view.language.language.as_str();
    match status {
        EventStatus::Cancelled => cancelled_title(plain, language),
        EventStatus::Postponed => postponed_title(plain, language),
        EventStatus::Confirmed | EventStatus::Tentative => plain.to_owned(),
    }
}

/// Calendars know no "postponed" (RFC 5545 §3.8.1.11). An event that is put off is uncertain and takes nobody's time, and its title says why. As
/// "cancelled" it would be dropped by apps that hide what is cancelled, Google's among them, and its subscribers would never learn that
/// it will still come.
fn status_of(status: EventStatus) -> Status {
    match status {
        EventStatus::Confirmed => Status::Confirmed,
        EventStatus::Tentative | EventStatus::Postponed => Status::Tentative,
        EventStatus::Cancelled => Status::Cancelled,
    }
}

fn place(field: &PlaceField) -> Place {
    let table = &field.0;
    let parts = [table.name.as_deref(), table.address.as_deref()];
    let mut text = parts.into_iter().flatten().map(str::trim).collect::<Vec<_>>();
    text.dedup();
    let text = if text.is_empty() {
        facts::place_words(field).map_or_else(|| url_text(table.url.as_ref()), |words| words.to_string())
    } else {
        text.join(", ")
    };
    Place { text, geo: table.geo.map(degrees) }
}

fn url_text(url: Option<&SafeUrl>) -> String {
    url.map(|url| url.as_str().to_owned()).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "at most 180 million")]
fn degrees(geo: Coordinates) -> (f64, f64) {
    (geo.latitude as f64 / 1e6, geo.longitude as f64 / 1e6)
}

fn conference(view: &View<'_>, url: &SafeUrl) -> Conference {
    Conference { url: url.as_str().to_owned(), label: view.label("take_part_online").to_string() }
}

/// The longest text of an event in a calendar, in characters: what people read there. Its page has the rest.
const MOST_TEXT: usize = 1_000;
/// The same, in a calendar that has no room for as much.
const MOST_BRIEF: usize = 120;
/// The longest HTML of an event in a calendar, in bytes.
const MOST_HTML: usize = 3_000;

/// The parts of a description.
struct Description<'a> {
    summary: Option<&'a Words>,
    html: Option<String>,
    registration: Option<&'a SafeUrl>,
}

impl Description<'_> {
    /// As plain text, which ends with the address of the page because many apps do not show URL; and as HTML, where there is a text and
    /// it is short: a feed of all events has 1 MB.
    fn written(&self, view: &View<'_>, page: &str) -> (String, Option<String>) {
        let html = self.html.as_deref().unwrap_or("");
        let (shown, is_whole) = beginning(&beginning_of(html, MOST_TEXT), MOST_TEXT);
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.summary.map(|summary| summary.plain.to_string()));
        parts.push(shown);
        let register = view.label("register");
        parts.extend(self.registration.map(|url| format!("{register}: {}", url.as_str())));
        parts.push(page.to_owned());
        parts.retain(|part| !part.is_empty());
        let is_short = is_whole && html.len() <= MOST_HTML;
        let whole = (is_short && !html.trim().is_empty()).then(|| {
            let summary = self.summary.map(|summary| format!("<p>{}</p>\n", summary.html)).unwrap_or_default();
            let link = |url: &str, words: &str| {
                let (url, words) = (Words::plain(url).html, Words::plain(words).html);
                format!("\n<p><a href=\"{url}\">{words}</a></p>")
            };
            let registration = self.registration.map(|url| link(url.as_str(), &register)).unwrap_or_default();
            format!("<html><body>{summary}{}{registration}{}</body></html>", html.trim(), link(page, page))
        });
        (parts.join("\n\n"), whole)
    }
}

/// The same event in a calendar that would have too much with whole texts: without HTML, with the first words of each description and
/// the address of the page, which has the rest.
pub fn brief(event: &CalendarEvent, whole: &Vevent) -> Vevent {
    event.with_descriptions(whole, |details| {
        let text = details.description.as_deref().unwrap_or("");
        let page = details.url.as_deref().unwrap_or("");
        let (shown, _) = beginning(text.strip_suffix(page).unwrap_or(text).trim_end(), MOST_BRIEF);
        if shown.is_empty() { page.to_owned() } else { format!("{shown}\n\n{page}") }
    })
}

/// The beginning of a text, at most so many characters, cut between words (in Chinese between characters), and whether that is all of it.
fn beginning(text: &str, most: usize) -> (String, bool) {
    // No text has more characters than bytes, and ASCII has as many.
    let is_ascii = text.as_bytes().get(..most).is_some_and(<[u8]>::is_ascii);
    let end = if is_ascii { Some(most) } else { text.char_indices().nth(most).map(|(end, _)| end) };
    let Some(end) = end.filter(|end| *end < text.len()) else { return (text.to_owned(), true) };
    let cut = &text[..end];
    let words = cut.rfind(char::is_whitespace).filter(|at| end - at < 100).unwrap_or(end);
    (format!("{} …", cut[..words].trim_end()), false)
}

/// The text of an event as HTML whose addresses are whole.
fn body(view: &View<'_>, entry: &Entry<EventFields>) -> Option<String> {
    let text = entry.text.as_ref()?;
    let page = view.url(entry.head.address.as_str());
    let resolved: Vec<Resolved> = text.resolved.iter().map(|link| whole(view, &page, link)).collect();
    Some(text.body.feed_html(&resolved, &view.labels.markup))
}

/// A resolved link with the host.
fn whole(view: &View<'_>, page: &str, link: &Resolved) -> Resolved {
    let address = |href: &str| if href.starts_with('#') { format!("{page}{href}") } else { absolute(view, href) };
    match link {
        Resolved::Href { href, external } => Resolved::Href { href: address(href), external: *external },
        Resolved::Picture { src, width, height, .. } => {
            // Mail programs and calendars read no `srcset`.
            Resolved::Picture { src: address(src), width: *width, height: *height, srcset: String::new() }
        }
        Resolved::Name { href, name, len } => {
            Resolved::Name { href: href.as_deref().map(address), name: name.clone(), len: *len }
        }
        Resolved::Text | Resolved::AsWritten => link.clone(),
    }
}

/// The text about one occurrence. Links out of the hub stay links; others stay words, since they were never looked up.
pub fn prose_html(view: &View<'_>, prose: &BlockProse) -> String {
    let raw = view.scan.sources.slice(prose.span);
    let body = markup::read_field(prose.span, raw, &prose.text, &view.config.markdown).value;
    let resolve = |link: &LinkRef| match link.absolute && !link.target.starts_with("//") {
        true => Resolved::Href { href: link.target.clone(), external: true },
        false => Resolved::Text,
    };
    let resolved: Vec<Resolved> = body.links().iter().map(resolve).collect();
    body.feed_html(&resolved, &view.labels.markup)
}

#[cfg(test)]
mod tests {
    use super::super::testing::hub;
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_words() {
        let text = "word ".repeat(300);
        let (cut, is_whole) = beginning(&text, MOST_TEXT);
        assert!(!is_whole && cut.ends_with("word …") && cut.chars().count() <= MOST_TEXT + 2);
        assert_eq!(beginning(&"河".repeat(1_200), MOST_TEXT).0.chars().count(), MOST_TEXT + 2);
        assert_eq!(beginning("short", MOST_TEXT), ("short".into(), true));
    }

    #[test]
    fn links_leave_whole_and_unpublished_words_stay() {
        let event = "+++\ntitle = \"Salon\"\nstart = 2026-12-01\nregistration = \"https://t.example/\"\n+++\n[plan](../pages/plan.md) [top](#x) @ana\n";
        let hub = hub(&[
            ("content/events/salon.md", event),
            ("content/pages/plan.md", "+++\ntitle = \"Plan\"\n+++\ntext\n"),
            ("content/members/ana.toml", "name = \"Ana\"\n"),
        ]);
        let text = hub.calendar(0, "/calendar.ics");
        assert!(text.contains("plan (https://hub.example/plan/)"), "{text}");
        assert!(text.contains("Ana (https://hub.example/members/ana/)"), "{text}");
        assert!(text.contains("Register: https://t.example/\\n\\nhttps://hub.example/events/salon/"), "{text}");
        assert!(text.contains("X-ALT-DESC") && !text.contains("href=\"/"), "{text}");
    }
}
