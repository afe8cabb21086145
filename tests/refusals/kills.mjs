// Programs killed in the middle of upgrades: what was acknowledged is there exactly once, what
// wasn't can be sent again with the same quote.
//   make && node --test tests/refusals/kills.mjs
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { form, isBelowPremium, openShop, subscriptions } from '../support/shop.mjs';
import { books, done, programs, sessions, settleClock, waitsIn } from '../support/refusals.mjs';

const CUSTOMERS = 300, CLIENTS = 4, SECONDS = 5;
let shop, people;

before(async () => {
  shop = await openShop({ pool: 2 * CLIENTS, name: 'kills', fill: ['upgrade'] });
  settleClock(shop);
  assert.equal(shop.palierctl('demo', '--customers', CUSTOMERS).status, 0);
  people = await customers();
});
after(() => shop.close());

// Everybody who has one subscription, never changed and not at the top, with their form in hand, as an open page has it.
async function customers() {
  const names = Array.from({ length: CUSTOMERS }, (_, i) => `customer${String(i + 1).padStart(6, '0')}@example.com`);
  const tokens = sessions(shop, names), found = [];
  const changed = new Set(books(shop).entries.flatMap(({ change }) => (change ? [String(change.subscription)] : [])));
  const next = async () => {
    for (let token = tokens.pop(); token; token = tokens.pop()) {
      const visitor = shop.visitor();
      visitor.cookies.set('session', token);
      const [{ id, ...one }, ...others] = subscriptions(await visitor.get('/subscriptions'));
      if (!isBelowPremium(one) || others.length > 0 || changed.has(id)) continue;
      const address = `/subscriptions/${id}/upgrade`;
      const fields = form(await visitor.get(address), '/upgrade').fields;
      found.push({ id, visitor, address, fields: { ...Object.fromEntries(fields), edition: 'premium' }, answers: [], lost: 0 });
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, next));
  return found;
}

const CONFIRMED = /^\/subscriptions\?done=[0-9a-f]{32}$/;

// An answer, or null when the connection broke or the program died over it.
async function send(person) {
  const answer = await person.visitor.post(person.address, person.fields).catch(() => null);
  if (answer?.status === 303) {
    assert.match(answer.location, CONFIRMED);
    person.answers.push(answer.location);
    return answer;
  }
  // 500 and 503 say that nobody knows; anything else would be a wrong answer.
  assert.ok(answer === null || [500, 503].includes(answer.status), `${answer?.status}: ${answer?.text}`);
  person.lost++;
  return null;
}

const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

// One that is at work, if that can be seen: one that waits for something else than all of them did
// when nobody asked for anything.
function strike(atRest) {
  const all = programs(shop, 'upgrade');
  const busy = all.filter(pid => waitsIn(pid) !== atRest);
  const [victim] = busy.length > 0 ? busy : all.slice(Math.floor(Math.random() * all.length));
  if (victim === undefined) return 0;
  try {
    process.kill(victim, 'SIGKILL');
    return 1;
  } catch {
    return 0; // it was faster
  }
}

test('upgrade programs killed in the middle of upgrades lose no acknowledged change and make none twice', async t => {
  const before = books(shop).summary;
  assert.ok(people.length >= 100, `${people.length} customers can move up`);
  const atRest = waitsIn(programs(shop, 'upgrade')[0]);
  const waiting = [...people], deadline = Date.now() + SECONDS * 1000;
  let kills = 0, sent = 0, worst = 0;
  // On a slow machine longer, until it has shown something.
  const goesOn = () => Date.now() < deadline ||
    (Date.now() < deadline + 15000 && (kills < 8 || people.length - waiting.length < 20));

  // Spread over the time there is; a few milliseconds after some of the requests a program dies:
  // before the change, within it, or between it and its answer.
  const client = async () => {
    while (goesOn() && waiting.length > 0) {
      const one = waiting.shift(), begun = Date.now();
      const answer = send(one);
      sent++;
      if (Math.random() < 0.4) {
        await sleep(Math.random() * 4);
        kills += strike(atRest);
      }
      if (await answer === null) waiting.push(one);
      else if (Math.random() < 0.2) await send(one); // the button, pressed again
      worst = Math.max(worst, Date.now() - begun);
      await sleep(Math.random() * 2 * CLIENTS * SECONDS * 1000 / people.length - 20);
    }
  };
  // Others look at the page meanwhile: mod_fcgid starts a program for each request that finds none,
  // and lets that one wait a second.
  const onlooker = async (_, place) => {
    while (goesOn()) await people[place].visitor.get(people[place].address).catch(() => null);
  };
  await Promise.all([...Array.from({ length: CLIENTS }, client), ...Array.from({ length: CLIENTS }, onlooker)]);

  const acknowledged = people.filter(one => one.answers.length > 0);
  const lost = people.reduce((sum, one) => sum + one.lost, 0);
  t.diagnostic(`${kills} kills, ${sent} sent, ${acknowledged.length} of ${people.length} customers acknowledged, ` +
    `${lost} answers lost, longest wait ${worst} ms`);
  assert.ok(kills >= 5, `${kills} kills`);
  assert.ok(acknowledged.length >= 10, `${acknowledged.length} acknowledged`);
  for (const one of people) assert.ok(new Set(one.answers).size <= 1, 'one confirmation');

  // Before anybody tries again: every acknowledged change, once; of the others, at most one.
  const { entries, summary: afterwards } = books(shop);
  const counted = new Map(), asked = new Set(people.map(({ id }) => Number(id)));
  for (const { change } of entries)
    if (asked.has(change?.subscription)) counted.set(change.subscription, (counted.get(change.subscription) ?? 0) + 1);
  for (const one of acknowledged) assert.equal(counted.get(Number(one.id)), 1, `subscription ${one.id}`);
  for (const [id, count] of counted) assert.equal(count, 1, `subscription ${id}`);

  t.diagnostic(`${counted.size - acknowledged.length} changes made whose answer was lost`);
  assert.equal(afterwards.mails, before.mails + counted.size);
  assert.equal(afterwards.invoices, before.invoices + counted.size);

  // Whoever got no answer sends the same form again.
  for (const one of people.filter(person => person.answers.length === 0))
    for (let tries = 0; one.answers.length === 0; tries++) {
      assert.ok(tries < 5, 'no answer, though nobody is killed any more');
      await send(one);
    }

  const { summary } = books(shop); // and verify finds nothing
  assert.equal(summary.invoices, before.invoices + people.length);
  assert.equal(summary.mails, before.mails + people.length);
  assert.equal(summary.entries, before.entries + people.length);
  for (const one of people.slice(0, 20)) {
    assert.equal(done(shop, one.id).upgrades.length, 1);
    assert.equal(subscriptions(await one.visitor.get('/subscriptions'))[0].edition, 'premium');
    const page = await one.visitor.follow({ location: one.answers[0] });
    assert.match(page.text, /role="status"/);
  }
});
