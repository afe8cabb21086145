// The pictures of the help articles, taken of a demo shop in both languages and both colours.
//
//   make pictures     takes them all again, into htdocs/pictures
//   make check        says when a page that they show, or the style sheet, is no longer what it was then
//
// A picture depends on its page's HTML without what varies from day to day, on the style sheet and on the
// drawings; the hashes of the three are in htdocs/pictures/taken.json.  (Pixels can't be compared: they
// depend on the machine's fonts.)
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

import { like, openBrowser } from '../support/browser.mjs';
import { PASSWORD, openShop, root } from '../support/shop.mjs';
import { avatar, openAvatar } from '../support/steps.mjs';
import { WORDS } from '../support/words.mjs';

const folder = path.join(root, 'htdocs/pictures');
const list = path.join(folder, 'taken.json');
const taking = process.env.PICTURES === 'take';
const MOST = 40 * 1024;
const MARGIN = 16;

const wordsOf = walker => WORDS[walker.setting.language];

async function enter(walker) {
  const { status, stdout, stderr } = walker.shop.palierctl('session', 'open', 'essentials@example.com');
  assert.equal(status, 0, stderr);
  await walker.context.addCookies([{ name: 'session', value: stdout.trim(), url: walker.shop.address }]);
}

async function fillIn(walker) {
  await walker.open('/login');
  await walker.fill(wordsOf(walker).email, 'essentials@example.com');
  await walker.fill(wordsOf(walker).password, PASSWORD);
}

// By name: how the page comes to show it, and which parts of it the picture is of.
const scenes = {
  login: async walker => {
    await fillIn(walker);
    await walker.tick(walker.page.getByLabel(like(wordsOf(walker).robot)));
    await walker.page.locator('.robot[data-state=done]').waitFor();
    await walker.page.evaluate(() => document.activeElement.blur());
    return ['main h1', 'main form'];
  },
  question: async walker => {
    await walker.page.route('/captcha?form=login', route => route.abort());
    walker.excused.push('Failed to load resource');
    walker.excuse(422);
    await fillIn(walker);
    await walker.page.locator('main form button').last().click();
    await walker.page.locator('#answer').waitFor();
    await walker.page.evaluate(() => document.activeElement.blur());
    return ['#robot-error', 'main form > .button'];
  },
  menu: async walker => {
    await enter(walker);
    await walker.open('/invoices');
    await openAvatar(walker);
    return ['header details.avatar > summary', 'header details.avatar > div'];
  },
  actions: async walker => {
    await enter(walker);
    await walker.open('/subscriptions');
    await walker.press(wordsOf(walker).change);
    return ['article[data-subscription] > header', 'article[data-subscription] details > div'];
  },
  popup: async walker => {
    await enter(walker);
    await walker.open('/subscriptions');
    await walker.press(wordsOf(walker).change);
    await walker.press(wordsOf(walker).option);
    await walker.page.locator('dialog[open] form.upgrade').waitFor();
    return ['#option-title', 'dialog fieldset', 'dialog [data-quote]:visible table'];
  },
  invoice: async walker => {
    await enter(walker);
    await walker.open('/invoices');
    await walker.press('2026-', walker.page.locator('main'));
    return ['article[data-invoice]'];
  },
};

// ---- what a picture depends on ------------------------------------------------------------

// The text of the page as it stands, but tokens, numbers, amounts and days, which vary.
const depends = page => page.evaluate(() => {
  const copy = new DOMParser().parseFromString(document.body.outerHTML, 'text/html').body;
  for (const one of copy.querySelectorAll('time, data, progress, [data-quote] small, label[for=answer], p.small.soft')) one.replaceWith('*');
  for (const one of copy.querySelectorAll('*'))
    for (const { name, value } of [...one.attributes])
      if (['value', 'href', 'style', 'datetime'].includes(name) || /\d{4}-\d{6}/.test(value)) one.setAttribute(name, '*');
  return copy.innerHTML.replace(/\d+/g, '0').replace(/\s+/g, ' ');
});

const hash = text => createHash('sha256').update(text).digest('hex').slice(0, 16);
const sources = () => Object.fromEntries(['palier.css', 'sprite.svg'].map(name => [name, hash(readFileSync(path.join(root, 'htdocs', name)))]));

// ---- taking ---------------------------------------------------------------------------------

// Rounded inwards: no sliver of what stands a margin away.
async function box(page, parts) {
  const all = await Promise.all(parts.map(part => page.locator(part).first().boundingBox()));
  const [left, top] = ['x', 'y'].map(side => Math.max(0, Math.ceil(Math.min(...all.map(one => one[side])) - MARGIN)));
  const [right, bottom] = [['x', 'width'], ['y', 'height']].map(([side, size]) => Math.floor(Math.max(...all.map(one => one[side] + one[size])) + MARGIN));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

// Chromium takes PNG alone, and writes WebP from a canvas.
async function take(walker, name, parts) {
  const { page } = walker;
  const png = await page.screenshot({ clip: await box(page, parts), animations: 'disabled' });
  const blank = await walker.context.newPage();
  const webp = await blank.evaluate(async ({ bytes, most }) => {
    const image = new Image();
    image.src = `data:image/png;base64,${bytes}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    canvas.getContext('2d').drawImage(image, 0, 0);
    // Without loss (1) where that is small enough, else as small as it gets.
    const all = [1, 0.85, 0.6].map(quality => canvas.toDataURL('image/webp', quality).split(',')[1]);
    return all[0].length * 3 / 4 <= most / 2 ? all[0] : all.reduce((one, other) => (other.length < one.length ? other : one));
  }, { bytes: png.toString('base64'), most: MOST });
  await blank.close();
  const bytes = Buffer.from(webp, 'base64');
  assert.ok(bytes.length <= MOST, `${name} has ${bytes.length} bytes`);
  writeFileSync(path.join(folder, `${name}.webp`), bytes);
}

// ---- the tests --------------------------------------------------------------------------------

const browser = await openBrowser();
after(() => browser.close());
const before = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : {};
const now = { sources: sources() };

async function show(t, shop, name, language) {
  for (const theme of taking ? ['light', 'dark'] : ['light'])
    await t.test(`${name} in ${language}, ${theme}`, () => browser.walk(shop, {
      language, theme, by: 'cookie', width: 640, scripts: true, hand: 'mouse', zoom: false,
    }, async walker => {
      await walker.page.setViewportSize({ width: 640, height: 1400 });
      const parts = await scenes[name](walker);
      now[`${name}-${language}`] = hash(await depends(walker.page));
      if (taking) await take(walker, `${name}-${language}${theme === 'dark' ? '-dark' : ''}`, parts);
    }));
}

await test('the pages that pictures show', async t => {
  const shop = await openShop({ name: 'pictures' });
  if (taking) mkdirSync(folder, { recursive: true });
  try {
    for (const name of Object.keys(scenes))
      for (const language of ['fr', 'en']) await show(t, shop, name, language);
  } finally {
    await shop.close();
  }
  if (taking) writeFileSync(list, `${JSON.stringify(now, null, 1)}\n`);
  else assert.deepEqual(now, before, 'a page or the style sheet has changed since the pictures were taken: run make pictures');
});
