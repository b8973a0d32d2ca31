"""Every calendar of the site, read by two libraries and by eye.

Takes a folder with a built site. Each `.ics` is held against the byte rules, read by
`icalendar` (Python) and by `ical.js` (through calendars.mjs), and both must tell the
same events, the same starts in UTC and the same occurrences of every series. The
first takes time zones from the IANA data, the second from the file's VTIMEZONE, so a
wrong VTIMEZONE shows as a disagreement.
"""

import datetime
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import icalendar
import recurring_ical_events

import calendar_bytes
from folder import site_from_arguments
from report import Report

DAY = datetime.timedelta(days=1)
AFTER_LAST_START = 400 * DAY  # how far an endless series is followed


def said(value):
    """A time in the words both readers share: a day, a moment in UTC, or floating."""
    if value is None:
        return None
    if not isinstance(value, datetime.datetime):
        return value.isoformat()
    if value.tzinfo is None:
        return value.isoformat(timespec="seconds")
    return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Calendars:
    def __init__(self, site):
        self.site = site
        self.report = Report("calendars")
        check = self.report.check
        self.bytes = check("bytes", "calendars")
        self.parsed = check("parsed", "events, by icalendar and ical.js alike")
        self.expanded = check("expanded", "occurrences, by icalendar and ical.js alike")
        self.exceptions = check("exceptions", "exceptions of series", may_be_empty=True)
        self.same = check("same", "events that stand in several calendars")
        self.promised = check("promised", "calendars and events of the API")
        self.read = {}  # file -> icalendar.Calendar

    def run(self):
        files = self.site.with_suffix(".ics")
        for file in files:
            self.check_bytes(file)
            self.parse(file)
        window = self.window()
        ours = {file: self.summary(file, calendar, window) for file, calendar in self.read.items()}
        theirs = self.ask_ical_js(files, window)
        for file in files:
            self.compare(file, ours.get(file), theirs[file])
        for file, calendar in self.read.items():
            self.check_exceptions(file, calendar)
        self.check_same(ours)
        self.check_promised(ours)
        return self.report

    def check_bytes(self, file):
        self.bytes.saw()
        for line, message in calendar_bytes.rules(self.site.read(file)):
            self.bytes.fault(f"{file}:{line}", message)

    def parse(self, file):
        try:
            calendar = icalendar.Calendar.from_ical(self.site.read(file))
            errors = [error for component in calendar.walk() for error in component.errors]
            for name, message in errors:
                self.parsed.fault(file, f"icalendar stumbles over {name}: {message}")
            # What is broken there has no value to compare, and a rule by the second would
            # keep the expanders busy for hours; the byte rules tell of it.
            if not errors and not any(too_often(event) for event in calendar.walk("VEVENT")):
                self.read[file] = calendar
        except Exception as mistake:  # a parser may fail in any way; each is a finding
            self.parsed.fault(file, f"icalendar cannot read it: {mistake}")

    def window(self):
        """From the first start of all calendars to a good year after the last one."""
        days = []
        for calendar in self.read.values():
            for event in calendar.walk("VEVENT"):
                start = said(getattr(event.get("DTSTART"), "dt", None))
                if start:
                    days.append(datetime.date.fromisoformat(start[:10]))
        if not days:
            return None
        return min(days) - DAY, max(days) + AFTER_LAST_START

    def summary(self, file, calendar, window):
        """What icalendar sees, in the form of calendars.mjs."""
        events = []
        for event in calendar.walk("VEVENT"):
            time = {name: said(getattr(event.get(name), "dt", None)) for name in
                    ("RECURRENCE-ID", "DTSTART", "DTEND", "DTSTAMP")}  # fmt: skip
            events.append({
                "uid": str(event.get("UID")), "instance": time["RECURRENCE-ID"], "start": time["DTSTART"],
                "end": time["DTEND"], "summary": str(event.get("SUMMARY")),
                "sequence": int(event.get("SEQUENCE", 0)), "stamp": time["DTSTAMP"],
            })  # fmt: skip
        occurrences = []
        if window:
            try:
                found = recurring_ical_events.of(calendar).between(window[0] - DAY, window[1] + DAY)
            except Exception as mistake:  # as above
                self.expanded.fault(file, f"recurring-ical-events cannot expand it: {mistake}")
                found = []
            for event in found:
                start = said(event.get("DTSTART").dt)
                if window[0].isoformat() <= start[:10] < window[1].isoformat():
                    occurrences.append([str(event.get("UID")), start])
        language = getattr(calendar.get("NAME"), "params", {}).get("LANGUAGE")
        return {"events": events, "occurrences": occurrences, "language": language}

    def ask_ical_js(self, files, window):
        first, last = window or (datetime.date(2000, 1, 1), datetime.date(2000, 1, 2))
        question = {"root": os.path.realpath(self.site.root), "files": files,
                    "from": first.isoformat(), "until": last.isoformat()}  # fmt: skip
        program = Path(__file__).with_name("calendars.mjs")
        finished = subprocess.run(["node", str(program)], input=json.dumps(question).encode(), capture_output=True, check=False)
        if finished.returncode:
            raise SystemExit(f"calendars.mjs stopped: {finished.stderr.decode('utf-8', 'replace')[-2000:]}")
        return json.loads(finished.stdout)

    def compare(self, file, ours, theirs):
        """Both readers of one file tell the same."""
        if "error" in theirs:
            self.parsed.fault(file, f"ical.js cannot read it: {theirs['error']}")
            return
        if ours is None:
            return
        self.parsed.saw(len(ours["events"]))
        self.expanded.saw(len(ours["occurrences"]))
        if len(ours["events"]) != len(theirs["events"]):
            self.parsed.fault(file, f"icalendar sees {len(ours['events'])} events, ical.js {len(theirs['events'])}")
            return
        for one, other in zip(ours["events"], theirs["events"]):
            for name in ("uid", "instance", "start", "end", "summary", "sequence", "stamp"):
                # Where DTEND is missing, ical.js works one out.
                if one[name] != other[name] and not (name == "end" and one[name] is None):
                    self.parsed.fault(file, f"{name} of {one['uid']}: icalendar {one[name]!r}, ical.js {other[name]!r}")
        one, other = (Counter(map(tuple, side["occurrences"])) for side in (ours, theirs))
        for uid, start in sorted((one - other)):
            self.expanded.fault(file, f"{uid}: only icalendar sees it on {start}")
        for uid, start in sorted((other - one)):
            self.expanded.fault(file, f"{uid}: only ical.js sees it on {start}")

    def check_exceptions(self, file, calendar):
        """Each EXDATE and RECURRENCE-ID hits an occurrence of the bare series."""
        masters = {str(event["UID"]): event for event in calendar.walk("VEVENT")
                   if "RECURRENCE-ID" not in event and "UID" in event}  # fmt: skip
        for event in calendar.walk("VEVENT"):
            master = masters.get(str(event.get("UID")))
            if master is None or "DTSTART" not in master:
                continue
            for name in ("EXDATE", "RECURRENCE-ID"):
                for value in times(event, name):
                    self.exceptions.saw()
                    if not occurs(master, value):
                        self.exceptions.fault(file, f"{name} {said(value)} of {event.get('UID')} hits no occurrence")
            if "RRULE" in event and not occurs(event, event["DTSTART"].dt, rule_alone=True):
                self.exceptions.fault(file, f"DTSTART of {event.get('UID')} is no occurrence of its own rule")

    def check_same(self, ours):
        """An event is the same one in whichever calendar a subscriber meets it; its title in each of one language."""
        first = {}
        for file, summary in ours.items():
            for event in summary["events"]:
                self.saw_again(first, file, event, None, [name for name in event if name != "summary"])
                self.saw_again(first, file, event, summary["language"], ["summary"])

    def saw_again(self, first, file, event, language, names):
        key = (event["uid"], event["instance"], language)
        if key not in first:
            first[key] = (file, event)
            return
        self.same.saw()
        for name in names:
            if event[name] != first[key][1][name]:
                self.same.fault(file, f"{name} of {event['uid']} is {event[name]!r}, in {first[key][0]} "
                                      f"{first[key][1][name]!r}")  # fmt: skip

    def check_promised(self, ours):
        """calendar.ics is there, and each event's own file holds the event the API tells of."""
        self.promised.saw()
        if not ours.get("calendar.ics", {}).get("events"):
            self.promised.fault("calendar.ics", "is missing, unreadable or without events")
        try:
            items = json.loads(self.site.read("api/events.json"))["items"]
        except (KeyError, ValueError):
            self.promised.fault("api/events.json", "is missing or unreadable")
            return
        for item in items:
            self.promised.saw()
            file = self.site.locate(str(item.get("ics"))).file
            events = [event for event in ours.get(file, {}).get("events", []) if event["uid"] == item.get("uid")]
            master = next((event for event in events if event["instance"] is None), None)
            if master is None:
                self.promised.fault("api/events.json", f"{item.get('id')}: {item.get('ics')} holds no event {item.get('uid')}")
            elif not same_moment(item.get("start"), master["start"]):
                self.promised.fault("api/events.json", f"{item.get('id')} starts {item.get('start')}, in {file} {master['start']}")


def too_often(event):
    """Whether a series repeats within a day."""
    rules = event.get("RRULE", [])
    rules = rules if isinstance(rules, list) else [rules]
    return any(rule.get("FREQ", [""])[0] in ("SECONDLY", "MINUTELY", "HOURLY") for rule in rules)


def times(event, name):
    """The values of a property that may occur never, once or many times."""
    found = event.get(name, [])
    for entry in found if isinstance(found, list) else [found]:
        if hasattr(entry, "dts"):
            yield from (value.dt for value in entry.dts)
        else:
            yield entry.dt


def occurs(master, value, rule_alone=False, known={}):
    """Whether the series, without its exceptions, has an occurrence that starts at `value`.

    The same series stands in many calendars; `known` keeps what was worked out once.
    """
    parts = [master[name].to_ical() if hasattr(master.get(name), "to_ical") else str(master.get(name))
             for name in ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE")]  # fmt: skip
    key = (*parts, said(master["DTSTART"].dt), str(master.get("UID")), said(value), rule_alone)
    if key not in known:
        known[key] = works_out(master, value, rule_alone)
    return known[key]


def works_out(master, value, rule_alone):
    bare = icalendar.Calendar()
    event = icalendar.Event()
    kept = ("UID", "DTSTART", "DTEND", "DURATION", "RRULE") + (() if rule_alone else ("RDATE",))
    for name in kept:
        if name in master:
            event[name] = master[name]
    bare.add_component(event)
    day = datetime.date.fromisoformat(said(value)[:10])
    starts = [said(one["DTSTART"].dt) for one in recurring_ical_events.of(bare).between(day - DAY, day + 2 * DAY)]
    if rule_alone:
        return starts.count(said(value)) > 0 and rule_hits(master)
    return said(value) in starts


def rule_hits(master):
    """Whether the rule itself, and not only DTSTART, names the first day.

    Expanders add DTSTART to what the rule yields, so the rule is asked from a week
    before for the same weekday, month day and so on: only its BY parts can tell.
    """
    start = master["DTSTART"].dt
    for rule in master["RRULE"] if isinstance(master["RRULE"], list) else [master["RRULE"]]:
        days = [str(day).upper() for day in rule.get("BYDAY", [])]
        names = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
        if days and not any(day.endswith(names[start.weekday()]) for day in days):
            return False
        for day in days:
            number = day[:-2]
            if number and rule["FREQ"] == ["MONTHLY"] and day.endswith(names[start.weekday()]):
                if not nth_weekday(start, int(number)) and len(days) == 1:
                    return False
        month_days = [int(day) for day in rule.get("BYMONTHDAY", [])]
        if month_days and not days and min(month_days) > 0 and start.day not in month_days:
            return False
        months = [int(month) for month in rule.get("BYMONTH", [])]
        if months and start.month not in months:
            return False
    return True


def nth_weekday(day, number):
    """Whether `day` is the `number`-th of its weekday in its month, from the end if negative."""
    if number > 0:
        return (day.day - 1) // 7 + 1 == number
    next_month = (day.replace(day=28) + 4 * DAY).replace(day=1)
    last = (next_month - DAY).day
    return (last - day.day) // 7 + 1 == -number


def same_moment(text, expected):
    """Whether an RFC 3339 text of the API and a time in our words are the same."""
    if not isinstance(text, str) or expected is None:
        return False
    try:
        if "T" not in text:
            return text == expected[:10]
        value = datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    if len(expected) == 10:  # the API may tell an all-day start as its midnight
        return text[:10] == expected
    return said(value) == expected


def check(site):
    return Calendars(site).run()


if __name__ == "__main__":
    sys.exit(check(site_from_arguments(sys.argv[1:])).finish())
