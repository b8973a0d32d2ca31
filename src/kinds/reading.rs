//! From the files of a scan to what this edition of the site may show: every entry read, named and sorted by who may see it.
//!
//! Takes a [`Scan`] and the [`Rules`] of the edition, gives [`Contents`]. References are not looked at here; names are only noted.

use super::draft::{self, Drafts};
use super::past::Signer;
use super::unseen::{Unseen, Why};
use super::{Contents, Events, Shared, Spec, event, files, group, kb, member, page, post, project, resource};
use crate::check::index::{Index, Standing};
use crate::check::public::{Access, Gate, Rules};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Outcome};
use crate::model::{EntryId, Kind};
use crate::read::fields::Fields;
use crate::read::scan::Scan;
use crate::text::{SourceId, Span};
use crate::time::Instant;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Reads every content file.
pub fn read(scan: &Scan, config: &Config, rules: &Rules) -> Outcome<Contents> {
    let mut said = Vec::new();
    let (families, refused) = files::families(&scan.sources, config, &mut said);
    let mut contents = Contents::default();
    let mut reading = Reading {
        scan,
        config,
        rules,
        families: &families,
        index: Index::default(),
        next_change: None,
        shared: BTreeSet::new(),
        unseen: Vec::new(),
        said,
    };
    for (path, id) in refused {
        reading.index.file(path, id.clone(), None);
        reading.index.insert(id, Standing::Broken);
    }
    contents.posts = reading.kind(Kind::Post, &post::SPEC);
    contents.members = reading.members(&mut contents.signers);
    for member in &contents.members {
        let member = member.original();
        reading.index.called(&member.fields.fields().name.value, &member.id);
    }
    contents.groups = reading.kind(Kind::Group, &group::SPEC);
    (contents.events, contents.elsewhere) = reading.events();
    contents.resources = reading.kind(Kind::Resource, &resource::SPEC);
    contents.projects = reading.kind(Kind::Project, &project::SPEC);
    contents.kb = reading.kind(Kind::Kb, &kb::SPEC);
    contents.pages = reading.kind(Kind::Page, &page::SPEC);
    contents.index = reading.index;
    contents.next_change = reading.next_change;
    contents.unseen = reading.unseen;
    contents.shared = reading.shared;
    Outcome { value: contents, diagnostics: reading.said }
}

struct Reading<'a> {
    scan: &'a Scan,
    config: &'a Config,
    rules: &'a Rules,
    families: &'a [files::Family],
    index: Index,
    next_change: Option<Instant>,
    unseen: Vec<Unseen>,
    shared: BTreeSet<SourceId>,
    said: Vec<Diagnostic>,
}

impl<'a> Reading<'a> {
    fn families(&self, kind: Kind) -> Vec<&'a files::Family> {
        self.families.iter().filter(|family| family.id.kind == kind).collect()
    }

    fn kind<F: Fields + Send + Sync + 'static>(&mut self, kind: Kind, spec: &Spec<F>) -> Vec<Shared<F>> {
        let families = self.families(kind);
        let (sources, config, recipe) = (&self.scan.sources, self.config, spec.recipe);
        let read = families.par_iter().map(|family| draft::read(family, sources, config, recipe)).collect();
        self.take(&families, read, spec)
    }

    /// Members, and how to know each of them among those who committed: the hidden ones too, who must not be named there.
    ///
    /// What one language of a profile keeps to itself the others do too; and what a private member is called is noted, so that texts
    /// that say it in a link can say another word.
    fn members(&mut self, signers: &mut Vec<Signer>) -> Vec<Shared<member::Profile>> {
        let spec = &member::SPEC;
        let families = self.families(Kind::Member);
        let (sources, config) = (&self.scan.sources, self.config);
        let of = |family: &&files::Family| draft::read(family, sources, config, spec.recipe);
        let mut read: Vec<draft::Read<member::Profile>> = families.par_iter().map(of).collect();
        for drafts in read.iter_mut().flat_map(|read| &mut read.entries) {
            if drafts.variants.iter().any(|draft| draft.fields.is_private()) {
                for draft in &mut drafts.variants {
                    draft.fields.hide();
                    self.index.unname(&draft.fields.fields().name.value);
                }
            }
        }
        let originals = read.iter().flat_map(|read| &read.entries).map(Drafts::original);
        signers.extend(originals.map(|draft| Signer {
            id: draft.id.clone(),
            access: self.rules.decide((spec.gate)(&draft.fields, config)),
            name: draft.fields.fields().name.value.clone(),
            signature: draft.fields.signature().clone(),
        }));
        self.take(&families, read, spec)
    }

    /// Events come from calendar files too, and of several with one UID only one counts.
    ///
    /// Gives those that have pages, and those of others that are only shown. The names of what comes from others are not noted: content
    /// that referred to them would break when somebody else changes their calendar.
    fn events(&mut self) -> (Events, Events) {
        let spec = &event::SPEC;
        let mut families = self.families(Kind::Event);
        let (sources, config) = (&self.scan.sources, self.config);
        let of = |family: &&files::Family| {
            let mut read = draft::read(family, sources, config, spec.recipe);
            event::ics::add(family, sources, config, &mut read);
            read
        };
        let mut read: Vec<_> = families.par_iter().map(of).collect();
        let own = read.len();
        let foreign = event::sources::read(sources, config, self.rules.now, &mut self.said);
        let (foreign, of_others): (Vec<_>, Vec<_>) = foreign.into_iter().unzip();
        families.extend(foreign.iter());
        read.extend(of_others);
        let is_shown =
            |fields: &event::read::EventFields| self.rules.decide((spec.gate)(fields, config)) == Access::Shown;
        event::uids::settle(&families, &mut read, config, is_shown, &mut self.said);
        let of_others = read.split_off(own).into_iter().flat_map(|read| read.entries);
        let of_others = of_others.map(|drafts| Drafts::new(drafts.variants.into_iter().map(Arc::new).collect()));
        let (republished, elsewhere): (Events, Events) =
            of_others.partition(|drafts| drafts.original().fields.is_published());
        let mut events = self.take(&families[..own], read, spec);
        events.extend(republished);
        (events, elsewhere)
    }

    /// Notes the names of all entries and keeps those that may be shown.
    fn take<F: Fields + Send + Sync + 'static>(
        &mut self,
        families: &[&files::Family],
        read: Vec<draft::Read<F>>,
        spec: &Spec<F>,
    ) -> Vec<Shared<F>> {
        let mut shown = Vec::new();
        let mut places: BTreeMap<EntryId, Span> = BTreeMap::new();
        for (family, read) in families.iter().zip(read) {
            for variant in &family.variants {
                let path = self.scan.sources.get(variant.source).path.clone();
                let id = read.entries.first().map_or(&family.id, |entry| &entry.original().id);
                self.index.file(path, id.clone(), variant.language);
            }
            self.said.extend(read.said);
            if read.entries.len() > 1 {
                self.shared.extend(family.variants.iter().map(|variant| variant.source));
            }
            for id in read.broken {
                self.index.insert(id, Standing::Broken);
            }
            for drafts in read.entries {
                let original = drafts.original();
                if let Some(first) = places.get(&original.id) {
                    let message = format!("two entries go by the name `{}`", original.id.name);
                    let error = Diagnostic::error(Code::DuplicateId, original.at, message);
                    let help = "give one of them another title, or a `slug` of its own";
                    self.said.push(error.note(*first, "the other one").help(help));
                    continue;
                }
                places.insert(original.id.clone(), original.at);
                shown.extend(self.sort(drafts, spec));
            }
        }
        shown
    }

    /// Makes an entry known under its names. Gives it back if it may be shown.
    fn sort<F: Send + Sync + 'static>(&mut self, drafts: Drafts<F>, spec: &Spec<F>) -> Option<Shared<F>> {
        let broken = drafts.variants.iter().any(|draft| !draft.sound);
        let drafts: Shared<F> = Drafts::new(drafts.variants.into_iter().map(Arc::new).collect());
        let original = drafts.original().clone();
        let gate = (spec.gate)(&original.fields, self.config);
        for draft in &drafts.variants {
            self.said.extend((spec.common)(&draft.fields).unknown_audience(self.config, spec.recipe.private));
        }
        let access = self.rules.decide(gate);
        let standing = if broken { Standing::Broken } else { Standing::Known(access) };
        self.index.insert(original.id.clone(), standing);
        self.index.also(&original.id, original.file_name.clone());
        if let Some(slug) = &(spec.common)(&original.fields).slug {
            self.index.also(&original.id, slug.value.as_str());
        }
        let why = match access {
            Access::Private => Why::Private,
            _ if broken => Why::Broken,
            Access::Hidden => Why::Hidden,
            Access::Shown => {
                self.next_change(gate);
                return Some(drafts);
            }
        };
        if !broken {
            self.next_change(gate);
        }
        self.unseen.push(Unseen::new(drafts, spec, why, &gate, self.rules.now));
        None
    }

    fn next_change(&mut self, gate: Gate<'_>) {
        let coming = gate.from.into_iter().chain(gate.until).filter(|time| *time > self.rules.now);
        self.next_change = self.next_change.into_iter().chain(coming).min();
    }
}
