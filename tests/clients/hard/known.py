"""Where a library reads a calendar in another way than RFC 5545 says, and why we follow the RFC.

An entry excuses one library in the named cases; at least two other libraries still have to
agree with the site there (or one, and a list by hand with ends). An excuse that is no longer
needed is a fault, so that this page stays true, except those under MACHINE.
"""

RULES = [
    # (library, why, cases)
    ("ical.js", "takes the offset after the change for a start in a gap; §3.3.5: the offset before it",
     "gap-at-midnight gap-series cairo-gap chatham-gap lord-howe-gap samoa-skipped-day kwajalein nuuk"),
    ("ical.js", "takes the second of two equal times; §3.3.5: the first",
     "overlap-series lord-howe-overlap south-santiago almaty nuuk"),
    ("ical.js", "counts a day that two BYYEARDAYs name twice; §3.8.5.3: a recurrence set has no duplicates", "last-day-of-year"),
    ("ical.js", "reads 20MO and BYWEEKNO as every Monday; §3.3.10: one of the year", "twentieth-monday week-20 week-53"),
    ("ical.js", "leaves out DTSTART where there are only RDATEs; §3.8.5.2: it is the first of the set", "rdate-alone"),
    ("ical.js", "drops the seconds of an offset; §3.3.14 allows them", "monrovia"),
    ("node-ical", "leaves out a start in a gap, and gives one more at the end instead; §3.3.5 places it",
     "gap-at-midnight gap-series cairo-gap chatham-gap lord-howe-gap samoa-skipped-day kwajalein nuuk override-in-gap"),
    ("node-ical", "knows no RDATE; §3.8.5.2", "rdate rdate-alone rdate-duplicate rdate-excepted also-all-day off-rule off-rule-until"),
    ("node-ical", "makes whole days of an occurrence with a time; §3.8.4.4: the component counts", "override-all-day"),
    ("libical", "does not come back to the wall after a start in a gap; §3.3.5",
     "gap-at-midnight gap-series chatham-gap lord-howe-gap samoa-skipped-day kwajalein nuuk override-in-gap"),
    ("libical", "takes the offset after the change for a start in a gap at midnight; §3.3.5", "cairo-gap"),
    ("libical", "takes the second of two equal times; §3.3.5: the first",
     "overlap-series lord-howe-overlap south-santiago almaty nuuk"),
    ("libical", "icalcomponent_foreach_recurrence reads an RDATE in a zone as UTC; §3.8.5.2",
     "rdate rdate-alone rdate-duplicate rdate-excepted gap-first gap-first-end gap-first-skipped-day"),
    ("libical", "finds a week 53 in years that have 52; §3.3.10", "week-53"),
    ("recurring-ical-events", "follows X-WR-TIMEZONE, which no standard knows, for UTC and floating times",
     "floating-series floating-single overlap-single overlap-second"),
]  # fmt: skip

# Only the ends differ. §3.8.5.3: the exact duration of DTSTART and DTEND holds for every occurrence.
ENDS = [
    ("recurring-ical-events", "adds the length on the wall, not on the clock",
     "almaty cairo-gap chatham-gap gap-series lord-howe-gap lord-howe-overlap nuuk overlap-series "
     "overnight-series south-santiago"),
    ("recurring-ical-events", "follows X-WR-TIMEZONE for UTC times, and so loses the second of two equal times", "overlap-length"),
    ("ical.js", "adds the length on the wall, not on the clock", "overnight-series"),
    ("libical", "icalcomponent_foreach_recurrence adds to every DURATION the hour by which the clock is changed during the first; §3.3.6",
     "first-night-autumn first-night-spring first-night-hours gap-first-only-end"),
]  # fmt: skip

# Only a text differs.
TEXTS = [
    ("node-ical", "takes the n of an escaped backslash and an n for a new line; §3.3.11", "literal-escapes"),
]

# What the machine brings may be older than the data compiled into Folkmoot; here an excuse may stay unused.
MACHINE = [
    ("node-ical", "takes the zones of Node's own ICU", "casablanca casablanca-endless"),
]


def table(rows):
    found = {}
    for library, why, cases in rows:
        for case in cases.split():
            found.setdefault(case, {})[library] = why
    return found


KNOWN = table(RULES)
KNOWN_ENDS = table(ENDS)
KNOWN_TEXTS = table(TEXTS)
PERHAPS = table(MACHINE)
