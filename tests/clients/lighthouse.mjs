// Measures six pages as Google's Lighthouse does, as a phone on a slow line.
//
// node lighthouse.mjs SITE_DIR [BASE_URL] [--only NAME,NAME]
//
// Every category must reach the number below on each page. On a post it also weighs what comes before the first words
// are drawn: its HTML and its style sheets, compressed. Prints `ok` and `FAIL` lines as report.py does.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync, brotliCompressSync } from 'node:zlib';
import { begin, check, discover, fault, finish, launch, load, saw } from './site.mjs';

const LEAST = 98;
const FIRST_BYTES = 14 * 1024;
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const MEASURED = ['home', 'post', 'event', 'month', 'resources', 'kb-page'];

const freePort = () => new Promise((done) => {
  const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => done(port)); });
});

async function measure(lighthouse, url, port) {
  const options = { port, output: 'json', logLevel: 'silent', onlyCategories: CATEGORIES, disableFullPageScreenshot: true };
  const { lhr } = await lighthouse(url, options);
  return lhr;
}

// What a page needs before it is drawn: itself and its style sheets.
function weigh(site, name, path) {
  const file = (path) => readFileSync(join(site.root, decodeURI(path.slice(site.prefix.length))));
  const html = file(`${path}index.html`);
  const sheets = [...html.toString().matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, href]) => file(href));
  const sum = (pack) => [html, ...sheets].reduce((total, bytes) => total + pack(bytes).length, 0);
  const weight = sum((bytes) => gzipSync(bytes, { level: 9 }));
  saw('weight');
  if (weight > FIRST_BYTES) fault('weight', path, `${weight} bytes of compressed HTML and CSS before the first words, ${FIRST_BYTES} at most`);
  return `${name} ${weight} bytes gzip, ${sum((bytes) => brotliCompressSync(bytes))} brotli`;
}

async function main(args) {
  const onlyAt = args.indexOf('--only');
  const measured = onlyAt >= 0 ? args.splice(onlyAt, 2)[1]?.split(',') ?? [] : MEASURED;
  const site = await begin(...args);
  if (!site || !measured.length) {
    console.error('usage: lighthouse.mjs SITE_DIR [BASE_URL] [--only NAME,NAME]');
    return 2;
  }
  check('found', 'sorts of page, from the list pages');
  check('requests', 'pages');
  check('scores', `scores of at least ${LEAST}`);
  check('weight', `pages of at most ${FIRST_BYTES} bytes before the first words`);
  const { default: lighthouse } = await load('lighthouse');
  const port = await freePort();
  const browser = await launch([`--remote-debugging-port=${port}`]);
  const lines = [];
  try {
    const targets = (await discover(browser, site)).filter((target) => measured.includes(target.name));
    if (targets.length < measured.length) fault('scores', '/', `only ${targets.length} of ${measured.length} sorts of page are there`);
    for (const { name, path } of targets) {
      if (name === 'post') lines.push(weigh(site, name, path));
      let report = await measure(lighthouse, site.origin + path, port);
      // A busy machine slows a page down; a slow page is slow twice.
      if (report.categories.performance.score * 100 < LEAST) report = await measure(lighthouse, site.origin + path, port);
      const scores = CATEGORIES.map((id) => Math.round(report.categories[id].score * 100));
      lines.push(`${name} ${scores.join(' ')}`);
      saw('requests');
      for (const { url } of report.audits['network-requests'].details?.items ?? []) {
        if (!url.startsWith(site.origin) && !url.startsWith('data:')) fault('requests', path, `asks another host for ${url}`);
      }
      for (const [at, id] of CATEGORIES.entries()) {
        saw('scores');
        if (!(scores[at] >= LEAST)) {
          const why = report.categories[id].auditRefs.filter(({ id: audit, weight }) => weight > 0 && report.audits[audit].score !== null && report.audits[audit].score < 0.9)
            .map(({ id: audit }) => audit);
          fault('scores', path, `${id} ${scores[at]} (${report.runtimeError?.message ?? why.join(', ')})`);
        }
      }
    }
  } finally {
    await browser.close();
    site.server.close();
  }
  const status = finish('lighthouse');
  for (const line of lines) console.log(`       ${line}`);
  return status;
}

process.exitCode = await main(process.argv.slice(2));
