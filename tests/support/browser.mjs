// browser.mjs - Chromium for the journeys, and people who walk through a shop in it by the words
// that they read, with the mouse or with the keyboard alone.
//
//   const browser = await openBrowser();
//   await browser.walk(shop, setting, async walker => {    // settings.mjs
//     await walker.open('/');
//     await walker.press('S’identifier');                  // a link, a button or a menu, by its words
//     await walker.look('login');                          // what must hold for every page
//   });                                                    // nothing was said, nobody else was asked
//   await browser.validate();                              // all HTML that was looked at
//   await browser.close();
//
// look(name) asserts that the page is in the walker's language, fits the window's width, that every
// amount and every date reads as ICU writes it, and that axe finds nothing (WCAG 2.2 AA and best
// practice); it keeps the page's HTML for validate(), and where the setting says so makes a
// screenshot below BUILD/screenshots.
//
// Whoever walks by keyboard reaches everything with Tab, and sees at every stop where the focus is.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import axe from 'axe-core';
import { chromium } from 'playwright-core';

import { build, root } from './shop.mjs';

const screenshots = path.join(build, 'screenshots');
const PATIENCE = process.env.SANITIZE ? 60000 : 20000; // ms for anything to appear

// ---- words and figures ----------------------------------------------------------------------

// ' and ’ are the same to a reader, and so are all spaces.
export const like = words =>
  new RegExp('^\\s*' + words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/['’]/g, "['’]").replace(/\s+/g, '\\s+'));

export const plain = text => text.replaceAll('’', "'").replace(/\s+/g, ' ').trim();

const region = { fr: 'fr-FR', en: 'en-US' };

export const amount = (language, minor, currency = 'EUR') =>
  new Intl.NumberFormat(region[language], { style: 'currency', currency })
    .format(Number(minor) / 100).replace('-', '−');

function day(language, date) {
  const text = new Intl.DateTimeFormat(region[language], { dateStyle: 'long', timeZone: 'UTC' })
    .format(new Date(date + 'T00:00:00Z'));
  return language === 'fr' ? text.replace(/^1 /, '1er ') : text;
}

function time(language, instant) {
  const text = new Intl.DateTimeFormat(region[language],
    { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Paris' }).format(new Date(instant)).replace(/\s/g, ' ');
  return language === 'fr' ? text.replace(/^1 /, '1er ') : text;
}

// ---- the browser ----------------------------------------------------------------------------

// Chromium itself, with a home of its own.
export async function launchBrowser(...words) {
  const home = mkdtempSync(path.join(build, 'chromium-'));
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
  const context = await chromium.launch({
    executablePath,
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync', ...words],
  });
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export async function openBrowser() {
  const { context, close } = await launchBrowser();
  const pages = new Map(); // name → HTML as it was sent
  const asked = new Set(); // what axe has judged
  return {
    walk: (shop, setting, steps) => walk(context, shop, setting, { pages, asked }, steps),
    validate: () => validate(pages),
    close,
  };
}

async function walk(browser, shop, setting, shared, steps) {
  const walker = await Walker.open(browser, shop, setting, shared);
  try {
    await steps(walker);
  } catch (error) {
    error.message += `\n  at ${walker.page.url()}\n  ${walker.complaints.join('\n  ')}`;
    throw error;
  } finally {
    await walker.context.close();
  }
  const complaints = walker.complaints.filter(one => !walker.excused.some(part => one.includes(part)));
  assert.deepEqual(complaints, [], 'no message in the console, no request to anybody else');
}

// The HTML checker's judgement on every page, warnings included, and on the style sheet and the drawings.
function validate(pages) {
  assert.ok(pages.size > 0, 'no page was looked at');
  const directory = path.join(build, 'html');
  mkdirSync(directory, { recursive: true });
  const files = [...pages].map(([name, html]) => {
    const file = path.join(directory, name + '.html');
    writeFileSync(file, html);
    return file;
  });
  for (const name of ['palier.css', 'sprite.svg', 'favicon.svg']) files.push(path.join(root, 'htdocs', name));
  const jar = path.join(root, 'tests/node_modules/vnu-jar/build/dist/vnu.jar');
  const { status, stderr } = spawnSync('java', ['-jar', jar, '--format', 'gnu', '--also-check-css', '--also-check-svg', ...files],
    { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(stderr.replaceAll(directory + '/', ''), '', 'the pages are valid HTML');
  assert.equal(status, 0);
}

// ---- what is asked of a page ----------------------------------------------------------------

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// In the page: what is wrong with where the focus is, or null.  A choice whose own box is hidden
// shows its ring on the button beside it.
function focusHidden() {
  const focused = document.activeElement;
  if (!focused || focused === document.body || focused === document.documentElement) return null;
  const shown = focused.closest('.segment') ? focused.nextElementSibling : focused;
  const name = shown.outerHTML.slice(0, 120);
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return `no ring around ${name}`;
  const [box] = shown.getClientRects();
  if (!box) return `nothing is drawn of ${name}`;
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
  const top = document.elementFromPoint(x, y);
  if (!top) return `out of sight: ${name}`;
  return shown.contains(top) || top.contains(shown) ? null : `hidden behind ${top.outerHTML.slice(0, 80)}: ${name}`;
}

// ---- a walker -------------------------------------------------------------------------------

class Walker {
  static async open(browser, shop, setting, shared) {
    const { language, by, width, theme, zoom } = setting;
    // Where the choice is the visitor's own, the browser asks for the other language.
    const asked = by === 'browser' ? language : language === 'fr' ? 'en' : 'fr';
    const context = await browser.newContext({
      baseURL: shop.address,
      // 1280 by 1024 pixels, looked at with everything four times as large.
      viewport: { width, height: zoom ? 256 : width < 600 ? 640 : 800 },
      deviceScaleFactor: zoom ? 4 : 1,
      colorScheme: theme,
      locale: region[asked],
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE);
    if (by === 'cookie') await context.addCookies([{ name: 'lang', value: language, url: shop.address }]);
    const walker = new Walker();
    Object.assign(walker, { shop, setting, context, ...shared, complaints: [], posts: [], excused: [], screenshots });
    context.on('request', request => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== shop.address && protocol !== 'data:') walker.complaints.push(`asked ${request.url()}`);
    });
    context.on('response', response => {
      if (response.request().method() === 'POST') walker.posts.push(response);
    });
    await walker.tab();
    return walker;
  }

  // A new tab, in which the walker goes on; gives the one before.
  async tab() {
    const before = this.page;
    this.page = await this.context.newPage();
    this.page.on('console', message => this.complaints.push(`console: ${message.text()}`));
    this.page.on('pageerror', error => this.complaints.push(`script: ${error}`));
    this.page.on('response', response => {
      const request = response.request();
      if (request.isNavigationRequest() && request.frame() === this.page.mainFrame()) this.document = response;
    });
    this.browser = await this.context.newCDPSession(this.page);
    await this.setScripts(this.setting.scripts);
    return before;
  }

  // Not the context's own switch, so that axe can be let run on a page that ran none.
  setScripts(on) {
    return this.browser.send('Emulation.setScriptExecutionDisabled', { value: !on });
  }

  // A page whose status isn't 200 is told to the console by Chromium.
  excuse(status) {
    this.excused.push(`status of ${status}`);
  }

  // The first page of a walk says which language, if the address is to say it.
  async open(address) {
    const { by, language } = this.setting;
    const said = by === 'address' && !this.said ? `${address.includes('?') ? '&' : '?'}lang=${language}` : '';
    this.said = true;
    return this.page.goto(address + said);
  }

  // What can be pressed and reads so; within: a part of the page.
  pressable(words, within = this.page) {
    return within.locator('a[href], button, summary').filter({ hasText: like(words), visible: true });
  }

  async press(words, within) {
    const found = this.pressable(words, within).first();
    await found.waitFor();
    await this.activate(found);
  }

  // Presses it, and waits for the page that it leads to, if any.
  async activate(found) {
    const leads = await found.evaluate((one, scripts) =>
      one.matches('a:not([href^="#"], [href^="mailto:"]), form:is([action="/logout"], [method=get]) button')
      && !(scripts && one.matches('[data-popup], dialog [data-close]')), this.setting.scripts);
    const main = frame => frame === this.page.mainFrame();
    const there = leads ? this.page.waitForEvent('framenavigated', main) : null;
    if (this.setting.hand === 'keyboard') {
      await this.reach(found);
      await this.page.keyboard.press('Enter');
    } else await found.click();
    await there;
    await this.page.waitForLoadState();
  }

  async fill(label, text) {
    await this.type(this.page.getByLabel(like(label)), text);
  }

  async type(field, text) {
    if (this.setting.hand !== 'keyboard') return field.fill(text);
    await this.reach(field);
    await this.page.keyboard.press('Control+A');
    if (text) await this.page.keyboard.type(text);
    else await this.page.keyboard.press('Delete');
  }

  // Ticks a box, or chooses one of several by its label.
  async tick(field) {
    const alone = await field.getAttribute('type') === 'checkbox';
    // A script may take the tick of a lone box away at once.
    if (this.setting.hand !== 'keyboard') return alone ? field.click() : field.check();
    if (alone) {
      await this.reach(field);
      await this.page.keyboard.press('Space');
      return;
    }
    const group = this.page.locator(`input[name=${await field.getAttribute('name')}]:checked:visible`);
    await this.reach(group);
    for (let presses = 0; presses < 10 && !await field.isChecked(); presses++)
      await this.page.keyboard.press('ArrowDown');
    assert.equal(await field.isChecked(), true, 'the arrows lead to the choice');
  }

  focusHidden() {
    return this.page.evaluate(focusHidden);
  }

  // Tab until it has the focus; at every stop on the way the focus is to be seen.
  async reach(target) {
    await this.page.waitForLoadState(); // with its style sheet, and so with rings
    const wanted = await target.elementHandle();
    for (let tabs = 0; tabs < 100; tabs++) {
      if (await wanted.evaluate(one => one === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
      assert.equal(await this.focusHidden(), null, 'the focus is seen');
    }
    assert.fail(`Tab doesn't lead to ${await target.evaluate(one => one.outerHTML.slice(0, 200))}`);
  }

  async look(name) {
    const { language, width, shows, theme, zoom } = this.setting;
    const { page } = this;
    await page.waitForLoadState(); // with its style sheet
    const seen = await page.evaluate(() => ({
      language: document.documentElement.lang,
      wide: document.documentElement.scrollWidth,
      burst: [...document.querySelectorAll('.card, .banner, .choice, .top, .tabs, .rise, .tread, dialog')]
        .filter(one => one.scrollWidth > one.clientWidth + 2)
        .map(one => `${one.scrollWidth} px in ${one.clientWidth}: ${one.textContent.trim().slice(0, 80)}`),
      amounts: [...document.querySelectorAll('data')].map(one => [one.value, one.textContent]),
      days: [...document.querySelectorAll('time')].map(one => [one.dateTime, one.textContent]),
    }));
    assert.equal(seen.language, language, `${name} is in the visitor's language`);
    assert.ok(seen.wide <= width, `${name} fits ${width} px; it is ${seen.wide} wide`);
    assert.deepEqual(seen.burst, [], `nothing of ${name} leaves its box`);
    for (const [minor, text] of seen.amounts) {
      assert.match(minor, /^-?\d+$/);
      const right = ['EUR', 'USD', 'CAD'].map(currency => amount(language, minor, currency));
      assert.ok(right.includes(text), `${name}: an amount of ${minor} reads ${text}`);
    }
    for (const [date, text] of seen.days)
      assert.equal(text.replace(/\s/g, ' '), date.includes('T') ? time(language, date) : day(language, date));
    await this.ask(name);
    if (!this.pages.has(`${name}-${language}`)) this.pages.set(`${name}-${language}`, await this.document.text());
    if (shows !== 'all' && shows !== name) return;
    // An open popup covers the window; what lies below it is another picture's.
    const fullPage = !await page.locator('dialog[open]').count();
    const file = `${name}-${language}-${zoom ? 'zoomed' : width}-${theme}.png`;
    await page.screenshot({ path: path.join(screenshots, file), fullPage });
  }

  // What axe has to say; once for each look of a page in the same circumstances.
  async ask(name) {
    const { language, width, theme, scripts, zoom } = this.setting;
    const circumstances = [name, language, width, theme, scripts, zoom].join(' ');
    if (this.asked.has(circumstances)) return;
    this.asked.add(circumstances);
    const { page } = this;
    if (!scripts) await this.setScripts(true);
    await page.evaluate(axe.source);
    const found = await page.evaluate(async rules => {
      const { violations } = await globalThis.axe.run(document, { runOnly: rules, resultTypes: ['violations'] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 200)).join('; ')}`);
    }, RULES);
    if (!scripts) await this.setScripts(false);
    assert.deepEqual(found, [], `${name}: axe finds nothing`);
  }
}
