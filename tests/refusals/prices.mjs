// Prices that change between the quote and its confirmation: nothing is charged, and the new
// quote says why there is one.
//   make && node --test tests/refusals/prices.mjs
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { field, form, lines, openShop, quote, total } from '../support/shop.mjs';
import { books, customer, done, refused, says, settleClock, unchanged } from '../support/refusals.mjs';

const ADDRESS = '/subscriptions/1/upgrade';
let shop;

before(async () => {
  shop = await openShop({ pool: 1, name: 'prices' });
  settleClock(shop);
});
after(() => shop.close());

// A catalogue with other prices, put in force.
function publish(...changes) {
  const file = path.join(shop.directory, 'conf/catalog.cfg');
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of changes) {
    assert.equal(text.split(from).length, 2, `${from} stands there once`);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
  const { status, stdout, stderr } = shop.palierctl('catalog', 'publish', file);
  assert.equal(status, 0, stderr);
  return stdout;
}

// ---- the sum by other means: dates of JavaScript, whole numbers ------------------------------

const DAY = 86400000;

// The subscription's period around the shop's day, from the journal's anchor.
function period() {
  const { added } = books(shop).entries.find(entry => entry.added?.subscription === 1);
  const today = Date.parse(JSON.parse(shop.palierctl('clock', 'show', '--json').stdout).now.slice(0, 10));
  const anchor = new Date(added.anchor * DAY);
  const start = n => {
    const first = new Date(Date.UTC(anchor.getUTCFullYear(), anchor.getUTCMonth() + n, 1));
    const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
    return first.setUTCDate(Math.min(anchor.getUTCDate(), last));
  };
  let n = 0;
  while (start(n + 1) <= today) n++;
  return { left: (start(n + 1) - today) / DAY, days: (start(n + 1) - start(n)) / DAY };
}

const share = (amount, { left, days }) => Math.floor((2 * amount * left + days) / (2 * days)); // half up
function sum(before, after) {
  const days = period();
  const credit = -share(before, days), charge = share(after, days);
  return { credit, charge, total: credit + charge };
}

// ---- what a customer sees ----------------------------------------------------------------------

for (const language of ['fr', 'en'])
  test(`a price that rose since the quote: 409, and the new amount to the cent (${language})`, async () => {
    const owner = customer(shop, 'essentials@example.com', language);
    const [before, after] = language === 'fr' ? [7000, 7313] : [7313, 8191];
    const page = await owner.get(ADDRESS);
    assert.deepEqual(lines(page, 'premium'), sum(2000, before));
    publish([`minor = ${before}L; },\n          { currency = "USD"; cycle = "month"; minor = 7700L`,
      `minor = ${after}L; },\n          { currency = "USD"; cycle = "month"; minor = 7700L`]);
    const start = books(shop);

    const answer = await owner.submit(page, '/upgrade', { edition: 'premium' });
    refused(answer, 409, says.newPrices);
    assert.match(answer.text, /role="alert"/);
    assert.deepEqual(lines(answer, 'premium'), sum(2000, after));
    assert.deepEqual(lines(answer, 'advanced'), sum(2000, 4000), 'what didn’t change is as it was');
    assert.equal(form(answer, '/upgrade').fields.get('edition'), 'premium', 'the choice is kept');
    assert.notEqual(quote(answer), quote(page));
    unchanged(shop, start);
    // Pressing the same button of the same old page again does no more.
    refused(await owner.submit(page, '/upgrade', { edition: 'premium' }), 409, says.newPrices);
    // A new catalogue makes every older quote stale, also for an edition whose price stayed.
    refused(await owner.submit(page, '/upgrade', { edition: 'advanced' }), 409, says.newPrices);
    unchanged(shop, start);
  });

test('publishing the same prices again leaves quotes good', async () => {
  const owner = customer(shop, 'advanced@example.com');
  const page = await owner.get('/subscriptions/2/upgrade');
  assert.match(publish(), /stays in force/);
  const answer = await owner.submit(page, '/upgrade', { edition: 'premium' });
  assert.equal(answer.status, 303);
  const { upgrades, invoices } = done(shop, 2);
  assert.equal(upgrades.length, 1);
  assert.equal(upgrades[0].price, 8191);
  assert.equal(invoices.at(-1).gross, total(page, 'premium'));
});

test('an edition that is no longer sold: 409, and the other one is chosen', async () => {
  const owner = customer(shop, 'essentials@example.com', 'en');
  const page = await owner.get(ADDRESS);
  const file = path.join(shop.directory, 'conf/catalog.cfg');
  const whole = readFileSync(file, 'utf8');
  const start = whole.indexOf('      {\n        id = "advanced"'), end = whole.indexOf('      {\n        id = "premium"');
  assert.ok(start > 0 && end > start);
  publish([whole.slice(start, end), '']);
  const before = books(shop);
  const answer = await owner.submit(page, '/upgrade', { edition: 'advanced' });
  refused(answer, 409, says.newPrices);
  assert.equal(form(answer, '/upgrade').fields.get('edition'), 'premium');
  assert.ok(!answer.text.includes('data-quote="advanced"'));
  unchanged(shop, before);
  publish(['      {\n        id = "premium"', whole.slice(start, end) + '      {\n        id = "premium"']);
});

test('the new quote is a good one: what it says is charged, once', async () => {
  const owner = customer(shop, 'essentials@example.com');
  const page = await owner.get(ADDRESS);
  publish(['minor = 8191L', 'minor = 6999L']);
  const renewed = await owner.submit(page, '/upgrade', { edition: 'premium' });
  refused(renewed, 409, says.newPrices);
  const expected = sum(2000, 6999);
  assert.deepEqual(lines(renewed, 'premium'), expected);
  const answer = await owner.submit(renewed, '/upgrade');
  assert.equal(answer.status, 303);
  const { upgrades, invoices } = done(shop, 1);
  assert.deepEqual(upgrades.map(({ edition, price }) => ({ edition, price })), [{ edition: 'premium', price: 6999 }]);
  assert.equal(invoices.length, 2);
  assert.equal(invoices[1].gross, expected.total);
  // The stale page, sent once more, after all that.
  refused(await owner.submit(page, '/upgrade', { edition: 'premium' }), 409, says.changed);
  assert.equal(done(shop, 1).upgrades.length, 1);
  assert.ok(field(await owner.get('/'), 'csrf'));
});
