"""Asks every library about many calendars at once.

Takes files and windows, gives for each library what it saw of each file, as `Seen`. The
Python ones are asked here, ical.js and node-ical in one process of Node, libical in one
process of a small program that is compiled from libical.c when it is not there yet.
"""

import datetime
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import readers
from readers import Seen

HERE = Path(__file__).resolve().parent
EXPANDERS = ("recurring-ical-events", "dateutil", "ical.js", "node-ical", "libical")
# dateutil reads nothing itself; icalendar reads for recurring-ical-events.
PARSERS = ("recurring-ical-events", "vobject", "ical.js", "node-ical", "libical")


def stamp(day):
    return int(datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp())


def ask(files, window, names=PARSERS):
    """{library: {file: Seen}}; `window` is `(first day, day after the last)`."""
    files = [str(file) for file in files]
    with ThreadPoolExecutor(2) as pool:
        node = pool.submit(ask_node, files, window)
        other = pool.submit(ask_libical, files, window)
        found = {name: {file: readers.read(name, Path(file).read_bytes().decode(), window) for file in files}
                 for name in names if name in readers.PYTHON}  # fmt: skip
        found |= node.result() | other.result()
    for name in names:
        if len(found[name]) != len(files):
            raise SystemExit(f"{name} answered for {len(found[name])} of {len(files)} calendars")
        for seen in found[name].values():
            seen.occurrences = [one for one in seen.occurrences if window and within(one[1], window)]
    return {name: found[name] for name in names}


def within(start, window):
    return window[0].isoformat() <= start[:10] < window[1].isoformat()


def run(command, question, **environment):
    finished = subprocess.run(command, input=question.encode(), capture_output=True, check=False,
                              env=os.environ | environment)  # fmt: skip
    if finished.returncode:
        raise SystemExit(f"{command[-1]} stopped: {finished.stderr.decode('utf-8', 'replace')[-2000:]}")
    return finished.stdout


def ask_node(files, window):
    first, last = (stamp(window[0] - readers.DAY), stamp(window[1] + readers.DAY)) if window else (0, 0)
    question = json.dumps([{"file": file, "from": first, "until": last} for file in files])
    answer = json.loads(run(["node", str(HERE / "readers.mjs")], question, TZ="UTC"))
    return {name: {file: Seen(**seen) for file, seen in by_file.items()} for name, by_file in answer.items()}


def ask_libical(files, window):
    first, last = (stamp(window[0] - readers.DAY), stamp(window[1] + readers.DAY)) if window else (0, 0)
    question = "".join(f"{first} {last} {file}\n" for file in files)
    answer = {}
    for line in run([compiled()], question).decode("utf-8", "replace").splitlines():
        seen = json.loads(line)
        file = seen.pop("file")
        answer[file] = Seen(**seen)
    return {"libical": answer}


def compiled():
    """The program around libical; named after its source, so that a change makes a new one."""
    place = Path(os.environ["CLIENTS_LIBICAL"])
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh = place.with_suffix(f".{os.getpid()}")
        subprocess.run(["cc", "-O1", "-o", str(fresh), str(HERE / "libical.c"), "-lical"], check=True)
        fresh.replace(place)
    return str(place)


if __name__ == "__main__":
    # For looking by hand: libraries.py FILE FROM UNTIL
    days = [datetime.date.fromisoformat(text) for text in sys.argv[2:4]]
    for name, by_file in ask([sys.argv[1]], tuple(days), EXPANDERS).items():
        for seen in by_file.values():
            print(name, seen.faults)
            for one in sorted(seen.occurrences):
                print("  ", *one[1:])
