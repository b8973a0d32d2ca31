//! What git remembers of each entry: its head's history, and which members stand behind the names in commits.
//!
//! Takes the [`History`] of files and what members' files say of their owners, gives [`Past`]s. Whoever does not want to be named, by
//! their profile or by the hub's settings, is left out here, before anything is shown.

use super::draft::Lasting;
use crate::check::public::Access;
use crate::config::{Config, Contributors, Figure};
use crate::history::{Author, History, mark};
use crate::model::{Contributor, EntryId, Head, Kind, Past, Revision};
use crate::read::scan::Scan;
use crate::text::{Digest, SourceId};
use crate::time::Date;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// How to know a member among those who committed.
#[derive(Clone, Debug)]
pub struct Signer {
    /// The member.
    pub id: EntryId,
    /// Whether the edition shows them.
    pub access: Access,
    /// The name.
    pub name: String,
    /// What their commits are known by.
    pub signature: Signature,
}

/// What somebody's commits are known by, whether or not they let others see it: only ever compared, never shown.
#[derive(Clone, Debug, Default)]
pub struct Signature {
    /// The mark of their e-mail address.
    mark: Option<Digest>,
    /// Their login at GitHub.
    login: Option<String>,
}

impl Signature {
    /// From the e-mail address and the links of a member's file, each with its name.
    pub fn of<'a>(email: Option<&str>, links: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let github = links.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("github"));
        Self { mark: email.map(mark), login: github.and_then(|(_, url)| login_of(url)) }
    }
}

/// The history of a hub's files, and who is behind it.
#[derive(Debug)]
pub struct Pasts<'a> {
    history: &'a History,
    /// By number of the author; `None` for those who are not named.
    contributors: Vec<Option<Contributor>>,
    /// Whether the days of changes are asked for.
    counts_days: bool,
    /// Files that hold several entries: when one of them changed nobody can tell.
    shared: &'a BTreeSet<SourceId>,
}

impl<'a> Pasts<'a> {
    /// Finds out who everybody is.
    pub fn new(history: &'a History, signers: &[Signer], shared: &'a BTreeSet<SourceId>, config: &Config) -> Self {
        let named = config.repository.as_ref().map_or(Contributors::Nobody, |repository| repository.contributors);
        let known = Known::new(signers);
        let contributors = history.authors.iter().map(|author| known.contributor(author, named)).collect();
        let counts_days = config.publish.contains(&Figure::Contributors);
        Self { history, contributors, counts_days, shared }
    }

    /// Fills in what a head does not say of its changes. `files` are its own and that of the original, from which a translation takes
    /// what it leaves out; `lasting` is what an event is known by besides.
    pub fn complete(&self, head: &mut Head, files: (SourceId, SourceId), lasting: Option<Lasting>, scan: &Scan) {
        let is_dated = matches!(head.id.kind, Kind::Post | Kind::Resource) && head.date.is_some();
        let changes = self.remembered(head, files, scan);
        if let Some(lasting) = lasting {
            self.go_on(head, lasting, &scan.sources.get(files.1).path, files.0 != files.1);
        }
        if head.updated.is_none() {
            let last = head.past.as_ref().and_then(|past| past.last);
            // What was added and left alone is as old as it says, whenever it came into the repository.
            let own = if is_dated { head.date } else { None };
            head.updated = if is_dated && changes == Some(1) { own } else { last.max(own) };
        }
    }

    /// Fills in what git remembers of an event by what it is known by: in a calendar file, which may hold others, whose changes are none
    /// of this one; and where it was before it came to its file, at `path`.
    fn go_on(&self, head: &mut Head, lasting: Lasting, path: &str, is_translated: bool) {
        if lasting.in_calendar {
            let Some(event) = self.history.event(lasting.uid, lasting.name, path) else { return };
            let translated = head.revision.filter(|_| is_translated).and_then(|revision| revision.last);
            let last = event.last.max(translated);
            let (first, sequence) = (event.first, Some(event.sequence));
            head.revision = Some(Revision { first, last, sequence, ..Revision::default() });
            head.updated = last.or(head.updated);
        } else if let Some(before) = self.history.before(lasting.uid, lasting.name, path) {
            let revision = head.revision.get_or_insert_default();
            revision.first = [before.first, revision.first].into_iter().flatten().min();
            // Each change is later than the one before, whatever the clocks said.
            let changes = i64::from(revision.changes.unwrap_or(1));
            revision.last = revision.last.max(before.last.map(|last| last.plus_seconds(changes)));
            revision.sequence = Some(before.sequence.saturating_add(1));
        }
    }

    /// Fills in what git remembers; how often the file itself was changed.
    fn remembered(&self, head: &mut Head, (file, original): (SourceId, SourceId), scan: &Scan) -> Option<u32> {
        let past = |source: SourceId| {
            let path = &scan.sources.get(source).path;
            self.history.of(path).filter(|_| !self.shared.contains(&source))
        };
        let own = past(file)?;
        let mut contributors: Vec<Contributor> = Vec::new();
        for author in &own.authors {
            let contributor = self.contributors.get(*author as usize).cloned().flatten();
            contributors.extend(contributor.filter(|one| !contributors.contains(one)));
        }
        let mut days = Vec::new();
        for (author, day) in own.days.iter().filter(|_| self.counts_days) {
            let contributor = self.contributors.get(*author as usize).and_then(Option::as_ref);
            let number = contributor.and_then(|one| contributors.iter().position(|other| other == one));
            days.extend(number.map(|number| (number, Date::from_day_number(*day))));
        }
        head.past = Some(Past { first: own.first, last: own.last, contributors, days });
        let mut revision = Revision {
            first: own.first,
            last: own.told.0,
            changes: own.told.1,
            sequence: None,
            rezoned: own.rezoned,
            rezoned_at: self.history.rezoned,
            renamed: own.renamed,
        };
        if original != file
            && let Some(other) = past(original)
        {
            // Both flow into it. What counts as another revision of an event, its time, place and status, is the original's to say, so
            // that number is the same in the calendars of all languages (RFC 5546 §2.1.4).
            revision.first = revision.first.zip(other.first).map(|(one, other)| one.min(other));
            revision.last = revision.last.max(other.told.0);
            revision.renamed = revision.renamed.max(other.renamed);
            (revision.changes, revision.rezoned) = (other.told.1, other.rezoned);
        }
        head.revision = Some(revision);
        own.changes
    }
}

#[derive(Default)]
struct Known<'a> {
    marks: HashMap<Digest, &'a Signer>,
    logins: HashMap<String, &'a Signer>,
    names: HashMap<String, Vec<&'a Signer>>,
    /// What those are called who may not be named: the words of their names and of their ids.
    hidden: HashSet<String>,
}

impl<'a> Known<'a> {
    fn new(signers: &'a [Signer]) -> Self {
        let mut known = Self::default();
        for signer in signers {
            // Of two with one address, the one who may not be named counts.
            let hidden = signer.access != Access::Shown;
            if let Some(mark) = signer.signature.mark {
                known.marks.entry(mark).and_modify(|one| *one = if hidden { signer } else { *one }).or_insert(signer);
            }
            if let Some(login) = &signer.signature.login {
                let of_login = known.logins.entry(login.to_lowercase());
                of_login.and_modify(|one| *one = if hidden { signer } else { *one }).or_insert(signer);
            }
            if hidden {
                known.hidden.extend([words_of(&signer.name), words_of(&signer.id.name)]);
            }
            known.names.entry(folded(&signer.name)).or_default().push(signer);
        }
        known
    }

    /// A member by e-mail address, login or name, in this order; else the name itself, if it is one.
    fn contributor(&self, author: &Author, named: Contributors) -> Option<Contributor> {
        let namesakes = self.names.get(&folded(&author.name)).map(Vec::as_slice).unwrap_or_default();
        let login = author.login.as_deref().and_then(|login| self.logins.get(login));
        let signer = self.marks.get(&author.mark).or(login).copied();
        let signer = signer.or_else(|| namesakes.first().copied().filter(|_| namesakes.len() == 1));
        if let Some(signer) = signer {
            let shown = signer.access == Access::Shown && named != Contributors::Nobody;
            return shown.then(|| Contributor::Member(signer.id.clone()));
        }
        // One who is called so, or whose file is, may not want to be named.
        let names = [Some(&*author.name), author.login.as_deref()];
        let hidden = names.into_iter().flatten().any(|name| self.hidden.contains(&words_of(name)));
        let is_name = !author.name.is_empty() && !author.name.contains('@') && !author.name.ends_with("[bot]");
        let everybody = named == Contributors::Everybody;
        (everybody && is_name && !hidden).then(|| Contributor::Named(author.name.clone()))
    }
}

/// The words of a name, however they are put: `Example, Ana` is `ana-example`.
fn words_of(name: &str) -> String {
    let name = name.to_lowercase();
    let mut words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The login in the address of a profile at GitHub.
fn login_of(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.strip_prefix("www.").unwrap_or(rest).strip_prefix("github.com/")?;
    let login = path.split(['/', '?', '#']).next().filter(|login| !login.is_empty())?;
    Some(login.trim_start_matches('@').to_lowercase())
}

/// The forge's page with every change of a file, whose path is given from the top of the repository and percent-encoded.
pub fn changes_url(forge: &str, url: &str, branch: &str, path: &str) -> Arc<str> {
    match forge {
        "gitlab" => format!("{url}/-/commits/{branch}/{path}"),
        "gitea" => format!("{url}/commits/branch/{branch}/{path}"),
        _ => format!("{url}/commits/{branch}/{path}"),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(name: &str, access: Access, mail: &str) -> Signer {
        let id = EntryId::new(Kind::Member, folded(name).replace(' ', "-"));
        let signature = Signature::of(Some(mail), [("GitHub", "https://github.com/Ana-X/")]);
        Signer { id, access, name: name.into(), signature }
    }

    /// The same, known by no login.
    fn quiet(name: &str, access: Access, mail: &str) -> Signer {
        Signer { signature: Signature::of(Some(mail), []), ..signer(name, access, mail) }
    }

    fn author(name: &str, mail: &str, login: Option<&str>) -> Author {
        Author { name: name.into(), mark: mark(mail), login: login.map(Into::into) }
    }

    #[test]
    fn members_are_known_by_address_login_and_name() {
        let signers = [
            signer("Ana Example", Access::Shown, "Ana@x.example"),
            quiet("Bo Example", Access::Private, "bo@x.example"),
        ];
        let known = Known::new(&signers);
        let who = |name, mail, login| known.contributor(&author(name, mail, login), Contributors::Everybody);
        let ana = Some(Contributor::Member(signers[0].id.clone()));
        assert_eq!(who("A.", " ana@X.example", None), ana);
        assert_eq!(who("A.", "1@y.example", Some("ana-x")), ana);
        assert_eq!(who("ana  example", "other@y.example", None), ana);
        for (name, mail) in [("B.", "bo@x.example"), ("Bo Example", "new@y.example"), ("BO EXAMPLE", "new@y.example")] {
            assert_eq!(who(name, mail, None), None, "a private member is named nowhere");
        }
        for (name, login) in [("bo-example", None), ("Example, Bo", None), ("B.", Some("bo-example"))] {
            assert_eq!(who(name, "laptop.local", login), None, "nor by the name of the file");
        }
        assert_eq!(who("Cy", "cy@x.example", None), Some(Contributor::Named("Cy".into())));
        for name in ["", "cy@x.example", "mender[bot]"] {
            assert_eq!(who(name, "z@x.example", None), None, "{name:?} is no name");
        }
    }

    #[test]
    fn of_namesakes_none_is_taken_for_the_other() {
        let signers = [
            signer("Ana Example", Access::Shown, "one@x.example"),
            quiet("ana example", Access::Shown, "two@x.example"),
        ];
        let ana = author("Ana Example", "three@x.example", None);
        let named = Some(Contributor::Named("Ana Example".into()));
        assert_eq!(Known::new(&signers).contributor(&ana, Contributors::Everybody), named);
        assert_eq!(Known::new(&signers).contributor(&ana, Contributors::Members), None);
        let mut one_private = signers.clone();
        one_private[1].access = Access::Private;
        assert_eq!(Known::new(&one_private).contributor(&ana, Contributors::Everybody), None);
    }

    #[test]
    fn each_forge_has_its_own_address_of_changes() {
        let at = |forge| changes_url(forge, "https://f.example/a/b", "main", "x/y.md").to_string();
        assert_eq!(at("github"), "https://f.example/a/b/commits/main/x/y.md");
        assert_eq!(at("gitlab"), "https://f.example/a/b/-/commits/main/x/y.md");
        assert_eq!(at("gitea"), "https://f.example/a/b/commits/branch/main/x/y.md");
    }
}
