// The scripts of the lively sample: as plain as can be, and right. `faults.py` takes single lines away.
const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// Light and dark.
const button = document.querySelector('button.scheme');
const show = (scheme) => { root.dataset.scheme = scheme; button.setAttribute('aria-label', `Colours: ${scheme}`); };
show(localStorage.getItem('scheme') ?? 'auto');
button.hidden = false;
button.onclick = () => {
  const order = ['auto', 'light', 'dark'];
  const next = order[(order.indexOf(root.dataset.scheme) + 1) % 3];
  localStorage.setItem('scheme', next);
  show(next);
};

// What is over, today, the reader's own time.
const now = new Date();
for (const event of all('.h-event')) {
  const over = new Date(event.querySelector('.dt-end').value) < now;
  event.classList.toggle('is-past', over && !event.dataset.over);
  if (!over || !event.dataset.over) continue;
  event.append(event.dataset.over);
  all('[data-register]').forEach((one) => one.remove());
}
const past = document.querySelector('[data-agenda] .past');
for (const event of all('[data-agenda] > .is-past')) {
  past.append(event);
  past.hidden = false;
}
const two = (n) => String(n).padStart(2, '0');
const cell = document.querySelector(`td time[datetime="${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}"]`);
cell?.setAttribute('aria-current', 'date');
cell?.parentElement.classList.add('today');
for (const time of all('time[data-yours]')) {
  const start = new Date(time.getAttribute('datetime'));
  if (-start.getTimezoneOffset() === 480) continue;
  const own = document.createElement('span');
  own.className = 'own-time';
  const end = new Date(time.parentElement.querySelector('.dt-end').value);
  const until = end > start ? `–${two(end.getHours())}:${two(end.getMinutes())}` : '';
  own.textContent = ` ${two(start.getHours())}:${two(start.getMinutes())}${until} for you`;
  time.after(own);
}

// Copying, and films.
for (const code of all('pre')) {
  const copy = document.createElement('button');
  copy.className = 'copy-button';
  copy.textContent = 'Copy';
  copy.onclick = async () => { await navigator.clipboard.writeText(code.textContent); copy.textContent = 'Copied'; };
  const box = document.createElement('div');
  code.replaceWith(box);
  box.append(code, copy);
}
for (const link of all('a[data-player]')) {
  const play = document.createElement('button');
  play.className = 'film-button';
  play.textContent = `Play from ${link.hostname}`;
  play.onclick = () => { const frame = document.createElement('iframe'); frame.src = link.dataset.player; play.replaceWith(frame); };
  link.after(play);
}

// Filters; of a list that goes on elsewhere they stay links.
const rows = all('[data-facets]');
const count = document.querySelector('.shown-count');
if (count && !document.querySelector('.pager')) {
  const chosen = new URLSearchParams(location.search);
  const fits = (row, more = []) => [...chosen, ...more].every(([key, value]) => row.dataset.facets.split(' ').includes(`${key}:${value}`));
  const apply = () => {
    rows.forEach((row) => { row.hidden = !fits(row); });
    const shown = rows.filter((row) => !row.hidden).length;
    for (const link of all('a[data-value]')) {
      const one = [link.closest('[data-filter]').dataset.filter, link.dataset.value];
      link.setAttribute('aria-pressed', chosen.has(...one));
      link.querySelector('.count').textContent = rows.filter((row) => fits(row, [one])).length;
    }
    count.hidden = !chosen.size;
    count.firstElementChild.textContent = `${shown} of ${rows.length}`;
    document.querySelector('[data-none]').hidden = shown > 0;
    history.replaceState(null, '', chosen.size ? `?${chosen}` : location.pathname);
  };
  for (const link of all('a[data-value]')) {
    const toggle = (event) => {
      event.preventDefault();
      const one = [link.closest('[data-filter]').dataset.filter, link.dataset.value];
      if (chosen.has(...one)) chosen.delete(...one); else chosen.append(...one);
      apply();
    };
    link.onclick = toggle;
    link.onkeydown = (event) => { if (event.key === ' ') toggle(event); };
  }
  count.querySelector('button').onclick = () => { [...chosen.keys()].forEach((key) => chosen.delete(key)); apply(); };
  apply();
}

// Search.
const form = document.querySelector('form[role=search]');
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || document.activeElement.matches('input')) return;
  event.preventDefault();
  if (form) form.elements.q.focus(); else location.href = '/search/#search-q';
});
if (form) {
  const entries = JSON.parse(document.getElementById('entries').textContent);
  const [list, status, chip, browse] = ['results', 'status', 'tag', 'browse'].map((name) => document.getElementById(`search-${name}`));
  const { q, kind, lang } = form.elements;
  const asked = new URLSearchParams(location.search);
  q.value = asked.get('q') ?? '';
  if (location.hash) q.focus();
  let tag = asked.get('tag') ?? '';
  const mark = (text, word) => text.split(word).join(`<mark>${word}</mark>`);
  const search = () => {
    const words = q.value.trim();
    const query = new URLSearchParams(Object.entries({ q: words, kind: kind.value, tag, lang: lang.value === root.lang ? '' : lang.value }).filter(([, value]) => value));
    history.replaceState(null, '', query.size ? `?${query}` : location.pathname);
    chip.hidden = !tag;
    const found = words || tag ? entries.filter((one) => one.lang === lang.value && (!kind.value || one.kind === kind.value) && (!tag || one.tag === tag)
      && `${one.title} ${one.text}`.includes(words)) : [];
    found.sort((a, b) => b.title.includes(words) - a.title.includes(words));
    list.innerHTML = found.map((one) => `<li><h2><a href="${one.href}">${mark(one.title, words)}</a></h2><p>${one.kind}</p><p>${words ? mark(one.text, words) : one.text}</p></li>`).join('');
    status.textContent = !words && !tag ? '' : found.length ? `${found.length} pages` : 'Nothing found.';
    browse.hidden = found.length > 0;
  };
  q.oninput = search;
  kind.onchange = search;
  lang.onchange = search;
  chip.onclick = () => { tag = ''; search(); };
  document.addEventListener('keydown', (event) => {
    const links = all('a', list);
    const at = links.indexOf(document.activeElement);
    if (event.key === 'Escape' && at >= 0) q.focus();
    else if (event.key === 'Escape') { q.value = ''; search(); }
    if (event.key === 'ArrowDown') links[at + 1]?.focus();
    if (event.key === 'ArrowUp') (links[at - 1] ?? q).focus();
  });
  search();
}
