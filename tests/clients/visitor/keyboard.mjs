// The keyboard alone: where Tab leads, that one sees where one is, that nothing holds on to the focus.

const WIDTHS = [390, 1280];
// Pages walked through from end to end; the others for their first steps.
const SKIPPED = ['home', 'posts', 'event', 'month', 'members', 'groups', 'resources', 'kb-page', 'search', '404'];
const FOLDED = ['post', 'event', 'subscribe', 'needs', 'kb-page', 'insights', 'diagrams'];
const WALKED = ['home', 'month', 'event', 'needs', 'kb-page', 'search'];

// Runs inside the page: what has the focus, and whether one sees it.
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  element.dataset.passed = Number(element.dataset.passed ?? 0) + 1;
  const before = globalThis.walked;
  globalThis.walked = element;
  return {
    name: `${element.tagName.toLowerCase()} “${(element.textContent || element.getAttribute('aria-label') || '').trim().replace(/\s+/g, ' ').slice(0, 30)}”`,
    outlined, inView, passed: Number(element.dataset.passed), turn: !before || !!(before.compareDocumentPosition(element) & 4), skip: element.matches('[href="#main"]'), inMain: !!element.closest('main'),
  };
}

async function walk(visit) {
  for (const width of WIDTHS) {
    const page = await visit.window({ viewport: { width, height: 844 } });
    for (const name of (width === 390 ? WALKED : WALKED.slice(0, 2)).filter((one) => visit.pages.has(one))) {
      await visit.go(page, visit.pages.get(name));
      visit.at(`${visit.pages.get(name)} ${width}`);
      const wanted = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input, select, summary')]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0).length);
      let reached = 0;
      for (let now; reached < wanted + 20; reached++) {
        await page.keyboard.press('Tab');
        now = await page.evaluate(focused);
        // At the end the focus leaves the page, or begins again.
        if (!now || (now.skip && reached >= wanted)) break;
        if (now.passed > 1) { visit.wants(false, `${now.name} has the focus twice: it does not let go`); break; }
        if (reached === 0) visit.wants(now.skip && now.inView, `the first step is ${now.name}, not a way past the menu that can be seen`);
        if (!now.outlined) visit.wants(false, `${now.name} does not show that it has the focus`);
        if (!now.inView) visit.wants(false, `${now.name} has the focus out of sight`);
        if (!now.turn) visit.wants(false, `${now.name} comes out of turn`);
      }
      // Of radio buttons and open details one may count more or less; a menu that is left out is more.
      visit.wants(reached >= wanted, `Tab reaches ${reached} of ${wanted} links, fields and buttons`);
    }
  }
}

async function past(visit) {
  const page = await visit.window();
  for (const name of SKIPPED.filter((one) => visit.pages.has(one))) {
    await visit.go(page, visit.pages.get(name));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const now = await page.evaluate(focused);
    const links = await page.locator('main a[href], main button, main input').count();
    visit.wants(!links || now?.inMain, `the way past the menu leads to ${now?.name ?? 'nothing'}`);
  }
}

// The menu on a phone: every section, each in sight when it has the focus, each a place to touch.
async function menu(visit) {
  for (const width of WIDTHS) {
    const page = await visit.window({ viewport: { width, height: 844 } });
    await visit.go(page, visit.pages.get('home'));
    visit.at(`menu at ${width}`);
    const links = page.locator('header nav').filter({ has: page.locator('a:not([hreflang])') }).last().locator('a');
    const count = await links.count();
    if (!visit.wants(count > 1, 'there is no menu')) continue;
    for (let at = 0; at < count; at++) {
      await links.nth(at).focus();
      const now = await page.evaluate(() => {
        const box = document.activeElement.getBoundingClientRect();
        return { text: document.activeElement.textContent, left: Math.round(box.left), right: Math.round(box.right), height: box.height, wide: innerWidth };
      });
      visit.wants(now.left >= 0 && now.right <= now.wide, `“${now.text}” is cut off when it has the focus: ${now.left} to ${now.right}`);
      visit.wants(width > 400 || now.height >= 40, `“${now.text}” is ${Math.round(now.height)} px high, too low for a finger`);
    }
    const path = visit.path(await links.nth(count - 1).evaluate((link) => link.href));
    await page.keyboard.press('Enter');
    await visit.soon(page, 'Enter does not follow the menu', (given) => location.pathname === given, path);
    visit.wants(await page.locator('header nav a[aria-current]').count(), 'the menu does not say where one is');
  }
}

// The month: to the next one, into an event of the grid, and back, with keys only.
async function month(visit) {
  const page = await visit.window({ viewport: { width: 1280, height: 844 } });
  await visit.go(page, visit.pages.get('month'));
  const step = page.locator('main a[rel=next], main a[rel=prev]').first();
  if (visit.wants(await step.count(), 'there is no way to another month')) {
    const wanted = visit.path(await step.evaluate((link) => link.href));
    await step.focus();
    await page.keyboard.press('Enter');
    await visit.soon(page, 'Enter does not lead to the other month', (given) => location.pathname === given, wanted);
    await page.goBack();
  }
  const inGrid = page.locator('table a[href]').first();
  if (!visit.wants(await inGrid.count(), 'no event in the grid can be reached')) return;
  const wanted = visit.path(await inGrid.evaluate((link) => link.href));
  await inGrid.focus();
  await page.keyboard.press('Enter');
  await visit.soon(page, 'Enter does not lead from the grid to the event', (given) => location.pathname === given, wanted);
}

// What opens, opens with a key and closes with the same.
async function details(visit) {
  const page = await visit.window();
  for (const name of FOLDED.filter((one) => visit.pages.has(one))) {
    await visit.go(page, visit.pages.get(name));
    const summary = page.locator('main details > summary').filter({ visible: true }).first();
    if (!(await summary.count())) continue;
    const open = () => summary.evaluate((one) => one.parentElement.open);
    const before = await open();
    await summary.focus();
    await page.keyboard.press('Enter');
    visit.wants((await open()) !== before, 'Enter does not open what is folded');
    await page.keyboard.press('Space');
    visit.wants((await open()) === before, 'the space bar does not fold it again');
  }
}

export const trials = [
  { name: 'keys-walk', things: 'walks through pages with Tab', run: walk },
  { name: 'keys-skip', things: 'ways past the menu', run: past },
  { name: 'keys-menu', things: 'looks at the menu, on a phone and a desk', run: menu },
  { name: 'keys-month', things: 'steps in a month', run: month },
  { name: 'keys-details', things: 'foldings', run: details },
];
