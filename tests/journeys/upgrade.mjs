// The help article's journey, steps 1.1 to 2.6, as somebody walks it in a browser who reads the
// words on the buttons: for each of the three editions, see tests/support/settings.mjs for the
// circumstances.  The sums are done anew here, from the prices and days that the pages show.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { amount, like, openBrowser, plain } from '../support/browser.mjs';
import { settings } from '../support/settings.mjs';
import { openShop } from '../support/shop.mjs';
import { avatar, card, dates, days, fact, focused, openAvatar, pathOf, signIn, values } from '../support/steps.mjs';
import { WORDS } from '../support/words.mjs';

const EDITIONS = { essentials: 'Essentials', advanced: 'Advanced', premium: 'Premium' };
const OFFERED = { essentials: ['advanced', 'premium'], advanced: ['premium'], premium: [] };

// ---- the vectors' arithmetic ----------------------------------------------------------------

// price × part / whole, half up, away from zero.
function share(price, part, whole) {
  const [value, size] = [BigInt(price) * BigInt(part), BigInt(whole)];
  const half = (2n * (value < 0n ? -value : value) + size) / (2n * size);
  return Number(value < 0n ? -half : half);
}

function expected(old, price, { from, to, today }) {
  const [left, all] = [days(today, to), days(from, to)];
  const credit = -share(old, left, all);
  const charge = share(price, left, all);
  return { credit, charge, total: credit + charge };
}

// ---- reading --------------------------------------------------------------------------------

// The prices that the store shows, a month: edition → minor units.
async function prices(walker) {
  const found = {};
  for (const [id, name] of Object.entries(EDITIONS)) {
    const card = walker.page.locator('article').filter({ has: walker.page.getByRole('heading', { name }) });
    [found[id]] = await values(card);
  }
  return found;
}

// ---- the steps ------------------------------------------------------------------------------

// Steps 1.1 to 1.3.
async function enter(walker, customer) {
  const words = WORDS[walker.setting.language];
  await walker.open('/');
  await walker.look('store');
  const known = await prices(walker);
  await walker.press(words.signIn, walker.page.locator('header'));
  assert.equal(pathOf(walker), '/login');
  await walker.look('login');
  await signIn(walker, customer);
  assert.equal(pathOf(walker), '/', 'back at the store');
  await walker.look('store-signed-in');
  await walker.open('/login');
  assert.equal(pathOf(walker), '/', 'who is signed in is sent on to the store');
  return known;
}

// Steps 2.1 to 2.3; gives the opened menu.
async function openActions(walker, edition) {
  const words = WORDS[walker.setting.language];
  await openAvatar(walker);
  assert.ok(plain(await avatar(walker).locator('summary').textContent()).includes(words.menu));
  assert.equal(await walker.pressable(words.invoices, avatar(walker)).count(), 1);
  assert.equal(await walker.pressable(words.account, avatar(walker)).count(), 1);
  assert.equal(await walker.pressable(words.signOut, avatar(walker)).count(), 1);
  await walker.look('menu');
  await walker.press(words.subscriptions, avatar(walker));
  assert.equal(pathOf(walker), '/subscriptions');
  assert.equal(plain(await walker.page.locator('h1').textContent()), words.mine);
  await walker.look(`subscriptions-${edition}`);
  const own = await card(walker, edition);
  await walker.press(words.change, own.article);
  const first = own.article.locator('details .item').first();
  assert.match(await first.innerText(), like(words.option), 'the first of the actions');
  await walker.look(`actions-${edition}`);
  return { own, first };
}

// Steps 2.4 and 2.5 for one edition: choosing it shows its sum, and the button says it too.
async function choose(walker, edition, sums, price) {
  const words = WORDS[walker.setting.language];
  const { page, setting: { language } } = walker;
  const form = page.locator('form.upgrade:visible');
  await walker.tick(form.locator(`input[name=edition][value=${edition}]`));
  assert.equal(await form.locator('input[name=edition]:checked').inputValue(), edition);
  const shown = await form.locator('[data-quote]:visible').evaluateAll(all => all.map(one => one.dataset.quote));
  assert.deepEqual(shown, [edition], 'the sum of the chosen edition alone');
  const quote = form.locator(`[data-quote=${edition}]`);
  for (const line of ['credit', 'charge', 'total'])
    assert.deepEqual(await values(quote.locator(`tr[data-line=${line}] > td`)), [sums[line]], `${edition}: ${line}`);
  assert.deepEqual(await values(fact(quote, words.renewal)), [price]);
  assert.equal(await fact(quote, words.back).count(), 1);
  const button = form.locator('button');
  assert.equal(await button.count(), 1, 'one button');
  assert.match(await form.locator(`label:has([value=${edition}])`).innerText(), like(EDITIONS[edition]));
  assert.equal(plain(await button.innerText()), plain(words.upgrade + words.pay + amount(language, sums.total)));
  await walker.look(`upgrade-${edition}`);
}

// Step 2.6, and what it must leave behind.
async function confirm(walker, edition, sums, price) {
  const words = WORDS[walker.setting.language];
  const { page } = walker;
  await Promise.all([
    page.waitForURL(/\/subscriptions\?done=/),
    walker.press(words.upgrade, page.locator('form.upgrade:visible')),
  ]);
  assert.equal(walker.posts.at(-1).status(), 303);
  const banner = page.locator('main .banner[role=status]');
  assert.match(await banner.innerText(), like(words.done));
  await focused(walker, 'main .banner[role=status]');
  assert.deepEqual(await values(banner), [sums.total, price], 'paid now, and next time');
  const own = await card(walker, edition);
  assert.equal(own.price, price);
  assert.equal(own.next, price);
  await walker.look(`done-${edition}`);
  assert.equal(await banner.locator('a .whole').evaluate(one => one.getClientRects().length), 1, 'no line ends within the invoice’s number');
  await walker.press(words.invoice, banner);
  const invoice = page.locator('article[data-invoice]');
  const number = await invoice.getAttribute('data-invoice');
  assert.match(number, /^\d{4}-\d{6}$/);
  for (const line of ['credit', 'charge', 'total'])
    assert.equal((await values(invoice.locator(`tr[data-line=${line}] > td`))).at(-1), sums[line], `invoice: ${line}`);
  await walker.look('invoice');
  return number;
}

// Out, and in again at a page that asks for it: what was changed is still changed.
async function returnTo(walker, customer, edition, number) {
  const words = WORDS[walker.setting.language];
  const { page } = walker;
  const address = `/subscriptions/${(await own(walker, edition)).id}/upgrade`;
  await openAvatar(walker);
  await walker.press(words.signOut, avatar(walker));
  assert.equal(pathOf(walker), '/');
  assert.equal(await walker.pressable(words.signIn, page.locator('header')).count(), 1);
  await walker.open(address);
  assert.equal(pathOf(walker), '/login');
  await signIn(walker, customer);
  assert.equal(pathOf(walker), address, 'back at the page that asked');
  const offered = await page.locator('input[name=edition]').evaluateAll(all => all.map(one => one.value));
  assert.deepEqual(offered, OFFERED[edition]);
  await own(walker, edition);
  await openAvatar(walker);
  await walker.press(words.invoices, avatar(walker));
  await walker.look('invoices');
  if (number) await walker.press(number, page.locator('main'));
}

async function own(walker, edition) {
  await walker.open('/subscriptions');
  return card(walker, edition);
}

async function upgrade(walker, customer, chosen) {
  const words = WORDS[walker.setting.language];
  const { page, shop } = walker;
  const known = await enter(walker, customer);
  const { own: before } = await openActions(walker, customer);
  assert.equal(before.price, known[customer]);
  const form = await openPopup(walker, before);
  const offered = await form.locator('input[name=edition]').evaluateAll(all => all.map(one => one.value));
  assert.deepEqual(offered, OFFERED[customer]);
  const [today] = await dates(fact(form.locator('[data-quote]:visible'), words.when));
  assert.equal(today, JSON.parse(shop.palierctl('--json', 'clock', 'show').stdout).now.slice(0, 10));
  // The one that is bought comes last, so that the choice stays on it.
  for (const edition of [...offered.filter(one => one !== chosen), chosen])
    await choose(walker, edition, expected(before.price, known[edition], { ...before, today }), known[edition]);
  const number = await confirm(walker, chosen, expected(before.price, known[chosen], { ...before, today }), known[chosen]);
  await returnTo(walker, customer, chosen, number);
}

async function stayAtTheTop(walker) {
  const words = WORDS[walker.setting.language];
  const { page } = walker;
  await enter(walker, 'premium');
  const { own: before, first } = await openActions(walker, 'premium');
  assert.equal(await first.getAttribute('aria-disabled'), 'true');
  assert.ok(plain(await first.innerText()).includes(words.impossible), 'and says why');
  assert.equal(await first.evaluate(one => one.closest('a[href], button') === null), true);
  await walker.open(`/subscriptions/${before.id}/upgrade`);
  assert.equal(plain(await page.locator('main h2').innerText()), plain(words.top));
  assert.equal(await page.locator('form.upgrade').count(), 0);
  await walker.look('upgrade-none');
  await returnTo(walker, 'premium', 'premium');
}

// Step 2.4.  With scripts the popup is a dialog over the list; Escape and « Garder » close it, and the
// focus comes back to the menu's button.  Without, it is a page of its own, and « Garder » leads back.
async function openPopup(walker, { article, id }) {
  const words = WORDS[walker.setting.language];
  const { page } = walker;
  const form = page.locator('form.upgrade:visible');
  const dialog = page.locator('dialog[open]');
  const open = async () => {
    if (!await article.locator('details[open]').count()) await walker.press(words.change, article);
    await walker.press(words.option, article);
    await form.waitFor();
    assert.equal(plain(await page.locator('h1:visible').filter({ hasText: like(words.option) }).innerText()), words.option);
  };
  await open();
  if (!walker.setting.scripts) {
    assert.equal(pathOf(walker), `/subscriptions/${id}/upgrade`);
    assert.equal(await dialog.count(), 0);
    await walker.press(words.keep, form);
    assert.equal(pathOf(walker), '/subscriptions');
    await open();
    return form;
  }
  assert.equal(pathOf(walker), '/subscriptions', 'the list stays below');
  assert.equal(await dialog.getAttribute('aria-labelledby'), await dialog.locator('h1').getAttribute('id'));
  await focused(walker, 'dialog[open] input[name=edition]:checked');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await focused(walker, 'details.menu:not([open]) > summary.button');
  await open();
  await focused(walker, 'dialog[open] input[name=edition]:checked');
  await walker.press(words.keep, form);
  await dialog.waitFor({ state: 'hidden' });
  await focused(walker, 'details.menu:not([open]) > summary.button');
  await open();
  await walker.activate(dialog.getByRole('button', { name: words.close }));
  await dialog.waitFor({ state: 'hidden' });
  await focused(walker, 'details.menu:not([open]) > summary.button');
  await open();
  await walker.look('popup');
  return form;
}

// ---- the tests ------------------------------------------------------------------------------

const browser = await openBrowser();
after(() => browser.close());

async function journey(t, setting, place) {
  const shop = await openShop({ name: 'journey' });
  try {
    // In turns, so that both are bought in every language, width and theme.
    const chosen = OFFERED.essentials[(place + (place >> 1)) % 2];
    await t.test(`essentials to ${chosen}`, () => browser.walk(shop, setting, walker => upgrade(walker, 'essentials', chosen)));
    await t.test('advanced to premium', () => browser.walk(shop, setting, walker => upgrade(walker, 'advanced', 'premium')));
    await t.test('premium has nothing above it', () => browser.walk(shop, setting, stayAtTheTop));
    const audit = shop.palierctl('verify');
    assert.equal(audit.status, 0, audit.stderr);
  } finally {
    await shop.close();
  }
}

await test('the journey', { concurrency: 2 }, async t => {
  await Promise.all(settings.map((setting, place) => t.test(setting.name, inner => journey(inner, setting, place))));
});

test('every page of it is valid HTML', () => browser.validate());
