// What the programs that drive a browser share: a static host on the loopback address, the sorts of page, and how a
// finding is said (as report.py says it). Opens no connection to any other host.

import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const require = createRequire(join(process.env.CLIENTS_NODE_HOME, 'package.json'));
export const packaged = (name) => require.resolve(name);
export const load = (name) => import(pathToFileURL(packaged(name)).href);

export const VIEWPORT = { width: 390, height: 844 };
export const PAGE_TIMEOUT = 20_000;
const PLACES_SHOWN = 3;

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.mjs': 'text/javascript',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg', '.webp': 'image/webp', '.avif': 'image/avif', '.gif': 'image/gif', '.ico': 'image/x-icon',
  '.xml': 'application/xml', '.ics': 'text/calendar; charset=utf-8', '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2', '.wasm': 'application/wasm', '.webmanifest': 'application/manifest+json',
};

// Sorts of page: a name, and either an address or where to find one: the first link in `main` of the page `on` whose path
// fits; or the page with the most of what it `holds`. What is `optional` not every site has.
const PAGES = [
  { name: 'home', address: '/' },
  { name: 'posts', address: '/posts/' },
  { name: 'post', on: 'posts', fits: /^\/posts\/(?!page\/)[^/]+\/$/ },
  { name: 'events', address: '/events/' },
  { name: 'month', on: 'events', fits: /^\/events\/\d{4}\/\d{2}\/$/ },
  { name: 'year', on: 'events', fits: /^\/events\/\d{4}\/$/, optional: true },
  { name: 'event', on: 'events', fits: /^\/events\/(?!subscribe\/|page\/|\d{4}\/)[^/]+\/$/ },
  { name: 'subscribe', address: '/events/subscribe/' },
  { name: 'members', address: '/members/' },
  { name: 'member', on: 'members', fits: /^\/members\/(?!page\/)[^/]+\/$/ },
  { name: 'groups', address: '/groups/' },
  { name: 'group', on: 'groups', fits: /^\/groups\/(?!page\/)[^/]+\/$/ },
  { name: 'resources', address: '/resources/' },
  { name: 'category', on: 'resources', fits: /^\/resources\/(?!page\/)[^/]+\/$/ },
  { name: 'listing', on: 'category', fits: /^\/resources\/(?!by\/|page\/)[^/]+\/[^/]+\/$/, optional: true, select: 'main [data-facets] :is(h2, h3) a[href]' },
  { name: 'narrowed', on: 'resources', fits: /^\/resources\/by\/[^/]+\/[^/]+\/$/, optional: true },
  { name: 'needs', address: '/needs/' },
  { name: 'projects', address: '/projects/' },
  { name: 'project', on: 'projects', fits: /^\/projects\/(?!page\/)[^/]+\/$/ },
  { name: 'kb', address: '/kb/' },
  { name: 'section', on: 'kb', fits: /^\/kb\/[^/]+\/$/ },
  { name: 'kb-page', on: 'section', fits: /^\/kb\/[^/]+\/(.+\/)?[^/]+\/$/ },
  { name: 'tags', address: '/tags/' },
  { name: 'tag', on: 'tags', fits: /^\/tags\/[^/]+\/$/ },
  { name: 'search', address: '/search/', optional: true },
  { name: 'insights', address: '/insights/', optional: true },
  { name: 'diagrams', holds: /class="drawing"/g, optional: true },
  { name: 'formulas', holds: /<math\b/g, optional: true },
  { name: 'code', holds: /<pre\b/g, optional: true },
  { name: 'film', holds: /data-player=/g, optional: true },
  { name: 'tables', holds: /<table\b/g, optional: true },
  { name: 'translation', on: 'home', fits: /^\/[a-z]{2,3}(-[A-Za-z0-9]+)*\/$/, select: 'link[hreflang], a[hreflang]' },
  { name: '404', address: '/there-is-no-such-page/', status: 404 },
];

// -- what was found --------------------------------------------------------------------

const checks = new Map();

export function check(name, things) {
  checks.set(name, { things, seen: 0, faults: new Map() });
}
export function saw(name) {
  checks.get(name).seen++;
}
export function fault(name, place, message) {
  const { faults } = checks.get(name);
  faults.set(message, [...(faults.get(message) ?? []), place]);
}

// Prints what was found by the program `of`; gives its exit status.
export function finish(of) {
  let status = 0;
  for (const [name, { things, seen, faults }] of checks) {
    if (faults.size === 0 && seen > 0) {
      console.log(`ok   ${of}/${name}: ${seen} ${things}`);
      continue;
    }
    status = 1;
    console.log(faults.size === 0 ? `FAIL ${of}/${name}: found no ${things} to look at`
      : `FAIL ${of}/${name}: ${faults.size} faults in ${seen} ${things}`);
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

export function serve(root, prefix) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const { status, body, type, location } = path.startsWith(prefix + '/')
      ? answer(root, path.slice(prefix.length)) : { status: 404, body: '', type: TYPES['.txt'] };
    if (location) {
      response.writeHead(status, { location: prefix + location });
      return response.end();
    }
    // As hosts do: texts are compressed, and files whose names carry a digest may be kept.
    const packed = /gzip/.test(request.headers['accept-encoding'] ?? '') && /^text|javascript|json|xml/.test(type);
    const kept = /\/assets\//.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
    response.writeHead(status, { 'content-type': type, 'cache-control': kept, ...(packed ? { 'content-encoding': 'gzip' } : {}) });
    return response.end(packed ? gzipSync(body, { level: 9 }) : body);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

// A context that answers our own published address from the folder and no other host.
// Beside `script` the options may say `foreign`, what to do about an address of another host, and whatever else a
// context of Playwright knows: a time zone, a colour scheme.
export async function open(browser, site, place, { script, foreign, ...more }) {
  const context = await browser.newContext({ viewport: VIEWPORT,
    javaScriptEnabled: script, reducedMotion: 'reduce', serviceWorkers: 'block', ...more });
  await context.route('**/*', (route) => {
    const url = new URL(route.request().url());
    if (url.origin === site.origin) return route.continue();
    if (url.origin === site.published && url.pathname.startsWith(site.prefix + '/')) {
      const { status, body, type } = answer(site.root, url.pathname.slice(site.prefix.length));
      return route.fulfill({ status, body, contentType: type });
    }
    if (foreign) foreign(url.href);
    else fault('requests', place(), `asks another host for ${url.href}`);
    return route.abort();
  });
  return context;
}

// -- which pages -----------------------------------------------------------------------

// The page of the site that has the most of something, as an address; the shortest of several.
function mostOf(site, pattern) {
  const pages = readdirSync(site.root, { recursive: true, withFileTypes: true })
    .filter((file) => file.name === 'index.html').map((file) => join(file.parentPath ?? file.path, file.name));
  let best = { count: 0, file: '' };
  for (const file of pages.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    const count = readFileSync(file, 'utf8').match(pattern)?.length ?? 0;
    if (count > best.count) best = { count, file };
  }
  return best.count ? encodeURI(best.file.slice(site.root.length, -'index.html'.length)) : null;
}

// Finds the address of each sort of page by reading the list pages.
export async function discover(browser, site) {
  const context = await open(browser, site, () => 'while finding pages', { script: false });
  const page = await context.newPage();
  const found = new Map();
  for (const sort of PAGES) {
    if (sort.holds) {
      const address = mostOf(site, sort.holds);
      if (address) found.set(sort.name, { ...sort, path: site.prefix + address });
      continue;
    }
    if (sort.address) {
      if (sort.optional && answer(site.root, sort.address).status !== 200) continue;
      found.set(sort.name, { ...sort, path: site.prefix + sort.address });
      continue;
    }
    if (!sort.optional) saw('found');
    if (!found.has(sort.on)) {
      if (sort.optional) continue;
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
    else if (!sort.optional) fault('found', found.get(sort.on).path, `has no link to a ${sort.name} page`);
  }
  await context.close();
  return [...found.values()];
}

// The folder and the address that the command line names, served; nothing where it is used wrongly.
export async function begin(root, base = 'https://riverbank.example') {
  if (!root || !statSync(root, { throwIfNoEntry: false })?.isDirectory()) return null;
  const published = new URL(base);
  const prefix = published.pathname.replace(/\/$/, '');
  const server = await serve(resolve(root), prefix);
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { root: resolve(root), prefix, published: published.origin, origin, server };
}

export async function launch(args = []) {
  const { default: playwright } = await load('playwright-core');
  return playwright.chromium.launch({ executablePath: process.env.CLIENTS_CHROMIUM || '/usr/bin/chromium', args });
}
