// Search: words in each language, excerpts, filters, keys, addresses, what must not be found.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { editions, translations } from './editions.mjs';

const ENTRIES = ['post', 'event', 'member', 'group', 'project', 'kb-page', 'section', 'listing', 'diagrams'];
const NONSENSE = 'zzqxjvkw';

const results = (page) => page.$$eval('#search-results > li', (rows) => rows.map((row) => ({ href: row.querySelector('a').href, title: row.querySelector('a').textContent, text: row.textContent })));
const status = (page) => page.textContent('#search-status');
const count = async (page) => Number((await status(page)).match(/\d+/)?.[0] ?? ((await results(page)).length));

// Types words and waits until the answer is there and stays.
async function typed(visit, page, words) {
  await page.fill('[name=q]', words);
  await settled(visit, page, (url) => url.searchParams.get('q') === words, `“${words}” has no answer`);
}

async function settled(visit, page, fits, message) {
  let last = '';
  for (let quiet = 0, tries = 0; tries < 60; tries++) {
    await page.waitForTimeout(50);
    const now = await page.evaluate(() => location.href + document.getElementById('search-status').textContent + document.getElementById('search-results').textContent);
    quiet = now === last ? quiet + 1 : 0;
    last = now;
    if (quiet >= 3 && fits(new URL(page.url())) && (await status(page))) return visit.wants(true, message);
  }
  return visit.wants(false, message);
}

async function pagesIn(visit, page) {
  visit.at('/search/');
  return editions(visit, page, visit.pages.get('search') ?? '/search/');
}

// The titles of an entry of each kind, in each language it is written in: [{ lang, path, title }].
async function titles(visit) {
  const page = await visit.window({ script: false });
  const found = [];
  for (const name of ENTRIES.filter((one) => visit.pages.has(one))) {
    await visit.go(page, visit.pages.get(name));
    const here = { lang: await page.evaluate(() => document.documentElement.lang), path: visit.pages.get(name) };
    const all = await translations(page, visit.site);
    for (const { lang, path } of all.length ? all : [here]) {
      await visit.go(page, path);
      found.push({ lang, path, title: (await page.textContent('h1')).trim().replace(/\s+/g, ' ') });
    }
  }
  return found;
}

async function findTitles(visit) {
  const all = await titles(visit);
  const page = await visit.window();
  for (const { lang, path } of await pagesIn(visit, page)) {
    await visit.go(page, path);
    const own = all.filter((one) => one.lang === lang);
    visit.wants(own.length > 0, `there is nothing to search for in ${lang}`);
    for (const { title, path: wanted } of own) {
      await typed(visit, page, title);
      const rows = await results(page);
      const first = rows[0];
      // Of several pages with this title any may come first, and all before the others.
      const same = rows.findLastIndex((row) => row.title === title) + 1;
      const at = rows.findIndex((row) => visit.path(row.href) === wanted) + 1;
      visit.wants(first?.title === title && at && at <= same && rows.slice(0, same).every((row) => row.title === title), `“${title}” finds ${first ? decodeURI(visit.path(first.href)) : 'nothing'} first, not ${decodeURI(wanted)}`);
    }
  }
}

// A word out of the text of a page: the longest Latin one, or two Han characters.
function wordOf(text, lang, title) {
  const words = /^(zh|ja)/.test(lang) ? text.match(/\p{Script=Han}{2}/gu) : text.match(/\b[a-z]{5,}\b/g)?.sort((a, b) => b.length - a.length);
  return words?.find((word) => !title.toLowerCase().includes(word.slice(0, 5)));
}

async function marked(visit) {
  const page = await visit.window();
  const reader = await visit.window({ script: false });
  for (const { lang, path } of await pagesIn(visit, page)) {
    await visit.go(reader, visit.pages.get('post'));
    const own = (await translations(reader, visit.site)).find((one) => one.lang === lang);
    if (own) await visit.go(reader, own.path);
    const title = await reader.textContent('h1');
    const word = wordOf((await reader.locator('.e-content p').allTextContents()).join(' '), lang, title);
    await visit.go(page, path);
    await typed(visit, page, word);
    const marks = await page.$$eval('#search-results mark', (all) => all.map((mark) => ({ text: mark.textContent, title: !!mark.closest('h1, h2, h3, h4') })));
    visit.wants(marks.some(({ title }) => !title), `no excerpt marks “${word}”`);
    const stem = word.slice(0, 4).toLowerCase();
    visit.wants(marks.length > 0 && marks.every(({ text }) => text.toLowerCase().includes(stem.slice(0, Math.max(1, text.length))) || word.includes(text)), `words are marked that are not “${word}”: ${marks.map(({ text }) => text).slice(0, 5)}`);
  }
}

async function narrowed(visit) {
  const page = await visit.window();
  for (const { path } of await pagesIn(visit, page)) {
    await visit.go(page, path);
    const tag = await page.$$eval('#search-browse a[href*="/tags/"]', (links) => {
      const most = links.filter((link) => !/\/tags\/$/.test(link.href)).map((link) => ({ slug: decodeURIComponent(link.href.split('/').at(-2)), n: Number(link.parentElement.textContent.match(/\d+/)?.[0] ?? 0) })).sort((a, b) => b.n - a.n)[0];
      return most?.slug;
    });
    if (!visit.wants(tag, 'no tag to search by')) continue;
    await visit.go(page, `${path}?tag=${encodeURIComponent(tag)}`);
    await settled(visit, page, () => true, `the tag ${tag} has no answer`);
    visit.wants(await page.isVisible('#search-tag'), `nothing tells that only ${tag} is shown`);
    const all = await count(page);
    let sum = 0;
    const kinds = await page.$$eval('[name=kind] option', (options) => options.map(({ value, textContent }) => ({ value, label: textContent })).filter(({ value }) => value));
    for (const { value, label } of kinds) {
      await page.selectOption('[name=kind]', value);
      await settled(visit, page, (url) => url.searchParams.get('kind') === value, `the kind ${value} has no answer`);
      const rows = await results(page);
      sum += rows.length ? await count(page) : 0;
      visit.wants(rows.every(({ text }) => text.includes(label)), `among ${value} is something else`);
    }
    visit.wants(all > 0 && sum === all, `the kinds have ${sum} together, all of them ${all}`);
    await page.selectOption('[name=kind]', '');
    await page.click('#search-tag');
    await visit.soon(page, 'the tag is not taken away by a click on it', () => document.getElementById('search-tag').hidden && !location.search.includes('tag='));
  }
}

// Answers in another language, without leaving the page.
async function otherLanguage(visit) {
  const page = await visit.window();
  const all = await titles(visit);
  for (const { lang, path } of await pagesIn(visit, page)) {
    for (const other of await page.$$eval('[name=lang] option', (options) => options.map(({ value }) => value)).then((values) => values.filter((one) => one !== lang))) {
      const entry = all.find((one) => one.lang === other);
      await visit.go(page, path);
      await page.selectOption('[name=lang]', other);
      await typed(visit, page, entry.title);
      const first = (await results(page))[0];
      visit.wants(first && visit.path(first.href) === entry.path, `“${entry.title}” in ${other} finds ${first ? decodeURI(visit.path(first.href)) : 'nothing'} first`);
      visit.wants(new URL(page.url()).searchParams.get('lang') === other, 'the address does not keep the language');
    }
  }
}

async function keys(visit) {
  const page = await visit.window();
  const focused = (selector) => (given) => document.activeElement?.matches(given);
  for (const { lang, path } of await pagesIn(visit, page)) {
    await visit.go(page, path);
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('/');
    await visit.soon(page, '/ does not lead into the field', focused(), '[name=q]');
    visit.wants((await page.inputValue('[name=q]')) === '', '/ is typed into the field');
    await page.focus('[name=q]');
    await typed(visit, page, /^zh/.test(lang) ? '活动' : 'community');
    const rows = await results(page);
    if (!visit.wants(rows.length > 1, 'too few results to walk through')) continue;
    await page.keyboard.press('ArrowDown');
    await visit.soon(page, 'the arrow down does not lead to the first result', focused(), '#search-results li:nth-child(1) a');
    await page.keyboard.press('ArrowDown');
    await visit.soon(page, 'the arrow down does not lead to the second result', focused(), '#search-results li:nth-child(2) a');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await visit.soon(page, 'the arrow up does not lead back into the field', focused(), '[name=q]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await visit.soon(page, 'Escape does not lead from a result into the field', focused(), '[name=q]');
    await page.keyboard.press('Escape');
    await visit.soon(page, 'Escape does not empty the field', () => !document.querySelector('[name=q]').value && !document.querySelector('#search-results li'));
    await typed(visit, page, /^zh/.test(lang) ? '活动' : 'community');
    await page.focus('[name=q]');
    await page.keyboard.press('ArrowDown');
    const wanted = visit.path((await results(page))[0].href);
    await page.keyboard.press('Enter');
    await visit.soon(page, 'Enter does not follow the result', (given) => location.pathname === given, wanted);
  }
  // From any other page the same key leads to the search.
  await visit.go(page, visit.pages.get('posts'));
  await page.keyboard.press('/');
  await visit.soon(page, '/ does not lead from another page to the search', () => document.activeElement?.matches('[name=q]'));
}

async function addresses(visit) {
  const page = await visit.window();
  const [{ title, path: wanted, lang }] = await titles(visit);
  const path = (await pagesIn(visit, page)).find((one) => one.lang === lang).path;
  await visit.go(page, `${path}?q=${encodeURIComponent(title)}`);
  await settled(visit, page, () => true, 'an address with ?q= has no answer');
  visit.wants((await page.inputValue('[name=q]')) === title, 'the words of the address are not in the field');
  visit.wants(visit.path((await results(page))[0]?.href ?? '/') === wanted, `the address does not find ${wanted}`);
  await page.click('#search-results li:first-child a');
  await visit.soon(page, 'a click does not follow the result', (given) => location.pathname === given, wanted);
  await page.goBack();
  await settled(visit, page, () => true, 'the way back leads to no answer');
  visit.wants((await page.inputValue('[name=q]')) === title && (await results(page)).length > 0, 'the way back does not lead to what was found');
  await page.fill('[name=q]', '');
  await visit.soon(page, 'nothing typed, and not the tags and sections', () => !document.querySelector('#search-results li') && document.querySelector('#search-browse a')?.offsetParent);
  await page.fill('[name=q]', '   ');
  await page.waitForTimeout(300);
  visit.wants((await results(page)).length === 0, 'blanks find something');
  await typed(visit, page, NONSENSE);
  visit.wants((await results(page)).length === 0 && /\p{L}/u.test(await status(page)), 'no word tells that nothing was found');
  visit.wants(await page.isVisible('#search-browse'), 'where nothing was found, tags and sections are not offered');
}

// Words of what is for members only, or a draft: not found, and in no file of the site.
async function secret(visit) {
  const page = await visit.window();
  const files = readdirSync(visit.site.root, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
    .map((file) => join(file.parentPath ?? file.path, file.name));
  for (const words of visit.site.secrets) {
    const bytes = Buffer.from(words);
    for (const file of files) if (readFileSync(file).includes(bytes)) visit.wants(false, `“${words}” is in ${file.slice(visit.site.root.length)}`);
    for (const { path } of await pagesIn(visit, page)) {
      await visit.go(page, path);
      await typed(visit, page, words);
      visit.wants((await results(page)).every(({ text }) => !text.includes(words)), `“${words}” is found`);
    }
  }
}

export const trials = [
  { name: 'search-titles', things: 'things found by their titles, in each language', run: findTitles },
  { name: 'search-marks', things: 'looks at marked words', run: marked },
  { name: 'search-filters', things: 'looks at results by kind and tag', run: narrowed },
  { name: 'search-languages', things: 'looks at results in another language', run: otherLanguage },
  { name: 'search-keys', things: 'keys pressed in the search', run: keys },
  { name: 'search-addresses', things: 'looks at addresses of a search', run: addresses },
  { name: 'search-secrets', things: 'looks for what is not public', run: secret },
];
