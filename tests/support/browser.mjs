// browser.mjs - Chromium for the journeys, and people who walk through a shop in it by the words
// that they read.
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
// look(name) asserts that the page is in the walker's language, fits the window's width, that
// every amount and every date reads as ICU writes it, keeps the page's HTML for validate(), and
// where the setting says so makes a screenshot below BUILD/screenshots.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { chromium } from 'playwright-core';

import { build, root } from './shop.mjs';

const PATIENCE = process.env.SANITIZE ? 60000 : 20000; // ms for anything to appear

// ---- words and figures ----------------------------------------------------------------------

// ' and ’ are the same to a reader, and so are all spaces.
export const like = words =>
  new RegExp('^\\s*' + words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/['’]/g, "['’]").replace(/\s+/g, '\\s+'));

export const plain = text => text.replaceAll('’', "'").replace(/\s+/g, ' ').trim();

const region = { fr: 'fr-FR', en: 'en-US' };

export const euros = (language, minor) =>
  new Intl.NumberFormat(region[language], { style: 'currency', currency: 'EUR' })
    .format(Number(minor) / 100).replace('-', '−');

function day(language, date) {
  const text = new Intl.DateTimeFormat(region[language], { dateStyle: 'long', timeZone: 'UTC' })
    .format(new Date(date + 'T00:00:00Z'));
  return language === 'fr' ? text.replace(/^1 /, '1er ') : text;
}

// ---- the browser ----------------------------------------------------------------------------

export async function openBrowser() {
  const home = mkdtempSync(path.join(build, 'chromium-'));
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
  const context = await chromium.launch({
    executablePath,
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const pages = new Map(); // name → HTML as it was sent
  return {
    walk: (shop, setting, steps) => walk(context, shop, setting, pages, steps),
    validate: () => validate(pages),
    close: async () => {
      await context.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function walk(browser, shop, setting, pages, steps) {
  const walker = await Walker.open(browser, shop, setting, pages);
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

// The HTML checker's judgement on every page, warnings included.
function validate(pages) {
  assert.ok(pages.size > 0, 'no page was looked at');
  const directory = path.join(build, 'html');
  mkdirSync(directory, { recursive: true });
  const files = [...pages].map(([name, html]) => {
    const file = path.join(directory, name + '.html');
    writeFileSync(file, html);
    return file;
  });
  const jar = path.join(root, 'tests/node_modules/vnu-jar/build/dist/vnu.jar');
  const { status, stderr } = spawnSync('java', ['-jar', jar, '--format', 'gnu', ...files],
    { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(stderr.replaceAll(directory + '/', ''), '', 'the pages are valid HTML');
  assert.equal(status, 0);
}

// ---- a walker -------------------------------------------------------------------------------

class Walker {
  static async open(browser, shop, setting, pages) {
    const { language, by, width, theme, scripts } = setting;
    // Where the choice is the visitor's own, the browser asks for the other language.
    const asked = by === 'browser' ? language : language === 'fr' ? 'en' : 'fr';
    const context = await browser.newContext({
      baseURL: shop.address,
      javaScriptEnabled: scripts,
      viewport: { width, height: width < 600 ? 640 : 800 },
      colorScheme: theme,
      locale: region[asked],
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE);
    if (by === 'cookie') await context.addCookies([{ name: 'lang', value: language, url: shop.address }]);
    const walker = new Walker();
    Object.assign(walker, { shop, setting, context, pages, complaints: [], posts: [], excused: [] });
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
    return before;
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
    const found = this.pressable(words, within);
    await found.first().waitFor();
    await found.first().click();
    await this.page.waitForLoadState();
  }

  async fill(label, text) {
    await this.page.getByLabel(like(label)).fill(text);
  }

  async look(name) {
    const { language, width, shows, theme } = this.setting;
    const { page } = this;
    const seen = await page.evaluate(() => ({
      language: document.documentElement.lang,
      wide: document.documentElement.scrollWidth,
      burst: [...document.querySelectorAll('.card, .banner, .choice, .top, .tabs')]
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
      assert.equal(text, euros(language, minor), `${name}: an amount of ${minor}`);
    }
    for (const [date, text] of seen.days) assert.equal(text.replace(/\s/g, ' '), day(language, date));
    if (!this.pages.has(`${name}-${language}`)) this.pages.set(`${name}-${language}`, await this.document.text());
    if (shows !== 'all' && shows !== name) return;
    const directory = path.join(build, 'screenshots');
    await page.screenshot({ path: path.join(directory, `${name}-${language}-${width}-${theme}.png`), fullPage: true });
  }
}
