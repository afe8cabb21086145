// One change is paid once: the same form sent eight times at once, two tabs, a quote for two
// editions, a form sent again much later.
//   make && node --test tests/refusals/money.mjs
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { field, form, openShop, quote, subscriptions, total } from '../support/shop.mjs';
import { advance, books, customer, done, refused, says, sessions, settleClock } from '../support/refusals.mjs';

const CUSTOMERS = 120;
let shop, free;

before(async () => {
  shop = await openShop({ pool: 8, name: 'money', fill: ['upgrade'] });
  settleClock(shop);
  assert.equal(shop.palierctl('demo', '--customers', CUSTOMERS).status, 0);
  free = await essentialsCustomers();
});
after(() => shop.close());

// Who may still move up twice: demo customers with Essentials and nothing else, by email, each for one test.
async function essentialsCustomers() {
  const names = Array.from({ length: CUSTOMERS }, (_, i) => `customer${String(i + 1).padStart(6, '0')}@example.com`);
  const found = [];
  for (const [i, token] of sessions(shop, names).entries()) {
    const visitor = shop.visitor();
    visitor.cookies.set('session', token);
    const [{ id, edition, status }, ...others] = subscriptions(await visitor.get('/subscriptions'));
    if (edition === 'essentials' && status === 'active' && others.length === 0) found.push({ email: names[i], id });
  }
  return found;
}

// A customer whom no other test knows, and tabs of theirs: each a session of its own.
function somebody(tabs = 1, language = 'fr') {
  const { email, id } = free.shift();
  const address = `/subscriptions/${id}/upgrade`;
  return {
    email, id, address, tabs: Array.from({ length: tabs }, () => customer(shop, email, language)),
    was: books(shop).summary, had: done(shop, id).invoices.length,
  };
}

const fieldsOf = async (visitor, address) => Object.fromEntries(form(await visitor.get(address), '/upgrade').fields);

// One upgrade, one invoice, one mail more than there were.
async function once({ id, was, had, tabs }, edition, amount) {
  const { upgrades, invoices } = done(shop, id);
  assert.deepEqual(upgrades.map(one => one.edition), [edition]);
  assert.equal(invoices.length, had + 1);
  if (amount !== undefined) assert.equal(invoices.at(-1).gross, amount);
  const { summary } = books(shop);
  assert.equal(summary.invoices, was.invoices + 1);
  assert.equal(summary.mails, was.mails + 1);
  assert.equal(summary.entries, was.entries + 1);
  assert.equal(subscriptions(await tabs[0].get('/subscriptions'))[0].edition, edition);
  const list = await tabs[0].get('/invoices');
  assert.equal(new Set(list.text.match(/\/invoices\/\d{4}-\d{6}/g)).size, had + 1);
}

function none({ id, was }) {
  assert.deepEqual(done(shop, id).upgrades, []);
  assert.deepEqual(books(shop).summary, was);
}

const CONFIRMED = /^\/subscriptions\?done=[0-9a-f]{32}$/;

describe('the same form again', () => {
  test('sent 8 times at once: 8 × 303 to one confirmation, one change, one invoice, one mail', async () => {
    const who = somebody();
    const [tab] = who.tabs;
    const page = await tab.get(who.address);
    const fields = { ...Object.fromEntries(form(page, '/upgrade').fields), edition: 'premium' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => tab.post(who.address, fields)));
    assert.deepEqual(answers.map(answer => answer.status), Array(8).fill(303));
    assert.equal(new Set(answers.map(answer => answer.location)).size, 1);
    assert.match(answers[0].location, CONFIRMED);
    await once(who, 'premium', total(page, 'premium'));
    const confirmation = await tab.follow(answers[7]);
    assert.equal(confirmation.status, 200);
    assert.match(confirmation.text, /role="status"/);
  });

  test('sent 8 times at once from 8 sessions of the same customer', async () => {
    const who = somebody(8);
    const quoted = (await fieldsOf(who.tabs[0], who.address)).quote;
    const tokens = await Promise.all(who.tabs.map(async tab => field(await tab.get('/'), 'csrf')));
    const answers = await Promise.all(who.tabs.map((tab, i) =>
      tab.post(who.address, { csrf: tokens[i], quote: quoted, edition: 'advanced' })));
    assert.deepEqual(answers.map(answer => answer.status), Array(8).fill(303));
    assert.equal(new Set(answers.map(answer => answer.location)).size, 1);
    await once(who, 'advanced');
  });

  test('sent again by a new session, after 20 minutes, in the other language, on another day: the same confirmation', async () => {
    const who = somebody(1, 'fr');
    const [tab] = who.tabs;
    const fields = { ...await fieldsOf(tab, who.address), edition: 'advanced' };
    const first = await tab.post(who.address, fields);
    assert.equal(first.status, 303);

    await tab.signOut();
    const renewed = customer(shop, who.email, 'fr');
    const again = { ...fields, csrf: field(await renewed.get('/'), 'csrf') };
    for (const [what, move, address] of [
      ['a new session', null, who.address],
      ['after 20 minutes', '20m', who.address],
      ['in the other language', null, `${who.address}?lang=en`],
      ['tomorrow', '1d', who.address],
      ['next month', '40d', who.address],
    ]) {
      if (move) advance(shop, move);
      const answer = await renewed.post(address, again);
      assert.equal(answer.status, 303, what);
      assert.equal(answer.location, first.location, what);
    }
    settleClock(shop);
    await once({ ...who, tabs: [renewed] }, 'advanced');
  });

  test('sent by somebody else with their own token: refused, and their subscription is as it was', async () => {
    const who = somebody(), thief = somebody();
    const fields = { ...await fieldsOf(who.tabs[0], who.address), edition: 'advanced' };
    assert.equal((await who.tabs[0].post(who.address, fields)).status, 303);
    const csrf = field(await thief.tabs[0].get('/'), 'csrf');
    refused(await thief.tabs[0].post(thief.address, { ...fields, csrf }), 400, says.foreignQuote);
    refused(await thief.tabs[0].post(who.address, { ...fields, csrf }), 404, says.missing);
    assert.deepEqual(done(shop, thief.id).upgrades, []);
    await once(who, 'advanced');
  });
});

// Exactly one is done; whoever loses is told why and has a new quote.
async function oneWins(who, answers, editions, sentence) {
  const [won, lost] = answers[0].status === 303 ? [0, 1] : [1, 0];
  assert.deepEqual([answers[won].status, answers[lost].status], [303, 409]);
  assert.match(answers[won].location, CONFIRMED);
  refused(answers[lost], 409, sentence);
  await once(who, editions[won]);
  return { answer: answers[lost], left: editions[won] === 'advanced' ? 'premium' : null };
}

describe('two tabs', () => {
  for (const [name, editions] of [['for two editions', ['advanced', 'premium']], ['for the same edition', ['advanced', 'advanced']]])
    for (const language of ['fr', 'en'])
      test(`with a quote each, ${name}, at once (${language}): one change, one 409 with a new quote`, async () => {
        const who = somebody(2, language);
        const forms = await Promise.all(who.tabs.map(tab => fieldsOf(tab, who.address)));
        const answers = await Promise.all(who.tabs.map((tab, i) => tab.post(who.address, { ...forms[i], edition: editions[i] })));
        const { answer, left } = await oneWins(who, answers, editions, says.changed);
        if (!left) {
          assert.match(answer.text, /<div class="card nosing flow" data-edition="premium">/, 'at the top: nothing more to choose');
          return;
        }
        assert.ok(!forms.some(one => one.quote === quote(answer)));
        // The new quote is a good one.
        const last = await answer.visitor.submit(answer, '/upgrade', { edition: left });
        assert.equal(last.status, 303);
        assert.deepEqual(done(shop, who.id).upgrades.map(one => one.edition), ['advanced', 'premium']);
      });

  test('with one quote for two editions at once: one change, and the other is told that the quote has served', async () => {
    const who = somebody();
    const [tab] = who.tabs;
    const fields = await fieldsOf(tab, who.address);
    const editions = ['advanced', 'premium'];
    const answers = await Promise.all(editions.map(edition => tab.post(who.address, { ...fields, edition })));
    await oneWins(who, answers, editions, says.used);
  });

  test('with one quote for two editions, one after the other, and then the first one again', async () => {
    const who = somebody();
    const [tab] = who.tabs;
    const fields = await fieldsOf(tab, who.address);
    const first = await tab.post(who.address, { ...fields, edition: 'advanced' });
    refused(await tab.post(who.address, { ...fields, edition: 'premium' }), 409, says.used);
    const again = await tab.post(who.address, { ...fields, edition: 'advanced' });
    assert.equal(again.location, first.location);
    await once(who, 'advanced');
  });
});

test('an upgrade that fails leaves no trace, not even a used-up quote', async () => {
  const who = somebody();
  const [tab] = who.tabs;
  const fields = await fieldsOf(tab, who.address);
  refused(await tab.post(who.address, { ...fields, edition: 'platinum' }), 422, says.notOffered);
  refused(await tab.post(who.address, { ...fields, edition: 'advanced', csrf: '' }), 403, says.forged);
  none(who);
  assert.equal((await tab.post(who.address, { ...fields, edition: 'advanced' })).status, 303);
  await once(who, 'advanced');
});
