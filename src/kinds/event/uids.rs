//! One id, one event: what several files say about events with one UID, and events of calendar files that want one name.
//!
//! Takes what all files of events gave, before anything is looked up by name. Calendar apps show only one of several events with one
//! UID, so only one is published: the one that somebody wrote by hand, else the newest revision among the hub's own files, else that of
//! the first of the calendars of others.

use super::ics::is_older;
use super::read::EventFields;
use super::sources::standing;
use super::uid;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::draft::{Draft, Drafts, Read};
use crate::kinds::files::Family;
use crate::markup::slug;
use crate::model::EntryId;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// The place of an event: the number of its family and of its entry there.
type Place = (usize, usize);

/// Leaves one event for each UID and gives each event of a calendar file a name that no other has. `is_shown` tells which events the
/// edition may show; the others count for nothing.
pub fn settle(
    families: &[&Family],
    all: &mut [Read<EventFields>],
    config: &Config,
    is_shown: impl Fn(&EventFields) -> bool,
    said: &mut Vec<Diagnostic>,
) {
    let mut by_uid: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (family, read) in all.iter().enumerate() {
        for (entry, drafts) in read.entries.iter().enumerate() {
            let draft = drafts.original();
            if is_shown(&draft.fields) {
                by_uid.entry(uid(config, &draft.id, &draft.fields)).or_default().push((family, entry));
            }
        }
    }
    let mut dropped = BTreeSet::new();
    for places in by_uid.values().filter(|places| places.len() > 1) {
        dropped.extend(losers(places, all, config, said));
    }
    // From behind, so that the numbers of those before still hold.
    let mut gone: Vec<(usize, EntryId)> = Vec::new();
    for (family, entry) in dropped.into_iter().rev() {
        gone.push((family, all[family].entries.remove(entry).original().id.clone()));
    }
    let kept: BTreeSet<EntryId> = ids(all).cloned().collect();
    for (family, id) in gone {
        if !kept.contains(&id) {
            // Whoever refers to it gets no second message.
            all[family].broken.push(id);
        }
    }
    rename(families, all);
}

fn ids(all: &[Read<EventFields>]) -> impl Iterator<Item = &EntryId> {
    all.iter().flat_map(|read| &read.entries).map(|drafts| &drafts.original().id)
}

/// Of several events with one UID those that are left out, which is said. Two that were written by hand are an error: only their
/// authors know which one is meant.
fn losers(places: &[Place], all: &[Read<EventFields>], config: &Config, said: &mut Vec<Diagnostic>) -> Vec<Place> {
    let draft = |place: Place| all[place.0].entries[place.1].original();
    let mut best = places[0];
    for place in &places[1..] {
        let (one, other) = (&draft(best).fields, &draft(*place).fields);
        let newer = match (standing(one).cmp(&standing(other)), &one.record, &other.record) {
            (Ordering::Equal, Some(older), Some(newer)) => older.origin.is_none() && is_older(older, newer),
            (order, ..) => order.is_lt(),
        };
        best = if newer { *place } else { best };
    }
    let winner = draft(best);
    let mut losers = Vec::new();
    for place in places.iter().filter(|place| **place != best) {
        let loser = draft(*place);
        let id = uid(config, &loser.id, &loser.fields);
        if let Some(origin) = loser.fields.origin() {
            let why = match winner.fields.origin() {
                Some(first) => format!("that of `{}` counts", first.source.name),
                None => "the hub's own counts".to_owned(),
            };
            let message =
                format!("the UID `{id}` stands twice; {why}, and this one of `{}` is left out", origin.source.name);
            let note = Diagnostic::notice(Code::DuplicateUid, loser.at, message).note(at(winner), "the other one");
            said.push(note.help("nothing is to be done, unless they are two events"));
            losers.push(*place);
        } else if loser.fields.record.is_some() {
            let why = match winner.fields.record {
                Some(_) => "this is the older revision and is left out",
                None => "the one written by hand counts, and this one is left out",
            };
            let message = format!("the UID `{id}` stands twice; {why}");
            let warning = Diagnostic::warning(Code::DuplicateUid, loser.at, message).note(at(winner), "the other one");
            said.push(warning.help("take one of the two out of its file"));
            losers.push(*place);
        } else {
            let message = format!("two events have the UID `{id}`, and calendar apps would show only one of them");
            let error = Diagnostic::error(Code::DuplicateUid, at(loser), message).note(at(winner), "the other one");
            said.push(error.help("give one of them another `uid`, or take the line out"));
        }
    }
    losers
}

fn at(draft: &Draft<EventFields>) -> crate::text::Span {
    draft.fields.uid.as_ref().map_or(draft.at, |uid| uid.span)
}

/// Events of calendar files get the name of their file before their own where that is taken: nobody could mend it in the file. Those of
/// others, which begin with the name of their calendar anyway, come last, so that they never change an address of the hub's own.
fn rename(families: &[&Family], all: &mut [Read<EventFields>]) {
    let is_in_calendar = |drafts: &Drafts<EventFields>| drafts.original().fields.record.is_some();
    if !all.iter().flat_map(|read| &read.entries).any(is_in_calendar) {
        return;
    }
    let mut uses: BTreeMap<String, usize> = BTreeMap::from([("subscribe".to_owned(), 1)]);
    let is_foreign = |drafts: &Drafts<EventFields>| drafts.original().fields.origin().is_some();
    for drafts in all.iter().flat_map(|read| &read.entries).filter(|drafts| !is_foreign(drafts)) {
        *uses.entry(part_of_address(drafts.original())).or_default() += 1;
    }
    for (family, read) in families.iter().zip(all) {
        for drafts in &mut read.entries {
            let original = drafts.original();
            let own_name = original.id == family.id;
            let name = match original.fields.origin() {
                Some(_) => original.id.name.to_string(),
                None if original.fields.record.is_none() || own_name || uses[&part_of_address(original)] < 2 => {
                    continue;
                }
                None => format!("{}-{}", family.id.name, original.id.name),
            };
            let numbered = (2..).map(|number| format!("{name}-{number}"));
            let free = std::iter::once(name.clone()).chain(numbered).find(|name| !uses.contains_key(&slug(name)));
            let name = free.unwrap_or(name);
            uses.insert(slug(&name), 1);
            for draft in &mut drafts.variants {
                draft.id = EntryId::new(draft.id.kind, name.as_str());
                draft.file_name = draft.id.name.clone();
            }
        }
    }
}

fn part_of_address(draft: &Draft<EventFields>) -> String {
    let field = draft.fields.common.slug.as_ref().map(|slug| slug.value.as_str());
    slug(field.unwrap_or(&draft.id.name))
}

#[cfg(test)]
mod tests {
    use super::super::testing::hub;

    fn calendar(sequence: u32, title: &str) -> String {
        format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a@x.example\nDTSTAMP:20260101T000000Z\nSEQUENCE:{sequence}\nSUMMARY:{title}\n\
             DTSTART:20261209T110000Z\nEND:VEVENT\nEND:VCALENDAR\n"
        )
    }

    fn titles(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let hub = hub(files);
        let titles = hub.site.editions[0].events.iter().map(|entry| entry.head.title.plain.to_string()).collect();
        (titles, hub.messages())
    }

    #[test]
    fn of_two_revisions_the_newer_counts() {
        let (old, new) = (calendar(0, "Old"), calendar(1, "New"));
        let said = "the UID `a@x.example` stands twice; this is the older revision and is left out";
        for (first, second, line) in [(&old, &new, "a.ics"), (&new, &old, "b.ics")] {
            let (titles, messages) = titles(&[("content/events/a.ics", first), ("content/events/b.ics", second)]);
            assert_eq!(titles, ["New"]);
            assert_eq!(messages, [format!("{line}:2:1: duplicate-uid: {said}")]);
        }
    }

    #[test]
    fn what_was_written_by_hand_counts_and_two_of_them_are_an_error() {
        let hand = "title = \"Hand\"\nstart = 2026-12-09\nuid = \"a@x.example\"\n";
        let (shown, messages) =
            titles(&[("content/events/a.ics", &calendar(9, "Old")), ("content/events/hand.toml", hand)]);
        assert_eq!((shown, messages.len()), (vec!["Hand".to_owned()], 1));
        let (shown, messages) = titles(&[("content/events/a.toml", hand), ("content/events/b.toml", hand)]);
        assert_eq!(shown.len(), 2);
        assert_eq!(
            messages,
            [
                "b.toml:3:7: duplicate-uid: two events have the UID `a@x.example`, and calendar apps would show only one of them"
            ]
        );
        let draft = format!("{hand}draft = true\n");
        let (shown, messages) =
            titles(&[("content/events/a.ics", &calendar(9, "Old")), ("content/events/hand.toml", &draft)]);
        assert_eq!((shown, messages.len()), (vec!["Old".to_owned()], 0));
    }
}
