//! Tests of series: rules in words, exceptions, overrides, windows, bounds.

use super::*;
use crate::time::{Override, RepeatTable, TimeError, Weekday, Zone};
use std::time::Instant as Clock;

#[path = "series_clock_tests.rs"]
mod clocks;

fn event(start: &str, end: &str, zone: &str) -> When {
    let zone = Zone::find(zone).unwrap();
    When::between(Stamp::parse(start).unwrap(), Some(Stamp::parse(end).unwrap()), &zone).unwrap()
}

fn stamps(texts: &[&str]) -> Vec<Stamp> {
    texts.iter().map(|text| Stamp::parse(text).unwrap()).collect()
}

fn table(every: &str, on: &str) -> RepeatTable {
    let on = if on.is_empty() { Vec::new() } else { vec![on.to_string()] };
    RepeatTable { every: Some(every.into()), on, ..RepeatTable::default() }
}

fn rule(rrule: &str) -> RepeatSpec {
    RepeatSpec::Rule(RepeatRule { rrule: Some(rrule.into()), ..RepeatRule::default() })
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

/// Checks the rule and the words that a table comes to.
#[track_caller]
fn says(start: &str, table: RepeatTable, rrule: &str, english: &str, chinese: &str) {
    let (when, issues) = event(start, start, "Asia/Shanghai").repeating(&RepeatSpec::Table(table));
    let when = when.unwrap_or_else(|| panic!("{issues:?}"));
    let repeat = when.repeat().unwrap();
    assert_eq!(repeat.rrule(&when).as_deref(), Some(rrule));
    assert_eq!(repeat.describe(&when, "en"), english);
    assert_eq!(repeat.describe(&when, "zh-CN"), chinese);
}

#[test]
fn tables_become_rules_and_words() {
    let tuesday = "2026-12-01T19:00";
    says(
        tuesday,
        table("month", "first tuesday"),
        "FREQ=MONTHLY;BYDAY=1TU",
        "every first Tuesday of the month",
        "每月第一个星期二",
    );
    says(tuesday, table("week", ""), "FREQ=WEEKLY", "every Tuesday", "每周二");
    says(
        tuesday,
        table("2 weeks", "tuesday"),
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        "every other Tuesday",
        "每两周的周二",
    );
    says(
        tuesday,
        table("tuesday and thursday", ""),
        "FREQ=WEEKLY;BYDAY=TU,TH",
        "every Tuesday and Thursday",
        "每周二、周四",
    );
    says(tuesday, table("day", ""), "FREQ=DAILY", "every day", "每天");
    says(tuesday, table("weekday", ""), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday", "每个工作日");
    says(
        tuesday,
        table("month", "1st and 15th"),
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "every 1st and 15th of the month",
        "每月1日和15日",
    );
    says(tuesday, table("quarter", ""), "FREQ=MONTHLY;INTERVAL=3", "every 3 months on the 1st", "每三个月的1日");
    says(tuesday, table("year", ""), "FREQ=YEARLY", "every year on the 1st of December", "每年12月1日");
    says(
        tuesday,
        table("year", "first tuesday"),
        "FREQ=YEARLY;BYMONTH=12;BYDAY=1TU",
        "every year on the first Tuesday of December",
        "每年12月第一个星期二",
    );
    says(
        "2026-12-31T19:00",
        RepeatTable { until: Some(Stamp::Day(day("2027-06-30"))), ..table("month", "last day") },
        "FREQ=MONTHLY;UNTIL=20270630T155959Z;BYMONTHDAY=-1",
        "every last day of the month until 30 June 2027",
        "每月最后一天，至2027年6月30日",
    );
    says(
        tuesday,
        RepeatTable { count: Some(3), ..table("month", "first and third tuesday") },
        "FREQ=MONTHLY;COUNT=3;BYDAY=1TU,3TU",
        "every first and third Tuesday of the month, 3 times",
        "每月第一个和第三个星期二，共3次",
    );
}

#[test]
fn words_that_mean_nothing_are_refused_with_a_mend() {
    for (table, message, help) in [
        (table("moth", ""), "nothing repeats every `moth`", "did you mean `month`?"),
        (table("hour", ""), "`hour` repeats within a day", "an event repeats daily"),
        (table("month", "first tuesdy"), "`first tuesdy` is no day", ""),
        (table("month", "last"), "`last` is no day", "write `first tuesday`"),
        (table("month", "tuesday"), "`tuesday` does not say which one of the month", "write `first tuesday`"),
        (table("week", "first tuesday"), "`first tuesday` is a day of a month", "write `every = \"month\"`"),
        (table("first tuesday", ""), "`every` says how often", "write `every = \"month\", on = \"first tuesday\"`"),
        (RepeatTable { interval: Some(0), ..table("week", "") }, "`interval` is a number", ""),
        (RepeatTable { count: Some(-1), ..table("week", "") }, "`count` is a number", ""),
        (RepeatTable::default(), "a repetition says how often", "write `every = \"week\"`"),
        (
            RepeatTable { count: Some(2), until: Some(Stamp::Day(day("2027-01-01"))), ..table("week", "") },
            "a series ends by",
            "",
        ),
        (RepeatTable { until: Some(Stamp::Day(day("2026-01-01"))), ..table("week", "") }, "this series ends", ""),
    ] {
        let (when, issues) =
            event("2026-12-01T19:00", "2026-12-01T20:00", "Asia/Shanghai").repeating(&RepeatSpec::Table(table));
        assert_eq!(when, None, "{message}");
        let issue = issues.iter().find(|issue| issue.is_error).unwrap();
        assert!(issue.message.starts_with(message), "{} / {message}", issue.message);
        assert!(issue.help.as_deref().unwrap_or("").starts_with(help), "{:?} / {help}", issue.help);
    }
}

#[test]
fn a_start_off_its_rule_is_told_the_nearest_dates() {
    let wednesday = event("2026-06-03T19:00", "2026-06-03T20:00", "Asia/Shanghai");
    let (when, issues) = wednesday.repeating(&RepeatSpec::Table(table("month", "first tuesday")));
    assert_eq!(when, None);
    assert_eq!(issues[0].message, "the first start, Wednesday, 3 June 2026, is no occurrence of its own rule");
    assert_eq!(
        issues[0].help.as_deref(),
        Some("start at `2026-06-02T19:00:00` or `2026-07-07T19:00:00`, or change the rule")
    );
    let tolerant =
        RepeatRule { rrule: Some("FREQ=MONTHLY;BYDAY=1TU;COUNT=3".into()), tolerant: true, ..RepeatRule::default() };
    let when = wednesday.repeating(&RepeatSpec::Rule(tolerant)).0.unwrap();
    let days: Vec<String> =
        when.occurrences(day("2026-01-01"), day("2030-01-01"), 99).iter().map(|o| o.days().0.to_string()).collect();
    assert_eq!(days, ["2026-06-03", "2026-07-07", "2026-08-04"]);
}

#[test]
fn exceptions_that_meet_nothing_are_said_and_left_out() {
    let spec = RepeatTable { except: stamps(&["2026-12-08", "2026-12-09", "2026-12-15T18:00"]), ..table("week", "") };
    let (when, issues) =
        event("2026-12-01T19:00", "2026-12-01T20:00", "Asia/Shanghai").repeating(&RepeatSpec::Table(spec));
    let when = when.unwrap();
    assert_eq!(when.repeat().unwrap().exceptions(), [DateTime::parse("2026-12-08T19:00").unwrap()]);
    let said: Vec<_> = issues.iter().map(|issue| (issue.field, issue.help.as_deref().unwrap())).collect();
    assert_eq!(
        said,
        [
            (RepeatField::Except(1), "the nearest are `2026-12-08T19:00:00` and `2026-12-15T19:00:00`"),
            (RepeatField::Except(2), "the nearest are `2026-12-08T19:00:00` and `2026-12-15T19:00:00`"),
        ]
    );
}

#[test]
fn overrides_move_occurrences_into_and_out_of_a_window() {
    let when = event("2026-12-01T19:00", "2026-12-01T21:00", "Asia/Shanghai")
        .repeating(&RepeatSpec::Table(table("week", "")))
        .0
        .unwrap();
    let change = |at: &str, start: &str| Override {
        at: Some(Stamp::parse(at).unwrap()),
        start: Some(Stamp::parse(start).unwrap()),
        ..Override::default()
    };
    let (when, issues) = when.with_overrides(&[
        change("2026-12-08", "2027-01-03"),
        change("2026-12-15T11:00:00Z", "2026-12-16T18:00"),
        change("2026-12-23", "2026-12-24"),
        Override { at: Some(Stamp::Day(day("2026-12-29"))), ..Override::default() },
    ]);
    assert_eq!(issues.len(), 1, "{issues:?}");
    assert_eq!(issues[0].message, "there is no occurrence at `2026-12-23`");
    assert_eq!(issues[0].field, RepeatField::Override(2));
    let found = when.occurrences(day("2026-12-01"), day("2026-12-31"), 99);
    let seen: Vec<_> = found.iter().map(|o| (o.start.local().to_string(), o.changed_by)).collect();
    let want = [
        ("2026-12-01T19:00:00", None),
        ("2026-12-16T18:00:00", Some(1)),
        ("2026-12-22T19:00:00", None),
        ("2026-12-29T19:00:00", Some(3)),
    ];
    assert_eq!(seen, want.map(|(at, by)| (at.to_string(), by)));
    assert_eq!(found[1].end.local().to_string(), "2026-12-16T20:00:00");
    let january = when.occurrences(day("2027-01-01"), day("2027-01-06"), 99);
    assert_eq!(
        january.iter().map(|o| o.start.local().to_string()).collect::<Vec<_>>(),
        ["2027-01-03T19:00:00", "2027-01-05T19:00:00"]
    );
    assert_eq!(january[0].original.to_string(), "2026-12-08T19:00:00");
}

#[test]
fn whole_days_end_on_their_last_day() {
    let when = event("2026-12-30", "2027-01-01", "America/New_York");
    assert_eq!(
        (when.start().to_string(), when.end().to_string()),
        ("2026-12-30T00:00:00-05:00".into(), "2027-01-02T00:00:00-05:00".into())
    );
    assert!(!when.is_over(at("2027-01-02T04:59:59Z")));
    assert!(when.is_over(at("2027-01-02T05:00:00Z")));
    assert_eq!(when.occurrences(day("2027-01-01"), day("2027-01-31"), 9).len(), 1);
    assert_eq!(when.occurrences(day("2027-01-02"), day("2027-01-31"), 9).len(), 0);
    let zone = Zone::utc();
    assert!(matches!(When::all_day(day("2026-05-02"), day("2026-05-01"), &zone), Err(TimeError::DayBefore { .. })));
    let evening = DateTime::parse("2026-05-01T19:00").unwrap();
    let before = When::timed(evening, DateTime::parse("2026-05-01T17:00").unwrap(), &zone).unwrap_err();
    assert_eq!(before.to_string(), "this event ends 2 hours before it starts");
    assert!(matches!(
        When::between(Stamp::Local(evening), Some(Stamp::Day(day("2026-05-01"))), &zone),
        Err(TimeError::Mixed { .. })
    ));
}

#[test]
fn past_and_coming_meet_at_now() {
    let when = event("2026-01-06T19:00", "2026-01-06T21:00", "Asia/Shanghai")
        .repeating(&rule("FREQ=WEEKLY;COUNT=10"))
        .0
        .unwrap();
    let now = at("2026-02-03T12:00:00Z");
    let starts = |found: Vec<Occurrence>| found.iter().map(|o| o.days().0.to_string()).collect::<Vec<_>>();
    assert_eq!(starts(when.coming(now, 2)), ["2026-02-03", "2026-02-10"], "the one that is going on comes first");
    assert_eq!(starts(when.past(now, 2)), ["2026-01-27", "2026-01-20"]);
    assert_eq!(when.last().unwrap().days().0.to_string(), "2026-03-10");
    assert!(when.is_over(at("2026-03-10T13:00:00Z")) && !when.is_over(at("2026-03-10T12:59:59Z")));
    assert_eq!(starts(when.past(at("2040-01-01T00:00:00Z"), 1)), ["2026-03-10"]);
}

#[test]
fn additions_alone_make_a_series() {
    let spec = RepeatTable { also: stamps(&["2026-12-20", "2026-12-10T20:00"]), ..RepeatTable::default() };
    let when =
        event("2026-12-01T19:00", "2026-12-01T20:00", "Asia/Shanghai").repeating(&RepeatSpec::Table(spec)).0.unwrap();
    let found = when.occurrences(day("2026-12-01"), day("2026-12-31"), 9);
    let seen: Vec<_> = found.iter().map(|o| o.start.local().to_string()).collect();
    assert_eq!(seen, ["2026-12-01T19:00:00", "2026-12-10T20:00:00", "2026-12-20T19:00:00"]);
    assert_eq!(when.repeat().unwrap().rrule(&when), None);
    assert!(!when.repeat().unwrap().is_endless());
}

#[test]
fn until_takes_the_form_of_its_start() {
    let ends = |when: When, rrule: &str| {
        let when = when.repeating(&rule(rrule)).0.unwrap();
        (when.repeat().unwrap().rrule(&when).unwrap(), when.last().unwrap().days().0.to_string())
    };
    let berlin = event("2026-06-05T19:00", "2026-06-05T20:00", "Europe/Berlin");
    let text = |a: &str, b: &str| (a.to_string(), b.to_string());
    assert_eq!(
        ends(berlin.clone(), "FREQ=WEEKLY;UNTIL=20260619"),
        text("FREQ=WEEKLY;UNTIL=20260619T215959Z", "2026-06-19")
    );
    assert_eq!(
        ends(berlin.clone(), "FREQ=WEEKLY;UNTIL=20260619T190000"),
        text("FREQ=WEEKLY;UNTIL=20260619T170000Z", "2026-06-19")
    );
    assert_eq!(
        ends(berlin, "FREQ=WEEKLY;UNTIL=20260619T165959Z"),
        text("FREQ=WEEKLY;UNTIL=20260619T165959Z", "2026-06-12")
    );
    let whole = event("2026-06-05", "2026-06-05", "America/New_York");
    assert_eq!(
        ends(whole.clone(), "FREQ=WEEKLY;UNTIL=20260619T000000Z"),
        text("FREQ=WEEKLY;UNTIL=20260619", "2026-06-19")
    );
    assert_eq!(ends(whole, "FREQ=WEEKLY;UNTIL=20260619T235959Z"), text("FREQ=WEEKLY;UNTIL=20260619", "2026-06-19"));
    let zone = Zone::floating(&Zone::find("Asia/Shanghai").unwrap());
    let start = Stamp::parse("2026-06-05T07:00").unwrap();
    let floating = When::between(start, None, &zone).unwrap();
    assert_eq!(ends(floating, "FREQ=WEEKLY;UNTIL=20260619"), text("FREQ=WEEKLY;UNTIL=20260619T235959", "2026-06-19"));
}

#[test]
fn work_is_bounded() {
    let began = Clock::now();
    let start = event("1970-01-01T19:00", "1970-01-01T20:00", "Asia/Shanghai");
    for text in [
        "FREQ=DAILY",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=DAILY;COUNT=20000",
        "FREQ=YEARLY;INTERVAL=9999",
        "FREQ=WEEKLY;UNTIL=99991231",
    ] {
        let when = start.repeating(&rule(text)).0.unwrap();
        for year in 2020..2030 {
            let from = Date::new(year, 1, 1).unwrap();
            assert!(when.occurrences(from, from.last_of_month(), 999).len() <= 31, "{text}");
        }
        assert!(
            when.coming(at("2026-01-01T00:00:00Z"), 3).len() <= 3
                && when.past(at("2026-01-01T00:00:00Z"), 3).len() <= 3
        );
        let _ = (when.last(), when.is_over(at("2026-01-01T00:00:00Z")));
    }
    for text in ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=20000"] {
        assert!(start.repeating(&rule(text)).0.is_none(), "{text}");
        let spec = RepeatRule { rrule: Some(text.into()), tolerant: true, ..RepeatRule::default() };
        let when = start.repeating(&RepeatSpec::Rule(spec)).0.unwrap();
        assert_eq!(when.coming(at("2026-01-01T00:00:00Z"), 3).len(), 0);
        assert_eq!(when.past(at("2026-01-01T00:00:00Z"), 3).len(), 1);
    }
    let long = event("0001-01-01T00:00", "2026-01-01T00:00", "UTC").repeating(&rule("FREQ=DAILY")).1;
    assert_eq!(long.iter().map(|issue| issue.fault).collect::<Vec<_>>(), [RepeatFault::Conflict]);
    let seconds = began.elapsed().as_secs_f64();
    assert!(seconds < 10.0, "took {seconds} s; unoptimised and on a busy machine it takes well under one");
}

#[test]
fn days_that_months_lack_are_warned_about() {
    let warned = |start: &str, text: &str| {
        let issues = event(start, start, "UTC").repeating(&rule(text)).1;
        issues.iter().map(|issue| (issue.is_error, issue.message.clone())).collect::<Vec<_>>()
    };
    assert_eq!(warned("2026-01-31", "FREQ=MONTHLY"), [(false, "months without a day 31 are skipped".to_string())]);
    assert_eq!(warned("2028-02-29", "FREQ=YEARLY"), [(false, "29 February comes every four years".to_string())]);
    let written = |start, rrule| {
        let when = When::all_day(day(start), day(start), &Zone::utc()).unwrap();
        let (when, _) = when.repeating(&rule(rrule));
        when.as_ref().and_then(|when| when.repeat()?.rrule(when)).unwrap()
    };
    assert_eq!(written("2028-02-29", "FREQ=YEARLY;INTERVAL=2"), "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29");
    assert_eq!(written("2027-02-28", "FREQ=YEARLY"), "FREQ=YEARLY");
    assert_eq!(warned("2026-01-28", "FREQ=MONTHLY"), []);
}

#[test]
fn an_addition_that_the_rule_gives_already_is_none() {
    let spec = RepeatSpec::Rule(RepeatRule {
        rrule: Some("FREQ=WEEKLY;COUNT=2".into()),
        rdate: stamps(&["2026-03-25T19:00", "2026-03-26T19:00", "2026-04-01T19:00"]),
        ..RepeatRule::default()
    });
    let (when, issues) = event("2026-03-18T19:00", "2026-03-18T20:00", "Asia/Shanghai").repeating(&spec);
    let when = when.unwrap_or_else(|| panic!("{issues:?}"));
    let more: Vec<String> = when.repeat().unwrap().additions().iter().map(ToString::to_string).collect();
    assert_eq!(more, ["2026-03-26T19:00:00", "2026-04-01T19:00:00"]);
}

#[test]
fn a_series_of_a_far_day_is_coming() {
    let far = event("2096-02-29T10:00", "2096-02-29T11:00", "Europe/Berlin");
    let when = far.repeating(&rule("FREQ=YEARLY;COUNT=3")).0.unwrap();
    let days: Vec<String> =
        when.coming(at("2026-01-01T00:00:00Z"), 9).iter().map(|one| one.days().0.to_string()).collect();
    assert_eq!(days, ["2096-02-29", "2104-02-29", "2108-02-29"]);
}

#[test]
fn floating_occurrences_have_no_gap() {
    let zone = Zone::floating(&Zone::find("Europe/Berlin").unwrap());
    let first = When::between(stamps(&["2026-03-22T02:30"])[0], None, &zone).unwrap();
    let when = first.repeating(&rule("FREQ=WEEKLY;COUNT=2")).0.unwrap();
    let starts: Vec<String> =
        when.occurrences(day("2026-03-01"), day("2026-04-30"), 9).iter().map(|one| one.start.to_string()).collect();
    assert_eq!(starts, ["2026-03-22T02:30:00", "2026-03-29T02:30:00"]);
}

fn ends(when: &When, count: usize) -> Vec<String> {
    when.coming(at("2026-01-01T00:00:00Z"), count).iter().map(|one| one.end.to_string()).collect()
}

#[test]
fn which_weeks_every_second_one_is_depends_on_the_first_day_of_a_week() {
    let table = |week_start| RepeatTable { week_start, ..table("2 weeks", "sunday and monday") };
    for (week_start, rule, second) in [
        (Weekday::Monday, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=MO", "2026-05-11"),
        (Weekday::Sunday, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU", "2026-05-04"),
    ] {
        let sunday = event("2026-05-03T19:00", "2026-05-03T20:00", "Asia/Shanghai");
        let series = sunday.repeating(&RepeatSpec::Table(table(week_start))).0.unwrap();
        assert_eq!(series.repeat().unwrap().rrule(&series).as_deref(), Some(rule));
        assert_eq!(series.coming(at("2026-01-01T00:00:00Z"), 2)[1].days().0, day(second));
    }
}

#[test]
fn words_name_the_dates_that_a_rule_does_not_tell() {
    let series = |except: &[&str], also: &[&str]| {
        let spec = RepeatTable { except: stamps(except), also: stamps(also), ..table("week", "") };
        event("2026-12-01T19:00", "2026-12-01T20:00", "Asia/Shanghai").repeating(&RepeatSpec::Table(spec)).0.unwrap()
    };
    let says = |when: When| ["en", "zh-CN"].map(|language| when.repeat().unwrap().describe_whole(&when, language));
    assert_eq!(says(series(&[], &[])), ["every Tuesday", "每周二"]);
    assert_eq!(
        says(series(&["2026-12-22", "2026-12-29"], &["2026-12-05"])),
        [
            "every Tuesday, except 22 December 2026 and 29 December 2026, and on 5 December 2026",
            "每周二，2026年12月22日、2026年12月29日除外，另加2026年12月5日"
        ]
    );
    let many = ["2026-12-08", "2026-12-15", "2026-12-22", "2026-12-29", "2027-01-05", "2027-01-12", "2027-01-19"];
    assert_eq!(says(series(&many, &[])), ["every Tuesday, except 7 dates", "每周二，7个日期除外"]);
    assert_eq!(says(series(&["2026-12-01"], &[]))[0], "every Tuesday, except 1 December 2026");
}
