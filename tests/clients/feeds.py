"""The feeds, the sitemap, robots.txt and the JSON files, read by strangers' rules.

Atom by feedparser and against RFC 4287, JSON Feed against version 1.1, `/api/*.json`
against the fields that the site promises to other programs. Takes a folder with a
built site.
"""

import datetime
import json
import re
import sys
import urllib.robotparser
from urllib.parse import urlsplit

import feedparser
from lxml import etree
from lxml import html as lxml_html

from crawl import without_repeats
from folder import site_from_arguments
from report import Report

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
# `/api/NAME.json`: what names an item there.
API = {"posts": "title", "members": "name", "groups": "name", "events": "title",
       "resources": "title", "projects": "title", "kb": "title"}  # fmt: skip
EVENT_FIELDS = ("start", "end", "timezone", "all_day", "status", "type", "ics", "uid", "next")
EVENT_STATUS = {"confirmed", "tentative", "cancelled", "postponed"}


def is_moment(value):
    """Whether a value is an RFC 3339 date and time with its offset, and exists."""
    if not isinstance(value, str) or not MOMENT.match(value):
        return False
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_day(value):
    if not isinstance(value, str) or not DAY.match(value):
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_event_time(value, event):
    """A moment; a day where the event is all-day; a wall-clock time where it floats."""
    if event.get("all_day") is True and is_day(value):
        return True
    if event.get("timezone") == "floating" and isinstance(value, str):
        return is_moment(value + "Z")
    return is_moment(value)


class Feeds:
    """One run over every machine-readable file of a site."""

    def __init__(self, site):
        self.site = site
        self.report = Report("feeds")
        self.atom = self.report.check("atom", "Atom entries")
        self.json_feed = self.report.check("json-feed", "JSON Feed items")
        self.pairs = self.report.check("pairs", "feeds in both forms")
        self.sitemap = self.report.check("sitemap", "addresses")
        self.robots = self.report.check("robots", "lines")
        self.api = self.report.check("api", "items")

    def run(self):
        found = {}
        for file in self.site.with_suffix(".xml"):
            if file.rsplit("/", 1)[-1].startswith("sitemap"):
                self.read_sitemap(file)
            elif file.rsplit("/", 1)[-1] == "feed.xml":
                found[file] = self.read_atom(file)
        for file in self.site.with_suffix("feed.json"):
            found[file] = self.read_json_feed(file)
        self.compare(found)
        self.read_robots()
        for name, title in API.items():
            self.read_api(f"api/{name}.json", title, name == "events")
        return self.report

    # -- Atom -----------------------------------------------------------------------

    def read_atom(self, file):
        """Checks one Atom feed; returns the addresses of its entries, or None."""
        source = self.site.read(file)
        parsed = feedparser.parse(source, response_headers={"content-type": "application/atom+xml"})
        if parsed.bozo:
            self.atom.fault(file, f"feedparser stumbles: {parsed.bozo_exception}")
        try:
            root = etree.fromstring(source)
        except etree.XMLSyntaxError as mistake:
            self.atom.fault(f"{file}:{mistake.lineno}", f"is no XML: {mistake.msg}")
            return None
        if root.tag != ATOM + "feed":
            self.atom.fault(file, f"its first element is {root.tag}, not `feed` of Atom")
            return None
        if parsed.version != "atom10":
            self.atom.fault(file, f"feedparser takes it for `{parsed.version}`")
        entries = root.findall(ATOM + "entry")
        if len(parsed.entries) != len(entries):
            self.atom.fault(file, f"feedparser sees {len(parsed.entries)} of {len(entries)} entries")
        self.read_atom_head(file, root)
        addresses, ids = [], {}
        for entry in entries:
            self.atom.saw()
            addresses.append(self.read_atom_entry(file, root, entry))
            identity = entry.findtext(ATOM + "id")
            if identity in ids:
                self.atom.fault(self.at(file, entry), f"the id of line {ids[identity]} again: {identity}")
            ids[identity] = entry.sourceline
        return addresses

    def at(self, file, element):
        return f"{file}:{element.sourceline}"

    def read_atom_head(self, file, root):
        self.atom_common(file, root, "feed")
        own = [link.get("href") for link in root.findall(ATOM + "link") if link.get("rel") == "self"]
        expected = self.site.locate(self.site.address(file)).url
        if own != [expected]:
            self.atom.fault(file, f"its link to itself should be {expected}, found {own}")
        if not any(link.get("rel", "alternate") == "alternate" for link in root.findall(ATOM + "link")):
            self.atom.fault(file, "has no link to the page it belongs to")

    def atom_common(self, file, element, what):
        """RFC 4287, sections 4.1.1 and 4.1.2: exactly one id, title and updated."""
        place = self.at(file, element)
        for name in ("id", "title", "updated"):
            values = element.findall(ATOM + name)
            if len(values) != 1 or not "".join(values[0].itertext()).strip():
                self.atom.fault(place, f"{what} wants exactly one `{name}` with text")
        for name in ("updated", "published"):
            for value in element.findall(ATOM + name):
                if not is_moment((value.text or "").strip()):
                    self.atom.fault(place, f"`{name}` of a {what} is no RFC 3339 moment: {value.text}")
        identity = element.findtext(ATOM + "id") or ""
        if identity and not re.match(r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$", identity.strip()):
            self.atom.fault(place, f"the id of a {what} is no whole address: {identity}")
        for link in element.findall(ATOM + "link"):
            self.check_address(self.atom, self.at(file, link), link.get("href") or "")
        for author in element.findall(ATOM + "author"):
            if not (author.findtext(ATOM + "name") or "").strip():
                self.atom.fault(self.at(file, author), "an author has no name")
        for content in element.findall(ATOM + "content") + element.findall(ATOM + "summary"):
            if content.get("type") == "html":
                self.check_markup(self.atom, self.at(file, content), content.text or "")

    def read_atom_entry(self, file, root, entry):
        """Checks an entry; returns the address of its page."""
        self.atom_common(file, entry, "entry")
        place = self.at(file, entry)
        if entry.find(ATOM + "author") is None and root.find(ATOM + "author") is None:
            self.atom.fault(place, "neither the entry nor the feed has an author")
        if entry.find(ATOM + "content") is None and entry.find(ATOM + "summary") is None:
            self.atom.fault(place, "an entry has neither content nor summary")
        alternates = [link.get("href") for link in entry.findall(ATOM + "link")
                      if link.get("rel", "alternate") == "alternate"]  # fmt: skip
        if not alternates:
            self.atom.fault(place, "an entry has no link to its page")
            return None
        published, updated = (entry.findtext(ATOM + name) for name in ("published", "updated"))
        if is_moment(published) and is_moment(updated):
            if datetime.datetime.fromisoformat(updated) < datetime.datetime.fromisoformat(published):
                self.atom.fault(place, f"updated {updated} before it was published {published}")
        return alternates[0]

    def check_address(self, check, place, address):
        """A whole address; if it is one of ours, it exists."""
        if not urlsplit(address).scheme:
            check.fault(place, f"an address in a feed must be whole: `{address}`")
            return
        target = self.site.locate(address)
        if target.kind == "missing":
            check.fault(place, f"{address} {target.why}")

    def check_markup(self, check, place, markup):
        """A feed reader shows this text elsewhere: what it points to must be whole addresses."""
        if not markup.strip():
            return
        try:
            tree = lxml_html.fragment_fromstring(markup, create_parent="div")
        except (etree.ParserError, ValueError) as mistake:
            check.fault(place, f"the markup of an entry does not parse: {mistake}")
            return
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            if element.tag in ("script", "iframe", "style") or any(name.startswith("on") for name in element.attrib):
                check.fault(place, f"`<{element.tag}>` with what it carries has no place in a feed")
            for name in ("href", "src"):
                if element.get(name) and not element.get(name).startswith(("#", "data:")):
                    self.check_address(check, place, element.get(name))

    # -- JSON Feed ------------------------------------------------------------------

    def load(self, check, file):
        try:
            return json.loads(self.site.read(file).decode("utf-8"), object_pairs_hook=without_repeats)
        except ValueError as mistake:
            check.fault(file, f"is no JSON: {mistake}")
            return None

    def read_json_feed(self, file):
        feed = self.load(self.json_feed, file)
        if not isinstance(feed, dict):
            return None
        fault = self.json_feed.fault
        if feed.get("version") != "https://jsonfeed.org/version/1.1":
            fault(file, f"`version` is {feed.get('version')}, not that of JSON Feed 1.1")
        if not isinstance(feed.get("title"), str) or not feed["title"].strip():
            fault(file, "the feed has no `title`")
        own = self.site.locate(self.site.address(file)).url
        if feed.get("feed_url") != own:
            fault(file, f"`feed_url` should be {own}, found {feed.get('feed_url')}")
        self.check_address(self.json_feed, file, feed.get("home_page_url") or "")
        items = feed.get("items")
        if not isinstance(items, list):
            fault(file, "`items` is no list")
            return None
        ids = set()
        for number, item in enumerate(items):
            self.json_feed.saw()
            self.read_json_item(f"{file}: item {number}", feed, item)
            if item.get("id") in ids:
                fault(f"{file}: item {number}", f"the id of another item: {item.get('id')}")
            ids.add(item.get("id"))
        return [item.get("url") for item in items]

    def read_json_item(self, place, feed, item):
        fault = self.json_feed.fault
        if not isinstance(item.get("id"), str) or not item["id"]:
            fault(place, "an item has no `id` that is a text")
        self.check_address(self.json_feed, place, item.get("url") or "")
        if not any(isinstance(item.get(name), str) for name in ("content_html", "content_text")):
            fault(place, "an item has neither `content_html` nor `content_text`")
        for name in ("date_published", "date_modified"):
            if name in item and not is_moment(item[name]):
                fault(place, f"`{name}` is no RFC 3339 moment: {item[name]}")
        if "author" in item or "author" in feed:
            fault(place, "`author` is of version 1.0; 1.1 has `authors`")
        authors = item.get("authors", feed.get("authors", []))
        if not all(isinstance(author, dict) and set(author) & {"name", "url", "avatar"} for author in authors):
            fault(place, "each of `authors` wants a name, url or avatar")
        tags = item.get("tags", [])
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            fault(place, "`tags` is no list of texts")
        for name in ("image", "banner_image"):
            if name in item:
                self.check_address(self.json_feed, place, item[name])
        for attachment in item.get("attachments", []):
            if not attachment.get("mime_type"):
                fault(place, "an attachment has no `mime_type`")
            self.check_address(self.json_feed, place, attachment.get("url") or "")
        self.check_markup(self.json_feed, place, item.get("content_html") or "")

    def compare(self, found):
        """The Atom and the JSON feed of one folder tell the same."""
        for folder in sorted({file.rsplit("feed.", 1)[0] for file in found}):
            self.pairs.saw()
            one, other = found.get(folder + "feed.xml", "absent"), found.get(folder + "feed.json", "absent")
            if "absent" in (one, other):
                self.pairs.fault(folder or "/", "has only one of feed.xml and feed.json")
            elif one is not None and other is not None and one != other:
                self.pairs.fault(folder or "/", "feed.xml and feed.json list different pages, or in another order")
        for file in ("feed.xml", "feed.json", "posts/feed.xml", "events/feed.xml", "resources/feed.xml"):
            if file not in found:
                self.pairs.fault(file, "is promised and not there")

    # -- sitemap and robots ---------------------------------------------------------

    def read_sitemap(self, file):
        try:
            root = etree.fromstring(self.site.read(file))
        except etree.XMLSyntaxError as mistake:
            self.sitemap.fault(f"{file}:{mistake.lineno}", f"is no XML: {mistake.msg}")
            return
        if root.tag not in (SITEMAP + "urlset", SITEMAP + "sitemapindex"):
            self.sitemap.fault(file, f"its first element is {root.tag}")
        seen = set()
        for entry in root:
            if not isinstance(entry.tag, str):
                continue
            self.sitemap.saw()
            place = self.at(file, entry)
            address = (entry.findtext(SITEMAP + "loc") or "").strip()
            if not address.startswith(self.site.base + "/"):
                self.sitemap.fault(place, f"`loc` should start with {self.site.base}/, found `{address}`")
            if address in seen:
                self.sitemap.fault(place, f"{address} is listed twice")
            seen.add(address)
            changed = entry.findtext(SITEMAP + "lastmod")
            if changed is not None and not is_day(changed.strip()) and not is_moment(changed.strip()):
                self.sitemap.fault(place, f"`lastmod` is no date: {changed}")
        if len(seen) > 50_000:
            self.sitemap.fault(file, f"holds {len(seen)} addresses, 50,000 are allowed")

    def read_robots(self, file="robots.txt"):
        if file not in self.site.files:
            self.robots.fault(file, "is not there")
            return
        lines = self.site.read(file).decode("utf-8", "replace").splitlines()
        for number, line in enumerate(lines, 1):
            self.robots.saw()
            rule = line.split("#")[0].strip()
            if rule and not re.match(r"(?i)(user-agent|allow|disallow|sitemap|crawl-delay|content-signal)\s*:", rule):
                self.robots.fault(f"{file}:{number}", f"no crawler knows `{rule}`")
        parser = urllib.robotparser.RobotFileParser()
        parser.parse(lines)
        if not parser.can_fetch("*", self.site.base + "/"):
            self.robots.fault(file, "forbids the home page")
        sitemaps = parser.site_maps() or []
        if f"{self.site.base}/sitemap.xml" not in sitemaps:
            self.robots.fault(file, f"does not name {self.site.base}/sitemap.xml")
        for address in sitemaps:
            self.check_address(self.robots, file, address)

    # -- /api/*.json ------------------------------------------------------------------

    def read_api(self, file, title, events):
        if file not in self.site.files:
            self.api.fault(file, "is promised and not there")
            return
        content = self.load(self.api, file)
        if not isinstance(content, dict) or not isinstance(content.get("items"), list):
            self.api.fault(file, "should be `{ \"items\": [ … ] }`")
            return
        if not content["items"]:
            self.api.fault(file, "holds no item")
        ids = set()
        for number, item in enumerate(content["items"]):
            self.api.saw()
            name = item.get("id", number) if isinstance(item, dict) else number
            self.read_api_item(f"{file}: {name}", item, title)
            if events and isinstance(item, dict):
                self.read_api_event(f"{file}: {name}", item)
            # A translation of an entry has its id and another address.
            key = (name, item.get("url")) if isinstance(item, dict) else number
            if key in ids:
                self.api.fault(f"{file}: {name}", "an id occurs twice")
            ids.add(key)

    def read_api_item(self, place, item, title):
        if not isinstance(item, dict):
            self.api.fault(place, "an item is no object")
            return
        for name in ("id", title, "url"):
            if not isinstance(item.get(name), str) or not item[name].strip():
                self.api.fault(place, f"`{name}` should be a text")
        tags = item.get("tags")
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            self.api.fault(place, "`tags` should be a list of texts")
        if "updated" not in item:
            self.api.fault(place, "`updated` is missing")
        elif item["updated"] is not None and not is_moment(item["updated"]) and not is_day(item["updated"]):
            self.api.fault(place, f"`updated` is no RFC 3339 date: {item['updated']}")
        self.check_own(place, "url", item.get("url"))

    def check_own(self, place, name, address):
        target = self.site.locate(address) if isinstance(address, str) else None
        if target is None or target.kind != "file":
            self.api.fault(place, f"`{name}` leads to no file of the site: {address}")

    def read_api_event(self, place, item):
        for name in EVENT_FIELDS:
            if name not in item:
                self.api.fault(place, f"an event has no `{name}`")
        if not isinstance(item.get("all_day"), bool):
            self.api.fault(place, "`all_day` should be true or false")
        if not isinstance(item.get("next"), list):
            self.api.fault(place, "`next` should be a list")
        if item.get("status") not in EVENT_STATUS:
            self.api.fault(place, f"`status` is {item.get('status')}")
        self.check_own(place, "ics", item.get("ics"))
        coming = item["next"] if isinstance(item.get("next"), list) else []
        # An occurrence may be told by its start alone.
        coming = [value if isinstance(value, dict) else {"start": value} for value in coming]
        for occurrence in [item] + coming:
            start, end = occurrence.get("start"), occurrence.get("end")
            for name, value in (("start", start), ("end", end)):
                if not is_event_time(value, item) and not (name == "end" and value is None):
                    self.api.fault(place, f"`{name}` is no RFC 3339 time: {value}")
            if is_moment(start) and is_moment(end):
                if datetime.datetime.fromisoformat(end) < datetime.datetime.fromisoformat(start):
                    self.api.fault(place, f"ends {end} before it starts {start}")


def check(site):
    return Feeds(site).run()


if __name__ == "__main__":
    sys.exit(check(site_from_arguments(sys.argv[1:])).finish())
