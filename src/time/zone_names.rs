//! What people and programs call time zones, other than IANA's names.
//!
//! Takes a name that the database lacks, gives the IANA names it may stand for: Windows names, abbreviations, cities, offsets, misspellings.

use super::Zone;
use super::zone_cities::{ABBREVIATIONS, CITIES, OFFSETS, WINDOWS};

/// The names of UTC; our own calendars write `Etc/GMT`.
pub(super) const UTC: [&str; 10] =
    ["UTC", "Z", "Etc/UTC", "Etc/GMT", "Etc/UCT", "UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"];

/// The most suggestions that are made.
const MOST: usize = 3;

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

/// The first city of a list that a program shows its users, `(UTC+01:00) Amsterdam, Berlin, Bern`, that names a zone.
pub(super) fn listed_city(name: &str) -> Option<&'static str> {
    let list = name.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(name, |(_, list)| list);
    if list.len() > 200 || !(list.contains(',') || name.starts_with('(')) {
        return None;
    }
    list.split([',', '/', ';']).find_map(|city| {
        let city = city.trim();
        let known = CITIES.iter().find(|(other, _)| other.eq_ignore_ascii_case(city)).map(|(_, iana)| *iana);
        known.or_else(|| WINDOWS.iter().map(|(_, iana)| *iana).find(|iana| same_city(iana, city)))
    })
}

fn same_city(iana: &str, city: &str) -> bool {
    let last = iana.rsplit('/').next().unwrap_or(iana);
    !city.is_empty() && last.eq_ignore_ascii_case(&city.replace(' ', "_"))
}

/// The likeliest IANA names for an unknown one, at most three, the likeliest first.
pub(super) fn suggest(name: &str) -> Vec<String> {
    let name = name.trim().trim_matches('"');
    if name.is_empty() || name.len() > 200 {
        return Vec::new();
    }
    let mut found: Vec<String> = windows(name).into_iter().map(String::from).collect();
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
mod tests {
    use super::*;

    #[test]
    fn every_name_in_the_tables_is_in_the_database() {
        let abbreviated = ABBREVIATIONS.iter().flat_map(|(_, zones)| *zones).copied();
        let offsets = OFFSETS.iter().flat_map(|(_, zones)| *zones).copied();
        let rest = WINDOWS.iter().chain(CITIES).map(|(_, zone)| *zone);
        for zone in rest.chain(abbreviated).chain(offsets) {
            assert_eq!(Zone::find(zone).map(|found| found.name().to_string()).as_deref(), Some(zone));
        }
        let lower = CITIES.iter().all(|(city, _)| *city == city.to_lowercase());
        assert!(lower, "cities are compared in lower case");
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
