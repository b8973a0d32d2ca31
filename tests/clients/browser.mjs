// Looks at the site with a real browser: Debian's Chromium, driven by playwright-core.
//
// node browser.mjs SITE_DIR [BASE_URL] [--shots DIR]
//
// One page of each sort, found from the list pages, at 390 and 1280 px, light and dark,
// without JavaScript; then once more with it. Prints `ok` and `FAIL` lines as report.py
// does. Opens no connection but to a static server of its own on the loopback address.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { begin, check, discover, fault, finish, launch, open, PAGE_TIMEOUT, saw, VIEWPORT } from './site.mjs';

const WIDTHS = [VIEWPORT.width, 1280];
const SCHEMES = ['light', 'dark'];
const HEIGHT = VIEWPORT.height;

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
  const site = shots === undefined ? null : await begin(...args);
  if (!site) {
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
  const browser = await launch();
  try {
    const targets = await discover(browser, site);
    // Two tabs: as many as a small machine has cores.
    for (const options of [{ script: false, shots }, { script: true }]) {
      const waiting = [...targets];
      await Promise.all([work(browser, site, waiting, options), work(browser, site, waiting, options)]);
    }
  } finally {
    await browser.close();
    site.server.close();
  }
  return finish('browser');
}

process.exitCode = await main(process.argv.slice(2));
