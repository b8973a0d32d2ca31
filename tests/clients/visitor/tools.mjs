// Small conveniences: copying code, films at a click, ways to put an event into a calendar.

async function copy(visit) {
  const page = await visit.window({ permissions: ['clipboard-read', 'clipboard-write'] });
  for (const name of ['code', 'subscribe'].filter((one) => visit.pages.has(one))) {
    await visit.go(page, visit.pages.get(name));
    const button = page.locator('.copy-button').first();
    if (!visit.wants(await button.count(), 'there is nothing to copy with')) continue;
    const wanted = (await button.evaluate((one) => one.parentElement.querySelector('pre, code').textContent)).trimEnd();
    const before = await button.textContent();
    await button.click();
    await visit.soon(page, 'does not say that it has copied', (given) => document.querySelector('.copy-button').textContent !== given, before);
    const held = (await page.evaluate(() => navigator.clipboard.readText())).trimEnd();
    visit.wants(wanted && held === wanted, `copies “${held.slice(0, 40)}”, not “${wanted.slice(0, 40)}”`);
  }
}

// Before a click nothing is asked of the host of a film.
async function films(visit) {
  const asked = [];
  const page = await visit.window({ foreign: (href) => asked.push(href) });
  const path = visit.pages.get('film');
  if (!visit.wants(path, 'no page has a film')) return;
  await visit.go(page, path);
  await page.waitForTimeout(200);
  visit.wants(!asked.length, `asks ${asked[0]} before a click`);
  const link = page.locator('a[data-player]').first();
  const player = await link.getAttribute('data-player');
  const button = page.locator('.film-button').first();
  if (!visit.wants(await button.isVisible(), 'there is nothing to play the film with')) return;
  visit.wants((await button.textContent()).includes(new URL(await link.getAttribute('href')).hostname.replace(/^www\./, '')), 'does not say which host will be asked');
  await button.click();
  await page.waitForTimeout(200);
  const src = await page.locator('iframe').first().getAttribute('src').catch(() => null);
  visit.wants(src === player, `plays ${src ?? 'nothing'}, not ${player}`);
  visit.wants(asked.length > 0 && asked.every((href) => new URL(href).host === new URL(player).host), `asks ${asked.map((href) => new URL(href).host)} after a click`);
  visit.wants(await link.isVisible(), 'the link is gone');
}

const compact = (time) => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');

// The addresses that put an event into a calendar say its title and its time.
async function calendars(visit) {
  const page = await visit.window({ script: false });
  await visit.go(page, visit.pages.get('event'));
  const title = (await page.textContent('h1')).trim();
  const start = await page.getAttribute('.dt-start[datetime*=T]', 'datetime');
  const links = await page.$$eval('main a[href]', (all) => all.map((link) => link.href));
  const google = links.map((href) => new URL(href)).find(({ host, pathname }) => host === 'calendar.google.com' && pathname.includes('/render'));
  if (visit.wants(google, 'has no way into Google Calendar')) {
    visit.wants(google.searchParams.get('text') === title, `Google is told “${google.searchParams.get('text')}”`);
    const [from, to] = (google.searchParams.get('dates') ?? '').split('/');
    const zone = google.searchParams.get('ctz');
    const local = start.slice(0, 19).replace(/[-:]/g, '');
    visit.wants(from === compact(start) || (zone && from === local), `Google is told that it starts ${from} (${zone}), not ${start}`);
    visit.wants(to > from, `Google is told that it ends ${to}`);
  }
  const outlook = links.map((href) => new URL(href)).find(({ host }) => host === 'outlook.live.com');
  if (visit.wants(outlook, 'has no way into Outlook')) {
    visit.wants(outlook.searchParams.get('subject') === title, `Outlook is told “${outlook.searchParams.get('subject')}”`);
    visit.wants(Date.parse(outlook.searchParams.get('startdt')) === Date.parse(start), `Outlook is told that it starts ${outlook.searchParams.get('startdt')}`);
  }
  const ics = links.find((href) => href.endsWith('.ics'));
  if (!visit.wants(ics, 'has no calendar file')) return;
  const answer = await page.request.get(visit.site.origin + visit.path(ics));
  const text = await answer.text();
  visit.wants(answer.status() === 200 && /^text\/calendar/.test(answer.headers()['content-type']), 'the calendar file is not there');
  visit.wants(/BEGIN:VEVENT/.test(text) && text.replace(/\r\n /g, '').replace(/\\/g, '').includes(title), 'the calendar file does not hold the event');
}

export const trials = [
  { name: 'tools-copy', things: 'looks at copying', run: copy },
  { name: 'tools-films', things: 'looks at a film', run: films },
  { name: 'tools-calendars', things: 'looks at ways into a calendar', run: calendars },
];
