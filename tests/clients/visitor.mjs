// Uses the site as its readers do: Debian's Chromium, driven by playwright-core, types, clicks and presses keys.
//
// node visitor.mjs SITE_DIR [BASE_URL] [--secret WORDS]… [--only NAME,NAME]
//
// What is tried stands in visitor/, a file a subject. Each trial is a check of its own and begins with a fresh browser
// window; those that only `look` do so together, on a tour through every page without scripts. `--secret` names words that nobody may find. Prints `ok` and `FAIL` lines as report.py does. Opens no
// connection but to a static server of its own on the loopback address.

import { begin, check, discover, fault, finish, launch, open, PAGE_TIMEOUT, saw } from './site.mjs';
import * as colours from './visitor/colours.mjs';
import { editions } from './visitor/editions.mjs';
import * as filters from './visitor/filters.mjs';
import * as keyboard from './visitor/keyboard.mjs';
import * as languages from './visitor/languages.mjs';
import * as plain from './visitor/plain.mjs';
import * as search from './visitor/search.mjs';
import * as time from './visitor/time.mjs';
import * as tools from './visitor/tools.mjs';

const SUBJECTS = [search, filters, languages, colours, keyboard, time, plain, tools];
// How long anything may take to answer a click or a key.
const PATIENCE = 3000;

// What a trial gets: the site, its pages by name, and the means to look at it.
function visit(browser, site, pages, name) {
  let place = name;
  const windows = [];
  const at = (path) => { place = decodeURI(path); };
  return {
    site, pages, at,
    // One thing looked at; a fault if it is not as it should be.
    wants(right, message) {
      saw(name);
      if (!right) fault(name, place, message);
      return right;
    },
    // The same for something that may take a moment.
    async soon(page, message, question, given) {
      const right = await page.waitForFunction(question, given, { timeout: PATIENCE, polling: 50 }).then(() => true, () => false);
      return this.wants(right, message);
    },
    async window(options = {}) {
      const context = await open(browser, site, () => place, { script: true, ...options });
      context.setDefaultTimeout(PATIENCE);
      windows.push(context);
      const page = await context.newPage();
      page.on('pageerror', (error) => fault(name, place, `a script stopped: ${error.message}`));
      return page;
    },
    go(page, path) {
      at(path);
      return page.goto(site.origin + path, { waitUntil: 'load', timeout: PAGE_TIMEOUT });
    },
    path: (href) => new URL(href, site.origin).pathname,
    close: () => Promise.all(windows.map((context) => context.close())),
  };
}

// A tour through one page of each sort in each language, without scripts: everybody who only looks comes along.
async function tour(browser, site, pages, lookers) {
  const visitors = lookers.map(({ name, look }) => ({ name, look, visitor: visit(browser, site, pages, name) }));
  const { visitor: guide } = visitors[0];
  const page = await guide.window({ script: false });
  for (const path of pages.values()) {
    for (const edition of await editions(guide, page, path)) {
      if (guide.path(page.url()) !== edition.path) await guide.go(page, edition.path);
      for (const { name, look, visitor } of visitors) {
        visitor.at(edition.path);
        await look(visitor, page).catch((error) => fault(name, edition.path, `cannot be looked at: ${error.message.split('\n')[0]}`));
      }
    }
  }
  await guide.close();
}

async function work(browser, site, pages, waiting) {
  let trial;
  while ((trial = waiting.shift())) {
    const { name, run } = trial;
    const visitor = visit(browser, site, pages, name);
    const begun = performance.now();
    try {
      await run(visitor);
    } catch (error) {
      fault(name, name, `cannot be done: ${error.message.split('\n')[0]}`);
    }
    await visitor.close();
    if (process.env.VISITOR_TIMES) console.error(`${name} ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
}

// Takes what an option says, as often as it is there, out of the command line.
function taken(args, option) {
  const values = [];
  for (let at; (at = args.indexOf(option)) >= 0;) values.push(args.splice(at, 2)[1]);
  return values;
}

async function main(args) {
  const secrets = taken(args, '--secret');
  const only = taken(args, '--only').flatMap((names) => names.split(','));
  const site = await begin(...args);
  if (!site) {
    console.error('usage: visitor.mjs SITE_DIR [BASE_URL] [--secret WORDS]… [--only NAME,NAME]');
    return 2;
  }
  site.secrets = secrets;
  const asked = (name) => !only.length || only.some((one) => name.startsWith(one));
  const trials = SUBJECTS.flatMap(({ trials }) => trials).filter(({ name }) => asked(name) && (secrets.length || name !== 'search-secrets'));
  check('found', 'sorts of page, from the list pages');
  check('requests', 'trials without a word to another host');
  for (const { name, things } of trials) check(name, things);
  const browser = await launch();
  try {
    const pages = new Map((await discover(browser, site)).map(({ name, path }) => [name, path]));
    const lookers = trials.filter(({ look }) => look);
    const waiting = trials.filter(({ run }) => run);
    if (lookers.length) waiting.unshift({ name: lookers[0].name, run: () => tour(browser, site, pages, lookers) });
    trials.forEach(() => saw('requests'));
    // Two windows: as many as a small machine has cores.
    await Promise.all([work(browser, site, pages, waiting), work(browser, site, pages, waiting)]);
  } finally {
    await browser.close();
    site.server.close();
  }
  return finish('visitor');
}

process.exitCode = await main(process.argv.slice(2));
