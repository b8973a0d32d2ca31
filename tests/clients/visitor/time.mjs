// Time: months, today, what steps back when it is over although nobody built the site again, the reader's own zone.

import { editions } from './editions.mjs';

const HOUR = 3_600_000;

// Runs inside the page: its events, in their order.
function events() {
  return [...document.querySelectorAll('main .h-event, main.h-event')].map((event) => {
    const start = event.querySelector('.dt-start')?.getAttribute('datetime');
    const end = event.querySelector('.dt-end');
    return { start, end: end?.getAttribute('datetime') ?? end?.getAttribute('value'), past: event.matches('.is-past'),
      href: event.querySelector('a.u-url')?.href };
  });
}

// Before the page's own scripts run: as if nothing had been yet, and as if no event said when it ends.
function nothingYet() {
  document.addEventListener('readystatechange', () => {
    const past = document.readyState === 'interactive' && document.querySelector('[data-agenda] .past');
    if (!past) return;
    for (const event of past.querySelectorAll('.agenda-month, .h-event')) event.remove();
    past.hidden = true;
  });
}

function noEnds() {
  document.addEventListener('readystatechange', () => {
    if (document.readyState !== 'interactive') return;
    for (const end of document.querySelectorAll('.dt-end')) {
      const start = end.closest('.h-event')?.querySelector('.dt-start')?.getAttribute('datetime');
      if (start && end.hasAttribute('value')) end.setAttribute('value', start);
    }
    for (const date of document.querySelectorAll('li[data-end]')) date.dataset.end = date.querySelector('time').getAttribute('datetime');
  });
}

// An hour, a dash and the same hour.
const REPEATED = /(\d\d:\d\d)–\1/;

const timed = ({ start, end }) => /T\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(start ?? '') && /T/.test(end ?? '');

async function months(visit) {
  const page = await visit.window({ viewport: { width: 1280, height: 844 } });
  for (const { path } of await editions(visit, page, visit.pages.get('month'))) {
    await visit.go(page, path);
    const heading = () => page.textContent('h1');
    const first = await heading();
    for (const [there, back] of [['next', 'prev'], ['prev', 'next']]) {
      const link = page.locator(`main a[rel=${there}]`);
      if (!(await link.count())) continue;
      const asked = new Date(`${visit.path(page.url()).match(/(\d{4})\/(\d\d)\/$/).slice(1).join('-')}-01T00:00:00Z`);
      await link.click();
      await page.waitForLoadState();
      const now = new Date(`${visit.path(page.url()).match(/(\d{4})\/(\d\d)\/$/)?.slice(1).join('-')}-01T00:00:00Z`);
      visit.wants(there === 'next' ? now > asked : now < asked, `“${there}” leads to ${page.url().slice(visit.site.origin.length)}`);
      const days = await page.$$eval('table time', (all) => all.map((one) => one.getAttribute('datetime')));
      const month = now.toISOString().slice(0, 7);
      const length = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 0)).getUTCDate();
      visit.wants(days.filter((day) => day.startsWith(month)).length === length, `the table has not every day of ${month}`);
      visit.wants(days.length % 7 === 0 && days.every((day, at) => !at || Date.parse(day) - Date.parse(days[at - 1]) === 24 * HOUR), `the days of ${month} are not whole weeks in their order`);
      await page.locator(`main a[rel=${back}]`).click();
      await page.waitForLoadState();
      visit.wants((await heading()) === first, `“${back}” does not lead back`);
    }
  }
}

async function today(visit) {
  const path = visit.pages.get('month');
  const [, year, month] = path.match(/(\d{4})\/(\d\d)\/$/);
  for (const [day, zone] of [['09', 'Asia/Shanghai'], ['17', 'America/Los_Angeles']]) {
    const page = await visit.window({ viewport: { width: 1280, height: 844 }, timezoneId: zone });
    // Noon where the reader is, whatever the zone.
    await page.clock.setFixedTime(new Date(`${year}-${month}-${day}T12:00:00${zone === 'Asia/Shanghai' ? '+08:00' : '-08:00'}`));
    await visit.go(page, path);
    const marked = await page.$$eval('table [aria-current=date]', (all) => all.map((one) => one.getAttribute('datetime')));
    visit.wants(marked.join() === `${year}-${month}-${day}`, `today is ${marked.join() || 'no day'}, not ${year}-${month}-${day}`);
    const cell = await page.$$eval('table .today time', (all) => all.map((one) => one.getAttribute('datetime')));
    visit.wants(cell.join() === `${year}-${month}-${day}`, `the look of today is on ${cell.join() || 'no day'}`);
  }
}

// The first event to come that has hours, and how the page shows it a day before and a day after.
async function over(visit) {
  const reader = await visit.window({ script: false });
  await visit.go(reader, visit.pages.get('events'));
  const next = (await reader.evaluate(events)).filter((event) => timed(event) && !event.past && event.href?.startsWith('http'));
  const one = next.find(({ href }) => visit.path(href) !== visit.path(reader.url()));
  if (!visit.wants(one, 'no event is to come')) return;
  const path = visit.path(one.href);
  for (const [hours, wanted] of [[-24, false], [24, true]]) {
    const page = await visit.window();
    await page.clock.setFixedTime(new Date(Date.parse(one.end) + hours * HOUR));
    await visit.go(page, visit.pages.get('events'));
    const same = (await page.evaluate(events)).filter(({ start, href }) => start === one.start && href && visit.path(href) === path);
    visit.wants(same.length > 0 && same.every(({ past }) => past === wanted), wanted ? `${path} is over and does not step back` : `${path} is to come and has stepped back`);
    const later = (await page.evaluate(events)).filter((event) => timed(event) && Date.parse(event.start) > Date.parse(one.end) + hours * HOUR);
    visit.wants(later.every(({ past }) => !past), 'an event to come has stepped back');
    await visit.go(page, visit.pages.get('home'));
    const stale = (await page.evaluate(events)).filter((event) => timed(event) && !event.past && Date.parse(event.end) < Date.parse(one.end) + hours * HOUR);
    visit.wants(!stale.length, `shows ${stale[0]?.href} as if it were to come`);
  }
  // The page of an event that comes once says that it is over, and offers no place any more.
  for (const { href } of next.slice(0, 12)) {
    await visit.go(reader, visit.path(href));
    const said = await reader.evaluate(() => document.querySelector('[data-over]')?.dataset.over);
    if (!said) continue;
    const [event] = await reader.evaluate(events);
    const page = await visit.window();
    for (const [hours, wanted] of [[-1, false], [1, true]]) {
      await page.clock.setFixedTime(new Date(Date.parse(event.end) + hours * HOUR));
      await visit.go(page, visit.path(href));
      visit.wants((await page.textContent('main')).includes(said) === wanted, wanted ? 'does not say that it is over' : 'says that it is over, an hour before');
      if (wanted) visit.wants(!(await page.locator('[data-register]').count()), 'is over and offers places');
      if (wanted) visit.wants(!(await page.locator('[data-calendar]').count()), 'is over and would go into a calendar');
    }
    return;
  }
  visit.wants(false, 'no event comes once and says what it says when it is over');
}

// The home page long after it was built: as many dates as before while it holds some, then the way to the calendar.
async function home(visit) {
  const reader = await visit.window({ script: false });
  await visit.go(reader, visit.pages.get('home'));
  const dates = () => [...document.querySelectorAll('[data-coming] .h-event')].map((event) => {
    const end = event.querySelector('.dt-end');
    return { end: end.getAttribute('datetime') ?? end.getAttribute('value'), seen: event.checkVisibility() };
  });
  if (!(await reader.locator('[data-all-over]').count())) return;
  const told = await reader.evaluate(dates);
  const room = told.filter(({ seen }) => seen).length;
  const ends = told.map(({ end }) => Date.parse(end.length === 10 ? `${end}T23:59:59Z` : end)).sort((a, b) => a - b);
  const page = await visit.window();
  const later = ends[Math.floor(ends.length / 2)] + 24 * HOUR;
  for (const [time, wanted] of [[later, Math.min(room, ends.filter((end) => end > later).length)], [ends.at(-1) + 48 * HOUR, 0]]) {
    await page.clock.setFixedTime(new Date(time));
    await visit.go(page, visit.pages.get('home'));
    const seen = (await page.evaluate(dates)).filter((one) => one.seen);
    visit.wants(seen.length >= wanted && (wanted > 0 || !seen.length), `shows ${seen.length} dates on ${new Date(time).toISOString()}, not ${wanted}`);
    visit.wants((await page.locator('[data-all-over]').isVisible()) === !seen.length, seen.length ? 'says that all is over' : 'does not say that all is over');
  }
}

// The page of a group when its meetings are over: they stand among what has been, and the way to the calendar in their place.
async function group(visit) {
  const reader = await visit.window({ script: false });
  const path = visit.pages.get('group');
  await visit.go(reader, path);
  if (!(await reader.locator('[data-meetings] .h-event').count())) return;
  const told = await reader.locator('.h-event').count();
  const page = await visit.window();
  await page.clock.setFixedTime(new Date('2099-01-01T00:00:00Z'));
  await visit.go(page, path);
  visit.wants(!(await page.locator('[data-meetings] .h-event').count()), 'meetings that are over stand among the next ones');
  visit.wants(await page.locator('[data-meetings] [data-onward]').isVisible(), 'does not lead to the calendar when its meetings are over');
  const seen = await page.$$eval('[data-met] .h-event', (all) => all.filter((event) => event.checkVisibility()).map((event) => Date.parse(event.querySelector('.dt-start').getAttribute('datetime').slice(0, 10))));
  visit.wants(seen.length === told, `shows ${seen.length} meetings that are over, not ${told}`);
  visit.wants(seen.every((start, at) => !at || start <= seen[at - 1]), 'meetings that are over are not in their order');
}

// The agenda when everything is over: all of it is among what has been, also where there was nothing of the kind when it was built.
async function bygone(visit) {
  for (const before of [() => {}, nothingYet]) {
    const page = await visit.window();
    await page.addInitScript(before);
    await page.clock.setFixedTime(new Date('2099-01-01T00:00:00Z'));
    await visit.go(page, visit.pages.get('events'));
    if (!(await page.locator('[data-agenda] .past').count())) return;
    const [left, unseen, all] = await page.$$eval('[data-agenda] .h-event', (all) => [all.filter((event) => !event.closest('.past')).length,
      all.filter((event) => event.closest('.past') && !event.checkVisibility()).length, all.length]);
    visit.wants(all && !left, `${left} events that are over stand among what is to come`);
    visit.wants(!unseen, `${unseen} events stand in what has been, and nobody sees it`);
  }
}

// The page of a series: the date it shows before and after each of the first ones, and when the last is over.
async function series(visit) {
  const reader = await visit.window({ script: false });
  await visit.go(reader, visit.pages.get('events'));
  const paths = new Set((await reader.evaluate(events)).filter((event) => event.href && !event.past).map(({ href }) => visit.path(href)));
  for (const path of paths) {
    if (!path.startsWith(visit.site.prefix + '/')) continue;
    await visit.go(reader, path);
    const told = await reader.evaluate(() => {
      const whole = document.querySelector('[data-series]');
      return whole && { ...whole.dataset, start: whole.querySelector('.dt-start').getAttribute('datetime'), end: whole.querySelector('.dt-end').getAttribute('value'),
        dates: [...whole.querySelectorAll('li[data-leaf]:not(.is-past, .is-cancelled) time:first-child')].map((time) => time.getAttribute('datetime')) };
    });
    if (!told || told.dates.length < 2 || !timed(told) || told.dates.some((date) => date.length === 10)) continue;
    const length = Date.parse(told.end) - Date.parse(told.start);
    const page = await visit.window();
    const look = async (time) => {
      await page.clock.setFixedTime(new Date(time));
      await visit.go(page, path);
      return page.evaluate(() => ({ start: document.querySelector('.dt-start').getAttribute('datetime'), words: document.querySelector('main').innerText,
        past: document.querySelectorAll('li.is-past .gone').length, ways: document.querySelectorAll('[data-register]').length }));
    };
    const [first, second] = told.dates;
    const before = await look(Date.parse(first) - HOUR);
    visit.wants(before.start === first && !before.words.includes(told.next), 'does not show its next date as it was built');
    const between = await look(Date.parse(first) + length + 1000);
    visit.wants(between.start === second && between.words.includes(told.next) && between.past >= 1, `shows ${between.start} when ${second} comes next`);
    const last = await look(Date.parse(told.dates.at(-1)) + 40 * 24 * HOUR);
    visit.wants(last.start === told.dates.at(-1) && last.past >= told.dates.length && !last.ways, 'offers places though its last date is over');
    visit.wants(last.words.includes(told.ends ?? told.further), 'does not say that its last date is over');
    const far = await visit.window({ timezoneId: 'Pacific/Chatham' });
    await far.addInitScript(noEnds);
    await far.clock.setFixedTime(new Date(Date.parse(first) + 1000));
    await visit.go(far, path);
    const [shown, own] = await far.evaluate(() => [document.querySelector('.dt-start').getAttribute('datetime'), document.querySelector('.own-time')?.textContent ?? '']);
    visit.wants(shown === second, `without an end, shows ${shown} when ${second} comes next`);
    visit.wants(own && !REPEATED.test(own), `a date without an end ends when it begins: ${own}`);
    return;
  }
}

// The reader's own hour, computed here, beside the event's; nothing where both are the same.
async function zones(visit) {
  const reader = await visit.window({ script: false });
  await visit.go(reader, visit.pages.get('events'));
  const next = (await reader.evaluate(events)).filter((event) => timed(event) && event.href && visit.path(event.href).startsWith(visit.site.prefix + '/'));
  let one;
  for (const event of next) {
    await visit.go(reader, visit.path(event.href));
    const start = await reader.evaluate(() => document.querySelector('time[data-yours]')?.getAttribute('datetime'));
    if (start && /[+-]\d\d:\d\d$/.test(start)) { one = { path: visit.path(event.href), start }; break; }
  }
  if (!visit.wants(one, 'no event says its time in a zone')) return;
  const home = [...one.start.matchAll(/([+-])(\d\d):(\d\d)$/g)][0];
  const own = (home[1] === '-' ? -1 : 1) * (home[2] * 60 + Number(home[3]));
  for (const zone of ['America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'Asia/Shanghai', 'UTC']) {
    const page = await visit.window({ timezoneId: zone });
    await visit.go(page, one.path);
    const hour = new Intl.DateTimeFormat('en', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(one.start));
    const there = await page.evaluate((start) => -new Date(start).getTimezoneOffset(), one.start);
    const line = (await page.locator('.own-time').allTextContents()).join();
    if (there === own) visit.wants(!line, `says the reader's own time in the event's own zone: ${line}`);
    else visit.wants(line.includes(hour), `in ${zone} it is ${hour}, the page says ${line || 'nothing'}`);
    visit.wants(!REPEATED.test(line), `ends when it begins: ${line}`);
  }
  const page = await visit.window({ timezoneId: 'Pacific/Chatham' });
  await page.addInitScript(noEnds);
  await visit.go(page, one.path);
  const line = (await page.locator('.own-time').allTextContents()).join();
  visit.wants(line && !line.includes('–'), `has no end and ends when it begins: ${line}`);
}

async function agenda(visit) {
  const page = await visit.window();
  await visit.go(page, visit.pages.get('month'));
  const names = () => page.$$eval('table a[href]', (all) => all.map((link) => link.href));
  const wanted = await names();
  const listed = await page.$$eval('main .h-event', (all) => all.filter((event) => event.checkVisibility()).map((event) => event.querySelector('a.u-url')?.href));
  visit.wants(!(await page.locator('table').first().isVisible()), 'the table is there at 390 px');
  visit.wants(wanted.length > 0 && wanted.every((href) => listed.includes(href)), 'the list at 390 px lacks events of the table');
  await page.setViewportSize({ width: 1280, height: 844 });
  visit.wants(await page.locator('table').first().isVisible(), 'the table is not there at 1280 px');
}

export const trials = [
  { name: 'time-months', things: 'looks at months', run: months },
  { name: 'time-today', things: 'looks at today', run: today },
  { name: 'time-over', things: 'looks at events before and after', run: async (visit) => { for (const look of [over, home, group, bygone, series]) await look(visit); } },
  { name: 'time-zones', things: 'zones of readers', run: zones },
  { name: 'time-agenda', things: 'looks at a month, on a phone and a desk', run: agenda },
];
