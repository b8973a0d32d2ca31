// The languages of a site, as its pages name them.

// What a page says of its translations: [{ lang, path }], itself included; those that are in their language.
export function translations(page, site) {
  return page.$$eval('link[rel=alternate][hreflang]', (links) => links.map(({ hreflang, href }) => ({ lang: hreflang, href })))
    .then((all) => all.filter(({ lang }) => lang !== 'x-default').map(({ lang, href }) => ({ lang, path: new URL(href).pathname })));
}

// The same sort of page in each language: [{ lang, path }].
export async function editions(visit, page, path) {
  await visit.go(page, path);
  const all = await translations(page, visit.site);
  return all.length ? all : [{ lang: await page.evaluate(() => document.documentElement.lang), path }];
}
