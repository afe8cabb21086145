// The form of an upgrade that comes too late, or too large; what else may be wrong with it is in
// table/forms.mjs.
//   make && node --test tests/refusals/forms.mjs
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { field, form, openShop, quote, subscriptions } from '../support/shop.mjs';
import { advance, books, customer, parse, refused, says, settleClock, unchanged } from '../support/refusals.mjs';

const UPGRADE = '/subscriptions/1/upgrade';
const FORM = 'application/x-www-form-urlencoded';

let shop, start;
const people = {}; // by language: { owner, other, page, honest: the owner's fields, foreign: the other's }

async function open(language) {
  const owner = customer(shop, 'essentials@example.com', language);
  const other = customer(shop, 'advanced@example.com', language);
  const page = await owner.get(UPGRADE);
  const honest = { ...Object.fromEntries(form(page, '/upgrade').fields), edition: 'advanced' };
  const foreign = Object.fromEntries(form(await other.get('/subscriptions/2/upgrade'), '/upgrade').fields);
  return { owner, other, page, honest, foreign };
}

before(async () => {
  shop = await openShop({ pool: 1, name: 'forms' });
  settleClock(shop);
  for (const language of ['fr', 'en']) people[language] = await open(language);
  start = books(shop);
});
after(() => shop.close());

test('8 MiB sent are refused, and the shop goes on', async () => {
  const who = people.fr;
  const head = [`POST ${UPGRADE} HTTP/1.1`, `Host: 127.0.0.1:${shop.port}`, `Content-Type: ${FORM}`, 'Connection: close', `Content-Length: ${8 << 20}`];
  const answer = await shop.raw(head.join('\r\n') + '\r\n\r\n' + 'a'.repeat(8 << 20)).catch(() => '');
  if (answer) refused(parse(answer), 413, says.tooLarge);
  assert.equal((await who.owner.get(UPGRADE)).status, 200);
  unchanged(shop, start);
});

// ---- what only time does ---------------------------------------------------------------------------

test('a quote of another subscription is none for this one: one’s own or not', async () => {
  for (const { owner, honest } of Object.values(people))
    refused(await owner.post('/subscriptions/2/upgrade', honest), 404, says.missing);
  for (const language of ['fr', 'en']) {
    const studio = customer(shop, 'studio@example.com', language);
    const [first, second] = subscriptions(await studio.get('/subscriptions')).filter(one => one.status === 'active')
      .map(({ id }) => `/subscriptions/${id}/upgrade`);
    const fields = Object.fromEntries(form(await studio.get(first), '/upgrade').fields);
    for (const edition of ['premium', 'studio'])
      refused(await studio.post(second, { ...fields, edition }), 400, says.foreignQuote);
  }
  unchanged(shop, start);
});

test('a quote holds for 15 minutes; then there is a new one, and a sentence on why', async () => {
  for (const language of ['fr', 'en']) {
    const { owner } = people[language];
    const fields = Object.fromEntries(form(await owner.get(UPGRADE), '/upgrade').fields);
    advance(shop, '16m');
    const answer = await owner.post(UPGRADE, { ...fields, edition: 'premium' });
    refused(answer, 409, says.expired);
    assert.notEqual(quote(answer), fields.quote);
    assert.equal(form(answer, '/upgrade').fields.get('edition'), 'premium', 'the choice is kept');
  }
  unchanged(shop, start);
});

test('a quote of yesterday is stale, however young', async () => {
  const { owner } = people.en;
  const day = settleClock(shop, 22); // 23:00 in Paris in winter, 0:00 in summer
  assert.ok(day);
  const fields = Object.fromEntries(form(await owner.get(UPGRADE), '/upgrade').fields);
  advance(shop, '1d');
  refused(await owner.post(UPGRADE, { ...fields, edition: 'premium' }), 409, says.newDay);
  unchanged(shop, start);
});

test('a signed-out customer’s form changes nothing: the way leads over the sign-in', async () => {
  const owner = customer(shop, 'essentials@example.com');
  const fields = Object.fromEntries(form(await owner.get(UPGRADE), '/upgrade').fields);
  const session = owner.cookies.get('session');
  assert.equal((await owner.signOut()).status, 303);
  owner.cookies.set('session', session);
  const answer = await owner.post(UPGRADE, { ...fields, edition: 'premium' });
  assert.equal(answer.status, 303);
  assert.equal(answer.location, `/login?next=${UPGRADE}&sent=1`);
  unchanged(shop, start);
});

test('the very form that all of these were made from is carried out', async () => {
  const { owner } = people.fr;
  const fields = Object.fromEntries(form(await owner.get(UPGRADE), '/upgrade').fields);
  const answer = await owner.post(`${UPGRADE}?lang=fr`, { ...fields, edition: 'advanced' },
    { origin: shop.address, 'sec-fetch-site': 'same-origin', 'content-type': `${FORM}; charset=UTF-8` });
  assert.equal(answer.status, 303);
  assert.match(answer.location, /^\/subscriptions\?done=[0-9a-f]{32}$/);
});
