"""Proves that the programs of this folder pass a good site and can fail.

Writes the sample site, on which every check must pass; then spoils it in each way of
`faults.py` and wants the named check to fail with the right words. At the end every
check there is must have failed once.
"""

import contextlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import calendars  # noqa: E402
import crawl  # noqa: E402
import faults  # noqa: E402
import feeds  # noqa: E402
import folder  # noqa: E402
import lively  # noqa: E402
import microformats  # noqa: E402
import sample  # noqa: E402
import validate  # noqa: E402
import vocabulary  # noqa: E402
from report import Report  # noqa: E402

QUICK = {"crawl": (crawl.check, faults.CRAWL), "feeds": (feeds.check, faults.FEEDS),
         "calendars": (calendars.check, faults.CALENDARS),
         "microformats": (microformats.check, faults.MICROFORMATS),
         "vocabulary": (vocabulary.check, faults.VOCABULARY)}  # fmt: skip
# The copies that are made of the good site, each with all the faults of a list in it.
SLOW = {"html": [faults.HTML], "browser": [faults.BROWSER], "axe": [faults.AXE], "lighthouse": [faults.LIGHTHOUSE],
        "visitor": [faults.VISITOR, faults.VISITOR_AGAIN]}  # fmt: skip


def spoil(content, fault):
    """The files of the site with one fault in them, as bytes."""
    _, words, file, old, new = fault
    content = dict(content)
    if (file, words) == ("api/events.json", "an id occurs twice"):
        items = json.loads(content[file])["items"]
        content[file] = json.dumps({"items": items + items[:1]})
    elif words == "defines no offset":
        head, rest = content[file].split("BEGIN:STANDARD", 1)
        content[file] = head + "END:VTIMEZONE" + rest.split("END:VTIMEZONE", 1)[1]
    elif words == "begins 20":
        content[file] = re.sub("DTSTART:2025", "DTSTART:2027", content[file])
    elif words == "is no UTF-8 by itself":
        character = "河".encode()
        name = b"SUMMARY:Fair " + character[:1] + b"\r\n " + character[1:]
        content[file] = content[file].encode().replace(b"SUMMARY:Fair", name)
    elif old is None and new is None:
        del content[file]
    elif old is None:
        content[file] = new
    else:
        if file.endswith(".ics"):
            old, new = old.replace("\n", "\r\n"), new.replace("\n", "\r\n")
        if old not in content[file]:
            raise SystemExit(f"faults.py: {file} of the sample site has no {old!r}")
        content[file] = content[file].replace(old, new)
    return content


@contextlib.contextmanager
def written(content):
    with tempfile.TemporaryDirectory(prefix="folkmoot-sample-") as place:
        for name, text in content.items():
            path = Path(place) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        yield place


def quick_ones(good, proof, names, failed):
    for program, (check, spoilt) in QUICK.items():
        with written(good) as place:
            for one in check(folder.Site(place)).checks:
                names.add(one.name)
                if not one.passed():
                    proof.fault(one.name, "fails on the good site: " + " | ".join(one.lines()))
        for fault in spoilt:
            proof.saw()
            name = f"{program}/{fault[0]}"
            with written(spoil(good, fault)) as place:
                found = [one for one in check(folder.Site(place)).checks if one.name == name and not one.passed()]
            if any(fault[1] in message for one in found for _, message in one.faults):
                failed.add(name)
            else:
                said = [message for one in found for _, message in one.faults]
                proof.fault(name, f"{fault[2]}: {fault[3]!r} → {fault[4]!r} should be `{fault[1]}`, said {said}")


def run_html(place):
    report, _ = validate.check(folder.Site(place))
    return "\n".join(line for one in report.checks for line in one.lines())


def run_node(program, *options):
    def run(place):
        command = ["node", str(HERE.parent / f"{program}.mjs"), place, *options]
        finished = subprocess.run(command, capture_output=True, check=False)
        return (finished.stdout + finished.stderr).decode("utf-8", "replace")

    return run


RUNS = {"html": run_html, "browser": run_node("browser"), "axe": run_node("axe"),
        "lighthouse": run_node("lighthouse", "--only", "post"),
        "visitor": run_node("visitor", "--secret", "a hidden word")}  # fmt: skip


def slow_ones(samples, proof, names, failed):
    for program, run in RUNS.items():
        good = samples[program]
        with written(good) as place:
            said = run(place)
        lines = said.splitlines()
        names.update(line[5:].split(":")[0] for line in lines if line.startswith(("ok   ", "FAIL ")))
        if not lines or any(not line.startswith(("ok   ", "       ")) for line in lines):
            proof.fault(program, f"fails on the good site: {said[-1500:]}")
        for spoilt in SLOW[program]:
            spoilt_ones(program, run, good, spoilt, proof, failed)


def spoilt_ones(program, run, good, spoilt, proof, failed):
    bad = good
    for fault in spoilt:
        bad = spoil(bad, fault)
    with written(bad) as place:
        said = run(place)
    sections = dict(section.split(":", 1) for section in ("\n" + said).split("\nFAIL ")[1:])
    for fault in spoilt:
        proof.saw()
        name = f"{program}/{fault[0]}"
        section = sections.get(name, "").split("\nok   ")[0]
        if fault[1] in section:
            failed.add(name)
        else:
            proof.fault(name, f"{fault[2]} should be `{fault[1]}`, said {section or said[-1500:]}")


def main():
    report = Report("selftest")
    proof = report.check("faults", "faults put in and found")
    complete = report.check("complete", "checks that have been seen to fail")
    good, names, failed = sample.files(), set(), set()
    quick_ones(good, proof, names, failed)
    samples = dict.fromkeys(RUNS, good) | {"visitor": lively.files()}
    slow_ones(samples, proof, names, failed)
    complete.saw(len(failed))
    for name in sorted(names - failed):
        complete.fault(name, "no fault makes this check fail: it may be one that cannot")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
