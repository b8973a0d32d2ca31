//! Values of `[calendar]` that are more than a word: lengths of time, and calendars that are kept for their subscribers.

use crate::diagnostic::{Code, Diagnostic};
use crate::markup::slug;
use crate::read::fields::Spanned;
use crate::time::{Date, Duration};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// How often an app should look again: a length as RFC 5545 §3.3.6 writes it, since it goes into calendars letter for letter.
pub(super) fn refresh(written: &Spanned<String>, said: &mut Vec<Diagnostic>) -> Option<Arc<str>> {
    let text = written.value.trim().to_uppercase();
    if text.starts_with('P') && !text.contains('.') && Duration::parse(&text).is_ok() {
        return Some(text.into());
    }
    let message = format!("`refresh` wants a length of time as calendars write it, found \"{}\"", written.value);
    let meant = Duration::parse(&written.value).ok().map(|length| i64::from(length.days) * 86_400 + length.seconds);
    let help = match meant.filter(|seconds| *seconds > 0).map(|seconds| (seconds / 60, seconds % 60)) {
        Some((minutes, 0)) if minutes % 1440 == 0 => format!("write `refresh = \"P{}D\"`", minutes / 1440),
        Some((minutes, 0)) if minutes % 60 == 0 => format!("write `refresh = \"PT{}H\"`", minutes / 60),
        Some((minutes, 0)) => format!("write `refresh = \"PT{minutes}M\"`"),
        _ => "write `\"PT12H\"` or `\"P1D\"`".to_owned(),
    };
    said.push(Diagnostic::error(Code::UnknownValue, written.span, message).help(help));
    None
}

/// What the UIDs of a hub at this address end in: its host and its path, without user and port. It is the address in `hub.toml` and not
/// that of a preview, whose events are the same.
pub(super) fn domain_of(base_url: &str) -> Arc<str> {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches('/');
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(v6),
        None => host.split(':').next().unwrap_or(host),
    };
    if path.is_empty() { host.into() } else { format!("{host}/{path}").into() }
}

/// The words in which the end of UIDs was chosen: visible ASCII without what marks a UID's own parts.
pub(super) fn uid_domain(written: &Spanned<String>, said: &mut Vec<Diagnostic>) -> Option<Arc<str>> {
    let text = written.value.trim();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_/~%:+".contains(&byte);
    if !text.is_empty() && text.len() <= 255 && text.bytes().all(is_plain) && !text.contains("://") {
        return Some(text.into());
    }
    let message = format!("`uid_domain` wants what stands behind the `@` of a UID, found \"{}\"", written.value);
    let meant = domain_of(text.rsplit('@').next().unwrap_or(text));
    let is_meant = !meant.is_empty() && meant.bytes().all(is_plain);
    let help = if is_meant { meant } else { "riverbank.example".into() };
    let error = Diagnostic::error(Code::UnknownValue, written.span, message);
    said.push(error.help(format!("write `uid_domain = \"{help}\"`")));
    None
}

/// How long an event that is over stays in calendars: months and days, by the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    months: i32,
    days: i32,
}

impl Default for Keep {
    fn default() -> Self {
        Self { months: 12, days: 0 }
    }
}

impl Keep {
    /// Reads the whole days of ISO 8601: `P1Y`, `P6M`, `P2W`, `P1Y6M10D`, up to a thousand years.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let mut rest = text.strip_prefix('P')?;
        let mut keep = Self { months: 0, days: 0 };
        let mut units = "YMWD";
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let number: i32 = rest[..digits].parse().ok().filter(|number| *number <= 366_000)?;
            let unit = rest[digits..].chars().next()?;
            // Each at most once, and in this order.
            units = units.split_once(unit)?.1;
            match unit {
                'Y' => keep.months += number.checked_mul(12)?,
                'M' => keep.months += number,
                'W' => keep.days += number.checked_mul(7)?,
                _ => keep.days += number,
            }
            rest = &rest[digits + 1..];
        }
        let fits = units != "YMWD" && keep.months <= 12_000 && keep.days <= 366_000;
        fits.then_some(keep)
    }

    pub(super) fn checked(written: &Spanned<String>, said: &mut Vec<Diagnostic>) -> Option<Self> {
        let keep = Self::parse(&written.value);
        if keep.is_none() {
            let message = format!("`keep` wants a length of time in days or longer, found \"{}\"", written.value);
            let error = Diagnostic::error(Code::UnknownValue, written.span, message);
            said.push(error.help("write `\"P1Y\"`, `\"P6M\"` or `\"P90D\"`"));
        }
        keep
    }

    /// The first day on which an event may have ended and still be kept.
    pub fn before(self, today: Date) -> Date {
        today.plus_months(-self.months).plus_days(-self.days)
    }
}

/// A calendar that is published although nothing is in it any more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Retired {
    /// What it was about.
    pub about: &'static str,
    /// Its part of the address.
    pub slug: Arc<str>,
}

/// What a calendar that is retired may have been about.
const ABOUT: [&str; 6] = ["type", "tag", "group", "member", "venue", "language"];

impl Retired {
    /// Whether it was a person's, who may have wanted it gone: nobody is told to keep such a one.
    pub fn is_personal(&self) -> bool {
        self.about == "member"
    }

    /// The calendar that a file of a site is, `zh-CN/calendars/tag/rust.ics`, and what stands before `calendars/` in its path.
    pub fn of_file(path: &str) -> Option<(&str, Self)> {
        let at = path.find("calendars/").filter(|at| *at == 0 || path[..*at].ends_with('/'))?;
        let name = path[at..].strip_prefix("calendars/")?.strip_suffix(".ics")?;
        Some((&path[..at], Self::parse(name)?))
    }

    /// The line that keeps these below `[calendar]` in `hub.toml`.
    pub fn line<'a>(all: impl IntoIterator<Item = &'a Self>) -> String {
        let all: BTreeSet<&Self> = all.into_iter().collect();
        let names: Vec<String> = all.into_iter().map(|one| format!("\"{one}\"")).collect();
        format!("retired = [{}]", names.join(", "))
    }

    /// Reads the form `tag/rust`: what is left of the address without `/calendars/` and the ending.
    pub fn parse(text: &str) -> Option<Self> {
        let (about, name) = text.trim().split_once('/')?;
        let about = ABOUT.into_iter().find(|word| *word == about)?;
        let is_slug =
            !name.is_empty() && (slug(name) == name || (about == "language" && slug(name) == name.to_lowercase()));
        is_slug.then(|| Self { about, slug: name.into() })
    }

    pub(super) fn all(written: &[Spanned<String>], said: &mut Vec<Diagnostic>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for one in written {
            match Self::parse(&one.value) {
                Some(retired) => all.push(retired),
                None => {
                    let message = format!("`{}` is no calendar", one.value);
                    let error = Diagnostic::error(Code::UnknownValue, one.span, message);
                    let kinds = ABOUT.map(|word| format!("`{word}/`")).join(", ");
                    said.push(error.help(format!("write one such as `\"tag/rust\"`; it begins with one of {kinds}")));
                }
            }
        }
        all.sort();
        all.dedup();
        all
    }
}

impl fmt::Display for Retired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.about, self.slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{SourceId, Span};

    #[test]
    fn uids_end_in_host_and_path() {
        for (url, expected) in [
            ("https://riverbank.example", "riverbank.example"),
            ("https://riverbank.example/", "riverbank.example"),
            ("https://me@riverbank.example:8443/hub", "riverbank.example/hub"),
            ("https://pages.example/a/b/", "pages.example/a/b"),
            ("http://[::1]:8000/", "::1"),
        ] {
            assert_eq!(&*domain_of(url), expected, "{url}");
        }
        let written = |text: &str| Spanned { value: text.to_owned(), span: Span::new(SourceId(0), 0..1) };
        let mut said = Vec::new();
        assert_eq!(uid_domain(&written(" old.example/hub "), &mut said).as_deref(), Some("old.example/hub"));
        for (text, help) in [
            ("https://old.example/", "write `uid_domain = \"old.example\"`"),
            ("salon@old.example", "write `uid_domain = \"old.example\"`"),
            ("old example", "write `uid_domain = \"riverbank.example\"`"),
            ("", "write `uid_domain = \"riverbank.example\"`"),
        ] {
            assert_eq!(uid_domain(&written(text), &mut said), None, "{text}");
            assert_eq!(said.pop().unwrap().help.as_deref(), Some(help));
        }
    }

    #[test]
    fn a_length_of_days_or_more() {
        let keep = |text| Keep::parse(text).map(|keep| (keep.months, keep.days));
        assert_eq!(keep("P1Y"), Some((12, 0)));
        assert_eq!(keep(" p1y6m2w3d "), Some((18, 17)));
        assert_eq!(keep("P0D"), Some((0, 0)));
        for wrong in [
            "",
            "P",
            "1Y",
            "PT12H",
            "P1DT1H",
            "P1D1Y",
            "P1Y1Y",
            "P-1Y",
            "P1.5Y",
            "P99999999999Y",
            "P9999Y",
            "P年",
            "PY",
        ] {
            assert_eq!(keep(wrong), None, "{wrong}");
        }
        let day = |month, day| Date::new(2026, month, day).unwrap();
        assert_eq!(Keep::default().before(day(2, 28)).to_string(), "2025-02-28");
        assert_eq!(Keep::parse("P1000Y").unwrap().before(day(3, 1)).to_string(), "1026-03-01");
    }

    #[test]
    fn a_calendar_that_was() {
        assert_eq!(Retired::parse("tag/rust").unwrap().about, "tag");
        assert!(Retired::parse("venue/河岸").is_some() && Retired::parse("language/zh-CN").is_some());
        for wrong in ["rust", "tag/", "tag/../x", "tag/A B", "tag/a/b", "event/x", "member/", "/calendars/tag/rust.ics"]
        {
            assert_eq!(Retired::parse(wrong), None, "{wrong}");
        }
        let (prefix, rust) = Retired::of_file("zh-CN/calendars/tag/rust.ics").unwrap();
        assert_eq!((prefix, rust.to_string().as_str()), ("zh-CN/", "tag/rust"));
        for wrong in ["calendar.ics", "my-calendars/tag/rust.ics", "calendars/tag/rust.json", "calendars/event/x.ics"] {
            assert_eq!(Retired::of_file(wrong), None, "{wrong}");
        }
        let pier = Retired::parse("venue/pier").unwrap();
        assert_eq!(Retired::line([&pier, &rust, &pier]), "retired = [\"tag/rust\", \"venue/pier\"]");
    }
}
