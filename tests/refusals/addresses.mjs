// Addresses and headers that no page of ours makes and that aren't refused, but believed in nothing;
// those that are refused are in table/addresses.mjs and table/requests.mjs.
//   make && node --test tests/refusals/addresses.mjs
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { field, form, openShop, solve } from '../support/shop.mjs';
import { books, customer, guarded, unchanged } from '../support/refusals.mjs';

let shop, start;
const people = {};

before(async () => {
  shop = await openShop({ pool: 1, name: 'addresses' });
  for (const language of ['fr', 'en'])
    people[language] = {
      language,
      owner: customer(shop, 'essentials@example.com', language),
      stranger: shop.visitor({ language }),
    };
  start = books(shop);
});
after(() => shop.close());

function each(name, body) {
  test(name, async () => {
    for (const who of Object.values(people)) await body(who);
    unchanged(shop, start);
  });
}

each('a confirmation of nobody’s is passed over in silence', async ({ owner }) => {
  const plain = (await owner.get('/subscriptions')).text;
  for (const done of ['0'.repeat(32), 'f'.repeat(31), 'x', '-'])
    assert.equal((await owner.get(`/subscriptions?done=${done}`)).text.replace(`&amp;done=${done}`, ''), plain);
});

each('a stranger is sent to sign in, and can come back to an address of any letters', async ({ stranger, owner }) => {
  for (const [address, next] of [['/invoices/caf%C3%A9', '/invoices/caf%25C3%25A9'], ['/invoices/a%20b', '/invoices/a%2520b'],
    ['/invoices/a%26next=b', '/invoices/a%2526next%253Db'], ['/invoices/%22%3E', '/invoices/%2522%253E'],
    ['/invoices/a%25b', '/invoices/a%2525b'], ['/invoices/a:b', '/invoices/a%253Ab'], ['/subscriptions/%C3%A9/upgrade', '/subscriptions/%25C3%25A9/upgrade'],
    ['/subscriptions?lang=en', '/subscriptions'], ['/subscriptions?done=a%20b&lang=en', '/subscriptions%3Fdone%3Da%2520b']]) {
    const answer = await stranger.get(address);
    assert.equal(answer.status, 303, address);
    assert.equal(answer.location, `/login?next=${next}`);
    assert.equal(field(await stranger.follow(answer), 'next'), decodeURIComponent(next));
    assert.equal((await owner.follow(answer)).location, decodeURIComponent(next));
  }
  for (const long of ['a'.repeat(2000), '!'.repeat(2600), '%C3%A9'.repeat(1300)])
    assert.equal((await stranger.get(`/invoices/${long}`)).location, '/login');
  assert.equal((await stranger.get('/subscriptions/1/upgrade?edition=%2F%2Fx')).location, '/login', 'nowhere else');
  stranger.cookies.clear();
});

each('a language that is none', async ({ owner, language }) => {
  for (const lang of ['xx', '../fr', 'fr,en', 'A'.repeat(4000)])
    assert.match((await owner.get('/', { cookie: `lang=${lang}` })).text, new RegExp(`<html lang="${language}">`));
});

each('a foreign Host is neither repeated nor believed', async ({ owner, stranger }) => {
  for (const visitor of [owner, stranger])
    for (const address of ['/', '/login', '/subscriptions', '/nope', '/%2f']) {
      const answer = await visitor.get(address, { host: 'evil.example', 'x-forwarded-host': 'evil.example' });
      guarded(answer);
      assert.doesNotMatch(JSON.stringify(answer.headers) + answer.text, /evil\.example/);
    }
  stranger.cookies.clear();
});

each('the environment isn’t the visitor’s to set', async ({ owner }) => {
  const answer = await owner.get('/', { proxy: 'http://evil.example', 'palier-shop': '/tmp', palier_shop: '/tmp', 'x-forwarded-for': '::1' });
  assert.equal(answer.status, 200);
  guarded(answer);
});

// The last, for it changes something: both mails link to the shop.
test('the links in mails are the configured address’s, whatever Host was sent', async () => {
  const { owner, stranger } = people.en, foreign = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
  const upgrade = form(await owner.get('/subscriptions/1/upgrade', foreign), '/upgrade').fields;
  assert.equal((await owner.post('/subscriptions/1/upgrade', { ...Object.fromEntries(upgrade), edition: 'premium' }, foreign)).status, 303);
  const page = await stranger.get('/support/new?subject=x', foreign);
  const ticket = { csrf: field(page, 'csrf'), once: field(page, 'once'), subject: 'x', text: 'x', name: 'Ann', email: 'ann@example.com', robot: 'on', ...solve(page) };
  assert.equal((await stranger.post('/support/new', ticket, foreign)).status, 303);
  await shop.settled();
  const folder = path.join(shop.directory, 'mail');
  const mails = readdirSync(folder).filter(name => name.endsWith('.eml')).map(name => readFileSync(path.join(folder, name), 'utf8').replace(/=\r?\n/g, ''));
  assert.ok(mails.length >= 2, `${mails.length} mails`);
  for (const mail of mails) {
    assert.doesNotMatch(mail, /evil/);
    assert.ok(mail.includes(`${shop.address}/`), mail);
  }
});
