"""What Python's libraries see in calendars: faults, texts and occurrences.

`icalendar` with `recurring-ical-events` (zones from the IANA data), `python-dateutil` for
the rules (RRULE on the wall, then placed by zoneinfo), `vobject` and `ics` as parsers only.
Each reader takes the text of one calendar and a window and returns a `Seen`; starts are days,
moments in UTC or floating times, in the words that readers.mjs and libical.c use too.
"""

import datetime
import logging
import warnings
from dataclasses import dataclass, field

import icalendar
import recurring_ical_events
import vobject
from dateutil import rrule

DAY = datetime.timedelta(days=1)


@dataclass
class Seen:
    faults: list = field(default_factory=list)
    events: list = field(default_factory=list)  # [uid, summary, description, location]
    occurrences: list = field(default_factory=list)  # [uid, start, end, "" or CANCELLED]


def said(value):
    """A day as `2026-11-21`, a moment as `2026-11-21T11:00:00Z`, a floating time without Z."""
    if not isinstance(value, datetime.datetime):
        return value.isoformat()
    if value.tzinfo is None:
        return value.isoformat(timespec="seconds")
    return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def end_of(event, start):
    """The end as written; a day without an end is one day, a time without one has no length."""
    if "DTEND" in event:
        return event["DTEND"].dt
    if "DURATION" in event:
        return plus(start, event["DURATION"].dt)
    return start if isinstance(start, datetime.datetime) else start + DAY


def plus(start, length):
    """So much later on the clock, not on the wall."""
    if isinstance(start, datetime.datetime) and start.tzinfo is not None:
        return (start.astimezone(datetime.UTC) + length).astimezone(start.tzinfo)
    return start + length


def status_of(event):
    return "CANCELLED" if str(event.get("STATUS", "")) == "CANCELLED" else ""


def with_icalendar(source, window):
    """icalendar parses, recurring-ical-events expands."""
    calendar = icalendar.Calendar.from_ical(source)
    seen = Seen([f"{name}: {message}" for component in calendar.walk() for name, message in component.errors])
    for event in calendar.walk("VEVENT"):
        seen.events.append([str(event.get(name, "")) for name in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION")])
    if window:
        for event in recurring_ical_events.of(calendar).between(window[0] - DAY, window[1] + DAY):
            start = event["DTSTART"].dt
            seen.occurrences.append([str(event["UID"]), said(start), said(end_of(event, start)), status_of(event)])
    return seen


def with_dateutil(source, window):
    """dateutil expands the rule on the wall; zoneinfo places the starts, in a gap with the offset before it."""
    calendar = icalendar.Calendar.from_ical(source)
    seen = Seen()
    events = calendar.walk("VEVENT")
    changes = {}
    for event in events:
        if "RECURRENCE-ID" in event:
            changes.setdefault(str(event["UID"]), {})[wall(event["RECURRENCE-ID"].dt)] = event
    for event in events:
        if "RECURRENCE-ID" in event:
            start = event["DTSTART"].dt
            seen.occurrences.append([str(event["UID"]), said(start), said(end_of(event, start)), status_of(event)])
            continue
        first, uid = event["DTSTART"].dt, str(event["UID"])
        end = end_of(event, first)
        length = instant(end) - instant(first)
        for start in starts(event, first, window):
            if wall(start) not in changes.get(uid, {}):
                seen.occurrences.append([uid, said(start), said(plus(start, length)), status_of(event)])
    return seen


def wall(value):
    """A start without its zone, so that gaps and equal instants do not matter."""
    return value.replace(tzinfo=None) if isinstance(value, datetime.datetime) else value


def instant(value):
    if not isinstance(value, datetime.datetime):
        return datetime.datetime.combine(value, datetime.time(), datetime.UTC)
    return value.replace(tzinfo=datetime.UTC) if value.tzinfo is None else value.astimezone(datetime.UTC)


def starts(event, first, window):
    """Every start of a series up to the end of the window, RDATE and EXDATE counted."""
    timed = isinstance(first, datetime.datetime)
    zone = first.tzinfo if timed else None
    naive = wall(first) if timed else datetime.datetime.combine(first, datetime.time())
    back = (lambda at: at.replace(tzinfo=zone)) if timed else (lambda at: at.date())
    last = datetime.datetime.combine(window[1] + 2 * DAY, datetime.time())
    found = {naive}
    for rule in listed(event, "RRULE"):
        text = rule.to_ical().decode()
        until = rule.get("UNTIL", [None])[0]
        if until is not None:
            # dateutil compares walls with walls.
            local = until.astimezone(zone) if isinstance(until, datetime.datetime) and until.tzinfo and zone else until
            local = wall(local) if isinstance(local, datetime.datetime) else datetime.datetime.combine(local, datetime.time())
            text = ";".join(part for part in text.split(";") if not part.startswith("UNTIL"))
            text += f";UNTIL={local:%Y%m%dT%H%M%S}"
        for at in rrule.rrulestr(text, dtstart=naive):
            if at > last:
                break
            found.add(at)
    for value in values(event, "RDATE"):
        found.add(on_wall(value, zone))
    found -= {on_wall(value, zone) for value in values(event, "EXDATE")}
    return [back(at) for at in sorted(found) if at <= last]


def on_wall(value, zone):
    if not isinstance(value, datetime.datetime):
        return datetime.datetime.combine(value, datetime.time())
    return wall(value.astimezone(zone)) if zone and value.tzinfo else wall(value)


def listed(event, name):
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def values(event, name):
    for entry in listed(event, name):
        yield from (value.dt for value in entry.dts)


def with_vobject(source, _):
    seen = Seen()
    calendars = list(vobject.readComponents(source, validate=True))
    if len(calendars) != 1:
        seen.faults.append(f"finds {len(calendars)} calendars")
    for calendar in calendars:
        for event in calendar.contents.get("vevent", []):
            texts = [getattr(event, name, None) for name in ("uid", "summary", "description", "location")]
            seen.events.append([entry.value if entry is not None else "" for entry in texts])
            event.dtstart.value  # parsed only when asked for
            for name in ("dtend", "rruleset"):
                getattr(event, name, None)
    return seen


PYTHON = {"recurring-ical-events": with_icalendar, "dateutil": with_dateutil, "vobject": with_vobject}


class Heard(logging.Handler):
    """A warning is a fault: whatever a library logs is kept."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.words = []

    def emit(self, record):
        self.words.append(record.getMessage())


def read(name, source, window):
    """Reads one calendar; failures of any kind become faults."""
    heard = Heard()
    logging.getLogger().addHandler(heard)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                seen = PYTHON[name](source, window)
            except Exception as mistake:  # a parser may fail in any way; each is a finding
                seen = Seen([f"{type(mistake).__name__}: {mistake}"])
            seen.faults += [str(entry.message) for entry in caught if "utcnow" not in str(entry.message)]
            seen.faults += heard.words
    finally:
        logging.getLogger().removeHandler(heard)
    return seen
