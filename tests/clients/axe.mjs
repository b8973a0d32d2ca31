// Reads every sort of page as axe-core does for people who use a keyboard, a screen reader or large letters.
//
// node axe.mjs SITE_DIR [BASE_URL]
//
// One page of each sort in each language of the site: all rules in the light scheme, contrast in the dark one again.
// Any violation is a fault. Prints `ok` and `FAIL` lines as report.py does.

import { readFileSync } from 'node:fs';
import { begin, check, discover, fault, finish, launch, open, packaged, PAGE_TIMEOUT, saw } from './site.mjs';

const SCHEMES = { light: {}, dark: { runOnly: { type: 'rule', values: ['color-contrast'] } } };
const script = readFileSync(packaged('axe-core/axe.min.js'), 'utf8');

// The addresses of a page in all languages, itself included.
function languages(page, site) {
  return page.$$eval('link[rel=alternate][hreflang]', (links) => links.filter((link) => link.hreflang !== 'x-default').map((link) => link.href))
    .then((all) => all.map((href) => new URL(href).pathname).filter((path) => path.startsWith(site.prefix + '/')));
}

async function read(page, site, path, place) {
  await page.goto(site.origin + path, { waitUntil: 'load', timeout: PAGE_TIMEOUT });
  const others = await languages(page, site);
  await page.evaluate(script);
  for (const [scheme, options] of Object.entries(SCHEMES)) {
    await page.emulateMedia({ colorScheme: scheme });
    const { violations, passes } = await page.evaluate((given) => globalThis.axe.run(document, { resultTypes: ['violations'], ...given }), options);
    const name = scheme === 'light' ? 'rules' : 'dark';
    if (passes.length) saw(name);
    for (const { id, help, nodes } of violations) {
      fault(name, place(`${decodeURI(path)} ${scheme}`), `${id}: ${help}; ${nodes.length} times, first ${nodes[0].target.join(' ')}: ${nodes[0].failureSummary?.split('\n')[1]?.trim() ?? ''}`);
    }
  }
  return others;
}

async function work(browser, site, waiting, seen) {
  let at = '';
  const context = await open(browser, site, () => at, { script: true });
  const page = await context.newPage();
  const place = (text) => (at = text);
  let path;
  while ((path = waiting.shift())) {
    try {
      for (const other of await read(page, site, path, place)) {
        if (!seen.has(other)) { seen.add(other); waiting.push(other); }
      }
    } catch (error) {
      fault('rules', path, `cannot be read: ${error.message.split('\n')[0]}`);
    }
  }
  await context.close();
}

async function main(args) {
  const site = await begin(...args);
  if (!site) {
    console.error('usage: axe.mjs SITE_DIR [BASE_URL]');
    return 2;
  }
  check('found', 'sorts of page, from the list pages');
  check('requests', 'pages');
  check('rules', 'pages, every rule of axe-core');
  check('dark', 'pages, contrast in the dark scheme');
  const browser = await launch();
  try {
    const targets = await discover(browser, site);
    const waiting = targets.map((target) => target.path);
    const seen = new Set(waiting);
    await Promise.all([work(browser, site, waiting, seen), work(browser, site, waiting, seen)]);
    for (const _ of seen) saw('requests');
  } finally {
    await browser.close();
    site.server.close();
  }
  return finish('axe');
}

process.exitCode = await main(process.argv.slice(2));
