//! Addresses of people whose own properties are not published, in texts that are.
//!
//! Takes the components of a file with the people they name, and gives each event the places of texts that have one of their addresses. A
//! changed occurrence often leaves its guests to the event it is one of, so all components with one UID are looked at together. A category
//! with such an address is taken out here: it would become a tag, with pages and a calendar in somebody's name.

use super::components::Component;
use super::text::{addresses, retain_in_list, unescape};
use std::collections::BTreeMap;
use std::ops::Range;

/// Properties that name somebody whose address the texts beside them should not have.
pub(super) const PEOPLE: [&str; 2] = ["ORGANIZER", "ATTENDEE"];
/// The texts of an event that are published.
const TEXTS: [&str; 3] = ["SUMMARY", "DESCRIPTION", "LOCATION"];

/// Addresses in lower case, with the property that has them.
pub(super) type People = BTreeMap<String, &'static str>;

/// Where a text that is published has the address of somebody who is named beside it.
#[derive(Clone, Debug)]
pub(super) struct ShownPerson {
    /// The property with the text.
    pub(super) text: &'static str,
    /// The property with the person.
    pub(super) person: &'static str,
    pub(super) at: Range<usize>,
}

/// Adds somebody. Who organises something is often invited to it too.
pub(super) fn add(people: &mut People, address: String, person: &'static str) {
    let named = people.entry(address).or_insert(person);
    *named = if person == PEOPLE[0] { person } else { named };
}

/// Looks through the texts of all events of a file, and forgets the people.
pub(super) fn look(top: &mut [Component]) {
    let is_calendar = |one: &Component| one.name == "VCALENDAR";
    let mut by_uid: BTreeMap<String, People> = BTreeMap::new();
    for event in top.iter().flat_map(|one| if is_calendar(one) { &one.children[..] } else { std::slice::from_ref(one) })
    {
        if let Some(uid) = uid(event).filter(|_| !event.people.is_empty()) {
            let all = by_uid.entry(uid).or_default();
            event.people.iter().for_each(|(address, person)| add(all, address.clone(), person));
        }
    }
    for one in top {
        let events = if is_calendar(one) { &mut one.children[..] } else { std::slice::from_mut(one) };
        for event in events {
            let own = std::mem::take(&mut event.people);
            let people = uid(event).and_then(|uid| by_uid.get(&uid)).unwrap_or(&own);
            if !people.is_empty() {
                event.shown_people = shown_people(event, people);
            }
        }
    }
}

fn uid(event: &Component) -> Option<String> {
    let uid = event.value("UID").filter(|_| event.name == "VEVENT")?;
    Some(unescape(uid).trim().to_owned()).filter(|uid| !uid.is_empty())
}

fn shown_people(event: &mut Component, people: &People) -> Vec<ShownPerson> {
    let found = |text: &str| addresses(text).find_map(|address| people.get(&address.to_lowercase()).copied());
    let texts = TEXTS.into_iter().filter_map(|text| Some((text, event.property(text)?)));
    let shown = texts.filter(|(_, property)| property.value.contains('@')).filter_map(|(text, property)| {
        let person = found(&unescape(&property.value))?;
        Some(ShownPerson { text, person, at: property.at.clone() })
    });
    let mut shown: Vec<ShownPerson> = shown.collect();
    for property in event.properties.iter_mut().filter(|one| one.name == "CATEGORIES" && one.value.contains('@')) {
        let mut person = None;
        property.value = retain_in_list(&property.value, |category| {
            let named = found(category);
            person = person.or(named);
            named.is_none()
        });
        shown.extend(person.map(|person| ShownPerson { text: "CATEGORIES", person, at: property.at.clone() }));
    }
    shown
}
