//! Every calendar of an edition: one of each event, and those of [`subscribe`](super::subscribe).
//!
//! Takes checked events, gives planned files. An event is written once for all calendars that hold it, and so is a date that stands alone
//! in some ([`dates`](super::dates)). A calendar's key is made of the digests of its events, and its text is put together only when the
//! file is made. Never names anybody: a calendar travels further than a page. What the edition may not show is not in its [`View`], and
//! nothing here looks anywhere else.

use super::archive;
use super::calendar_text::{self, changes, details};
use super::dates::{OwnDate, items, own_dates};
use super::read::EventFields;
use super::revision::Revision;
use super::subscribe::{About, Subscription, subscriptions};
use super::{pages, uid_of};
use crate::diagnostic::{Code, Diagnostic};
use crate::formats::ics::{Calendar, CalendarEvent, Organizer, Vevent, Zones};
use crate::kinds::entry::Entry;
use crate::kinds::hub::old_address;
use crate::kinds::view::View;
use crate::model::{Address, EntryId, Kind};
use crate::plan::{Output, Part};
use crate::read::fields::Spanned;
use crate::text::{SourceId, Span};
use rayon::prelude::*;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// What a calendar file is made of.
#[derive(Hash)]
struct File {
    calendar: Calendar,
    events: Vec<Part<Vevent>>,
    zones: Prepared,
}

/// Definitions of zones, made beforehand. They are not part of a key: each depends on the zone and on the years of the events alone.
struct Prepared(Arc<Zones>);

impl Hash for Prepared {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

fn write(file: &File, out: &mut Vec<u8>) {
    file.calendar.write(file.events.iter().map(|event| &**event), &file.zones.0, out);
}

/// Every calendar of the edition: the files, and what the page that lists them is to say.
pub fn plan(view: &View<'_>, said: &mut Vec<Diagnostic>) -> (Vec<Output>, Vec<Subscription>) {
    let entries = &view.edition.events;
    let dates = own_dates(view);
    let items = items(entries, &dates);
    let mut events: Vec<Option<CalendarEvent>> = entries.par_iter().map(|entry| event(view, entry)).collect();
    let alone: Vec<_> = dates.iter().map(|date| Some(of_date(events[date.series].as_ref()?, date))).collect();
    events.extend(alone);
    let as_text = |event: &CalendarEvent| Part::new(event.vevent());
    let write_all = || events.par_iter().map(|event| event.as_ref().map(as_text)).collect();
    let (mut all, written): (_, Vec<Option<Part<Vevent>>>) = rayon::join(|| subscriptions(view, &dates), write_all);
    let brief = OnceCell::new();
    let brief = || -> &[Option<Part<Vevent>>] {
        let short = |(event, whole): (&Option<CalendarEvent>, &Option<Part<Vevent>>)| {
            Some(Part::new(calendar_text::brief(event.as_ref()?, whole.as_ref()?)))
        };
        brief.get_or_init(|| events.par_iter().zip(&written).map(short).collect::<Vec<_>>())
    };
    let zones = Arc::new(Zones::of(written.iter().flatten().map(|event| &**event)));
    let make = |address: Address, calendar: Calendar, events: Vec<Part<Vevent>>, sources: Vec<SourceId>| {
        Output::written(address, File { calendar, events, zones: Prepared(zones.clone()) }, write, sources)
    };
    let own = |(entry, event): (&Entry<EventFields>, &Option<Part<Vevent>>)| {
        let (address, calendar) = (pages::ics_address(view, entry), of_event(view, entry));
        Some(make(address, calendar, vec![event.clone()?], vec![entry.head.source]))
    };
    let mut outputs: Vec<Output> = entries.par_iter().zip(&written).filter_map(own).collect();
    // Calendar apps follow no page that leads on: who has an event's calendar by an address that it had goes on getting it there.
    for (address, alias, at) in old_addresses(view) {
        let Some(event) = &written[at] else { continue };
        let entry = &entries[at];
        let mut output = make(address, of_event(view, entry), vec![event.clone()], vec![entry.head.source]);
        output.asked = Some(alias);
        outputs.push(output);
    }
    let sizes = |texts: &[Option<Part<Vevent>>]| -> Vec<usize> {
        texts.iter().map(|event| event.as_ref().map_or(0, |event| event.text.len())).collect()
    };
    let (whole, short) = (sizes(&written), || sizes(brief()));
    let too_large = archive::settle(view, &items, &mut all, &archive::Sizes { whole: &whole, brief: &short });
    if view.edition.number == 0 {
        said.extend(too_large.iter().map(|at| too_much(view, &all[*at])));
    }
    let brief = if all.iter().any(|subscription| subscription.brief) { brief() } else { &[] };
    let subscribed = |subscription: &Subscription| {
        let texts = if subscription.brief { brief } else { &written };
        let held = || subscription.events.iter().filter(|at| texts[**at].is_some());
        let events = held().filter_map(|at| texts[*at].clone()).collect();
        let sources = held().map(|at| items[*at].entry.head.source).collect();
        let address = Address::parse(&subscription.path).expect("calendars are named by slugs");
        make(address, of_subscription(view, subscription), events, sources)
    };
    outputs.par_extend(all.par_iter().map(subscribed));
    (outputs, all)
}

/// Where events had their own calendars before: below the folders among their old addresses. With the place that names it, and that of
/// the event in the edition's list.
fn old_addresses(view: &View<'_>) -> Vec<(Address, Span, usize)> {
    let of_events =
        view.site.aliases.iter().filter(|(_, id, number)| id.kind == Kind::Event && *number == view.edition.number);
    let of_events: Vec<_> = of_events.collect();
    if of_events.is_empty() {
        return Vec::new();
    }
    let places: BTreeMap<&EntryId, usize> =
        view.edition.events.iter().enumerate().map(|(at, entry)| (&entry.head.id, at)).collect();
    let below = |(alias, id, _): &(Spanned<String>, EntryId, usize)| {
        let folder = old_address(alias).ok().filter(|address| address.as_str().ends_with('/'))?;
        let address = Address::parse(&format!("{folder}event.ics")).ok()?;
        Some((address, alias.span, *places.get(id)?))
    };
    of_events.into_iter().filter_map(below).collect()
}

/// A calendar that is too long even without the past.
fn too_much(view: &View<'_>, subscription: &Subscription) -> Diagnostic {
    let message = format!("`{}` has more than 1 MB, and Google reads no calendar as long as that", subscription.path);
    let hub = Span::file(view.scan.sources.find("hub.toml").unwrap_or(SourceId(0)));
    let help = "write shorter descriptions, or several events of one kind as a series; subscribers may also take a smaller calendar";
    Diagnostic::warning(Code::CalendarTooLarge, hub, message).help(help)
}

/// What all calendars of an edition say.
fn common(view: &View<'_>) -> Calendar {
    Calendar {
        prodid: concat!("-//Folkmoot//Folkmoot ", env!("CARGO_PKG_VERSION"), "//EN").into(),
        refresh: Some(view.config.refresh.to_string()),
        timezone: Some(view.config.timezone.clone()),
        language: Some(view.language.language.as_str().to_owned()),
        ..Calendar::default()
    }
}

fn of_event(view: &View<'_>, entry: &Entry<EventFields>) -> Calendar {
    Calendar {
        name: entry.head.title.plain.to_string(),
        url: Some(view.url(entry.head.address.as_str()).to_string()),
        source_url: Some(view.url(pages::ics_address(view, entry).as_str()).to_string()),
        ..common(view)
    }
}

fn of_subscription(view: &View<'_>, subscription: &Subscription) -> Calendar {
    let hub = super::subscribe::name(view);
    let everything = subscription.about == About::Everything;
    let description = view.language.tagline.as_deref().filter(|_| everything).unwrap_or("");
    Calendar {
        // In an app, calendars of many communities stand side by side: "Salon" alone would say too little.
        name: if everything { hub.to_string() } else { format!("{} · {hub}", subscription.label) },
        description: description.to_owned(),
        url: Some(view.url(&format!("{}{}", view.language.prefix, subscription.page)).to_string()),
        source_url: Some(view.url(&subscription.path).to_string()),
        color: subscription.color.as_ref().map(ToString::to_string),
        ..common(view)
    }
}

/// An event as calendars have it; `None` where it has no time, which was said long before.
fn event(view: &View<'_>, entry: &Entry<EventFields>) -> Option<CalendarEvent> {
    let when = entry.head.when.clone()?;
    let fields = &entry.draft.fields;
    let revision = Revision::of(entry);
    let details = details(view, entry);
    Some(CalendarEvent {
        uid: uid_of(view, entry),
        in_utc: fields.online.is_some() && fields.location.is_none(),
        changed: changes(view, entry, &when, &details),
        details,
        when,
        stamp: revision.stamp,
        last_modified: revision.modified,
        created: revision.created,
        sequence: revision.sequence,
        organizer: fields.origin().is_none().then(|| organizer(view)),
        color: None,
    })
}

/// A date of a series as an event of its own. Its revision is that of the series, whose file it stands in.
fn of_date(series: &CalendarEvent, date: &OwnDate<'_>) -> CalendarEvent {
    let change = series.changed.iter().find(|change| Some(change.index) == date.occurrence.changed_by);
    let details = change.map_or(&series.details, |change| &change.details).clone();
    CalendarEvent {
        uid: date.uid(&series.uid),
        when: date.occurrence.alone(),
        in_utc: details.conference.is_some() && details.place.is_none(),
        details,
        changed: Vec::new(),
        ..series.clone()
    }
}

/// The community, never a person.
fn organizer(view: &View<'_>) -> Organizer {
    Organizer { name: view.language.title.to_string(), uri: view.url("/").to_string() }
}

#[cfg(test)]
mod tests {
    use super::super::testing::hub;
    use crate::plan::Output;

    const SALON: &str = "title = \"Salon, *first*\"\nstart = 2026-12-01T19:00:00\nend = 2026-12-01T21:00:00\ntype = \"salon\"\ntags = [\"go\"]\n\
                         location = { name = \"River House\", address = \"1 Quay\", geo = [31.5, 121.25] }\nsummary = \"Bring *one* thing\"\n\
                         description = \"\"\"See [the plan](https://a.example/plan).\"\"\"\n";

    fn has(text: &str, lines: &[&str]) {
        for line in lines {
            assert!(text.lines().any(|other| other == *line), "{line} is missing from\n{text}");
        }
    }

    fn series(more: &str) -> String {
        format!("{SALON}repeat = {{ every = \"month\", on = \"first tuesday\", count = 6 }}\n{more}")
    }

    #[test]
    fn an_event_says_what_its_page_says() {
        let hub = hub(&[("content/events/salon.toml", SALON)]);
        assert_eq!(hub.messages(), [] as [&str; 0]);
        has(
            &hub.calendar(0, "/events/salon/event.ics"),
            &[
                "UID:salon@hub.example",
                "DTSTAMP:20000101T000000Z",
                "SEQUENCE:0",
                "DTSTART;TZID=Asia/Shanghai:20261201T190000",
                "SUMMARY:Salon\\, first",
                "DESCRIPTION:Bring one thing\\n\\nSee the plan (https://a.example/plan).\\n\\nhttps://hub.example/events/salon/",
                "LOCATION:River House\\, 1 Quay",
                "GEO:31.500000;121.250000",
                "URL:https://hub.example/events/salon/",
                "CATEGORIES:Salon,go",
                "STATUS:CONFIRMED",
                "ORGANIZER;CN=Hub:https://hub.example/",
            ],
        );
        has(
            &hub.calendar(1, "/zh-CN/calendars/type/salon.ics"),
            &["UID:salon@hub.example", "X-WR-CALNAME:Salon · 河岸"],
        );
    }

    #[test]
    fn every_calendar_is_there_also_an_empty_one() {
        let group = ("content/groups/crew.toml", "name = \"Crew\"\n");
        let empty = hub(&[group]);
        let addresses: Vec<_> = empty.calendars(0).iter().map(|output| output.address.to_string()).collect();
        for address in ["/calendar.ics", "/calendars/type/salon.ics", "/calendars/group/crew.ics"] {
            assert!(addresses.contains(&address.to_owned()), "{addresses:?}");
            let text = empty.calendar(0, address);
            assert!(text.contains("BEGIN:VTIMEZONE") && !text.contains("BEGIN:VEVENT"), "{text}");
        }
        let member = ("content/members/ana.toml", "name = \"Ana\"\n");
        let event = format!("{SALON}hosts = [\"ana\"]\ngroups = [\"crew\"]\n");
        let full = hub(&[group, member, ("content/events/salon.toml", &event)]);
        for address in ["/calendars/tag/go.ics", "/calendars/member/ana.ics", "/calendars/group/crew.ics"] {
            assert!(full.calendar(0, address).contains("UID:salon@hub.example"), "{address}");
        }
        assert!(!full.calendar(0, "/calendar.ics").contains("Ana"), "a calendar names nobody");
    }

    #[test]
    fn an_old_address_of_an_event_keeps_its_calendar() {
        let event = format!("{SALON}uid = \"old@hub.example\"\naliases = [\"/events/old/\", \"/salon.html\"]\n");
        let hub = hub(&[("content/events/salon.toml", &event)]);
        assert_eq!(hub.messages(), [] as [&str; 0]);
        has(
            &hub.calendar(0, "/events/old/event.ics"),
            &["UID:old@hub.example", "SOURCE;VALUE=URI:https://hub.example/events/salon/event.ics"],
        );
        let own = |output: &&Output| output.address.as_str().ends_with("event.ics");
        assert_eq!(hub.calendars(0).iter().filter(own).count(), 2);
        assert_eq!(
            hub.calendars(1).iter().filter(own).count(),
            1,
            "an alias stands once, whatever languages there are"
        );
    }

    #[test]
    fn a_translation_has_old_addresses_of_its_own() {
        let event = format!("{SALON}aliases = [\"/events/old/\"]\n");
        let translation = "title = \"沙龙\"\naliases = [\"/zh-CN/events/old/\"]\n";
        let files = [("content/events/salon.toml", event.as_str()), ("content/events/salon.zh-CN.toml", translation)];
        let hub = hub(&files);
        assert_eq!(hub.messages(), [] as [&str; 0]);
        has(&hub.calendar(1, "/zh-CN/events/old/event.ics"), &["SUMMARY:沙龙"]);
        has(&hub.calendar(0, "/events/old/event.ics"), &["SUMMARY:Salon\\, first"]);
    }

    #[test]
    fn what_is_called_off_stays_and_says_so() {
        let off = hub(&[("content/events/salon.toml", &format!("{SALON}status = \"cancelled\"\n"))]);
        has(
            &off.calendar(0, "/calendar.ics"),
            &["SUMMARY:Cancelled: Salon\\, first", "STATUS:CANCELLED", "TRANSP:TRANSPARENT", "SEQUENCE:1"],
        );
        has(&off.calendar(1, "/zh-CN/calendar.ics"), &["SUMMARY:已取消：Salon\\, first"]);
        let put_off = hub(&[("content/events/salon.toml", &format!("{SALON}status = \"postponed\"\n"))]);
        has(
            &put_off.calendar(0, "/calendar.ics"),
            &["SUMMARY:Postponed: Salon\\, first", "STATUS:TENTATIVE", "TRANSP:TRANSPARENT"],
        );
    }

    #[test]
    fn changed_occurrences_say_what_differs() {
        let text = series(
            "[[override]]\nat = 2027-01-05\nstart = 2027-01-12\ntitle = \"On the *boat*\"\nsummary = \"A week later\"\nlocation = \"Pier 4\"\n\
             [[override]]\nat = 2027-02-02\nstatus = \"cancelled\"\n",
        );
        let hub = hub(&[("content/events/salon.toml", &text)]);
        let calendar = hub.calendar(0, "/calendar.ics");
        let parts: Vec<&str> = calendar.split("BEGIN:VEVENT\n").collect();
        let [_, own, boat, off] = parts[..] else { panic!("{calendar}") };
        has(own, &["SEQUENCE:2", "SUMMARY:Salon\\, first", "RRULE:FREQ=MONTHLY;COUNT=6;BYDAY=1TU"]);
        has(
            boat,
            &[
                "RECURRENCE-ID;TZID=Asia/Shanghai:20270105T190000",
                "DTSTART;TZID=Asia/Shanghai:20270112T190000",
                "SUMMARY:On the boat",
                "LOCATION:Pier 4",
                "DESCRIPTION:A week later\\n\\nSee the plan (https://a.example/plan).\\n\\nhttps://hub.example/events/salon/",
            ],
        );
        has(
            off,
            &[
                "RECURRENCE-ID;TZID=Asia/Shanghai:20270202T190000",
                "STATUS:CANCELLED",
                "SUMMARY:Cancelled: Salon\\, first",
            ],
        );
    }

    #[test]
    fn what_is_long_over_moves_to_the_archive() {
        let day =
            |name: &str, day: &str| (format!("content/events/{name}.toml"), format!("title = \"E\"\nstart = {day}\n"));
        let mut files = vec![day("old", "2025-11-19"), day("kept", "2025-11-21"), day("coming", "2026-12-10")];
        let series = "repeat = { every = \"month\", on = \"first tuesday\" }\n";
        files.push(("content/events/runs.toml".into(), format!("title = \"R\"\nstart = 2020-01-07\n{series}")));
        let off = |changed: &str| {
            format!("title = \"Off\"\nstart = 2026-01-06\nstatus = \"cancelled\"\nupdated = {changed}\n{series}")
        };
        files.push(("content/events/told.toml".into(), off("2026-11-01")));
        files.push(("content/events/long-told.toml".into(), off("2025-11-01")));
        files.push((
            "content/events/off.toml".into(),
            "title = \"Off\"\nstart = 2026-11-01\nstatus = \"cancelled\"\n".into(),
        ));
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let hub = hub(&files);
        let uids = |address: &str| {
            let text = hub.calendar(0, address);
            let names = text.lines().filter_map(|line| line.strip_prefix("UID:")?.strip_suffix("@hub.example"));
            names.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(uids("/calendar.ics"), ["runs", "kept", "told", "coming"]);
        assert_eq!(uids("/calendar-archive.ics"), ["old"]);
        for uid in ["off", "long-told"] {
            assert_eq!(uids(&format!("/events/{uid}/event.ics")), [uid], "what was called off keeps its own file");
        }
    }

    #[test]
    fn a_calendar_without_room_leaves_out_what_was_over_first() {
        let words = "long description ".repeat(62);
        let events: Vec<(String, String)> = (0..800)
            .map(|number| {
                let day = if number < 500 {
                    format!("2026-{:02}-{:02}", 1 + number / 50, 1 + number % 25)
                } else {
                    "2026-12-10".into()
                };
                let text = format!("title = \"E\"\nstart = {day}\ntags = [\"go\"]\nsummary = \"{words}\"\n");
                (format!("content/events/e{number}.toml"), text)
            })
            .collect();
        let files: Vec<(&str, &str)> = events.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let large = hub(&files);
        let (everything, archive) = (large.calendar(0, "/calendar.ics"), large.calendar(0, "/calendar-archive.ics"));
        let count = |text: &str| text.matches("BEGIN:VEVENT").count();
        assert_eq!(count(&everything) + count(&archive), 800);
        assert_eq!(everything.matches("DTSTART;VALUE=DATE:20261210").count(), 300, "nothing that is to come");
        assert!(archive.contains("DTSTART;VALUE=DATE:20260101") && !everything.contains("DTSTART;VALUE=DATE:20260101"));
        assert!(everything.len() < 1_000_000 && everything.len() > 900_000, "{}", everything.len());
        assert_eq!(large.calendar(0, "/calendars/tag/go.ics").matches("BEGIN:VEVENT").count(), count(&everything));
        let said = |files: &[(&str, &str)]| {
            let mut said = Vec::new();
            hub(files).view(0, |view| super::plan(view, &mut said));
            said.iter().map(|said| said.message.clone()).collect::<Vec<_>>()
        };
        assert_eq!(said(&files), [] as [&str; 0]);
        let coming: Vec<(String, String)> =
            events.into_iter().map(|(path, text)| (path, text.replace("2026-0", "2027-0"))).collect();
        let coming: Vec<(&str, &str)> = coming.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert_eq!(said(&coming), [] as [&str; 0]);
        let brief = hub(&coming).calendar(0, "/calendar.ics").replace("\n ", "");
        assert_eq!(count(&brief), 800, "nothing that is to come is lost");
        assert!(brief.len() < 1_000_000 && !brief.contains("X-ALT-DESC"), "{}", brief.len());
        assert!(brief.contains("description …\\n\\nhttps://hub.example/events/e0/\n"), "{brief:.2000}");
        let longer: Vec<(String, String)> = coming
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.replace("\"E\"", &format!("\"{words}\""))))
            .collect();
        let longer: Vec<(&str, &str)> = longer.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let said = said(&longer);
        assert!(said.len() == 3 && said[0].starts_with("`/calendar.ics` has more than 1 MB"), "{said:?}");
    }

    #[test]
    fn places_languages_and_what_was_once_have_calendars() {
        let zh = ("content/events/salon.zh-CN.toml", "title = \"沙龙\"\nlocation = \"江边小屋\"\n");
        let two = ("content/events/two.toml", "title = \"Two\"\nstart = 2026-12-02\nlocation = \"River  House\"\n");
        let post = ("content/posts/p.md", "+++\ntitle = \"P\"\ndate = 2026-01-01\ntags = [\"ink\"]\n+++\nText.\n");
        let hub = hub(&[("content/events/salon.toml", SALON), zh, two, post]);
        let count = |edition, address: &str| hub.calendar(edition, address).matches("BEGIN:VEVENT").count();
        assert_eq!(count(0, "/calendars/venue/river-house.ics"), 2);
        assert_eq!(count(1, "/zh-CN/calendars/venue/江边小屋.ics"), 1);
        assert_eq!(count(0, "/calendars/language/en.ics"), 2);
        let chinese = hub.calendar(1, "/calendars/language/zh-CN.ics");
        assert!(chinese.contains("SUMMARY:沙龙") && !chinese.contains("Two"), "{chinese}");
        assert_eq!(count(0, "/calendars/tag/ink.ics"), 0, "a tag that no event has yet");
    }

    #[test]
    fn the_key_of_a_calendar_is_that_of_its_events() {
        let key = |files: &[(&str, &str)], address: &str| {
            let outputs: Vec<Output> = hub(files).calendars(0);
            outputs.iter().find(|output| output.address.as_str() == address).unwrap().key
        };
        let (one, other) = (
            ("content/events/salon.toml", SALON),
            ("content/events/two.toml", "title = \"Two\"\nstart = 2026-12-02\n"),
        );
        assert_eq!(key(&[one], "/calendars/tag/go.ics"), key(&[one, other], "/calendars/tag/go.ics"));
        assert_ne!(key(&[one], "/calendar.ics"), key(&[one, other], "/calendar.ics"));
        let later = SALON.replace("21:00", "21:30");
        assert_ne!(key(&[one], "/calendar.ics"), key(&[("content/events/salon.toml", &later)], "/calendar.ics"));
    }
}
