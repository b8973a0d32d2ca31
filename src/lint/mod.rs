//! Rules of good care: what is no mistake, and still wants somebody's eye. Only `check` looks at them.
//!
//! Takes a checked [`Site`] with the files it came from, gives warnings with a place and a mend each, a file for each family of rules.
//! Nothing here changes what a site shows, and no rule may speak where a hub has done nothing unusual: one that is said too often is
//! read by nobody.

mod age;
pub mod external;
mod foreign;
mod marks;
pub mod mend;
mod place;
mod private;
mod reach;
mod size;
mod tags;
mod texts;
mod unused;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::kinds::draft::Draft;
use crate::kinds::entry::Entry;
use crate::kinds::shared::Common;
use crate::kinds::{Contents, Edition, Site, Spec};
use crate::kinds::{event, group, kb, member, page, post, project, resource};
use crate::markup::Body;
use crate::model::Head;
use crate::read::scan::Scan;
use crate::text::SourceId;
use crate::time::{Date, Instant, Moment};
use rayon::prelude::*;

/// What the rules look at.
#[derive(Clone, Copy, Debug)]
pub struct Lint<'a> {
    /// The site.
    pub site: &'a Site,
    /// Everything that was read.
    pub contents: &'a Contents,
    /// The files.
    pub scan: &'a Scan,
    /// The configuration.
    pub config: &'a Config,
    /// The clock.
    pub now: Instant,
}

/// A file's entry, of whatever kind.
struct Piece<'a> {
    head: &'a Head,
    body: Option<&'a Body>,
    common: &'a Common,
    source: SourceId,
}

impl Lint<'_> {
    /// The day it is in the hub's zone.
    fn today(&self) -> Date {
        Moment::at(self.now, &self.config.timezone).date()
    }

    /// Every shown entry in every language it is written in, once.
    fn pieces(&self) -> Vec<Piece<'_>> {
        let mut all = Vec::new();
        for edition in &self.site.editions {
            let Edition { number, posts, members, groups, events, resources, projects, kb, pages, .. } = edition;
            add(&mut all, *number, posts, &post::SPEC);
            add(&mut all, *number, members, &member::SPEC);
            add(&mut all, *number, groups, &group::SPEC);
            add(&mut all, *number, events, &event::SPEC);
            add(&mut all, *number, resources, &resource::SPEC);
            add(&mut all, *number, projects, &project::SPEC);
            add(&mut all, *number, kb, &kb::SPEC);
            add(&mut all, *number, pages, &page::SPEC);
        }
        all
    }
}

/// Adds the entries that were written in the language of their edition.
fn add<'a, F>(all: &mut Vec<Piece<'a>>, number: usize, entries: &'a [Entry<F>], spec: &Spec<F>) {
    let own = entries.iter().filter(|entry| entry.draft.language == number);
    all.extend(own.map(|entry| {
        let Draft { body, fields, source, .. } = &*entry.draft;
        Piece { head: &entry.head, body: body.as_ref(), common: (spec.common)(fields), source: *source }
    }));
}

/// Looks at every rule that the hub has not switched off.
pub fn run(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let rules: [fn(&Lint<'_>) -> Vec<Diagnostic>; 16] = [
        texts::alt,
        texts::headings,
        texts::titles,
        marks::stray,
        age::backwards,
        reach::orphans,
        reach::members,
        age::stale,
        age::registration,
        age::recaps,
        age::expired,
        tags::spellings,
        private::shown,
        foreign::pictures,
        size::large,
        unused::files,
    ];
    let mut said: Vec<Diagnostic> = rules.par_iter().flat_map(|rule| rule(lint)).collect();
    said.retain(|diagnostic| !lint.config.checks.off.contains(&diagnostic.code));
    said
}
