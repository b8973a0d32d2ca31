"""Writes a small site by hand that keeps every rule the programs here know.

Nothing of it comes from Folkmoot: it is what the programs are held against, so that a
check which fails on good pages, or passes on bad ones, is found out. `faults.py` spoils
copies of it, one place at a time; both lean on the exact text below.
"""

import json
from pathlib import Path

BASE = "https://riverbank.example"
PERSON = "/members/何知远/"
CALENDARS = ("calendar.ics", "events/salon/event.ics", "events/fair/event.ics")

STYLE = """:root { color-scheme: light dark; }
body { margin: 0; padding: 1rem; overflow-wrap: anywhere; background: light-dark(#fff, #111); color: light-dark(#111, #eee); }
a { color: light-dark(#00c, #9cf); display: inline-block; padding: .4rem; }
/* url(/not-looked-at.png) */
header { background: url("../pattern.svg"); }
"""

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z" fill="#b3441f"/></svg>\n'


def linked(value):
    """A data script, with `<` and friends written as JSON escapes."""
    text = json.dumps(value, ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f'<script type="application/ld+json">{text}</script>'


def page(title, body, head="", lang="en", address=None):
    canonical = f'<link rel="canonical" href="{BASE}{address}">\n' if address else ""
    return f"""<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta name="description" content="{title}, by the river.">
<link rel="stylesheet" href="/assets/style.css">
<link rel="icon" href="/pattern.svg">
{canonical}{head}</head>
<body>
<header>
<nav aria-label="Main"><a href="#main">Skip</a> <a href="/">Home</a> <a href="/posts/">Posts</a>
<a href="/events/">Events</a> <a href="/members/">Members</a> <a href="/groups/">Groups</a> <a href="/kb/">Knowledge</a>
<a href="/resources/">Resources</a> <a href="/needs/">Needs</a> <a href="/projects/">Projects</a> <a href="/tags/">Tags</a></nav>
</header>
<main id="main">
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def home(lang, title):
    head = f"""<link rel="alternate" hreflang="en" href="{BASE}/">
<link rel="alternate" hreflang="zh-CN" href="{BASE}/zh-CN/">
<link rel="alternate" type="application/atom+xml" href="/feed.xml" title="New">
<meta property="og:image" content="{BASE}/pattern.svg">
"""
    body = """<p><img src="/pattern.svg" srcset="/pattern.svg 1x, /pattern.svg?large 2x" alt="A slope"></p>
<p><a href="/posts/welcome/#how">How we started</a>, <a href="https://city.example/">the city</a>.</p>"""
    return page(title, body, head, lang)


POST = """<article class="h-entry"><p class="p-name"><a class="u-url" href="/posts/welcome/">Welcome</a></p>
<p><time class="dt-published" datetime="2026-05-01T09:00:00+08:00">1 May</time>
by <a class="p-author h-card" href="/members/%E4%BD%95%E7%9F%A5%E8%BF%9C/">何知远</a></p>
<div class="e-content"><h2 id="how">How we started</h2><p>By the river, with tea.</p></div></article>"""
MEMBER = """<div class="h-card"><p><a class="p-name u-url" href="/members/何知远/">何知远</a></p><p class="p-note">Builds.</p></div>"""
EVENT = """<div class="h-event"><p><a class="p-name u-url" href="/events/salon/">Salon</a></p>
<p><time class="dt-start" datetime="2026-12-01T19:00:00+08:00">1 December, 19:00</time></p>
<p><a href="/events/salon/event.ics">Add</a></p></div>"""
FAIR = """<div class="h-event"><p><a class="p-name u-url" href="/events/fair/">Fair</a></p>
<p><time class="dt-start" datetime="2026-12-05">5 December</time></p></div>"""
SUBSCRIBE = """<p><a href="/calendar.ics">Copy</a> <a href="webcal://riverbank.example/calendar.ics">Open</a>
<a href="https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Friverbank.example%2Fcalendar.ics">Google</a></p>"""


def about(kind, name, address, **more):
    return linked({"@context": "https://schema.org", "@type": kind, "name": name, "url": BASE + address, **more}) + "\n"


def pages():
    salon = about("Event", "Salon <late>", "/events/salon/", startDate="2026-12-01T19:00:00+08:00")
    return {
        "index.html": home("en", "Riverbank Founders"),
        "zh-CN/index.html": home("zh-CN", "河岸创客"),
        "posts/index.html": page("Posts", '<p><a href="/posts/welcome/">Welcome</a></p>'),
        "posts/welcome/index.html": page("Welcome", POST, about("BlogPosting", "Welcome", "/posts/welcome/",
                                         headline="Welcome"), address="/posts/welcome/"),
        "members/index.html": page("Members", f'<p><a href="{PERSON}">何知远</a></p>'),
        "members/何知远/index.html": page("何知远", MEMBER, about("Person", "何知远", PERSON)),
        "groups/index.html": page("Groups", '<p><a href="/groups/shanghai/">Shanghai</a></p>'),
        "groups/shanghai/index.html": page("Shanghai", "<p>A chapter.</p>"),
        "events/index.html": page("Events", '<p><a href="/events/salon/">Salon</a> <a href="/events/fair/">Fair</a> '
                                  '<a href="/events/2026/12/">December</a> <a href="/events/subscribe/">Subscribe</a></p>'),
        "events/salon/index.html": page("Salon", EVENT, salon),
        "events/fair/index.html": page("Fair", FAIR, about("Event", "Fair", "/events/fair/", startDate="2026-12-05")),
        "events/2026/12/index.html": page("December 2026", EVENT + FAIR),
        "events/subscribe/index.html": page("Subscribe", SUBSCRIBE),
        "resources/index.html": page("Resources", '<p><a href="/resources/funding/">Funding</a></p>'),
        "resources/funding/index.html": page("Funding", '<p><a href="/resources/funding/angels/">Angels</a></p>'),
        "resources/funding/angels/index.html": page("Angels", "<p>Some.</p>"),
        "needs/index.html": page("Needs and offers", "<p>A lamp.</p>"),
        "projects/index.html": page("Projects", '<p><a href="/projects/lantern/">Lantern</a></p>'),
        "projects/lantern/index.html": page("Lantern", "<p>Light.</p>"),
        "kb/index.html": page("Knowledge", '<p><a href="/kb/guides/">Guides</a></p>'),
        "kb/guides/index.html": page("Guides", '<p><a href="/kb/guides/runway/">Runway</a></p>'),
        "kb/guides/runway/index.html": page("Runway", '<p>Months. <a href="/kb/guides/hiring/">Hiring</a></p>'),
        "kb/guides/hiring/index.html": page("Hiring", '<p>First <a href="/kb/guides/runway/">runway</a>.</p>'),
        "tags/index.html": page("Tags", '<p><a href="/tags/hiring/">hiring</a></p>'),
        "tags/hiring/index.html": page("hiring", '<p><a href="/posts/welcome/">Welcome</a></p>'),
        "404.html": page("Not here", '<p><a href="/">Home</a></p>', '<meta name="robots" content="noindex">\n'),
        "old/index.html": '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Moved</title>'
                          '<meta http-equiv="refresh" content="0; url=/posts/"></head>'
                          '<body><p><a href="/posts/">Moved</a></p></body></html>\n',
    }  # fmt: skip


def atom(file):
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>{BASE}/{file}</id>
<title>Riverbank Founders</title>
<updated>2026-05-02T09:00:00+08:00</updated>
<link rel="self" href="{BASE}/{file}"/>
<link rel="alternate" href="{BASE}/"/>
<entry>
<id>{BASE}/posts/welcome/</id>
<title>Welcome</title>
<author><name>何知远</name></author>
<published>2026-05-01T09:00:00+08:00</published>
<updated>2026-05-02T09:00:00+08:00</updated>
<link rel="alternate" href="{BASE}/posts/welcome/"/>
<content type="html">&lt;p&gt;By the river, &lt;a href="{BASE}/posts/"&gt;with tea&lt;/a&gt;.&lt;/p&gt;</content>
</entry>
<entry>
<id>{BASE}/events/salon/</id>
<title>Salon</title>
<author><name>何知远</name></author>
<updated>2026-04-02T09:00:00+08:00</updated>
<link href="{BASE}/events/salon/"/>
<summary>Talk.</summary>
</entry>
</feed>
"""


def json_feed(file):
    person = [{"name": "何知远", "url": BASE + PERSON}]
    return json.dumps({
        "version": "https://jsonfeed.org/version/1.1", "title": "Riverbank Founders",
        "home_page_url": BASE + "/", "feed_url": f"{BASE}/{file}",
        "items": [
            {"id": BASE + "/posts/welcome/", "url": BASE + "/posts/welcome/", "title": "Welcome", "authors": person,
             "content_html": "<p>By the river.</p>", "date_published": "2026-05-01T09:00:00+08:00", "tags": ["hiring"]},
            {"id": BASE + "/events/salon/", "url": BASE + "/events/salon/", "title": "Salon", "content_text": "Talk."},
        ],
    }, ensure_ascii=False, indent=1)  # fmt: skip


def api():
    def items(name, title, url, **more):
        key = "name" if name in ("members", "groups") else "title"
        return [{"id": url.strip("/").split("/")[-1], key: title, "url": url, "tags": ["hiring"],
                 "updated": "2026-05-02", **more}]  # fmt: skip

    event = {"timezone": "Asia/Shanghai", "status": "confirmed", "type": "salon"}
    return {
        "posts": items("posts", "Welcome", "/posts/welcome/"),
        "members": items("members", "何知远", PERSON),
        "groups": items("groups", "Shanghai", "/groups/shanghai/"),
        "events": items("events", "Salon", "/events/salon/", **event, start="2026-12-01T19:00:00+08:00",
                        end="2026-12-01T21:00:00+08:00", all_day=False, ics="/events/salon/event.ics",
                        uid="salon@riverbank.example", next=[{"start": "2026-12-01T19:00:00+08:00"}])
                  + items("events", "Fair", "/events/fair/", **event, start="2026-12-05", end="2026-12-06", all_day=True,
                          ics="/events/fair/event.ics", uid="fair@riverbank.example", next=["2026-12-05"]),
        "resources": items("resources", "Angels", "/resources/funding/angels/"),
        "projects": items("projects", "Lantern", "/projects/lantern/"),
        "kb": items("kb", "Runway", "/kb/guides/runway/"),
    }  # fmt: skip


CALENDAR_HEAD = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Riverbank//By hand//EN
NAME:Riverbank\\, events
X-WR-CALNAME:Riverbank\\, events
"""
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Lisbon
BEGIN:STANDARD
DTSTART:20251026T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:WET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20250330T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:WEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""
# Across a change to summer time, with a day left out and an evening moved.
SALON = """BEGIN:VEVENT
UID:salon@riverbank.example
DTSTAMP:20261101T000000Z
SEQUENCE:1
DTSTART;TZID=Europe/Lisbon:20261201T110000
DTEND;TZID=Europe/Lisbon:20261201T130000
RRULE:FREQ=MONTHLY;BYDAY=1TU;UNTIL=20270630T110000Z
EXDATE;TZID=Europe/Lisbon:20270105T110000
SUMMARY:Salon
DESCRIPTION:A long evening about companies\\, and about the people in them\\;
  河岸边的一个长夜。
URL:https://riverbank.example/events/salon/
STATUS:CONFIRMED
END:VEVENT
BEGIN:VEVENT
UID:salon@riverbank.example
RECURRENCE-ID;TZID=Europe/Lisbon:20270406T110000
DTSTAMP:20261101T000000Z
SEQUENCE:1
DTSTART;TZID=Europe/Lisbon:20270407T110000
DTEND;TZID=Europe/Lisbon:20270407T130000
SUMMARY:Salon\\, a day later
END:VEVENT
"""
FAIR_EVENT = """BEGIN:VEVENT
UID:fair@riverbank.example
DTSTAMP:20261101T000000Z
DTSTART;VALUE=DATE:20261205
DTEND;VALUE=DATE:20261207
SUMMARY:Fair
END:VEVENT
"""
CALENDAR_END = "END:VCALENDAR\n"


def calendars():
    whole = (ZONE + SALON + FAIR_EVENT, ZONE + SALON, FAIR_EVENT)
    return {file: (CALENDAR_HEAD + body + CALENDAR_END).replace("\n", "\r\n") for file, body in zip(CALENDARS, whole)}


def files():
    """Every file of the good site, as text."""
    site = pages() | calendars()
    site |= {"assets/style.css": STYLE, "pattern.svg": PICTURE}
    for folder in ("", "posts/", "events/", "resources/"):
        site[folder + "feed.xml"] = atom(folder + "feed.xml")
        site[folder + "feed.json"] = json_feed(folder + "feed.json")
    for name, items in api().items():
        site[f"api/{name}.json"] = json.dumps({"items": items}, ensure_ascii=False, indent=1)
    addresses = [BASE + "/" + file[: -len("index.html")] for file in pages() if file not in ("404.html", "old/index.html")]
    entries = "".join(f"<url><loc>{address}</loc><lastmod>2026-05-02</lastmod></url>\n" for address in addresses)
    site["sitemap.xml"] = ('<?xml version="1.0" encoding="utf-8"?>\n'
                           f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n')  # fmt: skip
    site["robots.txt"] = f"User-agent: *\nAllow: /\n\nSitemap: {BASE}/sitemap.xml\n"
    return site


def write(folder, content):
    """Writes texts as files under a folder, in UTF-8 and byte for byte."""
    for name, text in content.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
