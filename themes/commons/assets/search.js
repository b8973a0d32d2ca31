// Search without a server: looks words up in the index under /search/, whose form src/search/mod.rs describes.
// Everything found is written into the page as text, never as HTML.

const UNSPACED =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const HALF_KANA = /[\uff66-\uff9f]+/g;
const MARK = /\p{M}/u;
const LETTER = /[\p{Alphabetic}\p{N}]/u;
const MAX_TERM = 40;
// Lists that a query loads at most: of words, and of phrases, each of three terms in a row.
const MAX_WORDS = 3;
const MAX_PHRASES = 3;
const PHRASE = 3;
const KEY_BITS = 14;
const MAX_PAGES = 256;

function folded(word) {
  if (word.length < 4 || !word.endsWith("s") || /[^\0-\x7f]/.test(word)) return word;
  if (word.endsWith("ies")) return /[ea]ies$/.test(word) ? word : word.slice(0, -3) + "y";
  if (word.endsWith("es")) return /[aeo]es$/.test(word) ? word : word.slice(0, -1);
  return /[us]s$/.test(word) ? word : word.slice(0, -1);
}

// The same rules as src/search/terms.rs. Gives the terms in order, each with whether it may be the beginning of a longer one.
export function terms(text) {
  const all = [];
  let word = "";
  let run = [];
  const endWord = (open) => {
    if (word) all.push({ term: folded([...word].slice(0, MAX_TERM).join("")), typed: word, open });
    word = "";
  };
  const endRun = (open) => {
    if (run.length === 1) all.push({ term: run[0], typed: run[0], open });
    for (let at = 1; at < run.length; at++) all.push({ term: run[at - 1] + run[at], typed: run[at - 1] + run[at] });
    run = [];
  };
  const letters = [...text.replace(HALF_KANA, (half) => half.normalize("NFKC"))];
  for (let at = 0; at < letters.length; at++) {
    const c = letters[at];
    if (/[a-z0-9]/i.test(c) && c < "\x80") {
      endRun();
      word += c.toLowerCase();
    } else if (c < "\x80") {
      // C++ and C#.
      const signs = c === "#" ? "#" : c === "+" && letters[at + 1] === "+" ? "++" : "";
      if (signs && /^[a-z]$/.test(word)) word += signs, at += signs.length - 1;
      if (c !== "'") endWord(), endRun();
    } else if (UNSPACED.test(c)) {
      endWord();
      run.push(c);
    } else if (c !== "’" && !MARK.test(c)) {
      const own = [...c.normalize("NFKD")].filter((c) => LETTER.test(c));
      const lower = own.flatMap((c) => [...c.toLowerCase()]).filter((c) => !MARK.test(c)).join("");
      word += lower;
      endRun();
      if (!lower) endWord();
    }
  }
  endWord(true);
  endRun(true);
  return all;
}

// The digest of three terms in a row, as src/search/phrases.rs makes it: a whole number below 2 ** 32.
export function phraseDigest(three) {
  const digest = (term) => new TextEncoder().encode(term).reduce((all, byte) => Math.imul(all ^ byte, 0x01000193), 0x811c9dc5 | 0);
  const turned = (value, by) => (value << by) | (value >>> (32 - by));
  const [a, b, c] = three.map(digest);
  let all = Math.imul(turned(a, 13) ^ b, 0x9e3779b1);
  all = Math.imul(turned(all, 15) ^ c, 0x85ebca6b);
  all = Math.imul(all ^ (all >>> 13), 0xc2b2ae35);
  return (all ^ (all >>> 16)) >>> 0;
}

// Reads bytes from the front: numbers in LEB128, and runs of bytes.
class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get more() {
    return this.at < this.bytes.length;
  }

  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

// The pages of the phrase with this key in its file, and how many pages hold it: { pages, count }.
export function readPhrase(bytes, wanted, width) {
  const reader = new Reader(bytes);
  let key = 0;
  while (reader.more) {
    const step = reader.number();
    key += step >> 2;
    if (key > wanted) break;
    const count = (step & 3) < 3 ? (step & 3) + 1 : reader.number() + 4;
    let page = reader.take(width).reduceRight((all, byte) => all * 256 + byte, 0);
    const pages = [page];
    while (pages.length < Math.min(count, MAX_PAGES)) pages.push((page += reader.number()));
    if (key === wanted) return { pages, count };
  }
  return { pages: [], count: 0 };
}

// Reads a block into a map from terms to { pages, rest }.
export function readBlock(bytes) {
  const found = new Map();
  const text = new TextDecoder();
  const reader = new Reader(bytes);
  let before = new Uint8Array();
  while (reader.more) {
    const shared = reader.number();
    const length = reader.number();
    const term = new Uint8Array(shared + length);
    term.set(before.subarray(0, shared));
    term.set(reader.take(length), shared);
    before = term;
    const rest = reader.number();
    const pages = [];
    let page = 0;
    for (let left = reader.number(); left > 0; left--) {
      const step = reader.number();
      page += Math.floor(step / 16);
      pages.push({ page, weight: 2 ** (((step % 16) - 6) / 3) });
    }
    found.set(text.decode(term), { pages, rest });
  }
  return found;
}

// `load(name)` gives the bytes of a file of the index. Nothing is loaded twice.
export class Index {
  constructor(load) {
    this.load = load;
    this.blocks = new Map();
    this.pages = new Map();
  }

  async open() {
    this.head ??= this.load("index.json", "").then((bytes) => {
      const head = JSON.parse(new TextDecoder().decode(bytes));
      return { ...head, blocks: head.blocks ? head.blocks.split(" ") : [] };
    });
    return this.head;
  }

  async block(number) {
    const { version } = await this.open();
    if (!this.blocks.has(number)) this.blocks.set(number, this.load(`${number}.bin`, version).then(readBlock));
    return this.blocks.get(number);
  }

  async page(number) {
    const { version, together } = await this.open();
    const read = (bytes) => JSON.parse(new TextDecoder().decode(bytes));
    const file = Math.floor(number / together);
    if (!this.pages.has(file)) this.pages.set(file, this.load(`${file}.json`, version).then(read));
    return (await this.pages.get(file))[number];
  }

  // The lists of a term, and of those that begin with it where more may follow.
  async lists(term, typed, open) {
    const { blocks } = await this.open();
    const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    const last = (wanted) => {
      let [low, high] = [0, blocks.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (compare(key(blocks[middle]), wanted) <= 0) low = middle + 1;
        else high = middle;
      }
      return low - 1;
    };
    const lists = [];
    const first = last(key(term));
    if (first >= 0) {
      const exact = (await this.block(first)).get(term);
      if (exact) lists.push({ ...exact, factor: 1 });
    }
    if (open && typed.length > (UNSPACED.test(typed) ? 0 : 1)) {
      // At most two blocks: what begins alike stands side by side.
      const from = Math.max(last(key(typed)), 0);
      for (let at = from; at < Math.min(from + 2, blocks.length); at++) {
        if (at > from && !blocks[at].startsWith(typed)) break;
        for (const [other, list] of await this.block(at)) {
          if (other !== term && other.startsWith(typed)) lists.push({ ...list, factor: 0.6 });
        }
      }
    }
    return lists;
  }

  // What is known of three terms in a row: { pages, count }.
  async phrase(three) {
    const { phrases, width, version } = await this.open();
    const digest = phraseDigest(three);
    const name = `p${Math.floor(digest / 2 ** (32 - phrases))}.bin`;
    if (!this.blocks.has(name)) this.blocks.set(name, this.load(name, version));
    return readPhrase(await this.blocks.get(name), ((digest << phrases) >>> (32 - KEY_BITS)), width);
  }

  // What each word of a query says of pages: { held: Map of page to weight, count, whole, words }. `whole` tells that every page with the
  // word is in it.
  async words(all, last) {
    const unique = [...new Map(all.map((one) => [one.term, one])).values()];
    // A long query is known by some of its words: by the long ones, which are rare as a rule, and by what is being typed; a script
    // without spaces by terms that do not overlap.
    const rank = new Map(unique.map((one, at) => [one, one.term === last ? 99 : UNSPACED.test(one.term) ? 2 - (at % 2) : one.term.length]));
    const chosen = [...unique].sort((a, b) => rank.get(b) - rank.get(a)).slice(0, MAX_WORDS);
    return Promise.all(
      chosen.map(async ({ term, typed }) => {
        const held = new Map();
        let [count, whole] = [0, true];
        for (const { pages, rest, factor } of await this.lists(term, typed, term === last)) {
          count = Math.max(count, pages.length + rest);
          if (rest) whole = false;
          for (const { page, weight } of pages) held.set(page, Math.max(held.get(page) ?? 0, weight * factor));
        }
        return { held, count, whole, words: [term] };
      }),
    );
  }

  // The same of some of its phrases: of the first and the last three terms, and of those in the middle of a long query.
  async phrases(all) {
    const last = all.length - PHRASE;
    if (last < 0) return [];
    const starts = new Set([0, last]);
    if (last >= 2 * PHRASE) starts.add(last >> 1);
    const asked = [...starts].slice(0, MAX_PHRASES).map((at) => all.slice(at, at + PHRASE).map(({ term }) => term));
    return Promise.all(
      asked.map(async (words) => {
        const { pages, count } = await this.phrase(words);
        return { held: new Map(pages.map((page) => [page, 2])), count, whole: count <= MAX_PAGES, words };
      }),
    );
  }

  // Numbers of pages, the best first. `filter` is { kind, lang, tag }.
  async find(query, filter = {}) {
    const { classes, documents } = await this.open();
    const all = terms(query);
    const last = /[\s\p{P}]$/u.test(query) ? null : all[all.length - 1]?.term;
    const tags = filter.tag ? this.lists(`#${filter.tag}`, "", false) : null;
    const [words, phrases] = await Promise.all([this.words(all, last), this.phrases(all)]);
    const isAllowed = (page) => {
      const { kind, languages } = classes.findLast(({ from }) => from <= page);
      return (!filter.kind || kind === filter.kind) && (!filter.lang || languages.includes(filter.lang));
    };
    const tagged = tags && new Set((await tags).flatMap(({ pages }) => pages.map(({ page }) => page)));
    const scores = new Map();
    const note = (group, isPhrase) => {
      const { held, count, whole } = group;
      const rare = Math.log(1 + (documents - count + 0.5) / (count + 0.5)) + 0.05;
      for (const [page, weight] of held) {
        if (!isAllowed(page) || (tagged && !tagged.has(page))) continue;
        const one = scores.get(page) ?? { page, score: 0, words: new Set(), sure: 0, phrases: 0, surePhrases: 0 };
        one.score += rare * weight;
        group.words.forEach((word) => one.words.add(word));
        if (isPhrase) one.phrases++;
        if (whole && isPhrase) one.surePhrases++;
        if (whole && !isPhrase) one.sure++;
        scores.set(page, one);
      }
    };
    words.forEach((group) => note(group, false));
    phrases.forEach((group) => note(group, true));
    if (!words.length && tagged) {
      for (const page of tagged) if (isAllowed(page)) scores.set(page, { page, score: 1, words: new Set(), sure: 0, phrases: 0, surePhrases: 0 });
    }
    const count = new Set(all.map(({ term }) => term)).size;
    const sure = words.filter(({ whole }) => whole).length;
    const least = sure < 3 ? sure : Math.ceil(sure * 0.6);
    const found = [];
    // What a shortened list of a phrase does not name may hold it all the same.
    const sureOnes = phrases.filter(({ whole }) => whole).length;
    for (const { page, score, words, sure, phrases: held, surePhrases } of scores.values()) {
      const phrase = held > 0 && (sureOnes ? surePhrases === sureOnes : held === phrases.length);
      if (sure < least && !phrase) continue;
      found.push({ page, score: score * ((words.size + 0.5) / (count + 0.5)) ** 2 * (phrase ? 3 : 1) });
    }
    found.sort((a, b) => b.score - a.score || a.page - b.page);
    return found;
  }

  // The pages that follow `from` of what was found, with what to show of each. Those whose title or text holds the query letter for
  // letter come first among them.
  async show(found, query, from, count) {
    const flat = (text) => terms(text).map(({ term }) => term).join(" ");
    const whole = flat(query);
    const shown = await Promise.all(
      found.slice(from, from + count).map(async ({ page, score }) => {
        const content = await this.page(page);
        const title = flat(content.title);
        let factor = 1;
        if (whole && title === whole) factor = 4;
        else if (whole && ` ${title} `.includes(` ${whole} `)) factor = 2;
        else if (whole && ` ${flat(`${content.summary ?? ""} ${content.text}`)} `.includes(` ${whole} `)) factor = 1.8;
        return { ...content, page, score: score * factor };
      }),
    );
    return shown.sort((a, b) => b.score - a.score);
  }
}

// Strings in the order of their characters, as the index has them: UTF-16 sorts those beyond U+FFFF before U+E000.
function key(text) {
  return text.replace(/[\ud800-\uffff]/g, (c) => String.fromCharCode(c.charCodeAt(0) + (c < "\ue000" ? 0x2000 : -0x800)));
}

// Where the words of a query stand in a text: [start, end] pairs, in order.
export function marks(text, query) {
  const wanted = terms(query);
  const places = [];
  const word = /[\p{Alphabetic}\p{N}\p{M}'’]+(?:\+\+|#)?/gu;
  for (const match of text.matchAll(word)) {
    const typed = match[0];
    if (UNSPACED.test(typed)) {
      for (const { term } of wanted) {
        for (let at = typed.indexOf(term); at >= 0; at = typed.indexOf(term, at + 1)) {
          places.push([match.index + at, match.index + at + term.length]);
        }
      }
      if (/^[^\p{Script=Latin}]+$/u.test(typed)) continue;
    }
    const own = terms(typed).map(({ term }) => term);
    const isWanted = ({ term, typed: begun, open }) => own.includes(term) || (open && begun.length > 1 && own[0]?.startsWith(begun));
    if (!UNSPACED.test(typed) && wanted.some(isWanted)) places.push([match.index, match.index + typed.length]);
  }
  places.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const joined = [];
  for (const [start, end] of places) {
    const last = joined[joined.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

// The part of a text around most of the words sought, at most `length` characters, with their places in it.
export function excerpt(text, query, length) {
  const all = marks(text, query);
  let best = 0;
  let most = 0;
  for (let first = 0; first < all.length; first++) {
    const seen = new Set();
    for (let at = first; at < all.length && all[at][1] - all[first][0] < length * 0.8; at++) {
      seen.add(text.slice(...all[at]).toLowerCase());
    }
    if (seen.size > most) [most, best] = [seen.size, first];
  }
  let start = all.length ? Math.max(0, all[best][0] - Math.floor(length / 5)) : 0;
  if (start > 0) {
    const space = text.slice(start, start + 20).search(/[\s，。！？；、]/);
    if (space >= 0) start += space + 1;
  }
  let end = Math.min(text.length, start + length);
  if (/[\ud800-\udbff]/.test(text[end - 1] ?? "")) end--;
  const half = /\s\S{1,24}$/.exec(text.slice(start, end));
  if (half && end < text.length && !/\s/.test(text[end]) && !UNSPACED.test(text[end])) end = start + half.index;
  const inside = all.filter(([from, to]) => from >= start && to <= end).map(([from, to]) => [from - start, to - start]);
  return { text: text.slice(start, end).trimEnd(), marks: inside, cutBefore: start > 0, cutAfter: end < text.length };
}

function write(element, text, places) {
  let at = 0;
  for (const [from, to] of places) {
    element.append(text.slice(at, from));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(from, to);
    element.append(mark);
    at = to;
  }
  element.append(text.slice(at));
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function start(form) {
  const { index: folder, lang } = form.dataset;
  const say = form.dataset;
  const status = document.getElementById("search-status");
  const list = document.getElementById("search-results");
  const more = document.getElementById("search-more");
  const browse = document.getElementById("search-browse");
  const chip = document.getElementById("search-tag");
  const input = form.elements.q;
  // A hub with one language has no field to choose one.
  const language = () => form.elements.lang?.value || lang;
  const kinds = new Map([...form.elements.kind.options].map((option) => [option.value, option.textContent]));
  const index = new Index(async (name, version) => {
    const answer = await fetch(`${folder}${name}${version && `?v=${version}`}`);
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  });
  const COUNT = 5;
  let tag = "";
  let turn = 0;
  let found = [];
  let shown = 0;

  const row = (one, query, edition) => {
    const item = element("li", "search-result");
    item.lang = one.lang;
    const link = element("a", "search-title");
    link.href = one.href[edition] ?? Object.values(one.href)[0];
    write(link, one.title, marks(one.title, query));
    const heading = element("h2");
    heading.append(link);
    const about = element("p", "meta search-about", kinds.get(one.kind) ?? one.kind);
    about.lang = lang;
    if (one.date) {
      const time = element("time", "", one.date);
      time.dateTime = one.date;
      about.append(" · ", time);
    }
    for (const [slug, label] of one.tags ?? []) {
      const button = element("button", "tag", label);
      button.type = "button";
      button.addEventListener("click", () => {
        tag = slug;
        search(true);
        input.focus();
      });
      about.append(" ", button);
    }
    const quoted = excerpt(one.text, query, /[\u3400-\u9fff]/.test(one.text) ? 110 : 220);
    const own = quoted.marks.length || !one.summary ? quoted : { text: one.summary, marks: marks(one.summary, query) };
    const words = element("p", "search-excerpt", own.cutBefore ? "… " : "");
    write(words, own.text, own.marks);
    if (own.cutAfter) words.append(" …");
    item.append(heading, about, words);
    return item;
  };

  const showMore = async () => {
    const mine = turn;
    const query = input.value;
    const next = await index.show(found, query, shown, COUNT);
    if (mine !== turn) return;
    list.append(...next.map((one) => row(one, query, language())));
    shown += next.length;
    more.hidden = shown >= found.length;
  };

  const search = async (note) => {
    const mine = ++turn;
    const query = input.value.trim();
    chip.hidden = !tag;
    chip.querySelector("span").textContent = tag;
    if (note) {
      const url = new URL(location.href);
      for (const [name, value] of [["q", query], ["kind", form.elements.kind.value], ["tag", tag], ["lang", language()]]) {
        if (value && !(name === "lang" && value === lang)) url.searchParams.set(name, value);
        else url.searchParams.delete(name);
      }
      history.replaceState(null, "", url);
    }
    if (!query && !tag) {
      list.replaceChildren();
      status.textContent = "";
      more.hidden = true;
      browse.hidden = false;
      return;
    }
    try {
      const all = await index.find(input.value, { kind: form.elements.kind.value, lang: language(), tag });
      const first = await index.show(all, query, 0, COUNT);
      if (mine !== turn) return;
      found = all;
      shown = first.length;
      const wasInside = list.contains(document.activeElement);
      list.replaceChildren(...first.map((one) => row(one, query, language())));
      if (wasInside) (list.querySelector(".search-title") ?? input).focus();
      more.hidden = shown >= found.length;
      browse.hidden = found.length > 0;
      status.textContent = (found.length === 0 ? say.none : found.length === 1 ? say.one : say.many).replace("{n}", found.length);
    } catch {
      if (mine === turn) status.textContent = say.failed;
    }
  };

  const given = new URL(location.href).searchParams;
  input.value = given.get("q") ?? "";
  for (const name of ["kind", "lang"]) {
    const field = form.elements[name];
    if ([...(field?.options ?? [])].some((option) => option.value === given.get(name))) field.value = given.get(name);
  }
  tag = given.get("tag") ?? "";
  form.hidden = false;
  let wait;
  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => search(true), 120);
  });
  // The field has spoken already; to search again when it is left would take the result away that one goes to.
  form.addEventListener("change", (event) => {
    if (event.target !== input) search(true);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search(true);
  });
  more.addEventListener("click", showMore);
  chip.addEventListener("click", () => {
    tag = "";
    search(true);
    input.focus();
  });
  // Arrows walk through the results, as in a list; from the first one up lies the field. Escape leads back there, and once more begins anew.
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      input.focus();
      input.select();
    }
    if (event.key === "Escape" && list.contains(document.activeElement)) {
      input.focus();
    } else if (event.key === "Escape" && document.activeElement === input && input.value) {
      event.preventDefault();
      input.value = "";
      search(true);
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...list.querySelectorAll(".search-title")];
    const at = links.indexOf(document.activeElement);
    if (at < 0 && document.activeElement !== input) return;
    const to = at + (event.key === "ArrowDown" ? 1 : -1);
    if (to < -1 || to >= links.length) return;
    event.preventDefault();
    (to < 0 ? input : links[to]).focus();
  });
  search(false);
}

if (typeof document !== "undefined") {
  const form = document.getElementById("search-form");
  if (form) start(form);
}
