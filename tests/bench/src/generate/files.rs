//! The text of every kind but events: fields as the reference has them, then a body.
//!
//! Takes the plan and an entry, gives the bytes of its file. Fields are drawn before any prose, so that a translation
//! shares its original's authors and dates.

use super::days::{Day, TODAY};
use super::names::{BADGES, CATEGORIES, PAGES, ROLES, TOWNS};
use super::plan::{Entry, Kind, Plan};
use super::prose::capital;
use super::random::Random;
use super::tags::TAGS;
use super::toml_text::{Toml, array, quote};
use super::{Lang, body, event};

/// The whole file of `entry`.
pub fn write(plan: &Plan, entry: &Entry) -> String {
    let random = &mut Random::new(plan.seed, 200 + entry.kind as u64, entry.number as u64);
    match entry.kind {
        Kind::Member => member(plan, entry, random),
        Kind::Group => group(plan, entry, random),
        Kind::Event => event::write(plan, entry, random),
        Kind::Post => post(plan, entry, random),
        Kind::Resource => resource(plan, entry, random),
        Kind::Kb => knowledge(plan, entry, random),
        Kind::Page => page(plan, entry, random),
    }
}

/// Front matter and body as one Markdown file.
pub fn markdown(front: &Toml, body: &str) -> String {
    format!("+++\n{}+++\n\n{body}", front.0)
}

/// The names of the entry's tags.
pub fn tag_names(entry: &Entry) -> Vec<&'static str> {
    entry.tags.iter().map(|&t| TAGS[t]).collect()
}

/// So many paragraphs of plain sentences, for a field that holds Markdown.
pub fn paragraphs(entry: &Entry, random: &mut Random, count: usize) -> String {
    let prose = entry.prose();
    let one = |_| {
        let sentences = random.between(2, 5);
        prose.sentences(random, sentences)
    };
    (0..count).map(one).collect::<Vec<_>>().join("\n\n")
}

/// A day between two others, both included.
fn day_between(random: &mut Random, first: Day, last: Day) -> Day {
    first.plus(random.below((last.0 - first.0).max(0) as usize + 1))
}

fn post(plan: &Plan, entry: &Entry, random: &mut Random) -> String {
    let mut front = Toml::default();
    let (timed, hour, minute) = (random.chance(30), random.between(7, 21), random.between(0, 59));
    // A post dated after the build's clock would be left out; the newest are dated today, in the morning.
    let day = if entry.day > TODAY { TODAY } else { entry.day };
    let authors_count = 1 + usize::from(random.chance(20));
    let authors = plan.some(random, authors_count);
    let (updated, summary, reviewed, later) =
        (random.chance(25), random.chance(75), random.chance(8), day_between(random, day, TODAY));
    let (series, canonical, extra) = (random.chance(6), random.chance(3), random.chance(4));
    let reviewer = plan.someone(random).to_owned();
    let kind = match random.below(20) {
        _ if entry.partner.is_some() => "recap",
        0..2 => "announcement",
        2..4 => "question",
        4 => "recording",
        _ => "article",
    };
    let prose = &mut Random::new(plan.seed, 300 + u64::from(entry.translation), entry.number as u64);
    front.text("title", &entry.title);
    if timed && day < TODAY {
        front.raw("date", &format!("{day}T{hour:02}:{minute:02}:00"));
    } else {
        front.raw("date", &day.to_string());
    }
    // Later by a day at least: a date-time on the same day would come after its own update.
    if updated && later > day {
        front.raw("updated", &later.to_string());
    }
    front.list("authors", &authors);
    front.list("tags", &tag_names(entry));
    if kind != "article" || entry.number.is_multiple_of(3) {
        front.text("kind", kind);
    }
    if summary {
        front.text("summary", &entry.prose().sentence(prose));
    }
    if entry.number % 1500 == 7 {
        front.raw("pinned", "true");
    }
    if let Some(event) = entry.partner {
        front.text("event", &plan.entries[event].id);
    }
    if series {
        front.text("series", &format!("Notes from {}", capital(TOWNS[entry.number % TOWNS.len()])));
    }
    if canonical {
        front.text("canonical", &format!("https://notebook.example/{}/", entry.number));
    }
    if entry.translation {
        front.list("translators", &[&reviewer]);
    } else if reviewed {
        front.list("reviewers", &[&reviewer]);
    }
    if extra {
        front.line("\n[extra]");
        front.text("level", "easy");
    }
    markdown(&front, &body::write(plan, entry, prose, !summary))
}

fn knowledge(plan: &Plan, entry: &Entry, random: &mut Random) -> String {
    let mut front = Toml::default();
    front.text("title", &entry.title);
    if random.chance(70) {
        front.text("summary", &entry.prose().sentence(random));
    }
    if random.chance(60) {
        front.raw("order", &random.between(1, 40).to_string());
    }
    front.list("tags", &tag_names(entry));
    front.list("authors", &plan.some(random, 1));
    front.list("owners", &plan.some(random, 1));
    front.raw("updated", &day_between(random, entry.day.min(TODAY), TODAY).to_string());
    if random.chance(40) {
        front.raw("review_by", &Day(TODAY.0 - 60).plus(random.below(400)).to_string());
    }
    markdown(&front, &body::write(plan, entry, random, false))
}

fn page(plan: &Plan, entry: &Entry, random: &mut Random) -> String {
    let mut front = Toml::default();
    front.text("title", &entry.title);
    front.text("summary", &entry.prose().sentence(random));
    if entry.number >= PAGES.len() {
        // One of those that are held against events, which have tags as well.
        front.list("tags", &tag_names(entry));
    }
    markdown(&front, &body::write(plan, entry, random, false))
}

fn resource(plan: &Plan, entry: &Entry, random: &mut Random) -> String {
    let mut front = Toml::default();
    front.text("title", &entry.title);
    front.text("kind", random.pick(&["listing", "listing", "offer", "need"]));
    front.text("category", random.pick_skewed(CATEGORIES).0);
    if random.chance(80) {
        front.text("url", &format!("https://{}.example/{}", entry.prose_word(random), entry.number));
    }
    if random.chance(5) {
        front.text("feed", &format!("https://feeds.example/{}.xml", entry.number));
    }
    front.text("summary", &entry.prose().sentence(random));
    if !entry.has_heading() {
        let count = random.between(2, 6);
        front.long("description", &paragraphs(entry, random, count));
    }
    front.list("tags", &tag_names(entry));
    match random.below(3) {
        0 => front.text("provider", plan.someone(random)),
        1 => front.text("provider", plan.group(random)),
        _ => front.text("provider", &format!("{} cooperative bank", capital(random.pick(TOWNS)))),
    }
    if random.chance(40) {
        front.text("location", &capital(random.pick(TOWNS)));
    }
    front.list("languages", &[entry.lang.code()]);
    if random.chance(50) {
        front.text("cost", random.pick(&["free", "20 EUR a month", "by agreement", "每月一百元"]));
    }
    if random.chance(30) {
        front.text("contact", &format!("desk-{}@riverbank.example", entry.number));
    }
    let added = entry.day.min(TODAY);
    front.raw("added", &added.to_string());
    front.raw("checked", &day_between(random, added, TODAY).to_string());
    if random.chance(30) {
        front.raw("expires", &TODAY.plus(random.between(10, 500)).to_string());
    }
    if random.chance(25) {
        front.text("status", random.pick(&["open", "open", "matched", "closed"]));
    }
    if entry.has_heading() { markdown(&front, &body::write(plan, entry, random, false)) } else { front.0 }
}

fn member(plan: &Plan, entry: &Entry, random: &mut Random) -> String {
    let mut toml = Toml::default();
    let prose = entry.prose();
    let joined = entry.day.min(TODAY);
    toml.text("name", &entry.title);
    toml.raw("joined", &joined.to_string());
    if random.chance(4) {
        toml.raw("left", &day_between(random, joined, TODAY).to_string());
    }
    toml.text("role", ROLES[ROLES.len() - 1 - random.skewed(ROLES.len())].0);
    toml.text("headline", &capital(&prose.phrase(random)));
    let count = random.between(2, 5);
    toml.long("bio", &paragraphs(entry, random, count));
    toml.text("location", &capital(random.pick(TOWNS)));
    toml.text("timezone", random.pick(&["Asia/Shanghai", "Asia/Shanghai", "Europe/Berlin", "America/New_York"]));
    toml.list("languages", &[entry.lang.code()]);
    if random.chance(40) {
        toml.text("organisation", &format!("{} works", capital(random.pick(TOWNS))));
    }
    toml.list("skills", &(0..random.between(2, 6)).map(|_| prose.noun(random)).collect::<Vec<_>>());
    toml.list("interests", &tag_names(entry));
    let mut wish = || {
        let category = quote(random.pick_skewed(CATEGORIES).0);
        let until = TODAY.plus(random.between(20, 300));
        let title = quote(&prose.phrase(random));
        format!("{{ title = {title}, category = {category}, tags = {}, until = {until} }}", array(&tag_names(entry)))
    };
    let (offer, need) = (wish(), wish());
    if random.chance(50) {
        toml.raw("offers", &format!("[{offer}, {}]", quote(&prose.phrase(random))));
    }
    if random.chance(40) {
        toml.raw("needs", &format!("[{need}]"));
    }
    toml.list("groups", &[plan.group(random)]);
    toml.text("email", &format!("{}@post.example", entry.id));
    if random.chance(10) {
        toml.list("public", &["email"]);
    }
    if entry.visibility() != "public" {
        toml.text("visibility", entry.visibility());
    }
    if random.chance(15) {
        let badge = quote(random.pick(BADGES).0);
        let why = quote(&prose.phrase(random));
        toml.raw(
            "badges",
            &format!("[{{ id = {badge}, date = {}, for = {why} }}]", day_between(random, joined, TODAY)),
        );
    }
    toml.line("\n[links]");
    toml.text("website", &format!("https://{}.example/", entry.id));
    toml.text("github", &format!("https://forge.example/{}", entry.id));
    toml.0
}

fn group(plan: &Plan, entry: &Entry, random: &mut Random) -> String {
    let mut toml = Toml::default();
    let prose = entry.prose();
    toml.text("name", &entry.title);
    toml.text("summary", &prose.sentence(random));
    toml.text("kind", random.pick(&["chapter", "team", "working-group", "partner"]));
    toml.text("status", if random.chance(90) { "active" } else { "archived" });
    let people = plan.some(random, 8);
    let (leads, rest) = people.split_at(people.len().min(2));
    toml.list("leads", leads);
    let role = |(i, id): (usize, &&str)| match i % 2 {
        0 => quote(id),
        _ => format!("{{ member = {}, role = {}, since = {} }}", quote(id), quote("treasurer"), entry.day.min(TODAY)),
    };
    if !rest.is_empty() {
        toml.raw("members", &format!("[{}]", rest.iter().enumerate().map(role).collect::<Vec<_>>().join(", ")));
    }
    toml.text("contact", &format!("{}@riverbank.example", entry.id));
    toml.text("location", &capital(random.pick(TOWNS)));
    toml.text("timezone", "Asia/Shanghai");
    toml.long("description", &paragraphs(entry, random, 3));
    toml.line("\n[links]");
    toml.text("website", &format!("https://{}.example/", entry.id));
    toml.0
}

impl Entry {
    /// An English word for a host name, whatever the language of the file.
    fn prose_word(&self, random: &mut Random) -> &'static str {
        super::prose::Prose::new(Lang::English, self.tags[0]).noun(random)
    }
}
