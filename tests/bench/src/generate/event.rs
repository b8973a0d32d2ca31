//! The text of an event: a single evening, days without a time, or a series with its exceptions.
//!
//! Exceptions and overrides always meet an occurrence and a series starts on one: what is generated has no mistakes.

use super::body;
use super::days::{Day, TODAY, WEEKDAYS};
use super::files::{markdown, paragraphs, tag_names};
use super::names::{EVENT_TYPES, TOWNS};
use super::plan::{Entry, Plan};
use super::prose::capital;
use super::random::Random;
use super::toml_text::{Toml, quote};

/// The whole file of an event.
pub fn write(plan: &Plan, entry: &Entry, random: &mut Random) -> String {
    let mut front = Toml::default();
    front.text("title", &entry.title);
    let tables = if entry.is_series() {
        series(plan, &mut front, entry, random)
    } else {
        single(plan, &mut front, entry, random)
    };
    if random.chance(30) {
        let zone = random.pick(&["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Asia/Shanghai"]);
        front.text("timezone", zone);
    }
    front.text("type", random.pick_skewed(EVENT_TYPES).0);
    front.text("summary", &entry.prose().sentence(random));
    if !entry.has_heading() {
        let count = random.between(2, 6);
        front.long("description", &paragraphs(entry, random, count));
    }
    place(&mut front, entry, random);
    people(plan, &mut front, entry, random);
    front.list("tags", &tag_names(entry));
    if random.chance(40) {
        front.text("registration", &format!("https://tickets.example/{}", entry.number));
        front.raw("capacity", &random.between(180, 400).to_string());
    }
    if random.chance(30) {
        front.text("price", random.pick(&["free", "10 EUR", "五十元", "free for members"]));
    }
    if random.chance(5) {
        front.text("transparency", "free");
    }
    front.0.push_str(&tables);
    if entry.has_heading() { markdown(&front, &body::write(plan, entry, random, false)) } else { front.0 }
}

/// Start and end of a single event; returns the tables that stand at the end of the file.
fn single(plan: &Plan, front: &mut Toml, entry: &Entry, random: &mut Random) -> String {
    if random.chance(10) {
        front.raw("start", &entry.day.to_string());
        front.raw("end", &entry.day.plus(random.below(3)).to_string());
    } else {
        let hour = random.pick(&[10, 14, 18, 19]);
        front.raw("start", &at(entry.day, hour, 30));
        if random.chance(50) {
            front.raw("end", &at(entry.day, hour + random.between(1, 3), 45));
        } else {
            front.text("duration", random.pick(&["1h", "1h30m", "2h", "2h30m"]));
        }
    }
    let over = entry.day < TODAY;
    let status = random.below(40);
    match status {
        0 | 1 if entry.partner.is_none() => front.text("status", "cancelled"),
        2 if !over => front.text("status", "postponed"),
        3 if !over => front.text("status", "tentative"),
        4..8 => front.text("status", "confirmed"),
        _ => {}
    }
    let held = over && (entry.partner.is_some() || status > 1);
    if held && (entry.partner.is_some() || random.chance(40)) { outcome(plan, entry, random) } else { String::new() }
}

fn outcome(plan: &Plan, entry: &Entry, random: &mut Random) -> String {
    let mut table = Toml::default();
    let registered = random.between(12, 180);
    table.line("\n[outcome]");
    table.raw("registered", &registered.to_string());
    table.raw("attended", &random.between(registered / 2, registered).to_string());
    table.raw("satisfaction", &format!("{}.{}", random.between(3, 4), random.below(10)));
    table.raw("responses", &random.between(3, registered / 2).to_string());
    if random.chance(40) {
        table.text("recording", &format!("https://video.example/{}", entry.number));
        table.text("slides", &format!("https://slides.example/{}.pdf", entry.number));
    }
    if let Some(post) = entry.partner {
        table.text("recap", &plan.entries[post].id);
    }
    table.0
}

/// Start and rule of a series; returns its overrides.
fn series(plan: &Plan, front: &mut Toml, entry: &Entry, random: &mut Random) -> String {
    let day = entry.day;
    let ends = !plan.is_endless(entry);
    let (hour, minute) = (random.pick(&[9, 12, 18, 19]), random.pick(&[0, 30]));
    let moment = |d: Day| at(d, hour, minute);
    let mut table = Toml::default();
    let mut override_at = |d: Day| {
        table.line("\n[[override]]");
        table.raw("at", &moment(d));
    };
    match entry.number / 10 % 4 {
        0 => {
            let until = day.plus(random.between(120, 330));
            front.raw("start", &moment(day));
            let until = if ends { format!(", until = {until}") } else { String::new() };
            front.raw("repeat", &format!("{{ every = \"week\"{until}, except = [{}] }}", moment(day.plus(14))));
            override_at(day.plus(28));
            table.text("status", "cancelled");
        }
        1 => {
            let weekday = day.weekday();
            let start = day.first_weekday(weekday, 0);
            let until = start.plus(random.between(200, 500));
            front.raw("start", &moment(start));
            let on = format!("first {}", WEEKDAYS[weekday]);
            let until = if ends { format!(", until = {until}") } else { String::new() };
            front.raw("repeat", &format!("{{ every = \"month\", on = {}{until} }}", quote(&on)));
            override_at(start.first_weekday(weekday, 2));
            table.text("title", &entry.prose().title(random));
        }
        2 => {
            front.raw("start", &moment(day));
            let count = random.between(8, 26);
            let count = if ends { format!(";COUNT={count}") } else { String::new() };
            front.text("rrule", &format!("FREQ=WEEKLY;INTERVAL=2{count}"));
            front.raw("exdate", &format!("[{}]", moment(day.plus(42))));
        }
        _ => {
            let start = day.first_weekday(3, 0).plus(7);
            front.raw("start", &moment(start));
            let count = random.between(6, 18);
            let count = if ends { format!(";COUNT={count}") } else { String::new() };
            front.text("rrule", &format!("FREQ=MONTHLY;BYDAY=2TH{count}"));
            let second = start.first_weekday(3, 1).plus(7);
            override_at(second);
            table.raw("start", &moment(second.plus(1)));
            if second < TODAY {
                table.raw("outcome", &format!("{{ attended = {} }}", random.between(5, 60)));
            }
        }
    }
    front.text("duration", random.pick(&["1h", "1h30m", "2h"]));
    table.0
}

fn place(front: &mut Toml, entry: &Entry, random: &mut Random) {
    let onsite = random.chance(75);
    if onsite {
        let town = capital(random.pick(TOWNS));
        let number = random.between(1, 90);
        let mut place =
            format!("{{ name = {}, address = \"{number} Quay Street, {town}\"", quote(&format!("{town} Hall")));
        if random.chance(40) {
            place += &format!(", geo = [31.{:03}, 121.{:03}]", random.below(1000), random.below(1000));
        }
        if random.chance(20) {
            place += &format!(", url = \"https://maps.example/{number}\"");
        }
        front.raw("location", &(place + " }"));
    }
    if !onsite || random.chance(20) {
        front.text("online", &format!("https://meet.example/{}", entry.number));
    }
}

fn people(plan: &Plan, front: &mut Toml, entry: &Entry, random: &mut Random) {
    let mut hosts = plan.some(random, 1);
    if random.chance(30) {
        hosts.push(plan.group(random));
    }
    front.list("hosts", &hosts);
    let prose = entry.prose();
    let mut speakers: Vec<String> = Vec::new();
    let count = random.below(4);
    for id in plan.some(random, count) {
        speakers.push(format!("{{ member = {}, talk = {} }}", quote(id), quote(&prose.title(random))));
    }
    if random.chance(20) {
        speakers.push(format!(
            "{{ name = \"Guest of the Quay\", talk = {}, url = \"https://guest.example/\" }}",
            quote(&prose.title(random))
        ));
    }
    if !speakers.is_empty() {
        front.raw("speakers", &format!("[\n    {},\n]", speakers.join(",\n    ")));
    }
    front.list("groups", &[plan.group(random)]);
}

/// A local date-time, the zone being the event's or the hub's.
fn at(day: Day, hour: usize, minute: usize) -> String {
    format!("{day}T{hour:02}:{minute:02}:00")
}
