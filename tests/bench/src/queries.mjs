// Asks the search of a finished site what a reader would ask, with the site's own script, and counts what is found and loaded.
//
//   node queries.mjs SITE COUNT SEED
//
// Reads every page that can be found and the words on it; draws COUNT titles and COUNT phrases of each language, asks for each with
// nothing loaded before, and prints one JSON object. A phrase is three to six successive words, or four to eight Chinese characters,
// of one block of a page's text: a paragraph, a heading, a cell, a line of code. Never looks into the index itself: what it knows of
// pages it has from the results' own addresses and from the pages there.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [site, count, seed] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4] ?? 1)];
const TOP = 3;
// What the search page shows at first.
const SHOWN = 5;

const file = readdirSync(join(site, "assets")).find((name) => /^search\..*\.js$|^search\.js$/.test(name));
const { Index, terms } = await import(pathToFileURL(join(site, "assets", file)));

let state = seed >>> 0;
const random = (below) => {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
};

const HAN = /\p{Script=Han}/u;
const flat = (text) => ` ${terms(text).map(({ term }) => term).join(" ")} `;
const decoded = (html) =>
  html.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, digits, name) =>
    hex || digits ? String.fromCodePoint(hex ? parseInt(hex, 16) : Number(digits)) : ({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " })[name] ?? all,
  );

// The blocks of a page's text: what stands in it between tags that end a line.
function blocks(html) {
  const start = /<div class="prose[^>]*>/.exec(html);
  if (!start) return [];
  let depth = 1;
  let end = start.index + start[0].length;
  for (const tag of html.slice(end).matchAll(/<(\/?)div\b[^>]*>/g)) {
    depth += tag[1] ? -1 : 1;
    if (depth === 0) {
      end += tag.index;
      break;
    }
  }
  const body = html.slice(start.index + start[0].length, end).replace(/<svg\b[\s\S]*?<\/svg>|<sup class="footnote-ref[\s\S]*?<\/sup>|<a class="anchor[\s\S]*?<\/a>|<a [^>]*doc-backlink[\s\S]*?<\/a>/g, "");
  const lines = body.replace(/<\/?(?:p|div|li|ul|ol|h\d|pre|td|th|tr|table|blockquote|aside|dt|dd|br|hr|section|figure|figcaption|label|input)\b[^>]*>|\n/g, "\0");
  return lines.split("\0").map((line) => decoded(line.replace(/<[^>]*>/g, "")).trim()).filter(Boolean);
}

const folder = join(site, "search");
const pages = new Map();
for (const name of readdirSync(folder)) {
  if (!/^\d+\.json$/.test(name)) continue;
  for (const page of Object.values(JSON.parse(readFileSync(join(folder, name), "utf8")))) {
    const href = Object.values(page.href)[0];
    const html = readFileSync(join(site, decodeURIComponent(href), "index.html"), "utf8");
    const own = blocks(html);
    pages.set(href, { href, title: page.title, blocks: own, flat: own.map(flat), titleFlat: flat(page.title) });
  }
}
const all = [...pages.values()].sort((a, b) => (a.href < b.href ? -1 : 1));
const isChinese = (text) => HAN.test(text);

function title(chinese) {
  for (;;) {
    const page = all[random(all.length)];
    if (isChinese(page.title) === chinese) return { query: page.title, page };
  }
}

function phrase(chinese) {
  for (;;) {
    const page = all[random(all.length)];
    if (!page.blocks.length) continue;
    const block = page.blocks[random(page.blocks.length)];
    if (chinese) {
      const runs = block.match(/\p{Script=Han}{4,}/gu);
      if (!runs) continue;
      const run = [...runs[random(runs.length)]];
      const length = Math.min(4 + random(5), run.length);
      const from = random(run.length - length + 1);
      return { query: run.slice(from, from + length).join(""), page };
    }
    const words = block.split(/\s+/);
    const length = 3 + random(4);
    if (isChinese(block) || words.length < length) continue;
    const from = random(words.length - length + 1);
    const query = words.slice(from, from + length).join(" ");
    if (terms(query).length >= 3) return { query, page };
  }
}

function load(loaded) {
  return async (name) => {
    const bytes = readFileSync(join(folder, name));
    loaded.files++;
    loaded.raw += bytes.length;
    loaded.sent += gzipSync(bytes).length;
    const kind = name.replace(/\d+/, "#");
    loaded.kinds[kind] = (loaded.kinds[kind] ?? 0) + bytes.length;
    return new Uint8Array(bytes);
  };
}

async function ask({ query, page }, chinese, kind) {
  const loaded = { files: 0, raw: 0, sent: 0, kinds: {} };
  const index = new Index(load(loaded));
  const shown = await index.show(await index.find(query, { lang: "en" }), query, 0, SHOWN);
  const top = shown.slice(0, TOP).map(({ href }) => pages.get(Object.values(href)[0]));
  const words = flat(query);
  const holds = (other) =>
    kind === "titles" ? other.titleFlat === page.titleFlat : other.flat.some((block) => block.includes(words)) || other.titleFlat.includes(words);
  return { query, href: page.href, strict: top.includes(page), found: top.some(holds), ...loaded };
}

const results = [];
for (const chinese of [false, true]) {
  for (const [kind, draw] of [["titles", title], ["phrases", phrase]]) {
    for (let at = 0; at < count; at++) results.push({ kind, lang: chinese ? "zh" : "en", ...(await ask(draw(chinese), chinese, kind)) });
  }
}
console.log(JSON.stringify({ pages: all.length, script: file, results }));
