//! What people and programs call time zones, other than IANA's names.
//!
//! Takes a name that the database lacks, gives the IANA names it may stand for: Windows names, abbreviations, cities, offsets, misspellings.

use super::zone_cities::{ABBREVIATIONS, CITIES, OFFSETS, SHOWN, WINDOWS};
use super::{Instant, Zone};

/// The names of UTC; our own calendars write `Etc/GMT`.
pub(super) const UTC: [&str; 10] =
    ["UTC", "Z", "Etc/UTC", "Etc/GMT", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"];

/// The most suggestions that are made.
const MOST: usize = 3;
/// The longest name that is looked at, in bytes.
const MAX_NAME: usize = 200;
/// Where the last part of a zone's name is a city.
const AREAS: [&str; 4] = ["Africa", "America", "Asia", "Europe"];
/// A day of winter and one of summer, 1 January and 1 July 2026, by which a zone is told from another of the same name.
const SEASONS: [i64; 2] = [1_767_225_600, 1_782_864_000];

/// The IANA zone that a Windows name stands for, in any case (Unicode CLDR, territory 001).
pub(super) fn windows(name: &str) -> Option<&'static str> {
    WINDOWS.iter().find(|(windows, _)| windows.eq_ignore_ascii_case(name)).map(|(_, iana)| *iana)
}

/// The zones that Windows names stand for.
pub(super) fn usual() -> impl Iterator<Item = &'static str> {
    WINDOWS.iter().map(|(_, iana)| *iana)
}

/// `GMT+0800`, `UTC+8`, `+08:00` → `Etc/GMT-8` (whose sign is turned round). Only whole hours have such a zone.
pub(super) fn fixed(name: &str) -> Option<String> {
    let seconds = offset(name)?;
    let hours = seconds / 3600;
    match hours {
        _ if seconds % 3600 != 0 || !(-14..=12).contains(&-hours) => None,
        0 => Some("UTC".into()),
        hours => Some(format!("Etc/GMT{}{}", if hours > 0 { '-' } else { '+' }, hours.abs())),
    }
}

/// Seconds east of UTC that a name says.
fn offset(name: &str) -> Option<i64> {
    let upper = name.trim().to_ascii_uppercase();
    let rest = upper.strip_prefix("UTC").or_else(|| upper.strip_prefix("GMT")).unwrap_or(&upper).trim();
    let sign = match rest.chars().next()? {
        '+' => 1,
        '-' | '−' => -1,
        _ => return None,
    };
    let rest = rest.trim_start_matches(['+', '-', '−']);
    let (hours, minutes) = match rest.split_once([':', '.']) {
        Some(parts) => parts,
        None if rest.len() == 4 && rest.is_ascii() => rest.split_at(2),
        None => (rest, "0"),
    };
    let plain = |text: &str| !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
    if !plain(hours) || !plain(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// What a program shows its users, the offset before it: `(UTC+01:00) Amsterdam, Berlin, Bern`, `(UTC-08:00) Pacific Time (US & Canada)`.
/// Of several cities the first that has the offset counts, else the first that is known. A list of cities may stand alone.
pub(super) fn listed(name: &str) -> Option<&'static str> {
    const BETWEEN: [char; 5] = [',', '/', ';', '，', '、'];
    let (seconds, list) = without_offset(name);
    let is_listed = name.starts_with('(') || list.contains([',', '，', '、']);
    if list.len() > MAX_NAME || !is_listed {
        return None;
    }
    let whole = shown(list).or_else(|| windows(list)).or_else(|| windows(&format!("{list} Standard Time")));
    let cities = || list.split(BETWEEN).filter_map(|city| usual_city(city.trim()));
    let fits = |iana: &&str| seconds.is_some_and(|seconds| shows(iana, seconds));
    whole.or_else(|| cities().find(fits)).or_else(|| cities().next())
}

/// The one zone that a name which is none seems to mean: what Windows shows of it (`Pacific Time (US & Canada)`), a Windows name without
/// its `Standard` (`Mountain Time`, `Central Europe`), or a city. Abbreviations and single words such as `Central` are of several.
pub(super) fn meant(name: &str) -> Option<String> {
    let (_, name) = without_offset(name.trim().trim_matches('"'));
    if name.is_empty() || name.len() > MAX_NAME {
        return None;
    }
    let city = name.rsplit('/').next().unwrap_or(name).trim().replace('_', " ");
    let known = shown(name).or_else(|| shortened(name)).or_else(|| usual_city(&city));
    known.map(str::to_owned).or_else(|| only_city(&city))
}

/// `(UTC-08:00) Pacific Time`: the seconds east of UTC, and what stands behind them.
fn without_offset(name: &str) -> (Option<i64>, &str) {
    match name.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((before, list)) => (offset(before), list.trim()),
        None => (None, name.trim()),
    }
}

fn shown(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    SHOWN.iter().find(|(shown, _)| *shown == lower).map(|(_, iana)| *iana)
}

/// `Mountain Time`, `Pacific Daylight Time`, `Central Europe`: a Windows name with something else for its `Standard Time`, or nothing.
fn shortened(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let behind = [" standard time", " daylight time", " summer time", " time"];
    let cut = behind.iter().find_map(|behind| lower.strip_suffix(behind));
    // One word that says nothing of time may be anything.
    let stem = cut.or_else(|| Some(lower.as_str()).filter(|name| name.contains(' ')))?;
    windows(&format!("{stem} Standard Time"))
}

/// The zone of a city that people name and the database does not, or that gave its name to a zone of Windows.
fn usual_city(city: &str) -> Option<&'static str> {
    let lower = city.to_lowercase();
    let known = CITIES.iter().find(|(other, _)| *other == lower).map(|(_, iana)| *iana);
    // The sign of `Etc/GMT+8` is turned round: it is no city.
    known.or_else(|| usual().find(|iana| !iana.starts_with("Etc/") && same_city(iana, city)))
}

/// The zone of any other city that gave its name to one.
fn only_city(city: &str) -> Option<String> {
    let last = city.replace(' ', "_");
    let mut found = AREAS.iter().filter_map(|area| Zone::find(&format!("{area}/{last}")));
    let one = found.next()?;
    found.next().is_none().then(|| one.name().to_owned())
}

/// Whether the clocks of a zone show this offset in winter or in summer.
fn shows(iana: &str, seconds: i64) -> bool {
    let zone = Zone::find(iana);
    let offset = |zone: &Zone, at: i64| zone.offset_at(Instant::from_unix(at)).seconds;
    zone.is_some_and(|zone| SEASONS.iter().any(|at| offset(&zone, *at) == seconds))
}

fn same_city(iana: &str, city: &str) -> bool {
    let last = iana.rsplit('/').next().unwrap_or(iana);
    !city.is_empty() && last.len() == city.len() && last.eq_ignore_ascii_case(&city.replace(' ', "_"))
}

/// The likeliest IANA names for an unknown one, at most three, the likeliest first.
pub(super) fn suggest(name: &str) -> Vec<String> {
    let name = name.trim().trim_matches('"');
    if name.is_empty() || name.len() > MAX_NAME {
        return Vec::new();
    }
    let mut found: Vec<String> = windows(name).map(String::from).or_else(|| meant(name)).into_iter().collect();
    let upper = name.to_ascii_uppercase();
    let short = ABBREVIATIONS.iter().filter(|(short, _)| *short == upper).flat_map(|(_, zones)| *zones);
    found.extend(short.map(ToString::to_string));
    if let Some(seconds) = offset(name) {
        let near = OFFSETS.iter().filter(|(other, _)| *other == seconds).flat_map(|(_, zones)| *zones);
        found.extend(near.map(ToString::to_string).chain(fixed(name)));
    } else {
        // `Asia/Beijing` and `China/Beijing` both mean the city.
        let city = name.rsplit('/').next().unwrap_or(name).trim().replace('_', " ");
        let all = Zone::names();
        found.extend(zones_of_city(&city, &all));
        if found.is_empty() {
            found.extend(nearest_names(name, &city, &all));
        }
    }
    let mut seen: Vec<String> = Vec::new();
    found.retain(|zone| {
        let new = !seen.contains(zone);
        seen.push(zone.clone());
        new
    });
    found.truncate(MOST);
    found
}

fn zones_of_city(city: &str, all: &[String]) -> Vec<String> {
    let lower = city.to_lowercase();
    let known = CITIES.iter().filter(|(other, _)| *other == lower).map(|(_, zone)| (*zone).to_string());
    known.chain(all.iter().filter(|zone| zone.contains('/') && same_city(zone, city)).cloned()).collect()
}

fn nearest_names(name: &str, city: &str, all: &[String]) -> Vec<String> {
    let whole = crate::diagnostic::nearest(name, all.iter().map(String::as_str)).map(String::from);
    let cities = all.iter().filter_map(|zone| zone.rsplit_once('/').map(|(_, last)| last));
    let word = city.replace(' ', "_");
    let near = crate::diagnostic::nearest(&word, cities.chain(CITIES.iter().map(|(city, _)| *city)));
    whole.into_iter().chain(near.into_iter().flat_map(|near| zones_of_city(&near.replace('_', " "), all))).collect()
}

#[cfg(test)]
#[path = "zone_names_tests.rs"]
mod displayed;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_in_the_tables_is_in_the_database() {
        let abbreviated = ABBREVIATIONS.iter().flat_map(|(_, zones)| *zones).copied();
        let offsets = OFFSETS.iter().flat_map(|(_, zones)| *zones).copied();
        let rest = WINDOWS.iter().chain(CITIES).chain(SHOWN).map(|(_, zone)| *zone);
        for zone in rest.chain(abbreviated).chain(offsets) {
            assert_eq!(Zone::find(zone).map(|found| found.name().to_string()).as_deref(), Some(zone));
        }
        let lower = CITIES.iter().chain(SHOWN).all(|(name, _)| *name == name.to_lowercase());
        assert!(lower, "they are compared in lower case");
    }

    #[test]
    fn suggestions_find_what_was_meant() {
        for (name, want) in [
            ("Beijing", "Asia/Shanghai"),
            ("Asia/Beijing", "Asia/Shanghai"),
            ("Shanghai", "Asia/Shanghai"),
            ("北京", "Asia/Shanghai"),
            ("asia/shangai", "Asia/Shanghai"),
            ("Shangai", "Asia/Shanghai"),
            ("China Standard Time", "Asia/Shanghai"),
            ("CEST", "Europe/Berlin"),
            ("PST", "America/Los_Angeles"),
            ("UTC+8", "Asia/Shanghai"),
            ("+05:45", "Asia/Kathmandu"),
            ("San Francisco", "America/Los_Angeles"),
            ("new york", "America/New_York"),
            ("Europe/Londn", "Europe/London"),
            ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ] {
            assert!(suggest(name).iter().any(|found| found == want), "{name}: {:?}", suggest(name));
        }
        assert!(suggest("the moon").is_empty(), "{:?}", suggest("the moon"));
        assert!(suggest("").is_empty());
    }
}
