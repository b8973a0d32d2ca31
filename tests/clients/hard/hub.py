"""Builds hubs with the program under test, and reads what their sites say of occurrences.

A site tells each occurrence in the JSON-LD of its month pages and the coming ones in
`api/events.json`. Built with a clock that stands at the end of the window, the month pages hold
everything there was. Nothing here computes a date: it is what readers and search engines see.
"""

import datetime
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = re.compile(rb'<script type="application/ld\+json">(.*?)</script>', re.S)
DAY = datetime.timedelta(days=1)


def program():
    """The built program: FOLKMOOT, else the release build, else the one for development."""
    target = Path(os.environ.get("CARGO_TARGET_DIR") or Path(__file__).resolve().parents[3] / "target")
    named = [os.environ["FOLKMOOT"]] if os.environ.get("FOLKMOOT") else []
    for place in [*named, target / "release/folkmoot", target / "debug/folkmoot"]:
        if Path(place).exists():
            return str(Path(place).resolve())
    raise SystemExit(f"hard: there is no folkmoot in {target}; build it, or set FOLKMOOT")


def zone_release():
    """The release of the time-zone data in the program, such as `2026e`."""
    words = subprocess.run([program(), "--version"], capture_output=True, check=True, text=True).stdout
    return words.partition("time zones ")[2].split()[0]


def build(root, output, now, *flags):
    """Builds a hub; returns `(status, words on standard error)`."""
    command = [program(), "build", str(root), "--now", now, "--output", str(output), "--no-cache", "-q",
               "--message-format", "json", *flags]  # fmt: skip
    finished = subprocess.run(command, capture_output=True, check=False)
    return finished.returncode, finished.stderr.decode("utf-8", "replace")


def test_hubs(place):
    """`(name, folder)` of every hub of the tests: each case, laid over what they have in common, and the hub of the contract."""
    tests = Path(__file__).resolve().parents[2]
    yield "contract", tests / "contract/hub"
    for case in sorted((tests / "cases").iterdir()):
        if case.name.startswith("_") or not case.is_dir():
            continue
        root = Path(place) / case.name
        for layer in (tests / "cases/_common", case):
            shutil.copytree(layer, root, dirs_exist_ok=True)
        (root / "expected.txt").unlink(missing_ok=True)
        yield case.name, root


def said(text):
    """A time of a page in the words of the readers."""
    if "T" not in text:
        return text
    value = datetime.datetime.fromisoformat(text)
    if value.tzinfo is None:
        return text
    return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def end_said(text):
    """Sites name the last day, calendars the day after it."""
    return said(text) if "T" in text else (datetime.date.fromisoformat(text) + DAY).isoformat()


def occurrences(site):
    """{event's id: {(start, end, "" or CANCELLED)}} of a built site."""
    site, found = Path(site), {}
    for page in sorted((site / "events").glob("[0-9][0-9][0-9][0-9]/[0-9][0-9]/index.html")):
        for script in DATA.findall(page.read_bytes()):
            for thing in json.loads(script).get("@graph", []):
                if thing.get("@type") == "Event":
                    name = thing["url"].rstrip("/").rsplit("/", 1)[1]
                    status = "CANCELLED" if thing["eventStatus"].endswith("Cancelled") else ""
                    found.setdefault(name, set()).add((said(thing["startDate"]), end_said(thing["endDate"]), status))
    return found


def coming(site):
    """{event's id: the list of its coming occurrences}, as the API tells them."""
    items = json.loads((Path(site) / "api/events.json").read_bytes())["items"]
    return {item["id"]: item for item in items}
