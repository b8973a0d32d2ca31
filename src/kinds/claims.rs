//! One table of every name in the output folder: pages, feeds, calendars, copies, the addresses that hidden entries will want, and the
//! names the site keeps for itself.
//!
//! Takes the outputs of a plan, gives those that may stand side by side. Names are compared as the most forgetful file system would:
//! after Unicode normalisation and case folding, and no file may be a folder as well. So publishing cannot fail on anything an author
//! wrote.

use super::Site;
use super::event::sources::is_foreign;
use super::files::SAME_LETTERS;
use super::unseen::{Claim, Window};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Address, Head};
use crate::plan::{Make, Output};
use crate::text::{SourceId, Sources, Span, normal};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use unicode_normalization::UnicodeNormalization;

/// The name of the list that the publisher puts into the output folder.
const MANIFEST: &str = "/.folkmoot-manifest";

/// Pages that the site keeps an address for in every language, whether or not it has them now.
const KEPT: [(&str, &str); 2] = [("/search/", "search page"), ("/insights/", "page of figures")];

/// Somebody who wants a name, the strongest first.
#[derive(Clone, Copy, Debug)]
enum Owner<'a> {
    /// A page or file that the site itself has.
    Site,
    /// The name is kept free for this.
    Kept(&'static str),
    /// A page of an entry, or a file beside it, at the address of its file's name.
    Entry(Option<&'a Window>),
    /// The same at an address that its slug asks for.
    Slug(&'a Window),
    /// A file of `static/`, or a picture.
    Copy,
    /// An old address, or a redirect of `hub.toml`.
    Asked(Option<&'a Window>),
    /// A page made of the calendars of others alone: it never takes anything from the hub's own.
    Foreign,
}

impl Owner<'_> {
    /// Who gives way: the greater of two is told.
    fn rank(&self) -> u8 {
        match self {
            Self::Site | Self::Kept(_) => 0,
            Self::Entry(_) => 1,
            Self::Slug(_) => 2,
            Self::Copy => 3,
            Self::Asked(_) => 4,
            Self::Foreign => 5,
        }
    }

    fn window(&self) -> Option<&Window> {
        match self {
            Self::Entry(window) | Self::Asked(window) => *window,
            Self::Slug(window) => Some(window),
            Self::Site | Self::Kept(_) | Self::Copy | Self::Foreign => None,
        }
    }
}

/// A name that is wanted.
struct Want<'a> {
    /// The path of the file, folded, with the smallest of characters between folders: what lies in a folder follows it at once.
    key: String,
    address: &'a Address,
    /// The number of the output, of one that is made now.
    output: Option<usize>,
    claim: Option<&'a Claim>,
    kept: Option<&'static str>,
}

/// What people mean by one name: case and the ways to write one letter are forgotten.
fn folded(path: &str) -> String {
    if path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return path.replace('/', "\0");
    }
    // To capitals and back is full case folding for letters such as `ß` and `ſ`.
    path.to_uppercase().to_lowercase().nfc().map(|c| if c == '/' { '\0' } else { c }).collect()
}

/// Leaves one output for each name, and says who wants one that is taken.
pub(super) fn settle(
    outputs: Vec<Output>,
    site: &Site,
    config: &Config,
    sources: &Sources,
    said: &mut Vec<Diagnostic>,
) -> Vec<Output> {
    let kept = kept(config);
    let mut wants: Vec<Want<'_>> = Vec::with_capacity(outputs.len() + site.claims.len() + kept.len());
    let want = |address, output, claim, kept| {
        let address: &Address = address;
        Want { key: folded(&address.file()), address, output, claim, kept }
    };
    wants.extend(outputs.iter().enumerate().map(|(at, output)| want(&output.address, Some(at), None, None)));
    let later = site.claims.iter().filter(|claim| claim.window.is_some());
    wants.extend(later.map(|claim| want(&claim.address, None, Some(claim), None)));
    wants.extend(kept.iter().map(|(address, what)| want(address, None, None, Some(*what))));
    wants.par_sort_by(|a, b| (&a.key, a.output.is_none(), a.address).cmp(&(&b.key, b.output.is_none(), b.address)));
    let meets = |a: &Want<'_>, b: &Want<'_>| {
        b.key.strip_prefix(&*a.key).is_some_and(|rest| rest.is_empty() || rest.starts_with('\0'))
    };
    let mut pairs = Vec::new();
    let mut first = 0;
    for at in 1..wants.len() {
        if meets(&wants[first], &wants[at]) {
            pairs.push((first, at));
        } else {
            first = at;
        }
    }
    if pairs.is_empty() {
        drop(wants);
        return sorted(outputs);
    }
    let court = Court { outputs: &outputs, site, config, sources, heads: heads(site) };
    let lost = court.judge(&wants, &pairs, said);
    let kept = |(at, output)| Some(output).filter(|_| !lost.contains(&at));
    sorted(outputs.into_iter().enumerate().filter_map(kept).collect())
}

fn sorted(mut outputs: Vec<Output>) -> Vec<Output> {
    outputs.par_sort_by(|a, b| a.address.cmp(&b.address));
    outputs
}

/// The names that are kept free.
fn kept(config: &Config) -> Vec<(Address, &'static str)> {
    let mut kept = vec![(Address::parse(MANIFEST).expect("is an address"), "list of files")];
    for language in &config.languages {
        for (path, what) in KEPT {
            kept.extend(Address::parse(&format!("{}{path}", language.prefix)).ok().map(|address| (address, what)));
        }
    }
    kept
}

/// Every entry by the address and the file of its page: two that want one address have two files.
fn heads(site: &Site) -> HashMap<(&Address, SourceId), &Head> {
    let heads = site.editions.iter().flat_map(|edition| edition.heads());
    heads.map(|head| ((&head.address, head.source), head)).collect()
}

/// Decides who gives way, and says so.
struct Court<'a> {
    outputs: &'a [Output],
    site: &'a Site,
    config: &'a Config,
    sources: &'a Sources,
    heads: HashMap<(&'a Address, SourceId), &'a Head>,
}

/// Somebody who wants a name, and where they say so.
struct Party<'a> {
    owner: Owner<'a>,
    at: Option<Span>,
    address: &'a Address,
    /// The page of the entry, where it is a file beside that one.
    page: &'a Address,
    output: Option<usize>,
    key: &'a str,
}

impl<'a> Court<'a> {
    /// The numbers of the outputs that give way.
    fn judge(&self, wants: &'a [Want<'a>], pairs: &[(usize, usize)], said: &mut Vec<Diagnostic>) -> BTreeSet<usize> {
        let mut lost = BTreeSet::new();
        let mut told = BTreeSet::new();
        let mut default = BTreeSet::new();
        let mut later = Vec::new();
        for (first, second) in pairs {
            let (a, b) = (self.party(&wants[*first]), self.party(&wants[*second]));
            let stands_in = |one: &Party<'_>, other: &Want<'_>| {
                matches!(one.owner, Owner::Site) && other.claim.is_some_and(|claim| claim.face)
            };
            if stands_in(&a, &wants[*second]) || stands_in(&b, &wants[*first]) {
                continue;
            }
            let apart = matches!((a.owner.window(), b.owner.window()), (Some(a), Some(b)) if !a.meets(b));
            if a.owner.rank() + b.owner.rank() == 0 && (a.output.is_none() || b.output.is_none()) || apart {
                continue;
            }
            let (loser, winner) = match (a.owner.rank(), a.at) <= (b.owner.rank(), b.at) {
                true => (b, a),
                false => (a, b),
            };
            let both = wants[*first].output.is_some() && wants[*second].output.is_some();
            if matches!(loser.owner, Owner::Foreign) {
                // Said as a warning: what others change in their calendars stops no build.
                if !both {
                    continue;
                }
                lost.extend(loser.output);
            } else if both {
                // Somebody must go, so that no two outputs share a path; that it is said stops the build.
                lost.extend(wants[*second].output);
            }
            if self.twins(&loser, &winner) {
                continue;
            }
            match self.prefix(loser.address) {
                "" => {
                    default.insert(loser.address.as_str());
                    said.extend(Some(self.verdict(&loser, &winner)).filter(|_| told.insert(loser.at)));
                }
                prefix => later.push((prefix, loser, winner)),
            }
        }
        // What collides in one language does so in the others: it is said once, for the first.
        for (prefix, loser, winner) in later {
            let elsewhere = default.contains(&loser.address.as_str()[prefix.len()..]);
            if !elsewhere && told.insert(loser.at) {
                said.push(self.verdict(&loser, &winner));
            }
        }
        lost
    }

    fn party(&self, want: &'a Want<'a>) -> Party<'a> {
        let mut page = want.address;
        let (owner, at) = match (want.output, want.claim, want.kept) {
            (Some(number), ..) => self.owner(&self.outputs[number], &mut page),
            (_, Some(claim), _) => {
                let window = claim.window.as_ref().expect("only claims with a window are in the table");
                let owner = match (claim.alias, claim.asked) {
                    (true, _) => Owner::Asked(Some(window)),
                    (false, true) => Owner::Slug(window),
                    (false, false) => Owner::Entry(Some(window)),
                };
                (owner, Some(claim.at))
            }
            (.., what) => (Owner::Kept(what.unwrap_or_default()), None),
        };
        Party { owner, at, address: want.address, page, output: want.output, key: &want.key }
    }

    fn owner(&self, output: &'a Output, page: &mut &'a Address) -> (Owner<'a>, Option<Span>) {
        if let Some(asked) = output.asked {
            return (Owner::Asked(None), Some(asked));
        }
        if matches!(output.make, Make::Copy { .. } | Make::Bare { .. }) && !output.sources.is_empty() {
            return (Owner::Copy, Some(Span::file(output.sources[0])));
        }
        let mut files = output.sources.iter().map(|source| &self.sources.get(*source).path);
        if !output.sources.is_empty() && files.all(|path| is_foreign(path)) {
            return (Owner::Foreign, Some(Span::file(output.sources[0])));
        }
        let folder = output.address.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        let above = Address::parse(&format!("{folder}/")).ok();
        let head = output.sources.first().and_then(|source| {
            let own = self.heads.get(&(&output.address, *source));
            own.or_else(|| self.heads.get(&(above.as_ref()?, *source)).filter(|_| !folder.is_empty()))
        });
        let Some(head) = head else { return (Owner::Site, None) };
        *page = &head.address;
        let place = self.site.places.get(&(head.address.clone(), head.source));
        match place.and_then(|place| Some((place.slug?, place))) {
            Some((slug, place)) => (Owner::Slug(&place.window), Some(slug)),
            None => (Owner::Entry(place.map(|place| &place.window)), Some(head.span)),
        }
    }

    /// Whether two files have one name, written in two normal forms.
    fn same_letters(&self, one: &Party<'_>, other: &Party<'_>) -> bool {
        let path = |party: &Party<'_>| party.at.map(|at| normal(&self.sources.get(at.source).path));
        path(one) == path(other)
    }

    fn prefix(&self, address: &Address) -> &'a str {
        let within = |prefix: &str| address.as_str().strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
        let language = self.config.languages.iter().skip(1).find(|language| within(&language.prefix));
        language.map_or("", |language| &*language.prefix)
    }

    /// Whether two entries have names that differ only by case: that was said before.
    fn twins(&self, a: &Party<'_>, b: &Party<'_>) -> bool {
        let (Some(one), Some(other)) = (a.at, b.at) else { return false };
        let path = |at: Span| self.sources.get(at.source).path.to_lowercase();
        one.source != other.source && path(one).starts_with("content/") && path(one) == path(other)
    }

    fn verdict(&self, loser: &Party<'_>, winner: &Party<'_>) -> Diagnostic {
        let there = winner.address;
        let written = |party: &Party<'_>| party.address.as_str().trim_end_matches('/').to_lowercase();
        let below = loser.key != winner.key && written(loser) != written(winner);
        let shown = |party: &Party<'_>| match (party.owner, party.at) {
            (Owner::Copy, Some(at)) => format!("`{}`", self.sources.get(at.source).path),
            _ => format!("`{}`", party.address),
        };
        let message = match (winner.owner, loser.owner) {
            _ if below && loser.key.len() > winner.key.len() => {
                format!("nothing can lie below {}, which is a file", shown(winner))
            }
            _ if below => format!("{} would be a file, and there are pages below that name", shown(loser)),
            (Owner::Kept(what), _) => format!("the site keeps `{there}` for its {what}"),
            (Owner::Site, _) => {
                let what = if there.as_str().ends_with('/') { "page" } else { "file" };
                format!("the site itself has a {what} at `{there}`")
            }
            (Owner::Copy, Owner::Copy) => format!("{} and {} want one address", shown(winner), shown(loser)),
            (_, Owner::Copy) => format!("an entry has the address `{there}`"),
            (Owner::Copy, _) => format!("the address `{there}` is taken by {}", shown(winner)),
            (_, Owner::Asked(_)) => format!("two entries want the address `{there}`"),
            _ => format!("two entries want the address `{}`", loser.page),
        };
        let hub = Span::file(self.sources.find("hub.toml").unwrap_or(SourceId(0)));
        let at = loser.at.unwrap_or(hub);
        let of_hub = at.source == hub.source;
        let entry = matches!(winner.owner, Owner::Entry(_) | Owner::Slug(_) | Owner::Asked(_));
        let help = match loser.owner {
            Owner::Asked(_) if of_hub => "take this redirect out, or redirect another address",
            Owner::Asked(_) if matches!(winner.owner, Owner::Asked(_)) => "take one of these old addresses out",
            Owner::Asked(_) if entry => "take this old address out, or give the page another `slug`",
            Owner::Asked(_) => "take this old address out",
            Owner::Copy if self.same_letters(winner, loser) => SAME_LETTERS,
            Owner::Copy => "rename or remove this file",
            Owner::Slug(_) => "give this one another `slug`",
            _ if entry => "give one of them another `slug` or name",
            _ => "give this one another `slug` or name",
        };
        let error = Diagnostic::error(Code::AddressTaken, at, message);
        let error = match winner.at.filter(|other| entry && *other != at) {
            Some(other) => error.note(other, "the other one"),
            None => error,
        };
        error.help(help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_where_a_file_system_may_take_them_for_one() {
        for (a, b) in
            [("About/x", "about/X"), ("caf\u{e9}", "cafe\u{301}"), ("stra\u{df}e", "STRASSE"), ("\u{17f}", "S")]
        {
            assert_eq!(folded(a), folded(b), "{a} {b}");
        }
        assert_ne!(folded("a/b"), folded("a-b"));
    }
}
