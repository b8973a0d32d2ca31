"""The linked data of every page, held against the vocabulary of schema.org.

The vocabulary is read out of schema-dts, which Google generates from schema.org: the types, what each inherits,
the properties of each, what a property may hold, and the words of enumerations. A property that its type does not
have, a thing where another sort is wanted and an unknown word are faults; dates, addresses and texts are all
strings there, and not told apart.
"""

import json
import os
import re
import sys
from pathlib import Path

from folder import site_from_arguments
from report import Report

INTERFACE = re.compile(r"^(?:export )?interface (\w+)(?: extends ([\w, <>\"]+?))? \{(.*?)^\}", re.M | re.S)
PROPERTY = re.compile(r'^    "([\w-]+)"\??: SchemaValue<(.*), "[\w-]+">;$', re.M)
UNION = re.compile(r"^(?:export )?type (\w+) = (.*);$", re.M)
SIMPLE = {"Text", "URL", "Date", "DateTime", "Time", "Number", "Integer", "Float", "Boolean", "CssSelectorType",
          "XPathType", "PronounceableText", "string"}  # fmt: skip


class Vocabulary:
    def __init__(self):
        place = Path(os.environ["CLIENTS_NODE_HOME"]) / "node_modules/schema-dts/dist/schema.d.ts"
        text = place.read_text()
        self.unions = {name: [part.strip() for part in parts.split("|")] for name, parts in UNION.findall(text)}
        self.bases, self.properties, self.base_of = {}, {}, {}
        for name, parents, body in INTERFACE.findall(text):
            self.bases[name] = re.findall(r"\w+(?=Base\b)", parents or "")
            self.bases[name] = [f"{one}Base" for one in self.bases[name]]
            self.properties[name] = dict(PROPERTY.findall(body))
            leaf = re.search(r'"@type": "(\w+)"', body)
            if leaf:
                self.base_of[leaf[1]] = name
        if len(self.base_of) < 700:
            raise SystemExit(f"vocabulary.py understands only {len(self.base_of)} types of {place}")

    def all_of(self, interface):
        found = {}
        for parent in self.bases.get(interface, []):
            found |= self.all_of(parent)
        return found | self.properties.get(interface, {})

    def allowed(self, union, seen=None):
        """The types and the words that stand behind the names in a union."""
        seen = set() if seen is None else seen
        for part in [part.strip() for part in union.split("|")]:
            if part in seen:
                continue
            seen.add(part)
            for inner in self.unions.get(part, []):
                self.allowed(inner, seen)
        return seen

    def faults(self, thing, wanted=None, name=None):
        """What is wrong with one thing and all that is in it."""
        if isinstance(thing, list):
            for one in thing:
                yield from self.faults(one, wanted, name)
            return
        allowed = self.allowed(wanted) if wanted else None
        if not isinstance(thing, dict):
            if allowed is not None and not self.holds(allowed, thing):
                yield f"`{name}` cannot be {thing!r}"
            return
        kind = thing.get("@type")
        if kind not in self.base_of:
            yield f"there is no type {kind!r}"
            return
        if allowed is not None and self.base_of[kind] not in allowed and kind not in allowed:
            yield f"`{name}` cannot be a {kind}"
        properties = self.all_of(self.base_of[kind])
        for key, value in thing.items():
            if key.startswith("@"):
                continue
            if key not in properties:
                yield f"a {kind} has no `{key}`"
            else:
                yield from self.faults(value, properties[key], key)

    @staticmethod
    def holds(allowed, value):
        if isinstance(value, str) and value.startswith("https://schema.org/"):
            return f'"{value}"' in allowed
        if isinstance(value, (int, float)):
            return bool(allowed & {"Number", "Integer", "Float", "number", "Text", "boolean", "Boolean"})
        return bool(allowed & SIMPLE)


def check(site):
    report = Report("vocabulary")
    known = report.check("schema.org", "things in linked data")
    vocabulary = Vocabulary()
    for page in site.pages():
        for script in page.tree.iter("script"):
            if script.get("type") != "application/ld+json":
                continue
            try:
                data = json.loads(script.text or "")
            except ValueError:
                continue  # crawl.py tells of it
            things = data.get("@graph", [data]) if isinstance(data, dict) else data
            for thing in things:
                known.saw()
                for fault in vocabulary.faults({key: value for key, value in thing.items() if key != "@context"}):
                    known.fault(page.file, fault)
    return report


if __name__ == "__main__":
    sys.exit(check(site_from_arguments(sys.argv[1:])).finish())
