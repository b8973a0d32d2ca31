"""Difficult calendars, read by others' programs.

Builds the hubs of this folder with the program under test and asks five libraries about what
they publish; then has every calendar of the test hubs and of other finished sites parsed. See
README.md for what each check wants. `python hard.py PLACE [SITE …]`; PLACE keeps the built
sites. Needs the environment of ../env.sh.
"""

import datetime
import hashlib
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import calendar_bytes  # noqa: E402
import hub  # noqa: E402
import identity  # noqa: E402
import known  # noqa: E402
import libraries  # noqa: E402
import prove  # noqa: E402
import zones  # noqa: E402
from report import Report  # noqa: E402

NOW = "2026-11-21T12:00:00Z"
LATE = "2032-01-01T00:00:00Z"
WINDOW = (datetime.date(1960, 1, 1), datetime.date(2032, 1, 1))
FAR = (datetime.date(2032, 1, 1), datetime.date(2110, 1, 1))
ENOUGH = 2  # libraries that have to agree with us
MOST_COMING = 10  # occurrences that the API tells of an event


class Hard:
    def __init__(self, place, sites=()):
        self.place, self.sites = Path(place), [Path(site) for site in sites]
        self.report = Report("hard")
        check = self.report.check
        self.built = check("built", "hubs")
        self.starts = check("starts", "occurrences, by five libraries, the site and hand alike")
        self.ends = check("ends", "ends of occurrences, by the libraries and the site alike")
        self.by_hand = check("by hand", "occurrences worked out by hand")
        self.next = check("next", "coming occurrences of the API")
        self.parsed = check("parsed", "calendars, by five parsers, without error or warning")
        self.texts = check("texts", "texts, by five parsers alike")
        self.bytes = check("bytes", "calendars")
        self.steady = check("steady", "calendars that do not change with the clock")
        self.zones = check("zones", "offsets of VTIMEZONEs, by three libraries as the IANA data have them")
        self.identity = check("identity", "events in two builds of edited content")
        self.proof = check("proof", "faults, each found by its check")

    def run(self):
        site, late = self.place / "hard", self.place / "hard-late"
        self.build(HERE / "hub", site, NOW)
        self.build(HERE / "hub", late, LATE)
        if self.built.faults:
            return self.report
        self.look(site, late)
        prove.spoil_and_look(self, site, late)
        zones.check(self.zones, self.place)
        identity.check(self.identity, self.place)
        self.read_all(self.calendars(*self.sites, *self.test_hubs()))
        return self.report

    def look(self, site, late):
        self.cases(site, late)
        self.read_all(self.calendars(site), {item["uid"]: item["title"] for item in hub.coming(site).values()})

    def test_hubs(self):
        """The sites of all hubs of the tests that are not wrong on purpose."""
        for name, root in hub.test_hubs(self.place / "hubs"):
            output = self.place / "sites" / name
            status, words = hub.build(root, output, NOW)
            if status == 0:
                self.built.saw()
                yield output
            elif status not in (1, 2):
                self.built.fault(name, words[-3000:])

    def build(self, root, output, now, *flags):
        self.built.saw()
        status, words = hub.build(root, output, now, *flags)
        if status:
            self.built.fault(Path(root).name, words[-3000:])

    # --- words and bytes

    def calendars(self, *sites):
        """Every calendar of some sites, those with the same bytes once."""
        found = {}
        for site in sites:
            for file in sorted(Path(site).rglob("*.ics")):
                found.setdefault(hashlib.sha256(file.read_bytes()).digest(), file)
        return list(found.values())

    def read_all(self, files, titles=None):
        """Five parsers read every calendar without a word of complaint, and the same texts in it."""
        seen = libraries.ask(files, None)
        for file in files:
            place = file.relative_to(self.place) if file.is_relative_to(self.place) else file
            self.parsed.saw()
            self.bytes.saw()
            for line, message in calendar_bytes.rules(file.read_bytes()):
                self.bytes.fault(f"{place}:{line}", message)
            for library, by_file in seen.items():
                for fault in by_file[str(file)].faults:
                    self.parsed.fault(place, f"{library}: {fault}")
            self.same_texts(place, {library: by_file[str(file)].events for library, by_file in seen.items()}, titles or {})

    def same_texts(self, place, events, titles):
        texts = {library: sorted(tuple(map(plain, event)) for event in listed) for library, listed in events.items()}
        first = texts["libical"]
        self.texts.saw(4 * len(first))
        for library, other in texts.items():
            more = [one for one in other if one not in first and library not in known.KNOWN_TEXTS.get(one[0].partition("@")[0], {})]
            if more or len(other) != len(first):
                self.texts.fault(place, f"{library} {difference(first, other)}, libical the other way round")
        for uid in {one[0] for one in first}:
            title, called = titles.get(uid), {one[1] for one in first if one[0] == uid}
            if title is not None and not called & {plain(title), plain(f"Cancelled: {title}"), plain(f"Postponed: {title}")}:
                self.texts.fault(place, f"the API calls it {title!r}, the calendar {sorted(called)!r}")

    # --- occurrences

    def cases(self, site, late):
        """Every case: our site, the libraries and the lists by hand say the same."""
        files = {file.parent.name: file for file in sorted(late.glob("events/*/event.ics"))}
        for name in files:
            before = (site / "events" / name / "event.ics").read_bytes()
            self.steady.saw()
            if before != files[name].read_bytes():
                self.steady.fault(name, "event.ics is another one when the clock stands elsewhere")
        ours = hub.occurrences(late)
        api = hub.coming(late)
        seen = libraries.ask(files.values(), WINDOW, libraries.EXPANDERS)
        far = libraries.ask([file for name, file in files.items() if name.startswith("far-")], FAR, libraries.EXPANDERS)
        for library, by_file in far.items():
            for file, found in by_file.items():
                seen[library][file].occurrences += found.occurrences
        for name, file in files.items():
            mine = ours.get(name, set()) | {one for one in self.told(api[name]) if name.startswith("far-")}
            mine = {one for one in mine if name.startswith("far-") or libraries.within(one[0], WINDOW)}
            theirs = {library: [tuple(one[1:]) for one in by_file[str(file)].occurrences]
                      for library, by_file in seen.items()}  # fmt: skip
            self.compare(name, mine, theirs)
            self.hand(name, mine)
        self.coming(hub.coming(site), ours)

    @staticmethod
    def told(item):
        return {(hub.said(one["start"]), hub.end_said(one["end"]), "") for one in item["next"]}

    def compare(self, name, ours, theirs):
        self.starts.saw(len(ours))
        self.ends.saw(len(ours))
        if not ours:
            self.starts.fault(name, "the site shows no occurrence")
        wrong = known.KNOWN.get(name, {})
        self.agree(self.starts, name, ours, theirs, wrong, lambda one: (one[0], one[2]))
        # Who has other starts has other ends.
        self.agree(self.ends, name, ours, theirs, wrong | known.KNOWN_ENDS.get(name, {}), tuple)
        for library, found in theirs.items():
            most = Counter(found).most_common(1)
            # Two of one series at one time are two, where one was moved onto the other.
            if most and most[0][1] > 1 and library not in wrong and name != "override-onto-another":
                self.starts.fault(name, f"{library} sees {most[0][0]} twice")

    def agree(self, check, name, ours, theirs, wrong, shape):
        perhaps = known.PERHAPS.get(name, {})
        mine = sorted({shape(one) for one in ours})
        agreed = int(check is self.ends and self.is_listed(name, ours))
        for library, found in theirs.items():
            other = sorted({shape(one) for one in found})
            if mine == other:
                agreed += 1
                if library in wrong:
                    check.fault(name, f"{library} agrees; it no longer needs its excuse")
            elif library not in wrong and library not in perhaps:
                check.fault(name, f"{library} {difference(mine, other)}")
        if agreed < ENOUGH:
            check.fault(name, f"only {agreed} agree with the site")

    @staticmethod
    def by_hand_list(name):
        """`((from, until), [words of each line])` of the list by hand; None without one."""
        file = HERE / "expected" / f"{name}.txt"
        if not file.exists():
            return None
        window, wanted = ("0000", "9999"), []
        for line in file.read_text().splitlines():
            words = line.split("#")[0].split()
            if words[:1] == ["from"]:
                window = (words[1], words[3])
            elif words:
                wanted.append(words)
        return window, wanted

    def is_listed(self, name, ours):
        """Whether somebody worked out the end of every occurrence by hand, and came to the same."""
        found = self.by_hand_list(name)
        return bool(found) and sorted(tuple(words[:2]) for words in found[1]) == sorted({one[:2] for one in ours})

    def hand(self, name, ours):
        """The list by hand, if there is one: `START`, `START END` or `START cancelled`, all of the window it names."""
        listed = self.by_hand_list(name)
        if listed is None:
            return
        window, wanted = listed
        found = sorted(one for one in ours if window[0] <= one[0] < window[1])
        self.by_hand.saw(len(wanted))
        if len(found) != len(wanted):
            self.by_hand.fault(name, f"the list has {len(wanted)} occurrences, the site {len(found)}: {[one[0] for one in found]}")
            return
        for words, one in zip(wanted, found):
            ends = [word for word in words[1:] if word != "cancelled"]
            if words[0] != one[0] or ends not in ([], [one[1]]) or ("cancelled" in words) != bool(one[2]):
                self.by_hand.fault(name, f"the list says {' '.join(words)}, the site {one}")

    def coming(self, api, ours):
        """What the API tells of the future is what the month pages will show, in order, without what was called off."""
        now = hub.said(NOW)
        for name, item in api.items():
            if name.startswith("far-"):
                continue
            after = sorted(one for one in ours[name] if not one[2] and one[1] > now[: len(one[1])])
            after = [one for one in after if libraries.within(one[0], WINDOW)]
            told = sorted(self.told(item))
            is_whole = len(told) < MOST_COMING or told[-1][0] > WINDOW[1].isoformat()
            told = [one for one in told if libraries.within(one[0], WINDOW)]
            self.next.saw(len(told))
            if told != (after if is_whole else after[: len(told)]):
                self.next.fault(name, f"the API tells {told[:3]}, the month pages {after[:3]}")


def plain(text):
    """Without spaces at the ends and the kind of line end: no two parsers agree about these."""
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").split("\n")).strip()


def difference(ours, theirs):
    missing = [one for one in ours if one not in theirs][:3]
    more = [one for one in theirs if one not in ours][:3]
    return f"misses {missing} and adds {more}"


if __name__ == "__main__":
    sys.exit(Hard(sys.argv[1], sys.argv[2:]).run().finish())
