//! Series through nights in which the clocks change.

use super::*;

#[test]
fn local_time_stays_through_changes_of_the_clock() {
    for (zone, start, want) in [
        ("Europe/Berlin", "2026-03-22T19:00", ["2026-03-22T19:00:00+01:00", "2026-03-29T19:00:00+02:00"]),
        ("Australia/Lord_Howe", "2026-03-29T10:00", ["2026-03-29T10:00:00+11:00", "2026-04-05T10:00:00+10:30"]),
        ("America/New_York", "2026-10-25T19:00", ["2026-10-25T19:00:00-04:00", "2026-11-01T19:00:00-05:00"]),
        ("Asia/Kathmandu", "2026-10-25T19:00", ["2026-10-25T19:00:00+05:45", "2026-11-01T19:00:00+05:45"]),
        // In the gap of 29 March the second one happens an hour later on the wall, at the offset before it.
        ("Europe/Berlin", "2026-03-22T02:30", ["2026-03-22T02:30:00+01:00", "2026-03-29T03:30:00+02:00"]),
    ] {
        let when = event(start, start, zone).repeating(&RepeatSpec::Table(table("week", ""))).0.unwrap();
        let found = when.coming(Instant::from_unix(0), 2);
        assert_eq!(found.iter().map(|o| o.start.to_string()).collect::<Vec<_>>(), want, "{zone}");
    }
}

#[test]
fn an_occurrence_lasts_as_long_as_the_first_one_through_the_hour_that_comes_twice() {
    let when =
        event("2026-10-18T00:30", "2026-10-18T03:00", "Europe/Berlin").repeating(&rule("FREQ=WEEKLY")).0.unwrap();
    let found = when.occurrences(day("2026-10-25"), day("2026-10-25"), 1);
    let seen = found.iter().map(|o| (o.start.to_string(), o.end.to_string())).collect::<Vec<_>>();
    assert_eq!(seen, [("2026-10-25T00:30:00+02:00".to_string(), "2026-10-25T02:00:00+01:00".to_string())]);
}

#[test]
fn a_first_night_in_which_the_clock_is_changed_says_nothing_of_the_length_of_others() {
    // From ten to five: eight hours on 24 October 2026, seven on any other night.
    let night = event("2026-10-24T22:00", "2026-10-25T05:00", "Europe/Berlin");
    let said = night.clone().by_the_wall().repeating(&rule("FREQ=WEEKLY;COUNT=3")).0.unwrap();
    let expected = ["2026-10-25T05:00:00+01:00", "2026-11-01T05:00:00+01:00", "2026-11-08T05:00:00+01:00"];
    assert_eq!((ends(&said, 3), said.lasts()), (expected.map(str::to_owned).to_vec(), Some(7 * 3600)));
    assert_eq!(said.occurrence_at(said.first()).unwrap().changed_by, None);
    // As another program's file has it, where the end says how long all of them are (RFC 5545 §3.8.5.3).
    let exact = night.repeating(&rule("FREQ=WEEKLY;COUNT=3")).0.unwrap();
    assert_eq!((ends(&exact, 3)[1].as_str(), exact.lasts()), ("2026-11-01T06:00:00+01:00", None));
    let hours = |text: &str, spring: &str| {
        let (start, zone) = (Stamp::parse(spring).unwrap(), Zone::find("Europe/Berlin").unwrap());
        let when = When::lasting(start, crate::time::Duration::parse(text).unwrap(), &zone).unwrap();
        ends(&when.repeating(&rule("FREQ=WEEKLY;COUNT=3")).0.unwrap(), 2)
    };
    assert_eq!(hours("7h", "2026-03-28T22:00"), ["2026-03-29T06:00:00+02:00", "2026-04-05T05:00:00+02:00"]);
    assert_eq!(hours("1 day", "2026-03-28T22:00"), ["2026-03-29T22:00:00+02:00", "2026-04-05T22:00:00+02:00"]);
    // A change of the first one alone keeps its own end; left out, it is not there.
    let title = Override { at: Some(Stamp::Day(day("2026-10-24"))), ..Override::default() };
    let (titled, issues) = said.with_overrides(&[title]);
    assert_eq!((ends(&titled, 2), issues.len()), (expected[..2].iter().map(ToString::to_string).collect(), 0));
    let spec = RepeatRule {
        rrule: Some("FREQ=WEEKLY;COUNT=3".into()),
        exdate: stamps(&["2026-10-24"]),
        ..RepeatRule::default()
    };
    let without = event("2026-10-24T22:00", "2026-10-25T05:00", "Europe/Berlin").by_the_wall();
    assert_eq!(ends(&without.repeating(&RepeatSpec::Rule(spec)).0.unwrap(), 1), [expected[1]]);
}

#[test]
fn the_first_of_a_series_may_be_at_the_second_of_two_equal_times() {
    for (start, first) in
        [("01:30:00-04:00", "01:30:00-04:00"), ("01:30:00", "01:30:00-04:00"), ("01:30:00-05:00", "01:30:00-05:00")]
    {
        let (start, end) = (format!("2026-11-01T{start}"), "2026-11-01T03:00".to_owned());
        let series =
            event(&start, &end, "America/New_York").by_the_wall().repeating(&rule("FREQ=WEEKLY;COUNT=3")).0.unwrap();
        let starts: Vec<String> =
            series.coming(at("2026-01-01T00:00:00Z"), 3).iter().map(|one| one.start.to_string()).collect();
        let later = ["2026-11-08T01:30:00-05:00", "2026-11-15T01:30:00-05:00"];
        assert_eq!(
            (starts[0].as_str(), &starts[1..]),
            (format!("2026-11-01T{first}").as_str(), &later.map(str::to_owned)[..])
        );
        assert_eq!(ends(&series, 2), ["2026-11-01T03:00:00-05:00", "2026-11-08T03:00:00-05:00"], "{start}");
    }
}

#[test]
fn a_first_date_in_a_gap_is_moved_and_no_other() {
    let series = |start: &str, end: &str, zone: &str, words: &str| {
        let (when, issues) = event(start, end, zone).by_the_wall().repeating(&RepeatSpec::Table(table(words, "")));
        assert_eq!(issues, []);
        when.unwrap()
    };
    let times = |when: &When| {
        let all = when.coming(Instant::from_unix(0), 3).into_iter();
        all.map(|one| format!("{} {}", one.start, &one.end.to_string()[11..])).collect::<Vec<_>>()
    };
    let weekly = series("2026-03-29T02:30", "2026-03-29T04:00", "Europe/Berlin", "week");
    assert_eq!(
        times(&weekly),
        [
            "2026-03-29T03:30:00+02:00 04:00:00+02:00",
            "2026-04-05T02:30:00+02:00 04:00:00+02:00",
            "2026-04-12T02:30:00+02:00 04:00:00+02:00"
        ]
    );
    // An end that the clock skips as well, or that is over before the start as it was moved: the wall says how long it lasts.
    for (end, first, other) in [("02:45", "03:45", "02:45"), ("03:15", "04:15", "03:15"), ("03:30", "04:30", "03:30")] {
        let both = series("2026-03-29T02:30", &format!("2026-03-29T{end}"), "Europe/Berlin", "week");
        let want =
            [("29T03:30", first), ("29T02:30", other)].map(|(start, end)| (start[2..].to_owned(), end.to_owned()));
        let found =
            times(&both)[..2].iter().map(|one| (one[10..16].to_owned(), one[26..31].to_owned())).collect::<Vec<_>>();
        assert_eq!(found, want, "{end}");
    }
    // What is moved to another day keeps the rule where it was: the whole of Friday, 30 December 2011 was skipped in Samoa.
    let friday = series("2011-12-30T10:00", "2011-12-30T11:00", "Pacific/Apia", "week");
    assert_eq!(
        times(&friday)[..2],
        ["2011-12-31T10:00:00+14:00 11:00:00+14:00", "2012-01-06T10:00:00+14:00 11:00:00+14:00"]
    );
    assert_eq!(friday.repeat().unwrap().describe(&friday, "en"), "every Friday");
    // By its own name it is left out, or moved elsewhere.
    let spec = RepeatTable { except: stamps(&["2026-03-29T02:30"]), ..table("week", "") };
    let start = "2026-03-29T02:30";
    let without = event(start, start, "Europe/Berlin").repeating(&RepeatSpec::Table(spec)).0.unwrap();
    assert!(times(&without)[0].starts_with("2026-04-05T02:30:00+02:00"));
    let change = Override {
        at: stamps(&["2026-03-29"]).pop(),
        start: stamps(&["2026-03-29T05:00"]).pop(),
        ..Override::default()
    };
    let (changed, issues) = weekly.with_overrides(&[change]);
    assert_eq!((times(&changed)[0].as_str(), issues.len()), ("2026-03-29T05:00:00+02:00 06:30:00+02:00", 0));
    // An event of one date is where it was.
    let single = event(start, start, "Europe/Berlin").coming(Instant::from_unix(0), 1).remove(0);
    assert_eq!(
        (single.start.to_string().as_str(), single.original),
        ("2026-03-29T03:30:00+02:00", single.start.local())
    );
}

#[test]
fn an_end_in_a_gap_is_no_hour_more_on_other_dates() {
    let series = event("2026-03-29T01:00", "2026-03-29T02:30", "Europe/Berlin").by_the_wall();
    let series = series.repeating(&rule("FREQ=WEEKLY")).0.unwrap();
    assert_eq!(ends(&series, 2), ["2026-03-29T03:30:00+02:00", "2026-04-05T02:30:00+02:00"]);
}

#[test]
fn a_date_in_a_gap_is_found() {
    let series = |start: &str, more: &str| {
        event(start, start, "Europe/Berlin").repeating(&rule(&format!("FREQ=WEEKLY{more}"))).0.unwrap().start_in_gap()
    };
    let (start, message) = series("2027-03-28T02:30", "").unwrap();
    assert_eq!(start.to_string(), "2027-03-28T02:30:00");
    assert!(
        message.contains("the first date of this series, does not happen: it is read as 2027-03-28T03:30"),
        "{message}"
    );
    let (start, message) = series("2026-12-06T02:30", "").unwrap();
    assert_eq!(start.to_string(), "2027-03-28T02:30:00");
    assert!(
        message.ends_with("a later date of this series, does not happen: it is read as 2027-03-28T03:30:00+02:00"),
        "{message}"
    );
    assert_eq!(series("2026-12-06T02:30", ";UNTIL=20270320").map(|_| ()), None);
    assert_eq!(series("2026-12-06T03:00", "").map(|_| ()), None);
    assert_eq!(series("2026-12-05T02:30", "").map(|_| ()), None, "no clock is changed on a Saturday");
}
