// Light and dark: by the system's choice, by the reader's own, remembered from page to page; and on paper.

// Runs inside the page: how light, from 0 to 255, its ground and its words are.
function shades() {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const shade = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
    return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  };
  const style = getComputedStyle(document.body);
  return { ground: shade(style.backgroundColor), ink: shade(style.color) };
}

const isLight = ({ ground, ink }) => ground > 200 && ink < 90;
const isDark = ({ ground, ink }) => ground < 70 && ink > 180;
const told = ({ ground, ink }) => `ground ${ground}, words ${ink}`;

async function bySystem(visit, page) {
  for (const [colorScheme, right] of [['light', isLight], ['dark', isDark]]) {
    await page.emulateMedia({ colorScheme });
    const now = await page.evaluate(shades);
    visit.wants(right(now), `is not ${colorScheme} where the system is: ${told(now)}`);
  }
}

async function byChoice(visit) {
  for (const [system, own] of [['light', 'dark'], ['dark', 'light']]) {
    const right = own === 'dark' ? isDark : isLight;
    const page = await visit.window({ colorScheme: system });
    await visit.go(page, visit.pages.get('home'));
    const button = page.locator('button.scheme');
    if (!visit.wants(await button.isVisible(), 'there is no switch')) continue;
    const names = new Set();
    for (let tries = 0; tries < 3 && !right(await page.evaluate(shades)); tries++) {
      names.add(await button.getAttribute('aria-label'));
      await button.click();
    }
    names.add(await button.getAttribute('aria-label'));
    visit.wants(names.size > 1, 'the switch does not say what it has done');
    const now = await page.evaluate(shades);
    if (!visit.wants(right(now), `the switch does not lead to ${own}: ${told(now)}`)) continue;
    for (const name of ['posts', 'events', 'search'].filter((one) => visit.pages.has(one))) {
      await visit.go(page, visit.pages.get(name));
      await visit.soon(page, `${own} is forgotten`, ([code, dark]) => { const { ground } = new Function(`return (${code})()`)(); return dark ? ground < 70 : ground > 200; }, [shades.toString(), own === 'dark']);
    }
    // Back to what the system says.
    for (let tries = 0; tries < 3 && right(await page.evaluate(shades)); tries++) await button.click();
    await page.reload();
    visit.wants(!right(await page.evaluate(shades)), 'there is no way back to the choice of the system');
  }
}

async function onPaper(visit, page) {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const now = await page.evaluate(shades);
  visit.wants(isLight(now), `would be printed dark: ${told(now)}`);
  const menus = await page.$$eval('header nav', (all) => all.filter((nav) => nav.checkVisibility()).length);
  visit.wants(menus === 0, 'the menu would be printed');
  visit.wants(await page.locator('h1').first().isVisible(), 'the title would not be printed');
  await page.emulateMedia({ media: null, colorScheme: null });
}

export const trials = [
  { name: 'colours-system', things: 'looks at pages in the colours of the system', look: bySystem },
  { name: 'colours-choice', things: 'looks at pages in the colours of choice', run: byChoice },
  { name: 'colours-print', things: 'looks at pages as printed', look: onPaper },
];
