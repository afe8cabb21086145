// Every page and every state of it that a journey doesn't come past anyway: what strangers see, what is
// a customer's own, and what goes wrong.  Each is looked at (browser.mjs), in every setting.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

import { like, openBrowser, plain } from '../support/browser.mjs';
import { settings } from '../support/settings.mjs';
import { PASSWORD, openShop, solve } from '../support/shop.mjs';
import { avatar, card, fact, focused, openAvatar, pathOf, values } from '../support/steps.mjs';
import { WORDS } from '../support/words.mjs';

const wordsOf = walker => WORDS[walker.setting.language];

// Somebody who has signed in already.
async function enter(walker, customer) {
  const { status, stdout, stderr } = walker.shop.palierctl('session', 'open', `${customer}@example.com`);
  assert.equal(status, 0, stderr);
  await walker.context.addCookies([{ name: 'session', value: stdout.trim(), url: walker.shop.address }]);
}

async function see(walker, address, name) {
  const answer = await walker.open(address);
  await walker.look(name);
  return answer;
}

// ---- what strangers see ---------------------------------------------------------------------

async function skipLink(walker) {
  await walker.open('/');
  await walker.page.keyboard.press('Tab');
  await focused(walker, '.skip');
  assert.equal(plain(await walker.page.locator('.skip').innerText()), wordsOf(walker).skip);
  const box = await walker.page.locator('.skip').boundingBox();
  assert.ok(box.y >= 0, 'the skip link is on the screen while it has the focus');
  await walker.look('store-skip-link');
}

async function store(walker) {
  const words = wordsOf(walker);
  const { page } = walker;
  await walker.open('/');
  const shown = await page.locator('.e1 .price').first().innerText();
  await walker.tick(page.locator('input[name=cycle][value=year]'));
  await page.waitForFunction(before => document.querySelector('.e1 .price').innerText !== before, shown);
  await walker.look('store-yearly');
  await walker.press(words.dollars);
  assert.match(await page.locator('.e1 .price:visible').first().innerText(), /\$CA|CA\$/);
  await walker.look('store-dollars');
  await walker.open('/');
  assert.match(await page.locator('.e1 .price:visible').first().innerText(), /\$CA|CA\$/, 'the choice lasts');
}

async function foot(walker) {
  const { page } = walker;
  await see(walker, '/help', 'help');
  const links = await page.locator('footer a').evaluateAll(all => all.map(one => one.getAttribute('href')));
  assert.deepEqual(links, ['/help', '/legal', '/privacy', 'mailto:bonjour@example.com']);
  await see(walker, '/legal', 'legal');
  await see(walker, '/privacy', 'privacy');
  const { language } = walker.setting;
  await walker.activate(page.locator('header a.language'));
  assert.equal(await page.evaluate(() => document.documentElement.lang), language === 'fr' ? 'en' : 'fr');
  assert.equal(pathOf(walker), '/privacy', 'the same page in the other language');
}

// The text's colours on each ground that it stands on, at least 4.5 to 1 (WCAG 1.4.3): what axe leaves
// open where a ground is drawn.
async function colours(walker) {
  await walker.open('/help');
  const tokens = ['ink', 'soft', 'accent', 'bad', 'warn', 'page', 'surface', 'tint', 'sunk', 'on-accent', 'accent-2', 'bad-tint', 'warn-tint'];
  const found = await walker.page.evaluate(names => Object.fromEntries(names.map(name => {
    document.body.style.setProperty('color', `var(--${name})`);
    return [name, getComputedStyle(document.body).color.match(/[\d.]+/g).slice(0, 3).map(Number)];
  })), tokens);
  const light = rgb => rgb.map(part => part / 255).map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (one, other) => {
    const [dark, bright] = [light(found[one]), light(found[other])].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  for (const [text, grounds] of Object.entries({
    ink: ['page', 'surface', 'tint', 'sunk'], soft: ['page', 'surface', 'tint', 'sunk'], accent: ['page', 'surface', 'tint'],
    bad: ['page', 'surface', 'bad-tint'], warn: ['warn-tint'], 'on-accent': ['accent', 'accent-2'],
  }))
    for (const ground of grounds)
      assert.ok(contrast(text, ground) >= 4.5, `${text} on ${ground}: ${contrast(text, ground).toFixed(2)}`);
}

// The box in its states, as scripts show them: at work, done, and failed for want of an answer.
async function robot(walker) {
  const words = wordsOf(walker);
  const { page } = walker;
  const box = page.getByLabel(like(words.robot));
  const state = name => page.locator(`.robot[data-state=${name}]`).waitFor();
  let answer;
  await page.route('/captcha?form=login', route => { answer = () => route.continue(); });
  await walker.open('/login');
  await walker.tick(box);
  await state('working');
  await walker.look('login-robot-working');
  answer();
  await state('done');
  assert.notEqual(await page.locator('#robot-status').innerText(), '');
  await walker.look('login-robot-done');
  await page.unroute('/captcha?form=login');
  await page.route('/captcha?form=login', route => route.abort());
  walker.excused.push('Failed to load resource');
  await walker.open('/login');
  await walker.tick(box);
  await state('failed');
  assert.equal(await box.isChecked(), true, 'a question will do instead');
  await walker.look('login-robot-failed');
  // Nobody is shut out: the form comes back with the question, and its answer serves.
  walker.excuse(422);
  await walker.fill(words.email, 'advanced@example.com');
  await walker.fill(words.password, PASSWORD);
  const send = () => walker.activate(page.locator('main').getByRole('button', { name: like(words.signIn) }));
  await send();
  await page.locator('#answer').waitFor();
  await walker.fill(words.password, PASSWORD);
  await walker.tick(box);
  await state('failed');
  await walker.type(page.locator('#answer'), solve(await page.content()).answer);
  await Promise.all([page.waitForURL(url => url.pathname === '/'), send()]);
}

// ---- what is a customer's own ------------------------------------------------------------------

async function several(walker) {
  const words = wordsOf(walker);
  const { page } = walker;
  await enter(walker, 'studio');
  await see(walker, '/', 'store-owned');
  assert.equal(await page.locator('article.e2', { hasText: words.yours }).count(), 1);
  await see(walker, '/subscriptions', 'subscriptions-several');
  const statuses = await page.locator('article[data-subscription]').evaluateAll(all => all.map(one => one.dataset.status));
  assert.deepEqual(statuses, ['active', 'active', 'ended']);
  const ended = page.locator('article[data-status=ended]');
  await walker.press(words.change, ended);
  assert.equal(await ended.locator('.item:not([aria-disabled], [href^="mailto:"])').count(), 0, 'nothing can be done with it but write');
  await walker.look('actions-ended');
  await see(walker, `/subscriptions/${await ended.getAttribute('data-subscription')}/upgrade`, 'upgrade-ended');
  const { id } = await own(walker);
  await see(walker, `/subscriptions/${id}/upgrade`, 'upgrade-seats');
  await see(walker, '/invoices', 'invoices-several');
}

// Whoever tabs on sees where they are: an open menu covers nothing that has the focus.
async function pastAMenu(walker) {
  const { page } = walker;
  await enter(walker, 'studio');
  await walker.open('/subscriptions');
  await walker.press(wordsOf(walker).change, page.locator('article').first());
  for (let tabs = 0; tabs < 12; tabs++) {
    await page.keyboard.press('Tab');
    assert.equal(await walker.focusHidden(), null, 'the focus is seen');
  }
}

async function own(walker) {
  await walker.open('/subscriptions');
  return card(walker, 'advanced');
}

// From the store straight to the popup, with the edition that was meant; Escape leads back to the link.
async function fromStore(walker) {
  const words = wordsOf(walker);
  const { page } = walker;
  await enter(walker, 'essentials');
  await walker.open('/');
  await walker.press(words.moveUp);
  await page.locator('form.upgrade:visible').waitFor();
  assert.equal(await page.locator('form.upgrade input:checked').inputValue(), 'premium');
  assert.equal(pathOf(walker) === '/', walker.setting.scripts);
  if (!walker.setting.scripts) return;
  await focused(walker, 'dialog input[value=premium]');
  await walker.look('store-popup');
  await page.keyboard.press('Escape');
  await focused(walker, 'a[data-popup][href*=premium]');
}

async function nothingYet(walker) {
  await enter(walker, 'operator');
  await see(walker, '/subscriptions', 'subscriptions-none');
  await see(walker, '/invoices', 'invoices-none');
}

async function account(walker) {
  const words = wordsOf(walker);
  const { page } = walker;
  const save = () => walker.activate(page.getByRole('button', { name: words.save }));
  await enter(walker, 'premium');
  await walker.open('/subscriptions');
  await openAvatar(walker);
  await walker.press(words.account, avatar(walker));
  assert.equal(pathOf(walker), '/account');
  await walker.look('account');
  walker.excuse(422);
  await walker.fill(words.name, '');
  await save();
  await focused(walker, 'main > [role=alert]');
  await walker.look('account-mistake');
  await walker.activate(page.locator('main > [role=alert] a'));
  await focused(walker, '#name');
  await walker.fill(words.name, 'Alix Durand-Lemoine');
  const language = page.locator('#language');
  await language.selectOption(walker.setting.language);
  await Promise.all([page.waitForURL(/saved/), save()]);
  assert.ok(plain(await page.locator('main [role=status]').innerText()).includes(words.saved));
  await walker.look('account-saved');
}

// One page of paper, and on it the invoice alone.
async function onPaper(walker) {
  const { page } = walker;
  await enter(walker, 'studio');
  await walker.open('/invoices');
  await walker.activate(page.locator('main tbody a').first());
  await page.emulateMedia({ media: 'print' });
  for (const gone of ['header', 'nav', 'footer']) assert.equal(await page.locator(`${gone}:visible`).count(), 0, gone);
  const pdf = (await page.pdf({ format: 'A4', printBackground: false })).toString('latin1');
  assert.equal(pdf.match(/\/Type\s*\/Page\b(?!s)/g).length, 1, 'one page of A4');
  await page.setViewportSize({ width: 794, height: 1123 });
  if (walker.setting.shows === 'all') {
    const { language } = walker.setting;
    await page.screenshot({ path: path.join(walker.screenshots, `invoice-printed-${language}.png`) });
  }
}

// Nothing scrolls sideways or leaves its box, whatever the window's width.
async function widths(walker) {
  const { page } = walker;
  await enter(walker, 'studio');
  const popup = `/subscriptions/${(await own(walker)).id}/upgrade`;
  for (const address of ['/', '/subscriptions', '/invoices', '/account', '/help', popup]) {
    await walker.open(address);
    if (address === '/subscriptions' && walker.setting.scripts) await openFirst(walker);
    for (const width of [320, 400, 500, 640, 760, 832, 1024, 1440]) {
      await page.setViewportSize({ width, height: 700 });
      const wide = await page.evaluate(() => [document.documentElement, ...document.querySelectorAll('dialog, .card, .choice, .top, .tabs, .rise, .tread')]
        .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => `${one.tagName}.${one.className}: ${one.scrollWidth} in ${one.clientWidth}`));
      assert.deepEqual(wide, [], `${address} at ${width} px`);
    }
  }
}

async function openFirst(walker) {
  const words = wordsOf(walker);
  const article = walker.page.locator('article[data-edition=advanced]');
  await walker.press(words.change, article);
  await walker.press(words.option, article);
  await walker.page.locator('dialog[open] form.upgrade').waitFor();
}

// ---- what goes wrong -----------------------------------------------------------------------------

// Apache's own pages are in both languages; an address each, for look() knows one language a page.
async function standalone(walker) {
  if (walker.setting.language !== 'fr') return;
  for (const code of [400, 403, 413, 503]) await see(walker, `/errors/${code}.html`, `apache-${code}`);
}

// Another visit in another tab: the form that is open still belongs to the one before.
async function forbidden(walker) {
  const words = wordsOf(walker);
  await enter(walker, 'premium');
  await walker.open('/account');
  await enter(walker, 'premium');
  walker.excuse(403);
  await walker.activate(walker.page.getByRole('button', { name: words.save }));
  await walker.page.locator('main a.button[href="/account"]').waitFor();
  await walker.look('forbidden');
}

async function tooManyTries(walker, shop) {
  const words = wordsOf(walker);
  const { page } = walker;
  walker.excuse(429);
  await walker.open('/login');
  // By hand, and what the shop answers then goes to the page: solving the box takes as long as the wait.
  let answer;
  for (let tries = 0; tries < 20 && answer?.status !== 429; tries++)
    answer = await shop.visitor({ language: walker.setting.language }).signIn('advanced@example.com', 'wrong');
  assert.equal(answer.status, 429);
  assert.match(answer.headers['retry-after'], /^\d+$/);
  await page.route('/login', route => (route.request().method() === 'POST'
    ? route.fulfill({ status: 429, contentType: 'text/html; charset=utf-8', body: answer.text }) : route.continue()));
  await walker.activate(page.locator('main').getByRole('button', { name: like(words.signIn) }));
  await page.locator('main > [role=alert]').waitFor();
  assert.match(plain(await page.locator('main > [role=alert]').innerText()), /\d/, 'says how long to wait');
  await walker.look('login-wait');
}

// An edition that is no longer sold can't be compared with anything: the card and the page say so.
async function unsold(walker, shop) {
  const { page } = walker;
  const file = path.join(shop.directory, 'conf/unsold.cfg');
  writeFileSync(file, readFileSync(path.join(shop.directory, 'conf/catalog.cfg'), 'utf8').replaceAll('"essentials"', '"basics"'));
  const done = shop.palierctl('catalog', 'publish', file);
  assert.equal(done.status, 0, done.stderr);
  await enter(walker, 'essentials');
  await see(walker, '/subscriptions', 'subscriptions-unsold');
  const article = page.locator('article[data-subscription]');
  assert.equal(await article.locator('.item').first().getAttribute('aria-disabled'), 'true');
  walker.excuse(409);
  const answer = await see(walker, `/subscriptions/${await article.getAttribute('data-subscription')}/upgrade`, 'upgrade-unsold');
  assert.equal(answer.status(), 409);
}

// Entries are missing from the books: everything is shown, nothing is changed, and the page says so.
async function readOnly(walker, shop) {
  const words = wordsOf(walker);
  const { page } = walker;
  await enter(walker, 'advanced');
  await walker.open('/subscriptions');
  const { id, next } = await card(walker, 'advanced');
  await walker.open(`/subscriptions/${id}/upgrade`);
  const mark = path.join(shop.directory, 'data/mark');
  const bytes = readFileSync(mark);
  const ahead = Buffer.from(bytes);
  ahead.writeBigUInt64LE(ahead.readBigUInt64LE(0) + 5n, 0);
  writeFileSync(mark, ahead, { flag: 'r+' });
  walker.excuse(503);
  await walker.activate(page.locator('form.upgrade button'));
  await page.locator('svg.scene').waitFor();
  await walker.look('read-only');
  writeFileSync(mark, bytes, { flag: 'r+' });
  await walker.open('/subscriptions');
  assert.deepEqual(await values(fact(page.locator('article'), words.next)), [next], 'nothing was changed');
}

// ---- the tests ------------------------------------------------------------------------------

const browser = await openBrowser();
after(() => browser.close());

const STATES = [
  ['the skip link', skipLink], ['the store', store], ['the foot', foot], ['the colours', colours], ['the robot', robot, 'scripts'],
  ['several subscriptions', several], ['past a menu', pastAMenu], ['from the store', fromStore], ['nothing yet', nothingYet], ['the account', account],
  ['an invoice on paper', onPaper], ['every width', widths], ['Apache’s own', standalone], ['forbidden', forbidden], ['too many tries', tooManyTries],
  ['read-only', readOnly], ['no longer sold', unsold],
];

async function states(t, setting) {
  const shop = await openShop({ name: 'pages' });
  try {
    for (const [name, state, needs] of STATES)
      if (!needs || setting[needs])
        await t.test(name, () => browser.walk(shop, setting, walker => state(walker, shop)));
  } finally {
    await shop.close();
  }
}

await test('every page and state', { concurrency: 2 }, async t => {
  await Promise.all(settings.map(setting => t.test(setting.name, inner => states(inner, setting))));
});

test('every page of it is valid HTML', () => browser.validate());
