"""What a program of this folder found, said in one way.

A report holds named checks. Each check counts what it looked at and notes faults with
their place. It prints a line per check, `ok` or `FAIL`, which `run` counts, and under a
failed one its faults, equal ones gathered. A check that looked at nothing has failed:
it would otherwise pass on an empty folder.
"""

import sys

PLACES_SHOWN = 3
MESSAGES_SHOWN = 250


class Check:
    """One named check: how many `things` it looked at, and the faults it met."""

    def __init__(self, name, things, may_be_empty=False):
        self.name = name
        self.things = things
        self.may_be_empty = may_be_empty
        self.seen = 0
        self.faults = []  # (place, message), in the order they were met

    def saw(self, count=1):
        self.seen += count

    def fault(self, place, message):
        """Notes a fault at `place`, which is `path` or `path:line`."""
        self.faults.append((str(place), message))

    def passed(self):
        return not self.faults and (self.seen > 0 or self.may_be_empty)

    def lines(self):
        if self.passed():
            yield f"ok   {self.name}: {self.seen} {self.things}"
            return
        if not self.faults:
            yield f"FAIL {self.name}: found no {self.things} to look at"
            return
        yield f"FAIL {self.name}: {len(self.faults)} faults in {self.seen} {self.things}"
        gathered = {}
        for place, message in self.faults:
            gathered.setdefault(message, []).append(place)
        for message, places in list(gathered.items())[:MESSAGES_SHOWN]:
            yield f"       {places[0]}: {message}"
            for place in places[1:PLACES_SHOWN]:
                yield f"         also {place}"
            if len(places) > PLACES_SHOWN:
                yield f"         and {len(places) - PLACES_SHOWN} more places"
        if len(gathered) > MESSAGES_SHOWN:
            yield f"       and {len(gathered) - MESSAGES_SHOWN} more messages"


class Report:
    """The checks of one program, in the order they were declared."""

    def __init__(self, program):
        self.program = program
        self.checks = []

    def check(self, name, things, may_be_empty=False):
        check = Check(f"{self.program}/{name}", things, may_be_empty)
        self.checks.append(check)
        return check

    def finish(self):
        """Prints every check; returns the exit status, 0 or 1."""
        for check in self.checks:
            for line in check.lines():
                print(line)
        sys.stdout.flush()
        return 0 if all(check.passed() for check in self.checks) else 1
