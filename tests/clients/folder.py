"""A built site as a static host serves it: addresses to files, files to parsed pages.

Knows nothing of how the site was made. Every program of this folder asks here where an
address leads, so all of them mean the same by "exists".
"""

import functools
import os
import re
import unicodedata
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from lxml import html as lxml_html

DEFAULT_BASE = "https://riverbank.example"


class Target:
    """Where a link leads.

    `kind` is `file` (in the folder; `file` names it), `missing` (an address of this site
    that no file answers; `why` says how), or `other` (another host or scheme).
    """

    def __init__(self, kind, url, file=None, fragment="", why=""):
        self.kind = kind
        self.url = url
        self.file = file
        self.fragment = fragment
        self.why = why


class Page:
    """One HTML file: its place in the folder, its address, its parsed tree."""

    def __init__(self, site, file):
        self.site = site
        self.file = file
        self.address = site.address(file)
        self.source = site.read(file)

    @functools.cached_property
    def tree(self):
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
        return lxml_html.document_fromstring(self.source, parser=parser)

    @functools.cached_property
    def ids(self):
        """Every place a fragment can name."""
        return set(self.tree.xpath("//@id")) | set(self.tree.xpath("//a/@name"))

    @functools.cached_property
    def refresh(self):
        """The address a redirect stub sends to, or None."""
        for meta in self.tree.iter("meta"):
            if (meta.get("http-equiv") or "").lower() == "refresh":
                found = re.search(r"url\s*=\s*['\"]?([^'\"]+)", meta.get("content") or "", re.I)
                return found.group(1).strip() if found else ""
        return None

    @functools.cached_property
    def canonical(self):
        """The file that the page names as its canonical one, or None."""
        for link in self.tree.iter("link"):
            if (link.get("rel") or "").lower() == "canonical":
                return self.site.locate(link.get("href") or "", self.address).file
        return None

    @functools.cached_property
    def noindex(self):
        """Whether the page asks search engines to leave it out."""
        robots = (meta for meta in self.tree.iter("meta") if (meta.get("name") or "").lower() == "robots")
        return any("noindex" in (meta.get("content") or "").lower() for meta in robots)

    def at(self, element):
        return f"{self.file}:{element.sourceline}"


class Site:
    """The folder and the address it is published under."""

    def __init__(self, root, base=DEFAULT_BASE):
        self.root = Path(root)
        self.base = base.rstrip("/")
        split = urlsplit(self.base)
        self.host = split.netloc
        self.scheme = split.scheme
        self.prefix = split.path  # "" or "/hub"
        self._paths = dict(self._walk())
        self.files = sorted(self._paths)
        self._folders = {str(parent) for file in self.files for parent in Path(file).parents}
        self._pages = {}

    def _walk(self):
        for folder, _, names in os.walk(self.root):
            for name in names:
                relative = os.path.relpath(os.path.join(folder, name), self.root)
                # Some systems take accents apart in file names; addresses have them composed.
                yield unicodedata.normalize("NFC", relative.replace(os.sep, "/")), self.root / relative

    def read(self, file):
        return self._paths[file].read_bytes()

    def with_suffix(self, *suffixes):
        return [file for file in self.files if file.endswith(suffixes)]

    def address(self, file):
        """The path that asks for a file, percent-encoded (RFC 3986): `a/index.html` is `/a/`."""
        if file == "index.html":
            return self.prefix + "/"
        if file.endswith("/index.html"):
            file = file[: -len("index.html")]
        return f"{self.prefix}/{quote(file)}"

    def page(self, file):
        if file not in self._pages:
            self._pages[file] = Page(self, file)
        return self._pages[file]

    def pages(self):
        return [self.page(file) for file in self.with_suffix(".html")]

    def locate(self, link, address="/"):
        """Follows `link` as found on the page at `address` (both may be relative)."""
        here = f"{self.scheme}://{self.host}{address}"
        try:
            url = urljoin(here, link.strip())
            split = urlsplit(url)
        except ValueError as mistake:
            return Target("missing", link, why=f"is no address ({mistake})")
        if split.netloc != self.host or split.scheme not in ("http", "https"):
            return Target("other", url)
        if split.scheme != self.scheme:
            return Target("missing", url, why=f"uses {split.scheme}, the site is published over {self.scheme}")
        return self._locate_path(url, unquote(split.path), split.fragment)

    def _locate_path(self, url, path, fragment):
        path = unicodedata.normalize("NFC", path) or "/"
        if self.prefix and not path.startswith(self.prefix + "/"):
            return Target("missing", url, why=f"lies outside {self.prefix}/")
        inside = path[len(self.prefix) :].lstrip("/")
        if inside == "" or inside.endswith("/"):
            file = inside + "index.html"
        else:
            file = inside
        if file in self._paths:
            return Target("file", url, file=file, fragment=unquote(fragment))
        if file in self._folders and f"{file}/index.html" in self._paths:
            return Target("missing", url, why="lacks its last slash: a host answers with a detour")
        return Target("missing", url, why="leads nowhere")


def site_from_arguments(arguments):
    """`SITE_DIR [BASE_URL]`, as every program here is called."""
    if not 1 <= len(arguments) <= 2:
        raise SystemExit("usage: PROGRAM SITE_DIR [BASE_URL]")
    if not Path(arguments[0]).is_dir():
        raise SystemExit(f"there is no folder {arguments[0]}")
    return Site(*arguments)
