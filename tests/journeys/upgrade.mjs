// The help article's journey, steps 1.1 to 2.6, as somebody walks it in a browser who reads the
// words on the buttons: for each of the three editions, see tests/support/settings.mjs for the
// circumstances.  The sums are done anew here, from the prices and days that the pages show.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { euros, like, openBrowser, plain } from '../support/browser.mjs';
import { settings } from '../support/settings.mjs';
import { PASSWORD, openShop, solve } from '../support/shop.mjs';
import { WORDS } from '../support/words.mjs';

const EDITIONS = { essentials: 'Essentials', advanced: 'Advanced', premium: 'Premium' };
const OFFERED = { essentials: ['advanced', 'premium'], advanced: ['premium'], premium: [] };

// ---- the vectors' arithmetic ----------------------------------------------------------------

const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86400000);

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

const values = async place => (await place.locator('data').all()).length === 0 ? []
  : (await place.locator('data').evaluateAll(all => all.map(one => Number(one.value))));
const dates = place => place.locator('time').evaluateAll(all => all.map(one => one.dateTime));
const fact = (place, word) =>
  place.locator('dl > div').filter({ has: place.page().locator('dt').filter({ hasText: like(word) }) });

// The prices that the store shows, a month: edition → minor units.
async function prices(walker) {
  const found = {};
  for (const [id, name] of Object.entries(EDITIONS)) {
    const card = walker.page.locator('article').filter({ has: walker.page.getByRole('heading', { name }) });
    [found[id]] = await values(card);
  }
  return found;
}

async function card(walker, edition) {
  const article = walker.page.locator(`article[data-subscription][data-edition=${edition}][data-status=active]`);
  await article.waitFor();
  const { next, price } = WORDS[walker.setting.language];
  const [from, last] = await dates(article.locator('p.small'));
  const [to] = await dates(fact(article, next));
  assert.equal(days(last, to), 1, 'the next period begins when this one has ended');
  return {
    article,
    id: await article.getAttribute('data-subscription'),
    price: (await values(fact(article, price)))[0],
    next: (await values(fact(article, next)))[0],
    from, to,
  };
}

// ---- the steps ------------------------------------------------------------------------------

async function signIn(walker, customer) {
  const words = WORDS[walker.setting.language];
  const { page } = walker;
  await walker.fill(words.email, `${customer}@example.com`);
  await walker.fill(words.password, PASSWORD);
  const box = page.getByLabel(like(words.robot));
  assert.equal(await box.getAttribute('required'), '');
  await box.check();
  if (!walker.setting.scripts) {
    const { answer } = solve(await page.content());
    await page.locator('#answer').fill(answer);
    await walker.look('login-question');
  }
  await Promise.all([
    page.waitForURL(url => url.pathname !== '/login'),
    page.locator('main').getByRole('button', { name: like(words.signIn) }).click(),
  ]);
  assert.equal(walker.posts.at(-1).status(), 303);
}

const pathOf = walker => new URL(walker.page.url()).pathname;
const avatar = walker => walker.page.locator('header details.avatar');

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
  await avatar(walker).locator('summary').click();
  assert.match(await avatar(walker).locator('summary').getAttribute('aria-label'), like(words.menu));
  assert.equal(await walker.pressable(words.invoices, avatar(walker)).count(), 1);
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
  await form.locator('label').filter({ hasText: like(EDITIONS[edition]) }).click();
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
  assert.equal(plain(await button.innerText()), plain(words.upgrade + words.pay + euros(language, sums.total)));
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
  assert.deepEqual(await values(banner), [sums.total, price], 'paid now, and next time');
  const own = await card(walker, edition);
  assert.equal(own.price, price);
  assert.equal(own.next, price);
  await walker.look(`done-${edition}`);
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
  await avatar(walker).locator('summary').click();
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
  await avatar(walker).locator('summary').click();
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
  await walker.press(words.option, before.article);
  const form = page.locator('form.upgrade:visible');
  await form.waitFor();
  assert.equal(plain(await page.locator(':is(h1, h2):visible').filter({ hasText: like(words.option) }).innerText()), words.option);
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

// Two tabs with the same prices: the second one to confirm finds another subscription.
async function secondTab(walker) {
  const words = WORDS[walker.setting.language];
  await walker.open('/login');
  await signIn(walker, 'essentials');
  const { id } = await own(walker, 'advanced');
  await walker.open(`/subscriptions/${id}/upgrade`);
  const first = await walker.tab();
  await walker.open(`/subscriptions/${id}/upgrade`);
  await walker.press(words.upgrade, walker.page.locator('form.upgrade'));
  await walker.page.waitForURL(/done=/);
  walker.page = first;
  walker.excuse(409);
  await first.bringToFront();
  await walker.press(words.upgrade, first.locator('form.upgrade'));
  const alert = first.locator('main [role=alert]');
  assert.match(await alert.innerText(), like(words.nothing));
  assert.equal(walker.posts.at(-1).status(), 409);
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
    if (chosen === 'advanced') await t.test('two tabs with one price', () => browser.walk(shop, setting, secondTab));
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
