"""Every VTIMEZONE we write, held against the zone it is of.

Makes a hub with an endless yearly series in each zone, builds it, and compares the offsets
that three libraries read out of each event.ics with those of the IANA data: one second before
each change, at it, and in the middle of each month, from the first event to 2032.
"""

import datetime
import functools
import io
import json
import re
import zoneinfo

import hub
import libraries
import tzdata
from dateutil import tz

NOW = "2026-11-21T12:00:00Z"
LAST = datetime.datetime(2032, 1, 1, tzinfo=datetime.UTC)
HOUR, DAY, SECOND = datetime.timedelta(hours=1), datetime.timedelta(1), datetime.timedelta(seconds=1)
# Those of the cases, the crowded ones, and the odd ones: half hours, moons, two changes in a month.
ZONES = """
Europe/Berlin Europe/London Europe/Dublin Europe/Lisbon Europe/Istanbul Europe/Moscow Europe/Kyiv Europe/Chisinau
Europe/Volgograd Atlantic/Azores Atlantic/Reykjavik America/New_York America/Chicago America/Denver America/Phoenix
America/Los_Angeles America/Anchorage America/Adak America/Halifax America/St_Johns America/Havana America/Mexico_City
America/Ciudad_Juarez America/Tijuana America/Bogota America/Caracas America/Lima America/Santiago America/Punta_Arenas
America/Asuncion America/Sao_Paulo America/Argentina/Buenos_Aires America/Nuuk America/Scoresbysund America/Miquelon
America/Port-au-Prince Africa/Lagos Africa/Cairo Africa/Casablanca Africa/El_Aaiun Africa/Johannesburg Africa/Nairobi
Africa/Juba Africa/Khartoum Africa/Windhoek Asia/Jerusalem Asia/Gaza Asia/Beirut Asia/Amman Asia/Damascus Asia/Tehran
Asia/Dubai Asia/Kabul Asia/Karachi Asia/Kolkata Asia/Kathmandu Asia/Dhaka Asia/Almaty Asia/Bangkok Asia/Shanghai
Asia/Hong_Kong Asia/Singapore Asia/Manila Asia/Tokyo Asia/Seoul Asia/Pyongyang Asia/Ulaanbaatar Asia/Vladivostok
Asia/Novosibirsk Asia/Kolkata Australia/Perth Australia/Eucla Australia/Darwin Australia/Adelaide Australia/Brisbane
Australia/Sydney Australia/Lord_Howe Antarctica/Troll Antarctica/Macquarie Pacific/Auckland Pacific/Chatham Pacific/Apia
Pacific/Tongatapu Pacific/Fiji Pacific/Norfolk Pacific/Noumea Pacific/Kiritimati Pacific/Marquesas Pacific/Honolulu
Pacific/Easter Pacific/Bougainville Indian/Mauritius Etc/GMT-14 Etc/GMT+12 Etc/GMT
""".split()
YEARS = (2026, 1995)
# ical.js rounds, and dateutil knows the wall only: within these hours of a change only libical has to be right.
UNSURE = 26 * HOUR
# Clocks that skipped a day: dateutil knows no change of 24 hours, so the other two decide.
TOO_FAR = {"pacific-apia-1995", "pacific-kiritimati-1995"}


def check(report_check, place):
    """Builds the hub under `place` and notes what is wrong."""
    root, site = place / "zones-hub", place / "zones"
    if hub.zone_release() != tzdata.IANA_VERSION:
        report_check.fault("zones", f"the program has {hub.zone_release()}, requirements.txt {tzdata.IANA_VERSION}: pin the release the program has")
    write(root)
    status, words = hub.build(root, site, NOW)
    if status:
        report_check.fault("zones", words[-2000:])
        return
    compare(report_check, {slug(zone, year): (zone, year) for year in YEARS for zone in ZONES}, site)


def slug(zone, year):
    return f"{zone.lower().replace('/', '-').replace('_', '-').replace('+', '-plus-')}-{year}"


def write(root):
    (root / "content/events").mkdir(parents=True, exist_ok=True)
    (root / "hub.toml").write_text('title = "Zones"\nbase_url = "https://zones.example"\nlanguage = "en"\ntimezone = "Etc/UTC"\n')
    for zone in ZONES:
        for year in YEARS:
            text = f'title = "{zone}"\nstart = {year}-01-05T12:00:00\nduration = "1h"\ntimezone = "{zone}"\nrepeat = {{ every = "year" }}\n'
            (root / f"content/events/{slug(zone, year)}.toml").write_text(text)


def compare(report_check, events, site):
    asked = {}
    for name, (zone, year) in events.items():
        file = str(site / "events" / name / "event.ics")
        asked[file] = probes(zone, year)
    node = json.loads(libraries.run(["node", str(libraries.HERE / "readers.mjs")],
                                    json.dumps({"zones": [{"file": file, "at": [at for at, _, _ in found]} for file, found in asked.items()]})))  # fmt: skip
    lines = "".join(f"zone {file} {' '.join(str(at) for at, _, _ in found)}\n" for file, found in asked.items())
    libical = {}
    for line in libraries.run([libraries.compiled()], lines).splitlines():
        seen = json.loads(line)
        libical[seen["file"]] = seen["offsets"]
    for (name, (zone, year)), (file, found) in zip(events.items(), asked.items()):
        report_check.saw(len(found))
        place = f"{zone} from {year}"
        answers = {"libical": libical[file], "ical.js": node[file]}
        if name not in TOO_FAR:
            answers["dateutil"] = with_dateutil(file, found)
        for library, offsets in answers.items():
            if len(offsets) != len(found):
                report_check.fault(place, f"{library} cannot read the VTIMEZONE")
                continue
            wrong = [(at, want, got) for (at, want, sure), got in zip(found, offsets) if want != got and (sure or library == "libical")]
            if wrong:
                at, want, got = wrong[0]
                when = datetime.datetime.fromtimestamp(at, datetime.UTC).isoformat()
                report_check.fault(place, f"{library} is wrong {len(wrong)} times; at {when} it has {got} s, the zone {want} s")


@functools.cache
def changes(name):
    """Every change of a zone since the earliest of YEARS, as the first second with the later offset."""
    zone, found = zoneinfo.ZoneInfo(name), []
    at = datetime.datetime(min(YEARS), 1, 1, tzinfo=datetime.UTC)
    before = offset(zone, at)
    while at < LAST:
        after = offset(zone, at + DAY)
        if after != before:
            found.append(edge(zone, at, at + DAY))
        at, before = at + DAY, after
    return found


def probes(name, year):
    """`(moment, offset, whether it is far from a change)`."""
    zone, moments = zoneinfo.ZoneInfo(name), []
    begin = datetime.datetime(year, 1, 5, 12, tzinfo=datetime.UTC)
    for number in range((LAST.year - year) * 12):
        moments.append(datetime.datetime(year + number // 12, number % 12 + 1, 15, 12, tzinfo=datetime.UTC))
    for change in changes(name):
        moments += [change - SECOND, change, change - UNSURE, change + UNSURE]
    moments = sorted({at for at in moments if begin <= at < LAST})
    near = [min((abs(at - change) for change in changes(name)), default=LAST - begin) for at in moments]
    return [(int(at.timestamp()), int(offset(zone, at).total_seconds()), least >= UNSURE) for at, least in zip(moments, near)]


def offset(zone, at):
    return at.astimezone(zone).utcoffset()


def edge(zone, low, high):
    """The first second with the later offset."""
    before = offset(zone, low)
    while high - low > SECOND:
        middle = low + (high - low) // SECOND // 2 * SECOND
        low, high = (middle, high) if offset(zone, middle) == before else (low, middle)
    return high


def with_dateutil(file, found):
    text = re.search("BEGIN:VTIMEZONE.*?END:VTIMEZONE", open(file, newline="").read(), re.S)
    # tzical refuses X- properties, which RFC 5545 section 3.6.5 allows.
    known = re.sub(r"(?m)^X-.*\r\n", "", text[0].replace("\r\n ", ""))
    zone = tz.tzical(io.StringIO(known + "\r\n")).get()
    answers = []
    for at, _, _ in found:
        local = datetime.datetime.fromtimestamp(at, datetime.UTC).astimezone(zone)
        answers.append(int(local.utcoffset().total_seconds()))
    return answers
