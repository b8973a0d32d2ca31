// Filters of the resource directory, and of needs and offers: links to pages without scripts, at once with them.

import { editions } from './editions.mjs';

const LISTS = ['resources', 'needs'];
// So many values of each filter are followed: the first ones have the most entries.
const FOLLOWED = 5;

// Runs inside the page: what can be narrowed down, and by what.
function read() {
  const rows = [...document.querySelectorAll('[data-facets]')].map((row) => ({
    key: `${row.querySelector('a').getAttribute('href')} ${row.querySelector('a').textContent.trim()}`,
    facets: row.dataset.facets.split(' '), shown: row.checkVisibility(),
  }));
  const links = [...document.querySelectorAll('[data-filter] a[data-value]')].map((link) => ({
    filter: link.closest('[data-filter]').dataset.filter, value: link.dataset.value, href: link.href,
    facet: `${link.closest('[data-filter]').dataset.filter}:${link.dataset.value}`,
    count: Number(link.querySelector('.count').textContent), pressed: link.getAttribute('aria-pressed') === 'true',
    current: link.hasAttribute('aria-current'),
  }));
  return { rows, links };
}

// The lists in each language: their paths.
async function lists(visit, page) {
  const all = [];
  for (const name of LISTS.filter((one) => visit.pages.has(one))) {
    for (const { path } of await editions(visit, page, visit.pages.get(name))) all.push(path);
  }
  return all;
}

async function plain(visit) {
  const page = await visit.window({ script: false });
  for (const path of await lists(visit, page)) {
    await visit.go(page, path);
    const { rows, links } = await page.evaluate(read);
    if (!visit.wants(links.length > 0, 'has no filter')) continue;
    const taken = new Map();
    for (const link of links) {
      taken.set(link.filter, (taken.get(link.filter) ?? 0) + 1);
      if (taken.get(link.filter) > FOLLOWED) continue;
      const wanted = rows.filter(({ facets }) => facets.includes(link.facet));
      visit.at(path);
      visit.wants(link.count === wanted.length, `${link.facet} says ${link.count}, there are ${wanted.length}`);
      const answer = await visit.go(page, visit.path(link.href));
      if (!visit.wants(answer.status() === 200, `${link.facet} leads nowhere`)) continue;
      const there = await page.evaluate(read);
      const keys = new Set(there.rows.map(({ key }) => key));
      const missing = wanted.filter(({ key }) => !keys.has(key));
      visit.wants(missing.length === 0, `lacks ${missing.length} of ${wanted.length} with ${link.facet}: ${missing[0]?.key}`);
      if (there.links.some(({ current }) => current)) {
        const extra = there.rows.filter(({ facets }) => !facets.includes(link.facet));
        visit.wants(extra.length === 0, `shows ${extra[0]?.key}, which is not ${link.facet}`);
      }
    }
  }
}

const shown = ({ rows }) => rows.filter((row) => row.shown).map(({ key }) => key).join('\n');
const having = ({ rows }, ...wanted) => rows.filter(({ facets }) => wanted.every((one) => facets.includes(one))).map(({ key }) => key).join('\n');
const press = (page, { filter, value }) => page.click(`[data-filter="${filter}"] a[data-value="${value}"]`);

// Two values of different filters that some entries have both of.
function pair({ rows, links }) {
  for (const one of links) {
    for (const two of links) {
      const both = rows.filter(({ facets }) => facets.includes(one.facet) && facets.includes(two.facet)).length;
      const first = rows.filter(({ facets }) => facets.includes(one.facet)).length;
      if (one.filter !== two.filter && both > 0 && both < first && first < rows.length) return [one, two];
    }
  }
  return null;
}

async function atOnce(visit) {
  const page = await visit.window();
  for (const path of await lists(visit, page)) {
    await visit.go(page, path);
    const before = await page.evaluate(read);
    const chosen = pair(before);
    if (!visit.wants(chosen, 'has no two filters that narrow it down together')) continue;
    const [one, two] = chosen;
    await press(page, one);
    let now = await page.evaluate(read);
    visit.wants(visit.path(page.url()) === path, `${one.facet} leads away from the page`);
    visit.wants(new URL(page.url()).searchParams.get(one.filter) === one.value, `the address does not keep ${one.facet}`);
    visit.wants(shown(now) === having(now, one.facet), `shows other entries than those with ${one.facet}`);
    visit.wants(now.links.find(({ facet }) => facet === one.facet)?.pressed, `does not say that ${one.facet} is chosen`);
    const said = (await page.textContent('.shown-count')).match(/\d+/g)?.map(Number) ?? [];
    const wanted = now.rows.filter((row) => row.shown).length;
    visit.wants(said.includes(wanted) && said.includes(now.rows.length), `says ${said}, shows ${wanted} of ${now.rows.length}`);
    const both = having(now, one.facet, two.facet).split('\n').length;
    visit.wants(now.links.find(({ facet }) => facet === two.facet)?.count === both, `${two.facet} does not say that ${both} of these have it`);
    await press(page, two);
    now = await page.evaluate(read);
    visit.wants(shown(now) === having(now, one.facet, two.facet), `shows other entries than those with ${one.facet} and ${two.facet}`);
    // A way to an entry and back, and a new visit by the address.
    const address = page.url();
    await page.locator('[data-facets]:visible a').first().click();
    await page.waitForLoadState();
    await page.goBack();
    await visit.soon(page, 'the way back does not lead to what was chosen', () => document.querySelectorAll('[aria-pressed=true]').length === 2);
    const fresh = await visit.window();
    await visit.go(fresh, visit.path(address) + new URL(address).search);
    visit.wants(shown(await fresh.evaluate(read)) === having(now, one.facet, two.facet), 'the address does not show what was chosen');
    await page.click('.shown-count button');
    now = await page.evaluate(read);
    visit.wants(now.rows.every((row) => row.shown) && !new URL(page.url()).search, 'everything is not there again after “clear”');
    visit.wants(!(await page.isVisible('.shown-count')), 'says how many are shown where all are');
  }
}

// A list that goes on on another page is not all here: its filters stay links. The example site is too small for one, so it gets what
// such a list has.
async function long(visit) {
  const page = await visit.window();
  for (const path of await lists(visit, page)) {
    await page.route((url) => url.pathname === path, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replace('</main>', '<nav class="pager"></nav></main>') });
    });
    await visit.go(page, path);
    const [one] = (await page.evaluate(read)).links;
    if (!visit.wants(one, 'has no filter')) continue;
    await press(page, one);
    await page.waitForURL((url) => url.pathname !== path, { timeout: 3000 }).catch(() => {});
    visit.wants(visit.path(page.url()) === visit.path(one.href), `${one.facet} narrows down a list of which only the first page is here`);
  }
}

// Keys press what looks like a button; where nothing is left, the page says so.
async function pressed(visit) {
  const page = await visit.window();
  const [path] = await lists(visit, page);
  await visit.go(page, path);
  const before = await page.evaluate(read);
  const [one] = before.links;
  await page.focus(`[data-filter="${one.filter}"] a[data-value="${one.value}"]`);
  await page.keyboard.press('Space');
  visit.wants(shown(await page.evaluate(read)) === having(before, one.facet), 'the space bar does not press a filter');
  await page.keyboard.press('Enter');
  visit.wants((await page.evaluate(read)).rows.every((row) => row.shown), 'Enter does not take a filter away again');
  const empty = before.links.flatMap((first) => before.links.map((second) => [first, second]))
    .find(([first, second]) => first.filter !== second.filter && !having(before, first.facet, second.facet));
  if (!empty) return;
  for (const link of empty) await press(page, link);
  visit.wants(await page.locator('[data-none]').first().isVisible(), 'no word tells that nothing fits');
}

export const trials = [
  { name: 'filters-plain', things: 'looks at pages that filters lead to without scripts', run: plain },
  { name: 'filters-at-once', things: 'looks at lists narrowed down at once', run: atOnce },
  { name: 'filters-long', things: 'looks at filters of a list of several pages', run: long },
  { name: 'filters-keys', things: 'looks at filters pressed with keys', run: pressed },
];
