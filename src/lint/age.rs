//! Rules about time: what was right once and is over now.

use super::{Lint, place};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::entry::Entry;
use crate::kinds::event::read::{EventFields, EventStatus};
use crate::kinds::resource::read::{ResourceKind, ResourceStatus};
use crate::kinds::shared::NeedField;
use crate::model::{EntryId, Kind};
use crate::text::Span;
use crate::time::{Date, Moment};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Days after an event in which its file need not be touched.
const SETTLE: i32 = 14;
/// Days after which nobody will write a report any more.
const FORGOTTEN: i32 = 365;

/// Pages of the knowledge base that want to be read again.
pub(super) fn stale(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let today = lint.today();
    let age = i32::try_from(lint.config.checks.stale_days).unwrap_or(i32::MAX);
    let mut said = Vec::new();
    for entry in lint.site.editions.iter().flat_map(|edition| own(&edition.kb, edition.number)) {
        let fields = &entry.draft.fields;
        let help = "read it again, mend what changed, and set `updated` and `review_by`";
        if let Some(day) = fields.review_by {
            if day < today {
                let at = place::field(lint.scan, entry.draft.at, "review_by");
                let message = format!("this page was to be read again by {day}");
                said.push(Diagnostic::warning(Code::StalePage, at, message).help(help));
            }
            continue;
        }
        let Some(changed) = entry.head.updated.filter(|_| age > 0) else { continue };
        let changed = Moment::at(changed, &lint.config.timezone).date();
        if changed.days_until(today) > age {
            let at = fields.updated.as_ref().map_or(Span::file(entry.draft.source), |stamp| stamp.span);
            let message = format!("nobody has changed this page since {changed}, which is more than {age} days ago");
            said.push(Diagnostic::warning(Code::StalePage, at, message).help(help));
        }
    }
    said
}

/// Posts that say that they were changed before they were there.
pub(super) fn backwards(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    let zone = &lint.config.timezone;
    for post in lint.site.editions.iter().flat_map(|edition| own(&edition.posts, edition.number)) {
        let fields = &post.draft.fields;
        let Some(updated) = &fields.updated else { continue };
        let (day, date) = (updated.value.date(zone), fields.date.value.date(zone));
        if day < date && updated.span.source == post.draft.source {
            let message = format!("this was changed on {day}, before it was published, on {date}");
            let help = "give `updated` the day of the change, or take it out";
            said.push(Diagnostic::warning(Code::UpdatedTooEarly, updated.span, message).help(help));
        }
    }
    said
}

fn own<F>(entries: &[Entry<F>], number: usize) -> impl Iterator<Item = &Entry<F>> {
    entries.iter().filter(move |entry| entry.draft.language == number)
}

/// The last day of an event that is over.
fn over(lint: &Lint<'_>, entry: &Entry<EventFields>) -> Option<Date> {
    let when = entry.head.when.as_ref()?;
    when.last().filter(|_| when.is_over(lint.now)).map(|occurrence| occurrence.days().1)
}

/// Texts for all times that lead to where people registered for an event that is over. That the event's own file still names the page
/// is as it should be, and so is a post of its day.
pub(super) fn registration(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let Some(edition) = lint.site.editions.first() else { return Vec::new() };
    let mut past: HashMap<&str, (&Entry<EventFields>, Date)> = HashMap::new();
    let mut coming: HashSet<&str> = HashSet::new();
    for entry in &edition.events {
        let fields = &entry.draft.fields;
        let changed = fields.r#override.iter().filter_map(|change| change.registration.as_ref());
        let pages = fields.registration.iter().chain(changed).map(|url| bare(url.as_str()));
        match over(lint, entry) {
            Some(last) => past.extend(pages.map(|page| (page, (entry, last)))),
            None => coming.extend(pages),
        }
    }
    past.retain(|page, _| !coming.contains(page));
    let mut said = Vec::new();
    for piece in lint.pieces() {
        let of_its_day = match piece.head.id.kind {
            Kind::Post => !piece.head.pinned,
            Kind::Event => piece.head.when.as_ref().is_none_or(|when| when.is_over(lint.now)),
            _ => false,
        };
        let links = piece.body.map(|body| body.links()).unwrap_or_default();
        for link in links.iter().filter(|link| link.absolute && !of_its_day) {
            if let Some((event, last)) = past.get(bare(&link.target)) {
                let message = format!(
                    "this leads to where people registered for `{}`, which was over on {last}",
                    event.head.title.plain
                );
                let help = "link to the event's page instead, or to the next one";
                said.push(Diagnostic::warning(Code::RegistrationOver, link.span, message).help(help));
            }
        }
    }
    said
}

/// An address as it is compared: without fragment and last slash.
fn bare(url: &str) -> &str {
    url.split('#').next().unwrap_or(url).trim_end_matches('/')
}

/// Events without a report, where at least half of the others of their type have one.
pub(super) fn recaps(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let Some(edition) = lint.site.editions.first() else { return Vec::new() };
    let today = lint.today();
    let index = &lint.contents.index;
    let reported: HashSet<EntryId> = edition
        .posts
        .iter()
        .filter_map(|post| index.find(Kind::Event, &post.draft.fields.event.as_ref()?.name))
        .map(|(id, _)| id)
        .collect();
    let has_one = |entry: &Entry<EventFields>| {
        let outcome = entry.draft.fields.outcome.as_ref();
        outcome.is_some_and(|outcome| outcome.recap.is_some()) || reported.contains(&entry.head.id)
    };
    let mut by_type: BTreeMap<Option<&str>, Vec<(&Entry<EventFields>, Date)>> = BTreeMap::new();
    for entry in &edition.events {
        let fields = &entry.draft.fields;
        let single = entry.head.when.as_ref().is_some_and(|when| when.repeat().is_none());
        let took_place = !matches!(fields.status, Some(EventStatus::Cancelled | EventStatus::Postponed));
        if let Some(last) = over(lint, entry).filter(|_| single && took_place) {
            by_type.entry(fields.r#type.as_ref().map(|kind| kind.value.as_str())).or_default().push((entry, last));
        }
    }
    let mut said = Vec::new();
    for (kind, events) in by_type {
        let with = events.iter().filter(|(entry, _)| has_one(entry)).count();
        if with < 2 || with * 2 < events.len() {
            continue;
        }
        let of_type = kind.map_or_else(|| "events".to_owned(), |kind| format!("events of the type `{kind}`"));
        let settled = |last: Date| (SETTLE + 1..=FORGOTTEN).contains(&last.days_until(today));
        for (entry, last) in events.into_iter().filter(|(entry, last)| settled(*last) && !has_one(entry)) {
            let message = format!("this event was over on {last} and has no report; {with} other {of_type} have one");
            let help = format!(
                "write a post with `kind = \"recap\"` and `event = \"{}\"`, or name one as `recap` in `[outcome]`",
                entry.head.id.name
            );
            said.push(Diagnostic::warning(Code::RecapMissing, Span::file(entry.draft.source), message).help(help));
        }
    }
    said
}

/// Resources, needs and offers whose last day is over.
pub(super) fn expired(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let Some(edition) = lint.site.editions.first() else { return Vec::new() };
    let today = lint.today();
    let mut said = Vec::new();
    for entry in &edition.resources {
        let fields = &entry.draft.fields;
        let open = !matches!(fields.status, Some(ResourceStatus::Matched | ResourceStatus::Closed));
        let Some(expires) = fields.expires.as_ref().filter(|expires| open && expires.value < today) else { continue };
        let what = match fields.kind {
            Some(ResourceKind::Offer) => "this offer",
            Some(ResourceKind::Need) => "this need",
            Some(ResourceKind::Listing) | None => "this listing",
        };
        let message = format!("{what} was of use until {}", expires.value);
        let help = "give it a later `expires`, say `status = \"closed\"`, or take it out";
        said.push(Diagnostic::warning(Code::ResourceExpired, expires.span, message).help(help));
    }
    let members = edition.members.iter().map(|entry| entry.draft.fields.fields());
    let of_members = members.flat_map(|fields| fields.needs.iter().chain(&fields.offers));
    let of_projects = edition.projects.iter().flat_map(|entry| &entry.draft.fields.needs);
    said.extend(of_members.chain(of_projects).filter_map(|need| past_need(need, today)));
    said
}

fn past_need(need: &NeedField, today: Date) -> Option<Diagnostic> {
    let until = need.table.until.filter(|until| *until < today)?;
    let message = format!("this was of use until {until}");
    Some(Diagnostic::warning(Code::ResourceExpired, need.span, message).help("give it a later `until`, or take it out"))
}
