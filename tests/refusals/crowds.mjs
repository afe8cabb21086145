// Many at the sign-in form: a thousand strangers who guess one password, an office behind one address,
// and whether the time tells who has an account.  make check does it in small; in full, in 10 minutes
// or more (build nothing meanwhile: Apache would start what is half written):
//   make && CROWDS=full node --test tests/refusals/crowds.mjs
// Each says in figures what it saw.  Hashes are the cheapest that a shop may have, addresses of the
// network those that a proxy tells, and each try solves the question in words.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PASSWORD, openShop, solve } from '../support/shop.mjs';
import { alike, refused, says } from '../support/refusals.mjs';

const full = process.env.CROWDS === 'full';
const STRANGERS = full ? 1000 : 60, GUESSES = full ? 10000 : 300, OFFICE = full ? 200 : 30, TIMED = full ? 500 : 20;
const CLIENTS = 8; // at once, and processes of the program

let shop;
before(async () => {
  shop = await openShop({ pool: CLIENTS, name: 'crowds', fill: ['login'], settings: {
    'passes = 3': 'passes = 2', 'mebibytes = 64': 'mebibytes = 19', 'proxies = ( )': 'proxies = ( "127.0.0.1" )' } });
  assert.equal(shop.palierctl('demo', '--customers', OFFICE).status, 0);
});
after(() => shop.close());

const from = address => shop.visitor({ headers: { 'x-forwarded-for': address } });
const filled = (page, email, password) => ({ email, password, robot: 'on', ...solve(page) });
const customerOf = number => `customer${String(number).padStart(6, '0')}@example.com`;
const sleep = seconds => new Promise(resolve => setTimeout(resolve, seconds * 1000));
const milliseconds = begun => Number(process.hrtime.bigint() - begun) / 1e6;

// As many at once as there are clients, until there is no next one.
const crowd = next => Promise.all(Array.from({ length: CLIENTS }, async () => { while (await next()); }));

const sorted = numbers => [...numbers].sort((a, b) => a - b);
const quantile = (numbers, share) => sorted(numbers)[Math.floor(share * (numbers.length - 1))];
const spread = numbers => `median ${quantile(numbers, 0.5).toFixed(1)}, 99 of 100 below ${quantile(numbers, 0.99).toFixed(1)}, most ${Math.max(...numbers).toFixed(1)}`;

test(`${GUESSES} wrong passwords for one account from ${STRANGERS} addresses: a handful is looked at, and the owner gets in at home [6.3.1]`, async t => {
  const email = 'essentials@example.com', home = '203.0.113.7';
  assert.equal((await from(home).signIn(email)).status, 303);
  const strangers = Array.from({ length: STRANGERS }, (_, i) => ({ visitor: from(`10.1.${i >> 8}.${i & 255}`), page: null }));
  const statuses = {}, waits = [], owner = [], abroad = {};
  const begun = process.hrtime.bigint();
  let made = 0, over = false;

  // A question serves until a password was looked at: whoever is kept waiting sends the same again.
  const guess = async () => {
    if (made === GUESSES) return false;
    const stranger = strangers[made++ % STRANGERS];
    stranger.page ??= await stranger.visitor.get('/login');
    const page = stranger.page, answer = await stranger.visitor.submit(page, '/login', filled(page, email, `guess ${made}`));
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    if (answer.status === 429) waits.push(Number(answer.headers['retry-after']));
    else stranger.page = answer.status === 422 ? answer : null;
    return true;
  };
  const comeHome = async () => {
    while (!over) {
      const visitor = from(home), page = await visitor.get('/login'), tried = process.hrtime.bigint();
      const answer = await visitor.submit(page, '/login', filled(page, email, PASSWORD));
      owner.push({ status: answer.status, took: milliseconds(tried) });
      const { status } = await from(`10.2.0.${owner.length % 250}`).signIn(email);
      abroad[status] = (abroad[status] ?? 0) + 1;
      await sleep(0.5);
    }
  };
  const coming = comeHome();
  await crowd(guess);
  over = true;
  await coming;
  const seconds = milliseconds(begun) / 1000;

  t.diagnostic(`${GUESSES} guesses in ${seconds.toFixed(0)} s: ${statuses[422]} let through to the hash, ${statuses[429]} kept waiting, ${statuses[503] ?? 0} sent away by the queue`);
  t.diagnostic(`seconds to wait, as told: ${spread(waits)}`);
  t.diagnostic(`the owner at home: ${owner.filter(one => one.status === 303).length} of ${owner.length} signed in, ms: ${spread(owner.map(one => one.took))}`);
  t.diagnostic(`the owner where they never were: ${JSON.stringify(abroad)} by status`);
  // Five are free; the waits of 1, 2, 4 … s let one through each.  In small the owner abroad may come in between.
  const most = 6 + Math.ceil(Math.log2(seconds + 2)) + (abroad[303] ?? 0) * 6;
  assert.ok(statuses[422] >= 5 && statuses[422] <= most, `${statuses[422]} looked at, of ${most}`);
  assert.equal(statuses[422] + statuses[429] + (statuses[503] ?? 0), GUESSES);
  assert.ok(waits.every(wait => wait >= 1 && wait <= 900));
  assert.ok(owner.length > 0 && owner.every(one => [303, 503].includes(one.status)), 'nobody keeps the owner out at home');
  assert.ok(owner.some(one => one.status === 303));
});

test(`${OFFICE} people behind one address sign in, and nobody is refused for the others [6.3.1]`, async t => {
  const took = [];
  let next = 0, busy = 0;
  const arrive = async () => {
    if (next === OFFICE) return false;
    const visitor = from('192.0.2.77'), email = customerOf(++next), begun = process.hrtime.bigint();
    let answer = await visitor.signIn(email);
    for (; answer.status === 503; busy++) {
      refused(answer, 503, says.manyPasswords);
      assert.match(answer.headers['retry-after'], /^[1-9]\d*$/);
      await sleep(Number(answer.headers['retry-after']));
      answer = await visitor.signIn(email);
    }
    assert.equal(answer.status, 303, `${email}: ${answer.status}`);
    took.push(milliseconds(begun));
    return true;
  };
  await crowd(arrive);
  t.diagnostic(`${took.length} let in, none kept waiting for the address, ${busy} answers of the full queue; ms: ${spread(took)}`);
  assert.equal(took.length, OFFICE);
  // Nothing of theirs is left: twenty others may still fail there before anybody waits.
  for (let i = 0; i < 20; i++) refused(await from('192.0.2.77').signIn(`nobody${i}@example.com`, 'x'), 422, says.mismatch);
});

// Mann and Whitney: how likely two samples of one distribution are to lie as far apart as these, by the
// normal approximation (two-sided; with times in nanoseconds nothing is equal).
function likelihood(one, other) {
  const all = [...one.map(time => [time, 1]), ...other.map(time => [time, 0])].sort((a, b) => a[0] - b[0]);
  const ranks = all.reduce((sum, [, first], place) => sum + first * (place + 1), 0);
  const n = one.length, m = other.length, u = ranks - n * (n + 1) / 2;
  const z = Math.abs(u - n * m / 2) / Math.sqrt(n * m * (n + m + 1) / 12);
  // Abramowitz and Stegun, 7.1.26, in place of the error function.
  const x = z / Math.SQRT2, s = 1 / (1 + 0.3275911 * x);
  return s * (0.254829592 + s * (-0.284496736 + s * (1.421413741 + s * (-1.453152027 + s * 1.061405429)))) * Math.exp(-x * x);
}

test(`${TIMED} known addresses and ${TIMED} unknown ones get the same answer in the same time [6.3.8]`, async t => {
  const times = { customer: [], stranger: [] };
  for (let i = 0; i < TIMED; i++) {
    // Four tries for each account, and each from elsewhere: nobody is kept waiting.
    const number = String(1 + (i >> 2)).padStart(6, '0'), headers = { 'x-forwarded-for': `10.3.${i >> 8}.${i & 255}` }, answers = [];
    for (const name of i % 2 ? ['customer', 'stranger'] : ['stranger', 'customer']) {
      const visitor = shop.visitor({ headers }), page = await visitor.get('/login');
      assert.equal(page.status, 200, `${page.status}: ${page.text}\n${shop.errors()}`);
      const fields = filled(page, `${name}${number}@example.com`, 'not this one');
      const begun = process.hrtime.bigint();
      const answer = await visitor.submit(page, '/login', fields);
      times[name].push(milliseconds(begun));
      refused(answer, 422, says.mismatch);
      answers.push({ ...answer, text: answer.text.replaceAll(fields.email, 'TYPED') });
    }
    alike(...answers);
  }
  const p = likelihood(times.customer, times.stranger), [known, unknown] = Object.values(times).map(list => quantile(list, 0.5));
  t.diagnostic(`known: median ${known.toFixed(2)} ms; unknown: median ${unknown.toFixed(2)} ms; Mann-Whitney p = ${p.toFixed(3)}`);
  // A hash costs some 20 ms: an address that isn't hashed for would take a twentieth.
  assert.ok(known < unknown * 4 && unknown < known * 4, `${known} ms and ${unknown} ms`);
  if (full) assert.ok(p > 0.001, `p = ${p}`);
});
