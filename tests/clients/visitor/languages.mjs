// Languages: the same page in the other one and back, what is not translated, which words are in which language.

import { translations } from './editions.mjs';

const lang = (page) => page.evaluate(() => document.documentElement.lang);

async function change(visit) {
  const page = await visit.window();
  for (const path of visit.pages.values()) {
    await visit.go(page, path);
    const here = await lang(page);
    const all = await translations(page, visit.site);
    for (const other of all.filter((one) => one.lang !== here)) {
      if (visit.path(page.url()) !== path) await visit.go(page, path);
      const link = page.locator(`header a[hreflang="${other.lang}"]`).first();
      if (!visit.wants(await link.count(), `no way to ${other.lang}`)) continue;
      visit.wants((await link.getAttribute('lang')) === other.lang, `the name of ${other.lang} is not marked as such`);
      await link.click();
      await page.waitForLoadState();
      visit.wants(visit.path(page.url()) === other.path, `leads to ${decodeURI(visit.path(page.url()))}, not to ${decodeURI(other.path)}`);
      visit.wants((await lang(page)) === other.lang, `${decodeURI(other.path)} says that it is in ${await lang(page)}`);
      await page.locator(`header a[hreflang="${here}"]`).first().click();
      await page.waitForLoadState();
      visit.wants(visit.path(page.url()) === path, `the way back leads to ${decodeURI(visit.path(page.url()))}`);
    }
  }
}

// Pages that stand in a language they are not written in: a notice in the reader's language, the rest marked as what it is.
async function untranslated(visit) {
  const page = await visit.window({ script: false });
  for (const name of ['posts', 'kb', 'section', 'events', 'groups', 'projects'].filter((one) => visit.pages.has(one))) {
    await visit.go(page, visit.pages.get(name));
    const here = await lang(page);
    for (const { lang: other, path } of (await translations(page, visit.site)).filter((one) => one.lang !== here)) {
      await visit.go(page, path);
      const links = await page.$$eval('main [lang] a[href], main a[lang][href]', (all) => all.map((link) => ({ href: link.href, lang: link.closest('[lang]').lang })));
      const foreign = links.filter((link) => link.lang === here && visit.path(link.href).startsWith(path.slice(0, path.indexOf('/', 1) + 1)))
        .filter(({ href }, at, every) => every.findIndex((one) => one.href === href) === at).slice(0, 2);
      for (const { href } of foreign) {
        await visit.go(page, visit.path(href));
        visit.wants((await lang(page)) === other, `the frame is in ${await lang(page)}, not in ${other}`);
        visit.wants(await page.locator('main > [role=note]').count(), `no notice that it is not translated`);
        visit.wants((await page.locator('h1').first().evaluate((heading) => heading.closest('[lang]').lang)) === here, `the title is not marked as ${here}`);
        visit.wants(!(await page.locator(`link[rel=alternate][hreflang="${other}"]`).count()), `calls itself a translation into ${other}`);
      }
    }
  }
}

// Where most letters of a text are Han, the text says that it is Chinese, and the other way round.
async function marked(visit, page) {
  const faults = await page.evaluate(() => [...document.querySelectorAll('main :is(h1, h2, h3, p, li)')].flatMap((element) => {
    const text = element.textContent.replace(/\s+/g, '');
    const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
    const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
    const said = element.closest('[lang]').lang;
    // A listing says in its own words what it is, in whatever language those are.
    if (text.length < 24 || element.querySelector('[lang], pre, code, svg') || element.closest('[data-facets*="language:"]')) return [];
    if (han > 3 * latin && !/^(zh|ja)/.test(said)) return [`“${text.slice(0, 24)}…” is marked as ${said}`];
    if (han === 0 && latin > 24 && /^(zh|ja)/.test(said) && !element.querySelector('a')) return [`“${text.slice(0, 24)}…” is marked as ${said}`];
    return [];
  }));
  visit.wants(!faults.length, faults[0]);
}

export const trials = [
  { name: 'languages-switch', things: 'ways to the other language and back', run: change },
  { name: 'languages-fallback', things: 'looks at pages that are not translated', run: untranslated },
  { name: 'languages-marked', things: 'pages whose words are marked with their language', look: marked },
];
