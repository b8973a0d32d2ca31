"""Follows every link of every page, as a reader and a search engine would.

Takes a folder with a built site. Looks for dead targets and anchors, pages that the
sitemap or nothing leads to, requests to other hosts, and page-wide faults that no
single element shows: ids used twice, a missing language, no or two `h1`.
"""

import json
import re
import sys
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from folder import site_from_arguments
from report import Report

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
CSS_ADDRESS = re.compile(r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^)\"']*))\s*\)|@import\s+(?:\"([^\"]*)\"|'([^']*)')")
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
# Schemes a link may have besides http and https.
LINK_SCHEMES = {"mailto", "tel", "sms", "geo", "xmpp", "matrix", "irc", "ircs", "feed", "webcal"}
# What a browser fetches without being asked: element, attribute.
FETCHED = {
    ("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "src"), ("video", "src"),
    ("video", "poster"), ("audio", "src"), ("track", "src"), ("embed", "src"), ("input", "src"),
    ("object", "data"), ("image", "href"), ("use", "href"), ("image", "xlink:href"), ("use", "xlink:href"),
}  # fmt: skip
# Relations of <link> that only name a page; every other one is fetched.
NAMING_RELATIONS = {"canonical", "alternate", "next", "prev", "author", "me", "license", "help", "search",
                    "webmention", "up", "first", "last", "index", "edit"}  # fmt: skip
METADATA = {"og:image", "og:url", "og:audio", "og:video", "twitter:image"}


class Crawl:
    """The checks of one run and the graph of who links to whom."""

    def __init__(self, site):
        self.site = site
        self.report = Report("crawl")
        check = self.report.check
        self.links = check("links", "links")
        self.fragments = check("fragments", "links to a place in a page", may_be_empty=True)
        self.resources = check("resources", "pictures, styles and scripts")
        self.foreign = check("foreign", "things a browser fetches")
        self.metadata = check("metadata", "addresses in metadata", may_be_empty=True)
        self.sitemap = check("sitemap", "addresses in the sitemap")
        self.orphans = check("orphans", "pages")
        self.ids = check("ids", "ids")
        self.heads = check("heads", "pages (lang, title, one h1)")
        self.languages = check("languages", "links to translations", may_be_empty=True)
        self.data = check("data", "data scripts")
        self.leads_to = {}  # file -> set of files

    def run(self):
        for page in self.site.pages():
            self.read_page(page)
        for file in self.site.with_suffix(".css"):
            self.read_css(self.site.read(file).decode("utf-8", "replace"), file, self.site.address(file), 1)
        self.read_sitemap()
        self.find_orphans()
        return self.report

    # -- one page ---------------------------------------------------------------

    def read_page(self, page):
        self.leads_to.setdefault(page.file, set())
        if page.refresh is not None:
            self.follow(page.refresh, page, page.file, self.links)
        for element in page.tree.iter():
            if not isinstance(element.tag, str):
                continue
            self.read_element(page, element)
        self.read_head(page)
        self.read_ids(page)

    def read_element(self, page, element):
        tag, place = element.tag, page.at(element)
        if tag in ("a", "area") and element.get("href") is not None:
            self.follow_link(element.get("href"), page, place)
        elif tag == "form" and element.get("action"):
            self.follow(element.get("action"), page, place, self.links)
        elif tag == "link":
            self.read_link_element(page, element, place)
        elif tag == "meta":
            self.read_meta(page, element, place)
        elif tag == "script":
            self.read_script(page, element, place)
        elif tag == "style":
            self.read_css(element.text or "", page.file, page.address, element.sourceline)
        for name, value in element.attrib.items():
            if (tag, name) in FETCHED:
                self.fetch(value, page.address, place, page)
            elif name in ("srcset", "imagesrcset"):
                for candidate in srcset(value):
                    self.fetch(candidate, page.address, place, page)
            elif name == "style":
                self.read_css(value, page.file, page.address, element.sourceline)

    def follow_link(self, href, page, place):
        """A link a reader can click, in a browser or a calendar app."""
        scheme = urlsplit(href.strip()).scheme.lower() if ":" in href else ""
        if scheme == "webcal":
            self.follow("https" + href.strip()[len("webcal") :], page, place, self.links, strict=True)
            return
        if scheme and scheme not in LINK_SCHEMES | {"http", "https"}:
            self.links.saw()
            self.links.fault(place, f"a link with the scheme `{scheme}:` has no place on a page")
            return
        self.follow(href, page, place, self.links)
        # "Add to Google" carries our own address inside another one.
        for inner in parse_qs(urlsplit(href).query).get("cid", []) if scheme else []:
            if inner.startswith("webcal://"):
                self.follow("https" + inner[len("webcal") :], page, place, self.links, strict=True)

    def follow(self, link, page, place, check, strict=False):
        """Follows an address; returns its target. `strict`: it must be one of ours."""
        check.saw()
        target = self.site.locate(link, base_of(page))
        if target.kind == "missing":
            check.fault(place, f"{link} {target.why}")
        elif target.kind == "other" and strict:
            check.fault(place, f"{link} is not on this site")
        elif target.kind == "file":
            self.leads_to.setdefault(page.file, set()).add(target.file)
            self.check_fragment(link, target, place)
        return target

    def check_fragment(self, link, target, place):
        fragment = target.fragment.split(":~:")[0]
        if not fragment or fragment == "top" or not target.file.endswith((".html", ".svg")):
            return
        self.fragments.saw()
        if fragment not in self.site.page(target.file).ids:
            self.fragments.fault(place, f"{link}: {target.file} has no place called `{fragment}`")

    def read_link_element(self, page, element, place):
        relations = set((element.get("rel") or "").lower().split())
        href = element.get("href")
        if href is None:
            return
        if relations and relations <= NAMING_RELATIONS:
            target = self.follow(href, page, place, self.links)
            if element.get("hreflang") and target.kind == "file" and target.file.endswith(".html"):
                self.check_translation(page, element.get("hreflang"), target, place)
        else:
            self.fetch(href, page.address, place, page)

    def check_translation(self, page, language, target, place):
        self.languages.saw()
        other = self.site.page(target.file)
        found = other.tree.get("lang") or ""
        if language != "x-default" and found.lower() != language.lower():
            self.languages.fault(place, f"{target.file} is offered as {language} and says it is {found or 'nothing'}")
        if page.noindex or page.canonical not in (None, page.file):
            return  # search engines take another page, or none: nothing to offer back
        back = {self.site.locate(link.get("href") or "", other.address).file
                for link in other.tree.iter("link") if link.get("hreflang")}  # fmt: skip
        if page.file not in back:
            self.languages.fault(f"{place} → {target.file}", "a translation does not offer the page back that offers it")

    def read_meta(self, page, element, place):
        name = (element.get("property") or element.get("name") or "").lower()
        if name not in METADATA:
            return
        self.metadata.saw()
        content = element.get("content") or ""
        target = self.site.locate(content, base_of(page))
        if not re.match(r"https?://", content):
            self.metadata.fault(place, f"{name} wants a whole address, found `{content}`")
        elif target.kind == "missing":
            self.metadata.fault(place, f"{name}: {content} {target.why}")

    def read_script(self, page, element, place):
        kind = (element.get("type") or "").lower()
        if not kind.endswith("json") and kind not in ("importmap", "speculationrules"):
            return
        self.data.saw()
        text = element.text or ""
        try:
            value = json.loads(text, object_pairs_hook=without_repeats)
        except ValueError as mistake:
            self.data.fault(place, f"a {kind} script does not parse: {mistake}")
            return
        if re.search("[<\u2028\u2029]", text):
            self.data.fault(place, f"a {kind} script holds `<` or a line separator as it is, not as \\uXXXX")
        if kind == "application/ld+json":
            self.read_linked_data(page, value, place)

    def read_linked_data(self, page, value, place):
        for text in strings(value):
            if text.startswith((self.site.base + "/", "http://" + self.site.host)):
                self.metadata.saw()
                target = self.site.locate(text, page.address)
                if target.kind == "missing":
                    self.metadata.fault(place, f"linked data: {text} {target.why}")

    # -- what a browser fetches ---------------------------------------------------

    def fetch(self, link, address, place, page=None):
        if link.strip().lower().startswith("data:") or link.strip() == "":
            return
        self.foreign.saw()
        target = self.site.locate(link, base_of(page) if page is not None else address)
        if target.kind == "other":
            self.foreign.fault(place, f"a browser would fetch {target.url} from another host")
            return
        self.resources.saw()
        if target.kind == "missing":
            self.resources.fault(place, f"{link} {target.why}")
        elif page is not None:
            self.leads_to.setdefault(page.file, set()).add(target.file)

    def read_css(self, text, file, address, first_line):
        text = CSS_COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text)
        for found in CSS_ADDRESS.finditer(text):
            link = next((group for group in found.groups() if group is not None), "").strip()
            if not link.startswith("#"):
                line = first_line + text.count("\n", 0, found.start())
                self.fetch(link, address, f"{file}:{line}")

    # -- the page as a whole --------------------------------------------------------

    def read_head(self, page):
        self.heads.saw()
        lang = page.tree.get("lang")
        if not lang:
            self.heads.fault(f"{page.file}:1", "`<html>` has no `lang`")
        elif not LANGUAGE.match(lang):
            self.heads.fault(f"{page.file}:1", f"`lang=\"{lang}\"` is no language tag")
        if not (page.tree.findtext(".//title") or "").strip():
            self.heads.fault(f"{page.file}:1", "the page has no `<title>`")
        if page.refresh is not None:
            return
        headings = page.tree.xpath("//h1")
        if not headings:
            self.heads.fault(f"{page.file}:1", "the page has no `h1`")
        elif len(headings) > 1:
            self.heads.fault(page.at(headings[1]), f"the page has {len(headings)} `h1`, it should have one")

    def read_ids(self, page):
        first = {}
        for element in page.tree.xpath("//*[@id]"):
            name = element.get("id")
            self.ids.saw()
            if name == "" or re.search(r"\s", name):
                self.ids.fault(page.at(element), f"the id `{name}` is empty or holds a space")
            elif name in first:
                self.ids.fault(page.at(element), f"the id `{name}` was used in line {first[name]} already")
            first.setdefault(name, element.sourceline)

    # -- the site as a whole --------------------------------------------------------

    def read_sitemap(self, file="sitemap.xml"):
        if file not in self.site.files:
            self.sitemap.fault(file, "there is no sitemap")
            return
        try:
            root = etree.fromstring(self.site.read(file))
        except etree.XMLSyntaxError as mistake:
            self.sitemap.fault(file, f"is no XML: {mistake}")
            return
        for element in root.iter(SITEMAP + "loc"):
            self.sitemap.saw()
            place = f"{file}:{element.sourceline}"
            address = (element.text or "").strip()
            target = self.site.locate(address)
            if target.kind != "file" or not address.startswith(self.site.base):
                self.sitemap.fault(place, f"{address} {target.why or 'is not on this site'}")
            elif target.file.endswith(".xml"):
                self.read_sitemap(target.file)
            elif target.file.endswith(".html"):
                page = self.site.page(target.file)
                if page.noindex or page.refresh is not None or target.file == "404.html":
                    self.sitemap.fault(place, f"{address} asks not to be indexed, or leads on to another page")
                elif page.canonical not in (None, page.file):
                    self.sitemap.fault(place, f"{address} names another page as its canonical one")

    def find_orphans(self):
        reached, waiting = set(), ["index.html"]
        while waiting:
            file = waiting.pop()
            if file in reached or file not in self.leads_to:
                continue
            reached.add(file)
            waiting.extend(self.leads_to[file])
        linked = set().union(*(targets - {file} for file, targets in self.leads_to.items())) if self.leads_to else set()
        for page in self.site.pages():
            self.orphans.saw()
            if page.file in reached or page.file == "404.html" or page.refresh is not None or page.noindex:
                continue
            if page.file in linked:
                self.orphans.fault(page.file, "no way leads here from the home page")
            else:
                self.orphans.fault(page.file, "no page links here")


def base_of(page):
    """The address relative links of a page start from."""
    for base in page.tree.iter("base"):
        if base.get("href"):
            return urlsplit(page.site.locate(base.get("href"), page.address).url).path
    return page.address


def srcset(value):
    """The addresses in a `srcset`, without their widths."""
    for candidate in re.split(r",\s+|,$", value.strip()):
        if candidate.strip():
            yield candidate.split()[0]


def strings(value):
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)


def without_repeats(pairs):
    """Builds a JSON object; a name that occurs twice is refused."""
    seen = {}
    for name, value in pairs:
        if name in seen:
            raise ValueError(f"the name \"{name}\" occurs twice in one object")
        seen[name] = value
    return seen


def check(site):
    return Crawl(site).run()


if __name__ == "__main__":
    sys.exit(check(site_from_arguments(sys.argv[1:])).finish())
