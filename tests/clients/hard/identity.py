"""Two builds of edited content, compared as subscribers' clients compare them.

Makes a repository with some of the difficult events, builds it, edits three of them in a later
commit, builds again with a later clock, and reads both sites with icalendar.
"""

import os
import shutil
import subprocess
from pathlib import Path

import hub
import icalendar

BEFORE, AFTER = "2026-02-01T12:00:00Z", "2026-02-03T08:00:00Z"
# What is edited, and whether it is what a guest would have to know (RFC 5546 section 2.1.4).
EDITS = {"kathmandu": 'title = "Another title"', "lord-howe": None, "dublin": 'status = "cancelled"'}


def check(report_check, place):
    root = place / "identity-hub"
    shutil.copytree(hub.HERE / "hub", root)
    commit(root, BEFORE, "init", "--quiet")
    commit(root, BEFORE, "add", "--all")
    commit(root, BEFORE, "commit", "--quiet", "--message", "before")
    sites = [build(report_check, root, place / "identity-before", "2026-02-02T12:00:00Z")]
    for name, line in EDITS.items():
        edit(root / f"content/events/{name}.toml", line)
    commit(root, AFTER, "commit", "--quiet", "--all", "--message", "after")
    sites.append(build(report_check, root, place / "identity-after", "2026-02-04T12:00:00Z"))
    if report_check.faults:
        return
    before, after = (read(site) for site in sites)
    # The event that has another place is in the calendar of that place now, and in all it was in.
    gone = [key for key in before.keys() ^ after.keys() if not (key in after and key[0].endswith("/another-place.ics"))]
    if gone:
        report_check.fault("identity", f"UIDs come or go: {sorted(gone)[:5]}")
    for key in before.keys() & after.keys():
        report_check.saw()
        compare(report_check, key, before[key], after[key])


def commit(root, at, *words):
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    for role in ("AUTHOR", "COMMITTER"):
        settings |= {f"GIT_{role}_NAME": "Ana Example", f"GIT_{role}_EMAIL": "ana@x.example"}
    subprocess.run(["git", *words], cwd=root, check=True, env=os.environ | settings)


def build(report_check, root, output, now):
    status, words = hub.build(root, output, now)
    if status:
        report_check.fault(output.name, words[-2000:])
    return output


def edit(file, line):
    text = file.read_text()
    if line is None:
        kept = [one for one in text.splitlines() if not one.startswith("location")]
        file.write_text("\n".join(['location = "Another place"', *kept]) + "\n")
        return
    field = line.split(" = ")[0]
    kept = [one for one in text.splitlines() if not one.startswith(f"{field} = ")]
    file.write_text("\n".join([line, *kept]) + "\n")


def read(site):
    """{(file, UID, RECURRENCE-ID): the event}."""
    found = {}
    for file in sorted(Path(site).rglob("*.ics")):
        for event in icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT"):
            part = event["RECURRENCE-ID"].to_ical() if "RECURRENCE-ID" in event else None
            found[str(file.relative_to(site)), str(event["UID"]), part] = event
    return found


def compare(report_check, key, old, new):
    file, uid, _ = key
    # A date of a series that stands alone in the calendar of its speaker or its place has the name of the series before a `+`.
    name = uid.partition("@")[0].partition("+")[0]
    if name not in EDITS:
        if old.to_ical(sorted=False) != new.to_ical(sorted=False):
            report_check.fault(file, f"{uid} was not edited and is another one")
        return
    for field in ("DTSTAMP", "LAST-MODIFIED"):
        if not old[field].dt < new[field].dt:
            report_check.fault(file, f"{uid}: {field} did not advance")
    if new["LAST-MODIFIED"].to_ical().decode() != "20260203T080000Z":
        report_check.fault(file, f"{uid}: LAST-MODIFIED is not the time of the commit")
    if not int(old.get("SEQUENCE", 0)) < int(new.get("SEQUENCE", 0)):
        report_check.fault(file, f"{uid}: SEQUENCE was not raised")
    if name == "dublin" and not (new.get("STATUS") == "CANCELLED" and str(new["SUMMARY"]).startswith("Cancelled: ")):
        report_check.fault(file, f"{uid} is not called off: {new.get('STATUS')}, {new['SUMMARY']}")
