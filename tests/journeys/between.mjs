// What comes between a customer and the new edition: prices that changed, a price that is over, another
// tab, a double click, a session that ended.  Each time nothing is bought but what was shown, and the
// way on is where one is.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

import { like, openBrowser, plain } from '../support/browser.mjs';
import { settings } from '../support/settings.mjs';
import { openShop } from '../support/shop.mjs';
import { card, focused, pathOf, signIn, values } from '../support/steps.mjs';
import { WORDS } from '../support/words.mjs';

const popupOf = walker => walker.page.locator('#option:visible');

// The price no longer holds: nothing was done, the reason has the focus, a new price is in its place.
async function refuse(walker, reason, status = 409) {
  const words = WORDS[walker.setting.language];
  walker.excuse(status);
  const posts = walker.posts.length;
  await walker.activate(walker.page.locator('form.upgrade:visible button'));
  const alert = popupOf(walker).locator('[role=alert]');
  await alert.waitFor();
  assert.equal(walker.posts.length, posts + 1, 'sent once');
  assert.equal(walker.posts.at(-1).status(), status);
  await focused(walker, '#option [role=alert]');
  assert.match(await alert.innerText(), like(words.nothing));
  assert.match(plain(await alert.innerText()), new RegExp(plain(reason)));
  assert.equal(await walker.page.locator('dialog[open]').count(), walker.setting.scripts ? 1 : 0, 'in the same place');
}

async function enterList(walker, customer) {
  await walker.open('/login?next=/subscriptions');
  await signIn(walker, customer);
}

async function openOption(walker, edition) {
  const words = WORDS[walker.setting.language];
  const { article } = await card(walker, edition);
  await walker.press(words.change, article);
  await walker.press(words.option, article);
  await walker.page.locator('form.upgrade:visible').waitFor();
}

async function buy(walker) {
  const { page } = walker;
  await Promise.all([page.waitForURL(/\/subscriptions\?done=/), walker.activate(page.locator('form.upgrade:visible button'))]);
}

// Old prices, a shop that changed them meanwhile; the amount shown before stands beside the new one.
async function otherPrices(walker, shop) {
  const words = WORDS[walker.setting.language];
  await enterList(walker, 'advanced');
  await openOption(walker, 'advanced');
  const [total] = await values(popupOf(walker).locator('[data-quote=premium] tr[data-line=total] td'));
  publish(shop, 7313);
  await refuse(walker, words.newPrices);
  const line = popupOf(walker).locator('[data-quote=premium] tr[data-line=total]');
  const [before, now] = [await values(line.locator('th')), await values(line.locator('td'))];
  assert.deepEqual(before, [total], 'what was shown before is told');
  assert.ok(now[0] > total);
  await walker.look('upgrade-refused');
  publish(shop, 7000);
}

// A price that is over after its 15 minutes is renewed where it stands, and serves.
async function anOldPrice(walker, shop) {
  const words = WORDS[walker.setting.language];
  await enterList(walker, 'advanced');
  await openOption(walker, 'advanced');
  const first = await popupOf(walker).locator('input[name=quote]').inputValue();
  assert.equal(shop.palierctl('clock', 'advance', '16m').status, 0);
  await refuse(walker, words.expired);
  assert.notEqual(await popupOf(walker).locator('input[name=quote]').inputValue(), first);
}

// Another tab was quicker: what is possible now can be bought from where one is.
async function secondTab(walker) {
  const words = WORDS[walker.setting.language];
  await enterList(walker, 'essentials');
  await openOption(walker, 'essentials');
  const first = await walker.tab();
  await walker.open('/subscriptions');
  await openOption(walker, 'essentials');
  await walker.tick(walker.page.locator('form.upgrade:visible input[value=advanced]'));
  await buy(walker);
  walker.page = first;
  walker.browser = await walker.context.newCDPSession(first);
  await first.bringToFront();
  await walker.tick(first.locator('form.upgrade:visible input[value=premium]'));
  await refuse(walker, words.changed);
  const offered = await first.locator('#option:visible input[name=edition]').evaluateAll(all => all.map(one => one.value));
  assert.deepEqual(offered, ['premium']);
  await buy(walker);
  await card(walker, 'premium');
}

// Whoever presses twice has bought once.
async function twice(walker, shop) {
  const { page } = walker;
  await enterList(walker, 'advanced');
  await openOption(walker, 'advanced');
  const upgrades = () => shop.palierctl('journal', '--customer', 'advanced@example.com', '--json').stdout.split('\n')
    .filter(line => line && JSON.parse(line).change).length;
  const earlier = upgrades();
  await page.locator('form.upgrade:visible button').dblclick();
  // Of two navigations the browser may break the first one off: only where it ends counts.
  for (let tries = 0; tries < 200 && !page.url().includes('/subscriptions?done='); tries++) await page.waitForTimeout(50);
  assert.match(page.url(), /\/subscriptions\?done=/);
  await card(walker, 'premium');
  assert.equal(upgrades(), earlier + 1);
}

// Signed out meanwhile: to the sign-in page, and from there back to the very popup; nothing was done.
async function signedOut(walker) {
  const words = WORDS[walker.setting.language];
  const { page } = walker;
  await enterList(walker, 'essentials');
  const { id } = await card(walker, 'essentials');
  await openOption(walker, 'essentials');
  await walker.context.clearCookies({ name: 'session' });
  await Promise.all([page.waitForURL(/\/login\?next=/), walker.activate(page.locator('form.upgrade:visible button'))]);
  await page.waitForLoadState();
  assert.ok(plain(await page.locator('main').innerText()).includes(words.notYet));
  await walker.look('login-again');
  await signIn(walker, 'essentials');
  assert.equal(pathOf(walker), `/subscriptions/${id}/upgrade`);
  await page.locator('form.upgrade:visible').waitFor();
}

function publish(shop, premium) {
  const file = path.join(shop.directory, 'conf', `premium-${premium}.cfg`);
  writeFileSync(file, readFileSync(path.join(shop.directory, 'conf/catalog.cfg'), 'utf8')
    .replace('"EUR"; cycle = "month"; minor = 7000L', `"EUR"; cycle = "month"; minor = ${premium}L`));
  const done = shop.palierctl('catalog', 'publish', file);
  assert.equal(done.status, 0, done.stderr);
}

// ---- the tests ------------------------------------------------------------------------------

const browser = await openBrowser();
after(() => browser.close());

// A shop for each setting, for the clock and the prices move.
async function between(t, setting) {
  const shop = await openShop({ name: 'between' });
  const walk = (name, steps) => t.test(name, () => browser.walk(shop, setting, walker => steps(walker, shop)));
  try {
    await walk('other prices', otherPrices);
    await walk('an old price', anOldPrice);
    await walk('a session that ended', signedOut);
    await walk('two tabs with one price', secondTab);
    await walk('a double click', twice);
    const audit = shop.palierctl('verify');
    assert.equal(audit.status, 0, audit.stderr);
  } finally {
    await shop.close();
  }
}

await test('when something comes between', { concurrency: 2 }, async t => {
  await Promise.all(settings.map(setting => t.test(setting.name, inner => between(inner, setting))));
});

test('every page of it is valid HTML', () => browser.validate());
