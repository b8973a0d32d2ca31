//! What is said of the time of an event, and what is left to say when its mend was followed.

use crate::diagnostic::has_errors;
use crate::kinds::event::testing::hub;
use crate::time::Instant;

fn messages(fields: &str) -> Vec<String> {
    hub(&[("content/events/x.toml", &format!("title = \"X\"\n{fields}"))]).messages()
}

/// A time of the one day that most of these events have, and more fields.
fn start(fields: &str) -> String {
    format!("start = 2026-12-01T19:00:00\n{fields}\n")
}

/// Holds that fields are told this mend and no other, and that nothing is said to who follows it.
fn mends(all: &[(String, &str, String)]) {
    for (fields, help, followed) in all {
        let text = format!("title = \"X\"\n{fields}");
        let said = hub(&[("content/events/x.toml", &text)]).said.into_iter().map(|said| said.help);
        assert_eq!(said.collect::<Vec<_>>(), [Some((*help).to_owned())], "{fields}");
        assert_eq!(messages(followed), [] as [&str; 0], "{followed}");
    }
}

#[test]
fn who_follows_a_mend_of_a_time_has_nothing_left_to_mend() {
    let weekly = "start = 2026-12-01T19:00:00\nrepeat = { every = \"week\" }\n[[override]]\nat = 2026-12-08\n";
    let after = |line: &str| format!("{weekly}{line}\n");
    mends(&[
        (
            start("repeat = { every = \"week\", except = \"2026-12-08\" }"),
            "write `except = [2026-12-08]`, without quotes",
            start("repeat = { every = \"week\", except = [2026-12-08] }"),
        ),
        (
            start("repeat = { every = \"week\", also = [\"2026-12-09\"] }"),
            "write `2026-12-09`, without quotes",
            start("repeat = { every = \"week\", also = [2026-12-09] }"),
        ),
        (
            start("rrule = \"FREQ=WEEKLY\"\nexdate = \"8.12.2026, 15.12.2026\""),
            "write `exdate = [2026-12-08, 2026-12-15]`, without quotes",
            start("rrule = \"FREQ=WEEKLY\"\nexdate = [2026-12-08, 2026-12-15]"),
        ),
        (
            start("rdate = \"soon\""),
            "write days, as in `rdate = [2026-11-21]`, without quotes",
            start("rdate = [2026-12-21]"),
        ),
        (
            "start = 2026-11-26T19:00:00\nend = 2026-11-26T21:00:00\nrepeat = { every = \"wednesday\" }\n".to_owned(),
            "start at `2026-11-25T19:00:00` or `2026-12-02T19:00:00`, or change the rule; `end` moves with the start",
            "start = 2026-11-25T19:00:00\nend = 2026-11-25T21:00:00\nrepeat = { every = \"wednesday\" }\n".to_owned(),
        ),
        (after("date = 2026-12-09"), "did you mean `start`?", after("start = 2026-12-09")),
        (after("day = 2026-12-09"), "did you mean `start`?", after("start = 2026-12-09")),
        (
            after("time = \"20:00\""),
            "did you mean `start`? it is written `start = 2026-12-08T20:00:00`",
            after("start = 2026-12-08T20:00:00"),
        ),
        (
            after("when = 20:00:00"),
            "did you mean `start`? it is written `start = 2026-12-08T20:00:00`",
            after("start = 2026-12-08T20:00:00"),
        ),
        (
            after("date = \"2026-12-09\""),
            "did you mean `start`? it is written `start = 2026-12-09`",
            after("start = 2026-12-09"),
        ),
        (after("At = 2026-12-09"), "`at` is given already: take this one out", after("")),
        (
            after("end = \"9pm\""),
            "write `end = 2026-12-08T21:00:00`, without quotes",
            after("end = 2026-12-08T21:00:00"),
        ),
        (
            start("end = \"21:00\""),
            "write `end = 2026-12-01T21:00:00`, without quotes",
            start("end = 2026-12-01T21:00:00"),
        ),
        (start("end = 01:00:00"), "write `end = 2026-12-02T01:00:00`", start("end = 2026-12-02T01:00:00")),
        (
            start("end = \"late\""),
            "write a day and a time, as in `end = 2026-12-01T21:00:00`, without quotes",
            start("end = 2026-12-01T21:00:00"),
        ),
        (
            "start = 2026-12-01\nend = \"21:00\"\n".to_owned(),
            "write year, month and day, as in `end = 2026-12-01`, without quotes",
            "start = 2026-12-01\nend = 2026-12-01\n".to_owned(),
        ),
    ]);
}

#[test]
fn who_follows_a_mend_of_a_repetition_has_nothing_left_to_mend() {
    mends(&[
        (
            "start = 2026-12-30T19:00:00\nend = 2026-12-30T20:00:00\nrepeat = { every = \"month\" }\n".to_owned(),
            "say `on = \"last day\"` and `start = 2026-12-31T19:00:00` for the end of every month; `end` moves with the start",
            "start = 2026-12-31T19:00:00\nend = 2026-12-31T20:00:00\nrepeat = { every = \"month\", on = \"last day\" }\n".to_owned(),
        ),
        (
            "start = 2028-02-29\nrepeat = { every = \"year\" }\n".to_owned(),
            "say `on = \"last day of february\"` for every year",
            "start = 2028-02-29\nrepeat = { every = \"year\", on = \"last day of february\" }\n".to_owned(),
        ),
        (
            start("repeat = { on = \"first tuesday\" }"),
            "put `every = \"month\", ` behind the `{`, for instance",
            start("repeat = { every = \"month\", on = \"first tuesday\" }"),
        ),
        (
            start("repeat = {on = \"tuesday\"}"),
            "put `every = \"week\", ` behind the `{`, for instance",
            start("repeat = {every = \"week\", on = \"tuesday\"}"),
        ),
        (
            start("repeat = {}"),
            "write `repeat = { every = \"week\" }`, for instance",
            start("repeat = { every = \"week\" }"),
        ),
        (
            start("repeat.on = \"first tuesday\""),
            "add a line such as `repeat.every = \"month\"`",
            start("repeat.on = \"first tuesday\"\nrepeat.every = \"month\""),
        ),
        (
            start("[repeat]\non = \"1 december\""),
            "add a line such as `every = \"year\"`",
            start("[repeat]\non = \"1 december\"\nevery = \"year\""),
        ),
        (
            start("repeat = { every = \"week\", until = 30.6.2027 }"),
            "write `2027-06-30`",
            start("repeat = { every = \"week\", until = 2027-06-30 }"),
        ),
        (
            start("repeat = { every = \"week\", until = 2027-06 }"),
            "write the day as well: `2027-06-01`, or `2027-06-30` for the end of the month",
            start("repeat = { every = \"week\", until = 2027-06-30 }"),
        ),
        (
            start("repeat = { every = \"2 weeks\", interval = 3 }"),
            "take `interval` out, and write `every = \"6 weeks\"` or `every = \"2 weeks\"` or `every = \"3 weeks\"`",
            start("repeat = { every = \"6 weeks\" }"),
        ),
        (
            start("repeat = { every = \"两周\", interval = 2 }"),
            "take `interval` out, and write `every = \"4周\"` or `every = \"2周\"`",
            start("repeat = { every = \"4周\" }"),
        ),
    ]);
    assert_eq!(messages(&start("repeat = { every = \"week\", interval = 2 }")), [] as [&str; 0]);
    assert_eq!(messages(&start("repeat = { every = \"2 weeks\", interval = 1 }")), [] as [&str; 0]);
}

#[test]
fn the_end_of_time_and_of_patience_are_told() {
    for (fields, expected) in [
        ("start = 9999-12-31\n", "x.toml:2:9: out-of-range: the year 9999 is none that calendars know"),
        ("start = 0026-12-31\n", "x.toml:2:9: out-of-range: the year 26 is none that calendars know"),
        (
            "start = 2026-05-05\nend = 7026-05-05\n",
            "x.toml:3:7: out-of-range: the year 7026 is none that calendars know",
        ),
        ("start = 2026-05-05\nend = 2036-05-05\n", "x.toml:3:7: out-of-range: this event lasts longer than 3 years"),
        (
            "start = 2026-05-05\nrepeat = { every = \"week\" }\n[[override]]\nat = 2026-05-12\nend = 9999-12-31\n",
            "x.toml:6:7: out-of-range: the year 9999 is none that calendars know",
        ),
    ] {
        assert_eq!(messages(fields), [expected]);
    }
    assert!(messages("start = 2026-05-05\nend = 2029-05-05\n").is_empty());
}

#[test]
fn one_mistake_is_one_message_at_its_place() {
    for (fields, expected) in [
        ("start = 2026-02-30T19:00:00\n", "x.toml:2:9: no-such-date: `2026-02-30T19:00:00` is no day and time"),
        (
            "start = 2026-05-05T19:00:00\nrepeat = { every = \"week\", until = 2026-01-01 }\n",
            "x.toml:3:36: bad-rule: this series ends (`2026-01-01`) before it starts (`2026-05-05T19:00:00`)",
        ),
        (
            "start = 2026-05-05\nend = 2026-05-05T21:00:00\n",
            "x.toml:3:7: wrong-type: `2026-05-05T21:00:00` has a time and `2026-05-05` has none",
        ),
        (
            "start = 2026-05-05T19:00:00\nexdate = [2026-05-12T19:00:00]\n",
            "x.toml:3:11: exception-meets-nothing: this event does not repeat, so there is no occurrence to leave out",
        ),
        (
            "start = 2026-05-05T19:00:00\nrepeat = { every = \"week\" }\nexdate = [2026-05-12T19:00:00]\n",
            "x.toml:4:11: fields-exclude: `exdate` goes with `rrule`, not with `repeat`",
        ),
        (
            "start = 2026-05-05T19:00:00\nrepeat = { every = \"week\" }\n[[override]]\nat = 2026-05-12\nend = 2026-05-12T17:00:00\n",
            "x.toml:6:7: event-ends-before-start: this event ends 2 hours before it starts",
        ),
        (
            "start = 2026-05-05T19:00:00\nrepeat = { every = \"week\" }\n[[override]]\nat = 2026-05-12\nend = 2026-05-12T20:00:00\nduration = \"1h\"\n",
            "x.toml:7:12: fields-exclude: an override has an `end` or a `duration`, not both",
        ),
    ] {
        assert_eq!(messages(fields), [expected]);
    }
}

#[test]
fn an_occurrence_may_be_on_another_wall() {
    let text = "title = \"X\"\nstart = 2026-05-05T19:00:00\nduration = \"1h\"\nrepeat = { every = \"week\" }\n\
                [[override]]\nat = 2026-05-12\nstart = 2026-05-12T10:00:00\ntimezone = \"Europe/Lisbon\"\n";
    let hub = hub(&[("content/events/x.toml", text)]);
    assert_eq!(hub.messages(), [] as [&str; 0]);
    assert!(hub.calendar(0, "/calendar.ics").contains("DTSTART;TZID=Asia/Shanghai:20260512T170000\n"));
}

#[test]
fn a_doubtful_time_of_an_occurrence_is_said_too() {
    let said = messages(
        "timezone = \"Europe/Berlin\"\nstart = 2026-03-01T19:00:00\nrepeat = { every = \"week\" }\n[[override]]\nat = 2026-03-22\nstart = 2026-03-29T02:30:00\n",
    );
    assert!(said.len() == 1 && said[0].starts_with("x.toml:7:9: time-in-gap: in Europe/Berlin"), "{said:?}");
}

#[test]
fn an_end_in_a_gap_is_better_said_as_a_length() {
    for (start, end, length, ends) in [
        ("01:30", "02:30", "1h", "03:30:00+02:00"),
        ("02:10", "02:50", "40m", "03:50:00+02:00"),
        ("00:15", "02:45", "2h30m", "03:45:00+02:00"),
    ] {
        for repeat in ["", "repeat = { every = \"week\", count = 3, except = [2027-04-04] }\n"] {
            let text = |end: &str| {
                let start = format!("title = \"X\"\ntimezone = \"Europe/Berlin\"\nstart = 2027-03-28T{start}:00\n");
                format!("{start}{end}\n{repeat}")
            };
            let made = |end: &str| {
                let hub = hub(&[("content/events/x.toml", &text(end))]);
                let when = hub.site.editions[0].events[0].head.when.clone().unwrap();
                let all: Vec<String> =
                    when.coming(Instant::from_unix(0), 9).iter().map(|one| one.end.rfc3339()).collect();
                let said = hub.said.iter().filter_map(|one| one.help.clone());
                (all, said.collect::<Vec<_>>())
            };
            let (asked, said) = made(&format!("end = 2027-03-28T{end}:00"));
            let mend = format!("write `duration = \"{length}\"` in place of `end`");
            assert!(said.contains(&mend), "{said:?}");
            let (mended, said) = made(&format!("duration = \"{length}\""));
            assert!(!said.contains(&mend) && mended[0].ends_with(ends), "{mended:?}");
            assert_eq!(mended, asked, "{start} {repeat}");
        }
    }
}

#[test]
fn of_a_series_that_begins_in_a_gap_one_date_is_moved() {
    let text = "title = \"X\"\ntimezone = \"Europe/Berlin\"\nstart = 2026-03-29T02:30:00\nend = 2026-03-29T04:00:00\n";
    let weekly = |more: &str| format!("{text}repeat = {{ every = \"week\", count = 3{more} }}\n");
    let said = |text: &str| hub(&[("content/events/x.toml", text)]).said;
    let found = said(&weekly(""));
    let [found] = &found[..] else { panic!("{found:?}") };
    assert_eq!(
        found.message,
        "in Europe/Berlin the clocks change and 2026-03-29T02:30:00, the first date of this series, does not happen: it is read as 2026-03-29T03:30:00+02:00"
    );
    let help = "give that one a time of its own: `[[override]]` with `at = 2026-03-29T02:30:00` and `start = 2026-03-29T03:30:00`";
    assert_eq!(found.help.as_deref(), Some(help));
    assert_eq!(said(&weekly(", except = [2026-03-29T02:30:00]")).len(), 0);
    let other = "[[override]]\nat = 2026-03-29T02:30:00\nstart = 2026-03-29T01:30:00\n";
    assert_eq!(said(&(weekly("") + other)).len(), 0);
    // An event of one date is told what else it may mean.
    assert!(said(text)[0].help.as_deref().is_some_and(|help| help.ends_with("to say which you mean")));
    let calendar = hub(&[("content/events/x.toml", &weekly(""))]).calendar(0, "/calendar.ics");
    assert!(calendar.contains("DTSTART;TZID=Europe/Berlin:20260405T023000\n"), "{calendar}");
}

#[test]
fn where_the_only_date_lies_in_a_gap_the_mend_holds_to_the_end() {
    let series = |more: &str| {
        format!("title = \"X\"\ntimezone = \"Europe/Berlin\"\nstart = 2027-03-28T02:30:00\nduration = \"1h\"\n{more}")
    };
    let dates = |text: &str| {
        let hub = hub(&[("content/events/x.toml", text)]);
        let when = hub.site.editions[0].events.first().and_then(|event| event.head.when.clone());
        let dates = when.map(|when| when.coming(Instant::from_unix(0), 9)).unwrap_or_default();
        let dates: Vec<String> = dates.iter().map(|one| one.start.rfc3339()).collect();
        (hub.said.iter().filter_map(|one| one.help.clone()).collect::<Vec<_>>(), dates)
    };
    for more in [
        "rrule = \"FREQ=DAILY;COUNT=1\"\n",
        "repeat = { every = \"week\", count = 2, except = [2027-04-04] }\n",
        "repeat = { every = \"week\", count = 2 }\n",
    ] {
        let (said, asked) = dates(&series(more));
        let [help] = &said[..] else { panic!("{said:?}") };
        let words: Vec<&str> = help.split('`').skip(1).step_by(2).collect();
        let [table, at, start] = words[..] else { panic!("{help}") };
        let (said, mended) = dates(&format!("{}{table}\n{at}\n{start}\n", series(more)));
        assert_eq!((said, mended), (Vec::new(), asked), "{more}");
    }
}

#[test]
fn a_series_whose_dates_are_all_left_out_can_be_called_off() {
    let event = "title = \"X\"\nstart = 2027-03-27T19:00:00\n";
    for (all, out, mend) in [
        (
            "repeat = { every = \"week\", count = 2, except = [2027-03-27, 2027-04-03] }\n",
            ", except = [2027-03-27, 2027-04-03]",
            "take `except` out, and give the event `status = \"cancelled\"`",
        ),
        (
            "rrule = \"FREQ=DAILY;COUNT=1\"\nexdate = [2027-03-27]\n",
            "exdate = [2027-03-27]\n",
            "take `exdate` out, and give the event `status = \"cancelled\"`",
        ),
        (
            "rdate = [2027-03-29]\nexdate = [2027-03-27, 2027-03-29T19:00:00]\n",
            "exdate = [2027-03-27, 2027-03-29T19:00:00]\n",
            "take `exdate` out, and give the event `status = \"cancelled\"`",
        ),
    ] {
        let text = format!("{event}{all}");
        let lost = hub(&[("content/events/x.toml", &text)]);
        let [said] = &lost.said[..] else { panic!("{:?}", lost.said) };
        assert_eq!(said.message, "the exceptions leave no occurrence of this series");
        assert_eq!(said.help.as_deref(), Some(mend));
        assert!(has_errors(&lost.said) && lost.site.editions[0].events.iter().all(|event| event.head.when.is_none()));
        let mended = text.replace(out, "") + "status = \"cancelled\"\n";
        let hub = hub(&[("content/events/x.toml", &mended)]);
        assert_eq!(hub.messages(), [] as [&str; 0], "{mended}");
        assert!(hub.calendar(0, "/calendar.ics").contains("STATUS:CANCELLED\n"));
    }
}

#[test]
fn a_start_in_a_gap_that_meets_the_end_lasts_as_long_as_the_wall_says() {
    for (zone, day, start, end, length, first) in [
        ("Europe/Berlin", "2027-03-28", "02:30", "03:00", "30m", "03:30:00+02:00–04:00:00+02:00"),
        ("Europe/Berlin", "2027-03-28", "02:30", "03:30", "1h", "03:30:00+02:00–04:30:00+02:00"),
        ("America/New_York", "2027-03-14", "02:30", "03:00", "30m", "03:30:00-04:00–04:00:00-04:00"),
        ("America/New_York", "2027-03-14", "02:15", "03:15", "1h", "03:15:00-04:00–04:15:00-04:00"),
        ("Australia/Lord_Howe", "2027-10-03", "02:10", "02:30", "20m", "02:40:00+11:00–03:00:00+11:00"),
        ("Australia/Lord_Howe", "2027-10-03", "02:10", "02:40", "30m", "02:40:00+11:00–03:10:00+11:00"),
    ] {
        for repeat in ["", "repeat = { every = \"day\", count = 3 }\n"] {
            let made = |ends: &str| {
                let text = format!("title = \"X\"\ntimezone = \"{zone}\"\nstart = {day}T{start}:00\n{ends}\n{repeat}");
                let hub = hub(&[("content/events/x.toml", &text)]);
                let when = hub.site.editions[0].events[0].head.when.clone().unwrap();
                let time = |at: &str| at.split_once('T').unwrap().1.to_owned();
                let all: Vec<(String, i64)> = when
                    .coming(Instant::from_unix(0), 9)
                    .iter()
                    .map(|one| {
                        let seconds = one.start.instant().seconds_until(one.end.instant());
                        (format!("{}–{}", time(&one.start.rfc3339()), time(&one.end.rfc3339())), seconds)
                    })
                    .collect();
                let said: Vec<String> = hub.said.iter().filter_map(|one| one.help.clone()).collect();
                (all, said, hub.calendar(0, "/calendar.ics"))
            };
            let (asked, said, calendar) = made(&format!("end = {day}T{end}:00"));
            assert_eq!(asked[0].0, first, "{zone} {start}–{end}");
            assert!(asked.iter().all(|(_, seconds)| *seconds == asked[0].1), "{asked:?}");
            let mend = format!("write `duration = \"{length}\"` in place of `end`");
            assert!(said.contains(&mend), "{said:?}");
            let (mended, said, same) = made(&format!("duration = \"{length}\""));
            assert!(!said.contains(&mend) && mended == asked && same == calendar, "{said:?} {mended:?}");
        }
    }
    // An end behind the moved start is the one that is written.
    let said = messages("timezone = \"Europe/Berlin\"\nstart = 2027-03-28T02:30:00\nend = 2027-03-28T04:00:00\n");
    assert!(said.len() == 1 && said[0].starts_with("x.toml:3:9: time-in-gap: "), "{said:?}");
    let said = messages(
        "timezone = \"Europe/Berlin\"\nstart = 2027-03-01T19:00:00\nrepeat = { every = \"week\" }\n[[override]]\nat = 2027-03-22\n\
         start = 2027-03-28T02:30:00\nend = 2027-03-28T03:00:00\n",
    );
    assert!(said.len() == 2 && said[1].ends_with("and this is not after it: it lasts 30m from then"), "{said:?}");
}

#[test]
fn what_a_rule_calls_otherwise_is_told_inside_of_the_braces() {
    let series = |more: &str| format!("start = 2026-12-01T19:00:00\nrepeat = {{ every = \"week\", {more} }}\n");
    for (name, own) in [("exdate", "except"), ("rdate", "also")] {
        let text = format!("title = \"X\"\n{}", series(&format!("{name} = [2026-12-08]")));
        let said = hub(&[("content/events/x.toml", &text)]).said;
        let [said] = &said[..] else { panic!("{said:?}") };
        assert_eq!(said.help, Some(format!("write `{own}` instead of `{name}`")));
        let followed = messages(&series(&format!("{own} = [2026-12-08]")));
        assert!(followed.is_empty(), "{followed:?}");
        let both = format!("title = \"X\"\n{}", series(&format!("{own} = [2026-12-15], {name} = [2026-12-08]")));
        let said = hub(&[("content/events/x.toml", &both)]).said;
        assert_eq!(said[0].help, Some(format!("move its days into `{own}`")), "{said:?}");
    }
    let whole = "title = \"X\"\nstart = 2026-12-01T00:00:00\nall_day = true\n";
    let said = hub(&[("content/events/x.toml", whole)]).said;
    assert_eq!(said[0].help.as_deref(), Some("write `start = 2026-12-01` without a time, and leave this out"));
    let said =
        hub(&[("content/events/x.toml", "title = \"X\"\nstart = 2026-12-01\nrepeat = { every = \"tuesdy\" }\n")]).said;
    assert_eq!(said[0].help.as_deref(), Some("did you mean `tuesday`?"));
}
