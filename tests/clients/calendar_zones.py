"""VTIMEZONE by the letter of RFC 5545 section 3.6.5, without any calendar library.

Takes the components that calendar_bytes.py reads; yields `(line, message)`. Whether the
offsets are those of the zone is another question: hard/zones.py asks it.
"""

import re
import zoneinfo

LOCAL_MOMENT = re.compile(r"^\d{8}T\d{6}$")
UTC_MOMENT = re.compile(r"^\d{8}T\d{6}Z$")
OFFSET = re.compile(r"^[+-](?:0\d|1\d|2[0-3])[0-5]\d(?:[0-5]\d)?$")
NAMES = frozenset(zoneinfo.available_timezones())


def rules(calendar):
    """Every fault of the definitions of a calendar."""
    starts = first_starts(calendar)
    for zone in (child for child in calendar.children if child.name == "VTIMEZONE"):
        yield from zone_rules(zone, starts)


def first_starts(calendar):
    """The earliest DTSTART, RECURRENCE-ID or RDATE of each zone."""
    first = {}
    for event in (child for child in calendar.children if child.name == "VEVENT"):
        for entry in event.properties:
            name = entry.parameters.get("TZID")
            if name and entry.name in ("DTSTART", "RECURRENCE-ID", "RDATE"):
                first[name] = min(first.get(name, "9"), entry.value[:15])
    return first


def zone_rules(zone, starts):
    if len(zone.all("TZID")) != 1:
        yield zone.line, "a VTIMEZONE has one TZID"
        return
    name = zone.one("TZID").value
    if name not in NAMES:
        yield zone.line, f"TZID:{name} is no name of the IANA database"
    observances = [child for child in zone.children if child.name in ("STANDARD", "DAYLIGHT")]
    if not observances:
        yield zone.line, f"VTIMEZONE {name} defines no offset"
        return
    for observance in observances:
        yield from observance_rules(observance)
    begins = min(entry.value for observance in observances for entry in observance.all("DTSTART")[:1] or [zone.one("TZID")])
    if name in starts and LOCAL_MOMENT.match(begins) and starts[name] < begins:
        yield zone.line, f"VTIMEZONE {name} begins {begins}, after the first start {starts[name]}"


def observance_rules(observance):
    for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"):
        if len(observance.all(name)) != 1:
            yield observance.line, f"{observance.name} has {len(observance.all(name))} {name}"
    start, rule = observance.one("DTSTART"), observance.one("RRULE")
    if start and (not LOCAL_MOMENT.match(start.value) or start.parameters):
        yield start.line, f"{observance.name} begins at a local time, found {start.value!r}"
    for entry in observance.all("TZOFFSETFROM") + observance.all("TZOFFSETTO"):
        if not OFFSET.match(entry.value) or entry.value == "-0000":
            yield entry.line, f"{entry.name} is no offset: {entry.value!r}"
    if rule:
        parts = dict(part.split("=", 1) for part in rule.value.split(";") if "=" in part)
        if "UNTIL" in parts and not UTC_MOMENT.match(parts["UNTIL"]):
            yield rule.line, f"the UNTIL of a zone's rule is in UTC, found {parts['UNTIL']!r}"
        if parts.get("FREQ") != "YEARLY":
            yield rule.line, f"clocks change by the year, found RRULE:{rule.value}"
