// commons: conveniences for browsers that run scripts. Every page is complete without this file.
//
// Colours light or dark, the visitor's own time, events that step back when they are over, copy buttons, filters at once, a key to search, the section one is reading.
// Loads nothing, sends nothing; keeps the choice of colours in this browser. Words come from the page, in data attributes.
(() => {
  'use strict';
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const memory = {
    get: () => { try { return localStorage.getItem('scheme'); } catch { return null; } },
    set: (scheme) => { try { localStorage.setItem('scheme', scheme); } catch { /* a browser may forbid it */ } },
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  // Before anything is painted, if this file is at hand already.
  const chosen = memory.get();
  if (!root.dataset.scheme && (chosen === 'light' || chosen === 'dark')) root.dataset.scheme = chosen;

  function schemes() {
    const button = document.querySelector('button.scheme');
    if (!button) return;
    const order = ['auto', 'light', 'dark'];
    const show = (scheme) => {
      if (scheme === 'auto') delete root.dataset.scheme; else root.dataset.scheme = scheme;
      button.dataset.scheme = scheme;
      button.setAttribute('aria-label', button.dataset[scheme]);
      button.title = button.dataset[scheme];
    };
    show(order.includes(chosen) ? chosen : 'auto');
    button.hidden = false;
    button.addEventListener('click', () => {
      const next = order[(order.indexOf(button.dataset.scheme) + 1) % order.length];
      memory.set(next);
      show(next);
    });
  }

  // Minutes east of Greenwich in an RFC 3339 time; nothing for a day or a time that is the same on every wall.
  function offset(time) {
    if (/T.*Z$/.test(time)) return 0;
    const zone = /T.*([+-])(\d\d):(\d\d)$/.exec(time);
    return zone ? (zone[1] === '-' ? -1 : 1) * (zone[2] * 60 + +zone[3]) : null;
  }

  const moment = (text) => (text ? new Date(text.length === 10 ? `${text}T23:59:59` : text) : null);
  const endOf = (event) => {
    const end = event.querySelector('.dt-end');
    return moment(end?.getAttribute('datetime') ?? end?.getAttribute('value'));
  };
  const note = (tag, words) => {
    const element = document.createElement(tag);
    element.className = 'note dim';
    element.textContent = words;
    return element;
  };

  function ownTimes() {
    for (const time of all('time[data-yours]')) {
      const text = time.getAttribute('datetime');
      const start = new Date(text);
      const theirs = offset(text);
      if (theirs === null || theirs === -start.getTimezoneOffset()) continue;
      const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
      const otherDay = new Date(start.getTime() + theirs * 6e4).getUTCDate() !== start.getDate();
      const words = new Intl.DateTimeFormat(root.lang, otherDay ? { weekday: 'short', ...clock } : clock);
      const last = endOf(time.parentElement);
      // An event may have no end of its own.
      const end = last > start ? last : null;
      const own = document.createElement('span');
      own.className = 'own-time';
      own.title = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
      own.textContent = fill(time.dataset.yours, { time: words.format(start) + (end ? `–${new Intl.DateTimeFormat(root.lang, clock).format(end)}` : '') });
      time.after(own);
    }
  }

  // What is over steps back, although nobody has built the site since.
  function stepBack(now) {
    const over = (event) => { const end = endOf(event); return end && end < now; };
    for (const section of all('[data-coming]')) comingUp(section, over, now);
    for (const section of all('[data-meetings]')) meetings(section, over);
    const page = document.querySelector('[data-over], [data-ends], [data-series][data-further]');
    if (page && over(page)) {
      const line = note('p', page.dataset.over ?? page.dataset.ends ?? page.dataset.further);
      line.className = 'notice over';
      line.setAttribute('role', 'note');
      page.querySelector('header').after(line);
      // Who subscribes to a series that goes on gets its further dates.
      const gone = page.dataset.further ? '[data-register], [data-calendar]:not([href$=".ics"])' : '[data-register], [data-calendar]';
      for (const way of all(gone, page)) way.remove();
      for (const fact of all('.facts dd', page)) if (!fact.textContent.trim()) fact.parentElement.remove();
    }
    const past = document.querySelector('.past');
    for (const row of all('.event:not(.is-past)')) {
      if (!over(row)) continue;
      row.classList.add('is-past');
      const month = row.closest('[data-agenda] .agenda-month');
      if (!past || !month) continue;
      let target = past.querySelector(`[data-month="${month.dataset.month}"]`);
      if (!target) {
        target = month.cloneNode(true);
        target.querySelector('.rows').replaceChildren();
        target.querySelector('.more-events')?.remove();
        past.querySelector('.section-head').after(target);
      }
      past.hidden = false;
      target.querySelector('.rows').prepend(row);
      if (!month.querySelector('.event, .more-events')) month.remove();
    }
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, '0')).join('-');
    // Of a month that is over, what had no room is over too.
    for (const month of past ? all('[data-agenda] > .agenda-month') : []) {
      if (month.dataset.month >= day.slice(0, 7) || month.querySelector('.event')) continue;
      const [line, target] = [month.querySelector('.more-events'), past.querySelector(`[data-month="${month.dataset.month}"]`)];
      if (line && target && !target.querySelector('.more-events')) target.append(line);
      month.remove();
    }
    const cell = document.querySelector(`.month-grid time[datetime="${day}"]`);
    if (cell && !cell.closest('.other')) {
      for (const other of all('.month-grid .today')) { other.classList.remove('today'); other.firstElementChild.removeAttribute('aria-current'); }
      cell.closest('td').classList.add('today');
      cell.setAttribute('aria-current', 'date');
    }
  }

  // The next meetings of a group: what is over joins what has been. The page has one date of a series and does not know the others:
  // when that date is over, or nothing is left, the section leads to the calendar.
  function meetings(section, over) {
    const gone = all('.event', section).filter(over);
    const past = document.querySelector('[data-met]');
    for (const row of gone) {
      row.classList.add('is-past');
      past.querySelector('.rows, .list').prepend(row);
      past.hidden = false;
    }
    const goesOn = gone.some((row) => row.matches('[data-repeats]'));
    if (goesOn || (gone.length && !section.querySelector('.event'))) section.querySelector('[data-onward]').hidden = false;
  }

  // What comes next, on the home page: what is over goes, and what stood hidden behind the first few takes its place.
  function comingUp(section, over, now) {
    const further = section.querySelector('[data-further]');
    // Whether there may be dates for which the page had no room.
    const goesOn = section.matches('[data-goes-on]') || section.querySelector('[data-repeats]');
    const rows = all('.event', section);
    const room = rows.filter((row) => !further?.contains(row)).length;
    let left = rows.filter((row) => !over(row));
    for (const row of rows) if (!left.includes(row)) row.remove();
    const poster = section.querySelector('[data-poster]');
    if (poster && over(poster) && left.length) {
      const [row, ...others] = left;
      become(poster, row);
      row.remove();
      left = others;
    }
    for (const row of left.slice(0, room)) if (further?.contains(row)) further.before(row);
    if (poster && !over(poster)) {
      const start = new Date(poster.querySelector('.dt-start').getAttribute('datetime'));
      if (start <= now) poster.querySelector('.poster-kind').textContent = poster.dataset.now;
    } else if (!left.length) {
      for (const gone of all('[data-poster], .after-that', section)) gone.remove();
      const instead = section.querySelector('[data-all-over]');
      if (!instead) return;
      const [claim, hint] = all('[data-claim], [data-hint]', instead);
      // Then it is not said that all is over.
      if (goesOn && hint) {
        claim.textContent = hint.textContent;
        hint.remove();
      }
      instead.hidden = false;
    }
  }

  // The page of a series shows the next of its dates that is not over, else the last one.
  function stepOn(now) {
    const page = document.querySelector('[data-series]');
    if (!page) return;
    const coming = all('li[data-leaf]:not(.is-past)', page);
    const time = page.querySelector('.dt-start');
    const startOf = (date) => date.querySelector('time').getAttribute('datetime');
    // One that does not say its end lasts as long as the one that is shown.
    const length = Date.parse(page.querySelector('.dt-end').getAttribute('value')) - Date.parse(time.getAttribute('datetime'));
    for (const date of coming) {
      const start = startOf(date);
      date.dataset.end ||= new Date(Date.parse(start) + length).toISOString().slice(0, start.length === 10 ? 10 : undefined);
      if (moment(date.dataset.end) >= now) continue;
      date.classList.add('is-past');
      const mark = note('span', page.dataset.gone);
      mark.classList.add('gone');
      date.querySelector('time').after(' ', mark);
    }
    const open = coming.filter((date) => !date.matches('.is-past'));
    const next = open.find((date) => !date.matches('.is-cancelled, .is-postponed')) ?? open[0];
    const shown = coming.find((date) => startOf(date) === time.getAttribute('datetime'));
    const date = next ?? coming.at(-1);
    if (!date || !shown?.matches('.is-past')) return;
    if (date !== shown) showDate(page, shown, date);
    if (next) time.before(note('span', new Date(startOf(next)) <= now ? page.dataset.now : page.dataset.next), ' ');
  }

  // The facts of a series become those of another of its dates.
  function showDate(page, shown, date) {
    const time = page.querySelector('.dt-start');
    const put = (selector, text) => { for (const one of all(selector, page)) if (text) one.textContent = text; else one.remove(); };
    const lead = (selector, href) => { for (const link of all(selector, page)) if (href) link.href = href; else link.remove(); };
    const [from, to] = [date.querySelector('time').getAttribute('datetime'), date.dataset.end];
    time.setAttribute('datetime', from);
    time.textContent = date.querySelector('time').textContent;
    page.querySelector('.dt-end').setAttribute('value', to);
    const zone = page.querySelector('dd [data-zone]');
    put('dd [data-zone]', date.dataset.zone ?? (from.length > 10 ? zone?.textContent.split(',')[0] : ''));
    const parts = date.dataset.leaf.split('|');
    ['month', 'day', 'weekday'].forEach((part, at) => put(`.event-leaf .leaf-${part}`, parts[at]));
    page.querySelector('.event-leaf')?.setAttribute('datetime', from.slice(0, 10));
    time.parentElement.querySelector('.moved')?.remove();
    // No place is better than that of another date.
    if (date.dataset.at !== shown.dataset.at) {
      put('dd .p-location', date.dataset.at);
      lead('dd a[href^="geo:"]', '');
      for (const link of all('a[data-calendar], [data-calendar] a', page)) link.href = link.href.replace(/([?&]location=)[^&]*/, `$1${encodeURIComponent(date.dataset.at ?? '')}`);
    }
    if (date.dataset.join !== shown.dataset.join) lead('a[data-join]', date.dataset.join);
    for (const fact of ['price', 'capacity']) if (date.dataset[fact] !== shown.dataset[fact]) put(`dd [data-${fact}]`, date.dataset[fact]);
    if ([shown, date].some((one) => 'hosts' in one.dataset)) for (const own of all('dd [data-hosts]', page)) own.remove();
    for (const fact of all('.facts dd', page)) if (!fact.textContent.trim()) fact.parentElement.remove();
    if (date.dataset.registration !== shown.dataset.registration) lead('a[data-register]', date.dataset.registration);
    if ([shown, date].some((one) => 'speakers' in one.dataset)) for (const own of all(':not(li)[data-speakers]', page)) own.remove();
    // What is different about this one.
    const about = date.cloneNode(true);
    for (const known of all('time:first-child, .gone', about)) known.remove();
    if (about.textContent.trim()) {
      const box = note('div', '');
      box.append(...about.childNodes);
      time.parentElement.append(box);
    }
    const days = from.length === 10;
    const exact = (text) => new Date(text).toISOString().replace(/\.\d+/, '');
    const after = () => new Date(Date.parse(to) + 864e5).toISOString().slice(0, 10);
    const [start, end] = days ? [from, after()] : [exact(from), exact(to)];
    for (const link of all('a[href^="https://calendar.google.com/"]', page)) link.href = link.href.replace(/dates=[^&]*/, `dates=${`${start}/${end}`.replace(/[-:]/g, '')}`);
    for (const link of all('a[href^="https://outlook.live.com/"]', page)) {
      link.href = link.href.replace(/startdt=[^&]*/, `startdt=${encodeURIComponent(start)}`).replace(/enddt=[^&]*/, `enddt=${encodeURIComponent(end)}`).replace(/allday=\w+/, `allday=${days}`);
    }
  }

  // The poster shows the event of a row.
  function become(poster, row) {
    const put = (to, from) => {
      const [target, source] = [poster.querySelector(to), row.querySelector(from)];
      if (target) target.replaceChildren(...(source ? source.cloneNode(true).childNodes : []));
    };
    const [leaf, own] = [poster.querySelector('.dt-start'), row.querySelector('.dt-start')];
    put('.dt-start', '.dt-start');
    leaf.setAttribute('datetime', own.getAttribute('datetime'));
    put('.poster-title', '.event-title');
    put('.poster-where', '.meta');
    put('.p-summary', '.p-summary');
    poster.querySelector('.moved')?.remove();
    poster.querySelector('.kicker .status')?.remove();
    poster.querySelector('.poster-picture')?.remove();
    poster.querySelector('.poster-kind').textContent = row.dataset.kind ?? poster.dataset.next;
    const [calendar, details] = all('.actions a', poster);
    calendar.href = row.dataset.ics;
    details.href = row.querySelector('.event-title a').href;
  }

  function copyButtons() {
    if (!navigator.clipboard) return;
    const { copy, copied } = document.body.dataset;
    for (const code of all('.prose pre, .copy code')) {
      const box = document.createElement(code.tagName === 'PRE' ? 'div' : 'span');
      box.className = 'code-copy';
      code.replaceWith(box);
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'copy-button';
      button.textContent = copy;
      button.addEventListener('click', async () => {
        try { await navigator.clipboard.writeText(code.textContent.trimEnd()); } catch { return; }
        button.textContent = copied;
        setTimeout(() => { button.textContent = copy; }, 2000);
      });
      box.append(code, button);
    }
  }

  // The address of a film alone in its paragraph: its player takes its place at a click. Before that nothing is asked of its host.
  function films() {
    for (const link of all('.prose p > a[data-player]')) {
      const line = link.parentElement;
      if (line.textContent.trim() !== link.textContent.trim()) continue;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button film-button';
      button.textContent = fill(document.body.dataset.play, { host: link.hostname.replace(/^www\./, '') });
      button.addEventListener('click', () => {
        const frame = document.createElement('iframe');
        frame.src = link.dataset.player;
        frame.title = link.href;
        frame.allow = 'fullscreen; picture-in-picture';
        frame.referrerPolicy = 'strict-origin-when-cross-origin';
        frame.className = 'film';
        line.before(frame);
        button.remove();
        frame.focus();
      });
      line.classList.add('film-line');
      line.append(button);
    }
  }

  // Filters are links; here they narrow down the list that is on the page. Values of one filter widen it, filters together narrow it.
  // A list of several pages is not all here: there the links lead to pages that have all of it.
  function filters() {
    if (document.querySelector('.pager')) return;
    const rows = all('[data-facets]').map((row) => ({ row, facets: new Set(row.dataset.facets.split(' ')) }));
    const line = document.querySelector('.shown-count');
    const groups = all('[data-filter]').filter((group) => !group.querySelector('[aria-current]'));
    if (!line || !rows.length || !groups.length) return;
    const chosen = new Map(groups.map((group) => [group.dataset.filter, new Set()]));
    const fits = (facets, but) => [...chosen].every(([key, values]) =>
      key === but || !values.size || [...values].some((value) => facets.has(`${key}:${value}`)));
    const links = groups.flatMap((group) => all('a[data-value]', group).map((link) => ({ link, key: group.dataset.filter, value: link.dataset.value })));
    const apply = () => {
      let shown = 0;
      for (const { row, facets } of rows) { row.hidden = !fits(facets); shown += row.hidden ? 0 : 1; }
      for (const { link, key, value } of links) {
        link.setAttribute('aria-pressed', chosen.get(key).has(value));
        const count = rows.filter(({ facets }) => facets.has(`${key}:${value}`) && fits(facets, key)).length;
        link.querySelector('.count').textContent = count;
      }
      const any = [...chosen.values()].some((values) => values.size);
      line.hidden = !any;
      line.firstElementChild.textContent = fill(line.dataset.shown, { n: shown, all: rows.length });
      for (const none of all('[data-none]')) none.hidden = shown > 0;
      const query = new URLSearchParams([...chosen].flatMap(([key, values]) => [...values].map((value) => [key, value])));
      history.replaceState(null, '', any ? `?${query}` : location.pathname);
    };
    for (const { link, key, value } of links) {
      link.setAttribute('role', 'button');
      const toggle = (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        const values = chosen.get(key);
        if (!values.delete(value)) values.add(value);
        apply();
        // On a narrow screen the list stands above the filters.
        if (line.getBoundingClientRect().bottom < 0 && innerWidth < 1000) (line.hidden ? document.querySelector('main') : line).scrollIntoView();
      };
      link.addEventListener('click', toggle);
      link.addEventListener('keydown', (event) => { if (event.key === ' ') toggle(event); });
    }
    line.querySelector('button').addEventListener('click', () => { chosen.forEach((values) => values.clear()); apply(); });
    const known = new Set(links.map(({ key, value }) => `${key}:${value}`));
    for (const [key, value] of new URLSearchParams(location.search)) if (known.has(`${key}:${value}`)) chosen.get(key).add(value);
    apply();
  }

  // The contents beside a text show which part of it one is reading.
  function reading() {
    const links = new Map(all('.contents a').map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
    const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    if (!headings.length) return;
    const mark = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
      const current = links.get(passed.at(-1)?.id);
      for (const link of links.values()) if (link === current) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current');
    };
    const watch = new IntersectionObserver(mark, { rootMargin: '0px 0px -66% 0px' });
    headings.forEach((heading) => watch.observe(heading));
    mark();
  }

  // On a narrow screen the menu may be longer than the line: where one is comes into sight.
  function menu() {
    const here = document.querySelector('.menu [aria-current]');
    const line = here?.closest('ul');
    if (line && line.scrollWidth > line.clientWidth) line.scrollLeft = here.offsetLeft - line.clientWidth / 3;
    document.querySelector('.menu')?.addEventListener('focusin', ({ target }) => target.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
  }

  // A stroke leads to the search, as it leads into its field there.
  function searchKey() {
    const way = document.querySelector('a[rel=search]');
    if (!way || document.querySelector('input[type=search]')) return;
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea, [contenteditable]')) return;
      event.preventDefault();
      location.href = `${way.href}#search-q`;
    });
  }

  function start() {
    schemes();
    const now = new Date();
    stepOn(now);
    ownTimes();
    stepBack(now);
    copyButtons();
    films();
    filters();
    reading();
    menu();
    searchKey();
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start); else start();
})();
