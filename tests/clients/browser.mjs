// Looks at the site with a real browser: Debian's Chromium, driven by playwright-core.
//
// node browser.mjs SITE_DIR [BASE_URL] [--shots DIR]
//
// One page of each sort, found from the list pages, at 390 and 1280 px, light and dark,
// without JavaScript; then once more with it. Prints `ok` and `FAIL` lines as report.py
// does. Opens no connection but to a static server of its own on the loopback address.

import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.env.CLIENTS_NODE_HOME, 'package.json'));
const { default: playwright } = await import(pathToFileURL(require.resolve('playwright-core')).href);

const WIDTHS = [390, 1280];
const SCHEMES = ['light', 'dark'];
const PLACES_SHOWN = 3;
const HEIGHT = 844;
const PAGE_TIMEOUT = 20_000;

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.mjs': 'text/javascript',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg', '.webp': 'image/webp', '.avif': 'image/avif', '.gif': 'image/gif', '.ico': 'image/x-icon',
  '.xml': 'application/xml', '.ics': 'text/calendar; charset=utf-8', '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2', '.wasm': 'application/wasm', '.webmanifest': 'application/manifest+json',
};

// Sorts of page: a name, and either an address or where to find one: the first link in
// `main` of the page `on` whose path fits.
const PAGES = [
  { name: 'home', address: '/' },
  { name: 'posts', address: '/posts/' },
  { name: 'post', on: 'posts', fits: /^\/posts\/(?!page\/)[^/]+\/$/ },
  { name: 'events', address: '/events/' },
  { name: 'month', on: 'events', fits: /^\/events\/\d{4}\/\d{2}\/$/ },
  { name: 'event', on: 'events', fits: /^\/events\/(?!subscribe\/|page\/|\d{4}\/)[^/]+\/$/ },
  { name: 'subscribe', address: '/events/subscribe/' },
  { name: 'members', address: '/members/' },
  { name: 'member', on: 'members', fits: /^\/members\/(?!page\/)[^/]+\/$/ },
  { name: 'groups', address: '/groups/' },
  { name: 'group', on: 'groups', fits: /^\/groups\/(?!page\/)[^/]+\/$/ },
  { name: 'resources', address: '/resources/' },
  { name: 'category', on: 'resources', fits: /^\/resources\/(?!page\/)[^/]+\/$/ },
  { name: 'needs', address: '/needs/' },
  { name: 'projects', address: '/projects/' },
  { name: 'project', on: 'projects', fits: /^\/projects\/(?!page\/)[^/]+\/$/ },
  { name: 'kb', address: '/kb/' },
  { name: 'section', on: 'kb', fits: /^\/kb\/[^/]+\/$/ },
  { name: 'kb-page', on: 'section', fits: /^\/kb\/[^/]+\/(.+\/)?[^/]+\/$/ },
  { name: 'tags', address: '/tags/' },
  { name: 'tag', on: 'tags', fits: /^\/tags\/[^/]+\/$/ },
  { name: 'translation', on: 'home', fits: /^\/[a-z]{2,3}(-[A-Za-z0-9]+)*\/$/, select: 'link[hreflang], a[hreflang]' },
  { name: '404', address: '/there-is-no-such-page/', status: 404 },
];

// -- what was found --------------------------------------------------------------------

const checks = new Map();

function check(name, things) {
  checks.set(name, { things, seen: 0, faults: new Map() });
}
function saw(name) {
  checks.get(name).seen++;
}
function fault(name, place, message) {
  const { faults } = checks.get(name);
  faults.set(message, [...(faults.get(message) ?? []), place]);
}

function finish() {
  let status = 0;
  for (const [name, { things, seen, faults }] of checks) {
    if (faults.size === 0 && seen > 0) {
      console.log(`ok   browser/${name}: ${seen} ${things}`);
      continue;
    }
    status = 1;
    console.log(faults.size === 0 ? `FAIL browser/${name}: found no ${things} to look at`
      : `FAIL browser/${name}: ${faults.size} faults in ${seen} ${things}`);
    for (const [message, places] of faults) {
      console.log(`       ${places.slice(0, PLACES_SHOWN).join(', ')}${
        places.length > PLACES_SHOWN ? ` and ${places.length - PLACES_SHOWN} more` : ''}: ${message}`);
    }
  }
  return status;
}

// -- the static host -------------------------------------------------------------------

// The file that answers a path, as { status, body, type }, or a detour { location }.
function answer(root, path) {
  let inside;
  try {
    inside = normalize(decodeURIComponent(path));
  } catch {
    inside = '/%';
  }
  let file = resolve(root, '.' + inside);
  const kind = statSync(file, { throwIfNoEntry: false });
  if (kind?.isDirectory()) {
    if (!inside.endsWith('/')) return { status: 301, location: path + '/' };
    file = join(file, 'index.html');
  }
  // `file` is inside `root` already, `normalize` of an absolute path keeps no `..`.
  if (statSync(file, { throwIfNoEntry: false })?.isFile() && !(kind?.isFile() && inside.endsWith('/'))) {
    return { status: 200, body: readFileSync(file), type: TYPES[extname(file)] ?? 'application/octet-stream' };
  }
  const missing = join(root, '404.html');
  const body = statSync(missing, { throwIfNoEntry: false }) ? readFileSync(missing) : 'not found';
  return { status: 404, body, type: TYPES['.html'] };
}

function serve(root, prefix) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const { status, body, type, location } = path.startsWith(prefix + '/')
      ? answer(root, path.slice(prefix.length)) : { status: 404, body: '', type: TYPES['.txt'] };
    response.writeHead(status, location ? { location: prefix + location } : { 'content-type': type });
    response.end(body);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

// -- looking at one page ---------------------------------------------------------------

// Runs inside the page. Returns what is wrong with its layout, as texts.
function layout() {
  const wrong = [];
  const width = document.documentElement.clientWidth;
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 1 && box.height > 1 && style.visibility === 'visible' && Number(style.opacity) > 0;
  };
  const describe = (element) => {
    const name = element.tagName.toLowerCase() + (element.id ? `#${element.id}` : '') +
      [...element.classList].map((one) => `.${one}`).join('');
    const text = element.textContent.trim().replace(/\s+/g, ' ').slice(0, 40);
    return text ? `${name} (“${text}”)` : name;
  };
  const main = document.querySelectorAll('main, [role=main]');
  if (main.length !== 1 || !visible(main[0])) wrong.push(`layout:${main.length} main landmarks, or it cannot be seen`);
  const headings = [...document.querySelectorAll('h1')].filter(visible);
  if (headings.length !== 1) wrong.push(`layout:${headings.length} visible h1`);
  // What sticks out and cannot be scrolled within a box of its own.
  const contained = (element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== 'visible') return true;
    }
    return false;
  };
  const out = [...document.body.querySelectorAll('*')].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.right > width + 1 && box.left < box.right && visible(element) && !contained(element) &&
      !element.closest('svg svg, [hidden]');
  });
  const inner = out.filter((element) => !out.some((other) => other !== element && element.contains(other)));
  if (inner.length) {
    const past = Math.round(inner[0].getBoundingClientRect().right - width);
    wrong.push(`overflow:${describe(inner[0])} sticks out by ${past} px`);
  } else if (document.documentElement.scrollWidth > width) {
    wrong.push(`overflow:the page scrolls sideways, by ${document.documentElement.scrollWidth - width} px`);
  }
  return wrong;
}

// Opens an address in a tab, then looks at it in every width and scheme: style sheets
// answer to both while the page stands, so one loading serves all four views.
async function look(page, site, target, options, say) {
  const script = options.script ? ' with scripts' : '';
  say(`${decodeURI(target.path)}${script}`);
  await page.setViewportSize({ width: WIDTHS[0], height: HEIGHT });
  const response = await page.goto(site.origin + target.path, { waitUntil: 'load', timeout: PAGE_TIMEOUT });
  const wanted = target.status ?? 200;
  saw('pages');
  if (response.status() !== wanted) fault('pages', say(), `answers ${response.status()}, not ${wanted}`);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const scheme of SCHEMES) {
      say(`${decodeURI(target.path)} ${width} ${scheme}${script}`);
      await page.emulateMedia({ colorScheme: scheme });
      for (const wrong of await page.evaluate(layout)) {
        const [name, message] = [wrong.slice(0, wrong.indexOf(':')), wrong.slice(wrong.indexOf(':') + 1)];
        fault(name, say(), message);
      }
      if (options.shots) {
        await page.screenshot({ path: join(options.shots, `${target.name}-${width}-${scheme}.png`), fullPage: true });
      }
      for (const name of ['layout', 'overflow', 'console', 'requests']) saw(name);
    }
  }
}

// A context that answers our own published address from the folder and no other host.
async function open(browser, site, place, options) {
  const context = await browser.newContext({ viewport: { width: WIDTHS[0], height: HEIGHT },
    javaScriptEnabled: options.script, reducedMotion: 'reduce', serviceWorkers: 'block' });
  await context.route('**/*', (route) => {
    const url = new URL(route.request().url());
    if (url.origin === site.origin) return route.continue();
    if (url.origin === site.published && url.pathname.startsWith(site.prefix + '/')) {
      const { status, body, type } = answer(site.root, url.pathname.slice(site.prefix.length));
      return route.fulfill({ status, body, contentType: type });
    }
    fault('requests', place(), `asks another host for ${url.href}`);
    return route.abort();
  });
  return context;
}

// -- which pages -----------------------------------------------------------------------

// Finds the address of each sort of page by reading the list pages.
async function discover(browser, site) {
  const context = await open(browser, site, () => 'while finding pages', { script: false });
  const page = await context.newPage();
  const found = new Map();
  for (const sort of PAGES) {
    if (sort.address) {
      found.set(sort.name, { ...sort, path: site.prefix + sort.address });
      continue;
    }
    saw('found');
    if (!found.has(sort.on)) {
      fault('found', '/', `without a ${sort.on} page there is no way to a ${sort.name} page`);
      continue;
    }
    await page.goto(site.origin + found.get(sort.on).path, { timeout: PAGE_TIMEOUT });
    const links = await page.$$eval(sort.select ?? 'main a[href]', (all) => all.map((link) => link.href));
    const paths = links.map((link) => new URL(link))
      .filter((url) => url.origin === site.origin || url.origin === site.published)
      .map((url) => url.pathname).filter((path) => path.startsWith(site.prefix + '/'));
    const path = paths.find((one) => sort.fits.test(decodeURI(one.slice(site.prefix.length))));
    if (path) found.set(sort.name, { ...sort, path });
    else fault('found', found.get(sort.on).path, `has no link to a ${sort.name} page`);
  }
  await context.close();
  return [...found.values()];
}

// Takes pages from a list that several tabs share, until it is empty.
async function work(browser, site, waiting, options) {
  let place = '';
  let target;
  const say = (text) => (place = text ?? place);
  const context = await open(browser, site, say, options);
  const page = await context.newPage();
  page.on('console', (message) => {
    // Chromium tells of the page's own 404 as an error, too; `look` has its own word on that.
    const asked = message.location().url === site.origin + target.path && /status of 404/.test(message.text());
    if (message.type() === 'error' && !asked) {
      fault('console', place, `${message.text()} ${message.location().url.replace(site.origin, '')}`.trim());
    }
  });
  page.on('pageerror', (error) => fault('console', place, `a script stopped: ${error.message}`));
  while ((target = waiting.shift())) {
    try {
      await look(page, site, target, options, say);
    } catch (error) {
      fault('pages', place, `cannot be looked at: ${error.message.split('\n')[0]}`);
    }
  }
  await context.close();
}

async function main(args) {
  const shotsAt = args.indexOf('--shots');
  const shots = shotsAt >= 0 ? args.splice(shotsAt, 2)[1] : null;
  const [root, base = 'https://riverbank.example'] = args;
  if (!root || !statSync(root, { throwIfNoEntry: false })?.isDirectory() || shots === undefined) {
    console.error('usage: browser.mjs SITE_DIR [BASE_URL] [--shots DIR]');
    return 2;
  }
  if (shots) mkdirSync(shots, { recursive: true });
  check('found', 'sorts of page, from the list pages');
  check('pages', 'loadings');
  check('layout', 'views (main and h1 to be seen)');
  check('overflow', 'views');
  check('console', 'views');
  check('requests', 'views');
  const published = new URL(base);
  const prefix = published.pathname.replace(/\/$/, '');
  const server = await serve(resolve(root), prefix);
  const site = { root: resolve(root), prefix, published: published.origin, origin: `http://127.0.0.1:${server.address().port}` };
  const browser = await playwright.chromium.launch({ executablePath: process.env.CLIENTS_CHROMIUM || '/usr/bin/chromium' });
  try {
    const targets = await discover(browser, site);
    // Two tabs: as many as a small machine has cores.
    for (const options of [{ script: false, shots }, { script: true }]) {
      const waiting = [...targets];
      await Promise.all([work(browser, site, waiting, options), work(browser, site, waiting, options)]);
    }
  } finally {
    await browser.close();
    server.close();
  }
  return finish();
}

process.exitCode = await main(process.argv.slice(2));
