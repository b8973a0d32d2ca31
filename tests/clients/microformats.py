"""What pages say to programs: microformats2 and schema.org, read by mf2py and json.

A post is an `h-entry`, a profile an `h-card`, an event an `h-event`, each occurrence on
a month page too; beside them stands JSON-LD. Which pages those are is asked of
`/api/*.json`. Takes a folder with a built site.
"""

import datetime
import json
import re
import sys
from urllib.parse import unquote

import mf2py

from folder import site_from_arguments
from report import Report

# Of each API file: the microformat, its properties, and the schema.org types that say it.
SORTS = {
    "posts": ("h-entry", ("name", "url", "published"),
              {"Article", "BlogPosting", "NewsArticle", "QAPage", "Question", "VideoObject", "Report", "TechArticle"}),
    "members": ("h-card", ("name", "url"), {"Person", "ProfilePage"}),
    "events": ("h-event", ("name", "url", "start"), {"Event", "EventSeries", "BusinessEvent", "EducationEvent",
               "SocialEvent", "Hackathon", "Festival", "CourseInstance", "FoodEvent", "ExhibitionEvent"}),
}  # fmt: skip
WANTED = {"posts": ("headline", "name"), "members": ("name",), "events": ("name",)}
MONTH = re.compile(r"^(?:[A-Za-z-]+/)?events/\d{4}/\d{2}/index\.html$")
TIME = re.compile(r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$")


def same(address, urls):
    """Whether one of `urls` is the address, however its letters beyond ASCII are written."""
    return unquote(address) in (unquote(str(url)) for url in urls)


class Microformats:
    def __init__(self, site):
        self.site = site
        self.report = Report("microformats")
        self.marks = {name: self.report.check(SORTS[name][0], f"pages of {name}") for name in SORTS}
        self.months = self.report.check("months", "occurrences on month pages")
        self.linked = self.report.check("schema.org", "pages with linked data")
        self.times = self.report.check("times", "`time` elements")

    def run(self):
        for name in SORTS:
            for file in self.files_of(name):
                self.read_page(name, file)
        for file in self.site.files:
            if MONTH.match(file):
                self.read_month(file)
        for page in self.site.pages():
            self.read_times(page)
        return self.report

    def files_of(self, name):
        """The pages that the API tells of."""
        try:
            items = json.loads(self.site.read(f"api/{name}.json"))["items"]
        except (KeyError, ValueError):
            self.marks[name].fault(f"api/{name}.json", "is missing or unreadable")
            return []
        files = [self.site.locate(str(item.get("url"))).file for item in items]
        return sorted({file for file in files if file and file.endswith(".html")})

    def marked(self, file):
        """Every microformat of a page, the nested ones too."""
        address = self.site.base + self.site.address(file)[len(self.site.prefix) :]
        parsed = mf2py.parse(doc=self.site.read(file).decode("utf-8"), url=address, html_parser="lxml")
        return list(flatten(parsed["items"])), address

    def read_page(self, name, file):
        mark, properties, _ = SORTS[name]
        check = self.marks[name]
        check.saw()
        items, address = self.marked(file)
        items = [item for item in items if mark in item["type"]]
        # A page may show other people and events: one of the marks must be its own.
        own = [item for item in items if same(address, item["properties"].get("url", []))]
        if not items:
            check.fault(file, f"has no {mark}")
        elif not own:
            check.fault(file, f"no {mark} has the page's own address as its `url`")
        else:
            for wanted in properties:
                values = [value for item in own for value in item["properties"].get(wanted, [])]
                if not any(str(value).strip() for value in values):
                    check.fault(file, f"its {mark} has no `{wanted}`")
                if wanted in ("published", "start") and not all(TIME.match(str(value)) for value in values):
                    check.fault(file, f"`{wanted}` of its {mark} is no time: {values}")
        self.read_linked(name, file)

    def read_month(self, file):
        items, _ = self.marked(file)
        month = file.split("events/")[1][:7].replace("/", "-")
        for item in items:
            if "h-event" not in item["type"]:
                continue
            self.months.saw()
            starts = [str(start) for start in item["properties"].get("start", [])]
            if not starts or not item["properties"].get("name") or not item["properties"].get("url"):
                self.months.fault(file, "an h-event lacks its name, url or start")
            for start in starts:
                if not TIME.match(start):
                    self.months.fault(file, f"`start` of an h-event is no time: {start}")
                elif not near_month(start, month):
                    self.months.fault(file, f"an h-event of {start} stands in the month {month}")

    def read_linked(self, name, file):
        self.linked.saw()
        page, types = self.site.page(file), SORTS[name][2]
        found = []
        for script in page.tree.iter("script"):
            if script.get("type") == "application/ld+json":
                try:
                    found.extend(objects(json.loads(script.text or "")))
                except ValueError:
                    continue  # crawl.py tells of it
        fitting = [thing for thing in found if set(aslist(thing.get("@type"))) & types]
        if not fitting:
            said = sorted({str(one) for thing in found for one in aslist(thing.get("@type"))})
            self.linked.fault(file, f"its linked data has none of {', '.join(sorted(types))} (found {said})")
            return
        if not any(thing.get(key) for thing in fitting for key in WANTED[name]) and name != "members":
            self.linked.fault(file, f"its linked data has no {' or '.join(WANTED[name])}")
        if name == "events":
            dated = [thing for thing in fitting if thing.get("startDate")]
            for thing in dated:
                if not TIME.match(str(thing["startDate"])):
                    self.linked.fault(file, f"startDate is no time: {thing['startDate']}")
            if not dated and not any(thing.get("eventSchedule") for thing in fitting):
                self.linked.fault(file, "an event's linked data has neither startDate nor eventSchedule")

    def read_times(self, page):
        for element in page.tree.iter("time"):
            self.times.saw()
            value = element.get("datetime")
            if value is None:
                self.times.fault(page.at(element), "`time` has no `datetime`")
            elif not TIME.match(value) and not re.match(r"^(\d{4}(-\d\d)?|\d\d:\d\d|P[0-9TDHMSW.]+|\d{4}-W\d\d)$", value):
                self.times.fault(page.at(element), f"`datetime` is no time: {value}")
            elif re.match(r"^\d{4}-\d\d-\d\d", value) and not is_day(value[:10]):
                self.times.fault(page.at(element), f"there is no such day: {value}")


def is_day(text):
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def near_month(start, month):
    """Whether a start lies in a month, or within the week that a calendar grid shows of the next ones."""
    year, number = map(int, month.split("-"))
    first = datetime.date(year, number, 1)
    after = datetime.date(year + number // 12, number % 12 + 1, 1)
    week = datetime.timedelta(days=7)
    return first - week <= datetime.date.fromisoformat(start[:10]) < after + week


def flatten(items):
    for item in items:
        yield item
        yield from flatten(item.get("children", []))
        for values in item.get("properties", {}).values():
            yield from flatten([value for value in values if isinstance(value, dict) and "type" in value])


def aslist(value):
    return value if isinstance(value, list) else [] if value is None else [value]


def objects(value):
    """Every JSON object inside a value, itself included."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def check(site):
    return Microformats(site).run()


if __name__ == "__main__":
    sys.exit(check(site_from_arguments(sys.argv[1:])).finish())
