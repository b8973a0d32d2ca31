//! What an event says besides its time, place, status, title and page: its text, its links, its tags, and whether it takes up time.
//!
//! Takes the same event of two sites, gives what is different, of itself and of single occurrences to come. Who organises an event is not
//! told: the organiser of all of them is the hub.

use super::events::{Change, ENGLISH, NONE, USUAL, place_words, status_words};
use crate::formats::ics::{Details, IcsEvent};
use crate::time::{Date, DateTime, Instant, format};
use std::collections::{BTreeMap, BTreeSet};

/// The most characters that are shown of a text that has changed, from a little before where it begins to differ.
const SHOWN: usize = 100;
/// The characters of these that may stand before that place.
const BEFORE: usize = 20;

/// What is different.
pub(super) fn changes(old: &IcsEvent, new: &IcsEvent, now: Instant) -> Vec<Change> {
    let mut all = Vec::new();
    for ((field, was), (_, is)) in texts(&old.details).into_iter().zip(texts(&new.details)) {
        // The place says it already; a text that is there in one form alone is told in that.
        let told = (field == MAP && place_words(&old.details) != place_words(&new.details))
            || (field == HTML && all.iter().any(|change: &Change| change.field == TEXT));
        if let (Some(was), Some(is), false) = (was, is, told) {
            all.extend(between(field, &was, &is));
        }
    }
    let colour = |event: &IcsEvent| event.color.clone().unwrap_or_default();
    all.extend(between("colour", &colour(old), &colour(new)));
    if old.when.repeat().is_some() && new.when.repeat().is_some() {
        all.extend(of_occurrences(old, new, now));
    }
    all
}

const TEXT: &str = "description";
const HTML: &str = "description in HTML";
const MAP: &str = "place on the map";

/// What an event says, field by field; `None` where there is nothing to compare.
fn texts(details: &Details) -> [(&'static str, Option<String>); 6] {
    let page = details.url.as_deref().unwrap_or_default();
    let html = details
        .description_html
        .as_ref()
        .map(|html| if page.is_empty() { html.clone() } else { html.replace(page, "") });
    let geo = details.place.as_ref().and_then(|place| place.geo).map(|(north, east)| format!("{north}, {east}"));
    // What is called off or postponed takes nobody's time.
    let free = matches!(status_words(details), "takes place" | "not certain yet");
    let time = if details.transparent { "free" } else { "busy" };
    [
        (TEXT, Some(description(details))),
        (HTML, html),
        (MAP, Some(geo.unwrap_or_default())),
        ("picture", Some(details.image.clone().unwrap_or_default())),
        ("categories", Some(details.categories.join(", "))),
        ("shown as", free.then(|| time.to_owned())),
    ]
}

/// The description without what calendars add behind it and is told apart: the address of the page, and the one to join at.
fn description(details: &Details) -> String {
    let mut text = details.description.as_deref().unwrap_or_default().trim_end();
    if let Some(conference) = &details.conference
        && let Some(rest) = text.strip_suffix(conference.url.as_str())
    {
        let label = format!("{}:", conference.label.trim());
        let rest = rest.trim_end();
        text = rest.strip_suffix(label.as_str()).unwrap_or(rest).trim_end();
    }
    let page = details.url.as_deref().unwrap_or_default();
    in_lines(text.strip_suffix(page).unwrap_or(text))
}

/// A text in one line, in which one still sees where lines end.
fn in_lines(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" / ")
}

/// What changed of a text, if it did, by its place in it.
fn between(field: &str, old: &str, new: &str) -> Option<Change> {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let from = if old.len().max(new.len()) <= SHOWN { 0 } else { same.saturating_sub(BEFORE) };
    // Not from within a word, where there are words.
    let skipped = new[from..same].iter().position(|c| *c == ' ').filter(|_| from > 0).map_or(0, |at| at + 1);
    let from = from + skipped;
    let shown = |text: &[char]| {
        let rest = &text[from..];
        let part: String = rest.iter().take(SHOWN).collect();
        let (before, after) = (if from > 0 { "…" } else { "" }, if rest.len() > SHOWN { "…" } else { "" });
        if text.is_empty() { NONE.to_owned() } else { format!("{before}{}{after}", part.trim()) }
    };
    (old != new).then(|| Change { field: field.to_owned(), old: shown(&old), new: shown(&new) })
}

/// Occurrences with details of their own, by day and number on that day: their original starts, their ends, what they say.
type Own<'a> = BTreeMap<(Date, usize), (DateTime, Instant, &'a Details)>;

fn own(event: &IcsEvent) -> Own<'_> {
    let mut all = Own::new();
    for occurrence in event.when.changed() {
        let details = event.changes.iter().find(|change| Some(change.index) == occurrence.changed_by);
        let details = details.map_or(&event.details, |change| &change.details);
        let day = occurrence.original.date();
        let number = all.range((day, 0)..=(day, usize::MAX)).count();
        all.insert((day, number), (occurrence.original, occurrence.end.instant(), details));
    }
    all
}

/// What single occurrences say otherwise than before, where it is not what their series says.
fn of_occurrences(old: &IcsEvent, new: &IcsEvent, now: Instant) -> Vec<Change> {
    let (was, is) = (own(old), own(new));
    let keys: BTreeSet<_> = was.keys().chain(is.keys()).copied().collect();
    let mut all = Vec::new();
    for key in keys {
        // One that a side does not have is told as such.
        let side = |own: &Own<'_>, event: &IcsEvent| match own.get(&key) {
            Some((_, end, details)) => Some((*end, texts(details))),
            None => {
                let usual = event.when.occurrence_at(event.when.extent().start().on(key.0))?;
                Some((usual.end.instant(), texts(&event.details)))
            }
        };
        let (Some((old_end, before)), Some((new_end, after))) = (side(&was, old), side(&is, new)) else { continue };
        if old_end.max(new_end) <= now {
            continue;
        }
        let usual = texts(&old.details).into_iter().zip(texts(&new.details));
        for (((field, before), (_, after)), ((_, old_usual), (_, new_usual))) in
            before.into_iter().zip(after).zip(usual)
        {
            let (was_usual, is_usual) = (before == old_usual, after == new_usual);
            let (Some(before), Some(after)) = (before, after) else { continue };
            if matches!(field, HTML | MAP) || (was_usual && is_usual) {
                continue;
            }
            let field = format!("{field} of the one of {}", format::date_only(key.0, ENGLISH));
            let told = between(&field, &before, &after).map(|change| Change {
                old: if was_usual { USUAL.to_owned() } else { change.old },
                new: if is_usual { USUAL.to_owned() } else { change.new },
                ..change
            });
            all.extend(told);
        }
    }
    all
}
