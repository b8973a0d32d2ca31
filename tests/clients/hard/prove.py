"""Proves that the checks of hard.py can fail.

Spoils a copy of the two built sites of the difficult cases, each file in one way, looks again,
and wants each check to name the file it should.
"""

import json
import shutil

# (site, file, what it says, what it says then, the check, the place)
FAULTS = [
    ("hard-late", "events/lord-howe/event.ics", b"TZOFFSETTO:+1030", b"TZOFFSETTO:+1130", "starts", "lord-howe"),
    ("hard-late", "events/count-with-exceptions/event.ics", b"COUNT=", b"COUNT=1", "starts", "count-with-exceptions"),
    ("hard-late", "events/far-future-series/event.ics", b"BYMONTHDAY=29", b"BYMONTHDAY=28", "starts", "far-future-series"),
    ("hard-late", "events/utc-online/event.ics", b"DTEND:2026", b"DTEND:2027", "ends", "utc-online"),
    ("hard", "events/until-utc/event.ics", b"SUMMARY:", b"SUMMARY:A ", "steady", "until-utc"),
    ("hard", "events/kathmandu/event.ics", b"DTSTAMP:", b"X-DTSTAMP:", "parsed", "hard/events/kathmandu/event.ics"),
    ("hard", "events/chinese/event.ics", b"END:VCALENDAR\r\n", b"", "parsed", "hard/events/chinese/event.ics"),
    ("hard", "events/emoji/event.ics", b"SUMMARY:", b"SUMMARY:\\", "texts", "hard/events/emoji/event.ics"),
    ("hard", "events/endless/event.ics", b"SUMMARY:Endless", b"SUMMARY:Other", "texts", "hard/events/endless/event.ics"),
    ("hard", "events/dublin/event.ics", b"VERSION:2.0\r\n", b"VERSION:2.0\n", "bytes", "hard/events/dublin/event.ics:2"),
]  # fmt: skip


def spoil_and_look(hard, site, late):
    place = hard.place / "spoilt"
    for built in (site, late):
        shutil.copytree(built, place / built.name)
    for folder, file, old, new, _, _ in FAULTS:
        path = place / folder / file
        before = path.read_bytes()
        if old not in before:
            hard.proof.fault(file, f"there is no {old!r} to spoil")
        path.write_bytes(before.replace(old, new))
    forget_what_comes(place / "hard/api/events.json", "dublin")
    move_on_the_month_page(place / "hard-late/events/2026/03/index.html", "spring-weekly")
    again = type(hard)(place)
    again.look(place / "hard", place / "hard-late")
    wanted = [fault[4:] for fault in FAULTS] + [("next", "dublin"), ("by hand", "spring-weekly")]
    for name, where in wanted:
        hard.proof.saw()
        check = next(check for check in again.report.checks if check.name.endswith(name))
        if not any(found[0] == where for found in check.faults):
            hard.proof.fault(where, f"`{name}` does not find what was spoilt there")


def forget_what_comes(file, name):
    """The API tells one occurrence less."""
    api = json.loads(file.read_bytes())
    for item in api["items"]:
        if item["id"] == name:
            del item["next"][0]
    file.write_text(json.dumps(api))


def move_on_the_month_page(file, name):
    """Where there is JSON-LD of a series, its days move by one."""
    start, marker, rest = file.read_text().partition('<script type="application/ld+json">')
    data, end, last = rest.partition("</script>")
    data = json.loads(data)
    for thing in data["@graph"]:
        if thing.get("url", "").rstrip("/").endswith(name):
            thing["startDate"] = thing["startDate"].replace("-03-0", "-03-1").replace("-03-2", "-03-1")
    file.write_text(start + marker + json.dumps(data) + end + last)
