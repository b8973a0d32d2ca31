//! Who is named on a page: members, groups and projects by their ids, and guests.
//!
//! Takes people as entries name them, gives what pages show. Never shows a member whom the edition does not, and never leads to one who is
//! unlisted from a list, a feed or a file of data.

use super::cards;
use super::view::View;
use crate::check::index::Target;
use crate::model::{Contributor, EntryId, Head, IdMap, Kind, Person, PersonRole};
use crate::plan::context::PersonLink;
use crate::theme::Ready;
use std::sync::Arc;

impl View<'_> {
    /// Members, groups and projects, without anything that they do somewhere.
    pub(super) fn everybody(&self) -> IdMap<EntryId, Ready<PersonLink>> {
        let people =
            self.edition.targets.iter().filter(|(id, _)| matches!(id.kind, Kind::Member | Kind::Group | Kind::Project));
        let link = |(id, target): (&EntryId, &Target)| {
            let href = Some(self.href(&target.address));
            let is_group = id.kind == Kind::Group;
            let link = named(&id.name, &target.title, href);
            (id.clone(), Ready::new(PersonLink { avatar: target.avatar.clone(), is_group, ..link }))
        };
        people.map(link).collect()
    }

    /// Somebody as a page names them; `None` for a member whom this edition does not show.
    pub fn person(&self, person: &Person) -> Option<Ready<PersonLink>> {
        let known = match &person.id {
            Some(id) => self.people.get(id)?.clone(),
            None => Ready::new(named(&person.name, &person.name, person.url.clone())),
        };
        let Person { duty, talk, talk_url, since, until, .. } = person;
        if [duty, talk, talk_url, since, until].into_iter().all(Option::is_none) {
            return Some(known);
        }
        Some(Ready::new(PersonLink {
            role: duty.clone(),
            since: since.clone(),
            until: until.clone(),
            talk: talk.clone(),
            talk_url: talk_url.clone(),
            ..PersonLink::clone(&known)
        }))
    }

    /// Everybody who has one of these roles, in the order written.
    pub fn people(&self, head: &Head, roles: &[PersonRole]) -> Vec<Ready<PersonLink>> {
        let named = head.people.iter().filter(|person| roles.contains(&person.role));
        named.filter_map(|person| self.person(person)).collect()
    }

    /// As [`View::people`], for cards, feeds and data files, which must not become a list of unlisted members: those are credited by
    /// name, and the way to their page is on the entry's own.
    pub fn credits(&self, head: &Head, roles: &[PersonRole]) -> Vec<PersonLink> {
        let named = head.people.iter().filter(|person| roles.contains(&person.role));
        let credit = |person: &Person| {
            let link = PersonLink::clone(&*self.person(person)?);
            Some(if self.is_unlisted(person) { PersonLink { href: None, avatar: None, ..link } } else { link })
        };
        named.filter_map(credit).collect()
    }

    /// As [`View::people`], without unlisted members.
    pub fn listed_people(&self, head: &Head, roles: &[PersonRole]) -> Vec<Ready<PersonLink>> {
        let named = head.people.iter().filter(|person| roles.contains(&person.role) && !self.is_unlisted(person));
        named.filter_map(|person| self.person(person)).collect()
    }

    fn is_unlisted(&self, person: &Person) -> bool {
        person.id.as_ref().is_some_and(|id| self.edition.targets.get(id).is_some_and(|target| target.unlisted))
    }

    /// Somebody who changed a page. Who does not want to be listed is named without a link.
    pub(super) fn contributor(&self, contributor: &Contributor) -> Option<PersonLink> {
        let person = match contributor {
            Contributor::Member(id) => Person::of(PersonRole::Author, id.clone()),
            Contributor::Named(name) => Person::guest(PersonRole::Author, name, None),
        };
        let link = PersonLink::clone(&*self.person(&person)?);
        Some(if self.is_unlisted(&person) { PersonLink { href: None, avatar: None, ..link } } else { link })
    }
}

/// Somebody of whom no more is known; `seed` is what is always the same of them.
fn named(seed: &str, name: &Arc<str>, href: Option<Arc<str>>) -> PersonLink {
    PersonLink {
        name: name.clone(),
        href,
        avatar: None,
        initials: cards::initials(name),
        hue: cards::hue(seed),
        role: None,
        since: None,
        until: None,
        talk: None,
        talk_url: None,
        is_group: false,
    }
}
