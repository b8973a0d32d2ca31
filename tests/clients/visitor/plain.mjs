// Without scripts: everything can be read and reached, and nothing is offered that would do nothing.

import { editions } from './editions.mjs';

const LEAST_LETTERS = 12;

async function readable(visit, page) {
  const text = await page.locator('main').innerText();
  visit.wants(text.replace(/\s/g, '').length >= LEAST_LETTERS, 'has nothing to read');
  visit.wants(await page.locator('h1').first().isVisible(), 'has no title to be seen');
  const idle = await page.$$eval('button[type=button]', (all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent.trim() || one.getAttribute('aria-label')));
  visit.wants(!idle.length, `offers “${idle[0]}”, which does nothing`);
}

async function reachable(visit) {
  for (const width of [390, 1280]) {
    const page = await visit.window({ script: false, viewport: { width, height: 844 } });
    const homes = await editions(visit, page, visit.pages.get('home'));
    for (const { path } of width === 390 ? homes : homes.slice(0, 1)) {
      await visit.go(page, path);
      const links = await page.$$eval('header nav a[href]', (all) => all.map((link) => ({ href: link.href, text: link.textContent.trim() })));
      for (const { href, text } of links) {
        await visit.go(page, path);
        await page.locator('header nav a', { hasText: text }).first().click();
        await page.waitForLoadState();
        const answer = visit.path(page.url()) === visit.path(href) && await page.locator('main h1, header h1').count();
        visit.wants(answer, `“${text}” does not lead to ${decodeURI(visit.path(href))}`);
      }
    }
  }
}

async function search(visit) {
  const page = await visit.window({ script: false });
  for (const { path } of await editions(visit, page, visit.pages.get('search') ?? '/search/')) {
    await visit.go(page, path);
    const links = await page.$$eval('main a[href]', (all) => all.filter((link) => link.checkVisibility()).map((link) => link.href));
    visit.wants(links.some((href) => href.includes('/tags/')), 'offers no tag');
    const sections = await page.$$eval('header nav a[href]:not([hreflang])', (all) => all.map((link) => link.href));
    visit.wants(sections.length > 0 && sections.every((href) => links.includes(href)), 'does not offer every section of the menu');
    visit.wants(await page.locator('main [role=note]').first().isVisible(), 'does not say that searching needs scripts');
    visit.wants(!(await page.locator('#search-results li').count()), 'shows results');
  }
}

export const trials = [
  { name: 'plain-readable', things: 'looks at pages without scripts', look: readable },
  { name: 'plain-reachable', things: 'sections reached without scripts', run: reachable },
  { name: 'plain-search', things: 'looks at the search without scripts', run: search },
];
