"""The rules of iCalendar that can be read off the bytes, without any calendar library.

RFC 5545 as files, lines and properties; what a lenient parser would forgive is a fault
here. `rules(source)` takes the bytes of one calendar and yields `(line, message)`.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

import calendar_zones

MAX_OCTETS = 75
MAX_SIZE = 1_000_000  # Google reads no more
# Publishing a calendar is no invitation: these would name guests or ring phones.
FORBIDDEN_PROPERTIES = {"ATTENDEE", "METHOD", "REQUEST-STATUS"}
FORBIDDEN_COMPONENTS = {"VALARM", "VFREEBUSY"}
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC", "COMMENT", "CONTACT", "X-WR-CALDESC", "X-ALT-DESC", "UID"}
ADDRESSES = {"URL", "SOURCE", "CONFERENCE", "IMAGE"}
# What RFC 5545, 7986 and 9073 define; everything else begins with X-.
KNOWN = set(
    "BEGIN END VERSION PRODID CALSCALE NAME DESCRIPTION REFRESH-INTERVAL SOURCE URL COLOR IMAGE LAST-MODIFIED TZID TZURL "
    "DTSTART DTEND DURATION RRULE RDATE EXDATE TZOFFSETFROM TZOFFSETTO TZNAME COMMENT UID DTSTAMP CREATED SEQUENCE "
    "RECURRENCE-ID SUMMARY LOCATION GEO CONFERENCE CATEGORIES STATUS TRANSP ORGANIZER CLASS PRIORITY RELATED-TO "
    "STRUCTURED-DATA STYLED-DESCRIPTION".split()
)
VALUES = {"REFRESH-INTERVAL": "DURATION", "SOURCE": "URI", "IMAGE": "URI", "CONFERENCE": "URI"}
CALLED_OFF = ("Cancelled: ", "Postponed: ", "已取消：", "已延期：")
LENGTH = re.compile(r"^P(?=\d|T\d)(?:\d+W|(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$")
GEO = re.compile(r"^(-?\d+(?:\.\d+)?);(-?\d+(?:\.\d+)?)$")
STATUS = {"CONFIRMED", "TENTATIVE", "CANCELLED"}
UTC_MOMENT = re.compile(r"^\d{8}T\d{6}Z$")
LOCAL_MOMENT = re.compile(r"^\d{8}T\d{6}$")
DAY = re.compile(r"^\d{8}$")
CONTENT_LINE = re.compile(
    r"^(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;[A-Za-z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*)"
    r"(?:,(?:\"[^\"]*\"|[^\";:,]*))*)*):(?P<value>.*)$", re.S)  # fmt: skip
PARAMETER = re.compile(r";([A-Za-z0-9-]+)=((?:\"[^\"]*\"|[^\";:])*)")


@dataclass
class Property:
    line: int
    name: str
    parameters: dict
    value: str

    def kind(self):
        """`date`, `utc`, `floating`, the zone's name, or None for what is no time."""
        if self.parameters.get("VALUE") == "DATE":
            return "date" if DAY.match(self.value) and "TZID" not in self.parameters else None
        if UTC_MOMENT.match(self.value):
            return None if "TZID" in self.parameters else "utc"
        if LOCAL_MOMENT.match(self.value):
            return self.parameters.get("TZID", "floating")
        return None


@dataclass
class Component:
    name: str
    line: int
    properties: list = field(default_factory=list)
    children: list = field(default_factory=list)

    def all(self, name):
        return [entry for entry in self.properties if entry.name == name]

    def one(self, name):
        return next(iter(self.all(name)), None)


def physical_lines(source):
    """Yields the faults of the file as bytes and lines."""
    if source.startswith(b"\xef\xbb\xbf"):
        yield 1, "starts with a byte order mark"
    if len(source) > MAX_SIZE:
        yield 1, f"has {len(source)} octets, Google reads at most {MAX_SIZE}"
    if not source.endswith(b"\r\n"):
        yield source.count(b"\n") + 1, "the last line does not end with CRLF"
    pieces = source.split(b"\r\n")
    for number, line in enumerate(pieces[:-1], 1):
        if b"\n" in line or b"\r" in line:
            yield number, "a line ends with a bare CR or LF"
        elif re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", line):
            yield number, "holds a control character"
        if re.search(rb"\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]", line):
            yield number, "holds a line end or control character of Unicode"
        if line.strip() == b"":
            yield number, "an empty line"
        if len(line) > MAX_OCTETS:
            yield number, f"has {len(line)} octets, {MAX_OCTETS} are allowed"
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            yield number, "is no UTF-8 by itself (a character cut in two by a fold?)"
        folded = number < len(pieces) and pieces[number].startswith((b" ", b"\t"))
        if folded and (len(line) - len(line.rstrip(b"\\"))) % 2 and escape_is_open(pieces, number):
            yield number, "is folded in the middle of an escape"


def escape_is_open(pieces, number):
    """Whether the text up to the end of line `number` ends with half an escape."""
    first = number
    while first > 1 and pieces[first - 1].startswith((b" ", b"\t")):
        first -= 1
    text = pieces[first - 1] + b"".join(piece[1:] for piece in pieces[first:number])
    return (len(text) - len(text.rstrip(b"\\"))) % 2 == 1


def unfold(source):
    """Yields `(line, text)` for each content line; the text is decoded after unfolding."""
    pieces = source.replace(b"\r\n", b"\n").split(b"\n")
    current, first = None, 0
    for number, line in enumerate(pieces, 1):
        if line.startswith((b" ", b"\t")) and current is not None:
            current += line[1:]
            continue
        if current:
            yield first, current.decode("utf-8", "replace")
        current, first = line, number
    if current:
        yield first, current.decode("utf-8", "replace")


def components(source):
    """Builds the tree; returns `(calendars, faults)`."""
    roots, stack, faults = [], [], []
    for line, text in unfold(source):
        found = CONTENT_LINE.match(text)
        if not found:
            faults.append((line, f"is no property: {text[:60]!r}"))
            continue
        name, value = found["name"].upper(), found["value"]
        if found["name"] != name:
            faults.append((line, f"`{found['name']}` is written in small letters"))
        if name == "BEGIN":
            component = Component(value.upper(), line)
            (stack[-1].children if stack else roots).append(component)
            stack.append(component)
        elif name == "END":
            if not stack or stack[-1].name != value.upper():
                faults.append((line, f"END:{value} closes nothing"))
            else:
                stack.pop()
        elif not stack:
            faults.append((line, f"`{name}` stands outside of any component"))
        else:
            parameters = {key.upper(): text.strip('"') for key, text in PARAMETER.findall(found["parameters"])}
            stack[-1].properties.append(Property(line, name, parameters, value))
    faults.extend((component.line, f"BEGIN:{component.name} is never closed") for component in stack)
    return roots, faults


def walk(component):
    yield component
    for child in component.children:
        yield from walk(child)


def rules(source):
    """Every fault of one calendar file as `(line, message)`."""
    yield from physical_lines(source)
    calendars, faults = components(source)
    yield from faults
    if len(calendars) != 1 or calendars[0].name != "VCALENDAR":
        yield 1, f"should hold one VCALENDAR, holds {[calendar.name for calendar in calendars]}"
        return
    calendar = calendars[0]
    yield from calendar_rules(calendar)
    yield from calendar_zones.rules(calendar)
    for component in walk(calendar):
        if component.name in FORBIDDEN_COMPONENTS:
            yield component.line, f"{component.name} has no place in a published calendar"
        for entry in component.properties:
            yield from property_rules(entry)
    masters = {}
    for event in (child for child in calendar.children if child.name == "VEVENT"):
        if event.one("UID") and not event.one("RECURRENCE-ID"):
            masters[event.one("UID").value] = event
        yield from event_rules(event)
    for event in (child for child in calendar.children if child.name == "VEVENT"):
        yield from recurrence_rules(event, masters)


def calendar_rules(calendar):
    if [entry.value for entry in calendar.all("VERSION")] != ["2.0"]:
        yield calendar.line, "wants one VERSION:2.0"
    if len(calendar.all("PRODID")) != 1:
        yield calendar.line, "wants one PRODID"
    for name in ("NAME", "X-WR-CALNAME"):
        if not calendar.one(name):
            yield calendar.line, f"has no {name}: a subscriber sees the file's name"
    keys = Counter((event.one("UID").value, getattr(event.one("RECURRENCE-ID"), "value", None))
                   for event in calendar.children if event.name == "VEVENT" and event.one("UID"))  # fmt: skip
    for (uid, recurrence), count in keys.items():
        if count > 1:
            yield calendar.line, f"the UID {uid} occurs {count} times with RECURRENCE-ID {recurrence}"
    zones = Counter(zone.one("TZID").value for zone in calendar.children if zone.name == "VTIMEZONE" and zone.one("TZID"))
    for zone, count in zones.items():
        if count > 1:
            yield calendar.line, f"VTIMEZONE {zone} occurs {count} times"
    used = {}
    for component in walk(calendar):
        for entry in component.properties:
            if "TZID" in entry.parameters:
                used.setdefault(entry.parameters["TZID"], entry.line)
    for zone, line in used.items():
        if zone not in zones:
            yield line, f"TZID={zone} has no VTIMEZONE in this file"
    if not calendar.children:
        yield calendar.line, "holds nothing, and RFC 5545 section 3.6 wants a component (a VTIMEZONE, if there is no event)"
    for entry in calendar.all("CALSCALE"):
        if entry.value != "GREGORIAN":
            yield entry.line, f"CALSCALE is {entry.value!r}"
    for zone in zones:
        # A calendar without events holds a definition because it has to hold something.
        if zone not in used and any(child.name == "VEVENT" for child in calendar.children):
            yield calendar.line, f"VTIMEZONE {zone} is used by nothing"


def property_rules(entry):
    if entry.name in FORBIDDEN_PROPERTIES:
        yield entry.line, f"{entry.name} has no place in a published calendar"
    if entry.name not in KNOWN and not entry.name.startswith("X-"):
        yield entry.line, f"{entry.name} is in no standard and does not begin with X-"
    wanted = VALUES.get(entry.name)
    if wanted and entry.parameters.get("VALUE") != wanted:
        yield entry.line, f"{entry.name} wants VALUE={wanted}"
    for name, value in entry.parameters.items():
        if "^" in re.sub(r"\^[n'^]", "", value):
            yield entry.line, f"the parameter {name} holds a ^ that escapes nothing (RFC 6868)"
    if entry.name in ("DURATION", "REFRESH-INTERVAL", "X-PUBLISHED-TTL") and not LENGTH.match(entry.value):
        yield entry.line, f"{entry.name} is no length: {entry.value!r}"
    if entry.name == "GEO":
        found = GEO.match(entry.value)
        if not found or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
            yield entry.line, f"GEO is no place on earth: {entry.value!r}"
    if entry.name == "CATEGORIES":
        rest = re.sub(r"\\[\\;,nN]", "", entry.value)
        if "\\" in rest or ";" in rest:
            yield entry.line, "CATEGORIES holds a semicolon or backslash that is not escaped"
        elif "" in (word.strip() for word in rest.split(",")):
            yield entry.line, "CATEGORIES holds an empty one"
    if entry.name == "COLOR" and not re.match(r"^[a-z]+$", entry.value):
        yield entry.line, f"COLOR is no CSS3 name: {entry.value!r}"
    if entry.name in TEXTS:
        rest = re.sub(r"\\[\\;,nN]", "", entry.value)
        if "\\" in rest:
            yield entry.line, f"{entry.name} holds a backslash that escapes nothing"
        if re.search("[,;]", rest):
            yield entry.line, f"{entry.name} holds a comma or semicolon without a backslash"
    if entry.name in ADDRESSES and not re.match(r"^[a-z][a-z0-9+.-]*:[!-~]+$", entry.value, re.I):
        yield entry.line, f"{entry.name} wants a whole address, found {entry.value[:60]!r}"
    if entry.name in ("DTSTAMP", "CREATED", "LAST-MODIFIED") and not UTC_MOMENT.match(entry.value):
        yield entry.line, f"{entry.name} wants a moment in UTC, found {entry.value!r}"


def event_rules(event):
    for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY"):
        if len(event.all(name)) != 1:
            yield event.line, f"an event has {len(event.all(name))} {name}, it should have one"
    for name in ("DTEND", "DURATION", "RRULE", "RECURRENCE-ID", "SEQUENCE", "STATUS", "CATEGORIES", "LOCATION",
                 "URL", "LAST-MODIFIED", "DESCRIPTION", "TRANSP", "CLASS"):  # fmt: skip
        if len(event.all(name)) > 1:
            yield event.all(name)[1].line, f"a second {name}"
    sequence, status = event.one("SEQUENCE"), event.one("STATUS")
    if sequence and not sequence.value.isdigit():
        yield sequence.line, f"SEQUENCE is no number: {sequence.value!r}"
    if status and status.value not in STATUS:
        yield status.line, f"STATUS is {status.value!r}"
    summary = event.one("SUMMARY")
    if summary and status and status.value == "CANCELLED" and not summary.value.startswith(CALLED_OFF):
        yield summary.line, "is called off, and its SUMMARY does not say so (some clients ignore STATUS)"
    start, end = event.one("DTSTART"), event.one("DTEND")
    for entry in (start, end):
        if entry and entry.kind() is None:
            yield entry.line, f"{entry.name} is no time: {entry.parameters} {entry.value!r}"
    if end and event.one("DURATION"):
        yield end.line, "DTEND and DURATION at once"
    if not start or not end or start.kind() is None:
        return
    if start.kind() not in ("date", "utc") and start.kind() != end.kind():
        yield end.line, f"DTEND is {end.kind()} and DTSTART {start.kind()}"
    if (start.kind() == "date") != (end.kind() == "date"):
        yield end.line, "DTEND is a day and DTSTART a time, or the other way round"
    elif start.kind() == "date" and end.value <= start.value:
        yield end.line, f"an all-day event's DTEND is the day after its last, found {end.value} for {start.value}"
    elif start.kind() == end.kind() and end.value <= start.value:
        yield end.line, f"ends {end.value}, not after its start {start.value}"


def recurrence_rules(event, masters):
    """What series and their exceptions must have in common with DTSTART."""
    start, rule = event.one("DTSTART"), event.one("RRULE")
    if not start:
        return
    if start.kind() == "utc" and (rule or event.one("RDATE")):
        yield start.line, "a series in UTC: some clients move it to the zone of the calendar; name Etc/GMT"
    if rule:
        parts = dict(part.split("=", 1) for part in rule.value.split(";") if "=" in part)
        if "FREQ" not in parts or parts.get("FREQ") in ("SECONDLY", "MINUTELY", "HOURLY"):
            yield rule.line, f"no client should have to expand RRULE:{rule.value}"
        if "UNTIL" in parts and "COUNT" in parts:
            yield rule.line, "UNTIL and COUNT at once"
        wanted = {"date": DAY, "floating": LOCAL_MOMENT}.get(start.kind(), UTC_MOMENT)
        if "UNTIL" in parts and not wanted.match(parts["UNTIL"]):
            yield rule.line, f"UNTIL={parts['UNTIL']} does not go with a DTSTART that is {start.kind()}"
    for entry in event.all("EXDATE") + event.all("RDATE"):
        for value in entry.value.split(","):
            single = Property(entry.line, entry.name, entry.parameters, value)
            if single.kind() != start.kind():
                yield entry.line, f"{entry.name} is {single.kind()} and DTSTART is {start.kind()}"
    instance, uid = event.one("RECURRENCE-ID"), event.one("UID")
    if instance and uid:
        if "RANGE" in instance.parameters:
            yield instance.line, "RANGE is understood by hardly any client"
        master = masters.get(uid.value)
        if not master:
            yield instance.line, f"RECURRENCE-ID of {uid.value}, which has no series in this file"
        elif master.one("DTSTART") and instance.kind() != master.one("DTSTART").kind():
            yield instance.line, f"RECURRENCE-ID is {instance.kind()} and the series' DTSTART {master.one('DTSTART').kind()}"
