"""Writes a second small site by hand: one that does everything a visitor tries, with the scripts of lively.js.

Nothing of it comes from Folkmoot either. `faults.py` spoils copies of it and leans on its exact text.
"""

import calendar
import html
import json
from pathlib import Path
from urllib.parse import quote

BASE = "https://riverbank.example"
START, END = "2026-12-01T19:00:00+08:00", "2026-12-01T21:00:00+08:00"
MENU = [("/posts/", "Posts"), ("/events/", "Events"), ("/resources/", "Resources"), ("/needs/", "Needs"), ("/tags/", "Tags")]
OTHERS = ["members", "groups", "projects", "kb"]

STYLE = """:root { color-scheme: light dark; }
:root[data-scheme=light] { color-scheme: light; }
:root[data-scheme=dark] { color-scheme: dark; }
body { margin: 0; padding: 1rem; overflow-wrap: anywhere; background: light-dark(#fff, #111); color: light-dark(#111, #eee); }
a { color: inherit; display: inline-block; min-height: 44px; }
:focus-visible { outline: 3px solid; }
[hidden] { display: none; }
.is-past { opacity: .6; }
.today { font-weight: bold; }
@media (max-width: 600px) { table { display: none; } }
@media print { :root:root { color-scheme: light; } nav { display: none; } }
"""


def page(address, title, body, lang="en", other=None):
    """A page; `other` is its translation: (language, address)."""
    editions = sorted([(lang, address), other]) if other else []
    links = "".join(f'<link rel="alternate" hreflang="{one}" href="{BASE}{to}">\n' for one, to in editions)
    switch = f'<nav aria-label="Languages"><a href="{other[1]}" hreflang="{other[0]}" lang="{other[0]}">{other[0]}</a></nav>' if other else ""
    here = ' aria-current="page"'
    menu = " ".join(f'<a href="{to}"{here if to == address else ""}>{name}</a>' for to, name in MENU)
    return f"""<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/assets/style.css">
<link rel="icon" href="data:,">
{links}<script src="/assets/lively.js" defer></script>
</head>
<body>
<a href="#main">Skip</a>
<header>
<a href="/search/" rel="search">Search</a>
<button type="button" class="scheme" hidden>◐</button>
{switch}
<nav aria-label="Main">{menu}</nav>
</header>
<main id="main">
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


def event(href, title, more=""):
    return f"""<article class="h-event"{more}><h2><a class="p-name u-url" href="{href}">{title}</a></h2>
<p><time class="dt-start" datetime="{START}" data-yours>1 December, 19:00</time> <data class="dt-end" value="{END}"></data></p></article>"""


def month(year, number, step):
    days = [day for week in calendar.Calendar().monthdatescalendar(year, number) for day in week]
    salon = '<a href="/events/salon/">Salon</a>' if (year, number) == (2026, 12) else ""
    cells = [f'<td><time datetime="{day}">{day.day}</time> {salon if str(day) == "2026-12-01" else ""}</td>' for day in days]
    table = "".join("<tr>" + "".join(cells[at : at + 7]) + "</tr>\n" for at in range(0, len(cells), 7))
    return f"<p>{step}</p>\n<table>\n{table}</table>\n" + (event("/events/salon/", "Salon") if salon else "<p>Nothing this month.</p>")


LISTED = [("Angels", "free", "en", 1), ("Bank", "paid", "en", 2), ("Guild", "free", "zh", 3), ("Desk", "free", "en", 4)]
WAYS = {"cost": ("free", "paid"), "language": ("en", "zh")}


def listing(of, kind, only=None):
    shown = [one for one in LISTED if not only or only in one[1:3]]
    filters = ""
    for key, values in WAYS.items():
        at = list(WAYS).index(key) + 1
        counts = {value: sum(value == one[at] for one in shown) for value in values}
        filters += f'<div data-filter="{key}">' + " ".join(
            f'<a href="{of}by/{key}/{value}/" data-value="{value}"{" aria-current=page" if value == only else ""}>{value} '
            f'<span class="count">{count}</span></a>' for value, count in counts.items()) + "</div>\n"  # fmt: skip
    entries = "".join(f'<li data-facets="cost:{cost} language:{lang}"><a href="{of}{kind}/{name.lower()}/">{name}</a></li>\n' for name, cost, lang, _ in shown)
    count = '<p class="shown-count" hidden><span></span> <button>Clear</button></p><p data-none hidden>Nothing is all of this.</p>\n'
    return filters + ("" if only else count) + f"<ul>\n{entries}</ul>"


def search(lang, entries):
    labels = {kind: kind for kind in sorted({one["kind"] for one in entries})}
    kinds = "".join(f'<option value="{kind}">{label}</option>' for kind, label in labels.items())
    languages = "".join(f'<option value="{one}"{" selected" if one == lang else ""}>{one}</option>' for one in ("en", "zh-CN"))
    sections = " ".join(f'<a href="{to}">{name}</a>' for to, name in MENU)
    return f"""<form role="search"><input id="search-q" type="search" name="q" aria-label="Words">
<select name="kind" aria-label="Kind"><option value="">all</option>{kinds}</select> <select name="lang" aria-label="Language">{languages}</select></form>
<noscript><p role="note">Searching needs scripts.</p></noscript>
<p id="search-status"></p><button type="button" id="search-tag" hidden>tag</button>
<ol id="search-results"></ol>
<div id="search-browse">{sections} <ul><li><a href="/tags/river/">river</a> 9</li></ul></div>
<script type="application/json" id="entries">{json.dumps(entries, ensure_ascii=False)}</script>"""


GOOGLE = f"https://calendar.google.com/calendar/render?action=TEMPLATE&text=Salon&dates=20261201T110000Z/20261201T130000Z"
OUTLOOK = f"https://outlook.live.com/calendar/0/deeplink/compose?subject=Salon&startdt={quote(START)}&enddt={quote(END)}"
SALON = f"""<article class="h-event" data-over="This is over."><p><a class="u-url" href="/events/salon/">Salon</a>
<time class="dt-start" datetime="{START}" data-yours>1 December, 19:00</time> <data class="dt-end" value="{END}"></data></p>
<p><a href="https://tickets.example/" data-register>Take a place</a> <a href="{html.escape(GOOGLE)}">Google</a> <a href="{html.escape(OUTLOOK)}">Outlook</a>
<a href="/events/salon/event.ics">File</a></p></article>"""
WELCOME = """<div class="e-content"><p>By the river stands a warehouse with lanterns.</p><pre><code>folkmoot build
folkmoot serve</code></pre><details><summary>More</summary><p>Tea as well.</p></details>
<p><a href="https://film.example/w/1" data-player="https://film.example/embed/1">https://film.example/w/1</a></p></div>"""
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Riverbank//By hand//EN\r\nBEGIN:VEVENT\r\nUID:salon\r\nSUMMARY:Salon\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def pages():
    titles = {"/posts/welcome/": ("Welcome", "post"), "/events/salon/": ("Salon", "event")}
    titles |= {f"/{name}/one/": (f"One of {name}", name) for name in OTHERS if name != "kb"}
    titles |= {"/kb/guides/": ("Guides", "kb"), "/kb/guides/runway/": ("Runway", "kb"), "/resources/funding/angels/": ("Angels", "resource")}
    entries = [{"lang": "en", "title": title, "href": to, "kind": kind, "tag": "river", "text": "By the river stands a warehouse of the community."}
               for to, (title, kind) in titles.items()]  # fmt: skip
    entries += [{"lang": "zh-CN", "title": title, "href": to, "kind": "post", "tag": "river", "text": "河边有一座仓库，里面常办活动。"}
                for to, title in (("/zh-CN/posts/welcome/", "欢迎"), ("/zh-CN/posts/", "文章"))]  # fmt: skip
    both = lambda address: (("zh-CN", "/zh-CN" + address), ("en", address))  # noqa: E731
    made = {}

    def put(address, title, body, lang="en", other=None):
        made[address.lstrip("/") + "index.html"] = page(address, title, body, lang, other)

    def twice(address, english, chinese):
        there, back = both(address)
        put(address, *english, other=there)
        put("/zh-CN" + address, *chinese, lang="zh-CN", other=back)

    twice("/", ("Riverbank", '<p>By the river. <a href="/posts/">Posts</a></p>' + event("/events/salon/", "Salon")), ("河岸", '<p>住在江边，动手做事，欢迎大家。 <a href="/zh-CN/posts/">文章</a></p>'))
    foreign = '<p lang="en"><a href="/zh-CN/posts/notes/">Notes from the river</a></p>'
    twice("/posts/", ("Posts", '<p><a href="/posts/welcome/">Welcome</a></p>'), ("文章", '<p><a href="/zh-CN/posts/welcome/">欢迎</a></p>' + foreign))
    twice("/posts/welcome/", ("Welcome", WELCOME), ("欢迎", '<div class="e-content"><p>河边有一座仓库，挂着灯笼，里面常办活动，欢迎大家来坐。</p></div>'))
    notes = page("/zh-CN/posts/notes/", "Notes", '<div lang="en"><p>Written in English only, by the river.</p></div>', "zh-CN")
    made["zh-CN/posts/notes/index.html"] = notes.replace("<h1>", '<p role="note">本页尚无中文版。</p><h1 lang="en">')
    twice("/search/", ("Search", search("en", entries)), ("搜索", search("zh-CN", entries)))
    past = '<section class="past" hidden><h2>What has been</h2></section>'
    put("/events/", "Events", f'<div data-agenda>{event("/events/salon/", "Salon")}{past}</div>' + '<p><a href="/events/2026/12/">December</a> <a href="/events/subscribe/">Subscribe</a></p>')
    put("/events/salon/", "Salon", SALON)
    put("/events/subscribe/", "Subscribe", "<pre>https://riverbank.example/calendar.ics</pre>")
    put("/events/2026/11/", "November 2026", month(2026, 11, '<a rel="next" href="/events/2026/12/">December</a>'))
    put("/events/2026/12/", "December 2026", month(2026, 12, '<a rel="prev" href="/events/2026/11/">November</a> <a rel="next" href="/events/2027/01/">January</a>'))
    put("/events/2027/01/", "January 2027", month(2027, 1, '<a rel="prev" href="/events/2026/12/">December</a>'))
    for of, title, kind in (("/resources/", "Resources", "funding"), ("/needs/", "Needs", "row")):
        more = '<p><a href="/resources/funding/">Funding</a></p>' if kind == "funding" else ""
        put(of, title, listing(of, kind) + more)
        for key, values in WAYS.items():
            for value in values:
                put(f"{of}by/{key}/{value}/", f"{title}: {value}", listing(of, kind, value))
        for name, *_ in LISTED:
            put(f"{of}{kind}/{name.lower()}/", name, "<p>Ask at the door, any day.</p>")
    put("/resources/funding/", "Funding", '<article data-facets="cost:free"><h2><a href="/resources/funding/angels/">Angels</a></h2></article>')
    for name in OTHERS:
        if name != "kb":
            put(f"/{name}/", name.title(), f'<p><a href="/{name}/one/">The first one of them</a></p>')
            put(f"/{name}/one/", f"One of {name}", "<p>Somebody by the river.</p>")
    put("/kb/", "Knowledge", '<p>What we know: <a href="/kb/guides/">Guides</a></p>')
    put("/kb/guides/", "Guides", '<p><a href="/kb/guides/runway/">Runway</a></p>')
    put("/kb/guides/runway/", "Runway", "<p>Months until the money is gone.</p>")
    put("/tags/", "Tags", '<p>All there are: <a href="/tags/river/">river</a></p>')
    put("/tags/river/", "river", '<p>All of it: <a href="/posts/welcome/">Welcome</a></p>')
    made["404.html"] = page("/404.html", "Not here", '<p>Try the <a href="/">first page</a>.</p>')
    return made


def files():
    """Every file of the good site, as text."""
    script = (Path(__file__).parent / "lively.js").read_text("utf-8")
    return pages() | {"assets/style.css": STYLE, "assets/lively.js": script, "events/salon/event.ics": CALENDAR}
