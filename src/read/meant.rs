//! Names of fields that somebody made up: which declared field each of them probably stands for.

use super::fields::Field;
use crate::diagnostic::nearest;

/// The declared field that an unknown name probably stands for, and whether the two are the same but for case and hyphens.
pub fn meant(name: &str, declared: &[Field]) -> Option<(&'static str, bool)> {
    let bare = |name: &str| name.to_lowercase().replace(['-', '_', ' '], "");
    if let Some(field) = declared.iter().find(|field| bare(field.name) == bare(name)) {
        return Some((field.name, true));
    }
    let known = |wanted: &str| declared.iter().find(|field| field.name == wanted).map(|field| field.name);
    let lower = name.to_lowercase();
    let synonym = SYNONYMS.iter().filter(|(other, _)| *other == lower).find_map(|(_, meant)| known(meant));
    let near = || nearest(name, declared.iter().map(|field| field.name)).and_then(known);
    synonym.or_else(near).map(|name| (name, false))
}

/// What people write first, and what the field is called.
const SYNONYMS: &[(&str, &str)] = &[
    ("about", "bio"),
    ("abstract", "summary"),
    ("attendees", "attended"),
    ("author", "authors"),
    ("begin", "start"),
    ("categories", "category"),
    ("categories", "tags"),
    ("cost", "price"),
    ("cover", "image"),
    ("date", "at"),
    ("date", "start"),
    ("day", "at"),
    ("day", "start"),
    ("excerpt", "summary"),
    ("finish", "end"),
    ("freq", "every"),
    ("frequency", "every"),
    ("homepage", "url"),
    ("href", "url"),
    ("keywords", "tags"),
    ("lastmod", "updated"),
    ("leaders", "leads"),
    ("link", "url"),
    ("mail", "email"),
    ("modified", "updated"),
    ("name", "title"),
    ("owner", "owners"),
    ("permalink", "slug"),
    ("photo", "avatar"),
    ("picture", "image"),
    ("place", "location"),
    ("price", "cost"),
    ("published", "date"),
    ("rsvp", "registration"),
    ("seats", "capacity"),
    ("signup", "registration"),
    ("starts", "start"),
    ("tickets", "registration"),
    ("time", "start"),
    ("title", "name"),
    ("tz", "timezone"),
    ("venue", "location"),
    ("web", "url"),
    ("website", "url"),
    ("weight", "order"),
    ("when", "at"),
    ("when", "start"),
    ("where", "location"),
];
